//! The form for a note, and the question about unsaved work that another window left.

use egui::{Id, RichText, TextEdit, Ui};

use super::questions::{Answer, answer_ui, title_ui};
use crate::app::look::fonts;
use crate::app::look::intent::Intent;
use crate::app::look::keeping::{Keep, NoteForm, Offer};
use crate::app::look::text::{self, keeping as words};
use crate::app::look::theme::size;
use crate::app::look::widgets::{Look, caption, look_button};
use crate::words::Lang;

/// Draws the form of a note.
pub(super) fn note_ui(ui: &mut Ui, lang: Lang, note: &mut NoteForm) -> Answer {
    title_ui(
        ui,
        &format!("{} · {}", words::NOTE_TITLE.say(lang), note.name),
    );
    let label = caption(ui, words::NOTE_TITLE.say(lang));
    let edit = TextEdit::multiline(&mut note.text)
        .desired_rows(4)
        .desired_width(400.0)
        .hint_text(words::NOTE_HINT.say(lang));
    ui.add(edit).labelled_by(label.id).request_focus();
    let intent = Intent::Command(note.command());
    answer_ui(ui, lang, text::APPLY, Some(intent))
}

/// Draws what was left: which plans of which county, from when.
pub(super) fn offer_ui(ui: &mut Ui, lang: Lang, offers: &[Offer]) -> Answer {
    title_ui(ui, words::OFFER_TITLE.say(lang));
    ui.label(words::OFFER_QUESTION.say(lang));
    let mut answer = Answer::Open;
    for (place, offer) in offers.iter().enumerate() {
        ui.add_space(size::APART);
        let plans = offer.plans.join(text::COMMA.say(lang));
        ui.label(RichText::new(&plans).font(fonts::semibold(size::BODY)));
        caption(ui, format!("{} · {}", offer.county, offer.when));
        ui.horizontal(|ui| {
            let label = words::PICK_UP.say(lang);
            let button = look_button(ui, Look::Forward, label, &format!("{label} {plans}"));
            if button.on_hover_text(words::PICK_UP_TIP.say(lang)).clicked() {
                answer = Answer::Sent(Intent::Keep(Keep::PickUp(place)));
            }
            ui.add_space(size::APART);
            // What is thrown away is gone, so it takes two clicks.
            let sure = Id::unique("throw away").with((place, &offer.when));
            let is_sure: bool = ui.data(|data| data.get_temp(sure)).unwrap_or_default();
            let label = if is_sure {
                words::FORGET_SURE
            } else {
                words::FORGET
            };
            let label = label.say(lang);
            let button = look_button(ui, Look::Danger, label, &format!("{label} {plans}"));
            if button.on_hover_text(words::FORGET_TIP.say(lang)).clicked() {
                ui.data_mut(|data| data.insert_temp(sure, !is_sure));
                if is_sure {
                    answer = Answer::Sent(Intent::Keep(Keep::Forget(place)));
                }
            }
        });
    }
    ui.add_space(size::APART);
    if ui.button(words::LATER.say(lang)).clicked() {
        answer = Answer::Cancelled;
    }
    answer
}
