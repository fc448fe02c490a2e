//! Roads that are meant to meet and share no vertex: ends that nearly touch another road, and roads that cross.
//!
//! - The *end* of a road is joined to every road that comes near it: to the vertex there, or by a cut at the nearest
//!   point. It passes under a bridge.
//! - Where two roads of one level *cross*, both are cut; where a bend of one lies on the other, the other is cut.
//!
//! Cost: a tree of the ends and one look at every segment; for crossings a tree of all segments.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use geo::Coord;
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::geometry::{LonLat, Projection};
use crate::model::{County, JOINS_WITHIN_METRES, RoadJoins};

use super::segments::{Drawn, Rounded, Segment, tidy};
use super::snap::distance_to_segment;

/// A bend this near to another road lies on it: the rounding of two vertices, in metres.
const TOUCHES_METRES: f64 = 0.02;

/// Where the drawn roads of a county do not meet although they seem meant to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RoadGaps {
    /// Ends of roads that nearly meet another road, and the metres that are missing.
    pub ends: Vec<(LonLat, f64)>,
    /// Places where roads of one level cross, or where the bend of one lies on another, without a shared vertex.
    pub crossings: Vec<LonLat>,
}

impl RoadGaps {
    /// Looks at the roads as they are drawn, whatever is joined: for ends within the distance at which they join, or
    /// the usual one if that is longer. Each list goes from south to north.
    pub fn of(county: &County) -> Self {
        let drawn = Drawn::of(&county.roads);
        let projection = county.projection();
        let within = county.joins.ends_within_metres.max(JOINS_WITHIN_METRES);
        let ends = drawn.near_ends(&projection, within);
        let crossings = drawn.crossings(&projection, &ends, within);
        let place = |vertex: u32| drawn.vertices[vertex as usize];
        let northwards =
            |a: LonLat, b: LonLat| a.lat.total_cmp(&b.lat).then(a.lon.total_cmp(&b.lon));
        // Two ends that nearly meet are one gap.
        let mut told = BTreeSet::new();
        let mut gaps = Vec::new();
        for near in ends.chunk_by(|a, b| a.end == b.end) {
            let here = place(near[0].end);
            let segments = near
                .iter()
                .map(|near| drawn.segments[near.segment as usize]);
            let mut others = segments.flat_map(|segment| [segment.low, segment.high]);
            let is_told =
                |other: u32| told.contains(&other) && here.metres_to(place(other)) <= within;
            if !others.any(is_told) {
                gaps.push((here, near[0].metres));
            }
            told.insert(near[0].end);
        }
        let mut ends = gaps;
        ends.sort_by(|a, b| northwards(a.0, b.0).then(a.1.total_cmp(&b.1)));
        let crossings = crossings.iter().map(|crossing| match *crossing {
            Crossing::Bend { vertex, .. } => place(vertex),
            Crossing::Between { at, .. } => Rounded::of(at).lon_lat(),
        });
        let mut crossings: Vec<LonLat> = crossings.collect();
        crossings.sort_by(|a, b| northwards(*a, *b));
        crossings.dedup();
        Self { ends, crossings }
    }
}

/// The end of a road near another road.
#[derive(Clone, Copy, Debug)]
struct NearEnd {
    /// A vertex of one segment only.
    end: u32,
    /// The segment it comes near.
    segment: u32,
    /// Where on it the nearest point lies, 0 to 1 from its lower vertex.
    part: f64,
    metres: f64,
}

impl NearEnd {
    /// The vertex it comes near, if that is the nearest point.
    fn vertex(&self, segments: &[Segment]) -> Option<u32> {
        let segment = segments[self.segment as usize];
        match self.part {
            part if part <= 0.0 => Some(segment.low),
            part if part >= 1.0 => Some(segment.high),
            _ => None,
        }
    }
}

/// A meeting of two segments that share no vertex.
#[derive(Clone, Copy, Debug)]
enum Crossing {
    /// A vertex of one lies on the other.
    Bend {
        vertex: u32,
        segment: u32,
        part: f64,
    },
    /// They cross between their vertices.
    Between {
        segments: [u32; 2],
        parts: [f64; 2],
        at: LonLat,
    },
}

/// Local metres of all vertices, and what is at them.
struct Plane<'a> {
    at: Vec<Coord<f64>>,
    segments: &'a [Segment],
}

impl Plane<'_> {
    fn ends_of(&self, segment: u32) -> [Coord<f64>; 2] {
        let segment = self.segments[segment as usize];
        [
            self.at[segment.low as usize],
            self.at[segment.high as usize],
        ]
    }

    /// The box round a segment, `wider` metres to all sides.
    fn bounds(&self, segment: u32, wider: f64) -> ([f64; 2], [f64; 2]) {
        let [a, b] = self.ends_of(segment);
        (
            [a.x.min(b.x) - wider, a.y.min(b.y) - wider],
            [a.x.max(b.x) + wider, a.y.max(b.y) + wider],
        )
    }

    /// How far a vertex is from a segment in metres, and where on it the nearest point lies.
    fn away(&self, vertex: u32, segment: u32) -> (f64, f64) {
        let [a, b] = self.ends_of(segment);
        let (squared, part) = distance_to_segment(self.at[vertex as usize], a, b);
        (squared.sqrt(), part)
    }
}

impl Drawn {
    /// Joins what the joins ask for.
    pub(super) fn joined(mut self, joins: &RoadJoins, projection: &Projection) -> Self {
        let within = joins.ends_within_metres.max(0.0);
        if within > 0.0 || joins.crossings {
            let ends = self.near_ends(projection, within.max(JOINS_WITHIN_METRES));
            let crossings = if joins.crossings {
                self.crossings(projection, &ends, within.max(JOINS_WITHIN_METRES))
            } else {
                Vec::new()
            };
            let ends: Vec<NearEnd> = ends
                .into_iter()
                .filter(|near| within > 0.0 && near.metres <= within)
                .collect();
            self.join(&ends, &crossings);
        }
        self
    }

    fn plane(&self, projection: &Projection) -> Plane<'_> {
        Plane {
            at: self
                .vertices
                .iter()
                .map(|&at| projection.metres(at))
                .collect(),
            segments: &self.segments,
        }
    }

    /// Ends with all segments of other roads within some metres, each end's nearest first.
    fn near_ends(&self, projection: &Projection, within: f64) -> Vec<NearEnd> {
        const MANY: u32 = u32::MAX;
        const NONE: u32 = u32::MAX - 1;
        // By vertex: its one segment.
        let mut only = vec![NONE; self.vertices.len()];
        for (number, segment) in (0_u32..).zip(&self.segments) {
            for vertex in [segment.low, segment.high] {
                let only = &mut only[vertex as usize];
                *only = if *only == NONE { number } else { MANY };
            }
        }
        let plane = self.plane(projection);
        let is_end = |vertex: &u32| only[*vertex as usize] < NONE;
        let ends = (0..self.vertices.len() as u32).filter(is_end);
        let tree = RTree::bulk_load(
            ends.map(|end| {
                let at = plane.at[end as usize];
                GeomWithData::new([at.x, at.y], end)
            })
            .collect(),
        );
        let near = |number: u32| {
            let (low, high) = plane.bounds(number, within);
            let found = tree.locate_in_envelope(&AABB::from_corners(low, high));
            let near = found.filter_map(|found| {
                self.near_end(&plane, found.data, only[found.data as usize], number)
            });
            near.filter(|near| near.metres <= within)
                .collect::<Vec<_>>()
        };
        let mut found: Vec<NearEnd> = (0..self.segments.len() as u32)
            .into_par_iter()
            .flat_map_iter(near)
            .collect();
        found.sort_by(|a, b| {
            let nearer = a.metres.total_cmp(&b.metres);
            a.end
                .cmp(&b.end)
                .then(nearer)
                .then(a.segment.cmp(&b.segment))
        });
        found
    }

    /// An end of segment `own` beside another segment; `None` where that is the road it hangs on, or passes over it.
    fn near_end(&self, plane: &Plane<'_>, end: u32, own: u32, number: u32) -> Option<NearEnd> {
        let (mine, other) = (self.segments[own as usize], self.segments[number as usize]);
        let neighbour = mine.other_end(end);
        if number == own || [other.low, other.high].contains(&neighbour) {
            return None;
        }
        let (metres, part) = plane.away(end, number);
        let near = NearEnd {
            end,
            segment: number,
            part,
            metres,
        };
        let is_between = near.vertex(&self.segments).is_none();
        let passes_over = is_between && other.level != mine.level && other.level != 0;
        (!passes_over).then_some(near)
    }

    /// Where segments of one level meet without a vertex, ends that were found already left out.
    fn crossings(&self, projection: &Projection, ends: &[NearEnd], within: f64) -> Vec<Crossing> {
        let plane = self.plane(projection);
        let boxes = (0..self.segments.len() as u32).map(|number| {
            let (low, high) = plane.bounds(number, TOUCHES_METRES);
            GeomWithData::new(Rectangle::from_corners(low, high), number)
        });
        let tree = RTree::bulk_load(boxes.collect());
        let known: BTreeSet<u32> = ends.iter().map(|near| near.end).collect();
        let met = |number: u32| {
            let (low, high) = plane.bounds(number, TOUCHES_METRES);
            let others = tree.locate_in_envelope_intersecting(&AABB::from_corners(low, high));
            let others = others
                .map(|other| other.data)
                .filter(|&other| other > number);
            let found = others.flat_map(|other| meetings(&plane, projection, number, other));
            // An end that runs a little past the road it is joined to crosses it as well.
            found
                .filter(|crossing| !is_at_end(&plane, projection, &known, within, crossing))
                .collect::<Vec<_>>()
        };
        let mut found: Vec<Crossing> = (0..self.segments.len() as u32)
            .into_par_iter()
            .flat_map_iter(met)
            .collect();
        let key = |crossing: &Crossing| match *crossing {
            Crossing::Bend {
                vertex, segment, ..
            } => (0, vertex, segment),
            Crossing::Between {
                segments: [a, b], ..
            } => (1, a, b),
        };
        found.sort_by_key(key);
        found.dedup_by_key(|crossing| key(crossing));
        found
    }

    /// Cuts segments and adds what closes the gaps.
    fn join(&mut self, ends: &[NearEnd], crossings: &[Crossing]) {
        if ends.is_empty() && crossings.is_empty() {
            return;
        }
        let mut known = NewVertices {
            n_drawn: self.vertices.len(),
            numbers: HashMap::new(),
        };
        let mut cuts: BTreeMap<u32, Vec<(f64, u32)>> = BTreeMap::new();
        let mut added = Vec::new();
        for near in ends {
            let segment = self.segments[near.segment as usize];
            let target = near.vertex(&self.segments).unwrap_or_else(|| {
                let [a, b] = [segment.low, segment.high].map(|end| self.vertices[end as usize]);
                let mix = |a: f64, b: f64| a + (b - a) * near.part;
                let at = LonLat::new(mix(a.lon, b.lon), mix(a.lat, b.lat));
                self.vertex_at(at, &mut known)
            });
            cuts.entry(near.segment)
                .or_default()
                .push((near.part, target));
            if target != near.end {
                added.push(Segment {
                    low: near.end.min(target),
                    high: near.end.max(target),
                    up: true,
                    down: true,
                    ..segment
                });
            }
        }
        for crossing in crossings {
            match *crossing {
                Crossing::Bend {
                    vertex,
                    segment,
                    part,
                } => {
                    cuts.entry(segment).or_default().push((part, vertex));
                }
                Crossing::Between {
                    segments,
                    parts,
                    at,
                } => {
                    let vertex = self.vertex_at(at, &mut known);
                    for (segment, part) in segments.into_iter().zip(parts) {
                        cuts.entry(segment).or_default().push((part, vertex));
                    }
                }
            }
        }
        for (number, mut cuts) in cuts {
            let segment = self.segments[number as usize];
            cuts.push((1.0, segment.high));
            cuts.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let mut from = segment.low;
            let mut pieces = Vec::new();
            for (_, to) in cuts {
                if from == to {
                    continue;
                }
                let (up, down) = if from < to {
                    (segment.up, segment.down)
                } else {
                    (segment.down, segment.up)
                };
                pieces.push(Segment {
                    low: from.min(to),
                    high: from.max(to),
                    up,
                    down,
                    ..segment
                });
                from = to;
            }
            if let Some((first, rest)) = pieces.split_first() {
                self.segments[number as usize] = *first;
                added.extend(rest);
            }
        }
        self.segments.extend(added);
        tidy(&mut self.segments);
    }

    /// The vertex in a place, a new one if there is none.
    fn vertex_at(&mut self, at: LonLat, new: &mut NewVertices) -> u32 {
        let rounded = Rounded::of(at);
        // As drawn they are sorted.
        let drawn = &self.vertices[..new.n_drawn];
        if let Ok(drawn) = drawn.binary_search_by_key(&rounded, |&at| Rounded::of(at)) {
            return drawn as u32;
        }
        *new.numbers.entry(rounded).or_insert_with(|| {
            self.vertices.push(rounded.lon_lat());
            self.vertices.len() as u32 - 1
        })
    }
}

/// Vertices that joining adds.
struct NewVertices {
    n_drawn: usize,
    numbers: HashMap<Rounded, u32>,
}

/// How two segments meet that share no vertex: nowhere, between their vertices, or where a vertex lies on the other.
fn meetings(plane: &Plane<'_>, projection: &Projection, first: u32, second: u32) -> Vec<Crossing> {
    let [one, two] = [first, second].map(|number| plane.segments[number as usize]);
    let shares = [one.low, one.high]
        .iter()
        .any(|end| [two.low, two.high].contains(end));
    if shares || one.level != two.level {
        return Vec::new();
    }
    let bends = [
        (one.low, second),
        (one.high, second),
        (two.low, first),
        (two.high, first),
    ];
    let touching: Vec<Crossing> = bends
        .into_iter()
        .filter_map(|(vertex, segment)| {
            let (metres, part) = plane.away(vertex, segment);
            (metres <= TOUCHES_METRES).then_some(Crossing::Bend {
                vertex,
                segment,
                part,
            })
        })
        .collect();
    if !touching.is_empty() {
        return touching;
    }
    let ([a, b], [c, d]) = (plane.ends_of(first), plane.ends_of(second));
    let cross = |u: Coord<f64>, v: Coord<f64>| u.x * v.y - u.y * v.x;
    let turn = cross(b - a, d - c);
    if turn == 0.0 {
        return Vec::new();
    }
    let parts = [cross(c - a, d - c) / turn, cross(c - a, b - a) / turn];
    let is_inside = parts.iter().all(|part| (0.0..=1.0).contains(part));
    let at = a + (b - a) * parts[0];
    is_inside
        .then(|| Crossing::Between {
            segments: [first, second],
            parts,
            at: projection.lon_lat(at),
        })
        .into_iter()
        .collect()
}

/// Whether a meeting is the work of an end that is told as one already.
fn is_at_end(
    plane: &Plane<'_>,
    projection: &Projection,
    known: &BTreeSet<u32>,
    within: f64,
    crossing: &Crossing,
) -> bool {
    match *crossing {
        Crossing::Bend { vertex, .. } => known.contains(&vertex),
        Crossing::Between { segments, at, .. } => {
            let at = projection.metres(at);
            let ends = segments.map(|number| plane.segments[number as usize]);
            let ends = ends.iter().flat_map(|segment| [segment.low, segment.high]);
            ends.filter(|end| known.contains(end)).any(|end| {
                let away = plane.at[end as usize] - at;
                away.x.hypot(away.y) <= within
            })
        }
    }
}
