//! Who attends which school, where a file records it (就读关系).

use super::Stage;

/// Pupils of one settlement who are on record at one school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordedFlow {
    /// Which stage.
    pub stage: Stage,
    /// Position in [`super::County::settlements`].
    pub settlement: usize,
    /// Position in [`super::County::schools`]; the school runs the stage.
    pub school: usize,
    /// How many; never zero.
    pub pupils: u32,
    /// How many of them board there; never more than `pupils`. `None` is "not known".
    pub boarders: Option<u32>,
}
