//! A stage with its assigned pupils, and which schools and settlements to check again after some pupils change school.

use crate::assign::{Assignment, Attended, Flow, of_home};
use crate::model::Stage;

/// A stage with its assigned pupils.
pub(super) struct Dealt<'a> {
    pub(super) assignment: &'a Assignment,
    /// Flows of the day pupils.
    pub(super) daily: &'a [Flow],
    /// What is to be checked; `None` for everything.
    touched: Option<Touched>,
}

impl<'a> Dealt<'a> {
    /// A stage that is looked at whole.
    pub(super) fn whole(now: Attended<'a>) -> Self {
        Self {
            assignment: now.assignment,
            daily: now.daily,
            touched: None,
        }
    }

    /// A stage of which only what differs from before is looked at.
    pub(super) fn since(
        before: Attended<'_>,
        now: Attended<'a>,
        settlements: usize,
        sites: usize,
    ) -> Self {
        Self {
            assignment: now.assignment,
            daily: now.daily,
            touched: Some(Touched::between(before, now, settlements, sites)),
        }
    }

    pub(super) fn stage(&self) -> Stage {
        self.assignment.stage
    }

    pub(super) fn looks_home(&self, settlement: usize) -> bool {
        self.touched
            .as_ref()
            .is_none_or(|touched| touched.settlements[settlement])
    }

    pub(super) fn looks_at(&self, site: usize) -> bool {
        self.touched
            .as_ref()
            .is_none_or(|touched| touched.sites[site])
    }
}

/// Where pupils of a stage go otherwise, or otherwise far.
struct Touched {
    settlements: Vec<bool>,
    sites: Vec<bool>,
}

impl Touched {
    fn between(before: Attended<'_>, now: Attended<'_>, settlements: usize, sites: usize) -> Self {
        let mut touched = Self {
            settlements: vec![false; settlements],
            sites: vec![false; sites],
        };
        touched.flows(&before.assignment.flows, &now.assignment.flows);
        // Who boards depends on all who attend a school: others may come to go every day than those who change school.
        touched.flows(before.daily, now.daily);
        let (old, new) = (&before.assignment.unplaced, &now.assignment.unplaced);
        let gone = old.iter().filter(|one| new.binary_search(one).is_err());
        let come = new.iter().filter(|one| old.binary_search(one).is_err());
        for unplaced in gone.chain(come) {
            touched.settlements[unplaced.settlement] = true;
        }
        touched
    }

    /// Notes the settlements and schools of flows that differ.
    fn flows(&mut self, mut old: &[Flow], mut new: &[Flow]) {
        while let Some(settlement) = [old.first(), new.first()]
            .into_iter()
            .flatten()
            .map(|flow| flow.settlement)
            .min()
        {
            let (old_here, new_here);
            (old_here, old) = of_home(old, settlement);
            (new_here, new) = of_home(new, settlement);
            if old_here != new_here {
                self.settlements[settlement] = true;
                for flow in old_here.iter().chain(new_here) {
                    self.sites[flow.site] = true;
                }
            }
        }
    }
}
