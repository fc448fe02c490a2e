//! The way from one settlement to one school.

use std::fmt;

use crate::units::Meters;
use crate::words::Words;

/// How a distance was measured; said beside every distance on screen and in files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// Along loaded roads, access legs included.
    Road,
    /// Straight line × detour factor.
    Estimate,
}

impl Basis {
    /// The word used in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Road => "road",
            Self::Estimate => "estimate",
        }
    }
}

/// A distance and how it was measured, in four bytes. Ordered by distance, then road before estimate.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Trip(u32);

impl Trip {
    /// A trip. Distances are capped at about 214,000 km.
    pub fn new(distance: Meters, basis: Basis) -> Self {
        let decimetres = distance.decimetres().min(u32::MAX >> 1);
        Self(decimetres << 1 | u32::from(basis == Basis::Estimate))
    }

    /// How far.
    pub fn distance(self) -> Meters {
        Meters::from_decimetres(self.0 >> 1)
    }

    /// How measured.
    pub fn basis(self) -> Basis {
        if self.0 & 1 == 0 {
            Basis::Road
        } else {
            Basis::Estimate
        }
    }

    /// “2.9 km by road”.
    pub fn words(self) -> Words {
        let distance = self.distance();
        match self.basis() {
            Basis::Road => Words::new(format!("{distance} by road"), format!("沿路 {distance}")),
            Basis::Estimate => Words::new(
                format!("{distance} as estimated"),
                format!("估算 {distance}"),
            ),
        }
    }
}

impl fmt::Debug for Trip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} m {}", self.distance().as_f64(), self.basis().key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shorter_trip_comes_first_whatever_its_basis() {
        let road = Trip::new(Meters::from_f64(900.0), Basis::Road);
        let estimate = Trip::new(Meters::from_f64(899.9), Basis::Estimate);
        assert!(estimate < road);
        assert_eq!(
            (road.distance().as_f64(), road.basis()),
            (900.0, Basis::Road)
        );
        assert_eq!(estimate.basis(), Basis::Estimate);
    }
}
