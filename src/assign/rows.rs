//! The table of ways that every policy reads, and the schools in it that take pupils.

use std::sync::Arc;

use crate::model::Stage;
use crate::plan::Layout;
use crate::solve::transport::{Choice, NearestSites};
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
        let choices = self.trips(home).map(|(site, trip)| Choice {
            cost: trip.distance().decimetres(),
            site,
        });
        keep_nearest(choices, count, into);
    }
}

/// The price of a last resort in decimetres: more than all ways of a chain of moves in any county.
const LAST_RESORT: u32 = 1 << 31;

/// All ways to the open schools, some of them as a last resort: their price is paid only where nothing else helps, so
/// as few pupils as can be go there.
pub(super) struct WithLastResort<'a, F> {
    pub(super) ways: OpenRows<'a>,
    /// Whether the way from a settlement to a site is a last resort.
    pub(super) is_last_resort: F,
}

impl<F: Fn(usize, u32, Trip) -> bool + Sync> NearestSites for WithLastResort<'_, F> {
    fn nearest(&self, home: usize, count: usize, into: &mut Vec<Choice>) {
        let choices = self.ways.trips(home).map(|(site, trip)| {
            let way = trip.distance().decimetres().min(LAST_RESORT - 2);
            let is_last_resort = (self.is_last_resort)(home, site, trip);
            Choice {
                cost: way + if is_last_resort { LAST_RESORT } else { 0 },
                site,
            }
        });
        keep_nearest(choices, count, into);
    }
}

/// Replaces `into` by the `count` nearest of some choices, sorted.
pub(super) fn keep_nearest(
    choices: impl Iterator<Item = Choice>,
    count: usize,
    into: &mut Vec<Choice>,
) {
    // Few of many: most choices are sorted out by one comparison with the farthest kept.
    const FEW: usize = 64;
    into.clear();
    if count > FEW {
        into.extend(choices);
        into.sort_unstable();
        into.truncate(count);
        return;
    }
    for choice in choices {
        if into.len() < count {
            into.push(choice);
        } else if into.last().is_some_and(|farthest| choice < *farthest) {
            into[count - 1] = choice;
        } else {
            continue;
        }
        let mut at = into.len() - 1;
        while at > 0 && choice < into[at - 1] {
            into[at] = into[at - 1];
            at -= 1;
        }
        into[at] = choice;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_few_are_the_head_of_the_sorted_whole() {
        let choices: Vec<Choice> = (0..200)
            .map(|site| Choice {
                cost: site * 7_919 % 61,
                site,
            })
            .collect();
        let mut sorted = choices.clone();
        sorted.sort_unstable();
        let mut kept = Vec::new();
        for count in [0, 1, 5, 64, 65, 199, 200, 300] {
            keep_nearest(choices.iter().copied(), count, &mut kept);
            assert_eq!(kept, sorted[..count.min(200)], "{count}");
        }
    }
}
