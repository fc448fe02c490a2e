//! The geometry of a feature as its file gives it: positions in a row where that is all there is, else JSON.

use serde_json::{Map, Value, json};

/// A longitude and a latitude, or an x and a y, as they stand in the file.
pub(super) type Position = [f64; 2];

/// A geometry before it is looked at.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Drawing {
    /// As JSON, whatever it is; `null` where there is none.
    Json(Value),
    Points(Vec<Position>),
    Lines(Vec<Vec<Position>>),
    /// Polygons; of each its rings, the outer one first.
    Areas(Vec<Vec<Vec<Position>>>),
}

impl Default for Drawing {
    fn default() -> Self {
        Self::Json(Value::Null)
    }
}

impl From<Value> for Drawing {
    fn from(geometry: Value) -> Self {
        Self::Json(geometry)
    }
}

impl Drawing {
    /// The first two numbers in it.
    pub(super) fn first_position(&self) -> Option<Position> {
        match self {
            Self::Json(geometry) => first_of(geometry.get("coordinates")?),
            Self::Points(points) => points.first().copied(),
            Self::Lines(lines) => lines.iter().flatten().next().copied(),
            Self::Areas(areas) => areas.iter().flatten().flatten().next().copied(),
        }
    }

    /// With the first two numbers of every position swapped.
    pub(super) fn turned(&self) -> Self {
        let turn = |positions: &Vec<Position>| positions.iter().map(|&[x, y]| [y, x]).collect();
        let turn_all = |lines: &Vec<Vec<Position>>| lines.iter().map(turn).collect();
        match self {
            Self::Json(geometry) => Self::Json(turned(geometry)),
            Self::Points(points) => Self::Points(turn(points)),
            Self::Lines(lines) => Self::Lines(turn_all(lines)),
            Self::Areas(areas) => Self::Areas(areas.iter().map(turn_all).collect()),
        }
    }

    /// As `GeoJSON`.
    pub(super) fn into_json(self) -> Value {
        match self {
            Self::Json(geometry) => geometry,
            Self::Points(points) => json!({"type": "MultiPoint", "coordinates": points}),
            Self::Lines(lines) => json!({"type": "MultiLineString", "coordinates": lines}),
            Self::Areas(areas) => json!({"type": "MultiPolygon", "coordinates": areas}),
        }
    }

    /// A geometry of `GeoJSON` with these members; as positions where it is whole.
    pub(super) fn of_members(mut members: Map<String, Value>, coordinates: Option<Nested>) -> Self {
        let Some(coordinates) = coordinates else {
            return Self::Json(Value::Object(members));
        };
        let name = members.get("type").and_then(Value::as_str);
        match packed(name.unwrap_or_default(), coordinates) {
            Ok(drawing) => drawing,
            Err(coordinates) => {
                members.insert("coordinates".to_owned(), coordinates.into_json());
                Self::Json(Value::Object(members))
            }
        }
    }
}

/// Lists in lists of numbers, as coordinates are.
#[derive(Debug)]
pub(super) enum Nested {
    Number(f64),
    /// The first two of the numbers that stand in a list.
    Position(Position),
    /// A list of positions alone.
    Positions(Vec<Position>),
    List(Vec<Self>),
    /// An empty list, and what is none of these.
    Odd(Value),
}

impl Nested {
    /// The list of these.
    pub(super) fn of_items(mut items: Vec<Self>) -> Self {
        match items.as_slice() {
            [] => return Self::Odd(Value::Array(Vec::new())),
            [Self::Number(x), Self::Number(y), rest @ ..]
                if rest.iter().all(|item| matches!(item, Self::Number(_))) =>
            {
                return Self::Position([*x, *y]);
            }
            items if items.iter().any(|item| matches!(item, Self::Number(_))) => {}
            _ => {
                items.shrink_to_fit();
                return Self::List(items);
            }
        }
        Self::Odd(items.into_iter().map(Self::into_json).collect())
    }

    pub(super) fn into_json(self) -> Value {
        match self {
            Self::Number(number) => number.into(),
            Self::Position(position) => json!(position),
            Self::Positions(positions) => json!(positions),
            Self::List(items) => items.into_iter().map(Self::into_json).collect(),
            Self::Odd(value) => value,
        }
    }

    fn positions(self) -> Result<Vec<Position>, Self> {
        match self {
            Self::Positions(positions) => Ok(positions),
            other => Err(other),
        }
    }

    fn lists<T>(self, inner: fn(Self) -> Result<Vec<T>, Self>) -> Result<Vec<Vec<T>>, Self>
    where
        Vec<T>: Unpacked,
    {
        let Self::List(items) = self else {
            return Err(self);
        };
        let mut lists = Vec::with_capacity(items.len());
        let mut items = items.into_iter();
        for item in items.by_ref() {
            match inner(item) {
                Ok(list) => lists.push(list),
                Err(item) => {
                    // What was taken apart is put together again.
                    let before = lists.into_iter().map(Unpacked::nested);
                    return Err(Self::List(before.chain([item]).chain(items).collect()));
                }
            }
        }
        Ok(lists)
    }
}

/// What lists of positions were before they were told apart.
trait Unpacked {
    fn nested(self) -> Nested;
}

impl Unpacked for Vec<Position> {
    fn nested(self) -> Nested {
        Nested::Positions(self)
    }
}

impl Unpacked for Vec<Vec<Position>> {
    fn nested(self) -> Nested {
        Nested::List(self.into_iter().map(Unpacked::nested).collect())
    }
}

fn packed(name: &str, coordinates: Nested) -> Result<Drawing, Nested> {
    let lines = |coordinates: Nested| coordinates.lists(Nested::positions);
    match (name, coordinates) {
        ("Point", Nested::Position(position)) => Ok(Drawing::Points(vec![position])),
        ("MultiPoint", coordinates) => coordinates.positions().map(Drawing::Points),
        ("LineString", coordinates) => {
            let line = coordinates.positions()?;
            Ok(Drawing::Lines(vec![line]))
        }
        ("MultiLineString", coordinates) => lines(coordinates).map(Drawing::Lines),
        ("Polygon", coordinates) => {
            let rings = lines(coordinates)?;
            Ok(Drawing::Areas(vec![rings]))
        }
        ("MultiPolygon", coordinates) => coordinates
            .lists(|rings| rings.lists(Nested::positions))
            .map(Drawing::Areas),
        (_, coordinates) => Err(coordinates),
    }
}

/// The first two numbers of coordinates.
fn first_of(coordinates: &Value) -> Option<Position> {
    match coordinates.as_array()?.as_slice() {
        [x @ Value::Number(_), y @ Value::Number(_), ..] => Some([x.as_f64()?, y.as_f64()?]),
        items => items.iter().find_map(first_of),
    }
}

/// A geometry with the first two numbers of every position swapped.
fn turned(geometry: &Value) -> Value {
    match geometry {
        Value::Array(items) => match items.as_slice() {
            [x @ Value::Number(_), y @ Value::Number(_), rest @ ..] => {
                [y, x].into_iter().chain(rest).cloned().collect()
            }
            items => items.iter().map(turned).collect(),
        },
        Value::Object(members) => {
            let turned = |(name, value): (&String, &Value)| {
                let is_inside = matches!(name.as_str(), "coordinates" | "geometries");
                (
                    name.clone(),
                    if is_inside {
                        turned(value)
                    } else {
                        value.clone()
                    },
                )
            };
            members.iter().map(turned).collect()
        }
        other => other.clone(),
    }
}
