//! The certificate of optimality, checked from scratch.

use super::Transport;

/// What an assignment comes to, and whether it was shown to be the best possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Pupils times decimetres of those who found a seat.
    pub pupil_decimetres: u64,
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
        let mut pupil_decimetres = 0;
        let mut is_optimal = true;
        for (site, number) in self.sites.iter().zip(0..) {
            let mut load = 0;
            for member in &site.members {
                load += u64::from(member.pupils);
                seen[member.home as usize] += u64::from(member.pupils);
                if number != nowhere {
                    pupil_decimetres += member.cost.unsigned_abs() * u64::from(member.pupils);
                }
                is_optimal &= self.is_cheapest(member.home, member.cost + site.price);
            }
            is_optimal &= load == site.load && !site.is_overfull() && site.price >= 0;
            is_optimal &= site.price == 0 || !site.has_room();
        }
        let everyone = self
            .homes
            .iter()
            .zip(&seen)
            .all(|(home, &seen)| u64::from(home.pupils) == seen);
        Proof {
            pupil_decimetres,
            unplaced: self.sites[nowhere as usize].load,
            is_optimal: is_optimal && everyone,
        }
    }

    /// Whether no site, listed or not, nor nowhere, is cheaper for a home than `price`.
    fn is_cheapest(&self, home: u32, price: i64) -> bool {
        let cheaper = self
            .lists
            .get(home)
            .iter()
            // Lists are sorted by cost and prices are not negative.
            .take_while(|choice| i64::from(choice.cost) < price)
            .any(|choice| i64::from(choice.cost) + self.sites[choice.site as usize].price < price);
        !cheaper && price <= self.homes[home as usize].nowhere && price <= self.lists.horizon(home)
    }
}
