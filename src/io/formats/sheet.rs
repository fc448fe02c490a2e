//! The cells of one sheet of a workbook, gathered within bounds.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::report::Notes;
use super::table::{Grid, GridRow};
use crate::words::Words;

/// Rows below this are not read.
const MOST_ROWS: u32 = 200_000;
/// Columns right of this are not read.
const MOST_COLUMNS: u32 = 2_000;
/// So many cells are kept of a sheet, blank ones left of a filled one counted.
const MOST_CELLS: usize = 8_000_000;

/// Gathers cells in any order.
#[derive(Default)]
pub(super) struct SheetCells {
    rows: BTreeMap<u32, Vec<Value>>,
    n_cells: usize,
    /// How many cells lie outside the bounds, and where the first of them is.
    outside: Option<(usize, (u32, u32))>,
    /// How many formulas have no stored value, and where the first of them is.
    unsaved: Option<(usize, (u32, u32))>,
    /// How many cells hold an error such as #N/A, and where the first of them is.
    errors: Option<(usize, (u32, u32))>,
}

fn count(counted: &mut Option<(usize, (u32, u32))>, at: (u32, u32)) {
    counted.get_or_insert((0, at)).0 += 1;
}

impl SheetCells {
    /// Takes a cell at a row and a column, both from 0.
    pub(super) fn put(&mut self, at: (u32, u32), value: Value) {
        let (row, column) = at;
        if value.is_null() {
            return;
        }
        if row >= MOST_ROWS || column >= MOST_COLUMNS {
            return count(&mut self.outside, at);
        }
        let cells = self.rows.entry(row).or_default();
        let needed = (column as usize + 1).saturating_sub(cells.len());
        if self.n_cells + needed > MOST_CELLS {
            return count(&mut self.outside, at);
        }
        self.n_cells += needed;
        if needed > 0 {
            cells.resize(column as usize + 1, Value::Null);
        }
        cells[column as usize] = value;
    }

    /// Counts a formula without a stored value.
    pub(super) fn unsaved_formula(&mut self, at: (u32, u32)) {
        count(&mut self.unsaved, at);
    }

    /// Counts a cell that holds an error.
    pub(super) fn error(&mut self, at: (u32, u32)) {
        count(&mut self.errors, at);
    }

    /// Whether nothing was read.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows in order; what was left out is told.
    pub(super) fn into_grid(self, notes: &mut Notes) -> Grid {
        if let Some((cells, at)) = self.outside {
            let at = cell_name(at);
            notes.file(Words::new(
                format!("{cells} cells far outside the table are not read, the first in {at}"),
                format!("表格之外很远处有{cells}个单元格未读入，第一个在 {at}"),
            ));
        }
        if let Some((formulas, at)) = self.unsaved {
            let at = cell_name(at);
            notes.file(Words::new(
                format!(
                    "{formulas} formulas have no stored value and count as not known, the first in {at}; open the \
                     workbook in Excel or LibreOffice and save it again"
                ),
                format!("{formulas}个公式没有保存结果，按未知处理，第一个在 {at}；请用 Excel 或 WPS 打开后重新保存"),
            ));
        }
        if let Some((cells, at)) = self.errors {
            let at = cell_name(at);
            notes.file(Words::new(
                format!("{cells} cells hold an error and count as not known, the first in {at}"),
                format!("{cells}个单元格为错误值，按未知处理，第一个在 {at}"),
            ));
        }
        let row = |(row, cells): (u32, Vec<Value>)| GridRow {
            number: row as usize + 1,
            cells,
        };
        let mut rows: Vec<GridRow> = Vec::with_capacity(self.rows.len());
        for next in self.rows.into_iter().map(row) {
            // A gap between rows is seen by one blank row.
            if rows
                .last()
                .is_some_and(|last| last.number + 1 < next.number)
            {
                rows.push(GridRow {
                    number: next.number - 1,
                    cells: Vec::new(),
                });
            }
            rows.push(next);
        }
        Grid {
            rows,
            is_text: false,
        }
    }
}

/// What a cell is called: C5.
fn cell_name((row, column): (u32, u32)) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    let letters: String = letters.into_iter().rev().collect();
    format!("{letters}{}", row + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_called_as_spreadsheets_call_them() {
        for (at, name) in [
            ((0, 0), "A1"),
            ((4, 25), "Z5"),
            ((0, 26), "AA1"),
            ((1_048_575, 16_383), "XFD1048576"),
        ] {
            assert_eq!(cell_name(at), name);
        }
    }

    #[test]
    fn a_stray_cell_at_the_end_of_the_sheet_is_told_and_takes_no_room() {
        let mut cells = SheetCells::default();
        cells.put((0, 0), "name".into());
        cells.put((1_048_575, 16_383), 1.into());
        let mut notes = Notes::of_file("a.xlsx");
        let grid = cells.into_grid(&mut notes);
        assert_eq!(grid.rows.len(), 1);
        assert!(notes.finish()[0].what.en.contains("XFD1048576"));
    }
}
