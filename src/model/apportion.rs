//! Whole pupils from shares: the largest-remainder method, so that parts always add up to their total.

use std::cmp::Reverse;

/// Shares a whole `total` out in proportion to `weights`, by largest remainder.
///
/// Exact integer arithmetic; equal remainders go to the lower index. The parts add up to `total`
/// unless every weight is zero, when nobody gets anything. Cost: one sort.
///
/// ```
/// use xuequ::model::apportion;
/// assert_eq!(apportion(10, &[1, 1, 1]), [4, 3, 3]);
/// assert_eq!(apportion(10, &[0, 0]), [0, 0]);
/// ```
pub fn apportion(total: u32, weights: &[u32]) -> Vec<u32> {
    let sum: u64 = weights.iter().map(|&weight| u64::from(weight)).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let exact = |weight: u32| u64::from(total) * u64::from(weight);
    let whole = weights.iter().map(|&weight| (exact(weight) / sum) as u32);
    let mut parts: Vec<u32> = whole.collect();
    let left = total - parts.iter().sum::<u32>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&index| Reverse(exact(weights[index]) % sum));
    for &index in order.iter().take(left as usize) {
        parts[index] += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn the_largest_remainders_get_the_last_pupils() {
        // 100 × 3/7 = 42.86, 100 × 3/7 = 42.86, 100 × 1/7 = 14.29: two are left, for the first two.
        assert_eq!(apportion(100, &[3, 3, 1]), [43, 43, 14]);
    }

    #[test]
    fn the_parts_add_up_and_stray_less_than_one_pupil() {
        let mut seeded = Random::seeded(7);
        let mut random = |below: u32| seeded.count_below(below);
        for _ in 0..500 {
            let weights: Vec<u32> = (0..=random(20)).map(|_| random(5_000)).collect();
            let (total, sum) = (
                random(100_000),
                weights.iter().map(|&w| u64::from(w)).sum::<u64>(),
            );
            let parts = apportion(total, &weights);
            if sum == 0 {
                continue;
            }
            assert_eq!(parts.iter().sum::<u32>(), total, "{weights:?}");
            for (&part, &weight) in parts.iter().zip(&weights) {
                let fair = f64::from(total) * f64::from(weight) / sum as f64;
                assert!(
                    (f64::from(part) - fair).abs() < 1.0,
                    "{total} over {weights:?}"
                );
            }
        }
    }

    #[test]
    fn the_greatest_numbers_do_not_overflow() {
        assert_eq!(
            apportion(u32::MAX, &[u32::MAX, u32::MAX]),
            [1 << 31, (1 << 31) - 1]
        );
    }
}
