//! Unknown is never zero: a small county in which one figure after the other is made unknown. No school becomes
//! smaller by it, nothing closes that stayed before, and nothing unknown is called proven.

use std::path::Path;

use serde_json::{Value, json};

use crate::geojson::{self, point};
use crate::terminal::{answer, folder, jingyan, number, printed, refused, text, xuequ};

/// A centre, a village school and a private school between them; a kindergarten in the centre.
fn schools() -> Vec<Value> {
    let school = |id: &str, kind: &str, lon: f64, pupils: u32, seats: u32| {
        let properties = json!({
            "id": id, "name": id, "kind": kind, "pupils": pupils, "seats": seats, "ownership": "public",
        });
        point(lon, &properties)
    };
    vec![
        school("centre", "primary", 104.0, 300, 400),
        school("private", "primary", 104.006, 150, 200),
        school("village", "primary", 104.03, 80, 120),
        school("nursery", "kindergarten", 104.001, 60, 90),
    ]
}

fn settlements() -> Vec<Value> {
    let home = |id: &str, lon: f64, primary: u32, kindergarten: u32| {
        let properties = json!({
            "id": id, "name": id, "pupils_primary": primary, "pupils_kindergarten": kindergarten,
        });
        point(lon, &properties)
    };
    vec![
        home("street", 104.001, 300, 40),
        home("new town", 104.007, 150, 10),
        home("hill", 104.031, 80, 10),
    ]
}

fn write(folder: &Path, schools: &[Value], settlements: &[Value]) {
    for (name, features) in [("schools", schools), ("settlements", settlements)] {
        let path = folder.join(format!("{name}.geojson"));
        geojson::write(&path, &geojson::layer(features));
    }
}

/// What a county answers: pupils by school, and the schools that each question would close.
#[derive(Debug)]
struct Answers {
    pupils: Vec<(String, Option<u64>)>,
    small: u64,
    closed: Vec<(&'static str, Vec<String>)>,
}

const PROPOSALS: [(&str, &[&str]); 5] = [
    ("merge", &["merge", "--past-gate"]),
    (
        "merge seats",
        &["merge", "--policy", "seats", "--past-gate"],
    ),
    (
        "merge nearest",
        &["merge", "--policy", "nearest", "--past-gate"],
    ),
    ("layout", &["layout", "--upkeep", "20"]),
    (
        "layout with a ceiling",
        &["layout", "--upkeep", "20", "--ceiling", "600"],
    ),
];

fn ask(county: &Path) -> Answers {
    let county = text(county);
    let evaluated = answer(&["evaluate", county, "--json"]);
    assert_told(&evaluated, "evaluate");
    let schools = evaluated["schools"].as_array().expect("schools");
    let closed = PROPOSALS.map(|(name, words)| {
        let mut arguments = vec![words[0], county];
        arguments.extend(&words[1..]);
        arguments.push("--json");
        let output = xuequ(&arguments);
        if !output.status.success() {
            // Where the limits cannot be kept with what is known, nothing is proposed.
            assert_eq!(output.status.code(), Some(2), "{name}");
            return (name, Vec::new());
        }
        let proposed: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_told(&proposed, name);
        let actions = proposed["actions"].as_array().expect("actions");
        let closes = |action: &&Value| action["kind"] == "merge" || action["kind"] == "close";
        let closed = actions.iter().filter(closes);
        let school = |action: &Value| action["school"].as_str().expect("an id").to_owned();
        (name, closed.map(school).collect())
    });
    for question in [
        &["check"][..],
        &["assign"],
        &["forecast"],
        &["site", "--stage", "kindergarten", "--new", "1"],
        &["compare", "--plan", "today", "--plan", "today"],
    ] {
        let mut arguments = vec![question[0], county];
        arguments.extend(&question[1..]);
        arguments.push("--json");
        assert_told(&answer(&arguments), question[0]);
    }
    Answers {
        pupils: schools
            .iter()
            .map(|school| {
                let id = school["id"].as_str().expect("an id").to_owned();
                (id, school["pupils"].as_u64())
            })
            .collect(),
        small: evaluated["stages"]["primary"]["below_threshold"]
            .as_u64()
            .expect("a number"),
        closed: closed.into(),
    }
}

fn assert_told(answer: &Value, question: &str) {
    assert!(
        answer["warnings"].is_array(),
        "{question} tells its warnings"
    );
    assert!(answer["failed"].is_array(), "{question} tells what failed");
}

/// Nothing of what is now unknown makes a school smaller or closes one; `silent` is the school without its pupils.
fn assert_cautious(known: &Answers, now: &Answers, silent: Option<&str>, what: &str) {
    for (id, before) in &known.pupils {
        let after = now.pupils.iter().find(|(other, _)| other == id);
        let after = after.and_then(|(_, pupils)| *pupils);
        if silent == Some(id.as_str()) {
            assert_eq!(after, None, "{what}: {id}");
        } else {
            assert_eq!(after, *before, "{what}: {id}");
        }
    }
    assert!(now.small <= known.small, "{what}: small schools");
    for ((name, before), (_, after)) in known.closed.iter().zip(&now.closed) {
        for school in after {
            assert!(before.contains(school), "{what}: {name} closes {school}");
        }
    }
}

#[test]
fn no_figure_that_becomes_unknown_makes_a_school_smaller_or_closes_it() {
    let folder = folder();
    write(folder.path(), &schools(), &settlements());
    let known = ask(folder.path());
    assert_eq!(known.small, 1, "the village school is small");
    assert!(known.closed.iter().any(|(_, closed)| !closed.is_empty()));
    for (position, school) in schools().iter().enumerate() {
        let id = school["properties"]["id"].as_str().expect("an id");
        for column in ["pupils", "seats", "ownership"] {
            let mut fewer = schools();
            fewer[position]["properties"][column] = Value::Null;
            write(folder.path(), &fewer, &settlements());
            let silent = (column == "pupils").then_some(id);
            // Without its one school no kindergarten child is on record, but homes tell them.
            assert_cautious(
                &known,
                &ask(folder.path()),
                silent,
                &format!("{id} {column}"),
            );
        }
    }
    for position in 0..settlements().len() {
        for column in ["pupils_primary", "pupils_kindergarten"] {
            for blank in [Value::Null, "不详".into()] {
                let mut fewer = settlements();
                fewer[position]["properties"][column] = blank;
                write(folder.path(), &schools(), &fewer);
                let what = format!("settlement {position} {column}");
                assert_cautious(&known, &ask(folder.path()), None, &what);
                let told = answer(&["check", text(folder.path()), "--json"]);
                assert!(
                    told["warnings"]
                        .to_string()
                        .contains("known for 2 of 3 settlements"),
                    "{told}"
                );
            }
        }
    }
}

#[test]
fn where_every_figure_is_known_nothing_is_asked() {
    let evaluated = answer(&["evaluate", &jingyan(), "--json"]);
    assert!(
        !evaluated["warnings"].to_string().contains("known for"),
        "{}",
        evaluated["warnings"]
    );
    let primary = &evaluated["stages"]["primary"];
    assert_eq!(
        (&primary["seats_unknown"], &primary["pupils_unknown"]),
        (&json!(0), &json!(0))
    );
    assert!(number(&primary["utilisation"]) > 0.0);
}

#[test]
fn where_no_pupils_are_known_every_proposal_asks_for_them() {
    let folder = folder();
    let mut names: Vec<Value> = schools();
    for school in &mut names {
        school["properties"]["pupils"] = Value::Null;
    }
    let mut homes = settlements();
    for home in &mut homes {
        home["properties"]["pupils_primary"] = Value::Null;
        home["properties"]["pupils_kindergarten"] = Value::Null;
    }
    write(folder.path(), &names, &homes);
    let county = text(folder.path());
    for question in [
        &["merge", county][..],
        &["merge", county, "--policy", "nearest"],
        &["layout", county],
        &["assign", county],
        &["site", county, "--new", "1"],
    ] {
        refused(question, "needs pupils");
    }
    for policy in ["keep", "nearest", "seats"] {
        let evaluated = answer(&["evaluate", county, "--policy", policy, "--json"]);
        let primary = &evaluated["stages"]["primary"];
        for member in ["pupils", "unplaced", "utilisation", "over_limit_pupils"] {
            assert_eq!(primary[member], Value::Null, "{policy}: {member}");
        }
        for member in ["pupils_without_seat_in_reach", "posts_needed"] {
            assert_eq!(primary["equity"][member], Value::Null, "{policy}: {member}");
        }
        for unknown in ["below_threshold", "over_seats", "estimated_pupils"] {
            assert_eq!(primary[unknown], Value::Null, "{policy}: {unknown}");
        }
        assert_eq!(primary["small_below"], 100);
        assert_eq!(evaluated["findings"], json!([]));
        for school in evaluated["schools"].as_array().expect("schools") {
            assert_eq!(school["pupils"], Value::Null, "{policy}: {school}");
            assert_eq!(school["utilisation"], Value::Null, "{policy}: {school}");
        }
    }
    let gate = answer(&["gate", county, "--json"]);
    assert_eq!(gate["seats"]["balance"], json!([]));
    let said = printed(&["evaluate", county]);
    assert!(said.contains("— under 100 pupils"), "{said}");
    let said = printed(&["compare", county, "--plan", "today", "--plan", "today"]);
    assert!(said.contains("schools under 100 pupils —→—"), "{said}");
}

#[test]
fn a_school_with_a_record_keeps_it_beside_a_neighbour_without_figures() {
    let folder = folder();
    let mut silent = schools();
    silent[1]["properties"]["pupils"] = Value::Null;
    silent[1]["properties"]["seats"] = Value::Null;
    // Everybody lives nearest to the silent school, and nobody more than is on record.
    let homes = [point(
        104.006,
        &json!({"id": "street", "pupils_primary": 380, "pupils_kindergarten": 60}),
    )];
    write(folder.path(), &silent, &homes);
    let evaluated = answer(&["evaluate", text(folder.path()), "--json"]);
    let schools = evaluated["schools"].as_array().expect("schools");
    let of = |id: &str| {
        let school = schools.iter().find(|school| school["id"] == id);
        let school = school.expect("it is there");
        (
            school["pupils"].as_u64(),
            school["assigned_pupils"].as_u64(),
        )
    };
    assert_eq!(of("centre"), (Some(300), Some(300)));
    assert_eq!(of("village"), (Some(80), Some(80)));
    assert_eq!(of("private"), (None, Some(0)));
    // 380 pupils on 400 and 120 seats.
    assert_eq!(evaluated["stages"]["primary"]["utilisation"], 0.7308);
    assert_eq!(evaluated["stages"]["primary"]["seats_unknown"], 1);
    let equity = &evaluated["stages"]["primary"]["equity"];
    assert_eq!(equity["pupils_without_seat_in_reach"], Value::Null);
}

#[test]
fn of_pupils_by_year_the_latest_count_and_the_others_are_history() {
    let folder = folder();
    let mut by_year = schools();
    for (school, past) in by_year.iter_mut().zip([310, 160, 95, 70]) {
        let pupils = school["properties"]["pupils"].take();
        let stage = if school["properties"]["kind"] == "primary" {
            "primary"
        } else {
            "kindergarten"
        };
        school["properties"][format!("pupils_{stage}_2022")] = past.into();
        school["properties"][format!("pupils_{stage}_2023")] = pupils;
    }
    by_year[1]["properties"]["2022学年在校生"] = 160.into();
    write(folder.path(), &by_year, &settlements());
    let now = ask(folder.path());
    let pupils: Vec<Option<u64>> = now.pupils.iter().map(|(_, pupils)| *pupils).collect();
    assert_eq!(pupils, [Some(60), Some(300), Some(150), Some(80)]);
    let evaluated = answer(&["evaluate", text(folder.path()), "--json"]);
    assert_eq!(evaluated["year"], 2023);
    assert!(
        evaluated["warnings"]
            .to_string()
            .contains("the latest, of 2023")
    );
    let ahead = answer(&["evaluate", text(folder.path()), "--year", "2024", "--json"]);
    let basis = &ahead["stages"]["primary"]["pupils_basis"];
    assert_eq!(basis, "forecast", "the past years feed the forecast");
}

#[test]
fn no_seats_beside_pupils_are_asked_and_not_taken() {
    let folder = folder();
    let mut zero = schools();
    zero[0]["properties"]["seats"] = 0.into();
    write(folder.path(), &zero, &settlements());
    let county = text(folder.path());
    let evaluated = answer(&["evaluate", county, "--policy", "seats", "--json"]);
    assert_eq!(evaluated["stages"]["primary"]["unplaced"], 0);
    let warnings = evaluated["warnings"].as_array().expect("a list");
    let asked = warnings.iter().find(|warning| warning["feature"] == 1);
    let asked = asked.expect("the first feature is asked about");
    assert!(
        asked["what"]
            .to_string()
            .contains("0 seats beside 300 pupils")
    );
    let question = &asked["question"];
    assert_eq!(question["key"], "schools.geojson#1:no-seats");
    assert_eq!(question["answer"], Value::Null, "nobody has answered");
    let (key, all) = ("schools.geojson#1:no-seats", "schools.geojson:no-seats");
    for (key, choice, are_short) in [
        (key, "none", true),
        (all, "none", true),
        (key, "unknown", false),
    ] {
        let said = format!("{key}={choice}");
        let told = [
            "evaluate", county, "--policy", "seats", "--json", "--answer", &said,
        ];
        let evaluated = answer(&told);
        let unplaced = &evaluated["stages"]["primary"]["unplaced"];
        assert_eq!(*unplaced != 0, are_short, "{said}: {unplaced}");
        let warnings = evaluated["warnings"].as_array().expect("a list");
        let asked = warnings.iter().find(|warning| warning["feature"] == 1);
        assert_eq!(
            asked.expect("it stays in sight")["question"]["answer"],
            choice
        );
    }
    for astray in [
        "schools.geojson#1:no-seats=perhaps",
        "schools.geojson#2:no-seats=none",
        "none",
    ] {
        refused(&["evaluate", county, "--answer", astray], "none");
    }
}

#[test]
fn no_seats_where_nobody_tells_the_pupils_are_not_known_either() {
    let folder = folder();
    let mut blank = schools();
    blank[1]["properties"]["seats"] = 0.into();
    blank[1]["properties"]["pupils"] = Value::Null;
    blank[2]["properties"]["seats"] = 0.into();
    blank[2]["properties"]["pupils"] = 0.into();
    write(folder.path(), &blank, &settlements());
    let of = |evaluated: &Value, id: &str, figure: &str| {
        let schools = evaluated["schools"].as_array().expect("schools");
        let school = schools.iter().find(|school| school["id"] == id);
        school.expect("it is there")[figure].clone()
    };
    // An empty school and one that nobody filled in look the same until the planner says.
    let county = text(folder.path());
    let evaluated = answer(&["evaluate", county, "--json"]);
    assert_eq!(of(&evaluated, "private", "seats"), Value::Null);
    assert_eq!(of(&evaluated, "village", "seats"), Value::Null);
    assert_eq!(of(&evaluated, "village", "pupils"), Value::Null);
    let empty = "schools.geojson#3:no-pupils=none";
    let said = answer(&["evaluate", county, "--json", "--answer", empty]);
    assert_eq!(of(&said, "private", "seats"), Value::Null);
    assert_eq!(of(&said, "village", "seats"), 0);
    let warnings = evaluated["warnings"].to_string();
    assert!(
        warnings.contains("0 seats beside pupils that are not known"),
        "{warnings}"
    );
}

#[test]
fn what_is_known_in_part_is_said_in_words() {
    let folder = folder();
    let mut some = schools();
    some[1]["properties"]["seats"] = Value::Null;
    some[2]["properties"]["seats"] = Value::Null;
    let mut homes = settlements();
    homes[1]["properties"]["pupils_primary"] = "不详".into();
    homes[2]["properties"]["pupils_primary"] = Value::Null;
    write(folder.path(), &some, &homes);
    let county = text(folder.path());
    let checked = printed(&["check", county]);
    let evaluated = printed(&["evaluate", county]);
    let seats = "seats known for 1 of 3";
    let pupils = "pupils known for 1 of 3 settlements";
    for words in [seats, pupils] {
        assert!(checked.contains(words), "{words}: {checked}");
        assert!(evaluated.contains(words), "{words}: {evaluated}");
    }
    let primary = &answer(&["evaluate", county, "--json"])["stages"]["primary"];
    assert_eq!(primary["settlements_unknown"], 2);
    assert_eq!(primary["seats_unknown"], 2);
    // The 300 pupils of the only school with known seats on its 400, not all 530 on them.
    assert_eq!(primary["utilisation"], 0.75);
}

#[test]
fn an_assumed_figure_is_used_for_what_it_says() {
    let folder = folder();
    let mut silent = schools();
    silent[1]["properties"]["pupils"] = Value::Null;
    silent[1]["properties"]["seats"] = 1000.into();
    write(folder.path(), &silent, &settlements());
    let plans = crate::terminal::folder();
    let plan = plans.path().join("plan.geojson");
    let member = json!({
        "format": 1, "name": "p", "period": [2021, 2022], "actions": [],
        "assumptions": [{"kind": "primary", "stage": "primary", "pupils": 800}],
    });
    geojson::write(&plan, &geojson::plan_file(&member));
    let evaluated = answer(&[
        "evaluate",
        text(folder.path()),
        "--plan",
        text(&plan),
        "--year",
        "2021",
        "--json",
    ]);
    let schools = evaluated["schools"].as_array().expect("schools");
    let private = schools.iter().find(|school| school["id"] == "private");
    let private = private.expect("it is there");
    assert_eq!(private["pupils"], 800);
    assert_eq!(private["pupils_basis"], "assumed");
    assert_eq!(private["utilisation"], 0.8);
    // 300 + 800 + 80 pupils on 400 + 1000 + 120 seats.
    assert_eq!(evaluated["stages"]["primary"]["utilisation"], 0.7763);
}

#[test]
fn a_layer_that_is_absent_breaks_no_rule() {
    let folder = folder();
    let township = json!({
        "type": "Feature",
        "properties": {"code": "511124001", "name": "North"},
        "geometry": {"type": "Polygon", "coordinates": [[
            [103.9, 29.5], [104.1, 29.5], [104.1, 29.7], [103.9, 29.7], [103.9, 29.5]
        ]]},
    });
    for (name, features) in [
        ("townships", vec![township]),
        ("settlements", settlements()),
    ] {
        let path = folder.path().join(format!("{name}.geojson"));
        geojson::write(&path, &geojson::layer(&features));
    }
    let county = text(folder.path());
    let evaluated = answer(&["evaluate", county, "--json"]);
    assert_eq!(evaluated["findings"], json!([]));
    let equity = &evaluated["stages"]["primary"]["equity"];
    assert_eq!(equity["pupils_without_seat_in_reach"], Value::Null);
    assert!(printed(&["evaluate", county]).contains("no school of the stage was read"));
}
