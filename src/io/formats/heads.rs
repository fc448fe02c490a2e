//! Which row of a table names its columns: below titles, in one row or in two.

use std::collections::HashSet;

use serde_json::Value;

use super::super::{Layer, aliases, column_names, numbers};
use super::table::GridRow;

/// The names stand in one of so many rows with anything in them.
const LOOKED_AT: usize = 30;
/// So many cells of a row are looked at to see whether they name columns.
const CELLS_LOOKED_AT: usize = 300;

/// The names of the columns and where they stand.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Heads {
    /// By column; blank where nothing names it.
    pub(super) names: Vec<String>,
    /// The position of the first row that names columns.
    pub(super) first: usize,
    /// The position of the first row below.
    pub(super) below: usize,
}

impl Heads {
    /// Whether two rows name the columns.
    pub(super) fn is_double(&self) -> bool {
        self.below > self.first + 1
    }
}

/// The names of a table's columns; `None` where it has no row with anything in it.
pub(super) fn find(rows: &[GridRow]) -> Option<Heads> {
    let filled = |index: &usize| rows[*index].filled() > 0;
    let looked_at: Vec<usize> = (0..rows.len()).filter(filled).take(LOOKED_AT).collect();
    let widest = looked_at.iter().map(|&index| rows[index].filled()).max()?;
    let candidates = || {
        let wide = looked_at.iter().copied();
        wide.filter(move |&index| {
            rows[index].filled() >= 2.min(widest) && is_mostly_words(&rows[index])
        })
    };
    let known = candidates().map(|index| (n_known(&rows[index]), index));
    // Of equally good ones the first.
    let known = known.max_by_key(|&(n_known, index)| (n_known, std::cmp::Reverse(index)));
    let by_name = known.filter(|&(n_known, _)| n_known >= 2.min(widest));
    let by_shape = || candidates().find(|&index| rows[index].filled() * 2 >= widest);
    let first = looked_at.first().copied();
    let row = by_name
        .map(|(_, index)| index)
        .or_else(by_shape)
        .or(first)?;
    Some(with_neighbour(rows, row))
}

/// The row with the one above or below it, where both together name the columns.
fn with_neighbour(rows: &[GridRow], row: usize) -> Heads {
    let double = |upper: usize| {
        let (above, below) = (rows.get(upper)?, rows.get(upper + 1)?);
        are_one_head(above, below).then(|| Heads {
            names: joined(above, below),
            first: upper,
            below: upper + 2,
        })
    };
    let single = || Heads {
        names: rows[row].cells.iter().map(text).collect(),
        first: row,
        below: row + 1,
    };
    let above = row.checked_sub(1).and_then(double);
    above.or_else(|| double(row)).unwrap_or_else(single)
}

/// Whether two rows share out the columns between them: the upper one has groups, the lower one names what the upper
/// leaves open, and holds nothing that could be a figure.
fn are_one_head(upper: &GridRow, lower: &GridRow) -> bool {
    let width = upper.cells.len().max(lower.cells.len());
    let cell = |row: &GridRow, column: usize| row.cells.get(column).map(text).unwrap_or_default();
    if upper.filled() < 2 || lower.filled() < 2 || !is_words(upper) || !is_words(lower) {
        return false;
    }
    let columns = || (0..width).map(|column| (cell(upper, column), cell(lower, column)));
    let filled_below = |(upper, lower): &(String, String)| upper.is_empty() && !lower.is_empty();
    let only_above = |(upper, lower): &(String, String)| !upper.is_empty() && lower.is_empty();
    let n_below = columns().filter(filled_below).count();
    let n_above = columns().filter(only_above).count();
    let names: Vec<String> = lower
        .cells
        .iter()
        .map(text)
        .filter(|name| !name.is_empty())
        .collect();
    let distinct = names.iter().collect::<HashSet<_>>().len();
    // A group spans at least two columns; beside them stand columns without a group, or the same names in each.
    let are_shared_out = n_below > 0 && (n_above > 0 || distinct < names.len());
    are_shared_out && !loses_names(upper, &joined(upper, lower))
}

/// Whether a row names columns that nobody knows any more once the row below is joined to it: that is no row of names
/// but the first of those that are named.
fn loses_names(upper: &GridRow, joined: &[String]) -> bool {
    let names = upper.cells.iter().map(text).zip(joined);
    names
        .filter(|(alone, _)| !alone.is_empty())
        .any(|(alone, joined)| is_known(&alone) && !is_known(joined))
}

/// One name for each column of two rows: the group, a blank, the name below.
fn joined(upper: &GridRow, lower: &GridRow) -> Vec<String> {
    let width = upper.cells.len().max(lower.cells.len());
    let cell = |row: &GridRow, column: usize| row.cells.get(column).map(text).unwrap_or_default();
    let mut group = String::new();
    let name = |column| {
        let (above, below) = (cell(upper, column), cell(lower, column));
        if !above.is_empty() {
            // What stands above nothing is a name and no group.
            group = if below.is_empty() {
                String::new()
            } else {
                above.clone()
            };
        }
        match (above.as_str(), below.as_str()) {
            (name, "") | ("", name) if group.is_empty() => name.to_owned(),
            (_, "") => above,
            (_, name) => together(&group, name),
        }
    };
    (0..width).map(name).collect()
}

/// The group and the name, in the order that is understood, else the group first.
fn together(group: &str, name: &str) -> String {
    let (forward, backward) = (format!("{group} {name}"), format!("{name} {group}"));
    if is_known(&forward) || !is_known(&backward) {
        forward
    } else {
        backward
    }
}

/// How many cells of a row are names of columns.
fn n_known(row: &GridRow) -> usize {
    let cells = row.cells.iter().take(CELLS_LOOKED_AT);
    let words = cells.filter(|cell| !is_figure(cell)).map(text);
    words
        .filter(|cell| !cell.is_empty() && is_known(cell))
        .count()
}

/// Whether a name is that of a column that is understood in some layer.
pub(super) fn is_known(name: &str) -> bool {
    const LONGEST: usize = 60;
    const LAYERS: [Layer; 4] = [
        Layer::Schools,
        Layer::Settlements,
        Layer::Townships,
        Layer::Flows,
    ];
    let is_kind = super::super::kinds::is_kind(name);
    name.chars().count() <= LONGEST
        && !is_kind
        && LAYERS
            .iter()
            .any(|&layer| column_names::meaning(layer, name).is_some())
}

/// Whether a row names columns: at least half of what it holds are such names or years.
pub(super) fn names_columns(row: &GridRow) -> bool {
    let is_year = |cell: &&Value| {
        text(cell)
            .parse()
            .is_ok_and(|year: u32| (1950..=2100).contains(&year))
    };
    let years = row
        .cells
        .iter()
        .take(CELLS_LOOKED_AT)
        .filter(is_year)
        .count();
    let known = n_known(row);
    known > 0 && is_words(row) && (known + years) * 2 >= row.filled()
}

/// Whether no cell is a figure; years may name columns.
fn is_words(row: &GridRow) -> bool {
    row.cells.iter().all(|cell| !is_figure(cell))
}

fn is_mostly_words(row: &GridRow) -> bool {
    let figures = row.cells.iter().filter(|cell| is_figure(cell)).count();
    figures * 3 <= row.filled()
}

/// Whether a cell holds a number that is no year.
pub(super) fn is_figure(cell: &Value) -> bool {
    let text = text(cell);
    let is_year = text
        .parse()
        .is_ok_and(|year: u32| (1950..=2100).contains(&year));
    let digits = text.chars().map(aliases::half_width);
    let is_number = digits.clone().any(|char| char.is_ascii_digit())
        && digits
            .clone()
            .all(|char| char.is_ascii_digit() || "+-.,% \u{a0}'".contains(char));
    is_number && !is_year
}

/// What stands in a cell, on one line.
pub(super) fn text(cell: &Value) -> String {
    let text = numbers::text(cell).unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Stage;

    fn rows(text: &str) -> Vec<GridRow> {
        let row = |(index, line): (usize, &str)| GridRow {
            number: index + 1,
            cells: line
                .split('|')
                .map(|cell| Value::from(cell.trim()))
                .collect(),
        };
        text.lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .enumerate()
            .map(row)
            .collect()
    }

    fn heads(text: &str) -> (Vec<String>, usize) {
        let heads = find(&rows(text)).expect("a head");
        (heads.names, heads.below)
    }

    #[test]
    fn titles_above_the_names_are_passed_over() {
        let (names, below) = heads(
            "井研县2024年学校名单||
             单位：人|制表：教育局|
             学校名称|学段|在校生数
             东小学|小学|30",
        );
        assert_eq!(
            (names.join(","), below),
            ("学校名称,学段,在校生数".to_owned(), 3)
        );
    }

    #[test]
    fn names_in_two_rows_are_joined_whichever_of_them_is_understood() {
        let (names, below) = heads(
            "学校名称|学生数||学位||备注
             |小学|初中|小学|初中|
             东学校|30|20|45|50|",
        );
        assert_eq!(below, 2);
        let meaning = column_names::meaning(Layer::Schools, &names[2]);
        let field = meaning.map(|meaning| meaning.field);
        assert_eq!(field, Some(aliases::Field::StagePupils(Stage::Junior)));
        assert_eq!(
            names.join(","),
            "学校名称,学生数 小学,学生数 初中,学位 小学,学位 初中,备注"
        );
        let (names, _) = heads(
            "|児童数||生徒数|
             町名|2025年度|2026年度|2025年度|2026年度
             青山台|30|20|45|50",
        );
        assert_eq!(
            names[1..],
            [
                "児童数 2025年度",
                "児童数 2026年度",
                "生徒数 2025年度",
                "生徒数 2026年度"
            ]
        );
    }

    #[test]
    fn a_first_row_of_words_below_the_names_is_no_second_row_of_names() {
        for text in [
            "名称|学段|校长|备注\n东小学|小学|某某|无\n西小学|小学|某某|",
            "学校名称|学段|在校生数|备注\n东小学|小学||撤并中\n西小学|小学|30|",
            "name|kind|address\nEast|primary|High Street",
            "学校名称|学段||备注\n东小学|小学|张三|",
            "学校名称|学段|校长||备注\n东小学|小学|张三|完小|\n西小学|小学|李四||无",
            "name|kind||note\nEast|primary|Smith|",
        ] {
            assert_eq!(heads(text).1, 1, "{text}");
        }
    }

    #[test]
    fn names_that_nobody_knows_are_the_first_wide_row_of_words() {
        let (names, below) = heads(
            "Stand 2020||
             Ort der Bildung|Zügigkeit|Bemerk
             Am Königstor|2,5|neu",
        );
        assert_eq!((names[0].as_str(), below), ("Ort der Bildung", 2));
        assert_eq!(find(&[]), None);
    }
}
