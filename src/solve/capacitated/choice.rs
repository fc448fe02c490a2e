//! Which sites to open when each has a price: the cheapest that are enough in number and in seats.
//!
//! Seats get a rent. With any rent that is not negative, the cheapest sites by number alone bound every allowed set
//! from below. The bound is concave in the rent, so the rent with the best bound is found by halving.

use std::ops::RangeInclusive;

use super::problem::Lock;

/// Sites by what opening them costs after what they earn; a least total for all sets that are allowed.
#[derive(Default)]
pub(super) struct Choice {
    /// Sites chosen, locked ones included, and how much of each: where two sets are equally good, one with too few
    /// and one with more seats than wanted, a part of each.
    pub(super) sites: Vec<(u32, f64)>,
    /// A lower bound for the price of every allowed set.
    pub(super) total: i64,
    /// By site: a lower bound if it had to open.
    pub(super) with: Vec<i64>,
    /// By site: a lower bound if it could not.
    pub(super) without: Vec<i64>,
}

/// What a choice is made from.
#[derive(Clone, Copy)]
pub(super) struct Offer<'a> {
    pub(super) locks: &'a [Lock],
    /// By site; for sites that may open.
    pub(super) price: &'a [i64],
    /// By site.
    pub(super) seats: &'a [u32],
    /// Seats that all open sites must have together.
    pub(super) demand: i64,
    /// How many sites are open of those that count.
    pub(super) n_open: &'a RangeInclusive<usize>,
    /// By site, whether it counts.
    pub(super) counts: &'a [bool],
}

/// Sites in doubt under one rent.
struct Rented {
    /// The rent of a seat.
    rent: i64,
    /// In doubt and counting, by price after rent, cheapest first.
    order: Vec<(i64, u32)>,
    /// In doubt and not counting, with the price after rent.
    others: Vec<(i64, u32)>,
    /// How many of them open.
    count: usize,
    /// Rent of the demand and prices after rent of all who open.
    total: i64,
    /// Seats of all who open.
    seats: i64,
}

impl Choice {
    pub(super) fn of(offer: &Offer<'_>) -> Self {
        let (best, other, share) = offer.best();
        let locks = offer.locks;
        let (least, most) = offer.in_doubt();
        let chosen =
            |lock: Lock| (0..locks.len() as u32).filter(move |&site| locks[site as usize] == lock);
        let mut choice = Self {
            sites: chosen(Lock::Open)
                .map(|site| (site, 1.0))
                .chain(mixed(&best, other.as_ref(), share))
                .collect(),
            total: best.total,
            with: vec![best.total; locks.len()],
            without: vec![best.total; locks.len()],
        };
        let count = best.count;
        let last = count.checked_sub(1).map(|at| best.order[at].0);
        let next = best.order.get(count).map(|&(price, _)| price);
        for (at, &(price, site)) in best.order.iter().enumerate() {
            if at < count {
                // Another takes its place where there must be as many, or where it pays to.
                let instead = match next {
                    Some(next) if count <= least => next,
                    Some(next) if count >= most => next.min(0),
                    None if count <= least => IMPOSSIBLE,
                    _ => 0,
                };
                choice.without[site as usize] = best.total - price + instead;
            } else {
                // The last one need not open besides where there may be no more, or where it does not pay.
                let spared = match last {
                    Some(last) if count >= most => last,
                    Some(last) if count <= least => last.max(0),
                    None if count >= most => -IMPOSSIBLE,
                    _ => 0,
                };
                choice.with[site as usize] = best.total + price - spared;
            }
        }
        for &(price, site) in &best.others {
            choice.with[site as usize] = best.total + price.max(0);
            choice.without[site as usize] = best.total - price.min(0);
        }
        choice
    }
}

impl Offer<'_> {
    /// How many sites in doubt open.
    fn in_doubt(&self) -> (usize, usize) {
        let locks = self.locks.iter().zip(self.counts);
        let open = locks
            .filter(|&(&lock, &counts)| counts && lock == Lock::Open)
            .count();
        (
            self.n_open.start().saturating_sub(open),
            self.n_open.end().saturating_sub(open),
        )
    }

    /// The rent with the best bound; where seats are what limits, also the one on the other side of it and the share
    /// of that one in a mixture that has as many seats as are wanted.
    fn best(&self) -> (Rented, Option<Rented>, f64) {
        let mut low = self.rented(0);
        if low.seats >= self.demand {
            return (low, None, 0.0);
        }
        // Where even the dearest rent does not bring enough seats there are not enough.
        let open = |site: usize| self.locks[site] != Lock::Closed;
        let dearest = (0..self.locks.len())
            .filter(|&site| open(site))
            .map(|site| self.price[site].abs())
            .max()
            .unwrap_or(0);
        let (enough, payable) = (2 * dearest + 1, self.payable());
        let mut high = self.rented(enough.min(payable));
        if high.seats < self.demand {
            if enough <= payable {
                high.total = IMPOSSIBLE;
            }
            return (high, None, 0.0);
        }
        while high.rent - low.rent > 1 {
            // Where the two lines that touch the bound meet it cannot be higher.
            let (short, spare) = (self.demand - low.seats, high.seats - self.demand);
            let rise = i128::from(high.total) - i128::from(low.total)
                + i128::from(spare) * i128::from(high.rent - low.rent);
            let by = (rise / i128::from((short + spare).max(1))) as i64;
            let rent = (low.rent + by).clamp(low.rent + 1, high.rent - 1);
            let between = self.rented(rent);
            let is_corner = between.total <= low.total.max(high.total);
            if between.seats < self.demand {
                low = between;
            } else {
                high = between;
            }
            if is_corner {
                break;
            }
        }
        let (short, spare) = (self.demand - low.seats, high.seats - self.demand);
        let share_of_high = short as f64 / (short + spare) as f64;
        if low.total > high.total {
            (low, Some(high), share_of_high)
        } else {
            (high, Some(low), 1.0 - share_of_high)
        }
    }

    /// The highest rent whose sums are sure to be numbers that can be added.
    fn payable(&self) -> i64 {
        let all: i64 = self.seats.iter().map(|&seats| i64::from(seats)).sum();
        (IMPOSSIBLE / 4) / all.max(self.demand).max(1)
    }

    fn rented(&self, rent: i64) -> Rented {
        let after = |site: usize| self.price[site] - rent * i64::from(self.seats[site]);
        let (least, most) = self.in_doubt();
        let mut total = rent * self.demand;
        let mut seats = 0;
        let (mut order, mut others) = (Vec::with_capacity(self.locks.len()), Vec::new());
        for (site, &lock) in self.locks.iter().enumerate() {
            match lock {
                Lock::Open => {
                    total += after(site);
                    seats += i64::from(self.seats[site]);
                }
                Lock::Free if self.counts[site] => order.push((after(site), site as u32)),
                Lock::Free => others.push((after(site), site as u32)),
                Lock::Closed => {}
            }
        }
        order.sort_unstable();
        let paying = order.iter().take_while(|&&(price, _)| price < 0).count();
        let count = paying.clamp(least.min(most), most).min(order.len());
        let paying = others.iter().filter(|&&(price, _)| price < 0);
        for &(price, site) in order[..count].iter().chain(paying) {
            total += price;
            seats += i64::from(self.seats[site as usize]);
        }
        Rented {
            rent,
            order,
            others,
            count,
            total,
            seats,
        }
    }
}

/// Sites in doubt that open in one of two choices, with their parts.
fn mixed(one: &Rented, other: Option<&Rented>, share: f64) -> Vec<(u32, f64)> {
    let chosen = |rented: &Rented| -> Vec<u32> {
        let paying = rented.others.iter().filter(|&&(price, _)| price < 0);
        let chosen = rented.order[..rented.count].iter().chain(paying);
        chosen.map(|&(_, site)| site).collect()
    };
    let mut parts: Vec<(u32, f64)> = chosen(one)
        .into_iter()
        .map(|site| (site, 1.0 - share))
        .collect();
    parts.extend(
        other
            .map(chosen)
            .into_iter()
            .flatten()
            .map(|site| (site, share)),
    );
    parts.sort_unstable_by_key(|&(site, _)| site);
    parts.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 = 1.0;
        }
        same
    });
    parts.retain(|&(_, part)| part > 0.0);
    parts
}

/// A bound for what cannot be: above every cost, and small enough to be added to.
pub(super) const IMPOSSIBLE: i64 = i64::MAX / 8;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// The least price of an allowed set that passes.
    fn least(offer: &Offer<'_>, passes: impl Fn(u32) -> bool) -> Option<i64> {
        let n_sites = offer.locks.len();
        let is_allowed = |set: &u32| {
            let fits = (0..n_sites).all(|site| match offer.locks[site] {
                Lock::Free => true,
                Lock::Open => set >> site & 1 == 1,
                Lock::Closed => set >> site & 1 == 0,
            });
            let seats: i64 = (0..n_sites)
                .filter(|site| set >> site & 1 == 1)
                .map(|site| i64::from(offer.seats[site]))
                .sum();
            let count = (0..n_sites)
                .filter(|&site| offer.counts[site] && set >> site & 1 == 1)
                .count();
            fits && seats >= offer.demand && offer.n_open.contains(&count) && passes(*set)
        };
        let price = |set: u32| {
            let open = (0..n_sites).filter(move |site| set >> site & 1 == 1);
            open.map(|site| offer.price[site]).sum()
        };
        (0..1 << n_sites).filter(is_allowed).map(price).min()
    }

    #[test]
    fn no_set_with_seats_enough_is_cheaper_than_its_bound() {
        let mut close = 0;
        for seed in 0..400 {
            let mut random = Random::seeded(seed);
            let n_sites = 1 + random.below(7);
            let locks: Vec<Lock> = (0..n_sites)
                .map(|_| {
                    [Lock::Free, Lock::Free, Lock::Free, Lock::Open, Lock::Closed][random.below(5)]
                })
                .collect();
            let price: Vec<i64> = (0..n_sites)
                .map(|_| random.below(900) as i64 - 200)
                .collect();
            let seats: Vec<u32> = (0..n_sites).map(|_| random.below(30) as u32).collect();
            let counts: Vec<bool> = (0..n_sites).map(|_| random.below(4) > 0).collect();
            let from = random.below(n_sites + 1);
            let n_open = from..=(from + random.below(n_sites)).min(n_sites);
            let offer = Offer {
                locks: &locks,
                price: &price,
                seats: &seats,
                demand: random.below(70) as i64,
                n_open: &n_open,
                counts: &counts,
            };
            let counted = |lock: Lock| {
                let sites = (0..n_sites).filter(|&site| counts[site]);
                sites.filter(|&site| locks[site] == lock).count()
            };
            let (open, free) = (counted(Lock::Open), counted(Lock::Free));
            if open > *n_open.end() || open + free < *n_open.start() {
                continue;
            }
            let choice = Choice::of(&offer);
            let best = least(&offer, |_| true);
            assert!(best.is_none_or(|best| choice.total <= best), "seed {seed}");
            close += u32::from(best.is_some_and(|best| best - choice.total < 60));
            for site in (0..n_sites).filter(|&site| locks[site] == Lock::Free) {
                let with = least(&offer, |set| set >> site & 1 == 1);
                let without = least(&offer, |set| set >> site & 1 == 0);
                assert!(
                    with.is_none_or(|with| choice.with[site] <= with),
                    "seed {seed}"
                );
                assert!(
                    without.is_none_or(|least| choice.without[site] <= least),
                    "seed {seed}"
                );
            }
        }
        assert!(close > 100, "{close}");
    }
}
