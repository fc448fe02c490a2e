//! The nearest school of every settlement, and the nearest few.

use rayon::prelude::*;

use super::contender::{Contender, without_prices};
use super::estimates::Estimates;
use super::homes::reach_from;
use super::place::Place;
use super::search::{Reach, RoadSearch, Start};
use super::sweep::{ListSweep, MOST_STARTS, NearestSweep, SweepPlan, insert};
use super::trip::Trip;
use super::{Basis, Travel, trip};

impl Travel {
    /// The nearest site of every settlement and the trip there; of equally near sites the one with
    /// the smaller index. `None` only without sites.
    ///
    /// One search from all sites at once, whatever their number; one sweep after [`Travel::prepare`].
    pub fn nearest(&self, sites: &[Place]) -> Vec<Option<(usize, Trip)>> {
        let contenders = without_prices(sites);
        let by_road = match self.prepared.get() {
            Some(prepared) if self.has_roads() && sites.len() <= MOST_STARTS => {
                self.nearest_by_sweep(&prepared.plan, &contenders)
            }
            _ => self.with_search(|search| self.nearest_by_search(search, &contenders)),
        };
        let estimates = Estimates::of(self, &contenders);
        let nearest = |(home, by_road): (usize, Reach)| {
            let by_estimate = estimates
                .as_ref()
                .and_then(|estimates| estimates.nearest(home, by_road));
            let basis = if by_estimate.is_some() {
                Basis::Estimate
            } else {
                Basis::Road
            };
            let reach = by_estimate.unwrap_or(by_road);
            (reach < Reach::NONE).then(|| (reach.start() as usize, trip(reach.distance(), basis)))
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
        let contenders = without_prices(sites);
        let sweep = self.has_roads().then(|| self.list_sweep(&contenders, k));
        let mut beside: Vec<(u32, Reach)> = contenders
            .iter()
            .flat_map(Contender::beside_junctions)
            .collect();
        beside.sort_unstable();
        let estimates = Estimates::of(self, &contenders);
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

    fn list_sweep(&self, contenders: &[Contender<'_>], k: usize) -> (ListSweep, &SweepPlan) {
        let plan = &self.prepared().plan;
        let mut sweep = ListSweep::by(plan, k);
        for start in contenders.iter().flat_map(Contender::starts) {
            sweep.start(plan, start.junction, start.reach);
        }
        sweep.run(plan);
        (sweep, plan)
    }

    /// The nearest contender of every settlement among those that a way leads to, paths across the field
    /// included; [`Reach::NONE`] where there is none. The search then knows the same of every junction.
    pub(super) fn nearest_by_search(
        &self,
        search: &mut RoadSearch,
        contenders: &[Contender<'_>],
    ) -> Vec<Reach> {
        let mut starts: Vec<Start> = contenders.iter().flat_map(Contender::starts).collect();
        search.run(&self.shape.backward, &mut starts);
        let mut nearest = vec![Reach::NONE; self.homes.len()];
        if self.has_roads() {
            for (nearest, exits) in nearest.iter_mut().zip(&self.homes.exits) {
                *nearest = reach_from(exits, &search.reached).min(Reach::NONE);
            }
        }
        take_beside_junctions(&mut nearest, contenders);
        nearest
    }

    fn nearest_by_sweep(&self, plan: &SweepPlan, contenders: &[Contender<'_>]) -> Vec<Reach> {
        let mut nearest: Vec<Reach> = self.nearest_sweeps.lend(
            || NearestSweep::by(plan),
            |sweep| {
                for start in contenders.iter().flat_map(Contender::starts) {
                    sweep.start(plan, start.junction, start.reach);
                }
                sweep.run(plan);
                let exits = plan.exits.iter();
                exits.map(|exits| sweep.nearest_from(exits)).collect()
            },
        );
        take_beside_junctions(&mut nearest, contenders);
        nearest
    }
}

/// Takes over ways that pass no junction where they are nearer.
fn take_beside_junctions(nearest: &mut [Reach], contenders: &[Contender<'_>]) {
    for (home, reach) in contenders.iter().flat_map(Contender::beside_junctions) {
        let nearest = &mut nearest[home as usize];
        *nearest = reach.min(*nearest);
    }
}
