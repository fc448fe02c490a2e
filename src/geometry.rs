//! Places on the ground: longitude and latitude, local metres, and the lengths and areas between them.
//!
//! Lengths that people see are geodesic on WGS 84. Local metres (one [`Projection`] a county) serve
//! drawing, indexes and nearest points only; inside one county they differ from geodesic lengths by
//! less than a part in a thousand.

use geo::{Coord, Distance as _, Geodesic, Point};

/// A place by longitude and latitude in degrees, WGS 84 (CGCS 2000 is the same to the decimetre).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LonLat {
    /// Degrees east.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
}

impl LonLat {
    /// A place, longitude first as in GeoJSON.
    pub const fn new(lon: f64, lat: f64) -> Self {
        Self { lon, lat }
    }

    /// Whether both numbers are finite and on the globe.
    pub fn is_on_globe(self) -> bool {
        self.lon.abs() <= 180.0 && self.lat.abs() <= 90.0
    }

    /// The straight-line (geodesic, WGS 84) distance to another place, in metres.
    ///
    /// ```
    /// use xuequ::geometry::LonLat;
    /// let metres = LonLat::new(104.067, 29.651).metres_to(LonLat::new(104.165, 29.66));
    /// assert!((metres - 9_540.0).abs() < 20.0);
    /// ```
    pub fn metres_to(self, other: Self) -> f64 {
        self.short_metres_to(other)
            .unwrap_or_else(|| Geodesic.distance(Point::from(self), Point::from(other)))
    }

    /// The same for places up to about 2 km apart and away from the poles, fifty times faster: straight on the
    /// ellipsoid's own curvature half-way between them. Off by less than a tenth of a millimetre.
    fn short_metres_to(self, other: Self) -> Option<f64> {
        const REACH_DEGREES: f64 = 0.02;
        const LARGEST_LATITUDE: f64 = 65.0;
        let middle = Self::new(
            f64::midpoint(self.lon, other.lon),
            f64::midpoint(self.lat, other.lat),
        );
        let (lon, lat) = (other.lon - self.lon, other.lat - self.lat);
        let is_short = lon.abs() < REACH_DEGREES
            && lat.abs() < REACH_DEGREES
            && middle.lat.abs() < LARGEST_LATITUDE;
        let projection = is_short.then(|| Projection::around(middle))?;
        Some((lon * projection.metres_per_lon).hypot(lat * projection.metres_per_lat))
    }
}

impl From<LonLat> for Point<f64> {
    fn from(at: LonLat) -> Self {
        Self::new(at.lon, at.lat)
    }
}

impl From<LonLat> for Coord<f64> {
    fn from(at: LonLat) -> Self {
        Self {
            x: at.lon,
            y: at.lat,
        }
    }
}

impl From<Coord<f64>> for LonLat {
    fn from(coord: Coord<f64>) -> Self {
        Self::new(coord.x, coord.y)
    }
}

impl From<Point<f64>> for LonLat {
    fn from(point: Point<f64>) -> Self {
        Self::new(point.x(), point.y())
    }
}

/// Longitude and latitude to local metres and back, flat around a county's middle (equirectangular).
///
/// x grows east, y grows north, the origin is the middle. The scales are those of the WGS 84
/// ellipsoid at that latitude.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Projection {
    middle: LonLat,
    metres_per_lon: f64,
    metres_per_lat: f64,
}

impl Projection {
    /// A projection that is true at `middle`.
    pub fn around(middle: LonLat) -> Self {
        // Radii of curvature of the WGS 84 ellipsoid at this latitude.
        const EQUATORIAL_RADIUS: f64 = 6_378_137.0;
        const ECCENTRICITY_SQUARED: f64 = 6.694_379_990_14e-3;
        let latitude = middle.lat.clamp(-89.0, 89.0).to_radians();
        let shrink = 1.0 - ECCENTRICITY_SQUARED * latitude.sin().powi(2);
        let across = EQUATORIAL_RADIUS / shrink.sqrt();
        let along = EQUATORIAL_RADIUS * (1.0 - ECCENTRICITY_SQUARED) / shrink.powf(1.5);
        Self {
            middle,
            metres_per_lon: (across * latitude.cos()).to_radians(),
            metres_per_lat: along.to_radians(),
        }
    }

    /// Local metres of a place.
    pub fn metres(&self, at: LonLat) -> Coord<f64> {
        Coord {
            x: (at.lon - self.middle.lon) * self.metres_per_lon,
            y: (at.lat - self.middle.lat) * self.metres_per_lat,
        }
    }

    /// The place at local metres.
    pub fn lon_lat(&self, metres: Coord<f64>) -> LonLat {
        LonLat {
            lon: self.middle.lon + metres.x / self.metres_per_lon,
            lat: self.middle.lat + metres.y / self.metres_per_lat,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_distances_are_geodesic_to_a_tenth_of_a_millimetre() {
        for lat in [-64.9, -30.0, 0.0, 29.651, 64.9] {
            for (east, north) in [
                (0.0199, 0.0),
                (0.0, 0.0199),
                (0.0199, 0.0199),
                (-0.01, 0.0199),
                (1e-6, -1e-6),
                (0.0, 0.0),
            ] {
                let here = LonLat::new(104.067, lat);
                let there = LonLat::new(104.067 + east, lat + north);
                let short = here.short_metres_to(there).unwrap();
                let geodesic = Geodesic.distance(Point::from(here), Point::from(there));
                assert!(
                    (short - geodesic).abs() < 1e-4,
                    "{lat} {east} {north}: {short} {geodesic}"
                );
            }
        }
        assert_eq!(
            LonLat::new(0.0, 0.0).short_metres_to(LonLat::new(0.0, 0.02)),
            None
        );
    }

    #[test]
    fn local_metres_agree_with_the_geodesic_inside_a_county() {
        let middle = LonLat::new(104.067, 29.651);
        let projection = Projection::around(middle);
        for (lon, lat) in [(103.88, 29.44), (104.25, 29.88), (104.0, 29.8)] {
            let place = LonLat::new(lon, lat);
            let flat = projection.metres(place);
            let geodesic = middle.metres_to(place);
            assert!(
                (flat.x.hypot(flat.y) / geodesic - 1.0).abs() < 2e-3,
                "{lon} {lat}"
            );
            let back = projection.lon_lat(flat);
            assert!((back.lon - lon).abs() < 1e-9 && (back.lat - lat).abs() < 1e-9);
        }
    }
}
