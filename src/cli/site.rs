//! `xuequ site`: where to open new schools of a stage, the best K together, with proof.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::conditions::ConditionArgs;
use super::proposals::{self, SearchArgs};
use super::told::Answer;
use super::{CountyArgs, LayoutArgs, TaskError};
use crate::geometry::LonLat;
use crate::model::Stage;
use crate::proposal::site::prospects::Objective;
use crate::proposal::site::{self, Opened};
use crate::proposal::{
    Candidates, Closures, Point, Proposal, SiteQuestion, SiteRule, ValueUnit, WithSeats,
};
use crate::units::{Meters, PupilWays};
use crate::words::Lang;

/// Arguments of `xuequ site`.
#[derive(Debug, Args)]
pub struct SiteArgs {
    #[command(flatten)]
    county: CountyArgs,
    #[command(flatten)]
    layout: LayoutArgs,
    /// The stage that gets new schools
    #[arg(long, default_value = "kindergarten", value_parser = super::parse_stage)]
    stage: Stage,
    /// How many to open
    #[arg(long, value_name = "K", value_parser = super::bounds::how_many)]
    new: usize,
    /// What they are chosen for: least pupil-metres, or most pupils within the radius
    #[arg(long, value_enum, default_value_t = ObjectiveName::Distance)]
    objective: ObjectiveName,
    /// How far a school serves, in metres [default: the trip limit of the stage]
    #[arg(long, value_name = "M", value_parser = super::bounds::metres)]
    radius: Option<f64>,
    /// Count seats: each new school has so many, nobody goes over any, and settlements go to school whole, in
    /// parts where they have over 90 pupils
    #[arg(long, value_name = "N", value_parser = super::bounds::seats)]
    seats: Option<u32>,
    /// The fewest pupils of a new school, where seats are counted
    #[arg(long, value_name = "N", default_value_t = 0, requires = "seats", value_parser = super::bounds::pupils)]
    floor: u32,
    /// Look at the sites of schools that are closed by then as well
    #[arg(long)]
    closed_sites: bool,
    /// Look at the sites that the plan reserves by then as well
    #[arg(long)]
    reserved_sites: bool,
    /// Look at this point as well; may be given several times
    #[arg(long, value_name = "LON,LAT", value_parser = parse_point, allow_hyphen_values = true)]
    point: Vec<LonLat>,
    /// Do not look at settlements
    #[arg(long)]
    no_settlements: bool,
    /// Existing schools of the stage may close as new ones open, where seats are counted
    #[arg(long, requires = "seats")]
    close: bool,
    /// Keep an existing school whose closing sends all pupils together farther than this a day, in km
    #[arg(long, value_name = "KM", default_value_t = 0.0, requires = "close", value_parser = super::bounds::pupil_km)]
    upkeep: f64,
    /// The fewest pupils of an existing school that stays open
    #[arg(long, value_name = "N", default_value_t = 0, requires = "close", value_parser = super::bounds::pupils)]
    existing_floor: u32,
    #[command(flatten)]
    conditions: ConditionArgs,
    /// Show how many are worth it: the best 0, 1, 2, … K sites and what each one more brings
    #[arg(long)]
    curve: bool,
    #[command(flatten)]
    search: SearchArgs,
    /// The plan file to write
    #[arg(short, long, value_name = "PLAN.geojson")]
    output: Option<PathBuf>,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

/// An objective by its name on the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ObjectiveName {
    /// The least pupil-metres of the stage, everyone to the nearest school
    Distance,
    /// The most pupils within the radius
    Cover,
}

impl From<ObjectiveName> for Objective {
    fn from(name: ObjectiveName) -> Self {
        match name {
            ObjectiveName::Distance => Self::Distance,
            ObjectiveName::Cover => Self::Cover,
        }
    }
}

impl SiteArgs {
    /// With seats everyone's way is as short as can be, whatever the objective.
    fn rule(&self) -> SiteRule {
        let Some(seats) = self.seats else {
            return SiteRule::Nearest(self.objective.into());
        };
        SiteRule::Seats(WithSeats {
            seats,
            floor: self.floor,
            closures: self.close.then(|| Closures {
                upkeep: PupilWays::from_km(self.upkeep).decimetres(),
                floor: self.existing_floor,
            }),
            conditions: self.conditions.conditions(),
        })
    }

    /// Points by number, as they have no names.
    fn points(&self, lang: Lang) -> Vec<Point> {
        let name = |number: i32| match lang {
            Lang::Zh => format!("备选点{number}"),
            Lang::En => format!("Point {number}"),
        };
        let points = (1..).zip(&self.point);
        points
            .map(|(number, &at)| Point {
                name: name(number),
                at,
            })
            .collect()
    }
}

fn parse_point(text: &str) -> Result<LonLat, String> {
    let point = text.split_once(',').and_then(|(lon, lat)| {
        let (lon, lat): (f64, f64) = (lon.trim().parse().ok()?, lat.trim().parse().ok()?);
        let on_globe = lon.abs() <= 180.0 && lat.abs() <= 90.0;
        on_globe.then_some(LonLat::new(lon, lat))
    });
    point.ok_or_else(|| "a longitude and a latitude, as in 104.07,29.65".to_owned())
}

pub(super) fn run(args: &SiteArgs, lang: Lang) -> Result<Answer, TaskError> {
    let case = args
        .layout
        .case(&args.county, args.output.as_deref(), lang)?;
    let told = case.told.clone();
    let usual = site::prospects::usual_radius(&case.evaluator, args.stage);
    let ground = proposals::ground(case, args.stage, lang);
    let question = SiteQuestion {
        new: args.new,
        radius: args.radius.map_or(usual, Meters::from_f64),
        candidates: Candidates {
            settlements: !args.no_settlements,
            closed_sites: args.closed_sites,
            reserved: args.reserved_sites,
            points: args.points(lang),
        },
        rule: args.rule(),
    };
    let found = args.search.ask(lang, question.unit(), |run| {
        site::ask(&ground, &question, args.curve, run)
    })?;
    if let Some(path) = &args.output {
        proposals::save(path, &ground, &found.best)?;
    }
    let curve = gains(&found.others);
    if !args.json {
        let text = proposals::lines(&found.best, lang)
            + &proposals::proof(&found.best, &args.search, lang);
        return Ok(told.text(text + &curve_text(&curve, lang), lang));
    }
    let mut answer = proposals::as_json(&found.best, &args.search, lang);
    if args.curve {
        answer["curve"] = curve
            .iter()
            .map(|&(point, gain)| point_json(point, gain))
            .collect();
    }
    Ok(told.json(answer, lang))
}

/// Each point with what its last site brings.
fn gains(curve: &[Proposal<Opened>]) -> Vec<(&Proposal<Opened>, Option<i64>)> {
    let before = std::iter::once(None).chain(curve.iter().map(|point| Some(point.value)));
    curve
        .iter()
        .zip(before)
        .map(|(point, before)| (point, before.map(|before| (before - point.value).abs())))
        .collect()
}

fn point_json(point: &Proposal<Opened>, gain: Option<i64>) -> Value {
    json!({
        "new": point.answered.schools,
        "objective": point.unit().of(point.value),
        "bound": point.unit().of(point.bound),
        "gap": point.gap(),
        "proven": point.is_proven(),
        "gain": gain.map(|gain| point.unit().of(gain)),
    })
}

fn curve_text(curve: &[(&Proposal<Opened>, Option<i64>)], lang: Lang) -> String {
    let mut text = String::new();
    let Some((first, _)) = curve.first() else {
        return text;
    };
    let unit = match (first.unit(), lang) {
        (ValueUnit::PupilDecimetres, Lang::Zh) => "每天 km",
        (ValueUnit::PupilDecimetres, Lang::En) => "km a day",
        (ValueUnit::Pupils, Lang::Zh) => "覆盖人数",
        (ValueUnit::Pupils, Lang::En) => "pupils within",
    };
    let say = |value: i64| match first.unit() {
        ValueUnit::PupilDecimetres => proposals::pupil_km(value),
        ValueUnit::Pupils => value.to_string(),
    };
    // Writing to a string cannot fail.
    let _written = match lang {
        Lang::Zh => writeln!(text, "\n新建  {unit}  新增一所的收益  结果"),
        Lang::En => writeln!(text, "\nnew  {unit:>13}  gain of the last  result"),
    };
    for &(point, gain) in curve {
        let gain = gain.map_or_else(|| "—".to_owned(), say);
        let _written = writeln!(
            text,
            "{:>3}  {:>13}  {gain:>16}  {}",
            point.answered.schools,
            say(point.value),
            point.proof().say(lang)
        );
    }
    text
}
