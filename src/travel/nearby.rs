//! The sites that are near a settlement, or cheap from it, where there are no roads: without a look at all of them.

use std::borrow::Cow;
use std::cell::RefCell;

use crate::geometry::Located;
use crate::units::Meters;

use super::Basis;
use super::estimates::estimate_bound;
use super::place::Place;
use super::row::{Row, StraightLines};
use super::space_tree::{LeastPrices, SpaceTree, Visitor};
use super::trip::Trip;

thread_local! {
    /// Memory of a search, for the next one.
    static STACK: RefCell<Vec<(u32, f64)>> = const { RefCell::new(Vec::new()) };
}

/// Sites to which every trip is an estimate, found by their place.
#[derive(Clone, Debug)]
pub(crate) struct Nearby {
    estimates: StraightLines,
    /// Number and place, in the order given.
    sites: Vec<(u32, Located)>,
    /// Of positions in `sites`.
    tree: SpaceTree,
    /// Positions in `sites` of those off the globe, which no tree finds.
    elsewhere: Vec<u32>,
    /// Of sites that ask nothing.
    unpriced: Prices<'static>,
}

/// What is asked of the sites near a settlement.
pub(crate) trait Wanted {
    /// Whether a site with this price may be wanted to which the trip is at least so long.
    fn may_want(&mut self, at_least: Trip, price: i64) -> bool;

    /// A site, its price and the trip there.
    fn take(&mut self, site: u32, price: i64, trip: Trip);
}

/// The prices of sites, ready for many settlements.
#[derive(Clone, Debug)]
pub(crate) struct Prices<'a> {
    by_number: Cow<'a, [i64]>,
    least: LeastPrices,
}

impl Prices<'_> {
    fn of(&self, site: u32) -> i64 {
        price(&self.by_number, site)
    }
}

fn price(by_number: &[i64], site: u32) -> i64 {
    by_number.get(site as usize).copied().unwrap_or(0)
}

impl Nearby {
    /// Numbered sites; `None` unless the trips to all of them are estimated when asked for, or where there are none.
    pub(crate) fn of<'a>(sites: impl Iterator<Item = (u32, &'a Row)>) -> Option<Self> {
        let mut estimates = None;
        let mut found: Vec<(u32, Located)> = Vec::new();
        for (number, row) in sites {
            let (lines, to) = row.estimated()?;
            estimates = estimates.or(Some(lines));
            found.push((number, *to));
        }
        let (positions, elsewhere): (Vec<u32>, Vec<u32>) =
            (0..found.len() as u32).partition(|&at| found[at as usize].1.is_on_globe());
        let place = |at: u32| (found[at as usize].1.in_space(), at);
        let tree = SpaceTree::of(positions.into_iter().map(place).collect());
        Some(Self {
            estimates: estimates?.clone(),
            unpriced: Prices {
                least: tree.least_prices(|_| 0),
                by_number: Cow::Borrowed(&[]),
            },
            tree,
            sites: found,
            elsewhere,
        })
    }

    /// Prices by number of the site; those not told are zero.
    pub(crate) fn priced<'a>(&self, by_number: impl Into<Cow<'a, [i64]>>) -> Prices<'a> {
        let by_number = by_number.into();
        let of = |at: u32| price(&by_number, self.sites[at as usize].0);
        Prices {
            least: self.tree.least_prices(of),
            by_number,
        }
    }

    /// The prices of sites that ask nothing.
    pub(crate) fn unpriced(&self) -> &Prices<'static> {
        &self.unpriced
    }

    /// Every site that may be wanted from a settlement, none twice; the near ones come early.
    pub(crate) fn search(&self, home: usize, prices: &Prices<'_>, wanted: &mut impl Wanted) {
        if let Some(from) = self.estimates.homes.located.get(home) {
            self.search_from(from, prices, wanted);
        }
    }

    /// The same from a site: the way to it is as long.
    pub(crate) fn search_around(
        &self,
        site: &Place,
        prices: &Prices<'_>,
        wanted: &mut impl Wanted,
    ) {
        self.search_from(&site.located, prices, wanted);
    }

    fn search_from(&self, from: &Located, prices: &Prices<'_>, wanted: &mut impl Wanted) {
        let mut search = Search {
            nearby: self,
            from,
            wanted,
        };
        let number = |at: u32| prices.of(self.sites[at as usize].0);
        if from.is_on_globe() {
            STACK.with_borrow_mut(|stack| {
                self.tree
                    .search(from.in_space(), &prices.least, number, stack, &mut search);
            });
            for &at in &self.elsewhere {
                search.visit(at, number(at));
            }
        } else {
            for at in 0..self.sites.len() as u32 {
                search.visit(at, number(at));
            }
        }
    }
}

/// One search for what is wanted from one settlement.
struct Search<'a, W> {
    nearby: &'a Nearby,
    from: &'a Located,
    wanted: &'a mut W,
}

impl<W: Wanted> Visitor for Search<'_, W> {
    fn matters(&mut self, metres: f64, price: i64) -> bool {
        let bound = estimate_bound(metres, self.nearby.estimates.detour_factor);
        let at_least = Trip::new(Meters::from_decimetres(bound), Basis::Estimate);
        self.wanted.may_want(at_least, price)
    }

    fn visit(&mut self, at: u32, price: i64) {
        let (number, to) = &self.nearby.sites[at as usize];
        let trip = self.nearby.estimates.trip_over(self.from.metres_to(to));
        self.wanted.take(*number, price, trip);
    }
}
