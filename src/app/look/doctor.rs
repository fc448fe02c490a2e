//! What is wished about the data as it was read: what a column holds, which doubts rest, and what was said of a county.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::entry::Entry;
use super::text::{Text, doctor as words};
use crate::io::{Ignored, Layer, LayerRead, Warning};

/// What is looked at in the data, and what is chosen and not applied yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doctor {
    /// The layer whose columns are shown.
    pub layer: Option<(String, Layer)>,
    /// What columns are to hold once the files are read again, by question; `None` for as they are guessed.
    pub chosen: BTreeMap<String, Option<String>>,
    /// The groups of doubts that are open.
    pub open: BTreeSet<String>,
    /// The doubts that are being let rest, and why as far as it is typed.
    pub resting: Option<(Vec<Ignored>, String)>,
}

impl Doctor {
    /// Whether a layer is the one that is shown.
    pub fn shows(&self, read: &LayerRead) -> bool {
        let shown = self.layer.as_ref();
        shown.is_some_and(|(file, layer)| *file == read.file && *layer == read.layer)
    }
}

/// A wish about the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DoctorWish {
    /// Show the columns of a layer.
    Look(String, Layer),
    /// Choose what a column is to hold, by its question; `None` for as it is guessed.
    Choose(String, Option<String>),
    /// Let go of what was chosen.
    Drop,
    /// Read the files again with what was chosen.
    Apply,
    /// Open a group of doubts, or shut it.
    Turn(String),
    /// Begin to let doubts rest.
    BeginRest(Vec<Ignored>),
    /// Why, as far as it is typed; `None` to leave it.
    Why(Option<String>),
    /// Let them rest.
    Rest,
    /// Take back that a doubt rests.
    Wake(Ignored),
    /// Forget everything that was said of this county.
    Forget,
    /// Ask where to save what was said.
    Save,
    /// Save it here; over whatever stands there where somebody was asked.
    SaveTo(PathBuf, Over),
    /// Ask which file of answers to load.
    Load,
    /// Load it.
    LoadFrom(PathBuf),
}

/// Whether somebody was asked about what stands under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// Nobody was: nothing is written over.
    Nothing,
    /// Somebody was.
    Anything,
}

impl DoctorWish {
    pub(crate) const fn only_looks(&self) -> bool {
        matches!(
            self,
            Self::Look(..)
                | Self::Choose(..)
                | Self::Drop
                | Self::Turn(_)
                | Self::BeginRest(_)
                | Self::Why(_)
        )
    }

    pub(crate) const fn entry(&self) -> Entry {
        let (label, tooltip): (Text, Text) = match self {
            Self::Look(..) => (words::COLUMNS, words::COLUMNS_TIP),
            Self::Choose(..) => (words::IS, words::IS_TIP),
            Self::Drop => (words::DROP, words::DROP_TIP),
            Self::Apply => (words::APPLY, words::APPLY_TIP),
            Self::Turn(_) => (words::DOUBTS_OF_KIND, words::DOUBTS_OF_KIND_TIP),
            Self::BeginRest(_) | Self::Why(_) | Self::Rest => (words::REST, words::REST_TIP),
            Self::Wake(_) => (words::WAKE, words::WAKE_TIP),
            Self::Forget => (words::FORGET, words::FORGET_TIP),
            Self::Save | Self::SaveTo(..) => (words::SAVE, words::SAVE_TIP),
            Self::Load | Self::LoadFrom(_) => (words::LOAD, words::LOAD_TIP),
        };
        Entry { label, tooltip }
    }
}

/// What is said when a doubt is let rest, before a reason is given.
pub(crate) fn about(warning: &Warning) -> Ignored {
    Ignored {
        file: warning.file.clone(),
        feature: warning.feature,
        what: warning.what.en.clone(),
        reason: String::new(),
        when: String::new(),
        by: String::new(),
    }
}
