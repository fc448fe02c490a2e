//! JSON read as it comes: the coordinates of features are kept as numbers in a row, everything else as JSON. As JSON,
//! coordinates would take twenty times their text.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::drawing::{Drawing, Nested, Position};

/// A text of JSON.
#[derive(Debug)]
pub(super) enum Top {
    /// An object: its members but for a list of features, and that list.
    Object(Map<String, Value>, Option<Vec<Item>>),
    List(Vec<Item>),
    /// A number, a text or the like.
    Plain,
}

/// What stands in a list of features.
#[derive(Debug)]
pub(super) enum Item {
    /// An object: its members but for a geometry, and that.
    Object(Map<String, Value>, Option<Drawing>),
    Other(Value),
}

impl Item {
    pub(super) fn into_json(self) -> Value {
        match self {
            Self::Object(mut members, drawing) => {
                let drawing = drawing.map(Drawing::into_json);
                members.extend(drawing.map(|drawing| ("geometry".to_owned(), drawing)));
                Value::Object(members)
            }
            Self::Other(value) => value,
        }
    }

    pub(super) fn is_feature(&self) -> bool {
        let Self::Object(members, _) = self else {
            return false;
        };
        members.get("type").and_then(Value::as_str) == Some("Feature")
    }
}

/// Reads a text whole.
///
/// # Errors
/// The same as of reading it as a [`Value`].
pub(super) fn top(text: &str) -> Result<Top, serde_json::Error> {
    serde_json::from_str::<Read<Top>>(text).map(|read| read.0)
}

/// Reads a text that is to be one feature.
///
/// # Errors
/// The same as of reading it as a [`Value`].
pub(super) fn item(text: &str) -> Result<Item, serde_json::Error> {
    serde_json::from_str::<Read<Item>>(text).map(|read| read.0)
}

/// What is made of JSON: by its kind.
trait FromJson: Sized {
    fn of_plain(value: Value) -> Self;

    fn of_list<'de, A: SeqAccess<'de>>(list: A) -> Result<Self, A::Error> {
        Value::deserialize(SeqAccessDeserializer::new(list)).map(Self::of_plain)
    }

    fn of_object<'de, A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        Value::deserialize(MapAccessDeserializer::new(object)).map(Self::of_plain)
    }
}

struct Read<T>(T);

impl<'de, T: FromJson> Deserialize<'de> for Read<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader(PhantomData)).map(Read)
    }
}

struct Reader<T>(PhantomData<T>);

impl<'de, T: FromJson> Visitor<'de> for Reader<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any valid JSON value")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<T, E> {
        Ok(T::of_plain(flag.into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<T, E> {
        Ok(T::of_plain(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<T, E> {
        Ok(T::of_plain(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<T, E> {
        Ok(T::of_plain(number.into()))
    }

    fn visit_str<E>(self, text: &str) -> Result<T, E> {
        Ok(T::of_plain(text.into()))
    }

    fn visit_unit<E>(self) -> Result<T, E> {
        Ok(T::of_plain(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<T, A::Error> {
        T::of_list(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<T, A::Error> {
        T::of_object(object)
    }
}

/// The members of an object but one, and that.
type Members<T> = (Map<String, Value>, Option<T>);

/// Reads the members of an object, one of them in its own way.
fn members<'de, T: FromJson, A: MapAccess<'de>>(
    mut object: A,
    own: &str,
) -> Result<Members<T>, A::Error> {
    let (mut members, mut found) = (Map::new(), None);
    while let Some(name) = object.next_key::<String>()? {
        if name == own {
            found = Some(object.next_value::<Read<T>>()?.0);
        } else {
            members.insert(name, object.next_value()?);
        }
    }
    Ok((members, found))
}

fn items<'de, T: FromJson, A: SeqAccess<'de>>(mut list: A) -> Result<Vec<T>, A::Error> {
    let mut items = Vec::new();
    while let Some(Read(item)) = list.next_element()? {
        items.push(item);
    }
    Ok(items)
}

impl FromJson for Top {
    fn of_plain(_: Value) -> Self {
        Self::Plain
    }

    fn of_list<'de, A: SeqAccess<'de>>(list: A) -> Result<Self, A::Error> {
        items(list).map(Self::List)
    }

    fn of_object<'de, A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        let (mut members, features) = members::<Features, A>(object, FEATURES)?;
        Ok(match features {
            Some(Features::List(features)) => Self::Object(members, Some(features)),
            Some(Features::Other(value)) => {
                members.insert(FEATURES.to_owned(), value);
                Self::Object(members, None)
            }
            None => Self::Object(members, None),
        })
    }
}

/// The member of a collection that has its features.
const FEATURES: &str = "features";

enum Features {
    List(Vec<Item>),
    Other(Value),
}

impl FromJson for Features {
    fn of_plain(value: Value) -> Self {
        Self::Other(value)
    }

    fn of_list<'de, A: SeqAccess<'de>>(list: A) -> Result<Self, A::Error> {
        items(list).map(Self::List)
    }
}

impl FromJson for Item {
    fn of_plain(value: Value) -> Self {
        Self::Other(value)
    }

    fn of_object<'de, A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        let (members, drawing) = members(object, "geometry")?;
        Ok(Self::Object(members, drawing))
    }
}

impl FromJson for Drawing {
    fn of_plain(value: Value) -> Self {
        Self::Json(value)
    }

    fn of_object<'de, A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        let (members, coordinates) = members(object, "coordinates")?;
        Ok(Self::of_members(members, coordinates))
    }
}

impl FromJson for Nested {
    fn of_plain(value: Value) -> Self {
        match value.as_f64() {
            Some(number) => Self::Number(number),
            None => Self::Odd(value),
        }
    }

    fn of_list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<Self, A::Error> {
        let mut positions: Vec<Position> = Vec::new();
        let mut others = Vec::new();
        while let Some(Read(item)) = list.next_element()? {
            match item {
                Self::Position(position) if others.is_empty() => positions.push(position),
                item => {
                    others.extend(positions.drain(..).map(Self::Position));
                    others.push(item);
                }
            }
        }
        if positions.is_empty() {
            return Ok(Self::of_items(others));
        }
        positions.shrink_to_fit();
        Ok(Self::Positions(positions))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same as JSON, whole numbers as such: positions are kept as numbers with a point.
    fn plain(value: Value) -> Value {
        match value {
            Value::Number(number) => number.as_f64().map_or(Value::Null, Value::from),
            Value::Array(items) => items.into_iter().map(plain).collect(),
            Value::Object(members) => {
                let members = members.into_iter();
                let members: std::collections::BTreeMap<String, Value> =
                    members.map(|(name, value)| (name, plain(value))).collect();
                members.into_iter().collect()
            }
            other => other,
        }
    }

    fn as_json(top: Top) -> Value {
        match top {
            Top::Object(mut members, features) => {
                let features = features.map(|items| items.into_iter().map(Item::into_json));
                members.extend(
                    features.map(|features| (FEATURES.to_owned(), features.collect::<Value>())),
                );
                Value::Object(members)
            }
            Top::List(items) => items.into_iter().map(Item::into_json).collect(),
            Top::Plain => Value::Null,
        }
    }

    #[test]
    fn what_is_no_geometry_stands_as_it_stood() {
        for text in [
            r#"{"type":"FeatureCollection","crs":null,"features":[{"type":"Feature","id":7,"properties":{"a":[1,"2",null]},
                "geometry":{"type":"Point","coordinates":["104",29]}},3,"x",null,[1]],"name":"n"}"#,
            r#"{"features":{"a":1}}"#,
            r#"[{"type":"Feature"},[1,2]]"#,
            r#"{"features":[{"geometry":{"type":"Polygon","coordinates":[[[0,1],[2,"3"]],[],[[4]]]}}]}"#,
            r#"{"features":[{"geometry":{"type":"MultiPolygon","coordinates":[[[[0,1],[2,3]]],[[0,1]]]}}]}"#,
            r#"{"features":[{"geometry":{"type":"LineString","coordinates":[[0,1],null,[2,3]]}}]}"#,
            r#"{"features":[{"geometry":{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[0,1]}]}}]}"#,
            r#"{"features":[{"geometry":{"rings":[[[0,1],[2,3]]]}},{"geometry":[1,2]},{"geometry":5}]}"#,
        ] {
            let value: Value = serde_json::from_str(text).unwrap();
            assert_eq!(plain(as_json(top(text).unwrap())), plain(value), "{text}");
        }
    }

    #[test]
    fn positions_are_kept_in_a_row() {
        for (geometry, drawing) in [
            (
                r#"{"coordinates":[104,29.5,7],"type":"Point"}"#,
                Drawing::Points(vec![[104.0, 29.5]]),
            ),
            (
                r#"{"type":"LineString","coordinates":[[1,2],[3,4.5]],"bbox":[1,2,3,4]}"#,
                Drawing::Lines(vec![vec![[1.0, 2.0], [3.0, 4.5]]]),
            ),
            (
                r#"{"type":"MultiPolygon","coordinates":[[[[1,2],[3,4],[5,6]]]]}"#,
                Drawing::Areas(vec![vec![vec![[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]]]),
            ),
        ] {
            let text = format!(r#"{{"geometry":{geometry}}}"#);
            let Item::Object(_, found) = item(&text).unwrap() else {
                panic!("no object")
            };
            assert_eq!(found, Some(drawing), "{geometry}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_in_the_same_words_as_ever() {
        let deep = "[".repeat(100_000);
        let deep_geometry = format!(r#"{{"features":[{{"geometry":{{"coordinates":{deep}"#);
        for text in [
            "",
            "{",
            r#"{"features":[{"geometry":{"type":"Point","coordinates":[104,29"#,
            r#"{"features":[{"geometry":{"type":"Point","coordinates":[104,1e999]}}]}"#,
            "{\"features\":[\n{\"geometry\":{\"coordinates\":[NaN,1]}}]}",
            "{\"a\":1}\n{\"a\":2}",
            r#"{"features":[1,]}"#,
            &deep,
            &deep_geometry,
        ] {
            let ours = top(text).unwrap_err().to_string();
            let plain = serde_json::from_str::<Value>(text).unwrap_err().to_string();
            assert_eq!(ours, plain);
        }
    }
}
