//! Which sites to open when each has a price: the cheapest that are enough in number and in seats.

use super::problem::{Lock, Problem};

/// Sites by what opening them costs after what they earn; the least total that satisfies one of two
/// necessary conditions, whichever is dearer.
#[derive(Default)]
pub(super) struct Choice {
    /// Sites chosen, locked ones included.
    pub(super) sites: Vec<u32>,
    /// Their price, a lower bound for every allowed set.
    pub(super) total: i64,
    /// By site: a lower bound if it had to open.
    pub(super) with: Vec<i64>,
    /// By site: a lower bound if it could not.
    pub(super) without: Vec<i64>,
}

/// The sites in doubt and the two conditions on them.
struct Doubt<'a> {
    price: &'a [i64],
    seats: &'a [u32],
    /// In doubt, cheapest first.
    by_price: Vec<u32>,
    /// In doubt with a price that is not negative, most seats for the price first.
    by_rate: Vec<u32>,
    least: usize,
    most: usize,
    /// Seats that sites in doubt must offer.
    wanted: i64,
}

impl Choice {
    pub(super) fn of(problem: &Problem, locks: &[Lock], price: &[i64], all_seats: &[u32]) -> Self {
        let chosen =
            |lock: Lock| (0..locks.len() as u32).filter(move |&site| locks[site as usize] == lock);
        let open: Vec<u32> = chosen(Lock::Open).collect();
        let mut by_price: Vec<u32> = chosen(Lock::Free).collect();
        by_price.sort_unstable_by_key(|&site| (price[site as usize], site));
        let mut by_rate: Vec<u32> = by_price
            .iter()
            .copied()
            .filter(|&site| price[site as usize] >= 0 && all_seats[site as usize] > 0)
            .collect();
        by_rate.sort_by(|&a, &b| {
            let rate = |site: u32, other: u32| {
                i128::from(price[site as usize]) * i128::from(all_seats[other as usize])
            };
            rate(a, b).cmp(&rate(b, a)).then(a.cmp(&b))
        });
        let demand: i64 = problem.demand.iter().map(|&demand| i64::from(demand)).sum();
        let offered: i64 = open
            .iter()
            .map(|&site| i64::from(all_seats[site as usize]))
            .sum();
        let doubt = Doubt {
            price,
            seats: all_seats,
            least: problem.n_open.start().saturating_sub(open.len()),
            most: problem.n_open.end().saturating_sub(open.len()),
            wanted: demand - offered,
            by_price,
            by_rate,
        };
        let fixed: i64 = open.iter().map(|&site| price[site as usize]).sum();
        let (by_count, by_count_total) = doubt.by_count();
        let (by_seats, by_seats_total) = doubt.by_seats();
        let (extra, extra_total) = if by_seats_total > by_count_total {
            (by_seats, by_seats_total)
        } else {
            (by_count, by_count_total)
        };
        let total = fixed + extra_total;
        let mut choice = Self {
            sites: open.into_iter().chain(extra).collect(),
            total,
            with: vec![total; locks.len()],
            without: vec![total; locks.len()],
        };
        for site in chosen(Lock::Free) {
            let at = site as usize;
            choice.with[at] = fixed + doubt.with_by_count(site).max(doubt.with_by_seats(site));
            choice.without[at] = fixed
                + doubt
                    .without_by_count(site)
                    .max(doubt.without_by_seats(site));
            // A chosen site costs nothing more to have.
            if choice.sites.contains(&site) {
                choice.with[at] = choice.with[at].max(total);
            } else {
                choice.without[at] = choice.without[at].max(total);
            }
        }
        choice
    }
}

impl Doubt<'_> {
    fn price(&self, site: u32) -> i64 {
        self.price[site as usize]
    }

    fn seats(&self, site: u32) -> i64 {
        i64::from(self.seats[site as usize])
    }

    /// How many of the cheapest are taken when only their number matters.
    fn count(&self) -> usize {
        let negative = self
            .by_price
            .iter()
            .take_while(|&&site| self.price(site) < 0)
            .count();
        negative
            .clamp(self.least.min(self.most), self.most)
            .min(self.by_price.len())
    }

    fn by_count(&self) -> (Vec<u32>, i64) {
        let sites = self.by_price[..self.count()].to_vec();
        let total = sites.iter().map(|&site| self.price(site)).sum();
        (sites, total)
    }

    fn with_by_count(&self, forced: u32) -> i64 {
        self.least_by_count(
            forced,
            self.least.saturating_sub(1),
            self.most.saturating_sub(1),
        ) + self.price(forced)
    }

    fn without_by_count(&self, banned: u32) -> i64 {
        self.least_by_count(banned, self.least, self.most)
    }

    fn least_by_count(&self, skipped: u32, least: usize, most: usize) -> i64 {
        let others = self
            .by_price
            .iter()
            .copied()
            .filter(|&site| site != skipped);
        let taken = others
            .enumerate()
            .take(most)
            .take_while(|&(at, site)| at < least || self.price(site) < 0);
        taken.map(|(_, site)| self.price(site)).sum()
    }

    /// All that earn, then the best seats for the price until there are enough; the last one counts in part only.
    fn by_seats(&self) -> (Vec<u32>, i64) {
        let mut sites: Vec<u32> = self
            .by_price
            .iter()
            .copied()
            .filter(|&site| self.price(site) < 0)
            .collect();
        let mut total: i64 = sites.iter().map(|&site| self.price(site)).sum();
        let mut wanted = self.wanted - sites.iter().map(|&site| self.seats(site)).sum::<i64>();
        for &site in &self.by_rate {
            if wanted <= 0 {
                break;
            }
            sites.push(site);
            total += self.part(site, wanted);
            wanted -= self.seats(site);
        }
        (sites, total)
    }

    fn with_by_seats(&self, forced: u32) -> i64 {
        self.least_by_seats(forced, self.wanted - self.seats(forced)) + self.price(forced)
    }

    fn without_by_seats(&self, banned: u32) -> i64 {
        self.least_by_seats(banned, self.wanted)
    }

    fn least_by_seats(&self, skipped: u32, mut wanted: i64) -> i64 {
        let mut total = 0;
        for &site in self
            .by_price
            .iter()
            .take_while(|&&site| self.price(site) < 0)
        {
            if site != skipped {
                total += self.price(site);
                wanted -= self.seats(site);
            }
        }
        for &site in self.by_rate.iter().filter(|&&site| site != skipped) {
            if wanted <= 0 {
                return total;
            }
            total += self.part(site, wanted);
            wanted -= self.seats(site);
        }
        if wanted > 0 { IMPOSSIBLE } else { total }
    }

    /// The price of as many of the site's seats as are wanted, rounded up as whole prices allow.
    fn part(&self, site: u32, wanted: i64) -> i64 {
        let (price, seats) = (self.price(site), self.seats(site));
        if wanted >= seats {
            return price;
        }
        (i128::from(price) * i128::from(wanted) / i128::from(seats)) as i64
    }
}

/// A bound for what cannot be: above every cost, and small enough to be added to.
pub(super) const IMPOSSIBLE: i64 = i64::MAX / 8;
