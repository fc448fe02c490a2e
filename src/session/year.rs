//! Another year, worked out beside the screen and shown once it is ready.

use std::sync::Arc;

use super::Session;
use crate::evaluation::{Evaluation, Evaluator};
use crate::plan::{Plan, Policy};
use crate::units::Year;

/// What has to be worked out to show a year; for a thread of its own.
#[derive(Debug)]
pub struct YearTask {
    evaluator: Arc<Evaluator>,
    plan: Option<Plan>,
    policy: Policy,
    year: Year,
    revision: u64,
}

/// A year that was worked out, for [`Session::show_year`].
#[derive(Debug)]
pub struct WorkedYear {
    year: Year,
    revision: u64,
    baseline: Arc<Evaluation>,
    current: Arc<Evaluation>,
}

impl YearTask {
    /// Evaluates today's layout and the plan in the year.
    pub fn work(self) -> WorkedYear {
        let nothing = Plan::new("", (self.year, self.year));
        let evaluate = |plan| Arc::new(self.evaluator.evaluate(plan, self.year, self.policy));
        let baseline = evaluate(&nothing);
        let current = self
            .plan
            .as_ref()
            .map_or_else(|| Arc::clone(&baseline), evaluate);
        WorkedYear {
            year: self.year,
            revision: self.revision,
            baseline,
            current,
        }
    }
}

impl Session {
    /// What showing a year takes.
    pub fn year_task(&self, year: Year) -> YearTask {
        YearTask {
            evaluator: Arc::clone(&self.evaluator),
            plan: self.plan().cloned(),
            policy: self.policy(),
            year,
            revision: self.revision,
        }
    }

    /// Shows a year that was worked out. False when what is shown has changed meanwhile; nothing has
    /// changed then.
    pub fn show_year(&mut self, worked: WorkedYear) -> bool {
        if worked.revision != self.revision {
            return false;
        }
        self.revision += 1;
        self.year = worked.year;
        self.baseline = worked.baseline;
        self.current = worked.current;
        true
    }
}
