//! The form for the file of a measure (一事一档): why all the same, who, how, for how much.

use std::collections::BTreeMap;

use egui::{DragValue, Grid, Role, TextEdit, Ui};

use crate::app::look::forms::FileForm;
use crate::app::look::text::{self, Text};
use crate::app::look::widgets::{caption, name_it};
use crate::model::SchoolId;
use crate::plan::Retention;
use crate::units::Wan;
use crate::words::Lang;

/// Draws the fields; the form is a copy that is sent when confirmed.
pub(super) fn file_ui(ui: &mut Ui, form: &mut FileForm, lang: Lang) {
    let details = &mut form.details;
    if form.closes {
        let label = caption(ui, text::time::GO_AHEAD.say(lang));
        let mut reason = details.justification.take().unwrap_or_default();
        let edit = TextEdit::multiline(&mut reason)
            .desired_rows(3)
            .desired_width(f32::INFINITY);
        ui.add(edit).labelled_by(label.id);
        details.justification = stated(reason);
    }
    Grid::new("file")
        .num_columns(2)
        .spacing([12.0, 6.0])
        .show(ui, |ui| {
            words_ui(ui, text::time::RESPONSIBLE, &mut details.responsible, lang);
            words_ui(
                ui,
                text::time::PRECONDITION,
                &mut details.precondition,
                lang,
            );
            if form.closes {
                words_ui(ui, text::time::TRANSPORT, &mut details.transport, lang);
                let mut percent = details.parents_opposed.map(|share| share * 100.0);
                number_ui(
                    ui,
                    text::time::PARENTS_OPPOSED,
                    &mut percent,
                    0.0..=100.0,
                    lang,
                );
                details.parents_opposed = percent.map(|percent| percent / 100.0);
            }
            if !form.closes {
                let mut beds = details.beds.map(f64::from);
                number_ui(ui, text::time::BEDS_AFTER, &mut beds, 0.0..=20_000.0, lang);
                details.beds = beds.map(|beds| beds.round() as u32);
                let area = 0.0..=1e7;
                number_ui(
                    ui,
                    text::time::SITE_M2,
                    &mut details.site_m2,
                    area.clone(),
                    lang,
                );
                number_ui(ui, text::time::FLOOR_M2, &mut details.floor_m2, area, lang);
            }
            wan_ui(ui, text::time::COST, &mut details.cost, 0.0, lang);
            words_ui(ui, text::time::FUND, &mut details.fund, lang);
            wan_ui(ui, text::time::YEARLY_COST, &mut details.yearly, -1e6, lang);
        });
    let label = caption(ui, text::keeping::NOTE_TITLE.say(lang));
    let mut note = details.note.take().unwrap_or_default();
    let edit = TextEdit::multiline(&mut note)
        .desired_rows(2)
        .desired_width(f32::INFINITY);
    ui.add(edit).labelled_by(label.id);
    details.note = stated(note);
    if form.receivers.len() > 1 {
        shares_ui(ui, &form.receivers, &mut details.shares, lang);
    }
    if form.closes {
        caption(ui, text::time::RETENTION.say(lang));
        for flag in Retention::ALL {
            let mut is_set = details.retention.contains(&flag);
            if ui.checkbox(&mut is_set, flag.words().say(lang)).changed() {
                details.retention.retain(|&other| other != flag);
                details.retention.extend(is_set.then_some(flag));
            }
        }
    }
}

/// A weight for each receiver of a merger; none are stated while the tick is off.
fn shares_ui(
    ui: &mut Ui,
    receivers: &[(SchoolId, String)],
    shares: &mut BTreeMap<SchoolId, f64>,
    lang: Lang,
) {
    let mut is_stated = receivers.iter().any(|(id, _)| shares.contains_key(id));
    ui.checkbox(&mut is_stated, text::time::SHARES.say(lang));
    if !is_stated {
        shares.clear();
        return;
    }
    let known: Vec<f64> = receivers
        .iter()
        .filter_map(|(id, _)| shares.get(id).copied())
        .collect();
    // A receiver that is added gets as much as the others on average.
    let usual = if known.is_empty() {
        50.0
    } else {
        known.iter().sum::<f64>() / known.len() as f64
    };
    for (id, name) in receivers {
        let share = shares.entry(id.clone()).or_insert(usual);
        ui.horizontal(|ui| {
            let field = ui.add(DragValue::new(share).range(0.0..=1e9).speed(0.5));
            name_it(&field, Role::SpinButton, name);
            ui.label(name);
        });
    }
}

fn stated(typed: String) -> Option<String> {
    (!typed.trim().is_empty()).then_some(typed)
}

fn words_ui(ui: &mut Ui, label: Text, words: &mut Option<String>, lang: Lang) {
    let label = ui.label(label.say(lang));
    let mut typed = words.take().unwrap_or_default();
    ui.add(TextEdit::singleline(&mut typed).desired_width(220.0))
        .labelled_by(label.id);
    *words = stated(typed);
    ui.end_row();
}

/// A number that may stay unknown: the tick says that it is known.
fn number_ui(
    ui: &mut Ui,
    label: Text,
    number: &mut Option<f64>,
    range: std::ops::RangeInclusive<f64>,
    lang: Lang,
) {
    let label = label.say(lang);
    let mut is_known = number.is_some();
    ui.checkbox(&mut is_known, label);
    let mut value = number.unwrap_or(0.0);
    let field = DragValue::new(&mut value).range(range).speed(1.0);
    let field = ui.add_enabled(is_known, field);
    name_it(&field, Role::SpinButton, label);
    *number = is_known.then_some(value);
    ui.end_row();
}

fn wan_ui(ui: &mut Ui, label: Text, amount: &mut Option<Wan>, least: f64, lang: Lang) {
    let mut number = amount.map(Wan::as_f64);
    number_ui(ui, label, &mut number, least..=1e8, lang);
    *amount = number.and_then(Wan::new);
}
