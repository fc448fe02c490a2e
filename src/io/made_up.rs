//! Whether data say that they are made up: then they are labelled so wherever they are shown.

use serde_json::{Map, Value};

/// Whether the members beside the features say that the data are made up: `"xuequ": {"illustrative": true}`,
/// or words to that effect anywhere in them.
pub(super) fn is_said(members: &Map<String, Value>) -> bool {
    fn says_so(name: &str, value: &Value) -> bool {
        match value {
            Value::Bool(flag) => *flag && name == "illustrative",
            Value::String(text) => {
                text.contains("示意数据")
                    || text.contains("示意性")
                    || text.to_lowercase().contains("illustrative")
            }
            Value::Array(items) => items.iter().any(|item| says_so("", item)),
            Value::Object(members) => members.iter().any(|(name, value)| says_so(name, value)),
            _ => false,
        }
    }
    members.iter().any(|(name, value)| says_so(name, value))
}
