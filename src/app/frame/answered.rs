//! What the planner answered about the data of each county, kept for the next time it is opened.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::io::Answers;

/// So many counties are remembered, the latest answered first.
const MOST_COUNTIES: usize = 50;

/// Answers by the files and folders that were named for reading; those of the sample county under none.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Answered(Vec<(Vec<PathBuf>, Answers)>);

impl Answered {
    /// What was answered about a county.
    pub(crate) fn to(&self, paths: &[PathBuf]) -> Answers {
        let known = self.0.iter().find(|(of, _)| of == paths);
        known.map_or_else(Answers::default, |(_, answers)| answers.clone())
    }

    /// Remembers what is answered about a county.
    pub(crate) fn put(&mut self, paths: &[PathBuf], answers: Answers) {
        self.0.retain(|(of, _)| of != paths);
        self.0.insert(0, (paths.to_vec(), answers));
        self.0.truncate(MOST_COUNTIES);
    }
}
