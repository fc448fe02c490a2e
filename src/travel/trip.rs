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

/// A distance and how it was measured, in four bytes. Ordered by distance, then road before estimate; those
/// [apart](Trip::is_apart) come after all others.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Trip(u32);

/// What a trip apart costs more, in decimetres: no way along roads in any county is longer, nor are the detours that one
/// pupil's change of school asks of others.
pub(crate) const APART: u32 = 1 << 28;

impl Trip {
    const IS_APART: u32 = 1 << 31;

    /// A trip. Distances are capped at about 107,000 km.
    pub fn new(distance: Meters, basis: Basis) -> Self {
        let decimetres = distance.decimetres().min(Self::IS_APART / 2 - 1);
        Self(decimetres << 1 | u32::from(basis == Basis::Estimate))
    }

    /// An estimate over whatever lies between two networks of roads, perhaps a river: the last choice of somebody who
    /// has a school by road.
    pub(crate) fn apart(distance: Meters) -> Self {
        Self(Self::new(distance, Basis::Estimate).0 | Self::IS_APART)
    }

    /// How far.
    pub fn distance(self) -> Meters {
        Meters::from_decimetres((self.0 & !Self::IS_APART) >> 1)
    }

    /// Whether no road leads there from a home whose roads do lead to some school, over 500 m away.
    pub fn is_apart(self) -> bool {
        self.0 & Self::IS_APART != 0
    }

    /// What an assignment weighs it with, in decimetres: its distance; much more if it is [apart](Trip::is_apart), so
    /// that it never beats a way by road.
    pub fn cost(self) -> u32 {
        let more = if self.is_apart() { APART } else { 0 };
        self.distance().decimetres() + more
    }

    /// Whether it is known to be no longer than a limit: never where no road leads ([apart](Trip::is_apart)), however
    /// near that is.
    pub fn is_within(self, limit: Meters) -> bool {
        !self.is_apart() && self.distance() <= limit
    }

    /// What it [costs](Trip::cost) beside its length, in decimetres: nothing where a road leads there.
    pub fn beyond_length(self) -> u32 {
        self.cost() - self.distance().decimetres()
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
    fn a_trip_apart_comes_after_the_longest_way_by_road() {
        let road = Trip::new(Meters::from_f64(2_000_000.0), Basis::Road);
        let apart = Trip::apart(Meters::from_f64(501.0));
        assert!(road < apart && road.cost() < apart.cost());
        assert_eq!(
            (apart.distance().as_f64(), apart.basis()),
            (501.0, Basis::Estimate)
        );
        let estimate = Trip::new(apart.distance(), Basis::Estimate);
        assert!(estimate < road && !estimate.is_apart() && estimate.cost() == 5_010);
        let limit = Meters::from_f64(501.0);
        assert!(estimate.is_within(limit) && !road.is_within(limit) && !apart.is_within(limit));
        assert_eq!((road.beyond_length(), apart.beyond_length()), (0, APART));
    }

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
