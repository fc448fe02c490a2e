use std::sync::Arc;

use super::*;
use crate::evaluation::Evaluator;
use crate::model::{SchoolKind, StageRecord};
use crate::plan::{Plan, Policy};
use crate::proposal::village::{SchoolOnLine, county};
use crate::rules::Standards;
use crate::units::Year;
use crate::words::Lang;

/// A school of 340 pupils, a silent one of which neither pupils nor seats are known, and villages by kilometre and
/// pupils.
fn ground(villages: &[(f64, u32)], policy: Policy) -> StartingPoint {
    let school = |name, km, pupils| SchoolOnLine {
        name,
        kind: SchoolKind::Primary,
        km,
        pupils,
        seats: Some(400),
    };
    let schools = [school("centre", 0.0, 340), school("silent", 1.0, 0)];
    let mut county = county(Stage::Primary, &schools, villages);
    county.schools[1].stages[Stage::Primary] = Some(StageRecord {
        pupils: None,
        seats: None,
    });
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

fn best(villages: &[(f64, u32)], policy: Policy) -> Proposal<Open> {
    let ground = ground(villages, policy);
    ask(&ground, &LayoutQuestion::default(), &Run::to_the_end()).unwrap()
}

#[test]
fn a_layout_that_fills_a_school_of_which_nothing_is_known_is_never_called_proven() {
    for policy in Policy::ALL {
        // All 340 attend the centre. The small village beside the silent school is to go there.
        let found = best(&[(0.0, 300), (1.0, 40)], policy);
        assert_eq!(found.value, found.bound);
        assert!(!found.is_proven(), "{policy:?}");
        assert_eq!(
            found.proof().en,
            "best as far as is known: lacks pupils and seats of silent, which receives pupils"
        );
    }
}

#[test]
fn a_layout_in_which_a_school_of_which_nothing_is_known_plays_no_part_is_proven() {
    for policy in Policy::ALL {
        let found = best(&[(0.0, 300), (0.1, 40)], policy);
        assert_eq!(found.proof().en, "proven best", "{policy:?}");
        assert!(found.is_proven());
    }
}

#[test]
fn a_school_of_which_nothing_is_known_is_never_closed_by_a_layout() {
    let ground = ground(&[(0.0, 300), (1.0, 40)], Policy::Keep);
    let question = LayoutQuestion {
        closed: vec![SchoolId::new("silent")],
        ..LayoutQuestion::default()
    };
    let refused = ask(&ground, &question, &Run::to_the_end()).unwrap_err();
    assert!(
        refused.en.contains("its pupils are not known"),
        "{}",
        refused.en
    );
}
