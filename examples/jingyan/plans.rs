//! The county's five-year plan and its cautious variant, as plan files.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use xuequ::export::plan_alone;
use xuequ::io::{open_bytes, plan_of_bytes};
use xuequ::model::County;
use xuequ::plan::Layout;

#[derive(Deserialize)]
struct Table {
    name: String,
    cautious_name: String,
    period: [i32; 2],
    horizon: i32,
    policy: String,
    standards: Vec<String>,
    /// Rows of `name` and `wan`, 万元 year by year.
    budget: Vec<Value>,
    actions: Vec<Map<String, Value>>,
}

/// The plan and the cautious plan of the county that the layers make up.
pub(crate) fn plans(layers: &[(&'static str, String)]) -> [(&'static str, String); 2] {
    let table: Table = toml::from_str(include_str!("plans.toml")).expect("plans.toml is ours");
    let county = open_bytes(layers).expect("the layers are ours").county;
    let mut bold = table.actions.clone();
    for action in &mut bold {
        action.shift_remove("cautious");
    }
    let cautious: Vec<_> = table.actions.iter().map(kept).collect();
    let file = |name, actions: &[_]| written(&county, &member(&table, name, actions));
    [
        ("plan-2021-2025.geojson", file(&table.name, &bold)),
        (
            "plan-cautious.geojson",
            file(&table.cautious_name, &cautious),
        ),
    ]
}

/// The same action, or keeping the school for the reason that speaks for it.
fn kept(action: &Map<String, Value>) -> Map<String, Value> {
    let Some(reason) = action.get("cautious") else {
        return action.clone();
    };
    let keep = [
        ("kind", &json!("keep")),
        ("school", &action["school"]),
        ("year", &action["year"]),
        ("reason", reason),
    ];
    keep.map(|(name, value)| (name.to_owned(), value.clone()))
        .into_iter()
        .collect()
}

fn member(table: &Table, name: &str, actions: &[Map<String, Value>]) -> Value {
    json!({
        "format": 1,
        "name": name,
        "period": table.period,
        "horizon": table.horizon,
        "policy": table.policy,
        "standards": table.standards,
        "actions": actions,
        "illustrative": true,
        "budget": {"unit": "万元", "first_year": table.period[0], "lines": table.budget},
    })
}

/// The plan file as the program itself saves it, with the layout of the plan's last year.
fn written(county: &County, member: &Value) -> String {
    let bytes = json!({"type": "FeatureCollection", "xuequ": member, "features": []}).to_string();
    let (plan, _) = plan_of_bytes("plan.geojson", bytes.as_bytes(), county)
        .expect("plans.toml has the members of a plan file");
    let layout = Layout::of(county, &plan, plan.period.1);
    plan_alone(county, &plan, &layout)
}
