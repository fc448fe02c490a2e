//! Extracts as XML (.osm), of the project itself, of Overpass and of editors.

use std::borrow::Cow;

use super::super::markup::{Broken, Markup, Piece};
use super::element::{At, Element, Kind, Member, Tags, UNKNOWN};
use crate::words::Words;

/// What is wrong with a file.
#[derive(Debug)]
pub(super) enum Fault {
    Broken(Broken),
    /// Its outermost element does not end.
    BreaksOff,
}

/// What is odd about a file that can be read all the same.
#[derive(Default)]
pub(super) struct Oddities {
    /// Elements without a number that can be read, and the line of the first.
    n_unnumbered: usize,
    line: usize,
    /// What the server says of what it sent, as a rule that its time was over.
    remark: Option<String>,
}

impl Oddities {
    /// Takes in what another pass has found.
    pub(super) fn add(&mut self, other: Self) {
        if other.n_unnumbered > 0 && (self.n_unnumbered == 0 || other.line < self.line) {
            self.line = other.line;
        }
        self.n_unnumbered += other.n_unnumbered;
        self.remark = self.remark.take().or(other.remark);
    }

    pub(super) fn words(&self) -> Vec<Words> {
        let mut words = Vec::new();
        if let Some(remark) = &self.remark {
            words.push(Words::new(
                format!(
                    "The server remarks: \"{remark}\"; much may be missing: fetch it again, in parts if need be"
                ),
                format!("服务器附言：“{remark}”；数据可能不全，请重新下载，必要时分块下载"),
            ));
        }
        if self.n_unnumbered > 0 {
            let counted = Words::counted(self.n_unnumbered, "element", "个要素");
            let line = self.line;
            words.push(Words::new(
                format!(
                    "{} without a number (id) that can be read, the first in line {line}; left out",
                    counted.en
                ),
                format!(
                    "{}没有可读的编号（id），首个在第{line}行，未读入",
                    counted.zh
                ),
            ));
        }
        words
    }
}

/// The longest remark that is passed on, in letters.
const LONGEST_REMARK: usize = 200;

/// An element so far.
#[derive(Default)]
struct Begun {
    id: Option<i64>,
    /// Where it begins, if it has no number.
    line: usize,
    at: Option<At>,
    is_gone: bool,
    tags: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    refs: Vec<i64>,
    members: Vec<Member>,
}

/// Hands over all elements of a kind in their order. Deleted ones are passed over, those without a number counted.
pub(super) fn each<E: From<Fault>>(
    text: &str,
    kind: Kind,
    take: &mut dyn FnMut(Element<'_>) -> Result<(), E>,
) -> Result<Oddities, E> {
    let mut oddities = Oddities::default();
    let mut is_remark = false;
    let mut markup = Markup::of(text);
    let mut begun: Option<Begun> = None;
    let mut has_ended = false;
    while let Some(piece) = markup.next().map_err(Fault::Broken)? {
        match piece {
            Piece::Open(name, attributes) => {
                let attributes = Attributes(&attributes);
                if name == kind.key() {
                    let id = attributes.number("id");
                    let is_first = id.is_none() && oddities.n_unnumbered == 0;
                    begun = Some(Begun {
                        id,
                        line: if is_first { markup.line() } else { 0 },
                        at: attributes.at(),
                        is_gone: attributes.get("action") == Some("delete")
                            || attributes.get("visible") == Some("false"),
                        ..Begun::default()
                    });
                } else if name == "remark" {
                    is_remark = true;
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
                let Some(id) = begun.id else {
                    if oddities.n_unnumbered == 0 {
                        oddities.line = begun.line;
                    }
                    oddities.n_unnumbered += 1;
                    continue;
                };
                take(Element {
                    kind,
                    id,
                    tags: Tags(&begun.tags),
                    at: begun.at,
                    refs: &begun.refs,
                    members: &begun.members,
                })?;
            }
            Piece::Close(name) => {
                has_ended |= name == "osm";
                is_remark &= name != "remark";
            }
            Piece::Text(text) if is_remark => {
                let remark = oddities.remark.get_or_insert_default();
                let room = LONGEST_REMARK.saturating_sub(remark.chars().count());
                remark.extend(text.chars().take(room));
            }
            Piece::Text(_) => {}
        }
    }
    oddities.remark = oddities.remark.map(|remark| remark.trim().to_owned());
    if has_ended {
        Ok(oddities)
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
            // What cannot be known is kept as a gap: without it a road would run straight across.
            "nd" => self.refs.push(attributes.number("ref").unwrap_or(UNKNOWN)),
            "center" => self.at = self.at.or(attributes.at()),
            "member" => {
                let kind = match attributes.get("type") {
                    Some("node") => Kind::Node,
                    Some("way") => Kind::Way,
                    _ => Kind::Relation,
                };
                let role = attributes.get("role").unwrap_or_default();
                let id = attributes.number("ref").unwrap_or(UNKNOWN);
                self.members.push(Member::of(id, kind, role));
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
        let number = self.get(name)?.trim().parse().ok();
        number.filter(|&number| number != UNKNOWN)
    }

    fn at(self) -> Option<At> {
        let degrees = |name: &str| self.get(name)?.trim().parse::<f64>().ok();
        At::of_degrees(degrees("lon")?, degrees("lat")?)
    }
}
