//! Writes the sample county `maps/jingyan`: real names and totals, everything else made up from one seed.
//!
//! `cargo jingyan` writes the files again; they are committed, and a test holds them to this program.

mod cohorts;
mod facts;
mod ground;
mod hills;
mod plans;
mod roads;
mod schools;
mod settlements;
mod writing;

use std::path::{Path, PathBuf};

fn main() -> std::io::Result<()> {
    let folder = std::env::args().nth(1).map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("maps/jingyan"),
        PathBuf::from,
    );
    for (name, text) in files() {
        std::fs::write(folder.join(name), text)?;
    }
    Ok(())
}

/// The files of the sample county, by name: the layers, then the plans on them.
fn files() -> Vec<(&'static str, String)> {
    let facts = facts::Facts::known();
    let ground = ground::Ground::of(&facts);
    let villages = settlements::villages(&facts, &ground);
    let hamlets = settlements::hamlets(&ground, &villages);
    let roads = roads::roads(&facts, &ground, &villages, &hamlets);
    let schools = schools::schools(&facts, &villages, &hamlets);
    let mut files = vec![
        ("townships.geojson", writing::townships(&facts, &ground)),
        ("schools.geojson", writing::schools(&schools)),
        (
            "settlements.geojson",
            writing::settlements(&facts, &hamlets),
        ),
        ("roads.geojson", writing::roads(&roads)),
    ];
    files.extend(plans::plans(&files));
    files
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    #[test]
    fn the_committed_files_are_what_this_program_writes() {
        let committed: BTreeMap<String, Vec<u8>> = xuequ::sample::files().into_iter().collect();
        for (name, text) in super::files() {
            assert!(
                committed[name] == text.as_bytes(),
                "{name} differs: run `cargo jingyan` and commit what it writes"
            );
        }
    }
}
