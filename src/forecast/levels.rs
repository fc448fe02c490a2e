//! Past enrolment of several schools of which not every one states every year.
//!
//! A year that a school does not state is unknown, not zero. What it had then is taken from the nearest year that it
//! does state, changed as the schools changed that state both (a chain index). Cost: schools × years, and × years again
//! where the stated years hardly overlap.

use std::collections::{BTreeMap, BTreeSet};

/// One school's figures by year.
pub(super) type Figures = BTreeMap<i32, f64>;

/// All schools together, by year. A year is left out where a school that is silent in it cannot be held against others:
/// two years are compared only over schools that state both and have half of all pupils.
pub(super) fn of_all(schools: &[Figures]) -> Figures {
    let years: BTreeSet<i32> = schools.iter().flat_map(BTreeMap::keys).copied().collect();
    let index = Index::of(&years, schools);
    let level = |year: i32| -> Option<f64> {
        let of_school = |school: &Figures| {
            let stated = school.get(&year).copied();
            stated.or_else(|| index.estimated(school, year))
        };
        schools.iter().map(of_school).sum()
    };
    years
        .iter()
        .filter_map(|&year| Some((year, level(year)?)))
        .collect()
}

/// The level of each year, and the run of comparable years that it belongs to; levels of two runs say nothing of
/// each other.
struct Index(BTreeMap<i32, (usize, f64)>);

impl Index {
    fn of(years: &BTreeSet<i32>, schools: &[Figures]) -> Self {
        let latest = schools.iter().filter_map(|school| school.values().last());
        let all: f64 = latest.sum();
        let mut levels: BTreeMap<i32, (usize, f64)> = BTreeMap::new();
        for (place, &year) in years.iter().enumerate() {
            let linked = levels.iter().rev().find_map(|(&earlier, &(run, level))| {
                Some((run, level * change(schools, all, earlier, year)?))
            });
            levels.insert(year, linked.unwrap_or((place, 1.0)));
        }
        Self(levels)
    }

    /// What a school had in a year that it does not state: the nearest that it states, of two the later.
    fn estimated(&self, school: &Figures, year: i32) -> Option<f64> {
        let &(run, level) = self.0.get(&year)?;
        let comparable = school.iter().filter_map(|(&stated, &pupils)| {
            let &(its_run, its_level) = self.0.get(&stated)?;
            (its_run == run).then_some((stated, pupils * level / its_level))
        });
        let nearest = comparable.min_by_key(|&(stated, _)| (stated.abs_diff(year), -stated));
        nearest.map(|(_, pupils)| pupils)
    }
}

/// The ratio of two years over the schools that state both; `None` where these have less than half of `all` pupils.
fn change(schools: &[Figures], all: f64, from: i32, to: i32) -> Option<f64> {
    let (mut before, mut after, mut held) = (0.0, 0.0, 0.0);
    for school in schools {
        if let (Some(earlier), Some(later)) = (school.get(&from), school.get(&to)) {
            before += earlier;
            after += later;
            held += school.values().last().copied().unwrap_or(0.0);
        }
    }
    (held * 2.0 >= all && before > 0.0 && after > 0.0).then(|| after / before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn a_school_that_is_silent_in_a_year_never_makes_it_smaller_than_it_was() {
        let mut random = Random::seeded(31);
        let mut estimated = 0;
        for case in 0..200 {
            let change = random.between(0.85, 1.1);
            let n_schools = 1 + random.count_below(6);
            let full: Vec<Figures> = (0..n_schools)
                .map(|_| {
                    let first = random.between(10.0, 400.0);
                    let of = |year: i32| (year, first * change.powi(year - 2015));
                    (2015..=2021).map(of).collect()
                })
                .collect();
            let mut stated = full.clone();
            for school in &mut stated {
                school.retain(|&year, _| year == 2021 || random.count_below(4) > 0);
            }
            let levels = of_all(&stated);
            assert!(levels.contains_key(&2021), "{case}");
            for (year, level) in levels {
                let right: f64 = full.iter().map(|school| school[&year]).sum();
                assert!(
                    (level / right - 1.0).abs() < 1e-9,
                    "{case} {year}: {level} for {right}"
                );
                estimated += i32::from(stated.iter().any(|school| !school.contains_key(&year)));
            }
        }
        assert!(estimated > 100, "{estimated}");
    }

    #[test]
    fn a_year_that_only_a_small_part_states_is_left_out_and_the_years_round_it_are_not() {
        let large = Figures::from([(2018, 900.0), (2020, 800.0), (2021, 790.0)]);
        let small = Figures::from([(2018, 10.0), (2019, 90.0), (2020, 20.0), (2021, 20.0)]);
        let levels = of_all(&[large, small]);
        assert_eq!(
            levels,
            Figures::from([(2018, 910.0), (2020, 820.0), (2021, 810.0)])
        );
    }
}
