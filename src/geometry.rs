//! Places: longitude and latitude, local metres, and the lengths and areas between them.
//!
//! Lengths that people see are geodesic on WGS 84. Local metres (one [`Projection`] a county) serve
//! drawing, indexes and nearest points only. Inside one county they differ from geodesic lengths by
//! less than a part in a thousand.

use geo::{Coord, Distance as _, Geodesic, GeodesicArea as _, Point};

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
        Located::at(self).metres_to(&Located::at(other))
    }

    /// Metres from the middle of the earth to this place on the WGS 84 ellipsoid: towards longitude 0, longitude 90
    /// and the north pole.
    pub(crate) fn in_space(self) -> [f64; 3] {
        Located::at(self).in_space()
    }
}

/// Metres along a line of places, on the WGS 84 ellipsoid.
///
/// ```
/// use xuequ::geometry::{LonLat, length};
/// let line = [LonLat::new(104.0, 29.6), LonLat::new(104.1, 29.6), LonLat::new(104.0, 29.6)];
/// assert_eq!(length(&line), 2.0 * line[0].metres_to(line[1]));
/// assert_eq!(length(&line[..1]), 0.0);
/// ```
pub fn length(line: &[LonLat]) -> f64 {
    line.windows(2).map(|step| step[0].metres_to(step[1])).sum()
}

/// Square metres inside a ring of places on the WGS 84 ellipsoid, whichever way round it goes; its end joins its
/// beginning. None for fewer than three places.
///
/// ```
/// use xuequ::geometry::{LonLat, area};
/// let corners = [(104.0, 29.6), (104.01, 29.6), (104.01, 29.61), (104.0, 29.61)];
/// let ring = corners.map(|(lon, lat)| LonLat::new(lon, lat));
/// let sides = ring[0].metres_to(ring[1]) * ring[1].metres_to(ring[2]);
/// assert!((area(&ring) / sides - 1.0).abs() < 1e-3);
/// assert_eq!(area(&ring[..2]), 0.0);
/// ```
pub fn area(ring: &[LonLat]) -> f64 {
    if ring.len() < 3 {
        return 0.0;
    }
    let ring = ring.iter().map(|at| Coord {
        x: at.lon,
        y: at.lat,
    });
    let polygon = geo::Polygon::new(ring.collect(), Vec::new());
    polygon.geodesic_area_signed().abs()
}

/// A place with what its distances to many others have in common.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Located {
    at: LonLat,
    sin_lat: f64,
    cos_lat: f64,
    /// Metres from the middle of the earth.
    in_space: [f64; 3],
}

impl Located {
    pub(crate) fn at(at: LonLat) -> Self {
        let (sin_lat, cos_lat) = at.lat.to_radians().sin_cos();
        let (sin_lon, cos_lon) = at.lon.to_radians().sin_cos();
        let across = EQUATORIAL_RADIUS / (1.0 - ECCENTRICITY_SQUARED * sin_lat * sin_lat).sqrt();
        Self {
            at,
            sin_lat,
            cos_lat,
            in_space: [
                across * cos_lat * cos_lon,
                across * cos_lat * sin_lon,
                across * (1.0 - ECCENTRICITY_SQUARED) * sin_lat,
            ],
        }
    }

    pub(crate) fn is_on_globe(&self) -> bool {
        self.at.is_on_globe()
    }

    /// [`LonLat::in_space`].
    pub(crate) fn in_space(&self) -> [f64; 3] {
        self.in_space
    }

    /// [`LonLat::metres_to`], to the last bit.
    pub(crate) fn metres_to(&self, other: &Self) -> f64 {
        self.chord_metres_to(other)
            .unwrap_or_else(|| Geodesic.distance(Point::from(self.at), Point::from(other.at)))
    }

    /// The distance to a place up to about 600 km away and away from the poles, a hundred times faster: the straight
    /// line through the earth, bent to the ellipsoid's curvature half-way and in its direction (Euler's formula). Off
    /// by less than a tenth of a millimetre up to 200 km, and by less than a centimetre beyond.
    fn chord_metres_to(&self, other: &Self) -> Option<f64> {
        const REACH_DEGREES: f64 = 5.0;
        const LARGEST_LATITUDE: f64 = 65.0;
        let (lon, lat) = (other.at.lon - self.at.lon, other.at.lat - self.at.lat);
        let middle = f64::midpoint(self.at.lat, other.at.lat);
        let is_near = lon.abs() < REACH_DEGREES
            && lat.abs() < REACH_DEGREES
            && middle.abs() < LARGEST_LATITUDE;
        if !is_near {
            return None;
        }
        let squared = |axis: usize| (other.in_space[axis] - self.in_space[axis]).powi(2);
        let chord = (squared(0) + squared(1) + squared(2)).sqrt();
        // Half-way: cos² and sin² of the mean of two angles.
        let cos_of_sum = self.cos_lat * other.cos_lat - self.sin_lat * other.sin_lat;
        let (cos_squared, sin_squared) = (0.5 + cos_of_sum / 2.0, 0.5 - cos_of_sum / 2.0);
        let Radii { along, across } = Radii::of(sin_squared);
        let north = (lat * along).powi(2);
        let east = (lon * across).powi(2) * cos_squared;
        let curved = north / along + east / across;
        if curved <= 0.0 {
            return (chord == 0.0).then_some(0.0);
        }
        let radius = (north + east) / curved;
        Some(arc(chord, radius))
    }
}

/// The length of an arc over a chord that is much shorter than the radius: `2 r asin(chord ÷ 2 r)`, as a series.
fn arc(chord: f64, radius: f64) -> f64 {
    let half = chord / (2.0 * radius);
    let square = half * half;
    let series = square
        * (1.0 / 6.0 + square * (3.0 / 40.0 + square * (15.0 / 336.0 + square * (105.0 / 3456.0))));
    chord * (1.0 + series)
}

/// Of the WGS 84 ellipsoid, in metres.
const EQUATORIAL_RADIUS: f64 = 6_378_137.0;
/// Of the WGS 84 ellipsoid.
const ECCENTRICITY_SQUARED: f64 = 6.694_379_990_14e-3;

/// How strongly the ellipsoid is bent at a latitude, as radii in metres.
struct Radii {
    /// Along the meridian.
    along: f64,
    /// Across it.
    across: f64,
}

impl Radii {
    fn at(latitude: f64) -> Self {
        Self::of(latitude.to_radians().sin().powi(2))
    }

    /// Where the sine of the latitude has this square.
    fn of(sin_squared: f64) -> Self {
        let shrink = 1.0 - ECCENTRICITY_SQUARED * sin_squared;
        Self {
            along: EQUATORIAL_RADIUS * (1.0 - ECCENTRICITY_SQUARED) / (shrink * shrink.sqrt()),
            across: EQUATORIAL_RADIUS / shrink.sqrt(),
        }
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
        let latitude = middle.lat.clamp(-89.0, 89.0);
        let Radii { along, across } = Radii::at(latitude);
        Self {
            middle,
            metres_per_lon: (across * latitude.to_radians().cos()).to_radians(),
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
                let short = here.metres_to(there);
                let geodesic = Geodesic.distance(Point::from(here), Point::from(there));
                assert!(
                    (short - geodesic).abs() < 1e-4,
                    "{lat} {east} {north}: {short} {geodesic}"
                );
            }
        }
    }

    #[test]
    fn distances_across_a_county_are_geodesic_to_a_tenth_of_a_millimetre() {
        for lat in [-63.0, -30.0, 0.0, 29.651, 63.0] {
            for step in 1..200_u32 {
                let (east, north) = (f64::from(step * 37 % 200), f64::from(step * 91 % 199));
                let here = LonLat::new(104.067, lat);
                let there = LonLat::new(104.067 + east / 100.0, lat + 0.99 - north / 100.0);
                let metres = here.metres_to(there);
                let geodesic = Geodesic.distance(Point::from(here), Point::from(there));
                assert!(
                    (metres - geodesic).abs() < 1e-4,
                    "{there:?}: {metres} {geodesic}"
                );
            }
        }
        let nowhere = LonLat::new(f64::NAN, 0.0);
        assert!(nowhere.metres_to(LonLat::new(0.0, 0.0)).is_nan());
    }

    #[test]
    fn distances_across_a_province_are_geodesic_to_a_centimetre() {
        let mut worst = 0.0_f64;
        for lat in [-60.0, -30.0, 0.0, 29.651, 45.0, 60.0] {
            for step in 1..500_u32 {
                let (east, north) = (f64::from(step * 37 % 500), f64::from(step * 91 % 499));
                let here = LonLat::new(104.067, lat);
                let there = LonLat::new(104.067 + east / 90.0, lat + 2.7 - north / 90.0);
                let metres = here.metres_to(there);
                let geodesic = Geodesic.distance(Point::from(here), Point::from(there));
                worst = worst.max((metres - geodesic).abs());
            }
        }
        assert!(worst < 0.01, "{worst}");
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
