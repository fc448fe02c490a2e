//! The closure gate never fails open: whatever is lost, misspelt or not known, a plan that is not compliant does not
//! become compliant by it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::geojson::{layer, plan_file, write};
use crate::terminal::{answer, folder, refused, text, xuequ};

/// So many kilometres east and north of the county's corner.
fn at(east: f64, north: f64) -> [f64; 2] {
    [104.0 + east / 96.8, 29.6 + north / 110.9]
}

fn feature(geometry: &Value, properties: &Value) -> Value {
    json!({"type": "Feature", "properties": properties, "geometry": geometry})
}

fn place((east, north): (f64, f64), properties: &Value) -> Value {
    let point = json!({"type": "Point", "coordinates": at(east, north)});
    feature(&point, properties)
}

fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).expect("the file is there");
    serde_json::from_str(&text).expect("the file is JSON")
}

/// Two villages with a primary school each, on both banks of a river: 1.5 km as a bird flies, 9.5 km by the only
/// bridge. The plan sends the 60 pupils of A over it.
struct Case {
    folder: TempDir,
}

const LAYERS: [&str; 4] = ["roads", "schools", "settlements", "townships"];

impl Case {
    fn new() -> Self {
        let case = Self { folder: folder() };
        fs::create_dir(case.county()).expect("a folder");
        let (west, east) = ((0.0, 4.0), (1.5, 4.0));
        let school = |id: &str, name: &str, pupils: u32, seats: u32| json!({"id": id, "name": name, "kind": "primary", "pupils": pupils, "seats": seats});
        let home = |id: &str, name: &str, pupils: u32| json!({"id": id, "name": name, "pupils_primary": pupils});
        let road = [at(0.0, 4.0), at(0.0, 0.0), at(1.5, 0.0), at(1.5, 4.0)];
        let square = [
            at(-3.0, -3.0),
            at(5.0, -3.0),
            at(5.0, 7.0),
            at(-3.0, 7.0),
            at(-3.0, -3.0),
        ];
        case.put(
            "schools",
            &layer(&[
                place(west, &school("A", "West", 60, 60)),
                place(east, &school("B", "East", 200, 400)),
            ]),
        );
        case.put(
            "settlements",
            &layer(&[
                place(west, &home("va", "West village", 60)),
                place(east, &home("vb", "East village", 200)),
            ]),
        );
        case.put(
            "roads",
            &layer(&[feature(
                &json!({"type": "LineString", "coordinates": road}),
                &json!({"class": "tertiary"}),
            )]),
        );
        case.put(
            "townships",
            &layer(&[feature(
                &json!({"type": "Polygon", "coordinates": [square]}),
                &json!({"code": "511124100", "name": "River"}),
            )]),
        );
        case.put_plan("drawn", &drawn());
        // As the program saves it, with the stamps of the layers.
        let saved = xuequ(&[
            "export",
            text(&case.county()),
            "--plan",
            text(&case.plan("drawn")),
            "-o",
            text(&case.plan("plan")),
        ]);
        assert!(saved.status.success(), "{saved:?}");
        case
    }

    fn county(&self) -> PathBuf {
        self.folder.path().join("county")
    }

    fn layer(&self, name: &str) -> PathBuf {
        self.county().join(format!("{name}.geojson"))
    }

    fn plan(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}.geojson"))
    }

    fn put(&self, name: &str, layer: &Value) {
        write(&self.layer(name), layer);
    }

    fn put_plan(&self, name: &str, member: &Value) {
        write(&self.plan(name), &plan_file(member));
    }

    fn gate(&self, plan: &str, more: &[&str]) -> (Option<i32>, Option<Value>) {
        let (county, plan) = (self.county(), self.plan(plan));
        let arguments = ["gate", text(&county), "--plan", text(&plan), "--json"];
        let output = xuequ(&[&arguments, more].concat());
        let printed = String::from_utf8(output.stdout).expect("the answer is UTF-8");
        (output.status.code(), serde_json::from_str(&printed).ok())
    }

    /// Not compliant, and either the program says that something is wrong or the closure is still refused.
    fn holds(&self, plan: &str, what: &str) {
        let (code, answer) = self.gate(plan, &[]);
        let is_red = |answer: &Value| answer["refused"] == json!(["A"]);
        assert!(
            code != Some(0) || answer.as_ref().is_some_and(is_red),
            "{what}: {answer:#?}"
        );
        let (lenient, same) = self.gate(plan, &["--lenient"]);
        assert_eq!(lenient, Some(0), "{what}");
        for answer in answer.iter().chain(&same) {
            assert_eq!(answer["compliant"], false, "{what}: {answer:#}");
            assert_ne!(answer["not_compliant_because"], json!([]), "{what}");
            assert!(answer["warnings"].is_array() && answer["failed"].is_array());
        }
    }
}

/// The plan before it is saved: a new school that nobody needs, and a merger over the bridge.
fn drawn() -> Value {
    json!({
        "format": 1, "name": "Over the bridge", "period": [2021, 2025], "policy": "keep",
        "standards": ["cn-national", "cn-rural", "small_school=80"],
        "actions": [
            {"kind": "new", "school": "N", "year": 2022, "point": at(3.0, 6.0), "properties": {"name": "North", "kind": "kindergarten", "seats_kindergarten": 90}},
            {"kind": "merge", "school": "A", "into": ["B"], "year": 2023, "reason": "small"},
        ],
    })
}

#[test]
fn as_it_stands_the_plan_is_refused_and_a_written_reason_lets_it_pass() {
    let case = Case::new();
    let (code, answer) = case.gate("plan", &[]);
    let answer = answer.expect("the answer is JSON");
    assert_eq!((code, &answer["compliant"]), (Some(0), &json!(false)));
    assert_eq!(
        (&answer["refused"], &answer["doubts"]),
        (&json!(["A"]), &json!([]))
    );
    let mut plan = read(&case.plan("plan"));
    plan["xuequ"]["actions"][1]["justification"] = "a bridge is built in 2022".into();
    write(&case.plan("reasoned"), &plan);
    let (code, answer) = case.gate("reasoned", &[]);
    let answer = answer.expect("the answer is JSON");
    assert_eq!((code, &answer["compliant"]), (Some(0), &json!(true)));
    assert_eq!(answer["not_compliant_because"], json!([]));
}

#[test]
fn a_lost_layer_never_makes_a_plan_compliant() {
    for name in LAYERS {
        let case = Case::new();
        let path = case.layer(name);
        let whole = fs::read_to_string(&path).expect("the layer is there");
        for length in [0, whole.len() / 3, whole.len() - 2] {
            fs::write(&path, &whole[..length]).expect("the file is written");
            case.holds("plan", &format!("{name} cut to {length} bytes"));
            assert_ne!(
                case.gate("plan", &[]).0,
                Some(0),
                "{name} cut to {length} bytes"
            );
        }
        let lines =
            "{\"type\": \"Feature\", \"geometry\": null, \"properties\": {}}\n{\"type\": \"Fea";
        fs::write(&path, lines).expect("the file is written");
        case.holds("plan", &format!("{name} in broken lines"));
        write(&path, &layer(&[]));
        case.holds("plan", &format!("{name} without features"));
        let mut without_places = serde_json::from_str::<Value>(&whole).expect("the layer is JSON");
        for feature in without_places["features"].as_array_mut().expect("features") {
            feature["geometry"] = Value::Null;
        }
        write(&path, &without_places);
        case.holds("plan", &format!("{name} without places"));
        fs::remove_file(&path).expect("the file is removed");
        case.holds("plan", &format!("without {name}"));
        assert_ne!(case.gate("plan", &[]).0, Some(0), "without {name}");
    }
}

#[test]
fn a_renamed_property_never_makes_a_plan_compliant() {
    for name in LAYERS {
        let case = Case::new();
        let whole = read(&case.layer(name));
        let properties = whole["features"][0]["properties"]
            .as_object()
            .expect("properties");
        for property in properties.keys() {
            let mut renamed = whole.clone();
            for feature in renamed["features"].as_array_mut().expect("features") {
                let properties = feature["properties"].as_object_mut().expect("properties");
                let value = properties.remove(property).expect("all have it");
                properties.insert(format!("q_{}", property.len()), value);
            }
            case.put(name, &renamed);
            case.holds("plan", &format!("{name} without {property}"));
        }
    }
}

#[test]
fn a_misspelt_id_never_makes_a_plan_compliant() {
    let case = Case::new();
    let plan = read(&case.plan("plan"));
    let ids = [
        "/xuequ/actions/0/school",
        "/xuequ/actions/1/school",
        "/xuequ/actions/1/into/0",
    ];
    for pointer in ids {
        for id in ["A", "B", "AX", "a", "N", ""] {
            let mut altered = plan.clone();
            *altered.pointer_mut(pointer).expect("an id") = id.into();
            if altered == plan {
                continue;
            }
            write(&case.plan("altered"), &altered);
            let what = format!("{pointer} = {id:?}");
            let (code, answer) = case.gate("altered", &[]);
            let Some(answer) = answer else {
                assert_eq!(code, Some(2), "{what}");
                continue;
            };
            let is_red = answer["refused"] == json!(["A"]);
            assert_eq!(answer["compliant"], false, "{what}: {answer:#}");
            assert!(code != Some(0) || is_red, "{what}: {answer:#}");
        }
    }
}

#[test]
fn a_misspelt_standard_is_refused_and_switches_no_rule_off() {
    let case = Case::new();
    let usual = case.gate("plan", &[]).1.expect("the answer is JSON");
    for (standards, named) in [
        (
            json!(["cn-national-2026"]),
            "no pack is called cn-national-2026; the packs are cn-national, cn-rural",
        ),
        (json!(["cn-nationl", "cn-rural"]), "cn-nationl"),
        (json!("cn-nationl"), "cn-nationl"),
        (json!([["cn-national"]]), "cn-national"),
        (json!({"pack": "cn-national"}), "cn-national"),
        (
            json!(["cn-national", "walk.primary.lower=abc"]),
            "\"abc\" is no number",
        ),
        (json!(["walk.primary.lower="]), "is no number"),
        (json!(["walk.primary.lower=NaN"]), "is no number"),
        (
            json!(["walk.primry.lower=30"]),
            "no rule in force is called walk.primry.lower",
        ),
        (json!(["=30"]), "=30"),
    ] {
        let mut plan = read(&case.plan("plan"));
        plan["xuequ"]["standards"] = standards.clone();
        let path = case.plan("misspelt");
        write(&path, &plan);
        let county = case.county();
        for task in ["gate", "evaluate", "merge", "assign"] {
            let question = [task, text(&county), "--plan", text(&path)];
            refused(&question, named);
            refused(&question, "misspelt.geojson");
        }
        refused(
            &[
                "compare",
                text(&county),
                "--plan",
                "today",
                "--plan",
                text(&path),
            ],
            named,
        );
        case.holds("misspelt", &standards.to_string());
        let answer = case
            .gate("misspelt", &["--lenient"])
            .1
            .expect("the answer is JSON");
        let rules = |answer: &Value| answer["standards"].as_array().map_or(0, Vec::len);
        assert!(
            rules(&answer) > 0 && rules(&answer) <= rules(&usual),
            "{standards}"
        );
    }
}

#[test]
fn every_answer_tells_what_is_wrong_with_its_plan() {
    let case = Case::new();
    let mut plan = read(&case.plan("plan"));
    plan["xuequ"]["actions"][1]["into"] = json!(["B", "Z"]);
    plan["xuequ"]["actions"][1]["shares"] = json!([0.7, 0.3]);
    let mut twice = plan["xuequ"]["actions"][0].clone();
    twice["year"] = 2024.into();
    plan["xuequ"]["actions"]
        .as_array_mut()
        .expect("actions")
        .push(twice);
    let path = case.plan("faulty");
    write(&path, &plan);
    let mut schools = read(&case.layer("schools"));
    schools["features"][0]["properties"]["remark"] = "repainted".into();
    case.put("schools", &schools);
    let county = case.county();
    let told = [
        "Action 2: the county has no school Z",
        "Action 3: the id N of the new school is taken",
        "schools.geojson has changed since the plan was saved",
    ];
    for task in [
        &["gate"][..],
        &["evaluate"],
        &["merge"],
        &["site", "--new", "1", "--stage", "primary"],
        &["layout"],
        &["assign"],
        &["compare", "--plan", "today"],
    ] {
        let case_of = [
            &task[..1],
            &[text(&county)],
            &task[1..],
            &["--plan", text(&path)],
        ]
        .concat();
        let output = xuequ(&case_of);
        let printed = String::from_utf8(output.stdout).expect("the answer is UTF-8");
        assert_eq!(output.status.code(), Some(3), "{task:?}: {printed}");
        for words in told {
            assert!(printed.contains(words), "{task:?}: {printed}");
        }
        assert!(
            printed.contains("warnings while reading"),
            "{task:?}: {printed}"
        );
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            said.contains("no school Z") && said.contains("--lenient"),
            "{said}"
        );

        let answer = answer(&[&case_of[..], &["--json", "--lenient"]].concat());
        let warnings = answer["warnings"].to_string();
        for words in told {
            assert!(warnings.contains(words), "{task:?}: {warnings}");
        }
        assert_eq!(answer["failed"], json!([]), "{task:?}");
        let doubts = answer["doubts"].as_array().map_or(0, Vec::len);
        assert_eq!(doubts, 2, "{task:?}: {answer:#}");
    }
}

#[test]
fn nothing_is_written_from_a_doubtful_case() {
    let case = Case::new();
    fs::write(case.layer("roads"), "{\"type\": \"Feat").expect("the file is written");
    let (county, out) = (case.county(), case.plan("out"));
    for task in [
        &["merge"][..],
        &["layout"],
        &["site", "--new", "1"],
        &["export"],
    ] {
        let question = [
            &task[..1],
            &[text(&county)],
            &task[1..],
            &["-o", text(&out)],
        ]
        .concat();
        refused(&question, "roads.geojson");
        assert!(!out.exists(), "{task:?}");
    }
    assert!(
        xuequ(&["merge", text(&county), "-o", text(&out), "--lenient"])
            .status
            .success()
    );
    assert!(out.exists());
}

#[test]
fn an_id_is_one_school() {
    let case = Case::new();
    let mut plan = drawn();
    let new = |id: &str, name: &str| json!({"kind": "new", "school": id, "year": 2022, "point": at(3.0, 6.0), "properties": {"name": name, "kind": "primary", "seats_primary": 90}});
    plan["actions"] = json!([new("A", "Second A"), new("X", "First"), new("X", "Second")]);
    case.put_plan("twice", &plan);
    let (county, path) = (case.county(), case.plan("twice"));
    let answer = answer(&[
        "evaluate",
        text(&county),
        "--plan",
        text(&path),
        "--policy",
        "nearest",
        "--json",
        "--lenient",
    ]);
    let schools = answer["schools"].as_array().expect("schools").iter();
    let names: Vec<&str> = schools
        .filter_map(|school| school["name"].as_str())
        .collect();
    assert_eq!(names, ["West", "East", "First"]);
}
