//! How many pupils of each stage live where, in every year of the plan.
//!
//! A forecast uses pupils and births by settlement, births and residence factors by township, and past enrolment by
//! school. What is missing is taken from the next larger area. Every stage says how its numbers are known
//! ([`DemandBasis`]). Pupils are whole. In every year, settlements add up to townships and townships to the county.

mod back_test;
mod base;
mod births;
mod cohorts;
mod demand;
mod grades;
mod history;
mod moves;
mod rounding;
mod variant;

pub use back_test::{BackTest, back_test, mean_error};
pub use demand::{Demand, DemandBasis};
pub use variant::Variant;

use std::collections::BTreeMap;

use births::{Births, Outlook};
use cohorts::{Home, Model, Rates};
use history::{History, TownshipFigures};
use moves::Moves;
use rounding::round_to;

use crate::model::{County, PerStage, Stage, apportion};
use crate::units::Year;

/// Years of grade progression that are averaged at most.
const WINDOW: usize = 6;

/// The pupils of one county by year. The base year gives the recorded figures as they are.
#[derive(Clone, Debug)]
pub struct Forecast {
    base: Demand,
    /// `None` when there is nothing to forecast from.
    model: Option<Model>,
    moves: Moves,
    /// Births by settlement, of children who live there.
    births: Vec<Option<Births>>,
    /// Township by settlement; the last group holds what lies in none.
    groups: Vec<usize>,
    n_groups: usize,
    nine_year_retention: Option<f64>,
}

impl Forecast {
    /// Reads everything the county says about pupils and births.
    pub fn new(county: &County) -> Self {
        let base = base::demand(county);
        let n_groups = county.townships.len() + 1;
        let group_of = |township: Option<usize>| township.unwrap_or(n_groups - 1);
        let groups: Vec<usize> = county
            .settlements
            .iter()
            .map(|settlement| group_of(settlement.township))
            .collect();
        let stated = history::of_townships(county);
        let births = births_by_settlement(county, &stated);
        let history = History::of(county.schools.iter(), base.year.0);
        let has_past = history.stages.keys().any(|&(_, year)| year != base.year.0)
            || !history.grades.is_empty();
        let model = (has_past || births.iter().any(Option::is_some)).then(|| {
            let totals = PerStage::from_fn(|stage| {
                let total: f64 = base.pupils[stage]
                    .iter()
                    .map(|&pupils| f64::from(pupils))
                    .sum();
                (base.basis[stage] != DemandBasis::Unknown).then_some(total)
            });
            let rates = (0..n_groups).map(|group| {
                let here = county
                    .schools
                    .iter()
                    .filter(|school| group_of(school.township) == group);
                Rates::of(&history, &History::of(here, base.year.0), &totals, WINDOW)
            });
            let homes = groups.iter().enumerate().map(|(settlement, &group)| Home {
                pupils: PerStage::from_fn(|stage| {
                    totals[stage].map(|_| f64::from(base.pupils[stage][settlement]))
                }),
                births: births[settlement].clone(),
                rates: group,
            });
            Model::new(base.year.0, homes.collect(), rates.collect(), &history)
        });
        let year = base.year.0;
        Self {
            base,
            model,
            moves: Moves::of(county, &stated),
            births,
            groups,
            n_groups,
            nine_year_retention: history.nine_year_retention(year),
        }
    }

    /// The year whose figures stand in the files.
    pub fn base_year(&self) -> Year {
        self.base.year
    }

    /// The pupils of a year, middle variant. Years before the base year are as the base year.
    pub fn demand(&self, year: Year) -> Demand {
        self.demand_in(year, Variant::Mid)
    }

    /// The pupils of a year in one of the variants.
    pub fn demand_in(&self, year: Year, variant: Variant) -> Demand {
        if year == self.base.year {
            return self.base.clone();
        }
        let model = self.model.as_ref().filter(|_| year > self.base.year);
        let Some(model) = model else {
            let basis = PerStage::from_fn(|stage| self.constant(stage));
            return Demand {
                year,
                basis,
                ..self.base.clone()
            };
        };
        let ahead = year.0 - self.base.year.0;
        let exact = self.moves.after(ahead, model.pupils(year.0, variant));
        let mut demand = Demand {
            year,
            ..self.base.clone()
        };
        for stage in Stage::ALL {
            let is_forecast =
                self.base.basis[stage] != DemandBasis::Unknown && stage != Stage::Special;
            demand.basis[stage] = if is_forecast {
                DemandBasis::Forecast
            } else {
                self.constant(stage)
            };
            if is_forecast {
                let parts: Vec<f64> = exact.iter().map(|home| home[stage]).collect();
                demand.pupils[stage] = self.whole_pupils(&parts);
            }
        }
        demand
    }

    fn constant(&self, stage: Stage) -> DemandBasis {
        match self.base.basis[stage] {
            DemandBasis::Unknown => DemandBasis::Unknown,
            _ => DemandBasis::Constant,
        }
    }

    /// Children of a stage's ages who live in the county, from births; `None` where births do not
    /// reach back far enough for every settlement.
    pub fn children(&self, stage: Stage, year: Year, variant: Variant) -> Option<u32> {
        let county = Births::sum(self.births.iter().flatten());
        let outlook = Outlook::of(county, variant);
        let of_home = |births: &Option<Births>| -> Option<f64> {
            let births = births.as_ref()?;
            cohorts::ages(stage)?
                .map(|age| births.cohort(year.0, age, &outlook))
                .sum()
        };
        if self.births.is_empty() {
            return None;
        }
        let children: Option<f64> = self.births.iter().map(of_home).sum();
        children.map(|children| children.round() as u32)
    }

    /// Grade-9 pupils of the base year per grade-1 pupil eight years before, transfers included; `None`
    /// unless the schools' files state both.
    pub fn nine_year_retention(&self) -> Option<f64> {
        self.nine_year_retention
    }

    /// Whole pupils by settlement: the county's total is rounded, then shared out to townships, then
    /// within each township.
    fn whole_pupils(&self, parts: &[f64]) -> Vec<u32> {
        let mut by_group = vec![0.0; self.n_groups];
        let mut members = vec![Vec::new(); self.n_groups];
        for (settlement, (&group, &part)) in self.groups.iter().zip(parts).enumerate() {
            by_group[group] += part;
            members[group].push(settlement);
        }
        let total = by_group.iter().sum::<f64>().round() as u32;
        let mut pupils = vec![0; parts.len()];
        for (members, total) in members.iter().zip(round_to(total, &by_group)) {
            let parts: Vec<f64> = members
                .iter()
                .map(|&settlement| parts[settlement])
                .collect();
            for (&settlement, whole) in members.iter().zip(round_to(total, &parts)) {
                pupils[settlement] = whole;
            }
        }
        pupils
    }
}

/// Births by settlement: its own, else its township's shared out by population.
fn births_by_settlement(county: &County, townships: &[TownshipFigures]) -> Vec<Option<Births>> {
    let residence = |township: Option<usize>| {
        township
            .and_then(|index| townships[index].residence)
            .unwrap_or(1.0)
    };
    let mut births: Vec<Option<Births>> = county
        .settlements
        .iter()
        .map(|settlement| Births::of(&settlement.births, residence(settlement.township)))
        .collect();
    for (index, figures) in townships.iter().enumerate() {
        let silent: Vec<usize> = (0..births.len())
            .filter(|&settlement| county.settlements[settlement].township == Some(index))
            .collect();
        if figures.births.is_empty()
            || silent
                .iter()
                .any(|&settlement| births[settlement].is_some())
        {
            continue;
        }
        let people: Vec<u32> = silent
            .iter()
            .map(|&settlement| county.settlements[settlement].population.unwrap_or(0))
            .collect();
        let people = if people.iter().all(|&people| people == 0) {
            vec![1; silent.len()]
        } else {
            people
        };
        let mut shares = vec![BTreeMap::new(); silent.len()];
        for (&year, &born) in &figures.births {
            for (share, part) in shares.iter_mut().zip(apportion(born, &people)) {
                share.insert(year, part);
            }
        }
        for (&settlement, share) in silent.iter().zip(&shares) {
            births[settlement] = Births::of(share, figures.residence.unwrap_or(1.0));
        }
    }
    births
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::*;
    use crate::geometry::LonLat;
    use crate::model::{
        Count, School, SchoolId, SchoolKind, Settlement, SettlementId, StageRecord, Township,
    };
    use crate::random::Random;

    fn township(name: &str, extra: &Value) -> Township {
        Township {
            code: name.into(),
            name: name.into(),
            district: Some("east".into()),
            population: None,
            outline: geo::MultiPolygon::new(Vec::new()),
            extra: extra.as_object().cloned().unwrap_or_default(),
        }
    }

    fn village(id: &str, population: u32, pupils: [Option<u32>; 2]) -> Settlement {
        let mut by_stage = PerStage::default();
        by_stage[Stage::Kindergarten] = pupils[0];
        by_stage[Stage::Primary] = pupils[1];
        Settlement {
            id: SettlementId::new(id),
            name: id.into(),
            at: LonLat::new(104.0, 29.6),
            township: Some(0),
            population: Some(population),
            pupils: by_stage,
            births: BTreeMap::new(),
            extra: Map::new(),
        }
    }

    fn school(kind: SchoolKind, pupils: u32, extra: &Value) -> School {
        let record = StageRecord {
            pupils: Some(Count::recorded(pupils)),
            seats: None,
        };
        School {
            id: SchoolId::new(kind.key()),
            name: kind.key().into(),
            kind,
            at: LonLat::new(104.0, 29.6),
            stages: PerStage::from_fn(|stage| kind.stages().contains(&stage).then_some(record)),
            ownership: None,
            inclusive: None,
            parent: None,
            boarders: None,
            beds: None,
            township: Some(0),
            extra: extra.as_object().cloned().unwrap_or_default(),
        }
    }

    fn total(demand: &Demand, stage: Stage) -> u32 {
        demand.pupils[stage].iter().sum()
    }

    #[test]
    fn without_births_or_past_enrolment_every_year_is_as_today_and_says_so() {
        let county = County {
            townships: vec![township("t", &json!({}))],
            settlements: vec![village("u", 900, [Some(30), Some(60)])],
            ..County::default()
        };
        let demand = Forecast::new(&county).demand(Year(2030));
        assert_eq!(demand.pupils[Stage::Primary], [60]);
        assert_eq!(demand.basis[Stage::Primary], DemandBasis::Constant);
        assert_eq!(demand.basis[Stage::Senior], DemandBasis::Unknown);
    }

    #[test]
    fn births_of_a_township_are_enough() {
        // 30 born every year of 2014 to 2020, shared 2:1; kindergarten holds 90 of 90 children.
        let births: Map<String, Value> = (2014..=2020)
            .map(|year| (format!("births_{year}"), json!(30)))
            .collect();
        let mut births = births;
        births["births_2020"] = json!("12");
        let county = County {
            townships: vec![township("t", &Value::Object(births))],
            settlements: vec![
                village("u", 600, [Some(60), Some(120)]),
                village("v", 300, [Some(30), Some(60)]),
            ],
            schools: vec![school(SchoolKind::Kindergarten, 90, &json!({"year": 2021}))],
            ..County::default()
        };
        let forecast = Forecast::new(&county);
        assert_eq!(forecast.base_year(), Year(2021));
        assert_eq!(
            forecast.demand(Year(2022)).pupils[Stage::Kindergarten],
            [60, 30]
        );
        // Three years old in 2023: born September 2019 to August 2020, 30/3 + 12 × 2/3 = 18.
        let in_2023 = forecast.demand(Year(2023));
        assert_eq!(total(&in_2023, Stage::Kindergarten), 30 + 30 + 18);
        assert_eq!(in_2023.basis[Stage::Kindergarten], DemandBasis::Forecast);
        assert_eq!(
            forecast.children(Stage::Kindergarten, Year(2021), Variant::Mid),
            Some(90)
        );
        assert_eq!(
            forecast.children(Stage::Senior, Year(2021), Variant::Mid),
            None
        );
    }

    #[test]
    fn settlements_add_up_to_townships_and_these_to_the_county_in_every_year() {
        let mut seeded = Random::seeded(3);
        let mut random = |below: u32| seeded.count_below(below);
        let settlements: Vec<Settlement> = (0..40)
            .map(|index| {
                let mut home = village(
                    &format!("{index:02}"),
                    random(900),
                    [Some(random(40)), Some(random(90))],
                );
                home.township = Some(index % 3);
                home.births = (2005..=2021).map(|year| (Year(year), random(14))).collect();
                home
            })
            .collect();
        let moving = json!({"town_shift": 0.03, "migration": -0.01});
        let county = County {
            townships: vec![
                township("a", &moving),
                township("b", &moving),
                township("c", &json!({})),
            ],
            settlements,
            ..County::default()
        };
        let forecast = Forecast::new(&county);
        let model = forecast.model.as_ref().unwrap();
        for year in 2022..=2035 {
            for variant in Variant::ALL {
                let demand = forecast.demand_in(Year(year), variant);
                let exact = forecast
                    .moves
                    .after(year - 2021, model.pupils(year, variant));
                for stage in [Stage::Kindergarten, Stage::Primary] {
                    let county_wide: f64 = exact.iter().map(|home| home[stage]).sum();
                    assert_eq!(
                        total(&demand, stage),
                        county_wide.round() as u32,
                        "{stage} {year}"
                    );
                    for group in 0..3 {
                        let here = (0..40).filter(|index| index % 3 == group);
                        let (whole, part) = here.fold((0, 0.0), |(whole, part), index| {
                            (
                                whole + demand.pupils[stage][index],
                                part + exact[index][stage],
                            )
                        });
                        assert!(
                            (f64::from(whole) - part).abs() < 1.01,
                            "{stage} {year}: {whole} for {part}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn who_leaves_a_village_for_town_arrives_there() {
        let county = County {
            townships: vec![township("t", &json!({"town_shift": 0.1, "births_2021": 1}))],
            settlements: vec![
                village("town", 9_000, [None, Some(600)]),
                village("village", 300, [None, Some(100)]),
            ],
            ..County::default()
        };
        let forecast = Forecast::new(&county);
        // Births of one year say nothing of the ages in school, so the intake stays; 100 × 0.9² = 81.
        assert_eq!(
            forecast.demand(Year(2023)).pupils[Stage::Primary],
            [619, 81]
        );
    }

    #[test]
    fn the_back_test_holds_the_method_against_what_came() {
        // Kindergarten 90 and primary 240 in 2018: 40 leave and 30 come every year.
        let county = County {
            townships: vec![township("t", &json!({}))],
            schools: vec![
                school(
                    SchoolKind::Kindergarten,
                    90,
                    &json!({"year": 2021, "pupils_kindergarten_2018": 90}),
                ),
                school(
                    SchoolKind::Primary,
                    200,
                    &json!({"year": 2021, "pupils_primary_2018": "240"}),
                ),
            ],
            ..County::default()
        };
        let tests = back_test(&county);
        let primary = tests
            .iter()
            .find(|test| test.stage == Stage::Primary)
            .unwrap();
        assert_eq!(
            (primary.forecast, primary.unchanged, primary.recorded),
            (210, 240, 200)
        );
        assert_eq!(primary.district, "east");
        assert_eq!(mean_error(&tests, Stage::Primary), Some(0.05));
        assert_eq!(mean_error(&tests, Stage::Junior), None);
    }
}
