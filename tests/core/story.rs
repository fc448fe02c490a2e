//! The whole main job through the public surface: open, look, merge, undo, add, compare, export, re-open.

use std::sync::Arc;

use xuequ::evaluation::Evaluation;
use xuequ::horizon;
use xuequ::io;
use xuequ::model::{Ownership, PerStage, SchoolId, SchoolKind, Stage};
use xuequ::plan::{Action, Command, Measure, NewSchool, Plan, Policy, Status};
use xuequ::proposal::merge::SmallLeft;
use xuequ::proposal::{GateRule, MergeQuestion, Proposal, merge};
use xuequ::sample;
use xuequ::session::{Chosen, PlanFile, Session};
use xuequ::solve::Run;
use xuequ::tables::csv::{self, Reader};
use xuequ::tables::{self, Cell};
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
                (school.pupils, Some(school.assigned)),
                (school.recorded, school.recorded),
                "{stage} {}",
                today.layout.sites[school.site].name
            );
        }
    }
}

/// All merges of the primary schools of what the session shows, as the window asks for them.
fn merged(session: &Session, gate: GateRule, reach_km: f64) -> Proposal<SmallLeft> {
    let ground = session.starting_point(Stage::Primary, Lang::Zh);
    let question = MergeQuestion {
        reach: Some(Meters::from_f64(reach_km * 1_000.0)),
        gate,
        ..MergeQuestion::usual(session.evaluator().limits(), Stage::Primary)
    };
    merge::all(&ground, &question, &Run::to_the_end()).expect("there is an answer")
}

fn small(session: &Session) -> usize {
    let below = session.evaluator().limits().small_below(Stage::Primary);
    session.evaluation().small(Stage::Primary, below)
}

#[test]
fn merging_all_at_once_passes_the_gate_and_finds_everything_in_one_press() {
    for gate in [GateRule::BindsWithBus, GateRule::Binds] {
        let mut session = sample_session();
        let all = small(&session);
        let found = merged(&session, gate, 6.0);
        let actions: Vec<Action> = found.actions().cloned().collect();
        let stays = found.stays;
        let closed = actions.len();
        assert_eq!(closed + stays.len(), all, "{gate:?}: every other one stays");
        assert!(stays.iter().all(|stay| !stay.reason.zh.is_empty()));
        if gate == GateRule::BindsWithBus {
            assert!(closed > 0, "a bus lets some pass");
            let name = Words::new("Merge all", "全部撤并");
            session
                .handle(Command::AddAll { name, actions })
                .expect("merges are sound");
            let plan = session.plan().expect("a plan was begun");
            let gate = horizon::gate(session.evaluator(), plan, session.policy());
            assert_eq!(gate.pages.len(), closed);
            assert_eq!(gate.refused().count(), 0);
        }
        let again = merged(&session, gate, 6.0);
        assert!(gate == GateRule::Binds || again.steps.is_empty());
        assert_eq!(again.stays.len(), stays.len(), "{gate:?}: the same stay");
    }
}

/// Merges all small primary schools for which there is room; which ones.
fn merge_all_with_room(session: &mut Session) -> Vec<SchoolId> {
    let actions: Vec<Action> = merged(session, GateRule::Advises, 6.0)
        .actions()
        .cloned()
        .collect();
    assert!(actions.len() >= 5, "only {} can be merged", actions.len());
    let closing: Vec<SchoolId> = actions
        .iter()
        .map(|action| action.measure.school().clone())
        .collect();
    let name = Words::new("Merge all with room", "全部撤并");
    session
        .handle(Command::AddAll { name, actions })
        .expect("merges are sound");
    closing
}

/// Recorded primary pupils of these schools.
fn recorded_pupils(session: &Session, schools: &[SchoolId]) -> u32 {
    let recorded = |id: &SchoolId| {
        let school = session.county().school(id)?;
        Some(school.stages[Stage::Primary]?.pupils?.number)
    };
    schools.iter().filter_map(recorded).sum()
}

#[test]
fn merging_all_small_schools_with_room_sends_every_pupil_on_and_undo_is_where_we_were() {
    let mut session = sample_session();
    let today = Arc::clone(session.evaluation());
    let closing = merge_all_with_room(&mut session);
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
    assert!(merged.below_threshold[Stage::Primary] < today.below_threshold[Stage::Primary]);

    let compared = session.comparison(Chosen::Today, session.chosen()).work();
    assert!(Arc::ptr_eq(&compared.after, session.evaluation()));
    let comparison = compared.stages[Stage::Primary].as_ref();
    let moved = comparison.expect("both sides teach primary").pupils_moved();
    assert_eq!(
        moved,
        recorded_pupils(&session, &closing),
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
    let stays = merged(&session, GateRule::Advises, 1.0).stays;
    assert!(!stays.is_empty());
    assert!(
        stays
            .iter()
            .all(|stay| !stay.reason.en.is_empty() && !stay.reason.zh.is_empty())
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
    assert!(
        numbers
            .pupils
            .is_some_and(|pupils| 0 < pupils && pupils <= 90)
    );

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

/// A session on the sample with two plans: the first closes a school, the second has other limits and another policy.
fn two_plans() -> (Session, Chosen, Chosen) {
    let mut session = sample_session();
    let close = Measure::Close {
        school: id_of(&session, "胜泉小学"),
    };
    session
        .handle(Command::Add(Action::new(Year(2023), close, "")))
        .expect("it can close");
    let first = session.chosen();
    let mut strict = session.plan().expect("a plan is chosen").clone();
    "strict".clone_into(&mut strict.name);
    strict.policy = Policy::Nearest;
    strict.standards = ["cn-national", "cn-rural", "trip.primary=500"]
        .map(str::to_owned)
        .to_vec();
    session.add_plan(strict, None);
    let second = session.chosen();
    (session, first, second)
}

#[test]
fn two_plans_compare_the_same_whichever_of_them_is_on_screen() {
    let (mut session, first, second) = two_plans();
    let told = |session: &Session| {
        let compared = session.comparison(first, second).work();
        let table = csv::text(
            &[
                &tables::comparison(&compared, &PerStage::default()),
                &tables::moves(&compared),
            ],
            Reader::Person(Lang::En),
        );
        (table, compared.before.policy, compared.after.policy)
    };
    let year = session.year();
    let from_second = told(&session);
    assert_eq!(
        (from_second.1, from_second.2),
        (Policy::Keep, Policy::Nearest)
    );
    for chosen in [first, Chosen::Today] {
        session.choose(chosen);
        session.set_year(year);
        assert_eq!(told(&session), from_second, "{chosen:?} is on screen");
    }
}

#[test]
fn each_plan_is_held_against_its_own_limits_and_today_against_those_of_the_plan_beside_it() {
    let (session, first, second) = two_plans();
    let over = |evaluation: &Evaluation| {
        let stage = evaluation.stages[Stage::Primary].as_ref();
        let numbers = &stage.expect("primary is taught").numbers;
        (numbers.over_limit, numbers.trip_limit)
    };
    let strict = session.comparison(first, second).work();
    let (lenient, strict) = (over(&strict.before), over(&strict.after));
    assert_eq!(strict.1, Some(Meters::from_f64(500.0)));
    assert_ne!(lenient.1, strict.1);
    assert!(strict.0 > lenient.0);
    let with_today = session.comparison(Chosen::Today, second).work();
    assert_eq!(over(&with_today.before).1, strict.1);
}

#[test]
fn the_file_of_today_opens_again() {
    let session = sample_session();
    let folder = tempfile::tempdir().expect("a folder to save in");
    let path = folder.path().join("今天.geojson");
    std::fs::write(&path, session.plan_file()).expect("the file can be written");
    let (today, report) = io::read_plan(&path, session.county()).expect("the plan opens");
    assert_eq!(report.warnings, []);
    assert_eq!(today, Plan::today(session.year()));
}

#[test]
fn the_year_played_is_the_year_that_is_shown() {
    let (mut session, ..) = two_plans();
    let year = Year(session.year().0 + 3);
    let worked = session.year_task(year).work();
    let mut jumped = session.clone();
    jumped.set_year(year);
    assert!(session.show_year(worked));
    for (played, shown) in [
        (session.evaluation(), jumped.evaluation()),
        (session.baseline(), jumped.baseline()),
    ] {
        assert_eq!(played.stages, shown.stages);
        assert!(played.findings.iter().eq(shown.findings.iter()));
    }
}

#[test]
fn the_table_of_schools_adds_up_to_the_figures_on_screen() {
    let session = sample_session();
    let shown = session.evaluation();
    let table = tables::schools(session.county(), shown);
    let column = |key: &str| {
        let mut columns = table.columns.iter();
        columns
            .position(|column| column.key == key)
            .expect("a column")
    };
    let (stage_at, pupils_at) = (column("stage"), column("pupils"));
    for (stage, evaluated) in shown.stages.iter() {
        let numbers = &evaluated.as_ref().expect("it is taught").numbers;
        let of_stage = table
            .rows
            .iter()
            .filter(|row| row[stage_at] == Cell::Words(stage.words()));
        let pupils: i64 = of_stage
            .filter_map(|row| match row[pupils_at] {
                Cell::Whole(pupils) => Some(pupils),
                _ => None,
            })
            .sum();
        assert_eq!(pupils, i64::from(numbers.placed), "{stage}");
    }
}
