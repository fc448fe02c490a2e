//! Where two plans do not do the same: by school or road, the measures that only one of them has.

use std::collections::BTreeMap;

use super::{Action, Plan};
use crate::model::SchoolId;

/// Measures about one school or road that two plans do not share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The school, or the road's id.
    pub subject: SchoolId,
    /// Those of the first plan, by position in its actions.
    pub first: Vec<usize>,
    /// Those of the second plan.
    pub second: Vec<usize>,
}

/// What is done where, without the reason and what belongs to the procedure.
fn is_same(one: &Action, other: &Action) -> bool {
    one.year == other.year && one.measure == other.measure
}

/// Where two plans do not do the same, by the earliest year in which they do not, then by id. A measure of another year
/// is another measure; reasons, costs and steps done make none.
pub fn differences(first: &Plan, second: &Plan) -> Vec<Difference> {
    let mut is_shared = vec![false; second.actions.len()];
    let mut by_subject: BTreeMap<&SchoolId, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (place, action) in first.actions.iter().enumerate() {
        let mut others = second.actions.iter().enumerate();
        let twin = others.find(|(other, of)| !is_shared[*other] && is_same(action, of));
        if let Some((other, _)) = twin {
            is_shared[other] = true;
        } else {
            by_subject
                .entry(action.measure.school())
                .or_default()
                .0
                .push(place);
        }
    }
    let own = second.actions.iter().enumerate();
    for (place, action) in own.filter(|(place, _)| !is_shared[*place]) {
        by_subject
            .entry(action.measure.school())
            .or_default()
            .1
            .push(place);
    }
    let difference =
        |(subject, (first, second)): (&SchoolId, (Vec<usize>, Vec<usize>))| Difference {
            subject: subject.clone(),
            first,
            second,
        };
    let mut differences: Vec<Difference> = by_subject.into_iter().map(difference).collect();
    let year = |difference: &Difference| {
        let of = |plan: &Plan, places: &[usize]| {
            places.iter().map(|&place| plan.actions[place].year).min()
        };
        let years = [of(first, &difference.first), of(second, &difference.second)];
        years.into_iter().flatten().min()
    };
    differences.sort_by(|a, b| {
        year(a)
            .cmp(&year(b))
            .then_with(|| a.subject.cmp(&b.subject))
    });
    differences
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Measure;
    use crate::random::Random;
    use crate::units::Year;

    fn some_plan(random: &mut Random) -> Plan {
        let mut plan = Plan::today(Year(2021));
        for _ in 0..random.below(8) {
            let school = SchoolId::new(&format!("s{}", random.below(4)));
            let measure = match random.below(3) {
                0 => Measure::Keep { school },
                1 => Measure::Close { school },
                _ => Measure::Mothball { school },
            };
            let year = Year(2021 + random.below(3) as i32);
            let reason = if random.below(2) == 0 { "" } else { "why" };
            plan.actions.push(Action::new(year, measure, reason));
        }
        plan
    }

    /// How often a measure stands in a plan, whatever its reason.
    fn times(plan: &Plan, action: &Action) -> usize {
        plan.actions
            .iter()
            .filter(|other| is_same(other, action))
            .count()
    }

    #[test]
    fn what_differs_is_what_one_plan_has_more_often_than_the_other() {
        let mut random = Random::seeded(5);
        for round in 0..500 {
            let (first, second) = (some_plan(&mut random), some_plan(&mut random));
            let found = differences(&first, &second);
            let mine = |plan: &Plan, of: fn(&Difference) -> &Vec<usize>, action: &Action| {
                let places = found.iter().flat_map(of);
                places
                    .filter(|&&place| is_same(&plan.actions[place], action))
                    .count()
            };
            for action in first.actions.iter().chain(&second.actions) {
                let (a, b) = (times(&first, action), times(&second, action));
                let more = |a: usize, b: usize| a.saturating_sub(b);
                assert_eq!(
                    mine(&first, |one| &one.first, action),
                    more(a, b),
                    "round {round}"
                );
                assert_eq!(
                    mine(&second, |one| &one.second, action),
                    more(b, a),
                    "round {round}"
                );
            }
            assert!(differences(&first, &first).is_empty());
            for one in &found {
                let all = one.first.iter().map(|&place| &first.actions[place]);
                let all = all.chain(one.second.iter().map(|&place| &second.actions[place]));
                let mut all = all.map(|action| action.measure.school());
                assert!(all.all(|subject| *subject == one.subject));
            }
        }
    }
}
