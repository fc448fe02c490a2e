//! Three views of the future, carried side by side.

/// Which forecast. They differ in births after the last known year, and in one per cent more or fewer
/// pupils for every year ahead (our judgement of unforeseen moves); where the back-test of a stage was further off than
/// that, by its error.
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

    /// Of two outcomes the one that lies farther out on this side; in the middle the first.
    pub(super) fn farther(self, first: Vec<f64>, second: Vec<f64>) -> Vec<f64> {
        let (one, other): (f64, f64) = (first.iter().sum(), second.iter().sum());
        let is_second = match self {
            Self::Low => other < one,
            Self::Mid => false,
            Self::High => other > one,
        };
        if is_second { second } else { first }
    }

    /// Parts of this variant, as far from the middle ones as `margin` asks at least (a share of the middle). Never
    /// below nobody.
    pub(super) fn widened(self, parts: Vec<f64>, middle: &[f64], margin: f64) -> Vec<f64> {
        let (own, middle_sum): (f64, f64) = (parts.iter().sum(), middle.iter().sum());
        let asked = match self {
            Self::Mid => return parts,
            Self::Low => own.min(middle_sum * (1.0 - margin).max(0.0)),
            Self::High => own.max(middle_sum * (1.0 + margin)),
        };
        let (basis, sum) = if own > 0.0 {
            (&parts[..], own)
        } else {
            (middle, middle_sum)
        };
        if sum <= 0.0 {
            return parts;
        }
        basis.iter().map(|part| part * asked / sum).collect()
    }
}
