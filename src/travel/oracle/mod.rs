//! The slow, obvious travel distances that the fast ones are checked against, on seeded random counties.
//!
//! Every pair of settlement and site gets its own graph: all road segments one by one, the two places
//! added where they meet the roads, and Dijkstra's method by repeated scanning. Nothing is shared
//! with the engine but the geodesic and the projection.

mod random;
mod slow;

pub(super) use random::{random_county, school_at, settlement_at};

use slow::{Slow, slow_trip};

use super::*;
use crate::geometry::LonLat;
use crate::model::{County, Direction, Road, RoadClass};
use crate::random::Random;
use crate::units::USUAL_WALK_IN_A_MINUTE as WALK;

/// Half a decimetre for each chain and leg of a trip; and a hundredth of a per cent, as a line of many kilometres
/// between two vertices is cut in the plane of the county.
fn tolerance(county: &County, metres: f64) -> f64 {
    let n_vertices: usize = county.roads.iter().map(|road| road.line.len()).sum();
    0.06 * (n_vertices + 6) as f64 + 1e-4 * metres
}

#[test]
fn every_trip_is_as_long_as_a_slow_search_says() {
    let (mut n_checked, mut n_rides, mut n_loose, mut n_apart) = (0, 0, 0, 0);
    for seed in 0..600 {
        let (county, sites) = random_county(&mut Random::seeded(seed));
        let travel = Travel::new(&county, DETOUR_FACTOR);
        let slow = Slow::of(&county);
        let is_close_call = slow.is_close_call();
        for &site in &sites {
            let place = travel.place(site);
            n_loose += usize::from(place.snap_issue() == Some(SnapIssue::Loose));
            let (row, rides) = (travel.row(&place), travel.bus_row(&place, WALK));
            for (home, (settlement, trip)) in county.settlements.iter().zip(&row).enumerate() {
                check_path(&travel, home, &place, *trip, seed);
                if is_close_call {
                    continue;
                }
                n_checked += 1;
                let (metres, basis, minutes) = slow_trip(&slow, settlement.at, site);
                let told = || {
                    let (roads, joins) = (&county.roads, &county.joins);
                    let of = |road: &Road| {
                        let line = road.line.iter().map(|at| (at.lon, at.lat));
                        let line: Vec<_> = line.collect();
                        format!("{:?} level {}: {line:?}", road.direction, road.level)
                    };
                    let roads: Vec<String> = roads.iter().map(of).collect();
                    format!(
                        "seed {seed}, {joins:?}: {:?} to {site:?}\n{roads:#?}",
                        settlement.at
                    )
                };
                let difference = (trip.distance().as_f64() - metres).abs();
                assert!(
                    difference <= tolerance(&county, metres) && trip.basis() == basis,
                    "{trip:?}, should be {metres} {basis:?}, {}",
                    told(),
                );
                let is_apart = basis == Basis::Estimate
                    && settlement.at.metres_to(site) > ACROSS_METRES
                    && slow.shares_a_piece(settlement.at, &county.schools);
                assert_eq!(trip.is_apart(), is_apart, "{}", told());
                n_apart += usize::from(is_apart);
                let ride = rides[home].map(|ride| ride.as_f64());
                assert_eq!(ride.is_some(), minutes.is_some(), "{}", told());
                if let (Some(ride), Some(minutes)) = (ride, minutes) {
                    n_rides += 1;
                    let difference = (ride - minutes).abs();
                    let tolerance = tolerance(&county, 0.0) / 60.0 + 2e-4 * minutes;
                    assert!(
                        difference <= tolerance,
                        "{ride} min, not {minutes}, {}",
                        told()
                    );
                }
            }
        }
    }
    assert!(
        n_checked > 5_000 && n_rides > 1_000 && n_loose > 20 && n_apart > 50,
        "{n_checked} {n_rides} {n_loose} {n_apart}"
    );
}

fn check_path(travel: &Travel, home: usize, place: &Place, expected: Trip, seed: u64) {
    let (line, trip) = travel.path(home, place);
    assert_eq!(
        trip,
        expected,
        "seed {seed}, settlement {home}, site {:?}",
        place.at()
    );
    let drawn: f64 = line.windows(2).map(|pair| pair[0].metres_to(pair[1])).sum();
    let metres = trip.distance().as_f64();
    assert!(
        drawn <= metres + 1.0 && metres <= drawn * DETOUR_FACTOR + 1.0 + line.len() as f64 * 0.1,
        "seed {seed}: a line of {drawn} m for a trip of {metres} m\n{line:?}"
    );
}

#[test]
fn many_rows_at_once_agree_with_single_rows() {
    for seed in 0..600 {
        let random = &mut Random::seeded(seed);
        let (county, mut sites) = random_county(random);
        if seed % 2 == 0 {
            sites.extend(
                (0..40)
                    .map(|_| LonLat::new(104.0 + random.part() * 0.1, 29.6 + random.part() * 0.1)),
            );
        }
        let travel = Travel::new(&county, DETOUR_FACTOR);
        let places: Vec<Place> = sites.iter().map(|&site| travel.place(site)).collect();
        let rows: Vec<Vec<Trip>> = places.iter().map(|place| travel.row(place)).collect();
        travel.prepare();
        for (site, row) in travel.rows(&places).iter().enumerate() {
            assert_eq!(
                &row[..],
                &rows[site][..],
                "seed {seed}, site {site}: row by sweep"
            );
        }
    }
}

#[test]
fn the_nearest_site_and_who_is_within_reach_are_those_of_all_rows() {
    let (mut n_apart, mut n_estimated, mut n_within) = (0, 0, 0);
    for seed in 0..600 {
        let random = &mut Random::seeded(seed);
        let (mut county, mut sites) = random_county(random);
        if seed % 5 == 0 {
            county.roads.clear();
        }
        // On some islands there is no school to choose from, but one of another kind.
        sites.extend(
            (0..random.below(20))
                .map(|_| LonLat::new(104.0 + random.part() * 0.1, 29.6 + random.part() * 0.1)),
        );
        let twin = sites[random.below(sites.len())];
        sites.push(twin);
        let travel = Travel::new(&county, DETOUR_FACTOR);
        let places: Vec<Place> = sites.iter().map(|&site| travel.place(site)).collect();
        let rows: Vec<Vec<Trip>> = places.iter().map(|place| travel.row(place)).collect();
        let first = random.below(places.len());
        for places in [0..places.len(), first..places.len(), 0..0] {
            let some = &rows[places.clone()];
            let nearest = |home: usize| {
                let ways = some.iter().map(|row| row[home]).enumerate();
                ways.min_by_key(|&(site, way)| (way.cost(), site))
            };
            let slow: Vec<_> = (0..county.settlements.len()).map(nearest).collect();
            let chosen: Vec<Place> = sites[places].iter().map(|&at| travel.place(at)).collect();
            assert_eq!(travel.nearest(&chosen), slow, "seed {seed}");
            let ways = || slow.iter().flatten().map(|(_, way)| way);
            n_apart += ways().filter(|way| way.is_apart()).count();
            n_estimated += ways().filter(|way| way.basis() == Basis::Estimate).count();
        }
        for (place, row) in places.iter().zip(&rows) {
            let some = row[random.below(row.len())].distance();
            for limit in [some, Meters::from_f64(random.part() * 6_000.0)] {
                let slow = (0..).zip(row).filter(|(_, trip)| trip.is_within(limit));
                let slow: Vec<u32> = slow.map(|(home, _)| home).collect();
                assert_eq!(
                    travel.homes_within(place, limit),
                    slow,
                    "seed {seed}, {limit}"
                );
                n_within += slow.len();
            }
        }
    }
    assert!(
        n_apart > 100 && n_estimated > 1_000 && n_within > 10_000,
        "{n_apart} {n_estimated} {n_within}"
    );
}

/// Where a settlement goes while a dragged site does not win it, and how far that is.
type Rest = Option<(u32, usize)>;

/// The settlements that a dragged site wins and where the others go, price included: every row and every price
/// compared.
fn slow_drag(
    travel: &Travel,
    places: &[Place],
    moved: usize,
    prices: &[Meters],
) -> (Vec<(u32, Trip)>, Vec<Rest>) {
    let rows: Vec<Vec<Trip>> = places.iter().map(|place| travel.row(place)).collect();
    let (mut won, mut rests) = (Vec::new(), Vec::new());
    for (home, own) in rows[moved].iter().enumerate() {
        let others = (0..places.len()).filter(|&site| site != moved);
        let cost = |site: usize| rows[site][home].cost() + prices[site].decimetres();
        let rest = others.map(|site| (cost(site), site)).min();
        if rest.is_none_or(|rest| (own.cost(), moved) < rest) {
            won.push((home as u32, *own));
        }
        rests.push(rest);
    }
    (won, rests)
}

#[test]
fn every_frame_of_a_drag_wins_whoever_is_nearer_than_distance_and_price() {
    let mut n_frames = 0;
    for seed in 0..500 {
        let random = &mut Random::seeded(seed);
        let (county, sites) = random_county(random);
        let travel = Travel::new(&county, DETOUR_FACTOR);
        let mut places: Vec<Place> = sites.iter().map(|&site| travel.place(site)).collect();
        let dearest = random.below(2) * 2;
        let prices: Vec<Meters> = places
            .iter()
            .map(|_| Meters::from_f64(random.below(dearest + 1) as f64 * 1_500.0))
            .collect();
        let moved = random.below(places.len());
        let mut drag = travel.drag(&places, moved, &prices);
        for _ in 0..12 {
            let to = LonLat::new(104.0 + random.part() * 0.1, 29.6 + random.part() * 0.1);
            places[moved] = travel.place([to, sites[random.below(sites.len())]][random.below(2)]);
            let (won, rests) = slow_drag(&travel, &places, moved, &prices);
            assert_eq!(
                drag.frame(&travel, &places[moved]),
                won,
                "seed {seed}: site {moved} at {to:?}"
            );
            for (home, rest) in rests.into_iter().enumerate() {
                let known = drag.rest(home).map(|(site, cost)| (cost, site));
                assert_eq!(known, rest, "seed {seed}: rest of settlement {home}");
            }
            n_frames += 1;
        }
    }
    assert_eq!(n_frames, 6_000);
}

#[test]
fn after_edits_of_the_roads_every_answer_is_that_of_a_fresh_start() {
    let edit = |random: &mut Random, county: &mut County| {
        let road = random.below(county.roads.len().max(1));
        match random.below(5) {
            0 | 1 if county.roads.is_empty() => {}
            0 => drop(county.roads.remove(road)),
            1 => county.roads[road].speed_kmh = Some(5.0 + random.part() * 60.0),
            _ => county
                .roads
                .push(random_county(random).0.roads.pop().unwrap_or_else(|| Road {
                    class: RoadClass::Trunk,
                    name: None,
                    direction: Direction::Both,
                    level: 0,
                    speed_kmh: None,
                    line: county.settlements.iter().map(|home| home.at).collect(),
                })),
        }
    };
    for seed in 0..400 {
        let random = &mut Random::seeded(seed);
        let (mut county, sites) = random_county(random);
        let mut travel = Travel::new(&county, DETOUR_FACTOR);
        if seed % 8 > 0 {
            travel.prepare();
        }
        for step in 0..5 {
            edit(random, &mut county);
            if random.below(6) == 0 && !county.roads.is_empty() {
                let road = random.below(county.roads.len());
                county.roads[road].direction = Direction::Forward;
            }
            let is_prepared = travel.is_prepared();
            travel = travel.after(&county);
            assert_eq!(travel.is_prepared(), is_prepared);
            let fresh = Travel::new(&county, DETOUR_FACTOR);
            fresh.prepare();
            let places = |travel: &Travel| -> Vec<Place> {
                // Enough of them to go by sweeps.
                let many = sites.iter().cycle().take(sweep::LANES);
                many.map(|&site| travel.place(site)).collect()
            };
            let (now, then) = (places(&travel), places(&fresh));
            let told = format!("seed {seed}, step {step}");
            assert_eq!(travel.rows(&now), fresh.rows(&then), "{told}");
            let some = 0..sites.len();
            let (now, then) = (&now[some.clone()], &then[some]);
            for (now, then) in now.iter().zip(then) {
                assert_eq!(
                    travel.bus_row(now, WALK),
                    fresh.bus_row(then, WALK),
                    "{told}"
                );
                assert_eq!(travel.row(now), fresh.row(then), "{told}");
            }
            assert_eq!(travel.snap_notes(), fresh.snap_notes(), "{told}");
        }
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    for seed in [3, 14, 15, 92] {
        let random = &mut Random::seeded(seed);
        let (county, mut sites) = random_county(random);
        sites.extend(
            (0..40).map(|_| LonLat::new(104.0 + random.part() * 0.1, 29.6 + random.part() * 0.1)),
        );
        let answers = |threads| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            pool.install(|| {
                let travel = Travel::new(&county, DETOUR_FACTOR);
                let places: Vec<Place> = sites.iter().map(|&site| travel.place(site)).collect();
                (travel.rows(&places), travel.prepared_bytes())
            })
        };
        assert_eq!(answers(1), answers(2));
        assert_eq!(answers(1), answers(5));
    }
}
