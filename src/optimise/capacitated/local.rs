//! Good layouts at once: clients shifted and swapped between sites, sites moved, and the best of many shaken starts.

use super::problem::{FORBIDDEN, Layout, Lock, Problem};
use crate::optimise::{Random, Run};

/// A layout being changed; may break seats and floors for a while, at a price.
#[derive(Clone)]
pub(super) struct Draft<'a> {
    problem: &'a Problem,
    open: Vec<u32>,
    is_open: Vec<bool>,
    site_of: Vec<u32>,
    load: Vec<i64>,
    /// Price of one unit of demand over the seats or under the floor.
    penalty: i64,
}

impl<'a> Draft<'a> {
    /// These sites open, every client at the cheapest that still has seats, those who lose most first.
    pub(super) fn with_open(problem: &'a Problem, is_open: Vec<bool>) -> Self {
        let mut draft = Self {
            problem,
            open: Vec::new(),
            is_open,
            site_of: vec![u32::MAX; problem.n_clients()],
            load: vec![0; problem.n_sites()],
            penalty: penalty(problem),
        };
        draft.deal();
        draft
    }

    /// An earlier layout, to be changed.
    pub(super) fn of(problem: &'a Problem, layout: &Layout) -> Self {
        let mut draft = Self {
            problem,
            open: Vec::new(),
            is_open: layout.is_open.clone(),
            site_of: layout.site_of.clone(),
            load: vec![0; problem.n_sites()],
            penalty: penalty(problem),
        };
        draft.list_open();
        for (client, &site) in draft.site_of.iter().enumerate() {
            draft.load[site as usize] += i64::from(problem.demand[client]);
        }
        draft
    }

    fn list_open(&mut self) {
        self.open = (0..self.is_open.len() as u32)
            .filter(|&site| self.is_open[site as usize])
            .collect();
    }

    fn deal(&mut self) {
        self.list_open();
        self.load.fill(0);
        let regret = |client: usize| {
            let (mut first, mut second) = (FORBIDDEN, FORBIDDEN);
            for &site in &self.open {
                let cost = self.problem.cost(client, site as usize);
                if cost < first {
                    (first, second) = (cost, first);
                } else if cost < second {
                    second = cost;
                }
            }
            second.saturating_sub(first)
        };
        let mut order: Vec<(i64, u32, usize)> = (0..self.problem.n_clients())
            .map(|client| (regret(client), self.problem.demand[client], client))
            .collect();
        order.sort_unstable_by_key(|&(regret, demand, client)| {
            (std::cmp::Reverse(regret), std::cmp::Reverse(demand), client)
        });
        for (_, demand, client) in order {
            let demand = i64::from(demand);
            let seats = |site: u32| i64::from(self.problem.sites[site as usize].seats);
            let best = self.open.iter().copied().min_by_key(|&site| {
                let over = (self.load[site as usize] + demand - seats(site)).max(0);
                (over, self.problem.cost(client, site as usize), site)
            });
            if let Some(site) = best {
                self.site_of[client] = site;
                self.load[site as usize] += demand;
            }
        }
    }

    /// What a load costs beyond the rules.
    fn strain(&self, site: usize, load: i64) -> i64 {
        let rules = &self.problem.sites[site];
        let over = (load - i64::from(rules.seats)).max(0);
        let under = (i64::from(rules.floor) - load).max(0);
        (over + under) * self.penalty
    }

    fn way(&self, client: usize, site: usize) -> i64 {
        let cost = self.problem.cost(client, site);
        if cost == FORBIDDEN {
            self.penalty * 1_000
        } else {
            cost
        }
    }

    /// Cost with penalties.
    pub(super) fn cost(&self) -> i64 {
        let ways: i64 = (0..self.site_of.len())
            .map(|client| match self.site_of[client] {
                u32::MAX => self.penalty * 1_000,
                site => self.way(client, site as usize),
            })
            .sum();
        let sites: i64 = self
            .open
            .iter()
            .map(|&site| {
                let site = site as usize;
                self.problem.sites[site].opening + self.strain(site, self.load[site])
            })
            .sum();
        ways + sites
    }

    /// Shifts, swaps and site moves until none helps.
    pub(super) fn improve(&mut self) {
        loop {
            while self.shift() | self.swap() {}
            if !self.move_sites() {
                return;
            }
        }
    }

    fn shift(&mut self) -> bool {
        let mut helped = false;
        for client in 0..self.site_of.len() {
            let from = self.site_of[client] as usize;
            if from >= self.load.len() {
                continue;
            }
            let demand = i64::from(self.problem.demand[client]);
            let leave = self.strain(from, self.load[from] - demand)
                - self.strain(from, self.load[from])
                - self.way(client, from);
            let best = self
                .open
                .iter()
                .map(|&to| {
                    let site = to as usize;
                    let arrive = self.strain(site, self.load[site] + demand)
                        - self.strain(site, self.load[site]);
                    (leave + arrive + self.way(client, site), to)
                })
                .filter(|&(_, to)| to as usize != from)
                .min();
            if let Some((change, to)) = best
                && change < 0
            {
                self.site_of[client] = to;
                self.load[from] -= demand;
                self.load[to as usize] += demand;
                helped = true;
            }
        }
        helped
    }

    fn swap(&mut self) -> bool {
        let mut helped = false;
        for one in 0..self.site_of.len() {
            for other in one + 1..self.site_of.len() {
                let (a, b) = (self.site_of[one] as usize, self.site_of[other] as usize);
                if a == b || a.max(b) >= self.load.len() {
                    continue;
                }
                let ways =
                    self.way(one, b) + self.way(other, a) - self.way(one, a) - self.way(other, b);
                let more =
                    i64::from(self.problem.demand[other]) - i64::from(self.problem.demand[one]);
                if ways >= 0 && more == 0 {
                    continue;
                }
                let strain = self.strain(a, self.load[a] + more) - self.strain(a, self.load[a])
                    + self.strain(b, self.load[b] - more)
                    - self.strain(b, self.load[b]);
                if ways + strain < 0 {
                    self.site_of.swap(one, other);
                    self.load[a] += more;
                    self.load[b] -= more;
                    helped = true;
                }
            }
        }
        helped
    }

    /// Moves all clients of one site to a closed one that serves them more cheaply.
    fn move_sites(&mut self) -> bool {
        let mut helped = false;
        for at in 0..self.open.len() {
            let from = self.open[at] as usize;
            if self.problem.sites[from].lock == Lock::Open {
                continue;
            }
            let clients: Vec<usize> = (0..self.site_of.len())
                .filter(|&client| self.site_of[client] as usize == from)
                .collect();
            let cost = |site: usize| {
                let ways: i64 = clients.iter().map(|&client| self.way(client, site)).sum();
                ways + self.problem.sites[site].opening + self.strain(site, self.load[from])
            };
            let now = cost(from);
            let best = (0..self.problem.n_sites())
                .filter(|&site| !self.is_open[site] && self.problem.sites[site].lock == Lock::Free)
                .map(|site| (cost(site), site))
                .min();
            if let Some((then, to)) = best
                && then < now
            {
                self.is_open[from] = false;
                self.is_open[to] = true;
                self.load[to] = std::mem::take(&mut self.load[from]);
                for client in clients {
                    self.site_of[client] = to as u32;
                }
                self.list_open();
                helped = true;
            }
        }
        helped
    }

    /// The layout, if it breaks no rule.
    pub(super) fn layout(&self) -> Option<(i64, Layout)> {
        let layout = Layout {
            is_open: self.is_open.clone(),
            site_of: self.site_of.clone(),
        };
        let cost = layout.cost(self.problem)?;
        Some((cost, layout))
    }

    /// Opens, closes or exchanges a random site and deals everyone anew around it.
    fn shake(&mut self, random: &mut Random) {
        let free = |open: bool| -> Vec<usize> {
            (0..self.is_open.len())
                .filter(|&site| {
                    self.is_open[site] == open && self.problem.sites[site].lock == Lock::Free
                })
                .collect()
        };
        let (opens, closes) = (free(false), free(true));
        let n_open = self.open.len();
        let may_grow = n_open < *self.problem.n_open.end() && !opens.is_empty();
        let may_shrink = n_open > *self.problem.n_open.start() && !closes.is_empty();
        let may_swap = !opens.is_empty() && !closes.is_empty();
        let way = random.below(4);
        if way == 0 && may_grow {
            self.is_open[opens[random.below(opens.len())]] = true;
        } else if way == 1 && may_shrink {
            self.is_open[closes[random.below(closes.len())]] = false;
        } else if may_swap {
            for _ in 0..=random.below(2) {
                let (incoming, outgoing) = (random.below(opens.len()), random.below(closes.len()));
                if self.is_open[opens[incoming]] || !self.is_open[closes[outgoing]] {
                    continue;
                }
                self.is_open[opens[incoming]] = true;
                self.is_open[closes[outgoing]] = false;
            }
        } else {
            // All sites are decided: only the clients can be dealt differently.
            for _ in 0..3 {
                let client = random.below(self.site_of.len().max(1));
                if let (Some(place), Some(&site)) = (
                    self.site_of.get_mut(client),
                    self.open.get(random.below(self.open.len().max(1))),
                ) {
                    let demand = i64::from(self.problem.demand[client]);
                    if let Some(load) = self.load.get_mut(*place as usize) {
                        *load -= demand;
                    }
                    self.load[site as usize] += demand;
                    *place = site;
                }
            }
            return;
        }
        self.deal();
    }
}

/// Dear enough that no way is worth breaking a rule.
fn penalty(problem: &Problem) -> i64 {
    let dearest = problem
        .cost
        .iter()
        .copied()
        .filter(|&cost| cost != FORBIDDEN)
        .max();
    2 * dearest.unwrap_or(0).max(1)
}

/// The best layout after so many shakes of the best one before.
pub(super) fn search(
    problem: &Problem,
    start: Draft<'_>,
    shakes: usize,
    run: &Run<'_>,
) -> Option<(i64, Layout)> {
    let mut random = Random::seeded(1);
    let mut best = start;
    best.improve();
    let mut best_cost = best.cost();
    let mut found = best.layout();
    for _ in 0..shakes {
        if run.is_over() {
            break;
        }
        let mut draft = Draft {
            problem,
            ..best.clone()
        };
        draft.shake(&mut random);
        draft.improve();
        let cost = draft.cost();
        if cost < best_cost {
            best_cost = cost;
            best = draft;
            found = best.layout().or(found);
        }
    }
    found
}
