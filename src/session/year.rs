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
    evaluator: Arc<Evaluator>,
    year: Year,
    revision: u64,
    baseline: Arc<Evaluation>,
    current: Arc<Evaluation>,
}

impl YearTask {
    /// Evaluates today's layout and the plan in the year.
    pub fn work(self) -> WorkedYear {
        let baseline = Arc::new(self.evaluator.baseline(self.year, self.policy));
        let evaluate = |plan| Arc::new(self.evaluator.evaluate(plan, self.year, self.policy));
        let current = self
            .plan
            .as_ref()
            .map_or_else(|| Arc::clone(&baseline), evaluate);
        WorkedYear {
            evaluator: self.evaluator,
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

    /// Shows a year that was worked out. False when what is shown, or the whole county, has changed meanwhile; nothing
    /// changes then.
    pub fn show_year(&mut self, worked: WorkedYear) -> bool {
        let is_of_this_county = Arc::ptr_eq(&worked.evaluator, &self.evaluator);
        if worked.revision != self.revision || !is_of_this_county {
            return false;
        }
        self.revision += 1;
        self.year = worked.year;
        self.baseline = worked.baseline;
        self.current = worked.current;
        self.note_bearing();
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::open_bytes;
    use crate::sample;

    fn session() -> Session {
        Session::new(open_bytes(&sample::files()).expect("the sample opens"))
    }

    #[test]
    fn a_year_that_was_worked_out_is_shown_only_where_nothing_has_changed() {
        let mut first = session();
        let worked = first.year_task(Year(2025)).work();
        // As fresh as the first, but another county.
        let mut second = session();
        assert!(!second.show_year(worked));
        assert_ne!(second.year(), Year(2025));

        let worked = first.year_task(Year(2025)).work();
        first.new_plan();
        assert!(!first.show_year(worked), "another plan is chosen by now");
        let worked = first.year_task(Year(2025)).work();
        assert!(first.show_year(worked));
        let shown = first.evaluation().clone();
        first.set_year(Year(2025));
        assert_eq!(shown.stages, first.evaluation().stages);
    }
}
