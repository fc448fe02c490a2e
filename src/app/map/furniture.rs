//! What frames a map: scale bar, north, badges that say how sure the picture is, and the tools.

use egui::{
    Align2, Color32, FontId, Mesh, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Ui, pos2, vec2,
};

use super::camera::Viewport;
use super::{halo, stroke};
use crate::app::look::figures::round_distance;
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

/// The scale bar in the lower left corner, with north and badges beside it; where all of it stands.
pub(super) fn foot(
    painter: &Painter,
    viewport: &Viewport,
    badges: &[Text],
    lang: Lang,
    theme: &Theme,
) -> Rect {
    let metres = round_length(f64::from(LONGEST_BAR) / viewport.camera.scale);
    let length = (metres * viewport.camera.scale) as f32;
    let left = pos2(viewport.rect.left() + INSET, viewport.rect.bottom() - INSET);
    let right = left + vec2(length, 0.0);
    let points = [left - vec2(0.0, 5.0), left, right, right - vec2(0.0, 5.0)];
    let mut mesh = Mesh::default();
    halo::line(&mut mesh, &points, (1.5, theme.school_label), 1.5, theme);
    let middle = left + vec2(length / 2.0, 0.0);
    stroke::line(
        &mut mesh,
        &[middle - vec2(0.0, 3.0), middle],
        1.2,
        theme.school_label,
    );
    painter.add(Shape::mesh(mesh));
    let words = halo::caption(
        painter,
        left + vec2(length + 7.0, 3.0),
        Align2::LEFT_BOTTOM,
        &round_distance(metres),
        theme,
    );
    // What follows does not move while one zooms.
    let from = left.x + LONGEST_BAR + 56.0;
    let mut at = pos2(from.max(words.right() + 8.0), left.y - 5.0);
    at.x = north(painter, at + vec2(8.0, 0.0), lang, theme) + 10.0;
    let (mut is_wrapped, mut end) = (false, 0.0_f32);
    for badge in badges {
        let galley = painter.layout_no_wrap(
            badge.say(lang).to_owned(),
            FontId::proportional(size::CAPTION),
            theme.warning,
        );
        let extent = galley.size() + vec2(12.0, 4.0);
        if at.x + extent.x > viewport.rect.right() - 6.0 && !is_wrapped {
            // A narrow map has them above its scale.
            is_wrapped = true;
            end = at.x;
            at = pos2(left.x, left.y - 30.0);
        }
        let rect = Rect::from_min_size(pos2(at.x, at.y - extent.y / 2.0), extent);
        painter.rect(
            rect,
            3.0,
            theme.warning_ground,
            Stroke::new(1.0, theme.warning.gamma_multiply(0.35)),
            StrokeKind::Inside,
        );
        painter.galley(rect.min + vec2(6.0, 2.0), galley, theme.warning);
        at.x = rect.right() + 6.0;
    }
    let width = at.x.max(end) - viewport.rect.left() - INSET + 4.0;
    let foot = super::covered::foot(viewport.rect, width);
    if is_wrapped {
        foot.with_min_y(foot.top() - 26.0)
    } else {
        foot
    }
}

/// The north arrow with its word at the right; gives where that ends.
fn north(painter: &Painter, at: Pos2, lang: Lang, theme: &Theme) -> f32 {
    let (tip, foot) = (at - vec2(0.0, 10.0), at + vec2(0.0, 5.0));
    let (left, right) = (at + vec2(-5.5, 8.0), at + vec2(5.5, 8.0));
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
    let word = halo::caption(
        painter,
        at + vec2(9.0, 0.0),
        Align2::LEFT_CENTER,
        text::NORTH.say(lang),
        theme,
    );
    word.right()
}

/// A line of words in the middle of the top, for what the hand is doing.
pub(super) fn hint(painter: &Painter, map: Rect, words: &str, theme: &Theme) -> Rect {
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
    rect
}

/// Side of a button of the tools, in points.
pub(super) const TOOL: f32 = 28.0;

/// A button of the tools; says whether it was clicked.
pub(super) fn button(
    ui: &Ui,
    at: Rect,
    glyph: Glyph,
    name: &str,
    tip: &str,
    is_held: bool,
) -> bool {
    let theme = Theme::of(ui.ctx());
    let response = ui.interact(
        at,
        ui.scope_id().with(("map button", name)),
        egui::Sense::click(),
    );
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_held, name));
    let ground = if is_held {
        theme.chosen
    } else if response.hovered() || response.has_focus() {
        theme.hover
    } else {
        theme.pane
    };
    let painter = ui.painter();
    painter.rect_filled(at.shrink(1.0), 3.0, ground);
    if is_held {
        let stroke = Stroke::new(1.0, theme.selected.gamma_multiply(0.6));
        painter.rect_stroke(at.shrink(1.0), 3.0, stroke, StrokeKind::Inside);
    }
    draw_glyph(painter, at.center(), glyph, theme.text);
    response.on_hover_text(tip).clicked()
}

/// What a button on the map shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Glyph {
    /// An arrow that chooses.
    Arrow,
    /// A loop that chooses.
    Lasso,
    Ruler,
    /// A place for a school.
    Pin,
    Plus,
    Minus,
    /// The whole county.
    Whole,
    Eye,
    /// Not drawn.
    EyeShut,
}

/// Draws a symbol about a point.
pub(super) fn draw_glyph(painter: &Painter, middle: Pos2, glyph: Glyph, ink: Color32) {
    let stroke = Stroke::new(1.5, ink);
    let arm = 5.0;
    let line = |points: &[(f32, f32)]| {
        let points = points.iter().map(|&(x, y)| middle + vec2(x, y)).collect();
        painter.add(Shape::line(points, stroke));
    };
    match glyph {
        Glyph::Arrow => line(&[
            (-3.5, -6.0),
            (5.0, 2.0),
            (0.8, 2.4),
            (-1.6, 6.0),
            (-3.5, -6.0),
        ]),
        Glyph::Lasso => {
            let turn = |step: u8| std::f32::consts::TAU * f32::from(step) / 16.0;
            let bow = (0..=16).map(|step| {
                let turn = turn(step);
                middle + vec2(6.2 * turn.cos(), -1.6 + 3.9 * turn.sin())
            });
            painter.add(Shape::line(bow.collect(), stroke));
            line(&[(-3.6, 1.6), (-4.4, 4.0), (-2.6, 6.6)]);
        }
        Glyph::Ruler => {
            line(&[
                (-6.0, 2.5),
                (2.5, -6.0),
                (6.0, -2.5),
                (-2.5, 6.0),
                (-6.0, 2.5),
            ]);
            line(&[(-3.0, -0.5), (-1.4, 1.1)]);
            line(&[(-0.5, -3.0), (1.1, -1.4)]);
        }
        Glyph::Pin => {
            line(&[(-4.4, -1.6), (0.0, 6.5), (4.4, -1.6)]);
            let bow = (0..=12).map(|step| {
                let turn = std::f32::consts::PI * (1.0 + step as f32 / 12.0);
                middle + vec2(4.5 * turn.cos(), -1.8 + 4.5 * turn.sin())
            });
            painter.add(Shape::line(bow.collect(), stroke));
            painter.circle_filled(middle - vec2(0.0, 2.0), 1.5, ink);
        }
        Glyph::Plus | Glyph::Minus => {
            line(&[(-arm, 0.0), (arm, 0.0)]);
            if glyph == Glyph::Plus {
                line(&[(0.0, -arm), (0.0, arm)]);
            }
        }
        Glyph::Whole => {
            for (x, y) in [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)] {
                let (side, far) = (arm + 0.5, arm - 3.5);
                line(&[
                    (x * far, y * side),
                    (x * side, y * side),
                    (x * side, y * far),
                ]);
            }
        }
        Glyph::Eye | Glyph::EyeShut => {
            let lid = |side: f32| -> Vec<Pos2> {
                (0..=12)
                    .map(|step| {
                        let part = step as f32 / 6.0 - 1.0;
                        middle + vec2(6.0 * part, side * 3.6 * (1.0 - part * part))
                    })
                    .collect()
            };
            painter.add(Shape::line(lid(1.0), Stroke::new(1.2, ink)));
            if glyph == Glyph::Eye {
                painter.add(Shape::line(lid(-1.0), Stroke::new(1.2, ink)));
                painter.circle_filled(middle, 1.9, ink);
            } else {
                painter.line_segment(
                    [middle + vec2(-5.0, 5.0), middle + vec2(5.0, -5.0)],
                    Stroke::new(1.2, ink),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scale_bars_have_round_lengths() {
        let words = |metres| round_distance(round_length(metres));
        assert_eq!(
            [words(9_400.0), words(4_999.0), words(1_000.0), words(730.0)],
            ["5 km", "2 km", "1 km", "500 m"]
        );
        assert_eq!(words(0.0), "0.001 m");
    }
}
