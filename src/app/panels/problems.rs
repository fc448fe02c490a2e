//! Two lists whose lines lead to a place: where the layout breaks a standard, and what was odd while reading.

use std::collections::BTreeSet;

use egui::{Color32, RichText, Role, Ui};
use egui_extras::{Column, TableBuilder, TableRow};

use super::Desk;
use super::asked::asked_ui;
use crate::app::look::intent::Intent;
use crate::app::look::text;
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Selection, View};
use crate::app::look::widgets::{caption, name_it};
use crate::geometry::LonLat;
use crate::io::Warning;
use crate::model::{County, RoadJoins};
use crate::rules::{self, Breach, Finding, Findings, Group, Severity};
use crate::session::Session;
use crate::words::Lang;

/// A line of the list of problems.
enum Line {
    /// A rule with all its breaches.
    Rule(Group, bool),
    /// One of them.
    Place(Breach),
}

/// Draws the findings by rule, the weightiest first; a click on a rule opens its places, a click on a place leads
/// there.
pub(super) fn problems_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let lang = view.lang;
    let session = desk.session;
    let findings = &view.shown(session).findings;
    if findings.is_empty() {
        caption(ui, text::NO_PROBLEMS.say(lang));
        return None;
    }
    let opened_id = ui.scope_id().with("opened rules");
    let mut opened: BTreeSet<String> = ui.data(|data| data.get_temp(opened_id)).unwrap_or_default();
    let lines = lines(rules::groups(findings), &opened);
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
            body.rows(size::ROW, lines.len(), |mut row| {
                match &lines[row.index()] {
                    Line::Rule(group, is_open) => {
                        if rule_ui(&mut row, session, group, *is_open, lang)
                            && !opened.remove(&group.standard)
                        {
                            opened.insert(group.standard.clone());
                        }
                    }
                    Line::Place(breach) => {
                        let finding = &findings[breach.finding];
                        let others = other_rules(session, findings, breach, lang);
                        if place_ui(&mut row, finding, &others, lang) {
                            intent = place_of(session.county(), finding);
                        }
                    }
                }
            });
        });
    ui.data_mut(|data| data.insert_temp(opened_id, opened));
    intent
}

/// The rules, each open one with its places below it.
fn lines(groups: Vec<Group>, opened: &BTreeSet<String>) -> Vec<Line> {
    let mut lines = Vec::new();
    for group in groups {
        let is_open = opened.contains(&group.standard);
        let places = if is_open {
            group.breaches.clone()
        } else {
            Vec::new()
        };
        lines.push(Line::Rule(group, is_open));
        lines.extend(places.into_iter().map(Line::Place));
    }
    lines
}

/// Draws a rule: how much it weighs, how many places break it, and its source. Whether it was clicked.
fn rule_ui(
    row: &mut TableRow<'_, '_>,
    session: &Session,
    group: &Group,
    is_open: bool,
    lang: Lang,
) -> bool {
    let standard = session.evaluator().standards().get(&group.standard);
    let name = standard.map_or(&*group.standard, |rule| rule.words.say(lang));
    let source = standard.map_or("", |rule| &*rule.source);
    let label = format!("{name} · {}", group.places().say(lang));
    let mark = if is_open { "−" } else { "+" };
    row.col(|ui| {
        let color = color_of(Theme::of(ui.ctx()), group.severity);
        let weight = group.severity.words();
        cell(ui, RichText::new(weight.say(lang)).color(color));
    });
    row.col(|ui| cell(ui, RichText::new(mark)));
    row.col(|ui| cell(ui, RichText::new(&label).strong()));
    row.col(|ui| {
        let faint = Theme::of(ui.ctx()).faint;
        cell(ui, RichText::new(source).size(size::CAPTION).color(faint));
    });
    let response = row.response();
    name_it(&response, Role::Row, &label);
    response.on_hover_text(source).clicked()
}

/// The names of the other rules that are broken in a place.
fn other_rules(session: &Session, findings: &Findings, breach: &Breach, lang: Lang) -> String {
    let standards = session.evaluator().standards();
    let name = |rule| {
        standards
            .get(rule)
            .map_or(rule, |rule| rule.words.say(lang))
    };
    let names: Vec<&str> = breach.other_rules(findings).into_iter().map(name).collect();
    if names.is_empty() {
        return String::new();
    }
    let also = text::ALSO_BREAKS.say(lang);
    format!("{also}{}", names.join(text::COMMA.say(lang)))
}

/// Draws one breach. Whether it was clicked.
fn place_ui(row: &mut TableRow<'_, '_>, finding: &Finding, others: &str, lang: Lang) -> bool {
    let sentence = finding.words.say(lang);
    let stage = finding.stage.map(crate::model::Stage::words);
    row.col(|_| {});
    row.col(|ui| {
        cell(
            ui,
            RichText::new(stage.as_ref().map_or("", |words| words.say(lang))),
        );
    });
    row.col(|ui| cell(ui, RichText::new(sentence)));
    row.col(|ui| {
        let faint = Theme::of(ui.ctx()).faint;
        cell(ui, RichText::new(others).size(size::CAPTION).color(faint));
    });
    let response = row.response();
    name_it(&response, Role::Row, sentence);
    let whole = format!("{sentence}\n{others}");
    response.on_hover_text(whole.trim_end()).clicked()
}

fn cell(ui: &mut Ui, text: RichText) {
    ui.add(egui::Label::new(text).truncate().selectable(false));
}

const fn color_of(theme: &Theme, severity: Severity) -> Color32 {
    match severity {
        Severity::Block => theme.worse,
        Severity::Warn => theme.warning,
        Severity::Info => theme.faint,
    }
}

/// Where a finding is to be seen: where the pupils live whom it concerns, else the school; the county as a whole for
/// none in particular.
fn place_of(county: &County, finding: &Finding) -> Option<Intent> {
    if let Some(index) = finding.settlement {
        return Some(Intent::GoTo(Selection::Settlement(index)));
    }
    if let Some(id) = &finding.school {
        return Some(Intent::GoTo(Selection::School(id.clone())));
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
                if response.on_hover_text(warning.what.say(lang)).clicked() {
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
