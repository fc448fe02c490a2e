//! Answers for programs: members keep their names and meaning from version to version.

use serde_json::{Value, json};

use crate::assign::FlowSource;
use crate::evaluation::{Evaluation, Evaluator};
use crate::forecast::DemandBasis;
use crate::horizon;
use crate::indicators::{Distances, Figure, Indicator, SchoolNumbers, StageNumbers};
use crate::io::plan::action_member;
use crate::model::{Homes, Origin, Stage};
use crate::plan::{Action, Plan, Policy};
use crate::rules;

/// The whole answer of `evaluate`.
pub(super) fn evaluation(evaluator: &Evaluator, plan: &Plan, evaluation: &Evaluation) -> Value {
    let county = evaluator.county();
    let evaluated = || {
        Stage::ALL
            .into_iter()
            .filter_map(|stage| evaluation.stages[stage].as_ref())
    };
    let stages: serde_json::Map<String, Value> = evaluated()
        .map(|stage| {
            let mut numbers = stage_numbers(evaluation, &stage.numbers);
            numbers["equity"] = equity(evaluator, evaluation, stage.numbers.stage);
            numbers["flows"] = stage.flows.map(FlowSource::key).into();
            numbers["settlements_unknown"] = county.silent_settlements(stage.numbers.stage).into();
            (stage.numbers.stage.key().to_owned(), numbers)
        })
        .collect();
    let schools: Vec<Value> = evaluated()
        .flat_map(|stage| {
            stage
                .schools
                .iter()
                .map(|numbers| school(evaluation, numbers))
        })
        .collect();
    let mut answer = json!({
        "plan": plan.name,
        "year": evaluation.layout.year,
        "policy": evaluation.policy.key(),
        "county": county.name,
        "illustrative": county.illustrative,
        "homes": homes(county.homes),
        "stages": stages,
    });
    // The long ones are moved, not copied.
    answer["schools"] = schools.into();
    answer["findings"] = super::findings::as_json(evaluator, evaluation);
    answer["broken_rules"] = super::findings::rules_as_json(evaluator, evaluation);
    answer["breaches"] = json!(rules::breaches(evaluation.findings.iter()));
    answer
}

/// A measure as it stands in plan files.
pub(super) fn action(action: &Action) -> Value {
    Value::Object(action_member(action))
}

fn equity(evaluator: &Evaluator, evaluation: &Evaluation, stage: Stage) -> Value {
    let Some(equity) = horizon::equity(evaluator, evaluation, stage) else {
        return Value::Null;
    };
    json!({
        "gini_of_trips": figure(&equity.gini_of_trips),
        "reach_m": equity.reach.map(|reach| reach.as_f64()),
        "pupils_without_seat_in_reach": figure(&equity.without_seat_in_reach),
        "gini_of_access": figure(&equity.gini_of_access),
        "posts_by_pupils": equity.posts.map(|posts| posts.by_pupils),
        "posts_needed": equity.posts.map(|posts| posts.needed),
    })
}

pub(super) fn homes(homes: Homes) -> &'static str {
    match homes {
        Homes::Recorded => "recorded",
        Homes::Estimated => "estimated",
        Homes::Unknown => "unknown",
    }
}

/// The figures of a stage, those of pupils null where nothing is known of them.
pub(super) fn stage_numbers(evaluation: &Evaluation, numbers: &StageNumbers) -> Value {
    let basis = evaluation.demand.basis[numbers.stage];
    let counted = |pupils: u32| (basis != DemandBasis::Unknown).then_some(pupils);
    let schools = |indicator| {
        let schools = evaluation.indicator(numbers.stage, indicator, None);
        schools.map(|schools| schools as usize)
    };
    let below = evaluation.small_below[numbers.stage];
    json!({
        "pupils_basis": basis.key(),
        "schools": numbers.schools,
        "teaching_points": numbers.teaching_points,
        "pupils": counted(numbers.pupils),
        "placed": counted(numbers.placed),
        "unplaced": counted(numbers.unplaced),
        "seats": numbers.seats,
        "seats_unknown": numbers.seats_unknown,
        "pupils_unknown": numbers.pupils_unknown,
        "utilisation": numbers.utilisation.map(ratio),
        "distance_m": numbers.distances.as_ref().map(distances),
        "estimated_pupils": counted(numbers.distances.map_or(0, |distances| distances.estimated_pupils)),
        "day_pupils": counted(numbers.day_pupils()),
        "boarders": {
            // Where some schools do not tell, the sum of the others is at least that; none is nothing at all.
            "pupils": (numbers.boarders > 0 || numbers.boarders_unknown == 0)
                .then(|| counted(numbers.boarders)),
            "schools_unknown": numbers.boarders_unknown,
            "distance_m": numbers.boarder_distances.as_ref().map(distances),
        },
        "trip_limit_m": numbers.trip_limit.map(|limit| limit.as_f64()),
        "over_limit_pupils": counted(numbers.over_limit),
        "below_threshold": schools(Indicator::Small),
        "small_below": (below > 0).then_some(below),
        "over_seats": schools(Indicator::OverSeats),
        "public_share": figure(&numbers.public_share),
        "inclusive_coverage": figure(&numbers.inclusive_coverage),
    })
}

fn school(evaluation: &Evaluation, numbers: &SchoolNumbers) -> Value {
    let site = &evaluation.layout.sites[numbers.site];
    let trips = numbers.distances;
    let is_known = evaluation.demand.basis[numbers.stage].is_known();
    json!({
        "id": site.id.as_str(),
        "name": site.name,
        "stage": numbers.stage.key(),
        "kind": site.kind.key(),
        "pupils": numbers.pupils,
        "assigned_pupils": is_known.then_some(numbers.assigned),
        "pupils_basis": pupils_basis(evaluation, numbers),
        "recorded_pupils": numbers.recorded,
        "seats": numbers.seats,
        "utilisation": numbers.utilisation().filter(|value| value.is_finite()).map(ratio),
        "mean_distance_m": trips.map(|trips| metres(trips.mean)),
        "p90_distance_m": trips.map(|trips| trips.p90.as_f64()),
        "max_distance_m": trips.map(|trips| trips.max.as_f64()),
        "over_limit_pupils": is_known.then_some(numbers.over_limit),
        "boarders": numbers.boarders.filter(|_| is_known),
        "boarders_mean_distance_m": numbers.boarder_distances.map(|trips| metres(trips.mean)),
        "boarders_max_distance_m": numbers.boarder_distances.map(|trips| trips.max.as_f64()),
        "settlements": numbers.settlements,
    })
}

/// How a school's pupils are known: dealt to it, on record, assumed, or not known; those who are assigned to it all
/// the same are then an estimate.
fn pupils_basis(evaluation: &Evaluation, numbers: &SchoolNumbers) -> &'static str {
    let site = &evaluation.layout.sites[numbers.site];
    let record = site.stages[numbers.stage].and_then(|record| record.pupils);
    match record {
        _ if numbers.pupils.is_none() && numbers.assigned > 0 => "estimated",
        _ if numbers.pupils.is_none() => "unknown",
        Some(count) if evaluation.policy == Policy::Keep && !site.opens(numbers.stage) => {
            match count.origin {
                Origin::Recorded => "recorded",
                Origin::Estimated => "estimated",
                Origin::Assumed => "assumed",
                Origin::Corrected => "corrected",
            }
        }
        _ => "assigned",
    }
}

fn distances(distances: &Distances) -> Value {
    json!({
        "mean": metres(distances.mean),
        "median": distances.median.as_f64(),
        "p90": distances.p90.as_f64(),
        "max": distances.max.as_f64(),
    })
}

pub(super) fn figure(figure: &Figure) -> Value {
    figure
        .known()
        .map_or(Value::Null, |value| json!(ratio(value)))
}

/// Four decimals tell shares apart to a hundredth of a per cent.
fn ratio(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

fn metres(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// An answer as people like to read JSON, with a line end.
pub(super) fn pretty(answer: &Value) -> String {
    format!("{answer:#}\n")
}
