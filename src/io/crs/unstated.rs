//! Numbers that are no degrees, in a file that names no system: the systems that they may be in, to be asked.

use super::{Crs, names, web_maps};
use crate::geometry::LonLat;
use crate::io::OpenError;
use crate::io::asking::Choice;
use crate::io::document::{self, Document, RawFeature};
use crate::io::report::Notes;
use crate::words::Words;

/// Degrees never come near; metres of a county always exceed it.
const NO_DEGREES: f64 = 400.0;

/// So many features tell what the numbers are.
const LOOKED_AT: usize = 500;

/// The system of a document: the one that it names, else degrees. Where its numbers are none, the planner is asked, and
/// there is no system as long as nothing is answered. `near` is a place of the county, where one is known: of zones that
/// the numbers do not tell apart only those near it are offered.
///
/// # Errors
/// When it names a system that is not known.
pub(in crate::io) fn of_document(
    document: &Document,
    near: Option<LonLat>,
    notes: &mut Notes,
) -> Result<Option<Crs>, OpenError> {
    let not_known = |name: String| OpenError::CoordinateSystem {
        file: notes.file_name().to_owned(),
        crs: document::shortened(&name),
    };
    let named = Crs::of(&document.members).map_err(not_known)?;
    let is_named = document
        .members
        .get("crs")
        .is_some_and(|crs| !crs.is_null());
    let choices = if is_named {
        None
    } else {
        choices(&document.features, near)
    };
    let Some(((x, y), choices)) = choices else {
        return Ok(Some(match named {
            Crs::Degrees => web_maps::said_of(notes),
            named => named,
        }));
    };
    let what = Words::new(
        format!(
            "Its numbers ({x:.0}, {y:.0}) are no degrees, and nothing says their coordinate system; left out until answered"
        ),
        format!("坐标（{x:.0}, {y:.0}）不是经纬度，文件也未说明坐标系；答复前不读入"),
    );
    let said = notes.ask("crs", what, choices);
    Ok(said.and_then(|said| names::of(&said)))
}

/// A position of a file that is no degrees, and what its numbers may be; `None` where nothing is to be asked.
fn choices(features: &[RawFeature], near: Option<LonLat>) -> Option<((f64, f64), Vec<Choice>)> {
    let mut positions = positions(features);
    if !are_large(&positions) {
        return None;
    }
    // The middle one: a stray number is none.
    positions.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (x, y) = positions[positions.len() / 2];
    let mut choices = candidates(x, y, near);
    if choices.is_empty() {
        // In China X is the northing, and tables often have it first.
        choices = candidates(y, x, near).iter().map(north_first).collect();
    }
    if choices.is_empty() {
        return None;
    }
    choices.push(Choice::new("leave-out", "Leave it out", "不读入"));
    Some(((x, y), choices))
}

/// Whether the numbers of features may be degrees.
pub(in crate::io) fn are_degrees(features: &[RawFeature]) -> bool {
    !are_large(&positions(features))
}

fn positions(features: &[RawFeature]) -> Vec<(f64, f64)> {
    let looked_at = features.iter().take(LOOKED_AT);
    let positions = looked_at.filter_map(|feature| feature.geometry.first_position());
    positions.map(|[x, y]| (x, y)).collect()
}

/// Whether most positions are no degrees.
fn are_large(positions: &[(f64, f64)]) -> bool {
    let is_large = |&&(x, y): &&(f64, f64)| x.abs() > NO_DEGREES || y.abs() > NO_DEGREES;
    2 * positions.iter().filter(is_large).count() > positions.len()
}

fn north_first(grid: &Choice) -> Choice {
    Choice::new(
        format!("{}{}", grid.key, names::NORTH_FIRST),
        format!("{}, X is the northing", grid.words.en),
        format!("{}，X 为纵坐标（北）", grid.words.zh),
    )
}

/// The systems in which two numbers are a place in China, the usual one first.
fn candidates(x: f64, y: f64, near: Option<LonLat>) -> Vec<Choice> {
    const NORTH: std::ops::RangeInclusive<f64> = 300_000.0..=6_100_000.0;
    const EAST: std::ops::RangeInclusive<f64> = 100_000.0..=900_000.0;
    /// Of zones without a number, those whose middle lies so near are offered, in degrees.
    const BESIDE: f64 = 4.5;
    let mut choices = Vec::new();
    let zone = (x / 1e6).floor();
    let has_zone = EAST.contains(&(x - zone * 1e6)) && NORTH.contains(&y);
    if has_zone && (25.0..=45.0).contains(&zone) {
        let (zone, number) = (zone as u16, zone as u16 - 25);
        let meridian = 3 * zone;
        choices.push(grid(4_513 + number, "CGCS2000", 3, zone, meridian));
        choices.push(grid(2_349 + number, "Xian 1980", 3, zone, meridian));
        choices.push(grid(2_401 + number, "Beijing 1954", 3, zone, meridian));
    } else if has_zone && (13.0..=23.0).contains(&zone) {
        let (zone, number) = (zone as u16, zone as u16 - 13);
        let meridian = 6 * zone - 3;
        choices.push(grid(4_491 + number, "CGCS2000", 6, zone, meridian));
        choices.push(grid(2_327 + number, "Xian 1980", 6, zone, meridian));
        choices.push(grid(21_413 + number, "Beijing 1954", 6, zone, meridian));
    } else if EAST.contains(&x) && NORTH.contains(&y) {
        let is_near = |meridian: u16| {
            near.is_none_or(|near| (near.lon - f64::from(meridian)).abs() <= BESIDE)
        };
        let meridians = || (75..=135).step_by(3).filter(|&meridian| is_near(meridian));
        for (first, datum) in [
            (4_534, "CGCS2000"),
            (2_370, "Xian 1980"),
            (2_422, "Beijing 1954"),
        ] {
            choices.extend(meridians().map(|meridian| {
                let number = (meridian - 75) / 3;
                grid(first + number, datum, 3, 25 + number, meridian)
            }));
        }
    }
    if (8_000_000.0..=15_100_000.0).contains(&x) && (300_000.0..=7_200_000.0).contains(&y) {
        choices.push(Choice::new("EPSG:3857", "Web Mercator", "Web 墨卡托"));
    }
    choices
}

fn grid(epsg: u16, datum: &str, width: u16, zone: u16, meridian: u16) -> Choice {
    let named = match datum {
        "Xian 1980" => "西安80",
        "Beijing 1954" => "北京54",
        _ => datum,
    };
    Choice::new(
        format!("EPSG:{epsg}"),
        format!("{datum}, {width}° zone {zone} about {meridian}° E"),
        format!("{named} {width}度带第{zone}带，中央经线{meridian}°"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::crs::NationalGrid;
    use crate::random::Random;

    #[test]
    fn every_system_that_is_offered_is_read_and_one_of_them_is_the_right_one() {
        let mut random = Random::seeded(3);
        for _ in 0..300 {
            let at = LonLat::new(random.between(75.0, 134.0), random.between(18.0, 53.0));
            let metres = NationalGrid::of(at).expect("in China");
            let prefix = f64::from(metres.zone) * 1e6;
            for (x, near) in [
                (metres.easting, None),
                (metres.easting, Some(at)),
                (metres.easting + prefix, None),
            ] {
                let choices = candidates(x, metres.northing, near);
                let places: Vec<LonLat> = choices
                    .iter()
                    .map(|choice| names::of(&choice.key).expect("it is known"))
                    .map(|crs| crs.lon_lat(x, metres.northing))
                    .collect();
                assert!(
                    places.iter().any(|place| place.metres_to(at) < 1.0),
                    "{choices:?}"
                );
                let most = if x < 1e6 && near.is_none() { 63 } else { 12 };
                assert!(choices.len() <= most, "{choices:?}");
            }
        }
    }

    #[test]
    fn numbers_of_a_drawing_and_degrees_are_not_offered_anything() {
        for (x, y) in [
            (365.0, -118.0),
            (4_784.0, 6_531.0),
            (104.0, 29.0),
            (3e6, 4e5),
            (1e9, 1e9),
        ] {
            assert_eq!(candidates(x, y, None), [], "{x} {y}");
        }
    }

    #[test]
    fn a_northing_that_comes_first_is_offered_as_one_and_read_so() {
        let at = LonLat::new(104.07, 29.65);
        let metres = NationalGrid::of(at).expect("in China");
        for east in [
            metres.easting,
            metres.easting + f64::from(metres.zone) * 1e6,
        ] {
            let feature = RawFeature {
                number: 1,
                id: None,
                properties: serde_json::Map::new(),
                geometry:
                    serde_json::json!({"type": "Point", "coordinates": [metres.northing, east]})
                        .into(),
            };
            let (_, choices) = choices(&[feature], Some(at)).expect("it is asked");
            let places = choices.iter().filter_map(|choice| names::of(&choice.key));
            let mut places = places.map(|crs| crs.lon_lat(metres.northing, east));
            assert!(places.any(|place| place.metres_to(at) < 1.0), "{choices:?}");
        }
    }

    #[test]
    fn every_datum_is_offered_where_no_zone_is_written() {
        let near = Some(LonLat::new(104.0, 29.6));
        let keys: Vec<String> = candidates(500_100.0, 3_280_000.0, near)
            .into_iter()
            .map(|choice| choice.key)
            .collect();
        for key in ["EPSG:4544", "EPSG:2380", "EPSG:2432"] {
            assert!(keys.iter().any(|known| known == key), "{key}: {keys:?}");
        }
    }
}
