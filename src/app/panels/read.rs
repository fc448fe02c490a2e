//! The tables of settlements and roads as they were read, and how far the pupils of each settlement go.

use egui::Ui;

use super::Desk;
use super::grids::{Made, basis, basis_of_county, facts_ui, table_ui};
use super::schools::schools_or_trips_ui;
use crate::app::look::desk::Workspace;
use crate::app::look::grid::GridId;
use crate::app::look::intent::Intent;
use crate::app::look::text::tables as text;
use crate::app::look::view::View;
use crate::app::look::widgets::caption;
use crate::model::Homes;
use crate::tables;

/// Draws the table of settlements that the workspace asks for.
pub(super) fn settlements_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    if view.workspace() != Workspace::Data {
        return trips_ui(ui, desk, view);
    }
    let county = desk.session.county();
    let made = Made {
        id: GridId::Settlements,
        make: || tables::settlements(county),
        empty: text::NO_SETTLEMENTS,
    };
    if county.homes == Homes::Estimated {
        caption(ui, text::NO_SETTLEMENTS.say(view.lang));
        let basis = basis_of_county(desk, view);
        return table_ui(ui, desk, view, basis, made, |_| {});
    }
    facts_ui(ui, desk, view, made)
}

/// Draws who of the stage goes how far to which school, the farthest first.
pub(super) fn trips_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    let (session, stage, lang) = (desk.session, view.stage, view.lang);
    let shown = view.shown(session).clone();
    let limits = session.evaluator().limits();
    let made = Made {
        id: GridId::Trips,
        make: || tables::trips(session.county(), &shown, stage, limits),
        empty: text::NO_TRIPS,
    };
    let basis = basis(desk, view, Some(stage));
    let is_of_plan = view.workspace() == Workspace::Plan;
    let mut by_village = is_of_plan;
    let intent = table_ui(ui, desk, view, basis, made, |ui| {
        if is_of_plan {
            by_village = schools_or_trips_ui(ui, true, lang);
        }
        caption(ui, text::TRIPS_TIP.say(lang));
    });
    if is_of_plan {
        view.by_village = by_village;
    }
    intent
}

/// Draws the roads.
pub(super) fn roads_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    let county = desk.session.county();
    let made = Made {
        id: GridId::Roads,
        make: || tables::roads(county),
        empty: text::NO_ROADS,
    };
    let basis = basis_of_county(desk, view);
    table_ui(ui, desk, view, basis, made, |_| {})
}
