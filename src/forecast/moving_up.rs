//! The steps from grade to grade, to be looked at.

use super::grades::{GRADES, Grade};
use super::rates::{FIRST_PRIMARY, FIRST_SENIOR, Measured};
use crate::model::Stage;
use crate::words::Words;

/// How many pupils of a grade are found a grade higher a year later.
#[derive(Clone, Debug, PartialEq)]
pub struct MovingUp {
    /// The grade they come from.
    pub from: Words,
    /// The grade they come into.
    pub into: Words,
    /// Their share; over 1 where others come in from outside.
    pub rate: f64,
    /// Whether both grades are on record year by year. Otherwise it was worked out from whole stages, or is 1 where
    /// those do not tell either.
    pub is_recorded: bool,
}

/// Every step above grade 1 whose stages are known.
pub(super) fn of_county(measured: &Measured, is_known: impl Fn(Stage) -> bool) -> Vec<MovingUp> {
    let step = |grade: usize| MovingUp {
        from: name(grade - 1),
        into: name(grade),
        rate: measured.rates.into[grade],
        is_recorded: measured.is_recorded[grade],
    };
    let are_known = |&grade: &usize| {
        [grade - 1, grade]
            .into_iter()
            .all(|it| is_known(stage_of(it)))
    };
    let mut steps: Vec<MovingUp> = (FIRST_PRIMARY + 1..GRADES)
        .filter(are_known)
        .map(step)
        .collect();
    if is_known(Stage::Junior) && is_known(Stage::Vocational) {
        steps.push(MovingUp {
            from: name(FIRST_SENIOR - 1),
            into: Stage::Vocational.words(),
            rate: measured.rates.into_vocational,
            is_recorded: false,
        });
    }
    steps
}

fn stage_of(grade: usize) -> Stage {
    let has = |stage: &Stage| Grade::of_stage(*stage).is_some_and(|grades| grades.contains(&grade));
    // Every grade is of a stage that pupils pass through in line.
    Stage::ALL.into_iter().find(has).unwrap_or(Stage::Primary)
}

fn name(grade: usize) -> Words {
    let number = grade + 1 - FIRST_PRIMARY;
    Words::new(format!("grade {number}"), format!("{number}年级"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_are_named_as_people_count_them() {
        assert_eq!(name(FIRST_PRIMARY).en, "grade 1");
        assert_eq!(name(GRADES - 1).zh, "12年级");
        assert_eq!(stage_of(FIRST_PRIMARY + 6), Stage::Junior);
    }
}
