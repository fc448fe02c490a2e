//! What was answered at another time is used again in the terminal, and never in silence.

use serde_json::{Value, json};
use xuequ::io::{self, Answers, Ignored};

use crate::terminal::{answer, folder, text};

#[test]
fn a_file_of_answers_maps_columns_and_what_fits_nothing_is_told() {
    let folder = folder();
    let county = folder.path().join("county");
    std::fs::create_dir(&county).unwrap();
    let school = |name: &str, lon: f64, pupils: u32| {
        json!({"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, 29.6]},
            "properties": {"name": name, "kind": "primary", "zxs": pupils}})
    };
    let schools = json!({"type": "FeatureCollection",
        "features": [school("a", 104.0, 80), school("b", 104.1, 90), school("", 104.2, 90)]});
    std::fs::write(county.join("schools.geojson"), schools.to_string()).unwrap();
    let plain = answer(&["check", text(&county), "--json"]);
    let columns = plain["layers"][0]["columns"].as_array().unwrap();
    let zxs = columns
        .iter()
        .find(|column| column["name"] == "zxs")
        .unwrap();
    assert_eq!(
        (&zxs["meaning"], &zxs["known"]),
        (&Value::Null, &json!("not_understood"))
    );
    assert_eq!(zxs["examples"], json!(["80", "90"]));
    assert_eq!(
        plain["layers"][0]["sha256"].as_str().map(str::len),
        Some(64)
    );
    assert_eq!(plain["ignored"], json!([]));

    let opened = io::open_with(std::slice::from_ref(&county), &Answers::default(), &|_| {
        std::ops::ControlFlow::Continue(())
    })
    .unwrap();
    let doubt = opened
        .report
        .warnings
        .iter()
        .find(|told| told.kind == Some("no name"));
    let doubt = doubt.expect("a school has no name");
    let key = zxs["question"].as_str().unwrap();
    let mut answers = Answers::from_iter([(key, "pupils"), ("gone.csv:column:x", "name")]);
    answers.ignore(Ignored {
        file: doubt.file.clone(),
        feature: doubt.feature,
        what: doubt.what.en.clone(),
        reason: "a branch".to_owned(),
        when: String::new(),
        by: String::new(),
    });
    let file = folder.path().join("mapping.json");
    std::fs::write(&file, io::answers_text(&answers)).unwrap();
    let mapped = answer(&["check", text(&county), "--json", "--answers", text(&file)]);
    let columns = mapped["layers"][0]["columns"].as_array().unwrap();
    let zxs = columns
        .iter()
        .find(|column| column["name"] == "zxs")
        .unwrap();
    assert_eq!(
        (&zxs["meaning"], &zxs["known"]),
        (&json!("pupils"), &json!("said"))
    );
    assert_eq!(mapped["ignored"][0]["reason"], "a branch");
    let told = mapped["warnings"].to_string();
    assert!(told.contains("gone.csv:column:x=name"), "{told}");
}
