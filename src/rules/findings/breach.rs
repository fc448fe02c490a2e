//! What one breach is, and how breaches are told: each once, with the others of its rule.

use crate::model::{SchoolId, Stage};
use crate::rules::finding::Finding;
use crate::rules::standard::Severity;
use crate::words::Words;

use super::Findings;

/// What tells one breach from another: its rule, and where it is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Breach<'a> {
    standard: &'a str,
    stage: Option<Stage>,
    school: Option<&'a SchoolId>,
    settlement: Option<usize>,
    township: Option<usize>,
}

impl<'a> Breach<'a> {
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

/// Every breach once, in the order in which they are first met. One that several measures of a plan make names them all,
/// with the sentence of each and the value that misses most.
pub(in crate::rules) fn told_once(findings: Vec<Finding>) -> Vec<Finding> {
    let mut told: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings {
        let same = |known: &&mut Finding| Breach::of(known) == Breach::of(&finding);
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

/// All breaches of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Id of the broken standard.
    pub standard: String,
    /// How much it weighs.
    pub severity: Severity,
    /// Where its breaches stand among the findings, ascending.
    pub members: Vec<usize>,
}

impl Group {
    /// “12 places”.
    pub fn places(&self) -> Words {
        let places = self.members.len();
        let plural = if places == 1 { "" } else { "s" };
        Words::new(format!("{places} place{plural}"), format!("{places}处"))
    }
}

/// The findings by rule, the heaviest rule first.
pub fn groups(findings: &Findings) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (position, finding) in findings.iter().enumerate() {
        let of_rule = |group: &&mut Group| group.standard == finding.standard;
        // The last one first: findings of one rule mostly stand together.
        match groups.iter_mut().rev().find(of_rule) {
            Some(group) => group.members.push(position),
            None => groups.push(Group {
                standard: finding.standard.clone(),
                severity: finding.severity,
                members: vec![position],
            }),
        }
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
        let groups: Vec<_> = groups(&findings)
            .into_iter()
            .map(|group| (group.places().en, group.standard, group.members))
            .collect();
        assert_eq!(
            groups,
            [
                (
                    "2 places".to_owned(),
                    "seats.utilisation".to_owned(),
                    vec![0, 2]
                ),
                ("1 place".to_owned(), "small_school".to_owned(), vec![1]),
            ]
        );
    }
}
