//! The pupils of a settlement who are dealt together where not all of them go to school every day: day pupils, and
//! those who board at one school.

use std::collections::BTreeMap;

use super::rows::trip;
use super::terms::Terms;
use super::{Assignment, Rows};
use crate::travel::Row;

/// Some pupils of a settlement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) settlement: usize,
    /// The school where they board, however far it is; `None` for the others.
    pub(super) boards_at: Option<usize>,
}

/// All settlements in parts, numbered like settlements.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    parts: Vec<Part>,
    /// By part.
    pub(super) pupils: Vec<u32>,
    /// The ways of every part.
    pub(super) rows: Vec<Option<Row>>,
}

impl Parts {
    /// Those of a settlement who board farther off than the limit are a part by themselves. `None` where there are
    /// none, so that settlements are not in parts.
    pub(super) fn of(terms: &Terms, pupils: &[u32], rows: &Rows) -> Option<Self> {
        let limit = terms.max_distance?;
        let mut left = pupils.to_vec();
        let mut boarding: BTreeMap<usize, Vec<(usize, u32)>> = BTreeMap::new();
        for (&(settlement, site), &boarders) in &terms.boarders {
            let Some(left) = left.get_mut(settlement) else {
                continue;
            };
            let boarders = boarders.min(*left);
            let is_far = trip(rows, site, settlement).is_some_and(|trip| !trip.is_within(limit));
            if is_far && boarders > 0 {
                *left -= boarders;
                boarding
                    .entry(settlement)
                    .or_default()
                    .push((site, boarders));
            }
        }
        if boarding.is_empty() {
            return None;
        }
        let by_day = left.into_iter().enumerate().map(|(settlement, pupils)| {
            let part = Part {
                settlement,
                boards_at: None,
            };
            (part, pupils)
        });
        let boarding = boarding.into_iter().flat_map(|(settlement, schools)| {
            schools.into_iter().map(move |(site, pupils)| {
                let part = Part {
                    settlement,
                    boards_at: Some(site),
                };
                (part, pupils)
            })
        });
        let (parts, pupils): (Vec<Part>, Vec<u32>) = by_day.chain(boarding).unzip();
        let of_parts = |row: &Row| -> Row {
            let ways = parts.iter().map_while(|part| row.get(part.settlement));
            ways.collect()
        };
        Some(Self {
            rows: rows.iter().map(|row| row.as_ref().map(of_parts)).collect(),
            parts,
            pupils,
        })
    }

    /// One of them by its number.
    pub(super) fn part(&self, number: usize) -> Part {
        self.parts[number]
    }

    /// An assignment of parts as one of settlements.
    pub(super) fn put_together(&self, assignment: &mut Assignment) {
        for flow in &mut assignment.flows {
            flow.settlement = self.parts[flow.settlement].settlement;
        }
        for unplaced in &mut assignment.unplaced {
            unplaced.settlement = self.parts[unplaced.settlement].settlement;
        }
        assignment.tidy();
    }
}
