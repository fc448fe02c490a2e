//! `xuequ assign`: the pupils of a stage under seats and further limits, and the least that must give way.

use std::fmt::Write as _;
use std::time::Instant;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::conditions::ConditionArgs;
use super::{Case, CountyArgs, LayoutArgs, TaskError};
use crate::assign::{Flow, Settled, Terms, Villages, seats_under};
use crate::model::Stage;
use crate::plan::Layout;
use crate::units::Meters;
use crate::words::Lang;

/// Arguments of `xuequ assign`.
#[derive(Debug, Args)]
pub struct AssignArgs {
    #[command(flatten)]
    county: CountyArgs,
    #[command(flatten)]
    layout: LayoutArgs,
    /// Whose pupils to deal
    #[arg(long, default_value = "primary", value_parser = super::parse_stage)]
    stage: Stage,
    /// Nobody goes farther than this, in metres
    #[arg(long, value_name = "M")]
    max_distance: Option<f64>,
    /// Whether the pupils of a settlement may go to different schools
    #[arg(long, value_enum, default_value_t = VillagesName::Split)]
    villages: VillagesName,
    #[command(flatten)]
    conditions: ConditionArgs,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

/// How settlements go to school, by its name on the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum VillagesName {
    /// To any schools
    Split,
    /// All to one school
    Whole,
    /// All to one school, every catchment in one piece
    Contiguous,
}

pub(super) fn run(args: &AssignArgs, lang: Lang) -> Result<String, TaskError> {
    let case = args.layout.case(&args.county.open(lang)?)?;
    let layout = Layout::of(case.evaluator.county(), &case.plan, case.year);
    let terms = terms(args, &case, &layout)?;
    let started = Instant::now();
    let settled = seats_under(
        &terms,
        args.stage,
        &case.evaluator.forecast().demand(case.year).pupils[args.stage],
        case.evaluator.county(),
        &layout,
        &case.evaluator.rows(&layout),
    );
    let seconds = started.elapsed().as_secs_f64();
    Ok(if args.json {
        as_json(&case, &layout, &settled, seconds)
    } else {
        as_text(&case, &layout, &settled, lang)
    })
}

fn terms(args: &AssignArgs, case: &Case, layout: &Layout) -> Result<Terms, TaskError> {
    let terms = args
        .conditions
        .conditions()
        .terms(case.evaluator.county(), layout)
        .map_err(TaskError::Question)?;
    Ok(Terms {
        max_distance: args.max_distance.map(Meters::from_f64),
        villages: match args.villages {
            VillagesName::Split => Villages::Split,
            VillagesName::Whole => Villages::Whole,
            VillagesName::Contiguous => Villages::Contiguous,
        },
        ..terms
    })
}

fn as_json(case: &Case, layout: &Layout, settled: &Settled, seconds: f64) -> String {
    let settlements = &case.evaluator.county().settlements;
    let assignment = &settled.assignment;
    let flow = |flow: &Flow| {
        json!({
            "settlement": settlements[flow.settlement].id.as_str(),
            "school": layout.sites[flow.site].id.as_str(),
            "pupils": flow.pupils,
            "distance_m": flow.trip.distance().as_f64(),
        })
    };
    let gap = settled.gap();
    super::json::pretty(&json!({
        "objective": assignment.pupil_decimetres() as f64 / 10.0,
        "bound": settled.bound as f64 / 10.0,
        "gap": gap,
        "seconds": seconds,
        "proven": gap == Some(0.0),
        "placed": assignment.placed(),
        "unplaced": assignment.not_placed(),
        "unplaced_at_least": settled.least_unplaced,
        "flows": assignment.flows.iter().map(flow).collect::<Vec<_>>(),
        "relaxation": settled.relaxation.iter().map(flow).collect::<Vec<_>>(),
    }))
}

fn as_text(case: &Case, layout: &Layout, settled: &Settled, lang: Lang) -> String {
    let assignment = &settled.assignment;
    let (placed, unplaced) = (assignment.placed(), assignment.not_placed());
    let km = super::proposals::pupil_km(assignment.pupil_decimetres() as i64);
    let gap = settled.gap().map(|gap| gap * 100.0);
    let proof = match (gap, lang) {
        (Some(0.0), Lang::Zh) => "已证明最优".to_owned(),
        (Some(0.0), Lang::En) => "proven best".to_owned(),
        (Some(gap), Lang::Zh) => format!("与最优相差至多 {gap:.2} %"),
        (Some(gap), Lang::En) => format!("at most {gap:.2} % from the best"),
        (None, Lang::Zh) => format!("至少{}人无法安置", settled.least_unplaced),
        (None, Lang::En) => format!("{} pupils unplaced at least", settled.least_unplaced),
    };
    let mut text = match lang {
        Lang::Zh => format!("安置{placed}人，未安置{unplaced}人，路程合计 {km} 人·公里，{proof}\n"),
        Lang::En => {
            format!("{placed} pupils placed, {unplaced} not, {km} pupil-km in all, {proof}\n")
        }
    };
    if settled.relaxation.is_empty() {
        return text;
    }
    let beyond: u32 = settled.relaxation.iter().map(|flow| flow.pupils).sum();
    // Writing to a string cannot fail.
    let _written = match lang {
        Lang::Zh => writeln!(text, "至少须放宽{beyond}人的限制，方可全部安置："),
        Lang::En => writeln!(
            text,
            "The limits must give way for {beyond} pupils at least, so that all find a seat:"
        ),
    };
    for flow in &settled.relaxation {
        let from = &case.evaluator.county().settlements[flow.settlement].name;
        let (to, way) = (&layout.sites[flow.site].name, flow.trip.distance());
        let _written = match lang {
            Lang::Zh => writeln!(text, "  {from} {} 人 → {to}，{way}", flow.pupils),
            Lang::En => writeln!(text, "  {from} {} pupils → {to}, {way}", flow.pupils),
        };
    }
    text
}
