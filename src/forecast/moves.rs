//! Families who move: away from the county or into it, and from villages to the centre of their district.
//!
//! Both are stated by township (`migration`, `town_shift`, shares per year); nothing moves where
//! nothing is stated, because births of residents and progression ratios already carry past moves.

use std::collections::BTreeMap;

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
        let centres = Centres::of(county);
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
                    centre: centres.nearest_to(county, home).unwrap_or(position),
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

/// The most populous settlements: of each district, and of the county.
struct Centres<'a> {
    of_district: BTreeMap<&'a str, usize>,
    of_county: Option<usize>,
}

impl<'a> Centres<'a> {
    fn of(county: &'a County) -> Self {
        let people = |position: usize| {
            let population = county.settlements[position].population;
            (population, std::cmp::Reverse(position))
        };
        let larger = |a: usize, b: usize| if people(b) > people(a) { b } else { a };
        let mut of_district: BTreeMap<&str, usize> = BTreeMap::new();
        for (position, home) in county.settlements.iter().enumerate() {
            if let Some(district) = district(county, home) {
                let centre = of_district.entry(district).or_insert(position);
                *centre = larger(*centre, position);
            }
        }
        Self {
            of_district,
            of_county: (0..county.settlements.len()).reduce(larger),
        }
    }

    /// The centre of a home's district; of the county where it is in none.
    fn nearest_to(&self, county: &County, home: &Settlement) -> Option<usize> {
        match district(county, home) {
            Some(district) => self.of_district.get(district).copied(),
            None => self.of_county,
        }
    }
}

fn district<'a>(county: &'a County, home: &Settlement) -> Option<&'a str> {
    county.townships[home.township?].district.as_deref()
}
