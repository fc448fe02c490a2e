//! What tiles of a file lie where, and that no file makes the program wait or fill the memory.

use std::path::PathBuf;

use rusqlite::Connection;
use tempfile::TempDir;

use super::*;

const COUNTY: (LonLat, LonLat) = (LonLat::new(103.9, 29.4), LonLat::new(104.4, 29.9));

/// Bytes that pass for a PNG picture here, told apart by their end.
fn png(mark: u8) -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n".as_slice(), &[mark]].concat()
}

/// A database that some statements make, in a folder of its own.
fn database(name: &str, statements: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    let database = Connection::open(&path).expect("a database");
    database.execute_batch(statements).expect("the tables");
    (folder, path)
}

const MBTILES: &str = "CREATE TABLE metadata (name TEXT, value TEXT);
    CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);";

/// An `MBTiles` file of some tiles: zoom, column, row from the south, bytes.
fn mbtiles(tiles: &[(u8, u32, u32, Vec<u8>)], metadata: &[(&str, &str)]) -> (TempDir, PathBuf) {
    // A name that needs care in an address.
    let (folder, path) = database("底图 50%?#.mbtiles", MBTILES);
    let database = Connection::open(&path).expect("it is there");
    for tile in tiles {
        let (zoom, column, row, bytes) = tile;
        let insert = "INSERT INTO tiles VALUES (?1, ?2, ?3, ?4)";
        database
            .execute(insert, (zoom, column, row, bytes))
            .expect("a tile");
    }
    for (name, value) in metadata {
        let insert = "INSERT INTO metadata VALUES (?1, ?2)";
        database.execute(insert, (name, value)).expect("a word");
    }
    (folder, path)
}

/// Column and row, from the north, of the tile of web maps in which a place lies: the formula of everybody.
fn tile_of(at: LonLat, zoom: u8) -> TileId {
    let tiles = f64::from(1_u32 << zoom);
    let lat = at.lat.to_radians();
    let north = (1.0 - (lat.tan() + 1.0 / lat.cos()).ln() / std::f64::consts::PI) / 2.0;
    TileId {
        zoom,
        column: ((at.lon + 180.0) / 360.0 * tiles) as u32,
        row: (north * tiles) as u32,
    }
}

fn refused(path: &std::path::Path) -> TilesError {
    let error = Tiles::open(path, COUNTY).err().expect("it is refused");
    let words = error.words();
    assert!(words.en != words.zh && !words.zh.is_ascii(), "{words:?}");
    error
}

#[test]
fn a_place_falls_into_the_tile_that_has_it_with_rows_counted_from_the_south() {
    let place = LonLat::new(104.067, 29.651);
    let at = |zoom: u8| tile_of(place, zoom);
    let from_south = |tile: TileId| (1 << tile.zoom) - 1 - tile.row;
    let files: Vec<(u8, u32, u32, Vec<u8>)> = [9, 12]
        .map(|zoom| (zoom, at(zoom).column, from_south(at(zoom)), png(zoom)))
        .to_vec();
    let said = [
        ("bounds", "103.5,29,105,30.5"),
        ("attribution", "<b>&copy; us</b>"),
    ];
    let (_folder, path) = mbtiles(&files, &said);
    let mut tiles = Tiles::open(&path, COUNTY).expect("it opens");
    assert_eq!(tiles.grid().zooms(), (9, 12));
    assert_eq!(tiles.attribution(), Some("© us"));
    assert!(tiles.bounds().is_some_and(|(low, _)| low.lon == 103.5));
    assert!(
        tiles.words().en.contains("MBTiles, PNG, zoom 9 to 12"),
        "{:?}",
        tiles.words()
    );
    let grid = tiles.grid().clone();
    for zoom in [9, 12] {
        let level = grid.level(zoom).expect("the level");
        let extent = grid.extent(&[place]).expect("it reaches there");
        let found = level.tile_at(extent).expect("a tile");
        assert_eq!(found, at(zoom));
        assert_eq!(tiles.bytes(found), Ok(Some(png(zoom))));
        // And on the ground the tile lies round the place.
        let places = grid.places(level.extent(found), 1);
        let [upper_left, lower_right] = [places[0], places[3]];
        assert!(upper_left.lon < place.lon && place.lon < lower_right.lon);
        assert!(lower_right.lat < place.lat && place.lat < upper_left.lat);
        let beside = TileId {
            row: found.row + 1,
            ..found
        };
        assert_eq!(tiles.bytes(beside), Ok(None));
    }
    let nowhere = TileId {
        zoom: 12,
        column: u32::MAX,
        row: u32::MAX,
    };
    assert_eq!(tiles.bytes(nowhere), Ok(None));
    // Nothing was written beside it.
    let folder = path.parent().expect("its folder");
    assert_eq!(std::fs::read_dir(folder).expect("it is there").count(), 1);
}

#[test]
fn a_pixel_is_as_many_metres_as_on_all_web_maps() {
    let grid = Grid::web_mercator([10]).expect("a grid");
    let level = &grid.levels()[0];
    let metres = |lat: f64| {
        let extent = grid.extent(&[LonLat::new(104.0, lat)]).expect("there");
        grid.metres_per_pixel(level, extent, [256; 2])
            .expect("metres")
    };
    let at_equator = 40_075_016.686 / 1_024.0 / 256.0;
    assert!((metres(0.0) - at_equator).abs() < at_equator * 0.01);
    let wanted = at_equator * 60_f64.to_radians().cos();
    assert!((metres(60.0) - wanted).abs() < wanted * 0.01);
}

#[test]
fn a_basemap_of_chinese_web_maps_is_moved_back() {
    let grid = |datum| Grid::web_mercator([14]).expect("a grid").in_datum(datum);
    let place = LonLat::new(104.067, 29.651);
    for datum in Datum::ALL {
        let grid = grid(datum);
        let extent = grid.extent(&[place]).expect("there");
        let tile = grid.levels()[0].tile_at(extent).expect("a tile");
        let drawn = grid.datum().of_wgs_84(place);
        assert_eq!(tile, tile_of(drawn, 14), "{datum:?}");
        assert!(datum.on_wgs_84(drawn).metres_to(place) < 0.1, "{datum:?}");
        let corner = |grid: &Grid| grid.places(grid.levels()[0].extent(tile), 1)[0];
        let off = corner(&grid).metres_to(corner(&self::grid()));
        assert_eq!(off > 100.0, datum != Datum::Wgs84, "{datum:?}: {off}");
    }
}

fn grid() -> Grid {
    Grid::web_mercator([14]).expect("a grid")
}

#[test]
fn files_that_are_no_pictures_of_the_county_are_refused_in_words() {
    let here = tile_of(LonLat::new(104.067, 29.651), 10);
    let south = 1_023 - here.row;
    let of = |bytes: &[u8], said: &[(&str, &str)]| {
        let (_folder, path) = mbtiles(&[(10, here.column, south, bytes.to_vec())], said);
        refused(&path)
    };
    assert!(matches!(of(b"\x1F\x8B\x08", &[]), TilesError::Vector(_)));
    assert!(matches!(
        of(&png(0), &[("format", "pbf")]),
        TilesError::Vector(_)
    ));
    assert!(matches!(of(b"GIF89a", &[]), TilesError::OtherPictures(_)));
    let sound = b"RIFF\0\0\0\0WAVEfmt ";
    assert!(matches!(of(sound, &[]), TilesError::OtherPictures(_)));
    assert!(matches!(of(b"", &[]), TilesError::Empty(_)));
    let elsewhere = [("bounds", "116,39,117,40")];
    assert!(matches!(of(&png(0), &elsewhere), TilesError::Outside(_)));
    // Nobody says where it lies; the tiles do.
    let (_folder, path) = mbtiles(&[(10, 3, 3, png(0))], &[]);
    assert!(matches!(refused(&path), TilesError::Outside(_)));
    let (_folder, path) = database("a.mbtiles", "CREATE TABLE other (a);");
    assert!(matches!(refused(&path), TilesError::NoTables(_)));
    let (folder, path) = database("b.mbtiles", "");
    assert!(matches!(refused(&path), TilesError::NoTables(_)));
    let gone = folder.path().join("gone.mbtiles");
    assert!(matches!(refused(&gone), TilesError::Unreadable(_)));
    std::fs::write(&path, [b"SQLite format 3\0".as_slice(), &[7; 900]].concat()).expect("written");
    assert!(matches!(refused(&path), TilesError::Damaged { .. }));
    std::fs::write(&path, "no database").expect("written");
    assert!(matches!(refused(&path), TilesError::Damaged { .. }));
}

#[test]
fn a_basemap_whose_finest_zoom_leaves_the_county_out_is_taken_for_its_coarser_ones() {
    let here = tile_of(LonLat::new(104.067, 29.651), 8);
    // Zoom 10 has a city far away, zoom 9 nothing, and zoom 8 the county.
    let tiles = [
        (10, 3, 3, png(10)),
        (8, here.column, 255 - here.row, png(8)),
    ];
    let (_folder, path) = mbtiles(&tiles, &[]);
    let mut tiles = Tiles::open(&path, COUNTY).expect("it opens");
    assert_eq!(tiles.bytes(here), Ok(Some(png(8))));
    // The grid of the finest zoom does not reach the county.
    let (_folder, path) = geopackage(4326, [103.0, 31.0, 0.5], 256);
    let database = Connection::open(&path).expect("it is there");
    let less =
        "UPDATE gpkg_tile_matrix SET matrix_width = 1, matrix_height = 1 WHERE zoom_level = 4";
    database.execute(less, ()).expect("it is changed");
    drop(database);
    assert!(Tiles::open(&path, COUNTY).is_ok());
    // No zoom has a tile of it.
    let (_folder, path) = mbtiles(&[(10, 3, 3, png(0)), (8, 3, 3, png(0))], &[]);
    assert!(matches!(refused(&path), TilesError::Outside(_)));
}

#[test]
fn bounds_that_cannot_be_are_no_bounds() {
    let here = tile_of(LonLat::new(104.067, 29.651), 10);
    for bounds in [
        "NaN,NaN,NaN,NaN",
        "inf,0,1,1",
        "1,2,3",
        "5,5,4,4",
        "a,b,c,d",
        "-999,-999,999,999",
    ] {
        let tile = (10, here.column, 1_023 - here.row, png(0));
        let (_folder, path) = mbtiles(&[tile], &[("bounds", bounds)]);
        let tiles = Tiles::open(&path, COUNTY).expect("it opens all the same");
        assert_eq!(tiles.bounds(), None, "{bounds}");
    }
}

#[test]
fn a_huge_tile_and_an_endless_view_end_with_words() {
    let here = tile_of(LonLat::new(104.067, 29.651), 10);
    let tiles = [
        (9, here.column / 2, (1_023 - here.row) / 2, png(0)),
        (10, here.column, 1_023 - here.row, png(0)),
    ];
    let (_folder, path) = mbtiles(&tiles, &[]);
    let database = Connection::open(&path).expect("it is there");
    let huge = "UPDATE tiles SET tile_data = zeroblob(20000000) WHERE zoom_level = 10";
    database.execute(huge, ()).expect("it grows");
    drop(database);
    let error = refused(&path);
    assert!(error.words().en.contains("larger than 8 MB"), "{error}");
    let endless = "CREATE TABLE metadata (name, value);
        CREATE VIEW tiles AS WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n)
        SELECT a - a - 1 AS zoom_level, 0 AS tile_column, a AS tile_row, x'00' AS tile_data FROM n;";
    let (_folder, path) = self::database("c.mbtiles", endless);
    let error = refused(&path);
    assert!(error.words().en.contains("too long"), "{error}");
}

#[test]
fn many_queries_that_are_long_share_one_limit_until_a_file_is_open() {
    let (_folder, path) = mbtiles(&[], &[]);
    let steps = Steps::to_open();
    let open = || Database::open(&path, &steps).expect("it opens");
    let (one, other) = (open(), open());
    let long = |database: &Database| {
        let query =
            "WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n WHERE a < 1000000)
            SELECT max(a) FROM n";
        database.one(query, [], |row| row.get::<_, u32>(0))
    };
    let done = (0..100).take_while(|_| long(&one).is_ok()).count();
    assert!((2..100).contains(&done), "{done}");
    let error = long(&other).expect_err("they share it");
    assert!(error.words().en.contains("too long"), "{error}");
    // Each tile afterwards has its own.
    for _ in 0..=done {
        other.renew_steps();
        assert_eq!(long(&other), Ok(Some(1_000_000)));
    }
    // Each zoom is looked for in a table that is long but has an end.
    let slow = "CREATE VIEW tiles AS WITH RECURSIVE
        n(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n WHERE a < 1000000)
        SELECT -a AS zoom_level, 0 AS tile_column, a AS tile_row, x'00' AS tile_data FROM n;";
    let (_folder, path) = database("slow.mbtiles", slow);
    let error = refused(&path);
    assert!(error.words().en.contains("too long"), "{error}");
}

#[test]
fn what_a_geopackage_says_of_its_grid_is_where_its_tiles_lie() {
    let place = LonLat::new(104.067, 29.651);
    for (epsg, west, north, side) in [
        // Degrees, and metres of the national grid.
        (4326, 103.0, 31.0, 0.5),
        (4490, 103.0, 31.0, 0.5),
        (4543, 480_000.0, 3_350_000.0, 60_000.0),
        (3857, 11_500_000.0, 3_600_000.0, 60_000.0),
    ] {
        let (_folder, path) = geopackage(epsg, [west, north, side], 256);
        let mut tiles =
            Tiles::open(&path, COUNTY).unwrap_or_else(|error| panic!("{epsg}: {error}"));
        let grid = tiles.grid().clone();
        let extent = grid.extent(&[place]).expect("it reaches there");
        let level = grid.levels().last().expect("a level");
        let tile = level.tile_at(extent).expect("a tile");
        let bytes = tiles
            .bytes(tile)
            .expect("it is read")
            .expect("a tile is there");
        // Each tile says its column and row at its end.
        assert_eq!(
            bytes.last_chunk(),
            Some(&[tile.column as u8, tile.row as u8])
        );
        let places = grid.places(level.extent(tile), 1);
        let [upper_left, lower_right] = [places[0], places[3]];
        assert!(
            upper_left.lon < place.lon && place.lon < lower_right.lon,
            "{epsg}: {places:?}"
        );
        assert!(
            lower_right.lat < place.lat && place.lat < upper_left.lat,
            "{epsg}: {places:?}"
        );
        let words = tiles.words();
        assert!(words.en.contains("GeoPackage (photo)"), "{words:?}");
        assert!(holds_only_tiles(&path));
    }
}

/// A `GeoPackage` of one table and two zooms, whose grid begins at a corner and has tiles of this side.
fn geopackage(epsg: u32, [west, north, side]: [f64; 3], pixels: i64) -> (TempDir, PathBuf) {
    let (folder, path) = database(
        "photo.gpkg",
        &geopackage_tables(epsg, [west, north, side], pixels),
    );
    let database = Connection::open(&path).expect("it is there");
    for (zoom, matrix) in [(3_u8, 4_u8), (4, 8)] {
        for column in 0..matrix {
            for row in 0..matrix {
                let bytes = [png(0), vec![column, row]].concat();
                let insert = "INSERT INTO photo VALUES (NULL, ?1, ?2, ?3, ?4)";
                database
                    .execute(insert, (zoom, column, row, bytes))
                    .expect("a tile");
            }
        }
    }
    (folder, path)
}

fn geopackage_tables(epsg: u32, [west, north, side]: [f64; 3], pixels: i64) -> String {
    let (east, south) = (4.0f64.mul_add(side, west), (-4.0f64).mul_add(side, north));
    let pixel = side / 256.0;
    format!(
        "CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT, min_x, min_y, max_x, max_y, srs_id);
         CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER, organization TEXT,
            organization_coordsys_id INTEGER, definition TEXT);
         CREATE TABLE gpkg_tile_matrix_set (table_name TEXT, srs_id INTEGER, min_x, min_y, max_x, max_y);
         CREATE TABLE gpkg_tile_matrix (table_name TEXT, zoom_level INTEGER, matrix_width INTEGER,
            matrix_height INTEGER, tile_width INTEGER, tile_height INTEGER, pixel_x_size, pixel_y_size);
         CREATE TABLE photo (id INTEGER PRIMARY KEY, zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER,
            tile_data BLOB);
         INSERT INTO gpkg_contents VALUES ('photo', 'tiles', {west}, {south}, {east}, {north}, {epsg});
         INSERT INTO gpkg_spatial_ref_sys VALUES ('', {epsg}, 'EPSG', {epsg}, '');
         INSERT INTO gpkg_tile_matrix_set VALUES ('photo', {epsg}, {west}, {south}, {east}, {north});
         INSERT INTO gpkg_tile_matrix VALUES ('photo', 3, 4, 4, {pixels}, {pixels}, {pixel}, {pixel});
         INSERT INTO gpkg_tile_matrix VALUES
            ('photo', 4, 8, 8, {pixels}, {pixels}, {pixel} / 2, {pixel} / 2);"
    )
}

#[test]
fn a_geopackage_with_sizes_that_cannot_be_is_refused_in_words() {
    let corner = [103.0, 31.0, 0.5];
    for pixels in [0, -256, 1 << 40] {
        let (_folder, path) = geopackage(4326, corner, pixels);
        let error = refused(&path);
        assert!(error.words().en.contains("zoom 3"), "{error}");
    }
    let change = |statement: &str| {
        let (_folder, path) = geopackage(4326, corner, 256);
        let database = Connection::open(&path).expect("it is there");
        database.execute_batch(statement).expect("it is changed");
        drop(database);
        refused(&path)
    };
    let not_a_number = change("UPDATE gpkg_tile_matrix_set SET min_x = 9e999");
    assert!(matches!(not_a_number, TilesError::Damaged { .. }));
    let words = change("UPDATE gpkg_tile_matrix SET pixel_x_size = 'wide'");
    assert!(matches!(words, TilesError::Damaged { .. }));
    let unknown = change("UPDATE gpkg_spatial_ref_sys SET organization_coordsys_id = 12");
    assert!(
        matches!(unknown, TilesError::UnknownSystem { .. }),
        "{unknown}"
    );
    let no_grid = change("DELETE FROM gpkg_tile_matrix_set");
    assert!(
        no_grid.words().en.contains("has no row for photo"),
        "{no_grid}"
    );
    let away = change(
        "UPDATE gpkg_tile_matrix_set SET min_x = 10; UPDATE gpkg_contents SET min_x = 10, max_x = 12",
    );
    assert!(matches!(away, TilesError::Outside(_)), "{away}");
}
