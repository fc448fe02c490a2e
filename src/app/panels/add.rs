//! The form for a school to be built: name, kind, seats, ownership, year.

use egui::{ComboBox, DragValue, Grid, Role, TextEdit, Ui};

use crate::app::look::forms::NewSchoolForm;
use crate::app::look::text;
use crate::app::look::view::View;
use crate::app::look::widgets::name_it;
use crate::model::{Ownership, SchoolKind};
use crate::session::Session;
use crate::words::Lang;

/// Draws the fields; the form is a copy that is sent when confirmed.
pub(super) fn new_school_ui(ui: &mut Ui, session: &Session, view: &View, form: &mut NewSchoolForm) {
    let lang = view.lang;
    Grid::new("new-school")
        .num_columns(2)
        .spacing([12.0, 6.0])
        .show(ui, |ui| {
            let label = ui.label(text::NAME.say(lang));
            ui.add(TextEdit::singleline(&mut form.name).desired_width(220.0))
                .labelled_by(label.id);
            ui.end_row();
            ui.label(text::KIND.say(lang));
            let combo = ComboBox::from_id_salt("kind")
                .width(220.0)
                .selected_text(form.kind.words().say(lang))
                .show_ui(ui, |ui| {
                    for kind in SchoolKind::ALL {
                        ui.selectable_value(&mut form.kind, kind, kind.words().say(lang));
                    }
                });
            name_it(&combo.response, Role::ComboBox, text::KIND.say(lang));
            ui.end_row();
            for &stage in form.kind.stages() {
                let words = text::seats_of(stage);
                ui.label(words.say(lang));
                let seats = ui.add(
                    DragValue::new(&mut form.seats[stage])
                        .range(0..=20_000)
                        .speed(5.0),
                );
                name_it(&seats, Role::SpinButton, words.say(lang));
                ui.end_row();
            }
            ui.label(text::OWNERSHIP.say(lang));
            ui.horizontal(|ui| ownership_ui(ui, form, lang));
            ui.end_row();
            ui.label(text::YEAR.say(lang));
            year_ui(ui, session, &mut form.year, lang);
            ui.end_row();
        });
    ui.checkbox(&mut form.reserves, text::time::RESERVE_ONLY.say(lang));
}

fn ownership_ui(ui: &mut Ui, form: &mut NewSchoolForm, lang: Lang) {
    for ownership in [Ownership::Public, Ownership::Private] {
        ui.radio_value(&mut form.ownership, ownership, ownership.words().say(lang));
    }
    if form.ownership == Ownership::Private && form.kind == SchoolKind::Kindergarten {
        ui.checkbox(&mut form.inclusive, text::INCLUSIVE_SCHOOL.say(lang));
    }
}

/// The year whose 1 September a measure takes effect.
pub(super) fn year_ui(ui: &mut Ui, session: &Session, year: &mut i32, lang: Lang) {
    let first = session.evaluator().base_year().0;
    let field = ui.add(DragValue::new(year).range(first..=first + 30).speed(0.1));
    name_it(&field, Role::SpinButton, text::YEAR.say(lang));
    field.on_hover_text(text::FROM_SEPTEMBER.say(lang));
}
