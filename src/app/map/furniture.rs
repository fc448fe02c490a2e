//! What frames a map: scale bar, north, badges that say how sure the picture is, and the buttons to zoom.

use egui::{
    Align2, Color32, FontId, Mesh, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Ui, pos2, vec2,
};

use super::camera::Viewport;
use super::labels::text_with_halo;
use super::stroke;
use crate::app::look::text::Text;
use crate::app::look::text::map as text;
use crate::app::look::theme::{Theme, size};
use crate::words::Lang;

/// Distance of all furniture from the edge of the map, in points.
pub(super) const INSET: f32 = 14.0;

/// The longest a scale bar may be, in points.
const LONGEST_BAR: f32 = 130.0;

/// The largest round length in metres that is at most `metres`: 1, 2 or 5 with zeros.
fn round_length(metres: f64) -> f64 {
    let power = 10_f64.powf(metres.max(1e-3).log10().floor());
    [5.0, 2.0, 1.0]
        .into_iter()
        .map(|lead| lead * power)
        .find(|&length| length <= metres)
        .unwrap_or(power)
}

/// The words on a bar of so many metres.
fn length_words(metres: f64) -> String {
    if metres >= 1_000.0 {
        format!("{} km", metres / 1_000.0)
    } else {
        format!("{metres} m")
    }
}

/// The scale bar in the lower left corner.
pub(super) fn scale_bar(painter: &Painter, viewport: &Viewport, theme: &Theme) {
    let metres = round_length(f64::from(LONGEST_BAR) / viewport.camera.scale);
    let length = (metres * viewport.camera.scale) as f32;
    let left = pos2(viewport.rect.left() + INSET, viewport.rect.bottom() - INSET);
    let right = left + vec2(length, 0.0);
    let points = [left - vec2(0.0, 5.0), left, right, right - vec2(0.0, 5.0)];
    let mut mesh = Mesh::default();
    stroke::line(&mut mesh, &points, 4.5, theme.halo.gamma_multiply(0.85));
    stroke::line(&mut mesh, &points, 1.5, theme.school_label);
    let middle = left + vec2(length / 2.0, 0.0);
    stroke::line(
        &mut mesh,
        &[middle - vec2(0.0, 3.0), middle],
        1.2,
        theme.school_label,
    );
    painter.add(Shape::mesh(mesh));
    haloed(
        painter,
        left + vec2(length + 7.0, 1.0),
        Align2::LEFT_BOTTOM,
        &length_words(metres),
        theme,
    );
}

/// The north arrow in the upper right corner.
pub(super) fn north(painter: &Painter, at: Pos2, lang: Lang, theme: &Theme) {
    let (tip, foot) = (at - vec2(0.0, 11.0), at + vec2(0.0, 9.0));
    let (left, right) = (at + vec2(-6.5, 12.0), at + vec2(6.5, 12.0));
    let ink = theme.school_label;
    painter.add(Shape::convex_polygon(
        vec![tip, foot, left],
        ink,
        Stroke::new(1.0, ink),
    ));
    painter.add(Shape::convex_polygon(
        vec![tip, right, foot],
        theme.halo,
        Stroke::new(1.0, ink),
    ));
    haloed(
        painter,
        tip - vec2(0.0, 1.0),
        Align2::CENTER_BOTTOM,
        text::NORTH.say(lang),
        theme,
    );
}

/// What a viewer must know before trusting the picture, in the upper left corner.
pub(super) fn badges(painter: &Painter, map: Rect, badges: &[Text], lang: Lang, theme: &Theme) {
    let mut at = map.left_top() + vec2(INSET, INSET);
    for badge in badges {
        let galley = painter.layout_no_wrap(
            badge.say(lang).to_owned(),
            FontId::proportional(size::CAPTION),
            theme.warning,
        );
        let rect = Rect::from_min_size(at, galley.size() + vec2(16.0, 8.0));
        painter.rect(
            rect,
            4.0,
            theme.warning_ground,
            Stroke::new(1.0, theme.warning.gamma_multiply(0.35)),
            StrokeKind::Inside,
        );
        painter.galley(rect.min + vec2(8.0, 4.0), galley, theme.warning);
        at.x = rect.right() + 6.0;
    }
}

/// A line of words in the middle of the top, for what the hand is doing.
pub(super) fn hint(painter: &Painter, map: Rect, words: &str, theme: &Theme) {
    let galley = painter.layout_no_wrap(
        words.to_owned(),
        FontId::proportional(size::BODY),
        theme.text,
    );
    let middle = pos2(map.center().x, map.top() + INSET + 14.0);
    let rect = Rect::from_center_size(middle, galley.size() + vec2(24.0, 12.0));
    painter.rect(
        rect,
        6.0,
        theme.pane,
        Stroke::new(1.0, theme.selected.gamma_multiply(0.6)),
        StrokeKind::Inside,
    );
    painter.galley(rect.min + vec2(12.0, 6.0), galley, theme.text);
}

/// A small square button on the map; says whether it was clicked.
pub(super) fn button(ui: &Ui, at: Rect, glyph: Glyph, name: &str) -> bool {
    let theme = Theme::of(ui.ctx());
    let response = ui.interact(
        at,
        ui.scope_id().with(("map button", name)),
        egui::Sense::click(),
    );
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
    let ground = if response.hovered() {
        theme.outside
    } else {
        theme.pane
    };
    let painter = ui.painter();
    painter.rect(
        at,
        4.0,
        ground,
        Stroke::new(1.0, theme.line),
        StrokeKind::Inside,
    );
    let (middle, ink) = (at.center(), Stroke::new(1.6, theme.text));
    let arm = 5.0;
    match glyph {
        Glyph::Plus | Glyph::Minus => {
            painter.line_segment([middle - vec2(arm, 0.0), middle + vec2(arm, 0.0)], ink);
            if glyph == Glyph::Plus {
                painter.line_segment([middle - vec2(0.0, arm), middle + vec2(0.0, arm)], ink);
            }
        }
        Glyph::Whole => {
            for (x, y) in [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)] {
                let corner = middle + vec2(x, y) * (arm + 0.5);
                painter.line_segment([corner, corner - vec2(x * 4.0, 0.0)], ink);
                painter.line_segment([corner, corner - vec2(0.0, y * 4.0)], ink);
            }
        }
    }
    response.on_hover_text(name).clicked()
}

/// What a map button shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Glyph {
    Plus,
    Minus,
    /// The whole county.
    Whole,
}

/// A short text that reads on anything.
fn haloed(painter: &Painter, at: Pos2, align: Align2, words: &str, theme: &Theme) {
    let galley = painter.layout_no_wrap(
        words.to_owned(),
        FontId::proportional(size::CAPTION),
        Color32::PLACEHOLDER,
    );
    let rect = align.anchor_size(at, galley.size());
    let mut shapes = Vec::new();
    text_with_halo(
        &mut shapes,
        &galley,
        rect.min,
        theme.school_label,
        theme.halo,
    );
    painter.extend(shapes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scale_bars_have_round_lengths() {
        let words = |metres| length_words(round_length(metres));
        assert_eq!(
            [words(9_400.0), words(4_999.0), words(1_000.0), words(730.0)],
            ["5 km", "2 km", "1 km", "500 m"]
        );
        assert_eq!(words(0.0), "0.001 m");
    }
}
