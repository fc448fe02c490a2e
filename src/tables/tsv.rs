//! Tables as text with tabs between the cells, as spreadsheets take it from the clipboard.

use super::text::{exact, never_a_formula};
use super::{Cell, Table};
use crate::words::Lang;

/// A table with its heads, every number as exactly as it is known. No text of it becomes a formula, and none breaks
/// the rows.
pub fn text(table: &Table, lang: Lang) -> String {
    let heads = table.columns.iter().map(|column| column.head(lang));
    let heads = heads.map(|head| one_line(&head)).collect::<Vec<_>>();
    let mut text = heads.join("\t");
    text.push('\n');
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(|cell| cell_text(cell, lang)).collect();
        text.push_str(&cells.join("\t"));
        text.push('\n');
    }
    text
}

fn cell_text(cell: &Cell, lang: Lang) -> String {
    one_line(&never_a_formula(cell, exact(cell, lang)))
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
    fn numbers_are_copied_in_full_and_under_their_units() {
        let table = Table {
            name: Words::default(),
            columns: vec![
                Column::text("school", "School", "学校"),
                Column::decimal("way", "Way", "路程", 1).in_unit(Unit::Kilometres),
                Column::whole("pupils", "Pupils", "学生"),
            ],
            rows: vec![
                vec![
                    Cell::text("a\tb\nc"),
                    Cell::Estimate(2.053_4, 1),
                    Cell::Empty,
                ],
                vec![
                    Cell::Words(Words::new("hill", "山")),
                    Cell::Change(-0.000_01, 1, None),
                    Cell::Whole(12_345),
                ],
            ],
        };
        assert_eq!(
            text(&table, Lang::Zh),
            "学校\t路程(km)\t学生\na b c\t2.0534\t\n山\t-0.00001\t12345\n"
        );
    }

    #[test]
    fn a_name_never_becomes_a_formula_and_a_negative_number_stays_one() {
        let names = [
            "=1+1", "+SUM(A1)", "-1", "@x", "\t=2", " =3", "＝4", "a=b", "1-2",
        ];
        let cells = names.map(|name| cell_text(&Cell::text(name), Lang::Zh));
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
        assert_eq!(cell_text(&Cell::Whole(-3), Lang::Zh), "-3");
        assert_eq!(cell_text(&Cell::Change(-0.5, 1, None), Lang::Zh), "-0.5");
    }
}
