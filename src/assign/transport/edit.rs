//! Edits: other seats, other pupils, a site that moves. Each puts only the pupils concerned at the right price.

use super::lists::{Choice, NearestSites};
use super::{Member, Transport};

impl Transport {
    /// Gives a site other seats (`None` for no limit; zero closes it) and solves again.
    pub fn set_seats(&mut self, site: u32, seats: Option<u32>, near: &impl NearestSites) {
        self.sites[site as usize].seats = seats.map_or(u64::MAX, u64::from);
        self.unbalanced.push(site);
        self.solve(near);
    }

    /// Gives a home another number of pupils and solves again.
    pub fn set_pupils(&mut self, home: u32, pupils: u32, near: &impl NearestSites) {
        let before = self.homes[home as usize].pupils;
        if pupils > before {
            let (site, cost) = if before == 0 {
                self.cheapest(home)
            } else {
                let entry = &self.homes[home as usize];
                (entry.site, entry.cost)
            };
            let entry = &mut self.homes[home as usize];
            entry.pupils = pupils;
            (entry.site, entry.cost) = (site, cost);
            self.add(home, pupils - before, site, cost);
            self.unbalanced.push(site);
            self.raised.push(site);
        } else {
            self.remove_pupils(home, before - pupils);
            self.homes[home as usize].pupils = pupils;
        }
        self.solve(near);
    }

    /// Adds pupils of a home where it already sends some, or its first.
    fn add(&mut self, home: u32, pupils: u32, site: u32, cost: i64) {
        let attended = &mut self.sites[site as usize];
        attended.load += u64::from(pupils);
        match attended
            .members
            .iter_mut()
            .find(|member| member.home == home)
        {
            Some(member) => member.pupils += pupils,
            None => attended.members.push(Member { home, pupils, cost }),
        }
    }

    /// Takes pupils away, first those without a seat.
    fn remove_pupils(&mut self, home: u32, mut pupils: u32) {
        let nowhere = self.nowhere();
        let mut holders: Vec<u32> = self.holders(home).collect();
        holders.sort_unstable_by_key(|&site| (site != nowhere, site));
        for site in holders {
            if pupils == 0 {
                return;
            }
            let here = self.pupils_at(home, site).min(pupils);
            pupils -= here;
            if self.take(home, here, site) {
                self.forget_holder(home, site, None);
            }
            self.unbalanced.push(site);
        }
    }

    /// Moves a site, given the cost of the new way from every home, and solves again.
    pub fn move_site(
        &mut self,
        site: u32,
        cost_of: impl Fn(usize) -> u32,
        near: &impl NearestSites,
    ) {
        self.list_arrivals();
        let Some(before) = self
            .arrivals
            .as_mut()
            .map(|arrivals| std::mem::take(&mut arrivals[site as usize]))
        else {
            return;
        };
        for &(home, _) in &before {
            self.lists.remove(home, site);
        }
        for at in 0..self.sites[site as usize].members.len() {
            let Member { home, .. } = self.sites[site as usize].members[at];
            let cost = cost_of(home as usize);
            self.sites[site as usize].members[at].cost = i64::from(cost);
            let entry = &mut self.homes[home as usize];
            if entry.site == site {
                entry.cost = i64::from(cost);
            }
            // Pupils attend it, so it stays on their list however far it went.
            self.lists.insert(home, Choice { cost, site });
        }
        let mut after = Vec::with_capacity(before.len());
        for home in 0..self.homes.len() as u32 {
            let cost = cost_of(home as usize);
            let attends = self.holders(home).any(|holder| holder == site);
            let in_sight = i64::from(cost) < self.lists.horizon(home);
            if in_sight && !attends {
                self.lists.insert(home, Choice { cost, site });
            }
            if in_sight || attends {
                after.push((home, cost));
            }
        }
        for &(home, _) in &after {
            self.settle_at_cheapest(home);
        }
        if let Some(arrivals) = &mut self.arrivals {
            arrivals[site as usize] = after;
        }
        self.unbalanced.push(site);
        self.raised.push(site);
        self.solve(near);
    }

    /// Moves every pupil of a home who could go cheaper, price of the seat included, to the cheapest site.
    pub(super) fn settle_at_cheapest(&mut self, home: u32) {
        if self.homes[home as usize].pupils == 0 {
            return;
        }
        let (site, cost) = self.cheapest(home);
        let price = cost + self.sites[site as usize].price;
        let dear: Vec<u32> = self
            .holders(home)
            .filter(|&holder| self.cost(home, holder) + self.sites[holder as usize].price > price)
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
        self.raised.push(site);
    }
}
