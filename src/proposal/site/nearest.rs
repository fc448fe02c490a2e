//! New schools where everyone goes to the nearest, whatever its seats.

use std::ops::RangeInclusive;

use super::prospects::{Objective, Prospect, Prospects, SiteInputs};
use super::question::split;
use super::{Opened, Proposal, SiteQuestion};
use crate::geometry::LonLat;
use crate::plan::Action;
use crate::proposal::places::Place;
use crate::proposal::{Found, ProposedMeasure, StartingPoint, known, new_school};
use crate::solve::{Answer, Run};

/// The best sites, for every number of them.
pub(super) fn best(
    ground: &StartingPoint,
    question: &SiteQuestion,
    objective: Objective,
    numbers: RangeInclusive<usize>,
    others: bool,
    run: &Run<'_>,
) -> Found<Opened> {
    let (evaluator, before) = (&ground.evaluator, &ground.before);
    let places = question.candidates.places(ground);
    let named: Vec<(&str, LonLat)> = places
        .iter()
        .map(|place| (place.name.as_str(), place.at))
        .collect();
    let inputs = SiteInputs::of(evaluator, before, ground.stage, question.radius);
    let prospects = &Prospects::of(inputs, &named);
    let best_of = |new: usize, run: &Run<'_>| {
        proposal(
            ground,
            question,
            &places,
            prospects,
            &prospects.best(new, objective, run),
        )
    };
    let curve: Vec<Proposal> = numbers
        .clone()
        .map(|new| best_of(new, &run.sharing(question.new - new)))
        .collect();
    split(curve, others).unwrap_or_else(|| Found {
        best: best_of(question.new, run),
        others: Vec::new(),
    })
}

fn proposal(
    ground: &StartingPoint,
    question: &SiteQuestion,
    places: &[Place],
    prospects: &Prospects<'_>,
    answer: &Answer<Vec<Prospect>>,
) -> Proposal {
    let ids = new_school::free_ids(
        ground.evaluator.county(),
        Some(&ground.plan),
        new_school::NEW,
    );
    let steps = answer.choice.iter().zip(ids).map(|(prospect, id)| {
        let seats = new_school::seats_for(&ground.evaluator, ground.stage, prospect.attracted);
        let place = &places[prospect.candidate];
        let measure = new_school::school_at(
            place,
            id,
            ground.stage,
            seats,
            &ground.before.layout,
            ground.lang,
        );
        let reason = prospect.reason.clone();
        ProposedMeasure {
            action: Action::drafted(ground.year(), measure, &reason, ground.lang),
            reason,
        }
    });
    Proposal {
        steps: steps.collect(),
        stays: Vec::new(),
        policy: ground.before.policy,
        value: answer.value,
        bound: answer.bound,
        pupil_decimetres: prospects.pupil_decimetres(&answer.choice),
        seconds: answer.seconds,
        beyond: Vec::new(),
        unknown_rooms: Vec::new(),
        lacks: known::homes_unknown(ground),
        left_out: 0,
        answered: Opened {
            schools: answer.choice.len(),
            unit: question.unit(),
        },
    }
}
