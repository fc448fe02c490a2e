//! The county as it was understood, written for other programs and opened again.

use std::process::Command;

use rusqlite::Connection;

use crate::terminal::{answer, folder, jingyan, printed, refused, text, xuequ};

#[test]
fn a_converted_county_is_the_same_county() {
    let folder = folder();
    let before = answer(&["check", &jingyan(), "--json"]);
    for name in ["county.gpkg", "county.geojson"] {
        let path = folder.path().join(name);
        let run = xuequ(&["convert", &jingyan(), "-o", text(&path)]);
        assert!(run.status.success(), "{run:?}");
        let after = answer(&["check", text(&path), "--json"]);
        for figure in [
            "county",
            "illustrative",
            "townships",
            "schools",
            "settlements",
            "homes",
            "roads",
        ] {
            assert_eq!(after[figure], before[figure], "{name}: {figure}");
        }
        assert_eq!(
            after["warnings"].as_array().map(Vec::len),
            Some(0),
            "{name}: {after}"
        );
    }
    let database = Connection::open(folder.path().join("county.gpkg")).expect("a database");
    let unknown: i64 = database
        .query_row(
            "SELECT count(*) FROM schools WHERE beds IS NULL",
            [],
            |row| row.get(0),
        )
        .expect("a table of schools");
    assert!(unknown > 0, "most schools have no beds on record");
}

#[test]
fn nothing_is_written_over_unless_forced_nor_over_what_was_read() {
    let folder = folder();
    let path = folder.path().join("county.gpkg");
    std::fs::write(&path, "mine").expect("a file");
    refused(&["convert", &jingyan(), "-o", text(&path)], "--force");
    assert_eq!(std::fs::read(&path).expect("still there"), b"mine");
    let forced = ["convert", &jingyan(), "-o", text(&path), "--force"];
    assert!(xuequ(&forced).status.success());
    let written = std::fs::read(&path).expect("it is there");
    assert!(written.starts_with(b"SQLite format 3\0"));
    refused(
        &["convert", text(&path), "-o", text(&path), "--force"],
        "county.gpkg",
    );
    assert_eq!(std::fs::read(&path).expect("still there"), written);
    refused(&["convert", &jingyan(), "-o", "county.shp"], ".gpkg");
}

#[test]
fn fixing_lists_what_was_put_right_and_leaves_the_file_alone() {
    let folder = folder();
    let schools = folder.path().join("in.geojson");
    let rows = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"name":"青石小学","pupils":"八十"},"geometry":{"type":"Point","coordinates":[104.01,29.61]}},
        {"type":"Feature","properties":{"name":"柳树小学"},"geometry":null},
        {"type":"Feature","properties":{"name":"石桥培训中心"},"geometry":{"type":"Point","coordinates":[104.02,29.62]}}]}"#;
    std::fs::write(&schools, rows).expect("a file");
    let output = tempfile::tempdir().expect("a folder");
    let output = output.path().join("fixed.gpkg");
    let told = printed(&["check", text(&schools), "--fix", "-o", text(&output)]);
    assert!(told.contains("柳树小学: No place on the map"), "{told}");
    for heading in [
        "Read and told: 4\n",
        "Corrections applied: 0\n",
        "Questions left to you: 1\n",
    ] {
        assert!(told.contains(heading), "{told}");
    }
    assert!(told.contains("fixed.gpkg"), "{told}");
    assert_eq!(
        std::fs::read_to_string(&schools).expect("it is there"),
        rows
    );
    assert!(output.exists());
    refused(&["check", text(&schools), "--fix"], "--output");
}

#[test]
fn why_a_county_is_not_written_is_said_in_the_language_asked_for() {
    let folder = folder();
    let (schools, output) = (
        folder.path().join("wide.geojson"),
        folder.path().join("wide.gpkg"),
    );
    let columns: Vec<String> = (0..2_100)
        .map(|number| format!(r#""x{number}":1"#))
        .collect();
    let columns = columns.join(",");
    let rows = format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"name":"青石小学",{columns}}},
            "geometry":{{"type":"Point","coordinates":[104.01,29.61]}}}}]}}"#
    );
    std::fs::write(&schools, rows).expect("a file");
    let convert = ["convert", text(&schools), "-o", text(&output)];
    refused(&convert, "save it as .geojson");
    let run = Command::new(env!("CARGO_BIN_EXE_xuequ"))
        .args(convert)
        .args(["--lang", "zh"])
        .output()
        .expect("the program starts");
    let told = String::from_utf8_lossy(&run.stderr).replace(text(&output), "");
    assert!(told.contains("无法写入"), "{told}");
    assert!(!told.contains("column"), "{told}");
    assert!(!output.exists());
}
