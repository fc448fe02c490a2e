//! What is wished about steps, corrections and unsaved work.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::desk::Workspace;
use super::entry::Entry;
use super::intent::Need;
use super::text::{Text, keeping as words, roster};
use crate::io::Taken;
use crate::model::{Correction, Fact, Field, SchoolId, Stage, Subject};
use crate::plan::{Command, Details};
use crate::words::{Lang, Words};

/// A wish about what was done.
#[derive(Clone, Debug, PartialEq)]
pub enum Keep {
    /// Go to where this step was the last; `None` goes to before the first.
    GoToStep(Option<u64>),
    /// Take this one step back.
    UndoOnly(u64),
    /// Set facts right against the files, in one step.
    Correct(Vec<(Subject, Fact)>),
    /// The next click on the map says where this school or settlement stands.
    PickPlace(Subject),
    /// Leave a fact as the files have it.
    TakeBack(Subject, Field),
    /// A correction counts although the files have changed since.
    Affirm(Subject, Field),
    /// Who corrects, and after what.
    Sign(Signature),
    /// Ask for a newer roster of schools.
    UpdateFrom,
    /// Set this newer roster beside the county.
    ReadRoster(PathBuf),
    /// Take facts of a newer roster, in one step of this name.
    TakeRoster(Box<Words>, Vec<Taken>),
    /// Pick up unsaved work where it stopped, by its place in the list.
    PickUp(usize),
    /// Unsaved work that nobody wants any more.
    Forget(usize),
}

impl Keep {
    pub(crate) const fn only_looks(&self) -> bool {
        matches!(self, Self::Sign(_) | Self::PickPlace(_))
    }

    pub(crate) const fn needs(&self) -> Need {
        match self {
            Self::PickUp(_) | Self::Forget(_) => Need::Nothing,
            _ => Need::County,
        }
    }

    pub(crate) const fn entry(&self) -> Entry {
        let (label, tooltip): (Text, Text) = match self {
            Self::GoToStep(_) => (words::GO_TO_STEP, words::GO_TO_STEP_TIP),
            Self::UndoOnly(_) => (words::UNDO_ONLY, words::UNDO_ONLY_TIP),
            Self::Correct(_) | Self::Sign(_) => (words::CORRECT, words::CORRECT_TIP),
            Self::PickPlace(_) => (words::PICK_PLACE, words::PICK_PLACE_TIP),
            Self::TakeBack(..) => (words::AS_IN_FILE, words::AS_IN_FILE_TIP),
            Self::Affirm(..) => (words::AFFIRM, words::AFFIRM_TIP),
            Self::UpdateFrom | Self::ReadRoster(_) | Self::TakeRoster(..) => {
                (roster::UPDATE, roster::UPDATE_TIP)
            }
            Self::PickUp(_) => (words::PICK_UP, words::PICK_UP_TIP),
            Self::Forget(_) => (words::FORGET, words::FORGET_TIP),
        };
        Entry { label, tooltip }
    }
}

/// What the window shows, as far as it belongs to unsaved work and comes back with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The year.
    pub year: i32,
    /// The name of the chosen plan; `None` for today.
    pub plan: Option<String>,
    /// The stage.
    pub stage: Stage,
    /// The workspace.
    pub workspace: Workspace,
}

/// Who corrects facts, and after what; both as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// Who.
    pub by: String,
    /// The source, or the reason.
    pub reason: String,
}

/// What a correction changes: “80 → 90”.
pub(crate) fn change(one: &Correction, lang: Lang) -> String {
    let (was, is) = (one.was.words(), one.is.words());
    format!("{} → {}", was.say(lang), is.say(lang))
}

/// When a correction was made, by whom and after what, as far as somebody said.
pub(crate) fn said(one: &Correction, lang: Lang) -> String {
    let said = [&one.said.when, &one.said.by, &one.said.reason];
    let mut said: Vec<&str> = said
        .into_iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    if one.said.reason.is_empty() {
        said.push(words::NO_SOURCE.say(lang));
    }
    said.join(" · ")
}

/// Unsaved work that another window left, as it is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The county.
    pub county: String,
    /// The names of the plans.
    pub plans: Vec<String>,
    /// From when, as the clock shows it.
    pub when: String,
}

/// Something to write down about a school, or about a measure of the chosen plan.
#[derive(Clone, Debug, PartialEq)]
pub struct NoteForm {
    /// What about.
    pub of: NoteOf,
    /// The school's name.
    pub name: String,
    /// As typed so far.
    pub text: String,
}

/// What a note is about.
#[derive(Clone, Debug, PartialEq)]
pub enum NoteOf {
    /// A school.
    School(SchoolId),
    /// A measure by its index in the plan, with all that is written about it.
    Measure(usize, Box<Details>),
}

impl NoteForm {
    /// The command that writes it down.
    pub fn command(&self) -> Command {
        let text = self.text.trim().to_owned();
        match &self.of {
            NoteOf::School(school) => Command::Note {
                school: school.clone(),
                text,
            },
            NoteOf::Measure(index, details) => Command::SetDetails {
                index: *index,
                details: Box::new(Details {
                    note: (!text.is_empty()).then_some(text),
                    ..(**details).clone()
                }),
            },
        }
    }
}
