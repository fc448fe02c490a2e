//! 逐年停招: one intake after the other is missing, under every policy, until the school has closed.

use std::sync::Arc;

use xuequ::evaluation::Evaluator;
use xuequ::geometry::LonLat;
use xuequ::io;
use xuequ::model::{SchoolId, Stage};
use xuequ::plan::{Action, Measure, Plan, Policy};
use xuequ::rules::Standards;
use xuequ::units::Year;

fn point(east_km: f64) -> LonLat {
    LonLat::new(104.0 + east_km / 96.8, 29.6)
}

fn layer(features: &[(f64, &str)]) -> Vec<u8> {
    let feature = |&(km, properties): &(f64, &str)| {
        let at = point(km);
        format!(
            r#"{{"type":"Feature","properties":{properties},"geometry":{{"type":"Point","coordinates":[{},{}]}}}}"#,
            at.lon, at.lat
        )
    };
    let features: Vec<String> = features.iter().map(feature).collect();
    format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        features.join(",")
    )
    .into_bytes()
}

/// 60 pupils of A beside it, 200 of B two kilometres on.
fn evaluator(seats_of_a: u32) -> Evaluator {
    let a = format!(r#"{{"id":"A","name":"A","kind":"primary","pupils":60,"seats":{seats_of_a}}}"#);
    let b = r#"{"id":"B","name":"B","kind":"primary","pupils":200,"seats":400}"#;
    let files = [
        ("schools.geojson".to_owned(), layer(&[(0.0, &a), (2.0, b)])),
        (
            "settlements.geojson".to_owned(),
            layer(&[
                (0.0, r#"{"id":"va","name":"va","pupils_primary":60}"#),
                (2.0, r#"{"id":"vb","name":"vb","pupils_primary":200}"#),
            ]),
        ),
    ];
    let files: Vec<(&str, Vec<u8>)> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.clone()))
        .collect();
    let county = io::open_bytes(&files).expect("the county opens").county;
    Evaluator::new(Arc::new(county), Standards::default())
}

#[test]
fn a_grade_leaves_every_september_under_every_policy() {
    for seats in [60, 300] {
        let evaluator = evaluator(seats);
        let first = evaluator.base_year().0 + 1;
        let mut plan = Plan::new("A", (Year(first - 1), Year(first + 9)));
        let phase_out = Measure::PhaseOut {
            school: SchoolId::new("A"),
            into: Vec::new(),
        };
        plan.actions.push(Action::new(Year(first), phase_out, ""));
        for policy in Policy::ALL {
            let pupils: Vec<(u32, u32)> = (first - 1..first + 8)
                .map(|year| {
                    let evaluation = evaluator.evaluate(&plan, Year(year), policy);
                    let stage = evaluation.stages[Stage::Primary].as_ref();
                    let stage = stage.expect("primary is taught");
                    assert_eq!(stage.assignment.not_placed(), 0);
                    let of = |id: &str| {
                        let position = evaluation.layout.position(&SchoolId::new(id));
                        let numbers = stage.school(position.expect("it is listed"));
                        let Some(numbers) = numbers else { return 0 };
                        let pupils = numbers.pupils.expect("they are known");
                        let seats = numbers.seats.expect("they are known");
                        assert!(pupils <= seats, "{policy:?} {year} {id}");
                        pupils
                    };
                    (of("A"), of("B"))
                })
                .collect();
            let right = [
                (60, 200),
                (50, 210),
                (40, 220),
                (30, 230),
                (20, 240),
                (10, 250),
                (0, 260),
                (0, 260),
                (0, 260),
            ];
            assert_eq!(pupils, right, "{policy:?}, {seats} seats");
        }
    }
}
