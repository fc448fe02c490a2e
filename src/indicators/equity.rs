//! How evenly a good is spread: Gini index, coefficient of variation, floating catchments.

use crate::assign::{Assignment, Flow};
use crate::plan::Layout;

/// The Gini index of a quantity over pupils: 0 when all have the same, towards 1 when one has all.
///
/// `G = Σᵢ Σⱼ pᵢ pⱼ |xᵢ − xⱼ| / (2 P² x̄)`, with `pᵢ` pupils who have `xᵢ`; computed from the sorted
/// values in one pass. `None` without pupils or when everybody has nothing.
///
/// ```
/// use xuequ::indicators::gini;
/// // Of four pupils one has everything: (1/2)·(2·3·1·1)/(16·0.25) = 0.75.
/// assert_eq!(gini([(0.0, 3), (1.0, 1)]), Some(0.75));
/// assert_eq!(gini([(5.0, 10)]), Some(0.0));
/// ```
pub fn gini(values: impl IntoIterator<Item = (f64, u32)>) -> Option<f64> {
    let mut values: Vec<(f64, f64)> = values
        .into_iter()
        .filter(|&(_, pupils)| pupils > 0)
        .map(|(value, pupils)| (value, f64::from(pupils)))
        .collect();
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let pupils: f64 = values.iter().map(|(_, pupils)| pupils).sum();
    let total: f64 = values.iter().map(|(value, pupils)| value * pupils).sum();
    if pupils <= 0.0 || total <= 0.0 {
        return None;
    }
    // Each pair once: a value stands above all pupils before it and below all after.
    let mut before = 0.0;
    let mut differences = 0.0;
    for (value, here) in values {
        differences += value * here * (before - (pupils - before - here));
        before += here;
    }
    Some(differences / (pupils * total))
}

/// The Gini index of the trips of a stage's placed day pupils; boarders do not go every day.
pub fn gini_of_trips(daily: &[Flow]) -> Option<f64> {
    gini(
        daily
            .iter()
            .map(|flow| (flow.trip.distance().as_f64(), flow.pupils)),
    )
}

/// The coefficient of variation of a resource between schools (校际差异系数).
///
/// `CV = √(Σ (Pᵢ/P)(Xᵢ − X̄)²) / X̄`, with `Xᵢ = xᵢ/Pᵢ` per pupil and `X̄ = Σxᵢ/P`; the form of the
/// national balance evaluation (教督〔2017〕6号). At most 0.50 in primary, 0.45 in junior schools for
/// each of seven resources. `None` without pupils or without any of the resource.
///
/// ```
/// use xuequ::indicators::variation;
/// // 10 m² per pupil for 100 pupils, 5 for 100: mean 7.5, deviation 2.5.
/// let cv = variation([(1_000.0, 100), (500.0, 100)]).unwrap();
/// assert!((cv - 2.5 / 7.5).abs() < 1e-12);
/// ```
pub fn variation(schools: impl IntoIterator<Item = (f64, u32)>) -> Option<f64> {
    let schools: Vec<(f64, f64)> = schools
        .into_iter()
        .filter(|&(_, pupils)| pupils > 0)
        .map(|(resource, pupils)| (resource, f64::from(pupils)))
        .collect();
    let pupils: f64 = schools.iter().map(|(_, pupils)| pupils).sum();
    let mean = schools.iter().map(|(resource, _)| resource).sum::<f64>() / pupils;
    if mean.is_nan() || mean <= 0.0 {
        return None;
    }
    let variance: f64 = schools
        .iter()
        .map(|(resource, here)| here / pupils * (resource / here - mean).powi(2))
        .sum();
    Some(variance.sqrt() / mean)
}

/// Seats within reach per pupil, for each settlement (two-step floating catchment area, 2SFCA).
///
/// First each school's seats are shared between all pupils within `reach` of it,
/// `Rⱼ = Sⱼ / Σ Pₖ`; then each settlement adds up what it can reach, `Aᵢ = Σ Rⱼ`. Weighted by pupils
/// the mean is seats over pupils, as far as both are within reach of something. All pupils count,
/// boarders too, since they sit on seats. Schools whose seats are not known are left out. `homes_within_reach` gives the
/// settlements from which a site is in reach.
pub fn seats_in_reach(
    assignment: &Assignment,
    pupils: &[u32],
    layout: &Layout,
    homes_within_reach: impl Fn(usize) -> Vec<u32>,
) -> Vec<f64> {
    let mut access = vec![0.0; pupils.len()];
    for site in layout.open(assignment.stage) {
        let Some(seats) = layout.sites[site].seats(assignment.stage) else {
            continue;
        };
        let homes = homes_within_reach(site);
        let here = homes.iter().map(|&home| f64::from(pupils[home as usize]));
        let demand: f64 = here.sum();
        if demand > 0.0 {
            for home in homes {
                access[home as usize] += f64::from(seats) / demand;
            }
        }
    }
    access
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Count, PerStage, SchoolId, SchoolKind, Stage, StageRecord};
    use crate::plan::{Site, Status};
    use crate::random::Random;

    #[test]
    fn the_gini_index_is_the_mean_difference_of_all_pairs() {
        let mut seeded = Random::seeded(11);
        let mut random = |below: u32| seeded.count_below(below);
        for _ in 0..200 {
            let values: Vec<(f64, u32)> = (0..=random(8))
                .map(|_| (f64::from(random(5_000)), random(40)))
                .collect();
            let people: f64 = values.iter().map(|&(_, pupils)| f64::from(pupils)).sum();
            let total: f64 = values
                .iter()
                .map(|&(value, pupils)| value * f64::from(pupils))
                .sum();
            let mut pairs = 0.0;
            for &(a, p) in &values {
                for &(b, q) in &values {
                    pairs += f64::from(p) * f64::from(q) * (a - b).abs();
                }
            }
            match gini(values.iter().copied()) {
                Some(index) => {
                    let slow = pairs / (2.0 * people * total);
                    assert!(
                        (index - slow).abs() < 1e-9,
                        "{index} is not {slow} for {values:?}"
                    );
                }
                None => assert_eq!(total, 0.0),
            }
        }
    }

    #[test]
    fn seats_are_shared_by_all_in_reach_and_those_out_of_reach_have_none() {
        let mut layout = Layout {
            year: crate::units::Year(2025),
            sites: Vec::new(),
            roads: std::sync::Arc::default(),
        };
        let mut stages = PerStage::default();
        stages[Stage::Primary] = Some(StageRecord {
            pupils: None,
            seats: Some(Count::recorded(30)),
        });
        layout.sites.push(Site {
            id: SchoolId::new("s"),
            name: String::new(),
            kind: SchoolKind::Primary,
            at: crate::geometry::LonLat::default(),
            stages,
            ownership: None,
            inclusive: None,
            township: None,
            status: Status::Existing,
            handover: Default::default(),
            missed_intakes: 0,
            begun: PerStage::default(),
        });
        let assignment = Assignment::empty(Stage::Primary, 1);
        let access = seats_in_reach(&assignment, &[10, 10, 5], &layout, |_| vec![0, 2]);
        assert_eq!(access, [2.0, 0.0, 2.0]);
    }

    #[test]
    fn merging_into_a_crowded_school_changes_the_variation() {
        // 20 m² each for 30 pupils in the hills, 5 m² each for 300 in town; after the merge all have 5 or less.
        let before = variation([(600.0, 30), (1_500.0, 300)]).unwrap();
        let after = variation([(1_500.0, 330)]).unwrap();
        // X̄ = 2100/330 = 6.3636; √(30/330·13.636² + 300/330·1.3636²)/6.3636 = 0.67763.
        assert!((before - 0.677_63).abs() < 1e-5, "{before}");
        assert_eq!(after, 0.0);
        assert_eq!(variation([]), None);
    }
}
