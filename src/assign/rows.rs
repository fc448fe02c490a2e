//! The table of ways that every policy reads, and the schools in it that take pupils.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use crate::model::Stage;
use crate::plan::Layout;
use crate::solve::transport::{Asked, Choice, NearestSites};
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
            cost: trip.cost(),
            site,
        });
        keep_nearest(choices, count, into);
    }

    fn nearest_of(&self, homes: Range<usize>, count: usize, each: &mut dyn FnMut(&[Choice])) {
        let cost = |_, _, trip| Some(way_of(trip));
        self.nearest_of_each(homes, count, way_of, cost, each);
    }

    fn within(&self, asked: &[Asked], prices: &[i64], found: &mut Vec<(u32, Choice)>) -> Vec<i64> {
        let cost = |_, _, trip| Some(way_of(trip));
        self.within_each(asked, prices, way_of, cost, found)
    }
}

/// What a way costs, in decimetres.
pub(super) fn way_of(trip: Trip) -> u32 {
    trip.cost()
}

/// How many settlements are gone through side by side, as their ways to a school lie side by side in memory.
const SIDE_BY_SIDE: usize = 64;

impl<'a> OpenRows<'a> {
    /// The open schools and their ways from some settlements.
    fn stretches(self, settlements: Range<usize>) -> impl Iterator<Item = (u32, &'a [Trip])> {
        self.open.iter().filter_map(move |&site| {
            let row = self.rows[site as usize].as_ref()?;
            let end = settlements.end.min(row.len());
            Some((site, &row[settlements.start.min(end)..end]))
        })
    }

    /// [`NearestSites::nearest_of`] where `cost` answers what a way costs, never less than `least` does for it; `None`
    /// where a settlement may not go. Reads the table stretch by stretch, as it lies in memory.
    pub(super) fn nearest_of_each(
        self,
        homes: Range<usize>,
        count: usize,
        least: impl Fn(Trip) -> u32,
        cost: impl Fn(usize, u32, Trip) -> Option<u32>,
        each: &mut dyn FnMut(&[Choice]),
    ) {
        for start in homes.clone().step_by(SIDE_BY_SIDE) {
            let side_by_side = start..homes.end.min(start + SIDE_BY_SIDE);
            let mut nearest: Vec<Vec<Choice>> = vec![Vec::new(); side_by_side.len()];
            let mut farthest = [u32::MAX; SIDE_BY_SIDE];
            for (site, trips) in self.stretches(side_by_side.clone()) {
                for (at, &trip) in trips.iter().enumerate() {
                    if least(trip) >= farthest[at] {
                        continue;
                    }
                    let Some(cost) = cost(start + at, site, trip) else {
                        continue;
                    };
                    let near = &mut nearest[at];
                    insert_nearest(Choice { cost, site }, count, near);
                    if near.len() == count {
                        farthest[at] = near.last().map_or(0, |choice| choice.cost);
                    }
                }
            }
            for near in &nearest {
                each(near);
            }
        }
    }

    /// [`NearestSites::within`] where `cost` answers what a way costs, never less than `least` does for it; `None`
    /// where a settlement may not go.
    pub(super) fn within_each(
        self,
        asked: &[Asked],
        prices: &[i64],
        least: impl Fn(Trip) -> u32 + Sync,
        cost: impl Fn(usize, u32, Trip) -> Option<u32> + Sync,
        found: &mut Vec<(u32, Choice)>,
    ) -> Vec<i64> {
        type Part = (Vec<(u32, Choice)>, Vec<i64>);
        let parts: Vec<Part> = asked
            .par_chunks(SIDE_BY_SIDE)
            .map(|asked| {
                let mut found = Vec::new();
                let mut outside = vec![i64::MAX; asked.len()];
                let (Some(first), Some(last)) = (asked.first(), asked.last()) else {
                    return (found, outside);
                };
                let first = first.home as usize;
                for (site, trips) in self.stretches(first..last.home as usize + 1) {
                    let price = prices.get(site as usize).copied().unwrap_or(0);
                    for (asked, outside) in asked.iter().zip(&mut outside) {
                        let home = asked.home as usize;
                        let Some(&trip) = trips.get(home - first) else {
                            continue;
                        };
                        let paid = price + i64::from(least(trip));
                        if paid >= *outside && paid > asked.most {
                            continue;
                        }
                        let Some(cost) = cost(home, site, trip) else {
                            continue;
                        };
                        let paid = price + i64::from(cost);
                        if paid <= asked.most {
                            found.push((asked.home, Choice { cost, site }));
                        } else {
                            *outside = paid.min(*outside);
                        }
                    }
                }
                (found, outside)
            })
            .collect();
        let mut outside = Vec::with_capacity(asked.len());
        for (ways, least) in parts {
            found.extend(ways);
            outside.extend(least);
        }
        outside
    }
}

/// The price of a last resort in decimetres: more than all ways of a chain of moves in any county. A chain of eight
/// moves that each send a pupil where no road leads comes to as much.
pub(super) const LAST_RESORT: u32 = 1 << 31;

/// All ways to the open schools, some of them as a last resort: their price is paid only where nothing else helps, so
/// as few pupils as can be go there.
pub(super) struct WithLastResort<'a, F> {
    pub(super) ways: OpenRows<'a>,
    /// Whether the way from a settlement to a site is a last resort.
    pub(super) is_last_resort: F,
}

impl<F: Fn(usize, u32, Trip) -> bool> WithLastResort<'_, F> {
    fn least(trip: Trip) -> u32 {
        way_of(trip).min(LAST_RESORT - 2)
    }

    fn cost(&self, home: usize, site: u32, trip: Trip) -> u32 {
        let way = Self::least(trip);
        let is_last_resort = (self.is_last_resort)(home, site, trip);
        way + if is_last_resort { LAST_RESORT } else { 0 }
    }
}

impl<F: Fn(usize, u32, Trip) -> bool + Sync> NearestSites for WithLastResort<'_, F> {
    fn nearest(&self, home: usize, count: usize, into: &mut Vec<Choice>) {
        let choices = self.ways.trips(home).map(|(site, trip)| Choice {
            cost: self.cost(home, site, trip),
            site,
        });
        keep_nearest(choices, count, into);
    }

    fn nearest_of(&self, homes: Range<usize>, count: usize, each: &mut dyn FnMut(&[Choice])) {
        let cost = |home, site, trip| Some(self.cost(home, site, trip));
        self.ways
            .nearest_of_each(homes, count, Self::least, cost, each);
    }

    fn within(&self, asked: &[Asked], prices: &[i64], found: &mut Vec<(u32, Choice)>) -> Vec<i64> {
        let cost = |home, site, trip| Some(self.cost(home, site, trip));
        self.ways
            .within_each(asked, prices, Self::least, cost, found)
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
        insert_nearest(choice, count, into);
    }
}

/// Puts a choice in its place among the `count` nearest, if it is one of them.
fn insert_nearest(choice: Choice, count: usize, nearest: &mut Vec<Choice>) {
    if nearest.len() < count {
        nearest.push(choice);
    } else if nearest.last().is_some_and(|farthest| choice < *farthest) {
        nearest[count - 1] = choice;
    } else {
        return;
    }
    let mut at = nearest.len() - 1;
    while at > 0 && choice < nearest[at - 1] {
        nearest[at] = nearest[at - 1];
        at -= 1;
    }
    nearest[at] = choice;
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
