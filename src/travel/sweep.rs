//! Sweeps over the hierarchy: from schools up, then down to the settlements, for many schools at once.
//!
//! Restricted to what lies above the settlements' junctions (RPHAST: Delling, Goldberg and Werneck, Faster
//! batched shortest paths in road networks, ATMOS 2011), a sweep is one pass over a short array in order.
//! No queue, no branches that depend on distances; sixteen schools at a time share it.

use super::graph::{Arc, Graph, NEVER};
use super::hierarchy::Hierarchy;
use super::homes::Exits;
use super::ranks::Ranks;
use super::search::Reach;

/// How many schools one sweep serves.
pub(super) const LANES: usize = 16;

/// Distances of several schools from one place, in decimetres; infinite when out of reach.
///
/// Whole numbers below [`EXACT_LANES`] are exact, so sums and minima are those of whole numbers; and every processor
/// adds and compares four of them at once.
pub(super) type Lanes = [f32; LANES];

/// From here on, 1,677 km, lanes are no longer exact to the decimetre; nothing below it is affected.
pub(super) const EXACT_LANES: f32 = 16_777_216.0;

/// What a sweep carries for each junction.
pub(super) trait Carried: Copy {
    /// Nothing yet.
    const NONE: Self;

    /// Takes over whatever is nearer by way of another junction, `further` away.
    fn take_nearer(&mut self, other: &Self, further: u32);
}

impl Carried for Reach {
    const NONE: Self = Self::NONE;

    #[inline]
    fn take_nearer(&mut self, other: &Self, further: u32) {
        *self = other.further(further).min(*self);
    }
}

impl Carried for Lanes {
    const NONE: Self = [f32::INFINITY; LANES];

    #[inline]
    fn take_nearer(&mut self, other: &Self, further: u32) {
        let further = further as f32;
        for (mine, theirs) in self.iter_mut().zip(other) {
            let offer = theirs + further;
            // Never NaN, so this is one instruction where `f32::min` is several.
            *mine = if offer < *mine { offer } else { *mine };
        }
    }
}

/// A hierarchy cut down to what sweeps to the settlements need.
#[derive(Debug)]
pub(super) struct SweepPlan {
    /// By junction.
    rank_of: Vec<u32>,
    climb: Graph,
    /// By rank: number on the way down, or [`NOWHERE`].
    stop_of: Vec<u32>,
    /// By stop, highest rank first: arcs to earlier stops.
    descend: PaddedArcs,
    /// By settlement: its exits as stops.
    pub(super) exits: Vec<Exits>,
}

const NOWHERE: u32 = u32::MAX;

/// Most stops have two to four arcs. Filled up to fours, nearly all take one round of a loop that processors foresee.
const ARCS_A_ROUND: usize = 4;

/// Arcs by stop in rounds of four, the last round filled up with arcs to a stop behind the last, which is never reached.
#[derive(Debug)]
struct PaddedArcs {
    first: Vec<u32>,
    rounds: Vec<[Arc; ARCS_A_ROUND]>,
}

impl PaddedArcs {
    fn of(first: &[u32], arcs: &[Arc]) -> Self {
        let n_stops = first.len() - 1;
        let never_reached = Arc {
            head: n_stops as u32,
            weight: 0,
        };
        let mut padded = Self {
            first: vec![0],
            rounds: Vec::new(),
        };
        for stop in 0..n_stops {
            for some in arcs[first[stop] as usize..first[stop + 1] as usize].chunks(ARCS_A_ROUND) {
                let mut round = [never_reached; ARCS_A_ROUND];
                round[..some.len()].copy_from_slice(some);
                padded.rounds.push(round);
            }
            padded.first.push(padded.rounds.len() as u32);
        }
        padded
    }

    fn n_stops(&self) -> usize {
        self.first.len() - 1
    }

    #[inline]
    fn rounds(&self, stop: usize) -> &[[Arc; ARCS_A_ROUND]] {
        &self.rounds[self.first[stop] as usize..self.first[stop + 1] as usize]
    }
}

impl SweepPlan {
    /// Keeps of the way down what leads to these exits.
    pub(super) fn of(hierarchy: &Hierarchy, exits: &[Exits]) -> Self {
        let descend = hierarchy.descend();
        let rank_of = hierarchy.rank_of();
        let n = rank_of.len();
        let mut is_needed = vec![false; n];
        for &(junction, cost) in exits.iter().flatten() {
            if cost < NEVER {
                is_needed[rank_of[junction as usize] as usize] = true;
            }
        }
        for rank in 0..n {
            if is_needed[rank] {
                for arc in descend.arcs(rank as u32) {
                    is_needed[arc.head as usize] = true;
                }
            }
        }
        let mut stop_of = vec![NOWHERE; n];
        let mut first = vec![0];
        let mut arcs = Vec::new();
        for rank in (0..n).rev().filter(|&rank| is_needed[rank]) {
            stop_of[rank] = first.len() as u32 - 1;
            let to_stop = |arc: &Arc| Arc {
                head: stop_of[arc.head as usize],
                weight: arc.weight,
            };
            arcs.extend(descend.arcs(rank as u32).iter().map(to_stop));
            first.push(arcs.len() as u32);
        }
        let stop = |(junction, cost): (u32, u32)| {
            let exists = cost < NEVER;
            (
                if exists {
                    stop_of[rank_of[junction as usize] as usize]
                } else {
                    0
                },
                cost,
            )
        };
        let exits = exits.iter().map(|exits| exits.map(stop)).collect();
        Self {
            rank_of: rank_of.to_vec(),
            climb: hierarchy.climb(),
            stop_of,
            descend: PaddedArcs::of(&first, &arcs),
            exits,
        }
    }

    fn n_stops(&self) -> usize {
        self.descend.n_stops()
    }
}

/// Memory of a sweep, reused from one to the next.
#[derive(Debug)]
pub(super) struct Sweep<C> {
    climbers: Ranks,
    /// By rank; nothing between sweeps.
    climbed: Vec<C>,
    /// By stop: whether the climb came by. False between sweeps.
    is_climbed: Vec<bool>,
    /// By stop, after [`Sweep::run`]; the one behind the last is never reached.
    pub(super) reached: Vec<C>,
}

impl<C: Carried> Sweep<C> {
    /// Memory for sweeps by this plan.
    pub(super) fn by(plan: &SweepPlan) -> Self {
        let n = plan.rank_of.len();
        Self {
            climbers: Ranks::up_to(n),
            climbed: vec![C::NONE; n],
            is_climbed: vec![false; plan.n_stops()],
            reached: vec![C::NONE; plan.n_stops() + 1],
        }
    }

    /// Adds a junction to start from.
    pub(super) fn start(&mut self, plan: &SweepPlan, junction: u32, carried: &C) {
        let rank = plan.rank_of[junction as usize];
        self.climbed[rank as usize].take_nearer(carried, 0);
        self.climbers.insert(rank);
    }

    /// Climbs from the starts and sweeps down to every stop. The starts are used up.
    pub(super) fn run(&mut self, plan: &SweepPlan) {
        while let Some(rank) = self.climbers.pop() {
            let here = std::mem::replace(&mut self.climbed[rank as usize], C::NONE);
            for arc in plan.climb.arcs(rank) {
                self.climbed[arc.head as usize].take_nearer(&here, arc.weight);
                self.climbers.insert(arc.head);
            }
            let stop = plan.stop_of[rank as usize];
            if stop != NOWHERE {
                self.reached[stop as usize] = here;
                self.is_climbed[stop as usize] = true;
            }
        }
        for (stop, is_climbed) in self.is_climbed.iter_mut().enumerate() {
            let mut here = if std::mem::take(is_climbed) {
                self.reached[stop]
            } else {
                C::NONE
            };
            for round in plan.descend.rounds(stop) {
                for arc in round {
                    here.take_nearer(&self.reached[arc.head as usize], arc.weight);
                }
            }
            self.reached[stop] = here;
        }
    }
}

/// Memory of a sweep for [`LANES`] schools, down to the settlements' doors.
#[derive(Debug)]
pub(super) struct LaneSweep {
    pub(super) sweep: Sweep<Lanes>,
    /// By settlement, after [`LaneSweep::run`].
    pub(super) at_homes: Vec<Lanes>,
}

impl LaneSweep {
    /// Memory for sweeps by this plan.
    pub(super) fn by(plan: &SweepPlan) -> Self {
        Self {
            sweep: Sweep::by(plan),
            at_homes: vec![Lanes::NONE; plan.exits.len()],
        }
    }

    /// Adds a junction to start from, for one lane.
    pub(super) fn start(&mut self, plan: &SweepPlan, lane: usize, junction: u32, decimetres: u32) {
        let mut lanes = Lanes::NONE;
        lanes[lane] = decimetres as f32;
        self.sweep.start(plan, junction, &lanes);
    }

    /// Sweeps, then walks from every settlement to its exits.
    pub(super) fn run(&mut self, plan: &SweepPlan) {
        self.sweep.run(plan);
        for (at_home, exits) in self.at_homes.iter_mut().zip(&plan.exits) {
            let mut here = Lanes::NONE;
            for &(stop, cost) in exits.iter().filter(|(_, cost)| *cost < NEVER) {
                here.take_nearer(&self.sweep.reached[stop as usize], cost);
            }
            *at_home = here;
        }
    }
}

/// A sweep that carries for every junction its `k` nearest starts.
#[derive(Debug)]
pub(super) struct ListSweep {
    k: usize,
    climbers: Ranks,
    /// By rank: where its list stands in `climbed`, or [`NOWHERE`].
    list_of: Vec<u32>,
    climbed: Vec<Reach>,
    /// `k` by stop, after [`ListSweep::run`]; ascending, each start once.
    reached: Vec<Reach>,
}

impl ListSweep {
    /// Memory for one sweep by this plan; `k` is at least one.
    pub(super) fn by(plan: &SweepPlan, k: usize) -> Self {
        let n = plan.rank_of.len();
        Self {
            k,
            climbers: Ranks::up_to(n),
            list_of: vec![NOWHERE; n],
            climbed: Vec::new(),
            reached: vec![Reach::NONE; plan.n_stops().max(1) * k],
        }
    }

    /// Adds a junction to start from.
    pub(super) fn start(&mut self, plan: &SweepPlan, junction: u32, reach: Reach) {
        let list = self.climb_to(plan.rank_of[junction as usize]);
        insert(&mut self.climbed[list..list + self.k], reach);
    }

    /// Position of the list of a rank.
    fn climb_to(&mut self, rank: u32) -> usize {
        self.climbers.insert(rank);
        let list = &mut self.list_of[rank as usize];
        if *list == NOWHERE {
            *list = (self.climbed.len() / self.k) as u32;
            self.climbed
                .resize(self.climbed.len() + self.k, Reach::NONE);
        }
        *list as usize * self.k
    }

    /// Climbs from the starts and sweeps down to every stop.
    pub(super) fn run(&mut self, plan: &SweepPlan) {
        let k = self.k;
        let mut here = vec![Reach::NONE; k];
        while let Some(rank) = self.climbers.pop() {
            let list = self.climb_to_known(rank);
            here.copy_from_slice(&self.climbed[list..list + k]);
            for arc in plan.climb.arcs(rank) {
                let there = self.climb_to(arc.head);
                merge(&mut self.climbed[there..there + k], &here, arc.weight);
            }
            let stop = plan.stop_of[rank as usize];
            if stop != NOWHERE {
                self.reached[stop as usize * k..][..k].copy_from_slice(&here);
            }
        }
        for stop in 0..plan.n_stops() {
            let (above, rest) = self.reached.split_at_mut(stop * k);
            let here = &mut rest[..k];
            let arcs = plan.descend.rounds(stop).iter().flatten();
            for arc in arcs.take_while(|arc| (arc.head as usize) < stop) {
                merge(here, &above[arc.head as usize * k..][..k], arc.weight);
            }
        }
    }

    fn climb_to_known(&self, rank: u32) -> usize {
        self.list_of[rank as usize] as usize * self.k
    }

    /// The nearest starts of a settlement with these exits, ascending, [`Reach::NONE`] behind them.
    pub(super) fn nearest_from(&self, exits: &Exits, list: &mut [Reach]) {
        for &(stop, cost) in exits {
            if cost < NEVER {
                merge(
                    list,
                    &self.reached[stop as usize * self.k..][..self.k],
                    cost,
                );
            }
        }
    }
}

/// Takes into an ascending list whatever another list offers, `further` away. Each start stays once.
fn merge(list: &mut [Reach], offers: &[Reach], further: u32) {
    for offer in offers {
        if offer.distance() >= NEVER || !insert(list, offer.further(further)) {
            break;
        }
    }
}

/// Puts a reach into its place in an ascending list, unless its start is there already, nearer. The
/// last one falls out. `false` if it comes behind the whole list, as then does everything further.
pub(super) fn insert(list: &mut [Reach], reach: Reach) -> bool {
    let mut place = 0;
    for &other in list.iter() {
        if other >= reach {
            break;
        }
        if other.start() == reach.start() {
            return true;
        }
        place += 1;
    }
    let Some(behind) = list.get_mut(place..).filter(|behind| !behind.is_empty()) else {
        return false;
    };
    if behind[0] == reach {
        return true;
    }
    let falls_out = behind
        .iter()
        .position(|other| other.start() == reach.start())
        .unwrap_or(behind.len() - 1);
    behind[..=falls_out].rotate_right(1);
    behind[0] = reach;
    true
}
