//! The road network: drawn lines joined at shared vertices, then shortened to junctions and the chains between them.
//!
//! Most vertices of a road only bend it. A *junction* is where the way can be chosen, ends, or changes
//! its direction of travel; a *chain* is the road between two junctions, its bends kept for drawing and
//! snapping. On real networks two vertices of three disappear from every search.

use geo::Coord;
use rayon::prelude::*;

use crate::geometry::{LonLat, Projection};
use crate::model::{Road, RoadJoins};

use super::hilbert::hilbert_index;
use super::segments::{Drawn, Segment};

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

/// A road between two junctions, without a choice on the way. A bus may always go from `from` to `to`; people walk both
/// ways on every road.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chain {
    /// The junction at offset zero.
    pub(super) from: u32,
    /// The junction at the far end; may be the same one.
    pub(super) to: u32,
    /// Whether a bus may go from `to` to `from` as well.
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
    ///
    /// Before that, what nearly meets is joined as the `joins` ask for.
    pub(super) fn of(roads: &[Road], joins: &RoadJoins, projection: &Projection) -> Self {
        let Drawn { vertices, segments } = Drawn::of(roads).joined(joins, projection);
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
