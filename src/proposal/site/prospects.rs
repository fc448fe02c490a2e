//! New kindergartens (or schools): which settlements are worth building in, one by one and K together.
//!
//! Distances count under `nearest` with existing and new sites open: the best K for
//! `distance` are a p-median with fixed sites, the best K for `cover` a maximal cover. Both answers
//! carry their proof.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::words;
use crate::evaluation::{Evaluation, Evaluator, SiteRows};
use crate::geometry::LonLat;
use crate::model::Stage;
use crate::plan::Layout;
use crate::proposal::unserved::{Part, Supposed, Unserved, search};
use crate::solve::median::{self, Client};
use crate::solve::{Answer, Run, cover};
use crate::travel::{Row, Travel, Trip};
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
    /// The gain in few words.
    pub brief: Words,
}

/// Existing and candidate sites as seen from every settlement.
pub struct Prospects<'a> {
    inputs: SiteInputs<'a>,
    places: &'a [(&'a str, LonLat)],
    /// The way to the nearest existing site, the one that costs least; `None` without any.
    now: Vec<Option<Trip>>,
    /// By candidate: settlements that would gain, with their new way.
    gains: Vec<Vec<(u32, Trip)>>,
    /// Who has a school by road only with one of the candidates.
    unserved: Unserved,
    /// The way of each of those to the nearest existing site once it has such a school: over a gap the last choice.
    now_served: BTreeMap<usize, Option<Trip>>,
    /// By candidate: those of them that would gain then, with their new way.
    gains_served: Vec<Vec<(u32, Trip)>>,
}

/// The ways with some candidates open, one after the other.
#[derive(Clone)]
struct Seen {
    /// By settlement.
    now: Vec<Option<Trip>>,
    open: Vec<usize>,
    /// Settlements that have a school by road only with these.
    served: BTreeSet<usize>,
    /// On which these are the first schools.
    pieces: BTreeSet<u32>,
}

impl<'a> Prospects<'a> {
    /// Measures the way from every settlement to every candidate place: one search for each.
    ///
    /// Places have the name under which reasons speak of them.
    pub fn of(inputs: SiteInputs<'a>, places: &'a [(&'a str, LonLat)]) -> Self {
        let travel = &*inputs.travel;
        let open: Vec<(LonLat, &Row)> = inputs
            .layout
            .open(inputs.stage)
            .into_iter()
            .filter_map(|site| {
                let row = inputs.rows.get(site)?.as_ref()?;
                Some((inputs.layout.sites[site].at, row))
            })
            .collect();
        let nearest = |settlement: usize| {
            let trips = open.iter().map(|(_, row)| row.get(settlement));
            trips.flatten().min_by_key(|trip| trip.cost())
        };
        let now: Vec<Option<Trip>> = (0..inputs.pupils.len()).map(nearest).collect();
        let unserved = Unserved::of(travel, places.iter().map(|&(_, at)| at));
        let nearest_served = |home: usize| {
            let trip =
                |&(at, row): &(LonLat, &Row)| Some(travel.once_served(home, at, row.get(home)?));
            let trips = open.iter().filter_map(trip);
            (home, trips.min_by_key(|trip| trip.cost()))
        };
        let now_served: BTreeMap<usize, Option<Trip>> =
            unserved.homes().map(nearest_served).collect();
        let both = places.par_iter().map(|&(_, at)| {
            let row = travel.row(&travel.place(at));
            let lives_here = |home: usize| inputs.pupils.get(home).is_some_and(|&n| n > 0);
            let gains = (0_u32..).zip(row.iter().zip(&now));
            let gains = gains
                .filter(|&(home, (&new, &now))| lives_here(home as usize) && is_nearer(new, now))
                .map(|(home, (&new, _))| (home, new));
            let served = now_served.iter().filter_map(|(&home, &now)| {
                let new = travel.once_served(home, at, *row.get(home)?);
                (lives_here(home) && is_nearer(new, now)).then_some((home as u32, new))
            });
            (gains.collect(), served.collect())
        });
        let (gains, gains_served) = both.unzip();
        Self {
            inputs,
            places,
            now,
            gains,
            unserved,
            now_served,
            gains_served,
        }
    }

    /// Every candidate on its own: most pupils brought within the radius first, then most spared a way where no road
    /// leads, then most pupil-metres saved, then by position. Without any existing site nothing is saved.
    pub fn ranked(&self) -> Vec<Prospect> {
        let today = self.today();
        let mut ranked: Vec<Prospect> = (0..self.gains.len())
            .map(|candidate| self.prospect(candidate, &today))
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
        let choose = choose.min(self.gains.len());
        let part = |supposed: &Supposed, run: &Run<'_>| {
            Ok::<_, ()>(self.part(choose, objective, supposed, run))
        };
        let found = search(&self.unserved.pieces(), run, part, ());
        // Nothing is supposed at first, so that there is an answer.
        let answer = found.unwrap_or_else(|()| run.answer(Vec::new(), 0, 0));
        let answer = match objective {
            Objective::Distance => {
                let seen = self.with(answer.choice.iter().copied());
                let untold = self.over(&seen.now, Trip::beyond_length);
                answer.less(untold)
            }
            Objective::Cover => Answer {
                value: -answer.value,
                bound: -answer.bound,
                ..answer
            },
        };
        answer.map(|sites| self.in_order(sites, objective))
    }

    /// The best candidates of those on which nothing else is supposed, and what they come to in truth: costs, so that
    /// pupils who are covered count below nothing. `None` where there are too few of them.
    fn part(
        &self,
        choose: usize,
        objective: Objective,
        supposed: &Supposed,
        run: &Run<'_>,
    ) -> Option<Part<Vec<u32>>> {
        let may_open = |&candidate: &usize| !supposed.forbids(self.unserved.of_place(candidate));
        let allowed: Vec<usize> = (0..self.gains.len()).filter(may_open).collect();
        if allowed.len() < choose {
            return None;
        }
        let served = self.unserved.served_by(&supposed.with);
        let answer = match objective {
            Objective::Distance => median::solve(&self.median(&allowed, &served), choose, run),
            Objective::Cover => {
                let homes = self.homes(&allowed, &served);
                let found = cover::solve(allowed.len(), &homes, choose, run);
                Answer {
                    value: -found.value,
                    bound: -found.bound,
                    ..found
                }
            }
        };
        let answer = answer.map(|sites| {
            let sites = sites.into_iter();
            sites
                .map(|site| allowed[site as usize] as u32)
                .collect::<Vec<u32>>()
        });
        let seen = self.with(answer.choice.iter().copied());
        let value = match objective {
            Objective::Distance => self.over(&seen.now, Trip::cost),
            Objective::Cover => -self.covered(&seen.now),
        };
        let mut mistaken = seen.served.difference(&served);
        let mistaken = mistaken.find_map(|&home| self.unserved.shared(home, &seen.pieces));
        Some(Part {
            // As it looks it is no dearer than in truth: where it is as dear, nothing is mistaken.
            mistaken: mistaken.filter(|_| value > answer.value),
            value: Some(value),
            answer,
        })
    }

    /// The stage's pupil-decimetres under `nearest` with these sites and the existing ones open.
    pub fn pupil_decimetres(&self, chosen: &[Prospect]) -> i64 {
        let chosen = chosen.iter().map(|prospect| prospect.candidate as u32);
        self.over(&self.with(chosen).now, |way| way.distance().decimetres())
    }

    fn today(&self) -> Seen {
        Seen {
            now: self.now.clone(),
            open: Vec::new(),
            served: BTreeSet::new(),
            pieces: BTreeSet::new(),
        }
    }

    /// The ways of all with these sites open too.
    fn with(&self, chosen: impl Iterator<Item = u32>) -> Seen {
        let mut seen = self.today();
        chosen.for_each(|candidate| self.open(candidate as usize, &mut seen));
        seen
    }

    /// What the ways of all pupils come to, by what each counts.
    fn over(&self, now: &[Option<Trip>], counts: impl Fn(Trip) -> u32) -> i64 {
        let way = |(settlement, now): (usize, &Option<Trip>)| {
            self.pupils(settlement) * now.map_or(0, |now| i64::from(counts(now)))
        };
        now.iter().enumerate().map(way).sum()
    }

    /// Pupils within the radius.
    fn covered(&self, now: &[Option<Trip>]) -> i64 {
        let is_near = |now: &Option<Trip>| now.is_some_and(|now| now.is_within(self.inputs.radius));
        let near = (0..).zip(now).filter(|(_, now)| is_near(now));
        near.map(|(settlement, _)| self.pupils(settlement)).sum()
    }

    /// Brings the ways down to those with one more site. For whoever has a school by road only with it, ways over a gap
    /// become the last choice.
    fn open(&self, candidate: usize, seen: &mut Seen) {
        for home in self.newly_served(candidate, seen) {
            seen.now[home] = self.once_served(home, &seen.open);
            seen.served.insert(home);
        }
        seen.pieces.extend(self.unserved.of_place(candidate));
        seen.open.push(candidate);
        for (home, new) in self.ways_to(candidate, &seen.served) {
            let now = &mut seen.now[home];
            if is_nearer(new, *now) {
                *now = Some(new);
            }
        }
    }

    /// Who has a school by road with this candidate and had none with those before.
    fn newly_served(&self, candidate: usize, seen: &Seen) -> BTreeSet<usize> {
        let pieces = self.unserved.of_place(candidate).iter();
        let new = pieces.filter(|piece| !seen.pieces.contains(piece));
        let new: BTreeSet<u32> = new.copied().collect();
        if new.is_empty() {
            return BTreeSet::new();
        }
        let mut served = self.unserved.served_by(&new);
        served.retain(|home| !seen.served.contains(home));
        served
    }

    /// The best way of somebody who has a school by road, to the existing sites and these candidates.
    fn once_served(&self, home: usize, open: &[usize]) -> Option<Trip> {
        let ways = open.iter().filter_map(|&candidate| {
            let gains = &self.gains_served[candidate];
            let at = gains.binary_search_by_key(&(home as u32), |&(home, _)| home);
            Some(gains[at.ok()?].1)
        });
        let existing = self.now_served.get(&home).copied().flatten();
        ways.chain(existing).min_by_key(|way| way.cost())
    }

    /// The ways to a candidate of those who might gain; `served` have a school by road.
    fn ways_to<'s>(
        &'s self,
        candidate: usize,
        served: &'s BTreeSet<usize>,
    ) -> impl Iterator<Item = (usize, Trip)> + 's {
        let of = |(home, way): &(u32, Trip)| (*home as usize, *way);
        let others = self.gains[candidate].iter().map(of);
        let others = others.filter(|(home, _)| !served.contains(home));
        let served_ways = if served.is_empty() {
            &[][..]
        } else {
            &self.gains_served[candidate]
        };
        let served_ways = served_ways.iter().map(of);
        others.chain(served_ways.filter(|(home, _)| served.contains(home)))
    }

    fn pupils(&self, settlement: usize) -> i64 {
        self.inputs.pupils[settlement].into()
    }

    /// The way to the nearest existing site; `served` have a school by road.
    fn existing(&self, settlement: usize, served: &BTreeSet<usize>) -> Option<Trip> {
        if served.contains(&settlement) {
            return self.now_served.get(&settlement).copied().flatten();
        }
        self.now[settlement]
    }

    fn median(&self, allowed: &[usize], served: &BTreeSet<usize>) -> median::Problem {
        let cost = |settlement: usize, way: Trip| self.pupils(settlement) * i64::from(way.cost());
        let client = |settlement: usize| {
            let now = self.existing(settlement, served);
            Client {
                beyond: now.map(|now| cost(settlement, now)),
                sites: Vec::new(),
            }
        };
        let mut clients: Vec<Client> = (0..self.now.len()).map(client).collect();
        for (&candidate, site) in allowed.iter().zip(0..) {
            for (settlement, new) in self.ways_to(candidate, served) {
                let cost = cost(settlement, new);
                clients[settlement].sites.push((site, cost));
            }
        }
        median::Problem::new(allowed.len(), clients)
    }

    fn homes(&self, allowed: &[usize], served: &BTreeSet<usize>) -> Vec<cover::Home> {
        let radius = self.inputs.radius;
        let home = |settlement: usize| cover::Home {
            pupils: self.pupils(settlement),
            is_covered: self
                .existing(settlement, served)
                .is_some_and(|now| now.is_within(radius)),
            sites: Vec::new(),
        };
        let mut homes: Vec<cover::Home> = (0..self.now.len()).map(home).collect();
        for (&candidate, site) in allowed.iter().zip(0..) {
            for (settlement, new) in self.ways_to(candidate, served) {
                if new.is_within(radius) {
                    homes[settlement].sites.push(site);
                }
            }
        }
        homes
    }

    /// Chosen sites, each with what it adds to those before it; the one that adds most comes first.
    fn in_order(&self, mut sites: Vec<u32>, objective: Objective) -> Vec<Prospect> {
        let mut seen = self.today();
        let mut ordered = Vec::with_capacity(sites.len());
        while !sites.is_empty() {
            let prospects = sites
                .iter()
                .map(|&site| self.prospect(site as usize, &seen));
            let best = prospects.max_by_key(|prospect| {
                let (covered, saved) = (u64::from(prospect.newly_covered), prospect.saved);
                let merit = match objective {
                    Objective::Distance => (u64::from(prospect.spared), saved, covered),
                    Objective::Cover => (covered, u64::from(prospect.spared), saved),
                };
                (merit, prospect.attracted, Reverse(prospect.candidate))
            });
            let Some(best) = best else { break };
            self.open(best.candidate, &mut seen);
            sites.retain(|&site| site as usize != best.candidate);
            ordered.push(best);
        }
        ordered
    }

    fn prospect(&self, candidate: usize, seen: &Seen) -> Prospect {
        let mut prospect = Prospect {
            candidate,
            newly_covered: 0,
            spared: 0,
            attracted: 0,
            saved: 0,
            reason: Words::default(),
            brief: Words::default(),
        };
        let newly = self.newly_served(candidate, seen);
        let others = self.ways_to(candidate, &seen.served);
        let others =
            others.filter(|(home, new)| !newly.contains(home) && is_nearer(*new, seen.now[*home]));
        // Whose piece gets its first school crosses nothing any more, though the new way may be longer.
        let newly_here = self.ways_to(candidate, &newly);
        let newly_here = newly_here.filter(|(home, new)| {
            newly.contains(home) && is_nearer(*new, self.once_served(*home, &seen.open))
        });
        let length = |way: Trip| i64::from(way.distance().decimetres());
        let mut saved = 0;
        for (settlement, new) in others.chain(newly_here) {
            let now = seen.now[settlement];
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
        prospect.brief = words::brief(&prospect, self.inputs.radius);
        prospect
    }
}

impl Prospect {
    /// Whether a site there would bring anybody within the radius, spare anybody a gap or shorten a way.
    pub(in crate::proposal) fn helps(&self) -> bool {
        self.newly_covered > 0 || self.spared > 0 || self.saved > 0
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
    ranked.retain(Prospect::helps);
    ranked.truncate(most);
    ranked
}

#[cfg(test)]
#[path = "prospects_tests.rs"]
mod tests;
