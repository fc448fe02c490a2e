//! The few numbers that travel, indicators and the optimisers ask for, taken from the standards in force.

use super::estimates::share_of_grades;
use super::standard::{Area, Measure, Op, Standard};
use super::standards::Standards;
use crate::model::{PerStage, Stage};
use crate::units::{Meters, Minutes, USUAL_WALK_IN_A_MINUTE};
use crate::words::Words;

/// Limits by stage. Distances are one way from home to school, along roads or estimated.
///
/// With the default packs a trip may be 1.5 km to a kindergarten, 2 km to a primary school and 5 km
/// to a junior school; senior stages, whose pupils board, have no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest trip of a stage; `None` where there is no limit.
    pub trip: PerStage<Option<Meters>>,
    /// The longest trip of the youngest grades of the primary stage, who walk and do not board.
    pub young_trip: Option<Meters>,
    /// Schools with fewer pupils are looked at; never closed for that alone.
    pub small_school: u32,
    /// How far a kindergarten serves.
    pub kindergarten_cover: Meters,
    /// The largest class of a stage.
    pub class_pupils: PerStage<Option<u32>>,
    /// A class above this is oversize, where the rule is about the stage; see [`Limits::oversize_class`].
    oversize: PerStage<Option<u32>>,
    /// Pupils a school bus carries.
    pub pupils_per_bus: u32,
    /// How far a child walks in a minute.
    pub walk_in_a_minute: Meters,
    /// The lowest grade that may board, 1 to 9.
    pub boarding_grade: u32,
}

/// The standard that says above what a class is oversize. It is no ceiling.
const OVERSIZE: &str = "class.oversize";

/// The largest class where no standard of the stage states one.
const USUAL_CLASS: u32 = 45;

/// The lowest grade that may board where no standard states it.
const USUAL_BOARDING_GRADE: f64 = 4.0;

impl Limits {
    /// Above this a class of the stage is oversize (大班额): never below the class ceiling itself. Where the rule is
    /// not about the stage it is that ceiling: kindergarten classes may have 25, 30 and 35 children by age, so where
    /// their mean is over 30 one of them has too many. `None` where the stage has no ceiling.
    pub fn oversize_class(&self, stage: Stage) -> Option<u32> {
        let ceiling = self.class_pupils[stage]?;
        Some(self.oversize[stage].map_or(ceiling, |oversize| oversize.max(ceiling)))
    }

    /// Below how many pupils over all its stages a school of a stage is small. Teaching points count like schools;
    /// kindergartens are small by nature and stand apart: none is below zero.
    pub fn small_below(&self, stage: Stage) -> u32 {
        match stage {
            Stage::Kindergarten => 0,
            _ => self.small_school,
        }
    }

    /// Minutes on foot.
    pub fn walking(&self, distance: Meters) -> Minutes {
        distance.walking(self.walk_in_a_minute)
    }

    /// Who may board: “from grade 4 on”.
    pub fn from_boarding_grade(&self) -> Words {
        let grade = self.boarding_grade;
        Words::new(format!("from grade {grade} on"), format!("{grade}年级以上"))
    }

    /// Of the pupils of a stage, those in grades that may not board: in proportion to the grades, rounded up, as only
    /// the stage's total is known.
    pub fn too_young_to_board(&self, stage: Stage, pupils: u32) -> u32 {
        let below = match stage {
            Stage::Kindergarten => return pupils,
            Stage::Primary => self.boarding_grade.saturating_sub(1),
            Stage::Junior => self.boarding_grade.saturating_sub(7),
            Stage::Senior | Stage::Vocational | Stage::Special => 0,
        };
        share_of_grades(pupils, below, stage.grades())
    }

    /// Pupils of a full class, by which new schools are sized.
    pub fn full_class(&self, stage: Stage) -> u32 {
        self.class_pupils[stage].unwrap_or(USUAL_CLASS).max(1)
    }

    /// The limits of the standards in force. Where several rules of one measure hold for a whole
    /// stage in the country, the strictest counts.
    pub fn of(standards: &Standards) -> Self {
        let whole_stage =
            |measure, stage| strictest(standards, measure, stage).map(|rule| rule.limit);
        let number =
            |id: &str, otherwise: f64| standards.get(id).map_or(otherwise, |rule| rule.limit);
        let trip = PerStage::from_fn(|stage| {
            whole_stage(Measure::TripMetres, stage).map(Meters::from_f64)
        });
        let young = standards
            .iter()
            .filter(|rule| rule.measure == Measure::WalkMinutes && rule.is_for_young());
        let young = young.map(|rule| rule.limit).reduce(f64::min);
        let walk = number("walk.speed", USUAL_WALK_IN_A_MINUTE.as_f64()).max(0.1);
        Self {
            trip,
            young_trip: young.map(|minutes| Meters::from_f64(minutes * walk)),
            walk_in_a_minute: Meters::from_f64(walk),
            boarding_grade: number("boarding.grade", USUAL_BOARDING_GRADE).clamp(1.0, 10.0) as u32,
            small_school: number("small_school", 100.0) as u32,
            kindergarten_cover: trip[Stage::Kindergarten].unwrap_or(Meters::from_f64(1_500.0)),
            class_pupils: PerStage::from_fn(|stage| {
                whole_stage(Measure::ClassPupils, stage).map(|pupils| pupils as u32)
            }),
            oversize: PerStage::from_fn(|stage| {
                let rule = standards.get(OVERSIZE);
                let rule = rule.filter(|rule| rule.covers(stage));
                rule.map(|rule| rule.limit as u32)
            }),
            pupils_per_bus: number("bus.pupils", 73.0).max(1.0) as u32,
        }
    }
}

/// The standard that [`Limits::trip`] is taken from: whose breaches are the trips over the limit.
pub fn trip_rule(standards: &Standards, stage: Stage) -> Option<&Standard> {
    strictest(standards, Measure::TripMetres, stage)
}

/// Of the rules of a measure that hold for a whole stage in the country, the strictest, the first of equal ones.
fn strictest(standards: &Standards, measure: Measure, stage: Stage) -> Option<&Standard> {
    let holds = |rule: &&Standard| {
        rule.measure == measure
            && rule.op == Op::AtMost
            && rule.id != OVERSIZE
            && rule.covers(stage)
            && rule.grades.is_none()
            && rule.kind.is_none()
            && matches!(rule.area, None | Some(Area::Rural))
    };
    let rules = standards.iter().filter(holds);
    rules.min_by(|a, b| a.limit.total_cmp(&b.limit))
}

impl Standard {
    /// Whether it is about the lowest grades of the primary stage.
    pub(super) fn is_for_young(&self) -> bool {
        self.stages == [Stage::Primary] && self.grades.is_some_and(|(first, _)| first == 1)
    }
}

impl Default for Limits {
    /// The limits of the default packs.
    fn default() -> Self {
        Self::of(&Standards::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_limits_are_those_of_rural_china() {
        let limits = Limits::default();
        let km = |stage| limits.trip[stage].map(Meters::km);
        assert_eq!(km(Stage::Kindergarten), Some(1.5));
        assert_eq!(km(Stage::Primary), Some(2.0));
        assert_eq!(km(Stage::Junior), Some(5.0));
        assert_eq!(km(Stage::Senior), None);
        assert_eq!(limits.young_trip, Some(Meters::from_f64(1_800.0)));
        assert_eq!(limits.small_school, 100);
        assert_eq!(limits.class_pupils[Stage::Primary], Some(45));
    }

    #[test]
    fn a_class_within_its_ceiling_is_never_oversize() {
        let mut standards = Standards::default();
        assert_eq!(
            Limits::of(&standards).oversize_class(Stage::Primary),
            Some(55)
        );
        standards.set_limit("class.oversize", 40.0);
        let limits = Limits::of(&standards);
        assert_eq!(limits.oversize_class(Stage::Primary), Some(45));
        assert_eq!(limits.oversize_class(Stage::Kindergarten), Some(30));
        assert_eq!(limits.full_class(Stage::Primary), 45);
    }

    #[test]
    fn a_class_without_a_ceiling_is_full_at_the_usual_size() {
        let limits = Limits::of(&Standards::of([]));
        assert_eq!(limits.oversize_class(Stage::Primary), None);
        assert_eq!(limits.full_class(Stage::Primary), 45);
    }

    #[test]
    fn editing_a_standard_moves_the_limit() {
        let mut standards = Standards::default();
        standards.set_limit("trip.primary", 2_500.0);
        assert_eq!(
            Limits::of(&standards).trip[Stage::Primary],
            Some(Meters::from_f64(2_500.0))
        );
    }
}
