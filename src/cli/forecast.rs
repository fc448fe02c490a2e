//! `xuequ forecast`: pupils by settlement, stage and year, low and high beside the middle, and the back-test.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Map, Value, json};

use super::told::{Answer, Told, said};
use super::{CountyArgs, TaskError};
use crate::forecast::{BackTest, Demand, Forecast, Trial, Variant};
use crate::model::{self, County, Stage};
use crate::rules::Standards;
use crate::units::Year;
use crate::words::Lang;

/// Arguments of `xuequ forecast`.
#[derive(Debug, Args)]
pub struct ForecastArgs {
    #[command(flatten)]
    county: CountyArgs,
    /// A plan file, whose targets and assumptions the forecast takes up
    #[arg(long)]
    plan: Option<PathBuf>,
    /// The last school year to forecast
    #[arg(long, default_value_t = 2035, value_parser = super::bounds::year)]
    to: i32,
    /// Answer in JSON, by settlement
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &ForecastArgs, lang: Lang) -> Result<Answer, TaskError> {
    let opened = args.county.open(lang)?;
    let mut told = Told::of(&opened, args.county.lenient);
    let plan = args
        .plan
        .as_deref()
        .map(|path| told.read_plan(path, &opened.county))
        .transpose()?;
    let (county, standards) = match &plan {
        Some(plan) => (
            model::with_assumptions(&opened.county, &plan.assumptions),
            Standards::enabled(&plan.standards).0,
        ),
        None => (opened.county, Standards::default()),
    };
    let forecast = Forecast::new(&county, &standards.forecast());
    let first = forecast.base_year();
    super::bounds::check_year(Some(args.to), first)?;
    let years: Vec<Outlook> = (first.0..=args.to)
        .map(|year| Outlook {
            low: forecast.demand_in(Year(year), Variant::Low),
            demand: forecast.demand(Year(year)),
            high: forecast.demand_in(Year(year), Variant::High),
        })
        .collect();
    Ok(if args.json {
        told.json(as_json(&county, &forecast, &years, lang), lang)
    } else {
        told.text(as_text(&forecast, &years, lang), lang)
    })
}

/// One year in all variants.
struct Outlook {
    low: Demand,
    demand: Demand,
    high: Demand,
}

fn as_json(county: &County, forecast: &Forecast, years: &[Outlook], lang: Lang) -> Value {
    let years: Map<String, Value> = years
        .iter()
        .map(|outlook| {
            let stages: Map<String, Value> = known(&outlook.demand)
                .map(|stage| (stage.key().to_owned(), of_stage(county, outlook, stage)))
                .collect();
            (outlook.demand.year.to_string(), Value::Object(stages))
        })
        .collect();
    let test = |test: &BackTest| {
        json!({
            "district": test.district,
            "stage": test.stage.key(),
            "forecast": test.forecast,
            "unchanged": test.unchanged,
            "recorded": test.recorded,
        })
    };
    let verdict = |(stage, trial): (Stage, &Trial)| {
        let verdict = json!({
            "error": trial.cohorts,
            "error_unchanged": trial.unchanged,
            "used": trial.used.key(),
            "words": trial.words().say(lang),
        });
        (stage.key().to_owned(), verdict)
    };
    json!({
        "county": county.name,
        "base_year": forecast.base_year(),
        "years": years,
        "back_test": forecast.back_tests().iter().map(test).collect::<Vec<_>>(),
        "verdict": trials(forecast).map(verdict).collect::<Map<_, _>>(),
        "notes": said(forecast.notes(), lang),
    })
}

/// What the back-test says, by stage.
fn trials(forecast: &Forecast) -> impl Iterator<Item = (Stage, &Trial)> {
    let stages = Stage::ALL.into_iter();
    stages.filter_map(|stage| Some((stage, forecast.trial(stage)?)))
}

fn total(demand: &Demand, stage: Stage) -> u64 {
    demand.pupils[stage].iter().copied().map(u64::from).sum()
}

fn of_stage(county: &County, outlook: &Outlook, stage: Stage) -> Value {
    let demand = &outlook.demand;
    let homes = county
        .settlements
        .iter()
        .zip(&demand.pupils[stage])
        .filter(|(_, pupils)| **pupils > 0);
    let settlements: Map<String, Value> = homes
        .map(|(settlement, pupils)| (settlement.id.to_string(), json!(pupils)))
        .collect();
    json!({
        "pupils": total(demand, stage),
        "low": total(&outlook.low, stage),
        "high": total(&outlook.high, stage),
        "basis": demand.basis[stage].key(),
        "settlements": settlements,
    })
}

/// Stages with pupils.
fn known(demand: &Demand) -> impl Iterator<Item = Stage> {
    Stage::ALL
        .into_iter()
        .filter(|&stage| demand.pupils[stage].iter().any(|&pupils| pupils > 0))
}

fn as_text(forecast: &Forecast, years: &[Outlook], lang: Lang) -> String {
    let mut text = String::new();
    for outlook in years {
        let demand = &outlook.demand;
        // Writing to a string cannot fail.
        let _written = write!(text, "{}", demand.year);
        for stage in known(demand) {
            let pupils = match (total(&outlook.low, stage), total(&outlook.high, stage)) {
                (low, high) if low == high => total(demand, stage).to_string(),
                (low, high) => format!("{} [{low}–{high}]", total(demand, stage)),
            };
            let (name, basis) = (stage.words(), demand.basis[stage].words());
            let _written = match lang {
                Lang::Zh => write!(text, "  {}{pupils}（{}）", name.zh, basis.zh),
                Lang::En => write!(text, "  {} {pupils} ({})", name.en, basis.en),
            };
        }
        text.push('\n');
    }
    for (stage, trial) in trials(forecast) {
        let (stage, verdict) = (stage.words(), trial.words());
        let _written = match lang {
            Lang::Zh => writeln!(text, "回测 {}：{}", stage.zh, verdict.zh),
            Lang::En => writeln!(
                text,
                "back-test {}: {}",
                stage.en.to_lowercase(),
                verdict.en
            ),
        };
    }
    for test in forecast.back_tests() {
        let BackTest {
            district,
            stage,
            forecast,
            unchanged,
            recorded,
        } = test;
        let _written = match lang {
            Lang::Zh => writeln!(
                text,
                "回测 {district}{}：预测{forecast}，不变{unchanged}，实际{recorded}",
                stage.words().zh
            ),
            Lang::En => writeln!(
                text,
                "back-test {district} {stage}: forecast {forecast}, unchanged {unchanged}, recorded {recorded}"
            ),
        };
    }
    for note in forecast.notes() {
        let _written = writeln!(text, "{}", note.say(lang));
    }
    text
}
