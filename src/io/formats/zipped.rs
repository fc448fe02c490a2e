//! Archives: every layer in a .zip, and the one file in a .gz.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::files::may_hold_a_layer;
use super::super::report::Notes;
use super::super::{OpenError, document::shortened};
use super::archive::{self, Archive};
use super::{FileLayer, Source};

/// Archives in archives are not opened.
const DEEPEST: usize = 1;

/// Reads every file in a .zip that holds layers. What cannot be read of one does not take the others away.
pub(super) fn zip(source: &Source<'_>, take: &mut dyn FnMut(FileLayer)) -> Result<(), OpenError> {
    if source.depth >= DEEPEST {
        return Err(archive::refused(
            source.place,
            "an archive in an archive; unpack it first",
            "压缩包内还有压缩包，请先解压",
        ));
    }
    let mut archive = Archive::open(source.place, source.bytes)?;
    let names = archive.names();
    let is_layer = |name: &str| {
        let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
        may_hold_a_layer(file) && !name.contains("__MACOSX")
    };
    let shapes = names.iter().filter(|(_, name)| is_shape(name));
    let shapes: BTreeSet<&str> = shapes.map(|(_, name)| stem(name)).collect();
    let has_shape = |name: &str| shapes.contains(stem(name));
    let wanted = |name: &str| {
        source
            .wanted
            .is_none_or(|wanted| wanted == name || self::stem(name).ends_with(wanted))
    };
    let inside: Vec<(usize, String)> = names
        .iter()
        .filter(|(_, name)| {
            is_layer(name) && wanted(name) && (is_shape(name) || !is_part(name) || !has_shape(name))
        })
        .cloned()
        .collect();
    if inside.is_empty() {
        let held: Vec<String> = names
            .iter()
            .take(6)
            .map(|(_, name)| shortened(name))
            .collect();
        let held = held.join(", ");
        return Err(archive::refused(
            source.place,
            format!("nothing in the archive is read; it holds {held}"),
            format!("压缩包内没有可读取的文件；其中有 {held}"),
        ));
    }
    let mut first = None;
    let mut has_read = false;
    for (index, name) in inside {
        let place = format!("{}#{name}", source.place);
        let mut lost = |error: OpenError| {
            let error = match error {
                OpenError::BadTable { why, .. } => OpenError::BadTable {
                    file: place.clone(),
                    why,
                },
                error => error,
            };
            let mut notes = Notes::answered(&place, Arc::clone(source.answers));
            notes.file(error.words());
            let mut layer = FileLayer::of_notes(notes);
            layer.document.broken = Some(error);
            take(layer);
        };
        let bytes = match archive.unpack(index) {
            Ok(bytes) => bytes,
            Err(error) => {
                lost(error);
                continue;
            }
        };
        let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
        let is_beside = |other: &str| is_part(other) && stem(other) == stem(&name);
        for (index, other) in names
            .iter()
            .filter(|(_, other)| is_shape(&name) && is_beside(other))
        {
            match archive.unpack(*index) {
                Ok(bytes) => parts.push((ending(other), bytes)),
                Err(error) => lost(error),
            }
        }
        let beside = |wanted: &str| {
            let part = parts.iter().find(|(ending, _)| ending == wanted);
            part.map(|(_, bytes)| bytes.clone())
        };
        let file = name.rsplit(['/', '\\']).next().unwrap_or(&name);
        let inner = Source {
            file,
            place: &place,
            bytes: &bytes,
            beside: &beside,
            wanted: None,
            answers: source.answers,
            within: source.within,
            depth: source.depth + 1,
        };
        match super::read(&inner, take) {
            Ok(()) => has_read = true,
            Err(error) => {
                let mut notes = inner.notes("");
                notes.file(error.words());
                take(FileLayer::of_notes(notes));
                first = first.or(Some(error));
            }
        }
    }
    match first {
        Some(error) if !has_read => Err(error),
        _ => Ok(()),
    }
}

/// Reads the file in a .gz.
pub(super) fn gzip(source: &Source<'_>, take: &mut dyn FnMut(FileLayer)) -> Result<(), OpenError> {
    if source.depth > DEEPEST {
        return Err(archive::refused(
            source.place,
            "an archive in an archive; unpack it first",
            "压缩包内还有压缩包，请先解压",
        ));
    }
    let bytes = archive::gunzip(source.place, source.bytes)?;
    let is_named = ending(source.file) == "gz";
    let file = if is_named {
        stem(source.file)
    } else {
        source.file
    };
    let inner = Source {
        file,
        bytes: &bytes,
        depth: source.depth + 1,
        ..*source
    };
    super::read(&inner, take)
}

fn ending(name: &str) -> String {
    name.rsplit_once('.')
        .map_or("", |(_, ending)| ending)
        .to_lowercase()
}

fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn is_shape(name: &str) -> bool {
    ending(name) == "shp"
}

/// Whether a file is one of those beside a .shp.
fn is_part(name: &str) -> bool {
    super::PARTS.contains(&ending(name).as_str())
}
