//! Whether a plan fits the county that it is opened with.

use super::report::Notes;
use crate::model::{County, Source};
use crate::plan::Plan;
use crate::words::Words;

/// Warns of what the plan cannot mean in this county, and of data that changed since the plan was saved.
pub(super) fn check_plan(plan: &Plan, stamps: &[Source], county: &County, notes: &mut Notes) {
    for fault in plan.faults(county) {
        notes.file(fault.words);
    }
    for stamp in stamps {
        let now = county
            .sources
            .iter()
            .find(|source| source.file == stamp.file);
        if now.is_some_and(|now| now.sha256 != stamp.sha256) {
            notes.file(Words::new(
                format!("{} has changed since the plan was saved", stamp.file),
                format!("保存方案之后，{} 已有改动", stamp.file),
            ));
        }
    }
}
