//! The settlements of a county, tied to its road network once and for all.

use rayon::prelude::*;

use crate::geometry::{Located, LonLat};
use crate::model::County;

use super::Shape;
use super::globe::GlobeIndex;
use super::network::Network;
use super::place::Anchor;
use super::search::Reach;
use super::snap::{Link, Measure};

/// All settlements, by index, as trips see them.
#[derive(Debug)]
pub(super) struct Homes {
    pub(super) places: Vec<LonLat>,
    /// The same, prepared for many distances.
    pub(super) located: Vec<Located>,
    pub(super) anchors: Vec<Anchor>,
    pub(super) exits: Exits,
    pub(super) on_globe: GlobeIndex,
    /// The pieces of the network that each is on, ascending.
    pub(super) pieces: Vec<Vec<u32>>,
    /// Settlements that are not on the main piece.
    pub(super) aside: Vec<u32>,
    /// By junction: settlements that have it as an exit.
    pub(super) at_junction: AtJunctions,
    /// Chain, settlement and position of the meeting in its anchor, of all that are on roads; sorted.
    by_chain: Vec<(u32, u32, u32)>,
}

impl Homes {
    /// Snaps all settlements, in parallel.
    pub(super) fn of(
        county: &County,
        network: &Network,
        shape: &Shape,
        detour_factor: f64,
    ) -> Self {
        let settlements = county.settlements.iter();
        let places: Vec<LonLat> = settlements.map(|settlement| settlement.at).collect();
        let anchors: Vec<Anchor> = places
            .par_iter()
            .map(|&at| shape.anchor(network, at, detour_factor))
            .collect();
        let pieces = |anchor: &Anchor| anchor.pieces(network, &shape.pieces);
        let pieces: Vec<Vec<u32>> = anchors.iter().map(pieces).collect();
        let mut by_chain: Vec<(u32, u32, u32)> = (0_u32..)
            .zip(&anchors)
            .flat_map(|(home, anchor)| {
                let on_roads = (0_u32..).zip(&anchor.on_roads[..]);
                on_roads.map(move |(number, road)| (road.snapped.chain, home, number))
            })
            .collect();
        by_chain.sort_unstable();
        let by_length = |anchor: &Anchor| anchor.exits(network, Measure::Decimetres);
        let exits = Exits::of(anchors.iter().map(by_length));
        let main = shape.pieces.main();
        Self {
            at_junction: AtJunctions::of(&exits, network.junctions.len()),
            exits,
            aside: (0_u32..)
                .zip(&pieces)
                .filter(|(_, pieces)| !pieces.contains(&main))
                .map(|(home, _)| home)
                .collect(),
            pieces,
            on_globe: GlobeIndex::of((0_u32..).zip(places.iter().copied())),
            located: places.iter().map(|&at| Located::at(at)).collect(),
            places,
            anchors,
            by_chain,
        }
    }

    /// How many settlements there are.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// Settlements whose trip to a place can stay on one chain, with what that takes; the same one again for each way.
    pub(super) fn along<'a>(
        &'a self,
        to: &'a Anchor,
        network: &'a Network,
        measure: Measure,
    ) -> impl Iterator<Item = (u32, u32)> + 'a {
        to.on_roads.iter().flat_map(move |to| {
            let chain = to.snapped.chain;
            let first = self.by_chain.partition_point(|&(other, ..)| other < chain);
            self.by_chain[first..]
                .iter()
                .take_while(move |&&(other, ..)| other == chain)
                .filter_map(move |&(_, home, number)| {
                    let from = self.anchors[home as usize].on_roads[number as usize];
                    Some((home, from.along_to(to, network, measure)?))
                })
        })
    }
}

/// The junctions that settlements come to first and what it takes them, by settlement.
#[derive(Debug, Default)]
pub(super) struct Exits {
    first: Vec<u32>,
    links: Vec<Link>,
}

impl Exits {
    /// Of the links of each settlement in turn.
    pub(super) fn of(by_home: impl Iterator<Item = Vec<Link>>) -> Self {
        let mut exits = Self {
            first: vec![0],
            links: Vec::new(),
        };
        for links in by_home {
            exits.links.extend(links);
            exits.first.push(exits.links.len() as u32);
        }
        exits
    }

    /// The links of each settlement.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[Link]> {
        let ranges = self.first.windows(2);
        ranges.map(|pair| &self.links[pair[0] as usize..pair[1] as usize])
    }
}

/// Settlements by the junctions they leave through.
#[derive(Debug)]
pub(super) struct AtJunctions {
    first: Vec<u32>,
    homes: Vec<Link>,
}

impl AtJunctions {
    fn of(exits: &Exits, n_junctions: usize) -> Self {
        let mut all: Vec<(u32, Link)> = (0_u32..)
            .zip(exits.iter())
            .flat_map(|(home, links)| {
                let links = links.iter();
                links.map(move |&(junction, cost)| (junction, (home, cost)))
            })
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

/// The nearest start as seen from a place with these exits; [`Reach::NONE`] at least where there is none.
pub(super) fn reach_from(exits: &[Link], reached: &[Reach]) -> Reach {
    let by = |&(junction, cost): &Link| reached[junction as usize].further(cost);
    exits.iter().map(by).min().unwrap_or(Reach::NONE)
}
