//! The ground: our own outline of the county, and township borders that wander like hill country.

use geo::{Contains as _, Coord, LineString, MultiPolygon, Point, Polygon};
use serde_json::Map;
use xuequ::assign::catchment::Cells;
use xuequ::assign::{Assignment, Flow};
use xuequ::geometry::{LonLat, Projection};
use xuequ::model::{County, PerStage, Settlement, SettlementId, Stage, Township};
use xuequ::travel::{Basis, Trip};
use xuequ::units::Meters;

use crate::facts::{Dice, Facts};

/// Drawn by hand for this sample; it is not an official boundary.
const OUTLINE: [(f64, f64); 52] = [
    (104.055, 29.462),
    (104.028, 29.452),
    (104.002, 29.443),
    (103.984, 29.458),
    (103.958, 29.452),
    (103.932, 29.464),
    (103.904, 29.462),
    (103.884, 29.484),
    (103.899, 29.507),
    (103.928, 29.524),
    (103.946, 29.546),
    (103.962, 29.563),
    (103.951, 29.588),
    (103.968, 29.604),
    (103.981, 29.627),
    (103.972, 29.652),
    (103.967, 29.683),
    (103.982, 29.708),
    (103.974, 29.727),
    (103.949, 29.739),
    (103.928, 29.752),
    (103.903, 29.759),
    (103.908, 29.784),
    (103.929, 29.806),
    (103.937, 29.829),
    (103.957, 29.847),
    (103.984, 29.852),
    (104.008, 29.867),
    (104.033, 29.873),
    (104.049, 29.852),
    (104.046, 29.833),
    (104.081, 29.818),
    (104.068, 29.789),
    (104.084, 29.757),
    (104.112, 29.738),
    (104.136, 29.713),
    (104.168, 29.707),
    (104.186, 29.694),
    (104.207, 29.684),
    (104.229, 29.672),
    (104.247, 29.644),
    (104.239, 29.619),
    (104.212, 29.607),
    (104.186, 29.622),
    (104.171, 29.596),
    (104.148, 29.588),
    (104.157, 29.556),
    (104.134, 29.526),
    (104.158, 29.508),
    (104.149, 29.486),
    (104.118, 29.489),
    (104.086, 29.469),
];

/// How far apart the points are whose cells make up the townships, in metres.
const GRAIN: f64 = 620.0;

pub(crate) struct Ground {
    pub(crate) projection: Projection,
    /// By township, in the order of the facts.
    pub(crate) outlines: Vec<MultiPolygon<f64>>,
}

impl Ground {
    pub(crate) fn of(facts: &Facts) -> Self {
        let outline = Polygon::new(wobbled(&OUTLINE), Vec::new());
        let projection = Projection::around(LonLat::new(104.067, 29.651));
        let grains = grains(&outline, projection);
        let owners = owners(facts, &grains, projection);
        let outlines = joined(outline, &grains, &owners, facts.townships.len());
        Self {
            projection,
            outlines,
        }
    }

    /// Whether a place lies in a township, by its number.
    pub(crate) fn holds(&self, township: usize, at: LonLat) -> bool {
        self.outlines[township].contains(&Point::from(at))
    }
}

/// The outline with a small bend in the middle of every side.
fn wobbled(corners: &[(f64, f64)]) -> LineString<f64> {
    let mut dice = Dice::new(11);
    let mut line = Vec::new();
    for (index, &(lon, lat)) in corners.iter().enumerate() {
        let (next_lon, next_lat) = corners[(index + 1) % corners.len()];
        line.push(rounded(LonLat::new(lon, lat)));
        for share in [0.33, 0.67] {
            let bend = dice.between(-0.14, 0.14);
            line.push(rounded(LonLat::new(
                lon + (next_lon - lon) * share - (next_lat - lat) * bend,
                lat + (next_lat - lat) * share + (next_lon - lon) * bend,
            )));
        }
    }
    line.push(line[0]);
    LineString::from(line.into_iter().map(Coord::from).collect::<Vec<_>>())
}

/// A place to five decimals, about a metre, as the files write it.
pub(crate) fn rounded(at: LonLat) -> LonLat {
    let five = |degrees: f64| (degrees * 1e5).round() / 1e5;
    LonLat::new(five(at.lon), five(at.lat))
}

/// Points in a shaken honeycomb over the county and a little beyond.
fn grains(outline: &Polygon<f64>, projection: Projection) -> Vec<LonLat> {
    let mut dice = Dice::new(7);
    let reach = 27_000.0;
    let rows = (2.0 * reach / (GRAIN * 0.866)) as i32;
    let columns = (2.0 * reach / GRAIN) as i32;
    let mut grains = Vec::new();
    for row in 0..rows {
        for column in 0..columns {
            let shift = if row % 2 == 0 { 0.0 } else { 0.5 };
            let shaken = |dice: &mut Dice| dice.between(-0.36, 0.36) * GRAIN;
            let place = Coord {
                x: (f64::from(column) + shift) * GRAIN - reach + shaken(&mut dice),
                y: f64::from(row) * GRAIN * 0.866 - reach + shaken(&mut dice),
            };
            let at = projection.lon_lat(place);
            if outline.contains(&Point::from(at)) {
                grains.push(at);
            }
        }
    }
    grains
}

/// The township of every point: the nearest centre, with handicaps that bring the areas near the known ones.
fn owners(facts: &Facts, grains: &[LonLat], projection: Projection) -> Vec<usize> {
    let centres: Vec<Coord<f64>> = facts
        .townships
        .iter()
        .map(|township| projection.metres(township.centre()))
        .collect();
    let known: f64 = facts
        .townships
        .iter()
        .map(|township| township.area_km2)
        .sum();
    let mut handicaps = vec![0.0; centres.len()];
    let mut owners = Vec::new();
    for _ in 0..200 {
        owners = grains
            .iter()
            .map(|&grain| owner(projection.metres(grain), &centres, &handicaps))
            .collect();
        for (township, handicap) in handicaps.iter_mut().enumerate() {
            let held = owners.iter().filter(|&&owner| owner == township).count() as f64
                / grains.len() as f64;
            let wanted = facts.townships[township].area_km2 / known;
            *handicap += (wanted - held) * 60_000_000.0;
        }
    }
    owners
}

fn owner(at: Coord<f64>, centres: &[Coord<f64>], handicaps: &[f64]) -> usize {
    let hills = |x: f64, y: f64| {
        450.0 * (x / 1_900.0 + y / 3_100.0).sin() + 300.0 * (x / 1_100.0 - y / 1_700.0).cos()
    };
    let (x, y) = (at.x + hills(at.x, at.y), at.y + hills(at.y, at.x));
    let far = |township: usize| {
        (x - centres[township].x).powi(2) + (y - centres[township].y).powi(2) - handicaps[township]
    };
    (0..centres.len())
        .min_by(|&a, &b| far(a).total_cmp(&far(b)))
        .unwrap_or_default()
}

/// The cells of the points joined by township, so that neighbours share their very corners.
fn joined(
    outline: Polygon<f64>,
    grains: &[LonLat],
    owners: &[usize],
    townships: usize,
) -> Vec<MultiPolygon<f64>> {
    let whole = Township {
        code: String::new(),
        name: String::new(),
        district: None,
        population: None,
        outline: outline.into(),
        extra: Map::new(),
    };
    let settlements = grains.iter().enumerate().map(|(index, &at)| Settlement {
        id: SettlementId::new(&format!("{index:05}")),
        name: String::new(),
        at,
        township: None,
        population: None,
        pupils: PerStage::default(),
        births: Default::default(),
        extra: Map::new(),
    });
    let county = County {
        townships: vec![whole],
        settlements: settlements.collect(),
        ..County::default()
    };
    let trip = Trip::new(Meters::ZERO, Basis::Estimate);
    let flows = owners.iter().enumerate().map(|(settlement, &site)| Flow {
        settlement,
        site,
        pupils: 1,
        trip,
    });
    let assignment = Assignment {
        stage: Stage::Primary,
        flows: flows.collect(),
        unplaced: Vec::new(),
        seat_prices: vec![Meters::ZERO; townships],
        short_of_seats: Vec::new(),
        is_proven: true,
    };
    let mut outlines = vec![MultiPolygon::new(Vec::new()); townships];
    for (township, area) in Cells::new(&county).areas(&assignment) {
        outlines[township] = area;
    }
    outlines
}
