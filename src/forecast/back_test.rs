//! How well the method would have done: fitted to what was known three years ago, compared with today.

use super::births::Births;
use super::cohorts::{Home, Model};
use super::demand::Demand;
use super::history::{History, Stated, TownshipFigures};
use super::moves::Moves;
use super::settings::Settings;
use super::variant::Variant;
use crate::model::{County, PerStage, School, Stage};
use crate::words::Words;

/// How many years ahead is tested.
pub(super) const YEARS: i32 = 3;

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
    /// The error of a method as a share of what is recorded; `None` where nobody is recorded.
    pub fn error(&self, method: Method) -> Option<f64> {
        let said = match method {
            Method::Cohorts => self.forecast,
            Method::Unchanged => self.unchanged,
        };
        (self.recorded > 0)
            .then(|| f64::from(said.abs_diff(self.recorded)) / f64::from(self.recorded))
    }
}

/// How the pupils of years to come are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Year groups move up, and births fill the first grades.
    Cohorts,
    /// As today.
    Unchanged,
}

impl Method {
    /// The word used in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Cohorts => "cohorts",
            Self::Unchanged => "unchanged",
        }
    }
}

/// What the back-test says of a stage: both methods over all districts, and which of them is used.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// Mean error of the cohorts over districts, as a share of what is recorded.
    pub cohorts: f64,
    /// Mean error of "unchanged".
    pub unchanged: f64,
    /// The one that came nearer; cohorts where both did as well.
    pub used: Method,
}

impl Trial {
    pub(super) fn of(tests: &[BackTest], stage: Stage) -> Option<Self> {
        let cohorts = mean_error(tests, stage, Method::Cohorts)?;
        let unchanged = mean_error(tests, stage, Method::Unchanged)?;
        let used = if unchanged < cohorts {
            Method::Unchanged
        } else {
            Method::Cohorts
        };
        Some(Self {
            cohorts,
            unchanged,
            used,
        })
    }

    /// The mean error of the method that is used.
    pub fn error(&self) -> f64 {
        match self.used {
            Method::Cohorts => self.cohorts,
            Method::Unchanged => self.unchanged,
        }
    }

    /// The verdict in a sentence.
    pub fn words(&self) -> Words {
        let percent = |share: f64| format!("{:.1}", share * 100.0);
        let (cohorts, unchanged) = (percent(self.cohorts), percent(self.unchanged));
        let (en, zh) = match self.used {
            Method::Cohorts if self.cohorts < self.unchanged => (
                "nearer than leaving it unchanged; the forecast is used",
                "优于“不变”，采用预测",
            ),
            Method::Cohorts => (
                "no nearer than leaving it unchanged; the forecast is used",
                "与“不变”相当，采用预测",
            ),
            Method::Unchanged => (
                "the forecast loses; this stage is left unchanged",
                "预测不及“不变”，该学段按现状不变",
            ),
        };
        Words::new(
            format!("over three years {cohorts} % off, unchanged {unchanged} % off: {en}"),
            format!("三年误差{cohorts} %，“不变”误差{unchanged} %：{zh}"),
        )
    }
}

/// What is known of a county besides its schools.
#[derive(Clone, Copy)]
pub(super) struct Past<'a> {
    pub(super) county: &'a County,
    pub(super) base: &'a Demand,
    /// By settlement.
    pub(super) births: &'a [Option<Births>],
    /// By township.
    pub(super) townships: &'a [TownshipFigures],
    pub(super) moves: &'a Moves,
}

/// Forecasts today's enrolment from what was known three years before, by district and stage.
///
/// Districts are taken where schools stand. Only those schools are compared that state both years, and the forecast in
/// proportion to what these had of the district then. The pupils of a district's schools live in its settlements in
/// proportion to where they live today; births are those of the settlements, each by its own data.
pub(super) fn back_test(past: Past<'_>, settings: &Settings) -> Vec<BackTest> {
    let (county, base) = (past.county, past.base);
    let today = base.year.0;
    let then = today - YEARS;
    let districts = Districts::of(county);
    let histories: Vec<History> = (0..districts.names.len())
        .map(|index| History::of(districts.schools(index), today))
        .collect();
    let all = known_by(then, &History::of(county.schools.iter(), today));
    let known: Vec<History> = histories
        .iter()
        .map(|history| known_by(then, history))
        .collect();
    let totals = PerStage::from_fn(|stage| {
        let stated = known.iter().filter_map(|here| here.stage(stage, then));
        stated.reduce(|sum, pupils| sum + pupils)
    });
    if totals.iter().all(|(_, total)| total.is_none()) {
        return Vec::new();
    }
    // Where no school has a stage there are none of its pupils; where some has it and none says how many, who knows.
    let attended = |district: usize, stage: Stage| {
        let is_taught = histories[district].states(stage);
        let pupils = known[district].stage(stage, then);
        totals[stage].and(pupils.or((!is_taught).then_some(0.0)))
    };
    let homes = districts.homes(&past, &attended, then);
    let district_of: Vec<usize> = homes.iter().map(|home| home.group).collect();
    let homes = (homes, past.moves.clone());
    let model = Model::new(then, homes, &all, &known, settings);
    let mut forecast = vec![PerStage::from_fn(|_| 0.0); districts.names.len()];
    for (pupils, &district) in model.pupils(today, Variant::Mid).iter().zip(&district_of) {
        for stage in Stage::ALL {
            forecast[district][stage] += pupils[stage];
        }
    }

    // Senior and vocational pupils come from all districts to the few that have such schools, so the
    // county's forecast is compared in proportion to where they attended then.
    let is_county_wide = |stage| matches!(stage, Stage::Senior | Stage::Vocational);
    let county_wide = |stage: Stage| forecast.iter().map(|place| place[stage]).sum::<f64>();
    let test = |index: usize, stage: Stage| {
        let all_before = known[index].stage(stage, then)?;
        let (before, recorded) = districts.stated_in_both(index, stage, then, today)?;
        let forecast = match totals[stage] {
            Some(total) if is_county_wide(stage) && total > 0.0 => {
                county_wide(stage) * before / total
            }
            _ if all_before > 0.0 => forecast[index][stage] * (before / all_before),
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

    /// Pupils then and today in the schools of a district that state both; `None` where none does.
    fn stated_in_both(
        &self,
        index: usize,
        stage: Stage,
        then: i32,
        today: i32,
    ) -> Option<(f64, f64)> {
        let both = self.schools(index).filter_map(|school| {
            let stated = Stated::by(school, today);
            let figures = stated.stages.get(&stage)?;
            Some((*figures.get(&then)?, *figures.get(&today)?))
        });
        both.reduce(|(then, today), (before, after)| (then + before, today + after))
    }

    /// The settlements as they were: the pupils of a district's schools dealt to its settlements, the births known by
    /// then. A district without settlements is one home of which no births are known.
    fn homes(
        &self,
        past: &Past<'_>,
        attended: &dyn Fn(usize, Stage) -> Option<f64>,
        then: i32,
    ) -> Vec<Home> {
        let Past {
            base,
            births,
            townships,
            ..
        } = past;
        let district_of: Vec<usize> = self
            .county
            .settlements
            .iter()
            .map(|settlement| self.of_township(settlement.township))
            .collect();
        let mut living = vec![PerStage::from_fn(|_| 0.0); self.names.len()];
        let mut members = vec![0_u32; self.names.len()];
        for (position, &district) in district_of.iter().enumerate() {
            members[district] += 1;
            for stage in Stage::ALL {
                living[district][stage] += f64::from(base.pupils[stage][position]);
            }
        }
        let pupils = |district: usize, share: &dyn Fn(Stage) -> f64| {
            PerStage::from_fn(|stage| Some(attended(district, stage)? * share(stage)))
        };
        let home = |(position, &district): (usize, &usize)| {
            let share = |stage: Stage| match living[district][stage] {
                living if living > 0.0 => f64::from(base.pupils[stage][position]) / living,
                _ => 1.0 / f64::from(members[district]),
            };
            let township = self.county.settlements[position].township;
            Home {
                pupils: pupils(district, &share),
                births: births[position]
                    .as_ref()
                    .and_then(|births| births.until(then)),
                kept: township.map_or(1.0, |index| townships[index].kept()),
                group: district,
            }
        };
        let mut homes: Vec<Home> = district_of.iter().enumerate().map(home).collect();
        let empty = (0..self.names.len()).filter(|&district| members[district] == 0);
        homes.extend(empty.map(|district| Home {
            pupils: pupils(district, &|_| 1.0),
            births: None,
            kept: 1.0,
            group: district,
        }));
        homes
    }
}

/// The mean absolute error of a method in a stage over districts, as a share of what is recorded.
pub fn mean_error(tests: &[BackTest], stage: Stage, method: Method) -> Option<f64> {
    let errors: Vec<f64> = tests
        .iter()
        .filter(|test| test.stage == stage)
        .filter_map(|test| test.error(method))
        .collect();
    (!errors.is_empty()).then(|| errors.iter().sum::<f64>() / errors.len() as f64)
}
