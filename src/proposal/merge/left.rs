//! How many small schools a plan of merges leaves, and how few any plan could.

use crate::proposal::AnswerKind;
use crate::units::Year;
use crate::words::Words;

/// How much of what the closure gate might let pass was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Searched {
    /// All of it: nothing was refused, or whatever was is refused in every plan.
    #[default]
    Whole,
    /// What the gate was asked; it might let pass another plan with some of what it refused.
    AsAsked,
}

/// Small schools that stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SmallLeft {
    /// How many.
    pub schools: usize,
    /// No plan within the limits leaves fewer; less than `schools` only where that is not proven.
    pub at_least: usize,
    /// How much the gate's refusals leave open.
    pub searched: Searched,
    /// A part of the search ended with its share of the time before it had proven anything; more time may prove more.
    pub is_cut_short: bool,
    /// The year of which all ways are told; the last one where schools close step by step.
    pub year: Year,
    /// All pupils' ways of that year before any of the measures, in pupil-decimetres.
    pub ways_before: i64,
}

impl AnswerKind for SmallLeft {
    fn is_cut_short(&self) -> bool {
        self.is_cut_short
    }

    fn unproven(&self) -> Option<Words> {
        let (most, more) = (self.at_least, self.schools.saturating_sub(self.at_least));
        let as_asked = self.searched == Searched::AsAsked;
        match (more > 0, as_asked) {
            (false, false) => None,
            (true, false) => Some(Words::new(
                format!(
                    "perhaps not the best: perhaps {more} more could close, {most} left at least"
                ),
                format!("不能断定最好：也许还能再撤并{more}所，至少保留{most}所"),
            )),
            (false, true) => Some(Words::new(
                "best among what the gate was asked",
                "在已提交研判的方案中最好",
            )),
            (true, true) => Some(Words::new(
                format!(
                    "best found among what the gate was asked; without the gate {most} would be left at least"
                ),
                format!("已提交研判的方案中目前最好；不受研判限制时至少保留{most}所"),
            )),
        }
    }
}
