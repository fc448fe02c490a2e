//! dBase tables: the attributes beside a shapefile, or a table of their own.
//!
//! Read by ourselves: the encoding is chosen here (what the .cpg says, what the language id says, what the letters
//! speak for), and no length that a damaged file states is believed.

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GB18030, SHIFT_JIS, UTF_8, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252,
};
use serde_json::{Map, Number, Value};

use super::super::OpenError;
use super::super::report::Notes;
use super::budget::Budget;
use super::table::{self, Grid, GridRow};
use super::{FileLayer, Source, encoding};
use crate::words::Words;

/// The rows of a table.
#[derive(Debug, Default)]
pub(super) struct Dbf {
    pub(super) heads: Vec<String>,
    /// By record, in order; `None` for those that are marked as deleted.
    pub(super) records: Vec<Option<Vec<Value>>>,
}

struct Field {
    name: Vec<u8>,
    kind: u8,
    length: usize,
    decimals: u8,
}

/// Reads a table of its own.
pub(super) fn read(source: &Source<'_>, take: &mut dyn FnMut(FileLayer)) -> Result<(), OpenError> {
    let mut notes = source.notes("");
    let cpg = (source.beside)("cpg");
    let Some(dbf) = parse(source.bytes, cpg.as_deref(), &mut notes)? else {
        return Err(super::archive::refused(
            source.place,
            "not a dBase table, or a damaged one",
            "不是 dBase 表，或已损坏",
        ));
    };
    let heads = GridRow {
        number: 0,
        cells: dbf.heads.into_iter().map(Value::from).collect(),
    };
    let records = dbf.records.into_iter().enumerate();
    let rows = records.filter_map(|(index, cells)| {
        Some(GridRow {
            number: index + 1,
            cells: cells?,
        })
    });
    let grid = Grid {
        rows: std::iter::once(heads).chain(rows).collect(),
        is_text: false,
    };
    let table = table::of_grid(&grid, &mut notes);
    table::hand_over(table, notes, take);
    Ok(())
}

/// The table in these bytes; `None` where there is none. What is odd goes to `notes`.
///
/// # Errors
/// When it has too many cells, or too much text in them.
pub(super) fn parse(
    bytes: &[u8],
    cpg: Option<&[u8]>,
    notes: &mut Notes,
) -> Result<Option<Dbf>, OpenError> {
    let Some(table) = Layout::of(bytes, notes) else {
        return Ok(None);
    };
    let place = notes.file_name().to_owned();
    Budget::of(&place).cells(
        table.fields.len().saturating_mul(table.there.len()),
        table.there.len(),
    )?;
    Ok(Some(table.read(cpg, notes)))
}

/// What the head of a table says, as far as it holds.
struct Layout<'a> {
    fields: Vec<Field>,
    there: Vec<&'a [u8]>,
    language: u8,
}

impl<'a> Layout<'a> {
    fn of(bytes: &'a [u8], notes: &mut Notes) -> Option<Self> {
        let stated = u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?) as usize;
        let two = |at: usize| {
            Some(usize::from(u16::from_le_bytes(
                bytes.get(at..at + 2)?.try_into().ok()?,
            )))
        };
        let (head, width) = (two(8)?, two(10)?);
        let language = *bytes.get(29)?;
        let fields = fitting(fields(bytes.get(32..head)?), width, notes);
        if fields.is_empty() {
            return None;
        }
        let body = bytes.get(head..)?;
        let there: Vec<&[u8]> = body.chunks_exact(width).take(stated).collect();
        if there.len() < stated {
            let there = there.len();
            notes.file(Words::new(
                format!("The table of attributes breaks off: {there} of {stated} rows are there"),
                format!("属性表不完整：应有{stated}行，只有{there}行"),
            ));
        }
        Some(Self {
            fields,
            there,
            language,
        })
    }

    fn read(self, cpg: Option<&[u8]>, notes: &mut Notes) -> Dbf {
        let Self {
            fields,
            there,
            language,
        } = self;
        let encoding = encoding_of(&fields, &there, cpg, language, notes);
        let heads: Vec<String> = fields
            .iter()
            .map(|field| text(&field.name, encoding))
            .collect();
        let unread = fields
            .iter()
            .zip(&heads)
            .filter(|(field, _)| !is_read(field.kind));
        let unread: Vec<&str> = unread.map(|(_, head)| head.as_str()).collect();
        if !unread.is_empty() {
            let names = unread.join(", ");
            notes.file(Words::new(
                format!("Not read, as memos, pictures and moments stand elsewhere: {names}"),
                format!("备注、图片或时刻型字段不在本文件中，未读入：{names}"),
            ));
        }
        let mut deleted = 0;
        let record = |record: &&[u8]| {
            if record.first() == Some(&b'*') {
                deleted += 1;
                return None;
            }
            Some(cells(record, &fields, encoding))
        };
        let records = there.iter().map(record).collect();
        if deleted > 0 {
            notes.file(Words::new(
                format!("{deleted} rows are marked as deleted; left out"),
                format!("{deleted}行已标记为删除，未读入"),
            ));
        }
        Dbf { heads, records }
    }
}

fn fields(descriptors: &[u8]) -> Vec<Field> {
    let described = descriptors
        .chunks_exact(32)
        .take_while(|field| field[0] != 0x0D);
    let field = |field: &[u8]| Field {
        name: field[..11]
            .iter()
            .copied()
            .take_while(|&byte| byte != 0)
            .collect(),
        kind: field[11],
        length: usize::from(field[16]),
        decimals: field[17],
    };
    described.map(field).collect()
}

/// The fields that a record has room for, behind the byte that marks deleted ones. Those of no width hold nothing.
fn fitting(fields: Vec<Field>, width: usize, notes: &mut Notes) -> Vec<Field> {
    let all = fields.len();
    let mut end = 1;
    let fitting = fields
        .into_iter()
        .filter(|field| field.length > 0)
        .take_while(|field| {
            end += field.length;
            end <= width
        });
    let fitting: Vec<Field> = fitting.collect();
    let lost = all - fitting.len();
    if lost > 0 {
        let fields = Words::counted(lost, "field", "个字段");
        notes.file(Words::new(
            format!(
                "The table of attributes is damaged: {} of {all} have no width or no room in a row; left out",
                fields.en
            ),
            format!("属性表已损坏：共{all}个字段，其中{}宽度为零或超出行宽，未读入", fields.zh),
        ));
    }
    fitting
}

fn parts<'a>(record: &'a [u8], fields: &'a [Field]) -> impl Iterator<Item = (&'a Field, &'a [u8])> {
    let mut at = 1;
    fields.iter().map(move |field| {
        let part = record.get(at..at + field.length).unwrap_or_default();
        at += field.length;
        (field, part)
    })
}

/// The encoding: as the .cpg says, as the language id says, as the letters speak for.
fn encoding_of(
    fields: &[Field],
    records: &[&[u8]],
    cpg: Option<&[u8]>,
    language: u8,
    notes: &mut Notes,
) -> &'static Encoding {
    const LOOKED_AT: usize = 100_000;
    let names = fields.iter().map(|field| (field.name.as_slice(), 10));
    let texts = records.iter().flat_map(|record| {
        let texts = parts(record, fields).filter(|(field, _)| field.kind == b'C');
        texts.map(|(field, part)| (part.trim_ascii(), field.length))
    });
    let letters = names.chain(texts).filter(|(part, _)| !part.is_ascii());
    let letters: Vec<(&[u8], usize)> = letters.take(LOOKED_AT).collect();
    if letters.is_empty() {
        return UTF_8;
    }
    // A column cuts a text that is too long for it, often in the middle of a letter: its end proves nothing.
    let fits = |encoding: &'static Encoding| {
        let is_broken = |(part, _): &&(&[u8], usize)| text(part, encoding).contains('\u{FFFD}');
        letters.iter().filter(is_broken).count() * 20 <= letters.len()
    };
    let is_utf_8 = fits(UTF_8);
    let by_letters = || {
        let whole = letters
            .iter()
            .filter(|(part, width)| part.len() + 1 < *width);
        let whole: Vec<&[u8]> = whole.map(|(part, _)| *part).collect();
        let all: Vec<&[u8]> = letters.iter().map(|(part, _)| *part).collect();
        let read = if whole.is_empty() { all } else { whole };
        if is_utf_8 {
            UTF_8
        } else {
            encoding::of_bytes(&read.join(b"\n".as_slice()))
        }
    };
    let stated = cpg.and_then(of_cpg);
    let by_id = of_language(language).filter(|encoding| !(encoding.is_single_byte() && is_utf_8));
    let (found, en, zh) = if let Some(stated) = stated.filter(|&stated| fits(stated)) {
        (stated, "as the .cpg says", "按 .cpg 说明")
    } else if let Some(by_id) = by_id.filter(|&by_id| stated.is_none() && fits(by_id)) {
        (by_id, "as the table says", "按表头说明")
    } else if stated.is_some() {
        (
            by_letters(),
            "by its letters: the .cpg is wrong",
            "按内容判断：.cpg 说明有误",
        )
    } else {
        (
            by_letters(),
            "by its letters: nothing says so",
            "按内容判断：文件未说明",
        )
    };
    let name = encoding::name(found);
    notes.file(Words::new(
        format!("The attributes are read as {name} text, {en}"),
        format!("属性按 {name} 编码读取，{zh}"),
    ));
    found
}

/// The encoding that a .cpg names.
fn of_cpg(cpg: &[u8]) -> Option<&'static Encoding> {
    let text = String::from_utf8_lossy(cpg).trim().to_lowercase();
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let known = digits.parse().ok().and_then(encoding::of_code_page);
    if known.is_some() {
        return known;
    }
    if text.contains("gbk") || text.contains("gb18030") {
        return Some(GB18030);
    }
    Encoding::for_label(text.as_bytes())
}

/// The encoding of a language id; `None` where it says nothing that letters do not say better.
fn of_language(id: u8) -> Option<&'static Encoding> {
    Some(match id {
        0x4D | 0x7A => GB18030,
        0x4E | 0x79 => EUC_KR,
        0x4F | 0x78 => BIG5,
        0x13 | 0x7B => SHIFT_JIS,
        0x03 | 0x58 | 0x59 => WINDOWS_1252,
        0xC8 => WINDOWS_1250,
        0xC9 => WINDOWS_1251,
        _ => return None,
    })
}

fn text(bytes: &[u8], encoding: &'static Encoding) -> String {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    // What is left of a letter that the width of the column cut.
    text.trim_matches(['\0', ' '])
        .trim_end_matches('\u{FFFD}')
        .trim()
        .to_owned()
}

/// Whether a kind of field is read.
const fn is_read(kind: u8) -> bool {
    matches!(
        kind,
        b'N' | b'F' | b'L' | b'D' | b'I' | b'+' | b'O' | b'B' | b'C' | b'V'
    )
}

fn cells(record: &[u8], fields: &[Field], encoding: &'static Encoding) -> Vec<Value> {
    let cell = |(field, part): (&Field, &[u8])| match field.kind {
        b'N' | b'F' => number(part, field.decimals),
        b'L' => match part.first() {
            Some(b'T' | b't' | b'Y' | b'y') => true.into(),
            Some(b'F' | b'f' | b'N' | b'n') => false.into(),
            _ => Value::Null,
        },
        b'D' => date(part),
        b'I' | b'+' => part
            .try_into()
            .map_or(Value::Null, |bytes| i32::from_le_bytes(bytes).into()),
        b'O' | b'B' if part.len() == 8 => {
            let number = part.try_into().map(f64::from_le_bytes).ok();
            number
                .and_then(Number::from_f64)
                .map_or(Value::Null, Value::Number)
        }
        b'C' | b'V' => match text(part, encoding) {
            text if text.is_empty() => Value::Null,
            text => text.into(),
        },
        // Memos, pictures and moments stand in other files or say nothing here.
        _ => Value::Null,
    };
    parts(record, fields).map(cell).collect()
}

fn number(part: &[u8], decimals: u8) -> Value {
    let text = String::from_utf8_lossy(part);
    let text = text.trim_matches(['\0', ' ']);
    // Stars fill a field whose number did not fit.
    if text.is_empty() || text.starts_with('*') {
        return Value::Null;
    }
    if let (0, Ok(whole)) = (decimals, text.parse::<i64>()) {
        return whole.into();
    }
    let number = text.replace(',', ".").parse().ok();
    number
        .and_then(Number::from_f64)
        .map_or_else(|| text.into(), Value::Number)
}

fn date(part: &[u8]) -> Value {
    let text = String::from_utf8_lossy(part);
    let text = text.trim_matches(['\0', ' ']);
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) || text == "00000000" {
        return Value::Null;
    }
    format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]).into()
}

/// A record as properties.
pub(super) fn properties(heads: &[String], cells: Vec<Value>) -> Map<String, Value> {
    heads.iter().cloned().zip(cells).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table of fields (name, kind, length) with these rows, each of so many bytes.
    fn table(fields: &[(&str, u8, u8)], width: u16, rows: &[&[u8]]) -> Vec<u8> {
        let head = 32 + 32 * fields.len() as u16 + 1;
        let mut bytes = vec![3, 124, 9, 1];
        bytes.extend((rows.len() as u32).to_le_bytes());
        bytes.extend(head.to_le_bytes());
        bytes.extend(width.to_le_bytes());
        bytes.resize(32, 0);
        for (name, kind, length) in fields {
            let mut field = [0; 32];
            field[..name.len()].copy_from_slice(name.as_bytes());
            field[11] = *kind;
            field[16] = *length;
            bytes.extend(field);
        }
        bytes.push(0x0D);
        bytes.extend(rows.concat());
        bytes
    }

    fn read(bytes: &[u8]) -> (Result<Option<Dbf>, OpenError>, String) {
        let mut notes = Notes::of_file("a.dbf");
        let read = parse(bytes, None, &mut notes);
        let told = notes.finish().into_iter().map(|told| told.what.en);
        (read, told.collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn fields_without_width_or_room_are_left_out_and_told() {
        let fields = [
            ("NAME", b'C', 4),
            ("NONE", b'C', 0),
            ("SIZE", b'N', 3),
            ("FAR", b'C', 9),
        ];
        let (read, told) = read(&table(&fields, 8, &[b" East 12", b" West  7"]));
        let table = read.unwrap().expect("a table");
        assert_eq!(table.heads, ["NAME", "SIZE"]);
        let rows: Vec<Vec<Value>> = table.records.into_iter().flatten().collect();
        assert_eq!(rows[0], [Value::from("East"), 12.into()]);
        assert!(
            told.contains("2 fields of 4 have no width or no room"),
            "{told}"
        );
    }

    #[test]
    fn thousands_of_fields_without_width_are_no_cells() {
        let fields = vec![("A", b'C', 0); 2_000];
        let rows = vec![b" a".as_slice(); 10_000];
        let (read, _) = read(&table(&fields, 2, &rows));
        assert!(read.unwrap().is_none());
        let fields = vec![("A", b'C', 1); 1_000];
        let wide = vec![b'a'; 1_001];
        let (read, _) = self::read(&table(&fields, 1_001, &vec![wide.as_slice(); 5_001]));
        assert!(
            read.expect_err("5 million cells")
                .words()
                .en
                .contains("5 million cells")
        );
    }

    #[test]
    fn fields_that_stand_elsewhere_are_named() {
        let (_, told) = read(&table(
            &[("NAME", b'C', 4), ("NOTE", b'M', 3)],
            8,
            &[b" East  1"],
        ));
        assert!(told.contains("NOTE"), "{told}");
    }
}
