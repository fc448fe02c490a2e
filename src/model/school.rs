//! A school as the files record it.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::stage::{PerStage, SchoolKind};
use crate::geometry::LonLat;
use crate::words::Words;

/// The name by which files, plans and people refer to one school; text, never a number.
///
/// Ordered as text, which also breaks ties between equally near schools.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchoolId(Arc<str>);

impl SchoolId {
    /// An id from its text.
    pub fn new(id: &str) -> Self {
        Self(id.into())
    }

    /// The text of the id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SchoolId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How a figure came about; everything but `Recorded` is labelled on screen and in files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// It stood in a file.
    Recorded,
    /// Derived from recorded figures, for instance a nine-year school's total shared between its stages.
    Estimated,
    /// Stated by the planner for want of a record.
    Assumed,
    /// Set right by the planner against the file.
    Corrected,
}

/// A whole number of pupils or seats and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// The number.
    pub number: u32,
    /// Where it comes from.
    pub origin: Origin,
}

impl Count {
    /// A number that stood in a file.
    pub const fn recorded(number: u32) -> Self {
        Self {
            number,
            origin: Origin::Recorded,
        }
    }
}

/// What a school records for one stage that it runs. `None` is "not known", never zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StageRecord {
    /// Pupils enrolled in the stage.
    pub pupils: Option<Count>,
    /// How many pupils the school can take in the stage.
    pub seats: Option<Count>,
}

/// Who runs a school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ownership {
    /// 公办.
    Public,
    /// 民办.
    Private,
}

impl Ownership {
    /// The word a planner uses.
    pub fn words(self) -> Words {
        match self {
            Self::Public => Words::new("Public", "公办"),
            Self::Private => Words::new("Private", "民办"),
        }
    }
}

/// One site with one or more stages, as recorded. Planning never edits it.
#[derive(Clone, Debug, PartialEq)]
pub struct School {
    /// Unique in the county.
    pub id: SchoolId,
    /// The name people know; may be the id where the file has none.
    pub name: String,
    /// What the statistics call it.
    pub kind: SchoolKind,
    /// Where it stands.
    pub at: LonLat,
    /// The stages it runs, with their records; at least one is `Some`.
    pub stages: PerStage<Option<StageRecord>>,
    /// Public or private, where known.
    pub ownership: Option<Ownership>,
    /// Whether a private kindergarten is recognised as inclusive (普惠), where known.
    pub inclusive: Option<bool>,
    /// The school that runs this teaching point.
    pub parent: Option<SchoolId>,
    /// Pupils who board, all stages.
    pub boarders: Option<u32>,
    /// Beds for boarders, all stages.
    pub beds: Option<u32>,
    /// Index into [`super::County::townships`]; by code or name in the file, else by position.
    pub township: Option<usize>,
    /// Properties the program does not know, written back on export.
    pub extra: Map<String, Value>,
}

#[cfg(test)]
impl StageRecord {
    /// What a test records.
    pub(crate) fn of(pupils: Option<u32>, seats: Option<u32>) -> Self {
        Self {
            pupils: pupils.map(Count::recorded),
            seats: seats.map(Count::recorded),
        }
    }
}

#[cfg(test)]
impl School {
    /// The plain school of a test: called like its id, with the same record in every stage of its kind, and nothing
    /// else known of it.
    pub(crate) fn plain(id: &str, kind: SchoolKind, record: StageRecord) -> Self {
        Self {
            id: SchoolId::new(id),
            name: id.to_owned(),
            kind,
            at: LonLat::new(104.0, 29.6),
            stages: PerStage::from_fn(|stage| kind.stages().contains(&stage).then_some(record)),
            ownership: None,
            inclusive: None,
            parent: None,
            boarders: None,
            beds: None,
            township: None,
            extra: Map::new(),
        }
    }
}
