//! Commands change a plan as a planner would expect, or say why not.

use super::*;
use crate::model::{School, SchoolKind, Stage, StageRecord};

fn school(id: &str, kind: SchoolKind) -> School {
    School::plain(id, kind, StageRecord::of(Some(60), Some(120)))
}

fn county() -> County {
    let schools = vec![
        school("a", SchoolKind::Primary),
        school("b", SchoolKind::NineYear),
        school("k", SchoolKind::Kindergarten),
    ];
    County {
        schools,
        ..County::default()
    }
}

fn plan() -> Plan {
    Plan::new("A", (Year(2021), Year(2025)))
}

fn merge(school: &str, into: &str) -> Command {
    let measure = Measure::Merge {
        school: SchoolId::new(school),
        into: vec![SchoolId::new(into)],
    };
    Command::Add(Action::new(Year(2023), measure, ""))
}

#[test]
fn a_merge_closes_the_school_from_its_year_on() {
    let plan = apply(&county(), &plan(), merge("a", "b")).unwrap();
    let open = |year| {
        Layout::of(&county(), &plan, Year(year))
            .open(Stage::Primary)
            .len()
    };
    assert_eq!((open(2022), open(2023)), (2, 1));
}

#[test]
fn a_kindergarten_cannot_receive_primary_pupils() {
    assert!(matches!(
        apply(&county(), &plan(), merge("a", "k")),
        Err(Refused::UnfitReceiver { .. })
    ));
    assert!(matches!(
        apply(&county(), &plan(), merge("a", "a")),
        Err(Refused::NoReceiver(_))
    ));
    assert!(matches!(
        apply(&county(), &plan(), merge("a", "x")),
        Err(Refused::NoSuchSchool(_))
    ));
}

#[test]
fn keeping_a_school_takes_the_place_of_merging_it() {
    let merged = apply(&county(), &plan(), merge("a", "b")).unwrap();
    let keep = Action::new(
        Year(2023),
        Measure::Keep {
            school: SchoolId::new("a"),
        },
        "hard terrain",
    );
    let kept = apply(&county(), &merged, Command::Add(keep)).unwrap();
    assert_eq!(kept.actions.len(), 1);
    assert!(
        Layout::of(&county(), &kept, Year(2025))
            .site(&SchoolId::new("a"))
            .unwrap()
            .is_open()
    );
}

#[test]
fn a_measure_goes_to_another_year_and_keeps_its_file() {
    let plan = apply(&county(), &plan(), merge("a", "b")).unwrap();
    let details = Box::new(Details {
        justification: Some("new road".into()),
        ..Details::default()
    });
    let described = apply(&county(), &plan, Command::SetDetails { index: 0, details }).unwrap();
    let year = Year(2025);
    let later = apply(&county(), &described, Command::SetYear { index: 0, year }).unwrap();
    assert_eq!(later.actions[0].year, year);
    let reason = later.actions[0].details.justification.as_deref();
    assert_eq!(reason, Some("new road"));
    assert_eq!(
        apply(&county(), &plan, Command::SetYear { index: 1, year }),
        Err(Refused::NoSuchAction(1))
    );
}

#[test]
fn several_measures_go_to_another_year_in_one_step_or_none_does() {
    let plan = apply(&county(), &plan(), merge("a", "b")).unwrap();
    let school = SchoolId::new("b");
    let keep = Command::Add(Action::new(Year(2022), Measure::Keep { school }, "far"));
    let plan = apply(&county(), &plan, keep).unwrap();
    let year = Year(2025);
    let years = |indices: Vec<usize>| apply(&county(), &plan, Command::SetYears { indices, year });
    let moved = years(vec![0, 1]).unwrap();
    assert!(moved.actions.iter().all(|action| action.year == year));
    assert_eq!(moved.actions.len(), plan.actions.len());
    assert_eq!(years(vec![0, 7]), Err(Refused::NoSuchAction(7)));
}

#[test]
fn a_confirmed_number_has_to_be_confirmed_anew_when_it_changes() {
    let confirm = Command::Confirm {
        limits: vec![("bus.year_cost".into(), 220_000.0)],
        by: "教育局".into(),
    };
    let plan = apply(&county(), &plan(), confirm).unwrap();
    assert!(plan.confirms("bus.year_cost", 220_000.0));
    assert!(!plan.confirms("bus.year_cost", 200_000.0));
    assert!(!plan.confirms("bus.pupils", 220_000.0));
}

#[test]
fn dragging_a_school_twice_leaves_one_relocation() {
    let go = |lon| Command::Move {
        school: SchoolId::new("a"),
        to: LonLat::new(lon, 29.0),
        year: Year(2023),
    };
    let once = apply(&county(), &plan(), go(104.1)).unwrap();
    let twice = apply(&county(), &once, go(104.2)).unwrap();
    assert_eq!(twice.actions.len(), 1);
    let layout = Layout::of(&county(), &twice, Year(2023));
    let site = layout.site(&SchoolId::new("a")).unwrap();
    assert_eq!(site.at.lon, 104.2);
    assert_eq!(
        site.status,
        crate::plan::Status::Moved {
            from: LonLat::new(104.0, 29.6)
        }
    );
}
