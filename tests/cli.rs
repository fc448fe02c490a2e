//! The program in a terminal: what it prints, what it writes, how it refuses.

#[path = "common/terminal.rs"]
mod terminal;

use std::path::{Path, PathBuf};

use serde_json::Value;
use terminal::{answer, folder, jingyan, number, refused, text, xuequ};

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
    let plan = serde_json::json!({"type": "FeatureCollection", "xuequ": member, "features": []});
    std::fs::write(&path, plan.to_string()).expect("it can be written");
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

/// What evaluating a plan file in the year of its first measure comes to, in pupil-metres of a stage.
fn pupil_metres_of(plan: &Path, stage: &str, proposal: &Value) -> f64 {
    let year = proposal["actions"][0]["year"].to_string();
    let table = plan.with_extension("csv");
    answer(&[
        "evaluate",
        &jingyan(),
        "--plan",
        text(plan),
        "--year",
        &year,
        "--assignment",
        text(&table),
        "--json",
    ]);
    let written = std::fs::read_to_string(&table).expect("the table is written");
    let rows = written
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect::<Vec<_>>());
    let number = |text: &str| text.parse::<f64>().unwrap_or(0.0);
    rows.filter(|row| row[0] == stage)
        .map(|row| number(row[3]) * number(row[4]))
        .sum()
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
    assert_eq!(
        column("added_pupil_metres")[0],
        0.0,
        "nothing is closed at first"
    );
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
    assert!(actions.len() >= at_once.len());
    // What can close at once does.
    assert_eq!(&actions[..at_once.len()], &at_once[..]);
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
}

#[test]
fn catchments_in_one_piece_and_borders_never_make_a_layout_better() {
    let layout = |flags: &[&str]| {
        let county = jingyan();
        let mut args = vec!["layout", &county, "--json", "--time-limit", "20"];
        args.extend(["--upkeep", "100", "--stage", "junior"]);
        args.extend(flags);
        answer(&args)
    };
    let free = layout(&[]);
    for flags in [&["--contiguous"][..], &["--within", "district"]] {
        let bound = layout(flags);
        assert!(
            number(&bound["objective"]) >= number(&free["bound"]),
            "{flags:?}"
        );
        assert!(
            number(&bound["bound"]) <= number(&bound["objective"]),
            "{flags:?}"
        );
    }
}

#[test]
fn new_schools_may_take_the_place_of_old_ones_also_on_their_sites() {
    let folder = folder();
    let merged = folder.path().join("merged.geojson");
    let county = jingyan();
    let year = ["--year", "2025"];
    answer(
        &[
            &["merge", &county, "--json", "-o", text(&merged)][..],
            &year,
        ]
        .concat(),
    );
    let sites = |flags: &[&str]| {
        let mut args = vec![
            "site", &county, "--json", "--stage", "primary", "--new", "1",
        ];
        args.extend([
            "--plan",
            text(&merged),
            "--seats",
            "270",
            "--time-limit",
            "10",
        ]);
        args.extend(year);
        args.extend(flags);
        answer(&args)
    };
    let kinds = |answer: &Value, kind: &str| {
        let actions = answer["actions"].as_array().expect("actions");
        actions
            .iter()
            .filter(|action| action["kind"] == kind)
            .count()
    };
    let (stay, close) = (sites(&[]), sites(&["--close", "--upkeep", "200"]));
    assert_eq!((kinds(&stay, "new"), kinds(&close, "new")), (1, 1));
    assert_eq!(kinds(&stay, "merge") + kinds(&stay, "close"), 0);
    assert!(kinds(&close, "merge") + kinds(&close, "close") > 0);
    let former = sites(&["--closed-sites", "--no-settlements"]);
    assert_eq!(kinds(&former, "new"), 1);
    assert!(number(&former["objective"]) >= number(&stay["bound"]));
    let drawn = sites(&["--no-settlements", "--point", "104.07,29.65"]);
    assert_eq!(kinds(&drawn, "new"), 1);
    refused(&["site", &county, "--new", "1", "--point", "104"], "104");
}

#[test]
fn each_further_kindergarten_brings_what_the_curve_says() {
    for objective in ["distance", "cover"] {
        let sited = answer(&[
            "site",
            &jingyan(),
            "--new",
            "3",
            "--objective",
            objective,
            "--curve",
            "--json",
        ]);
        let curve = sited["curve"].as_array().expect("a curve");
        assert_eq!(curve.len(), 4, "{objective}");
        assert_eq!(curve[3]["objective"], sited["objective"], "{objective}");
        for (before, after) in curve.iter().zip(&curve[1..]) {
            assert_eq!(after["proven"], true, "{objective}");
            let change = number(&before["objective"]) - number(&after["objective"]);
            let gain = if objective == "cover" {
                -change
            } else {
                change
            };
            assert!(gain > 0.0, "{objective}");
            assert!((gain - number(&after["gain"])).abs() < 0.1, "{objective}");
        }
    }
}

#[test]
fn new_kindergartens_with_seats_are_not_filled_beyond_them() {
    let sited = answer(&[
        "site",
        &jingyan(),
        "--new",
        "2",
        "--seats",
        "90",
        "--time-limit",
        "5",
        "--json",
    ]);
    assert!(number(&sited["bound"]) <= number(&sited["objective"]));
    for action in sited["actions"].as_array().expect("actions") {
        assert_eq!(action["kind"], "new");
        assert!(
            number(&action["properties"]["seats_kindergarten"]) <= 90.0,
            "{action}"
        );
    }
    refused(
        &[
            "site",
            &jingyan(),
            "--new",
            "1",
            "--seats",
            "30",
            "--floor",
            "31",
        ],
        "have fewer seats than the floor",
    );
}

#[test]
fn a_layout_keeps_the_time_limit_and_tells_how_far_from_the_best_it_may_be() {
    let folder = folder();
    let plan = folder.path().join("layout.geojson");
    let started = std::time::Instant::now();
    let laid = answer(&[
        "layout",
        &jingyan(),
        "--time-limit",
        "3",
        "-o",
        text(&plan),
        "--json",
    ]);
    // Reading, one local search to its end and writing come on top.
    assert!(started.elapsed().as_secs_f64() < 20.0);
    assert!(number(&laid["seconds"]) < 10.0);
    let (objective, bound) = (number(&laid["objective"]), number(&laid["bound"]));
    assert!(0.0 < bound && bound <= objective);
    let gap = (objective - bound) / objective;
    assert!((gap - number(&laid["gap"])).abs() < 1e-9);
    assert_eq!(laid["proven"], objective == bound);
    let actions = laid["actions"].as_array().expect("actions");
    assert!(!actions.is_empty());
    assert!(actions.iter().all(|action| {
        action["reason"]
            .as_str()
            .is_some_and(|reason| !reason.is_empty())
    }));
    // Settlements that are split travel no farther than whole ones.
    let evaluated = pupil_metres_of(&plan, "primary", &laid);
    assert!(
        evaluated <= number(&laid["pupil_metres"]) + 1.0,
        "{evaluated}"
    );
}

#[test]
fn a_layout_that_cannot_be_says_why() {
    let today = answer(&["evaluate", &jingyan(), "--json"]);
    let schools = today["schools"].as_array().expect("schools");
    let mut question = vec!["layout".to_owned(), jingyan()];
    // Without the schools of the county town, seats are short everywhere else.
    for school in schools {
        if school["stage"] == "primary" && number(&school["seats"]) > 700.0 {
            let id = school["id"].as_str().expect("an id");
            question.extend(["--close".to_owned(), id.to_owned()]);
        }
    }
    let question: Vec<&str> = question.iter().map(String::as_str).collect();
    refused(&question, "seats are short");
}

#[test]
fn locks_that_contradict_each_other_are_refused() {
    let today = answer(&["evaluate", &jingyan(), "--json"]);
    let schools = today["schools"].as_array().expect("schools");
    let ids = |stage: &str| -> Vec<&str> {
        let of_stage = schools.iter().filter(|school| school["stage"] == stage);
        of_stage
            .filter_map(|school| school["id"].as_str())
            .collect()
    };
    let (primary, junior) = (ids("primary"), ids("junior"));
    let both = primary.iter().find(|id| junior.contains(id));
    let both = both.expect("a nine-year school");
    refused(
        &["layout", &jingyan(), "--close", both],
        "cannot be locked closed: it also runs",
    );
    let one = primary.iter().find(|id| !junior.contains(id));
    let one = one.expect("a primary school");
    refused(
        &["layout", &jingyan(), "--close", one, "--keep", one],
        "cannot be locked closed: it is also to stay open",
    );

    let free = answer(&["assign", &jingyan(), "--json"]);
    let home = free["flows"][0]["settlement"].as_str().expect("an id");
    let [first, second] = [primary[0], primary[1]].map(|school| format!("{home}={school}"));
    refused(
        &["assign", &jingyan(), "--lock", &first, "--lock", &second],
        "cannot be locked to two schools",
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
