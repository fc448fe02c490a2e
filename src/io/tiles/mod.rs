//! Basemaps of tiles in one file: small pictures of the ground by zoom, column and row, read one by one as they are
//! wanted. Nothing is fetched from anywhere, and nothing is ever written beside the file.
//!
//! What a file says of its sizes is never believed: tiles, directories and counts have limits, and a query that goes on
//! for too long is cut off. Opening has one measure for all its queries.

mod attribution;
mod database;
mod error;
mod geopackage;
mod grid;
mod kept;
mod mbtiles;
mod pmtiles;

use std::io::Read as _;
use std::path::Path;

use database::{Database, Steps};
pub use error::TilesError;
pub use grid::{Datum, Extent, Grid, Level, TileId, TileRange};

use super::files::file_name;
use crate::geometry::LonLat;
use crate::words::Words;

/// A tile of more bytes is not read.
pub const MOST_TILE_BYTES: usize = 8 << 20;

/// Whether there are tiles in a county is looked up for so many of a level at most.
const MOST_LOOKED_UP: u64 = 64;

/// Where the bytes of tiles come from.
trait Source: Send {
    /// The next tile may take as many steps of queries as any.
    fn renew_steps(&mut self) {}

    /// The bytes of a tile; `None` where there is none.
    fn bytes(&mut self, tile: TileId) -> Result<Option<Vec<u8>>, TilesError>;
}

/// What tiles are packed as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TileFormat {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    WebP,
}

impl TileFormat {
    /// As it is written everywhere.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::WebP => "WebP",
        }
    }

    /// Known by the first bytes, whatever the file says.
    fn of(file: &str, bytes: &[u8]) -> Result<Self, TilesError> {
        match bytes {
            [0x89, b'P', b'N', b'G', ..] => Ok(Self::Png),
            [0xFF, 0xD8, 0xFF, ..] => Ok(Self::Jpeg),
            [
                b'R',
                b'I',
                b'F',
                b'F',
                _,
                _,
                _,
                _,
                b'W',
                b'E',
                b'B',
                b'P',
                ..,
            ] => Ok(Self::WebP),
            // Packed by gzip or zlib, or the first field of a layer.
            [0x1F, 0x8B, ..] | [0x78, 0x01 | 0x5E | 0x9C | 0xDA, ..] | [0x1A, ..] => {
                Err(TilesError::Vector(file.to_owned()))
            }
            _ => Err(TilesError::OtherPictures(file.to_owned())),
        }
    }
}

/// A file of tiles that is open.
pub struct Tiles {
    file: String,
    /// `MBTiles`, or what else it is.
    form: &'static str,
    /// The table of several that is shown, where tables have names.
    table: Option<String>,
    grid: Grid,
    format: TileFormat,
    attribution: Option<String>,
    bounds: Option<(LonLat, LonLat)>,
    sample: Vec<u8>,
    source: Box<dyn Source>,
}

/// The endings of files that hold nothing but tiles.
const ENDINGS: [&str; 2] = ["mbtiles", "pmtiles"];

/// The ending of files that may hold tiles beside other things.
const MIXED: [&str; 1] = ["gpkg"];

/// Whether a file may hold tiles, by its ending.
pub fn may_hold_tiles(path: &Path) -> bool {
    has_ending(path, &ENDINGS) || has_ending(path, &MIXED)
}

/// Whether a file holds tiles and nothing else that is read: by its ending, and of a `GeoPackage` by what is in it.
pub fn holds_only_tiles(path: &Path) -> bool {
    let is_mixed_one = || {
        let database = Database::open(path, &Steps::to_open());
        database.is_ok_and(|database| geopackage::holds_only_tiles(&database))
    };
    has_ending(path, &ENDINGS) || has_ending(path, &MIXED) && is_mixed_one()
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| {
        endings
            .iter()
            .any(|known| known.eq_ignore_ascii_case(ending))
    })
}

impl Tiles {
    /// Opens a file whose tiles lie under a county, given by its south-west and north-east corners.
    ///
    /// # Errors
    /// When it cannot be read, holds no pictures, or none of the county.
    pub fn open(path: &Path, county: (LonLat, LonLat)) -> Result<Self, TilesError> {
        let here = |tiles: Result<Self, TilesError>| {
            let mut tiles = tiles?;
            match tiles.lie_in(county) {
                Some(false) => Err(TilesError::Outside(file_name(path))),
                _ => Ok(tiles),
            }
        };
        if begins(path, pmtiles::MAGIC)? {
            return here(pmtiles::open(path));
        }
        let steps = Steps::to_open();
        let database = Database::open(path, &steps)?;
        if !geopackage::is_one(&database)? {
            return here(mbtiles::open(database));
        }
        // Of several tables the first that lies in the county.
        let mut refused = TilesError::NoTables(file_name(path));
        for (number, table) in geopackage::tables(&database)?.iter().enumerate() {
            match here(geopackage::open(path, table, &steps)) {
                Ok(tiles) => return Ok(tiles),
                Err(error) if number == 0 => refused = error,
                Err(_) => {}
            }
        }
        Err(refused)
    }

    /// The bytes of a tile, packed as its picture is; `None` where the file has none there.
    ///
    /// # Errors
    /// When the file is damaged there, or the tile is too large.
    pub fn bytes(&mut self, tile: TileId) -> Result<Option<Vec<u8>>, TilesError> {
        self.source.renew_steps();
        self.looked_up(tile)
    }

    /// The same, by the steps of queries that are left.
    fn looked_up(&mut self, tile: TileId) -> Result<Option<Vec<u8>>, TilesError> {
        let has_place = self.grid.level(tile.zoom).is_some_and(|level| {
            let [columns, rows] = level.matrix();
            tile.column < columns && tile.row < rows
        });
        if !has_place {
            return Ok(None);
        }
        let Some(bytes) = self.source.bytes(tile)? else {
            return Ok(None);
        };
        if bytes.len() > MOST_TILE_BYTES {
            let file = self.file.clone();
            return Err(TilesError::TooLarge(file, tile));
        }
        Ok(Some(bytes).filter(|bytes| !bytes.is_empty()))
    }

    /// The name of the file.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Where its tiles lie.
    pub const fn grid(&self) -> &Grid {
        &self.grid
    }

    /// A tile of it, as an example of all.
    pub fn sample(&self) -> &[u8] {
        &self.sample
    }

    /// Whom the file asks to name on the map, as plain words.
    pub fn attribution(&self) -> Option<&str> {
        self.attribution.as_deref()
    }

    /// The south-west and north-east corners of what the file says to hold.
    pub const fn bounds(&self) -> Option<(LonLat, LonLat)> {
        self.bounds
    }

    /// What it is: kind, packing, zooms and system.
    pub fn words(&self) -> Words {
        let (first, last) = self.grid.zooms();
        let (form, format) = (self.form, self.format.name());
        let system = self.grid.system();
        let table = |open: &str, close: &str| {
            let table = self.table.as_deref();
            table.map_or_else(String::new, |table| format!("{open}{table}{close}"))
        };
        Words::new(
            format!(
                "{form}{}, {format}, zoom {first} to {last}, {}",
                table(" (", ")"),
                system.en
            ),
            format!(
                "{form}{}，{format}，{first} 至 {last} 级，{}",
                table("（", "）"),
                system.zh
            ),
        )
    }

    /// Whether any tile lies in a county, looked up from fine to coarse at each zoom that has few tiles there: the finest
    /// often has a part of the county only. `None` where each has many and the file does not say where it lies.
    fn lie_in(&mut self, county: (LonLat, LonLat)) -> Option<bool> {
        if let Some((low, high)) = self.bounds
            && (low.lon > county.1.lon
                || high.lon < county.0.lon
                || low.lat > county.1.lat
                || high.lat < county.0.lat)
        {
            return Some(false);
        }
        let extent = self.grid.extent(&around(county))?;
        let levels = self.grid.levels().iter().rev();
        let reaching: Vec<TileRange> = levels.filter_map(|level| level.range(extent)).collect();
        let few = |range: &&TileRange| range.count() <= MOST_LOOKED_UP;
        if !reaching.is_empty() && !reaching.iter().any(|range| few(&range)) {
            return None;
        }
        let mut tiles = reaching.iter().filter(few).flat_map(TileRange::tiles);
        // A tile that cannot be read is there.
        Some(tiles.any(|tile| !matches!(self.looked_up(tile), Ok(None))))
    }
}

/// Whether a file begins with these bytes.
fn begins(path: &Path, with: &[u8]) -> Result<bool, TilesError> {
    let unreadable = |_error| TilesError::Unreadable(file_name(path));
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let mut head = Vec::new();
    let mut first = file.take(with.len() as u64);
    first.read_to_end(&mut head).map_err(unreadable)?;
    Ok(head == with)
}

/// Places all over a county: in other systems its sides are bent.
fn around((low, high): (LonLat, LonLat)) -> Vec<LonLat> {
    const STEPS: u32 = 8;
    let between = |from: f64, to: f64, step: u32| {
        let share = f64::from(step) / f64::from(STEPS);
        (to - from).mul_add(share, from)
    };
    let places = (0..=STEPS).flat_map(|row| (0..=STEPS).map(move |column| (column, row)));
    places
        .map(|(column, row)| {
            LonLat::new(
                between(low.lon, high.lon, column),
                between(low.lat, high.lat, row),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests;
