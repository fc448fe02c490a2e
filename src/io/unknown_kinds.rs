//! Kinds of school that are stated in words nobody understands: the planner says what they are. Until then such schools
//! are left out, as a school of the wrong stage would falsify every figure of it.

use super::aliases;
use super::asking::{Choice, Name};
use super::kinds;
use super::report::Notes;
use crate::model::{SchoolKind, Stage};
use crate::words::Words;

/// The answer for what is no school of the planned stages.
const LEAVE_OUT: &str = "leave_out";

/// Whether a value that names no kind that is known speaks of the kind at all.
pub(super) fn says_something(value: &str) -> bool {
    !aliases::is_no_kind(value) && aliases::ownership(value).is_none()
}

/// What the planner says that schools of this value are; `None` as long as nothing is said, and where they are none.
pub(super) fn ask(value: &str, name: &str, notes: &mut Notes) -> Option<(SchoolKind, Vec<Stage>)> {
    let what = Words::new(
        format!(
            "Kind of school \"{value}\" not understood (such as {name}); left out until you say what it is"
        ),
        format!("学校类别“{value}”未能识别（如{name}），说明其含义之前不读入这些学校"),
    );
    let mut choices: Vec<Choice> = SchoolKind::ALL
        .into_iter()
        .map(|kind| {
            let words = kind.words();
            Choice::new(kind.key(), words.en, words.zh)
        })
        .collect();
    choices.push(Choice::new(
        LEAVE_OUT,
        "No school of the planned stages",
        "不属于规划学段",
    ));
    let name = Name {
        key: format!("kind:{}", value.replace(char::is_whitespace, "_")),
        spelled: Some(format!("kind:{value}")),
    };
    let said = notes.ask(name, what, choices)?;
    kinds::stated(&said)
}
