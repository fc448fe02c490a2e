//! What each layer was read from, and what its columns were understood as: how sure that is, and what else they may be
//! said to hold.

use std::sync::Arc;

use super::aliases::{Field, Unit};
use super::asking::Question;
use super::column_names::{self, is_count};
use super::report::{Layer, LayerRead, Notes};
use super::row::Columns;
use super::study::Seen;
use super::unread;
use crate::model::Stage;
use crate::words::Words;

/// So many columns of a layer are shown.
pub const MOST_COLUMNS: usize = 300;

/// A file as it was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileRead {
    /// Its size.
    pub bytes: u64,
    /// The checksum of its bytes, in hexadecimal; empty where none was taken.
    pub sha256: String,
    /// How many features or rows it has.
    pub features: usize,
    /// Its coordinate system; `None` where none was looked for.
    pub crs: Option<CrsRead>,
    /// How its text is written; `None` where the format leaves no choice.
    pub encoding: Option<&'static str>,
}

/// The coordinate system of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrsRead {
    /// What it is called.
    pub name: Words,
    /// By what it is known.
    pub why: Words,
}

/// A column of a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnRead {
    /// Its name in the file.
    pub name: String,
    /// What it is read as, for programs and for people; `None` where it is kept and not used.
    pub meaning: Option<(String, Words)>,
    /// How that is known.
    pub how: HowKnown,
    /// Different values, the first ones, each of 40 characters at most.
    pub examples: Vec<String>,
    /// What it may be said to hold, with what was said; `None` where it is read under its own name whatever is said.
    pub question: Option<Question>,
}

/// How it is known what a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HowKnown {
    /// Its name stands in the table of names.
    Exactly,
    /// It does but for a unit, a sex, a year or a note beside it.
    Around,
    /// Its values say so.
    Values,
    /// The planner has said it.
    Said,
    /// Its name is understood, and the column is not used: another one holds the same, or it is no whole count.
    NotUsed,
    /// It is not.
    Not,
}

impl HowKnown {
    /// The name used in machine-readable answers.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Exactly => "name",
            Self::Around => "part_of_name",
            Self::Values => "values",
            Self::Said => "said",
            Self::NotUsed => "not_used",
            Self::Not => "not_understood",
        }
    }

    /// What a planner reads.
    pub fn words(self) -> Words {
        match self {
            Self::Exactly => Words::new("by its name", "按字段名"),
            Self::Around => Words::new("by part of its name", "按字段名的一部分"),
            Self::Values => Words::new("by its values", "按取值"),
            Self::Said => Words::new("as you said", "按您的指定"),
            Self::NotUsed => Words::new("understood, not used", "能识别，未采用"),
            Self::Not => Words::new("not understood", "未识别"),
        }
    }
}

/// Notes what the columns of a layer were understood as.
pub(super) fn tell(columns: &Columns, seen: &[Seen], scope: &str, notes: &mut Notes) {
    let told = seen.iter().take(MOST_COLUMNS);
    let told = told.map(|of| one(columns, of, scope, notes)).collect();
    notes.columns.insert(columns.layer, told);
}

fn one(columns: &Columns, of: &Seen, scope: &str, notes: &mut Notes) -> ColumnRead {
    let layer = columns.layer;
    let by_name = column_names::meaning(layer, &of.column);
    // Of layers that are not studied the names tell all.
    let found = match columns.known.get(&of.column) {
        Some(known) => known.map(|known| known.meaning),
        None => by_name,
    };
    let is_used = |field: Field| !is_count(field) || of.numbers > 0;
    let found = found.filter(|found| found.unit != Unit::NotACount && is_used(found.field));
    let how = match (found, by_name) {
        _ if columns.said.contains(&of.column) => HowKnown::Said,
        (Some(_), None) => HowKnown::Values,
        (Some(found), Some(name)) if found.field != name.field => HowKnown::Values,
        (Some(_), Some(name)) if name.is_exact() => HowKnown::Exactly,
        (Some(_), Some(_)) => HowKnown::Around,
        (None, _) if unread::is_read_by_name(&of.column) => HowKnown::Exactly,
        (None, Some(_)) => HowKnown::NotUsed,
        (None, None) => HowKnown::Not,
    };
    let under_own_name = || {
        let own = unread::is_read_by_name(&of.column);
        own.then(|| {
            (
                of.column.clone(),
                Words::new("under its own name", "按原字段名"),
            )
        })
    };
    let question = unread::may_be_said(layer, of).then(|| unread::offer(layer, of, scope, notes));
    ColumnRead {
        name: of.column.clone(),
        meaning: found
            .map(|found| said_as(found.field, question.as_ref(), layer))
            .or_else(under_own_name),
        how,
        examples: of.examples.clone(),
        question,
    }
}

/// A field as it is called among the choices, else by its own name.
fn said_as(field: Field, question: Option<&Question>, layer: Layer) -> (String, Words) {
    let mut choices = question.iter().flat_map(|question| &question.choices);
    let is_it =
        |key: &str| column_names::meaning(layer, key).is_some_and(|meaning| meaning.field == field);
    let choice = choices.find(|choice| is_it(&choice.key));
    choice.map_or_else(
        || of_field(field),
        |choice| (choice.key.clone(), choice.words.clone()),
    )
}

fn of_field(field: Field) -> (String, Words) {
    let (key, en, zh) = match field {
        Field::Id => ("id", "Id", "编号"),
        Field::Name => ("name", "Name", "名称"),
        Field::Code => ("code", "Code", "代码"),
        Field::District => ("district", "District", "片区"),
        Field::Township => ("township", "Township", "乡镇"),
        Field::Population => ("population", "Population", "人口"),
        Field::Place => ("place", "Kind of place", "地点类别"),
        Field::Kind => ("kind", "Kind", "类型"),
        Field::Grades => ("grades", "Grades", "年级"),
        Field::GradeLow => ("grade_low", "Lowest grade", "最低年级"),
        Field::GradeHigh => ("grade_high", "Highest grade", "最高年级"),
        Field::Ownership => ("ownership", "Ownership", "办学性质"),
        Field::Inclusive => ("inclusive", "Inclusive (fees within the limit)", "普惠"),
        Field::Parent => ("parent", "Parent school", "主管学校"),
        Field::Settlement => ("settlement", "Settlement", "居民点"),
        Field::School => ("school", "School", "学校"),
        Field::Stage => ("stage", "Stage", "学段"),
        Field::Boarders => ("boarders", "Boarders", "寄宿生"),
        Field::Beds => ("beds", "Beds", "床位"),
        Field::Longitude => ("longitude", "Longitude", "经度"),
        Field::Latitude => ("latitude", "Latitude", "纬度"),
        Field::Class => ("class", "Class of road", "道路等级"),
        Field::Oneway => ("oneway", "One way", "单行"),
        Field::SpeedKmh => ("speed_kmh", "Speed", "速度"),
        Field::Junction => ("junction", "Junction", "路口"),
        Field::Status => ("status", "Open or closed", "办学状态"),
        Field::ClosedOn => ("closed_on", "Closed on", "停办日期"),
        Field::Level => ("level", "Level", "层级"),
        Field::Bridge => ("bridge", "Bridge", "桥梁"),
        Field::Tunnel => ("tunnel", "Tunnel", "隧道"),
        Field::Pupils => ("pupils", "Pupils", "在校生"),
        Field::Seats => ("seats", "Seats", "学位"),
        Field::StagePupils(stage) => return by_stage("pupils", "Pupils", "学生", stage),
        Field::StageSeats(stage) => return by_stage("seats", "Seats", "学位", stage),
        Field::GradePupils(grade) => {
            let words = Words::new(format!("Pupils: grade {grade}"), format!("{grade}年级学生"));
            return (format!("pupils_grade_{grade}"), words);
        }
        Field::Births(year) => {
            let words = Words::new(format!("Births of {year}"), format!("{year}年出生人数"));
            return (format!("births_{year}"), words);
        }
        Field::YearPupils(year) => {
            let words = Words::new(format!("Pupils of {year}"), format!("{year}年学生"));
            return (format!("pupils_{year}"), words);
        }
        Field::YearStagePupils(stage, year) => {
            let of = stage.words();
            let words = Words::new(
                format!("Pupils of {year}: {}", of.en),
                format!("{year}年{}学生", of.zh),
            );
            return (format!("pupils_{stage}_{year}"), words);
        }
    };
    (key.to_owned(), Words::new(en, zh))
}

fn by_stage(key: &str, en: &str, zh: &str, stage: Stage) -> (String, Words) {
    let of = stage.words();
    let words = Words::new(format!("{en}: {}", of.en), format!("{}{zh}", of.zh));
    (format!("{key}_{stage}"), words)
}

/// What every file turned out to hold, once everything is sorted out.
pub(super) fn layers_read(
    mut counts: Vec<(usize, Layer, usize)>,
    moved: &[(usize, Layer, Option<Layer>)],
    names: &[String],
    notes: &[Notes],
) -> Vec<LayerRead> {
    for &(file, layer, now) in moved {
        let of = |layer: Layer| {
            move |&(index, found, _): &(usize, Layer, usize)| (index, found) == (file, layer)
        };
        if let Some(position) = counts.iter().position(of(layer)) {
            counts[position].2 = counts[position].2.saturating_sub(1);
        }
        let Some(now) = now else { continue };
        match counts.iter().position(of(now)) {
            Some(position) => counts[position].2 += 1,
            None => counts.push((file, now, 1)),
        }
    }
    counts.sort_by_key(|&(file, ..)| file);
    let taken = |file: usize| -> usize {
        let of_file = counts
            .iter()
            .filter(|&&(index, layer, _)| index == file && layer != Layer::Unknown);
        of_file.map(|&(.., features)| features).sum()
    };
    let read = counts
        .iter()
        .filter(|&&(_, layer, features)| features > 0 || layer == Layer::Plan);
    read.map(|&(file, layer, features)| {
        let facts = notes.get(file).map(|notes| &notes.read);
        let read = facts.cloned().unwrap_or_default();
        LayerRead {
            file: names.get(file).cloned().unwrap_or_default(),
            layer,
            features,
            skipped: read.features.saturating_sub(taken(file)),
            read,
            columns: Arc::new(columns_of(layer, notes.get(file))),
        }
    })
    .collect()
}

/// The columns of a layer; those of the only layer of the file where it was taken for another one at first.
fn columns_of(layer: Layer, notes: Option<&Notes>) -> Vec<ColumnRead> {
    let Some(Notes { columns, .. }) = notes else {
        return Vec::new();
    };
    let only = (columns.len() == 1).then(|| columns.values().next());
    let found = columns.get(&layer).or(only.flatten());
    found.cloned().unwrap_or_default()
}
