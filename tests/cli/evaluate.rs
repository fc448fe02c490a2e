//! What a county and its layouts come to, in the terminal.

use std::path::Path;

use serde_json::Value;

use crate::geojson;
use crate::terminal::{answer, folder, jingyan, text};

#[test]
fn the_built_in_county_is_the_one_in_maps() {
    let of = |place: &str| answer(&["evaluate", place, "--json"])["stages"].clone();
    assert_eq!(of("sample"), of(&jingyan()));
}

#[test]
fn an_answer_lists_the_standards_behind_it_and_who_confirmed_them() {
    let folder = folder();
    let path = folder.path().join("plan.geojson");
    let plan = std::fs::read_to_string(Path::new(&jingyan()).join("plan-cautious.geojson"));
    let mut plan: Value = serde_json::from_str(&plan.expect("it is there")).expect("JSON");
    plan["xuequ"]["standards"] = serde_json::json!(["cn-national", "cn-rural", "bus.pupils=50"]);
    plan["xuequ"]["confirmed"] = serde_json::json!({"bus.pupils": {"limit": 50.0, "by": "Wang"}});
    std::fs::write(&path, plan.to_string()).expect("it can be written");
    let answer = answer(&["evaluate", &jingyan(), "--plan", text(&path), "--json"]);
    let standards = answer["standards"].as_array().expect("a list");
    let rule = |id: &str| {
        let rule = standards.iter().find(|rule| rule["id"] == id);
        rule.unwrap_or_else(|| panic!("no {id}"))
    };
    let bus = rule("bus.pupils");
    assert_eq!(bus["limit"], 50.0);
    assert_eq!(
        (&bus["basis"], &bus["confirmed_by"]),
        (&"edited".into(), &"Wang".into())
    );
    assert_eq!(bus["needs_confirmation"], false);
    assert_eq!(rule("bus.year_cost")["confirmed_by"], Value::Null);
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
fn a_road_that_a_plan_builds_changes_trips_from_its_year_on() {
    let folder = folder();
    let path = folder.path().join("road.geojson");
    let roads = std::fs::read_to_string(Path::new(&jingyan()).join("roads.geojson"));
    let roads: Value = serde_json::from_str(&roads.expect("it is there")).expect("JSON");
    let roads = roads["features"].as_array().expect("features");
    let end = |road: usize| roads[road]["geometry"]["coordinates"][0].clone();
    let line = [end(0), end(roads.len() / 3), end(roads.len() - 1)];
    let road = serde_json::json!({
        "kind": "road", "road": "r1", "work": "build", "class": "main",
        "line": line, "year": 2023, "reason": "",
    });
    let member =
        serde_json::json!({"format": 1, "name": "road", "period": [2021, 2025], "actions": [road]});
    geojson::write(&path, &geojson::plan_file(&member));
    let mean = |year: &str, with_plan: bool| {
        let county = jingyan();
        let mut words = vec![
            "evaluate", &county, "--year", year, "--policy", "nearest", "--json",
        ];
        if with_plan {
            words.extend(["--plan", text(&path)]);
        }
        let answer = answer(&words);
        answer["stages"]["primary"]["distance_m"]["mean"]
            .as_f64()
            .expect("a mean")
    };
    assert_eq!(mean("2022", true), mean("2022", false));
    assert_ne!(mean("2023", true), mean("2023", false));
}
