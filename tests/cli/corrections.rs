//! Facts set right in the window, taken along into the terminal.

use serde_json::{Value, json};
use xuequ::io;
use xuequ::model::{Corrections, Fact, Said, SchoolId, Stage, Subject};

use crate::terminal::{answer, folder, refused, text};

fn schools(seats: u32) -> String {
    let school = |id: &str, lon: f64, seats: Value| {
        json!({"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, 29.6]},
            "properties": {"id": id, "name": id, "kind": "primary", "pupils": 80, "seats": seats}})
    };
    let features = [
        school("a", 104.0, json!(seats)),
        school("b", 104.1, Value::Null),
    ];
    json!({"type": "FeatureCollection", "features": features}).to_string()
}

fn seats(answer: &Value) -> &Value {
    &answer["stages"]["primary"]["seats"]
}

#[test]
fn corrections_count_in_every_answer_and_those_that_do_not_fit_make_it_doubtful() {
    let folder = folder();
    let county = folder.path().join("county");
    std::fs::create_dir(&county).unwrap();
    let file = county.join("schools.geojson");
    std::fs::write(&file, schools(100)).unwrap();
    let opened = io::open_bytes(&[("schools.geojson", schools(100))]).unwrap();
    let mut corrections = Corrections::default();
    for (id, seats) in [("a", 120), ("b", 90)] {
        let subject = Subject::School(SchoolId::new(id));
        let fact = Fact::Seats(Stage::Primary, Some(seats));
        corrections
            .give(&opened.county, &subject, fact, Said::default())
            .unwrap();
    }
    let kept = folder.path().join("corrections.json");
    io::keep_corrections(&kept, "", &[], &corrections, &Corrections::default()).unwrap();
    let plain = answer(&["evaluate", text(&county), "--json"]);
    assert_eq!(seats(&plain), 100);
    let args = [
        "evaluate",
        text(&county),
        "--json",
        "--corrections",
        text(&kept),
    ];
    let right = answer(&args);
    assert_eq!(
        (seats(&right), &right["corrections"]),
        (&json!(210), &json!(2))
    );
    // The county has changed its figure since: which one counts has to be said in the window.
    std::fs::write(&file, schools(130)).unwrap();
    let lenient = [&args[..], &["--lenient"]].concat();
    let changed = answer(&lenient);
    assert_eq!(seats(&changed), 220, "130 of the file and 90 set right");
    assert!(
        changed.to_string().contains("the file says 130 by now"),
        "{changed}"
    );
    std::fs::write(&kept, "{}").unwrap();
    refused(&args, "corrections.json");
}
