//! GeoJSON: one layer, whatever its encoding and however it is wrapped.

use super::super::{OpenError, document, text};
use super::{FileLayer, Source};

pub(super) fn read(source: &Source<'_>, take: &mut dyn FnMut(FileLayer)) -> Result<(), OpenError> {
    let mut notes = source.notes("");
    let text = text::decode(source.file, source.bytes, &mut notes)?;
    let document = document::parse(source.file, &text, &mut notes)?;
    take(FileLayer {
        name: String::new(),
        document,
        heads: None,
        notes,
    });
    Ok(())
}
