//! New schools where no school goes over its seats and settlements go to school whole: a layout with the existing
//! schools locked, unless they may close.

use std::ops::RangeInclusive;

use super::question::split;
use super::{Opened, Proposal, SiteQuestion, WithSeats};
use crate::proposal::layout::{self, Drawn, Fixed, LayoutRules};
use crate::proposal::places::Place;
use crate::proposal::{Found, StartingPoint, ValueUnit, known, not_in_time};
use crate::solve::Run;
use crate::solve::capacitated::Lock;
use crate::words::Words;

/// How many places are looked at in the first round, the most promising first.
const PLACES: usize = 60;

/// The best sites, for every number of them.
pub(super) fn best(
    ground: &StartingPoint,
    question: &SiteQuestion,
    asked: &WithSeats,
    numbers: RangeInclusive<usize>,
    others: bool,
    run: &Run<'_>,
) -> Result<Found<Opened>, Words> {
    let all = question
        .candidates
        .promising(ground, question.radius, usize::MAX);
    let mut curve = Vec::new();
    let mut obstacle = None;
    for new in numbers {
        match most_promising(
            ground,
            question,
            asked,
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
        None => split(curve, others).ok_or_else(not_in_time),
    }
}

/// The best among the most promising places, then among all: the bound is one for every place.
fn most_promising(
    ground: &StartingPoint,
    question: &SiteQuestion,
    asked: &WithSeats,
    new: usize,
    all: &[Place],
    run: &Run<'_>,
) -> Result<Proposal, Words> {
    let first = PLACES.max(new);
    if all.len() <= first {
        return among_places(ground, question, asked, new, all, run);
    }
    let quick = among_places(ground, question, asked, new, &all[..first], &run.sharing(1));
    let thorough = among_places(ground, question, asked, new, all, run);
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
    ground: &StartingPoint,
    question: &SiteQuestion,
    asked: &WithSeats,
    new: usize,
    places: &[Place],
    run: &Run<'_>,
) -> Result<Proposal, Words> {
    let drawn = Drawn::of(ground, question.radius, asked.seats, places);
    let locks = if asked.closures.is_some() {
        Fixed::of(ground).locks().collect()
    } else {
        let open = ground.before.layout.open(ground.stage).into_iter();
        open.map(|site| (site, Lock::Open)).collect()
    };
    let closures = asked.closures.unwrap_or_default();
    let rules = LayoutRules {
        upkeep: closures.upkeep,
        building: 0,
        floor: asked.floor,
        existing_floor: closures.floor,
        ceiling: None,
        room: layout::room_of_unknown_seats(ground),
        longest_trip: None,
        locks,
        n_open: Some(new..=new),
        counts_new_only: true,
        forbidden: asked.conditions.forbidden(ground, &drawn.townships())?,
        ground: None,
    };
    let found = drawn.best(&rules, run)?;
    let mut found = found.answering(|_| Opened {
        schools: new,
        unit: ValueUnit::PupilDecimetres,
    });
    // Where seats are counted, everybody's matter.
    found.unknown_rooms = known::room_unknown(ground);
    if asked.closures.is_none() {
        found.stays.clear();
    }
    Ok(found)
}
