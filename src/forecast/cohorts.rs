//! Year groups moving up through the grades, one place at a time (cohort survival).
//!
//! Every September each grade becomes the next one times its progression ratio. The first kindergarten year is filled
//! from births times the share of children who attend. Grade 1 is filled from births too where they reach back far
//! enough, else from the last kindergarten year.
//!
//! Source of the method: grade-progression ratios as school districts use them
//! (<http://www.statforecast.com/csr.htm>). Cost: places × years × grades.

use super::births::{Births, Outlook};
use super::grades::{GRADES, Grade};
use super::history::{History, SHRINKING_PUPILS};
use super::variant::Variant;
use crate::model::{PerStage, Stage};

/// How pupils move up: ratios into each grade from the one below.
#[derive(Clone, Debug)]
pub(super) struct Rates {
    pub(super) into: [f64; GRADES],
    /// Grade-9 pupils who go on to a vocational school.
    pub(super) into_vocational: f64,
}

/// A place where pupils live, as it is in the base year.
#[derive(Clone, Debug)]
pub(super) struct Home {
    /// Pupils by stage; `None` where nothing is known of a stage.
    pub(super) pupils: PerStage<Option<f64>>,
    pub(super) births: Option<Births>,
    /// Index into the model's rates.
    pub(super) rates: usize,
}

/// The pupils of some places in a base year and how they go on from there.
#[derive(Clone, Debug)]
pub(super) struct Model {
    base_year: i32,
    homes: Vec<Home>,
    starts: Vec<Start>,
    rates: Vec<Rates>,
    county_births: Option<Births>,
    /// Yearly change of the first grade where births do not tell.
    entry_trend: f64,
}

/// What is worked out once for a place: its year groups and how its births fill the first grades.
#[derive(Clone, Debug)]
struct Start {
    groups: Groups,
    kindergarten_share: Option<f64>,
    primary_share: Option<f64>,
}

#[derive(Clone, Copy, Debug)]
struct Groups {
    grades: [f64; GRADES],
    vocational: [f64; 3],
}

impl Model {
    /// `rates` by group of places (a township, say); `history` is the county's.
    pub(super) fn new(
        base_year: i32,
        homes: Vec<Home>,
        mut rates: Vec<Rates>,
        history: &History,
    ) -> Self {
        let county_births = Births::sum(homes.iter().filter_map(|home| home.births.as_ref()));
        // Children already in school were born in known years; no variant touches them.
        let outlook = Outlook::of(county_births.clone(), Variant::Mid);
        let attendance = |stage| Attendance::of(stage, base_year, &homes, &outlook);
        let (kindergarten, primary) = (attendance(Stage::Kindergarten), attendance(Stage::Primary));
        let measured_entry = history.progression(Grade(3), 6).is_some();
        if let (Some(kindergarten), Some(primary), false) = (kindergarten, primary, measured_entry)
        {
            for rates in &mut rates {
                rates.into[3] = primary.share / kindergarten.share;
            }
        }
        let starts = homes.iter().map(|home| Start {
            groups: groups(home, base_year, history, &outlook),
            kindergarten_share: kindergarten.map(|all| all.of_home(home, base_year, &outlook)),
            primary_share: primary.map(|all| all.of_home(home, base_year, &outlook)),
        });
        let starts = starts.collect();
        let entry_trend = history.trend(Stage::Kindergarten).unwrap_or(1.0);
        Self {
            base_year,
            homes,
            starts,
            rates,
            county_births,
            entry_trend,
        }
    }

    /// Pupils of each place in a year, before rounding. The base year and those before it are the base year.
    pub(super) fn pupils(&self, year: i32, variant: Variant) -> Vec<PerStage<f64>> {
        let outlook = Outlook::of(self.county_births.clone(), variant);
        let ahead = (year - self.base_year).max(0);
        let factor = variant.yearly_factor().powi(ahead);
        let place = |(home, start): (&Home, &Start)| {
            let mut groups = start.groups;
            for next in self.base_year + 1..=self.base_year + ahead {
                groups = self.move_up(home, start, &groups, next, &outlook);
            }
            let special = home.pupils[Stage::Special].unwrap_or(0.0);
            PerStage::from_fn(|stage| match (stage, Grade::of_stage(stage)) {
                (_, Some(grades)) => groups.grades[grades].iter().sum::<f64>() * factor,
                (Stage::Vocational, None) => groups.vocational.iter().sum::<f64>() * factor,
                (_, None) => special,
            })
        };
        self.homes.iter().zip(&self.starts).map(place).collect()
    }

    fn move_up(
        &self,
        home: &Home,
        start: &Start,
        groups: &Groups,
        year: i32,
        outlook: &Outlook,
    ) -> Groups {
        let rates = &self.rates[home.rates];
        let mut next = *groups;
        for grade in 1..GRADES {
            next.grades[grade] = groups.grades[grade - 1] * rates.into[grade];
        }
        next.vocational = [
            groups.grades[11] * rates.into_vocational,
            groups.vocational[0],
            groups.vocational[1],
        ];
        // A stage above one of which nothing is known keeps its intake.
        for stage in [Stage::Primary, Stage::Junior, Stage::Senior] {
            let below = [Stage::Kindergarten, Stage::Primary, Stage::Junior][stage as usize - 1];
            if let (None, Some(grades)) = (home.pupils[below], Grade::of_stage(stage)) {
                next.grades[grades.start] = start.groups.grades[grades.start];
            }
        }
        if home.pupils[Stage::Junior].is_none() {
            next.vocational[0] = start.groups.vocational[0];
        }
        let ahead = year - self.base_year;
        let from_births = |age, share: Option<f64>| {
            Some(home.births.as_ref()?.cohort(year, age, outlook)? * share?)
        };
        // Without births the intake follows the county's trend for five years, then stays.
        let by_trend = start.groups.grades[0] * self.entry_trend.powi(ahead.min(5));
        next.grades[0] = from_births(3, start.kindergarten_share).unwrap_or(by_trend);
        if let Some(entrants) = from_births(6, start.primary_share) {
            next.grades[3] = entrants;
        }
        next
    }
}

/// The share of a cohort that attends a stage, over all places whose births reach back far enough.
#[derive(Clone, Copy)]
struct Attendance {
    stage: Stage,
    share: f64,
}

impl Attendance {
    fn of(stage: Stage, year: i32, homes: &[Home], outlook: &Outlook) -> Option<Self> {
        let both = homes
            .iter()
            .filter_map(|home| Some((home.pupils[stage]?, children(home, stage, year, outlook)?)));
        let (pupils, children) = both.fold((0.0, 0.0), |(p, c), (pupils, children)| {
            (p + pupils, c + children)
        });
        (pupils > 0.0 && children > 0.0).then(|| Self {
            stage,
            share: pupils / children,
        })
    }

    /// The place's own share, moved towards the county's.
    fn of_home(self, home: &Home, year: i32, outlook: &Outlook) -> f64 {
        match (
            home.pupils[self.stage],
            children(home, self.stage, year, outlook),
        ) {
            (Some(pupils), Some(children)) => {
                (pupils + SHRINKING_PUPILS * self.share) / (children + SHRINKING_PUPILS)
            }
            _ => self.share,
        }
    }
}

/// Children of a stage's ages, where births reach back far enough.
fn children(home: &Home, stage: Stage, year: i32, outlook: &Outlook) -> Option<f64> {
    let births = home.births.as_ref()?;
    ages(stage)?
        .map(|age| births.cohort(year, age, outlook))
        .sum()
}

/// The ages of a stage's pupils, in completed years on 31 August.
pub(super) fn ages(stage: Stage) -> Option<std::ops::Range<i32>> {
    let entry = Grade::entry_age(stage)?;
    Some(entry..entry + stage.grades() as i32)
}

/// A place's pupils by grade: as the grades stand in the county's schools where that is recorded,
/// else as its own cohorts were born, else evenly.
fn groups(home: &Home, year: i32, history: &History, outlook: &Outlook) -> Groups {
    let mut groups = Groups {
        grades: [0.0; GRADES],
        vocational: [0.0; 3],
    };
    for stage in Stage::ALL {
        let (Some(pupils), Some(grades)) = (home.pupils[stage], Grade::of_stage(stage)) else {
            continue;
        };
        let born = || {
            // The youngest are in the first grade.
            let born: Option<Vec<f64>> = ages(stage)?
                .map(|age| home.births.as_ref()?.cohort(year, age, outlook))
                .collect();
            born.filter(|born| born.iter().sum::<f64>() > 0.0)
        };
        let weights = history
            .grade_shares(stage, year)
            .or_else(born)
            .unwrap_or_else(|| vec![1.0; grades.len()]);
        let total: f64 = weights.iter().sum();
        for (grade, weight) in grades.zip(weights) {
            groups.grades[grade] = pupils * weight / total;
        }
    }
    let vocational = home.pupils[Stage::Vocational].unwrap_or(0.0);
    groups.vocational = [vocational / 3.0; 3];
    groups
}

impl Rates {
    /// A group's ratios, moved towards the county's. Where no grades are recorded year by year, every
    /// pupil moves up, and senior and vocational schools take the share of leavers they take today.
    pub(super) fn of(
        county: &History,
        group: &History,
        pupils: &PerStage<Option<f64>>,
        window: usize,
    ) -> Self {
        let intake = |stage: Stage| Some(pupils[stage]? / f64::from(stage.grades()));
        let leavers = intake(Stage::Junior).filter(|&leavers| leavers > 0.0);
        let share = |stage| -> Option<f64> {
            let leavers = leavers?;
            Some((intake(stage)? / leavers).min(1.0))
        };
        let mut into = [1.0; GRADES];
        if let Some(senior) = share(Stage::Senior) {
            into[12] = senior;
        }
        for grade in (1..GRADES).map(Grade) {
            if let Some(all) = county.progression(grade, window) {
                let local = group.progression(grade, window);
                into[grade.0] = local.map_or(all.ratio, |local| local.shrunk_towards(all.ratio));
            }
        }
        Self {
            into,
            into_vocational: share(Stage::Vocational).unwrap_or(0.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Year;

    fn rates() -> Vec<Rates> {
        vec![Rates {
            into: [1.0; GRADES],
            into_vocational: 0.0,
        }]
    }

    fn home(pupils: &[(Stage, f64)], births: &[(i32, u32)]) -> Home {
        let mut by_stage = PerStage::default();
        for &(stage, number) in pupils {
            by_stage[stage] = Some(number);
        }
        let known = births
            .iter()
            .map(|&(year, number)| (Year(year), number))
            .collect();
        Home {
            pupils: by_stage,
            births: Births::of(&known, 1.0),
            rates: 0,
        }
    }

    /// 60 children a year are born until 2017, 30 a year from 2018 on; all go to kindergarten and school.
    fn halving() -> Home {
        let births: Vec<(i32, u32)> = (2008..=2021)
            .map(|year| (year, if year < 2018 { 60 } else { 30 }))
            .collect();
        // Three years old in 2021: 60/3 + 30 × 2/3 = 40; four and five: 60 each.
        home(
            &[
                (Stage::Kindergarten, 160.0),
                (Stage::Primary, 360.0),
                (Stage::Junior, 180.0),
            ],
            &births,
        )
    }

    #[test]
    fn a_halved_cohort_walks_through_kindergarten_and_school() {
        let model = Model::new(2021, vec![halving()], rates(), &History::default());
        let in_year = |year, stage| model.pupils(year, Variant::Mid)[0][stage].round();
        // Kindergarten: 2022 has 30, 40, 60; 2023 has 30, 30, 40; from 2024 three cohorts of 30.
        assert_eq!(in_year(2022, Stage::Kindergarten), 130.0);
        assert_eq!(in_year(2023, Stage::Kindergarten), 100.0);
        assert_eq!(in_year(2024, Stage::Kindergarten), 90.0);
        // Grade 1 takes the cohort of 40 in 2024 and 30 from 2025 on.
        assert_eq!(in_year(2023, Stage::Primary), 360.0);
        assert_eq!(in_year(2024, Stage::Primary), 340.0);
        assert_eq!(in_year(2029, Stage::Primary), 190.0);
        assert_eq!(in_year(2030, Stage::Primary), 180.0);
        // Grade 7 takes the cohort of 40 in 2030, when junior has 60, 60 and 40.
        assert_eq!(in_year(2029, Stage::Junior), 180.0);
        assert_eq!(in_year(2030, Stage::Junior), 160.0);
        assert_eq!(in_year(2032, Stage::Junior), 100.0);
        assert_eq!(in_year(2033, Stage::Junior), 90.0);
    }

    #[test]
    fn the_base_year_comes_back_as_it_was() {
        let model = Model::new(2021, vec![halving()], rates(), &History::default());
        let base = &model.pupils(2021, Variant::High)[0];
        assert!((base[Stage::Kindergarten] - 160.0).abs() < 1e-9);
        assert!((base[Stage::Primary] - 360.0).abs() < 1e-9);
    }

    #[test]
    fn without_births_kindergarten_fills_the_school() {
        // 30 in kindergarten, 120 in school: 20 leave and 10 come every year.
        let model = Model::new(
            2021,
            vec![home(
                &[(Stage::Kindergarten, 30.0), (Stage::Primary, 120.0)],
                &[],
            )],
            rates(),
            &History::default(),
        );
        let primary = |year| model.pupils(year, Variant::Mid)[0][Stage::Primary].round();
        assert_eq!(
            [primary(2022), primary(2024), primary(2027), primary(2035)],
            [110.0, 90.0, 60.0, 60.0]
        );
    }

    #[test]
    fn where_nothing_is_known_below_a_stage_it_keeps_its_intake() {
        let model = Model::new(
            2021,
            vec![home(&[(Stage::Senior, 90.0)], &[])],
            rates(),
            &History::default(),
        );
        assert_eq!(model.pupils(2035, Variant::Mid)[0][Stage::Senior], 90.0);
    }

    #[test]
    fn only_children_who_attend_come() {
        // 60 born a year, of whom 54 attend kindergarten (a share of 0.9) and all go to school.
        let births: Vec<(i32, u32)> = (2008..=2030).map(|year| (year, 60)).collect();
        let home = home(
            &[(Stage::Kindergarten, 162.0), (Stage::Primary, 360.0)],
            &births,
        );
        let model = Model::new(2021, vec![home], rates(), &History::default());
        let later = &model.pupils(2030, Variant::Mid)[0];
        assert_eq!(later[Stage::Kindergarten].round(), 162.0);
        assert_eq!(later[Stage::Primary].round(), 360.0);
    }

    #[test]
    fn the_low_variant_lies_below_the_middle_and_that_below_the_high() {
        let model = Model::new(2021, vec![halving()], rates(), &History::default());
        for year in 2022..=2035 {
            let of = |variant| model.pupils(year, variant)[0];
            let (low, mid, high) = (of(Variant::Low), of(Variant::Mid), of(Variant::High));
            for stage in [Stage::Kindergarten, Stage::Primary, Stage::Junior] {
                assert!(
                    low[stage] <= mid[stage] && mid[stage] <= high[stage],
                    "{stage} {year}"
                );
            }
        }
    }
}
