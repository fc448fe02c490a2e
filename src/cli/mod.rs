//! The command line: the same engine as the window, one file per subcommand, text for people and
//! `--json` for programs.

mod applied;
mod assign;
mod bounds;
mod check;
mod compare;
mod conditions;
mod convert;
mod evaluate;
mod export;
mod findings;
mod forecast;
mod gate;
mod json;
mod layout;
pub mod merge;
mod proposals;
pub mod site;
mod told;
mod update;

use std::io::{IsTerminal as _, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use thiserror::Error;

use self::told::Told;

use crate::evaluation::Evaluator;
use crate::io::{self, Answers, Cause, OpenError, Opened, Over, SaveError, Turn};
use crate::model::{RoadJoins, Stage};
use crate::plan::{Plan, Policy};
use crate::sample;
use crate::units::Year;
use crate::words::{Lang, Words};

/// Plan where a county's schools stand 学校布局规划
#[derive(Debug, Parser)]
#[command(name = "xuequ", version, args_conflicts_with_subcommands = true)]
pub struct Arguments {
    /// What to do; without a subcommand the window opens
    #[command(subcommand)]
    pub task: Option<Task>,
    /// Folders or files to open in the window; the sample county when none is given
    pub paths: Vec<PathBuf>,
    /// The language of messages [default: the system's]
    #[arg(long, global = true, value_enum)]
    pub lang: Option<LangName>,
}

impl Arguments {
    /// The language asked for, else the system's.
    pub fn lang(&self) -> Lang {
        self.lang.map_or_else(system_lang, Lang::from)
    }
}

fn system_lang() -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    Lang::of_locale(locale.as_deref().unwrap_or_default())
}

/// A language by its code.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LangName {
    /// 中文
    Zh,
    /// English
    En,
}

impl From<LangName> for Lang {
    fn from(name: LangName) -> Self {
        match name {
            LangName::Zh => Self::Zh,
            LangName::En => Self::En,
        }
    }
}

/// One question to the engine.
#[derive(Debug, Subcommand)]
pub enum Task {
    /// Show what was read, and every warning
    Check(check::CheckArgs),
    /// Show who travels how far and which seats are short
    Evaluate(evaluate::EvaluateArgs),
    /// Propose which small schools to merge, and into which
    Merge(merge::MergeArgs),
    /// Propose where to open new schools, the best together
    Site(site::SiteArgs),
    /// Propose which schools of a stage to open, keep, close and extend, all together
    Layout(layout::LayoutQuestionArgs),
    /// Assign the pupils of a stage under seats, distance limits, borders, locks and bans
    Assign(assign::AssignArgs),
    /// Set two plans side by side
    Compare(compare::CompareArgs),
    /// Hold every closure of a plan against the closure gate
    Gate(gate::GateArgs),
    /// Show how many pupils each settlement will have
    Forecast(forecast::ForecastArgs),
    /// Write a plan as GeoJSON or CSV, by the ending of the file
    Export(export::ExportArgs),
    /// Write the county as it was understood, as .gpkg or .geojson, by the ending of the file
    Convert(convert::ConvertArgs),
    /// Set a newer roster of schools beside the county, and take what is newer as corrections
    Update(update::UpdateArgs),
}

/// Why a task could not be done. Every message names the file and the place.
#[derive(Debug, Error)]
pub enum TaskError {
    /// Nothing useful could be read.
    #[error("{0}")]
    Open(#[from] OpenError),
    /// A file could not be written; what stood there before still does.
    #[error("{0}")]
    Save(#[from] SaveError),
    /// The question makes no sense for this county.
    #[error("{}", .0.en)]
    Question(Words),
    /// The answer could not be printed.
    #[error("the answer could not be printed: {0}")]
    Print(#[from] std::io::Error),
}

impl TaskError {
    /// The message in one language.
    pub fn say(&self, lang: Lang) -> String {
        match self {
            Self::Open(error) => error.words().say(lang).to_owned(),
            Self::Save(error) => error.words().say(lang).to_owned(),
            Self::Question(words) => words.say(lang).to_owned(),
            Self::Print(_) => self.to_string(),
        }
    }
}

/// How a task ended that has its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The answer rests on all that was given.
    Sound,
    /// Something was lost in reading, or the plan does not fit the county; why, in sentences.
    Doubtful(Vec<Words>),
}

/// Carries out a task; the answer goes to standard output.
///
/// # Errors
/// When nothing useful could be read, the question makes no sense, or the answer cannot be written.
pub fn run(task: &Task, lang: Lang) -> Result<Ending, TaskError> {
    let answer = match task {
        Task::Check(args) => check::run(args, lang)?,
        Task::Evaluate(args) => evaluate::run(args, lang)?,
        Task::Merge(args) => merge::run(args, lang)?,
        Task::Site(args) => site::run(args, lang)?,
        Task::Layout(args) => layout::run(args, lang)?,
        Task::Assign(args) => assign::run(args, lang)?,
        Task::Compare(args) => compare::run(args, lang)?,
        Task::Gate(args) => gate::run(args, lang)?,
        Task::Forecast(args) => forecast::run(args, lang)?,
        Task::Export(args) => export::run(args, lang)?,
        Task::Convert(args) => convert::run(args, lang)?,
        Task::Update(args) => update::run(args, lang)?,
    };
    let printed = std::io::stdout().lock().write_all(answer.text.as_bytes());
    match printed {
        // `xuequ … | head` is no error.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {}
        printed => printed?,
    }
    Ok(match answer.doubts {
        doubts if doubts.is_empty() => Ending::Sound,
        doubts => Ending::Doubtful(doubts),
    })
}

/// What is said after the reasons why an answer is doubtful.
pub fn doubtful() -> Words {
    Words::new(
        "the answer is not to be relied on; say --lenient to take it all the same",
        "以上结果不可据以决策；如仍要采用，请加 --lenient",
    )
}

/// Where the county comes from.
#[derive(Debug, Args)]
struct CountyArgs {
    /// Folders or files of the county; `sample` is the built-in sample county
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Go on without files that cannot be read, and with a plan that does not fit this county
    #[arg(long)]
    lenient: bool,
    /// Answer a question about the data, as `check` lists them: KEY=CHOICE; again for each
    #[arg(long, value_name = "KEY=CHOICE", value_parser = parse_answer)]
    answer: Vec<(String, String)>,
    /// What was answered at another time: a file of the window (Save mapping); what fits nothing here is told. --answer
    /// counts before it
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
    /// The end of a road joins another road that is at most so many metres away; 0 joins none
    #[arg(long, value_name = "METRES", value_parser = bounds::end_gap, default_value = "1")]
    join_ends: f64,
    /// Join roads that cross without a shared vertex, bridges and tunnels apart
    #[arg(long)]
    join_crossings: bool,
    /// Facts set right in the window: a file of corrections, or a plan saved while they counted
    #[arg(long, value_name = "FILE")]
    corrections: Option<PathBuf>,
    /// A table of old townships and the present ones, beside the one that ships with the program
    #[arg(long, value_name = "FILE")]
    township_aliases: Option<PathBuf>,
}

impl CountyArgs {
    /// Reads the county and sets it right, with progress on a terminal.
    fn open(&self, lang: Lang) -> Result<Opened, TaskError> {
        Ok(self.open_files(lang)?.corrected())
    }

    /// Reads the county as its files have it.
    fn open_files(&self, lang: Lang) -> Result<Opened, TaskError> {
        let mut answers = match &self.answers {
            Some(file) => io::read_answers(file)?,
            None => Answers::default(),
        };
        for (question, choice) in &self.answer {
            answers.give(question, choice);
        }
        answers.joins = self.joins();
        if let Some(file) = &self.corrections {
            answers.corrections = io::read_corrections(file)?;
        }
        if self.paths == [Path::new("sample")] && !self.paths[0].exists() {
            return Ok(io::open_bytes_as(&sample::files(), &answers)?);
        }
        let terminal = std::io::stderr();
        let is_watched = terminal.is_terminal();
        let aliases = self.township_aliases.as_ref();
        if let Some(file) = aliases.filter(|file| !io::is_alias_table(file)) {
            return Err(TaskError::Question(Words::new(
                format!("{}: a table of old townships ends in .toml", file.display()),
                format!("{}：乡镇新旧对照表须以 .toml 结尾", file.display()),
            )));
        }
        let paths: Vec<PathBuf> = self.paths.iter().chain(aliases).cloned().collect();
        let opened = io::open_with(&paths, &answers, &|progress| {
            if is_watched {
                let mut terminal = terminal.lock();
                // A progress line that cannot be shown changes nothing about the answer.
                let _shown = write!(terminal, "\r\x1b[K{}", progress.words().say(lang))
                    .and_then(|()| terminal.flush());
            }
            ControlFlow::Continue(())
        });
        if is_watched {
            let _shown = write!(terminal.lock(), "\r\x1b[K");
        }
        Ok(opened?)
    }

    fn joins(&self) -> RoadJoins {
        RoadJoins {
            ends_within_metres: self.join_ends,
            crossings: self.join_crossings,
        }
    }
}

/// Which plan, year and policy to look at.
#[derive(Debug, Args)]
struct LayoutArgs {
    /// The plan file; today's layout when none is given
    #[arg(long)]
    plan: Option<PathBuf>,
    /// The school year [default: the last year of the plan, else the year of the data]
    #[arg(long, value_parser = bounds::year)]
    year: Option<i32>,
    /// How pupils are given to schools [default: the plan's, else keep]
    #[arg(long, value_parser = parse_policy)]
    policy: Option<Policy>,
}

/// A county, prepared, with the plan that was asked for.
struct PlannedCounty {
    evaluator: Evaluator,
    plan: Plan,
    year: Year,
    policy: Policy,
    told: Told,
}

impl LayoutArgs {
    /// The case that is asked about; `output` is where the answer will be written, which is no file of the case.
    /// Nothing is written where the case is doubtful.
    fn case(
        &self,
        county: &CountyArgs,
        output: Option<&Path>,
        lang: Lang,
    ) -> Result<PlannedCounty, TaskError> {
        let opened = &county.open(lang)?;
        refuse_input(output, opened, self.plan.as_ref())?;
        let mut told = Told::of(opened, county.lenient);
        let plan = self
            .plan
            .as_deref()
            .map(|path| told.read_plan(path, &opened.county))
            .transpose()?;
        told.refuse_to_write(output)?;
        let evaluator = prepared(opened, plan.as_ref());
        let base = evaluator.base_year();
        bounds::check_year(self.year, base)?;
        let default_year = plan.as_ref().map_or(base, |plan| plan.period.1.max(base));
        let year = self.year.map_or(default_year, Year);
        let plan = plan.unwrap_or_else(|| evaluator.no_plan(year));
        let policy = self.policy.unwrap_or(plan.policy);
        told.rests_on(evaluator.flow_source(policy));
        Ok(PlannedCounty {
            evaluator,
            plan,
            year,
            policy,
            told,
        })
    }
}

/// A county with a plan's assumptions and standards, ready to evaluate.
fn prepared(opened: &Opened, plan: Option<&Plan>) -> Evaluator {
    let evaluator = Evaluator::of_plan_on(opened.travel.clone(), &opened.county, plan);
    io::prepared::prepare(evaluator.travel());
    evaluator
}

/// Refuses to write over a file of the county or the plan in question.
fn refuse_input(
    output: Option<&Path>,
    opened: &Opened,
    plan: Option<&PathBuf>,
) -> Result<(), TaskError> {
    let Some(output) = output else { return Ok(()) };
    let inputs = opened.report.inputs.iter().chain(plan);
    Ok(io::refuse_input(output, inputs)?)
}

/// The key of a question may hold `=` where a file's name does, the key of a choice never.
fn parse_answer(text: &str) -> Result<(String, String), String> {
    let parts = text.rsplit_once('=');
    let parts = parts.filter(|(key, choice)| !key.is_empty() && !choice.is_empty());
    let (key, choice) = parts.ok_or("the key of a question, =, and the key of a choice")?;
    Ok((key.to_owned(), choice.to_owned()))
}

fn parse_policy(text: &str) -> Result<Policy, String> {
    let keys = Policy::ALL.map(Policy::key);
    Policy::ALL
        .into_iter()
        .find(|policy| policy.key() == text)
        .ok_or_else(|| format!("one of {}", keys.join(", ")))
}

/// A stage by its file name, for clap.
fn parse_stage(text: &str) -> Result<Stage, String> {
    let keys = Stage::ALL.map(Stage::key);
    Stage::from_key(text).ok_or_else(|| format!("one of {}", keys.join(", ")))
}

/// Saves a file; over one that stands there only where that is forced.
fn save_new(output: &Path, bytes: &[u8], is_forced: bool) -> Result<(), TaskError> {
    let over = if is_forced {
        Over::Anything
    } else {
        Over::Only(None)
    };
    let saved = Turn::at(output).save(bytes, over);
    saved.map(drop).map_err(|error| match error.cause {
        Cause::Changed => TaskError::Question(Words::new(
            format!(
                "{} stands there already; say --force to write over it",
                output.display()
            ),
            format!("{} 已存在；如要覆盖，请加 --force", output.display()),
        )),
        _ => error.into(),
    })
}
