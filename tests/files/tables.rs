//! Tables as planners keep them: titles above, totals below, codes as numbers, no coordinates.

use serde_json::json;
use xuequ::io::{self, Opened};
use xuequ::model::Stage;

use crate::{at, collection, named, said_of};

fn open(files: &[(&str, &[u8])]) -> Opened {
    io::open_bytes(files).expect("the files of this test open")
}

fn places() -> Vec<u8> {
    let schools = collection(&[
        at(
            104.00,
            29.60,
            &json!({"id": "5111240001", "name": "研城镇中心小学", "kind": "primary"}),
        ),
        at(
            104.02,
            29.60,
            &json!({"id": "5111240002", "name": "马踏镇初级中学", "kind": "junior", "pupils": 90}),
        ),
        at(
            104.04,
            29.60,
            &json!({"id": "5111240003", "name": "东林镇九年制学校", "kind": "nine_year"}),
        ),
        at(
            104.06,
            29.60,
            &json!({"id": "5111240004", "name": "希望小学", "kind": "primary", "township": "甲镇"}),
        ),
        at(
            104.08,
            29.60,
            &json!({"id": "5111240005", "name": "希望小学", "kind": "primary", "township": "乙镇"}),
        ),
    ]);
    schools.to_string().into_bytes()
}

const ROSTER: &str = "井研县2024年秋季学校名单,,,,\n单位：人,,,,\n学校标识码,学校名称,乡镇,在校生数,学位数\n\
    5111240001,井研县研城镇中心校,研城镇,412,450\n,马踏镇初级中学,马踏镇,95,\n,东林镇九年一贯制学校,东林镇,300,\n\
    ,希望小学,乙镇,30,\n,希望小学,丙镇,31,\n,不存在的学校,,5,\n,合 计,,873,450\n";

#[test]
fn a_roster_without_coordinates_joins_by_code_or_name_and_what_is_only_alike_is_asked() {
    let (gbk, _, _) = encoding_rs::GB18030.encode(ROSTER);
    for bytes in [ROSTER.as_bytes(), &gbk] {
        let opened = open(&[("学校.geojson", &places()), ("名单.csv", bytes)]);
        let county = &opened.county;
        assert_eq!(county.schools.len(), 5, "no row makes a school of its own");
        let central = named(county, "研城镇中心小学");
        let record = central.stages[Stage::Primary].expect("a primary school");
        assert_eq!(record.pupils.map(|count| count.number), Some(412));
        assert_eq!(record.seats.map(|count| count.number), Some(450));
        let of_township = |name: &str| {
            let school = county
                .schools
                .iter()
                .find(|school| school.id.as_str() == name);
            school
                .and_then(|school| school.stages[Stage::Primary]?.pupils)
                .map(|count| count.number)
        };
        assert_eq!(
            of_township("5111240005"),
            Some(30),
            "the township tells two of one name apart"
        );
        assert_eq!(
            of_township("5111240004"),
            None,
            "no figure is given to one of two"
        );
        let nine_year = named(county, "东林镇九年制学校");
        let known = nine_year
            .stages
            .iter()
            .filter_map(|(_, record)| record.as_ref()?.pupils);
        assert_eq!(known.count(), 0, "what is only alike is never taken");
        // Where both know, the layer counts until somebody says otherwise.
        let junior = named(county, "马踏镇初级中学").stages[Stage::Junior];
        assert_eq!(
            junior
                .and_then(|record| record.pupils)
                .map(|count| count.number),
            Some(90)
        );
        let said = said_of(&opened, "名单.csv");
        for words in [
            "named in row 3",
            "A row of totals (\"合 计\")",
            "the most alike is 东林镇九年制学校",
            "2 places bear this name",
            "不存在的学校: no coordinates",
            "马踏镇初级中学, Junior: 90 pupils, and 95 here",
        ] {
            assert!(
                said.to_lowercase().contains(&words.to_lowercase()),
                "{words}: {said}"
            );
        }
    }
}

#[test]
fn what_the_planner_says_of_a_row_counts() {
    let files = [("学校.geojson", places()), ("名单.csv", ROSTER.into())];
    let answers = [
        ("名单.csv#6:join", "join"),
        ("名单.csv#8:join", "1"),
        ("名单.csv:figures", "table"),
    ];
    let opened = io::open_bytes_as(&files, &answers.into_iter().collect()).expect("it opens");
    let pupils = |id: &str, stage: Stage| {
        let school = opened
            .county
            .schools
            .iter()
            .find(|school| school.id.as_str() == id);
        school
            .and_then(|school| school.stages[stage]?.pupils)
            .map(|count| count.number)
    };
    assert_eq!(pupils("5111240002", Stage::Junior), Some(95));
    assert_eq!(pupils("5111240004", Stage::Primary), Some(31));
    assert_eq!(
        named(&opened.county, "东林镇九年制学校").name,
        "东林镇九年制学校"
    );
    assert!(pupils("5111240003", Stage::Primary).is_some());
}

#[test]
fn a_code_that_stands_for_another_school_joins_nothing_in_silence() {
    let numbers = "编号,学校名称,在校生数\n1,马踏镇初级中学,77\n";
    let school = |id: &str, lon: f64, name: &str| at(lon, 29.6, &json!({"id": id, "name": name}));
    let layer = collection(&[
        school("1", 104.0, "研城镇中心小学"),
        school("2", 104.1, "马踏镇初级中学"),
    ]);
    let opened = open(&[
        ("学校.geojson", layer.to_string().as_bytes()),
        ("名单.csv", numbers.as_bytes()),
    ]);
    let pupils = |name: &str| {
        let mut records = named(&opened.county, name).stages.iter();
        records.find_map(|(_, record)| Some(record.as_ref()?.pupils?.number))
    };
    assert_eq!(
        (pupils("研城镇中心小学"), pupils("马踏镇初级中学")),
        (None, Some(77))
    );
    assert!(said_of(&opened, "名单.csv").contains("the name counts, not the code"));
}

#[test]
fn points_are_taken_from_columns_of_coordinates_in_either_order() {
    for table in [
        "lat,lon,name,pupils\n29.6,104.0,East Primary School,30\n29.7,104.1,West Primary School,\n",
        "name;pupils;lon;lat\nEast Primary School;30;104,0;29,6\nWest Primary School;;104,1;29,7\n",
        "name\tpupils\tlongitude\tlatitude\r\nEast Primary School\t30\t104.0\t29.6\r\nWest Primary School\t\t104.1\t29.7\r\n",
    ] {
        let opened = open(&[("schools.csv", table.as_bytes())]);
        let east = named(&opened.county, "East Primary School");
        assert_eq!((east.at.lon, east.at.lat), (104.0, 29.6), "{table}");
        let west = named(&opened.county, "West Primary School");
        let known = west
            .stages
            .iter()
            .find_map(|(_, record)| record.as_ref()?.pupils);
        assert!(known.is_none(), "empty is unknown, never 0");
        assert!(opened.report.failed.is_empty());
    }
}

#[test]
fn a_table_alone_without_coordinates_says_what_to_do() {
    let error = io::open_bytes(&[("名单.csv", ROSTER)]).unwrap_err().words();
    assert!(
        error.en.contains("longitude and latitude") && error.zh.contains("经度、纬度"),
        "{error:?}"
    );
}

#[test]
fn hostile_tables_neither_panic_nor_hang() {
    let mut state = 20_240_901_u64;
    let mut next = move |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as usize % below
    };
    for _ in 0..300 {
        let mut bytes = ROSTER.as_bytes().to_vec();
        for _ in 0..next(8) {
            let place = next(bytes.len());
            bytes[place] ^= 1 << next(8);
        }
        bytes.truncate(next(bytes.len() + 1));
        let opened = io::open_bytes(&[("学校.geojson", places()), ("名单.csv", bytes)]);
        let opened = opened.expect("the layer opens whatever the table is");
        assert_eq!(opened.county.schools.len(), 5);
    }
}

/// Pupils of every school by name, where known.
fn pupils_of(opened: &Opened) -> Vec<(String, Option<u32>)> {
    let schools = opened.county.schools.iter();
    let mut pupils: Vec<_> = schools
        .map(|school| {
            let record = school.stages[Stage::Primary].and_then(|record| record.pupils);
            (school.name.clone(), record.map(|count| count.number))
        })
        .collect();
    pupils.sort();
    pupils
}

fn schools_named(names: [&str; 3]) -> Vec<u8> {
    let schools: Vec<_> = (1..)
        .zip(names)
        .map(|(number, name)| {
            let properties =
                json!({"编号": number, "学校名称": name, "学段": "小学", "乡镇": "研城镇"});
            at(104.0 + 0.02 * f64::from(number), 29.6, &properties)
        })
        .collect();
    collection(&schools).to_string().into_bytes()
}

/// Running numbers of two files agree by chance.
#[test]
fn a_name_that_is_another_schools_own_is_worth_more_than_a_running_number() {
    let map = schools_named(["研城镇中心小学", "马踏镇中心小学", "竹园镇中心小学"]);
    let roster = "编号,学校名称,在校生数\n1,竹园镇中心小学,111\n2,研城镇中心小学,222\n3,马踏镇中心小学,333\n";
    let opened = open(&[("学校.geojson", &map), ("名单.csv", roster.as_bytes())]);
    let expected = [
        ("研城镇中心小学", 222),
        ("竹园镇中心小学", 111),
        ("马踏镇中心小学", 333),
    ];
    let expected = expected.map(|(name, pupils)| (name.to_owned(), Some(pupils)));
    assert_eq!(pupils_of(&opened), expected);
}

#[test]
fn a_row_of_another_township_and_a_second_row_never_join_unasked() {
    let map = schools_named(["中心小学", "东小学", "西小学"]);
    let roster =
        "学校名称,乡镇,在校生数\n中心小学,马踏镇,333\n东小学,研城镇,100\n东小学,研城镇,900\n";
    let opened = open(&[("学校.geojson", &map), ("名单.csv", roster.as_bytes())]);
    let expected = [("东小学", Some(100)), ("中心小学", None), ("西小学", None)];
    assert_eq!(
        pupils_of(&opened),
        expected.map(|(name, pupils)| (name.to_owned(), pupils))
    );
    let mut told = opened.report.warnings.iter();
    assert!(told.any(|warning| warning.what.zh.contains("已有一行")));
}
