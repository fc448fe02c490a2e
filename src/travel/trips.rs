//! Rows: the trip of every settlement to one school.

use std::sync::Arc;

use rayon::prelude::*;

use crate::units::Minutes;

use super::graph::NEVER;
use super::homes::{Exits, reach_from};
use super::place::{OnRoad, Place};
use super::search::{Reach, Search, Start};
use super::snap::Measure;
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
            return (0..self.homes.len())
                .map(|home| self.estimated(home, site))
                .collect();
        };
        let by_road = self.with_search(|search| {
            search.run(
                &self.backward,
                &mut self.starts(&on_road, 0, Measure::Decimetres),
            );
            self.distances(search, &on_road, &self.homes.exits, Measure::Decimetres)
        });
        let mut row: Vec<Trip> = by_road
            .into_iter()
            .enumerate()
            .map(|(home, distance)| {
                if distance < NEVER {
                    trip(distance, Basis::Road)
                } else {
                    self.estimated(home, site)
                }
            })
            .collect();
        for (home, distance) in self.across(site) {
            let on_foot = trip(distance, Basis::Road);
            row[home as usize] = row[home as usize].min(on_foot);
        }
        row
    }

    /// The rows of many sites, computed in parallel.
    pub fn rows(&self, sites: &[Place]) -> Vec<Arc<[Trip]>> {
        sites.par_iter().map(|site| self.row(site).into()).collect()
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
        for (home, along) in self.homes.along(on_road, &self.network, measure) {
            distances[home as usize] = distances[home as usize].min(along);
        }
        distances
    }
}
