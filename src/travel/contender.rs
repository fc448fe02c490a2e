//! The sites that compete for settlements, each with its number and its price.

use super::place::Place;
use super::search::{Reach, Start};

/// A site that settlements may go to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Contender<'a> {
    /// By which it is known, and which breaks ties.
    pub(super) number: u32,
    /// Where it is.
    pub(super) place: &'a Place,
    /// Decimetres added to every way to it, for instance because its seats are scarce.
    pub(super) price: u32,
}

impl Contender<'_> {
    /// A way of this length to the site, price included.
    pub(super) fn reach(&self, decimetres: u32) -> Reach {
        Reach::new(decimetres, self.number).further(self.price)
    }

    /// Where a search from the site starts.
    pub(super) fn starts(&self) -> impl Iterator<Item = Start> {
        let links = self.place.entries.iter();
        links.map(|&(junction, cost)| Start {
            reach: self.reach(cost),
            junction,
        })
    }

    /// Ways from settlements that pass no junction: along one chain, or across the field.
    pub(super) fn beside_junctions(&self) -> impl Iterator<Item = (u32, Reach)> {
        let beside = self.place.beside.iter();
        beside.map(|&(home, distance)| (home, self.reach(distance)))
    }
}
