//! Dragging one school: which settlements it wins, frame by frame.
//!
//! When a drag begins, every junction and settlement learns its nearest *other* school. A frame then searches outwards
//! from where the school is now. It turns back wherever another school is nearer: beyond such a junction nobody can be
//! won. So the cost of a frame grows with the catchment alone: some microseconds, in a county and in a province alike.

use crate::units::Meters;

use super::contender::Contender;
use super::graph::NEVER;
use super::outwards::OutwardSearch;
use super::place::Place;
use super::search::{Reach, RoadSearch};
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
    outwards: OutwardSearch,
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
        let nearest = self.nearest_of_homes(&mut search, &contenders);
        let rest_of_home: Vec<Reach> = nearest.into_iter().map(|(reach, _)| reach).collect();
        Drag {
            moved: moved as u32,
            outwards: OutwardSearch::on(&self.shape.walking),
            rest: search.reached,
            furthest: rest_of_home
                .iter()
                .map(|reach| reach.distance())
                .max()
                .unwrap_or(0),
            rest_of_home,
            won: Vec::new(),
        }
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

    /// From the moved site over the junctions where it is nearer than all others.
    fn search(&mut self, travel: &Travel, moved: &Contender<'_>) {
        let Self {
            rest,
            rest_of_home,
            outwards,
            won,
            ..
        } = self;
        let is_nearest = |junction: u32, distance| moved.reach(distance) < rest[junction as usize];
        let walking = &travel.shape.walking;
        outwards.run(
            walking,
            &moved.place.entries,
            is_nearest,
            |junction, distance| {
                for &(home, cost) in travel.homes.at_junction.homes(junction) {
                    let reach = moved.reach(distance + cost);
                    if reach < rest_of_home[home as usize] {
                        won.push((home, trip(reach.distance(), Basis::Road)));
                    }
                }
            },
        );
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
                let way = travel.estimated(home as usize, moved.place);
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
