//! GeoJSON and its relatives in JSON, whatever the encoding and however they are wrapped.

use super::super::{OpenError, document, text};
use super::{FileLayer, Source, no_such_layer};

pub(super) fn read(source: &Source<'_>, take: &mut dyn FnMut(FileLayer)) -> Result<(), OpenError> {
    let mut notes = source.notes("");
    let text = text::decode((source.place, source.file), source.bytes, &mut notes)?;
    let layers = document::layers(source.place, &text, &mut notes)?;
    drop(text);
    let is_one = layers.len() == 1;
    let wanted = source.wanted.filter(|_| !is_one);
    if let Some(wanted) = wanted.filter(|wanted| layers.iter().all(|(name, _)| name != wanted)) {
        let names = layers.iter().map(|(name, _)| name.as_str());
        return Err(no_such_layer(source.place, wanted, names));
    }
    let mut of_file = Some(notes);
    for (name, document) in layers {
        if wanted.is_some_and(|wanted| wanted != name) {
            continue;
        }
        let notes = of_file.take().filter(|_| is_one);
        take(FileLayer {
            document,
            heads: None,
            notes: notes.unwrap_or_else(|| source.notes(&name)),
            is_note: false,
        });
    }
    Ok(())
}
