//! The sample county 井研, built into the program: it opens without any file, also when the binary has moved.

/// The files of the sample county, its layers and two plans on them: name and bytes, as [`crate::io::open_bytes`] takes
/// them.
///
/// Everything in them but names and totals is made up and marked 示意数据; `maps/jingyan/README.md` says what is what.
pub fn files() -> Vec<(String, Vec<u8>)> {
    FILES
        .iter()
        .map(|&(name, bytes)| (name.to_owned(), bytes.to_vec()))
        .collect()
}

const FILES: [(&str, &[u8]); 6] = [
    (
        "townships.geojson",
        include_bytes!("../maps/jingyan/townships.geojson"),
    ),
    (
        "schools.geojson",
        include_bytes!("../maps/jingyan/schools.geojson"),
    ),
    (
        "settlements.geojson",
        include_bytes!("../maps/jingyan/settlements.geojson"),
    ),
    (
        "roads.geojson",
        include_bytes!("../maps/jingyan/roads.geojson"),
    ),
    (
        "plan-2021-2025.geojson",
        include_bytes!("../maps/jingyan/plan-2021-2025.geojson"),
    ),
    (
        "plan-cautious.geojson",
        include_bytes!("../maps/jingyan/plan-cautious.geojson"),
    ),
];
