//! What a form would take the place of in the plan, said before it is sent.

use egui::{RichText, Ui};

use crate::app::look::text::later as words;
use crate::app::look::theme::Theme;
use crate::plan::{self, Measure};
use crate::session::Session;
use crate::words::Lang;

/// Draws the measures of the chosen plan that this one would take the place of; nothing where there are none.
pub(super) fn replaced_ui(ui: &mut Ui, session: &Session, measure: &Measure, lang: Lang) {
    let Some(plan) = session.plan() else { return };
    let color = Theme::of(ui.ctx()).warning;
    for former in plan::replaced(plan, measure) {
        let told = words::replaces(&former.measure.words(), former.year);
        ui.add(egui::Label::new(RichText::new(told.say(lang)).color(color)).wrap());
    }
}
