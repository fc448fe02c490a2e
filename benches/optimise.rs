//! The solvers against published optima, and against seeded instances of the same families.
//!
//! `cargo bench --no-default-features --bench optimise -- [pmed] [pmed-like] [county]`, with the
//! folders of the benchmark files and of the peers' county in `XUEQU_BENCHMARKS` and `XUEQU_COUNTY`.
//!
//! "found" is when the final value was first known, "close" when value and bound were within a thousandth.

#![expect(clippy::print_stdout, reason = "a table for people")]

#[path = "../tests/formats/mod.rs"]
mod formats;

use std::sync::Mutex;

use formats::Pmed;
use formats::county::County;
use formats::seats::{in_one_piece, known, planning as plan, pmedcap_like, sized};
use xuequ::solve::{Answer, Progress, Run, capacitated, cover, median, merge};

const SECONDS: f64 = 60.0;

fn main() {
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"))
        .collect();
    println!(
        "{:<28} {:>12} {:>12} {:>12} {:>9} {:>8} {:>8} {:>8} {:>8}",
        "instance", "known", "value", "bound", "gap", "found", "close", "seconds", "cpu s"
    );
    let families: [(&str, fn()); 7] = [
        ("pmed", pmed),
        ("pmed-like", pmed_like),
        ("county", county),
        ("merge", merges),
        ("seats", seats),
        ("seats-like", seats_like),
        ("planning", planning),
    ];
    for (name, solve) in families {
        if wanted.is_empty() || wanted.iter().any(|word| word == name) {
            solve();
        }
    }
}

/// What a run came to besides its answer.
struct Spent {
    /// Processor seconds of all threads; `None` where the system does not tell.
    processor: Option<f64>,
    /// What it told on the way.
    told: Vec<Progress>,
}

/// The answer of a run of at most so many seconds, watched.
fn timed<T>(seconds: f64, solve: impl FnOnce(&Run<'_>) -> T) -> (T, Spent) {
    let before = processor_seconds();
    let told = Mutex::new(Vec::new());
    let watch = |progress| {
        if let Ok(mut told) = told.lock() {
            told.push(progress);
        }
    };
    let run = Run::for_seconds(seconds);
    let answer = solve(&run.watched(run.cancel, &watch));
    let processor = processor_seconds().zip(before);
    let spent = Spent {
        processor: processor.map(|(after, before)| after - before),
        told: told.into_inner().unwrap_or_default(),
    };
    (answer, spent)
}

/// Of this process so far, from hundredths in `/proc`.
fn processor_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut hundredths = || fields.next()?.parse::<f64>().ok();
    Some((hundredths()? + hundredths()?) / 100.0)
}

fn report<T>(name: &str, known: Option<i64>, (answer, spent): &(Answer<T>, Spent)) -> f64 {
    let first = |is_it: &dyn Fn(&Progress) -> bool| {
        let told = spent.told.iter().find(|progress| is_it(progress));
        let seconds = told.map(|progress| progress.seconds);
        let seconds = seconds.or_else(|| (answer.gap() == 0.0).then_some(answer.seconds));
        seconds.map_or_else(|| "-".to_owned(), |seconds| format!("{seconds:.3}"))
    };
    let found = first(&|progress| progress.value == answer.value);
    let close = first(&|progress| {
        progress.value.abs_diff(progress.bound) * 1_000 <= progress.value.unsigned_abs()
    });
    println!(
        "{name:<28} {:>12} {:>12} {:>12} {:>9.1e} {found:>8} {close:>8} {:>8.3} {:>8.3}",
        known.map_or_else(String::new, |known| known.to_string()),
        answer.value,
        answer.bound,
        answer.gap(),
        answer.seconds,
        spent.processor.unwrap_or(answer.seconds)
    );
    answer.seconds
}

fn solve_pmed(instance: &Pmed) -> (Answer<Vec<u32>>, Spent) {
    timed(SECONDS, |run| {
        let problem = median::Problem::new(instance.n, instance.clients());
        median::solve(&problem, instance.p, run)
    })
}

fn pmed() {
    let Some(folder) = formats::folder() else {
        return;
    };
    let mut total = 0.0;
    for (name, known) in formats::pmed_optima(&folder) {
        if let Some(instance) = Pmed::read(&folder, &name) {
            total += report(&name, Some(known), &solve_pmed(&instance));
        }
    }
    println!("pmed in all: {total:.2} s");
}

/// Sizes of pmed1 to pmed40.
const OR_LIBRARY: [(usize, &[usize]); 9] = [
    (100, &[5, 10, 10, 20, 33]),
    (200, &[5, 10, 20, 40, 67]),
    (300, &[5, 10, 30, 60, 100]),
    (400, &[5, 10, 40, 80, 133]),
    (500, &[5, 10, 50, 100, 167]),
    (600, &[5, 10, 60, 120, 200]),
    (700, &[5, 10, 70, 140]),
    (800, &[5, 10, 80]),
    (900, &[5, 10, 90]),
];

fn pmed_like() {
    let sizes = OR_LIBRARY
        .iter()
        .flat_map(|&(n, all)| all.iter().map(move |&p| (n, p)));
    let mut total = 0.0;
    for ((n, p), number) in sizes.zip(1..) {
        let instance = Pmed::seeded(n, p, number);
        let answer = solve_pmed(&instance);
        total += report(&format!("like pmed{number} ({n}, {p})"), None, &answer);
    }
    println!("pmed-like in all: {total:.2} s");
}

fn county() {
    let Some(county) = formats::county::folder().and_then(|folder| County::read(&folder)) else {
        return;
    };
    let rows = county.candidates();
    for (homes, choose) in [(1_000, 20), (5_000, 10), (5_000, 20), (5_000, 40)] {
        let clients = county.clients(&rows, homes);
        let problem = median::Problem::new(rows.len(), clients);
        let answer = timed(SECONDS, |run| median::solve(&problem, choose, run));
        report(&format!("300 x {homes}, K={choose}"), None, &answer);
    }
    for (choose, radius_dm) in [(20, 20_000), (20, 15_000), (40, 20_000), (10, 30_000)] {
        let homes = county.reach(&rows, radius_dm);
        let answer = timed(SECONDS, |run| cover::solve(rows.len(), &homes, choose, run));
        let name = format!("cover {choose} within {} m", radius_dm / 10);
        report(&name, None, &answer);
    }
}

/// The three cases of the peers' `siting.py`: reach and upkeep in decimetres.
fn merges() {
    let Some(county) = formats::county::folder().and_then(|folder| County::read(&folder)) else {
        return;
    };
    let rows = county.school_rows();
    for (reach_dm, upkeep, known) in [
        (80_000, 3_000_000, 1_052_446_914),
        (120_000, 3_000_000, 1_047_412_299),
        (120_000, 1_000_000, 1_029_279_177),
    ] {
        let task = county.merges(&rows, reach_dm, upkeep);
        let answer = timed(SECONDS, |run| merge::solve(&task, run));
        let name = format!("merge {} km, upkeep {upkeep}", reach_dm / 10_000);
        report(&name, Some(known), &answer);
    }
}

fn solve_seats(
    name: &str,
    problem: &capacitated::Problem,
    known: Option<i64>,
    seconds: f64,
) -> f64 {
    let (answer, spent) = timed(seconds, |run| capacitated::solve(problem, run));
    match answer {
        Ok(answer) => report(name, known, &(answer, spent)),
        Err(error) => {
            println!("{name:<28} {error}");
            0.0
        }
    }
}

fn seats() {
    let Some(folder) = formats::folder() else {
        return;
    };
    for family in ["pmedcap", "sscflp"] {
        let solved = known(&folder, family);
        let total: f64 = solved
            .iter()
            .map(|(name, problem, optimum)| solve_seats(name, problem, Some(*optimum), 30.0))
            .sum();
        println!("{family} in all: {total:.2} s");
    }
}

fn seats_like() {
    let sizes = (0..10).map(|_| (50, 5)).chain((0..10).map(|_| (100, 10)));
    let total: f64 = sizes
        .zip(1..)
        .map(|((n, p), seed)| {
            let name = format!("like pmedcap{seed} ({n}, {p})");
            solve_seats(&name, &pmedcap_like(n, p, seed), None, 30.0)
        })
        .sum();
    println!("pmedcap-like in all: {total:.2} s");
}

/// Stages to lay out: with fixed seats, of which two thirds are needed; with floors and room to extend; the same with
/// every catchment in one piece.
fn planning() {
    for (settlements, sites) in [(297, 12), (324, 30), (800, 60), (1_300, 100)] {
        let seed = settlements as u64;
        let solve = |name: &str, problem: &capacitated::Problem| {
            let name = format!("{name} {settlements} x {sites}");
            solve_seats(&name, problem, None, SECONDS);
        };
        solve("layout", &plan(settlements, sites, seed));
        let roomy = sized(settlements, sites, seed);
        solve("floors", &roomy);
        solve(
            "in one piece",
            &in_one_piece(settlements, sites, seed, roomy),
        );
    }
}
