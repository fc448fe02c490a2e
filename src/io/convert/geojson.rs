//! A county as one collection of `GeoJSON`, a feature a line.

use serde_json::{Map, Value, json};

use super::layers::{MARK, Place, Table};
use super::members;
use crate::geometry::LonLat;
use crate::model::County;

pub(super) fn text(county: &County, layers: &[Table<'_>]) -> String {
    let mut text = String::from("{\"type\":\"FeatureCollection\"");
    for (name, value) in members(county) {
        text += ",";
        text += &Value::from(name).to_string();
        text += ":";
        text += &value.to_string();
    }
    text += ",\"features\":[";
    let mut separator = "\n";
    for table in layers {
        for row in &table.rows {
            let mut properties = Map::new();
            properties.insert(MARK.to_owned(), table.layer.key().into());
            properties.extend(row.columns.clone());
            let feature = json!({
                "type": "Feature",
                "properties": properties,
                "geometry": geometry(row.place),
            });
            text += separator;
            text += &feature.to_string();
            separator = ",\n";
        }
    }
    text + "\n]}\n"
}

fn geometry(place: Place<'_>) -> Value {
    let position = |at: &LonLat| [at.lon, at.lat];
    match place {
        Place::Nowhere => Value::Null,
        Place::At(at) => json!({"type": "Point", "coordinates": position(&at)}),
        Place::Line(line) => {
            let line: Vec<_> = line.iter().map(position).collect();
            json!({"type": "LineString", "coordinates": line})
        }
        Place::Area(area) => {
            let ring = |ring: &geo::LineString<f64>| -> Vec<[f64; 2]> {
                ring.0.iter().map(|at| [at.x, at.y]).collect()
            };
            let polygon = |polygon: &geo::Polygon<f64>| -> Vec<Vec<[f64; 2]>> {
                let inner = polygon.interiors().iter();
                [polygon.exterior()]
                    .into_iter()
                    .chain(inner)
                    .map(ring)
                    .collect()
            };
            let polygons: Vec<_> = area.iter().map(polygon).collect();
            json!({"type": "MultiPolygon", "coordinates": polygons})
        }
    }
}
