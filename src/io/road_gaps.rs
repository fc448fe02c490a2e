//! What is told of the roads as a whole: the parts they fall into, ends that nearly meet, crossings without a vertex.

use super::report::Notes;
use crate::geometry::LonLat;
use crate::model::{County, Homes};
use crate::travel::{RoadGaps, SnapIssue, Travel};
use crate::words::Words;

/// So many places and names are listed; the rest are counted.
const LISTED: usize = 3;

/// Tells what speaks against trips along the roads. `notes` are those of the file that holds them.
pub(super) fn tell(county: &County, travel: &Travel, notes: &mut Notes) {
    tell_parts(county, travel, notes);
    let gaps = RoadGaps::of(county);
    let within = county.joins.ends_within_metres;
    let (joined, left): (Vec<_>, Vec<_>) = gaps
        .ends
        .iter()
        .partition(|(_, metres)| within > 0.0 && *metres <= within);
    let places = |ends: &[(LonLat, f64)]| ends.iter().map(|(at, _)| *at).collect::<Vec<_>>();
    tell_places(&places(&joined), notes, |n, places| {
        let ends = Words::counted(n, "road end", "处道路端点");
        Words::new(
            format!(
                "{} within {within} m of another road, joined to it: {places}",
                ends.en
            ),
            format!("{}距另一道路不到 {within} 米，已接通：{places}", ends.zh),
        )
    });
    tell_places(&places(&left), notes, |n, places| {
        let ends = Words::counted(n, "road end", "处道路端点");
        Words::new(
            format!(
                "{} nearly at another road, not joined (see --join-ends): {places}",
                ends.en
            ),
            format!(
                "{}与另一道路几乎相接，未接通（见 --join-ends）：{places}",
                ends.zh
            ),
        )
    });
    let is_joined = county.joins.crossings;
    tell_places(&gaps.crossings, notes, |n, places| {
        let crossings = Words::counted(n, "crossing", "处道路交叉");
        if is_joined {
            Words::new(
                format!(
                    "{} of roads without a shared vertex, joined as asked: {places}",
                    crossings.en
                ),
                format!("{}没有公共节点，已按要求接通：{places}", crossings.zh),
            )
        } else {
            Words::new(
                format!(
                    "{} of roads without a shared vertex, perhaps a bridge, not joined; \
                     to join, use --join-crossings or the box in the reading report: {places}",
                    crossings.en
                ),
                format!(
                    "{}没有公共节点，可能是立交，未接通；如需接通，用 --join-crossings 或勾选读入报告中的选项：{places}",
                    crossings.zh
                ),
            )
        }
    });
}

/// Says something with the first few of some places; nothing without any.
fn tell_places(places: &[LonLat], notes: &mut Notes, words: impl Fn(usize, &str) -> Words) {
    let Some(&first) = places.first() else {
        return;
    };
    let named = places.iter().take(LISTED);
    let named: Vec<String> = named
        .map(|at| format!("{:.6},{:.6}", at.lon, at.lat))
        .collect();
    let more = if places.len() > LISTED { " …" } else { "" };
    let words = words(places.len(), &format!("{}{more}", named.join("; ")));
    notes.file_at(Some(first), words);
}

/// Tells into how many parts the roads fall, and whom that cuts off.
fn tell_parts(county: &County, travel: &Travel, notes: &mut Notes) {
    let parts = travel.road_pieces();
    if parts < 2 {
        return;
    }
    let is_cut_off = |issue: Option<SnapIssue>| issue == Some(SnapIssue::CutOff);
    let homes = travel.snap_notes().into_iter();
    let homes = homes.filter(|note| is_cut_off(Some(note.issue)));
    let homes = homes.map(|note| &county.settlements[note.settlement]);
    let homes: Vec<(&str, LonLat)> = homes.map(|home| (home.name.as_str(), home.at)).collect();
    let schools = county.schools.iter();
    let schools = schools.filter(|school| is_cut_off(travel.place(school.at).snap_issue()));
    let schools: Vec<_> = schools
        .map(|school| (school.name.as_str(), school.at))
        .collect();
    let (one_home, homes_zh) = match county.homes {
        Homes::Recorded | Homes::Unknown => ("settlement", "个居民点"),
        Homes::Estimated => ("estimated home", "个估算居民点"),
    };
    let counted = [
        (homes.len(), one_home, homes_zh),
        (schools.len(), "school", "所学校"),
    ];
    let counted = counted.into_iter().filter(|(n, ..)| *n > 0);
    let counted: Vec<Words> = counted
        .map(|(n, one, zh)| Words::counted(n, one, zh))
        .collect();
    let all = || homes.iter().chain(&schools);
    let named: Vec<&str> = all().map(|(name, _)| *name).take(LISTED).collect();
    let more = if all().count() > LISTED { " …" } else { "" };
    let of = |say: fn(&Words) -> &str, with: &str| {
        let counted: Vec<&str> = counted.iter().map(say).collect();
        counted.join(with)
    };
    let words = if counted.is_empty() {
        Words::new(
            format!("Roads in {parts} parts, nobody cut off"),
            format!("道路分为 {parts} 个互不连通的部分，没有居民点或学校被隔断"),
        )
    } else {
        Words::new(
            format!(
                "Roads in {parts} parts, {} cut off from the largest: {}{more}",
                of(|words| &words.en, ", "),
                named.join(", "),
            ),
            format!(
                "道路分为 {parts} 个互不连通的部分，{}与最大部分隔断：{}{more}",
                of(|words| &words.zh, "、"),
                named.join("、"),
            ),
        )
    };
    notes.file_at(all().next().map(|(_, at)| *at), words);
}

#[cfg(test)]
mod tests {
    use crate::io::{Answers, open_bytes_as};
    use crate::model::RoadJoins;

    fn told(roads: &[&str], joins: RoadJoins) -> Vec<String> {
        let feature = |kind: &str, coordinates: &str| {
            format!(
                r#"{{"type":"Feature","properties":{{"name":"here","pupils_primary":9}},"geometry":{{"type":"{kind}","coordinates":{coordinates}}}}}"#
            )
        };
        let file = |features: &[String]| {
            let features = features.join(",");
            format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#)
        };
        let roads: Vec<String> = roads
            .iter()
            .map(|line| feature("LineString", line))
            .collect();
        let homes = [
            feature("Point", "[104.0,29.6]"),
            feature("Point", "[104.03,29.62]"),
        ];
        let files = [
            ("roads.geojson", file(&roads)),
            ("settlements.geojson", file(&homes)),
        ];
        let mut answers = Answers::default();
        answers.joins = joins;
        let report = open_bytes_as(&files, &answers).expect("it opens").report;
        let of_roads = report
            .warnings
            .into_iter()
            .filter(|told| told.file == "roads.geojson");
        of_roads
            .map(|told| {
                assert!(
                    told.at.is_some() || told.what.en.contains("nobody"),
                    "{told:?}"
                );
                told.what.en
            })
            .collect()
    }

    #[test]
    fn ends_that_were_joined_are_told_with_their_number_and_place() {
        let roads = [
            "[[104.0,29.6],[104.02,29.6]]",
            "[[104.020001,29.6],[104.02,29.62],[104.03,29.62]]",
        ];
        let joined = told(&roads, RoadJoins::default());
        let [only] = &joined[..] else {
            panic!("{joined:?}")
        };
        assert!(
            only.starts_with("1 road end within 1 m") && only.contains("104.02"),
            "{only}"
        );
        let none = RoadJoins {
            ends_within_metres: 0.0,
            ..RoadJoins::default()
        };
        let left = told(&roads, none);
        assert!(
            left[0].starts_with("Roads in 2 parts, 1 settlement cut off"),
            "{left:?}"
        );
        assert!(left[1].contains("not joined"), "{left:?}");
    }

    #[test]
    fn a_crossing_is_told_and_joined_on_request() {
        let roads = [
            "[[104.0,29.6],[104.04,29.6]]",
            "[[104.02,29.59],[104.02,29.62],[104.03,29.62]]",
        ];
        let apart = told(&roads, RoadJoins::default());
        assert!(
            apart[0].starts_with("Roads in 2 parts, 1 settlement cut off"),
            "{apart:?}"
        );
        assert!(apart[1].starts_with("1 crossing of roads"), "{apart:?}");
        let crossings = RoadJoins {
            crossings: true,
            ..RoadJoins::default()
        };
        let joined = told(&roads, crossings);
        assert_eq!(joined.len(), 1, "{joined:?}");
        assert!(joined[0].contains("joined as asked"), "{joined:?}");
    }
}
