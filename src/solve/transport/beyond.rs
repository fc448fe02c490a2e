//! Ways that no list has yet: which of them are needed.

use super::Transport;
use super::lists::{Asked, Choice, NearestSites};

impl Transport {
    /// Finds every way left out that may be as cheap as what its home pays, lists it and moves pupils who go cheaper;
    /// answers whether any did.
    pub(super) fn look_beyond(&mut self, near: &impl NearestSites) -> bool {
        let unsure = self.unsure();
        if unsure.is_empty() {
            return false;
        }
        let prices: Vec<i64> = self.sites.iter().map(|site| site.price.way).collect();
        let (_, prices) = prices.split_last().unwrap_or((&0, &[]));
        let asked: Vec<Asked> = unsure
            .iter()
            .map(|&home| Asked {
                home,
                most: self.price_of_home(home).way,
            })
            .collect();
        let mut ways = Vec::new();
        let outside = near.within(&asked, prices, &mut ways);
        let mut found = false;
        for (home, choice) in ways {
            found |= self.list_way(home, choice);
        }
        for (&home, outside) in unsure.iter().zip(outside) {
            self.lists.set_outside(home, outside);
            self.grown.push(home);
        }
        for home in unsure {
            self.settle_at_cheapest(home);
        }
        found
    }

    /// Homes for which a site left out may be cheaper than what they pay; those that came to pay more, or all where
    /// prices that fell matter too.
    fn unsure(&mut self) -> Vec<u32> {
        let mut raised = std::mem::take(&mut self.raised);
        let dearer = std::mem::take(&mut self.dearer);
        let mut unsure: Vec<u32> = if self.lists.looked_outside() {
            (0..self.homes.len() as u32).collect()
        } else {
            raised.sort_unstable();
            raised.dedup();
            let members = raised
                .iter()
                .flat_map(|&site| &self.sites[site as usize].members);
            let members = members.map(|member| member.home);
            dearer.into_iter().chain(members).collect()
        };
        unsure.retain(|&home| {
            self.homes[home as usize].pupils > 0
                && self.price_of_home(home) > self.lists.bound(home)
        });
        unsure.sort_unstable();
        unsure.dedup();
        unsure
    }

    /// Puts a way on a home's list; answers whether it was missing.
    pub(super) fn list_way(&mut self, home: u32, choice: Choice) -> bool {
        if self.lists.cost(home, choice.site).is_some() {
            return false;
        }
        self.lists.insert(home, choice);
        self.grown.push(home);
        if let Some(arrivals) = &mut self.arrivals {
            arrivals[choice.site as usize].push((home, choice.cost));
        }
        true
    }

    /// Grows one list; a new site that is cheaper than the home's price takes its pupils.
    pub(super) fn grow(&mut self, home: u32, near: &impl NearestSites) {
        let fresh = self.lists.extend(home, near);
        self.search.looks += fresh.len() as u64;
        self.grown.push(home);
        if let Some(arrivals) = &mut self.arrivals {
            for choice in &fresh {
                arrivals[choice.site as usize].push((home, choice.cost));
            }
        }
        self.settle_at_cheapest(home);
    }
}
