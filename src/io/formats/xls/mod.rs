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

    /// Whether a record of this kind holds the values of cells, apart from formulas.
    pub(super) const fn is_of_cells(kind: u16) -> bool {
        matches!(
            kind,
            PACKED_ROW | RICH_LABEL | SHARED_LABEL | NUMBER | LABEL | FLAG | PACKED
        )
    }
}

/// What the head of the workbook begins with, where a sheet has something else.
const OF_ALL_SHEETS: u16 = 5;

/// The sheets of a workbook. Where one was asked for, only that one has cells.
///
/// # Errors
/// When it is damaged, locked or too large.
pub(super) fn sheets(source: &Source<'_>) -> Result<Vec<Sheet>, OpenError> {
    let broken = |cause: &str| damaged(source.place, cause);
    let file = Compound::open(source.bytes).ok_or_else(|| broken(""))?;
    let stream = file.stream("Workbook").or_else(|| file.stream("Book"));
    let (stream, is_whole) = stream.ok_or_else(|| broken("no workbook in it"))?;
    if !is_whole {
        return Err(broken(""));
    }
    sheets_of(source.place, &stream, source.wanted)
}

/// The sheets in the stream of a workbook.
fn sheets_of(place: &str, stream: &[u8], wanted: Option<&str>) -> Result<Vec<Sheet>, OpenError> {
    let book = Book::of(place, stream)?;
    let mut budget = Budget::of(place);
    budget.layers(book.sheets.len())?;
    let mut walked = 0;
    let mut sheets = Vec::with_capacity(book.sheets.len());
    for listed in &book.sheets {
        let mut cells = SheetCells::default();
        let is_wanted = wanted.is_none_or(|wanted| wanted == listed.name);
        if is_wanted {
            let bytes = stream.get(listed.start..).unwrap_or_default();
            let mut records = Records::of(bytes);
            let is_whole = book.read(&mut records, &mut cells, &mut budget)?;
            // Sheets lie one behind the other: those that share their bytes would be read again and again.
            walked += bytes.len() - records.left();
            if !is_whole || walked > stream.len() {
                return Err(damaged(place, &listed.name));
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
        let mut has_end = false;
        for record in Records::of(stream) {
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
                // Charts and programs are no sheets with cells.
                kind::SHEET if data.get(5).is_none_or(|&what| what == 0) => {
                    let listed = listed(data, book.letters);
                    book.sheets.push(listed.ok_or_else(|| damaged(place, ""))?);
                }
                kind::SHARED => {
                    let shared = biff::shared_texts(&record, MOST_SHARED);
                    let shared = shared.filter(|shared| shared.len() <= MOST_SHARED);
                    book.shared = shared.ok_or_else(|| damaged(place, "SST"))?;
                }
                kind::END => {
                    has_end = true;
                    break;
                }
                _ => {}
            }
        }
        if !has_end {
            return Err(damaged(place, ""));
        }
        let is_date = |format: u16| {
            let stated = formats.get(&format).copied();
            stated.unwrap_or_else(|| biff::is_date_number(format))
        };
        book.dates = looks.into_iter().map(is_date).collect();
        Ok(book)
    }

    /// Reads the cells of a sheet; whether it is whole: it begins and ends as a sheet does, and each record between
    /// says where its cells stand and names texts that are there.
    fn read(
        &self,
        records: &mut Records<'_>,
        cells: &mut SheetCells,
        budget: &mut Budget,
    ) -> Result<bool, OpenError> {
        // A drawing in the sheet has records of its own.
        let mut depth = 0_usize;
        // The formula whose text may follow, and whether it must.
        let mut formula: Option<((u32, u32), bool)> = None;
        for record in records {
            let data = record.data;
            match record.kind {
                kind::BEGIN if depth == 0 && biff::integer(data, 2) == Some(OF_ALL_SHEETS) => break,
                kind::BEGIN => depth += 1,
                _ if depth == 0 => break,
                kind::END if depth == 1 => {
                    without_text(formula, cells);
                    return Ok(true);
                }
                kind::END => depth -= 1,
                _ if depth > 1 => {}
                kind::TEXT => {
                    if let Some((at, _)) = formula.take() {
                        let text = self.letters.text(data, false).map(Data::String);
                        put_or_error(cells, at, text, budget)?;
                    }
                }
                kind::FORMULA => {
                    without_text(formula, cells);
                    let Some(at) = position(data) else {
                        break;
                    };
                    let value = self.of_formula(data);
                    formula = Some((at, value == Stored::InText));
                    if let Stored::Here(value) = value {
                        put_or_error(cells, at, value, budget)?;
                    }
                }
                _ if !self.cells(&record, cells, budget)? => break,
                _ => {}
            }
        }
        Ok(false)
    }

    /// Takes the cells of a record; `false` where it does not say which, or names a text that is not there.
    fn cells(
        &self,
        record: &Record<'_>,
        cells: &mut SheetCells,
        budget: &mut Budget,
    ) -> Result<bool, OpenError> {
        let data = record.data;
        if !kind::is_of_cells(record.kind) {
            return Ok(true);
        }
        let Some((row, column)) = position(data) else {
            return Ok(false);
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
                let index = biff::long(data, 6).map(|index| index as usize);
                let text = index.and_then(|index| self.shared.get(index));
                if index.is_some() && text.is_none() {
                    return Ok(false);
                }
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
                let end = data.len().saturating_sub(2);
                let (numbers, rest) = data.get(4..end).unwrap_or_default().as_chunks::<6>();
                // The last column stands behind the numbers: a row that is cut says another.
                let last = biff::integer(data, end).map(u32::from);
                if last.map(|last| last + 1) != Some(column + numbers.len() as u32)
                    || numbers.is_empty()
                    || !rest.is_empty()
                {
                    return Ok(false);
                }
                for (index, look) in numbers.iter().enumerate() {
                    let number = biff::packed(look, 2).map(|number| self.number(look, 0, number));
                    let at = (row, column + index as u32);
                    put_or_error(cells, at, number, budget)?;
                }
                return Ok(true);
            }
            _ => None,
        };
        put_or_error(cells, (row, column), value, budget)?;
        Ok(true)
    }

    /// What a formula has stored.
    fn of_formula(&self, data: &[u8]) -> Stored {
        match data.get(6..14) {
            Some([0, .., 0xFF, 0xFF]) => Stored::InText,
            Some([1, _, flag, .., 0xFF, 0xFF]) => Stored::Here(Some(Data::Bool(*flag != 0))),
            Some([3, .., 0xFF, 0xFF]) => Stored::Nothing,
            Some([.., 0xFF, 0xFF]) | None => Stored::Here(None),
            Some(_) => {
                let number = biff::decimal(data, 6);
                Stored::Here(number.map(|number| self.number(data, 4, number)))
            }
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

/// What a formula has stored: a value, which may not be readable; a text that follows; or an empty text.
#[derive(PartialEq)]
enum Stored {
    Here(Option<Data>),
    InText,
    Nothing,
}

/// Counts the formula whose text did not follow.
fn without_text(formula: Option<((u32, u32), bool)>, cells: &mut SheetCells) {
    if let Some((at, true)) = formula {
        cells.unsaved_formula(at);
    }
}

/// Puts a cell; one that holds something which cannot be read counts as an error.
fn put_or_error(
    cells: &mut SheetCells,
    at: (u32, u32),
    value: Option<Data>,
    budget: &mut Budget,
) -> Result<(), OpenError> {
    let value = value.unwrap_or(Data::Error(CellErrorType::NA));
    put(cells, at, value, budget)
}

/// The row and the column of a cell, both from 0.
fn position(data: &[u8]) -> Option<(u32, u32)> {
    let (row, column) = biff::integer(data, 0).zip(biff::integer(data, 2))?;
    Some((u32::from(row), u32::from(column)))
}

/// A sheet as it is listed; `None` where that breaks off.
fn listed(data: &[u8], letters: Letters) -> Option<Listed> {
    let start = biff::long(data, 0)? as usize;
    let hidden = data.get(4)?;
    let mut name = letters.text(data.get(6..)?, true)?;
    name.retain(|letter| letter != '\0');
    Some(Listed {
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
