//! Merges over several years: what is best to have closed in the last year closes as soon as it can.

use std::collections::BTreeSet;

use super::answer::Upkeep;
use super::gated::schools as schools_of;
use super::question::MergeQuestion;
use super::{Proposal, Searched, SmallLeft, best_in_year, in_year};
use crate::model::SchoolId;
use crate::plan::Policy;
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
    let mut best = measured(&goal, planned, question.upkeep, shortest);
    best.stays = goal.stays.iter().cloned().chain(missed).collect();
    if best.answered.schools > goal.answered.schools {
        let greedy = through_the_years(ground, question, None, last, run)?;
        let greedy = measured(&goal, greedy, question.upkeep, shortest);
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

/// Everyone's way to the nearest school in a year before any closure, in pupil-decimetres: no merges make it shorter.
fn shortest_ways(ground: &StartingPoint, year: Year) -> i64 {
    let evaluator = &ground.evaluator;
    let nearest = evaluator.evaluate(&ground.plan, year, Policy::Nearest);
    let stage = nearest.stages[ground.stage].as_ref();
    stage.map_or(0, |stage| stage.assignment.pupil_decimetres() as i64)
}

/// A plan of several years as the last year sees it: by the schools that are small then, and with the bounds of the
/// best for that year alone, or the shortest ways of all.
fn measured(goal: &Proposal, plan: Proposal, upkeep: Upkeep, shortest: i64) -> Proposal {
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
    // Where as many close as can be, the goal's bound is on the ways of plans that close as many as it does. Where those
    // who moved in earlier years stay where they are, a plan may do better than closing all in one year can: that bound
    // is not on it.
    let is_level = schools == goal.answered.schools || upkeep != Upkeep::Dearest;
    let is_bounded = is_level && schools >= goal.answered.at_least && value >= goal.bound;
    Proposal {
        value,
        bound: if is_bounded {
            goal.bound
        } else {
            shortest.min(value - 1)
        },
        answered: SmallLeft {
            schools,
            at_least: goal.answered.at_least.min(schools),
            searched: goal.answered.searched.max(plan.answered.searched),
            is_cut_short: goal.answered.is_cut_short || plan.answered.is_cut_short,
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
    use super::super::tests::{ground_of, question};
    use super::*;
    use crate::proposal::GateRule;

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
}
