//! What is worked out over the years of the chosen plan, beside the screen: the closure gate,
//! and the gate page of a school that stays. It does not depend on the year shown.

use std::sync::Arc;

use super::jobs::{Latest, Watch};
use super::text;
use super::view::{Page, Selection, View};
use crate::evaluation::Evaluator;
use crate::horizon::{self, Gate, GatePage};
use crate::model::SchoolId;
use crate::plan::{Measure, Plan, Policy};
use crate::session::Session;
use crate::units::Year;

/// The question: this plan on this county under this policy.
#[derive(Clone, Debug)]
struct Case {
    evaluator: Arc<Evaluator>,
    plan: Plan,
    policy: Policy,
}

impl PartialEq for Case {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.evaluator, &other.evaluator)
            && self.policy == other.policy
            && self.plan == other.plan
    }
}

impl Case {
    /// The chosen plan; for today the empty one.
    fn of(session: &Session) -> Self {
        let base = session.evaluator().base_year();
        let nothing = || Plan::new("", (base, Year(base.0 + 4)));
        Self {
            evaluator: Arc::clone(session.evaluator()),
            plan: session.plan().cloned().unwrap_or_else(nothing),
            policy: session.policy(),
        }
    }
}

/// Everything that looks ahead, each with its question.
#[derive(Default)]
pub(crate) struct Ahead {
    gate: Latest<Case, Gate>,
    page: Latest<(Case, SchoolId, Year), Option<GatePage>>,
}

impl Ahead {
    /// Takes in what is ready and asks for what the open page will show.
    pub(crate) fn refresh(&mut self, ctx: &egui::Context, session: &Session, view: &View) {
        if view.drawer == Some(Page::Gate) {
            let case = Case::of(session);
            if let Some((school, year)) = what_if(session, view) {
                self.ask_page(ctx, case.clone(), school, year);
            }
            self.ask_gate(ctx, &case);
        }
    }

    fn ask_gate(&mut self, ctx: &egui::Context, case: &Case) {
        let words = text::words_of(text::time::AT_THE_GATE);
        self.gate.ask(ctx, case, "closure-gate", words, || {
            let case = case.clone();
            move |_: &Watch| horizon::gate(&case.evaluator, &case.plan, case.policy)
        });
    }

    fn ask_page(&mut self, ctx: &egui::Context, case: Case, school: SchoolId, year: Year) {
        let words = text::words_of(text::time::AT_THE_GATE);
        let key = (case, school, year);
        self.page.ask(ctx, &key, "gate-page", words, || {
            let (case, school, year) = key.clone();
            move |_: &Watch| {
                horizon::gate_page(&case.evaluator, &case.plan, case.policy, &school, year)
            }
        });
    }

    /// The closures of the chosen plan at the gate; of an earlier state while they are worked out.
    pub(crate) fn gate(&self) -> Option<&Gate> {
        self.gate.answer()
    }

    /// The page of the selected school: as the plan closes it, else as if it closed.
    pub(crate) fn page(&self, session: &Session, view: &View) -> Option<&GatePage> {
        let Some(Selection::School(id)) = &view.selection else {
            return None;
        };
        if what_if(session, view).is_some() {
            let page = self.page.answer()?.as_ref();
            return page.filter(|page| page.school == *id && page.action.is_none());
        }
        self.gate()?.pages.iter().find(|page| page.school == *id)
    }

    /// The work that is going on.
    pub(crate) fn is_idle(&self) -> bool {
        self.gate.running().is_none() && self.page.running().is_none()
    }

    /// What has been worked on for longer than a moment.
    pub(crate) fn slow_work(&self) -> Option<super::jobs::Progress> {
        super::results::slow(self.gate.running())
            .or_else(|| super::results::slow(self.page.running()))
    }
}

/// The selected school and the year in which it would close, where the plan does not close it.
fn what_if(session: &Session, view: &View) -> Option<(SchoolId, Year)> {
    let Some(Selection::School(id)) = &view.selection else {
        return None;
    };
    let own = |measure: &Measure| measure.school() == id;
    let actions = || session.plan().into_iter().flat_map(|plan| &plan.actions);
    if actions().any(|action| own(&action.measure) && action.measure.closes()) {
        return None;
    }
    let kept = actions()
        .find(|action| own(&action.measure) && matches!(action.measure, Measure::Keep { .. }));
    Some((
        id.clone(),
        kept.map_or_else(|| session.year(), |action| action.year),
    ))
}
