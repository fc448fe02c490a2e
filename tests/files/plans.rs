//! Plans are saved and opened again without loss.

use serde_json::{Value, json};
use xuequ::export::plan_alone;
use xuequ::io::save_atomic;
use xuequ::io::{self, OpenError, Opened};
use xuequ::model::{County, SchoolId};
use xuequ::plan::{Action, Layout, Measure, Plan};
use xuequ::units::Year;

use crate::{at, collection, schools};

pub(crate) fn plan_file(action: &Value) -> Value {
    json!({
        "type": "FeatureCollection",
        "xuequ": {
            "format": 1, "name": "方案 A", "period": [2021, 2025], "horizon": 2035, "policy": "seats",
            "standards": ["cn-national"], "data": [], "actions": [action],
        },
        "features": [],
    })
}

fn two_schools() -> Opened {
    schools(&[
        at(
            104.0,
            29.6,
            &json!({"id": "A", "name": "甲小学", "pupils": 80, "seats": 100, "校长": "张三"}),
        ),
        at(
            104.1,
            29.6,
            &json!({"id": "B", "name": "乙小学", "pupils": 300, "seats": 450}),
        ),
    ])
}

pub(crate) fn read(text: &str, county: &County) -> Result<Plan, OpenError> {
    io::plan_of_bytes("plan.geojson", text.as_bytes(), county).map(|(plan, _)| plan)
}

#[test]
fn saving_opening_and_saving_again_gives_the_same_bytes() {
    let opened = two_schools();
    let county = &opened.county;
    let actions = json!([
        {"kind": "new", "school": "N1", "year": 2022, "reason": "学位不足", "point": [104.06, 29.652],
         "properties": {"name": "新园", "kind": "kindergarten", "ownership": "public", "inclusive": true, "seats_kindergarten": 270, "建筑面积": 3600}},
        {"kind": "relocate", "school": "B", "year": 2023, "reason": "", "point": [104.12, 29.61]},
        {"kind": "expand", "school": "B", "year": 2023, "reason": "", "seats": {"primary": 600}},
        {"kind": "adjust", "school": "B", "year": 2024, "reason": "", "becomes": "nine_year"},
        {"kind": "close", "school": "A", "year": 2024, "reason": ""},
        {"kind": "merge", "school": "A", "year": 2024, "reason": "不足100人", "into": ["B"], "来自未来": {"a": [1, 2]}},
        {"kind": "mothball", "school": "A", "year": 2024, "reason": ""},
        {"kind": "phase_out", "school": "A", "year": 2024, "reason": ""},
        {"kind": "keep", "school": "A", "year": 2024, "reason": "路远"},
        {"kind": "ownership", "school": "A", "year": 2024, "reason": "", "ownership": "private", "inclusive": true},
        {"kind": "reserve", "school": "R1", "year": 2025, "reason": "", "point": [104.2, 29.7], "properties": {"name": "预留地", "面积": 20}},
    ]);
    let mut file = plan_file(&json!(null));
    file["xuequ"]["actions"] = actions.clone();
    file["xuequ"]["assumptions"] = json!([{"kind": "primary", "stage": "primary", "pupils": 120}]);
    file["xuequ"]["新版本"] = json!("留着");
    let plan = read(&file.to_string(), county).unwrap();
    assert_eq!(plan.actions.len(), 11);
    let layout = Layout::of(county, &plan, Year(2025));
    let first = plan_alone(county, &plan, &layout);
    let again = read(&first, county).unwrap();
    assert_eq!(again, plan);
    assert_eq!(plan_alone(county, &again, &layout), first);
    let saved: Value = serde_json::from_str(&first).unwrap();
    assert_eq!(saved["xuequ"]["actions"], actions);
    assert_eq!(saved["xuequ"]["新版本"], "留着");
    assert_eq!(saved["xuequ"]["data"][0]["file"], "schools.geojson");
    let kept = saved["features"]
        .as_array()
        .unwrap()
        .iter()
        .find(|feature| feature["properties"]["id"] == "A")
        .unwrap();
    assert_eq!(kept["properties"]["校长"], "张三");
    assert!(first.parse::<geojson::GeoJson>().is_ok());
}

#[test]
fn a_plan_that_cannot_be_read_says_which_action_is_wrong() {
    let opened = two_schools();
    for (action, word) in [
        (json!({"kind": "close", "year": 2024}), "school"),
        (json!({"kind": "close", "school": "A"}), "year"),
        (
            json!({"kind": "explode", "school": "A", "year": 2024}),
            "explode",
        ),
        (
            json!({"kind": "relocate", "school": "A", "year": 2024, "point": [200, 10]}),
            "point",
        ),
        (
            json!({"kind": "new", "school": "N", "year": 2024, "point": [104, 29], "properties": {"kind": "castle"}}),
            "castle",
        ),
        (json!(7), "object"),
    ] {
        let error = read(&plan_file(&action).to_string(), &opened.county).unwrap_err();
        let words = error.words();
        assert!(
            words.en.contains("plan.geojson, action 1") && words.en.contains(word),
            "{words:?}"
        );
        assert!(words.zh.contains("第1条措施"), "{words:?}");
    }
    let mut newer = plan_file(&json!({"kind": "close", "school": "A", "year": 2024}));
    newer["xuequ"]["format"] = json!(9);
    assert!(matches!(
        read(&newer.to_string(), &opened.county),
        Err(OpenError::NewerFormat { format: 9, .. })
    ));
    let no_plan = collection(&[]).to_string();
    assert!(matches!(
        read(&no_plan, &opened.county),
        Err(OpenError::NotAPlan { .. })
    ));
}

#[test]
fn a_plan_for_other_schools_or_older_data_warns() {
    let opened = two_schools();
    let mut file = plan_file(&json!({"kind": "merge", "school": "A", "into": ["Z"], "year": 2024}));
    file["xuequ"]["data"] = json!([{"file": "schools.geojson", "sha256": "0", "features": 2}]);
    let (_, report) =
        io::plan_of_bytes("plan.geojson", file.to_string().as_bytes(), &opened.county).unwrap();
    let words: Vec<&str> = report
        .warnings
        .iter()
        .map(|warning| warning.what.en.as_str())
        .collect();
    assert_eq!(words.len(), 2, "{words:?}");
    assert!(words[0].contains("no school Z") && words[1].contains("changed since"));
}

#[test]
fn a_save_that_fails_leaves_the_old_plan_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.geojson");
    save_atomic(&path, b"old").unwrap();
    // A folder stands where the file should go: renaming onto it fails after everything was written.
    let blocked = folder.path().join("blocked.geojson");
    std::fs::create_dir(&blocked).unwrap();
    assert!(save_atomic(&blocked, b"new").is_err());
    assert!(save_atomic(&folder.path().join("none/plan.geojson"), b"new").is_err());
    assert_eq!(std::fs::read(&path).unwrap(), b"old");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn the_new_school_of_a_plan_stands_in_the_exported_layout() {
    let opened = two_schools();
    let mut plan = Plan::new("方案", (Year(2021), Year(2025)));
    let merge = Measure::Merge {
        school: SchoolId::new("A"),
        into: vec![SchoolId::new("B")],
    };
    plan.actions
        .push(Action::new(Year(2023), merge, "不足100人"));
    let layout = Layout::of(&opened.county, &plan, Year(2025));
    let saved: Value = serde_json::from_str(&plan_alone(&opened.county, &plan, &layout)).unwrap();
    let closed = &saved["features"][0]["properties"];
    assert_eq!(
        (&closed["status"], &closed["action"], &closed["receiver"]),
        (&json!("closed"), &json!("merge"), &json!("B"))
    );
    assert_eq!(
        (&closed["year"], &closed["reason"]),
        (&json!(2023), &json!("不足100人"))
    );
}

#[test]
fn a_plan_says_with_which_answers_and_road_joins_it_was_made() {
    let files = collection(&[
        at(
            104.0,
            29.6,
            &json!({"id": "A", "name": "青石", "pupils": 80}),
        ),
        at(
            104.1,
            29.6,
            &json!({"id": "B", "name": "乙小学", "pupils": 300}),
        ),
    ]);
    let road = collection(&[crate::line(&json!({"class": "main"}))]);
    let files = [("schools.geojson", &files), ("roads.geojson", &road)];
    let answered = crate::open_as(&files, &[("schools.geojson#1:kind", "primary")]);
    let plan = Plan::new("方案 A", (Year(2021), Year(2025)));
    let alone = |plan: &Plan| {
        let layout = Layout::of(&answered.county, plan, Year(2021));
        plan_alone(&answered.county, plan, &layout)
    };
    let text = alone(&plan);
    let value: Value = serde_json::from_str(&text).expect("a plan file is JSON");
    assert_eq!(
        value["xuequ"]["answers"],
        json!({"schools.geojson#1:kind": "primary"})
    );
    assert_eq!(
        value["xuequ"]["joins"],
        json!({"ends_within_metres": 1.0, "crossings": false})
    );
    let told = |county: &County, text: &str| {
        let (_, report) =
            io::plan_of_bytes("plan.geojson", text.as_bytes(), county).expect("the plan opens");
        let told = report
            .warnings
            .iter()
            .map(|warning| warning.what.en.clone());
        told.filter(|line| line.contains("was made with"))
            .collect::<Vec<_>>()
    };
    assert_eq!(told(&answered.county, &text), [""; 0]);
    let otherwise = crate::open_as(&files, &[("schools.geojson#1:kind", "junior")]);
    let lines = told(&otherwise.county, &text);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].contains("schools.geojson#1:kind: primary then, junior now"));
    let unanswered = crate::open(&files);
    assert!(told(&unanswered.county, &text)[0].contains("primary then, no answer now"));
    let mut joined = answered.county.clone();
    joined.joins.crossings = true;
    assert!(told(&joined, &text)[0].contains("other roads joined"));
    // A plan of before, and one that says something else under these names.
    let mut old = value.clone();
    for name in ["answers", "joins"] {
        old["xuequ"][name] = Value::Null;
    }
    assert_eq!(told(&otherwise.county, &old.to_string()), [""; 0]);
    let plan = read(&old.to_string(), &answered.county).expect("it opens");
    assert_eq!(alone(&plan), text);
    old["xuequ"]["answers"] = json!(5);
    assert!(read(&old.to_string(), &answered.county).is_ok());
}
