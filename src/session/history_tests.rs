use super::*;
use crate::io::open_bytes;
use crate::model::{Corrections, Fact, Field, Said, SchoolId, Stage, Subject};
use crate::plan::{Action, Command, Measure};
use crate::random::Random;
use crate::sample;

fn session() -> Session {
    Session::new(open_bytes(&sample::files()).expect("the sample opens"))
}

/// Thirty schools along a street and three villages: figures are there at once.
fn street() -> Session {
    let school = |n: usize| {
        let lon = 104.0 + n as f64 * 0.01;
        format!(
            r#"{{"type":"Feature","geometry":{{"type":"Point","coordinates":[{lon},29.6]}},
            "properties":{{"id":"s{n:02}","name":"S{n}","kind":"primary","pupils":20,"seats":40}}}}"#
        )
    };
    let home = |n: usize| {
        let lon = 104.0 + n as f64 * 0.1;
        format!(
            r#"{{"type":"Feature","geometry":{{"type":"Point","coordinates":[{lon},29.61]}},
            "properties":{{"id":"v{n}","name":"V{n}","pupils_primary":200}}}}"#
        )
    };
    let layer = |features: Vec<String>| {
        format!(
            r#"{{"type":"FeatureCollection","features":[{}]}}"#,
            features.join(",")
        )
    };
    let files = [
        ("schools.geojson", layer((0..30).map(school).collect())),
        ("settlements.geojson", layer((0..3).map(home).collect())),
    ];
    Session::new(open_bytes(&files).expect("it opens"))
}

fn close(session: &Session, place: usize) -> Command {
    let school = session.county().schools[place].id.clone();
    Command::Add(Action::new(session.year(), Measure::Close { school }, ""))
}

fn pupils(session: &Session, place: usize, number: Option<u32>) -> (Subject, Fact) {
    let school = &session.files().schools[place];
    let stage = Stage::ALL
        .into_iter()
        .find(|&stage| school.stages[stage].is_some());
    let stage = stage.expect("it teaches");
    (
        Subject::School(school.id.clone()),
        Fact::Pupils(stage, number),
    )
}

/// What a step leads to: the plan and the corrections.
fn state(session: &Session) -> (Option<Plan>, Corrections) {
    (session.plan().cloned(), session.corrections().clone())
}

#[test]
fn a_step_is_where_what_it_changed_stands() {
    let mut session = street();
    session.new_plan();
    let of_school = |session: &Session, place: usize| session.county().schools[place].at;
    let command = close(&session, 1);
    session.handle(command).unwrap();
    let closing = session.last_step().unwrap().number;
    let fact = pupils(&session, 2, Some(7));
    session.correct(&[fact], &Said::default()).unwrap();
    let correcting = session.last_step().unwrap().number;
    assert_eq!(session.place_of_step(closing), Some(of_school(&session, 1)));
    assert_eq!(
        session.place_of_step(correcting),
        Some(of_school(&session, 2))
    );
    session.undo();
    assert_eq!(session.place_of_step(correcting), None, "it is not done");
    session.handle(Command::Rename("A".to_owned())).unwrap();
    let renaming = session.last_step().unwrap().number;
    assert_eq!(
        session.place_of_step(renaming),
        None,
        "it is about no place"
    );
}

#[test]
fn steps_of_plan_and_data_are_one_history_and_any_of_them_is_gone_back_to() {
    for seed in 0..8 {
        let mut random = Random::seeded(seed);
        let mut session = street();
        session.new_plan();
        let mut states = vec![state(&session)];
        for place in 0..6 {
            if random.below(2) == 0 {
                let command = close(&session, place);
                session.handle(command).unwrap();
            } else {
                let fact = pupils(&session, place + 10, Some(7));
                session.correct(&[fact], &Said::default()).unwrap();
            }
            states.push(state(&session));
        }
        let numbers: Vec<u64> = session
            .steps()
            .iter()
            .map(|line| line.step.number)
            .collect();
        assert_eq!(numbers.len(), 6, "seed {seed}");
        for _ in 0..12 {
            let goal = random.below(7);
            session.go_to_step(goal.checked_sub(1).map(|place| numbers[place]));
            assert!(state(&session) == states[goal], "seed {seed}, to {goal}");
            let done = session.steps().iter().filter(|line| line.is_done).count();
            assert_eq!(done, goal);
        }
        session.go_to_step(Some(numbers[3]));
        session.undo().unwrap();
        assert!(
            state(&session) == states[3],
            "undo takes back the last of both"
        );
        session.redo().unwrap();
        assert!(state(&session) == states[4]);
        let command = close(&session, 8);
        session.handle(command).unwrap();
        assert!(
            session.redo().is_none(),
            "what was undone is gone after a new step"
        );
    }
}

#[test]
fn a_correction_changes_the_figures_of_every_plan_and_undo_brings_them_back() {
    let mut session = session();
    let before = session.evaluation().clone();
    let n = session.documents().len();
    let site = session
        .county()
        .schools
        .iter()
        .position(|school| school.stages[Stage::Primary].is_some());
    let id = session.county().schools[site.unwrap()].id.clone();
    let fact = Fact::Seats(Stage::Primary, Some(3));
    let subject = Subject::School(id.clone());
    session
        .correct(&[(subject.clone(), fact.clone())], &Said::default())
        .unwrap();
    assert_eq!(session.documents().len(), n, "data belong to no plan");
    let seats = |session: &Session, chosen: Chosen| {
        let mut session = session.clone();
        session.choose(chosen);
        let site = session.evaluation().layout.site(&id).unwrap().clone();
        site.seats(Stage::Primary)
    };
    assert_eq!(seats(&session, Chosen::Today), Some(3));
    assert_eq!(seats(&session, Chosen::Plan(0)), Some(3));
    assert!(session.is_corrected(&subject, Field::Seats(Stage::Primary)));
    assert_ne!(
        session.evaluation().stages[Stage::Primary],
        before.stages[Stage::Primary]
    );
    let effect = &session.last_step().unwrap().effect;
    assert!(effect.zh.contains("超员 +1"), "{effect:?}");
    session.undo().unwrap();
    assert_eq!(
        session.evaluation().stages[Stage::Primary],
        before.stages[Stage::Primary]
    );
    session.redo().unwrap();
    assert_eq!(seats(&session, Chosen::Today), Some(3));
    session.take_back_correction(&subject, Field::Seats(Stage::Primary));
    assert!(session.corrections().is_empty());
    assert_eq!(session.steps().len(), 2);
}

#[test]
fn one_step_is_undone_alone_and_a_later_change_of_the_same_forbids_it() {
    let mut session = street();
    session.new_plan();
    for place in 0..3 {
        let command = close(&session, place);
        session.handle(command).unwrap();
    }
    let first = pupils(&session, 20, Some(5));
    session
        .correct(std::slice::from_ref(&first), &Said::default())
        .unwrap();
    let numbers: Vec<u64> = session
        .steps()
        .iter()
        .map(|line| line.step.number)
        .collect();
    session.undo_only(numbers[1]).unwrap();
    let closed = |session: &Session, place: usize| {
        let id: &SchoolId = &session.county().schools[place].id;
        !session.evaluation().layout.site(id).unwrap().is_open()
    };
    assert_eq!(
        [0, 1, 2].map(|place| closed(&session, place)),
        [true, false, true]
    );
    assert!(session.last_step().unwrap().name.zh.starts_with("只撤"));
    let again = session.undo_only(numbers[1]);
    assert_eq!(again, Err(Collides::Changed), "it is gone already");
    let second = pupils(&session, 20, Some(6));
    session.correct(&[second], &Said::default()).unwrap();
    assert_eq!(session.undo_only(numbers[3]), Err(Collides::Changed));
    assert_eq!(session.undo_only(99), Err(Collides::NotDone));
    session.undo().unwrap();
    session.undo_only(numbers[3]).unwrap();
    assert!(session.corrections().is_empty());
}

#[test]
fn a_school_goes_back_to_today_alone() {
    let mut session = street();
    session.new_plan();
    for place in 0..2 {
        let command = close(&session, place);
        session.handle(command).unwrap();
    }
    let school = session.county().schools[0].id.clone();
    session
        .handle(Command::Restore {
            school: school.clone(),
        })
        .unwrap();
    let plan = session.plan().unwrap();
    assert_eq!(plan.actions.len(), 1);
    assert_ne!(*plan.actions[0].measure.school(), school);
    let nobody = Command::Restore {
        school: SchoolId::new("nobody"),
    };
    assert!(session.handle(nobody).is_err());
}
