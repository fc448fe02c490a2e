//! What is never lost: steps and the way back to any of them, corrections kept apart from the files, unsaved work, and
//! messages that say what they are about.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use xuequ::app::Intent;
use xuequ::app::look::desk::{Arrange, Workspace};
use xuequ::app::look::keeping::{Keep, Signature};
use xuequ::app::look::view::Selection;
use xuequ::io;
use xuequ::model::{Fact, Field, PerStage, SchoolId, Stage, Subject};
use xuequ::plan::{Action, Command, Measure};
use xuequ::session::{Chosen, Session};
use xuequ::units::Year;
use xuequ::words::Lang;

use crate::common::{Window, of_session, sample_window};
use crate::{actions, press, school_named};

const SCHOOLS: &str = r#"{"type":"FeatureCollection","features":[
    {"type":"Feature","geometry":{"type":"Point","coordinates":[104.0,29.6]},
     "properties":{"id":"a","name":"Aschool","kind":"primary","pupils":120,"seats":200}},
    {"type":"Feature","geometry":{"type":"Point","coordinates":[104.1,29.6]},
     "properties":{"id":"b","name":"Bschool","kind":"primary","pupils":80}}]}"#;
const HOMES: &str = r#"{"type":"FeatureCollection","features":[
    {"type":"Feature","geometry":{"type":"Point","coordinates":[104.02,29.6]},
     "properties":{"id":"v","name":"Village","pupils_primary":190}}]}"#;

/// A county of two schools in a folder.
fn county() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "schools.geojson", SCHOOLS);
    write(folder.path(), "settlements.geojson", HOMES);
    folder
}

fn write(folder: &Path, name: &str, content: &str) {
    std::fs::write(folder.join(name), content).expect("a file");
}

/// A window on a county, which keeps what is done in another folder.
fn open(county: &Path, own: &Path) -> Window {
    let opened = io::open_bytes(&[("schools.geojson", SCHOOLS)]).expect("it opens");
    let mut window = of_session(Session::new(opened), Lang::En, [1280.0, 800.0]);
    window.harness.state_mut().keep_in(own);
    window.settle();
    if window.shows("Later") {
        window.click("Later");
    }
    window.wish(Intent::OpenPaths(vec![county.to_owned()]));
    assert!(
        window.session().county().settlements.len() == 1,
        "the county is open"
    );
    window
}

fn select(window: &mut Window, id: &str) {
    let id = SchoolId::new(id);
    window.wish(Intent::Select(Some(Selection::School(id))));
}

fn close(window: &mut Window, id: &str) {
    let school = SchoolId::new(id);
    let year = window.session().year();
    let close = Action::new(year, Measure::Close { school }, "");
    window.wish(Intent::Command(Command::Add(close)));
}

fn of(id: &str) -> Subject {
    Subject::School(SchoolId::new(id))
}

fn number(window: &Window, id: &str, field: Field) -> Option<u32> {
    match window
        .session()
        .fact(&of(id), field)
        .expect("it is there")
        .now
    {
        Fact::Pupils(_, number) | Fact::Seats(_, number) => number,
        other => panic!("{other:?}"),
    }
}

/// Types into the field of a value in place of what stands there, and takes it.
fn retype(window: &mut Window, label: &str, words: &str) {
    window.first(label).focus();
    window.harness.step();
    window
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.harness.step();
    if words.is_empty() {
        window.harness.key_press(Key::Delete);
    } else {
        window.first(label).type_text(words);
    }
    window.harness.step();
    window.harness.key_press(Key::Enter);
    window.settle();
}

/// Draws frames until something has come about, however slow the machine is.
fn wait_for(window: &mut Window, what: &str, is_so: impl Fn(&Window) -> bool) {
    let end = Instant::now() + Duration::from_mins(1);
    while !is_so(window) {
        assert!(Instant::now() < end, "{what}");
        std::thread::sleep(Duration::from_millis(50));
        window.harness.step();
    }
    window.settle();
}

fn files_in(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let all = entries.map(|entry| entry.path());
    all.filter(|path| path.extension().is_some_and(|found| found == ending))
        .collect()
}

/// The unsaved work that any window has kept.
fn recoveries(own: &Path) -> Vec<PathBuf> {
    files_in(&own.join("recovery"), "recovery")
}

#[test]
fn the_list_of_steps_leads_back_to_any_of_them_and_undoes_one_alone() {
    let (county, own) = (county(), tempfile::tempdir().unwrap());
    let mut window = open(county.path(), own.path());
    close(&mut window, "a");
    window.wish(Intent::Keep(Keep::Correct(vec![(
        of("b"),
        Fact::Seats(Stage::Primary, Some(90)),
    )])));
    window.wish(Intent::Command(Command::Rename("Draft".to_owned())));
    assert!(!window.shows("History of steps"));
    window.click("History");
    assert!(window.shows("History of steps"));
    window.picture("window-en-history");
    window.click("Close: Aschool");
    let state = |window: &Window| {
        let plan = window.session().plan().expect("it is chosen");
        (
            plan.actions.len(),
            plan.name.clone(),
            number(window, "b", Field::Seats(Stage::Primary)),
        )
    };
    let (n, name, seats) = state(&window);
    assert_eq!((n, seats), (1, None));
    assert_ne!(name, "Draft");
    window.click("Rename to Draft");
    assert_eq!(state(&window), (1, "Draft".to_owned(), Some(90)));
    window.click("Undo this only Close: Aschool");
    assert_eq!(state(&window), (0, "Draft".to_owned(), Some(90)));
    window.click("As it was opened");
    assert_eq!(state(&window), (0, name, None));
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(!window.shows("History of steps"));
    assert!(
        window.session().redo_name().is_some(),
        "Escape only shuts the list"
    );
}

#[test]
fn a_value_is_corrected_in_place_and_every_figure_follows() {
    let (county, own) = (county(), tempfile::tempdir().unwrap());
    let mut window = open(county.path(), own.path());
    window.wish(Intent::Arrange(xuequ::app::look::desk::Arrange::Go(
        Workspace::Data,
    )));
    window.wish(Intent::Keep(Keep::Sign(Signature {
        by: "Li".to_owned(),
        reason: "yearly report".to_owned(),
    })));
    select(&mut window, "b");
    let utilised = |window: &Window| {
        let stage = window.session().evaluation().stages[Stage::Primary].clone();
        stage.expect("it is taught").numbers.seats_unknown
    };
    assert_eq!(utilised(&window), 1);
    retype(&mut window, "Primary seats", "1,90");
    assert_eq!(
        number(&window, "b", Field::Seats(Stage::Primary)),
        Some(190)
    );
    assert_eq!(utilised(&window), 0);
    assert!(window.session().plan().is_none(), "data belong to no plan");
    retype(&mut window, "Primary pupils", "many");
    assert!(
        window.mentions("A whole number"),
        "what is no number is told"
    );
    assert_eq!(
        number(&window, "b", Field::Pupils(Stage::Primary)),
        Some(80)
    );
    retype(&mut window, "Primary pupils", "");
    assert_eq!(
        number(&window, "b", Field::Pupils(Stage::Primary)),
        None,
        "unknown is not zero"
    );
    assert!(
        window.mentions("File: 80"),
        "the file's own value stands beside it"
    );
    window.picture("window-en-correct");
    window.find_and_click("As in the file Primary pupils");
    assert_eq!(
        number(&window, "b", Field::Pupils(Stage::Primary)),
        Some(80)
    );
    assert!(window.mentions("yearly report"), "the list says after what");
    let file = std::fs::read_to_string(county.path().join("schools.geojson")).unwrap();
    assert_eq!(file, SCHOOLS, "the county's file is as it was");
}

#[test]
fn corrections_count_when_the_county_is_opened_again_and_are_asked_about_where_the_file_has_changed()
 {
    let (county, own) = (county(), tempfile::tempdir().unwrap());
    let field = Field::Seats(Stage::Primary);
    let mut window = open(county.path(), own.path());
    for (id, seats) in [("a", 210), ("b", 90)] {
        let fact = Fact::Seats(Stage::Primary, Some(seats));
        window.wish(Intent::Keep(Keep::Correct(vec![(of(id), fact)])));
    }
    wait_for(&mut window, "it is kept", |_| {
        !files_in(&own.path().join("corrections"), "json").is_empty()
    });
    drop(window);
    let changed = SCHOOLS.replace("\"seats\":200", "\"seats\":205");
    write(county.path(), "schools.geojson", &changed);
    let mut window = open(county.path(), own.path());
    assert_eq!(number(&window, "b", field), Some(90));
    assert_eq!(
        number(&window, "a", field),
        Some(205),
        "never silently applied"
    );
    assert!(window.mentions("the files have changed"), "it is told");
    window.wish(Intent::Arrange(xuequ::app::look::desk::Arrange::Go(
        Workspace::Data,
    )));
    assert!(window.mentions("the file says 205 by now"));
    window.find_and_click("Still counts Aschool, Primary seats");
    assert_eq!(number(&window, "a", field), Some(210));
    press(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(
        number(&window, "a", field),
        Some(205),
        "undone like anything else"
    );
    window.find_and_click("As in the file Aschool, Primary seats");
    assert_eq!(window.session().corrections().len(), 1);
}

#[test]
fn a_saved_plan_says_which_corrections_counted() {
    let (county, own) = (county(), tempfile::tempdir().unwrap());
    let mut window = open(county.path(), own.path());
    let fact = Fact::Seats(Stage::Primary, Some(90));
    window.wish(Intent::Keep(Keep::Correct(vec![(of("b"), fact)])));
    close(&mut window, "a");
    let path = own.path().join("plan.geojson");
    window.wish(Intent::SaveTo(path.clone()));
    let kept = io::read_corrections(&path).expect("they stand in the plan");
    assert_eq!(&kept, window.session().corrections());
    window.wish(Intent::Keep(Keep::TakeBack(
        of("b"),
        Field::Seats(Stage::Primary),
    )));
    window.wish(Intent::OpenPaths(vec![path]));
    let warnings = &window.session().report().warnings;
    assert!(
        warnings
            .iter()
            .any(|warning| warning.what.en.contains("other corrections"))
    );
}

/// The steps that are listed, and whether each is done.
fn step_names(window: &Window) -> Vec<(String, bool)> {
    let lines = window.session().steps();
    let name = |line: &xuequ::session::Line<'_>| (line.step.name.en.clone(), line.is_done);
    lines.iter().map(name).collect()
}

#[test]
fn what_a_window_that_died_had_not_saved_is_picked_up_and_its_file_is_not_touched() {
    let (county, own) = (county(), tempfile::tempdir().unwrap());
    let mut window = open(county.path(), own.path());
    close(&mut window, "a");
    window.wish(Intent::Command(Command::Rename("Mine".to_owned())));
    let path = own.path().join("mine.geojson");
    window.wish(Intent::SaveTo(path.clone()));
    let saved = std::fs::read(&path).unwrap();
    assert!(
        recoveries(own.path()).is_empty(),
        "what is saved needs no copy"
    );
    close(&mut window, "b");
    wait_for(&mut window, "it is kept", |_| {
        !recoveries(own.path()).is_empty()
    });
    let Year(base) = window.session().year();
    window.wish(Intent::SetYear(Year(base + 2)));
    window.wish(Intent::Arrange(Arrange::Go(Workspace::Today)));
    let steps = step_names(&window);
    wait_for(&mut window, "what is shown is kept with it", |window| {
        let kept = std::fs::read_to_string(&recoveries(own.path())[0]).unwrap();
        kept.contains(&(base + 2).to_string()) && window.app().is_idle()
    });
    let plan = window.session().plan().unwrap().clone();
    // Another window that is open at the same time leaves it alone.
    let mut beside = open(county.path(), own.path());
    assert!(!beside.shows("Pick up where it stopped?"));
    close(&mut beside, "a");
    wait_for(&mut beside, "it is kept too", |_| {
        recoveries(own.path()).len() == 2
    });
    beside.wish(Intent::QuitUnsaved);
    assert_eq!(
        recoveries(own.path()).len(),
        1,
        "what was not wanted is gone, and nothing else"
    );
    drop(beside);
    // As if the power had gone.
    drop(window);
    let opened = io::open_bytes(&[("schools.geojson", SCHOOLS)]).expect("it opens");
    let mut window = of_session(Session::new(opened), Lang::En, [1280.0, 800.0]);
    window.harness.state_mut().keep_in(own.path());
    window.settle();
    assert!(window.shows("Pick up where it stopped?"));
    window.picture("window-en-pick-up");
    window.click("Pick up Mine");
    wait_for(&mut window, "it is there", |window| {
        window.session().plan().is_some()
    });
    assert_eq!(window.session().plan().unwrap().actions, plan.actions);
    assert!(window.session().has_unsaved_work());
    assert_eq!(step_names(&window), steps, "step by step");
    assert_eq!(window.session().year(), Year(base + 2));
    assert_eq!(window.app().view().workspace(), Workspace::Today);
    window.wish(Intent::Undo);
    assert_eq!(window.session().plan().unwrap().actions.len(), 1);
    window.wish(Intent::Redo);
    assert_eq!(
        std::fs::read(&path).unwrap(),
        saved,
        "the planner's file is as it was"
    );
    wait_for(&mut window, "this window keeps it", |_| {
        recoveries(own.path()).len() == 1
    });
    window.wish(Intent::Save);
    wait_for(&mut window, "it is saved", |_| {
        recoveries(own.path()).is_empty()
    });
    assert_ne!(std::fs::read(&path).unwrap(), saved);
}

#[test]
fn a_damaged_file_of_unsaved_work_or_corrections_stops_nothing() {
    let (county, own) = (county(), tempfile::tempdir().unwrap());
    let folder = own.path().join("recovery");
    std::fs::create_dir_all(&folder).unwrap();
    write(&folder, "1-0.recovery", "{\"format\":1,");
    let side = io::corrections_file(own.path(), &[county.path().to_owned()]);
    std::fs::create_dir_all(side.parent().unwrap()).unwrap();
    std::fs::write(&side, "{").unwrap();
    let mut window = open(county.path(), own.path());
    window.click("Messages");
    assert!(window.mentions("Unsaved work was found that cannot be read"));
    let name = side.file_name().unwrap().to_string_lossy().into_owned();
    assert!(window.mentions(&name), "the side file is named");
    let fact = Fact::Seats(Stage::Primary, Some(90));
    window.wish(Intent::Keep(Keep::Correct(vec![(of("b"), fact)])));
    wait_for(&mut window, "it is kept", |_| {
        io::read_corrections(&side).is_ok()
    });
    let aside = files_in(side.parent().unwrap(), "damaged-1");
    assert_eq!(aside.len(), 1, "the damaged one is put aside");
}

#[test]
fn a_save_that_fails_names_the_planners_file_in_plain_words() {
    let mut window = sample_window(Lang::En);
    close(&mut window, "nobody");
    window.wish(Intent::NewPlan);
    window.wish(Intent::SaveTo(PathBuf::from(
        "/nowhere/at all/plan.geojson",
    )));
    let told = "/nowhere/at all/plan.geojson was not saved: there is no such folder";
    assert!(window.mentions(told));
    assert!(!window.mentions("os error"));
    let other = crate::in_target("other.geojson");
    std::fs::write(&other, "somebody's").unwrap();
    window.wish(Intent::SaveTo(other.clone()));
    assert!(window.shows("Overwrite this file?"));
    window.click("Cancel");
    assert_eq!(std::fs::read_to_string(&other).unwrap(), "somebody's");
    window.wish(Intent::SaveTo(PathBuf::from(
        "/nowhere/at all/plan.geojson",
    )));
    // Nothing is said any more of what was before.
    window.wish(Intent::NewPlan);
    assert!(!window.mentions(told));
}

#[test]
fn the_last_message_carries_its_undo_and_the_log_keeps_the_others() {
    let (county, own) = (county(), tempfile::tempdir().unwrap());
    let mut window = open(county.path(), own.path());
    close(&mut window, "a");
    close(&mut window, "b");
    assert_eq!(actions(&window), 2);
    let undo = window.harness.query_all_by_label("Undo").count();
    assert_eq!(undo, 2, "one in the bar, one beside the message");
    window.click("Messages");
    window.picture("window-en-messages");
    window.click("Undo this only Close: Aschool");
    assert_eq!(actions(&window), 1);
}

#[test]
fn a_school_goes_back_to_today_and_carries_a_note_that_the_file_keeps() {
    let mut window = sample_window(Lang::En);
    let id = school_named(&window, "东林镇中心小学");
    let mut seats = PerStage::default();
    seats[Stage::Primary] = Some(2_000);
    let school = SchoolId::new(&id);
    let measure = Measure::Expand { school, seats };
    let expand = Action::new(window.session().year(), measure, "");
    window.wish(Intent::Command(Command::Add(expand)));
    select(&mut window, &id);
    window.find_and_click("Back to today's layout");
    assert_eq!(actions(&window), 0);
    window.click("More measures");
    window.click("Note…");
    window.type_into("Note", "parents ask for a bus");
    window.click("Apply");
    assert!(
        window.mentions("parents ask for a bus"),
        "the inspector shows it"
    );
    let path = crate::in_target("noted.geojson");
    window.wish(Intent::SaveTo(path.clone()));
    window.wish(Intent::OpenPaths(vec![path]));
    let notes = &window.session().plan().unwrap().notes;
    assert_eq!(notes[&SchoolId::new(&id)], "parents ask for a bus");
}

#[test]
fn a_plan_whose_measures_begin_later_is_shown_when_they_do() {
    let mut window = sample_window(Lang::En);
    let first = {
        let plan = window.session().documents()[0].plan();
        plan.actions.iter().map(|action| action.year).min().unwrap()
    };
    window.wish(Intent::SetYear(Year(first.0 - 1)));
    window.wish(Intent::Choose(Chosen::Plan(0)));
    assert_eq!(window.session().year(), first);
    assert!(window.mentions(&format!("its measures begin in {first}")));
}

#[test]
fn f2_renames_and_a_copy_is_named_after_its_plan() {
    let mut window = sample_window(Lang::Zh);
    window.wish(Intent::NewPlan);
    press(&mut window, Modifiers::NONE, Key::F2);
    retype(&mut window, "名称", "我的撤并方案");
    let name = |window: &Window| window.session().plan().unwrap().name.clone();
    assert_eq!(name(&window), "我的撤并方案");
    press(&mut window, Modifiers::COMMAND, Key::D);
    assert_eq!(name(&window), "我的撤并方案 2");
}

#[test]
fn relocating_is_called_relocating() {
    let mut window = sample_window(Lang::En);
    let id = SchoolId::new(&school_named(&window, "东林镇中心小学"));
    window.wish(Intent::StartRelocate(id));
    assert!(window.mentions("Relocating: click on the new place"));
    assert!(!window.mentions("where the school is to stand"));
}
