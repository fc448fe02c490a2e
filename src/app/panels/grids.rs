//! A table of the dock: made from what is shown, with its line above, and the way each row leads.

use std::sync::Arc;

use egui::Ui;

use super::{Desk, correct, standards};
use crate::app::look::grid::{self, Basis, Done, GridId, Typing};
use crate::app::look::intent::Intent;
use crate::app::look::keeping::Keep;
use crate::app::look::text::{Text, tables as text};
use crate::app::look::view::View;
use crate::app::look::widgets::caption;
use crate::model::Stage;
use crate::plan::Command;
use crate::tables::Sheet;

/// What makes a table, and what is said where it has no row.
pub(super) struct Made<F> {
    pub(super) id: GridId,
    pub(super) make: F,
    /// Where there is nothing to list: what is missing and what to do.
    pub(super) empty: Text,
}

/// What the tables of the figures on screen are made from.
pub(super) fn basis(desk: Desk<'_>, view: &View, stage: Option<Stage>) -> Basis {
    let session = desk.session;
    Basis {
        evaluator: Arc::clone(session.evaluator()),
        figures: vec![
            Arc::clone(view.shown(session)),
            Arc::clone(view.before(session)),
        ],
        revision: session.revision(),
        stage,
        lang: view.lang,
        terms: 0,
    }
}

/// What the tables of the county as it was read are made from: no plan and no year changes them.
pub(super) fn basis_of_county(desk: Desk<'_>, view: &View) -> Basis {
    Basis {
        evaluator: Arc::clone(desk.session.evaluator()),
        figures: Vec::new(),
        revision: 0,
        stage: None,
        lang: view.lang,
        terms: 0,
    }
}

/// What tables of the plan itself are made from: no year and no figure changes them.
pub(super) fn basis_of_plan(desk: Desk<'_>, view: &View) -> Basis {
    Basis {
        revision: desk.session.revision(),
        ..basis_of_county(desk, view)
    }
}

/// Draws a table of facts as they were read, which are set right in their cells.
pub(super) fn facts_ui<F: FnOnce() -> Sheet>(
    ui: &mut Ui,
    desk: Desk<'_>,
    view: &mut View,
    made: Made<F>,
) -> Option<Intent> {
    let basis = basis_of_county(desk, view);
    let (lang, signature) = (view.lang, view.signature.clone());
    let mut signed = None;
    let wish = table_ui(ui, desk, view, basis, made, |ui| {
        signed = correct::source_ui(ui, lang, &signature);
    });
    wish.or(signed)
}

/// Draws a table; a click on a row leads to what it is about. `more` stands in the line above it.
pub(super) fn table_ui<F: FnOnce() -> Sheet>(
    ui: &mut Ui,
    desk: Desk<'_>,
    view: &mut View,
    basis: Basis,
    made: Made<F>,
    more: impl FnOnce(&mut Ui),
) -> Option<Intent> {
    typed_ui(ui, desk, view, (basis, None), made, more)
}

/// The same, with what can be typed in its cells where they do not tell facts.
pub(super) fn typed_ui<F: FnOnce() -> Sheet>(
    ui: &mut Ui,
    desk: Desk<'_>,
    view: &mut View,
    (basis, typing): (Basis, Option<Typing<'_>>),
    made: Made<F>,
    more: impl FnOnce(&mut Ui),
) -> Option<Intent> {
    let lang = view.lang;
    let id = made.id;
    let mut table = view.grids.take(id);
    let sheet = table.hold(basis, made.make);
    let facts = sheet.lists_facts.then_some(Typing::Facts(desk.session));
    let typing = typing.or(facts);
    let mut intent = grid::bar_ui(ui, id, &mut table, lang, more);
    let mut done = grid::pasted_ui(ui, &mut table, lang);
    if sheet.rows.is_empty() {
        caption(ui, made.empty.say(lang));
    } else if table.order(lang).is_empty() {
        ui.horizontal(|ui| {
            caption(ui, text::NO_ROW.say(lang));
            if ui.button(text::SHOW_ALL.say(lang)).clicked() {
                table.filter.clear();
            }
        });
    } else {
        let selected = grid::about_selected(view.selection.as_ref());
        let drawn = ui.push_id(id, |ui| {
            grid::grid_ui(ui, &mut table, selected.as_ref(), typing, lang)
        });
        done = done.or(drawn.inner);
    }
    let county = desk.session.county();
    let way = match done {
        None => None,
        Some(Done::GoTo(row)) => grid::way_to(county, &sheet.rows[row].about),
        Some(Done::Correct(facts)) => Some(Intent::Keep(Keep::Correct(facts))),
        Some(Done::Limit(rule, limit)) => {
            let entries = standards::entries_of(desk.session);
            let entries = entries.with_limit(&rule, Some(limit));
            Some(Intent::Command(Command::SetStandards(entries.written())))
        }
    };
    intent = way.or(intent);
    view.grids.put(id, table);
    intent
}
