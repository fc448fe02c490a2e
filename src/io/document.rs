//! From the text of a file to its features, forgiving where the meaning is plain.

use serde_json::{Map, Value};

use super::OpenError;
use super::drawing::Drawing;
use super::formats::{esri, topojson};
use super::report::{Notes, kind};
use super::streamed::{self, Item, Top};
use super::weight;
use crate::words::Words;

/// The features of one file and what stands beside them.
#[derive(Debug, Default)]
pub(super) struct Document {
    pub(super) features: Vec<RawFeature>,
    /// Members of the collection beside `type` and `features`.
    pub(super) members: Map<String, Value>,
    /// Set where the file could not be read whole.
    pub(super) broken: Option<OpenError>,
}

/// A feature as it stands in the file.
#[derive(Debug)]
pub(super) struct RawFeature {
    /// The first is 1.
    pub(super) number: usize,
    pub(super) id: Option<Value>,
    pub(super) properties: Map<String, Value>,
    /// JSON `null` where there is none.
    pub(super) geometry: Drawing,
}

/// Parses a text that has one layer.
pub(super) fn parse(file: &str, text: &str, notes: &mut Notes) -> Result<Document, OpenError> {
    let mut layers = layers(file, text, notes)?.into_iter();
    Ok(layers
        .next()
        .map(|(_, document)| document)
        .unwrap_or_default())
}

/// Parses a collection, a feature, a bare geometry, or features one a line; the objects of a `TopoJSON`, an answer in
/// Esri JSON. Only layers of a text with several have a name.
pub(super) fn layers(
    file: &str,
    text: &str,
    notes: &mut Notes,
) -> Result<Vec<(String, Document)>, OpenError> {
    weight::check(file, text)?;
    let top = match streamed::top(text) {
        Ok(top) => top,
        Err(error) => {
            if let Some(document) = parse_lines(file, text, notes) {
                return Ok(alone(document));
            }
            parse_forgiving(text, notes).ok_or_else(|| syntax(file, &error))?
        }
    };
    match top {
        Top::Object(mut members, mut features) => {
            if let Some(layers) = topojson::layers(file, &mut members)? {
                notes.file_once(Words::new(
                    "TopoJSON, read as layers of features",
                    "TopoJSON，已按要素图层读取",
                ));
                return Ok(layers);
            }
            if let Some(document) = esri::document(&members, &mut features) {
                notes.file_once(Words::new("An answer in Esri JSON", "Esri JSON 格式"));
                return Ok(alone(document));
            }
            of_object(file, members, features, notes).map(alone)
        }
        Top::List(items) if items.iter().any(Item::is_feature) => {
            notes.file(Words::new(
                "A bare list of features, read as a collection",
                "文件是要素列表，按要素集合读取",
            ));
            Ok(alone(collect(items, Map::new(), notes)))
        }
        _ => Err(not_geojson(
            file,
            "it is not an object with features",
            "最外层不是带要素的对象",
        )),
    }
}

fn alone(document: Document) -> Vec<(String, Document)> {
    vec![(String::new(), document)]
}

fn of_object(
    file: &str,
    mut members: Map<String, Value>,
    features: Option<Vec<Item>>,
    notes: &mut Notes,
) -> Result<Document, OpenError> {
    if let Some(error) = other_json(file, &members) {
        return Err(error);
    }
    let type_name = members
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    if let Some(features) = features {
        if type_name != "FeatureCollection" {
            notes.file(Words::new(
                "The file does not say type FeatureCollection, read as one",
                "文件未注明 type 为 FeatureCollection，仍按要素集合读取",
            ));
        }
        members.shift_remove("type");
        return Ok(collect(features, members, notes));
    }
    if members.contains_key("features") {
        return Err(not_geojson(
            file,
            "its \"features\" are not a list",
            "“features”不是列表",
        ));
    }
    match type_name.as_str() {
        "Feature" => {
            let geometry = members.shift_remove("geometry").map(Drawing::from);
            let feature = Item::Object(members, geometry);
            Ok(collect(vec![feature], Map::new(), notes))
        }
        "Point" | "MultiPoint" | "LineString" | "MultiLineString" | "Polygon" | "MultiPolygon"
        | "GeometryCollection" => Ok(Document {
            features: vec![RawFeature {
                number: 1,
                id: None,
                properties: Map::new(),
                geometry: Value::Object(members).into(),
            }],
            members: Map::new(),
            broken: None,
        }),
        "FeatureCollection" => Err(not_geojson(
            file,
            "the collection has no \"features\"",
            "要素集合缺少“features”",
        )),
        "" => Err(not_geojson(file, "it has no \"type\"", "缺少“type”")),
        other => Err(not_geojson(
            file,
            format!("its type is \"{}\"", shortened(other)),
            format!("“type”为“{}”", shortened(other)),
        )),
    }
}

/// JSON formats that are often mistaken for GeoJSON.
fn other_json(file: &str, members: &Map<String, Value>) -> Option<OpenError> {
    let (en, zh, convert) = if members.get("type").and_then(Value::as_str) == Some("Topology") {
        (
            "TopoJSON",
            "TopoJSON",
            Words::new(
                "convert it with mapshaper or QGIS, or: ogr2ogr out.geojson FILE",
                "请用 QGIS、mapshaper 或 ogr2ogr 转换为 GeoJSON",
            ),
        )
    } else if members.contains_key("geometryType") || members.contains_key("spatialReference") {
        (
            "Esri JSON",
            "Esri JSON",
            Words::new(
                "ask the service for f=geojson, or: ogr2ogr out.geojson FILE",
                "请向服务请求 f=geojson，或用 ogr2ogr 转换",
            ),
        )
    } else if is_a_table(members)
        || members
            .get("result")
            .and_then(Value::as_object)
            .is_some_and(is_a_table)
    {
        (
            "a table in JSON (CKAN)",
            "JSON 表格（CKAN）",
            Words::new(
                "download it as CSV, add it in QGIS with Layer, Add Delimited Text Layer (longitude and latitude \
                 columns), then save as GeoJSON",
                "请下载 CSV，在 QGIS 中用“图层 → 添加分隔文本图层”（经度、纬度两列）加入后另存为 GeoJSON",
            ),
        )
    } else if members.get("elements").is_some_and(Value::is_array) {
        (
            "Overpass JSON",
            "Overpass JSON",
            Words::new(
                "in overpass turbo choose Export, GeoJSON",
                "请在 overpass turbo 中选择“导出 → GeoJSON”",
            ),
        )
    } else {
        return None;
    };
    Some(OpenError::OtherFormat {
        file: file.to_owned(),
        what: Box::new(Words::new(en, zh)),
        convert: Box::new(convert),
    })
}

/// Records beside a list of their fields, as data portals answer.
fn is_a_table(members: &Map<String, Value>) -> bool {
    let is_list = |name: &str| members.get(name).is_some_and(Value::is_array);
    is_list("records") && (is_list("fields") || members.contains_key("total"))
}

fn collect(items: Vec<Item>, members: Map<String, Value>, notes: &mut Notes) -> Document {
    let features = items
        .into_iter()
        .enumerate()
        .filter_map(|(index, item)| of_item(index + 1, item, notes))
        .collect();
    Document {
        features,
        members,
        broken: None,
    }
}

fn of_item(number: usize, item: Item, notes: &mut Notes) -> Option<RawFeature> {
    let Item::Object(mut members, geometry) = item else {
        notes.feature(kind::BAD_FEATURE, number, None, || {
            Words::new("Not a feature, left out", "不是要素，未读入")
        });
        return None;
    };
    let is_bare_geometry = members.contains_key("coordinates") && geometry.is_none();
    if is_bare_geometry {
        return Some(RawFeature {
            number,
            id: None,
            properties: Map::new(),
            geometry: Value::Object(members).into(),
        });
    }
    let properties = match members.remove("properties") {
        Some(Value::Object(properties)) => properties,
        None | Some(Value::Null) => Map::new(),
        Some(_) => {
            notes.feature(kind::BAD_FEATURE, number, None, || {
                Words::new(
                    "The properties are not an object and were ignored",
                    "“properties”不是对象，已忽略",
                )
            });
            Map::new()
        }
    };
    Some(RawFeature {
        number,
        id: members.remove("id"),
        properties,
        geometry: geometry.unwrap_or_default(),
    })
}

/// A text that is JSON but for `NaN` and `Infinity` (which tables in Python write for "not known") and commas before a
/// closing bracket.
fn parse_forgiving(text: &str, notes: &mut Notes) -> Option<Top> {
    let top = streamed::top(&without_slips(text)?).ok()?;
    tell_slips(notes);
    Some(top)
}

fn tell_slips(notes: &mut Notes) {
    notes.file_once(Words::new(
        "Not quite JSON: NaN, Infinity or a comma too many; read all the same",
        "JSON 不规范：含 NaN、Infinity 或多余的逗号，仍已读取",
    ));
}

/// The text with those slips put right; `None` when it has none.
fn without_slips(text: &str) -> Option<String> {
    let mut strict = String::with_capacity(text.len());
    let mut rest = text;
    let mut has_slips = false;
    while let Some(char) = rest.chars().next() {
        if char == '"' {
            let length = string_length(rest);
            strict.push_str(&rest[..length]);
            rest = &rest[length..];
            continue;
        }
        let number = ["NaN", "Infinity", "-Infinity"]
            .into_iter()
            .find(|name| rest.starts_with(name));
        if let Some(name) = number {
            strict.push_str("null");
            rest = &rest[name.len()..];
            has_slips = true;
            continue;
        }
        let after = &rest[char.len_utf8()..];
        if char == ',' && after.trim_start().starts_with([']', '}']) {
            has_slips = true;
        } else {
            strict.push(char);
        }
        rest = after;
    }
    has_slips.then_some(strict)
}

/// The length in bytes of the string literal at the start of a text, quotes included.
fn string_length(text: &str) -> usize {
    let mut is_escaped = false;
    for (index, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return index + 1,
            _ => {}
        }
    }
    text.len()
}

/// The features of a text that has one after the other, each in a line of its own or behind a record separator. `None`
/// when the first is no feature; later ones that break are noted and left out.
fn parse_lines(file: &str, text: &str, notes: &mut Notes) -> Option<Document> {
    let mut records = records(text).peekable();
    let (_, first) = *records.peek()?;
    if first.len() == text.trim().len() {
        return None;
    }
    if !feature(first, notes).is_ok_and(|item| item.is_feature()) {
        return None;
    }
    notes.file(Words::new(
        "One feature a line, read as a collection",
        "文件每行一个要素，按要素集合读取",
    ));
    let (mut features, mut broken) = (Vec::new(), None);
    for (index, (line, record)) in records.enumerate() {
        match feature(record, notes) {
            Ok(item) => features.extend(of_item(index + 1, item, notes)),
            Err(error) => {
                let line = line + error.line().saturating_sub(1);
                let words = syntax_at(file, line, &error).words();
                broken.get_or_insert_with(|| OpenError::InPart {
                    file: file.to_owned(),
                    cause: Box::new(words.clone()),
                });
                notes.feature(kind::BAD_FEATURE, index + 1, None, || words);
            }
        }
    }
    Some(Document {
        features,
        members: Map::new(),
        broken,
    })
}

/// The records of a sequence that are not blank, each with the line where it begins, from 1. Behind separators a record
/// may take several lines.
fn records(text: &str) -> impl Iterator<Item = (usize, &str)> {
    const SEPARATOR: char = '\u{1E}';
    let is_separated = text.trim_start().starts_with(SEPARATOR);
    let between = if is_separated { SEPARATOR } else { '\n' };
    let mut line = 1;
    text.split(between).filter_map(move |record| {
        let begin = line;
        line += if is_separated {
            record.matches('\n').count()
        } else {
            1
        };
        let blank = record.len() - record.trim_start().len();
        let begin = begin + record[..blank].matches('\n').count();
        let record = record.trim_matches(|char: char| char.is_whitespace() || char == SEPARATOR);
        (!record.is_empty()).then_some((begin, record))
    })
}

/// One feature of a sequence.
fn feature(record: &str, notes: &mut Notes) -> Result<Item, serde_json::Error> {
    let item = streamed::item(record);
    if item.is_ok() {
        return item;
    }
    // What is no better without its slips is told as it stands.
    let mended = without_slips(record).and_then(|strict| streamed::item(&strict).ok());
    if mended.is_some() {
        tell_slips(notes);
    }
    mended.map_or(item, Ok)
}

fn syntax(file: &str, error: &serde_json::Error) -> OpenError {
    syntax_at(file, error.line(), error)
}

fn syntax_at(file: &str, line: usize, error: &serde_json::Error) -> OpenError {
    // The parser ends its message with the place, which is split off here.
    let message = error.to_string();
    let cause = message
        .split(" at line ")
        .next()
        .unwrap_or_default()
        .to_owned();
    OpenError::Syntax {
        file: file.to_owned(),
        line,
        column: error.column(),
        cause,
    }
}

fn not_geojson(file: &str, en: impl Into<String>, zh: impl Into<String>) -> OpenError {
    OpenError::NotGeoJson {
        file: file.to_owned(),
        why: Box::new(Words::new(en, zh)),
    }
}

/// The beginning of a text from a file, for messages.
pub(super) fn shortened(text: &str) -> String {
    const SHOWN: usize = 40;
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    text.chars().take(SHOWN).chain(['…']).collect()
}
