//! Three charts of the chosen stage: pupils and seats over the years, schools by size, pupils by trip.

use egui::{Align2, Color32, Rangef, RichText, Ui};
use egui_plot::{
    AxisHints, Bar, BarChart, FilledArea, GridMark, HoverPosition, Line, LineStyle, Plot,
    PlotPoint, PlotPoints, Text as PlotText, VLine,
};

use super::Desk;
use super::parts::{LEAST, parts_ui};
use crate::app::look::figures;
use crate::app::look::fonts;
use crate::app::look::intent::Intent;
use crate::app::look::text::{self, Text};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::View;
use crate::app::look::widgets::caption;
use crate::app::work::ahead::Years;
use crate::forecast::{BackTest, DemandBasis};
use crate::indicators::{sizes, trip_lengths};
use crate::model::Stage;
use crate::units::{Meters, Year};
use crate::words::Lang;

/// Draws the charts.
pub(super) fn charts_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let mut intent = None;
    parts_ui(ui, LEAST, &[1.0; 3], |ui, part| match part {
        0 => intent = years_ui(ui, desk, view),
        1 => sizes_ui(ui, desk, view),
        _ => trips_ui(ui, desk, view),
    });
    intent
}

/// A chart that only shows: no zoom, no drag, so that a scroll over it does nothing.
fn plain<'a>(ui: &Ui, name: &str) -> Plot<'a> {
    Plot::new(name)
        .height(ui.available_height().max(80.0))
        .allow_zoom(false)
        .allow_drag(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_axis_zoom_drag(false)
        .allow_double_click_reset(false)
        .show_x(false)
        .show_y(false)
        .include_y(0.0)
        .custom_x_axes(vec![
            AxisHints::new_x().label_spacing(Rangef::new(20.0, 28.0)),
        ])
        .grid_color(Theme::of(ui.ctx()).line)
        .y_axis_formatter(|mark, _| whole(mark))
}

/// Marks between whole numbers stay bare.
fn whole(mark: GridMark) -> String {
    if mark.value.fract().abs() > 1e-9 {
        return String::new();
    }
    figures::count(mark.value as i64)
}

fn title_ui(ui: &mut Ui, title: Text, view: &View, year: Option<Year>) {
    let stage = view.stage.words();
    let year = year.map_or_else(String::new, |year| format!(" · {year}"));
    ui.label(
        RichText::new(format!(
            "{} · {}{year}",
            title.say(view.lang),
            stage.say(view.lang)
        ))
        .font(fonts::semibold(size::BODY)),
    );
}

/// Pupils with the band between low and high, seats, and the year shown; a click shows another year.
fn years_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let lang = view.lang;
    title_ui(ui, text::time::PUPILS_AND_SEATS, view, None);
    let Some(years) = desk.results.ahead.years() else {
        caption(ui, text::time::LOOKING_AHEAD.say(lang));
        return None;
    };
    let theme = Theme::of(ui.ctx());
    let stage = view.stage;
    let shown = desk.session.year();
    if desk.results.ahead.years_are_fresh() {
        caption(ui, in_year(years, stage, shown, lang));
    } else {
        caption(ui, text::time::LOOKING_AHEAD.say(lang));
    }
    back_test_ui(ui, years, stage, lang);
    let band: Vec<(f64, [f64; 3])> = years
        .pupils
        .iter()
        .map(|(year, pupils)| (f64::from(year.0), pupils[stage].map(f64::from)))
        .collect();
    let line = |variant: usize| -> PlotPoints<'_> {
        band.iter()
            .map(|&(year, pupils)| [year, pupils[variant]])
            .collect()
    };
    let xs: Vec<f64> = band.iter().map(|&(year, _)| year).collect();
    let side =
        |variant: usize| -> Vec<f64> { band.iter().map(|(_, pupils)| pupils[variant]).collect() };
    let seats: PlotPoints<'_> = years
        .plan
        .iter()
        .filter_map(|(year, evaluation)| {
            let seats = evaluation.stages[stage].as_ref()?.numbers.all_seats()?;
            Some([f64::from(year.0), f64::from(seats)])
        })
        .collect();
    let (pupils_name, seats_name) = (text::PUPILS.say(lang), text::SEATS.say(lang));
    let area = FilledArea::new("", &xs, &side(0), &side(2))
        .fill_color(theme.plan.gamma_multiply(0.18))
        .allow_hover(false);
    let last = band.last().copied();
    let end = |value: f64, words: String, color: Color32| {
        let at = PlotPoint::new(last.map_or(0.0, |(year, _)| year), value);
        PlotText::new("", at, RichText::new(words).size(size::CAPTION))
            .color(color)
            .anchor(Align2::RIGHT_BOTTOM)
            .allow_hover(false)
    };
    let last_seats = years
        .plan
        .values()
        .next_back()
        .and_then(|evaluation| evaluation.stages[stage].as_ref()?.numbers.all_seats());
    let shown_years: Vec<Year> = years.plan.keys().copied().collect();
    let plot = plain(ui, "years")
        .x_grid_spacer(move |_| year_marks(&shown_years))
        .x_axis_formatter(|mark, _| format!("{:.0}", mark.value))
        .label_formatter(|hover| match hover {
            HoverPosition::NearDataPoint {
                plot_name,
                position,
                ..
            } if !plot_name.is_empty() => Some(format!(
                "{} · {plot_name} {}",
                position.x.round(),
                figures::count(position.y.round() as i64)
            )),
            _ => None,
        });
    let answer = plot.show(ui, |plot| {
        plot.add(area);
        plot.line(Line::new(pupils_name, line(1)).color(theme.plan).width(2.0));
        plot.line(
            Line::new(seats_name, seats)
                .color(theme.text)
                .width(1.5)
                .style(LineStyle::dashed_dense()),
        );
        if let Some((_, pupils)) = last {
            plot.text(end(pupils[1], pupils_name.to_owned(), theme.plan));
        }
        if let Some(seats) = last_seats {
            plot.text(end(f64::from(seats), seats_name.to_owned(), theme.text));
        }
        plot.vline(
            VLine::new("", f64::from(shown.0))
                .color(theme.selected)
                .width(1.5)
                .allow_hover(false),
        );
        plot.pointer_coordinate()
    });
    let (first, last) = (years.plan.keys().next()?, years.plan.keys().next_back()?);
    let clicked = answer.inner.filter(|_| answer.response.clicked())?;
    let year = Year((clicked.x.round() as i32).clamp(first.0, last.0));
    Some(Intent::SetYear(year))
}

/// Today's year and every fifth.
fn year_marks(years: &[Year]) -> Vec<GridMark> {
    let is_marked = |(place, year): &(usize, &Year)| *place == 0 || year.0 % 5 == 0;
    let marked = years.iter().enumerate().filter(is_marked);
    let mark = |(_, year): (usize, &Year)| GridMark {
        value: f64::from(year.0),
        step_size: 5.0,
    };
    marked.map(mark).collect()
}

/// How far off the forecast would have been, by district on hover.
fn back_test_ui(ui: &mut Ui, years: &Years, stage: Stage, lang: Lang) {
    let words = text::time::back_test(years.trials[stage].as_ref());
    let line = |test: &BackTest| {
        let words = text::time::back_test_of(test);
        words.say(lang).to_owned()
    };
    let tests = years.back_test.iter().filter(|test| test.stage == stage);
    let districts: Vec<String> = tests.map(line).collect();
    let notes = years.notes.iter().map(|note| note.say(lang).to_owned());
    let mut tip = vec![text::time::BACK_TEST_TIP.say(lang).to_owned()];
    tip.extend(districts);
    tip.extend(notes);
    caption(ui, words.say(lang)).on_hover_text(tip.join("\n"));
}

/// The year shown in words: middle, low and high forecast, seats, and how the pupils are known.
fn in_year(years: &Years, stage: Stage, year: Year, lang: Lang) -> String {
    let (Some(pupils), Some(evaluation)) = (years.pupils.get(&year), years.plan.get(&year)) else {
        return String::new();
    };
    let basis = evaluation.demand.basis[stage];
    let known = basis.words();
    if basis == DemandBasis::Unknown {
        return known.say(lang).to_owned();
    }
    let seats = evaluation.stages[stage]
        .as_ref()
        .and_then(|stage| stage.numbers.all_seats());
    let words = text::time::pupils_and_seats(year, pupils[stage], seats);
    format!("{} · {}", words.say(lang), known.say(lang))
}

/// Schools by pupils over all their stages; small ones stand out.
fn sizes_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) {
    let lang = view.lang;
    let theme = Theme::of(ui.ctx());
    let shown = view.shown(desk.session);
    title_ui(
        ui,
        text::time::SCHOOLS_BY_SIZE,
        view,
        Some(shown.layout.year),
    );
    let open = shown.layout.open(view.stage);
    let known: Vec<u32> = open.iter().filter_map(|&site| shown.size(site)).collect();
    let below = view.below(desk.session);
    let small = shown.small(view.stage, below);
    let words = text::time::small_of(small, known.len(), below, open.len() - known.len());
    caption(ui, words.say(lang)).on_hover_text(text::small::SMALL_TIP.say(lang));
    // Where nothing counts as small the bars still need their widths.
    let usual = desk.session.evaluator().limits().small_school;
    let sizes = sizes(known, if below > 0 { below } else { usual });
    let bars: Vec<Bar> = sizes
        .schools
        .iter()
        .enumerate()
        .map(|(bin, &schools)| {
            let is_small = sizes.from[bin] < below;
            let color = if is_small {
                theme.loads[2]
            } else {
                theme.settlement
            };
            Bar::new(bin as f64 + 0.5, schools as f64)
                .width(0.9)
                .fill(color)
                .stroke(egui::Stroke::NONE)
        })
        .collect();
    let tops: Vec<PlotText> = bars
        .iter()
        .filter(|bar| bar.value > 0.0)
        .map(|bar| on_top(bar.argument, bar.value, theme.text))
        .collect();
    let ends = sizes.from.clone();
    let threshold = sizes
        .from
        .iter()
        .position(|&least| least >= below)
        .unwrap_or(0);
    let highest = sizes.schools.iter().max().copied().unwrap_or(0);
    plain(ui, "sizes")
        // Room for the number on top of the highest bar.
        .include_y(highest as f64 * 1.15)
        .x_grid_spacer(|_| every_bin(8))
        .x_axis_formatter(move |mark, _| {
            let bin = mark.value.round() as usize;
            ends.get(bin)
                .map_or_else(String::new, |&least| figures::count(least))
        })
        .label_formatter(|_| None)
        .show(ui, |plot| {
            plot.bar_chart(BarChart::new("", bars).allow_hover(false));
            for top in tops {
                plot.text(top);
            }
            if below > 0 {
                plot.vline(limit_line(threshold as f64, theme));
            }
        });
}

/// Day pupils by the length of their trip; those over the limit stand out.
fn trips_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) {
    let lang = view.lang;
    let theme = Theme::of(ui.ctx());
    let shown = view.shown(desk.session);
    title_ui(
        ui,
        text::time::PUPILS_BY_TRIP,
        view,
        Some(shown.layout.year),
    );
    let Some(stage) = &shown.stages[view.stage] else {
        caption(ui, text::NO_STAGE.say(lang));
        return;
    };
    let numbers = &stage.numbers;
    let words = text::time::over_of(numbers.over_limit, numbers.day_pupils(), numbers.trip_limit);
    caption(ui, words.say(lang));
    let flows = stage.daily().iter();
    let lengths = trip_lengths(flows.map(|flow| (flow.trip, flow.pupils)));
    let km = lengths.step.km();
    let limit = numbers.trip_limit.map(Meters::km);
    let bars = lengths
        .pupils
        .iter()
        .enumerate()
        .map(|(bin, &pupils)| {
            let is_over = limit.is_some_and(|limit| bin as f64 * km >= limit - 1e-9);
            let color = if is_over {
                theme.worse
            } else {
                theme.settlement
            };
            Bar::new((bin as f64 + 0.5) * km, f64::from(pupils))
                .width(km * 0.9)
                .fill(color)
                .stroke(egui::Stroke::NONE)
        })
        .collect();
    let longest = lengths.pupils.len() as f64 * km;
    plain(ui, "trips")
        .x_grid_spacer(move |_| km_marks(longest))
        .x_axis_formatter(|mark, _| figures::round_distance(mark.value * 1_000.0))
        .label_formatter(|_| None)
        .show(ui, |plot| {
            plot.bar_chart(BarChart::new("", bars).allow_hover(false));
            if let Some(limit) = limit {
                plot.vline(limit_line(limit, theme));
            }
        });
}

/// At most ten marks of 0.5, 1, 2, 5, … km.
fn km_marks(longest: f64) -> Vec<GridMark> {
    const STEPS: [f64; 7] = [0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0];
    let step = STEPS.into_iter().find(|step| longest / step <= 10.0);
    let step = step.unwrap_or(100.0);
    let mark = |place: u32| GridMark {
        value: f64::from(place) * step,
        step_size: step,
    };
    (0..=(longest / step) as u32).map(mark).collect()
}

fn limit_line(at: f64, theme: &Theme) -> VLine {
    VLine::new("", at)
        .color(theme.text)
        .width(1.5)
        .style(LineStyle::dashed_dense())
        .allow_hover(false)
}

fn on_top(x: f64, value: f64, color: Color32) -> PlotText {
    let words = RichText::new(figures::count(value as i64)).size(size::CAPTION);
    PlotText::new("", PlotPoint::new(x, value), words)
        .color(color)
        .anchor(Align2::CENTER_BOTTOM)
        .allow_hover(false)
}

/// A mark at every end of a bin.
fn every_bin(ends: usize) -> Vec<GridMark> {
    (0..ends)
        .map(|end| GridMark {
            value: end as f64,
            step_size: 1.0,
        })
        .collect()
}
