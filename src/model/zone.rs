//! Attendance zones (学区范围) as somebody drew them.

use geo::MultiPolygon;

use super::SchoolId;

/// The area whose pupils a school is said to take. Shown beside the catchments that the program finds; no figure rests
/// on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    /// As the file names it or its school; may be empty.
    pub name: String,
    /// The one school of the county that its name means.
    pub school: Option<SchoolId>,
    /// Its outline in longitude and latitude.
    pub outline: MultiPolygon<f64>,
}
