//! What is in the files more than once, not open, or not there: nobody counts twice, no school is dropped in silence.

use std::ops::ControlFlow;

use serde_json::{Value, json};
use xuequ::io::{self, Answers, OpenError, Opened};
use xuequ::model::Stage;

use crate::{
    at, collection, named, open, open_as, pupils, read_as, said_of, schools, square, warned,
};

fn scraped() -> Value {
    let place = |name: &str, kind: &str, lon: f64, lat: f64| {
        at(
            lon,
            lat,
            &json!({"名称": name, "类型": format!("科教文化服务;学校;{kind}")}),
        )
    };
    collection(&[
        place("青石中心小学", "小学", 104.0, 29.6),
        place("青石中心小学(东门)", "小学", 104.0012, 29.6001),
        place("青石中心小学2号门", "小学", 103.9992, 29.5995),
        place("青石中心小学-教学楼", "学校内部设施", 104.0004, 29.6003),
        at(
            104.0005,
            29.5996,
            &json!({"名称": "青石中心小学停车场", "类型": "交通设施服务;停车场;停车场"}),
        ),
        at(
            104.01,
            29.61,
            &json!({"名称": "平安驾校", "类型": "科教文化服务;驾校;驾校"}),
        ),
        at(
            104.011,
            29.61,
            &json!({"名称": "小天才托管班", "类型": "科教文化服务;培训机构;培训机构"}),
        ),
        place("县委党校", "成人教育", 104.02, 29.61),
        place("青石幼儿园", "幼儿园", 104.004, 29.602),
        place("青石镇幼儿园(南门)", "幼儿园", 104.0042, 29.6018),
        place("红石小学(南门)", "小学", 104.2, 29.6),
        place("红石小学(北门)", "小学", 104.2001, 29.601),
    ])
}

#[test]
fn of_scraped_points_the_schools_stay_and_everything_else_is_asked() {
    let opened = open(&[("学校POI.geojson", &scraped())]);
    let mut names: Vec<&str> = opened
        .county
        .schools
        .iter()
        .map(|school| school.name.as_str())
        .collect();
    names.sort_unstable();
    // Of the last one only gates are there: a real school is never dropped.
    assert_eq!(names, ["红石小学", "青石中心小学", "青石幼儿园"]);
    for feature in [2, 3, 4, 5, 6, 7, 8, 10, 11, 12] {
        let asked = opened.report.open_questions();
        let mut of_feature = asked.filter(|(warning, _)| warning.feature == Some(feature));
        assert!(
            of_feature.next().is_some(),
            "{feature}: {:#?}",
            opened.report.warnings
        );
    }
    let kept = open_as(
        &[("学校POI.geojson", &scraped())],
        &[
            ("学校POI.geojson#2:part", "keep"),
            ("学校POI.geojson#6:out-of-scope", "keep"),
            // What it is then, only the planner can say.
            ("学校POI.geojson:kind:科教文化服务;驾校;驾校", "vocational"),
        ],
    );
    assert_eq!(kept.county.schools.len(), 5);
}

#[test]
fn a_gate_with_pupils_is_a_school() {
    let opened = schools(&[
        at(104.0, 29.6, &json!({"name": "青石小学", "pupils": 80})),
        at(
            104.001,
            29.6,
            &json!({"name": "青石小学(东门)", "pupils": 30}),
        ),
    ]);
    assert_eq!(opened.county.schools.len(), 2);
}

#[test]
fn a_school_as_point_and_area_is_one_and_keeps_what_either_tells() {
    let area = square(
        104.0,
        29.6,
        0.002,
        &json!({"name": "Haus am Bach", "amenity": "kindergarten", "capacity": 40, "roof": "flat"}),
    );
    let point = at(
        104.0011,
        29.6009,
        &json!({"name": "Haus am Bach", "amenity": "kindergarten", "pupils": 33}),
    );
    for features in [[area.clone(), point.clone()], [point, area]] {
        let opened = schools(&features);
        let [school] = &opened.county.schools[..] else {
            panic!("{:?}", opened.county.schools)
        };
        let record = school.stages[Stage::Kindergarten].unwrap();
        assert_eq!(
            (record.pupils.unwrap().number, record.seats.unwrap().number),
            (33, 40)
        );
        assert_eq!(school.extra.get("roof"), Some(&json!("flat")));
        assert_eq!(opened.report.open_questions().count(), 1);
        let layers = read_as(&opened, "schools.geojson");
        assert_eq!(layers, [("schools", 1)]);
    }
}

#[test]
fn neighbours_are_not_doubles() {
    let opened = schools(&[
        at(
            104.0,
            29.6,
            &json!({"name": "第一学校", "kind": "primary", "pupils": 80}),
        ),
        at(
            104.0,
            29.6,
            &json!({"name": "第一学校", "kind": "junior", "pupils": 50}),
        ),
        at(104.01, 29.6, &json!({"name": "幼儿园"})),
        at(104.011, 29.6, &json!({"name": "幼儿园"})),
        at(104.02, 29.6, &json!({"name": "红星小学(东校区)"})),
        at(104.021, 29.6, &json!({"name": "红星小学(西校区)"})),
        at(104.03, 29.6, &json!({"name": "中心小学", "pupils": 80})),
        at(104.031, 29.6, &json!({"name": "中心小学", "pupils": 90})),
        at(104.05, 29.6, &json!({"name": "中心小学"})),
    ]);
    assert_eq!(
        opened.county.schools.len(),
        9,
        "{:#?}",
        opened.report.warnings
    );
    assert!(warned(&opened, Some(8), "other figures"));
    assert!(!warned(&opened, Some(9), "same school"));
}

/// Every school once by the slow obvious rule, to hold the index of places against.
#[test]
fn doubles_are_those_that_a_search_of_all_pairs_finds() {
    use xuequ::geometry::LonLat;
    use xuequ::random::Random;
    let mut dice = Random::seeded(11);
    for round in 0..60 {
        let places: Vec<(String, LonLat)> = (0..40)
            .map(|_| {
                let name = ["甲", "乙", "丙"][dice.below(3)];
                let (east, north) = (dice.below(200) as f64, dice.below(200) as f64);
                let place = LonLat::new(104.0 + east * 5e-5, 29.6 + north * 5e-5);
                (format!("{name}村小学"), place)
            })
            .collect();
        let mut kept: Vec<usize> = Vec::new();
        for (index, (name, place)) in places.iter().enumerate() {
            let is_double = kept.iter().any(|&other| {
                places[other].0 == *name && places[other].1.metres_to(*place) <= 200.0
            });
            if !is_double {
                kept.push(index);
            }
        }
        let features: Vec<Value> = places
            .iter()
            .map(|(name, place)| at(place.lon, place.lat, &json!({"name": name})))
            .collect();
        let opened = schools(&features);
        let mut read: Vec<(i64, i64)> = opened
            .county
            .schools
            .iter()
            .map(|school| key(school.at))
            .collect();
        let mut expected: Vec<(i64, i64)> =
            kept.iter().map(|&index| key(places[index].1)).collect();
        read.sort_unstable();
        expected.sort_unstable();
        assert_eq!(read, expected, "round {round}");
    }

    fn key(at: LonLat) -> (i64, i64) {
        ((at.lon * 1e7).round() as i64, (at.lat * 1e7).round() as i64)
    }
}

#[test]
fn a_settlement_that_is_there_twice_counts_once() {
    let home = |name: &str, pupils: u32| {
        at(
            104.0,
            29.6,
            &json!({"name": name, "pupils_primary": pupils}),
        )
    };
    let homes = collection(&[
        home("甲村", 60),
        home("甲村", 60),
        home("甲村", 70),
        home("乙村", 60),
    ]);
    let opened = open(&[("settlements.geojson", &homes)]);
    assert_eq!(opened.county.settlements.len(), 3);
    assert!(warned(&opened, Some(2), "counted once"));
    let both = open_as(
        &[("settlements.geojson", &homes)],
        &[("settlements.geojson:twice", "both")],
    );
    assert_eq!(both.county.settlements.len(), 4);
}

fn village_schools(pupils: [u32; 3]) -> Value {
    let names = ["甲小学", "乙小学", "丙小学"];
    let schools: Vec<Value> = names
        .iter()
        .zip(pupils)
        .zip([104.0, 104.05, 104.1])
        .map(|((name, pupils), lon)| {
            at(
                lon,
                29.6,
                &json!({"id": name, "name": name, "pupils": pupils}),
            )
        })
        .collect();
    collection(&schools)
}

fn enrolled(opened: &Opened) -> u32 {
    let schools = opened.county.schools.iter();
    schools
        .filter_map(|school| pupils(school, Stage::Primary))
        .map(|(number, _)| number)
        .sum()
}

#[test]
fn copies_and_older_versions_of_a_file_count_once_whatever_their_order() {
    let (now, before) = (village_schools([60, 70, 80]), village_schools([61, 72, 83]));
    for (first, second, stays) in [
        ("schools.geojson", "schools (1).geojson", 0),
        ("schools_2023.geojson", "schools_2024.geojson", 1),
        ("2024年学校.geojson", "2023年学校.geojson", 0),
        ("学校 - 副本.geojson", "学校.geojson", 1),
        ("schools_old.geojson", "schools.geojson", 1),
        ("schools_final.geojson", "schools.geojson", 0),
        ("schools.geojson", "schools_backup_20210301.geojson", 0),
        ("schools_2019.geojson", "schools.geojson", 1),
    ] {
        let opened = open(&[(first, &now), (second, &before)]);
        let total = [210, 216][stays];
        assert_eq!(
            (opened.county.schools.len(), enrolled(&opened)),
            (3, total),
            "{first} {second}"
        );
        let (left, right) = [(second, first), (first, second)][stays];
        assert!(
            said_of(&opened, left).contains(right),
            "{}",
            said_of(&opened, left)
        );
        assert_eq!(read_as(&opened, left), []);
        let key = format!("{left}:version");
        let instead = open_as(&[(first, &now), (second, &before)], &[(&key, "instead")]);
        assert_eq!(enrolled(&instead), 426 - total);
    }
    for (first, second) in [
        ("schools.geojson", "学校.geojson"),
        ("a.geojson", "b.geojson"),
    ] {
        let opened = open(&[(first, &now), (second, &now)]);
        assert_eq!(enrolled(&opened), 210);
        assert_eq!(
            said_of(&opened, second)
                .matches("The same content as")
                .count(),
            1
        );
        assert!(opened.report.failed.is_empty());
    }
}

#[test]
fn a_file_that_says_nothing_beyond_another_is_left_out_and_one_with_other_figures_completes_it() {
    let with = |column: &str, numbers: [u32; 3], shift: f64| {
        let schools: Vec<Value> = ["甲小学", "乙小学", "丙小学"]
            .iter()
            .zip(numbers)
            .zip([104.0, 104.05, 104.1])
            .map(|((name, number), lon)| {
                at(
                    lon + shift,
                    29.6,
                    &json!({"name": name, "kind": "primary", column: number}),
                )
            })
            .collect();
        collection(&schools)
    };
    let (a, again) = (
        with("pupils", [60, 70, 80], 0.0),
        with("pupils", [60, 70, 80], 1e-5),
    );
    let opened = open(&[("学校.geojson", &a), ("Reprojected.geojson", &again)]);
    assert_eq!((opened.county.schools.len(), enrolled(&opened)), (3, 210));
    assert_eq!(
        opened.report.open_questions().count(),
        1,
        "told once, not for each school"
    );
    let seats = with("seats", [90, 90, 100], 0.0);
    let opened = open(&[("学校.geojson", &a), ("学位.geojson", &seats)]);
    assert_eq!((opened.county.schools.len(), enrolled(&opened)), (3, 210));
    let record = named(&opened.county, "乙小学").stages[Stage::Primary].unwrap();
    assert_eq!(record.seats.unwrap().number, 90);
}

#[test]
fn two_counties_with_the_same_ids_are_both_read() {
    let county = |lon: f64, name: &str| {
        collection(&[
            at(
                lon,
                29.6,
                &json!({"id": 1, "name": format!("{name}一小"), "pupils": 200}),
            ),
            at(
                lon + 0.03,
                29.6,
                &json!({"id": 2, "name": format!("{name}二小"), "pupils": 50}),
            ),
        ])
    };
    for (first, second) in [
        ("schools_a.geojson", "schools_b.geojson"),
        ("schools.geojson", "schools (1).geojson"),
    ] {
        let opened = open(&[
            (first, &county(104.0, "甲")),
            (second, &county(104.5, "乙")),
        ]);
        assert_eq!((opened.county.schools.len(), enrolled(&opened)), (4, 500));
    }
}

#[test]
fn schools_that_are_not_open_are_left_out_and_told() {
    let files = collection(&[
        at(
            104.0,
            29.6,
            &json!({"name": "甲小学", "办学状态": "在办", "pupils": 80}),
        ),
        at(
            104.1,
            29.6,
            &json!({"name": "乙小学", "办学状态": "已撤并", "pupils": 80}),
        ),
        at(104.2, 29.6, &json!({"name": "丙小学", "办学状态": "筹建"})),
        at(104.3, 29.6, &json!({"name": "丁小学", "撤并时间": "2015"})),
        at(
            104.4,
            29.6,
            &json!({"name": "戊小学", "办学状态": "拟撤并", "pupils": 30}),
        ),
        at(
            104.5,
            29.6,
            &json!({"name": "Haus Bach", "disused:amenity": "kindergarten"}),
        ),
    ]);
    let opened = open(&[("export.geojson", &files)]);
    let names = |opened: &Opened| -> Vec<String> {
        let mut names: Vec<String> = opened
            .county
            .schools
            .iter()
            .map(|school| school.name.clone())
            .collect();
        names.sort();
        names
    };
    assert_eq!(names(&opened), ["戊小学", "甲小学"]);
    for (feature, word) in [
        (2, "closed"),
        (3, "not open yet"),
        (4, "closing date"),
        (5, "not understood"),
        (6, "disused"),
    ] {
        assert!(warned(&opened, Some(feature), word), "{feature} {word}");
    }
    // What is left out may always be brought back.
    assert_eq!(opened.report.open_questions().count(), 5);
    let all = [("export.geojson:standing", "open")];
    let all = names(&open_as(&[("export.geojson", &files)], &all));
    assert_eq!(all.len(), 6, "{all:?}");
    let said = [
        ("export.geojson#4:standing", "open"),
        ("export.geojson#5:standing", "closed"),
    ];
    assert_eq!(
        names(&open_as(&[("export.geojson", &files)], &said)),
        ["丁小学", "甲小学"]
    );
    assert_eq!(
        named(&opened.county, "甲小学").extra.get("办学状态"),
        Some(&json!("在办"))
    );
}

#[test]
fn a_file_of_which_nothing_was_recognised_says_why() {
    let odd = collection(&[
        at(104.0, 29.6, &json!({"height": 3, "species": "oak"})),
        json!({"type": "Feature", "properties": {}, "geometry": null}),
    ]);
    let school = collection(&[at(104.0, 29.6, &json!({"name": "甲小学"}))]);
    let opened = open(&[("trees.geojson", &odd), ("schools.geojson", &school)]);
    let said = said_of(&opened, "trees.geojson");
    for words in [
        "Nothing in it was recognised",
        "1 point",
        "height, species",
        "1 feature without a place",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let alone = io::open_bytes(&[("trees.geojson", odd.to_string())]).unwrap_err();
    assert!(
        alone.words().en.contains("height, species")
            && alone.words().zh.contains("height、species")
    );
    let table = r#"{"fields":[{"id":"name"}],"records":[["甲小学"]]}"#;
    let error = io::open_bytes(&[("schools.json", table)]).unwrap_err();
    assert!(
        error.words().en.contains("table") && error.words().zh.contains("CSV"),
        "{error}"
    );
}

#[test]
fn what_is_not_read_of_a_folder_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let county = folder.path().join("county");
    std::fs::create_dir_all(county.join("2024")).unwrap();
    let put = |name: &str, bytes: &[u8]| std::fs::write(county.join(name), bytes).unwrap();
    let school = |name: &str| collection(&[at(104.0, 29.6, &json!({"name": name}))]).to_string();
    let read = || {
        io::open_with(std::slice::from_ref(&county), &Answers::default(), &|_| {
            ControlFlow::Continue(())
        })
    };
    put("2024/schools.geojson", school("丙小学").as_bytes());
    let error = read().unwrap_err();
    assert!(
        matches!(&error, OpenError::OnlySubfolders { inner, .. } if inner == "2024"),
        "{error}"
    );
    put("schools.geojson.txt", school("甲小学").as_bytes());
    for name in [
        "a.zip",
        "b.kmz",
        "c.rar",
        "~$d.xls",
        "read.me",
        ".hidden.zip",
    ] {
        put(name, format!("PK\x03\x04{name}").as_bytes());
    }
    put("d.xls", b"\xD0\xCF\x11\xE0");
    put("e.ods", b"PK\x03\x04");
    let opened = read().unwrap();
    assert_eq!(opened.county.schools.len(), 1);
    let failed: Vec<&str> = opened.report.failed.iter().map(OpenError::file).collect();
    assert_eq!(failed, ["a.zip", "b.kmz", "c.rar", "d.xls", "e.ods"]);
    assert!(said_of(&opened, "2024").contains("1 file"));
    assert!(said_of(&opened, "schools.geojson.txt").contains(".txt"));
    // Tables never were a part of the map.
    assert_eq!(opened.report.lost().len(), 3);
    put("schools (1).geojson", school("甲小学").as_bytes());
    put("schools.geojson", school("甲小学").as_bytes());
    let opened = read().unwrap();
    assert_eq!(opened.county.schools.len(), 1);
    assert!(
        said_of(&opened, "schools (1).geojson").contains("The same content as schools.geojson")
    );
}
