//! Schools with 0 pupils: a school that nobody attends, or a figure that nobody filled in.

use super::asking::Choice;
use super::report::kind;
use super::schools::{Figures, Reader};
use crate::model::PerStage;
use crate::words::Words;

/// Asks about a school all of whose pupils are 0; unless the planner says that it is empty they are not known.
pub(super) fn ask(reader: &mut Reader<'_>, figures: &mut Figures) {
    let by_stage = figures.pupils.iter().filter_map(|(_, number)| *number);
    let stated: Vec<u32> = by_stage.chain(figures.all_pupils).collect();
    if stated.is_empty() || stated.iter().any(|&pupils| pupils > 0) {
        return;
    }
    let name = reader.name;
    let what = || {
        Words::new(
            format!("{name}: 0 pupils; taken as not known until you say that nobody attends"),
            format!("{name}：在校生为0，确认为空校之前按未知处理"),
        )
    };
    let choices = vec![
        Choice::new("unknown", "The pupils are not known", "学生数未知"),
        Choice::new("none", "Nobody attends it", "确实没有学生（空校）"),
    ];
    let (number, at) = (reader.number, Some(reader.at));
    let said = reader
        .notes
        .ask_feature(kind::NO_PUPILS, number, at, what, choices);
    if said.as_deref() != Some("none") {
        figures.pupils = PerStage::default();
        figures.all_pupils = None;
    }
}
