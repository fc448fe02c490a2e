//! A hierarchy over the junctions, through which a distance is two short sweeps instead of a search.
//!
//! Customizable contraction hierarchy (Dibbelt, Strasser and Wagner 2016): junctions are removed one after
//! another; whenever two neighbours of a removed junction are left, an arc joins them. Every shortest way
//! then has a form that first only climbs (to junctions removed later) and then only descends.
//!
//! 1. *Topology*: which arcs there are, from the order alone.
//! 2. *Customisation*: their weights, from the lengths of roads. Each arc becomes the shortest way over lower
//!    junctions (basic), then over any (perfect); arcs that are longer than that are dropped.
//!
//! Ranks number the junctions in the order of removal. Cost: the number of triangles, some tens of milliseconds
//! for a county. After an edit of some roads only the arcs whose ways lead over them are weighed again: `edit`.

mod edit;

use super::graph::{Arc, Graph, NEVER};

pub(super) use edit::{Former, NOT_THERE};

/// Which arcs a hierarchy has, whatever the weights.
#[derive(Debug)]
pub(super) struct Topology {
    /// By junction.
    rank_of: Vec<u32>,
    /// By rank: arcs to higher ranks, sorted.
    first: Vec<u32>,
    heads: Vec<u32>,
}

impl Topology {
    /// The arcs that removing junctions in this order makes. `either_way` joins junctions whatever the direction of
    /// travel.
    pub(super) fn of(order: &[u32], either_way: &Graph) -> Self {
        let n = order.len();
        let mut rank_of = vec![0; n];
        for (rank, &junction) in order.iter().enumerate() {
            rank_of[junction as usize] = rank as u32;
        }
        let mut topology = Self {
            rank_of,
            first: Vec::with_capacity(n + 1),
            heads: Vec::new(),
        };
        topology.first.push(0);
        // A removed junction hands its remaining neighbours to the first of them.
        const NO_CHILD: u32 = u32::MAX;
        let mut last_child = vec![NO_CHILD; n];
        let mut previous_child = vec![NO_CHILD; n];
        let mut above = Vec::new();
        for (rank, &junction) in order.iter().enumerate() {
            above.clear();
            let neighbours = either_way
                .arcs(junction)
                .iter()
                .map(|arc| topology.rank_of[arc.head as usize]);
            above.extend(neighbours.filter(|&head| head > rank as u32));
            let mut child = last_child[rank];
            while child != NO_CHILD {
                above.extend(
                    topology
                        .above(child)
                        .iter()
                        .filter(|&&head| head != rank as u32),
                );
                child = previous_child[child as usize];
            }
            above.sort_unstable();
            above.dedup();
            if let Some(&parent) = above.first() {
                previous_child[rank] = last_child[parent as usize];
                last_child[parent as usize] = rank as u32;
            }
            topology.heads.extend(&above);
            topology.first.push(topology.heads.len() as u32);
        }
        topology
    }

    fn len(&self) -> usize {
        self.rank_of.len()
    }

    fn arcs(&self, rank: u32) -> std::ops::Range<usize> {
        self.first[rank as usize] as usize..self.first[rank as usize + 1] as usize
    }

    /// Ranks that a rank has arcs up to.
    fn above(&self, rank: u32) -> &[u32] {
        &self.heads[self.arcs(rank)]
    }

    fn arc(&self, low: u32, high: u32) -> Option<usize> {
        Some(self.arcs(low).start + self.above(low).binary_search(&high).ok()?)
    }
}

/// A hierarchy with weights.
#[derive(Debug)]
pub(super) struct Hierarchy {
    topology: Topology,
    /// Shortest ways over lower junctions.
    basic: Weights,
    /// Shortest ways of all.
    best: Weights,
}

/// Weights of the arcs of a topology.
#[derive(Debug, PartialEq, Eq)]
struct Weights {
    /// From the lower to the higher end.
    up: Vec<u32>,
    /// From the higher to the lower end.
    down: Vec<u32>,
}

impl Hierarchy {
    /// Gives a topology the weights of the backward graph of a network (arcs from where a way ends to where it starts).
    pub(super) fn of(topology: Topology, backward: &Graph) -> Self {
        let basic = Weights::basic(&topology, backward);
        let best = basic.perfect(&topology);
        Self {
            topology,
            basic,
            best,
        }
    }

    /// By junction.
    pub(super) fn rank_of(&self) -> &[u32] {
        &self.topology.rank_of
    }

    /// By rank: to each higher rank, the way *from there to here*. Climbing it goes from a school towards homes.
    pub(super) fn climb(&self) -> Graph {
        self.shortest(&self.basic.down, &self.best.down)
    }

    /// By rank: to each higher rank, the way *from here to there*. Sweeping down it brings distances to homes.
    pub(super) fn descend(&self) -> Graph {
        self.shortest(&self.basic.up, &self.best.up)
    }

    /// The arcs that no other way beats.
    fn shortest(&self, weights: &[u32], best: &[u32]) -> Graph {
        let topology = &self.topology;
        let mut first = Vec::with_capacity(topology.len() + 1);
        let mut arcs = Vec::new();
        first.push(0);
        for rank in 0..topology.len() as u32 {
            for arc in topology.arcs(rank) {
                if weights[arc] == best[arc] && weights[arc] < NEVER {
                    arcs.push(Arc {
                        head: topology.heads[arc],
                        weight: weights[arc],
                    });
                }
            }
            first.push(arcs.len() as u32);
        }
        Graph::from_sorted(first, arcs)
    }
}

fn sum(a: u32, b: u32) -> u32 {
    (a + b).min(NEVER)
}

impl Weights {
    /// Shortest ways over lower junctions.
    fn basic(topology: &Topology, backward: &Graph) -> Self {
        let mut weights = Self {
            up: vec![NEVER; topology.heads.len()],
            down: vec![NEVER; topology.heads.len()],
        };
        for end in 0..topology.len() as u32 {
            for arc in backward.arcs(end) {
                let [from, to] =
                    [arc.head, end].map(|junction| topology.rank_of[junction as usize]);
                let (low, high) = (from.min(to), from.max(to));
                let Some(position) = topology.arc(low, high) else {
                    continue;
                };
                let side = if from < to {
                    &mut weights.up
                } else {
                    &mut weights.down
                };
                side[position] = side[position].min(arc.weight);
            }
        }
        weights.over_lower(topology);
        weights
    }

    /// For every junction and two of its higher neighbours: the way between them through it. In the order
    /// of the middle junction's lower arc, so that both legs are final when they are used.
    fn over_lower(&mut self, topology: &Topology) {
        let below = Below::of(topology);
        let mut arc_to = vec![u32::MAX; topology.len()];
        for middle in 0..topology.len() as u32 {
            for arc in topology.arcs(middle) {
                arc_to[topology.heads[arc] as usize] = arc as u32;
            }
            for &(low, leg) in below.of_rank(middle) {
                let (to_middle, from_middle) = (self.up[leg as usize], self.down[leg as usize]);
                for other in leg as usize + 1..topology.arcs(low).end {
                    let arc = arc_to[topology.heads[other] as usize] as usize;
                    self.up[arc] = self.up[arc].min(sum(from_middle, self.up[other]));
                    self.down[arc] = self.down[arc].min(sum(self.down[other], to_middle));
                }
            }
        }
    }

    /// Shortest ways of all, from the top down.
    fn perfect(&self, topology: &Topology) -> Self {
        let mut best = Self {
            up: self.up.clone(),
            down: self.down.clone(),
        };
        let mut arc_to = vec![u32::MAX; topology.len()];
        for low in (0..topology.len() as u32).rev() {
            self.perfect_at(topology, low, &mut best, &mut arc_to);
        }
        best
    }

    /// Shortest ways of all between a junction and higher ones, from [`Weights::basic`] in their place, once all those
    /// above are known: an arc, or over another higher neighbour. `arc_to` is by rank, unset before and after.
    fn perfect_at(&self, topology: &Topology, low: u32, best: &mut Self, arc_to: &mut [u32]) {
        for arc in topology.arcs(low) {
            arc_to[topology.heads[arc] as usize] = arc as u32;
        }
        for arc in topology.arcs(low) {
            let middle = topology.heads[arc];
            for between in topology.arcs(middle) {
                let other = arc_to[topology.heads[between] as usize];
                if other == u32::MAX {
                    continue;
                }
                let other = other as usize;
                best.up[other] = best.up[other].min(sum(self.up[arc], best.up[between]));
                best.down[other] = best.down[other].min(sum(best.down[between], self.down[arc]));
                best.up[arc] = best.up[arc].min(sum(self.up[other], best.down[between]));
                best.down[arc] = best.down[arc].min(sum(best.up[between], self.down[other]));
            }
        }
        for arc in topology.arcs(low) {
            arc_to[topology.heads[arc] as usize] = u32::MAX;
        }
    }
}

/// The arcs of a topology by their higher end.
struct Below {
    first: Vec<u32>,
    /// Lower end and position of the arc.
    arcs: Vec<(u32, u32)>,
}

impl Below {
    fn of(topology: &Topology) -> Self {
        let n = topology.len();
        let mut first = vec![0_u32; n + 1];
        for &head in &topology.heads {
            first[head as usize + 1] += 1;
        }
        for rank in 0..n {
            first[rank + 1] += first[rank];
        }
        let mut next = first.clone();
        let mut arcs = vec![(0, 0); topology.heads.len()];
        for low in 0..n as u32 {
            for arc in topology.arcs(low) {
                let slot = &mut next[topology.heads[arc] as usize];
                arcs[*slot as usize] = (low, arc as u32);
                *slot += 1;
            }
        }
        Self { first, arcs }
    }

    fn of_rank(&self, rank: u32) -> &[(u32, u32)] {
        &self.arcs[self.first[rank as usize] as usize..self.first[rank as usize + 1] as usize]
    }
}
