//! `MBTiles`: a database with the tables `tiles` and `metadata`. Its rows are counted from the south.

use super::database::Database;
use super::grid::{FINEST, Grid};
use super::{Source, TileFormat, TileId, Tiles, TilesError, attribution};
use crate::geometry::LonLat;

/// Opens a database.
pub(super) fn open(database: Database) -> Result<Tiles, TilesError> {
    let file = database.file().to_owned();
    if !database.has("tiles")? {
        return Err(TilesError::NoTables(file));
    }
    let has_metadata = database.has("metadata")?;
    let said = |name: &str| -> Option<String> {
        let query = "SELECT CAST(value AS TEXT) FROM metadata WHERE name = ?1";
        // What cannot be read of it is not said: the tiles are there all the same.
        let text = database.one(query, [name], |row| row.get(0));
        has_metadata.then(|| text.ok().flatten()).flatten()
    };
    let mut zooms = Vec::new();
    let mut sample = Vec::new();
    for zoom in 0..=FINEST {
        let query =
            "SELECT tile_data FROM tiles WHERE zoom_level = ?1 AND length(tile_data) > 0 LIMIT 1";
        if let Some(tile) = database.one(query, [zoom], |row| row.get::<_, Vec<u8>>(0))? {
            zooms.push(zoom);
            sample = tile;
        }
    }
    let Some(grid) = Grid::web_mercator(zooms) else {
        return Err(TilesError::Empty(file));
    };
    if said("format").is_some_and(|format| format.eq_ignore_ascii_case("pbf")) {
        return Err(TilesError::Vector(file));
    }
    Ok(Tiles {
        form: "MBTiles",
        table: None,
        grid,
        format: TileFormat::of(&file, &sample)?,
        attribution: said("attribution").and_then(|text| attribution::plain(&text)),
        bounds: said("bounds").and_then(|text| bounds(&text)),
        sample,
        file,
        source: Box::new(FromSouth(database)),
    })
}

/// A database whose rows are counted from the south.
struct FromSouth(Database);

impl Source for FromSouth {
    fn renew_steps(&mut self) {
        self.0.renew_steps();
    }

    fn bytes(&mut self, tile: TileId) -> Result<Option<Vec<u8>>, TilesError> {
        let rows = 1_u32.checked_shl(tile.zoom.into()).unwrap_or_default();
        let Some(row) = rows.checked_sub(tile.row + 1) else {
            return Ok(None);
        };
        let query = "SELECT tile_data FROM tiles WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3";
        let params = (tile.zoom, tile.column, row);
        let found = self
            .0
            .one(query, params, |row| row.get::<_, Option<Vec<u8>>>(0))?;
        Ok(found.flatten())
    }
}

/// West, south, east and north, as they are written; `None` where they are no part of the globe.
fn bounds(text: &str) -> Option<(LonLat, LonLat)> {
    let numbers = text.split(',').map(|number| number.trim().parse().ok());
    let numbers: Option<Vec<f64>> = numbers.take(5).collect();
    let &[west, south, east, north] = numbers?.as_slice() else {
        return None;
    };
    let (low, high) = (LonLat::new(west, south), LonLat::new(east, north));
    let is_sound = low.is_on_globe() && high.is_on_globe() && west < east && south < north;
    is_sound.then_some((low, high))
}
