//! Layouts of a whole stage asked for in the terminal.

use serde_json::Value;

use crate::geojson;
use crate::pupil_metres_of;
use crate::terminal::{answer, folder, jingyan, number, refused, text};

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

/// Two schools, a teaching point, a nine-year school and their homes on one line, by kilometre.
fn line(folder: &std::path::Path) {
    let place =
        |km: f64, properties: serde_json::Value| geojson::point(104.0 + km / 96.8, &properties);
    let schools = [
        place(
            0.0,
            serde_json::json!({"id": "P", "name": "P", "kind": "primary", "pupils": 100, "seats": 200}),
        ),
        place(
            6.0,
            serde_json::json!({"id": "T", "name": "T", "kind": "teaching_point", "parent": "P", "pupils": 30, "seats": 60}),
        ),
        place(
            12.0,
            serde_json::json!({"id": "J", "name": "J", "kind": "junior", "pupils": 60, "seats": 300}),
        ),
    ];
    let homes = [
        place(
            0.0,
            serde_json::json!({"id": "vp", "name": "vp", "pupils_primary": 100, "pupils_junior": 45}),
        ),
        place(
            6.0,
            serde_json::json!({"id": "vt", "name": "vt", "pupils_primary": 30, "pupils_junior": 0}),
        ),
        place(
            12.0,
            serde_json::json!({"id": "vj", "name": "vj", "pupils_primary": 0, "pupils_junior": 15}),
        ),
    ];
    for (name, features) in [("schools", &schools), ("settlements", &homes)] {
        let path = folder.join(format!("{name}.geojson"));
        geojson::write(&path, &geojson::layer(features));
    }
}

#[test]
fn a_layout_counts_teaching_points_apart() {
    let folder = folder();
    line(folder.path());
    let laid = answer(&["layout", text(folder.path()), "--floor", "0", "--json"]);
    let open = (&laid["schools"], &laid["teaching_points"]);
    assert_eq!(open, (&1.into(), &1.into()));
}

#[test]
fn a_stage_that_an_adjustment_adds_gets_those_whom_it_serves_better_whatever_its_place_in_the_plan()
{
    let folder = folder();
    let county = folder.path().join("county");
    std::fs::create_dir(&county).expect("a folder");
    line(&county);
    let adjust = serde_json::json!({"kind": "adjust", "school": "P", "becomes": "nine_year", "year": 2022, "reason": ""});
    let expand = serde_json::json!({"kind": "expand", "school": "P", "seats": {"junior": 100}, "year": 2022, "reason": ""});
    for actions in [[&adjust, &expand], [&expand, &adjust]] {
        let member = serde_json::json!({
            "format": 1, "name": "p", "period": [2021, 2025], "policy": "keep", "actions": actions,
        });
        let plan = folder.path().join("p.geojson");
        geojson::write(&plan, &geojson::plan_file(&member));
        for policy in ["keep", "nearest"] {
            let told = answer(&[
                "evaluate",
                text(&county),
                "--plan",
                text(&plan),
                "--policy",
                policy,
                "--json",
            ]);
            let schools = told["schools"].as_array().expect("schools");
            let junior = schools
                .iter()
                .find(|school| school["id"] == "P" && school["stage"] == "junior");
            let junior = junior.expect("it has a junior stage");
            // The 45 of its village; the 15 beside the old junior school stay there.
            assert_eq!(
                (&junior["pupils"], &junior["seats"]),
                (&45.into(), &100.into()),
                "{policy}"
            );
        }
    }
}
