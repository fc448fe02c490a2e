//! What a chain of moves costs: its way first, then what settles ties.

use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use crate::random::Random;

/// Ways are squared up to this length, 3,355 km; longer ones count as this in ties.
const LONGEST_SQUARED: i64 = 1 << 25;

/// Of more homes than this the later ones have no order.
const HOMES_IN_ORDER: u32 = 1 << 20;

/// Room for the order of homes and sites, and the lot, below the squares. A chain over 131,072 sites does not overflow.
const BITS_OF_ORDER: u32 = 58;

/// Room for the lot below the order.
const BITS_OF_LOT: u32 = 20;

/// A sum of ways in decimetres, and of what tells equal sums apart. Ordered by way, then tie.
///
/// Of all assignments with the least sum of ways, those with the least sum of squared ways are better. Among several
/// such ones, pupils go to earlier sites, and those of earlier homes before others: over all pupils, the position of
/// the site weighs 1,048,576 less the position of the home. What is still equal is settled by a lot, always the same
/// for a home and a site. So the optimum does not depend on how it was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cost {
    pub(super) way: i64,
    pub(super) tie: i128,
}

impl Cost {
    pub(super) const ZERO: Self = Self { way: 0, tie: 0 };
    /// More than anything; nothing may be added to it.
    pub(super) const MAX: Self = Self {
        way: i64::MAX,
        tie: i128::MAX,
    };

    /// A sum of ways where no tie is to be settled.
    pub(super) fn of_way(way: i64) -> Self {
        Self { way, tie: 0 }
    }

    /// The way of one pupil of a home to a site.
    pub(super) fn of(home: u32, site: u32, way: i64) -> Self {
        let order = i128::from(HOMES_IN_ORDER.saturating_sub(home)) * i128::from(site);
        let order = order.min((1 << (BITS_OF_ORDER - BITS_OF_LOT)) - 1) << BITS_OF_LOT;
        Self {
            way,
            tie: squared(way) + order + lot(home, site),
        }
    }

    /// No way of this length or more, to any site, costs less.
    pub(super) fn at_least(way: i64) -> Self {
        Self {
            way,
            tie: squared(way),
        }
    }

    pub(super) fn is_positive(self) -> bool {
        self > Self::ZERO
    }
}

fn lot(home: u32, site: u32) -> i128 {
    let bits = Random::seeded(u64::from(home) << 32 | u64::from(site)).bits();
    i128::from(bits >> (64 - BITS_OF_LOT))
}

fn squared(way: i64) -> i128 {
    let way = i128::from(way.min(LONGEST_SQUARED));
    (way * way) << BITS_OF_ORDER
}

impl Add for Cost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            way: self.way + other.way,
            tie: self.tie + other.tie,
        }
    }
}

impl Neg for Cost {
    type Output = Self;

    fn neg(self) -> Self {
        Self {
            way: -self.way,
            tie: -self.tie,
        }
    }
}

impl Sub for Cost {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl AddAssign for Cost {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for Cost {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}
