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
    /// A school bus for compulsory pupils beyond the limit, those among them who board before.
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

/// Boarding, from the lowest grade on that may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Boarding {
    /// Pupils who would board, those among them who do so before.
    pub pupils: u32,
    /// Beds left for them at the receiving schools; `None` where they are not known of one of these.
    pub free_beds: Option<i64>,
    /// Day pupils of lower grades beyond the limit, whom boarding does not help.
    pub too_young: u32,
}

pub(super) fn of(closing: &Closing<'_>) -> Remedies {
    // The duty to run buses covers primary and junior pupils only.
    let compulsory = || {
        let moves = closing.moves.iter();
        moves.filter(|(stage, moved)| is_compulsory(*stage) && moved.to.is_some())
    };
    let over = |count: fn(&Move) -> u32| {
        let is_over = |(stage, moved): &&(Stage, Move)| {
            Closing::goes_over(moved, closing.limits.trip[*stage])
        };
        total(compulsory().filter(is_over).map(|(_, moved)| count(moved)))
    };
    // On a bus whoever boards today rides every day.
    let riders = over(|moved| moved.pupils);
    let day_pupils = over(Move::day_pupils);
    let board_today = total(compulsory().map(|(_, moved)| moved.boarders));
    let of_primary = closing
        .moves
        .iter()
        .filter(|(stage, _)| *stage == Stage::Primary);
    let primary = total(of_primary.map(|(_, moved)| moved.pupils));
    let boarding = total(closing.beds.iter().map(|beds| beds.needed));
    let free_beds: Option<i64> = closing.beds.iter().map(Beds::left).sum();
    Remedies {
        bus: Bus::of(closing.standards, closing.limits, riders),
        boarding: Boarding {
            pupils: boarding,
            free_beds: free_beds.filter(|_| !closing.beds.is_empty()),
            too_young: day_pupils.saturating_sub(boarding.saturating_sub(board_today)),
        },
        teaching_point_pupils: share_of_grades(primary, 3, 6),
    }
}

const fn is_compulsory(stage: Stage) -> bool {
    matches!(stage, Stage::Primary | Stage::Junior)
}

/// Those who board already, and those who come to live beyond the limit and are old enough to board, by the school they
/// go to: each of them needs a bed there. Only a stage's pupils are known, so its lower grades have a share of them in
/// proportion, rounded up.
pub fn boarders(limits: &Limits, moves: &[(Stage, Move)]) -> BTreeMap<SchoolId, u32> {
    let mut beyond: BTreeMap<&SchoolId, [u32; 3]> = BTreeMap::new();
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
            beyond.entry(to).or_default()[column] += moved.day_pupils();
        }
        beyond.entry(to).or_default()[2] += moved.boarders;
    }
    let boards = |(school, [primary, junior, boarding]): (&SchoolId, [u32; 3])| {
        let of_age = |stage, pupils| pupils - limits.too_young_to_board(stage, pupils);
        let old_enough = of_age(Stage::Primary, primary) + of_age(Stage::Junior, junior);
        (school.clone(), old_enough + boarding)
    };
    let all = beyond.into_iter().map(boards);
    all.filter(|(_, pupils)| *pupils > 0).collect()
}
