//! The form of a closure before it is planned, and ready words for the reason to keep a school.

use egui::{RichText, TextEdit, Ui};

use crate::app::look::forms::MergeForm;
use crate::app::look::lights::{Lamp, lamp_ui};
use crate::app::look::text::{self, deciding};
use crate::app::look::theme::Theme;
use crate::app::look::widgets::{caption, fact};
use crate::plan::Retention;
use crate::words::Lang;

/// Draws where the pupils go, the gate's light, the bus and the reason.
pub(super) fn merging_ui(ui: &mut Ui, form: &mut MergeForm, lang: Lang) {
    let lamp = form.light.map_or(Lamp::Unknown, Lamp::Lit);
    ui.horizontal(|ui| {
        lamp_ui(ui, lamp, lang);
        ui.label(RichText::new(lamp.say(lang)).color(lamp.color(Theme::of(ui.ctx()))));
    });
    if !form.into.is_empty() {
        let names = form.into.join(text::COMMA.say(lang));
        fact(ui, text::MERGE_INTO.say(lang), names);
    }
    fact(ui, text::YEAR.say(lang), form.action.year.to_string());
    if let Some(bus) = &mut form.bus {
        ui.checkbox(&mut form.with_bus, deciding::WITH_BUS.say(lang));
        if form.with_bus {
            let label = caption(ui, deciding::BUS_NAME.say(lang));
            ui.add(TextEdit::singleline(bus).desired_width(400.0))
                .labelled_by(label.id);
        } else {
            let color = Theme::of(ui.ctx()).worse;
            ui.label(RichText::new(deciding::WITHOUT_BUS_RED.say(lang)).color(color));
        }
    }
    let label = caption(ui, text::REASON.say(lang));
    let edit = TextEdit::multiline(&mut form.action.reason)
        .desired_rows(3)
        .desired_width(400.0);
    ui.add(edit).labelled_by(label.id);
}

/// Circumstances that keep a school, each to be put into the reason with a click.
pub(super) fn chips_ui(ui: &mut Ui, reason: &mut String, lang: Lang) {
    caption(ui, deciding::USUAL_REASONS.say(lang));
    ui.horizontal_wrapped(|ui| {
        for flag in Retention::ALL {
            let words = flag.words();
            let said = words.say(lang);
            let is_in = reason.contains(said);
            let chip = egui::Button::selectable(is_in, said).frame_when_inactive(true);
            if ui.add(chip).clicked() && !is_in {
                if !reason.trim().is_empty() {
                    reason.push_str(text::COMMA.say(lang));
                }
                reason.push_str(said);
            }
        }
    });
}
