//! Where on the ground a picture lies: by the tags in it, or by a world file beside it with six numbers.
//!
//! The lines are A, D, B, E, C and F: the middle of the pixel in column `c` and row `r` lies at
//! `x = A·c + B·r + C`, `y = D·c + E·r + F`. B and D turn the picture. Whether `x` and `y` are degrees or metres is not
//! said: of the systems in use, the one in which the picture lies in the county is taken, and told.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::crs::Crs;
use super::files::file_name;
use super::geotiff::{GeoTags, Named};
use crate::geometry::LonLat;
use crate::words::Words;

/// Where a picture lies.
#[derive(Clone, Debug, PartialEq)]
pub struct Georeference {
    terms: Terms,
    crs: Crs,
    size: [u32; 2],
}

/// A, D, B, E, C, F.
type Terms = [f64; 6];

/// Why it is not known where a picture lies.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WorldFileError {
    /// None of the world files that a picture may have is there.
    #[error("{picture}: no world file lies beside it; looked for {}", looked.join(", "))]
    Missing {
        /// The picture.
        picture: String,
        /// The names looked for.
        looked: Vec<String>,
    },
    /// The file cannot be read.
    #[error("{0}: cannot be read as text")]
    Unreadable(String),
    /// There are not six lines.
    #[error("{file}: a world file has six lines with a number each; here are {lines}")]
    Lines {
        /// The world file.
        file: String,
        /// Its lines that are not blank.
        lines: usize,
    },
    /// A line is no number.
    #[error("{file}, line {line}: “{said}” is no number")]
    NoNumber {
        /// The world file.
        file: String,
        /// Which line, from 1.
        line: usize,
        /// What stands there.
        said: String,
    },
    /// All pixels would lie on one line.
    #[error("{0}: its first four numbers lay the whole picture on one line")]
    Flat(String),
    /// In no known system does the picture lie in the county.
    #[error(
        "{0}: the picture lies outside the county, whether its numbers are degrees, CGCS2000 metres or Web Mercator; \
         the picture or the world file is of another place or system"
    )]
    Outside(String),
    /// By the system that it names it lies elsewhere.
    #[error("{file}: the picture lies outside the county by its own coordinate system, {}", system.en)]
    Away {
        /// The picture.
        file: String,
        /// The system.
        system: Words,
    },
    /// It is a TIFF without a place.
    #[error(
        "{picture}: nothing says where it lies: it has no tags of GeoTIFF for its place (ModelPixelScale and \
         ModelTiepoint, or ModelTransformation), and no world file lies beside it; looked for {}",
        looked.join(", ")
    )]
    NoTags {
        /// The picture.
        picture: String,
        /// The names looked for.
        looked: Vec<String>,
    },
    /// Only single points of it have a place.
    #[error(
        "{0}: it is bound to the ground by control points only; straighten it first (Georeferencer in QGIS)"
    )]
    OnlyPoints(String),
    /// The tags of its place cannot be.
    #[error("{0}: the tags that say where it lies are no sound numbers, or lay it on one line")]
    BadTags(String),
    /// The system that it names is not known.
    #[error("{file}: its coordinate system is not known: {}; save it in EPSG:4490 or another with a code", system.en)]
    UnknownSystem {
        /// The picture.
        file: String,
        /// How it is named.
        system: Box<Words>,
    },
    /// It lies in the county in more than one system.
    #[error("{file}: the picture would lie in the county by {} as well as by {}", systems.0.en, systems.1.en)]
    Ambiguous {
        /// The world file.
        file: String,
        /// Two of the systems.
        systems: (Words, Words),
    },
}

impl WorldFileError {
    /// In both languages.
    pub fn words(&self) -> Words {
        let zh = match self {
            Self::Missing { picture, looked } => {
                format!("{picture}：旁边没有坐标文件；找过{}", looked.join("、"))
            }
            Self::Unreadable(file) => format!("{file}：不能作为文本读取"),
            Self::Lines { file, lines } => {
                format!("{file}：坐标文件应有六行，每行一个数；这里有{lines}行")
            }
            Self::NoNumber { file, line, said } => format!("{file}第{line}行：“{said}”不是数字"),
            Self::Flat(file) => format!("{file}：前四个数使整幅图落在一条直线上"),
            Self::Outside(file) => format!(
                "{file}：无论按经纬度、CGCS2000 平面坐标还是 Web 墨卡托，图片都不在本县；\
                 图片或坐标文件属于别处，或用了别的坐标系"
            ),
            Self::Away { file, system } => {
                format!("{file}：按其自带坐标系（{}），图片不在本县", system.zh)
            }
            Self::NoTags { picture, looked } => format!(
                "{picture}：没有位置信息：文件中没有 GeoTIFF 定位标签（ModelPixelScale 与 ModelTiepoint，或 \
                 ModelTransformation），旁边也没有坐标文件；找过{}",
                looked.join("、")
            ),
            Self::OnlyPoints(file) => {
                format!("{file}：只有控制点，没有纠正；请先在 QGIS 中用“地理配准”纠正")
            }
            Self::BadTags(file) => {
                format!("{file}：定位标签中的数值无效，或使整幅图落在一条直线上")
            }
            Self::UnknownSystem { file, system } => {
                format!(
                    "{file}：坐标系无法识别：{}；请另存为 EPSG:4490 等有代码的坐标系",
                    system.zh
                )
            }
            Self::Ambiguous { file, systems } => format!(
                "{file}：按{}和按{}，图片都落在本县，无法判定",
                systems.0.zh, systems.1.zh
            ),
        };
        Words::new(self.to_string(), zh)
    }
}

impl Georeference {
    /// Reads the world file beside a picture of so many pixels and finds where in a county it lies, whose south-west and
    /// north-east corners are given.
    ///
    /// # Errors
    /// When there is no world file, when it cannot be understood, or when the picture does not lie in the county.
    pub fn beside(
        picture: &Path,
        size: [u32; 2],
        county: (LonLat, LonLat),
    ) -> Result<Self, WorldFileError> {
        let (file, text) = world_file(picture)?;
        Self::of(&text, &file, size, county)
    }

    /// The same of a TIFF with these tags: they come before a world file, and name the system of its numbers too.
    ///
    /// # Errors
    /// As above, or when its tags cannot be.
    pub fn of_tiff(
        tags: &GeoTags,
        picture: &Path,
        size: [u32; 2],
        county: (LonLat, LonLat),
    ) -> Result<Self, WorldFileError> {
        let file = file_name(picture);
        let (terms, file) = match tags.terms() {
            Some(terms) if lies_flat(terms) => return Err(WorldFileError::BadTags(file)),
            Some(terms) => (terms, file),
            None => {
                let (file, text) = world_file(picture).map_err(|error| match error {
                    WorldFileError::Missing { picture, .. } if tags.has_only_points() => {
                        WorldFileError::OnlyPoints(picture)
                    }
                    WorldFileError::Missing { picture, looked } => {
                        WorldFileError::NoTags { picture, looked }
                    }
                    other => other,
                })?;
                (terms(&text, &file)?, file)
            }
        };
        let unknown = |system: Words| {
            let (file, system) = (file_name(picture), Box::new(system));
            Err(WorldFileError::UnknownSystem { file, system })
        };
        let crs = match tags.system() {
            Named::Not => return Self::guessed(terms, &file, size, county),
            Named::ByItself => {
                return unknown(Words::new("it has parameters of its own", "自定义参数"));
            }
            Named::Epsg(3857 | 3785) => Crs::WebMercator,
            Named::Epsg(code) => match Crs::of_epsg(code) {
                Some(crs) => crs,
                None => return unknown(Words::new(format!("EPSG:{code}"), format!("EPSG:{code}"))),
            },
        };
        let placed = Self { terms, crs, size };
        let system = placed.system();
        let is_here = placed.touches(county);
        is_here
            .then_some(placed)
            .ok_or(WorldFileError::Away { file, system })
    }

    /// The same from the text of a world file of this name.
    ///
    /// # Errors
    /// As above.
    pub fn of(
        text: &str,
        file: &str,
        size: [u32; 2],
        county: (LonLat, LonLat),
    ) -> Result<Self, WorldFileError> {
        Self::guessed(terms(text, file)?, file, size, county)
    }

    /// In the system in which it lies in the county.
    fn guessed(
        terms: Terms,
        file: &str,
        size: [u32; 2],
        county: (LonLat, LonLat),
    ) -> Result<Self, WorldFileError> {
        let systems = systems(f64::midpoint(county.0.lon, county.1.lon));
        let placed = systems.into_iter().map(|crs| Self { terms, crs, size });
        let mut fitting: Vec<Self> = placed.filter(|placed| placed.touches(county)).collect();
        // One zone may be written as one of 3° and as one of 6°.
        fitting.dedup_by(|one, other| one.corners() == other.corners());
        match fitting.as_slice() {
            [] => Err(WorldFileError::Outside(file.to_owned())),
            [one] => Ok(one.clone()),
            [one, other, ..] => Err(WorldFileError::Ambiguous {
                file: file.to_owned(),
                systems: (one.system(), other.system()),
            }),
        }
    }

    /// The place of a point of the picture, in pixels from its upper left corner.
    pub fn at(&self, column: f64, row: f64) -> LonLat {
        let [a, d, b, e, c, f] = self.terms;
        let (column, row) = (column - 0.5, row - 0.5);
        self.crs.lon_lat(
            a.mul_add(column, b.mul_add(row, c)),
            d.mul_add(column, e.mul_add(row, f)),
        )
    }

    /// Its corners: upper left, upper right, lower right, lower left as the picture is looked at.
    pub fn corners(&self) -> [LonLat; 4] {
        let [width, height] = self.size.map(f64::from);
        [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)]
            .map(|(column, row)| self.at(column, row))
    }

    /// How many pixels it has across and down.
    pub const fn size(&self) -> [u32; 2] {
        self.size
    }

    /// The system its world file is in.
    pub fn system(&self) -> Words {
        match &self.crs {
            Crs::Degrees => Words::new("degrees", "经纬度"),
            Crs::WebMercator => Words::new("Web Mercator", "Web 墨卡托"),
            Crs::Defined(other) if !other.epsg().is_some_and(|epsg| CGCS2000.contains(&epsg)) => {
                Words::new(other.called(), other.called())
            }
            Crs::Defined(grid) => {
                let (epsg, meridian) = (grid.epsg().unwrap_or_default(), grid.meridian());
                Words::new(
                    format!("CGCS2000 metres, central meridian {meridian}° E (EPSG:{epsg})"),
                    format!("CGCS2000 平面坐标，中央经线 {meridian}°（EPSG:{epsg}）"),
                )
            }
            Crs::MarsDegrees => Words::new("degrees (GCJ-02)", "经纬度（GCJ-02）"),
            Crs::BaiduDegrees => Words::new("degrees (BD-09)", "经纬度（BD-09）"),
        }
    }

    /// Whether any of it may lie in a county.
    fn touches(&self, (low, high): (LonLat, LonLat)) -> bool {
        let corners = self.corners();
        if !corners.iter().all(|corner| corner.is_on_globe()) {
            return false;
        }
        let span = |axis: fn(&LonLat) -> f64| {
            let axis = corners.iter().map(axis);
            axis.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), at| {
                (low.min(at), high.max(at))
            })
        };
        let (lon, lat) = (span(|at| at.lon), span(|at| at.lat));
        lon.0 <= high.lon && lon.1 >= low.lon && lat.0 <= high.lat && lat.1 >= low.lat
    }
}

/// The codes of the zones of CGCS2000.
const CGCS2000: std::ops::RangeInclusive<u16> = 4491..=4554;

/// Whether a file may be a picture with a place: PNG, JPEG or TIFF, by its ending.
pub fn is_picture(path: &Path) -> bool {
    endings(path).is_some()
}

/// Whether a file is a TIFF, by its ending.
pub fn is_tiff(path: &Path) -> bool {
    endings(path) == Some(OF_TIFF)
}

/// The endings of the world file of a TIFF.
const OF_TIFF: &[&str] = &["tfw", "tifw", "tiffw", "wld"];

/// No picture that is of use is larger, in bytes.
const MOST_BYTES: u64 = 1 << 29;

/// What stands in the file of a picture, still packed.
///
/// # Errors
/// When it is not there, may not be read, or is of no size that a picture has.
pub fn picture_bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    if std::fs::metadata(path)?.len() > MOST_BYTES {
        return Err(std::io::ErrorKind::FileTooLarge.into());
    }
    std::fs::read(path)
}

/// The endings that the world file of a picture may have.
fn endings(picture: &Path) -> Option<&'static [&'static str]> {
    let ending = picture.extension()?.to_str()?.to_ascii_lowercase();
    match ending.as_str() {
        "png" => Some(&["pgw", "pngw", "wld"]),
        "jpg" | "jpeg" => Some(&["jgw", "jpgw", "jpegw", "wld"]),
        "tif" | "tiff" => Some(OF_TIFF),
        _ => None,
    }
}

/// The name and the text of the world file beside a picture.
fn world_file(picture: &Path) -> Result<(String, String), WorldFileError> {
    let candidates = candidates(picture);
    let Some(path) = candidates.iter().find(|path| path.is_file()) else {
        let mut looked: Vec<String> = candidates.iter().map(|path| file_name(path)).collect();
        looked.retain(|name| !name.ends_with(|end: char| end.is_ascii_uppercase()));
        return Err(WorldFileError::Missing {
            picture: file_name(picture),
            looked,
        });
    };
    let file = file_name(path);
    match std::fs::read_to_string(path) {
        Ok(text) => Ok((file, text)),
        // What exactly the system says of a file that is no text helps nobody.
        Err(_) => Err(WorldFileError::Unreadable(file)),
    }
}

/// The world files that a picture may have, the most usual first.
fn candidates(picture: &Path) -> Vec<PathBuf> {
    let endings = endings(picture).unwrap_or(&["wld"]);
    let both = endings
        .iter()
        .flat_map(|ending| [(*ending).to_owned(), ending.to_ascii_uppercase()]);
    both.map(|ending| picture.with_extension(ending)).collect()
}

fn terms(text: &str, file: &str) -> Result<Terms, WorldFileError> {
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    let lines: Vec<(usize, &str)> = (1..)
        .zip(lines)
        .filter(|(_, line)| !line.is_empty())
        .collect();
    if lines.len() != 6 {
        let (file, lines) = (file.to_owned(), lines.len());
        return Err(WorldFileError::Lines { file, lines });
    }
    let mut terms = Terms::default();
    for (term, (line, said)) in terms.iter_mut().zip(lines) {
        let number = said.parse().ok().filter(|number: &f64| number.is_finite());
        *term = number.ok_or_else(|| WorldFileError::NoNumber {
            file: file.to_owned(),
            line,
            said: said.to_owned(),
        })?;
    }
    if lies_flat(terms) {
        return Err(WorldFileError::Flat(file.to_owned()));
    }
    Ok(terms)
}

/// Whether the numbers lay all pixels on one line, or nowhere.
fn lies_flat(terms: Terms) -> bool {
    let [a, d, b, e, ..] = terms;
    let ground = a.mul_add(e, -(b * d)).abs();
    let of_steps = a.hypot(d) * b.hypot(e);
    let is_ground = terms.iter().all(|term| term.is_finite()) && ground > 1e-9 * of_steps;
    !is_ground
}

/// The systems that numbers may be in: degrees, Web Mercator, and the CGCS2000 zones near a longitude.
fn systems(middle: f64) -> Vec<Crs> {
    const NEAR: f64 = 6.0;
    // Of 3° without and with the number of the zone, then of 6°: a zone of both kinds is told as one of 3°.
    let epsg = (4534..=4554)
        .chain(4513..=4533)
        .chain(4502..=4512)
        .chain(4491..=4501);
    let grids = epsg.filter_map(|epsg| match Crs::of_epsg(epsg)? {
        Crs::Defined(grid) => Some(grid),
        _ => None,
    });
    let near = grids.filter(|grid| (grid.meridian() - middle).abs() <= NEAR);
    let mut grids: Vec<_> = near.collect();
    grids.sort_by(|one, other| one.meridian().total_cmp(&other.meridian()));
    [Crs::Degrees, Crs::WebMercator]
        .into_iter()
        .chain(grids.into_iter().map(Crs::Defined))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::NationalGrid;

    const COUNTY: (LonLat, LonLat) = (LonLat::new(103.9, 29.4), LonLat::new(104.4, 29.9));

    fn placed(text: &str) -> Result<Georeference, WorldFileError> {
        Georeference::of(text, "map.pgw", [400, 300], COUNTY)
    }

    fn is_near(at: LonLat, lon: f64, lat: f64) -> bool {
        at.metres_to(LonLat::new(lon, lat)) < 0.5
    }

    #[test]
    fn corners_are_those_of_the_outer_pixels_not_their_middles() {
        let found = placed("0.001\n0\n0\n-0.001\n104.0005\n29.7995\n").expect("it lies there");
        let [upper_left, upper_right, lower_right, _] = found.corners();
        assert!(is_near(upper_left, 104.0, 29.8), "{upper_left:?}");
        assert!(is_near(upper_right, 104.4, 29.8), "{upper_right:?}");
        assert!(is_near(lower_right, 104.4, 29.5), "{lower_right:?}");
        assert_eq!(found.system().en, "degrees");
    }

    #[test]
    fn a_turned_picture_lies_as_its_world_file_turns_it() {
        // A quarter turn: columns go south, rows go west.
        let found = placed("0\n-0.001\n-0.001\n0\n104.3\n29.8\n").expect("it lies there");
        let [upper_left, upper_right, _, lower_left] = found.corners();
        assert!(upper_right.lat < upper_left.lat - 0.39 && lower_left.lon < upper_left.lon - 0.29);
        assert!((upper_right.lon - upper_left.lon).abs() < 1e-9);
    }

    #[test]
    fn metres_of_the_national_grid_are_known_by_where_they_lie_with_and_without_zone() {
        let corner = LonLat::new(104.1, 29.7);
        let grid = NationalGrid::of(corner).expect("in China");
        for (zone, epsg) in [(0, grid.epsg), (grid.zone, 4513 + grid.zone as u16 - 25)] {
            let x = grid.easting + f64::from(zone) * 1e6 + 5.0;
            let text = format!("10\n0\n0\n-10\n{x}\n{}\n", grid.northing - 5.0);
            let found = placed(&text).expect("it lies there");
            let [upper_left, ..] = found.corners();
            assert!(
                is_near(upper_left, corner.lon, corner.lat),
                "{upper_left:?}"
            );
            assert!(
                found.system().en.contains(&epsg.to_string()),
                "{:?}",
                found.system()
            );
        }
    }

    #[test]
    fn numbers_of_the_zone_beside_are_found_too() {
        // West of the middle between 102° and 105°, yet on the grid of 105°: as counties on the edge do it.
        let Some(Crs::Defined(grid)) = Crs::of_epsg(4544) else {
            panic!("105° E");
        };
        let at = grid.numbers(LonLat::new(103.2, 29.6)).expect("near it");
        let county = (LonLat::new(103.0, 29.4), LonLat::new(103.5, 29.9));
        let text = format!("10\n0\n0\n-10\n{}\n{}\n", at.0, at.1);
        let found = Georeference::of(&text, "map.jgw", [400, 300], county).expect("it lies there");
        assert!(found.system().zh.contains("105"), "{:?}", found.system());
    }

    #[test]
    fn what_cannot_be_right_is_said_with_its_file_and_its_line() {
        let said = |text: &str| placed(text).expect_err("it is wrong").words();
        let few = said("0.001\n0\n0\n-0.001\n104\n");
        assert!(
            few.en.contains("map.pgw") && few.zh.contains("5行"),
            "{few:?}"
        );
        let comma = said("0.001\n0\n0\n-0,001\n104\n29.8\n");
        assert!(
            comma.en.contains("line 4") && comma.zh.contains("第4行"),
            "{comma:?}"
        );
        assert!(said("0.001\n0\n0\nNaN\n104\n29.8\n").en.contains("line 4"));
        let flat = said("0.001\n0.001\n0.001\n0.001\n104\n29.8\n");
        assert!(flat.en.contains("on one line"), "{flat:?}");
        assert!(said("0\n0\n0\n0\n104\n29.8\n").en.contains("on one line"));
        let away = said("0.001\n0\n0\n-0.001\n116.3\n39.9\n");
        assert!(away.en.contains("outside the county"), "{away:?}");
        assert!(said("10\n0\n0\n-10\n1e300\n1e300\n").en.contains("outside"));
    }

    #[test]
    fn a_picture_without_a_world_file_names_those_that_were_looked_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let picture = folder.path().join("底图.jpg");
        let beside = || Georeference::beside(&picture, [400, 300], COUNTY);
        let said = beside().expect_err("there is none").words();
        assert!(
            said.zh.contains("底图.jgw") && said.en.contains("底图.wld"),
            "{said:?}"
        );
        let world = folder.path().join("底图.wld");
        std::fs::write(world, "0.001\n0\n0\n-0.001\n104\n29.8\n").expect("written");
        assert!(beside().is_ok());
    }
}
