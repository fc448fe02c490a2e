//! One layer as it was read: the file it is of, and its columns with what each was taken for and may be.

use egui::{RichText, Role, ScrollArea, Ui, vec2};

use super::Desk;
use crate::app::look::desk::Workspace;
use crate::app::look::doctor::DoctorWish;
use crate::app::look::figures;
use crate::app::look::fonts;
use crate::app::look::intent::Intent;
use crate::app::look::text::doctor as words;
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::View;
use crate::app::look::widgets::{Look, caption, fact, heading, look_button, name_it, small_button};
use crate::io::{ColumnRead, LayerRead, Question};
use crate::words::Lang;

/// The height of a column in the list.
const TALL: f32 = 64.0;
/// So much of a checksum is shown.
const DIGITS: usize = 12;

/// The layer that is looked at, where the data is and nothing on the map is selected.
pub(super) fn in_sight<'a>(desk: Desk<'a>, view: &View) -> Option<&'a LayerRead> {
    let is_free = view.workspace() == Workspace::Data && view.selection.is_none();
    let mut layers = desk.session.report().layers.iter();
    layers.find(|read| is_free && view.doctor.shows(read))
}

/// Draws a layer.
pub(super) fn layer_ui(ui: &mut Ui, read: &LayerRead, view: &View) -> Option<Intent> {
    ui.label(RichText::new(read.layer.words().say(view.lang)).font(fonts::semibold(size::TITLE)));
    facts_ui(ui, read, view.lang);
    heading(ui, words::COLUMNS.say(view.lang));
    let mut intent = apply_ui(ui, view);
    if read.columns.is_empty() {
        caption(ui, words::NO_COLUMNS.say(view.lang));
    }
    ScrollArea::vertical()
        .id_salt(("columns", &read.file, read.layer))
        .auto_shrink(false)
        .show_rows(ui, TALL, read.columns.len(), |ui, rows| {
            for column in &read.columns[rows] {
                let wide = vec2(ui.available_width(), TALL);
                ui.push_id(&column.name, |ui| {
                    ui.allocate_ui(wide, |ui| {
                        ui.set_min_size(wide);
                        ui.spacing_mut().item_spacing.y = 0.0;
                        intent = column_ui(ui, column, view).or(intent.take());
                    });
                });
            }
        });
    intent
}

fn facts_ui(ui: &mut Ui, read: &LayerRead, lang: Lang) {
    let file = &read.read;
    fact(ui, words::FILE.say(lang), read.file.as_str());
    if let Some(crs) = &file.crs {
        fact(ui, words::CRS.say(lang), crs.name.say(lang));
        caption(ui, crs.why.say(lang));
    }
    if let Some(encoding) = file.encoding {
        fact(ui, words::ENCODING.say(lang), encoding);
    }
    let count = |number: usize| figures::count(number as i64);
    fact(ui, words::READ.say(lang), count(read.features));
    fact(ui, words::SKIPPED.say(lang), count(read.skipped));
    if !file.sha256.is_empty() {
        let kilobytes = file.bytes.div_ceil(1024);
        fact(
            ui,
            words::SIZE.say(lang),
            format!("{} KB", figures::count(kilobytes as i64)),
        );
        let short: String = file.sha256.chars().take(DIGITS).collect();
        fact(ui, words::CHECKSUM.say(lang), short).on_hover_text(&file.sha256);
    }
}

/// What was chosen and is not applied yet.
fn apply_ui(ui: &mut Ui, view: &View) -> Option<Intent> {
    let lang = view.lang;
    if view.doctor.chosen.is_empty() {
        return None;
    }
    let mut wish = None;
    ui.horizontal_wrapped(|ui| {
        let apply = words::APPLY.say(lang);
        let button = look_button(ui, Look::Forward, apply, apply);
        if button.on_hover_text(words::APPLY_TIP.say(lang)).clicked() {
            wish = Some(DoctorWish::Apply);
        }
        let drop = words::DROP.say(lang);
        if small_button(ui, drop, drop) {
            wish = Some(DoctorWish::Drop);
        }
    });
    wish.map(Intent::Doctor)
}

fn column_ui(ui: &mut Ui, column: &ColumnRead, view: &View) -> Option<Intent> {
    let lang = view.lang;
    let theme = Theme::of(ui.ctx());
    let mut intent = None;
    ui.horizontal(|ui| {
        if let Some(question) = &column.question {
            intent = is_ui(ui, column, question, view);
        }
        let name = RichText::new(&column.name).font(fonts::semibold(size::BODY));
        ui.add(egui::Label::new(name).truncate());
    });
    let meaning = column.meaning.as_ref();
    let meaning = meaning.map_or(words::NOT_USED.say(lang), |(_, words)| words.say(lang));
    let (line, ink) = match chosen(column, view) {
        Some(chosen) => (format!("→ {chosen}"), theme.warning),
        None => (
            format!("{meaning} · {}", column.how.words().say(lang)),
            theme.text,
        ),
    };
    let small = |text: String, ink| RichText::new(text).size(size::CAPTION).color(ink);
    let told = ui.add(egui::Label::new(small(line, ink)).truncate());
    if column.question.is_none() {
        told.on_hover_text(words::BY_NAME_ONLY.say(lang));
    }
    let examples = column.examples.join(" · ");
    ui.add(egui::Label::new(small(examples, theme.faint)).truncate());
    intent
}

/// What was chosen for a column, in words.
fn chosen(column: &ColumnRead, view: &View) -> Option<String> {
    let question = column.question.as_ref()?;
    let chosen = view.doctor.chosen.get(&question.key)?;
    let Some(key) = chosen else {
        return Some(words::AS_GUESSED.say(view.lang).to_owned());
    };
    let choice = question.choices.iter().find(|choice| choice.key == *key)?;
    Some(choice.words.say(view.lang).to_owned())
}

/// The menu of what a column may hold.
fn is_ui(ui: &mut Ui, column: &ColumnRead, question: &Question, view: &View) -> Option<Intent> {
    let lang = view.lang;
    let mut wish = None;
    let label = words::IS.say(lang);
    let menu = ui.menu_button(RichText::new(label).size(size::CAPTION), |ui| {
        ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
            let mut choose = |ui: &mut Ui, words: &str, key: Option<&str>| {
                let is_made = key.is_some() && question.answer.as_deref() == key;
                let button = ui.selectable_label(is_made, words);
                name_it(&button, Role::Button, &format!("{}: {words}", column.name));
                if button.clicked() {
                    wish = Some(DoctorWish::Choose(
                        question.key.clone(),
                        key.map(str::to_owned),
                    ));
                    ui.close();
                }
            };
            choose(ui, words::AS_GUESSED.say(lang), None);
            for choice in &question.choices {
                choose(ui, choice.words.say(lang), Some(&choice.key));
            }
        });
    });
    name_it(
        &menu.response,
        Role::Button,
        &format!("{label} {}", column.name),
    );
    menu.response.on_hover_text(words::IS_TIP.say(lang));
    wish.map(Intent::Doctor)
}
