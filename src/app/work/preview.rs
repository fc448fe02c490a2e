//! A proposal on the map before it is a draft: the plan with its measures, worked out beside the screen.

use std::sync::Arc;

use super::asking::ProposalSearch;
use super::jobs::{Job, Latest, Watch};
use crate::app::look::desk::Workspace;
use crate::app::look::text::{self, chart};
use crate::app::look::view::{Page, View};
use crate::evaluation::Evaluation;
use crate::proposal::Answered;
use crate::session::Session;

/// Which search, and which of its answers.
type Key = (u64, Option<usize>);

/// The proposal that is looked at, as a layout.
#[derive(Default)]
pub(crate) struct Preview {
    layout: Latest<Key, Arc<Evaluation>>,
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
                let proposal = proposal.clone();
                move |_: &Watch| {
                    let county = ground.evaluator.county();
                    let plan = proposal.added_to(county, &ground.plan, ground.lang).ok()?;
                    // What takes effect later is proposed too.
                    let years = proposal.actions().map(|action| action.year);
                    let year = years.fold(ground.year(), |last, year| last.max(year));
                    let policy = proposal.policy;
                    Some(Arc::new(ground.evaluator.evaluate(&plan, year, policy)))
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
        let (key, ..) = wanted(search, session, view)?;
        self.layout.answer_to(&key)
    }

    /// What is being worked out.
    pub(crate) fn running(&self) -> Option<&Job<Option<Arc<Evaluation>>>> {
        self.layout.running()
    }
}

/// The answer in sight, where it is one with measures and about what is on screen.
fn wanted<'a>(
    search: &'a ProposalSearch,
    session: &Session,
    view: &View,
) -> Option<(
    Key,
    &'a crate::proposal::Proposal,
    &'a crate::proposal::StartingPoint,
)> {
    let is_in_sight =
        view.workspace() == Workspace::Plan && view.open_page() == Some(Page::Proposals);
    let (asked, proposal) = (search.asked()?, search.chosen()?);
    let is_of = asked.stage == view.stage && search.is_of(session) && search.running().is_none();
    let has_measures =
        !matches!(proposal.answered, Answered::Catchments(_)) && !proposal.steps.is_empty();
    (is_in_sight && is_of && has_measures)
        .then(|| ((search.number(), search.chosen_point()), proposal, asked))
}
