//! The weights of a hierarchy after an edit of the roads, from those before it.
//!
//! Only arcs that can have changed are weighed again (after the partial customisation of Dibbelt, Strasser and Wagner
//! 2016, section 7):
//!
//! 1. *Upwards*, lower arcs first: an arc is doubtful if the road between its ends changed, or a way over a
//!    lower junction did. If its weight did change, the arcs between its upper end and the other
//!    neighbours of its lower end become doubtful.
//! 2. *Downwards*: a junction is doubtful if an arc of its own or a way between two of its higher neighbours changed.
//!
//! Every arc of a junction that is gone or new is doubtful. The order of all other junctions must be the old one.

use super::super::graph::{Graph, NEVER};
use super::super::ranks::Ranks;
use super::{Below, Hierarchy, Topology, Weights, sum};

/// Not there: before the edit, or after it.
pub(in super::super) const NOT_THERE: u32 = u32::MAX;

/// What was there before an edit of the roads.
pub(in super::super) struct Former<'a> {
    pub(in super::super) hierarchy: &'a Hierarchy,
    /// The backward graph it was made for.
    pub(in super::super) backward: &'a Graph,
    /// By junction now: its number before the edit, or [`NOT_THERE`].
    pub(in super::super) was: &'a [u32],
}

impl Hierarchy {
    /// What [`Hierarchy::of`] says of this topology and graph, from what was there before.
    pub(in super::super) fn after(
        before: &Former<'_>,
        topology: Topology,
        backward: &Graph,
    ) -> Self {
        let mut edit = Edit::from(before, topology, backward);
        edit.weigh_upwards();
        edit.weigh_downwards();
        Self {
            topology: edit.topology,
            basic: edit.basic,
            best: edit.best,
        }
    }
}

struct Edit<'a> {
    topology: Topology,
    below: Below,
    backward: &'a Graph,
    junction_of: Vec<u32>,
    basic: Weights,
    best: Weights,
    /// Positions of arcs.
    doubtful: Ranks,
    /// By rank.
    is_doubtful: Vec<bool>,
}

impl<'a> Edit<'a> {
    /// Takes over every weight that has a place, and marks what is doubtful at once.
    fn from(before: &Former<'_>, topology: Topology, backward: &'a Graph) -> Self {
        let n = topology.len();
        let n_arcs = topology.heads.len();
        let mut junction_of = vec![0; n];
        for (junction, &rank) in (0_u32..).zip(&topology.rank_of) {
            junction_of[rank as usize] = junction;
        }
        let never = || Weights {
            up: vec![NEVER; n_arcs],
            down: vec![NEVER; n_arcs],
        };
        let mut edit = Self {
            below: Below::of(&topology),
            topology,
            backward,
            junction_of,
            basic: never(),
            best: never(),
            doubtful: Ranks::up_to(n_arcs),
            is_doubtful: vec![false; n],
        };
        edit.take_over(before);
        edit.doubt_changed_roads(before);
        edit
    }

    fn take_over(&mut self, before: &Former<'_>) {
        let old = before.hierarchy;
        let mut now = vec![NOT_THERE; old.topology.len()];
        for rank in 0..self.topology.len() as u32 {
            let was = before.was[self.junction_of[rank as usize] as usize];
            if was != NOT_THERE {
                now[old.topology.rank_of[was as usize] as usize] = rank;
            }
        }
        debug_assert!(
            now.iter().filter(|&&rank| rank != NOT_THERE).is_sorted(),
            "those that stay keep their order"
        );
        let mut is_taken = vec![false; self.topology.heads.len()];
        for old_low in 0..old.topology.len() as u32 {
            let low = now[old_low as usize];
            let mut arcs = if low == NOT_THERE {
                0..0
            } else {
                self.topology.arcs(low)
            };
            for old_arc in old.topology.arcs(old_low) {
                let high = now[old.topology.heads[old_arc] as usize];
                while arcs.start < arcs.end && self.topology.heads[arcs.start] < high {
                    arcs.start += 1;
                }
                if arcs.start < arcs.end && self.topology.heads[arcs.start] == high {
                    let arc = arcs.start;
                    self.basic.up[arc] = old.basic.up[old_arc];
                    self.basic.down[arc] = old.basic.down[old_arc];
                    self.best.up[arc] = old.best.up[old_arc];
                    self.best.down[arc] = old.best.down[old_arc];
                    is_taken[arc] = true;
                    continue;
                }
                // The arc is gone, and with it the ways over its lower end.
                if low != NOT_THERE {
                    self.is_doubtful[low as usize] = true;
                }
                if high != NOT_THERE {
                    for &other in old.topology.above(old_low) {
                        self.doubt(high, now[other as usize]);
                    }
                }
            }
        }
        for low in 0..self.topology.len() as u32 {
            for arc in self.topology.arcs(low) {
                if !is_taken[arc] {
                    self.doubtful.insert(arc as u32);
                    self.is_doubtful[low as usize] = true;
                }
            }
        }
    }

    fn doubt_changed_roads(&mut self, before: &Former<'_>) {
        let mut now = vec![NOT_THERE; before.backward.n_junctions()];
        for (junction, &was) in (0_u32..).zip(before.was) {
            if was != NOT_THERE {
                now[was as usize] = junction;
            }
        }
        let mut old = Vec::new();
        for (junction, &was) in (0_u32..).zip(before.was) {
            if was == NOT_THERE {
                continue;
            }
            let old_arcs = before.backward.arcs(was).iter();
            old.clear();
            old.extend(old_arcs.map(|arc| (now[arc.head as usize], arc.weight)));
            old.sort_unstable();
            let new = self.backward.arcs(junction).iter();
            if new
                .map(|arc| (arc.head, arc.weight))
                .eq(old.iter().copied())
            {
                continue;
            }
            let rank = self.topology.rank_of[junction as usize];
            let heads = self.backward.arcs(junction).iter().map(|arc| arc.head);
            for head in heads.chain(old.iter().map(|(head, _)| *head)) {
                if head != NOT_THERE {
                    self.doubt(rank, self.topology.rank_of[head as usize]);
                }
            }
        }
    }

    /// Doubts the arc between two ranks, if there is one.
    fn doubt(&mut self, a: u32, b: u32) {
        if a == b || b == NOT_THERE {
            return;
        }
        if let Some(arc) = self.topology.arc(a.min(b), a.max(b)) {
            self.doubtful.insert(arc as u32);
        }
    }

    /// The way from one rank straight to another.
    fn road(&self, from: u32, to: u32) -> u32 {
        let [from, to] = [from, to].map(|rank| self.junction_of[rank as usize]);
        let arcs = self.backward.arcs(to);
        arcs.binary_search_by_key(&from, |arc| arc.head)
            .map_or(NEVER, |at| arcs[at].weight)
    }

    fn weigh_upwards(&mut self) {
        while let Some(position) = self.doubtful.pop() {
            let arc = position as usize;
            let low = self
                .topology
                .first
                .partition_point(|&first| first <= position) as u32
                - 1;
            let high = self.topology.heads[arc];
            let (mut up, mut down) = (self.road(low, high), self.road(high, low));
            for &(lowest, leg) in self.below.of_rank(low) {
                if let Some(other) = self.topology.arc(lowest, high) {
                    let leg = leg as usize;
                    up = up.min(sum(self.basic.down[leg], self.basic.up[other]));
                    down = down.min(sum(self.basic.down[other], self.basic.up[leg]));
                }
            }
            if (up, down) == (self.basic.up[arc], self.basic.down[arc]) {
                continue;
            }
            (self.basic.up[arc], self.basic.down[arc]) = (up, down);
            self.is_doubtful[low as usize] = true;
            for other in self.topology.arcs(low) {
                self.doubt(high, self.topology.heads[other]);
            }
        }
    }

    fn weigh_downwards(&mut self) {
        let mut arc_to = vec![NOT_THERE; self.topology.len()];
        let mut before = Vec::new();
        for low in (0..self.topology.len() as u32).rev() {
            if !self.is_doubtful[low as usize] {
                continue;
            }
            before.clear();
            for arc in self.topology.arcs(low) {
                before.push((self.best.up[arc], self.best.down[arc]));
                self.best.up[arc] = self.basic.up[arc];
                self.best.down[arc] = self.basic.down[arc];
            }
            self.basic
                .perfect_at(&self.topology, low, &mut self.best, &mut arc_to);
            for (arc, &before) in self.topology.arcs(low).zip(&before) {
                if before == (self.best.up[arc], self.best.down[arc]) {
                    continue;
                }
                let high = self.topology.heads[arc];
                for &(lowest, _) in self.below.of_rank(low) {
                    if self.topology.arc(lowest, high).is_some() {
                        self.is_doubtful[lowest as usize] = true;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::dissection::elimination_order;
    use super::super::super::graph::{Arc, Graph};
    use super::*;
    use crate::random::Random;

    /// A graph of some junctions, both ways or one, and places for them.
    fn roads(random: &mut Random, n: usize) -> Vec<(u32, Arc)> {
        let mut arcs = Vec::new();
        for _ in 0..n * 2 {
            let [a, b] = [(); 2].map(|()| random.below(n) as u32);
            let weight = 1 + random.below(50) as u32;
            if a != b {
                arcs.push((a, Arc { head: b, weight }));
                if random.below(4) > 0 {
                    arcs.push((b, Arc { head: a, weight }));
                }
            }
        }
        arcs
    }

    fn either_way(n: usize, arcs: &[(u32, Arc)]) -> Graph {
        let both = arcs.iter().flat_map(|&(tail, arc)| {
            let weight = 0;
            let head = arc.head;
            [
                (tail, Arc { head, weight }),
                (head, Arc { head: tail, weight }),
            ]
        });
        Graph::from_arcs(n, both.collect())
    }

    /// The roads between the junctions that are left, with a few cut, added or of another length, and with roads to the
    /// junctions that came. `was` says which junction each one was before.
    fn edited(random: &mut Random, arcs: &[(u32, Arc)], was: &[u32]) -> Vec<(u32, Arc)> {
        let n_now = was.len();
        let now = |junction: u32| was.iter().position(|&was| was == junction);
        let kept = arcs.iter().filter_map(|&(tail, arc)| {
            let head = now(arc.head)? as u32;
            Some((now(tail)? as u32, Arc { head, ..arc }))
        });
        let mut edited: Vec<(u32, Arc)> = kept.collect();
        for _ in 0..random.below(4) {
            let at = random.below(edited.len().max(1));
            match random.below(3) {
                0 if !edited.is_empty() => drop(edited.swap_remove(at)),
                1 if !edited.is_empty() => {
                    edited[at].1.weight = 1 + random.below(60) as u32;
                }
                _ if n_now > 1 => {
                    let tail = random.below(n_now) as u32;
                    let head = (tail + 1 + random.below(n_now - 1) as u32) % n_now as u32;
                    let weight = 1 + random.below(9) as u32;
                    edited.push((tail, Arc { head, weight }));
                }
                _ => {}
            }
        }
        for new in (0..n_now as u32).filter(|&new| was[new as usize] == NOT_THERE) {
            for _ in 0..random.below(3) {
                let head = random.below(n_now) as u32;
                if head != new {
                    let weight = 5;
                    edited.push((new, Arc { head, weight }));
                    edited.push((head, Arc { head: new, weight }));
                }
            }
        }
        edited
    }

    /// Roads get longer, shorter, are cut or added; junctions go and come, at the front of the order.
    #[test]
    fn after_any_edit_the_weights_are_those_of_a_fresh_start() {
        let (mut n_weighed, mut n_changed) = (0, 0);
        for seed in 0..600 {
            let random = &mut Random::seeded(seed);
            let n = 2 + random.below(40);
            let arcs = roads(random, n);
            let backward = Graph::from_arcs(n, arcs.clone());
            let places: Vec<_> = (0..n)
                .map(|_| geo::Coord {
                    x: random.part(),
                    y: random.part(),
                })
                .collect();
            let order = elimination_order(&places, &either_way(n, &arcs));
            let before = Hierarchy::of(Topology::of(&order, &either_way(n, &arcs)), &backward);
            // Some junctions go, some come; the rest are numbered anew in another order.
            let mut was: Vec<u32> = (0..n as u32).filter(|_| random.below(12) > 0).collect();
            was.extend(std::iter::repeat_n(NOT_THERE, random.below(3)));
            for at in (1..was.len()).rev() {
                was.swap(at, random.below(at + 1));
            }
            let n_now = was.len();
            let edited = edited(random, &arcs, &was);
            let mut order_now: Vec<u32> = (0..n_now as u32).collect();
            order_now.sort_by_key(|&junction| {
                let was = was[junction as usize];
                (was != NOT_THERE).then(|| before.rank_of()[was as usize])
            });
            let joined = either_way(n_now, &edited);
            let backward_now = Graph::from_arcs(n_now, edited);
            let fresh = Hierarchy::of(Topology::of(&order_now, &joined), &backward_now);
            let former = Former {
                hierarchy: &before,
                backward: &backward,
                was: &was,
            };
            let topology = Topology::of(&order_now, &joined);
            let edit = Edit::from(&former, Topology::of(&order_now, &joined), &backward_now);
            n_weighed += edit.is_doubtful.iter().filter(|doubt| **doubt).count();
            n_changed += n_now;
            let after = Hierarchy::after(&former, topology, &backward_now);
            assert_eq!(after.basic, fresh.basic, "seed {seed}");
            assert_eq!(after.best, fresh.best, "seed {seed}");
        }
        assert!(
            n_weighed > 0 && n_weighed < n_changed,
            "{n_weighed} of {n_changed}"
        );
    }
}
