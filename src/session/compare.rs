//! Two of the session's plans side by side, worked out beside the screen.

use std::sync::Arc;

use super::{Chosen, Session};
use crate::evaluation::{CompareSide, Compared, Evaluator, compare};
use crate::model::County;
use crate::plan::{Action, Clashes, Command, take_over};
use crate::units::Year;
use crate::words::Words;

/// What has to be worked out to compare two plans; for a thread of its own.
#[derive(Debug)]
pub struct ComparisonTask {
    recorded: Arc<County>,
    evaluator: Arc<Evaluator>,
    sides: [CompareSide; 2],
    year: Year,
}

impl ComparisonTask {
    /// Evaluates both plans and follows their pupils.
    pub fn work(self) -> Compared {
        compare(&self.evaluator, &self.recorded, &self.sides, self.year)
    }
}

impl Session {
    /// What comparing two plans in the chosen year takes, each under its own policy. A position without a plan is
    /// today.
    pub fn comparison(&self, first: Chosen, second: Chosen) -> ComparisonTask {
        ComparisonTask {
            recorded: Arc::clone(&self.recorded),
            evaluator: Arc::clone(&self.evaluator),
            sides: [self.side(first), self.side(second)],
            year: self.year,
        }
    }

    /// Takes a measure of another plan over into the plan at a position, as one step of that name, and shows that plan.
    ///
    /// # Errors
    /// When something in the plan stands against it; nothing has changed then.
    pub fn adopt(&mut self, into: usize, name: Words, action: Action) -> Result<(), Clashes> {
        let Some(document) = self.documents.get(into) else {
            return Ok(());
        };
        take_over(&self.recorded, document.plan(), &action)?;
        self.choose_in(Chosen::Plan(into), self.year);
        let actions = vec![action];
        Ok(self.handle(Command::AddAll { name, actions })?)
    }

    fn side(&self, chosen: Chosen) -> CompareSide {
        let plan = match chosen {
            Chosen::Today => None,
            Chosen::Plan(index) => self.documents.get(index),
        };
        let side = plan.map_or_else(
            || CompareSide::today(self.policy),
            |document| CompareSide::of(document.plan().clone()),
        );
        let shown = if chosen == self.chosen {
            Some(&self.current)
        } else {
            side.plan.is_none().then_some(&self.baseline)
        };
        let known = shown.map(|known| (Arc::clone(&self.evaluator), Arc::clone(known)));
        CompareSide { known, ..side }
    }
}
