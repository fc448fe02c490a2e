//! Shapefiles: with and without their parts, in every encoding, in archives, damaged.

use std::ops::ControlFlow;

use encoding_rs::Encoding;
use serde_json::json;
use xuequ::io::{self, Answers, Opened};

use crate::workbooks::packed;
use crate::{at, collection, named, said_of};

/// A shapefile of these records: each a kind of shape, then its content.
fn shp(records: &[(i32, Vec<u8>)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (index, (kind, content)) in records.iter().enumerate() {
        let words = i32::try_from(content.len() / 2 + 2).expect("made by the test");
        body.extend(
            i32::try_from(index + 1)
                .expect("made by the test")
                .to_be_bytes(),
        );
        body.extend(words.to_be_bytes());
        body.extend(kind.to_le_bytes());
        body.extend(content);
    }
    let mut head = vec![0; 100];
    head[..4].copy_from_slice(&9994_i32.to_be_bytes());
    let words = i32::try_from(50 + body.len() / 2).expect("made by the test");
    head[24..28].copy_from_slice(&words.to_be_bytes());
    [head, body].concat()
}

fn numbers(numbers: &[f64]) -> Vec<u8> {
    numbers
        .iter()
        .flat_map(|number| number.to_le_bytes())
        .collect()
}

fn point(lon: f64, lat: f64) -> (i32, Vec<u8>) {
    (1, numbers(&[lon, lat]))
}

/// Rings of corners, each closed; clockwise ones are outlines.
fn polygon(rings: &[&[[f64; 2]]]) -> (i32, Vec<u8>) {
    let integer = |number: usize| {
        i32::try_from(number)
            .expect("made by the test")
            .to_le_bytes()
    };
    let mut content = numbers(&[0.0; 4]);
    content.extend(integer(rings.len()));
    content.extend(integer(rings.iter().map(|ring| ring.len()).sum()));
    let mut start = 0;
    for ring in rings {
        content.extend(integer(start));
        start += ring.len();
    }
    for corner in rings.iter().copied().flatten() {
        content.extend(numbers(corner));
    }
    (5, content)
}

/// A dBase table of texts, 30 bytes each.
fn dbf(heads: &[&str], rows: &[&[&str]], encoding: &'static Encoding, language: u8) -> Vec<u8> {
    const WIDTH: u8 = 30;
    let bytes = |text: &str, width: usize| {
        let mut bytes = encoding.encode(text).0.into_owned();
        bytes.resize(width, 0);
        bytes
    };
    let head = u16::try_from(33 + 32 * heads.len()).expect("made by the test");
    let record = u16::try_from(1 + usize::from(WIDTH) * heads.len()).expect("made by the test");
    let mut table = vec![3, 124, 1, 1];
    table.extend(
        u32::try_from(rows.len())
            .expect("made by the test")
            .to_le_bytes(),
    );
    table.extend(head.to_le_bytes());
    table.extend(record.to_le_bytes());
    table.resize(32, 0);
    table[29] = language;
    for name in heads {
        let mut field = bytes(name, 11);
        field.push(b'C');
        field.resize(32, 0);
        field[16] = WIDTH;
        table.extend(field);
    }
    table.push(0x0D);
    for row in rows {
        table.push(b' ');
        for text in *row {
            let mut cell = bytes(text, usize::from(WIDTH));
            cell.iter_mut()
                .filter(|byte| **byte == 0)
                .for_each(|byte| *byte = b' ');
            table.extend(cell);
        }
    }
    table
}

const ROWS: [&[&str]; 3] = [
    &["研城镇中心小学", "小学", "412"],
    &["马踏镇初级中学", "初中", ""],
    &["东林镇名称长得一列放不下的中心小学", "小学", ""],
];
const HEADS: [&str; 3] = ["名称", "学段", "在校生数"];
const DEGREES: &[u8] = b"GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]]]";

fn schools() -> Vec<u8> {
    shp(&[point(104.06, 29.65), point(104.1, 29.6), point(104.2, 29.6)])
}

fn open(files: &[(&str, &[u8])]) -> Opened {
    io::open_bytes(files).expect("the files of this test open")
}

fn pupils(opened: &Opened, name: &str) -> Option<u32> {
    let mut records = named(&opened.county, name).stages.iter();
    records.find_map(|(_, record)| Some(record.as_ref()?.pupils?.number))
}

#[test]
fn attributes_are_read_in_the_encoding_that_is_stated_or_that_the_letters_speak_for() {
    let gbk = encoding_rs::GB18030;
    for (encoding, language, cpg, how) in [
        (encoding_rs::UTF_8, 0, Some("UTF-8"), "as the .cpg says"),
        (gbk, 0, Some("GB2312"), "as the .cpg says"),
        (gbk, 0, Some("54936"), "as the .cpg says"),
        (gbk, 0x4D, None, "as the table says"),
        (gbk, 0, None, "nothing says so"),
        (encoding_rs::UTF_8, 0x57, None, "nothing says so"),
        (gbk, 0, Some("UTF-8"), "the .cpg is wrong"),
    ] {
        let table = dbf(&HEADS, &ROWS, encoding, language);
        let shapes = schools();
        let mut files: Vec<(&str, &[u8])> = vec![
            ("学校.shp", &shapes),
            ("学校.dbf", &table),
            ("学校.prj", DEGREES),
        ];
        files.extend(cpg.map(|cpg| ("学校.cpg", cpg.as_bytes())));
        let opened = open(&files);
        assert_eq!(
            opened.county.schools.len(),
            3,
            "the parts are no layers of their own: {}",
            said_of(&opened, "学校.shp")
        );
        assert_eq!(pupils(&opened, "研城镇中心小学"), Some(412), "{how}");
        assert_eq!(pupils(&opened, "马踏镇初级中学"), None, "blank is unknown");
        let said = said_of(&opened, "学校.shp");
        assert!(said.contains(how), "{how}: {said}");
        assert!(opened.report.failed.is_empty());
    }
}

#[test]
fn what_is_missing_beside_the_shapes_is_told() {
    let shapes = schools();
    let opened = open(&[("学校.shp", &shapes)]);
    let said = said_of(&opened, "学校.shp");
    for words in ["No .prj", "No table of attributes"] {
        assert!(said.contains(words), "{said}");
    }
    let error = io::open_bytes(&[("学校.prj", DEGREES)])
        .unwrap_err()
        .words();
    assert!(error.en.contains("open the .shp"), "{error:?}");
}

#[test]
fn holes_heights_and_records_without_a_shape_are_what_they_are() {
    let outline = [
        [104.0, 29.0],
        [104.0, 30.0],
        [105.0, 30.0],
        [105.0, 29.0],
        [104.0, 29.0],
    ];
    let hole = [
        [104.4, 29.4],
        [104.6, 29.4],
        [104.6, 29.6],
        [104.4, 29.6],
        [104.4, 29.4],
    ];
    let (kind, flat) = polygon(&[&outline, &hole]);
    let high = (15, [flat.clone(), numbers(&[0.0; 12])].concat());
    let table = dbf(
        &["name"],
        &[&["Hole town"], &["High town"], &["Nowhere"]],
        encoding_rs::UTF_8,
        0,
    );
    let shapes = shp(&[(kind, flat), high, (0, Vec::new())]);
    let opened = open(&[
        ("towns.shp", &shapes),
        ("towns.dbf", &table),
        ("towns.prj", DEGREES),
    ]);
    let towns = &opened.county.townships;
    assert_eq!(towns.len(), 2, "a record without a shape is no township");
    for town in towns {
        assert_eq!(
            (town.outline.0.len(), town.outline.0[0].interiors().len()),
            (1, 1),
            "{}",
            town.name
        );
    }
    let said = said_of(&opened, "towns.shp");
    for words in [
        "Heights and measures",
        "1 record without a shape",
        "Nowhere: No place on the map",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[test]
fn an_archive_gives_every_layer_in_it_and_an_empty_one_says_so() {
    let table = dbf(&HEADS, &ROWS, encoding_rs::UTF_8, 0);
    let homes =
        collection(&[at(104.0, 29.6, &json!({"name": "上村", "population": 90}))]).to_string();
    let zip = packed(&[
        ("data/学校.shp", &schools()),
        ("data/学校.dbf", &table),
        ("data/学校.prj", DEGREES),
        ("data/read me.pages", b"nothing"),
        ("__MACOSX/data/学校.shp", b"nothing"),
        ("居民点.geojson", homes.as_bytes()),
    ]);
    let opened = open(&[("county.zip", &zip)]);
    assert_eq!(
        (opened.county.schools.len(), opened.county.settlements.len()),
        (3, 1)
    );
    assert!(opened.report.failed.is_empty());
    let files: Vec<&str> = opened
        .report
        .layers
        .iter()
        .map(|read| read.file.as_str())
        .collect();
    assert_eq!(
        files,
        ["county.zip#data/学校.shp", "county.zip#居民点.geojson"]
    );
    for (zip, words) in [
        (packed(&[]), "the archive is empty"),
        (packed(&[("a.pages", b"nothing")]), "it holds a.pages"),
        (packed(&[("b.zip", &zip)]), "archive in an archive"),
        (zip[..zip.len() / 2].to_vec(), "damaged"),
    ] {
        let error = io::open_bytes(&[("county.zip", zip)]).unwrap_err().words();
        assert!(error.en.contains(words), "{words}: {error:?}");
    }
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut gzip, homes.as_bytes()).expect("made by the test");
    let opened = open(&[(
        "居民点.geojson.gz",
        &gzip.finish().expect("made by the test"),
    )]);
    assert_eq!(opened.county.settlements.len(), 1);
}

#[test]
fn a_bomb_is_not_unpacked() {
    let nothing = vec![b' '; 100 << 20];
    let zip = packed(&[("schools.geojson", &nothing)]);
    assert!(zip.len() < 1 << 20);
    let error = io::open_bytes(&[("county.zip", zip)]).unwrap_err().words();
    assert!(
        error.en.contains("not unpacked") && error.zh.contains("未解压"),
        "{error:?}"
    );
}

#[test]
fn parts_on_disk_are_found_and_named_alone_or_together_make_one_layer() {
    let folder = tempfile::tempdir().expect("made by the test");
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("made by the test");
        path
    };
    let shape = put("学校.shp", &schools());
    let table = put("学校.DBF", &dbf(&HEADS, &ROWS, encoding_rs::GB18030, 0x4D));
    let prj = put("学校.prj", DEGREES);
    for paths in [
        vec![shape.clone()],
        vec![table, prj, shape],
        vec![folder.path().to_owned()],
    ] {
        let opened = io::open_with(&paths, &Answers::default(), &|_| ControlFlow::Continue(()));
        let opened = opened.expect("the shapefile opens");
        assert_eq!(pupils(&opened, "研城镇中心小学"), Some(412), "{paths:?}");
        assert!(opened.report.failed.is_empty());
    }
}

#[test]
fn damaged_shapefiles_neither_panic_nor_hang_and_give_what_can_be_read() {
    let outline = [
        [104.0, 29.0],
        [104.0, 30.0],
        [105.0, 30.0],
        [105.0, 29.0],
        [104.0, 29.0],
    ];
    let layer = collection(&[at(104.0, 29.6, &json!({"name": "东小学"}))]).to_string();
    let whole = [
        shp(&[
            point(104.06, 29.65),
            polygon(&[&outline]),
            point(104.1, 29.6),
        ]),
        dbf(&HEADS, &ROWS, encoding_rs::GB18030, 0x4D),
        packed(&[
            ("学校.shp", &schools()),
            ("学校.dbf", &dbf(&HEADS, &ROWS, encoding_rs::UTF_8, 0)),
        ]),
    ];
    let mut state = 11_u64;
    let mut next = move |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as usize % below
    };
    for round in 0..400 {
        let mut files = whole.clone();
        for bytes in &mut files {
            for _ in 0..next(6) {
                let place = next(bytes.len());
                bytes[place] ^= 1 << next(8);
            }
            if round % 3 == 0 {
                bytes.truncate(next(bytes.len()));
            }
        }
        let [shapes, table, zip] = &files;
        let opened = open(&[
            ("schools.geojson", layer.as_bytes()),
            ("学校.shp", shapes),
            ("学校.dbf", table),
            ("学校.zip", zip),
        ]);
        assert!(!opened.county.schools.is_empty());
    }
    let cut = &schools()[..150];
    let opened = open(&[("schools.geojson", layer.as_bytes()), ("学校.shp", cut)]);
    let failed = opened.report.lost();
    assert!(
        failed
            .iter()
            .any(|words| words.en.contains("breaks off in record 2")),
        "{failed:?}"
    );
}
