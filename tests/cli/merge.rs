//! Merges asked for in the terminal.

use std::path::Path;

use serde_json::{Value, json};

use crate::pupil_metres_of;
use crate::terminal::{answer, folder, jingyan, number, printed, refused, text};

#[test]
fn a_merge_plan_reopens_and_compares_with_today() {
    let folder = folder();
    let plan = folder.path().join("merged.geojson");
    let merged = answer(&[
        "merge",
        &jingyan(),
        "--past-gate",
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
fn merges_are_proven_and_come_to_what_the_plan_comes_to_under_every_policy() {
    let folder = folder();
    for policy in ["keep", "seats", "nearest"] {
        let plan = folder.path().join(format!("{policy}.geojson"));
        let merged = answer(&[
            "merge",
            &jingyan(),
            "--past-gate",
            "--policy",
            policy,
            "-o",
            text(&plan),
            "--json",
        ]);
        assert_eq!(merged["proven"], true, "{policy}");
        assert_eq!(merged["objective"], merged["bound"], "{policy}");
        assert_eq!(merged["gap"], 0.0, "{policy}");
        let evaluated = pupil_metres_of(&plan, "primary", &merged);
        let told = number(&merged["objective"]);
        assert!(
            (evaluated - told).abs() < 1.0,
            "{policy}: {evaluated} {told}"
        );
        let all = merged["actions"].as_array().map(Vec::len).expect("actions")
            + merged["kept"].as_array().map(Vec::len).expect("kept");
        assert_eq!(
            all, 25,
            "{policy}: every small school is merged or stays with a reason"
        );
    }
}

#[test]
fn merges_on_top_of_a_plan_in_a_later_year_come_to_what_both_together_come_to() {
    let folder = folder();
    let plan = folder.path().join("more.geojson");
    let base = format!("{}/plan-2021-2025.geojson", jingyan());
    let merged = answer(&[
        "merge",
        &jingyan(),
        "--past-gate",
        "--plan",
        &base,
        "--year",
        "2025",
        "-o",
        text(&plan),
        "--json",
    ]);
    assert_eq!(merged["proven"], true);
    assert_eq!(merged["actions"][0]["year"], 2025);
    let (evaluated, told) = (
        pupil_metres_of(&plan, "primary", &merged),
        number(&merged["objective"]),
    );
    assert!((evaluated - told).abs() < 1.0, "{evaluated} {told}");
}

#[test]
fn the_front_trades_small_schools_left_against_longer_trips() {
    let merged = answer(&["merge", &jingyan(), "--past-gate", "--front", "--json"]);
    let front = merged["front"].as_array().expect("a front");
    let column = |name: &str| {
        front
            .iter()
            .map(|point| number(&point[name]))
            .collect::<Vec<_>>()
    };
    assert!(column("small_left").is_sorted_by(|a, b| a > b));
    assert!(column("added_pupil_metres").is_sorted_by(|a, b| a < b));
    // Today's flows fill the enrolments, which may take pupils past a nearer school: a closure can shorten ways.
    assert!(column("added_pupil_metres")[0] <= 0.0);
    assert!(
        front
            .iter()
            .all(|point| number(&point["bound"]) <= number(&point["objective"]))
    );
    assert!(front.iter().all(|point| point["proven"] == true));
    let last = front.last().expect("a point");
    assert_eq!(last["small_left"], merged["small_left"]);
    assert_eq!(last["objective"], merged["objective"]);
}

#[test]
fn a_school_that_is_to_stay_stays_and_a_lock_never_helps() {
    let merged = answer(&["merge", &jingyan(), "--past-gate", "--json"]);
    let school = merged["actions"][0]["school"]
        .as_str()
        .expect("an id")
        .to_owned();
    let locked = answer(&[
        "merge",
        &jingyan(),
        "--past-gate",
        "--keep",
        &school,
        "--json",
    ]);
    let closes = |answer: &Value| {
        let actions = answer["actions"].as_array().expect("actions");
        actions
            .iter()
            .any(|action| action["school"] == school.as_str())
    };
    assert!(closes(&merged) && !closes(&locked));
    let worth = |answer: &Value| (number(&answer["small_left"]), number(&answer["objective"]));
    assert!(worth(&locked) >= worth(&merged));
    refused(
        &["merge", &jingyan(), "--keep", "no-such-school"],
        "no-such-school",
    );
}

#[test]
fn upkeep_weighs_closures_against_longer_trips() {
    let closed = |km: &str| {
        let merged = answer(&["merge", &jingyan(), "--past-gate", "--upkeep", km, "--json"]);
        assert_eq!(merged["proven"], true, "{km}");
        merged["actions"].as_array().map_or(0, Vec::len)
    };
    let (none, some, all) = (closed("0"), closed("70"), closed("10000"));
    assert!(none < some && some < all, "{none} {some} {all}");
}

/// Pages of the gate for a plan: all, and those it refuses.
fn at_the_gate(plan: &Path) -> (usize, usize) {
    let gate = answer(&["gate", &jingyan(), "--plan", text(plan), "--json"]);
    let count = |name: &str| gate[name].as_array().map_or(0, Vec::len);
    (count("closures"), count("refused"))
}

#[test]
fn what_the_gate_would_refuse_is_not_proposed_unless_asked_for() {
    let folder = folder();
    let merged = |flags: &[&str]| {
        let plan = folder.path().join("merged.geojson");
        let county = jingyan();
        let mut args = vec!["merge", &county, "--json", "-o", text(&plan)];
        args.extend(flags);
        let merged = answer(&args);
        (merged, at_the_gate(&plan))
    };
    // Every closure of the sample leaves young pupils a long walk: some are let pass with a bus, none without.
    let (with_bus, (closed, refused)) = merged(&[]);
    assert!(closed > 0 && refused == 0, "{closed} {refused}");
    let actions = with_bus["actions"].as_array().expect("actions");
    assert!(actions.iter().any(|action| action["transport"].is_string()));
    let (free, (more, refused)) = merged(&["--past-gate"]);
    assert!(more >= closed && refused > 0, "{more} {refused}");
    let (on_foot, (fewer, refused)) = merged(&["--no-bus"]);
    assert!(fewer < closed && refused == 0, "{fewer} {refused}");
    assert!(number(&on_foot["small_left"]) > number(&free["small_left"]));
    let kept = on_foot["kept"].as_array().expect("kept");
    assert!(kept.iter().any(|stay| {
        let reason = stay["reason"].as_str().expect("a reason");
        reason.contains("研判不通过") || reason.contains("the gate refuses")
    }));
}

#[test]
fn step_by_step_what_can_close_at_once_does_and_the_gate_lets_all_pass() {
    let folder = folder();
    let plan = folder.path().join("steps.geojson");
    let year_of = |action: &Value| action["year"].as_i64().expect("a year");
    let stepped = answer(&[
        "merge",
        &jingyan(),
        "--until",
        "2030",
        "-o",
        text(&plan),
        "--json",
    ]);
    let actions = stepped["actions"].as_array().expect("actions");
    assert!(actions.iter().map(year_of).is_sorted());
    assert!(actions.iter().all(|action| year_of(action) <= 2030));
    let now = answer(&["merge", &jingyan(), "--json"]);
    let at_once = now["actions"].as_array().expect("actions");
    // What is to close in the end and can close at once does.
    let mut both = 0;
    for closure in at_once {
        let same = actions
            .iter()
            .find(|action| action["school"] == closure["school"]);
        both += usize::from(same.is_some());
        assert!(
            same.is_none_or(|action| year_of(action) == year_of(closure)),
            "{closure}"
        );
    }
    assert!(both > 0);
    let (closed, refused) = at_the_gate(&plan);
    assert_eq!((closed, refused), (actions.len(), 0));
    // Closing everything in the last year is one of the plans that the bound is for.
    let late = answer(&["merge", &jingyan(), "--year", "2030", "--json"]);
    let left = number(&late["small_left"]);
    assert!(number(&stepped["small_left_at_least"]) <= left);
    assert!(number(&stepped["small_left"]) >= number(&late["small_left_at_least"]));
    assert!(number(&stepped["bound"]) <= number(&stepped["objective"]));
    if number(&stepped["small_left"]) == left {
        assert!(number(&stepped["bound"]) <= number(&late["objective"]));
    }
    // What is added is added to the ways of the last year, in pupil-metres like all others.
    let before = |told: &Value| number(&told["pupil_metres"]) - number(&told["added_pupil_metres"]);
    assert!(
        (before(&stepped) - before(&late)).abs() < 0.5,
        "{stepped} {late}"
    );
    assert_eq!(
        (&stepped["ways_of_year"], &late["ways_of_year"]),
        (&json!(2030), &json!(2030))
    );
    assert_ne!(before(&stepped), before(&now));
}

#[test]
fn what_counts_as_small_is_said_with_its_number() {
    let question = ["merge", &jingyan(), "--past-gate", "--below", "60"];
    let said = printed(&question);
    assert!(said.contains(" schools under 60 pupils, "), "{said}");
    let asked = answer(&[&question[..], &["--json"]].concat());
    assert_eq!(asked["small_below"], 60);
}
