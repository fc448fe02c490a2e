//! A newer roster beside the county: school, field, now and new, each with its tick; what is not sure is asked.

use egui::{Grid, RichText, ScrollArea, TextEdit, Ui};

use super::questions::{Answer, answer_ui};
use crate::app::look::figures;
use crate::app::look::fonts;
use crate::app::look::intent::Intent;
use crate::app::look::keeping::Keep;
use crate::app::look::roster_form::{Group, RosterForm};
use crate::app::look::text::{self, Text, roster as words};
use crate::app::look::theme::{Theme, size};
use crate::app::look::widgets::{caption, heading, small_button};
use crate::io::{Row, Update};
use crate::model::{Fact, Field, SchoolId};
use crate::words::Lang;

/// The list is so high at most, in points.
const LIST: f32 = 360.0;

/// What is said of a row.
enum SaidOf {
    Is(usize, SchoolId),
    New(usize),
    Again(usize),
}

/// Draws the form.
pub(super) fn roster_ui(ui: &mut Ui, form: &mut RosterForm, lang: Lang) -> Answer {
    let title = words::UPDATE.say(lang).trim_end_matches('…');
    ui.label(RichText::new(title).font(fonts::semibold(size::TITLE)));
    for line in form.update.summary() {
        caption(ui, line.say(lang));
    }
    years_ui(ui, form, lang);
    groups_ui(ui, form, lang);
    let mut said = None;
    // Not less, though the form was lower before its rows were there.
    let list = LIST.min(ui.ctx().content_rect().height() * 0.5);
    ScrollArea::vertical()
        .max_height(list)
        .min_scrolled_height(list)
        .show(ui, |ui| {
            changes_ui(ui, form, lang);
            said = unsure_ui(ui, form, lang);
            others_ui(ui, form, lang);
        });
    match said {
        Some(SaidOf::Is(row, school)) => form.say(row, Some(school)),
        Some(SaidOf::New(row)) => form.say(row, None),
        Some(SaidOf::Again(row)) => form.ask_again(row),
        None => {}
    }
    let intent = match form.taking(lang) {
        Ok(taking) => {
            for left in &taking.left {
                caption(ui, left.say(lang));
            }
            let step = words::step(&form.update.file, taking.ticked());
            let take = Keep::TakeRoster(Box::new(step), taking.facts);
            (!form.ticks.is_empty()).then_some(Intent::Keep(take))
        }
        Err(why) => {
            let warning = Theme::of(ui.ctx()).warning;
            ui.label(RichText::new(why.say(lang)).color(warning));
            None
        }
    };
    answer_ui(ui, lang, words::TAKE, intent)
}

/// The years, as far as no file tells them.
fn years_ui(ui: &mut Ui, form: &mut RosterForm, lang: Lang) {
    let (tells, tells_before) = (form.tells_year(), form.tells_year_before());
    let mut has_changed = false;
    ui.horizontal_wrapped(|ui| {
        let mut year_ui = |label: Text, typed: &mut String| {
            let label = ui.label(label.say(lang));
            let edit = TextEdit::singleline(typed).desired_width(60.0);
            has_changed |= ui.add(edit).labelled_by(label.id).changed();
        };
        if !tells {
            year_ui(words::YEAR, &mut form.year);
        }
        if !tells_before {
            year_ui(words::YEAR_BEFORE, &mut form.before);
        }
    });
    if has_changed {
        form.take_years();
    }
}

/// A tick for each group that has something, with how much of it is ticked.
fn groups_ui(ui: &mut Ui, form: &mut RosterForm, lang: Lang) {
    ui.horizontal_wrapped(|ui| {
        for group in Group::LISTED.into_iter().chain([Group::Years]) {
            let all = form.all_of(group);
            if all.is_empty() {
                continue;
            }
            let ticked = all.iter().filter(|tick| form.ticks.contains(tick)).count();
            let label = match group {
                Group::Figures => words::FIGURES,
                Group::Names => words::NAMES,
                Group::Kinds => words::KINDS,
                Group::Status => words::STATUS,
                Group::Places => words::PLACES,
                Group::Years => {
                    let mut is_ticked = ticked == all.len();
                    let label = words::same_pupils(all.len());
                    if ui.checkbox(&mut is_ticked, label.say(lang)).changed() {
                        form.tick_all(group, is_ticked);
                    }
                    continue;
                }
            };
            let mut is_ticked = ticked == all.len();
            let label = format!("{} {ticked}/{}", label.say(lang), all.len());
            if ui.checkbox(&mut is_ticked, label).changed() {
                form.tick_all(group, is_ticked);
            }
        }
    });
}

fn changes_ui(ui: &mut Ui, form: &mut RosterForm, lang: Lang) {
    let name = |row: &Row| match row.matched.school() {
        Some(id) => form.name(id).to_owned(),
        None => row.name.clone(),
    };
    let names: Vec<String> = form.update.rows.iter().map(name).collect();
    let RosterForm { update, ticks, .. } = form;
    if !update.rows.iter().any(Row::is_changed) {
        return;
    }
    Grid::new("roster")
        .num_columns(3)
        .striped(true)
        .show(ui, |ui| {
            for head in [words::SCHOOL_AND_FIELD, words::NOW, words::NEW] {
                ui.label(RichText::new(head.say(lang)).font(fonts::semibold(size::BODY)));
            }
            ui.end_row();
            for (index, (row, name)) in update.rows.iter().zip(&names).enumerate() {
                let place = row.place();
                for change in row
                    .changes
                    .iter()
                    .filter(|change| change.field() != Field::Year)
                {
                    let tick = (index, change.field());
                    let mut is_ticked = ticks.contains(&tick);
                    let field = change.field().words();
                    let label = format!("{name} · {}", field.say(lang));
                    let ticked = ui.checkbox(&mut is_ticked, label);
                    if ticked.on_hover_text(place.say(lang)).changed() {
                        if is_ticked {
                            ticks.insert(tick);
                        } else {
                            ticks.remove(&tick);
                        }
                    }
                    ui.label(value(&change.was, lang));
                    ui.label(value(&change.is, lang));
                    ui.end_row();
                }
            }
        });
}

/// What a fact says, a number with its thousands marked.
fn value(fact: &Fact, lang: Lang) -> String {
    match fact {
        Fact::Pupils(_, Some(number))
        | Fact::Seats(_, Some(number))
        | Fact::Boarders(Some(number))
        | Fact::Beds(Some(number)) => figures::count(*number),
        _ => fact.words().say(lang).to_owned(),
    }
}

/// Rows that are not sure, each with its choices, and those of which somebody said what they are.
fn unsure_ui(ui: &mut Ui, form: &RosterForm, lang: Lang) -> Option<SaidOf> {
    let rows = form.update.rows.iter().enumerate();
    let asked: Vec<(usize, &Row)> = rows
        .filter(|(index, row)| row.is_unsure() || form.is_said(*index))
        .collect();
    if asked.is_empty() {
        return None;
    }
    heading(ui, words::UNSURE.say(lang));
    let mut said = None;
    for (index, row) in asked {
        ui.horizontal_wrapped(|ui| {
            ui.label(&row.name).on_hover_text(row.place().say(lang));
            if let Some(doubt) = row.matched.doubt() {
                caption(ui, doubt.say(lang));
            }
            if let Some(id) = row.matched.school() {
                caption(ui, words::it_is(form.name(id)).say(lang));
            }
            let about = |label: &str| format!("{label}{}{}", text::COLON.say(lang), row.name);
            for id in row.matched.candidates() {
                let label = words::it_is(form.name(id));
                let label = label.say(lang);
                if small_button(ui, label, &about(label)) {
                    said = Some(SaidOf::Is(index, id.clone()));
                }
            }
            if row.is_unsure() {
                let label = words::NOT_IN_COUNTY.say(lang);
                if small_button(ui, label, &about(label)) {
                    said = Some(SaidOf::New(index));
                }
            }
            if form.is_said(index) {
                let label = words::ASK_AGAIN.say(lang);
                if small_button(ui, label, &about(label)) {
                    said = Some(SaidOf::Again(index));
                }
            }
        });
    }
    said
}

/// What is told of rows, new schools, those that the roster does not name, and what was noticed in reading.
fn others_ui(ui: &mut Ui, form: &RosterForm, lang: Lang) {
    let update = &form.update;
    let told = update.rows.iter().filter(|row| !row.told.is_empty());
    for row in told {
        for words in &row.told {
            caption(
                ui,
                format!("{}{}{}", row.name, text::COLON.say(lang), words.say(lang)),
            );
        }
    }
    let names: Vec<&str> = update.new_rows().map(|row| row.name.as_str()).collect();
    list_ui(ui, &names, Update::about_new().say(lang), lang);
    let names: Vec<&str> = update.gone.iter().map(|id| form.name(id)).collect();
    list_ui(ui, &names, Update::about_gone().say(lang), lang);
    if !update.warnings.is_empty() {
        heading(ui, words::NOTICED.say(lang));
        for warning in &update.warnings {
            let row = warning.feature.map(|row| format!(" #{row}"));
            let place = format!("{}{}", warning.file, row.unwrap_or_default());
            caption(
                ui,
                format!("{place}{}{}", text::COLON.say(lang), warning.what.say(lang)),
            );
        }
    }
}

fn list_ui(ui: &mut Ui, names: &[&str], about: &str, lang: Lang) {
    if !names.is_empty() {
        heading(ui, about);
        caption(ui, names.join(text::COMMA.say(lang)));
    }
}
