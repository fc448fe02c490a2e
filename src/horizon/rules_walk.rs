//! Every rule that a pack puts in force does what it claims: with another number something else comes out.

use std::fmt::Write as _;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{equity, gate, targets};
use crate::evaluation::Evaluator;
use crate::geometry::LonLat;
use crate::model::{
    Count, County, Ownership, PerStage, Road, School, SchoolId, SchoolKind, Settlement,
    SettlementId, Stage, StageRecord, Township,
};
use crate::plan::{Action, Details, Measure, Plan, Policy};
use crate::rules::gate::{Light, LineKey};
use crate::rules::{Pack, Standards};
use crate::units::Year;

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

fn home(id: &str, km: f64, township: usize, class: &str, pupils: [u32; 5]) -> Settlement {
    let stages = [
        Stage::Kindergarten,
        Stage::Primary,
        Stage::Junior,
        Stage::Senior,
        Stage::Vocational,
    ];
    let mut by_stage = PerStage::default();
    for (stage, number) in stages.into_iter().zip(pupils) {
        by_stage[stage] = Some(number);
    }
    Settlement {
        id: SettlementId::new(id),
        name: id.into(),
        at: LonLat::new(104.0 + km * 0.01033, 29.6),
        township: Some(township),
        population: Some(1_000),
        pupils: by_stage,
        births: (2000..=2021)
            .map(|year| (Year(year), pupils[1] / 5 + (2021 - year as u32) / 4))
            .collect(),
        extra: object(&json!({"urban_class": class})),
    }
}

/// `runs` are pupils and seats by stage.
fn school(id: &str, kind: SchoolKind, km: f64, township: usize, runs: &[(u32, u32)]) -> School {
    let mut extra = object(&json!({"year": 2021, "qualified_teachers": 9 + runs[0].0 / 9}));
    let mut stages = PerStage::default();
    for (&stage, &(pupils, seats)) in kind.stages().iter().zip(runs) {
        stages[stage] = Some(StageRecord {
            pupils: Some(Count::recorded(pupils)),
            seats: Some(Count::recorded(seats)),
        });
        for year in 2013..2021 {
            let past = pupils + (2021 - year) * (2021 - year) * (1 + pupils / 50);
            extra.insert(format!("pupils_{stage}_{year}"), json!(past));
        }
    }
    School {
        id: SchoolId::new(id),
        name: id.into(),
        kind,
        at: LonLat::new(104.0 + km * 0.01033, 29.6),
        stages,
        ownership: Some(Ownership::Public),
        inclusive: Some(false),
        parent: None,
        boarders: Some(2),
        beds: Some(30),
        township: Some(township),
        extra,
    }
}

/// A town (0 km), a market town (6 km) and two villages with schools of every kind, some too full and some too small.
fn county() -> County {
    let township = |code: &str| Township {
        code: code.into(),
        name: code.into(),
        district: Some(code.into()),
        population: None,
        outline: geo::MultiPolygon::new(Vec::new()),
        extra: Map::new(),
    };
    let private = |inclusive, school| School {
        ownership: Some(Ownership::Private),
        inclusive: Some(inclusive),
        ..school
    };
    let mut lower = school("p1", SchoolKind::Primary, 0.8, 0, &[(700, 540)]);
    lower.extra.insert("pupils_g1_2013".into(), json!(140));
    let mut upper = school("j1", SchoolKind::Junior, 1.2, 0, &[(300, 250)]);
    upper.extra.insert("pupils_g9".into(), json!(120));
    let mut county = County {
        townships: vec![township("a"), township("b")],
        settlements: vec![
            home("seat", 0.0, 0, "urban", [200, 690, 300, 200, 80]),
            home("market", 6.0, 1, "town", [50, 150, 90, 50, 20]),
            home("village", 9.0, 1, "rural", [20, 60, 30, 20, 10]),
            home("far", 12.5, 1, "rural", [14, 44, 20, 10, 10]),
        ],
        schools: vec![
            school("k1", SchoolKind::Kindergarten, 0.5, 0, &[(140, 120)]),
            private(
                true,
                school("k2", SchoolKind::Kindergarten, 6.4, 1, &[(84, 90)]),
            ),
            private(
                false,
                school("k3", SchoolKind::Kindergarten, 0.9, 0, &[(60, 60)]),
            ),
            lower,
            school("p2", SchoolKind::Primary, 6.2, 1, &[(120, 270)]),
            school("p3", SchoolKind::Primary, 9.1, 1, &[(60, 90)]),
            school("p4", SchoolKind::Primary, 12.4, 1, &[(34, 60)]),
            school("p5", SchoolKind::Primary, 5.0, 1, &[(30, 60)]),
            upper,
            school("n1", SchoolKind::NineYear, 6.1, 1, &[(0, 90), (140, 100)]),
            school("s1", SchoolKind::Senior, 0.2, 0, &[(280, 250)]),
            school("v1", SchoolKind::Vocational, 0.3, 0, &[(120, 150)]),
        ],
        ..County::default()
    };
    county.schools.sort_by(|a, b| a.id.cmp(&b.id));
    county
}

fn plan(packs: &[String]) -> Plan {
    let mut plan = Plan::new("A", (Year(2021), Year(2025)));
    plan.standards = packs.to_vec();
    let id = SchoolId::new;
    let merge = |school: &str, into: &str| Measure::Merge {
        school: id(school),
        into: vec![id(into)],
    };
    let expand = |school: &str, number: u32| {
        let mut seats = PerStage::default();
        seats[Stage::Primary] = Some(number);
        Measure::Expand {
            school: id(school),
            seats,
        }
    };
    let keep = |school: &str| Measure::Keep { school: id(school) };
    // Out of order in every way: built after the closure, closed after receiving, worked on when closed, out of time.
    let actions = [
        (2023, merge("p3", "p2"), Some("line 3"), 0.4),
        (2024, expand("p2", 360), None, 0.0),
        (2022, merge("p4", "p5"), None, 0.1),
        (2024, merge("p5", "n1"), None, 0.1),
        (2025, expand("p5", 90), None, 0.0),
        (2027, keep("p1"), None, 0.0),
    ];
    for (year, measure, transport, opposed) in actions {
        let mut action = Action::new(Year(year), measure, "");
        action.details = Details {
            transport: transport.map(str::to_owned),
            parents_opposed: Some(opposed),
            ..Details::default()
        };
        plan.actions.push(action);
    }
    plan
}

/// Everything that is counted, found or judged; no limit of a rule is repeated in it.
fn outcome(county: &Arc<County>, plan: &Plan, standards: Standards) -> String {
    let evaluator = Evaluator::new(Arc::clone(county), standards);
    let mut said = String::new();
    // Writing to a string cannot fail.
    for policy in [Policy::Keep, Policy::Seats] {
        let now = evaluator.baseline(Year(2021), policy);
        for year in [Year(2021), Year(2025)] {
            let planned = evaluator.evaluate(plan, year, policy);
            let _written = write!(said, "{:?}{:?}", planned.demand, planned.below_threshold);
            for stage in Stage::ALL {
                let _written = write!(said, "{:?}", equity(&evaluator, &planned, stage));
                if let Some(evaluated) = &planned.stages[stage] {
                    let numbers = &evaluated.numbers;
                    let _written = write!(said, "{}{:?}", numbers.over_limit, numbers.distances);
                }
            }
            for finding in planned.findings.iter() {
                let (school, home, value) = (&finding.school, finding.settlement, finding.value);
                let (rule, town, actions) = (&finding.standard, finding.township, &finding.actions);
                let _written = write!(said, "{rule}{school:?}{home:?}{town:?}{value}{actions:?}");
            }
            for target in targets(&evaluator, &now, &planned) {
                let _written = write!(
                    said,
                    "{:?}{:?}{:?}",
                    target.now, target.planned, target.is_met
                );
            }
        }
    }
    for page in gate(&evaluator, plan, Policy::Keep).pages {
        for line in &page.lines {
            let _written = write!(said, "{:?}{:?}{:?}", line.key, line.light, line.value);
        }
        let _written = write!(said, "{:?}", page.remedies);
    }
    said
}

#[test]
fn another_number_for_a_rule_in_force_changes_what_comes_out() {
    let county = Arc::new(county());
    let mut idle = Vec::new();
    for pack in Pack::shipped() {
        let usual = ["cn-national", "cn-rural", "plan-jingyan-145"];
        let mut packs = usual.map(str::to_owned).to_vec();
        packs.retain(|id| *id != pack.id);
        packs.push(pack.id.clone());
        let plan = plan(&packs);
        let standards = Standards::enabled(&packs).0;
        let before = outcome(&county, &plan, standards.clone());
        for rule in standards.iter().filter(|rule| rule.pack == pack.id) {
            let limit = rule.limit;
            let others = [
                0.0,
                limit * 4.0,
                limit + 1.0,
                limit * 0.5,
                limit * 0.8,
                limit - 1.0,
                1e6,
            ];
            let changes = |&other: &f64| {
                let mut edited = standards.clone();
                other != limit
                    && edited.set_limit(&rule.id, other)
                    && outcome(&county, &plan, edited) != before
            };
            if !others.iter().any(changes) {
                idle.push(format!("{} of {}", rule.id, pack.id));
            }
        }
    }
    assert!(idle.is_empty(), "nothing hangs on {idle:?}");
}

/// What the gate says of the ways on foot and by bus from p3 to the school that takes it over, at a walking speed.
fn ways_to_school(walk: f64) -> (Light, String) {
    // A road past all schools and homes, a good three hundred metres to the north.
    let beside = |km: f64| LonLat::new(104.0 + km * 0.01033, 29.603);
    let mut county = county();
    county.roads = vec![Road {
        line: vec![beside(-2.0), beside(15.0)],
        speed_kmh: Some(40.0),
        ..Road::default()
    }];
    let packs = ["cn-national", "cn-rural"].map(str::to_owned);
    let mut standards = Standards::enabled(&packs).0;
    assert!(standards.set_limit("walk.speed", walk));
    let evaluator = Evaluator::new(Arc::new(county), standards);
    let gate = gate(&evaluator, &plan(&packs), Policy::Keep);
    let mut pages = gate.pages.iter();
    let page = pages.find(|page| page.school.as_str() == "p3").unwrap();
    let line = page.lines.iter().find(|line| line.key == LineKey::Walk);
    let line = line.unwrap();
    (line.light, line.answer.en.clone())
}

#[test]
fn who_walks_to_the_bus_walks_as_fast_as_the_standard_in_force_says() {
    let minutes = |told: &str| -> f64 {
        let ride = told.rsplit("; ").next().unwrap();
        assert!(ride.contains("by the named bus"), "{told}");
        ride.split(' ').next().unwrap().parse().unwrap()
    };
    // Some 450 m with detours at either end: fifteen minutes at 60 m a minute, ten at 90 and thirty at 30.
    let (usual, fast) = (ways_to_school(60.0), ways_to_school(90.0));
    assert_eq!(
        (usual.0, fast.0),
        (Light::Amber, Light::Amber),
        "{usual:?} {fast:?}"
    );
    let saved = minutes(&usual.1) - minutes(&fast.1);
    assert!((saved - 5.0).abs() <= 1.0, "{usual:?} {fast:?}");
    // With half an hour on foot beside the ride it takes longer than anybody of them may walk.
    assert_eq!(ways_to_school(30.0).0, Light::Red);
}
