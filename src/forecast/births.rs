//! Children born, by calendar year: known, interpolated between, or assumed after the last known year.

use std::collections::BTreeMap;

use super::variant::Variant;
use crate::units::Year;

/// Births of one place in an unbroken run of years; at least one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Births {
    first: i32,
    by_year: Vec<f64>,
    /// What is left of the children after every further year of their life: one where nobody moves.
    kept: f64,
    /// Of those who are left, the share that moves on to the district's centre every year of their life.
    shift: f64,
    /// The places of which this one is the centre, where some move on.
    villages: Vec<Self>,
}

impl Births {
    /// Known births times the share of registered children who live here; missing years between known ones are
    /// interpolated. Of each cohort the share `kept` is still there a year later. `None` when nothing is known.
    pub(super) fn of(known: &BTreeMap<Year, u32>, residence: f64, kept: f64) -> Option<Self> {
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
        Some(Self {
            first,
            by_year,
            kept,
            shift: 0.0,
            villages: Vec::new(),
        })
    }

    /// The same where this share of the children moves on to the district's centre every year of their life.
    pub(super) fn moving_on(self, shift: f64) -> Self {
        Self { shift, ..self }
    }

    /// The same of a centre to which the children of these places move on.
    pub(super) fn joined_by(self, villages: Vec<Self>) -> Self {
        Self { villages, ..self }
    }

    /// What was known at the end of `year`.
    pub(super) fn until(&self, year: i32) -> Option<Self> {
        let years = usize::try_from(year + 1 - self.first)
            .ok()?
            .min(self.by_year.len());
        let by_year = self.by_year[..years].to_vec();
        let villages = self.villages.iter();
        (!by_year.is_empty()).then(|| Self {
            by_year,
            villages: villages.filter_map(|from| from.until(year)).collect(),
            ..*self
        })
    }

    pub(super) fn last(&self) -> i32 {
        self.first + self.by_year.len() as i32 - 1
    }

    /// Births of a year that is known, or lies between known ones.
    pub(super) fn known(&self, year: i32) -> Option<f64> {
        self.by_year
            .get(usize::try_from(year - self.first).ok()?)
            .copied()
    }

    /// The last known years, three at most.
    fn recent_years(&self) -> std::ops::RangeInclusive<i32> {
        let years = self.by_year.len().min(RECENT) as i32;
        self.last() + 1 - years..=self.last()
    }

    /// The mean of the last known years.
    fn recent(&self) -> f64 {
        mean(self.recent_years().filter_map(|year| self.known(year)))
    }

    /// Children who are `age` years old on 31 August of `year` and still live here: four twelfths of one calendar
    /// year's births (September to December) and eight twelfths of the next (January to August).
    ///
    /// `None` when that reaches back before the first known year, here or where some came from.
    pub(super) fn cohort(&self, year: i32, age: i32, outlook: &Outlook) -> Option<f64> {
        let own = self.left(year, age, outlook)? * (1.0 - self.shift).powi(age);
        let villages = self.villages.iter();
        let came = villages.map(|from| {
            let moved = 1.0 - (1.0 - from.shift).powi(age);
            Some(from.left(year, age, outlook)? * moved)
        });
        Some(own + came.sum::<Option<f64>>()?)
    }

    /// How many children of an age live here for each who was born here and did not leave the county: fewer than one
    /// where some move on to a centre, more in that centre.
    pub(super) fn moved(&self, year: i32, age: i32, outlook: &Outlook) -> Option<f64> {
        let own = self.left(year, age, outlook).filter(|&own| own > 0.0)?;
        Some(self.cohort(year, age, outlook)? / own)
    }

    /// Children of an age who were born here and did not leave the county, wherever in it they live.
    fn left(&self, year: i32, age: i32, outlook: &Outlook) -> Option<f64> {
        let earlier = self.in_year(year - age - 1, outlook)?;
        let later = self.in_year(year - age, outlook)?;
        let born = earlier * 4.0 / 12.0 + later * 8.0 / 12.0;
        Some(born * self.kept.powi(age))
    }

    /// After the place's own last year its births follow the county's.
    fn in_year(&self, year: i32, outlook: &Outlook) -> Option<f64> {
        if year > self.last() {
            return Some(self.recent() / self.level_of_recent(outlook) * outlook.level(year));
        }
        self.known(year)
    }

    fn level_of_recent(&self, outlook: &Outlook) -> f64 {
        mean(self.recent_years().map(|year| outlook.level(year)))
    }

    /// The same with the assumed births up to `year` worked out once.
    pub(super) fn going_on_to(&self, year: i32, outlook: &Outlook) -> Self {
        let usual = self.recent() / self.level_of_recent(outlook);
        let assumed = (self.last() + 1..=year).map(|year| usual * outlook.level(year));
        let known = self.by_year.iter().copied();
        let villages = self.villages.iter();
        Self {
            by_year: known.chain(assumed).collect(),
            villages: villages
                .map(|from| from.going_on_to(year, outlook))
                .collect(),
            ..*self
        }
    }
}

/// How many of the last years say what births are now, and how they change.
const RECENT: usize = 3;

fn mean(numbers: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = numbers.fold((0.0, 0.0), |(sum, count), number| {
        (sum + number, count + 1.0)
    });
    if count > 0.0 { sum / count } else { 0.0 }
}

/// How the births of the whole county go on, year by year, as a level.
///
/// From one year to the next only places are compared that know both (a chain index), and only where those hold half
/// of all births. So neither a place that knows one more year than the others, nor one that knows a few, moves the
/// county.
#[derive(Clone, Debug)]
pub(super) struct Outlook {
    first: i32,
    /// One in the first year; never empty.
    levels: Vec<f64>,
    /// Yearly change that is assumed to go on.
    change: f64,
}

/// How births go on in every variant.
#[derive(Clone, Debug)]
pub(super) struct Outlooks {
    low: Outlook,
    mid: Outlook,
    high: Outlook,
}

impl Outlooks {
    /// Goes through all places once.
    pub(super) fn of<'a>(places: impl IntoIterator<Item = &'a Births>) -> Self {
        let places: Vec<&Births> = places.into_iter().collect();
        let (first, changes) = comparable_changes(&places);
        let going_on = |variant| Outlook::going_on(first, &changes, variant);
        Self {
            low: going_on(Variant::Low),
            mid: going_on(Variant::Mid),
            high: going_on(Variant::High),
        }
    }

    pub(super) fn of_variant(&self, variant: Variant) -> &Outlook {
        match variant {
            Variant::Low => &self.low,
            Variant::Mid => &self.mid,
            Variant::High => &self.high,
        }
    }
}

impl Outlook {
    /// The trend is the mean yearly change of the last three years. It goes on in full, by half, or
    /// not at all, whichever the variant needs; births never leave 50 to 150 % of the last known year.
    fn going_on(first: i32, changes: &[f64], variant: Variant) -> Self {
        let trend = match &changes[changes.len().saturating_sub(RECENT)..] {
            [] => 1.0,
            recent => mean(recent.iter().copied()).clamp(0.8, 1.2),
        };
        let change = match variant {
            Variant::Low => trend.min(1.0),
            Variant::Mid => f64::midpoint(1.0, trend),
            Variant::High => trend.max(1.0),
        };
        let mut levels = vec![1.0];
        for &change in changes {
            let before = levels.last().copied().unwrap_or(1.0);
            // A year without any births says nothing of the years after it.
            levels.push(if change > 0.0 {
                before * change
            } else {
                before
            });
        }
        Self {
            first,
            levels,
            change,
        }
    }

    /// The level of a year: as in the first comparable year before it, by the trend after the last.
    fn level(&self, year: i32) -> f64 {
        let last = self.levels.len() as i32 - 1;
        let place = (year - self.first).max(0);
        let known = self.levels.get(place.min(last) as usize);
        let ahead = (place - last).max(0);
        known.copied().unwrap_or(1.0) * self.change.powi(ahead).clamp(0.5, 1.5)
    }
}

/// The first comparable year, and the county's change from each comparable year to the next, up to the last one.
fn comparable_changes(places: &[&Births]) -> (i32, Vec<f64>) {
    let all: f64 = places.iter().map(|births| births.recent()).sum();
    let first = places.iter().map(|births| births.first).min();
    let last = places.iter().map(|births| births.last()).max();
    let (Some(first), Some(last)) = (first, last) else {
        return (0, Vec::new());
    };
    let change = |year: i32| {
        let both = places.iter().filter_map(|births| {
            let pair = (births.known(year)?, births.known(year + 1)?);
            Some((pair, births.recent()))
        });
        let (mut before, mut after, mut held) = (0.0, 0.0, 0.0);
        for ((earlier, later), recent) in both {
            before += earlier;
            after += later;
            held += recent;
        }
        let is_comparable = held * 2.0 >= all && before > 0.0;
        is_comparable.then(|| after / before)
    };
    let changes: Vec<Option<f64>> = (first..last).map(change).collect();
    let end = changes
        .iter()
        .rposition(Option::is_some)
        .map_or(0, |place| place + 1);
    let start = changes[..end]
        .iter()
        .rposition(Option::is_none)
        .map_or(0, |place| place + 1);
    let known = changes[start..end].iter().copied().flatten().collect();
    if end == 0 {
        return (most_known(places, all), known);
    }
    (first + start as i32, known)
}

/// The last year that places with half of all births know.
fn most_known(places: &[&Births], all: f64) -> i32 {
    let mut lasts: Vec<(i32, f64)> = places
        .iter()
        .map(|births| (births.last(), births.recent()))
        .collect();
    lasts.sort_by_key(|&(last, _)| std::cmp::Reverse(last));
    let mut held = 0.0;
    for &(last, recent) in &lasts {
        held += recent;
        if held * 2.0 >= all {
            return last;
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn births(years: &[(i32, u32)]) -> Births {
        let known = years
            .iter()
            .map(|&(year, number)| (Year(year), number))
            .collect();
        Births::of(&known, 1.0, 1.0).unwrap()
    }

    fn alone(births: &Births, variant: Variant) -> Outlook {
        Outlooks::of([births]).of_variant(variant).clone()
    }

    #[test]
    fn a_cohort_is_a_third_of_one_year_and_two_thirds_of_the_next() {
        let births = births(&[(2017, 90), (2018, 60)]);
        let outlook = alone(&births, Variant::Mid);
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
    fn only_children_who_live_here_count_and_some_move_away_every_year() {
        let known = [(Year(2014), 100), (Year(2015), 100)].into();
        let births = Births::of(&known, 0.7, 0.9).unwrap();
        assert_eq!(births.known(2015), Some(70.0));
        let outlook = alone(&births, Variant::Mid);
        let six = births.cohort(2021, 6, &outlook).unwrap();
        assert!((six - 70.0 * 0.9_f64.powi(6)).abs() < 1e-9, "{six}");
    }

    #[test]
    fn the_trend_goes_on_in_full_by_half_or_not_at_all() {
        // 1000, 900, 810, 729: one tenth less every year.
        let county = births(&[(2018, 1_000), (2019, 900), (2020, 810), (2021, 729)]);
        let in_2022 = |variant| county.in_year(2022, &alone(&county, variant)).unwrap();
        assert!((in_2022(Variant::Low) - 729.0 * 0.90).abs() < 1e-9);
        assert!((in_2022(Variant::Mid) - 729.0 * 0.95).abs() < 1e-9);
        assert!((in_2022(Variant::High) - 729.0).abs() < 1e-9);
    }

    #[test]
    fn births_never_fall_below_half_of_the_last_known_year() {
        let county = births(&[(2018, 1_000), (2019, 800), (2020, 640), (2021, 512)]);
        let later = county.in_year(2060, &alone(&county, Variant::Low)).unwrap();
        assert!((later - 256.0).abs() < 1e-9, "{later}");
    }

    #[test]
    fn a_place_that_knows_fewer_or_more_years_does_not_move_the_county() {
        let falling: Vec<(i32, u32)> = (2012..=2021)
            .map(|year| (year, (1_000.0 * 0.9_f64.powi(year - 2012)) as u32))
            .collect();
        let county = births(&falling);
        let level = |others: &[&[(i32, u32)]]| {
            let mut places: Vec<Births> = others.iter().map(|years| births(years)).collect();
            places.push(county.clone());
            let outlooks = Outlooks::of(&places);
            county
                .in_year(2030, outlooks.of_variant(Variant::Mid))
                .unwrap()
        };
        let usual = level(&[]);
        let odd: [&[(i32, u32)]; 5] = [
            &[(2012, 1)],
            &[(2012, 1), (2013, 1)],
            &[(2000, 9), (2001, 1)],
            &[(2021, 1), (2022, 8), (2023, 40)],
            &[(2012, 2), (2016, 2)],
        ];
        for years in odd {
            let with = level(&[years]);
            assert!(
                (with / usual - 1.0).abs() < 0.01,
                "{years:?}: {with} for {usual}"
            );
        }
    }

    #[test]
    fn a_place_that_stops_early_follows_the_county_from_there() {
        let county = births(&[
            (2016, 800),
            (2017, 800),
            (2018, 800),
            (2019, 400),
            (2020, 400),
        ]);
        let stale = births(&[(2016, 20), (2017, 20), (2018, 20)]);
        let outlooks = Outlooks::of([&county, &stale]);
        let outlook = outlooks.of_variant(Variant::High);
        assert_eq!(stale.in_year(2018, outlook), Some(20.0));
        assert_eq!(stale.in_year(2019, outlook), Some(10.0));
        assert_eq!(stale.in_year(2020, outlook), Some(10.0));
    }
}
