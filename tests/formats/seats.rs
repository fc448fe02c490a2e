//! Capacitated families: the OR-Library p-median with capacities, and single-source facility location.

use std::collections::BTreeMap;
use std::path::Path;

use spade::handles::FixedVertexHandle;
use spade::{DelaunayTriangulation, Point2, Triangulation as _};
use xuequ::random::Random;
use xuequ::solve::capacitated::{Facility, Lock, Problem};

/// `pmedcap`: number and optimum, then `n p Q`, then `id x y demand`; distances are cut to whole numbers.
pub fn pmedcap(text: &str) -> Option<(Problem, i64)> {
    let numbers = numbers(text)?;
    let [_, optimum, n, p, seats, rest @ ..] = &numbers[..] else {
        return None;
    };
    let points: Vec<[f64; 3]> = rest
        .chunks_exact(4)
        .map(|row| [row[1], row[2], row[3]])
        .collect();
    (points.len() == *n as usize).then(|| {
        (
            of_points(&points, *p as usize, *seats as u32),
            *optimum as i64,
        )
    })
}

/// Points on a 100 x 100 square with demands of 1 to 20 and seats for about 85 % load, as `pmedcap` was made.
pub fn pmedcap_like(n: usize, p: usize, seed: u64) -> Problem {
    let mut random = Random::seeded(seed);
    let points: Vec<[f64; 3]> = (0..n)
        .map(|_| {
            let mut below = |n| random.below(n) as f64;
            [1.0 + below(100), 1.0 + below(100), 1.0 + below(20)]
        })
        .collect();
    let demand: f64 = points.iter().map(|point| point[2]).sum();
    of_points(&points, p, (demand / p as f64 / 0.88).ceil() as u32)
}

fn of_points(points: &[[f64; 3]], p: usize, seats: u32) -> Problem {
    let site = Facility {
        seats,
        floor: 0,
        opening: 0,
        lock: Lock::Free,
        counts: true,
    };
    let way = |a: &[f64; 3], b: &[f64; 3]| (a[0] - b[0]).hypot(a[1] - b[1]) as i64;
    Problem {
        sites: vec![site; points.len()],
        demand: points.iter().map(|point| point[2] as u32).collect(),
        cost: points
            .iter()
            .flat_map(|a| points.iter().map(move |b| way(a, b)))
            .collect(),
        n_open: p..=p,
        adjacency: None,
    }
}

/// Single-source facility location: counts of sites and clients, seats, openings, demands, then a row of costs for
/// each client.
pub fn sscflp(text: &str) -> Option<Problem> {
    let numbers = numbers(text)?;
    let (&n_sites, rest) = numbers.split_first()?;
    let (&n_clients, rest) = rest.split_first()?;
    let (n_sites, n_clients) = (n_sites as usize, n_clients as usize);
    let (seats, rest) = rest.split_at_checked(n_sites)?;
    let (openings, rest) = rest.split_at_checked(n_sites)?;
    let (demand, rest) = rest.split_at_checked(n_clients)?;
    let cost = rest.get(..n_sites * n_clients)?;
    Some(Problem {
        sites: seats
            .iter()
            .zip(openings)
            .map(|(&seats, &opening)| Facility {
                seats: seats as u32,
                floor: 0,
                opening: opening as i64,
                lock: Lock::Free,
                counts: true,
            })
            .collect(),
        demand: demand.iter().map(|&demand| demand as u32).collect(),
        cost: cost.iter().map(|&cost| cost as i64).collect(),
        n_open: 0..=n_sites,
        adjacency: None,
    })
}

/// Where sites and homes of a stage stand, in metres: clustered in towns.
struct Towns {
    sites: Vec<(f64, f64)>,
    homes: Vec<(f64, f64)>,
    demand: Vec<u32>,
    random: Random,
}

impl Towns {
    fn drawn(n_settlements: usize, n_sites: usize, seed: u64) -> Self {
        let mut random = Random::seeded(seed);
        let towns: Vec<(f64, f64)> = (0..=n_sites / 4)
            .map(|_| (random.below(60_000) as f64, random.below(60_000) as f64))
            .collect();
        let place = |random: &mut Random| {
            let (x, y) = towns[random.below(towns.len())];
            let spread = if random.below(3) == 0 { 20_000 } else { 4_000 };
            let mut off = || random.below(2 * spread) as f64 - spread as f64;
            (x + off(), y + off())
        };
        let sites = (0..n_sites).map(|_| place(&mut random)).collect();
        let homes: Vec<(f64, f64)> = (0..n_settlements).map(|_| place(&mut random)).collect();
        let demand = homes.iter().map(|_| 5 + random.below(80) as u32).collect();
        Self {
            sites,
            homes,
            demand,
            random,
        }
    }

    fn problem(&self, sites: Vec<Facility>) -> Problem {
        let cost = self
            .homes
            .iter()
            .zip(&self.demand)
            .flat_map(|(home, &demand)| {
                self.sites.iter().map(move |site| {
                    ((home.0 - site.0).hypot(home.1 - site.1) * 1.35 * f64::from(demand)) as i64
                })
            });
        Problem {
            cost: cost.collect(),
            n_open: 0..=sites.len(),
            sites,
            demand: self.demand.clone(),
            adjacency: None,
        }
    }
}

/// A stage of a county to lay out: settlements in clusters, ways × pupils as costs, two thirds of the sites needed.
pub fn planning(n_settlements: usize, n_sites: usize, seed: u64) -> Problem {
    let mut towns = Towns::drawn(n_settlements, n_sites, seed);
    let all: u32 = towns.demand.iter().sum();
    let mean = all * 3 / 2 / n_sites as u32;
    let random = &mut towns.random;
    let sites = (0..n_sites).map(|_| Facility {
        seats: mean / 2 + random.below(mean as usize) as u32,
        floor: 0,
        opening: i64::from(all) * 300 + random.below(1_000_000) as i64,
        lock: Lock::Free,
        counts: true,
    });
    let sites = sites.collect();
    towns.problem(sites)
}

/// The same county where schools can be extended to twice the mean size, have at least a third of it, and weigh a
/// kilometre of every one of that many pupils: which ones stay and how large they are is what is asked.
pub fn sized(n_settlements: usize, n_sites: usize, seed: u64) -> Problem {
    let towns = Towns::drawn(n_settlements, n_sites, seed);
    let mean = towns.demand.iter().sum::<u32>() / n_sites as u32;
    let site = Facility {
        seats: 2 * mean,
        floor: mean / 3,
        opening: i64::from(mean) * 1_000,
        lock: Lock::Free,
        counts: true,
    };
    towns.problem(vec![site; n_sites])
}

/// A problem of that county with every catchment in one piece: homes touch where their cells share a line, and a site
/// stands at the home nearest to it.
pub fn in_one_piece(n_settlements: usize, n_sites: usize, seed: u64, problem: Problem) -> Problem {
    let towns = Towns::drawn(n_settlements, n_sites, seed);
    let mut cells = DelaunayTriangulation::<Point2<f64>>::new();
    // Homes at the same point share a cell.
    let corners: Vec<FixedVertexHandle> = towns
        .homes
        .iter()
        .filter_map(|&(x, y)| cells.insert(Point2::new(x, y)).ok())
        .collect();
    let mut homes_at: BTreeMap<FixedVertexHandle, Vec<u32>> = BTreeMap::new();
    for (&corner, home) in corners.iter().zip(0..) {
        homes_at.entry(corner).or_default().push(home);
    }
    let here_and_beside = |corner: FixedVertexHandle| -> Vec<u32> {
        let beside = cells.vertex(corner).out_edges().map(|edge| edge.to().fix());
        let corners = std::iter::once(corner).chain(beside);
        let homes = corners.flat_map(|corner| homes_at.get(&corner).into_iter().flatten());
        homes.copied().collect()
    };
    let touching = corners.iter().zip(0..).map(|(&corner, home)| {
        let mut beside = here_and_beside(corner);
        beside.retain(|&other| other != home);
        beside
    });
    let around = towns.sites.iter().map(|&(x, y)| {
        let nearest = cells.nearest_neighbor(Point2::new(x, y));
        nearest.map_or_else(Vec::new, |corner| here_and_beside(corner.fix()))
    });
    Problem {
        adjacency: Some(xuequ::solve::capacitated::Adjacency {
            around: around.collect(),
            touching: touching.collect(),
        }),
        ..problem
    }
}

/// Instances of a folder by name with what is known of them: `pmedcap` files carry it, `sscflp` has it in `os`.
pub fn known(folder: &Path, family: &str) -> Vec<(String, Problem, i64)> {
    let read = |name: &str| std::fs::read_to_string(folder.join(family).join(name)).ok();
    let mut found = Vec::new();
    if family == "pmedcap" {
        for number in 1..=20 {
            let name = format!("pmedcap1_{number}.txt");
            let other = format!("pmedcap{number}.txt");
            let text = read(&name).or_else(|| read(&other));
            if let Some((problem, optimum)) = text.and_then(|text| pmedcap(&text)) {
                found.push((format!("pmedcap{number}"), problem, optimum));
            }
        }
    } else {
        let optima = read("os").unwrap_or_default();
        for (number, optimum) in (1..).zip(optima.split_whitespace()) {
            let problem = read(&format!("p{number}")).and_then(|text| sscflp(&text));
            if let (Some(problem), Ok(optimum)) = (problem, optimum.parse()) {
                found.push((format!("p{number}"), problem, optimum));
            }
        }
    }
    found
}

fn numbers(text: &str) -> Option<Vec<f64>> {
    text.split_whitespace()
        .map(|word| word.parse().ok())
        .collect()
}
