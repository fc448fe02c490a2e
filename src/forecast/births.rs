//! Children born, by calendar year: known, interpolated between, or assumed after the last known year.

use std::collections::BTreeMap;

use super::variant::Variant;
use crate::units::Year;

/// Births of one place in an unbroken run of years; at least one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Births {
    first: i32,
    by_year: Vec<f64>,
}

impl Births {
    /// Known births times the share of registered children who live here; missing years between known
    /// ones are interpolated. `None` when nothing is known.
    pub(super) fn of(known: &BTreeMap<Year, u32>, residence: f64) -> Option<Self> {
        let (&Year(first), &Year(last)) = (known.keys().next()?, known.keys().next_back()?);
        let resident = |number: &u32| f64::from(*number) * residence;
        let in_year = |year: i32| {
            let (&Year(before), low) = known.range(..=Year(year)).next_back()?;
            let (&Year(after), high) = known.range(Year(year)..).next()?;
            let way = if after == before {
                0.0
            } else {
                f64::from(year - before) / f64::from(after - before)
            };
            Some(resident(low) + (resident(high) - resident(low)) * way)
        };
        let by_year: Vec<f64> = (first..=last).filter_map(in_year).collect();
        Some(Self { first, by_year })
    }

    /// The year by year sum of several places; years known to only some of them are left out.
    pub(super) fn sum<'a>(places: impl IntoIterator<Item = &'a Self>) -> Option<Self> {
        let places: Vec<&Self> = places.into_iter().collect();
        let first = places.iter().map(|births| births.first).max()?;
        let last = places.iter().map(|births| births.last()).min()?;
        let in_year = |year| places.iter().filter_map(|births| births.known(year)).sum();
        let by_year: Vec<f64> = (first..=last).map(in_year).collect();
        (!by_year.is_empty()).then_some(Self { first, by_year })
    }

    /// What was known at the end of `year`.
    pub(super) fn until(&self, year: i32) -> Option<Self> {
        let years = usize::try_from(year + 1 - self.first)
            .ok()?
            .min(self.by_year.len());
        let by_year = self.by_year[..years].to_vec();
        (!by_year.is_empty()).then_some(Self { by_year, ..*self })
    }

    pub(super) fn last(&self) -> i32 {
        self.first + self.by_year.len() as i32 - 1
    }

    fn known(&self, year: i32) -> Option<f64> {
        self.by_year
            .get(usize::try_from(year - self.first).ok()?)
            .copied()
    }

    /// The mean of the last three known years.
    fn recent(&self) -> f64 {
        let recent = &self.by_year[self.by_year.len().saturating_sub(3)..];
        recent.iter().sum::<f64>() / recent.len() as f64
    }

    /// Children who are `age` years old on 31 August of `year`: four twelfths of one calendar year's
    /// births (September to December) and eight twelfths of the next (January to August).
    ///
    /// `None` when that reaches back before the first known year.
    pub(super) fn cohort(&self, year: i32, age: i32, outlook: &Outlook) -> Option<f64> {
        let earlier = self.in_year(year - age - 1, outlook)?;
        let later = self.in_year(year - age, outlook)?;
        Some(earlier * 4.0 / 12.0 + later * 8.0 / 12.0)
    }

    fn in_year(&self, year: i32, outlook: &Outlook) -> Option<f64> {
        if year > self.last() {
            return Some(self.recent() * outlook.level(year));
        }
        self.known(year)
    }
}

/// How the county's births go on after the last known year, as a level against their recent mean.
#[derive(Clone, Debug)]
pub(super) struct Outlook {
    county: Option<Births>,
    /// Yearly change that is assumed to go on.
    change: f64,
}

impl Outlook {
    /// The trend is the mean yearly change of the last three years. It goes on in full, by half, or
    /// not at all, whichever the variant needs; births never leave 50 to 150 % of the last known year.
    pub(super) fn of(county: Option<Births>, variant: Variant) -> Self {
        let trend = county.as_ref().map_or(1.0, trend);
        let half = f64::midpoint(1.0, trend);
        let change = match variant {
            Variant::Low => trend.min(1.0),
            Variant::Mid => half,
            Variant::High => trend.max(1.0),
        };
        Self { county, change }
    }

    fn level(&self, year: i32) -> f64 {
        let Some(county) = &self.county else {
            return 1.0;
        };
        let recent = county.recent();
        if recent <= 0.0 {
            return 1.0;
        }
        let ahead = year - county.last();
        let births = if ahead <= 0 {
            county.known(year).unwrap_or(recent)
        } else {
            let last = county.known(county.last()).unwrap_or(recent);
            last * self.change.powi(ahead).clamp(0.5, 1.5)
        };
        births / recent
    }
}

fn trend(births: &Births) -> f64 {
    let recent = &births.by_year[births.by_year.len().saturating_sub(4)..];
    let changes: Vec<f64> = recent
        .windows(2)
        .filter(|pair| pair[0] > 0.0)
        .map(|pair| pair[1] / pair[0])
        .collect();
    if changes.is_empty() {
        return 1.0;
    }
    (changes.iter().sum::<f64>() / changes.len() as f64).clamp(0.8, 1.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn births(years: &[(i32, u32)]) -> Births {
        let known = years
            .iter()
            .map(|&(year, number)| (Year(year), number))
            .collect();
        Births::of(&known, 1.0).unwrap()
    }

    #[test]
    fn a_cohort_is_a_third_of_one_year_and_two_thirds_of_the_next() {
        let births = births(&[(2017, 90), (2018, 60)]);
        let outlook = Outlook::of(Some(births.clone()), Variant::Mid);
        // Three years old on 31 August 2021: born September 2017 to August 2018.
        assert_eq!(
            births.cohort(2021, 3, &outlook),
            Some(90.0 / 3.0 + 60.0 * 2.0 / 3.0)
        );
        assert_eq!(births.cohort(2020, 3, &outlook), None, "2016 is not known");
    }

    #[test]
    fn a_missing_year_lies_between_its_neighbours() {
        // As for Jingyan, whose births of 2020 are not published.
        assert_eq!(
            births(&[(2019, 2_700), (2021, 2_092)]).known(2020),
            Some(2_396.0)
        );
    }

    #[test]
    fn only_children_who_live_here_count() {
        let known = [(Year(2019), 100)].into();
        assert_eq!(Births::of(&known, 0.7).unwrap().known(2019), Some(70.0));
    }

    #[test]
    fn the_trend_goes_on_in_full_by_half_or_not_at_all() {
        // 1000, 900, 810, 729: one tenth less every year.
        let county = births(&[(2018, 1_000), (2019, 900), (2020, 810), (2021, 729)]);
        let in_2022 = |variant| {
            let outlook = Outlook::of(Some(county.clone()), variant);
            county.in_year(2022, &outlook).unwrap()
        };
        assert!((in_2022(Variant::Low) - 729.0 * 0.90).abs() < 1e-9);
        assert!((in_2022(Variant::Mid) - 729.0 * 0.95).abs() < 1e-9);
        assert!((in_2022(Variant::High) - 729.0).abs() < 1e-9);
    }

    #[test]
    fn births_never_fall_below_half_of_the_last_known_year() {
        let county = births(&[(2018, 1_000), (2019, 800), (2020, 640), (2021, 512)]);
        let outlook = Outlook::of(Some(county.clone()), Variant::Low);
        assert_eq!(county.in_year(2060, &outlook), Some(256.0));
    }
}
