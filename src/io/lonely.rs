//! Schools without settlements and townships over more ground than a county has: homes are not spread over it unasked.

use super::asking::Choice;
use super::gather::Spot;
use super::report::Notes;
use crate::geometry::LonLat;
use crate::model::{County, Homes, estimated};
use crate::words::Words;

/// Schools that stand farther apart than this are those of more than a county, in metres.
const WIDEST_COUNTY: f64 = 200_000.0;

/// Estimates the homes of a county without settlements, or asks whether to. The spots are those of its schools.
pub(super) fn estimate(county: &mut County, schools: &[Spot], notes: &mut [Notes]) {
    let outside = county.schools.iter().zip(schools);
    let outside: Vec<(LonLat, Spot)> = outside
        .filter(|(school, _)| school.township.is_none())
        .map(|(school, &spot)| (school.at, spot))
        .collect();
    county.homes = Homes::Estimated;
    let metres = across(&outside);
    if let (true, Some((_, spot))) = (metres > WIDEST_COUNTY, outside.first()) {
        let (all, kilometres) = (outside.len(), (metres / 1_000.0).round());
        let what = Words::new(
            format!(
                "No settlements, and {all} schools in no township over {kilometres} km: more than a county; where \
                 their pupils live is not known, and nothing rests on it"
            ),
            format!(
                "没有居民点，{all}所学校不在任何乡镇内，分布跨度{kilometres}千米，超出一县范围；学生居住地按未知处理"
            ),
        );
        let choices = vec![
            Choice::new(
                "none",
                "Where the pupils live is not known",
                "学生居住地未知",
            ),
            Choice::new(
                "spread",
                "Spread homes evenly round the schools",
                "在学校周围均匀分布居住地",
            ),
        ];
        if notes[spot.file].ask("homes", what, choices).as_deref() != Some("spread") {
            county.homes = Homes::Unknown;
            return;
        }
    }
    county.settlements = estimated(county);
}

/// How far it is over all places from corner to corner, in metres.
fn across(places: &[(LonLat, Spot)]) -> f64 {
    let lons = || places.iter().map(|(at, _)| at.lon);
    let lats = || places.iter().map(|(at, _)| at.lat);
    if places.is_empty() {
        return 0.0;
    }
    let least = |numbers: &mut dyn Iterator<Item = f64>| numbers.fold(f64::INFINITY, f64::min);
    let most = |numbers: &mut dyn Iterator<Item = f64>| numbers.fold(f64::NEG_INFINITY, f64::max);
    let low = LonLat::new(least(&mut lons()), least(&mut lats()));
    let high = LonLat::new(most(&mut lons()), most(&mut lats()));
    low.metres_to(high)
}
