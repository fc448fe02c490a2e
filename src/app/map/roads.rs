//! Roads by class: wide ones with a casing, small ones thinning out as the view draws back.

use egui::{Mesh, Pos2, Rect};
use geo::LineString;

use super::camera::Viewport;
use super::discs::Discs;
use super::lines::Lines;
use super::plane::MapPlane;
use super::stroke;
use crate::app::look::theme::Theme;
use crate::geometry::LonLat;
use crate::model::{County, RoadClass};

/// Smallest class first, so that large roads run over small ones.
const CLASSES: [RoadClass; 4] = [
    RoadClass::Village,
    RoadClass::Township,
    RoadClass::Main,
    RoadClass::Trunk,
];

/// All roads, ready to draw at any zoom.
#[derive(Clone, Debug, Default)]
pub(super) struct Roads {
    by_class: [Lines; 4],
}

impl Roads {
    pub(super) fn of(county: &County, ground: &MapPlane) -> Self {
        let of_class = |class: RoadClass| {
            let lines = county.roads.iter().filter(|road| road.class == class);
            Lines::new(
                lines
                    .map(|road| {
                        LineString::new(road.line.iter().map(|&at| ground.metres(at)).collect())
                    })
                    .collect(),
            )
        };
        Self {
            by_class: CLASSES.map(of_class),
        }
    }

    /// Draws into a mesh of `discs`; `zoom` as in [`super::zoom_of`].
    pub(super) fn draw(
        &mut self,
        mesh: &mut Mesh,
        discs: &Discs,
        viewport: &Viewport,
        zoom: f32,
        is_dark: bool,
        theme: &Theme,
    ) {
        let largest = (0..CLASSES.len())
            .rev()
            .find(|&rank| !self.by_class[rank].is_empty());
        for (rank, (class, lines)) in CLASSES.into_iter().zip(&mut self.by_class).enumerate() {
            if viewport.camera.scale < shown_from(class) && Some(rank) != largest {
                continue;
            }
            let width = width(class, zoom);
            if matches!(class, RoadClass::Trunk | RoadClass::Main) && zoom > -0.5 {
                lines.on_screen(viewport, 8.0, |points| {
                    discs.line(mesh, points, width + 1.4, theme.road_casing);
                });
            }
            let color = theme.roads[class as usize];
            let color = if is_dark {
                color.lerp_to_gamma(theme.symbol_edge, 0.55)
            } else {
                color
            };
            lines.on_screen(viewport, 8.0, |points| {
                discs.line(mesh, points, width, color);
            });
        }
    }
}

/// A stretch of road within the limit of a school.
pub(super) fn within_limit(
    mesh: &mut Mesh,
    line: &[LonLat],
    ground: &MapPlane,
    viewport: &Viewport,
    theme: &Theme,
) {
    let points: Vec<Pos2> = line
        .iter()
        .map(|&at| viewport.pos(ground.metres(at)))
        .collect();
    if Rect::from_points(&points).intersects(viewport.rect) {
        stroke::line(mesh, &points, 4.0, theme.selected.gamma_multiply(0.45));
    }
}

/// From which scale on a class is drawn, in points per metre; the largest class there is always is.
fn shown_from(class: RoadClass) -> f64 {
    match class {
        RoadClass::Village => 0.008,
        RoadClass::Township => 0.002,
        RoadClass::Main | RoadClass::Trunk => 0.0,
    }
}

/// How wide a class is drawn, in points.
fn width(class: RoadClass, zoom: f32) -> f32 {
    let plain = match class {
        RoadClass::Trunk => 2.6,
        RoadClass::Main => 1.9,
        RoadClass::Township => 1.3,
        RoadClass::Village => 0.9,
    };
    // Village roads give way first, then township roads.
    let fading = match class {
        RoadClass::Village => (0.75 + 0.25 * zoom).clamp(0.2, 1.0),
        RoadClass::Township => (0.9 + 0.15 * zoom).clamp(0.4, 1.0),
        RoadClass::Trunk | RoadClass::Main => 1.0,
    };
    plain * fading * (1.0 + 0.18 * zoom).clamp(0.7, 2.6)
}
