//! The sample's two plans: the county's five-year plan in number and name, and a cautious one that keeps what
//! the closure gate refuses.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use xuequ::evaluation::Evaluator;
use xuequ::horizon::{gate, money};
use xuequ::io::{Opened, open_bytes};
use xuequ::model::{SchoolKind, Stage};
use xuequ::plan::{Command, Measure, Plan, apply};
use xuequ::rules::Standards;
use xuequ::rules::gate::Light;
use xuequ::sample;
use xuequ::units::Year;

fn opened() -> Opened {
    open_bytes(&sample::files()).expect("the sample opens")
}

/// The county's plan, then the cautious one.
fn plans(opened: &Opened) -> [&Plan; 2] {
    match opened.plans.as_slice() {
        [county, cautious] => [&county.plan, &cautious.plan],
        plans => panic!("two plans, not {}", plans.len()),
    }
}

fn is_kindergarten(opened: &Opened, measure: &Measure) -> bool {
    let school = opened.county.school(measure.school());
    school.is_some_and(|school| school.kind == SchoolKind::Kindergarten)
}

#[test]
fn the_sample_opens_without_a_warning() {
    let opened = opened();
    assert!(
        opened.report.warnings.is_empty(),
        "{:?}",
        opened.report.warnings
    );
    assert!(opened.county.illustrative);
    assert_eq!(opened.county.name, "井研县");
}

#[test]
fn the_plan_has_the_published_actions_in_number_and_name() {
    let opened = opened();
    let [plan, _] = plans(&opened);
    assert_eq!(
        (plan.period, plan.horizon),
        ((Year(2021), Year(2025)), Year(2035))
    );
    let mut counts = BTreeMap::new();
    let mut names = Vec::new();
    for action in &plan.actions {
        assert!((plan.period.0..=plan.period.1).contains(&action.year));
        assert!(!action.reason.is_empty());
        let measure = &action.measure;
        let school = opened.county.school(measure.school());
        if let Measure::New(new) = measure {
            names.push(new.name.as_str());
        } else if !measure.closes() && !is_kindergarten(&opened, measure) {
            names.extend(school.map(|school| school.name.as_str()));
        }
        let is_point = school.is_some_and(|school| school.kind == SchoolKind::TeachingPoint);
        let group = match measure {
            Measure::Expand { .. } if is_kindergarten(&opened, measure) => "kindergarten enlarged",
            Measure::Merge { .. } if is_point => "teaching point closed",
            other => other.key(),
        };
        *counts.entry(group).or_insert(0) += 1;
    }
    let published = [
        ("new", 5),
        ("relocate", 2),
        ("expand", 3),
        ("kindergarten enlarged", 9),
        ("adjust", 2),
        ("merge", 17),
        ("teaching point closed", 1),
    ];
    assert_eq!(counts, BTreeMap::from(published));
    names.sort_unstable();
    let mut published = [
        "城南小学",
        "城南幼儿园",
        "城北幼儿园",
        "马踏幼儿园",
        "周坡幼儿园",
        "井研职中",
        "井研中学",
        "研城中学",
        "研经初中",
        "竹园初中",
        "纯复学校",
        "镇阳学校",
    ];
    published.sort_unstable();
    assert_eq!(names, published);
}

#[test]
fn the_equipment_table_adds_up_to_the_published_totals() {
    let opened = opened();
    let [plan, _] = plans(&opened);
    let money = money(plan);
    let totals = money.budget_by_category();
    let by_category: Vec<f64> = totals.iter().map(|(_, total)| total.as_f64()).collect();
    assert_eq!(by_category, [2_500.0, 400.0, 120.0, 600.0, 60.0, 2_500.0]);
    let of_year = |year| {
        let lines = money.budget.iter().filter(|line| line.year == Year(year));
        lines.map(|line| line.amount.as_f64()).sum::<f64>()
    };
    let by_year: Vec<f64> = (2021..=2025).map(of_year).collect();
    assert_eq!(by_year, [1_000.0, 1_280.0, 1_280.0, 1_310.0, 1_310.0]);
}

#[test]
fn every_action_can_be_taken_in_the_window_too() {
    let opened = opened();
    for plan in plans(&opened) {
        let mut retaken = Plan {
            actions: Vec::new(),
            ..plan.clone()
        };
        for action in &plan.actions {
            let command = Command::Add(action.clone());
            retaken =
                apply(&opened.county, &retaken, command).expect("the plan allows its own actions");
        }
        assert_eq!(retaken.actions, plan.actions);
    }
}

#[test]
fn the_cautious_plan_keeps_what_the_gate_refuses_and_closes_the_rest() {
    let opened = opened();
    let [county_plan, cautious] = plans(&opened);
    let county = Arc::new(opened.county.clone());
    let (standards, unknown) = Standards::enabled(&county_plan.standards);
    assert!(unknown.is_empty());
    let evaluator = Evaluator::new(county, standards);
    let page_of = |plan: &Plan| gate(&evaluator, plan, plan.policy).pages;
    let red: BTreeSet<String> = page_of(county_plan)
        .into_iter()
        .filter(|page| page.light == Light::Red)
        .map(|page| page.school.to_string())
        .collect();
    let kept: BTreeSet<String> = cautious
        .actions
        .iter()
        .filter(|action| matches!(action.measure, Measure::Keep { .. }))
        .map(|action| action.measure.school().to_string())
        .collect();
    assert_eq!(red, kept, "left: refused by the gate, right: kept");
    assert!((3..=18).contains(&kept.len()));
    for page in page_of(cautious) {
        assert!(page.light != Light::Red, "{}: {:?}", page.name, page.lines);
    }
    let small = |plan| {
        let evaluation = evaluator.evaluate(plan, Year(2025), plan.policy);
        evaluation.layout.open(Stage::Primary).len()
    };
    assert!(small(county_plan) < small(cautious));
}
