//! The compressed graph that searches run on: for each junction, the arcs that leave it.

use super::network::Network;

/// "Cannot be reached", in decimetres. Adding any chain or access leg to it does not overflow.
pub(super) const NEVER: u32 = u32::MAX >> 1;

/// A way from one junction straight to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Arc {
    /// Where it leads.
    pub(super) head: u32,
    /// What it costs: decimetres or milliseconds.
    pub(super) weight: u32,
}

/// Arcs by junction, in compressed form. At most one arc between two junctions, none from a junction to itself.
#[derive(Debug, Default)]
pub(super) struct Graph {
    first: Vec<u32>,
    arcs: Vec<Arc>,
}

/// Who travels, and which way along the roads a graph leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Every road both ways, as people walk.
    Walking,
    /// As a bus goes, from the end of a ride back to its start: what a search from a school needs.
    BusBackward,
}

impl Graph {
    /// The graph of a network, its weights given by `weight` for each chain position.
    pub(super) fn of(network: &Network, way: Way, weight: impl Fn(usize) -> u32) -> Self {
        let mut arcs: Vec<(u32, Arc)> = Vec::with_capacity(network.chains.len() * 2);
        for (position, chain) in network.chains.iter().enumerate() {
            if chain.from == chain.to {
                continue;
            }
            let weight = weight(position);
            let along = (
                chain.from,
                Arc {
                    head: chain.to,
                    weight,
                },
            );
            let against = (
                chain.to,
                Arc {
                    head: chain.from,
                    weight,
                },
            );
            if chain.two_way || way == Way::Walking {
                arcs.push(along);
            }
            arcs.push(against);
        }
        Self::from_arcs(network.junctions.len(), arcs)
    }

    /// A graph of `n` junctions with these arcs by tail; of parallel arcs the shortest stays.
    pub(super) fn from_arcs(n: usize, arcs: Vec<(u32, Arc)>) -> Self {
        let mut first = vec![0_u32; n + 1];
        for (tail, _) in &arcs {
            first[*tail as usize + 1] += 1;
        }
        for junction in 0..n {
            first[junction + 1] += first[junction];
        }
        let mut next = first.clone();
        let mut by_tail = vec![Arc { head: 0, weight: 0 }; arcs.len()];
        for (tail, arc) in arcs {
            let slot = &mut next[tail as usize];
            by_tail[*slot as usize] = arc;
            *slot += 1;
        }
        let mut kept = 0;
        for junction in 0..n {
            let some = first[junction] as usize..first[junction + 1] as usize;
            by_tail[some.clone()].sort_unstable();
            first[junction] = kept as u32;
            for position in some {
                let arc = by_tail[position];
                if kept == first[junction] as usize || by_tail[kept - 1].head != arc.head {
                    by_tail[kept] = arc;
                    kept += 1;
                }
            }
        }
        first[n] = kept as u32;
        by_tail.truncate(kept);
        Self {
            first,
            arcs: by_tail,
        }
    }

    /// A graph whose arcs are already in order: those of junction `i` are `arcs[first[i]..first[i + 1]]`.
    pub(super) fn from_sorted(first: Vec<u32>, arcs: Vec<Arc>) -> Self {
        Self { first, arcs }
    }

    /// How many junctions there are.
    pub(super) fn n_junctions(&self) -> usize {
        self.first.len().saturating_sub(1)
    }

    /// The arcs that leave a junction.
    pub(super) fn arcs(&self, junction: u32) -> &[Arc] {
        let junction = junction as usize;
        &self.arcs[self.first[junction] as usize..self.first[junction + 1] as usize]
    }

    /// All arcs, by tail.
    pub(super) fn all_arcs(&self) -> &[Arc] {
        &self.arcs
    }
}
