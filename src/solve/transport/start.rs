//! Where a problem from scratch begins: at prices near those of its optimum, from a smooth version of it.
//!
//! The smooth problem (the module `smooth`) is settled while hot and then cooled until pupils spread over a few sites
//! only. Every few rounds, and at last, ways that the lists lack and that would be cheaper are listed, a few for each
//! home at a time, and it is settled again: where pupils go far, the first lists hide where.
//!
//! At first it costs little to go nowhere. Where a town has many more seats than pupils live near it, lists do not show
//! them to those who must come from far; these would else drive prices beyond all measure. As long as somebody goes
//! nowhere, it is made dearer, and missing ways are looked for as far as that.
//!
//! Nothing here need be exact. Prices are where the search for the optimum begins; it repairs what is left.

use super::lists::{Asked, Choice, Lists, NearestSites};
use super::smooth::Smooth;
use super::{Demand, NOWHERE};

/// No start on smaller problems pays.
pub(super) const FEWEST_SITES: usize = 48;

/// Nor where the search that begins at the nearest sites ends after so many looks at each home: that takes less than half
/// as long as the start, on made-up squares of 60 to 2,000 sites.
const FEW_LOOKS: u64 = 100;

/// Costs from here on are last choices: as much as the first such cost more than usual, and the rest.
const LAST_CHOICE: u32 = 1 << 27;

/// A last choice costs so many times as much as the farthest listed site costs more than the nearest, at the median.
const STEEP: f64 = 1_000.0;

/// The same at first where there are seats for all, and how much steeper it becomes at a time.
const GENTLE: f64 = 4.0;
const STEEPER: f64 = 4.0;

/// So small a part of the pupils who go nowhere does not matter.
const FEW_NOWHERE: f64 = 0.000_5;

/// The heat at first and at last, as a part of that same median.
const HOT: f64 = 0.25;
const WARM: f64 = HOT / 64.0;

/// How many pupils may be too many or too few at some site, as a part of all, while hot and at last.
const ROUGHLY: f64 = 0.002;
const CLOSELY: f64 = 0.000_3;

/// The same where there are as many seats as pupils, but for one in so many: at last no more than a few in number, as a
/// search for each of them crosses the whole county.
const ROUGHLY_EVEN: f64 = 0.000_5;
const FEW_PUPILS: f64 = 10.0;
const EVEN: u64 = 100;

/// How often Newton's step is taken at one heat, at most: while hot, and at last. What is off then over long distances
/// only long chains of moves repair.
const MOST_STEPS: u32 = 25;
const MOST_STEPS_AT_LAST: u32 = 100;

/// In every so manieth round ways that the lists lack are looked for, at most so many times, and so many for each home.
const ROUNDS_A_LOOK: u32 = 2;
const MOST_LOOKS: u32 = 4;
const MOST_WAYS: usize = 8;

/// So few new ways for each home do not matter.
const FEW: usize = 500;

/// With fewer seats than this for every 20 pupils such a search always takes long: chains of moves cross all sites.
const TIGHT: u64 = 21;

/// How many looks at homes a search that begins at the nearest sites is given before it begins anew at the prices of
/// [`nearly`]; none where nearly all seats are needed, or more.
pub(super) fn patience(demands: &[Demand], seats: &[Option<u32>]) -> u64 {
    if seats.len() < FEWEST_SITES {
        return u64::MAX;
    }
    match Start::seats_and_pupils(demands, seats) {
        Some((seats, pupils)) if 20 * seats < TIGHT * pupils => 0,
        _ => FEW_LOOKS * demands.len() as u64,
    }
}

/// Prices at which a problem is nearly solved, by site, in decimetres; lists grow where they are seen to be too short.
pub(super) fn nearly(
    demands: &[Demand],
    seats: &[Option<u32>],
    lists: &mut Lists,
    near: &impl NearestSites,
) -> Vec<i64> {
    let mut start = Start::of(demands, seats, lists);
    let mut heat = HOT * start.spread;
    let mut smooth = start.smooth(lists, start.first_prices(), heat);
    while start.is_gentle() {
        smooth.settle(start.roughly(), MOST_STEPS);
        for _ in 0..MOST_LOOKS {
            let prices = start.prices_while_gentle(smooth.prices(), lists);
            let new = start.list_cheaper(&prices, lists, near);
            if new <= demands.len() / FEW {
                break;
            }
            smooth = start.smooth(lists, smooth.prices().to_vec(), heat);
            smooth.settle(start.roughly(), MOST_STEPS);
        }
        start.steep = if smooth.part_at(seats.len()) > FEW_NOWHERE {
            (start.steep * STEEPER).min(STEEP)
        } else {
            STEEP
        };
        smooth = start.smooth(lists, smooth.prices().to_vec(), heat);
    }
    for round in 0.. {
        let is_last = heat <= WARM * start.spread;
        let (close, steps, looks) = match (is_last, round % ROUNDS_A_LOOK) {
            (true, _) => (start.closely(), MOST_STEPS_AT_LAST, MOST_LOOKS),
            (false, 0) => (start.roughly(), MOST_STEPS, MOST_LOOKS),
            (false, _) => (start.roughly(), MOST_STEPS, 0),
        };
        smooth.settle(close, steps);
        for _ in 0..looks {
            let prices = start.true_prices(smooth.prices(), lists);
            let new = start.list_cheaper(&prices, lists, near);
            smooth = start.smooth(lists, smooth.prices().to_vec(), heat);
            if new <= demands.len() / FEW {
                break;
            }
            smooth.settle(close, steps);
        }
        if is_last {
            break;
        }
        smooth.cool(2.0);
        heat /= 2.0;
    }
    start.true_prices(smooth.prices(), lists)
}

struct Start<'a> {
    demands: &'a [Demand],
    seats: &'a [Option<u32>],
    /// How much more the farthest listed site costs than the nearest, at the median; at least 1.
    spread: f64,
    /// The least of the last choices; `None` where there are none but nowhere.
    last_choice: Option<u32>,
    /// A last choice costs so many times as much as `spread`.
    steep: f64,
    /// All pupils, where there are about as many seats.
    even: Option<u64>,
}

impl<'a> Start<'a> {
    fn of(demands: &'a [Demand], seats: &'a [Option<u32>], lists: &Lists) -> Self {
        let all = (0..demands.len() as u32).map(|home| lists.get(home));
        let mut spreads: Vec<u32> = all
            .clone()
            .filter_map(|list| Some(list.last()?.cost - list.first()?.cost))
            .collect();
        let middle = spreads.len() / 2;
        let spread = match spreads.as_slice() {
            [] => 1,
            _ => *spreads.select_nth_unstable(middle).1,
        };
        let costs = all.flatten().map(|choice| choice.cost);
        let both = Self::seats_and_pupils(demands, seats);
        let steep = match both {
            Some((seats, pupils)) if seats < pupils => STEEP,
            _ => GENTLE,
        };
        let is_even = |&(seats, pupils): &(u64, u64)| EVEN * seats.abs_diff(pupils) < pupils;
        Self {
            even: both.filter(is_even).map(|(_, pupils)| pupils),
            steep,
            demands,
            seats,
            spread: f64::from(spread.clamp(1, LAST_CHOICE)),
            last_choice: costs.filter(|&cost| cost >= LAST_CHOICE).min(),
        }
    }

    /// All seats and all pupils; `None` where a site has no limit.
    fn seats_and_pupils(demands: &[Demand], seats: &[Option<u32>]) -> Option<(u64, u64)> {
        let seats: Option<u64> = seats.iter().map(|seats| seats.map(u64::from)).sum();
        let pupils = demands.iter().map(|demand| u64::from(demand.pupils));
        Some((seats?, pupils.sum()))
    }

    /// How well sites are to be filled while hot, as a part of all pupils.
    fn roughly(&self) -> f64 {
        if self.even.is_some() {
            ROUGHLY_EVEN
        } else {
            ROUGHLY
        }
    }

    /// The same at last.
    fn closely(&self) -> f64 {
        match self.even {
            Some(pupils) => CLOSELY.min(FEW_PUPILS / pupils as f64),
            None => CLOSELY,
        }
    }

    /// What a last choice costs more than others in the smooth problem; nowhere costs twice as much.
    fn last(&self) -> f64 {
        self.steep * self.spread
    }

    /// Whether it still costs little to go nowhere.
    fn is_gentle(&self) -> bool {
        self.steep < STEEP
    }

    /// The most that a home pays: what it costs to go nowhere.
    fn most_paid(&self, demand: &Demand) -> i64 {
        if self.is_gentle() {
            self.nowhere(demand) as i64
        } else {
            NOWHERE * i64::from(demand.weight)
        }
    }

    /// What it costs a home to go nowhere in the smooth problem.
    fn nowhere(&self, demand: &Demand) -> f64 {
        self.last() * (1.0 + f64::from(demand.weight))
    }

    /// What a way costs in the smooth problem.
    fn cost(&self, cost: u32) -> f64 {
        match self.last_choice {
            Some(last) if cost >= last => self.last() + f64::from((cost - last).min(LAST_CHOICE)),
            _ => f64::from(cost),
        }
    }

    fn smooth(&self, lists: &Lists, prices: Vec<f64>, heat: f64) -> Smooth {
        let limit = |seats: Option<u32>| seats.map_or(f64::INFINITY, f64::from);
        // Nowhere is one more site, without a limit.
        let limits = self.seats.iter().map(|&seats| limit(seats));
        let seats: Vec<f64> = limits.chain([f64::INFINITY]).collect();
        let nowhere = self.seats.len() as u32;
        let mut smooth = Smooth::new(seats, prices, heat);
        for (home, demand) in (0_u32..).zip(self.demands) {
            if demand.pupils == 0 {
                continue;
            }
            let open = |site: u32| self.seats[site as usize] != Some(0);
            let ways = lists.get(home).iter().filter(|choice| open(choice.site));
            let ways = ways.map(|choice| (choice.site, self.cost(choice.cost)));
            let out = [(nowhere, self.nowhere(demand))];
            smooth.push(f64::from(demand.pupils), ways.chain(out));
        }
        smooth
    }

    /// Near what prices will be: high where seats are short, and off the ground where there are as many as pupils.
    fn first_prices(&self) -> Vec<f64> {
        let price = match Self::seats_and_pupils(self.demands, self.seats) {
            Some((seats, pupils)) if seats < pupils => 2.0 * self.last(),
            Some((seats, pupils)) if seats == pupils => 0.25 * self.last(),
            _ => 0.0,
        };
        let limited = |seats: &Option<u32>| if seats.is_some() { price } else { 0.0 };
        self.seats.iter().map(limited).chain([0.0]).collect()
    }

    /// What prices in the smooth problem stand for, in decimetres.
    fn true_prices(&self, smooth: &[f64], lists: &Lists) -> Vec<i64> {
        let last = self.last();
        // Where every seat is taken, all prices may be lower by as much.
        let taken = self
            .seats
            .iter()
            .zip(smooth)
            .filter(|(seats, _)| **seats != Some(0));
        let lowest = taken
            .fold(f64::INFINITY, |lowest, (_, &price)| lowest.min(price))
            .max(0.0);
        let lower = if lowest < 0.75 * last { lowest } else { 0.0 };
        let mut prices: Vec<i64> = smooth[..self.seats.len()]
            .iter()
            .map(|&price| {
                if price > 1.75 * last {
                    NOWHERE + (price - 2.0 * last) as i64
                } else if price > 0.75 * last
                    && let Some(choice) = self.last_choice
                {
                    i64::from(choice) + (price - last) as i64
                } else {
                    (price - lower).max(0.0) as i64
                }
            })
            .collect();
        self.price_the_closed(&mut prices, lists);
        prices
    }

    /// The same while last choices cost little: they are usually beyond what is looked for.
    fn prices_while_gentle(&self, smooth: &[f64], lists: &Lists) -> Vec<i64> {
        let prices = smooth[..self.seats.len()].iter();
        let mut prices: Vec<i64> = prices.map(|&price| price.max(0.0) as i64).collect();
        self.price_the_closed(&mut prices, lists);
        prices
    }

    /// Sites without seats cost as much as keeps everyone out.
    fn price_the_closed(&self, prices: &mut [i64], lists: &Lists) {
        let is_closed = |site: u32| self.seats[site as usize] == Some(0);
        for (home, demand) in (0_u32..).zip(self.demands) {
            let list = lists.get(home).iter().copied();
            let (closed, open): (Vec<Choice>, Vec<Choice>) =
                list.partition(|choice| is_closed(choice.site));
            let paid = open
                .iter()
                .map(|choice| i64::from(choice.cost) + prices[choice.site as usize])
                .min()
                .unwrap_or(NOWHERE * i64::from(demand.weight));
            for choice in closed {
                let price = &mut prices[choice.site as usize];
                *price = (*price).max(paid - i64::from(choice.cost));
            }
        }
    }

    /// Lists every way left out that is cheaper at these prices than what its home pays; answers how many there were.
    fn list_cheaper(&self, prices: &[i64], lists: &mut Lists, near: &impl NearestSites) -> usize {
        let mut asked = Vec::new();
        for (home, demand) in (0_u32..).zip(self.demands) {
            let ways = lists.get(home).iter();
            let paid = ways
                .map(|choice| i64::from(choice.cost) + prices[choice.site as usize])
                .min()
                .unwrap_or(i64::MAX)
                .min(self.most_paid(demand));
            if demand.pupils > 0 && lists.bound_of_ways(home).way < paid {
                asked.push(Asked {
                    home,
                    most: paid - 1,
                });
            }
        }
        let mut found = Vec::new();
        near.within(&asked, prices, &mut found);
        let paid = |choice: Choice| i64::from(choice.cost) + prices[choice.site as usize];
        found.sort_unstable_by_key(|&(home, choice)| (home, paid(choice), choice.site));
        let mut new = 0;
        let mut of_home = (u32::MAX, 0);
        for (home, choice) in found {
            of_home = if of_home.0 == home {
                (home, of_home.1 + 1)
            } else {
                (home, 1)
            };
            if of_home.1 <= MOST_WAYS && lists.cost(home, choice.site).is_none() {
                lists.insert(home, choice);
                new += 1;
            }
        }
        new
    }
}
