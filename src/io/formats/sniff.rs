//! What kind of file it is: by its first bytes, then by its ending. What is not read is refused in the words that help.

use super::super::{OpenError, text};
use super::Source;
use super::archive::Archive;
use super::osm;
use super::workbook;

/// A format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    GeoJson,
    Table,
    GeoPackage,
    Kml,
    OpenStreetMap,
    DBase,
    Shapefile,
    Zip,
    Gzip,
    Workbook(workbook::Kind),
}

/// The format of a file.
///
/// # Errors
/// When the file is empty, or of a kind that is not read.
pub(super) fn format(source: &Source<'_>) -> Result<Format, OpenError> {
    let (file, bytes) = (source.file, source.bytes);
    text::refuse_blank(source.place, bytes)?;
    let name = file.to_lowercase();
    let ends = |ending: &str| name.ends_with(ending);
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(packed(source, &name).unwrap_or(Format::Zip));
    } else if bytes.starts_with(b"SQLite format 3\0") {
        return Ok(Format::GeoPackage);
    } else if is_markup_with("<kml", bytes)
        || ends(".kml") && !bytes.trim_ascii_start().starts_with(b"<!DOCTYPE")
    {
        return Ok(Format::Kml);
    } else if osm::is_extract(&name, bytes) {
        return Ok(Format::OpenStreetMap);
    } else if bytes.starts_with(&[0x1F, 0x8B]) {
        return Ok(Format::Gzip);
    } else if bytes.starts_with(&[0x00, 0x00, 0x27, 0x0A]) && !ends(".shx") || ends(".shp") {
        return Ok(Format::Shapefile);
    } else if ends(".dbf") {
        return Ok(Format::DBase);
    } else if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) && !ends(".doc") && !ends(".ppt") {
        return Ok(Format::Workbook(workbook::Kind::Xls));
    } else if is_text_table(&name, bytes) {
        return Ok(Format::Table);
    }
    Ok(Format::GeoJson)
}

/// Whether a file is markup with this sign near its beginning.
pub(super) fn is_markup_with(sign: &str, bytes: &[u8]) -> bool {
    const LOOKED_AT: usize = 1_000;
    let start = bytes
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(bytes)
        .trim_ascii_start();
    let head = String::from_utf8_lossy(&start[..start.len().min(LOOKED_AT)]);
    start.starts_with(b"<") && head.contains(sign)
}

/// What a zip archive is, where it is a format of its own.
fn packed(source: &Source<'_>, name: &str) -> Option<Format> {
    let by_ending = [
        (".xlsx", workbook::Kind::Xlsx),
        (".xlsm", workbook::Kind::Xlsx),
        (".ods", workbook::Kind::Ods),
    ];
    if [".docx", ".pptx"]
        .iter()
        .any(|ending| name.ends_with(ending))
    {
        return Some(Format::GeoJson);
    }
    let by_ending = by_ending
        .into_iter()
        .find(|(ending, _)| name.ends_with(ending));
    if let Some((_, kind)) = by_ending {
        return Some(Format::Workbook(kind));
    }
    let mut archive = Archive::open(source.place, source.bytes).ok()?;
    let names = archive.names();
    let has = |wanted: &str| names.iter().any(|(_, name)| name == wanted);
    if has("xl/workbook.xml") {
        Some(Format::Workbook(workbook::Kind::Xlsx))
    } else if has("content.xml") && has("mimetype") {
        Some(Format::Workbook(workbook::Kind::Ods))
    } else {
        None
    }
}

/// Whether a file is a table in text: by its ending, unless it is markup or JSON under a wrong name. Some systems
/// export such tables as .xls.
fn is_text_table(name: &str, bytes: &[u8]) -> bool {
    let start = bytes
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(bytes)
        .trim_ascii_start();
    let is_other = start.starts_with(b"<") || start.starts_with(b"{") || start.starts_with(b"[");
    let is_table = [".csv", ".tsv", ".xls"]
        .iter()
        .any(|ending| name.ends_with(ending));
    is_table && !is_other
}
