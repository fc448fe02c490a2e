//! Bounds from client prices: each site packs the clients that earn it most into its seats.
//!
//! Clients offer prices for being served; a site that opens earns the best knapsack of price minus
//! way within its seats. Prices minus what the cheapest sufficient set of sites earns net of opening
//! bounds every layout from below, more tightly than the linear relaxation (Holmberg, Rönnqvist and
//! Yuan 1999). Where the bound with one more decision, a site open or shut, a client at a site,
//! exceeds the best known cost, that decision is ruled out for good.

use super::choice::{Choice, IMPOSSIBLE};
use super::knapsack::{self, Item, SEATS_IN_TABLE};
use super::node::{Node, Rest};
use super::problem::{FORBIDDEN, Layout, Lock, Problem};
use crate::optimise::Run;

/// How long to adjust prices, and how boldly at first.
#[derive(Clone, Copy)]
pub(super) struct Effort {
    pub(super) steps: usize,
    pub(super) boldness: f64,
    pub(super) patience: usize,
    pub(super) timid: f64,
}

/// What came of a node.
pub(super) struct Verdict {
    /// Layouts met on the way, with their costs.
    pub(super) found: Option<(i64, Layout)>,
    /// Sets of open sites that looked good, latest last.
    pub(super) ideas: Vec<Vec<bool>>,
    /// Parts that may still hold a better layout.
    pub(super) rest: Vec<Node>,
}

/// The state of one node's bounding.
struct Work<'a> {
    problem: &'a Problem,
    ticks: i64,
    node: Node,
    rest: Rest,
    /// By site: clients with a choice that may go there, and the way's cost in ticks.
    lists: Vec<Vec<(u32, i64)>>,
    /// By site: most profit by seats; empty where the fractional knapsack was used.
    tables: Vec<Vec<i64>>,
    /// By site: most profit.
    profit: Vec<i64>,
    /// By site: opening minus profit.
    price: Vec<i64>,
    all_seats: Vec<u32>,
    /// By client: how many chosen sites packed it, and the last of them.
    served: Vec<u32>,
    server: Vec<u32>,
    site_liking: Vec<f64>,
    best_prices: Vec<i64>,
    scratch: Scratch,
}

#[derive(Default)]
struct Scratch {
    items: Vec<Item>,
    row: Vec<i64>,
    packed: Vec<u32>,
}

/// Above every cost and below what cannot be.
const UNLIMITED: i64 = IMPOSSIBLE / 2;

/// Weight of the latest choice in a site's liking.
const MEMORY: f64 = 0.08;

/// Bounds a node and splits it if a layout cheaper than `best` may be left in it. Without a `best` any layout
/// will do.
pub(super) fn bound(
    problem: &Problem,
    ticks: i64,
    mut node: Node,
    best: Option<i64>,
    effort: Effort,
    run: &Run<'_>,
) -> Verdict {
    let mut verdict = Verdict {
        found: None,
        ideas: Vec::new(),
        rest: Vec::new(),
    };
    let mut limit = best.map_or(UNLIMITED, |best| (best - 1) * ticks);
    let Some(rest) = node.conclude(problem) else {
        return verdict;
    };
    let mut work = Work::new(problem, ticks, node, rest);
    let mut boldness = effort.boldness;
    let mut stalled = 0;
    for step in 0..effort.steps {
        if work.rest.clients.is_empty() {
            work.find(&mut verdict, &mut limit);
            return verdict;
        }
        if run.is_over() {
            break;
        }
        work.earn();
        let choice = Choice::of(problem, &work.node.locks, &work.price, &work.all_seats);
        let base = work.rest.cost * ticks + work.prices_sum();
        let bound = base + choice.total;
        if choice.total >= IMPOSSIBLE || bound > limit {
            return verdict;
        }
        if bound > work.node.bound {
            stalled = if bound.saturating_sub(work.node.bound) > ticks / 16 {
                0
            } else {
                stalled + 1
            };
            work.node.bound = bound;
            work.best_prices.clone_from(&work.node.prices);
        } else {
            stalled += 1;
        }
        if work.rule_out(&choice, base, limit) {
            let Some(rest) = work.node.conclude(problem) else {
                return verdict;
            };
            work.shrink(rest);
            continue;
        }
        let serves_all_once = work.serve(&choice);
        if serves_all_once {
            work.find(&mut verdict, &mut limit);
            if work.node.bound > limit {
                return verdict;
            }
        }
        if step % 10 == 0 || serves_all_once {
            let mut idea = vec![false; problem.n_sites()];
            for &site in &choice.sites {
                idea[site as usize] = true;
            }
            if verdict.ideas.last() != Some(&idea) {
                verdict.ideas.push(idea);
            }
        }
        if stalled >= effort.patience {
            stalled = 0;
            boldness *= 0.6;
            if boldness < effort.timid {
                break;
            }
            work.node.prices.clone_from(&work.best_prices);
            continue;
        }
        let gap = if limit == UNLIMITED {
            bound.abs() / 10
        } else {
            limit - bound
        };
        work.step(boldness * gap.max(ticks) as f64);
    }
    work.node.prices.clone_from(&work.best_prices);
    verdict.rest = if run.is_over() {
        vec![work.node]
    } else {
        work.split()
    };
    verdict
}

impl<'a> Work<'a> {
    fn new(problem: &'a Problem, ticks: i64, mut node: Node, rest: Rest) -> Self {
        if node.prices.is_empty() {
            node.prices = first_prices(problem, &node, ticks);
        }
        let mut work = Self {
            problem,
            ticks,
            best_prices: node.prices.clone(),
            node,
            rest,
            lists: vec![Vec::new(); problem.n_sites()],
            tables: vec![Vec::new(); problem.n_sites()],
            profit: vec![0; problem.n_sites()],
            price: vec![0; problem.n_sites()],
            all_seats: problem.sites.iter().map(|site| site.seats).collect(),
            served: vec![0; problem.n_clients()],
            server: vec![0; problem.n_clients()],
            site_liking: vec![0.5; problem.n_sites()],
            scratch: Scratch::default(),
        };
        work.list();
        work
    }

    fn shrink(&mut self, rest: Rest) {
        self.rest = rest;
        self.list();
    }

    fn list(&mut self) {
        let n_sites = self.problem.n_sites();
        for list in &mut self.lists {
            list.clear();
        }
        for &client in &self.rest.clients {
            let row = client as usize * n_sites;
            for site in 0..n_sites {
                if self.node.is_allowed[row + site] {
                    let cost = self.problem.cost[row + site] * self.ticks;
                    self.lists[site].push((client, cost));
                }
            }
        }
    }

    fn prices_sum(&self) -> i64 {
        let price = |&client: &u32| self.node.prices[client as usize];
        self.rest.clients.iter().map(price).sum()
    }

    fn items(&mut self, site: usize) {
        self.scratch.items.clear();
        for &(client, cost) in &self.lists[site] {
            let profit = self.node.prices[client as usize] - cost;
            let weight = self.problem.demand[client as usize];
            if profit > 0 {
                self.scratch.items.push(Item {
                    client,
                    weight,
                    profit,
                });
            }
        }
    }

    /// What every site earns at the present prices.
    fn earn(&mut self) {
        for site in 0..self.problem.n_sites() {
            self.tables[site].clear();
            self.profit[site] = 0;
            if self.node.locks[site] == Lock::Closed {
                continue;
            }
            self.items(site);
            let seats = self.rest.seats[site];
            let scratch = &mut self.scratch;
            let wanted: u64 = scratch
                .items
                .iter()
                .map(|item| u64::from(item.weight))
                .sum();
            self.profit[site] = if wanted <= u64::from(seats) {
                scratch.items.iter().map(|item| item.profit).sum()
            } else if seats <= SEATS_IN_TABLE {
                knapsack::table(&scratch.items, seats, &mut self.tables[site]);
                self.tables[site].last().copied().unwrap_or(0)
            } else {
                knapsack::fractional(&mut scratch.items, seats, &mut scratch.packed)
            };
            self.price[site] = self.problem.sites[site].opening * self.ticks - self.profit[site];
        }
    }

    /// Rules out sites and pairs whose choice would cost more than the limit; answers whether any was.
    fn rule_out(&mut self, choice: &Choice, base: i64, limit: i64) -> bool {
        let mut any = false;
        for site in 0..self.problem.n_sites() {
            if self.node.locks[site] == Lock::Free {
                if base + choice.with[site] > limit {
                    self.node.locks[site] = Lock::Closed;
                    any = true;
                } else if base + choice.without[site] > limit {
                    self.node.locks[site] = Lock::Open;
                    any = true;
                }
            }
            if self.node.locks[site] == Lock::Closed {
                continue;
            }
            let with = base + choice.with[site];
            let n_sites = self.problem.n_sites();
            for &(client, cost) in &self.lists[site] {
                let client = client as usize;
                let own = self.node.prices[client] - cost;
                let left = self.rest.seats[site] - self.problem.demand[client];
                let others = self.tables[site]
                    .get(left as usize)
                    .copied()
                    .unwrap_or(self.profit[site]);
                // With all seats enough for everyone there is no table, and a client that pays is packed anyway.
                let forced = if self.tables[site].is_empty() {
                    own.min(0) + others
                } else {
                    own + others
                };
                if with + self.profit[site] - forced > limit {
                    let allowed = &mut self.node.is_allowed[client * n_sites + site];
                    any |= *allowed;
                    *allowed = false;
                }
            }
        }
        any
    }

    /// Packs the chosen sites; answers whether every client was packed exactly once.
    fn serve(&mut self, choice: &Choice) -> bool {
        self.served.fill(0);
        for liking in &mut self.site_liking {
            *liking *= 1.0 - MEMORY;
        }
        for &site in &choice.sites {
            self.site_liking[site as usize] += MEMORY;
            self.items(site as usize);
            let seats = self.rest.seats[site as usize];
            let scratch = &mut self.scratch;
            let wanted: u64 = scratch
                .items
                .iter()
                .map(|item| u64::from(item.weight))
                .sum();
            if wanted <= u64::from(seats) {
                scratch.packed.clear();
                scratch
                    .packed
                    .extend(scratch.items.iter().map(|item| item.client));
            } else if seats <= SEATS_IN_TABLE {
                knapsack::pack(&scratch.items, seats, &mut scratch.row, &mut scratch.packed);
            } else {
                knapsack::fractional(&mut scratch.items, seats, &mut scratch.packed);
            }
            for &client in &scratch.packed {
                self.served[client as usize] += 1;
                self.server[client as usize] = site;
            }
        }
        self.rest
            .clients
            .iter()
            .all(|&client| self.served[client as usize] == 1)
    }

    /// Keeps the layout in which everyone is served where packed last, if it is one and better.
    fn find(&self, verdict: &mut Verdict, limit: &mut i64) {
        let mut site_of = self.rest.site_of.clone();
        for &client in &self.rest.clients {
            site_of[client as usize] = self.server[client as usize];
        }
        let mut node = self.node.clone();
        for &site in &site_of {
            node.locks[site as usize] = Lock::Open;
        }
        let layout = node.layout(self.problem, &site_of);
        if let Some(cost) = layout.cost(self.problem)
            && cost * self.ticks <= *limit
        {
            *limit = (cost - 1) * self.ticks;
            verdict.found = Some((cost, layout));
        }
    }

    /// One subgradient step that would close `gap` if the bound were smooth.
    fn step(&mut self, gap: f64) {
        let miss = |served: u32| 1 - i64::from(served);
        let norm: i64 = self
            .rest
            .clients
            .iter()
            .map(|&client| miss(self.served[client as usize]).pow(2))
            .sum();
        if norm == 0 {
            return;
        }
        for &client in &self.rest.clients {
            let client = client as usize;
            let by = (gap / norm as f64 * miss(self.served[client]) as f64).round() as i64;
            self.node.prices[client] = (self.node.prices[client] + by).max(0);
        }
    }

    /// Splits on the site in most doubt, else on where the client served worst goes.
    fn split(self) -> Vec<Node> {
        let doubt = |&site: &usize| (self.site_liking[site] - 0.5).abs();
        let site = (0..self.problem.n_sites())
            .filter(|&site| self.node.locks[site] == Lock::Free)
            .min_by(|a, b| doubt(a).total_cmp(&doubt(b)).then(a.cmp(b)));
        if let Some(site) = site {
            let is_liked = self.site_liking[site] >= 0.5;
            let lock = |lock: Lock| {
                let mut node = self.node.clone();
                node.locks[site] = lock;
                node
            };
            // The likelier half is searched first: it comes last on the stack.
            return if is_liked {
                vec![lock(Lock::Closed), lock(Lock::Open)]
            } else {
                vec![lock(Lock::Open), lock(Lock::Closed)]
            };
        }
        let n_sites = self.problem.n_sites();
        let worst = self
            .rest
            .clients
            .iter()
            .map(|&client| client as usize)
            .max_by_key(|&client| {
                let miss = 1_u32.abs_diff(self.served[client]);
                (
                    miss.min(1),
                    self.problem.demand[client],
                    std::cmp::Reverse(client),
                )
            });
        let Some(client) = worst else {
            return Vec::new();
        };
        let row = client * n_sites;
        let best = (0..n_sites)
            .filter(|&site| self.node.is_allowed[row + site])
            .min_by_key(|&site| (self.problem.cost(client, site), site));
        let Some(site) = best else {
            return Vec::new();
        };
        let mut elsewhere = self.node.clone();
        elsewhere.is_allowed[row + site] = false;
        let mut here = self.node;
        for other in 0..n_sites {
            here.is_allowed[row + other] &= other == site;
        }
        vec![elsewhere, here]
    }
}

/// The cheapest way and share of an opening by seats.
fn first_prices(problem: &Problem, node: &Node, ticks: i64) -> Vec<i64> {
    (0..problem.n_clients())
        .map(|client| {
            let demand = i128::from(problem.demand[client]);
            let offers = problem
                .costs(client)
                .iter()
                .enumerate()
                .filter(|&(site, &cost)| cost != FORBIDDEN && node.locks[site] != Lock::Closed);
            let cheapest = offers
                .map(|(site, &cost)| {
                    let rules = &problem.sites[site];
                    let share =
                        i128::from(rules.opening.max(0)) * demand / i128::from(rules.seats.max(1));
                    cost + share as i64
                })
                .min();
            cheapest.unwrap_or(0) * ticks
        })
        .collect()
}
