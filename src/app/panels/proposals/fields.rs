//! What more than one question asks: its parts, its numbers in a sentence, limits that can be left out.

use egui::{DragValue, Role, Ui};

use crate::app::look::asking::{Optional, Shared};
use crate::app::look::lights::{Lamp, lamp_ui};
use crate::app::look::text::{Text, proposals as text};
use crate::app::look::theme::size;
use crate::app::look::widgets::{caption, distance_field, name_it};
use crate::words::Lang;

/// The head of a part of the question.
pub(super) fn part_ui(ui: &mut Ui, head: Text, lang: Lang) {
    ui.add_space(size::NEAR);
    ui.separator();
    caption(ui, head.say(lang));
}

/// A sentence whose numbers can be changed: words and fields by turns.
pub(super) fn sentence_ui(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = size::NEAR;
        content(ui);
    });
}

/// What holds in any case.
pub(super) fn everybody_ui(ui: &mut Ui, lang: Lang) {
    ui.horizontal(|ui| {
        lamp_ui(ui, Lamp::Kept, lang);
        ui.label(text::EVERYBODY_SEATED.say(lang));
    });
}

pub(super) fn longest_trip_ui(ui: &mut Ui, shared: &mut Shared, lang: Lang) {
    let tip = Some(text::LONGEST_TRIP_TIP);
    let trip = &mut shared.longest_trip;
    optional_ui(ui, text::LONGEST_TRIP, tip, trip, distance_field, lang);
}

pub(super) fn upkeep_ui(ui: &mut Ui, shared: &mut Shared, lang: Lang) {
    let weight = |number| {
        DragValue::new(number)
            .range(0.0..=100_000.0)
            .fixed_decimals(0)
            .suffix(" km")
    };
    let tip = Some(text::UPKEEP_TIP);
    optional_ui(ui, text::UPKEEP, tip, &mut shared.upkeep, weight, lang);
}

/// A limit with a box to leave it out.
pub(in crate::app::panels) fn optional_ui<'a, T>(
    ui: &mut Ui,
    label: Text,
    tip: Option<Text>,
    limit: &'a mut Optional<T>,
    field: impl FnOnce(&'a mut T) -> DragValue<'a>,
    lang: Lang,
) {
    let Optional { is_on, number } = limit;
    ui.horizontal_wrapped(|ui| {
        let tick = ui.checkbox(is_on, label.say(lang));
        if let Some(tip) = tip {
            tick.on_hover_text(tip.say(lang));
        }
        let number = ui.add_enabled(*is_on, field(number));
        name_it(&number, Role::SpinButton, label.say(lang));
    });
}
