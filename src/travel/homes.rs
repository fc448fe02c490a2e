//! The settlements of a county, tied to its road network once and for all.

use rayon::prelude::*;

use crate::geometry::LonLat;
use crate::model::Settlement;

use super::Shape;
use super::globe::GlobeIndex;
use super::graph::NEVER;
use super::network::Network;
use super::place::{Anchor, OnRoad};
use super::reach::Parts;
use super::search::Reach;
use super::snap::{Link, Measure};

/// The two ways out of a home and their costs; [`NEVER`] for a way that is not there.
pub(super) type Exits = [Link; 2];

/// All settlements, by index, as trips see them.
#[derive(Debug)]
pub(super) struct Homes {
    pub(super) places: Vec<LonLat>,
    pub(super) anchors: Vec<Anchor>,
    pub(super) exits: Vec<Exits>,
    pub(super) bus_exits: Vec<Exits>,
    pub(super) on_globe: GlobeIndex,
    /// Whether the main part of the network can be reached.
    pub(super) leads_to_main: Vec<bool>,
    /// Settlements from which it cannot.
    pub(super) aside: Vec<u32>,
    /// By junction: settlements that have it as an exit.
    pub(super) at_junction: AtJunctions,
    /// (chain, settlement) of all settlements on roads, sorted.
    by_chain: Vec<(u32, u32)>,
}

impl Homes {
    /// Snaps all settlements, in parallel.
    pub(super) fn of(
        settlements: &[Settlement],
        network: &Network,
        shape: &Shape,
        detour_factor: f64,
    ) -> Self {
        let (parts, index) = (&shape.parts, &shape.snap_index);
        let places: Vec<LonLat> = settlements.iter().map(|settlement| settlement.at).collect();
        let anchors: Vec<Anchor> = places
            .par_iter()
            .map(|&at| Anchor::new(at, index.snap(network, at), detour_factor))
            .collect();
        let exits = |measure| -> Vec<Exits> {
            let of = |anchor: &Anchor| {
                let exits = anchor
                    .on_road
                    .map(|on_road| on_road.exits(network, measure));
                exits
                    .unwrap_or_default()
                    .map(|link| link.unwrap_or((0, NEVER)))
            };
            anchors.iter().map(of).collect()
        };
        let leading_to_main = parts.leading_to_main();
        let leads_to_main = |anchor: &Anchor| {
            let leads = |on_road| {
                Self::leaves_to(&on_road, network, parts).any(|part| leading_to_main[part as usize])
            };
            anchor.on_road.is_some_and(leads)
        };
        let mut by_chain: Vec<(u32, u32)> = (0_u32..)
            .zip(&anchors)
            .filter_map(|(home, anchor)| Some((anchor.on_road?.snapped.chain, home)))
            .collect();
        by_chain.sort_unstable();
        let leads_to_main: Vec<bool> = anchors.iter().map(leads_to_main).collect();
        let exits_by_length: Vec<Exits> = exits(Measure::Decimetres);
        Self {
            at_junction: AtJunctions::of(&exits_by_length, network.junctions.len()),
            exits: exits_by_length,
            bus_exits: exits(Measure::BusMillis),
            aside: (0_u32..)
                .zip(&leads_to_main)
                .filter(|(_, leads)| !**leads)
                .map(|(home, _)| home)
                .collect(),
            leads_to_main,
            on_globe: GlobeIndex::of((0_u32..).zip(places.iter().copied())),
            places,
            anchors,
            by_chain,
        }
    }

    /// The parts of the network that trips from a place come to first.
    pub(super) fn leaves_to(
        from: &OnRoad,
        network: &Network,
        parts: &Parts,
    ) -> impl Iterator<Item = u32> {
        let exits = from.exits(network, Measure::Decimetres);
        exits
            .into_iter()
            .flatten()
            .map(|(junction, _)| parts.of_junction(junction))
    }

    /// How many settlements there are.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// Settlements whose trip to a place can stay on one chain, with what that takes.
    pub(super) fn along<'a>(
        &'a self,
        to: OnRoad,
        network: &'a Network,
        measure: Measure,
    ) -> impl Iterator<Item = (u32, u32)> + 'a {
        let chain = to.snapped.chain;
        let first = self.by_chain.partition_point(|&(other, _)| other < chain);
        self.by_chain[first..]
            .iter()
            .take_while(move |&&(other, _)| other == chain)
            .filter_map(move |&(_, home)| {
                let from = self.anchors[home as usize].on_road?;
                Some((home, from.along_to(&to, network, measure)?))
            })
    }
}

/// Settlements by the junctions they leave through.
#[derive(Debug)]
pub(super) struct AtJunctions {
    first: Vec<u32>,
    homes: Vec<Link>,
}

impl AtJunctions {
    fn of(exits: &[Exits], n_junctions: usize) -> Self {
        let mut all: Vec<(u32, Link)> = (0_u32..)
            .zip(exits)
            .flat_map(|(home, exits)| exits.map(|(junction, cost)| (junction, (home, cost))))
            .filter(|&(_, (_, cost))| cost < NEVER)
            .collect();
        all.sort_unstable();
        let mut first = vec![0_u32; n_junctions + 1];
        for (junction, _) in &all {
            first[*junction as usize + 1] += 1;
        }
        for junction in 0..n_junctions {
            first[junction + 1] += first[junction];
        }
        Self {
            first,
            homes: all.into_iter().map(|(_, home)| home).collect(),
        }
    }

    /// Settlements that can leave through a junction, and what it takes them to get there.
    pub(super) fn homes(&self, junction: u32) -> &[Link] {
        let junction = junction as usize;
        &self.homes[self.first[junction] as usize..self.first[junction + 1] as usize]
    }
}

/// The nearest start as seen from a home with these exits.
pub(super) fn reach_from(exits: &Exits, reached: &[Reach]) -> Reach {
    let [(a, to_a), (b, to_b)] = *exits;
    let by_a = reached[a as usize].further(to_a);
    let by_b = reached[b as usize].further(to_b);
    by_a.min(by_b)
}
