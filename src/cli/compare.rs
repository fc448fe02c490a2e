//! `xuequ compare`: two plans side by side, and who moves.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::{CountyArgs, TaskError, prepared, read_plan};
use crate::evaluation::Evaluation;
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
    let mut read = |path: &PathBuf| {
        if path.as_os_str() == "today" && !path.exists() {
            return Ok(Plan::new(
                if lang == Lang::Zh { "今天" } else { "today" },
                (Year(0), Year(0)),
            ));
        }
        read_plan(path, &opened, &mut report)
    };
    let plans = [read(first)?, read(second)?];
    let base = prepared(&opened, &plans[0]).base_year();
    let last = plans
        .iter()
        .map(|plan| plan.period.1)
        .max()
        .unwrap_or(base)
        .max(base);
    let year = args.year.map_or(last, Year);
    let evaluated = plans.each_ref().map(|plan| {
        prepared(&opened, plan).evaluate(plan, year, args.policy.unwrap_or(plan.policy))
    });
    let sides = Sides {
        county: &opened.county,
        plans: &plans,
        evaluated: &evaluated,
    };
    Ok(if args.json {
        super::json::told(sides.as_json(), &report, lang)
    } else {
        sides.as_text(lang)
    })
}

/// Two plans, evaluated in the same year.
struct Sides<'a> {
    county: &'a County,
    plans: &'a [Plan; 2],
    evaluated: &'a [Evaluation; 2],
}

impl Sides<'_> {
    fn stages(&self) -> impl Iterator<Item = (Stage, Comparison)> {
        let [before, after] = self.evaluated;
        // Assumptions may give the plans different homes; then settlements cannot be matched.
        let settlements = self.county.settlements.len();
        Stage::ALL.into_iter().filter_map(move |stage| {
            let first = &before.stages[stage].as_ref()?.assignment;
            let second = &after.stages[stage].as_ref()?.assignment;
            Some((
                stage,
                compare_stage(
                    (&before.layout, first),
                    (&after.layout, second),
                    settlements,
                ),
            ))
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
                let moved: u32 = comparison.moves.iter().map(|moved| moved.pupils).sum();
                let value = json!({
                    "a": numbers(before),
                    "b": numbers(after),
                    "pupils_moved": moved,
                    "pupils_farther": comparison.pupils_farther,
                    "pupils_nearer": comparison.pupils_nearer,
                    "moves": self.moves(&comparison),
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
            let moved: u32 = comparison.moves.iter().map(|moved| moved.pupils).sum();
            let line = match lang {
                Lang::Zh => format!(
                    "{}：学校{}→{}，平均路程{:.0}→{:.0} m，超距{}→{}人，未安置{}→{}人，规模过小{}→{}所；改变学校{moved}人，更远{}人，更近{}人",
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
                    comparison.pupils_farther,
                    comparison.pupils_nearer
                ),
                Lang::En => format!(
                    "{}: schools {}→{}, mean trip {:.0}→{:.0} m, over the limit {}→{}, unplaced {}→{}, small {}→{}; {moved} pupils change school, {} go farther, {} less far",
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
                    comparison.pupils_farther,
                    comparison.pupils_nearer
                ),
            };
            let _written = writeln!(text, "{line}");
        }
        text
    }
}
