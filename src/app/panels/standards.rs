//! The standards editor: packs in their order, every rule with its number, source and how sure it is.

use egui::{Button, RichText, Role, ScrollArea, Ui};

use super::Desk;
use super::grids::{Made, basis_of_plan, typed_ui};
use super::parts::parts_ui;
use crate::app::look::forms::{ConfirmForm, Form};
use crate::app::look::grid::{GridId, Typing};
use crate::app::look::intent::Intent;
use crate::app::look::text;
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::View;
use crate::app::look::widgets::{caption, name_it};
use crate::horizon::is_to_confirm;
use crate::plan::Command;
use crate::rules::{Basis, Entries, Pack, Standard, Standards};
use crate::session::Session;
use crate::tables::{self, About};
use crate::words::Lang;

/// The room of the packs beside the rules: a share of the whole, within these widths in points.
const PACKS: (f32, f32, f32) = (0.34, 200.0, 300.0);

/// Less room than this, and the rules stand below the packs, in points.
const LEAST: f32 = 640.0;

/// Draws packs and rules.
pub(super) fn standards_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    let entries = entries_of(desk.session);
    let whole = ui.available_width();
    let (share, least, most) = PACKS;
    let packs = (whole * share).clamp(least, most);
    let set = |entries: Entries| Intent::Command(Command::SetStandards(entries.written()));
    let mut intent = None;
    parts_ui(ui, LEAST, &[packs, whole - packs], |ui, part| {
        let wish = match part {
            0 => packs_ui(ui, &entries, view.lang).map(set),
            _ => rules_ui(ui, desk, &entries, view),
        };
        intent = wish.or(intent.take());
    });
    intent
}

/// What the chosen plan says of packs and numbers.
pub(super) fn entries_of(session: &Session) -> Entries {
    Entries::of(session.plan().map_or(&[], |plan| &plan.standards))
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
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    if let Some(place) = place {
                        let moves = [
                            ("↓", text::time::LATER, place + 1),
                            ("↑", text::time::EARLIER, place.wrapping_sub(1)),
                        ];
                        for (arrow, label, to) in moves {
                            let label = label.say(lang);
                            let arrow = RichText::new(arrow).size(size::CAPTION);
                            let button = Button::new(arrow).small();
                            let button = ui.add_enabled(to < entries.packs.len(), button);
                            name_it(&button, Role::Button, &format!("{label} {name}"));
                            if button.on_hover_text(label).clicked() {
                                changed = Some(entries.swapped(place, to));
                            }
                        }
                    }
                    ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                        ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Truncate);
                        let mut is_on = place.is_some();
                        // Without any pack the default ones would be in force again.
                        let may_change = place.is_none() || entries.packs.len() > 1;
                        let tick =
                            ui.add_enabled(may_change, egui::Checkbox::new(&mut is_on, name));
                        let tick = tick.on_hover_text(name).on_disabled_hover_text(name);
                        if tick.changed() {
                            changed = Some(entries.with_pack(id, is_on));
                        }
                    });
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

/// Draws the rules in force, with what can be done with them all and with the chosen ones in a line above.
fn rules_ui(ui: &mut Ui, desk: Desk<'_>, entries: &Entries, view: &mut View) -> Option<Intent> {
    let standards = desk.session.evaluator().standards();
    let chosen = chosen(standards, view);
    let intent = over_rules_ui(ui, desk, entries, &chosen, view.lang);
    let made = Made {
        id: GridId::Limits,
        make: || tables::limits(standards, desk.session.plan()),
        empty: text::time::NO_RULES,
    };
    let basis = basis_of_plan(desk, view);
    let typing = Typing::Limits(standards, entries);
    typed_ui(ui, desk, view, (basis, Some(typing)), made, |_| {}).or(intent)
}

/// The rules whose rows are marked.
fn chosen<'a>(standards: &'a Standards, view: &View) -> Vec<&'a Standard> {
    let marked = view.grids.marked(GridId::Limits).into_iter();
    let rule = |about: About| match about {
        About::Rule(id) => standards.get(&id),
        _ => None,
    };
    marked.filter_map(rule).collect()
}

fn over_rules_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    entries: &Entries,
    chosen: &[&Standard],
    lang: Lang,
) -> Option<Intent> {
    let plan = desk.session.plan();
    let standards = desk.session.evaluator().standards();
    let open = |rules: &[&Standard]| -> Vec<Standard> {
        let open = rules.iter().filter(|rule| is_to_confirm(rule, plan));
        open.map(|rule| (*rule).clone()).collect()
    };
    let all: Vec<&Standard> = standards.iter().collect();
    let (all_open, chosen_open) = (open(&all), open(chosen));
    let mut intent = None;
    ui.horizontal_wrapped(|ui| {
        // A button that has no room goes to the next line whole.
        ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Extend);
        let words = text::time::rules_to_confirm(all.len(), all_open.len());
        ui.label(RichText::new(words.say(lang)).color(Theme::of(ui.ctx()).faint))
            .on_hover_text(text::time::VALUES_HINT.say(lang));
        for (label, open) in [
            (text::time::CONFIRM_ALL, all_open),
            (text::time::CONFIRM, chosen_open),
        ] {
            let confirm = ui.add_enabled(!open.is_empty(), Button::new(label.say(lang)));
            let why = text::time::CHOOSE_RULES.say(lang);
            let confirm = confirm.on_disabled_hover_text(why);
            if confirm
                .on_hover_text(text::time::CONFIRM_TIP.say(lang))
                .clicked()
            {
                let form = ConfirmForm::of(open.iter(), plan);
                intent = Some(Intent::Ask(Form::Confirm(form)));
            }
        }
        let edited: Vec<&&Standard> = chosen
            .iter()
            .filter(|rule| rule.basis == Basis::Edited)
            .collect();
        let label = text::time::RESET.say(lang);
        let reset = ui.add_enabled(!edited.is_empty(), Button::new(label));
        let reset = reset.on_disabled_hover_text(text::time::CHOOSE_RULES.say(lang));
        if reset
            .on_hover_text(text::time::RESET_TIP.say(lang))
            .clicked()
        {
            let edited = edited.into_iter();
            let next = edited.fold(entries.clone(), |next, rule| {
                next.with_limit(&rule.id, None)
            });
            intent = Some(Intent::Command(Command::SetStandards(next.written())));
        }
    });
    intent
}
