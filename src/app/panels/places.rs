//! Townships as they were read, and figures of the chosen stage by township or district.

use egui::{Role, Ui};

use super::Desk;
use super::grids::{Made, basis, basis_of_county, table_ui};
use crate::app::look::desk::Workspace;
use crate::app::look::grid::GridId;
use crate::app::look::icons;
use crate::app::look::intent::Intent;
use crate::app::look::text::{self, tables as words};
use crate::app::look::view::View;
use crate::app::look::widgets::caption;
use crate::evaluation::Evaluation;
use crate::indicators::{GroupNumbers, by_district, by_township};
use crate::session::Session;
use crate::tables;

/// The figures by place of what the map shows.
pub(super) fn groups(
    session: &Session,
    view: &View,
    is_by_district: bool,
) -> Option<Vec<GroupNumbers>> {
    groups_of(session, view.shown(session), view, is_by_district)
}

fn groups_of(
    session: &Session,
    evaluation: &Evaluation,
    view: &View,
    is_by_district: bool,
) -> Option<Vec<GroupNumbers>> {
    let of_stage = evaluation.by_place(session.county(), view.stage)?;
    Some(if is_by_district {
        by_district(of_stage)
    } else {
        by_township(of_stage)
    })
}

/// Draws the table that the workspace asks for.
pub(super) fn places_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    let county = desk.session.county();
    if view.workspace() == Workspace::Data {
        let made = Made {
            id: GridId::Townships,
            make: || tables::townships(county),
            empty: words::NO_TOWNSHIPS,
        };
        let basis = basis_of_county(desk, view);
        return table_ui(ui, desk, view, basis, made, |_| {});
    }
    let (lang, is_by_district) = (view.lang, view.by_district);
    let Some(groups) = groups(desk.session, view, is_by_district) else {
        caption(ui, text::NO_STAGE.say(lang));
        return None;
    };
    let today = groups_of(desk.session, desk.session.baseline(), view, is_by_district);
    let made = Made {
        id: if is_by_district {
            GridId::ByDistrict
        } else {
            GridId::ByTownship
        },
        make: || tables::places(&groups, &today.unwrap_or_default(), !is_by_district),
        empty: words::NO_TOWNSHIPS,
    };
    let basis = basis(desk, view, Some(view.stage));
    let mut chosen = is_by_district;
    let intent = table_ui(ui, desk, view, basis, made, |ui| {
        ui.spacing_mut().item_spacing.x = -1.0;
        for (is_district, name) in [(false, text::BY_TOWNSHIP), (true, text::BY_DISTRICT)] {
            let name = name.say(lang);
            let chip = icons::chip(ui, name, name, Role::RadioButton, chosen == is_district);
            if chip.on_hover_text(text::PLACES_TIP.say(lang)).clicked() {
                chosen = is_district;
            }
        }
        ui.spacing_mut().item_spacing.x = 8.0;
    });
    view.by_district = chosen;
    intent
}
