//! Dragging one school: which settlements it wins, frame by frame.
//!
//! When a drag begins, every junction and settlement learns its nearest *other* school. A frame then searches outwards
//! from where the school is now. It turns back wherever another school is nearer: beyond such a junction nobody can be
//! won. So the cost of a frame grows with the catchment alone: some microseconds, in a county and in a province alike.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::units::Meters;

use super::contender::Contender;
use super::estimates::Estimates;
use super::graph::NEVER;
use super::homes::reach_from;
use super::place::Place;
use super::search::{Reach, RoadSearch, Start};
use super::trip::Trip;
use super::{Basis, Travel, trip};

/// A drag that has begun. Belongs to the [`Travel`] that began it.
#[derive(Clone, Debug)]
pub struct Drag {
    moved: u32,
    /// By junction: the nearest other site, as the way back from it.
    rest: Vec<Reach>,
    /// By settlement: what the nearest other site costs, price included.
    rest_of_home: Vec<Reach>,
    furthest: u32,
    /// By junction: distance from the moved site, [`NEVER`] between frames.
    distance: Vec<u32>,
    touched: Vec<u32>,
    open: BinaryHeap<Reverse<u64>>,
    won: Vec<(u32, Trip)>,
}

impl Travel {
    /// Begins to drag `sites[moved]` among the others, each of which asks a price on top of its distance, for instance
    /// that of its scarce seats: a settlement is won where the plain distance to the moved site is below every distance
    /// + price. `prices` are by site; that of the moved site does not count, and a site without one asks none.
    ///
    /// One search over the network, about a millisecond in a county; then see [`Drag::frame`].
    pub fn drag(&self, sites: &[Place], moved: usize, prices: &[Meters]) -> Drag {
        let price = |site: usize| prices.get(site).map_or(0, |price| price.decimetres());
        let others = sites.iter().enumerate().filter(|&(site, _)| site != moved);
        let contenders: Vec<Contender<'_>> = others
            .map(|(site, place)| Contender {
                number: site as u32,
                place,
                price: price(site).min(NEVER / 2),
            })
            .collect();
        let mut search = RoadSearch::on(&self.shape.walking);
        let by_road = self.nearest_by_road(&mut search, &contenders);
        let estimates = Estimates::of(self, &contenders);
        let rest_of_home = |(home, by_road): (usize, Reach)| {
            let by_estimate = estimates
                .as_ref()
                .and_then(|estimates| estimates.nearest(home, by_road));
            by_estimate.unwrap_or(by_road)
        };
        let rest_of_home: Vec<_> = by_road.into_iter().enumerate().map(rest_of_home).collect();
        Drag {
            moved: moved as u32,
            distance: vec![NEVER; search.reached.len()],
            rest: search.reached,
            furthest: rest_of_home
                .iter()
                .map(|reach| reach.distance())
                .max()
                .unwrap_or(0),
            rest_of_home,
            touched: Vec::new(),
            open: BinaryHeap::new(),
            won: Vec::new(),
        }
    }

    /// The nearest contender of every settlement among those that a way leads to, paths across the field
    /// included; [`Reach::NONE`] where there is none. The search then knows the same of every junction.
    fn nearest_by_road(&self, search: &mut RoadSearch, contenders: &[Contender<'_>]) -> Vec<Reach> {
        let mut starts: Vec<Start> = contenders.iter().flat_map(Contender::starts).collect();
        search.run(&self.shape.walking, &mut starts);
        let mut nearest = vec![Reach::NONE; self.homes.len()];
        if self.has_roads() {
            for (nearest, exits) in nearest.iter_mut().zip(self.homes.exits.iter()) {
                *nearest = reach_from(exits, &search.reached).min(Reach::NONE);
            }
        }
        for (home, reach) in contenders.iter().flat_map(Contender::beside_junctions) {
            let nearest = &mut nearest[home as usize];
            *nearest = reach.min(*nearest);
        }
        nearest
    }
}

impl Drag {
    /// The settlements that go to the dragged site while it is at `place`, by index, and their trips. All
    /// others go to [`Drag::rest`].
    ///
    /// Of equally near sites the one with the smaller index wins.
    pub fn frame(&mut self, travel: &Travel, place: &Place) -> &[(u32, Trip)] {
        self.won.clear();
        let moved = Contender {
            number: self.moved,
            place,
            price: 0,
        };
        self.search(travel, &moved);
        for (home, reach) in moved.beside_junctions() {
            self.offer(home, reach);
        }
        self.offer_estimates(travel, &moved);
        // A settlement may have been won by several ways: the shortest counts.
        self.won.sort_unstable();
        self.won.dedup_by_key(|(home, _)| *home);
        &self.won
    }

    /// The trip of a settlement that the last [`Drag::frame`] won.
    pub fn won(&self, settlement: u32) -> Option<Trip> {
        let at = self
            .won
            .binary_search_by_key(&settlement, |&(home, _)| home)
            .ok()?;
        Some(self.won[at].1)
    }

    /// Where a settlement goes while it is not won: the nearest other site, and what the trip there costs
    /// ([`Trip::cost`]) with the price of the site, in decimetres. `None` without other sites.
    pub fn rest(&self, settlement: usize) -> Option<(usize, u32)> {
        let &reach = self.rest_of_home.get(settlement)?;
        (reach < Reach::NONE).then(|| (reach.start() as usize, reach.distance()))
    }

    fn offer(&mut self, home: u32, reach: Reach) {
        if reach < self.rest_of_home[home as usize] {
            self.won.push((home, trip(reach.distance(), Basis::Road)));
        }
    }

    /// Dijkstra's method from the moved site, over junctions where it is nearer than all others.
    fn search(&mut self, travel: &Travel, moved: &Contender<'_>) {
        for start in moved.starts() {
            self.open_junction(start.junction, start.reach.distance());
        }
        while let Some(Reverse(next)) = self.open.pop() {
            let (distance, junction) = ((next >> 32) as u32, next as u32);
            if distance > self.distance[junction as usize] {
                continue;
            }
            for &(home, cost) in travel.homes.at_junction.homes(junction) {
                self.offer(home, moved.reach(distance + cost));
            }
            for arc in travel.shape.walking.arcs(junction) {
                self.open_junction(arc.head, distance + arc.weight);
            }
        }
        for junction in self.touched.drain(..) {
            self.distance[junction as usize] = NEVER;
        }
    }

    fn open_junction(&mut self, junction: u32, distance: u32) {
        let known = &mut self.distance[junction as usize];
        if distance < *known && Reach::new(distance, self.moved) < self.rest[junction as usize] {
            if *known == NEVER {
                self.touched.push(junction);
            }
            *known = distance;
            self.open
                .push(Reverse(u64::from(distance) << 32 | u64::from(junction)));
        }
    }

    /// Settlements that have no way to the moved site may still be nearest to it by estimate.
    fn offer_estimates(&mut self, travel: &Travel, moved: &Contender<'_>) {
        let at = moved.place.at();
        let is_aside = travel.is_aside(moved.place);
        if !is_aside && travel.homes.aside.is_empty() {
            return;
        }
        let pieces = travel.pieces_of(moved.place);
        let mut offer = |home: u32| {
            if !travel.has_way(home as usize, moved.place, &pieces) {
                let way = travel.estimated(home as usize, at);
                if moved.reach(way.cost()) < self.rest_of_home[home as usize] {
                    self.won.push((home, way));
                }
            }
        };
        if is_aside {
            let outwards = travel.homes.on_globe.outwards_from(at);
            for (home, chord) in outwards {
                let bound = travel.estimate_bound(chord);
                if bound > self.furthest {
                    break;
                }
                if bound <= self.rest_of_home[home as usize].distance() {
                    offer(home);
                }
            }
        } else {
            travel.homes.aside.iter().copied().for_each(offer);
        }
    }
}
