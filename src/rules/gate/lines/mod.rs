//! The lines of the gate, one function each.

mod room;
mod steps;
mod ways;

use super::{Closing, Light, Line};
use crate::words::Words;

pub(super) fn all(closing: &Closing<'_>) -> Vec<Line> {
    let lines = [
        ways::walk(closing),
        Some(ways::trips(closing)),
        ways::boarding(closing),
        Some(room::seats(closing)),
        room::classes(closing),
        room::sizes(closing),
        Some(ways::transport(closing)),
        Some(steps::procedure(closing)),
        Some(steps::parents(closing)),
        Some(steps::retention(closing)),
        Some(steps::order(closing)),
    ];
    let lines = lines.into_iter().flatten();
    lines.map(|line| cautious(closing, line)).collect()
}

/// A line as it may be said: where nobody can say who would have to move, nothing that rests on it is green.
fn cautious(closing: &Closing<'_>, line: Line) -> Line {
    let Some(lacks) = closing.lacks else {
        return line;
    };
    if !line.key.rests_on_pupils() || line.light == Light::Red {
        return line;
    }
    Line {
        light: Light::Amber,
        value: None,
        answer: Words::new(
            format!("not known: {}", lacks.en),
            format!("未知：{}", lacks.zh),
        ),
        ..line
    }
}

#[cfg(test)]
mod tests;
