//! Estimated homes, where no settlements were read: a hexagonal grid over each township.
//!
//! Every cell stands for its area; the pupils of a township's schools are shared over its cells in
//! proportion to area, by largest remainder, so that the totals are exactly the enrolments.

use std::collections::BTreeMap;

use geo::{ConvexHull as _, Coord, LineString, MultiPoint, MultiPolygon, Point};
use serde_json::Map;

use super::{County, PerStage, School, Settlement, SettlementId, Stage, apportion};
use crate::geometry::{LonLat, Projection};

/// How many cells a township aims at; coarser in a county of very many townships.
const CELLS_A_TOWNSHIP: usize = 60;
/// About how many cells there are at most in a county.
const CELLS_IN_ALL: usize = 8_000;
/// Schools up to this far outside every township still count to the nearest one.
const NEAR_A_TOWNSHIP_METRES: f64 = 5_000.0;
/// How far homes reach beyond schools that stand in no township.
const AROUND_SCHOOLS_METRES: f64 = 2_000.0;

/// Homes estimated from the townships and the enrolments of their schools, sorted by id.
///
/// Pupils of a stage are `None` when no school of the county has a number for it. Without schools there is nothing
/// to estimate from, and no homes. Schools in no township have their homes around them: in the convex hull of
/// their surroundings.
pub fn estimated(county: &County) -> Vec<Settlement> {
    if county.schools.is_empty() {
        return Vec::new();
    }
    let projection = county.projection();
    let areas = areas(county, &projection);
    let is_known = PerStage::from_fn(|stage| {
        county
            .schools
            .iter()
            .any(|school| enrolled(school, stage).is_some())
    });
    let cells_an_area = (CELLS_IN_ALL / areas.len().max(1)).clamp(4, CELLS_A_TOWNSHIP);
    let mut homes = Vec::new();
    for (number, area) in areas.iter().enumerate() {
        let cells = area.cells(cells_an_area);
        let weights: Vec<u32> = cells.iter().map(|cell| cell.weight).collect();
        let pupils = PerStage::from_fn(|stage| {
            let enrolments = area
                .schools
                .iter()
                .filter_map(|school| enrolled(school, stage));
            let total = enrolments.fold(0, u32::saturating_add);
            is_known[stage].then(|| apportion(total, &weights))
        });
        for (index, cell) in cells.iter().enumerate() {
            homes.push(Settlement {
                id: SettlementId::new(&format!("E{:04}-{:03}", number + 1, index + 1)),
                name: format!("{} {}", area.name, index + 1),
                at: projection.lon_lat(cell.middle),
                township: area.township,
                population: None,
                pupils: PerStage::from_fn(|stage| pupils[stage].as_ref()?.get(index).copied()),
                births: BTreeMap::new(),
                extra: Map::new(),
            });
        }
    }
    homes.sort_by(|a, b| a.id.cmp(&b.id));
    homes
}

fn enrolled(school: &School, stage: Stage) -> Option<u32> {
    school.stages[stage]?.pupils.map(|count| count.number)
}

/// A part of the county whose schools' pupils live in it. Rings in local metres.
struct Area<'a> {
    name: String,
    township: Option<usize>,
    rings: Vec<Vec<Coord<f64>>>,
    low: Coord<f64>,
    high: Coord<f64>,
    schools: Vec<&'a School>,
}

/// One cell of the grid.
struct Cell {
    middle: Coord<f64>,
    /// How many of its seven sample points lie inside the area.
    weight: u32,
}

fn areas<'a>(county: &'a County, projection: &Projection) -> Vec<Area<'a>> {
    let mut areas: Vec<Area<'a>> = county
        .townships
        .iter()
        .enumerate()
        .map(|(index, township)| {
            let rings = rings_in_metres(&township.outline, projection);
            Area::of(&township.name, Some(index), rings)
        })
        .collect();
    let mut elsewhere = Vec::new();
    for school in &county.schools {
        let at = projection.metres(school.at);
        let township = school.township.or_else(|| nearest(&areas, at));
        match township.and_then(|index| areas.get_mut(index)) {
            Some(area) => area.schools.push(school),
            None => elsewhere.push(school),
        }
    }
    if !elsewhere.is_empty() {
        areas.push(around(elsewhere, projection, &county.name));
    }
    areas
}

fn rings_in_metres(outline: &MultiPolygon<f64>, projection: &Projection) -> Vec<Vec<Coord<f64>>> {
    let rings = outline
        .iter()
        .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
    rings
        .map(|ring| {
            ring.coords()
                .map(|&coord| projection.metres(LonLat::from(coord)))
                .collect()
        })
        .collect()
}

/// The area whose border is nearest to a place outside all of them, if near at all.
fn nearest(areas: &[Area<'_>], at: Coord<f64>) -> Option<usize> {
    let near = areas
        .iter()
        .enumerate()
        .filter(|(_, area)| area.may_be_near(at));
    let distances = near.map(|(index, area)| {
        let metres = area
            .rings
            .iter()
            .flat_map(|ring| ring.windows(2))
            .map(|edge| metres_to_segment(at, edge[0], edge[1]))
            .fold(f64::INFINITY, f64::min);
        (metres, index)
    });
    let (metres, index) = distances.min_by(|a, b| a.0.total_cmp(&b.0))?;
    (metres <= NEAR_A_TOWNSHIP_METRES).then_some(index)
}

fn metres_to_segment(at: Coord<f64>, from: Coord<f64>, to: Coord<f64>) -> f64 {
    let along = to - from;
    let length_squared = along.x.powi(2) + along.y.powi(2);
    let share = if length_squared > 0.0 {
        (((at.x - from.x) * along.x + (at.y - from.y) * along.y) / length_squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let foot = from + along * share;
    (at.x - foot.x).hypot(at.y - foot.y)
}

/// One area round schools that stand in no township: the hull of an octagon around each.
fn around<'a>(schools: Vec<&'a School>, projection: &Projection, name: &str) -> Area<'a> {
    let corners = schools.iter().flat_map(|school| {
        let at = projection.metres(school.at);
        (0..8).map(move |eighth| {
            let (sin, cos) = (f64::from(eighth) * std::f64::consts::FRAC_PI_4).sin_cos();
            Point::new(
                at.x + AROUND_SCHOOLS_METRES * cos,
                at.y + AROUND_SCHOOLS_METRES * sin,
            )
        })
    });
    let hull: LineString<f64> = corners
        .collect::<MultiPoint<f64>>()
        .convex_hull()
        .into_inner()
        .0;
    let mut area = Area::of(name, None, vec![hull.into_inner()]);
    area.schools = schools;
    area
}

/// The south-west and north-east corners of rings; infinite and turned round where there are none.
fn corners(rings: &[Vec<Coord<f64>>]) -> (Coord<f64>, Coord<f64>) {
    let (far, near) = (f64::INFINITY, f64::NEG_INFINITY);
    let nothing = (Coord { x: far, y: far }, Coord { x: near, y: near });
    rings.iter().flatten().fold(nothing, |(low, high), corner| {
        (
            Coord {
                x: low.x.min(corner.x),
                y: low.y.min(corner.y),
            },
            Coord {
                x: high.x.max(corner.x),
                y: high.y.max(corner.y),
            },
        )
    })
}

impl Area<'_> {
    fn of(name: &str, township: Option<usize>, rings: Vec<Vec<Coord<f64>>>) -> Self {
        let (low, high) = corners(&rings);
        Self {
            name: name.to_owned(),
            township,
            rings,
            low,
            high,
            schools: Vec::new(),
        }
    }

    /// Whether a place is so near the area's box that it may be near the area.
    fn may_be_near(&self, at: Coord<f64>) -> bool {
        let reach = NEAR_A_TOWNSHIP_METRES;
        at.x >= self.low.x - reach
            && at.x <= self.high.x + reach
            && at.y >= self.low.y - reach
            && at.y <= self.high.y + reach
    }

    /// A hexagonal grid of about `aim` cells, in rows from south to north.
    fn cells(&self, aim: usize) -> Vec<Cell> {
        let (low, high) = (self.low, self.high);
        let area = self.square_metres();
        let mut cells = Vec::new();
        if area > 0.0 {
            let row_per_spacing = 3f64.sqrt() / 2.0;
            let spacing = (area / aim as f64 / row_per_spacing).sqrt();
            // A long thin outline round little land must not make the grid endless.
            let spacing = spacing.max((high.x - low.x).max(high.y - low.y) / 200.0);
            let row_height = spacing * row_per_spacing;
            let n_rows = ((high.y - low.y) / row_height).ceil() as usize;
            let n_columns = ((high.x - low.x) / spacing).ceil() as usize + 1;
            for row in 0..n_rows {
                let north = low.y + (row as f64 + 0.5) * row_height;
                let shift = if row % 2 == 0 { 0.25 } else { -0.25 };
                let lines = SampleLines::across(self, north, spacing);
                let row_cells = (0..n_columns).filter_map(|column| {
                    lines.cell(low.x + (column as f64 + 0.5 + shift) * spacing)
                });
                cells.extend(row_cells);
            }
        }
        if cells.is_empty() {
            let middle = Coord {
                x: f64::midpoint(low.x, high.x),
                y: f64::midpoint(low.y, high.y),
            };
            let has_outline = middle.x.is_finite() && middle.y.is_finite();
            cells.extend(has_outline.then_some(Cell { middle, weight: 1 }));
        }
        cells
    }

    /// About how much land there is, whatever the winding of the rings.
    fn square_metres(&self) -> f64 {
        let sizes: Vec<f64> = self
            .rings
            .iter()
            .map(|ring| {
                let twice: f64 = ring
                    .windows(2)
                    .map(|edge| edge[0].x * edge[1].y - edge[1].x * edge[0].y)
                    .sum();
                twice.abs() / 2.0
            })
            .collect();
        // Holes count as land here: they are few, and the grid only needs the order of size.
        sizes.iter().sum()
    }

    /// Where a west-east line at `north` crosses the rings, from west to east.
    fn crossings(&self, north: f64) -> Vec<f64> {
        let edges = self.rings.iter().flat_map(|ring| ring.windows(2));
        let mut crossings: Vec<f64> = edges
            .filter(|edge| (edge[0].y <= north) != (edge[1].y <= north))
            .map(|edge| {
                let share = (north - edge[0].y) / (edge[1].y - edge[0].y);
                edge[0].x + share * (edge[1].x - edge[0].x)
            })
            .collect();
        crossings.sort_by(f64::total_cmp);
        crossings
    }
}

/// Three scan lines through one row of cells: through the middles and through the samples above and below.
struct SampleLines {
    north: f64,
    reach: f64,
    crossings: [Vec<f64>; 3],
}

impl SampleLines {
    fn across(area: &Area<'_>, north: f64, spacing: f64) -> Self {
        let reach = spacing / 3.0;
        let rise = reach * 3f64.sqrt() / 2.0;
        Self {
            north,
            reach,
            crossings: [north - rise, north, north + rise].map(|north| area.crossings(north)),
        }
    }

    /// The cell around a middle: it and six points around it are sampled; the home is where they are on average, or
    /// at a sample where that lies outside.
    fn cell(&self, east: f64) -> Option<Cell> {
        let rise = self.reach * 3f64.sqrt() / 2.0;
        let half = self.reach / 2.0;
        let samples = [
            (1, 0.0),
            (1, -self.reach),
            (1, self.reach),
            (0, -half),
            (0, half),
            (2, -half),
            (2, half),
        ];
        let inside: Vec<Coord<f64>> = samples
            .into_iter()
            .filter(|&(line, shift)| self.is_inside(line, east + shift))
            .map(|(line, shift)| Coord {
                x: east + shift,
                y: self.north + (line as f64 - 1.0) * rise,
            })
            .collect();
        let first = *inside.first()?;
        let weight = inside.len() as u32;
        let mean = inside.iter().fold(Coord::zero(), |sum, &at| sum + at) / f64::from(weight);
        let holds_its_middle = first.x == east && first.y == self.north;
        let middle = if holds_its_middle {
            first
        } else {
            nearest_to(mean, &inside)
        };
        Some(Cell { middle, weight })
    }

    fn is_inside(&self, line: usize, east: f64) -> bool {
        self.crossings[line].partition_point(|&crossing| crossing < east) % 2 == 1
    }
}

fn nearest_to(place: Coord<f64>, choices: &[Coord<f64>]) -> Coord<f64> {
    let apart = |choice: &Coord<f64>| (choice.x - place.x).hypot(choice.y - place.y);
    let nearest = choices.iter().min_by(|a, b| apart(a).total_cmp(&apart(b)));
    nearest.copied().unwrap_or(place)
}

#[cfg(test)]
mod tests {
    use geo::{Contains as _, Polygon};

    use super::*;
    use crate::model::{Count, SchoolId, SchoolKind, StageRecord, Township};

    fn township(name: &str, west: f64, width: f64) -> Township {
        let ring = [(0.0, 0.0), (width, 0.0), (width, 0.1), (0.0, 0.1)];
        let ring: Vec<(f64, f64)> = ring
            .iter()
            .map(|(x, y)| (104.0 + west + x, 29.6 + y))
            .collect();
        Township {
            code: String::new(),
            name: name.to_owned(),
            district: None,
            population: None,
            outline: MultiPolygon(vec![Polygon::new(ring.into(), Vec::new())]),
            extra: Map::new(),
        }
    }

    fn school(id: &str, lon: f64, township: Option<usize>, pupils: Option<u32>) -> School {
        let mut stages = PerStage::default();
        stages[Stage::Primary] = Some(StageRecord {
            pupils: pupils.map(Count::recorded),
            seats: None,
        });
        School {
            id: SchoolId::new(id),
            name: id.to_owned(),
            kind: SchoolKind::Primary,
            at: LonLat::new(lon, 29.65),
            stages,
            ownership: None,
            inclusive: None,
            parent: None,
            boarders: None,
            beds: None,
            township,
            extra: Map::new(),
        }
    }

    fn pupils_in(homes: &[Settlement], township: Option<usize>) -> u32 {
        let here = homes.iter().filter(|home| home.township == township);
        here.filter_map(|home| home.pupils[Stage::Primary]).sum()
    }

    #[test]
    fn the_pupils_of_a_townships_schools_live_in_it_to_the_last_one() {
        let county = County {
            townships: vec![township("甲镇", 0.0, 0.1), township("乙乡", 0.1, 0.05)],
            schools: vec![
                school("a", 104.05, Some(0), Some(997)),
                school("b", 104.06, Some(0), Some(101)),
                school("c", 104.12, Some(1), Some(53)),
            ],
            ..County::default()
        };
        let homes = estimated(&county);
        assert_eq!(pupils_in(&homes, Some(0)), 1_098);
        assert_eq!(pupils_in(&homes, Some(1)), 53);
        for (index, township) in county.townships.iter().enumerate() {
            let here: Vec<_> = homes
                .iter()
                .filter(|home| home.township == Some(index))
                .collect();
            assert!((40..=80).contains(&here.len()), "{} cells", here.len());
            assert!(
                here.iter()
                    .all(|home| township.outline.contains(&Point::from(home.at)))
            );
        }
        assert!(homes.is_sorted_by(|a, b| a.id < b.id));
    }

    #[test]
    fn schools_far_from_every_township_have_their_homes_around_them() {
        let county = County {
            townships: vec![township("甲镇", 0.0, 0.1)],
            schools: vec![
                school("far", 105.0, None, Some(77)),
                school("near", 104.101, None, Some(11)),
            ],
            ..County::default()
        };
        let homes = estimated(&county);
        assert_eq!(pupils_in(&homes, None), 77);
        assert_eq!(pupils_in(&homes, Some(0)), 11);
        let around = homes.iter().filter(|home| home.township.is_none());
        assert!(
            around
                .into_iter()
                .all(|home| home.at.metres_to(LonLat::new(105.0, 29.65)) < 2_100.0)
        );
    }

    #[test]
    fn pupils_that_no_school_records_are_not_known() {
        let county = County {
            townships: vec![township("甲镇", 0.0, 0.1)],
            schools: vec![school("a", 104.05, Some(0), None)],
            ..County::default()
        };
        let homes = estimated(&county);
        assert!(!homes.is_empty());
        assert!(homes.iter().all(|home| home.pupils == PerStage::default()));
        assert!(estimated(&County::default()).is_empty());
    }

    #[test]
    fn a_township_without_area_keeps_its_pupils_at_one_place() {
        let mut flat = township("线", 0.0, 0.1);
        let line = vec![(104.0, 29.6), (104.1, 29.6), (104.0, 29.6), (104.0, 29.6)];
        flat.outline = MultiPolygon(vec![Polygon::new(line.into(), Vec::new())]);
        let county = County {
            townships: vec![flat],
            schools: vec![school("a", 104.05, Some(0), Some(9))],
            ..County::default()
        };
        assert_eq!(pupils_in(&estimated(&county), Some(0)), 9);
    }
}
