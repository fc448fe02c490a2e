//! `xuequ merge`: which small schools could be merged, into which, and which should stay.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use serde_json::json;

use super::{CountyArgs, LayoutArgs, TaskError};
use crate::export;
use crate::model::Stage;
use crate::optimise::candidates::{self, Candidate, Verdict};
use crate::plan::{Action, Plan, Policy};
use crate::units::{Meters, Year};
use crate::words::Lang;

/// How far a receiver may lie from a closing school when nobody says otherwise, in metres.
pub const DEFAULT_REACH_METRES: f64 = 5_000.0;

/// Arguments of `xuequ merge`.
#[derive(Debug, Args)]
pub struct MergeArgs {
    #[command(flatten)]
    county: CountyArgs,
    #[command(flatten)]
    layout: LayoutArgs,
    /// Merge schools that run this stage
    #[arg(long, default_value = "primary", value_parser = super::parse_stage)]
    stage: Stage,
    /// Schools with fewer pupils than this are candidates [default: the standard, 100]
    #[arg(long)]
    below: Option<u32>,
    /// The longest way from a school to its receiver, in metres
    #[arg(long, default_value_t = DEFAULT_REACH_METRES)]
    max_distance: f64,
    /// The plan file to write
    #[arg(short, long, value_name = "PLAN.geojson")]
    output: Option<PathBuf>,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &MergeArgs, lang: Lang) -> Result<String, TaskError> {
    let started = Instant::now();
    let case = args.layout.case(&args.county.open(lang)?)?;
    let evaluator = &case.evaluator;
    let before = evaluator.evaluate(&case.plan, case.year, case.policy);
    let below = args.below.unwrap_or(evaluator.limits().small_school);
    let reach = Meters::from_f64(args.max_distance);
    let judged = evaluator.merge_all(
        &before,
        &evaluator.merge_terms(args.stage, below, Some(reach)),
    );
    let actions = candidates::merges(&before.layout, &judged, case.year, lang);
    let plan = extended(&case.plan, case.year, case.policy, actions.clone());
    let after = evaluator.evaluate(&plan, case.year, case.policy);
    if let Some(path) = &args.output {
        let text = evaluator.plan_geojson(&plan, &after);
        export::save_atomic(path, text.as_bytes())?;
    }
    if !args.json {
        return Ok(as_text(&judged, lang));
    }
    let objective = after.stages[args.stage]
        .as_ref()
        .map(|stage| stage.assignment.pupil_decimetres() as f64 / 10.0);
    let kept: Vec<_> = judged
        .iter()
        .filter_map(|candidate| match &candidate.verdict {
            Verdict::Keep { reason } => {
                Some(json!({"school": before.layout.sites[candidate.site].id.as_str(), "reason": reason.say(lang)}))
            }
            Verdict::Merge { .. } => None,
        })
        .collect();
    Ok(super::json::pretty(&json!({
        "objective": objective,
        "bound": null,
        "gap": null,
        "seconds": started.elapsed().as_secs_f64(),
        "proven": false,
        "actions": actions.iter().map(super::json::action).collect::<Vec<_>>(),
        "kept": kept,
    })))
}

/// A plan with more measures; one that was no plan yet gets a name and a period.
pub(super) fn extended(plan: &Plan, year: Year, policy: Policy, actions: Vec<Action>) -> Plan {
    let mut plan = if plan.name.is_empty() {
        Plan::new("方案 A", (year, Year(year.0 + 4)))
    } else {
        plan.clone()
    };
    plan.policy = policy;
    plan.actions.extend(actions);
    plan
}

fn as_text(judged: &[Candidate], lang: Lang) -> String {
    let mut text = String::new();
    for candidate in judged {
        let (mark, reason) = match (&candidate.verdict, lang) {
            (Verdict::Merge { reason, .. }, Lang::Zh) => ("撤并", reason),
            (Verdict::Merge { reason, .. }, Lang::En) => ("merge", reason),
            (Verdict::Keep { reason }, Lang::Zh) => ("保留", reason),
            (Verdict::Keep { reason }, Lang::En) => ("keep ", reason),
        };
        // Writing to a string cannot fail.
        let _written = writeln!(text, "{mark}  {}", reason.say(lang));
    }
    let merged = judged
        .iter()
        .filter(|candidate| matches!(candidate.verdict, Verdict::Merge { .. }))
        .count();
    let _written = match lang {
        Lang::Zh => writeln!(text, "{}所小规模学校，可撤并{merged}所", judged.len()),
        Lang::En => writeln!(
            text,
            "{} small schools, {merged} can be merged",
            judged.len()
        ),
    };
    text
}
