//! The measures of the chosen plan, each with the way to it and the way back.

use egui::Ui;

use super::{Desk, inspector};
use crate::app::look::intent::Intent;
use crate::app::look::text;
use crate::app::look::view::View;
use crate::app::look::widgets::{caption, fact, intent_button};

/// Draws the list.
pub(super) fn steps_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let lang = view.lang;
    let session = desk.session;
    let Some(plan) = session.plan() else {
        caption(ui, text::TODAY_TIP.say(lang));
        return intent_button(ui, Some(session), view, Intent::NewPlan);
    };
    let period = format!("{}–{}", plan.period.0, plan.period.1);
    fact(ui, text::PERIOD.say(lang), period);
    if plan.actions.is_empty() {
        caption(ui, text::NO_MEASURES.say(lang));
    }
    let mut intent = None;
    for (index, action) in plan.actions.iter().enumerate() {
        intent = inspector::measure_ui(
            ui,
            session,
            index,
            action,
            lang,
            inspector::Called::WithName,
        )
        .or(intent);
    }
    intent
}
