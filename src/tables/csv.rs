//! Tables as comma-separated text (CSV, RFC 4180), in UTF-8.
//!
//! Lines end with a line feed alone: spreadsheets take it, and line-by-line tools leave no stray carriage return in the
//! last cell. A file for people begins with the byte order mark, without which spreadsheets take Chinese for another
//! coding; a file for programs does not, as they would take the mark for a part of the first head.

use std::fmt::Write as _;

use super::text::{never_a_formula, rounded};
use super::{Column, Table};
use crate::words::{Lang, Words};

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
    let tables: Vec<String> = tables.iter().map(|table| one(table, reader)).collect();
    let mark = match reader {
        Reader::Program => "",
        Reader::Person(_) => "\u{feff}",
    };
    format!("{mark}{}", tables.join("\n"))
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
        let table = Table {
            name: Words::default(),
            columns,
            rows: Vec::new(),
        };
        readers
            .iter()
            .any(|&reader| Some(one(&table, reader).trim_end()) == head)
    };
    is_head(super::assignment::columns()) || is_head(super::schools::columns())
}

fn one(table: &Table, reader: Reader) -> String {
    let (heads, lang): (Vec<String>, Lang) = match reader {
        Reader::Program => {
            let keys = table.columns.iter().map(|column| column.key.to_owned());
            (keys.collect(), Lang::En)
        }
        Reader::Person(lang) => {
            let heads = table.columns.iter().map(|column| column.head(lang));
            (heads.collect(), lang)
        }
    };
    let mut csv = String::new();
    push_line(&mut csv, heads.iter().map(String::as_str));
    for row in &table.rows {
        let text = |cell| match reader {
            Reader::Program => rounded(cell, lang),
            Reader::Person(_) => never_a_formula(cell, rounded(cell, lang)),
        };
        let cells: Vec<String> = row.iter().map(text).collect();
        push_line(&mut csv, cells.iter().map(String::as_str));
    }
    csv
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
    use super::super::{Cell, Unit};
    use super::*;

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
