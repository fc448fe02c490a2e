//! Assignment: which pupils attend which school, under a policy.

use crate::model::Stage;
use crate::travel::Trip;
use crate::units::Meters;

/// Pupils of one settlement who attend one school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flow {
    /// Position in [`crate::model::County::settlements`].
    pub settlement: usize,
    /// Position in [`crate::plan::Layout::sites`].
    pub site: usize,
    /// How many; never zero.
    pub pupils: u32,
    /// The way each of them goes.
    pub trip: Trip,
}

/// Pupils of one settlement for whom no seat was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unplaced {
    /// Position in [`crate::model::County::settlements`].
    pub settlement: usize,
    /// How many; never zero.
    pub pupils: u32,
}

/// How the pupils of one stage are given to the schools of a layout (就学分配).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Which stage.
    pub stage: Stage,
    /// Sorted by settlement, then site; each pair once.
    pub flows: Vec<Flow>,
    /// Sorted by settlement, each once.
    pub unplaced: Vec<Unplaced>,
    /// By site: what one more seat would save in all pupils' travel; zero where seats are free.
    pub seat_prices: Vec<Meters>,
}
