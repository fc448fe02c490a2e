//! Where the keyboard's focus is: whole parts of the window, gone to by a key, and a ring round whatever has it.

use egui::{Context, Id, Key, LayerId, Order, Rect, Role, Sense, Stroke, StrokeKind, Ui};

use super::rooms::{Part, Rooms};
use crate::app::look::text::{self, aids};
use crate::app::look::theme::Theme;
use crate::app::look::view::View;
use crate::app::look::widgets::name_it;

/// What has the focus when a part of the window has it.
pub(super) fn part_id(part: Part) -> Id {
    Id::unique(("part of the window", part))
}

const fn name_of(part: Part) -> text::Text {
    match part {
        Part::Bar => aids::BAR,
        Part::Strip => aids::STRIP,
        Part::Left => text::desk::LEFT,
        Part::Map => aids::MAP,
        Part::Dock => text::desk::DOCK,
        Part::Tabs => aids::DOCK_TABS,
        Part::Inspector => text::desk::INSPECTOR,
        Part::Status => aids::STATUS,
    }
}

/// Keeps the focus on a part that has it; the next control of the part is the next for Tab. Asked before the part is
/// drawn. A part that was not gone to is no stop on the way.
pub(super) fn keep_ui(ui: &Ui, part: Part, rect: Rect, view: &View) {
    let id = part_id(part);
    if !ui.memory(|memory| memory.has_focus(id)) {
        return;
    }
    let response = ui.interact(rect, id, Sense::focusable_noninteractive());
    name_it(&response, Role::Pane, name_of(part).say(view.lang));
}

/// The ring round what has the focus, once the keyboard moves it; a click puts the ring away.
pub(super) fn ring_ui(ctx: &Context, rooms: Option<&Rooms>, view: &mut View) {
    let (moves, is_clicked) = ctx.input(|input| {
        let keys = [
            Key::Tab,
            Key::F6,
            Key::ArrowUp,
            Key::ArrowDown,
            Key::ArrowLeft,
            Key::ArrowRight,
        ];
        (
            keys.into_iter().any(|key| input.key_pressed(key)),
            input.pointer.any_pressed(),
        )
    });
    let shows = &mut view.aids.shows_focus;
    *shows = (*shows || moves) && !is_clicked;
    if !*shows {
        return;
    }
    let Some(focused) = ctx.memory(|memory| memory.focused()) else {
        return;
    };
    let is_part = |(part, rect): (Part, Option<Rect>)| rect.filter(|_| part_id(part) == focused);
    let part = rooms.and_then(|rooms| rooms.parts().into_iter().find_map(is_part));
    let control = || {
        ctx.read_response(focused)
            .map(|response| response.interact_rect.expand(2.0))
    };
    let Some(rect) = part.map(|rect| rect.shrink(1.0)).or_else(control) else {
        return;
    };
    let layer = LayerId::new(Order::Tooltip, Id::unique("focus ring"));
    let stroke = Stroke::new(2.0, Theme::of(ctx).selected);
    ctx.layer_painter(layer)
        .rect_stroke(rect, 3.0, stroke, StrokeKind::Middle);
}
