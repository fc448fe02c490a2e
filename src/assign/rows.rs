//! The table of ways that every policy reads, and the schools in it that take pupils.

use std::sync::Arc;

use super::transport::{Choice, NearestSites};
use crate::model::Stage;
use crate::plan::Layout;
use crate::travel::Trip;

/// Trips by site of a layout, then settlement; `None` for sites that do not matter (closed, or not
/// running the stage).
pub type Rows = [Option<Arc<[Trip]>>];

/// The open schools of a stage and the ways to them.
#[derive(Clone, Copy)]
pub(super) struct OpenRows<'a> {
    rows: &'a Rows,
    open: &'a [u32],
}

impl<'a> OpenRows<'a> {
    /// `open` are positions in `rows`, ascending.
    pub(super) fn new(rows: &'a Rows, open: &'a [u32]) -> Self {
        Self { rows, open }
    }

    /// The ways to the open schools, by position.
    pub(super) fn trips(self, settlement: usize) -> impl Iterator<Item = (u32, Trip)> + 'a {
        self.open
            .iter()
            .filter_map(move |&site| Some((site, trip(self.rows, site as usize, settlement)?)))
    }
}

/// Positions of the sites that run a stage and have a row.
pub(super) fn open_sites(stage: Stage, layout: &Layout, rows: &Rows) -> Vec<u32> {
    layout
        .sites
        .iter()
        .zip(rows)
        .zip(0..)
        .filter(|((site, row), _)| site.runs(stage) && row.is_some())
        .map(|(_, position)| position)
        .collect()
}

/// The way from a settlement to a site, where the table has it.
pub(super) fn trip(rows: &Rows, site: usize, settlement: usize) -> Option<Trip> {
    rows.get(site)?.as_ref()?.get(settlement).copied()
}

impl NearestSites for OpenRows<'_> {
    fn nearest(&self, home: usize, count: usize, into: &mut Vec<Choice>) {
        into.clear();
        into.extend(self.trips(home).map(|(site, trip)| Choice {
            cost: trip.distance().decimetres(),
            site,
        }));
        keep_nearest(into, count);
    }
}

/// Sorts the `count` nearest to the front and drops the rest.
pub(super) fn keep_nearest(choices: &mut Vec<Choice>, count: usize) {
    if count < choices.len() && count > 0 {
        choices.select_nth_unstable(count - 1);
    }
    choices.truncate(count);
    choices.sort_unstable();
}
