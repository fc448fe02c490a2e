//! The figures of a stage as they stand on screen: formatted, with what has changed and whether for the better.

use super::text::{self, Text};
use crate::assign::FlowSource;
use crate::evaluation::Evaluation;
use crate::indicators::{Aim, Distances, Figure, Indicator, Measured, SchoolNumbers, StageNumbers};
use crate::model::Stage;
use crate::tables::{self, Measurement};
use crate::travel::{Basis, Trip};
use crate::units::{DistanceForm, DistanceUnit, Meters};
use crate::words::{Lang, Words};

/// `27,703`.
pub(crate) fn count(number: impl Into<i64>) -> String {
    let number = number.into();
    let digits = number.unsigned_abs().to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if number < 0 {
        format!("−{grouped}")
    } else {
        grouped
    }
}

/// A count that may not be known: `—` then.
pub(crate) fn known(number: Option<u32>) -> String {
    number.map_or_else(|| text::UNKNOWN.to_owned(), count)
}

/// A distance as the screen writes it: `940 m`, `1.9 km`, `12 km`, or as the settings say.
pub(crate) fn distance(metres: Meters) -> String {
    metres.to_string()
}

/// A distance in a column whose head names the unit ([`distance_unit`]).
pub(crate) fn in_column(metres: f64) -> String {
    let (times, decimals, _) = DistanceForm::chosen().in_columns();
    let number = metres * times;
    if decimals == 0 {
        count(number.round() as i64)
    } else {
        format!("{number:.*}", usize::from(decimals))
    }
}

/// The unit of a column of distances.
pub(crate) fn distance_unit() -> &'static str {
    DistanceForm::chosen().in_columns().2
}

/// A round distance with no more decimals than it needs: on axes and scale bars.
pub(crate) fn round_distance(metres: f64) -> String {
    let in_metres = match DistanceForm::chosen().unit {
        DistanceUnit::Metres => true,
        DistanceUnit::Mixed => metres < 1_000.0,
        DistanceUnit::Kilometres => false,
    };
    match in_metres {
        true if metres >= 1_000.0 => format!("{} m", count(metres.round() as i64)),
        true => format!("{metres} m"),
        false => format!("{} km", metres / 1_000.0),
    }
}

/// A mean trip, marked where it is estimated for all pupils.
pub(crate) fn mean_trip(trips: Option<Distances>) -> String {
    trips.map_or_else(
        || text::UNKNOWN.to_owned(),
        |known| {
            let mean = distance(Meters::from_f64(known.mean));
            format!("{}{mean}", estimate_mark(trips))
        },
    )
}

/// Stands before a mean trip that is estimated for all pupils.
pub(crate) fn estimate_mark(trips: Option<Distances>) -> &'static str {
    match trips {
        Some(trips) if trips.estimated_pupils == trips.pupils => "≈ ",
        _ => "",
    }
}

/// The seats of a stage; “180+” where those of some schools are not known.
pub(crate) fn seats(numbers: &StageNumbers) -> String {
    let more = match (numbers.seats, numbers.seats_unknown) {
        (Some(_), 1..) => "+",
        _ => "",
    };
    format!("{}{more}", known(numbers.seats))
}

/// A school's pupils; where they are not known that is said, with whoever is estimated to come.
pub(crate) fn attending(numbers: &SchoolNumbers, lang: Lang) -> String {
    match (numbers.pupils, numbers.assigned) {
        (Some(pupils), _) => count(pupils),
        (None, 0) => text::NOT_KNOWN.say(lang).to_owned(),
        (None, estimate) => format!("{} {}", text::ESTIMATE.say(lang), count(estimate)),
    }
}

/// `57.3 %`.
pub(crate) fn percent(share: f64) -> String {
    if share.is_finite() {
        format!("{:.1} %", share * 100.0)
    } else {
        "∞".to_owned()
    }
}

/// A trip; estimates wear a leading ≈.
pub(crate) fn trip(trip: Trip) -> String {
    match trip.basis() {
        Basis::Road => distance(trip.distance()),
        Basis::Estimate => format!("≈ {}", distance(trip.distance())),
    }
}

/// So many pupils who go so far; a mark where that is too far.
pub(crate) fn flow(pupils: u32, way: Trip, is_over: bool) -> String {
    let mark = if is_over { " !" } else { "" };
    format!("{}  {}{mark}", count(pupils), trip(way))
}

/// How a trip is known.
pub(crate) fn basis(basis: Basis, lang: Lang) -> &'static str {
    match basis {
        Basis::Road => text::BY_ROAD.say(lang),
        Basis::Estimate => text::ESTIMATED.say(lang),
    }
}

/// What a change means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Judgement {
    /// For the better.
    Better,
    /// For the worse.
    Worse,
    /// Neither.
    Neutral,
}

/// A value as people read it.
pub(crate) fn show(measured: Measured, value: f64) -> String {
    match measured {
        Measured::Schools | Measured::Pupils | Measured::Seats => count(value.round() as i64),
        Measured::Metres => distance(Meters::from_f64(value)),
        Measured::Share => percent(value),
    }
}

/// The change, or `None` when it would show as nothing.
pub(crate) fn show_change(measured: Measured, by: f64) -> Option<String> {
    let sign = if by < 0.0 { "−" } else { "+" };
    let size = by.abs();
    let is_seen = match measured {
        Measured::Schools | Measured::Pupils | Measured::Seats => size >= 0.5,
        Measured::Metres => size >= 1.0,
        Measured::Share => size >= 0.000_5,
    };
    let shown = show(measured, size);
    // In kilometres a few metres may read as nothing.
    (is_seen && shown != show(measured, 0.0)).then(|| format!("{sign}{shown}"))
}

/// One figure of a stage.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shown {
    /// Which figure.
    pub(crate) indicator: Indicator,
    /// What it is called, with its number where it has one.
    pub(crate) title: String,
    /// Definition, formula and source.
    pub(crate) tooltip: String,
    /// As it stands; `—` when it is not known.
    pub(crate) value: String,
    /// The change against the other side, with its sign; `None` for no change or not known.
    pub(crate) change: Option<(String, Judgement)>,
}

impl Shown {
    /// As a row of a table of figures, with one value for each of its columns.
    pub(crate) fn as_row(&self, values: Vec<Option<f64>>) -> Measurement {
        Measurement {
            name: Words::new(&self.title, &self.title),
            tip: Words::new(&self.tooltip, &self.tooltip),
            read: tables::as_read(self.indicator.measured()),
            values,
            is_better: None,
        }
    }

    /// The change with the word for better or worse.
    pub(crate) fn change_words(&self, lang: Lang) -> String {
        match &self.change {
            None => String::new(),
            Some((change, Judgement::Better)) => format!("{change} {}", text::BETTER.say(lang)),
            Some((change, Judgement::Worse)) => format!("{change} {}", text::WORSE.say(lang)),
            Some((change, Judgement::Neutral)) => change.clone(),
        }
    }
}

/// What an indicator is called on screen, and what its tooltip says.
const fn label(indicator: Indicator) -> (Text, Text) {
    match indicator {
        Indicator::Schools => (text::SCHOOLS, text::SCHOOLS_TIP),
        Indicator::TeachingPoints => (text::POINTS, text::POINTS_TIP),
        Indicator::Pupils => (text::PUPILS, text::PUPILS_TIP),
        Indicator::Seats => (text::SEATS, text::SEATS_TIP),
        Indicator::SeatsUsed => (text::UTILISATION, text::UTILISATION_TIP),
        Indicator::MeanTrip => (text::MEAN_TRIP, text::MEAN_TRIP_TIP),
        Indicator::TripOfNineInTen => (text::P90_TRIP, text::P90_TRIP_TIP),
        Indicator::LongestTrip => (text::LONGEST_TRIP, text::LONGEST_TRIP_TIP),
        Indicator::OverLimit => (text::OVER_LIMIT, text::OVER_LIMIT_TIP),
        Indicator::Boarders => (text::BOARDERS, text::boarders::BOARDERS_TIP),
        Indicator::Unplaced => (text::UNPLACED, text::UNPLACED_TIP),
        Indicator::OverSeats => (text::OVER_SEATS, text::OVER_SEATS_TIP),
        Indicator::Small => (text::small::SMALL, text::small::SMALL_TIP),
        Indicator::PublicShare => (text::PUBLIC_SHARE, text::PUBLIC_SHARE_TIP),
        Indicator::InclusiveCoverage => (text::INCLUSIVE, text::INCLUSIVE_TIP),
    }
}

fn shown(
    indicator: Indicator,
    now: &Evaluation,
    before: Option<&Evaluation>,
    stage: Stage,
    below: Option<u32>,
    lang: Lang,
) -> Shown {
    let measured = indicator.measured();
    let value = now.indicator(stage, indicator, below);
    let earlier = before.and_then(|before| before.indicator(stage, indicator, below));
    let change = value.zip(earlier).and_then(|(value, earlier)| {
        let words = show_change(measured, value - earlier)?;
        // Trips of fewer pupils are not better for being shorter: the others have none.
        let lost = |side: &Evaluation| side.indicator(stage, Indicator::Unplaced, below);
        let is_of_fewer =
            indicator.is_of_trips() && before.is_some_and(|before| lost(now) > lost(before));
        let judgement = match indicator.aim() {
            Aim::Neither => Judgement::Neutral,
            Aim::Lower if is_of_fewer && value < earlier => Judgement::Neutral,
            Aim::Lower if value < earlier => Judgement::Better,
            Aim::Higher if value > earlier => Judgement::Better,
            Aim::Lower | Aim::Higher => Judgement::Worse,
        };
        Some((words, judgement))
    });
    Shown {
        indicator,
        title: match indicator {
            Indicator::Small => {
                let of_side = |side: &Evaluation| below.unwrap_or(side.small_below[stage]);
                text::small::under(of_side(before.unwrap_or(now)), of_side(now))
                    .say(lang)
                    .to_owned()
            }
            _ => label(indicator).0.say(lang).to_owned(),
        },
        tooltip: tooltip(indicator, now, stage, lang),
        value: value.map_or_else(|| text::UNKNOWN.to_owned(), |value| show(measured, value)),
        change,
    }
}

fn tooltip(indicator: Indicator, now: &Evaluation, stage: Stage, lang: Lang) -> String {
    let mut tooltip = label(indicator).1.say(lang).to_owned();
    let Some(evaluated) = &now.stages[stage] else {
        return tooltip;
    };
    let flows = evaluated.flows.filter(|_| indicator.is_of_trips());
    let now = &evaluated.numbers;
    let missing = match indicator {
        Indicator::PublicShare => Some(&now.public_share),
        Indicator::InclusiveCoverage => Some(&now.inclusive_coverage),
        _ => None,
    };
    if let Some(Figure::NotKnown(missing)) = missing {
        tooltip = format!("{tooltip}\n{}", missing.say(lang));
    }
    if let (Indicator::OverLimit, Some(limit)) = (indicator, now.trip_limit) {
        tooltip = format!(
            "{tooltip}\n{}{}{limit}",
            text::LIMIT.say(lang),
            text::COLON.say(lang)
        );
    }
    let of_ways = indicator.is_of_trips() || indicator == Indicator::Boarders;
    let more = [
        text::boarders::weekly(now.boarder_distances).filter(|_| indicator == Indicator::Boarders),
        now.boarders_silent().filter(|_| of_ways),
        flows.map(FlowSource::words),
    ];
    for words in more.into_iter().flatten() {
        tooltip = format!("{tooltip}\n{}", words.say(lang));
    }
    tooltip
}

/// All figures of a stage, against another side where there is one. Schools are small with fewer pupils than `below`,
/// by each side's own standards where it is `None`.
pub(crate) fn all(
    now: &Evaluation,
    before: Option<&Evaluation>,
    stage: Stage,
    below: Option<u32>,
    lang: Lang,
) -> Vec<Shown> {
    let shown = |indicator| shown(indicator, now, before, stage, below, lang);
    Indicator::of(stage).map(shown).collect()
}

/// The figures of the strip: those that decide in the stage.
pub(crate) fn strip(
    now: &Evaluation,
    before: &Evaluation,
    stage: Stage,
    below: Option<u32>,
    lang: Lang,
) -> Vec<Shown> {
    let board = [now, before].map(|side| {
        let evaluated = side.stages[stage].as_ref();
        evaluated.is_some_and(|stage| stage.numbers.boarders > 0)
    });
    let last = match stage {
        Stage::Kindergarten => [Indicator::PublicShare, Indicator::InclusiveCoverage],
        Stage::Primary | Stage::Junior => [Indicator::Small, Indicator::OverSeats],
        Stage::Senior | Stage::Vocational | Stage::Special => {
            [Indicator::PublicShare, Indicator::OverSeats]
        }
    };
    let first = [
        Indicator::Schools,
        Indicator::MeanTrip,
        Indicator::OverLimit,
        Indicator::Unplaced,
        Indicator::SeatsUsed,
    ];
    let boarders = board.contains(&true).then_some(Indicator::Boarders);
    let shown = |indicator| shown(indicator, now, Some(before), stage, below, lang);
    let all = first.into_iter().chain(last).chain(boarders);
    all.map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(
            [
                count(7),
                count(999),
                count(1_234),
                count(27_703),
                count(-1_234_567)
            ],
            ["7", "999", "1,234", "27,703", "−1,234,567"]
        );
    }

    #[test]
    fn a_change_too_small_to_see_is_no_change() {
        assert_eq!(show_change(Measured::Metres, 0.4), None);
        assert_eq!(
            show_change(Measured::Metres, -210.0).as_deref(),
            Some("−210 m")
        );
        assert_eq!(
            show_change(Measured::Share, 0.071).as_deref(),
            Some("+7.1 %")
        );
    }

    #[test]
    fn in_kilometres_a_few_metres_are_no_change() {
        let form = DistanceForm {
            unit: DistanceUnit::Kilometres,
            decimals: 1,
        };
        let change = |by| form.within(|| show_change(Measured::Metres, by));
        assert_eq!([change(30.0), change(-30.0)], [None, None]);
        assert_eq!(change(-210.0).as_deref(), Some("−0.2 km"));
    }

    #[test]
    fn an_estimate_says_so() {
        let estimate = Trip::new(Meters::from_f64(1_900.0), Basis::Estimate);
        assert_eq!(trip(estimate), "≈ 1.9 km");
    }

    #[test]
    fn round_distances_and_columns_stand_in_the_unit_that_was_chosen() {
        let round = || [500.0, 2_000.0].map(round_distance);
        assert_eq!(round(), ["500 m", "2 km"]);
        let form = |unit| DistanceForm { unit, decimals: 2 };
        let metres = form(DistanceUnit::Metres);
        assert_eq!(metres.within(round), ["500 m", "2,000 m"]);
        assert_eq!(metres.within(|| in_column(2_126.0)), "2,126");
        let km = form(DistanceUnit::Kilometres);
        assert_eq!(km.within(round), ["0.5 km", "2 km"]);
        assert_eq!(km.within(|| in_column(2_126.0)), "2.13");
    }
}
