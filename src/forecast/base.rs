//! The base year: what the files say about pupils, as it is.

use super::demand::{Demand, DemandBasis};
use crate::model::{County, Homes, PerStage, School, Stage, apportion};
use crate::units::Year;

/// The first year of the plan period the program was written for; used when no file names a year.
const YEAR_WITHOUT_RECORD: Year = Year(2021);

/// The pupils of the base year by settlement.
///
/// A stage is `Recorded` when every settlement states its pupils, and `PartlyRecorded` when some do: the silent ones
/// then have the enrolment that the others do not account for, shared by population. Otherwise the stage's enrolment is
/// shared out by population; settlements all count alike when no population is known.
pub(super) fn demand(county: &County) -> Demand {
    let mut pupils = PerStage::from_fn(|_| vec![0; county.settlements.len()]);
    let mut basis = PerStage::from_fn(|_| DemandBasis::Unknown);
    for stage in Stage::ALL {
        (pupils[stage], basis[stage]) = stage_pupils(county, stage);
    }
    Demand {
        year: year(county),
        pupils,
        basis,
    }
}

fn stage_pupils(county: &County, stage: Stage) -> (Vec<u32>, DemandBasis) {
    let settlements = &county.settlements;
    if settlements
        .iter()
        .any(|settlement| settlement.pupils[stage].is_some())
    {
        let known = || {
            settlements
                .iter()
                .map(|settlement| settlement.pupils[stage])
        };
        if county.homes == Homes::Estimated {
            let pupils = known().map(|pupils| pupils.unwrap_or(0));
            return (pupils.collect(), DemandBasis::EstimatedHomes);
        }
        let is_whole = known().all(|pupils| pupils.is_some());
        let basis = if is_whole {
            DemandBasis::Recorded
        } else {
            DemandBasis::PartlyRecorded
        };
        let living = known().flatten().fold(0, u32::saturating_add);
        let left = enrolment(county, stage).unwrap_or(0).saturating_sub(living);
        let silent: Vec<bool> = known().map(|pupils| pupils.is_none()).collect();
        let mut shares = apportion(left, &weights(county, &silent)).into_iter();
        let pupils = known().map(|pupils| {
            let share = shares.next().unwrap_or(0);
            pupils.unwrap_or(share)
        });
        return (pupils.collect(), basis);
    }
    let enrolled = enrolment(county, stage).filter(|&enrolled| enrolled > 0);
    match enrolled {
        Some(enrolled) if !settlements.is_empty() => (
            apportion(enrolled, &weights(county, &vec![true; settlements.len()])),
            DemandBasis::ByPopulation,
        ),
        _ => (vec![0; settlements.len()], DemandBasis::Unknown),
    }
}

/// Pupils enrolled in a stage over all schools; `None` when no school says.
fn enrolment(county: &County, stage: Stage) -> Option<u32> {
    let recorded = county
        .schools
        .iter()
        .filter_map(|school| school.stages[stage]?.pupils);
    recorded
        .map(|count| count.number)
        .reduce(u32::saturating_add)
}

/// The population of the settlements that count, and zero for the others.
fn weights(county: &County, counts: &[bool]) -> Vec<u32> {
    let counted = || {
        county
            .settlements
            .iter()
            .zip(counts)
            .filter(|(_, counts)| **counts)
    };
    let people: Vec<Option<u32>> = counted().map(|(home, _)| home.population).collect();
    let mut weights = by_population(&people).into_iter();
    let weight = |&counts: &bool| {
        if counts {
            weights.next().unwrap_or(0)
        } else {
            0
        }
    };
    counts.iter().map(weight).collect()
}

/// Populations as weights; all alike where none has any on record. One without a record among others counts like the
/// mean of those: unknown is not nobody.
pub(super) fn by_population(people: &[Option<u32>]) -> Vec<u32> {
    let known: Vec<u64> = people.iter().flatten().copied().map(u64::from).collect();
    let all: u64 = known.iter().sum();
    if all == 0 {
        return vec![1; people.len()];
    }
    let mean = all.div_ceil(known.len() as u64) as u32;
    people.iter().map(|people| people.unwrap_or(mean)).collect()
}

/// The year of the recorded figures, else 2021.
pub(super) fn year(county: &County) -> Year {
    recorded_year(county).unwrap_or(YEAR_WITHOUT_RECORD)
}

/// The year of the recorded figures as far as files tell it: the one most schools name, else the last whose births half
/// of the settlements that state any know (the statistics of a year hold both its births and the enrolment of its autumn).
pub fn recorded_year(county: &County) -> Option<Year> {
    let named = county.schools.iter().filter_map(School::figures_year);
    let mut named: Vec<Year> = named.collect();
    named.sort_unstable();
    let most_named = named
        .chunk_by(|a, b| a == b)
        .max_by_key(|years| years.len());
    if let Some(&[year, ..]) = most_named {
        return Some(year);
    }
    let lasts = county.settlements.iter().filter_map(|settlement| {
        let years = settlement.births.keys();
        years.max().copied()
    });
    let mut lasts: Vec<Year> = lasts.collect();
    lasts.sort_unstable();
    lasts.get(lasts.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::*;
    use crate::geometry::LonLat;
    use crate::model::{SchoolKind, Settlement, SettlementId, StageRecord};

    fn village(id: &str, population: Option<u32>, primary: Option<u32>) -> Settlement {
        let mut pupils = PerStage::default();
        pupils[Stage::Primary] = primary;
        Settlement {
            id: SettlementId::new(id),
            name: id.into(),
            at: LonLat::new(104.0, 29.6),
            township: None,
            population,
            pupils,
            births: Default::default(),
            extra: Map::new(),
        }
    }

    fn primary(pupils: u32, extra: Map<String, Value>) -> School {
        let record = StageRecord::of(Some(pupils), None);
        School {
            extra,
            ..School::plain("a", SchoolKind::Primary, record)
        }
    }

    #[test]
    fn a_settlement_whose_population_is_unknown_counts_like_the_mean_of_the_others() {
        let county = County {
            settlements: vec![
                village("a", Some(300), None),
                village("b", None, None),
                village("c", Some(100), None),
            ],
            ..County::default()
        };
        assert_eq!(weights(&county, &[true; 3]), [300, 200, 100]);
        assert_eq!(weights(&county, &[false, true, true]), [0, 100, 100]);
    }

    #[test]
    fn a_silent_settlement_has_what_the_others_do_not_account_for() {
        let county = County {
            settlements: vec![
                village("u", Some(500), Some(40)),
                village("v", Some(500), None),
            ],
            schools: vec![primary(90, Map::new())],
            ..County::default()
        };
        let demand = demand(&county);
        // Of 90 enrolled pupils 40 live in u.
        assert_eq!(demand.pupils[Stage::Primary], [40, 50]);
        assert_eq!(demand.basis[Stage::Primary], DemandBasis::PartlyRecorded);
        assert_eq!(demand.basis[Stage::Senior], DemandBasis::Unknown);
    }

    #[test]
    fn without_pupils_at_homes_enrolment_is_shared_by_population() {
        let county = County {
            settlements: vec![
                village("u", Some(200), None),
                village("v", Some(100), None),
                village("w", None, None),
            ],
            schools: vec![primary(91, Map::new())],
            ..County::default()
        };
        let demand = demand(&county);
        // Where nobody knows the population, the mean of the others counts: 91 × 200/450 = 40.44, 91 × 100/450 = 20.22, and
        // 91 × 150/450 = 30.33.
        assert_eq!(demand.pupils[Stage::Primary], [41, 20, 30]);
        assert_eq!(demand.basis[Stage::Primary], DemandBasis::ByPopulation);
    }

    #[test]
    fn the_year_is_the_one_the_schools_name() {
        let county = |extra: Value| County {
            schools: vec![primary(90, extra.as_object().cloned().unwrap_or_default())],
            ..County::default()
        };
        assert_eq!(year(&county(json!({"学年": "2023—2024"}))), Year(2023));
        assert_eq!(year(&county(json!({"year": 2022}))), Year(2022));
        assert_eq!(year(&county(json!({"year": "soon"}))), YEAR_WITHOUT_RECORD);
    }

    #[test]
    fn without_a_named_year_the_births_decide() {
        let mut home = village("u", None, None);
        home.births = [(Year(2019), 3), (Year(2020), 2)].into();
        let county = County {
            settlements: vec![home],
            ..County::default()
        };
        assert_eq!(year(&county), Year(2020));
    }
}
