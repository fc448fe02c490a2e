//! The ground: our own outline of the county, and township borders that wander like hill country.

use geo::{BoundingRect as _, Contains as _, Coord, LineString, MultiPolygon, Point, Polygon};
use serde_json::Map;
use xuequ::assign::catchment::Cells;
use xuequ::assign::{Assignment, Flow};
use xuequ::geometry::{LonLat, Projection};
use xuequ::model::{County, PerStage, Settlement, SettlementId, Stage, Township};
use xuequ::random::Random;
use xuequ::travel::{Basis, Trip};
use xuequ::units::Meters;

use crate::facts::Facts;
use crate::hills::waves;

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

    /// Spots all over a township, shaken out of rows, with some room to its border.
    pub(crate) fn spots(&self, township: usize) -> Vec<LonLat> {
        const APART: f64 = 230.0;
        const ROOM: f64 = 160.0;
        let Some(bounds) = self.outlines[township].bounding_rect() else {
            return Vec::new();
        };
        let low = self.projection.metres(LonLat::from(bounds.min()));
        let high = self.projection.metres(LonLat::from(bounds.max()));
        let mut dice = Random::seeded(97 + township as u64);
        let mut spots = Vec::new();
        for row in 0..((high.y - low.y) / APART) as u32 {
            for column in 0..((high.x - low.x) / APART) as u32 {
                let mut along = |step: u32| (f64::from(step) + dice.part()) * APART;
                let place = Coord {
                    x: low.x + along(column),
                    y: low.y + along(row),
                };
                if self.has_room(township, place, ROOM) {
                    spots.push(self.projection.lon_lat(place));
                }
            }
        }
        spots
    }

    /// Whether the township reaches `metres` in all four directions.
    pub(crate) fn has_room(&self, township: usize, place: Coord<f64>, metres: f64) -> bool {
        let around = [
            (0.0, 0.0),
            (metres, 0.0),
            (-metres, 0.0),
            (0.0, metres),
            (0.0, -metres),
        ];
        around.into_iter().all(|(east, north)| {
            let at = self.projection.lon_lat(Coord {
                x: place.x + east,
                y: place.y + north,
            });
            self.outlines[township].contains(&Point::from(at))
        })
    }
}

/// The outline as hill country draws it: the middle of every side moved aside, and of every half again.
fn wobbled(corners: &[(f64, f64)]) -> LineString<f64> {
    let mut dice = Random::seeded(11);
    let mut ring: Vec<(f64, f64)> = corners.to_vec();
    for bend in [0.2, 0.22, 0.2] {
        let mut bent = Vec::with_capacity(2 * ring.len());
        for (index, &(lon, lat)) in ring.iter().enumerate() {
            let (next_lon, next_lat) = ring[(index + 1) % ring.len()];
            let aside = dice.between(-bend, bend);
            bent.push((lon, lat));
            bent.push((
                f64::midpoint(lon, next_lon) - (next_lat - lat) * aside,
                f64::midpoint(lat, next_lat) + (next_lon - lon) * aside,
            ));
        }
        ring = bent;
    }
    ring.push(ring[0]);
    let corner = |(lon, lat)| Coord::from(rounded(LonLat::new(lon, lat)));
    LineString::from(ring.into_iter().map(corner).collect::<Vec<_>>())
}

/// A place to five decimals, about a metre, as the files write it.
pub(crate) fn rounded(at: LonLat) -> LonLat {
    let five = |degrees: f64| (degrees * 1e5).round() / 1e5;
    LonLat::new(five(at.lon), five(at.lat))
}

/// Metres between two places of the county, near enough for drawing and much faster than on the ellipsoid.
pub(crate) fn metres(a: LonLat, b: LonLat) -> f64 {
    let (east, north) = ((a.lon - b.lon) * 96_830.0, (a.lat - b.lat) * 110_860.0);
    east.hypot(north)
}

/// Points in a shaken honeycomb over the county and a little beyond.
fn grains(outline: &Polygon<f64>, projection: Projection) -> Vec<LonLat> {
    let mut dice = Random::seeded(7);
    let reach = 27_000.0;
    let rows = (2.0 * reach / (GRAIN * 0.866)) as i32;
    let columns = (2.0 * reach / GRAIN) as i32;
    let mut grains = Vec::new();
    for row in 0..rows {
        for column in 0..columns {
            let shift = if row % 2 == 0 { 0.0 } else { 0.5 };
            let shaken = |dice: &mut Random| dice.between(-0.36, 0.36) * GRAIN;
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
    let flat: Vec<Coord<f64>> = grains
        .iter()
        .map(|&grain| projection.metres(grain))
        .collect();
    in_one_piece(&flat, &centres, owners)
}

/// Gives what is cut off from its township to the township round it.
fn in_one_piece(
    grains: &[Coord<f64>],
    centres: &[Coord<f64>],
    mut owners: Vec<usize>,
) -> Vec<usize> {
    let far = |a: Coord<f64>, b: Coord<f64>| (a.x - b.x).hypot(a.y - b.y);
    let nearest = |at: Coord<f64>, among: &dyn Fn(usize) -> bool| {
        let places = (0..grains.len()).filter(|&grain| among(grain));
        places.min_by(|&a, &b| far(grains[a], at).total_cmp(&far(grains[b], at)))
    };
    let mut is_reached = vec![false; grains.len()];
    for (township, &centre) in centres.iter().enumerate() {
        let mut waiting: Vec<usize> = nearest(centre, &|grain| owners[grain] == township)
            .into_iter()
            .collect();
        while let Some(grain) = waiting.pop() {
            if !std::mem::replace(&mut is_reached[grain], true) {
                waiting.extend((0..grains.len()).filter(|&other| {
                    owners[other] == township && far(grains[grain], grains[other]) < 1.3 * GRAIN
                }));
            }
        }
    }
    for grain in 0..grains.len() {
        if !is_reached[grain]
            && let Some(host) = nearest(grains[grain], &|other| is_reached[other])
        {
            owners[grain] = owners[host];
        }
    }
    owners
}

fn owner(at: Coord<f64>, centres: &[Coord<f64>], handicaps: &[f64]) -> usize {
    let hills = |seed| {
        2_400.0 * (waves(at, 2_600.0, seed) - 0.5) + 900.0 * (waves(at, 1_100.0, seed + 1) - 0.5)
    };
    let (x, y) = (at.x + hills(31), at.y + hills(41));
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
