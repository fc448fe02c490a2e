//! What only the planner can say: which way round coordinates are, and where pupils live of whom nothing is told.

use serde_json::{Value, json};
use xuequ::model::{Homes, Origin, SchoolKind, Stage};

use crate::{at, collection, line, named, open, open_as, pupils, read_as, said_of, square, warned};

/// What of a county near the equator is written the wrong way round.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Nothing,
    Homes,
    OneSchool,
}

fn kenya(wrong: Wrong) -> [Value; 3] {
    let place = |lon: f64, lat: f64, properties: &Value| {
        if wrong == Wrong::Homes {
            at(lat, lon, properties)
        } else {
            at(lon, lat, properties)
        }
    };
    let homes: Vec<Value> = (0..9)
        .map(|number| {
            let (lon, lat) = (36.8 + f64::from(number) * 0.01, -1.3);
            place(
                lon,
                lat,
                &json!({"name": format!("v{number}"), "pupils_primary": 9}),
            )
        })
        .collect();
    let mut schools = vec![at(36.8, -1.3, &json!({"name": "A Primary", "pupils": 40}))];
    schools.push(at(
        36.82,
        -1.31,
        &json!({"name": "B Primary", "pupils": 40}),
    ));
    schools.push(if wrong == Wrong::OneSchool {
        at(-1.305, 36.83, &json!({"name": "C Primary", "pupils": 40}))
    } else {
        at(36.83, -1.305, &json!({"name": "C Primary", "pupils": 40}))
    });
    let mut road = line(&json!({"highway": "primary"}));
    road["geometry"]["coordinates"] = json!([[36.8, -1.3], [36.85, -1.3]]);
    [
        collection(&homes),
        collection(&schools),
        collection(&[road]),
    ]
}

#[test]
fn swapped_coordinates_below_ninety_degrees_are_asked() {
    let read = |files: &[Value; 3], answers: &[(&str, &str)]| {
        let [homes, schools, roads] = files;
        open_as(
            &[
                ("homes.geojson", homes),
                ("schools.geojson", schools),
                ("roads.geojson", roads),
            ],
            answers,
        )
    };
    let right = read(&kenya(Wrong::Nothing), &[]);
    assert!(
        right.report.open_questions().next().is_none(),
        "{:#?}",
        right.report.warnings
    );
    let odd = kenya(Wrong::OneSchool);
    let opened = read(&odd, &[]);
    assert_eq!(opened.county.schools.len(), 2, "its place is not known");
    assert!(warned(&opened, Some(3), "look swapped"));
    let swapped = read(&odd, &[("schools.geojson#3:swapped", "swap")]);
    assert_eq!(
        named(&swapped.county, "C Primary").at,
        named(&right.county, "C Primary").at
    );
    let kept = read(&odd, &[("schools.geojson#3:swapped", "keep")]);
    assert!((named(&kept.county, "C Primary").at.lat - 36.83).abs() < 1e-9);
    let file = kenya(Wrong::Homes);
    let opened = read(&file, &[]);
    assert_eq!(read_as(&opened, "homes.geojson"), []);
    assert_eq!(
        said_of(&opened, "homes.geojson")
            .matches("look swapped")
            .count(),
        1
    );
    let swapped = read(&file, &[("homes.geojson:swapped", "swap")]);
    assert_eq!(swapped.county.settlements, right.county.settlements);
}

#[test]
fn coordinates_off_the_globe_that_are_on_it_when_swapped_are_asked() {
    let files = collection(&[
        at(29.6, 104.0, &json!({"name": "甲小学"})),
        at(104.1, 29.6, &json!({"name": "乙小学"})),
        at(12_121_777.0, 4_079_063.0, &json!({"name": "丙小学"})),
    ]);
    let opened = open(&[("schools.geojson", &files)]);
    assert_eq!(
        (
            opened.county.schools.len(),
            opened.report.open_questions().count()
        ),
        (1, 1)
    );
    let swapped = open_as(
        &[("schools.geojson", &files)],
        &[("schools.geojson:swapped", "swap")],
    );
    let at = named(&swapped.county, "甲小学").at;
    assert_eq!((at.lon, at.lat), (104.0, 29.6));
    assert!(warned(&swapped, Some(1), "left out until this is answered"));
}

#[test]
fn one_answer_to_all_holds_wherever_it_is_a_choice() {
    let mut files = kenya(Wrong::OneSchool);
    let off = at(36.84, -1.3, &json!({"name": "D Primary", "pupils": 40}));
    let mut off_the_globe = off;
    off_the_globe["geometry"]["coordinates"] = json!([-1.3, 136.84]);
    if let Some(features) = files[1]["features"].as_array_mut() {
        features.insert(0, off_the_globe);
    }
    let [homes, schools, roads] = &files;
    let read = |answer: &str| {
        open_as(
            &[
                ("homes.geojson", homes),
                ("schools.geojson", schools),
                ("roads.geojson", roads),
            ],
            &[("schools.geojson:swapped", answer)],
        )
    };
    let kept = read("keep");
    assert!((named(&kept.county, "C Primary").at.lat - 36.83).abs() < 1e-9);
    assert_eq!(
        kept.county.schools.len(),
        3,
        "the one off the globe is still asked about"
    );
    assert_eq!(kept.report.open_questions().count(), 1);
    assert_eq!(read("leave-out").county.schools.len(), 2);
    assert_eq!(read("swap").county.schools.len(), 4);
}

#[test]
fn homes_are_not_spread_over_a_country_unasked() {
    let far = |lon: f64, name: &str| {
        at(
            lon,
            29.6,
            &json!({"name": name, "kind": "primary", "pupils": 100}),
        )
    };
    let country = collection(&[far(104.0, "甲"), far(108.0, "乙")]);
    let county = collection(&[far(104.0, "甲"), far(104.5, "乙")]);
    let opened = open(&[("schools.geojson", &country)]);
    assert_eq!(
        (opened.county.homes, opened.county.settlements.len()),
        (Homes::Unknown, 0)
    );
    assert!(warned(&opened, None, "more than a county"));
    let spread = open_as(
        &[("schools.geojson", &country)],
        &[("schools.geojson:homes", "spread")],
    );
    assert_eq!(spread.county.homes, Homes::Estimated);
    assert!(!spread.county.settlements.is_empty());
    assert_eq!(
        open(&[("schools.geojson", &county)]).county.homes,
        Homes::Estimated
    );
}

#[test]
fn a_kind_that_nothing_tells_is_asked_and_never_guessed() {
    let files = collection(&[
        at(104.0, 29.6, &json!({"name": "青石", "pupils": 120})),
        at(104.02, 29.6, &json!({"name": "白云", "pupils": 60})),
        at(104.04, 29.6, &json!({"name": "研城小学", "pupils": 300})),
    ]);
    let files = [("schools.geojson", &files)];
    let opened = open(&files);
    assert_eq!(
        opened.county.schools.len(),
        1,
        "the others are of no stage yet"
    );
    assert_eq!(opened.report.open_questions().count(), 2);
    assert_eq!(read_as(&opened, "schools.geojson"), [("schools", 1)]);
    let one = open_as(&files, &[("schools.geojson#1:kind", "junior")]);
    assert_eq!(one.county.schools.len(), 2);
    let school = named(&one.county, "青石");
    assert_eq!(school.kind, SchoolKind::Junior);
    assert_eq!(pupils(school, Stage::Junior), Some((120, Origin::Recorded)));
    assert!(school.stages[Stage::Primary].is_none());
    let all = open_as(
        &files,
        &[
            ("schools.geojson:kind", "kindergarten"),
            ("schools.geojson#2:kind", "leave_out"),
        ],
    );
    assert_eq!(all.county.schools.len(), 2);
    assert_eq!(named(&all.county, "青石").kind, SchoolKind::Kindergarten);
    assert_eq!(all.report.open_questions().count(), 0);
}

#[test]
fn a_kind_that_another_copy_of_the_school_tells_is_not_asked() {
    let nameless = collection(&[square(
        103.999,
        29.599,
        0.002,
        &json!({"name": "Bach", "pupils": 40}),
    )]);
    let known = collection(&[at(
        104.0,
        29.6,
        &json!({"name": "Bach", "kind": "kindergarten", "seats": 60}),
    )]);
    let opened = open(&[
        ("schools_a.geojson", &nameless),
        ("schools_b.geojson", &known),
    ]);
    assert_eq!(opened.county.schools.len(), 1);
    let school = named(&opened.county, "Bach");
    assert_eq!(
        pupils(school, Stage::Kindergarten),
        Some((40, Origin::Recorded))
    );
    assert!(!said_of(&opened, "schools_a.geojson").contains("what kind"));
}

#[test]
fn the_name_of_a_file_may_tell_the_kind_of_its_schools() {
    let here = collection(&[
        at(104.0, 29.6, &json!({"name": "青石", "pupils": 120})),
        at(104.1, 29.6, &json!({"name": "白云幼儿园", "pupils": 60})),
    ]);
    let opened = open(&[("小学.geojson", &here)]);
    assert_eq!(named(&opened.county, "青石").kind, SchoolKind::Primary);
    assert_eq!(
        named(&opened.county, "白云幼儿园").kind,
        SchoolKind::Kindergarten
    );
    assert_eq!(
        said_of(&opened, "小学.geojson")
            .matches("as the name of the file says")
            .count(),
        1
    );
    let said = open_as(
        &[("小学.geojson", &here)],
        &[("小学.geojson#1:kind", "junior")],
    );
    assert_eq!(named(&said.county, "青石").kind, SchoolKind::Junior);
}
