//! Two plans side by side, and today as a file: what the window shows.

use std::ops::ControlFlow;
use std::path::Path;

use xuequ::io::{self, Opened};

use crate::geojson;
use crate::terminal::{answer, folder, jingyan, text, xuequ};

fn county() -> Opened {
    let opened = io::open_with(&[jingyan().into()], &io::Answers::default(), &|_| {
        ControlFlow::Continue(())
    });
    opened.expect("the county opens")
}

#[test]
fn today_is_exported_to_the_file_that_the_window_writes_and_opens_again() {
    let folder = folder();
    let path = folder.path().join("today.geojson");
    assert!(
        xuequ(&["export", &jingyan(), "-o", text(&path)])
            .status
            .success()
    );
    let opened = county();
    let mut session = xuequ::session::Session::new(opened);
    session.choose(xuequ::session::Chosen::Today);
    let written = std::fs::read_to_string(&path).expect("the file is written");
    assert_eq!(written, session.plan_file());
    let evaluated = answer(&["evaluate", &jingyan(), "--plan", text(&path), "--json"]);
    assert_eq!(evaluated["plan"], "");
}

#[test]
fn a_comparison_in_the_terminal_is_the_one_on_screen() {
    let plan = Path::new(&jingyan()).join("plan-cautious.geojson");
    let compared = answer(&[
        "compare",
        &jingyan(),
        "--plan",
        "today",
        "--plan",
        text(&plan),
        "--json",
    ]);
    let opened = county();
    let mut session = xuequ::session::Session::new(opened);
    let (plan, _) = xuequ::io::read_plan(&plan, session.county()).expect("the plan opens");
    let year = plan.period.1;
    session.add_plan(plan, None);
    session.set_year(year);
    let chosen = session.chosen();
    let shown = session
        .comparison(xuequ::session::Chosen::Today, chosen)
        .work();
    assert_eq!(compared["year"], year.0);
    for (stage, comparison) in shown.stages.iter() {
        let told = &compared["stages"][stage.key()];
        let comparison = comparison.as_ref().expect("it is taught");
        assert_eq!(told["pupils_moved"], comparison.pupils_moved(), "{stage}");
        assert_eq!(told["pupils_farther"], comparison.pupils_farther, "{stage}");
        for (side, evaluation) in [("a", &shown.before), ("b", &shown.after)] {
            let numbers = &evaluation.stages[stage]
                .as_ref()
                .expect("it is taught")
                .numbers;
            assert_eq!(told[side]["schools"], numbers.schools, "{stage}");
            assert_eq!(
                told[side]["over_limit_pupils"], numbers.over_limit,
                "{stage}"
            );
        }
    }
}

#[test]
fn a_trip_that_nobody_knows_is_not_compared_as_no_way_at_all() {
    let folder = folder();
    let schools = folder.path().join("schools.geojson");
    let school = serde_json::json!({"id": "s1", "name": "学校", "kind": "primary"});
    let layer = geojson::layer(&[geojson::point(104.0, &school)]);
    geojson::write(&schools, &layer);
    let today = [
        "compare",
        text(&schools),
        "--plan",
        "today",
        "--plan",
        "today",
    ];
    let told = xuequ(&today);
    let told = String::from_utf8(told.stdout).expect("text");
    assert!(told.contains("mean trip of day pupils —→— m"), "{told}");
    assert!(
        told.contains("over the limit —→—, boarders —→—, unplaced —→—"),
        "{told}"
    );
    assert!(told.contains("who moves is not known"), "{told}");
    let told = answer(&[&today[..], &["--json"]].concat());
    assert!(
        told["stages"]["primary"]["pupils_moved"].is_null(),
        "{told}"
    );
    for side in ["a", "b"] {
        let numbers = &told["stages"]["primary"][side];
        assert_eq!(numbers["pupils_basis"], "unknown", "{numbers}");
        for unknown in ["pupils", "placed", "unplaced", "over_limit_pupils"] {
            assert!(numbers[unknown].is_null(), "{unknown}: {numbers}");
        }
    }
}
