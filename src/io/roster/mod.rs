//! A newer roster of schools (学校名册) beside the county that is open: which row is which school, and what differs.
//!
//! ```text
//! file ─▶ Roster: rows as they stand ─▶ matching: which school ─▶ changes: field by field ─▶ taking: corrections
//! ```
//!
//! A row is a school's by its code or its name. What is only similar is proposed and never taken by itself; two rows of
//! one school are taken neither; an empty cell says nothing; a school that the roster does not name is not closed.

mod changes;
mod matching;
mod taking;
mod update;
mod year;

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

pub use self::changes::Change;
pub use self::matching::{Matched, SameBy};
pub use self::taking::{Taken, Taking};
pub use self::update::{Asked, Row, Update};

use super::document::{RawFeature, shortened};
use super::files::{self, file_name, layer_of};
use super::gather::Spot;
use super::join::matching::Key;
use super::reading::Reading;
use super::report::{Notes, kind};
use super::shape::Shape;
use super::{Answers, Layer, OpenError, ReadingProgress, Warning, tell};
use crate::model::County;
use crate::units::Year;
use crate::words::Words;

/// A row with a place as it stands in its file: the position of the file, what the row says, where it is.
pub(super) type RosterFeature = (usize, RawFeature, Shape);

/// The rows of a roster as they stand, before it is said which schools they are.
#[derive(Debug)]
pub struct Roster {
    /// The file's name without its folder.
    pub file: String,
    /// The year that its columns or its name tell; `None` where they tell none, or several.
    pub year: Option<Year>,
    rows: Vec<RosterRow>,
    /// The names of its layers or sheets.
    names: Vec<String>,
    /// What was noticed in reading it.
    warnings: Vec<Warning>,
}

/// One row of a roster.
#[derive(Debug)]
struct RosterRow {
    spot: Spot,
    feature: RawFeature,
    /// Where it is; a table may not say.
    shape: Option<Shape>,
    key: Key,
}

/// Reads the roster beside a county; tells how far it is, and `progress` may stop it.
///
/// # Errors
/// When no row of a school can be read in it, or with [`OpenError::Stopped`].
pub fn read_roster(
    path: &Path,
    county: &County,
    progress: &dyn Fn(ReadingProgress) -> ControlFlow<()>,
) -> Result<Roster, OpenError> {
    let (path, wanted) = layer_of(path);
    let file = file_name(&path);
    tell(progress, &file, 0, 1)?;
    let bytes = files::read(&path)?;
    let beside = |ending: &str| files::beside(&path, ending);
    let roster = roster_of((&file, &bytes), wanted.as_deref(), &beside, county)?;
    tell(progress, &file, 1, 1)?;
    Ok(roster)
}

/// The same from bytes in memory.
///
/// # Errors
/// When no row of a school can be read in them.
pub fn roster_of_bytes(file: &str, bytes: &[u8], county: &County) -> Result<Roster, OpenError> {
    roster_of((file, bytes), None, &|_| None, county)
}

fn roster_of(
    (file, bytes): (&str, &[u8]),
    wanted: Option<&str>,
    beside: &dyn Fn(&str) -> Option<Vec<u8>>,
    county: &County,
) -> Result<Roster, OpenError> {
    let mut reading = Reading::new(Vec::new(), &Answers::default());
    reading.roster = Some(Vec::new());
    reading.near = county.schools.first().map(|school| school.at);
    reading.file((file, bytes), wanted, beside);
    let (gathered, placed, names, failed) = reading.into_roster();
    let mut rows: Vec<(usize, RawFeature, Option<Shape>)> = placed
        .into_iter()
        .map(|(file, feature, shape)| (file, feature, Some(shape)))
        .collect();
    for table in gathered.loose {
        if table.layer == Layer::Schools {
            let file = table.file;
            rows.extend(table.rows.into_iter().map(|row| (file, row, None)));
        }
    }
    if rows.is_empty() {
        return Err(failed
            .into_iter()
            .next()
            .unwrap_or_else(|| OpenError::BadTable {
                file: file.to_owned(),
                why: Box::new(Words::new(
                    "no row of a school was found in it",
                    "其中没有学校的记录",
                )),
            }));
    }
    rows.sort_by_key(|(file, row, _)| (*file, row.number));
    let mut readers = update::readers_of(&rows.iter().map(|(_, row, _)| row).collect::<Vec<_>>());
    let mut notes = gathered.notes;
    let mut columns: Vec<String> = Vec::new();
    let mut known = Vec::with_capacity(rows.len());
    for (file, feature, shape) in rows {
        let key = readers.school_key(&feature);
        if key.id.is_none() && key.name.is_none() {
            if columns.is_empty() {
                columns = feature.properties.keys().cloned().collect();
            }
            notes[file].feature(kind::NO_NAME, feature.number, None, || {
                Words::new(
                    "neither a school's code nor its name is read in it; left out",
                    "读不出学校代码或名称，未采用",
                )
            });
            continue;
        }
        let spot = Spot {
            file,
            feature: feature.number,
        };
        known.push(RosterRow {
            spot,
            feature,
            shape,
            key,
        });
    }
    if known.is_empty() {
        return Err(no_keys(file, &columns));
    }
    // What is said of a part that could not be read is among the warnings.
    let warnings = notes.into_iter().flat_map(Notes::finish).collect();
    let stem = files::stem_of(file);
    Ok(Roster {
        year: year::of_rows(&known).unwrap_or_else(|| year::of_name(stem)),
        file: file.to_owned(),
        rows: known,
        names,
        warnings,
    })
}

/// None of its columns is a school's code or name.
fn no_keys(file: &str, columns: &[String]) -> OpenError {
    const COLUMNS: usize = 8;
    let columns: Vec<String> = columns.iter().map(|name| shortened(name)).collect();
    let some = columns[..columns.len().min(COLUMNS)].join(", ");
    OpenError::BadTable {
        file: file.to_owned(),
        why: Box::new(Words::new(
            format!("none of its columns is a school's code or name: {some}"),
            format!("各列都不是学校代码或名称：{some}"),
        )),
    }
}

impl Roster {
    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has none; such a roster is not read.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Empty notes, one for each of its layers.
    fn notes(&self) -> Vec<Notes> {
        let answers = Arc::new(Answers::default());
        let names = self.names.iter();
        names
            .map(|name| Notes::answered(name, Arc::clone(&answers)))
            .collect()
    }
}

#[cfg(test)]
mod tests;
