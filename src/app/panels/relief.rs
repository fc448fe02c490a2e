//! How an overfull school can be relieved: more classes there, seats at another school, a new one nearby.

use egui::{Align, Frame, Layout, Margin, RichText, Stroke, Ui};

use super::Desk;
use crate::app::look::asking::Topic;
use crate::app::look::figures;
use crate::app::look::fonts;
use crate::app::look::forms::{Form, SeatsForm};
use crate::app::look::intent::Intent;
use crate::app::look::text::deciding;
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::View;
use crate::app::look::widgets::{caption, heading, small_button};
use crate::evaluation::Evaluation;
use crate::model::Stage;
use crate::rules::estimates;

/// The stage in which a school is short of seats most, and by how many.
pub(super) fn shortage(shown: &Evaluation, site: usize) -> Option<(Stage, u32)> {
    let stages = Stage::ALL.into_iter().filter_map(|stage| {
        let numbers = shown.stages[stage].as_ref()?.school(site)?;
        Some((stage, numbers.pupils?.saturating_sub(numbers.seats?)))
    });
    let worst = stages.max_by_key(|&(_, short)| short);
    worst.filter(|&(_, short)| short > 0)
}

/// Draws a card for each way to relieve it; nothing where all have a seat or that is not known.
pub(super) fn relief_ui(ui: &mut Ui, desk: Desk<'_>, view: &View, site: usize) -> Option<Intent> {
    let lang = view.lang;
    let shown = view.inspected(desk.session);
    let (stage, short) = shortage(shown, site)?;
    let school = &shown.layout.sites[site];
    heading(ui, deciding::RELIEVE.say(lang));
    let mut intent = None;
    let limits = desk.session.evaluator().limits();
    if let Some(work) = estimates::classes_for(limits, stage, short)
        && let Some(form) = SeatsForm::of(&school.id, desk.session)
    {
        let title = deciding::expand(work.classes, work.seats);
        let line = deciding::at_a_class(work.class_pupils);
        if card_ui(
            ui,
            title.say(lang),
            line.say(lang),
            deciding::EXPAND.say(lang),
        ) {
            let mut form = form;
            form.seats[stage] = form.seats[stage].map(|seats| seats + work.seats);
            intent = Some(Intent::Ask(Form::Seats(form)));
        }
    }
    if let Some((evaluation, candidate)) = desk.results.receivers(desk.session, &school.id) {
        let roomy = candidate.receivers.iter().filter_map(|receiver| {
            let free = receiver.free_seats[stage].filter(|&free| free > 0)?;
            Some((receiver, free))
        });
        if let Some((receiver, free)) = roomy.min_by_key(|(receiver, _)| receiver.way) {
            let title = deciding::send_to(&evaluation.layout.sites[receiver.site].name);
            let line = deciding::room_there(&figures::trip(receiver.way), free);
            if card_ui(
                ui,
                title.say(lang),
                line.say(lang),
                deciding::SEND_SOME.say(lang),
            ) {
                intent = Some(Intent::AskAbout(Topic::Catchments));
            }
        }
    }
    let (title, line) = (
        deciding::BUILD_TITLE.say(lang),
        deciding::BUILD_LINE.say(lang),
    );
    if card_ui(ui, title, line, deciding::BUILD_NEAR.say(lang)) {
        intent = Some(Intent::AskAbout(Topic::Site));
    }
    intent
}

/// A card with what it is, what it rests on, and its button; says whether that was clicked.
fn card_ui(ui: &mut Ui, title: &str, line: &str, button: &str) -> bool {
    let theme = Theme::of(ui.ctx());
    let frame = Frame::new()
        .stroke(Stroke::new(1.0, theme.line))
        .corner_radius(4.0)
        .inner_margin(Margin::symmetric(8, 5));
    let card = frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            let is_clicked = small_button(ui, button, &format!("{button} {title}"));
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                let title = RichText::new(title).font(fonts::semibold(size::BODY));
                ui.add(egui::Label::new(title).wrap());
                caption(ui, line);
            });
            is_clicked
        })
        .inner
    });
    ui.add_space(size::NEAR);
    card.inner
}
