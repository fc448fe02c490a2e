//! Where to build new schools: the question.

use egui::{DragValue, Role, Ui};

use super::fields::{optional_ui, part_ui, sentence_ui, upkeep_ui};
use crate::app::look::asking::{AskingSite, Shared};
use crate::app::look::text::proposals as text;
use crate::app::look::widgets::{distance_field, name_it};
use crate::app::panels::conditions::{candidates_ui, tick_ui};
use crate::proposal::site::prospects::Objective;
use crate::words::Lang;

/// Draws the question.
pub(super) fn site_ui(ui: &mut Ui, asking: &mut AskingSite, shared: &mut Shared, lang: Lang) {
    sentence_ui(ui, |ui| {
        ui.label(text::BUILD.say(lang));
        let new = ui.add(DragValue::new(&mut asking.new).range(1..=50));
        name_it(&new, Role::SpinButton, text::NEW_SCHOOLS.say(lang));
        ui.label(text::BUILD_SO_THAT.say(lang));
    });
    ui.horizontal_wrapped(|ui| {
        let objectives = [
            (Objective::Distance, text::LEAST_DISTANCE),
            (Objective::Cover, text::MOST_COVERED),
        ];
        for (objective, label) in objectives {
            ui.radio_value(&mut asking.objective, objective, label.say(lang));
        }
    });
    part_ui(ui, text::MUST, lang);
    optional_ui(
        ui,
        text::RADIUS,
        None,
        &mut asking.radius,
        distance_field,
        lang,
    );
    let tip = Some(text::SEATS_TIP);
    optional_ui(
        ui,
        text::SEATS,
        tip,
        &mut asking.seats,
        |asked| DragValue::new(&mut asked.seats).range(1..=5_000),
        lang,
    );
    candidates_ui(ui, &mut shared.candidates, lang);
    if asking.seats.is_on {
        let may_close = &mut asking.seats.number.may_close;
        let (label, tip) = (text::MAY_CLOSE, text::MAY_CLOSE_TIP);
        tick_ui(ui, may_close, label, tip, lang);
        if *may_close {
            part_ui(ui, text::NEED_NOT, lang);
            upkeep_ui(ui, shared, lang);
        }
    }
}
