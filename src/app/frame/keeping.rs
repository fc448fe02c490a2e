//! What is never lost: corrections in their side file, unsaved plans in a file of this window, both written beside the
//! screen as soon as a step is taken; and what another window left, offered at the start.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::changing::after;
use super::recovering::{Texts, recovery, shown};
use super::window::App;
use crate::app::look::clock;
use crate::app::look::forms::{Form, PathQuestion};
use crate::app::look::keeping::{Keep, Offer, Shown};
use crate::app::look::text::keeping as words;
use crate::app::look::view::{FlyTo, Tool, View};
use crate::app::work::jobs::{Job, Outcome};
use crate::io::{self, Orphan, OwnRecovery, Recovery, SaveError, corrections_file};
use crate::model::{Corrections, Said};
use crate::session::{Document, Session};
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
    /// What the window showed then.
    shown: Option<Shown>,
    /// What is kept of steps.
    pub(super) texts: Texts,
    writing: Option<Job<Written>>,
    /// What other windows left.
    pub(super) left: Vec<Orphan>,
    /// What is picked up once its county is read.
    pub(super) picked: Option<Orphan>,
    /// What was picked up and stands in this window's file once that is written.
    pub(super) taken: Vec<Orphan>,
}

/// What was kept, and whether it worked.
struct Written {
    own: Option<OwnRecovery>,
    documents: Vec<Arc<Document>>,
    corrections: Corrections,
    put_aside: Option<PathBuf>,
    failed: Option<SaveError>,
    shown: Option<Shown>,
    texts: Texts,
}

impl Keeping {
    /// Keeps everything in a folder.
    fn in_folder(folder: &Path) -> Self {
        Self {
            folder: Some(folder.to_owned()),
            ..Self::default()
        }
    }

    /// Where everything is kept.
    pub(crate) fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
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
    fn is_behind(&self, session: &Session, view: &View) -> bool {
        let unsaved = unsaved(session);
        let is_same = |(one, other): (&Arc<Document>, &Arc<Document>)| Arc::ptr_eq(one, other);
        let are_plans_kept =
            unsaved.len() == self.kept.len() && unsaved.iter().zip(&self.kept).all(is_same);
        // Years that play are not kept one by one.
        let is_elsewhere = !unsaved.is_empty()
            && !view.is_playing
            && self.shown.as_ref() != Some(&shown(session, view));
        !are_plans_kept
            || is_elsewhere
            || !self.taken.is_empty()
            || *session.corrections() != self.corrections
    }
}

fn unsaved(session: &Session) -> Vec<Arc<Document>> {
    let all = session.documents().iter();
    all.filter(|document| document.is_unsaved())
        .cloned()
        .collect()
}

/// What is to be kept, and what is kept already.
struct Keepable {
    folder: PathBuf,
    session: Session,
    shown: Shown,
    own: Option<OwnRecovery>,
    before: Corrections,
    texts: Texts,
}

/// Writes what is not kept yet.
fn write(keepable: Keepable) -> Written {
    let Keepable {
        folder,
        session,
        shown,
        own,
        before,
        mut texts,
    } = keepable;
    let documents = unsaved(&session);
    let mut written = Written {
        own,
        documents: Vec::new(),
        corrections: before.clone(),
        put_aside: None,
        failed: None,
        shown: None,
        texts: Texts::default(),
    };
    let plans = if documents.is_empty() {
        if let Some(own) = written.own.take() {
            own.forget();
        }
        Ok(())
    } else {
        let recovery = recovery(&session, &documents, &shown, &mut texts);
        keep_plans(&folder, &recovery, &mut written.own)
    };
    (written.shown, written.texts) = (Some(shown), texts);
    match plans {
        Ok(()) => written.documents = documents,
        Err(error) => written.failed = Some(error),
    }
    if *session.corrections() != before {
        let paths = &session.report().paths;
        let file = corrections_file(&folder, paths);
        let county = session.county().name.as_str();
        match io::keep_corrections(&file, county, paths, session.corrections(), &before) {
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
    recovery: &Recovery,
    own: &mut Option<OwnRecovery>,
) -> Result<(), SaveError> {
    let kept = match own.take() {
        Some(kept) => kept,
        None => OwnRecovery::begin(folder)?,
    };
    let written = kept.keep(recovery);
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
        if self.keeping.is_behind(session, &self.view) {
            self.begin_keeping(ctx);
        }
    }

    fn begin_keeping(&mut self, ctx: &egui::Context) {
        let (Some(session), Some(folder)) = (&self.session, &self.keeping.folder) else {
            return;
        };
        let keepable = Keepable {
            folder: folder.clone(),
            session: session.clone(),
            shown: shown(session, &self.view),
            before: self.keeping.corrections.clone(),
            own: self.keeping.own.take(),
            texts: std::mem::take(&mut self.keeping.texts),
        };
        let work = move |_: &crate::app::work::jobs::Watch| write(keepable);
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
        (keeping.shown, keeping.texts) = (written.shown, written.texts);
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
                let at = number.and_then(|number| session.place_of_step(number));
                after(move |app| app.view.fly_to = at.map(FlyTo::sight_of).or(app.view.fly_to))
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
            Keep::UpdateFrom => self.ask_path(ctx, PathQuestion::Roster),
            Keep::ReadRoster(path) => self.read_roster(ctx, path),
            Keep::TakeRoster(name, mut taken) => {
                let by = self.view.signature.by.trim().to_owned();
                let when = clock::date_and_time(SystemTime::now());
                for one in &mut taken {
                    (one.said.when, one.said.by) = (when.clone(), by.clone());
                }
                self.change(ctx, move |session| {
                    let left = session.take_roster(*name, taken);
                    let name = session.undo_name().cloned();
                    after(move |app| {
                        app.say_step(name);
                        if let Some(left) = left.into_iter().next() {
                            app.complain(left);
                        }
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
}
