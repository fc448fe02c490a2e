//! A small county for the tests of catchments: three schools and eight villages on one line.

use serde_json::{Value, json};

/// A place on one line, so many kilometres from its western end.
fn place(km: f64, properties: &Value) -> Value {
    let lon = 104.0 + km / 96.8;
    json!({
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Point", "coordinates": [lon, 29.6]},
    })
}

/// A county of a street without roads, as people send it: Chinese columns, numbers as text, blanks, a village where
/// nobody lives, one whose pupils nobody counted, a school that states no seats.
pub(crate) fn layers() -> [(&'static str, String); 2] {
    let schools = [
        place(
            0.0,
            &json!({"学校编号": "w", "学校名称": "West School", "办学类型": "小学", "学生数": "46", "学位": "50"}),
        ),
        place(
            5.1,
            &json!({"学校编号": "m", "学校名称": "Middle School", "办学类型": "小学", "学生数": 50, "学位": " 60 "}),
        ),
        place(
            12.0,
            &json!({"学校编号": "e", "学校名称": "East School", "办学类型": "小学", "学生数": "39人"}),
        ),
    ];
    let pupils = [
        json!("30"),
        json!(" 28"),
        json!(0),
        json!("26"),
        json!(25),
        Value::Null,
        json!("17"),
        json!(9),
    ];
    let villages = pupils.iter().zip(0..).map(|(pupils, number)| {
        let name = format!("Village {number}");
        place(
            f64::from(number) * 1.7,
            &json!({"编号": format!("v{number}"), "村名": name, "小学学生数": pupils}),
        )
    });
    let layer = |features: Vec<Value>| {
        json!({"type": "FeatureCollection", "features": features}).to_string()
    };
    [
        ("学校.geojson", layer(schools.into())),
        ("居民点.geojson", layer(villages.collect())),
    ]
}
