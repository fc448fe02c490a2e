//! The form about several schools at once.

use egui::{RichText, TextEdit, Ui};

use super::add;
use crate::app::look::fonts;
use crate::app::look::several_form::{SeveralForm, What};
use crate::app::look::text::{self, chart};
use crate::app::look::theme::size;
use crate::app::look::widgets::caption;
use crate::session::Session;
use crate::words::Lang;

/// Draws what is asked; the buttons come after it.
pub(super) fn several_ui(ui: &mut Ui, session: &Session, form: &mut SeveralForm, lang: Lang) {
    let title = match form.what {
        What::Keep => chart::keep_several(form.schools.len()),
        What::Year => chart::year_of(form.n_measures()),
    };
    ui.label(RichText::new(title.say(lang)).font(fonts::semibold(size::TITLE)));
    ui.add_space(size::NEAR);
    let names: Vec<&str> = form.schools.iter().map(|(_, name)| name.as_str()).collect();
    ui.scope(|ui| {
        ui.set_max_width(400.0);
        caption(ui, names.join(text::COMMA.say(lang)));
    });
    if form.what == What::Keep {
        let label = caption(ui, text::REASON.say(lang));
        let edit = TextEdit::multiline(&mut form.reason)
            .desired_rows(3)
            .desired_width(400.0);
        ui.add(edit.hint_text(text::REASON_HINT.say(lang)))
            .labelled_by(label.id)
            .request_focus();
    }
    ui.horizontal(|ui| {
        ui.label(text::YEAR.say(lang));
        add::year_ui(ui, session, &mut form.year, lang);
    });
}
