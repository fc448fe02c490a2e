//! What a question cannot do without, and what of its answer rests on figures that nobody knows.

use std::collections::BTreeMap;

use super::{ProposedMeasure, StartingPoint};
use crate::evaluation::{Evaluation, Evaluator};
use crate::forecast::DemandBasis;
use crate::indicators::has_record;
use crate::model::{County, Homes, SchoolId, Settlement, Stage};
use crate::plan::{Measure, Policy};
use crate::words::Words;

/// Refuses a question about a stage of which no pupils are known at all.
pub(super) fn needs_pupils(ground: &StartingPoint) -> Result<(), Words> {
    let stage = ground.stage;
    if ground.before.demand.basis[stage] != DemandBasis::Unknown {
        return Ok(());
    }
    if ground.evaluator.county().homes == Homes::Unknown {
        return Err(Words::new(
            "needs homes: there are no settlements, and where the pupils live is not known; xuequ check says what may be \
             answered",
            "缺少居住地：没有居民点，学生居住地未知；可用 xuequ check 查看可回答的问题",
        ));
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
    if let Some(lacks) = pupils_uncounted(county, ground.stage) {
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

/// Why fewer pupils are counted than there are, in words; then no school can be said to be needless. `None` where nothing
/// shows it.
///
/// Where settlements state their pupils, those who are enrolled beyond a tenth more live nobody knows where. Else the pupils
/// of settlements are worked out from the schools', and enrolments may be missing.
pub(super) fn pupils_uncounted(county: &County, stage: Stage) -> Option<Words> {
    if county.homes == Homes::Unknown {
        return Some(Words::new("where the pupils live", "学生居住地"));
    }
    let is_counted = county.homes != Homes::Estimated
        && county
            .settlements
            .iter()
            .all(|home| home.pupils[stage].is_some());
    if is_counted {
        let (living, enrolled) = county.living_and_enrolled_apart(stage)?;
        let missing = enrolled.checked_sub(living)?;
        return Some(Words::new(
            format!("the homes of {missing} of {enrolled} pupils"),
            format!("{enrolled}名学生中{missing}人的居住地"),
        ));
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

/// How many pupils a school has, and of how many the homes are known: of fewer than half.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FewHomes {
    pub(super) pupils: u32,
    pub(super) known: u32,
}

impl FewHomes {
    /// `None` where the homes of half of the pupils are known, or of more: then what becomes of them can be weighed.
    pub(super) fn of(pupils: u32, known: u32) -> Option<Self> {
        (known < pupils.div_ceil(2)).then_some(Self { pupils, known })
    }
}

/// Schools of a stage that no proposal closes, by position, as too few of their pupils have known homes.
///
/// Where everybody is dealt anew a school's pupils are those on record, and their homes are those of today's flows: whoever
/// else lives near says nothing of them.
pub(super) fn few_homes(
    evaluator: &Evaluator,
    evaluation: &Evaluation,
    stage: Stage,
) -> BTreeMap<usize, FewHomes> {
    let layout = &evaluation.layout;
    let Some(evaluated) = &evaluation.stages[stage] else {
        return BTreeMap::new();
    };
    let sites = layout.sites.len();
    let dealt = evaluated.assignment.loads(sites);
    let today = match evaluation.policy {
        Policy::Keep => dealt.clone(),
        Policy::Nearest | Policy::Seats => evaluator.today_in(stage, layout).loads(sites),
    };
    let few = |site: usize| {
        let school = &layout.sites[site];
        let (pupils, known) = if has_record(school, stage, evaluation.policy) {
            (school.recorded_pupils(stage)?, today[site])
        } else {
            (evaluated.school(site)?.pupils?, dealt[site])
        };
        let known = u32::try_from(known).unwrap_or(u32::MAX);
        Some((site, FewHomes::of(pupils, known)?))
    };
    layout.open(stage).into_iter().filter_map(few).collect()
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
