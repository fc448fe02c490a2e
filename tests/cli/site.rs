//! New kindergartens asked for in the terminal.

use crate::terminal::{answer, folder, jingyan, number, refused, text};

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
    // The mean is printed to the decimetre.
    assert!(
        (pupil_metres - objective).abs() < 0.06 * stage["placed"].as_f64().expect("pupils"),
        "{pupil_metres} {objective}"
    );
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
