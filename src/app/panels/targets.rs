//! The targets board, the seat balance by district, figures by year, and how empty new seats become.

use std::collections::BTreeMap;

use egui::{RichText, Role, ScrollArea, Ui, UiBuilder};
use egui_extras::{Column, TableBuilder};

use super::{Desk, outlook};
use crate::app::look::figures;
use crate::app::look::intent::Intent;
use crate::app::look::text;
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Selection, View};
use crate::app::look::widgets::{caption, heading, name_it, row};
use crate::app::work::ahead::Years;
use crate::horizon::{SeatBalance, Target, emptiest_seats};
use crate::indicators::Figure;
use crate::model::Stage;
use crate::plan::Plan;
use crate::rules::{Measure, Op, Standard};
use crate::session::Session;
use crate::units::Year;
use crate::words::Lang;

/// The share of the room that the targets take; the balance has the rest.
const TARGETS_SHARE: f32 = 0.6;

/// Draws both.
pub(super) fn targets_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let Some(years) = desk.results.ahead.years() else {
        caption(ui, text::time::LOOKING_AHEAD.say(view.lang));
        return None;
    };
    let marks = marked_years(desk.session, years);
    let whole = ui.available_rect_before_wrap();
    let middle = whole.left() + whole.width() * TARGETS_SHARE;
    let (left, right) = whole.split_left_right_at_x(middle);
    let mut left = ui.new_child(UiBuilder::new().id_salt("targets").max_rect(left));
    board_ui(&mut left, desk, years, &marks, view.lang);
    let right = right.with_min_x(middle + size::APART);
    let mut right = ui.new_child(UiBuilder::new().id_salt("balance").max_rect(right));
    ui.advance_cursor_after_rect(whole);
    balance_ui(&mut right, desk, years, &marks, view)
}

/// Today, the end of the period, five years later and the horizon; what the plan reaches.
fn marked_years(session: &Session, years: &Years) -> Vec<Year> {
    let base = session.evaluator().base_year();
    let plan = session.plan_or_today();
    let (end, horizon) = (plan.period.1, plan.horizon);
    let mut marks = vec![base, end, Year(end.0 + 5), horizon];
    marks.retain(|year| years.plan.contains_key(year));
    marks.sort_unstable();
    marks.dedup();
    marks
}

/// One line a target: today, the marked years, what is asked and whether it is reached when it is due.
fn board_ui(ui: &mut Ui, desk: Desk<'_>, years: &Years, marks: &[Year], lang: Lang) {
    let session = desk.session;
    let standards = session.evaluator().standards();
    let Some(first) = years.targets.values().next() else {
        return;
    };
    if first.is_empty() {
        caption(ui, text::time::NO_TARGETS.say(lang));
        return;
    }
    let due = session.plan().map(|plan| plan.period.1);
    let ahead: Vec<Year> = marks.iter().copied().skip(1).collect();
    let name = if desk.results.ahead.years_are_fresh() {
        text::time::TARGET
    } else {
        text::time::LOOKING_AHEAD
    };
    let mut heads = vec![name.say(lang).to_owned()];
    heads.push(text::time::now(marks.first().copied()).say(lang).to_owned());
    heads.extend(ahead.iter().map(ToString::to_string));
    heads.push(text::time::ASKED.say(lang).to_owned());
    heads.push(text::time::REACHED.say(lang).to_owned());
    TableBuilder::new(ui)
        .striped(true)
        .auto_shrink(false)
        .min_scrolled_height(0.0)
        .column(Column::remainder().at_least(120.0).clip(true))
        .columns(Column::exact(64.0), ahead.len() + 1)
        .column(Column::exact(124.0))
        .column(Column::exact(116.0))
        .header(size::ROW, |mut header| {
            for head in heads {
                header.col(|ui| {
                    ui.label(RichText::new(head).size(size::CAPTION).strong());
                });
            }
        })
        .body(|body| {
            body.rows(size::ROW, first.len(), |mut row| {
                let position = row.index();
                let target = &first[position];
                let rule = standards.get(&target.standard);
                row.col(|ui| {
                    let name = ui.add(egui::Label::new(target.words.say(lang)).truncate());
                    name.on_hover_text(about(target, rule, lang));
                });
                let show = |ui: &mut Ui, figure: &Figure| figure_ui(ui, figure, rule, lang);
                row.col(|ui| show(ui, &target.now));
                for year in &ahead {
                    row.col(|ui| {
                        if let Some(target) = years.targets.get(year).map(|all| &all[position]) {
                            show(ui, &target.planned);
                        }
                    });
                }
                row.col(|ui| {
                    ui.label(asked(target, rule));
                });
                let due = target.year.or(due).unwrap_or(session.year());
                row.col(|ui| reached_ui(ui, years, position, due, lang));
            });
        });
}

/// Definition, unit and source.
fn about(target: &Target, rule: Option<&Standard>, lang: Lang) -> String {
    let mut lines = vec![
        target.words.say(lang).to_owned(),
        target.formula.say(lang).to_owned(),
    ];
    if let Some(rule) = rule {
        lines.push(format!(
            "{}{}{}",
            text::time::UNIT.say(lang),
            text::COLON.say(lang),
            rule.measure.unit().say(lang)
        ));
        lines.push(format!(
            "{} · {}",
            rule.source.say(lang),
            rule.basis.words().say(lang)
        ));
    }
    lines.join("\n")
}

/// A figure in its unit; what is missing is named in its place.
fn figure_ui(ui: &mut Ui, figure: &Figure, rule: Option<&Standard>, lang: Lang) {
    match figure {
        Figure::Known(value) => {
            ui.label(in_unit(*value, rule.map(|rule| rule.measure)));
        }
        Figure::NotKnown(missing) => {
            let words = text::time::not_known(missing);
            let faint = Theme::of(ui.ctx()).faint;
            let label = RichText::new(format!("{} {}", text::UNKNOWN, missing.say(lang)))
                .size(size::CAPTION)
                .color(faint);
            let shown = ui.add(egui::Label::new(label).truncate());
            name_it(&shown, Role::Label, words.say(lang));
            shown.on_hover_text(words.say(lang));
        }
    }
}

/// A value as the unit of its measure is written.
pub(super) fn in_unit(value: f64, measure: Option<Measure>) -> String {
    match measure {
        Some(
            Measure::GrossEnrolment
            | Measure::PublicShare
            | Measure::InclusiveCoverage
            | Measure::NineYearRetention
            | Measure::SchoolAgeEntry
            | Measure::OversizeClassShare
            | Measure::VocationalShare
            | Measure::ParentsOpposed,
        ) => figures::percent(value),
        _ if value.fract().abs() < 1e-9 => figures::count(value as i64),
        _ => format!("{value:.2}"),
    }
}

fn asked(target: &Target, rule: Option<&Standard>) -> String {
    let sign = match rule.map(|rule| rule.op) {
        Some(Op::AtMost) => "≤ ",
        Some(Op::AtLeast) => "≥ ",
        _ => "",
    };
    let number = in_unit(target.limit, rule.map(|rule| rule.measure));
    match target.year {
        Some(year) => format!("{sign}{number} · {year}"),
        None => format!("{sign}{number}"),
    }
}

/// Whether the plan reaches the target in the year it is due.
fn reached_ui(ui: &mut Ui, years: &Years, position: usize, due: Year, lang: Lang) {
    let theme = Theme::of(ui.ctx());
    let target = years.targets.get(&due).map(|targets| &targets[position]);
    let (words, color) = match target.and_then(|target| target.is_met) {
        Some(true) => (text::time::MET, theme.better),
        Some(false) => (text::time::MISSED, theme.worse),
        None => (text::time::CANNOT_TELL, theme.faint),
    };
    let label = format!("{} · {due}", words.say(lang));
    ui.label(RichText::new(label).color(color));
}

/// Seats left over by stage and district in the marked years, then the new seats at their emptiest.
fn balance_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    years: &Years,
    marks: &[Year],
    view: &View,
) -> Option<Intent> {
    let lang = view.lang;
    let rows = balance_rows(&years.balance, marks);
    let mut intent = None;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        heading(ui, text::time::SEAT_BALANCE.say(lang))
            .on_hover_text(text::time::SEAT_BALANCE_TIP.say(lang));
        egui::Grid::new("balance")
            .num_columns(2 + marks.len())
            .striped(true)
            .spacing([14.0, 4.0])
            .show(ui, |ui| {
                let heads = [text::STAGE, text::time::DISTRICT];
                for head in heads {
                    ui.label(RichText::new(head.say(lang)).size(size::CAPTION).strong());
                }
                for year in marks {
                    ui.label(RichText::new(year.to_string()).size(size::CAPTION).strong());
                }
                ui.end_row();
                // The chosen stage comes first.
                let (chosen, others): (Vec<_>, Vec<_>) = rows
                    .iter()
                    .partition(|((stage, _), _)| *stage == view.stage);
                for ((stage, district), by_year) in chosen.into_iter().chain(others) {
                    ui.label(stage.words().say(lang));
                    let name = if district.is_empty() {
                        text::ELSEWHERE.say(lang)
                    } else {
                        district
                    };
                    ui.label(name);
                    for year in marks {
                        surplus_ui(ui, by_year.get(year).copied(), lang);
                    }
                    ui.end_row();
                }
            });
        outlook::outlook_ui(ui, years, marks, view);
        if let Some(plan) = desk.session.plan() {
            intent = emptiest_ui(ui, plan, years, lang);
        }
    });
    intent
}

type BalanceRows<'a> = BTreeMap<(Stage, &'a str), BTreeMap<Year, &'a SeatBalance>>;

fn balance_rows<'a>(balance: &'a [SeatBalance], marks: &[Year]) -> BalanceRows<'a> {
    let mut rows = BalanceRows::new();
    for cell in balance.iter().filter(|cell| marks.contains(&cell.year)) {
        rows.entry((cell.stage, cell.district.as_str()))
            .or_default()
            .insert(cell.year, cell);
    }
    rows
}

fn surplus_ui(ui: &mut Ui, cell: Option<&SeatBalance>, lang: Lang) {
    let theme = Theme::of(ui.ctx());
    let Some(cell) = cell else {
        ui.label(text::UNKNOWN);
        return;
    };
    let about = text::time::pupils_on_seats(cell.pupils, cell.seats);
    let label = match cell.surplus() {
        None => RichText::new(text::UNKNOWN).color(theme.faint),
        Some(surplus) if surplus < 0 => RichText::new(figures::count(surplus)).color(theme.worse),
        Some(surplus) => RichText::new(format!("+{}", figures::count(surplus))),
    };
    ui.label(label).on_hover_text(about.say(lang));
}

fn emptiest_ui(ui: &mut Ui, plan: &Plan, years: &Years, lang: Lang) -> Option<Intent> {
    let emptiest = emptiest_seats(plan, &years.plan);
    if emptiest.is_empty() {
        return None;
    }
    heading(ui, text::time::EMPTIEST.say(lang)).on_hover_text(text::time::EMPTIEST_TIP.say(lang));
    let mut intent = None;
    for seats in emptiest {
        let left = format!("{} · {}", seats.name, seats.stage.words().say(lang));
        let words = text::time::full_in(seats.year, &figures::percent(seats.utilisation()));
        let about = text::time::pupils_on_seats(seats.pupils, Some(seats.seats));
        let line = row(ui, false, &left, words.say(lang)).on_hover_text(about.say(lang));
        if line.clicked() {
            intent = Some(Intent::GoTo(Selection::School(seats.school)));
        }
    }
    intent
}
