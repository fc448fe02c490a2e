//! What else can be planned for a school, each with a reason: mothball, phase out, another kind, other hands.

use egui::Ui;

use crate::app::look::forms::{Form, ReasonForm};
use crate::app::look::intent::Intent;
use crate::app::look::text;
use crate::app::look::view::View;
use crate::model::{Ownership, SchoolKind};
use crate::plan::{Measure, Site};
use crate::session::Session;

/// Draws the menu.
pub(super) fn more_ui(
    ui: &mut Ui,
    session: &Session,
    view: &View,
    school: &Site,
) -> Option<Intent> {
    let lang = view.lang;
    let mut chosen = None;
    let menu = ui.menu_button(text::time::MORE_MEASURES.say(lang), |ui| {
        let id = || school.id.clone();
        for measure in [
            Measure::Mothball { school: id() },
            Measure::PhaseOut {
                school: id(),
                into: Vec::new(),
            },
        ] {
            if ui.button(measure.words().say(lang)).clicked() {
                chosen = Some(measure);
            }
        }
        if school.ownership == Some(Ownership::Private) {
            if ui.button(text::time::MAKE_PUBLIC.say(lang)).clicked() {
                chosen = Some(owned(school, Ownership::Public));
            }
            let is_inclusive = school.inclusive == Some(true);
            if !is_inclusive && ui.button(text::time::MAKE_INCLUSIVE.say(lang)).clicked() {
                chosen = Some(owned(school, Ownership::Private));
            }
        }
        ui.menu_button(text::time::ADJUST_TO.say(lang), |ui| {
            for kind in SchoolKind::ALL {
                if kind != school.kind && ui.button(kind.words().say(lang)).clicked() {
                    chosen = Some(Measure::Adjust {
                        school: id(),
                        kind,
                        into: Vec::new(),
                    });
                }
            }
        });
    });
    menu.response
        .on_hover_text(text::time::MORE_MEASURES_TIP.say(lang));
    let form = ReasonForm {
        measure: chosen?,
        name: school.name.clone(),
        reason: String::new(),
        year: session.year().0,
    };
    Some(Intent::Ask(Form::Reason(form)))
}

/// A public school is inclusive by itself; a private one becomes so.
fn owned(school: &Site, ownership: Ownership) -> Measure {
    Measure::Ownership {
        school: school.id.clone(),
        ownership,
        inclusive: Some(true),
    }
}
