//! Steps from a draft to a better one: clients shifted, exchanged, pushed on; all clients of a site moved to another.

use super::{Draft, NOWHERE, TRIED};
use crate::solve::capacitated::problem::Lock;

/// At how many of its cheapest open sites a client is tried in an exchange or a chain.
pub(super) const EXCHANGED: usize = 5;
/// Steps of client by client after one change of sites; a few dozen do.
const PASSES: usize = 40;

impl Draft<'_> {
    /// Shifts, exchanges and chains until none helps.
    pub(in crate::solve::capacitated) fn improve(&mut self) {
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
            let leave = self.strain_by(from, -self.demand(client)) - self.way(client, from);
            let (mut better, mut n_better) = ([(0, NOWHERE); TRIED], 0);
            for to in self.open_near(client, TRIED) {
                if to != from && self.is_worth_a_look(from, to) {
                    let change = leave + self.price(client, to);
                    if change < 0 {
                        better[n_better] = (change, to);
                        n_better += 1;
                    }
                }
            }
            better[..n_better].sort_unstable();
            for &(change, to) in &better[..n_better] {
                if self.take(change, &[(client, to)]) {
                    break;
                }
            }
        }
    }

    fn exchange(&mut self) {
        for one in 0..self.site_of.len() {
            for b in self.open_near(one, EXCHANGED) {
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
            for b in self.open_near(one, EXCHANGED) {
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
            for c in self.open_near(other, EXCHANGED) {
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
            self.set_open(to as u32, true);
            let moves: Vec<(usize, u32)> = clients
                .iter()
                .map(|&client| (client as usize, to as u32))
                .collect();
            if self.take(then - now, &moves) {
                self.set_open(from as u32, false);
                helped = true;
            } else {
                self.set_open(to as u32, false);
            }
        }
        helped
    }
}
