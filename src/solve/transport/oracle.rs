//! The slow and obvious way, and random cases to hold the fast one against.

use super::*;
use crate::random::Random;

/// A full table of ways; `None` where a home may not go.
#[derive(Clone, Debug)]
struct WayTable {
    demands: Vec<Demand>,
    seats: Vec<Option<u32>>,
    ways: Vec<Vec<Option<u32>>>, // by site, then home
}

impl NearestSites for WayTable {
    fn nearest(&self, home: usize, count: usize, into: &mut Vec<Choice>) {
        into.clear();
        for (row, site) in self.ways.iter().zip(0..) {
            if let Some(cost) = row[home] {
                into.push(Choice { cost, site });
            }
        }
        into.sort_unstable();
        into.truncate(count);
    }
}

/// Min-cost flow by Bellman–Ford augmentation over the whole bipartite graph: (weighted unplaced, cost).
fn slow(case: &WayTable) -> (u64, u64) {
    let (n, m) = (case.demands.len(), case.seats.len());
    let mut flow = vec![vec![0_i64; m + 1]; n];
    let mut left: Vec<i64> = case.demands.iter().map(|d| i64::from(d.pupils)).collect();
    let mut room: Vec<i64> = case
        .seats
        .iter()
        .map(|seats| seats.map_or(i64::MAX / 2, i64::from))
        .collect();
    room.push(i64::MAX / 2);
    let cost = |home: usize, site: usize| {
        if site == m {
            Some(NOWHERE * i64::from(case.demands[home].weight))
        } else {
            case.ways[site][home].map(i64::from)
        }
    };
    loop {
        // Distances from all homes with pupils left; sites are n.., homes ..n.
        let mut distance: Vec<i64> = left
            .iter()
            .map(|&left| if left > 0 { 0 } else { i64::MAX / 2 })
            .chain(std::iter::repeat_n(i64::MAX / 2, m + 1))
            .collect();
        let mut from = vec![usize::MAX; n + m + 1];
        let mut changed = true;
        while changed {
            changed = false;
            for home in 0..n {
                for site in 0..=m {
                    let Some(cost) = cost(home, site) else {
                        continue;
                    };
                    if distance[home] < i64::MAX / 2 && distance[home] + cost < distance[n + site] {
                        distance[n + site] = distance[home] + cost;
                        from[n + site] = home;
                        changed = true;
                    }
                    if flow[home][site] > 0
                        && distance[n + site] < i64::MAX / 2
                        && distance[n + site] - cost < distance[home]
                    {
                        distance[home] = distance[n + site] - cost;
                        from[home] = n + site;
                        changed = true;
                    }
                }
            }
        }
        let Some(end) = (0..=m)
            .filter(|&site| room[site] > 0 && distance[n + site] < i64::MAX / 2)
            .min_by_key(|&site| distance[n + site])
        else {
            break;
        };
        let mut chain = vec![n + end];
        while let Some(&last) = chain.last()
            && from[last] != usize::MAX
        {
            chain.push(from[last]);
        }
        let start = *chain.last().expect("it has an end");
        let mut amount = left[start].min(room[end]);
        for pair in chain.windows(2) {
            if pair[0] < n {
                amount = amount.min(flow[pair[0]][pair[1] - n]);
            }
        }
        for pair in chain.windows(2) {
            if pair[0] < n {
                flow[pair[0]][pair[1] - n] -= amount;
            } else {
                flow[pair[1]][pair[0] - n] += amount;
            }
        }
        left[start] -= amount;
        room[end] -= amount;
    }
    let mut total = (0, 0);
    for (home, flows) in flow.iter().enumerate() {
        total.0 += flows[m] as u64 * u64::from(case.demands[home].weight);
        for (&flow, row) in flows.iter().zip(&case.ways) {
            total.1 += flow as u64 * row[home].map_or(0, u64::from);
        }
    }
    total
}

/// Every whole assignment of a tiny case, one pupil after another.
fn brute(case: &WayTable) -> (u64, u64) {
    let pupils: Vec<usize> = case
        .demands
        .iter()
        .enumerate()
        .flat_map(|(home, demand)| std::iter::repeat_n(home, demand.pupils as usize))
        .collect();
    fn best(case: &WayTable, pupils: &[usize], room: &mut [u32]) -> (u64, u64) {
        let Some((&home, rest)) = pupils.split_first() else {
            return (0, 0);
        };
        let (unplaced, cost) = best(case, rest, room);
        let mut least = (unplaced + u64::from(case.demands[home].weight), cost);
        for site in 0..room.len() {
            if let Some(way) = case.ways[site][home]
                && room[site] > 0
            {
                room[site] -= 1;
                let (unplaced, cost) = best(case, rest, room);
                room[site] += 1;
                least = least.min((unplaced, cost + u64::from(way)));
            }
        }
        least
    }
    let mut room: Vec<u32> = case.seats.iter().map(|s| s.unwrap_or(u32::MAX)).collect();
    best(case, &pupils, &mut room)
}

fn random_case(random: &mut Random, homes: u32, sites: u32) -> WayTable {
    let homes = random.count_below(homes);
    let sites = random.count_below(sites);
    let far = [1, 3, 50, 100_000][random.below(4)];
    let forbidden = [0, 0, 30, 80][random.below(4)];
    let crowded = 1 + random.count_below(12);
    WayTable {
        demands: (0..homes)
            .map(|_| Demand {
                pupils: random.count_below(9),
                weight: if random.count_below(5) == 0 { 2 } else { 1 },
            })
            .collect(),
        seats: (0..sites)
            .map(|_| match random.count_below(12) {
                0 => Some(0),
                1 => None,
                _ => Some(random.count_below(crowded * 4)),
            })
            .collect(),
        ways: (0..sites)
            .map(|_| {
                (0..homes)
                    .map(|_| {
                        (random.count_below(100) >= forbidden).then(|| random.count_below(far))
                    })
                    .collect()
            })
            .collect(),
    }
}

/// Weighted unplaced and cost of the answer, after checking that it is one.
fn value(case: &WayTable, transport: &Transport) -> (u64, u64) {
    let proof = transport.proof();
    assert!(proof.is_optimal, "no proof for {case:?}");
    let mut total = (0, 0);
    let mut left: Vec<u32> = case.demands.iter().map(|d| d.pupils).collect();
    let mut load = vec![0; case.seats.len()];
    for share in transport.shares() {
        assert!(share.pupils > 0);
        left[share.home as usize] -= share.pupils;
        let pupils = u64::from(share.pupils);
        match share.site {
            None => total.0 += pupils * u64::from(case.demands[share.home as usize].weight),
            Some(site) => {
                let way = case.ways[site as usize][share.home as usize].expect("allowed");
                total.1 += pupils * u64::from(way);
                load[site as usize] += share.pupils;
            }
        }
    }
    assert!(left.iter().all(|&left| left == 0), "pupils in = pupils out");
    for (load, seats) in load.iter().zip(&case.seats) {
        assert!(seats.is_none_or(|seats| *load <= seats));
    }
    assert_eq!(proof.pupil_decimetres, total.1);
    total
}

#[test]
fn the_slow_oracle_agrees_with_trying_everything() {
    let mut random = Random::seeded(1);
    for _ in 0..300 {
        let mut case = random_case(&mut random, 4, 4);
        for demand in &mut case.demands {
            demand.pupils = demand.pupils.min(2);
        }
        assert_eq!(slow(&case), brute(&case), "{case:?}");
    }
}

#[test]
fn every_optimum_equals_the_slow_oracles() {
    let mut random = Random::seeded(2);
    for round in 0..600 {
        let case = if round % 10 == 0 {
            random_case(&mut random, 60, 50)
        } else {
            random_case(&mut random, 14, 9)
        };
        let transport = Transport::new(&case.demands, &case.seats, &case);
        assert_eq!(value(&case, &transport), slow(&case), "{case:?}");
    }
}

#[test]
fn one_more_seat_saves_what_its_price_says() {
    let mut random = Random::seeded(3);
    for _ in 0..200 {
        let mut case = random_case(&mut random, 12, 7);
        for demand in &mut case.demands {
            demand.weight = 1;
        }
        let mut transport = Transport::new(&case.demands, &case.seats, &case);
        let before = slow(&case);
        for site in 0..case.seats.len() {
            let Some(seats) = case.seats[site] else {
                continue;
            };
            let mut more = case.clone();
            more.seats[site] = Some(seats + 1);
            let after = slow(&more);
            let saved =
                (before.0 as i64 - after.0 as i64) * NOWHERE + (before.1 as i64 - after.1 as i64);
            assert_eq!(transport.saving(site as u32), saved, "{case:?} site {site}");
        }
        assert_eq!(value(&case, &transport), before);
    }
}

#[test]
fn after_any_edit_the_answer_is_the_cold_optimum() {
    let mut random = Random::seeded(4);
    for round in 0..800 {
        let mut case = if round % 8 == 0 {
            random_case(&mut random, 40, 40)
        } else {
            random_case(&mut random, 12, 9)
        };
        let mut transport = Transport::new(&case.demands, &case.seats, &case);
        for _ in 0..40 {
            let homes = case.demands.len() as u32;
            let sites = case.seats.len() as u32;
            if homes == 0 || sites == 0 {
                break;
            }
            let site = random.count_below(sites);
            match random.count_below(4) {
                0 => {
                    let seats = (random.count_below(8) > 0).then(|| random.count_below(30));
                    case.seats[site as usize] = seats;
                    transport.set_seats(site, seats, &case);
                }
                1 => {
                    let home = random.count_below(homes);
                    let pupils = random.count_below(12);
                    case.demands[home as usize].pupils = pupils;
                    transport.set_pupils(home, pupils, &case);
                }
                _ => {
                    let far = 1 + random.count_below(300);
                    let row: Vec<u32> = (0..homes).map(|_| random.count_below(far)).collect();
                    case.ways[site as usize] = row.iter().copied().map(Some).collect();
                    if random.count_below(3) == 0 {
                        transport.narrow_for(site, &case);
                    }
                    let seen: Vec<(u32, u32)> = (0..homes)
                        .map(|home| (home, row[home as usize]))
                        .filter(|&(home, cost)| cost < transport.horizon(home))
                        .collect();
                    transport.move_site(site, &seen, &case);
                }
            }
            let cold = Transport::new(&case.demands, &case.seats, &case);
            assert_eq!(value(&case, &transport), value(&case, &cold), "{case:?}");
        }
    }
}
