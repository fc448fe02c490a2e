//! `TopoJSON`: borders that neighbours share are kept once, as arcs, often in whole steps from a corner.

use serde_json::{Map, Value, json};

use super::super::OpenError;
use super::super::document::{Document, RawFeature};
use super::budget::Budget;
use crate::words::Words;

/// Geometries in geometries deeper than this are not read.
const DEEPEST: usize = 8;

type Positions = Vec<[f64; 2]>;

/// The objects of a topology, each with its name; `None` where it is none.
///
/// # Errors
/// When it has too many layers, or too many points once its arcs are put together.
pub(in crate::io) fn layers(
    file: &str,
    members: &mut Map<String, Value>,
) -> Result<Option<Vec<(String, Document)>>, OpenError> {
    if members.get("type").and_then(Value::as_str) != Some("Topology") {
        return Ok(None);
    }
    let Some(arcs) = members.get("arcs").and_then(Value::as_array) else {
        return Ok(None);
    };
    let transform = Transform::of(members.get("transform"));
    let arcs = arcs.iter().map(|arc| transform.arc(arc)).collect();
    let Some(Value::Object(objects)) = members.remove("objects") else {
        return Ok(None);
    };
    let mut topology = Topology {
        arcs,
        transform,
        budget: Budget::of(file),
        lost: None,
        number: 0,
    };
    topology.budget.layers(objects.len())?;
    let is_one = objects.len() == 1;
    let mut layers = Vec::with_capacity(objects.len());
    for (name, object) in objects {
        let mut document = Document::default();
        topology.features(object, 0, &mut document.features)?;
        document.broken = topology.lost.take().map(|(arcs, first)| OpenError::InPart {
            file: file.to_owned(),
            cause: Box::new(Words::new(
                format!(
                    "{arcs} arcs that features name are not there, the first in feature {first}"
                ),
                format!("有{arcs}条所引用的弧段不存在，第一处在第{first}个要素"),
            )),
        });
        layers.push((if is_one { String::new() } else { name }, document));
    }
    Ok(Some(layers))
}

/// How whole steps become coordinates; without one they are coordinates.
struct Transform {
    scale: [f64; 2],
    translate: [f64; 2],
    is_stepped: bool,
}

impl Transform {
    fn of(stated: Option<&Value>) -> Self {
        let pair = |name: &str, default: f64| {
            let pair = stated.and_then(|stated| stated.get(name));
            let number = |index: usize| {
                pair.and_then(|pair| pair.get(index)?.as_f64())
                    .unwrap_or(default)
            };
            [number(0), number(1)]
        };
        Self {
            scale: pair("scale", 1.0),
            translate: pair("translate", 0.0),
            is_stepped: stated.is_some(),
        }
    }

    fn position(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        [
            x * self.scale[0] + self.translate[0],
            y * self.scale[1] + self.translate[1],
        ]
    }

    /// An arc; each of its positions is a step from the one before.
    fn arc(&self, arc: &Value) -> Positions {
        let mut at = [0.0; 2];
        let positions = arc.as_array().into_iter().flatten().filter_map(pair);
        let position = |step: [f64; 2]| {
            if self.is_stepped {
                at = [at[0] + step[0], at[1] + step[1]];
                self.position(at)
            } else {
                step
            }
        };
        positions.map(position).collect()
    }
}

fn pair(position: &Value) -> Option<[f64; 2]> {
    Some([position.get(0)?.as_f64()?, position.get(1)?.as_f64()?])
}

struct Topology {
    arcs: Vec<Positions>,
    transform: Transform,
    budget: Budget,
    /// How many arcs are named that are not there, and by which feature first.
    lost: Option<(usize, usize)>,
    /// Of the feature being read.
    number: usize,
}

impl Topology {
    /// The features of an object: the members of a collection, else itself.
    fn features(
        &mut self,
        mut object: Value,
        depth: usize,
        features: &mut Vec<RawFeature>,
    ) -> Result<(), OpenError> {
        let is_collection =
            object.get("type").and_then(Value::as_str) == Some("GeometryCollection");
        if let (true, Some(Value::Array(members))) = (
            is_collection && depth < DEEPEST,
            object.get_mut("geometries"),
        ) {
            for member in std::mem::take(members) {
                self.features(member, depth + 1, features)?;
            }
            return Ok(());
        }
        self.number = features.len() + 1;
        let geometry = self.geometry(&object)?;
        features.push(RawFeature {
            number: self.number,
            id: object.get_mut("id").map(Value::take),
            properties: match object.get_mut("properties").map(Value::take) {
                Some(Value::Object(properties)) => properties,
                _ => Map::new(),
            },
            geometry: geometry.into(),
        });
        Ok(())
    }

    /// A geometry in the form of GeoJSON; `null` where it has none.
    fn geometry(&mut self, object: &Value) -> Result<Value, OpenError> {
        let name = object
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let arcs = object.get("arcs").unwrap_or(&Value::Null);
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let coordinates = object.get("coordinates").unwrap_or(&Value::Null);
        let transform = &self.transform;
        let place = |value: &Value| {
            pair(value).map(|at| {
                if transform.is_stepped {
                    transform.position(at)
                } else {
                    at
                }
            })
        };
        let coordinates = match name {
            "Point" => json!(place(coordinates)),
            "MultiPoint" => json!(
                list(coordinates)
                    .iter()
                    .filter_map(place)
                    .collect::<Vec<_>>()
            ),
            "LineString" => json!(self.line(arcs)?),
            "MultiLineString" | "Polygon" => json!(self.lines(arcs)?),
            "MultiPolygon" => {
                let polygons = arcs.as_array().into_iter().flatten();
                let polygons: Result<Vec<_>, _> =
                    polygons.map(|polygon| self.lines(polygon)).collect();
                json!(polygons?)
            }
            _ => return Ok(Value::Null),
        };
        Ok(super::geometry(name, coordinates))
    }

    fn lines(&mut self, arcs: &Value) -> Result<Vec<Positions>, OpenError> {
        let lines = arcs.as_array().into_iter().flatten();
        lines.map(|line| self.line(line)).collect()
    }

    /// Arcs end to end: a negative number is an arc backwards; where two meet, the place stands once.
    fn line(&mut self, arcs: &Value) -> Result<Positions, OpenError> {
        let mut line = Positions::new();
        for index in arcs
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_i64)
        {
            let forward = usize::try_from(if index < 0 { !index } else { index }).ok();
            let Some(arc) = forward.and_then(|index| self.arcs.get(index)) else {
                self.lost.get_or_insert((0, self.number)).0 += 1;
                continue;
            };
            self.budget.points(arc.len(), self.number)?;
            let skipped = usize::from(!line.is_empty());
            if index < 0 {
                line.extend(arc.iter().rev().skip(skipped));
            } else {
                line.extend(arc.iter().skip(skipped));
            }
        }
        Ok(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_an_arc_and_one_of_them_runs_it_backwards() {
        let topology = json!({
            "type": "Topology",
            "transform": {"scale": [0.1, 0.1], "translate": [104.0, 29.0]},
            "arcs": [[[1, 0], [0, 1]], [[1, 1], [-1, 0], [0, -1], [1, 0]], [[1, 0], [1, 0], [0, 1], [-1, 0]]],
            "objects": {"towns": {"type": "GeometryCollection", "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "properties": {"name": "West"}},
                {"type": "Polygon", "arcs": [[2, -1]], "properties": {"name": "East"}},
                {"type": null, "properties": {"name": "Nowhere"}},
                {"type": "Polygon", "arcs": [[77]], "properties": {}},
            ]}},
        });
        let Value::Object(mut members) = topology else {
            panic!("an object")
        };
        let layers = layers("a.json", &mut members)
            .expect("few points")
            .expect("a topology");
        let features = layers[0].1.features.iter();
        let geometries: Vec<Value> = features
            .map(|one| one.geometry.clone().into_json())
            .collect();
        let ring = |index: usize| {
            geometries[index]["coordinates"][0]
                .as_array()
                .map_or(0, Vec::len)
        };
        assert_eq!((ring(0), ring(1)), (5, 5));
        let first = &geometries[0]["coordinates"][0][1];
        assert_eq!(first, &json!([104.1, 29.1]));
        assert_eq!(geometries[2], Value::Null);
        assert_eq!(ring(3), 0, "an arc that is not there is nothing");
        let lost = layers[0].1.broken.as_ref().expect("it is told").words();
        assert!(
            lost.en.contains("1 arcs") && lost.en.contains("feature 4"),
            "{lost:?}"
        );
    }

    #[test]
    fn an_arc_that_is_named_again_and_again_is_refused() {
        let arc: Vec<[f64; 2]> = vec![[104.0, 29.0]; 1_000];
        let named = vec![0; 4_001];
        let topology = json!({
            "type": "Topology",
            "arcs": [arc],
            "objects": {"roads": {"type": "LineString", "arcs": named}},
        });
        let Value::Object(mut members) = topology else {
            panic!("an object")
        };
        let words = layers("a.json", &mut members)
            .expect_err("too many")
            .words();
        assert!(
            words
                .en
                .contains("a.json: the shapes have 4 million points"),
            "{words:?}"
        );
    }
}
