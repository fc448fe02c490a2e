//! Where tiles lie: a level for each zoom, each a grid of tiles from its upper left corner in the numbers of a
//! coordinate system.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::super::crs::{Crs, web_maps};
use crate::geometry::LonLat;
use crate::words::Words;

/// Half the side of the world in metres of Web Mercator.
const HALF_WORLD: f64 = 20_037_508.342_789_244;

/// A finer zoom has more columns than can be counted in 32 bits.
pub(super) const FINEST: u8 = 30;

/// Which degrees the makers of a basemap drew: those of Chinese web maps are moved by some hundred metres.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Datum {
    /// WGS 84 or CGCS2000, which are the same to a metre.
    #[default]
    Wgs84,
    /// GCJ-02, as Amap and Tencent draw.
    Gcj02,
    /// BD-09, as Baidu draws.
    Bd09,
}

impl Datum {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Wgs84, Self::Gcj02, Self::Bd09];

    /// Where a place of the basemap lies on WGS 84.
    pub fn on_wgs_84(self, at: LonLat) -> LonLat {
        match self {
            Self::Wgs84 => at,
            Self::Gcj02 => web_maps::from_gcj_02(at),
            Self::Bd09 => web_maps::from_bd_09(at),
        }
    }

    /// Where the basemap draws a place of WGS 84.
    pub(super) fn of_wgs_84(self, at: LonLat) -> LonLat {
        match self {
            Self::Wgs84 => at,
            Self::Gcj02 => web_maps::to_gcj_02(at),
            Self::Bd09 => web_maps::bd_09_of_gcj_02(web_maps::to_gcj_02(at)),
        }
    }
}

/// One tile: its zoom, its column from the west and its row from the north.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    /// Of its level.
    pub zoom: u8,
    /// From the west, from 0.
    pub column: u32,
    /// From the north, from 0.
    pub row: u32,
}

impl fmt::Display for TileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.zoom, self.column, self.row)
    }
}

/// An upright part of the ground in the numbers of a system.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// West and south.
    pub low: [f64; 2],
    /// East and north.
    pub high: [f64; 2],
}

/// Tiles of one level that lie beside each other; never none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TileRange {
    zoom: u8,
    /// First and last.
    columns: (u32, u32),
    rows: (u32, u32),
}

impl TileRange {
    /// How many they are.
    pub fn count(&self) -> u64 {
        let along = |(first, last): (u32, u32)| u64::from(last - first) + 1;
        along(self.columns) * along(self.rows)
    }

    /// Row by row.
    pub fn tiles(&self) -> impl Iterator<Item = TileId> + use<> {
        let Self {
            zoom,
            columns,
            rows,
        } = *self;
        (rows.0..=rows.1).flat_map(move |row| {
            (columns.0..=columns.1).map(move |column| TileId { zoom, column, row })
        })
    }
}

/// The tiles of one zoom. Both spans are positive, and all numbers are finite.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    zoom: u8,
    /// The upper left corner of the first tile.
    origin: [f64; 2],
    /// Width and height of a tile.
    span: [f64; 2],
    /// How many columns and rows there are.
    matrix: [u32; 2],
}

impl Level {
    /// A level; `None` for numbers that no grid has.
    pub(super) fn of(zoom: u8, origin: [f64; 2], span: [f64; 2], matrix: [u32; 2]) -> Option<Self> {
        let [x, y] = origin;
        let end = [
            x + span[0] * f64::from(matrix[0]),
            y - span[1] * f64::from(matrix[1]),
        ];
        let is_sound = origin.iter().chain(&end).all(|number| number.is_finite())
            && span.iter().all(|side| side.is_normal() && *side > 0.0)
            && matrix.iter().all(|side| *side > 0);
        is_sound.then_some(Self {
            zoom,
            origin,
            span,
            matrix,
        })
    }

    /// Its zoom.
    pub const fn zoom(&self) -> u8 {
        self.zoom
    }

    /// How many columns and rows there are.
    pub(super) const fn matrix(&self) -> [u32; 2] {
        self.matrix
    }

    /// The tiles that a part of the ground touches; `None` where it touches none.
    pub fn range(&self, extent: Extent) -> Option<TileRange> {
        let along = |from: f64, to: f64, tiles: u32| {
            let last = f64::from(tiles - 1);
            let is_there = from <= last + 1.0 && to >= 0.0;
            let whole = |at: f64| at.floor().clamp(0.0, last) as u32;
            is_there.then(|| (whole(from), whole(to)))
        };
        let [x, y] = self.origin;
        let [width, height] = self.span;
        Some(TileRange {
            zoom: self.zoom,
            columns: along(
                (extent.low[0] - x) / width,
                (extent.high[0] - x) / width,
                self.matrix[0],
            )?,
            rows: along(
                (y - extent.high[1]) / height,
                (y - extent.low[1]) / height,
                self.matrix[1],
            )?,
        })
    }

    /// The ground of a tile.
    pub fn extent(&self, tile: TileId) -> Extent {
        let [x, y] = self.origin;
        let [width, height] = self.span;
        let west = f64::from(tile.column).mul_add(width, x);
        let north = (-f64::from(tile.row)).mul_add(height, y);
        Extent {
            low: [west, north - height],
            high: [west + width, north],
        }
    }

    /// The tile in which the middle of a part of the ground lies.
    pub fn tile_at(&self, extent: Extent) -> Option<TileId> {
        let middle = [0, 1].map(|axis| f64::midpoint(extent.low[axis], extent.high[axis]));
        let point = Extent {
            low: middle,
            high: middle,
        };
        self.range(point)?.tiles().next()
    }
}

/// The levels of a file, the coarsest first, and the system they are in. There is at least one.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    crs: Crs,
    /// What the system is called where that says more.
    named: Option<String>,
    datum: Datum,
    levels: Vec<Level>,
}

impl Grid {
    /// The grid of all web maps, for some zooms; `None` for no zoom.
    pub(super) fn web_mercator(zooms: impl IntoIterator<Item = u8>) -> Option<Self> {
        let level = |zoom: u8| {
            let tiles = 1_u32.checked_shl(zoom.into())?;
            let span = 2.0 * HALF_WORLD / f64::from(tiles);
            Level::of(zoom, [-HALF_WORLD, HALF_WORLD], [span; 2], [tiles; 2])
        };
        let levels = zooms.into_iter().filter(|zoom| *zoom <= FINEST);
        Self::of(Crs::WebMercator, None, levels.filter_map(level).collect())
    }

    /// The grid of levels in a system; `None` where there is no level.
    pub(super) fn of(crs: Crs, named: Option<String>, mut levels: Vec<Level>) -> Option<Self> {
        let area = |level: &Level| level.span[0] * level.span[1];
        levels.sort_by(|one, other| area(other).total_cmp(&area(one)));
        let datum = Datum::default();
        (!levels.is_empty()).then_some(Self {
            crs,
            named,
            datum,
            levels,
        })
    }

    /// The same, drawn in other degrees.
    pub fn in_datum(mut self, datum: Datum) -> Self {
        self.datum = datum;
        self
    }

    /// Which degrees it is drawn in.
    pub const fn datum(&self) -> Datum {
        self.datum
    }

    /// Its levels, the coarsest first.
    pub fn levels(&self) -> &[Level] {
        &self.levels
    }

    /// The level of a zoom.
    pub fn level(&self, zoom: u8) -> Option<&Level> {
        self.levels.iter().find(|level| level.zoom == zoom)
    }

    /// The zooms of its coarsest and its finest level.
    pub fn zooms(&self) -> (u8, u8) {
        let zoom = |level: Option<&Level>| level.map_or(0, |level| level.zoom);
        (zoom(self.levels.first()), zoom(self.levels.last()))
    }

    /// What its system is called.
    pub fn system(&self) -> Words {
        match (&self.crs, &self.named) {
            (Crs::WebMercator, _) => Words::new("Web Mercator", "Web 墨卡托"),
            (Crs::Degrees, None) => Words::new("degrees", "经纬度"),
            (Crs::Degrees, Some(name)) => {
                Words::new(format!("degrees ({name})"), format!("经纬度（{name}）"))
            }
            (_, named) => {
                let name = named.clone().unwrap_or_default();
                Words::new(name.clone(), name)
            }
        }
    }

    /// The upright part of the ground around some places; `None` where the system reaches none of them.
    pub fn extent(&self, places: &[LonLat]) -> Option<Extent> {
        let numbers = places
            .iter()
            .filter(|at| at.is_on_globe())
            .filter_map(|&at| self.crs.numbers(self.datum.of_wgs_84(at)));
        let nothing = Extent {
            low: [f64::INFINITY; 2],
            high: [f64::NEG_INFINITY; 2],
        };
        let extent = numbers.fold(nothing, |around, (x, y)| Extent {
            low: [around.low[0].min(x), around.low[1].min(y)],
            high: [around.high[0].max(x), around.high[1].max(y)],
        });
        extent.low[0].is_finite().then_some(extent)
    }

    /// The south-west and north-east corners of a part of the ground; `None` where that is no part of the globe.
    pub(super) fn bounds(&self, low: [f64; 2], high: [f64; 2]) -> Option<(LonLat, LonLat)> {
        const CELLS: usize = 4;
        if low[0] >= high[0] || low[1] >= high[1] {
            return None;
        }
        let places = self.places(Extent { low, high }, CELLS);
        let around = |of: fn(&LonLat) -> f64| {
            let numbers = places.iter().map(of);
            numbers.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), at| {
                (low.min(at), high.max(at))
            })
        };
        let is_sound = places.iter().all(|at| at.is_on_globe());
        let (lon, lat) = (around(|at| at.lon), around(|at| at.lat));
        is_sound.then_some((LonLat::new(lon.0, lat.0), LonLat::new(lon.1, lat.1)))
    }

    /// Where the corners of the cells of a part of the ground lie, row by row from its upper left, `cells + 1` a row.
    pub fn places(&self, Extent { low, high }: Extent, cells: usize) -> Vec<LonLat> {
        let share = |cell: usize| cell as f64 / cells as f64;
        let corners = (0..=cells).flat_map(|row| (0..=cells).map(move |column| (column, row)));
        corners
            .map(|(column, row)| {
                let x = (high[0] - low[0]).mul_add(share(column), low[0]);
                let y = (low[1] - high[1]).mul_add(share(row), high[1]);
                self.datum.on_wgs_84(self.crs.lon_lat(x, y))
            })
            .collect()
    }

    /// How many metres of ground a pixel of a level is in the middle of a part of the ground, of tiles of so many pixels
    /// across and down; `None` where the system does not reach.
    pub fn metres_per_pixel(
        &self,
        level: &Level,
        extent: Extent,
        [across, down]: [u32; 2],
    ) -> Option<f64> {
        let middle = [0, 1].map(|axis| f64::midpoint(extent.low[axis], extent.high[axis]));
        // A thousandth of a tile: a whole one may be half the world.
        const PART: f64 = 1e-3;
        let at = |x: f64, y: f64| self.crs.lon_lat(middle[0] + x, middle[1] + y);
        let [width, height] = level.span.map(|side| side * PART);
        let along = |from: LonLat, to: LonLat, pixels: u32| {
            from.metres_to(to) / PART / f64::from(pixels.max(1))
        };
        let metres = f64::midpoint(
            along(at(0.0, 0.0), at(width, 0.0), across),
            along(at(0.0, 0.0), at(0.0, height), down),
        );
        metres.is_finite().then_some(metres)
    }
}
