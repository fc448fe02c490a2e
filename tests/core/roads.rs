//! Roads that a plan builds, closes or improves.

use std::sync::Arc;

use xuequ::evaluation::{Evaluation, Evaluator};
use xuequ::io;
use xuequ::model::{County, Direction, Road, RoadClass, RoadWork, SchoolId, Stage};
use xuequ::plan::{Action, Command, Layout, Measure, Plan, Policy, apply};
use xuequ::proposal::{self, LayoutQuestion, Question, StartingPoint};
use xuequ::rules::Standards;
use xuequ::sample;
use xuequ::solve::Run;
use xuequ::units::Year;
use xuequ::words::Lang;

const YEAR: Year = Year(2023);

fn sample_county() -> County {
    io::open_bytes(&sample::files())
        .expect("the sample opens")
        .county
}

fn measure(id: &str, work: RoadWork) -> Measure {
    let id = SchoolId::new(id);
    Measure::Road { id, work }
}

/// A road straight across the county, a closed one and a faster one.
fn works(county: &County) -> Vec<RoadWork> {
    let n_roads = county.roads.len();
    let far = [0, n_roads / 3, n_roads - 1].map(|road| county.roads[road].line[0]);
    let line = |road: usize| county.roads[road].line.clone();
    vec![
        RoadWork::Build(Road {
            class: RoadClass::Main,
            name: None,
            direction: Direction::Both,
            level: 0,
            speed_kmh: None,
            line: far.to_vec(),
        }),
        RoadWork::Cut {
            line: line(n_roads / 2),
        },
        RoadWork::Improve {
            line: line(n_roads / 4),
            class: Some(RoadClass::Trunk),
            speed_kmh: Some(55.0),
        },
    ]
}

fn plan_with(county: &County, works: &[RoadWork]) -> Plan {
    let plan = Plan::new("道路", (Year(2021), Year(2030)));
    let add = |plan: Plan, (number, work): (usize, &RoadWork)| {
        let road = measure(&format!("road-{number}"), work.clone());
        let add = Command::Add(Action::new(YEAR, road, "breakthrough"));
        apply(county, &plan, add).expect("the road is there")
    };
    works.iter().enumerate().fold(plan, add)
}

fn told(evaluation: &Evaluation) -> String {
    format!("{:?} {:?}", evaluation.stages, evaluation.findings)
}

/// The county as if its file had the roads of the works. Today's flows are those of the recorded roads, so only
/// policies without them can be compared.
fn told_as_if_recorded(county: &County, works: &[RoadWork], policy: Policy) -> String {
    let recorded = Evaluator::new(Arc::new(county.with_roads(works)), Standards::default());
    told(&recorded.evaluate(&Plan::new("", (Year(2021), Year(2030))), YEAR, policy))
}

#[test]
fn a_county_whose_roads_a_plan_changed_is_judged_like_one_whose_file_had_them() {
    let county = sample_county();
    let evaluator = Evaluator::new(Arc::new(county.clone()), Standards::default());
    evaluator.travel().prepare();
    let nothing = Plan::new("", (Year(2021), Year(2030)));
    let all = works(&county);
    for policy in [Policy::Nearest, Policy::Seats] {
        let before = told(&evaluator.evaluate(&nothing, YEAR, policy));
        for works in [&all[..1], &all[1..2], &all[..]] {
            let plan = plan_with(&county, works);
            let after = told(&evaluator.evaluate(&plan, YEAR, policy));
            assert_eq!(after, told_as_if_recorded(&county, works, policy));
            assert_ne!(after, before);
            let year_before = Year(YEAR.0 - 1);
            let early = told(&evaluator.evaluate(&plan, year_before, policy));
            let none = told(&evaluator.evaluate(&nothing, year_before, policy));
            assert_eq!(early, none, "before its year a measure changes nothing");
        }
    }
}

#[test]
fn a_layout_with_new_schools_goes_by_the_roads_of_the_plan() {
    let county = sample_county();
    let works = works(&county);
    let nothing = Plan::new("", (Year(2021), Year(2030)));
    let proposed = |county: County, plan: &Plan| {
        let evaluator = Arc::new(Evaluator::new(Arc::new(county), Standards::default()));
        let ground = StartingPoint {
            before: Arc::new(evaluator.evaluate(plan, YEAR, Policy::Seats)),
            evaluator,
            plan: plan.clone(),
            stage: Stage::Senior,
            lang: Lang::Zh,
        };
        let question = Question::Layout(LayoutQuestion {
            ceiling: Some(3_000),
            places: 2,
            ..LayoutQuestion::default()
        });
        let found = proposal::ask(&ground, &question, false, &Run::to_the_end());
        let best = found.expect("a layout").best;
        let steps: Vec<_> = best.steps.into_iter().map(|step| step.action).collect();
        (best.value, best.bound, steps)
    };
    let drawn = proposed(county.clone(), &plan_with(&county, &works));
    assert_eq!(drawn, proposed(county.with_roads(&works), &nothing));
    assert_ne!(drawn, proposed(county, &nothing));
}

#[test]
fn a_faster_road_shortens_bus_rides_and_no_way() {
    let county = sample_county();
    let evaluator = Evaluator::new(Arc::new(county.clone()), Standards::default());
    let improve = |road: &Road| RoadWork::Improve {
        line: road.line.clone(),
        class: None,
        speed_kmh: Some(100.0),
    };
    let works: Vec<RoadWork> = county.roads.iter().map(improve).collect();
    let layouts = [&works[..0], &works[..]].map(|works| Layout {
        roads: works.into(),
        ..Layout::today(&county, YEAR)
    });
    let [before, after] = layouts.each_ref().map(|layout| evaluator.travel_in(layout));
    let at = county.schools[0].at;
    let [was, is] = [&before, &after].map(|travel| travel.place(at));
    assert_eq!(before.row(&was), after.row(&is));
    let walk = evaluator.limits().walk_in_a_minute;
    let [was, is] = [before.bus_row(&was, walk), after.bus_row(&is, walk)];
    let rides = was.into_iter().zip(is);
    let is_faster = rides.filter_map(|(was, is)| Some((was?, is?)));
    assert!(is_faster.clone().count() > 0);
    assert!(is_faster.clone().all(|(was, is)| is <= was));
    assert!(is_faster.into_iter().any(|(was, is)| is < was));
}

#[test]
fn todays_flows_stay_when_a_road_is_built() {
    let county = sample_county();
    let evaluator = Evaluator::new(Arc::new(county.clone()), Standards::default());
    let plan = plan_with(&county, &works(&county)[..1]);
    let schools = |plan: &Plan| {
        let evaluation = evaluator.evaluate(plan, YEAR, Policy::Keep);
        let flows = evaluation.assignments().into_iter().flat_map(|stage| {
            let flows = stage.flows.iter();
            flows.map(|flow| (flow.settlement, flow.site, flow.pupils))
        });
        flows.collect::<Vec<_>>()
    };
    let nothing = Plan::new("", plan.period);
    assert_eq!(schools(&plan), schools(&nothing));
}

#[test]
fn a_plan_with_road_measures_survives_its_file() {
    let county = sample_county();
    let evaluator = Evaluator::new(Arc::new(county.clone()), Standards::default());
    let plan = plan_with(&county, &works(&county));
    let evaluation = evaluator.evaluate(&plan, YEAR, plan.policy);
    let before = evaluator.baseline(YEAR, plan.policy);
    let file = xuequ::export::plan_file(&evaluator, &plan, &evaluation, &before);
    let (again, report) =
        io::plan_of_bytes("plan.geojson", file.as_bytes(), &county).expect("it is a plan");
    assert_eq!(again, plan);
    assert_eq!(report.warnings, []);
    let collection: serde_json::Value = serde_json::from_str(&file).expect("it is JSON");
    let lines = collection["features"].as_array().expect("features");
    let is_road = |feature: &&serde_json::Value| {
        feature["properties"]["layer"] == "road" && feature["geometry"]["type"] == "LineString"
    };
    assert_eq!(lines.iter().filter(is_road).count(), plan.actions.len());
}

#[test]
fn a_road_that_the_file_no_longer_has_is_told_and_no_other_is_taken_for_it() {
    let mut county = sample_county();
    let cut = works(&county).remove(1);
    let plan = plan_with(&county, std::slice::from_ref(&cut));
    let evaluator = Evaluator::new(Arc::new(county.clone()), Standards::default());
    let evaluation = evaluator.evaluate(&plan, YEAR, Policy::Nearest);
    let before = evaluator.baseline(YEAR, Policy::Nearest);
    let file = xuequ::export::plan_file(&evaluator, &plan, &evaluation, &before);
    let road = county.roads.len() / 2;
    county.roads[road].line.pop();
    let (again, report) =
        io::plan_of_bytes("plan.geojson", file.as_bytes(), &county).expect("it is a plan");
    assert!(
        report
            .warnings
            .iter()
            .any(|warning| warning.what.en.contains("no road"))
    );
    let evaluator = Evaluator::new(Arc::new(county.clone()), Standards::default());
    let nothing = Plan::new("", plan.period);
    let judged = |plan: &Plan| told(&evaluator.evaluate(plan, YEAR, Policy::Nearest));
    assert_eq!(judged(&again), judged(&nothing));
    let again = Command::Add(Action::new(YEAR, measure("again", cut), ""));
    assert!(apply(&county, &nothing, again).is_err());
}

#[test]
fn a_road_measure_is_taken_back_by_undo() {
    let opened = io::open_bytes(&sample::files()).expect("the sample opens");
    let build = works(&opened.county).remove(0);
    let mut session = xuequ::session::Session::new(opened);
    session.set_year(YEAR);
    let before = told(session.evaluation());
    let action = Action::new(YEAR, measure("road-1", build), "");
    session
        .handle(Command::Add(action))
        .expect("it can be built");
    assert_ne!(told(session.evaluation()), before);
    let step = session.undo().expect("there is a step");
    assert_eq!(step.en, "New road: road-1");
    assert_eq!(told(session.evaluation()), before);
}
