//! XML as it comes: names without their prefixes, whether bound or not; entities written out; nothing fetched.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// What comes next in a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// An element begins: its name without a prefix, and its attributes likewise.
    Open(String, Vec<(String, String)>),
    /// An element ends.
    Close(String),
    /// Text, or a part of it.
    Text(String),
}

/// Reads a text piece by piece.
pub(super) struct Markup<'a> {
    reader: Reader<&'a [u8]>,
    text: &'a str,
}

/// Where and how the markup breaks.
#[derive(Debug)]
pub(super) struct Broken {
    /// From 1.
    pub(super) line: usize,
    pub(super) cause: String,
}

impl<'a> Markup<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        // Depth is kept by the readers; a slip in a name does not matter to them.
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        Self { reader, text }
    }

    /// The next piece; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Piece>, Broken> {
        loop {
            let event = self.reader.read_event();
            let piece = match event {
                Ok(Event::Start(start) | Event::Empty(start)) => {
                    Piece::Open(start.local_name().as_ref().to_owned(), attributes(&start))
                }
                Ok(Event::End(end)) => Piece::Close(end.local_name().as_ref().to_owned()),
                Ok(Event::Text(text)) => Piece::Text(
                    text.xml_content(quick_xml::XmlVersion::default())
                        .into_owned(),
                ),
                Ok(Event::CData(text)) => Piece::Text(
                    text.xml_content(quick_xml::XmlVersion::default())
                        .into_owned(),
                ),
                Ok(Event::GeneralRef(entity)) => Piece::Text(written_out(&entity)),
                Ok(Event::Eof) => return Ok(None),
                Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_)) => {
                    continue;
                }
                Err(error) => {
                    return Err(Broken {
                        line: self.line(),
                        cause: error.to_string(),
                    });
                }
            };
            return Ok(Some(piece));
        }
    }

    /// The line that is read, from 1: O(text).
    pub(super) fn line(&self) -> usize {
        let read = self.reader.buffer_position() as usize;
        let before = self.text.get(..read).unwrap_or(self.text);
        before.matches('\n').count() + 1
    }
}

fn attributes(start: &BytesStart<'_>) -> Vec<(String, String)> {
    let mut attributes = start.attributes();
    let attributes = attributes.with_checks(false).flatten();
    let pair = |attribute: quick_xml::events::attributes::Attribute<'_>| {
        let value = quick_xml::escape::unescape(&attribute.value);
        let value = value.map_or_else(|_| attribute.value.to_string(), |value| value.into_owned());
        (attribute.key.local_name().as_ref().to_owned(), value)
    };
    attributes.map(pair).collect()
}

/// The letter that an entity stands for; one that nobody knows as it stands.
fn written_out(entity: &BytesRef<'_>) -> String {
    if let Ok(Some(letter)) = entity.resolve_char_ref() {
        return letter.to_string();
    }
    let name = entity.xml_content(quick_xml::XmlVersion::default());
    match name.as_ref() {
        "nbsp" => " ".to_owned(),
        name => quick_xml::escape::resolve_predefined_entity(name)
            .map_or_else(|| format!("&{name};"), str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_entities_and_slips_do_not_matter() {
        let mut markup = Markup::of("<a:b c:d='1 &amp; 2'>x &lt;&#20013;&nbsp;&odd; y<e/></b>");
        let mut pieces = Vec::new();
        while let Ok(Some(piece)) = markup.next() {
            pieces.push(piece);
        }
        let text: String = pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Text(text) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(text, "x <中 &odd; y");
        let attributes = vec![("d".to_owned(), "1 & 2".to_owned())];
        assert_eq!(
            pieces.first(),
            Some(&Piece::Open("b".to_owned(), attributes))
        );
        assert_eq!(pieces.last(), Some(&Piece::Close("b".to_owned())));
        let broken = Markup::of("<a>\n<b c='").next();
        assert!(broken.is_ok());
    }
}
