//! Whether a plan fits the county that it is opened with.

use super::report::Notes;
use crate::model::{County, SchoolId, Source};
use crate::plan::{Measure, Plan};
use crate::words::Words;

/// Warns of schools that the county does not have, and of data that changed since the plan was saved.
pub(super) fn check_plan(plan: &Plan, stamps: &[Source], county: &County, notes: &mut Notes) {
    let built = |id: &SchoolId| {
        plan.actions.iter().any(|action| {
            matches!(&action.measure, Measure::New(_) | Measure::Reserve { .. })
                && action.measure.school() == id
        })
    };
    for (index, action) in plan.actions.iter().enumerate() {
        let receivers = match &action.measure {
            Measure::Merge { into, .. } => into.as_slice(),
            _ => &[],
        };
        for id in std::iter::once(action.measure.school()).chain(receivers) {
            if county.school(id).is_none() && !built(id) {
                notes.file(Words::new(
                    format!("Action {}: the county has no school {id}", index + 1),
                    format!("第{}条措施：本县没有编号为{id}的学校", index + 1),
                ));
            }
        }
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
