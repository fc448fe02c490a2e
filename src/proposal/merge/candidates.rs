//! Small schools one by one: who could take their pupils, what that would mean, and what is proposed.
//!
//! A school below the threshold is looked at, never closed for that alone. Each
//! [`Candidate`] carries its ranked receivers with the figures a planner asks for, and a verdict
//! with its reason. Each is judged as if it were the only one; [`super::all`] settles them together.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::assign::{Assignment, Flow};
use crate::evaluation::{Evaluation, Evaluator, SiteRows};
use crate::indicators::is_small;
use crate::model::{PerStage, SchoolKind, Stage};
use crate::plan::{Layout, Plan, Site, Status};
use crate::rules::{Limits, estimates};
use crate::travel::{Place, Travel, Trip};
use crate::units::Meters;
use crate::words::Words;

use super::{reach, words};

/// The layout the merges would start from, and who goes where in it.
pub struct Situation<'a> {
    /// The roads of that year.
    pub travel: Arc<Travel>,
    /// In the closing year.
    pub layout: &'a Layout,
    /// Trips by site of the layout, then settlement.
    pub rows: SiteRows,
    /// Who attends which school, by stage; `None` for stages that nobody runs.
    pub assignments: PerStage<Option<&'a Assignment>>,
    /// By stage and site, a school's pupils; `None` where they are not known.
    pub attending: PerStage<Vec<Option<u32>>>,
    /// By site, a school's pupils over all its stages, as the small-school threshold counts them.
    pub sizes: Vec<Option<u32>>,
    /// Open schools that the plan lets take no new pupils of the stage in question, then or in a later year; nobody is to
    /// be sent there.
    pub leaving: BTreeSet<usize>,
}

impl<'a> Situation<'a> {
    /// What an evaluation of the plan found, for merges of a stage.
    pub fn of(
        evaluator: &'a Evaluator,
        plan: &Plan,
        evaluation: &'a Evaluation,
        stage: Stage,
    ) -> Self {
        let layout = &*evaluation.layout;
        Self {
            leaving: reach::leaving(evaluator.county(), plan, layout, stage),
            travel: evaluator.travel_in(layout),
            layout,
            rows: evaluator.rows(layout),
            assignments: PerStage::from_fn(|stage| {
                Some(&evaluation.stages[stage].as_ref()?.assignment)
            }),
            attending: PerStage::from_fn(|stage| {
                let evaluated = evaluation.stages[stage].as_ref();
                let pupils = |site: usize| {
                    let numbers = evaluated?.school(site)?;
                    // Where no homes are known nobody is assigned, and the records speak.
                    if evaluated?.assignment.flows.is_empty() {
                        layout.sites[site].recorded_pupils(stage)
                    } else {
                        numbers.pupils
                    }
                };
                (0..layout.sites.len()).map(pupils).collect()
            }),
            sizes: (0..layout.sites.len())
                .map(|site| evaluation.size(site))
                .collect(),
        }
    }

    /// Schools that are small by the terms, smallest first, then by position.
    pub(super) fn small(&self, terms: &MergeTerms) -> Vec<usize> {
        let open = self.layout.open(terms.stage).into_iter();
        let mut small: Vec<usize> = open
            .filter(|&site| is_small(self.sizes[site], terms.below))
            .collect();
        small.sort_by_key(|&site| (self.sizes[site], site));
        small
    }

    /// A teaching point never takes over a school, two small schools only merge into one that is not, and one that is to
    /// close takes over none.
    pub(super) fn may_take_over(&self, terms: &MergeTerms, site: usize, candidate: usize) -> bool {
        let is_point = |site: usize| self.layout.sites[site].kind == SchoolKind::TeachingPoint;
        let together = self.sizes[site].zip(self.sizes[candidate]);
        let is_large = together.is_none_or(|(a, b)| a + b >= terms.below);
        let stays = !self.leaving.contains(&site);
        stays && is_large && (!is_point(site) || is_point(candidate))
    }

    /// Seats of a stage that nobody sits on; `None` where pupils or seats are not known.
    pub fn free_seats(&self, stage: Stage, site: usize) -> Option<i64> {
        let seats = self.layout.sites[site].seats(stage)?;
        Some(i64::from(seats) - i64::from(self.attending[stage][site]?))
    }
}

/// What makes a school a candidate, and a receiver acceptable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MergeTerms {
    /// Candidates run this stage.
    pub stage: Stage,
    /// Candidates have fewer pupils than this.
    pub below: u32,
    /// The longest way from a candidate to its receiver; `None` for any. Where merges are chosen together also that of its
    /// pupils then, unless theirs was longer before.
    pub reach: Option<Meters>,
    /// The limits in force. Trips over the limit are counted, not forbidden.
    pub limits: Limits,
}

impl MergeTerms {
    /// With the limits in force.
    pub fn of(evaluator: &Evaluator, stage: Stage, below: u32, reach: Option<Meters>) -> Self {
        Self {
            stage,
            below,
            reach,
            limits: *evaluator.limits(),
        }
    }
}

/// A school that could take all pupils of a candidate, and what that would mean for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receiver {
    /// Position in [`Layout::sites`].
    pub site: usize,
    /// The way from the candidate to this school.
    pub way: Trip,
    /// Seats free by stage before the merge; `None` where its pupils or seats are not known or the stage does not matter.
    pub free_seats: PerStage<Option<i64>>,
    /// Mean trip of the candidate's pupils before.
    pub mean_before: Meters,
    /// Mean trip of the same pupils after.
    pub mean_after: Meters,
    /// How many of them have a trip over the limit before.
    pub over_before: u32,
    /// How many after.
    pub over_after: u32,
    /// Pupils per class afterwards in the fullest stage, if no class is added. `None` where the classes cannot be
    /// estimated.
    pub class_after: Option<u32>,
    /// Whether every pupil finds a seat; where that is not known it counts as enough.
    pub has_room: bool,
    /// Whether the way between the schools is within reach; how far each pupil goes is told for the planner to judge.
    pub is_within_reach: bool,
}

/// What is proposed for a candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Close it; its pupils go to this site.
    Merge {
        /// Position in [`Layout::sites`].
        into: usize,
        /// In a sentence with the numbers.
        reason: Words,
    },
    /// Leave it open.
    Keep {
        /// In a sentence with the numbers.
        reason: Words,
    },
}

/// A school below the threshold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Position in [`Layout::sites`].
    pub site: usize,
    /// Its pupils by stage.
    pub pupils: PerStage<u32>,
    /// Those whose pupils and seats are known come first, the nearest before others; at most eight.
    pub receivers: Vec<Receiver>,
    /// What is proposed, and why.
    pub verdict: Verdict,
}

const RECEIVERS_SHOWN: usize = 8;

/// The candidates of a layout, each judged as if it were the only one; smallest first, then by id.
pub fn candidates(situation: &Situation<'_>, terms: &MergeTerms) -> Vec<Candidate> {
    let board = Board::of(situation, terms);
    let small = situation.small(terms).into_iter();
    small.map(|site| board.judged(site)).collect()
}

/// The county as the candidates are judged in it.
struct Board<'a> {
    situation: &'a Situation<'a>,
    terms: &'a MergeTerms,
    places: Vec<Place>,
    /// Pupils by stage and site.
    attending: PerStage<Vec<Option<u32>>>,
}

impl<'a> Board<'a> {
    fn of(situation: &'a Situation<'a>, terms: &'a MergeTerms) -> Self {
        let sites = &situation.layout.sites;
        Self {
            situation,
            terms,
            places: sites
                .iter()
                .map(|site| situation.travel.place(site.at))
                .collect(),
            attending: situation.attending.clone(),
        }
    }

    fn sites(&self) -> &'a [Site] {
        &self.situation.layout.sites
    }

    fn stages(&self, site: usize) -> impl Iterator<Item = Stage> + 'a {
        let site = &self.sites()[site];
        Stage::ALL.into_iter().filter(|&stage| site.runs(stage))
    }

    fn judged(&self, site: usize) -> Candidate {
        // A candidate has a size, and so are its pupils of every stage known.
        let pupils = PerStage::from_fn(|stage| self.attending[stage][site].unwrap_or(0));
        let mut receivers = self.receivers(site, &pupils);
        let chosen = receivers
            .iter()
            .position(|receiver| receiver.has_room && receiver.is_within_reach);
        let name = |site: usize| self.sites()[site].name.as_str();
        let all: u32 = pupils.iter().map(|(_, &pupils)| pupils).sum();
        let limit = self.terms.limits.trip[self.terms.stage];
        let verdict = if self.sites()[site].status == Status::Kept {
            Verdict::Keep {
                reason: words::kept_by_plan(name(site), all),
            }
        } else if self.sites()[site].status == Status::New {
            Verdict::Keep {
                reason: words::is_new(name(site), all),
            }
        } else if let Some(chosen) = chosen {
            let receiver = &receivers[chosen];
            Verdict::Merge {
                into: receiver.site,
                reason: words::merge(name(site), all, name(receiver.site), receiver, limit),
            }
        } else {
            let reach = self.terms.reach;
            let reason = match receivers.first() {
                None => words::no_other_school(name(site), all, self.terms.stage),
                Some(nearest) if !nearest.is_within_reach => {
                    words::too_far(name(site), all, name(nearest.site), nearest.way, reach)
                }
                Some(nearest) => words::no_room(name(site), all, name(nearest.site), nearest),
            };
            Verdict::Keep { reason }
        };
        let keep = RECEIVERS_SHOWN.max(chosen.map_or(0, |chosen| chosen + 1));
        receivers.truncate(keep);
        Candidate {
            site,
            pupils,
            receivers,
            verdict,
        }
    }

    /// Schools that run every stage of the candidate, those of known room first, then the nearest.
    fn receivers(&self, candidate: usize, pupils: &PerStage<u32>) -> Vec<Receiver> {
        let runs_all = |site: &usize| {
            self.stages(candidate)
                .all(|stage| self.sites()[*site].runs(stage))
        };
        let others: Vec<usize> = (0..self.sites().len())
            .filter(|&site| site != candidate && self.sites()[site].is_open())
            .filter(runs_all)
            .filter(|&site| self.situation.may_take_over(self.terms, site, candidate))
            .collect();
        // The way back is as long but for one-way streets; one search serves all receivers.
        let from: Vec<Place> = others
            .iter()
            .map(|&site| self.places[site].clone())
            .collect();
        let ways = self
            .situation
            .travel
            .between(&from, &self.places[candidate]);
        let mut ranked: Vec<(Trip, usize)> = ways.into_iter().zip(others).collect();
        ranked.sort_unstable();
        let mut receivers: Vec<Receiver> = ranked
            .into_iter()
            .filter_map(|(way, site)| self.receiver(candidate, pupils, site, way))
            .collect();
        let is_room_known = |receiver: &Receiver| {
            let mut stages = self.stages(candidate);
            stages.all(|stage| receiver.free_seats[stage].is_some())
        };
        receivers.sort_by_key(|receiver| !is_room_known(receiver));
        receivers
    }

    fn receiver(
        &self,
        candidate: usize,
        pupils: &PerStage<u32>,
        site: usize,
        way: Trip,
    ) -> Option<Receiver> {
        let row = self.situation.rows.get(site)?.as_ref()?;
        let stages: Vec<Stage> = self.stages(candidate).collect();
        let free_seats = PerStage::from_fn(|stage| {
            let seats = stages
                .contains(&stage)
                .then(|| self.sites()[site].seats(stage))??;
            Some(i64::from(seats) - i64::from(self.attending[stage][site]?))
        });
        let has_room = stages
            .iter()
            .all(|&stage| free_seats[stage].is_none_or(|free| free >= i64::from(pupils[stage])));
        let mut moved = Moved::default();
        for &stage in &stages {
            for flow in self.flows(candidate, stage) {
                let after = row.get(flow.settlement)?.distance();
                moved.count(&flow, after, self.terms.limits.trip[stage]);
            }
        }
        let class_after = stages
            .iter()
            .filter_map(|&stage| self.class_after(site, stage, pupils[stage]))
            .max();
        Some(Receiver {
            site,
            way,
            free_seats,
            mean_before: moved.mean(moved.decimetres_before),
            mean_after: moved.mean(moved.decimetres_after),
            over_before: moved.over_before,
            over_after: moved.over_after,
            class_after,
            has_room,
            is_within_reach: self.terms.lets_go(Meters::ZERO, way.distance()),
        })
    }

    fn flows(&self, site: usize, stage: Stage) -> impl Iterator<Item = Flow> + 'a {
        self.situation.assignments[stage]
            .into_iter()
            .flat_map(|assignment| assignment.flows.iter().copied())
            .filter(move |flow| flow.site == site)
    }

    fn class_after(&self, site: usize, stage: Stage, arriving: u32) -> Option<u32> {
        let seats = self.sites()[site].seats(stage);
        let classes = estimates::classes(&self.terms.limits, stage, seats)?;
        let before = self.attending[stage][site]?;
        Some(estimates::class_size(before + arriving, classes))
    }
}

/// Sums over the pupils who would move.
#[derive(Default)]
struct Moved {
    pupils: u64,
    decimetres_before: u64,
    decimetres_after: u64,
    over_before: u32,
    over_after: u32,
}

impl Moved {
    fn count(&mut self, flow: &Flow, after: Meters, limit: Option<Meters>) {
        let pupils = u64::from(flow.pupils);
        let before = flow.trip.distance();
        self.pupils += pupils;
        self.decimetres_before += pupils * u64::from(before.decimetres());
        self.decimetres_after += pupils * u64::from(after.decimetres());
        if let Some(limit) = limit {
            self.over_before += if before > limit { flow.pupils } else { 0 };
            self.over_after += if after > limit { flow.pupils } else { 0 };
        }
    }

    fn mean(&self, decimetres: u64) -> Meters {
        let mean = decimetres as f64 / self.pupils.max(1) as f64;
        Meters::from_f64(mean / 10.0)
    }
}

#[cfg(test)]
#[path = "candidates_tests.rs"]
mod tests;
