//! New schools of a proposal: where they could stand, what they are called, how many seats they get.

use super::places::Place;
use crate::evaluation::Evaluator;
use crate::model::{Ownership, PerStage, SchoolId, SchoolKind, Stage};
use crate::plan::{Layout, Measure, NewSchool, Plan};
use crate::words::Lang;

/// The usual kind of school of one stage.
fn kind(stage: Stage) -> SchoolKind {
    SchoolKind::ALL
        .into_iter()
        .find(|kind| kind.stages() == [stage])
        .unwrap_or(SchoolKind::Primary)
}

/// Seats in whole classes for so many pupils.
pub(super) fn seats_for(evaluator: &Evaluator, stage: Stage, pupils: u32) -> u32 {
    let class = evaluator.limits().full_class(stage);
    pupils.div_ceil(class).max(1) * class
}

/// A public school of the stage at a place.
pub(super) fn school_at(
    place: &Place,
    id: SchoolId,
    stage: Stage,
    seats: u32,
    lang: Lang,
) -> Measure {
    let kind = kind(stage);
    Measure::New(NewSchool {
        id,
        name: match lang {
            Lang::Zh => format!("{}{}", place.name, kind.words().zh),
            Lang::En => format!("{} {}", place.name, kind.words().en.to_lowercase()),
        },
        kind,
        at: place.at,
        seats: PerStage::from_fn(|taught| (taught == stage).then_some(seats)),
        ownership: Ownership::Public,
        inclusive: true,
    })
}

/// Ids that neither the layout nor the plan has: `new-1`, `new-2`, …
pub(super) fn free_ids(layout: &Layout, plan: &Plan) -> impl Iterator<Item = SchoolId> {
    (1..)
        .map(|number| SchoolId::new(&format!("new-{number}")))
        .filter(|id| {
            let is_planned = |id: &SchoolId| {
                plan.actions
                    .iter()
                    .any(|action| action.measure.school() == id)
            };
            layout.position(id).is_none() && !is_planned(id)
        })
}
