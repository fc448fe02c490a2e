//! Files of every format, each handed over as layers of features.
//!
//! A reader turns the bytes of a file into [`FileLayer`]s, one after the other: what a layer is called, its features
//! (a geometry or none, and a row of cells by column), the words its file has for the coordinate system, and what was
//! odd, each with its place. Every format is brought into the features of GeoJSON, so that all that comes after is one
//! rule for all of them: what columns mean, doubts, answers, corrections, coordinate systems and messages. GeoJSON
//! itself is a reader like the others ([`geojson`]). One layer at a time is in memory as features.
//!
//! ```text
//! bytes ─▶ kind (content before ending) ─▶ reader ─▶ FileLayer ─▶ Reading
//!            └─ csv, workbook ─▶ grid of cells ─▶ heads, rows (table) ─┘
//! ```
//!
//! A layer of a file with several is called `county.gpkg#schools` in every message, question and command.

pub(super) mod archive;
mod biff;
mod budget;
mod compound;
mod csv;
mod dbf;
pub(super) mod encoding;
pub(super) mod esri;
mod geojson;
mod geopackage;
mod heads;
mod kml;
mod markup;
mod ods;
pub(super) mod osm;
mod quotes;
pub(super) mod refused;
mod rings;
mod shapefile;
mod sheet;
mod sniff;
mod table;
pub(super) mod topojson;
mod trap;
mod wal;
mod wkb;
mod workbook;
mod xls;
mod zipped;

use std::sync::Arc;

use serde_json::{Map, Value};

use super::OpenError;
use super::asking::Answers;
use super::document::Document;
use super::report::Notes;
use crate::words::Words;

use self::sniff::Format;
pub(super) use self::table::LONGEST_NAME;

/// The endings of what lies beside a .shp and is read with it, or not at all.
pub(super) const PARTS: [&str; 8] = ["dbf", "shx", "prj", "cpg", "qpj", "sbn", "sbx", "qix"];

/// A file to be read.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    /// Its name without its folder, by whose ending it may be known.
    pub(super) file: &'a str,
    /// What it is called in messages: the same, or what it is in: `data.zip#schools.shp`.
    pub(super) place: &'a str,
    pub(super) bytes: &'a [u8],
    /// The bytes of the file beside it that has the same name but for this ending, in lower case.
    pub(super) beside: &'a dyn Fn(&str) -> Option<Vec<u8>>,
    /// The layer or sheet of it that was asked for.
    pub(super) wanted: Option<&'a str>,
    /// What the planner has said of it.
    pub(super) answers: &'a Arc<Answers>,
    /// The areas of the county, where they are known: of very large files only what lies in them is read.
    pub(super) within: Option<&'a osm::Within>,
    /// How many archives it is in.
    pub(super) depth: usize,
}

impl Source<'_> {
    /// Room for what is odd about a layer of it, under the layer's name: that of the file alone where the layer has no
    /// name of its own.
    fn notes(&self, layer: &str) -> Notes {
        let name = if layer.is_empty() {
            self.place.to_owned()
        } else {
            format!("{}#{layer}", self.place)
        };
        Notes::answered(&name, Arc::clone(self.answers))
    }
}

/// One layer of a file.
pub(super) struct FileLayer {
    pub(super) document: Document,
    /// The names of its columns in order, where it is a table: its features are rows, and most have no place.
    pub(super) heads: Option<Vec<String>>,
    /// What was odd, under the layer's name.
    pub(super) notes: Notes,
    /// Whether it is no layer, only something to be said of the file.
    pub(super) is_note: bool,
}

impl FileLayer {
    /// No layer: something to be said of the file as a whole.
    fn of_notes(notes: Notes) -> Self {
        Self {
            document: Document::default(),
            heads: None,
            notes,
            is_note: true,
        }
    }
}

/// Hands over the layers of a file, one after the other.
///
/// # Errors
/// When nothing of the file can be read.
pub(super) fn read(source: &Source<'_>, take: &mut dyn FnMut(FileLayer)) -> Result<(), OpenError> {
    match sniff::format(source)? {
        Format::GeoJson => geojson::read(source, take),
        Format::Table => csv::read(source, take),
        Format::DBase => dbf::read(source, take),
        Format::GeoPackage => geopackage::read(source, take),
        Format::Kml => kml::read(source, take),
        Format::OpenStreetMap => osm::read(source, take),
        Format::Shapefile => shapefile::read(source, take),
        Format::Zip => zipped::zip(source, take),
        Format::Gzip => zipped::gzip(source, take),
        Format::Workbook(kind) => workbook::read(kind, source, take),
    }
}

/// A geometry of GeoJSON.
fn geometry(kind: &str, coordinates: Value) -> Value {
    let mut members = Map::new();
    members.insert("type".to_owned(), kind.into());
    members.insert("coordinates".to_owned(), coordinates);
    Value::Object(members)
}

/// That a file has no layer of a name, and which it has.
fn no_such_layer<'a>(
    place: &str,
    wanted: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> OpenError {
    let names: Vec<&str> = names.into_iter().collect();
    archive::refused(
        place,
        format!(
            "there is no layer \"{wanted}\"; the layers are {}",
            names.join(", ")
        ),
        format!("没有图层“{wanted}”；图层有 {}", names.join("、")),
    )
}

/// That a file which should say what its coordinates are does not. Where its numbers are no degrees, that is asked.
fn tell_no_crs(document: &Document, (en, zh): (&str, &str), notes: &mut Notes) {
    let words = if super::crs::are_degrees(&document.features) {
        Words::new(
            format!("{en}; read as degrees"),
            format!("{zh}，按经纬度读取"),
        )
    } else {
        Words::new(en, zh)
    };
    notes.file(words);
}
