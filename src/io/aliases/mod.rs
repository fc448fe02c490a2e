//! The table of what files call things, from `assets/aliases.toml`.

mod grades;

pub(super) use grades::{grade, is_bare, without_letter};

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::report::Layer;
use crate::model::{Ownership, RoadClass, SchoolKind, Stage};
use crate::units::Year;

/// A column the program understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Field {
    Id,
    Name,
    Code,
    District,
    Township,
    Population,
    Place,
    Kind,
    Grades,
    GradeLow,
    GradeHigh,
    Ownership,
    Inclusive,
    Parent,
    /// Where the pupils of a recorded flow live.
    Settlement,
    /// The school of a recorded flow.
    School,
    Stage,
    Boarders,
    Beds,
    Longitude,
    Latitude,
    Class,
    Oneway,
    SpeedKmh,
    Junction,
    /// Whether a school is open, in the file's words.
    Status,
    ClosedOn,
    Level,
    Bridge,
    Tunnel,
    /// A total over all stages of a school.
    #[serde(skip)]
    Pupils,
    #[serde(skip)]
    Seats,
    #[serde(skip)]
    StagePupils(Stage),
    #[serde(skip)]
    StageSeats(Stage),
    /// Pupils of one grade, by its number.
    #[serde(skip)]
    GradePupils(i8),
    #[serde(skip)]
    Births(Year),
    /// Pupils of one year, in all or by stage.
    #[serde(skip)]
    YearPupils(Year),
    #[serde(skip)]
    YearStagePupils(Stage, Year),
}

type Fields = BTreeMap<Field, Vec<String>>;

#[derive(Debug, Deserialize)]
struct Table {
    schools: Fields,
    settlements: Fields,
    townships: Fields,
    roads: Fields,
    flows: Fields,
    stages: BTreeMap<Stage, Vec<String>>,
    stage_buildings: Whole,
    grades: grades::GradeWords,
    measures: Measures,
    kinds: Vec<KindWords>,
    out_of_scope: OutOfScope,
    scraped: Scraped,
    standing: Standings,
    no_kind: Whole,
    units: BTreeMap<Unit, Vec<String>>,
    sexes: Sexes,
    passed_over: PassedOver,
    ownership: BTreeMap<Ownership, Vec<String>>,
    road_classes: RoadClasses,
    file_names: FileNames,
}

#[derive(Debug, Deserialize)]
struct Measures {
    pupils: Vec<String>,
    seats: Vec<String>,
    births: Vec<String>,
}

/// What one kind of school is called.
#[derive(Debug, Deserialize)]
pub(super) struct KindWords {
    pub(super) kind: SchoolKind,
    /// Stages that such a school runs beside those of its kind.
    #[serde(default)]
    pub(super) further: Vec<Stage>,
    pub(super) values: Vec<String>,
    pub(super) names: Vec<String>,
}

/// In what a column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Unit {
    One,
    Hundred,
    Thousand,
    TenThousand,
    Lakh,
    Million,
    NotACount,
}

/// Whom a column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Whose {
    Everybody,
    Boys,
    Girls,
}

#[derive(Debug, Deserialize)]
struct Sexes {
    boys: Vec<String>,
    girls: Vec<String>,
    both: Vec<String>,
    boy_children: Vec<String>,
    girl_children: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Whole {
    values: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct PassedOver {
    names: Vec<String>,
    starts: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct OutOfScope {
    values: Vec<String>,
    name_ends: Vec<String>,
    pub(super) name_always: Vec<String>,
    pub(super) name_parts: Vec<String>,
}

/// What scraped points beside a school are called.
#[derive(Debug, Deserialize)]
pub(super) struct Scraped {
    pub(super) buildings: Vec<String>,
    pub(super) gates: Vec<String>,
    pub(super) facilities: Vec<String>,
    pub(super) inside: Vec<String>,
}

/// What files say of whether a school is open.
#[derive(Debug, Deserialize)]
pub(super) struct Standings {
    pub(super) open: Vec<String>,
    pub(super) closed: Vec<String>,
    pub(super) planned: Vec<String>,
    pub(super) intended_parts: Vec<String>,
    pub(super) standing_parts: Vec<String>,
    pub(super) planned_parts: Vec<String>,
    pub(super) closed_parts: Vec<String>,
    pub(super) open_parts: Vec<String>,
    pub(super) open_flags: Vec<String>,
    pub(super) closed_flags: Vec<String>,
    pub(super) past_prefixes: Vec<String>,
    pub(super) future_prefixes: Vec<String>,
    pub(super) loose_columns: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct RoadClasses {
    trunk: Vec<String>,
    main: Vec<String>,
    township: Vec<String>,
    village: Vec<String>,
    not_built: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct FileNames {
    schools: Vec<String>,
    zones: Vec<String>,
    settlements: Vec<String>,
    roads: Vec<String>,
    townships: Vec<String>,
    flows: Vec<String>,
}

/// The table with everything that is compared whole in its plain form.
static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table: Table = toml::from_str(include_str!("../../../assets/aliases.toml"))
        .expect("assets/aliases.toml is part of the program and held valid by a test");
    let measures = &mut table.measures;
    let road_classes = &mut table.road_classes;
    let standing = &mut table.standing;
    let sexes = &mut table.sexes;
    let by_field = [
        &mut table.schools,
        &mut table.settlements,
        &mut table.townships,
        &mut table.roads,
        &mut table.flows,
    ];
    let lists = by_field
        .into_iter()
        .flat_map(BTreeMap::values_mut)
        .chain(table.stages.values_mut())
        .chain(table.ownership.values_mut())
        .chain(table.kinds.iter_mut().map(|words| &mut words.values))
        .chain([
            &mut measures.pupils,
            &mut measures.seats,
            &mut measures.births,
        ])
        .chain(table.units.values_mut())
        .chain([
            &mut table.stage_buildings.values,
            &mut table.out_of_scope.values,
            &mut table.no_kind.values,
            &mut table.passed_over.names,
            &mut sexes.boys,
            &mut sexes.girls,
            &mut sexes.both,
            &mut sexes.boy_children,
            &mut sexes.girl_children,
        ])
        .chain([
            &mut standing.open,
            &mut standing.closed,
            &mut standing.planned,
            &mut standing.open_flags,
            &mut standing.closed_flags,
            &mut standing.loose_columns,
        ])
        .chain([
            &mut road_classes.trunk,
            &mut road_classes.main,
            &mut road_classes.township,
            &mut road_classes.village,
            &mut road_classes.not_built,
        ]);
    for text in lists.flatten() {
        *text = plain(text);
    }
    table
});

/// A name without what does not matter: case, spaces, punctuation, full-width forms.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .map(half_width)
        .filter(|char| char.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The half-width form of a full-width letter, digit or sign.
pub(super) fn half_width(char: char) -> char {
    match char {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(char) - 0xFEE0).unwrap_or(char),
        '\u{3000}' => ' ',
        other => other,
    }
}

/// The field that a column's name in its plain form means in a layer, and how far down its list of aliases it stands.
pub(super) fn plain_field(layer: Layer, column: &str) -> Option<(Field, usize)> {
    let fields = match layer {
        Layer::Schools => &TABLE.schools,
        Layer::Settlements => &TABLE.settlements,
        Layer::Townships => &TABLE.townships,
        Layer::Roads => &TABLE.roads,
        Layer::Zones | Layer::Outline | Layer::Districts | Layer::Plan | Layer::Unknown => {
            return None;
        }
        Layer::Flows => &TABLE.flows,
    };
    let listed = fields
        .iter()
        .filter_map(|(&field, aliases)| Some((field, position(aliases, column)?)))
        .min_by_key(|&(_, rank)| rank);
    listed.or_else(|| match layer {
        Layer::Schools | Layer::Settlements => {
            let found = measure(layer, column).or_else(|| year_measure(layer, column));
            found.or_else(|| grades::measure(column))
        }
        Layer::Flows => position(&TABLE.measures.pupils, column).map(|rank| (Field::Pupils, rank)),
        _ => None,
    })
}

fn position(aliases: &[String], column: &str) -> Option<usize> {
    aliases.iter().position(|alias| alias == column)
}

/// The rank of a column named only by a stage, behind all that say what they count.
pub(super) const STAGE_ALONE: usize = 1_000;

/// Pupils and seats, in all or by stage, and births by year.
fn measure(layer: Layer, column: &str) -> Option<(Field, usize)> {
    let measures = &TABLE.measures;
    if layer == Layer::Schools {
        if let Some(rank) = position(&measures.pupils, column) {
            return Some((Field::Pupils, rank));
        }
        if let Some(rank) = position(&measures.seats, column) {
            return Some((Field::Seats, rank));
        }
    } else if let Some(found) = births(column) {
        return Some(found);
    }
    let found = TABLE.stages.iter().filter_map(|(&stage, aliases)| {
        let by_alias = aliases.iter().filter_map(|alias| {
            let rest = column
                .strip_prefix(alias.as_str())
                .or_else(|| column.strip_suffix(alias.as_str()))?;
            if rest.is_empty() {
                // One letter alone says nothing, and a word for a building counts buildings.
                let is_building = position(&TABLE.stage_buildings.values, alias).is_some();
                return (alias.len() > 1 && !is_building)
                    .then_some((Field::StagePupils(stage), STAGE_ALONE));
            }
            let pupils =
                position(&measures.pupils, rest).map(|rank| (Field::StagePupils(stage), rank));
            pupils.or_else(|| {
                position(&measures.seats, rest).map(|rank| (Field::StageSeats(stage), rank))
            })
        });
        by_alias.min_by_key(|&(_, rank)| rank)
    });
    found.min_by_key(|&(_, rank)| rank)
}

/// Pupils of a named year: `pupils_primary_2021`, `2023学年在校生`, `2023-2024学年小学学生数`.
fn year_measure(layer: Layer, column: &str) -> Option<(Field, usize)> {
    let digits_start = column.find(|char: char| char.is_ascii_digit())?;
    let year: i32 = column.get(digits_start..digits_start + 4)?.parse().ok()?;
    if !(1950..=2100).contains(&year) {
        return None;
    }
    let (before, after) = (&column[..digits_start], &column[digits_start + 4..]);
    // 2023-2024 and 2023/24 name a school year.
    let next = (year + 1).to_string();
    let after = [next.as_str(), &next[2..]]
        .iter()
        .find_map(|next| after.strip_prefix(next))
        .unwrap_or(after);
    let after = [
        "学年度",
        "学年",
        "年度",
        "年秋季",
        "年秋",
        "年",
        "秋季",
        "秋",
        "fall",
        "autumn",
    ]
    .iter()
    .find_map(|word| after.strip_prefix(word))
    .unwrap_or(after);
    let (field, rank) = measure(layer, &format!("{before}{after}"))?;
    // A stage alone, as in a list of ids by year, is no number of pupils.
    let field = match field {
        Field::Pupils => Field::YearPupils(Year(year)),
        Field::StagePupils(stage) if rank < STAGE_ALONE => {
            Field::YearStagePupils(stage, Year(year))
        }
        _ => return None,
    };
    Some((field, rank))
}

fn births(column: &str) -> Option<(Field, usize)> {
    let digits_start = column.find(|char: char| char.is_ascii_digit())?;
    let year_text = column.get(digits_start..digits_start + 4)?;
    let year: i32 = year_text.parse().ok()?;
    let rest = format!("{}{}", &column[..digits_start], &column[digits_start + 4..]);
    let is_plausible = (1900..=2100).contains(&year);
    let rank = position(&TABLE.measures.births, &rest)?;
    is_plausible.then_some((Field::Births(Year(year)), rank))
}

/// In what the words behind a column's name say that it counts.
pub(super) fn unit(note: &str) -> Option<Unit> {
    let note = plain(note);
    let mut units = TABLE.units.iter();
    let (&unit, _) = units.find(|(_, words)| position(words, &note).is_some())?;
    Some(unit)
}

/// The rest of a plain name that ends in a unit, with every unit it may be. Words too short to tell are no endings.
pub(super) fn without_unit(name: &str) -> impl Iterator<Item = (&str, Unit)> {
    let units = TABLE.units.iter().filter(|(unit, _)| **unit != Unit::One);
    units.flat_map(move |(&unit, words)| {
        let words = words.iter();
        let telling = words.filter(|word| word.len() > 2);
        telling.filter_map(move |word| Some((name.strip_suffix(word.as_str())?, unit)))
    })
}

/// Whom one word of a column's name counts, and whether it stands for pupils with no other word.
pub(super) fn whose(word: &str) -> Option<(Whose, bool)> {
    let sexes = &TABLE.sexes;
    [
        (&sexes.boy_children, Whose::Boys, true),
        (&sexes.girl_children, Whose::Girls, true),
        (&sexes.boys, Whose::Boys, false),
        (&sexes.girls, Whose::Girls, false),
        (&sexes.both, Whose::Everybody, false),
    ]
    .into_iter()
    .find(|(words, ..)| position(words, word).is_some())
    .map(|(_, whose, is_children)| (whose, is_children))
}

/// The rest of a plain name that holds a Chinese word for whom it counts, with every such word taken out.
pub(super) fn without_whose(name: &str) -> impl Iterator<Item = (String, Whose)> {
    let sexes = &TABLE.sexes;
    let words = [
        (&sexes.boys, Whose::Boys),
        (&sexes.girls, Whose::Girls),
        (&sexes.both, Whose::Everybody),
    ];
    words.into_iter().flat_map(move |(words, whose)| {
        let chinese = words.iter().filter(|word| word.chars().all(is_chinese));
        let held = chinese.filter(move |word| name.contains(word.as_str()));
        held.map(move |word| (name.replacen(word.as_str(), "", 1), whose))
    })
}

fn is_chinese(char: char) -> bool {
    matches!(char, '\u{4E00}'..='\u{9FFF}')
}

/// Whether a column says nothing that a plan rests on.
pub(super) fn is_passed_over(column: &str) -> bool {
    let passed = &TABLE.passed_over;
    let lower = column.to_lowercase();
    position(&passed.names, &plain(column)).is_some()
        || passed
            .starts
            .iter()
            .any(|start| lower.starts_with(start.as_str()))
}

/// Whether a value of the kind column says nothing of the kind.
pub(super) fn is_no_kind(value: &str) -> bool {
    let spelled = plain(value);
    spelled.is_empty() || position(&TABLE.no_kind.values, &spelled).is_some()
}

/// The stage that a value names.
pub(super) fn stage(value: &str) -> Option<Stage> {
    let value = plain(value);
    let mut stages = TABLE.stages.iter();
    let named = stages.find(|(_, words)| position(words, &value).is_some());
    let keyed = || {
        Stage::ALL
            .into_iter()
            .find(|stage| plain(stage.key()) == value)
    };
    named.map(|(&stage, _)| stage).or_else(keyed)
}

/// What the kinds of school are called, in the order of the table.
pub(super) fn kinds() -> &'static [KindWords] {
    &TABLE.kinds
}

/// What scraped points beside a school are called.
pub(super) fn scraped() -> &'static Scraped {
    &TABLE.scraped
}

/// What files say of whether a school is open.
pub(super) fn standings() -> &'static Standings {
    &TABLE.standing
}

/// What is not a school of the planned stages.
pub(super) fn out_of_scope() -> &'static OutOfScope {
    &TABLE.out_of_scope
}

/// Whether a value of the kind column says that this is no school of the planned stages.
pub(super) fn is_out_of_scope_value(value: &str) -> bool {
    position(&TABLE.out_of_scope.values, &plain(value)).is_some()
}

/// Whether a school's name says that it is no school of the planned stages.
pub(super) fn is_out_of_scope_name(name: &str) -> bool {
    let name = name.to_lowercase();
    TABLE
        .out_of_scope
        .name_ends
        .iter()
        .any(|end| name.ends_with(end))
}

/// Who runs a school, by the value of a column.
pub(super) fn ownership(value: &str) -> Option<Ownership> {
    let value = plain(value);
    let whole = TABLE
        .ownership
        .iter()
        .find(|(_, words)| position(words, &value).is_some());
    let ending = || {
        TABLE.ownership.iter().find(|(_, words)| {
            words.iter().any(|word| {
                word.chars().count() > 1 && !word.is_ascii() && value.ends_with(word.as_str())
            })
        })
    };
    whole.or_else(ending).map(|(&ownership, _)| ownership)
}

/// The class of a road by the value of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ClassValue {
    Road(RoadClass),
    NotBuilt,
}

/// What the value of a road's class column means.
pub(super) fn road_class(value: &str) -> Option<ClassValue> {
    let value = plain(value);
    let classes = &TABLE.road_classes;
    [
        (&classes.trunk, ClassValue::Road(RoadClass::Trunk)),
        (&classes.main, ClassValue::Road(RoadClass::Main)),
        (&classes.township, ClassValue::Road(RoadClass::Township)),
        (&classes.village, ClassValue::Road(RoadClass::Village)),
        (&classes.not_built, ClassValue::NotBuilt),
    ]
    .into_iter()
    .find(|(words, _)| position(words, &value).is_some())
    .map(|(_, class)| class)
}

/// The layers that a file's name announces. English words count whole, Chinese ones anywhere.
pub(super) fn layers_of_file_name(file: &str) -> Vec<Layer> {
    let stem = file
        .rsplit_once('.')
        .map_or(file, |(stem, _)| stem)
        .to_lowercase();
    let words: Vec<&str> = stem
        .split(|char: char| !char.is_ascii_alphabetic())
        .collect();
    let names = &TABLE.file_names;
    [
        (&names.schools, Layer::Schools),
        (&names.zones, Layer::Zones),
        (&names.settlements, Layer::Settlements),
        (&names.roads, Layer::Roads),
        (&names.townships, Layer::Townships),
        (&names.flows, Layer::Flows),
    ]
    .into_iter()
    .filter(|(aliases, _)| {
        aliases.iter().any(|alias| {
            if alias.is_ascii() {
                words.contains(&alias.as_str())
            } else {
                stem.contains(alias.as_str())
            }
        })
    })
    .map(|(_, layer)| layer)
    .collect()
}

#[cfg(test)]
mod tests;
