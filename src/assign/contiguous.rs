//! Which settlements lie side by side, and whether a school's catchment is in one piece.

use std::collections::BTreeSet;

use super::catchment::Cells;
use crate::geometry::LonLat;
use crate::model::County;
use crate::plan::Layout;

/// Which settlements of a county lie side by side, and in whose cell each school lies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// By settlement, those whose cells share a line with its own, or are the same.
    neighbours: Vec<Vec<usize>>,
    /// By site, the settlement in whose cell it lies.
    stands_at: Vec<Option<usize>>,
}

impl Neighbours {
    /// Settlements by their cells, schools by the settlement nearest to them.
    pub fn of(cells: &Cells, county: &County, layout: &Layout) -> Self {
        let projection = county.projection();
        let nearest = |at: LonLat| {
            let here = projection.metres(at);
            let distance = |settlement: usize| {
                let there = projection.metres(county.settlements[settlement].at);
                (there.x - here.x).hypot(there.y - here.y)
            };
            (0..county.settlements.len()).min_by(|&a, &b| distance(a).total_cmp(&distance(b)))
        };
        Self {
            neighbours: cells.neighbours(),
            stands_at: layout.sites.iter().map(|site| nearest(site.at)).collect(),
        }
    }

    /// By settlement, those where somebody lives which it touches, also across cells where nobody does.
    pub fn touching(&self, lives: impl Fn(usize) -> bool) -> Vec<Vec<usize>> {
        let touching = |settlement: usize| {
            let mut seen = BTreeSet::from([settlement]);
            let mut queue = vec![settlement];
            while let Some(here) = queue.pop() {
                for &next in &self.neighbours[here] {
                    if seen.insert(next) && !lives(next) {
                        queue.push(next);
                    }
                }
            }
            seen.remove(&settlement);
            seen.into_iter().filter(|&other| lives(other)).collect()
        };
        (0..self.neighbours.len()).map(touching).collect()
    }

    /// The settlement in whose cell a site of the layout lies.
    pub fn stands_at(&self, site: usize) -> Option<usize> {
        self.stands_at.get(site).copied().flatten()
    }

    /// The members of a site that cannot be reached from it over its own cells: those of its members and
    /// those where nobody lives. `belongs` says which they are.
    pub(super) fn stranded(
        &self,
        site: usize,
        members: &[usize],
        belongs: impl Fn(usize) -> bool,
    ) -> Vec<usize> {
        let Some(start) = self.stands_at[site] else {
            return Vec::new();
        };
        let mut missing: BTreeSet<usize> = members.iter().copied().collect();
        let mut seen = BTreeSet::from([start]);
        let mut queue = vec![start];
        while let Some(here) = queue.pop() {
            missing.remove(&here);
            if missing.is_empty() {
                break;
            }
            for &next in self.neighbours.get(here).map_or(&[][..], Vec::as_slice) {
                if belongs(next) && seen.insert(next) {
                    queue.push(next);
                }
            }
        }
        missing.into_iter().collect()
    }
}
