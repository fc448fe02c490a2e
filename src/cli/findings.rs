//! Where a layout breaks a standard: told by rule on a terminal, one by one for programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::evaluation::{Evaluation, Evaluator};
use crate::model::{County, Stage};
use crate::plan::Layout;
use crate::rules::{self, Branch, Finding, Found, GroupBy, Wanted};
use crate::words::Lang;

/// Every finding of a layout.
pub(super) fn as_json(evaluator: &Evaluator, evaluation: &Evaluation) -> Value {
    let (county, layout) = (evaluator.county(), &evaluation.layout);
    let findings = evaluation.findings.iter();
    findings
        .map(|finding| one(county, Some(layout), finding))
        .collect()
}

/// What a finding is about: a settlement and the school its pupils go to, one of the two, a township or, with none of
/// them, the county; of one stage or a school as a whole.
pub(super) fn one(county: &County, layout: Option<&Layout>, finding: &Finding) -> Value {
    let settlement = finding
        .settlement
        .and_then(|index| county.settlements.get(index));
    let township = finding.township_in(county, layout);
    let township = township.and_then(|index| county.townships.get(index));
    json!({
        "standard": finding.standard,
        "stage": finding.stage.map(Stage::key),
        "school": finding.school.as_ref().map(|id| id.as_str()),
        "settlement": settlement.map(|settlement| settlement.id.as_str()),
        "township": township.map(|township| township.name.as_str()),
        "pupils": finding.pupils,
        "value": finding.value,
        "limit": finding.limit,
        "severity": finding.severity.key(),
    })
}

/// Every broken rule with the number of its findings, and how many settlements, schools and pupils those come to, each
/// once; the heaviest rule first.
pub(super) fn rules_as_json(evaluator: &Evaluator, evaluation: &Evaluation) -> Value {
    let found = Found {
        findings: &evaluation.findings,
        layout: &evaluation.layout,
    };
    let (standards, county) = (evaluator.standards(), evaluator.county());
    let wanted = Wanted::default();
    let rules = rules::tree(standards, county, found, None, GroupBy::Rule, &wanted);
    let rule = |branch: &Branch| {
        let tally = branch.tally;
        json!({
            "standard": branch.rule,
            "severity": branch.severity.key(),
            "places": branch.findings.len(),
            "settlements": tally.settlements,
            "schools": tally.schools,
            "pupils": tally.pupils,
            "worst": tally.worst,
        })
    };
    rules.iter().map(rule).collect()
}

/// One line for every broken rule, and below it one for each place of which it is the heaviest.
pub(super) fn as_text(evaluator: &Evaluator, evaluation: &Evaluation, lang: Lang) -> String {
    let mut text = String::new();
    for group in rules::groups(&evaluation.findings) {
        let rule = evaluator.standards().get(&group.standard);
        let name = rule.map_or(&*group.standard, |rule| rule.words.say(lang));
        // Writing to a string cannot fail.
        let _written = writeln!(text, "  {name} · {}", group.places().say(lang));
        for breach in group.breaches {
            let finding = &evaluation.findings[breach.finding];
            let _written = writeln!(text, "    {}", finding.words.say(lang));
        }
    }
    text
}
