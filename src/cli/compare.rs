//! `xuequ compare`: two plans side by side, and who moves.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use serde_json::{Value, json};

use super::evaluate::{count, counted};
use super::told::{Answer, Told};
use super::{CountyArgs, TaskError, prepared};
use crate::assign::FlowSource;
use crate::evaluation::{CompareSide, Compared, Evaluation, compare};
use crate::forecast::DemandBasis;
use crate::indicators::{self, Comparison, Indicator, StageNumbers};
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
    #[arg(long, value_parser = super::bounds::year)]
    year: Option<i32>,
    /// How pupils are given to schools [default: each plan's own]
    #[arg(long, value_parser = super::parse_policy)]
    policy: Option<Policy>,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &CompareArgs, lang: Lang) -> Result<Answer, TaskError> {
    let [first, second] = args.plans.as_slice() else {
        return Err(TaskError::Question(Words::new(
            "compare needs --plan twice",
            "比选需要两个 --plan",
        )));
    };
    let opened = args.county.open(lang)?;
    let mut told = Told::of(&opened, args.county.lenient);
    let mut side = |path: &PathBuf| -> Result<CompareSide, TaskError> {
        let side = if path.as_os_str() == "today" && !path.exists() {
            CompareSide::today(Policy::default())
        } else {
            CompareSide::of(told.read_plan(path, &opened.county)?)
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
    super::bounds::check_year(args.year, base)?;
    let year = args.year.map_or(last, Year);
    let flows = sides
        .iter()
        .filter_map(|side| evaluator.flow_source(side.policy));
    told.rests_on(flows.reduce(FlowSource::and));
    let compared = compare(&evaluator, &opened.county, &sides, year);
    Ok(if args.json {
        told.json(as_json(&compared, lang), lang)
    } else {
        told.text(as_text(&compared, lang), lang)
    })
}

/// Whether both sides know how many pupils a stage has.
fn are_known(sides: [&Evaluation; 2], stage: Stage) -> bool {
    let bases = sides.map(|side| side.demand.basis[stage]);
    !bases.contains(&DemandBasis::Unknown)
}

/// The stages that both sides have, with what changes in them where pupils can be followed.
fn stages(compared: &Compared) -> impl Iterator<Item = (Stage, Option<&Comparison>)> {
    let sides = [&*compared.before, &*compared.after];
    let stages = compared.stages.iter();
    let of_both = move |stage: Stage| sides.iter().all(|side| side.stages[stage].is_some());
    stages
        .filter(move |(stage, _)| of_both(*stage))
        .map(move |(stage, comparison)| {
            (
                stage,
                comparison.as_ref().filter(|_| are_known(sides, stage)),
            )
        })
}

fn as_json(compared: &Compared, lang: Lang) -> Value {
    let (before, after) = (&compared.before, &compared.after);
    let numbers = |side: &Evaluation, stage: Stage| {
        let evaluated = side.stages[stage].as_ref();
        evaluated.map_or(Value::Null, |evaluated| {
            super::json::stage_numbers(side, &evaluated.numbers)
        })
    };
    let stage_json = |(stage, comparison): (Stage, Option<&Comparison>)| {
        let value = json!({
            "a": numbers(before, stage),
            "b": numbers(after, stage),
            "pupils_moved": comparison.map(Comparison::pupils_moved),
            "pupils_farther": comparison.map(|comparison| comparison.pupils_farther),
            "pupils_nearer": comparison.map(|comparison| comparison.pupils_nearer),
            "moves": comparison.map(|comparison| moves(compared, comparison)),
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
        if let Some(line) = stage_line(compared, stage, comparison, lang) {
            let _written = writeln!(text, "{line}");
        }
    }
    text
}

/// `None` where a side has no figures of the stage.
fn stage_line(
    compared: &Compared,
    stage: Stage,
    comparison: Option<&Comparison>,
    lang: Lang,
) -> Option<String> {
    let sides = [&*compared.before, &*compared.after];
    let numbers = |side: &Evaluation| Some(side.stages[stage].as_ref()?.numbers.clone());
    let [first, second] = [numbers(sides[0])?, numbers(sides[1])?];
    let mean = |numbers: &StageNumbers| {
        let trips = numbers.distances;
        trips.map_or_else(|| "—".to_owned(), |trips| format!("{:.0}", trips.mean))
    };
    let counted = |before: u32, after: u32| {
        let [before, after] = [(before, sides[0]), (after, sides[1])]
            .map(|(pupils, side)| counted(pupils, side.demand.basis[stage]));
        format!("{before}→{after}")
    };
    let name = stage.words();
    let changes = if are_known(sides, stage) {
        changes(comparison)
    } else {
        Words::new(
            "pupils are not known, so who moves is not known",
            "学生数未知，无法比较学生去向",
        )
    };
    let [below_before, below_after] = sides.map(|side| side.small_below[stage]);
    let small = indicators::small_schools(below_before, below_after).map_or_else(
        || Words::new("", ""),
        |name| {
            let [before, after] =
                sides.map(|side| count(side.indicator(stage, Indicator::Small, None)));
            Words::new(
                format!(", {} {before}→{after}", name.en.to_lowercase()),
                format!("，{}{before}→{after}所", name.zh),
            )
        },
    );
    let schools = format!("{}→{}", first.schools, second.schools);
    let trips = format!("{}→{}", mean(&first), mean(&second));
    let over_limit = counted(first.over_limit, second.over_limit);
    let boarders = counted(first.boarders, second.boarders);
    let unplaced = counted(first.unplaced, second.unplaced);
    Some(match lang {
        Lang::Zh => format!(
            "{}：学校{schools}，走读生平均路程{trips} m，走读生超距{over_limit}人，寄宿{boarders}人，未安置{unplaced}人{}；{}",
            name.zh, small.zh, changes.zh
        ),
        Lang::En => format!(
            "{}: schools {schools}, mean trip of day pupils {trips} m, over the limit {over_limit}, boarders {boarders}, \
             unplaced {unplaced}{}; {}",
            name.en, small.en, changes.en
        ),
    })
}

/// Who changes school.
fn changes(comparison: Option<&Comparison>) -> Words {
    let Some(comparison) = comparison else {
        return Words::new(
            "homes are estimated otherwise, so who moves is not known",
            "两方案估算的居民点不同，无法比较学生去向",
        );
    };
    let (moved, farther, nearer) = (
        comparison.pupils_moved(),
        comparison.pupils_farther,
        comparison.pupils_nearer,
    );
    Words::new(
        format!("{moved} pupils change school, {farther} go farther, {nearer} less far"),
        format!("改变学校{moved}人，更远{farther}人，更近{nearer}人"),
    )
}
