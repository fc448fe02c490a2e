//! The pages about the years ahead: pupils, births, moving up, and the back-test.

use egui::{Role, Ui};

use super::Desk;
use super::grids::{Made, basis_of_county, table_ui};
use crate::app::look::grid::GridId;
use crate::app::look::icons;
use crate::app::look::intent::Intent;
use crate::app::look::text::{Text, tables as text};
use crate::app::look::theme::size;
use crate::app::look::view::View;
use crate::tables::{self, Sheet};

/// The tables, as they stand beside each other, with what is said where one is empty.
const TABLES: [(GridId, Text, Text); 5] = [
    (GridId::Ahead, text::AHEAD, text::NO_SETTLEMENTS),
    (GridId::Born, text::BORN, text::NO_BIRTHS),
    (GridId::Rates, text::RATES, text::NO_RATES),
    (GridId::Trials, text::TRIALS, text::NO_BACK_TEST),
    (GridId::BackTests, text::BY_DISTRICT, text::NO_BACK_TEST),
];

/// Draws the chosen one.
pub(super) fn forecast_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    let lang = view.lang;
    let session = desk.session;
    let mut chosen = view.forecast;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = -1.0;
        for (id, name, _) in TABLES {
            let name = name.say(lang);
            if icons::chip(ui, name, name, Role::Tab, chosen == id).clicked() {
                chosen = id;
            }
        }
        ui.spacing_mut().item_spacing.x = size::APART;
        let notes = session.evaluator().forecast().notes();
        if !notes.is_empty() {
            ui.add_space(size::APART);
            let label = format!("{} {}", text::NOTES.say(lang), notes.len());
            ui.menu_button(label, |ui| {
                ui.set_max_width(420.0);
                for note in notes {
                    ui.label(note.say(lang));
                }
            });
        }
    });
    view.forecast = chosen;
    let empty = TABLES
        .iter()
        .find(|(id, ..)| *id == chosen)
        .map_or(text::NO_SETTLEMENTS, |(.., empty)| *empty);
    let until = session.plan_or_today().horizon;
    let make = || -> Sheet {
        let forecast = session.evaluator().forecast();
        match chosen {
            GridId::Born => tables::born(session.county()),
            GridId::Rates => tables::rates(forecast),
            GridId::Trials => tables::trials(forecast),
            GridId::BackTests => tables::back_tests(forecast),
            _ => tables::pupils_ahead(forecast, until),
        }
    };
    let mut basis = basis_of_county(desk, view);
    basis.terms = until.0.unsigned_abs().into();
    let made = Made {
        id: chosen,
        make,
        empty,
    };
    table_ui(ui, desk, view, basis, made, |_| {})
}
