//! The coordinate system of a file: what its numbers are, and the longitudes and latitudes they stand for.
//!
//! Definitions come from the EPSG registry (crate `crs-definitions`) or from a WKT text (`proj4wkt`), formulas from
//! `proj4rs`, which follows PROJ. How a datum lies against WGS 84 is not always known, and never guessed: see [`Accuracy`].

mod names;
mod national;
mod unstated;
pub(super) mod web_maps;

use std::fmt;
use std::sync::Arc;

use proj4rs::Proj;
use proj4rs::transform::transform;
use serde_json::{Map, Value};

use crate::geometry::LonLat;
use crate::io::CrsRead;
use crate::words::Words;
pub use national::NationalGrid;
pub(super) use unstated::{are_degrees, of_document};

/// How the numbers of a file become longitude and latitude.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Crs {
    /// Degrees on WGS 84 or a datum that is the same to a metre or two.
    #[default]
    Degrees,
    /// EPSG:3857, metres on a sphere.
    WebMercator,
    /// Degrees as the maps of Chinese web services have them, some hundred metres off (GCJ-02).
    MarsDegrees,
    /// Those of one of these services, moved once more (BD-09).
    BaiduDegrees,
    /// Any other system.
    Defined(Arc<Defined>),
}

/// A system with a definition.
#[derive(Clone)]
pub(super) struct Defined {
    /// As the file or the registry calls it.
    name: String,
    epsg: Option<u16>,
    /// In the words of PROJ.
    definition: String,
    /// Whether the first number of a position is the northing.
    is_north_first: bool,
    accuracy: Accuracy,
    system: Proj,
    wgs_84: Proj,
}

/// How well places in a system are known on WGS 84.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Accuracy {
    /// To a metre or two: the datum is WGS 84 or follows it.
    Same,
    /// To some metres: a published shift is applied.
    Shifted,
    /// Not: no shift is published that holds everywhere, and none is applied. Some 20 to 100 m in China.
    Unknown,
}

impl PartialEq for Defined {
    fn eq(&self, other: &Self) -> bool {
        (&self.definition, self.is_north_first) == (&other.definition, other.is_north_first)
    }
}

impl fmt::Debug for Defined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name, self.definition)
    }
}

/// A shift that the registry gives for Beijing 1954, found for a part of the sea: elsewhere it may be wrong by as much as
/// it moves.
const SHIFT_AT_SEA: &str = "+towgs84=15.8,-154.4,-82.3,0,0,0,0";

impl Defined {
    /// A system in the words of PROJ; `None` for what is not known.
    pub(super) fn of(definition: &str, name: &str, epsg: Option<u16>) -> Option<Self> {
        // Grids of shifts are not shipped; what stands beside them serves.
        let is_kept = |word: &&str| !word.starts_with("+nadgrids=") && *word != SHIFT_AT_SEA;
        let words: Vec<&str> = definition.split_whitespace().filter(is_kept).collect();
        let definition = words.join(" ");
        let system = Proj::from_proj_string(&definition).ok()?;
        let wgs_84 = Proj::from_proj_string("+proj=longlat +datum=WGS84 +no_defs").ok()?;
        Some(Self {
            name: name.to_owned(),
            epsg,
            accuracy: accuracy(&words),
            definition,
            is_north_first: false,
            system,
            wgs_84,
        })
    }

    /// Whether it is degrees that need no change.
    fn is_degrees(&self) -> bool {
        self.system.is_latlong()
            && self.accuracy == Accuracy::Same
            && self.system.from_greenwich() == 0.0
    }

    /// The meridian in the middle of it, in degrees east.
    pub(super) fn meridian(&self) -> f64 {
        self.system.longitude_of_origin().to_degrees()
    }

    /// Its code in the EPSG registry.
    pub(super) fn epsg(&self) -> Option<u16> {
        self.epsg
    }

    /// Not a number where the system does not reach.
    fn lon_lat(&self, x: f64, y: f64) -> LonLat {
        const NOWHERE: LonLat = LonLat::new(f64::NAN, f64::NAN);
        let (x, y) = if self.is_north_first { (y, x) } else { (x, y) };
        let mut at = if self.system.is_latlong() {
            (x.to_radians(), y.to_radians(), 0.0)
        } else {
            (x, y, 0.0)
        };
        if transform(&self.system, &self.wgs_84, &mut at).is_err() {
            return NOWHERE;
        }
        let place = LonLat::new(at.0.to_degrees(), at.1.to_degrees());
        if self.system.is_latlong() {
            return place;
        }
        // Far outside a zone the inverse is no inverse.
        const NEAR: f64 = 1.0;
        let metres = self.system.to_meter();
        match self.numbers(place) {
            Some((back_x, back_y)) if (back_x - x).hypot(back_y - y) * metres <= NEAR => place,
            _ => NOWHERE,
        }
    }

    /// The numbers of a place as a file has them: degrees and metres in its order.
    fn numbers_of(&self, place: LonLat) -> Option<(f64, f64)> {
        let (x, y) = self.numbers(place)?;
        let (x, y) = if self.system.is_latlong() {
            (x.to_degrees(), y.to_degrees())
        } else {
            (x, y)
        };
        Some(if self.is_north_first { (y, x) } else { (x, y) })
    }

    /// The numbers of a place; `None` where the system does not reach.
    pub(super) fn numbers(&self, place: LonLat) -> Option<(f64, f64)> {
        let mut at = (place.lon.to_radians(), place.lat.to_radians(), 0.0);
        transform(&self.wgs_84, &self.system, &mut at).ok()?;
        (at.0.is_finite() && at.1.is_finite()).then_some((at.0, at.1))
    }

    /// Its name and its code.
    pub(super) fn called(&self) -> String {
        match self.epsg {
            Some(epsg) if self.name.is_empty() => format!("EPSG:{epsg}"),
            Some(epsg) => format!("{}, EPSG:{epsg}", self.name),
            None => self.name.clone(),
        }
    }

    fn words(&self) -> Words {
        let called = self.called();
        match self.accuracy {
            Accuracy::Same => Words::new(
                format!("Converted to degrees ({called})"),
                format!("已转换为经纬度（{called}）"),
            ),
            Accuracy::Shifted => Words::new(
                format!("Converted to degrees ({called}): places are good to about 5 m"),
                format!("已转换为经纬度（{called}）：位置误差约5米"),
            ),
            Accuracy::Unknown => Words::new(
                format!(
                    "Converted to degrees ({called}); its datum has no general way to WGS 84, so none was taken: accuracy \
                     unknown, some 20 to 100 m"
                ),
                format!(
                    "已转换为经纬度（{called}）；该坐标系与WGS 84之间没有通用的转换参数，未作平移：精度未知，约20至100米"
                ),
            ),
        }
    }
}

/// What the words of a definition say of its datum.
fn accuracy(words: &[&str]) -> Accuracy {
    let said = |key: &str| words.iter().find_map(|word| word.strip_prefix(key));
    let shift = said("+towgs84=");
    let is_shifted = shift.is_some_and(|shift| {
        let mut numbers = shift.split(',').map(str::trim);
        numbers.any(|number| number.parse() != Ok(0.0_f64))
    });
    match said("+datum=") {
        Some("WGS84" | "NAD83") => return Accuracy::Same,
        Some(_) => return Accuracy::Shifted,
        None => {}
    }
    if is_shifted {
        Accuracy::Shifted
    } else if shift.is_some() || matches!(said("+ellps="), Some("GRS80" | "WGS84")) {
        Accuracy::Same
    } else {
        Accuracy::Unknown
    }
}

impl Crs {
    /// The system a collection names in the old `crs` member; `Err` holds its name when it is not known.
    pub(super) fn of(members: &Map<String, Value>) -> Result<Self, String> {
        let Some(crs) = members.get("crs").filter(|crs| !crs.is_null()) else {
            return Ok(Self::Degrees);
        };
        let properties = crs.get("properties");
        let named = properties.and_then(|properties| {
            let member = ["name", "code", "href"]
                .into_iter()
                .find_map(|name| properties.get(name));
            member.or(Some(properties))
        });
        let name = match named.unwrap_or(crs) {
            Value::String(name) => name.clone(),
            other => other.to_string(),
        };
        names::of(&name).ok_or(name)
    }

    /// The same grid with the northing first; `None` for degrees.
    fn north_first(self) -> Option<Self> {
        let Self::Defined(defined) = self else {
            return None;
        };
        let mut defined = Arc::unwrap_or_clone(defined);
        defined.is_north_first = true;
        (!defined.system.is_latlong()).then(|| Self::Defined(Arc::new(defined)))
    }

    /// A system of the EPSG registry; `None` for those whose angles are grads.
    pub(super) fn of_epsg(code: u16) -> Option<Self> {
        const IN_GRADS: [u16; 7] = [4807, 4811, 4816, 4819, 4821, 4901, 4902];
        if IN_GRADS.contains(&code) {
            return None;
        }
        let definition = crs_definitions::from_code(code)?.proj4;
        Self::defined(definition, "", Some(code))
    }

    fn defined(definition: &str, name: &str, epsg: Option<u16>) -> Option<Self> {
        let defined = Defined::of(definition, name, epsg)?;
        Some(if defined.is_degrees() {
            Self::Degrees
        } else {
            Self::Defined(Arc::new(defined))
        })
    }

    /// What it is called, and by what it is known, from the members of its file.
    pub(super) fn told(&self, members: &Map<String, Value>) -> CrsRead {
        let is_named = members.get("crs").is_some_and(|crs| !crs.is_null());
        let name = match self {
            Self::Degrees => Words::new(
                "degrees, WGS 84 or CGCS2000",
                "经纬度（WGS 84 或 CGCS2000）",
            ),
            Self::WebMercator => Words::new("Web Mercator (EPSG:3857)", "Web 墨卡托（EPSG:3857）"),
            Self::MarsDegrees => Words::new("GCJ-02", "GCJ-02（火星坐标）"),
            Self::BaiduDegrees => Words::new("BD-09", "BD-09（百度坐标）"),
            Self::Defined(defined) => Words::new(defined.called(), defined.called()),
        };
        let why = match self {
            _ if is_named => Words::new("the file says so", "文件中注明"),
            Self::Degrees => Words::new(
                "nothing is said, and the numbers are degrees",
                "文件未注明，数值为经纬度",
            ),
            _ => Words::new("you said so", "按您的答复"),
        };
        CrsRead { name, why }
    }

    /// What to tell when numbers are converted.
    pub(super) fn conversion(&self) -> Option<Words> {
        match self {
            Self::Degrees => None,
            Self::WebMercator => Some(Words::new(
                "Converted from Web Mercator (EPSG:3857)",
                "已从 Web 墨卡托（EPSG:3857）转换为经纬度",
            )),
            Self::MarsDegrees => Some(Words::new(
                "Moved from GCJ-02, the degrees of Chinese web maps, to WGS 84",
                "已从 GCJ-02（火星坐标）转换为 WGS 84",
            )),
            Self::BaiduDegrees => Some(Words::new(
                "Moved from BD-09, the degrees of Baidu's maps, to WGS 84",
                "已从 BD-09（百度坐标）转换为 WGS 84",
            )),
            Self::Defined(defined) => Some(defined.words()),
        }
    }

    /// A place from the two numbers of a position; not a number where the system does not reach.
    pub(super) fn lon_lat(&self, x: f64, y: f64) -> LonLat {
        const SPHERE_RADIUS: f64 = 6_378_137.0;
        match self {
            Self::Degrees => LonLat::new(x, y),
            Self::MarsDegrees => web_maps::from_gcj_02(LonLat::new(x, y)),
            Self::BaiduDegrees => web_maps::from_bd_09(LonLat::new(x, y)),
            Self::Defined(defined) => defined.lon_lat(x, y),
            Self::WebMercator => LonLat::new(
                (x / SPHERE_RADIUS).to_degrees(),
                (y / SPHERE_RADIUS).sinh().atan().to_degrees(),
            ),
        }
    }

    /// The two numbers of a place; `None` where the system does not reach.
    pub(super) fn numbers(&self, at: LonLat) -> Option<(f64, f64)> {
        const SPHERE_RADIUS: f64 = 6_378_137.0;
        // The poles are infinitely far away there.
        const FARTHEST: f64 = 85.06;
        let (x, y) = match self {
            Self::Degrees => (at.lon, at.lat),
            Self::MarsDegrees => {
                let at = web_maps::to_gcj_02(at);
                (at.lon, at.lat)
            }
            Self::BaiduDegrees => {
                let at = web_maps::bd_09_of_gcj_02(web_maps::to_gcj_02(at));
                (at.lon, at.lat)
            }
            Self::WebMercator => {
                let lat = at.lat.clamp(-FARTHEST, FARTHEST).to_radians();
                let x = at.lon.to_radians() * SPHERE_RADIUS;
                (x, lat.tan().asinh() * SPHERE_RADIUS)
            }
            Self::Defined(defined) => defined.numbers_of(at)?,
        };
        (x.is_finite() && y.is_finite()).then_some((x, y))
    }
}

#[cfg(test)]
mod tests;
