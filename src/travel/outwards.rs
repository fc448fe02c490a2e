//! Searches outwards from one site that turn back early: at a limit, or where another site is nearer.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::graph::{Graph, NEVER};
use super::snap::Link;

/// Memory of such searches; what one costs grows with the junctions that it comes to, not with the network.
#[derive(Clone, Debug)]
pub(super) struct OutwardSearch {
    /// By junction: distance from the site, [`NEVER`] between searches.
    distance: Vec<u32>,
    touched: Vec<u32>,
    open: BinaryHeap<Reverse<u64>>,
}

impl OutwardSearch {
    /// Memory for searches on this graph.
    pub(super) fn on(graph: &Graph) -> Self {
        Self {
            distance: vec![NEVER; graph.n_junctions()],
            touched: Vec::new(),
            open: BinaryHeap::new(),
        }
    }

    /// Dijkstra's method over the junctions that it may go `on` to, each given with its distance; tells every one of
    /// them once with the shortest, by growing distance.
    pub(super) fn run(
        &mut self,
        graph: &Graph,
        starts: &[Link],
        on: impl Fn(u32, u32) -> bool,
        mut found: impl FnMut(u32, u32),
    ) {
        for &(junction, distance) in starts {
            self.open_junction(junction, distance, &on);
        }
        while let Some(Reverse(next)) = self.open.pop() {
            let (distance, junction) = ((next >> 32) as u32, next as u32);
            if distance > self.distance[junction as usize] {
                continue;
            }
            found(junction, distance);
            for arc in graph.arcs(junction) {
                self.open_junction(arc.head, distance + arc.weight, &on);
            }
        }
        for junction in self.touched.drain(..) {
            self.distance[junction as usize] = NEVER;
        }
    }

    fn open_junction(&mut self, junction: u32, distance: u32, on: impl Fn(u32, u32) -> bool) {
        let known = &mut self.distance[junction as usize];
        if distance < *known && on(junction, distance) {
            if *known == NEVER {
                self.touched.push(junction);
            }
            *known = distance;
            self.open
                .push(Reverse(u64::from(distance) << 32 | u64::from(junction)));
        }
    }
}
