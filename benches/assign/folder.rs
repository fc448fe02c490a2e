//! The same work on a folder of roads, homes and schools.
//!
//! A province's lists end at the 24 nearest schools: its proof is one among the listed ways.

use std::path::Path;

use xuequ::assign::SeatDrag;
use xuequ::solve::transport::{Choice, Demand, FIRST_SITES, Lists, NearestSites, Transport};
use xuequ::travel::{DETOUR_FACTOR, Place, Travel, Trip};

use crate::figure::{figure, figure_of_each};
use crate::network;

/// Schools on a list where there are too many for whole rows.
const LISTED: usize = 24;

/// Prints figures as JSON lines.
pub(crate) fn run() {
    let case = network::case();
    let travel = Travel::new(&case.county, DETOUR_FACTOR);
    let places: Vec<Place> = case.schools.iter().map(|&at| travel.place(at)).collect();
    let near = if places.len() > 1_000 {
        Near::Lists(network::nearest_schools(&travel, &places, LISTED))
    } else {
        Near::Rows(travel.rows(&places))
    };
    let demand = |&pupils| Demand { pupils, weight: 1 };
    let demands: Vec<Demand> = case.pupils.iter().map(demand).collect();
    let count = match &near {
        Near::Rows(_) => FIRST_SITES,
        Near::Lists(_) => LISTED,
    };
    if let Some(folder) = std::env::var_os("XUEQU_BENCH_WAYS") {
        near.write(folder.as_ref())
            .expect("a folder that can be written to");
    }
    let lists = figure("seats", "lists", 3, || {
        Lists::of(demands.len(), count, &near)
    });
    let mut copies = vec![lists.clone(); 9];
    let mut solve = || {
        let lists = copies.pop().unwrap_or_else(|| lists.clone());
        let transport = Transport::with_lists(&demands, &case.seats, lists, &near);
        assert!(
            transport.proof().is_optimal,
            "the solver stops at the optimum"
        );
        transport
    };
    let mut transport = figure("seats", "from scratch, with proof", 9, &mut solve);
    let cost = transport.proof();
    println!(
        r#"{{"task":"seats cost","peer":"xuequ","decimetres":{},"unplaced":{}}}"#,
        cost.pupil_cost, cost.unplaced
    );
    figure_of_each(
        "seats",
        "close a school and open it again",
        0..places.len().min(300),
        |site| {
            transport.set_seats(site as u32, Some(0), &near);
            transport.set_seats(site as u32, case.seats[site], &near);
        },
    );

    let site = case.dragged as u32;
    let mut drag = figure("seats drag", "begin", 1, || {
        SeatDrag::begin(&travel, &places, site, &mut transport, &near)
    });
    let frame = |at| {
        let place = travel.place(at);
        drag.frame(&travel, &place, &mut transport, &near);
    };
    let frames = std::iter::repeat_n(&case.drag, 3).flatten().copied();
    figure_of_each("seats drag", "frame, roads and seats", frames, frame);
    assert!(
        transport.proof().is_optimal,
        "every frame ends at the optimum"
    );
}

enum Near {
    /// Every way, by school.
    Rows(Vec<std::sync::Arc<[Trip]>>),
    /// The nearest few of every home.
    Lists(Vec<Vec<(u32, Trip)>>),
}

impl Near {
    /// For other programs, four bytes a number: `rows.u32`, decimetres by school, then home; or `lists.u32`, for each
    /// home so many pairs of school and decimetres.
    fn write(&self, folder: &Path) -> std::io::Result<()> {
        let decimetres = |trip: &Trip| trip.distance().decimetres();
        let bytes = |numbers: Vec<u32>| -> Vec<u8> {
            numbers.into_iter().flat_map(u32::to_le_bytes).collect()
        };
        match self {
            Self::Rows(rows) => {
                let ways = rows.iter().flat_map(|row| row.iter().map(decimetres));
                std::fs::write(folder.join("rows.u32"), bytes(ways.collect()))
            }
            Self::Lists(lists) => {
                let pairs = lists.iter().flatten();
                let pairs = pairs.flat_map(|(site, trip)| [*site, decimetres(trip)]);
                std::fs::write(folder.join("lists.u32"), bytes(pairs.collect()))
            }
        }
    }
}

impl NearestSites for Near {
    fn nearest(&self, home: usize, count: usize, into: &mut Vec<Choice>) {
        let choice = |site: u32, trip: Trip| Choice {
            cost: trip.distance().decimetres(),
            site,
        };
        into.clear();
        match self {
            Self::Rows(rows) => {
                into.extend(
                    rows.iter()
                        .zip(0..)
                        .map(|(row, site)| choice(site, row[home])),
                );
                if count < into.len() {
                    into.select_nth_unstable(count - 1);
                }
                into.truncate(count);
                into.sort_unstable();
            }
            Self::Lists(lists) => {
                let list = lists[home].iter().take(count);
                into.extend(list.map(|&(site, trip)| choice(site, trip)));
            }
        }
    }
}
