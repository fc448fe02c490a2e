//! Indicators: what a layout means for pupils and schools, one function per figure.

mod compare;
mod distances;
mod distribution;
mod equity;
mod gains;
mod groups;
mod homes;
mod indicator;
mod posts;
mod schools;
mod stage;

pub use compare::{Comparison, HomeChange, Move, Turn, compare_stage};
pub use distances::Distances;
pub use distribution::{Sizes, TripLengths, sizes, trip_lengths};
pub use equity::{gini, gini_of_trips, seats_in_reach, variation};
pub use gains::Gains;
pub use groups::{GroupNumbers, StageView, by_district, by_township};
pub use homes::{HomeTrips, home_trips};
pub use indicator::{Aim, Indicator, Measured, small_schools};
pub use posts::{Posts, posts};
pub use schools::{SchoolNumbers, school_numbers};
pub use stage::{StageNumbers, has_record, is_small, size, stage_numbers};

use crate::words::Words;

/// A figure, or what is missing to know it. Never zero for "not known".
#[derive(Clone, Debug, PartialEq)]
pub enum Figure {
    /// The value.
    Known(f64),
    /// What would have to be loaded or typed.
    NotKnown(Words),
}

impl Figure {
    /// The value, if it is known.
    pub const fn known(&self) -> Option<f64> {
        match self {
            Self::Known(value) => Some(*value),
            Self::NotKnown(_) => None,
        }
    }
}
