//! Two plans side by side in one year: what each comes to, and whose pupils go elsewhere.

use std::sync::Arc;

use super::{Evaluation, Evaluator};
use crate::indicators::{Comparison, compare_stage};
use crate::model::{County, PerStage, SchoolId, Settlement};
use crate::plan::{Plan, Policy};
use crate::units::Year;
use crate::words::Words;

/// One of two plans that are to be compared.
#[derive(Clone, Debug)]
pub struct CompareSide {
    /// The plan; `None` for the county as it is today.
    pub plan: Option<Plan>,
    /// How its pupils are given to schools.
    pub policy: Policy,
    /// Its numbers in the year in question, where they are known already, and the evaluator that found them.
    pub known: Option<(Arc<Evaluator>, Arc<Evaluation>)>,
}

impl CompareSide {
    /// Today's schools under a policy.
    pub const fn today(policy: Policy) -> Self {
        Self {
            plan: None,
            policy,
            known: None,
        }
    }

    /// A plan under its own policy.
    pub fn of(plan: Plan) -> Self {
        Self {
            policy: plan.policy,
            plan: Some(plan),
            known: None,
        }
    }
}

/// Two plans in the same year.
#[derive(Clone, Debug)]
pub struct Compared {
    /// What the two plans are called.
    pub names: [Words; 2],
    /// The county, for the names of its settlements.
    pub county: Arc<County>,
    /// The numbers of the first plan.
    pub before: Arc<Evaluation>,
    /// The numbers of the second plan.
    pub after: Arc<Evaluation>,
    /// What evaluated each of them.
    pub evaluators: [Arc<Evaluator>; 2],
    /// What changes from the first to the second, by stage. `None` where a side has no figures, or where the plans
    /// assume so different figures that estimated homes lie elsewhere: nobody can be followed from one side to the
    /// other then.
    pub stages: PerStage<Option<Comparison>>,
}

impl Compared {
    /// The year of both sides.
    pub fn year(&self) -> Year {
        self.after.layout.year
    }

    /// The name of a school of either side.
    pub fn school_name<'a>(&'a self, id: &'a SchoolId) -> &'a str {
        let sides = [&self.after, &self.before];
        let site = sides.into_iter().find_map(|side| side.layout.site(id));
        site.map_or(id.as_str(), |site| &site.name)
    }
}

/// Compares two plans of a county in one year.
///
/// Each plan counts with the figures that it assumes and under its own standards. Today assumes nothing: it counts with
/// the figures and the standards of the plan beside it, so that only the measures make a difference. `evaluator` is one
/// of the county as `recorded`, with whatever figures; what can be shared with it is.
pub fn compare(
    evaluator: &Arc<Evaluator>,
    recorded: &County,
    sides: &[CompareSide; 2],
    year: Year,
) -> Compared {
    let [first, second] = sides;
    let evaluated = |side: &CompareSide, other: &CompareSide| {
        let facts = side.plan.as_ref().or(other.plan.as_ref());
        let evaluator = Evaluator::for_plan(evaluator, recorded, facts);
        let known = side.known.as_ref();
        let known = known.filter(|(of, known)| {
            Arc::ptr_eq(of, &evaluator) && (known.layout.year, known.policy) == (year, side.policy)
        });
        let evaluation = match (known, &side.plan) {
            (Some((_, known)), _) => Arc::clone(known),
            (None, Some(plan)) => Arc::new(evaluator.evaluate(plan, year, side.policy)),
            (None, None) => Arc::new(evaluator.baseline(year, side.policy)),
        };
        (evaluator, evaluation)
    };
    let (first_of, before) = evaluated(first, second);
    let (second_of, after) = evaluated(second, first);
    let name = |side: &CompareSide| {
        let plan = side.plan.as_ref();
        plan.map_or_else(|| Plan::today(year).words(), Plan::words)
    };
    let county = Arc::clone(second_of.county());
    let has_same_homes = same_homes(first_of.county(), &county);
    let stages = PerStage::from_fn(|stage| {
        let first = before.stages[stage].as_ref()?.attended();
        let second = after.stages[stage].as_ref()?.attended();
        has_same_homes.then(|| {
            compare_stage(
                (&before.layout, first),
                (&after.layout, second),
                county.settlements.len(),
            )
        })
    });
    Compared {
        names: [name(first), name(second)],
        county,
        before,
        after,
        evaluators: [first_of, second_of],
        stages,
    }
}

/// Whether both counties have the same settlements at the same places.
pub fn same_homes(first: &County, second: &County) -> bool {
    let (first, second) = (&first.settlements, &second.settlements);
    let is_same = |(a, b): (&Settlement, &Settlement)| a.id == b.id && a.at == b.at;
    first.len() == second.len() && first.iter().zip(second).all(is_same)
}
