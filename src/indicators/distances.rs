//! How far pupils go: mean, median, 90th percentile and longest trip, weighted by pupils.

use crate::travel::{Basis, Trip};
use crate::units::Meters;

/// Trip lengths of a group of pupils. Every figure weighs each pupil once, not each settlement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Distances {
    /// Mean trip in metres.
    pub mean: f64,
    /// Half of the pupils go at most this far.
    pub median: Meters,
    /// Nine in ten pupils go at most this far.
    pub p90: Meters,
    /// The longest trip.
    pub max: Meters,
    /// Pupils behind the figures.
    pub pupils: u32,
    /// Of these, pupils whose trip is an estimate because no road leads from home to school.
    pub estimated_pupils: u32,
}

impl Distances {
    /// The figures of trips and how many pupils make each; `None` without pupils.
    ///
    /// A percentile is the shortest trip that at least that share of pupils does not exceed
    /// (nearest rank), so it is always a trip somebody makes.
    ///
    /// ```
    /// use xuequ::indicators::Distances;
    /// use xuequ::travel::{Basis, Trip};
    /// use xuequ::units::Meters;
    /// let trip = |metres| Trip::new(Meters::from_f64(metres), Basis::Road);
    /// let trips = Distances::of([(trip(500.0), 90), (trip(2_000.0), 10)]).unwrap();
    /// assert_eq!((trips.mean, trips.p90.as_f64(), trips.max.as_f64()), (650.0, 500.0, 2_000.0));
    /// ```
    pub fn of(trips: impl IntoIterator<Item = (Trip, u32)>) -> Option<Self> {
        let mut trips: Vec<_> = trips
            .into_iter()
            .filter(|&(_, pupils)| pupils > 0)
            .collect();
        let pupils: u64 = trips.iter().map(|&(_, pupils)| u64::from(pupils)).sum();
        let (longest, _) = *trips.iter().max()?;
        let total: u64 = trips
            .iter()
            .map(|&(trip, pupils)| u64::from(trip.distance().decimetres()) * u64::from(pupils))
            .sum();
        let estimated: u32 = trips
            .iter()
            .filter(|(trip, _)| trip.basis() == Basis::Estimate)
            .map(|&(_, pupils)| pupils)
            .sum();
        let mut percentile = |percent: u64| {
            let rank = (pupils * percent).div_ceil(100);
            trip_at(&mut trips, rank).unwrap_or(longest).distance()
        };
        Some(Self {
            mean: total as f64 / pupils as f64 / 10.0,
            median: percentile(50),
            p90: percentile(90),
            max: longest.distance(),
            pupils: pupils as u32,
            estimated_pupils: estimated,
        })
    }
}

/// The trip of the pupil of this rank, counted from 1 by growing distance; `None` beyond the last. Reorders the trips.
/// By halving (quickselect): linear in their number.
fn trip_at(mut trips: &mut [(Trip, u32)], mut rank: u64) -> Option<Trip> {
    loop {
        if let [(trip, pupils)] = *trips {
            return (rank <= u64::from(pupils)).then_some(trip);
        }
        let middle = trips.len() / 2;
        if middle == 0 {
            return None;
        }
        trips.select_nth_unstable(middle);
        let (near, far) = trips.split_at_mut(middle);
        let nearer: u64 = near.iter().map(|&(_, pupils)| u64::from(pupils)).sum();
        if rank <= nearer {
            trips = near;
        } else {
            rank -= nearer;
            trips = far;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_weighted_by_pupils_not_by_settlements() {
        let trip = |metres: f64| Trip::new(Meters::from_f64(metres), Basis::Road);
        let many_near = [(trip(100.0), 98), (trip(9_000.0), 1), (trip(9_500.0), 1)];
        let distances = Distances::of(many_near).unwrap();
        assert_eq!(distances.median.as_f64(), 100.0);
        assert_eq!(distances.p90.as_f64(), 100.0);
        assert_eq!(distances.mean, (98.0 * 100.0 + 18_500.0) / 100.0);
    }

    #[test]
    fn the_pupil_of_every_rank_is_found_as_by_sorting() {
        let trip = |metres: u32| Trip::new(Meters::from_f64(f64::from(metres)), Basis::Road);
        let trips: Vec<(Trip, u32)> = (0..57_u32)
            .map(|k| (trip(k * 7_919 % 23 * 100), 1 + k % 3))
            .collect();
        let mut one_by_one: Vec<Trip> = trips
            .iter()
            .flat_map(|&(trip, pupils)| std::iter::repeat_n(trip, pupils as usize))
            .collect();
        one_by_one.sort_unstable();
        for (rank, &expected) in (1..).zip(&one_by_one) {
            let mut trips = trips.clone();
            assert_eq!(trip_at(&mut trips, rank), Some(expected), "rank {rank}");
        }
        let beyond = one_by_one.len() as u64 + 1;
        assert_eq!(trip_at(&mut trips.clone(), beyond), None);
        assert_eq!(trip_at(&mut [], 1), None);
    }

    #[test]
    fn nobody_travelling_has_no_mean() {
        assert_eq!(Distances::of([]), None);
        assert_eq!(
            Distances::of([(Trip::new(Meters::ZERO, Basis::Road), 0)]),
            None
        );
    }
}
