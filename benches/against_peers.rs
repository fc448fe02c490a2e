//! Figures of the travel engine as JSON lines, in the words of the scripts that run other programs on the same data.
//!
//! `XUEQU_BENCH_DATA=folder cargo bench --bench against_peers`; `benches/compare.py` runs both sides and prints
//! the ratios. `XUEQU_BENCH_LENGTHS=file` writes the lengths of all arcs, for the others to use.
#![expect(clippy::print_stdout, reason = "printing is what this program is for")]

mod figure;
#[expect(dead_code, reason = "some of it serves other benches only")]
mod network;

use xuequ::model::{Road, RoadWork};
use xuequ::travel::{DETOUR_FACTOR, Drag, Place, Travel};

use figure::{figure, figure_of_each};
use network::Case;

fn main() {
    let case = network::case();
    if let (Some(nodes), Some(file)) = (&case.nodes, std::env::var_os("XUEQU_BENCH_LENGTHS")) {
        let bytes: Vec<u8> = nodes
            .lengths()
            .into_iter()
            .flat_map(u32::to_le_bytes)
            .collect();
        std::fs::write(file, bytes).expect("a file that can be written");
    }
    let travel = figure("prep", "network and snapping", 1, || {
        Travel::new(&case.county, DETOUR_FACTOR)
    });
    let places: Vec<_> = figure("place", "all schools", case.reps(5, 1), || {
        case.schools.iter().map(|&at| travel.place(at)).collect()
    });
    by_search(&case, &travel, &places);
    preparing(&case, &travel);
    prepared(&case, &travel, &places);
}

/// What is measured on the plain network.
fn by_search(case: &Case, travel: &Travel, places: &[Place]) {
    figure("drag", "one row by search", case.reps(31, 3), || {
        travel.row(&places[0])
    });
    let mut drag = figure("drag", "begin", case.reps(11, 1), || {
        travel.drag(places, case.dragged, &[])
    });
    cost(case, &mut drag, travel, &places[case.dragged]);
    let frames: Vec<_> = figure("drag", "place all frames", 1, || {
        case.drag.iter().map(|&at| travel.place(at)).collect()
    });
    let rounds = std::iter::repeat_n(&frames, 20).flatten();
    figure_of_each("drag", "frame", rounds, |frame| {
        drag.frame(travel, frame).len()
    });
}

/// What all pupils go to the nearest school: others must find the same.
fn cost(case: &Case, drag: &mut Drag, travel: &Travel, dragged: &Place) {
    drag.frame(travel, dragged);
    let way = |settlement: usize| {
        let won = drag.won(settlement as u32).map(|trip| trip.cost());
        won.or_else(|| Some(drag.rest(settlement)?.1))
    };
    let decimetres = |(settlement, &pupils): (usize, &u32)| {
        Some(u64::from(way(settlement)?) * u64::from(pupils))
    };
    let cost: u64 = case.pupils.iter().enumerate().filter_map(decimetres).sum();
    println!(r#"{{"task":"cost","peer":"xuequ","decimetres":{cost}}}"#);
}

/// How long it takes to prepare the network, and to prepare it again after an edit.
fn preparing(case: &Case, travel: &Travel) {
    figure("prep", "hierarchy", 1, || travel.prepare());
    let bytes = travel.prepared_bytes();
    let again = Travel::new(&case.county, DETOUR_FACTOR);
    figure("prep", "kept order read and taken up", 1, || {
        again.prepare_from(&bytes).expect("the same roads");
    });
    drop(again);
    let roads = &case.county.roads;
    let middle = &roads[roads.len() / 2];
    let line = || middle.line.clone();
    let cut = case.county.with_roads(&[RoadWork::Cut { line: line() }]);
    figure("prep", "after a road is cut", case.reps(5, 1), || {
        travel.after(&cut)
    });
    let new = case
        .county
        .with_roads(&[RoadWork::Build(between(middle, roads))]);
    figure("prep", "after a road is built", case.reps(5, 1), || {
        travel.after(&new)
    });
    let slow = case.county.with_roads(&[RoadWork::Improve {
        line: line(),
        class: None,
        speed_kmh: Some(5.0),
    }]);
    figure("prep", "after a speed is changed", case.reps(5, 1), || {
        travel.after(&slow)
    });
}

/// A straight road of some three kilometres from the middle of one to the middle of another.
fn between(road: &Road, roads: &[Road]) -> Road {
    let middle = |road: &Road| road.line[road.line.len() / 2];
    let from = middle(road);
    let off = |other: &Road| (from.metres_to(middle(other)) - 3_000.0).abs();
    let to = roads.iter().min_by(|a, b| off(a).total_cmp(&off(b)));
    Road {
        line: vec![from, middle(to.expect("there are roads"))],
        ..road.clone()
    }
}

/// What is measured on the prepared network.
fn prepared(case: &Case, travel: &Travel, places: &[Place]) {
    let rows = case.reps(places.len(), 256);
    let one_thread = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .expect("a thread pool");
    figure(
        "matrix",
        &format!("{rows} rows, one thread"),
        case.reps(11, 1),
        || one_thread.install(|| travel.rows(&places[..rows])),
    );
    figure("matrix", &format!("{rows} rows"), case.reps(11, 1), || {
        travel.rows(&places[..rows])
    });
    figure(
        "nearest",
        "school of every settlement",
        case.reps(11, 1),
        || travel.nearest(places),
    );
}
