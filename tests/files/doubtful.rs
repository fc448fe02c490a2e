//! Columns and cells that may hold something else than they seem to: asked or not known, never guessed.

use serde_json::json;
use xuequ::model::Stage;

use crate::columns::{answered, asked, pupils, roster};
use crate::{at, collection, named, open, square, warned};

#[test]
fn flags_and_counts_of_schools_are_asked_about_and_never_taken_for_pupils() {
    let village = |number: u32, columns: [&str; 3], counts: [u32; 3]| {
        let [a, b, c] = columns;
        at(
            104.0 + 0.02 * f64::from(number),
            29.6,
            &json!({"村名": format!("村{number}"), "人口": 500, a: counts[0], b: counts[1], c: counts[2]}),
        )
    };
    for columns in [
        ["小学", "中学", "幼儿园"],
        ["primary_school", "high_school", "anganwadi"],
        ["primary", "secondary", "nursery"],
    ] {
        let villages = collection(&[
            village(1, columns, [1, 0, 9]),
            village(2, columns, [2, 1, 0]),
            village(3, columns, [0, 0, 3]),
        ]);
        let opened = open(&[("村庄.geojson", &villages)]);
        let homes = &opened.county.settlements;
        let known = homes.iter().flat_map(|home| home.pupils.iter());
        assert!(
            known.into_iter().all(|(_, pupils)| pupils.is_none()),
            "{columns:?}"
        );
        assert!(!asked(&opened).is_empty(), "{columns:?}");
    }
    let columns = ["小学", "中学", "幼儿园"];
    let small = collection(&[
        village(1, columns, [1, 0, 2]),
        village(2, columns, [2, 1, 3]),
    ]);
    let said = answered(
        &[("村庄.geojson", &small)],
        &[("村庄.geojson:counts:小学", "pupils")],
    );
    let first = &said.county.settlements[0];
    assert_eq!(
        (first.pupils[Stage::Primary], first.pupils[Stage::Junior]),
        (Some(1), None)
    );
    let real = collection(&[
        village(1, columns, [60, 0, 9]),
        village(2, columns, [45, 0, 31]),
    ]);
    let opened = open(&[("村庄.geojson", &real)]);
    let first = &opened.county.settlements[0];
    assert_eq!(
        (first.pupils[Stage::Primary], first.pupils[Stage::Junior]),
        (Some(60), Some(0))
    );
    assert!(asked(&opened).is_empty(), "{:?}", asked(&opened));
}

#[test]
fn a_total_beats_what_is_far_too_little_beside_it() {
    for (column, count) in [
        ("elementary", 1),
        ("primary", 12),
        ("小学", 2),
        ("elementary_school", 1),
    ] {
        let rows = [json!({"name": "A Primary School", column: count, "enrolment": 300})];
        let opened = open(&[("schools.geojson", &roster(&rows))]);
        let school = named(&opened.county, "A Primary School");
        assert_eq!(pupils(school), Some(300), "{column}");
    }
    let rows =
        [json!({"name": "A Primary School", "pre_primary": 30, "primary": 270, "enrolment": 300})];
    let opened = open(&[("schools.geojson", &roster(&rows))]);
    let school = named(&opened.county, "A Primary School");
    assert_eq!(
        school.stages[Stage::Primary]
            .and_then(|of| of.pupils)
            .map(|of| of.number),
        Some(270)
    );
}

#[test]
fn a_column_that_the_planner_maps_wins_over_every_name() {
    let rows = [
        json!({"name": "S0小学", "title": "甲小学", "pupils": 100, "Kids Now": 240}),
        json!({"name": "S1小学", "title": "乙小学", "pupils": 100, "Kids Now": 260}),
        json!({"name": "S2小学", "title": null, "pupils": 100, "Kids Now": null}),
    ];
    let file = roster(&rows);
    let opened = answered(
        &[("schools.geojson", &file)],
        &[
            ("schools.geojson:column:title", "name"),
            ("schools.geojson:column:Kids_Now", "pupils"),
        ],
    );
    assert_eq!(pupils(named(&opened.county, "甲小学")), Some(240));
    assert_eq!(pupils(named(&opened.county, "乙小学")), Some(260));
    let blank = named(&opened.county, "S2小学");
    assert_eq!(
        pupils(blank),
        None,
        "a blank in the column that counts is not known"
    );
    assert!(
        warned(&opened, None, "pupils is not used"),
        "{:#?}",
        opened.report.warnings
    );
    let spelled = answered(
        &[("schools.geojson", &file)],
        &[("schools.geojson:column:Kids Now", "pupils")],
    );
    assert_eq!(pupils(named(&spelled.county, "S0小学")), Some(240));
}

#[test]
fn columns_that_differ_in_a_blank_only_are_asked_apart() {
    let rows = [
        json!({"name": "甲小学", "a b": 240, "a_b": 7}),
        json!({"name": "乙小学", "a b": 260, "a_b": 9}),
    ];
    let file = roster(&rows);
    for (key, count) in [
        ("schools.geojson:column:a b", 240),
        ("schools.geojson:column:a__b", 240),
        ("schools.geojson:column:a_b", 7),
    ] {
        let opened = answered(&[("schools.geojson", &file)], &[(key, "pupils")]);
        assert_eq!(
            pupils(named(&opened.county, "甲小学")),
            Some(count),
            "{key}"
        );
    }
}

#[test]
fn two_numbers_in_one_cell_are_no_number() {
    let rows = [
        json!({"name": "甲小学", "pupils": "120 80"}),
        json!({"name": "乙小学", "pupils": "1 2"}),
        json!({"name": "丙小学", "pupils": "12'5"}),
        json!({"name": "丁小学", "pupils": "\u{2212}5"}),
        json!({"name": "戊小学", "pupils": "1 234"}),
    ];
    let opened = open(&[("schools.geojson", &roster(&rows))]);
    for (feature, name) in ["甲小学", "乙小学", "丙小学", "丁小学"]
        .into_iter()
        .enumerate()
    {
        assert_eq!(pupils(named(&opened.county, name)), None, "{name}");
        assert!(
            warned(&opened, Some(feature + 1), "counts as not known"),
            "{name}"
        );
    }
    assert_eq!(pupils(named(&opened.county, "戊小学")), Some(1234));
}

#[test]
fn one_sex_of_a_stage_beside_a_total_says_nothing_of_the_total() {
    let rows = [json!({"name": "甲小学", "小学男生": 52, "Total": 101})];
    let opened = open(&[("schools.geojson", &roster(&rows))]);
    assert_eq!(pupils(named(&opened.county, "甲小学")), Some(101));
    assert!(
        !warned(&opened, None, "how many in all"),
        "{:#?}",
        opened.report.warnings
    );
}

#[test]
fn schools_that_are_closed_in_other_languages_are_left_out() {
    for (column, closed, runs) in [
        ("etat", "FERMÉ", "Ouvert"),
        ("situación", "Cerrada", "Abierta"),
        ("situação", "Paralisada", "Em atividade"),
        ("estado", "Clausurada", "Jalisco"),
        ("статус", "Закрыта", "Действующая"),
        ("Betriebsstatus", "geschlossen", "geöffnet"),
        ("狀態", "已裁撤", "營運中"),
        ("状況", "廃校", "開校中"),
        ("운영상태", "폐교", "운영"),
    ] {
        let file = roster(&[
            json!({"name": "甲小学", column: closed, "pupils": 40}),
            json!({"name": "乙小学", column: runs, "pupils": 40}),
        ]);
        let opened = open(&[("schools.geojson", &file)]);
        let left: Vec<&str> = opened
            .county
            .schools
            .iter()
            .map(|school| school.name.as_str())
            .collect();
        assert_eq!(left, ["乙小学"], "{column}");
        assert!(warned(&opened, Some(1), "is closed"), "{column}");
        assert!(
            !warned(&opened, Some(2), "open"),
            "{column}: {:#?}",
            opened.report.warnings
        );
    }
}

#[test]
fn two_columns_of_a_sex_alone_are_asked_and_never_taken_unasked() {
    let file = roster(&[
        json!({"学校": "甲小学", "男": 50, "女": 49}),
        json!({"学校": "乙小学", "男": 60, "女": 30}),
    ]);
    let files = [("schools.geojson", &file)];
    let opened = open(&files);
    assert_eq!(pupils(named(&opened.county, "甲小学")), None);
    let key = "schools.geojson:sexes:男";
    assert!(asked(&opened).contains(&key));
    let opened = answered(&files, &[(key, "pupils")]);
    assert_eq!(pupils(named(&opened.county, "甲小学")), Some(99));
    assert_eq!(pupils(named(&opened.county, "乙小学")), Some(90));
    let counted = roster(&[json!({"学校": "甲小学", "男": 5, "女": 9, "在校生": 300})]);
    let opened = open(&[("schools.geojson", &counted)]);
    assert_eq!(pupils(named(&opened.county, "甲小学")), Some(300));
    assert!(!asked(&opened).contains(&key), "the pupils are told");
}

/// Metres without a word on their system are never placed unasked, nor lost without a word.
#[test]
fn metres_without_a_system_are_asked_about() {
    use xuequ::geometry::LonLat;
    use xuequ::io::NationalGrid;
    let place = LonLat::new(104.067, 29.651);
    let grid = NationalGrid::of(place).expect("in China");
    let school = |east: f64| {
        let properties = json!({"name": "东小学", "kind": "小学", "pupils": 30});
        collection(&[at(grid.easting + east, grid.northing, &properties)])
    };
    let townships = collection(&[square(104.0, 29.6, 0.1, &json!({"name": "东镇"}))]);
    for (east, answer, n_choices) in [(0.0, "EPSG:4544", 10), (35e6, "EPSG:4523", 4)] {
        let schools = school(east);
        let files = [("a.geojson", &townships), ("b.geojson", &schools)];
        let opened = open(&files);
        assert!(opened.county.schools.is_empty());
        assert_eq!(asked(&opened), ["b.geojson:crs"]);
        let mut warnings = opened.report.warnings.iter();
        let question = warnings.find_map(|warning| warning.question.as_ref());
        assert_eq!(question.expect("it was asked").choices.len(), n_choices);
        let opened = answered(&files, &[("b.geojson:crs", answer)]);
        let [school] = opened.county.schools.as_slice() else {
            panic!("one school: {:?}", opened.county.schools);
        };
        assert!(school.at.metres_to(place) < 0.1, "{:?}", school.at);
        assert!(open(&[("b.geojson", &schools)]).county.schools.is_empty());
    }
}

/// Places that a web map moved are never moved back unasked, nor left without a word beside roads that show it.
#[test]
fn a_file_that_a_web_map_moved_is_asked_about() {
    use xuequ::geometry::LonLat;
    use xuequ::model::School;
    let number = |school: &School| school.name.clone();
    let school = |number: u32| {
        let (east, north) = (f64::from(number % 5), f64::from(number / 5));
        let properties =
            json!({"name": format!("村{number:02}小学"), "kind": "小学", "pupils": 30});
        at(104.0 + 0.04 * east, 29.6 + 0.04 * north, &properties)
    };
    let schools: Vec<_> = (0..25).map(school).collect();
    let schools = collection(&schools);
    let key = "a.geojson:datum";
    let alone = [("a.geojson", &schools)];
    assert_eq!(asked(&open(&alone)), [""; 0]);
    let mut back: Vec<School> = answered(&alone, &[(key, "GCJ-02")]).county.schools;
    back.sort_by_key(number);
    let road = |school: &School| {
        let LonLat { lon, lat } = school.at;
        json!({"type": "Feature", "properties": {"highway": "tertiary"},
            "geometry": {"type": "LineString", "coordinates": [[lon - 0.01, lat - 0.01], [lon + 0.01, lat + 0.01]]}})
    };
    let roads: Vec<_> = back.iter().map(road).collect();
    let roads = collection(&roads);
    let files = [("a.geojson", &schools), ("b.geojson", &roads)];
    let places = |opened: xuequ::io::Opened| {
        let mut schools = opened.county.schools;
        schools.sort_by_key(number);
        schools
            .into_iter()
            .map(|school| school.at)
            .collect::<Vec<_>>()
    };
    let opened = open(&files);
    assert!(asked(&opened).contains(&key), "{:?}", asked(&opened));
    assert!(warned(&opened, None, "GCJ-02"));
    assert_eq!(places(opened), places(open(&alone)), "read as it stands");
    let moved_back = answered(&files, &[(key, "GCJ-02")]);
    assert!(
        moved_back
            .report
            .open_questions()
            .all(|(_, question)| question.key != key)
    );
    let undone: Vec<LonLat> = back.iter().map(|school| school.at).collect();
    assert_eq!(places(moved_back), undone);
    let kept = answered(&files, &[(key, "WGS-84")]);
    assert!(
        kept.report
            .open_questions()
            .all(|(_, question)| question.key != key)
    );
    assert_eq!(places(kept), places(open(&alone)));
}
