//! Sweeps over the hierarchy: from schools up, then down to the settlements, for many schools at once.
//!
//! A sweep looks only at what lies above the settlements' junctions (RPHAST: Delling, Goldberg and Werneck, Faster
//! batched shortest paths in road networks, ATMOS 2011). It is one pass over a short array in order. It needs no queue,
//! and no branch depends on a distance. [`LaneSweep`] carries sixteen schools at a time.

use super::graph::{Arc, Graph};
use super::hierarchy::Hierarchy;
use super::homes::Exits;
use super::ranks::Ranks;

/// How many schools one sweep serves.
pub(super) const LANES: usize = 16;

/// Distances of several schools from one place, in decimetres; infinite when out of reach.
///
/// Whole numbers below [`EXACT_LANES`] are exact, so sums and minima are those of whole numbers; and every processor
/// adds and compares four of them at once.
pub(super) type Lanes = [f32; LANES];

/// From here on, 1,677 km, lanes are no longer exact to the decimetre; nothing below it is affected.
pub(super) const EXACT_LANES: f32 = 16_777_216.0;

/// Nothing reached yet.
const NONE_YET: Lanes = [f32::INFINITY; LANES];

/// Takes over whatever is nearer by way of another place, `further` away.
#[inline]
fn take_nearer(mine: &mut Lanes, theirs: &Lanes, further: f32) {
    for (mine, theirs) in mine.iter_mut().zip(theirs) {
        let offer = theirs + further;
        // Never NaN, so this is one instruction where `f32::min` is several.
        *mine = if offer < *mine { offer } else { *mine };
    }
}

/// A hierarchy cut down to what sweeps to the settlements need.
#[derive(Debug)]
pub(super) struct SweepPlan {
    /// By junction.
    rank_of: Vec<u32>,
    climb: Graph,
    n_stops: usize,
    /// By rank: number on the way down, or [`NOWHERE`].
    stop_of: Vec<u32>,
    /// By stop: arcs to earlier stops.
    descend: PaddedArcs,
    /// By settlement: its exits as arcs to stops.
    exits: PaddedArcs,
    n_homes: usize,
}

const NOWHERE: u32 = u32::MAX;

/// Most stops have two to four arcs. Filled up to fours, nearly all take one round of a loop that processors foresee.
const ARCS_A_ROUND: usize = 4;

/// Four arcs, heads and weights apart so that they are worked on together.
#[derive(Clone, Copy, Debug)]
struct Round {
    heads: [u32; ARCS_A_ROUND],
    /// Below [`NEVER`](super::graph::NEVER), so the sign is free.
    weights: [i32; ARCS_A_ROUND],
}

/// Arcs by stop in rounds of four, the last round filled up with arcs to a stop behind the last, which is never
/// reached.
#[derive(Debug)]
struct PaddedArcs {
    first: Vec<u32>,
    rounds: Vec<Round>,
}

impl PaddedArcs {
    fn of(n_stops: usize) -> Self {
        let mut first = Vec::with_capacity(n_stops + 1);
        first.push(0);
        Self {
            first,
            rounds: Vec::new(),
        }
    }

    /// Adds the next stop.
    fn push(&mut self, arcs: &[Arc], never_reached: u32) {
        for some in arcs.chunks(ARCS_A_ROUND) {
            let mut round = Round {
                heads: [never_reached; ARCS_A_ROUND],
                weights: [0; ARCS_A_ROUND],
            };
            for (place, arc) in some.iter().enumerate() {
                round.heads[place] = arc.head;
                round.weights[place] = arc.weight as i32;
            }
            self.rounds.push(round);
        }
        self.first.push(self.rounds.len() as u32);
    }

    #[inline]
    fn rounds(&self, stop: usize) -> &[Round] {
        &self.rounds[self.first[stop] as usize..self.first[stop + 1] as usize]
    }
}

impl SweepPlan {
    /// Keeps of the way down what leads to these exits.
    pub(super) fn of(hierarchy: &Hierarchy, exits: &Exits) -> Self {
        let descend = hierarchy.descend();
        let rank_of = hierarchy.rank_of();
        let n = rank_of.len();
        let mut is_needed = vec![false; n];
        for &(junction, _) in exits.iter().flatten() {
            is_needed[rank_of[junction as usize] as usize] = true;
        }
        for rank in 0..n {
            if is_needed[rank] {
                for arc in descend.arcs(rank as u32) {
                    is_needed[arc.head as usize] = true;
                }
            }
        }
        let stops = in_sweeping_order(&descend, &is_needed);
        let mut stop_of = vec![NOWHERE; n];
        for (stop, &rank) in (0_u32..).zip(&stops) {
            stop_of[rank as usize] = stop;
        }
        let never_reached = stops.len() as u32;
        let mut arcs = PaddedArcs::of(stops.len());
        let mut to_stops = Vec::new();
        for &rank in &stops {
            to_stops.clear();
            to_stops.extend(descend.arcs(rank).iter().map(|arc| Arc {
                head: stop_of[arc.head as usize],
                weight: arc.weight,
            }));
            arcs.push(&to_stops, never_reached);
        }
        let mut from_homes = PaddedArcs::of(exits.iter().count());
        for links in exits.iter() {
            to_stops.clear();
            to_stops.extend(links.iter().map(|&(junction, weight)| Arc {
                head: stop_of[rank_of[junction as usize] as usize],
                weight,
            }));
            from_homes.push(&to_stops, never_reached);
        }
        Self {
            rank_of: rank_of.to_vec(),
            climb: hierarchy.climb(),
            n_stops: stops.len(),
            stop_of,
            descend: arcs,
            exits: from_homes,
            n_homes: exits.iter().count(),
        }
    }
}

/// How many stops make a block. What a sweep carries for one block stays in a near cache.
const STOPS_A_BLOCK: usize = 16_384;

/// The needed ranks, each after those it has arcs to.
///
/// - Blocks go from the highest rank down, so a stop mostly looks at what was written lately.
/// - A block goes level by level, so neighbours in the order do not wait for each other.
/// - In a level, ranks with the same number of rounds are together.
fn in_sweeping_order(descend: &Graph, is_needed: &[bool]) -> Vec<u32> {
    let mut level = vec![0_u32; is_needed.len()];
    let mut stops: Vec<u32> = (0..is_needed.len() as u32)
        .rev()
        .filter(|&rank| is_needed[rank as usize])
        .collect();
    for &rank in &stops {
        let above = descend.arcs(rank).iter();
        let highest = above.map(|arc| level[arc.head as usize] + 1).max();
        level[rank as usize] = highest.unwrap_or(0);
    }
    let n_rounds = |rank: u32| descend.arcs(rank).len().div_ceil(ARCS_A_ROUND) as u32;
    for block in stops.chunks_mut(STOPS_A_BLOCK) {
        block.sort_by_key(|&rank| (level[rank as usize], n_rounds(rank)));
    }
    stops
}

/// Settlements whose lanes are handed out together: enough to fill a cache line of every row.
pub(super) const HOMES_A_BLOCK: usize = 64;

/// Memory of a sweep for [`LANES`] schools.
#[derive(Debug)]
pub(super) struct LaneSweep {
    climbers: Ranks,
    /// By rank; nothing between sweeps.
    climbed: Vec<Lanes>,
    /// By stop: whether the climb came by. False between sweeps.
    is_climbed: Vec<bool>,
    /// By stop; the one behind the last is never reached.
    reached: Vec<Lanes>,
}

impl LaneSweep {
    /// Memory for sweeps by this plan.
    pub(super) fn by(plan: &SweepPlan) -> Self {
        let n = plan.rank_of.len();
        Self {
            climbers: Ranks::up_to(n),
            climbed: vec![NONE_YET; n],
            is_climbed: vec![false; plan.n_stops],
            reached: vec![NONE_YET; plan.n_stops + 1],
        }
    }

    /// Adds a junction to start from, for one lane.
    pub(super) fn start(&mut self, plan: &SweepPlan, lane: usize, junction: u32, decimetres: u32) {
        let rank = plan.rank_of[junction as usize];
        let mine = &mut self.climbed[rank as usize][lane];
        *mine = mine.min(decimetres as f32);
        self.climbers.insert(rank);
    }

    /// Climbs from the starts, sweeps down to every stop and walks to every settlement. `take` is given the first
    /// settlement of each block of some and their lanes. The starts are used up.
    pub(super) fn run(&mut self, plan: &SweepPlan, mut take: impl FnMut(usize, &[Lanes])) {
        while let Some(rank) = self.climbers.pop() {
            let here = std::mem::replace(&mut self.climbed[rank as usize], NONE_YET);
            for arc in plan.climb.arcs(rank) {
                take_nearer(
                    &mut self.climbed[arc.head as usize],
                    &here,
                    arc.weight as f32,
                );
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
                NONE_YET
            };
            for round in plan.descend.rounds(stop) {
                for (&head, &weight) in round.heads.iter().zip(&round.weights) {
                    take_nearer(&mut here, &self.reached[head as usize], weight as f32);
                }
            }
            self.reached[stop] = here;
        }
        let mut block = [NONE_YET; HOMES_A_BLOCK];
        for first in (0..plan.n_homes).step_by(HOMES_A_BLOCK) {
            let homes = first..(first + HOMES_A_BLOCK).min(plan.n_homes);
            let n_homes = homes.len();
            for (lanes, home) in block.iter_mut().zip(homes) {
                *lanes = NONE_YET;
                for round in plan.exits.rounds(home) {
                    for (&stop, &cost) in round.heads.iter().zip(&round.weights) {
                        take_nearer(lanes, &self.reached[stop as usize], cost as f32);
                    }
                }
            }
            take(first, &block[..n_homes]);
        }
    }
}
