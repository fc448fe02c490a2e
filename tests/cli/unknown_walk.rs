//! Every subcommand over a small county in which, one after the other, each figure is made unknown: no school is
//! smaller for it, nothing is closed that stayed before, nothing that rests on it is called proven in silence, and
//! nothing panics.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::geojson::{self, point};
use crate::terminal::{answer, folder, jingyan, number, printed, refused, text, xuequ};

/// The ways in which people leave a figure out.
fn blanks() -> [Option<Value>; 4] {
    [
        None,
        Some(Value::Null),
        Some("".into()),
        Some("不详".into()),
    ]
}

/// Layers by name, each with its features.
type Layers = [(&'static str, Vec<Value>); 2];

/// A centre, a village school beside it that is small, a school in the east and a kindergarten.
fn schools() -> Vec<Value> {
    let school = |id: &str, kind: &str, lon: f64, pupils: u32, seats: u32| {
        let properties = json!({
            "id": id, "name": id, "kind": kind, "pupils": pupils, "seats": seats, "ownership": "public",
            "boarders": 5, "beds": 60,
        });
        point(lon, &properties)
    };
    vec![
        school("centre", "primary", 104.0, 300, 600),
        school("village", "primary", 104.012, 40, 80),
        school("east", "primary", 104.05, 150, 300),
        school("nursery", "kindergarten", 104.001, 60, 90),
    ]
}

/// A county whose settlements state their pupils.
fn counted() -> Layers {
    let home = |id: &str, lon: f64, people: u32, primary: u32, kindergarten: u32| {
        let properties = json!({
            "id": id, "name": id, "population": people,
            "pupils_primary": primary, "pupils_kindergarten": kindergarten,
            "births_2019": people / 100, "births_2020": people / 100,
        });
        point(lon, &properties)
    };
    let homes = vec![
        home("street", 104.001, 3_000, 300, 40),
        home("hill", 104.013, 400, 40, 10),
        home("brook", 104.051, 1_500, 150, 10),
    ];
    [("schools", schools()), ("settlements", homes)]
}

/// The same where only the population of settlements is known.
fn by_population() -> Layers {
    let mut layers = counted();
    for home in &mut layers[1].1 {
        let properties = home["properties"].as_object_mut().expect("an object");
        properties.retain(|name, _| ["id", "name", "population"].contains(&name.as_str()));
    }
    layers
}

fn write(folder: &Path, layers: &Layers) {
    for (name, features) in layers {
        let path = folder.join(format!("{name}.geojson"));
        geojson::write(&path, &geojson::layer(features));
    }
}

/// A plan that merges the village school, beside the county.
fn plan(folder: &Path) -> PathBuf {
    let merge = json!({"kind": "merge", "school": "village", "into": ["centre"], "year": 2022, "reason": "small"});
    let member = json!({
        "format": 1, "name": "p", "period": [2021, 2025], "policy": "keep", "standards": [], "data": [],
        "actions": [merge],
    });
    let path = folder.join("p.plan.geojson");
    geojson::write(&path, &geojson::plan_file(&member));
    path
}

/// What a question answers; `None` where it is refused with words.
fn ask(question: &[&str], what: &str) -> Option<Value> {
    let output = xuequ(question);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(!told.contains("panicked"), "{what}: {question:?}: {told}");
    match output.status.code() {
        Some(0) => Some(serde_json::from_slice(&output.stdout).expect("the answer is JSON")),
        // An answer that is not to be relied on says so.
        Some(3) => {
            let answer: Value = serde_json::from_slice(&output.stdout).expect("the answer is JSON");
            assert_ne!(answer["compliant"], true, "{what}: {question:?}");
            assert!(!told.trim().is_empty(), "{what}: {question:?}");
            Some(answer)
        }
        code => {
            assert_eq!(code, Some(2), "{what}: {question:?}: {told}");
            assert!(!told.trim().is_empty(), "{what}: {question:?}");
            None
        }
    }
}

/// What a county answers.
#[derive(Debug, Default)]
struct Answers {
    /// By school and stage, its pupils where they are known.
    pupils: Vec<(String, Option<u64>)>,
    /// Schools counted small, by stage.
    small: Vec<(String, u64)>,
    /// What is proposed.
    proposed: Vec<Proposed>,
}

/// What a question proposes.
#[derive(Debug)]
struct Proposed {
    question: String,
    /// The stage that it asks about.
    stage: &'static str,
    /// The schools that it would close.
    closed: Vec<String>,
    /// The schools that it would send pupils to.
    into: Vec<String>,
    /// Whether that is proven.
    is_proven: bool,
    /// How far it is proven, in words.
    proof: String,
}

const PROPOSALS: [&[&str]; 10] = [
    &["merge"],
    &["merge", "--past-gate"],
    &["merge", "--past-gate", "--policy", "seats"],
    &["merge", "--past-gate", "--policy", "nearest"],
    &["merge", "--past-gate", "--until", "2023"],
    &["layout", "--upkeep", "20"],
    &["layout", "--upkeep", "20", "--ceiling", "600"],
    &["site", "--stage", "primary", "--new", "1"],
    &[
        "site",
        "--stage",
        "kindergarten",
        "--new",
        "1",
        "--seats",
        "90",
    ],
    &["assign"],
];

fn walk(county: &str, plan: &str, what: &str) -> Answers {
    let mut answers = Answers::default();
    if let Some(evaluated) = ask(&["evaluate", county, "--json"], what) {
        for school in evaluated["schools"].as_array().expect("schools") {
            let name = format!("{} {}", school["id"], school["stage"]);
            answers.pupils.push((name, school["pupils"].as_u64()));
        }
        for (stage, numbers) in evaluated["stages"].as_object().expect("stages") {
            let small = numbers["below_threshold"].as_u64().unwrap_or(0);
            answers.small.push((stage.clone(), small));
        }
    }
    for question in [
        &["check"][..],
        &["forecast"],
        &["gate", "--plan", plan],
        &["evaluate", "--plan", plan, "--policy", "nearest"],
        &["evaluate", "--plan", plan, "--policy", "seats"],
        &["compare", "--plan", "today", "--plan", plan],
    ] {
        ask(&with(county, question), what);
    }
    for question in PROPOSALS {
        let Some(told) = ask(&with(county, question), what) else {
            continue;
        };
        let actions = told["actions"].as_array().into_iter().flatten();
        let closes = |action: &&Value| action["kind"] == "merge" || action["kind"] == "close";
        let id = |action: &Value| action["school"].as_str().expect("an id").to_owned();
        let closed = actions.filter(closes).map(id).collect();
        let is_proven = told["proven"].as_bool().expect("yes or no");
        let actions = told["actions"].as_array().into_iter().flatten();
        let receivers = actions.filter_map(|action| action["into"].as_array().cloned());
        let receivers = receivers.flatten();
        let is_about_kindergartens = question.contains(&"kindergarten");
        answers.proposed.push(Proposed {
            question: question.join(" "),
            stage: if is_about_kindergartens {
                "kindergarten"
            } else {
                "primary"
            },
            closed,
            into: receivers
                .map(|id| id.as_str().expect("an id").to_owned())
                .collect(),
            is_proven,
            proof: told["proof"].as_str().expect("words").to_owned(),
        });
    }
    answers
}

fn with<'a>(county: &'a str, question: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec![question[0], county];
    arguments.extend(&question[1..]);
    arguments.push("--json");
    arguments
}

/// Figures are unknown now, and no school is smaller for it and none closes that stayed. Nothing is proven about the stages
/// whose answers may rest on them.
fn assert_cautious(known: &Answers, now: &Answers, stages: &[&str], what: &str) {
    for (school, before) in &known.pupils {
        let after = now.pupils.iter().find(|(other, _)| other == school);
        if let Some(after) = after.and_then(|(_, pupils)| *pupils) {
            assert!(Some(after) >= *before, "{what}: {school} has {after}");
        }
    }
    for (stage, small) in &now.small {
        let before = known.small.iter().find(|(other, _)| other == stage);
        let before = before.map_or(0, |(_, small)| *small);
        assert!(*small <= before, "{what}: {small} small in {stage}");
    }
    for now in &now.proposed {
        let question = &now.question;
        let mut before = known.proposed.iter();
        let before = before.find(|other| other.question == *question);
        let before = before.map_or(&[][..], |other| &other.closed);
        for school in &now.closed {
            assert!(
                before.contains(school),
                "{what}: {question} closes {school}"
            );
        }
        if stages.contains(&now.stage) {
            assert!(!now.is_proven, "{what}: {question} is proven");
            let says = now.proof.contains("lacks") || now.proof.contains("needs");
            assert!(says, "{what}: {question}: {}", now.proof);
        }
    }
}

/// Makes each figure of each feature of a layer unknown, in every way there is, and walks every subcommand. Nothing may be
/// proven about the stages that a column of a feature concerns; for others a school of which a figure is unknown may play no
/// part.
fn each_figure_unknown(
    layers: &Layers,
    layer: usize,
    columns: &[&str],
    concerned: impl Fn(&str, &str) -> &'static [&'static str],
) {
    let folder = folder();
    let county = folder.path().join("county");
    std::fs::create_dir(&county).expect("a folder");
    let plan = plan(folder.path());
    write(&county, layers);
    let known = walk(text(&county), text(&plan), "all known");
    assert!(
        known
            .proposed
            .iter()
            .any(|proposed| !proposed.closed.is_empty()),
        "{known:?}"
    );
    for position in 0..layers[layer].1.len() {
        for &column in columns {
            let id = layers[layer].1[position]["properties"]["id"].to_string();
            let what = format!("{column} of {id}");
            let mut first: Option<Value> = None;
            for blank in blanks() {
                let mut fewer = layers.clone();
                let properties = fewer[layer].1[position]["properties"].as_object_mut();
                let properties = properties.expect("an object");
                match &blank {
                    None => properties.remove(column),
                    Some(blank) => properties.insert(column.to_owned(), blank.clone()),
                };
                write(&county, &fewer);
                // However it is left out, it is the same.
                let question = ["evaluate", text(&county), "--json"];
                let told = ask(&question, &what).map(|told| told["schools"].clone());
                let told = told.unwrap_or_default();
                let same = first.get_or_insert_with(|| told.clone());
                assert_eq!(*same, told, "{what} is {blank:?}");
            }
            let now = walk(text(&county), text(&plan), &what);
            assert_cautious(&known, &now, concerned(column, id.trim_matches('"')), &what);
            // Where everybody is dealt anew and counted at home, seats alone decide.
            let matters = |now: &&Proposed| {
                column == "seats" || column == "pupils" && !now.question.contains("--policy")
            };
            let proven = now.proposed.iter().filter(|now| now.is_proven);
            for now in proven.filter(matters) {
                let id = id.trim_matches('"').to_owned();
                assert!(!now.into.contains(&id), "{what}: {now:?}");
            }
        }
    }
}

#[test]
fn no_figure_of_a_school_that_is_unknown_makes_one_smaller_or_closes_one() {
    let columns = ["pupils", "seats", "beds", "boarders", "ownership"];
    // Where pupils are counted at home, an answer in which the silent school gains nobody may be proven.
    each_figure_unknown(&counted(), 0, &columns, |_, _| &[]);
}

#[test]
fn no_figure_of_a_settlement_that_is_unknown_makes_a_school_smaller_or_closes_one() {
    let columns = [
        "pupils_primary",
        "pupils_kindergarten",
        "population",
        "births_2020",
    ];
    // Where all pupils are stated nothing rests on the population, nor on births in the year of the data.
    each_figure_unknown(&counted(), 1, &columns, |column, _| match column {
        "pupils_primary" => &["primary"],
        "pupils_kindergarten" => &["kindergarten"],
        _ => &[],
    });
}

#[test]
fn no_population_that_is_unknown_makes_a_school_smaller_or_closes_one() {
    each_figure_unknown(&by_population(), 1, &["population"], |_, _| {
        &["primary", "kindergarten"]
    });
}

#[test]
fn no_unknown_school_in_a_county_of_populations_makes_one_smaller_or_closes_one() {
    each_figure_unknown(
        &by_population(),
        0,
        &["pupils", "seats"],
        |column, id| match (column, id) {
            ("pupils", "nursery") => &["kindergarten"],
            ("pupils", _) => &["primary"],
            _ => &[],
        },
    );
}

#[test]
fn pupils_who_are_enrolled_but_live_nobody_knows_where_close_no_school_and_leave_nothing_proven() {
    let folder = folder();
    let county = folder.path().join("county");
    std::fs::create_dir(&county).expect("a folder");
    let plan = plan(folder.path());
    write(&county, &counted());
    let known = walk(text(&county), text(&plan), "all known");
    // Of 490 enrolled pupils: street 300, hill 40, brook 150.
    for (lowered, is_far_below) in [
        (&["street"][..], true),
        (&["brook"], true),
        (&["hill"], false),
        (&["street", "hill", "brook"], true),
    ] {
        for now in [0, 3] {
            let mut fewer = counted();
            for home in &mut fewer[1].1 {
                let properties = &mut home["properties"];
                if lowered.contains(&properties["id"].as_str().expect("an id")) {
                    properties["pupils_primary"] = now.into();
                }
            }
            write(&county, &fewer);
            let what = format!("{now} pupils in {lowered:?}");
            let now = walk(text(&county), text(&plan), &what);
            let stages: &[&str] = if is_far_below { &["primary"] } else { &[] };
            assert_cautious(&known, &now, stages, &what);
            for proposed in &now.proposed {
                // Nobody knows where the pupils of the village school live, and the others are not small.
                let closes = lowered.contains(&"hill") && !proposed.closed.is_empty();
                assert!(!closes, "{what}: {proposed:?}");
            }
        }
    }
}

#[test]
fn a_roster_whose_enrolment_nobody_understands_needs_pupils() {
    let folder = folder();
    let schools = (0..88).map(|number| {
        let (column, row) = (number % 11, number / 11);
        json!({
            "type": "Feature",
            "properties": {"id": format!("s{number}"), "name": format!("School {number}"),
                "kind": "primary", "how many": 200 + number, "seats": 300},
            "geometry": {"type": "Point", "coordinates":
                [104.0 + f64::from(column) * 0.02, 29.6 + f64::from(row) * 0.02]},
        })
    });
    let schools: Vec<Value> = schools.collect();
    let path = folder.path().join("schools.geojson");
    geojson::write(&path, &geojson::layer(&schools));
    let county = text(folder.path());
    for question in [
        &["merge", county][..],
        &["merge", county, "--past-gate", "--policy", "nearest"],
        &["layout", county],
        &["layout", county, "--ceiling", "600"],
        &["assign", county],
        &["site", county, "--stage", "primary", "--new", "1"],
    ] {
        refused(question, "needs pupils");
    }
    let primary = &answer(&["evaluate", county, "--json"])["stages"]["primary"];
    assert_eq!(
        primary["below_threshold"].as_u64().unwrap_or(0),
        0,
        "{primary}"
    );
}

#[test]
fn a_ceiling_holds_where_seats_are_unknown_and_nobody_is_sent_to_a_school_without_figures() {
    let folder = folder();
    let mut layers = counted();
    for column in ["pupils", "seats"] {
        layers[0].1[0]["properties"][column] = Value::Null;
        layers[0].1[2]["properties"]["seats"] = Value::Null;
    }
    // The silent centre lies nearest to nearly everybody, who attend the east.
    layers[0].1[2]["properties"]["pupils"] = 450.into();
    write(folder.path(), &layers);
    let county = text(folder.path());
    for ceiling in ["500", "700"] {
        let question = [
            "layout",
            county,
            "--floor",
            "0",
            "--upkeep",
            "20",
            "--ceiling",
            ceiling,
            "--json",
        ];
        let Some(told) = ask(&question, "a ceiling") else {
            continue;
        };
        let most: u64 = ceiling.parse().expect("a number");
        for stay in told["kept"].as_array().expect("schools") {
            let reason = stay["reason"].as_str().expect("words");
            let pupils = reason
                .split("with ")
                .nth(1)
                .and_then(|rest| rest.split(' ').next());
            let pupils: u64 = pupils.and_then(|n| n.parse().ok()).unwrap_or(0);
            assert!(pupils <= most, "{reason}");
            assert!(stay["school"] != "centre" || pupils == 0, "{reason}");
        }
        let into = told["actions"].to_string();
        assert!(!into.contains(r#""into":["centre"]"#), "{into}");
    }
}

#[test]
fn where_every_figure_is_known_an_answer_is_proven_without_a_word_of_doubt() {
    let county = jingyan();
    let question = ["merge", &county, "--past-gate"];
    let told = answer(&with(&county, &["merge", "--past-gate"]));
    assert_eq!(number(&told["gap"]), 0.0);
    assert_eq!(told["unknown_rooms"], json!([]));
    assert!(printed(&question).contains("nothing better under these conditions"));
}
