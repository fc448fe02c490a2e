//! The hottest paths on a seeded network, small so that counting is soon done, each once and one of them so many times
//! more: `instructions [PATH TIMES]`.
//!
//! `benches/instructions.py` counts the instructions of two such runs; what they differ by is what the path takes,
//! whatever preparing it took. On its own it prints the names of the paths.
#![expect(clippy::print_stdout, reason = "printing is what this program is for")]

#[expect(dead_code, reason = "some of it serves other benches only")]
mod network;

use std::hint::black_box;

use xuequ::assign::SeatDrag;
use xuequ::solve::transport::{Choice, Demand, FIRST_SITES, Lists, NearestSites, Transport};
use xuequ::travel::{DETOUR_FACTOR, Place, Travel, Trip};

/// A path's name and one turn of it.
type HotPath<'a> = (&'static str, Box<dyn FnMut() + 'a>);

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let case = network::bent_grid(60, 1_000, 40);
    let travel = Travel::new(&case.county, DETOUR_FACTOR);
    travel.prepare();
    let places: Vec<Place> = case.schools.iter().map(|&at| travel.place(at)).collect();
    let frames: Vec<Place> = case.drag.iter().map(|&at| travel.place(at)).collect();
    let near = Listed(network::nearest_schools(&travel, &places, FIRST_SITES * 4));
    let demand = |&pupils| Demand { pupils, weight: 1 };
    let demands: Vec<Demand> = case.pupils.iter().map(demand).collect();
    let lists = Lists::of(demands.len(), FIRST_SITES, &near);
    let solve = || Transport::with_lists(&demands, &case.seats, lists.clone(), &near);
    let mut drag = travel.drag(&places, case.dragged, &[]);
    let mut transport = solve();
    let site = case.dragged as u32;
    let mut seat_drag = SeatDrag::begin(&travel, &places, site, &mut transport, &near);

    let mut paths: [HotPath<'_>; 4] = [
        (
            "rows_of_all_schools",
            Box::new(|| drop(black_box(travel.rows(&places)))),
        ),
        (
            "drag_of_300_frames",
            Box::new(|| {
                for frame in &frames {
                    black_box(drag.frame(&travel, frame).len());
                }
            }),
        ),
        (
            "exact_seats_with_proof",
            Box::new(|| assert!(black_box(solve()).proof().is_optimal)),
        ),
        (
            "exact_seats_drag_of_300_frames",
            Box::new(|| {
                for frame in &frames {
                    seat_drag.frame(&travel, frame, &mut transport, &near);
                }
            }),
        ),
    ];
    let more = |name: &str| match &arguments[1..] {
        [path, times] if path == name => times.parse().unwrap_or(0),
        _ => 0,
    };
    for (name, turn) in &mut paths {
        println!("{name}");
        for _ in 0..=more(name) {
            turn();
        }
    }
}

/// The nearest schools of every settlement, as far as anybody asks.
struct Listed(Vec<Vec<(u32, Trip)>>);

impl NearestSites for Listed {
    fn nearest(&self, home: usize, count: usize, into: &mut Vec<Choice>) {
        let list = self.0[home].iter().take(count);
        into.clear();
        into.extend(list.map(|&(site, trip)| Choice {
            cost: trip.distance().decimetres(),
            site,
        }));
    }
}
