//! Rows: the trip of every settlement to one school.

use std::sync::Arc;

use rayon::prelude::*;

use crate::units::Minutes;

use super::graph::NEVER;
use super::homes::{Exits, reach_from};
use super::place::{OnRoad, Place};
use super::search::{Reach, Search, Start};
use super::snap::Measure;
use super::sweep::{Carried as _, LANES, Lanes, Sweep};
use super::trip::Trip;
use super::{Basis, Travel, trip};

/// Speed of a school bus where no road tells, in km/h: the county mean (DESIGN §3).
const MEAN_BUS_KMH: f64 = 25.0;

impl Travel {
    /// The trip of every settlement, home to school, by settlement index.
    ///
    /// One search over the network: about a millisecond for a county of 100,000 vertices.
    pub fn row(&self, site: &Place) -> Vec<Trip> {
        let Some(on_road) = site.anchor.on_road else {
            return self.finish_row(site, vec![NEVER; self.homes.len()]);
        };
        let by_road = self.with_search(|search| {
            search.run(
                &self.backward,
                &mut self.starts(&on_road, 0, Measure::Decimetres),
            );
            self.distances(search, &on_road, &self.homes.exits, Measure::Decimetres)
        });
        self.finish_row(site, by_road)
    }

    /// The rows of many sites, by site. A few go one by one; from [`LANES`] on they share sweeps over the
    /// hierarchy, on all processors.
    pub fn rows(&self, sites: &[Place]) -> Vec<Arc<[Trip]>> {
        if sites.len() < LANES || !self.has_roads() {
            return sites.par_iter().map(|site| self.row(site).into()).collect();
        }
        // Neighbours share a sweep: they climb through the same junctions.
        let mut order: Vec<usize> = (0..sites.len()).collect();
        order.sort_by_key(|&site| {
            sites[site]
                .anchor
                .on_road
                .map(|on_road| on_road.snapped.chain)
        });
        let plan = self.sweeps();
        let by_lanes = order.par_chunks(LANES).map_init(
            || Sweep::by(plan),
            |sweep, lanes| self.sweep_rows(sweep, sites, lanes),
        );
        let mut rows: Vec<(usize, Arc<[Trip]>)> = order
            .iter()
            .copied()
            .zip(by_lanes.flatten_iter().collect::<Vec<_>>())
            .collect();
        rows.sort_unstable_by_key(|(site, _)| *site);
        rows.into_iter().map(|(_, row)| row).collect()
    }

    /// The rows of up to [`LANES`] sites, in the order of `chosen`.
    fn sweep_rows(
        &self,
        sweep: &mut Sweep<Lanes>,
        sites: &[Place],
        chosen: &[usize],
    ) -> Vec<Arc<[Trip]>> {
        let plan = self.sweeps();
        for (lane, &site) in chosen.iter().enumerate() {
            for start in sites[site]
                .anchor
                .on_road
                .iter()
                .flat_map(|on_road| self.starts(on_road, 0, Measure::Decimetres))
            {
                let mut lanes = Lanes::NONE;
                lanes[lane] = start.reach.distance();
                sweep.start(plan, start.junction, &lanes);
            }
        }
        sweep.run(plan);
        let row = |(lane, &site): (usize, &usize)| {
            let site = &sites[site];
            let Some(on_road) = site.anchor.on_road else {
                return self.finish_row(site, vec![NEVER; self.homes.len()]).into();
            };
            let by_exits = |&[(a, to_a), (b, to_b)]: &Exits| {
                (sweep.reached[a as usize][lane] + to_a)
                    .min(sweep.reached[b as usize][lane] + to_b)
                    .min(NEVER)
            };
            let mut by_road: Vec<u32> = plan.exits.iter().map(by_exits).collect();
            self.take_along(&mut by_road, &on_road, Measure::Decimetres);
            self.finish_row(site, by_road).into()
        };
        chosen.iter().enumerate().map(row).collect()
    }

    /// Distances by road, [`NEVER`] where there is no way, to trips.
    fn finish_row(&self, site: &Place, by_road: Vec<u32>) -> Vec<Trip> {
        let finish = |(home, distance): (usize, u32)| {
            if distance < NEVER {
                trip(distance, Basis::Road)
            } else {
                self.estimated(home, site)
            }
        };
        let mut row: Vec<Trip> = by_road.into_iter().enumerate().map(finish).collect();
        for (home, distance) in self.across(site) {
            let on_foot = trip(distance, Basis::Road);
            row[home as usize] = row[home as usize].min(on_foot);
        }
        row
    }

    /// Minutes by school bus of every settlement on its fastest way to a site; access legs are walked. Where
    /// [`Travel::row`] gives an estimate, this is its distance at 25 km/h.
    pub fn bus_row(&self, site: &Place) -> Vec<Minutes> {
        let millis = site.anchor.on_road.map_or_else(
            || vec![NEVER; self.homes.len()],
            |on_road| {
                let mut search = Search::on(&self.bus_backward);
                search.run(
                    &self.bus_backward,
                    &mut self.starts(&on_road, 0, Measure::BusMillis),
                );
                self.distances(&search, &on_road, &self.homes.bus_exits, Measure::BusMillis)
            },
        );
        let minutes = |(home, millis): (usize, u32)| {
            let minutes = if millis < NEVER {
                f64::from(millis) / 60_000.0
            } else {
                self.estimated(home, site).distance().km() / MEAN_BUS_KMH * 60.0
            };
            Minutes::new(minutes).unwrap_or_default()
        };
        millis.into_iter().enumerate().map(minutes).collect()
    }

    /// Where a search for trips to this place starts, as number `number`.
    pub(super) fn starts(&self, on_road: &OnRoad, number: u32, measure: Measure) -> Vec<Start> {
        let entries = on_road
            .entries(&self.network, measure)
            .into_iter()
            .flatten();
        entries
            .map(|(junction, cost)| Start {
                reach: Reach::new(cost, number),
                junction,
            })
            .collect()
    }

    /// Settlements that can walk across the field to this place, with the distance. Both must be on the network.
    pub(super) fn across<'a>(&'a self, site: &'a Place) -> impl Iterator<Item = (u32, u32)> + 'a {
        let is_on_road = |home: u32| self.homes.anchors[home as usize].on_road.is_some();
        let candidates = if site.anchor.on_road.is_some() {
            &site.across[..]
        } else {
            &[]
        };
        candidates
            .iter()
            .copied()
            .filter(move |&(home, _)| is_on_road(home))
    }

    fn estimated(&self, home: usize, site: &Place) -> Trip {
        trip(self.estimate(home, site.anchor.at), Basis::Estimate)
    }

    /// What it takes from every settlement after a search from this place; [`NEVER`] without a way.
    fn distances(
        &self,
        search: &Search,
        on_road: &OnRoad,
        exits: &[Exits],
        measure: Measure,
    ) -> Vec<u32> {
        let by_junctions = exits
            .iter()
            .map(|exits| reach_from(exits, &search.reached).distance().min(NEVER));
        let mut distances: Vec<u32> = by_junctions.collect();
        self.take_along(&mut distances, on_road, measure);
        distances
    }

    fn take_along(&self, distances: &mut [u32], on_road: &OnRoad, measure: Measure) {
        for (home, along) in self.homes.along(*on_road, &self.network, measure) {
            distances[home as usize] = distances[home as usize].min(along);
        }
    }
}
