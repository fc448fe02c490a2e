//! Edits: other seats, a site that moves. Each puts only the pupils concerned at the right price.

use super::Transport;
use super::cost::Cost;
use super::lists::{Choice, NearestSites};

impl Transport {
    /// Gives a site other seats (`None` for no limit; zero closes it) and solves again.
    pub fn set_seats(&mut self, site: u32, seats: Option<u32>, near: &impl NearestSites) {
        self.sites[site as usize].seats = seats.map_or(u64::MAX, u64::from);
        self.unbalanced.push(site);
        self.solve(near);
    }

    /// Moves a site and solves again. `row` has the homes the site is now in sight of, ascending, and what their
    /// way costs: all those for which it costs less than the horizon of their list, by ways or by prices, others at
    /// will.
    pub fn move_site(&mut self, site: u32, row: &[(u32, u32)], near: &impl NearestSites) {
        self.list_arrivals();
        let before = match &mut self.arrivals {
            Some(arrivals) => std::mem::replace(&mut arrivals[site as usize], row.to_vec()),
            None => Vec::new(),
        };
        for (home, _) in before {
            self.lists.remove(home, site);
        }
        for &(home, cost) in row {
            self.lists.insert(home, Choice { cost, site });
        }
        let members: Vec<u32> = self.sites[site as usize]
            .members
            .iter()
            .map(|member| member.home)
            .collect();
        for (at, &home) in members.iter().enumerate() {
            // Out of sight it is too far for certain.
            let cost = self.cost(home, site);
            self.sites[site as usize].members[at].cost = cost;
            let entry = &mut self.homes[home as usize];
            if entry.site == site {
                entry.cost = cost;
            }
        }
        for home in members {
            self.settle_at_cheapest(home);
        }
        let price = self.sites[site as usize].price;
        for &(home, cost) in row {
            if Cost::of(home, site, cost.into()) + price < self.price_of_home(home) {
                self.settle_at_cheapest(home);
            }
        }
        self.unbalanced.push(site);
        self.raised.push(site);
        self.solve(near);
    }

    /// By site, the most that its seats can cost while one site is closed or moves about: what the loss of one more
    /// seat would cost. Zero where seats are free; more than any way where nobody looks at the site.
    pub fn prices_without(&self, site: u32, near: &impl NearestSites) -> Vec<i64> {
        let mut without = self.clone();
        without.set_seats(site, Some(0), near);
        without.list_arrivals();
        let sites = 0..without.nowhere();
        sites.map(|site| without.highest_price(site)).collect()
    }

    /// Promises less of a home's list: that every site cheaper than `horizon` is on it.
    pub fn lower_horizon(&mut self, home: u32, horizon: u32) {
        self.lists.lower_horizon(home, horizon);
    }

    /// Lists every site of a home whose way costs less than `horizon`; all for `u32::MAX`. From now on the list is known
    /// by ways alone, which other prices do not change.
    pub fn list_up_to(&mut self, home: u32, horizon: u32, near: &impl NearestSites) {
        while !self.lists.reaches(home, horizon) {
            self.grow(home, near);
        }
        self.lists.forget_outside(home);
    }

    /// Homes of whose lists more was found out since this was asked last.
    pub fn take_grown(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.grown)
    }

    /// Moves every pupil of a home who could go cheaper, price of the seat included, to the cheapest site.
    pub(super) fn settle_at_cheapest(&mut self, home: u32) {
        if self.homes[home as usize].pupils == 0 {
            return;
        }
        let (site, cost) = self.cheapest(home);
        let price_at =
            |site: u32, way: i64| self.cost_at(home, site, way) + self.sites[site as usize].price;
        let price = price_at(site, cost);
        let dear: Vec<u32> = self
            .holders(home)
            .filter(|&holder| price_at(holder, self.cost(home, holder)) > price)
            .collect();
        if dear.is_empty() {
            return;
        }
        for from in dear {
            let pupils = self.pupils_at(home, from);
            self.shift(home, pupils, from, site, cost);
            self.unbalanced.push(from);
        }
        self.unbalanced.push(site);
        // After a move the cheapest site may still be dearer than what the home paid before.
        self.dearer.push(home);
    }
}
