//! Opening and writing files: what goes on in the threads, and the bytes of every export.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::look::forms::PathQuestion;
use crate::app::look::intent::ExportKind;
use crate::app::look::text;
use crate::app::look::view::View;
use crate::app::work::asking::Proposed;
use crate::app::work::export::Export;
use crate::app::work::jobs::{Job, Watch};
use crate::assign::Assignment;
use crate::evaluation::Evaluator;
use crate::io::{
    self, Answers, OpenError, Opened, Over, Report, Roster, SaveError, Saved, Stamp, Turn,
};
use crate::model::County;
use crate::plan::Plan;
use crate::sample;
use crate::session::{PlanFile, Session};
use crate::tables;
use crate::tables::csv::{self, Reader};
use crate::units::DistanceForm;

/// What reading came to.
pub(crate) enum Read {
    /// A county, prepared.
    County(Box<Session>),
    /// The county on screen, read again with the planner's answers.
    Again(Box<Session>),
    /// A newer roster for the county on screen.
    Roster(Box<Roster>),
    /// Plans for the county that is open, with what was noticed in each.
    Plans(Vec<(Plan, PlanFile, Report)>),
}

/// Starts reading files as the planner answered before; the sample county without any. A plan alone is read for
/// `county`.
pub(crate) fn open(
    ctx: &egui::Context,
    paths: Vec<PathBuf>,
    answers: Answers,
    county: Option<Arc<Evaluator>>,
) -> std::io::Result<Job<Result<Read, OpenError>>> {
    Job::start(
        ctx,
        "open-files",
        text::words_of(text::OPENING),
        move |watch| read(&paths, &answers, county.as_deref(), watch),
    )
}

/// Starts reading a newer roster for a county.
pub(crate) fn read_roster(
    ctx: &egui::Context,
    path: PathBuf,
    county: Arc<County>,
) -> std::io::Result<Job<Result<Read, OpenError>>> {
    let words = text::words_of(text::OPENING);
    Job::start(ctx, "open-files", words, move |watch| {
        let roster = io::read_roster(&path, &county, &|progress| {
            watch.tell(progress.words(), progress.fraction)
        })?;
        Ok(Read::Roster(Box::new(roster)))
    })
}

/// Starts reading the county on screen again.
pub(crate) fn open_again(
    ctx: &egui::Context,
    paths: Vec<PathBuf>,
    answers: Answers,
) -> std::io::Result<Job<Result<Read, OpenError>>> {
    Job::start(
        ctx,
        "open-files",
        text::words_of(text::OPENING),
        move |watch| {
            let opened = county_of(&paths, &answers, watch)?;
            prepared(opened, watch).map(Read::Again)
        },
    )
}

/// Reads a county. What was answered at another time and fits nothing now is told in the report.
fn county_of(paths: &[PathBuf], answers: &Answers, watch: &Watch) -> Result<Opened, OpenError> {
    if paths.is_empty() {
        return io::open_bytes_as(&sample::files(), answers);
    }
    io::open_with(paths, answers, &|progress| {
        // The last tenth is for roads and figures.
        watch.tell(progress.words(), progress.fraction * 0.9)
    })
}

fn prepared(opened: Opened, watch: &Watch) -> Result<Box<Session>, OpenError> {
    if watch.tell(text::words_of(text::PREPARING), 0.9).is_break() {
        return Err(OpenError::Stopped);
    }
    let session = Session::prepared_by(opened, io::prepared::prepare);
    Ok(Box::new(session))
}

fn read(
    paths: &[PathBuf],
    answers: &Answers,
    county: Option<&Evaluator>,
    watch: &Watch,
) -> Result<Read, OpenError> {
    let opened = county_of(paths, answers, watch);
    let opened = match (opened, county) {
        (Err(OpenError::PlanAlone { .. }), Some(county)) => {
            let plans = paths.iter().map(|path| {
                let stamp = Stamp::of(path);
                let (plan, told) = io::read_plan(path, county.county())?;
                let path = path.clone();
                Ok((plan, PlanFile { path, stamp }, told))
            });
            return plans.collect::<Result<_, OpenError>>().map(Read::Plans);
        }
        (opened, _) => opened?,
    };
    prepared(opened, watch).map(Read::County)
}

/// What is to be written, and what becomes of it.
pub(crate) struct Written {
    /// Where.
    pub(crate) path: PathBuf,
    /// What for.
    pub(crate) question: PathQuestion,
    /// The plan that now stands there, and the tab it was on; `None` for an export.
    pub(crate) plan: Option<(usize, Plan)>,
    /// Whether it worked.
    pub(crate) outcome: Result<Saved, SaveError>,
}

/// Starts saving the plan on a tab.
pub(crate) fn save(
    ctx: &egui::Context,
    session: &Session,
    index: usize,
    path: PathBuf,
    over: Over,
) -> std::io::Result<Job<Written>> {
    let turn = Turn::at(&path);
    // A copy shares everything large.
    let session = session.clone();
    Job::start(ctx, "save-plan", text::words_of(text::SAVING), move |_| {
        let outcome = write(turn, &session, &path, || session.plan_file(), over);
        Written {
            path,
            question: PathQuestion::SaveAs,
            plan: session.plan().map(|plan| (index, plan.clone())),
            outcome,
        }
    })
}

/// Starts writing an export; tables are of the layout on screen.
pub(crate) fn export(
    ctx: &egui::Context,
    session: &Session,
    kind: ExportKind,
    (path, over): (PathBuf, Over),
    proposed: Option<Proposed>,
    view: &View,
) -> std::io::Result<Job<Written>> {
    let turn = Turn::at(&path);
    let written = Export::of(session, kind, view);
    let session = session.clone();
    Job::start(ctx, "export", text::words_of(text::SAVING), move |_| {
        let text = || match (kind, &proposed) {
            (ExportKind::Catchments, None) => String::new(),
            (ExportKind::Catchments, Some(proposed)) => proposed.table(),
            _ => written.text(),
        };
        let is_plan = matches!(kind, ExportKind::Geojson);
        let allowed = if is_plan {
            Ok(())
        } else {
            io::refuse_table(&path, session.report())
        };
        let outcome = allowed.and_then(|()| write(turn, &session, &path, text, over));
        Written {
            path,
            question: PathQuestion::Export(kind),
            plan: None,
            outcome,
        }
    })
}

impl Proposed {
    /// Who goes where in the stage.
    fn table(&self) -> String {
        let stage = self.trial.stages[self.stage].as_ref();
        let assignments: Vec<&Assignment> = stage.iter().map(|stage| &stage.assignment).collect();
        let county = self.evaluator.county();
        let table = tables::assignment(county, &self.trial.layout, &assignments);
        csv::text(&[&table], Reader::Program)
    }
}

/// Writes a text in its turn; never over the county's own files.
fn write(
    turn: Turn,
    session: &Session,
    path: &Path,
    text: impl FnOnce() -> String,
    over: Over,
) -> Result<Saved, SaveError> {
    io::refuse_input(path, &session.report().inputs)?;
    // What is written does not hang on how this window shows distances.
    let text = DistanceForm::USUAL.within(text);
    turn.save(text.as_bytes(), over)
}
