//! Dragging one school under seats: the exact optimum of every frame, from the roads near the school alone.
//!
//! Every other school asks a price for its scarce seats. A settlement pays at most the cheapest of `way + price` over
//! them. That is its nearest school on a map on which each school is further off by its price.
//!
//! The moved school can win nobody whose way to it is longer than that. So one search goes outwards from it and turns
//! back where another school is cheaper. It finds all pupils that the moved school may win, and the solver moves just
//! them.
//!
//! The prices are those with the moved school closed, each as high as it can be. No position of the school raises a
//! price above that. Should a settlement pay more all the same, the solver asks for ways beyond those found, and gets
//! them.

use std::sync::OnceLock;

use super::rows::{OpenRows, open_sites, trip};
use super::seats::{demands, placed_by, price_seats};
use super::{Assignment, Rows};
use crate::model::Stage;
use crate::plan::Layout;
use crate::solve::transport::{Choice, NearestSites, Transport};
use crate::travel::{Drag, Place, Row, Travel, Trip};
use crate::units::Meters;

/// Longer than any way, in decimetres: nothing is promised about ways from here on.
const LONGEST: i64 = 1 << 29;

/// What [`super::seats()`] answers, for one school that moves among others that stay.
///
/// Every frame ends at the optimum that [`super::seats()`] would give.
#[derive(Clone, Debug)]
pub struct DragSolver {
    stage: Stage,
    rows: Vec<Option<Row>>,
    /// Positions that have a row, ascending.
    open: Vec<u32>,
    transport: Transport,
    drag: SeatDrag,
    /// Where the moved school stands now.
    place: Place,
}

impl DragSolver {
    /// Solves the stage once from scratch and begins to drag the school at position `site` of the layout; `places` are
    /// those of all sites.
    pub fn begin(
        stage: Stage,
        pupils: &[u32],
        layout: &Layout,
        rows: &Rows,
        travel: &Travel,
        places: &[Place],
        site: usize,
    ) -> Self {
        let open = open_sites(stage, layout, rows);
        let seats: Vec<Option<u32>> = layout.sites.iter().map(|site| site.seats(stage)).collect();
        let near = OpenRows::new(rows, &open);
        let mut transport = Transport::new(&demands(pupils), &seats, &near);
        let drag = SeatDrag::begin(travel, places, site as u32, &mut transport, &near);
        let mut rows: Vec<Option<Row>> = rows.to_vec();
        rows.resize(layout.sites.len(), None);
        Self {
            stage,
            rows,
            open,
            transport,
            drag,
            place: places[site].clone(),
        }
    }

    /// The school stands here now.
    pub fn frame(&mut self, travel: &Travel, place: &Place) {
        let near = OpenRows::new(&self.rows, &self.open);
        self.drag.frame(travel, place, &mut self.transport, &near);
        self.place = place.clone();
    }

    /// The assignment now, with the price of every school's seats.
    pub fn assignment(&mut self, travel: &Travel) -> Assignment {
        let way = |site: usize, home: usize| {
            if site == self.drag.site as usize {
                self.drag.trip(home as u32)
            } else {
                trip(&self.rows, site, home)
            }
        };
        let mut assignment = placed_by(self.stage, &self.transport, self.rows.len(), way);
        let near = OpenRows::new(&self.rows, &self.open);
        let moved = self.drag.moved(travel, &self.place, &near);
        price_seats(&mut assignment, &mut self.transport, &self.open, &moved);
        assignment
    }
}

/// A drag of one site of a transportation problem over roads.
#[derive(Clone, Debug)]
pub struct SeatDrag {
    site: u32,
    search: Drag,
    /// The way of every home to the site where it stands now, if it was needed.
    row: OnceLock<Vec<Trip>>,
    /// By home: below this every way to the site is found.
    horizon: Vec<u32>,
    ways: Vec<(u32, u32)>,
}

impl SeatDrag {
    /// Begins to drag `places[site]`. `near` has the ways to all sites, or to all but that.
    ///
    /// Takes about as long as to solve the problem afresh.
    pub fn begin(
        travel: &Travel,
        places: &[Place],
        site: u32,
        transport: &mut Transport,
        near: &impl NearestSites,
    ) -> Self {
        // One decimetre more, as ways of just the same length may settle a tie.
        let price = |price: i64| Meters::from_decimetres(price.min(LONGEST) as u32 + 1);
        transport.take_grown();
        let prices = transport.prices_without(site, near).into_iter();
        let prices: Vec<Meters> = prices.map(price).collect();
        let search = travel.drag(places, site as usize, &prices);
        let paid = |home: usize| search.rest(home).map(|(_, cost)| cost);
        let horizon = |home| match paid(home) {
            Some(cost) if i64::from(cost) < LONGEST => cost,
            _ => u32::MAX,
        };
        let horizon: Vec<u32> = (0..transport.homes()).map(horizon).collect();
        for (home, &horizon) in (0..).zip(&horizon) {
            transport.list_up_to(home, horizon, near);
            transport.lower_horizon(home, horizon);
        }
        Self {
            site,
            search,
            row: OnceLock::new(),
            horizon,
            ways: Vec::new(),
        }
    }

    /// Moves the site and brings the problem to its optimum. `near` has the ways to all other sites at least.
    pub fn frame(
        &mut self,
        travel: &Travel,
        place: &Place,
        transport: &mut Transport,
        near: &impl NearestSites,
    ) {
        for home in transport.take_grown() {
            transport.lower_horizon(home, self.horizon[home as usize]);
        }
        self.row.take();
        let won = self.search.frame(travel, place).iter();
        self.ways.clear();
        self.ways
            .extend(won.map(|&(home, trip)| (home, trip.cost())));
        let moved = self.moved(travel, place, near);
        transport.move_site(self.site, &self.ways, &moved);
    }

    /// The ways to all sites, the moved one where it stands now.
    fn moved<'a, N: NearestSites>(
        &'a self,
        travel: &'a Travel,
        place: &'a Place,
        near: &'a N,
    ) -> Moved<'a, N> {
        Moved {
            near,
            site: self.site,
            travel,
            place,
            row: &self.row,
        }
    }

    /// The way from a home to the site where it stands, if the site may have won it.
    pub fn trip(&self, home: u32) -> Option<Trip> {
        self.search.won(home).or_else(|| {
            let row = self.row.get()?;
            row.get(home as usize).copied()
        })
    }
}

/// The ways to all sites while one of them stands elsewhere.
struct Moved<'a, N> {
    near: &'a N,
    site: u32,
    travel: &'a Travel,
    place: &'a Place,
    row: &'a OnceLock<Vec<Trip>>,
}

impl<N: NearestSites> NearestSites for Moved<'_, N> {
    fn nearest(&self, home: usize, count: usize, into: &mut Vec<Choice>) {
        self.near.nearest(home, count.saturating_add(1), into);
        into.retain(|choice| choice.site != self.site);
        let row = self.row.get_or_init(|| self.travel.row(self.place));
        let choice = Choice {
            cost: row[home].cost(),
            site: self.site,
        };
        let at = into.partition_point(|other| *other < choice);
        into.insert(at, choice);
        into.truncate(count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::{County, Direction, PerStage, Road, RoadClass, Settlement, SettlementId};
    use crate::random::Random;
    use crate::solve::transport::{Demand, FIRST_SITES, Lists};
    use crate::travel::DETOUR_FACTOR;

    fn place(random: &mut Random) -> LonLat {
        let mut along = || f64::from(random.count_below(5_000)) * 1e-5;
        LonLat::new(104.0 + along(), 29.6 + along())
    }

    /// A grid of lanes with gaps, homes and schools anywhere near it, some of them off every road.
    fn county(random: &mut Random) -> County {
        let mut roads = Vec::new();
        let crossing =
            |x: u32, y: u32| LonLat::new(104.0 + f64::from(x) * 0.004, 29.6 + f64::from(y) * 0.004);
        for x in 0..12 {
            for y in 0..12 {
                for (dx, dy) in [(1, 0), (0, 1)] {
                    if random.count_below(4) > 0 {
                        roads.push(Road {
                            class: RoadClass::default(),
                            name: None,
                            direction: if random.count_below(9) == 0 {
                                Direction::Forward
                            } else {
                                Direction::Both
                            },
                            level: 0,
                            speed_kmh: None,
                            line: vec![crossing(x, y), crossing(x + dx, y + dy)],
                        });
                    }
                }
            }
        }
        if random.count_below(6) == 0 {
            roads.clear();
        }
        let far = LonLat::new(104.2, 29.5);
        let home = |number: u32, random: &mut Random| Settlement {
            id: SettlementId::new(&format!("{number:05}")),
            name: String::new(),
            at: if random.count_below(30) == 0 {
                far
            } else {
                place(random)
            },
            township: None,
            population: None,
            pupils: PerStage::default(),
            births: Default::default(),
            extra: Default::default(),
        };
        let settlements = (0..40 + random.count_below(60)).map(|number| home(number, random));
        County {
            settlements: settlements.collect(),
            roads,
            ..County::default()
        }
    }

    struct Table(Vec<Vec<Trip>>);

    impl NearestSites for Table {
        fn nearest(&self, home: usize, count: usize, into: &mut Vec<Choice>) {
            let way = |(row, site): (&Vec<Trip>, u32)| Choice {
                cost: row[home].cost(),
                site,
            };
            into.clear();
            into.extend(self.0.iter().zip(0..).map(way));
            into.sort_unstable();
            into.truncate(count);
        }
    }

    #[test]
    fn every_frame_is_the_optimum_of_a_fresh_start() {
        let (mut frames, mut seen, mut rows_needed, mut short) = (0, 0, 0, 0);
        for seed in 0..60 {
            let random = &mut Random::seeded(seed);
            let county = county(random);
            let travel = Travel::new(&county, DETOUR_FACTOR);
            let demands: Vec<Demand> = county
                .settlements
                .iter()
                .map(|_| Demand {
                    pupils: random.count_below(12),
                    weight: 1,
                })
                .collect();
            let pupils: u32 = demands.iter().map(|demand| demand.pupils).sum();
            let n_sites = 2 + random.count_below(24);
            // From two seats for each pupil to too few.
            let room = pupils * (6 + random.count_below(15)) / 10 / n_sites;
            let seats: Vec<Option<u32>> = (0..n_sites)
                .map(|_| match random.count_below(12) {
                    0 => None,
                    1 => Some(0),
                    _ => Some(room / 2 + random.count_below(room + 1)),
                })
                .collect();
            let mut places: Vec<Place> =
                (0..n_sites).map(|_| travel.place(place(random))).collect();
            let mut table = Table(places.iter().map(|place| travel.row(place)).collect());
            let lists = |table: &Table| Lists::of(demands.len(), FIRST_SITES.min(4), table);
            let mut warm = Transport::with_lists(&demands, &seats, lists(&table), &table);
            let site = random.count_below(n_sites);
            let mut drag = SeatDrag::begin(&travel, &places, site, &mut warm, &table);
            let mut at = places[site as usize].at();
            for _ in 0..12 {
                at = match random.count_below(6) {
                    0 => place(random),
                    1 if random.count_below(4) == 0 => LonLat::new(104.2, 29.5),
                    _ => LonLat::new(
                        at.lon + f64::from(random.count_below(200)) * 1e-5 - 1e-3,
                        at.lat + f64::from(random.count_below(200)) * 1e-5 - 1e-3,
                    ),
                };
                places[site as usize] = travel.place(at);
                let place = &places[site as usize];
                // What it knows of the moved site is out of date, as it is for the solver.
                drag.frame(&travel, place, &mut warm, &table);
                table.0[site as usize] = travel.row(place);
                let cold = Transport::with_lists(&demands, &seats, lists(&table), &table);
                assert!(cold.proof().is_optimal);
                assert_eq!(warm.proof(), cold.proof(), "seed {seed}");
                assert_eq!(warm.shares(), cold.shares(), "seed {seed}");
                for share in warm
                    .shares()
                    .iter()
                    .filter(|share| share.site == Some(site))
                {
                    let way = drag.trip(share.home);
                    assert_eq!(way, Some(table.0[site as usize][share.home as usize]));
                }
                frames += 1;
                seen += drag.ways.len();
                rows_needed += usize::from(drag.row.get().is_some());
                short += usize::from(warm.proof().unplaced > 0);
            }
        }
        assert!(frames > 500 && seen > frames, "{frames} {seen}");
        assert!(short > 50 && short < frames - 50, "{short} of {frames}");
        println!("{frames} frames, {seen} in sight, {rows_needed} rows needed, {short} short");
        assert!(rows_needed < frames / 4, "{rows_needed} of {frames}");
    }
}
