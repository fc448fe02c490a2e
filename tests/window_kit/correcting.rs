//! Values are set right in the cells of the tables, one by one or as a pasted block, and a place on the map.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use xuequ::app::Intent;
use xuequ::app::look::aids::Setting;
use xuequ::app::look::desk::{Arrange, Page, Workspace};
use xuequ::app::look::grid::{GridId, Grids};
use xuequ::app::look::view::Selection;
use xuequ::geometry::LonLat;
use xuequ::io;
use xuequ::model::{Fact, Field, SchoolId, Stage, Subject};
use xuequ::plan::{Action, Command, Measure};
use xuequ::session::Session;
use xuequ::units::{DistanceForm, DistanceUnit};
use xuequ::words::Lang;

use crate::common::{Window, of_session};
use crate::press;

const SCHOOLS: &str = r#"{"type":"FeatureCollection","features":[
    {"type":"Feature","geometry":{"type":"Point","coordinates":[104.0,29.6]},
     "properties":{"id":"a","name":"Aschool","kind":"primary","pupils":120,"seats":200}},
    {"type":"Feature","geometry":{"type":"Point","coordinates":[104.1,29.6]},
     "properties":{"id":"b","name":"Bschool","kind":"primary","pupils":80}},
    {"type":"Feature","geometry":{"type":"Point","coordinates":[104.2,29.6]},
     "properties":{"id":"c","name":"Cschool","kind":"primary"}}]}"#;

/// The table of schools as read, large, with the keys in the row of the first school.
fn on_schools() -> Window {
    let opened = io::open_bytes(&[("schools.geojson", SCHOOLS)]).expect("it opens");
    let mut window = of_session(Session::new(opened), Lang::En, [1280.0, 800.0]);
    window.wish(Intent::Arrange(Arrange::Go(Workspace::Data)));
    window.wish(Intent::Show(Some(Page::Schools)));
    let row = window.harness.get_by_role_and_label(Role::Row, "Aschool");
    row.click();
    window.settle();
    // To the first column, then to the pupils.
    for key in [Key::ArrowLeft; 8].into_iter().chain([Key::ArrowRight; 3]) {
        window.harness.key_press(key);
        window.harness.step();
    }
    window.settle();
    window
}

fn fact(window: &Window, id: &str, field: Field) -> Fact {
    let subject = Subject::School(SchoolId::new(id));
    window
        .session()
        .fact(&subject, field)
        .expect("it is there")
        .now
}

fn pupils(window: &Window, id: &str) -> Option<u32> {
    match fact(window, id, Field::Pupils(Stage::Primary)) {
        Fact::Pupils(_, number) => number,
        other => panic!("{other:?}"),
    }
}

/// Types into the cell that is open, in place of what stands there, and presses a key.
fn retype(window: &mut Window, words: &str, then: Key) {
    window.harness.event(Event::Text(words.to_owned()));
    window.harness.step();
    window.harness.key_press(then);
    window.settle();
}

#[test]
fn a_cell_is_typed_in_where_it_stands_and_what_is_wrong_is_said_and_not_written() {
    let mut window = on_schools();
    assert!(window.shows("Aschool Pupils, chosen cell"));
    press(&mut window, Modifiers::NONE, Key::F2);
    assert!(window.shows("Aschool Pupils"), "F2 opens the cell");
    retype(&mut window, "about 130", Key::Enter);
    assert!(window.mentions("A whole number"), "it is said");
    assert_eq!(pupils(&window, "a"), Some(120));
    window.picture("correcting-en-wrong");
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(!window.mentions("A whole number"));
    assert_eq!(window.session().corrections().len(), 0);
    press(&mut window, Modifiers::NONE, Key::Enter);
    retype(&mut window, "131", Key::Enter);
    assert_eq!(pupils(&window, "a"), Some(131));
    assert!(
        window.shows("Bschool Pupils, chosen cell"),
        "Enter goes on to the row below"
    );
    // A digit begins to type; going nowhere takes nothing.
    retype(&mut window, "9", Key::Escape);
    assert_eq!(pupils(&window, "b"), Some(80));
    let row = window.harness.get_by_role_and_label(Role::Row, "Aschool");
    let told = row.accesskit_node().value().unwrap_or_default();
    assert!(
        told.contains("Pupils ≈ 131 (corrected)") || told.contains("Pupils 131 (corrected)"),
        "{told}"
    );
    window.picture("correcting-en-cell");
}

#[test]
fn a_pasted_block_is_looked_at_first_and_taken_as_one_step() {
    let mut window = on_schools();
    let block = "131\t\r\n约20\t90\r\n\t60\r\n".to_owned();
    window.harness.event(Event::Paste(block));
    window.settle();
    assert!(window.mentions("Pasting 3 values, 2 empty"));
    assert!(window.mentions("row 2, '约20'"));
    assert_eq!(window.session().corrections().len(), 0, "nothing is taken");
    window.picture("correcting-en-paste");
    window.click("Take 3, leave 1");
    assert_eq!(
        ["a", "b", "c"].map(|id| pupils(&window, id)),
        [Some(131), Some(80), None],
        "empty and unreadable cells change nothing"
    );
    assert_eq!(window.session().corrections().len(), 3);
    press(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(window.session().corrections().len(), 0, "one step");
    // Leaving it takes nothing.
    window.harness.event(Event::Paste("7".to_owned()));
    window.settle();
    window.click("Cancel");
    assert!(!window.mentions("Pasting"));
    assert_eq!(pupils(&window, "a"), Some(120));
}

#[test]
fn a_wrong_place_is_set_right_with_a_click_on_the_map() {
    let mut window = on_schools();
    let place = |window: &Window| match fact(window, "a", Field::Place) {
        Fact::Place(at) => at,
        other => panic!("{other:?}"),
    };
    window.find_and_click("Pick on the map");
    press(&mut window, Modifiers::NONE, Key::Escape);
    let map = window.app().rooms().and_then(|rooms| rooms.map);
    let at = map.expect("in sight").center() + egui::vec2(40.0, 30.0);
    let click = |window: &mut Window| {
        window.harness.hover_at(at);
        window.harness.step();
        window.harness.drag_at(at);
        window.harness.step();
        window.harness.drop_at(at);
        window.settle();
    };
    assert_eq!(window.session().corrections().len(), 0);
    window.wish(Intent::GoTo(Selection::School(SchoolId::new("a"))));
    window.find_and_click("Pick on the map");
    click(&mut window);
    assert_ne!(place(&window), LonLat::new(104.0, 29.6));
    assert_eq!(window.session().corrections().len(), 1);
    assert!(window.mentions("Corrections"), "the strip counts it");
    press(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(place(&window), LonLat::new(104.0, 29.6));
}

/// Everything on screen that speaks of kilometres; speeds, and what a source says word for word, aside.
fn kilometres_on_screen(window: &Window) -> Vec<String> {
    let all = window.harness.query_all_by(|_| true);
    let told = |node: egui_kittest::Node<'_>| {
        let node = node.accesskit_node();
        format!("{:?} {:?}", node.label(), node.value())
    };
    all.map(told)
        .filter(|told| {
            let told = told.replace(" km/h", "");
            told.replace("3 km appears as ministry advice", "")
                .contains(" km")
        })
        .collect()
}

#[test]
fn once_metres_are_chosen_no_page_and_no_pane_says_kilometres() {
    let files = crate::street::layers();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let opened = io::open_bytes(&files).expect("it opens");
    let mut window = of_session(Session::new(opened), Lang::En, [1440.0, 900.0]);
    let schools = &window.session().county().schools;
    let (closed, other) = (schools[0].id.clone(), schools[1].id.clone());
    let close = Measure::Close { school: closed };
    let close = Action::new(window.session().year(), close, "");
    window.wish(Intent::Command(Command::Add(close)));
    assert!(
        !kilometres_on_screen(&window).is_empty(),
        "it does at first"
    );
    window.wish(Intent::Set(Setting::Distances(DistanceForm {
        unit: DistanceUnit::Metres,
        decimals: 1,
    })));
    let selections = [
        None,
        Some(Selection::School(other)),
        Some(Selection::Settlement(7)),
    ];
    for workspace in Workspace::ALL {
        window.wish(Intent::Arrange(Arrange::Go(workspace)));
        for page in workspace.pages() {
            window.wish(Intent::Show(Some(*page)));
            let told = kilometres_on_screen(&window);
            assert!(told.is_empty(), "{workspace:?} {page:?}: {told:?}");
        }
        for selection in &selections {
            window.wish(Intent::Select(selection.clone()));
            let told = kilometres_on_screen(&window);
            assert!(told.is_empty(), "{workspace:?} {selection:?}: {told:?}");
        }
    }
}

#[test]
fn a_column_that_was_moved_stands_there_in_the_next_window() {
    let mut window = on_schools();
    window.click("Columns");
    window.click(
        "Move left Pupils, pupils"
            .split(',')
            .next()
            .expect("a name"),
    );
    let kept = window.app().view().grids.kept();
    assert_eq!(Grids::remembering(kept.clone()).kept(), kept);
    assert!(kept.contains_key(GridId::SchoolFacts.key()));
}
