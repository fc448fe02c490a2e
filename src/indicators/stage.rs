//! One stage over the whole county.

use crate::assign::{Assignment, Boarding, Flow};
use crate::model::{Ownership, SchoolKind, Stage};
use crate::plan::{Layout, Policy, Site};
use crate::travel::Trip;
use crate::units::Meters;
use crate::words::Words;

use super::schools::over_limit;
use super::{Distances, Figure, SchoolNumbers};

/// The figures of one stage in one layout.
#[derive(Clone, Debug, PartialEq)]
pub struct StageNumbers {
    /// Which stage.
    pub stage: Stage,
    /// Open schools that run it, teaching points not counted.
    pub schools: usize,
    /// Open teaching points that run it.
    pub teaching_points: usize,
    /// Pupils who live in the county.
    pub pupils: u32,
    /// Pupils with a school.
    pub placed: u32,
    /// Pupils without one.
    pub unplaced: u32,
    /// Seats of the schools whose seats are known; `None` when none is.
    pub seats: Option<u32>,
    /// Open schools and teaching points whose seats are not known.
    pub seats_unknown: usize,
    /// Open schools and teaching points whose pupils are not known.
    pub pupils_unknown: usize,
    /// Pupils per seat, over the schools of which both are known.
    pub utilisation: Option<f64>,
    /// Trips of the placed day pupils: boarders do not go every day.
    pub distances: Option<Distances>,
    /// Placed pupils who board, as far as it is known; see `boarders_unknown`.
    pub boarders: u32,
    /// The ways of the boarders, which they go once a week; `None` without any.
    pub boarder_distances: Option<Distances>,
    /// Open schools and teaching points with pupils of which nobody knows how many board: all theirs count as day
    /// pupils.
    pub boarders_unknown: usize,
    /// Day pupils whose trip is longer than the limit.
    pub over_limit: u32,
    /// The limit that was applied.
    pub trip_limit: Option<Meters>,
    /// Open schools and teaching points with more pupils than seats.
    pub over_seats: usize,
    /// Of the schools' pupils, the share in public schools (公办占比).
    pub public_share: Figure,
    /// Of the schools' pupils, the share in public or inclusive private schools (普惠性覆盖率).
    pub inclusive_coverage: Figure,
}

impl StageNumbers {
    /// Of how many schools nobody knows the boarders; `None` where all tell them, and for kindergartens that tell of
    /// none.
    pub fn boarders_silent(&self) -> Option<Words> {
        let unknown = self.boarders_unknown;
        let schools = Words::counted(unknown, "school", "所").en;
        let is_usual = self.stage == Stage::Kindergarten && self.boarders == 0;
        (unknown > 0 && !is_usual).then(|| {
            Words::new(
                format!("Boarders not known for {schools}: all their pupils counted as day pupils"),
                format!("{unknown}所学校寄宿生数未知，其学生均按走读计"),
            )
        })
    }

    /// Placed pupils who go to school and home every day, as far as it is known.
    pub fn day_pupils(&self) -> u32 {
        self.placed - self.boarders
    }

    /// Seats of all schools; `None` where those of a school are not known, so that nobody holds all pupils against some
    /// seats.
    pub fn all_seats(&self) -> Option<u32> {
        self.seats.filter(|_| self.seats_unknown == 0)
    }
}

/// The figures of a stage. `boarding` tells who of the assignment board, `pupils` is by settlement; `schools` comes
/// from [`super::school_numbers`].
pub fn stage_numbers(
    layout: &Layout,
    assignment: &Assignment,
    boarding: &Boarding,
    pupils: &[u32],
    schools: &[SchoolNumbers],
    trip_limit: Option<Meters>,
) -> StageNumbers {
    let stage = assignment.stage;
    let trips = || ways(boarding.daily(assignment));
    let is_point =
        |numbers: &&SchoolNumbers| layout.sites[numbers.site].kind == SchoolKind::TeachingPoint;
    let teaching_points = schools.iter().filter(is_point).count();
    let with_seats = || {
        schools
            .iter()
            .filter_map(|numbers| Some((numbers.pupils?, numbers.seats?)))
    };
    let mut stated = schools
        .iter()
        .filter_map(|numbers| numbers.seats)
        .peekable();
    // Assumed figures know no bound over a county; a sum that cannot be is not known.
    let seats = stated
        .peek()
        .is_some()
        .then(|| sum(stated))
        .and_then(|seats| u32::try_from(seats).ok());
    let seated = sum(with_seats().map(|(pupils, _)| pupils));
    let seats_for_them = sum(with_seats().map(|(_, seats)| seats));
    StageNumbers {
        stage,
        schools: schools.len() - teaching_points,
        teaching_points,
        pupils: pupils.iter().sum(),
        placed: assignment.flows.iter().map(|flow| flow.pupils).sum(),
        unplaced: assignment
            .unplaced
            .iter()
            .map(|unplaced| unplaced.pupils)
            .sum(),
        seats,
        seats_unknown: schools
            .iter()
            .filter(|numbers| numbers.seats.is_none())
            .count(),
        pupils_unknown: schools
            .iter()
            .filter(|numbers| numbers.pupils.is_none())
            .count(),
        utilisation: (seats_for_them > 0).then(|| seated as f64 / seats_for_them as f64),
        distances: Distances::of(trips()),
        boarders: ways(&boarding.boarders).map(|(_, pupils)| pupils).sum(),
        boarder_distances: Distances::of(ways(&boarding.boarders)),
        boarders_unknown: boarding.unknown.len(),
        over_limit: over_limit(trips(), trip_limit),
        trip_limit,
        over_seats: schools
            .iter()
            .filter(|numbers| numbers.free_seats().is_some_and(|free| free < 0))
            .count(),
        public_share: share(schools, |numbers| {
            layout.sites[numbers.site]
                .ownership
                .map(|ownership| ownership == Ownership::Public)
        }),
        inclusive_coverage: share(schools, |numbers| {
            let site = &layout.sites[numbers.site];
            match site.ownership? {
                Ownership::Public => Some(true),
                Ownership::Private => site.inclusive,
            }
        }),
    }
}

fn ways(flows: &[Flow]) -> impl Iterator<Item = (Trip, u32)> {
    flows.iter().map(|flow| (flow.trip, flow.pupils))
}

/// The share of pupils in schools that answer yes. Counted by children, not by schools.
fn share(schools: &[SchoolNumbers], is_of_kind: impl Fn(&SchoolNumbers) -> Option<bool>) -> Figure {
    let unknown = schools
        .iter()
        .filter(|numbers| numbers.pupils.is_none())
        .count();
    if unknown > 0 {
        return Figure::NotKnown(Words::new(
            format!("needs the pupils of {unknown} schools"),
            format!("缺{unknown}所学校的学生数"),
        ));
    }
    let attended = || {
        schools
            .iter()
            .filter_map(|numbers| Some((numbers, numbers.pupils.filter(|&pupils| pupils > 0)?)))
    };
    let all = sum(attended().map(|(_, pupils)| pupils));
    if all == 0 {
        return Figure::NotKnown(Words::new("needs pupils", "缺学生数"));
    }
    let silent = attended()
        .filter(|(numbers, _)| is_of_kind(numbers).is_none())
        .count();
    if silent > 0 {
        return Figure::NotKnown(Words::new(
            format!("needs ownership and inclusive status of {silent} schools"),
            format!("缺{silent}所学校的办学性质或普惠认定"),
        ));
    }
    let counted = sum(attended()
        .filter(|(numbers, _)| is_of_kind(numbers) == Some(true))
        .map(|(_, pupils)| pupils));
    Figure::Known(counted as f64 / all as f64)
}

fn sum(numbers: impl Iterator<Item = u32>) -> u64 {
    numbers.map(u64::from).sum()
}

/// Whether a school of this size is small. One whose pupils are not known is not.
pub fn is_small(size: Option<u32>, below: u32) -> bool {
    size.is_some_and(|pupils| pupils < below)
}

/// A school's pupils over all its stages, as the small-school threshold counts them.
///
/// Under `keep` they are those who attend it ([`SchoolNumbers::pupils`]); under the other policies, which deal all
/// pupils anew, today's enrolment, or the assigned pupils in a stage that the plan opens. `None` when a stage that it
/// runs is not known.
pub fn size(
    layout: &Layout,
    site: usize,
    policy: Policy,
    pupils: impl Fn(Stage) -> Option<u32>,
) -> Option<u32> {
    let planned = &layout.sites[site];
    Stage::ALL
        .into_iter()
        .filter(|&stage| planned.runs(stage))
        .map(|stage| {
            if has_record(planned, stage, policy) {
                planned.recorded_pupils(stage)
            } else {
                pupils(stage)
            }
        })
        .sum()
}

/// Whether the record tells how many pupils a school has in a stage, and not whom the policy deals to it.
pub fn has_record(school: &Site, stage: Stage, policy: Policy) -> bool {
    policy != Policy::Keep && !school.opens(stage)
}
