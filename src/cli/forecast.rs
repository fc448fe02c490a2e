//! `xuequ forecast`: pupils by settlement, stage and year.

use std::fmt::Write as _;

use clap::Args;
use serde_json::{Map, Value, json};

use super::{CountyArgs, TaskError};
use crate::forecast::{Demand, Forecast};
use crate::model::{County, Stage};
use crate::units::Year;
use crate::words::{Lang, Words};

/// Arguments of `xuequ forecast`.
#[derive(Debug, Args)]
pub struct ForecastArgs {
    #[command(flatten)]
    county: CountyArgs,
    /// The last school year to forecast
    #[arg(long, default_value_t = 2035)]
    to: i32,
    /// Answer in JSON, by settlement
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &ForecastArgs, lang: Lang) -> Result<String, TaskError> {
    let county = args.county.open(lang)?.county;
    let forecast = Forecast::new(&county);
    let first = forecast.base_year();
    if args.to < first.0 {
        return Err(TaskError::Question(Words::new(
            format!("the data are of {first}; {} lies before", args.to),
            format!("数据年份为{first}，{}在其之前", args.to),
        )));
    }
    let demands: Vec<Demand> = (first.0..=args.to)
        .map(|year| forecast.demand(Year(year)))
        .collect();
    Ok(if args.json {
        super::json::pretty(&as_json(&county, first, &demands))
    } else {
        as_text(&demands, lang)
    })
}

fn as_json(county: &County, first: Year, demands: &[Demand]) -> Value {
    let years: Map<String, Value> = demands
        .iter()
        .map(|demand| {
            let stages: Map<String, Value> = known(demand)
                .map(|stage| (stage.key().to_owned(), of_stage(county, demand, stage)))
                .collect();
            (demand.year.to_string(), Value::Object(stages))
        })
        .collect();
    json!({"county": county.name, "base_year": first, "years": years})
}

fn of_stage(county: &County, demand: &Demand, stage: Stage) -> Value {
    let homes = county
        .settlements
        .iter()
        .zip(&demand.pupils[stage])
        .filter(|(_, pupils)| **pupils > 0);
    let settlements: Map<String, Value> = homes
        .map(|(settlement, pupils)| (settlement.id.to_string(), json!(pupils)))
        .collect();
    json!({
        "pupils": demand.pupils[stage].iter().sum::<u32>(),
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

fn as_text(demands: &[Demand], lang: Lang) -> String {
    let mut text = String::new();
    for demand in demands {
        // Writing to a string cannot fail.
        let _written = write!(text, "{}", demand.year);
        for stage in known(demand) {
            let pupils: u32 = demand.pupils[stage].iter().sum();
            let (name, basis) = (stage.words(), demand.basis[stage].words());
            let _written = match lang {
                Lang::Zh => write!(text, "  {}{pupils}（{}）", name.zh, basis.zh),
                Lang::En => write!(text, "  {} {pupils} ({})", name.en, basis.en),
            };
        }
        text.push('\n');
    }
    text
}
