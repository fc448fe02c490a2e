//! The parts of a page: side by side where there is room, else one below the other, never cut at the side.

use egui::{Rect, ScrollArea, Ui, UiBuilder, vec2};

use crate::app::look::theme::size;

/// Less width than this for tables or charts side by side, and they stand one below the other, in points.
pub(super) const LEAST: f32 = 860.0;
/// How high one of several below each other is at least, in points.
const LEAST_HEIGHT: f32 = 190.0;
/// How much of the room one takes: the head of the next is in sight, so that it is seen to go on.
const SHARE: f32 = 0.86;

/// Draws the parts by their number; `shares` of the width belong to them where all have `least` and stand side by side.
pub(super) fn parts_ui(
    ui: &mut Ui,
    least: f32,
    shares: &[f32],
    mut part: impl FnMut(&mut Ui, usize),
) {
    let whole = ui.available_rect_before_wrap();
    let all: f32 = shares.iter().sum();
    let child =
        |number: usize, rect: Rect| UiBuilder::new().id_salt(("part", number)).max_rect(rect);
    if whole.width() >= least || shares.len() < 2 {
        let mut left = whole.left();
        for (number, share) in shares.iter().enumerate() {
            let width = whole.width() * share / all.max(f32::EPSILON);
            let gap = if number == 0 { 0.0 } else { size::APART };
            let rect = whole.with_min_x(left + gap).with_max_x(left + width);
            part(&mut ui.new_child(child(number, rect)), number);
            left += width;
        }
        ui.advance_cursor_after_rect(whole);
        return;
    }
    let height = (whole.height() * SHARE).max(LEAST_HEIGHT);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        for number in 0..shares.len() {
            let room = vec2(ui.available_width(), height);
            let rect = Rect::from_min_size(ui.cursor().min, room);
            let mut own = ui.new_child(child(number, rect));
            own.set_clip_rect(rect.expand2(vec2(2.0, 0.0)).intersect(ui.clip_rect()));
            part(&mut own, number);
            ui.advance_cursor_after_rect(rect);
        }
    });
}
