//! `xuequ layout`: which schools of a stage to open, keep, close and extend, all together, with proof.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::conditions::ConditionArgs;
use super::proposals::{self, SearchArgs};
use super::told::Answer;
use super::{CountyArgs, LayoutArgs, TaskError};
use crate::model::Stage;
use crate::proposal::layout::{self, Open};
use crate::proposal::{Candidates, LayoutQuestion, Proposal, ValueUnit};
use crate::units::{Meters, PupilWays};
use crate::words::{Lang, Words};

/// Arguments of `xuequ layout`.
#[derive(Debug, Args)]
pub struct LayoutQuestionArgs {
    #[command(flatten)]
    county: CountyArgs,
    #[command(flatten)]
    layout: LayoutArgs,
    /// The stage to lay out
    #[arg(long, default_value = "primary", value_parser = super::parse_stage)]
    stage: Stage,
    /// The fewest pupils of an open school [default: the small-school standard, none for kindergartens]
    #[arg(long, value_name = "N", value_parser = super::bounds::pupils)]
    floor: Option<u32>,
    /// Schools may be extended to so many seats [default: the seats they have]
    #[arg(long, value_name = "N", value_parser = super::bounds::pupils)]
    ceiling: Option<u32>,
    /// Keep a school whose closing sends all pupils together farther than this a day, in km
    #[arg(long, value_name = "KM", default_value_t = 0.0, value_parser = super::bounds::pupil_km)]
    upkeep: f64,
    /// The longest trip, in metres; where no school is that near, the nearest will do
    #[arg(long, value_name = "M", value_parser = super::bounds::metres)]
    longest_trip: Option<f64>,
    /// Look at so many settlements as places for new schools, the most promising first
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = super::bounds::how_many)]
    new_places: usize,
    /// Take them also from the sites of schools that are closed by then
    #[arg(long)]
    closed_sites: bool,
    /// Take them also from the sites that the plan reserves by then
    #[arg(long)]
    reserved_sites: bool,
    /// Build a school only where that saves all pupils together this much a day besides, in km
    #[arg(long, value_name = "KM", default_value_t = 0.0, value_parser = super::bounds::pupil_km)]
    building: f64,
    /// Keep this school open, by id; may be given several times
    #[arg(long, value_name = "SCHOOL")]
    keep: Vec<String>,
    /// Close this school, by id; may be given several times
    #[arg(long, value_name = "SCHOOL")]
    close: Vec<String>,
    /// Every school's settlements lie side by side, in one piece with it
    #[arg(long)]
    contiguous: bool,
    #[command(flatten)]
    conditions: ConditionArgs,
    #[command(flatten)]
    search: SearchArgs,
    /// The plan file to write
    #[arg(short, long, value_name = "PLAN.geojson")]
    output: Option<PathBuf>,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &LayoutQuestionArgs, lang: Lang) -> Result<Answer, TaskError> {
    let case = args
        .layout
        .case(&args.county, args.output.as_deref(), lang)?;
    let told = case.told.clone();
    let ground = proposals::ground(case, args.stage, lang);
    let layout = &ground.before.layout;
    let decimetres = |km: f64| PupilWays::from_km(km).decimetres();
    let usual_floor = ground.evaluator.limits().small_below(args.stage);
    let question = LayoutQuestion {
        floor: args.floor.unwrap_or(usual_floor),
        ceiling: args.ceiling,
        upkeep: decimetres(args.upkeep),
        longest_trip: args.longest_trip.map(Meters::from_f64),
        places: args.new_places,
        candidates: Candidates {
            closed_sites: args.closed_sites,
            reserved: args.reserved_sites,
            ..Candidates::default()
        },
        building: decimetres(args.building),
        open: proposals::schools(layout, &args.keep)?,
        closed: proposals::schools(layout, &args.close)?,
        contiguous: args.contiguous,
        conditions: args.conditions.conditions(),
    };
    let best = args.search.ask(lang, ValueUnit::PupilDecimetres, |run| {
        layout::ask(&ground, &question, run)
    })?;
    if let Some(path) = &args.output {
        proposals::save(path, &ground, &best)?;
    }
    if !args.json {
        let text = proposals::lines(&best, lang) + &summary(&best, &args.search, lang);
        return Ok(told.text(text, lang));
    }
    let mut answer = proposals::as_json(&best, &args.search, lang);
    answer["schools"] = json!(best.answered.schools);
    answer["teaching_points"] = json!(best.answered.teaching_points);
    Ok(told.json(answer, lang))
}

fn summary(best: &Proposal<Open>, search: &SearchArgs, lang: Lang) -> String {
    let Open {
        schools,
        teaching_points: points,
    } = best.answered;
    let ways = proposals::pupil_km(best.pupil_decimetres);
    let beside = match (points, lang) {
        (0, _) => String::new(),
        (_, Lang::Zh) => format!("、教学点{points}个"),
        (_, Lang::En) => format!(" and {}", Words::counted(points, "teaching point", "个").en),
    };
    let counted = match lang {
        Lang::Zh => format!("开办{schools}所{beside}，全体学生每天单程共走 {ways} km\n"),
        Lang::En => {
            let schools = Words::counted(schools, "school", "所").en;
            format!("{schools}{beside}, all pupils together go {ways} km a day\n")
        }
    };
    counted + &proposals::proof(best, search, lang)
}
