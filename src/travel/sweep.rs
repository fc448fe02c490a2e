//! Sweeps over the hierarchy: from schools up, then down to the settlements, for many schools at once.
//!
//! A sweep looks only at what lies above the settlements' junctions (RPHAST: Delling, Goldberg and Werneck, Faster batched
//! shortest paths in road networks, ATMOS 2011). It is one pass over a short array in order. It needs no queue, and no
//! branch depends on a distance. [`NearestSweep`] carries the nearest school, [`LaneSweep`] sixteen schools at a time,
//! [`ListSweep`] the nearest few.

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
    /// By settlement: its exits as stops.
    pub(super) exits: Vec<Exits>,
}

const NOWHERE: u32 = u32::MAX;

/// Most stops have two to four arcs. Filled up to fours, nearly all take one round of a loop that processors foresee.
const ARCS_A_ROUND: usize = 4;

/// Four arcs, heads and weights apart so that they are worked on together.
#[derive(Clone, Copy, Debug)]
struct Round {
    heads: [u32; ARCS_A_ROUND],
    /// Below [`NEVER`], so the sign is free.
    weights: [i32; ARCS_A_ROUND],
}

/// Arcs by stop in rounds of four, the last round filled up with arcs to a stop behind the last, which is never reached.
#[derive(Debug)]
struct PaddedArcs {
    first: Vec<u32>,
    rounds: Vec<Round>,
}

impl PaddedArcs {
    fn of(n_stops: usize) -> Self {
        Self {
            first: Vec::with_capacity(n_stops + 1),
            rounds: Vec::new(),
        }
    }

    /// Adds the next stop.
    fn push(&mut self, arcs: &[Arc], never_reached: u32) {
        if self.first.is_empty() {
            self.first.push(0);
        }
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
        let stop = |(junction, cost): (u32, u32)| {
            if cost < NEVER {
                (stop_of[rank_of[junction as usize] as usize], cost)
            } else {
                (never_reached, cost)
            }
        };
        let exits = exits.iter().map(|exits| exits.map(stop)).collect();
        Self {
            rank_of: rank_of.to_vec(),
            climb: hierarchy.climb(),
            n_stops: stops.len(),
            stop_of,
            descend: arcs,
            exits,
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

/// A distance and the number of the start it is measured from, as one whole number that a float holds exactly: so the
/// nearer of two, ties to the smaller number, is one instruction. Infinite when out of reach.
type NearestStart = f64;

/// How many numbers a start may have.
pub(super) const MOST_STARTS: usize = 1 << 22;

/// One decimetre.
const DECIMETRE: NearestStart = MOST_STARTS as NearestStart;

#[inline]
fn nearer(a: NearestStart, b: NearestStart) -> NearestStart {
    if a < b { a } else { b }
}

/// Memory of a sweep that carries the nearest start.
#[derive(Debug)]
pub(super) struct NearestSweep {
    /// By rank; infinite between sweeps.
    climbed: Vec<NearestStart>,
    lowest: usize,
    /// By stop; the one behind the last is never reached.
    reached: Vec<NearestStart>,
}

impl NearestSweep {
    /// Memory for sweeps by this plan.
    pub(super) fn by(plan: &SweepPlan) -> Self {
        let n = plan.rank_of.len();
        Self {
            climbed: vec![NearestStart::INFINITY; n],
            lowest: n,
            reached: vec![NearestStart::INFINITY; plan.n_stops + 1],
        }
    }

    /// Adds a junction to start from. The start's number is below [`MOST_STARTS`].
    pub(super) fn start(&mut self, plan: &SweepPlan, junction: u32, reach: Reach) {
        let rank = plan.rank_of[junction as usize] as usize;
        let start = f64::from(reach.distance()) * DECIMETRE + f64::from(reach.start());
        self.climbed[rank] = nearer(self.climbed[rank], start);
        self.lowest = self.lowest.min(rank);
    }

    /// Climbs from the starts and sweeps down to every stop. The starts are used up.
    pub(super) fn run(&mut self, plan: &SweepPlan) {
        self.reached.fill(NearestStart::INFINITY);
        // Most ranks are not climbed to: looking at each is still cheaper than keeping a list.
        for rank in self.lowest..self.climbed.len() {
            let here = self.climbed[rank];
            if here == NearestStart::INFINITY {
                continue;
            }
            self.climbed[rank] = NearestStart::INFINITY;
            for arc in plan.climb.arcs(rank as u32) {
                let there = &mut self.climbed[arc.head as usize];
                *there = nearer(here + f64::from(arc.weight as i32) * DECIMETRE, *there);
            }
            let stop = plan.stop_of[rank];
            if stop != NOWHERE {
                self.reached[stop as usize] = here;
            }
        }
        self.lowest = self.climbed.len();
        for stop in 0..plan.n_stops {
            let mut here = self.reached[stop];
            for round in plan.descend.rounds(stop) {
                let mut offers = round.weights.map(|weight| f64::from(weight) * DECIMETRE);
                for (offer, &head) in offers.iter_mut().zip(&round.heads) {
                    *offer += self.reached[head as usize];
                }
                let [a, b, c, d] = offers;
                here = nearer(nearer(nearer(a, b), nearer(c, d)), here);
            }
            self.reached[stop] = here;
        }
    }

    /// The nearest start of a settlement with these exits, after [`NearestSweep::run`].
    pub(super) fn nearest_from(&self, exits: &Exits) -> Reach {
        let [a, b] =
            exits.map(|(stop, cost)| self.reached[stop as usize] + f64::from(cost) * DECIMETRE);
        let nearest = nearer(a, b);
        if nearest < f64::from(NEVER) * DECIMETRE {
            let whole = nearest as u64;
            let start = whole % MOST_STARTS as u64;
            Reach::new((whole / MOST_STARTS as u64) as u32, start as u32)
        } else {
            Reach::NONE
        }
    }
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
        for (number, exits) in plan.exits.chunks(HOMES_A_BLOCK).enumerate() {
            for (lanes, [a, b]) in block.iter_mut().zip(exits) {
                *lanes = NONE_YET;
                for (stop, cost) in [a, b] {
                    take_nearer(lanes, &self.reached[*stop as usize], *cost as f32);
                }
            }
            take(number * HOMES_A_BLOCK, &block[..exits.len()]);
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
            reached: vec![Reach::NONE; (plan.n_stops + 1) * k],
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
        for stop in 0..plan.n_stops {
            let (above, rest) = self.reached.split_at_mut(stop * k);
            let here = &mut rest[..k];
            for round in plan.descend.rounds(stop) {
                let arcs = round.heads.iter().zip(&round.weights);
                for (&head, &weight) in arcs.take_while(|(head, _)| (**head as usize) < stop) {
                    merge(here, &above[head as usize * k..][..k], weight as u32);
                }
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
