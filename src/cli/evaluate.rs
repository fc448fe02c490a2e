//! `xuequ evaluate`: who travels how far, and which seats are short.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;

use super::told::Answer;
use super::{CountyArgs, LayoutArgs, PlannedCounty, TaskError};
use crate::evaluation::Evaluation;
use crate::forecast::DemandBasis;
use crate::indicators::{Indicator, StageNumbers};
use crate::io;
use crate::model::Stage;
use crate::tables;
use crate::tables::csv::{self, Reader};
use crate::words::{Lang, Words};

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

pub(super) fn run(args: &EvaluateArgs, lang: Lang) -> Result<Answer, TaskError> {
    let case = args
        .layout
        .case(&args.county, args.assignment.as_deref(), lang)?;
    if let Some(path) = &args.assignment {
        io::refuse_table(path, case.told.report())?;
    }
    let evaluation = case.evaluator.evaluate(&case.plan, case.year, case.policy);
    if let Some(path) = &args.assignment {
        let assignments = evaluation.assignments();
        let county = case.evaluator.county();
        let table = tables::assignment(county, &evaluation.layout, &assignments);
        let csv = csv::text(&[&table], Reader::Program);
        io::save_atomic(path, csv.as_bytes())?;
    }
    Ok(if args.json {
        let mut answer = super::json::evaluation(&case.evaluator, &case.plan, &evaluation);
        answer["standards"] = super::applied::standards(&case.evaluator, &case.plan, lang);
        case.told.json(answer, lang)
    } else {
        let text = as_text(&case, &evaluation, lang);
        case.told.text(text, lang)
    })
}

fn as_text(case: &PlannedCounty, evaluation: &Evaluation, lang: Lang) -> String {
    let mut text = String::new();
    let plan = match (case.plan.name.as_str(), lang) {
        ("", Lang::Zh) => "现状",
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
            let basis = evaluation.demand.basis[stage];
            let _written = writeln!(
                text,
                "{}",
                stage_line(
                    &evaluated.numbers,
                    evaluation.indicator(stage, Indicator::Small, None),
                    evaluation.small_below[stage],
                    basis,
                    lang
                ) + &silent(case, evaluation, stage, lang)
            );
            if let Some(line) = boarders_line(&evaluated.numbers, basis) {
                let _written = writeln!(text, "    {}", line.say(lang));
            }
        }
    }
    text += &super::findings::as_text(&case.evaluator, evaluation, lang);
    text
}

/// How many board and how far they go once a week, and of how many schools that is not known; `None` where nobody
/// boards and every school says so, and for kindergartens whose schools tell of no boarders.
fn boarders_line(numbers: &StageNumbers, basis: DemandBasis) -> Option<Words> {
    let (boarders, unknown) = (numbers.boarders, numbers.boarders_unknown);
    let is_usual = numbers.stage == Stage::Kindergarten || unknown == 0;
    if !basis.is_known() || boarders == 0 && is_usual {
        return None;
    }
    let board = numbers.boarder_distances.map(|ways| {
        let (mean, longest) = (ways.mean, ways.max.as_f64());
        Words::new(
            format!("boarders: {boarders}, way home once a week (mean/longest) {mean:.0} / {longest:.0} m"),
            format!("寄宿生{boarders}人，每周往返路程（平均/最远）{mean:.0} / {longest:.0} m"),
        )
    });
    let silent = numbers.boarders_silent();
    let silent = silent.map(|words| Words::new(words.en.to_lowercase(), words.zh));
    let parts = [board, silent].into_iter().flatten();
    parts.reduce(|a, b| Words::new(format!("{}; {}", a.en, b.en), format!("{}；{}", a.zh, b.zh)))
}

/// “seats known for 46 of 74”, where they are not known for all; likewise pupils.
fn gaps(numbers: &StageNumbers, lang: Lang) -> String {
    let all = numbers.schools + numbers.teaching_points;
    let gap = |unknown: usize, en: &str, zh: &str| match (unknown, lang) {
        (0, _) => String::new(),
        (_, Lang::Zh) => format!("，{all}所中{}所{zh}已知", all - unknown),
        (_, Lang::En) => format!(", {en} known for {} of {all}", all - unknown),
    };
    gap(numbers.pupils_unknown, "pupils", "学生数") + &gap(numbers.seats_unknown, "seats", "学位")
}

/// “pupils known for 1 of 3 settlements”, and that no school of a stage was read.
fn silent(case: &PlannedCounty, evaluation: &Evaluation, stage: Stage, lang: Lang) -> String {
    let county = case.evaluator.county();
    let (all, silent) = (county.settlements.len(), county.silent_settlements(stage));
    let homes = match (silent, lang) {
        (0, _) => String::new(),
        (_, Lang::Zh) => format!("，{all}个居民点中{}个学生数已知", all - silent),
        (_, Lang::En) => format!(", pupils known for {} of {all} settlements", all - silent),
    };
    let schools = match (evaluation.layout.has_schools(stage), lang) {
        (true, _) => "",
        (false, Lang::Zh) => "，未读入该学段学校",
        (false, Lang::En) => ", no school of the stage was read",
    };
    homes + schools
}

/// A number of pupils; `—` where nobody knows how many there are.
pub(super) fn counted(pupils: u32, basis: DemandBasis) -> String {
    match basis {
        DemandBasis::Unknown => "—".to_owned(),
        _ => pupils.to_string(),
    }
}

/// A number of schools; `—` where it is not known.
pub(super) fn count(schools: Option<f64>) -> String {
    schools.map_or_else(|| "—".to_owned(), |schools| format!("{schools:.0}"))
}

fn stage_line(
    numbers: &StageNumbers,
    small: Option<f64>,
    below: u32,
    basis: DemandBasis,
    lang: Lang,
) -> String {
    let counted = |number: u32| counted(number, basis);
    let (pupils, unplaced, over_limit) = (
        counted(numbers.pupils),
        counted(numbers.unplaced),
        counted(numbers.over_limit),
    );
    let gaps = gaps(numbers, lang);
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
    let small = count(small);
    let small = match (below, lang) {
        (0, _) => String::new(),
        (_, Lang::Zh) => format!("，不足{below}人{small}所"),
        (_, Lang::En) => format!(", {small} under {below} pupils"),
    };
    match lang {
        Lang::Zh => format!(
            "{}：{}所学校 + {}个教学点，学生{pupils}，未安置{unplaced}，学位{seats}，利用率{utilisation}，走读路程（平均/90%以内/最远）{trips}，走读生超距{over_limit}人{small}{gaps}",
            stage.zh, numbers.schools, numbers.teaching_points
        ),
        Lang::En => format!(
            "{}: {} + {}, {}, {unplaced} unplaced, {}, {utilisation} used, trip of day pupils (mean/p90/longest) {trips}, {over_limit} over the limit{small}{gaps}",
            stage.en,
            Words::counted(numbers.schools, "school", "所").en,
            Words::counted(numbers.teaching_points, "teaching point", "个").en,
            Words::counted(pupils, "pupil", "人").en,
            Words::counted(seats, "seat", "个").en,
        ),
    }
}
