//! One school in one stage: who comes, how far, and whether there is room.

use crate::assign::Assignment;
use crate::model::Stage;
use crate::plan::{Layout, Status};
use crate::units::Meters;

use super::Distances;

/// The figures of one school in one stage.
#[derive(Clone, Debug, PartialEq)]
pub struct SchoolNumbers {
    /// Position in [`Layout::sites`].
    pub site: usize,
    /// Which stage.
    pub stage: Stage,
    /// Its pupils: those assigned where everybody is dealt anew, its record with those who came and left where
    /// today's flows stay. `None` where its enrolment is not known.
    pub pupils: Option<u32>,
    /// Pupils assigned to it; an estimate where its enrolment is not known.
    pub assigned: u32,
    /// Pupils it records today; `None` where not known or newly built.
    pub recorded: Option<u32>,
    /// Its seats, where known.
    pub seats: Option<u32>,
    /// Settlements its pupils come from.
    pub settlements: usize,
    /// Trips of its pupils; `None` without pupils.
    pub distances: Option<Distances>,
    /// Pupils whose trip is longer than the limit of the stage.
    pub over_limit: u32,
}

impl SchoolNumbers {
    /// Pupils per seat; `None` where pupils or seats are not known. A school with pupils and no seats is infinitely
    /// full.
    pub fn utilisation(&self) -> Option<f64> {
        let (pupils, seats) = (self.pupils?, self.seats?);
        if seats == 0 {
            return Some(if pupils == 0 { 0.0 } else { f64::INFINITY });
        }
        Some(f64::from(pupils) / f64::from(seats))
    }

    /// Seats nobody sits on; negative when too many pupils came; `None` where pupils or seats are not known.
    pub fn free_seats(&self) -> Option<i64> {
        Some(i64::from(self.seats?) - i64::from(self.pupils?))
    }
}

/// The figures of every school that takes pupils of the assignment's stage, by site position. `attending` are the
/// pupils of each site; without it they are those assigned.
pub fn school_numbers(
    layout: &Layout,
    assignment: &Assignment,
    attending: Option<&[Option<u32>]>,
    trip_limit: Option<Meters>,
) -> Vec<SchoolNumbers> {
    let stage = assignment.stage;
    let mut trips_of_site = vec![Vec::new(); layout.sites.len()];
    for flow in &assignment.flows {
        trips_of_site[flow.site].push((flow.trip, flow.pupils));
    }
    let numbers = |site: usize| {
        let trips = &trips_of_site[site];
        let planned = &layout.sites[site];
        let assigned = trips.iter().map(|&(_, pupils)| pupils).sum();
        SchoolNumbers {
            site,
            stage,
            pupils: attending.map_or(Some(assigned), |attending| attending[site]),
            assigned,
            recorded: planned
                .recorded_pupils(stage)
                .filter(|_| planned.status != Status::New),
            seats: planned.seats(stage),
            settlements: trips.len(),
            distances: Distances::of(trips.iter().copied()),
            over_limit: over_limit(trips.iter().copied(), trip_limit),
        }
    };
    layout.open(stage).into_iter().map(numbers).collect()
}

/// Pupils whose trip is longer than `limit`.
pub(super) fn over_limit(
    trips: impl IntoIterator<Item = (crate::travel::Trip, u32)>,
    limit: Option<Meters>,
) -> u32 {
    let Some(limit) = limit else { return 0 };
    trips
        .into_iter()
        .filter(|(trip, _)| trip.distance() > limit)
        .map(|(_, pupils)| pupils)
        .sum()
}
