//! What was read, put right where it was read wrongly: columns are said to hold something else, doubts rest with a
//! reason, and both are remembered for the county.

use std::path::Path;

use egui_kittest::kittest::Queryable as _;
use xuequ::app::Intent;
use xuequ::app::look::desk::{Arrange, Workspace};
use xuequ::app::look::doctor::{DoctorWish, Over};
use xuequ::io::{self, Layer};
use xuequ::model::{SchoolId, Stage};
use xuequ::plan::{Action, Command, Measure};
use xuequ::session::Session;
use xuequ::units::Year;
use xuequ::words::Lang;

use crate::common::{Window, of_session};

const SCHOOLS: &str = r#"{"type":"FeatureCollection","features":[
    {"type":"Feature","geometry":{"type":"Point","coordinates":[104.0,29.6]},
     "properties":{"id":"a","name":"Aschool","kind":"primary","zxs":120,"seats":200}},
    {"type":"Feature","geometry":{"type":"Point","coordinates":[104.1,29.6]},
     "properties":{"id":"b","name":"","kind":"primary","zxs":80,"seats":90}},
    {"type":"Feature","geometry":{"type":"Point","coordinates":[104.2,29.6]},
     "properties":{"id":"c","name":"","kind":"primary","zxs":70,"seats":90}}]}"#;

fn county() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("schools.geojson"), SCHOOLS).expect("a file");
    folder
}

/// A window on a county, with its data in sight; what is said is kept in another folder.
fn open(county: &Path, own: &Path, lang: Lang) -> Window {
    let opened = io::open_bytes(&[("first.geojson", SCHOOLS)]).expect("it opens");
    let mut window = of_session(Session::new(opened), lang, [1280.0, 800.0]);
    window.harness.state_mut().keep_in(own);
    window.wish(Intent::OpenPaths(vec![county.to_owned()]));
    window.wish(Intent::Arrange(Arrange::Go(Workspace::Data)));
    window
}

fn pupils(window: &Window, id: &str) -> Option<u32> {
    let school = window.session().files().school(&SchoolId::new(id));
    let primary = school.expect("it is there").stages[Stage::Primary];
    Some(primary.expect("it is primary").pupils?.number)
}

fn seats(window: &Window, id: &str) -> Option<u32> {
    let school = window.session().files().school(&SchoolId::new(id));
    let primary = school.expect("it is there").stages[Stage::Primary];
    Some(primary.expect("it is primary").seats?.number)
}

fn look(window: &mut Window) {
    let look = DoctorWish::Look("schools.geojson".to_owned(), Layer::Schools);
    window.wish(Intent::Doctor(look));
}

#[test]
fn a_column_is_said_to_hold_pupils_and_that_is_remembered_until_it_is_forgotten() {
    let (county, own) = (county(), tempfile::tempdir().expect("a folder"));
    let mut window = open(county.path(), own.path(), Lang::En);
    let school = SchoolId::new("b");
    let close = Action::new(Year(2027), Measure::Close { school }, "");
    window.wish(Intent::Command(Command::Add(close)));
    let n_actions = window.session().plan().expect("a plan").actions.len();
    assert_eq!(n_actions, 1);
    look(&mut window);
    assert!(window.mentions("not understood"));
    assert!(window.mentions("120 · 80 · 70"), "examples");
    window.click("Is… zxs");
    window.click("zxs: Pupils");
    assert_eq!(pupils(&window, "a"), None, "nothing yet");
    window.click("Is… seats");
    window.find_and_click("seats: Leave it");
    window.click("Apply and read again");
    window.await_label("Is… zxs");
    assert_eq!(pupils(&window, "a"), Some(120));
    assert_eq!(seats(&window, "a"), None, "not known, never zero");
    assert!(window.mentions("as you said"));
    let plan = window.session().plan().expect("it is still there");
    assert_eq!(plan.actions.len(), n_actions, "no plan is lost");

    let mut window = open(county.path(), own.path(), Lang::En);
    assert_eq!(pupils(&window, "a"), Some(120));
    assert!(window.mentions("2 answers remembered and used"));
    look(&mut window);
    window.click("Is… seats");
    window.click("seats: As guessed");
    window.click("Apply and read again");
    assert_eq!(seats(&window, "a"), Some(200));
    window.click("Forget answers");
    assert_eq!(pupils(&window, "a"), None);
    let window = open(county.path(), own.path(), Lang::Zh);
    assert_eq!(pupils(&window, "a"), None, "it stays forgotten");
}

#[test]
fn a_doubt_rests_with_a_reason_and_can_be_taken_back() {
    let (county, own) = (county(), tempfile::tempdir().expect("a folder"));
    let mut window = open(county.path(), own.path(), Lang::Zh);
    let n_open = window.session().report().open_questions().count();
    window.find_and_click("没有名称");
    window.find_and_click("忽略… schools.geojson #2");
    window.type_into("理由", "教学点，无正式名称");
    window.find_and_click("忽略");
    let report = window.session().report();
    assert_eq!(report.answers.ignored.len(), 1);
    assert_eq!(report.open_questions().count(), n_open);
    let window = open(county.path(), own.path(), Lang::Zh);
    let report = window.session().report();
    let resting = report
        .warnings
        .iter()
        .filter_map(|told| report.why_ignored(told));
    let resting: Vec<&str> = resting.map(|one| one.reason.as_str()).collect();
    assert_eq!(resting, ["教学点，无正式名称"]);
    let mut window = window;
    window.find_and_click("已忽略");
    window.find_and_click("撤回 schools.geojson #2");
    assert!(window.session().report().answers.ignored.is_empty());
    let window = open(county.path(), own.path(), Lang::Zh);
    assert!(window.session().report().answers.ignored.is_empty());
}

#[test]
fn what_is_said_of_files_that_cannot_be_read_any_more_changes_nothing() {
    let (county, own) = (county(), tempfile::tempdir().expect("a folder"));
    let mut window = open(county.path(), own.path(), Lang::En);
    look(&mut window);
    let file = county.path().join("schools.geojson");
    std::fs::remove_file(&file).expect("it was there");
    window.click("Is… zxs");
    window.click("zxs: Pupils");
    window.click("Apply and read again");
    assert_eq!(
        window.session().county().schools.len(),
        3,
        "the county stays"
    );
    std::fs::write(&file, SCHOOLS).expect("a file");
    let window = open(county.path(), own.path(), Lang::En);
    assert_eq!(pupils(&window, "a"), None, "it was not kept");
}

#[test]
fn a_mapping_is_saved_beside_the_county_and_loaded_for_another_one() {
    let (county, own) = (county(), tempfile::tempdir().expect("a folder"));
    let mut window = open(county.path(), own.path(), Lang::En);
    let said = Some("pupils".to_owned());
    window.wish(Intent::Answer(
        "schools.geojson:column:zxs".to_owned(),
        said,
    ));
    let among = DoctorWish::SaveTo(county.path().join("m.json"), Over::Nothing);
    window.wish(Intent::Doctor(among));
    assert!(!county.path().join("m.json").exists(), "not among the data");
    let file = own.path().join("m.json");
    window.wish(Intent::Doctor(DoctorWish::SaveTo(
        file.clone(),
        Over::Nothing,
    )));
    assert!(file.exists());

    let next = self::county();
    let mut window = open(next.path(), own.path(), Lang::En);
    assert_eq!(pupils(&window, "a"), None);
    window.wish(Intent::Doctor(DoctorWish::LoadFrom(file)));
    assert_eq!(pupils(&window, "a"), Some(120));
    let stray = own.path().join("stray.json");
    std::fs::write(&stray, r#"{"answers": {"gone.csv:column:x": "pupils"}}"#).expect("a file");
    window.wish(Intent::Doctor(DoctorWish::LoadFrom(stray)));
    assert!(window.mentions("gone.csv:column:x=pupils"), "it is told");
    assert_eq!(pupils(&window, "a"), Some(120));
    assert!(window.harness.query_by_label("Save mapping…").is_some());
}
