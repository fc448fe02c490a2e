//! Attendance zones as the files draw them: thin dashed outlines over the catchments that the program finds.

use egui::{Color32, Mesh};
use geo::MapCoords as _;

use super::camera::Viewport;
use super::lines::Lines;
use super::plane::MapPlane;
use super::stroke;
use crate::app::look::theme::Theme;
use crate::geometry::LonLat;
use crate::model::County;

/// Width of an outline, and the lengths of its dashes and gaps, in points.
pub(super) const WIDTH: f32 = 1.2;
pub(super) const DASHES: (f32, f32) = (4.0, 3.0);

/// The outlines of all zones, ready to draw at any zoom.
#[derive(Clone, Debug, Default)]
pub(super) struct Zones {
    outlines: Lines,
}

/// What zones are drawn in.
pub(super) fn color(theme: &Theme) -> Color32 {
    theme.faint
}

impl Zones {
    pub(super) fn of(county: &County, ground: &MapPlane) -> Self {
        let polygons = county.zones.iter().flat_map(|zone| &zone.outline);
        let rings = polygons
            .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
        let in_metres = rings.map(|ring| ring.map_coords(|at| ground.metres(LonLat::from(at))));
        Self {
            outlines: Lines::new(in_metres.collect()),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.outlines.is_empty()
    }

    pub(super) fn edges(&mut self, viewport: &Viewport, theme: &Theme) -> Mesh {
        let mut mesh = Mesh::default();
        let (dash, gap) = DASHES;
        self.outlines.on_screen(viewport, 4.0, |points| {
            stroke::dashed(&mut mesh, points, WIDTH, color(theme), dash, gap);
        });
        mesh
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Zone;
    use geo::{MultiPolygon, polygon};

    #[test]
    fn every_ring_of_a_zone_is_drawn() {
        let outer = polygon!(
            exterior: [(x: 104.0, y: 29.0), (x: 104.1, y: 29.0), (x: 104.1, y: 29.1), (x: 104.0, y: 29.1)],
            interiors: [[(x: 104.04, y: 29.04), (x: 104.06, y: 29.04), (x: 104.06, y: 29.06)]],
        );
        let county = County {
            zones: vec![Zone {
                name: "甲".to_owned(),
                school: None,
                outline: MultiPolygon::new(vec![outer]),
            }],
            ..County::default()
        };
        let ground = MapPlane::of(&county);
        assert!(!Zones::of(&county, &ground).is_empty());
        assert_eq!(Zones::of(&county, &ground).outlines.len(), 2);
        assert!(Zones::of(&County::default(), &ground).is_empty());
    }
}
