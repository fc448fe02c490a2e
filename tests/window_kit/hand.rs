//! The hand on the map: schools dragged, placed and put back, roads drawn and picked.

use egui::{Key, Modifiers};
use xuequ::app::Intent;
use xuequ::model::SchoolId;
use xuequ::plan::{Command, Policy};
use xuequ::words::Lang;

use crate::common::{Window, sample_window};
use crate::{actions, mean_in_sight, mean_trip, press, school_named, scroll_and_click};

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

fn click_map(window: &mut Window, at: egui::Pos2) {
    window.harness.hover_at(at);
    window.harness.step();
    window.harness.drag_at(at);
    window.harness.step();
    window.harness.drop_at(at);
    window.settle();
}

/// Two primary schools far apart, as they stand on the screen.
fn far_apart(window: &Window) -> [egui::Pos2; 2] {
    let schools = window.session().county().schools.iter();
    let on_screen = schools.filter_map(|school| window.app().school_on_screen(&school.id));
    let west = on_screen.clone().min_by(|a, b| a.x.total_cmp(&b.x));
    let east = on_screen.max_by(|a, b| a.x.total_cmp(&b.x));
    [west, east].map(|at| at.expect("schools are on the screen"))
}

#[test]
fn a_road_drawn_on_the_map_changes_trips_and_undo_takes_it_back() {
    let mut window = sample_window(Lang::En);
    window.wish(Intent::Command(Command::SetPolicy(Policy::Nearest)));
    let before = mean_trip(&window);
    window.click("New");
    scroll_and_click(&mut window, "Draw road");
    assert!(window.mentions("double click or Enter ends it"));
    for at in far_apart(&window) {
        click_map(&mut window, at);
    }
    assert_eq!(actions(&window), 0, "nothing is planned yet");
    press(&mut window, Modifiers::NONE, Key::Enter);
    window.type_into("Name", "Ring road");
    window.click("Plan road");
    assert_eq!(actions(&window), 1);
    assert_ne!(mean_trip(&window), before, "trips go by the new road");
    assert!(window.mentions("Ring road"), "it is listed");
    window.picture("window-en-road");
    press(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(actions(&window), 0);
    assert_eq!(mean_trip(&window), before);
}

#[test]
fn escape_leaves_a_road_undrawn() {
    let mut window = sample_window(Lang::En);
    window.click("New");
    scroll_and_click(&mut window, "Draw road");
    assert!(window.mentions("double click or Enter ends it"));
    let [at, _] = far_apart(&window);
    click_map(&mut window, at);
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(!window.mentions("double click or Enter ends it"));
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert!(!window.shows("Plan road"));
}

#[test]
fn a_road_of_the_county_is_picked_and_closed() {
    let mut window = sample_window(Lang::En);
    let n_roads = window.session().county().roads.len();
    window.click("New");
    scroll_and_click(&mut window, "Existing road");
    assert!(window.mentions("to close or to improve it"));
    window.wish(Intent::RoadPicked(n_roads / 2));
    window.click("Close road");
    window.click("Plan road");
    let plan = window.session().plan().expect("a plan was begun");
    let road = &window.session().county().roads[n_roads / 2];
    let xuequ::plan::Measure::Road { work, .. } = &plan.actions[0].measure else {
        panic!("no work on a road");
    };
    assert_eq!((work.key(), work.line()), ("cut", &road.line[..]));
}
