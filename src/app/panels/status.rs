//! The line along the bottom: what is going on, what went wrong, and on what the figures rest.

use egui::{Align, Layout, ProgressBar, RichText, Ui};

use crate::app::look::intent::Intent;
use crate::app::look::text::{self, Text};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Tool, View};
use crate::app::look::widgets::{badge, caption, intent_button};
use crate::app::work::jobs::Progress;
use crate::model::Homes;
use crate::session::Session;
use crate::words::Words;

/// What the line has to tell.
pub(crate) struct Status<'a> {
    /// Work in the background, with its bar.
    pub(crate) work: Option<Progress>,
    /// Whether a cancel button stops it.
    pub(crate) can_cancel: bool,
    /// The last message.
    pub(crate) notice: Option<&'a Notice>,
}

/// A message to the person at the screen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Notice {
    /// What happened.
    pub(crate) words: Words,
    /// Whether it is bad news.
    pub(crate) is_error: bool,
}

/// Draws the line.
pub(crate) fn status_ui(
    ui: &mut Ui,
    session: Option<&Session>,
    view: &View,
    status: &Status<'_>,
) -> Option<Intent> {
    let lang = view.lang;
    let theme = Theme::of(ui.ctx());
    let mut intent = None;
    ui.horizontal_centered(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Some(session) = session {
                badges_ui(ui, session, view);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                if let Some(work) = &status.work {
                    let bar = ProgressBar::new(work.fraction.unwrap_or(0.0))
                        .desired_width(140.0)
                        .desired_height(8.0);
                    ui.add(bar.animate(work.fraction.is_none()));
                    let figure = work
                        .fraction
                        .map_or_else(String::new, |done| format!(" {:.0} %", done * 100.0));
                    caption(ui, format!("{}{figure}", work.words.say(lang)));
                    if status.can_cancel {
                        intent = intent_button(ui, session, view, Intent::Cancel);
                    }
                } else if let Some(hint) = hint(&view.tool) {
                    ui.label(
                        RichText::new(hint.say(lang))
                            .size(size::CAPTION)
                            .color(theme.plan),
                    );
                    intent = intent_button(ui, session, view, Intent::Escape);
                } else if let Some(notice) = status.notice {
                    let color = if notice.is_error {
                        theme.worse
                    } else {
                        theme.text
                    };
                    let words = RichText::new(notice.words.say(lang))
                        .size(size::CAPTION)
                        .color(color);
                    if notice.is_error {
                        intent = intent_button(ui, session, view, Intent::Dismiss);
                    }
                    ui.add(egui::Label::new(words).truncate());
                } else {
                    caption(ui, text::HINT.say(lang));
                }
            });
        });
    });
    intent
}

/// What a click on the map will do, where it does not only select.
fn hint(tool: &Tool) -> Option<Text> {
    match tool {
        Tool::Select => None,
        Tool::AddSchool => Some(text::ADD_SCHOOL_TIP),
        Tool::Relocate(_) => Some(text::RELOCATE_TIP),
    }
}

fn badges_ui(ui: &mut Ui, session: &Session, view: &View) {
    let county = session.county();
    if county.illustrative {
        badge(ui, text::ILLUSTRATIVE, text::ILLUSTRATIVE_TIP, view.lang);
    }
    if county.homes == Homes::Estimated {
        badge(
            ui,
            text::ESTIMATED_HOMES_BADGE,
            text::ESTIMATED_HOMES_TIP,
            view.lang,
        );
    }
    if !session.evaluator().travel().has_roads() {
        badge(ui, text::NO_ROADS_BADGE, text::NO_ROADS_TIP, view.lang);
    }
    caption(ui, &county.name);
}
