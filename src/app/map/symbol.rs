//! The shapes that stand for schools: one for each kind, so that colour is free to tell the load.

use std::f32::consts::{FRAC_PI_2, TAU};

use egui::{Color32, Pos2, Shape, Stroke, Vec2, vec2};

use crate::model::SchoolKind;

/// How a symbol is painted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paint {
    pub(super) fill: Color32,
    /// Round the fill.
    pub(super) edge: Color32,
    /// Between the symbol and the map.
    pub(super) halo: Color32,
    /// The edge is dashed: a figure is missing.
    pub(super) is_dashed: bool,
}

/// The white line round every symbol, in points.
const HALO: f32 = 1.5;

/// The shapes of a school's symbol. `size` is its width in points.
pub(super) fn shapes(kind: SchoolKind, at: Pos2, size: f32, paint: Paint) -> Vec<Shape> {
    let radius = size / 2.0;
    let mut shapes = Vec::with_capacity(3);
    let edge = Stroke::new(
        if is_hollow(kind) {
            (radius * 0.42).max(2.0)
        } else {
            1.0
        },
        paint.edge,
    );
    if is_round(kind) {
        shapes.push(Shape::circle_filled(at, radius + HALO, paint.halo));
        shapes.push(Shape::circle_filled(at, radius, paint.fill));
        if paint.is_dashed {
            shapes.extend(dashed_ring(at, radius - 0.5, paint.edge, 1.2));
        } else {
            shapes.push(Shape::circle_stroke(
                at,
                radius - 0.5,
                Stroke::new(1.0, paint.edge),
            ));
        }
        return shapes;
    }
    let corners = |radius: f32| -> Vec<Pos2> {
        outline(kind)
            .iter()
            .map(|&corner| at + corner * radius)
            .collect()
    };
    if kind == SchoolKind::Special {
        // A cross is not convex: two bars, the halo of both below the fill of both.
        for (grow, color) in [(HALO, paint.halo), (0.0, paint.edge), (-1.0, paint.fill)] {
            for bar in [vec2(1.0, 0.38), vec2(0.38, 1.0)] {
                let half = bar * radius + Vec2::splat(grow);
                shapes.push(Shape::rect_filled(
                    egui::Rect::from_center_size(at, half * 2.0),
                    0.0,
                    color,
                ));
            }
        }
        return shapes;
    }
    shapes.push(Shape::convex_polygon(
        corners(radius),
        paint.halo,
        Stroke::new(2.0 * HALO, paint.halo),
    ));
    if is_hollow(kind) {
        let inner = corners(radius - edge.width / 2.0);
        shapes.push(Shape::convex_polygon(
            inner,
            paint.halo,
            Stroke::new(edge.width, paint.fill),
        ));
        shapes.push(Shape::closed_line(
            corners(radius),
            Stroke::new(0.8, paint.edge),
        ));
    } else {
        shapes.push(Shape::convex_polygon(
            corners(radius),
            paint.fill,
            Stroke::NONE,
        ));
        let mut closed = corners(radius - 0.4);
        if paint.is_dashed {
            closed.extend(closed.first().copied());
            shapes.extend(Shape::dashed_line(
                &closed,
                Stroke::new(1.2, paint.edge),
                3.0,
                2.0,
            ));
        } else {
            shapes.push(Shape::closed_line(closed, Stroke::new(1.0, paint.edge)));
        }
    }
    shapes
}

/// A dashed circle.
pub(super) fn dashed_ring(at: Pos2, radius: f32, color: Color32, width: f32) -> Vec<Shape> {
    let steps = 40;
    let points: Vec<Pos2> = (0..=steps)
        .map(|step| at + Vec2::angled(TAU * step as f32 / steps as f32) * radius)
        .collect();
    Shape::dashed_line(&points, Stroke::new(width, color), 3.5, 2.5)
}

/// A small lock beside a symbol: the school is kept, for a reason.
pub(super) fn lock(at: Pos2, color: Color32, halo: Color32) -> Vec<Shape> {
    let body = egui::Rect::from_center_size(at + vec2(0.0, 1.5), vec2(7.0, 5.0));
    let bow: Vec<Pos2> = (0..=8)
        .map(|step| {
            at + vec2(0.0, -0.8) + Vec2::angled(-std::f32::consts::PI * step as f32 / 8.0) * 2.3
        })
        .collect();
    vec![
        Shape::circle_filled(at, 6.0, halo),
        Shape::line(bow, Stroke::new(1.3, color)),
        Shape::rect_filled(body, 1.0, color),
    ]
}

/// A cross over a symbol: the school is closed.
pub(super) fn closed_cross(at: Pos2, radius: f32, color: Color32, halo: Color32) -> Vec<Shape> {
    let arms = [vec2(radius, radius), vec2(radius, -radius)];
    let lines = |width: f32, color: Color32| {
        arms.into_iter()
            .map(move |arm| Shape::line_segment([at - arm, at + arm], Stroke::new(width, color)))
    };
    lines(4.0, halo).chain(lines(1.8, color)).collect()
}

/// A small badge beside a symbol: seats, kind or ownership change.
pub(super) fn badge(at: Pos2, color: Color32, halo: Color32) -> Vec<Shape> {
    vec![
        Shape::circle_filled(at, 4.5, halo),
        Shape::circle_filled(at, 3.0, color),
    ]
}

/// Teaching points are drawn hollow: they are no schools of their own.
pub(super) fn is_hollow(kind: SchoolKind) -> bool {
    kind == SchoolKind::TeachingPoint
}

fn is_round(kind: SchoolKind) -> bool {
    kind == SchoolKind::Kindergarten
}

/// Corners on or near the unit circle, so chosen that all kinds look equally large.
fn outline(kind: SchoolKind) -> Vec<Vec2> {
    let regular = |n: usize, turn: f32, radius: f32| -> Vec<Vec2> {
        (0..n)
            .map(|k| Vec2::angled(turn + TAU * k as f32 / n as f32) * radius)
            .collect()
    };
    match kind {
        SchoolKind::Kindergarten => regular(24, 0.0, 1.0),
        SchoolKind::Primary | SchoolKind::TeachingPoint => regular(4, FRAC_PI_2 / 2.0, 1.22),
        SchoolKind::Junior => regular(3, -FRAC_PI_2, 1.32)
            .into_iter()
            .map(|corner| corner + vec2(0.0, 0.18))
            .collect(),
        SchoolKind::NineYear => regular(4, 0.0, 1.26),
        SchoolKind::Senior => regular(5, -FRAC_PI_2, 1.14),
        SchoolKind::CompleteSecondary => regular(5, FRAC_PI_2, 1.14),
        SchoolKind::Vocational => regular(6, 0.0, 1.1),
        SchoolKind::Special => regular(4, 0.0, 1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_shape_of_its_own() {
        let painted = |kind: SchoolKind| {
            let paint = Paint {
                fill: Color32::GREEN,
                edge: Color32::BLACK,
                halo: Color32::WHITE,
                is_dashed: false,
            };
            format!("{:?}", shapes(kind, Pos2::ZERO, 12.0, paint))
        };
        let mut all: Vec<_> = SchoolKind::ALL.into_iter().map(painted).collect();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), SchoolKind::ALL.len());
    }
}
