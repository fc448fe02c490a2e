//! How the pupils of each settlement fare in an assignment: how far they go, and whether all have a seat.

use crate::assign::Attended;
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

    /// Whether somebody goes farther than the limit every day.
    pub fn is_over(&self, limit: Option<Meters>) -> bool {
        limit.is_some_and(|limit| self.farthest > limit)
    }
}

/// The daily ways from every settlement, by position.
pub fn home_trips(attended: Attended<'_>, settlements: usize) -> Vec<HomeTrips> {
    let mut homes = vec![HomeTrips::default(); settlements];
    for flow in attended.daily.iter().filter(|flow| flow.pupils > 0) {
        let home = &mut homes[flow.settlement];
        let way = flow.trip.distance();
        home.day_pupils += flow.pupils;
        home.decimetres += u64::from(flow.pupils) * u64::from(way.decimetres());
        home.farthest = home.farthest.max(way);
        home.is_estimate |= flow.trip.basis() == Basis::Estimate;
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
