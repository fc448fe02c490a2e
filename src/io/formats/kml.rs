//! KML: placemarks as features, a layer for each folder. Addresses in it are not followed.

use serde_json::{Map, Value, json};

use super::super::OpenError;
use super::super::document::{Document, RawFeature};
use super::archive::refused;
use super::budget::Budget;
use super::markup::{Broken, Markup, Piece};
use super::{FileLayer, Source, encoding, geometry, no_such_layer};
use crate::words::Words;

/// Geometries in geometries deeper than this are not read.
const DEEPEST: usize = 32;

pub(super) fn read(source: &Source<'_>, take: &mut dyn FnMut(FileLayer)) -> Result<(), OpenError> {
    let decoded = encoding::decode(source.bytes);
    let mut markup = Markup::of(&decoded.text);
    let mut reader = Reader {
        budget: Budget::of(source.place),
        folders: Vec::new(),
        inside: Vec::new(),
        placemark: None,
        path: Vec::new(),
        text: String::new(),
        number: 0,
        n_links: 0,
    };
    let broken: Option<Broken> = loop {
        match markup.next() {
            Ok(Some(piece)) => reader.take(piece)?,
            Ok(None) => break None,
            Err(broken) => break Some(broken),
        }
    };
    let broken = broken.map(|Broken { line, cause }| {
        Words::new(
            format!("it breaks off in line {line} ({cause})"),
            format!("在第{line}行中断（{cause}）"),
        )
    });
    reader.folders.retain(|folder| !folder.features.is_empty());
    if reader.folders.is_empty() {
        return Err(nothing(source.place, reader.n_links, broken));
    }
    let is_one = reader.folders.len() == 1;
    let mut broken = broken.map(|cause| OpenError::InPart {
        file: source.place.to_owned(),
        cause: Box::new(cause),
    });
    reader.budget.layers(reader.folders.len())?;
    if let Some(wanted) = source.wanted.filter(|_| !is_one) {
        if reader.folders.iter().all(|folder| folder.name != wanted) {
            let names = reader.folders.iter().map(|folder| folder.name.as_str());
            return Err(no_such_layer(source.place, wanted, names));
        }
        reader.folders.retain(|folder| folder.name == wanted);
    }
    for folder in reader.folders {
        let mut notes = source.notes(if is_one { "" } else { &folder.name });
        decoded.tell(&mut notes);
        take(FileLayer {
            document: Document {
                features: folder.features,
                broken: broken.take(),
                ..Document::default()
            },
            heads: None,
            notes,
            is_note: false,
        });
    }
    Ok(())
}

fn nothing(place: &str, n_links: usize, broken: Option<Words>) -> OpenError {
    if let Some(words) = broken {
        return refused(place, words.en, words.zh);
    }
    if n_links > 0 {
        return refused(
            place,
            "this file only points to an address in the Internet; nothing was fetched",
            "该文件只是指向网络地址的链接，未从网络读取任何内容",
        );
    }
    refused(place, "there are no placemarks in it", "其中没有地标")
}

/// The placemarks of one folder.
#[derive(Default)]
struct Folder {
    name: String,
    features: Vec<RawFeature>,
}

/// A placemark so far.
#[derive(Default)]
struct Placemark {
    properties: Map<String, Value>,
    geometries: Vec<Value>,
    /// The rings of the polygon being read: the outer one, and the others.
    outer: Vec<Value>,
    inner: Vec<Value>,
    is_inner: bool,
    /// The column of the value being read.
    column: Option<String>,
}

struct Reader {
    budget: Budget,
    folders: Vec<Folder>,
    /// Which folder a placemark belongs to, innermost last.
    inside: Vec<usize>,
    placemark: Option<Placemark>,
    /// Elements around, innermost last.
    path: Vec<String>,
    text: String,
    number: usize,
    n_links: usize,
}

impl Reader {
    fn take(&mut self, piece: Piece) -> Result<(), OpenError> {
        match piece {
            Piece::Open(name, attributes) => self.open(name, &attributes),
            Piece::Text(text) => self.text.push_str(&text),
            Piece::Close(name) => return self.close(&name),
        }
        Ok(())
    }

    fn open(&mut self, name: String, attributes: &[(String, String)]) {
        self.text.clear();
        match (name.as_str(), &mut self.placemark) {
            ("Folder" | "Document", None) => {
                self.inside.push(self.folders.len());
                self.folders.push(Folder::default());
            }
            ("Placemark", None) => self.placemark = Some(Placemark::default()),
            ("NetworkLink", _) => self.n_links += 1,
            ("Polygon", Some(placemark)) => {
                placemark.outer.clear();
                placemark.inner.clear();
            }
            ("innerBoundaryIs", Some(placemark)) => placemark.is_inner = true,
            ("outerBoundaryIs", Some(placemark)) => placemark.is_inner = false,
            ("Data" | "SimpleData", Some(placemark)) => {
                let named = attributes.iter().find(|(name, _)| name == "name");
                placemark.column = named.map(|(_, name)| name.clone());
            }
            _ => {}
        }
        if self.path.len() < DEEPEST * 4 {
            self.path.push(name);
        }
    }

    fn close(&mut self, name: &str) -> Result<(), OpenError> {
        // A slip in the names of elements does not matter: up to the one that closes, all are closed.
        if let Some(position) = self.path.iter().rposition(|open| open == name) {
            self.path.truncate(position);
        }
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        let Some(placemark) = &mut self.placemark else {
            match name {
                "Folder" | "Document" => {
                    self.inside.pop();
                }
                "name"
                    if matches!(
                        self.path.last().map(String::as_str),
                        Some("Folder" | "Document")
                    ) =>
                {
                    if let Some(folder) = self
                        .inside
                        .last()
                        .and_then(|&index| self.folders.get_mut(index))
                    {
                        text.clone_into(&mut folder.name);
                    }
                }
                _ => {}
            }
            return Ok(());
        };
        let is_own = self.path.last().is_some_and(|parent| parent == "Placemark");
        match name {
            "name" | "address" if is_own && !text.is_empty() => {
                placemark.properties.insert(name.to_owned(), text.into());
            }
            "description" if is_own && !text.is_empty() => {
                placemark
                    .properties
                    .insert(name.to_owned(), plain(text).into());
            }
            "value" | "SimpleData" => {
                if let Some(column) = placemark.column.take() {
                    let value = if text.is_empty() {
                        Value::Null
                    } else {
                        plain(text).into()
                    };
                    placemark.properties.insert(column, value);
                }
            }
            "coordinates" => {
                let room = (&mut self.budget, self.number + 1);
                placemark.coordinates(text, &self.path, room)?;
            }
            "Polygon" => {
                let mut rings = std::mem::take(&mut placemark.outer);
                rings.append(&mut placemark.inner);
                placemark.geometries.push(geometry("Polygon", rings.into()));
            }
            "Placemark" => self.end_placemark(),
            _ => {}
        }
        Ok(())
    }

    fn end_placemark(&mut self) {
        let Some(Placemark {
            properties,
            mut geometries,
            ..
        }) = self.placemark.take()
        else {
            return;
        };
        self.number += 1;
        let shape = match geometries.len() {
            0 => Value::Null,
            1 => geometries.remove(0),
            _ => json!({"type": "GeometryCollection", "geometries": geometries}),
        };
        if self.inside.is_empty() {
            // Placemarks straight under the root.
            self.inside.push(self.folders.len());
            self.folders.push(Folder::default());
        }
        if let Some(folder) = self
            .inside
            .last()
            .and_then(|&index| self.folders.get_mut(index))
        {
            folder.features.push(RawFeature {
                number: self.number,
                id: None,
                properties,
                geometry: shape.into(),
            });
        }
    }
}

impl Placemark {
    fn coordinates(
        &mut self,
        text: &str,
        path: &[String],
        (budget, number): (&mut Budget, usize),
    ) -> Result<(), OpenError> {
        let positions = positions(text, budget, number)?;
        let within = |name: &str| path.iter().any(|open| open == name);
        if within("Polygon") {
            let rings = if self.is_inner {
                &mut self.inner
            } else {
                &mut self.outer
            };
            rings.push(positions.into());
        } else if within("LineString") || within("LinearRing") {
            self.geometries
                .push(geometry("LineString", positions.into()));
        } else if within("Point") {
            let first = positions.into_iter().next();
            let first = first.unwrap_or_else(|| Value::Array(Vec::new()));
            self.geometries.push(geometry("Point", first));
        }
        Ok(())
    }
}

/// Positions parted by blanks, their numbers by commas; what is no number stands as nothing.
fn positions(text: &str, budget: &mut Budget, number: usize) -> Result<Vec<Value>, OpenError> {
    let text = text.replace(", ", ",");
    let mut positions = Vec::new();
    for part in text.split_whitespace() {
        budget.points(1, number)?;
        let numbers = part.split(',').take(2);
        let numbers = numbers.map(|number| {
            number
                .trim()
                .parse::<f64>()
                .map_or(Value::Null, Value::from)
        });
        positions.push(Value::Array(numbers.collect()));
    }
    Ok(positions)
}

/// Text out of HTML: tags become blanks.
fn plain(html: &str) -> String {
    if !html.contains('<') {
        return html.to_owned();
    }
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        text.push(' ');
        rest = rest[start..]
            .find('>')
            .map_or("", |end| &rest[start + end + 1..]);
    }
    text.push_str(rest);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_no_text_and_broken_ones_end_it() {
        assert_eq!(
            plain("<b>East</b> School<br/><img src='http://x'>30 <i"),
            "East School 30"
        );
        assert_eq!(plain("a & b"), "a & b");
    }

    #[test]
    fn positions_with_heights_and_stray_blanks_are_read_and_no_number_is_nothing() {
        assert_eq!(
            positions(
                "104.0,29.5,512 \n 104.1, 29.6,0 x,1",
                &mut Budget::small(3),
                1
            )
            .map(Value::Array),
            Ok(json!([[104.0, 29.5], [104.1, 29.6], [null, 1.0]]))
        );
        assert!(positions("1,1 2,2", &mut Budget::small(1), 1).is_err());
    }
}
