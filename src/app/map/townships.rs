//! The paper: township ground, the lines between townships, the dashed lines between districts, and where names stand.

use std::collections::{BTreeMap, HashMap};

use egui::epaint::{Vertex, WHITE_UV};
use egui::{Color32, Mesh, Pos2, Vec2, pos2};
use geo::{
    Area as _, BoundingRect as _, Centroid as _, Contains as _, Coord, InteriorPoint as _,
    Intersects as _, LineString, MapCoords as _, MultiPolygon, Point, Polygon, Simplify as _,
    TriangulateEarcut as _,
};

use super::camera::Viewport;
use super::discs::Discs;
use super::lines::{Lines, band_of, tolerance};
use super::plane::MapPlane;
use super::stroke;
use crate::app::look::theme::Theme;
use crate::geometry::LonLat;
use crate::model::County;

/// Below this share of common edges the files draw every township by itself, and no line is the county's outline.
const DRAWN_TOGETHER: f64 = 0.1;

/// A township's name, and the best place for it.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) at: Coord<f64>,
    /// Square metres; the larger the more important.
    pub(super) area: f64,
}

/// All townships, ready to draw at any zoom.
#[derive(Clone, Debug, Default)]
pub(super) struct Townships {
    outlines: Vec<MultiPolygon<f64>>,
    fills: BTreeMap<i32, Fill>,
    /// Simplified for names, by band of scales.
    grounds: BTreeMap<i32, Vec<Ground>>,
    between_townships: Lines,
    between_districts: Lines,
    round_county: Lines,
    /// One for each township, in order; empty where it has no ground.
    pub(super) names: Vec<Name>,
}

#[derive(Clone, Debug, Default)]
struct Fill {
    corners: Vec<[f32; 2]>,
    triangles: Vec<u32>,
}

impl Townships {
    pub(super) fn of(county: &County, ground: &MapPlane) -> Self {
        let outlines: Vec<MultiPolygon<f64>> = county
            .townships
            .iter()
            .map(|township| {
                township
                    .outline
                    .map_coords(|coord| ground.metres(LonLat::from(coord)))
            })
            .collect();
        let names = county
            .townships
            .iter()
            .zip(&outlines)
            .map(|(township, outline)| {
                let largest = outline
                    .iter()
                    .max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()));
                let at = largest.and_then(name_point);
                Name {
                    // Without ground there is no place for the name.
                    text: at.map_or_else(String::new, |_| township.name.clone()),
                    at: at.map_or_else(Coord::zero, Coord::from),
                    area: outline.unsigned_area(),
                }
            });
        let edges = edges(county, ground);
        Self {
            names: names.collect(),
            between_townships: Lines::new(edges.between_townships),
            between_districts: Lines::new(edges.between_districts),
            round_county: Lines::new(edges.round_county),
            fills: BTreeMap::new(),
            grounds: BTreeMap::new(),
            outlines,
        }
    }

    /// Whether there is any ground to draw.
    pub(super) fn is_empty(&self) -> bool {
        self.outlines.iter().all(|outline| outline.0.is_empty())
    }

    /// The ground of all townships in one colour.
    pub(super) fn fill(&mut self, viewport: &Viewport, color: Color32) -> Mesh {
        let band = band_of(viewport.camera.scale);
        let outlines = &self.outlines;
        let fill = self
            .fills
            .entry(band)
            .or_insert_with(|| Fill::of(outlines, tolerance(band)));
        let origin = viewport.pos(Coord::zero());
        let scale = viewport.camera.scale as f32;
        let vertex = |&[x, y]: &[f32; 2]| Vertex {
            pos: pos2(origin.x + x * scale, origin.y - y * scale),
            uv: WHITE_UV,
            color,
        };
        Mesh {
            vertices: fill.corners.iter().map(vertex).collect(),
            indices: fill.triangles.clone(),
            ..Mesh::default()
        }
    }

    /// Where the name of a township may stand: middles of rectangles of this size, in points, that lie wholly in its
    /// ground and on the screen; the usual place first, then those nearest to the middle of what is seen of it.
    pub(super) fn places_for(
        &mut self,
        township: usize,
        viewport: &Viewport,
        extent: Vec2,
        tries: usize,
    ) -> Vec<Pos2> {
        let band = band_of(viewport.camera.scale);
        let outlines = &self.outlines;
        let grounds = self.grounds.entry(band).or_insert_with(|| {
            let of = |outline: &MultiPolygon<f64>| Ground::of(outline, tolerance(band));
            outlines.iter().map(of).collect()
        });
        let (Some(ground), Some(name)) = (grounds.get(township), self.names.get(township)) else {
            return Vec::new();
        };
        let Some(seen) = ground
            .extent
            .and_then(|all| shared(all, viewport.visible(0.0)))
        else {
            return Vec::new();
        };
        let half = Coord {
            x: f64::from(extent.x) / viewport.camera.scale / 2.0,
            y: f64::from(extent.y) / viewport.camera.scale / 2.0,
        };
        let middle = seen.center();
        let step = |of: f64, place: usize| of * (place as f64 + 0.5) / tries as f64;
        let mut grid: Vec<Coord<f64>> = (0..tries * tries)
            .map(|place| Coord {
                x: seen.min().x + step(seen.width(), place % tries),
                y: seen.min().y + step(seen.height(), place / tries),
            })
            .collect();
        let away = |at: &Coord<f64>| (at.x - middle.x).hypot(at.y - middle.y);
        grid.sort_by(|a, b| away(a).total_cmp(&away(b)));
        let down = half.y * 2.4;
        let near = [0.0, -down, down].map(|by| Coord {
            x: name.at.x,
            y: name.at.y + by,
        });
        let fits = |&at: &Coord<f64>| ground.holds(geo::Rect::new(at - half, at + half));
        let places = near.into_iter().chain(grid).filter(fits);
        places.map(|at| viewport.pos(at)).collect()
    }

    /// The lines, thin ones first, into a mesh of `discs`.
    pub(super) fn draw_edges(
        &mut self,
        mesh: &mut Mesh,
        discs: &Discs,
        viewport: &Viewport,
        theme: &Theme,
    ) {
        self.between_townships.on_screen(viewport, 4.0, |points| {
            discs.line(mesh, points, 1.0, theme.township_edge);
        });
        self.between_districts.on_screen(viewport, 4.0, |points| {
            discs.line(mesh, points, 1.0, theme.township_edge);
            discs.painted(mesh, |mesh| {
                stroke::dashed(mesh, points, 2.0, theme.district_edge, 7.0, 4.0);
            });
        });
        self.round_county.on_screen(viewport, 4.0, |points| {
            discs.line(mesh, points, 1.6, theme.district_edge);
        });
    }
}

/// The ground of a township, to find room for its name.
#[derive(Clone, Debug, Default)]
struct Ground {
    polygons: Vec<Polygon<f64>>,
    extent: Option<geo::Rect<f64>>,
}

impl Ground {
    fn of(outline: &MultiPolygon<f64>, tolerance: f64) -> Self {
        let simple = |polygon: &Polygon<f64>| {
            if tolerance > 0.0 {
                polygon.simplify(tolerance)
            } else {
                polygon.clone()
            }
        };
        Self {
            polygons: outline.iter().map(simple).collect(),
            extent: outline.bounding_rect(),
        }
    }

    /// Whether a rectangle lies wholly inside: its middle does, and no edge of the outline crosses it.
    fn holds(&self, rect: geo::Rect<f64>) -> bool {
        let is_inside = self.extent.is_some_and(|extent| extent.contains(&rect));
        is_inside
            && self.polygons.iter().any(|polygon| {
                let mut rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
                polygon.contains(&Point::from(rect.center()))
                    && !rings.any(|ring| ring.lines().any(|line| rect.intersects(&line)))
            })
    }
}

/// What two rectangles share.
fn shared(a: geo::Rect<f64>, b: geo::Rect<f64>) -> Option<geo::Rect<f64>> {
    let low = Coord {
        x: a.min().x.max(b.min().x),
        y: a.min().y.max(b.min().y),
    };
    let high = Coord {
        x: a.max().x.min(b.max().x),
        y: a.max().y.min(b.max().y),
    };
    (low.x < high.x && low.y < high.y).then(|| geo::Rect::new(low, high))
}

impl Fill {
    fn of(outlines: &[MultiPolygon<f64>], tolerance: f64) -> Self {
        let mut fill = Self::default();
        for polygon in outlines.iter().flatten() {
            let simple = if tolerance > 0.0 {
                polygon.simplify(tolerance)
            } else {
                polygon.clone()
            };
            if simple.exterior().0.len() < 4 {
                continue;
            }
            let raw = simple.earcut_triangles_raw();
            let base = fill.corners.len() as u32;
            fill.corners.extend(
                raw.vertices
                    .iter()
                    .map(|corner| [corner[0] as f32, corner[1] as f32]),
            );
            fill.triangles.extend(
                raw.triangle_indices
                    .iter()
                    .map(|&corner| base + corner as u32),
            );
        }
        fill
    }
}

/// The centroid where it lies inside, else a point that does.
fn name_point(polygon: &Polygon<f64>) -> Option<Point<f64>> {
    let centroid = polygon.centroid()?;
    if polygon.contains(&centroid) {
        Some(centroid)
    } else {
        polygon.interior_point()
    }
}

#[derive(Debug, Default)]
struct Edges {
    between_townships: Vec<LineString<f64>>,
    between_districts: Vec<LineString<f64>>,
    round_county: Vec<LineString<f64>>,
}

/// What lies on the other side of an edge, seen from one township.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Beyond {
    /// Another township, which draws the edge.
    DrawnByOther,
    Township(usize),
    Outside,
}

type Corner = (i64, i64);

/// A corner as files repeat it: to a ten-millionth of a degree.
fn corner(coord: Coord<f64>) -> Corner {
    (
        (coord.x * 1e7).round() as i64,
        (coord.y * 1e7).round() as i64,
    )
}

/// Every edge once, joined into lines that end where three townships meet, so that neighbours
/// are simplified alike.
fn edges(county: &County, ground: &MapPlane) -> Edges {
    let rings = || {
        county
            .townships
            .iter()
            .enumerate()
            .flat_map(|(index, township)| {
                township
                    .outline
                    .iter()
                    .flat_map(|polygon| {
                        std::iter::once(polygon.exterior()).chain(polygon.interiors())
                    })
                    .map(move |ring| (index, ring))
            })
    };
    let mut owners: HashMap<(Corner, Corner), (usize, Option<usize>)> = HashMap::new();
    for (index, ring) in rings() {
        for line in ring.lines() {
            let (a, b) = (corner(line.start), corner(line.end));
            let edge = (a.min(b), a.max(b));
            owners
                .entry(edge)
                .and_modify(|(first, second)| {
                    *second = second.or(Some(index).filter(|other| other != first));
                })
                .or_insert((index, None));
        }
    }
    let mut edges = Edges::default();
    for (index, ring) in rings() {
        let beyond: Vec<Beyond> = ring
            .lines()
            .map(|line| {
                let (a, b) = (corner(line.start), corner(line.end));
                match owners.get(&(a.min(b), a.max(b))) {
                    Some(&(first, Some(second))) if first == index => Beyond::Township(second),
                    Some(&(_, Some(_))) => Beyond::DrawnByOther,
                    _ => Beyond::Outside,
                }
            })
            .collect();
        for (beyond, points) in runs(&beyond, ring) {
            let line = LineString::new(
                points
                    .map(|coord| ground.metres(LonLat::from(coord)))
                    .collect(),
            );
            match beyond {
                Beyond::DrawnByOther => {}
                Beyond::Outside => edges.round_county.push(line),
                Beyond::Township(other) => {
                    let district = |township: usize| county.townships[township].district.as_deref();
                    if district(index) == district(other) {
                        edges.between_townships.push(line);
                    } else {
                        edges.between_districts.push(line);
                    }
                }
            }
        }
    }
    let count =
        |lines: &[LineString<f64>]| lines.iter().map(|line| line.0.len()).sum::<usize>() as f64;
    let shared = count(&edges.between_townships) + count(&edges.between_districts);
    let single = count(&edges.round_county);
    if county.townships.len() > 2 && shared < DRAWN_TOGETHER * (shared + single) {
        edges.between_townships.append(&mut edges.round_county);
    }
    edges
}

/// The stretches of a ring that have the same on their other side.
fn runs<'a>(
    beyond: &'a [Beyond],
    ring: &'a LineString<f64>,
) -> impl Iterator<Item = (Beyond, impl Iterator<Item = Coord<f64>> + 'a)> + 'a {
    let n = beyond.len();
    let start = (0..n)
        .find(|&k| beyond[k] != beyond[(k + n - 1) % n])
        .unwrap_or(0);
    let mut stretches: Vec<(usize, usize)> = Vec::new();
    for k in 0..n {
        let is_new = k == 0 || beyond[(start + k) % n] != beyond[(start + k - 1) % n];
        match stretches.last_mut() {
            Some((_, length)) if !is_new => *length += 1,
            _ => stretches.push((k, 1)),
        }
    }
    stretches.into_iter().map(move |(first, length)| {
        let points = (0..=length).map(move |step| ring.0[(start + first + step) % n]);
        (beyond[(start + first) % n], points)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Township;
    use geo::{Distance as _, polygon};

    fn township(name: &str, district: &str, west: f64) -> Township {
        Township {
            code: name.to_owned(),
            name: name.to_owned(),
            district: Some(district.to_owned()),
            population: None,
            outline: MultiPolygon::new(vec![polygon![
                (x: west, y: 29.0), (x: west + 0.1, y: 29.0), (x: west + 0.1, y: 29.1), (x: west, y: 29.1)
            ]]),
            extra: Default::default(),
        }
    }

    fn three() -> County {
        County {
            townships: vec![
                township("东", "一", 104.0),
                township("中", "一", 104.1),
                township("西", "二", 104.2),
            ],
            ..County::default()
        }
    }

    #[test]
    fn each_border_is_drawn_once_and_in_its_kind() {
        let county = three();
        let edges = edges(&county, &MapPlane::of(&county));
        assert_eq!(edges.between_townships.len(), 1);
        assert_eq!(edges.between_districts.len(), 1);
        let corners: usize = edges.round_county.iter().map(|line| line.0.len() - 1).sum();
        assert_eq!(corners, 8);
    }

    #[test]
    fn a_name_stands_inside_its_township() {
        let county = three();
        let ground = MapPlane::of(&county);
        let townships = Townships::of(&county, &ground);
        assert_eq!(townships.names.len(), 3);
        for (name, outline) in townships.names.iter().zip(&townships.outlines) {
            assert!(outline.contains(&Point::from(name.at)));
        }
    }

    #[test]
    fn a_name_only_stands_where_its_township_has_room_for_all_of_it() {
        use crate::app::map::camera::Camera;
        use crate::random::Random;
        // A thin bow: its middle lies outside.
        let bow = MultiPolygon::new(vec![polygon![
            (x: 104.0, y: 29.0), (x: 104.2, y: 29.0), (x: 104.2, y: 29.2), (x: 104.17, y: 29.2),
            (x: 104.17, y: 29.03), (x: 104.0, y: 29.03)
        ]]);
        let mut county = three();
        county.townships[0].outline = bow;
        let ground = MapPlane::of(&county);
        let mut townships = Townships::of(&county, &ground);
        let mut random = Random::seeded(31);
        let (mut found, mut none) = (0, 0);
        for _ in 0..300 {
            let scale = 10.0_f64.powf(-3.0 + 2.0 * random.below(1_000) as f64 / 1_000.0);
            let camera = Camera {
                x: (random.below(40_000) as f64) - 20_000.0,
                y: (random.below(40_000) as f64) - 20_000.0,
                scale,
            };
            let rect = egui::Rect::from_min_size(pos2(200.0, 90.0), egui::vec2(700.0, 480.0));
            let viewport = Viewport { camera, rect };
            let extent = egui::vec2(56.0, 17.0);
            for index in 0..3 {
                let places = townships.places_for(index, &viewport, extent, 5);
                for place in &places {
                    found += 1;
                    let label = egui::Rect::from_center_size(*place, extent);
                    // Points of the label's edge and inside, one by one.
                    for step in 0..=20 {
                        for row in 0..=6 {
                            let part = egui::vec2(step as f32 / 20.0, row as f32 / 6.0);
                            let point = label.min + part * label.size();
                            let at = Point::from(viewport.metres(point));
                            let stray = 0.6 / scale;
                            let is_near = townships.outlines[index].contains(&at)
                                || geo::Euclidean.distance(&at, &townships.outlines[index])
                                    <= stray;
                            assert!(is_near, "{index} at {scale}: {point:?}");
                        }
                    }
                }
                none += usize::from(places.is_empty());
            }
        }
        assert!(found > 100 && none > 100, "{found} {none}");
    }

    #[test]
    fn an_island_of_its_own_is_one_closed_line() {
        let county = County {
            townships: vec![township("岛", "一", 104.0)],
            ..County::default()
        };
        let edges = edges(&county, &MapPlane::of(&county));
        assert_eq!(edges.round_county.len(), 1);
        assert!(edges.round_county[0].is_closed());
    }
}
