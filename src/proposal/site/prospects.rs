//! New kindergartens (or schools): which settlements are worth building in, one by one and K together.
//!
//! Distances count under `nearest` with existing and new sites open: the best K for
//! `distance` are a p-median with fixed sites, the best K for `cover` a maximal cover. Both answers
//! carry their proof.

use std::cmp::Reverse;
use std::sync::Arc;

use rayon::prelude::*;

use super::words;
use crate::evaluation::{Evaluation, Evaluator, SiteRows};
use crate::geometry::LonLat;
use crate::model::Stage;
use crate::plan::Layout;
use crate::solve::median::{self, Client};
use crate::solve::{Answer, Run, cover};
use crate::travel::{Travel, Trip};
use crate::units::Meters;
use crate::words::Words;

/// The stage that gets new sites, and what there is already.
#[derive(Clone)]
pub struct SiteInputs<'a> {
    /// The roads of that year.
    pub travel: Arc<Travel>,
    /// Existing sites, in the opening year.
    pub layout: &'a Layout,
    /// Trips by site of the layout, then settlement.
    pub rows: SiteRows,
    /// Which stage.
    pub stage: Stage,
    /// Pupils of the stage, by settlement.
    pub pupils: &'a [u32],
    /// How far a site serves, for `cover` and for the figures of each candidate.
    pub radius: Meters,
}

impl<'a> SiteInputs<'a> {
    /// What an evaluation found.
    pub fn of(
        evaluator: &'a Evaluator,
        evaluation: &'a Evaluation,
        stage: Stage,
        radius: Meters,
    ) -> Self {
        Self {
            travel: evaluator.travel_in(&evaluation.layout),
            layout: &evaluation.layout,
            rows: evaluator.rows(&evaluation.layout),
            stage,
            pupils: &evaluation.demand.pupils[stage],
            radius,
        }
    }
}

/// What K new sites are chosen for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objective {
    /// The least pupil-metres of the stage under `nearest`.
    Distance,
    /// The most pupils within the radius.
    Cover,
}

/// A candidate place and what a new site there would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prospect {
    /// Position in the list of candidate places.
    pub candidate: usize,
    /// Pupils brought within the radius who were not before.
    pub newly_covered: u32,
    /// Pupils spared a way where no road leads ([`Trip::is_apart`]).
    pub spared: u32,
    /// Pupils whose nearest site it would be.
    pub attracted: u32,
    /// What all pupils together save, in pupil-decimetres; zero where those whom it spares a gap go farther.
    pub saved: u64,
    /// In a sentence with the numbers.
    pub reason: Words,
}

/// Existing and candidate sites as seen from every settlement.
pub struct Prospects<'a> {
    inputs: SiteInputs<'a>,
    places: &'a [(&'a str, LonLat)],
    /// The way to the nearest existing site, the one that costs least; `None` without any.
    now: Vec<Option<Trip>>,
    /// By candidate: settlements that would gain, with their new way.
    gains: Vec<Vec<(u32, Trip)>>,
}

impl<'a> Prospects<'a> {
    /// Measures the way from every settlement to every candidate place: one search for each.
    ///
    /// Places have the name under which reasons speak of them.
    pub fn of(inputs: SiteInputs<'a>, places: &'a [(&'a str, LonLat)]) -> Self {
        let open: Vec<&Arc<[Trip]>> = inputs
            .layout
            .open(inputs.stage)
            .into_iter()
            .filter_map(|site| inputs.rows.get(site)?.as_ref())
            .collect();
        let nearest = |settlement: usize| {
            let trips = open.iter().filter_map(|row| row.get(settlement).copied());
            trips.min_by_key(|trip| trip.cost())
        };
        let now: Vec<Option<Trip>> = (0..inputs.pupils.len()).map(nearest).collect();
        let gains = places
            .par_iter()
            .map(|&(_, at)| {
                let row = inputs.travel.row(&inputs.travel.place(at));
                (0..)
                    .zip(row.iter().zip(&now).zip(inputs.pupils))
                    .filter(|&(_, ((&new, &now), &pupils))| pupils > 0 && is_nearer(new, now))
                    .map(|(settlement, ((&new, _), _))| (settlement, new))
                    .collect()
            })
            .collect();
        Self {
            inputs,
            places,
            now,
            gains,
        }
    }

    /// Every candidate on its own: most pupils brought within the radius first, then most spared a way where no road
    /// leads, then most pupil-metres saved, then by position. Without any existing site nothing is saved.
    pub fn ranked(&self) -> Vec<Prospect> {
        let mut ranked: Vec<Prospect> = (0..self.gains.len())
            .map(|candidate| self.prospect(candidate, &self.now))
            .collect();
        ranked.sort_by_key(|prospect| {
            let merit = (prospect.newly_covered, prospect.spared, prospect.saved);
            (Reverse(merit), prospect.candidate)
        });
        ranked
    }

    /// The best `choose` candidates together. The value is the stage's total pupil-decimetres under
    /// `nearest`, or the pupils within the radius, existing sites included. No other choice has shorter ways than the
    /// bound that sends as many pupils where no road leads.
    ///
    /// Each prospect tells what its site adds to the existing sites and to those before it in the
    /// list, which is ordered by that.
    pub fn best(
        &self,
        choose: usize,
        objective: Objective,
        run: &Run<'_>,
    ) -> Answer<Vec<Prospect>> {
        let answer = match objective {
            Objective::Distance => {
                let answer = median::solve(&self.median(), choose, run);
                let untold = self.over(
                    &self.with(answer.choice.iter().copied()),
                    Trip::beyond_length,
                );
                answer.less(untold)
            }
            Objective::Cover => cover::solve(self.gains.len(), &self.homes(), choose, run),
        };
        answer.map(|sites| self.in_order(sites, objective))
    }

    /// The stage's pupil-decimetres under `nearest` with these sites and the existing ones open.
    pub fn pupil_decimetres(&self, chosen: &[Prospect]) -> i64 {
        let chosen = chosen.iter().map(|prospect| prospect.candidate as u32);
        self.over(&self.with(chosen), |way| way.distance().decimetres())
    }

    /// The ways of all with these sites open too.
    fn with(&self, chosen: impl Iterator<Item = u32>) -> Vec<Option<Trip>> {
        let mut now = self.now.clone();
        chosen.for_each(|candidate| self.open(candidate as usize, &mut now));
        now
    }

    /// What the ways of all pupils come to, by what each counts.
    fn over(&self, now: &[Option<Trip>], counts: impl Fn(Trip) -> u32) -> i64 {
        let way = |(settlement, now): (usize, &Option<Trip>)| {
            self.pupils(settlement) * now.map_or(0, |now| i64::from(counts(now)))
        };
        now.iter().enumerate().map(way).sum()
    }

    /// Brings the ways down to those with one more site.
    fn open(&self, candidate: usize, now: &mut [Option<Trip>]) {
        for &(settlement, new) in &self.gains[candidate] {
            let now = &mut now[settlement as usize];
            if is_nearer(new, *now) {
                *now = Some(new);
            }
        }
    }

    fn pupils(&self, settlement: usize) -> i64 {
        self.inputs.pupils[settlement].into()
    }

    fn median(&self) -> median::Problem {
        let cost = |settlement: usize, way: Trip| self.pupils(settlement) * i64::from(way.cost());
        let mut clients: Vec<Client> = self
            .now
            .iter()
            .enumerate()
            .map(|(settlement, now)| Client {
                beyond: now.map(|now| cost(settlement, now)),
                sites: Vec::new(),
            })
            .collect();
        for (gains, candidate) in self.gains.iter().zip(0..) {
            for &(settlement, new) in gains {
                let settlement = settlement as usize;
                clients[settlement]
                    .sites
                    .push((candidate, cost(settlement, new)));
            }
        }
        median::Problem::new(self.gains.len(), clients)
    }

    fn homes(&self) -> Vec<cover::Home> {
        let radius = self.inputs.radius;
        let mut homes: Vec<cover::Home> = (0..self.now.len())
            .map(|settlement| cover::Home {
                pupils: self.pupils(settlement),
                is_covered: self.now[settlement].is_some_and(|now| now.is_within(radius)),
                sites: Vec::new(),
            })
            .collect();
        for (gains, candidate) in self.gains.iter().zip(0..) {
            for &(settlement, new) in gains {
                if new.is_within(radius) {
                    homes[settlement as usize].sites.push(candidate);
                }
            }
        }
        homes
    }

    /// Chosen sites, each with what it adds to those before it; the one that adds most comes first.
    fn in_order(&self, mut sites: Vec<u32>, objective: Objective) -> Vec<Prospect> {
        let mut now = self.now.clone();
        let mut ordered = Vec::with_capacity(sites.len());
        while !sites.is_empty() {
            let prospects = sites.iter().map(|&site| self.prospect(site as usize, &now));
            let best = prospects.max_by_key(|prospect| {
                let (covered, saved) = (u64::from(prospect.newly_covered), prospect.saved);
                let merit = match objective {
                    Objective::Distance => (u64::from(prospect.spared), saved, covered),
                    Objective::Cover => (covered, u64::from(prospect.spared), saved),
                };
                (merit, prospect.attracted, Reverse(prospect.candidate))
            });
            let Some(best) = best else { break };
            self.open(best.candidate, &mut now);
            sites.retain(|&site| site as usize != best.candidate);
            ordered.push(best);
        }
        ordered
    }

    fn prospect(&self, candidate: usize, now: &[Option<Trip>]) -> Prospect {
        let mut prospect = Prospect {
            candidate,
            newly_covered: 0,
            spared: 0,
            attracted: 0,
            saved: 0,
            reason: Words::default(),
        };
        let length = |way: Trip| i64::from(way.distance().decimetres());
        let mut saved = 0;
        for &(settlement, new) in &self.gains[candidate] {
            let settlement = settlement as usize;
            let now = now[settlement];
            if !is_nearer(new, now) {
                continue;
            }
            let pupils = self.inputs.pupils[settlement];
            let is_far = |now: Trip| !now.is_within(self.inputs.radius);
            if new.is_within(self.inputs.radius) && now.is_none_or(is_far) {
                prospect.newly_covered += pupils;
            }
            if now.is_some_and(Trip::is_apart) && !new.is_apart() {
                prospect.spared += pupils;
            }
            prospect.attracted += pupils;
            saved += i64::from(pupils) * now.map_or(0, |now| length(now) - length(new));
        }
        prospect.saved = saved.max(0).unsigned_abs();
        let name = self.places.get(candidate).map_or("", |&(name, _)| name);
        prospect.reason = words::new_site(name, &prospect, self.inputs.radius);
        prospect
    }
}

/// Whether pupils leave their nearest site, if they have one, for a new one.
fn is_nearer(new: Trip, now: Option<Trip>) -> bool {
    now.is_none_or(|now| new.cost() < now.cost())
}

/// How far a school of a stage serves where nobody says otherwise: the longest trip that the standards in force allow.
pub fn usual_radius(evaluator: &Evaluator, stage: Stage) -> Meters {
    let limits = evaluator.limits();
    limits.trip[stage].unwrap_or(limits.kindergarten_cover)
}

/// The settlements where one new school of a stage would help most, at most so many, best first. Where it would neither
/// bring a pupil within the usual radius nor spare one a gap nor shorten a way, none is worth building. The position
/// of a prospect is that of its settlement.
pub fn rank_sites(
    evaluator: &Evaluator,
    evaluation: &Evaluation,
    stage: Stage,
    most: usize,
) -> Vec<Prospect> {
    let settlements = evaluator.county().settlements.iter();
    let places: Vec<(&str, LonLat)> = settlements
        .map(|settlement| (settlement.name.as_str(), settlement.at))
        .collect();
    let radius = usual_radius(evaluator, stage);
    let inputs = SiteInputs::of(evaluator, evaluation, stage, radius);
    let mut ranked = Prospects::of(inputs, &places).ranked();
    let helps = |p: &Prospect| p.newly_covered > 0 || p.spared > 0 || p.saved > 0;
    ranked.retain(helps);
    ranked.truncate(most);
    ranked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SchoolKind;
    use crate::plan::Policy;
    use crate::proposal::village::{Ready, SchoolOnLine, at, county};
    use crate::units::Year;

    fn ready() -> Ready {
        let kindergarten = SchoolOnLine {
            name: "town",
            kind: SchoolKind::Kindergarten,
            km: 0.0,
            pupils: 120,
            seats: Some(120),
        };
        let villages = [(0.0, 60), (4.0, 10), (5.0, 30), (9.0, 20)];
        let county = county(Stage::Kindergarten, &[kindergarten], &villages);
        Ready::of(&county, Stage::Kindergarten)
    }

    fn inputs(ready: &Ready) -> SiteInputs<'_> {
        SiteInputs {
            travel: Arc::clone(&ready.travel),
            layout: &ready.layout,
            rows: ready.rows.clone(),
            stage: Stage::Kindergarten,
            pupils: &ready.pupils,
            radius: Meters::from_f64(1_500.0),
        }
    }

    #[test]
    fn candidates_are_ranked_by_pupils_brought_within_the_radius() {
        let ready = ready();
        let places = [("east", at(9.0)), ("middle", at(5.0)), ("west", at(0.2))];
        let prospects = Prospects::of(inputs(&ready), &places);
        let ranked = prospects.ranked();
        let told: Vec<_> = ranked
            .iter()
            .map(|prospect| prospect.reason.en.as_str())
            .collect();
        assert_eq!(
            told,
            [
                "middle: 40 pupils newly within 1.5 km, 280 pupil-km saved, nearest site for 60",
                "east: 20 pupils newly within 1.5 km, 210 pupil-km saved, nearest site for 50",
                "west: no pupil newly within 1.5 km, 12 pupil-km saved, nearest site for 60",
            ]
        );
        assert_eq!(
            ranked.iter().map(|p| p.candidate).collect::<Vec<_>>(),
            [1, 0, 2]
        );
    }

    #[test]
    fn a_way_where_no_road_leads_is_neither_near_nor_covered() {
        // The kindergarten in town is 1.2 km off for the village at 5 km, over a river.
        let mut ready = ready();
        let mut row = ready.rows[0].as_ref().unwrap().to_vec();
        row[2] = Trip::apart(Meters::from_f64(1_200.0));
        ready.rows[0] = Some(row.into());
        // One new site is 1.4 km on by road, the other 1.6 km: beyond the radius, but no river between.
        for (km, told) in [
            (
                6.4,
                "east: 30 pupils newly within 1.5 km, 138 pupil-km saved, nearest site for 60",
            ),
            (
                3.4,
                "east: 10 pupils newly within 1.5 km, 90 pupil-km saved, nearest site for 60",
            ),
        ] {
            let places = [("east", at(km))];
            let prospects = Prospects::of(inputs(&ready), &places);
            let ranked = prospects.ranked();
            assert_eq!((ranked[0].spared, ranked[0].reason.en.as_str()), (30, told));
            let best = prospects.best(1, Objective::Distance, &Run::to_the_end());
            let ways = prospects.pupil_decimetres(&best.choice);
            assert_eq!((best.value, best.bound), (ways, ways));
        }
        // Where nothing helps, the river is crossed, and only metres are told.
        let places = [("west", at(0.0))];
        let prospects = Prospects::of(inputs(&ready), &places);
        let best = prospects.best(1, Objective::Cover, &Run::to_the_end());
        assert_eq!(best.value, 60);
        let ways = prospects.pupil_decimetres(&[]);
        let drawn = 10 * 40_000 + 30 * 12_000 + 20 * 90_000;
        assert!((ways - drawn).abs() <= 60, "{ways} {drawn}");
    }

    #[test]
    fn the_best_sites_leave_the_least_distance_to_the_nearest() {
        let ready = ready();
        let places = [("east", at(9.0)), ("middle", at(5.0)), ("near", at(4.0))];
        let prospects = Prospects::of(inputs(&ready), &places);
        let best = prospects.best(2, Objective::Distance, &Run::to_the_end());
        let chosen: Vec<usize> = best
            .choice
            .iter()
            .map(|prospect| prospect.candidate)
            .collect();
        assert_eq!(chosen, [1, 0]);
        // Only the 10 pupils at 4 km still travel, one kilometre each.
        assert_eq!((best.value, best.bound), (100_000, 100_000));
        let cover = prospects.best(1, Objective::Cover, &Run::to_the_end());
        assert_eq!((cover.value, cover.bound), (100, 100));
        assert_eq!(cover.choice[0].newly_covered, 40);
    }

    #[test]
    fn a_settlement_where_a_school_would_help_nobody_is_not_worth_building_in() {
        let town = SchoolOnLine {
            name: "town",
            kind: SchoolKind::Kindergarten,
            km: 0.0,
            pupils: 120,
            seats: Some(120),
        };
        // The first lives beside the kindergarten, the last has no children.
        let villages = [(0.0, 60), (4.0, 10), (5.0, 30), (20.0, 0)];
        let county = county(Stage::Kindergarten, &[town], &villages);
        let evaluator = Evaluator::of_plan(&county, None);
        let today = evaluator.baseline(Year(2025), Policy::Nearest);
        let ranked = |most| {
            let sites = rank_sites(&evaluator, &today, Stage::Kindergarten, most);
            let settlements = sites.iter().map(|prospect| prospect.candidate);
            settlements.collect::<Vec<_>>()
        };
        assert_eq!(ranked(9), [2, 1]);
        assert_eq!(ranked(1), [2]);
    }
}
