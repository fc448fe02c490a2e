//! The program in a terminal: what it prints, what it writes, how it refuses.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn xuequ(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xuequ"))
        .args(arguments)
        .args(["--lang", "en"])
        .output()
        .expect("the program starts")
}

fn answer(arguments: &[&str]) -> Value {
    let output = xuequ(arguments);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("the answer is JSON")
}

fn jingyan() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("maps/jingyan")
        .display()
        .to_string()
}

fn text(path: &Path) -> &str {
    path.to_str().expect("paths here are plain")
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder to write in")
}

#[test]
fn the_built_in_county_is_the_one_in_maps() {
    let of = |place: &str| answer(&["evaluate", place, "--json"])["stages"].clone();
    assert_eq!(of("sample"), of(&jingyan()));
}

#[test]
fn every_pupil_is_counted_once_under_every_policy() {
    for policy in ["nearest", "seats", "keep"] {
        let evaluated = answer(&["evaluate", &jingyan(), "--policy", policy, "--json"]);
        assert_eq!(evaluated["policy"], policy);
        let stages = evaluated["stages"].as_object().expect("stages");
        let total = |name: &str| {
            stages
                .values()
                .map(|stage| stage[name].as_u64().expect("a whole number"))
                .sum::<u64>()
        };
        assert_eq!(total("pupils"), 27_703, "{policy}");
        assert_eq!(total("placed") + total("unplaced"), 27_703, "{policy}");
        let schools = evaluated["schools"].as_array().expect("schools");
        let attending: u64 = schools
            .iter()
            .map(|school| school["pupils"].as_u64().expect("a whole number"))
            .sum();
        assert_eq!(attending, total("placed"), "{policy}");
    }
}

#[test]
fn under_seats_no_school_is_over_full_and_no_trip_total_is_below_nearest() {
    let mean = |policy: &str| {
        let evaluated = answer(&["evaluate", &jingyan(), "--policy", policy, "--json"]);
        if policy == "seats" {
            for school in evaluated["schools"].as_array().expect("schools") {
                assert!(
                    school["pupils"].as_u64() <= school["seats"].as_u64(),
                    "{school}"
                );
            }
        }
        evaluated["stages"]["primary"]["distance_m"]["mean"]
            .as_f64()
            .expect("a mean")
    };
    assert!(mean("nearest") < mean("seats"));
}

#[test]
fn the_assignment_table_is_sorted_and_adds_up() {
    let folder = folder();
    let table = folder.path().join("assignment.csv");
    let evaluated = answer(&[
        "evaluate",
        &jingyan(),
        "--json",
        "--assignment",
        text(&table),
    ]);
    let written = std::fs::read_to_string(&table).expect("the table is written");
    let mut lines = written.lines();
    assert_eq!(
        lines.next(),
        Some("stage,settlement,school,pupils,distance_m,basis")
    );
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    assert!(
        rows.iter()
            .all(|row| row.len() == 6 && ["road", "estimate", ""].contains(&row[5]))
    );
    assert!(rows.is_sorted_by_key(|row| (row[0], row[1], row[2])));
    let pupils: u64 = rows
        .iter()
        .filter(|row| row[0] == "primary")
        .map(|row| row[3].parse::<u64>().expect("pupils"))
        .sum();
    assert_eq!(
        evaluated["stages"]["primary"]["pupils"].as_u64(),
        Some(pupils)
    );
}

#[test]
fn a_merge_plan_reopens_and_compares_with_today() {
    let folder = folder();
    let plan = folder.path().join("merged.geojson");
    let merged = answer(&[
        "merge",
        &jingyan(),
        "--max-distance",
        "6000",
        "-o",
        text(&plan),
        "--json",
    ]);
    let actions = merged["actions"].as_array().expect("actions");
    assert!(!actions.is_empty() && actions.iter().all(|action| action["kind"] == "merge"));
    assert!(actions.iter().all(|action| {
        action["reason"]
            .as_str()
            .is_some_and(|reason| !reason.is_empty())
    }));

    let compared = answer(&[
        "compare",
        &jingyan(),
        "--plan",
        "today",
        "--plan",
        text(&plan),
        "--json",
    ]);
    let primary = &compared["stages"]["primary"];
    let open = |side: &str| {
        primary[side]["schools"].as_u64().expect("schools")
            + primary[side]["teaching_points"].as_u64().expect("points")
    };
    assert_eq!(open("a") - open("b"), actions.len() as u64);
    assert!(primary["pupils_moved"].as_u64() > Some(0));
}

#[test]
fn new_kindergartens_shorten_the_trips_of_everyone_to_the_nearest() {
    let folder = folder();
    let plan = folder.path().join("new.geojson");
    let sited = answer(&[
        "site",
        &jingyan(),
        "--stage",
        "kindergarten",
        "--new",
        "3",
        "-o",
        text(&plan),
        "--json",
    ]);
    assert_eq!(sited["proven"], true);
    assert_eq!(sited["actions"].as_array().map(Vec::len), Some(3));
    let year = sited["actions"][0]["year"].to_string();
    let evaluated = answer(&[
        "evaluate",
        &jingyan(),
        "--plan",
        text(&plan),
        "--year",
        &year,
        "--policy",
        "nearest",
        "--json",
    ]);
    let stage = &evaluated["stages"]["kindergarten"];
    let pupil_metres = stage["distance_m"]["mean"].as_f64().expect("a mean")
        * stage["placed"].as_f64().expect("pupils");
    let objective = sited["objective"].as_f64().expect("an objective");
    // The mean is told to the decimetre.
    assert!(
        (pupil_metres - objective).abs() < 0.06 * stage["placed"].as_f64().expect("pupils"),
        "{pupil_metres} {objective}"
    );
}

#[test]
fn a_plan_is_exported_as_geojson_and_as_a_table() {
    let folder = folder();
    for name in ["plan.geojson", "schools.csv"] {
        let path = folder.path().join(name);
        assert!(
            xuequ(&["export", &jingyan(), "-o", text(&path)])
                .status
                .success()
        );
        assert!(
            std::fs::metadata(&path).is_ok_and(|file| file.len() > 1_000),
            "{name}"
        );
    }
}

fn refused(arguments: &[&str], names: &str) {
    let output = xuequ(arguments);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains(names), "{told}");
    assert!(output.stdout.is_empty());
}

#[test]
fn bad_input_names_the_file_and_ends_with_two() {
    let folder = folder();
    let broken: PathBuf = folder.path().join("broken.geojson");
    std::fs::write(
        &broken,
        "{\"type\": \"FeatureCollection\",\n \"features\": [",
    )
    .expect("a file");
    refused(&["check", "no-such-folder"], "no-such-folder");
    refused(&["evaluate", text(&broken)], "broken.geojson");
    refused(
        &["evaluate", &jingyan(), "--plan", text(&broken)],
        "broken.geojson",
    );
    refused(&["export", &jingyan(), "-o", "plan.docx"], "plan.docx");
}

#[test]
fn nothing_is_written_when_the_question_is_refused() {
    let folder = folder();
    let old = folder.path().join("plan.geojson");
    std::fs::write(&old, "as it was").expect("a file");
    refused(
        &["merge", "no-such-folder", "-o", text(&old)],
        "no-such-folder",
    );
    assert_eq!(
        std::fs::read_to_string(&old).expect("still there"),
        "as it was"
    );
}
