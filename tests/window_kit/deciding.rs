//! Deciding on schools: the gate's light before anything is planned, receivers that are tried, many at once, questions
//! to the optimiser, and what is missing before a plan is handed over.

use serde_json::{Value, json};
use xuequ::app::Intent;
use xuequ::app::look::view::Selection;
use xuequ::horizon;
use xuequ::io;
use xuequ::model::{SchoolId, Stage};
use xuequ::plan::{Action, Command, Measure, Plan};
use xuequ::rules::gate::Light;
use xuequ::session::{Chosen, Session};
use xuequ::words::Lang;

use crate::common::{Window, of_session};

fn place(km: f64, properties: &Value) -> Value {
    json!({
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Point", "coordinates": [104.0 + km / 96.8, 29.6]},
    })
}

/// A county on a street: a large school, a small one beside it, one that only a bus can replace, one that is far from
/// all; with another whose pupils nobody counted, or without.
pub(crate) fn street(has_unknown: bool) -> Session {
    let school = |id: &str, km: f64, pupils: Value, seats: Value| {
        let properties = json!({"id": id, "name": format!("{id} School"), "kind": "primary",
            "pupils": pupils, "seats": seats});
        place(km, &properties)
    };
    let mut schools = vec![
        school("Centre", 0.0, json!(200), json!(420)),
        school("Near", 0.6, json!(40), json!(60)),
        school("Bus", 3.0, json!(30), json!(60)),
        school("Island", 16.0, json!(20), json!(60)),
    ];
    if has_unknown {
        schools.push(school("Blind", 60.0, Value::Null, json!(60)));
    }
    let homes = [(0.0, 200), (0.6, 40), (3.0, 30), (16.0, 20)];
    let homes = homes.iter().zip(0..).map(|(&(km, pupils), number)| {
        let name = format!("Village {number}");
        let properties =
            json!({"id": format!("v{number}"), "name": name, "pupils_primary": pupils});
        place(km, &properties)
    });
    let layer = |features: Vec<Value>| {
        json!({"type": "FeatureCollection", "features": features}).to_string()
    };
    let (schools, homes) = (layer(schools), layer(homes.collect()));
    let opened = io::open_bytes(&[
        ("schools.geojson", schools.as_str()),
        ("settlements.geojson", homes.as_str()),
    ]);
    Session::new(opened.expect("it opens"))
}

pub(crate) fn street_window(lang: Lang) -> Window {
    let mut window = of_session(street(true), lang, [1280.0, 800.0]);
    window.judge();
    judged(&mut window);
    window
}

/// The same where every figure is known, as questions to the optimiser want.
pub(crate) fn known_window(lang: Lang) -> Window {
    let mut window = of_session(street(false), lang, [1280.0, 800.0]);
    window.judge();
    window
}

/// Draws frames until every light is there.
pub(crate) fn judged(window: &mut Window) {
    let end = std::time::Instant::now() + std::time::Duration::from_mins(4);
    window.harness.run_steps(2);
    while window.app().is_judging() || !window.app().is_idle() {
        assert!(std::time::Instant::now() < end, "the judging does not end");
        std::thread::sleep(std::time::Duration::from_millis(5));
        window.harness.step();
    }
    window.harness.run_steps(2);
}

fn plan(window: &Window) -> &Plan {
    window.session().plan().expect("a plan was begun")
}

fn light_of(window: &Window, school: &str) -> Light {
    let session = window.session();
    let gate = horizon::gate(session.evaluator(), plan(window), session.policy());
    let mut pages = gate.pages.iter();
    let page = pages.find(|page| page.school == SchoolId::new(school));
    page.expect("it closes").light
}

#[test]
fn the_list_tells_light_and_next_step_before_anything_is_planned() {
    let window = street_window(Lang::En);
    for group in [
        "Can merge with a bus 1",
        "Can merge as it is 1",
        "Better kept 1",
        "Size not known 1",
    ] {
        assert!(window.shows(group), "{group}");
    }
    for button in [
        "Merge… Bus School",
        "Merge… Near School",
        "Keep… Island School",
        "Fill in Blind School",
    ] {
        assert!(window.shows(button), "{button}");
    }
    assert!(
        !window.mentions("Merge… Island School"),
        "a red or far one is not merged"
    );
    assert!(window.mentions("Amber: something is to be done"));
    assert_eq!(
        window.session().chosen(),
        Chosen::Today,
        "nothing is planned"
    );
}

#[test]
fn a_merger_is_asked_about_with_its_bus_ticked_and_is_one_step() {
    let mut window = street_window(Lang::En);
    window.click("Merge… Bus School");
    assert!(window.shows("With a school bus"));
    assert_eq!(
        window.session().chosen(),
        Chosen::Today,
        "asking plans nothing"
    );
    window.picture("deciding-merge-form");
    window.click("Merge");
    assert_eq!(plan(&window).actions.len(), 1);
    assert!(plan(&window).actions[0].details.transport.is_some());
    assert!(light_of(&window, "Bus") < Light::Red);
    window.click("Undo");
    assert_eq!(plan(&window).actions.len(), 0);
}

#[test]
fn a_school_is_kept_with_a_reason_drafted_from_the_gate_and_then_shows_it() {
    let mut window = street_window(Lang::En);
    window.click("Keep… Island School");
    window.click("Keep");
    let reason = plan(&window).actions[0].reason.clone();
    assert!(
        reason.contains("Centre School") || reason.contains("km"),
        "{reason}"
    );
    judged(&mut window);
    assert!(window.shows("Kept 1"));
    window.click("See reason Island School");
    assert!(window.shows("Reason"));
    window.click("Cancel");
}

#[test]
fn a_refused_closure_of_the_plan_stands_first_with_the_remedy_that_lets_it_pass() {
    let mut window = street_window(Lang::En);
    let measure = Measure::Merge {
        school: SchoolId::new("Bus"),
        into: vec![SchoolId::new("Centre")],
    };
    let action = Action::new(window.session().year(), measure, "");
    window.wish(Intent::Command(Command::Add(action)));
    judged(&mut window);
    assert_eq!(light_of(&window, "Bus"), Light::Red);
    assert!(window.shows("Merging, red, no reason 1"));
    window.wish(Intent::Select(Some(Selection::School(SchoolId::new(
        "Bus",
    )))));
    judged(&mut window);
    assert!(window.shows("Why red"));
    window.picture("deciding-red");
    window.click("Plan a bus Bus School");
    judged(&mut window);
    assert!(light_of(&window, "Bus") < Light::Red);
    assert!(!window.mentions("Merging, red, no reason"));
}

#[test]
fn a_receiver_is_tried_on_the_map_and_nothing_is_planned() {
    let mut window = street_window(Lang::En);
    window.wish(Intent::Select(Some(Selection::School(SchoolId::new(
        "Near",
    )))));
    judged(&mut window);
    window.click("Merge → Centre School");
    judged(&mut window);
    assert!(window.mentions("Tried on the map, not in the plan:"));
    assert_eq!(window.session().chosen(), Chosen::Today);
    let open = |window: &Window| {
        let shown = window.app().view().shown(window.session());
        shown.layout.open(Stage::Primary).len()
    };
    let tried = open(&window);
    window.click("Stop");
    judged(&mut window);
    assert_eq!(open(&window), tried + 1, "the map shows the plan again");
}

#[test]
fn many_are_reviewed_before_they_are_planned_in_one_step_and_red_is_never_ticked() {
    let mut window = street_window(Lang::En);
    window.click("Review all…");
    judged(&mut window);
    assert!(window.shows("2 of 3 ticked"));
    assert_eq!(
        window.session().chosen(),
        Chosen::Today,
        "looking plans nothing"
    );
    assert!(window.shows("Plan 2 schools"));
    window.picture("deciding-review");
    window.click("Merge Near School");
    judged(&mut window);
    assert!(window.shows("Plan 1 school"));
    window.click("Merge Near School");
    judged(&mut window);
    window.click("Plan 2 schools");
    judged(&mut window);
    assert_eq!(plan(&window).actions.len(), 2);
    let session = window.session();
    let gate = horizon::gate(session.evaluator(), plan(&window), session.policy());
    assert!(gate.is_compliant(), "nothing red was planned");
    window.click("Undo");
    assert_eq!(plan(&window).actions.len(), 0, "it was one step");
}

#[test]
fn the_desk_speaks_chinese_and_asks_for_what_is_missing() {
    let mut window = street_window(Lang::Zh);
    for words in ["配校车可撤并 1", "可直接撤并 1", "宜保留 1", "规模不详 1"] {
        assert!(window.shows(words), "{words}");
    }
    window.click("去补填 Blind School");
    assert!(window.shows("学校"));
    assert_eq!(
        window.app().view().selection,
        Some(Selection::School(SchoolId::new("Blind")))
    );
}

#[test]
fn questions_are_cards_of_which_one_is_open_and_a_shut_one_shows_its_last_answer() {
    let mut window = known_window(Lang::En);
    window.click("Ask");
    for card in [
        "Which small schools to merge?",
        "Where to build new schools?",
        "How to lay out a whole stage?",
        "How to draw catchments?",
    ] {
        assert!(window.shows(card), "{card}");
    }
    assert!(window.shows("Everybody has a seat"));
    window.click("Search");
    assert!(window.mentions("2 merged"), "the answer");
    window.picture("deciding-answer");
    window.find_and_click("How to draw catchments?");
    assert!(!window.shows("Everybody has a seat"), "one card is open");
    assert!(
        window.mentions("Last: 2 merged"),
        "the shut one tells its answer"
    );
    assert!(!window.mentions("out of date"));
    window.find_and_click("Which small schools to merge?");
    window.wish(Intent::SetYear(xuequ::units::Year(2023)));
    assert!(window.shows("out of date"), "another year, another answer");
    window.click("Renew");
    assert!(!window.shows("out of date"));
    window.click("Drop");
    assert!(!window.mentions("Last: 2 merged") && window.shows("Search"));
}

#[test]
fn where_nothing_can_be_merged_the_nearest_condition_is_named_and_taken_with_a_click() {
    let mut window = known_window(Lang::En);
    window.click("Ask");
    window.find_and_click("What the gate lets pass without a bus");
    window.wish(Intent::Command(Command::Add(Action::new(
        window.session().year(),
        Measure::Keep {
            school: SchoolId::new("Near"),
        },
        "stays",
    ))));
    window.click("Search");
    assert!(window.mentions("The nearest condition that would give one:"));
    window.click("Search again: plan school buses");
    assert!(window.mentions("1 merged"));
}

#[test]
fn what_is_missing_before_a_plan_is_handed_over_stands_with_its_way() {
    let mut window = street_window(Lang::En);
    let measure = Measure::Merge {
        school: SchoolId::new("Bus"),
        into: vec![SchoolId::new("Centre")],
    };
    let action = Action::new(window.session().year(), measure, "");
    window.wish(Intent::Command(Command::Add(action)));
    window.click("Deliver");
    judged(&mut window);
    assert!(window.shows("Not ready to hand in"));
    assert!(window.shows("1 red closure without a written reason"));
    assert!(window.shows("The plan is not saved"));
    window.picture("deciding-deliver");
    window.click("To the gate: 1 red closure without a written reason");
    assert_eq!(
        window.app().view().open_page(),
        Some(xuequ::app::look::view::Page::Gate)
    );
}

#[test]
fn a_table_is_previewed_as_it_is_written() {
    let mut window = street_window(Lang::En);
    window.click("Deliver");
    window.wish(Intent::Show(Some(xuequ::app::look::view::Page::Tables)));
    assert!(window.mentions("As it is written"));
    let path = crate::in_target("previewed.csv");
    window.wish(Intent::ExportTo(
        xuequ::app::ExportKind::Schools,
        path.clone(),
    ));
    let written = std::fs::read_to_string(path).expect("it was written");
    let heads = written.trim_start_matches('\u{feff}').lines().next();
    let first = heads.and_then(|heads| heads.split(',').next());
    assert!(window.shows(first.expect("a head")), "{first:?}");
    assert!(window.shows("Centre School"));
    window.picture("deciding-table");
}
