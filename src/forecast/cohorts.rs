//! Year groups moving up through the grades, one place at a time (cohort survival).
//!
//! Every September each grade becomes the next one times its progression ratio. The first kindergarten year is filled
//! from births times the share of children who attend. Grade 1 is filled from births too: all children of six enter
//! school, whether they went to kindergarten or not. How many of those born are still there at six is what primary
//! enrolment says, where births reach back far enough; otherwise what is stated of moving. Only where a place's births
//! are not known does grade 1 come from the last kindergarten year.
//!
//! Source of the method: grade-progression ratios as school districts use them
//! (<http://www.statforecast.com/csr.htm>). Cost: places × years × grades.

use super::attendance::{Attendance, Path};
use super::births::{Births, Outlook, Outlooks};
use super::grades::{GRADES, Grade};
use super::history::History;
use super::moves::Moves;
use super::rates::{Evidence, FIRST_PRIMARY, FIRST_SENIOR, Measured, Rates, kept};
use super::settings::{Aim, Settings};
use super::variant::Variant;
use crate::model::{PerStage, Stage};
use crate::units::Year;

/// A place where pupils live, as it is in the base year.
#[derive(Clone, Debug)]
pub(super) struct Home {
    /// Pupils by stage; `None` where nothing is known of a stage.
    pub(super) pupils: PerStage<Option<f64>>,
    pub(super) births: Option<Births>,
    /// What is left of its pupils after a year of the moves that are stated.
    pub(super) kept: f64,
    /// Index into the groups of schools that rates are measured on.
    pub(super) group: usize,
}

/// The pupils of some places in a base year and how they go on from there.
#[derive(Clone, Debug)]
pub(super) struct Model {
    base_year: i32,
    homes: Vec<Home>,
    outlooks: Outlooks,
    /// Between those homes.
    moves: Moves,
    starts: Vec<Start>,
    rates: Vec<Rates>,
    /// What the rates of the groups are moved towards.
    of_county: Measured,
    /// Yearly change of the first kindergarten year where births do not tell.
    entry_trend: f64,
    /// Yearly change of those who enter school, for as many years ahead as it was measured on.
    school_trend: (f64, i32),
    /// How the share of junior leavers who go on rises, against today.
    lift: Path,
}

/// What is worked out once for a place: its year groups and how its births fill the first grades.
#[derive(Clone, Debug)]
struct Start {
    groups: Groups,
    kindergarten_share: Option<f64>,
    /// First-graders per child of six.
    entry: f64,
}

/// Something of every year group.
#[derive(Clone, Copy, Debug)]
struct Groups<T = f64> {
    grades: [T; GRADES],
    vocational: [T; 3],
}

impl Model {
    /// `groups` are the schools that rates are measured on besides the county's (those of a township, say).
    pub(super) fn new(
        base_year: i32,
        (homes, moves): (Vec<Home>, Moves),
        history: &History,
        groups_of_schools: &[History],
        settings: &Settings,
    ) -> Self {
        // Children already in school were born in known years; no variant touches them.
        let outlooks = Outlooks::of(births(&homes));
        let outlook = outlooks.of_variant(Variant::Mid);
        let attendance = |stage| Attendance::of(stage, base_year, &homes, outlook);
        let (kindergarten, primary) = (attendance(Stage::Kindergarten), attendance(Stage::Primary));
        let evidence = Evidence {
            history,
            homes: &homes,
            outlook,
            base_year,
            window: settings.window,
            kindergarten: kindergarten.as_ref(),
            primary: primary.as_ref(),
        };
        let measured = evidence.measured(&sums(&homes));
        let starts = homes.iter().map(|home| Start {
            groups: groups(home, base_year, history, outlook),
            kindergarten_share: kindergarten
                .as_ref()
                .map(|all| all.of_home(home, base_year, outlook)),
            entry: entry(home, base_year, outlook, primary.as_ref(), &measured),
        });
        let starts: Vec<Start> = starts.collect();
        let stays = stays(&homes, &starts, &moves, groups_of_schools.len());
        let local = groups_of_schools.iter().enumerate();
        let rates = local.map(|(group, schools)| {
            let kept = kept(homes.iter().filter(|home| home.group == group));
            let besides_moves = stays[group].map(|stays| kept * stays);
            Rates::of(&measured, schools, &besides_moves, settings.window)
        });
        let rates = rates.collect();
        let entry_trend = history.trend(Stage::Kindergarten).unwrap_or(1.0);
        Self {
            base_year,
            homes,
            outlooks,
            moves,
            starts,
            rates,
            entry_trend,
            school_trend: (measured.primary_change, settings.window as i32),
            of_county: measured,
            lift: Path::from(base_year, 1.0, &[]),
        }
    }

    /// How pupils move up over the county.
    pub(super) const fn of_county(&self) -> &Measured {
        &self.of_county
    }

    /// The same where the pupils of senior and vocational schools together rise to be a share of the residents of
    /// their age. Two years before an aim its last cohort enters, and from then on all cohorts are as large as it asks.
    /// `residents` gives the children of a year; where it does not, nothing rises. Nor does more go on than leaves.
    pub(super) fn aiming_at(self, aims: &[Aim], residents: impl Fn(i32) -> Option<f64>) -> Self {
        let lift = |aim: &Aim| {
            let year = aim.year.0.max(self.base_year + 1);
            let pupils = self.pupils(year, Variant::Mid);
            let both = |home: &PerStage<f64>| home[Stage::Senior] + home[Stage::Vocational];
            let pupils: f64 = pupils.iter().map(both).sum();
            // Each of the two stages may be rounded down.
            let wanted = aim.share * residents(year)? + 1.0;
            (pupils > 0.0).then(|| Aim {
                year: Year(year - 2),
                share: wanted / pupils,
            })
        };
        let lifts: Vec<Aim> = aims.iter().filter_map(lift).collect();
        Self {
            lift: Path::from(self.base_year, 1.0, &lifts),
            ..self
        }
    }

    /// Pupils of each place in a year, before rounding. The base year and those before it are the base year.
    pub(super) fn pupils(&self, year: i32, variant: Variant) -> Vec<PerStage<f64>> {
        let outlook = self.outlooks.of_variant(variant);
        let ahead = (year - self.base_year).max(0);
        let factor = variant.yearly_factor().powi(ahead);
        let going_on = |home: &Home| Some(home.births.as_ref()?.going_on_to(year, outlook));
        let births: Vec<Option<Births>> = self.homes.iter().map(going_on).collect();
        let starts = self.starts.iter();
        let mut groups: Vec<Groups> = starts.map(|start| start.groups).collect();
        for next in self.base_year + 1..=self.base_year + ahead {
            let places = self.homes.iter().zip(&self.starts).zip(&births);
            let mut years = Vec::with_capacity(groups.len());
            for (((home, start), births), groups) in places.zip(&mut groups) {
                let cohort = |age| births.as_ref()?.cohort(next, age, outlook);
                let up = self.move_up(home, start, groups, next, cohort);
                *groups = up.0;
                years.push(up.1);
            }
            move_on(&self.moves, &years, &mut groups);
        }
        let place = |(home, groups): (&Home, &Groups)| {
            let special = home.pupils[Stage::Special].unwrap_or(0.0);
            PerStage::from_fn(|stage| match (stage, Grade::of_stage(stage)) {
                (_, Some(grades)) => groups.grades[grades].iter().sum::<f64>() * factor,
                (Stage::Vocational, None) => groups.vocational.iter().sum::<f64>() * factor,
                (_, None) => special,
            })
        };
        self.homes.iter().zip(&groups).map(place).collect()
    }

    /// The year groups a year later, before anybody moves on to a centre, and how many years of that each of them has
    /// before it: none where births say who enters, and all since the base year where the intake of then goes on.
    /// `cohort` gives the children of an age in that year, where births are known.
    fn move_up(
        &self,
        home: &Home,
        start: &Start,
        groups: &Groups,
        year: i32,
        cohort: impl Fn(i32) -> Option<f64>,
    ) -> (Groups, Groups<i32>) {
        let ahead = year - self.base_year;
        let mut years = Groups {
            grades: [1; GRADES],
            vocational: [1; 3],
        };
        let rates = &self.rates[home.group];
        let lift = self.lift.share(year).min(rates.largest_lift());
        let mut next = *groups;
        for grade in 1..GRADES {
            next.grades[grade] = groups.grades[grade - 1] * rates.into[grade] * home.kept;
        }
        next.grades[FIRST_SENIOR] *= lift;
        next.vocational = [
            groups.grades[FIRST_SENIOR - 1] * rates.into_vocational * lift * home.kept,
            groups.vocational[0] * home.kept,
            groups.vocational[1] * home.kept,
        ];
        // A stage above one of which nothing is known keeps its intake.
        for stage in [Stage::Primary, Stage::Junior, Stage::Senior] {
            let below = [Stage::Kindergarten, Stage::Primary, Stage::Junior][stage as usize - 1];
            if let (None, Some(grades)) = (home.pupils[below], Grade::of_stage(stage)) {
                next.grades[grades.start] = start.groups.grades[grades.start];
                years.grades[grades.start] = ahead;
            }
        }
        if home.pupils[Stage::Junior].is_none() {
            next.vocational[0] = start.groups.vocational[0];
            years.vocational[0] = ahead;
        }
        let from_births = |age, share: Option<f64>| Some(cohort(age)? * share?);
        // Without births the intake follows the county's trend for five years, then stays.
        let by_trend = start.groups.grades[0] * self.entry_trend.powi(ahead.min(5));
        let born = from_births(3, start.kindergarten_share);
        next.grades[0] = born.unwrap_or(by_trend);
        years.grades[0] = born.map_or(ahead, |_| 0);
        let (change, measured_on) = self.school_trend;
        let share = home.pupils[Stage::Primary].map(|_| start.entry);
        if let Some(entrants) = from_births(6, share) {
            next.grades[FIRST_PRIMARY] = entrants * change.powi(ahead.min(measured_on));
            years.grades[FIRST_PRIMARY] = 0;
        }
        (next, years)
    }
}

impl<T> Groups<T> {
    fn all_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.grades.iter_mut().chain(&mut self.vocational)
    }

    fn all(&self) -> impl Iterator<Item = &T> {
        self.grades.iter().chain(&self.vocational)
    }
}

/// The year groups of all places after so many years of moving on to the centres.
fn move_on(moves: &Moves, years: &[Groups<i32>], places: &mut [Groups]) {
    for number in 0..GRADES + 3 {
        let one = |groups: &Groups| groups.all().nth(number).copied().unwrap_or(0.0);
        let mut pupils: Vec<f64> = places.iter().map(one).collect();
        let years = |place: usize| years[place].all().nth(number).copied().unwrap_or(0);
        moves.after(years, &mut pupils);
        for (groups, pupils) in places.iter_mut().zip(pupils) {
            groups
                .all_mut()
                .skip(number)
                .take(1)
                .for_each(|one| *one = pupils);
        }
    }
}

/// By group of places and grade, what a year of moving on to the centres leaves of those who come into that grade; more
/// than all where others arrive.
fn stays(homes: &[Home], starts: &[Start], moves: &Moves, n_groups: usize) -> Vec<[f64; GRADES]> {
    let mut stays = vec![[1.0; GRADES]; n_groups];
    for grade in 1..GRADES {
        let before: Vec<f64> = starts
            .iter()
            .map(|start| start.groups.grades[grade - 1])
            .collect();
        let mut after = before.clone();
        moves.after(|_| 1, &mut after);
        for (group, stays) in stays.iter_mut().enumerate() {
            let sum = |pupils: &[f64]| -> f64 {
                let here = homes.iter().zip(pupils);
                let here = here.filter(|(home, _)| home.group == group);
                here.map(|(_, pupils)| pupils).sum()
            };
            let (before, after) = (sum(&before), sum(&after));
            if before > 0.0 && after > 0.0 {
                stays[grade] = after / before;
            }
        }
    }
    stays
}

/// The births of the places that know theirs.
fn births(homes: &[Home]) -> impl Iterator<Item = &Births> {
    homes.iter().filter_map(|home| home.births.as_ref())
}

/// Pupils over all places; `None` for stages of which nothing is known.
fn sums(homes: &[Home]) -> PerStage<Option<f64>> {
    PerStage::from_fn(|stage| {
        let known = homes.iter().filter_map(|home| home.pupils[stage]);
        known.reduce(|sum, pupils| sum + pupils)
    })
}

/// First-graders of a place per child of six who was born there and, as far as stated, is still there.
fn entry(
    home: &Home,
    year: i32,
    outlook: &Outlook,
    primary: Option<&Attendance>,
    measured: &Measured,
) -> f64 {
    match (primary, measured.entry) {
        (Some(all), Some(entry)) => all.of_home(home, year, outlook) * entry / all.share,
        (Some(all), None) => all.of_home(home, year, outlook),
        (None, entry) => entry.unwrap_or(1.0),
    }
}

/// The ages of a stage's pupils, in completed years on 31 August.
pub(super) fn ages(stage: Stage) -> Option<std::ops::Range<i32>> {
    let entry = Grade::entry_age(stage)?;
    Some(entry..entry + stage.grades() as i32)
}

/// A place's pupils by grade: as the grades stand in the county's schools where that is recorded, and as many of each
/// as moved on within it; else as its own cohorts were born, else evenly.
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
        let recorded = history.grade_shares(stage, year).map(|mut shares| {
            for (share, age) in shares.iter_mut().zip(ages(stage).into_iter().flatten()) {
                let births = home.births.as_ref();
                let moved = births.and_then(|births| births.moved(year, age, outlook));
                *share *= moved.unwrap_or(1.0);
            }
            shares
        });
        let weights = recorded
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Year;

    fn model(base_year: i32, home: Home) -> Model {
        let (history, settings) = (History::default(), Settings::default());
        Model::new(
            base_year,
            (vec![home], Moves::default()),
            &history,
            &[History::default()],
            &settings,
        )
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
            births: Births::of(&known, 1.0, 1.0),
            kept: 1.0,
            group: 0,
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
        let model = model(2021, halving());
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
        let model = model(2021, halving());
        let base = &model.pupils(2021, Variant::High)[0];
        assert!((base[Stage::Kindergarten] - 160.0).abs() < 1e-9);
        assert!((base[Stage::Primary] - 360.0).abs() < 1e-9);
    }

    #[test]
    fn without_births_kindergarten_fills_the_school() {
        // 30 in kindergarten, 120 in school: 20 leave and 10 come every year.
        let model = model(
            2021,
            home(&[(Stage::Kindergarten, 30.0), (Stage::Primary, 120.0)], &[]),
        );
        let primary = |year| model.pupils(year, Variant::Mid)[0][Stage::Primary].round();
        assert_eq!(
            [primary(2022), primary(2024), primary(2027), primary(2035)],
            [110.0, 90.0, 60.0, 60.0]
        );
    }

    #[test]
    fn where_nothing_is_known_below_a_stage_it_keeps_its_intake() {
        let model = model(2021, home(&[(Stage::Senior, 90.0)], &[]));
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
        let model = model(2021, home);
        let later = &model.pupils(2030, Variant::Mid)[0];
        assert_eq!(later[Stage::Kindergarten].round(), 162.0);
        assert_eq!(later[Stage::Primary].round(), 360.0);
    }

    #[test]
    fn the_low_variant_lies_below_the_middle_and_that_below_the_high() {
        let model = model(2021, halving());
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
