//! Plans: dated actions on a county that itself is never edited, and the layout they lead to.

mod action;
mod beside;
mod closures;
mod command;
mod details;
mod differences;
mod draft;
mod faults;
mod history;
mod layout;
mod renaming;
mod taking_out;
mod taking_over;

pub use crate::model::{Assumed, Assumptions};
pub use action::{Action, Measure, NewSchool, Policy};
pub use beside::{Beside, feature_key};
pub use closures::Closure;
pub use command::{Command, Refused, apply, replaced};
pub use details::{Details, Done, Retention, Step};
pub use differences::{Difference, differences};
pub use draft::Draft;
pub use faults::Fault;
pub use history::{History, Step as HistoryStep};
pub use layout::{Handover, Layout, Site, Status};
pub use taking_out::{Collides, take_out};
pub use taking_over::{Clashes, take_over};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::model::{County, SchoolId};
use crate::units::Year;
use crate::words::Words;

/// A layout plan (规划方案): a name, a period and an ordered list of dated actions.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// What the planner calls it.
    pub name: String,
    /// First and last year of the plan.
    pub period: (Year, Year),
    /// The last year it is tested in.
    pub horizon: Year,
    /// How pupils are given to schools.
    pub policy: Policy,
    /// Ids of the standard packs in force, later ones override, and `rule=number` for what the planner set.
    pub standards: Vec<String>,
    /// Who stands behind a standard that no authority does, by rule.
    pub confirmed: BTreeMap<String, Confirmation>,
    /// What was assumed where the files are silent.
    pub assumptions: Assumptions,
    /// What somebody wrote down about a school, by its id; never empty.
    pub notes: BTreeMap<SchoolId, String>,
    /// In the order they were decided; the year says when they take effect.
    pub actions: Vec<Action>,
    /// Members of the plan file this version does not know, written back on saving.
    pub extra: Map<String, Value>,
    /// What else stands in the plan's file.
    pub beside: Arc<Beside>,
}

/// Somebody's word that a number of a standard may be used (标准确认).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Confirmation {
    /// The number that was confirmed; another one has to be confirmed anew.
    pub limit: f64,
    /// Who confirmed it, and when if they say so.
    pub by: String,
}

impl Plan {
    /// The name of a plan that has no other.
    pub fn lettered(letter: char) -> Words {
        Words::new(format!("Plan {letter}"), format!("方案 {letter}"))
    }

    /// Whether somebody stands behind this number of a rule.
    pub fn confirms(&self, rule: &str, limit: f64) -> bool {
        let confirmation = self.confirmed.get(rule);
        confirmation.is_some_and(|confirmation| confirmation.limit == limit)
    }

    /// The schools that it builds and when, in its order: each id once, the first that states it, and none that the
    /// county has.
    pub fn new_schools<'a>(
        &'a self,
        county: &'a County,
    ) -> impl Iterator<Item = (Year, &'a NewSchool)> {
        let mut taken = BTreeSet::new();
        let built = self
            .actions
            .iter()
            .filter_map(|action| match &action.measure {
                Measure::New(new) => Some((action.year, new)),
                _ => None,
            });
        built.filter(move |(_, new)| county.school(&new.id).is_none() && taken.insert(&new.id))
    }

    /// No plan: the county as it is, looked at from `year` on. It has no name, no measure, and the period of a plan
    /// that says nothing else: five years from `year` on.
    pub fn today(year: Year) -> Self {
        Self::new("", (year, Year(year.0.saturating_add(4))))
    }

    /// What it is called: its name, or “today” for a plan that has none.
    pub fn words(&self) -> Words {
        if self.name.is_empty() {
            return Words::new("today", "现状");
        }
        Words::new(&self.name, &self.name)
    }

    /// An empty plan.
    pub fn new(name: impl Into<String>, period: (Year, Year)) -> Self {
        Self {
            name: name.into(),
            period,
            horizon: Year(period.1.0.saturating_add(10)),
            policy: Policy::default(),
            standards: Vec::new(),
            confirmed: BTreeMap::new(),
            assumptions: Assumptions::new(),
            notes: BTreeMap::new(),
            actions: Vec::new(),
            extra: Map::new(),
            beside: Arc::default(),
        }
    }
}
