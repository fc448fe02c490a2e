//! What the planner answered about the data of each county, kept for the next time it is opened.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::io::Answers;
use crate::model::RoadJoins;

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

    /// Gives an answer.
    pub(crate) fn give(&mut self, paths: &[PathBuf], question: &str, choice: &str) {
        self.first(paths).give(question, choice);
    }

    /// Joins these roads from now on.
    pub(crate) fn join(&mut self, paths: &[PathBuf], joins: RoadJoins) {
        self.first(paths).joins = joins;
    }

    /// Takes an answer back.
    pub(crate) fn take_back(&mut self, paths: &[PathBuf], question: &str) {
        self.first(paths).take_back(question);
    }

    fn first(&mut self, paths: &[PathBuf]) -> &mut Answers {
        let answers = self.to(paths);
        self.0.retain(|(of, _)| of != paths);
        self.0.insert(0, (paths.to_vec(), answers));
        self.0.truncate(MOST_COUNTIES);
        &mut self.0[0].1
    }
}
