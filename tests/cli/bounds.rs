//! The terminal refuses what nobody can mean, in words and at once, and never writes over what it read.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::geojson;
use crate::terminal::{answer, folder, jingyan, number, refused, text, xuequ};

#[test]
fn absurd_numbers_are_refused_at_once() {
    let started = Instant::now();
    for (arguments, names) in [
        (
            &["evaluate", "sample", "--year", "2000000000"][..],
            "--year",
        ),
        (&["evaluate", "sample", "--year=-2147483648"], "--year"),
        (&["evaluate", "sample", "--year", "2199"], "2199"),
        (&["evaluate", "sample", "--year", "1950"], "1950"),
        (&["merge", "sample", "--until", "2000000000"], "--until"),
        (&["merge", "sample", "--until", "2199"], "2199"),
        (&["gate", "sample", "--year", "2147483647"], "--year"),
        (&["forecast", "sample", "--to", "2147483647"], "--to"),
        (
            &["site", "sample", "--new", "4294967295", "--curve"],
            "--new",
        ),
        (&["site", "sample", "--new", "100000"], "--new"),
        (
            &["site", "sample", "--new", "1", "--radius", "nan"],
            "--radius",
        ),
        (&["site", "sample", "--new", "1", "--radius=-5"], "--radius"),
        (
            &["site", "sample", "--new", "1", "--seats", "4294967295"],
            "--seats",
        ),
        (&["site", "sample", "--new", "1", "--seats", "0"], "--seats"),
        (&["merge", "sample", "--upkeep", "nan"], "--upkeep"),
        (&["merge", "sample", "--upkeep", "1e300"], "--upkeep"),
        (&["merge", "sample", "--upkeep", "10000000"], "--upkeep"),
        (&["merge", "sample", "--below", "4294967295"], "--below"),
        (
            &["merge", "sample", "--max-distance", "inf"],
            "--max-distance",
        ),
        (
            &["merge", "sample", "--longest-trip", "1e12"],
            "--longest-trip",
        ),
        (&["merge", "sample", "--time-limit", "nan"], "--time-limit"),
        (&["layout", "sample", "--upkeep", "1e300"], "--upkeep"),
        (&["layout", "sample", "--building=-1"], "--building"),
        (&["layout", "sample", "--floor", "4294967295"], "--floor"),
        (
            &["layout", "sample", "--ceiling", "4294967295"],
            "--ceiling",
        ),
        (
            &["layout", "sample", "--new-places", "18446744073709551615"],
            "--new-places",
        ),
        (&["assign", "sample", "--max-distance=-1"], "--max-distance"),
        (
            &[
                "compare", "sample", "--plan", "today", "--plan", "today", "--year", "2199",
            ],
            "2199",
        ),
    ] {
        refused(arguments, names);
    }
    let took = started.elapsed();
    assert!(took < Duration::from_mins(2), "{took:?}");
}

/// A county in a folder, with the files as they are.
fn county(schools: &[Value], settlements: &[Value]) -> tempfile::TempDir {
    let folder = folder();
    for (name, features) in [("schools", schools), ("settlements", settlements)] {
        let path = folder.path().join(format!("{name}.geojson"));
        geojson::write(&path, &geojson::layer(features));
    }
    folder
}

fn at(km: f64, properties: &Value) -> Value {
    geojson::point(104.0 + km * 1_000.0 / 96_843.0, properties)
}

fn two_schools() -> tempfile::TempDir {
    county(
        &[
            at(
                0.0,
                &json!({"id": "A", "name": "A", "kind": "primary", "pupils": 60, "seats": 100}),
            ),
            at(
                2.0,
                &json!({"id": "B", "name": "B", "kind": "primary", "pupils": 200, "seats": 400}),
            ),
        ],
        &[
            at(
                0.0,
                &json!({"id": "va", "name": "va", "pupils_primary": 60}),
            ),
            at(
                2.0,
                &json!({"id": "vb", "name": "vb", "pupils_primary": 200}),
            ),
        ],
    )
}

fn plan_in(folder: &Path, name: &str, actions: &Value) -> std::path::PathBuf {
    let member = json!({"format": 1, "name": name, "period": [2021, 2025], "policy": "keep",
                        "standards": [], "data": [], "actions": actions});
    let path = folder.join(format!("{name}.geojson"));
    geojson::write(&path, &geojson::plan_file(&member));
    path
}

#[test]
fn what_was_read_is_never_written_over() {
    let county = two_schools();
    let elsewhere = folder();
    let plan = plan_in(elsewhere.path(), "plan", &json!([]));
    let schools = county.path().join("schools.geojson");
    let spelled = county.path().join("./schools.geojson");
    let link = elsewhere.path().join("link.geojson");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&schools, &link).expect("a link can be made");
    #[cfg(not(unix))]
    std::fs::hard_link(&schools, &link).expect("a link can be made");
    let before = std::fs::read(&schools).expect("it is there");
    let planned = std::fs::read(&plan).expect("it is there");
    let folder = text(county.path());
    for output in [&schools, &spelled, &link] {
        let output = text(output);
        for arguments in [
            &["export", folder, "-o", output][..],
            &["merge", folder, "-o", output],
            &[
                "site", folder, "--new", "1", "--stage", "primary", "-o", output,
            ],
            &["layout", folder, "-o", output],
            &["evaluate", folder, "--assignment", output],
            &["assign", folder, "--assignment", output],
        ] {
            refused(arguments, "was not saved");
        }
    }
    let own = text(&plan);
    refused(
        &["export", folder, "--plan", own, "-o", own],
        "one of the files that were read",
    );
    assert_eq!(std::fs::read(&schools).expect("it is there"), before);
    assert_eq!(std::fs::read(&plan).expect("it is there"), planned);
    assert_eq!(
        std::fs::read_dir(county.path()).expect("a folder").count(),
        2
    );
}

#[test]
fn a_table_in_the_folder_of_the_county_is_no_part_of_it() {
    let county = two_schools();
    let folder = text(county.path());
    let told = |arguments: &[&str]| answer(arguments)["warnings"].clone();
    let before = told(&["check", folder, "--json"]);
    let table = county.path().join("who.csv");
    let schools = county.path().join("table.csv");
    for _again in 0..2 {
        for arguments in [
            &["evaluate", folder, "--assignment", text(&table)][..],
            &["assign", folder, "--assignment", text(&table)],
            &["export", folder, "-o", text(&schools)],
        ] {
            assert!(xuequ(arguments).status.success(), "{arguments:?}");
        }
    }
    assert!(table.exists() && schools.exists());
    assert_eq!(told(&["check", folder, "--json"]), before);
    // Under the name of a layer it would be read as one.
    let layer = county.path().join("who.geojson");
    for task in ["evaluate", "assign"] {
        refused(
            &[task, folder, "--assignment", text(&layer)],
            "would be taken for data",
        );
    }
    assert!(!layer.exists());
}

#[test]
fn the_file_of_today_opens_again_and_speaks_the_language() {
    let folder = folder();
    let file = folder.path().join("today.geojson");
    let file = text(&file);
    assert!(xuequ(&["export", "sample", "-o", file]).status.success());
    let told = answer(&["evaluate", "sample", "--plan", file, "--json"]);
    assert!(told["year"].as_i64().expect("a year") > 2000);

    let proposed = folder.path().join("proposed.geojson");
    let proposed = text(&proposed);
    let limit = ["--time-limit", "5"];
    assert!(
        xuequ(&[&["merge", "sample", "-o", proposed][..], &limit].concat())
            .status
            .success()
    );
    let told = answer(&["evaluate", "sample", "--plan", proposed, "--json"]);
    assert_eq!(told["plan"], "Plan A");
}

#[test]
fn a_front_and_several_years_keep_the_time_limit_and_say_why_they_stopped() {
    let folder = jingyan();
    for more in [&["--front"][..], &["--until", "2027"]] {
        let started = Instant::now();
        let limited = ["merge", &folder, "--time-limit", "5", "--json"];
        let told = answer(&[&limited[..], more].concat());
        // Reading, roads and one look at the gate come on top, in a build without optimisation.
        assert!(started.elapsed() < Duration::from_secs(90), "{more:?}");
        let is_proven = told["proven"].as_bool().expect("yes or no");
        assert_eq!(is_proven, told["stopped"].is_null(), "{told}");
    }
}

#[test]
fn teaching_points_are_not_counted_as_schools_of_a_layout() {
    let county = county(
        &[
            at(
                0.0,
                &json!({"id": "A", "name": "A", "kind": "primary", "pupils": 150, "seats": 200}),
            ),
            at(
                6.0,
                &json!({"id": "B", "name": "B", "kind": "primary", "pupils": 150, "seats": 200}),
            ),
            at(
                12.0,
                &json!({"id": "T", "name": "T", "kind": "teaching_point", "pupils": 30, "seats": 60, "parent": "A"}),
            ),
        ],
        &[
            at(
                0.0,
                &json!({"id": "va", "name": "va", "pupils_primary": 150}),
            ),
            at(
                6.0,
                &json!({"id": "vb", "name": "vb", "pupils_primary": 150}),
            ),
            at(
                12.0,
                &json!({"id": "vt", "name": "vt", "pupils_primary": 30}),
            ),
        ],
    );
    let told = answer(&["layout", text(county.path()), "--floor", "0", "--json"]);
    assert_eq!(
        (&told["schools"], &told["teaching_points"]),
        (&json!(2), &json!(1))
    );
}

#[test]
fn a_stage_that_is_added_takes_those_whom_it_serves_better() {
    let county = county(
        &[
            at(
                0.0,
                &json!({"id": "P", "name": "P", "kind": "primary", "pupils": 100, "seats": 200}),
            ),
            at(
                12.0,
                &json!({"id": "J", "name": "J", "kind": "junior", "pupils": 60, "seats": 300}),
            ),
        ],
        &[
            at(
                0.0,
                &json!({"id": "vp", "name": "vp", "pupils_primary": 100, "pupils_junior": 40}),
            ),
            at(
                12.0,
                &json!({"id": "vj", "name": "vj", "pupils_primary": 0, "pupils_junior": 20}),
            ),
        ],
    );
    let adjust = json!({"kind": "adjust", "school": "P", "becomes": "nine_year", "year": 2022});
    let expand = json!({"kind": "expand", "school": "P", "seats": {"junior": 100}, "year": 2022});
    for (name, actions) in [
        ("after", json!([adjust, expand])),
        ("before", json!([expand, adjust])),
    ] {
        let elsewhere = folder();
        let plan = plan_in(elsewhere.path(), name, &actions);
        let told = answer(&[
            "evaluate",
            text(county.path()),
            "--plan",
            text(&plan),
            "--json",
            "--year",
            "2022",
        ]);
        let schools = told["schools"].as_array().expect("a list");
        let junior = schools
            .iter()
            .find(|school| school["id"] == "P" && school["stage"] == "junior");
        let junior = junior.expect("it runs the stage");
        assert_eq!(junior["seats"], 100, "{name}");
        assert_eq!(junior["pupils"], 40, "{name}: all of the village beside it");
    }
}

#[test]
fn findings_say_what_they_are_about() {
    let told = answer(&["evaluate", "sample", "--json"]);
    let findings = told["findings"].as_array().expect("a list");
    assert!(
        findings
            .iter()
            .any(|finding| finding["settlement"].is_string())
    );
    for finding in findings {
        for member in ["school", "settlement", "township", "stage", "pupils"] {
            assert!(finding.get(member).is_some(), "{member}: {finding}");
        }
    }
    let of_rule = |rule: &'static str| {
        let findings = findings.iter();
        findings.filter(move |finding| finding["standard"] == rule)
    };
    // Each breach once: a way that is too long with both its ends.
    let mut told_once = BTreeSet::new();
    for finding in findings {
        let place = ["standard", "stage", "school", "settlement", "township"]
            .map(|member| finding[member].to_string());
        assert!(told_once.insert(place), "twice: {finding}");
    }
    for finding in of_rule("trip.primary") {
        for member in ["school", "settlement", "township", "stage"] {
            assert!(finding[member].is_string(), "{member}: {finding}");
        }
    }
    let far: f64 = of_rule("trip.primary")
        .map(|finding| number(&finding["pupils"]))
        .sum();
    assert_eq!(far, number(&told["stages"]["primary"]["over_limit_pupils"]));
    // By rule they are as many.
    let rules = told["broken_rules"].as_array().expect("a list");
    let places: f64 = rules.iter().map(|rule| number(&rule["places"])).sum();
    assert_eq!(places, findings.len() as f64);
    for rule in rules {
        let own = findings
            .iter()
            .filter(|finding| finding["standard"] == rule["standard"]);
        for (count, member) in [("settlements", "settlement"), ("schools", "school")] {
            let named = own.clone().map(|finding| finding[member].to_string());
            let named: BTreeSet<String> = named.filter(|id| id != "null").collect();
            assert_eq!(number(&rule[count]), named.len() as f64, "{rule}");
        }
        let pupils: f64 = own.filter_map(|finding| finding["pupils"].as_f64()).sum();
        assert_eq!(rule["pupils"].as_f64().unwrap_or(0.0), pupils, "{rule}");
    }
    // What is wrong at one settlement in one stage is one breach, whatever rules and schools it concerns.
    let at = |finding: &Value| match &finding["settlement"] {
        Value::Null => finding.to_string(),
        home => format!("{home} {}", finding["stage"]),
    };
    let places: BTreeSet<String> = findings.iter().map(at).collect();
    assert_eq!(number(&told["breaches"]), places.len() as f64);
    assert!(places.len() < findings.len());
    // A settlement beyond a limit concerns some of its pupils.
    let homes = findings
        .iter()
        .filter(|finding| finding["settlement"].is_string());
    for finding in homes {
        assert!(number(&finding["pupils"]) > 0.0, "{finding}");
    }
}

#[test]
fn the_ground_of_a_nine_year_school_is_shared_between_its_stages() {
    let county = county(
        &[
            at(
                0.0,
                &json!({"id": "P", "name": "P", "kind": "primary", "pupils": 100, "seats": 100, "sports_m2": 1000}),
            ),
            // 100 pupils weigh 1 each, 100 of the junior stage 1.1 each: 210 shares of 10 m².
            at(
                2.0,
                &json!({"id": "N", "name": "N", "kind": "nine_year", "pupils_primary": 100, "pupils_junior": 100,
                            "seats_primary": 100, "seats_junior": 100, "sports_m2": 2100}),
            ),
        ],
        &[
            at(
                0.0,
                &json!({"id": "va", "name": "va", "pupils_primary": 100, "pupils_junior": 0}),
            ),
            at(
                2.0,
                &json!({"id": "vb", "name": "vb", "pupils_primary": 100, "pupils_junior": 100}),
            ),
        ],
    );
    let elsewhere = folder();
    let plan = plan_in(elsewhere.path(), "plan", &json!([]));
    let told = answer(&["gate", text(county.path()), "--plan", text(&plan), "--json"]);
    let targets = told["targets"].as_array().expect("a list");
    let cv = targets
        .iter()
        .find(|target| target["standard"] == "balance.cv.primary")
        .expect("a target");
    assert!(number(&cv["now"]).abs() < 1e-9, "{cv}");
}
