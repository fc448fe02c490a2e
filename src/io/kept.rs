//! Parts of a plan file that this program does not understand. Most are kept for saving; the others are listed as
//! warnings.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::document::{Document, RawFeature, shortened};
use super::numbers;
use super::report::Notes;
use crate::model::{County, SchoolId};
use crate::plan::{Beside, Plan, feature_key};
use crate::words::Words;

/// More differences than this in one file are counted only.
const MOST_TOLD: usize = 50;

/// What plan files of made-up counties say in their member `note`.
pub(crate) const ILLUSTRATIVE: &str = "示意数据 / illustrative data";

/// Properties that the program writes into the features of a plan; those of figures end in a stage.
const DRAWN: [&str; 27] = [
    "layer",
    "id",
    "name",
    "kind",
    "status",
    "action",
    "year",
    "reason",
    "receiver",
    "moved_from",
    "origin",
    "ownership",
    "inclusive",
    "township",
    "district",
    "parent",
    "boarders",
    "beds",
    "stage",
    "school",
    "school_name",
    "settlement",
    "settlement_name",
    "from",
    "to",
    "distance_before_m",
    "distance_after_m",
];

fn is_drawn(layer: &str, name: &str) -> bool {
    let is_figure = ["pupils_", "seats_"]
        .iter()
        .any(|measure| name.starts_with(measure));
    match name {
        "pupils" | "basis" => layer == "move",
        "work" | "class" | "speed_kmh" => layer == "road",
        _ => DRAWN.contains(&name) || layer == "school" && is_figure,
    }
}

/// What a plan file holds besides its plan.
pub(super) fn beside(document: Document, notes: &mut Notes) -> Beside {
    let Document {
        mut members,
        features,
        ..
    } = document;
    // Both are of the coordinates as they were; those are written anew.
    for name in ["crs", "bbox"] {
        if members.shift_remove(name).is_some() {
            notes.file(Words::new(
                format!(
                    "The member \"{name}\" is not kept on saving: coordinates are written anew"
                ),
                format!("“{name}”成员保存后不保留：坐标将重新写出"),
            ));
        }
    }
    if members.get("note").is_some_and(|note| note == ILLUSTRATIVE) {
        members.shift_remove("note");
    }
    let mut beside = Beside {
        members,
        ..Beside::default()
    };
    for feature in features {
        let Some(key) = feature_key(&feature.properties) else {
            beside.features.push(as_it_stood(feature));
            continue;
        };
        let mut unknown = feature.properties;
        let layer = key.split('\u{1F}').next().unwrap_or_default().to_owned();
        unknown.retain(|name, value| !is_drawn(&layer, name) && !value.is_null());
        if !unknown.is_empty() {
            beside.properties.insert(key, unknown);
        }
    }
    beside
}

fn as_it_stood(feature: RawFeature) -> Value {
    let mut stood = Map::new();
    stood.insert("type".to_owned(), "Feature".into());
    if let Some(id) = feature.id {
        stood.insert("id".to_owned(), id);
    }
    stood.insert("geometry".to_owned(), feature.geometry.into_json());
    stood.insert("properties".to_owned(), Value::Object(feature.properties));
    Value::Object(stood)
}

/// Forgets the properties of schools that the county's own files hold: those are written from there.
pub(super) fn without_the_countys(plan: &mut Plan, county: &County) {
    if plan.beside.properties.is_empty() {
        return;
    }
    Arc::make_mut(&mut plan.beside)
        .properties
        .retain(|key, properties| {
            let id = key.strip_prefix("school\u{1F}");
            let school = id.and_then(|id| county.school(&SchoolId::new(id)));
            if let Some(school) = school {
                properties.retain(|name, _| !school.extra.contains_key(name));
            }
            !properties.is_empty()
        });
}

/// Tells what of a plan's member would be written otherwise than it was read.
pub(super) fn tell_lost(
    read: &Map<String, Value>,
    written: &Map<String, Value>,
    notes: &mut Notes,
) {
    let mut lost = Vec::new();
    for (name, value) in read {
        // The stamps are of the data as they are at saving, and so is how those were read.
        let is_stamp = matches!(name.as_str(), "format" | "data")
            || matches!(name.as_str(), "answers" | "joins") && value.is_object()
            || name == "corrections" && value.is_array();
        if is_stamp || is_nothing(value) {
            continue;
        }
        let now = written.get(name).unwrap_or(&Value::Null);
        match name.as_str() {
            "standards" => compare(name, &packs(value), now, &mut lost),
            "assumptions" => compare_assumptions(value, &by_kind(now), &mut lost),
            // Without years of its own a plan has those of its measures.
            "period" if now.is_null() => {}
            _ => compare(name, value, now, &mut lost),
        }
    }
    for (place, value, now) in lost.iter().take(MOST_TOLD) {
        let value = shortened(&value.to_string());
        notes.file(if now.is_null() {
            Words::new(
                format!("{place}: {value} was not understood and is not kept on saving"),
                format!("{place}：{value} 无法识别，保存后不保留"),
            )
        } else {
            let now = shortened(&now.to_string());
            Words::new(
                format!("{place}: {value} was read as {now}"),
                format!("{place}：{value} 按 {now} 读取"),
            )
        });
    }
    if let Some(more) = lost.len().checked_sub(MOST_TOLD).filter(|&more| more > 0) {
        notes.file(Words::new(
            format!("{more} more values were not understood as they stand"),
            format!("另有{more}处未能按原样识别"),
        ));
    }
}

/// Tells that a value was not understood; it is kept as it stands.
pub(super) fn tell_kept(place: &str, value: &Value, notes: &mut Notes) {
    let value = shortened(&value.to_string());
    notes.file(Words::new(
        format!("{place}: {value} was not understood and is not used; it is kept as it stands"),
        format!("{place}：{value} 无法识别，未采用，按原样保留"),
    ));
}

/// An empty value loses nothing.
pub(super) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn compare(place: &str, read: &Value, written: &Value, lost: &mut Vec<(String, Value, Value)>) {
    match (read, written) {
        (Value::Object(read), Value::Object(written)) => {
            for (name, value) in read.iter().filter(|(_, value)| !is_nothing(value)) {
                let now = written
                    .get(name)
                    .or_else(|| written.get(usual_name(name)))
                    .or_else(|| by_stage(name, written))
                    .or_else(|| of_its_stage(name, value, written));
                let place = format!("{place}, {name}");
                compare(&place, value, now.unwrap_or(&Value::Null), lost);
            }
        }
        (Value::Array(read), Value::Array(written)) if read.len() == written.len() => {
            for (index, (value, now)) in read.iter().zip(written).enumerate() {
                compare(&format!("{place} {}", index + 1), value, now, lost);
            }
        }
        _ if is_same(read, written) => {}
        _ => lost.push((place.to_owned(), read.clone(), written.clone())),
    }
}

/// The seats of a stage after the work, which are written together.
fn by_stage<'a>(name: &str, written: &'a Map<String, Value>) -> Option<&'a Value> {
    written.get("seats")?.get(name.strip_prefix("seats_")?)
}

/// The seats of a school of one stage, which are written by stage.
fn of_its_stage<'a>(
    name: &str,
    value: &Value,
    written: &'a Map<String, Value>,
) -> Option<&'a Value> {
    let is_it = |name: &str, now: &Value| name.starts_with("seats_") && is_same(value, now);
    let mut written = written.iter().filter(|_| name == "seats");
    let (_, seats) = written.find(|(name, now)| is_it(name, now))?;
    Some(seats)
}

/// Other names that are understood in actions.
fn usual_name(name: &str) -> &str {
    match name {
        "to" | "at" | "geometry" => "point",
        "receivers" | "receiver" => "into",
        name => name,
    }
}

fn is_same(read: &Value, written: &Value) -> bool {
    let number = |value| numbers::decimal(value);
    let numbers_agree = number(read).is_some() && number(read) == number(written);
    let texts_agree =
        numbers::text(read).is_some() && numbers::text(read) == numbers::text(written);
    let flags_agree = written.is_boolean() && numbers::flag(read) == numbers::flag(written);
    // A place may be a GeoJSON point, one receiver may stand without a list.
    let in_a_list =
        matches!(written, Value::Array(items) if items.len() == 1 && is_same(read, &items[0]));
    let as_point = read
        .get("coordinates")
        .is_some_and(|position| position == written);
    read == written || numbers_agree || texts_agree || flags_agree || in_a_list || as_point
}

/// Standards as the list of names that they are; one alone may stand without a list.
fn packs(value: &Value) -> Value {
    let name = |value: &Value| match value {
        Value::Object(members) if members.len() == 1 => members.get("id").unwrap_or(value).clone(),
        other => other.clone(),
    };
    match value {
        Value::Array(items) => items.iter().map(name).collect(),
        other => Value::Array(vec![name(other)]),
    }
}

/// Assumptions by kind and stage: their order means nothing.
fn by_kind(value: &Value) -> Map<String, Value> {
    let items = value.as_array().into_iter().flatten();
    items
        .map(|item| (kind_and_stage(item), item.clone()))
        .collect()
}

fn kind_and_stage(item: &Value) -> String {
    let text = |name: &str| item.get(name).map(Value::to_string).unwrap_or_default();
    format!("{} {}", text("kind"), text("stage")).replace('"', "")
}

/// Every assumption that was read against the one that is written for its schools.
fn compare_assumptions(
    read: &Value,
    written: &Map<String, Value>,
    lost: &mut Vec<(String, Value, Value)>,
) {
    let Value::Array(items) = read else {
        return compare("assumptions", read, &Value::Null, lost);
    };
    for item in items {
        let key = kind_and_stage(item);
        let now = written.get(&key).unwrap_or(&Value::Null);
        compare(&format!("assumptions, {key}"), item, now, lost);
    }
}
