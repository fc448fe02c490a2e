//! The transportation problem: homes with pupils, sites with seats, least total way; exact, in whole pupils.
//!
//! First as many pupils as can be are placed, then the sum of their ways is as small as can be.
//!
//! **Method.** Shortest augmenting paths on the graph of the *sites* (after Tomizawa 1971, Edmonds and Karp 1972).
//! Every pupil starts at the nearest site. While a site holds more pupils than seats, a chain of moves leads from it to
//! a second site, from there to a third, …, to a free seat. Dijkstra's algorithm finds the cheapest chain, and it is
//! carried out.
//!
//! Each site keeps a *price* ≥ 0 for its seats. A home's price is `min over sites (cost + price)`. The differences
//! between prices are the lengths of the arcs in the search; they are never negative. Two facts are the proof of
//! optimality, and [`Transport::proof`] checks them: a site with a free seat has price zero, and a pupil only attends a
//! site at the home's price.
//!
//! *Nowhere* is one more site with room for all. It is so far away that nobody goes there who can be placed.
//!
//! **Start.** From scratch everyone is at the nearest site. Where relieving these is much work, or seats are scarce, prices
//! come from a smooth version of the problem (the module `start`), so that little is left to relieve or to fill; but not
//! where there are few sites.
//!
//! **Lists.** Each home looks at its nearest sites only. A list that ends at cost `h` is proven long enough when the
//! home's price is at most `h`. Where it is not, all ways are searched for those that cost no more than that
//! price, the price of the seat included ([`NearestSites::within`]); they are listed, and what the cheapest other costs
//! is noted. Where seats are short everywhere this keeps lists short, as every seat has a price.
//!
//! **Ties.** Of equally short assignments one is better than all others (the module `cost`).
//!
//! **Edits.** Whatever changes, pupils at the wrong price are moved at once. That leaves some sites with too many
//! pupils (*relieve*, the search above) and some with a free seat at a price (*fill*, the same search backwards). So
//! the answer after any edit is optimal, and only what must change is touched.
//!
//! **Cost.** A search settles a handful of sites and looks at the lists of each one's pupils: a few microseconds.

mod beyond;
mod cost;
mod edit;
mod fill;
mod lists;
#[cfg(test)]
pub(super) mod oracle;
mod prices;
mod proof;
mod relieve;
mod search;
mod smooth;
mod start;

use std::collections::BTreeMap;

pub(crate) use lists::keep_within;
pub use lists::{Asked, Choice, Lists, NearestSites};
pub use prices::Saving;
pub use proof::Proof;

use cost::Cost;
use search::PathSearch;

/// The way to nowhere: dearer than any chain of ways over 65,536 sites, whatever each costs ([`Choice::cost`]).
const NOWHERE: i64 = 1 << 48;

/// How many sites a list holds at first: enough for most homes.
pub const FIRST_SITES: usize = 16;

/// Pupils of one home at one site.
#[derive(Clone, Copy, Debug)]
struct Member {
    home: u32,
    /// Never zero.
    pupils: u32,
    /// What the way costs each.
    cost: i64,
}

#[derive(Clone, Debug, Default)]
struct SiteLoad {
    seats: u64,
    load: u64,
    /// Never negative; zero while seats are free, except between an edit and its repair.
    price: Cost,
    members: Vec<Member>,
}

impl SiteLoad {
    fn has_room(&self) -> bool {
        self.load < self.seats
    }

    fn is_overfull(&self) -> bool {
        self.load > self.seats
    }
}

#[derive(Clone, Copy, Debug)]
struct Home {
    pupils: u32,
    /// How many sites beside `site` hold pupils of this home; they are in [`Transport::split`].
    others: u32,
    /// A site that holds pupils of this home (any, while it has none), and the cost of its way.
    site: u32,
    cost: i64,
    /// The cost of going nowhere.
    nowhere: i64,
}

/// Pupils of one home at one site, as handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share {
    /// The home.
    pub home: u32,
    /// The site; `None` for pupils who found no seat.
    pub site: Option<u32>,
    /// Never zero.
    pub pupils: u32,
}

/// A home of the problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demand {
    /// How many pupils.
    pub pupils: u32,
    /// How grave it is to leave one of them without a seat, against a pupil of weight one; 1 to 100.
    pub weight: u32,
}

/// The problem and its optimum.
#[derive(Clone, Debug)]
pub struct Transport {
    homes: Vec<Home>,
    /// By site; the last one is nowhere.
    sites: Vec<SiteLoad>,
    lists: Lists,
    split: BTreeMap<u32, Vec<u32>>,
    /// By site, the homes on whose list it is, with the cost. Made when first needed.
    arrivals: Option<Vec<Vec<(u32, u32)>>>,
    search: PathSearch,
    /// Sites whose pupils may not match their seats.
    unbalanced: Vec<u32>,
    /// Sites whose price rose since the lists were last tested: what their pupils pay rose too.
    raised: Vec<u32>,
    /// Homes that came to pay more otherwise.
    dearer: Vec<u32>,
    /// Homes whose lists grew.
    grown: Vec<u32>,
}

impl Transport {
    /// The optimum for these homes and these seats by site (`None` for no limit).
    pub fn new(demands: &[Demand], seats: &[Option<u32>], near: &impl NearestSites) -> Self {
        Self::with_lists(
            demands,
            seats,
            Lists::of(demands.len(), FIRST_SITES, near),
            near,
        )
    }

    /// The same from lists made before, one for each home.
    pub fn with_lists(
        demands: &[Demand],
        seats: &[Option<u32>],
        lists: Lists,
        near: &impl NearestSites,
    ) -> Self {
        let patience = start::patience(demands, seats);
        Self::with_patience(demands, seats, lists, patience, near)
    }

    /// The same; begins at smooth prices where so many looks at homes from the nearest sites do not end.
    fn with_patience(
        demands: &[Demand],
        seats: &[Option<u32>],
        lists: Lists,
        patience: u64,
        near: &impl NearestSites,
    ) -> Self {
        assert_eq!(demands.len(), lists.homes(), "one list for each home");
        // The first search may have made lists long for nothing.
        let short = (patience < u64::MAX).then(|| lists.clone());
        let mut transport = Self::at_nearest(demands, seats, lists);
        if !transport.relieve_all(patience, near) {
            let mut lists = short.unwrap_or(transport.lists);
            let prices = start::nearly(demands, seats, &mut lists, near);
            transport = Self::at_nearest(demands, seats, lists);
            transport.begin_at(&prices);
        }
        transport.solve(near);
        transport
    }

    /// Takes over prices, in decimetres by site; everyone goes to the cheapest site at these.
    fn begin_at(&mut self, prices: &[i64]) {
        for (site, &price) in self.sites.iter_mut().zip(prices) {
            site.price = Cost::of_way(price);
        }
        for home in 0..self.homes.len() as u32 {
            self.settle_at_cheapest(home);
        }
        self.unbalanced = (0..self.nowhere()).collect();
    }

    /// Everyone at the nearest site, whatever its seats.
    fn at_nearest(demands: &[Demand], seats: &[Option<u32>], lists: Lists) -> Self {
        let mut sites: Vec<SiteLoad> = seats
            .iter()
            .map(|&seats| SiteLoad {
                seats: seats.map_or(u64::MAX, u64::from),
                ..SiteLoad::default()
            })
            .collect();
        sites.push(SiteLoad {
            seats: u64::MAX,
            ..SiteLoad::default()
        });
        let nowhere = (sites.len() - 1) as u32;
        let homes = demands
            .iter()
            .enumerate()
            .map(|(home, demand)| {
                let home = home as u32;
                let far = NOWHERE * i64::from(demand.weight);
                let (site, cost) = lists.get(home).first().map_or((nowhere, far), |choice| {
                    (choice.site, i64::from(choice.cost))
                });
                if demand.pupils > 0 {
                    let attended = &mut sites[site as usize];
                    attended.load += u64::from(demand.pupils);
                    attended.members.push(Member {
                        home,
                        pupils: demand.pupils,
                        cost,
                    });
                }
                Home {
                    pupils: demand.pupils,
                    others: 0,
                    site,
                    cost,
                    nowhere: far,
                }
            })
            .collect();
        let n_sites = sites.len();
        Self {
            homes,
            sites,
            lists,
            split: BTreeMap::new(),
            arrivals: None,
            search: PathSearch::over(n_sites),
            unbalanced: (0..nowhere).collect(),
            raised: (0..nowhere).collect(),
            dearer: Vec::new(),
            grown: Vec::new(),
        }
    }

    /// Brings everything back to the optimum after an edit.
    fn solve(&mut self, near: &impl NearestSites) {
        loop {
            self.relieve_all(u64::MAX, near);
            if self.look_beyond(near) {
                continue;
            }
            self.unbalanced.sort_unstable();
            self.unbalanced.dedup();
            for site in std::mem::take(&mut self.unbalanced) {
                while self.sites[site as usize].has_room()
                    && self.sites[site as usize].price.is_positive()
                {
                    self.fill(site);
                }
            }
            if !self.lists.looked_outside() || !self.look_beyond(near) {
                break;
            }
        }
    }

    /// Moves pupils on until no site is overfull; answers whether it came so far with no more than so many looks at homes.
    fn relieve_all(&mut self, most_looks: u64, near: &impl NearestSites) -> bool {
        let before = self.search.looks;
        // Relieving never unbalances another site; growing a list may.
        let mut at = 0;
        while at < self.unbalanced.len() {
            let site = self.unbalanced[at];
            while self.sites[site as usize].is_overfull() {
                if self.search.looks - before >= most_looks {
                    return false;
                }
                self.relieve(site, near);
            }
            at += 1;
        }
        true
    }

    /// What the home's pupils pay: the way and the price of the seat, at the cheapest site.
    fn price_of_home(&self, home: u32) -> Cost {
        let Home { site, cost, .. } = self.homes[home as usize];
        self.cost_at(home, site, cost) + self.sites[site as usize].price
    }

    /// What a way of a home to a site costs; ties among ways to nowhere are not settled.
    fn cost_at(&self, home: u32, site: u32, way: i64) -> Cost {
        if site == self.nowhere() {
            Cost::of_way(way)
        } else {
            Cost::of(home, site, way)
        }
    }

    fn nowhere(&self) -> u32 {
        (self.sites.len() - 1) as u32
    }

    /// The cost of a way that the home may take.
    fn cost(&self, home: u32, site: u32) -> i64 {
        if site == self.nowhere() {
            return self.homes[home as usize].nowhere;
        }
        self.lists.cost(home, site).map_or(i64::MAX / 4, i64::from)
    }

    /// The cheapest listed site of a home by cost and price, nowhere included, and the way there.
    fn cheapest(&self, home: u32) -> (u32, i64) {
        let mut best = (self.nowhere(), self.homes[home as usize].nowhere);
        let mut best_price = Cost::of_way(best.1);
        for choice in self.lists.get(home) {
            let cost = i64::from(choice.cost);
            let price = self.sites[choice.site as usize].price;
            if cost + price.way > best_price.way {
                continue;
            }
            let price = Cost::of(home, choice.site, cost) + price;
            if price < best_price {
                best = (choice.site, cost);
                best_price = price;
            }
        }
        best
    }

    /// Every site that holds pupils of a home.
    fn holders(&self, home: u32) -> impl Iterator<Item = u32> + '_ {
        let Home {
            pupils,
            others,
            site,
            ..
        } = self.homes[home as usize];
        let others = (others > 0)
            .then(|| self.split.get(&home))
            .flatten()
            .map_or(&[][..], Vec::as_slice);
        (pupils > 0)
            .then_some(site)
            .into_iter()
            .chain(others.iter().copied())
    }

    /// How many pupils of a home attend a site.
    fn pupils_at(&self, home: u32, site: u32) -> u32 {
        self.sites[site as usize]
            .members
            .iter()
            .find(|member| member.home == home)
            .map_or(0, |member| member.pupils)
    }

    /// Moves pupils of a home from a site that holds them to another, whose way costs `cost`.
    fn shift(&mut self, home: u32, pupils: u32, from: u32, to: u32, cost: i64) {
        self.put(home, pupils, to, cost);
        if self.take(home, pupils, from) {
            self.forget_holder(home, from, Some((to, cost)));
        } else {
            self.note_holder(home, to);
        }
    }

    /// Takes pupils out of a site; answers whether they were the last of their home there.
    fn take(&mut self, home: u32, pupils: u32, from: u32) -> bool {
        let site = &mut self.sites[from as usize];
        let Some(slot) = site.members.iter().position(|member| member.home == home) else {
            debug_assert!(false, "pupils are moved only from where they are");
            return false;
        };
        site.load -= u64::from(pupils);
        site.members[slot].pupils -= pupils;
        let emptied = site.members[slot].pupils == 0;
        if emptied {
            site.members.swap_remove(slot);
        }
        emptied
    }

    /// Puts pupils into a site; who holds pupils of the home is noted afterwards.
    fn put(&mut self, home: u32, pupils: u32, to: u32, cost: i64) {
        let split = self.homes[home as usize].others > 0;
        let site = &mut self.sites[to as usize];
        site.load += u64::from(pupils);
        let member = if split {
            site.members.iter_mut().find(|member| member.home == home)
        } else {
            None
        };
        match member {
            Some(member) => member.pupils += pupils,
            None => site.members.push(Member { home, pupils, cost }),
        }
    }

    /// One more site holds pupils of a home.
    fn note_holder(&mut self, home: u32, site: u32) {
        let entry = &mut self.homes[home as usize];
        if entry.site == site {
            return;
        }
        let others = self.split.entry(home).or_default();
        if !others.contains(&site) {
            others.push(site);
            entry.others += 1;
        }
    }

    /// A site holds pupils of a home no more; they went to `to`, if anywhere.
    fn forget_holder(&mut self, home: u32, from: u32, to: Option<(u32, i64)>) {
        let entry = &mut self.homes[home as usize];
        if entry.others == 0 {
            if let Some((site, cost)) = to {
                (entry.site, entry.cost) = (site, cost);
            }
            return;
        }
        let mut others = self.split.remove(&home).unwrap_or_default();
        if entry.site == from {
            let next = others.remove(0);
            entry.site = next;
        } else {
            others.retain(|&site| site != from);
        }
        if let Some((site, _)) = to
            && site != self.homes[home as usize].site
            && !others.contains(&site)
        {
            others.push(site);
        }
        let site = self.homes[home as usize].site;
        let cost = match to {
            Some((to, cost)) if to == site => cost,
            _ => self.cost(home, site),
        };
        let entry = &mut self.homes[home as usize];
        entry.cost = cost;
        entry.others = others.len() as u32;
        if !others.is_empty() {
            self.split.insert(home, others);
        }
    }

    /// Who attends where, sorted by home, then site, those nowhere last.
    pub fn shares(&self) -> Vec<Share> {
        let nowhere = self.nowhere();
        let share = |home, site, pupils| Share {
            home,
            site: (site != nowhere).then_some(site),
            pupils,
        };
        let mut shares = Vec::with_capacity(self.homes.len());
        for (home, number) in self.homes.iter().zip(0..) {
            if home.others > 0 {
                let mut holders: Vec<u32> = self.holders(number).collect();
                holders.sort_unstable();
                shares.extend(
                    holders
                        .into_iter()
                        .map(|site| share(number, site, self.pupils_at(number, site))),
                );
            } else if home.pupils > 0 {
                shares.push(share(number, home.site, home.pupils));
            }
        }
        shares
    }

    /// Pupils times decimetres of those who found a seat, and how many found none. One pass over the pupils.
    pub fn total(&self) -> (u64, u64) {
        let (nowhere, sites) = match self.sites.split_last() {
            Some((nowhere, sites)) => (nowhere.load, sites),
            None => return (0, 0),
        };
        let members = sites.iter().flat_map(|site| &site.members);
        let ways = members.map(|member| member.cost.unsigned_abs() * u64::from(member.pupils));
        (ways.sum(), nowhere)
    }

    /// How many homes there are.
    pub fn homes(&self) -> usize {
        self.homes.len()
    }

    /// Pupils at a site.
    pub fn load(&self, site: u32) -> u64 {
        self.sites[site as usize].load
    }
}
