//! What numbers on the command line may be: beyond these no county has anything to answer.

use std::ops::RangeInclusive;
use std::str::FromStr;

use super::TaskError;
use crate::model::END_GAPS;
use crate::units::Year;
use crate::words::Words;

/// No plan looks farther ahead than so many years after the data.
pub(super) const YEARS_AHEAD: i32 = 60;

/// Pupils or seats of a school.
pub(super) fn pupils(text: &str) -> Result<u32, String> {
    within(text, 0..=100_000)
}

/// Seats of a school that is to have some.
pub(super) fn seats(text: &str) -> Result<u32, String> {
    within(text, 1..=100_000)
}

/// How many schools or places.
pub(super) fn how_many(text: &str) -> Result<usize, String> {
    within(text, 0..=1_000)
}

/// A way in metres.
pub(super) fn metres(text: &str) -> Result<f64, String> {
    within(text, 0.0..=1_000_000.0)
}

/// How far from another road an end of a road may be that joins it, in metres.
pub(super) fn end_gap(text: &str) -> Result<f64, String> {
    within(text, END_GAPS)
}

/// What a school weighs in pupil-kilometres: less than a pupil without a seat does.
pub(super) fn pupil_km(text: &str) -> Result<f64, String> {
    within(text, 0.0..=1_000_000.0)
}

/// A time in seconds, a day at most.
pub(super) fn seconds(text: &str) -> Result<f64, String> {
    within(text, 0.0..=86_400.0)
}

/// A school year.
pub(super) fn year(text: &str) -> Result<i32, String> {
    within(text, 1900..=2200)
}

fn within<N>(text: &str, range: RangeInclusive<N>) -> Result<N, String>
where
    N: FromStr + PartialOrd + std::fmt::Display,
{
    let number = text.trim().parse().ok();
    number
        .filter(|number| range.contains(number))
        .ok_or_else(|| format!("a number from {} to {}", range.start(), range.end()))
}

/// Refuses a year that the data say nothing about.
pub(super) fn check_year(asked: Option<i32>, base: Year) -> Result<(), TaskError> {
    let last = base.0 + YEARS_AHEAD;
    match asked {
        Some(year) if year < base.0 => Err(TaskError::Question(Words::new(
            format!("the data are of {base}; {year} lies before"),
            format!("数据年份为{base}，{year}在其之前"),
        ))),
        Some(year) if year > last => Err(TaskError::Question(Words::new(
            format!("the data are of {base}; {year} is too far ahead, {last} is the last year"),
            format!("数据年份为{base}，{year}过远，最晚到{last}年"),
        ))),
        _ => Ok(()),
    }
}
