//! Assignment: which pupils attend which school, under a policy.
//!
//! [`nearest()`], [`seats()`] and [`keep()`] are the three policies. [`today()`] works out who attends which school
//! now. [`nearest()`] asks for the nearest of some schools; the others read ways from [`Rows`]. All give whole
//! pupils, and the same answers on every machine.
//!
//! The exact solver is [`transport`](crate::solve::transport). The areas on the map are in [`catchment`].

mod attending;
mod boarding;
mod by_site;
pub mod catchment;
mod contiguous;
mod drag;
mod keep;
mod leaving;
mod nearest;
mod parts;
mod rows;
mod seats;
#[cfg(test)]
mod sketch;
mod terms;
mod today;
mod whole;

pub use attending::attending;
pub use boarding::{Attended, Boarders, Boarding, Carried, boarding, recorded_boarders};
pub(crate) use by_site::BySite;
pub use contiguous::Neighbours;
pub use drag::{DragSolver, SeatDrag};
pub use keep::keep;
pub use nearest::{NearestSolver, NearestWays, nearest};
pub use rows::Rows;
pub use seats::seats;
pub use terms::{Settled, Terms, Villages, Within, seats_under};
pub use today::{FlowSource, today, translate};

use crate::model::Stage;
use crate::travel::Trip;
use crate::units::Meters;

/// Pupils of one settlement who attend one school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flow {
    /// Position in [`crate::model::County::settlements`].
    pub settlement: usize,
    /// Position in [`crate::plan::Layout::sites`].
    pub site: usize,
    /// How many; never zero.
    pub pupils: u32,
    /// The way each of them goes.
    pub trip: Trip,
}

/// The flows of a settlement at the head of some, and the rest.
pub(crate) fn of_home(flows: &[Flow], settlement: usize) -> (&[Flow], &[Flow]) {
    let is_here = |flow: &&Flow| flow.settlement == settlement;
    flows.split_at(flows.iter().take_while(is_here).count())
}

/// Pupils of one settlement for whom no seat was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unplaced {
    /// Position in [`crate::model::County::settlements`].
    pub settlement: usize,
    /// How many; never zero.
    pub pupils: u32,
}

/// How the pupils of one stage are given to the schools of a layout (就学分配).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Which stage.
    pub stage: Stage,
    /// Sorted by settlement, then site; each pair once.
    pub flows: Vec<Flow>,
    /// Sorted by settlement, each once.
    pub unplaced: Vec<Unplaced>,
    /// By site: what one more seat would save in all pupils' travel, where it would place nobody who
    /// has no seat; zero where seats are free or no matter, and where it would spare somebody a way where no road
    /// leads, which no metres tell.
    pub seat_prices: Vec<Meters>,
    /// Positions of the sites where one more seat would place one more pupil, ascending.
    pub short_of_seats: Vec<usize>,
    /// Whether the assignment was shown to be the best that its policy allows.
    pub is_proven: bool,
}

impl Assignment {
    /// Nobody anywhere yet, in a layout of so many sites.
    pub(crate) fn empty(stage: Stage, sites: usize) -> Self {
        Self {
            stage,
            flows: Vec::new(),
            unplaced: Vec::new(),
            seat_prices: vec![Meters::ZERO; sites],
            short_of_seats: Vec::new(),
            is_proven: true,
        }
    }

    /// Pupils with a seat.
    pub fn placed(&self) -> u64 {
        self.flows.iter().map(|flow| u64::from(flow.pupils)).sum()
    }

    /// Pupils without.
    pub fn not_placed(&self) -> u64 {
        self.unplaced
            .iter()
            .map(|unplaced| u64::from(unplaced.pupils))
            .sum()
    }

    /// The ways of all placed pupils together, in decimetres.
    pub fn pupil_decimetres(&self) -> u64 {
        self.flows
            .iter()
            .map(|flow| u64::from(flow.pupils) * u64::from(flow.trip.distance().decimetres()))
            .sum()
    }

    /// What the ways of all placed pupils together weigh in decimetres ([`Trip::cost`]): more than they are long where
    /// no road leads.
    pub fn pupil_cost(&self) -> u64 {
        let flows = self.flows.iter();
        let costs = flows.map(|flow| u64::from(flow.pupils) * u64::from(flow.trip.cost()));
        costs.sum()
    }

    /// Pupils by site.
    pub fn loads(&self, sites: usize) -> Vec<u64> {
        let mut loads = vec![0; sites];
        for flow in &self.flows {
            if let Some(load) = loads.get_mut(flow.site) {
                *load += u64::from(flow.pupils);
            }
        }
        loads
    }

    /// Of every settlement in turn: its flows, and how many are unplaced.
    pub(crate) fn homes(&self, settlements: usize) -> impl Iterator<Item = (&[Flow], u32)> {
        let (mut flows, mut unplaced) = (self.flows.as_slice(), self.unplaced.as_slice());
        (0..settlements).map(move |settlement| {
            let here;
            (here, flows) = of_home(flows, settlement);
            let is_here = |unplaced: &&Unplaced| unplaced.settlement == settlement;
            let Some((first, rest)) = unplaced.split_first().filter(|(first, _)| is_here(first))
            else {
                return (here, 0);
            };
            unplaced = rest;
            (here, first.pupils)
        })
    }

    /// The flows of one settlement, by site.
    pub fn of_settlement(&self, settlement: usize) -> &[Flow] {
        let start = self
            .flows
            .partition_point(|flow| flow.settlement < settlement);
        let len = self.flows[start..].partition_point(|flow| flow.settlement == settlement);
        &self.flows[start..start + len]
    }

    /// Sorts, joins what belongs together and drops what is empty.
    pub(crate) fn tidy(&mut self) {
        self.flows.retain(|flow| flow.pupils > 0);
        self.flows.sort_unstable();
        self.flows.dedup_by(|next, kept| {
            let same = (next.settlement, next.site) == (kept.settlement, kept.site);
            if same {
                kept.pupils += next.pupils;
            }
            same
        });
        self.unplaced.retain(|unplaced| unplaced.pupils > 0);
        self.unplaced.sort_unstable();
        self.unplaced.dedup_by(|next, kept| {
            let same = next.settlement == kept.settlement;
            if same {
                kept.pupils += next.pupils;
            }
            same
        });
    }
}
