//! Good layouts at once: clients shifted, exchanged and pushed on between sites, sites opened and closed, again and again.
//!
//! A draft may break seats and floors for a while, at a price that rises while no allowed layout turns up. Changes of
//! sites start from a client picked at random and touch only its surroundings; what comes out is kept as long as
//! it is hardly worse than the best so far (record-to-record travel, Dueck 1993). Where catchments must be
//! in one piece they grow from their sites, and every step that would cut one is refused.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::problem::{FORBIDDEN, Layout, Lock, Problem};
use crate::optimise::{Random, Run};

/// How many open sites a client is tried at, the cheapest first.
const TRIED: usize = 10;
/// How many of them in an exchange or a chain.
const EXCHANGED: usize = 5;
/// Steps of client by client after one change of sites; a few dozen do.
const PASSES: usize = 40;

/// A problem with its ways sorted.
pub(super) struct Search<'a> {
    problem: &'a Problem,
    /// By client, the sites it may go to, cheapest first.
    near: Vec<Vec<u32>>,
    /// More than any way.
    dear: i64,
}

impl<'a> Search<'a> {
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
    search: &'a Search<'a>,
    is_open: Vec<bool>,
    n_open: usize,
    /// By client; `u32::MAX` while it has none.
    site_of: Vec<u32>,
    members: Vec<Vec<u32>>,
    load: Vec<i64>,
    /// Price of one unit of demand over the seats or under the floor.
    penalty: i64,
    /// By site, whether its clients or the price of rules changed since it was last looked at.
    is_fresh: Vec<bool>,
    /// By site, whether steps to or from it are worth a look.
    is_active: Vec<bool>,
}

const NOWHERE: u32 = u32::MAX;

impl<'a> Draft<'a> {
    /// These sites open, clients dealt to them.
    pub(super) fn with_open(search: &'a Search<'a>, is_open: Vec<bool>) -> Self {
        let n_clients = search.problem.n_clients();
        let mut draft = Self {
            n_open: search.problem.count(&is_open),
            members: vec![Vec::new(); is_open.len()],
            is_fresh: vec![true; is_open.len()],
            is_active: vec![true; is_open.len()],
            load: vec![0; is_open.len()],
            site_of: vec![NOWHERE; n_clients],
            penalty: search.dear,
            is_open,
            search,
        };
        draft.place((0..n_clients as u32).collect());
        draft
    }

    /// An earlier layout, to be changed; clients whose site is not open, or does not hold together, are dealt anew.
    pub(super) fn of(search: &'a Search<'a>, is_open: &[bool], site_of: &[u32]) -> Self {
        let mut draft = Self {
            n_open: search.problem.count(is_open),
            members: vec![Vec::new(); is_open.len()],
            is_fresh: vec![true; is_open.len()],
            is_active: vec![true; is_open.len()],
            load: vec![0; is_open.len()],
            is_open: is_open.to_vec(),
            site_of: vec![NOWHERE; site_of.len()],
            penalty: search.dear,
            search,
        };
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
        (over + under) * self.penalty
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

    /// The cheapest open sites of a client.
    fn open_near(&self, client: usize, most: usize) -> impl Iterator<Item = u32> + use<'_, 'a> {
        let sites = self.search.near[client].iter().copied();
        sites.filter(|&site| self.is_open[site as usize]).take(most)
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
        let (Some(ground), false) = (&self.problem().ground, site == NOWHERE) else {
            return true;
        };
        ground.is_in_one_piece(site, self.members[site as usize].len(), |client| {
            self.site_of[client as usize] == site
        })
    }

    /// Carries out moves that together cost `change`, unless they do not pay or cut a catchment.
    fn take(&mut self, change: i64, moves: &[(usize, u32)]) -> bool {
        if change >= 0 {
            return false;
        }
        if self.problem().ground.is_none() {
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
        if self.problem().ground.is_some() {
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
            let best = self
                .open_near(client, usize::MAX)
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
        let Some(ground) = &self.problem().ground else {
            return;
        };
        let mut steps = BinaryHeap::new();
        for &client in clients {
            let client = client as usize;
            let mut sites: Vec<u32> = ground.touching[client]
                .iter()
                .map(|&other| self.site_of[other as usize])
                .filter(|&site| site != NOWHERE)
                .collect();
            let standing = |&site: &u32| {
                self.is_open[site as usize]
                    && ground.around[site as usize].contains(&(client as u32))
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
            for &other in &ground.touching[at] {
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

    /// Shifts, exchanges and chains until none helps.
    pub(super) fn improve(&mut self) {
        for _ in 0..PASSES {
            if self.look_afresh() {
                self.shift();
                self.exchange();
                self.chain();
            } else if !self.move_sites() {
                return;
            }
        }
    }

    fn shift(&mut self) {
        for client in 0..self.site_of.len() {
            let from = self.site_of[client];
            let demand = self.demand(client);
            let leave = self.strain_by(from, -demand) - self.way(client, from);
            let mut better: Vec<(i64, u32)> = self
                .open_near(client, TRIED)
                .filter(|&to| to != from && self.is_worth_a_look(from, to))
                .map(|to| (leave + self.price(client, to), to))
                .filter(|&(change, _)| change < 0)
                .collect();
            better.sort_unstable();
            for (change, to) in better {
                if self.take(change, &[(client, to)]) {
                    break;
                }
            }
        }
    }

    fn exchange(&mut self) {
        for one in 0..self.site_of.len() {
            let near: Vec<u32> = self.open_near(one, EXCHANGED).collect();
            for b in near {
                let a = self.site_of[one];
                if a == b || a == NOWHERE || !self.is_worth_a_look(a, b) {
                    continue;
                }
                let go = self.way(one, b) - self.way(one, a);
                let is_strained = self.strain(a as usize, self.load[a as usize]) > 0;
                if go >= 0 && !is_strained {
                    continue;
                }
                let demand = self.demand(one);
                for at in 0..self.members[b as usize].len() {
                    let other = self.members[b as usize][at] as usize;
                    let ways = go + self.way(other, a) - self.way(other, b);
                    let more = self.demand(other) - demand;
                    let change = ways + self.strain_by(a, more) + self.strain_by(b, -more);
                    if self.take(change, &[(one, b), (other, a)]) {
                        break;
                    }
                }
            }
        }
    }

    /// One client takes the place of another, which goes to a third site.
    fn chain(&mut self) {
        for one in 0..self.site_of.len() {
            let near: Vec<u32> = self.open_near(one, EXCHANGED).collect();
            for b in near {
                let a = self.site_of[one];
                if a == b || !self.is_worth_a_look(a, b) {
                    continue;
                }
                let demand = self.demand(one);
                let go = self.way(one, b) - self.way(one, a) + self.strain_by(a, -demand);
                if go >= 0 {
                    continue;
                }
                if self.push_on(one, b, go) {
                    break;
                }
            }
        }
    }

    fn push_on(&mut self, one: usize, b: u32, go: i64) -> bool {
        let (a, demand) = (self.site_of[one], self.demand(one));
        for at in 0..self.members[b as usize].len() {
            let other = self.members[b as usize][at] as usize;
            let pushed = self.demand(other);
            let here = go + self.strain_by(b, demand - pushed) - self.way(other, b);
            if here >= 0 {
                continue;
            }
            let next: Vec<u32> = self.open_near(other, EXCHANGED).collect();
            for c in next {
                if c == a || c == b {
                    continue;
                }
                let change = here + self.price(other, c);
                if self.take(change, &[(one, b), (other, c)]) {
                    return true;
                }
            }
        }
        false
    }

    /// Moves all clients of one site to a closed one that serves them more cheaply.
    fn move_sites(&mut self) -> bool {
        let mut helped = false;
        for from in 0..self.is_open.len() {
            if !self.is_open[from] || self.problem().sites[from].lock == Lock::Open {
                continue;
            }
            let clients = self.members[from].clone();
            let cost = |site: usize| {
                let ways = clients
                    .iter()
                    .map(|&client| self.way(client as usize, site as u32));
                ways.sum::<i64>()
                    + self.problem().sites[site].opening
                    + self.strain(site, self.load[from])
            };
            let now = cost(from);
            let alike = self.counts(from as u32);
            let free = |&site: &usize| {
                !self.is_open[site]
                    && self.problem().sites[site].lock == Lock::Free
                    && self.counts(site as u32) == alike
            };
            let best = (0..self.is_open.len())
                .filter(free)
                .map(|site| (cost(site), site))
                .min();
            let Some((then, to)) = best else { continue };
            if then >= now {
                continue;
            }
            self.is_open[to] = true;
            let moves: Vec<(usize, u32)> = clients
                .iter()
                .map(|&client| (client as usize, to as u32))
                .collect();
            if self.take(then - now, &moves) {
                self.is_open[from] = false;
                helped = true;
            } else {
                self.is_open[to] = false;
            }
        }
        helped
    }

    fn counts(&self, site: u32) -> bool {
        self.problem().sites[site as usize].counts
    }

    fn open(&mut self, site: u32) {
        self.is_open[site as usize] = true;
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
        self.is_open[site as usize] = false;
        self.n_open -= usize::from(self.counts(site));
        let leave = self.members[site as usize].clone();
        for &client in &leave {
            self.put(client as usize, NOWHERE);
        }
        self.place(leave);
    }

    /// Takes out whoever is cut off from its site.
    fn drop_stranded(&mut self, out: &mut Vec<u32>) {
        let Some(ground) = &self.problem().ground else {
            return;
        };
        for site in 0..self.is_open.len() as u32 {
            let stranded = ground.stranded(site, &self.members[site as usize], |client| {
                self.site_of[client as usize] == site
            });
            for &client in &stranded {
                self.put(client as usize, NOWHERE);
            }
            out.extend(stranded);
        }
    }

    /// Opens, closes or exchanges sites round a random client, or moves clients where all sites are decided.
    fn shake(&mut self, random: &mut Random) {
        if self.site_of.is_empty() {
            return;
        }
        let client = random.below(self.site_of.len());
        let free = |&site: &u32| self.problem().sites[site as usize].lock == Lock::Free;
        let near = self.search.near[client].iter().copied().filter(free);
        let (shut, open): (Vec<u32>, Vec<u32>) =
            near.partition(|&site| !self.is_open[site as usize]);
        let pick = |sites: &[u32], random: &mut Random| {
            (!sites.is_empty()).then(|| sites[random.below(sites.len().min(6))])
        };
        let (incoming, outgoing) = (pick(&shut, random), pick(&open, random));
        let range = &self.problem().n_open;
        let may_open = |site: u32| !self.counts(site) || self.n_open < *range.end();
        let may_close = |site: u32| !self.counts(site) || self.n_open > *range.start();
        let may_exchange = |incoming: u32, outgoing: u32| {
            self.counts(incoming) == self.counts(outgoing)
                || (may_open(incoming) && may_close(outgoing))
        };
        let way = random.below(4);
        let (opens, closes) = match (incoming, outgoing) {
            (Some(site), _) if way == 0 && may_open(site) => (Some(site), None),
            (_, Some(site)) if way == 1 && may_close(site) => (None, Some(site)),
            (Some(one), Some(other)) if may_exchange(one, other) => (Some(one), Some(other)),
            (Some(site), None) if may_open(site) => (Some(site), None),
            (None, Some(site)) if may_close(site) => (None, Some(site)),
            _ => (None, None),
        };
        if let Some(site) = opens {
            self.open(site);
        }
        if let Some(site) = closes {
            self.close(site);
        }
        if opens.or(closes).is_none() {
            self.stir(client, random);
        }
    }

    /// Sends a client and some of its site's to other sites near.
    fn stir(&mut self, client: usize, random: &mut Random) {
        let site = self.site_of[client];
        let mut moved = vec![client];
        if site != NOWHERE {
            let members = &self.members[site as usize];
            moved.extend((0..2).map(|_| members[random.below(members.len())] as usize));
        }
        for client in moved {
            let near: Vec<u32> = self.open_near(client, EXCHANGED).collect();
            if near.is_empty() {
                continue;
            }
            let to = near[random.below(near.len())];
            // Any step will do that cuts no catchment.
            self.take(-1, &[(client, to)]);
        }
    }
}

/// How much worse than the best a layout may be to go on from it: one part in so many at first, none at last.
const RECORD: i64 = 400;
/// Drafts in a row without an allowed layout after which breaking a rule gets dearer.
const PATIENCE: u32 = 8;

/// The best layout after so many shakes; other seeds shake otherwise.
pub(super) fn search(
    start: Draft<'_>,
    shakes: usize,
    seed: u64,
    run: &Run<'_>,
) -> Option<(i64, Layout)> {
    let mut random = Random::seeded(seed);
    let dear = start.search.dear;
    let mut now = start;
    now.improve();
    let mut found = now.layout();
    now.penalty = now.search.gentle().min(dear);
    now.is_fresh.fill(true);
    let mut now_cost = now.cost();
    let mut best_cost = now_cost;
    let (mut refused, mut allowed) = (0, 0);
    for shake in 0..shakes {
        if run.is_over() {
            break;
        }
        let mut draft = now.clone();
        draft.shake(&mut random);
        draft.improve();
        let cost = draft.cost();
        if let Some((cost, layout)) = draft.layout() {
            (refused, allowed) = (0, allowed + 1);
            if found.as_ref().is_none_or(|(known, _)| cost < *known) {
                found = Some((cost, layout));
            }
        } else {
            (refused, allowed) = (refused + 1, 0);
        }
        let left = (shakes - shake) as i64;
        let worse = best_cost.abs() / RECORD * left / shakes as i64;
        if cost < now_cost || cost < best_cost + worse {
            now = draft;
            now_cost = cost;
            best_cost = best_cost.min(cost);
        }
        let penalty = if refused >= PATIENCE {
            now.penalty.saturating_mul(2).min(dear)
        } else if allowed >= 4 * PATIENCE {
            (now.penalty / 2).max(1)
        } else {
            continue;
        };
        (refused, allowed) = (0, 0);
        now.penalty = penalty;
        now.is_fresh.fill(true);
        now_cost = now.cost();
        best_cost = found
            .as_ref()
            .map_or(now_cost, |(cost, _)| now_cost.min(*cost));
    }
    found
}
