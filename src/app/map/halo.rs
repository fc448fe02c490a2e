//! What is drawn over anything and still reads: words, lines and points with a rim of the ground's colour.

use std::sync::Arc;

use egui::{Align2, Color32, FontId, Galley, Mesh, Painter, Pos2, Rect, Shape, pos2, vec2};

use super::stroke;
use crate::app::look::theme::{Theme, size};

/// A short text in small letters; where it stands.
pub(super) fn caption(
    painter: &Painter,
    at: Pos2,
    align: Align2,
    words: &str,
    theme: &Theme,
) -> Rect {
    let galley = painter.layout_no_wrap(
        words.to_owned(),
        FontId::proportional(size::CAPTION),
        Color32::PLACEHOLDER,
    );
    let rect = align.anchor_size(at, galley.size());
    let mut shapes = Vec::new();
    text(
        &mut shapes,
        &galley,
        rect.min,
        theme.school_label,
        theme.halo,
    );
    painter.extend(shapes);
    rect
}

/// A text with a soft ring of the ground's colour.
pub(super) fn text(
    shapes: &mut Vec<Shape>,
    galley: &Arc<Galley>,
    at: Pos2,
    color: Color32,
    halo: Color32,
) {
    let at = pos2(at.x.round(), at.y.round());
    let soft = halo.gamma_multiply(0.75);
    let ring = [
        (-1.2, 0.0),
        (1.2, 0.0),
        (0.0, -1.2),
        (0.0, 1.2),
        (-0.9, -0.9),
        (0.9, 0.9),
        (-0.9, 0.9),
        (0.9, -0.9),
    ];
    for (x, y) in ring {
        shapes.push(Shape::galley(at + vec2(x, y), Arc::clone(galley), soft));
    }
    shapes.push(Shape::galley(at, Arc::clone(galley), color));
}

/// A line of some width and colour. `rim` is how much of the halo shows on each side, in points.
pub(super) fn line(
    mesh: &mut Mesh,
    points: &[Pos2],
    (width, color): (f32, Color32),
    rim: f32,
    theme: &Theme,
) {
    let soft = theme.halo.gamma_multiply(0.85);
    stroke::line(mesh, points, width + 2.0 * rim, soft);
    stroke::line(mesh, points, width, color);
}

/// A point of a line that is being drawn or measured from.
pub(super) fn knob(at: Pos2, theme: &Theme) -> [Shape; 2] {
    [
        Shape::circle_filled(at, 4.5, theme.halo),
        Shape::circle_filled(at, 3.0, theme.plan),
    ]
}
