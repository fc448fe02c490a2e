//! The sites that compete for settlements, each with its number and its price.

use super::Travel;
use super::place::{OnRoad, Place};
use super::search::{Reach, Start};
use super::snap::Measure;

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

/// Sites that compete by distance alone, numbered in order.
pub(super) fn without_prices(sites: &[Place]) -> Vec<Contender<'_>> {
    (0_u32..)
        .zip(sites)
        .map(|(number, place)| Contender {
            number,
            place,
            price: 0,
        })
        .collect()
}

impl<'a> Contender<'a> {
    /// A way of this length to the site, price included.
    pub(super) fn reach(&self, decimetres: u32) -> Reach {
        Reach::new(decimetres, self.number).further(self.price)
    }

    /// Where it meets the roads, if it does.
    pub(super) fn on_road(&self) -> Option<OnRoad> {
        self.place.anchor.on_road
    }

    /// Where a search from the site starts.
    pub(super) fn starts(&self, travel: &Travel) -> impl Iterator<Item = Start> {
        let entries = self
            .on_road()
            .map(|on_road| on_road.entries(&travel.network, Measure::Decimetres));
        let links = entries.into_iter().flatten().flatten();
        links.map(|(junction, cost)| Start {
            reach: self.reach(cost),
            junction,
        })
    }

    /// Ways from settlements that pass no junction: along one chain, or across the field.
    pub(super) fn beside_junctions(
        self,
        travel: &'a Travel,
    ) -> impl Iterator<Item = (u32, Reach)> + 'a {
        let on_road = self.on_road();
        let along = on_road.into_iter().flat_map(|on_road| {
            travel
                .homes
                .along(on_road, &travel.network, Measure::Decimetres)
        });
        along
            .chain(travel.across(self.place))
            .map(move |(home, distance)| (home, self.reach(distance)))
    }
}
