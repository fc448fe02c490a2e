//! `xuequ forecast`: pupils by settlement, stage and year, low and high beside the middle, and the back-test.

use std::fmt::Write as _;

use clap::Args;
use serde_json::{Map, Value, json};

use super::told::{Answer, Told};
use super::{CountyArgs, TaskError};
use crate::forecast::{BackTest, Demand, Forecast, Variant, back_test};
use crate::model::{County, Stage};
use crate::units::Year;
use crate::words::Lang;

/// Arguments of `xuequ forecast`.
#[derive(Debug, Args)]
pub struct ForecastArgs {
    #[command(flatten)]
    county: CountyArgs,
    /// The last school year to forecast
    #[arg(long, default_value_t = 2035, value_parser = super::bounds::year)]
    to: i32,
    /// Answer in JSON, by settlement
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &ForecastArgs, lang: Lang) -> Result<Answer, TaskError> {
    let opened = args.county.open(lang)?;
    let told = Told::of(&opened, args.county.lenient);
    let county = opened.county;
    let forecast = Forecast::new(&county);
    let first = forecast.base_year();
    super::bounds::check_year(Some(args.to), first)?;
    let years: Vec<Outlook> = (first.0..=args.to)
        .map(|year| Outlook {
            low: forecast.demand_in(Year(year), Variant::Low),
            demand: forecast.demand(Year(year)),
            high: forecast.demand_in(Year(year), Variant::High),
        })
        .collect();
    let tests = back_test(&county);
    Ok(if args.json {
        told.json(as_json(&county, first, &years, &tests), lang)
    } else {
        told.text(as_text(&years, &tests, lang), lang)
    })
}

/// One year in all variants.
struct Outlook {
    low: Demand,
    demand: Demand,
    high: Demand,
}

fn as_json(county: &County, first: Year, years: &[Outlook], tests: &[BackTest]) -> Value {
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
    json!({
        "county": county.name,
        "base_year": first,
        "years": years,
        "back_test": tests.iter().map(test).collect::<Vec<_>>(),
    })
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

fn as_text(years: &[Outlook], tests: &[BackTest], lang: Lang) -> String {
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
    for test in tests {
        let BackTest {
            district,
            stage,
            forecast,
            recorded,
            ..
        } = test;
        let _written = match lang {
            Lang::Zh => writeln!(
                text,
                "回测 {district}{}：预测{forecast}，实际{recorded}",
                stage.words().zh
            ),
            Lang::En => writeln!(
                text,
                "back-test {district} {stage}: forecast {forecast}, recorded {recorded}"
            ),
        };
    }
    text
}
