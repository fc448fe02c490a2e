//! Workbooks: sheets, stray cells, formulas, codes kept as numbers, damage.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::ops::ControlFlow;

use serde_json::json;
use xuequ::io::{self, Answers, OpenError, Opened};
use xuequ::model::Stage;
use zip::write::SimpleFileOptions;

use crate::{at, collection, named, said_of};

/// A zip archive of these files.
pub(crate) fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default())
            .expect("made by the test");
        zip.write_all(bytes).expect("made by the test");
    }
    zip.finish().expect("made by the test").into_inner()
}

/// A cell with its place; a text that begins with `=` is a formula without a stored value, digits are a number.
type Cell<'a> = (&'a str, &'a str);

fn cell((at, text): &Cell<'_>) -> String {
    if let Some(formula) = text.strip_prefix('=') {
        format!("<c r=\"{at}\"><f>{formula}</f></c>")
    } else if text.parse::<f64>().is_ok() {
        format!("<c r=\"{at}\"><v>{text}</v></c>")
    } else {
        format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    }
}

fn xlsx(sheets: &[(&str, &[&[Cell<'_>]])]) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const LINKS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let (mut listed, mut linked) = (String::new(), String::new());
    let mut files: Vec<(String, String)> = Vec::new();
    for (index, (name, rows)) in sheets.iter().enumerate() {
        let id = index + 1;
        write!(
            listed,
            "<sheet name=\"{name}\" sheetId=\"{id}\" r:id=\"rId{id}\"/>"
        )
        .expect("made by the test");
        write!(linked, "<Relationship Id=\"rId{id}\" Type=\"{LINKS}/worksheet\" Target=\"worksheets/sheet{id}.xml\"/>")
            .expect("made by the test");
        let row = |row: &&[Cell<'_>]| {
            let at = row[0].0;
            let digits = at.trim_start_matches(|char: char| char.is_ascii_alphabetic());
            let cells: Vec<String> = row.iter().map(cell).collect();
            format!("<row r=\"{digits}\">{}</row>", cells.concat())
        };
        let rows = rows.iter().map(row).collect::<Vec<_>>().concat();
        let sheet =
            format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>");
        files.push((format!("xl/worksheets/sheet{id}.xml"), sheet));
    }
    let book = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{LINKS}\"><sheets>{listed}</sheets></workbook>"
    );
    files.push(("xl/workbook.xml".into(), book));
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let links = format!("<Relationships xmlns=\"{package}\">{linked}</Relationships>");
    files.push(("xl/_rels/workbook.xml.rels".into(), links));
    let main = format!(
        "<Relationship Id=\"rId1\" Type=\"{LINKS}/officeDocument\" Target=\"xl/workbook.xml\"/>"
    );
    let main = format!("<Relationships xmlns=\"{package}\">{main}</Relationships>");
    files.push(("_rels/.rels".into(), main));
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_bytes()))
        .collect();
    packed(&files)
}

const ROSTER: [&[Cell<'static>]; 5] = [
    &[("A1", "井研县学校名单")],
    &[
        ("A2", "学校标识码"),
        ("B2", "学校名称"),
        ("C2", "学段"),
        ("D2", "在校生数"),
        ("E2", "经度"),
        ("F2", "纬度"),
    ],
    &[
        ("A3", "5111240001"),
        ("B3", "研城镇中心小学"),
        ("C3", "小学"),
        ("D3", "412"),
        ("E3", "104.06"),
        ("F3", "29.65"),
    ],
    &[
        ("A4", "5111240002"),
        ("B4", "马踏镇初级中学"),
        ("C4", "初中"),
        ("D4", "=D3+1"),
        ("E4", "104.1"),
        ("F4", "29.6"),
    ],
    &[("A5", "合计"), ("D5", "412")],
];

fn open(files: &[(&str, &[u8])]) -> Opened {
    io::open_bytes(files).expect("the files of this test open")
}

fn pupils(opened: &Opened, name: &str, stage: Stage) -> Option<u32> {
    Some(named(&opened.county, name).stages[stage]?.pupils?.number)
}

#[test]
fn a_sheet_is_read_with_codes_as_text_and_formulas_without_a_value_are_not_known() {
    let stray: &[Cell<'_>] = &[("XFD1048576", "1")];
    let rows: Vec<&[Cell<'_>]> = ROSTER.into_iter().chain([stray]).collect();
    let book = xlsx(&[("名单", &rows), ("说明", &[&[("A1", "示例")]])]);
    let opened = open(&[("学校.xlsx", &book)]);
    assert_eq!(opened.county.schools.len(), 2, "the total is no school");
    assert_eq!(
        named(&opened.county, "研城镇中心小学").id.as_str(),
        "5111240001"
    );
    assert_eq!(pupils(&opened, "研城镇中心小学", Stage::Primary), Some(412));
    assert_eq!(pupils(&opened, "马踏镇初级中学", Stage::Junior), None);
    let said = said_of(&opened, "学校.xlsx#名单");
    for words in [
        "first in D4",
        "XFD1048576",
        "only \"名单\" looks like a list",
        "named in row 2",
        "row of totals",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[test]
fn of_several_lists_none_is_read_until_the_planner_says_which() {
    let second: [&[Cell<'_>]; 2] = [
        &[
            ("A1", "学校名称"),
            ("B1", "学段"),
            ("C1", "经度"),
            ("D1", "纬度"),
        ],
        &[
            ("A2", "东林镇幼儿园"),
            ("B2", "幼儿园"),
            ("C2", "104.2"),
            ("D2", "29.6"),
        ],
    ];
    let book = xlsx(&[("中小学", &ROSTER), ("幼儿园", &second)]);
    let opened = open(&[("学校.xlsx", &book)]);
    assert!(opened.county.schools.is_empty(), "nothing is guessed");
    let (warning, question) = opened.report.open_questions().next().expect("it is asked");
    assert!(warning.what.en.contains("中小学, 幼儿园"), "{warning:?}");
    assert_eq!(question.key, "学校.xlsx:sheet");
    for (answer, schools) in [("中小学", 2), ("幼儿园", 1), ("all", 3)] {
        let answers = [("学校.xlsx:sheet", answer)].into_iter().collect();
        let opened = io::open_bytes_as(&[("学校.xlsx", &book)], &answers).expect("it opens");
        assert_eq!(opened.county.schools.len(), schools, "{answer}");
    }
    let folder = tempfile::tempdir().expect("made by the test");
    let path = folder.path().join("学校.xlsx");
    std::fs::write(&path, &book).expect("made by the test");
    let with = |sheet: &str| {
        let named = path.display().to_string() + "#" + sheet;
        io::open_with(&[named.into()], &Answers::default(), &|_| {
            ControlFlow::Continue(())
        })
    };
    assert_eq!(with("幼儿园").expect("it opens").county.schools.len(), 1);
    let error = with("小学").unwrap_err().words();
    assert!(
        error.en.contains("the sheets are 中小学, 幼儿园"),
        "{error:?}"
    );
}

#[test]
fn an_old_workbook_reads_like_a_new_one() {
    let opened = open(&[("roster.xls", include_bytes!("../fixtures/roster.xls"))]);
    assert_eq!(opened.county.schools.len(), 2);
    assert_eq!(
        named(&opened.county, "马踏镇初级中学").id.as_str(),
        "5111240002"
    );
    assert_eq!(pupils(&opened, "研城镇中心小学", Stage::Primary), Some(412));
}

fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\">\
         <office:body><office:spreadsheet><table:table table:name=\"学校\">{rows}</table:table></office:spreadsheet>\
         </office:body></office:document-content>"
    );
    let kind = b"application/vnd.oasis.opendocument.spreadsheet";
    packed(&[("mimetype", kind), ("content.xml", content.as_bytes())])
}

const ODS_ROWS: &str = "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell/></table:table-row>\
    <table:table-row><table:table-cell office:value-type=\"string\"><text:p>名称</text:p></table:table-cell>\
    <table:table-cell><text:p>学段</text:p></table:table-cell><table:table-cell><text:p>经度</text:p>\
    </table:table-cell><table:table-cell><text:p>纬度</text:p></table:table-cell><table:table-cell>\
    <text:p>在校生数</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>东\
    小学</text:p><office:annotation><text:p>remark</text:p></office:annotation></table:table-cell><table:table-cell>\
    <text:p>小学</text:p></table:table-cell><table:table-cell office:value=\"104.5\"><text:p>104,5</text:p>\
    </table:table-cell><table:table-cell office:value=\"29.5\"/><table:table-cell table:formula=\"of:=[.Z9]\"/>\
    </table:table-row><table:table-row table:number-rows-repeated=\"1048571\"><table:table-cell \
    table:number-columns-repeated=\"16384\"/></table:table-row>";

#[test]
fn a_libreoffice_table_reads_without_its_million_blank_rows() {
    let opened = open(&[("学校.ods", &ods(ODS_ROWS))]);
    let school = named(&opened.county, "东小学");
    assert_eq!((school.at.lon, school.at.lat), (104.5, 29.5));
    assert!(school.stages[Stage::Primary].is_some_and(|record| record.pupils.is_none()));
    let said = said_of(&opened, "学校.ods#学校");
    assert!(said.contains("first in E4"), "{said}");
}

#[test]
fn a_workbook_is_known_by_its_content_whatever_it_is_called() {
    let book = xlsx(&[("名单", &ROSTER)]);
    let text = "学校名称,学段,经度,纬度\n东小学,小学,104.0,29.6\n";
    for (file, bytes, schools) in [
        ("学校.xls", book.as_slice(), 2),
        ("学校", &book, 2),
        ("学校.xls", text.as_bytes(), 1),
    ] {
        assert_eq!(
            open(&[(file, bytes)]).county.schools.len(),
            schools,
            "{file}"
        );
    }
}

#[test]
fn damaged_workbooks_neither_panic_nor_hang_and_say_what_to_do() {
    let layer = collection(&[at(104.0, 29.6, &json!({"name": "东小学"}))]).to_string();
    let fixtures: [(&str, Vec<u8>); 3] = [
        ("a.xlsx", xlsx(&[("名单", &ROSTER)])),
        ("a.xls", include_bytes!("../fixtures/roster.xls").to_vec()),
        ("a.ods", ods(ODS_ROWS)),
    ];
    let mut state = 7_u64;
    let mut next = move |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as usize % below
    };
    for (file, whole) in fixtures {
        for round in 0..120 {
            let mut bytes = whole.clone();
            for _ in 0..next(6) {
                let place = next(bytes.len());
                bytes[place] ^= 1 << next(8);
            }
            if round % 2 == 0 {
                bytes.truncate(next(bytes.len()));
            }
            let opened = open(&[("schools.geojson", layer.as_bytes()), (file, &bytes)]);
            assert!(!opened.county.schools.is_empty());
            for error in &opened.report.failed {
                assert!(
                    error.words().en.contains(file) && error.words().zh.contains(file),
                    "{error:?}"
                );
            }
        }
        let cut = &whole[..whole.len() / 2];
        let error: OpenError = io::open_bytes(&[(file, cut)]).unwrap_err();
        assert!(
            error.words().en.contains("save it again"),
            "{file}: {error}"
        );
    }
}
