//! The form about several schools at once: why they are kept, or the year of their measures.

use std::collections::BTreeSet;

use super::text::chart;
use crate::model::SchoolId;
use crate::plan::{Action, Command, Measure};
use crate::session::Session;
use crate::units::Year;

/// What is done with all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// They are kept, for one reason.
    Keep,
    /// Their measures take effect in another year.
    Year,
}

/// See [`What`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeveralForm {
    /// What is done.
    pub what: What,
    /// The schools, and what they are called.
    pub schools: Vec<(SchoolId, String)>,
    /// Their measures, by position in the plan.
    measures: Vec<usize>,
    /// Why, as typed so far.
    pub reason: String,
    /// From when.
    pub year: i32,
}

impl SeveralForm {
    /// The form for some schools; `None` where there is nothing to do with them.
    pub fn of(what: What, chosen: &BTreeSet<SchoolId>, session: &Session) -> Option<Self> {
        let layout = &session.evaluation().layout;
        let sites = chosen.iter().filter_map(|id| layout.site(id));
        let wanted = sites.filter(|site| what == What::Year || site.is_open());
        let schools: Vec<_> = wanted
            .map(|site| (site.id.clone(), site.name.clone()))
            .collect();
        let actions = session
            .plan()
            .map(|plan| plan.actions.as_slice())
            .unwrap_or_default();
        let is_of = |action: &Action| chosen.contains(action.measure.school());
        let own = actions
            .iter()
            .enumerate()
            .filter(|(_, action)| is_of(action));
        let measures: Vec<usize> = own.clone().map(|(index, _)| index).collect();
        let first = own.map(|(_, action)| action.year).min();
        let is_empty = match what {
            What::Keep => schools.is_empty(),
            What::Year => measures.is_empty(),
        };
        let year = match what {
            What::Keep => session.year(),
            What::Year => first.unwrap_or_else(|| session.year()),
        };
        (!is_empty).then_some(Self {
            what,
            schools,
            measures,
            reason: String::new(),
            year: year.0,
        })
    }

    /// How many measures there are.
    pub fn n_measures(&self) -> usize {
        self.measures.len()
    }

    /// The one step; `None` while something is missing.
    pub fn command(&self) -> Option<Command> {
        let year = Year(self.year);
        match self.what {
            What::Keep => {
                let reason = self.reason.trim();
                let keep = |(school, _): &(SchoolId, String)| {
                    let school = school.clone();
                    Action::new(year, Measure::Keep { school }, reason)
                };
                (!reason.is_empty()).then(|| Command::AddAll {
                    name: chart::keep_several(self.schools.len()),
                    actions: self.schools.iter().map(keep).collect(),
                })
            }
            What::Year => Some(Command::SetYears {
                indices: self.measures.clone(),
                year,
            }),
        }
    }
}
