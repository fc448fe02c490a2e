//! How the list of problems is grouped and filtered, and which of its branches are open.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::desk::Workspace;
use crate::model::Stage;
use crate::rules::{GroupBy, Severity, Wanted};
use crate::tables;

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
    /// The rule that is looked at, by id.
    pub rule: Option<String>,
}

/// The lists of the workspaces. Today and the plan are other lists: what is filtered in one hides nothing in the other.
#[derive(Clone, Debug, Default)]
pub struct Listings {
    today: Listing,
    plan: Listing,
}

impl Listings {
    /// The list of a workspace.
    pub(crate) fn of(&self, workspace: Workspace) -> &Listing {
        match workspace {
            Workspace::Today => &self.today,
            _ => &self.plan,
        }
    }

    /// The same, to filter it.
    pub(crate) fn of_mut(&mut self, workspace: Workspace) -> &mut Listing {
        match workspace {
            Workspace::Today => &mut self.today,
            _ => &mut self.plan,
        }
    }
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

    /// Lists everything, rule by rule, with this one open and looked at.
    pub(crate) fn open_rule(&mut self, rule: String) {
        *self = Self {
            is_of_all_stages: self.is_of_all_stages,
            opened: std::mem::take(&mut self.opened),
            ..Self::default()
        };
        self.opened.insert(tables::path_of_rule(&rule));
        self.rule = Some(rule);
    }

    /// Lists everything of one township.
    pub(crate) fn open_township(&mut self, township: usize) {
        *self = Self {
            by: self.by,
            is_of_all_stages: self.is_of_all_stages,
            opened: std::mem::take(&mut self.opened),
            township: Some(township),
            ..Self::default()
        };
    }

    /// Opens a branch or shuts it.
    pub(crate) fn turn(&mut self, path: &str) {
        if !self.opened.remove(path) {
            self.opened.insert(path.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filtered_today_hides_nothing_of_a_plan_and_is_found_again() {
        let mut listings = Listings::default();
        let today = listings.of_mut(Workspace::Today);
        (today.severity, today.township) = (Some(Severity::Block), Some(2));
        let plan = listings.of_mut(Workspace::Plan);
        assert_eq!((plan.severity, plan.township), (None, None));
        plan.only_changed = true;
        let today = listings.of(Workspace::Today).wanted(Stage::Primary);
        assert_eq!(
            (today.severity, today.township, today.only_changed),
            (Some(Severity::Block), Some(2), false)
        );
        assert!(listings.of(Workspace::Plan).only_changed);
    }

    #[test]
    fn a_rule_that_is_opened_is_hidden_by_no_filter() {
        let mut listing = Listing {
            by: GroupBy::School,
            severity: Some(Severity::Block),
            township: Some(3),
            only_changed: true,
            ..Listing::default()
        };
        listing.turn("/somewhere");
        listing.open_rule("trip.primary".to_owned());
        let wanted = listing.wanted(Stage::Primary);
        let everything = Wanted {
            stage: Some(Stage::Primary),
            ..Wanted::default()
        };
        assert_eq!((listing.by, wanted), (GroupBy::Rule, everything));
        let path = tables::path_of_rule("trip.primary");
        assert!(listing.opened.contains(&path) && listing.opened.contains("/somewhere"));
        assert_eq!(listing.rule.as_deref(), Some("trip.primary"));
    }
}
