//! `xuequ compare`: two plans side by side, and who moves.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use serde_json::{Value, json};

use super::{CountyArgs, TaskError, prepared, read_plan};
use crate::evaluation::{Evaluation, Evaluator};
use crate::indicators::{Comparison, compare_stage};
use crate::model::{County, Stage};
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

pub(super) fn run(args: &CompareArgs, lang: Lang) -> Result<String, TaskError> {
    let [first, second] = args.plans.as_slice() else {
        return Err(TaskError::Question(Words::new(
            "compare needs --plan twice",
            "比选需要两个 --plan",
        )));
    };
    let opened = args.county.open(lang)?;
    let read = |path: &PathBuf| {
        if is_today(path) {
            let today = Words::new("today", "今天");
            return Ok(Plan::new(today.say(lang), Plan::NO_PERIOD));
        }
        read_plan(path, &opened)
    };
    let plans = [read(first)?, read(second)?];
    // Today is looked at under the assumptions and standards of the plan beside it.
    let terms = |side: usize| {
        if is_today(&args.plans[side]) {
            1 - side
        } else {
            side
        }
    };
    let one = Arc::new(prepared(&opened, &plans[terms(0)]));
    let other = one.for_plan(&opened.county, &plans[terms(1)]);
    let base = one.base_year();
    super::bounds::check_year(args.year, base)?;
    let last = plans
        .iter()
        .map(|plan| plan.period.1)
        .max()
        .unwrap_or(base)
        .max(base);
    let year = args.year.map_or(last, Year);
    let evaluate = |evaluator: &Evaluator, plan: &Plan| {
        evaluator.evaluate(plan, year, args.policy.unwrap_or(plan.policy))
    };
    let evaluated = [evaluate(&one, &plans[0]), evaluate(&other, &plans[1])];
    let sides = Sides {
        county: one.county(),
        can_match: one.has_homes_of(&other),
        plans: &plans,
        evaluated: &evaluated,
    };
    Ok(if args.json {
        super::json::pretty(&sides.as_json())
    } else {
        sides.as_text(lang)
    })
}

/// Two plans, evaluated in the same year.
struct Sides<'a> {
    county: &'a County,
    /// Whether who moves can be told: homes that are estimated follow what a plan assumes.
    can_match: bool,
    plans: &'a [Plan; 2],
    evaluated: &'a [Evaluation; 2],
}

impl Sides<'_> {
    fn stages(&self) -> impl Iterator<Item = (Stage, Option<Comparison>)> {
        let [before, after] = self.evaluated;
        let settlements = self.county.settlements.len();
        Stage::ALL.into_iter().filter_map(move |stage| {
            let first = &before.stages[stage].as_ref()?.assignment;
            let second = &after.stages[stage].as_ref()?.assignment;
            let sides = ((&*before.layout, first), (&*after.layout, second));
            let compared = self
                .can_match
                .then(|| compare_stage(sides.0, sides.1, settlements));
            Some((stage, compared))
        })
    }

    fn as_json(&self) -> Value {
        let [before, after] = self.evaluated;
        let stages: serde_json::Map<String, Value> = self
            .stages()
            .map(|(stage, comparison)| {
                let numbers = |side: &Evaluation| {
                    side.stages[stage]
                        .as_ref()
                        .map_or(Value::Null, |evaluated| {
                            super::json::stage_numbers(&evaluated.numbers)
                        })
                };
                let comparison = comparison.as_ref();
                let value = json!({
                    "a": numbers(before),
                    "b": numbers(after),
                    "pupils_moved": comparison.map(moved),
                    "pupils_farther": comparison.map(|comparison| comparison.pupils_farther),
                    "pupils_nearer": comparison.map(|comparison| comparison.pupils_nearer),
                    "moves": comparison.map(|comparison| self.moves(comparison)),
                });
                (stage.key().to_owned(), value)
            })
            .collect();
        json!({
            "a": {"plan": self.plans[0].name, "policy": before.policy.key()},
            "b": {"plan": self.plans[1].name, "policy": after.policy.key()},
            "year": before.layout.year,
            "stages": stages,
        })
    }

    fn moves(&self, comparison: &Comparison) -> Vec<Value> {
        let moves = comparison.moves.iter().map(|moved| {
            json!({
                "settlement": self.county.settlements[moved.settlement].id.as_str(),
                "pupils": moved.pupils,
                "from": moved.from.as_ref().map(|(school, _)| school.as_str()),
                "to": moved.to.as_ref().map(|(school, _)| school.as_str()),
                "distance_before_m": moved.from.as_ref().map(|(_, trip)| trip.distance().as_f64()),
                "distance_after_m": moved.to.as_ref().map(|(_, trip)| trip.distance().as_f64()),
            })
        });
        moves.collect()
    }

    fn as_text(&self, lang: Lang) -> String {
        let [before, after] = self.evaluated;
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _written = writeln!(
            text,
            "{} → {} · {}",
            self.plans[0].name, self.plans[1].name, before.layout.year
        );
        for (stage, comparison) in self.stages() {
            let (Some(first), Some(second)) = (&before.stages[stage], &after.stages[stage]) else {
                continue;
            };
            let (first, second) = (&first.numbers, &second.numbers);
            let mean = |numbers: &crate::indicators::StageNumbers| {
                numbers.distances.map_or(0.0, |trips| trips.mean)
            };
            let line = match lang {
                Lang::Zh => format!(
                    "{}：学校{}→{}，平均路程{:.0}→{:.0} m，超距{}→{}人，未安置{}→{}人，规模过小{}→{}所；{}",
                    stage.words().zh,
                    first.schools,
                    second.schools,
                    mean(first),
                    mean(second),
                    first.over_limit,
                    second.over_limit,
                    first.unplaced,
                    second.unplaced,
                    first.below_threshold,
                    second.below_threshold,
                    changes(comparison.as_ref()).zh,
                ),
                Lang::En => format!(
                    "{}: schools {}→{}, mean trip {:.0}→{:.0} m, over the limit {}→{}, unplaced {}→{}, small {}→{}; {}",
                    stage.words().en,
                    first.schools,
                    second.schools,
                    mean(first),
                    mean(second),
                    first.over_limit,
                    second.over_limit,
                    first.unplaced,
                    second.unplaced,
                    first.below_threshold,
                    second.below_threshold,
                    changes(comparison.as_ref()).en,
                ),
            };
            let _written = writeln!(text, "{line}");
        }
        text
    }
}

/// Whether a side is today's layout rather than a plan file.
fn is_today(path: &Path) -> bool {
    path.as_os_str() == "today" && !path.exists()
}

fn moved(comparison: &Comparison) -> u64 {
    let moves = comparison.moves.iter();
    moves.map(|moved| u64::from(moved.pupils)).sum()
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
        moved(comparison),
        comparison.pupils_farther,
        comparison.pupils_nearer,
    );
    Words::new(
        format!("{moved} pupils change school, {farther} go farther, {nearer} less far"),
        format!("改变学校{moved}人，更远{farther}人，更近{nearer}人"),
    )
}
