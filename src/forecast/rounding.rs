//! Whole pupils from parts of pupils.

use crate::model::apportion;

/// Rounds parts so that they add up to a whole `total`, in proportion to the parts, by largest remainder.
///
/// Parts that are not positive get nothing. Precise to a millionth of a pupil, and the same on every
/// machine: the parts become integers first.
pub(super) fn round_to(total: u32, parts: &[f64]) -> Vec<u32> {
    let largest = parts.iter().copied().fold(0.0, f64::max);
    if largest <= 0.0 {
        return vec![0; parts.len()];
    }
    let scale = f64::from(u32::MAX) / largest.max(4_000.0);
    let weights: Vec<u32> = parts.iter().map(|part| (part * scale) as u32).collect();
    apportion(total, &weights)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_pupils_round_to_their_total() {
        assert_eq!(round_to(10, &[3.6, 3.6, 2.8]), [4, 3, 3]);
        assert_eq!(round_to(7, &[0.0, 7.2]), [0, 7]);
        assert_eq!(round_to(3, &[-1.0, 0.0]), [0, 0]);
    }
}
