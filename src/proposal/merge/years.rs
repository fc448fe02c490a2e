//! Merges over several years: what is best to have closed in the last year closes as soon as it can.

use std::collections::BTreeSet;

use super::answer::Upkeep;
use super::gated::schools as schools_of;
use super::question::MergeQuestion;
use super::{Proposal, Searched, SmallLeft, best_in_year, in_year};
use crate::assign::Assignment;
use crate::model::SchoolId;
use crate::plan::{Plan, Policy};
use crate::proposal::{StartingPoint, Stay};
use crate::solve::Run;
use crate::units::Year;
use crate::words::Words;

/// The best merges of a span of years. What is best to have closed in the last year is found first, with the plan as it
/// stands; each of those schools then closes in the first year in which it can. If one of them cannot close
/// in any year, each year is also solved on its own, and the better answer is kept.
pub(super) fn step_by_step(
    ground: &StartingPoint,
    question: &MergeQuestion,
    last: Year,
    run: &Run<'_>,
) -> Result<Proposal, Words> {
    let at_last = in_year(ground, &ground.plan, last);
    let goal = best_in_year(&at_last, question, &run.sharing(2))?;
    let wanted = schools_of(&goal);
    let planned = through_the_years(ground, question, Some(&wanted), last, &run.sharing(1))?;
    let missed: Vec<Stay> = planned
        .stays
        .iter()
        .filter(|stay| wanted.contains(&stay.school))
        .cloned()
        .collect();
    let shortest = shortest_ways(ground, last);
    let measured = |plan: Proposal| measured(ground, &goal, plan, question.upkeep, shortest);
    let mut best = measured(planned);
    best.stays = goal.stays.iter().cloned().chain(missed).collect();
    if best.answered.schools > goal.answered.schools {
        let greedy = through_the_years(ground, question, None, last, run)?;
        let greedy = measured(greedy);
        let is_better = match question.upkeep {
            Upkeep::Dearest => {
                let rank = |plan: &Proposal| (plan.answered.schools, plan.value);
                rank(&greedy) < rank(&best)
            }
            Upkeep::Weighs(_) => greedy.value < best.value,
        };
        if is_better {
            best = greedy;
        }
    }
    Ok(Proposal {
        seconds: run.seconds(),
        ..best
    })
}

/// What the ways of a year come to.
#[derive(Clone, Copy, Default)]
struct Ways {
    /// What they cost ([`Assignment::pupil_cost`]).
    cost: i64,
    /// Of that, what is beside their lengths, as no road leads there.
    beyond: i64,
    /// How many pupils go them.
    placed: u64,
}

impl Ways {
    fn of(assignment: &Assignment) -> Self {
        let (cost, lengths) = (assignment.pupil_cost(), assignment.pupil_decimetres());
        Self {
            cost: cost as i64,
            beyond: cost as i64 - lengths as i64,
            placed: assignment.placed(),
        }
    }

    /// Those of a plan in a year under a policy.
    fn in_year(ground: &StartingPoint, plan: &Plan, year: Year, policy: Policy) -> Self {
        let found = ground.evaluator.evaluate(plan, year, policy);
        let stage = found.stages[ground.stage].as_ref();
        stage.map_or_else(Self::default, |stage| Self::of(&stage.assignment))
    }
}

/// The ways of a year that no merges make cheaper: all seats dealt as well as can be where they count, else everyone's
/// way to the nearest school, before any closure.
fn shortest_ways(ground: &StartingPoint, year: Year) -> Ways {
    let policy = match ground.before.policy {
        Policy::Seats => Policy::Seats,
        Policy::Nearest | Policy::Keep => Policy::Nearest,
    };
    Ways::in_year(ground, &ground.plan, year, policy)
}

/// The ways of a proposal in the year of the goal, as the plan shows them.
fn ways_of(ground: &StartingPoint, goal: &Proposal, proposal: &Proposal) -> Option<Ways> {
    let county = ground.evaluator.county();
    let plan = if proposal.steps.is_empty() {
        ground.plan.clone()
    } else {
        proposal.added_to(county, &ground.plan, ground.lang).ok()?
    };
    let policy = ground.before.policy;
    Some(Ways::in_year(ground, &plan, goal.answered.year, policy))
}

/// A plan of several years as the last year sees it: by the schools that are small then, and with the bounds of the
/// best for that year alone, or the shortest ways of all. Bounds are of plans that place as many pupils and send as
/// many where no road leads; where the goal or the shortest ways do otherwise they say nothing but that ways are not
/// negative.
fn measured(
    ground: &StartingPoint,
    goal: &Proposal,
    plan: Proposal,
    upkeep: Upkeep,
    shortest: Ways,
) -> Proposal {
    let wanted = schools_of(goal);
    let closed = schools_of(&plan);
    let in_question = goal.stays.iter().map(|stay| &stay.school).chain(wanted);
    let closed = in_question.filter(|school| closed.contains(school)).count();
    let schools = (goal.stays.len() + goal.steps.len()).saturating_sub(closed);
    let weighs = match upkeep {
        Upkeep::Weighs(upkeep) => upkeep,
        Upkeep::Dearest => 0,
    };
    let longer = plan.pupil_decimetres - goal.pupil_decimetres;
    let value = goal.value + longer + (schools as i64 - goal.answered.schools as i64) * weighs;
    let ways = [&plan, goal].map(|proposal| ways_of(ground, goal, proposal));
    let is_alike = match ways {
        [Some(own), Some(goal)] => own.beyond == goal.beyond && own.placed == goal.placed,
        _ => false,
    };
    // Where as many close as can be, the goal's bound is on the ways of plans that close as many as it does. Where
    // those who moved in earlier years stay where they are, a plan may do better than closing all in one year can: that
    // bound is not on it.
    let is_level = schools == goal.answered.schools || upkeep != Upkeep::Dearest;
    let is_bounded =
        is_alike && is_level && schools >= goal.answered.at_least && value >= goal.bound;
    let [own, _] = ways;
    let least = match own {
        Some(own) if own.placed == shortest.placed => (shortest.cost - own.beyond).max(0),
        _ => 0,
    };
    Proposal {
        value,
        bound: if is_bounded {
            goal.bound
        } else if least < value {
            least
        } else {
            0
        },
        answered: SmallLeft {
            schools,
            at_least: goal.answered.at_least.min(schools),
            searched: goal.answered.searched.max(plan.answered.searched),
            is_cut_short: goal.answered.is_cut_short || plan.answered.is_cut_short,
            ..goal.answered
        },
        ..plan
    }
}

/// Year by year whatever can close then, of the schools wanted; what the answer says beside its measures is of the last
/// year.
fn through_the_years(
    ground: &StartingPoint,
    question: &MergeQuestion,
    wanted: Option<&BTreeSet<&SchoolId>>,
    last: Year,
    run: &Run<'_>,
) -> Result<Proposal, Words> {
    let mut step = ground.clone();
    let mut steps = Vec::new();
    let (mut searched, mut is_cut_short) = (Searched::Whole, false);
    let mut question = question.clone();
    if let Some(wanted) = wanted {
        let schools = ground.evaluator.county().schools.iter();
        let others = schools.filter(|school| !wanted.contains(&school.id));
        question.kept.extend(others.map(|school| school.id.clone()));
    }
    loop {
        let year = step.year();
        let left = usize::try_from(last.0 - year.0).unwrap_or(0);
        let found = best_in_year(&step, &question, &run.sharing(left))?;
        steps.extend(found.steps.iter().cloned());
        searched = searched.max(found.answered.searched);
        is_cut_short |= found.answered.is_cut_short;
        if year >= last {
            let answered = SmallLeft {
                searched,
                is_cut_short,
                ..found.answered
            };
            return Ok(Proposal {
                steps,
                answered,
                ..found
            });
        }
        let plan = if found.steps.is_empty() {
            step.plan.clone()
        } else {
            found
                .added_to(ground.evaluator.county(), &step.plan, ground.lang)
                .map_err(|refused| refused.words())?
        };
        step = in_year(ground, &plan, Year(year.0 + 1));
    }
}

#[cfg(test)]
mod tests {
    use super::super::gated::Asked;
    use super::super::tests::{ground_of, question};
    use super::super::{task, with_situation};
    use super::*;
    use crate::plan::{Action, Measure};
    use crate::proposal::GateRule;
    use crate::random::Random;

    #[test]
    fn a_goal_that_its_share_of_the_time_cuts_short_is_told_apart_from_one_that_cannot_be_proven() {
        let schools = [("a", 0.0, 300, 400), ("b", 1.0, 40, 60), ("c", 2.0, 50, 90)];
        let villages = [(0.0, 300), (1.0, 40), (2.0, 50)];
        let ground = ground_of(&schools, &villages, Policy::Seats);
        let question = question(&ground, GateRule::Advises);
        let last = Year(ground.year().0 + 2);
        let asked = |run: &Run<'_>| step_by_step(&ground, &question, last, run).unwrap();
        let whole = asked(&Run::to_the_end());
        assert!(!whole.answered.is_cut_short);
        let short = asked(&Run::for_seconds(0.0));
        assert!(!short.is_best_of_known());
        assert!(short.answered.is_cut_short);
    }

    #[test]
    fn no_plan_that_closes_as_many_by_the_last_year_has_shorter_ways_than_the_bound() {
        const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
        let (mut checked, mut proven) = (0, 0);
        for seed in 0..40 {
            let mut random = Random::seeded(seed);
            let schools: Vec<(&'static str, f64, u32, u32)> = (0..3 + random.below(4))
                .map(|number| {
                    let km = random.between(0.0, 9.0);
                    let pupils = 20 + random.count_below(if number == 0 { 300 } else { 70 });
                    (NAMES[number], km, pupils, pupils + random.count_below(160))
                })
                .collect();
            let near = |&(_, km, pupils, _): &(&str, f64, u32, u32)| (km, pupils);
            let villages: Vec<(f64, u32)> = schools.iter().map(near).collect();
            for policy in [Policy::Nearest, Policy::Seats, Policy::Keep] {
                let ground = ground_of(&schools, &villages, policy);
                let mut question = question(&ground, GateRule::Advises);
                question.reach = None;
                let last = Year(ground.year().0 + 1 + seed as i32 % 3);
                let Ok(best) = step_by_step(&ground, &question, last, &Run::to_the_end()) else {
                    continue;
                };
                let own = ways_of(&ground, &best, &best).unwrap();
                assert_eq!(
                    own.cost - own.beyond,
                    best.pupil_decimetres,
                    "{seed} {policy:?}"
                );
                assert!(
                    best.bound <= best.value && best.bound >= 0,
                    "{seed} {policy:?}"
                );
                proven += usize::from(best.bound == best.value);
                if policy == Policy::Keep {
                    continue;
                }
                // Who is dealt anew every year goes where all go who close the same schools, whenever they close.
                let asked = Asked {
                    question: question.clone(),
                    never: BTreeSet::new(),
                };
                let at_last = in_year(&ground, &ground.plan, last);
                let sites = &at_last.before.layout.sites;
                let small = with_situation(&at_last, &asked, |situation, terms, rules| {
                    let (closable, _) = task::closable(situation, terms, rules);
                    let ids = closable.keys().map(|&site| sites[site].id.clone());
                    ids.collect::<Vec<SchoolId>>()
                });
                let small = small.unwrap();
                let close = best.steps.len() as u32;
                for bits in (0_u32..1 << small.len()).filter(|bits| bits.count_ones() == close) {
                    let mut plan = ground.plan.clone();
                    let closed = (0..small.len()).filter(|one| bits >> one & 1 == 1);
                    plan.actions = closed
                        .map(|one| {
                            let school = small[one].clone();
                            Action::new(ground.year(), Measure::Close { school }, "")
                        })
                        .collect();
                    let other = Ways::in_year(&ground, &plan, last, policy);
                    if (other.placed, other.beyond) == (own.placed, own.beyond) {
                        assert!(other.cost - other.beyond >= best.bound, "{seed} {policy:?}");
                        checked += 1;
                    }
                }
            }
        }
        assert!(checked > 100 && proven > 20, "{checked} {proven}");
    }
}
