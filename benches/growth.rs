//! How time grows with the county: each question on made-up counties of three sizes, each four times as large as the
//! one before.
//!
//! `cargo bench --no-default-features --bench growth [-- WORD…]` asks only the questions that a word names.
//!
//! Homes and schools lie anywhere; there are no roads. A county is as wide as its number of schools asks for, so places
//! are always as dense. "times" says how many times as long a question took as on the county before: 4 is linear, 4.8
//! is n log n from 500 schools on.

#![expect(clippy::print_stdout, reason = "a table for people")]

use std::collections::BTreeMap;
use std::sync::Arc;

use xuequ::evaluation::{Evaluation, Evaluator};
use xuequ::geometry::LonLat;
use xuequ::model::{
    Count, County, PerStage, School, SchoolId, SchoolKind, Settlement, SettlementId, Stage,
    StageRecord,
};
use xuequ::plan::{Plan, Policy};
use xuequ::proposal::merge::candidates::{MergeTerms, Situation, candidates};
use xuequ::random::Random;
use xuequ::rules::Standards;

const STAGE: Stage = Stage::Primary;

/// A question, the schools and settlements of its largest county, and the seats for each 100 pupils.
struct Question {
    name: &'static str,
    largest: (usize, usize),
    seats: u32,
    ask: fn(&Evaluator, &Plan) -> Evaluation,
}

fn main() {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"))
        .collect();
    let questions = [
        Question {
            name: "nearest",
            largest: (12_000, 5_000),
            seats: 120,
            ask: |evaluator, plan| evaluated(evaluator, plan, Policy::Nearest),
        },
        Question {
            name: "seats-short",
            largest: (2_000, 20_000),
            seats: 90,
            ask: |evaluator, plan| evaluated(evaluator, plan, Policy::Seats),
        },
        Question {
            name: "seats-plenty",
            largest: (2_000, 20_000),
            seats: 120,
            ask: |evaluator, plan| evaluated(evaluator, plan, Policy::Seats),
        },
        Question {
            name: "keep",
            largest: (2_000, 20_000),
            seats: 120,
            ask: |evaluator, plan| evaluated(evaluator, plan, Policy::Keep),
        },
        Question {
            name: "candidates",
            largest: (3_200, 20_000),
            seats: 120,
            ask: |evaluator, plan| {
                let evaluation = evaluated(evaluator, plan, Policy::Nearest);
                let situation = Situation::of(evaluator, plan, &evaluation, STAGE);
                let terms = MergeTerms::of(evaluator, STAGE, 100, None);
                assert!(!candidates(&situation, &terms).is_empty());
                evaluation
            },
        },
    ];
    println!(
        "{:<14} {:>8} {:>8} {:>9} {:>6} {:>9}",
        "question", "schools", "homes", "cpu s", "times", "peak MB"
    );
    for question in questions {
        if words.is_empty()
            || words
                .iter()
                .any(|word| question.name.contains(word.as_str()))
        {
            three_sizes(&question);
        }
    }
}

fn three_sizes(question: &Question) {
    let mut before: Option<f64> = None;
    for share in [16, 4, 1] {
        let (schools, homes) = (question.largest.0 / share, question.largest.1 / share);
        let county = Arc::new(county(schools, homes, question.seats));
        let start = processor_seconds();
        let evaluator = Evaluator::new(Arc::clone(&county), Standards::default());
        let plan = Plan::today(evaluator.base_year());
        let evaluation = (question.ask)(&evaluator, &plan);
        let seconds = processor_seconds() - start;
        let stage = evaluation.stages[STAGE].as_ref();
        assert!(stage.is_some_and(|stage| stage.assignment.is_proven));
        let times = before.map_or(String::new(), |before| format!("{:.1}", seconds / before));
        println!(
            "{:<14} {schools:>8} {homes:>8} {seconds:>9.2} {times:>6} {:>9}",
            question.name,
            peak_megabytes().map_or("?".to_owned(), |peak| peak.to_string())
        );
        before = Some(seconds);
    }
}

fn evaluated(evaluator: &Evaluator, plan: &Plan, policy: Policy) -> Evaluation {
    evaluator.evaluate(plan, evaluator.base_year(), policy)
}

/// Processor seconds of all threads; not a number where the system does not tell.
fn processor_seconds() -> f64 {
    cpu_time::ProcessTime::try_now().map_or(f64::NAN, |time| time.as_duration().as_secs_f64())
}

/// The most memory that the program has held so far, as Linux tells it: that of the largest county until now.
fn peak_megabytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1_024)
}

/// A square of schools and homes; all pupils are on record at some school.
fn county(schools: usize, homes: usize, seats: u32) -> County {
    let random = &mut Random::seeded(20_261_130);
    let width = (schools as f64 / 2_000.0).sqrt();
    let anywhere = |random: &mut Random| {
        LonLat::new(
            103.5 + width * random.part(),
            29.0 + 0.87 * width * random.part(),
        )
    };
    let settlements: Vec<Settlement> = (0..homes)
        .map(|number| Settlement {
            id: SettlementId::new(&format!("home-{number:06}")),
            name: format!("Village {number}"),
            at: anywhere(random),
            township: None,
            population: None,
            pupils: PerStage::from_fn(|stage| (stage == STAGE).then(|| random.below(31) as u32)),
            births: BTreeMap::new(),
            extra: serde_json::Map::new(),
        })
        .collect();
    let pupils = settlements.iter().filter_map(|home| home.pupils[STAGE]);
    let pupils: u32 = pupils.sum();
    let weights: Vec<f64> = (0..schools).map(|_| random.between(0.3, 1.3)).collect();
    let all: f64 = weights.iter().sum();
    let mut left = pupils;
    let mut schools: Vec<School> = weights
        .iter()
        .enumerate()
        .map(|(number, weight)| {
            let enrolled = (f64::from(pupils) * weight / all) as u32;
            left -= enrolled;
            school(number, anywhere(random), enrolled, seats)
        })
        .collect();
    if let Some(record) = schools
        .first_mut()
        .and_then(|first| first.stages[STAGE].as_mut())
    {
        let enrolled = record.pupils.map_or(0, |count| count.number);
        record.pupils = Some(Count::recorded(enrolled + left));
    }
    County {
        name: "Made up".to_owned(),
        schools,
        settlements,
        illustrative: true,
        ..County::default()
    }
}

fn school(number: usize, at: LonLat, enrolled: u32, seats: u32) -> School {
    let mut stages = PerStage::default();
    stages[STAGE] = Some(StageRecord {
        pupils: Some(Count::recorded(enrolled)),
        seats: Some(Count::recorded((enrolled * seats / 100).max(1))),
    });
    School {
        id: SchoolId::new(&format!("school-{number:05}")),
        name: format!("School {number}"),
        kind: SchoolKind::Primary,
        at,
        stages,
        ownership: None,
        inclusive: None,
        parent: None,
        boarders: None,
        beds: None,
        township: None,
        extra: serde_json::Map::new(),
    }
}
