//! What was set right against the files: those that wait for an answer first, each with the way to it and the way back.

use egui::{RichText, Ui};

use super::Desk;
use crate::app::look::figures;
use crate::app::look::fonts;
use crate::app::look::intent::Intent;
use crate::app::look::keeping::{self, Keep};
use crate::app::look::text::{self, keeping as words};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Selection, View};
use crate::app::look::widgets::{caption, row, small_button};
use crate::model::{Correction, Standing, Subject};
use crate::session::Session;
use crate::words::Lang;

/// What is looked at when a correction is clicked; a settlement that is gone cannot be.
fn selection(session: &Session, subject: &Subject) -> Option<Selection> {
    match subject {
        Subject::School(id) => Some(Selection::School(id.clone())),
        Subject::Settlement(id) => {
            let mut homes = session.county().settlements.iter();
            homes
                .position(|home| home.id == *id)
                .map(Selection::Settlement)
        }
    }
}

/// Draws the list.
pub(super) fn corrections_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let lang = view.lang;
    let session = desk.session;
    let mut all = session.standings();
    all.sort_by_key(|(.., standing)| !standing.asks());
    ui.add_space(size::APART - size::NEAR);
    ui.horizontal(|ui| {
        ui.label(RichText::new(words::CORRECTIONS.say(lang)).font(fonts::semibold(size::BODY)));
        caption(ui, figures::count(all.len() as i64));
    });
    if all.is_empty() {
        caption(ui, words::NO_CORRECTIONS.say(lang));
        return None;
    }
    let mut intent = None;
    ui.spacing_mut().item_spacing.y = 1.0;
    for (subject, one, standing) in all {
        ui.push_id((subject.id(), one.is.field().to_string()), |ui| {
            intent = one_ui(ui, session, subject, one, &standing, lang).or(intent.take());
        });
    }
    intent
}

fn one_ui(
    ui: &mut Ui,
    session: &Session,
    subject: &Subject,
    one: &Correction,
    standing: &Standing,
    lang: Lang,
) -> Option<Intent> {
    let field = one.is.field();
    let theme = Theme::of(ui.ctx());
    let name = session.name_of(subject);
    let field_words = field.words();
    let change = keeping::change(one, lang);
    let mut intent = None;
    let line = row(ui, false, &name, field_words.say(lang));
    if line.on_hover_text(&change).clicked() {
        intent = selection(session, subject).map(Intent::GoTo);
    }
    line_ui(ui, &change, theme.text);
    line_ui(ui, &keeping::said(one, lang), theme.faint);
    if let Some(doubt) = standing.words() {
        let ink = if standing.counts() {
            theme.faint
        } else {
            theme.warning
        };
        line_ui(ui, doubt.say(lang), ink);
    }
    ui.horizontal(|ui| {
        ui.add_space(4.0);
        let about = format!("{name}{}{}", text::COMMA.say(lang), field_words.say(lang));
        if standing.asks() {
            let label = words::AFFIRM.say(lang);
            if small_button(ui, label, &format!("{label} {about}")) {
                intent = Some(Intent::Keep(Keep::Affirm(subject.clone(), field)));
            }
        }
        let label = words::AS_IN_FILE.say(lang);
        if small_button(ui, label, &format!("{label} {about}")) {
            intent = Some(Intent::Keep(Keep::TakeBack(subject.clone(), field)));
        }
    });
    ui.add_space(size::NEAR);
    intent
}

/// A line of small letters, in as many rows as it needs.
fn line_ui(ui: &mut Ui, words: &str, ink: egui::Color32) {
    let margin = egui::Margin::symmetric(4, 0);
    egui::Frame::new().inner_margin(margin).show(ui, |ui| {
        ui.label(RichText::new(words).size(size::CAPTION).color(ink));
    });
}
