//! The standards of a plan as its file writes them: packs in order, and the numbers set otherwise.

use super::standards::{DEFAULT_PACKS, Standards};

/// The entries of [`crate::plan::Plan::standards`], taken apart for editing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entries {
    /// Ids of the packs in force, later ones override; never empty.
    pub packs: Vec<String>,
    /// What the planner set, as `rule=number`.
    edits: Vec<String>,
}

impl Entries {
    /// The entries of a plan; without packs, the default ones.
    pub fn of(entries: &[String]) -> Self {
        let (edits, mut packs): (Vec<String>, Vec<String>) = entries
            .iter()
            .cloned()
            .partition(|entry| entry.contains('='));
        if packs.is_empty() {
            packs = DEFAULT_PACKS.map(str::to_owned).to_vec();
        }
        Self { packs, edits }
    }

    /// As a plan states them.
    pub fn written(&self) -> Vec<String> {
        self.packs.iter().chain(&self.edits).cloned().collect()
    }

    /// With a pack at the end, or without it. The last pack stays.
    #[must_use]
    pub fn with_pack(&self, id: &str, is_on: bool) -> Self {
        let mut next = self.clone();
        next.packs.retain(|pack| pack != id);
        if is_on || next.packs.is_empty() {
            next.packs.push(id.to_owned());
        }
        next
    }

    /// With two packs in each other's place.
    #[must_use]
    pub fn swapped(&self, place: usize, with: usize) -> Self {
        let mut next = self.clone();
        if place.max(with) < next.packs.len() {
            next.packs.swap(place, with);
        }
        next
    }

    /// The number that the packs give a rule, whatever the planner set; `None` where none of them has it.
    pub fn limit_of_pack(&self, rule: &str) -> Option<f64> {
        let (standards, _) = Standards::enabled(&self.packs);
        standards.get(rule).map(|rule| rule.limit)
    }

    /// With another number for a rule; `None` gives it its pack's again.
    #[must_use]
    pub fn with_limit(&self, rule: &str, limit: Option<f64>) -> Self {
        let mut next = self.clone();
        let is_own = |edit: &String| {
            edit.split_once('=')
                .is_some_and(|(id, _)| id.trim() == rule)
        };
        next.edits.retain(|edit| !is_own(edit));
        let limit = limit.filter(|limit| limit.is_finite());
        next.edits
            .extend(limit.map(|limit| format!("{rule}={limit}")));
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_set_and_given_back() {
        let plain = Entries::of(&[]);
        assert_eq!(plain.packs, ["cn-national", "cn-rural"]);
        let set = plain.with_limit("small_school", Some(120.0));
        let twice = set.with_limit("small_school", Some(150.0));
        assert_eq!(
            twice.written(),
            ["cn-national", "cn-rural", "small_school=150"]
        );
        let (standards, unknown) = Standards::enabled(&twice.written());
        assert!(unknown.is_empty());
        assert_eq!(standards.get("small_school").unwrap().limit, 150.0);
        assert_eq!(twice.with_limit("small_school", None), plain);
    }

    #[test]
    fn packs_change_places_and_one_always_stays() {
        let one = Entries::of(&["jp-mext".to_owned()]);
        assert_eq!(one.with_pack("jp-mext", false), one);
        let two = one.with_pack("in-rte", true);
        assert_eq!(two.swapped(0, 1).packs, ["in-rte", "jp-mext"]);
        assert_eq!(two.swapped(1, 2), two);
        assert_eq!(two.with_pack("jp-mext", false).packs, ["in-rte"]);
    }
}
