//! Many lines of one look, kept ready for every zoom: simplified once per band of scales, cut into short
//! pieces so that what is off screen costs nothing.

use std::collections::BTreeMap;

use egui::{Pos2, pos2};
use geo::{BoundingRect as _, Coord, LineString, Rect, Simplify as _};

use super::camera::Viewport;

/// Vertices of a piece; pieces off screen are skipped whole.
const PIECE: usize = 64;

/// A band holds scales up to twice its lowest.
const BAND: f64 = 2.0;

/// A simplified line strays at most this far from the true one on screen, in points.
const STRAY: f64 = 0.5;

/// From this scale on, in points per metre, lines are drawn as they are.
const UNSIMPLIFIED: f64 = 1.0;

#[derive(Clone, Debug)]
struct Piece {
    extent: Rect<f64>,
    points: Vec<Coord<f64>>,
}

/// Lines in the map's metres.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines {
    lines: Vec<LineString<f64>>,
    bands: BTreeMap<i32, Vec<Piece>>,
}

impl Lines {
    /// Takes over lines in metres.
    pub(super) fn new(lines: Vec<LineString<f64>>) -> Self {
        Self {
            lines,
            bands: BTreeMap::new(),
        }
    }

    /// How many there are.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Calls `draw` with the points on screen of every piece that may be seen. The first view of a band simplifies.
    pub(super) fn on_screen(
        &mut self,
        viewport: &Viewport,
        margin: f32,
        mut draw: impl FnMut(&[Pos2]),
    ) {
        let band = band_of(viewport.camera.scale);
        let lines = &self.lines;
        let pieces = self
            .bands
            .entry(band)
            .or_insert_with(|| pieces(lines, tolerance(band)));
        let visible = viewport.visible(margin);
        let middle = viewport.rect.center();
        let camera = viewport.camera;
        let mut on_screen: Vec<Pos2> = Vec::with_capacity(PIECE);
        for piece in pieces
            .iter()
            .filter(|piece| overlap(&piece.extent, &visible))
        {
            on_screen.clear();
            on_screen.extend(piece.points.iter().map(|point| {
                pos2(
                    middle.x + ((point.x - camera.x) * camera.scale) as f32,
                    middle.y - ((point.y - camera.y) * camera.scale) as f32,
                )
            }));
            draw(&on_screen);
        }
    }
}

/// The band a scale belongs to.
pub(super) fn band_of(scale: f64) -> i32 {
    if scale >= UNSIMPLIFIED {
        return i32::MAX;
    }
    (scale.ln() / BAND.ln()).floor() as i32
}

/// How many metres a line may stray in a band.
pub(super) fn tolerance(band: i32) -> f64 {
    if band == i32::MAX {
        return 0.0;
    }
    STRAY / BAND.powi(band.saturating_add(1))
}

/// Whether two rectangles share a point.
pub(super) fn overlap(a: &Rect<f64>, b: &Rect<f64>) -> bool {
    a.min().x <= b.max().x
        && b.min().x <= a.max().x
        && a.min().y <= b.max().y
        && b.min().y <= a.max().y
}

fn pieces(lines: &[LineString<f64>], tolerance: f64) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for line in lines {
        let simple;
        let points = if tolerance > 0.0 && line.0.len() > 2 {
            simple = line.simplify(tolerance);
            &simple.0
        } else {
            &line.0
        };
        let mut start = 0;
        while start + 1 < points.len() {
            // A short ring stays whole so that its ends meet in a clean corner.
            let is_short_ring =
                start == 0 && points.first() == points.last() && points.len() <= 4 * PIECE;
            let end = if is_short_ring {
                points.len()
            } else {
                (start + PIECE).min(points.len())
            };
            let points = points[start..end].to_vec();
            if let Some(extent) = LineString::new(points.clone()).bounding_rect() {
                pieces.push(Piece { extent, points });
            }
            start = end - 1;
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::map::camera::Camera;
    use egui::{Rect as ScreenRect, vec2};

    fn wiggly(n: usize) -> Lines {
        let point = |k: usize| Coord {
            x: k as f64 * 3.0,
            y: (k as f64 * 0.7).sin() * 2.0,
        };
        Lines::new(vec![LineString::new((0..n).map(point).collect())])
    }

    fn drawn(lines: &mut Lines, scale: f64) -> (usize, usize) {
        let viewport = Viewport {
            camera: Camera {
                x: 15_000.0,
                y: 0.0,
                scale,
            },
            rect: ScreenRect::from_min_size(pos2(0.0, 0.0), vec2(800.0, 600.0)),
        };
        let mut count = (0, 0);
        lines.on_screen(&viewport, 10.0, |points| {
            count.0 += 1;
            count.1 += points.len();
        });
        count
    }

    #[test]
    fn far_away_a_long_line_is_a_few_points() {
        let mut lines = wiggly(10_000);
        assert!(drawn(&mut lines, 0.01).1 <= 4);
    }

    #[test]
    fn near_by_only_the_pieces_on_screen_are_drawn() {
        let mut lines = wiggly(10_000);
        let (pieces, points) = drawn(&mut lines, 2.0);
        assert!((2..=5).contains(&pieces), "{pieces}");
        assert!(points <= 5 * PIECE);
    }

    #[test]
    fn no_line_strays_more_than_half_a_point() {
        for scale in [0.003, 0.02, 0.3] {
            let metres = tolerance(band_of(scale));
            assert!(metres * scale <= STRAY, "{scale}: {metres}");
            assert!(
                metres * scale >= STRAY / BAND / 1.01,
                "no needless detail at {scale}"
            );
        }
    }
}
