//! Which small schools to merge, and into which: the best plan, and the front of schools left against ways.

use super::{Ground, Proposal, Stay, Unit};
use crate::model::{PerStage, SchoolId};
use crate::optimise::candidates::{Situation, Terms};
use crate::optimise::merges::{self, MergeRules, Merges, Upkeep};
use crate::optimise::{Answer, Run};
use crate::plan::{Action, Measure};
use crate::units::Meters;

/// The limits of merging.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergeQuestion {
    /// Schools with fewer pupils than this are in question.
    pub below: u32,
    /// The longest way from a school to its receiver; `None` for any.
    pub reach: Option<Meters>,
    /// The longest trip of a pupil who changes school; `None` for any.
    pub longest_trip: Option<Meters>,
    /// What it is worth to close a school.
    pub upkeep: Upkeep,
    /// Schools that stay in any case, beside those the plan keeps.
    pub kept: Vec<SchoolId>,
}

/// The best merges.
pub(super) fn best(ground: &Ground, question: &MergeQuestion, run: &Run<'_>) -> Proposal {
    with_situation(ground, question, |situation, terms, rules| {
        proposal(ground, merges::best_merges(situation, terms, rules, run))
    })
}

/// The corners of the front, from the fewest closures to the most.
pub(super) fn front(ground: &Ground, question: &MergeQuestion, run: &Run<'_>) -> Vec<Proposal> {
    with_situation(ground, question, |situation, terms, rules| {
        merges::front(situation, terms, rules, run)
            .into_iter()
            .map(|corner| proposal(ground, corner))
            .collect()
    })
}

fn with_situation<T>(
    ground: &Ground,
    question: &MergeQuestion,
    ask: impl FnOnce(&Situation<'_>, &Terms, &MergeRules) -> T,
) -> T {
    let (evaluator, before) = (&ground.evaluator, &ground.before);
    let rows = evaluator.rows(&before.layout);
    let situation = Situation {
        travel: evaluator.travel(),
        layout: &before.layout,
        rows: &rows,
        assignments: PerStage::from_fn(|stage| Some(&before.stages[stage].as_ref()?.assignment)),
        size: &|site| before.size(site),
    };
    let rules = MergeRules {
        policy: before.policy,
        longest_trip: question.longest_trip,
        upkeep: question.upkeep,
        kept: question
            .kept
            .iter()
            .filter_map(|id| before.layout.position(id))
            .collect(),
    };
    let terms = evaluator.merge_terms(ground.stage, question.below, question.reach);
    ask(&situation, &terms, &rules)
}

fn proposal(ground: &Ground, answer: Answer<Merges>) -> Proposal {
    let sites = &ground.before.layout.sites;
    let id = |site: usize| sites[site].id.clone();
    let Answer {
        choice: merges,
        value,
        bound,
        seconds,
    } = answer;
    let action = |closure: &merges::Closure| {
        let school = id(closure.site);
        let measure = if closure.into.is_empty() {
            Measure::Close { school }
        } else {
            Measure::Merge {
                school,
                into: closure.into.iter().map(|&site| id(site)).collect(),
            }
        };
        Action::new(ground.year(), measure, closure.reason.say(ground.lang))
    };
    let left = merges.kept.len();
    Proposal {
        actions: merges.closures.iter().map(action).collect(),
        reasons: merges
            .closures
            .iter()
            .map(|closure| closure.reason.clone())
            .collect(),
        count: left,
        count_at_least: left + merges.closures.len()
            - merges.closures_at_most.max(merges.closures.len()),
        stays: merges
            .kept
            .into_iter()
            .map(|(site, reason)| Stay {
                school: id(site),
                reason,
            })
            .collect(),
        policy: ground.before.policy,
        unit: Unit::PupilDecimetres,
        value,
        bound,
        pupil_decimetres: merges.pupil_decimetres,
        seconds,
    }
}
