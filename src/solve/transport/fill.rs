//! A free seat at a price: the cheapest chain of moves that fills it, or the price falls.

use super::Transport;
use super::cost::Cost;
use super::search::Step;

impl Transport {
    /// Lowers the price of a site with room: to zero, or until a chain of moves brings pupils in.
    pub(super) fn fill(&mut self, hungry: u32) {
        let (fall, start) = self.dearest_chain(hungry);
        for at in 0..self.search.settled.len() {
            let site = self.search.settled[at];
            let fall = fall - self.search.distance(site);
            if fall.is_positive() {
                self.sites[site as usize].price -= fall;
            }
        }
        self.lists.note_fall(fall.way);
        let Some(start) = start else { return };
        let target = &self.sites[hungry as usize];
        let mut pupils = (target.seats - target.load).min(u64::from(u32::MAX)) as u32;
        let mut site = start;
        while site != hungry {
            let step = self.search.step(site);
            pupils = pupils.min(self.pupils_at(step.home, site));
            site = step.site;
        }
        site = start;
        while site != hungry {
            let step = self.search.step(site);
            self.shift(step.home, pupils, site, step.site, step.cost);
            site = step.site;
        }
    }

    /// How far the price of a site must fall until a chain of moves into it pays, and where the chain
    /// starts; or its whole price.
    ///
    /// Dijkstra backwards from the site. A chain that starts at a site whose seats have price `p`, at
    /// distance `d`, pays once the price has fallen by `d + p`.
    fn dearest_chain(&mut self, hungry: u32) -> (Cost, Option<u32>) {
        self.list_arrivals();
        let nowhere = self.nowhere();
        let Self {
            homes,
            sites,
            search,
            split,
            arrivals,
            ..
        } = self;
        let arrivals = arrivals.as_deref().unwrap_or_default();
        let mut bound = sites[hungry as usize].price;
        let mut start = None;
        search.start(hungry);
        while let Some((distance, here)) = search.settle(bound) {
            let base = distance + sites[here as usize].price;
            search.looks += arrivals[here as usize].len() as u64;
            for &(home, cost) in &arrivals[here as usize] {
                let at = &homes[home as usize];
                let cost = i64::from(cost);
                let price = sites[at.site as usize].price;
                if base.way + cost - at.cost - price.way > bound.way || at.pupils == 0 {
                    continue;
                }
                let paid = if at.site == nowhere {
                    Cost::of_way(at.cost)
                } else {
                    Cost::of(home, at.site, at.cost)
                };
                let reached = base + Cost::of(home, here, cost) - paid - price;
                let others = if at.others > 0 {
                    split.get(&home).map_or(&[][..], Vec::as_slice)
                } else {
                    &[]
                };
                for holder in std::iter::once(at.site).chain(others.iter().copied()) {
                    if holder == here || reached >= search.distance(holder) || reached >= bound {
                        continue;
                    }
                    let step = Step {
                        site: here,
                        home,
                        cost,
                    };
                    search.reach(holder, reached, step);
                    let pays = reached + sites[holder as usize].price;
                    if pays < bound {
                        bound = pays;
                        start = Some(holder);
                    }
                    if reached < bound {
                        search.queue(holder);
                    }
                }
            }
        }
        (bound, start)
    }

    /// Turns the lists round, once.
    pub(super) fn list_arrivals(&mut self) {
        if self.arrivals.is_some() {
            return;
        }
        let mut arrivals = vec![Vec::new(); self.sites.len()];
        for home in 0..self.homes.len() as u32 {
            for choice in self.lists.get(home) {
                arrivals[choice.site as usize].push((home, choice.cost));
            }
        }
        self.arrivals = Some(arrivals);
    }
}
