//! `xuequ compare`: two plans side by side, and who moves.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use serde_json::{Value, json};

use super::{CountyArgs, TaskError, prepared, read_plan};
use crate::evaluation::{CompareSide, Compared, Evaluation, compare};
use crate::indicators::{Comparison, StageNumbers};
use crate::model::Stage;
use crate::plan::{Plan, Policy};
use crate::units::Year;
use crate::words::{Lang, Words};

/// Arguments of `xuequ compare`.
#[derive(Debug, Args)]
pub struct CompareArgs {
    #[command(flatten)]
    county: CountyArgs,
    /// The two plan files, first and second; `today` is today's layout
    #[arg(long = "plan", required = true, num_args = 1)]
    plans: Vec<PathBuf>,
    /// The school year [default: the later plan's last year]
    #[arg(long)]
    year: Option<i32>,
    /// How pupils are given to schools [default: each plan's own]
    #[arg(long, value_parser = super::parse_policy)]
    policy: Option<Policy>,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &CompareArgs, lang: Lang) -> Result<String, TaskError> {
    let [first, second] = args.plans.as_slice() else {
        return Err(TaskError::Question(Words::new(
            "compare needs --plan twice",
            "比选需要两个 --plan",
        )));
    };
    let opened = args.county.open(lang)?;
    let mut report = opened.report.clone();
    let mut side = |path: &PathBuf| -> Result<CompareSide, TaskError> {
        let side = if path.as_os_str() == "today" && !path.exists() {
            CompareSide::today(Policy::default())
        } else {
            CompareSide::of(read_plan(path, &opened, &mut report)?)
        };
        let policy = args.policy.unwrap_or(side.policy);
        Ok(CompareSide { policy, ..side })
    };
    let sides = [side(first)?, side(second)?];
    let plans = || sides.iter().filter_map(|side| side.plan.as_ref());
    let evaluator = Arc::new(prepared(&opened, plans().next()));
    let base = evaluator.base_year();
    let last = plans()
        .map(|plan: &Plan| plan.period.1)
        .fold(base, Year::max);
    let year = args.year.map_or(last, Year);
    let compared = compare(&evaluator, &opened.county, &sides, year);
    Ok(if args.json {
        super::json::told(as_json(&compared, lang), &report, lang)
    } else {
        as_text(&compared, lang)
    })
}

/// The stages whose pupils can be followed, with what changes in them.
fn stages(compared: &Compared) -> impl Iterator<Item = (Stage, &Comparison)> {
    let stages = compared.stages.iter();
    stages.filter_map(|(stage, comparison)| Some((stage, comparison.as_ref()?)))
}

fn as_json(compared: &Compared, lang: Lang) -> Value {
    let (before, after) = (&compared.before, &compared.after);
    let numbers = |side: &Evaluation, stage: Stage| {
        let evaluated = side.stages[stage].as_ref();
        evaluated.map_or(Value::Null, |evaluated| {
            super::json::stage_numbers(&evaluated.numbers, side.below_threshold[stage])
        })
    };
    let stage_json = |(stage, comparison): (Stage, &Comparison)| {
        let value = json!({
            "a": numbers(before, stage),
            "b": numbers(after, stage),
            "pupils_moved": comparison.pupils_moved(),
            "pupils_farther": comparison.pupils_farther,
            "pupils_nearer": comparison.pupils_nearer,
            "moves": moves(compared, comparison),
        });
        (stage.key().to_owned(), value)
    };
    let stages: serde_json::Map<String, Value> = stages(compared).map(stage_json).collect();
    let [first, second] = &compared.names;
    json!({
        "a": {"plan": first.say(lang), "policy": before.policy.key()},
        "b": {"plan": second.say(lang), "policy": after.policy.key()},
        "year": compared.year(),
        "stages": stages,
    })
}

fn moves(compared: &Compared, comparison: &Comparison) -> Vec<Value> {
    let moves = comparison.moves.iter().map(|moved| {
        json!({
            "settlement": compared.county.settlements[moved.settlement].id.as_str(),
            "pupils": moved.pupils,
            "from": moved.from.as_ref().map(|(school, _)| school.as_str()),
            "to": moved.to.as_ref().map(|(school, _)| school.as_str()),
            "distance_before_m": moved.from.as_ref().map(|(_, trip)| trip.distance().as_f64()),
            "distance_after_m": moved.to.as_ref().map(|(_, trip)| trip.distance().as_f64()),
        })
    });
    moves.collect()
}

fn as_text(compared: &Compared, lang: Lang) -> String {
    let mut text = String::new();
    let [first, second] = compared.names.each_ref().map(|name| name.say(lang));
    // Writing to a string cannot fail.
    let _written = writeln!(text, "{first} → {second} · {}", compared.year());
    for (stage, comparison) in stages(compared) {
        let side = |side: &Evaluation| {
            let numbers = side.stages[stage].as_ref()?.numbers.clone();
            Some((numbers, side.below_threshold[stage]))
        };
        if let (Some(first), Some(second)) = (side(&compared.before), side(&compared.after)) {
            let _written = writeln!(text, "{}", stage_line(&first, &second, comparison, lang));
        }
    }
    text
}

fn stage_line(
    (first, small_before): &(StageNumbers, usize),
    (second, small_after): &(StageNumbers, usize),
    comparison: &Comparison,
    lang: Lang,
) -> String {
    let mean = |numbers: &StageNumbers| {
        let trips = numbers.distances;
        trips.map_or_else(|| "—".to_owned(), |trips| format!("{:.0}", trips.mean))
    };
    let stage = first.stage.words();
    let moved = comparison.pupils_moved();
    match lang {
        Lang::Zh => format!(
            "{}：学校{}→{}，平均路程{}→{} m，超距{}→{}人，未安置{}→{}人，规模过小{}→{}所；改变学校{moved}人，更远{}人，更近{}人",
            stage.zh,
            first.schools,
            second.schools,
            mean(first),
            mean(second),
            first.over_limit,
            second.over_limit,
            first.unplaced,
            second.unplaced,
            small_before,
            small_after,
            comparison.pupils_farther,
            comparison.pupils_nearer
        ),
        Lang::En => format!(
            "{}: schools {}→{}, mean trip {}→{} m, over the limit {}→{}, unplaced {}→{}, small {}→{}; {moved} pupils change school, {} go farther, {} less far",
            stage.en,
            first.schools,
            second.schools,
            mean(first),
            mean(second),
            first.over_limit,
            second.over_limit,
            first.unplaced,
            second.unplaced,
            small_before,
            small_after,
            comparison.pupils_farther,
            comparison.pupils_nearer
        ),
    }
}
