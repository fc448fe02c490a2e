//! Which settlements have a school by road: for them an estimate over a gap between roads is the last choice.

use std::collections::BTreeSet;

use super::homes::Homes;

/// The pieces of the network that schools are on, and the settlements there.
#[derive(Debug)]
pub(super) struct Served {
    pieces: BTreeSet<u32>,
    /// Whether each settlement is on one of those.
    homes: Vec<bool>,
}

impl Served {
    pub(super) fn of(pieces: BTreeSet<u32>, homes: &Homes) -> Self {
        let is_served = |own: &Vec<u32>| own.iter().any(|piece| pieces.contains(piece));
        Self {
            homes: homes.pieces.iter().map(is_served).collect(),
            pieces,
        }
    }

    /// The same with schools on these pieces too.
    pub(super) fn with(&self, pieces: &[u32], homes: &Homes) -> Self {
        Self::of(self.pieces.iter().chain(pieces).copied().collect(), homes)
    }

    /// Whether roads lead from a settlement to a school.
    pub(super) fn home(&self, settlement: usize) -> bool {
        self.homes[settlement]
    }

    /// Whether a school is on a piece.
    pub(super) fn holds(&self, piece: u32) -> bool {
        self.pieces.contains(&piece)
    }
}
