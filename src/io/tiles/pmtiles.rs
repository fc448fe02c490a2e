//! `PMTiles`, version 3: a head, directories that say where each tile stands, and the tiles one behind the other
//! (<https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md>). Tiles are numbered along a Hilbert curve, zoom
//! after zoom.
//!
//! Directories may point to others. A chain of them has an end here, whatever the file says.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use flate2::read::GzDecoder;

use super::super::files::file_name;
use super::grid::{FINEST, Grid};
use super::kept::Kept;
use super::{MOST_TILE_BYTES, Source, TileFormat, TileId, Tiles, TilesError, attribution};
use crate::geometry::LonLat;
use crate::words::Words;

/// How such a file begins.
pub(super) const MAGIC: &[u8] = b"PMTiles";

/// The length of the head.
const HEAD: usize = 127;

/// A directory of more bytes, packed or not, is not read.
const MOST_DIRECTORY_BYTES: u64 = 16 << 20;

/// Nor one of more entries.
const MOST_ENTRIES: u64 = 500_000;

/// So many directories lie behind each other at most.
const DEEPEST: usize = 4;

/// What the file says of itself in more bytes is not read.
const MOST_WORDS: u64 = 1 << 20;

/// How something is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    None,
    Gzip,
}

/// A part of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Part {
    pub(super) offset: u64,
    pub(super) length: u64,
}

/// What a directory says of some tiles beside each other on the curve, or of another directory.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Entry {
    first: u64,
    /// How many tiles look the same; 0 for a directory.
    run: u64,
    offset: u64,
    length: u64,
}

/// Opens a file.
pub(super) fn open(path: &Path) -> Result<Tiles, TilesError> {
    let file = file_name(path);
    let unreadable = |_error| TilesError::Unreadable(file.clone());
    let mut archive = File::open(path).map_err(unreadable)?;
    let mut head = [0; HEAD];
    let cut_short = |_error| damaged(&file, "it is cut short", "文件不完整");
    archive.read_exact(&mut head).map_err(cut_short)?;
    if !head.starts_with(MAGIC) || head[7] != 3 {
        return Err(TilesError::Version {
            file,
            version: head[7],
        });
    }
    match head[99] {
        1 => return Err(TilesError::Vector(file)),
        // What is not told is known by the first tile.
        0 | 2..=4 => {}
        _ => return Err(TilesError::OtherPictures(file)),
    }
    let packing = |code: u8| match code {
        // Most writers mean with “unknown” that they did nothing.
        0 | 1 => Ok(Packing::None),
        2 => Ok(Packing::Gzip),
        _ => Err(TilesError::Packing(file.clone())),
    };
    let mut directories = Directories {
        archive,
        leaves: part(&head, 40),
        data: part(&head, 56),
        packing: packing(head[97])?,
        of_tiles: packing(head[98])?,
        kept: Kept::of(part(&head, 8)),
        root: part(&head, 8),
        file: file.clone(),
    };
    let (first, last) = (head[100], head[101].min(FINEST));
    let grid = Grid::web_mercator(first..=last).ok_or_else(|| TilesError::Empty(file.clone()))?;
    let sample = directories.first_tile()?;
    let sample = sample.ok_or_else(|| TilesError::Empty(file.clone()))?;
    let words = directories.words(part(&head, 24));
    let said = words
        .as_ref()
        .and_then(|words| words.get("attribution")?.as_str());
    Ok(Tiles {
        form: "PMTiles",
        table: None,
        grid,
        format: TileFormat::of(&file, &sample)?,
        attribution: said.and_then(attribution::plain),
        bounds: bounds(&head),
        sample,
        source: Box::new(directories),
        file,
    })
}

fn number(head: &[u8; HEAD], at: usize) -> u64 {
    let bytes = head[at..at + 8].iter().rev();
    bytes.fold(0, |number, &byte| number << 8 | u64::from(byte))
}

fn part(head: &[u8; HEAD], at: usize) -> Part {
    Part {
        offset: number(head, at),
        length: number(head, at + 8),
    }
}

/// What the head says of where the tiles lie; `None` where that is no part of the globe.
fn bounds(head: &[u8; HEAD]) -> Option<(LonLat, LonLat)> {
    let degrees = |at: usize| {
        let bytes = [head[at], head[at + 1], head[at + 2], head[at + 3]];
        f64::from(i32::from_le_bytes(bytes)) / 1e7
    };
    let low = LonLat::new(degrees(102), degrees(106));
    let high = LonLat::new(degrees(110), degrees(114));
    let is_sound =
        low.is_on_globe() && high.is_on_globe() && low.lon < high.lon && low.lat < high.lat;
    is_sound.then_some((low, high))
}

/// The directories of a file, and the tiles that they lead to.
struct Directories {
    archive: File,
    root: Part,
    leaves: Part,
    data: Part,
    packing: Packing,
    of_tiles: Packing,
    kept: Kept,
    file: String,
}

impl Source for Directories {
    fn bytes(&mut self, tile: TileId) -> Result<Option<Vec<u8>>, TilesError> {
        let number = number_of(tile);
        let mut part = self.root;
        for _ in 0..DEEPEST {
            let entries = self.directory(part)?;
            let behind = entries.partition_point(|entry| entry.first <= number);
            let Some(entry) = behind.checked_sub(1).map(|at| entries[at]) else {
                return Ok(None);
            };
            if entry.run > 0 {
                let is_there = number - entry.first < entry.run;
                return is_there.then(|| self.tile(entry, tile)).transpose();
            }
            part = within(self.leaves, entry).ok_or_else(|| self.astray())?;
        }
        Err(self.endless())
    }
}

impl Directories {
    /// The first tile of all.
    fn first_tile(&mut self) -> Result<Option<Vec<u8>>, TilesError> {
        let mut part = self.root;
        for _ in 0..DEEPEST {
            let entries = self.directory(part)?;
            let Some(&entry) = entries.first() else {
                return Ok(None);
            };
            if entry.run > 0 {
                let tile = TileId {
                    zoom: 0,
                    column: 0,
                    row: 0,
                };
                return self.tile(entry, tile).map(Some);
            }
            part = within(self.leaves, entry).ok_or_else(|| self.astray())?;
        }
        Err(self.endless())
    }

    fn tile(&mut self, entry: Entry, tile: TileId) -> Result<Vec<u8>, TilesError> {
        let too_large = || TilesError::TooLarge(self.file.clone(), tile);
        if entry.length > MOST_TILE_BYTES as u64 {
            return Err(too_large());
        }
        let part = within(self.data, entry).ok_or_else(|| self.astray())?;
        let packed = self.read(part)?;
        let most = MOST_TILE_BYTES as u64;
        match unpacked(packed, self.of_tiles, most) {
            Some(bytes) => Ok(bytes),
            None => Err(TilesError::BadTile(self.file.clone(), tile)),
        }
    }

    /// What the file says of itself, where that can be read.
    fn words(&mut self, part: Part) -> Option<serde_json::Value> {
        let packed = (part.length <= MOST_WORDS).then(|| self.read(part).ok())??;
        let text = unpacked(packed, self.packing, MOST_WORDS)?;
        serde_json::from_slice(&text).ok()
    }

    fn directory(&mut self, part: Part) -> Result<Arc<[Entry]>, TilesError> {
        if let Some(kept) = self.kept.at(part) {
            return Ok(kept);
        }
        let bad = |this: &Self| {
            damaged(
                &this.file,
                "a directory of its tiles cannot be read",
                "瓦片目录无法读取",
            )
        };
        if part.length > MOST_DIRECTORY_BYTES {
            return Err(bad(self));
        }
        let packed = self.read(part)?;
        let bytes = unpacked(packed, self.packing, MOST_DIRECTORY_BYTES);
        let entries = bytes.and_then(|bytes| entries(&bytes));
        let entries: Arc<[Entry]> = entries.ok_or_else(|| bad(self))?.into();
        self.kept.keep(part, &entries);
        Ok(entries)
    }

    fn read(&mut self, part: Part) -> Result<Vec<u8>, TilesError> {
        let cut_short = |_error| damaged(&self.file, "it is cut short", "文件不完整");
        self.archive
            .seek(SeekFrom::Start(part.offset))
            .map_err(cut_short)?;
        // No room is made for what is not there.
        let mut bytes = Vec::new();
        let mut wanted = (&mut self.archive).take(part.length);
        wanted.read_to_end(&mut bytes).map_err(cut_short)?;
        if bytes.len() as u64 == part.length {
            Ok(bytes)
        } else {
            Err(damaged(&self.file, "it is cut short", "文件不完整"))
        }
    }

    fn astray(&self) -> TilesError {
        damaged(
            &self.file,
            "a directory points outside the file",
            "瓦片目录指向文件之外",
        )
    }

    fn endless(&self) -> TilesError {
        damaged(
            &self.file,
            "directories point to each other without end",
            "瓦片目录互相指向，没有尽头",
        )
    }
}

/// Where what an entry points to stands in the file.
fn within(whole: Part, entry: Entry) -> Option<Part> {
    let end = entry.offset.checked_add(entry.length)?;
    (end <= whole.length).then_some(())?;
    Some(Part {
        offset: whole.offset.checked_add(entry.offset)?,
        length: entry.length,
    })
}

/// What was packed; `None` where it is damaged or larger than this.
fn unpacked(packed: Vec<u8>, packing: Packing, most: u64) -> Option<Vec<u8>> {
    let bytes = match packing {
        Packing::None => packed,
        Packing::Gzip => {
            let mut bytes = Vec::new();
            let mut reader = GzDecoder::new(packed.as_slice()).take(most + 1);
            reader.read_to_end(&mut bytes).ok()?;
            bytes
        }
    };
    (bytes.len() as u64 <= most).then_some(bytes)
}

/// The entries of a directory: their numbers as steps, then their runs, lengths and offsets, all as numbers of varying
/// length. `None` where they are no directory.
fn entries(mut bytes: &[u8]) -> Option<Vec<Entry>> {
    let count = varint(&mut bytes)?;
    // Each entry takes four bytes or more.
    if count > MOST_ENTRIES || count > bytes.len() as u64 / 4 {
        return None;
    }
    let mut column = || -> Option<Vec<u64>> { (0..count).map(|_| varint(&mut bytes)).collect() };
    let (steps, runs, lengths, offsets) = (column()?, column()?, column()?, column()?);
    let mut entries: Vec<Entry> = Vec::with_capacity(steps.len());
    let mut first = 0_u64;
    for (at, &step) in steps.iter().enumerate() {
        first = first.checked_add(step)?;
        let offset = match (offsets[at], entries.last()) {
            (0, Some(before)) => before.offset.checked_add(before.length)?,
            (0, None) => return None,
            (offset, _) => offset - 1,
        };
        entries.push(Entry {
            first,
            run: runs[at],
            offset,
            length: lengths[at],
        });
    }
    Some(entries)
}

/// A number in groups of seven bits, the lowest first.
fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for place in 0..10 {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7F).checked_shl(7 * place)?;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

/// The number of a tile: those of all coarser zooms come first, and within a zoom they follow a Hilbert curve.
fn number_of(tile: TileId) -> u64 {
    let zoom = u32::from(tile.zoom);
    let before = ((1_u64 << (2 * zoom)) - 1) / 3;
    let (mut x, mut y) = (u64::from(tile.column), u64::from(tile.row));
    let mut along = 0;
    for level in (0..zoom).rev() {
        let side = 1_u64 << level;
        let (right, down) = (u64::from(x & side != 0), u64::from(y & side != 0));
        along += side * side * ((3 * right) ^ down);
        // The curve within a quarter is turned.
        (x, y) = (x & (side - 1), y & (side - 1));
        if down == 0 {
            if right == 1 {
                (x, y) = (side - 1 - x, side - 1 - y);
            }
            (x, y) = (y, x);
        }
    }
    before + along
}

fn damaged(file: &str, en: &str, zh: &str) -> TilesError {
    TilesError::Damaged {
        file: file.to_owned(),
        cause: Box::new(Words::new(en, zh)),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    const COUNTY: (LonLat, LonLat) = (LonLat::new(103.9, 29.4), LonLat::new(104.4, 29.9));

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        packed.write_all(bytes).expect("it is packed");
        packed.finish().expect("it is packed")
    }

    fn put(bytes: &mut Vec<u8>, mut number: u64) {
        while number >= 0x80 {
            bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        bytes.push(number as u8);
    }

    /// A directory of entries: first number, run, length and offset.
    fn directory(entries: &[[u64; 4]]) -> Vec<u8> {
        let mut bytes = Vec::new();
        put(&mut bytes, entries.len() as u64);
        let mut before = 0;
        for [first, ..] in entries {
            put(&mut bytes, first - before);
            before = *first;
        }
        for column in [1, 2] {
            for entry in entries {
                put(&mut bytes, entry[column]);
            }
        }
        for entry in entries {
            put(&mut bytes, entry[3] + 1);
        }
        gzip(&bytes)
    }

    /// A file of a root, leaves and tiles, of zooms from 0 to this.
    fn file(
        root: &[u8],
        leaves: &[u8],
        data: &[u8],
        finest: u8,
    ) -> (tempfile::TempDir, std::path::PathBuf) {
        let words = gzip(br#"{"attribution": "<i>&copy; makers</i>"}"#);
        let mut bytes = vec![0; HEAD];
        bytes[..7].copy_from_slice(MAGIC);
        bytes[7] = 3;
        let mut at = HEAD;
        for (place, part) in [(8, root), (24, &words), (40, leaves), (56, data)] {
            bytes[place..place + 8].copy_from_slice(&(at as u64).to_le_bytes());
            bytes[place + 8..place + 16].copy_from_slice(&(part.len() as u64).to_le_bytes());
            bytes.extend_from_slice(part);
            at += part.len();
        }
        (bytes[97], bytes[98], bytes[99], bytes[101]) = (2, 1, 2, finest);
        let world = [-1_800_000_000, -850_000_000, 1_800_000_000, 850_000_000_i32];
        for (at, degrees) in [102, 106, 110, 114].into_iter().zip(world) {
            bytes[at..at + 4].copy_from_slice(&degrees.to_le_bytes());
        }
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("town.pmtiles");
        std::fs::write(&path, bytes).expect("it is written");
        (folder, path)
    }

    fn png(mark: u8) -> Vec<u8> {
        [b"\x89PNG\r\n\x1a\n".as_slice(), &[mark]].concat()
    }

    #[test]
    fn tiles_are_numbered_along_the_curve() {
        let number = |zoom, column, row| number_of(TileId { zoom, column, row });
        // From the specification.
        for (wanted, zoom, column, row) in [
            (0, 0, 0, 0),
            (1, 1, 0, 0),
            (2, 1, 0, 1),
            (3, 1, 1, 1),
            (4, 1, 1, 0),
            (5, 2, 0, 0),
            (19_078_479, 12, 3_423, 1_763),
        ] {
            assert_eq!(number(zoom, column, row), wanted, "{zoom}/{column}/{row}");
        }
        // Each number of a zoom is of one tile, and neighbours along the curve touch.
        let side = 1 << 5;
        let tiles = (0..side).flat_map(|row| (0..side).map(move |column| (column, row)));
        let mut order: Vec<(u64, (u32, u32))> = tiles
            .map(|(column, row)| (number(5, column, row), (column, row)))
            .collect();
        order.sort_unstable();
        for pair in order.windows(2) {
            let [(first, from), (second, to)] = pair else {
                continue;
            };
            assert_eq!(first + 1, *second);
            assert_eq!(from.0.abs_diff(to.0) + from.1.abs_diff(to.1), 1);
        }
    }

    #[test]
    fn a_tile_is_found_through_two_directories_and_a_run_shares_one() {
        let (first, second) = (png(1), png(2));
        let data = [first.clone(), second.clone()].concat();
        let length = first.len() as u64;
        // The tile of zoom 0, and those of zoom 1, which all look the same.
        let leaf = directory(&[[0, 1, length, 0], [1, 4, length, length]]);
        let root = directory(&[[0, 0, leaf.len() as u64, 0]]);
        let (_folder, path) = file(&root, &leaf, &data, 1);
        let mut tiles = Tiles::open(&path, COUNTY).expect("it opens");
        assert_eq!(tiles.attribution(), Some("© makers"));
        assert!(tiles.words().en.contains("PMTiles, PNG, zoom 0 to 1"));
        let at = |zoom, column, row| TileId { zoom, column, row };
        assert_eq!(tiles.bytes(at(0, 0, 0)), Ok(Some(first)));
        for (column, row) in [(0, 0), (0, 1), (1, 1), (1, 0)] {
            assert_eq!(tiles.bytes(at(1, column, row)), Ok(Some(second.clone())));
        }
    }

    #[test]
    fn directories_without_end_and_sizes_that_cannot_be_end_with_words() {
        let said = |root: &[u8], leaves: &[u8], data: &[u8]| {
            let (_folder, path) = file(root, leaves, data, 1);
            let error = Tiles::open(&path, COUNTY).err().expect("it is refused");
            error.words().en
        };
        // A directory that leads to itself: its length is in it, so it is found by trying.
        let looped = (1..200).find_map(|length| {
            let leaf = directory(&[[0, 0, length, 0]]);
            (leaf.len() as u64 == length).then_some(leaf)
        });
        let looped = looped.expect("one has its own length");
        let root = directory(&[[0, 0, looped.len() as u64, 0]]);
        assert!(said(&root, &looped, b"").contains("without end"));
        let astray = directory(&[[0, 1, 50, 1 << 60]]);
        assert!(said(&astray, b"", b"").contains("outside the file"));
        let overflow = directory(&[[0, 1, 50, u64::MAX - 1]]);
        assert!(said(&overflow, b"", b"").contains("outside the file"));
        let huge = directory(&[[0, 1, 1 << 40, 0]]);
        assert!(said(&huge, b"", b"").contains("larger than 8 MB"));
        // Two thousand million entries in a few bytes, and a directory that unpacks to more than is read.
        let mut many = Vec::new();
        put(&mut many, 2_000_000_000);
        assert!(said(&gzip(&many), b"", b"").contains("directory"));
        assert!(said(&gzip(&vec![0; 20 << 20]), b"", b"").contains("directory"));
        let of_count = |count: u64| {
            let mut bytes = Vec::new();
            put(&mut bytes, count);
            bytes.extend(vec![1; 4 * count as usize]);
            entries(&bytes)
        };
        assert!(of_count(MOST_ENTRIES).is_some() && of_count(MOST_ENTRIES + 1).is_none());
        assert!(said(b"no gzip", b"", b"").contains("directory"));
        assert!(said(&directory(&[]), b"", b"").contains("not a single tile"));
    }

    #[test]
    fn versions_and_packings_that_are_not_read_are_named() {
        let data = png(0);
        let root = directory(&[[0, 1, data.len() as u64, 0]]);
        let (_folder, path) = file(&root, b"", &data, 0);
        let whole = std::fs::read(&path).expect("it is there");
        let with = |at: usize, byte: u8| {
            let mut bytes = whole.clone();
            bytes[at] = byte;
            std::fs::write(&path, bytes).expect("written");
            Tiles::open(&path, COUNTY).err()
        };
        assert_eq!(with(100, 0), None);
        let draft = with(7, b'3').expect("a draft").words();
        assert!(
            draft.en.contains("PMTiles version 51 is not known"),
            "{draft:?}"
        );
        assert!(matches!(with(97, 4), Some(TilesError::Packing(_))));
        assert!(matches!(with(98, 3), Some(TilesError::Packing(_))));
        assert!(matches!(with(99, 1), Some(TilesError::Vector(_))));
        assert!(matches!(with(99, 5), Some(TilesError::OtherPictures(_))));
        std::fs::write(&path, &whole[..60]).expect("written");
        let short = Tiles::open(&path, COUNTY).err();
        assert!(matches!(short, Some(TilesError::Damaged { .. })));
    }
}
