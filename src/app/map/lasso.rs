//! A loop drawn by hand round the schools that are to be chosen.

use egui::{Mesh, Pos2, Shape, Stroke};
use geo::{BoundingRect as _, Contains as _, Coord, LineString, Point, Polygon};

use super::camera::Viewport;
use super::halo;
use super::hit::Places;
use crate::app::look::theme::Theme;

/// A loop grows by steps of so many points.
const STEP: f32 = 3.0;

/// Draws the loop on to the pointer.
pub(super) fn grow(line: &mut Vec<Pos2>, to: Pos2) {
    if line.last().is_none_or(|last| last.distance(to) >= STEP) {
        line.push(to);
    }
}

/// The numbers of the places inside a loop, in order. What it goes round twice is inside too.
pub(super) fn inside(
    line: &[Pos2],
    viewport: &Viewport,
    places: &Places,
    at: impl Fn(usize) -> Option<Coord<f64>>,
) -> Vec<usize> {
    let ring: LineString<f64> = line.iter().map(|&pos| viewport.metres(pos)).collect();
    let polygon = Polygon::new(ring, Vec::new());
    let Some(bounds) = polygon.bounding_rect() else {
        return Vec::new();
    };
    let mut found = places.within(bounds.min(), bounds.max());
    found.retain(|&place| at(place).is_some_and(|at| polygon.contains(&Point(at))));
    found
}

/// The loop so far, and how it would close.
pub(super) fn shapes(line: &[Pos2], theme: &Theme) -> Vec<Shape> {
    let mut mesh = Mesh::default();
    halo::line(&mut mesh, line, (1.8, theme.selected), 1.2, theme);
    let mut shapes = vec![Shape::mesh(mesh)];
    if let [first, .., last] = line {
        let stroke = Stroke::new(1.2, theme.selected);
        shapes.extend(Shape::dashed_line(&[*last, *first], stroke, 5.0, 4.0));
    }
    shapes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::map::camera::Camera;
    use crate::random::Random;
    use egui::{Rect, pos2, vec2};

    /// How often a loop goes round a place, by the angles at which it is seen from there.
    fn rounds(ring: &[Coord<f64>], at: Coord<f64>) -> i64 {
        let mut turned = 0.0;
        for (place, from) in ring.iter().enumerate() {
            let to = ring[(place + 1) % ring.len()];
            let (a, b) = (*from - at, to - at);
            turned += (a.x * b.y - a.y * b.x).atan2(a.x * b.x + a.y * b.y);
        }
        (turned / std::f64::consts::TAU).round() as i64
    }

    #[test]
    fn a_loop_chooses_exactly_what_it_goes_round_however_often_it_crosses_itself() {
        let viewport = Viewport {
            camera: Camera {
                x: 0.0,
                y: 0.0,
                scale: 0.1,
            },
            rect: Rect::from_min_size(pos2(100.0, 50.0), vec2(600.0, 400.0)),
        };
        let mut random = Random::seeded(19);
        let mut some = |most: f32| most * random.below(10_000) as f32 / 10_000.0;
        for round in 0..60 {
            let pos: Vec<Pos2> = (0..40)
                .map(|_| pos2(100.0 + some(600.0), 50.0 + some(400.0)))
                .collect();
            let metres: Vec<Coord<f64>> = pos.iter().map(|&pos| viewport.metres(pos)).collect();
            let places = Places::new(metres.iter().copied().enumerate());
            let corners = 3 + round % 9;
            let line: Vec<Pos2> = (0..corners)
                .map(|_| pos2(100.0 + some(600.0), 50.0 + some(400.0)))
                .collect();
            let ring: Vec<Coord<f64>> = line.iter().map(|&pos| viewport.metres(pos)).collect();
            let found = inside(&line, &viewport, &places, |place| {
                metres.get(place).copied()
            });
            let wanted: Vec<usize> = (0..40)
                .filter(|&place| rounds(&ring, metres[place]) != 0)
                .collect();
            assert_eq!(found, wanted, "round {round}: {line:?}");
        }
    }

    #[test]
    fn a_loop_of_nothing_chooses_nothing() {
        let viewport = Viewport {
            camera: Camera {
                x: 0.0,
                y: 0.0,
                scale: 1.0,
            },
            rect: Rect::from_min_size(Pos2::ZERO, vec2(100.0, 100.0)),
        };
        let at = Coord { x: 0.0, y: 0.0 };
        let places = Places::new(std::iter::once((0, at)));
        for line in [
            vec![],
            vec![pos2(50.0, 50.0)],
            vec![pos2(0.0, 0.0), pos2(100.0, 100.0)],
        ] {
            assert!(inside(&line, &viewport, &places, |_| Some(at)).is_empty());
        }
        let mut line = Vec::new();
        for step in 0..100_u8 {
            grow(&mut line, pos2(f32::from(step) / 10.0, 0.0));
        }
        assert_eq!(line.len(), 4, "{line:?}");
    }
}
