//! A newer roster beside the county, in the terminal.

use serde_json::{Value, json};

use crate::terminal::{answer, folder, printed, refused, text};

fn schools() -> String {
    let school = |id: &str, name: &str, lon: f64, pupils: u32| {
        json!({"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, 29.6]},
            "properties": {"id": id, "name": name, "kind": "primary", "pupils": pupils, "seats": 300, "year": 2021}})
    };
    let features = [
        school("5101", "马踏镇中心小学", 104.0, 231),
        school("5102", "周坡小学", 104.1, 80),
        school("5104", "东林小学", 104.3, 60),
    ];
    json!({"type": "FeatureCollection", "features": features}).to_string()
}

const ROSTER: &str = "代码,名称,在校生,学位\n5101,马踏镇中心小学,467,\n,周坡镇小学,85,\n";

#[test]
fn a_newer_roster_is_set_beside_the_county_and_taken_as_corrections() {
    let folder = folder();
    let county = folder.path().join("schools.geojson");
    let roster = folder.path().join("名册2024.csv");
    let kept = folder.path().join("corrections.json");
    std::fs::write(&county, schools()).unwrap();
    std::fs::write(&roster, ROSTER).unwrap();
    let update = ["update", text(&county), "--with", text(&roster)];
    let seen = answer(&[&update[..], &["--json"]].concat());
    assert_eq!(
        (&seen["year"], &seen["year_before"]),
        (&json!(2024), &json!(2021))
    );
    let change = &seen["rows"][0]["changes"][0];
    assert_eq!(
        (&change["field"], &change["was"], &change["is"]),
        (&json!("pupils_primary"), &json!(231), &json!(467))
    );
    assert_eq!(seen["rows"][1]["match"], "alike");
    assert_eq!(
        seen["rows"][1]["changes"],
        json!([]),
        "a score alone takes nothing"
    );
    assert_eq!(seen["gone"][0]["name"], "东林小学");
    assert_eq!(seen["taken"], Value::Null);
    assert!(!kept.exists());
    let told = printed(&update);
    for words in ["* Primary pupils: 231 → 467", "--is 3=SCHOOL", "东林小学"] {
        assert!(told.contains(words), "{words} in {told}");
    }
    let taken = answer(
        &[
            &update[..],
            &["-o", text(&kept), "--is", "3=5102", "--json"],
        ]
        .concat(),
    );
    assert_eq!(taken["left"], json!([]));
    let after = answer(&[
        "evaluate",
        text(&county),
        "--corrections",
        text(&kept),
        "--json",
    ]);
    assert_eq!(after["year"], 2024);
    let stage = &after["stages"]["primary"];
    assert_eq!(
        stage["seats"], 900,
        "an empty cell takes no seats away: {stage}"
    );
    let written = std::fs::read_to_string(&kept).unwrap();
    assert!(
        written.contains("pupils_primary_2021"),
        "the pupils of before are kept: {written}"
    );
    // What stands there is not written over unasked.
    refused(&[&update[..], &["-o", text(&kept)]].concat(), "--force");
    refused(
        &[&update[..], &["-o", text(&roster), "--force"]].concat(),
        "名册2024.csv",
    );
}

#[test]
fn the_year_of_a_roster_that_tells_none_is_asked_for() {
    let folder = folder();
    let county = folder.path().join("schools.geojson");
    let roster = folder.path().join("roster.csv");
    let kept = folder.path().join("corrections.json");
    std::fs::write(&county, schools()).unwrap();
    std::fs::write(&roster, ROSTER).unwrap();
    let update = [
        "update",
        text(&county),
        "--with",
        text(&roster),
        "-o",
        text(&kept),
    ];
    refused(&update, "which school year");
    assert!(!kept.exists());
    printed(&[&update[..], &["--year", "2024"]].concat());
    let older = [
        "update",
        text(&county),
        "--with",
        text(&roster),
        "--year",
        "2019",
        "-o",
        text(&kept),
        "--force",
    ];
    refused(&older, "older");
    std::fs::write(&roster, "a,b\n1,2\n").unwrap();
    refused(&update[..4], "code or name: a, b");
    std::fs::write(&roster, "学校名称,在校生\n周坡小学,85\n,99\n").unwrap();
    let seen = answer(&[&update[..4], &["--year", "2024", "--json"]].concat());
    assert_eq!(seen["rows"].as_array().map(Vec::len), Some(1), "{seen}");
    assert!(
        seen["roster_warnings"].to_string().contains("left out"),
        "{seen}"
    );
}

#[test]
fn an_old_township_is_told_and_the_present_one_counts() {
    let folder = folder();
    let county = folder.path().join("county");
    std::fs::create_dir(&county).unwrap();
    let square = |west: f64| {
        json!([[
            [west, 29.5],
            [west + 0.1, 29.5],
            [west + 0.1, 29.7],
            [west, 29.7],
            [west, 29.5]
        ]])
    };
    let township = |code: &str, name: &str, west: f64| {
        json!({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": square(west)},
            "properties": {"code": code, "name": name}})
    };
    let townships = [
        township("511124101", "马踏镇", 104.0),
        township("511124104", "周坡镇", 104.1),
    ];
    let layer =
        |features: &[Value]| json!({"type": "FeatureCollection", "features": features}).to_string();
    std::fs::write(county.join("townships.geojson"), layer(&townships)).unwrap();
    let school = |id: &str, lon: f64, township: &str| {
        json!({"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, 29.6]},
            "properties": {"id": id, "name": id, "kind": "primary", "pupils": 80, "township": township}})
    };
    let schools = [
        school("a", 104.05, "511124205"),
        school("b", 104.15, "大佛乡"),
        school("c", 104.15, "东乡"),
    ];
    std::fs::write(county.join("schools.geojson"), layer(&schools)).unwrap();
    let told = |args: &[&str]| {
        answer(&[&["check", text(&county), "--json"], args].concat())["warnings"].to_string()
    };
    let plain = told(&[]);
    for words in [
        "a: the old township 511124205 is 马踏镇 since 2019",
        "b: the old township 大佛乡 is 周坡镇 since 2019",
        "c: 东乡 is not among the townships",
    ] {
        assert!(plain.contains(words), "{words} in {plain}");
    }
    // The county says itself what the shipped table does not.
    let own = folder.path().join("own.toml");
    std::fs::write(
        &own,
        "[[township]]\nold_name = \"东乡\"\nname = \"周坡镇\"\nyear = 2020\n",
    )
    .unwrap();
    let with = told(&["--township-aliases", text(&own)]);
    assert!(
        with.contains("c: the old township 东乡 is 周坡镇 since 2020"),
        "{with}"
    );
    std::fs::copy(&own, county.join("乡镇对照.toml")).unwrap();
    assert!(told(&[]).contains("c: the old township 东乡 is 周坡镇 since 2020"));
    std::fs::write(&own, "[[township]]\nold_name = \"东乡\"\n").unwrap();
    std::fs::remove_file(county.join("乡镇对照.toml")).unwrap();
    let failed = answer(&[
        "check",
        text(&county),
        "--json",
        "--lenient",
        "--township-aliases",
        text(&own),
    ]);
    assert!(failed["failed"].to_string().contains("entry 1"), "{failed}");
}
