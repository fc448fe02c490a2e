//! A feature becomes a settlement.

use std::collections::BTreeMap;

use serde_json::Value;

use super::aliases::Field;
use super::gather::{Found, KindBy};
use super::grades::ByGrade;
use super::numbers;
use super::places;
use super::report::{Notes, kind};
use super::row::Row;
use super::shape::Shape;
use crate::model::{PerStage, Settlement, SettlementId};
use crate::words::Words;

/// More pupils or births than this in one settlement are a slip of the pen.
const MOST_PUPILS: u32 = 200_000;
/// More residents than this likewise.
const MOST_RESIDENTS: u32 = 20_000_000;

/// The settlement of a feature; `None`, noted in `notes`, when it has no place.
pub(super) fn settlement(
    number: usize,
    feature_id: Option<&Value>,
    mut row: Row,
    shape: &Shape,
    notes: &mut Notes,
) -> Option<Found<Settlement>> {
    let id = row.id(Field::Id).or_else(|| numbers::id(feature_id?));
    let stated_name = row.text(Field::Name);
    let name = stated_name
        .clone()
        .or_else(|| id.clone())
        .unwrap_or_else(|| number.to_string());
    let at = places::one_place(number, shape, &name, notes)?;
    if shape.area().is_some() {
        places::tell_area((number, at), &name, notes);
    }
    let mut odd = |words: Words| {
        notes.feature(kind::NUMBER, number, Some(at), || {
            Words::new(
                format!("{name}: {}", words.en),
                format!("{name}：{}", words.zh),
            )
        });
    };
    let population = row.count(Field::Population, MOST_RESIDENTS, &mut odd);
    let by_grade = ByGrade::of(&row, MOST_PUPILS, &mut odd);
    let pupils = PerStage::from_fn(|stage| {
        let plain = row.count(Field::StagePupils(stage), MOST_PUPILS, &mut odd);
        let plain = by_grade.beside(stage, plain, &mut odd);
        // Of pupils by year the latest count.
        plain.or_else(|| {
            let (year, field) = row.years_for_today(Some(stage)).last()?;
            let pupils = row.count(field, MOST_PUPILS, &mut odd)?;
            odd(Words::new(
                format!("pupils by year; the latest, of {year}, are used"),
                format!("学生数分年份列出，采用最近的{year}年"),
            ));
            Some(pupils)
        })
    });
    let mut births = BTreeMap::new();
    for (year, field) in row.births() {
        let number = row.count(field, MOST_PUPILS, &mut odd);
        births.extend(number.map(|number| (year, number)));
    }
    let township = row.id(Field::Township);
    Some(Found {
        id,
        township,
        part: None,
        kind_by: KindBy::Files,
        area: None,
        item: Settlement {
            id: SettlementId::new(""),
            at,
            township: None,
            population,
            pupils,
            births,
            extra: std::mem::take(&mut row.extra),
            // Without a name a settlement is called by its id, which is settled later.
            name: stated_name.unwrap_or_default(),
        },
    })
}
