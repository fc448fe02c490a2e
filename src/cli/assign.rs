//! `xuequ assign`: the pupils of a stage under seats and further limits, and the least that must give way.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::time::Instant;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::{Case, CountyArgs, LayoutArgs, TaskError};
use crate::assign::{Flow, Settled, Terms, Villages, Within, seats_under};
use crate::model::{SchoolId, SettlementId, Stage};
use crate::plan::Layout;
use crate::units::Meters;
use crate::words::{Lang, Words};

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
    /// Nobody goes beyond the border of the township or the district
    #[arg(long, value_enum, default_value_t = WithinName::County)]
    within: WithinName,
    /// Whether the pupils of a settlement may go to different schools
    #[arg(long, value_enum, default_value_t = VillagesName::Split)]
    villages: VillagesName,
    /// This settlement stays with this school, by ids; may be given several times
    #[arg(long, value_name = "SETTLEMENT=SCHOOL", value_parser = parse_pair)]
    lock: Vec<(String, String)>,
    /// This settlement never goes to this school, by ids; may be given several times
    #[arg(long, value_name = "SETTLEMENT=SCHOOL", value_parser = parse_pair)]
    ban: Vec<(String, String)>,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

/// A border by its name on the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum WithinName {
    /// The county's
    County,
    /// The township's
    Township,
    /// The district's
    District,
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

fn parse_pair(text: &str) -> Result<(String, String), String> {
    let (settlement, school) = text
        .split_once('=')
        .ok_or("a settlement and a school, as in village-1=school-2")?;
    Ok((settlement.to_owned(), school.to_owned()))
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
    let settlements = &case.evaluator.county().settlements;
    let positions = |(settlement, school): &(String, String)| {
        let home = SettlementId::new(settlement);
        let home = settlements.iter().position(|place| place.id == home);
        let home = home.ok_or_else(|| unknown("settlement", "居民点", settlement))?;
        let site = layout.position(&SchoolId::new(school));
        let site = site.ok_or_else(|| unknown("school", "学校", school))?;
        Ok((home, site))
    };
    let mut locks = BTreeMap::new();
    for pair in &args.lock {
        let (home, site) = positions(pair)?;
        if locks
            .insert(home, site)
            .is_some_and(|before| before != site)
        {
            return Err(TaskError::Question(locked_twice(&pair.0)));
        }
    }
    let bans: Result<BTreeSet<(usize, usize)>, TaskError> =
        args.ban.iter().map(positions).collect();
    Ok(Terms {
        max_distance: args.max_distance.map(Meters::from_f64),
        within: match args.within {
            WithinName::County => Within::County,
            WithinName::Township => Within::Township,
            WithinName::District => Within::District,
        },
        locks,
        bans: bans?,
        villages: match args.villages {
            VillagesName::Split => Villages::Split,
            VillagesName::Whole => Villages::Whole,
            VillagesName::Contiguous => Villages::Contiguous,
        },
    })
}

fn locked_twice(settlement: &str) -> Words {
    Words::new(
        format!("{settlement} cannot be locked to two schools"),
        format!("{settlement}不能同时锁定到两所学校"),
    )
}

fn unknown(en: &str, zh: &str, id: &str) -> TaskError {
    TaskError::Question(Words::new(
        format!("no {en} has the id {id}"),
        format!("没有编号为{id}的{zh}"),
    ))
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
