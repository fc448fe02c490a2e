//! The county as it was understood, as one file: for other programs, and to be opened again as the same county.
//!
//! What was put right in reading, by answers and by corrections is put right in it. What is not known is left blank,
//! never zero. Estimated homes are no data and are not written: whoever opens the file estimates the same again.

mod geojson;
mod geopackage;
mod layers;

use serde_json::{Map, Value};

use super::plan::MEMBER;
use crate::model::County;
use crate::words::Words;

pub(super) use self::layers::MARK;

/// In which form a county is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A database with one table for each layer, in WGS 84 (EPSG:4326).
    GeoPackage,
    /// One collection of all features, each marked with its layer.
    GeoJson,
}

impl Form {
    /// The form that the ending of a file's name asks for.
    pub fn of_ending(ending: &str) -> Option<Self> {
        match ending.to_lowercase().as_str() {
            "gpkg" => Some(Self::GeoPackage),
            "geojson" | "json" => Some(Self::GeoJson),
            _ => None,
        }
    }
}

/// The bytes of a file that holds a county.
///
/// # Errors
/// With the reason in words, where a database does not hold it.
pub fn convert(county: &County, form: Form) -> Result<Vec<u8>, Words> {
    let layers = layers::of(county);
    match form {
        Form::GeoPackage => geopackage::bytes(county, &layers),
        Form::GeoJson => Ok(geojson::text(county, &layers).into_bytes()),
    }
}

/// What is said of the county as a whole.
fn members(county: &County) -> Map<String, Value> {
    let mut about = Map::new();
    about.insert("county".to_owned(), county.name.as_str().into());
    if county.illustrative {
        about.insert("illustrative".to_owned(), true.into());
    }
    let mut members = Map::new();
    members.insert(MEMBER.to_owned(), about.into());
    members
}

#[cfg(test)]
mod tests;
