//! How well the method would have done: fitted to what was known three years ago, compared with today.

use super::births::Births;
use super::cohorts::{Home, Model, Rates};
use super::history::{self, History};
use super::variant::Variant;
use super::{base, births_by_settlement};
use crate::model::{County, PerStage, School, Stage};

/// How many years ahead is tested.
const YEARS: i32 = 3;

/// One stage of one district: forecast from three years back against what is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackTest {
    /// The district's name; empty for schools in none.
    pub district: String,
    /// Which stage.
    pub stage: Stage,
    /// What the method says.
    pub forecast: u32,
    /// What "as three years ago" says; a method that does worse than this is no help.
    pub unchanged: u32,
    /// What is recorded.
    pub recorded: u32,
}

impl BackTest {
    /// The error as a share of what is recorded.
    pub fn error(&self) -> Option<f64> {
        (self.recorded > 0)
            .then(|| f64::from(self.forecast.abs_diff(self.recorded)) / f64::from(self.recorded))
    }
}

/// Forecasts today's enrolment from what was known three years before, by district and stage.
///
/// Empty unless the schools' files state enrolment by stage for that year (`pupils_primary_2018`).
/// Districts are taken where schools stand; births are those of the settlements there.
pub fn back_test(county: &County) -> Vec<BackTest> {
    let today = base::year(county).0;
    let then = today - YEARS;
    let districts = Districts::of(county);
    let histories: Vec<History> = (0..districts.names.len())
        .map(|index| History::of(districts.schools(index), today))
        .collect();
    let all = known_by(then, &History::of(county.schools.iter(), today));
    let totals = PerStage::from_fn(|stage| all.stage(stage, then));
    let rates = histories
        .iter()
        .map(|history| Rates::of(&all, &known_by(then, history), &totals, super::WINDOW));
    let homes = districts.homes(&histories, &totals, then);
    let model = Model::new(then, homes, rates.collect(), &all);
    let forecast = model.pupils(today, Variant::Mid);

    // Senior and vocational pupils come from all districts to the few that have such schools, so the
    // county's forecast is compared in proportion to where they attended then.
    let is_county_wide = |stage| matches!(stage, Stage::Senior | Stage::Vocational);
    let county_wide = |stage: Stage| forecast.iter().map(|place| place[stage]).sum::<f64>();
    let test = |index: usize, stage: Stage| {
        let before = histories[index].stage(stage, then)?;
        let recorded = histories[index].stage(stage, today)?;
        let forecast = match totals[stage] {
            Some(total) if is_county_wide(stage) && total > 0.0 => {
                county_wide(stage) * before / total
            }
            _ => forecast[index][stage],
        };
        Some(BackTest {
            district: districts.names[index].to_owned(),
            stage,
            forecast: forecast.round() as u32,
            unchanged: before.round() as u32,
            recorded: recorded.round() as u32,
        })
    };
    (0..districts.names.len())
        .flat_map(|index| {
            Stage::ALL
                .into_iter()
                .filter_map(move |stage| test(index, stage))
        })
        .collect()
}

/// What of a history was known by the end of a year.
fn known_by(year: i32, history: &History) -> History {
    let mut known = history.clone();
    known.stages.retain(|&(_, of), _| of <= year);
    known.grades.retain(|&(_, of), _| of <= year);
    known
}

/// The districts of a county. The last one, without a name, holds what lies in none.
struct Districts<'a> {
    county: &'a County,
    names: Vec<&'a str>,
}

impl<'a> Districts<'a> {
    fn of(county: &'a County) -> Self {
        let mut names = county.districts();
        names.push("");
        Self { county, names }
    }

    /// The district that a township belongs to.
    fn of_township(&self, township: Option<usize>) -> usize {
        let name = township
            .and_then(|index| self.county.townships[index].district.as_deref())
            .unwrap_or("");
        self.names
            .iter()
            .position(|district| *district == name)
            .unwrap_or(self.names.len() - 1)
    }

    /// The schools that stand in a district.
    fn schools(&self, index: usize) -> impl Iterator<Item = &'a School> + Clone {
        let is_here = move |school: &&School| self.of_township(school.township) == index;
        self.county.schools.iter().filter(is_here)
    }

    /// Each district as one home, with its pupils of a year and the births known by then.
    fn homes(&self, histories: &[History], totals: &PerStage<Option<f64>>, then: i32) -> Vec<Home> {
        let births = births_by_settlement(self.county, &history::of_townships(self.county));
        let home = |(index, history): (usize, &History)| {
            let settlements = self.county.settlements.iter().zip(&births);
            let known: Vec<Births> = settlements
                .filter(|(home, _)| self.of_township(home.township) == index)
                .filter_map(|(_, births)| births.as_ref()?.until(then))
                .collect();
            Home {
                pupils: PerStage::from_fn(|stage| {
                    totals[stage].map(|_| history.stage(stage, then).unwrap_or(0.0))
                }),
                births: Births::sum(known.iter()),
                rates: index,
            }
        };
        histories.iter().enumerate().map(home).collect()
    }
}

/// The mean absolute error of a stage over districts, as a share of what is recorded.
pub fn mean_error(tests: &[BackTest], stage: Stage) -> Option<f64> {
    let errors: Vec<f64> = tests
        .iter()
        .filter(|test| test.stage == stage)
        .filter_map(BackTest::error)
        .collect();
    (!errors.is_empty()).then(|| errors.iter().sum::<f64>() / errors.len() as f64)
}
