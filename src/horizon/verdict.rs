//! Whether a plan may be called compliant: the closure gate's pages, and everything that an answer of the gate rests
//! on.
//!
//! Window and terminal both ask here. What is not known, not there or not understood never speaks for a closure.

use std::collections::BTreeSet;

use super::gate::{Gate, GatePage};
use crate::evaluation::Evaluator;
use crate::model::{County, Homes};
use crate::plan::{Closure, Plan};
use crate::rules::Standards;
use crate::words::Words;

/// Whether a plan may be called compliant, and why not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Why no answer of the gate can be relied on; whatever its pages say, the plan is not compliant.
    pub doubts: Vec<Words>,
    /// The closures that the gate does not let pass, each with what stands against it.
    pub refusals: Vec<Words>,
}

impl Verdict {
    /// Whether nothing stands against it.
    pub fn is_compliant(&self) -> bool {
        self.doubts.is_empty() && self.refusals.is_empty()
    }

    /// Why it is not compliant, doubts first; empty when it is.
    pub fn reasons(&self) -> impl Iterator<Item = &Words> {
        self.doubts.iter().chain(&self.refusals)
    }
}

/// Why an answer about a plan cannot be relied on: what was lost in reading (`lost`), measures that do not fit
/// the county, standards that nothing answers to.
pub fn doubts(county: &County, plan: &Plan, lost: &[Words]) -> Vec<Words> {
    let faults = plan.faults(county).into_iter().map(|fault| fault.words);
    let (_, unanswered) = Standards::enabled(&plan.standards);
    let entries = unanswered.iter().map(|entry| entry.words());
    lost.iter().cloned().chain(faults).chain(entries).collect()
}

/// What the gate's answer for a plan comes to. The evaluator is the one of the plan, `lost` what was lost in reading.
///
/// A written reason stands for a red page and for seats that are not known. Nothing stands for pupils that are not
/// known: there is nothing yet to give a reason for.
pub fn verdict(evaluator: &Evaluator, plan: &Plan, gate: &Gate, lost: &[Words]) -> Verdict {
    let county = evaluator.county();
    let mut doubts = doubts(county, plan, lost);
    if evaluator.standards().iter().next().is_none() {
        doubts.push(Words::new("no standards are in force", "没有启用任何标准"));
    }
    if !gate.pages.is_empty() && county.homes == Homes::Estimated {
        doubts.push(Words::new(
            "there is no layer of settlements: where the pupils live is estimated",
            "没有居民点图层：学生居住地为估算",
        ));
    }
    if !gate.pages.is_empty() && county.homes == Homes::Unknown {
        doubts.push(Words::new(
            "there is no layer of settlements: where the pupils live is not known",
            "没有居民点图层：学生居住地未知",
        ));
    }
    doubts.extend(unjudged(county, plan, gate));
    doubts.extend(of_unknown_pupils(gate));
    Verdict {
        doubts,
        refusals: gate.pages.iter().filter_map(refusal).collect(),
    }
}

/// Closures of schools that are there, and that the gate has no page for.
fn unjudged(county: &County, plan: &Plan, gate: &Gate) -> Vec<Words> {
    let judged: BTreeSet<Option<usize>> = gate.pages.iter().map(|page| page.action).collect();
    let closures = plan.closures(county).into_iter();
    let missed = closures.filter(|closure| !judged.contains(&Some(closure.action)));
    let words = |closure: Closure| {
        let school = county.school(&closure.school);
        let name = school.map_or_else(|| closure.school.to_string(), |school| school.name.clone());
        let year = closure.year;
        Words::new(
            format!("{name}: the gate could not judge its closing in {year}"),
            format!("{name}：{year}年撤并未能研判"),
        )
    };
    missed.map(words).collect()
}

/// Closures of which nobody can say who would have to move.
fn of_unknown_pupils(gate: &Gate) -> Vec<Words> {
    let lacking = |page: &GatePage| {
        let (name, lacks) = (&page.name, page.lacks.as_ref()?);
        Some(Words::new(
            format!("{name}: {}", lacks.en),
            format!("{name}：{}", lacks.zh),
        ))
    };
    gate.pages.iter().filter_map(lacking).collect()
}

/// What stands against a closure; `None` where it may pass.
fn refusal(page: &GatePage) -> Option<Words> {
    if page.is_justified() {
        return None;
    }
    page.against().next()?;
    let against = page.objections();
    let (name, year) = (&page.name, page.year);
    Some(Words::new(
        format!("{name}, {year}: {}", against.en),
        format!("{name}，{year}年：{}", against.zh),
    ))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::horizon::fixture::county;
    use crate::horizon::gate;
    use crate::model::{SchoolId, Stage};
    use crate::plan::Policy;
    use crate::plan::{Action, Measure};
    use crate::units::Year;

    /// The village's school goes to the town's, for a written reason.
    fn plan() -> Plan {
        let merge = Measure::Merge {
            school: SchoolId::new("village"),
            into: vec![SchoolId::new("town")],
        };
        let mut action = Action::new(Year(2023), merge, "small");
        action.details.justification = Some("new road in 2022".to_owned());
        let mut plan = Plan::new("A", (Year(2021), Year(2025)));
        plan.actions.push(action);
        plan
    }

    fn judged(county: County, standards: Standards, plan: &Plan, lost: &[Words]) -> Verdict {
        let evaluator = Evaluator::new(Arc::new(county), standards);
        let gate = gate(&evaluator, plan, Policy::Keep);
        verdict(&evaluator, plan, &gate, lost)
    }

    fn reasons(verdict: &Verdict) -> Vec<&str> {
        verdict.reasons().map(|words| &*words.en).collect()
    }

    #[test]
    fn a_red_page_is_refused_without_a_written_reason() {
        let justified = judged(county(), Standards::default(), &plan(), &[]);
        assert_eq!(reasons(&justified), [""; 0]);
        assert!(justified.is_compliant());
        let mut bare = plan();
        bare.actions[0].details.justification = None;
        let refused = judged(county(), Standards::default(), &bare, &[]);
        assert!(refused.doubts.is_empty() && !refused.is_compliant());
        assert!(refused.refusals[0].en.starts_with("village, 2023: "));
    }

    #[test]
    fn no_plan_is_compliant_without_rules_or_with_something_lost() {
        let without_rules = judged(county(), Standards::of([]), &plan(), &[]);
        assert!(reasons(&without_rules).contains(&"no standards are in force"));
        let lost = Words::new("roads.geojson is empty", "roads.geojson 是空文件");
        let lost = judged(county(), Standards::default(), &plan(), &[lost]);
        assert_eq!(reasons(&lost), ["roads.geojson is empty"]);
    }

    #[test]
    fn no_plan_is_compliant_that_does_not_fit_the_county() {
        let mut unknown = plan();
        unknown.actions[0].measure = Measure::Close {
            school: SchoolId::new("vilage"),
        };
        let unknown = judged(county(), Standards::default(), &unknown, &[]);
        assert_eq!(
            reasons(&unknown),
            ["Action 1: the county has no school vilage"]
        );
        let mut misspelt = plan();
        misspelt.standards = vec!["cn-nationl".to_owned()];
        let misspelt = judged(county(), Standards::default(), &misspelt, &[]);
        assert!(reasons(&misspelt)[0].contains("cn-nationl"));
    }

    #[test]
    fn nobody_closes_a_school_whose_pupils_are_not_known() {
        let mut silent = county();
        for school in &mut silent.schools {
            if school.id == SchoolId::new("village")
                && let Some(record) = &mut school.stages[Stage::Primary]
            {
                record.pupils = None;
            }
        }
        let verdict = judged(silent, Standards::default(), &plan(), &[]);
        assert!(reasons(&verdict)[0].starts_with("village: its pupils are not known"));
    }

    #[test]
    fn seats_that_are_not_known_need_a_written_reason() {
        let mut silent = county();
        for school in &mut silent.schools {
            if let Some(record) = &mut school.stages[Stage::Primary] {
                record.seats = None;
            }
        }
        let mut bare = plan();
        assert!(judged(silent.clone(), Standards::default(), &bare, &[]).is_compliant());
        bare.actions[0].details.justification = None;
        let verdict = judged(silent, Standards::default(), &bare, &[]);
        assert!(verdict.refusals[0].en.contains("needs the seats of town"));
    }
}
