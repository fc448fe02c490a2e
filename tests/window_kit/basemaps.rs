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
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_pixel(256, 256, image::Rgb(colour));
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .expect("it is packed");
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
