//! Which small schools to merge, and into which: the best plan, and the front of schools left against ways.
//!
//! Where the closure gate binds, a plan is put before it. A school that it refuses with one receiver is tried with
//! the next; what it refuses with all of them is kept, with the gate's answer as the reason, and the search goes on
//! without. Step by step, what is best to have closed in the last year closes as soon as it can. Every year starts
//! from what the years before closed. If a school cannot close in any year, each year is also solved on its own, and
//! the better answer is kept.

pub mod answer;
pub mod candidates;
mod eligible;
pub mod foreseen;
mod gated;
mod left;
mod moved;
mod question;
mod reach;
mod task;
mod words;
mod years;

pub use left::{Searched, SmallLeft};
pub use question::{GateRule, MergeQuestion, USUAL_REACH};

use self::answer::{MergeRules, Merges};
use self::candidates::{MergeTerms, Situation};
use self::gated::Asked;
use super::{Beyond, Found, ProposedMeasure, StartingPoint, Stay, known};
use crate::assign::Flow;
use crate::model::SchoolId;
use crate::plan::{Action, Measure, Plan};
use crate::proposal::layout::Which;
use crate::solve::{Answer, Run};
use crate::units::Year;
use crate::words::Words;

type Proposal = super::Proposal<SmallLeft>;

/// The best merges; with `others` the front besides.
///
/// # Errors
/// Which figures are missing, why no plan keeps all limits, or that none was found in time.
pub fn ask(
    ground: &StartingPoint,
    question: &MergeQuestion,
    others: bool,
    run: &Run<'_>,
) -> Result<Found<SmallLeft>, Words> {
    known::needs_enrolments(ground)?;
    let first = if others { run.sharing(1) } else { *run };
    let best = best(ground, question, &first)?;
    let others = if others {
        front(ground, question, run)?
    } else {
        Vec::new()
    };
    let silent = known::room_unknown(ground);
    let told = |found: Proposal| Proposal {
        unknown_rooms: known::receiving(silent.clone(), &found.steps),
        ..found
    };
    Ok(Found {
        best: told(best),
        others: others.into_iter().map(told).collect(),
    })
}

/// The best merges. Step by step the bound is on what any plan comes to in the last year whose closures all keep the
/// limits in that year, whichever years they close in, and that place as many pupils and send as many where no road
/// leads; closures that the gate refused on the way are left out of it. Where pupils are not dealt anew every year it
/// may be no more than everyone's way to the nearest school.
fn best(
    ground: &StartingPoint,
    question: &MergeQuestion,
    run: &Run<'_>,
) -> Result<Proposal, Words> {
    match question.until.filter(|&last| last > ground.year()) {
        Some(last) => years::step_by_step(ground, question, last, run),
        None => best_in_year(ground, question, run),
    }
}

/// All merges of the year of the starting point that the question allows. What has closed may make room for more: the
/// same is asked again with the plan as it then stands, until nothing more closes. What the answer says beside its
/// measures is of the last time.
///
/// # Errors
/// Why no plan keeps all limits.
pub fn all(
    ground: &StartingPoint,
    question: &MergeQuestion,
    run: &Run<'_>,
) -> Result<Proposal, Words> {
    let mut step = ground.clone();
    let mut steps = Vec::new();
    loop {
        let found = best_in_year(&step, question, run)?;
        steps.extend(found.steps.iter().cloned());
        if found.steps.is_empty() {
            let answered = SmallLeft {
                ways_before: ground.pupil_decimetres(),
                ..found.answered
            };
            return Ok(Proposal {
                steps,
                answered,
                ..found
            });
        }
        let plan = found
            .added_to(ground.evaluator.county(), &step.plan, ground.lang)
            .map_err(|refused| refused.words())?;
        step = in_year(ground, &plan, ground.year());
    }
}

/// The same with another plan in another year.
fn in_year(ground: &StartingPoint, plan: &Plan, year: Year) -> StartingPoint {
    let policy = ground.before.policy;
    StartingPoint {
        before: ground.evaluator.evaluate(plan, year, policy).into(),
        plan: plan.clone(),
        ..ground.clone()
    }
}

/// The best merges of one year.
fn best_in_year(
    ground: &StartingPoint,
    question: &MergeQuestion,
    run: &Run<'_>,
) -> Result<Proposal, Words> {
    let began = run.seconds();
    let mut found = gated::passed(ground, question, run, |asked, run| {
        let merges = with_situation(ground, asked, |situation, terms, rules| {
            proposal(ground, answer::best_merges(situation, terms, rules, run))
        })?;
        Ok(vec![merges])
    })?;
    let mut best = found.pop().ok_or_else(super::not_in_time)?;
    best.answered.is_cut_short = !best.is_best_of_known() && run.is_nearly_over(began);
    Ok(best)
}

/// The corners of the front, from the fewest closures to the most; all close in the year of the starting point.
fn front(
    ground: &StartingPoint,
    question: &MergeQuestion,
    run: &Run<'_>,
) -> Result<Vec<Proposal>, Words> {
    gated::passed(ground, question, run, |asked, run| {
        with_situation(ground, asked, |situation, terms, rules| {
            answer::front(situation, terms, rules, run)
                .into_iter()
                .map(|corner| proposal(ground, corner))
                .collect()
        })
    })
}

fn with_situation<T>(
    ground: &StartingPoint,
    asked: &Asked,
    ask: impl FnOnce(&Situation<'_>, &MergeTerms, &MergeRules) -> T,
) -> Result<T, Words> {
    let question = &asked.question;
    let (evaluator, before) = (&ground.evaluator, &ground.before);
    let situation = Situation::of(evaluator, &ground.plan, before, ground.stage);
    let position = |id: &SchoolId| before.layout.position(id);
    let rules = MergeRules {
        policy: before.policy,
        longest_trip: question.longest_trip,
        upkeep: question.upkeep,
        kept: question.kept.iter().filter_map(position).collect(),
        never: asked
            .never
            .iter()
            .filter_map(|(school, into)| Some((position(school)?, position(into)?)))
            .collect(),
        forbidden: question
            .conditions
            .forbidden(ground, &[])?
            .into_iter()
            .filter_map(|(settlement, which)| match which {
                Which::Existing(site) => Some((settlement, site)),
                Which::New(_) => None,
            })
            .collect(),
    };
    let terms = MergeTerms::of(evaluator, ground.stage, question.below, question.reach);
    Ok(ask(&situation, &terms, &rules))
}

fn proposal(ground: &StartingPoint, answer: Answer<Merges>) -> Proposal {
    let sites = &ground.before.layout.sites;
    let id = |site: usize| sites[site].id.clone();
    let Answer {
        choice: merges,
        value,
        bound,
        seconds,
    } = answer;
    let step = |closure: &answer::Closure| {
        let school = id(closure.site);
        let measure = if closure.into.is_empty() {
            Measure::Close { school }
        } else {
            Measure::Merge {
                school,
                into: closure.into.iter().map(|&site| id(site)).collect(),
            }
        };
        let reason = closure.reason.clone();
        ProposedMeasure {
            action: Action::drafted(ground.year(), measure, &reason, ground.lang),
            reason,
        }
    };
    let left = merges.kept.len();
    let county = ground.evaluator.county();
    let farther = |flow: &Flow| {
        let (home, name) = (&county.settlements[flow.settlement], &sites[flow.site].name);
        Beyond::new(home, id(flow.site), name, flow.pupils, flow.trip)
    };
    let mut beyond: Vec<Beyond> = merges.beyond.iter().map(farther).collect();
    Beyond::sort(&mut beyond);
    Proposal {
        steps: merges.closures.iter().map(step).collect(),
        answered: SmallLeft {
            schools: left,
            at_least: left + merges.closures.len()
                - merges.closures_at_most.max(merges.closures.len()),
            searched: Searched::Whole,
            is_cut_short: false,
            year: ground.year(),
            ways_before: ground.pupil_decimetres(),
        },
        stays: merges
            .kept
            .into_iter()
            .map(|(site, reason)| Stay {
                school: id(site),
                reason,
            })
            .collect(),
        policy: ground.before.policy,
        value,
        bound,
        pupil_decimetres: merges.pupil_decimetres,
        seconds,
        beyond,
        unknown_rooms: Vec::new(),
        lacks: known::homes_unknown(ground),
        left_out: 0,
    }
}

#[cfg(test)]
mod agree_tests;
#[cfg(test)]
mod policy_tests;
#[cfg(test)]
mod tests;
