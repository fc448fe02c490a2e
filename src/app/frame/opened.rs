//! What becomes of files that were read: a county on screen, or plans for the one that is there.

use super::changing::after;
use super::files::Read;
use super::window::App;
use crate::app::look::forms::{Form, Then};
use crate::app::look::text;
use crate::app::map::MapState;
use crate::io::{OpenError, Report};
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
                    self.replace();
                }
            }
            Ok(Read::Plans(plans)) => self.add_plans(ctx, plans),
            Err(OpenError::Stopped) => self.say(text::words_of(text::STOPPED)),
            Err(error) => self.complain(error.words()),
        }
    }

    /// Plans for the county on screen. What keeps one from being relied on is said at once.
    fn add_plans(&mut self, ctx: &egui::Context, plans: Vec<(Plan, PlanFile, Report)>) {
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

    /// Shows the county that was read.
    pub(crate) fn replace(&mut self) {
        let Some(session) = self.pending.take() else {
            return;
        };
        self.then = None;
        self.view.forget_county();
        self.map = MapState::default();
        self.results.forget();
        self.turning = Default::default();
        self.changing = Default::default();
        let doubt = first_doubt(&session);
        let summary = text::opened(session.county(), session.report().warnings.len());
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
