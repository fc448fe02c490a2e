//! The ways of a layout: how far it is from a settlement to a school, existing or new, and what that costs.
//!
//! A new school on a piece of road without one makes ways over a gap the last choice of whoever lives there.

use std::collections::BTreeSet;

use super::task::{LayoutRules, Part, SeatsProblem, Which};
use crate::solve::capacitated::{self, Lock};
use crate::travel::Trip;
use crate::units::Meters;

impl SeatsProblem<'_> {
    pub(super) fn trip(&self, settlement: usize, which: Which) -> Option<Trip> {
        self.trip_where(self.served.contains(&settlement), settlement, which)
    }

    /// The same, whether or not the settlement has a school by road.
    fn trip_where(&self, is_served: bool, settlement: usize, which: Which) -> Option<Trip> {
        let (trip, at) = match which {
            Which::Existing(site) => {
                let row = self.inputs.rows.get(site)?.as_ref()?;
                (row.get(settlement)?, self.inputs.layout.sites[site].at)
            }
            Which::New(place) => {
                let place = &self.places[place];
                (*place.row.get(settlement)?, place.at)
            }
        };
        Some(if is_served {
            self.inputs.travel.once_served(settlement, at, trip)
        } else {
            trip
        })
    }

    /// Takes those as having a school by road who have one in a layout. How much more its ways cost then, and a piece
    /// with a school of which nothing was supposed and from which somebody is sent over a gap.
    pub(super) fn truly_served(&mut self, layout: &capacitated::Layout) -> (i64, Option<u32>) {
        let open = self.which.iter().zip(&layout.is_open);
        let open = open.filter(|&(_, &is_open)| is_open);
        let pieces = open.flat_map(|(which, _)| match *which {
            Which::New(place) => self.unserved.of_place(place),
            Which::Existing(_) => &[],
        });
        let pieces: BTreeSet<u32> = pieces.copied().collect();
        let served = self.unserved.served_by(&pieces);
        let (mut more, mut mistaken) = (0, None);
        for (&site, part) in layout.site_of.iter().zip(&self.parts) {
            let (home, which) = (part.settlement, self.which[site as usize]);
            let cost = |is_served| {
                let trip = self.trip_where(is_served, home, which);
                i64::from(trip.map_or(0, Trip::cost)) * i64::from(part.pupils)
            };
            let (was_served, is_served) = (self.served.contains(&home), served.contains(&home));
            let apart = cost(is_served) - cost(was_served);
            more += apart;
            if apart > 0 {
                mistaken = mistaken.or_else(|| self.unserved.shared(home, &pieces));
            }
        }
        self.served = served;
        (more, mistaken)
    }

    pub(super) fn costs(&self, part: &Part, rules: &LayoutRules) -> Vec<i64> {
        let home = part.settlement;
        let is_served = self.served.contains(&home);
        let ways = self.ways(is_served, home, rules);
        let may_be_served = self.unserved.may_be_served(home, self.without);
        let ways = if is_served || !may_be_served {
            ways
        } else {
            // It may yet have one: what either case allows is allowed, at what it costs without.
            let served = self.ways(true, home, rules).into_iter();
            ways.into_iter()
                .zip(served)
                .map(|(way, served)| way.or(served))
                .collect()
        };
        let cost = |way: Option<u32>| {
            way.map_or(capacitated::FORBIDDEN, |way| {
                i64::from(way) * i64::from(part.pupils)
            })
        };
        ways.into_iter().map(cost).collect()
    }

    /// What the ways cost that a settlement may go, by school.
    fn ways(&self, is_served: bool, home: usize, rules: &LayoutRules) -> Vec<Option<u32>> {
        let ways = self.which.iter().map(|&which| {
            let is_allowed = !rules.forbidden.contains(&(home, which));
            let trip = self.trip_where(is_served, home, which);
            trip.filter(|_| is_allowed).map(Trip::cost)
        });
        let ways: Vec<Option<u32>> = ways.collect();
        let may_open = ways
            .iter()
            .zip(&self.problem.sites)
            .filter(|(_, site)| site.lock != Lock::Closed);
        let nearest = may_open.filter_map(|(way, _)| *way).min().unwrap_or(0);
        let limit = rules.longest_trip.map_or(u32::MAX, Meters::decimetres);
        let is_near = |way: &u32| *way <= limit.max(nearest);
        ways.into_iter().map(|way| way.filter(is_near)).collect()
    }

    /// Pupils whom borders, locks and bans leave no school that may be open.
    pub(super) fn without_a_school(&self) -> u32 {
        let costs = self.problem.cost.chunks(self.which.len().max(1));
        let may_go = |costs: &[i64]| {
            let sites = costs.iter().zip(&self.problem.sites);
            sites
                .filter(|(_, site)| site.lock != Lock::Closed)
                .any(|(&cost, _)| cost != capacitated::FORBIDDEN)
        };
        let lost = self
            .parts
            .iter()
            .zip(costs)
            .filter(|(_, costs)| !may_go(costs));
        lost.map(|(part, _)| part.pupils).sum()
    }
}
