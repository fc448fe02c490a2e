//! What is not known is written as nothing: every column of what `export` and `--assignment` write, in a small county
//! in which one figure after the other is made unknown. A 0 stands only where the files say 0.

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::geojson::{layer, point, write};
use crate::terminal::{folder, printed, text};

const FIGURES: [&str; 5] = ["pupils", "seats", "boarders", "beds", "pupils_primary_2020"];

/// Three schools and their villages. The figures named of school `b` are left out in `blank`'s way.
fn county(folder: &Path, left_out: &[&str], blank: Option<&Value>, with_homes: bool) {
    let school = |id: &str, lon: f64| {
        json!({
            "id": id, "name": id, "kind": "primary", "pupils": 120, "seats": 200, "boarders": 7, "beds": 9,
            "pupils_primary_2020": 130, "lon": lon,
        })
    };
    let schools: Vec<Value> = [("a", 104.0), ("b", 104.03), ("c", 104.06)]
        .into_iter()
        .map(|(id, lon)| {
            let mut properties = school(id, lon);
            let members = properties.as_object_mut().expect("an object");
            for figure in left_out.iter().filter(|_| id == "b") {
                members.remove(*figure);
                if let Some(blank) = blank {
                    members.insert((*figure).to_owned(), blank.clone());
                }
            }
            point(lon, &properties)
        })
        .collect();
    write(&folder.join("schools.geojson"), &layer(&schools));
    let homes: Vec<Value> = [("va", 104.0), ("vb", 104.03), ("vc", 104.06)]
        .into_iter()
        .map(|(id, lon)| point(lon, &json!({"id": id, "name": id, "pupils_primary": 120})))
        .collect();
    if with_homes {
        write(&folder.join("settlements.geojson"), &layer(&homes));
    }
}

/// The rows of a table for programs or people, by their heads.
fn rows(table: &str) -> Vec<Map<String, Value>> {
    let mut lines = table.trim_start_matches('\u{feff}').lines();
    let cells = |line: &str| -> Vec<String> {
        let mut cells = vec![String::new()];
        let mut is_quoted = false;
        for char in line.chars() {
            match char {
                '"' => is_quoted = !is_quoted,
                ',' if !is_quoted => cells.push(String::new()),
                char => cells.last_mut().expect("there is one").push(char),
            }
        }
        cells
    };
    let heads = cells(lines.next().expect("a table has heads"));
    lines
        .map(|line| {
            let cells = cells(line).into_iter().map(Value::from);
            heads.iter().cloned().zip(cells).collect()
        })
        .collect()
}

/// No column says 0 of a school: in this county nothing is 0.
fn says_no_zero(row: &Map<String, Value>, what: &str) {
    // Nobody's way is estimated, or everybody's; the village stands beside the school.
    let may_be_none = [
        "Pupils whose distance is estimated",
        "Mean distance of day pupils, m",
        "Longest distance of day pupils, m",
        "Mean distance of boarders, m",
        "Longest distance of boarders, m",
    ];
    for (column, value) in row
        .iter()
        .filter(|(column, _)| !may_be_none.contains(&column.as_str()))
    {
        let said = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        let is_zero = said.parse::<f64>() == Ok(0.0);
        assert!(!is_zero, "{what}: {column} is {value} in {row:?}");
    }
}

#[test]
fn what_is_not_known_is_written_as_nothing_and_never_as_zero() {
    let mut left_out: Vec<Vec<&str>> = FIGURES.iter().map(|figure| vec![*figure]).collect();
    left_out.push(FIGURES.to_vec());
    let blanks = [
        None,
        Some(Value::Null),
        Some("".into()),
        Some("不详".into()),
        Some("about many".into()),
    ];
    for left_out in &left_out {
        for (index, blank) in blanks.iter().enumerate() {
            let folder = folder();
            let place = folder.path().join("county");
            std::fs::create_dir(&place).expect("a folder");
            county(&place, left_out, blank.as_ref(), index % 2 == 0);
            let what = format!("{left_out:?} as {blank:?}");
            let plan = folder.path().join("out.geojson");
            let table = folder.path().join("out.csv");
            for output in [&plan, &table] {
                printed(&["export", text(&place), "-o", text(output)]);
            }
            let plan: Value =
                serde_json::from_str(&std::fs::read_to_string(&plan).expect("written"))
                    .expect("it is JSON");
            let features = plan["features"].as_array().expect("features");
            let of_schools = features
                .iter()
                .filter(|feature| feature["properties"]["layer"] == "school");
            for feature in of_schools {
                let properties = feature["properties"].as_object().expect("properties");
                says_no_zero(properties, &what);
                if properties["id"] == "b" && left_out.contains(&"pupils") {
                    assert!(
                        !properties.contains_key("pupils_today_primary"),
                        "{what}: {properties:?}"
                    );
                }
                if properties["id"] == "b" && left_out.contains(&"seats") {
                    assert!(
                        !properties.contains_key("seats_primary"),
                        "{what}: {properties:?}"
                    );
                }
            }
            let written = rows(&std::fs::read_to_string(&table).expect("written"));
            for row in written {
                says_no_zero(&row, &what);
                for (figure, column) in [
                    ("pupils", "Pupils today"),
                    ("seats", "Seats"),
                    ("seats", "Use of seats, %"),
                ] {
                    if row["Id"] == "b" && left_out.contains(&figure) {
                        assert_eq!(row[column], "", "{what}: {column}");
                    }
                }
            }
        }
    }
}
