//! From the features of many files to one county: ids made unique, townships found, everything in order.

use std::collections::{BTreeMap, HashMap, HashSet};

use geo::MultiPolygon;
use serde_json::Value;

use super::Layer;
use super::flows::{self, FlowRow};
use super::join::LooseTable;
use super::leading_zeros;
use super::lonely;
use super::places;
use super::references::{self, StatedTownships};
use super::report::{Notes, kind};
use super::road_gaps;
use super::scraped::Part;
use super::snaps;
use super::township_aliases::Alias;
use super::townships::{self, Finder};
use super::zones::{self, FoundZone};
use crate::geometry::LonLat;
use crate::model::{
    County, Homes, Road, RoadJoins, School, SchoolId, Settlement, SettlementId, Source, Township,
};
use crate::travel::Travel;
use crate::words::Words;

/// Something found in a file, before its id and township are settled.
#[derive(Clone, Debug)]
pub(super) struct Found<T> {
    /// As the file states it.
    pub(super) id: Option<String>,
    /// The code or name of its township, as the file states it.
    pub(super) township: Option<String>,
    /// What of a school it seems to be, and the name of that school.
    pub(super) part: Option<(Part, String)>,
    /// Who tells what kind of school it is.
    pub(super) kind_by: KindBy,
    /// Its outline, where it is drawn as an area.
    pub(super) area: Option<MultiPolygon<f64>>,
    pub(super) item: T,
}

/// Who tells what kind of school something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KindBy {
    Files,
    /// The planner, as the files do not.
    Planner,
    /// Nobody so far.
    Nobody,
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
    /// By road, its file.
    pub(super) road_files: Vec<usize>,
    pub(super) zones: Vec<(Spot, FoundZone)>,
    /// Features that were taken out of a layer since their file was read: the file, the layer, and what they are now.
    pub(super) moved: Vec<(usize, Layer, Option<Layer>)>,
    pub(super) joins: RoadJoins,
    pub(super) flows: Vec<(Spot, FlowRow)>,
    /// Tables whose rows show no place.
    pub(super) loose: Vec<LooseTable>,
    /// The county's own table of old townships.
    pub(super) aliases: Vec<Alias>,
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

    /// A place of the county, where one was read.
    pub(super) fn somewhere(&self) -> Option<LonLat> {
        let school = self.schools.first().map(|(_, school)| school.item.at);
        school.or_else(|| {
            let (_, township) = self.townships.first()?;
            let at = township.outline.0.first()?.exterior().0.first()?;
            Some(LonLat::from(*at))
        })
    }

    /// The county, and the notes of every file. `stems` are the names of the files, for ids.
    pub(super) fn county(
        mut self,
        name: String,
        illustrative: bool,
        stems: &[String],
    ) -> (County, Travel, Vec<Notes>) {
        leading_zeros::settle_townships(&mut self);
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
        let finder = Finder::of(&townships, &self.aliases);
        let schools = settle_schools(self.schools, &finder, stems, &mut self.notes);
        let settlements = settle_settlements(self.settlements, &finder, stems, &mut self.notes);
        let (school_spots, schools): (Vec<Spot>, Vec<School>) = schools.into_iter().unzip();
        let (settlement_spots, settlements): (Vec<Spot>, Vec<Settlement>) =
            settlements.into_iter().unzip();
        let zones = zones::settle(self.zones, &schools, &mut self.notes);
        let mut county = County {
            name,
            townships,
            schools,
            settlements,
            roads: self.roads,
            zones,
            joins: self.joins,
            answers: BTreeMap::new(),
            corrections: Vec::new(),
            flows: Vec::new(),
            homes: Homes::Recorded,
            illustrative,
            sources: self.sources,
        };
        if county.settlements.is_empty() {
            lonely::estimate(&mut county, &school_spots, &mut self.notes);
        }
        flows::settle(self.flows, &mut county, &mut self.notes);
        let travel = snaps::tell(&county, &school_spots, &settlement_spots, &mut self.notes);
        if let Some(&file) = self.road_files.first() {
            road_gaps::tell(&county, &travel, &mut self.notes[file]);
        }
        (county, travel, self.notes)
    }
}

/// Schools with their ids, names and townships, sorted by id.
fn settle_schools(
    found: Vec<(Spot, Found<School>)>,
    finder: &Finder<'_>,
    stems: &[String],
    notes: &mut [Notes],
) -> Vec<(Spot, School)> {
    let ids = settle_ids(&found, stems, notes);
    let mut settled: Vec<(Spot, School)> = Vec::with_capacity(found.len());
    let mut stated = StatedTownships::of(finder);
    for ((spot, found), id) in found.into_iter().zip(ids) {
        let mut school = found.item;
        school.id = SchoolId::new(&id);
        if school.name.is_empty() {
            notes[spot.file].feature(kind::NO_NAME, spot.feature, Some(school.at), || {
                Words::new(
                    format!("A school without a name; called {id}"),
                    format!("学校没有名称，暂以“{id}”代替"),
                )
            });
            school.name = id;
        }
        if found.area.is_some() {
            places::tell_area(
                (spot.feature, school.at),
                &school.name,
                &mut notes[spot.file],
            );
        }
        let place = (found.township.as_deref(), school.at);
        school.township = placed(finder, place, &school.name, (spot, notes));
        stated.take((spot, &school.name, school.at), found.township.as_deref());
        keep_unmatched(finder, found.township, &mut school.extra);
        settled.push((spot, school));
    }
    stated.tell(notes);
    tell_same_places(&settled, notes);
    tell_outside(&settled, finder, notes);
    tell_missing_figures(&settled, notes);
    name_parents(&mut settled, notes);
    references::tell_parents(&settled, notes);
    settled.sort_by(|(_, a), (_, b)| a.id.cmp(&b.id));
    settled
}

/// Settlements likewise.
fn settle_settlements(
    found: Vec<(Spot, Found<Settlement>)>,
    finder: &Finder<'_>,
    stems: &[String],
    notes: &mut [Notes],
) -> Vec<(Spot, Settlement)> {
    let ids = settle_ids(&found, stems, notes);
    let first_file = found.first().map(|(spot, _)| spot.file);
    let mut settlements = Vec::with_capacity(found.len());
    let mut stated = StatedTownships::of(finder);
    for ((spot, found), id) in found.into_iter().zip(ids) {
        let mut settlement = found.item;
        settlement.id = SettlementId::new(&id);
        if settlement.name.is_empty() {
            settlement.name = id;
        }
        let place = (found.township.as_deref(), settlement.at);
        settlement.township = placed(finder, place, &settlement.name, (spot, notes));
        let place = (spot, settlement.name.as_str(), settlement.at);
        stated.take(place, found.township.as_deref());
        keep_unmatched(finder, found.township, &mut settlement.extra);
        settlements.push((spot, settlement));
    }
    stated.tell(notes);
    let has_pupils = |(_, settlement): &(Spot, Settlement)| {
        settlement.pupils.iter().any(|(_, pupils)| pupils.is_some())
    };
    if let (Some(file), false) = (first_file, settlements.iter().any(has_pupils)) {
        notes[file].file(Words::new(
            "No settlement has pupils by stage (columns such as pupils_primary or 小学生数)",
            "居民点没有分学段学生数（如 pupils_primary、小学生数等字段）",
        ));
    }
    settlements.sort_by(|(_, a), (_, b)| a.id.cmp(&b.id));
    settlements
}

/// The township that a file states, else the one around the place. Tells where the two are not the same.
fn placed(
    finder: &Finder<'_>,
    (stated, at): (Option<&str>, LonLat),
    name: &str,
    (spot, notes): (Spot, &mut [Notes]),
) -> Option<usize> {
    let around = finder.around(at);
    let stated = stated.and_then(|text| finder.named(text));
    if let (Some(stated), Some(around)) = (stated, around)
        && stated != around
    {
        let (stated, around) = (finder.name(stated), finder.name(around));
        notes[spot.file].feature(kind::CONTRADICTION, spot.feature, Some(at), || {
            Words::new(
                format!("{name} is said to be in {stated} and stands in {around}; {stated} counts"),
                format!("{name}所填乡镇为{stated}，位置却在{around}，以{stated}为准"),
            )
        });
    }
    stated.or(around)
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
fn tell_same_places(schools: &[(Spot, School)], notes: &mut [Notes]) {
    let mut first_at: HashMap<(i64, i64), &str> = HashMap::new();
    for (spot, School { at, name, .. }) in schools {
        let key = ((at.lon * 1e7).round() as i64, (at.lat * 1e7).round() as i64);
        if let Some(first) = first_at.get(&key) {
            notes[spot.file].feature(kind::SAME_PLACE, spot.feature, Some(*at), || {
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

/// Tells of schools that stand in no township; once for all where that is true of every school.
fn tell_outside(schools: &[(Spot, School)], finder: &Finder<'_>, notes: &mut [Notes]) {
    let outside: Vec<&(Spot, School)> = schools
        .iter()
        .filter(|(_, school)| school.township.is_none())
        .collect();
    let (Some((first, _)), false) = (outside.first(), finder.is_empty()) else {
        return;
    };
    if outside.len() == schools.len() {
        let all = schools.len();
        notes[first.file].file(Words::new(
            format!(
                "None of the {all} schools stands in a township; do the files belong to one county?"
            ),
            format!("{all}所学校都不在任何乡镇范围内，请确认文件是否属于同一个县"),
        ));
        return;
    }
    for (spot, School { at, name, .. }) in outside {
        notes[spot.file].feature(kind::OUTSIDE, spot.feature, Some(*at), || {
            Words::new(
                format!("{name} stands in no township"),
                format!("{name}不在任何乡镇范围内"),
            )
        });
    }
}

/// Tells once when no school at all has pupils, or seats.
fn tell_missing_figures(schools: &[(Spot, School)], notes: &mut [Notes]) {
    let Some((first, _)) = schools.first() else {
        return;
    };
    let records = || {
        schools
            .iter()
            .flat_map(|(_, school)| school.stages.iter().filter_map(|(_, record)| *record))
    };
    if records().all(|record| record.pupils.is_none()) {
        notes[first.file].file(Words::new(
            "No school has a number of pupils (columns such as pupils or 在校生); values can be assumed by kind of school",
            "学校没有学生数（如 pupils、在校生等字段），可按学校类别设定假定值",
        ));
    }
    if records().all(|record| record.seats.is_none()) {
        notes[first.file].file(Words::new(
            "No school has a number of seats (columns such as seats or 学位); values can be assumed by kind of school",
            "学校没有学位数（如 seats、学位等字段），可按学校类别设定假定值",
        ));
    }
}

/// Files may name the parent school instead of giving its id.
fn name_parents(schools: &mut [(Spot, School)], notes: &mut [Notes]) {
    let known: Vec<(String, String)> = schools
        .iter()
        .map(|(_, school)| (school.id.to_string(), school.name.clone()))
        .collect();
    let stated = schools
        .iter()
        .map(|(spot, school)| (spot.file, school.parent.as_ref().map(ToString::to_string)));
    let mut stated: Vec<(usize, Option<String>)> = stated.collect();
    let parents = stated
        .iter_mut()
        .filter_map(|(file, parent)| Some((*file, parent.as_mut()?)));
    let what = Words::new("ids of parent schools", "主管学校编号");
    leading_zeros::settle_references(parents, &known, &what, notes);
    for ((_, school), (_, parent)) in schools.iter_mut().zip(stated) {
        school.parent = parent.map(|parent| SchoolId::new(&parent));
    }
    let ids: HashSet<SchoolId> = schools
        .iter()
        .map(|(_, school)| school.id.clone())
        .collect();
    let mut by_name: HashMap<String, Option<SchoolId>> = HashMap::new();
    for (_, school) in schools.iter() {
        by_name
            .entry(school.name.clone())
            .and_modify(|known| *known = None)
            .or_insert_with(|| Some(school.id.clone()));
    }
    for (_, school) in schools {
        let stated = school
            .parent
            .as_ref()
            .filter(|parent| !ids.contains(parent));
        if let Some(Some(id)) = stated.and_then(|parent| by_name.get(parent.as_str())) {
            school.parent = Some(id.clone());
        }
    }
}
