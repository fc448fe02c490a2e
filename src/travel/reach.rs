//! Which junctions can be reached from which: parts of the network, and one-way traps inside them.
//!
//! Junctions that can all reach each other form a *part*. On a network of two-way roads the parts are simply
//! its connected pieces; one-way roads add parts that can be entered but not left, or left but not entered.

use super::graph::Graph;

/// The parts of a network and how one leads to another.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// By junction.
    part: Vec<u32>,
    n_parts: usize,
    /// By part: other parts that lead straight into it; sorted.
    from: Vec<Vec<u32>>,
    main: u32,
}

impl Parts {
    /// The parts of the forward graph: its strongly connected components (Tarjan 1972), in linear time.
    pub(super) fn of(forward: &Graph) -> Self {
        let (part, n_parts) = strongly_connected(forward);
        let mut sizes = vec![0_u32; n_parts];
        for &part in &part {
            sizes[part as usize] += 1;
        }
        let mut from = vec![Vec::new(); n_parts];
        for tail in 0..forward.n_junctions() as u32 {
            let tail_part = part[tail as usize];
            for arc in forward.arcs(tail) {
                let head_part = part[arc.head as usize];
                if head_part != tail_part {
                    from[head_part as usize].push(tail_part);
                }
            }
        }
        for parts in &mut from {
            parts.sort_unstable();
            parts.dedup();
        }
        let largest = (0..n_parts as u32)
            .rev()
            .max_by_key(|&part| sizes[part as usize]);
        Self {
            part,
            n_parts,
            from,
            main: largest.unwrap_or(0),
        }
    }

    /// The part a junction belongs to.
    pub(super) fn of_junction(&self, junction: u32) -> u32 {
        self.part[junction as usize]
    }

    /// The part with the most junctions.
    pub(super) fn main(&self) -> u32 {
        self.main
    }

    /// By part: whether a trip can lead from it to the main part; empty without roads.
    pub(super) fn leading_to_main(&self) -> Vec<bool> {
        if self.n_parts == 0 {
            Vec::new()
        } else {
            self.leading_to(self.main)
        }
    }

    /// By part: whether a trip can lead from it to `target`. Linear in the number of parts.
    pub(super) fn leading_to(&self, target: u32) -> Vec<bool> {
        let mut leads = vec![false; self.n_parts];
        leads[target as usize] = true;
        let mut open = vec![target];
        while let Some(part) = open.pop() {
            for &before in &self.from[part as usize] {
                if !leads[before as usize] {
                    leads[before as usize] = true;
                    open.push(before);
                }
            }
        }
        leads
    }
}

/// The component of every junction, and how many there are.
fn strongly_connected(graph: &Graph) -> (Vec<u32>, usize) {
    const UNSEEN: u32 = u32::MAX;
    let n = graph.n_junctions();
    let mut component = vec![UNSEEN; n];
    let mut seen_at = vec![UNSEEN; n];
    let mut low = vec![0_u32; n];
    let (mut n_seen, mut n_components) = (0, 0);
    let mut stack = Vec::new();
    // Junction and how many of its arcs have been followed: the recursion, written out.
    let mut path: Vec<(u32, usize)> = Vec::new();
    for root in 0..n as u32 {
        if seen_at[root as usize] != UNSEEN {
            continue;
        }
        path.push((root, 0));
        while let Some((junction, followed)) = path.pop() {
            let here = junction as usize;
            if followed == 0 {
                seen_at[here] = n_seen;
                low[here] = n_seen;
                n_seen += 1;
                stack.push(junction);
            }
            if let Some(arc) = graph.arcs(junction).get(followed) {
                path.push((junction, followed + 1));
                let head = arc.head as usize;
                if seen_at[head] == UNSEEN {
                    path.push((arc.head, 0));
                } else if component[head] == UNSEEN {
                    low[here] = low[here].min(seen_at[head]);
                }
                continue;
            }
            if low[here] == seen_at[here] {
                while let Some(member) = stack.pop() {
                    component[member as usize] = n_components;
                    if member == junction {
                        break;
                    }
                }
                n_components += 1;
            }
            if let Some(&(parent, _)) = path.last() {
                low[parent as usize] = low[parent as usize].min(low[here]);
            }
        }
    }
    (component, n_components as usize)
}
