//! The line between two plans on one map: dragged, or moved by the arrow keys.

use egui::{CursorIcon, Id, Key, Rect, Role, Sense, Stroke, Ui, vec2};

use crate::app::look::chart::Swipe;
use crate::app::look::icons::{self, Icon};
use crate::app::look::text::chart as text;
use crate::app::look::theme::Theme;
use crate::app::look::view::View;
use crate::app::look::widgets::name_it;

/// How far an arrow key moves the line, as a share of the width.
const STEP: f32 = 0.04;

/// Draws the line with its handle, and takes in what is done to it.
pub(super) fn swipe_ui(ui: &Ui, whole: Rect, view: &mut View) {
    let theme = Theme::of(ui.ctx());
    let share = view.chart.swipe.share();
    let x = (whole.left() + whole.width() * share).round();
    let line = Rect::from_x_y_ranges(x..=x, whole.y_range());
    let handle = Rect::from_center_size(line.center(), vec2(26.0, 36.0));
    let grip = line.expand2(vec2(5.0, 0.0)).union(handle);
    let response = ui.interact(grip, Id::unique("swipe"), Sense::click_and_drag());
    name_it(&response, Role::Slider, text::SWIPE_LINE.say(view.lang));
    let painter = ui.painter();
    painter.vline(x, whole.y_range(), Stroke::new(2.0, theme.place));
    painter.rect_filled(handle, 5.0, theme.place);
    if response.has_focus() {
        let ring = Stroke::new(2.0, theme.selected);
        painter.rect_stroke(handle.expand(2.0), 6.0, ring, egui::StrokeKind::Outside);
    }
    for (icon, off) in [(Icon::Left, -6.0), (Icon::Right, 6.0)] {
        icons::draw(
            painter,
            handle.center() + vec2(off, 0.0),
            icon,
            theme.on_place,
        );
    }
    let response = response
        .on_hover_and_drag_cursor(CursorIcon::ResizeHorizontal)
        .on_hover_text(text::SWIPE_TIP.say(view.lang));
    let dragged = response
        .interact_pointer_pos()
        .filter(|_| response.dragged());
    let dragged = dragged.map(|at| (at.x - whole.left()) / whole.width().max(1.0));
    let mut wished = dragged.unwrap_or(share);
    if response.clicked() {
        response.request_focus();
    }
    if response.has_focus() {
        let filter = egui::EventFilter {
            horizontal_arrows: true,
            ..egui::EventFilter::default()
        };
        ui.ctx()
            .memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        for (key, step) in [(Key::ArrowLeft, -STEP), (Key::ArrowRight, STEP)] {
            if ui.input(|input| input.key_pressed(key)) {
                wished += step;
            }
        }
    }
    if wished != share {
        view.chart.swipe = Swipe::clamped(wished);
        ui.ctx().request_repaint();
    }
}
