//! Catchments on the page of proposals: asked, shown on the map beside the plan, exported, and never applied.

use std::path::PathBuf;

use egui::Vec2;
use xuequ::app::{ExportKind, Intent};
use xuequ::assign::Assignment;
use xuequ::model::Stage;
use xuequ::session::Chosen;
use xuequ::words::Lang;

use crate::common::{Window, of_session, sample_window, street_session};

fn street_window(lang: Lang, size: impl Into<Vec2>) -> Window {
    let size: Vec2 = size.into();
    of_session(street_session(), lang, [size.x, size.y])
}

/// Chooses who goes where.
fn choose_policy(window: &mut Window, policy: &str) {
    window.click("Who goes where");
    window.click(policy);
}

fn ask(window: &mut Window) {
    window.click("Ask");
    window.click("Answers");
    window.find_and_click("How to draw catchments?");
    assert!(window.mentions("A list to decide the year's catchments by"));
    window.click("Search");
}

/// What map and figures show of the primary schools.
fn shown(window: &Window) -> Assignment {
    let evaluation = window.app().view().shown(window.session());
    let stage = evaluation.stages[Stage::Primary].as_ref();
    stage.expect("there are primary schools").assignment.clone()
}

fn present(window: &Window) -> Assignment {
    let stage = window.session().evaluation().stages[Stage::Primary].as_ref();
    stage.expect("there are primary schools").assignment.clone()
}

fn in_target(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}

#[test]
fn proposed_catchments_stand_on_the_map_and_nothing_is_applied() {
    let mut window = street_window(Lang::En, [1280.0, 800.0]);
    let before = present(&window);
    ask(&mut window);
    // One village's pupils and one school's seats are not known.
    assert!(window.mentions("best as far as is known: lacks"));
    assert!(window.mentions("settlements change schools"));
    assert!(window.mentions("nothing is written into the plan"));
    let proposed = shown(&window);
    assert_ne!(proposed, before);
    for settlement in 0..8 {
        assert!(
            proposed.of_settlement(settlement).len() <= 1,
            "villages go whole"
        );
    }
    assert_eq!(present(&window), before, "the plan stands as it did");
    assert_eq!(window.session().chosen(), Chosen::Today);
    assert!(window.session().documents().is_empty());
    window.picture("window-en-catchments");

    window.click("On the map");
    assert_eq!(shown(&window), before);
    window.click("On the map");
    assert_eq!(shown(&window), proposed);
    window.click("Schools");
    assert_eq!(shown(&window), before, "only while the answer is in sight");
    window.type_into("Find", "West");
    assert!(window.shows("West School"));
    window.click("Answers");
    assert_eq!(shown(&window), proposed);
    // Another policy is another plan as it stands.
    choose_policy(&mut window, "Nearest");
    assert_eq!(shown(&window), present(&window));
    assert!(window.mentions("search again to see it on the map"));
}

#[test]
fn the_answer_says_village_by_village_what_changes_and_leads_there() {
    let mut window = street_window(Lang::En, [1280.0, 800.0]);
    ask(&mut window);
    let proposed = shown(&window);
    let was = present(&window);
    let changed = (0..8).find(|&home| was.of_settlement(home) != proposed.of_settlement(home));
    let changed = changed.expect("something changes");
    assert!(window.mentions(&format!("Village {changed}: ")));
}

#[test]
fn limits_that_cannot_be_kept_are_told_with_the_least_that_must_give_way() {
    let mut window = street_window(Lang::En, [1280.0, 800.0]);
    window.click("Ask");
    window.click("Answers");
    window.find_and_click("How to draw catchments?");
    window.first("No day pupil farther than").scroll_to_me();
    window.settle();
    window.click("No day pupil farther than");
    window.click("Search");
    assert!(window.mentions("without a seat"));
    assert!(window.mentions("The limits must give way for"));
    assert!(window.mentions("as estimated: over 4.0 km"));
    window.picture("window-en-catchments-limits");
    let proposed = shown(&window);
    assert!(proposed.not_placed() > 0);
    // Those who go nowhere do not make the trips of the others better.
    assert!(!window.mentions(" better"));
    let farthest = proposed
        .flows
        .iter()
        .map(|flow| flow.trip.distance().as_f64());
    assert!(farthest.fold(0.0, f64::max) <= 4_000.0);
}

#[test]
fn proposed_catchments_are_exported_as_the_table_of_assignment() {
    let mut window = street_window(Lang::En, [1280.0, 800.0]);
    let path = in_target("proposed-catchments.csv");
    let _old = std::fs::remove_file(&path);
    window.wish(Intent::ExportTo(ExportKind::Catchments, path.clone()));
    assert!(!path.exists(), "there is nothing to write yet");
    ask(&mut window);
    window.wish(Intent::ExportTo(ExportKind::Catchments, path.clone()));
    let table = std::fs::read_to_string(&path).expect("a table");
    let mut lines = table.lines();
    assert_eq!(
        lines.next(),
        Some("stage,settlement,school,pupils,distance_m,basis")
    );
    let pupils: u64 = lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            assert_eq!(cells[0], "primary");
            cells[3].parse::<u64>().expect("pupils")
        })
        .sum();
    let proposed = shown(&window);
    assert_eq!(pupils, proposed.placed() + proposed.not_placed());
}

#[test]
fn the_sample_county_is_divided_into_catchments_in_both_languages() {
    let mut english = sample_window(Lang::En);
    ask(&mut english);
    assert!(english.mentions("settlements change schools"));
    english.picture("window-en-catchments-sample");

    let mut chinese = english;
    chinese.wish(Intent::SetLang(Lang::Zh));
    assert!(chinese.mentions("变更学校"));
    assert!(chinese.mentions("供确定当年划片使用"));
    assert!(chinese.shows("学区怎么划？") && chinese.shows("重新测算"));
    chinese.picture("window-zh-catchments-sample");
    chinese.click("幼儿园");
    assert!(chinese.mentions("当前显示其他学段"));
}
