//! A basemap of tiles: those in sight are read and unpacked beside the screen, a few at a time, and kept as textures up to
//! a limit. Until a tile is there, the part of a coarser one that covers its ground stands in for it.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::{Arc, Mutex, PoisonError};

use egui::{ColorImage, Context, Rect, TextureHandle, TextureOptions, pos2};

use super::basemap::Piece;
use super::jobs::{Job, Lane, Outcome};
use crate::app::look::text::basemap as text;
use crate::geometry::LonLat;
use crate::io::tiles::{Datum, Extent, Grid, Level, TileId, TileRange, Tiles, TilesError};
use crate::words::Words;

/// So many bytes of textures are kept at most.
const MOST_TEXTURE_BYTES: usize = 128 << 20;

/// So many tiles are drawn at most; more are taken from a coarser level.
const MOST_TILES: usize = 256;

/// The longest side of a tile as it is kept, in pixels.
const LONGEST_SIDE: u32 = 1_024;

/// No tile is wider or higher, in pixels.
const MOST_PIXELS: u32 = 4_096;

/// So many tiles are read before the screen is drawn again.
const BATCH: usize = 6;

/// A level that shows all in sight in so few tiles is read first.
const FEW: u64 = 4;

/// The cells of a tile, across and down: they follow the bend of its system.
const CELLS: usize = 4;

/// A level is fine enough where a pixel of it is at most so many of the screen.
const COARSEST_PIXEL: f64 = 1.5;

/// So many tiles that are not there are remembered.
const MOST_REMEMBERED: usize = 50_000;

/// What the maps show: places all over it, and how large it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Look {
    /// Places in sight, near enough to each other to follow the bend of any system.
    pub(crate) places: Vec<LonLat>,
    /// How many metres a point of the screen is.
    pub(crate) metres_per_point: f64,
}

/// What is known of a tile.
enum Known {
    /// It can be drawn; by which look it was last.
    Drawn(TextureHandle, u64),
    /// It is not in the file, or of no use.
    Missing,
}

/// What reading a tile gives.
type Loaded = (TileId, Result<Option<ColorImage>, TilesError>);

/// A file of tiles under the map.
pub(crate) struct Tiled {
    tiles: Arc<Mutex<Tiles>>,
    grid: Grid,
    /// Width and height of a tile, in pixels, as it is kept.
    pixels: [u32; 2],
    words: Words,
    attribution: Option<String>,
    known: BTreeMap<TileId, Known>,
    /// Where the cells of a tile's ground lie.
    places: BTreeMap<TileId, Arc<[LonLat]>>,
    look: Option<Look>,
    /// How many looks there were.
    looks: u64,
    wanted: Vec<TileId>,
    pieces: Vec<Piece>,
    is_too_far: bool,
    lane: Lane,
    job: Option<Job<Vec<Loaded>>>,
    /// The first tile that is of no use, once.
    trouble: Option<TilesError>,
    has_trouble: bool,
}

impl Tiled {
    /// Tiles of a size in pixels, which [`size_of`] found.
    pub(crate) fn of(tiles: Tiles, pixels: [u32; 2]) -> Self {
        Self {
            grid: tiles.grid().clone(),
            pixels: pixels.map(|side| side.min(LONGEST_SIDE)),
            words: text::tiled(&tiles.words(), pixels),
            attribution: tiles.attribution().map(str::to_owned),
            tiles: Arc::new(Mutex::new(tiles)),
            known: BTreeMap::new(),
            places: BTreeMap::new(),
            look: None,
            looks: 0,
            wanted: Vec::new(),
            pieces: Vec::new(),
            is_too_far: false,
            lane: Lane::default(),
            job: None,
            trouble: None,
            has_trouble: false,
        }
    }

    /// What is known of it.
    pub(crate) fn words(&self) -> &Words {
        &self.words
    }

    /// Whom the file asks to name.
    pub(crate) fn attribution(&self) -> Option<&str> {
        self.attribution.as_deref()
    }

    /// What is to be drawn, the first at the bottom.
    pub(crate) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Whether so much ground is in sight that the coarsest level has too many tiles there.
    pub(crate) fn is_too_far(&self) -> bool {
        self.is_too_far
    }

    /// Whether nothing is being read.
    pub(crate) fn is_idle(&self) -> bool {
        self.job.is_none() && self.wanted.is_empty()
    }

    /// A tile that turned out to be of no use, the first one and once.
    pub(crate) fn trouble(&mut self) -> Option<Words> {
        self.trouble.take().map(|error| error.words())
    }

    /// Takes it as drawn in these degrees.
    pub(crate) fn set_datum(&mut self, datum: Datum) {
        if self.grid.datum() != datum {
            self.grid = self.grid.clone().in_datum(datum);
            self.places.clear();
            self.look = None;
        }
    }

    /// Takes in what was read, finds what is to be drawn of what is in sight, and reads more of it.
    pub(crate) fn follow(&mut self, ctx: &Context, look: &Look) {
        let has_more = self.take_in(ctx);
        if has_more || self.look.as_ref() != Some(look) {
            self.looks += 1;
            self.find(look, f64::from(ctx.pixels_per_point()));
            self.look = Some(look.clone());
            self.let_go();
            // The map has just been drawn without it.
            ctx.request_repaint();
        }
        if self.job.is_none() && !self.wanted.is_empty() {
            self.read(ctx);
        }
    }

    fn take_in(&mut self, ctx: &Context) -> bool {
        let loaded = match self.job.as_ref().map(Job::poll) {
            None | Some(Outcome::Running) => return false,
            Some(Outcome::Done(loaded)) => loaded,
            // Whatever in it cannot be read is not asked for again.
            Some(Outcome::Lost) => {
                let lost = self.wanted.iter().take(BATCH);
                lost.map(|&tile| (tile, Ok(None))).collect()
            }
        };
        self.job = None;
        for (tile, loaded) in loaded {
            let known = match loaded {
                Ok(Some(image)) => {
                    let options = TextureOptions::LINEAR;
                    Known::Drawn(ctx.load_texture("tile", image, options), self.looks)
                }
                Ok(None) => Known::Missing,
                Err(error) => {
                    if !self.has_trouble {
                        (self.trouble, self.has_trouble) = (Some(error), true);
                    }
                    Known::Missing
                }
            };
            self.known.insert(tile, known);
        }
        true
    }

    /// Reads the first tiles that are wanted.
    fn read(&mut self, ctx: &Context) {
        let batch: Vec<TileId> = self.wanted.iter().copied().take(BATCH).collect();
        let (tiles, pixels) = (Arc::clone(&self.tiles), self.pixels);
        let work = move |watch: &super::jobs::Watch| {
            let mut tiles = tiles.lock().unwrap_or_else(PoisonError::into_inner);
            let batch = batch.into_iter().take_while(|_| !watch.is_cancelled());
            batch
                .map(|tile| (tile, image(&mut tiles, tile, pixels)))
                .collect()
        };
        // Without a thread there is no tile this time; the next look tries again.
        self.job = self.lane.start(ctx, "tiles", Words::default(), work).ok();
        if self.job.is_none() {
            self.wanted.clear();
        }
    }

    /// How many tiles may be drawn at once: all of them have room among the textures.
    fn most_tiles(&self) -> usize {
        MOST_TILES.min(MOST_TEXTURE_BYTES / 2 / self.tile_bytes())
    }

    fn tile_bytes(&self) -> usize {
        let [width, height] = self.pixels.map(|side| side.max(1) as usize);
        width * height * 4
    }

    /// Finds what is to be drawn, and what is wanted for it.
    fn find(&mut self, look: &Look, pixels_per_point: f64) {
        (self.wanted, self.pieces) = (Vec::new(), Vec::new());
        self.is_too_far = false;
        let Some(seen) = self.grid.extent(&look.places) else {
            return;
        };
        let metres = look.metres_per_point / pixels_per_point.max(0.1);
        let Some(range) = self.chosen(seen, metres) else {
            return;
        };
        if range.count() > self.most_tiles() as u64 {
            self.is_too_far = true;
            return;
        }
        let mut tiles: Vec<TileId> = range.tiles().collect();
        let (first, last) = (tiles[0], tiles[tiles.len() - 1]);
        // From the middle outwards.
        tiles.sort_by_key(|tile| {
            let off = |at: u32, first: u32, last: u32| {
                (2 * i64::from(at) - i64::from(first) - i64::from(last)).abs()
            };
            let column = off(tile.column, first.column, last.column);
            (column.max(off(tile.row, first.row, last.row)), *tile)
        });
        for tile in self
            .under_all(seen)
            .into_iter()
            .chain(tiles.iter().copied())
        {
            if !self.known.contains_key(&tile) && !self.wanted.contains(&tile) {
                self.wanted.push(tile);
            }
        }
        for tile in tiles {
            self.find_piece(tile, seen);
        }
    }

    /// The tiles in sight of the coarsest level that is fine enough for the screen, or of a coarser one where they are
    /// too many.
    fn chosen(&self, seen: Extent, metres: f64) -> Option<TileRange> {
        let levels = self.grid.levels();
        let is_fine = |level: &Level| {
            let pixel = self.grid.metres_per_pixel(level, seen, self.pixels);
            pixel.is_some_and(|pixel| pixel <= metres * COARSEST_PIXEL)
        };
        let chosen = levels.iter().position(is_fine).unwrap_or(levels.len() - 1);
        let ranges = levels[..=chosen].iter().rev();
        let mut ranges = ranges.filter_map(|level| level.range(seen));
        let finest = ranges.next()?;
        let most = self.most_tiles() as u64;
        let mut all = std::iter::once(finest).chain(ranges);
        all.find(|range| range.count() <= most).or(Some(finest))
    }

    /// A few tiles that lie under all that is in sight.
    fn under_all(&self, seen: Extent) -> Vec<TileId> {
        let levels = self.grid.levels().iter().rev();
        let mut ranges = levels.filter_map(|level| level.range(seen));
        let few = ranges.find(|range| range.count() <= FEW);
        few.map_or_else(Vec::new, |range| range.tiles().collect())
    }

    /// Draws a tile, or as long as it is not there a part of a coarser one.
    fn find_piece(&mut self, tile: TileId, seen: Extent) {
        let Some(wanted) = self.grid.level(tile.zoom).map(|level| level.extent(tile)) else {
            return;
        };
        let is_missing = matches!(self.known.get(&tile), Some(Known::Missing));
        let levels = self.grid.levels().iter().rev();
        let coarser = levels.skip_while(|level| level.zoom() != tile.zoom).skip(1);
        let stand_ins = coarser.filter_map(|level| level.tile_at(wanted));
        let candidates: Vec<TileId> = std::iter::once(tile).chain(stand_ins).collect();
        for candidate in candidates {
            match self.known.get_mut(&candidate) {
                Some(Known::Drawn(texture, used)) => {
                    *used = self.looks;
                    let texture = texture.id();
                    let Some(level) = self.grid.level(candidate.zoom) else {
                        return;
                    };
                    let whole = level.extent(candidate);
                    let shown = cut(cut(wanted, whole), near(seen, wanted));
                    let places = self.places_of(tile, shown, shown == wanted);
                    self.pieces
                        .push(Piece::part(texture, part_of(shown, whole), CELLS, places));
                    return;
                }
                // Where the file has no finer tile the coarser one is all that there will be.
                None if is_missing => {
                    if !self.wanted.contains(&candidate) {
                        self.wanted.push(candidate);
                    }
                    return;
                }
                Some(Known::Missing) | None => {}
            }
        }
    }

    fn places_of(&mut self, tile: TileId, shown: Extent, is_whole: bool) -> Arc<[LonLat]> {
        let grid = &self.grid;
        let places = || grid.places(shown, CELLS).into();
        if !is_whole {
            return places();
        }
        Arc::clone(self.places.entry(tile).or_insert_with(places))
    }

    /// Lets go of textures that were drawn the longest ago, where there are too many.
    fn let_go(&mut self) {
        let most = MOST_TEXTURE_BYTES / self.tile_bytes();
        let drawn = self.known.iter().filter_map(|(&tile, known)| match known {
            Known::Drawn(_, used) => Some((*used, tile)),
            Known::Missing => None,
        });
        let mut drawn: Vec<(u64, TileId)> = drawn.collect();
        if drawn.len() > most {
            drawn.sort_unstable();
            drawn.truncate(drawn.len() - most);
            for (_, tile) in drawn {
                self.known.remove(&tile);
            }
        }
        if self.known.len() > MOST_REMEMBERED {
            self.known
                .retain(|_, known| matches!(known, Known::Drawn(..)));
        }
        if self.places.len() > MOST_REMEMBERED / 10 {
            self.places.clear();
        }
    }
}

/// The ground that two parts of it share; nothing of a size where they share none.
fn cut(one: Extent, other: Extent) -> Extent {
    let low = [0, 1].map(|axis| one.low[axis].max(other.low[axis]));
    let high = [0, 1].map(|axis| one.high[axis].min(other.high[axis]).max(low[axis]));
    Extent { low, high }
}

/// What is in sight and as much around it where a tile is far larger: its few cells could not follow the bend of the
/// ground. Else the tile.
fn near(seen: Extent, tile: Extent) -> Extent {
    let size = |extent: Extent| [0, 1].map(|axis| extent.high[axis] - extent.low[axis]);
    let [width, height] = size(seen);
    let [wide, high] = size(tile);
    if wide <= 2.0 * width && high <= 2.0 * height {
        return tile;
    }
    Extent {
        low: [seen.low[0] - width, seen.low[1] - height],
        high: [seen.high[0] + width, seen.high[1] + height],
    }
}

/// Which part of a tile's picture shows a part of its ground.
fn part_of(shown: Extent, whole: Extent) -> Rect {
    let across = |x: f64| ((x - whole.low[0]) / (whole.high[0] - whole.low[0])) as f32;
    let down = |y: f64| ((whole.high[1] - y) / (whole.high[1] - whole.low[1])) as f32;
    Rect::from_min_max(
        pos2(across(shown.low[0]), down(shown.high[1])),
        pos2(across(shown.high[0]), down(shown.low[1])),
    )
}

/// The width and height of a packed picture in pixels; `None` where it is damaged or of a size that no tile has.
pub(crate) fn size_of(bytes: &[u8]) -> Option<[u32; 2]> {
    let reader = image::ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let (width, height) = reader.ok()?.into_dimensions().ok()?;
    let sides = 1..=MOST_PIXELS;
    (sides.contains(&width) && sides.contains(&height)).then_some([width, height])
}

/// Reads and unpacks a tile.
fn image(
    tiles: &mut Tiles,
    tile: TileId,
    pixels: [u32; 2],
) -> Result<Option<ColorImage>, TilesError> {
    let Some(bytes) = tiles.bytes(tile)? else {
        return Ok(None);
    };
    let image = unpacked(&bytes, pixels);
    let bad = || TilesError::BadTile(tiles.file().to_owned(), tile);
    image.map(Some).ok_or_else(bad)
}

/// A packed picture as it is kept: never larger than this.
fn unpacked(bytes: &[u8], most: [u32; 2]) -> Option<ColorImage> {
    size_of(bytes)?;
    let reader = image::ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let decoded = reader.ok()?.decode().ok()?;
    let [width, height] = most;
    let decoded = if decoded.width() > width || decoded.height() > height {
        decoded.thumbnail_exact(width, height)
    } else {
        decoded
    };
    let pixels = decoded.into_rgba8();
    let size = [pixels.width() as usize, pixels.height() as usize];
    Some(ColorImage::from_rgba_unmultiplied(size, pixels.as_raw()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A packed picture of one colour.
    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let image = image::RgbImage::from_pixel(width, height, image::Rgb([200, 40, 40]));
        let mut to = Cursor::new(&mut bytes);
        image
            .write_to(&mut to, image::ImageFormat::Png)
            .expect("it is packed");
        bytes
    }

    fn square(low: f64, high: f64) -> Extent {
        Extent {
            low: [low; 2],
            high: [high; 2],
        }
    }

    #[test]
    fn a_tile_is_kept_no_larger_than_the_others_are() {
        assert_eq!(size_of(&png(256, 256)), Some([256, 256]));
        assert_eq!(size_of(&png(5_000, 2)), None);
        assert_eq!(size_of(b"nothing"), None);
        let of = |width, height| {
            let image = unpacked(&png(width, height), [256, 256]);
            image.map(|image| image.size)
        };
        assert_eq!(of(256, 256), Some([256, 256]));
        assert_eq!(
            of(900, 700),
            Some([256, 256]),
            "one that is larger than all"
        );
        assert_eq!(of(5_000, 2), None);
        let cut_short = &png(256, 256)[..60];
        assert!(unpacked(cut_short, [256, 256]).is_none());
    }

    #[test]
    fn a_quarter_of_a_coarser_tile_stands_in_with_its_quarter_of_the_picture() {
        let whole = square(0.0, 8.0);
        let upper_left = Extent {
            low: [0.0, 4.0],
            high: [4.0, 8.0],
        };
        let part = part_of(upper_left, whole);
        let wanted = Rect::from_min_max(pos2(0.0, 0.0), pos2(0.5, 0.5));
        assert_eq!(part, wanted);
        // Of a tile beyond its ground nothing is left.
        let nothing = cut(square(9.0, 10.0), whole);
        assert_eq!(nothing.low[0], nothing.high[0]);
    }

    #[test]
    fn of_a_tile_as_large_as_the_world_only_what_is_near_is_drawn() {
        let world = square(-1e7, 1e7);
        let seen = square(0.0, 1e5);
        assert_eq!(near(seen, world), square(-1e5, 2e5));
        assert_eq!(near(seen, square(0.0, 1.5e5)), square(0.0, 1.5e5));
    }
}
