//! What a distance means, shown on the smallest roads.

use super::oracle::{school_at, settlement_at};
use super::*;
use crate::model::{Direction, Road, RoadJoins};

/// A place so many metres east and north of a corner.
fn at(east: f64, north: f64) -> LonLat {
    Projection::around(LonLat::new(104.0, 29.6)).lon_lat(geo::Coord { x: east, y: north })
}

fn road(line: &[(f64, f64)]) -> Road {
    Road {
        line: line.iter().map(|&(east, north)| at(east, north)).collect(),
        ..Road::default()
    }
}

/// A county with one home, and schools.
fn county(roads: &[Road], home: (f64, f64), schools: &[(f64, f64)]) -> County {
    County {
        roads: roads.to_vec(),
        settlements: vec![settlement_at(0, at(home.0, home.1))],
        schools: schools
            .iter()
            .map(|&(east, north)| school_at(at(east, north)))
            .collect(),
        ..County::default()
    }
}

fn trip_to(county: &County, school: (f64, f64)) -> Trip {
    let travel = Travel::new(county, DETOUR_FACTOR);
    travel.row(&travel.place(at(school.0, school.1)))[0]
}

fn metres(trip: Trip) -> f64 {
    trip.distance().as_f64()
}

#[test]
fn walkers_go_against_one_way_streets_and_buses_round() {
    let mut to = road(&[(0.0, 0.0), (4_000.0, 0.0)]);
    let mut back = road(&[(4_000.0, 0.0), (4_000.0, 100.0), (0.0, 100.0), (0.0, 0.0)]);
    (to.direction, back.direction) = (Direction::Forward, Direction::Forward);
    let county = county(&[to, back], (3_000.0, -10.0), &[]);
    let travel = Travel::new(&county, DETOUR_FACTOR);
    let school = travel.place(at(2_000.0, -10.0));
    let on_foot = metres(travel.row(&school)[0]);
    assert!((on_foot - 1_027.0).abs() < 1.0, "{on_foot}");
    let round = 1_000.0 + 100.0 + 4_000.0 + 100.0 + 2_000.0;
    // The last metres are walked, as fast as the standard in force says.
    for walk in [30.0, 60.0, 90.0] {
        let ride = travel.bus_row(&school, Meters::from_f64(walk))[0];
        let ride = ride.expect("it goes round").as_f64();
        let minutes = round / 1_000.0 / 18.0 * 60.0 + 27.0 / walk;
        assert!((ride - minutes).abs() < 0.01, "{ride} {minutes}");
    }
}

#[test]
fn a_few_centimetres_move_no_trip_by_a_kilometre() {
    // Two roads 40 m apart that meet two kilometres to the west; the school is on the northern one.
    let south = road(&[(-2_000.0, 0.0), (1_000.0, 0.0)]);
    let north = road(&[(-2_000.0, 0.0), (-2_000.0, 40.0), (1_000.0, 40.0)]);
    let trip = |home: f64| {
        let county = county(&[south.clone(), north.clone()], (0.0, home), &[]);
        metres(trip_to(&county, (900.0, 40.0)))
    };
    let (below, above) = (trip(19.9), trip(20.1));
    assert!((below - above).abs() < 1.0, "{below} {above}");
    assert!(above < 1_000.0, "{above}");
}

#[test]
fn a_place_by_a_loose_lane_goes_by_the_network_beside_it() {
    let main = road(&[
        (0.0, 0.0),
        (8_000.0, 0.0),
        (8_000.0, 1_500.0),
        (0.0, 1_500.0),
    ]);
    let lane = road(&[(50.0, 60.0), (950.0, 60.0)]);
    let county = county(&[main, lane], (0.0, 1_550.0), &[]);
    let school = Travel::new(&county, DETOUR_FACTOR).place(at(60.0, 70.0));
    assert_eq!(school.snap_issue(), Some(SnapIssue::Loose));
    let trip = trip_to(&county, (60.0, 70.0));
    assert_eq!(trip.basis(), Basis::Road);
    assert!(metres(trip) > 17_000.0, "round by the bridge: {trip:?}");
    // Beside the lane people use it all the same.
    let neighbour = super::County {
        settlements: vec![settlement_at(0, at(940.0, 65.0))],
        ..county
    };
    let trip = trip_to(&neighbour, (60.0, 65.0));
    assert!(metres(trip) < 900.0, "{trip:?}");
}

#[test]
fn nobody_crosses_between_two_networks_by_an_estimate_who_has_a_school_by_road() {
    let north = road(&[(0.0, 800.0), (9_000.0, 800.0)]);
    let south = road(&[(0.0, 0.0), (9_000.0, 0.0)]);
    let (home, own, across) = ((0.0, 800.0), (9_000.0, 800.0), (0.0, 0.0));
    let roads = [north, south];
    let with_school = county(&roads, home, &[own, across]);
    let estimate = trip_to(&with_school, across);
    let by_road = trip_to(&with_school, own);
    assert!(estimate.distance() < by_road.distance());
    assert!(estimate.is_apart() && by_road < estimate && by_road.cost() < estimate.cost());
    // Without one, the estimate is all there is.
    let without = county(&roads, home, &[across]);
    assert!(!trip_to(&without, across).is_apart());
    // And at most 500 m people find a way.
    assert!(!trip_to(&with_school, (0.0, 400.0)).is_apart());
}

/// Two roads to a school on a hill, the second beginning `gap` metres from the end of the first.
fn with_gap(gap: f64) -> County {
    let roads = [
        road(&[(0.0, 0.0), (2_000.0, 0.0)]),
        road(&[(2_000.0 + gap, 0.0), (2_000.0, 2_000.0)]),
    ];
    county(&roads, (0.0, 0.0), &[])
}

#[test]
fn ends_that_nearly_meet_are_joined_and_others_are_not() {
    for (gap, is_joined) in [(0.1, true), (0.9, true), (1.5, false), (30.0, false)] {
        let county = with_gap(gap);
        let trip = trip_to(&county, (2_000.0, 2_000.0));
        assert_eq!(trip.basis() == Basis::Road, is_joined, "{gap}");
        let told = RoadGaps::of(&county);
        assert_eq!(
            (told.ends.len(), told.crossings.len()),
            (usize::from(is_joined), 0),
            "{gap}"
        );
        if is_joined {
            assert!((metres(trip) - 4_000.0).abs() < 2.0, "{trip:?}");
        }
        for (ends_within_metres, joins) in [(0.0, false), (50.0, true)] {
            let crossings = false;
            let joined = County {
                joins: RoadJoins {
                    ends_within_metres,
                    crossings,
                },
                ..county.clone()
            };
            let trip = trip_to(&joined, (2_000.0, 2_000.0));
            assert_eq!(
                trip.basis() == Basis::Road,
                joins,
                "{gap} {ends_within_metres}"
            );
        }
    }
}

#[test]
fn roads_that_cross_are_told_and_joined_on_request_only_and_bridges_never() {
    let along = road(&[(0.0, 0.0), (4_000.0, 0.0)]);
    let over = road(&[(2_000.0, -1_000.0), (2_000.0, 2_000.0)]);
    for (level, crossings) in [(0, false), (0, true), (1, false), (1, true)] {
        let over = Road {
            level,
            ..over.clone()
        };
        let mut county = county(&[along.clone(), over], (0.0, 0.0), &[]);
        county.joins.crossings = crossings;
        let trip = trip_to(&county, (2_000.0, 2_000.0));
        let is_joined = level == 0 && crossings;
        assert_eq!(
            trip.basis() == Basis::Road,
            is_joined,
            "{level} {crossings}"
        );
        assert_eq!(
            RoadGaps::of(&county).crossings.len(),
            usize::from(level == 0)
        );
        if is_joined {
            assert!((metres(trip) - 4_000.0).abs() < 1.0, "{trip:?}");
        }
    }
}

#[test]
fn a_bend_on_another_road_is_a_crossing_and_an_end_on_it_is_not() {
    let along = road(&[(0.0, 0.0), (4_000.0, 0.0)]);
    let bent = road(&[(1_000.0, 1_000.0), (2_000.0, 0.0), (3_000.0, 1_000.0)]);
    let told = RoadGaps::of(&county(&[along.clone(), bent], (0.0, 0.0), &[]));
    assert_eq!((told.ends.len(), told.crossings.len()), (0, 1));
    let ending = road(&[(1_000.0, 1_000.0), (2_000.0, 0.0)]);
    let told = RoadGaps::of(&county(&[along.clone(), ending], (0.0, 0.0), &[]));
    assert_eq!((told.ends.len(), told.crossings.len()), (1, 0));
    // A little too long: still one end.
    let beyond = road(&[(1_000.0, 1_000.0), (2_000.0, -0.5)]);
    let told = RoadGaps::of(&county(&[along, beyond], (0.0, 0.0), &[]));
    assert_eq!((told.ends.len(), told.crossings.len()), (1, 0));
}
