//! The figures of a stage one by one: what each counts, in which unit, and which way it should go. Screen and tables
//! show this list.

use super::StageNumbers;
use crate::forecast::DemandBasis;
use crate::model::Stage;
use crate::words::Words;

/// One figure of a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Indicator {
    /// [`StageNumbers::schools`].
    Schools,
    /// [`StageNumbers::teaching_points`].
    TeachingPoints,
    /// [`StageNumbers::pupils`].
    Pupils,
    /// [`StageNumbers::seats`].
    Seats,
    /// [`StageNumbers::utilisation`].
    SeatsUsed,
    /// The mean of [`StageNumbers::distances`], of day pupils.
    MeanTrip,
    /// What nine in ten of them do not exceed.
    TripOfNineInTen,
    /// The longest of them.
    LongestTrip,
    /// [`StageNumbers::over_limit`], of day pupils.
    OverLimit,
    /// [`StageNumbers::boarders`].
    Boarders,
    /// [`StageNumbers::unplaced`].
    Unplaced,
    /// [`StageNumbers::over_seats`].
    OverSeats,
    /// Schools with fewer pupils than the threshold.
    Small,
    /// [`StageNumbers::public_share`].
    PublicShare,
    /// [`StageNumbers::inclusive_coverage`].
    InclusiveCoverage,
}

/// What an indicator is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measured {
    /// Schools and teaching points.
    Schools,
    /// Pupils.
    Pupils,
    /// Seats.
    Seats,
    /// Metres.
    Metres,
    /// A share of one.
    Share,
}

/// Which way an indicator should go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// Less is better.
    Lower,
    /// More is better.
    Higher,
    /// Neither is better in itself.
    Neither,
}

impl Indicator {
    /// All, in the order of screen and tables.
    pub const ALL: [Self; 15] = [
        Self::Schools,
        Self::TeachingPoints,
        Self::Pupils,
        Self::Seats,
        Self::SeatsUsed,
        Self::MeanTrip,
        Self::TripOfNineInTen,
        Self::LongestTrip,
        Self::OverLimit,
        Self::Boarders,
        Self::Unplaced,
        Self::OverSeats,
        Self::Small,
        Self::PublicShare,
        Self::InclusiveCoverage,
    ];

    /// Those of a stage: only kindergartens are recognised as inclusive.
    pub fn of(stage: Stage) -> impl Iterator<Item = Self> {
        let is_of = move |indicator: &Self| {
            *indicator != Self::InclusiveCoverage || stage == Stage::Kindergarten
        };
        Self::ALL.into_iter().filter(is_of)
    }

    /// The name in tables, which have no tooltips.
    pub fn words(self) -> Words {
        match self {
            Self::Schools => Words::new("Schools", "学校"),
            Self::TeachingPoints => Words::new("Teaching points", "教学点"),
            Self::Pupils => Words::new("Pupils", "学生"),
            Self::Seats => Words::new("Seats", "学位"),
            Self::SeatsUsed => Words::new("Use of seats", "学位利用率"),
            Self::MeanTrip => Words::new("Mean trip of day pupils", "走读生平均路程"),
            Self::TripOfNineInTen => {
                Words::new("Nine in ten day pupils go at most", "90% 走读生路程不超过")
            }
            Self::LongestTrip => Words::new("Longest trip of a day pupil", "走读生最远路程"),
            Self::OverLimit => Words::new("Day pupils over the trip limit", "超距走读生"),
            Self::Boarders => Words::new("Boarders", "寄宿生"),
            Self::Unplaced => Words::new("Pupils without a seat", "未安置学生"),
            Self::OverSeats => Words::new("Schools with more pupils than seats", "超员学校"),
            Self::Small => Words::new("Small schools", "规模过小学校"),
            Self::PublicShare => Words::new("Pupils in public schools", "公办占比"),
            Self::InclusiveCoverage => Words::new(
                "Children in public or inclusive kindergartens",
                "普惠覆盖率",
            ),
        }
    }

    /// What it is counted in.
    pub const fn measured(self) -> Measured {
        match self {
            Self::Schools | Self::TeachingPoints | Self::OverSeats | Self::Small => {
                Measured::Schools
            }
            Self::Pupils | Self::OverLimit | Self::Boarders | Self::Unplaced => Measured::Pupils,
            Self::Seats => Measured::Seats,
            Self::MeanTrip | Self::TripOfNineInTen | Self::LongestTrip => Measured::Metres,
            Self::SeatsUsed | Self::PublicShare | Self::InclusiveCoverage => Measured::Share,
        }
    }

    /// Whether it is about the trips of day pupils who have a seat.
    pub const fn is_of_trips(self) -> bool {
        matches!(
            self,
            Self::MeanTrip | Self::TripOfNineInTen | Self::LongestTrip | Self::OverLimit
        )
    }

    /// Which way it should go.
    pub const fn aim(self) -> Aim {
        match self {
            Self::Schools
            | Self::TeachingPoints
            | Self::Pupils
            | Self::Seats
            | Self::SeatsUsed
            | Self::Boarders => Aim::Neither,
            Self::MeanTrip
            | Self::TripOfNineInTen
            | Self::LongestTrip
            | Self::OverLimit
            | Self::Unplaced
            | Self::OverSeats
            | Self::Small => Aim::Lower,
            Self::PublicShare | Self::InclusiveCoverage => Aim::Higher,
        }
    }

    /// The value in a stage; `None` where it is not known. Where no pupils are known, figures about them are not zero
    /// but not known. `small` is how many schools of the stage are small, which counts the pupils of all stages.
    pub fn value(
        self,
        numbers: &StageNumbers,
        small: Option<usize>,
        pupils: DemandBasis,
    ) -> Option<f64> {
        let is_of_pupils = !matches!(self, Self::Schools | Self::TeachingPoints | Self::Seats);
        if is_of_pupils && !pupils.is_known() {
            return None;
        }
        let trips = numbers.distances;
        match self {
            Self::Schools => Some(numbers.schools as f64),
            Self::TeachingPoints => Some(numbers.teaching_points as f64),
            Self::Pupils => Some(numbers.pupils.into()),
            Self::Seats => numbers.seats.map(f64::from),
            Self::SeatsUsed => numbers.utilisation,
            Self::MeanTrip => trips.map(|trips| trips.mean),
            Self::TripOfNineInTen => trips.map(|trips| trips.p90.as_f64()),
            Self::LongestTrip => trips.map(|trips| trips.max.as_f64()),
            Self::OverLimit => numbers.trip_limit.map(|_| numbers.over_limit.into()),
            // Where a school does not tell its boarders, there may be more.
            Self::Boarders => (numbers.boarders_unknown == 0).then_some(numbers.boarders.into()),
            Self::Unplaced => Some(numbers.unplaced.into()),
            Self::OverSeats => Some(numbers.over_seats as f64),
            Self::Small => small.map(|small| small as f64),
            Self::PublicShare => numbers.public_share.known(),
            Self::InclusiveCoverage => numbers.inclusive_coverage.known(),
        }
    }
}

/// What the count of small schools is called, by the number below which a school is small on either side of a
/// comparison; `None` where none is small, as for kindergartens.
pub fn small_schools(before: u32, after: u32) -> Option<Words> {
    match (before, after) {
        (_, 0) => None,
        _ if before == after => Some(Words::new(
            format!("Schools under {after} pupils"),
            format!("不足{after}人学校"),
        )),
        _ => Some(Words::new(
            format!("Schools under {before} → {after} pupils"),
            format!("不足{before}→{after}人学校"),
        )),
    }
}
