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
    match cell {
        Cell::Text(_) | Cell::Words(_) => text_guarded(text),
        _ => text,
    }
}

/// The same of a text that is no cell: the head of a column.
pub(super) fn text_guarded(text: String) -> String {
    if is_formula(&text) {
        format!("'{text}")
    } else {
        text
    }
}

/// Whether a spreadsheet would take a text for a formula, whatever blanks it passes over.
fn is_formula(text: &str) -> bool {
    let is_blank =
        |letter: char| letter.is_whitespace() || matches!(letter, '\u{feff}' | '\u{200b}' | '\0');
    let begins = |text: &str| text.starts_with(FORMULA_STARTS);
    begins(text.trim_start_matches(' ')) || begins(text.trim_start_matches(is_blank))
}

/// A text without the apostrophe that [`never_a_formula`] writes.
pub(super) fn without_guard(text: &str) -> String {
    let bare = text.strip_prefix('\'').filter(|bare| is_formula(bare));
    bare.unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_a_formula_whatever_stands_before_its_sign() {
        for text in [
            "=1",
            "+1",
            "-1",
            "@A",
            "\tx",
            "\rx",
            " =1",
            "\n=1",
            "\u{a0}=1",
            "\u{3000}＝1",
            "\u{feff}@A",
        ] {
            let guarded = never_a_formula(&Cell::text(text), text.to_owned());
            assert_eq!(guarded, format!("'{text}"), "{text:?}");
            assert_eq!(without_guard(&guarded), text);
        }
        for text in ["A=1", "1-2", "学校", "", "'", "' ="] {
            assert_eq!(text_guarded(text.to_owned()), text);
        }
        assert_eq!(never_a_formula(&Cell::Whole(-3), "-3".to_owned()), "-3");
    }
}
