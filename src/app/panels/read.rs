//! The tables of settlements and roads as they were read.

use egui::Ui;

use super::Desk;
use super::grids::{Made, basis_of_county, facts_ui, table_ui};
use crate::app::look::grid::GridId;
use crate::app::look::intent::Intent;
use crate::app::look::text::tables as text;
use crate::app::look::view::View;
use crate::app::look::widgets::caption;
use crate::model::Homes;
use crate::tables;

/// Draws the settlements.
pub(super) fn settlements_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
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
