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

/// More than any distance.
const FAR: i64 = i64::MAX / 2;

/// Min-cost flow over the whole bipartite graph, with one site more where pupils count as not placed. Nodes are the
/// homes, then the sites.
struct SlowFlow<'a> {
    case: &'a WayTable,
    /// By home, then site.
    flow: Vec<Vec<i64>>,
    /// By home, pupils who are not at a site yet.
    left: Vec<i64>,
    /// By site.
    room: Vec<i64>,
}

impl<'a> SlowFlow<'a> {
    fn of(case: &'a WayTable) -> Self {
        let seats = case.seats.iter().map(|seats| seats.map_or(FAR, i64::from));
        Self {
            case,
            flow: vec![vec![0; case.seats.len() + 1]; case.demands.len()],
            left: case.demands.iter().map(|d| i64::from(d.pupils)).collect(),
            room: seats.chain([FAR]).collect(),
        }
    }

    fn cost(&self, home: usize, site: usize) -> Option<i64> {
        match self.case.ways.get(site) {
            Some(row) => row[home].map(i64::from),
            None => Some(NOWHERE * i64::from(self.case.demands[home].weight)),
        }
    }

    /// The cheapest way to every node from the homes with pupils left (Bellman–Ford): what it costs, and the node
    /// before.
    fn cheapest_ways(&self) -> (Vec<i64>, Vec<usize>) {
        let (n, m) = (self.left.len(), self.room.len());
        let mut distance = vec![FAR; n + m];
        for (distance, &left) in distance.iter_mut().zip(&self.left) {
            *distance = if left > 0 { 0 } else { FAR };
        }
        let mut from = vec![usize::MAX; n + m];
        let mut changed = true;
        while changed {
            changed = false;
            for home in 0..n {
                for site in 0..m {
                    let Some(cost) = self.cost(home, site) else {
                        continue;
                    };
                    if distance[home] < FAR && distance[home] + cost < distance[n + site] {
                        distance[n + site] = distance[home] + cost;
                        from[n + site] = home;
                        changed = true;
                    }
                    if self.flow[home][site] > 0
                        && distance[n + site] < FAR
                        && distance[n + site] - cost < distance[home]
                    {
                        distance[home] = distance[n + site] - cost;
                        from[home] = n + site;
                        changed = true;
                    }
                }
            }
        }
        (distance, from)
    }

    /// Sends as many pupils as it can along a chain of nodes, which is given from its end to its start.
    fn push(&mut self, chain: &[usize]) {
        let n = self.left.len();
        let (end, start) = (chain[0] - n, chain[chain.len() - 1]);
        let mut amount = self.left[start].min(self.room[end]);
        for pair in chain.windows(2) {
            if pair[0] < n {
                amount = amount.min(self.flow[pair[0]][pair[1] - n]);
            }
        }
        for pair in chain.windows(2) {
            if pair[0] < n {
                self.flow[pair[0]][pair[1] - n] -= amount;
            } else {
                self.flow[pair[1]][pair[0] - n] += amount;
            }
        }
        self.left[start] -= amount;
        self.room[end] -= amount;
    }

    /// (weighted unplaced, cost).
    fn total(&self) -> (u64, u64) {
        let mut total = (0, 0);
        for (home, flows) in self.flow.iter().enumerate() {
            let unplaced = flows[self.case.seats.len()];
            total.0 += unplaced as u64 * u64::from(self.case.demands[home].weight);
            for (&flow, row) in flows.iter().zip(&self.case.ways) {
                total.1 += flow as u64 * row[home].map_or(0, u64::from);
            }
        }
        total
    }
}

/// The least that cannot be placed, then the least cost, one cheapest chain after another.
fn slow(case: &WayTable) -> (u64, u64) {
    let mut slow = SlowFlow::of(case);
    let n = case.demands.len();
    loop {
        let (distance, from) = slow.cheapest_ways();
        let with_room =
            (0..slow.room.len()).filter(|&site| slow.room[site] > 0 && distance[n + site] < FAR);
        let Some(end) = with_room.min_by_key(|&site| distance[n + site]) else {
            return slow.total();
        };
        let mut chain = vec![n + end];
        let mut last = n + end;
        while from[last] != usize::MAX {
            last = from[last];
            chain.push(last);
        }
        slow.push(&chain);
    }
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
    assert_eq!(proof.pupil_cost, total.1);
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
            assert_eq!(
                transport.lowest_prices(&case)[site],
                saved,
                "{case:?} site {site}"
            );
        }
        assert_eq!(value(&case, &transport), before);
    }
}

/// Brings every list's horizon down to what the home would pay while the site moves about.
fn narrow_for(site: u32, transport: &mut Transport, case: &WayTable) {
    let prices = transport.prices_without(site, case);
    for home in 0..case.demands.len() {
        let others = (0_u32..).zip(case.ways.iter().zip(&prices));
        let others = others.filter(|&(other, _)| other != site);
        let paid =
            others.filter_map(|(_, (row, price))| Some(price.saturating_add(row[home]?.into())));
        if let Some(Ok(paid)) = paid.min().map(u32::try_from) {
            // Ways of just this length may settle a tie.
            transport.lower_horizon(home as u32, paid.saturating_add(1));
        }
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
            if random.count_below(3) == 0 {
                let seats = (random.count_below(8) > 0).then(|| random.count_below(30));
                case.seats[site as usize] = seats;
                transport.set_seats(site, seats, &case);
            } else {
                let far = 1 + random.count_below(300);
                let row: Vec<u32> = (0..homes).map(|_| random.count_below(far)).collect();
                case.ways[site as usize] = row.iter().copied().map(Some).collect();
                if random.count_below(3) == 0 {
                    narrow_for(site, &mut transport, &case);
                }
                let seen: Vec<(u32, u32)> = (0..homes)
                    .map(|home| (home, row[home as usize]))
                    .filter(|&(home, cost)| {
                        Cost::at_least(cost.into()) < transport.lists.bound(home)
                    })
                    .collect();
                transport.move_site(site, &seen, &case);
            }
            let cold = Transport::new(&case.demands, &case.seats, &case);
            assert_eq!(value(&case, &transport), value(&case, &cold), "{case:?}");
            assert_eq!(transport.shares(), cold.shares(), "{case:?}");
        }
    }
}

/// Weighted unplaced, cost and squared ways of the best whole assignment of a tiny case, one pupil after another.
fn brute_with_squares(
    case: &WayTable,
    home: usize,
    left: u32,
    room: &mut [u32],
) -> (u64, u64, u64) {
    let Some(demand) = case.demands.get(home) else {
        return (0, 0, 0);
    };
    if left == 0 {
        let next = case.demands.get(home + 1).map_or(0, |demand| demand.pupils);
        return brute_with_squares(case, home + 1, next, room);
    }
    let (unplaced, cost, squares) = brute_with_squares(case, home, left - 1, room);
    let mut least = (unplaced + u64::from(demand.weight), cost, squares);
    for site in 0..room.len() {
        if let Some(way) = case.ways[site][home].map(u64::from)
            && room[site] > 0
        {
            room[site] -= 1;
            let (unplaced, cost, squares) = brute_with_squares(case, home, left - 1, room);
            room[site] += 1;
            least = least.min((unplaced, cost + way, squares + way * way));
        }
    }
    least
}

#[test]
fn of_several_optima_the_one_with_the_least_squared_ways_is_found() {
    let mut random = Random::seeded(6);
    let mut could_differ = 0;
    for _ in 0..300 {
        let mut case = random_case(&mut random, 5, 4);
        for demand in &mut case.demands {
            demand.pupils = demand.pupils.min(2);
        }
        for way in case.ways.iter_mut().flatten().flatten() {
            *way %= 6;
        }
        let transport = Transport::new(&case.demands, &case.seats, &case);
        let (unplaced, cost) = value(&case, &transport);
        let shares = transport.shares();
        let squares = shares.iter().filter_map(|share| {
            let way = u64::from(case.ways[share.site? as usize][share.home as usize]?);
            Some(u64::from(share.pupils) * way * way)
        });
        let squares = squares.sum::<u64>();
        let mut room: Vec<u32> = case.seats.iter().map(|s| s.unwrap_or(u32::MAX)).collect();
        let first = case.demands.first().map_or(0, |demand| demand.pupils);
        let best = brute_with_squares(&case, 0, first, &mut room);
        assert_eq!((unplaced, cost, squares), best, "{case:?}");
        could_differ += usize::from(squares > cost);
    }
    assert!(could_differ > 50, "{could_differ}");
}

/// Places on a square, with the ways between them; more sites than where the search always begins at the nearest.
fn spread_case(random: &mut Random, homes: usize, sites: usize, filled: f64) -> WayTable {
    let mut place = || (random.part() * 3e5, random.part() * 3e5);
    let at: Vec<(f64, f64)> = (0..homes).map(|_| place()).collect();
    let schools: Vec<(f64, f64)> = (0..sites).map(|_| place()).collect();
    let demands: Vec<Demand> = (0..homes)
        .map(|_| Demand {
            pupils: random.count_below(20),
            weight: 1,
        })
        .collect();
    let pupils: u32 = demands.iter().map(|demand| demand.pupils).sum();
    let even = f64::from(pupils) / filled / sites as f64;
    // Rounded to kilometres, many ways are equally long.
    let unit = [1, 10_000][random.below(2)];
    let way = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).hypot(a.1 - b.1) as u32 / unit * unit;
    WayTable {
        seats: (0..sites)
            .map(|_| Some((even * random.between(0.3, 1.7)) as u32))
            .collect(),
        ways: schools
            .iter()
            .map(|&school| at.iter().map(|&home| Some(way(home, school))).collect())
            .collect(),
        demands,
    }
}

/// What real counties add: places that nobody reaches by road, schools without a limit as a last resort or near by,
/// schools without seats, and homes that weigh more.
fn with_last_choices(random: &mut Random, case: &mut WayTable) {
    const NO_ROAD: u32 = 1 << 28;
    const LAST_RESORT: u32 = 1 << 31;
    let beyond = random.below(3);
    for row in case.ways.iter_mut().take(7 * beyond) {
        for way in row.iter_mut().skip(10).flatten() {
            *way += NO_ROAD;
        }
    }
    for site in 0..case.seats.len() {
        match random.below(20) {
            0 => case.seats[site] = Some(0),
            1 => {
                case.seats[site] = None;
                for way in case.ways[site].iter_mut().flatten() {
                    *way += LAST_RESORT;
                }
            }
            2 if beyond == 1 => case.seats[site] = None,
            _ => {}
        }
    }
    for demand in &mut case.demands {
        demand.weight = [1, 1, 1, 3][random.below(4)];
    }
}

#[test]
fn every_start_ends_at_the_optimum_whether_seats_are_short_or_not() {
    let mut random = Random::seeded(7);
    for filled in [0.7, 0.97, 1.0, 1.03, 1.2, 3.0] {
        for is_plain in [true, false, false] {
            let mut case = spread_case(&mut random, 150, start::FEWEST_SITES + 12, filled);
            if !is_plain {
                with_last_choices(&mut random, &mut case);
            }
            let transport = Transport::new(&case.demands, &case.seats, &case);
            assert_eq!(value(&case, &transport), slow(&case), "{filled}");
            // At smooth prices at once, after a while, and never.
            for patience in [0, 1_500, u64::MAX] {
                let lists = Lists::of(case.demands.len(), FIRST_SITES, &case);
                let (demands, seats) = (&case.demands, &case.seats);
                let other = Transport::with_patience(demands, seats, lists, patience, &case);
                assert_eq!(other.proof(), transport.proof(), "{filled} {patience}");
                assert_eq!(other.shares(), transport.shares(), "{filled} {patience}");
            }
        }
    }
}
