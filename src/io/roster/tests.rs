use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::*;
use crate::io::open_bytes;
use crate::model::{Corrections, Fact, Field, Said, SchoolId, SchoolKind, Stage, corrected};
use crate::words::Lang;

fn county() -> County {
    county_of(&json!({"year": 2021}))
}

/// Four schools: a, b and d primary, c nine-year; what `more` says is said of each.
fn county_of(more: &Value) -> County {
    let school = |id: &str, name: &str, lon: f64, figures: Value| {
        let mut properties = json!({"id": id, "name": name, "seats": 300, "boarders": 12, "beds": 20,
            "ownership": "public"});
        for part in [&figures, more] {
            for (key, value) in part.as_object().unwrap() {
                properties[key] = value.clone();
            }
        }
        json!({"type": "Feature", "properties": properties,
            "geometry": {"type": "Point", "coordinates": [lon, 29.6]}})
    };
    let primary = |pupils: u32| json!({"kind": "primary", "pupils": pupils});
    let nine = json!({"kind": "nine_year", "pupils_primary": 200, "pupils_junior": 90, "seats": null,
        "seats_primary": 240, "seats_junior": 120});
    let features = [
        school("5101", "马踏镇中心小学", 104.0, primary(231)),
        school("5102", "周坡小学", 104.1, primary(80)),
        school("5103", "纯复学校", 104.2, nine),
        school("5104", "东林小学", 104.3, primary(60)),
    ];
    let layer = json!({"type": "FeatureCollection", "features": features}).to_string();
    open_bytes(&[("schools.geojson", layer)]).unwrap().county
}

fn beside(county: &County, file: &str, rows: &str) -> Update {
    beside_as(county, file, rows, &Asked::default())
}

fn beside_as(county: &County, file: &str, rows: &str, asked: &Asked) -> Update {
    let roster = roster_of_bytes(file, rows.as_bytes(), county).unwrap();
    roster.beside(county, county, asked)
}

fn row<'a>(update: &'a Update, name: &str) -> &'a Row {
    let mut rows = update.rows.iter();
    rows.find(|row| row.name == name).expect(name)
}

fn changes(row: &Row) -> Vec<(Fact, Fact)> {
    let changes = row.changes.iter();
    changes
        .map(|change| (change.was.clone(), change.is.clone()))
        .collect()
}

/// The county once these ticks are taken, and what was left.
fn taken(
    county: &County,
    update: &Update,
    ticks: &BTreeSet<(usize, Field)>,
) -> (County, Vec<Words>) {
    let mut taking = update
        .take(county, ticks, &Said::default(), Lang::En)
        .unwrap();
    let mut corrections = Corrections::default();
    taking.give(county, &mut corrections);
    (corrected(county, &corrections), taking.left)
}

fn school<'a>(county: &'a County, id: &str) -> &'a crate::model::School {
    county.school(&SchoolId::new(id)).unwrap()
}

#[test]
fn what_the_roster_says_otherwise_is_a_change_and_the_rest_is_none() {
    let county = county();
    let rows = "代码,名称,在校生,学位\n5101,马踏镇中心小学,467,300\n5102,周坡小学,80,\n5103,纯复学校,,\n5104,东林小学,60,300\n";
    let update = beside(&county, "名册2024.csv", rows);
    assert_eq!(
        (update.year, update.before),
        (Some(Year(2024)), Some(Year(2021)))
    );
    let stage = Stage::Primary;
    assert_eq!(
        changes(row(&update, "马踏镇中心小学")),
        [(
            Fact::Pupils(stage, Some(231)),
            Fact::Pupils(stage, Some(467))
        )]
    );
    assert_eq!(update.unchanged(), 3);
    assert!(update.gone.is_empty() && update.new_rows().next().is_none());
}

#[test]
fn an_empty_cell_is_no_zero_and_closes_nothing() {
    let county = county();
    let rows = "代码,名称,类型,在校生,学位,寄宿生,床位,办学性质,状态\n5101,马踏镇中心小学,,,,,,,\n5102,周坡小学,小学,,-,,,,\n";
    let update = beside(&county, "名册2024.csv", rows);
    assert_eq!(update.rows.len(), 2);
    for row in &update.rows {
        assert_eq!(row.changes, [], "{row:?}");
    }
    let gone: Vec<&str> = update.gone.iter().map(SchoolId::as_str).collect();
    assert_eq!(gone, ["5103", "5104"]);
    assert!(
        update.ticks(|_| true).is_empty(),
        "what is gone is not closed"
    );
}

#[test]
fn the_pupils_of_before_stay_as_those_of_their_year() {
    let county = county();
    let rows = "代码,名称,小学生数,初中学生数\n5101,马踏镇中心小学,467,\n5103,纯复学校,180,90\n5104,东林小学,60,\n";
    let update = beside(&county, "名册2024.csv", rows);
    let (after, left) = taken(&county, &update, &update.proposed());
    assert_eq!(left, []);
    let a = school(&after, "5101");
    assert_eq!(
        a.stages[Stage::Primary].unwrap().pupils.unwrap().number,
        467
    );
    assert_eq!(a.past_pupils(Stage::Primary, Year(2021)), Some(231));
    assert_eq!(a.figures_year(), Some(Year(2024)));
    let c = school(&after, "5103");
    assert_eq!(
        c.stages[Stage::Primary].unwrap().pupils.unwrap().number,
        180
    );
    assert_eq!(c.stages[Stage::Junior].unwrap().pupils.unwrap().number, 90);
    assert_eq!(c.past_pupils(Stage::Junior, Year(2021)), Some(90));
    // The same number in a newer year is of that year too.
    let d = school(&after, "5104");
    assert_eq!(
        (d.figures_year(), d.past_pupils(Stage::Primary, Year(2021))),
        (Some(Year(2024)), Some(60))
    );
    assert_eq!(crate::forecast::recorded_year(&after), Some(Year(2024)));
    let b = school(&after, "5102");
    assert_eq!(b, school(&county, "5102"), "the roster does not name it");
}

#[test]
fn a_year_that_nobody_says_is_asked_for_and_never_guessed() {
    let county = county();
    let rows = "代码,名称,在校生\n5101,马踏镇中心小学,467\n";
    let update = beside(&county, "名册.csv", rows);
    assert_eq!(update.year, None);
    let ticks = update.proposed();
    let error = update
        .take(&county, &ticks, &Said::default(), Lang::En)
        .unwrap_err();
    assert!(error.en.contains("which school year"), "{error:?}");
    let asked = Asked {
        year: Some(Year(2024)),
        ..Asked::default()
    };
    let update = beside_as(&county, "名册.csv", rows, &asked);
    assert!(
        update
            .take(&county, &ticks, &Said::default(), Lang::En)
            .is_ok()
    );
    // Nor is the year of what stands there.
    let undated = county_of(&json!({}));
    let update = beside(&undated, "名册2024.csv", rows);
    let error = update
        .take(&undated, &update.proposed(), &Said::default(), Lang::En)
        .unwrap_err();
    assert!(error.en.contains("No file tells the year"), "{error:?}");
    // Two years in one column tell none.
    let rows = "代码,名称,在校生,年份\n5101,马踏镇中心小学,467,2024\n5102,周坡小学,81,2023\n";
    assert_eq!(beside(&county, "名册.csv", rows).year, None);
}

#[test]
fn an_older_roster_is_not_taken() {
    let county = county();
    let update = beside(
        &county,
        "名册2019.csv",
        "代码,名称,在校生\n5101,马踏镇中心小学,467\n",
    );
    assert!(update.is_older());
    assert!(
        update
            .take(&county, &update.proposed(), &Said::default(), Lang::En)
            .is_err()
    );
}

#[test]
fn a_school_that_has_newer_pupils_already_keeps_them() {
    let county = county();
    let rows = "代码,名称,在校生\n5101,马踏镇中心小学,467\n";
    let update = beside(&county, "名册2025.csv", rows);
    let (after, _) = taken(&county, &update, &update.proposed());
    // Most schools are of 2021 as before: a roster of 2024 is newer than those, and not than this one.
    let rows = "代码,名称,在校生\n5101,马踏镇中心小学,300\n5102,周坡小学,90\n";
    let update = beside(&after, "名册2024.csv", rows);
    assert_eq!(
        (update.before, update.is_older()),
        (Some(Year(2021)), false)
    );
    assert!(update.rows[0].changes.is_empty(), "{:?}", update.rows[0]);
    assert!(update.rows[0].told[0].en.contains("2025 already"));
    assert_eq!(update.rows[1].changes.len(), 1);
}

#[test]
fn a_layer_with_places_is_a_roster_like_a_table() {
    let county = county();
    let layer = json!({"type": "FeatureCollection", "features": [{"type": "Feature",
        "geometry": {"type": "Point", "coordinates": [104.0, 29.6]},
        "properties": {"id": "5101", "name": "马踏镇中心小学", "pupils": 467, "year": 2024}}]});
    let update = beside(&county, "schools.geojson", &layer.to_string());
    assert_eq!(update.year, Some(Year(2024)));
    assert_eq!(update.rows[0].place().zh, "schools.geojson第1个要素");
    assert_eq!(
        update.proposed(),
        [(0, Field::Pupils(Stage::Primary))].into()
    );
}

#[test]
fn a_score_alone_takes_no_school() {
    let county = county();
    let rows = "名称,在校生\n马踏镇中小学,467\n";
    let update = beside(&county, "名册2024.csv", rows);
    let one = &update.rows[0];
    assert!(
        matches!(&one.matched, Matched::Alike(id, _) if id.as_str() == "5101"),
        "{one:?}"
    );
    assert!(one.changes.is_empty() && one.is_unsure());
    let said = [(0, Some(SchoolId::new("5101")))].into();
    let update = beside_as(
        &county,
        "名册2024.csv",
        rows,
        &Asked {
            said,
            ..Asked::default()
        },
    );
    assert_eq!(update.rows[0].changes.len(), 2, "its name and its pupils");
    let said = [(0, None)].into();
    let update = beside_as(
        &county,
        "名册2024.csv",
        rows,
        &Asked {
            said,
            ..Asked::default()
        },
    );
    assert_eq!(update.rows[0].matched, Matched::New);
}

#[test]
fn one_code_and_another_name_is_a_renaming_and_one_quite_unlike_is_asked() {
    let county = county();
    let rows = "代码,名称,在校生\n5101,马踏镇第一中心小学,231\n5104,希望学校,60\n";
    let update = beside(&county, "名册2024.csv", rows);
    let renamed = &update.rows[0];
    assert!(matches!(renamed.matched, Matched::School(_, SameBy::Code)) && renamed.is_renamed());
    let (after, _) = taken(&county, &update, &update.proposed());
    assert_eq!(school(&after, "5101").name, "马踏镇第一中心小学");
    assert!(matches!(&update.rows[1].matched, Matched::SameCode(id) if id.as_str() == "5104"));
    assert!(update.rows[1].changes.is_empty());
}

#[test]
fn two_rows_of_one_school_are_taken_neither_until_one_is_said_to_count() {
    let county = county();
    let rows = "代码,名称,在校生\n5101,马踏镇中心小学,467\n5101,马踏镇中心小学,12\n";
    let update = beside(&county, "名册2024.csv", rows);
    assert!(
        update
            .rows
            .iter()
            .all(|row| matches!(row.matched, Matched::Twice(_)))
    );
    assert!(update.ticks(|_| true).is_empty());
    let id = || Some(SchoolId::new("5101"));
    let said = |rows: &[usize]| Asked {
        said: rows.iter().map(|&row| (row, id())).collect(),
        ..Asked::default()
    };
    let update = beside_as(&county, "名册2024.csv", rows, &said(&[1]));
    let sure: Vec<bool> = update
        .rows
        .iter()
        .map(|row| row.matched.school().is_some())
        .collect();
    assert_eq!(sure, [false, true]);
    let update = beside_as(&county, "名册2024.csv", rows, &said(&[0, 1]));
    assert!(update.ticks(|_| true).is_empty(), "two cannot both be it");
}

#[test]
fn a_total_is_written_into_no_stage() {
    let county = county();
    let rows = "代码,名称,在校生\n5103,纯复学校,310\n";
    let update = beside(&county, "名册2024.csv", rows);
    let one = &update.rows[0];
    assert_eq!(one.changes, []);
    assert!(
        one.told
            .iter()
            .any(|told| told.en.contains("310 pupils in all (now 290)")),
        "{one:?}"
    );
}

#[test]
fn a_figure_of_another_kind_is_taken_only_together_with_that_kind() {
    let county = county();
    let rows = "代码,名称,类型,在校生\n5103,纯复学校,小学,310\n";
    let update = beside(&county, "名册2024.csv", rows);
    let one = &update.rows[0];
    assert!(
        one.told
            .iter()
            .any(|told| told.en.contains("no longer runs Junior")),
        "{one:?}"
    );
    let proposed = update.proposed();
    assert!(!proposed.contains(&(0, Field::Kind)));
    let (after, left) = taken(&county, &update, &proposed);
    assert_eq!(after.schools, county.schools);
    assert_eq!(left.len(), 1, "{left:?}");
    let (after, left) = taken(&county, &update, &update.ticks(|_| true));
    let c = school(&after, "5103");
    assert_eq!((left, c.kind), (Vec::new(), SchoolKind::Primary));
    assert_eq!(
        c.stages[Stage::Primary].unwrap().pupils.unwrap().number,
        310
    );
    assert_eq!(
        c.past_pupils(Stage::Junior, Year(2021)),
        Some(90),
        "nothing is lost"
    );
}

#[test]
fn a_school_that_the_roster_calls_closed_is_proposed_to_nobody_and_may_be_closed() {
    let county = county();
    let rows = "代码,名称,状态,在校生\n5102,周坡小学,已撤并,\n5101,马踏镇中心小学,正常,231\n";
    let update = beside(&county, "名册2024.csv", rows);
    assert_eq!(
        changes(&update.rows[0]),
        [(Fact::Open(true), Fact::Open(false))]
    );
    assert!(!update.proposed().iter().any(|(row, _)| *row == 0));
    let (after, _) = taken(&county, &update, &update.ticks(|_| true));
    assert!(after.school(&SchoolId::new("5102")).is_none());
    // Once it is closed by that, the next roster does not take it for a new school.
    let update = roster_of_bytes("名册2025.csv", rows.as_bytes(), &after).unwrap();
    let update = update.beside(&county, &after, &Asked::default());
    assert!(update.new_rows().next().is_none(), "{update:?}");
}

#[test]
fn a_school_that_is_not_in_the_county_is_told_and_another_stage_is_not_gone() {
    let county = county();
    let rows = "代码,名称,类型,在校生\n5109,城南新区实验幼儿园,幼儿园,120\n";
    let update = beside(&county, "幼儿园2024.csv", rows);
    assert_eq!(update.new_rows().count(), 1);
    assert_eq!((update.gone.len(), update.beyond), (0, 4));
}

#[test]
fn a_place_counts_where_it_is_over_fifty_metres_off_and_not_where_all_are() {
    let county = county();
    let rows = |shift: f64| {
        let all = [
            ("5101", "马踏镇中心小学", 104.0, 0.01),
            ("5102", "周坡小学", 104.1, shift),
            ("5103", "纯复学校", 104.2, shift),
            ("5104", "东林小学", 104.3, shift),
        ];
        let row = |(id, name, lon, by): (&str, &str, f64, f64)| {
            format!("{id},{name},{:.6},29.6\n", lon + by)
        };
        let rows: Vec<String> = all.into_iter().map(row).collect();
        format!("代码,名称,经度,纬度\n{}", rows.concat())
    };
    let update = beside(&county, "名册2024.csv", &rows(0.0001));
    assert_eq!(update.proposed(), [(0, Field::Place)].into());
    let update = beside(&county, "名册2024.csv", &rows(0.003));
    assert_eq!((update.shifted, update.proposed().len()), (Some(4), 0));
}

#[test]
fn a_row_of_the_roster_is_named_where_it_comes_from() {
    let county = county();
    let update = beside(
        &county,
        "名册2024.csv",
        "代码,名称,在校生\n5101,马踏镇中心小学,467\n",
    );
    let said = Said {
        by: "李".to_owned(),
        when: "2026-12-01".to_owned(),
        reason: String::new(),
    };
    let taking = update
        .take(&county, &update.proposed(), &said, Lang::Zh)
        .unwrap();
    for taken in &taking.facts {
        assert_eq!(
            (taken.said.by.as_str(), taken.said.reason.as_str()),
            ("李", "名册2024.csv第2行")
        );
    }
}

#[test]
fn what_the_roster_leaves_out_never_counts_as_of_its_year() {
    // No file tells a year: it is said.
    let county = county_of(&json!({}));
    let asked = Asked {
        before: Some(Year(2021)),
        ..Asked::default()
    };
    let rows = "代码,名称,在校生\n5101,马踏镇中心小学,467\n";
    let update = beside_as(&county, "名册2024.csv", rows, &asked);
    let (after, left) = taken(&county, &update, &update.proposed());
    assert_eq!(left, []);
    let years = ["5101", "5102", "5103", "5104"].map(|id| school(&after, id).figures_year());
    assert_eq!(years, [2024, 2021, 2021, 2021].map(|year| Some(Year(year))));
}

#[test]
fn one_stage_of_a_school_does_not_date_the_other() {
    let county = county();
    for (rows, is_taken) in [
        ("代码,名称,小学在校生\n5103,纯复学校,150\n", false),
        (
            "代码,名称,小学在校生,初中在校生\n5103,纯复学校,150,90\n",
            true,
        ),
    ] {
        let update = beside(&county, "名册2024.csv", rows);
        let (after, left) = taken(&county, &update, &update.proposed());
        let after = school(&after, "5103");
        let pupils = after.stages[Stage::Primary].and_then(|record| record.pupils);
        let (number, year) = if is_taken { (150, 2024) } else { (200, 2021) };
        assert_eq!(pupils.map(|count| count.number), Some(number));
        assert_eq!(after.figures_year(), Some(Year(year)));
        assert_eq!(left.is_empty(), is_taken, "{left:?}");
    }
    let same = "代码,名称,小学在校生\n5103,纯复学校,200\n";
    assert!(beside(&county, "名册2024.csv", same).proposed().is_empty());
}

#[test]
fn a_column_of_remarks_hides_no_year() {
    let county = county();
    let rows = "代码,备注,名称,2024年学生数\n5101,无,马踏镇中心小学,467\n";
    assert_eq!(beside(&county, "名册2025.csv", rows).year, Some(Year(2024)));
}

#[test]
fn what_was_set_right_by_hand_is_not_undone_by_the_same_old_value() {
    let files = county();
    let mut corrections = Corrections::default();
    let subject = crate::model::Subject::School(SchoolId::new("5102"));
    let name = Fact::Name("周坡镇第一小学".to_owned());
    corrections
        .give(&files, &subject, name, Said::default())
        .unwrap();
    let county = corrected(&files, &corrections);
    let rows = "代码,名称,在校生\n5102,周坡小学,85\n";
    let roster = roster_of_bytes("名册2024.csv", rows.as_bytes(), &county).unwrap();
    let update = roster.beside(&files, &county, &Asked::default());
    let proposed = update.proposed();
    assert!(!proposed.contains(&(0, Field::Name)), "{proposed:?}");
    assert!(proposed.contains(&(0, Field::Pupils(Stage::Primary))));
}

#[test]
fn a_school_of_another_county_is_not_taken_for_one_of_this() {
    let county = county();
    let rows = "名称,在校生\n乙县东林小学,467\n";
    let update = beside(&county, "名册2024.csv", rows);
    assert_eq!(changes(row(&update, "乙县东林小学")), []);
    assert_eq!(
        taken(&county, &update, &update.ticks(|_| true)).1,
        [],
        "nothing to take"
    );
}
