//! The nearest school of every settlement, and the nearest few.

use rayon::prelude::*;

use super::estimates::Estimates;
use super::homes::reach_from;
use super::place::{OnRoad, Place};
use super::search::{Reach, Start};
use super::snap::Measure;
use super::sweep::{ListSweep, Sweep, SweepPlan, insert};
use super::trip::Trip;
use super::{Basis, Travel, trip};

impl Travel {
    /// The nearest site of every settlement and the trip there; of equally near sites the one with
    /// the smaller index. `None` only without sites.
    ///
    /// One search from all sites at once, whatever their number; one sweep after [`Travel::prepare`].
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
    ///
    /// One sweep over the hierarchy that carries lists; their length counts, the number of sites hardly does.
    pub fn nearest_k(&self, sites: &[Place], k: usize) -> Vec<Vec<(u32, Trip)>> {
        let k = k.min(sites.len());
        if k == 0 {
            return vec![Vec::new(); self.homes.len()];
        }
        let sweep = self.has_roads().then(|| self.list_sweep(sites, k));
        let beside = self.beside_junctions(sites);
        let estimates = Estimates::of(self, sites);
        let list = |home: usize| {
            let mut by_road = vec![Reach::NONE; k];
            if let Some((sweep, plan)) = &sweep {
                sweep.nearest_from(&plan.exits[home], &mut by_road);
            }
            let first = beside.partition_point(|&(other, _)| (other as usize) < home);
            for &(_, reach) in beside[first..]
                .iter()
                .take_while(|&&(other, _)| other as usize == home)
            {
                insert(&mut by_road, reach);
            }
            by_road.retain(|&reach| reach < Reach::NONE);
            let mut list: Vec<(Reach, Basis)> = by_road
                .into_iter()
                .map(|reach| (reach, Basis::Road))
                .collect();
            if let Some(estimates) = &estimates {
                estimates.take_nearest(home, k, &mut list);
            }
            list.into_iter()
                .map(|(reach, basis)| (reach.start(), trip(reach.distance(), basis)))
                .collect()
        };
        (0..self.homes.len()).into_par_iter().map(list).collect()
    }

    fn list_sweep(&self, sites: &[Place], k: usize) -> (ListSweep, &SweepPlan) {
        let plan = self.sweeps();
        let mut sweep = ListSweep::by(plan, k);
        for start in self.all_starts(sites) {
            sweep.start(plan, start.junction, start.reach);
        }
        sweep.run(plan);
        (sweep, plan)
    }

    fn all_starts(&self, sites: &[Place]) -> Vec<Start> {
        on_roads(sites)
            .flat_map(|(number, _, on_road)| self.starts(&on_road, number, Measure::Decimetres))
            .collect()
    }

    /// Ways from settlements to sites that pass no junction: along one chain, or across the field. By settlement.
    fn beside_junctions(&self, sites: &[Place]) -> Vec<(u32, Reach)> {
        let mut ways = Vec::new();
        for (number, site, on_road) in on_roads(sites) {
            let along = self
                .homes
                .along(&on_road, &self.network, Measure::Decimetres);
            ways.extend(
                along
                    .chain(self.across(site))
                    .map(|(home, distance)| (home, Reach::new(distance, number))),
            );
        }
        ways.sort_unstable();
        ways
    }

    /// The nearest site of every settlement among those that a way leads to, paths across the field
    /// included; [`Reach::NONE`] where there is none.
    fn nearest_by_road(&self, sites: &[Place]) -> Vec<Reach> {
        let mut nearest: Vec<Reach> = match self.sweeps.get() {
            _ if !self.has_roads() => vec![Reach::NONE; self.homes.len()],
            Some(plan) => self.nearest_by_sweep(plan, sites),
            None => self.with_search(|search| {
                search.run(&self.backward, &mut self.all_starts(sites));
                let of = |exits| reach_from(exits, &search.reached).min(Reach::NONE);
                self.homes.exits.iter().map(of).collect()
            }),
        };
        for (home, reach) in self.beside_junctions(sites) {
            let nearest = &mut nearest[home as usize];
            *nearest = reach.min(*nearest);
        }
        nearest
    }

    fn nearest_by_sweep(&self, plan: &SweepPlan, sites: &[Place]) -> Vec<Reach> {
        let mut sweep = Sweep::by(plan);
        for start in self.all_starts(sites) {
            sweep.start(plan, start.junction, &start.reach);
        }
        sweep.run(plan);
        plan.exits
            .iter()
            .map(|exits| reach_from(exits, &sweep.reached).min(Reach::NONE))
            .collect()
    }
}

/// The sites that are on the network, with their numbers.
fn on_roads(sites: &[Place]) -> impl Iterator<Item = (u32, &Place, OnRoad)> {
    (0_u32..)
        .zip(sites)
        .filter_map(|(number, site)| Some((number, site, site.anchor.on_road?)))
}
