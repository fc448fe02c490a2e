//! The standards editor: packs in their order, every rule with its number, source and how sure it is.

use egui::{Button, DragValue, Id, RichText, Role, ScrollArea, Ui, UiBuilder};
use egui_extras::{Column, TableBuilder};

use super::Desk;
use crate::app::look::forms::{ConfirmForm, Form};
use crate::app::look::intent::Intent;
use crate::app::look::text;
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::View;
use crate::app::look::widgets::{caption, name_it, small_button};
use crate::horizon::is_to_confirm;
use crate::plan::{Command, Plan};
use crate::rules::{Basis, Entries, Op, Pack, Severity, Standard};
use crate::words::Lang;

/// The room of the packs beside the rules, in points.
const PACKS_WIDTH: f32 = 300.0;

/// Draws packs and rules.
pub(super) fn standards_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let entries = Entries::of(desk.session.plan().map_or(&[], |plan| &plan.standards));
    let whole = ui.available_rect_before_wrap();
    let middle = whole.left() + PACKS_WIDTH;
    let (left, right) = whole.split_left_right_at_x(middle);
    let mut left = ui.new_child(UiBuilder::new().id_salt("packs").max_rect(left));
    let changed = packs_ui(&mut left, &entries, view.lang);
    let right = right.with_min_x(middle + size::APART);
    let mut right = ui.new_child(UiBuilder::new().id_salt("rules").max_rect(right));
    ui.advance_cursor_after_rect(whole);
    let set = |entries: Entries| Intent::Command(Command::SetStandards(entries.written()));
    rules_ui(&mut right, desk, &entries, view.lang).or(changed.map(set))
}

/// Packs in force in their order, then the others.
fn packs_ui(ui: &mut Ui, entries: &Entries, lang: Lang) -> Option<Entries> {
    let mut changed = None;
    caption(ui, text::time::PACKS_HINT.say(lang));
    let shipped = Pack::shipped();
    let in_force = entries.packs.iter();
    let others = shipped
        .iter()
        .map(|pack| &pack.id)
        .filter(|id| !entries.packs.contains(*id));
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        for id in in_force.chain(others) {
            let place = entries.packs.iter().position(|pack| pack == id);
            let pack = shipped.iter().find(|pack| pack.id == *id);
            let unknown = text::time::no_such_pack(id);
            let name = pack.map_or_else(|| unknown.say(lang), |pack| pack.words.say(lang));
            ui.horizontal(|ui| {
                let mut is_on = place.is_some();
                // Without any pack the default ones would be in force again.
                let may_change = place.is_none() || entries.packs.len() > 1;
                let tick = ui.add_enabled(may_change, egui::Checkbox::new(&mut is_on, name));
                if tick.changed() {
                    changed = Some(entries.with_pack(id, is_on));
                }
                let Some(place) = place else { return };
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    let moves = [
                        ("↓", text::time::LATER, place + 1),
                        ("↑", text::time::EARLIER, place.wrapping_sub(1)),
                    ];
                    for (arrow, label, to) in moves {
                        let label = label.say(lang);
                        let button = Button::new(RichText::new(arrow).size(size::CAPTION)).small();
                        let button = ui.add_enabled(to < entries.packs.len(), button);
                        name_it(&button, Role::Button, &format!("{label} {name}"));
                        if button.on_hover_text(label).clicked() {
                            changed = Some(entries.swapped(place, to));
                        }
                    }
                });
            });
        }
    });
    changed
}

/// How many rules in force the planner has still to stand behind.
pub(super) fn to_confirm(desk: Desk<'_>) -> usize {
    let plan = desk.session.plan();
    let rules = desk.session.evaluator().standards().iter();
    rules.filter(|rule| is_to_confirm(rule, plan)).count()
}

fn rules_ui(ui: &mut Ui, desk: Desk<'_>, entries: &Entries, lang: Lang) -> Option<Intent> {
    let plan = desk.session.plan();
    let standards = desk.session.evaluator().standards();
    let rules: Vec<&Standard> = standards.iter().collect();
    let mut intent = None;
    let open = || rules.iter().filter(|rule| is_to_confirm(rule, plan));
    ui.horizontal(|ui| {
        let theme = Theme::of(ui.ctx());
        let words = text::time::rules_to_confirm(rules.len(), open().count());
        ui.label(RichText::new(words.say(lang)).color(theme.faint));
        let confirm = ui
            .add_enabled(
                open().next().is_some(),
                Button::new(text::time::CONFIRM_ALL.say(lang)),
            )
            .on_hover_text(text::time::CONFIRM_TIP.say(lang));
        if confirm.clicked() {
            let form = ConfirmForm::of(open().copied(), plan);
            intent = Some(Intent::Ask(Form::Confirm(form)));
        }
    });
    let heads = [
        text::time::RULE,
        text::time::VALUE,
        text::time::WEIGHT,
        text::time::BASIS,
        text::time::CONFIDENCE,
        text::time::CONFIRMED,
        text::time::SOURCE,
    ];
    TableBuilder::new(ui)
        .striped(true)
        .auto_shrink(false)
        .min_scrolled_height(0.0)
        .column(Column::initial(200.0).clip(true).resizable(true))
        .column(Column::exact(165.0))
        .column(Column::exact(96.0))
        .column(Column::exact(96.0))
        .column(Column::exact(48.0))
        .column(Column::exact(90.0))
        .column(Column::remainder().clip(true))
        .header(size::ROW, |mut header| {
            for head in heads {
                header.col(|ui| {
                    ui.label(RichText::new(head.say(lang)).size(size::CAPTION).strong());
                });
            }
        })
        .body(|body| {
            body.rows(size::ROW, rules.len(), |mut row| {
                let rule = rules[row.index()];
                row.col(|ui| {
                    let name = ui.add(egui::Label::new(rule.words.say(lang)).truncate());
                    name.on_hover_text(about(rule, lang));
                });
                row.col(|ui| {
                    if let Some(changed) = value_ui(ui, rule, entries, lang) {
                        let written = changed.written();
                        intent = Some(Intent::Command(Command::SetStandards(written)));
                    }
                });
                row.col(|ui| weight_ui(ui, rule, lang));
                row.col(|ui| {
                    ui.add(egui::Label::new(rule.basis.words().say(lang)).truncate());
                });
                row.col(|ui| {
                    ui.label(format!("{:.0} %", rule.confidence * 100.0));
                });
                row.col(|ui| {
                    if confirmed_ui(ui, rule, plan, lang) {
                        let form = ConfirmForm::of(std::iter::once(rule), plan);
                        intent = Some(Intent::Ask(Form::Confirm(form)));
                    }
                });
                row.col(|ui| {
                    let faint = Theme::of(ui.ctx()).faint;
                    let source = RichText::new(rule.short_source().say(lang))
                        .size(size::CAPTION)
                        .color(faint);
                    ui.add(egui::Label::new(source).truncate())
                        .on_hover_text(about(rule, lang));
                });
            });
        });
    intent
}

fn about(rule: &Standard, lang: Lang) -> String {
    let mut lines = vec![
        format!("{} ({}, {})", rule.words.say(lang), rule.id, rule.pack),
        rule.source.say(lang).to_owned(),
    ];
    lines.extend((!rule.note.is_empty()).then(|| rule.note.clone()));
    lines.join("\n")
}

fn weight_ui(ui: &mut Ui, rule: &Standard, lang: Lang) {
    let theme = Theme::of(ui.ctx());
    let (words, color) = match (rule.op, rule.severity) {
        (Op::Reference, _) => (text::time::REFERENCE.say(lang).to_owned(), theme.faint),
        (_, severity) => {
            let color = match severity {
                Severity::Block => theme.worse,
                Severity::Warn => theme.warning,
                Severity::Info => theme.faint,
            };
            (severity.words().say(lang).to_owned(), color)
        }
    };
    ui.add(egui::Label::new(RichText::new(words).color(color)).truncate());
}

/// The number with its unit, and the way back to the pack's where the planner has set another. What is
/// typed or dragged is sent once it is left.
fn value_ui(ui: &mut Ui, rule: &Standard, entries: &Entries, lang: Lang) -> Option<Entries> {
    let id = Id::unique(("limit", &rule.id));
    let kept = ui.data(|data| data.get_temp::<f64>(id));
    let mut value = kept.unwrap_or(rule.limit);
    let sign = sign(rule.op);
    let mut changed = None;
    ui.horizontal(|ui| {
        ui.add_sized([12.0, size::ROW], egui::Label::new(sign));
        let speed = (rule.limit.abs() * 0.01).max(0.001);
        let field = ui
            .push_id(&rule.id, |ui| {
                ui.add(
                    DragValue::new(&mut value)
                        .speed(speed)
                        .max_decimals(3)
                        .custom_formatter(|value, _| plain(value)),
                )
            })
            .inner;
        name_it(&field, Role::SpinButton, rule.words.say(lang));
        if field.dragged() || field.has_focus() {
            ui.data_mut(|data| data.insert_temp(id, value));
        } else {
            ui.data_mut(|data| data.remove::<f64>(id));
            changed = (value != rule.limit).then(|| entries.with_limit(&rule.id, Some(value)));
        }
        let faint = Theme::of(ui.ctx()).faint;
        let unit = RichText::new(rule.measure.unit().say(lang).to_owned());
        ui.add(egui::Label::new(unit.size(size::CAPTION).color(faint)).truncate());
        if rule.basis == Basis::Edited {
            let label = text::time::RESET.say(lang);
            let full = format!("{label} {}", rule.words.say(lang));
            if small_button(ui, label, &full) {
                changed = Some(entries.with_limit(&rule.id, None));
            }
        }
    });
    changed
}

/// How a value is held against the number of a rule.
pub(super) const fn sign(op: Op) -> &'static str {
    match op {
        Op::AtMost => "≤",
        Op::AtLeast => "≥",
        Op::Reference => "",
    }
}

/// At most three decimals, and none that say nothing.
fn plain(value: f64) -> String {
    let digits = format!("{value:.3}");
    digits
        .trim_end_matches('0')
        .trim_end_matches('.')
        .to_owned()
}

/// Who stands behind a rule, or the button to do so; true when it was pressed.
fn confirmed_ui(ui: &mut Ui, rule: &Standard, plan: Option<&Plan>, lang: Lang) -> bool {
    if !rule.needs_confirmation() {
        return false;
    }
    if is_to_confirm(rule, plan) {
        let label = text::time::CONFIRM.say(lang);
        let full = format!("{label} {}", rule.words.say(lang));
        return small_button(ui, label, &full);
    }
    if let Some(confirmation) = plan.and_then(|plan| plan.confirmed.get(&rule.id)) {
        ui.add(egui::Label::new(&confirmation.by).truncate());
    }
    false
}
