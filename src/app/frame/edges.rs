//! The edges of the panes: pulled to resize, double-clicked for the usual size, with a handle that folds.

use egui::{CursorIcon, Id, Key, Rect, Role, Sense, Stroke, StrokeKind, Ui, vec2};

use super::rooms::{Rooms, SidePane, range_of_inspector, range_of_left};
use crate::app::look::desk::{Arrange, Dock};
use crate::app::look::icons::{self, Icon};
use crate::app::look::intent::Intent;
use crate::app::look::text::{Text, desk as text};
use crate::app::look::theme::Theme;
use crate::app::look::view::View;
use crate::app::look::widgets::name_it;

/// Half the width of what can be gripped, in points.
const REACH: f32 = 4.0;
/// How far an arrow key moves an edge, in points.
const STEP: f32 = 16.0;

/// What was done to an edge.
enum Pulled {
    /// It was left alone.
    Not,
    /// It lies here now: x of an upright edge, y of a level one.
    To(f32),
    /// The usual size is wanted.
    Back,
}

/// Draws the edges and takes in what is done to them.
pub(super) fn edges_ui(ui: &Ui, rooms: &Rooms, view: &mut View) -> Option<Intent> {
    let mut intent = None;
    let theme = Theme::of(ui.ctx());
    let workspace = view.workspace();
    for (pane, x) in [
        (rooms.left, rooms.left.rect().right()),
        (rooms.inspector, rooms.inspector.rect().left()),
    ] {
        if let SidePane::Rail(rect) = pane {
            ui.painter()
                .vline(x, rect.y_range(), Stroke::new(1.0, theme.line));
        }
    }
    if let SidePane::Open(rect) = rooms.left {
        let line = Rect::from_x_y_ranges(rect.right()..=rect.right(), rect.y_range());
        let (least, most) = range_of_left();
        match edge_ui(ui, line, text::EDGE_OF_LEFT, view) {
            Pulled::Not => {}
            Pulled::To(x) => {
                let width = (x - rect.left()).clamp(least, most);
                view.panes.left.set_width(workspace, Some(width));
            }
            Pulled::Back => view.panes.left.set_width(workspace, None),
        }
        intent = handle_ui(ui, line, Icon::Left, Arrange::Left, view);
    }
    if let SidePane::Open(rect) = rooms.inspector {
        let line = Rect::from_x_y_ranges(rect.left()..=rect.left(), rect.y_range());
        let (least, most) = range_of_inspector();
        match edge_ui(ui, line, text::EDGE_OF_INSPECTOR, view) {
            Pulled::Not => {}
            Pulled::To(x) => {
                let width = (rect.right() - x).clamp(least, most);
                view.panes.inspector.set_width(workspace, Some(width));
            }
            Pulled::Back => view.panes.inspector.set_width(workspace, None),
        }
        intent = handle_ui(ui, line, Icon::Right, Arrange::Inspector, view).or(intent);
    }
    if let (Some(rect), Some(_), Some((least, most))) = (rooms.dock, rooms.map, rooms.dock_range) {
        let (line, icon) = if rooms.is_beside {
            (
                Rect::from_x_y_ranges(rect.left()..=rect.left(), rect.y_range()),
                Icon::Right,
            )
        } else {
            (
                Rect::from_x_y_ranges(rect.x_range(), rect.top()..=rect.top()),
                Icon::Down,
            )
        };
        let pulled = edge_ui(ui, line, text::EDGE_OF_DOCK, view);
        view.panes
            .with_dock(|dock| match (pulled, rooms.is_beside) {
                (Pulled::Not, _) => {}
                (Pulled::To(x), true) => dock.width = (rect.right() - x).clamp(least, most),
                (Pulled::To(y), false) => dock.height = (rect.bottom() - y).clamp(least, most),
                (Pulled::Back, true) => dock.width = Dock::WIDTH,
                (Pulled::Back, false) => dock.height = Dock::HEIGHT,
            });
        intent = handle_ui(ui, line, icon, Arrange::Dock, view).or(intent);
    }
    intent
}

fn edge_ui(ui: &Ui, line: Rect, name: Text, view: &View) -> Pulled {
    let is_upright = line.height() > line.width();
    let grip = line.expand2(if is_upright {
        vec2(REACH, 0.0)
    } else {
        vec2(0.0, REACH)
    });
    let response = ui.interact(
        grip,
        Id::unique(("edge", name.say(crate::words::Lang::En))),
        Sense::click_and_drag(),
    );
    name_it(&response, Role::Splitter, name.say(view.lang));
    let theme = Theme::of(ui.ctx());
    let is_held = response.hovered() || response.dragged() || response.has_focus();
    let color = if is_held { theme.selected } else { theme.line };
    let stroke = Stroke::new(if is_held { 2.0 } else { 1.0 }, color);
    ui.painter()
        .line_segment([line.left_top(), line.right_bottom()], stroke);
    let cursor = if is_upright {
        CursorIcon::ResizeHorizontal
    } else {
        CursorIcon::ResizeVertical
    };
    let response = response
        .on_hover_and_drag_cursor(cursor)
        .on_hover_text(text::EDGE_TIP.say(view.lang));
    if response.double_clicked() {
        return Pulled::Back;
    }
    if response.dragged()
        && let Some(at) = response.interact_pointer_pos()
    {
        return Pulled::To(if is_upright { at.x } else { at.y });
    }
    if response.has_focus() {
        let (back, on) = if is_upright {
            (Key::ArrowLeft, Key::ArrowRight)
        } else {
            (Key::ArrowUp, Key::ArrowDown)
        };
        let at = if is_upright { line.left() } else { line.top() };
        let pressed = |key| ui.input(|input| input.key_pressed(key));
        if pressed(back) {
            return Pulled::To(at - STEP);
        }
        if pressed(on) {
            return Pulled::To(at + STEP);
        }
    }
    Pulled::Not
}

/// A handle in the middle of an edge: it shows that the edge can be pulled, and a click folds the pane.
fn handle_ui(ui: &Ui, line: Rect, icon: Icon, arrange: Arrange, view: &View) -> Option<Intent> {
    let theme = Theme::of(ui.ctx());
    let is_upright = line.height() > line.width();
    let extent = if is_upright {
        vec2(11.0, 40.0)
    } else {
        vec2(40.0, 11.0)
    };
    let rect = Rect::from_center_size(line.center(), extent);
    let wish = Intent::Arrange(arrange);
    let response = ui.interact(
        rect,
        Id::unique(("handle", wish.entry().label.say(crate::words::Lang::En))),
        Sense::click(),
    );
    name_it(&response, Role::Button, wish.entry().label.say(view.lang));
    let ground = if response.hovered() || response.has_focus() {
        theme.hover
    } else {
        theme.bar
    };
    let painter = ui.painter();
    painter.rect(
        rect,
        4.0,
        ground,
        Stroke::new(1.0, theme.control),
        StrokeKind::Inside,
    );
    icons::draw(painter, rect.center(), icon, theme.faint);
    let tip = wish.tooltip(None, view.lang, ui.ctx());
    response.on_hover_text(tip).clicked().then_some(wish)
}
