//! Tables in text: commas, semicolons or tabs; lines that end in any way; title rows above and totals below.

use serde_json::Value;

use super::super::report::{Notes, kind};
use super::super::{OpenError, text};
use super::budget::Budget;
use super::table::{self, Grid, GridRow};
use super::{FileLayer, Source, encoding, quotes};
use crate::tables::csv::is_own;
use crate::words::Words;

/// A line of more cells than this is no row of a table.
const MOST_COLUMNS: usize = 16_384;

pub(super) fn read(source: &Source<'_>, take: &mut dyn FnMut(FileLayer)) -> Result<(), OpenError> {
    let mut notes = source.notes("");
    text::refuse_blank(source.place, source.bytes)?;
    let decoded = encoding::decode(source.bytes);
    decoded.tell(&mut notes);
    if is_own(&decoded.text) {
        return Err(text::own_table(source.place));
    }
    let grid = grid(source.place, &decoded.text, &mut notes)?;
    let table = table::of_grid(&grid, &mut notes);
    table::hand_over(table, notes, take);
    Ok(())
}

/// The cells of a text, each row with the number of its line.
fn grid(file: &str, text: &str, notes: &mut Notes) -> Result<Grid, OpenError> {
    let delimiter = delimiter(text);
    let (text, stray, long) = quotes::without_stray(text, delimiter);
    for line in stray {
        notes.feature(kind::BAD_FEATURE, line, None, || {
            Words::new(
                "A quotation mark opens here and does not close; read without it",
                "此处的引号没有配对，已忽略该引号读取",
            )
        });
    }
    let mut reader = ::csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut counted = LineCounter::of(&text);
    let mut budget = Budget::of(file);
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(1, ::csv::Position::line);
            broken(file, line)
        })?;
        let position = record.position();
        let start = position.map_or(0, |position| position.byte() as usize);
        let line = counted.line_at(start);
        if record.len() > MOST_COLUMNS {
            return Err(broken(file, line as u64));
        }
        budget.cells(record.len(), line)?;
        budget.text(record.as_slice().len(), line)?;
        let cells = record.iter().map(|cell| Value::from(cell.trim()));
        rows.push(GridRow {
            number: line,
            cells: cells.collect(),
        });
    }
    let columns = columns(&rows);
    for cell in long
        .into_iter()
        .filter(|cell| cell.may_swallow_rows(columns))
    {
        let (line, to) = cell.lines;
        notes.feature(kind::BAD_FEATURE, line, None, || {
            Words::new(
                format!("A cell in quotation marks runs from here to line {to} and may have swallowed rows"),
                format!("此处引号内的单元格一直延续到第{to}行，可能吞掉了若干行"),
            )
        });
    }
    if delimiter != b',' {
        let (en, zh) = if delimiter == b';' {
            ("Cells are parted by semicolons", "以分号分隔")
        } else {
            ("Cells are parted by tabs", "以制表符分隔")
        };
        notes.file(Words::new(en, zh));
    }
    Ok(Grid {
        rows,
        is_text: true,
    })
}

/// How many columns most rows have; of equally many the fewer.
fn columns(rows: &[GridRow]) -> usize {
    let mut widths = std::collections::BTreeMap::new();
    for row in rows.iter().filter(|row| row.cells.len() > 1) {
        *widths.entry(row.cells.len()).or_insert(0_usize) += 1;
    }
    let most = widths.into_iter().rev().max_by_key(|&(_, rows)| rows);
    most.map_or(0, |(width, _)| width)
}

fn broken(file: &str, line: u64) -> OpenError {
    OpenError::BadTable {
        file: file.to_owned(),
        why: Box::new(Words::new(
            format!("line {line} cannot be read as a row of a table"),
            format!("第{line}行无法按表格读取"),
        )),
    }
}

/// Counts lines that end in `\n`, `\r\n` or `\r` alone, from one place of a text to the next.
struct LineCounter<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
}

impl<'a> LineCounter<'a> {
    fn of(text: &'a str) -> Self {
        Self {
            bytes: text.as_bytes(),
            at: 0,
            line: 1,
        }
    }

    /// The line on which the first cell stands that begins at a byte or after it; places must not go back.
    fn line_at(&mut self, byte: usize) -> usize {
        // A record's place may be that of the line end before it.
        let blank = |at: usize| matches!(self.bytes.get(at), Some(b'\n' | b'\r'));
        let mut to = byte.min(self.bytes.len());
        while blank(to) {
            to += 1;
        }
        while self.at < to {
            let is_end = match self.bytes[self.at] {
                b'\n' => true,
                b'\r' => self.bytes.get(self.at + 1) != Some(&b'\n'),
                _ => false,
            };
            self.line += usize::from(is_end);
            self.at += 1;
        }
        self.line
    }
}

/// The sign between cells: of tab, semicolon and comma the one that parts most lines of the beginning into equally
/// many cells; of equal ones the comma.
fn delimiter(text: &str) -> u8 {
    const LOOKED_AT: usize = 200;
    let steadiness = |sign: u8| {
        let reader = ::csv::ReaderBuilder::new()
            .delimiter(sign)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut widths = std::collections::BTreeMap::new();
        let records = reader.into_records().take(LOOKED_AT);
        for record in records.flatten().filter(|record| record.len() > 1) {
            *widths.entry(record.len()).or_insert(0_usize) += 1;
        }
        widths.into_values().max().unwrap_or_default()
    };
    let signs = [b'\t', b';', b','];
    let best = signs.into_iter().max_by_key(|&sign| steadiness(sign));
    best.unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Grid, String) {
        let mut notes = Notes::of_file("a.csv");
        let grid = grid("a.csv", text, &mut notes).expect("a table");
        let told: Vec<String> = notes
            .finish()
            .into_iter()
            .map(|told| told.what.en)
            .collect();
        (grid, told.join("\n"))
    }

    fn cells(grid: &Grid) -> Vec<(usize, Vec<&str>)> {
        let row = |row: &'_ GridRow| row.number;
        let texts = grid.rows.iter().map(|row| {
            row.cells
                .iter()
                .map(|cell| cell.as_str().unwrap_or("?"))
                .collect()
        });
        grid.rows.iter().map(row).zip(texts).collect()
    }

    #[test]
    fn lines_may_end_in_any_way_and_are_counted_as_a_person_counts_them() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["名称,备注", "东小学,\"一\n二\"", "", "西小学,无", ""].join(end);
            let (grid, _) = read(&text);
            assert_eq!(
                cells(&grid),
                [
                    (1, vec!["名称", "备注"]),
                    (2, vec!["东小学", "一\n二"]),
                    (5, vec!["西小学", "无"])
                ],
                "{end:?}"
            );
        }
    }

    #[test]
    fn a_quotation_mark_that_does_not_close_loses_no_row_and_is_told_with_its_line() {
        let (grid, told) = read("名称,学生\n\"东小学,30\n西小学,40\n\"南小学\",50\n");
        assert_eq!(
            cells(&grid)[1..],
            [
                (2, vec!["东小学", "30"]),
                (3, vec!["西小学", "40"]),
                (4, vec!["南小学", "50"])
            ]
        );
        assert!(told.contains("does not close"), "{told}");
    }

    #[test]
    fn a_quotation_mark_that_another_row_closes_is_told_with_its_lines() {
        let text = "名称,种类,学生\n\"A小学,primary,100\nB小学\",primary,90\nC小学,primary,80\n";
        let (grid, told) = read(text);
        assert_eq!(grid.rows.len(), 3, "a lawful cell stays as it is");
        assert!(
            told.contains("to line 3 and may have swallowed rows"),
            "{told}"
        );
        let lawful = "名称,种类,备注\nA小学,primary,\"一\n二, 三\"\nB小学,primary,无\n";
        assert_eq!(read(lawful).1, "");
        // Two rows that became one long one are no measure of the table.
        let (_, told) = read("名称,种类,学生\nA小学,\"primary,100\nB小学\",primary,90\n");
        assert!(told.contains("swallowed rows"), "{told}");
    }

    #[test]
    fn semicolons_and_tabs_part_cells_and_a_decimal_comma_does_not() {
        let (grid, told) = read("Schule;Plätze\nA;27,0\nB;16,5\nC;3,5\n");
        assert_eq!(cells(&grid)[1].1, ["A", "27,0"]);
        assert!(told.contains("semicolons"), "{told}");
        let (grid, told) = read("name\tpupils\nA, B\t27\n");
        assert_eq!(cells(&grid)[1].1, ["A, B", "27"]);
        assert!(told.contains("tabs"), "{told}");
        assert_eq!(read("name,pupils\nA;B,27\n").1, "");
    }
}
