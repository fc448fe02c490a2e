//! The form for work on a road: what is done, class, speed, reason, year.

use egui::{ComboBox, DragValue, Grid, Role, TextEdit, Ui};

use super::add;
use crate::app::look::road_form::{RoadForm, RoadTask};
use crate::app::look::text;
use crate::app::look::widgets::{caption, name_it};
use crate::model::{BUS_SPEEDS, RoadClass};
use crate::session::Session;
use crate::words::Lang;

/// Draws the fields; the form is a copy that is sent when confirmed.
pub(super) fn road_ui(ui: &mut Ui, session: &Session, lang: Lang, form: &mut RoadForm) {
    if form.task != RoadTask::Build {
        ui.horizontal(|ui| {
            for task in [RoadTask::Improve, RoadTask::Cut] {
                let so = RoadForm {
                    task,
                    ..form.clone()
                };
                let words = so.work().words();
                ui.radio_value(&mut form.task, task, words.say(lang));
            }
            ui.label(&form.name);
        });
    }
    Grid::new("road")
        .num_columns(2)
        .spacing([12.0, 6.0])
        .show(ui, |ui| {
            if form.task == RoadTask::Build {
                let label = ui.label(text::NAME.say(lang));
                ui.add(TextEdit::singleline(&mut form.name).desired_width(220.0))
                    .labelled_by(label.id);
                ui.end_row();
            }
            if form.task != RoadTask::Cut {
                speed_ui(ui, lang, form);
            }
            ui.label(text::YEAR.say(lang));
            add::year_ui(ui, session, &mut form.year, lang);
            ui.end_row();
        });
    let label = caption(ui, text::REASON.say(lang));
    let edit = TextEdit::multiline(&mut form.reason)
        .desired_rows(2)
        .desired_width(400.0);
    ui.add(edit.hint_text(text::REASON_HINT.say(lang)))
        .labelled_by(label.id);
}

fn speed_ui(ui: &mut Ui, lang: Lang, form: &mut RoadForm) {
    ui.label(text::roads::CLASS.say(lang));
    let combo = ComboBox::from_id_salt("road class")
        .width(220.0)
        .selected_text(form.class.words().say(lang))
        .show_ui(ui, |ui| {
            for class in RoadClass::ALL {
                ui.selectable_value(&mut form.class, class, class.words().say(lang));
            }
        });
    name_it(
        &combo.response,
        Role::ComboBox,
        text::roads::CLASS.say(lang),
    );
    ui.end_row();
    let mut is_stated = form.speed_kmh.is_some();
    ui.checkbox(&mut is_stated, text::roads::STATES_SPEED.say(lang));
    let mut speed = form.speed_kmh.unwrap_or(form.class.bus_kmh());
    let field = DragValue::new(&mut speed).range(BUS_SPEEDS).speed(0.5);
    let field = ui.add_enabled(is_stated, field);
    name_it(&field, Role::SpinButton, text::roads::SPEED.say(lang));
    form.speed_kmh = is_stated.then_some(speed);
    ui.end_row();
}
