//! What one more seat would save at every site, all from one search.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::lists::{Asked, NearestSites};
use super::{NOWHERE, Transport};

/// What one more seat at a site would do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Saving {
    /// How many more pupils it would place, each counted by weight.
    pub placed: u32,
    /// How many decimetres it would save; says little where `placed` is not zero.
    pub decimetres: u32,
}

impl Transport {
    /// What one more seat would do, by site.
    ///
    /// One more seat saves the lowest price that the site's seats have in any proof of the optimum. All lowest prices
    /// are one proof together (they form a lattice: Shapley and Shubik 1971). Dijkstra's method finds how far each
    /// price can fall: until a pupil from nowhere, or from a site with a free seat, is drawn in by a chain of moves.
    pub fn savings(&mut self, near: &impl NearestSites) -> Vec<Saving> {
        let savings = self.lowest_prices(near);
        let saving = |price: i64| {
            let placed = (price + NOWHERE / 2) / NOWHERE;
            let saved = price - placed * NOWHERE;
            Saving {
                placed: placed as u32,
                decimetres: saved.clamp(0, i64::from(u32::MAX)) as u32,
            }
        };
        savings.into_iter().map(saving).collect()
    }

    /// By site, decimetres, plus [`NOWHERE`] for a pupil placed.
    pub(super) fn lowest_prices(&mut self, near: &impl NearestSites) -> Vec<i64> {
        loop {
            let prices = self.lowest_listed();
            if !self.list_cheaper(&prices, near) {
                return prices;
            }
        }
    }

    /// The lowest prices as far as the lists show.
    fn lowest_listed(&self) -> Vec<i64> {
        let prices: Vec<i64> = self.sites.iter().map(|site| site.price.way).collect();
        let mut fall = prices.clone();
        let mut queue: BinaryHeap<Reverse<(i64, u32)>> = BinaryHeap::new();
        let draw = |fall: &mut Vec<i64>, queue: &mut BinaryHeap<_>, home: u32, from: i64| {
            for choice in self.lists.get(home) {
                let site = choice.site as usize;
                let fallen = from + i64::from(choice.cost) + prices[site];
                if fallen < fall[site] {
                    fall[site] = fallen;
                    queue.push(Reverse((fallen, choice.site)));
                }
            }
        };
        for (site, &price) in self.sites.iter().zip(&prices) {
            if price == 0 {
                for member in &site.members {
                    draw(&mut fall, &mut queue, member.home, -member.cost);
                }
            }
        }
        for (site, &price) in (0_u32..).zip(&prices) {
            if price > 0 && fall[site as usize] == price {
                queue.push(Reverse((price, site)));
            }
        }
        while let Some(Reverse((fallen, site))) = queue.pop() {
            let here = site as usize;
            if fallen > fall[here] {
                continue;
            }
            for member in &self.sites[here].members {
                let from = fallen - member.cost - prices[here];
                draw(&mut fall, &mut queue, member.home, from);
            }
        }
        let sites = prices.len() - 1;
        (0..sites).map(|site| prices[site] - fall[site]).collect()
    }

    /// Lists every way left out that would be cheaper at these prices than what its home pays; answers whether there
    /// was any. Nobody moves: at the prices of the optimum none of them is.
    fn list_cheaper(&mut self, prices: &[i64], near: &impl NearestSites) -> bool {
        let mut asked = Vec::new();
        for home in 0..self.homes.len() as u32 {
            let at = self.homes[home as usize];
            if at.pupils > 0 && self.price_of_home(home) > self.lists.bound_of_ways(home) {
                let paid = at.cost + prices.get(at.site as usize).copied().unwrap_or(0);
                asked.push(Asked {
                    home,
                    most: paid - 1,
                });
            }
        }
        let mut ways = Vec::new();
        near.within(&asked, prices, &mut ways);
        let mut found = false;
        for (home, choice) in ways {
            found |= self.list_way(home, choice);
        }
        found
    }
}
