//! From the features of many files to one county: ids made unique, townships found, everything in order.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::Value;

use super::report::{Notes, kind};
use super::townships::{self, Finder};
use crate::geometry::LonLat;
use crate::model::{
    County, Homes, Road, School, SchoolId, Settlement, SettlementId, Source, Township, estimated,
};
use crate::words::Words;

/// Something found in a file, before its id and township are settled.
#[derive(Debug)]
pub(super) struct Found<T> {
    /// As the file states it.
    pub(super) id: Option<String>,
    /// The code or name of its township, as the file states it.
    pub(super) township: Option<String>,
    pub(super) item: T,
}

/// Where something was found: the position of its file and the number of its feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    pub(super) file: usize,
    pub(super) feature: usize,
}

/// Everything found so far.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) townships: Vec<(Spot, Township)>,
    pub(super) schools: Vec<(Spot, Found<School>)>,
    pub(super) settlements: Vec<(Spot, Found<Settlement>)>,
    pub(super) roads: Vec<Road>,
    pub(super) sources: Vec<Source>,
    /// By file, in the order of `sources` and of those that failed.
    pub(super) notes: Vec<Notes>,
}

impl Gathered {
    pub(super) fn is_empty(&self) -> bool {
        self.townships.is_empty()
            && self.schools.is_empty()
            && self.settlements.is_empty()
            && self.roads.is_empty()
    }

    /// The county, and the notes of every file. `stems` are the names of the files, for ids.
    pub(super) fn county(
        mut self,
        name: String,
        illustrative: bool,
        stems: &[String],
    ) -> (County, Vec<Notes>) {
        for file in 0..self.notes.len() {
            let of_file: Vec<(usize, &Township)> = self
                .townships
                .iter()
                .filter(|(spot, _)| spot.file == file)
                .map(|(spot, township)| (spot.feature, township))
                .collect();
            townships::check_codes(&of_file, &mut self.notes[file]);
        }
        let townships: Vec<Township> = self
            .townships
            .into_iter()
            .map(|(_, township)| township)
            .collect();
        let notes = &mut self.notes;
        let finder = Finder::of(&townships);
        tell_same_places(
            self.schools
                .iter()
                .map(|(spot, found)| (*spot, found.item.at, found.item.name.as_str())),
            notes,
        );
        let ids = settle_ids(&self.schools, stems, notes);
        let mut schools = Vec::with_capacity(self.schools.len());
        for ((spot, found), id) in self.schools.into_iter().zip(ids) {
            let mut school = found.item;
            school.id = SchoolId::new(&id);
            let stated = found.township;
            school.township = placed(&finder, stated.as_deref(), school.at);
            if school.township.is_none() && !townships.is_empty() {
                let name = &school.name;
                notes[spot.file].feature(kind::OUTSIDE, spot.feature, Some(school.at), || {
                    Words::new(
                        format!("{name} stands in no township"),
                        format!("{name}不在任何乡镇范围内"),
                    )
                });
            }
            keep_unmatched(&finder, stated, &mut school.extra);
            schools.push(school);
        }
        name_parents(&mut schools);
        schools.sort_by(|a, b| a.id.cmp(&b.id));
        let ids = settle_ids(&self.settlements, stems, notes);
        let mut settlements = Vec::with_capacity(self.settlements.len());
        for ((_, found), id) in self.settlements.into_iter().zip(ids) {
            let mut settlement = found.item;
            settlement.id = SettlementId::new(&id);
            settlement.township = placed(&finder, found.township.as_deref(), settlement.at);
            keep_unmatched(&finder, found.township, &mut settlement.extra);
            settlements.push(settlement);
        }
        settlements.sort_by(|a, b| a.id.cmp(&b.id));
        drop(finder);
        let mut county = County {
            name,
            townships,
            schools,
            settlements,
            roads: self.roads,
            homes: Homes::Recorded,
            illustrative,
            sources: self.sources,
        };
        if county.settlements.is_empty() {
            county.homes = Homes::Estimated;
            county.settlements = estimated(&county);
        }
        (county, self.notes)
    }
}

fn placed(finder: &Finder<'_>, stated: Option<&str>, at: LonLat) -> Option<usize> {
    stated
        .and_then(|text| finder.named(text))
        .or_else(|| finder.around(at))
}

/// A township that no layer knows stays with the feature as an unknown property.
fn keep_unmatched(
    finder: &Finder<'_>,
    stated: Option<String>,
    extra: &mut serde_json::Map<String, Value>,
) {
    if let Some(text) = stated.filter(|text| finder.named(text).is_none()) {
        extra.insert("township".to_owned(), Value::String(text));
    }
}

/// One id for each item, unique: as stated, else from the file's name and the feature's number. An id
/// used before gets a number at its end. Ids that mostly repeat are no ids, and are not used.
fn settle_ids<T>(found: &[(Spot, Found<T>)], stems: &[String], notes: &mut [Notes]) -> Vec<String> {
    let repetitive = files_with_repetitive_ids(found);
    for &file in &repetitive {
        notes[file].file(Words::new(
            "The ids repeat too often to be ids; features are numbered instead",
            "编号大量重复，不能作为编号，改按要素顺序编号",
        ));
    }
    let widths = number_widths(found);
    let mut taken: HashSet<String> = HashSet::with_capacity(found.len());
    let mut next_number: HashMap<String, usize> = HashMap::new();
    let mut ids = Vec::with_capacity(found.len());
    for (spot, item) in found {
        let stated = item.id.clone().filter(|_| !repetitive.contains(&spot.file));
        let is_stated = stated.is_some();
        let id = stated.unwrap_or_else(|| {
            let width = widths.get(&spot.file).copied().unwrap_or(1);
            let stem = stems.get(spot.file).map_or("", String::as_str);
            format!("{stem}-{:0width$}", spot.feature)
        });
        if taken.insert(id.clone()) {
            ids.push(id);
            continue;
        }
        let number = next_number.entry(id.clone()).or_insert(2);
        let unique = loop {
            let candidate = format!("{id}-{number}");
            *number += 1;
            if taken.insert(candidate.clone()) {
                break candidate;
            }
        };
        if is_stated {
            notes[spot.file].feature(kind::ID, spot.feature, None, || {
                Words::new(
                    format!("The id {id} is used before; called {unique} here"),
                    format!("编号{id}重复，此处改为{unique}"),
                )
            });
        }
        ids.push(unique);
    }
    ids
}

fn files_with_repetitive_ids<T>(found: &[(Spot, Found<T>)]) -> Vec<usize> {
    let mut by_file: BTreeMap<usize, (usize, HashSet<&str>)> = BTreeMap::new();
    for (spot, item) in found {
        if let Some(id) = &item.id {
            let (count, distinct) = by_file.entry(spot.file).or_default();
            *count += 1;
            distinct.insert(id);
        }
    }
    let is_repetitive = |count: usize, distinct: usize| count >= 4 && distinct * 2 <= count;
    by_file
        .into_iter()
        .filter(|(_, (count, distinct))| is_repetitive(*count, distinct.len()))
        .map(|(file, _)| file)
        .collect()
}

/// How many digits the feature numbers of each file need.
fn number_widths<T>(found: &[(Spot, Found<T>)]) -> BTreeMap<usize, usize> {
    let mut widths = BTreeMap::new();
    for (spot, _) in found {
        let digits = spot.feature.to_string().len();
        let width = widths.entry(spot.file).or_insert(digits);
        *width = digits.max(*width);
    }
    widths
}

/// Tells of schools that stand on exactly the same point.
fn tell_same_places<'a>(
    schools: impl Iterator<Item = (Spot, LonLat, &'a str)>,
    notes: &mut [Notes],
) {
    let mut first_at: HashMap<(i64, i64), &str> = HashMap::new();
    for (spot, at, name) in schools {
        let key = ((at.lon * 1e7).round() as i64, (at.lat * 1e7).round() as i64);
        if let Some(first) = first_at.get(&key) {
            notes[spot.file].feature(kind::SAME_PLACE, spot.feature, Some(at), || {
                Words::new(
                    format!("{name} stands on the same point as {first}"),
                    format!("{name}与{first}位置重合"),
                )
            });
        } else {
            first_at.insert(key, name);
        }
    }
}

/// Files may name the parent school instead of giving its id.
fn name_parents(schools: &mut [School]) {
    let ids: HashSet<SchoolId> = schools.iter().map(|school| school.id.clone()).collect();
    let mut by_name: HashMap<String, Option<SchoolId>> = HashMap::new();
    for school in schools.iter() {
        by_name
            .entry(school.name.clone())
            .and_modify(|known| *known = None)
            .or_insert_with(|| Some(school.id.clone()));
    }
    for school in schools {
        let stated = school
            .parent
            .as_ref()
            .filter(|parent| !ids.contains(parent));
        if let Some(Some(id)) = stated.and_then(|parent| by_name.get(parent.as_str())) {
            school.parent = Some(id.clone());
        }
    }
}
