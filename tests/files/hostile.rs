//! Files that are small and would take all memory, break off, or are none: each ends with words.

use serde_json::json;
use xuequ::io::{self, OpenError, Opened};

use crate::workbooks::packed;
use crate::{at, collection, said_of};

/// Why a file alone cannot be opened: in both languages, with its name.
fn refusal(file: &str, bytes: &[u8]) -> String {
    let error = io::open_bytes(&[(file, bytes)]).expect_err("nothing of it can be used");
    let words = error.words();
    assert!(!words.zh.is_empty() && !words.zh.is_ascii(), "{words:?}");
    assert!(
        words.en.contains(file.split('#').next().unwrap_or(file)),
        "{words:?}"
    );
    words.en
}

fn schools() -> String {
    let east = at(
        104.0,
        29.6,
        &json!({"name": "东小学", "kind": "primary", "pupils": 30}),
    );
    collection(&[east]).to_string()
}

fn opened(files: &[(&str, &[u8])]) -> Opened {
    io::open_bytes(files).expect("the files of this test open")
}

fn ods(content: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><table:table table:name=\"a\">{content}</table:table></office:document-content>"
    );
    packed(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("content.xml", content.as_bytes()),
    ])
}

#[test]
fn a_cell_that_an_ods_repeats_without_end_is_refused() {
    let long = "长".repeat(100_000);
    for (row, cell, why) in [
        ("1", "16384", "MB of text"),
        ("1048576", "16384", "million cells"),
        ("4000000000", "4000000000", "million cells"),
    ] {
        let text = if why.contains("text") {
            long.as_str()
        } else {
            "1"
        };
        let content = format!(
            "<table:table-row table:number-rows-repeated=\"{row}\"><table:table-cell \
             table:number-columns-repeated=\"{cell}\"><text:p>{text}</text:p></table:table-cell></table:table-row>"
        );
        let told = refusal("a.ods", &ods(&content));
        assert!(told.contains(why), "{row} × {cell}: {told}");
    }
}

#[test]
fn an_xlsx_that_states_more_texts_than_there_are_is_refused() {
    let shared = b"<sst xmlns=\"x\" uniqueCount=\"99999999999999\"><si><t>a</t></si></sst>";
    let book = packed(&[
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/sharedStrings.xml", shared),
    ]);
    assert!(refusal("a.xlsx", &book).contains("more texts or looks"));
}

#[test]
fn an_entry_of_an_archive_that_is_damaged_hides_no_other() {
    let schools = schools();
    let other = schools.replace("东小学", "西小学").replace("29.6", "29.7");
    let mut zip = packed(&[
        ("a.geojson", other.as_bytes()),
        ("b.geojson", schools.as_bytes()),
    ]);
    let inside = zip
        .windows(9)
        .position(|part| part == b"a.geojson")
        .expect("its name")
        + 20;
    zip[inside] ^= 0xFF;
    let opened = opened(&[("data.zip", &zip)]);
    assert_eq!(opened.county.schools.len(), 1);
    let said = said_of(&opened, "data.zip#a.geojson");
    assert!(said.contains("damaged"), "{said}");
    assert!(
        opened
            .report
            .failed
            .iter()
            .any(|error| error.file() == "data.zip#a.geojson")
    );
}

#[test]
fn an_archive_in_an_archive_is_refused() {
    let schools = schools();
    let inner = packed(&[("a.geojson", schools.as_bytes())]);
    let told = refusal("a.zip", &packed(&[("b.zip", &inner)]));
    assert!(told.contains("an archive in an archive"), "{told}");
}

#[test]
fn empty_files_and_marks_alone_are_said_to_be_empty_or_nothing() {
    for file in [
        "a.geojson",
        "a.csv",
        "a.kml",
        "a.shp",
        "a.dbf",
        "a.gpkg",
        "a.xlsx",
        "a.ods",
        "a.zip",
    ] {
        for bytes in [
            b"".as_slice(),
            b"\xEF\xBB\xBF",
            b"\xFF\xFE",
            b" \n",
            b"\0\0\0\0",
        ] {
            refusal(file, bytes);
        }
    }
}

#[test]
fn what_is_nested_without_end_is_refused_and_does_not_end_the_program() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    refusal("a.geojson", deep.as_bytes());
    let objects = "{\"a\":".repeat(100_000);
    refusal("b.geojson", objects.as_bytes());
    let folders = format!("<kml>{}", "<Folder>".repeat(100_000));
    refusal("a.kml", folders.as_bytes());
    refusal("a.ods", &ods(&"<table:table-row><text:p>".repeat(100_000)));
}

#[test]
fn numbers_that_are_none_and_names_without_end_are_read_with_words() {
    let long = "长".repeat(350_000);
    let table = format!(
        "name,kind,pupils,lon,lat\n{long},primary,NaN,104.0,29.6\n东小学,primary,1e308,104.1,29.6\n\
         西小学,primary,30,NaN,1e308\n南小学,primary,inf,104.2,29.6\n"
    );
    let opened = opened(&[("schools.csv", table.as_bytes())]);
    for school in &opened.county.schools {
        assert!(school.at.is_on_globe());
        let pupils = school
            .stages
            .iter()
            .filter_map(|(_, record)| record.as_ref()?.pupils);
        assert_eq!(pupils.count(), 0, "{} pupils are not known", school.id);
    }
    let said = said_of(&opened, "schools.csv");
    assert!(said.contains("1e308") || said.contains("number"), "{said}");
}

#[test]
fn a_layer_that_is_not_there_is_named_beside_those_that_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let kml = "<kml><Folder><name>学校</name><Placemark><name>东小学</name><Point><coordinates>104,29.6\
        </coordinates></Point></Placemark></Folder><Folder><name>道路</name><Placemark><name>路</name></Placemark>\
        </Folder></kml>";
    let topology = json!({"type": "Topology", "arcs": [], "objects": {
        "学校": {"type": "Point", "coordinates": [104.0, 29.6], "properties": {"name": "东小学"}},
        "道路": {"type": "Point", "coordinates": [104.0, 29.6]},
    }});
    for (name, text) in [
        ("a.kml", kml.to_owned()),
        ("a.topojson", topology.to_string()),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("it is written");
        let wanted = format!("{}#桥", path.display());
        let paths = [wanted.into()];
        let go_on = |_: io::ReadingProgress| std::ops::ControlFlow::Continue(());
        let error =
            io::open_with(&paths, &io::Answers::default(), &go_on).expect_err("no such layer");
        let OpenError::BadTable { .. } = error else {
            panic!("{error:?}");
        };
        let told = error.words().en;
        assert!(
            told.contains("桥") && told.contains("学校") && told.contains("道路"),
            "{told}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_device_is_no_file() {
    let go_on = |_: io::ReadingProgress| std::ops::ControlFlow::Continue(());
    for path in ["/dev/zero", "/dev/null"] {
        let error = io::open_with(&[path.into()], &io::Answers::default(), &go_on);
        assert!(matches!(error, Err(OpenError::Unreadable { .. })), "{path}");
    }
}
