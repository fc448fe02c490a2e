//! The closure gate (撤并研判): one school that a plan closes, line by line, with the number behind each.
//!
//! The gate does not decide. It shows green, amber or red, and a plan with a red page counts as
//! compliant only if a reason for going ahead is written into the action. The page of a school that
//! the plan keeps is the same page, worked out as if the school closed.

mod bus;
mod key;
mod lines;
mod remedies;

pub use key::{LineKey, Remedy};
pub use remedies::{Boarding, Bus, Remedies, boarders};

use super::finding::Finding;
use super::limits::Limits;
use super::standards::Standards;
use crate::indicators::Move;
use crate::model::{SchoolId, SchoolKind, Stage};
use crate::plan::Details;
use crate::units::{Minutes, Year, total};
use crate::words::Words;

/// How a line or a page stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Light {
    /// Nothing stands against it.
    Green,
    /// To be looked at, or not known yet.
    Amber,
    /// Speaks against closing.
    Red,
}

impl Light {
    /// The word used in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Amber => "amber",
            Self::Red => "red",
        }
    }

    /// The word a planner reads.
    pub fn words(self) -> Words {
        match self {
            Self::Green => Words::new("Green", "绿"),
            Self::Amber => Words::new("Amber", "黄"),
            Self::Red => Words::new("Red", "红"),
        }
    }
}

/// One question about a closure and its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Which question it is.
    pub key: LineKey,
    /// The question.
    pub question: Words,
    /// How it stands.
    pub light: Light,
    /// The number behind the light; `None` when it is not known.
    pub value: Option<f64>,
    /// What the number is held against.
    pub limit: Option<f64>,
    /// The answer in a sentence; says what is missing where the number is not known.
    pub answer: Words,
    /// Where the number arises; `None` for the closing school itself.
    pub place: Option<Place>,
}

/// Where a number of the gate can be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A receiving school.
    School(SchoolId),
    /// Position in [`crate::model::County::settlements`].
    Settlement(usize),
}

/// What is asked about one closure.
#[derive(Clone, Copy)]
pub struct Closing<'a> {
    /// The rules in force.
    pub standards: &'a Standards,
    /// Their limits.
    pub limits: &'a Limits,
    /// What the school is.
    pub kind: SchoolKind,
    /// The stages that end.
    pub stages: &'a [Stage],
    /// The first year without them.
    pub year: Year,
    /// The school's pupils in those stages and where they go, in that year.
    pub moves: &'a [(Stage, Move)],
    /// How many day pupils of them have no open school of their stage at all within its limit.
    pub stranded: u32,
    /// Why nobody can say who would have to move, where that is so.
    pub lacks: Option<&'a Words>,
    /// For each of `moves` the minutes by school bus along the roads; `None` where no road leads there.
    pub bus: &'a [Option<Minutes>],
    /// The schools they go to, in the closing year and every year after.
    pub seating: &'a [Seating],
    /// Beds at those of them where somebody comes to board.
    pub beds: &'a [Beds],
    /// What the plan says about the action.
    pub details: &'a Details,
    /// What the order check found about the action.
    pub order: &'a [Finding],
}

/// Beds at a receiving school for those who come to board there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beds {
    /// The school.
    pub school: SchoolId,
    /// Its name.
    pub name: String,
    /// How many beds they need; see [`boarders`].
    pub needed: u32,
    /// How many pupils from closures of the same year or earlier need beds there too.
    pub others: u32,
    /// Beds less its own boarders; `None` where either is not known.
    pub free: Option<i64>,
}

impl Beds {
    /// Beds that are left once all others have theirs; negative where they are too few even for those.
    pub fn left(&self) -> Option<i64> {
        Some(self.free? - i64::from(self.others))
    }
}

/// A receiving school in one stage and year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seating {
    /// The year.
    pub year: Year,
    /// The school.
    pub school: SchoolId,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: SchoolKind,
    /// Which stage.
    pub stage: Stage,
    /// Pupils with the closure; those who come at least, where its own are not known.
    pub pupils: u32,
    /// Whether its own pupils are among them.
    pub are_pupils_known: bool,
    /// Pupils of the same year without it.
    pub pupils_before: Option<u32>,
    /// Its seats, where known.
    pub seats: Option<u32>,
    /// Pupils of the whole school, over all its stages, with the closure, as far as they are known.
    pub school_pupils: u32,
    /// Whether they are known in all its stages.
    pub is_size_known: bool,
}

/// The lines of a closure, in the order of the form. Lines that cannot apply are left out.
pub fn lines(closing: &Closing<'_>) -> Vec<Line> {
    lines::all(closing)
}

/// What would help the pupils who come to live too far away.
pub fn remedies(closing: &Closing<'_>) -> Remedies {
    remedies::of(closing)
}

const fn is_too_young_for_a_bus(stage: Stage) -> bool {
    matches!(stage, Stage::Kindergarten)
}

impl Closing<'_> {
    /// Day pupils of a stage whose trip before or after is of a kind: who boards needs a bed, and no shorter way.
    fn day_pupils(&self, stage: Stage, is_counted: impl Fn(&Move) -> bool) -> u32 {
        let of_stage = self
            .moves
            .iter()
            .filter(|(of, moved)| *of == stage && is_counted(moved));
        total(of_stage.map(|(_, moved)| moved.day_pupils()))
    }

    fn goes_over(moved: &Move, limit: Option<crate::units::Meters>) -> bool {
        let after = moved.to.as_ref().map(|(_, trip)| trip.distance());
        limit.is_some_and(|limit| after.is_some_and(|after| after > limit))
    }

    /// Day pupils of all stages whose new trip is longer than the limit of their stage.
    fn over_limit(&self) -> u32 {
        let over = |stage| {
            self.day_pupils(stage, |moved| {
                Self::goes_over(moved, self.limits.trip[stage])
            })
        };
        total(Stage::ALL.into_iter().map(over))
    }

    /// Whether a named bus or other transport takes the pupils: kindergarten children are brought by their guardians.
    ///
    /// Source: 校车安全管理条例 (2012), articles 2 and 59.
    fn is_carried(&self) -> bool {
        self.details.transport.is_some()
            && self
                .stages
                .iter()
                .any(|stage| !is_too_young_for_a_bus(*stage))
    }

    /// The settlement whose day pupils go farthest after the move, among moves that count.
    fn farthest(&self, is_counted: impl Fn(Stage, &Move) -> bool) -> Option<Place> {
        let counted = self
            .moves
            .iter()
            .filter(|(stage, moved)| moved.day_pupils() > 0 && is_counted(*stage, moved));
        let trips = counted
            .filter_map(|(_, moved)| Some((moved.to.as_ref()?.1.distance(), moved.settlement)));
        // The first of equally far ones.
        let farthest = trips.max_by_key(|&(distance, home)| (distance, std::cmp::Reverse(home)));
        farthest.map(|(_, home)| Place::Settlement(home))
    }

    fn all_day_pupils(&self) -> u32 {
        total(self.moves.iter().map(|(_, moved)| moved.day_pupils()))
    }
}
