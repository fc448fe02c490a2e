//! The whole main job through the public surface: open, look, merge, undo, add, compare, export, re-open.

use std::sync::Arc;

use xuequ::indicators::compare_stage;
use xuequ::io;
use xuequ::model::{Ownership, PerStage, SchoolId, SchoolKind, Stage};
use xuequ::plan::{Action, Command, Measure, NewSchool, Policy, Status};
use xuequ::proposal::merge::candidates::{self, MergeTerms, Situation, Verdict};
use xuequ::sample;
use xuequ::session::{Chosen, PlanFile, Session};
use xuequ::units::{Meters, Year};
use xuequ::words::{Lang, Words};

fn sample_session() -> Session {
    Session::new(io::open_bytes(&sample::files()).expect("the sample opens"))
}

fn id_of(session: &Session, name: &str) -> SchoolId {
    let school = session
        .county()
        .schools
        .iter()
        .find(|school| school.name == name);
    school
        .unwrap_or_else(|| panic!("no school is called {name}"))
        .id
        .clone()
}

#[test]
fn the_sample_county_opens_without_a_warning_and_says_that_it_is_illustrative() {
    let session = sample_session();
    assert_eq!(session.report().warnings, []);
    assert!(session.county().illustrative);
    assert_eq!(session.county().townships.len(), 15);
}

#[test]
fn today_every_pupil_attends_the_school_that_records_them() {
    let session = sample_session();
    let today = session.evaluation();
    assert_eq!(today.policy, Policy::Keep);
    for (stage, evaluated) in today.stages.iter() {
        let evaluated = evaluated
            .as_ref()
            .unwrap_or_else(|| panic!("{stage} is taught"));
        assert_eq!(evaluated.numbers.unplaced, 0, "{stage}");
        for school in &evaluated.schools {
            assert_eq!(
                Some(school.pupils),
                school.recorded,
                "{stage} {}",
                today.layout.sites[school.site].name
            );
        }
    }
}

#[test]
fn merging_all_small_schools_with_room_sends_every_pupil_on_and_undo_is_where_we_were() {
    let mut session = sample_session();
    let today = Arc::clone(session.evaluation());
    let terms = MergeTerms::of(
        session.evaluator(),
        Stage::Primary,
        100,
        Some(Meters::from_f64(6_000.0)),
    );
    let judged = candidates::merge_all(&Situation::of(session.evaluator(), &today), &terms);
    let actions = candidates::merges(&today.layout, &judged, session.year(), Lang::Zh);
    assert!(
        actions.len() >= 5,
        "only {} of {} can be merged",
        actions.len(),
        judged.len()
    );
    let closing: Vec<SchoolId> = actions
        .iter()
        .map(|action| action.measure.school().clone())
        .collect();
    let name = Words::new("Merge all with room", "全部撤并");
    session
        .handle(Command::AddAll { name, actions })
        .expect("merges are sound");

    let merged = Arc::clone(session.evaluation());
    let primary = merged.stages[Stage::Primary]
        .as_ref()
        .expect("primary is taught");
    for school in &closing {
        let site = merged
            .layout
            .position(school)
            .expect("closed schools stay in the layout");
        assert!(
            primary
                .assignment
                .flows
                .iter()
                .all(|flow| flow.site != site),
            "{school} is closed"
        );
    }
    let before = today.stages[Stage::Primary]
        .as_ref()
        .expect("primary is taught");
    assert_eq!(
        primary.numbers.placed + primary.numbers.unplaced,
        before.numbers.pupils
    );
    assert_eq!(primary.numbers.unplaced, 0);
    assert!(primary.numbers.below_threshold < before.numbers.below_threshold);

    let comparison = compare_stage(
        (&today.layout, &before.assignment),
        (&merged.layout, &primary.assignment),
        session.county().settlements.len(),
    );
    let moved: u32 = comparison.moves.iter().map(|moved| moved.pupils).sum();
    let recorded = |school: &SchoolId| {
        let record = session
            .county()
            .school(school)
            .and_then(|school| school.stages[Stage::Primary]);
        record
            .and_then(|record| record.pupils)
            .map_or(0, |count| count.number)
    };
    assert_eq!(
        moved,
        closing.iter().map(recorded).sum::<u32>(),
        "only pupils of closed schools move"
    );

    assert_eq!(
        session.undo().map(|name| name.zh),
        Some("全部撤并".to_owned())
    );
    assert!(session.plan().is_some_and(|plan| plan.actions.is_empty()));
    assert_eq!(
        session.evaluation().stages[Stage::Primary].as_ref(),
        Some(before)
    );
}

#[test]
fn schools_that_stay_open_say_why() {
    let session = sample_session();
    let terms = MergeTerms::of(
        session.evaluator(),
        Stage::Primary,
        100,
        Some(Meters::from_f64(1_000.0)),
    );
    let judged = candidates::merge_all(
        &Situation::of(session.evaluator(), session.evaluation()),
        &terms,
    );
    let kept: Vec<_> = judged
        .iter()
        .filter_map(|candidate| match &candidate.verdict {
            Verdict::Keep { reason } => Some(reason),
            Verdict::Merge { .. } => None,
        })
        .collect();
    assert!(!kept.is_empty());
    assert!(
        kept.iter()
            .all(|reason| !reason.en.is_empty() && !reason.zh.is_empty())
    );
}

#[test]
fn a_new_kindergarten_draws_children_and_moves_when_dragged() {
    let mut session = sample_session();
    let village = session
        .county()
        .settlements
        .iter()
        .find(|place| place.name.starts_with("里仁村"))
        .expect("the village is there");
    let at = village.at;
    let id = SchoolId::new("new-1");
    let new = NewSchool {
        id: id.clone(),
        name: "里仁幼儿园".into(),
        kind: SchoolKind::Kindergarten,
        at,
        seats: PerStage::from_fn(|stage| (stage == Stage::Kindergarten).then_some(90)),
        ownership: Ownership::Public,
        inclusive: true,
    };
    session
        .handle(Command::Add(Action::new(
            Year(2024),
            Measure::New(new),
            "就近入园",
        )))
        .expect("the id is free");
    let evaluation = Arc::clone(session.evaluation());
    let site = evaluation.layout.position(&id).expect("it is built");
    let numbers = evaluation.stages[Stage::Kindergarten]
        .as_ref()
        .and_then(|stage| stage.school(site))
        .cloned();
    let numbers = numbers.expect("it takes children");
    assert!(numbers.pupils > 0 && numbers.pupils <= 90);

    let mut elsewhere = at;
    elsewhere.lon += 0.02;
    let preview = session
        .drag(&id)
        .expect("it can be dragged")
        .frame(elsewhere);
    session
        .handle(Command::Move {
            school: id.clone(),
            to: elsewhere,
            year: Year(2024),
        })
        .expect("it may stand there");
    for stage in Stage::ALL {
        assert_eq!(
            preview.stages[stage],
            session.evaluation().stages[stage],
            "{stage}: the drag showed what was done"
        );
    }
    assert_eq!(
        session.evaluation().layout.sites[site].status,
        Status::New,
        "moving a new school is no relocation"
    );
}

#[test]
fn a_saved_plan_opens_again_with_its_reasons_and_saves_to_the_same_bytes() {
    let mut session = sample_session();
    let small = id_of(&session, "东光村教学点");
    let receiver = id_of(&session, "东林镇中心小学");
    let merge = Measure::Merge {
        school: small,
        into: vec![receiver],
    };
    session
        .handle(Command::Add(Action::new(
            Year(2023),
            merge,
            "学生不足二十人",
        )))
        .expect("it can be merged");
    let keep = Measure::Keep {
        school: id_of(&session, "云峰村教学点"),
    };
    session
        .handle(Command::Add(Action::new(Year(2023), keep, "山高路远")))
        .expect("it can be kept");
    session
        .handle(Command::SetPolicy(Policy::Seats))
        .expect("a plan has a policy");

    let text = session.plan_file();
    let folder = tempfile::tempdir().expect("a folder to save in");
    let path = folder.path().join("方案.geojson");
    std::fs::write(&path, &text).expect("the file can be written");
    let (reopened, report) = io::read_plan(&path, session.county()).expect("the plan opens");
    assert_eq!(report.warnings, []);
    assert_eq!(Some(&reopened), session.plan());

    let mut second = sample_session();
    second.add_plan(reopened, Some(PlanFile { path, stamp: None }));
    second.set_year(session.year());
    assert_eq!(text, second.plan_file());
}

#[test]
fn plans_are_kept_apart_on_one_untouched_baseline() {
    let mut session = sample_session();
    let n_plans = session.documents().len();
    let untouched = session.county().clone();
    let close = |session: &Session, name: &str| {
        Command::Add(Action::new(
            Year(2023),
            Measure::Close {
                school: id_of(session, name),
            },
            "",
        ))
    };
    let first = close(&session, "胜泉小学");
    session.handle(first).expect("it can close");
    session.duplicate_plan();
    let second = close(&session, "石牛小学");
    session.handle(second).expect("it can close");
    let actions = |session: &Session| {
        session
            .documents()
            .iter()
            .skip(n_plans)
            .map(|document| document.plan().actions.len())
            .collect::<Vec<_>>()
    };
    assert_eq!(actions(&session), [1, 2]);
    session.choose(Chosen::Today);
    assert_eq!(*session.county(), untouched);
    assert_eq!(
        session.evaluation().layout.open(Stage::Primary).len(),
        session.baseline().layout.open(Stage::Primary).len()
    );
}
