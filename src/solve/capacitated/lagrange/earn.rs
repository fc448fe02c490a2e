//! What every site earns at the present prices, which sites open, and which decisions that rules out.

use super::super::choice::{Choice, Offer};
use super::super::knapsack::{self, CELLS_IN_TABLE, Item};
use super::super::problem::Lock;
use super::Work;

impl Work<'_> {
    pub(super) fn prices_sum(&self) -> i64 {
        let price = |&client: &u32| self.node.prices[client as usize];
        self.rest.clients.iter().map(price).sum()
    }

    /// The clients who pay a site, or those who do not.
    pub(super) fn items(&mut self, site: usize, pay: bool) {
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
    pub(super) fn earn(&mut self) -> bool {
        let mut too_small = false;
        for site in 0..self.problem.n_sites() {
            self.tables[site].clear();
            self.fillings[site] = None;
            self.profit[site] = 0;
            if self.node.locks[site] == Lock::Closed {
                continue;
            }
            if let Some(profit) = self.earned_by(site) {
                self.profit[site] = profit;
                self.price[site] = self.problem.sites[site].opening * self.ticks - profit;
                continue;
            }
            if self.node.locks[site] == Lock::Open {
                self.is_impossible = true;
                return true;
            }
            self.node.locks[site] = Lock::Closed;
            too_small = true;
        }
        too_small
    }

    /// The most a site can earn, with the table or the filling that shows how; `None` where it cannot reach its floor.
    fn earned_by(&mut self, site: usize) -> Option<i64> {
        self.items(site, true);
        let (seats, floor) = (self.rest.seats[site], self.rest.floors[site]);
        let wanted = self.scratch.wanted();
        let items = &mut self.scratch.items;
        let paid = |items: &[Item]| items.iter().map(|item| item.profit).sum();
        if wanted < u64::from(floor) {
            let paid: i64 = paid(items);
            self.items(site, false);
            let filling = knapsack::cover(&mut self.scratch.items, floor - wanted as u32)?;
            let profit = paid + filling.profit;
            self.fillings[site] = Some(filling);
            return Some(profit);
        }
        if wanted <= u64::from(seats) {
            return Some(paid(items));
        }
        if u64::from(seats) * items.len() as u64 <= CELLS_IN_TABLE {
            knapsack::table(items, seats, &mut self.tables[site]);
            return Some(self.tables[site].last().copied().unwrap_or(0));
        }
        let filling = knapsack::fill(items, seats);
        let profit = filling.profit;
        self.fillings[site] = Some(filling);
        Some(profit)
    }

    /// The sites that open at the present prices.
    pub(super) fn choose(&self) -> Choice {
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
    pub(super) fn rule_out(&mut self, choice: &Choice, base: i64, limit: i64) -> bool {
        let mut any = false;
        let n_sites = self.problem.n_sites();
        for site in 0..n_sites {
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
            for &(client, cost) in &self.lists[site] {
                let lost = self.profit[site] - self.earned_with(site, client, cost);
                if with + lost > limit {
                    let allowed = &mut self.node.is_allowed[client as usize * n_sites + site];
                    any |= *allowed;
                    *allowed = false;
                }
            }
        }
        any
    }

    /// The most a site can earn when it must serve a client.
    fn earned_with(&self, site: usize, client: u32, cost: i64) -> i64 {
        let weight = self.problem.demand[client as usize];
        let own = self.node.prices[client as usize] - cost;
        if let Some(filling) = &self.fillings[site] {
            let item = Item {
                client,
                weight,
                profit: own,
            };
            // Beside a filling up to the floor all are packed who pay.
            let least = filling.profit.min(filling.profit_with(&item));
            let is_in = filling.profit <= 0 && own > 0;
            let more = if is_in { 0 } else { filling.profit - least };
            return self.profit[site] - more;
        }
        let left = (self.rest.seats[site] - weight) as usize;
        match self.tables[site].get(left) {
            Some(others) => own + others,
            // With seats enough for everyone there is no table, and a client that pays is packed anyway.
            None => own.min(0) + self.profit[site],
        }
    }
}
