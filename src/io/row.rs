//! The properties of a feature, sorted into the columns of its layer and everything else.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use super::aliases::{self, Field};
use super::numbers::{self, Reading};
use super::report::Layer;
use crate::geometry::LonLat;
use crate::model::Stage;
use crate::units::Year;

/// Columns named only by a stage rank from here on; they count only where they hold numbers.
const STAGE_ALONE: usize = 300;

/// What the columns of one file mean in one layer; each name is looked up once.
#[derive(Debug)]
pub(super) struct Columns {
    layer: Layer,
    known: HashMap<String, Option<(Field, usize)>>,
}

impl Columns {
    pub(super) fn of(layer: Layer) -> Self {
        Self {
            layer,
            known: HashMap::new(),
        }
    }

    /// The field of a column and the rank of its name.
    pub(super) fn field(&mut self, column: &str) -> Option<(Field, usize)> {
        if let Some(&known) = self.known.get(column) {
            return known;
        }
        let field = aliases::field(self.layer, column);
        self.known.insert(column.to_owned(), field);
        field
    }

    /// Sorts the properties of one feature. Of several columns for one field the best-named one with a
    /// value is used; the others stay with the unknown ones.
    pub(super) fn row(&mut self, properties: Map<String, Value>) -> Row {
        let mut best: BTreeMap<Field, (usize, String)> = BTreeMap::new();
        for (column, value) in &properties {
            let Some((field, rank)) = self.field(column) else {
                continue;
            };
            let is_only_stage = rank >= STAGE_ALONE;
            if is_blank(value) || is_only_stage && !is_number(value) {
                continue;
            }
            match best.get(&field) {
                Some(&(better, _)) if better <= rank => {}
                _ => {
                    best.insert(field, (rank, column.clone()));
                }
            }
        }
        let used: HashMap<&str, Field> = best
            .iter()
            .map(|(&field, (_, column))| (column.as_str(), field))
            .collect();
        let mut row = Row::default();
        for (column, value) in properties {
            match used.get(column.as_str()) {
                Some(&field) => {
                    if is_told_apart(field, &value) {
                        row.extra.insert(column, value.clone());
                    }
                    row.values.insert(field, value);
                }
                None => {
                    row.extra.insert(column, value);
                }
            }
        }
        row
    }
}

/// Whether a value also stays as it stands: what it says is not written back under a name of the program's own, or
/// nothing can be made of it.
fn is_told_apart(field: Field, value: &Value) -> bool {
    match field {
        Field::Longitude
        | Field::Latitude
        | Field::Place
        | Field::YearPupils(_)
        | Field::YearStagePupils(..)
        | Field::Township
        | Field::Grades
        | Field::GradeLow
        | Field::GradeHigh => true,
        Field::Boarders
        | Field::Beds
        | Field::Population
        | Field::Pupils
        | Field::Seats
        | Field::StagePupils(_)
        | Field::StageSeats(_)
        | Field::Births(_) => {
            matches!(numbers::count(value, u32::MAX), Reading::Unusable(_))
        }
        _ => false,
    }
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        _ => false,
    }
}

fn is_number(value: &Value) -> bool {
    matches!(
        numbers::count(value, u32::MAX),
        Reading::Plain(_) | Reading::Doubtful(..)
    )
}

/// One feature's properties.
#[derive(Debug, Default)]
pub(super) struct Row {
    values: BTreeMap<Field, Value>,
    /// Properties the program does not know, as they stood.
    pub(super) extra: Map<String, Value>,
}

impl Row {
    pub(super) fn value(&self, field: Field) -> Option<&Value> {
        self.values.get(&field)
    }

    pub(super) fn text(&self, field: Field) -> Option<String> {
        numbers::text(self.value(field)?)
    }

    pub(super) fn flag(&self, field: Field) -> Option<bool> {
        numbers::flag(self.value(field)?)
    }

    pub(super) fn decimal(&self, field: Field) -> Option<f64> {
        numbers::decimal(self.value(field)?)
    }

    /// A count of at most `most`; what is odd about it goes to `odd`.
    pub(super) fn count(
        &self,
        field: Field,
        most: u32,
        odd: &mut impl FnMut(crate::words::Words),
    ) -> Option<u32> {
        let (number, words) = numbers::count(self.value(field)?, most).parts();
        if let Some(words) = words {
            odd(words);
        }
        number
    }

    /// Keeps a value that was not understood among the unknown properties, under a name of its own.
    pub(super) fn put_back(&mut self, field: Field, name: &str) {
        if let Some(value) = self.values.remove(&field) {
            self.extra.insert(name.to_owned(), value);
        }
    }

    /// The place that columns of longitude and latitude give.
    pub(super) fn lon_lat(&self) -> Option<LonLat> {
        let at = LonLat::new(
            self.decimal(Field::Longitude)?,
            self.decimal(Field::Latitude)?,
        );
        (at.is_on_globe() && at != LonLat::default()).then_some(at)
    }

    /// Columns of pupils by year, the latest last.
    pub(super) fn pupils_by_year(&self, of: Option<Stage>) -> impl Iterator<Item = (Year, Field)> {
        self.values.keys().filter_map(move |&field| match field {
            Field::YearPupils(year) if of.is_none() => Some((year, field)),
            Field::YearStagePupils(stage, year) if of == Some(stage) => Some((year, field)),
            _ => None,
        })
    }

    /// Births by year, where given.
    pub(super) fn births(&self) -> impl Iterator<Item = (Year, &Value)> {
        self.values.iter().filter_map(|(field, value)| match field {
            Field::Births(year) => Some((*year, value)),
            _ => None,
        })
    }
}
