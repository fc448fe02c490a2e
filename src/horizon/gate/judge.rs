//! Puts every closure of a plan before the gate's questions.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::moving::Moving;
use super::{GatePage, Receiver};
use crate::evaluation::{Evaluation, Evaluator};
use crate::horizon::{evaluate_in_unless, years};
use crate::indicators::{Move, SchoolNumbers};
use crate::model::{SchoolId, Stage};
use crate::plan::{Closure, Details, Plan, Policy};
use crate::rules::gate::{Beds, Closing, Light, Line, LineKey, Seating, lines, remedies};
use crate::rules::{Finding, order};
use crate::units::{DistanceForm, Minutes, Year, total};

/// A plan with everything that its closures are judged by.
pub(super) struct Judged<'a> {
    evaluator: &'a Evaluator,
    plan: &'a Plan,
    /// The plan in the years that count.
    years: BTreeMap<Year, Evaluation>,
    /// Every closure with the pupils it moves.
    moving: Vec<Moving>,
    pub(super) order: Vec<Finding>,
    bus: &'a (dyn Fn(&GatePage) -> Option<String> + Sync),
}

impl<'a> Judged<'a> {
    /// Evaluates what is needed for the closure by one action, or else for all; `None` once somebody sets `stop`.
    pub(super) fn new(
        stop: &AtomicBool,
        evaluator: &'a Evaluator,
        plan: &'a Plan,
        policy: Policy,
        bus: &'a (dyn Fn(&GatePage) -> Option<String> + Sync),
        only: Option<usize>,
    ) -> Option<Self> {
        let mut closures = plan.closures(evaluator.county());
        let wanted: Vec<&Closure> = closures
            .iter()
            .filter(|closure| only.is_none_or(|index| closure.action == index))
            .collect();
        let first = wanted.iter().map(|closure| closure.year).min();
        let last = wanted.iter().map(|closure| closure.done).max();
        // Whoever closes later takes nothing from these.
        closures.retain(|closure| last.is_some_and(|last| closure.done <= last));
        let years = evaluate_in_unless(
            stop,
            evaluator,
            plan,
            policy,
            &years_that_count(plan, &closures, first),
        )?;
        let dones: BTreeSet<Year> = closures.iter().map(|closure| closure.done).collect();
        let before = |&year: &Year| {
            let goes_on = !stop.load(Ordering::Relaxed);
            let ends = |closure: &&Closure| closure.done == year;
            let ends: Vec<&Closure> = closures.iter().filter(ends).collect();
            goes_on.then(|| (year, evaluator.evaluate(&plan.without(&ends), year, policy)))
        };
        let dones: Vec<Year> = dones.into_iter().collect();
        let before: Option<BTreeMap<Year, Evaluation>> = dones.par_iter().map(before).collect();
        let before = before?;
        let moving = closures.par_iter().filter_map(|closure| {
            let (before, after) = (before.get(&closure.done)?, years.get(&closure.done)?);
            Moving::of(closure, before, after, evaluator)
        });
        Some(Self {
            evaluator,
            plan,
            moving: moving.collect(),
            years,
            order: order(evaluator.standards(), evaluator.county(), plan),
            bus,
        })
    }

    /// All pages, in the order of the plan; `None` once somebody sets `stop`.
    pub(super) fn pages(&self, stop: &AtomicBool) -> Option<Vec<GatePage>> {
        // Other threads help; what they say of distances is written as this one would.
        let form = DistanceForm::chosen();
        let judge = |moving: &Moving| {
            let goes_on = !stop.load(Ordering::Relaxed);
            goes_on.then(|| form.within(|| self.page(moving)))
        };
        self.moving.par_iter().map(judge).collect()
    }

    /// The page of the closure by one action.
    pub(super) fn page_of(&self, action: usize) -> Option<GatePage> {
        let mut moving = self.moving.iter();
        let moving = moving.find(|moving| moving.closure.action == action)?;
        Some(self.page(moving))
    }

    fn page(&self, moving: &Moving) -> GatePage {
        let closure = &moving.closure;
        let details = &self.plan.actions[closure.action].details;
        let order: Vec<Finding> = self
            .order
            .iter()
            .filter(|finding| finding.actions.contains(&closure.action))
            .cloned()
            .collect();
        let closing = Closing {
            standards: self.evaluator.standards(),
            limits: self.evaluator.limits(),
            kind: moving.kind,
            stages: &closure.stages,
            year: closure.done,
            moves: &moving.moves,
            stranded: moving.stranded,
            lacks: moving.lacks.as_ref(),
            bus: &self.bus_minutes(&moving.moves, closure.done),
            seating: &self.seating(moving),
            beds: &self.beds(moving),
            details,
            order: &order,
        };
        let lines = lines(&closing);
        let page = GatePage {
            school: closure.school.clone(),
            name: moving.name.clone(),
            year: closure.year,
            done: closure.done,
            stages: closure.stages.clone(),
            is_whole: closure.is_whole,
            action: Some(closure.action),
            pupils: moving.pupils,
            lacks: moving.lacks.clone(),
            light: worst(&lines),
            remedies: remedies(&closing),
            lines,
            receivers: moving.receivers.clone(),
            transport: details.transport.clone(),
            bus_helps: false,
            justification: details.justification.clone(),
        };
        self.with_bus(page, &closing)
    }

    /// Minutes by school bus of each move on the roads of a year; `None` where no road leads there.
    fn bus_minutes(&self, moves: &[(Stage, Move)], year: Year) -> Vec<Option<Minutes>> {
        let Some(after) = self.years.get(&year) else {
            return vec![None; moves.len()];
        };
        let travel = self.evaluator.travel_in(&after.layout);
        let walk = self.evaluator.limits().walk_in_a_minute;
        let mut rows: BTreeMap<usize, Vec<Option<Minutes>>> = BTreeMap::new();
        let minutes = |(_, moved): &(Stage, Move)| {
            let site = after.layout.position(&moved.to.as_ref()?.0)?;
            let at = after.layout.sites[site].at;
            let row = rows.entry(site);
            let row = row.or_insert_with(|| travel.bus_row(&travel.place(at), walk));
            row.get(moved.settlement).copied().flatten()
        };
        moves.iter().map(minutes).collect()
    }

    /// A page that a bus may turn, judged with it. Nobody plans a bus that no pupil may ride.
    fn with_bus(&self, page: GatePage, closing: &Closing<'_>) -> GatePage {
        let may_turn = !page.is_compliant()
            && page.remedies.bus.pupils > 0
            && page.red_lines().any(LineKey::heeds_a_bus);
        if !may_turn {
            return page;
        }
        let planned = (self.bus)(&page);
        let is_planned = planned.is_some();
        let details = Details {
            transport: planned.or_else(|| Some(page.bus_words().en)),
            ..closing.details.clone()
        };
        let lines = lines(&Closing {
            details: &details,
            ..*closing
        });
        let with_it = GatePage {
            light: worst(&lines),
            lines,
            transport: details.transport,
            ..page.clone()
        };
        if is_planned {
            return with_it;
        }
        GatePage {
            bus_helps: with_it.is_compliant(),
            ..page
        }
    }

    /// The receivers in the first year of the closure and after.
    fn seating(&self, moving: &Moving) -> Vec<Seating> {
        let closure = &moving.closure;
        let mut seating = Vec::new();
        // Years beyond the horizon are there for closures that end only then.
        let last = self.plan.horizon.max(closure.done);
        for (&year, evaluation) in self.years.range(closure.year..=last) {
            for Receiver {
                school,
                name,
                stage,
                ..
            } in &moving.receivers
            {
                let Some(numbers) = load(evaluation, school, *stage) else {
                    continue;
                };
                let Some(site) = evaluation.layout.site(school) else {
                    continue;
                };
                let earlier = moving.pupils_before.get(&(school.clone(), *stage));
                seating.push(Seating {
                    year,
                    school: school.clone(),
                    name: name.clone(),
                    kind: site.kind,
                    stage: *stage,
                    pupils: numbers.pupils.unwrap_or(numbers.assigned),
                    are_pupils_known: numbers.pupils.is_some(),
                    pupils_before: earlier.copied().filter(|_| year == closure.done),
                    seats: numbers.seats,
                    school_pupils: all_pupils(evaluation, school),
                    is_size_known: is_size_known(evaluation, school),
                });
            }
        }
        seating
    }

    /// The beds at the receivers where somebody comes to board. Who came from a closure of an earlier year sleeps there
    /// already; closures of one year stand side by side, so that none of them is sure of a bed that another one needs.
    fn beds(&self, moving: &Moving) -> Vec<Beds> {
        let closure = &moving.closure;
        let others = || {
            let others = self.moving.iter();
            others.filter(|other| {
                let transport = &self.plan.actions[other.closure.action].details.transport;
                other.closure.action != closure.action
                    && other.closure.done <= closure.done
                    && transport.is_none()
            })
        };
        let at = |(school, &needed): (&SchoolId, &u32)| {
            let also = others().filter_map(|other| other.boarders.get(school));
            let receiver = moving
                .receivers
                .iter()
                .find(|receiver| receiver.school == *school);
            Beds {
                school: school.clone(),
                name: receiver.map_or_else(|| school.to_string(), |receiver| receiver.name.clone()),
                needed,
                others: total(also.copied()),
                free: self.free_beds(school, closure.done),
            }
        };
        moving.boarders.iter().map(at).collect()
    }

    /// Beds less today's boarders in a year; `None` where either is not known.
    fn free_beds(&self, school: &SchoolId, year: Year) -> Option<i64> {
        let due = self.plan.actions.iter();
        let due = due.filter(|action| action.year <= year && action.measure.school() == school);
        let stated = due.filter_map(|action| Some((action.year, action.details.beds?)));
        // The last of those of one year.
        let planned = stated.max_by_key(|&(year, _)| year).map(|(_, beds)| beds);
        let recorded = self.evaluator.county().school(school);
        let beds = planned.or_else(|| recorded?.beds)?;
        let boarders = recorded.map_or(Some(0), |school| school.boarders)?;
        Some(i64::from(beds) - i64::from(boarders))
    }
}

/// The years to evaluate: from the first closure to the horizon, and every year of a closure that lies beyond.
fn years_that_count(plan: &Plan, closures: &[Closure], first: Option<Year>) -> BTreeSet<Year> {
    let mut all: BTreeSet<Year> = first
        .map(|first| years(plan, first))
        .unwrap_or_default()
        .into_iter()
        .collect();
    for closure in closures {
        all.extend((closure.year.0..=closure.done.0).map(Year));
    }
    all
}

fn worst(lines: &[Line]) -> Light {
    let lights = lines.iter().map(|line| line.light);
    lights.max().unwrap_or(Light::Green)
}

/// Pupils of a school over all its stages, as far as they are known.
fn all_pupils(evaluation: &Evaluation, school: &SchoolId) -> u32 {
    let of_stage = |stage| {
        let numbers = load(evaluation, school, stage);
        numbers.map_or(0, |numbers| numbers.pupils.unwrap_or(numbers.assigned))
    };
    let stages = Stage::ALL.into_iter().map(of_stage);
    total(stages)
}

fn is_size_known(evaluation: &Evaluation, school: &SchoolId) -> bool {
    let mut numbers = Stage::ALL
        .into_iter()
        .filter_map(|stage| load(evaluation, school, stage));
    numbers.all(|numbers| numbers.pupils.is_some())
}

/// The figures of a school in a stage; `None` when it takes none of the stage.
pub(super) fn load<'a>(
    evaluation: &'a Evaluation,
    school: &SchoolId,
    stage: Stage,
) -> Option<&'a SchoolNumbers> {
    evaluation.stages[stage]
        .as_ref()?
        .school(evaluation.layout.position(school)?)
}
