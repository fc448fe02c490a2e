//! How many small schools a plan of merges leaves, and how few any plan could.

use crate::proposal::AnswerKind;
use crate::words::Words;

/// Small schools that stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SmallLeft {
    /// How many.
    pub schools: usize,
    /// No plan within the limits leaves fewer; less than `schools` only where that is not proven.
    pub at_least: usize,
}

impl AnswerKind for SmallLeft {
    fn unproven(&self) -> Option<Words> {
        let (most, more) = (self.at_least, self.schools.saturating_sub(self.at_least));
        (more > 0).then(|| {
            Words::new(
                format!("not proven: perhaps {more} more could close, {most} left at least"),
                format!("未证明最优：也许还能再撤并{more}所，至少保留{most}所"),
            )
        })
    }
}
