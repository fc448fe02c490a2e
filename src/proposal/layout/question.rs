//! What is asked about a layout, and the way to the answer.

use std::collections::BTreeMap;

use super::answer::{Drawn, Open};
use super::task::LayoutRules;
use crate::assign;
use crate::indicators::SchoolNumbers;
use crate::model::{SchoolId, Stage};
use crate::plan::{Site, Status};
use crate::proposal::site::prospects::usual_radius;
use crate::proposal::{Candidates, Conditions, Proposal, StartingPoint, known, new_school};
use crate::solve::Run;
use crate::solve::capacitated::Lock;
use crate::units::Meters;
use crate::words::Words;

/// The limits of a layout.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LayoutQuestion {
    /// The fewest pupils of an open school.
    pub floor: u32,
    /// Schools may be extended to so many seats, and new ones have so many; `None` leaves schools the seats they have.
    pub ceiling: Option<u32>,
    /// What an open school costs, in pupil-decimetres.
    pub upkeep: i64,
    /// The longest trip; a settlement without a school that near may go to its nearest.
    pub longest_trip: Option<Meters>,
    /// Among how many places for new schools may be chosen.
    pub places: usize,
    /// Which these are taken from, the most promising first.
    pub candidates: Candidates,
    /// What building a school costs besides, in pupil-decimetres.
    pub building: i64,
    /// Schools that stay open in any case.
    pub open: Vec<SchoolId>,
    /// Schools that close in any case; none that is to stay open, is kept or built by the plan or runs another stage.
    pub closed: Vec<SchoolId>,
    /// Whether the settlements of every school must lie side by side in one piece with it.
    pub contiguous: bool,
    /// Who may go where besides.
    pub conditions: Conditions,
}

/// The best layout.
///
/// # Errors
/// Which figures are missing, why no layout keeps all limits, or that none was found in time.
pub fn ask(
    ground: &StartingPoint,
    question: &LayoutQuestion,
    run: &Run<'_>,
) -> Result<Proposal<Open>, Words> {
    known::needs_pupils(ground)?;
    let layout = &ground.before.layout;
    let evaluator = &ground.evaluator;
    let must_stay = |id: &SchoolId| why_open(ground, question, layout.position(id)?);
    if let Some(told) = question.closed.iter().find_map(must_stay) {
        return Err(told);
    }
    let usual = new_school::usual_seats(evaluator.limits(), ground.stage);
    let seats = question.ceiling.unwrap_or(usual);
    let radius = usual_radius(evaluator, ground.stage);
    let places = question
        .candidates
        .promising(ground, radius, question.places);
    let drawn = Drawn::of(ground, radius, seats, &places);
    let position = |id: &SchoolId| layout.position(id);
    let asked = question
        .open
        .iter()
        .filter_map(position)
        .map(|site| (site, Lock::Open));
    let closed = question
        .closed
        .iter()
        .filter_map(position)
        .map(|site| (site, Lock::Closed));
    let open = layout.open(ground.stage).into_iter();
    // Where not all pupils are counted a school may seem needless that is not.
    let are_all_fixed = known::enrolment_unknown(ground).is_some();
    let fixed = open
        .filter(|&site| are_all_fixed || why_fixed(&layout.sites[site], ground.stage).is_some());
    let rules = LayoutRules {
        upkeep: question.upkeep,
        building: question.building,
        floor: question.floor,
        existing_floor: question.floor,
        ceiling: question.ceiling,
        room: room_of_unknown_seats(ground),
        longest_trip: question.longest_trip,
        locks: asked
            .chain(closed)
            .chain(fixed.map(|site| (site, Lock::Open)))
            .collect(),
        n_open: None,
        counts_new_only: false,
        forbidden: question.conditions.forbidden(ground, &drawn.townships())?,
        ground: question
            .contiguous
            .then(|| assign::Neighbours::of(evaluator.cells(), evaluator.county(), layout)),
    };
    let best = drawn.best(&rules, run)?;
    let mut unknown_rooms = known::receiving(known::room_unknown(ground), &best.steps);
    unknown_rooms.extend(best.unknown_rooms);
    unknown_rooms.sort();
    unknown_rooms.dedup();
    Ok(Proposal {
        unknown_rooms,
        ..best
    })
}

/// Why a school cannot be closed; `None` where it can.
fn why_open(ground: &StartingPoint, question: &LayoutQuestion, site: usize) -> Option<Words> {
    let school = &ground.before.layout.sites[site];
    let why = if question.open.contains(&school.id) {
        Words::new("it is also to stay open", "同时又锁定为保留")
    } else if school.status == Status::Kept {
        Words::new("the plan keeps it", "方案已决定保留")
    } else {
        why_fixed(school, ground.stage)?
    };
    let name = &school.name;
    Some(Words::new(
        format!("{name} cannot be locked closed: {}", why.en),
        format!("{name} 不能锁定为撤并：{}", why.zh),
    ))
}

/// What schools whose seats are not known can be counted on for, by position: the classes of the pupils they have.
pub(in crate::proposal) fn room_of_unknown_seats(ground: &StartingPoint) -> BTreeMap<usize, u32> {
    let Some(evaluated) = &ground.before.stages[ground.stage] else {
        return BTreeMap::new();
    };
    let silent = evaluated
        .schools
        .iter()
        .filter(|numbers| numbers.seats.is_none());
    let room = |numbers: &SchoolNumbers| {
        let pupils = numbers.assigned.max(numbers.pupils.unwrap_or(0));
        let seats = new_school::seats_for(&ground.evaluator, ground.stage, pupils);
        (numbers.site, seats)
    };
    silent.map(room).collect()
}

/// Why a school is not for one stage to close: it also runs another one, the plan builds it, or nobody knows its
/// pupils.
pub(in crate::proposal) fn why_fixed(school: &Site, stage: Stage) -> Option<Words> {
    if school.status == Status::New {
        return Some(Words::new("the plan builds it", "是方案新建的学校"));
    }
    if school.recorded_pupils(stage).is_none() {
        return Some(Words::new("its pupils are not known", "学生数未知"));
    }
    let mut others = Stage::ALL.into_iter().filter(|&other| other != stage);
    let other = others.find(|&other| school.runs(other))?.words();
    Some(Words::new(
        format!("it also runs {}", other.en.to_lowercase()),
        format!("同时办有{}", other.zh),
    ))
}

#[cfg(test)]
#[path = "question_tests.rs"]
mod tests;
