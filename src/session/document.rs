//! A plan with its past, and the file it was saved to.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use crate::io::{MadeWith, Over, Stamp};
use crate::plan::{History, Plan};
use crate::words::Words;

/// The file a plan stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanFile {
    /// Where it is.
    pub path: PathBuf,
    /// What it held when it was read or saved; `None` when that is not known.
    pub stamp: Option<Stamp>,
}

/// A plan with its past, and the file it was saved to.
#[derive(Clone, Debug)]
pub struct Document {
    pub(super) history: History<Plan>,
    /// The plan as it stands in its file, or the empty one it began as: so much is not lost by closing.
    pub(super) kept: Option<Plan>,
    pub(super) file: Option<PlanFile>,
    /// What the plan was made with and what is not there, here and in every copy of it.
    lost: Vec<Words>,
    /// What it was begun from in this window, and when: a copy, a draft of a proposal.
    origin: Option<(Words, SystemTime)>,
    /// What it was made with, as long as its file tells so.
    pub(super) made_with: Option<Arc<MadeWith>>,
}

impl Document {
    /// A plan that holds work which stands in no file.
    pub(super) fn unsaved(plan: Plan) -> Self {
        Self {
            history: History::new(plan),
            kept: None,
            file: None,
            lost: Vec::new(),
            origin: None,
            made_with: None,
        }
    }

    /// A plan that stands in a file, or that nothing has been entered in yet.
    pub(super) fn kept(plan: Plan, file: Option<PlanFile>) -> Self {
        Self {
            kept: Some(plan.clone()),
            file,
            ..Self::unsaved(plan)
        }
    }

    pub(super) fn in_file(self, file: Option<PlanFile>) -> Self {
        Self { file, ..self }
    }

    pub(super) fn with_lost(self, lost: Vec<Words>) -> Self {
        Self { lost, ..self }
    }

    pub(super) fn begun_from(self, origin: Words) -> Self {
        Self {
            origin: Some((origin, SystemTime::now())),
            ..self
        }
    }

    pub(super) fn made_with(self, made_with: Option<Arc<MadeWith>>) -> Self {
        Self { made_with, ..self }
    }

    /// The names of the steps that lead to it, the first one first.
    pub fn step_names(&self) -> Vec<Words> {
        self.history.done().map(|step| step.name.clone()).collect()
    }

    /// What it was begun from in this window, and when; `None` for one that was opened, or began empty.
    pub fn origin(&self) -> Option<(&Words, SystemTime)> {
        self.origin.as_ref().map(|(words, at)| (words, *at))
    }

    /// The plan with its steps, and those that were undone.
    pub fn history(&self) -> &History<Plan> {
        &self.history
    }

    /// What the plan was made with and what is not there: whatever is built on it rests on something else than it says.
    pub fn lost(&self) -> &[Words] {
        &self.lost
    }

    /// The plan as it stands.
    pub fn plan(&self) -> &Plan {
        self.history.present()
    }

    /// The plan as it stands in its file, or the empty one it began as; `None` where it stands nowhere.
    pub fn as_kept(&self) -> Option<&Plan> {
        self.kept.as_ref()
    }

    /// The file it was last saved to or read from, with what that held.
    pub fn file(&self) -> Option<&PlanFile> {
        self.file.as_ref()
    }

    /// The file it was last saved to or read from.
    pub fn path(&self) -> Option<&Path> {
        Some(&self.file.as_ref()?.path)
    }

    /// What may be written over under a path: what this plan was read from or saved to, or nothing that stands there.
    pub fn over(&self, path: &Path) -> Over {
        let own = self.file.as_ref().filter(|file| file.path == path);
        Over::Only(own.and_then(|file| file.stamp))
    }

    /// How many steps lead to it, those not counted that were undone.
    pub fn steps(&self) -> usize {
        self.history.depth()
    }

    /// Whether closing now would lose anything that was entered.
    pub fn is_unsaved(&self) -> bool {
        self.kept.as_ref() != Some(self.plan())
    }
}
