//! How clients' prices begin, and how they move from step to step.

use super::super::node::Node;
use super::super::problem::{FORBIDDEN, Lock, Problem};
use super::{MEMORY, PAYABLE, Work};

impl Work<'_> {
    /// Averages how clients are served with the steps before; answers whether the last step pointed where the
    /// average does.
    pub(super) fn remember(&mut self) -> bool {
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
    pub(super) fn step(&mut self, gap: f64) {
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
pub(super) fn first_prices(problem: &Problem, node: &Node, ticks: i64) -> Vec<i64> {
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
