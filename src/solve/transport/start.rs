//! Where a problem from scratch begins: near its optimum, by solving it coarsely first, then finer and finer.
//!
//! **Method.** Cost scaling (Gabow and Tarjan 1989; Goldberg and Tarjan 1990) on the graph of the sites. Ways are first
//! counted in kilometres, so that many chains of moves are equally cheap. One search from all overfull sites at once
//! raises prices to the nearest free seat, and every chain that is then tight is carried out. Few searches do. Then
//! ways are counted four times as finely and prices carry over, a little lowered, so that nearly all that is left to
//! do is near by.
//!
//! Nothing here need be exact. Prices and pupils are where the search for the optimum begins; it repairs what is left.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Demand;
use super::NOWHERE;
use super::lists::{Asked, Lists, NearestSites};

/// The longest way is at first counted as so many steps, as a power of two.
const FIRST_STEPS: u32 = 1;

/// A step is at last so long, as a power of two of decimetres.
const LAST_STEP: u32 = 5;

/// By how much steps grow finer from one round to the next, as a power of two.
const FINER: u32 = 2;

/// By how many steps prices are lowered when steps grow finer: then few sites ask for more than they should.
const LOWERED: i32 = 6;

/// After so many rounds the whole table is searched for ways that the lists lack.
const ROUNDS_A_LOOK: u32 = 3;

/// No search on smaller problems pays.
pub(super) const FEWEST_SITES: usize = 48;

/// The way to nowhere, as long as it need be here; in decimetres.
const OUT: u32 = 1 << 29;

/// No way counts as longer, and no home as heavier.
const LONGEST: u32 = 1 << 27;
const HEAVIEST: u32 = 2;

/// Seats without a limit.
const ANY: i64 = i64::MAX / 4;

/// Prices at which a problem is nearly solved, by site, in decimetres; lists grow where they are seen to be too short.
pub(super) fn nearly(
    demands: &[Demand],
    seats: &[Option<u32>],
    lists: &mut Lists,
    near: &impl NearestSites,
) -> Vec<i64> {
    let longest = (0..demands.len() as u32)
        .filter_map(|home| Some(lists.get(home).last()?.cost))
        .max()
        .unwrap_or(0);
    let first_step = (longest.max(1).ilog2() + 1).saturating_sub(FIRST_STEPS);
    let mut coarse = Coarse::new(demands, seats, lists, first_step.max(LAST_STEP));
    for round in 1.. {
        coarse.solve_on(lists, near);
        if round % ROUNDS_A_LOOK == 0 && coarse.list_cheaper(lists, near) {
            coarse.list_again(lists);
            coarse.solve_on(lists, near);
        }
        if coarse.step == LAST_STEP {
            break;
        }
        coarse.refine(lists);
    }
    coarse.prices()
}

/// One place on a home's list.
#[derive(Clone, Copy)]
struct Arc {
    home: u32,
    site: u32,
    /// In steps.
    cost: i32,
    pupils: u32,
    /// Whether it is among the members of its site; all places with pupils are.
    is_member: bool,
}

struct Coarse<'a> {
    demands: &'a [Demand],
    /// As a power of two of decimetres.
    step: u32,
    /// By home, its list; nowhere last.
    arcs: Vec<Arc>,
    first: Vec<u32>,
    /// By home, whether some site may be missing on its list.
    is_short: Vec<bool>,
    /// By site, the places in `arcs` that hold its pupils, and some that no longer do; nowhere last.
    members: Vec<Vec<u32>>,
    seats: Vec<i64>,
    load: Vec<i64>,
    /// In steps; nowhere last.
    price: Vec<i32>,
    /// The lowest of them but for nowhere.
    lowest: i32,
    distance: Vec<i32>,
    settled: Vec<u32>,
    /// By home, the last search that went through its list.
    seen: Vec<u32>,
    search: u32,
    /// By site, the last round of moves in which nothing more could be moved on from it.
    closed: Vec<u32>,
    /// By site, the round in which its arrivals were tried last, and the first that has not been.
    next: Vec<(u32, u32)>,
    round: u32,
}

impl<'a> Coarse<'a> {
    fn new(demands: &'a [Demand], seats: &[Option<u32>], lists: &Lists, step: u32) -> Self {
        let sites = seats.len() + 1;
        let seats = seats.iter().map(|seats| seats.map_or(ANY, i64::from));
        let mut coarse = Self {
            demands,
            step,
            arcs: Vec::new(),
            first: Vec::new(),
            is_short: Vec::new(),
            members: vec![Vec::new(); sites],
            seats: seats.chain([ANY]).collect(),
            load: vec![0; sites],
            price: vec![0; sites],
            lowest: 0,
            distance: vec![i32::MAX; sites],
            settled: Vec::new(),
            seen: vec![0; demands.len()],
            search: 0,
            closed: vec![0; sites],
            next: vec![(0, 0); sites],
            round: 0,
        };
        coarse.list_again(lists);
        coarse
    }

    fn nowhere(&self) -> usize {
        self.seats.len() - 1
    }

    /// Reads the lists anew; pupils stay where they are, or go to the cheapest place where they are nowhere yet.
    fn list_again(&mut self, lists: &Lists) {
        let before = std::mem::take(&mut self.arcs);
        let first_before = std::mem::take(&mut self.first);
        let nowhere = self.nowhere() as u32;
        self.first.push(0);
        self.is_short.clear();
        for (home, demand) in (0_u32..).zip(self.demands) {
            let list = lists.get(home).iter();
            self.arcs.extend(list.map(|choice| Arc {
                home,
                site: choice.site,
                cost: (choice.cost.min(LONGEST) >> self.step) as i32,
                pupils: 0,
                is_member: false,
            }));
            self.arcs.push(Arc {
                home,
                site: nowhere,
                cost: ((OUT * demand.weight.min(HEAVIEST)) >> self.step) as i32,
                pupils: 0,
                is_member: false,
            });
            self.first.push(self.arcs.len() as u32);
            self.is_short.push(!lists.is_whole(home));
            if first_before.is_empty() {
                let last = self.arcs.len() - 1;
                self.arcs[last].pupils = demand.pupils;
                self.load[nowhere as usize] += i64::from(demand.pupils);
                continue;
            }
            let old =
                first_before[home as usize] as usize..first_before[home as usize + 1] as usize;
            for held in before[old].iter().filter(|arc| arc.pupils > 0) {
                let list = self.list(home as usize);
                let same = self.arcs[list.clone()]
                    .iter()
                    .position(|arc| arc.site == held.site);
                let at = list.start + same.unwrap_or(list.len() - 1);
                self.arcs[at].pupils += held.pupils;
            }
        }
        for members in &mut self.members {
            members.clear();
        }
        for at in 0..self.arcs.len() {
            self.note_member(at);
        }
        self.note_lowest();
        self.settle_all();
    }

    fn list(&self, home: usize) -> std::ops::Range<usize> {
        self.first[home] as usize..self.first[home + 1] as usize
    }

    fn note_member(&mut self, at: usize) {
        let arc = &mut self.arcs[at];
        if arc.pupils > 0 && !arc.is_member {
            arc.is_member = true;
            self.members[arc.site as usize].push(at as u32);
        }
    }

    fn price_at(&self, arc: &Arc) -> i32 {
        arc.cost + self.price[arc.site as usize]
    }

    /// Pupils at a place that is not the cheapest for them go to the cheapest.
    fn settle_all(&mut self) {
        for home in 0..self.demands.len() {
            if self.demands[home].pupils == 0 {
                continue;
            }
            let list = self.list(home);
            let arcs = &self.arcs[list.clone()];
            let Some(least) = arcs.iter().map(|arc| self.price_at(arc)).min() else {
                continue;
            };
            let is_cheapest = |&at: &usize| self.price_at(&self.arcs[at]) == least;
            let has_room = |&at: &usize| {
                let site = self.arcs[at].site as usize;
                self.load[site] < self.seats[site]
            };
            let mut cheapest = list.clone().filter(is_cheapest);
            let to = cheapest
                .clone()
                .find(has_room)
                .or_else(|| cheapest.next())
                .unwrap_or(list.start);
            for at in list {
                let arc = self.arcs[at];
                if arc.pupils > 0 && self.price_at(&arc) > least {
                    self.arcs[at].pupils = 0;
                    self.arcs[to].pupils += arc.pupils;
                    self.note_member(to);
                    self.load[arc.site as usize] -= i64::from(arc.pupils);
                    self.load[self.arcs[to].site as usize] += i64::from(arc.pupils);
                }
            }
        }
    }

    /// Counts ways more finely.
    fn refine(&mut self, lists: &Lists) {
        let finer = FINER.min(self.step - LAST_STEP);
        self.step -= finer;
        for price in &mut self.price {
            *price = ((*price << finer) - LOWERED).max(0);
        }
        self.list_again(lists);
    }

    /// Lists every way left out that is cheaper at these prices than what its home pays; answers whether there was any.
    fn list_cheaper(&self, lists: &mut Lists, near: &impl NearestSites) -> bool {
        let prices = self.prices();
        let mut asked = Vec::new();
        for (home, demand) in (0_u32..).zip(self.demands) {
            let held = self.arcs[self.list(home as usize)]
                .iter()
                .find(|arc| arc.pupils > 0);
            let Some(arc) = held.filter(|_| demand.pupils > 0) else {
                continue;
            };
            let way = i64::from(arc.cost) << self.step;
            let paid = prices
                .get(arc.site as usize)
                .map_or(NOWHERE, |price| way + price);
            if lists.bound_of_ways(home).way < paid {
                asked.push(Asked {
                    home,
                    most: paid - 1,
                });
            }
        }
        let mut found = Vec::new();
        near.within(&asked, &prices, &mut found);
        let mut is_new = false;
        for (home, choice) in found {
            if lists.cost(home, choice.site).is_none() {
                lists.insert(home, choice);
                is_new = true;
            }
        }
        is_new
    }

    /// Until no site holds more than its seats; grows lists that are too short for that.
    fn solve_on(&mut self, lists: &mut Lists, near: &impl NearestSites) {
        while let Some(short) = self.solve() {
            for home in short {
                lists.extend(home, near);
            }
            self.list_again(lists);
        }
    }

    /// Until no site holds more than its seats; or answers the homes whose lists may be too short for that.
    fn solve(&mut self) -> Option<Vec<u32>> {
        loop {
            let overfull: Vec<u32> = (0..self.nowhere())
                .filter(|&site| self.load[site] > self.seats[site])
                .map(|site| site as u32)
                .collect();
            if overfull.is_empty() {
                return None;
            }
            let bound = self.nearest_room(&overfull);
            if bound >= (OUT >> (self.step + 1)) as i32 {
                let short = self.short_lists();
                if !short.is_empty() {
                    return Some(short);
                }
            }
            for at in 0..self.settled.len() {
                let site = self.settled[at] as usize;
                self.price[site] += (bound - self.distance[site]).max(0);
            }
            self.note_lowest();
            self.round += 1;
            let mut moved = 0;
            for site in overfull {
                let site = site as usize;
                let excess = self.load[site] - self.seats[site];
                let out = self.push(site, excess, 0);
                self.load[site] -= out;
                moved += out;
            }
            if moved == 0 {
                return None;
            }
        }
    }

    /// The homes in reach of the last search whose lists may hide a free seat, if there is any.
    fn short_lists(&self) -> Vec<u32> {
        let is_free = |site: usize| self.load[site] < self.seats[site] && self.price[site] == 0;
        if !(0..self.nowhere()).any(is_free) {
            return Vec::new();
        }
        let mut short: Vec<u32> = Vec::new();
        for &site in &self.settled {
            let members = self.members[site as usize].iter();
            short.extend(
                members
                    .map(|&at| &self.arcs[at as usize])
                    .filter(|arc| arc.pupils > 0 && self.is_short[arc.home as usize])
                    .map(|arc| arc.home),
            );
        }
        short.sort_unstable();
        short.dedup();
        short
    }

    /// Finds the lowest price anew.
    fn note_lowest(&mut self) {
        let prices = self.price[..self.nowhere()].iter();
        self.lowest = prices.copied().min().unwrap_or(0);
    }

    /// Dijkstra's method from all overfull sites; answers how far the nearest site with room is.
    fn nearest_room(&mut self, overfull: &[u32]) -> i32 {
        self.distance.fill(i32::MAX);
        self.settled.clear();
        self.search += 1;
        let lowest = self.lowest;
        let mut queue: BinaryHeap<Reverse<(i32, u32)>> = BinaryHeap::new();
        for &site in overfull {
            self.distance[site as usize] = 0;
            queue.push(Reverse((0, site)));
        }
        let mut bound = i32::MAX;
        while let Some(Reverse((distance, site))) = queue.pop() {
            if distance >= bound {
                break;
            }
            let here = site as usize;
            if distance > self.distance[here] {
                continue;
            }
            if self.load[here] < self.seats[here] {
                bound = distance;
                break;
            }
            self.settled.push(site);
            let mut next = 0;
            while let Some(&at) = self.members[here].get(next) {
                let arc = self.arcs[at as usize];
                if arc.pupils == 0 {
                    self.arcs[at as usize].is_member = false;
                    self.members[here].swap_remove(next);
                    continue;
                }
                next += 1;
                if self.seen[arc.home as usize] == self.search {
                    continue;
                }
                self.seen[arc.home as usize] = self.search;
                let base = distance - self.price_at(&arc);
                let list = self.list(arc.home as usize);
                // Nowhere comes last on every list, and prices are at least the lowest.
                let (last, listed) = (list.end - 1, list.start..list.end - 1);
                for at in std::iter::once(last).chain(listed) {
                    let to = self.arcs[at];
                    if at != last && base + to.cost + lowest >= bound {
                        break;
                    }
                    let reached = base + self.price_at(&to);
                    if reached < self.distance[to.site as usize] && reached < bound {
                        self.distance[to.site as usize] = reached;
                        queue.push(Reverse((reached, to.site)));
                        if self.load[to.site as usize] < self.seats[to.site as usize] {
                            bound = reached;
                        }
                    }
                }
            }
        }
        bound
    }

    /// Moves up to so many pupils out of a site along tight places to sites with room; answers how many.
    /// The load of the site itself is for the caller to change.
    fn push(&mut self, site: usize, wanted: i64, depth: u32) -> i64 {
        const DEEPEST: u32 = 400;
        if self.closed[site] == self.round || depth > DEEPEST {
            return 0;
        }
        self.closed[site] = self.round;
        let mut left = wanted;
        if self.next[site].0 != self.round {
            self.next[site] = (self.round, 0);
        }
        while let Some(&from) = self.members[site].get(self.next[site].1 as usize) {
            let from = from as usize;
            if self.arcs[from].pupils == 0 {
                self.next[site].1 += 1;
                continue;
            }
            let paid = self.price_at(&self.arcs[from]);
            let list = self.list(self.arcs[from].home as usize);
            let (last, listed) = (list.end - 1, list.start..list.end - 1);
            for to in std::iter::once(last).chain(listed) {
                let arc = self.arcs[to];
                let there = arc.site as usize;
                if to != last && arc.cost + self.lowest > paid {
                    break;
                }
                if there == site || self.price_at(&arc) != paid {
                    continue;
                }
                let most = left.min(i64::from(self.arcs[from].pupils));
                let room = (self.seats[there] - self.load[there]).clamp(0, most);
                self.load[there] += room;
                let mut moved = room;
                if moved < most {
                    moved += self.push(there, most - moved, depth + 1);
                }
                if moved > 0 {
                    self.arcs[from].pupils -= moved as u32;
                    self.arcs[to].pupils += moved as u32;
                    self.note_member(to);
                    left -= moved;
                }
                if left == 0 {
                    // There may be more to move on from here.
                    self.closed[site] = 0;
                    return wanted;
                }
                if self.arcs[from].pupils == 0 {
                    break;
                }
            }
            self.next[site].1 += 1;
        }
        wanted - left
    }

    /// By site, in decimetres.
    fn prices(&self) -> Vec<i64> {
        let in_decimetres = |&price: &i32| {
            let price = i64::from(price) << self.step;
            let out = (price + i64::from(OUT) / 2) / i64::from(OUT);
            price + out * (NOWHERE - i64::from(OUT))
        };
        self.price[..self.nowhere()]
            .iter()
            .map(in_decimetres)
            .collect()
    }
}
