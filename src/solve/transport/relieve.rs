//! Too many pupils at a site: the cheapest chain of moves that ends at a free seat.

use super::lists::NearestSites;
use super::search::Step;
use super::{Member, NOWHERE, Transport};

impl Transport {
    /// Moves as many pupils as one chain can carry out of an overfull site, and raises prices to match.
    ///
    /// Dijkstra from the site; arc from site to site: the least `cost + price there − price of the home`
    /// over the pupils here. It stops at the nearest free seat. When only nowhere has room and some list in
    /// reach is not complete, nothing moves but that list grows.
    pub(super) fn relieve(&mut self, overfull: u32, near: &impl NearestSites) {
        let (bound, end) = self.nearest_room(overfull);
        if end == self.nowhere() && self.grow_before_refusing(bound, near) {
            return;
        }
        for at in 0..self.search.settled.len() {
            let site = self.search.settled[at];
            let rise = bound - self.search.distance(site);
            if rise > 0 {
                self.sites[site as usize].price += rise;
                self.raised.push(site);
            }
        }
        let source = &self.sites[overfull as usize];
        let target = &self.sites[end as usize];
        let mut pupils = (source.load - source.seats)
            .min(target.seats - target.load)
            .min(u64::from(u32::MAX)) as u32;
        let mut site = end;
        while site != overfull {
            let step = self.search.step(site);
            pupils = pupils.min(self.pupils_at(step.home, step.site));
            site = step.site;
        }
        site = end;
        while site != overfull {
            let step = self.search.step(site);
            self.shift(step.home, pupils, step.site, site, step.cost);
            self.dearer.push(step.home);
            site = step.site;
        }
        // A free seat that had a price may still be free.
        if self.sites[end as usize].price > 0 {
            self.unbalanced.push(end);
        }
    }

    /// The most that a site's seats can cost: at more, its pupils go where there is room.
    pub(super) fn highest_price(&mut self, site: u32) -> i64 {
        let arrivals = self.arrivals.as_ref();
        if arrivals.is_some_and(|arrivals| arrivals[site as usize].is_empty()) {
            return i64::MAX;
        }
        if self.sites[site as usize].has_room() {
            return 0;
        }
        let price = self.sites[site as usize].price;
        price.saturating_add(self.nearest_room(site).0)
    }

    /// The distance to the nearest site with room, and the site; nowhere at the latest.
    fn nearest_room(&mut self, overfull: u32) -> (i64, u32) {
        let nowhere = self.nowhere();
        let Self {
            homes,
            sites,
            lists,
            search,
            ..
        } = self;
        let mut bound = i64::MAX;
        let mut end = nowhere;
        search.start(overfull);
        while let Some((distance, here)) = search.settle(bound) {
            let price_here = sites[here as usize].price;
            for &Member { home, cost, .. } in &sites[here as usize].members {
                let offset = distance - cost - price_here;
                if offset + NOWHERE < bound {
                    let cost = homes[home as usize].nowhere;
                    if offset + cost < bound {
                        bound = offset + cost;
                        end = nowhere;
                        let step = Step {
                            site: here,
                            home,
                            cost,
                        };
                        search.reach(nowhere, bound, step);
                    }
                }
                for choice in lists.get(home) {
                    let cost = i64::from(choice.cost);
                    if offset + cost >= bound {
                        break;
                    }
                    let site = &sites[choice.site as usize];
                    let reached = offset + cost + site.price;
                    if reached >= bound || reached >= search.distance(choice.site) {
                        continue;
                    }
                    let step = Step {
                        site: here,
                        home,
                        cost,
                    };
                    search.reach(choice.site, reached, step);
                    if site.has_room() {
                        bound = reached;
                        end = choice.site;
                    } else {
                        search.queue(choice.site);
                    }
                }
            }
        }
        (bound, end)
    }

    /// Before pupils go nowhere: grows every list in reach that might hide a free seat.
    fn grow_before_refusing(&mut self, bound: i64, near: &impl NearestSites) -> bool {
        let mut short = Vec::new();
        for &site in &self.search.settled {
            let price = self.sites[site as usize].price + bound - self.search.distance(site);
            for member in &self.sites[site as usize].members {
                if member.cost + price > self.lists.horizon(member.home) {
                    short.push(member.home);
                }
            }
        }
        short.sort_unstable();
        short.dedup();
        for &home in &short {
            self.grow(home, near);
        }
        !short.is_empty()
    }

    /// Grows every list that ends below its home's price, until none does; answers whether any did.
    pub(super) fn grow_short_lists(&mut self, near: &impl NearestSites) -> bool {
        let mut raised = std::mem::take(&mut self.raised);
        raised.sort_unstable();
        raised.dedup();
        let mut short = std::mem::take(&mut self.dearer);
        short.retain(|&home| self.price_of_home(home) > self.lists.horizon(home));
        for site in raised {
            let site = &self.sites[site as usize];
            for member in &site.members {
                if member.cost + site.price > self.lists.horizon(member.home) {
                    short.push(member.home);
                }
            }
        }
        short.sort_unstable();
        short.dedup();
        for &home in &short {
            while self.price_of_home(home) > self.lists.horizon(home) {
                self.grow(home, near);
            }
        }
        !short.is_empty()
    }

    /// Grows one list; a new site that is cheaper than the home's price takes its pupils.
    fn grow(&mut self, home: u32, near: &impl NearestSites) {
        let fresh = self.lists.extend(home, near);
        self.grown.push(home);
        if let Some(arrivals) = &mut self.arrivals {
            for choice in &fresh {
                arrivals[choice.site as usize].push((home, choice.cost));
            }
        }
        self.settle_at_cheapest(home);
    }
}
