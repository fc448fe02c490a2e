//! Rows: the trip of every settlement to one school.

use std::sync::Arc;

use rayon::prelude::*;

use crate::units::{Meters, Minutes};

use super::graph::NEVER;
use super::homes::{Exits, reach_from};
use super::place::Place;
use super::search::{Reach, RoadSearch, Start};
use super::snap::{Link, Measure};
use super::sweep::{EXACT_LANES, HOMES_A_BLOCK, LANES, LaneSweep, Lanes, SweepPlan};
use super::trip::Trip;
use super::{Basis, Travel, trip};

impl Travel {
    /// The trip of every settlement, home to school, by settlement index.
    ///
    /// One search over the network: about a millisecond for a county of 100,000 vertices.
    pub fn row(&self, site: &Place) -> Vec<Trip> {
        if !site.anchor.is_on_road() {
            return self.estimates(site).collect();
        }
        self.with_search(|search| {
            search.run(&self.shape.walking, &mut starts(&site.entries, 0));
            let exits = self.homes.exits.iter();
            let by_junctions =
                exits.map(|exits| by_road(reach_from(exits, &search.reached).distance()));
            let mut row: Vec<Trip> = by_junctions.collect();
            self.finish_row(site, &mut row);
            row
        })
    }

    /// The rows of many sites, by site. A few go one by one; from [`LANES`] on they share sweeps over the
    /// hierarchy, on all processors.
    pub fn rows(&self, sites: &[Place]) -> Vec<Arc<[Trip]>> {
        if !self.has_roads() {
            let row = |site: &Place| self.estimates(site).collect();
            return sites.par_iter().map(row).collect();
        }
        if sites.len() < LANES {
            return sites.par_iter().map(|site| self.row(site).into()).collect();
        }
        // Neighbours share a sweep: they climb through the same junctions.
        let mut order: Vec<usize> = (0..sites.len()).collect();
        order.sort_by_key(|&site| {
            let on_roads = &sites[site].anchor.on_roads;
            on_roads.first().map(|on_road| on_road.snapped.chain)
        });
        let plan = &self.prepared().plan;
        let sweep_rows = |chosen: &[usize]| {
            self.lane_sweeps.lend(
                || LaneSweep::by(plan),
                |sweep| self.sweep_rows(plan, sweep, sites, chosen),
            )
        };
        let in_order: Vec<_> = order.par_chunks(LANES).flat_map_iter(sweep_rows).collect();
        let mut rows: Vec<(usize, Arc<[Trip]>)> = order.into_iter().zip(in_order).collect();
        rows.sort_unstable_by_key(|(site, _)| *site);
        rows.into_iter().map(|(_, row)| row).collect()
    }

    /// The rows of up to [`LANES`] sites, in the order of `chosen`.
    fn sweep_rows(
        &self,
        plan: &SweepPlan,
        sweep: &mut LaneSweep,
        sites: &[Place],
        chosen: &[usize],
    ) -> Vec<Arc<[Trip]>> {
        for (lane, &site) in chosen.iter().enumerate() {
            for &(junction, decimetres) in &sites[site].entries[..] {
                sweep.start(plan, lane, junction, decimetres);
            }
        }
        let blank = || std::iter::repeat_n(by_road(NEVER), self.homes.len()).collect();
        let mut rows: Vec<Arc<[Trip]>> = chosen.iter().map(|_| blank()).collect();
        let mut slices: Vec<&mut [Trip]> = rows.iter_mut().filter_map(Arc::get_mut).collect();
        let mut furthest: Lanes = [0.0; LANES];
        sweep.run(plan, |first, block| {
            let mut ways = [[0_u32; LANES]; HOMES_A_BLOCK];
            for (ways, lanes) in ways.iter_mut().zip(block) {
                for lane in 0..LANES {
                    let way = lanes[lane];
                    let whole = way.min(EXACT_LANES) as i32 as u32;
                    ways[lane] = if way == f32::INFINITY { NEVER } else { whole };
                    let way = if way == f32::INFINITY { 0.0 } else { way };
                    furthest[lane] = furthest[lane].max(way);
                }
            }
            for (lane, row) in slices.iter_mut().enumerate() {
                let row = &mut row[first..first + block.len()];
                for (trip, ways) in row.iter_mut().zip(&ways) {
                    *trip = by_road(ways[lane]);
                }
            }
        });
        for (lane, (row, &site)) in rows.iter_mut().zip(chosen).enumerate() {
            let site = &sites[site];
            match Arc::get_mut(row) {
                Some(row) if site.anchor.is_on_road() && furthest[lane] < EXACT_LANES => {
                    self.finish_row(site, row);
                }
                _ => *row = self.row(site).into(),
            }
        }
        rows
    }

    /// Turns trips through junctions, [`by_road`], into trips: ways that pass no junction may be shorter, and
    /// without any way there is an estimate.
    fn finish_row(&self, site: &Place, row: &mut [Trip]) {
        for &(home, beside) in &site.beside[..] {
            row[home as usize] = row[home as usize].min(by_road(beside));
        }
        let no_way = by_road(NEVER);
        for (home, trip) in row.iter_mut().enumerate() {
            if *trip == no_way {
                *trip = self.estimated(home, site);
            }
        }
    }

    /// Minutes by school bus of every settlement on its fastest way to a site, along one-way streets as they are, by the
    /// class and speed of each road; access legs are walked, so far in a minute. `None` where no bus gets through.
    pub fn bus_row(&self, site: &Place, walk_in_a_minute: Meters) -> Vec<Option<Minutes>> {
        let measure = Measure::BusMillis { walk_in_a_minute };
        let entries = site.anchor.entries(&self.network, measure);
        let mut search = RoadSearch::on(&self.bus_backward);
        search.run(&self.bus_backward, &mut starts(&entries, 0));
        let anchors = self.homes.anchors.iter();
        let exits = Exits::of(anchors.map(|anchor| anchor.exits(&self.network, measure)));
        let millis = self.distances(&search, site, &exits, measure);
        let minutes = |millis| {
            let has_way = millis < NEVER;
            has_way
                .then(|| Minutes::new(f64::from(millis) / 60_000.0))
                .flatten()
        };
        millis.into_iter().map(minutes).collect()
    }

    /// Settlements that can walk across the field to this place, with the distance. Both must be on the network.
    pub(super) fn across<'a>(&'a self, site: &'a Place) -> impl Iterator<Item = (u32, u32)> + 'a {
        let is_on_road = |home: u32| self.homes.anchors[home as usize].is_on_road();
        let candidates = if site.anchor.is_on_road() {
            &site.across[..]
        } else {
            &[]
        };
        candidates
            .iter()
            .copied()
            .filter(move |&(home, _)| is_on_road(home))
    }

    /// The estimates of all settlements.
    fn estimates(&self, site: &Place) -> impl Iterator<Item = Trip> {
        (0..self.homes.len()).map(|home| self.estimated(home, site))
    }

    /// What it takes from every settlement after a search from this place; [`NEVER`] without a way.
    fn distances(
        &self,
        search: &RoadSearch,
        site: &Place,
        exits: &Exits,
        measure: Measure,
    ) -> Vec<u32> {
        let by_junctions = exits
            .iter()
            .map(|exits| reach_from(exits, &search.reached).distance().min(NEVER));
        let mut distances: Vec<u32> = by_junctions.collect();
        for (home, along) in self.homes.along(&site.anchor, &self.network, measure) {
            distances[home as usize] = distances[home as usize].min(along);
        }
        distances
    }
}

/// A trip along roads; for [`NEVER`] or more the longest there is.
fn by_road(decimetres: u32) -> Trip {
    trip(decimetres.min(NEVER), Basis::Road)
}

/// Where a search for trips starts that come in through these junctions, as number `number`.
pub(super) fn starts(entries: &[Link], number: u32) -> Vec<Start> {
    let start = |&(junction, cost): &Link| Start {
        reach: Reach::new(cost, number),
        junction,
    };
    entries.iter().map(start).collect()
}
