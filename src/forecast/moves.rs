//! Families who move: away from the county or into it, and from villages to the centre of their district.
//!
//! Both are stated by township (`migration`, `town_shift`, shares per year); nothing moves where
//! nothing is stated, because births of residents and progression ratios already carry past moves.

use super::history::TownshipFigures;
use crate::model::{County, PerStage, Settlement, Stage};

/// What a settlement's pupils do per year.
#[derive(Clone, Debug)]
pub(super) struct Moves {
    homes: Vec<Yearly>,
}

#[derive(Clone, Copy, Debug)]
struct Yearly {
    /// Net share that comes into the county (negative: leaves).
    migration: f64,
    /// Share that moves to the district's centre.
    shift: f64,
    /// The district's centre, a position in the settlements.
    centre: usize,
}

impl Moves {
    pub(super) fn of(county: &County, townships: &[TownshipFigures]) -> Self {
        let homes = county
            .settlements
            .iter()
            .enumerate()
            .map(|(position, home)| {
                let figures = home.township.map(|index| &townships[index]);
                Yearly {
                    migration: figures.and_then(|figures| figures.migration).unwrap_or(0.0),
                    shift: figures
                        .and_then(|figures| figures.town_shift)
                        .unwrap_or(0.0),
                    centre: centre(county, home).unwrap_or(position),
                }
            });
        Self {
            homes: homes.collect(),
        }
    }

    /// Pupils by settlement after `years` of moving. What leaves a village arrives in its centre.
    pub(super) fn after(&self, years: i32, pupils: Vec<PerStage<f64>>) -> Vec<PerStage<f64>> {
        let mut moved = pupils;
        for (home, pupils) in self.homes.iter().zip(&mut moved) {
            let factor = (1.0 + home.migration).powi(years);
            *pupils = PerStage::from_fn(|stage| pupils[stage] * factor);
        }
        for (position, home) in self.homes.iter().enumerate() {
            let gone = if home.centre == position {
                0.0
            } else {
                1.0 - (1.0 - home.shift).powi(years)
            };
            for stage in Stage::ALL {
                let leaving = moved[position][stage] * gone;
                moved[position][stage] -= leaving;
                moved[home.centre][stage] += leaving;
            }
        }
        moved
    }
}

/// The most populous settlement of a home's district; of the county where it is in none.
fn centre(county: &County, home: &Settlement) -> Option<usize> {
    let district = |home: &Settlement| {
        let township = &county.townships[home.township?];
        township.district.as_deref()
    };
    let here = district(home);
    let people = |&position: &usize| {
        (
            county.settlements[position].population,
            std::cmp::Reverse(position),
        )
    };
    let peers = (0..county.settlements.len())
        .filter(|&other| here.is_none() || district(&county.settlements[other]) == here);
    peers.max_by_key(people)
}
