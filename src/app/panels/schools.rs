//! The tables of schools: as they were read, and those of the chosen stage with their figures.

use egui::Ui;

use super::grids::{self, Made, basis, table_ui};
use super::{Desk, inspector};
use crate::app::look::desk::Workspace;
use crate::app::look::grid::GridId;
use crate::app::look::intent::Intent;
use crate::app::look::text::tables as text;
use crate::app::look::view::View;
use crate::tables;

/// Draws the table that the workspace asks for.
pub(super) fn schools_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    if view.workspace() == Workspace::Data {
        return read_ui(ui, desk, view);
    }
    let (session, stage, lang) = (desk.session, view.stage, view.lang);
    // The table reads what the map shows: a drag, or catchments that are proposed.
    let shown = view.shown(session).clone();
    let basis = basis(desk, view, Some(stage));
    let made = Made {
        id: GridId::Schools,
        make: || {
            tables::school_figures(session.county(), &shown, stage, |site| {
                inspector::status_words(session, site, lang)
            })
        },
        empty: text::NO_SCHOOLS,
    };
    table_ui(ui, desk, view, basis, made, |_| {})
}

fn read_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    let county = desk.session.county();
    let made = Made {
        id: GridId::SchoolFacts,
        make: || tables::school_facts(county),
        empty: text::NO_SCHOOLS,
    };
    grids::facts_ui(ui, desk, view, made)
}
