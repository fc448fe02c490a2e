//! The slow, obvious travel distances that the fast ones are checked against, on seeded random counties.
//!
//! Every pair of settlement and site gets its own graph: all road segments one by one, the two places
//! added where they meet the road, and Dijkstra's method by repeated scanning. Nothing is shared
//! with the engine but the geodesic and the projection.

use geo::Coord;

use crate::geometry::{LonLat, Projection};
use crate::model::{County, Direction, PerStage, Road, RoadClass, Settlement, SettlementId};

use super::*;
use crate::random::Random;

/// A county of a few square kilometres with everything that can be odd about roads: one-ways, loops, lines drawn
/// twice, repeated vertices, single-vertex lines, loose pieces, places on vertices, far away or all in one spot.
pub(super) fn random_county(random: &mut Random) -> (County, Vec<LonLat>) {
    let columns = 2 + random.below(6);
    let spacing = [0.002, 0.01, 0.03][random.below(3)];
    let vertex = |random: &mut Random| {
        let step = |random: &mut Random| random.below(columns) as f64 * spacing;
        LonLat::new(104.0 + step(random), 29.6 + step(random))
    };
    let one_way_share = [0.0, 0.3, 1.0][random.below(3)];
    let roads: Vec<Road> = (0..random.below(3 * columns))
        .map(|_| random_road(random, vertex, one_way_share, spacing))
        .collect();
    let place = |random: &mut Random| {
        let on_vertex = vertex(random);
        let extent = columns as f64 * spacing;
        match random.below(8) {
            0 => on_vertex,
            1 => LonLat::new(103.9 - random.part() * 0.1, 29.5),
            _ => LonLat::new(
                104.0 + (random.part() * 1.2 - 0.1) * extent,
                29.6 + (random.part() * 1.2 - 0.1) * extent,
            ),
        }
    };
    let settlements = (0..=random.below(8))
        .map(|number| settlement_at(number, place(random)))
        .collect();
    let sites = (0..=random.below(6)).map(|_| place(random)).collect();
    (
        County {
            settlements,
            roads,
            ..County::default()
        },
        sites,
    )
}

fn random_road(
    random: &mut Random,
    vertex: impl Fn(&mut Random) -> LonLat,
    one_way_share: f64,
    spacing: f64,
) -> Road {
    let mut line: Vec<LonLat> = vec![vertex(random)];
    for _ in 0..random.below(5) {
        match random.below(6) {
            0 => line.extend(line.last().copied()),
            1 => line.push(LonLat::new(
                104.0 + random.part() * spacing * 4.0,
                29.6 + random.part() * spacing * 4.0,
            )),
            2 => line.extend(line.first().copied()),
            _ => line.push(vertex(random)),
        }
    }
    let one_way = [Direction::Forward, Direction::Backward][random.below(2)];
    Road {
        class: RoadClass::default(),
        name: None,
        direction: if random.part() < one_way_share {
            one_way
        } else {
            Direction::Both
        },
        speed_kmh: None,
        line,
    }
}

pub(super) fn settlement_at(number: usize, at: LonLat) -> Settlement {
    Settlement {
        id: SettlementId::new(&format!("{number:05}")),
        name: String::new(),
        at,
        township: None,
        population: None,
        pupils: PerStage::default(),
        births: Default::default(),
        extra: Default::default(),
    }
}

/// A straight piece of road in the direction of travel.
#[derive(Clone, Copy)]
struct Piece {
    from: LonLat,
    to: LonLat,
    both: bool,
}

fn pieces(county: &County) -> Vec<Piece> {
    let rounded =
        |at: LonLat| LonLat::new((at.lon * 1e7).round() / 1e7, (at.lat * 1e7).round() / 1e7);
    let of = |road: &Road| {
        let mut line: Vec<LonLat> = road.line.iter().copied().map(rounded).collect();
        if road.direction == Direction::Backward {
            line.reverse();
        }
        let both = road.direction == Direction::Both;
        line.windows(2)
            .filter(|pair| pair[0] != pair[1])
            .map(|pair| Piece {
                from: pair[0],
                to: pair[1],
                both,
            })
            .collect::<Vec<_>>()
    };
    county.roads.iter().flat_map(of).collect()
}

/// The distance of a trip in metres and its basis.
fn slow_trip(county: &County, home: LonLat, site: LonLat) -> (f64, Basis) {
    let straight = home.metres_to(site) * DETOUR_FACTOR;
    let pieces = pieces(county);
    let projection = county.projection();
    let (Some(from), Some(to)) = (
        slow_snap(&pieces, &projection, home),
        slow_snap(&pieces, &projection, site),
    ) else {
        return (straight, Basis::Estimate);
    };
    let access = (home.metres_to(from) + site.metres_to(to)) * DETOUR_FACTOR;
    if home.metres_to(from) > 3_000.0 || site.metres_to(to) > 3_000.0 {
        return (straight, Basis::Estimate);
    }
    let by_road = slow_way(&pieces, &projection, from, to).map(|way| way + access);
    let across = (home.metres_to(site) <= 500.0).then_some(straight);
    match by_road.into_iter().chain(across).reduce(f64::min) {
        Some(shortest) => (shortest, Basis::Road),
        None => (straight, Basis::Estimate),
    }
}

fn nearest_on(piece: &Piece, projection: &Projection, place: LonLat) -> (f64, LonLat) {
    let [at, a, b] = [place, piece.from, piece.to].map(|at| projection.metres(at));
    let along = b - a;
    let dot = |u: Coord<f64>, v: Coord<f64>| u.x * v.x + u.y * v.y;
    let part = (dot(at - a, along) / dot(along, along)).clamp(0.0, 1.0);
    let away = at - (a + along * part);
    let point = LonLat::new(
        piece.from.lon + (piece.to.lon - piece.from.lon) * part,
        piece.from.lat + (piece.to.lat - piece.from.lat) * part,
    );
    (dot(away, away).sqrt(), point)
}

fn slow_snap(pieces: &[Piece], projection: &Projection, place: LonLat) -> Option<LonLat> {
    let near = pieces
        .iter()
        .map(|piece| nearest_on(piece, projection, place));
    near.min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, point)| point)
}

/// Shortest way between two points on the road: every piece on which a point lies is split there.
fn slow_way(pieces: &[Piece], projection: &Projection, from: LonLat, to: LonLat) -> Option<f64> {
    const SAME_METRES: f64 = 1e-3;
    let mut nodes: Vec<LonLat> = vec![from];
    let number = |nodes: &mut Vec<LonLat>, at: LonLat| {
        nodes
            .iter()
            .position(|node| node.metres_to(at) < SAME_METRES)
            .unwrap_or_else(|| {
                nodes.push(at);
                nodes.len() - 1
            })
    };
    let end = number(&mut nodes, to);
    // Only the first piece a place lies on carries it: roads that cross do not connect.
    let carrier = |place| {
        pieces
            .iter()
            .position(|piece| nearest_on(piece, projection, place).0 < SAME_METRES)
    };
    let carriers = [(carrier(from)?, from), (carrier(to)?, to)];
    let mut arcs = Vec::new();
    for (position, piece) in pieces.iter().enumerate() {
        let mut stops = vec![piece.from, piece.to];
        stops.extend(
            carriers
                .iter()
                .filter(|(carrier, _)| same_piece(&pieces[*carrier], &pieces[position]))
                .map(|&(_, place)| place),
        );
        stops.sort_by(|a, b| {
            piece
                .from
                .metres_to(*a)
                .total_cmp(&piece.from.metres_to(*b))
        });
        for pair in stops.windows(2) {
            let (a, b) = (number(&mut nodes, pair[0]), number(&mut nodes, pair[1]));
            let metres = pair[0].metres_to(pair[1]);
            arcs.push((a, b, metres));
            if piece.both {
                arcs.push((b, a, metres));
            }
        }
    }
    let mut distance = vec![f64::INFINITY; nodes.len()];
    distance[0] = 0.0;
    for _ in 0..nodes.len() {
        for &(a, b, metres) in &arcs {
            distance[b] = distance[b].min(distance[a] + metres);
        }
    }
    distance[end].is_finite().then_some(distance[end])
}

/// Whether a place is equally near to roads that do not meet there, so that either is a right answer.
fn is_between_roads(county: &County, place: LonLat) -> bool {
    const SAME_METRES: f64 = 1e-3;
    let (pieces, projection) = (pieces(county), county.projection());
    let near: Vec<(f64, LonLat, &Piece)> = pieces
        .iter()
        .map(|piece| (nearest_on(piece, &projection, place), piece))
        .map(|((metres, point), piece)| (metres, point, piece))
        .collect();
    let best = near
        .iter()
        .map(|(metres, ..)| *metres)
        .fold(f64::INFINITY, f64::min);
    let tied: Vec<_> = near
        .into_iter()
        .filter(|(metres, ..)| *metres < best + SAME_METRES)
        .collect();
    let Some(&(_, first_point, first)) = tied.first() else {
        return false;
    };
    tied.iter().any(|&(_, point, piece)| {
        let meet = meets_end(point, piece) && meets_end(point, first);
        point.metres_to(first_point) > SAME_METRES || !(meet || same_piece(piece, first))
    })
}

fn meets_end(point: LonLat, piece: &Piece) -> bool {
    [piece.from, piece.to]
        .iter()
        .any(|end| end.metres_to(point) < 1e-3)
}

fn same_piece(a: &Piece, b: &Piece) -> bool {
    (a.from, a.to) == (b.from, b.to) || (a.from, a.to) == (b.to, b.from)
}

/// Half a decimetre for each chain and leg of a trip; and a hundredth of a per cent, as a line of many kilometres
/// between two vertices is cut in the plane of the county.
fn tolerance(county: &County, metres: f64) -> f64 {
    let n_vertices: usize = county.roads.iter().map(|road| road.line.len()).sum();
    0.06 * (n_vertices + 6) as f64 + 1e-4 * metres
}

#[test]
fn every_trip_is_as_long_as_a_slow_search_says() {
    let mut n_checked = 0;
    for seed in 0..600 {
        let (county, sites) = random_county(&mut Random::seeded(seed));
        let travel = Travel::new(&county, DETOUR_FACTOR);
        for &site in &sites {
            let place = travel.place(site);
            let row = travel.row(&place);
            for (home, (settlement, trip)) in county.settlements.iter().zip(&row).enumerate() {
                check_path(&travel, home, &place, *trip, seed);
                if is_between_roads(&county, settlement.at) || is_between_roads(&county, site) {
                    continue;
                }
                n_checked += 1;
                let (metres, basis) = slow_trip(&county, settlement.at, site);
                let difference = (trip.distance().as_f64() - metres).abs();
                assert!(
                    difference <= tolerance(&county, metres) && trip.basis() == basis,
                    "seed {seed}: {:?} to {site:?} is {trip:?}, should be {metres} {basis:?}\n{:#?}",
                    settlement.at,
                    county
                        .roads
                        .iter()
                        .map(|road| (road.direction, &road.line))
                        .collect::<Vec<_>>(),
                );
            }
        }
    }
    assert!(n_checked > 5_000, "{n_checked}");
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

/// Where a settlement goes while a dragged site does not win it, and how far that is.
type Rest = Option<(Meters, usize)>;

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
        let rest = others.map(|site| (rows[site][home].distance() + prices[site], site));
        let rest = rest.min();
        if rest.is_none_or(|rest| (own.distance(), moved) < rest) {
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
                let known = drag.rest(home).map(|(site, trip)| (trip.distance(), site));
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
                assert_eq!(travel.bus_row(now), fresh.bus_row(then), "{told}");
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
