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
