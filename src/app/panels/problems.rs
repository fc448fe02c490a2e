//! Two lists whose lines lead to a place: where the layout breaks a standard, and what was odd while reading.

use egui::{RichText, Role, Ui};
use egui_extras::{Column, TableBuilder};

use super::Desk;
use crate::app::look::intent::Intent;
use crate::app::look::text;
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Selection, View};
use crate::app::look::widgets::{caption, name_it};
use crate::geometry::LonLat;
use crate::model::County;
use crate::rules::{Finding, Severity};

/// Draws the findings, the weightiest first.
pub(super) fn problems_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let lang = view.lang;
    let theme = Theme::of(ui.ctx());
    let session = desk.session;
    let findings = &view.shown(session).findings;
    if findings.is_empty() {
        caption(ui, text::NO_PROBLEMS.say(lang));
        return None;
    }
    let mut intent = None;
    TableBuilder::new(ui)
        .striped(true)
        .sense(egui::Sense::click())
        .auto_shrink(false)
        .min_scrolled_height(0.0)
        .column(Column::exact(130.0))
        .column(Column::exact(70.0))
        .column(Column::initial(560.0).clip(true).resizable(true))
        .column(Column::remainder().clip(true))
        .body(|body| {
            body.rows(size::ROW, findings.len(), |mut row| {
                let finding = &findings[row.index()];
                let color = match finding.severity {
                    Severity::Block => theme.worse,
                    Severity::Warn => theme.warning,
                    Severity::Info => theme.faint,
                };
                let standard = session.evaluator().standards().get(&finding.standard);
                let rule = standard.map_or_else(String::new, |rule| {
                    format!("{} · {}", rule.words.say(lang), rule.source)
                });
                let stage = finding.stage.map(crate::model::Stage::words);
                let cells = [
                    RichText::new(finding.severity.words().say(lang)).color(color),
                    RichText::new(stage.as_ref().map_or("", |words| words.say(lang))),
                    RichText::new(finding.words.say(lang)),
                    RichText::new(rule).size(size::CAPTION).color(theme.faint),
                ];
                for cell in cells {
                    row.col(|ui| {
                        ui.add(egui::Label::new(cell).truncate().selectable(false));
                    });
                }
                let response = row.response();
                name_it(&response, Role::Row, finding.words.say(lang));
                if response.on_hover_text(finding.words.say(lang)).clicked() {
                    intent = place_of(session.county(), finding);
                }
            });
        });
    intent
}

/// Where a finding is to be seen; the county as a whole for none in particular.
fn place_of(county: &County, finding: &Finding) -> Option<Intent> {
    if let Some(id) = &finding.school {
        return Some(Intent::GoTo(Selection::School(id.clone())));
    }
    if let Some(index) = finding.settlement {
        return Some(Intent::GoTo(Selection::Settlement(index)));
    }
    match finding
        .township
        .and_then(|index| county.townships.get(index))
    {
        Some(township) => {
            use geo::InteriorPoint as _;
            township
                .outline
                .interior_point()
                .map(|point| Intent::FlyTo(LonLat::from(point)))
        }
        None => Some(Intent::ZoomToFit),
    }
}

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
    if report.warnings.is_empty() {
        caption(ui, text::NO_WARNINGS.say(lang));
        return None;
    }
    let mut intent = None;
    TableBuilder::new(ui)
        .striped(true)
        .sense(egui::Sense::click())
        .auto_shrink(false)
        .min_scrolled_height(0.0)
        .column(Column::initial(190.0).clip(true).resizable(true))
        .column(Column::exact(60.0))
        .column(Column::remainder().clip(true))
        .body(|body| {
            body.rows(size::ROW, report.warnings.len(), |mut row| {
                let warning = &report.warnings[row.index()];
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
                if response.on_hover_text(warning.what.say(lang)).clicked() {
                    intent = warning.at.map(Intent::FlyTo);
                }
            });
        });
    intent
}
