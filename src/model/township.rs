//! Townships (乡镇), and the districts (片区) they are grouped into.

use geo::MultiPolygon;
use serde_json::{Map, Value};

/// A township: a polygon with a code.
#[derive(Clone, Debug, PartialEq)]
pub struct Township {
    /// The statistics code; text, because leading and trailing zeros count. May be empty.
    pub code: String,
    /// The name people know.
    pub name: String,
    /// The district (片区) it belongs to, by name.
    pub district: Option<String>,
    /// Residents of all ages, where known.
    pub population: Option<u32>,
    /// Its outline in longitude and latitude.
    pub outline: MultiPolygon<f64>,
    /// Properties the program does not know, written back on export.
    pub extra: Map<String, Value>,
}
