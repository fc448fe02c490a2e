//! Tables as comma-separated text (CSV, RFC 4180), in UTF-8.
//!
//! Lines end with a line feed alone: spreadsheets take it, and line-by-line tools leave no stray carriage return in the
//! last cell. A file for people begins with the byte order mark, without which spreadsheets take Chinese for another
//! coding; a file for programs does not, as they would take the mark for a part of the first head.

use std::fmt::Write as _;

use super::text::{never_a_formula, rounded, text_guarded};
use super::{Cell, Column, Table};
use crate::words::Lang;

/// Who reads the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// A program: heads are keys, and there is no byte order mark.
    Program,
    /// A person: heads are words in this language.
    Person(Lang),
}

/// Tables below each other, with an empty line between two of them.
pub fn text(tables: &[&Table], reader: Reader) -> String {
    let mut csv = match reader {
        Reader::Program => String::new(),
        Reader::Person(_) => "\u{feff}".to_owned(),
    };
    for line in lines(tables, reader) {
        push_line(&mut csv, line.iter().map(String::as_str));
    }
    csv
}

/// The same line by line, each with the texts of its cells; the empty line between two tables has none.
pub fn lines(tables: &[&Table], reader: Reader) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for (number, table) in tables.iter().enumerate() {
        if number > 0 {
            all.push(Vec::new());
        }
        all.push(heads(&table.columns, reader));
        all.extend(table.rows.iter().map(|row| cells(row, reader)));
    }
    all
}

/// Whether a text is a table that this program wrote: of schools, or of who goes where, for whichever reader.
pub fn is_own(text: &str) -> bool {
    let head = text.trim_start_matches('\u{feff}').lines().next();
    let readers = [
        Reader::Program,
        Reader::Person(Lang::Zh),
        Reader::Person(Lang::En),
    ];
    let is_head = |columns: Vec<Column>| {
        readers.iter().any(|&reader| {
            let mut line = String::new();
            push_line(
                &mut line,
                heads(&columns, reader).iter().map(String::as_str),
            );
            Some(line.trim_end()) == head
        })
    };
    is_head(super::assignment::columns()) || is_head(super::schools::columns())
}

fn heads(columns: &[Column], reader: Reader) -> Vec<String> {
    let head = |column: &Column| match reader {
        Reader::Program => column.key.to_owned(),
        Reader::Person(lang) => text_guarded(column.head(lang)),
    };
    columns.iter().map(head).collect()
}

fn cells(row: &[Cell], reader: Reader) -> Vec<String> {
    let text = |cell: &Cell| match reader {
        Reader::Program => rounded(cell, Lang::En),
        Reader::Person(lang) => never_a_formula(cell, rounded(cell, lang)),
    };
    row.iter().map(text).collect()
}

fn push_line<'a>(csv: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            csv.push(',');
        }
        // Quoted where a comma, a quote or a line break would mislead.
        if cell.contains([',', '"', '\n', '\r']) {
            // Writing to a string cannot fail.
            let _written = write!(csv, "\"{}\"", cell.replace('"', "\"\""));
        } else {
            csv.push_str(cell);
        }
    }
    csv.push('\n');
}

#[cfg(test)]
mod tests {
    use super::super::Unit;
    use super::*;
    use crate::words::Words;

    fn table() -> Table {
        Table {
            name: Words::default(),
            columns: vec![
                Column::text("school", "School", "学校"),
                Column::decimal("way_m", "Way", "路程", 1).in_unit(Unit::Metres),
            ],
            rows: vec![
                vec![Cell::text("a \"b\", c"), Cell::Decimal(2_100.0, 1)],
                vec![Cell::Words(Words::new("closed", "撤并")), Cell::Empty],
                vec![Cell::Whole(-3), Cell::Decimal(-0.04, 1)],
            ],
        }
    }

    #[test]
    fn a_program_reads_keys_and_plain_numbers() {
        assert_eq!(
            text(&[&table()], Reader::Program),
            "school,way_m\n\"a \"\"b\"\", c\",2100.0\nclosed,\n-3,0.0\n"
        );
    }

    #[test]
    fn a_person_reads_words_with_units_behind_the_mark_that_spreadsheets_need() {
        let table = table();
        let csv = text(&[&table, &table], Reader::Person(Lang::Zh));
        let one = "学校,路程(米)\n\"a \"\"b\"\", c\",2100.0\n撤并,\n-3,0.0\n";
        assert_eq!(csv, format!("\u{feff}{one}\n{one}"));
        let english = text(&[&table], Reader::Person(Lang::En));
        // The comma before the unit is quoted.
        assert!(english.starts_with("\u{feff}School,\"Way, m\"\n"));
    }

    #[test]
    fn no_name_becomes_a_formula_in_a_spreadsheet_and_programs_read_it_as_it_is() {
        let table = Table {
            rows: vec![vec![Cell::text("=HYPERLINK(1)"), Cell::Decimal(-1.0, 1)]],
            ..table()
        };
        let person = text(&[&table], Reader::Person(Lang::Zh));
        assert!(person.ends_with("\n'=HYPERLINK(1),-1.0\n"), "{person}");
        let program = text(&[&table], Reader::Program);
        assert!(program.ends_with("\n=HYPERLINK(1),-1.0\n"), "{program}");
    }
}
