//! The pupils of a school year by year, as a small chart in the inspector. It is worked out once somebody opens it. A
//! line joins neighbouring years alone, and none whose pupils nobody knows.

use egui::{Align2, FontId, Rect, Role, Sense, Shape, Stroke, Ui, pos2, vec2};

use super::Desk;
use crate::app::look::desk::Arrange;
use crate::app::look::figures;
use crate::app::look::intent::Intent;
use crate::app::look::text::{school as words, time::LOOKING_AHEAD};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::View;
use crate::app::look::widgets::caption;
use crate::app::work::ahead::Years;
use crate::model::{SchoolId, Stage};
use crate::units::Year;
use crate::words::{Lang, Words};

/// The height of the chart, in points.
const HEIGHT: f32 = 104.0;
/// The room below for the years, and above for the highest number.
const MARGIN: f32 = 16.0;

/// The pupils of a school in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pupils {
    Known(u32),
    /// It teaches, and nobody knows whom.
    Unknown,
    /// It does not run the stage in that year.
    NotThere,
}

/// A year of the chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Point {
    year: Year,
    pupils: Pupils,
    seats: Option<u32>,
}

impl Point {
    fn words(&self) -> Words {
        let year = self.year;
        let (en, zh) = match self.pupils {
            Pupils::NotThere => ("not run".to_owned(), "不办该学段".to_owned()),
            Pupils::Unknown => ("not known".to_owned(), "未知".to_owned()),
            Pupils::Known(pupils) => {
                let pupils = figures::count(pupils);
                match self.seats.map(figures::count) {
                    None => (pupils.clone(), format!("{pupils} 人")),
                    Some(seats) => (
                        format!("{pupils} pupils, {seats} seats"),
                        format!("{pupils} 人，学位 {seats}"),
                    ),
                }
            }
        };
        Words::new(format!("{year}: {en}"), format!("{year} 年：{zh}"))
    }
}

/// What each year says of a school.
fn points(years: &Years, id: &SchoolId, stage: Stage) -> Vec<Point> {
    let point = |(&year, evaluation): (&Year, &crate::evaluation::Evaluation)| {
        let site = evaluation.layout.position(id);
        let numbers = site.and_then(|site| evaluation.stages[stage].as_ref()?.school(site));
        Point {
            year,
            pupils: numbers.map_or(Pupils::NotThere, |numbers| {
                numbers.pupils.map_or(Pupils::Unknown, Pupils::Known)
            }),
            seats: numbers.and_then(|numbers| numbers.seats),
        }
    };
    years.plan.iter().map(point).collect()
}

/// Runs of neighbouring years whose number is known; each is a line of its own.
fn runs(points: &[Point], of: impl Fn(&Point) -> Option<u32>) -> Vec<Vec<(Year, u32)>> {
    let mut runs: Vec<Vec<(Year, u32)>> = Vec::new();
    for point in points {
        let Some(number) = of(point) else { continue };
        let next = (point.year, number);
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|(year, _)| year.0 + 1 == next.0.0) => {
                run.push(next);
            }
            _ => runs.push(vec![next]),
        }
    }
    runs
}

const fn pupils_of(point: &Point) -> Option<u32> {
    match point.pupils {
        Pupils::Known(pupils) => Some(pupils),
        Pupils::Unknown | Pupils::NotThere => None,
    }
}

/// Draws the head that opens the chart, and the chart where it is open. A click shows the year.
pub(super) fn trend_ui(ui: &mut Ui, desk: Desk<'_>, view: &View, id: &SchoolId) -> Option<Intent> {
    let lang = view.lang;
    let is_open = view.panes.shows_trend;
    ui.add_space(size::NEAR);
    let shown = egui::CollapsingHeader::new(words::TREND.say(lang))
        .id_salt("trend")
        .open(Some(is_open))
        .show(ui, |ui| open_ui(ui, desk, view, id));
    let head = shown.header_response;
    let turned = head
        .on_hover_text(words::TREND_TIP.say(lang))
        .clicked()
        .then_some(Intent::Arrange(Arrange::Trend));
    turned.or(shown.body_returned.flatten())
}

fn open_ui(ui: &mut Ui, desk: Desk<'_>, view: &View, id: &SchoolId) -> Option<Intent> {
    let lang = view.lang;
    let Some(years) = desk.results.ahead.years() else {
        caption(ui, LOOKING_AHEAD.say(lang));
        return None;
    };
    if !desk.results.ahead.years_are_fresh() {
        caption(ui, LOOKING_AHEAD.say(lang));
    }
    let teaches = |stage: &Stage| {
        let of = points(years, id, *stage);
        of.iter().any(|one| one.pupils != Pupils::NotThere)
    };
    let mut stages = std::iter::once(view.stage).chain(Stage::ALL);
    let stage = stages.find(teaches).unwrap_or(view.stage);
    let points = points(years, id, stage);
    caption(ui, words::trend_of(&stage.words()).say(lang));
    if points.iter().all(|point| pupils_of(point).is_none()) {
        caption(ui, words::NO_TREND.say(lang));
        return None;
    }
    chart_ui(ui, &points, desk.session.year(), lang).map(Intent::SetYear)
}

/// Where years and numbers stand.
struct Axes {
    plot: Rect,
    first: Year,
    last: Year,
    most: u32,
}

impl Axes {
    fn x(&self, year: Year) -> f32 {
        let years = (self.last.0 - self.first.0).max(1) as f32;
        self.plot.left() + self.plot.width() * (year.0 - self.first.0) as f32 / years
    }

    fn y(&self, number: u32) -> f32 {
        self.plot.bottom() - self.plot.height() * number as f32 / self.most.max(1) as f32
    }

    /// The year nearest to a place.
    fn year(&self, x: f32) -> Year {
        let share = (x - self.plot.left()) / self.plot.width().max(1.0);
        let years = (share * (self.last.0 - self.first.0) as f32).round() as i32;
        Year((self.first.0 + years).clamp(self.first.0, self.last.0))
    }
}

fn chart_ui(ui: &mut Ui, points: &[Point], shown: Year, lang: Lang) -> Option<Year> {
    let theme = Theme::of(ui.ctx());
    let (first, last) = (points.first()?.year, points.last()?.year);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::click());
    let told: Vec<String> = points
        .iter()
        .map(|one| one.words().say(lang).to_owned())
        .collect();
    let name = format!("{}: {}", words::TREND.say(lang), told.join("; "));
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Image, true, &name));
    let numbers = points.iter().flat_map(|one| {
        [
            pupils_of(one),
            one.seats.filter(|_| pupils_of(one).is_some()),
        ]
    });
    let axes = Axes {
        plot: rect.shrink2(vec2(MARGIN, MARGIN)),
        first,
        last,
        most: numbers.flatten().max().unwrap_or_default(),
    };
    let painter = ui.painter_at(rect);
    painter.hline(
        axes.plot.x_range(),
        axes.plot.bottom(),
        Stroke::new(1.0, theme.line),
    );
    if (first..=last).contains(&shown) {
        painter.vline(
            axes.x(shown),
            axes.plot.y_range(),
            Stroke::new(1.5, theme.selected),
        );
    }
    let at = |&(year, number): &(Year, u32)| pos2(axes.x(year), axes.y(number));
    for run in runs(points, |one| one.seats.filter(|_| pupils_of(one).is_some())) {
        let line: Vec<_> = run.iter().map(at).collect();
        painter.extend(Shape::dashed_line(
            &line,
            Stroke::new(1.0, theme.text),
            4.0,
            3.0,
        ));
    }
    for run in runs(points, pupils_of) {
        let line: Vec<_> = run.iter().map(at).collect();
        for &middle in &line {
            painter.circle_filled(middle, 2.0, theme.plan);
        }
        painter.add(Shape::line(line, Stroke::new(2.0, theme.plan)));
    }
    let font = || FontId::proportional(size::CAPTION);
    for (year, align) in [(first, Align2::LEFT_TOP), (last, Align2::RIGHT_TOP)] {
        let side = if year == first {
            rect.left()
        } else {
            rect.right()
        };
        let at = pos2(side, axes.plot.bottom() + 2.0);
        painter.text(at, align, year, font(), theme.faint);
    }
    let top = rect.left_top();
    painter.text(
        top,
        Align2::LEFT_TOP,
        figures::count(axes.most),
        font(),
        theme.faint,
    );
    let legend = words::TREND_LEGEND.say(lang);
    painter.text(
        rect.right_top(),
        Align2::RIGHT_TOP,
        legend,
        font(),
        theme.faint,
    );
    let hand = response.hover_pos().map(|hand| axes.year(hand.x));
    let under = hand.and_then(|year| points.iter().find(|one| one.year == year));
    if let Some(point) = under {
        let line = Stroke::new(1.0, theme.faint);
        painter.vline(axes.x(point.year), axes.plot.y_range(), line);
    }
    let clicked = response.clicked().then_some(hand).flatten();
    if let Some(point) = under {
        response.on_hover_text_at_pointer(point.words().say(lang));
    }
    clicked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn point(year: i32, pupils: Pupils) -> Point {
        Point {
            year: Year(year),
            pupils,
            seats: None,
        }
    }

    #[test]
    fn no_line_runs_through_a_year_that_nobody_knows() {
        let mut random = Random::seeded(3);
        for _ in 0..300 {
            let mut points = Vec::new();
            for year in 2021..2036 {
                match random.below(5) {
                    0 => points.push(point(year, Pupils::Unknown)),
                    1 => points.push(point(year, Pupils::NotThere)),
                    2 => {}
                    _ => points.push(point(year, Pupils::Known(random.below(300) as u32))),
                }
            }
            let runs = runs(&points, pupils_of);
            let known = points
                .iter()
                .filter_map(|one| Some((one.year, pupils_of(one)?)));
            let all: Vec<_> = runs.iter().flatten().copied().collect();
            assert_eq!(all, known.collect::<Vec<_>>(), "every known year once");
            for run in &runs {
                assert!(run.windows(2).all(|pair| pair[0].0.0 + 1 == pair[1].0.0));
            }
            for pair in runs.windows(2) {
                let (end, next) = (pair[0].last(), pair[1].first());
                let (end, next) = (end.expect("a year"), next.expect("a year"));
                assert!(
                    next.0.0 > end.0.0 + 1,
                    "a line ends only where a year is not known"
                );
            }
        }
    }

    #[test]
    fn a_year_that_is_not_known_is_told_without_a_number_of_pupils() {
        assert_eq!(point(2024, Pupils::Unknown).words().en, "2024: not known");
        assert_eq!(
            point(2024, Pupils::NotThere).words().zh,
            "2024 年：不办该学段"
        );
        assert_eq!(point(2024, Pupils::Known(0)).words().zh, "2024 年：0 人");
    }
}
