//! The sample county adds up to the totals that are sourced, hangs together, and shows what its plan describes:
//! crowded schools in the seat, half-empty ones in the townships, tiny ones in the villages.

#![expect(
    clippy::unwrap_used,
    reason = "the helpers read our own files; what is missing there fails the test"
)]

use std::collections::{BTreeMap, BTreeSet};

use geo::{Contains as _, Coord, Distance as _, Euclidean, LineString, Point, Polygon};
use serde_json::Value;
use xuequ::geometry::{LonLat, Projection};
use xuequ::sample;

/// The features of one of the sample's layers.
fn layer(name: &str) -> Vec<Value> {
    let file = format!("{name}.geojson");
    let (_, bytes) = sample::files()
        .into_iter()
        .find(|(name, _)| *name == file)
        .unwrap();
    let mut collection: Value = serde_json::from_slice(&bytes).unwrap();
    serde_json::from_value(collection["features"].take()).unwrap()
}

fn text<'a>(feature: &'a Value, name: &str) -> &'a str {
    feature["properties"][name].as_str().unwrap()
}

fn number(feature: &Value, name: &str) -> u64 {
    feature["properties"][name].as_u64().unwrap_or(0)
}

fn position(value: &Value) -> LonLat {
    LonLat::new(value[0].as_f64().unwrap(), value[1].as_f64().unwrap())
}

fn line(value: &Value) -> Vec<LonLat> {
    value.as_array().unwrap().iter().map(position).collect()
}

fn place(feature: &Value) -> LonLat {
    position(&feature["geometry"]["coordinates"])
}

fn sum(features: &[Value], name: &str) -> u64 {
    features.iter().map(|feature| number(feature, name)).sum()
}

/// Pupils or seats of a school in a stage, which single-stage schools state without naming the stage.
fn of_stage(school: &Value, measure: &str, stage: &str) -> u64 {
    let is_primary_point = stage == "primary" && text(school, "kind") == "teaching_point";
    if text(school, "kind") == stage || is_primary_point {
        return number(school, measure);
    }
    number(school, &format!("{measure}_{stage}"))
}

const STAGES: [&str; 6] = [
    "kindergarten",
    "primary",
    "junior",
    "senior",
    "vocational",
    "special",
];

fn pupils(school: &Value) -> u64 {
    STAGES
        .iter()
        .map(|stage| of_stage(school, "pupils", stage))
        .sum()
}

/// The outline of every township by its code.
fn outlines() -> BTreeMap<String, Polygon<f64>> {
    let outline = |township: &Value| {
        let rings = township["geometry"]["coordinates"].as_array().unwrap();
        let ring =
            |ring| LineString::from(line(ring).into_iter().map(Coord::from).collect::<Vec<_>>());
        let holes = rings[1..].iter().map(ring).collect();
        (
            text(township, "code").to_owned(),
            Polygon::new(ring(&rings[0]), holes),
        )
    };
    layer("townships").iter().map(outline).collect()
}

#[test]
fn every_file_says_that_it_is_illustrative() {
    for (name, bytes) in sample::files() {
        let collection: Value = serde_json::from_slice(&bytes).unwrap();
        let note = &collection["xuequ"];
        let is_said = note["illustrative"] == true || collection["note"].is_string();
        assert!(
            is_said && collection.to_string().contains("示意数据"),
            "{name}"
        );
    }
}

#[test]
fn the_totals_are_those_of_the_sources() {
    let schools = layer("schools");
    let counted: Vec<&Value> = schools
        .iter()
        .filter(|school| text(school, "kind") != "teaching_point")
        .collect();
    assert_eq!(counted.len(), 81);
    let of_kinds = |kinds: &[&str]| {
        let is_counted = |school: &&&Value| kinds.contains(&text(school, "kind"));
        counted.iter().filter(is_counted).count()
    };
    assert_eq!(of_kinds(&["kindergarten"]), 40);
    assert_eq!(of_kinds(&["primary", "junior", "nine_year"]), 38);
    assert_eq!(of_kinds(&["senior", "vocational"]), 2);
    assert_eq!(of_kinds(&["special"]), 1);
    assert_eq!(schools.iter().map(pupils).sum::<u64>(), 27_703);

    let settlements = layer("settlements");
    assert_eq!(sum(&settlements, "population"), 280_641);
    assert_eq!(sum(&layer("townships"), "population"), 280_641);
    for (year, births) in [(2019, 2_700), (2021, 2_092), (2022, 1_720)] {
        assert_eq!(sum(&settlements, &format!("births_{year}")), births);
    }
    let villages: BTreeSet<&str> = settlements
        .iter()
        .map(|settlement| &text(settlement, "id")[..12])
        .collect();
    assert_eq!(villages.len(), 119);
    assert_eq!(layer("townships").len(), 15);
}

#[test]
fn as_many_pupils_live_in_the_county_as_attend_its_schools() {
    let (schools, settlements) = (layer("schools"), layer("settlements"));
    for stage in STAGES {
        let enrolled: u64 = schools
            .iter()
            .map(|school| of_stage(school, "pupils", stage))
            .sum();
        let living = sum(&settlements, &format!("pupils_{stage}"));
        assert_eq!(enrolled, living, "{stage}");
    }
}

#[test]
fn the_seat_is_crowded_the_townships_have_room_and_villages_are_nearly_empty() {
    let schools = layer("schools");
    let load = |is_seat: bool, stage: &str| {
        let here = || {
            schools
                .iter()
                .filter(move |school| (text(school, "township") == "511124001") == is_seat)
        };
        let pupils: u64 = here().map(|school| of_stage(school, "pupils", stage)).sum();
        let seats: u64 = here().map(|school| of_stage(school, "seats", stage)).sum();
        pupils as f64 / seats as f64
    };
    for stage in ["kindergarten", "primary", "junior"] {
        assert!(load(true, stage) > 1.0, "{stage}: {}", load(true, stage));
        assert!(load(false, stage) < 0.8, "{stage}: {}", load(false, stage));
    }
    let is_small = |school: &&Value| {
        ["primary", "nine_year", "teaching_point"].contains(&text(school, "kind"))
            && pupils(school) < 100
    };
    let small = schools.iter().filter(is_small).count();
    assert!(small > 20, "{small} small schools");
}

#[test]
fn public_and_inclusive_shares_fall_short_of_the_plans_targets() {
    let schools = layer("schools");
    let kindergartens: Vec<&Value> = schools
        .iter()
        .filter(|school| text(school, "kind") == "kindergarten")
        .collect();
    let share = |is_counted: &dyn Fn(&Value) -> bool| {
        let all: u64 = kindergartens.iter().map(|school| pupils(school)).sum();
        let counted = kindergartens.iter().filter(|school| is_counted(school));
        counted.map(|school| pupils(school)).sum::<u64>() as f64 / all as f64
    };
    let public = share(&|school| text(school, "ownership") == "public");
    let inclusive = share(&|school| school["properties"]["inclusive"] == true);
    assert!((0.45..0.55).contains(&public), "{public}");
    assert!((0.80..0.88).contains(&inclusive), "{inclusive}");
}

#[test]
fn every_settlement_and_school_lies_in_its_township() {
    let outlines = outlines();
    let (settlements, schools) = (layer("settlements"), layer("schools"));
    let outside: Vec<&str> = settlements
        .iter()
        .chain(&schools)
        .filter(|feature| {
            let outline = &outlines[text(feature, "township")];
            !outline.contains(&Point::from(place(feature)))
        })
        .map(|feature| text(feature, "name"))
        .collect();
    assert!(outside.is_empty(), "outside: {outside:?}");
}

/// Every side of a township is the side of exactly one neighbour, run the other way, or of the county; so
/// there is no gap and no overlap.
#[test]
fn the_townships_share_their_very_corners() {
    let mut sides: BTreeMap<[(i64, i64); 2], usize> = BTreeMap::new();
    let mut doubled_area = 0.0;
    for outline in outlines().values() {
        for ring in std::iter::once(outline.exterior()).chain(outline.interiors()) {
            for side in ring.lines() {
                let exact =
                    |end: Coord<f64>| ((end.x * 1e5).round() as i64, (end.y * 1e5).round() as i64);
                *sides
                    .entry([exact(side.start), exact(side.end)])
                    .or_default() += 1;
                doubled_area += side.determinant();
            }
        }
    }
    let mut outer = Vec::new();
    for (&[start, end], &count) in &sides {
        assert_eq!(count, 1, "a side is used twice");
        if !sides.contains_key(&[end, start]) {
            outer.push([start, end]);
        }
    }
    // What is left is the outline of the county; its area is that of all townships together.
    let twice: i64 = outer
        .iter()
        .map(|[(x, y), (next_x, next_y)]| x * next_y - next_x * y)
        .sum();
    assert!((twice as f64 * 1e-10 - doubled_area).abs() < 1e-6);
    let ends: BTreeMap<(i64, i64), (i64, i64)> = outer.iter().map(|&[a, b]| (a, b)).collect();
    assert_eq!(ends.len(), outer.len(), "the outline touches itself");
    let (start, mut at, mut steps) = (outer[0][0], outer[0][1], 1);
    while at != start {
        (at, steps) = (ends[&at], steps + 1);
    }
    assert_eq!(steps, outer.len(), "the outline is one ring");
}

fn road_lines() -> Vec<Vec<LonLat>> {
    layer("roads")
        .iter()
        .map(|road| line(&road["geometry"]["coordinates"]))
        .collect()
}

#[test]
fn the_roads_are_one_network() {
    let exact = |at: LonLat| ((at.lon * 1e7).round() as i64, (at.lat * 1e7).round() as i64);
    let mut neighbours: BTreeMap<(i64, i64), Vec<(i64, i64)>> = BTreeMap::new();
    for road in road_lines() {
        for pair in road.windows(2) {
            neighbours
                .entry(exact(pair[0]))
                .or_default()
                .push(exact(pair[1]));
            neighbours
                .entry(exact(pair[1]))
                .or_default()
                .push(exact(pair[0]));
        }
    }
    let mut waiting: Vec<(i64, i64)> = neighbours.keys().copied().take(1).collect();
    let mut reached = BTreeSet::new();
    while let Some(vertex) = waiting.pop() {
        if reached.insert(vertex) {
            waiting.extend(&neighbours[&vertex]);
        }
    }
    assert_eq!(reached.len(), neighbours.len());
}

#[test]
fn every_school_and_settlement_is_near_a_road() {
    let projection = Projection::around(LonLat::new(104.067, 29.651));
    let flat = |road: Vec<LonLat>| {
        LineString::from(
            road.into_iter()
                .map(|at| projection.metres(at))
                .collect::<Vec<_>>(),
        )
    };
    let roads: Vec<LineString<f64>> = road_lines().into_iter().map(flat).collect();
    for feature in layer("settlements").iter().chain(&layer("schools")) {
        let at = Point::from(projection.metres(place(feature)));
        let nearest = roads
            .iter()
            .map(|road| Euclidean.distance(&at, road))
            .fold(f64::INFINITY, f64::min);
        assert!(nearest < 500.0, "{}: {nearest:.0} m", text(feature, "name"));
    }
}
