use std::io::Cursor;
use std::sync::Arc;

use calamine::Reader as _;
use serde_json::Value;

use super::super::super::report::Notes;
use super::super::table::Grid;
use super::*;

type Bytes = Vec<u8>;

fn record(kind: u16, data: &[u8]) -> Bytes {
    let length = data.len() as u16;
    [&kind.to_le_bytes(), &length.to_le_bytes(), data].concat()
}

/// A record of a cell: its place, its look, and what it holds.
fn cell(kind: u16, (row, column): (u16, u16), look: u16, rest: &[u8]) -> Bytes {
    let head = [row, column, look].map(u16::to_le_bytes).concat();
    record(kind, &[head.as_slice(), rest].concat())
}

fn begin(what: u16) -> Bytes {
    let head = [0x0600_u16, what, 0, 0].map(u16::to_le_bytes).concat();
    record(kind::BEGIN, &[head, vec![0; 8]].concat())
}

fn end() -> Bytes {
    record(kind::END, &[])
}

/// The stream of a workbook with these records about all sheets and these sheets.
fn stream(all: &[Bytes], sheets: &[(&str, Bytes)]) -> Bytes {
    let names = |starts: &[usize]| {
        let listed = sheets.iter().zip(starts).map(|((name, _), start)| {
            let start = (*start as u32).to_le_bytes();
            record(
                kind::SHEET,
                &[
                    &start,
                    [0, 0, name.len() as u8, 0].as_slice(),
                    name.as_bytes(),
                ]
                .concat(),
            )
        });
        listed.collect::<Vec<_>>().concat()
    };
    let head = |starts: &[usize]| [begin(5), all.concat(), names(starts), end()].concat();
    let mut at = head(&vec![0; sheets.len()]).len();
    let mut starts = Vec::new();
    for (_, sheet) in sheets {
        starts.push(at);
        at += sheet.len();
    }
    let bodies = sheets.iter().map(|(_, sheet)| sheet.as_slice());
    [head(&starts), bodies.collect::<Vec<_>>().concat()].concat()
}

fn sheet(records: &[Bytes]) -> Bytes {
    [begin(0x10), records.concat(), end()].concat()
}

/// A compound file with this stream.
fn compound(mut stream: Bytes) -> Bytes {
    const SECTOR: usize = 512;
    const LAST: u32 = 0xFFFF_FFFE;
    stream.resize(stream.len().max(4_096).next_multiple_of(SECTOR), 0);
    let sectors = stream.len() / SECTOR;
    let tables = (sectors + 2).div_ceil(127);
    let mut next: Vec<u32> = vec![0xFFFF_FFFD; tables];
    next.push(LAST);
    let first = next.len() as u32;
    next.extend((first + 1..).take(sectors - 1));
    next.push(LAST);
    next.resize(tables * 128, u32::MAX);
    let mut head = vec![0; SECTOR];
    let mut put = |at: usize, bytes: &[u8]| head[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    put(24, &[0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    put(44, &(tables as u32).to_le_bytes());
    put(48, &(tables as u32).to_le_bytes());
    put(56, &4_096_u32.to_le_bytes());
    put(60, &LAST.to_le_bytes());
    put(68, &LAST.to_le_bytes());
    for index in 0..109 {
        let number = if index < tables {
            index as u32
        } else {
            u32::MAX
        };
        put(76 + 4 * index, &number.to_le_bytes());
    }
    let entry = |name: &str, what: u8, start: u32, length: usize| {
        let mut entry = vec![0; 128];
        let letters: Bytes = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry[..letters.len()].copy_from_slice(&letters);
        entry[64..66].copy_from_slice(&(letters.len() as u16 + 2).to_le_bytes());
        entry[66] = what;
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&(length as u32).to_le_bytes());
        entry
    };
    let root = entry("Root Entry", 5, LAST, 0);
    let book = entry("Workbook", 2, first, stream.len());
    let folder = [root, book, vec![0; 256]].concat();
    let table: Bytes = next.into_iter().flat_map(u32::to_le_bytes).collect();
    [head, table, folder, stream].concat()
}

fn read(bytes: &[u8]) -> Result<Vec<Sheet>, OpenError> {
    let answers = Arc::default();
    sheets(&Source {
        file: "a.xls",
        place: "a.xls",
        bytes,
        beside: &|_| None,
        wanted: None,
        answers: &answers,
        within: None,
        depth: 0,
    })
}

fn grid(cells: SheetCells) -> (Grid, String) {
    let mut notes = Notes::of_file("a.xls");
    let grid = cells.into_grid(&mut notes);
    let told = notes.finish().into_iter().map(|told| told.what.en);
    (grid, told.collect::<Vec<_>>().join("\n"))
}

fn shared(texts: &[&str]) -> Bytes {
    let stated = (texts.len() as u32).to_le_bytes();
    let texts = texts.iter().flat_map(|text| {
        let letters: Bytes = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let head = (text.encode_utf16().count() as u16).to_le_bytes();
        [head.to_vec(), vec![1], letters].concat()
    });
    record(
        kind::SHARED,
        &[stated.to_vec(), stated.to_vec(), texts.collect()].concat(),
    )
}

fn look(format: u16) -> Bytes {
    record(
        kind::LOOK,
        &[[0, format].map(u16::to_le_bytes).concat(), vec![0; 16]].concat(),
    )
}

fn benign() -> Bytes {
    let format = [&[200, 0, 8, 0, 0], b"yyyy-m-d".as_slice()].concat();
    let all = [
        record(kind::FORMAT, &format),
        look(0),
        look(14),
        look(200),
        shared(&["学校名称", "东小学", ""]),
    ];
    let rk = |number: u32| number.to_le_bytes();
    let two = |look: u16, number: u32| [look.to_le_bytes().as_slice(), &rk(number)].concat();
    let text_follows = [[0, 0, 0, 0, 0, 0, 0xFF, 0xFF], [0; 8]].concat();
    let stored = |number: f64| [number.to_le_bytes(), [0; 8]].concat();
    let first = sheet(&[
        cell(kind::SHARED_LABEL, (0, 0), 0, &[0, 0, 0, 0]),
        cell(kind::LABEL, (0, 1), 0, b"\x04\0\0size"),
        cell(kind::SHARED_LABEL, (1, 0), 0, &[1, 0, 0, 0]),
        cell(kind::NUMBER, (1, 1), 0, &412.5_f64.to_le_bytes()),
        cell(kind::PACKED, (1, 2), 0, &rk(0x7D2)),
        record(
            kind::PACKED_ROW,
            &[
                vec![2, 0, 1, 0],
                two(0, 0x7D3),
                two(1, 0xB_0482),
                vec![2, 0],
            ]
            .concat(),
        ),
        cell(kind::FLAG, (3, 0), 0, &[1, 0]),
        cell(kind::FLAG, (3, 1), 0, &[0x2A, 1]),
        cell(kind::FORMULA, (4, 0), 0, &text_follows),
        record(kind::TEXT, b"\x03\0\0sum"),
        cell(kind::FORMULA, (4, 1), 0, &stored(7.0)),
        cell(kind::NUMBER, (4, 2), 2, &45_536.25_f64.to_le_bytes()),
    ]);
    compound(stream(
        &all,
        &[
            ("one", first),
            ("two", sheet(&[cell(kind::PACKED, (9, 9), 0, &rk(6))])),
        ],
    ))
}

#[test]
fn every_cell_is_read_as_by_another_reader() {
    let bytes = benign();
    let sheets = read(&bytes).expect("a workbook");
    let mut other = calamine::Xls::new(Cursor::new(bytes)).expect("a workbook");
    assert_eq!(sheets.len(), 2);
    for sheet in sheets {
        let range = other.worksheet_range(&sheet.name).expect("the sheet");
        let (top, left) = range.start().expect("cells");
        let mut cells = SheetCells::default();
        for (row, column, value) in range.used_cells() {
            let at = (top + row as u32, left + column as u32);
            put(&mut cells, at, value.clone(), &mut Budget::of("a")).expect("few");
        }
        let (ours, theirs) = (grid(sheet.cells), grid(cells));
        let rows = |grid: &Grid| -> Vec<(usize, Vec<Value>)> {
            let float = |value: &Value| value.as_f64().map_or_else(|| value.clone(), Value::from);
            let row = |row: &super::super::table::GridRow| {
                (row.number, row.cells.iter().map(float).collect())
            };
            grid.rows.iter().map(row).collect()
        };
        assert_eq!(rows(&ours.0), rows(&theirs.0));
        assert_eq!(ours.1, theirs.1);
        if sheet.name == "one" {
            assert_eq!(ours.0.rows[4].cells[2], "2024-09-01T06:00:00");
            assert_eq!(ours.0.rows[0].cells[0], "学校名称");
        }
    }
}

#[test]
fn neither_a_stated_size_nor_a_stray_cell_takes_room() {
    let size = [
        u32::MAX.to_le_bytes().as_slice(),
        &[0xFF; 4],
        &[0xFF; 4],
        &[0, 0],
    ]
    .concat();
    let stray = cell(kind::PACKED, (u16::MAX, u16::MAX), 0, &[6, 0, 0, 0]);
    let first = cell(kind::LABEL, (0, 0), 0, b"\x04\0\0name");
    let body = sheet(&[record(0x0200, &size), first, stray]);
    let sheets = read(&compound(stream(&[], &[("one", body)]))).expect("a workbook");
    let (grid, told) = grid(sheets.into_iter().next().expect("a sheet").cells);
    assert_eq!(grid.rows.len(), 1);
    assert!(
        told.contains("1 cells far outside") && told.contains("CRXP65536"),
        "{told}"
    );
}

#[test]
fn one_long_text_that_many_cells_name_is_refused_before_it_is_copied() {
    let text = "长".repeat(100);
    let stream = stream(&[shared(&[&text])], &[]);
    let book = Book::of("a.xls", &stream).expect("a workbook");
    let names: Vec<Bytes> = (0..10)
        .map(|row| cell(kind::SHARED_LABEL, (row, 0), 0, &[0; 4]))
        .collect();
    let body = sheet(&names);
    let mut cells = SheetCells::default();
    let read = book.read(&mut Records::of(&body), &mut cells, &mut Budget::small(999));
    let words = read.expect_err("4 texts of 300 bytes are too many").words();
    assert!(words.en.contains("up to row 4"), "{words:?}");
}

#[test]
fn sheets_on_the_same_bytes_and_cut_ones_are_damage_and_a_lock_is_said() {
    let body = sheet(
        &(0..40)
            .map(|row| cell(kind::PACKED, (row, 0), 0, &[6, 0, 0, 0]))
            .collect::<Vec<_>>(),
    );
    let whole = stream(&[], &[("a", body.clone())]);
    let start = (whole.len() - body.len()) as u32;
    let again = record(
        kind::SHEET,
        &[&start.to_le_bytes(), [0, 0, 1, 0, b'b'].as_slice()].concat(),
    );
    let shift = 13 * again.len() as u32;
    let moved = record(
        kind::SHEET,
        &[
            &(start + shift).to_le_bytes(),
            [0, 0, 1, 0, b'b'].as_slice(),
        ]
        .concat(),
    );
    let all = vec![moved; 13];
    assert!(read(&compound(stream(&all, &[("a", body)]))).is_err());
    let cut = stream(
        &[],
        &[("a", [begin(0x10), vec![3, 2, 0xFF, 0xFF]].concat())],
    );
    assert!(read(&compound(cut)).is_err());
    let locked = stream(&[record(kind::LOCK, &[1, 0, 1, 0])], &[]);
    let words = read(&compound(locked)).err().expect("it is locked").words();
    assert!(
        words.en.contains("password") && words.zh.contains("密码"),
        "{words:?}"
    );
}

/// Why a workbook is refused.
fn refused(bytes: &[u8]) -> String {
    let words = read(bytes).err().expect("it is damaged").words();
    assert!(words.zh.contains("已损坏"), "{words:?}");
    words.en
}

/// The only sheet of a workbook with these records, and what is told of it.
fn only(records: &[Bytes]) -> (Grid, String) {
    let all = [shared(&["学校"])];
    let sheets = read(&compound(stream(&all, &[("one", sheet(records))]))).expect("a workbook");
    grid(sheets.into_iter().next().expect("a sheet").cells)
}

#[test]
fn a_workbook_that_ends_on_the_edge_of_any_record_is_damaged() {
    let cells: Vec<Bytes> = (0..40)
        .map(|row| cell(kind::PACKED, (row, 0), 0, &[6, 0, 0, 0]))
        .collect();
    let all = [look(0), shared(&["学校"])];
    let whole = stream(&all, &[("one", sheet(&cells)), ("two", sheet(&cells))]);
    let place = |stream: &[u8]| sheets_of("a.xls", stream, None);
    assert_eq!(place(&whole).expect("whole").len(), 2);
    let mut records = Records::of(&whole);
    let mut edges = vec![0];
    while records.next().is_some() {
        edges.push(whole.len() - records.left());
    }
    assert_eq!(edges.pop(), Some(whole.len()));
    for edge in edges {
        let cut = place(&whole[..edge]).err();
        let cut = cut.unwrap_or_else(|| panic!("{edge} of {}", whole.len()));
        let words = cut.words();
        assert!(words.en.contains("damaged") && words.zh.contains("已损坏"));
    }
}

#[test]
fn a_sheet_that_begins_beyond_the_stream_or_where_no_sheet_does_is_damaged() {
    let body = sheet(&[cell(kind::PACKED, (0, 0), 0, &[6, 0, 0, 0])]);
    let at = |start: u32| {
        let listed = [&start.to_le_bytes(), [0, 0, 1, 0, b'b'].as_slice()].concat();
        let all = [record(kind::SHEET, &listed)];
        compound(stream(&all, &[("a", body.clone())]))
    };
    let n_before = begin(5).len() as u32;
    for start in [0, n_before, 1_000_000, u32::MAX] {
        let why = refused(&at(start));
        assert!(why.contains("(b)"), "{start}: {why}");
    }
    let cut = record(kind::SHEET, &[0, 0, 0]);
    refused(&compound(stream(&[cut], &[("a", body.clone())])));
}

#[test]
fn a_stream_that_the_file_holds_less_of_than_it_states_is_damaged() {
    let cells: Vec<Bytes> = (0..600)
        .map(|row| cell(kind::PACKED, (row, 0), 0, &[6, 0, 0, 0]))
        .collect();
    let whole = compound(stream(&[], &[("one", sheet(&cells))]));
    assert!(read(&whole).is_ok());
    let cut = &whole[..whole.len() - 512];
    refused(cut);
    // The chain of its sectors runs in a circle.
    let mut circle = whole;
    let third = 512 + 4 * 4;
    let second = 3_u32.to_le_bytes();
    circle[third..third + 4].copy_from_slice(&second);
    refused(&circle);
}

#[test]
fn a_cell_that_cannot_be_read_is_told_and_never_blank() {
    let name = cell(kind::SHARED_LABEL, (0, 0), 0, &[0; 4]);
    let infinite = f64::INFINITY.to_le_bytes();
    let text_follows = [[0, 0, 0, 0, 0, 0, 0xFF, 0xFF], [0; 8]].concat();
    let no_kind = [[9, 0, 0, 0, 0, 0, 0xFF, 0xFF], [0; 8]].concat();
    let is_error = "1 cells hold an error and count as not known, the first in B3";
    for (kind, rest) in [
        (kind::NUMBER, [0; 7].as_slice()),
        (kind::NUMBER, &infinite),
        (kind::PACKED, &[6, 0, 0]),
        (kind::SHARED_LABEL, &[0, 0, 0]),
        (kind::LABEL, b"\x05\0\0size"),
        (kind::LABEL, b"\x05"),
        (kind::RICH_LABEL, b""),
        (kind::FLAG, b"\x01"),
        (kind::FORMULA, &[0; 7]),
        (kind::FORMULA, &no_kind),
    ] {
        let (_, told) = only(&[name.clone(), cell(kind, (2, 1), 0, rest)]);
        assert!(told.contains(is_error), "{kind:#06X}: {told:?}");
    }
    let formula = cell(kind::FORMULA, (2, 1), 0, &text_follows);
    let (_, told) = only(&[
        name.clone(),
        formula.clone(),
        record(kind::TEXT, b"\x09\0\0a"),
    ]);
    assert!(told.contains(is_error), "{told}");
    // Its text does not follow.
    let again = cell(kind::FORMULA, (3, 1), 0, &text_follows);
    let (_, told) = only(&[name.clone(), formula, again]);
    assert!(
        told.contains("2 formulas have no stored value") && told.contains("B3"),
        "{told}"
    );
    // A formula that gives an empty text is no error.
    let empty = [[3, 0, 0, 0, 0, 0, 0xFF, 0xFF], [0; 8]].concat();
    let (_, told) = only(&[name.clone(), cell(kind::FORMULA, (2, 1), 0, &empty)]);
    assert_eq!(told, "");
}

#[test]
fn a_cell_without_a_place_or_with_a_text_that_is_not_there_is_damage() {
    let numbers = |last: u8| {
        let looks = [0, 0, 6, 0, 0, 0].repeat(2);
        record(
            kind::PACKED_ROW,
            &[vec![0, 0, 1, 0], looks, vec![last, 0]].concat(),
        )
    };
    let all = [shared(&["学校"])];
    let book = |cell: Bytes| compound(stream(&all, &[("one", sheet(&[cell]))]));
    assert!(read(&book(numbers(2))).is_ok());
    for cell in [
        cell(kind::SHARED_LABEL, (1, 0), 0, &[1, 0, 0, 0]),
        cell(kind::SHARED_LABEL, (1, 0), 0, &[0xFF; 4]),
        record(kind::NUMBER, &[0, 0, 0]),
        record(kind::FORMULA, &[]),
        numbers(3),
        record(kind::PACKED_ROW, &[0, 0, 1, 0, 0]),
    ] {
        let why = refused(&book(cell));
        assert!(why.contains("(one)"), "{why}");
    }
}

#[test]
fn no_byte_that_is_changed_makes_the_reader_stumble() {
    let bytes = benign();
    let mut random = crate::random::Random::seeded(7);
    for _ in 0..400 {
        let mut changed = bytes.clone();
        for _ in 0..3 {
            let at = random.below(changed.len());
            changed[at] = random.below(256) as u8;
        }
        // Whatever becomes of it: it ends, and with words.
        if let Err(error) = read(&changed) {
            assert!(error.words().zh.contains("a.xls"));
        }
    }
}
