//! Three views of the future, carried side by side.

/// Which forecast. They differ in births after the last known year, and in one per cent more or fewer
/// pupils for every year ahead (our judgement of unforeseen moves).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Variant {
    /// Falling births go on falling as in the last three years, and families leave.
    Low,
    /// Births fall on at half that rate.
    #[default]
    Mid,
    /// Births stay as they are, and families come.
    High,
}

impl Variant {
    /// All variants, lowest first.
    pub const ALL: [Self; 3] = [Self::Low, Self::Mid, Self::High];

    /// What a count becomes per year ahead, besides births.
    pub(super) const fn yearly_factor(self) -> f64 {
        match self {
            Self::Low => 0.99,
            Self::Mid => 1.0,
            Self::High => 1.01,
        }
    }
}
