//! Cells as text: as files round them, and in full for a spreadsheet.

use super::Cell;
use crate::words::Lang;

/// A spreadsheet takes a text that begins like this for a formula.
const FORMULA_STARTS: [char; 10] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r'];

/// Numbers with the decimals of the table.
pub(super) fn rounded(cell: &Cell, lang: Lang) -> String {
    match cell {
        Cell::Empty | Cell::Pointless => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Words(words) => words.say(lang).to_owned(),
        Cell::Whole(number) | Cell::Estimated(number) => number.to_string(),
        Cell::Decimal(number, decimals)
        | Cell::Estimate(number, decimals)
        | Cell::Change(number, decimals, _) => {
            let text = format!("{number:.*}", usize::from(*decimals));
            // A number that rounds to nothing has no sign.
            match text.strip_prefix('-') {
                Some(size) if size.chars().all(|letter| "0.".contains(letter)) => size.to_owned(),
                _ => text,
            }
        }
    }
}

/// Numbers as exactly as they are known.
pub(super) fn exact(cell: &Cell, lang: Lang) -> String {
    match cell {
        Cell::Decimal(number, _) | Cell::Estimate(number, _) | Cell::Change(number, ..)
            if number.is_finite() =>
        {
            // What arithmetic leaves behind the ninth decimal is no knowledge. Zero has no sign.
            let known = (number * 1e9).round() / 1e9;
            let number = if known.is_finite() { known } else { *number };
            (number + 0.0).to_string()
        }
        _ => rounded(cell, lang),
    }
}

/// The same text, unless a spreadsheet would take it for a formula: then with an apostrophe before it, as people write
/// it there. Numbers stay numbers.
pub(super) fn never_a_formula(cell: &Cell, text: String) -> String {
    let is_text = matches!(cell, Cell::Text(_) | Cell::Words(_));
    if is_text && text.trim_start_matches(' ').starts_with(FORMULA_STARTS) {
        format!("'{text}")
    } else {
        text
    }
}

/// A text without the apostrophe that [`never_a_formula`] writes.
pub(super) fn without_guard(text: &str) -> String {
    let bare = text
        .strip_prefix('\'')
        .filter(|bare| bare.trim_start_matches(' ').starts_with(FORMULA_STARTS));
    bare.unwrap_or(text).to_owned()
}
