//! One school in one stage: who comes, how far, and whether there is room.

use crate::assign::{Assignment, Boarding, BySite};
use crate::model::Stage;
use crate::plan::{Layout, Status};
use crate::travel::Trip;
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
    /// Trips of its day pupils; `None` without any.
    pub distances: Option<Distances>,
    /// Pupils assigned to it who board; `None` where not known, when all count as day pupils.
    pub boarders: Option<u32>,
    /// The ways of its boarders, which they go once a week; `None` without any.
    pub boarder_distances: Option<Distances>,
    /// Day pupils whose trip is longer than the limit of the stage.
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
/// pupils of each site; without it they are those assigned. `boarding` tells who of the assigned board.
pub fn school_numbers(
    layout: &Layout,
    assignment: &Assignment,
    boarding: &Boarding,
    attending: Option<&[Option<u32>]>,
    trip_limit: Option<Meters>,
) -> Vec<SchoolNumbers> {
    let stage = assignment.stage;
    let sites = layout.sites.len();
    let (day, week) = (boarding.daily(assignment), boarding.boarders.as_slice());
    let all = BySite::of(&assignment.flows, sites);
    // As a rule nobody boards.
    let does_nobody = std::ptr::eq(day, assignment.flows.as_slice());
    let daily = (!does_nobody).then(|| BySite::of(day, sites));
    let daily = daily.as_ref().unwrap_or(&all);
    let weekly = (!week.is_empty()).then(|| BySite::of(week, sites));
    let numbers = |site: usize| {
        let trips = daily
            .at(site)
            .iter()
            .map(|&at| (day[at].trip, day[at].pupils));
        let boarders = weekly.as_ref().map_or(&[][..], |weekly| weekly.at(site));
        let boarders = boarders.iter().map(|&at| (week[at].trip, week[at].pupils));
        let planned = &layout.sites[site];
        let here = all.at(site);
        let assigned = here.iter().map(|&at| assignment.flows[at].pupils).sum();
        let pupils = attending.map_or(Some(assigned), |attending| attending[site]);
        SchoolNumbers {
            site,
            stage,
            pupils,
            assigned,
            recorded: planned
                .recorded_pupils(stage)
                .filter(|_| planned.status != Status::New),
            seats: planned.seats(stage),
            settlements: here.len(),
            distances: Distances::of(trips.clone()),
            boarders: pupils
                .filter(|_| boarding.is_known(site))
                .map(|_| boarders.clone().map(|(_, pupils)| pupils).sum()),
            boarder_distances: Distances::of(boarders),
            over_limit: over_limit(trips, trip_limit),
        }
    };
    layout.open(stage).into_iter().map(numbers).collect()
}

/// Pupils whose trip is longer than `limit`.
pub(super) fn over_limit(
    trips: impl IntoIterator<Item = (Trip, u32)>,
    limit: Option<Meters>,
) -> u32 {
    let Some(limit) = limit else { return 0 };
    trips
        .into_iter()
        .filter(|(trip, _)| trip.distance() > limit)
        .map(|(_, pupils)| pupils)
        .sum()
}
