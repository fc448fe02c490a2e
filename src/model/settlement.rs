//! A settlement: where pupils live.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::stage::PerStage;
use crate::geometry::LonLat;
use crate::units::Year;

/// The name by which files and people refer to one settlement; text, ordered as text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SettlementId(Arc<str>);

impl SettlementId {
    /// An id from its text.
    pub fn new(id: &str) -> Self {
        Self(id.into())
    }

    /// The text of the id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SettlementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A village, community or hamlet (居民点): one point for everyone who lives there.
#[derive(Clone, Debug, PartialEq)]
pub struct Settlement {
    /// Unique in the county.
    pub id: SettlementId,
    /// The name people know.
    pub name: String,
    /// Its middle.
    pub at: LonLat,
    /// Index into [`super::County::townships`]; by code or name in the file, else by position.
    pub township: Option<usize>,
    /// Residents of all ages, where known.
    pub population: Option<u32>,
    /// Pupils who live here, by stage, where known.
    pub pupils: PerStage<Option<u32>>,
    /// Births by calendar year, where known (`births_2019`, …).
    pub births: BTreeMap<Year, u32>,
    /// Properties the program does not know, written back on export.
    pub extra: Map<String, Value>,
}

impl Settlement {
    /// The village it is a part of, as its name says: 清河村 of 清河村2组. `None` for a name that ends otherwise.
    ///
    /// ```
    /// use xuequ::model::village_in;
    /// assert_eq!(village_in("清河村2组"), Some("清河村"));
    /// assert_eq!(village_in("清河村十二社"), Some("清河村"));
    /// assert_eq!(village_in("王村"), None);
    /// ```
    pub fn village(&self) -> Option<&str> {
        village_in(&self.name)
    }
}

/// What stands before the number of a group in a name; `None` where no such number ends it.
pub fn village_in(name: &str) -> Option<&str> {
    let rest = name.strip_suffix(['组', '社', '片', '队'])?;
    let is_number =
        |letter: char| letter.is_ascii_digit() || "一二三四五六七八九十〇零第".contains(letter);
    let village = rest.trim_end_matches(is_number);
    (village.len() < rest.len() && !village.is_empty()).then_some(village)
}
