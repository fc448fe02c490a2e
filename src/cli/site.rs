//! `xuequ site`: where to open new schools of a stage, the best K together, with proof.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::{Case, CountyArgs, LayoutArgs, TaskError};
use crate::evaluation::Evaluation;
use crate::export;
use crate::model::{Ownership, PerStage, SchoolId, SchoolKind, Stage};
use crate::optimise::sites::{Objective, Prospect};
use crate::optimise::{Answer, Run};
use crate::plan::{Action, Layout, Measure, NewSchool};
use crate::units::Meters;
use crate::words::{Lang, Words};

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
    #[arg(long, value_name = "K")]
    new: usize,
    /// What they are chosen for: least pupil-metres, or most pupils within the radius
    #[arg(long, value_enum, default_value_t = ObjectiveName::Distance)]
    objective: ObjectiveName,
    /// How far a school serves, in metres [default: the trip limit of the stage]
    #[arg(long, value_name = "M")]
    radius: Option<f64>,
    /// Stop after so many seconds with the best found so far
    #[arg(long, value_name = "SECONDS")]
    time_limit: Option<f64>,
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

pub(super) fn run(args: &SiteArgs, lang: Lang) -> Result<String, TaskError> {
    let case = args.layout.case(&args.county.open(lang)?)?;
    let evaluator = &case.evaluator;
    if evaluator.county().settlements.is_empty() {
        return Err(TaskError::Question(Words::new(
            "no settlements were read, so there is no place for a new school",
            "没有读到居民点，无法选择新校址",
        )));
    }
    let before = evaluator.evaluate(&case.plan, case.year, case.policy);
    let limit =
        evaluator.limits().trip[args.stage].unwrap_or(evaluator.limits().kindergarten_cover);
    let radius = args.radius.map_or(limit, Meters::from_f64);
    let run = args
        .time_limit
        .map_or_else(Run::to_the_end, Run::for_seconds);
    let answer = evaluator.prospects(&before, args.stage, radius, |prospects| {
        prospects.best(args.new, args.objective.into(), &run)
    });
    let actions = new_schools(&case, &before, args.stage, &answer.choice, lang);
    if let Some(path) = &args.output {
        let plan = super::merge::extended(&case.plan, case.year, case.policy, actions.clone());
        let after = evaluator.evaluate(&plan, case.year, case.policy);
        let text = evaluator.plan_geojson(&plan, &after);
        export::save_atomic(path, text.as_bytes())?;
    }
    Ok(if args.json {
        as_json(args, &answer, &actions)
    } else {
        as_text(&answer, lang)
    })
}

fn as_json(args: &SiteArgs, answer: &Answer<Vec<Prospect>>, actions: &[Action]) -> String {
    // The solver counts pupil-decimetres, or pupils.
    let scale = match args.objective {
        ObjectiveName::Distance => 10.0,
        ObjectiveName::Cover => 1.0,
    };
    super::json::pretty(&json!({
        "objective": answer.value as f64 / scale,
        "bound": answer.bound as f64 / scale,
        "gap": answer.gap(),
        "seconds": answer.seconds,
        "proven": answer.is_proven(),
        "actions": actions.iter().map(super::json::action).collect::<Vec<_>>(),
    }))
}

fn as_text(answer: &Answer<Vec<Prospect>>, lang: Lang) -> String {
    let mut text = String::new();
    for prospect in &answer.choice {
        // Writing to a string cannot fail.
        let _written = writeln!(text, "{}", prospect.reason.say(lang));
    }
    let proof = match (answer.is_proven(), lang) {
        (true, Lang::Zh) => "已证明最优".to_owned(),
        (true, Lang::En) => "proven best".to_owned(),
        (false, Lang::Zh) => format!("与最优相差至多{:.2} %", answer.gap() * 100.0),
        (false, Lang::En) => format!("at most {:.2} % from the best", answer.gap() * 100.0),
    };
    let _written = writeln!(text, "{proof}, {:.2} s", answer.seconds);
    text
}

/// The chosen places as measures of a plan; seats in whole classes for the pupils each would draw.
fn new_schools(
    case: &Case,
    before: &Evaluation,
    stage: Stage,
    chosen: &[Prospect],
    lang: Lang,
) -> Vec<Action> {
    let settlements = &case.evaluator.county().settlements;
    let class = case.evaluator.limits().class_pupils[stage]
        .unwrap_or(45)
        .max(1);
    let kind = SchoolKind::ALL
        .into_iter()
        .find(|kind| kind.stages() == [stage])
        .unwrap_or(SchoolKind::Primary);
    let mut ids = free_ids(&before.layout);
    chosen
        .iter()
        .filter_map(|prospect| {
            let settlement = &settlements[prospect.candidate];
            let seats = prospect.attracted.div_ceil(class).max(1) * class;
            let new = NewSchool {
                id: ids.next()?,
                name: match lang {
                    Lang::Zh => format!("{}{}", settlement.name, kind.words().zh),
                    Lang::En => format!("{} {}", settlement.name, kind.words().en.to_lowercase()),
                },
                kind,
                at: settlement.at,
                seats: PerStage::from_fn(|taught| (taught == stage).then_some(seats)),
                ownership: Ownership::Public,
                inclusive: true,
            };
            Some(Action::new(
                case.year,
                Measure::New(new),
                prospect.reason.say(lang),
            ))
        })
        .collect()
}

/// Ids for new schools that nobody has yet: `new-1`, `new-2`, …
pub fn free_ids(layout: &Layout) -> impl Iterator<Item = SchoolId> {
    (1..)
        .map(|number| SchoolId::new(&format!("new-{number}")))
        .filter(|id| layout.position(id).is_none())
}
