//! Layers that are easily taken for one another: attendance zones, outlines, districts, the drawing of a plan.

use serde_json::{Value, json};
use xuequ::io;
use xuequ::model::SchoolId;

use crate::{at, collection, line, named, open, open_as, read_as, said_of, square};

fn two_schools() -> Value {
    collection(&[
        at(
            104.02,
            29.62,
            &json!({"id": "S1", "name": "第一小学", "pupils": 400, "seats": 450}),
        ),
        at(
            104.08,
            29.62,
            &json!({"id": "S2", "name": "第二小学", "pupils": 300, "seats": 350}),
        ),
    ])
}

fn town() -> Value {
    collection(&[square(
        104.0,
        29.6,
        0.1,
        &json!({"code": "511199101", "name": "城关镇"}),
    )])
}

/// Two areas that meet in the middle of the town.
fn halves(properties: &[Value; 2]) -> Value {
    collection(&[
        square(104.0, 29.6, 0.05, &properties[0]),
        square(104.05, 29.6, 0.05, &properties[1]),
    ])
}

#[test]
fn a_township_that_names_its_attendance_zone_stays_a_township() {
    let named = |name: &str, zone: &str, more: &str, value: Value| json!({"名称": name, "学区": zone, more: value});
    let areas = |more: &str, value: &Value| {
        collection(&[
            square(
                104.0,
                29.6,
                0.05,
                &named("城关", "第一中学学区", more, value.clone()),
            ),
            square(
                104.05,
                29.6,
                0.05,
                &named("青石", "青石中心学校", more, value.clone()),
            ),
        ])
    };
    let school = collection(&[at(104.01, 29.61, &json!({"name": "东村小学"}))]);
    let read = |file: &str, areas: &Value, answers: &[(&str, &str)]| {
        let opened = open_as(&[("schools.geojson", &school), (file, areas)], answers);
        (
            read_as(&opened, file),
            opened.report.open_questions().count(),
        )
    };
    let (counted, bare) = (areas("人口", &json!(1000)), areas("备注", &json!("")));
    assert_eq!(
        read("乡镇.geojson", &counted, &[]),
        (vec![("townships", 2)], 0)
    );
    assert_eq!(
        read("乡镇.geojson", &bare, &[]),
        (vec![("townships", 2)], 0)
    );
    assert_eq!(
        read("a.geojson", &counted, &[]),
        (vec![("townships", 2)], 0)
    );
    assert_eq!(read("a.geojson", &bare, &[]), (vec![("zones", 2)], 1));
    let said = [("a.geojson:areas", "townships")];
    assert_eq!(read("a.geojson", &bare, &said).0, [("townships", 2)]);
}

#[test]
fn attendance_zones_are_neither_schools_nor_townships() {
    for (file, zones) in [
        (
            "学区划分.geojson",
            [
                json!({"学区名称": "第一小学学区", "学校": "第一小学"}),
                json!({"学区名称": "第二小学学区", "学校": "第二小学"}),
            ],
        ),
        (
            "catchments.geojson",
            [json!({"name": "第一小学"}), json!({"name": "第二小学"})],
        ),
        (
            "attendance_zones.geojson",
            [json!({"zone": "第一小学"}), json!({"zone": "第二小学"})],
        ),
        (
            "school_boundaries.geojson",
            [json!({"name": "第一小学"}), json!({"name": "第二小学"})],
        ),
        (
            "data.geojson",
            [
                json!({"学区": "第一小学学区"}),
                json!({"学区": "第二小学学区"}),
            ],
        ),
        (
            "more.geojson",
            [
                json!({"type": "catchment", "name": "第一小学"}),
                json!({"type": "catchment", "name": "第二小学"}),
            ],
        ),
        (
            "elementary_boundaries.geojson",
            [
                json!({"OBJECTID": 1, "SCHOOL": "Hill Elementary"}),
                json!({"OBJECTID": 2, "SCHOOL": "Lake Elementary"}),
            ],
        ),
        // Nothing but their size and the schools in them tells.
        (
            "areas.geojson",
            [
                json!({"name": "第一小学", "pupils": 400}),
                json!({"name": "第二小学", "pupils": 300}),
            ],
        ),
        (
            "学校范围.geojson",
            [
                json!({"name": "一小片", "pupils": 400}),
                json!({"name": "二小片", "pupils": 300}),
            ],
        ),
    ] {
        let zones = halves(&zones);
        let opened = open(&[
            ("schools.geojson", &two_schools()),
            ("townships.geojson", &town()),
            (file, &zones),
        ]);
        let county = &opened.county;
        assert_eq!(
            (county.schools.len(), county.townships.len()),
            (2, 1),
            "{file}"
        );
        assert_eq!(read_as(&opened, file), [("zones", 2)], "{file}");
        assert!(
            said_of(&opened, file).contains("2 attendance zones"),
            "{file}"
        );
    }
}

#[test]
fn the_grounds_of_schools_and_townships_with_their_zone_stay_what_they_are() {
    let grounds = collection(&[
        square(
            104.02,
            29.62,
            0.002,
            &json!({"name": "第一小学", "pupils": 400}),
        ),
        square(
            104.08,
            29.62,
            0.002,
            &json!({"name": "第二小学", "pupils": 300}),
        ),
        at(
            104.0205,
            29.6205,
            &json!({"name": "第一小学附属幼儿园", "pupils": 90}),
        ),
    ]);
    let towns = halves(&[
        json!({"乡镇名称": "东镇", "学区名称": "第一小学学区"}),
        json!({"乡镇名称": "西镇", "学区名称": "第二小学学区"}),
    ]);
    let opened = open(&[("schools.geojson", &grounds), ("学区.geojson", &towns)]);
    assert_eq!(
        (opened.county.schools.len(), opened.county.townships.len()),
        (3, 2)
    );
    assert_eq!(read_as(&opened, "schools.geojson"), [("schools", 3)]);
}

#[test]
fn a_zone_of_no_school_of_the_county_is_told_and_zones_alone_are_no_county() {
    let zones = collection(&[square(104.0, 29.6, 0.05, &json!({"name": "第九小学"}))]);
    let opened = open(&[
        ("schools.geojson", &two_schools()),
        ("catchments.geojson", &zones),
    ]);
    assert!(said_of(&opened, "catchments.geojson").contains("names no school"));
    let alone = io::open_bytes(&[("catchments.geojson", zones.to_string())]).unwrap_err();
    assert!(alone.words().en.contains("1 attendance zone"), "{alone}");
}

#[test]
fn an_outline_beside_its_townships_is_the_county() {
    let townships = [
        square(
            104.0,
            29.6,
            0.1,
            &json!({"code": "511199101", "name": "东镇"}),
        ),
        square(
            104.1,
            29.6,
            0.1,
            &json!({"code": "511199102", "name": "西镇"}),
        ),
    ];
    let mut outline = square(104.0, 29.6, 0.2, &json!({"adcode": 511199, "name": "某县"}));
    outline["geometry"]["coordinates"] = json!([[
        [104.0, 29.6],
        [104.2, 29.6],
        [104.2, 29.7],
        [104.0, 29.7],
        [104.0, 29.6]
    ]]);
    let schools = two_schools();
    let apart = open(&[
        ("county_boundary.geojson", &collection(&[outline.clone()])),
        ("schools.geojson", &schools),
        ("townships.geojson", &collection(&townships)),
    ]);
    let [a, b] = townships;
    let mixed = open(&[
        ("data.geojson", &collection(&[a, outline, b])),
        ("schools.geojson", &schools),
    ]);
    for (opened, file) in [
        (&apart, "county_boundary.geojson"),
        (&mixed, "data.geojson"),
    ] {
        let names: Vec<&str> = opened
            .county
            .townships
            .iter()
            .map(|town| town.name.as_str())
            .collect();
        assert_eq!(names, ["东镇", "西镇"], "{file}");
        assert_eq!(opened.county.name, "某县");
        assert!(read_as(opened, file).contains(&("outline", 1)));
        assert!(said_of(opened, file).contains("taken as the county"));
        assert_eq!(opened.county.schools[0].township, Some(0));
    }
}

/// A city of four townships: its outline, its two districts, and sixteen neighbourhoods with pupils.
fn stacked() -> [Value; 4] {
    let grid = |n: u32, prefix: &str, more: &dyn Fn(u32) -> Value| {
        let size = 0.2 / f64::from(n);
        let areas: Vec<Value> = (0..n * n)
            .map(|cell| {
                let (column, row) = (f64::from(cell % n), f64::from(cell / n));
                let mut properties = more(cell);
                properties["name"] = json!(format!("{prefix}{cell}"));
                square(104.0 + column * size, 29.6 + row * size, size, &properties)
            })
            .collect();
        collection(&areas)
    };
    let none = |_: u32| json!({});
    let [mut west, mut east] =
        [0, 1].map(|half| square(104.0, 29.6, 0.2, &json!({"name": format!("片{half}")})));
    let half = |west: f64| {
        json!([[
            [west, 29.6],
            [west + 0.1, 29.6],
            [west + 0.1, 29.8],
            [west, 29.8],
            [west, 29.6]
        ]])
    };
    west["geometry"]["coordinates"] = half(104.0);
    east["geometry"]["coordinates"] = half(104.1);
    [
        grid(1, "市", &none),
        collection(&[west, east]),
        grid(2, "镇", &none),
        grid(
            4,
            "里",
            &|cell| json!({"pupils_primary": 10 + cell, "births_2020": 3}),
        ),
    ]
}

#[test]
fn stacked_layers_of_areas_are_told_apart_and_nobody_counts_twice() {
    let [city, districts, townships, quarters] = stacked();
    let schools = two_schools();
    let files = [
        ("city.geojson", &city),
        ("districts.geojson", &districts),
        ("quarters.geojson", &quarters),
        ("schools.geojson", &schools),
        ("townships.geojson", &townships),
    ];
    let opened = open(&files);
    assert_eq!(opened.county.townships.len(), 4);
    assert!(
        opened
            .county
            .townships
            .iter()
            .all(|town| town.name.starts_with('镇'))
    );
    assert_eq!(read_as(&opened, "city.geojson"), [("outline", 1)]);
    assert_eq!(read_as(&opened, "districts.geojson"), [("districts", 2)]);
    assert_eq!(read_as(&opened, "quarters.geojson"), [("unknown", 16)]);
    assert_eq!(opened.report.open_questions().count(), 3);
    let homes = open_as(&files, &[("quarters.geojson:areas", "settlements")]);
    assert_eq!(read_as(&homes, "quarters.geojson"), [("settlements", 16)]);
    let pupils: u32 = homes
        .county
        .settlements
        .iter()
        .filter_map(|home| home.pupils[xuequ::model::Stage::Primary])
        .sum();
    assert_eq!(pupils, 280);
    assert!(
        homes
            .county
            .settlements
            .iter()
            .all(|home| home.births.len() == 1)
    );
    let finer = open_as(&files, &[("quarters.geojson:areas", "townships")]);
    assert_eq!(finer.county.townships.len(), 16);
    assert_eq!(read_as(&finer, "townships.geojson"), [("districts", 4)]);
}

#[test]
fn polygons_of_one_code_are_one_township_whose_people_count_once() {
    let part = |west: f64, size: f64, code: &str, people: u32| {
        square(
            west,
            29.6,
            size,
            &json!({"code": code, "name": "湖东镇", "population": people}),
        )
    };
    let townships = collection(&[
        part(104.0, 0.1, "511199101", 20_000),
        part(104.3, 0.02, "511199101", 20_000),
        part(104.0, 0.1, "511199101", 20_000),
        square(
            104.1,
            29.6,
            0.1,
            &json!({"code": "511199102", "name": "湖西镇", "population": 15_000}),
        ),
    ]);
    let schools = collection(&[at(
        104.31,
        29.61,
        &json!({"name": "飞地小学", "pupils": 60}),
    )]);
    let opened = open(&[
        ("townships.geojson", &townships),
        ("schools.geojson", &schools),
    ]);
    let county = &opened.county;
    assert_eq!(county.townships.len(), 2);
    assert_eq!(county.townships[0].population, Some(20_000));
    assert_eq!(
        county.townships[0].outline.0.len(),
        2,
        "a part that is there twice is one part"
    );
    assert_eq!(named(county, "飞地小学").township, Some(0));
    assert!(said_of(&opened, "townships.geojson").contains("3 polygons have the code 511199101"));
    let differ = collection(&[part(104.0, 0.1, "1", 20_000), part(104.3, 0.02, "1", 300)]);
    let opened = open(&[("townships.geojson", &differ)]);
    assert_eq!(opened.county.townships[0].population, None);
    let numbered = |number: u32, west: f64, people: u32| {
        square(
            west,
            29.6,
            0.1,
            &json!({"OBJECTID": number, "name": "湖东镇", "population": people}),
        )
    };
    for (people, count) in [(20_000, 1), (300, 2)] {
        let townships = collection(&[numbered(1, 104.0, 20_000), numbered(2, 104.3, people)]);
        assert_eq!(
            open(&[("townships.geojson", &townships)])
                .county
                .townships
                .len(),
            count
        );
    }
    // One code for all of a county says nothing.
    let shared = collection(&[
        square(104.0, 29.6, 0.1, &json!({"code": "511199", "name": "甲镇"})),
        square(104.1, 29.6, 0.1, &json!({"code": "511199", "name": "乙镇"})),
    ]);
    assert_eq!(
        open(&[("townships.geojson", &shared)])
            .county
            .townships
            .len(),
        2
    );
}

#[test]
fn townships_that_share_ground_are_told_and_a_place_is_in_the_inner_one() {
    let townships = collection(&[
        square(104.0, 29.6, 0.1, &json!({"name": "城郊乡"})),
        square(104.04, 29.64, 0.02, &json!({"name": "城关镇"})),
        square(104.09, 29.6, 0.1, &json!({"name": "东镇"})),
        square(104.3, 29.6, 0.1, &json!({"name": "南镇"})),
        square(104.3, 29.6, 0.1, &json!({"name": "南镇"})),
        square(104.5, 29.6, 0.1, &json!({"name": "北镇"})),
        square(104.5, 29.6, 0.1, &json!({"name": "北乡"})),
    ]);
    let schools = collection(&[at(104.05, 29.65, &json!({"name": "城关小学"}))]);
    let opened = open(&[
        ("townships.geojson", &townships),
        ("schools.geojson", &schools),
    ]);
    let said = said_of(&opened, "townships.geojson");
    for words in [
        "城关镇 lies within 城郊乡",
        "东镇 and 城郊乡 (townships.geojson #1) overlap: about 10 %",
        "南镇 has the same outline as 南镇 (townships.geojson #4); left out",
        "北乡 has the same outline as 北镇 (townships.geojson #6); please check",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let county = &opened.county;
    assert_eq!(county.townships.len(), 6);
    let school = named(county, "城关小学");
    let township = school
        .township
        .map(|index| county.townships[index].name.as_str());
    assert_eq!(township, Some("城关镇"));
    assert_eq!(
        county.township_at(school.at),
        school.township,
        "wherever it is asked"
    );
}

#[test]
fn a_stated_township_that_contradicts_the_place_is_told() {
    let schools = collection(&[
        at(
            104.02,
            29.62,
            &json!({"name": "甲小学", "township": "511199102"}),
        ),
        at(
            104.12,
            29.62,
            &json!({"name": "乙小学", "township": "西镇"}),
        ),
    ]);
    let townships = collection(&[
        square(
            104.0,
            29.6,
            0.1,
            &json!({"code": "511199101", "name": "东镇"}),
        ),
        square(
            104.1,
            29.6,
            0.1,
            &json!({"code": "511199102", "name": "西镇"}),
        ),
    ]);
    let opened = open(&[
        ("schools.geojson", &schools),
        ("townships.geojson", &townships),
    ]);
    let said = said_of(&opened, "schools.geojson");
    assert!(
        said.contains("甲小学 is said to be in 西镇 and stands in 东镇"),
        "{said}"
    );
    assert!(!said.contains("乙小学"), "{said}");
    assert_eq!(named(&opened.county, "甲小学").township, Some(1));
}

/// What the program draws of a plan, without the plan.
fn drawing() -> Vec<Value> {
    vec![
        at(
            104.0,
            29.6,
            &json!({"layer": "school", "id": "S0", "name": "甲小学", "kind": "primary", "status": "closed", "action": "merge", "seats_primary": 120}),
        ),
        at(
            104.02,
            29.6,
            &json!({"layer": "school", "id": "S1", "name": "乙小学", "kind": "primary", "status": "existing", "pupils_primary": 300}),
        ),
        square(
            104.0,
            29.6,
            0.05,
            &json!({"layer": "catchment", "stage": "primary", "school": "S1", "school_name": "乙小学"}),
        ),
        line(
            &json!({"layer": "move", "stage": "primary", "settlement": "v0", "pupils": 60, "from": "S0", "to": "S1"}),
        ),
        line(
            &json!({"layer": "road", "id": "r1", "name": "新路", "work": "build", "class": "main"}),
        ),
        at(
            104.03,
            29.6,
            &json!({"layer": "reserved", "id": "R", "name": "预留", "action": "reserve"}),
        ),
    ]
}

#[test]
fn the_drawing_of_a_plan_is_no_county() {
    let schools = two_schools();
    let all = drawing();
    let parts = [&all[..], &all[..2], &all[2..3], &all[3..5]];
    for part in parts {
        let lost = collection(part);
        let opened = open(&[
            ("merged — points.geojson", &lost),
            ("schools.geojson", &schools),
        ]);
        let county = &opened.county;
        assert_eq!(
            (
                county.schools.len(),
                county.roads.len(),
                county.townships.len()
            ),
            (2, 0, 0)
        );
        assert_eq!(
            read_as(&opened, "merged — points.geojson"),
            [("plan", part.len())]
        );
        let said = said_of(&opened, "merged — points.geojson");
        assert!(said.contains("has lost its member \"xuequ\""), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(
            opened.report.lost().is_empty(),
            "nothing of the county is lost"
        );
        let alone = io::open_bytes(&[("roads.geojson", lost.to_string())]).unwrap_err();
        assert!(alone.words().en.contains("shows a plan"), "{alone}");
    }
}

#[test]
fn layers_of_other_programs_are_no_drawing() {
    let schools = collection(&[
        at(
            104.0,
            29.6,
            &json!({"layer": "school", "id": "A", "name": "甲小学", "pupils": 80}),
        ),
        at(
            104.1,
            29.6,
            &json!({"layer": "1", "id": "B", "name": "乙小学", "pupils": 80, "status": "existing"}),
        ),
    ]);
    let mut road = line(&json!({"layer": "road", "id": "r", "highway": "residential"}));
    road["properties"]["bridge"] = json!("yes");
    let opened = open(&[
        ("schools.geojson", &schools),
        ("roads.geojson", &collection(&[road])),
    ]);
    assert_eq!(
        (opened.county.schools.len(), opened.county.roads.len()),
        (2, 1)
    );
    assert!(opened.county.school(&SchoolId::new("B")).is_some());
}
