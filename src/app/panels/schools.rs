//! The tables of schools: as they were read, and those of the chosen stage with their figures or with who goes how far.

use egui::{Role, Ui};

use super::grids::{self, Made, basis, table_ui};
use super::{Desk, inspector, read};
use crate::app::look::desk::Workspace;
use crate::app::look::grid::GridId;
use crate::app::look::icons;
use crate::app::look::intent::Intent;
use crate::app::look::text::tables as text;
use crate::app::look::view::View;
use crate::tables;
use crate::words::Lang;

/// Draws the table that the workspace asks for.
pub(super) fn schools_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    if view.workspace() == Workspace::Data {
        return read_ui(ui, desk, view);
    }
    let is_of_plan = view.workspace() == Workspace::Plan;
    if is_of_plan && view.by_village {
        return read::trips_ui(ui, desk, view);
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
    let mut by_village = false;
    let intent = table_ui(ui, desk, view, basis, made, |ui| {
        if is_of_plan {
            by_village = schools_or_trips_ui(ui, false, lang);
        }
    });
    if is_of_plan {
        view.by_village = by_village;
    }
    intent
}

/// Schools or trips, of which the plan's dock has one tab; what is chosen.
pub(super) fn schools_or_trips_ui(ui: &mut Ui, mut by_village: bool, lang: Lang) -> bool {
    ui.spacing_mut().item_spacing.x = -1.0;
    for (is_trips, name) in [(false, text::BY_SCHOOL), (true, text::BY_VILLAGE)] {
        let name = name.say(lang);
        let chip = icons::chip(ui, name, name, Role::RadioButton, by_village == is_trips);
        if chip.on_hover_text(text::BY_VILLAGE_TIP.say(lang)).clicked() {
            by_village = is_trips;
        }
    }
    ui.spacing_mut().item_spacing.x = 8.0;
    by_village
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
