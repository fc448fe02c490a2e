//! How the list of problems is grouped and filtered, and which of its branches are open.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::model::Stage;
use crate::rules::{GroupBy, Severity, Wanted};

/// The list as it stands.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// What is told apart first.
    pub by: GroupBy,
    /// Whether problems of all stages are listed, else those of the stage on screen.
    pub is_of_all_stages: bool,
    /// Only problems of this weight.
    pub severity: Option<Severity>,
    /// Only those in this township, by position in the county.
    pub township: Option<usize>,
    /// Only those that came or went with the plan.
    pub only_changed: bool,
    /// The branches that are open, by path.
    pub opened: BTreeSet<String>,
}

impl Listing {
    /// What is asked for, of the stage on screen.
    pub(crate) fn wanted(&self, stage: Stage) -> Wanted {
        Wanted {
            stage: (!self.is_of_all_stages).then_some(stage),
            severity: self.severity,
            township: self.township,
            only_changed: self.only_changed,
        }
    }

    /// Changes whenever the rows do.
    pub(crate) fn terms(&self, stage: Stage, sorting: Option<(&str, bool)>) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.by, self.wanted(stage), &self.opened, sorting).hash(&mut hasher);
        hasher.finish()
    }

    /// Opens a branch or shuts it.
    pub(crate) fn turn(&mut self, path: &str) {
        if !self.opened.remove(path) {
            self.opened.insert(path.to_owned());
        }
    }
}
