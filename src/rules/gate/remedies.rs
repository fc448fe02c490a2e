//! Three ways to help pupils whose new trip is too long, side by side: a bus, beds, a teaching point that stays.

use std::collections::BTreeMap;

use super::{Beds, Closing};
use crate::indicators::Move;
use crate::model::{SchoolId, Stage};
use crate::rules::estimates::share_of_grades;
use crate::rules::limits::Limits;
use crate::rules::standards::Standards;
use crate::units::{Wan, total};

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

impl Bus {
    /// As many vehicles as carry the riders at once.
    pub fn of(standards: &Standards, limits: &Limits, riders: u32) -> Self {
        let vehicles = riders.div_ceil(limits.pupils_per_bus.max(1));
        let cost = standards.get("bus.year_cost").map(|rule| rule.limit);
        Self {
            pupils: riders,
            vehicles,
            yearly: cost.and_then(|yuan| Wan::new(f64::from(vehicles) * yuan / 10_000.0)),
        }
    }
}

/// Boarding from grade 4 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Boarding {
    /// Pupils who would board.
    pub pupils: u32,
    /// Beds left for them at the receiving schools; `None` where they are not known of one of these.
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
    let riders = total([over(Stage::Primary), over(Stage::Junior)]);
    let boarding = total(closing.beds.iter().map(|beds| beds.needed));
    let free_beds: Option<i64> = closing.beds.iter().map(Beds::left).sum();
    Remedies {
        bus: Bus::of(closing.standards, closing.limits, riders),
        boarding: Boarding {
            pupils: boarding,
            free_beds: free_beds.filter(|_| !closing.beds.is_empty()),
            too_young: riders.saturating_sub(boarding),
        },
        teaching_point_pupils: share_of_grades(closing.pupils(Stage::Primary, |_| true), 3, 6),
    }
}

/// Those who come to live beyond the limit and are old enough to board, from grade 4 on, by the school they go to.
/// Where only a stage's pupils are known, half of a primary school's are in grades 1 to 3, rounded up.
pub fn boarders(limits: &Limits, moves: &[(Stage, Move)]) -> BTreeMap<SchoolId, u32> {
    let mut beyond: BTreeMap<&SchoolId, [u32; 2]> = BTreeMap::new();
    for (stage, moved) in moves {
        let Some((to, _)) = moved.to.as_ref() else {
            continue;
        };
        let column = match stage {
            Stage::Primary => 0,
            Stage::Junior => 1,
            _ => continue,
        };
        if Closing::goes_over(moved, limits.trip[*stage]) {
            beyond.entry(to).or_default()[column] += moved.pupils;
        }
    }
    let boards = |(school, [primary, junior]): (&SchoolId, [u32; 2])| {
        let young = share_of_grades(primary, 3, 6);
        (school.clone(), primary - young + junior)
    };
    let all = beyond.into_iter().map(boards);
    all.filter(|(_, pupils)| *pupils > 0).collect()
}
