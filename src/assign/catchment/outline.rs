//! The land a county covers: its townships together, or a line round its settlements.

use geo::orient::Direction;
use geo::{
    Area as _, BoundingRect as _, ConvexHull as _, Coord, MapCoords as _, MultiPoint, MultiPolygon,
    Orient as _, Polygon, unary_union,
};

use crate::geometry::{LonLat, Projection};
use crate::model::County;

/// Gaps between townships up to this size, and islands up to a hundredth of it, are faults of drawing: a hectare.
const FAULT_SQUARE_METRES: f64 = 10_000.0;

/// How far round settlements the county reaches, where no township says, at least.
const MARGIN_METRES: f64 = 500.0;

/// The outline in local metres; outer rings run counter-clockwise, holes clockwise.
pub(super) fn of(
    county: &County,
    projection: &Projection,
    places: &[Coord<f64>],
) -> MultiPolygon<f64> {
    let townships: Vec<MultiPolygon<f64>> = county
        .townships
        .iter()
        .map(|township| {
            township
                .outline
                .map_coords(|coord| projection.metres(LonLat::from(coord)))
                .orient(Direction::Default)
        })
        .collect();
    let mut outline = unary_union(&townships);
    outline
        .0
        .retain(|polygon| polygon.unsigned_area() > FAULT_SQUARE_METRES / 100.0);
    for polygon in &mut outline.0 {
        let (exterior, mut holes) = std::mem::replace(polygon, Polygon::empty()).into_inner();
        holes.retain(|hole| {
            Polygon::new(hole.clone(), Vec::new()).unsigned_area() > FAULT_SQUARE_METRES
        });
        *polygon = Polygon::new(exterior, holes);
    }
    if outline.0.is_empty() {
        outline = round(places);
    }
    outline.orient(Direction::Default)
}

/// The hull of all places with a margin.
fn round(places: &[Coord<f64>]) -> MultiPolygon<f64> {
    let points = MultiPoint::from(places.to_vec());
    let Some(extent) = points.bounding_rect() else {
        return MultiPolygon::new(Vec::new());
    };
    let margin = MARGIN_METRES.max(extent.width().hypot(extent.height()) / 20.0);
    let around = places.iter().flat_map(|place| {
        [(-1.0, -0.5), (-0.5, -1.0), (0.5, -1.0), (1.0, -0.5)]
            .into_iter()
            .flat_map(|(x, y)| [(x, y), (-x, -y)])
            .map(|(x, y)| Coord {
                x: place.x + x * margin,
                y: place.y + y * margin,
            })
    });
    MultiPolygon::new(vec![around.collect::<MultiPoint>().convex_hull()])
}
