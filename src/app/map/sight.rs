//! What each of the maps on screen shows: the layout the workspace is about, or the sides of a comparison.

use std::sync::Arc;

use super::colours::Colouring;
use crate::app::look::view::View;
use crate::evaluation::{Evaluation, Evaluator};
use crate::session::Session;

/// What one map shows.
#[derive(Clone, Copy)]
pub(crate) struct Sight<'a> {
    /// What made the numbers.
    pub(super) evaluator: &'a Arc<Evaluator>,
    pub(super) shown: &'a Evaluation,
    /// The same without the drag under way.
    pub(super) standing: &'a Arc<Evaluation>,
    /// What it is set against: who changes schools against it is drawn.
    pub(super) before: &'a Arc<Evaluation>,
    pub(super) colouring: Colouring<'a>,
    /// Whether homes lie where the map has them: not where a plan assumes others.
    pub(super) has_homes: bool,
}

impl<'a> Sight<'a> {
    /// The layout that the workspace is about.
    pub(super) fn of_workspace(session: &'a Session, view: &'a View) -> Self {
        Self {
            evaluator: session.evaluator(),
            shown: view.shown(session),
            standing: view.on_map(session),
            before: view.before(session),
            colouring: view.map_theme().map_or(Colouring::Plan, Colouring::Today),
            has_homes: true,
        }
    }
}
