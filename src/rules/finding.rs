//! A place where a layout breaks a standard, said in words.

use super::standard::{Severity, Standard};
use crate::model::{County, SchoolId, Stage};
use crate::plan::Layout;
use crate::words::Words;

/// One breach (问题). A settlement and a school are both named where the pupils of the one go to the other; with none
/// of school, settlement and township it is about the county.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Id of the broken standard.
    pub standard: String,
    /// The stage it is about; `None` for a school of several stages as a whole.
    pub stage: Option<Stage>,
    /// The school.
    pub school: Option<SchoolId>,
    /// Position in [`crate::model::County::settlements`].
    pub settlement: Option<usize>,
    /// Position in [`crate::model::County::townships`].
    pub township: Option<usize>,
    /// The actions of the plan that are at fault, by index; none where the layout itself is.
    pub actions: Vec<usize>,
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
            actions: Vec::new(),
            value,
            limit: standard.limit,
            pupils: None,
            severity: standard.severity,
            words,
        }
    }

    /// The township it lies in: that of the settlement, else that of the school, as it stands in a layout where one is
    /// given; `None` where none is known.
    pub fn township_in(&self, county: &County, layout: Option<&Layout>) -> Option<usize> {
        let home = || county.settlements.get(self.settlement?)?.township;
        let school = || {
            let id = self.school.as_ref()?;
            match layout {
                Some(layout) => layout.site(id)?.township,
                None => county.school(id)?.township,
            }
        };
        self.township.or_else(home).or_else(school)
    }
}
