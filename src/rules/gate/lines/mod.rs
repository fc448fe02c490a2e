//! The lines of the gate, one function each.

mod room;
mod steps;
mod ways;

use super::{Closing, Line};

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
    lines.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests;
