//! The properties of a feature, sorted into the columns of its layer and everything else.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::aliases::{self, Field, Unit, Whose};
use super::column_names::{self, Meaning, is_count};
use super::numbers::{self, Dress, Reading};
use super::report::Layer;
use super::{kinds, sexes};
use crate::geometry::LonLat;
use crate::model::Stage;
use crate::units::Year;
use crate::words::Words;

/// Loose names rank from here on; such columns count only where they hold numbers.
const LOOSE: usize = 300;

/// A column that the program understands, and how its numbers are written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    pub(super) meaning: Meaning,
    pub(super) dress: Dress,
}

impl Known {
    /// A column as far as its name tells.
    pub(super) fn by_name(layer: Layer, column: &str) -> Option<Self> {
        let meaning = column_names::meaning(layer, column)?;
        Some(Self {
            meaning,
            dress: Dress {
                factor: times(meaning.unit),
                ..Dress::default()
            },
        })
    }

    /// The same, counted in a unit.
    pub(super) fn in_unit(mut self, unit: Unit) -> Self {
        self.meaning.unit = unit;
        self.dress.factor = times(unit);
        self
    }
}

fn times(unit: Unit) -> Option<f64> {
    match unit {
        Unit::One => Some(1.0),
        Unit::Hundred => Some(100.0),
        Unit::Thousand => Some(1_000.0),
        Unit::TenThousand => Some(10_000.0),
        Unit::Lakh => Some(100_000.0),
        Unit::Million => Some(1_000_000.0),
        Unit::NotACount => None,
    }
}

/// What the columns of one file mean in one layer; each name is looked up once. What their values tell is found by
/// [`Columns::study`].
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) layer: Layer,
    pub(super) known: HashMap<String, Option<Known>>,
    /// Fields with a value in some feature of the file.
    pub(super) in_file: Arc<BTreeSet<Field>>,
    /// Columns of kinds of school in French.
    pub(super) french: BTreeSet<String>,
    /// Columns of which the planner has said what they hold, or that they hold nothing of use.
    pub(super) said: BTreeSet<String>,
}

impl Columns {
    pub(super) fn of(layer: Layer) -> Self {
        Self {
            layer,
            known: HashMap::new(),
            in_file: Arc::default(),
            french: BTreeSet::new(),
            said: BTreeSet::new(),
        }
    }

    fn known(&mut self, column: &str) -> Option<Known> {
        if let Some(&known) = self.known.get(column) {
            return known;
        }
        let known = Known::by_name(self.layer, column);
        self.known.insert(column.to_owned(), known);
        known
    }

    /// The field of a column and the rank of its name; of columns that count boys or girls only, too.
    pub(super) fn field(&mut self, column: &str) -> Option<(Field, usize)> {
        let meaning = self.known(column)?.meaning;
        (meaning.unit != Unit::NotACount).then_some((meaning.field, meaning.rank))
    }

    /// Sorts the properties of one feature. Of several columns for one field the best-named one with a
    /// value is used; the others stay with the unknown ones.
    pub(super) fn row(&mut self, properties: Map<String, Value>) -> Row {
        let mut best: BTreeMap<(Field, Whose), (usize, &str, Dress)> = BTreeMap::new();
        for (column, value) in &properties {
            let Some(Known { meaning, dress }) = self.known(column) else {
                continue;
            };
            let Meaning {
                field, whose, unit, ..
            } = meaning;
            let is_grade = matches!(field, Field::GradePupils(_));
            let is_loose = meaning.rank >= LOOSE && whose == Whose::Everybody && !is_grade;
            let is_used = unit != Unit::NotACount
                && !is_blank(value)
                && (!is_loose || is_number(value, dress));
            if !is_used {
                continue;
            }
            let rank = meaning.rank + behind(field, value);
            match best.get(&(field, whose)) {
                Some(&(better, ..)) if better <= rank => {}
                _ => {
                    best.insert((field, whose), (rank, column, dress));
                }
            }
        }
        let used: HashMap<String, (Field, Whose, Dress)> = best
            .iter()
            .map(|(&(field, whose), &(_, column, dress))| {
                (column.to_owned(), (field, whose, dress))
            })
            .collect();
        let mut row = Row {
            in_file: Arc::clone(&self.in_file),
            ..Row::default()
        };
        for (column, value) in properties {
            match used.get(&column) {
                Some(&(field, Whose::Everybody, dress)) => {
                    let value = self.in_its_language(&column, value);
                    if is_told_apart(field, &value, dress) {
                        row.extra.insert(column, value.clone());
                    }
                    row.values.insert(field, Cell { value, dress });
                }
                Some(&(field, whose, dress)) => {
                    row.extra.insert(column, value.clone());
                    row.of_sex.insert((field, whose), Cell { value, dress });
                }
                None => {
                    row.extra.insert(column, value);
                }
            }
        }
        row
    }

    /// A French college is not what the word means elsewhere.
    fn in_its_language(&self, column: &str, value: Value) -> Value {
        let is_college = self.french.contains(column)
            && numbers::text(&value).is_some_and(|text| aliases::plain(&text) == "college");
        if is_college { "collège".into() } else { value }
    }
}

/// How far a column stands back whose value says nothing: another one for the same field may be understood.
fn behind(field: Field, value: &Value) -> usize {
    let is_understood = || {
        let text = numbers::text(value).unwrap_or_default();
        kinds::stated(&text).is_some() || aliases::is_out_of_scope_value(&text)
    };
    if field == Field::Kind && !is_understood() {
        10_000
    } else {
        0
    }
}

/// Whether a value also stays as it stands: what it says is not written back under a name of the program's own, or
/// nothing can be made of it.
fn is_told_apart(field: Field, value: &Value, dress: Dress) -> bool {
    match field {
        Field::Longitude
        | Field::Latitude
        | Field::Place
        | Field::YearPupils(_)
        | Field::YearStagePupils(..)
        | Field::GradePupils(_)
        | Field::Township
        | Field::Status
        | Field::ClosedOn
        | Field::Grades
        | Field::GradeLow
        | Field::GradeHigh => true,
        field if is_count(field) => {
            matches!(
                numbers::count_as(value, u32::MAX, dress),
                Reading::Unusable(_)
            )
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

fn is_number(value: &Value, dress: Dress) -> bool {
    matches!(
        numbers::count_as(value, u32::MAX, dress),
        Reading::Plain(_) | Reading::Doubtful(..)
    )
}

/// A value and how its column writes numbers.
#[derive(Clone, Debug)]
struct Cell {
    value: Value,
    dress: Dress,
}

/// One feature's properties.
#[derive(Debug, Default)]
pub(super) struct Row {
    values: BTreeMap<Field, Cell>,
    /// Counts of boys and of girls.
    of_sex: BTreeMap<(Field, Whose), Cell>,
    in_file: Arc<BTreeSet<Field>>,
    /// Properties the program does not know, as they stood.
    pub(super) extra: Map<String, Value>,
}

impl Row {
    pub(super) fn value(&self, field: Field) -> Option<&Value> {
        Some(&self.values.get(&field)?.value)
    }

    pub(super) fn text(&self, field: Field) -> Option<String> {
        numbers::text(self.value(field)?)
    }

    /// An id or a code, whatever a table made of it.
    pub(super) fn id(&self, field: Field) -> Option<String> {
        numbers::id(self.value(field)?)
    }

    /// Whether a column says in words that are understood what kind of school it is.
    pub(super) fn states_kind(&self) -> bool {
        let says = |field| {
            self.text(field)
                .is_some_and(|text| kinds::stated(&text).is_some())
        };
        says(Field::Kind) || says(Field::Ownership)
    }

    pub(super) fn flag(&self, field: Field) -> Option<bool> {
        numbers::flag(self.value(field)?)
    }

    pub(super) fn decimal(&self, field: Field) -> Option<f64> {
        numbers::decimal(self.value(field)?)
    }

    /// A count of at most `most`; what is odd about it goes to `odd`. Boys and girls make up a count that is not
    /// stated; beside one that is they are compared. One of both alone says nothing of all.
    pub(super) fn count(
        &self,
        field: Field,
        most: u32,
        odd: &mut impl FnMut(Words),
    ) -> Option<u32> {
        let mut read = |cell: Option<&Cell>| {
            let Cell { value, dress } = cell?;
            let (number, words) = numbers::count_as(value, most, *dress).parts();
            if let Some(words) = words {
                odd(words);
            }
            number
        };
        let stated = read(self.values.get(&field));
        let boys = read(self.of_sex.get(&(field, Whose::Boys)));
        let girls = read(self.of_sex.get(&(field, Whose::Girls)));
        let (counted, words) = sexes::together(stated, boys, girls);
        if let Some(words) = words {
            odd(words);
        }
        counted.filter(|&number| number <= most)
    }

    /// The grades with a column of pupils in the file, the lowest first.
    pub(super) fn grades(&self) -> impl Iterator<Item = i8> {
        self.in_file.iter().filter_map(|field| match field {
            Field::GradePupils(grade) => Some(*grade),
            _ => None,
        })
    }

    /// Keeps a value that was not understood among the unknown properties, under a name of its own.
    pub(super) fn put_back(&mut self, field: Field, name: &str) {
        if let Some(cell) = self.values.remove(&field) {
            self.extra.insert(name.to_owned(), cell.value);
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
        self.fields()
            .into_iter()
            .filter_map(move |field| match field {
                Field::YearPupils(year) if of.is_none() => Some((year, field)),
                Field::YearStagePupils(stage, year) if of == Some(stage) => Some((year, field)),
                _ => None,
            })
    }

    /// The same as far as they may stand for today's pupils: where the file has a column of today's, a blank in it is
    /// not known.
    pub(super) fn years_for_today(&self, of: Option<Stage>) -> impl Iterator<Item = (Year, Field)> {
        let by_stage = of.map(Field::StagePupils);
        let mut todays = by_stage.into_iter().chain([Field::Pupils]);
        let has_todays = todays.any(|field| self.in_file.contains(&field));
        self.pupils_by_year(of).filter(move |_| !has_todays)
    }

    /// Years with births.
    pub(super) fn births(&self) -> impl Iterator<Item = (Year, Field)> {
        self.fields().into_iter().filter_map(|field| match field {
            Field::Births(year) => Some((year, field)),
            _ => None,
        })
    }

    /// Every field with a value, in order.
    fn fields(&self) -> BTreeSet<Field> {
        let of_sex = self.of_sex.keys().map(|&(field, _)| field);
        self.values.keys().copied().chain(of_sex).collect()
    }
}
