//! How time and memory grow with the county: each question on made-up counties of three sizes, each four times as large
//! as the one before.
//!
//! `cargo bench --no-default-features --bench growth [-- WORD…]` asks only the questions that a word names.
//!
//! Homes and schools lie anywhere; there are no roads. A county is as wide as its number of schools asks for, so places
//! are always as dense. Every question is asked of every county in a process of its own, so that its peak of memory is
//! its own: that of the county with nothing prepared yet is in the last column. Seconds are those of the question and what
//! it prepares, over all threads: the median of three counties, as some are harder than others; memory is the most that
//! any of them takes. "times" says how many times as long a question took as on the county before: 4 is
//! linear, 4.8 is n log n from 500 schools on.

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
    policy: Policy,
    /// What is asked of the evaluated plan; where something is, the evaluation is not counted.
    then: Option<fn(&Evaluator, &Plan, &Evaluation)>,
}

/// With this word, a question's number, a share and a seed, a process of its own asks one question of one county.
const ONE: &str = "one-county";

/// What the counties of one size are made from.
const SEEDS: [u64; 3] = [20_261_130, 20_261_131, 20_261_132];

fn main() {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"))
        .collect();
    let questions = questions();
    if let [one, question, share, seed] = &words[..]
        && one == ONE
    {
        let number = |word: &String| word.parse::<usize>().expect("a number");
        let seed = number(seed) as u64;
        return one_county(&questions[number(question)], number(share), seed);
    }
    println!(
        "{:<14} {:>8} {:>8} {:>9} {:>6} {:>8} {:>10}",
        "question", "schools", "homes", "cpu s", "times", "peak MB", "county MB"
    );
    for (number, question) in questions.iter().enumerate() {
        let is_named = |word: &String| question.name.contains(word.as_str());
        if words.is_empty() || words.iter().any(is_named) {
            three_sizes(question, number);
        }
    }
}

fn questions() -> [Question; 6] {
    let question = |name, largest, seats, policy| Question {
        name,
        largest,
        seats,
        policy,
        then: None,
    };
    [
        question("nearest", (12_000, 5_000), 120, Policy::Nearest),
        question("seats-short", (2_000, 20_000), 90, Policy::Seats),
        question("seats-plenty", (2_000, 20_000), 120, Policy::Seats),
        question("keep", (2_000, 20_000), 120, Policy::Keep),
        question("today", (3_200, 20_000), 120, Policy::Nearest),
        Question {
            then: Some(|evaluator, plan, evaluation| {
                let situation = Situation::of(evaluator, plan, evaluation, STAGE);
                let terms = MergeTerms::of(evaluator, STAGE, 100, None);
                assert!(!candidates(&situation, &terms).is_empty());
            }),
            ..question("candidates", (3_200, 20_000), 120, Policy::Nearest)
        },
    ]
}

fn three_sizes(question: &Question, number: usize) {
    let mut before: Option<f64> = None;
    let program = std::env::current_exe().expect("this program");
    for share in [16, 4, 1] {
        let figures_of = |seed: u64| -> [f64; 3] {
            let answer = std::process::Command::new(&program)
                .args([
                    ONE.to_owned(),
                    number.to_string(),
                    share.to_string(),
                    seed.to_string(),
                ])
                .output()
                .expect("this program runs");
            assert!(answer.status.success(), "{} of {share}", question.name);
            let answer = String::from_utf8(answer.stdout).expect("figures");
            let figures = answer.split_whitespace();
            let figures = figures.map(|figure| figure.parse().expect("a figure"));
            let figures: Vec<f64> = figures.collect();
            figures.try_into().expect("three figures")
        };
        let of_counties = SEEDS.map(figures_of);
        let sorted = |figure: usize| {
            let mut sorted = of_counties.map(|figures| figures[figure]);
            sorted.sort_by(f64::total_cmp);
            sorted
        };
        let ([_, seconds, _], [.., peak], [.., county]) = (sorted(0), sorted(1), sorted(2));
        let (schools, homes) = (question.largest.0 / share, question.largest.1 / share);
        let times = before.map_or(String::new(), |before| format!("{:.1}", seconds / before));
        println!(
            "{:<14} {schools:>8} {homes:>8} {seconds:>9.3} {times:>6} {peak:>8} {county:>10}",
            question.name
        );
        before = Some(seconds);
    }
}

/// Prints the seconds of one question, the peak of memory after it and before it.
fn one_county(question: &Question, share: usize, seed: u64) {
    let (schools, homes) = (question.largest.0 / share, question.largest.1 / share);
    let county = Arc::new(county(seed, schools, homes, question.seats));
    let county_alone = peak_megabytes();
    let mut start = processor_seconds();
    let evaluator = Evaluator::new(Arc::clone(&county), Standards::default());
    let plan = Plan::today(evaluator.base_year());
    let evaluation = evaluator.evaluate(&plan, evaluator.base_year(), question.policy);
    if let Some(then) = question.then {
        start = processor_seconds();
        then(&evaluator, &plan, &evaluation);
    }
    let seconds = processor_seconds() - start;
    let stage = evaluation.stages[STAGE].as_ref();
    assert!(stage.is_some_and(|stage| stage.assignment.is_proven));
    println!("{seconds} {} {county_alone}", peak_megabytes());
}

/// Processor seconds of all threads; not a number where the system does not tell.
fn processor_seconds() -> f64 {
    cpu_time::ProcessTime::try_now().map_or(f64::NAN, |time| time.as_duration().as_secs_f64())
}

/// The most memory that this process has held so far, as Linux tells it; not a number where the system does not tell.
fn peak_megabytes() -> f64 {
    let told = || {
        let status = std::fs::read_to_string("/proc/self/status").ok()?;
        let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
        line.split_whitespace().nth(1)?.parse::<f64>().ok()
    };
    told().map_or(f64::NAN, |kilobytes| (kilobytes / 1_024.0).round())
}

/// A square of schools and homes; all pupils are on record at some school.
fn county(seed: u64, schools: usize, homes: usize, seats: u32) -> County {
    let random = &mut Random::seeded(seed);
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
    // What whole numbers leave goes to the first schools, one pupil each: all in one school would be a town that needs
    // a part of the county as large as the county is.
    for school in schools.iter_mut().take(left as usize) {
        if let Some(record) = &mut school.stages[STAGE] {
            let enrolled = record.pupils.map_or(0, |count| count.number) + 1;
            *record = StageRecord {
                pupils: Some(Count::recorded(enrolled)),
                seats: Some(Count::recorded((enrolled * seats / 100).max(1))),
            };
        }
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
