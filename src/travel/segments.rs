//! Roads as straight pieces between numbered vertices: what the network is joined from.

use rayon::prelude::*;

use crate::geometry::LonLat;
use crate::model::{Direction, Road};

/// All roads as drawn, or joined further; no two vertices lie in one place.
#[derive(Debug)]
pub(super) struct Drawn {
    /// Rounded to 1e-7°.
    pub(super) vertices: Vec<LonLat>,
    /// Sorted, each pair of vertices once.
    pub(super) segments: Vec<Segment>,
}

impl Drawn {
    /// Joins lines where they share a vertex, and nowhere else.
    pub(super) fn of(roads: &[Road]) -> Self {
        let (vertices, ids) = number_vertices(roads);
        let segments = segments(roads, &ids);
        Self { vertices, segments }
    }
}

/// A vertex rounded to 1e-7°, as one ordered number: longitude in the high half, latitude in the low.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Rounded(u64);

impl Rounded {
    const PER_DEGREE: f64 = 1e7;
    const HALF: i64 = 1 << 31;

    pub(super) fn of(at: LonLat) -> Self {
        let part = |degrees: f64| ((degrees * Self::PER_DEGREE).round() as i64 + Self::HALF) as u64;
        Self(part(at.lon) << 32 | part(at.lat))
    }

    pub(super) fn lon_lat(self) -> LonLat {
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
pub(super) struct Segment {
    pub(super) low: u32,
    pub(super) high: u32,
    /// Whether a bus may go from `low` to `high`.
    pub(super) up: bool,
    /// Whether a bus may go from `high` to `low`.
    pub(super) down: bool,
    pub(super) kmh: f64,
    /// See [`Road::level`].
    pub(super) level: i8,
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
                level: road.level,
            });
        }
    }
    tidy(&mut all);
    all
}

/// Sorts segments and takes those between the same vertices together.
pub(super) fn tidy(segments: &mut Vec<Segment>) {
    segments.par_sort_by_key(|segment| (segment.low, segment.high));
    segments.dedup_by(|next, kept| {
        let same = (next.low, next.high) == (kept.low, kept.high);
        if same {
            kept.up |= next.up;
            kept.down |= next.down;
            kept.kmh = kept.kmh.max(next.kmh);
            kept.level = if next.level == kept.level {
                kept.level
            } else {
                0
            };
        }
        same
    });
}

impl Segment {
    pub(super) fn other_end(&self, vertex: u32) -> u32 {
        if vertex == self.low {
            self.high
        } else {
            self.low
        }
    }

    /// Whether a bus may go away from `vertex`, and towards it.
    pub(super) fn open_from(&self, vertex: u32) -> (bool, bool) {
        if vertex == self.low {
            (self.up, self.down)
        } else {
            (self.down, self.up)
        }
    }
}
