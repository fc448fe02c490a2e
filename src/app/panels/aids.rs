//! What is open over the desk to help: at most one at a time, and the tour beside it.

use egui::Ui;

use super::{help, search, settings, tour};
use crate::app::look::aids::Aid;
use crate::app::look::intent::Intent;
use crate::app::look::view::View;
use crate::session::Session;

/// Draws what is open; says what was wished in it.
pub(crate) fn aids_ui(ui: &Ui, session: Option<&Session>, view: &mut View) -> Vec<Intent> {
    match view.aids.open {
        Some(Aid::Search) => return search::search_ui(ui, session, view),
        Some(Aid::Settings) => return settings::settings_ui(ui, view).into_iter().collect(),
        Some(Aid::Keys) => help::keys_ui(ui, view),
        Some(Aid::Words) => help::words_ui(ui, view),
        Some(Aid::About) => help::about_ui(ui, view),
        None => {}
    }
    // A form has the screen to itself.
    if view.form.is_some() {
        return Vec::new();
    }
    tour::tour_ui(ui, session, view).into_iter().collect()
}
