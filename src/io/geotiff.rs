//! What the head of a TIFF says: its size, how its colours are written, and by the tags of `GeoTIFF` where it lies.
//!
//! Only the first directory is read, and of each tag no more than a number of values that is sound: what a file says of
//! its counts and offsets is never believed.

use std::io::{Read, Seek, SeekFrom};

/// More entries than any directory has.
const MOST_ENTRIES: u64 = 4_096;

/// More values of a tag are not read.
const MOST_VALUES: u64 = 65_536;

/// What the numbers of a TIFF are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Samples {
    /// Whole numbers from zero, as in pictures.
    Unsigned,
    /// Whole numbers that may be below zero.
    Signed,
    /// Floating point numbers, as in a height model.
    Float,
    /// Something else.
    Other,
}

/// How numbers become colours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Colours {
    /// Shades of grey.
    Grey,
    /// Red, green and blue.
    Rgb,
    /// Each number stands for one of these colours.
    Palette(Vec<[u8; 3]>),
    /// Brightness and two differences of colour, as in a photo.
    YCbCr,
    /// Something else.
    Other,
}

/// What the head of a TIFF says.
#[derive(Clone, Debug, PartialEq)]
pub struct TiffHead {
    /// Pixels across and down.
    pub size: [u32; 2],
    /// How many bits a number has.
    pub bits: u32,
    /// What its numbers are.
    pub samples: Samples,
    /// How they become colours.
    pub colours: Colours,
    /// Whether each colour stands in a plane of its own.
    pub has_planes: bool,
    /// Whether it is packed as JPEG.
    pub is_jpeg: bool,
    /// Where in the file it says how numbers become colours, and the bytes that would say: in shades of grey.
    pub grey_at: (u64, [u8; 2]),
    /// Where it lies.
    pub place: GeoTags,
}

/// The tags of `GeoTIFF`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GeoTags {
    /// The size of a pixel.
    pub scale: Vec<f64>,
    /// Points of the picture with their place: six numbers each.
    pub tiepoints: Vec<f64>,
    /// A matrix of four rows.
    pub transformation: Vec<f64>,
    /// Keys, four numbers each.
    pub keys: Vec<u16>,
}

/// The coordinate system as the keys name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// By no key.
    Not,
    /// By its code in the EPSG registry.
    Epsg(u16),
    /// By its parameters, one by one.
    ByItself,
}

impl GeoTags {
    /// The six numbers of a world file that say the same; `None` where the tags do not say it.
    pub(super) fn terms(&self) -> Option<[f64; 6]> {
        // A point of the picture is a corner of a pixel, else its middle.
        let half = if self.key(1025) == Some(2) { 0.0 } else { 0.5 };
        if let &[a, b, _, x, d, e, _, y, ..] = self.transformation.as_slice() {
            return Some([a, d, b, e, half * (a + b) + x, half * (d + e) + y]);
        }
        let (&[wide, high, ..], &[column, row, _, x, y, ..]) =
            (self.scale.as_slice(), self.tiepoints.as_slice())
        else {
            return None;
        };
        let (x, y) = (
            (half - column).mul_add(wide, x),
            (row - half).mul_add(high, y),
        );
        Some([wide, 0.0, 0.0, -high, x, y])
    }

    /// Whether it is bound to the ground by several points and nothing else.
    pub(super) fn has_only_points(&self) -> bool {
        self.terms().is_none() && self.tiepoints.len() > 6
    }

    /// Its coordinate system.
    pub(super) fn system(&self) -> Named {
        const BY_ITSELF: u16 = 32_767;
        let (geographic, projected) = (self.key(2048), self.key(3072));
        let code = match self.key(1024) {
            Some(2) => geographic,
            Some(1) => projected.or(Some(BY_ITSELF)),
            Some(3) => Some(BY_ITSELF),
            _ => projected.or(geographic),
        };
        match code {
            None | Some(0) => Named::Not,
            Some(BY_ITSELF) => Named::ByItself,
            Some(code) => Named::Epsg(code),
        }
    }

    fn key(&self, wanted: u16) -> Option<u16> {
        let mut entries = self.keys.chunks_exact(4).skip(1);
        entries.find_map(|entry| match *entry {
            [key, 0, _, value] if key == wanted => Some(value),
            _ => None,
        })
    }
}

impl TiffHead {
    /// Reads the head of a file; `None` where it is no TIFF, or damaged.
    pub fn read(file: &mut (impl Read + Seek)) -> Option<Self> {
        let mut directory = Directory::read(file)?;
        let photometric = directory.entry(262)?;
        let is_little = directory.is_little;
        let grey = if is_little { [1, 0] } else { [0, 1] };
        let size = [directory.whole(256)?, directory.whole(257)?];
        let colours = match directory.whole(262)? {
            0 | 1 => Colours::Grey,
            2 => Colours::Rgb,
            3 => Colours::Palette(directory.palette()),
            6 => Colours::YCbCr,
            _ => Colours::Other,
        };
        let samples = match directory.whole(339) {
            None | Some(1) => Samples::Unsigned,
            Some(2) => Samples::Signed,
            Some(3) => Samples::Float,
            Some(_) => Samples::Other,
        };
        let keys = directory.numbers(34_735);
        Some(Self {
            size,
            bits: directory.whole(258).unwrap_or(1),
            samples,
            colours,
            has_planes: directory.whole(284) == Some(2),
            is_jpeg: directory.whole(259) == Some(7),
            grey_at: (photometric.value_at, grey),
            place: GeoTags {
                scale: directory.numbers(33_550),
                tiepoints: directory.numbers(33_922),
                transformation: directory.numbers(34_264),
                keys: keys.into_iter().map(|key| key as u16).collect(),
            },
        })
    }
}

/// A tag: what its values are, how many, and where in the file the field for them stands.
#[derive(Clone, Copy)]
struct Entry {
    tag: u16,
    kind: u16,
    count: u64,
    value_at: u64,
}

/// The first directory of a file.
struct Directory<'a, F> {
    file: &'a mut F,
    is_little: bool,
    is_big_file: bool,
    entries: Vec<Entry>,
}

impl<'a, F: Read + Seek> Directory<'a, F> {
    fn read(file: &'a mut F) -> Option<Self> {
        file.seek(SeekFrom::Start(0)).ok()?;
        let mut head = [0; 4];
        file.read_exact(&mut head).ok()?;
        let is_little = match head {
            [b'I', b'I', ..] => true,
            [b'M', b'M', ..] => false,
            _ => return None,
        };
        let version = whole(&head[2..], is_little);
        let is_big_file = match version {
            42 => false,
            43 => true,
            _ => return None,
        };
        let mut directory = Self {
            file,
            is_little,
            is_big_file,
            entries: Vec::new(),
        };
        directory.read_entries()?;
        Some(directory)
    }

    fn read_entries(&mut self) -> Option<()> {
        let (width, count_width, start_at) = if self.is_big_file {
            (8, 8, 8)
        } else {
            (4, 2, 4)
        };
        let start = self.at(start_at, width)?;
        let count = self.at(start, count_width)?;
        if count > MOST_ENTRIES {
            return None;
        }
        let entry_width = 4 + 2 * width as u64;
        for number in 0..count {
            let at = start.checked_add(count_width as u64 + number * entry_width)?;
            let value_at = at.checked_add(4 + width as u64)?;
            let entry = Entry {
                tag: self.at(at, 2)? as u16,
                kind: self.at(at + 2, 2)? as u16,
                count: self.at(at + 4, width)?,
                value_at,
            };
            self.entries.push(entry);
        }
        Some(())
    }

    /// A whole number of so many bytes at a place of the file.
    fn at(&mut self, place: u64, width: usize) -> Option<u64> {
        let bytes = self.bytes(place, width)?;
        Some(whole(&bytes, self.is_little))
    }

    fn bytes(&mut self, place: u64, count: usize) -> Option<Vec<u8>> {
        self.file.seek(SeekFrom::Start(place)).ok()?;
        let mut bytes = Vec::new();
        let read = self.file.take(count as u64).read_to_end(&mut bytes);
        (read.ok()? == count).then_some(bytes)
    }

    fn entry(&self, tag: u16) -> Option<Entry> {
        self.entries.iter().find(|entry| entry.tag == tag).copied()
    }

    /// The first value of a tag, where it is a whole number.
    fn whole(&mut self, tag: u16) -> Option<u32> {
        let first = *self.numbers(tag).first()?;
        (first.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&first))
            .then_some(first as u32)
    }

    /// The values of a tag; none where they cannot be read.
    fn numbers(&mut self, tag: u16) -> Vec<f64> {
        self.entry(tag)
            .and_then(|entry| self.numbers_of(entry))
            .unwrap_or_default()
    }

    fn numbers_of(&mut self, entry: Entry) -> Option<Vec<f64>> {
        let width = match entry.kind {
            1 => 1,
            3 => 2,
            4 => 4,
            12 | 16 => 8,
            _ => return None,
        };
        if entry.count > MOST_VALUES {
            return None;
        }
        let field = if self.is_big_file { 8 } else { 4 };
        let length = entry.count as usize * width;
        let place = if length <= field {
            entry.value_at
        } else {
            self.at(entry.value_at, field)?
        };
        let bytes = self.bytes(place, length)?;
        let number = |bytes: &[u8]| {
            let bits = whole(bytes, self.is_little);
            if entry.kind == 12 {
                f64::from_bits(bits)
            } else {
                bits as f64
            }
        };
        Some(bytes.chunks_exact(width).map(number).collect())
    }

    /// All reds, then all greens, then all blues; of their 16 bits the upper ones.
    fn palette(&mut self) -> Vec<[u8; 3]> {
        let shades = self.numbers(320);
        let third = shades.len() / 3;
        let shade = |at: usize| (shades[at] as u32 >> 8) as u8;
        let colours = 0..third;
        colours
            .map(|at| [at, third + at, 2 * third + at].map(shade))
            .collect()
    }
}

/// A whole number from its bytes.
fn whole(bytes: &[u8], is_little: bool) -> u64 {
    let add = |number: u64, &byte: &u8| (number << 8) | u64::from(byte);
    if is_little {
        bytes.iter().rev().fold(0, add)
    } else {
        bytes.iter().fold(0, add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(pairs: &[(u16, u16)]) -> Vec<u16> {
        let head = [1, 1, 0, pairs.len() as u16];
        let entries = pairs.iter().flat_map(|&(key, value)| [key, 0, 1, value]);
        head.into_iter().chain(entries).collect()
    }

    #[test]
    fn a_tie_is_a_corner_of_a_pixel_or_its_middle_as_the_keys_say() {
        let tags = |raster: u16| GeoTags {
            scale: vec![10.0, 20.0, 0.0],
            tiepoints: vec![0.0, 0.0, 0.0, 1_000.0, 5_000.0, 0.0],
            keys: keys(&[(1025, raster)]),
            ..GeoTags::default()
        };
        assert_eq!(
            tags(1).terms(),
            Some([10.0, 0.0, 0.0, -20.0, 1_005.0, 4_990.0])
        );
        assert_eq!(
            tags(2).terms(),
            Some([10.0, 0.0, 0.0, -20.0, 1_000.0, 5_000.0])
        );
        // The same place by another point of the picture.
        let mut other = tags(1);
        other.tiepoints = vec![2.0, 3.0, 0.0, 1_020.0, 4_940.0, 0.0];
        assert_eq!(other.terms(), tags(1).terms());
        // And by a matrix.
        let mut matrix = vec![10.0, 0.0, 0.0, 1_000.0, 0.0, -20.0, 0.0, 5_000.0];
        matrix.extend([0.0; 8]);
        let matrix = GeoTags {
            transformation: matrix,
            ..GeoTags::default()
        };
        assert_eq!(matrix.terms(), tags(1).terms());
    }

    #[test]
    fn what_the_tags_do_not_say_is_not_made_up() {
        let tags = GeoTags {
            scale: vec![1.0, 1.0],
            ..GeoTags::default()
        };
        assert_eq!((tags.terms(), tags.system()), (None, Named::Not));
        let points = GeoTags {
            tiepoints: vec![0.0; 18],
            ..GeoTags::default()
        };
        assert!(points.has_only_points());
        let system = |pairs: &[(u16, u16)]| {
            let keys = keys(pairs);
            GeoTags {
                keys,
                ..GeoTags::default()
            }
            .system()
        };
        assert_eq!(system(&[(1024, 1), (3072, 4543)]), Named::Epsg(4543));
        assert_eq!(system(&[(1024, 2), (2048, 4490)]), Named::Epsg(4490));
        assert_eq!(system(&[(1024, 1), (3072, 32_767)]), Named::ByItself);
        assert_eq!(system(&[(1024, 1), (2048, 4490)]), Named::ByItself);
    }

    #[test]
    fn heads_that_cannot_be_are_no_heads() {
        let read = |bytes: &[u8]| TiffHead::read(&mut std::io::Cursor::new(bytes));
        assert_eq!(read(b""), None);
        assert_eq!(read(b"II*\0"), None);
        assert_eq!(
            read(b"II*\0\xFF\xFF\xFF\xFF"),
            None,
            "the directory lies nowhere"
        );
        assert_eq!(
            read(b"II*\0\x08\0\0\0\xFF\xFF\x01\x01"),
            None,
            "it has no end"
        );
        assert_eq!(
            read(b"II+\0\x08\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"),
            None
        );
        // A directory that holds the directory.
        assert_eq!(read(b"MM\0*\0\0\0\x02\0\0\0\0\0\0\0\0"), None);
    }
}
