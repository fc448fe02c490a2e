//! The tables of tiles of a `GeoPackage`: each has a grid of its own in any system. Its rows are counted from the north.

use std::path::Path;

use serde_json::{Map, json};

use super::super::crs::Crs;
use super::database::{Database, Steps};
use super::grid::{FINEST, Grid, Level};
use super::{Source, TileFormat, TileId, Tiles, TilesError};
use crate::geometry::LonLat;
use crate::words::Words;

/// More tables are not looked at.
const MOST_TABLES: u32 = 64;

/// No tile is said to be wider or higher, in pixels.
const MOST_PIXELS: i64 = 4_096;

/// Whether a database is a `GeoPackage`.
pub(super) fn is_one(database: &Database) -> Result<bool, TilesError> {
    database.has("gpkg_contents")
}

/// Whether a `GeoPackage` holds tiles and nothing else that is read.
pub(super) fn holds_only_tiles(database: &Database) -> bool {
    let holds = |kinds: &str| {
        let query = format!("SELECT 1 FROM gpkg_contents WHERE data_type IN ({kinds}) LIMIT 1");
        matches!(database.one(&query, [], |_| Ok(())), Ok(Some(())))
    };
    holds("'tiles'") && !holds("'features', 'attributes'")
}

/// Its tables of tiles, in their order.
pub(super) fn tables(database: &Database) -> Result<Vec<String>, TilesError> {
    let mut tables = Vec::new();
    while let Some(table) = database.one(
        "SELECT table_name FROM gpkg_contents WHERE data_type = 'tiles' ORDER BY rowid LIMIT 1 OFFSET ?1",
        [tables.len() as u32],
        |row| row.get::<_, String>(0),
    )? {
        tables.push(table);
        if tables.len() >= MOST_TABLES as usize {
            break;
        }
    }
    Ok(tables)
}

/// Opens one of its tables.
pub(super) fn open(path: &Path, table: &str, steps: &Steps) -> Result<Tiles, TilesError> {
    let database = Database::open(path, steps)?;
    let file = database.file().to_owned();
    let grid = grid(&database, table)?;
    let query = format!(
        "SELECT tile_data FROM {} WHERE length(tile_data) > 0 LIMIT 1",
        quoted(table)
    );
    let sample = database.one(&query, [], |row| row.get::<_, Vec<u8>>(0))?;
    let sample = sample.ok_or_else(|| TilesError::Empty(file.clone()))?;
    Ok(Tiles {
        form: "GeoPackage",
        table: Some(table.to_owned()),
        bounds: bounds(&grid, &database, table),
        grid,
        format: TileFormat::of(&file, &sample)?,
        // It has no place for one.
        attribution: None,
        sample,
        file,
        source: Box::new(Table {
            query: format!(
                "SELECT tile_data FROM {} WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3",
                quoted(table)
            ),
            database,
        }),
    })
}

/// A table of tiles.
struct Table {
    database: Database,
    query: String,
}

impl Source for Table {
    fn renew_steps(&mut self) {
        self.database.renew_steps();
    }

    fn bytes(&mut self, tile: TileId) -> Result<Option<Vec<u8>>, TilesError> {
        let params = (tile.zoom, tile.column, tile.row);
        let row = |row: &rusqlite::Row<'_>| row.get::<_, Option<Vec<u8>>>(0);
        Ok(self.database.one(&self.query, params, row)?.flatten())
    }
}

/// The system and the levels of a table.
fn grid(database: &Database, table: &str) -> Result<Grid, TilesError> {
    let query = "SELECT srs_id, min_x, max_y FROM gpkg_tile_matrix_set WHERE table_name = ?1";
    let set = database.one(query, [table], |row| {
        Ok((row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?))
    })?;
    let Some((srs, west, north)) = set else {
        return Err(damaged(
            database,
            format!("gpkg_tile_matrix_set has no row for {table}"),
            format!("gpkg_tile_matrix_set 中没有 {table}"),
        ));
    };
    let (crs, named) = system(database, srs)?;
    let mut levels = Vec::new();
    for zoom in 0..=FINEST {
        let query = "SELECT pixel_x_size, pixel_y_size, tile_width, tile_height, matrix_width, matrix_height
            FROM gpkg_tile_matrix WHERE table_name = ?1 AND zoom_level = ?2";
        let row = database.one(query, (table, zoom), |row| {
            let sizes: [f64; 2] = [row.get(0)?, row.get(1)?];
            let counts: [i64; 4] = [row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?];
            Ok((sizes, counts))
        })?;
        let Some(([x, y], [width, height, columns, rows])) = row else {
            continue;
        };
        let level = (1..=MOST_PIXELS)
            .contains(&width)
            .then_some([x * width as f64, y * height as f64])
            .filter(|_| (1..=MOST_PIXELS).contains(&height))
            .and_then(|span| {
                let matrix = [u32::try_from(columns).ok()?, u32::try_from(rows).ok()?];
                Level::of(zoom, [west, north], span, matrix)
            });
        levels.push(level.ok_or_else(|| {
            damaged(
                database,
                format!("gpkg_tile_matrix gives sizes for zoom {zoom} that no tiles have"),
                format!("gpkg_tile_matrix 中第 {zoom} 级的尺寸不合理"),
            )
        })?);
    }
    let file = database.file().to_owned();
    Grid::of(crs, named, levels).ok_or(TilesError::Empty(file))
}

/// A system by its number in the database, and what it is called.
fn system(database: &Database, srs: i64) -> Result<(Crs, Option<String>), TilesError> {
    let query = "SELECT organization, organization_coordsys_id, definition, srs_name FROM gpkg_spatial_ref_sys
        WHERE srs_id = ?1";
    let row = database.one(query, [srs], |row| {
        Ok((
            row.get::<_, String>(0)?,
            row.get::<_, i64>(1)?,
            row.get::<_, String>(2)?,
            row.get::<_, Option<String>>(3)?,
        ))
    })?;
    let (words, called) = match row {
        Some((organization, code, ..)) if organization.eq_ignore_ascii_case("epsg") => {
            let code = format!("EPSG:{code}");
            (code.clone(), code)
        }
        Some((_, _, definition, name)) => {
            let name = name.filter(|name| !name.is_empty());
            (definition, name.unwrap_or_else(|| srs.to_string()))
        }
        None => {
            let code = format!("EPSG:{srs}");
            (code.clone(), code)
        }
    };
    let mut members = Map::new();
    members.insert("crs".to_owned(), json!({"properties": {"name": words}}));
    let crs = Crs::of(&members);
    let crs = crs.map_err(|_words| TilesError::UnknownSystem {
        file: database.file().to_owned(),
        system: called.clone(),
    })?;
    Ok((crs, Some(called)))
}

/// What `gpkg_contents` says of where the tiles lie, in the system of the table.
fn bounds(grid: &Grid, database: &Database, table: &str) -> Option<(LonLat, LonLat)> {
    let query = "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ?1";
    let row = |row: &rusqlite::Row<'_>| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]);
    // It may be left out, and the tiles are there all the same.
    let found: Option<[f64; 4]> = database.one(query, [table], row).ok().flatten();
    let [west, south, east, north] = found?;
    grid.bounds([west, south], [east, north])
}

fn damaged(database: &Database, en: String, zh: String) -> TilesError {
    TilesError::Damaged {
        file: database.file().to_owned(),
        cause: Box::new(Words::new(en, zh)),
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
