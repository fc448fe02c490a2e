//! Ids that lost their zeros in front between two files: matched where nothing else can be meant, else told.

use serde_json::json;
use xuequ::io;
use xuequ::model::SchoolId;

use crate::plans::plan_file;
use crate::{at, collection, named, open, said_of, square};

#[test]
fn parents_townships_and_plans_find_ids_without_their_zeros() {
    let townships = collection(&[
        square(
            103.9,
            29.5,
            0.2,
            &json!({"code": "0511001", "name": "甲镇"}),
        ),
        square(
            104.1,
            29.5,
            0.2,
            &json!({"code": "0511002", "name": "乙镇"}),
        ),
    ]);
    let schools = collection(&[
        at(
            104.0,
            29.6,
            &json!({"id": "0012", "name": "甲小学", "pupils": 300, "township": 511001}),
        ),
        at(
            104.2,
            29.6,
            &json!({"id": "0013", "name": "乙小学", "pupils": 80, "township": "511002.0"}),
        ),
    ]);
    let points = collection(&[at(
        104.01,
        29.6,
        &json!({"id": "0014", "name": "甲教学点", "pupils": 9, "parent": 12, "township": "511002"}),
    )]);
    let opened = open(&[
        ("townships.geojson", &townships),
        ("schools.geojson", &schools),
        ("教学点.geojson", &points),
    ]);
    let county = &opened.county;
    assert_eq!(
        named(county, "甲教学点").parent,
        Some(SchoolId::new("0012"))
    );
    assert_eq!(named(county, "甲小学").township, Some(0));
    assert_eq!(
        named(county, "甲教学点").township,
        Some(1),
        "as it is stated"
    );
    assert!(said_of(&opened, "教学点.geojson").contains("such as 12 for 0012"));
    assert!(said_of(&opened, "schools.geojson").contains("codes of townships: 2"));
    let plan = plan_file(
        &json!({"kind": "merge", "school": "13", "year": 2024, "reason": "x", "into": [12]}),
    );
    let read = io::plan_of_bytes("p.geojson", plan.to_string().as_bytes(), county);
    let (plan, report) = read.expect("the plan opens");
    assert_eq!(plan.actions[0].measure.school(), &SchoolId::new("0013"));
    assert_eq!(plan.actions[0].measure.receivers(), [SchoolId::new("0012")]);
    assert!(plan.faults(county).is_empty(), "{:?}", plan.faults(county));
    assert!(
        report
            .warnings
            .iter()
            .any(|warning| warning.what.en.contains("zeros in front"))
    );
}

#[test]
fn what_may_be_two_is_told_and_not_matched() {
    let schools = collection(&[
        at(
            104.0,
            29.6,
            &json!({"id": "0012", "name": "甲小学", "pupils": 300}),
        ),
        at(
            104.1,
            29.6,
            &json!({"id": "12", "name": "乙小学", "pupils": 300}),
        ),
        at(
            104.2,
            29.6,
            &json!({"id": "x", "name": "丙教学点", "pupils": 9, "parent": "012"}),
        ),
    ]);
    let opened = open(&[("schools.geojson", &schools)]);
    assert_eq!(
        named(&opened.county, "丙教学点").parent,
        Some(SchoolId::new("012"))
    );
    assert!(said_of(&opened, "schools.geojson").contains("not matched"));
}

#[test]
fn recorded_flows_find_ids_without_their_zeros() {
    let schools = collection(&[at(
        104.0,
        29.6,
        &json!({"id": "0012", "name": "甲小学", "pupils": 40}),
    )]);
    let homes = collection(&[
        at(
            104.01,
            29.6,
            &json!({"id": 1, "name": "甲村", "pupils_primary": 30}),
        ),
        at(
            104.02,
            29.6,
            &json!({"id": 2, "name": "乙村", "pupils_primary": 10}),
        ),
    ]);
    let flows = "居民点编号,学校编号,学段,学生数\n001,12,小学,30\n002,12.0,小学,10\n";
    let files = [
        ("schools.geojson", schools.to_string()),
        ("村庄.geojson", homes.to_string()),
        ("就学现状.csv", flows.to_owned()),
    ];
    let opened = io::open_bytes(&files).expect("it opens");
    let pupils: Vec<u32> = opened.county.flows.iter().map(|flow| flow.pupils).collect();
    assert_eq!(pupils, [30, 10], "{}", said_of(&opened, "就学现状.csv"));
    assert!(said_of(&opened, "就学现状.csv").contains("such as 12 for 0012"));
    assert!(said_of(&opened, "就学现状.csv").contains("such as 001 for 1"));
}
