//! The year of a roster: as its columns say, else as the name of its file does. What is not clear is not known.

use std::collections::BTreeSet;

use serde_json::Value;

use super::RosterRow;
use crate::io::Layer;
use crate::io::aliases::Field;
use crate::io::column_names;
use crate::model::{YEAR_NAMES, stated_year};
use crate::units::Year;

/// The year that the columns tell: `None` where they tell none, `Some(None)` where they tell several.
#[expect(
    clippy::option_option,
    reason = "nothing said is not the same as several years said"
)]
pub(super) fn of_rows(rows: &[RosterRow]) -> Option<Option<Year>> {
    let mut stated: BTreeSet<Year> = BTreeSet::new();
    for row in rows {
        let properties = &row.feature.properties;
        stated.extend(
            YEAR_NAMES
                .iter()
                .filter_map(|name| stated_year(properties.get(*name)?)),
        );
    }
    if stated.is_empty() {
        stated.extend(latest_of_columns(rows));
    }
    let mut years = stated.into_iter();
    let first = years.next()?;
    Some(years.next().is_none().then_some(first))
}

/// Of columns of pupils by year, the latest that has a number, where no column tells pupils without a year.
fn latest_of_columns(rows: &[RosterRow]) -> Option<Year> {
    let mut latest = None;
    for row in rows {
        for (column, value) in &row.feature.properties {
            if matches!(value, Value::Null)
                || value.as_str().is_some_and(|text| text.trim().is_empty())
            {
                continue;
            }
            let Some(meaning) = column_names::meaning(Layer::Schools, column) else {
                continue;
            };
            match meaning.field {
                Field::YearPupils(year) | Field::YearStagePupils(_, year) => {
                    latest = latest.max(Some(year));
                }
                Field::Pupils | Field::StagePupils(_) => return None,
                _ => {}
            }
        }
    }
    latest
}

/// The year that a name tells: `2024年`, `2024-2025学年` is 2024. Two other years tell none.
pub(super) fn of_name(stem: &str) -> Option<Year> {
    let digits = stem.split(|letter: char| !letter.is_ascii_digit());
    let years: Vec<i32> = digits
        .filter(|digits| matches!(digits.len(), 4 | 6 | 8))
        .filter_map(|digits| digits.get(..4)?.parse().ok())
        .filter(|&year| Year(year).is_plausible())
        .collect();
    match *years.as_slice() {
        [year] => Some(Year(year)),
        [first, next] if next == first + 1 || next == first => Some(Year(first)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_one_school_year_or_none() {
        for (name, year) in [
            ("学校名册2024", Some(2024)),
            ("2024年基层报表", Some(2024)),
            ("2024-2025学年学校名册", Some(2024)),
            ("2024—2025学年", Some(2024)),
            ("名册20240901", Some(2024)),
            ("2021与2024对照", None),
            ("学校名册", None),
            ("学校1234", None),
            ("511124", None),
        ] {
            assert_eq!(of_name(name), year.map(Year), "{name}");
        }
    }
}
