//! Shortest ways from one or many starts to every junction, and the labels of who is nearest.

use super::graph::{Graph, NEVER};
use super::queue::Buckets;

/// A distance and the number of the start it is measured from, in eight bytes; the smaller distance,
/// then the smaller number, comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Reach(u64);

impl Reach {
    /// Out of reach of every start.
    pub(super) const NONE: Self = Self::new(NEVER, u32::MAX);

    /// A distance from a start.
    #[inline]
    pub(super) const fn new(distance: u32, start: u32) -> Self {
        Self((distance as u64) << 32 | start as u64)
    }

    /// How far, at least [`NEVER`] when out of reach.
    #[inline]
    pub(super) const fn distance(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// From which start.
    #[inline]
    pub(super) const fn start(self) -> u32 {
        self.0 as u32
    }

    /// The same start, further away.
    #[inline]
    pub(super) const fn further(self, by: u32) -> Self {
        Self(self.0 + ((by as u64) << 32))
    }
}

/// A junction from which a search starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Start {
    /// What it takes to get to the junction, and the number of the place it belongs to.
    pub(super) reach: Reach,
    /// The junction.
    pub(super) junction: u32,
}

/// Memory of a search, reused from one to the next.
#[derive(Debug)]
pub(super) struct RoadSearch {
    /// By junction, after [`RoadSearch::run`].
    pub(super) reached: Vec<Reach>,
    buckets: Buckets,
}

impl RoadSearch {
    /// Memory for searches on this graph.
    pub(super) fn on(graph: &Graph) -> Self {
        Self {
            reached: vec![Reach::NONE; graph.n_junctions()],
            buckets: Buckets::for_graph(graph),
        }
    }

    /// Finds for every junction the nearest start. Equal distances go to the start with the smaller number.
    ///
    /// Dijkstra's method with labels on a bucket queue: about the time it takes to read the graph twice.
    pub(super) fn run(&mut self, graph: &Graph, starts: &mut [Start]) {
        self.reached.fill(Reach::NONE);
        starts.sort_unstable();
        let mut waiting = starts.iter().peekable();
        let Some(first) = waiting.peek() else { return };
        self.buckets.restart(first.reach.distance());
        loop {
            // A start joins when its own distance comes up: it may lie beyond the ring of buckets.
            while let Some(start) =
                waiting.next_if(|start| self.buckets.is_now(start.reach.distance()))
            {
                let reached = &mut self.reached[start.junction as usize];
                if start.reach < *reached {
                    *reached = start.reach;
                    self.buckets.push(start.junction, start.reach.distance());
                }
            }
            while let Some(junction) = self.buckets.pop_now() {
                let here = self.reached[junction as usize];
                if !self.buckets.is_now(here.distance()) {
                    continue;
                }
                for arc in graph.arcs(junction) {
                    let there = here.further(arc.weight);
                    let reached = &mut self.reached[arc.head as usize];
                    if there < *reached {
                        *reached = there;
                        self.buckets.push(arc.head, there.distance());
                    }
                }
            }
            match (self.buckets.is_empty(), waiting.peek()) {
                (true, None) => return,
                (true, Some(start)) => self.buckets.jump_to(start.reach.distance()),
                (false, _) => self.buckets.advance(),
            }
        }
    }
}
