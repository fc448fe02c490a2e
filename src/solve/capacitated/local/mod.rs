//! Good layouts at once. Clients are shifted, exchanged and pushed on between sites ([`steps`]), sites are opened and
//! closed, again and again ([`walk`]).
//!
//! A draft may break seats and floors for a while, at a price. Where catchments must be in one piece they grow from
//! their sites, and every step that would cut one is refused.

mod steps;
mod walk;

pub(super) use walk::Walk;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::problem::{FORBIDDEN, Layout, Lock, Problem};

/// How many open sites a client is tried at, the cheapest first.
const TRIED: usize = 10;

/// A problem with its ways sorted.
pub(super) struct SortedProblem<'a> {
    problem: &'a Problem,
    /// By client, the sites it may go to, cheapest first.
    near: Vec<Vec<u32>>,
    /// More than any way.
    dear: i64,
}

impl<'a> SortedProblem<'a> {
    pub(super) fn of(problem: &'a Problem) -> Self {
        let near = |client: usize| {
            let costs = problem.costs(client);
            let may = |&site: &u32| {
                let site = site as usize;
                costs[site] != FORBIDDEN
                    && problem.sites[site].lock != Lock::Closed
                    && problem.demand[client] <= problem.sites[site].seats
            };
            let mut sites: Vec<u32> = (0..problem.n_sites() as u32).filter(may).collect();
            sites.sort_unstable_by_key(|&site| (costs[site as usize], site));
            sites
        };
        let costs = problem.cost.iter().copied();
        Self {
            near: (0..problem.n_clients()).map(near).collect(),
            dear: 2 * costs
                .filter(|&cost| cost != FORBIDDEN)
                .max()
                .unwrap_or(0)
                .max(1),
            problem,
        }
    }

    /// What a unit of demand over the seats costs at first: about as much as sending a client one site farther.
    fn gentle(&self) -> i64 {
        let farther = |client: usize| {
            let sites = &self.near[client];
            let (first, next) = (*sites.first()?, *sites.get(2).or(sites.last())?);
            let cost = |site: u32| self.problem.cost(client, site as usize);
            Some((cost(next) - cost(first)) / i64::from(self.problem.demand[client].max(1)))
        };
        let mut all: Vec<i64> = (0..self.near.len()).filter_map(farther).collect();
        all.sort_unstable();
        all.get(all.len() / 2)
            .map_or(1, |&middle| middle.clamp(1, self.dear))
    }
}

/// A layout being changed.
#[derive(Clone)]
pub(super) struct Draft<'a> {
    search: &'a SortedProblem<'a>,
    is_open: Vec<bool>,
    /// By client, its cheapest open sites, cheapest first; [`NOWHERE`] after the last.
    open_near: Vec<[u32; TRIED]>,
    n_open: usize,
    /// By client; `u32::MAX` while it has none.
    site_of: Vec<u32>,
    members: Vec<Vec<u32>>,
    load: Vec<i64>,
    /// By site: price of one unit of demand over the seats or under the floor.
    penalty: Vec<i64>,
    /// By site, whether its clients or the price of rules changed since it was last looked at.
    is_fresh: Vec<bool>,
    /// By site, whether steps to or from it are worth a look.
    is_active: Vec<bool>,
}

const NOWHERE: u32 = u32::MAX;

impl<'a> Draft<'a> {
    /// These sites open, and clients shared out to them.
    pub(super) fn with_open(search: &'a SortedProblem<'a>, is_open: &[bool]) -> Self {
        let mut draft = Self::empty(search, is_open);
        draft.place((0..search.problem.n_clients() as u32).collect());
        draft
    }

    /// An earlier layout, to be changed; clients whose site is not open, or does not hold together, are placed anew.
    pub(super) fn of(search: &'a SortedProblem<'a>, is_open: &[bool], site_of: &[u32]) -> Self {
        let mut draft = Self::empty(search, is_open);
        let mut rest = Vec::new();
        for (client, &site) in site_of.iter().enumerate() {
            if draft.is_open.get(site as usize).is_some_and(|&open| open) {
                draft.put(client, site);
            } else {
                rest.push(client as u32);
            }
        }
        draft.drop_stranded(&mut rest);
        draft.place(rest);
        draft
    }

    fn empty(search: &'a SortedProblem<'a>, is_open: &[bool]) -> Self {
        let (n_clients, n_sites) = (search.problem.n_clients(), is_open.len());
        let mut draft = Self {
            n_open: search.problem.count(is_open),
            members: vec![Vec::new(); n_sites],
            is_fresh: vec![true; n_sites],
            is_active: vec![true; n_sites],
            load: vec![0; n_sites],
            is_open: is_open.to_vec(),
            open_near: vec![[NOWHERE; TRIED]; n_clients],
            site_of: vec![NOWHERE; n_clients],
            penalty: vec![search.dear; n_sites],
            search,
        };
        (0..n_clients).for_each(|client| draft.find_near(client));
        draft
    }

    /// Notes a client's cheapest open sites.
    fn find_near(&mut self, client: usize) {
        let sites = self.search.near[client].iter().copied();
        let mut open = sites.filter(|&site| self.is_open[site as usize]);
        for slot in &mut self.open_near[client] {
            *slot = open.next().unwrap_or(NOWHERE);
        }
    }

    fn set_open(&mut self, site: u32, open: bool) {
        self.is_open[site as usize] = open;
        for client in 0..self.open_near.len() {
            let near = &self.open_near[client];
            let is_concerned = if open {
                let last = near[TRIED - 1];
                last == NOWHERE
                    || self.problem().cost(client, site as usize)
                        <= self.problem().cost(client, last as usize)
            } else {
                near.contains(&site)
            };
            if is_concerned {
                self.find_near(client);
            }
        }
    }

    fn problem(&self) -> &'a Problem {
        self.search.problem
    }

    fn demand(&self, client: usize) -> i64 {
        i64::from(self.problem().demand[client])
    }

    fn put(&mut self, client: usize, to: u32) {
        let demand = self.demand(client);
        let from = std::mem::replace(&mut self.site_of[client], to);
        if from != NOWHERE {
            let members = &mut self.members[from as usize];
            if let Some(at) = members.iter().position(|&member| member as usize == client) {
                members.swap_remove(at);
            }
            self.load[from as usize] -= demand;
            self.is_fresh[from as usize] = true;
        }
        if to != NOWHERE {
            self.members[to as usize].push(client as u32);
            self.load[to as usize] += demand;
            self.is_fresh[to as usize] = true;
        }
    }

    /// Whether something changed at one of two sites since steps between them were last looked at.
    fn is_worth_a_look(&self, one: u32, other: u32) -> bool {
        let is_active = |site: u32| site == NOWHERE || self.is_active[site as usize];
        is_active(one) || is_active(other)
    }

    /// Steps from now on are between sites that changed since the last time; answers whether there are any.
    fn look_afresh(&mut self) -> bool {
        std::mem::swap(&mut self.is_active, &mut self.is_fresh);
        self.is_fresh.fill(false);
        self.is_active.contains(&true)
    }

    /// What a load costs beyond the rules.
    fn strain(&self, site: usize, load: i64) -> i64 {
        let rules = &self.problem().sites[site];
        let over = (load - i64::from(rules.seats)).max(0);
        let under = (i64::from(rules.floor) - load).max(0);
        (over + under) * self.penalty[site]
    }

    /// What a change of load costs beyond the rules.
    fn strain_by(&self, site: u32, change: i64) -> i64 {
        if site == NOWHERE {
            return 0;
        }
        let site = site as usize;
        self.strain(site, self.load[site] + change) - self.strain(site, self.load[site])
    }

    fn way(&self, client: usize, site: u32) -> i64 {
        if site == NOWHERE {
            return self.search.dear * 4;
        }
        match self.problem().cost(client, site as usize) {
            FORBIDDEN => self.search.dear * 4,
            cost => cost,
        }
    }

    /// The cheapest open sites of a client, at most so many.
    fn open_near(&self, client: usize, most: usize) -> impl Iterator<Item = u32> + use<> {
        let near = self.open_near[client].into_iter().take(most);
        near.take_while(|&site| site != NOWHERE)
    }

    /// Cost with penalties.
    pub(super) fn cost(&self) -> i64 {
        let clients = self.site_of.iter().enumerate();
        let ways: i64 = clients.map(|(client, &site)| self.way(client, site)).sum();
        let open = (0..self.is_open.len()).filter(|&site| self.is_open[site]);
        let sites = open
            .map(|site| self.problem().sites[site].opening + self.strain(site, self.load[site]));
        ways + sites.sum::<i64>()
    }

    /// The layout, if it breaks no rule.
    pub(super) fn layout(&self) -> Option<(i64, Layout)> {
        let layout = Layout {
            is_open: self.is_open.clone(),
            site_of: self.site_of.clone(),
        };
        let cost = layout.cost(self.problem())?;
        Some((cost, layout))
    }

    /// Whether a site's clients are in one piece with it.
    fn in_one_piece(&self, site: u32) -> bool {
        let (Some(adjacency), false) = (&self.problem().adjacency, site == NOWHERE) else {
            return true;
        };
        adjacency.is_in_one_piece(site, self.members[site as usize].len(), |client| {
            self.site_of[client as usize] == site
        })
    }

    /// Carries out moves that together cost `change`, unless they do not pay or cut a catchment.
    fn take(&mut self, change: i64, moves: &[(usize, u32)]) -> bool {
        if change >= 0 {
            return false;
        }
        if self.problem().adjacency.is_none() {
            for &(client, to) in moves {
                self.put(client, to);
            }
            return true;
        }
        let mut sites: Vec<u32> = moves.iter().map(|&(_, to)| to).collect();
        let before: Vec<(usize, u32)> = moves
            .iter()
            .map(|&(client, _)| (client, self.site_of[client]))
            .collect();
        sites.extend(before.iter().map(|&(_, site)| site));
        for &(client, to) in moves {
            self.put(client, to);
        }
        if sites.into_iter().all(|site| self.in_one_piece(site)) {
            return true;
        }
        for (client, site) in before {
            self.put(client, site);
        }
        false
    }

    /// Gives clients without a site to the sites that are best for them now.
    fn place(&mut self, mut clients: Vec<u32>) {
        if self.problem().adjacency.is_some() {
            self.grow(&clients);
            return;
        }
        let regret = |&client: &u32| {
            let client = client as usize;
            let mut near = self.open_near(client, 2);
            let first = near.next().map_or(0, |site| self.way(client, site));
            let second = near
                .next()
                .map_or(self.search.dear, |site| self.way(client, site));
            let demand = self.problem().demand[client];
            (Reverse(second - first), Reverse(demand), client)
        };
        clients.sort_by_cached_key(regret);
        for client in clients {
            let client = client as usize;
            let sites = self.search.near[client].iter().copied();
            let best = sites
                .filter(|&site| self.is_open[site as usize])
                .min_by_key(|&site| (self.price(client, site), site));
            if let Some(site) = best {
                self.put(client, site);
            }
        }
    }

    /// What it costs to have a client at a site besides.
    fn price(&self, client: usize, site: u32) -> i64 {
        self.way(client, site) + self.strain_by(site, self.demand(client))
    }

    /// Lets catchments grow over clients without a site, the cheapest step first.
    fn grow(&mut self, clients: &[u32]) {
        let Some(adjacency) = &self.problem().adjacency else {
            return;
        };
        let mut steps = BinaryHeap::new();
        for &client in clients {
            let client = client as usize;
            let mut sites: Vec<u32> = adjacency.touching[client]
                .iter()
                .map(|&other| self.site_of[other as usize])
                .filter(|&site| site != NOWHERE)
                .collect();
            let standing = |&site: &u32| {
                self.is_open[site as usize]
                    && adjacency.around[site as usize].contains(&(client as u32))
            };
            sites.extend((0..self.is_open.len() as u32).filter(standing));
            sites.sort_unstable();
            sites.dedup();
            steps.extend(
                sites
                    .into_iter()
                    .filter_map(|site| self.growth(client, site)),
            );
        }
        while let Some(Reverse((price, client, site))) = steps.pop() {
            let at = client as usize;
            if self.site_of[at] != NOWHERE {
                continue;
            }
            // The site may have filled up meanwhile.
            if let Some(step) = self.growth(at, site)
                && step.0.0 > price
            {
                steps.push(step);
                continue;
            }
            self.put(at, site);
            for &other in &adjacency.touching[at] {
                if self.site_of[other as usize] == NOWHERE {
                    steps.extend(self.growth(other as usize, site));
                }
            }
        }
    }

    fn growth(&self, client: usize, site: u32) -> Option<Reverse<(i64, u32, u32)>> {
        let cost = self.problem().cost(client, site as usize);
        let fits = self.problem().demand[client] <= self.problem().sites[site as usize].seats;
        (cost != FORBIDDEN && fits)
            .then(|| Reverse((self.price(client, site), client as u32, site)))
    }

    fn counts(&self, site: u32) -> bool {
        self.problem().sites[site as usize].counts
    }

    fn open(&mut self, site: u32) {
        self.set_open(site, true);
        self.n_open += usize::from(self.counts(site));
        let gains = |&client: &usize| {
            let cost = self.problem().cost(client, site as usize);
            cost != FORBIDDEN && cost < self.way(client, self.site_of[client])
        };
        let mut leave: Vec<u32> = (0..self.site_of.len())
            .filter(gains)
            .map(|client| client as u32)
            .collect();
        for &client in &leave {
            self.put(client as usize, NOWHERE);
        }
        self.drop_stranded(&mut leave);
        self.place(leave);
    }

    fn close(&mut self, site: u32) {
        self.set_open(site, false);
        self.n_open -= usize::from(self.counts(site));
        let leave = self.members[site as usize].clone();
        for &client in &leave {
            self.put(client as usize, NOWHERE);
        }
        self.place(leave);
    }

    /// Takes out whoever is cut off from its site.
    fn drop_stranded(&mut self, out: &mut Vec<u32>) {
        let Some(adjacency) = &self.problem().adjacency else {
            return;
        };
        for site in 0..self.is_open.len() as u32 {
            let stranded = adjacency.stranded(site, &self.members[site as usize], |client| {
                self.site_of[client as usize] == site
            });
            for &client in &stranded {
                self.put(client as usize, NOWHERE);
            }
            out.extend(stranded);
        }
    }
}
