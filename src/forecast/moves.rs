//! Families who move from villages to the centre of their district.
//!
//! The share per year is stated by township (`town_shift`); nothing moves where nothing is stated. Children move at
//! that rate all their life: those who enter kindergarten or school have been moving since they were born. Families who
//! leave the county, or come to it, are part of the cohorts.

use std::collections::BTreeMap;

use super::births::Births;
use super::demand::Demand;
use super::history::TownshipFigures;
use crate::model::{County, Settlement, Stage};

/// What a settlement's pupils do per year; without any settlements nobody moves.
#[derive(Clone, Debug, Default)]
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

    /// Some pupils by settlement after years of moving, how many of them each settlement says. What leaves a village
    /// arrives in its centre.
    pub(super) fn after(&self, years: impl Fn(usize) -> i32, pupils: &mut [f64]) {
        for position in 0..pupils.len() {
            if let Some(Yearly { shift, centre }) = self.leaving(position) {
                let leaving = pupils[position] * (1.0 - (1.0 - shift).powi(years(position)));
                pupils[position] -= leaving;
                pupils[centre] += leaving;
            }
        }
    }

    /// The births of all settlements, with the moves of the children since then.
    pub(super) fn of_children(&self, births: Vec<Option<Births>>) -> Vec<Option<Births>> {
        let mut joining: BTreeMap<usize, Vec<Births>> = BTreeMap::new();
        let moving = |(position, births): (usize, Option<Births>)| {
            let Some(Yearly { shift, centre }) = self.leaving(position) else {
                return births;
            };
            let births = births?.moving_on(shift);
            joining.entry(centre).or_default().push(births.clone());
            Some(births)
        };
        let mut births: Vec<Option<Births>> = births.into_iter().enumerate().map(moving).collect();
        for (centre, villages) in joining {
            births[centre] = births[centre].take().map(|own| own.joined_by(villages));
        }
        births
    }

    /// How pupils leave a settlement for its centre; `None` where none do.
    fn leaving(&self, position: usize) -> Option<Yearly> {
        let yearly = self.homes.get(position)?;
        (yearly.shift > 0.0 && yearly.centre != position).then_some(*yearly)
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
