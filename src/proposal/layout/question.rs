//! What is asked about a layout, and the way to the answer.

use std::collections::BTreeMap;

use super::answer::{Drawn, Open};
use super::task::LayoutRules;
use crate::assign;
use crate::indicators::SchoolNumbers;
use crate::model::{SchoolId, Stage};
use crate::plan::Status;
use crate::proposal::known::FewHomes;
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
    let fixed = Fixed::of(ground);
    let must_stay = |id: &SchoolId| why_open(&fixed, question, layout.position(id)?);
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
    let rules = LayoutRules {
        upkeep: question.upkeep,
        building: question.building,
        floor: question.floor,
        existing_floor: question.floor,
        ceiling: question.ceiling,
        room: room_of_unknown_seats(ground),
        longest_trip: question.longest_trip,
        locks: asked.chain(closed).chain(fixed.locks()).collect(),
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
fn why_open(fixed: &Fixed<'_>, question: &LayoutQuestion, site: usize) -> Option<Words> {
    let school = &fixed.ground.before.layout.sites[site];
    let why = if question.open.contains(&school.id) {
        Words::new("it is also to stay open", "同时又锁定为保留")
    } else if school.status == Status::Kept {
        Words::new("the plan keeps it", "方案已决定保留")
    } else {
        fixed.why(site)?
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

/// The schools of a stage that are not for the stage alone to close, whatever is asked.
pub(in crate::proposal) struct Fixed<'a> {
    ground: &'a StartingPoint,
    few_homes: BTreeMap<usize, FewHomes>,
}

impl<'a> Fixed<'a> {
    pub(in crate::proposal) fn of(ground: &'a StartingPoint) -> Self {
        Self {
            few_homes: known::few_homes(&ground.evaluator, &ground.before, ground.stage),
            ground,
        }
    }

    /// Every open school that nothing but an explicit lock may close. These are all of them where not all pupils are
    /// counted: a school may seem needless then that is not.
    pub(in crate::proposal) fn locks(&self) -> impl Iterator<Item = (usize, Lock)> {
        let (county, stage) = (self.ground.evaluator.county(), self.ground.stage);
        let open = self.ground.before.layout.open(stage);
        let are_all = known::pupils_uncounted(county, stage).is_some();
        let fixed = open
            .into_iter()
            .filter(move |&site| are_all || self.why(site).is_some());
        fixed.map(|site| (site, Lock::Open))
    }

    /// Why a school stays: it also runs another stage, the plan builds it, or nobody knows its pupils or their homes.
    fn why(&self, site: usize) -> Option<Words> {
        let stage = self.ground.stage;
        let school = &self.ground.before.layout.sites[site];
        if school.status == Status::New {
            return Some(Words::new("the plan builds it", "是方案新建的学校"));
        }
        if school.recorded_pupils(stage).is_none() {
            return Some(Words::new("its pupils are not known", "学生数未知"));
        }
        let mut others = Stage::ALL.into_iter().filter(|&other| other != stage);
        if let Some(other) = others.find(|&other| school.runs(other)) {
            let other = other.words();
            return Some(Words::new(
                format!("it also runs {}", other.en.to_lowercase()),
                format!("同时办有{}", other.zh),
            ));
        }
        let FewHomes { pupils, known } = self.few_homes.get(&site)?;
        Some(Words::new(
            format!("the homes of only {known} of its {pupils} pupils are known"),
            format!("{pupils}名学生中仅知{known}人的居住地"),
        ))
    }
}

#[cfg(test)]
#[path = "question_tests.rs"]
mod tests;
