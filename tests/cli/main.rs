//! The program in a terminal: what it prints, what it writes, how it refuses.

mod geojson;
#[path = "../common/street.rs"]
mod street;
mod terminal;

mod answers;
mod assign;
mod bounds;
mod compare;
mod convert;
mod corrections;
mod evaluate;
mod files;
mod layout;
mod lost_files;
mod merge;
mod never_fails_open;
mod site;
mod unknown;
mod unknown_export;
mod unknown_walk;
mod update;

use std::path::Path;

use serde_json::Value;
use terminal::{answer, jingyan, text};

/// What evaluating a plan file in the year of its first measure comes to, in pupil-metres of a stage.
fn pupil_metres_of(plan: &Path, stage: &str, proposal: &Value) -> f64 {
    let year = proposal["actions"][0]["year"].to_string();
    let table = plan.with_extension("csv");
    answer(&[
        "evaluate",
        &jingyan(),
        "--plan",
        text(plan),
        "--year",
        &year,
        "--assignment",
        text(&table),
        "--json",
    ]);
    let written = std::fs::read_to_string(&table).expect("the table is written");
    let rows = written
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect::<Vec<_>>());
    let number = |text: &str| text.parse::<f64>().unwrap_or(0.0);
    rows.filter(|row| row[0] == stage)
        .map(|row| number(row[3]) * number(row[4]))
        .sum()
}
