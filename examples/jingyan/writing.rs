//! GeoJSON with one feature a line, every file marked 示意数据.

use geo::{Coord, MultiPolygon};
use serde_json::{Map, Value, json};
use xuequ::geometry::LonLat;
use xuequ::model::{SchoolKind, Stage};

use crate::cohorts;
use crate::facts::{FIRST_BIRTHS, Facts, RESIDENCE, YEAR};
use crate::ground::{Ground, rounded};
use crate::roads::Road;
use crate::schools::School;
use crate::settlements::Hamlet;

pub(crate) fn townships(facts: &Facts, ground: &Ground) -> String {
    let townships = facts.townships.iter().zip(&ground.outlines).enumerate();
    let features = townships.map(|(index, (township, outline))| {
        let properties = json!({
            "code": township.code,
            "name": township.name,
            "district": township.district,
            "population": township.population,
            "residence_factor": RESIDENCE,
            "migration": cohorts::migration(index),
        });
        feature(&multi_polygon(outline), &properties)
    });
    collection(features)
}

pub(crate) fn settlements(facts: &Facts, hamlets: &[Hamlet]) -> String {
    let features = hamlets.iter().map(|hamlet| {
        let mut properties = Map::new();
        properties.insert("id".into(), json!(hamlet.id));
        properties.insert("name".into(), json!(hamlet.name));
        properties.insert(
            "township".into(),
            json!(facts.townships[hamlet.township].code),
        );
        properties.insert("population".into(), json!(hamlet.population));
        for (stage, pupils) in hamlet.pupils.iter() {
            properties.insert(format!("pupils_{stage}"), json!(pupils));
        }
        let stated = hamlet
            .births
            .iter()
            .filter(|(year, _)| *year >= FIRST_BIRTHS);
        for (year, births) in stated {
            properties.insert(format!("births_{year}"), json!(births));
        }
        feature(&point(hamlet.at), &Value::Object(properties))
    });
    collection(features)
}

pub(crate) fn roads(roads: &[Road]) -> String {
    let features = roads.iter().map(|road| {
        let mut properties = json!({"class": road.class});
        if let Some(name) = &road.name {
            properties["name"] = json!(name);
        }
        let line: Vec<_> = road.line.iter().map(|&at| position(at)).collect();
        feature(
            &json!({"type": "LineString", "coordinates": line}),
            &properties,
        )
    });
    collection(features)
}

pub(crate) fn schools(schools: &[School<'_>]) -> String {
    let features = schools
        .iter()
        .map(|school| feature(&point(school.at), &school_properties(school)));
    collection(features)
}

fn school_properties(school: &School<'_>) -> Value {
    let fact = school.fact;
    let stages = fact.kind.stages();
    let mut properties = Map::new();
    let mut put = |name: &str, value: Value| properties.insert(name.into(), value);
    put("id", json!(school.id));
    put("name", json!(fact.name));
    put("kind", json!(fact.kind));
    put("township", json!(school.township));
    put("year", json!(YEAR));
    if let [_] = stages {
        put(
            "pupils",
            json!(total(school, |school, stage| school.pupils[stage])),
        );
        put(
            "seats",
            json!(total(school, |school, stage| school.seats[stage])),
        );
    } else {
        for &stage in stages {
            put(&format!("pupils_{stage}"), json!(school.pupils[stage]));
            put(&format!("seats_{stage}"), json!(school.seats[stage]));
        }
    }
    put(
        "ownership",
        json!(fact.ownership.as_deref().unwrap_or("public")),
    );
    if fact.kind == SchoolKind::Kindergarten {
        // A public kindergarten is inclusive by its nature.
        put("inclusive", json!(fact.inclusive.unwrap_or(true)));
    }
    if let Some(parent) = &school.parent {
        put("parent", json!(parent));
    }
    if school.boarders > 0 {
        put("boarders", json!(school.boarders));
        put("beds", json!(school.beds));
    }
    for (stage, year, pupils) in &school.past {
        put(&format!("pupils_{stage}_{year}"), json!(pupils));
    }
    Value::Object(properties)
}

fn total(school: &School<'_>, count: impl Fn(&School<'_>, Stage) -> u32) -> u32 {
    Stage::ALL
        .into_iter()
        .map(|stage| count(school, stage))
        .sum()
}

fn collection(features: impl Iterator<Item = Value>) -> String {
    let note = json!({
        "illustrative": true,
        "county": "井研县",
        "note": "示意数据 / illustrative: made up round sourced totals; not official, not surveyed",
    });
    let lines: Vec<String> = features.map(|feature| feature.to_string()).collect();
    format!(
        "{{\"type\":\"FeatureCollection\",\"xuequ\":{note},\"features\":[\n{}\n]}}\n",
        lines.join(",\n")
    )
}

fn feature(geometry: &Value, properties: &Value) -> Value {
    json!({"type": "Feature", "properties": properties, "geometry": geometry})
}

fn point(at: LonLat) -> Value {
    json!({"type": "Point", "coordinates": position(at)})
}

fn position(at: LonLat) -> [f64; 2] {
    let at = rounded(at);
    [at.lon, at.lat]
}

fn multi_polygon(outline: &MultiPolygon<f64>) -> Value {
    let ring = |coords: &[Coord<f64>]| {
        coords
            .iter()
            .map(|&coord| position(LonLat::from(coord)))
            .collect::<Vec<_>>()
    };
    let polygons: Vec<Vec<_>> = outline
        .iter()
        .map(|polygon| {
            std::iter::once(polygon.exterior())
                .chain(polygon.interiors())
                .map(|line| ring(&line.0))
                .collect()
        })
        .collect();
    match polygons.as_slice() {
        [polygon] => json!({"type": "Polygon", "coordinates": polygon}),
        _ => json!({"type": "MultiPolygon", "coordinates": polygons}),
    }
}
