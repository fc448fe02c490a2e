//! How to lay out a whole stage: the question.

use egui::{DragValue, Role, Ui};

use super::fields::{everybody_ui, longest_trip_ui, optional_ui, part_ui, sentence_ui, upkeep_ui};
use crate::app::look::text::proposals as text;
use crate::app::look::view::View;
use crate::app::look::widgets::name_it;
use crate::app::panels::conditions::{candidates_ui, tick_ui};
use crate::session::Session;

/// Draws the question.
pub(super) fn layout_ui(ui: &mut Ui, session: &Session, view: &mut View) {
    let lang = view.lang;
    let (stage, usual) = (view.stage, view.below(session));
    let (asking, shared) = (&mut view.asking.layout, &mut view.asking.shared);
    let before = asking.floor(stage, usual);
    let mut floor = before;
    sentence_ui(ui, |ui| {
        ui.label(text::LAY_OUT.say(lang));
        let field = ui.add(DragValue::new(&mut floor).range(0..=5_000));
        name_it(&field, Role::SpinButton, text::FLOOR.say(lang));
        ui.label(text::LAY_OUT_SO_THAT.say(lang));
    });
    if floor != before {
        asking.set_floor(stage, floor, usual);
    }
    part_ui(ui, text::MUST, lang);
    everybody_ui(ui, lang);
    longest_trip_ui(ui, shared, lang);
    let (label, tip) = (text::CONTIGUOUS, text::CONTIGUOUS_TIP);
    tick_ui(ui, &mut asking.contiguous, label, tip, lang);
    part_ui(ui, text::MAY_BUILD, lang);
    let seats = |number| DragValue::new(number).range(1..=20_000);
    optional_ui(ui, text::CEILING, None, &mut asking.ceiling, seats, lang);
    let places = |number| DragValue::new(number).range(1..=60);
    optional_ui(ui, text::PLACES, None, &mut asking.places, places, lang);
    if asking.places.is_on {
        candidates_ui(ui, &mut shared.candidates, lang);
    }
    part_ui(ui, text::NEED_NOT, lang);
    upkeep_ui(ui, shared, lang);
}
