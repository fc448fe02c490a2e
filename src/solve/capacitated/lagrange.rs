//! Bounds from client prices: each site packs the clients that earn it most into its seats.
//!
//! Clients offer prices for being served; a site that opens earns the best knapsack of price minus
//! way within its seats. Prices minus what the cheapest sufficient set of sites earns net of opening
//! bounds every layout from below, more tightly than the linear relaxation (Holmberg, Rönnqvist and
//! Yuan 1999). A site that falls short of its floor also packs those clients who cost it least, so that
//! opening it is only as good as filling it. Where the bound with one more decision, a site open or shut, a client at a site,
//! exceeds the best known cost, that decision is ruled out for good.

use super::choice::{Choice, IMPOSSIBLE, Offer};
use super::knapsack::{self, CELLS_IN_TABLE, Filling, Item};
use super::node::{Node, Rest};
use super::pieces::Ties;
use super::problem::{FORBIDDEN, Layout, Lock, Problem};
use crate::solve::Run;

/// What a node is bounded for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Aim {
    /// To raise its bound; it comes back whole.
    Bound,
    /// To split it until nothing better can be hidden in it.
    Proof,
    /// To come to a good layout: sites in little doubt are decided.
    Layout,
}

/// How long to adjust prices, and how boldly at first.
#[derive(Clone, Copy)]
pub(super) struct Effort {
    pub(super) steps: usize,
    pub(super) boldness: f64,
    /// Steps in which the bound must come a hundredth of the way to the best layout.
    pub(super) patience: usize,
    /// Whether pieces cut off from their sites are tied to them. Prices settle sooner without.
    pub(super) ties: bool,
}

/// What came of a node.
pub(super) struct Verdict {
    /// The cheapest layout met on the way, with its cost.
    pub(super) found: Option<(i64, Layout)>,
    /// What the prices suggested, latest last.
    pub(super) ideas: Vec<Idea>,
    /// Parts that may still hold a better layout; on the way to a layout, the one part that was decided further.
    pub(super) rest: Vec<Node>,
}

/// A layout that may leave clients out or not keep all rules.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Idea {
    /// By site.
    pub(super) is_open: Vec<bool>,
    /// By client; `u32::MAX` for those left out.
    pub(super) site_of: Vec<u32>,
}

/// The state of one node's bounding.
pub(super) struct Work<'a> {
    pub(super) problem: &'a Problem,
    ticks: i64,
    pub(super) node: Node,
    pub(super) rest: Rest,
    /// By site: clients with a choice that may go there, and the way's cost in ticks with what their ties charge.
    lists: Vec<Vec<(u32, i64)>>,
    /// By site: most profit by seats; empty where it took no table.
    tables: Vec<Vec<i64>>,
    /// By site: how its seats are filled where not all fit who pay, or with whom besides it reaches its floor.
    fillings: Vec<Option<Filling>>,
    /// By site: most profit.
    profit: Vec<i64>,
    /// By site: opening minus profit.
    price: Vec<i64>,
    all_seats: Vec<u32>,
    /// By site, whether its number is limited.
    pub(super) counts: Vec<bool>,
    /// Of all clients.
    demand: i64,
    /// Whether a site that must be open cannot reach its floor.
    is_impossible: bool,
    /// By client: how often the chosen sites packed it, and the cheapest of them.
    pub(super) served: Vec<f64>,
    pub(super) server: Vec<u32>,
    /// By client, how often it is packed on average over the steps, the latest first.
    usually_served: Vec<f64>,
    /// By site, how much of it is open on average.
    pub(super) site_liking: Vec<f64>,
    best_prices: Vec<i64>,
    /// No client pays more, nor is paid more.
    dearest: i64,
    /// Conditions of catchments in one piece.
    ties: Ties,
    /// What clients without a choice pay for them.
    tied: i64,
    /// Clients that the latest packing looked at cuts off from their sites, with these.
    pub(super) stranded: Vec<(u32, u32)>,
    scratch: Scratch,
}

#[derive(Default)]
struct Scratch {
    items: Vec<Item>,
    row: Vec<i64>,
    packed: Vec<u32>,
    /// By client, whether the site packs it.
    is_packed: Vec<bool>,
}

/// No price of all clients at all sites together comes to more, in ticks; far below what cannot be.
const PAYABLE: i64 = IMPOSSIBLE / 8;

/// Where the bound did not rise decisions are ruled out in one step of so many.
const SELDOM: usize = 8;

/// Weight of the latest step in the averages, at most.
const MEMORY: f64 = 0.1;

/// Bounds a node and goes on with it as the aim says, if a layout cheaper than `best` may be left in it. Without a
/// `best` any layout will do.
pub(super) fn bound(
    problem: &Problem,
    ticks: i64,
    mut node: Node,
    best: Option<i64>,
    effort: Effort,
    aim: Aim,
    run: &Run<'_>,
) -> Verdict {
    let mut verdict = Verdict {
        found: None,
        ideas: Vec::new(),
        rest: Vec::new(),
    };
    // Where prices prove more than any layout costs there is none.
    let most = best.map_or(problem.most(), |best| best - 1);
    let mut limit = most.saturating_mul(ticks).min(PAYABLE);
    let mut is_aimed = best.is_some();
    if node.bound > limit {
        return verdict;
    }
    let Some(rest) = node.conclude(problem) else {
        return verdict;
    };
    let mut work = Work::new(problem, ticks, node, rest);
    let mut boldness = effort.boldness;
    let mut last_idea = 0;
    let (mut failed, mut mark, mut marked_at) = (0, i64::MIN, 0);
    for step in 0..effort.steps {
        if work.rest.clients.is_empty() {
            work.find(&mut verdict, &mut limit);
            return verdict;
        }
        if run.is_over() {
            break;
        }
        if work.earn() {
            let Some(rest) = work.conclude() else {
                return verdict;
            };
            work.shrink(rest);
            continue;
        }
        let choice = work.choose();
        let base = work.rest.cost * ticks + work.prices_sum() + work.tied;
        let bound = base + choice.total;
        if choice.total >= IMPOSSIBLE || bound > limit {
            return verdict;
        }
        let is_better = bound > work.node.bound;
        if is_better {
            work.node.bound = bound;
            work.best_prices.clone_from(&work.node.prices);
            work.ties.keep_best();
        }
        if (is_better || step.is_multiple_of(SELDOM)) && work.rule_out(&choice, base, limit) {
            let Some(rest) = work.conclude() else {
                return verdict;
            };
            work.shrink(rest);
            continue;
        }
        let serves_all_once = work.serve(
            &choice,
            effort.ties && (is_better || step.is_multiple_of(SELDOM)),
        );
        if serves_all_once {
            work.find(&mut verdict, &mut limit);
            is_aimed |= verdict.found.is_some();
            if work.node.bound > limit {
                return verdict;
            }
        }
        if is_better && (step >= last_idea + 10 || verdict.ideas.is_empty()) {
            verdict.ideas.push(work.idea(&choice));
            last_idea = step;
        }
        let gap = if is_aimed {
            limit - work.node.bound
        } else {
            bound.abs() / 20
        };
        if work.node.bound > mark.saturating_add(gap / 100) {
            (mark, marked_at) = (work.node.bound, step);
        } else if step - marked_at > effort.patience {
            break;
        }
        let agrees = work.remember();
        if is_better {
            failed = 0;
            if agrees {
                boldness = (boldness * 1.1).min(2.0);
            }
        } else {
            failed += 1;
            if failed >= 10 {
                failed = 0;
                boldness *= 0.66;
            }
        }
        work.step(boldness * gap.max(ticks) as f64);
    }
    // The last step may have decided the last clients.
    if work.rest.clients.is_empty() {
        work.find(&mut verdict, &mut limit);
        return verdict;
    }
    work.node.prices.clone_from(&work.best_prices);
    work.node.ties = std::mem::take(&mut work.ties).best();
    verdict.rest = match aim {
        // A node of which nobody knows whether it was bounded to the end comes back whole.
        _ if run.is_over() => vec![work.node],
        Aim::Bound => vec![work.node],
        Aim::Proof => work.split(),
        Aim::Layout => work.decide().into_iter().collect(),
    };
    verdict
}

impl<'a> Work<'a> {
    fn new(problem: &'a Problem, ticks: i64, mut node: Node, rest: Rest) -> Self {
        if node.prices.is_empty() {
            node.prices = first_prices(problem, &node, ticks);
        }
        let dearest = PAYABLE / (problem.cost.len() as i64).max(1);
        for price in &mut node.prices {
            *price = (*price).clamp(-dearest, dearest);
        }
        let mut work = Self {
            problem,
            ticks,
            best_prices: node.prices.clone(),
            dearest,
            ties: Ties::of(&node.ties),
            tied: 0,
            stranded: Vec::new(),
            node,
            rest,
            lists: vec![Vec::new(); problem.n_sites()],
            tables: vec![Vec::new(); problem.n_sites()],
            fillings: vec![None; problem.n_sites()],
            profit: vec![0; problem.n_sites()],
            price: vec![0; problem.n_sites()],
            all_seats: problem.sites.iter().map(|site| site.seats).collect(),
            counts: problem.sites.iter().map(|site| site.counts).collect(),
            demand: problem.demand.iter().map(|&demand| i64::from(demand)).sum(),
            is_impossible: false,
            served: vec![0.0; problem.n_clients()],
            usually_served: vec![1.0; problem.n_clients()],
            server: vec![0; problem.n_clients()],
            site_liking: vec![0.5; problem.n_sites()],
            scratch: Scratch::default(),
        };
        work.list();
        work
    }

    /// What follows from the decisions; `None` when nothing is left to decide that could work.
    fn conclude(&mut self) -> Option<Rest> {
        if self.is_impossible {
            return None;
        }
        self.node.conclude(self.problem)
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
        let is_allowed = &self.node.is_allowed;
        self.tied = self
            .ties
            .charge(&mut self.lists, &self.rest.site_of, |client, site| {
                is_allowed[client as usize * n_sites + site as usize]
            });
    }

    fn prices_sum(&self) -> i64 {
        let price = |&client: &u32| self.node.prices[client as usize];
        self.rest.clients.iter().map(price).sum()
    }

    /// The clients who pay a site, or those who do not.
    fn items(&mut self, site: usize, pay: bool) {
        self.scratch.items.clear();
        for &(client, cost) in &self.lists[site] {
            let profit = self.node.prices[client as usize] - cost;
            let weight = self.problem.demand[client as usize];
            if (profit > 0) == pay {
                self.scratch.items.push(Item {
                    client,
                    weight,
                    profit,
                });
            }
        }
    }

    /// What every site earns at the present prices. A site that cannot reach its floor is closed; answers whether
    /// there was one.
    fn earn(&mut self) -> bool {
        let mut too_small = false;
        for site in 0..self.problem.n_sites() {
            self.tables[site].clear();
            self.fillings[site] = None;
            self.profit[site] = 0;
            if self.node.locks[site] == Lock::Closed {
                continue;
            }
            self.items(site, true);
            let (seats, floor) = (self.rest.seats[site], self.rest.floors[site]);
            let scratch = &mut self.scratch;
            let wanted: u64 = scratch
                .items
                .iter()
                .map(|item| u64::from(item.weight))
                .sum();
            let paid = || scratch.items.iter().map(|item| item.profit).sum();
            self.profit[site] = if wanted < u64::from(floor) {
                let paid: i64 = paid();
                let need = floor - wanted as u32;
                self.items(site, false);
                let Some(filling) = knapsack::cover(&mut self.scratch.items, need) else {
                    // Locked open it has no layout; [`Node::conclude`] cannot see that.
                    if self.node.locks[site] == Lock::Open {
                        self.is_impossible = true;
                        return true;
                    }
                    self.node.locks[site] = Lock::Closed;
                    too_small = true;
                    continue;
                };
                let profit = paid + filling.profit;
                self.fillings[site] = Some(filling);
                profit
            } else if wanted <= u64::from(seats) {
                paid()
            } else if u64::from(seats) * scratch.items.len() as u64 <= CELLS_IN_TABLE {
                knapsack::table(&scratch.items, seats, &mut self.tables[site]);
                self.tables[site].last().copied().unwrap_or(0)
            } else {
                let filling = knapsack::fill(&mut scratch.items, seats);
                let profit = filling.profit;
                self.fillings[site] = Some(filling);
                profit
            };
            self.price[site] = self.problem.sites[site].opening * self.ticks - self.profit[site];
        }
        too_small
    }

    /// The sites that open at the present prices.
    fn choose(&self) -> Choice {
        Choice::of(&Offer {
            locks: &self.node.locks,
            price: &self.price,
            seats: &self.all_seats,
            demand: self.demand,
            n_open: &self.node.n_open,
            counts: &self.counts,
        })
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
                let forced = if let Some(filling) = &self.fillings[site] {
                    let item = Item {
                        client: client as u32,
                        weight: self.problem.demand[client],
                        profit: own,
                    };
                    // Beside a filling up to the floor all are packed who pay.
                    let least = filling.profit.min(filling.profit_with(&item));
                    let is_in = filling.profit <= 0 && own > 0;
                    let more = if is_in { 0 } else { filling.profit - least };
                    self.profit[site] - more
                } else if self.tables[site].is_empty() {
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

    /// Packs the chosen sites; answers whether every client was packed exactly once. With `separates`, pieces cut off
    /// from their sites are tied to those around them.
    fn serve(&mut self, choice: &Choice, separates: bool) -> bool {
        self.served.fill(0.0);
        self.server.fill(u32::MAX);
        self.ties.clear();
        if separates {
            self.stranded.clear();
        }
        for liking in &mut self.site_liking {
            *liking *= 1.0 - MEMORY;
        }
        for &(site, part) in &choice.sites {
            self.site_liking[site as usize] += MEMORY * part;
            self.items(site as usize, true);
            let seats = self.rest.seats[site as usize];
            let scratch = &mut self.scratch;
            let wanted: u64 = scratch
                .items
                .iter()
                .map(|item| u64::from(item.weight))
                .sum();
            scratch.packed.clear();
            let clients = scratch.items.iter().map(|item| item.client);
            if let Some(filling) = &self.fillings[site as usize] {
                if wanted <= u64::from(seats) {
                    scratch.packed.extend(clients);
                }
                scratch.packed.extend(&filling.clients);
            } else if wanted <= u64::from(seats) {
                scratch.packed.extend(clients);
            } else {
                knapsack::pack(&scratch.items, seats, &mut scratch.row, &mut scratch.packed);
            }
            for &client in &scratch.packed {
                self.served[client as usize] += part;
                let server = &mut self.server[client as usize];
                let cost = |site: u32| self.problem.cost(client as usize, site as usize);
                if *server == u32::MAX || cost(site) < cost(*server) {
                    *server = site;
                }
            }
            self.tie(site, part, separates);
        }
        self.rest
            .clients
            .iter()
            .all(|&client| (self.served[client as usize] - 1.0).abs() < 1e-9)
            && choice
                .sites
                .iter()
                .all(|&(_, part)| (part - 1.0).abs() < 1e-9)
    }

    /// Sees to it that what a site just packed is in one piece with it.
    fn tie(&mut self, site: u32, part: f64, separates: bool) {
        let Some(adjacency) = &self.problem.adjacency else {
            return;
        };
        if !separates && self.ties.is_empty() {
            return;
        }
        let is_packed = &mut self.scratch.is_packed;
        is_packed.clear();
        is_packed.extend(self.rest.site_of.iter().map(|&own| own == site));
        for &client in &self.scratch.packed {
            is_packed[client as usize] = true;
        }
        let belongs = |client: u32| is_packed[client as usize];
        self.ties.note(site, part, belongs);
        if separates && part > 0.5 {
            let members: Vec<u32> = (0..is_packed.len() as u32)
                .filter(|&client| belongs(client))
                .collect();
            let (allowed, n_sites) = (&self.node.is_allowed, self.problem.n_sites());
            let may = |client: u32| allowed[client as usize * n_sites + site as usize];
            let stranded = self.ties.separate(adjacency, site, &members, belongs, may);
            self.stranded
                .extend(stranded.into_iter().map(|client| (client, site)));
        }
    }

    /// The chosen sites with whom they packed, each client where it is cheapest.
    fn idea(&self, choice: &Choice) -> Idea {
        let mut site_of = self.rest.site_of.clone();
        for &client in &self.rest.clients {
            site_of[client as usize] = self.server[client as usize];
        }
        let mut is_open = vec![false; self.problem.n_sites()];
        for &(site, part) in &choice.sites {
            is_open[site as usize] = part > 0.5;
        }
        Idea { is_open, site_of }
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

    /// Averages how clients are served with the steps before; answers whether the last step pointed where the
    /// average does.
    fn remember(&mut self) -> bool {
        let (mut across, mut latest, mut usual) = (0.0, 0.0, 0.0);
        for &client in &self.rest.clients {
            let client = client as usize;
            let weight = self.weight(client);
            let (now, before) = (1.0 - self.served[client], 1.0 - self.usually_served[client]);
            across += weight * now * before;
            latest += weight * now * now;
            usual += weight * before * before;
        }
        // The mixture that comes closest to serving everybody once.
        let apart = latest + usual - 2.0 * across;
        let best = if apart > 0.0 {
            (usual - across) / apart
        } else {
            1.0
        };
        let part = best.clamp(MEMORY / 10.0, MEMORY);
        let part = if usual == 0.0 { 1.0 } else { part };
        self.ties.remember(part);
        for &client in &self.rest.clients {
            let usual = &mut self.usually_served[client as usize];
            *usual += part * (self.served[client as usize] - *usual);
        }
        across > 0.0
    }

    /// How far a client's price moves against others': it goes with its demand.
    fn weight(&self, client: usize) -> f64 {
        f64::from(self.problem.demand[client]).max(1.0)
    }

    /// One step from the best prices that would close `gap` if the bound were smooth (the volume algorithm, Barahona
    /// and Anbil 2000).
    fn step(&mut self, gap: f64) {
        let miss = |client: usize| 1.0 - self.usually_served[client];
        let norm: f64 = self
            .rest
            .clients
            .iter()
            .map(|&client| self.weight(client as usize) * miss(client as usize).powi(2))
            .sum();
        let demand = &self.problem.demand;
        let weight = |client: usize| f64::from(demand[client]).max(1.0);
        let norm: f64 = norm + self.ties.norm(weight);
        if norm < 1e-9 {
            return;
        }
        let all_ties = PAYABLE / (self.problem.n_clients() as i64).max(1);
        self.tied += self.ties.step(
            gap / norm,
            weight,
            all_ties,
            &mut self.lists,
            &self.rest.site_of,
        );
        for &client in &self.rest.clients {
            let client = client as usize;
            let by = gap / norm * self.weight(client) * miss(client);
            let price = self.best_prices[client].saturating_add(by.round() as i64);
            self.node.prices[client] = price.clamp(-self.dearest, self.dearest);
        }
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
