//! What the files leave open, counted: schools without pupils or seats, settlements without pupils.

use super::report::{Layer, LayerRead, Warning};
use crate::model::{Count, County, Homes, Stage, StageRecord};
use crate::words::Words;

/// One warning for every figure of a stage that is known for some only, or for none.
pub(super) fn gaps(county: &County, layers: &[LayerRead]) -> Vec<Warning> {
    let warning = |layer: Layer, what: Words| Warning {
        file: layers
            .iter()
            .find(|read| read.layer == layer)
            .map_or_else(String::new, |read| read.file.clone()),
        feature: None,
        at: None,
        what,
        kind: None,
        question: None,
        is_of_fit: false,
    };
    let schools = Stage::ALL
        .into_iter()
        .flat_map(|stage| of_schools(county, stage));
    let homes = Stage::ALL
        .into_iter()
        .flat_map(|stage| of_settlements(county, stage));
    schools
        .map(|what| warning(Layer::Schools, what))
        .chain(homes.map(|what| warning(Layer::Settlements, what)))
        .chain(of_population(county).map(|what| warning(Layer::Settlements, what)))
        .collect()
}

fn of_schools(county: &County, stage: Stage) -> Vec<Words> {
    let records: Vec<StageRecord> = county
        .schools
        .iter()
        .filter_map(|school| school.stages[stage])
        .collect();
    let named = stage.words();
    let everywhere = || {
        let schools = county.schools.iter();
        schools.flat_map(|school| school.stages.iter().filter_map(|(_, record)| *record))
    };
    let told = |what: Words, of: fn(&StageRecord) -> Option<Count>| {
        // Where no school of any stage has it, that is told once for the file.
        if everywhere().all(|record| of(&record).is_none()) {
            return None;
        }
        let (known, all) = (
            records.iter().filter(|record| of(record).is_some()).count(),
            records.len(),
        );
        (known < all).then(|| {
            Words::new(
                format!(
                    "{}: {} known for {known} of {all} schools",
                    named.en, what.en
                ),
                format!("{}：{all}所学校中{known}所{}已知", named.zh, what.zh),
            )
        })
    };
    let pupils = told(Words::new("pupils", "学生数"), |record| record.pupils);
    let seats = told(Words::new("seats", "学位数"), |record| record.seats);
    pupils.into_iter().chain(seats).collect()
}

/// That some settlements state their population and others do not.
fn of_population(county: &County) -> Option<Words> {
    let all = county.settlements.len();
    let homes = county.settlements.iter();
    let known = homes.filter(|home| home.population.is_some()).count();
    let is_partly = county.homes != Homes::Estimated && known > 0 && known < all;
    is_partly.then(|| {
        Words::new(
            format!("Population known for {known} of {all} settlements"),
            format!("{all}个居民点中{known}个人口数已知"),
        )
    })
}

fn of_settlements(county: &County, stage: Stage) -> Vec<Words> {
    if county.homes == Homes::Estimated {
        return Vec::new();
    }
    let all = county.settlements.len();
    let known: Vec<u32> = county
        .settlements
        .iter()
        .filter_map(|settlement| settlement.pupils[stage])
        .collect();
    if known.is_empty() {
        return Vec::new();
    }
    let named = stage.words();
    let mut told = Vec::new();
    let silent = county.silent_settlements(stage);
    if silent > 0 {
        let known = all - silent;
        told.push(Words::new(
            format!(
                "{}: pupils known for {known} of {all} settlements",
                named.en
            ),
            format!("{}：{all}个居民点中{known}个学生数已知", named.zh),
        ));
    }
    if let Some((living, enrolled)) = county.living_and_enrolled_apart(stage) {
        told.push(Words::new(
            format!(
                "{}: {living} pupils live in the settlements, {enrolled} are enrolled in the schools",
                named.en
            ),
            format!("{}：居民点学生{living}人，学校在校生{enrolled}人", named.zh),
        ));
    }
    told
}
