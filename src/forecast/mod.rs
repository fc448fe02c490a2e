//! How many pupils of each stage live where, in every year of the plan.
//!
//! A forecast uses pupils and births by settlement, births, residence factors and moves by township, and past enrolment
//! by school. What is missing is taken from the next larger area, and told ([`Forecast::notes`]). Every stage says how
//! its numbers are known ([`DemandBasis`]). Pupils are whole. In every year, settlements add up to townships and
//! townships to the county.
//!
//! A forecast of the demand is what is *wanted*: where the standards aim at a share of the children of an age
//! ([`Settings`]), it rises to that share, whether or not there are seats for it. How many then have a place is for the
//! plan to answer.
//!
//! Each stage is held against its own past ([`Trial`]). Where three years ago "as it is now" would have come nearer
//! than the method, the stage stays as it is now, and says so, as long as the children are there. The band is never
//! narrower than the error of that test.

mod attendance;
mod back_test;
mod base;
mod births;
mod born;
mod cohorts;
mod demand;
mod grades;
mod history;
mod levels;
mod moves;
mod moving_up;
mod rates;
mod rounding;
mod settings;
mod variant;

pub use back_test::{BackTest, Method, Trial, mean_error};
pub use base::recorded_year;
pub use demand::{Demand, DemandBasis};
pub use moving_up::MovingUp;
pub use settings::{Aim, Settings};
pub use variant::Variant;

use attendance::Path;
use births::{Births, Outlooks};
use born::Born;
use cohorts::{Home, Model};
use history::{History, TownshipFigures};
use moves::Moves;
use rounding::round_to;

use crate::model::{County, PerStage, Stage};
use crate::units::Year;
use crate::words::Words;

/// Whether the forecast reads a property of schools or townships that the reader of files does not know by name.
pub(crate) fn reads_property(name: &str) -> bool {
    crate::model::YEAR_NAMES.contains(&name) || history::reads_property(name)
}

/// The pupils of one county by year. The base year gives the recorded figures as they are.
#[derive(Clone, Debug)]
pub struct Forecast {
    base: Demand,
    /// `None` when there is nothing to forecast from.
    model: Option<Model>,
    /// Births by settlement, of children who live there.
    births: Vec<Option<Births>>,
    outlooks: Outlooks,
    notes: Vec<Words>,
    /// The share of kindergarten children by year, where it rises.
    attendance: Option<Path>,
    back_tests: Vec<BackTest>,
    trials: PerStage<Option<Trial>>,
    /// Township by settlement; the last group holds what lies in none.
    groups: Vec<usize>,
    n_groups: usize,
    nine_year_retention: Option<f64>,
}

impl Forecast {
    /// Reads everything the county says about pupils and births. `settings` are those of the standards in force.
    pub fn new(county: &County, settings: &Settings) -> Self {
        let base = base::demand(county);
        let n_groups = county.townships.len() + 1;
        let group_of = |township: Option<usize>| township.unwrap_or(n_groups - 1);
        let groups: Vec<usize> = county
            .settlements
            .iter()
            .map(|settlement| group_of(settlement.township))
            .collect();
        let stated = history::of_townships(county);
        let Born { births, mut notes } = born::of_settlements(county, &stated);
        let moves = Moves::of(county, &stated, &base);
        let births = moves.of_children(births);
        let outlooks = Outlooks::of(births.iter().flatten());
        let residents = |stage, year| residents(&births, &outlooks, stage, year, Variant::Mid);
        let year = base.year.0;
        let history = History::of(county.schools.iter(), year);
        notes.extend(history::told(county, &history, year));
        let has_past =
            history.stages.keys().any(|&(_, past)| past != year) || !history.grades.is_empty();
        let is_known = |stage: Stage| base.basis[stage] != DemandBasis::Unknown;
        let model = (has_past || births.iter().any(Option::is_some)).then(|| {
            let of_group: Vec<History> = (0..n_groups)
                .map(|group| {
                    let schools = county.schools.iter();
                    let here = schools.filter(|school| group_of(school.township) == group);
                    History::of(here, year)
                })
                .collect();
            let homes = groups.iter().enumerate().map(|(settlement, &group)| Home {
                pupils: PerStage::from_fn(|stage| {
                    is_known(stage).then(|| f64::from(base.pupils[stage][settlement]))
                }),
                births: births[settlement].clone(),
                kept: stated.get(group).map_or(1.0, TownshipFigures::kept),
                group,
            });
            let residents = |year: i32| residents(Stage::Senior, Year(year));
            let homes = (homes.collect(), moves.clone());
            Model::new(year, homes, &history, &of_group, settings)
                .aiming_at(&settings.senior, residents)
        });
        let children = residents(Stage::Kindergarten, base.year);
        let attending: f64 = base.pupils[Stage::Kindergarten]
            .iter()
            .map(|&pupils| f64::from(pupils))
            .sum();
        let attendance = children
            .filter(|&children| children > 0.0 && is_known(Stage::Kindergarten))
            .map(|children| Path::from(year, attending / children, &settings.kindergarten))
            .filter(Path::rises);
        let past = back_test::Past {
            county,
            base: &base,
            births: &births,
            townships: &stated,
            moves: &moves,
        };
        let back_tests = back_test::back_test(past, settings);
        Self {
            trials: PerStage::from_fn(|stage| Trial::of(&back_tests, stage)),
            base,
            model,
            births,
            outlooks,
            notes,
            attendance,
            back_tests,
            groups,
            n_groups,
            nine_year_retention: history.nine_year_retention(year),
        }
    }

    /// The year whose figures stand in the files.
    pub fn base_year(&self) -> Year {
        self.base.year
    }

    /// What was filled in or could not be, and where.
    pub fn notes(&self) -> &[Words] {
        &self.notes
    }

    /// Today's enrolment as the method would have forecast it three years ago, by district and stage. Empty unless
    /// the schools' files state enrolment by stage for that year (`pupils_primary_2018`).
    pub fn back_tests(&self) -> &[BackTest] {
        &self.back_tests
    }

    /// What the back-test says of a stage; `None` where there is none.
    pub fn trial(&self, stage: Stage) -> Option<&Trial> {
        self.trials[stage].as_ref()
    }

    /// How many of each grade go on into the next, over the county, families who are stated to move not counted. Grades
    /// that births fill are not among them. Empty where there is nothing to forecast from.
    pub fn moving_up(&self) -> Vec<MovingUp> {
        let is_known = |stage| self.base.basis[stage].is_known();
        let of_model = |model: &Model| moving_up::of_county(model.of_county(), is_known);
        self.model.as_ref().map_or_else(Vec::new, of_model)
    }

    /// The pupils of a year, middle variant. Years before the base year are as the base year.
    pub fn demand(&self, year: Year) -> Demand {
        self.demand_in(year, Variant::Mid)
    }

    /// The pupils of a year in one of the variants.
    pub fn demand_in(&self, year: Year, variant: Variant) -> Demand {
        if year == self.base.year {
            return self.base.clone();
        }
        let mut demand = Demand {
            year,
            basis: PerStage::from_fn(|stage| self.constant(stage)),
            ..self.base.clone()
        };
        let model = self.model.as_ref().filter(|_| year > self.base.year);
        let Some(model) = model else {
            return demand;
        };
        let exact = self.exact(model, year, variant);
        let middle = match variant {
            Variant::Mid => None,
            Variant::Low | Variant::High => Some(self.exact(model, year, Variant::Mid)),
        };
        for stage in Stage::ALL {
            if self.base.basis[stage] == DemandBasis::Unknown || stage == Stage::Special {
                continue;
            }
            let parts = |homes: &[PerStage<f64>]| -> Vec<f64> {
                homes.iter().map(|home| home[stage]).collect()
            };
            let margin = self.margin(stage, year);
            let own = parts(&exact);
            let mid = middle.as_deref().map_or_else(|| own.clone(), parts);
            let today: Vec<f64> = self.base.pupils[stage]
                .iter()
                .map(|&pupils| f64::from(pupils))
                .collect();
            let wanted = self.wanted(stage, year, variant);
            let sum = today.iter().sum();
            let is_enough = wanted.is_none_or(|wanted| wanted <= sum);
            let stays =
                is_enough && self.is_unchanged(stage) && self.are_there(stage, year, sum, margin);
            let (basis, parts) = if stays {
                let mid = variant.widened(today.clone(), &today, margin);
                // The band reaches to what the cohorts say.
                (DemandBasis::Unchanged, variant.farther(mid, own))
            } else {
                (DemandBasis::Forecast, variant.widened(own, &mid, margin))
            };
            demand.basis[stage] = basis;
            demand.pupils[stage] = self.whole_pupils(&parts);
        }
        demand
    }

    /// Pupils by settlement before rounding.
    fn exact(&self, model: &Model, year: Year, variant: Variant) -> Vec<PerStage<f64>> {
        let mut exact = model.pupils(year.0, variant);
        let wanted = self.wanted(Stage::Kindergarten, year, variant);
        let attending: f64 = exact.iter().map(|home| home[Stage::Kindergarten]).sum();
        if let Some(wanted) = wanted.filter(|&wanted| wanted > attending && attending > 0.0) {
            let more = wanted / attending;
            for home in &mut exact {
                home[Stage::Kindergarten] *= more;
            }
        }
        exact
    }

    /// How many are to attend a stage, where the standards aim at a larger share than today's; whole children, so that
    /// the share is not missed for a part of one.
    fn wanted(&self, stage: Stage, year: Year, variant: Variant) -> Option<f64> {
        let path = self
            .attendance
            .as_ref()
            .filter(|_| stage == Stage::Kindergarten)?;
        let children = self.residents(stage, year, variant)?;
        Some((path.share(year.0) * children).ceil())
    }

    /// Whether a stage stays as it is today because the back-test says that this comes nearer.
    fn is_unchanged(&self, stage: Stage) -> bool {
        let used = self.trials[stage].as_ref().map(|trial| trial.used);
        used == Some(Method::Unchanged)
    }

    /// Whether a year has the children that as many pupils as today would take: all of the stage's ages who were born,
    /// or more where more attend than live here. True where births do not tell.
    fn are_there(&self, stage: Stage, year: Year, today: f64, margin: f64) -> bool {
        let children = |year| self.residents(stage, year, Variant::Mid);
        let (Some(now), Some(then)) = (children(self.base.year), children(year)) else {
            return true;
        };
        today <= then * (today / now).max(1.0) * (1.0 + margin)
    }

    /// How far the low and high variants are apart from the middle at least, as a share of it: the error of the
    /// back-test, growing with the root of the time after three years, as errors do that add up by chance.
    fn margin(&self, stage: Stage, year: Year) -> f64 {
        let error = self.trials[stage].as_ref().map_or(0.0, Trial::error);
        let ahead = f64::from(year.0 - self.base.year.0);
        error * (ahead / f64::from(back_test::YEARS)).max(1.0).sqrt()
    }

    fn constant(&self, stage: Stage) -> DemandBasis {
        match self.base.basis[stage] {
            DemandBasis::Unknown => DemandBasis::Unknown,
            _ => DemandBasis::Constant,
        }
    }

    /// Children of a stage's ages who live in the county, from births; `None` where births do not
    /// reach back far enough for every settlement.
    pub fn children(&self, stage: Stage, year: Year, variant: Variant) -> Option<u32> {
        let children = self.residents(stage, year, variant);
        children.map(|children| children.round() as u32)
    }

    fn residents(&self, stage: Stage, year: Year, variant: Variant) -> Option<f64> {
        residents(&self.births, &self.outlooks, stage, year, variant)
    }

    /// Grade-9 pupils of the base year per grade-1 pupil eight years before, transfers included; `None`
    /// unless the schools' files state both.
    pub fn nine_year_retention(&self) -> Option<f64> {
        self.nine_year_retention
    }

    /// Whole pupils by settlement: the county's total is rounded, then shared out to townships, then
    /// within each township.
    fn whole_pupils(&self, parts: &[f64]) -> Vec<u32> {
        let mut by_group = vec![0.0; self.n_groups];
        let mut members = vec![Vec::new(); self.n_groups];
        for (settlement, (&group, &part)) in self.groups.iter().zip(parts).enumerate() {
            by_group[group] += part;
            members[group].push(settlement);
        }
        let total = by_group.iter().sum::<f64>().round() as u32;
        let mut pupils = vec![0; parts.len()];
        for (members, total) in members.iter().zip(round_to(total, &by_group)) {
            let parts: Vec<f64> = members
                .iter()
                .map(|&settlement| parts[settlement])
                .collect();
            for (&settlement, whole) in members.iter().zip(round_to(total, &parts)) {
                pupils[settlement] = whole;
            }
        }
        pupils
    }
}

/// Children of a stage's ages over all settlements.
fn residents(
    births: &[Option<Births>],
    outlooks: &Outlooks,
    stage: Stage,
    year: Year,
    variant: Variant,
) -> Option<f64> {
    if births.is_empty() {
        return None;
    }
    let outlook = outlooks.of_variant(variant);
    let of_home = |births: &Option<Births>| -> Option<f64> {
        let births = births.as_ref()?;
        cohorts::ages(stage)?
            .map(|age| births.cohort(year.0, age, outlook))
            .sum()
    };
    births.iter().map(of_home).sum()
}

#[cfg(test)]
mod tests;
