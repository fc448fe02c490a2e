//! Any two plans side by side: the figures of the chosen stage, and the settlements whose pupils move.

use std::sync::Arc;

use egui::{ComboBox, Rect, RichText, Role, Ui, UiBuilder};
use egui_extras::{Column, TableBuilder};

use super::Desk;
use super::grids::{Made, table_ui};
use crate::app::look::figures;
use crate::app::look::grid::{Basis, GridId};
use crate::app::look::intent::{ExportKind, Intent};
use crate::app::look::text::{self, desk as desk_text, tables as tables_text};
use crate::app::look::theme::size;
use crate::app::look::view::View;
use crate::app::look::widgets::{caption, change, heading, intent_button, name_it};
use crate::evaluation::{Compared, Evaluation};
use crate::indicators::Comparison;
use crate::session::{Chosen, Session};
use crate::tables;

/// The room of the figures beside the list of moves, in points.
const FIGURES_WIDTH: f32 = 440.0;

/// Draws the task pane: which plans are compared, and what that comes to in words.
pub(super) fn sides_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    let lang = view.lang;
    heading(ui, desk_text::SIDES.say(lang));
    let (mut a, mut b) = view.compared;
    let sides = [
        (&mut a, "A", text::FIRST_PLAN),
        (&mut b, "B", text::SECOND_PLAN),
    ];
    for (side, letter, label) in sides {
        ui.horizontal(|ui| {
            ui.label(RichText::new(letter).strong());
            choose_ui(ui, desk.session, side, label.say(lang), view);
        });
    }
    let swap = ui.button(desk_text::SWAP.say(lang));
    if swap.on_hover_text(desk_text::SWAP_TIP.say(lang)).clicked() {
        (a, b) = (b, a);
    }
    view.compared = (a, b);
    ui.separator();
    match desk.results.sides(desk.session, view) {
        None => {
            caption(ui, text::COMPARING.say(lang));
        }
        Some(sides) => {
            for cell in super::cells::of(desk, view) {
                super::cells::line_ui(ui, &cell, lang);
            }
            if let Some(comparison) = &sides.stages[view.stage] {
                ui.separator();
                let summary = text::moved_summary(
                    comparison.pupils_moved(),
                    comparison.pupils_farther,
                    comparison.pupils_nearer,
                );
                ui.label(summary.say(lang));
            }
        }
    }
    None
}

/// Draws both tables.
pub(super) fn compare_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    let lang = view.lang;
    let mut intent = None;
    ui.horizontal(|ui| {
        intent = intent_button(
            ui,
            Some(desk.session),
            view,
            Intent::Export(ExportKind::Comparison),
        );
        caption(
            ui,
            format!("{} · {}", view.stage.words().say(lang), desk.session.year()),
        );
    });
    let Some(sides) = desk.results.sides(desk.session, view) else {
        caption(ui, text::COMPARING.say(lang));
        return intent;
    };
    let has_figures = |side: &Evaluation| side.stages[view.stage].is_some();
    if !has_figures(&sides.before) || !has_figures(&sides.after) {
        caption(ui, text::NO_STAGE.say(lang));
        return intent;
    }
    let room = ui.available_rect_before_wrap();
    let (left, right) = room.split_left_right_at_x(room.left() + FIGURES_WIDTH);
    let side = |key: &str, rect: Rect| UiBuilder::new().id_salt(key).max_rect(rect);
    ui.scope_builder(side("figures", left), |ui| {
        figures_ui(ui, desk.session, sides, view);
    });
    let right = right.with_min_x(right.left() + size::APART);
    ui.scope_builder(side("moves", right), |ui| {
        if let Some(comparison) = &sides.stages[view.stage] {
            intent = moves_ui(ui, desk, sides, comparison, view).or(intent.take());
        } else {
            caption(ui, text::OTHER_HOMES.say(lang));
        }
    });
    intent
}

/// The name of today or a plan.
pub(super) fn name_of<'a>(session: &'a Session, chosen: Chosen, view: &View) -> &'a str {
    match chosen {
        Chosen::Today => text::TODAY.say(view.lang),
        Chosen::Plan(index) => session
            .documents()
            .get(index)
            .map_or(text::TODAY.say(view.lang), |document| &document.plan().name),
    }
}

fn choose_ui(ui: &mut Ui, session: &Session, chosen: &mut Chosen, label: &str, view: &View) {
    let combo = ComboBox::from_id_salt(label)
        .width(ui.available_width() - 8.0)
        .truncate()
        .selected_text(name_of(session, *chosen, view))
        .show_ui(ui, |ui| {
            let plans = (0..session.documents().len()).map(Chosen::Plan);
            for choice in std::iter::once(Chosen::Today).chain(plans) {
                ui.selectable_value(chosen, choice, name_of(session, choice, view));
            }
        });
    name_it(&combo.response, Role::ComboBox, label);
}

fn figures_ui(ui: &mut Ui, session: &Session, sides: &Compared, view: &View) {
    let lang = view.lang;
    let below = view.typed_below.of(view.stage);
    let earlier = figures::all(&sides.before, None, view.stage, below, lang);
    let later = figures::all(&sides.after, Some(&sides.before), view.stage, below, lang);
    let (a, b) = view.compared;
    let heads = [
        text::INDICATOR.say(lang),
        name_of(session, a, view),
        name_of(session, b, view),
        text::DIFFERENCE.say(lang),
    ];
    TableBuilder::new(ui)
        .striped(true)
        .auto_shrink(false)
        .min_scrolled_height(0.0)
        .column(Column::exact(130.0))
        .columns(Column::exact(84.0), 2)
        .column(Column::exact(100.0))
        .header(size::ROW, |mut header| {
            for head in heads {
                header.col(|ui| {
                    ui.add(
                        egui::Label::new(RichText::new(head).size(size::CAPTION).strong())
                            .truncate(),
                    );
                });
            }
        })
        .body(|body| {
            body.rows(size::ROW, later.len(), |mut row| {
                let (first, second) = (&earlier[row.index()], &later[row.index()]);
                row.col(|ui| {
                    ui.add(egui::Label::new(&second.title).truncate())
                        .on_hover_text(&second.tooltip);
                });
                for side in [first, second] {
                    row.col(|ui| {
                        ui.label(&side.value);
                    });
                }
                row.col(|ui| {
                    change(ui, second, lang);
                });
            });
        });
}

/// The settlements whose pupils go elsewhere, and how much farther.
fn moves_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    sides: &Compared,
    comparison: &Comparison,
    view: &mut View,
) -> Option<Intent> {
    let lang = view.lang;
    let moved = comparison.pupils_moved();
    let summary = text::moved_summary(moved, comparison.pupils_farther, comparison.pupils_nearer);
    ui.label(summary.say(lang));
    let basis = Basis {
        evaluator: Arc::clone(desk.session.evaluator()),
        figures: vec![Arc::clone(&sides.before), Arc::clone(&sides.after)],
        revision: 0,
        stage: Some(view.stage),
        lang,
        terms: 0,
    };
    let made = Made {
        id: GridId::Moves,
        make: || tables::changes(sides, comparison),
        empty: tables_text::NOBODY_MOVES,
    };
    table_ui(ui, desk, view, basis, made, |_| {})
}
