//! Catchments of a stage under terms, with proof also where settlements are not split.
//!
//! Split settlements are a transportation problem, and [`seats_under`] is exact. Whole ones are single-source
//! assignment: with every open school locked open at no cost, [`capacitated`] solves it and bounds it, and what
//! [`seats_under`] finds is the answer to beat. There is one more place, *nowhere*, for all, in one piece with
//! everybody, and dear: so there is always an answer, and as it only adds to what is allowed the bound holds for those
//! who place all. Where the terms cannot all be kept, the same problem finds which settlements must be let go farther:
//! once with a price on pupils beyond the terms alone, for the fewest and the proof, and once with ways besides.

use crate::assign::catchment::Cells;
use crate::assign::{Flow, Neighbours, Rows, Settled, Terms, Unplaced, Villages, seats_under};
use crate::model::{County, Stage};
use crate::plan::Layout;
use crate::solve::Run;
use crate::solve::capacitated::{self, FORBIDDEN, Lock, Problem};
use crate::travel::Trip;

/// How many times the farthest way a pupil counts who goes nowhere, or beyond a term, where all ways together are more.
const DEAR: i64 = 128;

/// So much may all pupils cost together who are dear.
const MOST: i64 = 1 << 53;

/// How many pupils beyond the terms a pupil without a seat counts.
const NO_SEAT: i64 = 1_024;

/// What is dealt: the pupils of a stage by settlement, and the ways to the schools of a layout.
#[derive(Clone, Copy)]
pub(super) struct Dealt<'a> {
    /// Whose pupils.
    pub(super) stage: Stage,
    /// How many by settlement.
    pub(super) pupils: &'a [u32],
    /// Where they live.
    pub(super) county: &'a County,
    /// The land round their homes.
    pub(super) cells: &'a Cells,
    /// Where they may go.
    pub(super) layout: &'a Layout,
    /// By site of the layout, the ways to it.
    pub(super) rows: &'a Rows,
}

/// The best assignment under terms, as far as the run allows to find and to prove it.
///
/// Where whole settlements do not all fit within the terms, it is what [`seats_under`] gives, and the settlements are
/// told that must go beyond.
pub(super) fn best_catchments(terms: &Terms, dealt: Dealt<'_>, run: &Run<'_>) -> Settled {
    let Dealt {
        stage,
        pupils,
        county,
        cells,
        layout,
        rows,
    } = dealt;
    let mut settled = seats_under(terms, stage, pupils, (county, cells), layout, rows);
    let whole = Whole::of(terms, dealt);
    if terms.villages == Villages::Split || whole.sites.is_empty() || whole.homes.is_empty() {
        return settled;
    }
    // Where it seems that not everyone fits, time is left to find out what must give way.
    let others = usize::from(settled.assignment.not_placed() > 0);
    if settled.least_unplaced == 0 {
        whole.improve(&mut settled, &run.sharing(others));
    }
    if settled.assignment.not_placed() > 0 {
        whole.relax(&mut settled, run);
    }
    settled
}

/// Whole settlements and open schools.
struct Whole<'a> {
    terms: &'a Terms,
    dealt: Dealt<'a>,
    /// Positions of the settlements where pupils live.
    homes: Vec<usize>,
    /// Positions of the schools that are open.
    sites: Vec<usize>,
}

impl<'a> Whole<'a> {
    fn of(terms: &'a Terms, dealt: Dealt<'a>) -> Self {
        let has_row = |site: &usize| dealt.rows.get(*site).is_some_and(Option::is_some);
        let open = dealt.layout.open(dealt.stage).into_iter();
        Self {
            terms,
            dealt,
            homes: (0..dealt.pupils.len())
                .filter(|&settlement| dealt.pupils[settlement] > 0)
                .collect(),
            sites: open.filter(has_row).collect(),
        }
    }

    fn trip(&self, settlement: usize, site: usize) -> Option<Trip> {
        let row = self.dealt.rows.get(site)?.as_ref()?;
        row.get(settlement)
    }

    /// How many of a settlement's pupils would go beyond the terms if all went there.
    fn beyond(&self, settlement: usize, site: usize, trip: Trip) -> u32 {
        let ground = (self.dealt.county, self.dealt.layout);
        let pupils = self.dealt.pupils[settlement];
        self.terms.beyond(ground, settlement, site, trip, pupils)
    }

    /// All their ways together.
    fn ways(&self, settlement: usize, trip: Trip) -> i64 {
        i64::from(trip.cost()) * i64::from(self.dealt.pupils[settlement])
    }

    /// The better of what is settled and what the search finds, and the better of their bounds.
    fn improve(&self, settled: &mut Settled, run: &Run<'_>) {
        let way = |settlement: usize, site: usize, trip: Trip| {
            let is_permitted = self.beyond(settlement, site, trip) == 0;
            is_permitted.then(|| self.ways(settlement, trip))
        };
        let Ok(found) = capacitated::solve(&self.problem(way, self.dear()), run) else {
            return;
        };
        let (flows, unplaced) = self.told(&found.choice);
        let assignment = &mut settled.assignment;
        let is_complete = unplaced.is_empty();
        if is_complete
            && (assignment.not_placed() > 0 || (found.value as u64) < assignment.pupil_cost())
        {
            (assignment.flows, assignment.unplaced) = (flows, unplaced);
        }
        settled.bound = settled.bound.max(found.bound.max(0) as u64);
        assignment.is_proven =
            assignment.not_placed() == 0 && assignment.pupil_cost() == settled.bound;
    }

    /// Which whole settlements must go beyond the terms so that all find a seat, of the fewest pupils together. Where
    /// even then not everyone fits, or nothing is found in time, what is known for split ones stays.
    fn relax(&self, settled: &mut Settled, run: &Run<'_>) {
        // What is told is ways; these are pupils and prices.
        let silent = run.watched(run.cancel, &|_| ());
        let count = |settlement: usize, site: usize, trip: Trip| {
            Some(i64::from(self.beyond(settlement, site, trip)))
        };
        let fewest = capacitated::solve(&self.problem(count, NO_SEAT), &silent.sharing(1));
        let dear = self.dear();
        let price = |settlement: usize, site: usize, trip: Trip| {
            let beyond = i64::from(self.beyond(settlement, site, trip));
            Some(self.ways(settlement, trip) + dear * beyond)
        };
        let shortest = capacitated::solve(&self.problem(price, dear * 8), &silent);
        if let Ok(fewest) = &fewest
            && self.told(&fewest.choice).1.is_empty()
        {
            let least = fewest.bound.max(0) as u64;
            settled.relaxation_at_least = settled.relaxation_at_least.max(least);
        }
        let beyond = |choice: &capacitated::Layout| {
            let (mut flows, unplaced) = self.told(choice);
            for flow in &mut flows {
                flow.pupils = self.beyond(flow.settlement, flow.site, flow.trip);
            }
            flows.retain(|flow| flow.pupils > 0);
            let pupils: u64 = flows.iter().map(|flow| u64::from(flow.pupils)).sum();
            unplaced.is_empty().then_some((pupils, flows))
        };
        let found = [shortest, fewest].into_iter().flatten();
        let found = found.filter_map(|found| beyond(&found.choice));
        if let Some((_, flows)) = found.min_by_key(|(pupils, _)| *pupils) {
            settled.relaxation = flows;
        }
    }

    /// More than the ways of all pupils together, or than those of many; never so much that sums become too large for
    /// the solver.
    fn dear(&self) -> i64 {
        let (mut ways, mut longest) = (1_i64, 0_i64);
        for &settlement in &self.homes {
            let trips = self
                .sites
                .iter()
                .filter_map(|&site| self.trip(settlement, site));
            let farthest = trips.map(Trip::cost).max();
            let farthest = i64::from(farthest.unwrap_or(0));
            longest = longest.max(farthest);
            ways = ways
                .saturating_add(farthest.saturating_mul(i64::from(self.dealt.pupils[settlement])));
        }
        let pupils = self.homes.iter().map(|&home| self.dealt.pupils[home]);
        let pupils: i64 = pupils.map(i64::from).sum();
        ways.min(1 + DEAR * longest).min(MOST / pupils.max(1))
    }

    /// Every settlement to one school, within seats, at what that costs all its pupils (`None` where it may not go); or
    /// nowhere, at what that costs each.
    fn problem(&self, cost: impl Fn(usize, usize, Trip) -> Option<i64>, nowhere: i64) -> Problem {
        let Dealt {
            stage,
            pupils,
            layout,
            ..
        } = self.dealt;
        let all: u32 = self
            .homes
            .iter()
            .fold(0, |all, &home| all.saturating_add(pupils[home]));
        let site = |seats: u32| capacitated::Facility {
            seats,
            floor: 0,
            opening: 0,
            lock: Lock::Open,
            counts: true,
        };
        let seats = |&site: &usize| layout.sites[site].seats(stage).unwrap_or(all).min(all);
        let places = self.sites.iter().map(seats).chain([all]);
        let costs = self.homes.iter().flat_map(|&settlement| {
            let each = |site: usize| cost(settlement, site, self.trip(settlement, site)?);
            let all_nowhere = nowhere * i64::from(pupils[settlement]);
            let costs: Vec<i64> = self
                .sites
                .iter()
                .map(|&site| each(site))
                .chain([Some(all_nowhere)])
                .map(|cost| cost.unwrap_or(FORBIDDEN))
                .collect();
            costs
        });
        Problem {
            sites: places.map(site).collect(),
            demand: self.homes.iter().map(|&home| pupils[home]).collect(),
            cost: costs.collect(),
            n_open: 0..=self.sites.len() + 1,
            adjacency: (self.terms.villages == Villages::Contiguous).then(|| self.ground()),
        }
    }

    /// Who lies beside whom, by the numbers of the problem. Land where nobody lives belongs to everybody.
    fn ground(&self) -> capacitated::Adjacency {
        let Dealt {
            county,
            cells,
            layout,
            ..
        } = self.dealt;
        let ground = Neighbours::of(cells, county, layout);
        let lives = |settlement: usize| self.dealt.pupils.get(settlement).is_some_and(|&n| n > 0);
        let touching = ground.touching(lives);
        let client = |settlement: &usize| {
            let client = self.homes.binary_search(settlement).ok()?;
            Some(client as u32)
        };
        let beside = |settlement: usize| touching[settlement].iter().filter_map(client);
        let around = |&site: &usize| {
            ground.stands_at(site).map_or_else(Vec::new, |settlement| {
                client(&settlement)
                    .into_iter()
                    .chain(beside(settlement))
                    .collect()
            })
        };
        capacitated::Adjacency {
            touching: self
                .homes
                .iter()
                .map(|&settlement| beside(settlement).collect())
                .collect(),
            around: self
                .sites
                .iter()
                .map(around)
                .chain([(0..self.homes.len() as u32).collect()])
                .collect(),
        }
    }

    /// Who goes where, and who nowhere.
    fn told(&self, choice: &capacitated::Layout) -> (Vec<Flow>, Vec<Unplaced>) {
        let (mut flows, mut unplaced) = (Vec::new(), Vec::new());
        for (&settlement, &number) in self.homes.iter().zip(&choice.site_of) {
            let pupils = self.dealt.pupils[settlement];
            let site = self.sites.get(number as usize).copied();
            match site.and_then(|site| Some((site, self.trip(settlement, site)?))) {
                Some((site, trip)) => flows.push(Flow {
                    settlement,
                    site,
                    pupils,
                    trip,
                }),
                None => unplaced.push(Unplaced { settlement, pupils }),
            }
        }
        (flows, unplaced)
    }
}

#[cfg(test)]
#[path = "task_tests.rs"]
mod tests;
