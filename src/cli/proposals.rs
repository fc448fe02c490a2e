//! What `merge`, `site` and `layout` share: how long to search, what the search tells, and the answer's form.

use std::fmt::Write as _;
use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::sync::atomic::AtomicBool;

use clap::Args;
use serde_json::{Value, json};

use super::{PlannedCounty, TaskError};
use crate::export;
use crate::io;
use crate::model::{SchoolId, Stage};
use crate::plan::Layout;
use crate::proposal::{
    self, AnswerKind, Beyond, Proposal, ProposedMeasure, StartingPoint, ValueUnit,
};
use crate::solve::{Progress, Run};
use crate::units::PupilWays;
use crate::words::{Lang, Words};

/// How long to search.
#[derive(Debug, Args)]
pub(super) struct SearchArgs {
    /// Stop after so many seconds with the best found so far
    #[arg(long, value_name = "SECONDS", default_value_t = 60.0, value_parser = super::bounds::seconds)]
    time_limit: f64,
}

impl SearchArgs {
    /// Why a search ended where nothing better is ruled out.
    pub(super) fn stopped<A: AnswerKind>(&self, proposal: &Proposal<A>) -> Option<Words> {
        if proposal.is_best_of_known() {
            return None;
        }
        // The last round of a search is not begun when it could not end in time.
        let had_time = proposal.seconds < 0.9 * self.time_limit;
        Some(if had_time && proposal.answered.is_cut_short() {
            Words::new(
                "a part of the search came to the end of its share of the time; more time may prove more",
                "部分搜索已到其分配时限，延长时限或可进一步证明",
            )
        } else if had_time {
            Words::new(
                "the search ended: this method cannot prove more",
                "搜索已完成，所用方法无法进一步证明",
            )
        } else {
            Words::new("the time limit was reached", "已到时限")
        })
    }

    /// Answers a question whose value is in the unit, with progress on a terminal.
    pub(super) fn ask<T>(
        &self,
        lang: Lang,
        unit: ValueUnit,
        answer: impl FnOnce(&Run<'_>) -> Result<T, Words>,
    ) -> Result<T, TaskError> {
        let terminal = std::io::stderr();
        let is_watched = terminal.is_terminal();
        let tell = |progress: Progress| {
            if is_watched {
                let words = proposal::progress_words(unit, progress);
                let mut terminal = terminal.lock();
                // A progress line that cannot be shown changes nothing about the answer.
                let _shown =
                    write!(terminal, "\r\x1b[K{}", words.say(lang)).and_then(|()| terminal.flush());
            }
        };
        let never = AtomicBool::new(false);
        let run = Run::for_seconds(self.time_limit).watched(&never, &tell);
        let found = answer(&run);
        if is_watched {
            let _shown = write!(terminal.lock(), "\r\x1b[K");
        }
        found.map_err(TaskError::Question)
    }
}

/// Where a proposal for this county begins.
pub(super) fn ground(case: PlannedCounty, stage: Stage, lang: Lang) -> StartingPoint {
    let before = case.evaluator.evaluate(&case.plan, case.year, case.policy);
    StartingPoint {
        evaluator: case.evaluator.into(),
        plan: case.plan,
        before: before.into(),
        stage,
        lang,
    }
}

/// Schools by id, as they were typed.
pub(super) fn schools(layout: &Layout, ids: &[String]) -> Result<Vec<SchoolId>, TaskError> {
    let school = |id: &String| {
        let id = SchoolId::new(id);
        if layout.position(&id).is_some() {
            return Ok(id);
        }
        Err(TaskError::Question(Words::new(
            format!("no school has the id {id}"),
            format!("没有编号为{id}的学校"),
        )))
    };
    ids.iter().map(school).collect()
}

/// Writes the plan that the proposal leads to.
pub(super) fn save<A>(
    path: &Path,
    ground: &StartingPoint,
    proposal: &Proposal<A>,
) -> Result<(), TaskError> {
    let plan = proposal
        .added_to(ground.evaluator.county(), &ground.plan, ground.lang)
        .map_err(|refused| TaskError::Question(refused.words()))?;
    let after = ground.evaluator.evaluate(&plan, ground.year(), plan.policy);
    let before = ground.evaluator.baseline(ground.year(), plan.policy);
    let text = export::plan_file(&ground.evaluator, &plan, &after, &before);
    Ok(io::save_atomic(path, text.as_bytes())?)
}

/// The members that every proposal has.
pub(super) fn as_json<A: AnswerKind>(
    proposal: &Proposal<A>,
    search: &SearchArgs,
    lang: Lang,
) -> Value {
    let kept = proposal
        .stays
        .iter()
        .map(|stay| json!({"school": stay.school.as_str(), "reason": stay.reason.say(lang)}));
    let beyond = proposal.beyond.iter().map(|beyond| {
        json!({
            "settlement": beyond.settlement.as_str(),
            "school": beyond.school.as_str(),
            "pupils": beyond.pupils,
            "distance_m": beyond.trip.distance().as_f64(),
            "reason": beyond.words.say(lang),
        })
    });
    json!({
        "objective": proposal.unit().of(proposal.value),
        "bound": proposal.unit().of(proposal.bound),
        "gap": proposal.gap(),
        "seconds": proposal.seconds,
        "proven": proposal.is_proven(),
        "proof": proposal.proof().say(lang),
        "stopped": search.stopped(proposal).map(|words| words.say(lang).to_owned()),
        "pupil_metres": ValueUnit::PupilDecimetres.of(proposal.pupil_decimetres),
        "unknown_rooms": proposal.unknown_rooms.iter().map(SchoolId::as_str).collect::<Vec<_>>(),
        "policy": proposal.policy.key(),
        "actions": proposal.actions().map(super::json::action).collect::<Vec<_>>(),
        "kept": kept.collect::<Vec<_>>(),
        "beyond": beyond.collect::<Vec<_>>(),
    })
}

/// “proven best, 0.12 s”.
pub(super) fn proof<A: AnswerKind>(
    proposal: &Proposal<A>,
    search: &SearchArgs,
    lang: Lang,
) -> String {
    let stopped = search
        .stopped(proposal)
        .map_or_else(String::new, |words| format!("; {}", words.say(lang)));
    format!(
        "{}, {:.2} s{stopped}\n",
        proposal.proof().say(lang),
        proposal.seconds
    )
}

/// One line for each measure, and one for each school that stays.
pub(super) fn lines<A>(proposal: &Proposal<A>, lang: Lang) -> String {
    let mut text = String::new();
    let first = proposal.actions().next().map(|action| action.year);
    let in_one_year = proposal.actions().all(|action| Some(action.year) == first);
    for ProposedMeasure { action, reason } in &proposal.steps {
        let what = action.measure.words();
        let year = if in_one_year {
            String::new()
        } else {
            format!("{} ", action.year)
        };
        // Writing to a string cannot fail.
        let _written = writeln!(
            text,
            "{year}{}  {}",
            padded(what.say(lang), lang),
            reason.say(lang)
        );
    }
    let keep = match lang {
        Lang::Zh => "保留",
        Lang::En => "Keep",
    };
    for stay in &proposal.stays {
        let _written = writeln!(text, "{}  {}", padded(keep, lang), stay.reason.say(lang));
    }
    if !proposal.beyond.is_empty() {
        let heading = Beyond::heading(&proposal.beyond);
        let _written = writeln!(text, "{}", heading.say(lang));
    }
    for beyond in &proposal.beyond {
        let _written = writeln!(text, "  {}", beyond.words.say(lang));
    }
    text
}

fn padded(word: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => word.to_owned(),
        Lang::En => format!("{word:<12}"),
    }
}

/// Pupil-kilometres with one decimal.
pub(super) fn pupil_km(decimetres: i64) -> String {
    format!("{:.1}", PupilWays::from_decimetres(decimetres).km())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Policy;
    use crate::proposal::merge::{Searched, SmallLeft};
    use crate::units::Year;

    /// How an answer that is not proven is said to have ended, a second after the start of sixty.
    fn ended(is_cut_short: bool) -> String {
        let proposal = Proposal {
            steps: Vec::new(),
            stays: Vec::new(),
            policy: Policy::Keep,
            value: 100,
            bound: 90,
            pupil_decimetres: 100,
            seconds: 1.0,
            beyond: Vec::new(),
            unknown_rooms: Vec::new(),
            lacks: None,
            left_out: 0,
            answered: SmallLeft {
                schools: 2,
                at_least: 1,
                searched: Searched::Whole,
                is_cut_short,
                year: Year(2030),
                ways_before: 100,
            },
        };
        let search = SearchArgs { time_limit: 60.0 };
        search.stopped(&proposal).unwrap().en
    }

    #[test]
    fn a_search_that_a_share_of_the_time_cut_short_never_says_that_more_time_proves_nothing() {
        assert!(ended(true).contains("more time may prove more"));
        assert!(ended(false).contains("this method cannot prove more"));
    }
}
