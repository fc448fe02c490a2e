//! A proposal on the map before it is a draft: the plan with its measures, worked out beside the screen.

use std::borrow::Cow;
use std::sync::Arc;

use super::asking::ProposalSearch;
use super::jobs::{Job, Latest, Watch};
use crate::app::look::desk::Workspace;
use crate::app::look::text::{self, chart};
use crate::app::look::view::{Page, View};
use crate::evaluation::Evaluation;
use crate::proposal::{Answered, Proposal, StartingPoint};
use crate::session::Session;
use crate::words::Words;

/// Which search, which of its answers, and the measures of it that are taken up.
type Key = (u64, Option<usize>, Vec<bool>);

/// The plan with the measures, or why it cannot have them.
type Layout = Result<Arc<Evaluation>, Words>;

/// The proposal that is looked at, as a layout.
#[derive(Default)]
pub(crate) struct Preview {
    layout: Latest<Key, Layout>,
}

impl Preview {
    /// Asks for the layout of the proposal in sight.
    pub(crate) fn refresh(
        &mut self,
        ctx: &egui::Context,
        search: &ProposalSearch,
        session: &Session,
        view: &View,
    ) {
        let Some((key, proposal, asked)) = wanted(search, session, view) else {
            self.layout.rest();
            return;
        };
        let words = text::words_of(chart::WORKING_OUT_PROPOSAL);
        self.layout
            .ask(ctx, &key, "proposal on the map", words, || {
                let ground = asked.clone();
                let proposal = proposal.into_owned();
                move |_: &Watch| {
                    let county = ground.evaluator.county();
                    let plan = match proposal.added_to(county, &ground.plan, ground.lang) {
                        Ok(plan) => plan,
                        Err(refused) => return Some(Err(refused.words())),
                    };
                    // What takes effect later is proposed too.
                    let years = proposal.actions().map(|action| action.year);
                    let year = years.fold(ground.year(), |last, year| last.max(year));
                    let policy = proposal.policy;
                    let layout = ground.evaluator.evaluate(&plan, year, policy);
                    Some(Ok(Arc::new(layout)))
                }
            });
    }

    /// The proposal that can stand on the map now.
    pub(crate) fn ready(
        &self,
        search: &ProposalSearch,
        session: &Session,
        view: &View,
    ) -> Option<&Arc<Evaluation>> {
        // Once it is a draft, the draft stands on the map.
        let layout = self.figures(search, session, view)?.as_ref().ok()?;
        search.is_of(session).then_some(layout)
    }

    /// What the plan comes to with the measures that are taken up, or why it cannot have them.
    pub(crate) fn figures(
        &self,
        search: &ProposalSearch,
        session: &Session,
        view: &View,
    ) -> Option<&Layout> {
        let (key, ..) = wanted(search, session, view)?;
        self.layout.answer_to(&key)
    }

    /// What is being worked out.
    pub(crate) fn running(&self) -> Option<&Job<Option<Layout>>> {
        self.layout.running()
    }
}

/// The answer in sight, where it is one with measures and about what is on screen.
fn wanted<'a>(
    search: &'a ProposalSearch,
    session: &Session,
    view: &View,
) -> Option<(Key, Cow<'a, Proposal>, &'a StartingPoint)> {
    let is_in_sight =
        view.workspace() == Workspace::Plan && view.open_page() == Some(Page::Proposals);
    let (asked, whole, proposal) = (search.asked()?, search.chosen()?, search.picked()?);
    let is_there = search.is_of(session) || search.shows_draft(session);
    let is_of = asked.stage == view.stage && is_there && search.running().is_none();
    let has_measures =
        !matches!(proposal.answered, Answered::Catchments(_)) && !proposal.steps.is_empty();
    let taken = whole.steps.iter().map(|step| search.is_ticked(step));
    let key = (search.number(), search.chosen_point(), taken.collect());
    (is_in_sight && is_of && has_measures).then_some((key, proposal, asked))
}
