//! The cells of one sheet of a workbook, gathered within bounds.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::OpenError;
use super::super::report::Notes;
use super::budget::Budget;
use super::table::{Grid, GridRow};
use crate::words::Words;

/// Rows below this are not read.
const MOST_ROWS: u32 = 200_000;
/// Columns right of this are not read.
const MOST_COLUMNS: u32 = 2_000;

/// Gathers cells in any order.
#[derive(Default)]
pub(super) struct SheetCells {
    rows: BTreeMap<u32, Vec<Value>>,
    /// How many cells lie outside the bounds, and where the first of them is.
    outside: Option<(usize, (u32, u32))>,
    /// How many formulas have no stored value, and where the first of them is.
    unsaved: Option<(usize, (u32, u32))>,
    /// How many cells hold an error such as #N/A, and where the first of them is.
    errors: Option<(usize, (u32, u32))>,
}

fn take_text(value: &Value, (row, _): (u32, u32), budget: &mut Budget) -> Result<(), OpenError> {
    let text = value.as_str().unwrap_or_default();
    budget.text(text.len(), row as usize + 1)
}

fn is_outside((row, column): (u32, u32)) -> bool {
    row >= MOST_ROWS || column >= MOST_COLUMNS
}

fn count(counted: &mut Option<(usize, (u32, u32))>, at: (u32, u32)) {
    counted.get_or_insert((0, at)).0 += 1;
}

impl SheetCells {
    /// Takes a cell at a row and a column, both from 0.
    ///
    /// # Errors
    /// When the file has too many cells, or too much text in them.
    pub(super) fn put(
        &mut self,
        at: (u32, u32),
        value: Value,
        budget: &mut Budget,
    ) -> Result<(), OpenError> {
        if value.is_null() {
            return Ok(());
        }
        if is_outside(at) {
            count(&mut self.outside, at);
            return Ok(());
        }
        take_text(&value, at, budget)?;
        self.set(at, value, budget)
    }

    /// Puts a cell whose text is counted.
    fn set(&mut self, at: (u32, u32), value: Value, budget: &mut Budget) -> Result<(), OpenError> {
        let (row, column) = at;
        let number = row as usize + 1;
        let known = self.rows.get(&row).map_or(0, Vec::len);
        let needed = (column as usize + 1).saturating_sub(known);
        budget.cells(needed, number)?;
        let cells = self.rows.entry(row).or_default();
        if needed > 0 {
            cells.resize(column as usize + 1, Value::Null);
        }
        cells[column as usize] = value;
        Ok(())
    }

    /// Takes a cell that stands in so many rows and columns, from a row and a column on.
    ///
    /// # Errors
    /// As [`SheetCells::put`].
    pub(super) fn put_repeated(
        &mut self,
        (row, column): (u32, u32),
        (rows, columns): (u32, u32),
        value: &Value,
        budget: &mut Budget,
    ) -> Result<(), OpenError> {
        if value.is_null() {
            return Ok(());
        }
        let (rows_inside, columns_inside) = (
            rows.min(MOST_ROWS.saturating_sub(row)),
            columns.min(MOST_COLUMNS.saturating_sub(column)),
        );
        let inside = u64::from(rows_inside) * u64::from(columns_inside);
        let outside = u64::from(rows) * u64::from(columns) - inside;
        if outside > 0 {
            let first = if inside == 0 {
                (row, column)
            } else if columns > columns_inside {
                (row, column + columns_inside)
            } else {
                (row + rows_inside, column)
            };
            self.outside.get_or_insert((0, first)).0 += outside as usize;
        }
        // Very many are refused before the first is made.
        budget.room_for_cells(inside as usize, row as usize + 1)?;
        for more_down in 0..rows_inside {
            for more_right in 0..columns_inside {
                let at = (row + more_down, column + more_right);
                // Counted before it is copied: one long text may be repeated very often.
                take_text(value, at, budget)?;
                self.set(at, value.clone(), budget)?;
            }
        }
        Ok(())
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
        let budget = &mut Budget::small(100);
        cells.put((0, 0), "name".into(), budget).unwrap();
        cells.put((1_048_575, 16_383), 1.into(), budget).unwrap();
        let mut notes = Notes::of_file("a.xlsx");
        let grid = cells.into_grid(&mut notes);
        assert_eq!(grid.rows.len(), 1);
        assert!(notes.finish()[0].what.en.contains("XFD1048576"));
    }

    #[test]
    fn a_cell_that_is_repeated_is_there_as_often_and_beyond_the_sheet_it_is_counted() {
        let mut cells = SheetCells::default();
        let budget = &mut Budget::small(100);
        let filled: Value = "小学".into();
        cells
            .put_repeated((MOST_ROWS - 2, 1), (3, 2), &filled, budget)
            .unwrap();
        let mut notes = Notes::of_file("a.ods");
        let grid = cells.into_grid(&mut notes);
        assert_eq!(grid.rows.len(), 2);
        assert_eq!(grid.rows[1].cells, [Value::Null, filled.clone(), filled]);
        let told = notes.finish()[0].what.en.clone();
        assert!(
            told.contains("2 cells") && told.contains("B200001"),
            "{told}"
        );
    }

    #[test]
    fn cells_and_text_beyond_the_budget_are_refused_however_they_come() {
        let long: Value = "x".repeat(30).into();
        let mut cells = SheetCells::default();
        assert!(
            cells
                .put((5, 200), 1.into(), &mut Budget::small(100))
                .is_err()
        );
        assert!(
            cells
                .put_repeated((0, 0), (2, 2), &long, &mut Budget::small(100))
                .is_err()
        );
        let many = cells.put_repeated(
            (0, 0),
            (u32::MAX, u32::MAX),
            &1.into(),
            &mut Budget::small(100),
        );
        assert!(many.is_err());
    }
}
