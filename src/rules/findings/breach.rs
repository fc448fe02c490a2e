//! What one breach is, and how breaches are listed: each once, with the others of its rule.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use crate::model::{SchoolId, Stage};
use crate::rules::finding::Finding;
use crate::rules::standard::Severity;
use crate::words::Words;

use super::Findings;

/// What tells one finding from another: its rule, and where it is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Key<'a> {
    standard: &'a str,
    stage: Option<Stage>,
    school: Option<&'a SchoolId>,
    settlement: Option<usize>,
    township: Option<usize>,
}

impl<'a> Key<'a> {
    fn of(finding: &'a Finding) -> Self {
        Self {
            standard: &finding.standard,
            stage: finding.stage,
            school: finding.school.as_ref(),
            settlement: finding.settlement,
            township: finding.township,
        }
    }
}

/// Every finding once, in the order in which they are first met. One that several measures of a plan make names them
/// all, with the sentence of each and the value that misses most.
pub(in crate::rules) fn told_once(findings: Vec<Finding>) -> Vec<Finding> {
    let mut told: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings {
        let same = |known: &&mut Finding| Key::of(known) == Key::of(&finding);
        match told.iter_mut().find(same) {
            Some(known) => join(known, finding),
            None => told.push(finding),
        }
    }
    told
}

fn join(known: &mut Finding, more: Finding) {
    let parts = |text: &str, next: &str| {
        if text.contains(next) {
            text.to_owned()
        } else {
            format!("{text}; {next}")
        }
    };
    known.words = Words::new(
        parts(&known.words.en, &more.words.en),
        parts(&known.words.zh, &more.words.zh),
    );
    known.value = known.value.max(more.value);
    for action in more.actions {
        if !known.actions.contains(&action) {
            known.actions.push(action);
        }
    }
}

/// What is wrong in one place: how far the pupils of a settlement go in a stage, whichever rules and schools that
/// concerns, or one rule at a school, in a township or in the county.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// The heaviest finding, by its position among all.
    pub finding: usize,
    /// What else is found there, by position, ascending.
    pub also: Vec<usize>,
}

impl Breach {
    /// The other rules that are broken there, by id, each once.
    pub fn other_rules<'a>(&self, findings: &'a Findings) -> Vec<&'a str> {
        let mut rules = vec![&*findings[self.finding].standard];
        for &position in &self.also {
            let rule = &*findings[position].standard;
            if !rules.contains(&rule) {
                rules.push(rule);
            }
        }
        rules.split_off(1)
    }
}

/// All breaches whose heaviest rule is the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Id of the broken standard.
    pub standard: String,
    /// How much it weighs.
    pub severity: Severity,
    /// Its breaches, in the order of the findings.
    pub breaches: Vec<Breach>,
}

impl Group {
    /// “12 places”.
    pub fn places(&self) -> Words {
        Words::counted(self.breaches.len(), "place", "处")
    }
}

/// Where a finding belongs: findings of one place are one breach.
#[derive(PartialEq, Eq, Hash)]
enum Place<'a> {
    Home(Option<Stage>, usize),
    Elsewhere(Key<'a>),
}

impl<'a> Place<'a> {
    fn of(finding: &'a Finding) -> Self {
        match finding.settlement {
            Some(settlement) => Self::Home(finding.stage, settlement),
            None => Self::Elsewhere(Key::of(finding)),
        }
    }
}

/// How many breaches these findings come to: places, not rules broken there.
pub fn breaches<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> usize {
    let places: HashSet<Place<'_>> = findings.into_iter().map(Place::of).collect();
    places.len()
}

/// Every breach once, under its heaviest rule; the heaviest rule first. Findings stand by weight.
pub fn groups(findings: &Findings) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut known: HashMap<Place<'_>, (usize, usize)> = HashMap::new();
    for (position, finding) in findings.iter().enumerate() {
        let place = match known.entry(Place::of(finding)) {
            Entry::Occupied(place) => {
                let &(group, breach) = place.get();
                groups[group].breaches[breach].also.push(position);
                continue;
            }
            Entry::Vacant(place) => place,
        };
        // The last one first: findings of one rule mostly stand together.
        let of_rule = |group: &Group| group.standard == finding.standard;
        let group = groups.iter().rposition(of_rule).unwrap_or_else(|| {
            groups.push(Group {
                standard: finding.standard.clone(),
                severity: finding.severity,
                breaches: Vec::new(),
            });
            groups.len() - 1
        });
        place.insert((group, groups[group].breaches.len()));
        groups[group].breaches.push(Breach {
            finding: position,
            also: Vec::new(),
        });
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Standards;

    fn finding(rule: &str, school: &str, action: Option<usize>, value: f64) -> Finding {
        let standards = Standards::default();
        let rule = standards.get(rule).unwrap();
        let words = Words::new(format!("{school} {value}"), format!("{school}：{value}"));
        Finding {
            school: Some(SchoolId::new(school)),
            actions: action.into_iter().collect(),
            ..Finding::of(rule, value, words)
        }
    }

    #[test]
    fn one_breach_by_two_measures_is_told_once_and_names_both() {
        let told = told_once(vec![
            finding("order.period", "a", Some(0), 1.0),
            finding("order.period", "b", Some(1), 1.0),
            finding("order.period", "a", Some(4), 3.0),
            finding("order.after_closing", "a", Some(4), 3.0),
        ]);
        let told: Vec<_> = told
            .iter()
            .map(|one| (&*one.standard, &*one.words.en, &*one.actions, one.value))
            .collect();
        assert_eq!(
            told,
            [
                ("order.period", "a 1; a 3", &[0, 4][..], 3.0),
                ("order.period", "b 1", &[1], 1.0),
                ("order.after_closing", "a 3", &[4], 3.0),
            ]
        );
    }

    #[test]
    fn findings_stand_under_their_rule_the_first_rule_first() {
        let findings = Findings::from(vec![
            finding("seats.utilisation", "a", None, 2.0),
            finding("small_school", "b", None, 20.0),
            finding("seats.utilisation", "c", None, 3.0),
        ]);
        let listed = groups(&findings).into_iter().map(|group| {
            let places: Vec<usize> = group.breaches.iter().map(|one| one.finding).collect();
            (group.places().en, group.standard, places)
        });
        assert_eq!(
            listed.collect::<Vec<_>>(),
            [
                (
                    "2 places".to_owned(),
                    "seats.utilisation".to_owned(),
                    vec![0, 2]
                ),
                ("1 place".to_owned(), "small_school".to_owned(), vec![1]),
            ]
        );
        assert_eq!(breaches(findings.iter()), 3);
    }

    #[test]
    fn a_settlement_whose_pupils_go_too_far_is_listed_once_whatever_rules_that_breaks() {
        let at_home = |rule: &str, school: &str, settlement: usize, stage: Stage| Finding {
            settlement: Some(settlement),
            stage: Some(stage),
            ..finding(rule, school, None, 3_000.0)
        };
        let findings = Findings::from(vec![
            at_home("walk.primary.lower", "a", 0, Stage::Primary),
            at_home("walk.primary.lower", "b", 0, Stage::Primary),
            at_home("trip.primary", "a", 0, Stage::Primary),
            at_home("trip.primary", "a", 1, Stage::Primary),
            at_home("trip.junior", "a", 0, Stage::Junior),
        ]);
        let groups = groups(&findings);
        assert_eq!(
            groups[0].breaches[0].other_rules(&findings),
            ["trip.primary"]
        );
        let breaches_of: Vec<usize> = groups.iter().map(|group| group.breaches.len()).collect();
        assert_eq!(breaches_of, [1, 1, 1]);
        // Those that must be justified are as many as their group lists.
        assert_eq!(breaches(findings.iter().take(2)), 1);
        assert_eq!(breaches(findings.iter()), 3);
    }
}
