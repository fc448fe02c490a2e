//! `xuequ merge`: which small schools could be merged, into which, and which should stay.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::conditions::ConditionArgs;
use super::proposals::{self, SearchArgs};
use super::told::Answer;
use super::{CountyArgs, LayoutArgs, TaskError};
use crate::model::Stage;
use crate::proposal::merge::answer::Upkeep;
use crate::proposal::merge::{self, SmallLeft};
use crate::proposal::{GateRule, MergeQuestion, Proposal, USUAL_REACH, ValueUnit};
use crate::units::{Meters, PupilWays, Year};
use crate::words::{Lang, Words};

/// Arguments of `xuequ merge`.
#[derive(Debug, Args)]
pub struct MergeArgs {
    #[command(flatten)]
    county: CountyArgs,
    #[command(flatten)]
    layout: LayoutArgs,
    /// Merge schools that run this stage
    #[arg(long, default_value = "primary", value_parser = super::parse_stage)]
    stage: Stage,
    /// Schools with fewer pupils than this are candidates [default: the small-school standard; none for kindergartens]
    #[arg(long, value_parser = super::bounds::pupils)]
    below: Option<u32>,
    /// The longest way from a school to its receiver, in metres, unless all its pupils board; under `nearest` and
    /// `seats`, where no receiver is chosen, the longest new way of a day pupil, unless the way before was longer
    #[arg(long, value_name = "M", default_value_t = USUAL_REACH.as_f64(), value_parser = super::bounds::metres)]
    max_distance: f64,
    /// The longest trip of a day pupil who changes school, in metres; where no school is that near, the nearest will do
    #[arg(long, value_name = "M", value_parser = super::bounds::metres)]
    longest_trip: Option<f64>,
    /// Close a school only where all pupils together go less than this farther a day, in km; without it as many close as can
    #[arg(long, value_name = "KM", value_parser = super::bounds::pupil_km)]
    upkeep: Option<f64>,
    /// Keep this school, by id; may be given several times
    #[arg(long, value_name = "SCHOOL")]
    keep: Vec<String>,
    /// Close step by step up to this year, each school in the first one in which it can
    #[arg(long, value_name = "Y", conflicts_with = "front", value_parser = super::bounds::year)]
    until: Option<i32>,
    /// Plan no school buses; without them the closure gate lets fewer schools close
    #[arg(long, conflicts_with = "past_gate")]
    no_bus: bool,
    /// Propose also what the closure gate would refuse
    #[arg(long)]
    past_gate: bool,
    #[command(flatten)]
    conditions: ConditionArgs,
    /// Show the trade-off as well: for every number of small schools left, the least that merging adds to all trips
    #[arg(long)]
    front: bool,
    #[command(flatten)]
    search: SearchArgs,
    /// The plan file to write
    #[arg(short, long, value_name = "PLAN.geojson")]
    output: Option<PathBuf>,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &MergeArgs, lang: Lang) -> Result<Answer, TaskError> {
    let case = args
        .layout
        .case(&args.county, args.output.as_deref(), lang)?;
    super::bounds::check_year(args.until, case.evaluator.base_year())?;
    let told = case.told.clone();
    let ground = proposals::ground(case, args.stage, lang);
    let usual = MergeQuestion::usual(ground.evaluator.limits(), args.stage);
    let question = MergeQuestion {
        below: args.below.unwrap_or(usual.below),
        reach: Some(Meters::from_f64(args.max_distance)),
        longest_trip: args.longest_trip.map(Meters::from_f64),
        upkeep: args.upkeep.map_or(Upkeep::Dearest, |km| {
            Upkeep::Weighs(PupilWays::from_km(km).decimetres())
        }),
        kept: proposals::schools(&ground.before.layout, &args.keep)?,
        gate: if args.past_gate {
            GateRule::Advises
        } else if args.no_bus {
            GateRule::Binds
        } else {
            GateRule::BindsWithBus
        },
        until: args.until.map(Year),
        conditions: args.conditions.conditions(),
    };
    let found = args.search.ask(lang, ValueUnit::PupilDecimetres, |run| {
        merge::ask(&ground, &question, args.front, run)
    })?;
    let best = &found.best;
    if let Some(path) = &args.output {
        proposals::save(path, &ground, best)?;
    }
    if !args.json {
        let mut text = proposals::lines(best, lang);
        text += &summary(best, &question, &args.search, lang);
        text += &front_text(&found.others, question.below, lang);
        return Ok(told.text(text, lang));
    }
    let mut answer = proposals::as_json(best, &args.search, lang);
    answer["small_below"] = json!(question.below);
    answer["small_left"] = json!(best.answered.schools);
    answer["small_left_at_least"] = json!(best.answered.at_least);
    answer["ways_of_year"] = json!(best.answered.year.0);
    answer["added_pupil_metres"] = json!(ValueUnit::PupilDecimetres.of(added(best)));
    if args.front {
        let points = found.others.iter().map(point_json);
        answer["front"] = points.collect();
    }
    Ok(told.json(answer, lang))
}

/// What the measures add to all pupils' ways of the year that they are told of, in pupil-decimetres.
fn added(proposal: &Proposal<SmallLeft>) -> i64 {
    proposal.pupil_decimetres - proposal.answered.ways_before
}

fn point_json(point: &Proposal<SmallLeft>) -> Value {
    json!({
        "small_left": point.answered.schools,
        "objective": point.unit().of(point.value),
        "bound": point.unit().of(point.bound),
        "gap": point.gap(),
        "proven": point.is_proven(),
        "added_pupil_metres": point.unit().of(added(point)),
        "closed": point.actions().map(|action| action.measure.school().as_str()).collect::<Vec<_>>(),
    })
}

fn summary(
    best: &Proposal<SmallLeft>,
    question: &MergeQuestion,
    search: &SearchArgs,
    lang: Lang,
) -> String {
    let (merged, all) = (best.steps.len(), best.steps.len() + best.answered.schools);
    let added = proposals::pupil_km(added(best));
    let below = question.below;
    // Step by step they are the ways of the last year, with and without the measures.
    let (of_en, of_zh) = match question.until {
        Some(_) => (
            format!(" of {}", best.answered.year),
            format!("{}年", best.answered.year),
        ),
        None => (String::new(), String::new()),
    };
    let counted = match lang {
        Lang::Zh => {
            format!(
                "不足{below}人学校{all}所，可撤并{merged}所，{of_zh}全体学生每天单程多走 {added} km\n"
            )
        }
        Lang::En => format!(
            "{} under {}, {merged} can be merged; all pupils together go {added} km more a day{of_en}, one way\n",
            Words::counted(all, "school", "所").en,
            Words::counted(below, "pupil", "人").en
        ),
    };
    counted + &proposals::proof(best, search, lang)
}

fn front_text(front: &[Proposal<SmallLeft>], below: u32, lang: Lang) -> String {
    let mut text = String::new();
    if front.is_empty() {
        return text;
    }
    // Writing to a string cannot fail.
    let _written = match lang {
        Lang::Zh => writeln!(text, "\n保留不足{below}人学校  全体每天多走 km  结果"),
        Lang::En => writeln!(
            text,
            "\n{:>18}  km more a day  result",
            format!("left under {below}")
        ),
    };
    for point in front {
        let added = proposals::pupil_km(added(point));
        let _written = writeln!(
            text,
            "{:>18}  {added:>14}  {}",
            point.answered.schools,
            point.proof().say(lang)
        );
    }
    text
}
