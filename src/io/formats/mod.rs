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

mod csv;
mod encoding;
mod geojson;
mod heads;
mod table;

use std::sync::Arc;

use super::asking::Answers;
use super::document::Document;
use super::report::Notes;
use super::{OpenError, text};

/// A file to be read.
pub(super) struct Source<'a> {
    /// Its name without its folder.
    pub(super) file: &'a str,
    pub(super) bytes: &'a [u8],
    /// What the planner has said of it.
    pub(super) answers: &'a Arc<Answers>,
}

impl Source<'_> {
    /// What a layer of it is called: by the file alone where it has no name of its own.
    pub(super) fn name_of(&self, layer: &str) -> String {
        if layer.is_empty() {
            self.file.to_owned()
        } else {
            format!("{}#{layer}", self.file)
        }
    }

    /// Room for what is odd about a layer of it.
    fn notes(&self, layer: &str) -> Notes {
        Notes::answered(&self.name_of(layer), Arc::clone(self.answers))
    }
}

/// One layer of a file.
pub(super) struct FileLayer {
    /// What it is called in its file; empty where the file is one layer.
    pub(super) name: String,
    pub(super) document: Document,
    /// The names of its columns in order, where it is a table: its features are rows, and most have no place.
    pub(super) heads: Option<Vec<String>>,
    pub(super) notes: Notes,
}

/// Hands over the layers of a file, one after the other.
///
/// # Errors
/// When nothing of the file can be read.
pub(super) fn read(source: &Source<'_>, take: &mut dyn FnMut(FileLayer)) -> Result<(), OpenError> {
    if text::is_table(source.file) {
        return csv::read(source, take);
    }
    geojson::read(source, take)
}
