//! Carrying out what the page of proposals asks for: search, stop, and make a draft plan of an answer.

use super::asking::draft_name;
use super::text;
use super::text::proposals;
use super::window::App;
use crate::plan::Command;
use crate::session::{Chosen, Document, Session};

impl App {
    /// Begins the search for the question on the page.
    pub(super) fn propose(&mut self, ctx: &egui::Context) {
        let Some(session) = &self.session else { return };
        let started = self.results.search_mut().start(ctx, session, &self.view);
        if let Err(error) = started {
            self.complain(text::no_thread(&error));
        }
    }

    /// Ends the search; what it has found stays.
    pub(super) fn stop_search(&self) {
        if let Some(job) = self.results.search().running() {
            job.cancel();
        }
    }

    /// Shows an answer as a draft plan beside the others: the plan it was asked about, and its measures as one step.
    ///
    /// Another answer of the same search takes the place of the one before, unless that was changed meanwhile.
    pub(super) fn show_proposal(&mut self, point: Option<usize>) {
        self.results.search_mut().choose(point);
        let search = self.results.search();
        let (Some(session), Some(asked), Some(proposal)) =
            (&mut self.session, search.asked(), search.chosen())
        else {
            return;
        };
        let actions = proposal.actions.clone();
        let is_untouched = |document: &Document| {
            let draft = search.draft.as_ref();
            document.path().is_none()
                && draft.is_some_and(|(plan, steps)| {
                    (document.plan(), document.steps()) == (plan, *steps)
                })
        };
        let untouched = session.documents().iter().position(is_untouched);
        if let Some(index) = untouched {
            session.choose(Chosen::Plan(index));
            // Without a measure there was no step to take back.
            let _taken_back = session.undo();
        } else {
            let mut draft = asked.ground.plan.clone();
            draft.name = draft_name(session, asked.topic, self.view.lang);
            draft.policy = proposal.policy;
            session.add_plan(draft, None);
        }
        session.set_year(asked.ground.year());
        self.view.stage = asked.ground.stage;
        let name = proposals::step(actions.len());
        self.compare_with_chosen();
        self.command(Command::AddAll { name, actions });
        let draft = self.session.as_ref().and_then(Session::document);
        let draft = draft.map(|document| (document.plan().clone(), document.steps()));
        self.results.search_mut().draft = draft;
    }
}
