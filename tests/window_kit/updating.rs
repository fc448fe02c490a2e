//! A newer roster is set beside the county, and what is ticked is taken.

use egui_kittest::kittest::Queryable as _;
use xuequ::app::Intent;
use xuequ::app::look::desk::{Arrange, Workspace};
use xuequ::app::look::keeping::Keep;
use xuequ::io;
use xuequ::model::{Fact, Field, SchoolId, Stage, Subject};
use xuequ::session::Session;
use xuequ::units::Year;
use xuequ::words::Lang;

use crate::common::{Window, of_session};

const SCHOOLS: &str = r#"{"type":"FeatureCollection","features":[
    {"type":"Feature","geometry":{"type":"Point","coordinates":[104.0,29.6]},
     "properties":{"id":"5101","name":"马踏镇中心小学","kind":"primary","pupils":231,"seats":300,"year":2021}},
    {"type":"Feature","geometry":{"type":"Point","coordinates":[104.1,29.6]},
     "properties":{"id":"5102","name":"周坡小学","kind":"primary","pupils":80,"seats":90,"year":2021}},
    {"type":"Feature","geometry":{"type":"Point","coordinates":[104.2,29.6]},
     "properties":{"id":"5103","name":"东林小学","kind":"primary","pupils":60,"year":2021}}]}"#;

const ROSTER: &str = "代码,名称,在校生,学位\n5101,马踏镇中心小学,467,320\n,周坡镇小学,85,\n";

fn fact(window: &Window, id: &str, field: Field) -> Fact {
    let subject = Subject::School(SchoolId::new(id));
    let fact = window.session().fact(&subject, field);
    fact.expect("it is there").now
}

#[test]
fn what_is_ticked_of_a_newer_roster_is_taken_in_one_step_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let roster = folder.path().join("名册.csv");
    std::fs::write(&roster, ROSTER).unwrap();
    let opened = io::open_bytes(&[("schools.geojson", SCHOOLS)]).expect("it opens");
    let mut window = of_session(Session::new(opened), Lang::En, [1280.0, 800.0]);
    window.wish(Intent::Arrange(Arrange::Go(Workspace::Data)));
    assert!(window.shows("Update from a newer file…"));
    window.wish(Intent::Keep(Keep::ReadRoster(roster)));
    window.settle();
    let stage = Stage::Primary;
    assert!(window.shows("马踏镇中心小学 · Primary pupils"));
    assert!(
        !window.shows("周坡小学 · Primary pupils"),
        "a score takes nothing"
    );
    assert!(window.mentions("say which school year its pupils are of"));
    window
        .harness
        .get_by_label("School year of the roster")
        .focus();
    window.settle();
    window.harness.event(egui::Event::Text("2024".to_owned()));
    window.settle();
    // The seats stay as they are; the row that is only alike is said to be the school.
    for label in [
        "马踏镇中心小学 · Primary seats",
        "It is 周坡小学: 周坡镇小学",
    ] {
        window.harness.get_by_label(label).click();
        window.settle();
    }
    assert!(window.shows("周坡小学 · Primary pupils"));
    window.picture("updating-en-roster");
    window.harness.get_by_label("Take ticked").click();
    window.settle();
    assert_eq!(
        fact(&window, "5101", Field::Pupils(stage)),
        Fact::Pupils(stage, Some(467))
    );
    assert_eq!(
        fact(&window, "5101", Field::Seats(stage)),
        Fact::Seats(stage, Some(300))
    );
    let before = Field::PupilsIn(stage, Year(2021));
    assert_eq!(
        fact(&window, "5101", before),
        Fact::PupilsIn(stage, Year(2021), Some(231))
    );
    assert_eq!(
        fact(&window, "5102", Field::Pupils(stage)),
        Fact::Pupils(stage, Some(85))
    );
    assert_eq!(
        fact(&window, "5102", Field::Seats(stage)),
        Fact::Seats(stage, Some(90))
    );
    assert_eq!(
        fact(&window, "5103", Field::Open),
        Fact::Open(true),
        "not named is not closed"
    );
    let subject = Subject::School(SchoolId::new("5101"));
    let said = &window
        .session()
        .correction(&subject, Field::Pupils(stage))
        .unwrap()
        .said;
    assert!(said.reason.starts_with("名册.csv, line 2"), "{said:?}");
    window.wish(Intent::Undo);
    window.settle();
    assert!(window.session().corrections().is_empty(), "it was one step");
}
