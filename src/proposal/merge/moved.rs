//! What a closure means for the pupils it moves.

use crate::units::Meters;

/// Sums over pupils who move.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Moved {
    pub(super) pupils: u32,
    /// In pupil-decimetres.
    before: u64,
    /// In pupil-decimetres.
    after: u64,
    /// Those who have a trip over the limit before.
    pub(super) over_before: u32,
    /// How many of them have one after.
    pub(super) over_after: u32,
}

impl Moved {
    /// Adds pupils whose way was one and comes to be another. `limit` is the longest way that is right; `None` for any.
    pub(super) fn count(
        &mut self,
        pupils: u32,
        (before, after): (Meters, Meters),
        limit: Option<Meters>,
    ) {
        let all = |way: Meters| u64::from(pupils) * u64::from(way.decimetres());
        let over = |way: Meters| match limit {
            Some(limit) if way > limit => pupils,
            _ => 0,
        };
        self.pupils += pupils;
        self.before += all(before);
        self.after += all(after);
        self.over_before += over(before);
        self.over_after += over(after);
    }

    /// The mean way before; zero for nobody.
    pub(super) fn mean_before(&self) -> Meters {
        self.mean(self.before)
    }

    /// The mean way after; zero for nobody.
    pub(super) fn mean_after(&self) -> Meters {
        self.mean(self.after)
    }

    fn mean(&self, decimetres: u64) -> Meters {
        Meters::from_f64(decimetres as f64 / 10.0 / f64::from(self.pupils.max(1)))
    }
}
