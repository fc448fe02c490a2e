//! No column of a county is lost in a database, whatever it is called and whatever it holds.

use serde_json::json;

use super::super::*;
use super::{own, reopened};
use crate::io::open_bytes;

/// A county of schools with further columns.
fn county(rows: &[Value]) -> County {
    let feature = |(index, row): (usize, &Value)| {
        let mut properties =
            json!({"id": index.to_string(), "name": format!("第{index}小学"), "kind": "primary"});
        let further = row.as_object().expect("columns").clone();
        properties.as_object_mut().expect("columns").extend(further);
        let at = [104.0 + index as f64 / 100.0, 29.6];
        json!({"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": at}})
    };
    let features: Vec<Value> = rows.iter().enumerate().map(feature).collect();
    let text = json!({"type": "FeatureCollection", "features": features}).to_string();
    own(open_bytes(&[("schools.geojson", text)]).expect("it opens"))
}

/// What is kept of each school beside what the program knows, after a form and back.
fn extras(county: &County, form: Form) -> Vec<Value> {
    let file = match form {
        Form::GeoPackage => "a.gpkg",
        Form::GeoJson => "a.geojson",
    };
    let again = own(reopened(county, form, file));
    let mut bare = (again.clone(), county.clone());
    for school in bare.0.schools.iter_mut().chain(&mut bare.1.schools) {
        school.extra.clear();
    }
    assert_eq!(bare.0, bare.1, "{file}");
    let schools = again.schools.into_iter();
    schools.map(|school| school.extra.into()).collect()
}

#[test]
fn columns_whose_names_differ_in_capitals_only_are_told_apart() {
    let rows = [
        json!({"Note": "one", "ÄB": 1}),
        json!({"note": "two", "äb": 2}),
        json!({"NOTE": "three", "note": "four", "note #2": "five"}),
    ];
    let county = county(&rows);
    assert_eq!(
        extras(&county, Form::GeoPackage),
        [
            json!({"Note": "one", "ÄB": 1}),
            json!({"note #2": "two", "äb": 2}),
            json!({"NOTE #3": "three", "note #2": "four", "note #2 #2": "five"}),
        ]
    );
    assert_eq!(extras(&county, Form::GeoJson), rows);
}

#[test]
fn no_further_column_takes_the_name_of_another_or_of_what_the_program_knows() {
    let rows = [
        json!({"source_Kind": "z", "Kind": "x", "KIND": "y", "": "nameless"}),
        json!({"Parent": "p", "source_Kind": "w"}),
        json!({"parent": "0", "Seats_Primary": "s"}),
    ];
    let county = county(&rows);
    let said = |extras: Vec<Value>| {
        let mut said: Vec<String> = extras
            .iter()
            .filter_map(Value::as_object)
            .flat_map(|extra| extra.values().map(Value::to_string))
            .collect();
        said.sort();
        said
    };
    let kept = county.schools.iter();
    let kept = said(kept.map(|school| school.extra.clone().into()).collect());
    for form in [Form::GeoPackage, Form::GeoJson] {
        assert_eq!(said(extras(&county, form)), kept, "{form:?}");
    }
}

#[test]
fn names_that_a_database_refuses_or_takes_for_its_own_are_changed_and_their_values_kept() {
    let long = "长".repeat(200);
    let rows = [
        json!({"fid": 7, "source_fid": 8, "GEOM": "g", "source_geom": "h"}),
        json!({"No\0te": "one", "No\u{fffd}te": "two", "a\"b": "three"}),
        json!({format!("{long}\0"): "four", format!("{long}\u{fffd}"): "five"}),
    ];
    let cut: String = long.chars().take(197).collect();
    assert_eq!(
        extras(&county(&rows), Form::GeoPackage),
        [
            json!({"source_fid": 7, "source_fid #2": 8, "source_GEOM": "g", "source_geom #2": "h"}),
            json!({"No\u{fffd}te": "one", "No\u{fffd}te #2": "two", "a\"b": "three"}),
            json!({long: "four", format!("{cut} #2"): "five"}),
        ]
    );
}

#[test]
fn whole_numbers_are_never_rounded() {
    let code = 511_124_001_234_567_891_i64;
    let exact = (1_i64 << 53, (1_i64 << 53) + 1);
    let rows = [
        json!({"code": code, "only": code, "edge": exact.0, "past": exact.1, "huge": u64::MAX, "less": -code}),
        json!({"code": 1.5, "only": 2, "edge": 1.5, "past": 1.5, "huge": 3, "less": 3}),
        json!({"code": 3, "edge": -exact.0, "past": 2, "huge": 1.5, "less": -0.5}),
    ];
    let first = json!({"code": code.to_string(), "only": code, "edge": exact.0 as f64, "past": exact.1.to_string(),
        "huge": u64::MAX.to_string(), "less": (-code).to_string()});
    let second =
        json!({"code": "1.5", "only": 2, "edge": 1.5, "past": "1.5", "huge": "3", "less": "3"});
    let third =
        json!({"code": "3", "edge": -exact.0 as f64, "past": "2", "huge": "1.5", "less": "-0.5"});
    assert_eq!(
        extras(&county(&rows), Form::GeoPackage),
        [first, second, third]
    );
}

#[test]
fn more_columns_than_a_database_holds_are_refused_in_plain_words() {
    let with = |n: usize| {
        let columns = (0..n).map(|number| (format!("x{number}"), Value::from(number)));
        county(&[Value::Object(columns.collect())])
    };
    // Beside a number, a place, an id, a name and a kind.
    let most = 2_000 - 5;
    let kept = extras(&with(most), Form::GeoPackage);
    assert_eq!(kept[0].as_object().map(Map::len), Some(most));
    let refused = convert(&with(most + 1), Form::GeoPackage).expect_err("one too many");
    let told = format!("{refused:?}");
    assert!(
        told.contains("2001 columns") && told.contains("2001列"),
        "{told}"
    );
    assert!(!told.contains("SQL"), "{told}");
}
