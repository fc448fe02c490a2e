//! What files call a coordinate system: a code, a usual name in English or Chinese, or a definition.

use super::Crs;

/// The system of a name; `None` where it is not known.
pub(super) fn of(name: &str) -> Option<Crs> {
    let name = name.trim().trim_start_matches('\u{feff}');
    if let Some(name) = name.strip_suffix(NORTH_FIRST) {
        return of(name)?.north_first();
    }
    if name.contains('[') {
        return of_wkt(name);
    }
    if name.contains("+proj=") {
        return Crs::defined(name, "", None);
    }
    of_code(name).or_else(|| of_usual_name(name))
}

/// Behind the name of a grid: the first number is the northing, as surveyors in China write it.
pub(super) const NORTH_FIRST: &str = "-north-first";

/// Web Mercator has been given many codes.
const WEB_MERCATOR: [u32; 5] = [3_857, 900_913, 3_785, 102_100, 102_113];

/// `EPSG:4326`, `urn:ogc:def:crs:EPSG::4490`, `http://www.opengis.net/def/crs/EPSG/0/4326`, `4547`; CRS84 of the OGC.
fn of_code(name: &str) -> Option<Crs> {
    let upper = name.to_uppercase();
    if upper.contains("CRS84") || upper.contains("CRS:84") {
        return Some(Crs::Degrees);
    }
    let is_code = upper.contains("EPSG") || upper.contains("ESRI") || upper.contains("WKID");
    let digits = upper
        .rsplit(|char: char| !char.is_ascii_digit())
        .find(|digits| !digits.is_empty())?;
    if !is_code && digits != upper {
        return None;
    }
    let code: u32 = digits.parse().ok()?;
    if WEB_MERCATOR.contains(&code) {
        return Some(Crs::WebMercator);
    }
    // Of the two authorities with large numbers, the registry holds one.
    (!upper.contains("ESRI")).then(|| Crs::of_epsg(u16::try_from(code).ok()?))?
}

/// Names that mean degrees on WGS 84 or what follows it, without blanks and signs.
const DEGREES: [&str; 16] = [
    "WGS84",
    "WGS1984",
    "GCSWGS1984",
    "CGCS2000",
    "GCSCGCS2000",
    "CHINA2000",
    "CHINAGEODETICCOORDINATESYSTEM2000",
    "GCSCHINAGEODETICCOORDINATESYSTEM2000",
    "国家2000",
    "2000国家大地坐标系",
    "国家大地2000",
    "大地2000",
    "ETRS89",
    "JGD2011",
    "JGD2000",
    "NAD83",
];

fn of_usual_name(name: &str) -> Option<Crs> {
    let letters = |char: &char| char.is_alphanumeric();
    let plain: String = name.to_uppercase().chars().filter(letters).collect();
    let says = |word: &str| plain.contains(word);
    if says("GCJ02") || says("火星") || says("高德") {
        return Some(Crs::MarsDegrees);
    }
    if says("BD09") || says("百度") {
        // Baidu's metres are of a projection of their own.
        return (!says("MC") && !says("MERCATOR")).then_some(Crs::BaiduDegrees);
    }
    if DEGREES.contains(&plain.as_str()) {
        return Some(Crs::Degrees);
    }
    if says("WEBMERCATOR") || says("PSEUDOMERCATOR") {
        return Some(Crs::WebMercator);
    }
    let tail = name.to_uppercase();
    if says("UTM") {
        return of_utm(&tail);
    }
    of_gauss_krueger(&plain, &tail, name)
}

/// The number behind a word, with what follows it.
fn number_after<'a>(text: &'a str, word: &str) -> Option<(u16, &'a str)> {
    let behind = &text[text.find(word)? + word.len()..];
    let behind = behind.trim_start_matches([' ', '_', ':', '-']);
    let end = behind
        .find(|char: char| !char.is_ascii_digit())
        .unwrap_or(behind.len());
    Some((behind[..end].parse().ok()?, &behind[end..]))
}

/// `WGS_1984_UTM_Zone_48N`, `WGS 84 / UTM zone 48N`.
fn of_utm(upper: &str) -> Option<Crs> {
    let (zone, rest) = number_after(upper, "ZONE")?;
    let is_wgs_84 = upper.contains("WGS");
    let base = match rest.trim_start_matches(['_', ' ']).chars().next()? {
        'N' => 32_600,
        'S' => 32_700,
        _ => return None,
    };
    (is_wgs_84 && (1..=60).contains(&zone)).then(|| Crs::of_epsg(base + zone))?
}

/// The ellipsoids of China's datums, in the words of PROJ. What ESRI and the registry call 3° and 6° zones.
fn of_gauss_krueger(plain: &str, upper: &str, name: &str) -> Option<Crs> {
    let says = |word: &str| plain.contains(word);
    let ellipsoid = if says("CGCS2000") || says("CHINA2000") {
        "+ellps=GRS80"
    } else if says("XIAN1980") || says("XIAN80") || says("西安80") {
        "+a=6378140 +rf=298.257"
    } else if says("BEIJING1954") || says("BEIJING54") || says("北京54") {
        "+ellps=krass"
    } else {
        return None;
    };
    let is_grid = says("GK") || says("GAUSS") || says("DEGREE") || says("度带");
    if !is_grid {
        let has_rest = says("ZONE") || says("CM");
        let geographic = format!("+proj=longlat {ellipsoid} +no_defs");
        return (!has_rest).then(|| Crs::defined(&geographic, name, None))?;
    }
    let width = if says("3DEGREE") || says("3DEG") || says("3度") {
        3
    } else {
        6
    };
    let (meridian, prefix) = if let Some((meridian, _)) = number_after(upper, "CM") {
        (meridian, 0)
    } else {
        let (zone, _) = number_after(upper, "ZONE")?;
        let meridian = if width == 3 {
            3 * zone
        } else {
            (6 * zone).checked_sub(3)?
        };
        (meridian, zone)
    };
    if !(69..=141).contains(&meridian) {
        return None;
    }
    let easting = u32::from(prefix) * 1_000_000 + 500_000;
    let grid = format!(
        "+proj=tmerc +lat_0=0 +lon_0={meridian} +k=1 +x_0={easting} +y_0=0 {ellipsoid} +units=m +no_defs"
    );
    Crs::defined(&grid, name, None)
}

/// Datums by the names that WKT texts give them, letters and digits only, and a system of the registry that says how they
/// lie against WGS 84.
const DATUMS: [(&str, u16); 14] = [
    ("OSGB1936", 4277),
    ("ORDNANCESURVEYOFGREATBRITAIN1936", 4277),
    ("HONGKONG1980", 4611),
    ("DEUTSCHESHAUPTDREIECKSNETZ", 4314),
    ("AMERSFOORT", 4289),
    ("TOKYO", 4301),
    ("CH1903", 4149),
    ("EUROPEAN1950", 4230),
    ("EUROPEANDATUM1950", 4230),
    ("PULKOVO1942", 4284),
    ("MONTEMARIO", 4265),
    ("BELGE1972", 4313),
    ("RESEAUNATIONALBELGE1972", 4313),
    ("HU1972", 4237),
];

/// A definition as WKT, of the OGC or of ESRI's `.prj` files.
fn of_wkt(text: &str) -> Option<Crs> {
    let text = horizontal(text);
    let name = quoted(text)?;
    let plain: String = name
        .to_uppercase()
        .chars()
        .filter(|char| char.is_alphanumeric())
        .collect();
    if plain.contains("WEBMERCATOR") || plain.contains("PSEUDOMERCATOR") {
        return Some(Crs::WebMercator);
    }
    let is_grid = text.to_uppercase().contains("PROJ");
    if let Some(code) = authority(text).filter(|_| is_grid || !has_other_angles(text))
        && let Some(known) = Crs::of_epsg(code)
    {
        return Some(known);
    }
    if has_other_angles(text) {
        return None;
    }
    let mut definition = proj4wkt::wkt_to_projstring(text).ok()?;
    if !definition.contains("+towgs84=")
        && let Some(shift) = shift_of(text)
    {
        definition.push(' ');
        definition.push_str(&shift);
    }
    Crs::defined(&definition, name, None)
}

/// Whether the angles of a definition are no degrees but grads or radians, which are not converted: read as degrees they
/// would lie hundreds of kilometres off.
fn has_other_angles(text: &str) -> bool {
    let upper = text.to_uppercase();
    let letters: String = upper.chars().filter(|char| !char.is_whitespace()).collect();
    let unit = |name: &str| letters.contains(&format!("UNIT[\"{name}"));
    unit("GRAD") || unit("GON") || unit("RADIAN") || letters.contains("0.0157079632679")
}

/// The part that tells longitude and latitude or a grid: heights may stand around it or behind it.
fn horizontal(text: &str) -> &str {
    let upper = text.to_ascii_uppercase();
    let begins = ["PROJCS[", "PROJCRS[", "GEOGCS[", "GEOGCRS[", "GEODCRS["];
    let Some(start) = begins.into_iter().find_map(|begin| upper.find(begin)) else {
        return text;
    };
    let (mut depth, mut is_quoted) = (0_usize, false);
    for (at, letter) in text[start..].char_indices() {
        match letter {
            '"' => is_quoted = !is_quoted,
            '[' if !is_quoted => depth += 1,
            ']' if !is_quoted && depth == 1 => return &text[start..=start + at],
            ']' if !is_quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    text
}

/// The first text in quotes.
fn quoted(text: &str) -> Option<&str> {
    text.split('"').nth(1)
}

/// The code that the whole definition has in the EPSG registry: the last one, behind everything else.
fn authority(text: &str) -> Option<u16> {
    let upper = text.to_uppercase();
    let at = upper.rfind("AUTHORITY[").or_else(|| upper.rfind("ID["))?;
    let (_, rest) = upper.split_at(at);
    let end = rest.find(']')?;
    // Nothing but closing brackets behind it.
    let is_of_all = rest[end..]
        .chars()
        .all(|char| char == ']' || char.is_whitespace());
    let depth = rest[end..].matches(']').count();
    if !is_of_all || depth != 2 || !rest[..end].contains("EPSG") {
        return None;
    }
    let mut digits = rest[..end].rsplit(|char: char| !char.is_ascii_digit());
    digits.find(|digits| !digits.is_empty())?.parse().ok()
}

/// The shift to WGS 84 of the datum that a WKT text names, in the words of PROJ.
fn shift_of(text: &str) -> Option<String> {
    let upper = text.to_uppercase();
    let datum = quoted(&text[upper.find("DATUM[")?..])?;
    let plain: String = datum
        .to_uppercase()
        .trim_start_matches("D_")
        .chars()
        .filter(|char| char.is_alphanumeric())
        .collect();
    let (_, code) = DATUMS.iter().find(|(name, _)| *name == plain)?;
    let definition = crs_definitions::from_code(*code)?.proj4;
    let words = definition.split_whitespace();
    let mut says =
        words.filter(|word| word.starts_with("+towgs84=") || word.starts_with("+datum="));
    says.next().map(str::to_owned)
}
