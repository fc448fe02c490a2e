//! Families who move from villages to the centre of their district.
//!
//! The share per year is stated by township (`town_shift`); nothing moves where nothing is stated. Families who leave
//! the county, or come to it, are part of the cohorts.

use std::collections::BTreeMap;

use super::demand::Demand;
use super::history::TownshipFigures;
use crate::model::{County, PerStage, Settlement, Stage};

/// What a settlement's pupils do per year.
#[derive(Clone, Debug)]
pub(super) struct Moves {
    homes: Vec<Yearly>,
}

#[derive(Clone, Copy, Debug)]
struct Yearly {
    /// Share that moves to the district's centre.
    shift: f64,
    /// The district's centre, a position in the settlements.
    centre: usize,
}

impl Moves {
    pub(super) fn of(county: &County, townships: &[TownshipFigures], base: &Demand) -> Self {
        let centres = Centres::of(county, base);
        let homes = county
            .settlements
            .iter()
            .enumerate()
            .map(|(position, home)| {
                let figures = home.township.map(|index| &townships[index]);
                Yearly {
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

/// The largest settlements: of each district, and of the county.
struct Centres<'a> {
    of_district: BTreeMap<&'a str, usize>,
    of_county: Option<usize>,
}

impl<'a> Centres<'a> {
    /// The most populous settlements. Where the population of any is not known, those where most pupils live: a town
    /// without a figure is not smaller than a hamlet that has one.
    fn of(county: &'a County, base: &Demand) -> Self {
        let is_peopled = county
            .settlements
            .iter()
            .all(|home| home.population.is_some());
        let size = |position: usize| {
            let pupils = || {
                let stages = Stage::ALL.into_iter();
                let of = |stage: Stage| u64::from(base.pupils[stage][position]);
                stages.map(of).sum::<u64>()
            };
            let population = county.settlements[position].population;
            let size = match population {
                Some(people) if is_peopled => u64::from(people),
                _ => pupils(),
            };
            (size, std::cmp::Reverse(position))
        };
        let larger = |a: usize, b: usize| if size(b) > size(a) { b } else { a };
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
