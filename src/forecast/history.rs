//! Past enrolment, where the files state it: `pupils_primary_2019`, `pupils_g1_2019`, and so on.
//!
//! Such figures stand among the properties of schools that the reader does not know by name.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use super::grades::Grade;
use super::levels::{self, Figures};
use crate::model::{County, School, Stage};
use crate::units::Year;
use crate::words::Words;

/// What one school states of its own past and present.
#[derive(Clone, Debug, Default)]
pub(super) struct Stated {
    pub(super) stages: BTreeMap<Stage, Figures>,
    pub(super) grades: BTreeMap<Grade, Figures>,
}

impl Stated {
    /// What a school records today is of `base_year`.
    pub(super) fn by(school: &School, base_year: i32) -> Self {
        let mut stated = Self::default();
        for (stage, record) in school.stages.iter() {
            if let Some(pupils) = record.and_then(|record| record.pupils) {
                let figures = stated.stages.entry(stage).or_default();
                figures.insert(base_year, f64::from(pupils.number));
            }
        }
        for (name, value) in &school.extra {
            let Some(pupils) = number(value).filter(|&pupils| pupils >= 0.0) else {
                continue;
            };
            let (figures, year) = match named(name) {
                Some((Named::Stage(stage), Some(year))) if year != base_year => {
                    (stated.stages.entry(stage).or_default(), year)
                }
                Some((Named::Grade(grade), year)) => (
                    stated.grades.entry(grade).or_default(),
                    year.unwrap_or(base_year),
                ),
                _ => continue,
            };
            *figures.entry(year).or_default() += pupils;
        }
        stated
    }

    fn states_grades_of(&self, stage: Stage) -> bool {
        let mut grades = Grade::of_stage(stage).into_iter().flatten();
        grades.any(|grade| self.grades.contains_key(&Grade(grade)))
    }
}

/// Past and present enrolment of a group of schools, those that are silent in a year included (see [`levels`]).
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct History {
    /// Pupils by stage and year.
    pub(super) stages: BTreeMap<(Stage, i32), f64>,
    /// Pupils by grade and year.
    pub(super) grades: BTreeMap<(Grade, i32), f64>,
}

impl History {
    /// The enrolment of some schools; what they record today is of `base_year`.
    pub(super) fn of<'a>(schools: impl Iterator<Item = &'a School>, base_year: i32) -> Self {
        let schools: Vec<Stated> = schools
            .map(|school| Stated::by(school, base_year))
            .collect();
        let mut history = Self::default();
        for stage in Stage::ALL {
            let stated = |school: &Stated| school.stages.get(&stage).cloned();
            let stated: Vec<Figures> = schools.iter().filter_map(stated).collect();
            let levels = levels::of_all(&stated);
            let levels = levels.into_iter().map(|(year, all)| ((stage, year), all));
            history.stages.extend(levels);

            let raised = raised_to_all(&schools, stage);
            for grade in Grade::of_stage(stage).into_iter().flatten().map(Grade) {
                let stated = |school: &Stated| school.grades.get(&grade).cloned();
                let stated: Vec<Figures> = schools.iter().filter_map(stated).collect();
                let levels = levels::of_all(&stated).into_iter();
                let levels = levels.map(|(year, all)| ((grade, year), all * raised));
                history.grades.extend(levels);
            }
        }
        history
    }

    /// Whether a stage is recorded in any year.
    pub(super) fn states(&self, stage: Stage) -> bool {
        self.stages.keys().any(|&(recorded, _)| recorded == stage)
    }

    /// Pupils of a stage in a year.
    pub(super) fn stage(&self, stage: Stage, year: i32) -> Option<f64> {
        self.stages.get(&(stage, year)).copied()
    }

    /// The shares of a stage's grades in a year, where every grade is recorded.
    pub(super) fn grade_shares(&self, stage: Stage, year: i32) -> Option<Vec<f64>> {
        let grades = Grade::of_stage(stage)?;
        let counts: Option<Vec<f64>> = grades
            .map(|grade| self.grades.get(&(Grade(grade), year)).copied())
            .collect();
        counts.filter(|counts| counts.iter().sum::<f64>() > 0.0)
    }

    /// How many of a grade's pupils are found in the next grade a year later, over the last `window`
    /// years: the mean of the yearly ratios, and the pupils behind it.
    pub(super) fn progression(&self, into: Grade, window: usize) -> Option<Progression> {
        let from = into.below()?;
        let pairs = self
            .grades
            .range((into, i32::MIN)..=(into, i32::MAX))
            .rev()
            .filter_map(|(&(_, year), &after)| {
                let before = *self.grades.get(&(from, year - 1))?;
                (before > 0.0).then_some((before, after))
            });
        let pairs: Vec<_> = pairs.take(window).collect();
        if pairs.is_empty() {
            return None;
        }
        let ratios: f64 = pairs.iter().map(|(before, after)| after / before).sum();
        Some(Progression {
            ratio: ratios / pairs.len() as f64,
            pupils: pairs.iter().map(|(before, _)| before).sum(),
        })
    }

    /// Grade-9 pupils of a year per grade-1 pupil eight years before.
    pub(super) fn nine_year_retention(&self, year: i32) -> Option<f64> {
        let leaving = self.grades.get(&(Grade::primary_up(9)?, year))?;
        let entered = self.grades.get(&(Grade::primary_up(1)?, year - 8))?;
        (*entered > 0.0).then_some(leaving / entered)
    }

    /// The mean yearly change of a stage over the last three years, at most 15 % either way.
    pub(super) fn trend(&self, stage: Stage) -> Option<f64> {
        let years: Vec<(i32, f64)> = self
            .stages
            .range((stage, i32::MIN)..=(stage, i32::MAX))
            .map(|(&(_, year), &pupils)| (year, pupils))
            .collect();
        let recent = &years[years.len().saturating_sub(4)..];
        let changes: Vec<f64> = recent
            .windows(2)
            .filter(|pair| pair[0].1 > 0.0 && pair[1].0 - pair[0].0 == 1)
            .map(|pair| pair[1].1 / pair[0].1)
            .collect();
        let mean = changes.iter().sum::<f64>() / changes.len() as f64;
        (!changes.is_empty()).then(|| mean.clamp(0.85, 1.15))
    }
}

/// The pupils of a stage in all schools against those in schools that state any of its grades: what the grades are
/// raised by, so that they stand beside the births of all homes and the grades of other stages.
fn raised_to_all(schools: &[Stated], stage: Stage) -> f64 {
    let (mut graded, mut all) = (0.0, 0.0);
    for school in schools {
        let latest = school
            .stages
            .get(&stage)
            .and_then(|years| years.values().last());
        let pupils = latest.copied().unwrap_or(0.0);
        all += pupils;
        if school.states_grades_of(stage) {
            graded += pupils;
        }
    }
    if graded > 0.0 { all / graded } else { 1.0 }
}

/// Which schools leave out years or grades that others state, and what is made of it.
pub(super) fn told(county: &County, history: &History, base_year: i32) -> Vec<Words> {
    let schools: Vec<(&str, Stated)> = county
        .schools
        .iter()
        .map(|school| (school.name.as_str(), Stated::by(school, base_year)))
        .collect();
    let notes = Stage::ALL.into_iter().flat_map(|stage| {
        let years = told_years(&schools, history, stage);
        years.into_iter().chain(told_grades(&schools, stage))
    });
    notes.collect()
}

fn told_years(schools: &[(&str, Stated)], history: &History, stage: Stage) -> Vec<Words> {
    let stated = schools.iter().filter_map(|(name, stated)| {
        let figures = stated.stages.get(&stage)?;
        Some((*name, figures))
    });
    let stated: Vec<(&str, &Figures)> = stated.collect();
    let years: BTreeSet<i32> = stated
        .iter()
        .flat_map(|(_, figures)| figures.keys().copied())
        .collect();
    let is_silent = |(_, figures): &&(&str, &Figures)| figures.len() < years.len();
    let silent: Vec<&str> = stated
        .iter()
        .filter(is_silent)
        .map(|(name, _)| *name)
        .collect();
    let (en, zh) = named_in_part(&silent);
    let mut notes = Vec::new();
    let what = stage.words();
    if !silent.is_empty() {
        let (en_stage, zh_stage) = (what.en.to_lowercase(), &what.zh);
        notes.push(Words::new(
            format!(
                "past enrolment, {en_stage}: some years are not stated by {en}; \
                 they are taken to have changed there as in the other schools (a school not yet open states 0)"
            ),
            format!("历年在校生（{zh_stage}）：{zh}部分年份未填，按其他学校的变化推算（当年尚未开办的请填0）"),
        ));
    }
    let is_left_out = |year: &&i32| history.stage(stage, **year).is_none();
    let left: Vec<String> = years
        .iter()
        .filter(is_left_out)
        .map(ToString::to_string)
        .collect();
    if !left.is_empty() {
        notes.push(Words::new(
            format!(
                "past enrolment, {}: {} left out; the schools that state it have less than half of the pupils",
                what.en.to_lowercase(),
                left.join(", ")
            ),
            format!(
                "历年在校生（{}）：{}年未采用，已填学校的在校生不足半数",
                what.zh,
                left.join("、")
            ),
        ));
    }
    notes
}

fn told_grades(schools: &[(&str, Stated)], stage: Stage) -> Option<Words> {
    let grades: Vec<Grade> = Grade::of_stage(stage)?.map(Grade).collect();
    let years = |grade: &Grade| -> BTreeSet<i32> {
        let figures = schools
            .iter()
            .filter_map(|(_, stated)| stated.grades.get(grade));
        figures
            .flat_map(|figures| figures.keys().copied())
            .collect()
    };
    let stated: Vec<(Grade, usize)> = grades
        .iter()
        .map(|grade| (*grade, years(grade).len()))
        .collect();
    if stated.iter().all(|&(_, years)| years == 0) {
        return None;
    }
    let is_silent = |school: &Stated| {
        let leaves_out = |&(grade, years): &(Grade, usize)| {
            let figures = school.grades.get(&grade);
            figures.is_some_and(|figures| figures.len() < years)
        };
        let states_none = school.stages.contains_key(&stage) && !school.states_grades_of(stage);
        states_none || stated.iter().any(leaves_out)
    };
    let silent = schools.iter().filter(|(_, school)| is_silent(school));
    let silent: Vec<&str> = silent.map(|(name, _)| *name).collect();
    let (en, zh) = named_in_part(&silent);
    let what = stage.words();
    (!silent.is_empty()).then(|| {
        Words::new(
            format!(
                "pupils by grade, {}: not all are stated by {en}; they are taken to be as in the other schools",
                what.en.to_lowercase()
            ),
            format!("分年级在校生（{}）：{zh}未填全，按其他学校推算", what.zh),
        )
    })
}

/// The first of some names and how many more there are, in both languages.
fn named_in_part(names: &[&str]) -> (String, String) {
    let first = &names[..names.len().min(3)];
    let (en, zh) = (first.join(", "), first.join("、"));
    match names.len() - first.len() {
        0 => (en, zh),
        more => (
            format!("{en} and {more} more"),
            format!("{zh}等{}所", names.len()),
        ),
    }
}

/// How many pupils of a grade are in the next a year later.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Progression {
    pub(super) ratio: f64,
    /// Pupils it was measured on.
    pub(super) pupils: f64,
}

impl Progression {
    /// A local ratio moved towards the county's. The fewer pupils it was measured on, the further it moves.
    pub(super) fn shrunk_towards(self, county: f64) -> f64 {
        (self.pupils * self.ratio + SHRINKING_PUPILS * county) / (self.pupils + SHRINKING_PUPILS)
    }
}

/// The county mean weighs as much as this many local pupils (judgement).
pub(super) const SHRINKING_PUPILS: f64 = 60.0;

enum Named {
    Stage(Stage),
    Grade(Grade),
}

/// What a property is about: `pupils_primary_2019`, `pupils_g4`, `pupils_k2_2020`, `grade_4_2019`.
fn named(name: &str) -> Option<(Named, Option<i32>)> {
    let name = name.to_ascii_lowercase();
    let rest = name
        .strip_prefix("pupils_")
        .or_else(|| name.strip_prefix("enrolment_"));
    let (rest, is_grade) = match (rest, name.strip_prefix("grade_")) {
        (Some(rest), _) => (rest, false),
        (None, Some(rest)) => (rest, true),
        (None, None) => return None,
    };
    let (what, year) = match rest.rsplit_once('_') {
        Some((what, year)) => (what, Some(plausible_year(year)?)),
        None => (rest, None),
    };
    if let Some(stage) = Stage::from_key(what) {
        return Some((Named::Stage(stage), year));
    }
    let grade = if is_grade {
        what.parse().ok().and_then(Grade::primary_up)
    } else {
        Grade::from_key(what)
    };
    Some((Named::Grade(grade?), year))
}

fn plausible_year(text: &str) -> Option<i32> {
    let year = text.parse().ok()?;
    (1950..=2100).contains(&year).then_some(year)
}

/// A number in a file, plain or as text.
fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().replace(',', "").parse().ok()?,
        _ => return None,
    };
    number.is_finite().then_some(number)
}

/// What a township states for the forecast, among properties the reader does not know by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct TownshipFigures {
    /// The share of registered children who live there (`residence_factor`).
    pub(super) residence: Option<f64>,
    /// Net share of children who come per year of their life, negative where they leave (`migration`).
    pub(super) migration: Option<f64>,
    /// Share of pupils who move to the district's centre per year (`town_shift`).
    pub(super) town_shift: Option<f64>,
    /// Births by calendar year (`births_2019`).
    pub(super) births: BTreeMap<Year, u32>,
}

const RESIDENCE: [&str; 2] = ["residence_factor", "常住系数"];
const MIGRATION: [&str; 2] = ["migration", "净迁移率"];
const TOWN_SHIFT: [&str; 2] = ["town_shift", "进城率"];

/// Whether a property is past enrolment, births, or what a township states for the forecast.
pub(super) fn reads_property(name: &str) -> bool {
    let of_townships = [RESIDENCE, MIGRATION, TOWN_SHIFT].concat();
    named(name).is_some() || births_year(name).is_some() || of_townships.contains(&name)
}

impl TownshipFigures {
    /// What is left of a cohort of children a year later; one where no migration is stated.
    pub(super) fn kept(&self) -> f64 {
        1.0 + self.migration.unwrap_or(0.0)
    }
}

/// What each township states, in file order. Shares outside any sense are passed over.
pub(super) fn of_townships(county: &County) -> Vec<TownshipFigures> {
    let figures = |extra: &Map<String, Value>| {
        let share = |names: [&str; 2], sense: RangeInclusive<f64>| {
            let stated = names.iter().find_map(|name| number(extra.get(*name)?));
            stated.filter(|share| sense.contains(share))
        };
        TownshipFigures {
            residence: share(RESIDENCE, 0.1..=2.0),
            migration: share(MIGRATION, -0.2..=0.2),
            town_shift: share(TOWN_SHIFT, 0.0..=0.2),
            births: extra
                .iter()
                .filter_map(|(name, value)| births(name, value))
                .collect(),
        }
    };
    county
        .townships
        .iter()
        .map(|township| figures(&township.extra))
        .collect()
}

fn births(name: &str, value: &Value) -> Option<(Year, u32)> {
    let year = births_year(name)?;
    let born = number(value).filter(|&born| born >= 0.0)?;
    Some((Year(year), born.round() as u32))
}

fn births_year(name: &str) -> Option<i32> {
    let name = name.to_ascii_lowercase();
    let year = ["births_", "出生人口", "出生"]
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix))?;
    plausible_year(year.trim_matches(['_', '年']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history(grades: &[(&str, i32, f64)]) -> History {
        let grade = |key: &str| Grade::from_key(key).unwrap();
        History {
            grades: grades
                .iter()
                .map(|&(key, year, pupils)| ((grade(key), year), pupils))
                .collect(),
            ..History::default()
        }
    }

    #[test]
    fn progression_is_the_mean_of_the_yearly_ratios() {
        let history = history(&[
            ("g1", 2018, 100.0),
            ("g2", 2019, 90.0),
            ("g1", 2019, 80.0),
            ("g2", 2020, 76.0),
            ("g1", 2020, 50.0),
            ("g2", 2021, 50.0),
        ]);
        // 0.90, 0.95, 1.00 over 230 pupils.
        let into_second = history
            .progression(Grade::from_key("g2").unwrap(), 6)
            .unwrap();
        assert!((into_second.ratio - 0.95).abs() < 1e-12);
        assert_eq!(into_second.pupils, 230.0);
        let last_year = history
            .progression(Grade::from_key("g2").unwrap(), 1)
            .unwrap();
        assert_eq!(last_year.ratio, 1.0);
    }

    #[test]
    fn a_small_place_follows_the_county() {
        let village = Progression {
            ratio: 0.5,
            pupils: 20.0,
        };
        // (20 × 0.5 + 60 × 1.0) / 80.
        assert_eq!(village.shrunk_towards(1.0), 0.875);
    }

    #[test]
    fn properties_are_read_by_what_they_name() {
        let is = |name: &str| {
            named(name).map(|(what, year)| match what {
                Named::Stage(stage) => (stage.key().to_owned(), year),
                Named::Grade(grade) => (format!("grade {}", grade.0), year),
            })
        };
        assert_eq!(
            is("pupils_primary_2019"),
            Some(("primary".into(), Some(2019)))
        );
        assert_eq!(is("pupils_g4"), Some(("grade 6".into(), None)));
        assert_eq!(is("grade_4_2019"), Some(("grade 6".into(), Some(2019))));
        assert_eq!(is("pupils_k1_2020"), Some(("grade 0".into(), Some(2020))));
        assert_eq!(is("headmaster"), None);
        assert_eq!(is("pupils_boarding_x"), None);
    }
}
