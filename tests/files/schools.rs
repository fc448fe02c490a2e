//! What the columns of schools mean, and how oddities are reported.

use serde_json::json;
use xuequ::geometry::LonLat;
use xuequ::model::{Origin, SchoolId, SchoolKind, Stage};

use crate::{at, named, pupils, schools, square, warned};

#[test]
fn every_oddity_of_a_school_is_told_with_its_place() {
    let opened = schools(&[
        json!({"type": "Feature", "properties": {"name": "无址小学"}, "geometry": null}),
        json!({"type": "Feature", "properties": {"name": "两点小学"}, "geometry": {"type": "MultiPoint", "coordinates": [[104.0, 29.6], [104.1, 29.6]]}}),
        square(104.2, 29.6, 0.01, &json!({"name": "校园小学"})),
        at(29.65, 104.2, &json!({"name": "反写小学"})),
        at(
            104.3,
            29.6,
            &json!({"name": "约数小学", "pupils": "约120人"}),
        ),
        at(104.4, 29.6, &json!({"name": "负数小学", "pupils": -5})),
        at(104.4, 29.6, &json!({"name": "同址小学", "pupils": 80})),
        at(104.5, 29.6, &json!({"name": "某某", "pupils": 80})),
        at(104.6, 29.6, &json!({"name": "某某大学", "pupils": 20000})),
        at(104.7, 29.6, &json!({"id": "X", "name": "甲小学"})),
        at(104.8, 29.6, &json!({"id": "X", "name": "乙小学"})),
        at(104.9, 29.6, &json!({"kind": "primary"})),
        json!({"type": "Feature", "properties": {"name": "坐标列小学", "经度": "104.95", "纬度": 29.6}, "geometry": null}),
        json!(null),
        json!({"type": "Feature", "properties": ["丙"], "geometry": {"type": "Point", "coordinates": [105.0, 29.6]}}),
    ]);
    for (feature, word) in [
        (1, "No place"),
        (2, "2 points"),
        (3, "area"),
        (4, "swapped"),
        (5, "120"),
        (6, "negative"),
        (7, "same point"),
        (8, "what kind of school"),
        (9, "not a school"),
        (11, "used before"),
        (12, "without a name"),
        (13, "longitude"),
        (14, "Not a feature"),
        (15, "not an object"),
    ] {
        assert!(
            warned(&opened, Some(feature), word),
            "{feature} {word}: {:#?}",
            opened.report.warnings
        );
    }
    let county = &opened.county;
    assert_eq!(county.schools.len(), 9);
    assert_eq!(
        pupils(named(county, "约数小学"), Stage::Primary),
        Some((120, Origin::Recorded))
    );
    assert_eq!(pupils(named(county, "负数小学"), Stage::Primary), None);
    assert_eq!(named(county, "乙小学").id, SchoolId::new("X-2"));
    assert_eq!(named(county, "坐标列小学").at, LonLat::new(104.95, 29.6));
    assert!(county.school(&SchoolId::new("schools-12")).is_some());
}

#[test]
fn a_nine_year_schools_total_is_shared_by_grades_and_says_so() {
    let opened = schools(&[
        at(
            104.0,
            29.6,
            &json!({"name": "一贯学校", "kind": "nine_year", "pupils": 100}),
        ),
        at(
            104.1,
            29.6,
            &json!({"name": "分列学校", "kind": "nine_year", "pupils": 100, "pupils_primary": 70}),
        ),
        at(
            104.2,
            29.6,
            &json!({"name": "不符学校", "kind": "nine_year", "pupils": 90, "pupils_primary": 70, "pupils_junior": 30}),
        ),
    ]);
    let county = &opened.county;
    let shared = named(county, "一贯学校");
    assert_eq!(
        pupils(shared, Stage::Primary),
        Some((67, Origin::Estimated))
    );
    assert_eq!(pupils(shared, Stage::Junior), Some((33, Origin::Estimated)));
    let split = named(county, "分列学校");
    assert_eq!(pupils(split, Stage::Primary), Some((70, Origin::Recorded)));
    assert_eq!(pupils(split, Stage::Junior), Some((30, Origin::Estimated)));
    assert!(warned(&opened, Some(1), "shared"));
    assert!(warned(&opened, Some(3), "in all 90"));
}

#[test]
fn columns_by_stage_make_the_kind() {
    let opened = schools(&[
        at(
            39.3,
            -6.0,
            &json!({"School Name": "Bambi", "School Level": "Primary", "Pre-Primary": 144, "Primary": "950", "Secondary": null, "Total": "1,094"}),
        ),
        at(
            39.4,
            -6.0,
            &json!({"School Name": "Charawe", "School Level": "Basic", "Pre-Primary": 111, "Primary": "246", "Secondary": "101", "Total": "458"}),
        ),
        at(
            39.5,
            -6.0,
            &json!({"School Name": "Dunga", "Primary": 40, "Secondary": 30}),
        ),
    ]);
    let county = &opened.county;
    let bambi = named(county, "Bambi");
    assert_eq!(bambi.kind, SchoolKind::Primary);
    assert_eq!(pupils(bambi, Stage::Primary), Some((950, Origin::Recorded)));
    assert_eq!(
        pupils(bambi, Stage::Kindergarten),
        Some((144, Origin::Recorded))
    );
    let charawe = named(county, "Charawe");
    assert_eq!(charawe.kind, SchoolKind::NineYear);
    let of_charawe = Stage::ALL.map(|stage| pupils(charawe, stage));
    let all: u32 = of_charawe.iter().flatten().map(|(pupils, _)| pupils).sum();
    assert_eq!(all, 458);
    assert_eq!(named(county, "Dunga").kind, SchoolKind::NineYear);
}
