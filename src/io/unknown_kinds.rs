//! Kinds of school that are stated nowhere, or in words nobody understands: the planner says what they are. Until then
//! such schools are left out, as a school of the wrong stage would falsify every figure of it.

use super::aliases;
use super::asking::{Choice, Name};
use super::gather::{Found, Gathered, KindBy};
use super::kinds;
use super::report::{Layer, Notes, kind};
use crate::model::{School, SchoolKind, Stage, StageRecord};
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
    let name = Name {
        key: format!("kind:{}", value.replace(char::is_whitespace, "_")),
        spelled: Some(format!("kind:{value}")),
    };
    let said = notes.ask(name, what, choices())?;
    kinds::stated(&said)
}

/// The kind of a school that tells none itself: by the name of its file, or as the planner says. Nothing is asked yet: it
/// may turn out to be no school, or one that stands elsewhere in the files with its kind.
pub(super) fn by_file_or_said(
    number: usize,
    notes: &mut Notes,
) -> Option<((SchoolKind, Vec<Stage>), KindBy)> {
    if let Some(said) = notes.said_of_feature(kind::KIND, number, choices()) {
        return Some((kinds::stated(&said)?, KindBy::Planner));
    }
    let kind = kinds::of_file_name(notes.file_name())?;
    let words = kind.words();
    notes.file_once(Words::new(
        format!(
            "Schools that tell no kind are taken as the name of the file says: {}",
            words.en.to_lowercase()
        ),
        format!("未说明类别的学校按文件名认定为{}", words.zh),
    ));
    Some(((kind, Vec::new()), KindBy::Files))
}

/// Asks of all schools left of which nothing tells the kind, and leaves them out as long as nothing is answered.
pub(super) fn settle(gathered: &mut Gathered) {
    let mut kept = Vec::with_capacity(gathered.schools.len());
    for (spot, found) in std::mem::take(&mut gathered.schools) {
        let Found { item, .. } = &found;
        let is_kept = found.kind_by == KindBy::Files || {
            let number = spot.feature.to_string();
            let called = [&item.name, found.id.as_ref().unwrap_or(&number)];
            let name = called.into_iter().find(|name| !name.is_empty());
            let name = name.unwrap_or(&number);
            let what = || {
                Words::new(
                    format!(
                        "{name}: nothing says what kind of school it is; left out until you say"
                    ),
                    format!("{name}：未说明学校类别，说明之前不读入"),
                )
            };
            let at = Some(item.at);
            let notes = &mut gathered.notes[spot.file];
            let said = notes.ask_feature(kind::KIND, spot.feature, at, what, choices());
            said.is_some_and(|said| said != LEAVE_OUT)
        };
        if is_kept {
            kept.push((spot, found));
        } else {
            gathered.moved.push((spot.file, Layer::Schools, None));
        }
    }
    gathered.schools = kept;
}

/// A school of which nothing tells the kind, as one that stands elsewhere in the files with its kind: its figures are of
/// the one stage which that runs. Where it runs several, nothing tells whose they are.
pub(super) fn as_the_other(found: &Found<School>, other: &Found<School>) -> Option<Found<School>> {
    let runs = |stage: &Stage| other.item.stages[*stage].is_some();
    let mut run = Stage::ALL.into_iter().filter(runs);
    let stage = run.next().filter(|_| run.next().is_none())?;
    let mut said = found.clone();
    let figures: Option<StageRecord> = found.item.stages[UNTIL_SAID.stages()[0]];
    said.item.stages = Default::default();
    said.item.stages[stage] = figures;
    said.item.kind = other.item.kind;
    said.kind_by = KindBy::Files;
    Some(said)
}

/// What a school is read as while nothing tells its kind: it stands in no county before it is said.
pub(super) const UNTIL_SAID: SchoolKind = SchoolKind::Primary;

/// The kinds, and that it is none.
fn choices() -> Vec<Choice> {
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
    choices
}
