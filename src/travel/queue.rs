//! A priority queue for whole-number distances: a ring of buckets (Dial 1969).
//!
//! A bucket holds all junctions within the same stretch of distance. Inside a bucket the order is free. So a junction
//! may be taken out before its final distance is known, and once more after that; the result is exact all the same. On
//! road networks this is faster than any heap, because push and pop are a few instructions.

use super::graph::Graph;

/// Buckets of junctions by distance. Holds one search at a time.
#[derive(Debug)]
pub(super) struct Buckets {
    ring: Vec<Vec<u32>>,
    /// Distances are shifted right by this to find their bucket.
    shift: u32,
    /// Number of the bucket now being emptied.
    now: u32,
    n_waiting: usize,
}

impl Buckets {
    /// Few buckets stay in cache; more than this many never help.
    const MOST_BUCKETS: u32 = 1 << 14;

    /// Buckets that fit the arcs of a graph: about half a mean arc wide, enough to hold the longest.
    pub(super) fn for_graph(graph: &Graph) -> Self {
        let weights = || graph.all_arcs().iter().map(|arc| arc.weight);
        let longest = weights().max().unwrap_or(0);
        let sum: u64 = weights().map(u64::from).sum();
        let mean = (sum / (graph.all_arcs().len() as u64).max(1)).max(1);
        let mut shift = mean.ilog2().saturating_sub(1);
        while longest >> shift >= Self::MOST_BUCKETS - 2 {
            shift += 1;
        }
        let n = ((longest >> shift) + 2).next_power_of_two();
        Self {
            ring: vec![Vec::new(); n as usize],
            shift,
            now: 0,
            n_waiting: 0,
        }
    }

    /// Starts a search whose smallest distance is `start`.
    pub(super) fn restart(&mut self, start: u32) {
        if self.n_waiting > 0 {
            self.ring.iter_mut().for_each(Vec::clear);
        }
        self.n_waiting = 0;
        self.now = start >> self.shift;
    }

    /// Adds a junction at a distance that is not below the bucket now being emptied, and not more
    /// than the longest arc above it.
    #[inline]
    pub(super) fn push(&mut self, junction: u32, distance: u32) {
        let bucket = (distance >> self.shift) as usize & (self.ring.len() - 1);
        self.ring[bucket].push(junction);
        self.n_waiting += 1;
    }

    /// A junction of the nearest bucket, or `None` once that bucket is empty.
    #[inline]
    pub(super) fn pop_now(&mut self) -> Option<u32> {
        let bucket = self.now as usize & (self.ring.len() - 1);
        let junction = self.ring[bucket].pop()?;
        self.n_waiting -= 1;
        Some(junction)
    }

    /// Whether a distance belongs to the bucket now being emptied.
    #[inline]
    pub(super) fn is_now(&self, distance: u32) -> bool {
        distance >> self.shift == self.now
    }

    /// Goes on to the next bucket.
    pub(super) fn advance(&mut self) {
        self.now += 1;
    }

    /// Jumps to the bucket of a distance; only while nothing waits.
    pub(super) fn jump_to(&mut self, distance: u32) {
        self.now = distance >> self.shift;
    }

    /// Whether nothing waits in any bucket.
    pub(super) fn is_empty(&self) -> bool {
        self.n_waiting == 0
    }
}
