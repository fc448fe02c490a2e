//! The files of small counties and their plans, as these tests write them.

use std::path::Path;

use serde_json::{Value, json};

/// A school or a home on one parallel, where a degree is 96.8 km.
pub(crate) fn point(lon: f64, properties: &Value) -> Value {
    json!({
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Point", "coordinates": [lon, 29.6]},
    })
}

/// A layer of features.
pub(crate) fn layer(features: &[Value]) -> Value {
    json!({"type": "FeatureCollection", "features": features})
}

/// A plan file that draws nothing, with this in its own member.
pub(crate) fn plan_file(member: &Value) -> Value {
    json!({"type": "FeatureCollection", "xuequ": member, "features": []})
}

/// Writes a file, over an earlier one.
pub(crate) fn write(path: &Path, file: &Value) {
    std::fs::write(path, file.to_string()).expect("the file can be written");
}
