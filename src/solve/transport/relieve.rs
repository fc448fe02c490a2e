//! Too many pupils at a site: the cheapest chain of moves that ends at a free seat.

use super::cost::Cost;
use super::lists::NearestSites;
use super::search::Step;
use super::{Member, NOWHERE, SiteLoad, Transport};

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
            if rise.is_positive() {
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
        if self.sites[end as usize].price.is_positive() {
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
        let bound = self.nearest_room(site).0;
        price.way.saturating_add(bound.way)
    }

    /// The distance to the nearest site with room, and the site; nowhere at the latest.
    fn nearest_room(&mut self, overfull: u32) -> (Cost, u32) {
        let nowhere = self.nowhere();
        let Self {
            homes,
            sites,
            lists,
            search,
            ..
        } = self;
        let mut bound = Cost::MAX;
        let mut end = nowhere;
        search.start(overfull);
        while let Some((distance, here)) = search.settle(bound) {
            let price_here = sites[here as usize].price;
            search.looks += sites[here as usize].members.len() as u64;
            for &Member { home, cost, .. } in &sites[here as usize].members {
                let offset = distance - Cost::of(home, here, cost) - price_here;
                if offset.way + NOWHERE <= bound.way {
                    let cost = homes[home as usize].nowhere;
                    let reached = offset + Cost::of_way(cost);
                    if reached < bound {
                        bound = reached;
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
                    if offset.way + cost > bound.way {
                        break;
                    }
                    let site = &sites[choice.site as usize];
                    let known = search.distance(choice.site).min(bound);
                    if offset.way + cost + site.price.way > known.way {
                        continue;
                    }
                    let reached = offset + Cost::of(home, choice.site, cost) + site.price;
                    if reached >= known {
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
    fn grow_before_refusing(&mut self, bound: Cost, near: &impl NearestSites) -> bool {
        let sites = &self.sites[..self.nowhere() as usize];
        let is_free = |site: &SiteLoad| site.has_room() && !site.price.is_positive();
        if !sites.iter().any(is_free) {
            return false;
        }
        let mut short = Vec::new();
        for &site in &self.search.settled {
            let price = self.sites[site as usize].price + bound - self.search.distance(site);
            for member in &self.sites[site as usize].members {
                if Cost::of_way(member.cost) + price > self.lists.bound_of_ways(member.home) {
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
}
