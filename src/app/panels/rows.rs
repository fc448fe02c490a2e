//! Rows of lists that lead to a school: its light, its name and figure; below them where it goes, and one button.

use egui::{Color32, CursorIcon, FontId, Rect, RichText, Role, Sense, Ui, pos2, vec2};

use crate::app::look::lights::{self, Lamp};
use crate::app::look::theme::{Theme, size};
use crate::app::look::widgets::{name_in, name_it, tip_beside};
use crate::words::Lang;

/// How high a row is, in points.
pub(super) const HEIGHT: f32 = 48.0;

/// What stays free at the right end, for the bar that scrolls.
const EDGE: f32 = 8.0;

/// A row as it is drawn.
pub(super) struct Entry<'a> {
    pub(super) lamp: Lamp,
    pub(super) name: &'a str,
    /// At the right of the name.
    pub(super) figure: &'a str,
    /// Below the name.
    pub(super) line: &'a str,
    /// On hover.
    pub(super) tip: &'a str,
    pub(super) is_selected: bool,
    /// Whether it is of an earlier state.
    pub(super) is_faded: bool,
    /// The label of its button.
    pub(super) button: Option<&'a str>,
    /// Why the button cannot be clicked yet, where it cannot.
    pub(super) waits: Option<&'a str>,
    /// Whether the button mends something.
    pub(super) is_remedy: bool,
}

/// What was clicked.
#[derive(Clone, Copy, Default)]
pub(super) struct Clicked {
    pub(super) row: bool,
    pub(super) button: bool,
}

/// Draws a row.
pub(super) fn entry_ui(ui: &mut Ui, entry: &Entry<'_>, lang: Lang) -> Clicked {
    let theme = Theme::of(ui.ctx());
    let (rect, row) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::click());
    name_it(&row, Role::Button, entry.name);
    let corner = Rect::from_min_size(rect.min + vec2(2.0, 4.0), vec2(18.0, 18.0));
    let lamp = ui.interact(corner, row.id.with("lamp"), Sense::hover());
    name_it(&lamp, Role::Image, entry.lamp.say(lang));
    let mut clicked = Clicked::default();
    let button = entry.button.map(|label| button_ui(ui, rect, entry, label));
    clicked.button = button.as_ref().is_some_and(egui::Response::clicked);
    // What has no room whole is said first of all.
    let mut cut = Vec::new();
    let mut is_name_cut = false;
    if ui.is_rect_visible(rect) {
        let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
        let under = ui.painter();
        if entry.is_selected || row.hovered() || row.has_focus() {
            let ground = if entry.is_selected {
                theme.chosen
            } else {
                theme.hover
            };
            // Below the button, which was drawn before.
            let free = button
                .as_ref()
                .map_or(rect.right(), |button| button.rect.left() - 2.0);
            let upper = Rect::from_min_max(rect.min, pos2(rect.right(), rect.top() + 23.0));
            let lower = Rect::from_min_max(
                pos2(rect.left(), rect.top() + 23.0),
                pos2(free, rect.bottom()),
            );
            under.rect_filled(upper, 2.0, ground);
            under.rect_filled(lower, 2.0, ground);
        }
        // What is done stands back, and can be read all the same.
        let ink = if entry.is_faded {
            theme.faint
        } else {
            theme.text
        };
        lights::draw(
            &painter,
            pos2(rect.left() + 11.0, rect.top() + 13.0),
            entry.lamp,
            theme,
        );
        let mut put =
            |words: &str, font: FontId, color: Color32, x: f32, y: f32, room: f32, right: bool| {
                let mut job =
                    egui::text::LayoutJob::simple_singleline(words.to_owned(), font, color);
                job.wrap = egui::text::TextWrapping::truncate_at_width(room.max(20.0));
                let galley = painter.layout_job(job);
                if galley.elided {
                    cut.push(words.to_owned());
                }
                let left = if right { x - galley.size().x } else { x };
                let wide = galley.size().x;
                painter.galley(pos2(left, y - galley.size().y / 2.0), galley, color);
                wide
            };
        let body = || FontId::proportional(size::BODY);
        let (first, second) = (rect.top() + 13.0, rect.top() + 35.0);
        let figure = put(
            entry.figure,
            body(),
            ink,
            rect.right() - EDGE,
            first,
            90.0,
            true,
        );
        let room = rect.width() - 24.0 - figure - 12.0;
        let name = name_in(&painter, entry.name, &body(), ink, room.max(20.0));
        is_name_cut = name.text() != entry.name;
        let at = pos2(rect.left() + 24.0, first - name.size().y / 2.0);
        painter.galley(at, name, ink);
        let end = button
            .as_ref()
            .map_or(rect.right() - EDGE, |button| button.rect.left() - 6.0);
        let small = FontId::proportional(size::CAPTION);
        put(
            entry.line,
            small,
            theme.faint,
            rect.left() + 24.0,
            second,
            end - rect.left() - 24.0,
            false,
        );
    }
    clicked.row = row.clicked();
    if is_name_cut {
        cut.insert(0, entry.name.to_owned());
    }
    cut.extend([entry.lamp.say(lang).to_owned(), entry.tip.to_owned()]);
    let tip = cut.join("\n");
    tip_beside(row.on_hover_cursor(CursorIcon::PointingHand), tip);
    clicked
}

/// The button at the right end of the lower line.
fn button_ui(ui: &mut Ui, row: Rect, entry: &Entry<'_>, label: &str) -> egui::Response {
    let theme = Theme::of(ui.ctx());
    let (edge, ink) = if entry.is_remedy {
        (theme.plan, theme.plan)
    } else {
        (theme.control, theme.text)
    };
    let words = RichText::new(label).size(size::CAPTION).color(ink);
    let button = egui::Button::new(words)
        .fill(theme.pane)
        .stroke(egui::Stroke::new(1.0, edge))
        .min_size(vec2(0.0, 22.0));
    let font = FontId::proportional(size::CAPTION);
    let galley = ui.painter().layout_no_wrap(label.to_owned(), font, ink);
    let wide = galley.size().x + 2.0 * ui.spacing().button_padding.x;
    let place = Rect::from_min_size(
        pos2(row.right() - wide - EDGE, row.top() + 24.0),
        vec2(wide, 22.0),
    );
    let can = entry.waits.is_none();
    let response = ui.add_enabled_ui(can, |ui| ui.put(place, button)).inner;
    let response = match entry.waits {
        Some(why) => response.on_disabled_hover_text(why),
        None => response,
    };
    name_it(&response, Role::Button, &format!("{label} {}", entry.name));
    response
}
