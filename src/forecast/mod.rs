//! How many pupils of each stage live where, in every year of the plan.

mod apportion;
mod base;
mod demand;

pub use apportion::apportion;
pub use demand::{Demand, DemandBasis};

use crate::model::{County, PerStage};
use crate::units::Year;

/// The pupils of one county by year. The base year gives the recorded figures as they are.
#[derive(Clone, Debug)]
pub struct Forecast {
    base: Demand,
}

impl Forecast {
    /// Reads everything the county says about pupils.
    pub fn new(county: &County) -> Self {
        Self {
            base: base::demand(county),
        }
    }

    /// The year whose figures stand in the files.
    pub fn base_year(&self) -> Year {
        self.base.year
    }

    /// The pupils of a year.
    pub fn demand(&self, year: Year) -> Demand {
        if year == self.base.year {
            return self.base.clone();
        }
        let basis = PerStage::from_fn(|stage| match self.base.basis[stage] {
            DemandBasis::Unknown => DemandBasis::Unknown,
            _ => DemandBasis::Constant,
        });
        Demand {
            year,
            basis,
            ..self.base.clone()
        }
    }
}
