//! Lengths, times, money and years that cannot be mixed up: finite by construction, ordered, printed with their unit.

use std::cell::Cell;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign};

use serde::{Deserialize, Serialize};

/// A length in whole decimetres, so that sums are exact and equal on every machine.
///
/// The largest is about 429,000 km. Arithmetic saturates.
///
/// ```
/// use xuequ::units::Meters;
/// let trip = Meters::from_f64(1234.56);
/// assert_eq!(trip.decimetres(), 12_346);
/// assert_eq!(trip.to_string(), "1.2 km");
/// assert_eq!(Meters::from_f64(941.0).to_string(), "941 m");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Meters {
    decimetres: u32,
}

impl Meters {
    /// No distance at all.
    pub const ZERO: Self = Self { decimetres: 0 };

    /// From whole decimetres.
    pub const fn from_decimetres(decimetres: u32) -> Self {
        Self { decimetres }
    }

    /// From metres, rounded to the decimetre. Negative and non-finite lengths become zero.
    pub fn from_f64(metres: f64) -> Self {
        // `as` cuts off, saturates, and takes NaN to zero.
        Self {
            decimetres: (metres * 10.0 + 0.5) as u32,
        }
    }

    /// The length in whole decimetres.
    pub const fn decimetres(self) -> u32 {
        self.decimetres
    }

    /// The length in metres.
    pub fn as_f64(self) -> f64 {
        f64::from(self.decimetres) / 10.0
    }

    /// The length in kilometres.
    pub fn km(self) -> f64 {
        f64::from(self.decimetres) / 10_000.0
    }

    /// Minutes on foot for a child who walks so far in a minute; none is slower than a decimetre.
    ///
    /// ```
    /// use xuequ::units::Meters;
    /// let minutes = Meters::from_f64(1_800.0).walking(Meters::from_f64(60.0));
    /// assert_eq!(minutes.to_string(), "30 min");
    /// ```
    pub fn walking(self, in_a_minute: Self) -> Minutes {
        Minutes(f64::from(self.decimetres) / f64::from(in_a_minute.decimetres.max(1)))
    }
}

/// How far a child walks in a minute where no standard says otherwise, and on the legs to and from a bus: 60 m.
pub const USUAL_WALK_IN_A_MINUTE: Meters = Meters { decimetres: 600 };

/// Pupils times their way: what ways come to for many pupils together, in whole pupil-decimetres, so that sums are
/// exact. A difference of two may be negative.
///
/// ```
/// use xuequ::units::PupilWays;
/// let ways = PupilWays::from_km(12.34);
/// assert_eq!(ways.decimetres(), 123_400);
/// assert_eq!(ways.metres(), 12_340.0);
/// assert_eq!(ways.km(), 12.34);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct PupilWays {
    decimetres: i64,
}

impl PupilWays {
    /// From whole pupil-decimetres, the unit of the solvers.
    pub const fn from_decimetres(decimetres: i64) -> Self {
        Self { decimetres }
    }

    /// From pupil-kilometres, rounded; not a number is nothing.
    pub fn from_km(km: f64) -> Self {
        // `as` saturates, and takes NaN to zero.
        Self {
            decimetres: (km * 10_000.0).round() as i64,
        }
    }

    /// In whole pupil-decimetres.
    pub const fn decimetres(self) -> i64 {
        self.decimetres
    }

    /// In pupil-metres.
    pub fn metres(self) -> f64 {
        self.decimetres as f64 / 10.0
    }

    /// In pupil-kilometres.
    pub fn km(self) -> f64 {
        self.decimetres as f64 / 10_000.0
    }
}

impl Add for Meters {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            decimetres: self.decimetres.saturating_add(other.decimetres),
        }
    }
}

impl AddAssign for Meters {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Meters {
    fn sum<I: Iterator<Item = Self>>(lengths: I) -> Self {
        lengths.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Meters {
    /// As people have chosen to read distances, until then `940 m`, `1.9 km`, `12 km`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let metres = self.as_f64();
        let form = DistanceForm::chosen();
        let is_usual = form == DistanceForm::USUAL;
        let decimals = usize::from(form.decimals);
        match form.unit {
            DistanceUnit::Metres => write!(f, "{} m", grouped(metres.round() as u32)),
            DistanceUnit::Mixed if metres < 999.5 => write!(f, "{metres:.0} m"),
            DistanceUnit::Mixed if is_usual && metres >= 9_950.0 => {
                write!(f, "{:.0} km", self.km())
            }
            DistanceUnit::Mixed | DistanceUnit::Kilometres => {
                write!(f, "{:.decimals$} km", self.km())
            }
        }
    }
}

/// `12,340`.
fn grouped(number: u32) -> String {
    match (number / 1_000, number % 1_000) {
        (0, number) => number.to_string(),
        (thousands, rest) => format!("{},{rest:03}", grouped(thousands)),
    }
}

/// The unit that people read distances in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DistanceUnit {
    /// Metres below a kilometre, kilometres above.
    #[default]
    Mixed,
    /// Kilometres.
    Kilometres,
    /// Metres.
    Metres,
}

impl DistanceUnit {
    /// All of them, as they stand beside each other.
    pub const ALL: [Self; 3] = [Self::Mixed, Self::Kilometres, Self::Metres];
}

/// How people read distances. Only a window chooses; what programs read is always in the unit that it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DistanceForm {
    /// In which unit.
    pub unit: DistanceUnit,
    /// How many decimals kilometres have, at most 3.
    pub decimals: u8,
}

thread_local! {
    /// Of this thread; a thread that works for another takes its form over.
    static CHOSEN: Cell<DistanceForm> = const { Cell::new(DistanceForm::USUAL) };
}

impl DistanceForm {
    /// Until somebody chooses: whole metres, one decimal up to ten kilometres.
    pub const USUAL: Self = Self {
        unit: DistanceUnit::Mixed,
        decimals: 1,
    };

    /// The form in which this thread writes distances.
    pub fn chosen() -> Self {
        CHOSEN.get()
    }

    /// From now on this thread writes distances in this form.
    pub fn choose(self) {
        CHOSEN.set(Self {
            decimals: self.decimals.min(3),
            ..self
        });
    }

    /// Works with distances written in this form, and as before afterwards: for a thread that works for many.
    pub fn within<T>(self, work: impl FnOnce() -> T) -> T {
        let before = Self::chosen();
        self.choose();
        let done = work();
        before.choose();
        done
    }

    /// How numbers of one column or axis stand in one unit: metres times what, with how many decimals, in which unit.
    pub const fn in_columns(self) -> (f64, u8, &'static str) {
        match self.unit {
            DistanceUnit::Metres => (1.0, 0, "m"),
            DistanceUnit::Mixed | DistanceUnit::Kilometres => (0.001, self.decimals, "km"),
        }
    }
}

impl Default for DistanceForm {
    fn default() -> Self {
        Self::USUAL
    }
}

/// A travel time in minutes, finite and not negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Minutes(f64);

impl Minutes {
    /// Minutes, or `None` for a negative or non-finite number.
    pub fn new(minutes: f64) -> Option<Self> {
        (minutes.is_finite() && minutes >= 0.0).then_some(Self(minutes))
    }

    /// The plain number of minutes.
    pub fn as_f64(self) -> f64 {
        self.0
    }
}

impl fmt::Display for Minutes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.0} min", self.0)
    }
}

/// A sum of money in 万元, ten thousand yuan; finite.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Wan(f64);

impl Wan {
    /// A sum in 万元, or `None` when it is not finite.
    pub fn new(wan: f64) -> Option<Self> {
        wan.is_finite().then_some(Self(wan))
    }

    /// The plain number of 万元.
    pub fn as_f64(self) -> f64 {
        self.0
    }
}

impl fmt::Display for Wan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.0} 万元", self.0)
    }
}

/// A school year, named by the calendar year of its 1 September.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Year(pub i32);

impl Year {
    /// Whether figures of schools may be of it; other numbers in such a place are something else.
    pub const fn is_plausible(self) -> bool {
        1950 <= self.0 && self.0 <= 2100
    }
}

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Counts added up; more than a `u32` holds is the most that it holds.
///
/// ```
/// assert_eq!(xuequ::units::total([2, 3]), 5);
/// assert_eq!(xuequ::units::total([u32::MAX, 3]), u32::MAX);
/// ```
pub fn total(counts: impl IntoIterator<Item = u32>) -> u32 {
    counts.into_iter().fold(0, u32::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_makes_a_broken_length() {
        for broken in [f64::NAN, f64::NEG_INFINITY, -3.0] {
            assert_eq!(Meters::from_f64(broken), Meters::ZERO);
        }
        let endless = Meters::from_f64(f64::INFINITY);
        assert_eq!(endless + endless, endless);
    }

    #[test]
    fn lengths_are_printed_with_their_unit() {
        let shown = |metres| Meters::from_f64(metres).to_string();
        assert_eq!(
            [shown(0.0), shown(999.4), shown(1_000.0), shown(9_951.0)],
            ["0 m", "999 m", "1.0 km", "10 km"]
        );
    }

    #[test]
    fn distances_are_written_as_somebody_chose_and_as_before_afterwards() {
        let written = |unit, decimals| {
            DistanceForm { unit, decimals }.within(|| {
                [840.0, 2_126.0, 12_340.0].map(|metres| Meters::from_f64(metres).to_string())
            })
        };
        let usual = ["840 m", "2.1 km", "12 km"];
        assert_eq!(written(DistanceUnit::Mixed, 1), usual);
        assert_eq!(
            written(DistanceUnit::Mixed, 2),
            ["840 m", "2.13 km", "12.34 km"]
        );
        assert_eq!(
            written(DistanceUnit::Kilometres, 1),
            ["0.8 km", "2.1 km", "12.3 km"]
        );
        assert_eq!(
            written(DistanceUnit::Metres, 1),
            ["840 m", "2,126 m", "12,340 m"]
        );
        assert_eq!(Meters::from_f64(12_340.0).to_string(), "12 km");
        assert_eq!(grouped(1_002_003), "1,002,003");
    }

    #[test]
    fn half_an_hour_on_foot_is_eighteen_hundred_metres() {
        assert_eq!(
            Meters::from_f64(1_800.0)
                .walking(USUAL_WALK_IN_A_MINUTE)
                .to_string(),
            "30 min"
        );
    }
}
