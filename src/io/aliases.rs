//! The table of what files call things, from `assets/aliases.toml`.

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
    Boarders,
    Beds,
    Longitude,
    Latitude,
    Class,
    Oneway,
    SpeedKmh,
    Junction,
    /// A total over all stages of a school.
    #[serde(skip)]
    Pupils,
    #[serde(skip)]
    Seats,
    #[serde(skip)]
    StagePupils(Stage),
    #[serde(skip)]
    StageSeats(Stage),
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
    stages: BTreeMap<Stage, Vec<String>>,
    measures: Measures,
    kinds: Vec<KindWords>,
    out_of_scope: OutOfScope,
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
    pub(super) values: Vec<String>,
    pub(super) names: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct OutOfScope {
    values: Vec<String>,
    name_ends: Vec<String>,
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
    settlements: Vec<String>,
    roads: Vec<String>,
    townships: Vec<String>,
}

/// The table with everything that is compared whole in its plain form.
static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table: Table = toml::from_str(include_str!("../../assets/aliases.toml"))
        .expect("assets/aliases.toml is part of the program and held valid by a test");
    let measures = &mut table.measures;
    let road_classes = &mut table.road_classes;
    let by_field = [
        &mut table.schools,
        &mut table.settlements,
        &mut table.townships,
        &mut table.roads,
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
        .chain([&mut table.out_of_scope.values])
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

/// The field that a column of a layer holds, and how far down its list of aliases the name stands.
pub(super) fn field(layer: Layer, column: &str) -> Option<(Field, usize)> {
    let without_brackets = column.split(['(', '（', '[']).next().unwrap_or(column);
    let without_prefix = column.split_once(':').map_or("", |(_, rest)| rest);
    let spellings = [column, without_brackets, without_prefix].map(plain);
    // A name as it stands beats one that had to be cut.
    let ranked = spellings
        .iter()
        .enumerate()
        .filter(|(_, spelling)| !spelling.is_empty());
    ranked
        .filter_map(|(cut, spelling)| {
            let (field, rank) = plain_field(layer, spelling)?;
            Some((field, rank * 3 + cut))
        })
        .min_by_key(|&(_, rank)| rank)
}

fn plain_field(layer: Layer, column: &str) -> Option<(Field, usize)> {
    let fields = match layer {
        Layer::Schools => &TABLE.schools,
        Layer::Settlements => &TABLE.settlements,
        Layer::Townships => &TABLE.townships,
        Layer::Roads => &TABLE.roads,
        Layer::Plan | Layer::Unknown => return None,
    };
    let listed = fields
        .iter()
        .filter_map(|(&field, aliases)| Some((field, position(aliases, column)?)))
        .min_by_key(|&(_, rank)| rank);
    listed.or_else(|| match layer {
        Layer::Schools | Layer::Settlements => {
            measure(layer, column).or_else(|| year_measure(layer, column))
        }
        _ => None,
    })
}

fn position(aliases: &[String], column: &str) -> Option<usize> {
    aliases.iter().position(|alias| alias == column)
}

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
                // One letter alone says nothing.
                return (alias.len() > 1).then_some((Field::StagePupils(stage), 100));
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
    let (before, after) = (&column[..digits_start], &column[digits_start + 4..]);
    let next = (year + 1).to_string();
    let after = after.strip_prefix(next.as_str()).unwrap_or(after);
    let after = ["学年度", "学年", "年度", "年"]
        .iter()
        .find_map(|word| after.strip_prefix(word))
        .unwrap_or(after);
    if !(1950..=2100).contains(&year) {
        return None;
    }
    let (field, rank) = measure(layer, &format!("{before}{after}"))?;
    // A stage alone, as in a list of ids by year, is no number of pupils.
    let field = match field {
        Field::Pupils => Field::YearPupils(Year(year)),
        Field::StagePupils(stage) if rank < 100 => Field::YearStagePupils(stage, Year(year)),
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

/// What the kinds of school are called, in the order of the table.
pub(super) fn kinds() -> &'static [KindWords] {
    &TABLE.kinds
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
        (&names.settlements, Layer::Settlements),
        (&names.roads, Layer::Roads),
        (&names.townships, Layer::Townships),
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
mod tests {
    use super::*;

    fn in_schools(column: &str) -> Option<Field> {
        field(Layer::Schools, column).map(|(field, _)| field)
    }

    #[test]
    fn every_kind_and_stage_has_its_words() {
        assert_eq!(kinds().len(), SchoolKind::ALL.len());
        assert_eq!(TABLE.stages.len(), Stage::ALL.len());
        for kind in SchoolKind::ALL {
            assert_eq!(super::super::kinds::of_value(kind.key()), Some(kind));
        }
        for class in ["trunk", "main", "township", "village"] {
            let Some(ClassValue::Road(road_class)) = road_class(class) else {
                panic!("{class}")
            };
            assert_eq!(road_class.key(), class);
        }
    }

    #[test]
    fn columns_are_known_in_every_spelling() {
        for (column, meaning) in [
            ("School Name", Field::Name),
            ("学校名称", Field::Name),
            ("osm:name", Field::Name),
            ("EMIS ID", Field::Id),
            ("kenyaopendata:Total Enrolment", Field::Pupils),
            ("在校生数（人）", Field::Pupils),
            ("学位", Field::Seats),
            ("ＰＵＰＩＬＳ", Field::Pupils),
            ("Pre-Primary", Field::StagePupils(Stage::Kindergarten)),
            ("小学在校生", Field::StagePupils(Stage::Primary)),
            ("学位数_初中", Field::StageSeats(Stage::Junior)),
            ("seats_senior", Field::StageSeats(Stage::Senior)),
            (
                "pupils_kindergarten",
                Field::StagePupils(Stage::Kindergarten),
            ),
        ] {
            assert_eq!(in_schools(column), Some(meaning), "{column}");
        }
        assert_eq!(in_schools("Electricity"), None);
        let births = field(Layer::Settlements, "births_2019").map(|(field, _)| field);
        assert_eq!(births, Some(Field::Births(Year(2019))));
        let births = field(Layer::Settlements, "2019年出生人数").map(|(field, _)| field);
        assert_eq!(births, Some(Field::Births(Year(2019))));
    }

    #[test]
    fn file_names_announce_layers_in_both_languages() {
        for (file, layer) in [
            ("schools.geojson", Layer::Schools),
            ("cn_liuming_学校.geojson", Layer::Schools),
            ("jp_yokohama_youchien.geojson", Layer::Schools),
            ("井研县乡镇.geojson", Layer::Townships),
            ("village_roads.json", Layer::Roads),
            ("居民点.geojson", Layer::Settlements),
            ("in_Kochi_KCH_wards.geojson", Layer::Townships),
        ] {
            assert!(layers_of_file_name(file).contains(&layer), "{file}");
        }
        assert!(layers_of_file_name("data.geojson").is_empty());
        assert!(layers_of_file_name("broads.geojson").is_empty());
    }
}
