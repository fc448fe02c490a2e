//! The fifteen year groups from the first kindergarten year to grade 12.

use std::ops::Range;

use crate::model::Stage;

/// Year groups from `k1` to grade 12.
pub(super) const GRADES: usize = 15;

/// A year group: 0 to 2 in kindergarten, 3 is grade 1, 14 is grade 12.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Grade(pub(super) usize);

impl Grade {
    /// `k1` to `k3`, `g1` to `g12`.
    pub(super) fn from_key(key: &str) -> Option<Self> {
        if let Some(year) = key.strip_prefix('k') {
            let year: usize = year.parse().ok()?;
            return (1..=3).contains(&year).then(|| Self(year - 1));
        }
        Self::primary_up(key.strip_prefix('g')?.parse().ok()?)
    }

    /// Grade 1 to 12.
    pub(super) fn primary_up(grade: usize) -> Option<Self> {
        (1..=12).contains(&grade).then(|| Self(grade + 2))
    }

    /// The grade a year below.
    pub(super) fn below(self) -> Option<Self> {
        self.0.checked_sub(1).map(Self)
    }

    /// The grades of a stage that pupils pass through in line; vocational and special stand beside it.
    pub(super) const fn of_stage(stage: Stage) -> Option<Range<usize>> {
        match stage {
            Stage::Kindergarten => Some(0..3),
            Stage::Primary => Some(3..9),
            Stage::Junior => Some(9..12),
            Stage::Senior => Some(12..15),
            Stage::Vocational | Stage::Special => None,
        }
    }

    /// The age of a stage's first grade, in completed years on 31 August.
    pub(super) const fn entry_age(stage: Stage) -> Option<i32> {
        match stage {
            Stage::Kindergarten => Some(3),
            Stage::Primary => Some(6),
            Stage::Junior => Some(12),
            Stage::Senior | Stage::Vocational => Some(15),
            Stage::Special => None,
        }
    }
}
