//! Esri JSON, as map services answer: attributes beside rings, paths, points.

use serde_json::{Map, Value, json};

use super::super::document::{Document, RawFeature};
use super::super::streamed::Item;
use super::rings::polygons;

/// The features of an answer; `None` where it is none, and they stay then.
pub(in crate::io) fn document(
    members: &Map<String, Value>,
    features: &mut Option<Vec<Item>>,
) -> Option<Document> {
    let is_esri = members.contains_key("geometryType") || members.contains_key("spatialReference");
    let has_attributes = |feature: &Item| {
        let Item::Object(members, geometry) = feature else {
            return false;
        };
        members.contains_key("attributes") || geometry.is_some()
    };
    let is_answer = features
        .as_ref()
        .is_some_and(|features| features.iter().all(has_attributes));
    if !is_esri || !is_answer || members.get("type").is_some() {
        return None;
    }
    let features = features.take()?.into_iter().map(Item::into_json);
    let mut document = Document::default();
    if let Some(crs) = members.get("spatialReference").and_then(crs_words) {
        document
            .members
            .insert("crs".to_owned(), json!({"properties": {"name": crs}}));
    }
    let feature = |(index, mut feature): (usize, Value)| RawFeature {
        number: index + 1,
        id: None,
        properties: match feature.get_mut("attributes").map(Value::take) {
            Some(Value::Object(attributes)) => attributes,
            _ => Map::new(),
        },
        geometry: feature
            .get_mut("geometry")
            .map(Value::take)
            .map(geometry)
            .unwrap_or_default()
            .into(),
    };
    document.features = features.enumerate().map(feature).collect();
    Some(document)
}

/// The code of a system, the newer one where there are two, else its words.
fn crs_words(reference: &Value) -> Option<String> {
    let code = reference
        .get("latestWkid")
        .or_else(|| reference.get("wkid"));
    let code = code
        .and_then(Value::as_u64)
        .map(|code| format!("EPSG:{code}"));
    let words = || {
        reference
            .get("wkt")
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    code.or_else(words)
}

/// A geometry in the form of GeoJSON; what is none of them stays and is told as it stands.
fn geometry(mut geometry: Value) -> Value {
    let mut take = |name: &str| geometry.get_mut(name).map(Value::take);
    if let Some(rings) = take("rings") {
        let rings: Option<Vec<Vec<[f64; 2]>>> = rings
            .as_array()
            .map(|rings| rings.iter().map(ring).collect());
        // Rings that cannot be sorted are no shape, and are told as such.
        return polygons(rings.unwrap_or_default()).map_or(
            Value::Null,
            |polygons| json!({"type": "MultiPolygon", "coordinates": polygons}),
        );
    }
    if let Some(paths) = take("paths") {
        return json!({"type": "MultiLineString", "coordinates": paths});
    }
    if let Some(points) = take("points") {
        return json!({"type": "MultiPoint", "coordinates": points});
    }
    match (take("x"), take("y")) {
        (Some(x), Some(y)) if x.is_number() => json!({"type": "Point", "coordinates": [x, y]}),
        _ => Value::Null,
    }
}

fn ring(ring: &Value) -> Vec<[f64; 2]> {
    let positions = ring.as_array().into_iter().flatten();
    let position =
        |position: &Value| Some([position.get(0)?.as_f64()?, position.get(1)?.as_f64()?]);
    positions.filter_map(position).collect()
}
