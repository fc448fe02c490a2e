//! The nearest of many sites, and who lives within reach of one: answers that need no row for every site.

use rayon::prelude::*;

use crate::units::Meters;

use super::contender::Contender;
use super::estimates::Estimates;
use super::homes::reach_from;
use super::outwards::OutwardSearch;
use super::place::Place;
use super::search::{Reach, RoadSearch, Start};
use super::trip::Trip;
use super::{Basis, Travel, trip};

impl Travel {
    /// For every settlement the nearest of some sites, by what the trip there costs ([`Trip::cost`]), and that trip. Of
    /// equally near sites the first counts; `None` where there is no site.
    ///
    /// One search over the network, however many sites there are; the answer is that of all their [`Travel::rows`].
    ///
    /// ```
    /// use xuequ::model::County;
    /// use xuequ::travel::{DETOUR_FACTOR, Travel};
    ///
    /// let county = County::default();
    /// assert!(Travel::new(&county, DETOUR_FACTOR).nearest(&[]).is_empty(), "nobody lives there");
    /// ```
    pub fn nearest(&self, sites: &[Place]) -> Vec<Option<(usize, Trip)>> {
        let contenders: Vec<Contender<'_>> = (0..)
            .zip(sites)
            .map(|(number, place)| Contender {
                number,
                place,
                price: 0,
            })
            .collect();
        let nearest = self.with_search(|search| self.nearest_of_homes(search, &contenders));
        let of_home = |(home, (reach, basis)): (usize, (Reach, Basis))| {
            let site = reach.start() as usize;
            let way = match basis {
                Basis::Road => trip(reach.distance(), basis),
                // What it costs says no longer how far it is.
                Basis::Estimate => self.estimated(home, sites.get(site)?),
            };
            (reach < Reach::NONE).then_some((site, way))
        };
        nearest.into_iter().enumerate().map(of_home).collect()
    }

    /// The settlements whose trip to a site is within a limit ([`Trip::is_within`]), ascending.
    ///
    /// One search that ends at the limit.
    ///
    /// ```
    /// use xuequ::geometry::LonLat;
    /// use xuequ::model::County;
    /// use xuequ::travel::{DETOUR_FACTOR, Travel};
    /// use xuequ::units::Meters;
    ///
    /// let travel = Travel::new(&County::default(), DETOUR_FACTOR);
    /// let school = travel.place(LonLat::new(104.067, 29.651));
    /// assert!(travel.homes_within(&school, Meters::from_f64(3_000.0)).is_empty(), "nobody lives there");
    /// ```
    pub fn homes_within(&self, site: &Place, limit: Meters) -> Vec<u32> {
        let most = limit.decimetres();
        let beside = site.beside.iter().filter(|&&(_, way)| way <= most);
        let mut within: Vec<u32> = beside.map(|&(home, _)| home).collect();
        if !site.entries.is_empty() {
            let walking = &self.shape.walking;
            let search = |search: &mut OutwardSearch| {
                let is_on_the_way = |_, way: u32| way <= most;
                search.run(walking, &site.entries, is_on_the_way, |junction, way| {
                    let homes = self.homes.at_junction.homes(junction).iter();
                    let near = homes.filter(|&&(_, more)| way + more <= most);
                    within.extend(near.map(|&(home, _)| home));
                });
            };
            self.outward_searches
                .lend(|| OutwardSearch::on(walking), search);
        }
        if self.is_aside(site) || !self.homes.aside.is_empty() {
            within.extend(self.estimated_within(site, limit));
        }
        within.sort_unstable();
        within.dedup();
        within
    }

    /// Settlements that no way joins to a site and whose estimate is within a limit.
    fn estimated_within(&self, site: &Place, limit: Meters) -> impl Iterator<Item = u32> {
        // A decimetre more, for the rounding of the estimate.
        let metres = (limit.as_f64() + 0.1) / self.detour_factor;
        let pieces = self.pieces_of(site);
        let homes = &self.homes;
        homes
            .on_globe
            .within(site.at(), metres, &homes.places)
            .map(|(home, _)| home)
            .filter(move |&home| {
                let home = home as usize;
                !self.has_way(home, site, &pieces) && self.estimated(home, site).is_within(limit)
            })
    }

    /// The nearest contender of every settlement and whether a way leads there, price included; [`Reach::NONE`] where
    /// there is none. The search then knows the nearest by road of every junction.
    pub(super) fn nearest_of_homes(
        &self,
        search: &mut RoadSearch,
        contenders: &[Contender<'_>],
    ) -> Vec<(Reach, Basis)> {
        let by_road = self.nearest_by_road(search, contenders);
        let estimates = Estimates::of(self, contenders);
        let of_home = |(home, by_road): (usize, Reach)| {
            let by_estimate = estimates
                .as_ref()
                .and_then(|estimates| estimates.nearest(home, by_road));
            match by_estimate {
                Some(reach) => (reach, Basis::Estimate),
                None => (by_road, Basis::Road),
            }
        };
        by_road.into_par_iter().enumerate().map(of_home).collect()
    }

    /// The nearest contender of every settlement among those that a way leads to, paths across the field
    /// included; [`Reach::NONE`] where there is none. The search then knows the same of every junction.
    fn nearest_by_road(&self, search: &mut RoadSearch, contenders: &[Contender<'_>]) -> Vec<Reach> {
        let mut starts: Vec<Start> = contenders.iter().flat_map(Contender::starts).collect();
        search.run(&self.shape.walking, &mut starts);
        let mut nearest = vec![Reach::NONE; self.homes.len()];
        if self.has_roads() {
            for (nearest, exits) in nearest.iter_mut().zip(self.homes.exits.iter()) {
                *nearest = reach_from(exits, &search.reached).min(Reach::NONE);
            }
        }
        for (home, reach) in contenders.iter().flat_map(Contender::beside_junctions) {
            let nearest = &mut nearest[home as usize];
            *nearest = reach.min(*nearest);
        }
        nearest
    }
}
