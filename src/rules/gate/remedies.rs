//! Three ways to help pupils whose new trip is too long, side by side: a bus, beds, a teaching point that stays.

use super::Closing;
use crate::model::Stage;
use crate::rules::estimates::share_of_grades;
use crate::units::Wan;

/// What each remedy would take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Remedies {
    /// A school bus for compulsory pupils beyond the limit.
    pub bus: Bus,
    /// Beds for those of them who may board.
    pub boarding: Boarding,
    /// Pupils of grades 1 to 3 who could stay in a teaching point.
    pub teaching_point_pupils: u32,
}

/// A school bus.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bus {
    /// Pupils who would ride.
    pub pupils: u32,
    /// Vehicles, making several runs.
    pub vehicles: u32,
    /// Running cost per year.
    pub yearly: Option<Wan>,
}

/// Boarding from grade 4 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Boarding {
    /// Pupils who would board.
    pub pupils: u32,
    /// Beds free at the receiving schools, where known.
    pub free_beds: Option<i64>,
    /// Pupils of grades 1 to 3 beyond the limit, whom boarding does not help.
    pub too_young: u32,
}

pub(super) fn of(closing: &Closing<'_>) -> Remedies {
    let over = |stage| {
        let limit = closing.limits.trip[stage];
        closing.pupils(stage, |moved| Closing::goes_over(moved, limit))
    };
    // The duty to run buses covers primary and junior pupils only.
    let riders = over(Stage::Primary) + over(Stage::Junior);
    let vehicles = riders.div_ceil(closing.limits.pupils_per_bus.max(1));
    let cost = closing
        .standards
        .get("bus.year_cost")
        .map(|rule| rule.limit);
    let too_young = share_of_grades(over(Stage::Primary), 3, 6);
    Remedies {
        bus: Bus {
            pupils: riders,
            vehicles,
            yearly: cost.and_then(|yuan| Wan::new(f64::from(vehicles) * yuan / 10_000.0)),
        },
        boarding: Boarding {
            pupils: riders - too_young,
            free_beds: closing.free_beds,
            too_young,
        },
        teaching_point_pupils: share_of_grades(closing.pupils(Stage::Primary, |_| true), 3, 6),
    }
}
