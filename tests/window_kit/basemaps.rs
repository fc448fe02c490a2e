//! Basemaps of tiles: opened, drawn, moved to another datum, taken away.

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use xuequ::app::Intent;
use xuequ::app::look::chart::{BasemapWish, MapWish};
use xuequ::app::look::desk::{Arrange, Workspace};
use xuequ::geometry::LonLat;
use xuequ::io::tiles::Datum;
use xuequ::words::Lang;

use crate::common::{Window, street_window};

/// A tile of one colour.
fn png(colour: [u8; 3]) -> Vec<u8> {
    packed(colour, image::ImageFormat::Png)
}

fn packed(colour: [u8; 3], format: image::ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_pixel(256, 256, image::Rgb(colour));
    picture.write_to(&mut bytes, format).expect("it is packed");
    bytes.into_inner()
}

/// Column and row from the north of a place.
fn tile_of(at: LonLat, zoom: u8) -> (u32, u32) {
    let tiles = f64::from(1_u32 << zoom);
    let lat = at.lat.to_radians();
    let north = (1.0 - lat.tan().asinh() / std::f64::consts::PI) / 2.0;
    let column = (at.lon + 180.0) / 360.0 * tiles;
    (column as u32, (north * tiles) as u32)
}

/// The tiles of two zooms that lie under the street and around it; one of them holds no picture.
fn mbtiles(path: &Path, (low, high): (LonLat, LonLat)) {
    let database = Connection::open(path).expect("a database");
    let tables = "CREATE TABLE metadata (name TEXT, value TEXT);
        CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);
        INSERT INTO metadata VALUES ('attribution', '<a href=\"x\">&copy; Street survey</a>');";
    database.execute_batch(tables).expect("the tables");
    for zoom in [10, 12] {
        let (west, south) = tile_of(low, zoom);
        let (east, north) = tile_of(high, zoom);
        for column in west - 2..=east + 2 {
            for row in north - 2..=south + 2 {
                let colour = if zoom == 10 {
                    [200, 40, 40]
                } else {
                    [40, 40, 200]
                };
                let bytes = if (zoom, column, row) == (12, west, north) {
                    b"\x89PNG\r\n\x1a\n".to_vec()
                } else {
                    png(colour)
                };
                let from_south = (1_u32 << zoom) - 1 - row;
                database
                    .execute(
                        "INSERT INTO tiles VALUES (?1, ?2, ?3, ?4)",
                        (zoom, column, from_south, bytes),
                    )
                    .expect("a tile");
            }
        }
    }
}

fn open(path: PathBuf) -> Intent {
    Intent::Map(MapWish::Basemap(BasemapWish::Open(path)))
}

fn kept(window: &Window) -> usize {
    window.app().view().aids.kept.basemaps.len()
}

#[test]
fn tiles_of_a_file_lie_under_the_map_until_they_are_taken_away() {
    let mut window = street_window(Lang::En);
    let extent = window.session().county().extent().expect("a street");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("town.mbtiles");
    mbtiles(&path, extent);
    assert_eq!(window.app().basemap_pieces(), 0);
    window.wish(open(path.clone()));
    assert!(window.app().basemap_pieces() > 0, "tiles are drawn");
    assert!(window.shows("© Street survey"), "it names its makers");
    window.picture("basemap of tiles");
    // The tile that holds no picture is told once, and a coarser one stands in.
    let is_told = |window: &Window| window.mentions("is damaged and left out");
    assert!(is_told(&window));
    window.wish(Intent::Dismiss);

    window.wish(Intent::Arrange(Arrange::Go(Workspace::Data)));
    assert!(window.mentions("MBTiles, PNG, zoom 10 to 12, Web Mercator"));
    assert!(window.shows("Strength of the basemap") && window.shows("Drawn in"));
    window.click("Drawn in");
    window.click("GCJ-02");
    let datum = |window: &Window| {
        let datums = &window.app().view().aids.kept.datums;
        datums.iter().map(|(_, datum)| *datum).collect::<Vec<_>>()
    };
    assert_eq!(datum(&window), [Datum::Gcj02]);
    assert!(window.app().basemap_pieces() > 0);
    assert!(!is_told(&window));

    window.click("Take away");
    assert_eq!((kept(&window), window.app().basemap_pieces()), (0, 0));
    assert!(!window.shows("© Street survey"));
    // It is known how the file is drawn, should it come again.
    window.wish(open(path));
    assert_eq!(datum(&window), [Datum::Gcj02]);
    assert!(window.app().basemap_pieces() > 0);
}

#[test]
fn a_file_that_holds_no_pictures_of_the_county_is_refused_and_forgotten() {
    let mut window = street_window(Lang::En);
    let folder = tempfile::tempdir().expect("a folder");
    let away = folder.path().join("away.mbtiles");
    let place = LonLat::new(2.3, 48.8);
    mbtiles(&away, (place, place));
    window.wish(open(away));
    assert!(window.mentions("away.mbtiles: no tile of it lies in the county"));
    assert_eq!(kept(&window), 0);
    let broken = folder.path().join("broken.mbtiles");
    std::fs::write(&broken, "no database").expect("written");
    window.wish(open(broken));
    assert!(window.mentions("broken.mbtiles: the file is damaged"));
    assert_eq!(kept(&window), 0);
    assert_eq!(window.app().basemap_pieces(), 0);
}

#[test]
fn a_basemap_named_with_its_county_lies_under_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let county = folder.path().join("street");
    std::fs::create_dir(&county).expect("a folder");
    for (name, text) in crate::street::layers() {
        std::fs::write(county.join(name), text).expect("a layer");
    }
    let mut window = street_window(Lang::En);
    let extent = window.session().county().extent().expect("a street");
    let path = folder.path().join("town.mbtiles");
    mbtiles(&path, extent);
    window.wish(Intent::OpenPaths(vec![county.clone(), path]));
    let report = window.session().report();
    assert_eq!((&report.paths, report.failed.len()), (&vec![county], 0));
    assert_eq!(kept(&window), 1);
    assert!(window.app().basemap_pieces() > 0, "tiles are drawn");
}

#[test]
fn tiles_packed_as_webp_are_drawn() {
    let mut window = street_window(Lang::En);
    let extent = window.session().county().extent().expect("a street");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("town.mbtiles");
    mbtiles(&path, extent);
    let tile = packed([40, 160, 40], image::ImageFormat::WebP);
    let database = Connection::open(&path).expect("it is there");
    database
        .execute("UPDATE tiles SET tile_data = ?1", [tile])
        .expect("other tiles");
    drop(database);
    window.wish(open(path));
    assert!(window.app().basemap_pieces() > 0, "tiles are drawn");
    window.wish(Intent::Arrange(Arrange::Go(Workspace::Data)));
    assert!(window.mentions("MBTiles, WebP, zoom 10 to 12, Web Mercator"));
}

/// A picture of 8 by 8 pixels in degrees whose upper left corner lies at a place; its tags as `GeoTIFF` has them.
fn geotiff(path: &Path, at: LonLat, pixel: f64, bits: u16) {
    let mut bytes = b"II*\0\x88\0\0\0".to_vec();
    bytes.resize(8 + 64, 90);
    // The size of a pixel at 72; the directory at 136, and behind it a point with its place.
    let numbers = [pixel, pixel, 0.0];
    bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    bytes.resize(136, 0);
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        let (tag, kind) = (tag.to_le_bytes(), kind.to_le_bytes());
        [&tag[..], &kind, &count.to_le_bytes(), &value.to_le_bytes()].concat()
    };
    let tie_at = 136 + 2 + 11 * 12 + 4;
    let entries = [
        entry(256, 3, 1, 8),
        entry(257, 3, 1, 8),
        entry(258, 3, 1, bits.into()),
        entry(259, 3, 1, 1),
        entry(262, 3, 1, 1),
        entry(273, 4, 1, 8),
        entry(277, 3, 1, 1),
        entry(278, 3, 1, 8),
        entry(279, 4, 1, 64),
        entry(33_550, 12, 3, 72),
        entry(33_922, 12, 6, tie_at),
    ];
    bytes.extend((entries.len() as u16).to_le_bytes());
    bytes.extend(entries.concat());
    bytes.extend([0; 4]);
    let tie = [0.0, 0.0, 0.0, at.lon, at.lat, 0.0];
    bytes.extend(tie.iter().flat_map(|number| number.to_le_bytes()));
    std::fs::write(path, bytes).expect("written");
}

#[test]
fn a_geotiff_lies_under_the_map_and_a_height_model_does_not() {
    let mut window = street_window(Lang::En);
    let (low, high) = window.session().county().extent().expect("a street");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("photo.tif");
    let corner = LonLat::new(low.lon - 0.01, high.lat + 0.01);
    geotiff(&path, corner, 0.01, 8);
    window.wish(open(path.clone()));
    assert_eq!((kept(&window), window.app().basemap_pieces()), (1, 1));
    window.wish(Intent::Arrange(Arrange::Go(Workspace::Data)));
    assert!(window.mentions("8 × 8, degrees"));
    geotiff(&path, corner, 0.01, 16);
    window.wish(open(path));
    assert!(window.mentions("photo.tif: its numbers have 16 bits each"));
    assert_eq!((kept(&window), window.app().basemap_pieces()), (0, 0));
}
