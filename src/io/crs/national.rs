//! The national grid of China, as offices write it.

use super::Defined;
use crate::geometry::LonLat;

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
    pub epsg: u16,
}

impl NationalGrid {
    /// The place in the zone whose central meridian is nearest; `None` where the grid does not reach: west of 73.5° E,
    /// east of 136.5° E, south of the equator or north of 60° N.
    pub fn of(at: LonLat) -> Option<Self> {
        let meridian = (at.lon / 3.0).round() * 3.0;
        if !(75.0..=135.0).contains(&meridian) || !(0.0..=60.0).contains(&at.lat) {
            return None;
        }
        let zones = (meridian as u16 - 75) / 3;
        let epsg = 4534 + zones;
        let definition = crs_definitions::from_code(epsg)?.proj4;
        let (easting, northing) = Defined::of(definition, "", Some(epsg))?.numbers(at)?;
        Some(Self {
            easting,
            northing,
            central_meridian: meridian as u32,
            zone: u32::from(25 + zones),
            epsg,
        })
    }
}
