//! How schools spread over sizes and pupils over trip lengths, counted in bins.

use crate::travel::Trip;
use crate::units::Meters;

/// How many schools are of which size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// The lower ends of the bins in pupils, the first zero; the last bin has no upper end.
    pub from: Vec<u32>,
    /// Schools by bin.
    pub schools: Vec<usize>,
}

/// Bins that double in width, laid so that the small-school threshold is the end of one: half the
/// threshold, the threshold, twice, four, eight and sixteen times.
///
/// ```
/// let sizes = xuequ::indicators::sizes([20, 99, 100, 450], 100);
/// assert_eq!(sizes.from, [0, 50, 100, 200, 400, 800, 1_600]);
/// assert_eq!(sizes.schools, [1, 1, 1, 0, 1, 0, 0]);
/// ```
pub fn sizes(pupils: impl IntoIterator<Item = u32>, threshold: u32) -> Sizes {
    let threshold = threshold.max(2);
    let doubled = (0..5).map(|times| threshold.saturating_mul(1 << times));
    let from: Vec<u32> = [0, threshold / 2].into_iter().chain(doubled).collect();
    let mut schools = vec![0; from.len()];
    for size in pupils {
        let above = from.partition_point(|&least| least <= size);
        schools[above - 1] += 1;
    }
    Sizes { from, schools }
}

/// How many pupils go how far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TripLengths {
    /// The width of every bin.
    pub step: Meters,
    /// Pupils by bin: the first goes up to and including one step, and so on.
    pub pupils: Vec<u32>,
}

/// Trips in bins of the shortest of 250 m, 500 m, 1 km, … that needs at most 30 of them.
pub fn trip_lengths(trips: impl Iterator<Item = (Trip, u32)> + Clone) -> TripLengths {
    const MOST_BINS: f64 = 30.0;
    let counted = trips.filter(|&(_, pupils)| pupils > 0);
    let longest = counted.clone().map(|(trip, _)| trip.distance()).max();
    let longest = longest.unwrap_or_default().as_f64();
    let mut step = 250.0;
    while longest / step > MOST_BINS {
        step *= 2.0;
    }
    let bin = |metres: f64| ((metres / step).ceil() as usize).max(1) - 1;
    let mut pupils = vec![0; bin(longest) + 1];
    for (trip, going) in counted {
        pupils[bin(trip.distance().as_f64())] += going;
    }
    TripLengths {
        step: Meters::from_f64(step),
        pupils,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::travel::Basis;

    #[test]
    fn a_trip_of_exactly_the_limit_stands_on_the_near_side_of_it() {
        let trip = |metres| Trip::new(Meters::from_f64(metres), Basis::Road);
        let lengths =
            trip_lengths([(trip(0.0), 3), (trip(250.0), 4), (trip(250.1), 5)].into_iter());
        assert_eq!(lengths.step.as_f64(), 250.0);
        assert_eq!(lengths.pupils, [7, 5]);
        // 20 km do not fit into 30 bins of 500 m.
        let far = trip_lengths([(trip(20_000.0), 1)].into_iter());
        assert_eq!((far.step.as_f64(), far.pupils.len()), (1_000.0, 20));
        assert_eq!(trip_lengths([].into_iter()).pupils, [0]);
    }
}
