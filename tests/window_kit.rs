//! The window without a screen: everything is found by its label, and the numbers are those of the session.
#![cfg(feature = "gui")]

mod common;

use std::path::PathBuf;

use common::{Window, of_session, sample_window, window};
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use xuequ::app::look::view::Selection;
use xuequ::app::{ExportKind, Intent};
use xuequ::evaluation::Evaluation;
use xuequ::io;
use xuequ::model::{SchoolId, Stage};
use xuequ::plan::{Command, Policy};
use xuequ::session::{Chosen, Session};
use xuequ::words::Lang;

fn press(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.harness.key_press_modifiers(modifiers, key);
    window.settle();
}

/// Closed small primary schools in the chosen plan.
fn actions(window: &Window) -> usize {
    window.session().plan().map_or(0, |plan| plan.actions.len())
}

fn mean_trip(window: &Window) -> f64 {
    mean_of(window.session().evaluation())
}

/// The same of what the screen shows, a drag included.
fn mean_in_sight(window: &Window) -> f64 {
    mean_of(window.app().view().shown(window.session()))
}

fn mean_of(evaluation: &Evaluation) -> f64 {
    let stage = evaluation.stages[Stage::Primary].as_ref();
    let trips = stage.and_then(|stage| stage.numbers.distances);
    trips.expect("primary pupils travel").mean
}

fn school_named(window: &Window, name: &str) -> String {
    let schools = &window.session().county().schools;
    let school = schools.iter().find(|school| school.name == name);
    school.map_or_else(
        || panic!("no school {name}"),
        |school| school.id.to_string(),
    )
}

/// Clicks what may have to be scrolled to.
fn scroll_and_click(window: &mut Window, label: &str) {
    window.first(label).scroll_to_me();
    window.settle();
    window.click(label);
}

fn find_in_table(window: &mut Window, words: &str) {
    window.type_into("Find", words);
}

fn in_target(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}

#[test]
fn both_languages_are_drawn() {
    for (lang, code) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
        let mut window = sample_window(lang);
        let (_, image) = window.picture(&format!("window-{code}"));
        let colors: std::collections::BTreeSet<[u8; 4]> =
            image.pixels().map(|pixel| pixel.0).collect();
        assert!(colors.len() > 50, "the window is blank");
    }
}

#[test]
fn a_full_screen_window_with_a_plan_is_drawn() {
    let mut window = window(Lang::Zh, [1920.0, 1080.0]);
    window.click("全部撤并（有学位的）");
    window.click("比选");
    assert!(window.session().plan().is_some(), "a plan was begun");
    assert!(window.mentions("方案 A"), "it has a tab");
    assert!(window.shows("平均路程"), "its figures stand beside today's");
    let (_, image) = window.picture("window-zh-1920-compare");
    assert_eq!(image.dimensions(), (1920, 1080));
}

#[test]
fn the_language_changes_at_once() {
    let mut window = sample_window(Lang::Zh);
    assert!(window.shows("图层"));
    window.click("English");
    assert!(window.shows("Layers"));
    assert!(!window.shows("图层"));
}

#[test]
fn merging_a_small_school_is_one_step_that_undo_takes_back() {
    let mut window = sample_window(Lang::En);
    let before = mean_trip(&window);
    window.click("Merge 打鼓滩村教学点");
    assert_eq!(actions(&window), 1);
    assert_ne!(mean_trip(&window), before);
    assert!(
        window.mentions("Plan A") || window.mentions("方案 A"),
        "the first change begins a plan"
    );
    press(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(actions(&window), 0);
    assert_eq!(mean_trip(&window), before);
    press(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(actions(&window), 1);
    press(&mut window, Modifiers::COMMAND, Key::Z);
    press(&mut window, Modifiers::COMMAND, Key::Y);
    assert_eq!(actions(&window), 1);
}

#[test]
fn merging_all_with_room_leaves_the_rest_open() {
    let mut window = sample_window(Lang::En);
    let small = window.session().evaluation().below_threshold[Stage::Primary];
    window.click("Merge all with room");
    let merged = actions(&window);
    assert!(merged > 0 && merged <= small);
    assert!(window.mentions("left open"));
    window.click("Undo");
    assert_eq!(actions(&window), 0);
}

#[test]
fn other_measures_are_planned_from_the_inspector_with_a_reason() {
    let mut window = sample_window(Lang::En);
    let id = SchoolId::new(&school_named(&window, "东林镇中心小学"));
    window.wish(Intent::GoTo(Selection::School(id.clone())));
    for (label, key) in [("Phase out", "phase_out"), ("Mothball", "mothball")] {
        window.click("More measures");
        window.click(label);
        window.type_into("Reason", "fewer births");
        window.click("Apply");
        let plan = window.session().plan().expect("a plan was begun");
        let last = plan.actions.last().expect("it was planned");
        assert_eq!((last.measure.key(), last.measure.school()), (key, &id));
        assert_eq!(last.reason, "fewer births");
        press(&mut window, Modifiers::COMMAND, Key::Z);
        assert_eq!(actions(&window), 0);
    }
}

#[test]
fn a_school_is_kept_only_with_a_reason() {
    let mut window = sample_window(Lang::En);
    window.click("Keep 东光村教学点");
    assert!(window.shows("Reason"));
    window.type_into("Reason", "no road in the rain");
    window.click("Keep");
    let plan = window.session().plan().unwrap();
    assert!(plan.actions[0].reason.contains("no road in the rain"));
}

#[test]
fn a_proposal_becomes_a_plan_only_when_it_is_opened_and_can_be_undone_and_deleted() {
    let mut window = sample_window(Lang::En);
    let n_plans = window.session().documents().len();
    let today = mean_trip(&window);
    window.click("Proposals");
    window.click("Search");
    assert!(window.mentions("proven best"));
    assert!(window.mentions("18 merged, 7 small schools stay"));
    assert_eq!(
        window.session().documents().len(),
        n_plans,
        "nothing is applied"
    );
    assert_eq!(window.session().chosen(), Chosen::Today);

    window.click("Open as draft plan");
    assert_eq!(window.session().documents().len(), n_plans + 1);
    assert_eq!(window.session().plan().unwrap().name, "Merge proposal");
    assert_eq!(actions(&window), 18);
    let reasons = window.session().plan().unwrap().actions.clone();
    assert!(reasons.iter().all(|action| !action.reason.is_empty()));
    let merged = mean_trip(&window);
    assert!(merged > today);
    window.picture("window-en-proposals");

    // The next point of the front takes the place of the draft.
    window.click("Fewer measures");
    assert_eq!(window.session().documents().len(), n_plans + 1);
    assert_eq!(actions(&window), 17);
    assert!(mean_trip(&window) < merged);

    window.click("Undo");
    assert_eq!(actions(&window), 0);
    assert_eq!(mean_trip(&window), today);
    window.wish(Intent::DeletePlanNow);
    assert_eq!(window.session().documents().len(), n_plans);
    assert_eq!(window.session().chosen(), Chosen::Today);
}

#[test]
fn a_draft_that_was_changed_is_left_alone_by_the_next_proposal() {
    let mut window = sample_window(Lang::En);
    let n_plans = window.session().documents().len();
    window.click("Proposals");
    window.click("Search");
    window.click("Open as draft plan");
    window.wish(Intent::Command(Command::Remove { index: 0 }));
    window.click("Fewer measures");
    let documents = window.session().documents();
    let sizes: Vec<usize> = documents[n_plans..]
        .iter()
        .map(|document| document.plan().actions.len())
        .collect();
    assert_eq!(sizes, [17, 17]);
    assert_ne!(
        documents[n_plans].plan().name,
        documents[n_plans + 1].plan().name
    );
}

#[test]
fn new_sites_are_proposed_with_what_each_further_one_brings() {
    let mut window = sample_window(Lang::En);
    window.click("Kindergarten");
    window.click("Proposals");
    window.click("Where to build");
    window.click("Search");
    assert!(window.mentions("5 new schools"));
    assert!(window.mentions("proven best"));
    window.click("Fewer measures");
    assert_eq!(actions(&window), 4);
    window.picture("window-en-proposed-sites");
}

#[test]
fn what_the_gate_refuses_is_proposed_only_when_the_planner_says_so() {
    let mut window = sample_window(Lang::En);
    window.click("Proposals");
    let refused = |window: &mut Window| {
        window.click("Search");
        window.click("Open as draft plan");
        let session = window.session();
        let plan = session.plan().expect("the draft is shown").clone();
        let gate = xuequ::horizon::gate(session.evaluator(), &plan, session.policy());
        (plan.actions.len(), gate.refused().count())
    };
    let (with_gate, none) = refused(&mut window);
    assert!(with_gate > 0);
    assert_eq!(none, 0, "the draft passes the gate");
    scroll_and_click(&mut window, &xuequ::proposal::GateRule::Advises.words().en);
    let (without, some) = refused(&mut window);
    assert!(without >= with_gate);
    assert!(some > 0, "without the gate, what it refuses is proposed");
}

#[test]
fn who_stays_beyond_the_longest_trip_is_named_on_the_page() {
    let mut window = sample_window(Lang::En);
    window.click("Proposals");
    window.click("Search");
    assert!(!window.mentions("Over the longest trip"));
    scroll_and_click(&mut window, "No trip over");
    window.click("Search");
    assert!(window.mentions("pupils over the longest trip, named below"));
    assert!(window.mentions("Over the longest trip, as no school they may go to is that near"));
    window.picture("window-en-beyond");
}

#[test]
fn a_settlement_is_tied_to_a_school_or_kept_from_it() {
    let mut window = sample_window(Lang::En);
    window.click("Proposals");
    assert!(window.mentions("select first the one, then the other"));
    let school = SchoolId::new(&school_named(&window, "东林镇中心小学"));
    window.wish(Intent::Select(Some(Selection::Settlement(0))));
    window.wish(Intent::Select(Some(Selection::School(school.clone()))));
    let home = window.session().county().settlements[0].clone();
    let pair = (home.id.clone(), school);
    scroll_and_click(&mut window, "Must go there");
    assert_eq!(
        window.app().view().asking.shared.conditions.locks,
        std::slice::from_ref(&pair)
    );
    scroll_and_click(&mut window, "Never goes there");
    let conditions = &window.app().view().asking.shared.conditions;
    assert!(conditions.locks.is_empty());
    assert_eq!(conditions.bans, [pair]);
    scroll_and_click(
        &mut window,
        &format!("Unlock {} → 东林镇中心小学", home.name),
    );
    assert!(window.app().view().asking.shared.conditions.bans.is_empty());
}

#[test]
fn the_page_of_proposals_speaks_chinese() {
    let mut window = window(Lang::Zh, [1920.0, 1080.0]);
    window.click("优化建议");
    window.click("开始测算");
    assert!(window.mentions("已证明最优"));
    window.click("另存为草案");
    assert_eq!(window.session().plan().unwrap().name, "撤并建议");
    window.picture("window-zh-proposals");
}

#[test]
fn the_fewest_pupils_of_a_school_are_the_standard_s_until_somebody_says_otherwise() {
    let mut window = sample_window(Lang::En);
    window.click("Proposals");
    window.click("Whole layout");
    let floor = |window: &Window| {
        let role = egui::accesskit::Role::SpinButton;
        let field = window
            .harness
            .get_by_role_and_label(role, "Fewest pupils of a school");
        field.accesskit_node().numeric_value()
    };
    let standard = window.session().evaluator().limits().small_school;
    assert_eq!(floor(&window), Some(f64::from(standard)));
    window.click("Kindergarten");
    assert_eq!(floor(&window), Some(0.0));
}

#[test]
fn a_search_that_is_stopped_keeps_what_it_has_found() {
    let mut window = sample_window(Lang::En);
    window.click("Proposals");
    window.click("Whole layout");
    let search = window.first("Search");
    search.click();
    window.harness.run_steps(2);
    assert!(window.shows("Stop and keep the best"));
    window.first("Stop and keep the best").click();
    window.settle();
    assert!(window.shows("Search"));
    // Stopped at once there may be no layout yet; then that is said, and never a plan made of it.
    assert!(window.mentions("schools,") || window.mentions("was found in time"));
    assert_eq!(window.session().chosen(), Chosen::Today);
}

#[test]
fn under_seats_the_inspector_tells_the_price_of_a_seat() {
    let mut window = sample_window(Lang::En);
    window.click("With seats");
    let evaluation = window.session().evaluation().clone();
    let primary = evaluation.stages[Stage::Primary].as_ref().unwrap();
    let prices = primary.assignment.seat_prices.iter().enumerate();
    let (dearest, price) = prices.max_by_key(|&(_, price)| price).unwrap();
    assert!(price.decimetres() > 0, "seats are short somewhere");
    let id = evaluation.layout.sites[dearest].id.clone();
    window.wish(Intent::GoTo(Selection::School(id)));
    let saved = format!("One more place here saves {} a day", *price + *price);
    assert!(window.shows(&saved), "{saved}");
    window.click("Nearest");
    assert!(!window.mentions("One more place here saves"));
}

#[test]
fn a_kindergarten_is_built_where_the_map_was_clicked() {
    let mut window = sample_window(Lang::En);
    window.click("Kindergarten");
    let at = window.session().county().settlements[0].at;
    window.wish(Intent::PlaceSchool(at));
    assert!(window.shows("Kindergarten seats"));
    window.picture("window-en-new-school");
    window.click("Build");
    assert_eq!(actions(&window), 1);
    // The new school is selected; Delete takes it back.
    press(&mut window, Modifiers::NONE, Key::Delete);
    assert_eq!(actions(&window), 0);
}

#[test]
fn delete_closes_the_selected_school_and_escape_lets_go_of_it() {
    let mut window = sample_window(Lang::En);
    window.click("Schools table");
    find_in_table(&mut window, "东林镇中心");
    window.click("东林镇中心小学");
    window.picture("window-en-school");
    assert!(
        window.shows("Enrolled on record"),
        "the inspector shows the school"
    );
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(
        !window.shows("Enrolled on record"),
        "the inspector shows the county"
    );
    window.click("东林镇中心小学");
    press(&mut window, Modifiers::NONE, Key::Delete);
    assert_eq!(actions(&window), 1);
}

#[test]
fn every_figure_follows_a_dragged_school_and_one_drag_is_one_step() {
    let mut window = sample_window(Lang::En);
    let id = SchoolId::new(&school_named(&window, "东林镇中心小学"));
    let start = window.app().school_on_screen(&id).unwrap();
    let before = mean_trip(&window);
    window.harness.hover_at(start);
    window.harness.step();
    window.harness.drag_at(start);
    window.harness.step();
    for step in 1..=5 {
        window
            .harness
            .hover_at(start + egui::vec2(12.0, 6.0) * step as f32);
        window.harness.step();
    }
    let (school, _) = window.app().view().hand.moved().unwrap();
    assert_eq!(*school, id);
    let moving = mean_in_sight(&window);
    assert_ne!(moving, before, "the numbers follow");
    window.picture("window-en-drag");
    window.harness.drop_at(start + egui::vec2(60.0, 30.0));
    window.settle();
    assert_eq!(actions(&window), 1);
    assert_eq!(mean_trip(&window), moving, "the drag told the truth");
    press(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(mean_trip(&window), before);
}

#[test]
fn one_move_of_the_hand_shows_in_every_pane_of_the_same_frame() {
    let mut window = sample_window(Lang::En);
    let id = SchoolId::new(&school_named(&window, "东林镇中心小学"));
    let start = window.app().school_on_screen(&id).unwrap();
    let before = mean_trip(&window);
    window.harness.hover_at(start);
    window.harness.step();
    window.harness.drag_at(start);
    window.harness.step();
    let mut seen = vec![before];
    for by in [egui::vec2(60.0, 30.0), egui::vec2(-40.0, 50.0)] {
        window.harness.hover_at(start + by);
        window.harness.step();
        let moving = mean_in_sight(&window);
        assert!(!seen.contains(&moving), "the numbers follow");
        seen.push(moving);
        let change = moving - before;
        let sign = if change < 0.0 { '−' } else { '+' };
        let words = format!("{sign}{:.0} m", change.abs());
        assert!(window.mentions(&words), "the strip does not say {words}");
    }
}

#[test]
fn escape_puts_a_dragged_school_back() {
    let mut window = sample_window(Lang::En);
    let id = SchoolId::new(&school_named(&window, "东林镇中心小学"));
    let start = window.app().school_on_screen(&id).unwrap();
    window.harness.hover_at(start);
    window.harness.step();
    window.harness.drag_at(start);
    window.harness.step();
    window.harness.hover_at(start + egui::vec2(40.0, 20.0));
    window.harness.run_steps(2);
    assert!(window.app().view().hand.moved().is_some());
    window.harness.key_press(Key::Escape);
    window.harness.run_steps(2);
    assert!(window.app().view().hand.moved().is_none());
    window.harness.drop_at(start + egui::vec2(40.0, 20.0));
    window.settle();
    assert_eq!(actions(&window), 0);
}

#[test]
fn the_policy_switch_changes_the_figures() {
    let mut window = sample_window(Lang::En);
    let before = mean_trip(&window);
    window.click("Nearest");
    assert_eq!(window.session().policy(), Policy::Nearest);
    assert!(mean_trip(&window) < before);
}

#[test]
fn two_plans_are_compared_and_exported() {
    let mut window = sample_window(Lang::En);
    window.click("Merge all with room");
    window.click("Compare");
    assert!(window.mentions("pupils change school"));
    window.picture("window-en-compare");
    let path = in_target("comparison.csv");
    window.wish(Intent::ExportTo(ExportKind::Comparison, path.clone()));
    let table = std::fs::read_to_string(path).unwrap();
    let mut lines = table.lines();
    let heads = lines.next().expect("a head");
    assert!(heads.starts_with("\u{feff}Stage,Indicator,Unit,today,方案 "));
    let pupils = lines.find(|line| line.starts_with("Primary,Pupils,pupils,"));
    let cells: Vec<&str> = pupils.expect("pupils").split(',').collect();
    assert!(cells[3].parse::<u32>().is_ok_and(|pupils| pupils > 1_000));
    assert!(table.contains("\nStage,Settlement id,Settlement,Pupils,"));
    assert!(table.lines().count() > 30);
}

#[test]
fn a_saved_plan_opens_again_as_it_was() {
    let mut window = sample_window(Lang::En);
    window.click("Merge all with room");
    let path = in_target("saved-plan.geojson");
    window.wish(Intent::SaveTo(path.clone()));
    assert!(!window.session().has_unsaved_work());
    let saved = window.session().plan().unwrap().actions.clone();
    let n_plans = window.session().documents().len();
    window.wish(Intent::OpenPaths(vec![path]));
    assert_eq!(window.session().documents().len(), n_plans + 1);
    assert_eq!(window.session().chosen(), Chosen::Plan(n_plans));
    assert_eq!(window.session().plan().unwrap().actions, saved);
}

#[test]
fn closing_with_unsaved_work_asks_first() {
    let mut window = sample_window(Lang::En);
    window.click("Merge all with room");
    window.wish(Intent::Quit);
    assert!(window.shows("Save the plans?"));
    window.click("Cancel");
    assert!(!window.shows("Save the plans?"));
}

#[test]
fn a_file_that_cannot_be_read_is_told_and_the_county_stays() {
    let mut window = sample_window(Lang::En);
    window.wish(Intent::OpenPaths(vec![PathBuf::from(
        "/nowhere/at/all.geojson",
    )]));
    assert!(window.mentions("all.geojson"));
    assert_eq!(window.session().county().name, "井研县");
}

#[test]
fn missing_seats_are_told_and_can_be_assumed() {
    let schools = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"id":"a","name":"A","kind":"primary","pupils":120},"geometry":{"type":"Point","coordinates":[104.0,29.6]}},
        {"type":"Feature","properties":{"id":"b","name":"B","kind":"primary"},"geometry":{"type":"Point","coordinates":[104.1,29.6]}}]}"#;
    let opened = io::open_bytes(&[("schools.geojson", schools)]).unwrap();
    let mut window = of_session(Session::new(opened), Lang::En, [1280.0, 800.0]);
    assert!(window.mentions("Not known"));
    assert!(window.mentions("pupils of 1 school,"));
    window.click("Assume…");
    window.picture("window-en-assume");
    window.click("Apply");
    assert!(!window.shows("Assume where the files are silent"));
}

#[test]
fn schools_without_pupils_are_not_small_but_unknown() {
    let schools = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"id":"a","name":"A","kind":"primary"},"geometry":{"type":"Point","coordinates":[104.0,29.6]}},
        {"type":"Feature","properties":{"id":"b","name":"B","kind":"primary"},"geometry":{"type":"Point","coordinates":[104.1,29.6]}}]}"#;
    let opened = io::open_bytes(&[("schools.geojson", schools)]).unwrap();
    let window = of_session(Session::new(opened), Lang::En, [1280.0, 800.0]);
    assert!(window.mentions("Pupils are not known"));
    assert!(!window.shows("Merge all with room"));
}

#[test]
fn the_table_filters_by_name_and_every_page_opens() {
    let mut window = sample_window(Lang::En);
    window.click("Schools table");
    find_in_table(&mut window, "东林");
    assert!(window.shows("东林镇中心小学"));
    assert!(!window.shows("竹园镇中心小学"));
    for page in ["By township", "Problem list", "Reading report"] {
        window.click(page);
    }
    window.click("Problem list");
    window.picture("window-en-problems");
}
