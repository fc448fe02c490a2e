//! What was odd while reading: a line each, and a click leads to the place.

use egui::{RichText, Role, Ui};
use egui_extras::{Column, TableBuilder};

use super::Desk;
use super::asked::asked_ui;
use crate::app::look::intent::Intent;
use crate::app::look::text;
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::View;
use crate::app::look::widgets::{caption, name_it, tip_beside};
use crate::io::Warning;
use crate::model::RoadJoins;

/// Draws what the files held and every oddity.
pub(super) fn report_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let lang = view.lang;
    let theme = Theme::of(ui.ctx());
    let report = desk.session.report();
    ui.horizontal_wrapped(|ui| {
        for read in &report.layers {
            caption(
                ui,
                format!(
                    "{}{}{} {}",
                    read.file,
                    text::COLON.say(lang),
                    read.layer.words().say(lang),
                    read.features
                ),
            );
        }
    });
    let mut intent = joins_ui(ui, desk, view);
    if report.warnings.is_empty() {
        caption(ui, text::NO_WARNINGS.say(lang));
        return intent;
    }
    intent = asked_ui(ui, desk.session, view).or(intent);
    let told = report.warnings.iter();
    let told: Vec<&Warning> = told.filter(|warning| warning.question.is_none()).collect();
    TableBuilder::new(ui)
        .striped(true)
        .sense(egui::Sense::click())
        .auto_shrink(false)
        .min_scrolled_height(0.0)
        .column(Column::initial(190.0).clip(true).resizable(true))
        .column(Column::exact(60.0))
        .column(Column::remainder().clip(true))
        .body(|body| {
            body.rows(size::ROW, told.len(), |mut row| {
                let warning = told[row.index()];
                let feature = warning
                    .feature
                    .map_or_else(String::new, |feature| format!("#{feature}"));
                let mark = if warning.at.is_some() {
                    theme.selected
                } else {
                    theme.text
                };
                let cells = [
                    RichText::new(&warning.file).color(theme.faint),
                    RichText::new(feature).color(mark),
                    RichText::new(warning.what.say(lang)),
                ];
                for cell in cells {
                    row.col(|ui| {
                        ui.add(egui::Label::new(cell).truncate().selectable(false));
                    });
                }
                let response = row.response();
                name_it(&response, Role::Row, warning.what.say(lang));
                if tip_beside(response, warning.what.say(lang)).clicked() {
                    intent = warning.at.map(Intent::FlyTo).or(intent.take());
                }
            });
        });
    intent
}

/// Whether roads join where they cross; nothing for a county without roads or without files to read again.
fn joins_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let county = desk.session.county();
    if county.roads.is_empty() || desk.session.report().inputs.is_empty() {
        return None;
    }
    let mut crossings = county.joins.crossings;
    let entry = Intent::ReadAgain(county.joins).entry();
    let shown = ui
        .checkbox(&mut crossings, entry.label.say(view.lang))
        .on_hover_text(entry.tooltip.say(view.lang));
    shown.changed().then_some(Intent::ReadAgain(RoadJoins {
        crossings,
        ..county.joins
    }))
}
