//! Optima are found and proven: those of small instances tried out in full, and the published ones in the folder
//! named by `XUEQU_BENCHMARKS`. Without the folder the published ones are skipped, and the run says so.

use std::io::Write as _;
use std::path::PathBuf;

use xuequ::random::Random;
use xuequ::solve::capacitated::Problem;
use xuequ::solve::{Run, capacitated, median};

use crate::formats::{self, Pmed, seats};

/// The folder of published instances. Where there is none, says on the terminal what is skipped; the test harness
/// would hold back what a passing test prints.
fn published(what: &str) -> Option<PathBuf> {
    let folder = formats::folder();
    if folder.is_none() {
        writeln!(
            std::io::stderr(),
            "skipped: {what}, because XUEQU_BENCHMARKS names no folder with them"
        )
        .expect("a terminal to write to");
    }
    folder
}

#[test]
fn published_medians_are_found_and_proven() {
    let Some(folder) = published("the published medians") else {
        return;
    };
    let mut n_solved = 0;
    for (name, known) in formats::pmed_optima(&folder) {
        let instance = Pmed::read(&folder, &name);
        let Some(instance) = instance.filter(|instance| instance.n <= 300) else {
            continue;
        };
        let problem = median::Problem::new(instance.n, instance.clients());
        let answer = median::solve(&problem, instance.p, &Run::to_the_end());
        assert_eq!((answer.value, answer.bound), (known, known), "{name}");
        n_solved += 1;
    }
    assert!(n_solved > 0, "no instances in {}", folder.display());
}

#[test]
fn published_layouts_with_seats_are_found_and_proven() {
    let Some(folder) = published("the published layouts with seats") else {
        return;
    };
    for family in ["pmedcap", "sscflp"] {
        let known = seats::known(&folder, family);
        assert!(!known.is_empty(), "no {family} in {}", folder.display());
        for (name, problem, optimum) in known.into_iter().take(4) {
            let answer = capacitated::solve(&problem, &Run::to_the_end());
            let answer = answer.map(|answer| (answer.value, answer.bound));
            assert_eq!(answer, Ok((optimum, optimum)), "{name}");
        }
    }
}

/// Every choice of sites, as one bit for each.
fn choices(n_sites: usize) -> impl Iterator<Item = u32> {
    0..1 << n_sites
}

#[test]
fn small_medians_are_those_of_trying_every_choice_of_sites() {
    for seed in 0..30 {
        let n = 8 + seed as usize % 6;
        let instance = Pmed::seeded(n, 2 + seed as usize % 3, seed);
        let cost = |open: u32| -> i64 {
            let nearest = |row: &[i64]| {
                let open = (0..n).filter(|site| open >> site & 1 == 1);
                open.map(|site| row[site]).min().unwrap_or(0)
            };
            instance.distance.chunks(n).map(nearest).sum()
        };
        let best = choices(n)
            .filter(|open| open.count_ones() as usize == instance.p)
            .map(cost)
            .min()
            .expect("there are enough sites");
        let problem = median::Problem::new(n, instance.clients());
        let answer = median::solve(&problem, instance.p, &Run::to_the_end());
        assert_eq!((answer.value, answer.bound), (best, best), "seed {seed}");
    }
}

/// The least that serving the clients from `client` on costs, each whole at one of these sites.
fn least(problem: &Problem, open: &[usize], room: &mut [u32], client: usize) -> Option<i64> {
    if client == problem.demand.len() {
        return Some(0);
    }
    let demand = problem.demand[client];
    let mut best = None;
    for &site in open {
        if room[site] < demand {
            continue;
        }
        room[site] -= demand;
        let way = problem.cost[client * problem.sites.len() + site];
        let cost = least(problem, open, room, client + 1).map(|rest| rest + way);
        room[site] += demand;
        best = [best, cost].into_iter().flatten().min();
    }
    best
}

#[test]
fn small_layouts_with_seats_are_those_of_trying_every_one() {
    let (mut n_solved, mut n_hopeless) = (0, 0);
    for seed in 0..40 {
        let mut problem = seats::pmedcap_like(7, 3, seed);
        let mut random = Random::seeded(seed);
        if seed % 2 == 1 {
            // Any number of sites, each at its own price.
            problem.n_open = 0..=3;
            for site in &mut problem.sites {
                site.opening = random.below(60) as i64;
            }
        }
        let n_sites = problem.sites.len();
        let best = choices(n_sites)
            .filter(|open| problem.n_open.contains(&(open.count_ones() as usize)))
            .filter_map(|open| {
                let open: Vec<usize> = (0..n_sites).filter(|site| open >> site & 1 == 1).collect();
                let mut room: Vec<u32> = problem.sites.iter().map(|site| site.seats).collect();
                let openings: i64 = open.iter().map(|&site| problem.sites[site].opening).sum();
                Some(openings + least(&problem, &open, &mut room, 0)?)
            })
            .min();
        let answer = capacitated::solve(&problem, &Run::to_the_end());
        let answer = answer.ok().map(|answer| (answer.value, answer.bound));
        assert_eq!(answer, best.map(|best| (best, best)), "seed {seed}");
        match best {
            Some(_) => n_solved += 1,
            None => n_hopeless += 1,
        }
    }
    assert!(n_solved > 20, "{n_hopeless} of 40 cannot be solved");
}

#[test]
fn one_thread_and_two_open_the_same_sites() {
    let instance = Pmed::seeded(200, 20, 8);
    let problem = median::Problem::new(instance.n, instance.clients());
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.map(|pool| {
            pool.install(|| median::solve(&problem, instance.p, &Run::to_the_end()).choice)
        })
    };
    let (one, two) = (on(1).unwrap(), on(2).unwrap());
    assert_eq!(one, two);
}

#[test]
fn one_thread_and_two_lay_out_the_same_schools() {
    let roomy = seats::sized(80, 8, 3);
    let problem = seats::in_one_piece(80, 8, 3, roomy);
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.map(|pool| pool.install(|| capacitated::solve(&problem, &Run::to_the_end())))
    };
    let (one, two) = (on(1).unwrap().unwrap(), on(2).unwrap().unwrap());
    assert_eq!((&one.choice, one.bound), (&two.choice, two.bound));
    assert_eq!(one.value, one.bound);
}
