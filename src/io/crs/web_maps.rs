//! The degrees of Chinese web maps: GCJ-02, which every such map must use, and BD-09, which Baidu makes of it.
//!
//! Both move places by 300 to 700 m, each place otherwise. The formulas were never published; these are the ones found
//! from the maps themselves, and everybody's (for instance `eviltransform`, 2013). Their inverses have no formula: they
//! are found by moving a first guess by what it is off, again and again.

use std::f64::consts::PI;

use super::Crs;
use crate::geometry::LonLat;
use crate::io::asking::Choice;
use crate::io::report::Notes;
use crate::words::Words;

/// The question whether a web map moved the places of a file, and what may be answered.
pub(in crate::io) const QUESTION: &str = "datum";
pub(in crate::io) const GCJ_02: &str = "GCJ-02";
pub(in crate::io) const BD_09: &str = "BD-09";
const AS_IT_IS: &str = "WGS-84";

/// What may be answered, one of it first.
pub(in crate::io) fn choices(first: &str) -> Vec<Choice> {
    let mut choices = vec![
        Choice::new(GCJ_02, "They are GCJ-02", "是 GCJ-02（火星坐标）"),
        Choice::new(BD_09, "They are BD-09", "是 BD-09（百度坐标）"),
        Choice::new(AS_IT_IS, "They are right as they are", "坐标无误，保持原样"),
    ];
    choices.sort_by_key(|choice| choice.key != first);
    choices
}

/// The system of a file in degrees: what the planner said of it, asked or not, else as it stands.
pub(super) fn said_of(notes: &mut Notes) -> Crs {
    notes.is_in_degrees = true;
    if notes.said(QUESTION, choices(AS_IT_IS)).is_none() {
        return Crs::Degrees;
    }
    let what = Words::new(
        "Whether a Chinese web map moved its places was answered",
        "是否为网络地图的偏移坐标：已答复",
    );
    let said = notes.ask(QUESTION, what, choices(AS_IT_IS));
    match said.as_deref() {
        Some(GCJ_02) => Crs::MarsDegrees,
        Some(BD_09) => Crs::BaiduDegrees,
        _ => Crs::Degrees,
    }
}

/// The ellipsoid of the formulas (Krasovsky 1940): half the larger axis in metres, and the first eccentricity squared.
const RADIUS: f64 = 6_378_245.0;
const ECCENTRICITY_SQUARED: f64 = 0.006_693_421_622_965_943;

/// Places outside are not moved: west, east, south, north, in degrees.
const MOVED: (f64, f64, f64, f64) = (72.004, 137.834_7, 0.829_3, 55.827_1);

/// A guess this near, in degrees, is the place: less than a millimetre.
const NEAR: f64 = 1e-9;

/// More guesses are never needed: each is off by less than a hundredth of the one before.
const MOST_GUESSES: usize = 40;

/// The place that GCJ-02 moves here; itself outside China.
pub(in crate::io) fn from_gcj_02(at: LonLat) -> LonLat {
    undone(at, to_gcj_02)
}

/// The place that BD-09 moves here.
pub(in crate::io) fn from_bd_09(at: LonLat) -> LonLat {
    from_gcj_02(undone(at, bd_09_of_gcj_02))
}

/// Where GCJ-02 moves a place.
pub(in crate::io) fn to_gcj_02(at: LonLat) -> LonLat {
    let (west, east, south, north) = MOVED;
    if !(west..=east).contains(&at.lon) || !(south..=north).contains(&at.lat) {
        return at;
    }
    let (x, y) = (at.lon - 105.0, at.lat - 35.0);
    let both = 20.0 * (6.0 * PI * x).sin() + 20.0 * (2.0 * PI * x).sin();
    let wave = |along: f64, of: [(f64, f64); 4]| -> f64 {
        let waves = of.map(|(strength, length)| strength * (PI * along / length).sin());
        waves.iter().sum()
    };
    let waves_north = wave(y, [(20.0, 1.0), (40.0, 3.0), (160.0, 12.0), (320.0, 30.0)]);
    let waves_east = wave(x, [(20.0, 1.0), (40.0, 3.0), (150.0, 12.0), (300.0, 30.0)]);
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + (both + waves_north) * 2.0 / 3.0;
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + (both + waves_east) * 2.0 / 3.0;
    let latitude = at.lat.to_radians();
    let curved = 1.0 - ECCENTRICITY_SQUARED * latitude.sin().powi(2);
    let metres_north = RADIUS * (1.0 - ECCENTRICITY_SQUARED) / curved.powf(1.5);
    let metres_east = RADIUS / curved.sqrt() * latitude.cos();
    LonLat::new(
        at.lon + (east / metres_east).to_degrees(),
        at.lat + (north / metres_north).to_degrees(),
    )
}

/// Where BD-09 moves a place of GCJ-02.
pub(in crate::io) fn bd_09_of_gcj_02(at: LonLat) -> LonLat {
    const WAVES: f64 = PI * 3_000.0 / 180.0;
    let away = at.lon.hypot(at.lat) + 0.000_02 * (at.lat * WAVES).sin();
    let angle = at.lat.atan2(at.lon) + 0.000_003 * (at.lon * WAVES).cos();
    LonLat::new(away * angle.cos() + 0.006_5, away * angle.sin() + 0.006)
}

/// The place that `moved` moves to `at`.
fn undone(at: LonLat, moved: impl Fn(LonLat) -> LonLat) -> LonLat {
    let mut guess = at;
    for _ in 0..MOST_GUESSES {
        let there = moved(guess);
        let (lon, lat) = (there.lon - at.lon, there.lat - at.lat);
        guess = LonLat::new(guess.lon - lon, guess.lat - lat);
        if lon.abs().max(lat.abs()) <= NEAR {
            break;
        }
    }
    guess
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every half degree of China, with odd parts.
    fn places() -> impl Iterator<Item = LonLat> {
        (0..126).flat_map(|column| {
            (0..105).map(move |row| {
                let (x, y) = (f64::from(column), f64::from(row));
                LonLat::new(73.013 + 0.5 * x + 0.001 * y, 1.507 + 0.5 * y + 0.001 * x)
            })
        })
    }

    #[test]
    fn both_are_undone_to_a_centimetre_all_over_china() {
        for place in places() {
            let mars = to_gcj_02(place);
            let off = mars.metres_to(place);
            assert!(off < 900.0, "{place:?} moves {off} m");
            assert!(from_gcj_02(mars).metres_to(place) < 0.01, "{place:?}");
            let baidu = bd_09_of_gcj_02(mars);
            assert!(from_bd_09(baidu).metres_to(place) < 0.01, "{place:?}");
        }
    }

    #[test]
    fn places_are_moved_as_everybody_moves_them() {
        let jingyan = LonLat::new(104.067, 29.651);
        let off = to_gcj_02(jingyan).metres_to(jingyan);
        assert!((300.0..700.0).contains(&off), "{off} m");
        // Test values of eviltransform: 31.1774276° N, 121.5272106° E.
        let mars = to_gcj_02(LonLat::new(121.527_210_6, 31.177_427_6));
        assert!(mars.metres_to(LonLat::new(121.531_541_859_215_9, 31.175_304_398_364_12)) < 0.5);
    }

    #[test]
    fn outside_china_nothing_moves_and_nothing_hangs() {
        for (lon, lat) in [(2.35, 48.85), (-122.0, 37.0), (140.0, 36.0), (105.0, 80.0)] {
            let place = LonLat::new(lon, lat);
            assert_eq!(from_gcj_02(place), place);
        }
        assert!(!from_gcj_02(LonLat::new(f64::NAN, 30.0)).is_on_globe());
        assert!(!from_bd_09(LonLat::new(f64::INFINITY, 30.0)).is_on_globe());
    }
}
