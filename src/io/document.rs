//! From the text of a file to its features, forgiving where the meaning is plain.

use serde_json::{Map, Value};

use super::OpenError;
use super::formats::{esri, topojson};
use super::report::{Notes, kind};
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
    /// `null` where there is none.
    pub(super) geometry: Value,
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
    let value = match serde_json::from_str::<Value>(text) {
        Ok(value) => value,
        Err(error) => {
            if let Some(value) = parse_forgiving(text, notes) {
                value
            } else {
                let lines = parse_lines(file, text, notes);
                return lines.map(alone).ok_or_else(|| syntax(file, &error));
            }
        }
    };
    match value {
        Value::Object(mut members) => {
            if let Some(layers) = topojson::layers(file, &mut members)? {
                notes.file_once(Words::new(
                    "TopoJSON, read as layers of features",
                    "TopoJSON，已按要素图层读取",
                ));
                return Ok(layers);
            }
            if let Some(document) = esri::document(&mut members) {
                notes.file_once(Words::new("An answer in Esri JSON", "Esri JSON 格式"));
                return Ok(alone(document));
            }
            of_object(file, members, notes).map(alone)
        }
        Value::Array(items) if items.iter().any(is_feature) => {
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
    match members.remove("features") {
        Some(Value::Array(features)) => {
            if type_name != "FeatureCollection" {
                notes.file(Words::new(
                    "The file does not say type FeatureCollection, read as one",
                    "文件未注明 type 为 FeatureCollection，仍按要素集合读取",
                ));
            }
            members.shift_remove("type");
            return Ok(collect(features, members, notes));
        }
        Some(_) => {
            return Err(not_geojson(
                file,
                "its \"features\" are not a list",
                "“features”不是列表",
            ));
        }
        None => {}
    }
    match type_name.as_str() {
        "Feature" => Ok(collect(vec![Value::Object(members)], Map::new(), notes)),
        "Point" | "MultiPoint" | "LineString" | "MultiLineString" | "Polygon" | "MultiPolygon"
        | "GeometryCollection" => Ok(Document {
            features: vec![RawFeature {
                number: 1,
                id: None,
                properties: Map::new(),
                geometry: Value::Object(members),
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

fn collect(items: Vec<Value>, members: Map<String, Value>, notes: &mut Notes) -> Document {
    let features = items
        .into_iter()
        .enumerate()
        .filter_map(|(index, item)| of_value(index + 1, item, notes))
        .collect();
    Document {
        features,
        members,
        broken: None,
    }
}

fn of_value(number: usize, item: Value, notes: &mut Notes) -> Option<RawFeature> {
    let Value::Object(mut members) = item else {
        notes.feature(kind::BAD_FEATURE, number, None, || {
            Words::new("Not a feature, left out", "不是要素，未读入")
        });
        return None;
    };
    let is_bare_geometry = members.contains_key("coordinates") && !members.contains_key("geometry");
    if is_bare_geometry {
        return Some(RawFeature {
            number,
            id: None,
            properties: Map::new(),
            geometry: Value::Object(members),
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
        geometry: members.remove("geometry").unwrap_or_default(),
    })
}

/// The value of a text that is JSON but for `NaN` and `Infinity` (which tables in Python write for "not
/// known") and commas before a closing bracket.
fn parse_forgiving(text: &str, notes: &mut Notes) -> Option<Value> {
    let strict = without_slips(text)?;
    let value = serde_json::from_str(&strict).ok()?;
    notes.file(Words::new(
        "Not quite JSON: NaN, Infinity or a comma too many; read all the same",
        "JSON 不规范：含 NaN、Infinity 或多余的逗号，仍已读取",
    ));
    Some(value)
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

/// Features one a line (GeoJSON sequences), with or without record separators. `None` when the first
/// line is no feature; later lines that break are noted and left out.
fn parse_lines(file: &str, text: &str, notes: &mut Notes) -> Option<Document> {
    let mut lines = text
        .lines()
        .enumerate()
        .map(|(index, line)| {
            (
                index + 1,
                line.trim_matches(|char: char| char.is_whitespace() || char == '\u{1E}'),
            )
        })
        .filter(|(_, line)| !line.is_empty())
        .peekable();
    let (_, first) = lines.peek()?;
    let is_sequence = serde_json::from_str::<Value>(first).is_ok_and(|value| is_feature(&value));
    if !is_sequence {
        return None;
    }
    notes.file(Words::new(
        "One feature a line, read as a collection",
        "文件每行一个要素，按要素集合读取",
    ));
    let (mut features, mut broken) = (Vec::new(), None);
    for (index, (line_number, line)) in lines.enumerate() {
        match serde_json::from_str::<Value>(line) {
            Ok(value) => features.extend(of_value(index + 1, value, notes)),
            Err(error) => {
                let words = syntax_at(file, line_number, &error).words();
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

fn is_feature(value: &Value) -> bool {
    value.get("type").and_then(Value::as_str) == Some("Feature")
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
