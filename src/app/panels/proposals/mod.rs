//! Proposals: four questions as cards in the task pane, each in a file of its own, and the answer in the dock.

mod answer;
mod fields;
mod layout;
mod locks;
mod merge;
mod site;
mod steps;

pub(super) use answer::answers_ui;
pub(super) use fields::optional_ui;

use egui::{
    Align, DragValue, Frame, Layout, Margin, Role, ScrollArea, Sense, Stroke, Ui, WidgetInfo, pos2,
    vec2,
};

use super::conditions::conditions_ui;
use super::{Desk, catchments};
use crate::app::look::asking::Topic;
use crate::app::look::icons::{self, Icon};
use crate::app::look::intent::Intent;
use crate::app::look::text::proposals as text;
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::View;
use crate::app::look::widgets::{Look, caption, intent_button, look_button, name_it};
use crate::session::Session;
use crate::words::Lang;
use fields::part_ui;

/// Draws the four questions as cards, of which one is open; below them, always in sight, the start.
pub(super) fn question_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    const FOOT: f32 = 40.0;
    let room = (ui.available_height() - FOOT).max(80.0);
    ScrollArea::vertical()
        .auto_shrink(false)
        .max_height(room)
        .show(ui, |ui| {
            for topic in Topic::ALL {
                card_ui(ui, desk, view, topic);
            }
        });
    ui.separator();
    search_ui(ui, desk, view)
}

/// A card: shut it shows the last answer in a line, open the question.
fn card_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View, topic: Topic) {
    let lang = view.lang;
    let theme = Theme::of(ui.ctx());
    let is_open = view.asking.topic == topic;
    let edge = if is_open {
        Stroke::new(1.5, theme.selected)
    } else {
        Stroke::new(1.0, theme.line)
    };
    let frame = Frame::new()
        .stroke(edge)
        .corner_radius(4.0)
        .inner_margin(Margin::symmetric(9, 7));
    frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        if head_ui(ui, topic, is_open, lang) {
            view.asking.topic = topic;
        }
        if is_open {
            ask_ui(ui, desk.session, view);
            return;
        }
        let last = desk.results.search().last(topic);
        let last = last.map_or_else(
            || text::NEVER_ASKED.say(lang).to_owned(),
            |last| format!("{}{}", text::LAST.say(lang), last.say(lang)),
        );
        caption(ui, last);
    });
    ui.add_space(size::NEAR);
}

/// The title of a card with its fold; says whether it was clicked.
fn head_ui(ui: &mut Ui, topic: Topic, is_open: bool, lang: Lang) -> bool {
    let title = text::topic(topic).say(lang);
    let theme = Theme::of(ui.ctx());
    // A long question goes on in a second line.
    let font = crate::app::look::fonts::semibold(size::BODY);
    let room = ui.available_width();
    let galley = ui
        .painter()
        .layout(title.to_owned(), font, theme.text, room - 22.0);
    let height = size::ROW.max(galley.size().y + 4.0);
    let (rect, response) = ui.allocate_exact_size(vec2(room, height), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, is_open, title));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 3.0, theme.hover);
    }
    let icon = if is_open { Icon::Down } else { Icon::Right };
    let middle = rect.left_center() + vec2(8.0, 0.0);
    icons::draw(ui.painter(), middle, icon, theme.faint);
    let at = pos2(rect.left() + 20.0, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, theme.text);
    response
        .on_hover_cursor(egui::CursorIcon::PointingHand)
        .on_hover_text(text::topic_tip(topic).say(lang))
        .clicked()
}

/// The open question: a sentence with its numbers, what must be, what need not be, what is laid down.
fn ask_ui(ui: &mut Ui, session: &Session, view: &mut View) {
    let lang = view.lang;
    match view.asking.topic {
        Topic::Merge => merge::merge_ui(ui, session, view),
        Topic::Site => {
            let asking = &mut view.asking;
            site::site_ui(ui, &mut asking.site, &mut asking.shared, lang);
        }
        Topic::Layout => layout::layout_ui(ui, session, view),
        Topic::Catchments => {
            ui.label(text::CATCHMENTS_SENTENCE.say(lang));
            part_ui(ui, text::MUST, lang);
            catchments::catchments_ui(ui, &mut view.asking.catchments, lang);
        }
    }
    let has_exceptions = matches!(view.asking.topic, Topic::Merge | Topic::Layout);
    let has_conditions = view.asking.topic != Topic::Site || view.asking.site.seats.is_on;
    if has_exceptions || has_conditions {
        part_ui(ui, text::NAMED, lang);
    }
    if has_exceptions {
        locks::locks_ui(ui, session, view);
    }
    if has_conditions {
        conditions_ui(ui, session, view);
    }
}

/// How long it may take, and the button that begins or ends a search.
fn search_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    let lang = view.lang;
    let search = desk.results.search();
    ui.horizontal(|ui| {
        caption(ui, text::SECONDS.say(lang));
        let seconds = ui.add(
            DragValue::new(&mut view.asking.seconds)
                .range(1..=3_600)
                .suffix(text::SECONDS_UNIT.say(lang)),
        );
        name_it(&seconds, Role::SpinButton, text::SECONDS.say(lang));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if search.running().is_some() {
                return intent_button(ui, Some(desk.session), view, Intent::StopSearch);
            }
            let label = if search.answer().is_some() {
                text::SEARCH_AGAIN
            } else {
                text::SEARCH
            };
            let label = label.say(lang);
            let start = look_button(ui, Look::Forward, label, label);
            let tip = text::SEARCH_TIP.say(lang);
            start
                .on_hover_text(tip)
                .clicked()
                .then_some(Intent::Propose)
        })
        .inner
    })
    .inner
}
