//! Extracts in the packed form (.osm.pbf): blocks of elements, each packed for itself.
//!
//! The form is small enough to be read here, where nothing that a file states is trusted: every length is looked at,
//! every block is unpacked within bounds, every sum that may run over is damage.

use std::borrow::Cow;
use std::io::Read as _;
use std::ops::Range;

use flate2::read::ZlibDecoder;

use super::element::{At, Element, Kind, Member, Tags};
use super::wire::{Damage, Field, Wire, from_steps, signed};

/// A block is no larger, packed or unpacked.
const LARGEST_BLOCK: usize = 32 << 20;
/// The head of a block is no larger.
const LARGEST_HEAD: usize = 64 << 10;
/// Blocks have some thousand words each.
const MOST_WORDS: usize = 2_000_000;
/// Honest blocks grow to four times their packed size or so; a file whose blocks together grow more than this, and to
/// more than [`SUSPICIOUS`], is a bomb.
const HIGHEST_RATIO: u64 = 60;
const SUSPICIOUS: u64 = 256 << 20;

/// What is wrong with a file, and at which byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It ends too early.
    BreaksOff(usize),
    Damaged(usize, Damage),
    /// Packed in a way that is not read.
    Packing(&'static str),
    /// It keeps versions of the past, or something else that changes what it means.
    Feature,
    TooLarge,
}

/// A file whose blocks are known.
pub(super) struct Pbf<'a> {
    bytes: &'a [u8],
    /// The blocks with elements, and which kinds of them each has, once that is known.
    blocks: Vec<(Range<usize>, Option<[bool; 3]>)>,
}

/// Whether a file begins like one.
pub(super) fn is_pbf(bytes: &[u8]) -> bool {
    block(bytes, 0).is_ok_and(|block| block.is_some_and(|(name, ..)| name == b"OSMHeader"))
}

/// The kind of a block, and where its content lies.
type Found<'a> = (&'a [u8], Range<usize>);

/// The block at a byte of the file; `None` at the end.
fn block(bytes: &[u8], from: usize) -> Result<Option<Found<'_>>, Fault> {
    let rest = bytes.get(from..).unwrap_or_default();
    if rest.is_empty() {
        return Ok(None);
    }
    let breaks_off = || Fault::BreaksOff(bytes.len());
    let damaged = |damage| Fault::Damaged(from, damage);
    let length = rest.first_chunk::<4>().ok_or_else(breaks_off)?;
    let length = u32::from_be_bytes(*length) as usize;
    if length > LARGEST_HEAD {
        return Err(damaged(Damage("the head of a block is too long")));
    }
    let mut head = Wire(rest.get(4..4 + length).ok_or_else(breaks_off)?);
    let (mut name, mut size) = (b"".as_slice(), None);
    while let Some((number, field)) = head.next().map_err(damaged)? {
        match number {
            1 => name = field.bytes().map_err(damaged)?,
            3 => size = Some(field.number().map_err(damaged)?),
            _ => {}
        }
    }
    let size = size.ok_or(damaged(Damage("a block without a size")))?;
    let size = usize::try_from(size).ok();
    let size = size
        .filter(|&size| size <= LARGEST_BLOCK)
        .ok_or(damaged(Damage("a block of more than 32 MB")))?;
    let begin = from + 4 + length;
    if begin + size > bytes.len() {
        return Err(breaks_off());
    }
    Ok(Some((name, begin..begin + size)))
}

impl<'a> Pbf<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Fault> {
        let mut from = 0;
        let mut blocks = Vec::new();
        let mut unpacked = 0;
        while let Some((name, range)) = block(bytes, from)? {
            match name {
                b"OSMHeader" => {
                    let head = unpack(bytes, &range, &mut unpacked)?;
                    check_features(&head).map_err(|fault| match fault {
                        Some(damage) => Fault::Damaged(range.start, damage),
                        None => Fault::Feature,
                    })?;
                }
                b"OSMData" => blocks.push((range.clone(), None)),
                // What is of another kind is to be passed over.
                _ => {}
            }
            from = range.end;
        }
        Ok(Self { bytes, blocks })
    }

    /// Hands over all elements of a kind in their order.
    pub(super) fn each<E: From<Fault>>(
        &mut self,
        kind: Kind,
        take: &mut dyn FnMut(Element<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut unpacked = 0;
        for (range, kinds) in &mut self.blocks {
            if kinds.is_some_and(|kinds| !kinds[kind as usize]) {
                continue;
            }
            let content = unpack(self.bytes, range, &mut unpacked)?;
            let damaged = |damage| E::from(Fault::Damaged(range.start, damage));
            let block = Block::of(&content).map_err(damaged)?;
            *kinds = Some(block.kinds().map_err(damaged)?);
            block.each(kind, take, &damaged)?;
        }
        Ok(())
    }
}

/// The content of a block.
fn unpack<'a>(
    bytes: &'a [u8],
    range: &Range<usize>,
    unpacked: &mut u64,
) -> Result<Cow<'a, [u8]>, Fault> {
    let damaged = |damage| Fault::Damaged(range.start, damage);
    let mut blob = Wire(&bytes[range.clone()]);
    let (mut raw, mut packed, mut size) = (None, None, None);
    while let Some((number, field)) = blob.next().map_err(damaged)? {
        match number {
            1 => raw = Some(field.bytes().map_err(damaged)?),
            2 => size = Some(field.number().map_err(damaged)?),
            3 => packed = Some(field.bytes().map_err(damaged)?),
            4 => return Err(Fault::Packing("LZMA")),
            5 => return Err(Fault::Packing("bzip2")),
            6 => return Err(Fault::Packing("LZ4")),
            7 => return Err(Fault::Packing("zstd")),
            _ => {}
        }
    }
    let content = match (raw, packed) {
        (Some(raw), _) => Cow::Borrowed(raw),
        (None, Some(packed)) => {
            let mut content = Vec::new();
            let read = ZlibDecoder::new(packed)
                .take(LARGEST_BLOCK as u64 + 1)
                .read_to_end(&mut content);
            // Why it cannot be unpacked is of no use to anybody.
            if read.is_err() || size.is_some_and(|size| size != content.len() as u64) {
                return Err(damaged(Damage("a block cannot be unpacked")));
            }
            Cow::Owned(content)
        }
        (None, None) => return Err(damaged(Damage("a block without content"))),
    };
    *unpacked += content.len() as u64;
    let ratio = *unpacked / bytes.len().max(1) as u64;
    if content.len() > LARGEST_BLOCK || *unpacked > SUSPICIOUS && ratio > HIGHEST_RATIO {
        return Err(Fault::TooLarge);
    }
    Ok(content)
}

/// That whoever reads the file need know nothing that is not known here; else why not.
fn check_features(head: &[u8]) -> Result<(), Option<Damage>> {
    let mut head = Wire(head);
    while let Some((number, field)) = head.next().map_err(Some)? {
        let is_known = |feature: &[u8]| matches!(feature, b"OsmSchema-V0.6" | b"DenseNodes");
        if number == 4 && !is_known(field.bytes().map_err(Some)?) {
            return Err(None);
        }
    }
    Ok(())
}

/// A block of elements, with what is said once for all of them.
struct Block<'a> {
    words: Vec<&'a [u8]>,
    groups: Vec<Wire<'a>>,
    granularity: i64,
    offset: (i64, i64),
}

/// The numbers of the fields of a group.
const NODE: u64 = 1;
const DENSE: u64 = 2;
const WAY: u64 = 3;
const RELATION: u64 = 4;

impl<'a> Block<'a> {
    fn of(content: &'a [u8]) -> Result<Self, Damage> {
        let mut block = Self {
            words: Vec::new(),
            groups: Vec::new(),
            granularity: 100,
            offset: (0, 0),
        };
        let mut content = Wire(content);
        while let Some((number, field)) = content.next()? {
            match number {
                1 => {
                    let mut table = Wire(field.bytes()?);
                    while let Some((_, word)) = table.next()? {
                        block.words.push(word.bytes()?);
                        if block.words.len() > MOST_WORDS {
                            return Err(Damage("a block with millions of words"));
                        }
                    }
                }
                2 => block.groups.push(Wire(field.bytes()?)),
                17 => block.granularity = field.number()? as i64,
                19 => block.offset.1 = field.number()? as i64,
                20 => block.offset.0 = field.number()? as i64,
                _ => {}
            }
        }
        Ok(block)
    }

    /// Which kinds of elements it has.
    fn kinds(&self) -> Result<[bool; 3], Damage> {
        let mut kinds = [false; 3];
        for group in &self.groups {
            let mut group = *group;
            while let Some((number, _)) = group.next()? {
                match number {
                    NODE | DENSE => kinds[Kind::Node as usize] = true,
                    WAY => kinds[Kind::Way as usize] = true,
                    RELATION => kinds[Kind::Relation as usize] = true,
                    _ => {}
                }
            }
        }
        Ok(kinds)
    }

    fn each<E>(
        &self,
        kind: Kind,
        take: &mut dyn FnMut(Element<'_>) -> Result<(), E>,
        damaged: &dyn Fn(Damage) -> E,
    ) -> Result<(), E> {
        for group in &self.groups {
            let mut group = *group;
            while let Some((number, field)) = group.next().map_err(damaged)? {
                match (number, kind) {
                    (DENSE, Kind::Node) => {
                        let dense = field.bytes().and_then(Dense::of).map_err(damaged)?;
                        self.dense(&dense, take, damaged)?;
                    }
                    (NODE, Kind::Node) | (WAY, Kind::Way) | (RELATION, Kind::Relation) => {
                        let one = field.bytes().and_then(One::of).map_err(damaged)?;
                        self.one(kind, &one, take, damaged)?;
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn word(&self, index: u64) -> Result<Cow<'a, str>, Damage> {
        let index = usize::try_from(index).ok();
        let word = index.and_then(|index| self.words.get(index));
        word.map(|word| String::from_utf8_lossy(word))
            .ok_or(Damage("a word that is not there"))
    }

    fn at(&self, lon: i64, lat: i64) -> Result<Option<At>, Damage> {
        let nano = |offset: i64, number: i64| {
            let nano = self.granularity.checked_mul(number);
            nano.and_then(|nano| nano.checked_add(offset))
                .ok_or(Damage("a number runs over"))
        };
        Ok(At::of_nano(
            nano(self.offset.0, lon)?,
            nano(self.offset.1, lat)?,
        ))
    }

    fn one<E>(
        &self,
        kind: Kind,
        one: &One,
        take: &mut dyn FnMut(Element<'_>) -> Result<(), E>,
        damaged: &dyn Fn(Damage) -> E,
    ) -> Result<(), E> {
        if one.is_gone {
            return Ok(());
        }
        let (mut tags, mut refs, mut members) = (Vec::new(), Vec::new(), Vec::new());
        let at = (|| {
            if one.keys.len() != one.values.len() {
                return Err(Damage("keys without values"));
            }
            for (&key, &value) in one.keys.iter().zip(&one.values) {
                tags.push((self.word(key)?, self.word(value)?));
            }
            match kind {
                Kind::Node => return self.at(signed(one.lon), signed(one.lat)),
                Kind::Way => refs = from_steps(&one.steps).collect::<Result<_, _>>()?,
                Kind::Relation => {
                    if one.kinds.len() != one.roles.len() || one.kinds.len() != one.members.len() {
                        return Err(Damage("members without roles"));
                    }
                    let told = one.kinds.iter().zip(&one.roles);
                    for (id, (kind, role)) in from_steps(&one.members).zip(told) {
                        let kind = match kind {
                            0 => Kind::Node,
                            1 => Kind::Way,
                            2 => Kind::Relation,
                            _ => return Err(Damage("a member of no known kind")),
                        };
                        members.push(Member::of(id?, kind, &self.word(*role)?));
                    }
                }
            }
            Ok(None)
        })();
        take(Element {
            kind,
            id: if kind == Kind::Node {
                signed(one.id)
            } else {
                one.id as i64
            },
            tags: Tags(&tags),
            at: at.map_err(damaged)?,
            refs: &refs,
            members: &members,
        })
    }

    fn dense<E>(
        &self,
        dense: &Dense,
        take: &mut dyn FnMut(Element<'_>) -> Result<(), E>,
        damaged: &dyn Fn(Damage) -> E,
    ) -> Result<(), E> {
        let Dense {
            ids,
            lats,
            lons,
            words,
            visible,
        } = dense;
        if ids.len() != lats.len() || ids.len() != lons.len() {
            return Err(damaged(Damage("nodes without places")));
        }
        let places = from_steps(lons).zip(from_steps(lats));
        let mut words = words.iter();
        let has_words = words.len() > 0;
        let mut tags: Vec<(Cow<'_, str>, Cow<'_, str>)> = Vec::new();
        for (index, (id, (lon, lat))) in from_steps(ids).zip(places).enumerate() {
            tags.clear();
            let node = (|| {
                loop {
                    if !has_words {
                        break;
                    }
                    let ends = || Damage("words of nodes break off");
                    let key = *words.next().ok_or_else(ends)?;
                    if key == 0 {
                        break;
                    }
                    let value = *words.next().ok_or_else(ends)?;
                    tags.push((self.word(key)?, self.word(value)?));
                }
                Ok((id?, self.at(lon?, lat?)?))
            })();
            let (id, at) = node.map_err(damaged)?;
            if visible.get(index) == Some(&0) {
                continue;
            }
            take(Element {
                kind: Kind::Node,
                id,
                tags: Tags(&tags),
                at,
                refs: &[],
                members: &[],
            })?;
        }
        Ok(())
    }
}

/// Nodes side by side: a list of each of their numbers.
#[derive(Default)]
struct Dense {
    ids: Vec<u64>,
    lats: Vec<u64>,
    lons: Vec<u64>,
    /// Keys and values of one node after the other, each closed by a zero.
    words: Vec<u64>,
    visible: Vec<u64>,
}

impl Dense {
    fn of(bytes: &[u8]) -> Result<Self, Damage> {
        let mut dense = Self::default();
        let mut wire = Wire(bytes);
        while let Some((number, field)) = wire.next()? {
            match number {
                1 => field.add_numbers(&mut dense.ids)?,
                5 => visible(field, &mut dense.visible)?,
                8 => field.add_numbers(&mut dense.lats)?,
                9 => field.add_numbers(&mut dense.lons)?,
                10 => field.add_numbers(&mut dense.words)?,
                _ => {}
            }
        }
        Ok(dense)
    }
}

/// One element by itself.
#[derive(Default)]
struct One {
    id: u64,
    keys: Vec<u64>,
    values: Vec<u64>,
    lat: u64,
    lon: u64,
    steps: Vec<u64>,
    roles: Vec<u64>,
    members: Vec<u64>,
    kinds: Vec<u64>,
    is_gone: bool,
}

impl One {
    fn of(bytes: &[u8]) -> Result<Self, Damage> {
        let mut one = Self::default();
        let mut told = Vec::new();
        let mut wire = Wire(bytes);
        while let Some((number, field)) = wire.next()? {
            match (number, field) {
                (1, field) => one.id = field.number()?,
                (2, field) => field.add_numbers(&mut one.keys)?,
                (3, field) => field.add_numbers(&mut one.values)?,
                (4, field) => visible(field, &mut told)?,
                // The same numbers mean one thing in a node, another in a way, a third in a relation.
                (8, field) => {
                    one.lat = field.number().unwrap_or_default();
                    field.add_numbers(&mut one.steps)?;
                    field.add_numbers(&mut one.roles)?;
                }
                (9, field) => {
                    one.lon = field.number().unwrap_or_default();
                    field.add_numbers(&mut one.members)?;
                }
                (10, field) => field.add_numbers(&mut one.kinds)?,
                _ => {}
            }
        }
        one.is_gone = told.contains(&0);
        Ok(one)
    }
}

/// Whether elements are still there, as their versions say.
fn visible(field: Field<'_>, told: &mut Vec<u64>) -> Result<(), Damage> {
    let mut versions = Wire(field.bytes()?);
    while let Some((number, field)) = versions.next()? {
        if number == 6 {
            field.add_numbers(told)?;
        }
    }
    Ok(())
}
