//! What is written, and what is refused.

use std::path::PathBuf;

use crate::terminal::{folder, jingyan, printed, refused, text, xuequ};

#[test]
fn a_plan_is_exported_as_geojson_and_as_a_table() {
    let folder = folder();
    for name in ["plan.geojson", "schools.csv"] {
        let path = folder.path().join(name);
        assert!(
            xuequ(&["export", &jingyan(), "-o", text(&path)])
                .status
                .success()
        );
        assert!(
            std::fs::metadata(&path).is_ok_and(|file| file.len() > 1_000),
            "{name}"
        );
    }
}

#[test]
fn bad_input_names_the_file_and_ends_with_two() {
    let folder = folder();
    let broken: PathBuf = folder.path().join("broken.geojson");
    std::fs::write(
        &broken,
        "{\"type\": \"FeatureCollection\",\n \"features\": [",
    )
    .expect("a file");
    refused(&["check", "no-such-folder"], "no-such-folder");
    refused(&["evaluate", text(&broken)], "broken.geojson");
    refused(
        &["evaluate", &jingyan(), "--plan", text(&broken)],
        "broken.geojson",
    );
    refused(&["export", &jingyan(), "-o", "plan.docx"], "plan.docx");
}

#[test]
fn nothing_is_written_when_the_question_is_refused() {
    let folder = folder();
    let old = folder.path().join("plan.geojson");
    std::fs::write(&old, "as it was").expect("a file");
    refused(
        &["merge", "no-such-folder", "-o", text(&old)],
        "no-such-folder",
    );
    assert_eq!(
        std::fs::read_to_string(&old).expect("still there"),
        "as it was"
    );
}

#[test]
fn a_basemap_named_with_its_county_is_no_layer_and_no_failure() {
    let folder = folder();
    let basemap = folder.path().join("town.mbtiles");
    // What is in it is nothing to a county, and is not looked at.
    std::fs::write(&basemap, "tiles").expect("a file");
    let alone = printed(&["check", &jingyan()]);
    let both = xuequ(&["check", &jingyan(), text(&basemap)]);
    assert!(both.status.success(), "{both:?}");
    let both = String::from_utf8(both.stdout).expect("text");
    let told = both.lines().find(|line| line.contains("town.mbtiles"));
    assert!(
        told.is_some_and(|line| line.contains("basemap and no layer")),
        "{both}"
    );
    let lines = |text: &str| text.lines().count();
    assert!(lines(&both) <= lines(&alone) + 2, "{both}");
    // Alone it is no county.
    refused(&["check", text(&basemap)], "town.mbtiles");
}
