//! What is wished about steps, corrections and unsaved work.

use super::entry::Entry;
use super::intent::Need;
use super::text::{Text, keeping as words};
use crate::model::{Fact, Field, SchoolId, Subject};
use crate::plan::{Command, Details};

/// A wish about what was done.
#[derive(Clone, Debug, PartialEq)]
pub enum Keep {
    /// Go to where this step was the last; `None` goes to before the first.
    GoToStep(Option<u64>),
    /// Take this one step back.
    UndoOnly(u64),
    /// Set facts right against the files, in one step.
    Correct(Vec<(Subject, Fact)>),
    /// Leave a fact as the files have it.
    TakeBack(Subject, Field),
    /// A correction counts although the files have changed since.
    Affirm(Subject, Field),
    /// Who corrects, and after what.
    Sign(Signature),
    /// Pick up unsaved work where it stopped, by its place in the list.
    PickUp(usize),
    /// Unsaved work that nobody wants any more.
    Forget(usize),
}

impl Keep {
    pub(crate) const fn only_looks(&self) -> bool {
        matches!(self, Self::Sign(_))
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
            Self::TakeBack(..) => (words::AS_IN_FILE, words::AS_IN_FILE_TIP),
            Self::Affirm(..) => (words::AFFIRM, words::AFFIRM_TIP),
            Self::PickUp(_) => (words::PICK_UP, words::PICK_UP_TIP),
            Self::Forget(_) => (words::FORGET, words::FORGET_TIP),
        };
        Entry { label, tooltip }
    }
}

/// Who corrects facts, and after what; both as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// Who.
    pub by: String,
    /// The source, or the reason.
    pub reason: String,
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
