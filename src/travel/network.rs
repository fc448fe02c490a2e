//! The road network: drawn lines joined at shared vertices, then shortened to junctions and the chains between them.
//!
//! Most vertices of a road only bend it. A *junction* is where the way can be chosen, ends, or changes
//! its direction of travel; a *chain* is the road between two junctions, its bends kept for drawing and
//! snapping. On real networks two vertices of three disappear from every search.

use geo::Coord;
use rayon::prelude::*;

use crate::geometry::{LonLat, Projection};
use crate::model::{Direction, Road};

use super::hilbert::hilbert_index;

/// Longest chain, in decimetres (100,000 km), so that no sum of a distance and a chain overflows.
const LONGEST_CHAIN: f64 = 1e9;

/// Junctions and chains of one county. Junctions are numbered along a Hilbert curve, so that
/// neighbours on the map are neighbours in memory; chains are sorted by their first junction.
#[derive(Debug, Default)]
pub(super) struct Network {
    /// Where each junction stands.
    pub(super) junctions: Vec<LonLat>,
    /// The roads between them.
    pub(super) chains: Vec<Chain>,
    /// The bends of all chains, chain after chain, both end junctions included.
    pub(super) points: Vec<ChainPoint>,
}

/// A road between two junctions, without a choice on the way. Travel from `from` to `to` is always open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chain {
    /// The junction at offset zero.
    pub(super) from: u32,
    /// The junction at the far end; may be the same one.
    pub(super) to: u32,
    /// Whether travel from `to` to `from` is open as well.
    pub(super) two_way: bool,
    /// Position of its first point in [`Network::points`].
    pub(super) first_point: u32,
    /// How many points it has; at least two.
    pub(super) n_points: u32,
}

/// A bend of a chain. Offsets are rounded once, from the unrounded length so far, so that a chain of
/// a thousand bends is as exact as one of two.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ChainPoint {
    /// Where it is.
    pub(super) at: LonLat,
    /// Geodesic length from the start of the chain, in decimetres.
    pub(super) decimetres: u32,
    /// Bus time from the start of the chain, in milliseconds.
    pub(super) millis: u32,
}

impl Network {
    /// Joins the lines where they share a vertex (equal after rounding to 1e-7°). Lengths that are
    /// zero, lines drawn twice, loops and places off the globe are all fine.
    pub(super) fn of(roads: &[Road], projection: &Projection) -> Self {
        let (vertices, ids) = number_vertices(roads);
        let segments = segments(roads, &ids);
        let incidence = Incidence::of(&segments, vertices.len());
        let traces = trace_chains(&segments, &incidence, vertices.len());
        assemble(&vertices, &segments, traces, projection)
    }

    /// Whether all roads lie, join and open alike.
    pub(super) fn differs_in_speeds_only(&self, other: &Self) -> bool {
        let way = |point: &ChainPoint| (point.at, point.decimetres);
        self.junctions == other.junctions
            && self.chains == other.chains
            && self.points.iter().map(way).eq(other.points.iter().map(way))
    }

    /// The points of a chain, from its `from` junction to its `to` junction.
    pub(super) fn points_of(&self, chain: &Chain) -> &[ChainPoint] {
        let first = chain.first_point as usize;
        &self.points[first..first + chain.n_points as usize]
    }

    /// Length of a chain in decimetres.
    pub(super) fn length(&self, chain: &Chain) -> u32 {
        let last = chain.first_point + chain.n_points - 1;
        self.points[last as usize].decimetres
    }

    /// Bus time along a chain in milliseconds.
    pub(super) fn millis(&self, chain: &Chain) -> u32 {
        let last = chain.first_point + chain.n_points - 1;
        self.points[last as usize].millis
    }
}

/// A vertex rounded to 1e-7°, as one ordered number: longitude in the high half, latitude in the low.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rounded(u64);

impl Rounded {
    const PER_DEGREE: f64 = 1e7;
    const HALF: i64 = 1 << 31;

    fn of(at: LonLat) -> Self {
        let part = |degrees: f64| ((degrees * Self::PER_DEGREE).round() as i64 + Self::HALF) as u64;
        Self(part(at.lon) << 32 | part(at.lat))
    }

    fn lon_lat(self) -> LonLat {
        let degrees = |part: u64| (part as i64 - Self::HALF) as f64 / Self::PER_DEGREE;
        LonLat::new(degrees(self.0 >> 32), degrees(self.0 & 0xffff_ffff))
    }
}

/// The distinct vertices, and the vertex of every place of every road in order; `None` where a place
/// is not on the globe.
fn number_vertices(roads: &[Road]) -> (Vec<LonLat>, Vec<Option<u32>>) {
    let places = roads.iter().flat_map(|road| road.line.iter());
    let mut keyed: Vec<(Rounded, u32)> = places
        .enumerate()
        .filter(|(_, at)| at.is_on_globe())
        .map(|(position, at)| (Rounded::of(*at), position as u32))
        .collect();
    keyed.par_sort_unstable();
    let n_places = roads.iter().map(|road| road.line.len()).sum();
    let mut ids = vec![None; n_places];
    let mut vertices: Vec<LonLat> = Vec::new();
    let mut last = None;
    for (key, position) in keyed {
        if last != Some(key) {
            vertices.push(key.lon_lat());
            last = Some(key);
        }
        ids[position as usize] = Some(vertices.len() as u32 - 1);
    }
    (vertices, ids)
}

/// A straight piece of road between two different vertices, `low < high`.
#[derive(Clone, Copy, Debug)]
struct Segment {
    low: u32,
    high: u32,
    /// Whether travel from `low` to `high` is open.
    up: bool,
    /// Whether travel from `high` to `low` is open.
    down: bool,
    kmh: f64,
}

/// All pieces, each pair of vertices once: a line drawn twice is open wherever either is, at the better speed.
fn segments(roads: &[Road], ids: &[Option<u32>]) -> Vec<Segment> {
    let mut all = Vec::new();
    let mut position = 0;
    for road in roads {
        let line = &ids[position..position + road.line.len()];
        position += road.line.len();
        let kmh = road.bus_kmh();
        for pair in line.windows(2) {
            let &[Some(a), Some(b)] = pair else { continue };
            if a == b {
                continue;
            }
            let along = road.direction != Direction::Backward;
            let against = road.direction != Direction::Forward;
            let (up, down) = if a < b {
                (along, against)
            } else {
                (against, along)
            };
            all.push(Segment {
                low: a.min(b),
                high: a.max(b),
                up,
                down,
                kmh,
            });
        }
    }
    all.par_sort_by_key(|segment| (segment.low, segment.high));
    all.dedup_by(|next, kept| {
        let same = (next.low, next.high) == (kept.low, kept.high);
        if same {
            kept.up |= next.up;
            kept.down |= next.down;
            kept.kmh = kept.kmh.max(next.kmh);
        }
        same
    });
    all
}

/// Which segments touch each vertex, as one compressed list.
struct Incidence {
    first: Vec<u32>,
    segments: Vec<u32>,
}

impl Incidence {
    fn of(segments: &[Segment], n_vertices: usize) -> Self {
        let mut first = vec![0_u32; n_vertices + 1];
        for segment in segments {
            first[segment.low as usize + 1] += 1;
            first[segment.high as usize + 1] += 1;
        }
        for vertex in 0..n_vertices {
            first[vertex + 1] += first[vertex];
        }
        let mut next = first.clone();
        let mut touching = vec![0; segments.len() * 2];
        for (position, segment) in segments.iter().enumerate() {
            for vertex in [segment.low, segment.high] {
                let slot = &mut next[vertex as usize];
                touching[*slot as usize] = position as u32;
                *slot += 1;
            }
        }
        Self {
            first,
            segments: touching,
        }
    }

    fn at(&self, vertex: u32) -> &[u32] {
        let vertex = vertex as usize;
        &self.segments[self.first[vertex] as usize..self.first[vertex + 1] as usize]
    }
}

impl Segment {
    fn other_end(&self, vertex: u32) -> u32 {
        if vertex == self.low {
            self.high
        } else {
            self.low
        }
    }

    /// Whether travel away from `vertex`, and towards it, is open.
    fn open_from(&self, vertex: u32) -> (bool, bool) {
        if vertex == self.low {
            (self.up, self.down)
        } else {
            (self.down, self.up)
        }
    }
}

/// A chain before its junctions are numbered: vertices and the segments between them.
struct Trace {
    vertices: Vec<u32>,
    segments: Vec<u32>,
}

fn trace_chains(segments: &[Segment], incidence: &Incidence, n_vertices: usize) -> Vec<Trace> {
    let bends = |vertex: u32| match incidence.at(vertex) {
        &[a, b] => {
            // What is open into the bend on one side must be open out of it on the other.
            let (out_a, in_a) = segments[a as usize].open_from(vertex);
            let (out_b, in_b) = segments[b as usize].open_from(vertex);
            out_a == in_b && out_b == in_a
        }
        _ => false,
    };
    let mut used = vec![false; segments.len()];
    let mut traces = Vec::new();
    let mut trace_from = |start: u32, first: u32, used: &mut Vec<bool>| {
        if used[first as usize] {
            return;
        }
        let mut trace = Trace {
            vertices: vec![start],
            segments: Vec::new(),
        };
        let (mut here, mut segment) = (start, first);
        loop {
            used[segment as usize] = true;
            here = segments[segment as usize].other_end(here);
            trace.vertices.push(here);
            trace.segments.push(segment);
            if here == start || !bends(here) {
                break;
            }
            let onward = incidence
                .at(here)
                .iter()
                .find(|&&next| !used[next as usize]);
            let Some(&onward) = onward else { break };
            segment = onward;
        }
        traces.push(trace);
    };
    for vertex in (0..n_vertices as u32).filter(|&vertex| !bends(vertex)) {
        for &first in incidence.at(vertex) {
            trace_from(vertex, first, &mut used);
        }
    }
    // What is left are rings without a junction; the first vertex of each becomes one.
    for vertex in 0..n_vertices as u32 {
        if let Some(&first) = incidence.at(vertex).first() {
            trace_from(vertex, first, &mut used);
        }
    }
    traces
}

fn assemble(
    vertices: &[LonLat],
    segments: &[Segment],
    traces: Vec<Trace>,
    projection: &Projection,
) -> Network {
    let ends = |trace: &Trace| [trace.vertices[0], trace.vertices[trace.vertices.len() - 1]];
    let mut junctions: Vec<u32> = traces.iter().flat_map(ends).collect();
    junctions.sort_unstable();
    junctions.dedup();
    sort_along_hilbert_curve(&mut junctions, vertices, projection);
    let mut junction_of = vec![0_u32; vertices.len()];
    for (number, &vertex) in junctions.iter().enumerate() {
        junction_of[vertex as usize] = number as u32;
    }
    let mut measured: Vec<(Chain, Vec<ChainPoint>)> = traces
        .into_par_iter()
        .map(|mut trace| {
            let (forward, backward) = open_ways(&trace, segments);
            let [start, end] = ends(&trace).map(|vertex| junction_of[vertex as usize]);
            if !forward || (backward && start > end) {
                trace.vertices.reverse();
                trace.segments.reverse();
            }
            let [from, to] = ends(&trace).map(|vertex| junction_of[vertex as usize]);
            let points = measure(&trace, vertices, segments);
            let chain = Chain {
                from,
                to,
                two_way: forward && backward,
                first_point: 0,
                n_points: points.len() as u32,
            };
            (chain, points)
        })
        .collect();
    measured.par_sort_by_key(|(chain, _)| (chain.from, chain.to));
    let mut network = Network {
        junctions: junctions
            .iter()
            .map(|&vertex| vertices[vertex as usize])
            .collect(),
        chains: Vec::with_capacity(measured.len()),
        points: Vec::new(),
    };
    for (mut chain, points) in measured {
        chain.first_point = network.points.len() as u32;
        network.chains.push(chain);
        network.points.extend(points);
    }
    network
}

/// Whether a trace may be travelled as traced, and against it. All its segments agree.
fn open_ways(trace: &Trace, segments: &[Segment]) -> (bool, bool) {
    segments[trace.segments[0] as usize].open_from(trace.vertices[0])
}

fn measure(trace: &Trace, vertices: &[LonLat], segments: &[Segment]) -> Vec<ChainPoint> {
    let mut at = vertices[trace.vertices[0] as usize];
    let (mut metres, mut hours) = (0.0, 0.0);
    let mut points = vec![ChainPoint {
        at,
        decimetres: 0,
        millis: 0,
    }];
    for (&vertex, &segment) in trace.vertices[1..].iter().zip(&trace.segments) {
        let next = vertices[vertex as usize];
        let length = at.metres_to(next);
        metres += length;
        hours += length / 1_000.0 / segments[segment as usize].kmh;
        at = next;
        points.push(ChainPoint {
            at,
            decimetres: (metres * 10.0).round().min(LONGEST_CHAIN) as u32,
            millis: (hours * 3_600_000.0).round().min(LONGEST_CHAIN) as u32,
        });
    }
    points
}

fn sort_along_hilbert_curve(junctions: &mut [u32], vertices: &[LonLat], projection: &Projection) {
    let metres = |vertex: u32| projection.metres(vertices[vertex as usize]);
    let (mut low, mut high) = (
        Coord {
            x: f64::MAX,
            y: f64::MAX,
        },
        Coord {
            x: f64::MIN,
            y: f64::MIN,
        },
    );
    for &vertex in junctions.iter() {
        let at = metres(vertex);
        low = Coord {
            x: low.x.min(at.x),
            y: low.y.min(at.y),
        };
        high = Coord {
            x: high.x.max(at.x),
            y: high.y.max(at.y),
        };
    }
    let side = (high.x - low.x).max(high.y - low.y).max(1.0);
    let cell = |value: f64| (value / side * f64::from(u16::MAX)) as u16;
    junctions.sort_by_cached_key(|&vertex| {
        let at = metres(vertex);
        (
            hilbert_index(cell(at.x - low.x), cell(at.y - low.y)),
            vertex,
        )
    });
}
