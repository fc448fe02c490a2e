//! What is never lost: corrections in their side file, unsaved plans in a file of this window, both written beside the
//! screen as soon as a step is taken; and what another window left, offered at the start.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::changing::after;
use super::window::App;
use crate::app::look::clock;
use crate::app::look::forms::Form;
use crate::app::look::keeping::{Keep, Offer};
use crate::app::look::text::keeping as words;
use crate::app::look::view::Tool;
use crate::app::work::jobs::{Job, Outcome};
use crate::export;
use crate::io::{
    self, Answers, KeptPlan, OpenError, Orphan, OwnRecovery, Recovery, SaveError, corrections_file,
};
use crate::model::{Corrections, Said};
use crate::plan::Layout;
use crate::session::{Document, PlanFile, Recovered, Session};
use crate::words::Words;

/// So long a window that closes waits for what is being written.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is kept, and where.
#[derive(Default)]
pub(crate) struct Keeping {
    /// The user's own data folder; without one nothing is kept.
    folder: Option<PathBuf>,
    /// The corrections as their side file has them, as far as this window knows.
    corrections: Corrections,
    /// This window's file of unsaved plans, once there were some.
    own: Option<OwnRecovery>,
    /// What it holds.
    kept: Vec<Arc<Document>>,
    writing: Option<Job<Written>>,
    /// What other windows left.
    left: Vec<Orphan>,
    /// What is picked up once its county is read.
    picked: Option<Orphan>,
    /// What was picked up and stands in this window's file once that is written.
    taken: Vec<Orphan>,
}

/// What was kept, and whether it worked.
struct Written {
    own: Option<OwnRecovery>,
    documents: Vec<Arc<Document>>,
    corrections: Corrections,
    put_aside: Option<PathBuf>,
    failed: Option<SaveError>,
}

impl Keeping {
    /// Keeps everything in a folder.
    fn in_folder(folder: &Path) -> Self {
        Self {
            folder: Some(folder.to_owned()),
            ..Self::default()
        }
    }

    /// Whether nothing is being written now.
    pub(crate) fn is_idle(&self) -> bool {
        self.writing.is_none()
    }

    fn offers(&self) -> Vec<Offer> {
        let offer = |orphan: &Orphan| Offer {
            county: orphan.recovery.county.clone(),
            plans: orphan
                .recovery
                .plans
                .iter()
                .map(|plan| plan.name.clone())
                .collect(),
            when: clock::date_and_time(orphan.recovery.time()),
        };
        self.left.iter().map(offer).collect()
    }

    /// Whether plans or corrections stand otherwise than they are kept.
    fn is_behind(&self, session: &Session) -> bool {
        let unsaved = unsaved(session);
        let is_same = |(one, other): (&Arc<Document>, &Arc<Document>)| Arc::ptr_eq(one, other);
        let are_plans_kept =
            unsaved.len() == self.kept.len() && unsaved.iter().zip(&self.kept).all(is_same);
        !are_plans_kept || !self.taken.is_empty() || *session.corrections() != self.corrections
    }
}

fn unsaved(session: &Session) -> Vec<Arc<Document>> {
    let all = session.documents().iter();
    all.filter(|document| document.is_unsaved())
        .cloned()
        .collect()
}

/// The plans as they would be saved, without their figures.
fn recovery(session: &Session, documents: &[Arc<Document>]) -> Recovery {
    let county = session.evaluator().county();
    let plan = |document: &Arc<Document>| {
        let plan = document.plan();
        let layout = Layout::of(county, plan, plan.period.1);
        let file = document.file();
        KeptPlan {
            name: plan.name.clone(),
            text: export::plan_alone(county, plan, &layout),
            path: file.map(|file| file.path.clone()),
            stamp: file.and_then(|file| file.stamp),
            began_as: document.as_kept().map(|kept| kept.name.clone()),
            steps: document
                .step_names()
                .into_iter()
                .map(|name| (name.en, name.zh))
                .collect(),
        }
    };
    let plans = documents.iter().map(plan).collect();
    Recovery::new(session.report().paths.clone(), county.name.clone(), plans)
}

/// Writes what is not kept yet.
fn write(
    folder: &Path,
    session: &Session,
    own: Option<OwnRecovery>,
    before: &Corrections,
) -> Written {
    let documents = unsaved(session);
    let mut written = Written {
        own,
        documents: Vec::new(),
        corrections: before.clone(),
        put_aside: None,
        failed: None,
    };
    let plans = if documents.is_empty() {
        if let Some(own) = written.own.take() {
            own.forget();
        }
        Ok(())
    } else {
        keep_plans(folder, session, &documents, &mut written.own)
    };
    match plans {
        Ok(()) => written.documents = documents,
        Err(error) => written.failed = Some(error),
    }
    if session.corrections() != before {
        let paths = &session.report().paths;
        let file = corrections_file(folder, paths);
        let county = session.county().name.as_str();
        match io::keep_corrections(&file, county, paths, session.corrections(), before) {
            Ok(kept) => {
                // What another window added counts when the county is opened again.
                written.corrections = session.corrections().clone();
                written.put_aside = kept.put_aside;
            }
            Err(error) => written.failed = Some(error),
        }
    }
    written
}

fn keep_plans(
    folder: &Path,
    session: &Session,
    documents: &[Arc<Document>],
    own: &mut Option<OwnRecovery>,
) -> Result<(), SaveError> {
    let kept = match own.take() {
        Some(kept) => kept,
        None => OwnRecovery::begin(folder)?,
    };
    let written = kept.keep(&recovery(session, documents));
    *own = Some(kept);
    written
}

impl App {
    /// Keeps everything in a folder from now on, and offers what was left there.
    pub fn keep_in(&mut self, folder: &Path) {
        self.keeping = Keeping::in_folder(folder);
        if let Some(session) = &self.session {
            self.keeping.corrections = session.corrections().clone();
        }
        let (left, damaged) = io::orphans(folder);
        for words in damaged {
            self.complain(words);
        }
        self.keeping.left = left;
        self.offer();
    }

    /// Asks about what was left, if anything was.
    fn offer(&mut self) {
        let offers = self.keeping.offers();
        if !offers.is_empty() && self.view.form.is_none() {
            self.view.form = Some(Form::Offer(offers));
        }
    }

    /// The answers about a county with what was set right in it.
    pub(crate) fn answers_to(&mut self, paths: &[PathBuf]) -> Answers {
        let mut answers = self.answers.to(paths);
        let file = self
            .keeping
            .folder
            .as_ref()
            .map(|folder| corrections_file(folder, paths));
        if let Some(file) = file.filter(|file| file.exists()) {
            match io::read_corrections(&file) {
                Ok(corrections) => answers.corrections = corrections,
                Err(error) => self.complain(error.words()),
            }
        }
        answers
    }

    /// What counts of the corrections of a county that was opened; the side file is as it was read.
    pub(crate) fn tell_corrections(&mut self) {
        let Some(session) = &self.session else { return };
        self.keeping.corrections = session.corrections().clone();
        let n = session.corrections().len();
        let n_asking = session.corrections().asking(session.files()).count();
        if n_asking > 0 {
            self.complain(words::corrections_kept(n, n_asking));
        } else if n > 0 {
            self.say(words::corrections_kept(n, 0));
        }
    }

    /// Keeps what has changed. One thing is written at a time; what changes meanwhile is kept after it.
    pub(crate) fn keep(&mut self, ctx: &egui::Context) {
        // What was thrown away is not kept again in the last frame.
        if self.may_close {
            return;
        }
        if let Some(job) = &self.keeping.writing {
            match job.poll() {
                Outcome::Running => return,
                Outcome::Done(written) => {
                    self.keeping.writing = None;
                    self.take_kept(written);
                }
                Outcome::Lost => {
                    self.keeping.writing = None;
                    self.say_lost();
                }
            }
        }
        let (Some(session), Some(_)) = (&self.session, &self.keeping.folder) else {
            return;
        };
        if self.keeping.is_behind(session) {
            self.begin_keeping(ctx);
        }
    }

    fn begin_keeping(&mut self, ctx: &egui::Context) {
        let (Some(session), Some(folder)) = (&self.session, &self.keeping.folder) else {
            return;
        };
        let (session, folder) = (session.clone(), folder.clone());
        let (own, before) = (self.keeping.own.take(), self.keeping.corrections.clone());
        let work = move |_: &crate::app::work::jobs::Watch| write(&folder, &session, own, &before);
        match Job::start(ctx, "keep", Words::default(), work) {
            Ok(job) => self.keeping.writing = Some(job),
            Err(error) => self.complain(crate::app::look::text::no_thread(&error)),
        }
    }

    fn take_kept(&mut self, written: Written) {
        let keeping = &mut self.keeping;
        keeping.own = written.own;
        keeping.corrections = written.corrections;
        keeping.kept = written.documents;
        match written.failed {
            None => {
                for orphan in keeping.taken.drain(..) {
                    orphan.forget();
                }
            }
            Some(error) => {
                // Said once; the next step tries again.
                let told = words::not_kept(&error.words());
                keeping.kept = self.session.as_ref().map(unsaved).unwrap_or_default();
                if let Some(session) = &self.session {
                    self.keeping.corrections = session.corrections().clone();
                }
                self.complain(told);
            }
        }
        if let Some(path) = written.put_aside {
            self.complain(words::put_aside(&path));
        }
    }

    /// Keeps the corrections at once: the county goes.
    pub(crate) fn keep_corrections_now(&mut self) {
        let keeping = &mut self.keeping;
        if let Some(job) = keeping.writing.take()
            && let Outcome::Done(written) = job.wait(PATIENCE)
        {
            keeping.own = written.own;
            keeping.corrections = written.corrections;
        }
        if let (Some(session), Some(folder)) = (&self.session, &keeping.folder)
            && *session.corrections() != keeping.corrections
        {
            let paths = &session.report().paths;
            let file = corrections_file(folder, paths);
            let (all, before) = (session.corrections(), &keeping.corrections);
            let kept = io::keep_corrections(&file, &session.county().name, paths, all, before);
            // The window is gone before anybody could read why not.
            if kept.is_ok() {
                keeping.corrections = all.clone();
            }
        }
    }

    /// The window closes: nothing is left to be picked up.
    pub(crate) fn end_keeping(&mut self) {
        self.keep_corrections_now();
        if let Some(own) = self.keeping.own.take() {
            own.forget();
        }
        self.keeping.kept.clear();
    }

    /// Does what is wished about steps, corrections and unsaved work.
    pub(crate) fn do_keep(&mut self, ctx: &egui::Context, wish: Keep) {
        match wish {
            Keep::GoToStep(number) => self.change(ctx, move |session| {
                session.go_to_step(number);
                after(|_| ())
            }),
            Keep::UndoOnly(number) => self.change(ctx, move |session| {
                let done = session.undo_only(number);
                let name = session.undo_name().cloned();
                after(move |app| match done {
                    Ok(()) => app.say_step(name),
                    Err(why) => app.complain(why.words()),
                })
            }),
            Keep::Correct(facts) => {
                let signature = &self.view.signature;
                let said = Said {
                    when: clock::date_and_time(SystemTime::now()),
                    by: signature.by.trim().to_owned(),
                    reason: signature.reason.trim().to_owned(),
                };
                self.change(ctx, move |session| {
                    let done = session.correct(&facts, &said);
                    let name = session.undo_name().cloned();
                    after(move |app| match done {
                        Ok(()) => app.say_step(name),
                        Err(why) => app.complain(why.words()),
                    })
                });
            }
            Keep::TakeBack(subject, field) => self.change(ctx, move |session| {
                session.take_back_correction(&subject, field);
                let name = session.undo_name().cloned();
                after(|app| app.say_step(name))
            }),
            Keep::Affirm(subject, field) => self.change(ctx, move |session| {
                session.affirm_correction(&subject, field);
                let name = session.undo_name().cloned();
                after(|app| app.say_step(name))
            }),
            Keep::PickPlace(subject) => {
                // The map has to be in sight.
                self.view.is_dock_large = false;
                self.switch_tool(Tool::Correct(subject));
            }
            Keep::Sign(signature) => self.view.signature = signature,
            Keep::PickUp(place) => self.pick_up(ctx, place),
            Keep::Forget(place) => {
                if place < self.keeping.left.len() {
                    self.keeping.left.remove(place).forget();
                }
                self.offer();
            }
        }
    }

    /// Opens the list of steps, or shuts it.
    pub(crate) fn turn_history(&mut self) {
        self.view.history = !self.view.history;
    }

    fn pick_up(&mut self, ctx: &egui::Context, place: usize) {
        if place >= self.keeping.left.len() {
            return;
        }
        let orphan = self.keeping.left.remove(place);
        let paths = orphan.recovery.paths.clone();
        self.keeping.picked = Some(orphan);
        let is_open = self
            .session
            .as_ref()
            .is_some_and(|session| session.report().paths == paths);
        if is_open && self.opening.is_none() {
            self.take_up(ctx);
        } else {
            self.open_paths(ctx, paths);
        }
    }

    /// What was picked up could not be opened; it waits where it lay.
    pub(crate) fn put_picked_back(&mut self) {
        self.keeping.left.extend(self.keeping.picked.take());
    }

    /// Puts the plans that were picked up beside those of the county, if it is theirs.
    pub(crate) fn take_up(&mut self, ctx: &egui::Context) {
        let Some(session) = &self.session else { return };
        let paths = &session.report().paths;
        let Some(orphan) = self
            .keeping
            .picked
            .take_if(|orphan| orphan.recovery.paths == *paths)
        else {
            return;
        };
        let plans = orphan.recovery.plans.clone();
        self.keeping.taken.push(orphan);
        self.change(ctx, move |session| {
            let mut failed = None;
            let mut n_taken = 0;
            for plan in plans {
                match take_up_one(session, plan) {
                    Ok(()) => n_taken += 1,
                    Err(error) => failed = Some(error),
                }
            }
            after(move |app| {
                app.compare_with_chosen();
                match failed {
                    None => app.say(words::picked_up(n_taken)),
                    Some(error) => {
                        // A part of it is nowhere else.
                        app.keeping.left.append(&mut app.keeping.taken);
                        app.complain(error.words());
                    }
                }
            })
        });
    }
}

fn take_up_one(session: &mut Session, kept: KeptPlan) -> Result<(), OpenError> {
    let county = Arc::clone(session.evaluator().county());
    let (plan, told) = io::plan_of_bytes(&kept.name, kept.text.as_bytes(), &county)?;
    let stamp = kept.stamp;
    let file = kept.path.map(|path| PlanFile { path, stamp });
    let steps = kept.steps.into_iter();
    session.take_up(Recovered {
        plan,
        told,
        began_as: kept.began_as,
        file,
        steps: steps.map(|(en, zh)| Words::new(en, zh)).collect(),
    });
    Ok(())
}
