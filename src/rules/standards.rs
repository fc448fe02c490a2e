//! The standards in force: packs enabled in order, later ones override by id.

use super::pack::Pack;
use super::standard::{Basis, Measure, Op, Standard};
use super::unanswered::Unanswered;
use crate::model::SchoolKind;

/// The packs of a county that says nothing else.
pub(super) const DEFAULT_PACKS: [&str; 2] = ["cn-national", "cn-rural"];

/// The rules a layout is held against, in the order they were first stated.
#[derive(Clone, Debug, PartialEq)]
pub struct Standards {
    rules: Vec<Standard>,
}

impl Default for Standards {
    /// China, with the rural supplements.
    fn default() -> Self {
        let shipped = Pack::shipped();
        let enabled = DEFAULT_PACKS
            .iter()
            .filter_map(|id| shipped.iter().find(|pack| pack.id == *id));
        Self::of(enabled)
    }
}

impl Standards {
    /// The rules of packs enabled in this order. A rule takes the place of an earlier one with its id.
    pub fn of<'a>(packs: impl IntoIterator<Item = &'a Pack>) -> Self {
        let mut standards = Self { rules: Vec::new() };
        for rule in packs.into_iter().flat_map(|pack| &pack.standards) {
            match standards
                .rules
                .iter_mut()
                .find(|earlier| earlier.id == rule.id)
            {
                Some(earlier) => *earlier = rule.clone(),
                None => standards.rules.push(rule.clone()),
            }
        }
        standards
    }

    /// The standards as a plan states them: ids of shipped packs in order, and `rule=number` for what the
    /// planner set otherwise. Without packs, or where none of them is known, the default ones: no slip of the pen
    /// switches the rules off. Also returns the entries nothing answers to, those of packs first.
    pub fn enabled(entries: &[String]) -> (Self, Vec<Unanswered>) {
        let (edits, ids): (Vec<&String>, Vec<&String>) =
            entries.iter().partition(|entry| entry.contains('='));
        let find = |id: &str| Pack::shipped().iter().find(|pack| pack.id == id);
        let packs: Vec<&Pack> = ids.iter().filter_map(|id| find(id)).collect();
        let mut standards = if packs.is_empty() {
            Self::default()
        } else {
            Self::of(packs)
        };
        let unknown = ids.into_iter().filter(|id| find(id).is_none());
        let mut unanswered: Vec<Unanswered> = unknown.cloned().map(Unanswered::Pack).collect();
        for edit in edits {
            unanswered.extend(standards.edit(edit).err());
        }
        (standards, unanswered)
    }

    /// Sets a rule as `rule=number` says.
    fn edit(&mut self, edit: &str) -> Result<(), Unanswered> {
        let (rule, typed) = edit.split_once('=').unwrap_or((edit, ""));
        let (rule, typed) = (rule.trim(), typed.trim());
        if self.get(rule).is_none() {
            return Err(Unanswered::Rule {
                entry: edit.to_owned(),
                rule: rule.to_owned(),
            });
        }
        let number = typed.parse().ok();
        let is_set = number.is_some_and(|limit| self.set_limit(rule, limit));
        is_set.then_some(()).ok_or_else(|| Unanswered::Number {
            entry: edit.to_owned(),
            typed: typed.to_owned(),
        })
    }

    /// All rules in force.
    pub fn iter(&self) -> impl Iterator<Item = &Standard> {
        self.rules.iter()
    }

    /// The rule with this id.
    pub fn get(&self, id: &str) -> Option<&Standard> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// The most pupils of a school of a kind, over all its stages.
    pub fn largest_school(&self, kind: SchoolKind) -> Option<f64> {
        let is_limit = |rule: &&Standard| {
            rule.measure == Measure::SchoolPupils
                && rule.kind == Some(kind)
                && rule.op == Op::AtMost
        };
        self.iter().find(is_limit).map(|rule| rule.limit)
    }

    /// Sets another number for a rule, which then counts as the planner's own. False when there is
    /// no such rule or the number is not finite; nothing has changed then.
    pub fn set_limit(&mut self, id: &str, limit: f64) -> bool {
        let Some(rule) = self.rules.iter_mut().find(|rule| rule.id == id) else {
            return false;
        };
        if limit.is_finite() && limit != rule.limit {
            rule.limit = limit;
            rule.basis = Basis::Edited;
        }
        limit.is_finite()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack(id: &str, limit: f64) -> Pack {
        let text = format!(
            "id = '{id}'\nname = {{ en = '{id}', zh = '{id}' }}\n[[standard]]\nid = 'trip'\n\
             name = {{ en = 'Trip', zh = '路程' }}\nmeasure = 'trip_metres'\nop = 'at_most'\nlimit = {limit:?}\n\
             severity = 'warn'\nbasis = 'judgement'\nconfidence = 0.5\nsource = 'here'"
        );
        Pack::parse(&text).unwrap()
    }

    #[test]
    fn a_later_pack_overrides_by_id() {
        let (first, second) = (pack("first", 2_000.0), pack("second", 1_000.0));
        let standards = Standards::of([&first, &second]);
        assert_eq!(standards.iter().count(), 1);
        assert_eq!(standards.get("trip").unwrap().limit, 1_000.0);
        assert_eq!(
            Standards::of([&second, &first]).get("trip").unwrap().pack,
            "first"
        );
    }

    #[test]
    fn a_plan_names_packs_and_the_numbers_it_sets_otherwise() {
        let entries = [
            "jp-mext",
            "trip.primary=3500",
            "trip.primary=far",
            "atlantis",
        ]
        .map(str::to_owned);
        let (standards, unanswered) = Standards::enabled(&entries);
        assert_eq!(standards.get("trip.primary").unwrap().limit, 3_500.0);
        assert_eq!(standards.get("small_school"), None);
        let entry = |entry: &Unanswered| entry.entry().to_owned();
        let entries: Vec<String> = unanswered.iter().map(entry).collect();
        assert_eq!(entries, ["atlantis", "trip.primary=far"]);
        let (default, _) = Standards::enabled(&["small_school=120".to_owned()]);
        assert_eq!(default.get("small_school").unwrap().limit, 120.0);
    }

    #[test]
    fn no_misspelt_pack_switches_the_rules_off() {
        for entries in [&["cn-nationl"][..], &["cn-nationl", "small_school=80"]] {
            let entries: Vec<String> = entries.iter().map(|&entry| entry.to_owned()).collect();
            let (standards, unanswered) = Standards::enabled(&entries);
            let usual = Standards::default().iter().count();
            assert_eq!((standards.iter().count(), unanswered.len()), (usual, 1));
        }
    }

    #[test]
    fn a_planner_can_set_another_number_which_is_then_marked() {
        let mut standards = Standards::of([&pack("first", 2_000.0)]);
        assert!(standards.set_limit("trip", 2_500.0));
        assert!(!standards.set_limit("trip", f64::NAN));
        assert!(!standards.set_limit("walk", 1.0));
        let rule = standards.get("trip").unwrap();
        assert_eq!((rule.limit, rule.basis), (2_500.0, Basis::Edited));
        assert!(rule.needs_confirmation());
    }
}
