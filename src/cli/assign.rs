//! `xuequ assign`: the pupils of a stage under seats and further limits, and the least that must give way.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::conditions::ConditionArgs;
use super::proposals::{self, SearchArgs};
use super::told::Answer;
use super::{CountyArgs, LayoutArgs, TaskError};
use crate::assign::{Flow, Villages};
use crate::indicators::Move;
use crate::io;
use crate::model::{SchoolId, Stage};
use crate::proposal::{
    CatchmentQuestion, Catchments, Proposal, StartingPoint, ValueUnit, catchments,
};
use crate::tables;
use crate::tables::csv::{self, Reader};
use crate::travel::Trip;
use crate::units::Meters;
use crate::words::{Lang, Words};

/// Arguments of `xuequ assign`.
#[derive(Debug, Args)]
pub struct AssignArgs {
    #[command(flatten)]
    county: CountyArgs,
    #[command(flatten)]
    layout: LayoutArgs,
    /// Assign the pupils of this stage
    #[arg(long, default_value = "primary", value_parser = super::parse_stage)]
    stage: Stage,
    /// No day pupil goes farther than this, in metres; whoever boards may board on
    #[arg(long, value_name = "M", value_parser = super::bounds::metres)]
    max_distance: Option<f64>,
    /// Whether the pupils of a settlement may go to different schools
    #[arg(long, value_enum, default_value_t = VillagesName::Split)]
    villages: VillagesName,
    #[command(flatten)]
    conditions: ConditionArgs,
    #[command(flatten)]
    search: SearchArgs,
    /// Write who goes where to this table, as `evaluate --assignment` does
    #[arg(long, value_name = "OUT.csv")]
    assignment: Option<PathBuf>,
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

impl From<VillagesName> for Villages {
    fn from(name: VillagesName) -> Self {
        match name {
            VillagesName::Split => Self::Split,
            VillagesName::Whole => Self::Whole,
            VillagesName::Contiguous => Self::Contiguous,
        }
    }
}

pub(super) fn run(args: &AssignArgs, lang: Lang) -> Result<Answer, TaskError> {
    let case = args
        .layout
        .case(&args.county, args.assignment.as_deref(), lang)?;
    if let Some(path) = &args.assignment {
        io::refuse_table(path, case.told.report())?;
    }
    let told = case.told.clone();
    let ground = proposals::ground(case, args.stage, lang);
    let question = CatchmentQuestion {
        max_distance: args.max_distance.map(Meters::from_f64),
        villages: args.villages.into(),
        conditions: args.conditions.conditions(),
    };
    let best = args.search.ask(lang, ValueUnit::PupilDecimetres, |run| {
        catchments::ask(&ground, &question, run)
    })?;
    if let Some(path) = &args.assignment {
        let county = ground.evaluator.county();
        let assignment = &best.answered.settled.assignment;
        let table = tables::assignment(county, &ground.before.layout, &[assignment]);
        io::save_atomic(path, csv::text(&[&table], Reader::Program).as_bytes())?;
    }
    Ok(if args.json {
        told.json(as_json(&ground, &best, &args.search, lang), lang)
    } else {
        told.text(as_text(&best, &args.search, lang), lang)
    })
}

fn as_json(
    ground: &StartingPoint,
    best: &Proposal<Catchments>,
    search: &SearchArgs,
    lang: Lang,
) -> Value {
    let catchments = &best.answered;
    let settlements = &ground.evaluator.county().settlements;
    let sites = &ground.before.layout.sites;
    let settled = &catchments.settled;
    let assignment = &settled.assignment;
    let flow = |flow: &Flow| {
        json!({
            "settlement": settlements[flow.settlement].id.as_str(),
            "school": sites[flow.site].id.as_str(),
            "pupils": flow.pupils,
            "distance_m": flow.trip.distance().as_f64(),
        })
    };
    let change = |moved: &Move| {
        let school = |end: &Option<(SchoolId, Trip)>| end.as_ref().map(|(id, _)| id.to_string());
        let metres = |end: &Option<(SchoolId, Trip)>| -> Option<Value> {
            Some(end.as_ref()?.1.distance().as_f64().into())
        };
        json!({
            "settlement": settlements[moved.settlement].id.as_str(),
            "pupils": moved.pupils,
            "from": school(&moved.from),
            "to": school(&moved.to),
            "distance_before_m": metres(&moved.from),
            "distance_m": metres(&moved.to),
        })
    };
    let changes = catchments.changes.iter();
    let mut value = proposals::as_json(best, search, lang);
    // How far from the best is not known where perhaps more pupils could be placed.
    value["gap"] = settled.gap().into();
    value["placed"] = assignment.placed().into();
    value["unplaced"] = assignment.not_placed().into();
    value["unplaced_at_least"] = settled.least_unplaced.into();
    value["flows"] = assignment.flows.iter().map(flow).collect();
    value["changes"] = changes.map(|change_of| change(&change_of.moved)).collect();
    value["relaxation"] = settled.relaxation.iter().map(flow).collect();
    value["relaxation_at_least"] = settled.relaxation_at_least.into();
    let silent = catchments.boarders_silent.as_ref();
    value["boarders_unknown"] = silent.map(|words| words.say(lang)).into();
    value
}

fn as_text(best: &Proposal<Catchments>, search: &SearchArgs, lang: Lang) -> String {
    let catchments = &best.answered;
    let assignment = &best.answered.settled.assignment;
    let (placed, unplaced) = (assignment.placed(), assignment.not_placed());
    let km = proposals::pupil_km(best.pupil_decimetres);
    let mut text = match lang {
        Lang::Zh => format!("安置{placed}人，未安置{unplaced}人，全体每天单程共走 {km} km，"),
        Lang::En => {
            let placed = Words::counted(placed, "pupil", "人").en;
            format!("{placed} placed, {unplaced} not, all pupils together go {km} km a day, ")
        }
    };
    text += &proposals::proof(best, search, lang);
    for (heading, lines) in catchments.told() {
        // Writing to a string cannot fail.
        let _written = writeln!(text, "{}", heading.say(lang));
        for (_, line) in lines {
            let _written = writeln!(text, "  {}", line.say(lang));
        }
    }
    text
}
