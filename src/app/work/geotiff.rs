//! Pictures in TIFF files: read strip by strip or tile by tile and made smaller on the way, so that one far larger than
//! the memory can lie under the map.
//!
//! Kept are at most [`LONGEST_SIDE`]² pixels of 4 bytes, beside one strip or tile and, of tiles, the sums of one row of
//! them: less than 256 MB.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use egui::{Color32, ColorImage};
use tiff::TiffError;
use tiff::decoder::{ChunkType, Decoder, DecodingResult, Limits};
use tiff::tags::Tag;

use super::basemap::{PictureError, name_of};
use crate::app::look::text::basemap as text;
use crate::geometry::LonLat;
use crate::io::{Colours, Georeference, Samples, TiffHead};
use crate::words::Words;

/// The longest side that is kept, in pixels.
const LONGEST_SIDE: u32 = 4_096;

/// More pixels are not read: to unpack them takes minutes.
const MOST_PIXELS: u64 = 1_000_000_000;

/// A strip or tile of more bytes is not read, packed or unpacked.
const MOST_CHUNK_BYTES: u64 = 64 << 20;

/// No tile is wider or higher, in pixels.
const MOST_TILE_SIDE: u32 = 2_048;

/// Reads a picture, no side of which becomes longer than `most`, until it is asked for no longer.
pub(super) fn read(
    path: &Path,
    county: Option<(LonLat, LonLat)>,
    most: u32,
    is_over: &dyn Fn() -> bool,
) -> Result<(ColorImage, Georeference), PictureError> {
    let file = name_of(path);
    let unreadable = |_error| PictureError::Unreadable(file.clone());
    let mut bytes = BufReader::new(File::open(path).map_err(unreadable)?);
    let damaged = || PictureError::Damaged(file.clone());
    let head = TiffHead::read(&mut bytes).ok_or_else(damaged)?;
    let [width, height] = head.size;
    if width == 0 || height == 0 {
        return Err(damaged());
    }
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(PictureError::TooLarge(file, head.size, MOST_PIXELS));
    }
    refuse_other(&head).map_err(|words| PictureError::OtherSamples(file.clone(), words))?;
    let county = county.ok_or_else(|| PictureError::NoPlace(file.clone()))?;
    let lies = Georeference::of_tiff(&head.place, path, head.size, county);
    let lies = lies.map_err(PictureError::World)?;
    let grey = matches!(head.colours, Colours::Palette(_)).then_some(head.grey_at);
    let bytes = AsGrey::new(bytes, grey).map_err(unreadable)?;
    let image = unpacked(bytes, &head, most.min(LONGEST_SIDE), is_over);
    let image = image.map_err(|error| match error {
        Unpacking::Damaged => damaged(),
        Unpacking::OtherPacking => PictureError::OtherPacking(file.clone()),
        Unpacking::LargePieces => PictureError::LargePieces(file.clone()),
    })?;
    Ok((image, lies))
}

/// Says what a file holds that is no picture of 8 bits.
fn refuse_other(head: &TiffHead) -> Result<(), Words> {
    match (head.samples, head.bits) {
        (Samples::Float, bits) => Err(text::heights(bits)),
        (Samples::Signed, bits) => Err(text::signed(bits)),
        (Samples::Other, _) => Err(text::other_samples()),
        (Samples::Unsigned, 8) => Ok(()),
        (Samples::Unsigned, bits) => Err(text::bits(bits)),
    }?;
    if head.has_planes {
        return Err(text::planes());
    }
    match &head.colours {
        Colours::Other => Err(text::other_colours()),
        Colours::Palette(colours) if colours.is_empty() => Err(text::no_palette()),
        _ => Ok(()),
    }
}

/// Why a picture cannot be unpacked.
#[derive(Debug, PartialEq, Eq)]
enum Unpacking {
    Damaged,
    OtherPacking,
    LargePieces,
}

impl From<TiffError> for Unpacking {
    fn from(error: TiffError) -> Self {
        match error {
            TiffError::UnsupportedError(_) => Self::OtherPacking,
            TiffError::LimitsExceeded => Self::LargePieces,
            _ => Self::Damaged,
        }
    }
}

fn unpacked<R: Read + Seek>(
    bytes: R,
    head: &TiffHead,
    most: u32,
    is_over: &dyn Fn() -> bool,
) -> Result<ColorImage, Unpacking> {
    let mut limits = Limits::default();
    limits.decoding_buffer_size = MOST_CHUNK_BYTES as usize;
    limits.intermediate_buffer_size = MOST_CHUNK_BYTES as usize;
    let mut decoder = Decoder::new(bytes)?.with_limits(limits);
    let [width, height] = head.size;
    let (across, down) = decoder.chunk_dimensions();
    let (across, down) = (across.max(1), down.clamp(1, height));
    let is_tiled = decoder.get_chunk_type() == ChunkType::Tile;
    if is_tiled && across.max(down) > MOST_TILE_SIDE {
        return Err(Unpacking::LargePieces);
    }
    if head.is_jpeg {
        refuse_size_in_common(&mut decoder)?;
    }
    let pieces = Pieces::of(&mut decoder, is_tiled)?;
    let mut small = Small::of(head.size, most);
    for (row, top) in (0..).zip((0..height).step_by(down as usize)) {
        for (column, left) in (0..).zip((0..width).step_by(across as usize)) {
            if is_over() {
                return Err(Unpacking::Damaged);
            }
            let piece: u32 = row * width.div_ceil(across) + column;
            let Some((at, length)) = pieces.at(piece)? else {
                continue;
            };
            let size = decoder.chunk_data_dimensions(piece);
            if head.is_jpeg {
                refuse_other_photo(decoder.inner(), (at, length), (across, down))?;
            }
            let DecodingResult::U8(numbers) = decoder.read_chunk(piece)? else {
                return Err(Unpacking::OtherPacking);
            };
            let pixels = size.0 as usize * size.1 as usize;
            let n_numbers = numbers.len().checked_div(pixels).unwrap_or_default();
            let colour = colour(&head.colours, n_numbers).ok_or(Unpacking::OtherPacking)?;
            let lines = numbers.chunks_exact((size.0 as usize * n_numbers).max(1));
            for (y, line) in (top..).zip(lines.take(size.1 as usize)) {
                small.add(left, y, line.chunks_exact(n_numbers).map(&*colour));
                if !is_tiled {
                    small.finish_above(y + 1);
                }
            }
        }
        small.finish_above(top.saturating_add(down).min(height));
    }
    Ok(small.image())
}

/// Where the strips or tiles lie, and how long they are.
struct Pieces {
    offsets: Vec<u64>,
    lengths: Vec<u64>,
}

impl Pieces {
    fn of<R: Read + Seek>(decoder: &mut Decoder<R>, is_tiled: bool) -> Result<Self, Unpacking> {
        let (offsets, lengths) = if is_tiled {
            (Tag::TileOffsets, Tag::TileByteCounts)
        } else {
            (Tag::StripOffsets, Tag::StripByteCounts)
        };
        let mut numbers = |tag| decoder.find_tag_unsigned_vec::<u64>(tag);
        Ok(Self {
            offsets: numbers(offsets)?.unwrap_or_default(),
            lengths: numbers(lengths)?.unwrap_or_default(),
        })
    }

    /// `None` of one that was left out as nothing is on it.
    fn at(&self, piece: u32) -> Result<Option<(u64, u64)>, Unpacking> {
        let piece = piece as usize;
        match (self.offsets.get(piece), self.lengths.get(piece)) {
            (Some(_), Some(0)) => Ok(None),
            (Some(_), Some(&length)) if length > MOST_CHUNK_BYTES => Err(Unpacking::LargePieces),
            (Some(&at), Some(&length)) => Ok(Some((at, length))),
            _ => Err(Unpacking::Damaged),
        }
    }
}

/// Makes a colour of the numbers of a pixel.
type ToColour<'a> = Box<dyn Fn(&[u8]) -> Color32 + 'a>;

/// What makes a colour of so many numbers; `None` where they are too few.
fn colour(colours: &Colours, n_numbers: usize) -> Option<ToColour<'_>> {
    let opaque = |[r, g, b]: [u8; 3]| Color32::from_rgba_unmultiplied(r, g, b, u8::MAX);
    Some(match (colours, n_numbers) {
        (Colours::Palette(palette), 1..) => Box::new(move |numbers: &[u8]| {
            let colour = palette.get(usize::from(numbers[0]));
            colour.map_or(Color32::TRANSPARENT, |&colour| opaque(colour))
        }),
        (Colours::Grey, 1) => Box::new(move |numbers: &[u8]| opaque([numbers[0]; 3])),
        (Colours::Grey, 2) => Box::new(|numbers: &[u8]| {
            let grey = numbers[0];
            Color32::from_rgba_unmultiplied(grey, grey, grey, numbers[1])
        }),
        (Colours::Rgb, 4) => Box::new(|numbers: &[u8]| {
            Color32::from_rgba_unmultiplied(numbers[0], numbers[1], numbers[2], numbers[3])
        }),
        // Bands that are called grey are shown as photos from the air have them.
        (Colours::Rgb | Colours::Grey, 3..) => {
            Box::new(move |numbers: &[u8]| opaque([numbers[0], numbers[1], numbers[2]]))
        }
        (Colours::YCbCr, 3) => Box::new(move |numbers: &[u8]| {
            let [light, blue, red] = [numbers[0], numbers[1], numbers[2]].map(f32::from);
            let (blue, red) = (blue - 128.0, red - 128.0);
            let green = 0.344_136_f32.mul_add(-blue, 0.714_136_f32.mul_add(-red, light));
            let (red, blue) = (
                1.402_f32.mul_add(red, light),
                1.772_f32.mul_add(blue, light),
            );
            opaque([red, green, blue].map(|shade| shade.round() as u8))
        }),
        _ => return None,
    })
}

/// A picture that is made smaller as it is read: each of its pixels is the middle of a square of those read.
struct Small {
    /// The side of such a square.
    side: u32,
    of: [u32; 2],
    size: [u32; 2],
    pixels: Vec<Color32>,
    /// The sums of rows that are not whole yet.
    open: BTreeMap<u32, Vec<[u32; 4]>>,
}

impl Small {
    fn of([width, height]: [u32; 2], most: u32) -> Self {
        let side = width.max(height).div_ceil(most.max(1)).max(1);
        let size = [width.div_ceil(side), height.div_ceil(side)];
        Self {
            side,
            of: [width, height],
            size,
            pixels: vec![Color32::TRANSPARENT; size[0] as usize * size[1] as usize],
            open: BTreeMap::new(),
        }
    }

    /// Adds a part of a line.
    fn add(&mut self, left: u32, y: u32, line: impl Iterator<Item = Color32>) {
        let width = self.size[0] as usize;
        let line = (left..self.of[0]).zip(line);
        if self.side == 1 {
            let start = y as usize * width;
            for (x, colour) in line {
                self.pixels[start + x as usize] = colour;
            }
            return;
        }
        let sums = self.open.entry(y / self.side);
        let sums = sums.or_insert_with(|| vec![[0; 4]; width]);
        for (x, colour) in line {
            let sum = &mut sums[(x / self.side) as usize];
            for (sum, shade) in sum.iter_mut().zip(colour.to_array()) {
                *sum += u32::from(shade);
            }
        }
    }

    /// All lines above this one are read.
    fn finish_above(&mut self, y: u32) {
        while let Some(row) = self.open.first_entry() {
            let (first, height) = (row.key() * self.side, self.of[1]);
            let last = (first + self.side).min(height);
            if last > y {
                return;
            }
            let start = *row.key() as usize * self.size[0] as usize;
            for (column, sum) in (0..).zip(row.remove()) {
                let left: u32 = column * self.side;
                let count = (self.of[0] - left).min(self.side) * (last - first);
                let [r, g, b, a] = sum.map(|sum| (sum / count) as u8);
                self.pixels[start + column as usize] = Color32::from_rgba_premultiplied(r, g, b, a);
            }
        }
    }

    fn image(self) -> ColorImage {
        let size = self.size.map(|side| side as usize);
        ColorImage::new(size, self.pixels)
    }
}

/// Looks up how large a packed photo is before anything is unpacked: it may say any size of its own.
fn refuse_other_photo(
    bytes: &mut (impl Read + Seek),
    (at, length): (u64, u64),
    (across, down): (u32, u32),
) -> Result<(), Unpacking> {
    let mut packed = Vec::new();
    let start = bytes.seek(SeekFrom::Start(at));
    start.map_err(|_error| Unpacking::Damaged)?;
    let read = bytes.take(length).read_to_end(&mut packed);
    read.map_err(|_error| Unpacking::Damaged)?;
    match heads_of_photo(&packed).as_deref() {
        // The height of the last strip is its own.
        Some(&[[width, height]]) if width <= across && height <= down => Ok(()),
        _ => Err(Unpacking::Damaged),
    }
}

/// What all photos of a file have in common comes before each of them: it must not say a size either.
fn refuse_size_in_common<R: Read + Seek>(decoder: &mut Decoder<R>) -> Result<(), Unpacking> {
    let Some(common) = decoder.find_tag(Tag::JPEGTables)? else {
        return Ok(());
    };
    let common = common.into_u8_vec()?;
    let has_end = common.ends_with(&[0xFF, 0xD9]);
    let is_sound = has_end && heads_of_photo(&common).is_some_and(|heads| heads.is_empty());
    is_sound.then_some(()).ok_or(Unpacking::Damaged)
}

/// The sizes that a JPEG says before its pixels or its end; `None` where it has neither.
fn heads_of_photo(packed: &[u8]) -> Option<Vec<[u32; 2]>> {
    let mut at = 2;
    let mut heads = Vec::new();
    loop {
        let &[0xFF, marker] = packed.get(at..at + 2)? else {
            return None;
        };
        match marker {
            // Its end, or its pixels.
            0xD9 | 0xDA => return Some(heads),
            // Filling.
            0xFF => {
                at += 1;
                continue;
            }
            0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                let &[a, b, c, d] = packed.get(at + 5..at + 9)? else {
                    return None;
                };
                heads.push([[c, d], [a, b]].map(|side| u32::from(u16::from_be_bytes(side))));
            }
            _ => {}
        }
        let &[high, low] = packed.get(at + 2..at + 4)? else {
            return None;
        };
        at += 2 + usize::from(u16::from_be_bytes([high, low])).max(2);
    }
}

/// A file in which, where it is of a palette, the numbers are said to be shades of grey: then they are unpacked as they
/// are.
struct AsGrey<R> {
    file: R,
    position: u64,
    grey: Option<(u64, [u8; 2])>,
}

impl<R: Read + Seek> AsGrey<R> {
    fn new(mut file: R, grey: Option<(u64, [u8; 2])>) -> std::io::Result<Self> {
        let position = file.seek(SeekFrom::Start(0))?;
        Ok(Self {
            file,
            position,
            grey,
        })
    }
}

impl<R: Read> Read for AsGrey<R> {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        let count = self.file.read(bytes)?;
        if let Some((at, grey)) = self.grey {
            for (place, byte) in (at..).zip(grey) {
                let offset = place.checked_sub(self.position).map(usize::try_from);
                if let Some(Ok(offset)) = offset
                    && let Some(read) = bytes[..count].get_mut(offset)
                {
                    *read = byte;
                }
            }
        }
        self.position += count as u64;
        Ok(count)
    }
}

impl<R: Seek> Seek for AsGrey<R> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.position = self.file.seek(to)?;
        Ok(self.position)
    }
}

#[cfg(test)]
#[path = "geotiff_tests.rs"]
mod tests;
