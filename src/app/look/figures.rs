//! The figures of a stage as they stand on screen: formatted, with what has changed and whether for the better.

use super::text::{self, Text};
use crate::evaluation::Evaluation;
use crate::forecast::DemandBasis;
use crate::indicators::{Figure, SchoolNumbers, StageNumbers};
use crate::model::Stage;
use crate::travel::{Basis, Trip};
use crate::units::Meters;
use crate::words::Lang;

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

/// Metres that may be negative, with their sign.
pub(crate) fn signed_metres(metres: f64) -> String {
    let sign = if metres < 0.0 { "−" } else { "+" };
    format!("{sign}{}", Meters::from_f64(metres.abs()))
}

/// A trip; estimates wear a leading ≈.
pub(crate) fn trip(trip: Trip) -> String {
    match trip.basis() {
        Basis::Road => trip.distance().to_string(),
        Basis::Estimate => format!("≈ {}", trip.distance()),
    }
}

/// How a trip is known.
pub(crate) fn basis(basis: Basis, lang: Lang) -> &'static str {
    match basis {
        Basis::Road => text::BY_ROAD.say(lang),
        Basis::Estimate => text::ESTIMATED.say(lang),
    }
}

/// Which way a figure should go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Aim {
    Lower,
    Higher,
    /// Neither is better in itself.
    Neither,
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

/// Whether anything is known about the pupils of a stage; without, figures about them are not zero but unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pupils {
    /// Recorded, shared out, estimated or forecast.
    Known,
    /// Neither homes nor enrolments were read.
    Unknown,
}

impl Pupils {
    /// Of a stage of an evaluation.
    pub(crate) fn of(evaluation: &Evaluation, stage: Stage) -> Self {
        match evaluation.demand.basis[stage] {
            DemandBasis::Unknown => Self::Unknown,
            _ => Self::Known,
        }
    }
}

/// How a figure is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Count,
    Metres,
    Share,
}

impl Unit {
    fn show(self, value: f64) -> String {
        match self {
            Self::Count => count(value.round() as i64),
            Self::Metres => Meters::from_f64(value).to_string(),
            Self::Share => percent(value),
        }
    }

    /// The change, or `None` when it would show as nothing.
    fn change(self, by: f64) -> Option<String> {
        let sign = if by < 0.0 { "−" } else { "+" };
        let size = by.abs();
        let is_seen = match self {
            Self::Count => size >= 0.5,
            Self::Metres => size >= 1.0,
            Self::Share => size >= 0.000_5,
        };
        is_seen.then(|| format!("{sign}{}", self.show(size)))
    }
}

/// One figure of a stage.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shown {
    /// What it is called.
    pub(crate) label: Text,
    /// Definition, formula and source.
    pub(crate) tooltip: String,
    /// As it stands; `—` when it is not known.
    pub(crate) value: String,
    /// The change against the other side, with its sign; `None` for no change or not known.
    pub(crate) change: Option<(String, Judgement)>,
}

impl Shown {
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

struct Row {
    /// Whether it says nothing where the pupils are not known.
    of_pupils: bool,
    label: Text,
    tooltip: Text,
    unit: Unit,
    aim: Aim,
    value: fn(&StageNumbers) -> Option<f64>,
}

const ROWS: [Row; 12] = [
    Row {
        of_pupils: false,
        label: text::SCHOOLS,
        tooltip: text::SCHOOLS_TIP,
        unit: Unit::Count,
        aim: Aim::Neither,
        value: |n| Some(n.schools as f64),
    },
    Row {
        of_pupils: false,
        label: text::POINTS,
        tooltip: text::POINTS_TIP,
        unit: Unit::Count,
        aim: Aim::Neither,
        value: |n| Some(n.teaching_points as f64),
    },
    Row {
        of_pupils: true,
        label: text::PUPILS,
        tooltip: text::PUPILS_TIP,
        unit: Unit::Count,
        aim: Aim::Neither,
        value: |n| Some(n.pupils.into()),
    },
    Row {
        of_pupils: false,
        label: text::SEATS,
        tooltip: text::SEATS_TIP,
        unit: Unit::Count,
        aim: Aim::Neither,
        value: |n| n.seats.map(f64::from),
    },
    Row {
        of_pupils: true,
        label: text::UTILISATION,
        tooltip: text::UTILISATION_TIP,
        unit: Unit::Share,
        aim: Aim::Neither,
        value: |n| n.utilisation,
    },
    Row {
        of_pupils: true,
        label: text::MEAN_TRIP,
        tooltip: text::MEAN_TRIP_TIP,
        unit: Unit::Metres,
        aim: Aim::Lower,
        value: |n| n.distances.map(|d| d.mean),
    },
    Row {
        of_pupils: true,
        label: text::P90_TRIP,
        tooltip: text::P90_TRIP_TIP,
        unit: Unit::Metres,
        aim: Aim::Lower,
        value: |n| n.distances.map(|d| d.p90.as_f64()),
    },
    Row {
        of_pupils: true,
        label: text::LONGEST_TRIP,
        tooltip: text::LONGEST_TRIP_TIP,
        unit: Unit::Metres,
        aim: Aim::Lower,
        value: |n| n.distances.map(|d| d.max.as_f64()),
    },
    Row {
        of_pupils: true,
        label: text::OVER_LIMIT,
        tooltip: text::OVER_LIMIT_TIP,
        unit: Unit::Count,
        aim: Aim::Lower,
        value: |n| n.trip_limit.map(|_| n.over_limit.into()),
    },
    Row {
        of_pupils: true,
        label: text::UNPLACED,
        tooltip: text::UNPLACED_TIP,
        unit: Unit::Count,
        aim: Aim::Lower,
        value: |n| Some(n.unplaced.into()),
    },
    Row {
        of_pupils: true,
        label: text::OVER_SEATS,
        tooltip: text::OVER_SEATS_TIP,
        unit: Unit::Count,
        aim: Aim::Lower,
        value: |n| Some(n.over_seats as f64),
    },
    Row {
        of_pupils: true,
        label: text::SMALL,
        tooltip: text::SMALL_TIP,
        unit: Unit::Count,
        aim: Aim::Lower,
        value: |n| Some(n.below_threshold as f64),
    },
];

fn share_rows(stage: Stage) -> &'static [Row] {
    const PUBLIC: Row = Row {
        of_pupils: true,
        label: text::PUBLIC_SHARE,
        tooltip: text::PUBLIC_SHARE_TIP,
        unit: Unit::Share,
        aim: Aim::Higher,
        value: |n| n.public_share.known(),
    };
    const INCLUSIVE: Row = Row {
        of_pupils: true,
        label: text::INCLUSIVE,
        tooltip: text::INCLUSIVE_TIP,
        unit: Unit::Share,
        aim: Aim::Higher,
        value: |n| n.inclusive_coverage.known(),
    };
    const KINDERGARTEN: [Row; 2] = [PUBLIC, INCLUSIVE];
    const OTHER: [Row; 1] = [PUBLIC];
    if stage == Stage::Kindergarten {
        &KINDERGARTEN
    } else {
        &OTHER
    }
}

impl Row {
    fn shown(
        &self,
        now: &StageNumbers,
        before: Option<&StageNumbers>,
        pupils: Pupils,
        lang: Lang,
    ) -> Shown {
        let is_known = !self.of_pupils || pupils == Pupils::Known;
        let value = (self.value)(now).filter(|_| is_known);
        let earlier = before.and_then(self.value);
        let change = value.zip(earlier).and_then(|(value, earlier)| {
            let words = self.unit.change(value - earlier)?;
            let judgement = match self.aim {
                Aim::Neither => Judgement::Neutral,
                Aim::Lower if value < earlier => Judgement::Better,
                Aim::Higher if value > earlier => Judgement::Better,
                Aim::Lower | Aim::Higher => Judgement::Worse,
            };
            Some((words, judgement))
        });
        Shown {
            label: self.label,
            tooltip: self.tooltip_words(now, lang),
            value: value.map_or_else(|| text::UNKNOWN.to_owned(), |value| self.unit.show(value)),
            change,
        }
    }

    fn tooltip_words(&self, now: &StageNumbers, lang: Lang) -> String {
        let mut tooltip = self.tooltip.say(lang).to_owned();
        let missing = match self.label {
            text::PUBLIC_SHARE => Some(&now.public_share),
            text::INCLUSIVE => Some(&now.inclusive_coverage),
            _ => None,
        };
        if let Some(Figure::NotKnown(missing)) = missing {
            tooltip = format!("{tooltip}\n{}", missing.say(lang));
        }
        if let (text::OVER_LIMIT, Some(limit)) = (self.label, now.trip_limit) {
            tooltip = format!(
                "{tooltip}\n{}{}{limit}",
                text::LIMIT.say(lang),
                text::COLON.say(lang)
            );
        }
        tooltip
    }
}

/// All figures of a stage, against another side where there is one.
pub(crate) fn all(
    now: &StageNumbers,
    before: Option<&StageNumbers>,
    pupils: Pupils,
    lang: Lang,
) -> Vec<Shown> {
    ROWS.iter()
        .chain(share_rows(now.stage))
        .map(|row| row.shown(now, before, pupils, lang))
        .collect()
}

/// The figures of the strip above the map.
pub(crate) fn strip(
    now: &StageNumbers,
    before: Option<&StageNumbers>,
    pupils: Pupils,
    lang: Lang,
) -> Vec<Shown> {
    const STRIP: [Text; 7] = [
        text::SCHOOLS,
        text::MEAN_TRIP,
        text::OVER_LIMIT,
        text::UNPLACED,
        text::UTILISATION,
        text::SMALL,
        text::PUBLIC_SHARE,
    ];
    let all = all(now, before, pupils, lang);
    STRIP
        .iter()
        .filter_map(|label| all.iter().find(|shown| shown.label == *label).cloned())
        .collect()
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
        assert_eq!(Unit::Metres.change(0.4), None);
        assert_eq!(Unit::Metres.change(-210.0).as_deref(), Some("−210 m"));
        assert_eq!(Unit::Share.change(0.071).as_deref(), Some("+7.1 %"));
    }

    #[test]
    fn an_estimate_says_so() {
        let estimate = Trip::new(Meters::from_f64(1_900.0), Basis::Estimate);
        assert_eq!(trip(estimate), "≈ 1.9 km");
    }
}
