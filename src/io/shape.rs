//! From a GeoJSON geometry to places, lines or areas, repaired where the repair is plain.

use std::collections::BTreeSet;

use geo::{LineString, MultiPolygon, Polygon};
use serde_json::Value;

use super::crs::Crs;
use super::drawing::{Drawing, Position};
use crate::geometry::LonLat;
use crate::words::Words;

/// What a geometry comes down to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    Points(Vec<LonLat>),
    Lines(Vec<Vec<LonLat>>),
    Areas(MultiPolygon<f64>),
}

/// Why there is no shape.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum NoShape {
    /// `null`, or an empty list of coordinates.
    Absent,
    /// Coordinates off the globe.
    OffTheGlobe(Words),
    /// Something else is wrong.
    Broken(Words),
}

/// What was put right on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Repair {
    ClosedRing,
    DroppedRing,
    DroppedPosition,
    DroppedLine,
    MixedKinds,
}

impl Repair {
    pub(super) fn words(self) -> Words {
        let (en, zh) = match self {
            Self::ClosedRing => ("An open ring was closed", "未闭合的环已闭合"),
            Self::DroppedRing => (
                "A ring with fewer than three different corners was left out",
                "不足三个不同顶点的环已略去",
            ),
            Self::DroppedPosition => (
                "A position without two numbers was left out",
                "缺少两个数字的坐标已略去",
            ),
            Self::DroppedLine => (
                "A line of fewer than two places was left out",
                "不足两点的线已略去",
            ),
            Self::MixedKinds => (
                "A collection of different geometries; only one kind was taken",
                "几何集合含多种类型，只取其中一种",
            ),
        };
        Words::new(en, zh)
    }
}

/// Collections of collections deeper than this are refused.
const DEEPEST_COLLECTION: usize = 8;

struct Reader<'a> {
    crs: &'a Crs,
    repairs: BTreeSet<Repair>,
    off_the_globe: Option<(f64, f64)>,
}

/// The shape of a geometry and what was repaired.
pub(super) fn shape(drawing: &Drawing, crs: &Crs) -> Result<(Shape, Vec<Repair>), NoShape> {
    let mut reader = Reader {
        crs,
        repairs: BTreeSet::new(),
        off_the_globe: None,
    };
    let read = reader.drawing(drawing);
    if let Some((x, y)) = reader.off_the_globe {
        return Err(NoShape::OffTheGlobe(off_the_globe(x, y)));
    }
    Ok((read?, reader.repairs.into_iter().collect()))
}

fn off_the_globe(x: f64, y: f64) -> Words {
    let looks_swapped = x.abs() <= 90.0 && y.abs() <= 180.0;
    let looks_projected = x.abs() > 1_000.0 && y.abs() > 1_000.0;
    let (en, zh) = if looks_swapped {
        (
            "; latitude and longitude look swapped (GeoJSON puts longitude first)",
            "；经纬度可能写反（GeoJSON 经度在前）",
        )
    } else if looks_projected {
        (
            "; these look like metres of a projection: save the file in WGS 84 (EPSG:4326)",
            "；像是投影坐标（米），请将文件另存为 WGS 84（EPSG:4326）",
        )
    } else {
        ("", "")
    };
    Words::new(
        format!("[{x}, {y}] is not on the globe; left out{en}"),
        format!("[{x}, {y}] 超出经纬度范围，未读入{zh}"),
    )
}

fn broken(en: impl Into<String>, zh: impl Into<String>) -> NoShape {
    NoShape::Broken(Words::new(en, zh))
}

impl Reader<'_> {
    fn drawing(&mut self, drawing: &Drawing) -> Result<Shape, NoShape> {
        let shape = match drawing {
            Drawing::Json(geometry) => return self.geometry(geometry, 0),
            Drawing::Points(points) => Shape::Points(self.places(stated(points))),
            Drawing::Lines(lines) => {
                let lines = lines.iter().filter_map(|line| self.line(stated(line)));
                Shape::Lines(lines.collect())
            }
            Drawing::Areas(areas) => {
                let polygon = |rings: &Vec<Vec<Position>>| {
                    self.polygon(rings.iter().map(|ring| stated(ring)))
                };
                Shape::Areas(MultiPolygon(areas.iter().filter_map(polygon).collect()))
            }
        };
        shape.or_broken()
    }

    fn geometry(&mut self, geometry: &Value, depth: usize) -> Result<Shape, NoShape> {
        if geometry.is_null() {
            return Err(NoShape::Absent);
        }
        let Some(members) = geometry.as_object() else {
            return Err(broken(
                "The geometry is not an object; left out",
                "几何不是对象，未读入",
            ));
        };
        let type_name = members
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if type_name == "GeometryCollection" {
            return self.collection(members.get("geometries"), depth);
        }
        let coordinates = match members.get("coordinates") {
            Some(Value::Array(coordinates)) => coordinates,
            None | Some(Value::Null) => return Err(NoShape::Absent),
            Some(_) => {
                return Err(broken(
                    "The coordinates are not a list; left out",
                    "坐标不是列表，未读入",
                ));
            }
        };
        if coordinates.is_empty() {
            return Err(NoShape::Absent);
        }
        let shape = match type_name {
            "Point" => Shape::Points(self.places([pair(coordinates)])),
            "MultiPoint" => Shape::Points(self.places(written(coordinates))),
            "LineString" => Shape::Lines(self.line(written(coordinates)).into_iter().collect()),
            "MultiLineString" => Shape::Lines(
                lists(coordinates)
                    .filter_map(|line| self.line(written(line)))
                    .collect(),
            ),
            "Polygon" => Shape::Areas(MultiPolygon(
                self.polygon(lists(coordinates).map(written))
                    .into_iter()
                    .collect(),
            )),
            "MultiPolygon" => Shape::Areas(MultiPolygon(
                lists(coordinates)
                    .filter_map(|polygon| self.polygon(lists(polygon).map(written)))
                    .collect(),
            )),
            "" => {
                return Err(broken(
                    "The geometry has no type; left out",
                    "几何缺少类型，未读入",
                ));
            }
            other => {
                let other = super::document::shortened(other);
                return Err(broken(
                    format!("\"{other}\" is not a kind of geometry; left out"),
                    format!("“{other}”不是几何类型，未读入"),
                ));
            }
        };
        shape.or_broken()
    }

    /// Areas win over lines, lines over points.
    fn collection(&mut self, members: Option<&Value>, depth: usize) -> Result<Shape, NoShape> {
        let members = members
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default();
        if members.is_empty() || depth >= DEEPEST_COLLECTION {
            return Err(NoShape::Absent);
        }
        let (mut points, mut lines, mut areas) = (Vec::new(), Vec::new(), Vec::new());
        let mut reason = NoShape::Absent;
        for member in members {
            match self.geometry(member, depth + 1) {
                Ok(Shape::Points(more)) => points.extend(more),
                Ok(Shape::Lines(more)) => lines.extend(more),
                Ok(Shape::Areas(more)) => areas.extend(more),
                Err(why) => reason = why,
            }
        }
        let n_kinds = [points.is_empty(), lines.is_empty(), areas.is_empty()]
            .into_iter()
            .filter(|is_empty| !is_empty)
            .count();
        if n_kinds > 1 {
            self.repairs.insert(Repair::MixedKinds);
        }
        if !areas.is_empty() {
            Ok(Shape::Areas(MultiPolygon(areas)))
        } else if !lines.is_empty() {
            Ok(Shape::Lines(lines))
        } else if !points.is_empty() {
            Ok(Shape::Points(points))
        } else {
            Err(reason)
        }
    }

    /// The place of a position; of one without two numbers there is none.
    fn place(&mut self, position: Option<Position>) -> Option<LonLat> {
        let Some([x, y]) = position else {
            self.repairs.insert(Repair::DroppedPosition);
            return None;
        };
        let at = self.crs.lon_lat(x, y);
        if !at.is_on_globe() {
            self.off_the_globe.get_or_insert((x, y));
            return None;
        }
        Some(at)
    }

    fn places(&mut self, positions: impl IntoIterator<Item = Option<Position>>) -> Vec<LonLat> {
        let positions = positions.into_iter();
        let mut places = Vec::with_capacity(positions.size_hint().0);
        places.extend(positions.filter_map(|position| self.place(position)));
        places
    }

    fn line(&mut self, positions: impl Iterator<Item = Option<Position>>) -> Option<Vec<LonLat>> {
        let mut line = self.places(positions);
        line.dedup();
        if line.len() < 2 {
            self.repairs.insert(Repair::DroppedLine);
            return None;
        }
        Some(line)
    }

    fn polygon<R: Iterator<Item = Option<Position>>>(
        &mut self,
        rings: impl Iterator<Item = R>,
    ) -> Option<Polygon<f64>> {
        let mut rings = rings.map(|ring| self.ring(ring));
        // Without its outer ring a polygon's holes mean nothing.
        let outer = rings.next()??;
        let holes = rings.flatten().collect();
        Some(Polygon::new(outer, holes))
    }

    fn ring(
        &mut self,
        positions: impl Iterator<Item = Option<Position>>,
    ) -> Option<LineString<f64>> {
        let mut ring = self.places(positions);
        ring.dedup();
        let is_closed = ring.first() == ring.last();
        let corners = ring.len() - usize::from(is_closed && ring.len() > 1);
        if corners < 3 {
            self.repairs.insert(Repair::DroppedRing);
            return None;
        }
        if !is_closed {
            self.repairs.insert(Repair::ClosedRing);
            ring.push(ring[0]);
        }
        Some(ring.into_iter().map(geo::Coord::from).collect())
    }
}

impl Shape {
    fn is_empty(&self) -> bool {
        match self {
            Self::Points(points) => points.is_empty(),
            Self::Lines(lines) => lines.is_empty(),
            Self::Areas(areas) => areas.0.is_empty(),
        }
    }

    fn or_broken(self) -> Result<Self, NoShape> {
        if self.is_empty() {
            return Err(broken(
                "The coordinates make no geometry; left out",
                "坐标不能构成几何，未读入",
            ));
        }
        Ok(self)
    }

    /// Its outline, where it has one.
    pub(super) fn area(&self) -> Option<&MultiPolygon<f64>> {
        match self {
            Self::Areas(areas) => Some(areas),
            Self::Points(_) | Self::Lines(_) => None,
        }
    }

    /// Some place of it, to show where it is.
    pub(super) fn somewhere(&self) -> Option<LonLat> {
        match self {
            Self::Points(points) => points.first().copied(),
            Self::Lines(lines) => lines.first()?.first().copied(),
            Self::Areas(areas) => areas
                .0
                .first()?
                .exterior()
                .0
                .first()
                .copied()
                .map(LonLat::from),
        }
    }
}

/// Positions that are known to have two numbers.
fn stated(positions: &[Position]) -> impl Iterator<Item = Option<Position>> {
    positions.iter().copied().map(Some)
}

/// Positions as JSON has them.
fn written(positions: &[Value]) -> impl Iterator<Item = Option<Position>> {
    positions.iter().map(|position| pair(position.as_array()?))
}

fn pair(position: &[Value]) -> Option<Position> {
    let [x, y, ..] = position else { return None };
    Some([x.as_f64()?, y.as_f64()?])
}

fn lists(values: &[Value]) -> impl Iterator<Item = &[Value]> {
    values.iter().filter_map(Value::as_array).map(Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(geometry: &Value) -> Result<(Shape, Vec<Repair>), NoShape> {
        shape(&geometry.clone().into(), &Crs::Degrees)
    }

    #[test]
    fn a_third_number_is_height_and_does_not_matter() {
        let flat = read(&json!({"type": "Point", "coordinates": [104.0, 29.6]}));
        let high = read(&json!({"type": "Point", "coordinates": [104.0, 29.6, 512.5]}));
        assert_eq!(flat, high);
    }

    #[test]
    fn an_open_ring_is_closed_and_a_ring_without_area_left_out() {
        let polygons = json!({"type": "MultiPolygon", "coordinates": [
            [[[0, 0], [1, 0], [1, 1]]],
            [[[5, 5], [6, 5], [5, 5], [5, 5]]],
        ]});
        let (shape, repairs) = read(&polygons).unwrap();
        let Shape::Areas(areas) = shape else {
            panic!("no areas")
        };
        assert_eq!(areas.0.len(), 1);
        assert_eq!(areas.0[0].exterior().0.len(), 4);
        assert_eq!(repairs, [Repair::ClosedRing, Repair::DroppedRing]);
    }

    #[test]
    fn swapped_and_projected_coordinates_are_told_apart_and_never_guessed() {
        let why = |x: f64, y: f64| match read(&json!({"type": "Point", "coordinates": [x, y]})) {
            Err(NoShape::OffTheGlobe(words)) => words.en,
            other => panic!("{other:?}"),
        };
        assert!(why(29.65, 104.07).contains("swapped"));
        assert!(why(12_121_777.0, 4_079_063.0).contains("EPSG:4326"));
        assert!(why(200.0, 20.0).ends_with("left out"));
    }

    #[test]
    fn what_is_not_a_geometry_says_so() {
        for geometry in [
            json!("POINT (1 2)"),
            json!({"type": "Circle", "coordinates": [1, 2]}),
            json!({"type": "Point", "coordinates": ["1", "2"]}),
            json!({"type": "Polygon", "coordinates": [1, 2]}),
            json!({"coordinates": [1, 2]}),
        ] {
            assert!(
                matches!(read(&geometry), Err(NoShape::Broken(_))),
                "{geometry}"
            );
        }
        for geometry in [
            Value::Null,
            json!({"type": "Polygon", "coordinates": []}),
            json!({"type": "Point"}),
        ] {
            assert_eq!(read(&geometry), Err(NoShape::Absent), "{geometry}");
        }
    }
}
