//! Stories about files, through the public surface: messy layers opened, plans saved and re-opened.

mod apart;
mod asked;
mod columns;
mod damage;
mod doubtful;
mod flows;
mod grades;
mod hostile;
mod layers;
mod mapping;
mod plans;
mod schools;
mod shapes;
mod tables;
mod twice;
mod vectors;
mod workbooks;
mod zeros;

use serde_json::{Value, json};
use xuequ::io::{self, Opened};
use xuequ::model::{County, Origin, School, Stage};

fn collection(features: &[Value]) -> Value {
    json!({"type": "FeatureCollection", "features": features})
}

fn at(lon: f64, lat: f64, properties: &Value) -> Value {
    json!({"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": [lon, lat]}})
}

fn square(west: f64, south: f64, size: f64, properties: &Value) -> Value {
    let ring = [
        [west, south],
        [west + size, south],
        [west + size, south + size],
        [west, south + size],
        [west, south],
    ];
    json!({"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}})
}

fn line(properties: &Value) -> Value {
    let line = [[104.0, 29.6], [104.05, 29.62], [104.1, 29.6]];
    json!({"type": "Feature", "properties": properties, "geometry": {"type": "LineString", "coordinates": line}})
}

fn open(files: &[(&str, &Value)]) -> Opened {
    let files: Vec<(&str, String)> = files
        .iter()
        .map(|(name, value)| (*name, value.to_string()))
        .collect();
    io::open_bytes(&files).expect("the layers of this test open")
}

/// The same with answers to what is asked.
fn open_as(files: &[(&str, &Value)], answers: &[(&str, &str)]) -> Opened {
    let files: Vec<(&str, String)> = files
        .iter()
        .map(|(name, value)| (*name, value.to_string()))
        .collect();
    let answers = answers.iter().copied().collect();
    io::open_bytes_as(&files, &answers).expect("the layers of this test open")
}

/// What was read of a file: layers with their numbers of features.
fn read_as(opened: &Opened, file: &str) -> Vec<(&'static str, usize)> {
    let read = opened.report.layers.iter();
    let read = read.filter(|read| read.file == file);
    read.map(|read| (read.layer.key(), read.features)).collect()
}

/// All that was said about a file, a line each.
fn said_of(opened: &Opened, file: &str) -> String {
    let told = opened.report.warnings.iter();
    let told = told.filter(|warning| warning.file == file);
    let lines: Vec<&str> = told.map(|warning| warning.what.en.as_str()).collect();
    lines.join("\n")
}

fn schools(features: &[Value]) -> Opened {
    open(&[("schools.geojson", &collection(features))])
}

fn named<'a>(county: &'a County, name: &str) -> &'a School {
    county
        .schools
        .iter()
        .find(|school| school.name == name)
        .expect("a school of this name was read")
}

fn pupils(school: &School, stage: Stage) -> Option<(u32, Origin)> {
    school.stages[stage]?
        .pupils
        .map(|count| (count.number, count.origin))
}

fn warned(opened: &Opened, feature: Option<usize>, word: &str) -> bool {
    opened.report.warnings.iter().any(|warning| {
        warning.feature == feature
            && (warning.what.en.contains(word) || warning.what.zh.contains(word))
    })
}
