//! What is lost in reading stands against what rests on it, and against nothing else: the files of the county against
//! every answer, those that one plan was made with against that plan.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use tempfile::TempDir;
use xuequ::io;
use xuequ::session::{Chosen, PlanFile, Session};

use crate::geojson::{layer, plan_file, point};
use crate::terminal::{folder, text, xuequ};

/// A plan that keeps the village's school, made with these files besides.
fn plan(made_with: &[&str], action: &Value) -> Value {
    let stamp = |file: &&str| json!({"file": file, "sha256": "0".repeat(64), "features": 2});
    let data: Vec<Value> = made_with.iter().map(stamp).collect();
    plan_file(&json!({
        "format": 1, "name": "p", "period": [2021, 2025], "policy": "keep",
        "data": data, "actions": [action],
    }))
}

fn keep() -> Value {
    json!({"kind": "keep", "school": "village", "year": 2022, "reason": "far"})
}

/// A county of two schools and a road.
struct Case {
    folder: TempDir,
}

impl Case {
    fn new() -> Self {
        let case = Self { folder: folder() };
        fs::create_dir(case.county()).expect("a folder");
        let school = |id: &str, lon: f64, pupils: u32| {
            let kind = "primary";
            point(
                lon,
                &json!({"id": id, "name": id, "kind": kind, "pupils": pupils, "seats": 400}),
            )
        };
        let home = |id: &str, lon: f64, pupils: u32| {
            point(
                lon,
                &json!({"id": id, "name": id, "population": 10 * pupils, "pupils_primary": pupils}),
            )
        };
        let schools = [school("town", 104.0, 300), school("village", 104.02, 80)];
        let homes = [home("street", 104.0, 300), home("hill", 104.02, 80)];
        let road = json!({
            "type": "Feature",
            "properties": {"class": "tertiary"},
            "geometry": {"type": "LineString", "coordinates": [[104.0, 29.6], [104.02, 29.6]]},
        });
        case.put("county/schools", &layer(&schools));
        case.put("county/settlements", &layer(&homes));
        case.put("county/roads", &layer(&[road]));
        case
    }

    fn county(&self) -> PathBuf {
        self.folder.path().join("county")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}.geojson"))
    }

    fn put(&self, name: &str, value: &Value) {
        fs::write(self.path(name), value.to_string()).expect("the file is written");
    }

    fn cut(&self, name: &str) {
        let whole = fs::read_to_string(self.path(name)).expect("the file is there");
        fs::write(self.path(name), &whole[..whole.len() / 2]).expect("the file is written");
    }

    fn session(&self) -> Session {
        let opened = io::open_with(&[self.county()], &io::Answers::default(), &|_| {
            std::ops::ControlFlow::Continue(())
        });
        Session::new(opened.expect("the county opens"))
    }
}

/// How the program ends, what it prints and what it says beside it.
fn told(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = xuequ(arguments);
    let words = |bytes: Vec<u8>| String::from_utf8(bytes).expect("words are UTF-8");
    (
        output.status.code(),
        words(output.stdout),
        words(output.stderr),
    )
}

fn json_of(printed: &str) -> Value {
    serde_json::from_str(printed).expect("the answer is JSON")
}

fn said(session: &Session) -> Vec<String> {
    let doubts = session.doubts().into_iter();
    doubts.map(|words| words.en).collect()
}

const GONE: &str = "was made with gone.geojson, which is not among the files of the county";

#[test]
fn an_old_plan_in_the_countys_folder_makes_no_other_answer_doubtful() {
    let case = Case::new();
    case.put("county/old", &plan(&["gone.geojson"], &keep()));
    case.put("whole", &plan(&[], &keep()));
    let (county, whole) = (case.county(), case.path("whole"));
    let (county, output) = (text(&county), case.path("merged"));
    for question in [
        &["check", county][..],
        &["forecast", county],
        &["evaluate", county],
        &["gate", county, "--plan", text(&whole)],
        &["merge", county, "-o", text(&output)],
    ] {
        let (code, _, beside) = told(question);
        assert_eq!((code, beside.as_str()), (Some(0), ""), "{question:?}");
    }
    assert!(output.exists());
    let (_, judged, _) = told(&["gate", county, "--plan", text(&whole), "--json"]);
    let judged = json_of(&judged);
    assert_eq!(judged["compliant"], true, "{judged:#}");
    assert!(
        judged["warnings"].to_string().contains(GONE),
        "still told: {judged:#}"
    );
}

#[test]
fn a_plan_whose_file_is_gone_is_never_compliant_when_it_is_asked_about() {
    let case = Case::new();
    case.put("county/old", &plan(&["gone.geojson"], &keep()));
    case.put("away", &plan(&["gone.geojson"], &keep()));
    let county = case.county();
    for name in ["county/old", "away"] {
        let path = case.path(name);
        let (code, judged, beside) =
            told(&["gate", text(&county), "--plan", text(&path), "--json"]);
        assert_eq!(code, Some(3), "{name}");
        assert!(beside.contains(GONE), "{name}: {beside}");
        assert_eq!(json_of(&judged)["compliant"], false, "{name}");
    }
}

#[test]
fn a_plan_that_cannot_be_read_is_told_and_stands_against_no_other() {
    let case = Case::new();
    let mut newer = plan(&[], &keep());
    newer["xuequ"]["format"] = 9.into();
    case.put("county/newer", &newer);
    case.put("county/bad", &plan(&[], &json!({"kind": "close"})));
    let county = case.county();
    let (code, checked, _) = told(&["check", text(&county), "--json"]);
    let checked = json_of(&checked);
    assert_eq!(code, Some(0), "{checked:#}");
    assert_eq!(checked["failed"].as_array().map(Vec::len), Some(2));
}

#[test]
fn check_never_ends_as_if_nothing_were_lost() {
    for name in ["roads", "settlements"] {
        let case = Case::new();
        let county = case.county();
        assert_eq!(told(&["check", text(&county)]).0, Some(0));
        case.cut(&format!("county/{name}"));
        for more in [&[][..], &["--json"]] {
            let question = [&["check", text(&county)], more].concat();
            let (code, printed, beside) = told(&question);
            assert_eq!(code, Some(3), "{name}: {printed}");
            assert!(beside.contains(name), "{name}: {beside}");
            let lenient = [&question[..], &["--lenient"]].concat();
            assert_eq!(told(&lenient), (Some(0), printed, String::new()), "{name}");
        }
    }
}

#[test]
fn in_the_window_each_plan_has_its_own_doubts() {
    let case = Case::new();
    case.put("county/old", &plan(&["gone.geojson"], &keep()));
    case.put("county/whole", &plan(&[], &keep()));
    case.put("away", &plan(&["lost.geojson"], &keep()));
    let mut session = case.session();
    let of_old = format!("old.geojson {GONE}");
    assert_eq!(session.lost(), [], "nothing is lost for today");
    session.choose(Chosen::Plan(0));
    assert_eq!(said(&session), [of_old.as_str()]);
    session.choose(Chosen::Plan(1));
    assert_eq!(said(&session), [""; 0]);

    let path = case.path("away");
    let (opened, report) = io::read_plan(&path, session.county()).expect("the plan opens");
    session.open_plan(opened, PlanFile { path, stamp: None }, report);
    assert!(said(&session)[0].starts_with("away.geojson was made with lost.geojson"));
    let warnings = &session.report().warnings;
    assert!(
        warnings
            .iter()
            .any(|warning| warning.file == "away.geojson")
    );
    session.choose(Chosen::Plan(1));
    assert_eq!(said(&session), [""; 0], "another plan's file is lost");

    session.choose(Chosen::Plan(0));
    session.duplicate_plan();
    assert_eq!(
        said(&session),
        [of_old.as_str()],
        "a copy rests on the same"
    );
}

#[test]
fn a_lost_file_of_the_county_stands_against_every_plan() {
    let case = Case::new();
    case.put("county/old", &plan(&["gone.geojson"], &keep()));
    case.put("county/whole", &plan(&[], &keep()));
    case.cut("county/roads");
    let mut session = case.session();
    for (index, doubts) in [(0, 2), (1, 1)] {
        session.choose(Chosen::Plan(index));
        let said = said(&session);
        assert_eq!(said.len(), doubts, "{said:?}");
        assert!(said[0].contains("roads.geojson"), "{said:?}");
    }
}

/// What the gate says of a plan with one measure, and how it ends.
fn judged(case: &Case, action: &Value) -> (Option<i32>, Value) {
    case.put("asked", &plan(&[], action));
    let (county, path) = (case.county(), case.path("asked"));
    let (code, printed, _) = told(&["gate", text(&county), "--plan", text(&path), "--json"]);
    (code, json_of(&printed))
}

#[test]
fn taking_all_seats_of_a_school_away_is_never_compliant() {
    let case = Case::new();
    let zero = [
        ("seats", json!({"primary": 0})),
        ("seats_primary", json!(0)),
    ];
    for (member, seats) in zero {
        let mut action = json!({"kind": "expand", "school": "village", "year": 2022});
        action[member] = seats;
        let (code, judged) = judged(&case, &action);
        assert_eq!(
            (code, &judged["compliant"]),
            (Some(3), &json!(false)),
            "{member}"
        );
        let because = judged["not_compliant_because"].to_string();
        assert!(
            because.contains("to end a stage use adjust or close"),
            "{because}"
        );
        let (county, path) = (case.county(), case.path("asked"));
        let (county, path) = (text(&county), text(&path));
        let year = ["--year", "2023"];
        for task in ["evaluate", "merge", "export"] {
            let output = case.path("written");
            let more = match task {
                "export" => &["-o", text(&output)][..],
                _ => &year,
            };
            let question = [&[task, county, "--plan", path], more].concat();
            let (code, printed, beside) = told(&question);
            assert_ne!(code, Some(0), "{task}: {printed}");
            assert!(beside.contains("use adjust or close"), "{task}: {beside}");
            assert!(!output.exists());
        }
    }
}

#[test]
fn seats_by_stage_count_under_either_name_and_are_kept() {
    let case = Case::new();
    let action = json!({"kind": "expand", "school": "village", "year": 2022, "seats_primary": 120});
    let (code, judged) = judged(&case, &action);
    assert_eq!((code, &judged["compliant"]), (Some(0), &json!(true)));
    let warnings = judged["warnings"].to_string();
    assert!(!warnings.contains("understood"), "{warnings}");
    let (county, path) = (case.county(), case.path("asked"));
    let question = ["evaluate", text(&county), "--plan", text(&path), "--json"];
    let (_, evaluated, _) = told(&question);
    let evaluated = json_of(&evaluated);
    let schools = evaluated["schools"].as_array().expect("schools");
    let village = schools.iter().find(|school| school["id"] == "village");
    assert_eq!(village.expect("it stands")["seats"], 120);
}

#[test]
fn seats_that_nobody_can_read_are_told_and_never_compliant() {
    let case = Case::new();
    for (member, seats) in [("seats_primary", json!("many")), ("seats", json!(0))] {
        let mut action = json!({"kind": "expand", "school": "village", "year": 2022});
        action[member] = seats;
        let (code, judged) = judged(&case, &action);
        assert_eq!(code, Some(3), "{judged:#}");
        assert_eq!(judged["compliant"], false);
        let warnings = judged["warnings"].to_string();
        assert!(warnings.contains("was not understood"), "{warnings}");
    }
}

#[test]
fn a_chinese_answer_says_in_chinese_what_is_missing() {
    let is_chinese = |words: &Value| {
        let words = words.as_str().expect("words");
        words.chars().any(|letter| ('一'..='鿿').contains(&letter))
    };
    let case = Case::new();
    let county = case.county();
    let answer = |more: &[&str]| {
        let arguments = [more, &["--json", "--lang", "zh"]].concat();
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_xuequ"))
            .args(arguments)
            .output()
            .expect("the program starts");
        json_of(&String::from_utf8(output.stdout).expect("the answer is UTF-8"))
    };
    let judged = answer(&["gate", text(&county)]);
    let targets = judged["targets"].as_array().expect("targets");
    let needs: Vec<&Value> = targets.iter().map(|target| &target["needs"]).collect();
    let needs: Vec<&Value> = needs.into_iter().filter(|needs| !needs.is_null()).collect();
    assert!(
        !needs.is_empty() && needs.iter().all(|needs| is_chinese(needs)),
        "{needs:?}"
    );
    let rules = answer(&["check", text(&county), "--standards"]);
    for rule in rules.as_array().expect("rules") {
        assert!(is_chinese(&rule["basis"]), "{rule:#}");
    }
    let unit = |rules: &Value, id: &str| {
        let rules = rules.as_array().expect("rules").iter();
        let mut units = rules
            .filter(|rule| rule["id"] == id)
            .map(|rule| rule["unit"].clone());
        units.next().expect("the rule is there")
    };
    assert_eq!(unit(&rules, "walk.primary.lower"), "分钟");
    assert_eq!(unit(&judged["standards"], "walk.primary.lower"), "分钟");
}

#[test]
fn one_thing_is_not_told_in_the_plural() {
    let case = Case::new();
    case.put("county/old", &plan(&["gone.geojson"], &keep()));
    let close = json!({"kind": "merge", "school": "village", "into": ["town"], "year": 2022});
    case.put("close", &plan(&[], &close));
    let (county, path) = (case.county(), case.path("close"));
    let text_of = |question: &[&str]| told(question).1;
    let county = text(&county);
    let gate = text_of(&["gate", county, "--plan", text(&path)]);
    assert!(gate.contains("\n1 closure, "), "{gate}");
    let checked = text_of(&["check", county]);
    assert!(checked.contains("1 road\n"), "{checked}");
    let merged = text_of(&["merge", county]);
    assert!(merged.contains("1 school under 100 pupils"), "{merged}");
}
