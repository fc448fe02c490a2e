//! Where new schools of a stage should stand, and how many are worth building.

pub mod prospects;
mod words;

use self::prospects::{Objective, Prospect, Prospects, SiteInputs};
use super::layout::{self, Drawn, PLACES};
use super::places::Place;
use super::{Candidates, Conditions, Found, Ground, Proposal, Unit, new_school};
use crate::geometry::LonLat;
use crate::plan::{Action, Policy};
use crate::proposal::layout::answer::LayoutRules;
use crate::solve::capacitated::Lock;
use crate::solve::{Answer, Run};
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
    /// Where they may stand.
    pub candidates: Candidates,
    /// With seats, whether existing schools may close at the same time; `None` where they stay.
    pub closures: Option<Closures>,
    /// Who may go where besides, with seats.
    pub conditions: Conditions,
}

/// Existing schools that may close as new ones open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Closures {
    /// What an existing school that stays costs, in pupil-decimetres.
    pub upkeep: i64,
    /// The fewest pupils of an existing school that stays.
    pub floor: u32,
}

impl Default for SiteQuestion {
    fn default() -> Self {
        Self {
            new: 1,
            objective: Objective::Distance,
            radius: Meters::ZERO,
            seats: None,
            floor: 0,
            candidates: Candidates::default(),
            closures: None,
            conditions: Conditions::default(),
        }
    }
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
    if question.candidates == Candidates::default()
        && ground.evaluator.county().settlements.is_empty()
    {
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
    let places = question.candidates.places(ground);
    let named: Vec<(&str, LonLat)> = places
        .iter()
        .map(|place| (place.name.as_str(), place.at))
        .collect();
    let inputs = SiteInputs::of(evaluator, before, ground.stage, question.radius);
    let prospects = &Prospects::of(inputs, &named);
    let best = |new: usize, run: &Run<'_>| {
        proposal(
            ground,
            question,
            &places,
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
    places: &[Place],
    prospects: &Prospects<'_>,
    answer: &Answer<Vec<Prospect>>,
) -> Proposal {
    let ids = new_school::free_ids(&ground.before.layout, &ground.plan);
    let actions = answer.choice.iter().zip(ids).map(|(prospect, id)| {
        let seats = new_school::seats_for(&ground.evaluator, ground.stage, prospect.attracted);
        let place = &places[prospect.candidate];
        let measure = new_school::school_at(place, id, ground.stage, seats, ground.lang);
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
        beyond: Vec::new(),
        catchments: None,
        unknown_rooms: Vec::new(),
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
    let all = layout::promising(ground, question.radius, &question.candidates, usize::MAX);
    let mut curve = Vec::new();
    let mut obstacle = None;
    for new in numbers {
        match most_promising(
            ground,
            question,
            seats,
            new,
            &all,
            &run.sharing(question.new - new),
        ) {
            Ok(proposal) => curve.push(proposal),
            // With fewer new schools the seats may not do; what was asked for decides.
            Err(why) => obstacle = (new == question.new).then_some(why),
        }
    }
    match obstacle {
        Some(why) => Err(why),
        None => split(curve, others).ok_or_else(super::not_in_time),
    }
}

/// The best among the most promising places, then among all: the bound is one for every place.
fn most_promising(
    ground: &Ground,
    question: &SiteQuestion,
    seats: u32,
    new: usize,
    all: &[Place],
    run: &Run<'_>,
) -> Result<Proposal, Words> {
    let first = PLACES.max(new);
    if all.len() <= first {
        return among_places(ground, question, seats, new, all, run);
    }
    let quick = among_places(ground, question, seats, new, &all[..first], &run.sharing(1));
    let thorough = among_places(ground, question, seats, new, all, run);
    match (quick, thorough) {
        (Ok(quick), Ok(thorough)) if quick.value < thorough.value => Ok(Proposal {
            bound: thorough.bound.min(quick.value),
            seconds: run.seconds(),
            ..quick
        }),
        // Nothing is known of the other places but that ways are not negative.
        (Ok(quick), Err(_)) => Ok(Proposal {
            bound: 0,
            seconds: run.seconds(),
            ..quick
        }),
        (_, thorough) => thorough,
    }
}

fn among_places(
    ground: &Ground,
    question: &SiteQuestion,
    seats: u32,
    new: usize,
    places: &[Place],
    run: &Run<'_>,
) -> Result<Proposal, Words> {
    let drawn = Drawn::of(ground, question.radius, seats, places);
    let layout = &ground.before.layout;
    let open = layout.open(ground.stage).into_iter();
    let stays = |site: &usize| {
        question.closures.is_none()
            || layout::why_fixed(&layout.sites[*site], ground.stage).is_some()
    };
    let closures = question.closures.unwrap_or_default();
    let rules = LayoutRules {
        upkeep: closures.upkeep,
        building: 0,
        floor: question.floor,
        existing_floor: closures.floor,
        ceiling: None,
        room: layout::room_of_unknown_seats(ground),
        longest_trip: None,
        locks: open.filter(stays).map(|site| (site, Lock::Open)).collect(),
        n_open: Some(new..=new),
        counts_new_only: true,
        forbidden: question.conditions.forbidden(ground, &drawn.townships())?,
        ground: None,
    };
    let found = drawn.best(&rules, run)?;
    Ok(Proposal {
        count: new,
        count_at_least: new,
        stays: if question.closures.is_some() {
            found.stays
        } else {
            Vec::new()
        },
        policy: Policy::Seats,
        ..found
    })
}
