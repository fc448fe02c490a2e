//! The window's state and its frame: take in what is ready, hear keys and files, draw, carry out.

use std::path::PathBuf;
use std::time::Duration;

use egui::Ui;

use super::answered::Answered;
use super::dialogs;
use super::files::{Read, Written};
use super::keeping::Keeping;
use super::rooms::Rooms;
use super::trace::{self, Trace};
use crate::app::frame::changing::Changing;
use crate::app::look::aids::{Kept, Look};
use crate::app::look::chart::{BasemapWish, MapWish};
use crate::app::look::forms::{Form, Then};
use crate::app::look::grid::Grids;
use crate::app::look::intent::Intent;
use crate::app::look::keys::{self, Hearing};
use crate::app::look::view::View;
use crate::app::map::{self, MapState};
use crate::app::panels::Notice;
use crate::app::work::jobs::{Job, Outcome};
use crate::app::work::results::Results;
use crate::app::work::turning::Turning;
use crate::io::{self, OpenError};
use crate::model::SchoolId;
use crate::session::Session;
use crate::words::Lang;

/// How the window begins.
#[derive(Debug, Default)]
pub struct Start {
    /// Files and folders to open; the sample county when there are none.
    pub paths: Vec<PathBuf>,
    /// The language asked for; else the one used last, else the system's.
    pub lang: Option<Lang>,
    /// Where to tell tests what the screen shows.
    pub trace: Option<Trace>,
}

/// The window.
pub struct App {
    pub(crate) session: Option<Session>,
    pub(crate) view: View,
    pub(crate) map: MapState,
    pub(crate) results: Results,
    pub(crate) turning: Turning,
    pub(crate) changing: Changing,
    pub(crate) opening: Option<Job<Result<Read, OpenError>>>,
    pub(crate) writing: Option<Job<Written>>,
    pub(crate) dialog: Option<Job<dialogs::Answer>>,
    /// A county that was read and waits for the unsaved work of this one.
    pub(crate) pending: Option<Box<Session>>,
    /// The county on screen, read again, which waits for a change of the plan to be worked out.
    pub(crate) again: Option<Box<Session>>,
    /// What is kept beside, so that nothing is lost.
    pub(crate) keeping: Keeping,
    /// What was answered about this and other counties.
    pub(crate) answers: Answered,
    /// What was said last and counts once the county is read again.
    pub(crate) answering: Option<super::doctoring::Answering>,
    /// What waits until every plan is saved.
    pub(crate) then: Option<Then>,
    /// The last message, until it is read away.
    pub(crate) notice: Option<Notice>,
    /// All messages, the oldest first.
    pub(crate) log: Vec<Notice>,
    /// Where everything lay in the last frame.
    pub(crate) rooms: Option<Rooms>,
    /// What the window is called.
    pub(crate) titled: String,
    pub(crate) may_close: bool,
    /// Colours and size of the text, as the last frame had them.
    pub(crate) look: Look,
    /// When the settings were last written, in seconds of the window.
    settings_kept_at: f64,
}

/// Settings are written so often at most, in seconds, and not only when the window closes: it may end without a word.
const SETTINGS_EVERY: f64 = 1.0;

const REMEMBERED: &str = "view";
const ANSWERS: &str = "answers";
const LOOK: &str = "look";
const BY: &str = "corrected-by";
const AIDS: &str = "aids";
const TABLES: &str = "tables";

impl App {
    /// The window as the system opens it.
    pub fn new(creation: &eframe::CreationContext<'_>, start: Start) -> Self {
        crate::app::setup(&creation.egui_ctx);
        let system = sys_locale::get_locale().map_or(Lang::En, |locale| Lang::of_locale(&locale));
        let remembered = creation
            .storage
            .and_then(|storage| eframe::get_value(storage, REMEMBERED));
        let mut view = View::remembered(remembered.unwrap_or_default(), system);
        view.lang = start.lang.unwrap_or(view.lang);
        let mut app = Self::showing(None, view);
        if let Some(trace) = start.trace {
            creation.egui_ctx.add_plugin(trace);
        }
        let look = creation
            .storage
            .and_then(|storage| eframe::get_value::<Look>(storage, LOOK));
        if let Some(look) = look {
            look.choose(&creation.egui_ctx);
        }
        let answers = creation
            .storage
            .and_then(|storage| eframe::get_value(storage, ANSWERS));
        app.answers = answers.unwrap_or_default();
        let by = creation
            .storage
            .and_then(|storage| eframe::get_value(storage, BY));
        app.view.signature.by = by.unwrap_or_default();
        let tables = creation
            .storage
            .and_then(|storage| eframe::get_value(storage, TABLES));
        app.view.grids = Grids::remembering(tables.unwrap_or_default());
        if let Some(folder) = io::own_folder() {
            app.keep_in(&folder);
        }
        let kept = creation
            .storage
            .and_then(|storage| eframe::get_value(storage, AIDS));
        app.keep_aids(kept.unwrap_or_default());
        // Who opens a county of their own wants that county.
        app.view.aids.offers_tour = start.paths.is_empty() && !app.view.aids.kept.knows_tour;
        app.open_paths(&creation.egui_ctx, start.paths);
        app
    }

    /// The window with a county already open; for tests.
    pub fn with_session(mut session: Session, lang: Lang) -> Self {
        session.set_lang(lang);
        Self::showing(Some(session), View::new(lang))
    }

    fn showing(session: Option<Session>, view: View) -> Self {
        Self {
            session,
            view,
            map: MapState::default(),
            results: Results::default(),
            turning: Turning::default(),
            changing: Changing::default(),
            opening: None,
            writing: None,
            dialog: None,
            pending: None,
            again: None,
            keeping: Keeping::default(),
            answers: Answered::default(),
            answering: None,
            then: None,
            notice: None,
            log: Vec::new(),
            rooms: None,
            titled: String::new(),
            may_close: false,
            look: Look::default(),
            settings_kept_at: 0.0,
        }
    }

    /// Takes over what an earlier window kept.
    pub fn keep_aids(&mut self, kept: Kept) {
        self.view.aids.kept = kept;
    }

    /// The open county and its plans.
    pub fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    /// What the screen shows and how.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// Where the parts of the window lay in the last frame; `None` before the first, and without a county.
    pub fn rooms(&self) -> Option<&Rooms> {
        self.rooms.as_ref()
    }

    /// Where a school of the chosen stage stands on the screen, in points; for tests.
    pub fn school_on_screen(&self, id: &SchoolId) -> Option<egui::Pos2> {
        let positions = map::screen_positions(self.session.as_ref()?, &self.view, &self.map);
        let own = positions
            .iter()
            .find(|position| position["id"] == id.as_str())?;
        let axis = |axis: &str| own[axis].as_f64().map(|value| value as f32);
        Some(egui::pos2(axis("x")?, axis("y")?))
    }

    /// How many pictures lie under the map; for tests.
    pub fn basemap_pieces(&self) -> usize {
        self.results.basemap.pieces().len()
    }

    /// Whether nothing is being worked out, read or written.
    pub fn is_idle(&self) -> bool {
        self.opening.is_none()
            && self.writing.is_none()
            && self.dialog.is_none()
            && self.again.is_none()
            && self.keeping.is_idle()
            && self.view.year_asked.is_none()
            && self.turning.job().is_none()
            && !self.changing.is_busy()
            && self.results.is_idle()
    }

    /// Lets small schools be judged at the closure gate beside the screen, or not: that takes a processor a while.
    pub fn judge(&mut self, judges: bool) {
        self.view.judges = judges;
    }

    /// Whether lights of the closure gate are still to come.
    pub fn is_judging(&self) -> bool {
        !self.results.lights.is_idle() || self.results.ahead.is_judging()
    }

    /// One frame.
    pub fn ui_root(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        self.view.aids.kept.distances.choose();
        self.take_changed(&ctx);
        // What was read or written belongs to the plan as it will be.
        if !self.changing.is_busy() {
            self.take_in(&ctx);
        }
        for wish in self.heard(&ctx) {
            self.carry_out(&ctx, wish);
        }
        self.follow_hand(&ctx);
        if let Some(session) = &mut self.session {
            if !self.changing.is_busy() {
                self.turning.refresh(&ctx, session, &mut self.view);
            }
            self.results.refresh(&ctx, session, &self.view);
            let tried = self.results.tried_on_map(session, &self.view);
            self.view.tries_closures = tried.is_some();
            let proposed = || self.results.on_map(session, &self.view);
            self.view.trial = tried.or_else(proposed);
        }
        if !self.changing.is_busy() {
            self.tell_what_moved();
        }
        self.show_where_plans_differ();
        self.hear_basemap();
        for wish in self.draw(ui) {
            self.carry_out(&ctx, wish);
        }
        if let Some(look) = map::look(&self.map).filter(|_| self.view.layers.basemap) {
            self.results.basemap.follow(&ctx, &look);
        }
        self.keep(&ctx);
        self.view.aids.was_typing = ctx.text_edit_focused();
        self.name_window(&ctx);
        if let Some(session) = &self.session {
            let shown = trace::Shown {
                session,
                view: &self.view,
                map: &self.map,
                results: &self.results,
                notice: self.notice.as_ref(),
            };
            trace::tell(&ctx, &shown);
        }
    }

    /// Takes in what the hand does on the map, before any pane shows its numbers.
    fn follow_hand(&mut self, ctx: &egui::Context) {
        let Some(session) = &self.session else { return };
        if let Some(wish) = map::hand(ctx, session, &mut self.view, &mut self.map) {
            self.carry_out(ctx, wish);
        }
        if !self.changing.is_busy() {
            self.view.hand.settle();
        }
    }

    /// Takes in what threads have finished.
    fn take_in(&mut self, ctx: &egui::Context) {
        match finished(&mut self.opening) {
            Outcome::Running => {}
            Outcome::Done(read) => self.take_read(ctx, read),
            Outcome::Lost => self.say_lost(),
        }
        // What was written belongs to the plan as it will be.
        if self.changing.is_busy() {
            return;
        }
        self.show_again();
        match finished(&mut self.writing) {
            Outcome::Running => {}
            Outcome::Done(written) => self.take_written(ctx, written),
            Outcome::Lost => self.say_lost(),
        }
        let Some(dialog) = &self.dialog else { return };
        let answer = match dialog.poll() {
            Outcome::Running => return,
            Outcome::Lost => None,
            Outcome::Done(answer) => Some((dialogs::was_not_shown(dialog, &answer), answer)),
        };
        self.dialog = None;
        match answer {
            None => self.say_lost(),
            Some((true, answer)) => {
                self.view.form = Some(Form::Path(answer.question, self.suggested(answer.question)));
            }
            Some((false, answer)) => match answer.question.answered_by_dialog(answer.paths) {
                Some(wish) => self.carry_out(ctx, wish),
                // A dialog that was closed without a choice ends what waited for saving.
                None => self.then = None,
            },
        }
    }

    /// What keys, dropped files and the window's own close button ask for.
    fn heard(&mut self, ctx: &egui::Context) -> Vec<Intent> {
        let mut wishes = Vec::new();
        let dropped: Vec<PathBuf> = ctx.input(|input| {
            input
                .raw
                .dropped_files
                .iter()
                .map(|file| file.path().to_owned())
                .collect()
        });
        if let ([picture], true) = (&dropped[..], self.session.is_some())
            && io::is_basemap(picture)
        {
            let open = BasemapWish::Open(picture.clone());
            wishes.push(Intent::Map(MapWish::Basemap(open)));
        } else if !dropped.is_empty() {
            wishes.push(Intent::OpenPaths(dropped));
        }
        if ctx.input(|input| input.viewport().close_requested()) && !self.may_close {
            let has_unsaved_work = self.session.as_ref().is_some_and(Session::has_unsaved_work);
            if has_unsaved_work || self.changing.is_busy() {
                ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            }
            wishes.push(Intent::Quit);
        }
        let hearing = self.hearing(ctx);
        // An open form has the keys to itself, and so has what is open to help.
        let is_free = self.view.form.is_none() && self.view.aids.open.is_none();
        self.view.aids.peeks = is_free && keys::peeks(ctx, &hearing);
        if is_free {
            let can = |wish: &Intent| wish.is_enabled(self.session.as_ref(), &self.view);
            wishes.extend(keys::from_keyboard(ctx, &hearing).into_iter().filter(can));
        }
        wishes
    }

    /// What decides which keys are heard in this frame.
    fn hearing(&mut self, ctx: &egui::Context) -> Hearing {
        self.view.aids.is_composing = ctx.input(|input| {
            let mut is_composing = self.view.aids.is_composing;
            for event in &input.events {
                if let egui::Event::Ime(ime) = event {
                    is_composing = keys::composes(ime);
                }
            }
            is_composing
        });
        let rooms = self.rooms.as_ref();
        Hearing {
            grounds: [
                rooms.and_then(|rooms| rooms.map),
                rooms.and_then(|rooms| rooms.dock),
            ],
            is_composing: self.view.aids.is_composing,
            was_typing: self.view.aids.was_typing,
        }
    }
}

/// What a job has come to; a job that has ended is gone afterwards.
fn finished<T: Send + 'static>(job: &mut Option<Job<T>>) -> Outcome<T> {
    let outcome = job.as_ref().map_or(Outcome::Running, Job::poll);
    if !matches!(outcome, Outcome::Running) {
        *job = None;
    }
    outcome
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        self.ui_root(ui);
        let ctx = ui.ctx().clone();
        self.look = Look::of(&ctx);
        let now = ctx.input(|input| input.time);
        if now < self.settings_kept_at + SETTINGS_EVERY {
            // What is set in this frame is written in a later one.
            if ctx.input(|input| !input.events.is_empty()) {
                ctx.request_repaint_after(Duration::from_secs_f64(SETTINGS_EVERY));
            }
        } else if let Some(storage) = frame.storage_mut() {
            self.settings_kept_at = now;
            // Writes nothing where nothing was set.
            eframe::App::save(self, storage);
            storage.flush();
        }
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        let remembered = self.view.to_remember();
        eframe::set_value(storage, REMEMBERED, &remembered);
        eframe::set_value(storage, LOOK, &self.look);
        eframe::set_value(storage, ANSWERS, &self.answers);
        eframe::set_value(storage, BY, &self.view.signature.by);
        eframe::set_value(storage, AIDS, &self.view.aids.kept);
        eframe::set_value(storage, TABLES, &self.view.grids.kept());
    }
}
