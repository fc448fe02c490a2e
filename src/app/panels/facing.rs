//! Figures that face each other in a small table: a row a figure, a column a side. What nobody knows stands as a dash,
//! and what is not there as a word or a point, never as a number.

use egui::{Align2, FontId, Sense, Ui, pos2, vec2};

use crate::app::look::figures::{self, Judgement};
use crate::app::look::fonts;
use crate::app::look::text::{self as words, Text, compare as text};
use crate::app::look::theme::{Theme, size};
use crate::app::look::widgets::{judgement_color, tip_beside};
use crate::indicators::{Distances, Measured, SchoolNumbers};
use crate::tables;
use crate::words::Lang;

/// A figure of one side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value {
    /// What it is of does not stand there.
    NotThere,
    /// Nobody knows.
    Unknown,
    /// It is known, or estimated.
    Known { value: f64, is_estimate: bool },
}

impl Value {
    pub(super) const fn known(value: f64) -> Self {
        Self::Known {
            value,
            is_estimate: false,
        }
    }

    pub(super) fn of(value: Option<impl Into<f64>>) -> Self {
        value.map_or(Self::Unknown, |value| Self::known(value.into()))
    }

    /// Mean and longest way. Where nobody goes there is none.
    pub(super) fn ways(of: Option<Distances>) -> [Self; 2] {
        let way = |metres: fn(&Distances) -> f64| Self::way(of, metres);
        [way(|ways| ways.mean), way(|ways| ways.max.as_f64())]
    }

    /// One way of those of a school or a place. Where nobody goes there is none.
    fn way(of: Option<Distances>, metres: impl Fn(&Distances) -> f64) -> Self {
        of.map_or(Self::NotThere, |ways| Self::Known {
            value: metres(&ways),
            is_estimate: ways.estimated_pupils > 0,
        })
    }

    /// With its unit.
    pub(super) fn say(self, measured: Measured) -> String {
        self.told("·", |value| figures::show(measured, value))
    }

    /// The number alone, where the unit stands beside the title.
    pub(super) fn bare(self, measured: Measured, lang: Lang) -> String {
        self.told(text::NOT_THERE.say(lang), |value| bare(measured, value))
    }

    fn told(self, not_there: &str, number: impl Fn(f64) -> String) -> String {
        match self {
            Self::NotThere => not_there.to_owned(),
            Self::Unknown => words::UNKNOWN.to_owned(),
            Self::Known { value, is_estimate } => {
                let mark = if is_estimate { "≈ " } else { "" };
                format!("{mark}{}", number(value))
            }
        }
    }
}

/// A number without its unit.
pub(super) fn bare(measured: Measured, value: f64) -> String {
    match measured {
        Measured::Schools | Measured::Pupils | Measured::Seats => {
            figures::count(value.round() as i64)
        }
        Measured::Metres => figures::in_column(value),
        Measured::Share if value.is_finite() => format!("{:.1}", value * 100.0),
        Measured::Share => "∞".to_owned(),
    }
}

/// The unit as it stands behind a title; nothing where the title says what is counted.
pub(super) fn unit(measured: Measured, lang: Lang) -> String {
    let counts_things = !matches!(measured, Measured::Metres | Measured::Share);
    if lang == Lang::En && counts_things {
        return String::new();
    }
    tables::as_read(measured).2.say(lang).to_owned()
}

/// A figure of a school in a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OfSchool {
    Pupils,
    Seats,
    Load,
    MeanTrip,
    LongestTrip,
    OverLimit,
}

impl OfSchool {
    pub(super) const ALL: [Self; 6] = [
        Self::Pupils,
        Self::Seats,
        Self::Load,
        Self::MeanTrip,
        Self::LongestTrip,
        Self::OverLimit,
    ];

    pub(super) const fn title(self) -> Text {
        match self {
            Self::Pupils => text::ATTENDING,
            Self::Seats => words::SEATS,
            Self::Load => words::UTILISATION,
            Self::MeanTrip => words::MEAN_TRIP,
            Self::LongestTrip => words::LONGEST_TRIP,
            Self::OverLimit => words::OVER_LIMIT,
        }
    }

    pub(super) const fn measured(self) -> Measured {
        match self {
            Self::Pupils | Self::OverLimit => Measured::Pupils,
            Self::Seats => Measured::Seats,
            Self::Load => Measured::Share,
            Self::MeanTrip | Self::LongestTrip => Measured::Metres,
        }
    }

    /// The figure; `None` for a side on which the school does not run the stage.
    pub(super) fn of(self, numbers: Option<&SchoolNumbers>) -> Value {
        let Some(one) = numbers else {
            return Value::NotThere;
        };
        match self {
            Self::Pupils => match one.pupils {
                Some(pupils) => Value::known(pupils.into()),
                None if one.assigned > 0 => Value::Known {
                    value: one.assigned.into(),
                    is_estimate: true,
                },
                None => Value::Unknown,
            },
            Self::Seats => Value::of(one.seats),
            Self::Load => Value::of(one.utilisation()),
            Self::MeanTrip => Value::way(one.distances, |ways| ways.mean),
            Self::LongestTrip => Value::way(one.distances, |ways| ways.max.as_f64()),
            Self::OverLimit => Value::known(one.over_limit.into()),
        }
    }
}

/// Where the four columns of a table end, as shares of its width.
pub(super) type Ends = [f32; 4];

/// A row of a small table: its cells, with what the last one means.
pub(super) struct Cells<'a> {
    pub(super) cells: [&'a str; 4],
    pub(super) ends: Ends,
    /// Of each cell; the title's is not looked at.
    pub(super) judged: [Judgement; 4],
    pub(super) is_head: bool,
}

/// Draws a row. Titles stand at the left, everything else at the right of its column; what has no room is cut with
/// dots.
pub(super) fn cells_ui(ui: &mut Ui, row: &Cells<'_>) -> egui::Response {
    let theme = Theme::of(ui.ctx());
    let room = vec2(ui.available_width(), 20.0);
    let (rect, response) = ui.allocate_exact_size(room, Sense::hover());
    let (mut start, mut is_cut) = (0.0, false);
    for (place, (words, end)) in row.cells.into_iter().zip(row.ends).enumerate() {
        let font = match (row.is_head, place) {
            (true, _) => fonts::semibold(size::CAPTION),
            (false, 1 | 2) => FontId::proportional(size::BODY),
            (false, _) => FontId::proportional(size::CAPTION),
        };
        let ink = match (place, row.judged[place]) {
            _ if row.is_head || place == 0 => theme.faint,
            (1 | 2, Judgement::Neutral) => theme.text,
            (_, judged) => judgement_color(theme, judged),
        };
        let (left, right) = (
            rect.left() + rect.width() * start,
            rect.left() + rect.width() * end,
        );
        let room = right - left - 4.0;
        let laid = |font: FontId| {
            let mut job = egui::text::LayoutJob::simple_singleline(words.to_owned(), font, ink);
            job.wrap = egui::text::TextWrapping::truncate_at_width(room);
            ui.painter().layout_job(job)
        };
        let mut galley = laid(font);
        if galley.elided {
            // Smaller, before anything is cut.
            galley = laid(FontId::proportional(size::CAPTION));
        }
        is_cut |= galley.elided;
        let align = if place == 0 {
            Align2::LEFT_CENTER
        } else {
            Align2::RIGHT_CENTER
        };
        let anchor = if place == 0 { left } else { right };
        let at = align.anchor_size(pos2(anchor, rect.center().y), galley.size());
        ui.painter().galley(at.min, galley, ink);
        start = end;
    }
    if is_cut {
        let cells = row.cells.into_iter().filter(|words| !words.is_empty());
        return tip_beside(response, cells.collect::<Vec<_>>().join(" · "));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_or_not_there_is_never_a_number() {
        for measured in [Measured::Pupils, Measured::Metres, Measured::Share] {
            for value in [Value::Unknown, Value::NotThere] {
                for said in [value.say(measured), value.bare(measured, Lang::En)] {
                    assert!(
                        !said.contains(|letter: char| letter.is_ascii_digit()),
                        "{said}"
                    );
                }
            }
        }
        for figure in OfSchool::ALL {
            assert_eq!(figure.of(None), Value::NotThere);
        }
    }
}
