//! The desk: five workspaces round one map, and panes that stay as they were left.

use egui::accesskit::Role;
use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use xuequ::app::look::desk::{Arrange, Dock, Page, Workspace};
use xuequ::app::look::view::{Remembered, Selection, Tool, View};
use xuequ::app::{ExportKind, Intent};
use xuequ::model::{SchoolId, Stage};
use xuequ::plan::{Command, Measure};
use xuequ::session::Chosen;
use xuequ::words::Lang;

use crate::common::{Window, sample_window};
use crate::{actions, press, school_named};

fn go(window: &mut Window, workspace: Workspace) {
    window.wish(Intent::Arrange(Arrange::Go(workspace)));
}

/// Presses at a place and lets go elsewhere.
fn drag(window: &mut Window, from: egui::Pos2, by: egui::Vec2) {
    window.harness.hover_at(from);
    window.harness.step();
    window.harness.drag_at(from);
    window.harness.step();
    for share in [0.3, 0.7, 1.0] {
        window.harness.hover_at(from + by * share);
        window.harness.step();
    }
    window.harness.drop_at(from + by);
    window.settle();
}

#[test]
fn looking_at_today_never_changes_a_plan() {
    let mut window = sample_window(Lang::En);
    let n_plans = window.session().documents().len();
    for workspace in [
        Workspace::Data,
        Workspace::Today,
        Workspace::Compare,
        Workspace::Deliver,
    ] {
        go(&mut window, workspace);
        window.wish(Intent::Show(None));
        let id = SchoolId::new(&school_named(&window, "东林镇中心小学"));
        window.wish(Intent::Select(Some(Selection::School(id.clone()))));
        let start = window
            .app()
            .school_on_screen(&id)
            .expect("it is on the map");
        drag(&mut window, start, vec2(60.0, 30.0));
        for key in [Key::Delete, Key::N, Key::R] {
            press(&mut window, Modifiers::NONE, key);
        }
        assert_eq!(window.app().view().tool, Tool::Select, "{workspace:?}");
        assert_eq!(window.session().documents().len(), n_plans, "{workspace:?}");
        assert_eq!(actions(&window), 0, "{workspace:?}");
        for label in ["Keep…", "More measures"] {
            assert!(!window.shows(label), "{label} in {workspace:?}");
        }
    }
}

#[test]
fn from_looking_one_click_leads_to_the_plan_with_what_is_selected() {
    let mut window = sample_window(Lang::En);
    go(&mut window, Workspace::Today);
    let id = SchoolId::new(&school_named(&window, "东林镇中心小学"));
    let selection = Some(Selection::School(id));
    window.wish(Intent::Select(selection.clone()));
    window.click("Work on a plan");
    assert_eq!(window.app().view().workspace(), Workspace::Plan);
    assert_eq!(window.app().view().selection, selection);
    assert!(window.shows("Keep…"));
}

#[test]
fn today_is_shown_under_a_chosen_plan_and_the_plan_stays_chosen() {
    let mut window = sample_window(Lang::En);
    window.wish(Intent::Choose(Chosen::Plan(0)));
    let name = window.session().plan().expect("it is chosen").name.clone();
    let schools = |window: &Window| {
        let shown = window.app().view().shown(window.session());
        shown.stages[Stage::Primary]
            .as_ref()
            .expect("taught")
            .numbers
            .schools
    };
    window.wish(Intent::SetYear(xuequ::units::Year(2025)));
    let planned = schools(&window);
    go(&mut window, Workspace::Today);
    let today = schools(&window);
    assert!(planned < today, "the plan merges schools");
    assert_eq!(window.session().chosen(), Chosen::Plan(0));
    assert!(window.mentions(&format!("Schools: {today}")));
    assert!(window.mentions(&name));
    assert!(window.mentions("2025, today's layout"));
    go(&mut window, Workspace::Plan);
    assert_eq!(schools(&window), planned);
    assert!(window.mentions(&format!("Schools: {planned}")));
}

#[test]
fn the_window_is_named_after_the_plan_with_a_mark_until_it_is_saved() {
    let mut window = sample_window(Lang::En);
    assert_eq!(window.app().title(), "Today's layout — 井研县 — Xuequ");
    window.wish(Intent::Choose(Chosen::Plan(0)));
    window.wish(Intent::Command(Command::Rename("Draft".to_owned())));
    assert_eq!(window.app().title(), "● Draft — 井研县 — Xuequ");
    assert!(window.mentions("Draft · not saved"), "the bar says it too");
    let path = crate::in_target("named.geojson");
    window.wish(Intent::SaveTo(path));
    assert_eq!(window.app().title(), "Draft — 井研县 — Xuequ");
}

#[test]
fn a_dock_keeps_one_height_for_all_its_pages_and_its_tabs_never_move() {
    let mut window = sample_window(Lang::En);
    let tabs = |window: &Window| window.app().rooms().expect("open").tabs;
    let still = tabs(&window);
    window.click("Schools");
    let height = |window: &Window| {
        window
            .app()
            .rooms()
            .expect("open")
            .dock
            .map(|dock| dock.height())
    };
    assert_eq!(height(&window), Some(Dock::HEIGHT));
    let edge = window.first("Edge of the tables").rect();
    drag(
        &mut window,
        edge.left_center() + vec2(30.0, 0.0),
        vec2(0.0, -60.0),
    );
    let pulled = height(&window).expect("it is open");
    assert!((pulled - Dock::HEIGHT - 60.0).abs() < 2.0, "{pulled}");
    for page in ["Timeline", "Money", "Problems"] {
        window.click(page);
        assert_eq!(height(&window), Some(pulled), "{page}");
        assert_eq!(tabs(&window), still, "{page}");
    }
    go(&mut window, Workspace::Today);
    window.click("Problems");
    assert_eq!(
        height(&window),
        Some(Dock::HEIGHT),
        "each workspace has its own"
    );
    go(&mut window, Workspace::Plan);
    assert_eq!(height(&window), Some(pulled));
    window.click("Money");
    assert_eq!(height(&window), Some(pulled));
    window.click("Money");
    assert_eq!(height(&window), None, "a click on the open tab shuts it");
    assert_eq!(tabs(&window), still);
}

#[test]
fn panes_fold_to_a_rail_and_come_back_by_key_and_by_click() {
    let mut window = sample_window(Lang::En);
    let map = |window: &Window| {
        window
            .app()
            .rooms()
            .expect("open")
            .map
            .expect("in sight")
            .width()
    };
    let before = map(&window);
    press(&mut window, Modifiers::COMMAND, Key::B);
    assert!(map(&window) > before + 200.0);
    press(&mut window, Modifiers::COMMAND, Key::I);
    assert!(map(&window) > before + 450.0);
    window.click("Task pane");
    window.click("Inspector");
    assert_eq!(map(&window), before);
    let edge = window.first("Edge of the task pane").rect();
    drag(
        &mut window,
        edge.center_top() + vec2(0.0, 30.0),
        vec2(-20.0, 0.0),
    );
    assert!(
        (map(&window) - before - 20.0).abs() < 2.0,
        "{} {before}",
        map(&window)
    );
}

#[test]
fn the_desk_comes_back_as_it_was_left() {
    let mut window = sample_window(Lang::En);
    window.click("Money");
    window.wish(Intent::Arrange(Arrange::DockSide));
    window.wish(Intent::Arrange(Arrange::Inspector));
    go(&mut window, Workspace::Today);
    window.click("Charts");
    let remembered = window.app().view().to_remember();
    let kept = serde_json::to_string(&remembered).expect("it can be kept");
    let again: Remembered = serde_json::from_str(&kept).expect("it comes back");
    assert_eq!(again, remembered);
    let view = View::remembered(again, Lang::Zh);
    assert_eq!(view.panes, window.app().view().panes);
    assert_eq!(view.open_page(), Some(Page::Charts));
}

#[test]
fn what_an_earlier_version_remembered_still_opens() {
    let old = r#"{"lang":"en","stage":null,"drawer":"Gate","typed_below":{"schools":80,"kindergartens":null}}"#;
    let old = old.replace(
        "\"en\"",
        &serde_json::to_string(&Lang::En).expect("a language"),
    );
    let remembered: Remembered = serde_json::from_str(&old).expect("it opens");
    let view = View::remembered(remembered, Lang::Zh);
    assert_eq!(
        (view.lang, view.typed_below.of(Stage::Primary)),
        (Lang::En, Some(80))
    );
    assert_eq!(view.workspace(), Workspace::Plan);
}

#[test]
fn the_county_fits_the_map_whatever_becomes_of_the_window_until_somebody_moves_it() {
    let mut window = sample_window(Lang::En);
    let schools: Vec<SchoolId> = window
        .session()
        .county()
        .schools
        .iter()
        .map(|school| school.id.clone())
        .collect();
    let spread = |window: &Window| {
        let on_screen = schools
            .iter()
            .filter_map(|id| window.app().school_on_screen(id));
        let xs: Vec<f32> = on_screen.map(|at| at.y).collect();
        let low = xs.iter().copied().fold(f32::INFINITY, f32::min);
        xs.iter().copied().fold(f32::NEG_INFINITY, f32::max) - low
    };
    let all_in_sight = |window: &Window| {
        let map = window.app().rooms().expect("open").map.expect("in sight");
        let mut on_screen = schools
            .iter()
            .filter_map(|id| window.app().school_on_screen(id));
        on_screen.all(|at| map.contains(at))
    };
    let first = spread(&window);
    window.click("Schools");
    let smaller = spread(&window);
    assert!(
        smaller < first * 0.8 && all_in_sight(&window),
        "{first} {smaller}"
    );
    window.harness.set_size(vec2(1920.0, 1080.0));
    window.settle();
    let larger = spread(&window);
    assert!(
        larger > smaller * 1.1 && all_in_sight(&window),
        "{smaller} {larger}"
    );
    // Moved by hand, it stays as large as it is.
    let map = window.app().rooms().expect("open").map.expect("in sight");
    drag(
        &mut window,
        map.left_bottom() + vec2(60.0, -60.0),
        vec2(20.0, -10.0),
    );
    window.harness.set_size(vec2(1280.0, 800.0));
    window.settle();
    assert!((spread(&window) - larger).abs() < 1.0);
    window.wish(Intent::ZoomToFit);
    window.harness.run_steps(4);
    assert!(all_in_sight(&window));
}

#[test]
fn escape_leaves_the_large_dock_before_the_selection() {
    let mut window = sample_window(Lang::En);
    let id = SchoolId::new(&school_named(&window, "东林镇中心小学"));
    window.wish(Intent::Select(Some(Selection::School(id))));
    window.click("Schools");
    window.click("Large tables");
    assert!(window.app().rooms().expect("open").map.is_none());
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(window.app().rooms().expect("open").map.is_some());
    assert!(window.app().view().selection.is_some());
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(window.app().view().selection.is_none());
}

#[test]
fn where_map_and_dock_have_no_room_together_the_page_that_is_asked_for_has_it() {
    let mut window = sample_window(Lang::En);
    window.click("Schools");
    window.harness.set_size(vec2(853.0, 533.0));
    window.settle();
    let rooms = *window.app().rooms().expect("open");
    assert!(
        rooms.map.is_some() && rooms.dock.is_none(),
        "the map has the room"
    );
    assert_eq!(window.app().view().open_page(), None);
    window.wish(Intent::Arrange(Arrange::Tab(0)));
    let rooms = *window.app().rooms().expect("open");
    assert!(rooms.map.is_none() && rooms.dock.is_some());
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(window.app().rooms().expect("open").map.is_some());
}

#[test]
fn keys_lead_to_the_workspaces_and_their_tabs() {
    let mut window = sample_window(Lang::En);
    for (key, workspace) in [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5]
        .into_iter()
        .zip(Workspace::ALL)
    {
        press(&mut window, Modifiers::COMMAND, key);
        assert_eq!(window.app().view().workspace(), workspace);
    }
    press(&mut window, Modifiers::COMMAND, Key::Num3);
    press(&mut window, Modifiers::ALT, Key::Num2);
    assert_eq!(window.app().view().open_page(), Some(Page::Gate));
    press(&mut window, Modifiers::COMMAND, Key::J);
    assert_eq!(window.app().view().open_page(), None);
}

#[test]
fn all_messages_stand_in_the_log() {
    let mut window = sample_window(Lang::En);
    crate::merge_one(&mut window);
    window.click("Undo");
    window.click("Messages");
    // The line at the bottom says the last one, the log that and the one before.
    let step = window
        .session()
        .redo_name()
        .expect("it was undone")
        .en
        .clone();
    let undone = format!("Undone: {step}");
    assert_eq!(window.harness.query_all_by_label(&undone).count(), 2);
    assert!(window.shows(&step));
}

#[test]
fn the_place_under_the_pointer_is_told_in_degrees_and_in_metres_with_its_zone() {
    let mut window = sample_window(Lang::En);
    let at = window
        .app()
        .rooms()
        .expect("open")
        .map
        .expect("in sight")
        .center();
    window.harness.hover_at(at);
    window.harness.run_steps(3);
    assert!(window.mentions("° E 29."), "degrees");
    assert!(window.mentions("CGCS2000 3° 105°E"), "metres with the zone");
    assert!(window.mentions("1 : "), "the scale");
}

#[test]
fn a_table_is_written_of_the_layout_on_screen() {
    let mut window = sample_window(Lang::En);
    let write = |window: &mut Window, name: &str| {
        let path = crate::in_target(name);
        window.wish(Intent::ExportTo(ExportKind::Schools, path.clone()));
        std::fs::read_to_string(path).expect("it was written")
    };
    window.wish(Intent::SetYear(xuequ::units::Year(2025)));
    let today = write(&mut window, "schools-of-today.csv");
    window.wish(Intent::Choose(Chosen::Plan(0)));
    let planned = write(&mut window, "schools-of-plan.csv");
    // The plan's own targets change how many pupils there are, but not which schools stand where.
    let schools = |table: &str| -> Vec<String> {
        let school = |line: &str| {
            let cells: Vec<&str> = line.split(',').collect();
            [cells[0], cells[7], cells[8], cells[9], cells[10]].join(",")
        };
        table.lines().skip(1).map(school).collect()
    };
    assert_ne!(schools(&planned), schools(&today));
    go(&mut window, Workspace::Today);
    let seen = write(&mut window, "schools-seen-today.csv");
    assert_eq!(schools(&seen), schools(&today));
}

#[test]
fn a_small_school_is_merged_into_the_receiver_that_was_chosen() {
    let mut window = sample_window(Lang::En);
    window.judge();
    let name = "打鼓滩村教学点";
    let id = SchoolId::new(&school_named(&window, name));
    window.wish(Intent::Select(Some(Selection::School(id.clone()))));
    let receivers: Vec<String> = window
        .harness
        .query_all_by_role(Role::RadioButton)
        .filter_map(|node| node.accesskit_node().label())
        .collect();
    assert!(receivers.len() > 1, "{receivers:?}");
    let second = receivers[1]
        .strip_prefix("Merge → ")
        .expect("it names a school")
        .to_owned();
    window.click(&receivers[1]);
    assert_eq!(actions(&window), 0, "choosing plans nothing");
    window.click(&format!("Merge {name} → {second}"));
    window.click("Merge");
    let plan = window.session().plan().expect("a plan was begun");
    let into = SchoolId::new(&school_named(&window, &second));
    let merge = Measure::Merge {
        school: id,
        into: vec![into],
    };
    assert_eq!(
        plan.actions.last().map(|action| &action.measure),
        Some(&merge)
    );
}

#[test]
fn merging_is_not_at_hand_for_a_school_that_is_not_small() {
    let mut window = sample_window(Lang::En);
    let id = SchoolId::new(&school_named(&window, "城北小学"));
    window.wish(Intent::Select(Some(Selection::School(id))));
    assert!(window.mentions("Too full: "), "its state is told");
    assert!(!window.mentions("Merge 城北小学"));
    window.click("More measures");
    assert!(window.shows("Close…"), "what is rare is in the menu");
}
