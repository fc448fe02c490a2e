//! A part of the search: which sites may open and which client may still go where, with what follows from it.

use std::ops::RangeInclusive;

use super::pieces::Priced;
use super::problem::{FORBIDDEN, Facility, Layout, Lock, Problem};

/// Decisions of one branch, and the client prices to start from.
#[derive(Clone)]
pub(super) struct Node {
    /// By site.
    pub(super) locks: Vec<Lock>,
    /// How many sites are open.
    pub(super) n_open: RangeInclusive<usize>,
    /// By client, then site.
    pub(super) is_allowed: Vec<bool>,
    /// In ticks.
    pub(super) prices: Vec<i64>,
    /// Conditions of catchments in one piece, with the prices to start from.
    pub(super) ties: Vec<Priced>,
    /// Known lower bound in ticks.
    pub(super) bound: i64,
}

/// What the decisions of a node leave open.
pub(super) struct Rest {
    /// Seats left by site after clients with a single site took theirs.
    pub(super) seats: Vec<u32>,
    /// What is missing to the floor by site after the same clients.
    pub(super) floors: Vec<u32>,
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
        let lock = |site: &Facility| match site.lock {
            Lock::Free if site.floor > site.seats => Lock::Closed,
            lock => lock,
        };
        Self {
            locks: problem.sites.iter().map(lock).collect(),
            is_allowed: problem.cost.iter().enumerate().map(allowed).collect(),
            n_open: problem.n_open.clone(),
            prices: Vec::new(),
            ties: Vec::new(),
            bound: i64::MIN,
        }
    }

    /// Draws every conclusion from the decisions; `None` when they contradict each other.
    pub(super) fn conclude(&mut self, problem: &Problem) -> Option<Rest> {
        let n_sites = problem.n_sites();
        let mut seats: Vec<u32> = problem.sites.iter().map(|site| site.seats).collect();
        let mut site_of = vec![u32::MAX; problem.n_clients()];
        let mut cost = 0;
        self.forbid_the_cut_off(problem);
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
        let floors = problem.sites.iter().zip(&seats).map(|(site, &left)| {
            let taken = site.seats - left;
            site.floor.saturating_sub(taken)
        });
        Some(Rest {
            floors: floors.collect(),
            seats,
            clients,
            site_of,
            cost,
        })
    }

    /// Where catchments must be in one piece, a client only goes to a site from which others who may go there lead
    /// to it.
    fn forbid_the_cut_off(&mut self, problem: &Problem) {
        let Some(adjacency) = &problem.adjacency else {
            return;
        };
        let (n_sites, n_clients) = (problem.n_sites(), problem.n_clients());
        for site in 0..n_sites {
            let may = |client: u32| self.is_allowed[client as usize * n_sites + site];
            let reached = adjacency.reached(site as u32, n_clients, may);
            let mut reached = reached.into_iter().map(|client| client as usize).peekable();
            for client in 0..n_clients {
                if reached.next_if_eq(&client).is_none() {
                    self.is_allowed[client * n_sites + site] = false;
                }
            }
        }
    }

    /// Opens or closes the sites in doubt where the number of open sites leaves no choice.
    fn settle_count(&mut self, problem: &Problem) -> Option<bool> {
        let counts = |site: usize| problem.sites[site].counts;
        let count = |lock: Lock| {
            let sites = (0..self.locks.len()).filter(|&site| counts(site));
            sites.filter(|&site| self.locks[site] == lock).count()
        };
        let (open, free) = (count(Lock::Open), count(Lock::Free));
        let (least, most) = (*self.n_open.start(), *self.n_open.end());
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
        for (site, lock) in self.locks.iter_mut().enumerate() {
            if *lock == Lock::Free && counts(site) {
                *lock = decided;
            }
        }
        Some(true)
    }

    /// The layout of a node in which every client has one site; free sites open only if it pays or must be, and if they
    /// may be empty.
    pub(super) fn layout(&self, problem: &Problem, site_of: &[u32]) -> Layout {
        let mut is_open: Vec<bool> = self.locks.iter().map(|&lock| lock == Lock::Open).collect();
        let mut spare: Vec<(i64, usize)> = (0..is_open.len())
            .filter(|&site| self.locks[site] == Lock::Free && problem.sites[site].floor == 0)
            .map(|site| (problem.sites[site].opening, site))
            .collect();
        spare.sort_unstable();
        let mut n_open = problem.count(&is_open);
        for (opening, site) in spare {
            let counts = problem.sites[site].counts;
            let must = counts && n_open < *self.n_open.start();
            if must || (opening < 0 && (!counts || n_open < *self.n_open.end())) {
                is_open[site] = true;
                n_open += usize::from(counts);
            }
        }
        Layout {
            is_open,
            site_of: site_of.to_vec(),
        }
    }
}
