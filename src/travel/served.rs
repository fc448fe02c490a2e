//! Which settlements have a school by road: for them an estimate over a gap between roads is the last choice.

use std::collections::{BTreeMap, BTreeSet};

use super::homes::Homes;
use super::{Basis, Travel, Trip};
use crate::geometry::{Located, LonLat};

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

impl Travel {
    /// The settlements that have no school by road and live on any of these pieces, and on which of them.
    pub(crate) fn homes_on(&self, pieces: &BTreeSet<u32>) -> BTreeMap<usize, Vec<u32>> {
        let homes = self.homes.pieces.iter().enumerate();
        let unserved = homes.filter(|&(home, _)| !pieces.is_empty() && !self.served.home(home));
        let shared = unserved.map(|(home, on)| {
            let shared = on.iter().filter(|piece| pieces.contains(piece));
            (home, shared.copied().collect::<Vec<u32>>())
        });
        shared.filter(|(_, shared)| !shared.is_empty()).collect()
    }

    /// What a trip to a place becomes once its settlement has a school by road: over a gap the last choice.
    pub(crate) fn once_served(&self, settlement: usize, to: LonLat, trip: Trip) -> Trip {
        if trip.basis() == Basis::Road {
            return trip;
        }
        let metres = self.homes.located[settlement].metres_to(&Located::at(to));
        self.estimate_over(metres, true)
    }
}
