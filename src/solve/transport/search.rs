//! The scratch of one shortest-path search over sites; cleared in the time it was used.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::cost::Cost;

/// The move by which a site was reached: pupils of `home` between it and `site`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Step {
    pub(super) site: u32,
    pub(super) home: u32,
    /// The cost of the way the pupils take after the move.
    pub(super) cost: i64,
}

#[derive(Clone, Debug)]
pub(super) struct PathSearch {
    distance: Vec<Cost>,
    step: Vec<Step>,
    reached: Vec<u32>,
    /// Sites taken off the queue, nearest first.
    pub(super) settled: Vec<u32>,
    queue: BinaryHeap<Reverse<(Cost, u32)>>,
    /// At how many homes of how many sites all searches looked: how much work they were.
    pub(super) looks: u64,
}

impl PathSearch {
    pub(super) fn over(sites: usize) -> Self {
        Self {
            distance: vec![Cost::MAX; sites],
            step: vec![Step::default(); sites],
            reached: Vec::new(),
            settled: Vec::new(),
            queue: BinaryHeap::new(),
            looks: 0,
        }
    }

    /// Forgets the last search and starts at a site.
    pub(super) fn start(&mut self, site: u32) {
        for &site in &self.reached {
            self.distance[site as usize] = Cost::MAX;
        }
        self.reached.clear();
        self.settled.clear();
        self.queue.clear();
        self.distance[site as usize] = Cost::ZERO;
        self.reached.push(site);
        self.queue.push(Reverse((Cost::ZERO, site)));
    }

    pub(super) fn distance(&self, site: u32) -> Cost {
        self.distance[site as usize]
    }

    pub(super) fn step(&self, site: u32) -> Step {
        self.step[site as usize]
    }

    /// Notes a shorter way to a site.
    pub(super) fn reach(&mut self, site: u32, distance: Cost, step: Step) {
        let known = &mut self.distance[site as usize];
        if *known == Cost::MAX {
            self.reached.push(site);
        }
        *known = distance;
        self.step[site as usize] = step;
    }

    /// Puts a reached site in the queue.
    pub(super) fn queue(&mut self, site: u32) {
        self.queue
            .push(Reverse((self.distance[site as usize], site)));
    }

    /// The nearest site nearer than `bound` that was not settled yet, and its distance.
    pub(super) fn settle(&mut self, bound: Cost) -> Option<(Cost, u32)> {
        while let Some(Reverse((distance, site))) = self.queue.pop() {
            if distance >= bound {
                return None;
            }
            if distance == self.distance[site as usize] {
                self.settled.push(site);
                return Some((distance, site));
            }
        }
        None
    }
}
