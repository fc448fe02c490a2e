//! Workbooks: XLSX, XLS and ODS. One sheet is read, all of them, or none until the planner says which.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, ExcelDateTime, Reader as _, SheetType, SheetVisible, Xlsx};
use serde_json::{Number, Value};

use super::super::OpenError;
use super::super::asking::Choice;
use super::super::report::Notes;
use super::archive::{Archive, refused};
use super::budget::Budget;
use super::sheet::SheetCells;
use super::table::{self, Table};
use super::{FileLayer, Source, ods, xls};
use crate::words::Words;

/// A sheet as it stands in its workbook.
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) is_hidden: bool,
    pub(super) cells: SheetCells,
}

/// Which program's format a workbook has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Xlsx,
    Xls,
    Ods,
}

pub(super) fn read(
    kind: Kind,
    source: &Source<'_>,
    take: &mut dyn FnMut(FileLayer),
) -> Result<(), OpenError> {
    // The reader of workbooks indexes what a damaged file says without looking; what it stumbles over is damage.
    let sheets = catch_unwind(AssertUnwindSafe(|| match kind {
        Kind::Xlsx => xlsx(source),
        Kind::Xls => xls::sheets(source),
        Kind::Ods => ods::sheets(source),
    }));
    let sheets = sheets.unwrap_or_else(|_| Err(damaged(source.place, "")))?;
    choose(source, sheets, take)
}

/// That a workbook cannot be read.
pub(super) fn damaged(file: &str, cause: &str) -> OpenError {
    let (en, zh) = if cause.is_empty() {
        (String::new(), String::new())
    } else {
        (format!(" ({cause})"), format!("（{cause}）"))
    };
    OpenError::OtherFormat {
        file: file.to_owned(),
        what: Box::new(Words::new(
            format!("a workbook that is damaged or locked{en}"),
            format!("已损坏或加密的工作簿{zh}"),
        )),
        convert: Box::new(Words::new(
            "open it in Excel or LibreOffice and save it again as .xlsx without a password",
            "请用 Excel 或 WPS 打开，取消密码后另存为 .xlsx",
        )),
    }
}

fn xlsx(source: &Source<'_>) -> Result<Vec<Sheet>, OpenError> {
    let broken = |error: calamine::XlsxError| damaged(source.place, &error.to_string());
    let mut budget = Budget::of(source.place);
    let is_damage = |error: OpenError| damaged(source.place, error.reason());
    let mut archive = Archive::open(source.place, source.bytes).map_err(is_damage)?;
    let (largest, is_trap) = archive.look_through().map_err(is_damage)?;
    if is_trap {
        return Err(refused(
            source.place,
            "the workbook states more texts or looks than it can have: it is damaged or a trap",
            "工作簿中声明的文字或样式数量不合理：已损坏或为恶意文件",
        ));
    }
    let mut workbook = Xlsx::new(Cursor::new(source.bytes)).map_err(broken)?;
    let listed = listed(workbook.sheets_metadata());
    budget.layers(listed.len())?;
    // Each sheet is a part of its own: those that share one would be read again and again.
    archive.refuse_sheets(listed.len(), largest)?;
    let mut sheets = Vec::with_capacity(listed.len());
    for (name, is_hidden) in listed {
        let mut cells = SheetCells::default();
        if source.wanted.is_none_or(|wanted| wanted == name) {
            let mut reader = workbook.worksheet_cells_reader(&name).map_err(broken)?;
            while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(broken)? {
                if cell.formula.is_some() && cell.value == DataRef::Empty {
                    cells.unsaved_formula(cell.pos);
                }
                if let DataRef::SharedString(text) = cell.value {
                    // Looked at before it is copied: one long text may be named by very many cells.
                    budget.room_for(text.len(), cell.pos.0 as usize + 1)?;
                }
                put(&mut cells, cell.pos, cell.value.into(), &mut budget)?;
            }
        }
        sheets.push(Sheet {
            name,
            is_hidden,
            cells,
        });
    }
    Ok(sheets)
}

/// The names of the sheets with cells, and whether they are hidden.
fn listed(sheets: &[calamine::Sheet]) -> Vec<(String, bool)> {
    let with_cells = sheets
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let listed =
        with_cells.map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible));
    listed.collect()
}

/// Puts a cell as a workbook keeps it.
///
/// # Errors
/// When the file has too many cells, or too much text in them.
pub(super) fn put(
    cells: &mut SheetCells,
    at: (u32, u32),
    value: Data,
    budget: &mut Budget,
) -> Result<(), OpenError> {
    let value = match value {
        Data::Int(number) => number.into(),
        Data::Float(number) => Number::from_f64(number).map_or_else(
            || {
                cells.error(at);
                Value::Null
            },
            Value::Number,
        ),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.into(),
        Data::Bool(flag) => flag.into(),
        Data::DateTime(moment) => date(&moment).into(),
        Data::Error(_) => {
            cells.error(at);
            Value::Null
        }
        Data::Empty => Value::Null,
    };
    cells.put(at, value, budget)
}

/// A date as 2024-09-01, with its time where it has one.
fn date(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    if (hour, minute, second) == (0, 0, 0) {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
    }
}

/// Reads the sheet that was asked for, else the only one that looks like a list; asks where several do.
fn choose(
    source: &Source<'_>,
    sheets: Vec<Sheet>,
    take: &mut dyn FnMut(FileLayer),
) -> Result<(), OpenError> {
    let names: Vec<String> = sheets.iter().map(|sheet| sheet.name.clone()).collect();
    let of_sheet = |sheet: Sheet| {
        let mut notes = source.notes(&sheet.name);
        let table = table::of_grid(&sheet.cells.into_grid(&mut notes), &mut notes);
        (sheet.name, table, notes)
    };
    if let Some(wanted) = source.wanted {
        let Some(sheet) = sheets.into_iter().find(|sheet| sheet.name == wanted) else {
            return Err(no_such_sheet(source.place, wanted, &names));
        };
        let (_, table, notes) = of_sheet(sheet);
        table::hand_over(table, notes, take);
        return Ok(());
    }
    let filled = sheets
        .into_iter()
        .filter(|sheet| !sheet.is_hidden && !sheet.cells.is_empty());
    let mut tables: Vec<(String, Table, Notes)> = filled.map(of_sheet).collect();
    if tables.is_empty() {
        return Err(refused(
            source.place,
            "none of its sheets has anything in it",
            "各工作表中均没有内容",
        ));
    }
    if tables.len() > 1 {
        let lists = tables
            .iter()
            .filter(|(_, table, _)| table.is_list())
            .count();
        if lists > 0 {
            tables.retain(|(_, table, _)| table.is_list());
        }
    }
    if tables.len() > 1 {
        tables = asked(source, tables, take);
    } else if let (Some((name, _, notes)), true) = (tables.first_mut(), names.len() > 1) {
        let n_sheets = names.len();
        notes.file(Words::new(
            format!("Of the {n_sheets} sheets only \"{name}\" looks like a list and is read"),
            format!("共{n_sheets}个工作表，只有“{name}”像名单，只读入它"),
        ));
    }
    for (_, table, notes) in tables {
        table::hand_over(table, notes, take);
    }
    Ok(())
}

/// Asks which of several sheets are to be read; those that were chosen.
fn asked(
    source: &Source<'_>,
    mut tables: Vec<(String, Table, Notes)>,
    take: &mut dyn FnMut(FileLayer),
) -> Vec<(String, Table, Notes)> {
    const LISTED: usize = 12;
    let mut notes = source.notes("");
    let names: Vec<&str> = tables.iter().map(|(name, ..)| name.as_str()).collect();
    let (count, file) = (names.len(), source.place);
    let more = if count > LISTED { " …" } else { "" };
    let shown = &names[..count.min(LISTED)];
    let what = Words::new(
        format!(
            "{count} sheets look like lists: {}{more}; none is read until you say which (also as {file}#SHEET)",
            shown.join(", ")
        ),
        format!(
            "有{count}个工作表像名单：{}{more}；确认之前均未读入（也可写作 {file}#工作表）",
            shown.join("、")
        ),
    );
    let keys = keys(&names);
    let sheets = names.iter().zip(&keys);
    let mut choices: Vec<Choice> = sheets
        .map(|(&name, key)| Choice::new(key, name, name))
        .collect();
    choices.push(Choice::new(ALL, "All of them", "全部"));
    let said = notes.ask("sheet", what, choices);
    take(FileLayer::of_notes(notes));
    match said.as_deref() {
        None => tables.clear(),
        Some(ALL) => {}
        Some(chosen) => {
            let mut keys = keys.iter();
            tables.retain(|_| keys.next().is_some_and(|key| key == chosen));
        }
    }
    tables
}

/// The choice of all sheets.
const ALL: &str = "all";

/// By what each sheet is chosen: its name, or its number where the name means something else in an answer.
fn keys(names: &[&str]) -> Vec<String> {
    let is_plain = |name: &str| name != ALL && !name.trim().is_empty() && !name.contains('=');
    let key = |(index, name): (usize, &&str)| {
        if is_plain(name) {
            return (*name).to_owned();
        }
        let mut key = format!("sheet-{}", index + 1);
        while names.contains(&key.as_str()) {
            key.push('-');
        }
        key
    };
    names.iter().enumerate().map(key).collect()
}

fn no_such_sheet(file: &str, wanted: &str, names: &[String]) -> OpenError {
    OpenError::BadTable {
        file: file.to_owned(),
        why: Box::new(Words::new(
            format!(
                "there is no sheet \"{wanted}\"; the sheets are {}",
                names.join(", ")
            ),
            format!("没有工作表“{wanted}”；工作表有{}", names.join("、")),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sheet_can_be_chosen_whatever_its_name() {
        let names = ["小学", "all", "2024=25", "sheet-2", "A#B"];
        assert_eq!(
            keys(&names),
            ["小学", "sheet-2-", "sheet-3", "sheet-2", "A#B"]
        );
    }
}
