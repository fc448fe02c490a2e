//! XLS workbooks: the cells of their sheets, one by one, so that neither a stray cell nor a size that the file states
//! takes any room.

use std::collections::BTreeMap;

use calamine::{CellErrorType, Data, ExcelDateTime, ExcelDateTimeType};

use super::super::OpenError;
use super::biff::{self, Letters, Record, Records};
use super::budget::Budget;
use super::compound::Compound;
use super::sheet::SheetCells;
use super::workbook::{Sheet, damaged, put};
use super::{Source, encoding};
use crate::words::Words;

/// So many texts are shared by the cells of a workbook at most.
const MOST_SHARED: usize = 5_000_000;

/// The kinds of records that are read.
mod kind {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const END: u16 = 0x000A;
    pub(super) const DATE_MODE: u16 = 0x0022;
    pub(super) const LOCK: u16 = 0x002F;
    pub(super) const CODE_PAGE: u16 = 0x0042;
    pub(super) const SHEET: u16 = 0x0085;
    pub(super) const PACKED_ROW: u16 = 0x00BD;
    pub(super) const RICH_LABEL: u16 = 0x00D6;
    pub(super) const LOOK: u16 = 0x00E0;
    pub(super) const SHARED: u16 = 0x00FC;
    pub(super) const SHARED_LABEL: u16 = 0x00FD;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const LABEL: u16 = 0x0204;
    pub(super) const FLAG: u16 = 0x0205;
    pub(super) const TEXT: u16 = 0x0207;
    pub(super) const PACKED: u16 = 0x027E;
    pub(super) const FORMAT: u16 = 0x041E;
    pub(super) const BEGIN: u16 = 0x0809;
}

/// The sheets of a workbook. Where one was asked for, only that one has cells.
///
/// # Errors
/// When it is damaged, locked or too large.
pub(super) fn sheets(source: &Source<'_>) -> Result<Vec<Sheet>, OpenError> {
    let place = source.place;
    let broken = |cause: &str| damaged(place, cause);
    let file = Compound::open(source.bytes).ok_or_else(|| broken(""))?;
    let stream = file.stream("Workbook").or_else(|| file.stream("Book"));
    let stream = stream.ok_or_else(|| broken("no workbook in it"))?;
    let book = Book::of(place, &stream)?;
    let mut budget = Budget::of(place);
    budget.layers(book.sheets.len())?;
    let mut walked = 0;
    let mut sheets = Vec::with_capacity(book.sheets.len());
    for listed in &book.sheets {
        let mut cells = SheetCells::default();
        let is_wanted = source.wanted.is_none_or(|wanted| wanted == listed.name);
        if let (true, Some(bytes)) = (is_wanted, stream.get(listed.start..)) {
            let mut records = Records::of(bytes);
            book.read(&mut records, &mut cells, &mut budget)?;
            // Sheets lie one behind the other: those that share their bytes would be read again and again.
            walked += bytes.len() - records.left();
            if records.is_cut || walked > stream.len() {
                return Err(broken(&listed.name));
            }
        }
        sheets.push(Sheet {
            name: listed.name.clone(),
            is_hidden: listed.is_hidden,
            cells,
        });
    }
    Ok(sheets)
}

/// What a workbook says of all its sheets.
struct Book {
    letters: Letters,
    /// Whether days are counted from 1904.
    is_1904: bool,
    /// By the number of a look, whether it shows a day or a time.
    dates: Vec<bool>,
    shared: Vec<String>,
    sheets: Vec<Listed>,
}

/// A sheet as the workbook lists it.
struct Listed {
    name: String,
    start: usize,
    is_hidden: bool,
}

impl Book {
    fn of(place: &str, stream: &[u8]) -> Result<Self, OpenError> {
        let mut book = Self {
            letters: Letters {
                is_new: true,
                encoding: None,
            },
            is_1904: false,
            dates: Vec::new(),
            shared: Vec::new(),
            sheets: Vec::new(),
        };
        let mut formats = BTreeMap::new();
        let mut looks = Vec::new();
        let mut records = Records::of(stream);
        for record in &mut records {
            let data = record.data;
            match record.kind {
                kind::BEGIN => {
                    let version = biff::integer(data, 0).unwrap_or_default();
                    book.letters.is_new = !matches!(version, 0x0200..=0x0500);
                }
                kind::LOCK if biff::integer(data, 0) != Some(0) || book.letters.is_new => {
                    return Err(locked(place));
                }
                kind::CODE_PAGE => {
                    let page = biff::integer(data, 0).map(u32::from);
                    book.letters.encoding = page.and_then(encoding::of_code_page);
                }
                kind::DATE_MODE => book.is_1904 = biff::integer(data, 0) == Some(1),
                kind::FORMAT => {
                    let text = data
                        .get(2..)
                        .and_then(|rest| book.letters.text(rest, !book.letters.is_new));
                    if let Some((number, text)) = biff::integer(data, 0).zip(text) {
                        formats.insert(number, biff::is_date_format(&text));
                    }
                }
                kind::LOOK => looks.push(biff::integer(data, 2).unwrap_or_default()),
                kind::SHEET => book.sheets.extend(listed(data, book.letters)),
                kind::SHARED => {
                    let shared = biff::shared_texts(&record, MOST_SHARED);
                    let shared = shared.filter(|shared| shared.len() <= MOST_SHARED);
                    book.shared = shared.ok_or_else(|| damaged(place, "SST"))?;
                }
                kind::END => break,
                _ => {}
            }
        }
        if records.is_cut {
            return Err(damaged(place, ""));
        }
        let is_date = |format: u16| {
            let stated = formats.get(&format).copied();
            stated.unwrap_or_else(|| biff::is_date_number(format))
        };
        book.dates = looks.into_iter().map(is_date).collect();
        Ok(book)
    }

    /// Reads the cells of a sheet.
    fn read(
        &self,
        records: &mut Records<'_>,
        cells: &mut SheetCells,
        budget: &mut Budget,
    ) -> Result<(), OpenError> {
        // A drawing in the sheet has records of its own.
        let mut depth = 0_usize;
        let mut formula = None;
        for record in records {
            match record.kind {
                kind::BEGIN => depth += 1,
                kind::END if depth <= 1 => break,
                kind::END => depth -= 1,
                _ if depth > 1 => {}
                kind::TEXT => {
                    let text = self.letters.text(record.data, false);
                    if let Some((at, text)) = formula.take().zip(text) {
                        put(cells, at, Data::String(text), budget)?;
                    }
                }
                kind::FORMULA => {
                    formula = position(record.data);
                    if let (Some(at), Some(value)) = (formula, self.of_formula(record.data)) {
                        put(cells, at, value, budget)?;
                    }
                }
                _ => self.cells(&record, cells, budget)?,
            }
        }
        Ok(())
    }

    /// The cells of a record; none of a damaged one.
    fn cells(
        &self,
        record: &Record<'_>,
        cells: &mut SheetCells,
        budget: &mut Budget,
    ) -> Result<(), OpenError> {
        let data = record.data;
        let Some((row, column)) = position(data) else {
            return Ok(());
        };
        let value = match record.kind {
            kind::NUMBER => biff::decimal(data, 6).map(|number| self.number(data, 4, number)),
            kind::PACKED => biff::packed(data, 6).map(|number| self.number(data, 4, number)),
            kind::LABEL | kind::RICH_LABEL => {
                let text = data
                    .get(6..)
                    .and_then(|rest| self.letters.text(rest, false));
                text.map(Data::String)
            }
            kind::SHARED_LABEL => {
                let text = biff::long(data, 6).and_then(|index| self.shared.get(index as usize));
                // Looked at before it is copied: one long text may be named by very many cells.
                budget.room_for(text.map_or(0, String::len), row as usize + 1)?;
                text.map(|text| Data::String(text.clone()))
            }
            kind::FLAG => match data.get(6..8) {
                Some([flag, 0]) => Some(Data::Bool(*flag != 0)),
                Some(_) => Some(Data::Error(CellErrorType::NA)),
                None => None,
            },
            kind::PACKED_ROW => {
                let numbers = data
                    .get(4..data.len().saturating_sub(2))
                    .unwrap_or_default();
                for (index, look) in numbers.as_chunks::<6>().0.iter().enumerate() {
                    let number = biff::packed(look, 2).map(|number| self.number(look, 0, number));
                    let at = (row, column + index as u32);
                    put(cells, at, number.unwrap_or_default(), budget)?;
                }
                None
            }
            _ => None,
        };
        put(cells, (row, column), value.unwrap_or_default(), budget)
    }

    /// The stored value of a formula; `None` where a text follows, or nothing is stored.
    fn of_formula(&self, data: &[u8]) -> Option<Data> {
        match data.get(6..14)? {
            [1, _, flag, .., 0xFF, 0xFF] => Some(Data::Bool(*flag != 0)),
            [2, .., 0xFF, 0xFF] => Some(Data::Error(CellErrorType::NA)),
            [.., 0xFF, 0xFF] => None,
            _ => Some(self.number(data, 4, biff::decimal(data, 6)?)),
        }
    }

    /// A number, or the day that it shows by its look, whose number stands at a place.
    fn number(&self, data: &[u8], at: usize, number: f64) -> Data {
        let look = biff::integer(data, at).map(usize::from);
        let is_date = look.and_then(|look| self.dates.get(look)).copied();
        if is_date == Some(true) {
            let kind = ExcelDateTimeType::DateTime;
            Data::DateTime(ExcelDateTime::new(number, kind, self.is_1904))
        } else {
            Data::Float(number)
        }
    }
}

/// The row and the column of a cell, both from 0.
fn position(data: &[u8]) -> Option<(u32, u32)> {
    let (row, column) = biff::integer(data, 0).zip(biff::integer(data, 2))?;
    Some((u32::from(row), u32::from(column)))
}

/// A sheet with cells; `None` for charts and programs.
fn listed(data: &[u8], letters: Letters) -> Option<Listed> {
    let start = biff::long(data, 0)? as usize;
    let (hidden, what) = (data.get(4)?, data.get(5)?);
    let mut name = letters.text(data.get(6..)?, true)?;
    name.retain(|letter| letter != '\0');
    (*what == 0).then_some(Listed {
        name,
        start,
        is_hidden: hidden & 3 != 0,
    })
}

fn locked(place: &str) -> OpenError {
    OpenError::OtherFormat {
        file: place.to_owned(),
        what: Box::new(Words::new(
            "a workbook that is locked with a password",
            "加了密码的工作簿",
        )),
        convert: Box::new(Words::new(
            "open it in Excel or LibreOffice and save it again as .xlsx without a password",
            "请用 Excel 或 WPS 打开，取消密码后另存为 .xlsx",
        )),
    }
}

#[cfg(test)]
mod tests;
