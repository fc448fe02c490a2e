//! The window without a screen: everything is found by its label, and the numbers are those of the session.
#![cfg(feature = "gui")]

mod common;
#[path = "../common/street.rs"]
mod street;

mod acting;
mod basemaps;
mod catchments;
mod charting;
mod comparing;
mod correcting;
mod deciding;
mod desk;
mod doctor;
mod finding;
mod hand;
mod inspecting;
mod keeping;
mod naming;
mod proposals;
mod reading;
mod sizes;
mod tables;
mod time;
mod updating;
mod years;

use std::path::PathBuf;

use common::{Window, of_session, sample_window, window};
use egui::{Key, Modifiers};
use egui_kittest::kittest::NodeT as _;
use xuequ::app::look::desk::Arrange;
use xuequ::app::look::view::{Page, Selection};
use xuequ::app::{ExportKind, Intent};
use xuequ::evaluation::Evaluation;
use xuequ::io;
use xuequ::model::{SchoolId, Stage};
use xuequ::plan::{Action, Command, Measure, Policy};
use xuequ::proposal::{GateRule, MergeQuestion, merge};
use xuequ::session::{Chosen, Session};
use xuequ::solve::Run;
use xuequ::words::{Lang, Words};

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

/// Chooses who goes where.
fn choose_policy(window: &mut Window, policy: &str) {
    window.click("Who goes where");
    window.click(policy);
}

/// Merges all small schools, whatever the gate says.
fn merge_all(window: &mut Window) {
    let session = window.session();
    let ground = session.starting_point(Stage::Primary, Lang::En);
    let question = MergeQuestion {
        gate: GateRule::Advises,
        ..MergeQuestion::usual(session.evaluator().limits(), Stage::Primary)
    };
    let found = merge::all(&ground, &question, &Run::to_the_end()).expect("there are merges");
    let actions = found.actions().cloned().collect();
    let name = Words::new("Merge all", "全部撤并");
    window.wish(Intent::Command(Command::AddAll { name, actions }));
}

/// Merges the smallest school, once the gate has looked at it.
fn merge_one(window: &mut Window) {
    window.judge();
    window.await_label("Merge… 打鼓滩村教学点");
    window.click("Merge… 打鼓滩村教学点");
    window.click("Merge");
}

/// Clicks what may have to be scrolled to.
fn scroll_and_click(window: &mut Window, label: &str) {
    window.find_and_click(label);
}

fn find_in_table(window: &mut Window, words: &str) {
    window.type_into("Find", words);
}

fn in_target(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    // What an earlier run left would be asked about before it is overwritten.
    std::fs::remove_file(&path).ok();
    path
}

#[test]
fn both_languages_are_drawn() {
    for (lang, code) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
        let mut window = sample_window(lang);
        let (_, image) = window.pixels(&format!("window-{code}"));
        let colors: std::collections::BTreeSet<[u8; 4]> =
            image.pixels().map(|pixel| pixel.0).collect();
        assert!(colors.len() > 50, "the window is blank");
    }
}

#[test]
fn a_full_screen_window_with_a_plan_is_drawn() {
    let mut window = window(Lang::Zh, [1920.0, 1080.0]);
    merge_all(&mut window);
    window.click("比选");
    assert!(window.session().plan().is_some(), "a plan was begun");
    assert!(window.mentions("方案 A"), "it has a tab");
    assert!(window.shows("平均路程"), "its figures stand beside today's");
    let (_, image) = window.pixels("window-zh-1920-compare");
    assert_eq!(image.dimensions(), (1920, 1080));
}

#[test]
fn the_language_changes_at_once() {
    let mut window = sample_window(Lang::Zh);
    assert!(window.shows("图例与图层"));
    window.click("设置");
    window.click("English");
    assert!(window.shows("Legend and layers"));
    assert!(!window.shows("图例与图层"));
}

#[test]
fn merging_a_small_school_is_one_step_that_undo_takes_back() {
    let mut window = sample_window(Lang::En);
    let before = mean_trip(&window);
    merge_one(&mut window);
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
fn the_number_below_which_a_school_is_small_is_the_same_everywhere() {
    let mut window = sample_window(Lang::En);
    let same_everywhere = |window: &mut Window, below: u32| {
        window.wish(Intent::Show(Some(Page::Charts)));
        let small = window.session().evaluation().small(Stage::Primary, below);
        assert!(window.mentions(&format!("Under {below}")), "in the strip");
        let evaluation = window.session().evaluation();
        let open = evaluation.layout.open(Stage::Primary).into_iter();
        let all = open.filter_map(|site| evaluation.size(site)).count();
        let chart = format!("{small} of {all} schools and teaching points under {below} pupils");
        assert!(window.mentions(&chart), "{chart}");
        window.click("Plan");
        assert!(window.mentions(&format!("Under {below}")), "in the strip");
        let listed = window.first("Small-school threshold");
        assert_eq!(
            listed.accesskit_node().numeric_value(),
            Some(f64::from(below))
        );
        assert!(window.shows(&small.to_string()), "{small} in the list");
        small
    };
    let usual = same_everywhere(&mut window, 100);
    window.wish(Intent::Command(Command::SetStandards(vec![
        "small_school=120".to_owned(),
    ])));
    assert!(same_everywhere(&mut window, 120) > usual);
    let field = window.first("Small-school threshold").rect().center();
    window.harness.hover_at(field);
    window.harness.step();
    window.harness.drag_at(field);
    window.harness.step();
    window.harness.hover_at(field + egui::vec2(30.0, 0.0));
    window.harness.step();
    window.harness.drop_at(field + egui::vec2(30.0, 0.0));
    window.settle();
    let field = window.first("Small-school threshold");
    let typed = field.accesskit_node().numeric_value().unwrap() as u32;
    assert!(typed > 120);
    same_everywhere(&mut window, typed);

    window.click("Kindergarten");
    assert!(window.mentions("Kindergartens are small by nature"));
    window.wish(Intent::Show(Some(Page::Charts)));
    assert!(window.mentions("none counted as small"));
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
    let id = SchoolId::new(&school_named(&window, "东光村教学点"));
    window.wish(Intent::Select(Some(Selection::School(id))));
    window.click("Keep…");
    assert!(window.shows("Reason"));
    window.type_into("Reason", "no road in the rain");
    window.click("Keep");
    let plan = window.session().plan().unwrap();
    assert!(plan.actions[0].reason.contains("no road in the rain"));
}

#[test]
fn under_seats_the_inspector_tells_the_price_of_a_seat() {
    let mut window = sample_window(Lang::En);
    choose_policy(&mut window, "With seats");
    let evaluation = window.session().evaluation().clone();
    let primary = evaluation.stages[Stage::Primary].as_ref().unwrap();
    let prices = primary.assignment.seat_prices.iter().enumerate();
    let (dearest, price) = prices.max_by_key(|&(_, price)| price).unwrap();
    assert!(price.decimetres() > 0, "seats are short somewhere");
    let id = evaluation.layout.sites[dearest].id.clone();
    window.wish(Intent::GoTo(Selection::School(id)));
    let saved = format!("One more place here saves {} a day", *price + *price);
    assert!(window.shows(&saved), "{saved}");
    choose_policy(&mut window, "Nearest");
    assert!(!window.mentions("One more place here saves"));
}

#[test]
fn delete_closes_the_selected_school_and_escape_lets_go_of_it() {
    let mut window = sample_window(Lang::En);
    window.click("Schools");
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
fn the_policy_switch_changes_the_figures() {
    let mut window = sample_window(Lang::En);
    let before = mean_trip(&window);
    choose_policy(&mut window, "Nearest");
    assert_eq!(window.session().policy(), Policy::Nearest);
    assert!(mean_trip(&window) < before);
}

#[test]
fn two_plans_are_compared_and_exported() {
    let mut window = sample_window(Lang::En);
    merge_all(&mut window);
    window.click("Compare");
    assert!(window.mentions("pupils change school"));
    window.picture("window-en-compare");
    let path = in_target("comparison.csv");
    window.wish(Intent::ExportTo(ExportKind::Comparison, path.clone()));
    let table = std::fs::read_to_string(path).unwrap();
    let mut lines = table.lines();
    let heads = lines.next().expect("a head");
    assert!(heads.starts_with("\u{feff}Stage,Indicator,Unit,today,Plan "));
    let pupils = lines.find(|line| line.starts_with("Primary,Pupils,pupils,"));
    let cells: Vec<&str> = pupils.expect("pupils").split(',').collect();
    assert!(cells[3].parse::<u32>().is_ok_and(|pupils| pupils > 1_000));
    assert!(table.contains("\nStage,Settlement id,Settlement,Pupils,"));
    assert!(table.lines().count() > 30);
}

#[test]
fn a_saved_plan_opens_again_as_it_was() {
    let mut window = sample_window(Lang::En);
    merge_all(&mut window);
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
    merge_all(&mut window);
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
    assert!(!window.shows("Review all…"));
}

#[test]
fn the_table_filters_by_name_and_every_page_opens() {
    let mut window = sample_window(Lang::En);
    window.click("Schools");
    find_in_table(&mut window, "东林");
    assert!(window.shows("东林镇中心小学"));
    assert!(!window.shows("竹园镇中心小学"));
    for workspace in ["Data", "Today", "Plan", "Compare", "Deliver"] {
        window.click(workspace);
        let pages = window.app().view().workspace().pages();
        for (place, &page) in pages.iter().enumerate() {
            let open = window.app().view().open_page();
            if open != Some(page) {
                window.wish(Intent::Arrange(Arrange::Tab(place)));
            }
            assert_eq!(window.app().view().open_page(), Some(page), "{workspace}");
        }
    }
    window.click("Plan");
    window.click("Timeline");
    window.click("Problems");
    window.picture("window-en-problems");
}

/// A county of one school without seats, in a folder of its own.
fn asking_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let schools = r#"{"type":"FeatureCollection","features":[
      {"type":"Feature","geometry":{"type":"Point","coordinates":[104.0,29.6]},
       "properties":{"id":"a","name":"A","kind":"primary","pupils":120,"seats":0}},
      {"type":"Feature","geometry":{"type":"Point","coordinates":[104.1,29.6]},
       "properties":{"id":"b","name":"B","kind":"primary","pupils":80,"seats":200}}]}"#;
    std::fs::write(folder.path().join("schools.geojson"), schools).expect("a file");
    folder
}

#[test]
fn a_question_about_the_data_is_answered_by_one_click_and_the_plan_stays() {
    let folder = asking_folder();
    let paths = [folder.path().to_owned()];
    let answers = io::Answers::default();
    let opened = io::open_with(&paths, &answers, &|_| std::ops::ControlFlow::Continue(()));
    let mut session = Session::new(opened.unwrap());
    let close = Measure::Close {
        school: SchoolId::new("b"),
    };
    let close = Action::new(session.year(), close, "");
    session.handle(Command::Add(close)).unwrap();
    let mut window = of_session(session, Lang::En, [1280.0, 800.0]);
    window.wish(Intent::Show(Some(Page::Report)));
    let seats = |window: &Window| {
        let county = window.session().county();
        county.schools[0].stages[Stage::Primary]
            .unwrap()
            .seats
            .map(|seats| seats.number)
    };
    assert_eq!(seats(&window), None);
    window.click("There are no seats schools.geojson#1:no-seats");
    window.settle();
    assert_eq!(seats(&window), Some(0));
    assert_eq!(
        actions(&window),
        1,
        "the plan and its measure are still there"
    );
    assert!(window.session().undo_name().is_some());
    window.picture("window-asked");
    window.click("Ask again");
    window.settle();
    assert_eq!(seats(&window), None);
    // What was moved or chosen while the files were read again is not lost either.
    assert_eq!(actions(&window), 1);
}
