//! Warnings for schools and settlements that lie far from the roads, or on roads that are cut off.

use super::gather::Spot;
use super::report::{Notes, kind};
use crate::geometry::LonLat;
use crate::model::County;
use crate::travel::{DETOUR_FACTOR, SnapIssue, Travel};
use crate::units::Meters;
use crate::words::Words;

/// Warns of places far from the roads, or on roads that lead nowhere. The spots are those of the county's schools and
/// settlements, in their order; homes that are estimated have none. Answers with the roads, for whoever travels next.
pub(super) fn tell(
    county: &County,
    schools: &[Spot],
    settlements: &[Spot],
    notes: &mut [Notes],
) -> Travel {
    let travel = Travel::new(county, DETOUR_FACTOR);
    if county.roads.is_empty() {
        return travel;
    }
    for (school, spot) in county.schools.iter().zip(schools) {
        let place = travel.place(school.at);
        if let (Some(issue), Some(to_road)) = (place.snap_issue(), place.to_road()) {
            tell_one(&school.name, school.at, *spot, (issue, to_road), notes);
        }
    }
    for note in travel.snap_notes() {
        let settlement = &county.settlements[note.settlement];
        if let Some(spot) = settlements.get(note.settlement) {
            let odd = (note.issue, note.to_road);
            tell_one(&settlement.name, settlement.at, *spot, odd, notes);
        }
    }
    travel
}

fn tell_one(
    name: &str,
    at: LonLat,
    spot: Spot,
    (issue, to_road): (SnapIssue, Meters),
    notes: &mut [Notes],
) {
    let kind = match issue {
        SnapIssue::Far => kind::FAR_FROM_ROADS,
        SnapIssue::Loose => kind::LOOSE_ROAD,
        SnapIssue::OffNetwork => kind::OFF_THE_ROADS,
        SnapIssue::CutOff => kind::CUT_OFF,
    };
    notes[spot.file].feature(kind, spot.feature, Some(at), || {
        let words = issue.words(to_road);
        Words::new(
            format!("{name}: {}", words.en),
            format!("{name}：{}", words.zh),
        )
    });
}

#[cfg(test)]
mod tests {
    use crate::io::open_bytes;

    #[test]
    fn places_far_from_the_roads_and_on_a_lonely_road_are_told_with_their_feature() {
        let road = |line: &str| {
            format!(
                r#"{{"type":"Feature","properties":{{}},"geometry":{{"type":"LineString","coordinates":{line}}}}}"#
            )
        };
        let home = |name: &str, lon: f64, lat: f64| {
            format!(
                r#"{{"type":"Feature","properties":{{"name":"{name}","pupils_primary":9}},"geometry":{{"type":"Point","coordinates":[{lon},{lat}]}}}}"#
            )
        };
        let file = |features: &[String]| {
            format!(
                r#"{{"type":"FeatureCollection","features":[{}]}}"#,
                features.join(",")
            )
        };
        // The lonely road is far from the others and has few homes beside it.
        let roads = file(&[
            road("[[104.0,29.6],[104.05,29.6],[104.1,29.6]]"),
            road("[[104.05,29.6],[104.05,29.65]]"),
            road("[[104.5,29.6],[104.501,29.6]]"),
        ]);
        let mut homes: Vec<String> = (0..20)
            .map(|number| home("near", 104.0 + f64::from(number) * 0.005, 29.6))
            .collect();
        homes.push(home("hill", 104.02, 29.607));
        homes.push(home("peak", 104.02, 29.7));
        homes.push(home("islet", 104.5, 29.6));
        let files = [
            ("roads.geojson", roads),
            ("settlements.geojson", file(&homes)),
        ];
        let report = open_bytes(&files).expect("it opens").report;
        let told = |name: &str| {
            let of = report.warnings.iter();
            let own: Vec<_> = of
                .filter(|warning| warning.what.en.starts_with(name))
                .collect();
            let [warning] = own[..] else {
                panic!("{name}: {own:?}")
            };
            assert_eq!(warning.file, "settlements.geojson");
            (warning.feature, warning.what.en.clone())
        };
        assert_eq!(told("hill").0, Some(21));
        assert!(told("peak").1.ends_with("its distances are estimates"));
        assert!(told("islet").1.contains("cut off"));
    }
}
