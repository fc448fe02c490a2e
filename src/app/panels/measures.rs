//! What else can be planned for a school, each with a reason: mothball, phase out, another kind, other hands; and what
//! can be changed about one that the plan closes.

use egui::{Role, Ui};

use super::Desk;
use crate::app::look::forms::{Form, ReasonForm, SeatsForm};
use crate::app::look::intent::Intent;
use crate::app::look::text::{self, deciding};
use crate::app::look::view::View;
use crate::app::look::widgets::{intent_button, name_it};
use crate::model::{Ownership, SchoolKind};
use crate::plan::{Command, Measure, Site, Status};
use crate::session::Session;
use crate::units::Year;

/// Draws the menu. `ending` is the merger of a school that is not small, with its words.
pub(super) fn more_ui(
    ui: &mut Ui,
    session: &Session,
    view: &View,
    school: &Site,
    ending: Option<(String, Intent)>,
) -> Option<Intent> {
    let lang = view.lang;
    let (mut chosen, mut intent) = (None, None);
    let menu = ui.menu_button(text::desk::MORE_TABS.say(lang), |ui| {
        let id = || school.id.clone();
        intent = intent_button(ui, Some(session), view, Intent::StartRelocate(id()));
        let seats = ui
            .button(text::CHANGE_SEATS.say(lang))
            .on_hover_text(text::CHANGE_SEATS_TIP.say(lang));
        if seats.clicked()
            && let Some(form) = SeatsForm::of(&school.id, session)
        {
            intent = Some(Intent::Ask(Form::Seats(form)));
        }
        if school.status == Status::New {
            return;
        }
        ui.separator();
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
        ui.separator();
        intent = note_ui(ui, session, view, school).or(intent.take());
        ui.separator();
        if let Some((label, merge)) = ending
            && ui.button(label).clicked()
        {
            intent = Some(merge);
        }
        // Like every ending, with its year and reason.
        let close = ui.button(deciding::CLOSE.say(lang));
        if close
            .on_hover_text(text::CLOSE_SCHOOL_TIP.say(lang))
            .clicked()
        {
            chosen = Some(Measure::Close { school: id() });
        }
    });
    name_it(
        &menu.response,
        Role::Button,
        text::time::MORE_MEASURES.say(lang),
    );
    menu.response
        .on_hover_text(text::time::MORE_MEASURES_TIP.say(lang));
    let Some(measure) = chosen else { return intent };
    let form = ReasonForm {
        measure,
        name: school.name.clone(),
        reason: String::new(),
        draft: None,
        year: session.year().0,
    };
    Some(Intent::Ask(Form::Reason(form)))
}

/// Draws the menu of a school that the plan closes: another year, another receiver, a note, back to today.
pub(super) fn closed_ui(ui: &mut Ui, desk: Desk<'_>, view: &View, school: &Site) -> Option<Intent> {
    let (lang, session) = (view.lang, desk.session);
    let plan = session.plan()?;
    let (index, action) = plan.closing(&school.id)?;
    let mut intent = None;
    let menu = ui.menu_button(text::desk::MORE_TABS.say(lang), |ui| {
        let (first, last) = plan.period;
        ui.menu_button(deciding::ANOTHER_YEAR.say(lang), |ui| {
            for year in (first.0..=last.0).map(Year) {
                let button = ui.selectable_label(year == action.year, year.to_string());
                if button.clicked() && year != action.year {
                    intent = Some(Intent::Command(Command::SetYear { index, year }));
                }
            }
        });
        if let Some((evaluation, candidate)) = desk.results.receivers(session, &school.id) {
            let sites = &evaluation.layout.sites;
            let others = candidate
                .receivers
                .iter()
                .map(|receiver| &sites[receiver.site])
                .filter(|site| !action.measure.receivers().contains(&site.id));
            let tip = deciding::ROW_TIP.say(lang);
            ui.menu_button(deciding::OTHER_RECEIVER.say(lang), |ui| {
                for site in others {
                    if ui.button(&site.name).on_hover_text(tip).clicked() {
                        let (school, into) = (school.id.clone(), site.id.clone());
                        intent = Some(Intent::ChooseReceiver(school, into));
                    }
                }
            });
        }
        ui.separator();
        intent = note_ui(ui, session, view, school).or(intent.take());
    });
    let label = text::time::MORE_MEASURES.say(lang);
    name_it(&menu.response, Role::Button, label);
    menu.response
        .on_hover_text(text::time::MORE_MEASURES_TIP.say(lang));
    intent
}

/// A note on a school, and the way back to today where the plan does anything to it.
fn note_ui(ui: &mut Ui, session: &Session, view: &View, school: &Site) -> Option<Intent> {
    let lang = view.lang;
    let mut intent = None;
    let note = ui.button(text::keeping::NOTE.say(lang));
    if note
        .on_hover_text(text::keeping::NOTE_TIP.say(lang))
        .clicked()
    {
        let form = super::inspector::note_form(session, &school.id);
        intent = Some(Intent::Ask(Form::Note(form)));
    }
    let actions = session.plan().map_or(&[][..], |plan| &plan.actions);
    let mut schools = actions.iter().map(|action| action.measure.school());
    if schools.any(|own| *own == school.id) {
        let restore = ui.button(text::keeping::RESTORE.say(lang));
        if restore
            .on_hover_text(text::keeping::RESTORE_TIP.say(lang))
            .clicked()
        {
            let school = school.id.clone();
            intent = Some(Intent::Command(Command::Restore { school }));
        }
    }
    intent
}

/// A public school is inclusive by itself; a private one becomes so.
fn owned(school: &Site, ownership: Ownership) -> Measure {
    Measure::Ownership {
        school: school.id.clone(),
        ownership,
        inclusive: Some(true),
    }
}
