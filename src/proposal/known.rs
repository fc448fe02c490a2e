//! What a question cannot do without, and what of its answer rests on figures that nobody knows.

use super::{ProposedMeasure, StartingPoint};
use crate::forecast::DemandBasis;
use crate::model::{Homes, SchoolId, Settlement};
use crate::plan::{Measure, Policy};
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

/// What is not known of how many pupils of the stage there are and where they live, in words; `None` where nothing is
/// missing, or where all homes are estimated alike.
pub(super) fn homes_unknown(ground: &StartingPoint) -> Option<Words> {
    let county = ground.evaluator.county();
    let homes = &county.settlements;
    if let Some(lacks) = enrolment_unknown(ground) {
        return Some(lacks);
    }
    if county.homes == Homes::Estimated {
        return None;
    }
    let silent = |is_known: &dyn Fn(&Settlement) -> bool| {
        let known = homes.iter().filter(|home| is_known(home)).count();
        (known > 0).then_some(homes.len() - known)
    };
    // Where some state their pupils the others share what is left; where none does, all share by population.
    let (missing, what) = match silent(&|home| home.pupils[ground.stage].is_some()) {
        Some(missing) => (missing, Words::new("pupils", "学生数")),
        None => (
            silent(&|home| home.population.is_some())?,
            Words::new("population", "人口数"),
        ),
    };
    let all = homes.len();
    (missing > 0).then(|| {
        Words::new(
            format!("the {} of {missing} of {all} settlements", what.en),
            format!("{all}个居民点中{missing}个的{}", what.zh),
        )
    })
}

/// Open schools of the stage whose pupils or seats are not known.
pub(super) fn room_unknown(ground: &StartingPoint) -> Vec<SchoolId> {
    unknown(ground, |pupils, seats| pupils.is_none() || seats.is_none())
}

/// Which enrolments are missing, in words, where the pupils of settlements are worked out from the schools': then fewer
/// are counted than there are, and no school can be said to be needless. `None` where settlements state their pupils.
pub(super) fn enrolment_unknown(ground: &StartingPoint) -> Option<Words> {
    let county = ground.evaluator.county();
    let stage = ground.stage;
    let is_counted = county.homes != Homes::Estimated
        && county
            .settlements
            .iter()
            .all(|home| home.pupils[stage].is_some());
    if is_counted {
        return None;
    }
    let schools = || {
        county
            .schools
            .iter()
            .filter_map(|school| school.stages[stage])
    };
    let all = schools().count();
    let missing = schools().filter(|record| record.pupils.is_none()).count();
    (missing > 0).then(|| {
        Words::new(
            format!("the pupils of {missing} of {all} schools"),
            format!("{all}所学校中{missing}所的学生数"),
        )
    })
}

/// Open schools of the stage whose seats are not known. Where everybody is dealt anew it is they whose room is guessed.
pub(super) fn seats_unknown(ground: &StartingPoint) -> Vec<SchoolId> {
    unknown(ground, |_, seats| seats.is_none())
}

/// Those of these schools to which an answer gives more pupils than they have, by position in the layout. Under
/// policies that deal all pupils anew a school has those on record.
pub(super) fn filled(
    ground: &StartingPoint,
    mut schools: Vec<SchoolId>,
    pupils_after: impl Fn(usize) -> u64,
) -> Vec<SchoolId> {
    let (before, stage) = (&ground.before, ground.stage);
    let has = |site: usize| {
        let recorded = before.layout.sites[site].recorded_pupils(stage);
        let today = before.stages[stage].as_ref();
        let assigned = today
            .filter(|_| before.policy == Policy::Keep)
            .and_then(|today| Some(today.school(site)?.assigned));
        u64::from(recorded.max(assigned).unwrap_or(0))
    };
    schools.retain(|id| {
        let site = before.layout.position(id);
        site.is_some_and(|site| pupils_after(site) > has(site))
    });
    schools
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
