//! What lies under the map: a picture, read and made smaller beside the screen and then kept as a texture, or a file of
//! [tiles](Tiled).
//!
//! The map draws [`Piece`]s: a part of a texture and where on the ground it lies.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{ColorImage, Context, Rect, TextureHandle, TextureId, TextureOptions, pos2};

use super::geotiff;
use super::jobs::{Job, Lane, Outcome, Progress, Watch};
use super::results::slow;
use super::tiled::{Look, Tiled, size_of};
use crate::app::look::text::basemap as text;
use crate::app::look::view::View;
use crate::geometry::LonLat;
use crate::io::tiles::{Datum, Tiles, TilesError, may_hold_tiles};
use crate::io::{Georeference, WorldFileError, is_picture, is_tiff, picture_bytes};
use crate::session::Session;
use crate::words::Words;

/// The longest side that is kept, in pixels; longer ones are made smaller.
const LONGEST_SIDE: u32 = 8_192;

/// More pixels are not read at all: they would take a quarter of a gigabyte and more.
const MOST_PIXELS: u64 = 64_000_000;

/// So many cells across and down follow the bend of a map projection to a metre or less over a county.
const CELLS: usize = 24;

/// A part of a texture and where on the ground the corners of its cells lie.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    texture: TextureId,
    part: Rect,
    cells: usize,
    /// Row by row from the upper left corner, `cells + 1` a row.
    places: Arc<[LonLat]>,
}

/// All of a texture.
const WHOLE: Rect = Rect {
    min: pos2(0.0, 0.0),
    max: pos2(1.0, 1.0),
};

impl Piece {
    /// A texture that lies between four places: its upper left, upper right, lower right and lower left corner.
    #[cfg(test)]
    pub(crate) fn quad(texture: TextureId, corners: [LonLat; 4]) -> Self {
        let [upper_left, upper_right, lower_right, lower_left] = corners;
        let places = [upper_left, upper_right, lower_left, lower_right];
        Self::part(texture, WHOLE, 1, places.into())
    }

    /// A part of a texture, with the places of the corners of its cells.
    pub(crate) fn part(
        texture: TextureId,
        part: Rect,
        cells: usize,
        places: Arc<[LonLat]>,
    ) -> Self {
        assert_eq!(places.len(), (cells + 1) * (cells + 1), "a place a corner");
        Self {
            texture,
            part,
            cells,
            places,
        }
    }

    /// A whole picture that is drawn in these degrees.
    fn picture(texture: TextureId, lies: &Georeference, datum: Datum) -> Self {
        let [width, height] = lies.size().map(f64::from);
        let share = |cell: usize| cell as f64 / CELLS as f64;
        let corners = (0..=CELLS).flat_map(|row| (0..=CELLS).map(move |column| (column, row)));
        let places = corners.map(|(column, row)| {
            datum.on_wgs_84(lies.at(width * share(column), height * share(row)))
        });
        Self::part(texture, WHOLE, CELLS, places.collect())
    }

    /// Its texture.
    pub(crate) const fn texture(&self) -> TextureId {
        self.texture
    }

    /// The part of its texture.
    pub(crate) const fn part_of_texture(&self) -> Rect {
        self.part
    }

    /// How many cells it has across, and as many down.
    pub(crate) const fn cells(&self) -> usize {
        self.cells
    }

    /// Where the corners of its cells lie, row by row from the upper left.
    pub(crate) fn places(&self) -> &[LonLat] {
        &self.places
    }
}

/// Why a picture cannot lie under the map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PictureError {
    /// Its ending is of no picture that is read.
    OtherKind(String),
    /// It is not there, or may not be read.
    Unreadable(String),
    /// It is damaged.
    Damaged(String),
    /// It has too many pixels: its size, and how many are read.
    TooLarge(String, [u32; 2], u64),
    /// It is a TIFF, and holds something else than a picture.
    OtherSamples(String, Words),
    /// It is a TIFF that is packed in a way that is not read.
    OtherPacking(String),
    /// It is a TIFF whose strips or tiles are too large.
    LargePieces(String),
    /// Where it lies is not known.
    World(WorldFileError),
    /// The county has no place to lie at.
    NoPlace(String),
    /// Its tiles are damaged, or of a size that no tile has.
    BadTiles(String),
    /// It is no file of tiles that can lie there.
    Tiles(TilesError),
}

impl PictureError {
    /// What to say.
    pub(crate) fn words(&self) -> Words {
        match self {
            Self::OtherKind(file) => text::other_kind(file),
            Self::Unreadable(file) => text::unreadable(file),
            Self::Damaged(file) => text::damaged(file),
            Self::TooLarge(file, size, most) => text::too_large(file, *size, *most),
            Self::OtherSamples(file, what) => text::other_samples_of(file, what),
            Self::OtherPacking(file) => text::other_packing(file),
            Self::LargePieces(file) => text::large_pieces(file),
            Self::World(error) => error.words(),
            Self::NoPlace(file) => text::no_place(file),
            Self::BadTiles(file) => text::bad_tiles(file),
            Self::Tiles(error) => error.words(),
        }
    }
}

/// What was read.
enum Read {
    /// A picture.
    Picture(ColorImage, Box<Georeference>),
    /// A file of tiles, and the size of a tile in pixels.
    Tiles(Box<Tiles>, [u32; 2]),
}

/// A picture under the map.
struct Picture {
    texture: TextureHandle,
    piece: [Piece; 1],
    lies: Georeference,
    kept_size: [u32; 2],
    datum: Datum,
}

impl Picture {
    /// The system of its world file, its size, and that it was made smaller.
    fn words(&self) -> Words {
        let size = self.lies.size();
        text::lies(
            &self.lies.system(),
            size,
            (size != self.kept_size).then_some(self.kept_size),
        )
    }
}

/// What kind of basemap it is.
enum Kind {
    Picture(Picture),
    Tiled(Box<Tiled>),
}

/// What lies under the map.
pub(crate) struct Under {
    path: PathBuf,
    kind: Kind,
}

impl Under {
    /// Its file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// What is known of it.
    pub(crate) fn words(&self) -> Words {
        match &self.kind {
            Kind::Picture(picture) => picture.words(),
            Kind::Tiled(tiled) => tiled.words().clone(),
        }
    }

    /// Whom its file asks to name on the map.
    pub(crate) fn attribution(&self) -> Option<&str> {
        match &self.kind {
            Kind::Picture(_) => None,
            Kind::Tiled(tiled) => tiled.attribution(),
        }
    }

    /// Whether nothing of it is drawn, as the map is too far away for its coarsest level.
    pub(crate) fn is_too_far(&self) -> bool {
        matches!(&self.kind, Kind::Tiled(tiled) if tiled.is_too_far())
    }

    fn set_datum(&mut self, datum: Datum) {
        match &mut self.kind {
            Kind::Picture(picture) if picture.datum != datum => {
                picture.datum = datum;
                picture.piece = [Piece::picture(picture.texture.id(), &picture.lies, datum)];
            }
            Kind::Picture(_) => {}
            Kind::Tiled(tiled) => tiled.set_datum(datum),
        }
    }
}

/// What came of reading.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Told {
    /// It lies under the map.
    Shown(Words),
    /// It does not, and will not.
    Failed(Words),
    /// It does, and not all of it can be read.
    Doubtful(Words),
}

/// What lies under the map of the open county.
#[derive(Default)]
pub(crate) struct Basemap {
    lane: Lane,
    job: Option<(PathBuf, Job<Result<Read, PictureError>>)>,
    under: Option<Under>,
    told: Option<Told>,
}

impl Basemap {
    /// Takes in what was read, and reads what is remembered for the county.
    pub(crate) fn refresh(&mut self, ctx: &Context, session: &Session, view: &View) {
        let kept = &view.aids.kept;
        let Some(wanted) = kept.basemap_of(&session.county().name) else {
            (self.job, self.under) = (None, None);
            return;
        };
        if self.job.as_ref().is_some_and(|(path, _)| path != wanted) {
            self.job = None;
        }
        if let Some((path, job)) = &self.job {
            match job.poll() {
                Outcome::Running => return,
                Outcome::Done(read) => {
                    let path = path.clone();
                    self.take(ctx, path, read);
                }
                Outcome::Lost => {
                    let lost = PictureError::Damaged(name_of(path));
                    self.told = Some(Told::Failed(lost.words()));
                }
            }
            self.job = None;
        } else if self.under.as_ref().is_none_or(|under| under.path != wanted)
            // What failed is first told and forgotten.
            && self.told.is_none()
        {
            self.under = None;
            self.read(ctx, session, wanted);
        }
        if let Some(under) = &mut self.under {
            under.set_datum(kept.datum_of(&under.path));
        }
    }

    /// Takes in what the maps show now, and reads the tiles of it.
    pub(crate) fn follow(&mut self, ctx: &Context, look: &Look) {
        let Some(Under { kind, .. }) = &mut self.under else {
            return;
        };
        if let Kind::Tiled(tiled) = kind {
            tiled.follow(ctx, look);
            let trouble = tiled.trouble().map(Told::Doubtful);
            self.told = self.told.take().or(trouble);
        }
    }

    fn read(&mut self, ctx: &Context, session: &Session, path: &Path) {
        let (path, county) = (path.to_owned(), session.county().extent());
        let of_screen = ctx.input(|input| input.max_texture_side) as u32;
        let most = LONGEST_SIDE.min(of_screen.max(1));
        let from = path.clone();
        let words = text::reading(&name_of(&path));
        let work = move |watch: &Watch| read(&from, county, most, &|| watch.is_cancelled());
        match self.lane.start(ctx, "basemap", words, work) {
            Ok(job) => self.job = Some((path, job)),
            Err(error) => {
                let words = crate::app::look::text::no_thread(&error);
                self.told = Some(Told::Failed(words));
            }
        }
    }

    fn take(&mut self, ctx: &Context, path: PathBuf, read: Result<Read, PictureError>) {
        let kind = read.map(|read| match read {
            Read::Tiles(tiles, pixels) => Kind::Tiled(Box::new(Tiled::of(*tiles, pixels))),
            Read::Picture(image, lies) => {
                let kept_size = image.size.map(|side| side as u32);
                let texture = ctx.load_texture("basemap", image, TextureOptions::LINEAR);
                let datum = Datum::default();
                Kind::Picture(Picture {
                    piece: [Piece::picture(texture.id(), &lies, datum)],
                    texture,
                    lies: *lies,
                    kept_size,
                    datum,
                })
            }
        });
        self.told = Some(match kind {
            Err(error) => Told::Failed(error.words()),
            Ok(kind) => {
                let under = Under { path, kind };
                let words = text::shown(&name_of(&under.path), &under.words());
                self.under = Some(under);
                Told::Shown(words)
            }
        });
    }

    /// What came of reading, once.
    pub(crate) fn told(&mut self) -> Option<Told> {
        self.told.take()
    }

    /// Lets it be read again, as its file may have changed.
    pub(crate) fn forget(&mut self) {
        (self.job, self.under) = (None, None);
    }

    /// What lies under the map.
    pub(crate) fn under(&self) -> Option<&Under> {
        self.under.as_ref()
    }

    /// What is to be drawn, the first at the bottom.
    pub(crate) fn pieces(&self) -> &[Piece] {
        match self.under.as_ref().map(|under| &under.kind) {
            None => &[],
            Some(Kind::Picture(picture)) => &picture.piece,
            Some(Kind::Tiled(tiled)) => tiled.pieces(),
        }
    }

    /// Whether nothing is being read.
    pub(crate) fn is_idle(&self) -> bool {
        let reads_tiles = self
            .under
            .as_ref()
            .is_some_and(|under| matches!(&under.kind, Kind::Tiled(tiled) if !tiled.is_idle()));
        self.job.is_none() && !reads_tiles
    }

    /// The reading, once it takes longer than a moment.
    pub(crate) fn slow_work(&self) -> Option<Progress> {
        slow(self.job.as_ref().map(|(_, job)| job))
    }
}

pub(super) fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

/// Reads a picture and its world file, or opens a file of tiles. No side of the image is longer than `most`.
fn read(
    path: &Path,
    county: Option<(LonLat, LonLat)>,
    most: u32,
    is_over: &dyn Fn() -> bool,
) -> Result<Read, PictureError> {
    let file = name_of(path);
    if may_hold_tiles(path) {
        let county = county.ok_or_else(|| PictureError::NoPlace(file.clone()))?;
        let tiles = Tiles::open(path, county).map_err(PictureError::Tiles)?;
        let pixels = size_of(tiles.sample()).ok_or(PictureError::BadTiles(file))?;
        return Ok(Read::Tiles(Box::new(tiles), pixels));
    }
    if !is_picture(path) {
        return Err(PictureError::OtherKind(file));
    }
    if is_tiff(path) {
        let (image, lies) = geotiff::read(path, county, most, is_over)?;
        return Ok(Read::Picture(image, Box::new(lies)));
    }
    let Ok(bytes) = picture_bytes(path) else {
        return Err(PictureError::Unreadable(file));
    };
    let reader = || image::ImageReader::new(Cursor::new(&bytes)).with_guessed_format();
    let size = reader()
        .ok()
        .and_then(|reader| reader.into_dimensions().ok());
    let Some((width, height)) = size.filter(|(width, height)| *width > 0 && *height > 0) else {
        return Err(PictureError::Damaged(file));
    };
    let size = [width, height];
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(PictureError::TooLarge(file, size, MOST_PIXELS));
    }
    let county = county.ok_or_else(|| PictureError::NoPlace(file.clone()))?;
    let lies = Georeference::beside(path, size, county).map_err(PictureError::World)?;
    let decoded = reader().ok().and_then(|reader| reader.decode().ok());
    let decoded = decoded.ok_or(PictureError::Damaged(file))?;
    let decoded = if width.max(height) > most {
        let [width, height] = smaller(size, most);
        decoded.thumbnail_exact(width, height)
    } else {
        decoded
    };
    let pixels = decoded.into_rgba8();
    let size = [pixels.width() as usize, pixels.height() as usize];
    let image = ColorImage::from_rgba_unmultiplied(size, pixels.as_raw());
    Ok(Read::Picture(image, Box::new(lies)))
}

/// The size of a picture whose longest side is `most`.
fn smaller([width, height]: [u32; 2], most: u32) -> [u32; 2] {
    let factor = f64::from(most) / f64::from(width.max(height));
    [width, height].map(|side| ((f64::from(side) * factor).round() as u32).clamp(1, most))
}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNTY: Option<(LonLat, LonLat)> =
        Some((LonLat::new(103.9, 29.4), LonLat::new(104.4, 29.9)));
    const WORLD: &str = "0.001\n0\n0\n-0.001\n104\n29.8\n";

    /// A red picture with its world file in a folder of its own.
    fn picture(name: &str, size: [u32; 2]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        let red = image::RgbImage::from_pixel(size[0], size[1], image::Rgb([200, 0, 0]));
        red.save(&path).expect("the picture is written");
        std::fs::write(path.with_extension("wld"), WORLD).expect("the world file is written");
        (folder, path)
    }

    #[test]
    fn png_and_jpeg_are_read_and_large_ones_made_smaller() {
        for name in ["底图.png", "map.jpg"] {
            let (_folder, path) = picture(name, [300, 200]);
            let read = |most: u32| match read(&path, COUNTY, most, &|| false) {
                Ok(Read::Picture(image, lies)) => (image, lies),
                _ => panic!("it is read"),
            };
            let (whole, small) = (read(4_000), read(60));
            assert_eq!((whole.0.size, small.0.size), ([300, 200], [60, 40]));
            // It lies where it lay.
            assert_eq!(small.1.corners(), whole.1.corners());
            let red = small.0.pixels[0];
            assert!(red.r() > 150 && red.g() < 60, "{red:?}");
        }
        assert_eq!(smaller([9_000, 3], 100), [100, 1]);
    }

    #[test]
    fn what_cannot_lie_under_the_map_is_said_with_its_name() {
        let (folder, path) = picture("map.png", [30, 20]);
        let said = |path: &Path| {
            let error = read(path, COUNTY, 4_000, &|| false)
                .err()
                .expect("it is refused");
            error.words()
        };
        std::fs::write(path.with_extension("wld"), "1\n2\n").expect("written");
        assert!(said(&path).en.contains("map.wld"));
        std::fs::remove_file(path.with_extension("wld")).expect("removed");
        assert!(said(&path).zh.contains("map.pgw"));
        std::fs::write(&path, "no picture").expect("written");
        assert!(said(&path).en.contains("map.png"));
        assert!(
            said(&folder.path().join("gone.jpg"))
                .zh
                .contains("gone.jpg")
        );
        assert!(said(&folder.path().join("map.tif")).en.contains("map.tif"));
        let (_folder, path) = picture("map.png", [30, 20]);
        assert!(
            read(&path, None, 4_000, &|| false).is_err(),
            "a county without a place"
        );
    }

    #[test]
    fn a_picture_with_too_many_pixels_is_refused_before_it_is_unpacked() {
        // The head of a PNG of 60,000 by 60,000 pixels, and nothing behind it.
        let mut head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        head.extend(60_000_u32.to_be_bytes());
        head.extend(60_000_u32.to_be_bytes());
        head.extend([8, 2, 0, 0, 0]);
        let of_head = crc(&head[12..]);
        head.extend(of_head.to_be_bytes());
        // Its reader looks for the first piece of the picture.
        head.extend(b"\0\0\0\0IDAT");
        head.extend(crc(b"IDAT").to_be_bytes());
        let (_folder, path) = picture("map.png", [30, 20]);
        std::fs::write(&path, head).expect("written");
        let error = read(&path, COUNTY, 4_000, &|| false).err();
        assert_eq!(
            error,
            Some(PictureError::TooLarge(
                "map.png".to_owned(),
                [60_000; 2],
                MOST_PIXELS
            ))
        );
    }

    /// The check sum of a piece of a PNG file.
    fn crc(bytes: &[u8]) -> u32 {
        let step = |sum: u32, byte: &u8| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
                (sum >> 1) ^ (0xEDB8_8320 * (sum & 1))
            })
        };
        !bytes.iter().fold(!0, step)
    }
}
