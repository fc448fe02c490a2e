//! Map grids in metres that county offices use: Gauss–Krüger on CGCS2000 and UTM on WGS 84.
//!
//! The transverse Mercator projection and its inverse by Krüger's series to the fourth order in the third
//! flattening: exact to a millimetre within a zone. Source: C. F. F. Karney, "Transverse Mercator with an accuracy
//! of a few nanometers", Journal of Geodesy 85 (2011), section 2.

use crate::geometry::LonLat;

/// One zone of a grid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Grid {
    epsg: u32,
    central_meridian: f64,
    scale: f64,
    false_easting: f64,
    false_northing: f64,
}

/// Eastings farther than this from the central meridian, in radians on the sphere, belong to another zone.
const WIDEST: f64 = 0.3;

const EQUATORIAL_RADIUS: f64 = 6_378_137.0;
const FLATTENING: f64 = 1.0 / 298.257_223_563;

/// The third flattening, its second to fourth powers, and the radius of the rectifying sphere in metres.
fn ellipsoid() -> ([f64; 4], f64) {
    let n = FLATTENING / (2.0 - FLATTENING);
    let (n2, n4) = (n.powi(2), n.powi(4));
    let radius = EQUATORIAL_RADIUS / (1.0 + n) * (1.0 + n2 / 4.0 + n4 / 64.0);
    ([n, n2, n.powi(3), n4], radius)
}

/// A place on the national grid: CGCS2000, 3° Gauss–Krüger, in metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NationalGrid {
    /// Metres east of a line 500 km west of the central meridian; without the number of the zone before it.
    pub easting: f64,
    /// Metres north of the equator.
    pub northing: f64,
    /// The central meridian, in degrees east.
    pub central_meridian: u32,
    /// The number of the 3° zone, which some offices write before the easting.
    pub zone: u32,
    /// The EPSG code of the zone without its number.
    pub epsg: u32,
}

impl NationalGrid {
    /// The place in the zone whose central meridian is nearest; `None` where the grid does not reach: west of 73.5° E,
    /// east of 136.5° E, south of the equator or north of 60° N.
    pub fn of(at: LonLat) -> Option<Self> {
        let meridian = (at.lon / 3.0).round() * 3.0;
        if !(75.0..=135.0).contains(&meridian) || !(0.0..=60.0).contains(&at.lat) {
            return None;
        }
        let zones = (meridian as u32 - 75) / 3;
        let epsg = 4534 + zones;
        let (easting, northing) = Grid::of_epsg(epsg)?.metres(at);
        Some(Self {
            easting,
            northing,
            central_meridian: meridian as u32,
            zone: 25 + zones,
            epsg,
        })
    }
}

impl Grid {
    /// The zone with this EPSG code, where it is one of a known grid.
    pub(super) fn of_epsg(epsg: u32) -> Option<Self> {
        let gauss_krueger = |central_meridian: u32, zone_prefix: u32| Self {
            epsg,
            central_meridian: f64::from(central_meridian),
            scale: 1.0,
            false_easting: f64::from(zone_prefix) * 1e6 + 500_000.0,
            false_northing: 0.0,
        };
        let utm = |zone: u32, false_northing: f64| Self {
            epsg,
            central_meridian: f64::from(zone) * 6.0 - 183.0,
            scale: 0.9996,
            false_easting: 500_000.0,
            false_northing,
        };
        Some(match epsg {
            4491..=4501 => gauss_krueger(75 + 6 * (epsg - 4491), 13 + epsg - 4491),
            4502..=4512 => gauss_krueger(75 + 6 * (epsg - 4502), 0),
            4513..=4533 => gauss_krueger(75 + 3 * (epsg - 4513), 25 + epsg - 4513),
            4534..=4554 => gauss_krueger(75 + 3 * (epsg - 4534), 0),
            32601..=32660 => utm(epsg - 32600, 0.0),
            32701..=32760 => utm(epsg - 32700, 10_000_000.0),
            _ => return None,
        })
    }

    /// The zone of a known grid with this central meridian in degrees east, this scale on it, and these false eastings
    /// and northings in metres. CGCS2000 and WGS 84 are the same to a metre or two.
    pub(super) fn of_parameters(
        meridian: f64,
        scale: f64,
        (easting, northing): (f64, f64),
    ) -> Option<Self> {
        // Where a zone of three degrees is one of six too, the numbers are the same; the narrower is named.
        let codes = (4513..=4554)
            .chain(4491..=4512)
            .chain(32_601..=32_660)
            .chain(32_701..=32_760);
        let mut grids = codes.filter_map(Self::of_epsg);
        grids.find(|grid| {
            let ours = [
                grid.central_meridian,
                grid.scale,
                grid.false_easting,
                grid.false_northing,
            ];
            let theirs = [meridian, scale, easting, northing];
            ours.iter()
                .zip(theirs)
                .all(|(ours, theirs)| (ours - theirs).abs() < 1e-9)
        })
    }

    /// Its central meridian, in degrees east.
    pub(super) fn meridian(&self) -> f64 {
        self.central_meridian
    }

    /// The code it was made from.
    pub(super) fn epsg(&self) -> u32 {
        self.epsg
    }

    /// Easting and northing of a place in the zone or near it.
    pub(super) fn metres(&self, at: LonLat) -> (f64, f64) {
        let ([n, n2, n3, n4], radius) = ellipsoid();
        let alpha = [
            n / 2.0 - 2.0 / 3.0 * n2 + 5.0 / 16.0 * n3 + 41.0 / 180.0 * n4,
            13.0 / 48.0 * n2 - 3.0 / 5.0 * n3 + 557.0 / 1440.0 * n4,
            61.0 / 240.0 * n3 - 103.0 / 140.0 * n4,
            49_561.0 / 161_280.0 * n4,
        ];
        let eccentricity = (FLATTENING * (2.0 - FLATTENING)).sqrt();
        let longitude = (at.lon - self.central_meridian).to_radians();
        let slope = at.lat.to_radians().tan();
        let across = slope.hypot(1.0);
        let shift = (eccentricity * (eccentricity * slope / across).atanh()).sinh();
        let conformal = slope * shift.hypot(1.0) - shift * across;
        let on_sphere_north = conformal.atan2(longitude.cos());
        let on_sphere_east = (longitude.sin() / conformal.hypot(longitude.cos())).asinh();
        let (mut north, mut east) = (on_sphere_north, on_sphere_east);
        for (order, alpha) in (1..).zip(alpha) {
            let twice = 2.0 * f64::from(order);
            north += alpha * (twice * on_sphere_north).sin() * (twice * on_sphere_east).cosh();
            east += alpha * (twice * on_sphere_north).cos() * (twice * on_sphere_east).sinh();
        }
        (
            self.false_easting + self.scale * radius * east,
            self.false_northing + self.scale * radius * north,
        )
    }

    /// The place of an easting and a northing; not a number far outside the zone.
    pub(super) fn lon_lat(&self, easting: f64, northing: f64) -> LonLat {
        let ([n, n2, n3, n4], radius) = ellipsoid();
        let north = (northing - self.false_northing) / (self.scale * radius);
        let east = (easting - self.false_easting) / (self.scale * radius);
        if east.abs() > WIDEST || north.abs() > std::f64::consts::FRAC_PI_2 {
            return LonLat::new(f64::NAN, f64::NAN);
        }
        let beta = [
            n / 2.0 - 2.0 / 3.0 * n2 + 37.0 / 96.0 * n3 - n4 / 360.0,
            n2 / 48.0 + n3 / 15.0 - 437.0 / 1440.0 * n4,
            17.0 / 480.0 * n3 - 37.0 / 840.0 * n4,
            4397.0 / 161_280.0 * n4,
        ];
        let (mut on_sphere_north, mut on_sphere_east) = (north, east);
        for (order, beta) in (1..).zip(beta) {
            let twice = 2.0 * f64::from(order);
            on_sphere_north -= beta * (twice * north).sin() * (twice * east).cosh();
            on_sphere_east -= beta * (twice * north).cos() * (twice * east).sinh();
        }
        let conformal = (on_sphere_north.sin() / on_sphere_east.cosh()).asin();
        let delta = [
            2.0 * n - 2.0 / 3.0 * n2 - 2.0 * n3 + 116.0 / 45.0 * n4,
            7.0 / 3.0 * n2 - 8.0 / 5.0 * n3 - 227.0 / 45.0 * n4,
            56.0 / 15.0 * n3 - 136.0 / 35.0 * n4,
            4279.0 / 630.0 * n4,
        ];
        let mut latitude = conformal;
        for (order, delta) in (1..).zip(delta) {
            latitude += delta * (2.0 * f64::from(order) * conformal).sin();
        }
        let longitude = on_sphere_east.sinh().atan2(on_sphere_north.cos());
        LonLat::new(
            self.central_meridian + longitude.to_degrees(),
            latitude.to_degrees(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn grid_metres_become_the_degrees_that_proj_gives() {
        // Eastings and northings of 104.067° E, 29.651° N and 36.8° E, 1.31° S by PROJ.
        let jingyan = LonLat::new(104.067, 29.651);
        for (epsg, east, north, expected) in [
            (4544, 409_662.926_792_96, 3_281_790.813_430_74, jingyan),
            (32648, 409_699.061_622_603, 3_280_478.097_199_89, jingyan),
            (
                32737,
                255_198.133_273_734,
                9_855_097.898_706_18,
                LonLat::new(36.8, -1.31),
            ),
        ] {
            let place = Grid::of_epsg(epsg).unwrap().lon_lat(east, north);
            assert!(place.metres_to(expected) < 0.001, "{epsg}: {place:?}");
        }
        let with_zone = Grid::of_epsg(4523)
            .unwrap()
            .lon_lat(35_409_662.926_792_96, 3_281_790.813_430_74);
        assert!(with_zone.metres_to(jingyan) < 0.001, "{with_zone:?}");
    }

    #[test]
    fn degrees_become_the_metres_that_proj_gives() {
        let place = NationalGrid::of(LonLat::new(104.067, 29.651)).unwrap();
        assert_eq!(
            (place.central_meridian, place.zone, place.epsg),
            (105, 35, 4544)
        );
        assert!((place.easting - 409_662.926_79).abs() < 0.001, "{place:?}");
        assert!(
            (place.northing - 3_281_790.813_43).abs() < 0.001,
            "{place:?}"
        );
    }

    #[test]
    fn metres_lead_back_to_their_place_all_over_the_country() {
        let mut random = Random::seeded(11);
        for _ in 0..2_000 {
            let at = LonLat::new(random.between(73.6, 136.4), random.between(0.0, 60.0));
            let grid = NationalGrid::of(at).unwrap();
            assert!(
                (at.lon - f64::from(grid.central_meridian)).abs() <= 1.5,
                "{grid:?}"
            );
            let zone = Grid::of_epsg(grid.epsg).unwrap();
            let back = zone.lon_lat(grid.easting, grid.northing);
            assert!(back.metres_to(at) < 0.001, "{at:?} {grid:?} {back:?}");
        }
    }

    #[test]
    fn the_national_grid_ends_where_its_zones_do() {
        for (lon, lat) in [
            (73.4, 40.0),
            (136.6, 40.0),
            (105.0, -1.0),
            (36.8, -1.3),
            (105.0, 61.0),
        ] {
            assert_eq!(NationalGrid::of(LonLat::new(lon, lat)), None);
        }
        assert_eq!(NationalGrid::of(LonLat::new(f64::NAN, 30.0)), None);
    }

    #[test]
    fn numbers_of_another_zone_are_no_place() {
        let without_prefix = Grid::of_epsg(4544).unwrap();
        assert!(
            !without_prefix
                .lon_lat(35_409_662.9, 3_281_790.8)
                .is_on_globe()
        );
        assert_eq!(Grid::of_epsg(2401), None);
    }
}
