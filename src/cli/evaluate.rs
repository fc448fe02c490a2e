//! `xuequ evaluate`: who travels how far, and which seats are short.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;

use super::{Case, CountyArgs, LayoutArgs, TaskError};
use crate::evaluation::Evaluation;
use crate::export;
use crate::indicators::StageNumbers;
use crate::io;
use crate::model::Stage;
use crate::words::Lang;

/// Arguments of `xuequ evaluate`.
#[derive(Debug, Args)]
pub struct EvaluateArgs {
    #[command(flatten)]
    county: CountyArgs,
    #[command(flatten)]
    layout: LayoutArgs,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
    /// Also write who goes where, as CSV
    #[arg(long, value_name = "OUT.csv")]
    assignment: Option<PathBuf>,
}

pub(super) fn run(args: &EvaluateArgs, lang: Lang) -> Result<String, TaskError> {
    let case = args
        .layout
        .case(&args.county.open(lang)?, args.assignment.as_deref())?;
    let evaluation = case.evaluator.evaluate(&case.plan, case.year, case.policy);
    if let Some(path) = &args.assignment {
        let assignments = evaluation.assignments();
        let csv = export::assignment_csv(case.evaluator.county(), &evaluation.layout, &assignments);
        io::save_atomic(path, csv.as_bytes())?;
    }
    Ok(if args.json {
        let mut answer = super::json::evaluation(&case.evaluator, &case.plan, &evaluation);
        answer["standards"] = super::applied::standards(&case.evaluator, &case.plan);
        super::json::pretty(&answer)
    } else {
        as_text(&case, &evaluation, lang)
    })
}

fn as_text(case: &Case, evaluation: &Evaluation, lang: Lang) -> String {
    let mut text = String::new();
    let plan = match (case.plan.name.as_str(), lang) {
        ("", Lang::Zh) => "今天",
        ("", Lang::En) => "today",
        (name, _) => name,
    };
    let policy = evaluation.policy.words();
    // Writing to a string cannot fail.
    let _written = writeln!(
        text,
        "{} · {plan} · {} · {}",
        case.evaluator.county().name,
        evaluation.layout.year,
        policy.say(lang)
    );
    for stage in Stage::ALL {
        if let Some(evaluated) = &evaluation.stages[stage] {
            let _written = writeln!(text, "{}", stage_line(&evaluated.numbers, lang));
        }
    }
    for finding in evaluation.findings.iter() {
        let _written = writeln!(text, "  {}", finding.words.say(lang));
    }
    if case.warnings > 0 {
        let _written = match lang {
            Lang::Zh => writeln!(text, "读入时有{}条提示，见 xuequ check", case.warnings),
            Lang::En => writeln!(
                text,
                "{} warnings while reading, see xuequ check",
                case.warnings
            ),
        };
    }
    text
}

fn stage_line(numbers: &StageNumbers, lang: Lang) -> String {
    let stage = numbers.stage.words();
    let utilisation = numbers
        .utilisation
        .map_or_else(|| "—".to_owned(), |value| format!("{:.1} %", value * 100.0));
    let seats = numbers
        .seats
        .map_or_else(|| "—".to_owned(), |seats| seats.to_string());
    let trips = numbers.distances.map_or_else(
        || "—".to_owned(),
        |trips| {
            let about = if trips.estimated_pupils > 0 {
                "≈"
            } else {
                ""
            };
            format!(
                "{about}{:.0} / {:.0} / {:.0} m",
                trips.mean,
                trips.p90.as_f64(),
                trips.max.as_f64()
            )
        },
    );
    match lang {
        Lang::Zh => format!(
            "{}：{}所学校 + {}个教学点，学生{}，未安置{}，学位{seats}，利用率{utilisation}，路程（平均/九成/最远）{trips}，超距{}人，规模过小{}所",
            stage.zh,
            numbers.schools,
            numbers.teaching_points,
            numbers.pupils,
            numbers.unplaced,
            numbers.over_limit,
            numbers.below_threshold
        ),
        Lang::En => format!(
            "{}: {} schools + {} teaching points, {} pupils, {} unplaced, {seats} seats, {utilisation} used, trip (mean/p90/longest) {trips}, {} over the limit, {} small",
            stage.en,
            numbers.schools,
            numbers.teaching_points,
            numbers.pupils,
            numbers.unplaced,
            numbers.over_limit,
            numbers.below_threshold
        ),
    }
}
