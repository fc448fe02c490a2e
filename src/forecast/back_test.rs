//! How well the method would have done: fitted to what was known three years ago, held against today.

use super::births::Births;
use super::cohorts::{Home, Model, Rates};
use super::history::{self, History};
use super::variant::Variant;
use super::{base, births_by_settlement};
use crate::model::{County, PerStage, Stage};

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
    let mut districts: Vec<&str> = county.districts();
    districts.push("");
    let district_of = |township: Option<usize>| {
        let name = township
            .and_then(|index| county.townships[index].district.as_deref())
            .unwrap_or("");
        districts
            .iter()
            .position(|district| *district == name)
            .unwrap_or(districts.len() - 1)
    };
    let births = births_by_settlement(county, &history::of_townships(county));
    let histories: Vec<History> = (0..districts.len())
        .map(|index| {
            let here = county
                .schools
                .iter()
                .filter(|school| district_of(school.township) == index);
            History::of(here, today)
        })
        .collect();
    let known_then = |history: &History| {
        let mut known = history.clone();
        known.stages.retain(|&(_, year), _| year <= then);
        known.grades.retain(|&(_, year), _| year <= then);
        known
    };
    let all = known_then(&History::of(county.schools.iter(), today));
    let totals = PerStage::from_fn(|stage| all.stage(stage, then));
    let homes = histories.iter().enumerate().map(|(index, history)| {
        let here = county
            .settlements
            .iter()
            .zip(&births)
            .filter(|(home, _)| district_of(home.township) == index);
        let known: Vec<Births> = here
            .filter_map(|(_, births)| births.as_ref()?.until(then))
            .collect();
        Home {
            pupils: PerStage::from_fn(|stage| {
                totals[stage].map(|_| history.stage(stage, then).unwrap_or(0.0))
            }),
            births: Births::sum(known.iter()),
            rates: index,
        }
    });
    let homes: Vec<Home> = homes.collect();
    let rates = histories
        .iter()
        .map(|history| Rates::of(&all, &known_then(history), &totals, super::WINDOW));
    let model = Model::new(then, homes, rates.collect(), &all);
    let forecast = model.pupils(today, Variant::Mid);

    // Senior and vocational pupils come from all districts to the few that have such schools, so the
    // county's forecast is compared in proportion to where they attended then.
    let is_county_wide = |stage| matches!(stage, Stage::Senior | Stage::Vocational);
    let county_wide = |stage: Stage| forecast.iter().map(|place| place[stage]).sum::<f64>();
    let mut tests = Vec::new();
    for (index, district) in districts.iter().enumerate() {
        for stage in Stage::ALL {
            let before = histories[index].stage(stage, then);
            let (Some(before), Some(recorded)) = (before, histories[index].stage(stage, today))
            else {
                continue;
            };
            let forecast = match totals[stage] {
                Some(total) if is_county_wide(stage) && total > 0.0 => {
                    county_wide(stage) * before / total
                }
                _ => forecast[index][stage],
            };
            tests.push(BackTest {
                district: (*district).to_owned(),
                stage,
                forecast: forecast.round() as u32,
                unchanged: before.round() as u32,
                recorded: recorded.round() as u32,
            });
        }
    }
    tests
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
