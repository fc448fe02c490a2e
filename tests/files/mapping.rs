//! What a column holds is shown with how sure that is, and is what the planner says, whatever its name was taken for.

use serde_json::json;
use xuequ::io::{self, Answers, ColumnRead, HowKnown, Ignored, Opened};
use xuequ::model::Stage;

use crate::columns::{answered, pupils, roster};
use crate::{named, open, said_of};

fn column<'a>(opened: &'a Opened, file: &str, name: &str) -> &'a ColumnRead {
    let layers = opened.report.layers.iter();
    let mut columns = layers
        .filter(|read| read.file == file)
        .flat_map(|read| read.columns.iter());
    let found = columns.find(|column| column.name == name);
    found.unwrap_or_else(|| panic!("{file} has a column {name}"))
}

fn meaning<'a>(opened: &'a Opened, file: &str, name: &str) -> (Option<&'a str>, HowKnown) {
    let column = column(opened, file, name);
    let meaning = column.meaning.as_ref().map(|(key, _)| key.as_str());
    (meaning, column.how)
}

#[test]
fn every_column_tells_what_it_is_read_as_and_how_sure_that_is() {
    let rows: Vec<_> = (0..5)
        .map(|row| {
            json!({"name": format!("甲{row}小学"), "在校生（人）": 80 + row, "学生人数甲": 3 * row, "Electricity": format!("x{row}"),
                "办学": if row % 2 == 0 { "小学" } else { "初中" }})
        })
        .collect();
    let opened = open(&[("s.geojson", &roster(&rows))]);
    let read = &opened.report.layers[0];
    assert_eq!((read.features, read.skipped, read.read.features), (5, 0, 5));
    assert_eq!(read.read.sha256.len(), 64);
    assert!(read.read.bytes > 500);
    let crs = read.read.crs.as_ref().expect("it has places");
    assert!(crs.why.en.contains("degrees"), "{}", crs.why.en);
    for (name, key, how) in [
        ("name", Some("name"), HowKnown::Exactly),
        ("学生人数甲", None, HowKnown::Not),
        ("Electricity", None, HowKnown::Not),
    ] {
        assert_eq!(meaning(&opened, "s.geojson", name), (key, how), "{name}");
    }
    let (key, how) = meaning(&opened, "s.geojson", "在校生（人）");
    assert_eq!((key, how), (Some("pupils"), HowKnown::Around));
    let examples = &column(&opened, "s.geojson", "name").examples;
    assert_eq!(examples.len(), 3);
}

#[test]
fn what_is_skipped_and_what_is_shown_is_bounded_and_counted() {
    let mut wide = serde_json::Map::new();
    wide.insert("name".to_owned(), json!("甲小学"));
    for column in 0..400 {
        wide.insert(format!("c{column}"), json!("长".repeat(100)));
    }
    let mut rows = roster(&[wide.into()]);
    let nowhere = json!({"type": "Feature", "geometry": null, "properties": {"name": "乙小学"}});
    rows["features"].as_array_mut().unwrap().push(nowhere);
    let opened = open(&[("schools.geojson", &rows)]);
    let read = &opened.report.layers[0];
    assert_eq!((read.features, read.skipped), (1, 1));
    assert_eq!(read.columns.len(), io::MOST_COLUMNS);
    let longest = read.columns.iter().flat_map(|column| &column.examples);
    assert!(longest.map(|text| text.chars().count()).max() <= Some(41));
}

#[test]
fn a_column_of_a_strange_name_is_read_as_said() {
    let rows = roster(&[
        json!({"name": "甲小学", "zxs": 120}),
        json!({"name": "乙小学", "zxs": 80}),
    ]);
    let files = [("schools.geojson", &rows)];
    let opened = open(&files);
    assert_eq!(pupils(named(&opened.county, "甲小学")), None);
    let key = &column(&opened, "schools.geojson", "zxs").question;
    let key = key.as_ref().map(|question| question.key.as_str());
    assert_eq!(key, Some("schools.geojson:column:zxs"));
    let opened = answered(&files, &[("schools.geojson:column:zxs", "pupils")]);
    assert_eq!(pupils(named(&opened.county, "甲小学")), Some(120));
    let read = meaning(&opened, "schools.geojson", "zxs");
    assert_eq!(read, (Some("pupils"), HowKnown::Said));
}

#[test]
fn a_column_that_was_understood_wrongly_can_be_left_out_and_is_not_known_then_never_zero() {
    let rows = roster(&[
        json!({"name": "甲小学", "kind": "primary", "pupils": 120, "seats": 200}),
        json!({"name": "乙小学", "kind": "primary", "pupils": 80, "seats": 90}),
    ]);
    let files = [("schools.geojson", &rows)];
    assert_eq!(pupils(named(&open(&files).county, "甲小学")), Some(120));
    let opened = answered(&files, &[("schools.geojson:column:pupils", "leave")]);
    let school = named(&opened.county, "甲小学");
    assert_eq!(pupils(school), None);
    let primary = school.stages[Stage::Primary].expect("it is primary");
    assert_eq!(primary.pupils, None);
    let read = meaning(&opened, "schools.geojson", "pupils");
    assert_eq!(read, (None, HowKnown::Said));
    assert!(
        said_of(&opened, "schools.geojson").contains("pupils (120, 80) is not used, as you say")
    );
}

#[test]
fn a_column_that_was_understood_can_be_said_to_hold_something_else() {
    let rows = roster(&[
        json!({"name": "甲小学", "kind": "primary", "pupils": 120, "在读": 110}),
        json!({"name": "乙小学", "kind": "primary", "pupils": 80, "在读": 70}),
    ]);
    let files = [("schools.geojson", &rows)];
    let said = [
        ("schools.geojson:column:pupils", "seats"),
        ("schools.geojson:column:在读", "pupils"),
    ];
    let opened = answered(&files, &said);
    let school = named(&opened.county, "甲小学");
    assert_eq!(pupils(school), Some(110));
    let primary = school.stages[Stage::Primary].expect("it is primary");
    assert_eq!(primary.seats.map(|seats| seats.number), Some(120));
}

#[test]
fn a_unit_in_the_name_counts_whatever_the_column_is_said_to_hold() {
    let town = |name: &str, west: f64, people: f64| {
        crate::square(
            west,
            29.5,
            0.1,
            &json!({"name": name, "人口（万人）": people, "甲数（万人）": people}),
        )
    };
    let towns = crate::collection(&[town("甲镇", 104.0, 2.5), town("乙镇", 104.1, 1.5)]);
    let files = [("townships.geojson", &towns)];
    for column in ["人口（万人）", "甲数（万人）"] {
        let key = format!("townships.geojson:column:{column}");
        let opened = answered(&files, &[(&key, "population")]);
        let town = opened
            .county
            .townships
            .iter()
            .find(|town| town.name == "甲镇");
        let people = town.and_then(|town| town.population);
        assert_eq!(people, Some(25_000), "{column}");
    }
}

#[test]
fn two_columns_said_to_hold_the_same_are_told_and_neither_is_read_for_what_it_was() {
    let rows = roster(&[
        json!({"name": "甲小学", "kind": "primary", "seats": 120, "a1": 110}),
        json!({"name": "乙小学", "kind": "primary", "seats": 80, "a1": 70}),
    ]);
    let files = [("schools.geojson", &rows)];
    let said = [
        ("schools.geojson:column:seats", "pupils"),
        ("schools.geojson:column:a1", "pupils"),
    ];
    let opened = answered(&files, &said);
    let school = named(&opened.county, "甲小学");
    let primary = school.stages[Stage::Primary].expect("it is primary");
    assert_eq!(primary.seats, None);
    assert!(pupils(school).is_some());
    assert!(said_of(&opened, "schools.geojson").contains("is not used, as you say that"));
}

#[test]
fn rows_without_places_are_matched_by_the_column_that_is_said_to_be_the_name() {
    let places = roster(&[json!({"name": "甲小学"}), json!({"name": "乙小学"})]);
    let table = "单位简称,学校,小学在校生\n甲小学,x1,120\n乙小学,x2,80\n";
    let files = [
        ("schools.geojson", places.to_string()),
        ("学校名册.csv", table.to_owned()),
    ];
    let opened = io::open_bytes(&files).unwrap();
    assert_eq!(pupils(named(&opened.county, "甲小学")), None);
    let answers = Answers::from_iter([("学校名册.csv:column:单位简称", "name")]);
    let opened = io::open_bytes_as(&files, &answers).unwrap();
    assert_eq!(pupils(named(&opened.county, "甲小学")), Some(120));
}

#[test]
fn an_answer_about_a_column_that_is_no_choice_is_refused_with_the_choices() {
    let rows = roster(&[json!({"name": "甲小学", "pupils": 120})]);
    let files = [("schools.geojson", rows.to_string())];
    let answers = Answers::from_iter([("schools.geojson:column:pupils", "cows")]);
    let error = io::open_bytes_as(&files, &answers).unwrap_err();
    assert!(error.words().en.contains("seats"), "{}", error.words().en);
    let answers = Answers::from_iter([("schools.geojson:column:gone", "pupils")]);
    assert!(io::open_bytes_as(&files, &answers).is_err());
}

#[test]
fn a_doubt_that_rests_never_hides_a_question_of_what_counts() {
    let rows = roster(&[
        json!({"name": "甲小学", "kind": "primary", "在校生": 1.5}),
        json!({"name": "", "kind": "primary", "在校生": 2.5}),
    ]);
    let files = [("schools.geojson", rows.to_string())];
    let opened = io::open_bytes(&files).unwrap();
    let mut answers = Answers::default();
    for told in &opened.report.warnings {
        answers.ignore(Ignored {
            file: told.file.clone(),
            feature: told.feature,
            what: told.what.en.clone(),
            reason: "all is well".to_owned(),
            when: String::new(),
            by: String::new(),
        });
    }
    let n_open = opened.report.open_questions().count();
    assert!(n_open > 0, "what the fractions count is asked");
    let again = io::open_bytes_as(&files, &answers).unwrap();
    assert_eq!(again.report.open_questions().count(), n_open);
    for told in &again.report.warnings {
        let rests = again.report.why_ignored(told).is_some();
        assert_eq!(rests, !told.is_open_question(), "{}", told.what.en);
    }
    assert_eq!(
        pupils(named(&again.county, "甲小学")),
        None,
        "read as cautiously"
    );
}
