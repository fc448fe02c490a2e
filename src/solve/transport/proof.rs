//! The certificate of optimality, checked from scratch.

use super::Transport;
use super::cost::Cost;

/// What an assignment comes to, and whether it was shown to be the best possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    /// What the ways of those who found a seat cost together, in the units of [`Choice::cost`](super::Choice::cost).
    pub pupil_cost: u64,
    /// Pupils who found none.
    pub unplaced: u64,
    /// Every condition of optimality holds.
    pub is_optimal: bool,
}

impl Transport {
    /// Checks the conditions of optimality (complementary slackness):
    ///
    /// 1. no site holds more pupils than seats, prices are not negative, a free seat has price zero;
    /// 2. every pupil of every home is somewhere, and nowhere is it cheaper, price of the seat included;
    /// 3. no site left out of a home's list can be cheaper.
    ///
    /// No other assignment within the seats can then cost less: at these prices none does, and this
    /// one leaves nothing with a price unused. Cost: one pass over the pupils' lists.
    pub fn proof(&self) -> Proof {
        let nowhere = self.nowhere();
        let mut seen = vec![0_u64; self.homes.len()];
        let mut pupil_cost = 0;
        let mut is_optimal = true;
        for (site, number) in self.sites.iter().zip(0..) {
            let mut load = 0;
            for member in &site.members {
                load += u64::from(member.pupils);
                seen[member.home as usize] += u64::from(member.pupils);
                if number != nowhere {
                    pupil_cost += member.cost.unsigned_abs() * u64::from(member.pupils);
                }
                let cost = self.cost_at(member.home, number, member.cost);
                is_optimal &= self.is_cheapest(member.home, cost + site.price);
            }
            is_optimal &= load == site.load && !site.is_overfull() && site.price >= Cost::ZERO;
            is_optimal &= site.price == Cost::ZERO || !site.has_room();
        }
        let everyone = self
            .homes
            .iter()
            .zip(&seen)
            .all(|(home, &seen)| u64::from(home.pupils) == seen);
        Proof {
            pupil_cost,
            unplaced: self.sites[nowhere as usize].load,
            is_optimal: is_optimal && everyone,
        }
    }

    /// Whether no site, listed or not, nor nowhere, is cheaper for a home than `price`.
    fn is_cheapest(&self, home: u32, price: Cost) -> bool {
        let cheaper = self
            .lists
            .get(home)
            .iter()
            // Lists are sorted by cost and prices are not negative.
            .take_while(|choice| i64::from(choice.cost) <= price.way)
            .any(|choice| {
                let cost = Cost::of(home, choice.site, choice.cost.into());
                cost + self.sites[choice.site as usize].price < price
            });
        let nowhere = Cost::of_way(self.homes[home as usize].nowhere);
        !cheaper && price <= nowhere && price <= self.lists.bound(home)
    }
}
