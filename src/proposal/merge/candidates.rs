//! Small schools one by one: who could take their pupils, what that would mean, and what is proposed.
//!
//! A school below the threshold is looked at, never closed for that alone. Each
//! [`Candidate`] carries its ranked receivers with the figures a planner asks for, and a verdict
//! with its reason. Each is judged as if it were the only one; [`super::all`] settles them together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::assign::{Assignment, Flow};
use crate::evaluation::{Evaluation, Evaluator, SiteRows};
use crate::model::{PerStage, Stage};
use crate::plan::{Layout, Plan, Policy};
use crate::proposal::known::{self, FewHomes};
use crate::rules::{Limits, estimates};
use crate::travel::{Travel, Trip};
use crate::units::Meters;
use crate::words::Words;

use super::eligible::{Eligible, Small, Ways};
use super::moved::Moved;
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
    /// The flows of those who go every day, by stage, in the order of the assignments'.
    pub daily: PerStage<&'a [Flow]>,
    /// By stage and site, a school's pupils; `None` where they are not known.
    pub attending: PerStage<Vec<Option<u32>>>,
    /// By site, a school's pupils over all its stages, as the small-school threshold counts them.
    pub sizes: Vec<Option<u32>>,
    /// By site, the schools of the stage in question of whose pupils too few have known homes.
    pub(in crate::proposal) few_homes: BTreeMap<usize, FewHomes>,
    /// Why more pupils may come to any school than are dealt, in words, where everybody is dealt anew.
    pub uncounted: Option<Words>,
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
            few_homes: known::few_homes(evaluator, evaluation, stage),
            // Under `keep` schools have the pupils of their records, whoever is counted at home.
            uncounted: (evaluation.policy != Policy::Keep)
                .then(|| known::pupils_uncounted(evaluator.county(), stage))
                .flatten(),
            travel: evaluator.travel_in(layout),
            layout,
            rows: evaluator.rows(layout),
            assignments: PerStage::from_fn(|stage| {
                Some(&evaluation.stages[stage].as_ref()?.assignment)
            }),
            daily: PerStage::from_fn(|stage| {
                let evaluated = evaluation.stages[stage].as_ref();
                evaluated.map_or(&[][..], |evaluated| evaluated.daily())
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
}

/// What makes a school a candidate, and a receiver acceptable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MergeTerms {
    /// Candidates run this stage.
    pub stage: Stage,
    /// Candidates have fewer pupils than this.
    pub below: u32,
    /// The longest way from a candidate to its receiver; `None` for any, and none where all its pupils board. Where
    /// merges are chosen together also that of day pupils then, unless theirs was longer before.
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
    /// Seats free by stage before the merge; `None` where its pupils or seats are not known or the stage does not
    /// matter.
    pub free_seats: PerStage<Option<i64>>,
    /// Mean trips of the candidate's day pupils before and after; `None` where none are known.
    pub means: Option<(Meters, Meters)>,
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

impl Receiver {
    /// Seats that are left once all pupils of a candidate have come, in the stage that is scarcest; `None` where that is
    /// not known.
    pub fn seats_left(&self, candidate: &Candidate) -> Option<i64> {
        let stages = candidate.pupils.iter();
        let comes = stages.filter(|(_, pupils)| **pupils != Some(0));
        let left =
            comes.map(|(stage, pupils)| Some(self.free_seats[stage]? - i64::from((*pupils)?)));
        left.collect::<Option<Vec<i64>>>()?.into_iter().min()
    }
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
    /// Close it; nobody attends it.
    Close {
        /// In a sentence.
        reason: Words,
    },
    /// Leave it open: nobody within reach can take its pupils.
    Keep {
        /// In a sentence with the numbers.
        reason: Words,
    },
    /// Leave it open, whoever could take its pupils.
    Stays {
        /// In a sentence with the numbers.
        reason: Words,
    },
}

impl Verdict {
    /// Why.
    pub fn reason(&self) -> &Words {
        match self {
            Self::Merge { reason, .. }
            | Self::Close { reason }
            | Self::Keep { reason }
            | Self::Stays { reason } => reason,
        }
    }

    /// Who takes the pupils by it, by position.
    pub fn receiver(&self) -> Option<usize> {
        match self {
            Self::Merge { into, .. } => Some(*into),
            Self::Close { .. } | Self::Keep { .. } | Self::Stays { .. } => None,
        }
    }
}

/// A school below the threshold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Position in [`Layout::sites`].
    pub site: usize,
    /// Its pupils over all its stages.
    pub size: u32,
    /// Its pupils by stage, zero in one that it does not run; `None` where they are not known.
    pub pupils: PerStage<Option<u32>>,
    /// Those whose pupils and seats are known come first, the nearest before others; at most eight, the proposed one
    /// among them.
    pub receivers: Vec<Receiver>,
    /// What is proposed, and why.
    pub verdict: Verdict,
}

const RECEIVERS_SHOWN: usize = 8;

/// The candidates of a layout, each judged as if it were the only one; smallest first, then by id.
pub fn candidates(situation: &Situation<'_>, terms: &MergeTerms) -> Vec<Candidate> {
    let board = Board {
        eligible: Eligible::of(situation, terms),
        flows: PerStage::from_fn(|stage| {
            let mut by_site = vec![Vec::new(); situation.layout.sites.len()];
            for flow in situation.daily[stage] {
                by_site[flow.site].push(flow);
            }
            by_site
        }),
        situation,
        terms,
    };
    let small = situation.small(terms).into_iter();
    small.map(|small| board.judged(small)).collect()
}

/// The county as the candidates are judged in it.
struct Board<'a> {
    eligible: Eligible<'a>,
    /// By stage and site, who goes there every day.
    flows: PerStage<Vec<Vec<&'a Flow>>>,
    situation: &'a Situation<'a>,
    terms: &'a MergeTerms,
}

impl Board<'_> {
    fn judged(&self, small: Small) -> Candidate {
        let site = small.site;
        let school = &self.situation.layout.sites[site];
        let pupils = PerStage::from_fn(|stage| {
            if school.runs(stage) {
                self.situation.attending[stage][site]
            } else {
                Some(0)
            }
        });
        let mut ways = self.eligible.receivers_that_matter(small, RECEIVERS_SHOWN);
        ways.retain(|&(_, to)| self.situation.rows.get(to).is_some_and(Option::is_some));
        let verdict = match self.eligible.stays_anyhow(small) {
            Some(reason) => Verdict::Stays { reason },
            None => match self.eligible.to_close_for(small, &ways) {
                Ok(near) => self.verdict(small, &pupils, &near),
                Err(reason) => Verdict::Keep { reason },
            },
        };
        let chosen = verdict.receiver();
        if let Some(chosen) = ways.iter().position(|&(_, to)| Some(to) == chosen)
            && chosen >= RECEIVERS_SHOWN
        {
            // It takes the last line; what stood there is not shown.
            ways.swap(RECEIVERS_SHOWN - 1, chosen);
        }
        let receivers = ways.iter().take(RECEIVERS_SHOWN);
        Candidate {
            site,
            size: small.pupils,
            pupils,
            receivers: receivers
                .filter_map(|&(way, to)| self.receiver(site, &pupils, to, way))
                .collect(),
            verdict,
        }
    }

    /// What is proposed for a school that may close for those near it: the first of them with room takes its pupils.
    fn verdict(&self, small: Small, of_stages: &PerStage<Option<u32>>, near: &Ways) -> Verdict {
        let Small { pupils, site } = small;
        let name = |site: usize| self.situation.layout.sites[site].name.as_str();
        let limit = self.terms.limits.trip[self.terms.stage];
        let receiver = |&(way, to): &(Trip, usize)| self.receiver(site, of_stages, to, way);
        let Some(first) = near.first().and_then(receiver) else {
            return Verdict::Close {
                reason: words::closed_together(
                    name(site),
                    Some(pupils),
                    &[],
                    &Moved::default(),
                    limit,
                ),
            };
        };
        let mut roomy = near.iter().filter(|&&(_, to)| self.has_room(site, to));
        match roomy.next().and_then(receiver) {
            Some(to) => Verdict::Merge {
                into: to.site,
                reason: words::merge(name(site), pupils, name(to.site), &to, limit),
            },
            None => Verdict::Keep {
                reason: words::no_room(name(site), pupils, name(first.site), &first),
            },
        }
    }

    /// Whether every pupil of a school finds a seat at another; where that is not known it counts as enough.
    fn has_room(&self, closing: usize, site: usize) -> bool {
        let mut stages = self.situation.stages_of(closing);
        stages.all(|stage| self.situation.has_room_for(stage, site, closing) != Some(false))
    }

    fn receiver(
        &self,
        candidate: usize,
        pupils: &PerStage<Option<u32>>,
        site: usize,
        way: Trip,
    ) -> Option<Receiver> {
        let situation = self.situation;
        let row = situation.rows.get(site)?.as_ref()?;
        let stages: Vec<Stage> = situation.stages_of(candidate).collect();
        let free_seats = PerStage::from_fn(|stage| {
            let matters = stages.contains(&stage);
            matters.then(|| situation.free_seats(stage, site))?
        });
        let mut moved = Moved::default();
        for &stage in &stages {
            for flow in &self.flows[stage][candidate] {
                let after = row.get(flow.settlement)?.distance();
                let ways = (flow.trip.distance(), after);
                moved.count(
                    (flow.pupils, flow.pupils),
                    ways,
                    self.terms.limits.trip[stage],
                );
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
            means: moved.means(),
            over_before: moved.over_before,
            over_after: moved.over_after,
            class_after,
            has_room: self.has_room(candidate, site),
            is_within_reach: self.eligible.is_within_reach(candidate, way),
        })
    }

    fn class_after(&self, site: usize, stage: Stage, arriving: Option<u32>) -> Option<u32> {
        let seats = self.situation.layout.sites[site].seats(stage);
        let classes = estimates::classes(&self.terms.limits, stage, seats)?;
        let before = self.situation.attending[stage][site]?;
        Some(estimates::class_size(before + arriving?, classes))
    }
}

#[cfg(test)]
#[path = "candidates_tests.rs"]
mod tests;
