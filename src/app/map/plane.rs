//! Longitude and latitude to the metres of the map, and what of them a fitting view shows.

use geo::{Coord, Rect};

use crate::geometry::{LonLat, Projection};
use crate::model::County;

/// A view is never narrower than this when it is fitted, in metres: a county may be one school.
const LEAST_SPAN: f64 = 3_000.0;

/// The map's metres: x east, y north. Differs from [`County::projection`] where a county lies across the
/// antimeridian, which the map shows in one piece, and where a stray point far away would distort it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct MapPlane {
    projection: Projection,
    crosses_antimeridian: bool,
    home: Rect<f64>,
}

impl MapPlane {
    /// The plane of a county. Reads every vertex once.
    pub(crate) fn of(county: &County) -> Self {
        let outlines: Vec<LonLat> = county
            .townships
            .iter()
            .flat_map(|township| &township.outline)
            .flat_map(|polygon| polygon.exterior().coords())
            .map(|&coord| LonLat::from(coord))
            .collect();
        if outlines.is_empty() {
            let schools = county.schools.iter().map(|school| school.at);
            let settlements = county.settlements.iter().map(|settlement| settlement.at);
            let roads = county
                .roads
                .iter()
                .flat_map(|road| road.line.iter().copied());
            Self::around(without_strays(
                schools.chain(settlements).chain(roads).collect(),
            ))
        } else {
            Self::around(outlines)
        }
    }

    fn around(mut places: Vec<LonLat>) -> Self {
        places.retain(|place| place.is_on_globe());
        let span = |lons: &mut dyn Iterator<Item = f64>| {
            lons.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), lon| {
                (low.min(lon), high.max(lon))
            })
        };
        let plain = span(&mut places.iter().map(|place| place.lon));
        let shifted = span(&mut places.iter().map(|place| eastward(place.lon)));
        let crosses_antimeridian = plain.1 - plain.0 > 180.0 && shifted.1 - shifted.0 < 180.0;
        let lons = if crosses_antimeridian { shifted } else { plain };
        let lats = span(&mut places.iter().map(|place| place.lat));
        let middle = if places.is_empty() {
            LonLat::default()
        } else {
            LonLat::new(f64::midpoint(lons.0, lons.1), f64::midpoint(lats.0, lats.1))
        };
        let mut plane = Self {
            projection: Projection::around(middle),
            crosses_antimeridian,
            home: Rect::new(Coord::zero(), Coord::zero()),
        };
        let corner = if places.is_empty() {
            Coord::zero()
        } else {
            plane.projection.metres(LonLat::new(lons.1, lats.1))
        };
        let reach = |metres: f64| metres.max(LEAST_SPAN / 2.0);
        let corner = Coord {
            x: reach(corner.x),
            y: reach(corner.y),
        };
        plane.home = Rect::new(-corner, corner);
        plane
    }

    /// Metres of a place.
    pub(crate) fn metres(&self, at: LonLat) -> Coord<f64> {
        let lon = if self.crosses_antimeridian {
            eastward(at.lon)
        } else {
            at.lon
        };
        self.projection.metres(LonLat::new(lon, at.lat))
    }

    /// The place at some metres, always on the globe.
    pub(crate) fn lon_lat(&self, metres: Coord<f64>) -> LonLat {
        let at = self.projection.lon_lat(metres);
        let lon = (at.lon + 180.0).rem_euclid(360.0) - 180.0;
        LonLat::new(lon, at.lat.clamp(-90.0, 90.0))
    }

    /// What a fitting view shows.
    pub(crate) fn home(&self) -> Rect<f64> {
        self.home
    }
}

/// The longitude counted from 0 to 360.
fn eastward(lon: f64) -> f64 {
    if lon < 0.0 { lon + 360.0 } else { lon }
}

/// Drops places absurdly far from the others, such as schools at longitude and latitude zero.
fn without_strays(places: Vec<LonLat>) -> Vec<LonLat> {
    let median = |mut numbers: Vec<f64>| {
        numbers.sort_by(f64::total_cmp);
        numbers.get(numbers.len() / 2).copied().unwrap_or_default()
    };
    let wraps =
        places.iter().any(|place| place.lon > 90.0) && places.iter().any(|place| place.lon < -90.0);
    let lon_of = |place: &LonLat| {
        if wraps {
            eastward(place.lon)
        } else {
            place.lon
        }
    };
    let middle = (
        median(places.iter().map(lon_of).collect()),
        median(places.iter().map(|place| place.lat).collect()),
    );
    let off = |place: &LonLat| (lon_of(place) - middle.0).hypot(place.lat - middle.1);
    let usual = median(places.iter().map(off).collect()).max(0.01);
    places
        .into_iter()
        .filter(|place| off(place) <= 20.0 * usual)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Road;

    fn roads(places: &[(f64, f64)]) -> County {
        let line = places
            .iter()
            .map(|&(lon, lat)| LonLat::new(lon, lat))
            .collect();
        County {
            roads: vec![Road { line, ..road() }],
            ..County::default()
        }
    }

    fn road() -> Road {
        Road {
            class: Default::default(),
            name: None,
            direction: Default::default(),
            level: 0,
            speed_kmh: None,
            line: Vec::new(),
        }
    }

    #[test]
    fn an_empty_county_still_has_a_view() {
        let home = MapPlane::of(&County::default()).home();
        assert!(home.width() >= LEAST_SPAN && home.height() >= LEAST_SPAN);
    }

    #[test]
    fn a_county_across_the_antimeridian_is_one_piece() {
        let plane = MapPlane::of(&roads(&[(179.9, -16.5), (-179.9, -16.6), (179.95, -16.4)]));
        assert!(plane.home().width() < 30_000.0, "{:?}", plane.home());
        let east = LonLat::new(-179.9, -16.6);
        let back = plane.lon_lat(plane.metres(east));
        assert!((back.lon - east.lon).abs() < 1e-9 && (back.lat - east.lat).abs() < 1e-9);
    }

    #[test]
    fn a_stray_point_at_zero_does_not_shrink_the_county() {
        let near = (0..40).map(|step| (104.0 + f64::from(step) * 0.005, 29.6));
        let places: Vec<_> = near.chain([(0.0, 0.0)]).collect();
        let plane = MapPlane::of(&roads(&places));
        assert!(plane.home().width() < 40_000.0, "{:?}", plane.home());
    }
}
