//! Extracts as XML (.osm), of the project itself, of Overpass and of editors.

use std::borrow::Cow;

use super::super::markup::{Broken, Markup, Piece};
use super::element::{At, Element, Kind, Member, Tags};

/// What is wrong with a file.
#[derive(Debug)]
pub(super) enum Fault {
    Broken(Broken),
    /// Its outermost element does not end.
    BreaksOff,
}

/// An element so far.
#[derive(Default)]
struct Begun {
    id: Option<i64>,
    at: Option<At>,
    is_gone: bool,
    tags: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    refs: Vec<i64>,
    members: Vec<Member>,
}

/// Hands over all elements of a kind in their order. Those without a number, or deleted, are passed over.
pub(super) fn each<E: From<Fault>>(
    text: &str,
    kind: Kind,
    take: &mut dyn FnMut(Element<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let mut markup = Markup::of(text);
    let mut begun: Option<Begun> = None;
    let mut has_ended = false;
    while let Some(piece) = markup.next().map_err(Fault::Broken)? {
        match piece {
            Piece::Open(name, attributes) => {
                let attributes = Attributes(&attributes);
                if name == kind.key() {
                    begun = Some(Begun {
                        id: attributes.number("id"),
                        at: attributes.at(),
                        is_gone: attributes.get("action") == Some("delete")
                            || attributes.get("visible") == Some("false"),
                        ..Begun::default()
                    });
                } else if let Some(begun) = &mut begun {
                    begun.part(&name, attributes);
                } else if name == "nd" && kind == Kind::Node {
                    // Overpass may tell the places of a way's nodes in the way itself.
                    if let (Some(id), Some(at)) = (attributes.number("ref"), attributes.at()) {
                        take(Element {
                            kind,
                            id,
                            tags: Tags(&[]),
                            at: Some(at),
                            refs: &[],
                            members: &[],
                        })?;
                    }
                }
            }
            Piece::Close(name) if name == kind.key() => {
                let Some(begun) = begun.take().filter(|begun| !begun.is_gone) else {
                    continue;
                };
                let Some(id) = begun.id else { continue };
                take(Element {
                    kind,
                    id,
                    tags: Tags(&begun.tags),
                    at: begun.at,
                    refs: &begun.refs,
                    members: &begun.members,
                })?;
            }
            Piece::Close(name) => has_ended |= name == "osm",
            Piece::Text(_) => {}
        }
    }
    if has_ended {
        Ok(())
    } else {
        Err(Fault::BreaksOff.into())
    }
}

impl Begun {
    /// Takes in what stands in an element.
    fn part(&mut self, name: &str, attributes: Attributes<'_>) {
        match name {
            "tag" => {
                let (key, value) = (attributes.get("k"), attributes.get("v"));
                let pair = key.zip(value);
                let pair =
                    pair.map(|(key, value)| (key.to_owned().into(), value.to_owned().into()));
                self.tags.extend(pair);
            }
            "nd" => self.refs.extend(attributes.number("ref")),
            "center" => self.at = self.at.or(attributes.at()),
            "member" => {
                let kind = match attributes.get("type") {
                    Some("node") => Kind::Node,
                    Some("way") => Kind::Way,
                    _ => Kind::Relation,
                };
                let role = attributes.get("role").unwrap_or_default();
                let id = attributes.number("ref");
                self.members.extend(id.map(|id| Member::of(id, kind, role)));
            }
            _ => {}
        }
    }
}

#[derive(Clone, Copy)]
struct Attributes<'a>(&'a [(String, String)]);

impl<'a> Attributes<'a> {
    fn get(self, name: &str) -> Option<&'a str> {
        let mut pairs = self.0.iter();
        let (_, value) = pairs.find(|(key, _)| key == name)?;
        Some(value)
    }

    fn number(self, name: &str) -> Option<i64> {
        self.get(name)?.trim().parse().ok()
    }

    fn at(self) -> Option<At> {
        let degrees = |name: &str| self.get(name)?.trim().parse::<f64>().ok();
        At::of_degrees(degrees("lon")?, degrees("lat")?)
    }
}
