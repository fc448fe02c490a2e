//! The drawing of a plan without the plan: features that the program drew, in a file that lost its member `xuequ` on
//! its way through another program. They are no schools, roads or townships.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::OpenError;
use super::document::RawFeature;
use crate::words::Words;

/// Whether the program drew a feature as part of a plan. Other programs write the names of columns in capitals.
pub(super) fn is_of_a_plan(properties: &Map<String, Value>) -> bool {
    let value = |name: &str| {
        let named = properties
            .iter()
            .filter(|(column, _)| column.eq_ignore_ascii_case(name));
        let mut named = named.map(|(_, value)| value);
        named.find(|value| !value.is_null())
    };
    let has = |name: &str| value(name).is_some();
    match value("layer").and_then(Value::as_str).unwrap_or_default() {
        "school" => has("status") && has("id"),
        "reserved" => has("action"),
        "road" => has("work") && has("id"),
        "catchment" => has("stage") && has("school"),
        "move" => has("stage") && has("settlement"),
        _ => false,
    }
}

/// Features without those of a plan, and what to say of these; `None` where there are none.
pub(super) fn take_out(file: &str, features: &mut Vec<RawFeature>) -> Option<(OpenError, usize)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    features.retain(|feature| {
        let is_drawn = is_of_a_plan(&feature.properties);
        if is_drawn {
            let layer = feature.properties.get("layer").and_then(Value::as_str);
            *counts
                .entry(layer.unwrap_or_default().to_owned())
                .or_default() += 1;
        }
        !is_drawn
    });
    if counts.is_empty() {
        return None;
    }
    let counted = |(layer, &count): (&String, &usize)| match layer.as_str() {
        "school" => Words::counted(count, "school", "所学校"),
        "catchment" => Words::counted(count, "catchment", "个服务范围"),
        "move" => Words::counted(count, "move", "条学生流向"),
        "road" => Words::counted(count, "road", "条道路"),
        _ => Words::counted(count, "reserved site", "处预留用地"),
    };
    let parts: Vec<Words> = counts.iter().map(counted).collect();
    let all = |of: fn(&Words) -> &str, between: &str| {
        parts.iter().map(of).collect::<Vec<_>>().join(between)
    };
    let held = Words::new(all(|words| &words.en, ", "), all(|words| &words.zh, "、"));
    let error = OpenError::PlanDrawing {
        file: file.to_owned(),
        held: Box::new(held),
    };
    Some((error, counts.values().sum()))
}
