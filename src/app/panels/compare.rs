//! Any two plans side by side: the figures of the chosen stage, and the settlements whose pupils move.

use std::sync::Arc;

use egui::{ComboBox, RichText, Role, ScrollArea, Ui};
use egui_extras::{Column, TableBuilder};

use super::grids::{Made, table_ui};
use super::{Desk, apart, beside};
use crate::app::look::figures;
use crate::app::look::grid::{Basis, GridId};
use crate::app::look::intent::{ExportKind, Intent};
use crate::app::look::text::{self, Text, desk as desk_text, tables as tables_text};
use crate::app::look::theme::size;
use crate::app::look::view::View;
use crate::app::look::widgets::{caption, change, heading, intent_button, name_it};
use crate::evaluation::{Compared, Evaluation};
use crate::indicators::Comparison;
use crate::session::{Chosen, Session};
use crate::tables;

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
    beside::third_ui(ui, desk.session, view);
    let swap = ui.button(desk_text::SWAP.say(lang));
    if swap.on_hover_text(desk_text::SWAP_TIP.say(lang)).clicked() {
        (a, b) = (b, a);
    }
    view.compared = (a, b);
    let mut intent = beside::looks_ui(ui, view);
    ui.separator();
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        match desk.results.sides(desk.session, view) {
            None => {
                caption(ui, text::COMPARING.say(lang));
            }
            Some(sides) => {
                intent = apart::note_ui(ui, sides, lang).or(intent.take());
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
                    beside::affected_ui(ui, comparison, lang);
                }
                intent = beside::differences_ui(ui, desk, view).or(intent.take());
            }
        }
    });
    intent
}

/// Draws both tables.
pub(super) fn compare_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
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
    intent = apart::line_ui(ui, sides, lang).or(intent);
    figures_ui(ui, desk, sides, view);
    intent
}

/// Draws the settlements whose pupils change school, with the school and the way before and after.
pub(super) fn moved_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    let lang = view.lang;
    let Some(sides) = desk.results.sides(desk.session, view) else {
        caption(ui, text::COMPARING.say(lang));
        return None;
    };
    let intent = apart::line_ui(ui, sides, lang);
    let wish = match changes(sides, view) {
        Ok(comparison) => moves_ui(ui, desk, sides, comparison, view),
        Err(why) => {
            caption(ui, why.say(lang));
            None
        }
    };
    wish.or(intent)
}

/// What changes between the sides in the chosen stage, or why that is not known.
pub(super) fn changes<'a>(sides: &'a Compared, view: &View) -> Result<&'a Comparison, Text> {
    let has_figures = |side: &Evaluation| side.stages[view.stage].is_some();
    if !has_figures(&sides.before) || !has_figures(&sides.after) {
        return Err(text::NO_STAGE);
    }
    sides.stages[view.stage].as_ref().ok_or(text::OTHER_HOMES)
}

pub(super) fn choose_ui(
    ui: &mut Ui,
    session: &Session,
    chosen: &mut Chosen,
    label: &str,
    view: &View,
) {
    let combo = ComboBox::from_id_salt(label)
        .width(ui.available_width() - 8.0)
        .truncate()
        .selected_text(view.name_of(session, *chosen))
        .show_ui(ui, |ui| {
            let plans = (0..session.documents().len()).map(Chosen::Plan);
            for choice in std::iter::once(Chosen::Today).chain(plans) {
                ui.selectable_value(chosen, choice, view.name_of(session, choice));
            }
        });
    name_it(&combo.response, Role::ComboBox, label);
}

fn figures_ui(ui: &mut Ui, desk: Desk<'_>, sides: &Compared, view: &View) {
    let lang = view.lang;
    let session = desk.session;
    let below = view.typed_below.of(view.stage);
    let earlier = figures::all(&sides.before, None, view.stage, below, lang);
    let later = figures::all(&sides.after, Some(&sides.before), view.stage, below, lang);
    let third = desk.results.third(session, view);
    let third = third.map(|third| {
        let before = Some(&*third.before);
        figures::all(&third.after, before, view.stage, below, lang)
    });
    let (a, b) = view.compared;
    let lettered = |letter: &str, name: &str| format!("{letter}  {name}");
    let mut heads = vec![
        text::INDICATOR.say(lang).to_owned(),
        lettered("A", view.name_of(session, a)),
        lettered("B", view.name_of(session, b)),
    ];
    let name_of_third = view.chart.third.filter(|_| third.is_some());
    heads.extend(name_of_third.map(|third| lettered("C", view.name_of(session, third))));
    heads.push(text::DIFFERENCE.say(lang).to_owned());
    let columns = if third.is_some() { 3 } else { 2 };
    TableBuilder::new(ui)
        .striped(true)
        .auto_shrink(false)
        .min_scrolled_height(0.0)
        .column(Column::initial(150.0).resizable(true))
        .columns(Column::initial(110.0).resizable(true).clip(true), columns)
        .column(Column::remainder().at_least(100.0))
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
                let third = third.as_ref().and_then(|third| third.get(row.index()));
                for side in [first, second].into_iter().chain(third) {
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
