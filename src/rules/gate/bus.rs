//! How long pupils who cannot walk would sit in a school bus.

use super::Closing;
use crate::model::Stage;
use crate::units::{Meters, Minutes};
use crate::words::Words;

/// Speed of a school bus in km/h where the standards state none.
const MEAN_KMH: f64 = 25.0;

/// The longest of several rides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Ride {
    pub(super) minutes: Minutes,
    /// At the speed of the standards, since no road is known on the way.
    is_estimated: bool,
}

/// The longest ride of the primary pupils who come to walk farther than `limit`.
pub(super) fn longest_ride(closing: &Closing<'_>, limit: Meters) -> Ride {
    let speed = closing.standards.get("bus.speed");
    let kmh = speed.map_or(MEAN_KMH, |rule| rule.limit.max(1.0));
    let ride = |(index, (stage, moved)): (usize, &(Stage, crate::indicators::Move))| {
        let (_, trip) = moved.to.as_ref()?;
        let rides = *stage == Stage::Primary && moved.day_pupils() > 0;
        if !rides || trip.distance() <= limit {
            return None;
        }
        let along_roads = closing.bus.get(index).copied().flatten();
        let estimate = || Minutes::new(trip.distance().km() / kmh * 60.0);
        Some(Ride {
            minutes: along_roads.or_else(estimate)?,
            is_estimated: along_roads.is_none(),
        })
    };
    let rides = closing.moves.iter().enumerate().filter_map(ride);
    let none = Ride {
        minutes: Minutes::default(),
        is_estimated: false,
    };
    rides.fold(none, |longest, ride| {
        if ride.minutes.as_f64() > longest.minutes.as_f64() {
            ride
        } else {
            longest
        }
    })
}

impl Ride {
    /// “12 min by the named bus”.
    pub(super) fn words(self) -> Words {
        let minutes = self.minutes;
        if self.is_estimated {
            Words::new(
                format!("about {minutes} by the named bus at its mean speed, as no road is known"),
                format!("乘校车约 {minutes}（无道路数据，按平均车速估算）"),
            )
        } else {
            Words::new(
                format!("{minutes} by the named bus"),
                format!("乘校车 {minutes}"),
            )
        }
    }
}
