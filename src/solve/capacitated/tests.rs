use super::*;
use crate::random::Random;

fn seeded(random: &mut Random) -> Problem {
    let n_sites = 1 + random.below(4);
    let n_clients = 1 + random.below(5);
    let sites = (0..n_sites).map(|_| Facility {
        seats: 3 + random.below(14) as u32,
        floor: if random.below(4) == 0 {
            random.below(6) as u32
        } else {
            0
        },
        opening: random.below(30) as i64 - 3,
        lock: [Lock::Free, Lock::Free, Lock::Free, Lock::Open, Lock::Closed][random.below(5)],
        counts: random.below(5) > 0,
    });
    let sites = sites.collect();
    let demand = (0..n_clients).map(|_| 1 + random.below(7) as u32).collect();
    let cost = (0..n_clients * n_sites).map(|_| match random.below(8) {
        0 => FORBIDDEN,
        _ => random.below(40) as i64,
    });
    let cost = cost.collect();
    let least = random.below(2);
    Problem {
        sites,
        demand,
        cost,
        n_open: least..=(least + random.below(n_sites + 1)).min(n_sites),
        adjacency: (random.below(3) == 0).then(|| drawn(random, n_sites, n_clients)),
    }
}

/// A ring of clients with some links missing, sites beside some of them.
fn drawn(random: &mut Random, n_sites: usize, n_clients: usize) -> Adjacency {
    let mut touching = vec![Vec::new(); n_clients];
    for client in 1..n_clients {
        if random.below(6) > 0 {
            touching[client].push(client as u32 - 1);
            touching[client - 1].push(client as u32);
        }
    }
    let mut some = || {
        (0..n_clients as u32)
            .filter(|_| random.below(2) == 0)
            .collect()
    };
    Adjacency {
        around: (0..n_sites).map(|_| some()).collect(),
        touching,
    }
}

/// Tries every set of open sites with every assignment.
fn cheapest(problem: &Problem) -> Option<i64> {
    let n_sites = problem.sites.len();
    let layouts = (0_u32..1 << n_sites).flat_map(|set| {
        let ways = n_sites.pow(problem.demand.len() as u32);
        (0..ways).map(move |mut way| Layout {
            is_open: (0..n_sites).map(|site| set >> site & 1 == 1).collect(),
            site_of: (0..problem.demand.len())
                .map(|_| {
                    let site = way % n_sites;
                    way /= n_sites;
                    site as u32
                })
                .collect(),
        })
    });
    layouts.filter_map(|layout| layout.cost(problem)).min()
}

#[test]
fn no_layout_that_keeps_the_rules_costs_less() {
    for seed in 0..400 {
        let problem = seeded(&mut Random::seeded(seed));
        let best = cheapest(&problem);
        match solve(&problem, &Run::to_the_end()) {
            Ok(answer) => {
                assert_eq!(Some(answer.value), best, "seed {seed}");
                assert_eq!(answer.choice.cost(&problem), best, "seed {seed}");
                assert_eq!(answer.value, answer.bound, "seed {seed}");
            }
            Err(error) => assert_eq!((error, best), (NoLayout::Impossible, None), "seed {seed}"),
        }
    }
}

#[test]
fn more_seats_never_cost_more_and_a_lock_never_helps() {
    for seed in 0..150 {
        let problem = seeded(&mut Random::seeded(seed));
        let value =
            |problem: &Problem| solve(problem, &Run::to_the_end()).map(|answer| answer.value);
        let Ok(now) = value(&problem) else { continue };
        let mut roomy = problem.clone();
        let mut unlocked = problem.clone();
        for site in &mut roomy.sites {
            site.seats += 3;
        }
        for site in &mut unlocked.sites {
            site.lock = Lock::Free;
        }
        assert!(value(&roomy).is_ok_and(|cost| cost <= now), "seed {seed}");
        assert!(
            value(&unlocked).is_ok_and(|cost| cost <= now),
            "seed {seed}"
        );
    }
}

/// Seven clients in two rows, three sites, every catchment in one piece.
fn in_rows(random: &mut Random) -> Problem {
    let (n_sites, n_clients) = (3, 7);
    let mut touching = vec![Vec::new(); n_clients];
    for client in 0..n_clients {
        let right = (client % 4 < 3).then_some(client + 1);
        for other in [right, Some(client + 4)].into_iter().flatten() {
            if other < n_clients {
                touching[client].push(other as u32);
                touching[other].push(client as u32);
            }
        }
    }
    let site = |random: &mut Random| Facility {
        seats: 10 + random.below(25) as u32,
        floor: random.below(6) as u32,
        opening: random.below(40) as i64,
        lock: Lock::Free,
        counts: true,
    };
    Problem {
        sites: (0..n_sites).map(|_| site(random)).collect(),
        demand: (0..n_clients).map(|_| 1 + random.below(9) as u32).collect(),
        // Anywhere, so that near clients are often not the cheapest.
        cost: (0..n_clients * n_sites)
            .map(|_| random.below(60) as i64)
            .collect(),
        n_open: 0..=n_sites,
        adjacency: Some(Adjacency {
            around: (0..n_sites)
                .map(|_| vec![random.below(n_clients) as u32])
                .collect(),
            touching,
        }),
    }
}

#[test]
fn no_layout_in_one_piece_costs_less() {
    for seed in 0..30 {
        let problem = in_rows(&mut Random::seeded(seed));
        let best = cheapest(&problem);
        match solve(&problem, &Run::to_the_end()) {
            Ok(answer) => {
                assert_eq!(Some(answer.value), best, "seed {seed}");
                assert_eq!(answer.value, answer.bound, "seed {seed}");
            }
            Err(error) => assert_eq!((error, best), (NoLayout::Impossible, None), "seed {seed}"),
        }
    }
}

#[test]
fn where_open_sites_cannot_take_all_whole_there_is_no_layout() {
    // Seats are enough for all together, and for no way to send everyone whole.
    let site = |seats: u32| Facility {
        seats,
        floor: 0,
        opening: 0,
        lock: Lock::Open,
        counts: true,
    };
    let pieces = Problem {
        sites: vec![site(14), site(8)],
        demand: vec![1, 8, 4, 1],
        cost: vec![233, FORBIDDEN, FORBIDDEN, 4_888, FORBIDDEN, 1_416, 690, 408],
        n_open: 0..=2,
        adjacency: Some(Adjacency {
            touching: vec![vec![1], vec![0, 2], vec![1, 3], vec![2]],
            around: vec![vec![3, 2], vec![2, 1, 3]],
        }),
    };
    assert_eq!(
        solve(&pieces, &Run::to_the_end()).map(|answer| answer.value),
        Err(NoLayout::Impossible)
    );
    let mut impossible = 0;
    for seed in 0..60 {
        let mut random = Random::seeded(seed);
        let n_sites = 2 + random.below(3);
        let demand: Vec<u32> = (0..=2 * n_sites)
            .map(|_| 4 + random.below(9) as u32)
            .collect();
        let seats = demand.iter().sum::<u32>().div_ceil(n_sites as u32) + random.below(2) as u32;
        let problem = Problem {
            sites: vec![site(seats); n_sites],
            cost: (0..demand.len() * n_sites)
                .map(|_| random.below(5_000) as i64)
                .collect(),
            n_open: 0..=n_sites,
            adjacency: None,
            demand,
        };
        impossible += u32::from(solve(&problem, &Run::to_the_end()).is_err());
    }
    assert!((5..55).contains(&impossible), "{impossible}");
}
