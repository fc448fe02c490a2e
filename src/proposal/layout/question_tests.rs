use std::sync::Arc;

use super::*;
use crate::evaluation::Evaluator;
use crate::model::{County, SchoolKind, StageRecord};
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
    of_county(county, policy)
}

/// A county before any measure.
fn of_county(county: County, policy: Policy) -> StartingPoint {
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
        assert_eq!(
            found.proof().en,
            "nothing better under these conditions",
            "{policy:?}"
        );
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

/// A centre of so many recorded pupils and a village school of 300, and villages by kilometre and pupils.
fn two_schools(centre: u32, villages: &[(f64, u32)], policy: Policy) -> StartingPoint {
    let school = |name, km, pupils, seats| SchoolOnLine {
        name,
        kind: SchoolKind::Primary,
        km,
        pupils,
        seats: Some(seats),
    };
    let schools = [
        school("centre", 0.0, centre, centre + 300),
        school("village", 1.0, 300, 300),
    ];
    of_county(county(Stage::Primary, &schools, villages), policy)
}

/// The best layout where every open school is dear.
fn dear(ground: &StartingPoint, closed: &[&str]) -> Result<Proposal<Open>, Words> {
    let question = LayoutQuestion {
        upkeep: 1_000_000_000,
        closed: closed.iter().map(|id| SchoolId::new(id)).collect(),
        ..LayoutQuestion::default()
    };
    ask(ground, &question, &Run::to_the_end())
}

#[test]
fn a_school_most_of_whose_pupils_live_nobody_knows_where_is_never_closed_by_a_layout() {
    for policy in Policy::ALL {
        for (known, closes) in [(0, false), (10, false), (149, false), (150, true)] {
            // Of all 3,000 pupils nearly all have homes; those that are missing all attend the village school.
            let ground = two_schools(2_700, &[(0.0, 2_700), (1.0, known)], policy);
            let what = format!("{policy:?} {known}");
            let found = dear(&ground, &[]).unwrap();
            assert_eq!(!found.steps.is_empty(), closes, "{what}");
            let locked = dear(&ground, &["village"]);
            assert_eq!(locked.is_ok(), closes, "{what}");
            if let Err(refused) = locked {
                let why = format!("the homes of only {known} of its 300 pupils are known");
                assert_eq!(
                    refused.en,
                    format!("village cannot be locked closed: {why}")
                );
            }
        }
    }
}

#[test]
fn a_layout_closes_nothing_and_is_not_proven_where_far_fewer_pupils_have_homes_than_are_enrolled() {
    for policy in Policy::ALL {
        // 600 are enrolled; a tenth more or less is what borders and boarders make.
        for (known, lacks) in [(0, true), (10, true), (239, true), (240, false)] {
            let ground = two_schools(300, &[(0.0, 300), (1.0, known)], policy);
            let what = format!("{policy:?} {known}");
            let found = dear(&ground, &[]).unwrap();
            assert_eq!(found.is_proven(), !lacks, "{what}");
            assert_eq!(found.steps.is_empty(), lacks, "{what}");
            if lacks {
                let missing = 300 - known;
                let proof =
                    format!("best as far as is known: lacks the homes of {missing} of 600 pupils");
                assert_eq!(found.proof().en, proof);
            }
        }
    }
}

#[test]
fn nobody_attends_a_school_only_where_its_record_says_so() {
    // Everybody lives nearest to the centre, and so nobody is dealt to the village school.
    let ground = two_schools(300, &[(0.0, 600)], Policy::Nearest);
    let found = dear(&ground, &[]).unwrap();
    assert_eq!(
        found.steps[0].reason.en,
        "village closes; none of its 300 recorded pupils is assigned to it"
    );
}
