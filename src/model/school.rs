//! A school as the files record it.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::stage::{PerStage, SchoolKind, Stage};
use crate::geometry::LonLat;
use crate::units::Year;
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

/// Properties of a school that name the year of its figures; the first one found counts.
pub(crate) const YEAR_NAMES: [&str; 5] = ["year", "school_year", "学年", "年份", "统计年份"];

/// The property that holds the pupils of a stage in an earlier year.
pub(crate) fn past_pupils_name(stage: Stage, year: Year) -> String {
    format!("pupils_{stage}_{year}")
}

impl School {
    /// The year that its figures are of, where a property says so: `2024`, `2024—2025`.
    pub fn figures_year(&self) -> Option<Year> {
        YEAR_NAMES
            .iter()
            .find_map(|name| stated_year(self.extra.get(*name)?))
    }

    /// Pupils enrolled in a stage in an earlier year, where they are known.
    pub fn past_pupils(&self, stage: Stage, year: Year) -> Option<u32> {
        let value = self.extra.get(&past_pupils_name(stage, year))?;
        u32::try_from(value.as_u64()?).ok()
    }

    /// Says which year the figures are of. Pupils by grade stay those of the year that they were of; where that was not
    /// known they are no longer read.
    pub(super) fn set_figures_year(&mut self, year: Option<Year>) {
        let before = self.figures_year();
        if before != year {
            let of = before.map_or_else(|| "earlier".to_owned(), |before| before.to_string());
            let extra = std::mem::take(&mut self.extra).into_iter();
            self.extra = extra
                .map(|(name, value)| {
                    if is_of_a_grade(&name) {
                        (format!("{name}_{of}"), value)
                    } else {
                        (name, value)
                    }
                })
                .collect();
        }
        match year {
            Some(year) => self.extra.insert(YEAR_NAMES[0].to_owned(), year.0.into()),
            None => self.extra.shift_remove(YEAR_NAMES[0]),
        };
    }
}

/// Whether a property holds the pupils of a grade and names no year: `pupils_g4`, `grade_4`.
fn is_of_a_grade(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let by_letter = ["pupils_g", "pupils_k", "enrolment_g", "enrolment_k"];
    let mut starts = by_letter.into_iter().chain(["grade_"]);
    let number = starts.find_map(|start| name.strip_prefix(start));
    number.is_some_and(|number| {
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// A year as a property states it.
pub(crate) fn stated_year(value: &Value) -> Option<Year> {
    let number = match value {
        Value::Number(number) => number.as_i64()?,
        Value::String(text) => text.trim().get(..4)?.parse().ok()?,
        _ => return None,
    };
    let year = Year(i32::try_from(number).ok()?);
    year.is_plausible().then_some(year)
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
