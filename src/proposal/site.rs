//! Where new schools of a stage should stand, and how many are worth building.

use super::layout::{self, Drawn};
use super::{Found, Ground, Proposal, Unit, new};
use crate::optimise::capacitated::Lock;
use crate::optimise::layouts::LayoutRules;
use crate::optimise::sites::{Objective, Prospect, Prospects};
use crate::optimise::{Answer, Run};
use crate::plan::{Action, Policy};
use crate::units::Meters;
use crate::words::Words;

/// What new schools are to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteQuestion {
    /// How many.
    pub new: usize,
    /// What they are chosen for.
    pub objective: Objective,
    /// How far a school serves, for `cover` and for the figures in the reasons.
    pub radius: Meters,
    /// Seats of each new school. With them the objective is the distance, no school of the stage goes over its seats
    /// and settlements go to school whole; `None` looks at no seats.
    pub seats: Option<u32>,
    /// The fewest pupils of a new school with seats.
    pub floor: u32,
}

impl SiteQuestion {
    /// What the value counts.
    pub fn unit(&self) -> Unit {
        match self.objective {
            Objective::Cover if self.seats.is_none() => Unit::Pupils,
            Objective::Cover | Objective::Distance => Unit::PupilDecimetres,
        }
    }
}

/// The best sites; with `others` also the best 0, 1, 2, … of them.
pub(super) fn ask(
    ground: &Ground,
    question: &SiteQuestion,
    others: bool,
    run: &Run<'_>,
) -> Result<Found, Words> {
    if ground.evaluator.county().settlements.is_empty() {
        return Err(Words::new(
            "no settlements were read, so there is no place for a new school",
            "没有读到居民点，无法选择新校址",
        ));
    }
    let numbers = if others { 0 } else { question.new }..=question.new;
    match question.seats {
        None => Ok(without_seats(ground, question, numbers, others, run)),
        Some(seats) => with_seats(ground, question, seats, numbers, others, run),
    }
}

fn without_seats(
    ground: &Ground,
    question: &SiteQuestion,
    numbers: std::ops::RangeInclusive<usize>,
    others: bool,
    run: &Run<'_>,
) -> Found {
    let (evaluator, before) = (&ground.evaluator, &ground.before);
    evaluator.prospects(before, ground.stage, question.radius, |prospects| {
        let best = |new: usize, run: &Run<'_>| {
            proposal(
                ground,
                question,
                prospects,
                &prospects.best(new, question.objective, run),
            )
        };
        let curve: Vec<Proposal> = numbers
            .clone()
            .map(|new| best(new, &run.sharing(question.new - new)))
            .collect();
        split(curve, others).unwrap_or_else(|| Found {
            best: best(question.new, run),
            others: Vec::new(),
        })
    })
}

/// The last of a curve is what was asked for.
fn split(curve: Vec<Proposal>, others: bool) -> Option<Found> {
    let best = curve.last()?.clone();
    Some(Found {
        best,
        others: if others { curve } else { Vec::new() },
    })
}

fn proposal(
    ground: &Ground,
    question: &SiteQuestion,
    prospects: &Prospects<'_>,
    answer: &Answer<Vec<Prospect>>,
) -> Proposal {
    let settlements = &ground.evaluator.county().settlements;
    let ids = new::free_ids(&ground.before.layout, &ground.plan);
    let actions = answer.choice.iter().zip(ids).map(|(prospect, id)| {
        let seats = new::seats_for(&ground.evaluator, ground.stage, prospect.attracted);
        let settlement = &settlements[prospect.candidate];
        let measure = new::school_in(settlement, id, ground.stage, seats, ground.lang);
        Action::new(ground.year(), measure, prospect.reason.say(ground.lang))
    });
    Proposal {
        actions: actions.collect(),
        reasons: answer
            .choice
            .iter()
            .map(|prospect| prospect.reason.clone())
            .collect(),
        stays: Vec::new(),
        policy: ground.before.policy,
        unit: question.unit(),
        value: answer.value,
        bound: answer.bound,
        count: answer.choice.len(),
        count_at_least: answer.choice.len(),
        pupil_decimetres: prospects.pupil_decimetres(&answer.choice),
        seconds: answer.seconds,
    }
}

fn with_seats(
    ground: &Ground,
    question: &SiteQuestion,
    seats: u32,
    numbers: std::ops::RangeInclusive<usize>,
    others: bool,
    run: &Run<'_>,
) -> Result<Found, Words> {
    let open = ground.before.layout.open(ground.stage);
    let drawn = Drawn::of(ground, question.radius, seats, layout::PLACES);
    let mut curve = Vec::new();
    let mut obstacle = None;
    for new in numbers {
        let rules = LayoutRules {
            upkeep: 0,
            building: 0,
            floor: question.floor,
            ceiling: None,
            longest_trip: None,
            locks: open.iter().map(|&site| (site, Lock::Open)).collect(),
            n_open: Some(open.len() + new..=open.len() + new),
        };
        match drawn.best(&rules, &run.sharing(question.new - new)) {
            Ok(proposal) => curve.push(Proposal {
                count: new,
                count_at_least: new,
                stays: Vec::new(),
                policy: Policy::Seats,
                ..proposal
            }),
            // With fewer new schools the seats may not do; what was asked for decides.
            Err(why) => obstacle = (new == question.new).then_some(why),
        }
    }
    match obstacle {
        Some(why) => Err(why),
        None => split(curve, others).ok_or_else(super::not_in_time),
    }
}
