//! Whether a plan fits the county that it is opened with.

use super::OpenError;
use super::report::Notes;
use crate::model::{County, Source};
use crate::plan::Plan;
use crate::rules::{Standards, order};
use crate::words::Words;

/// Warns of what of the plan does not fit the county, of standards that nothing answers to, of measures in the wrong
/// order, and of data that changed since the plan was saved. Gives the layers that the plan was made with and that are
/// not there; they are lost for this plan only.
pub(super) fn check_plan(
    file: &str,
    plan: &Plan,
    stamps: &[Source],
    county: &County,
    notes: &mut Notes,
) -> Vec<OpenError> {
    let (standards, unanswered) = Standards::enabled(&plan.standards);
    let faults = plan.faults(county).into_iter().map(|fault| fault.words);
    let entries = unanswered.iter().map(|entry| entry.words());
    let order = order(&standards, county, plan).into_iter();
    for words in faults.chain(entries).chain(order.map(|found| found.words)) {
        notes.file(words);
    }
    let mut absent = Vec::new();
    for stamp in stamps {
        match Presence::of(stamp, &county.sources) {
            Presence::AsItWas => {}
            Presence::Changed => notes.file(Words::new(
                format!("{} has changed since the plan was saved", stamp.file),
                format!("保存方案之后，{} 已有改动", stamp.file),
            )),
            Presence::Absent => {
                let error = OpenError::LayerAbsent {
                    file: file.to_owned(),
                    layer: stamp.file.clone(),
                };
                notes.file(error.words());
                absent.push(error);
            }
        }
    }
    absent
}

/// How a file that the plan was made with stands among those of the county.
enum Presence {
    AsItWas,
    Changed,
    Absent,
}

impl Presence {
    /// A file that only has another name by now is there as it was.
    fn of(stamp: &Source, sources: &[Source]) -> Self {
        if sources.iter().any(|source| source.sha256 == stamp.sha256) {
            Self::AsItWas
        } else if sources.iter().any(|source| source.file == stamp.file) {
            Self::Changed
        } else {
            Self::Absent
        }
    }
}
