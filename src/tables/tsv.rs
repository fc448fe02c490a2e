//! Tables as text with tabs between the cells, as spreadsheets take it from the clipboard and put it there.

use super::text::{exact, never_a_formula, rounded, text_guarded, without_guard};
use super::{Cell, Column, Table};
use crate::words::Lang;

/// A table with its heads, numbers as they stand on screen but without grouped thousands; places and money in full.
/// No text of it becomes a formula, and none breaks the rows.
pub fn text(table: &Table, lang: Lang) -> String {
    let heads = table.columns.iter().map(|column| column.head(lang));
    let heads = heads
        .map(|head| one_line(&text_guarded(head)))
        .collect::<Vec<_>>();
    let mut text = heads.join("\t");
    text.push('\n');
    for row in &table.rows {
        let cells = table.columns.iter().zip(row);
        let cells: Vec<String> = cells
            .map(|(column, cell)| cell_text(column, cell, lang))
            .collect();
        text.push_str(&cells.join("\t"));
        text.push('\n');
    }
    text
}

fn cell_text(column: &Column, cell: &Cell, lang: Lang) -> String {
    let text = if column.is_exact {
        exact(cell, lang)
    } else {
        rounded(cell, lang)
    };
    one_line(&never_a_formula(cell, text))
}

/// The cells of a block that a spreadsheet put on the clipboard, row by row. An empty line is a row of one empty cell:
/// below a column of numbers it is one that is not known, and the rows after it stay where they are.
pub fn cells(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut letters = text.trim_start_matches('\u{feff}').chars().peekable();
    // Whether the cell began with a quotation mark that is not closed yet.
    let mut is_quoted = false;
    let mut is_new = true;
    while let Some(letter) = letters.next() {
        match letter {
            '"' if is_new => (is_quoted, is_new) = (true, false),
            '"' if is_quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' if is_quoted => is_quoted = false,
            '\r' if !is_quoted && letters.peek() == Some(&'\n') => {}
            '\t' if !is_quoted => {
                row.push(without_guard(&std::mem::take(&mut cell)));
                is_new = true;
            }
            '\n' | '\r' if !is_quoted => {
                row.push(without_guard(&std::mem::take(&mut cell)));
                rows.push(std::mem::take(&mut row));
                is_new = true;
            }
            letter => {
                cell.push(letter);
                is_new = false;
            }
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(without_guard(&cell));
        rows.push(row);
    }
    rows
}

/// Without tabs and line breaks, which would begin another cell.
fn one_line(text: &str) -> String {
    text.replace(['\t', '\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::super::{Column, Unit};
    use super::*;
    use crate::words::Words;

    #[test]
    fn numbers_are_copied_as_shown_under_their_units_and_places_in_full() {
        let table = Table {
            name: Words::default(),
            columns: vec![
                Column::text("school", "School", "学校"),
                Column::decimal("way", "Way", "路程", 1).in_unit(Unit::Kilometres),
                Column::whole("pupils", "Pupils", "学生"),
                Column::decimal("lon", "Longitude", "经度", 6).exact(),
            ],
            rows: vec![
                vec![
                    Cell::text("a\tb\nc"),
                    Cell::Estimate(2.053_4, 1),
                    Cell::Empty,
                    Cell::Decimal(104.123_456_78, 6),
                ],
                vec![
                    Cell::Words(Words::new("hill", "山")),
                    Cell::Change(-0.000_01, 1, None),
                    Cell::Whole(12_345),
                    Cell::Empty,
                ],
            ],
        };
        assert_eq!(
            text(&table, Lang::Zh),
            "学校\t路程(km)\t学生\t经度\na b c\t2.1\t\t104.12345678\n山\t0.0\t12345\t\n"
        );
    }

    #[test]
    fn a_block_keeps_its_rows_where_cells_and_lines_are_empty() {
        let block = |text: &str| cells(text);
        assert_eq!(block("1\r\n\r\n3\r\n"), [["1"], [""], ["3"]]);
        assert_eq!(block("a\t\tc\n\t2\t"), [["a", "", "c"], ["", "2", ""]]);
        assert_eq!(
            block("\"a\nb \"\"c\"\"\"\t5\"x\n"),
            [["a\nb \"c\"", "5\"x"]]
        );
        assert_eq!(block(""), Vec::<Vec<String>>::new());
        assert_eq!(block("\n"), [[""]]);
    }

    #[test]
    fn what_was_copied_is_pasted_as_it_was() {
        use crate::random::Random;
        let mut random = Random::seeded(11);
        let pool = ["=1", "a", "", "-3", "\"q\"", "马踏", "x y", "'y", "1,234"];
        for _ in 0..300 {
            let (n_rows, n_columns) = (1 + random.below(5), 2 + random.below(3));
            let mut row = || -> Vec<String> {
                let some = |_| pool[random.below(pool.len())].to_owned();
                // A quotation mark begins a quoted cell only where spreadsheets write one.
                (0..n_columns)
                    .map(some)
                    .map(|cell| cell.replace('"', "'q"))
                    .collect()
            };
            let rows: Vec<Vec<String>> = (0..n_rows).map(|_| row()).collect();
            let table = Table {
                name: Words::default(),
                columns: (0..n_columns)
                    .map(|_| Column::text("c", "c", "c"))
                    .collect(),
                rows: rows
                    .iter()
                    .map(|row| row.iter().map(Cell::text).collect())
                    .collect(),
            };
            assert_eq!(cells(&text(&table, Lang::En))[1..], rows);
        }
    }

    #[test]
    fn a_name_never_becomes_a_formula_and_a_negative_number_stays_one() {
        let names = [
            "=1+1", "+SUM(A1)", "-1", "@x", "\t=2", " =3", "＝4", "a=b", "1-2",
        ];
        let column = Column::text("name", "Name", "名称");
        let cells = names.map(|name| cell_text(&column, &Cell::text(name), Lang::Zh));
        assert_eq!(
            cells,
            [
                "'=1+1",
                "'+SUM(A1)",
                "'-1",
                "'@x",
                "' =2",
                "' =3",
                "'＝4",
                "a=b",
                "1-2"
            ]
        );
        assert_eq!(cell_text(&column, &Cell::Whole(-3), Lang::Zh), "-3");
        let change = Cell::Change(-0.5, 1, None);
        assert_eq!(cell_text(&column, &change, Lang::Zh), "-0.5");
    }
}
