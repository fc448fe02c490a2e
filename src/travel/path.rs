//! The way of one trip, as a line to draw.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::geometry::LonLat;

use super::graph::NEVER;
use super::network::Network;
use super::place::{OnRoad, Place};
use super::snap::Measure;
use super::trip::Trip;
use super::{Basis, Travel, trip};

impl Travel {
    /// The way from a settlement to a site, from door to door, and its trip, equal to that of [`Travel::row`].
    /// An estimate, and a path across the field, is a straight line. Empty for a settlement that does not exist.
    ///
    /// One search that ends when the settlement is reached.
    pub fn path(&self, settlement: usize, site: &Place) -> (Vec<LonLat>, Trip) {
        let Some(home) = self.homes.anchors.get(settlement) else {
            return (Vec::new(), trip(0, Basis::Estimate));
        };
        let straight = vec![home.at, site.at()];
        let (Some(from), Some(to)) = (home.on_road, site.anchor.on_road) else {
            return (
                straight,
                trip(self.estimate(settlement, site.at()), Basis::Estimate),
            );
        };
        let by_road = self.road_path(&from, &to);
        let across = self
            .across(site)
            .find(|&(home, _)| home as usize == settlement);
        match (by_road, across) {
            (Some((length, _)), Some((_, across))) if across < length => {
                (straight, trip(across, Basis::Road))
            }
            (Some((length, way)), _) => {
                let mut line = vec![home.at];
                line.extend(way);
                line.push(site.at());
                line.dedup();
                (line, trip(length, Basis::Road))
            }
            (None, Some((_, across))) => (straight, trip(across, Basis::Road)),
            (None, None) => (
                straight,
                trip(self.estimate(settlement, site.at()), Basis::Estimate),
            ),
        }
    }

    /// The shortest way along roads, access legs counted but not drawn.
    fn road_path(&self, from: &OnRoad, to: &OnRoad) -> Option<(u32, Vec<LonLat>)> {
        let network = &self.network;
        let along = from.along_to(to, network, Measure::Decimetres);
        let around = self.junctions_between(from, to, along.unwrap_or(NEVER));
        let Some((length, junctions)) = around else {
            let chain = &network.chains[from.snapped.chain as usize];
            let points = network.points_of(chain);
            let (start, end) = (&from.snapped, &to.snapped);
            let (low, high) = (start.offset.min(end.offset), start.offset.max(end.offset));
            let mut line = vec![start.at];
            let between: Vec<LonLat> = points
                .iter()
                .filter(|point| low < point.decimetres && point.decimetres < high)
                .map(|point| point.at)
                .collect();
            if start.offset <= end.offset {
                line.extend(between);
            } else {
                line.extend(between.into_iter().rev());
            }
            line.push(end.at);
            return Some((along?, line));
        };
        let mut line = vec![from.snapped.at];
        let first = *junctions.first()?;
        let last = *junctions.last()?;
        line.extend(leave_chain(network, from, first));
        for pair in junctions.windows(2) {
            line.extend(between_junctions(network, pair[0], pair[1]));
        }
        line.extend(join_chain(network, to, last));
        line.push(to.snapped.at);
        Some((length, line))
    }

    /// The junctions of the shortest way through at least one junction, if it is shorter than `limit`.
    fn junctions_between(&self, from: &OnRoad, to: &OnRoad, limit: u32) -> Option<(u32, Vec<u32>)> {
        let n = self.network.junctions.len();
        let mut distance = vec![NEVER; n];
        let mut onward = vec![u32::MAX; n];
        let mut open = BinaryHeap::new();
        for (junction, cost) in to
            .entries(&self.network, Measure::Decimetres)
            .into_iter()
            .flatten()
        {
            if cost < distance[junction as usize] {
                distance[junction as usize] = cost;
                open.push(Reverse((cost, junction)));
            }
        }
        let exits = from.exits(&self.network, Measure::Decimetres);
        let mut best = (limit, None);
        while let Some(Reverse((so_far, junction))) = open.pop() {
            if so_far >= best.0 {
                break;
            }
            if so_far > distance[junction as usize] {
                continue;
            }
            for (exit, cost) in exits.into_iter().flatten() {
                if exit == junction && so_far + cost < best.0 {
                    best = (so_far + cost, Some(junction));
                }
            }
            for arc in self.shape.backward.arcs(junction) {
                let there = so_far + arc.weight;
                if there < distance[arc.head as usize] {
                    distance[arc.head as usize] = there;
                    onward[arc.head as usize] = junction;
                    open.push(Reverse((there, arc.head)));
                }
            }
        }
        let (length, Some(mut junction)) = best else {
            return None;
        };
        let mut way = vec![junction];
        while onward[junction as usize] != u32::MAX {
            junction = onward[junction as usize];
            way.push(junction);
        }
        Some((length, way))
    }
}

/// Bends from a point on a chain out to one of its junctions, that junction included.
fn leave_chain(network: &Network, from: &OnRoad, to_junction: u32) -> Vec<LonLat> {
    let chain = &network.chains[from.snapped.chain as usize];
    let points = network.points_of(chain);
    let offset = from.snapped.offset;
    let forward = network.length(chain) - offset;
    let backward = (chain.two_way || offset == 0).then_some(offset);
    let goes_back = chain.from == to_junction
        && backward.is_some_and(|backward| chain.to != to_junction || backward < forward);
    if goes_back {
        points
            .iter()
            .rev()
            .filter(|point| point.decimetres < offset)
            .map(|point| point.at)
            .collect()
    } else {
        points
            .iter()
            .filter(|point| point.decimetres > offset)
            .map(|point| point.at)
            .collect()
    }
}

/// Bends from a junction onto a chain up to a point on it, neither included.
fn join_chain(network: &Network, to: &OnRoad, from_junction: u32) -> Vec<LonLat> {
    let chain = &network.chains[to.snapped.chain as usize];
    let points = network.points_of(chain);
    let (offset, length) = (to.snapped.offset, network.length(chain));
    let backward = (chain.two_way || offset == length).then_some(length - offset);
    let goes_back = chain.to == from_junction
        && backward.is_some_and(|backward| chain.from != from_junction || backward < offset);
    if goes_back {
        points
            .iter()
            .rev()
            .filter(|point| point.decimetres > offset)
            .map(|point| point.at)
            .collect()
    } else {
        points
            .iter()
            .filter(|point| point.decimetres < offset)
            .map(|point| point.at)
            .collect()
    }
}

/// Bends of the shortest chain that leads from one junction to the next, the second one included.
fn between_junctions(network: &Network, from: u32, to: u32) -> Vec<LonLat> {
    let chains_between = |a: u32, b: u32| {
        let first = network
            .chains
            .partition_point(|chain| (chain.from, chain.to) < (a, b));
        network.chains[first..]
            .iter()
            .take_while(move |chain| (chain.from, chain.to) == (a, b))
    };
    let against = chains_between(to, from).filter(|chain| chain.two_way);
    let shortest = chains_between(from, to)
        .chain(against)
        .min_by_key(|chain| network.length(chain));
    let Some(chain) = shortest else {
        return Vec::new();
    };
    let places = network.points_of(chain).iter().map(|point| point.at);
    if chain.from == from {
        places.skip(1).collect()
    } else {
        places.rev().skip(1).collect()
    }
}
