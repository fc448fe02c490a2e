//! Births, residents by age and the enrolment of the years before, which follow from each other.
//!
//! A cohort of a hamlet is born, stays with the share of the registered who live there, and loses the families who move
//! away every year. All of age go to primary and junior school, a stated share to kindergarten and on to senior and
//! vocational schools. Births by hamlet are those that its pupils of today come from.

use xuequ::model::{PerStage, Stage, apportion};
use xuequ::random::Random;

use crate::facts::{
    BIRTHS, KINDERGARTEN_SHARE, MIGRATION, PAST_YEARS, RESIDENCE, SENIOR_SHARE, YEAR,
};
use crate::settlements::Hamlet;

/// The share of a township's children who are still there a year later.
pub(crate) fn kept(township: usize) -> f64 {
    1.0 + migration(township)
}

/// What a township's families do in a year: the seat keeps more of them.
pub(crate) fn migration(township: usize) -> f64 {
    let [seat, elsewhere] = MIGRATION;
    if township == 0 { seat } else { elsewhere }
}

/// Deals the county's births out to hamlets, so that those of a year are in proportion to the pupils of today who were
/// born in it.
pub(crate) fn births(hamlets: &mut [Hamlet]) {
    let mut dice = Random::seeded(43);
    for (year, total) in BIRTHS {
        let age = (YEAR - year).max(0);
        let weight = |hamlet: &Hamlet, dice: &mut Random| {
            let alive = of_age(&hamlet.pupils, age);
            // Where no pupil is of the age now, one may have been.
            (f64::from(alive) + 0.3) / kept(hamlet.township).powi(age) * dice.between(0.9, 1.1)
        };
        let weights: Vec<u32> = hamlets
            .iter()
            .map(|hamlet| (weight(hamlet, &mut dice) * 1_000.0) as u32)
            .collect();
        for (hamlet, births) in hamlets.iter_mut().zip(apportion(total, &weights)) {
            hamlet.births.push((year, births));
        }
    }
}

/// Today's pupils of the stage that children of an age attend.
fn of_age(pupils: &PerStage<u32>, age: i32) -> u32 {
    match age {
        ..6 => pupils[Stage::Kindergarten],
        6..12 => pupils[Stage::Primary],
        12..15 => pupils[Stage::Junior],
        _ => pupils[Stage::Senior] + pupils[Stage::Vocational],
    }
}

/// Children of a hamlet who are `age` on 31 August of a year: a third of them were born in one calendar year, two
/// thirds in the next.
fn residents(hamlet: &Hamlet, year: i32, age: i32) -> f64 {
    let born = |of: i32| {
        let births = hamlet.births.iter().find(|&&(year, _)| year == of);
        births.map_or(0.0, |&(_, births)| f64::from(births))
    };
    let born = born(year - age - 1) / 3.0 + born(year - age) * 2.0 / 3.0;
    born * RESIDENCE * kept(hamlet.township).powi(age)
}

/// A hamlet's pupils of a stage in one of the years before.
pub(crate) fn past(hamlet: &Hamlet, stage: Stage, year: i32) -> f64 {
    let place = PAST_YEARS.iter().position(|&past| past == year);
    let place = place.expect("the years before are a table");
    let of_ages =
        |ages: std::ops::Range<i32>| -> f64 { ages.map(|age| residents(hamlet, year, age)).sum() };
    match stage {
        Stage::Kindergarten => of_ages(3..6) * KINDERGARTEN_SHARE[place],
        Stage::Primary => of_ages(6..12),
        Stage::Junior => of_ages(12..15),
        Stage::Senior => of_ages(15..18) * SENIOR_SHARE[place] * 41.0 / 58.0,
        Stage::Vocational => of_ages(15..18) * SENIOR_SHARE[place] * 17.0 / 58.0,
        Stage::Special => 0.0,
    }
}
