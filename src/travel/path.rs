//! The way of one trip, as a line to draw.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::geometry::LonLat;

use super::graph::NEVER;
use super::network::{ChainPoint, Network};
use super::place::{Anchor, OnRoad, Place};
use super::snap::{Link, Measure, Snapped};
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
        let estimate = || self.estimated(settlement, site);
        if !home.is_on_road() || !site.anchor.is_on_road() {
            return (straight, estimate());
        }
        let by_road = self.road_path(home, &site.anchor);
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
            (None, None) => (straight, estimate()),
        }
    }

    /// The shortest way along roads, access legs counted but not drawn.
    fn road_path(&self, from: &Anchor, to: &Anchor) -> Option<(u32, Vec<LonLat>)> {
        let along = self.along(from, to);
        let limit = along.map_or(NEVER, |(along, ..)| along);
        let Some((length, junctions)) = self.junctions_between(from, to, limit) else {
            let (length, start, end) = along?;
            return Some((length, self.line_along(&start.snapped, &end.snapped)));
        };
        let (first, last) = (*junctions.first()?, *junctions.last()?);
        let start = best(from, first, |road| {
            road.exits(&self.network, Measure::Decimetres)
        })?;
        let end = best(to, last, |road| {
            road.entries(&self.network, Measure::Decimetres)
        })?;
        let mut line = vec![start.at];
        line.extend(bends_to(&self.network, start, first));
        for pair in junctions.windows(2) {
            line.extend(between_junctions(&self.network, pair[0], pair[1]));
        }
        let mut home_stretch = bends_to(&self.network, end, last);
        home_stretch.reverse();
        line.extend(home_stretch);
        line.push(end.at);
        Some((length, line))
    }

    /// From one point of a chain to another.
    fn line_along(&self, start: &Snapped, end: &Snapped) -> Vec<LonLat> {
        let chain = &self.network.chains[start.chain as usize];
        let points = self.network.points_of(chain).iter();
        let (low, high) = (start.offset.min(end.offset), start.offset.max(end.offset));
        let between = points.filter(|point| low < point.decimetres && point.decimetres < high);
        let mut between: Vec<LonLat> = between.map(|point| point.at).collect();
        if start.offset > end.offset {
            between.reverse();
        }
        [vec![start.at], between, vec![end.at]].concat()
    }

    /// The junctions of the shortest way through at least one junction, if it is shorter than `limit`.
    fn junctions_between(&self, from: &Anchor, to: &Anchor, limit: u32) -> Option<(u32, Vec<u32>)> {
        let n = self.network.junctions.len();
        let mut distance = vec![NEVER; n];
        let mut onward = vec![u32::MAX; n];
        let mut open = BinaryHeap::new();
        for (junction, cost) in to.entries(&self.network, Measure::Decimetres) {
            distance[junction as usize] = cost;
            open.push(Reverse((cost, junction)));
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
            if let Ok(exit) = exits.binary_search_by_key(&junction, |&(exit, _)| exit) {
                let all = so_far + exits[exit].1;
                if all < best.0 {
                    best = (all, Some(junction));
                }
            }
            for arc in self.shape.walking.arcs(junction) {
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

/// Where a place comes onto the roads on its best way to a junction beside it.
fn best(
    place: &Anchor,
    junction: u32,
    links: impl Fn(&OnRoad) -> [Option<Link>; 2],
) -> Option<&Snapped> {
    let ways = place.on_roads.iter().flat_map(|road| {
        let links = links(road).into_iter().flatten();
        links
            .filter(|&(to, _)| to == junction)
            .map(move |(_, cost)| (cost, road))
    });
    let (_, road) = ways.min_by_key(|&(cost, _)| cost)?;
    Some(&road.snapped)
}

/// Bends from a point on a chain out to one of its junctions, by the shorter side if both are the same; that junction
/// included.
fn bends_to(network: &Network, from: &Snapped, junction: u32) -> Vec<LonLat> {
    let chain = &network.chains[from.chain as usize];
    let points = network.points_of(chain);
    let offset = from.offset;
    let onward = network.length(chain) - offset;
    let goes_back = chain.from == junction && (chain.to != junction || offset < onward);
    let place = |point: &ChainPoint| point.at;
    if goes_back {
        let back = points.iter().rev();
        back.filter(|point| point.decimetres < offset)
            .map(place)
            .collect()
    } else {
        let on = points.iter();
        on.filter(|point| point.decimetres > offset)
            .map(place)
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
    let shortest = chains_between(from, to)
        .chain(chains_between(to, from))
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
