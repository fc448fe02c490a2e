//! Trips without a way: which sites a settlement cannot reach, nearest first.
//!
//! On most networks there are few: sites far from any road or on another piece of the network. So settlements on the
//! main piece look at those sites only, and the others look at all.

use super::contender::Contender;
use super::globe::GlobeIndex;
use super::place::{Place, decimetres};
use super::search::Reach;
use super::trip::APART;
use super::{ACROSS_METRES, Travel};
use crate::units::Meters;

/// The pairs of settlement and site that only an estimate joins.
pub(super) struct Estimates<'a> {
    travel: &'a Travel,
    sites: &'a [Contender<'a>],
    /// By site: the pieces it is on.
    pieces: Vec<Vec<u32>>,
    /// Positions in `sites` of those not on the main piece of the network.
    aside: GlobeIndex,
    /// All positions, where some settlement is not on the main piece.
    all: Option<GlobeIndex>,
}

impl<'a> Estimates<'a> {
    /// The estimates of these sites; `None` when every settlement has a way to every site.
    pub(super) fn of(travel: &'a Travel, sites: &'a [Contender<'a>]) -> Option<Self> {
        let positions = || {
            (0_u32..)
                .zip(sites)
                .map(|(position, site)| (position, site.place.at()))
        };
        let is_aside = |position: u32| travel.is_aside(sites[position as usize].place);
        let aside: Vec<_> = positions()
            .filter(|&(position, _)| is_aside(position))
            .collect();
        let any_home_aside = !travel.homes.aside.is_empty();
        if aside.is_empty() && !any_home_aside {
            return None;
        }
        let pieces = sites.iter().map(|site| travel.pieces_of(site.place));
        let all = any_home_aside.then(|| GlobeIndex::of(positions()));
        Some(Self {
            travel,
            sites,
            pieces: pieces.collect(),
            aside: GlobeIndex::of(aside),
            all,
        })
    }

    /// The nearest site that a settlement has no way to, if it comes before `limit`.
    pub(super) fn nearest(&self, home: usize, limit: Reach) -> Option<Reach> {
        let mut best = limit;
        for (position, bound) in self.without_way(home) {
            if bound > best.distance() {
                break;
            }
            best = best.min(self.reach(home, position));
        }
        (best < limit).then_some(best)
    }

    /// Sites that a settlement has no way to, by growing lower bound of what the estimate costs, in decimetres.
    fn without_way(&self, home: usize) -> impl Iterator<Item = (u32, u32)> {
        let travel = self.travel;
        let apart_from = if travel.served.home(home) {
            // A millimetre more, for the rounding of the chord.
            ACROSS_METRES + 0.001
        } else {
            f64::INFINITY
        };
        let candidates = match &self.all {
            Some(all) if travel.homes.aside.binary_search(&(home as u32)).is_ok() => all,
            _ => &self.aside,
        };
        candidates
            .outwards_from(travel.homes.places[home])
            .filter(move |&(position, _)| {
                let position = position as usize;
                !travel.has_way(home, self.sites[position].place, &self.pieces[position])
            })
            .map(move |(position, chord)| {
                let apart = if chord > apart_from { APART } else { 0 };
                (position, travel.estimate_bound(chord) + apart)
            })
    }

    fn reach(&self, home: usize, position: u32) -> Reach {
        let site = self.sites[position as usize];
        site.reach(self.travel.estimated(home, site.place).cost())
    }
}

impl Travel {
    /// The pieces of the network that a site is on, ascending.
    pub(super) fn pieces_of(&self, site: &Place) -> Vec<u32> {
        site.anchor.pieces(&self.network, &self.shape.pieces)
    }

    /// Whether a settlement has any way to a site on these pieces, paths across the field included.
    pub(super) fn has_way(&self, home: usize, site: &Place, pieces: &[u32]) -> bool {
        let on = &self.homes.pieces[home];
        let is_beside = || {
            let beside = &site.beside;
            beside.binary_search_by_key(&(home as u32), |&(other, _)| other)
        };
        on.iter().any(|piece| pieces.contains(piece)) || is_beside().is_ok()
    }

    /// Whether a place is not on the main piece of the network, so that even settlements on it have no way there.
    pub(super) fn is_aside(&self, site: &Place) -> bool {
        !self.pieces_of(site).contains(&self.shape.pieces.main())
    }

    pub(super) fn estimate_bound(&self, chord: f64) -> u32 {
        estimate_bound(chord, self.detour_factor)
    }
}

/// A lower bound of the estimate in decimetres, from the chord in metres: one less for the rounding of both.
pub(super) fn estimate_bound(chord: f64, detour_factor: f64) -> u32 {
    decimetres(chord * detour_factor).saturating_sub(1)
}

/// The length of an estimate over so many metres in a straight line.
pub(super) fn estimated_length(metres: f64, detour_factor: f64) -> Meters {
    Meters::from_decimetres(decimetres(metres * detour_factor))
}
