//! The list of steps: the latest first, a click goes back to one or forward to it, and one can be undone alone.

use std::time::SystemTime;

use egui::{Align2, Area, Frame, Id, Order, RichText, Role, ScrollArea, Sense, Ui, pos2, vec2};

use crate::app::look::clock;
use crate::app::look::fonts;
use crate::app::look::icons::{self, Icon};
use crate::app::look::intent::Intent;
use crate::app::look::keeping::Keep;
use crate::app::look::spots::{self, Spot};
use crate::app::look::text::{self, keeping as words};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::View;
use crate::app::look::widgets::{caption, name_it, small_button, tip_beside};
use crate::session::{Document, Line, Of, Session};
use crate::words::{Lang, Words};

/// How wide the list is, in points.
const WIDTH: f32 = 540.0;

/// The room of the way to undo a step alone.
const ALONE: f32 = 106.0;

/// How high it is at most.
const MOST_HEIGHT: f32 = 380.0;

/// Where the button stood that opens it.
fn anchor() -> Id {
    Id::unique("history button")
}

/// The button in the top bar; remembers where it stands.
pub(super) fn button_ui(ui: &mut Ui, session: Option<&Session>, view: &View) -> Option<Intent> {
    let wish = Intent::History;
    let tip = wish.tooltip(session, view.lang, ui.ctx());
    let name = wish.entry().label.say(view.lang);
    let button = icons::button(
        ui,
        Icon::History,
        name,
        &tip,
        wish.is_enabled(session, view),
    );
    ui.data_mut(|data| data.insert_temp(anchor(), button.rect));
    button.clicked().then_some(wish)
}

/// Draws the list under its button.
pub(crate) fn history_ui(ui: &Ui, session: &Session, view: &View) -> Option<Intent> {
    let window = ui.max_rect();
    let stood: Option<egui::Rect> = ui.data(|data| data.get_temp(anchor()));
    let at = stood.map_or(window.center_top() + vec2(0.0, size::TOP_BAR), |button| {
        pos2(button.left(), button.bottom() + 8.0)
    });
    let shown = Area::new(Id::unique("history"))
        .order(Order::Foreground)
        .pivot(Align2::LEFT_TOP)
        .fixed_pos(at)
        .constrain_to(window)
        .show(ui.ctx(), |ui| {
            Frame::popup(ui.style()).show(ui, |ui| {
                ui.set_width(WIDTH.min(window.width() - 24.0));
                list_ui(ui, session, view.lang)
            })
        });
    spots::mark(ui.ctx(), Spot::Steps, shown.response.rect);
    shown.inner.inner
}

fn list_ui(ui: &mut Ui, session: &Session, lang: Lang) -> Option<Intent> {
    let mut intent = None;
    ui.horizontal(|ui| {
        ui.label(RichText::new(words::HISTORY_TITLE.say(lang)).font(fonts::semibold(size::BODY)));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if small_button(ui, words::SHUT.say(lang), words::SHUT.say(lang)) {
                intent = Some(Intent::History);
            }
        });
    });
    let steps = session.steps();
    let origin = session.document().and_then(Document::origin);
    if steps.is_empty() && origin.is_none() {
        caption(ui, words::NO_STEPS.say(lang));
        return intent;
    }
    let now = session.last_step().map(|step| step.number);
    ScrollArea::vertical()
        .max_height(MOST_HEIGHT)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for line in steps.iter().rev() {
                intent = line_ui(ui, line, now, lang).or(intent.take());
            }
            if first_ui(ui, origin, now.is_none(), lang) {
                intent = Some(Intent::Keep(Keep::GoToStep(None)));
            }
        });
    ui.add_space(size::NEAR);
    caption(ui, words::HISTORY_HINT.say(lang));
    intent
}

/// One step: when, what, what it did; at the right the way to undo it alone. The last one has undo for that.
fn line_ui(ui: &mut Ui, line: &Line<'_>, now: Option<u64>, lang: Lang) -> Option<Intent> {
    let theme = Theme::of(ui.ctx());
    let number = line.step.number;
    let is_now = now == Some(number);
    let name = line.step.name.say(lang);
    let height = 26.0;
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(Role::ListBoxOption, true, is_now, name));
    if is_now || response.hovered() || response.has_focus() {
        let ground = if is_now { theme.chosen } else { theme.hover };
        ui.painter().rect_filled(rect, 2.0, ground);
    }
    let ink = if line.is_done {
        theme.text
    } else {
        theme.faint
    };
    let put = |words: String, ink, room: f32| {
        let small = egui::FontId::proportional(size::CAPTION);
        let mut job = egui::text::LayoutJob::simple_singleline(words, small, ink);
        job.wrap = egui::text::TextWrapping::truncate_at_width(room);
        ui.painter().layout_job(job)
    };
    let middle = |galley: &egui::Galley| rect.center().y - galley.size().y / 2.0;
    let time = put(clock::time(line.step.at), theme.faint, 50.0);
    ui.painter()
        .galley(pos2(rect.left() + 6.0, middle(&time)), time, theme.faint);
    let mut right = rect.right() - 6.0;
    let can_be_alone = line.is_done && !is_now;
    if can_be_alone {
        right -= ALONE;
    }
    let mut told: Vec<&str> = Vec::new();
    if !line.is_done {
        told.push(words::UNDONE_STEP.say(lang));
    }
    if line.of == Of::Data {
        told.push(words::OF_DATA.say(lang));
    }
    told.push(line.step.effect.say(lang));
    told.retain(|part| !part.is_empty());
    if !told.is_empty() {
        let told = put(told.join(" · "), theme.faint, 170.0);
        right -= told.size().x;
        ui.painter()
            .galley(pos2(right, middle(&told)), told, theme.faint);
        right -= 10.0;
    }
    let left = rect.left() + 52.0;
    let mut job = egui::text::LayoutJob::simple_singleline(
        name.to_owned(),
        egui::FontId::proportional(size::BODY),
        ink,
    );
    job.wrap = egui::text::TextWrapping::truncate_at_width((right - left).max(40.0));
    let galley = ui.painter().layout_job(job);
    ui.painter()
        .galley(pos2(left, middle(&galley)), galley, ink);
    let mut intent = None;
    if can_be_alone {
        let room = egui::Rect::from_min_max(pos2(rect.right() - ALONE, rect.top() + 1.0), rect.max);
        let label = words::UNDO_ONLY.say(lang);
        let button = egui::Button::new(RichText::new(label).size(size::CAPTION));
        let button = button.small().wrap_mode(egui::TextWrapMode::Extend);
        let button = ui.put(room.shrink2(vec2(2.0, 2.0)), button);
        name_it(&button, Role::Button, &format!("{label} {name}"));
        if button
            .on_hover_text(words::UNDO_ONLY_TIP.say(lang))
            .clicked()
        {
            intent = Some(Intent::Keep(Keep::UndoOnly(number)));
        }
    }
    let tip = [name, line.step.effect.say(lang)].join("\n");
    let response = tip_beside(response, tip.trim_end());
    if response.clicked() {
        intent = Some(Intent::Keep(Keep::GoToStep(Some(number))));
    }
    intent
}

/// The line of how it was before the first step.
fn first_ui(ui: &mut Ui, origin: Option<(&Words, SystemTime)>, is_now: bool, lang: Lang) -> bool {
    let name = match origin {
        Some((words, at)) => format!(
            "{}{}{}",
            words.say(lang),
            text::COMMA.say(lang),
            clock::time(at)
        ),
        None => words::AT_FIRST.say(lang).to_owned(),
    };
    let name = &*name;
    let theme = Theme::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(Role::ListBoxOption, true, is_now, name));
    if is_now || response.hovered() || response.has_focus() {
        let ground = if is_now { theme.chosen } else { theme.hover };
        ui.painter().rect_filled(rect, 2.0, ground);
    }
    let font = egui::FontId::proportional(size::BODY);
    let galley = ui
        .painter()
        .layout_no_wrap(name.to_owned(), font, theme.text);
    let at = pos2(rect.left() + 52.0, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, theme.text);
    response.clicked() && !is_now
}
