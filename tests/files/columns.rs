//! What columns are called and how their values are written, in the rosters of many countries: read for what they say,
//! asked where they do not, never guessed in silence.

use serde_json::{Value, json};
use xuequ::io::{self, Answers, Opened};
use xuequ::model::{Count, School, SchoolId, SchoolKind, Stage};

use crate::{at, collection, named, open, schools, square, warned};

pub(crate) fn pupils(school: &School) -> Option<u32> {
    let known = |stage| Some(school.stages[stage]?.pupils?.number);
    Stage::ALL
        .into_iter()
        .filter_map(known)
        .reduce(|a, b| a + b)
}

fn seats(school: &School, stage: Stage) -> Option<u32> {
    let seats: Count = school.stages[stage]?.seats?;
    Some(seats.number)
}

/// Schools with these properties, side by side.
pub(crate) fn roster(rows: &[Value]) -> Value {
    let places = rows.iter().enumerate();
    let features: Vec<Value> = places
        .map(|(index, row)| at(104.0 + 0.02 * index as f64, 29.6, row))
        .collect();
    collection(&features)
}

pub(crate) fn answered(files: &[(&str, &Value)], answers: &[(&str, &str)]) -> Opened {
    let files: Vec<(&str, String)> = files
        .iter()
        .map(|(name, value)| (*name, value.to_string()))
        .collect();
    let answers: Answers = answers.iter().copied().collect();
    io::open_bytes_as(&files, &answers).expect("the layers of this test open")
}

pub(crate) fn asked(opened: &Opened) -> Vec<&str> {
    let warnings = opened.report.warnings.iter();
    let questions = warnings.filter_map(|warning| warning.question.as_ref());
    questions.map(|question| question.key.as_str()).collect()
}

#[test]
fn pupils_by_sex_make_the_total_and_one_sex_never_does() {
    for (rows, all) in [
        (
            json!({"学校名称": "甲小学", "在校生(男)": 52, "在校生(女)": 49, "在校生(合计)": 101}),
            Some(101),
        ),
        (
            json!({"学校名称": "甲小学", "在校生（男）": 52, "在校生（女）": 49}),
            Some(101),
        ),
        (
            json!({"name": "甲小学", "Enrolment (Male)": 52, "Enrolment (Female)": "49"}),
            Some(101),
        ),
        (
            json!({"name": "甲小学", "Boys": 52, "Girls": 49}),
            Some(101),
        ),
        (
            json!({"name": "甲小学", "小学男生数": 52, "小学女生数": 49}),
            Some(101),
        ),
        (
            json!({"name": "甲小学", "niños": 52, "niñas": 49}),
            Some(101),
        ),
        (
            json!({"name": "甲小学", "в том числе": 1, "мальчики": 52, "девочки": 49}),
            Some(101),
        ),
        (
            json!({"name": "甲小学", "在校生(男)": 52, "在校生(女)": null}),
            None,
        ),
        (json!({"name": "甲小学", "在校生(男)": 52}), None),
        (
            json!({"name": "甲小学", "male teachers": 52, "female teachers": 49}),
            None,
        ),
    ] {
        let opened = open(&[("schools.geojson", &roster(std::slice::from_ref(&rows)))]);
        assert_eq!(pupils(named(&opened.county, "甲小学")), all, "{rows}");
    }
    let alone = open(&[(
        "schools.geojson",
        &roster(&[json!({"name": "甲小学", "在校生(男)": 52})]),
    )]);
    assert!(
        warned(&alone, None, "one sex only"),
        "{:#?}",
        alone.report.warnings
    );
    let differ = schools(&[at(
        104.0,
        29.6,
        &json!({"name": "甲小学", "boys": 52, "girls": 49, "pupils": 150}),
    )]);
    assert!(warned(&differ, Some(1), "150 in all"));
}

#[test]
fn counts_in_other_units_are_multiplied_and_shares_are_no_counts() {
    let villages = collection(&[
        at(104.0, 29.6, &json!({"村名": "甲村", "人口（万人）": 0.32})),
        at(104.1, 29.6, &json!({"村名": "乙村", "人口（万人）": 1})),
    ]);
    let opened = open(&[("村庄.geojson", &villages)]);
    let people: Vec<_> = opened
        .county
        .settlements
        .iter()
        .map(|home| home.population)
        .collect();
    assert_eq!(people, [Some(3_200), Some(10_000)]);
    assert!(warned(&opened, None, "10000"));
    let share = schools(&[at(
        104.0,
        29.6,
        &json!({"name": "甲小学", "pupils (%)": 3.5, "学位（公顷）": 2.4}),
    )]);
    let school = named(&share.county, "甲小学");
    assert_eq!(
        (pupils(school), seats(school, Stage::Primary)),
        (None, None)
    );
    assert!(warned(&share, None, "no count"));
}

#[test]
fn fractions_of_few_people_are_asked_about_and_never_rounded_to_none() {
    let villages = collection(&[
        at(104.0, 29.6, &json!({"村名": "甲村", "人口": 0.32})),
        at(104.1, 29.6, &json!({"村名": "乙村", "人口": 1.25})),
    ]);
    let files = [("村庄.geojson", &villages)];
    let opened = open(&files);
    assert!(
        opened
            .county
            .settlements
            .iter()
            .all(|home| home.population.is_none())
    );
    assert_eq!(asked(&opened), ["村庄.geojson:unit:人口"]);
    let opened = answered(&files, &[("村庄.geojson:unit:人口", "10000")]);
    assert_eq!(opened.county.settlements[0].population, Some(3_200));
}

#[test]
fn commas_and_points_are_read_as_the_file_writes_them() {
    let german = roster(&[
        json!({"name": "A", "kind": "primary", "pupils": "86,4", "seats": "120"}),
        json!({"name": "B", "kind": "primary", "pupils": "1.204", "seats": "1.400"}),
        json!({"name": "C", "kind": "primary", "pupils": "1.250,5", "seats": "1 500"}),
    ]);
    let opened = open(&[("schools.geojson", &german)]);
    let read = |name| {
        let school = named(&opened.county, name);
        (pupils(school), seats(school, Stage::Primary))
    };
    assert_eq!(read("A"), (Some(86), Some(120)));
    assert_eq!(read("B"), (Some(1_204), Some(1_400)));
    assert_eq!(read("C"), (Some(1_251), Some(1_500)));
    assert!(warned(&opened, None, "Commas begin decimals"));

    let unclear = roster(&[
        json!({"name": "A", "kind": "primary", "pupils": "97"}),
        json!({"name": "B", "kind": "primary", "pupils": "1.204"}),
    ]);
    let files = [("schools.geojson", &unclear)];
    let opened = open(&files);
    assert_eq!(pupils(named(&opened.county, "B")), None);
    assert_eq!(asked(&opened), ["schools.geojson:marks:pupils"]);
    for (answer, number) in [("thousands", 1_204), ("decimals", 1)] {
        let opened = answered(&files, &[("schools.geojson:marks:pupils", answer)]);
        assert_eq!(pupils(named(&opened.county, "A")), Some(97));
        assert_eq!(pupils(named(&opened.county, "B")), Some(number));
    }
}

#[test]
fn references_match_whatever_a_table_made_of_the_ids_and_are_told_where_they_do_not() {
    let townships = collection(&[
        square(
            104.0,
            29.6,
            0.1,
            &json!({"code": 511124001.0, "name": "甲镇"}),
        ),
        square(
            104.1,
            29.6,
            0.1,
            &json!({"code": "511124002", "name": "乙镇"}),
        ),
    ]);
    let schools = collection(&[
        at(
            104.05,
            29.65,
            &json!({"id": "1001.0", "name": "中心校", "kind": "primary", "township": "511124001.0"}),
        ),
        at(
            104.06,
            29.65,
            &json!({"id": 1002.0, "name": "甲点", "kind": "教学点", "parent": 1001, "township": " 511124002 "}),
        ),
        at(
            104.07,
            29.65,
            &json!({"id": "0003", "name": "乙点", "kind": "教学点", "parent": "１００１", "township": "511124009"}),
        ),
        at(
            104.08,
            29.65,
            &json!({"id": "4", "name": "丙点", "kind": "教学点", "parent": "1099", "township": "甲镇"}),
        ),
    ]);
    let opened = open(&[
        ("townships.geojson", &townships),
        ("schools.geojson", &schools),
    ]);
    let county = &opened.county;
    let parent = |name| named(county, name).parent.clone();
    assert_eq!(parent("甲点"), Some(SchoolId::new("1001")));
    assert_eq!(parent("乙点"), Some(SchoolId::new("1001")));
    assert_eq!(named(county, "乙点").id, SchoolId::new("0003"));
    let township = |name| {
        county.townships[named(county, name).township.expect("it has one")]
            .name
            .as_str()
    };
    assert_eq!(township("中心校"), "甲镇");
    assert_eq!(township("甲点"), "乙镇");
    assert!(warned(
        &opened,
        Some(3),
        "511124009 is not among the townships"
    ));
    assert!(warned(&opened, Some(4), "1099 is not among the schools"));
    assert!(!warned(&opened, Some(2), "is not among"));
}

#[test]
fn a_kind_that_is_stated_and_not_understood_is_asked_and_never_primary() {
    let rows = roster(&[
        json!({"name": "Lincoln", "LEVEL_": "ES", "TOTAL_STUD": 300}),
        json!({"name": "Roosevelt", "LEVEL_": "K-8", "TOTAL_STUD": 900}),
        json!({"name": "Hilltop", "LEVEL_": "ALC", "TOTAL_STUD": 120}),
        json!({"name": "Valley", "LEVEL_": "ALC", "TOTAL_STUD": 80}),
        json!({"name": "Nothing said", "TOTAL_STUD": 80}),
    ]);
    let files = [("schools.geojson", &rows)];
    let opened = open(&files);
    let kinds: Vec<_> = opened
        .county
        .schools
        .iter()
        .map(|school| school.kind)
        .collect();
    assert_eq!(kinds, [SchoolKind::Primary, SchoolKind::NineYear]);
    assert_eq!(
        asked(&opened),
        ["schools.geojson:kind:ALC", "schools.geojson#5:kind"]
    );
    let opened = answered(&files, &[("schools.geojson:kind:ALC", "senior")]);
    assert_eq!(named(&opened.county, "Valley").kind, SchoolKind::Senior);
    assert_eq!(opened.county.schools.len(), 4);
    let opened = answered(&files, &[("schools.geojson:kind:ALC", "leave_out")]);
    assert_eq!(opened.county.schools.len(), 2);

    // Where nothing else is left the planner can still answer.
    let codes = roster(&[
        json!({"name": "Lincoln", "LEVEL_": "7b"}),
        json!({"name": "Hill", "LEVEL_": "7c"}),
    ]);
    let opened = open(&[("schools.geojson", &codes)]);
    assert_eq!(opened.county.schools.len(), 0);
    assert_eq!(
        asked(&opened),
        ["schools.geojson:kind:7b", "schools.geojson:kind:7c"]
    );
}

#[test]
fn no_pupils_are_asked_about_and_the_planner_may_say_that_nobody_attends() {
    let rows = roster(&[
        json!({"id": "A", "name": "甲小学", "pupils": 200, "seats": 300}),
        json!({"id": "B", "name": "乙小学", "pupils": 0, "seats": 100}),
        json!({"id": "C", "name": "丙学校", "kind": "nine_year", "pupils_primary": 90, "pupils_junior": 0}),
    ]);
    let files = [("schools.geojson", &rows)];
    let opened = open(&files);
    assert_eq!(pupils(named(&opened.county, "乙小学")), None);
    assert_eq!(asked(&opened), ["schools.geojson#2:no-pupils"]);
    // A stage that is not run beside one with pupils is no blank.
    let nine_year = named(&opened.county, "丙学校");
    assert_eq!(
        nine_year.stages[Stage::Junior].and_then(|record| record.pupils),
        Some(Count::recorded(0))
    );
    for key in ["schools.geojson#2:no-pupils", "schools.geojson:no-pupils"] {
        let opened = answered(&files, &[(key, "none")]);
        assert_eq!(pupils(named(&opened.county, "乙小学")), Some(0));
    }
}

#[test]
fn a_column_that_is_not_understood_is_listed_once_and_mapped_by_an_answer() {
    let rows = roster(&[
        json!({"name": "A", "kind": "primary", "Kopf zahl": 120, "Rektor": "Ahn", "seats": 300, "fid": 1, "zip": "x"}),
        json!({"name": "B", "kind": "primary", "Kopf zahl": "80", "Rektor": "Boz", "seats": 100, "fid": 2, "zip": "y"}),
    ]);
    let files = [("schools.geojson", &rows)];
    let opened = open(&files);
    assert_eq!(pupils(named(&opened.county, "A")), None);
    assert!(
        warned(&opened, None, "Kopf zahl (120, 80); Rektor (Ahn, Boz)"),
        "{:#?}",
        opened.report.warnings
    );
    assert!(warned(&opened, None, "not found: pupils."));
    let key = "schools.geojson:column:Kopf_zahl";
    assert_eq!(asked(&opened), [key, "schools.geojson:column:Rektor"]);
    assert_eq!(opened.report.open_questions().count(), 0);
    let opened = answered(&files, &[(key, "pupils")]);
    assert_eq!(pupils(named(&opened.county, "A")), Some(120));
    assert_eq!(pupils(named(&opened.county, "B")), Some(80));
    assert_eq!(asked(&opened), [key, "schools.geojson:column:Rektor"]);
    let opened = answered(&files, &[(key, "leave")]);
    assert_eq!(pupils(named(&opened.county, "A")), None);
}

#[test]
fn the_latest_year_counts_and_earlier_ones_are_history_in_numbers() {
    let rows = roster(&[json!({
        "name": "甲小学",
        "2021年小学在校生": "1,180",
        "2022年小学在校生": "1,150",
        "小学在校生（2023年）": "1,095",
    })]);
    let opened = open(&[("schools.geojson", &rows)]);
    let school = named(&opened.county, "甲小学");
    assert_eq!(pupils(school), Some(1_095));
    assert_eq!(school.extra.get("pupils_primary_2021"), Some(&json!(1180)));
    assert!(warned(&opened, Some(1), "2023"));
}

#[test]
fn rosters_of_other_countries_are_understood() {
    for (row, kind, all) in [
        (
            json!({"Name of the school": "X", "type": "MS", "ENROLLMENT": 410}),
            SchoolKind::Junior,
            410,
        ),
        (
            json!({"school_name": "X", "LEVEL_": "HS", "Total School Roll": "1,410"}),
            SchoolKind::Senior,
            1_410,
        ),
        (
            json!({"nombre": "X", "nivel": "Primaria", "alumnos": 77}),
            SchoolKind::Primary,
            77,
        ),
        (
            json!({"nom_etablissement": "X", "nature": "?", "niveau": "Collège", "effectif": 512}),
            SchoolKind::Junior,
            512,
        ),
        (
            json!({"название": "X", "тип": "детский сад", "Численность": "95"}),
            SchoolKind::Kindergarten,
            95,
        ),
        (
            json!({"School Name": "X", "School Category": "Upper Primary", "Total Boys": 40, "Total Girls": 41}),
            SchoolKind::Junior,
            81,
        ),
    ] {
        let opened = schools(&[at(10.0, 40.0, &row)]);
        let school = named(&opened.county, "X");
        assert_eq!((school.kind, pupils(school)), (kind, Some(all)), "{row}");
    }
    let french = roster(&[
        json!({"nom": "A", "niveau": "ECOLE MATERNELLE"}),
        json!({"nom": "B", "niveau": "COLLEGE"}),
        json!({"nom": "C", "niveau": "LYCEE"}),
    ]);
    let opened = open(&[("schools.geojson", &french)]);
    assert_eq!(named(&opened.county, "B").kind, SchoolKind::Junior);
}

#[test]
fn a_blank_beside_figures_of_today_is_not_filled_from_an_earlier_year() {
    let rows = roster(&[
        json!({"name": "甲小学", "pupils": 120, "pupils_primary_2020": 130}),
        json!({"name": "乙小学", "pupils": null, "pupils_primary_2020": 90}),
    ]);
    let opened = open(&[("schools.geojson", &rows)]);
    assert_eq!(pupils(named(&opened.county, "甲小学")), Some(120));
    assert_eq!(pupils(named(&opened.county, "乙小学")), None);
}

#[test]
fn a_plan_finds_the_schools_whatever_a_table_made_of_their_ids() {
    let rows = roster(&[
        json!({"id": "1001.0", "name": "甲小学", "kind": "primary", "pupils": 200, "seats": 400}),
        json!({"id": 1002.0, "name": "乙小学", "kind": "primary", "pupils": 40, "seats": 90}),
    ]);
    let opened = open(&[("schools.geojson", &rows)]);
    let merge = json!({"kind": "merge", "school": "1002.0", "into": [1001], "year": 2022, "reason": "small"});
    let member = json!({"format": 1, "name": "p", "period": [2021, 2025], "policy": "keep", "standards": [],
        "data": [], "actions": [merge]});
    let plan = json!({"type": "FeatureCollection", "xuequ": member, "features": []});
    let (plan, report) =
        io::plan_of_bytes("p.geojson", plan.to_string().as_bytes(), &opened.county)
            .expect("a plan");
    assert_eq!(report.warnings, []);
    let measure = &plan.actions[0].measure;
    assert_eq!(measure.school(), &SchoolId::new("1002"));
    assert!(plan.faults(&opened.county).is_empty());
}

#[test]
fn a_column_of_another_name_whose_values_are_kinds_is_told_and_taken_for_the_kind() {
    let row = |name: &str, group: &str| json!({"name": name, "Gruppe": group});
    let rows = roster(&[
        row("A", "Elementary"),
        row("B", "Elementary"),
        row("C", "High"),
        row("D", "Middle"),
        row("E", "High"),
        row("F", "Middle"),
    ]);
    let opened = open(&[("schools.geojson", &rows)]);
    assert_eq!(named(&opened.county, "C").kind, SchoolKind::Senior);
    assert_eq!(named(&opened.county, "D").kind, SchoolKind::Junior);
    assert!(warned(&opened, None, "taken for the kind"));
    // A source that holds a word for a kind is no kind.
    let source = |name: &str| json!({"name": name, "Herkunft": "list of high schools 01.pdf"});
    let sources = roster(&["A", "B", "C", "D"].map(source));
    let opened = open(&[("schools.geojson", &sources)]);
    assert!(!warned(&opened, None, "taken for the kind"));
}
