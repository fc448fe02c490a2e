//! Which small schools to merge: the question.

use egui::{DragValue, Role, Ui};

use super::fields::{everybody_ui, longest_trip_ui, optional_ui, part_ui, sentence_ui, upkeep_ui};
use crate::app::look::text::proposals as text;
use crate::app::look::view::View;
use crate::app::look::widgets::{distance_field, name_it};
use crate::app::panels::conditions::gate_ui;
use crate::app::panels::small;
use crate::session::Session;
use crate::units::Meters;

/// Draws the question.
pub(super) fn merge_ui(ui: &mut Ui, session: &Session, view: &mut View) {
    let lang = view.lang;
    sentence_ui(ui, |ui| {
        ui.label(text::BELOW.say(lang));
        small::threshold_ui(ui, session, view, text::THRESHOLD);
        ui.label(text::WITHIN.say(lang));
        let mut reach = view.reach.km();
        let field = ui.add(distance_field(&mut reach));
        name_it(&field, Role::SpinButton, text::REACH.say(lang));
        if field.changed() {
            view.reach = Meters::from_f64(reach * 1_000.0);
        }
        ui.label(text::AS_MANY.say(lang));
    });
    part_ui(ui, text::MUST, lang);
    everybody_ui(ui, lang);
    let asking = &mut view.asking;
    let merge = &mut asking.merge;
    gate_ui(ui, &mut merge.gate, lang);
    longest_trip_ui(ui, &mut asking.shared, lang);
    let year = |number| DragValue::new(number).range(1_990..=2_100);
    let tip = Some(text::UNTIL_TIP);
    optional_ui(ui, text::UNTIL, tip, &mut merge.until, year, lang);
    part_ui(ui, text::NEED_NOT, lang);
    upkeep_ui(ui, &mut asking.shared, lang);
}
