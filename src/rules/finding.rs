//! A place where a layout breaks a standard, said in words.

use super::standard::{Severity, Standard};
use crate::model::{SchoolId, Stage};
use crate::words::Words;

/// One breach (问题). At most one of school, settlement and township is named; none means the county.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Id of the broken standard.
    pub standard: String,
    /// The stage it is about; `None` for a school as a whole.
    pub stage: Option<Stage>,
    /// The school.
    pub school: Option<SchoolId>,
    /// Position in [`crate::model::County::settlements`].
    pub settlement: Option<usize>,
    /// Position in [`crate::model::County::townships`].
    pub township: Option<usize>,
    /// The action of the plan that is at fault, by index.
    pub action: Option<usize>,
    /// What was measured, in the standard's unit.
    pub value: f64,
    /// What the standard asks.
    pub limit: f64,
    /// Pupils concerned; `None` where the breach is about schools.
    pub pupils: Option<u32>,
    /// How much it weighs.
    pub severity: Severity,
    /// The whole sentence, with the number and how it is known.
    pub words: Words,
}

impl Finding {
    pub(super) fn of(standard: &Standard, value: f64, words: Words) -> Self {
        Self {
            standard: standard.id.clone(),
            stage: None,
            school: None,
            settlement: None,
            township: None,
            action: None,
            value,
            limit: standard.limit,
            pupils: None,
            severity: standard.severity,
            words,
        }
    }
}
