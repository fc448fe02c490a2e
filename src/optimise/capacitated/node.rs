//! A part of the search: which sites may open and which client may still go where, with what follows from it.

use super::problem::{FORBIDDEN, Layout, Lock, Problem};

/// Decisions of one branch, and the client prices to start from.
#[derive(Clone)]
pub(super) struct Node {
    /// By site.
    pub(super) locks: Vec<Lock>,
    /// By client, then site.
    pub(super) is_allowed: Vec<bool>,
    /// In ticks.
    pub(super) prices: Vec<i64>,
    /// Known lower bound in ticks.
    pub(super) bound: i64,
}

/// What the decisions of a node leave open.
pub(super) struct Rest {
    /// Seats left by site after clients with a single site took theirs.
    pub(super) seats: Vec<u32>,
    /// Clients that still have a choice.
    pub(super) clients: Vec<u32>,
    /// Site of the others, `u32::MAX` for those with a choice.
    pub(super) site_of: Vec<u32>,
    /// Ways of those without a choice.
    pub(super) cost: i64,
}

impl Node {
    pub(super) fn root(problem: &Problem) -> Self {
        let allowed = |(at, &cost): (usize, &i64)| {
            let (client, site) = (at / problem.n_sites(), at % problem.n_sites());
            cost != FORBIDDEN && problem.demand[client] <= problem.sites[site].seats
        };
        Self {
            locks: problem.sites.iter().map(|site| site.lock).collect(),
            is_allowed: problem.cost.iter().enumerate().map(allowed).collect(),
            prices: Vec::new(),
            bound: i64::MIN,
        }
    }

    /// Draws every conclusion from the decisions; `None` when they contradict each other.
    pub(super) fn conclude(&mut self, problem: &Problem) -> Option<Rest> {
        let n_sites = problem.n_sites();
        let mut seats: Vec<u32> = problem.sites.iter().map(|site| site.seats).collect();
        let mut site_of = vec![u32::MAX; problem.n_clients()];
        let mut cost = 0;
        loop {
            let mut changed = self.settle_count(problem)?;
            for (client, own_site) in site_of.iter_mut().enumerate() {
                if *own_site != u32::MAX {
                    continue;
                }
                let demand = problem.demand[client];
                let row = &mut self.is_allowed[client * n_sites..][..n_sites];
                let mut only = None;
                let mut choices = 0;
                for (site, allowed) in row.iter_mut().enumerate() {
                    *allowed &= self.locks[site] != Lock::Closed && demand <= seats[site];
                    if *allowed {
                        choices += 1;
                        only = Some(site);
                    }
                }
                let site = only?;
                if choices == 1 {
                    *own_site = site as u32;
                    seats[site] -= demand;
                    cost += problem.cost(client, site);
                    self.locks[site] = Lock::Open;
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        let clients = (0..problem.n_clients() as u32)
            .filter(|&client| site_of[client as usize] == u32::MAX)
            .collect();
        Some(Rest {
            seats,
            clients,
            site_of,
            cost,
        })
    }

    /// Opens or closes the sites in doubt where the number of open sites leaves no choice.
    fn settle_count(&mut self, problem: &Problem) -> Option<bool> {
        let count = |lock: Lock| self.locks.iter().filter(|&&other| other == lock).count();
        let (open, free) = (count(Lock::Open), count(Lock::Free));
        let (least, most) = (*problem.n_open.start(), *problem.n_open.end());
        if open > most || open + free < least {
            return None;
        }
        if free == 0 || (open < most && open + free > least) {
            return Some(false);
        }
        let decided = if open == most {
            Lock::Closed
        } else {
            Lock::Open
        };
        for lock in &mut self.locks {
            if *lock == Lock::Free {
                *lock = decided;
            }
        }
        Some(true)
    }

    /// The layout of a node in which every client has one site; free sites open only if it pays or must be.
    pub(super) fn layout(&self, problem: &Problem, site_of: &[u32]) -> Layout {
        let mut is_open: Vec<bool> = self.locks.iter().map(|&lock| lock == Lock::Open).collect();
        let mut spare: Vec<(i64, usize)> = (0..is_open.len())
            .filter(|&site| self.locks[site] == Lock::Free)
            .map(|site| (problem.sites[site].opening, site))
            .collect();
        spare.sort_unstable();
        let mut n_open = is_open.iter().filter(|&&open| open).count();
        for (opening, site) in spare {
            let must = n_open < *problem.n_open.start();
            if must || (opening < 0 && n_open < *problem.n_open.end()) {
                is_open[site] = true;
                n_open += 1;
            }
        }
        Layout {
            is_open,
            site_of: site_of.to_vec(),
        }
    }
}
