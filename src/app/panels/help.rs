//! Help: the menu in the bar, the sheet of keys, and what the program is made of.

use egui::{Frame, Grid, Id, Modal, Popup, RichText, ScrollArea, Ui};

use super::top::menu_item_ui;
use crate::app::look::commands::HELP_MENU;
use crate::app::look::desk::Arrange;
use crate::app::look::fonts;
use crate::app::look::icons::{self, Icon};
use crate::app::look::intent::Intent;
use crate::app::look::keys::{self, Part};
use crate::app::look::text::{self, aids, glossary};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::View;
use crate::app::look::widgets::{caption, heading};
use crate::session::Session;
use crate::words::Lang;

/// Names, versions and licences of what is built in, one a line.
const BUILT_IN: &str = include_str!("../../../assets/licences.tsv");

/// The button that opens the menu of help.
pub(super) fn menu_ui(ui: &mut Ui, session: Option<&Session>, view: &View) -> Option<Intent> {
    let name = aids::HELP.say(view.lang);
    let button = icons::button(ui, Icon::Help, name, aids::HELP_TIP.say(view.lang), true);
    let mut intent = None;
    Popup::menu(&button).show(|ui| {
        ui.set_min_width(190.0);
        for item in HELP_MENU {
            intent = menu_item_ui(ui, session, view, item).or(intent.take());
        }
    });
    intent
}

/// The sheet of keys.
pub(super) fn keys_ui(ui: &Ui, view: &mut View) {
    sheet_ui(ui, view, aids::KEYS, 860.0, |ui, lang| {
        caption(ui, aids::KEYS_NOTE.say(lang));
        let (left, right) = Part::ALL.split_at(2);
        let half = (ui.available_width() - size::APART) / 2.0;
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = size::APART;
            for parts in [left, right] {
                ui.vertical(|ui| {
                    ui.set_width(half);
                    for &part in parts {
                        part_ui(ui, part, lang);
                    }
                });
            }
        });
        ui.separator();
        heading(ui, glossary::WORDS.say(lang));
        explained_ui(ui, lang);
    });
}

/// The words that need an explanation.
pub(super) fn words_ui(ui: &Ui, view: &mut View) {
    sheet_ui(ui, view, glossary::WORDS, 640.0, explained_ui);
}

/// Each word with what it means, as one text for whoever has it read aloud.
fn explained_ui(ui: &mut Ui, lang: Lang) {
    for term in &glossary::TERMS {
        let (name, says) = (term.name.say(lang), term.says.say(lang));
        heading(ui, name);
        ui.label(says);
    }
}

fn part_ui(ui: &mut Ui, part: Part, lang: Lang) {
    heading(ui, aids::part(part).say(lang));
    Grid::new(("keys", part as usize))
        .num_columns(2)
        .spacing([14.0, 3.0])
        .max_col_width((ui.available_width() - 14.0) / 2.0)
        .show(ui, |ui| {
            for (shortcuts, wish) in keys::lines(part) {
                let written: Vec<String> = shortcuts
                    .iter()
                    .map(|keys| keys::written(keys, ui.ctx()))
                    .collect();
                let written = match wish {
                    // Seven tabs, seven keys.
                    Intent::Arrange(Arrange::Tab(_)) => format!("{} … 7", written.join(", ")),
                    _ => written.join(", "),
                };
                line_ui(ui, &written, keys::label_of(wish).say(lang));
            }
            for (of, keys, does) in keys::TOLD {
                if of == part {
                    line_ui(ui, keys.say(lang), does.say(lang));
                }
            }
        });
}

fn line_ui(ui: &mut Ui, keys: &str, does: &str) {
    let theme = Theme::of(ui.ctx());
    Frame::new()
        .fill(theme.bar)
        .stroke(egui::Stroke::new(1.0, theme.control))
        .corner_radius(3.0)
        .inner_margin(egui::Margin::symmetric(6, 1))
        .show(ui, |ui| {
            ui.label(RichText::new(keys).size(size::CAPTION));
        });
    ui.label(does);
    ui.end_row();
}

/// The version, and what is built in under which licence.
pub(super) fn about_ui(ui: &Ui, view: &mut View) {
    sheet_ui(ui, view, aids::ABOUT, 520.0, |ui, lang| {
        ui.label(aids::version(env!("CARGO_PKG_VERSION")).say(lang));
        ui.label(aids::WHAT_IT_IS.say(lang));
        ui.label(aids::OWN_LICENCE.say(lang));
        heading(ui, aids::BUILT_IN.say(lang));
        Grid::new("built in")
            .num_columns(3)
            .spacing([14.0, 2.0])
            .show(ui, |ui| {
                for line in BUILT_IN.lines().filter(|line| !line.is_empty()) {
                    for cell in line.split('\t') {
                        ui.label(RichText::new(cell).size(size::CAPTION));
                    }
                    ui.end_row();
                }
            });
    });
}

/// A sheet to read, over the desk: title and the way out stay, the rest scrolls.
fn sheet_ui(
    ui: &Ui,
    view: &mut View,
    title: text::Text,
    width: f32,
    content: impl FnOnce(&mut Ui, Lang),
) {
    let lang = view.lang;
    let room = ui.ctx().content_rect().size();
    let frame = Frame::popup(ui.style()).inner_margin(size::FORM_MARGIN);
    let modal = Modal::new(Id::unique("sheet"))
        .frame(frame)
        .show(ui.ctx(), |ui| {
            let across = width.min(room.x - 60.0);
            ui.set_width(across);
            ui.label(RichText::new(title.say(lang)).font(fonts::semibold(size::TITLE)));
            ui.add_space(size::NEAR);
            ScrollArea::vertical()
                .max_width(across)
                .max_height(room.y - 170.0)
                .show(ui, |ui| {
                    ui.set_width((across - ui.spacing().scroll.allocated_width()).max(0.0));
                    content(ui, lang);
                });
            ui.add_space(size::APART);
            ui.button(aids::CLOSE.say(lang)).clicked()
        });
    if modal.should_close() || modal.inner {
        view.aids.open = None;
    }
}
