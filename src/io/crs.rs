//! The coordinate system of a file: WGS 84 and its equals, Web Mercator and the usual grids converted, all others
//! refused.

use serde_json::{Map, Value};

use super::grid::Grid;
use crate::geometry::LonLat;
use crate::words::Words;

/// How the numbers of a file become longitude and latitude.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Crs {
    /// Degrees on WGS 84 or a datum that is the same to a metre or two.
    #[default]
    Degrees,
    /// EPSG:3857, metres on a sphere.
    WebMercator,
    /// Metres of a Gauss–Krüger or UTM zone.
    Grid(Grid),
}

/// Geographic systems within about two metres of WGS 84: CGCS2000, JGD2000, JGD2011, ETRS89, NAD83, GDA94, GRS 80.
const LIKE_WGS_84: [&str; 9] = [
    "4326", "4979", "4490", "4612", "6668", "4258", "4269", "4283", "4019",
];
const WEB_MERCATOR: [&str; 5] = ["3857", "900913", "3785", "102100", "102113"];

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
        if let Some(words) = Wkt::of(&name) {
            return words.crs().ok_or_else(|| words.name.to_owned());
        }
        let code: String = {
            let digits_at_end = name.trim_end_matches(|char: char| !char.is_ascii_digit());
            let start = digits_at_end
                .rfind(|char: char| !char.is_ascii_digit())
                .map_or(0, |before| before + 1);
            digits_at_end.get(start..).unwrap_or_default().to_owned()
        };
        let upper = name.to_uppercase();
        let is_named_wgs_84 = upper.contains("CRS84")
            || upper.contains("CRS:84")
            || upper == "WGS84"
            || upper == "WGS 84";
        if is_named_wgs_84 || LIKE_WGS_84.contains(&code.as_str()) {
            Ok(Self::Degrees)
        } else if WEB_MERCATOR.contains(&code.as_str()) {
            Ok(Self::WebMercator)
        } else {
            let grid = code.parse().ok().and_then(Grid::of_epsg);
            grid.map(Self::Grid).ok_or(name)
        }
    }

    /// What to tell when numbers are converted.
    pub(super) fn conversion(self) -> Option<Words> {
        match self {
            Self::Degrees => None,
            Self::WebMercator => Some(Words::new(
                "Converted from Web Mercator (EPSG:3857)",
                "已从 Web 墨卡托（EPSG:3857）转换为经纬度",
            )),
            Self::Grid(grid) => {
                let epsg = grid.epsg();
                Some(Words::new(
                    format!("Converted from the metres of a map grid (EPSG:{epsg})"),
                    format!("已从投影坐标（EPSG:{epsg}）转换为经纬度"),
                ))
            }
        }
    }

    /// A place from the two numbers of a position.
    pub(super) fn lon_lat(self, x: f64, y: f64) -> LonLat {
        const SPHERE_RADIUS: f64 = 6_378_137.0;
        match self {
            Self::Degrees => LonLat::new(x, y),
            Self::Grid(grid) => grid.lon_lat(x, y),
            Self::WebMercator => LonLat::new(
                (x / SPHERE_RADIUS).to_degrees(),
                (y / SPHERE_RADIUS).sinh().atan().to_degrees(),
            ),
        }
    }
}

/// A coordinate system in well-known text, as a .prj has it.
struct Wkt<'a> {
    text: &'a str,
    name: &'a str,
    is_projected: bool,
}

impl<'a> Wkt<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let (keyword, rest) = text.split_once('[')?;
        let is_projected = match keyword.trim().to_uppercase().as_str() {
            "PROJCS" | "PROJCRS" | "PROJECTEDCRS" => true,
            "GEOGCS" | "GEOGCRS" | "GEODCRS" => false,
            _ => return None,
        };
        let name = rest.split('"').nth(1)?;
        Some(Self {
            text,
            name,
            is_projected,
        })
    }

    /// The system, where it is one that is converted.
    fn crs(&self) -> Option<Crs> {
        const DATUMS: [&str; 18] = [
            "wgs1984",
            "wgs84",
            "worldgeodeticsystem1984",
            "chinageodeticcoordinatesystem2000",
            "china2000",
            "cgcs2000",
            "jgd2011",
            "jgd2000",
            "japanesegeodeticdatum2011",
            "japanesegeodeticdatum2000",
            "etrs1989",
            "etrs89",
            "europeanterrestrialreferencesystem1989",
            "northamerican1983",
            "northamericandatum1983",
            "nad83",
            "gda1994",
            "geocentricdatumofaustralia1994",
        ];
        let plain = |text: &str| -> String {
            let letters = text.chars().filter(char::is_ascii_alphanumeric);
            letters.map(|char| char.to_ascii_lowercase()).collect()
        };
        let datum = plain(self.text.split("DATUM[").nth(1)?.split('"').nth(1)?);
        let datum = datum
            .strip_prefix('d')
            .filter(|_| self.text.contains("\"D_"))
            .unwrap_or(&datum);
        if !DATUMS.contains(&datum) {
            return None;
        }
        if !self.is_projected {
            return Some(Crs::Degrees);
        }
        let method = plain(self.text.split("PROJECTION[").nth(1)?.split('"').nth(1)?);
        if method == "mercatorauxiliarysphere" || plain(self.name).contains("pseudomercator") {
            return Some(Crs::WebMercator);
        }
        let is_transverse = method == "gausskruger" || method == "transversemercator";
        // The last unit is that of the projection, the ones before are those of angles.
        let unit = self.number_after(self.text.rfind("UNIT[")?)?;
        if !is_transverse || unit != 1.0 || self.parameter("latitudeoforigin").unwrap_or(0.0) != 0.0
        {
            return None;
        }
        let grid = Grid::of_parameters(
            self.parameter("centralmeridian")?,
            self.parameter("scalefactor")?,
            (
                self.parameter("falseeasting")?,
                self.parameter("falsenorthing")?,
            ),
        );
        grid.map(Crs::Grid)
    }

    fn parameter(&self, wanted: &str) -> Option<f64> {
        let mut parts = self.text.match_indices("PARAMETER[");
        let is_wanted = |&(at, _): &(usize, &str)| {
            let name = self.text[at..].split('"').nth(1).unwrap_or_default();
            let letters = name.chars().filter(char::is_ascii_alphabetic);
            letters
                .map(|char| char.to_ascii_lowercase())
                .collect::<String>()
                == wanted
        };
        let (at, _) = parts.find(is_wanted)?;
        self.number_after(at)
    }

    /// The number behind the first name after a place.
    fn number_after(&self, at: usize) -> Option<f64> {
        let rest = self.text.get(at..)?.split('"').nth(2)?;
        let end = rest.find([']', '[']).unwrap_or(rest.len());
        let number = rest[..end].trim_start_matches(',').split(',').next()?;
        number.trim().parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_name(name: &str) -> Result<Crs, String> {
        let members = serde_json::json!({"crs": {"type": "name", "properties": {"name": name}}});
        Crs::of(members.as_object().unwrap())
    }

    #[test]
    fn the_usual_names_of_wgs_84_and_cgcs2000_are_degrees() {
        for name in [
            "urn:ogc:def:crs:OGC:1.3:CRS84",
            "EPSG:4326",
            "urn:ogc:def:crs:EPSG::4490",
            "urn:ogc:def:crs:EPSG::4612",
            "http://www.opengis.net/def/crs/EPSG/0/4326",
        ] {
            assert_eq!(of_name(name), Ok(Crs::Degrees), "{name}");
        }
        assert_eq!(Crs::of(&Map::new()), Ok(Crs::Degrees));
    }

    #[test]
    fn a_prj_is_known_by_what_it_says_and_not_by_the_numbers_in_it() {
        let gauss = |datum: &str, easting: &str, unit: &str| {
            format!(
                "PROJCS[\"X\",GEOGCS[\"GCS\",DATUM[\"{datum}\",SPHEROID[\"S\",6378137.0,298.257222101]],\
                 PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]],PROJECTION[\"Gauss_Kruger\"],\
                 PARAMETER[\"False_Easting\",{easting}],PARAMETER[\"False_Northing\",0.0],\
                 PARAMETER[\"Central_Meridian\",114.0],PARAMETER[\"Scale_Factor\",1.0],\
                 PARAMETER[\"Latitude_Of_Origin\",0.0],UNIT[\"{unit}]]"
            )
        };
        let metre = "Meter\",1.0";
        let epsg = |text: &str| match of_name(text) {
            Ok(Crs::Grid(grid)) => Some(grid.epsg()),
            _ => None,
        };
        assert_eq!(epsg(&gauss("D_China_2000", "500000.0", metre)), Some(4547));
        assert_eq!(
            epsg(&gauss("D_China_2000", "38500000.0", metre)),
            Some(4526)
        );
        // Another datum is up to 100 m off, feet are not metres, and neither is guessed.
        for other in [
            gauss("D_Xian_1980", "500000.0", metre),
            gauss("D_China_2000", "500000.0", "Foot_US\",0.3048006096012192"),
            gauss("D_China_2000", "250000.0", metre),
        ] {
            assert_eq!(of_name(&other), Err("X".to_owned()));
        }
        let degrees = "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137,298.257223563]]]";
        assert_eq!(of_name(degrees), Ok(Crs::Degrees));
        assert_eq!(
            of_name("GEOGCS[\"GCS_Xian_1980\",DATUM[\"D_Xian_1980\"]]"),
            Err("GCS_Xian_1980".to_owned())
        );
    }

    #[test]
    fn web_mercator_becomes_degrees() {
        let crs = of_name("urn:ogc:def:crs:EPSG::3857").unwrap();
        let weiyang = crs.lon_lat(12_121_777.734944101, 4_079_063.933303001);
        assert!((weiyang.lon - 108.8917821).abs() < 1e-7, "{weiyang:?}");
        assert!((weiyang.lat - 34.3734929).abs() < 1e-7, "{weiyang:?}");
    }

    #[test]
    fn a_system_that_is_not_converted_is_named() {
        assert_eq!(
            of_name("urn:ogc:def:crs:EPSG::2381"),
            Err("urn:ogc:def:crs:EPSG::2381".to_owned())
        );
    }
}
