//! Recorded flows: who attends which school, read from a table or from features without a place.

use std::sync::Arc;

use serde_json::json;
use xuequ::assign::FlowSource;
use xuequ::evaluation::Evaluator;
use xuequ::io::{self, Layer, Opened};
use xuequ::model::{RecordedFlow, Stage};
use xuequ::plan::Policy;

use crate::{at, collection, named, warned};

fn layers() -> [(&'static str, String); 2] {
    let schools = collection(&[
        at(
            104.0,
            29.60,
            &json!({"id": "A", "name": "东小学", "kind": "primary", "pupils": 30, "boarders": 4}),
        ),
        at(
            104.0,
            29.66,
            &json!({"id": "B", "name": "西小学", "kind": "primary", "pupils": 20, "boarders": 0}),
        ),
        at(
            104.0,
            29.63,
            &json!({"id": "N", "name": "一贯制学校", "kind": "nine_year", "pupils_primary": 0, "pupils_junior": 9}),
        ),
    ]);
    let settlements = collection(&[
        at(
            104.0,
            29.60,
            &json!({"id": "V1", "name": "上村", "pupils_primary": 25, "pupils_junior": 4}),
        ),
        at(
            104.0,
            29.66,
            &json!({"id": "V2", "name": "下村", "pupils_primary": 25, "pupils_junior": 5}),
        ),
        at(
            104.0,
            29.67,
            &json!({"id": "V3", "name": "下村", "population": 90}),
        ),
    ]);
    [
        ("schools.geojson", schools.to_string()),
        ("settlements.geojson", settlements.to_string()),
    ]
}

fn with(file: &str, content: &[u8]) -> Opened {
    let mut files: Vec<(&str, Vec<u8>)> = layers()
        .map(|(name, text)| (name, text.into_bytes()))
        .into();
    files.push((file, content.to_vec()));
    io::open_bytes(&files).expect("the layers of this test open")
}

/// Stage, settlement, school, pupils, boarders.
fn told(opened: &Opened) -> Vec<(Stage, &str, &str, u32, Option<u32>)> {
    let county = &opened.county;
    let told = |flow: &RecordedFlow| {
        (
            flow.stage,
            county.settlements[flow.settlement].id.as_str(),
            county.schools[flow.school].id.as_str(),
            flow.pupils,
            flow.boarders,
        )
    };
    county.flows.iter().map(told).collect()
}

#[test]
fn a_table_tells_who_attends_which_school_by_id_or_name_in_either_language() {
    let english =
        "settlement,school,stage,pupils,boarders\nV1,B,primary,7,2\n上村,东小学,小学,\"18\",\n";
    let chinese = "居民点;就读学校;学段;学生数;寄宿生\nV1;西小学;小学;7人;2\n上村;A;primary;18;\n";
    let expected = [
        (Stage::Primary, "V1", "A", 18, None),
        (Stage::Primary, "V1", "B", 7, Some(2)),
    ];
    let gbk = encoding_rs::GB18030.encode(chinese).0;
    let with_mark = format!("\u{feff}{english}");
    for (file, bytes) in [
        ("flows.csv", english.as_bytes()),
        ("data.csv", with_mark.as_bytes()),
        ("就学现状.csv", &gbk),
    ] {
        let opened = with(file, bytes);
        assert_eq!(told(&opened), expected, "{file}");
        assert!(
            opened.report.failed.is_empty(),
            "{:?}",
            opened.report.failed
        );
        let read = opened
            .report
            .layers
            .iter()
            .find(|read| read.layer == Layer::Flows);
        assert_eq!(read.map(|read| read.features), Some(2));
        assert_eq!(opened.county.sources.len(), 3, "stamped like every layer");
    }
    let feature = |from: &str, to: &str, pupils: u32, boarders: Option<u32>| {
        let properties = json!({"settlement": from, "school": to, "stage": "primary", "pupils": pupils, "boarders": boarders});
        json!({"type": "Feature", "geometry": null, "properties": properties})
    };
    let features = collection(&[
        feature("V1", "B", 7, Some(2)),
        feature("上村", "东小学", 18, None),
    ]);
    let opened = with("anything.geojson", features.to_string().as_bytes());
    assert_eq!(told(&opened), expected);
    assert!(
        opened.report.failed.is_empty(),
        "{:?}",
        opened.report.failed
    );
}

#[test]
fn a_row_that_does_not_fit_is_left_out_and_told_with_its_line() {
    let table = "settlement,school,stage,pupils,boarders\n\
        V9,A,primary,1,\n\
        V1,nowhere,primary,1,\n\
        下村,A,primary,1,\n\
        V1,A,junior,1,\n\
        V1,A,university,1,\n\
        V1,N,,1,\n\
        V1,A,primary,many,\n\
        V1,A,primary,3,5\n\
        V1,A,,2,1\n\
        V1,A,primary,0,\n";
    let opened = with("flows.csv", table.as_bytes());
    for (line, word) in [
        (2, "no settlement has this id"),
        (3, "no school has this id"),
        (4, "several settlements"),
        (5, "no junior stage"),
        (6, "no stage is called university"),
        (7, "several stages"),
        (8, "missing"),
        (9, "5 boarders of 3 pupils"),
    ] {
        assert!(
            warned(&opened, Some(line), word),
            "line {line}: {:?}",
            opened.report.warnings
        );
    }
    // Rows of one pair add up; without a stage the school's only one is meant.
    assert_eq!(told(&opened), [(Stage::Primary, "V1", "A", 5, None)]);
}

#[test]
fn more_than_are_enrolled_or_live_there_is_told_where_it_comes_about_and_stands() {
    let table = "settlement,school,stage,pupils\nV1,B,primary,15\nV2,B,primary,9\nV1,A,primary,12\nV3,A,primary,6\n";
    let opened = with("flows.csv", table.as_bytes());
    assert!(
        warned(
            &opened,
            Some(3),
            "24 pupils in the recorded flows, 20 enrolled"
        ),
        "{:?}",
        opened.report.warnings
    );
    assert!(warned(
        &opened,
        Some(4),
        "27 pupils in the recorded flows, 25 live there"
    ));
    assert!(warned(&opened, Some(5), "are not stated"));
    assert_eq!(told(&opened).len(), 4);
    let stated = opened
        .county
        .settlements
        .iter()
        .find(|home| home.id.as_str() == "V3");
    assert_eq!(stated.and_then(|home| home.pupils[Stage::Primary]), Some(6));
}

#[test]
fn rows_of_one_village_never_add_up_to_more_pupils_than_there_can_be() {
    let rows =
        "V1,A,primary,150000\nV1,A,primary,150001\nV1,A,primary,150002\nV1,B,primary,40000\n";
    let table = format!("settlement,school,stage,pupils\n{rows}");
    let opened = with("flows.csv", table.as_bytes());
    for line in [3, 4] {
        assert!(
            warned(&opened, Some(line), "more than 200000 pupils"),
            "{:?}",
            opened.report.warnings
        );
    }
    assert_eq!(
        told(&opened),
        [
            (Stage::Primary, "V1", "A", 150_000, None),
            (Stage::Primary, "V1", "B", 40_000, None)
        ]
    );
}

#[test]
fn a_table_of_something_else_says_so_and_takes_nothing_away() {
    let own = "stage,settlement,school,pupils,distance_m,basis\nprimary,V1,A,5,10.0,road\n";
    for (file, text, word) in [
        (
            "minutes.csv",
            "date,remark\n2024-05-01,none\n",
            "nothing of a school",
        ),
        // A list of schools with their villages is no list of flows.
        ("list.csv", "学校,村,学生数\n远小学,上村,30\n", "0 of 1 row"),
        ("assignment.csv", own, "worked out, not a record"),
        ("flows.csv", "home,pupils\nV1,9\n", "it has none for school"),
        (
            "flows.csv",
            "settlement,school,stage,pupils\n",
            "no features",
        ),
    ] {
        let opened = with(file, text.as_bytes());
        assert!(opened.county.flows.is_empty(), "{file}");
        let failed = &opened.report.failed;
        assert!(
            failed.iter().any(|error| error.words().en.contains(word)),
            "{file}: {failed:?}"
        );
        // What says that it holds flows and holds none is lost; other tables never were a part of the county.
        assert_eq!(
            opened.report.lost().is_empty(),
            file != "flows.csv",
            "{file}"
        );
    }
}

#[test]
fn a_list_of_schools_is_never_read_as_recorded_flows() {
    for (file, text) in [
        (
            "学校名单.csv",
            "学校名称,村,学段,学生数\n东小学,上村,小学,30\n西小学,下村,小学,20\n",
        ),
        (
            "list.csv",
            "学校名称,村,学段,学生数,学位\n东小学,上村,小学,30,60\n东小学,下村,小学,20,60\n",
        ),
        (
            "school_enrolment.csv",
            "school,village,level,pupils\n东小学,上村,primary,30\n",
        ),
        (
            "data.csv",
            "school,village,level,pupils\n东小学,上村,primary,30\n",
        ),
    ] {
        let opened = with(file, text.as_bytes());
        assert!(opened.county.flows.is_empty(), "{file}");
        let told = &opened.report.warnings;
        let is_joined = |what: &str| what.contains("joined by code or name");
        assert!(
            told.iter().any(|told| is_joined(&told.what.en)),
            "{file}: {told:?}"
        );
    }
    let properties = json!({"学校名称": "南小学", "村": "上村", "学段": "小学", "学生数": 70, "学位": 100, "经度": 104.0, "纬度": 29.62});
    let nowhere = json!({"type": "Feature", "geometry": null, "properties": properties});
    let opened = with(
        "学校.geojson",
        collection(&[nowhere]).to_string().as_bytes(),
    );
    assert!(opened.county.flows.is_empty());
    assert_eq!(named(&opened.county, "南小学").at.lat, 29.62);
}

#[test]
fn flows_of_two_years_are_never_added_up() {
    let table = |school: &str, pupils: u32| {
        format!("居民点,学校,学段,学生数\nV1,{school},小学,{pupils}\n").into_bytes()
    };
    for (old, new) in [
        (table("A", 20), table("B", 22)),
        (table("B", 20), table("B", 22)),
    ] {
        let mut files: Vec<(&str, Vec<u8>)> = layers()
            .map(|(name, text)| (name, text.into_bytes()))
            .into();
        files.push(("flows_2022.csv", old));
        files.push(("flows_2023.csv", new));
        let opened = io::open_bytes(&files).expect("the layers open");
        assert_eq!(told(&opened), [(Stage::Primary, "V1", "B", 22, None)]);
        assert!(warned(&opened, None, "flows_2023.csv"));
        let both = [("flows_2022.csv:version", "both")].into_iter().collect();
        let opened = io::open_bytes_as(&files, &both).expect("the layers open");
        let pupils = told(&opened).iter().map(|flow| flow.3).sum::<u32>();
        assert_eq!(pupils, 42);
    }
}

#[test]
fn a_line_that_stands_twice_counts_once_and_one_of_another_grade_is_added() {
    let table = "settlement,school,stage,pupils,grade\nV1,A,primary,5,1\nV1,A,primary,5,1\nV1,A,primary,5,2\n";
    let opened = with("flows.csv", table.as_bytes());
    assert_eq!(told(&opened), [(Stage::Primary, "V1", "A", 10, None)]);
    assert!(warned(&opened, Some(3), "line 2; the same; counted once"));
    assert!(warned(&opened, Some(4), "line 2; added up"));
}

#[test]
fn ids_of_a_flow_table_match_however_a_spreadsheet_wrote_them() {
    let school = json!({"id": "1001", "name": "东小学", "kind": "primary", "pupils": 30});
    let home = json!({"id": 5, "name": "上村", "pupils_primary": 25});
    let layers = [
        (
            "schools.geojson",
            collection(&[at(104.0, 29.6, &school)]).to_string(),
        ),
        (
            "settlements.geojson",
            collection(&[at(104.0, 29.6, &home)]).to_string(),
        ),
        (
            "flows.csv",
            "settlement,school,stage,pupils\n5.0,1001.0,primary,7\n".to_owned(),
        ),
    ];
    let opened = io::open_bytes(&layers).expect("the layers open");
    assert_eq!(told(&opened), [(Stage::Primary, "5", "1001", 7, None)]);
}

#[test]
fn without_settlements_recorded_flows_have_nowhere_to_come_from() {
    let [schools, _] = layers();
    let files = [
        schools,
        (
            "flows.csv",
            "settlement,school,stage,pupils\nV1,A,primary,3\n".to_owned(),
        ),
    ];
    let opened = io::open_bytes(&files).expect("schools alone open");
    assert!(opened.county.flows.is_empty());
    assert!(warned(&opened, None, "no settlements were read"));
}

#[test]
fn recorded_flows_and_boarders_reach_the_figures() {
    let table = "settlement,school,stage,pupils,boarders\nV1,B,primary,7,3\nV2,A,primary,12,\n";
    let opened = with("flows.csv", table.as_bytes());
    let school = named(&opened.county, "西小学").id.clone();
    let evaluator = Arc::new(Evaluator::of_plan(&opened.county, None));
    assert_eq!(
        evaluator.flow_source(Policy::Keep),
        Some(FlowSource::PartlyRecorded)
    );
    assert_eq!(
        evaluator.flow_source(Policy::Nearest),
        None,
        "everybody is dealt anew"
    );
    let evaluation = evaluator.baseline(evaluator.base_year(), Policy::Keep);
    let stage = evaluation.stages[Stage::Primary]
        .as_ref()
        .expect("primary is taught");
    let site = evaluation.layout.position(&school).expect("it stands");
    let flows = stage.assignment.flows.iter();
    let recorded = flows
        .clone()
        .find(|flow| flow.site == site && flow.settlement == 0);
    assert_eq!(recorded.map(|flow| flow.pupils), Some(7));
    // Three on record at the one school; four of the other, the farthest, by its own record.
    assert_eq!(
        (stage.numbers.boarders, stage.numbers.day_pupils()),
        (7, 43)
    );
    assert_eq!(stage.numbers.boarders_unknown, 0);
    assert_eq!(flows.map(|flow| flow.pupils).sum::<u32>(), 50);
}

#[test]
fn today_is_the_same_in_whatever_order_files_and_features_come() {
    let layer = |id: &str, count: u32, member: &str| {
        let feature = |number: u32| {
            let (east, north) = (f64::from(number * 37 % 60), f64::from(number * 53 % 70));
            let properties = json!({
                "id": format!("{id}{number:02}"), "name": format!("{id}{number}"), "kind": "primary",
                member: 10 + number * 7 % 5,
            });
            at(104.0 + east * 1e-3, 29.6 + north * 1e-3, &properties)
        };
        (0..count).map(feature).collect::<Vec<_>>()
    };
    let (mut schools, mut homes) = (layer("s", 6, "pupils"), layer("h", 40, "pupils_primary"));
    for school in &mut schools {
        let pupils = school["properties"]["pupils"].as_u64().unwrap_or(0);
        school["properties"]["pupils"] = json!(pupils * 7);
    }
    let today = |is_reversed: bool, schools: &[serde_json::Value], homes: &[serde_json::Value]| {
        let mut files = vec![
            ("schools.geojson", collection(schools).to_string()),
            ("settlements.geojson", collection(homes).to_string()),
        ];
        if is_reversed {
            files.reverse();
        }
        let county = io::open_bytes(&files).expect("the layers open").county;
        let today = Evaluator::of_plan(&county, None).today(Stage::Primary);
        let told = |flow: &xuequ::assign::Flow| {
            let (home, school) = (
                &county.settlements[flow.settlement].id,
                &county.schools[flow.site].id,
            );
            format!("{home:?} {school} {}", flow.pupils)
        };
        today.flows.iter().map(told).collect::<Vec<_>>()
    };
    let first = today(false, &schools, &homes);
    assert!(first.len() > 40, "some homes are split: {first:?}");
    schools.reverse();
    homes.rotate_left(17);
    assert_eq!(today(true, &schools, &homes), first);
}
