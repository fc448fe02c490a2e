//! The nearest school of every settlement, and the nearest few.

use super::estimates::Estimates;
use super::homes::reach_from;
use super::place::Place;
use super::search::{Reach, Start};
use super::snap::Measure;
use super::trip::Trip;
use super::{Basis, Travel, trip};

/// Rows computed together for [`Travel::nearest_k`]; bounds its memory.
const ROWS_AT_ONCE: usize = 64;

impl Travel {
    /// The nearest site of every settlement and the trip there; of equally near sites the one with
    /// the smaller index. `None` only without sites.
    ///
    /// One search from all sites at once, whatever their number.
    pub fn nearest(&self, sites: &[Place]) -> Vec<Option<(usize, Trip)>> {
        let by_road = self.nearest_by_road(sites);
        let estimates = Estimates::of(self, sites);
        let nearest = |(home, by_road): (usize, Reach)| {
            let by_estimate = estimates
                .as_ref()
                .and_then(|estimates| estimates.nearest(home, by_road));
            match by_estimate {
                Some(reach) => Some((
                    reach.start() as usize,
                    trip(reach.distance(), Basis::Estimate),
                )),
                None if by_road < Reach::NONE => Some((
                    by_road.start() as usize,
                    trip(by_road.distance(), Basis::Road),
                )),
                None => None,
            }
        };
        by_road.into_iter().enumerate().map(nearest).collect()
    }

    /// For every settlement its `k` nearest sites, ascending by distance, then index.
    pub fn nearest_k(&self, sites: &[Place], k: usize) -> Vec<Vec<(u32, Trip)>> {
        let mut lists: Vec<Vec<(u32, Trip)>> = vec![Vec::new(); self.homes.len()];
        let nearer = |(site, trip): &(u32, Trip)| (trip.distance(), *site);
        for (chunk, first) in sites
            .chunks(ROWS_AT_ONCE)
            .zip((0_u32..).step_by(ROWS_AT_ONCE))
        {
            let rows = self.rows(chunk);
            for (home, list) in lists.iter_mut().enumerate() {
                list.extend((first..).zip(&rows).map(|(site, row)| (site, row[home])));
                list.sort_unstable_by_key(nearer);
                list.truncate(k);
            }
        }
        lists
    }

    /// The nearest site of every settlement among those that a way leads to, paths across the field
    /// included; [`Reach::NONE`] where there is none.
    fn nearest_by_road(&self, sites: &[Place]) -> Vec<Reach> {
        let on_roads = || {
            (0_u32..)
                .zip(sites)
                .filter_map(|(number, site)| Some((number, site, site.anchor.on_road?)))
        };
        let mut starts: Vec<Start> = on_roads()
            .flat_map(|(number, _, on_road)| self.starts(&on_road, number, Measure::Decimetres))
            .collect();
        let mut nearest: Vec<Reach> = if self.has_roads() {
            self.with_search(|search| {
                search.run(&self.backward, &mut starts);
                let of = |exits| reach_from(exits, &search.reached).min(Reach::NONE);
                self.homes.exits.iter().map(of).collect()
            })
        } else {
            vec![Reach::NONE; self.homes.len()]
        };
        for (number, site, on_road) in on_roads() {
            let along = self
                .homes
                .along(&on_road, &self.network, Measure::Decimetres);
            for (home, distance) in along.chain(self.across(site)) {
                let nearest = &mut nearest[home as usize];
                *nearest = Reach::new(distance, number).min(*nearest);
            }
        }
        nearest
    }
}
