//! What a closure means for the pupils it moves.

use crate::units::Meters;

/// Sums over pupils who move. Ways and limits are of those who go every day.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Moved {
    pub(super) pupils: u32,
    /// Of them.
    day_pupils: u32,
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
    /// Adds pupils whose way was one and comes to be another, and how many of them go it every day. `limit` is the
    /// longest way that is right; `None` for any.
    pub(super) fn count(
        &mut self,
        (pupils, day_pupils): (u32, u32),
        (before, after): (Meters, Meters),
        limit: Option<Meters>,
    ) {
        let all = |way: Meters| u64::from(day_pupils) * u64::from(way.decimetres());
        let over = |way: Meters| match limit {
            Some(limit) if way > limit => day_pupils,
            _ => 0,
        };
        self.pupils += pupils;
        self.day_pupils += day_pupils;
        self.before += all(before);
        self.after += all(after);
        self.over_before += over(before);
        self.over_after += over(after);
    }

    /// The mean ways before and after; `None` where nobody is known to go every day.
    pub(super) fn means(&self) -> Option<(Meters, Meters)> {
        (self.day_pupils > 0).then(|| (self.mean(self.before), self.mean(self.after)))
    }

    fn mean(&self, decimetres: u64) -> Meters {
        Meters::from_f64(decimetres as f64 / 10.0 / f64::from(self.day_pupils.max(1)))
    }
}
