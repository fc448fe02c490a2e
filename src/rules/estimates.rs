//! What the files do not tell and the rules need: classes, and pupils of some grades.

use super::limits::Limits;
use crate::indicators::SchoolNumbers;
use crate::model::Stage;

/// Classes of a school in a stage. The files do not tell them: a school has as many as its seats fill at the class
/// ceiling, and at least one. `None` where seats or ceiling are not known.
///
/// ```
/// use xuequ::model::Stage;
/// use xuequ::rules::{Limits, estimates};
/// // 270 seats at 45 a class.
/// assert_eq!(estimates::classes(&Limits::default(), Stage::Primary, Some(270)), Some(6));
/// assert_eq!(estimates::classes(&Limits::default(), Stage::Primary, None), None);
/// ```
pub fn classes(limits: &Limits, stage: Stage, seats: Option<u32>) -> Option<u32> {
    let ceiling = limits.class_pupils[stage]?.max(1);
    Some(seats?.div_ceil(ceiling).max(1))
}

/// Classes that are to be added for pupils without a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddedClasses {
    /// How many.
    pub classes: u32,
    /// Their seats together.
    pub seats: u32,
    /// Pupils a class.
    pub class_pupils: u32,
}

/// As many classes at the class ceiling as seat these pupils. `None` where no ceiling is known.
pub fn classes_for(limits: &Limits, stage: Stage, pupils: u32) -> Option<AddedClasses> {
    let class_pupils = limits.class_pupils[stage]?.max(1);
    let classes = pupils.div_ceil(class_pupils);
    Some(AddedClasses {
        classes,
        seats: classes * class_pupils,
        class_pupils,
    })
}

/// Pupils of the fullest class, if all classes are about as full.
pub fn class_size(pupils: u32, classes: u32) -> u32 {
    pupils.div_ceil(classes.max(1))
}

/// Pupils a class of a school in a stage, with its classes estimated from its seats. `None` where pupils, seats or
/// ceiling are not known.
pub fn class_in(limits: &Limits, stage: Stage, numbers: &SchoolNumbers) -> Option<u32> {
    Some(class_size(
        numbers.pupils?,
        classes(limits, stage, numbers.seats)?,
    ))
}

/// The pupils of some grades of a stage when only the stage's total is known, rounded up.
pub fn share_of_grades(pupils: u32, grades: u32, of: u32) -> u32 {
    (u64::from(pupils) * u64::from(grades.min(of))).div_ceil(u64::from(of.max(1))) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_school_without_seats_still_has_one_class() {
        let limits = Limits::default();
        assert_eq!(classes(&limits, Stage::Primary, Some(0)), Some(1));
        assert_eq!(classes(&limits, Stage::Primary, Some(46)), Some(2));
    }

    #[test]
    fn the_fullest_class_takes_the_pupil_that_is_left_over() {
        assert_eq!(class_size(91, 2), 46);
        assert_eq!(class_size(0, 2), 0);
    }

    #[test]
    fn added_classes_seat_everybody_and_none_is_empty() {
        let limits = Limits::default();
        for pupils in [1, 44, 45, 46, 196] {
            let added = classes_for(&limits, Stage::Primary, pupils).unwrap();
            assert!(added.seats >= pupils && added.seats - pupils < added.class_pupils);
        }
    }

    #[test]
    fn half_of_a_primary_school_is_in_its_lower_grades() {
        assert_eq!(share_of_grades(11, 3, 6), 6);
        assert_eq!(share_of_grades(11, 9, 6), 11);
    }
}
