//! A cell as it stands on screen.

use crate::app::look::figures;
use crate::app::look::text::{self, tables};
use crate::tables::Cell;
use crate::words::Lang;

/// What the colour of a cell says besides its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    Plain,
    /// Not known.
    Faint,
    /// Not in the files.
    Missing,
    Better,
    Worse,
}

/// The same in a table of what was read: a number that is not there is missing.
pub(super) fn read(cell: &Cell, lang: Lang) -> (String, Ink) {
    match cell {
        Cell::Empty => (tables::MISSING.say(lang).to_owned(), Ink::Missing),
        _ => shown(cell, lang),
    }
}

/// The words of a cell and their ink. What is estimated wears a ≈, what is not known a dash.
pub(crate) fn shown(cell: &Cell, lang: Lang) -> (String, Ink) {
    let plain = |words: String| (words, Ink::Plain);
    match cell {
        Cell::Empty => (text::UNKNOWN.to_owned(), Ink::Faint),
        Cell::Pointless => plain(String::new()),
        Cell::Text(text) => plain(text.clone()),
        Cell::Words(words) => plain(words.say(lang).to_owned()),
        Cell::Whole(number) => plain(figures::count(*number)),
        Cell::Estimated(number) => plain(format!("≈ {}", figures::count(*number))),
        Cell::Decimal(number, decimals) => plain(decimal(*number, *decimals)),
        Cell::Estimate(number, decimals) => plain(format!("≈ {}", decimal(*number, *decimals))),
        Cell::Change(by, decimals, is_better) => {
            let number = decimal(*by, *decimals);
            // What rounds to nothing is no change, neither for the better nor for the worse.
            if number == decimal(0.0, *decimals) {
                return plain(number);
            }
            let sign = if *by > 0.0 { "+" } else { "" };
            let number = format!("{sign}{number}");
            match is_better {
                None => plain(number),
                Some(true) => (format!("{number} {}", text::BETTER.say(lang)), Ink::Better),
                Some(false) => (format!("{number} {}", text::WORSE.say(lang)), Ink::Worse),
            }
        }
    }
}

/// With its decimals, thousands grouped.
pub(super) fn decimal(number: f64, decimals: u8) -> String {
    let scale = 10_f64.powi(decimals.into());
    let scaled = (number.abs() * scale).round();
    let (whole, part) = (scaled / scale, scaled % scale);
    let sign = if number < 0.0 && scaled > 0.0 {
        "−"
    } else {
        ""
    };
    let whole = figures::count(whole as i64);
    if decimals == 0 {
        return format!("{sign}{whole}");
    }
    format!(
        "{sign}{whole}.{part:0width$.0}",
        width = usize::from(decimals)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_rounded_and_never_a_negative_nothing() {
        let all = [
            (1_234.56, 1),
            (0.05, 1),
            (-0.04, 1),
            (-1_234.5, 0),
            (2.0, 2),
            (0.996, 2),
            (9.96, 1),
        ];
        let words = all.map(|(number, decimals)| decimal(number, decimals));
        assert_eq!(
            words,
            ["1,234.6", "0.1", "0.0", "−1,235", "2.00", "1.00", "10.0"]
        );
    }

    #[test]
    fn a_change_that_rounds_to_nothing_is_neither_better_nor_worse() {
        for by in [0.04, -0.04, 0.0] {
            for is_better in [None, Some(true), Some(false)] {
                let shown = shown(&Cell::Change(by, 1, is_better), Lang::En);
                assert_eq!(shown, ("0.0".to_owned(), Ink::Plain));
            }
        }
    }

    #[test]
    fn an_estimate_wears_its_mark_and_a_change_its_sign_and_word() {
        assert_eq!(shown(&Cell::Estimate(2.06, 1), Lang::Zh).0, "≈ 2.1");
        assert_eq!(
            shown(&Cell::Change(0.61, 1, Some(false)), Lang::Zh),
            ("+0.6 变差".to_owned(), Ink::Worse)
        );
        assert_eq!(
            shown(&Cell::Change(-0.61, 1, Some(true)), Lang::En).1,
            Ink::Better
        );
        assert_eq!(shown(&Cell::Empty, Lang::En), ("—".to_owned(), Ink::Faint));
    }
}
