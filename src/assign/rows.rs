//! The ways that every policy reads, and the schools among them that take pupils.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use crate::model::Stage;
use crate::plan::Layout;
use crate::solve::transport::{Asked, Choice, NearestSites};
use crate::travel::{Nearby, Row, Trip, Wanted};

/// Trips by site of a layout, then settlement; `None` for sites that do not matter (closed, or not
/// running the stage).
pub type Rows = [Option<Row>];

/// The open schools of a stage and the ways to them.
#[derive(Clone, Debug)]
pub(super) struct OpenRows<'a> {
    rows: &'a Rows,
    open: &'a [u32],
    /// Finds them by their place where ways are estimated when asked for.
    nearby: Option<Arc<Nearby>>,
}

impl<'a> OpenRows<'a> {
    /// `open` are positions in `rows`, ascending.
    pub(super) fn new(rows: &'a Rows, open: &'a [u32]) -> Self {
        let rows_of = open
            .iter()
            .filter_map(|&site| Some((site, rows[site as usize].as_ref()?)));
        Self {
            nearby: Nearby::of(rows_of).map(Arc::new),
            rows,
            open,
        }
    }

    /// The ways to the open schools, by position.
    fn trips(&self, settlement: usize) -> impl Iterator<Item = (u32, Trip)> + use<'a> {
        let rows = self.rows;
        self.open
            .iter()
            .filter_map(move |&site| Some((site, trip(rows, site as usize, settlement)?)))
    }

    /// The school with the cheapest way ([`Trip::cost`]); of equally cheap ones the first.
    pub(super) fn cheapest(&self, settlement: usize) -> Option<(u32, Trip)> {
        let mut near = Vec::new();
        self.nearest_by(
            settlement,
            1,
            way_of,
            |_, trip| Some(way_of(trip)),
            &mut near,
        );
        let site = near.first()?.site;
        Some((site, trip(self.rows, site as usize, settlement)?))
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

/// The way from a settlement to a site, where it is known.
pub(super) fn trip(rows: &Rows, site: usize, settlement: usize) -> Option<Trip> {
    rows.get(site)?.as_ref()?.get(settlement)
}

impl NearestSites for OpenRows<'_> {
    fn nearest(&self, home: usize, count: usize, into: &mut Vec<Choice>) {
        self.nearest_by(home, count, way_of, |_, trip| Some(way_of(trip)), into);
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

/// From so many sites on a list is sorted as a whole.
const MANY: usize = 64;

impl<'a> OpenRows<'a> {
    /// The open schools and their ways from some settlements.
    fn stretches(
        &self,
        settlements: Range<usize>,
    ) -> impl Iterator<Item = (u32, Cow<'a, [Trip]>)> + use<'a> {
        let rows = self.rows;
        self.open.iter().filter_map(move |&site| {
            let row = rows[site as usize].as_ref()?;
            let end = settlements.end.min(row.len());
            let range = settlements.start.min(end)..end;
            let trips = match row.table() {
                Some(table) => Cow::Borrowed(&table[range]),
                None => range.filter_map(|settlement| row.get(settlement)).collect(),
            };
            Some((site, trips))
        })
    }

    /// Replaces `into` by the `count` nearest sites of a settlement, where `cost` answers what a way costs, never less
    /// than `least` does for it, which grows with the way; `None` where the settlement may not go.
    pub(super) fn nearest_by(
        &self,
        home: usize,
        count: usize,
        least: impl Fn(Trip) -> u32,
        cost: impl Fn(u32, Trip) -> Option<u32>,
        into: &mut Vec<Choice>,
    ) {
        let choice = |site, trip| {
            let cost = cost(site, trip)?;
            Some(Choice { cost, site })
        };
        match &self.nearby {
            Some(nearby) if count < self.open.len() => {
                into.clear();
                let mut nearest = Nearest {
                    count,
                    least,
                    choice,
                    found: into,
                };
                nearby.search(home, nearby.unpriced(), &mut nearest);
            }
            _ => {
                let trips = self.trips(home);
                let choices = trips.filter_map(|(site, trip)| choice(site, trip));
                keep_nearest(choices, count, into);
            }
        }
    }

    /// [`NearestSites::nearest_of`] for the costs of [`OpenRows::nearest_by`], from a settlement. A table is read
    /// stretch by stretch, as it lies in memory.
    pub(super) fn nearest_of_each(
        &self,
        homes: Range<usize>,
        count: usize,
        least: impl Fn(Trip) -> u32,
        cost: impl Fn(usize, u32, Trip) -> Option<u32>,
        each: &mut dyn FnMut(&[Choice]),
    ) {
        if let Some(nearby) = &self.nearby {
            let mut found = Vec::new();
            for home in homes {
                found.clear();
                let choice = |site, trip| {
                    let cost = cost(home, site, trip)?;
                    Some(Choice { cost, site })
                };
                let mut nearest = Nearest {
                    count,
                    least: &least,
                    choice,
                    found: &mut found,
                };
                nearby.search(home, nearby.unpriced(), &mut nearest);
                each(&found);
            }
            return;
        }
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

    /// [`NearestSites::within`] for the costs of [`OpenRows::nearest_of_each`].
    pub(super) fn within_each(
        &self,
        asked: &[Asked],
        prices: &[i64],
        least: impl Fn(Trip) -> u32 + Sync,
        cost: impl Fn(usize, u32, Trip) -> Option<u32> + Sync,
        found: &mut Vec<(u32, Choice)>,
    ) -> Vec<i64> {
        type Part = (Vec<(u32, Choice)>, Vec<i64>);
        let near = self
            .nearby
            .as_ref()
            .map(|nearby| (nearby, nearby.priced(prices)));
        let part = |asked: &[Asked]| match &near {
            Some((nearby, prices)) => {
                let mut found = Vec::new();
                let outside = |asked: &Asked| {
                    let mut within = WithinMost {
                        asked: *asked,
                        least: &least,
                        cost: |site, trip| cost(asked.home as usize, site, trip),
                        outside: i64::MAX,
                        found: &mut found,
                    };
                    nearby.search(asked.home as usize, prices, &mut within);
                    within.outside
                };
                let outside = asked.iter().map(outside).collect();
                (found, outside)
            }
            None => self.within_of_table(asked, prices, &least, &cost),
        };
        let parts: Vec<Part> = asked.par_chunks(SIDE_BY_SIDE).map(part).collect();
        let mut outside = Vec::with_capacity(asked.len());
        for (ways, least) in parts {
            found.extend(ways);
            outside.extend(least);
        }
        outside
    }

    fn within_of_table(
        &self,
        asked: &[Asked],
        prices: &[i64],
        least: impl Fn(Trip) -> u32,
        cost: impl Fn(usize, u32, Trip) -> Option<u32>,
    ) -> (Vec<(u32, Choice)>, Vec<i64>) {
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
    }
}

/// Looks for the nearest few sites of a settlement.
struct Nearest<'a, L, C> {
    count: usize,
    least: L,
    choice: C,
    /// The best so far, nearest first.
    found: &'a mut Vec<Choice>,
}

impl<L: Fn(Trip) -> u32, C: Fn(u32, Trip) -> Option<Choice>> Wanted for Nearest<'_, L, C> {
    fn may_want(&mut self, at_least: Trip, _: i64) -> bool {
        match self.found.last() {
            // One just as far may have the smaller number.
            Some(farthest) if self.found.len() == self.count => {
                (self.least)(at_least) <= farthest.cost
            }
            _ => self.count > 0,
        }
    }

    fn take(&mut self, site: u32, _: i64, trip: Trip) {
        if let Some(choice) = (self.choice)(site, trip) {
            insert_nearest(choice, self.count, self.found);
        }
    }
}

/// Looks for the sites that cost a settlement at most so much.
struct WithinMost<'a, L, C> {
    asked: Asked,
    least: L,
    cost: C,
    /// No other site costs less.
    outside: i64,
    found: &'a mut Vec<(u32, Choice)>,
}

impl<L: Fn(Trip) -> u32, C: Fn(u32, Trip) -> Option<u32>> Wanted for WithinMost<'_, L, C> {
    fn may_want(&mut self, at_least: Trip, price: i64) -> bool {
        let paid = price.saturating_add(i64::from((self.least)(at_least)));
        let may = paid <= self.asked.most;
        if !may {
            self.outside = self.outside.min(paid);
        }
        may
    }

    fn take(&mut self, site: u32, price: i64, trip: Trip) {
        let Some(cost) = (self.cost)(site, trip) else {
            return;
        };
        let paid = price + i64::from(cost);
        if paid <= self.asked.most {
            self.found.push((self.asked.home, Choice { cost, site }));
        } else {
            self.outside = self.outside.min(paid);
        }
    }
}

/// The price of a last resort in decimetres: more than all ways of a chain of moves in any county. A chain of eight
/// moves that each send a pupil where no road leads comes to as much.
pub(super) const LAST_RESORT: u32 = 1 << 31;

/// All ways to the open schools, some of them as a last resort: their price is paid only where nothing else helps, so
/// as few pupils as can be go there.
pub(super) struct WithLastResort<'a, F> {
    pub(super) ways: &'a OpenRows<'a>,
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
        let cost = |site, trip| Some(self.cost(home, site, trip));
        self.ways.nearest_by(home, count, Self::least, cost, into);
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
    into.clear();
    // Of few of many most choices are sorted out by one comparison with the farthest kept.
    if count > MANY {
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
    use crate::geometry::LonLat;
    use crate::model::{County, Settlement, SettlementId};
    use crate::random::Random;
    use crate::travel::{DETOUR_FACTOR, Place, Travel};

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

    /// Homes and sites without roads, some far from the rest; once estimated when asked for, once as tables.
    fn both_ways(random: &mut Random, homes: usize, sites: usize) -> [Vec<Option<Row>>; 2] {
        let at = |random: &mut Random| {
            // Coarse, so that some are as far as others; a few far off, near a pole, or on no globe.
            let degrees = |random: &mut Random| random.below(60) as f64 / 100.0;
            let (east, north) = (degrees(random), degrees(random));
            match random.below(40) {
                0 => LonLat::new(144.0 + east, 29.0 + north),
                1 => LonLat::new(104.0 + east, 88.0),
                2 => LonLat::new(104.0, 95.0 + north),
                _ => LonLat::new(104.0 + east, 29.0 + north),
            }
        };
        let settlement = |number: usize, at: LonLat| Settlement {
            id: SettlementId::new(&number.to_string()),
            name: String::new(),
            at,
            township: None,
            population: None,
            pupils: Default::default(),
            births: Default::default(),
            extra: Default::default(),
        };
        let settlements = (0..homes).map(|number| settlement(number, at(random)));
        let county = County {
            settlements: settlements.collect(),
            ..County::default()
        };
        let travel = Travel::new(&county, DETOUR_FACTOR);
        let places: Vec<Place> = (0..sites).map(|_| travel.place(at(random))).collect();
        let tables = travel.rows(&places).into_iter().map(Row::from);
        [
            travel.rows_to(&places).into_iter().map(Some).collect(),
            tables.map(Some).collect(),
        ]
    }

    #[test]
    fn sites_found_by_their_place_are_those_of_the_table() {
        let random = &mut Random::seeded(20_261_130);
        for _ in 0..40 {
            let (homes, sites) = (1 + random.below(30), 1 + random.below(120));
            let [estimated, tables] = both_ways(random, homes, sites);
            let open: Vec<u32> = (0..sites as u32).filter(|_| random.below(5) > 0).collect();
            let [near, table] = [&estimated, &tables].map(|rows| OpenRows::new(rows, &open));
            assert!(table.nearby.is_none() && near.nearby.is_none() == open.is_empty());
            // Some may not be gone, some cost more than they are long.
            let banned = 2 + random.below(9);
            let cost = move |home: usize, site: u32, trip: Trip| {
                let more = if site % 7 == 3 { LAST_RESORT } else { 0 };
                let permitted = !(home + site as usize).is_multiple_of(banned);
                permitted.then(|| way_of(trip) + more)
            };
            for count in [0, 1, 3, 16, 70, 500] {
                let lists = |rows: &OpenRows<'_>| {
                    let mut all: Vec<Vec<Choice>> = Vec::new();
                    rows.nearest_of_each(0..homes, count, way_of, cost, &mut |near| {
                        all.push(near.to_vec());
                    });
                    let one = |home: usize| {
                        let mut into = Vec::new();
                        rows.nearest_by(
                            home,
                            count,
                            way_of,
                            |site, trip| cost(home, site, trip),
                            &mut into,
                        );
                        into
                    };
                    assert!((0..homes).map(one).eq(all.iter().cloned()));
                    all
                };
                assert_eq!(lists(&near), lists(&table), "{count}");
            }
            let prices: Vec<i64> = (0..sites).map(|_| random.below(300_000) as i64).collect();
            let asked: Vec<Asked> = (0..homes as u32)
                .map(|home| Asked {
                    home,
                    most: random.below(900_000) as i64 - 50_000,
                })
                .filter(|asked| asked.most % 4 != 0)
                .collect();
            let within = |rows: &OpenRows<'_>| {
                let mut found = Vec::new();
                let outside = rows.within_each(&asked, &prices, way_of, cost, &mut found);
                found.sort_unstable();
                (found, outside)
            };
            let ((found, outside), (expected, true_outside)) = (within(&near), within(&table));
            assert_eq!(found, expected);
            for ((asked, outside), least) in asked.iter().zip(outside).zip(true_outside) {
                assert!(
                    asked.most < outside && outside <= least,
                    "{outside} {least}"
                );
            }
            for home in 0..homes {
                assert_eq!(near.cheapest(home), table.cheapest(home));
            }
        }
    }
}
