//! Two plans side by side in one year: what each comes to, and whose pupils go elsewhere.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Evaluation, Evaluator};
use crate::indicators::{Comparison, compare_stage};
use crate::model::{County, PerStage, SchoolId, Settlement};
use crate::plan::{Layout, Plan, Policy};
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
    /// The years in which the two layouts differ, in order: of those from the first of the county's figures to the last
    /// that either plan looks at, and of those in which it has a measure.
    pub years_apart: Vec<Year>,
}

/// Whether two layouts differ in the year in which they are compared, or when else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Apart {
    /// In this year.
    Now,
    /// Not yet; first in the year told.
    Later(Year),
    /// No more; from the first year told to the last.
    Earlier(Year, Year),
    /// In no year.
    Never,
}

impl Compared {
    /// The year of both sides.
    pub fn year(&self) -> Year {
        self.after.layout.year
    }

    /// Whether the two layouts differ in this year, or when else.
    pub fn apart(&self) -> Apart {
        let year = self.year();
        let years = &self.years_apart;
        let later = years.iter().find(|&&apart| apart > year);
        match (years.contains(&year), later, years.first(), years.last()) {
            (true, ..) => Apart::Now,
            (false, Some(&later), ..) => Apart::Later(later),
            (false, None, Some(&first), Some(&last)) => Apart::Earlier(first, last),
            (false, None, ..) => Apart::Never,
        }
    }

    /// Whether both sides count with the same figures, the same standards and the same way of giving pupils to schools:
    /// then only their layouts make a difference. Sides that count alike share their evaluator.
    pub fn has_same_terms(&self) -> bool {
        let [first, second] = &self.evaluators;
        Arc::ptr_eq(first, second) && self.before.policy == self.after.policy
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
    let facts = [(first, second), (second, first)]
        .map(|(side, other)| side.plan.as_ref().or(other.plan.as_ref()));
    let first_of = Evaluator::for_plan(evaluator, recorded, facts[0]);
    let has_one_plan = first.plan.is_none() || second.plan.is_none();
    let second_of = if has_one_plan {
        Arc::clone(&first_of)
    } else {
        let own = Evaluator::for_plan(evaluator, recorded, facts[1]);
        if own.counts_like(&first_of) {
            Arc::clone(&first_of)
        } else {
            own
        }
    };
    let evaluated = |side: &CompareSide, evaluator: &Arc<Evaluator>| {
        let known = side.known.as_ref();
        let known = known.filter(|(of, known)| {
            Arc::ptr_eq(of, evaluator) && (known.layout.year, known.policy) == (year, side.policy)
        });
        match (known, &side.plan) {
            (Some((_, known)), _) => Arc::clone(known),
            (None, Some(plan)) => Arc::new(evaluator.evaluate(plan, year, side.policy)),
            (None, None) => Arc::new(evaluator.baseline(year, side.policy)),
        }
    };
    let (before, after) = (evaluated(first, &first_of), evaluated(second, &second_of));
    let name = |side: &CompareSide| {
        let plan = side.plan.as_ref();
        plan.map_or_else(|| Plan::today(year).words(), Plan::words)
    };
    let years_apart = years_apart([(first, &first_of), (second, &second_of)], year);
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
        years_apart,
    }
}

/// No plan is looked over for longer, in years from the first.
const LONGEST: i32 = 100;

/// See [`Compared::years_apart`].
fn years_apart(sides: [(&CompareSide, &Arc<Evaluator>); 2], shown: Year) -> Vec<Year> {
    let Year(base) = sides[0].1.base_year();
    let plans = || sides.iter().filter_map(|(side, _)| side.plan.as_ref());
    let horizon = plans().map(|plan| plan.horizon.0).max();
    let last = horizon.unwrap_or(base).min(base + LONGEST);
    let of_measures = plans().flat_map(|plan| plan.actions.iter().map(|action| action.year));
    let mut years: BTreeSet<Year> = (base..=last).map(Year).chain([shown]).collect();
    // What was due before the first year stands from the first on.
    years.extend(of_measures.filter(|year| year.0 > base));
    let layout = |(side, evaluator): (&CompareSide, &Arc<Evaluator>), year: Year| {
        let county = evaluator.county();
        side.plan.as_ref().map_or_else(
            || Layout::today(county, year),
            |plan| Layout::of(county, plan, year),
        )
    };
    let differ = |year: &Year| layout(sides[0], *year) != layout(sides[1], *year);
    years.into_iter().filter(differ).collect()
}

/// Whether both counties have the same settlements at the same places.
pub fn same_homes(first: &County, second: &County) -> bool {
    let (first, second) = (&first.settlements, &second.settlements);
    let is_same = |(a, b): (&Settlement, &Settlement)| a.id == b.id && a.at == b.at;
    first.len() == second.len() && first.iter().zip(second).all(is_same)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::{School, SchoolKind, StageRecord};
    use crate::plan::{Action, Measure};
    use crate::random::Random;

    /// Three schools.
    fn county() -> County {
        let record = StageRecord::of(Some(60), Some(100));
        let school = |place: u32| School {
            name: format!("school {place}"),
            at: LonLat::new(104.0 + f64::from(place) / 100.0, 29.6),
            ..School::plain(&format!("s{place}"), SchoolKind::Primary, record)
        };
        County {
            schools: (0..3).map(school).collect(),
            ..County::default()
        }
    }

    /// The school of a number lies idle from a year on.
    fn close(school: usize, year: i32) -> Action {
        let school = SchoolId::new(&format!("s{school}"));
        Action::new(Year(year), Measure::Mothball { school }, "")
    }

    fn plan(actions: Vec<Action>, base: Year) -> Plan {
        Plan {
            actions,
            ..Plan::today(base)
        }
    }

    fn compared(measures: [Vec<Action>; 2], years_on: i32) -> Compared {
        let county = county();
        let evaluator = Arc::new(Evaluator::of_plan(&county, None));
        let base = evaluator.base_year();
        let sides = measures.map(|actions| CompareSide::of(plan(actions, base)));
        compare(&evaluator, &county, &sides, Year(base.0 + years_on))
    }

    #[test]
    fn plans_that_differ_in_another_year_are_never_told_to_be_alike() {
        let base = Evaluator::of_plan(&county(), None).base_year().0;
        let apart = |a: Vec<Action>, b: Vec<Action>, on: i32| compared([a, b], on).apart();
        let late = || vec![close(0, base + 2)];
        assert_eq!(apart(vec![], late(), 0), Apart::Later(Year(base + 2)));
        assert_eq!(apart(vec![], late(), 2), Apart::Now);
        assert_eq!(apart(late(), late(), 0), Apart::Never);
        let two_years_on = || vec![close(0, base + 4)];
        assert_eq!(
            apart(late(), two_years_on(), 0),
            Apart::Later(Year(base + 2))
        );
        let between = Apart::Earlier(Year(base + 2), Year(base + 3));
        assert_eq!(apart(late(), two_years_on(), 4), between);
        // Beyond the last year that the plans look at.
        let far = vec![close(0, base + 90)];
        assert_eq!(apart(vec![], far, 0), Apart::Later(Year(base + 90)));
        // Due before the first year: both stand from the first on.
        let early = vec![close(1, base - 3)];
        assert_eq!(apart(early, vec![close(1, base)], 1), Apart::Never);
    }

    #[test]
    fn today_counts_like_the_plan_beside_it_and_plans_that_assume_the_same_count_alike() {
        let county = county();
        let evaluator = Arc::new(Evaluator::of_plan(&county, None));
        let base = evaluator.base_year();
        let by = |pack: &str| Plan {
            standards: vec![pack.to_owned()],
            ..plan(vec![close(0, base.0 + 1)], base)
        };
        let terms = |one: Option<Plan>, other: Plan| {
            let policy = Policy::default();
            let one = one.map_or_else(|| CompareSide::today(policy), CompareSide::of);
            let sides = [one, CompareSide::of(other)];
            compare(&evaluator, &county, &sides, base).has_same_terms()
        };
        assert!(terms(None, by("cn-national")));
        assert!(terms(Some(by("cn-national")), by("cn-national")));
        assert!(!terms(Some(by("cn-national")), by("gb-england")));
    }

    #[test]
    fn plans_are_apart_in_the_years_in_which_their_layouts_differ() {
        let county = county();
        let base = Evaluator::of_plan(&county, None).base_year();
        let mut random = Random::seeded(31);
        for round in 0..200 {
            let mut some = || -> Vec<Action> {
                let number = random.below(4);
                let one = |_| close(random.below(3), base.0 + random.below(5) as i32);
                (0..number).map(one).collect()
            };
            let measures = [some(), some()];
            let found = compared(measures.clone(), 0).years_apart;
            let plans = measures.map(|actions| plan(actions, base));
            let last = plans[0].horizon.0;
            let differ = |year: &Year| {
                let [a, b] = plans
                    .each_ref()
                    .map(|plan| Layout::of(&county, plan, *year));
                a.sites != b.sites
            };
            let wanted: Vec<Year> = (base.0..=last).map(Year).filter(differ).collect();
            assert_eq!(found, wanted, "round {round}: {plans:?}");
        }
    }
}
