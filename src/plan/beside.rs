//! What stands in a plan's file besides the plan: not understood, and not lost.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// What the program did not put into a plan file and writes back on saving.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// Members of the collection.
    pub members: Map<String, Value>,
    /// Properties of features that are drawn anew on saving, by the [key](feature_key) of the feature.
    pub properties: BTreeMap<String, Map<String, Value>>,
    /// Features of none of the program's layers.
    pub features: Vec<Value>,
}

/// What a feature of a plan file shows, by its properties: the same feature has the same key after every saving. `None`
/// for features that the program does not draw.
pub fn feature_key(properties: &Map<String, Value>) -> Option<String> {
    let text = |name: &str| properties.get(name).and_then(Value::as_str);
    let names: &[&str] = match text("layer")? {
        "school" | "reserved" | "road" => &["id"],
        "catchment" => &["stage", "school"],
        "move" => &["stage", "settlement", "from", "to"],
        _ => return None,
    };
    let mut key = text("layer")?.to_owned();
    for name in names {
        key.push('\u{1F}');
        key.push_str(text(name).unwrap_or_default());
    }
    Some(key)
}
