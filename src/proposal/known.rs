//! What a question cannot do without, and what of its answer rests on figures that nobody knows.

use super::{ProposedMeasure, StartingPoint};
use crate::forecast::DemandBasis;
use crate::model::SchoolId;
use crate::plan::Measure;
use crate::words::Words;

/// Refuses a question about a stage of which no pupils are known at all.
pub(super) fn needs_pupils(ground: &StartingPoint) -> Result<(), Words> {
    let stage = ground.stage;
    if ground.before.demand.basis[stage] != DemandBasis::Unknown {
        return Ok(());
    }
    let named = stage.words();
    Err(Words::new(
        format!(
            "needs pupils: {}: neither the schools layer (column pupils or pupils_{stage}) nor the settlements layer \
             (column pupils_{stage}) tells any",
            named.en
        ),
        format!(
            "缺少学生数：{}：学校图层（字段 pupils 或 pupils_{stage}）和居民点图层（字段 pupils_{stage}）都没有学生数",
            named.zh
        ),
    ))
}

/// Refuses a question about small schools where nobody knows how large any school is.
pub(super) fn needs_enrolments(ground: &StartingPoint) -> Result<(), Words> {
    needs_pupils(ground)?;
    let (before, stage) = (&ground.before, ground.stage);
    let open = before.layout.open(stage);
    if open.is_empty() || open.iter().any(|&site| before.size(site).is_some()) {
        return Ok(());
    }
    let named = stage.words();
    Err(Words::new(
        format!(
            "needs pupils: {}: no school in the schools layer tells its enrolment (column pupils or pupils_{stage})",
            named.en
        ),
        format!(
            "缺少学生数：{}：学校图层没有在校生数（字段 pupils 或 pupils_{stage}）",
            named.zh
        ),
    ))
}

/// Open schools of the stage whose seats are not known.
pub(super) fn seats_unknown(ground: &StartingPoint) -> Vec<SchoolId> {
    unknown(ground, |_, seats| seats.is_none())
}

/// Open schools of the stage whose pupils or seats are not known.
pub(super) fn room_unknown(ground: &StartingPoint) -> Vec<SchoolId> {
    unknown(ground, |pupils, seats| pupils.is_none() || seats.is_none())
}

/// Those of these schools that merges send pupils to.
pub(super) fn receiving(mut schools: Vec<SchoolId>, steps: &[ProposedMeasure]) -> Vec<SchoolId> {
    schools.retain(|id| {
        steps.iter().any(|step| match &step.action.measure {
            Measure::Merge { into, .. } => into.contains(id),
            _ => false,
        })
    });
    schools
}

fn unknown(
    ground: &StartingPoint,
    is_unknown: impl Fn(Option<u32>, Option<u32>) -> bool,
) -> Vec<SchoolId> {
    let (before, stage) = (&ground.before, ground.stage);
    let evaluated = before.stages[stage].as_ref();
    let open = before.layout.open(stage).into_iter();
    let silent = open.filter(|&site| {
        let numbers = evaluated.and_then(|stage| stage.school(site));
        numbers.is_some_and(|numbers| is_unknown(numbers.pupils, numbers.seats))
    });
    let id = |site: usize| before.layout.sites[site].id.clone();
    silent.map(id).collect()
}
