//! How pupils move up: ratios into each grade from the one below, measured on what is recorded.
//!
//! Grades that are recorded year by year say it themselves. Where only the pupils of whole stages are, the ratios are
//! those that would have made the recorded stages out of the recorded stages a year before.

use super::attendance::Attendance;
use super::births::Outlook;
use super::cohorts::{Home, ages};
use super::grades::{GRADES, Grade};
use super::history::{History, Progression};
use crate::model::{PerStage, Stage};

/// How pupils move up, besides families who are stated to move.
#[derive(Clone, Debug)]
pub(super) struct Rates {
    pub(super) into: [f64; GRADES],
    /// Grade-9 pupils who go on to a vocational school.
    pub(super) into_vocational: f64,
}

/// Position of the first primary, junior and senior grade.
pub(super) const FIRST_PRIMARY: usize = 3;
pub(super) const FIRST_JUNIOR: usize = 9;
pub(super) const FIRST_SENIOR: usize = 12;

impl Rates {
    /// The county's ratios, with those of a group of schools where its grades are recorded, moved towards the county's.
    /// `kept` is what the group's own stated moves, out of the county and within it, leave of those who come into each
    /// grade: they are counted apart.
    pub(super) fn of(
        county: &Measured,
        group: &History,
        kept: &[f64; GRADES],
        window: usize,
    ) -> Self {
        let mut rates = county.rates.clone();
        for grade in (1..GRADES).map(Grade) {
            if let (true, Some(local)) = (
                county.is_recorded[grade.0],
                group.progression(grade, window),
            ) {
                let besides_moves = Progression {
                    ratio: local.ratio / kept[grade.0],
                    ..local
                };
                rates.into[grade.0] = besides_moves.shrunk_towards(county.rates.into[grade.0]);
            }
        }
        rates.bounded()
    }

    /// Senior and vocational schools never take more pupils than leave the junior stage.
    fn bounded(mut self) -> Self {
        let both = self.into[FIRST_SENIOR] + self.into_vocational;
        if both > 1.0 {
            self.into[FIRST_SENIOR] /= both;
            self.into_vocational /= both;
        }
        self
    }

    /// How much larger the share of leavers who go on may become.
    pub(super) fn largest_lift(&self) -> f64 {
        let both = self.into[FIRST_SENIOR] + self.into_vocational;
        if both > 0.0 { 1.0 / both } else { 1.0 }
    }
}

/// What the county's past says of moving up.
#[derive(Clone, Debug)]
pub(super) struct Measured {
    pub(super) rates: Rates,
    pub(super) is_recorded: [bool; GRADES],
    /// The yearly change of a primary cohort, entrants included, that births and stated moves leave unexplained.
    pub(super) primary_change: f64,
    /// First-graders per six-year-old, where both are recorded.
    pub(super) entry: Option<f64>,
}

/// What the ratios are measured on.
pub(super) struct Evidence<'a> {
    /// The county's schools, up to the base year.
    pub(super) history: &'a History,
    pub(super) homes: &'a [Home],
    pub(super) outlook: &'a Outlook,
    pub(super) base_year: i32,
    /// Years that are averaged at most.
    pub(super) window: usize,
    pub(super) kindergarten: Option<&'a Attendance>,
    pub(super) primary: Option<&'a Attendance>,
}

/// Yearly changes beyond these say that the figures are not of the same schools.
const YEARLY_CHANGE: (f64, f64) = (0.85, 1.10);
/// Of leavers, the part that is found a stage higher.
const JUNIOR_ENTRY: (f64, f64) = (0.5, 1.2);

impl Evidence<'_> {
    pub(super) fn measured(&self, pupils: &PerStage<Option<f64>>) -> Measured {
        let mut into = [1.0; GRADES];
        let mut is_recorded = [false; GRADES];
        let change = self.primary_change();
        let entry = self.entry();
        into[FIRST_PRIMARY] = match (self.kindergarten, self.primary) {
            (Some(kindergarten), Some(primary)) => primary.share / kindergarten.share,
            (Some(kindergarten), None) => change / kindergarten.share.min(1.0),
            (None, _) => change,
        };
        into[FIRST_PRIMARY + 1..FIRST_SENIOR].fill(change);
        into[FIRST_JUNIOR] = self.junior_entry(change).unwrap_or(change);
        let into_vocational = self.share_of_leavers(Stage::Vocational, pupils);
        into[FIRST_SENIOR] = self.share_of_leavers(Stage::Senior, pupils).unwrap_or(1.0);
        for grade in (1..GRADES).map(Grade) {
            if let Some(all) = self.history.progression(grade, self.window) {
                is_recorded[grade.0] = true;
                // Families who are stated to move are counted apart.
                into[grade.0] = all.ratio / self.kept();
            }
        }
        let are_grades_recorded = is_recorded[FIRST_PRIMARY + 1];
        let rates = Rates {
            into,
            into_vocational: into_vocational.unwrap_or(0.0),
        };
        Measured {
            rates: rates.bounded(),
            is_recorded,
            primary_change: if are_grades_recorded { 1.0 } else { change },
            entry,
        }
    }

    /// What is left of the county's pupils after a year of the moves that townships state.
    fn kept(&self) -> f64 {
        kept(self.homes.iter())
    }

    /// Children of an age, over the homes whose births reach back to `since`; `None` where these have less than half of
    /// the county's pupils of a stage.
    fn cohort(&self, year: i32, age: i32, since: i32, stage: Stage) -> Option<f64> {
        let (children, _) = self.cohort_and_part(year, age, since, stage)?;
        Some(children)
    }

    /// The same, with the part of the county's pupils who live in those homes.
    fn cohort_and_part(&self, year: i32, age: i32, since: i32, stage: Stage) -> Option<(f64, f64)> {
        let (mut children, mut covered, mut all) = (0.0, 0.0, 0.0);
        for home in self.homes {
            let pupils = home.pupils[stage].unwrap_or(0.0);
            all += pupils;
            let births = home
                .births
                .as_ref()
                .filter(|births| births.known(since).is_some());
            let cohort = births.and_then(|births| births.cohort(year, age, self.outlook));
            if let Some(cohort) = cohort {
                children += cohort;
                covered += pupils;
            }
        }
        (covered * 2.0 > all && children > 0.0).then(|| (children, covered / all))
    }

    /// Children of a stage's ages, youngest first, over the same homes.
    fn ages_of(&self, stage: Stage, year: i32, since: i32) -> Option<Vec<f64>> {
        ages(stage)?
            .map(|age| self.cohort(year, age, since, stage))
            .collect()
    }

    /// The part of a stage's pupils who are in its last grade.
    fn leaving(&self, stage: Stage, year: i32) -> f64 {
        let recorded = self.history.grade_shares(stage, year);
        let born = || {
            let oldest = ages(stage)?.end - 1;
            self.ages_of(stage, year, year - oldest - 1)
            // The youngest are in the first grade.
        };
        let grades = recorded.or_else(born);
        let share = grades.and_then(|grades| Some(grades.last()? / grades.iter().sum::<f64>()));
        share.unwrap_or(1.0 / f64::from(stage.grades()))
    }

    /// Years up to the base year in which a stage is recorded, oldest first; enough for the window.
    fn recorded(&self, stage: Stage) -> Vec<(i32, f64)> {
        let all = self
            .history
            .stages
            .range((stage, i32::MIN)..=(stage, self.base_year));
        let years: Vec<(i32, f64)> = all
            .filter(|&(_, &pupils)| pupils > 0.0)
            .map(|(&(_, year), &pupils)| (year, pupils))
            .collect();
        let fresh = self.base_year - self.window as i32;
        let first = years.partition_point(|&(year, _)| year < fresh);
        years[first..].to_vec()
    }

    /// The mean yearly ratio of the primary pupils recorded to those that would have come out of the year before. Pairs
    /// of years that cannot be of the same schools say nothing.
    fn primary_change(&self) -> f64 {
        let recorded = self.recorded(Stage::Primary);
        let (mut logs, mut years) = (0.0, 0.0);
        for pair in recorded.windows(2) {
            let [(from, before), (to, after)] = *pair else {
                continue;
            };
            let mut pupils = before;
            for year in from + 1..=to {
                let stay = pupils * (1.0 - self.leaving(Stage::Primary, year - 1)) * self.kept();
                pupils = stay + self.entrants(year, from, before, pupils);
            }
            let ahead = f64::from(to - from);
            let yearly = (after / pupils).powf(ahead.recip());
            if (YEARLY_CHANGE.0..=YEARLY_CHANGE.1).contains(&yearly) {
                logs += yearly.ln() * ahead;
                years += ahead;
            }
        }
        if years > 0.0 {
            (logs / years).exp()
        } else {
            1.0
        }
    }

    /// Six-year-olds who enter in a year of the past. `from` is the year that `before` pupils are recorded of.
    fn entrants(&self, year: i32, from: i32, before: f64, pupils: f64) -> f64 {
        let since = from - 12;
        let by_share = || {
            let children: f64 = self.ages_of(Stage::Primary, from, since)?.iter().sum();
            let six = self.cohort(year, 6, since, Stage::Primary)?;
            Some(before * six / children)
        };
        let by_kindergarten = || {
            let below = self.history.stage(Stage::Kindergarten, year - 1)?;
            let share = self.kindergarten.map_or(1.0, |all| all.share.min(1.0));
            Some(below * self.leaving(Stage::Kindergarten, year - 1) / share * self.kept())
        };
        by_share()
            .or_else(by_kindergarten)
            .unwrap_or(pupils / f64::from(Stage::Primary.grades()))
    }

    /// First-graders per child of six, over the years of the window that record both. First-graders are of all schools,
    /// so the children of homes whose births are known stand for those of all homes.
    fn entry(&self) -> Option<f64> {
        let grade = Grade(FIRST_PRIMARY);
        let first = self.base_year - self.window as i32 + 1;
        let (mut entered, mut children) = (0.0, 0.0);
        for year in first..=self.base_year {
            let pupils = self.history.grades.get(&(grade, year));
            let six = self.cohort_and_part(year, 6, first - 7, Stage::Primary);
            if let (Some(pupils), Some((six, part))) = (pupils, six) {
                entered += pupils;
                children += six / part;
            }
        }
        (children > 0.0).then(|| entered / children)
    }

    /// Pairs of years in which a stage is recorded in both and the stage below in the first: the pupils before, those
    /// of the stage below, and the pupils after.
    fn fed(&self, stage: Stage, below: Stage) -> Vec<(i32, f64, f64, f64)> {
        let recorded = self.recorded(stage);
        let pairs = recorded.windows(2).filter_map(|pair| {
            let [(from, before), (to, after)] = *pair else {
                return None;
            };
            let feeding = self.history.stage(below, from)?;
            (to == from + 1).then_some((from, before, feeding, after))
        });
        pairs.collect()
    }

    /// Of those who left the stage below, the part found in the first grade of this one: the pupils of the stage
    /// against all who left the stage below in the years from which they come, else its intake from one year to the next.
    fn taken(&self, stage: Stage, below: Stage, change: f64) -> Option<f64> {
        self.taken_by_all(stage, below, change)
            .or_else(|| self.taken_by_intake(stage, below, change))
    }

    fn taken_by_all(&self, stage: Stage, below: Stage, change: f64) -> Option<f64> {
        let (mut came, mut left) = (0.0, 0.0);
        for (year, pupils) in self.recorded(stage) {
            let cohort = |ahead: i32| {
                let feeding = self.history.stage(below, year - ahead)?;
                let leaving = feeding * self.leaving(below, year - ahead);
                Some(leaving * self.kept().powi(ahead) * change.powi(ahead - 1))
            };
            let cohorts: Option<f64> = (1..=stage.grades() as i32).map(cohort).sum();
            if let Some(cohorts) = cohorts.filter(|_| year > self.base_year - self.window as i32) {
                came += pupils;
                left += cohorts;
            }
        }
        (left > 0.0).then(|| came / left)
    }

    fn taken_by_intake(&self, stage: Stage, below: Stage, change: f64) -> Option<f64> {
        let (mut came, mut left) = (0.0, 0.0);
        for (year, before, feeding, after) in self.fed(stage, below) {
            let stay = before * (1.0 - self.leaving(stage, year)) * self.kept() * change;
            came += after - stay;
            left += feeding * self.leaving(below, year) * self.kept();
        }
        (left > 0.0).then(|| came / left)
    }

    fn junior_entry(&self, change: f64) -> Option<f64> {
        let entry = self.taken(Stage::Junior, Stage::Primary, change)?;
        Some(entry.clamp(JUNIOR_ENTRY.0, JUNIOR_ENTRY.1))
    }

    /// The part of junior leavers who go on to a stage: as recorded year by year, else as today's intakes are.
    fn share_of_leavers(&self, stage: Stage, pupils: &PerStage<Option<f64>>) -> Option<f64> {
        let taken = self.taken(stage, Stage::Junior, 1.0);
        let intake = |stage: Stage| Some(pupils[stage]? / f64::from(stage.grades()));
        let today = || {
            let leavers = intake(Stage::Junior).filter(|&leavers| leavers > 0.0)?;
            Some(intake(stage)? / leavers)
        };
        Some(taken.or_else(today)?.clamp(0.0, 1.0))
    }
}

/// What is left of the pupils of some homes after a year of the moves that townships state; one where nobody lives.
pub(super) fn kept<'a>(homes: impl Iterator<Item = &'a Home>) -> f64 {
    let weighed = homes.map(|home| {
        let pupils: f64 = home.pupils.iter().filter_map(|(_, pupils)| *pupils).sum();
        (home.kept * pupils, pupils)
    });
    let (kept, all) = weighed.fold((0.0, 0.0), |(a, b), (c, d)| (a + c, b + d));
    if all > 0.0 { kept / all } else { 1.0 }
}
