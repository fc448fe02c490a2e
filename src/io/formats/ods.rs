//! ODS workbooks. Repeated cells and rows are told from a table's size: a blank that is repeated a million times takes
//! no room.

use serde_json::{Number, Value};

use super::super::OpenError;
use super::archive::Archive;
use super::budget::Budget;
use super::markup::{Markup, Piece};
use super::sheet::SheetCells;
use super::workbook::{Sheet, damaged};
use super::{Source, encoding};

pub(super) fn sheets(source: &Source<'_>) -> Result<Vec<Sheet>, OpenError> {
    let broken = |cause: &str| damaged(source.place, cause);
    let archive = Archive::open(source.place, source.bytes);
    let mut archive = archive.map_err(|error| broken(error.reason()))?;
    let names = archive.names();
    let content = names.iter().find(|(_, name)| name == "content.xml");
    let &(content, _) = content.ok_or_else(|| broken("content.xml"))?;
    let bytes = archive
        .unpack(content)
        .map_err(|error| broken(error.reason()))?;
    let text = encoding::decode(&bytes).text;
    let mut reader = Tables {
        budget: Budget::of(source.place),
        sheets: Vec::new(),
        row: 0,
        column: 0,
        row_repeats: 1,
        cells: Vec::new(),
        cell: None,
        aside: 0,
    };
    let mut markup = Markup::of(&text);
    while let Some(piece) = markup.next().map_err(|error| broken(&error.cause))? {
        reader.take(piece)?;
    }
    Ok(reader.sheets)
}

struct Tables {
    budget: Budget,
    sheets: Vec<Sheet>,
    row: u32,
    column: u32,
    row_repeats: u32,
    /// The cells of the row, for rows that are repeated.
    cells: Vec<(u32, u32, Value)>,
    cell: Option<Cell>,
    /// How deep inside something that is no part of the cell's text: a remark, a drawing.
    aside: usize,
}

struct Cell {
    repeats: u32,
    /// As its attributes state it; texts stand in paragraphs.
    stated: Option<Value>,
    is_formula: bool,
    is_error: bool,
    paragraphs: Vec<String>,
}

impl Tables {
    fn take(&mut self, piece: Piece) -> Result<(), OpenError> {
        match piece {
            Piece::Open(name, attributes) => self.open(&name, &attributes),
            Piece::Close(name) => self.close(&name),
            Piece::Text(text) => {
                self.text(&text);
                Ok(())
            }
        }
    }

    fn text(&mut self, text: &str) {
        let cell = self.cell.as_mut().filter(|_| self.aside == 0);
        if let Some(paragraph) = cell.and_then(|cell| cell.paragraphs.last_mut()) {
            paragraph.push_str(text);
        }
    }

    fn open(&mut self, name: &str, attributes: &[(String, String)]) -> Result<(), OpenError> {
        let attribute = |wanted: &str| {
            let named = attributes.iter().find(|(name, _)| name == wanted);
            named.map(|(_, value)| value.as_str())
        };
        let repeats = |name| {
            attribute(name)
                .and_then(|text| text.parse().ok())
                .unwrap_or(1_u32)
                .max(1)
        };
        match name {
            "annotation" | "frame" | "shapes" => self.aside += 1,
            "table" if self.aside == 0 => {
                (self.row, self.column) = (0, 0);
                self.budget.layers(self.sheets.len() + 1)?;
                self.sheets.push(Sheet {
                    name: attribute("name").unwrap_or_default().to_owned(),
                    is_hidden: false,
                    cells: SheetCells::default(),
                });
            }
            "table-row" if self.aside == 0 => {
                self.column = 0;
                self.row_repeats = repeats("number-rows-repeated");
            }
            "table-cell" | "covered-table-cell" if self.aside == 0 => {
                let number = || {
                    let number = attribute("value")?.parse().ok()?;
                    Number::from_f64(number).map(Value::Number)
                };
                let text = ["date-value", "time-value", "string-value"];
                let text = || text.into_iter().find_map(attribute).map(Value::from);
                let flag = || attribute("boolean-value").map(|text| Value::Bool(text == "true"));
                self.cell = Some(Cell {
                    repeats: repeats("number-columns-repeated"),
                    stated: number().or_else(text).or_else(flag),
                    is_formula: attribute("formula").is_some(),
                    is_error: attributes
                        .iter()
                        .any(|(name, kind)| name == "value-type" && kind == "error"),
                    paragraphs: Vec::new(),
                });
            }
            "p" if self.aside == 0 => {
                if let Some(cell) = &mut self.cell {
                    cell.paragraphs.push(String::new());
                }
            }
            "s" | "tab" | "line-break" => self.text(" "),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), OpenError> {
        match name {
            "annotation" | "frame" | "shapes" => self.aside = self.aside.saturating_sub(1),
            "table-cell" | "covered-table-cell" if self.aside == 0 => self.end_cell(),
            "table-row" if self.aside == 0 => return self.end_row(),
            _ => {}
        }
        Ok(())
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        let text = cell.paragraphs.join("\n");
        let is_error =
            cell.is_error || cell.is_formula && (text.starts_with('#') || text.starts_with("Err:"));
        let at = (self.row, self.column);
        let cells = self.sheets.last_mut().map(|sheet| &mut sheet.cells);
        let value = match cell.stated {
            _ if is_error => Value::Null,
            Some(value) => value,
            None if text.trim().is_empty() => Value::Null,
            None => text.into(),
        };
        if let Some(cells) = cells {
            if is_error {
                cells.error(at);
            } else if cell.is_formula && value.is_null() {
                cells.unsaved_formula(at);
            }
        }
        if !value.is_null() {
            self.cells.push((self.column, cell.repeats, value));
        }
        self.column = self.column.saturating_add(cell.repeats);
    }

    fn end_row(&mut self) -> Result<(), OpenError> {
        let cells = std::mem::take(&mut self.cells);
        if let Some(sheet) = self.sheets.last_mut() {
            for (column, repeats, value) in &cells {
                let (at, times) = ((self.row, *column), (self.row_repeats, *repeats));
                sheet
                    .cells
                    .put_repeated(at, times, value, &mut self.budget)?;
            }
        }
        self.row = self.row.saturating_add(self.row_repeats);
        self.row_repeats = 1;
        Ok(())
    }
}
