use std::sync::Arc;

use super::*;
use crate::evaluation::Evaluator;
use crate::model::{SchoolKind, Stage};
use crate::plan::Policy;
use crate::proposal::village::{SchoolOnLine, county};
use crate::rules::Standards;
use crate::words::Lang;

/// Primary schools on a line, by kilometre and pupils, each with 300 seats.
fn ground(schools: &[(&'static str, f64, u32)]) -> StartingPoint {
    let seated = schools
        .iter()
        .map(|&(name, km, pupils)| (name, km, pupils, 300));
    let villages: Vec<(f64, u32)> = schools.iter().map(|&(_, km, n)| (km, n)).collect();
    ground_of(&seated.collect::<Vec<_>>(), &villages, Policy::Keep)
}

/// Primary schools on a line, by kilometre, pupils and seats, and villages by kilometre and pupils.
pub(super) fn ground_of(
    schools: &[(&'static str, f64, u32, u32)],
    villages: &[(f64, u32)],
    policy: Policy,
) -> StartingPoint {
    let drawn: Vec<SchoolOnLine> = schools
        .iter()
        .map(|&(name, km, pupils, seats)| SchoolOnLine {
            name,
            kind: SchoolKind::Primary,
            km,
            pupils,
            seats: Some(seats),
        })
        .collect();
    let county = county(Stage::Primary, &drawn, villages);
    let evaluator = Evaluator::new(Arc::new(county), Standards::default());
    let year = evaluator.base_year();
    let plan = Plan::new("A", (year, Year(year.0 + 4)));
    StartingPoint {
        before: Arc::new(evaluator.evaluate(&plan, year, policy)),
        evaluator: Arc::new(evaluator),
        plan,
        stage: Stage::Primary,
        lang: Lang::En,
    }
}

pub(super) fn question(ground: &StartingPoint, gate: GateRule) -> MergeQuestion {
    MergeQuestion {
        gate,
        ..MergeQuestion::usual(ground.evaluator.limits(), ground.stage)
    }
}

#[test]
fn a_school_that_grew_by_a_merger_takes_in_the_next_in_the_same_press() {
    // 60 and 65 make a school that is not small; 30 finds none until they do.
    let ground = ground(&[("a", 0.0, 60), ("b", 0.5, 65), ("c", 1.0, 30)]);
    let question = question(&ground, GateRule::Advises);
    let once = best(&ground, &question, &Run::to_the_end()).unwrap();
    assert_eq!(once.steps.len(), 1);
    let found = all(&ground, &question, &Run::to_the_end()).unwrap();
    assert_eq!(found.steps.len(), 2);
    assert_eq!(found.stays, []);
}

#[test]
fn where_no_bus_is_fast_enough_the_gate_s_refusal_is_the_reason_to_stay() {
    // Three kilometres, with detours four, are over an hour on foot, and by the usual bus ten minutes.
    let schools = [("centre", 0.0, 200), ("far", 3.0, 40)];
    let with_bus = |ground: &StartingPoint| {
        let question = question(ground, GateRule::BindsWithBus);
        all(ground, &question, &Run::to_the_end()).unwrap()
    };
    let found = with_bus(&ground(&schools));
    assert_eq!(found.steps.len(), 1);
    assert!(found.steps[0].action.details.transport.is_some());

    let mut slow = ground(&schools);
    let mut standards = Standards::default();
    assert!(standards.set_limit("bus.speed", 5.0));
    let county = Arc::clone(slow.evaluator.county());
    slow.evaluator = Arc::new(Evaluator::new(county, standards));
    let found = with_bus(&slow);
    assert!(found.steps.is_empty());
    let reason = &found.stays[0].reason.en;
    assert!(reason.contains("the gate refuses"), "{reason}");
}
