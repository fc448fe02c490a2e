//! What becomes of files that were read: a county on screen, or plans for the one that is there.

use std::path::PathBuf;
use std::sync::Arc;

use super::changing::after;
use super::files::{self, Read};
use super::window::App;
use crate::app::look::chart::BasemapWish;
use crate::app::look::desk::Page;
use crate::app::look::forms::{Form, Then};
use crate::app::look::hand::Hand;
use crate::app::look::roster_form::RosterForm;
use crate::app::look::text;
use crate::app::look::view::Tool;
use crate::app::map::MapState;
use crate::io::{OpenError, Report, Roster};
use crate::model::Stage;
use crate::plan::Plan;
use crate::session::{Chosen, PlanFile, Session};
use crate::words::Words;

impl App {
    pub(crate) fn take_read(&mut self, ctx: &egui::Context, read: Result<Read, OpenError>) {
        match read {
            Ok(Read::County(session)) => {
                self.pending = Some(session);
                if self.session.as_ref().is_some_and(Session::has_unsaved_work) {
                    self.view.form = Some(Form::Unsaved(Then::Replace));
                } else {
                    self.replace(ctx);
                }
            }
            Ok(Read::Again(session)) => self.again = Some(session),
            Ok(Read::Roster(roster)) => self.show_roster(*roster),
            Ok(Read::Plans(plans)) => self.add_plans(ctx, plans),
            Err(OpenError::Stopped) => {
                self.answering = None;
                self.put_picked_back();
                self.say(text::words_of(text::STOPPED));
            }
            Err(error) => {
                self.answering = None;
                self.put_picked_back();
                self.complain(error.words());
            }
        }
    }

    /// Reads a newer roster, beside the screen.
    pub(crate) fn read_roster(&mut self, ctx: &egui::Context, path: PathBuf) {
        let Some(session) = &self.session else { return };
        let county = Arc::clone(session.shared_recorded());
        match files::read_roster(ctx, path, county) {
            Ok(job) => self.opening = Some(job),
            Err(error) => self.complain(text::no_thread(&error)),
        }
    }

    /// Sets a newer roster beside the county on screen.
    fn show_roster(&mut self, roster: Roster) {
        let Some(session) = &self.session else { return };
        let form = RosterForm::of(roster, session);
        self.view.form = Some(Form::Roster(Box::new(form)));
    }

    /// Plans for the county on screen. What keeps one from being relied on is said at once.
    fn add_plans(&mut self, ctx: &egui::Context, plans: Vec<(Plan, PlanFile, Report)>) {
        for (_, file, _) in &plans {
            self.view
                .aids
                .kept
                .remember(std::slice::from_ref(&file.path));
        }
        self.change(ctx, |session| {
            let mut doubt = None;
            for (plan, file, told) in plans {
                session.open_plan(plan, file, told);
                doubt = doubt.or_else(|| session.doubts().into_iter().next());
            }
            after(move |app| {
                app.compare_with_chosen();
                if let Some(doubt) = doubt {
                    app.complain(doubt);
                }
            })
        });
    }

    /// Shows the county as it was read again, under the same plans.
    pub(crate) fn show_again(&mut self) {
        let (Some(again), Some(session)) = (self.again.take(), &mut self.session) else {
            return;
        };
        session.take_over(*again);
        // Places in lists are others now.
        let view = &mut self.view;
        (view.selection, view.hovered, view.trial) = (None, None, None);
        view.tool = Tool::default();
        view.hand = Hand::default();
        self.results.forget();
        self.turning = Default::default();
        self.view.doctor.resting = None;
        self.say(text::words_of(text::READ_AGAIN));
        self.take_answered();
    }

    /// Shows the county that was read.
    pub(crate) fn replace(&mut self, ctx: &egui::Context) {
        let Some(session) = self.pending.take() else {
            return;
        };
        self.keep_corrections_now();
        self.then = None;
        let asked = self
            .view
            .form
            .take_if(|form| matches!(form, Form::Offer(_)));
        self.view.forget_county();
        self.view.form = asked;
        self.map = MapState::default();
        self.results.forget();
        self.turning = Default::default();
        self.changing = Default::default();
        let doubt = first_doubt(&session);
        let summary = text::opened(session.county(), session.report());
        self.view.aids.kept.remember(&session.report().paths);
        if session.report().open_questions().next().is_some() {
            // What only the planner can say comes first.
            self.show(Some(Page::Report));
        }
        if !session.documents().is_empty() {
            self.view.compared = (Chosen::Today, Chosen::Plan(0));
        }
        self.view.stage = first_stage(&session, self.view.stage);
        let mut session = *session;
        session.set_lang(self.view.lang);
        self.session = Some(session);
        match doubt {
            Some(words) => self.complain(words),
            None => self.say(summary),
        }
        self.tell_corrections();
        self.take_up(ctx);
        self.lay_basemap_of_paths(ctx);
    }

    /// Lays a basemap that was named with the county under the map; of several the first.
    fn lay_basemap_of_paths(&mut self, ctx: &egui::Context) {
        let session = self.session.as_ref();
        let named = session.and_then(|session| session.report().basemaps.first());
        if let Some(path) = named.cloned() {
            self.basemap(ctx, BasemapWish::Open(path));
        }
    }
}

/// The first file that could not be used, else what is first wrong with a plan among the files.
fn first_doubt(session: &Session) -> Option<Words> {
    let failed = session.report().failed.first().map(OpenError::words);
    failed.or_else(|| {
        let mut plans = session.documents().iter();
        plans.find_map(|document| session.doubts_of(document).into_iter().next())
    })
}

/// The stage to show: the one shown before if this county has it, else its first compulsory one.
fn first_stage(session: &Session, wished: Stage) -> Stage {
    let is_there = |&stage: &Stage| session.evaluation().stages[stage].is_some();
    let order = [wished, Stage::Primary, Stage::Junior]
        .into_iter()
        .chain(Stage::ALL);
    order.into_iter().find(is_there).unwrap_or(wished)
}
