//! How the pupils of each settlement fare in an assignment: how far they go, and whether all have a seat.

use crate::assign::{Attended, Flow};
use crate::travel::Basis;
use crate::units::Meters;

/// The daily ways of one settlement's pupils of a stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HomeTrips {
    /// Pupils who go to school every day.
    pub day_pupils: u32,
    /// Their ways added up, in pupil-decimetres.
    decimetres: u64,
    /// The longest of the ways.
    pub farthest: Meters,
    /// Whether any of the ways is an estimate.
    pub is_estimate: bool,
    /// Pupils without a seat.
    pub unplaced: u32,
}

impl HomeTrips {
    /// The mean way of the day pupils; `None` where nobody goes every day.
    pub fn mean(&self) -> Option<Meters> {
        let pupils = u64::from(self.day_pupils);
        (pupils > 0)
            .then(|| Meters::from_decimetres(((self.decimetres + pupils / 2) / pupils) as u32))
    }

    /// Those of one settlement, by its position.
    pub fn of(attended: Attended<'_>, settlement: usize) -> Self {
        let mut home = Self::default();
        let flows = attended.daily.iter();
        for flow in flows.filter(|flow| flow.settlement == settlement && flow.pupils > 0) {
            home.add(flow);
        }
        let unplaced = attended.assignment.unplaced.iter();
        let own = unplaced.filter(|unplaced| unplaced.settlement == settlement);
        home.unplaced = own.map(|unplaced| unplaced.pupils).sum();
        home
    }

    fn add(&mut self, flow: &Flow) {
        let way = flow.trip.distance();
        self.day_pupils += flow.pupils;
        self.decimetres += u64::from(flow.pupils) * u64::from(way.decimetres());
        self.farthest = self.farthest.max(way);
        self.is_estimate |= flow.trip.basis() == Basis::Estimate;
    }

    /// Whether somebody goes farther than the limit every day.
    pub fn is_over(&self, limit: Option<Meters>) -> bool {
        limit.is_some_and(|limit| self.farthest > limit)
    }
}

/// The daily ways from every settlement, by position.
pub fn home_trips(attended: Attended<'_>, settlements: usize) -> Vec<HomeTrips> {
    let mut homes = vec![HomeTrips::default(); settlements];
    for flow in attended.daily.iter().filter(|flow| flow.pupils > 0) {
        homes[flow.settlement].add(flow);
    }
    for unplaced in &attended.assignment.unplaced {
        homes[unplaced.settlement].unplaced += unplaced.pupils;
    }
    homes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_without_day_pupils_has_no_mean_way_and_is_not_over_a_limit() {
        let home = HomeTrips::default();
        assert_eq!(home.mean(), None);
        assert!(!home.is_over(Some(Meters::from_decimetres(0))));
    }
}
