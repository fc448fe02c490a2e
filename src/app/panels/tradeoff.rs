//! The chart of what trades against what: every point is a plan with its proof, and a click shows it on the map.

use egui::{Rangef, Role, Ui};
use egui_plot::{AxisHints, Line, Plot, PlotPoint, PlotPoints, Points};

use crate::app::look::figures;
use crate::app::look::intent::Intent;
use crate::app::look::text::proposals as text;
use crate::app::look::text::{Text, words_of};
use crate::app::look::theme::{Theme, size};
use crate::app::look::widgets::{caption, name_it, small_button};
use crate::app::work::asking::ProposalSearch;
use crate::proposal::{Answered, Proposal, ValueUnit};
use crate::units::PupilWays;
use crate::words::{Lang, Words};

/// How near to a point a click must be, in points of the screen.
const NEAR: f32 = 14.0;

/// From which room between two marks of an axis on a mark has its number, faint and then full, in points.
const ACROSS: Rangef = Rangef {
    min: 16.0,
    max: 30.0,
};
const UP: Rangef = Rangef {
    min: 12.0,
    max: 22.0,
};

/// Draws the chart with buttons to walk along it.
pub(super) fn tradeoff_ui(ui: &mut Ui, search: &ProposalSearch, lang: Lang) -> Option<Intent> {
    let found = search.answer()?.ok()?;
    let others = found.others.iter();
    let places: Vec<PlotPoint> = others.map(place).collect::<Option<_>>()?;
    let chosen = search.chosen_point();
    let mut intent = None;
    let width = ui.available_width();
    let (x_name, y_name) = axes(&found.best.answered, search.below())?;
    ui.horizontal(|ui| {
        let last = found.others.len() - 1;
        let now = chosen.unwrap_or(last);
        let fewer = text::FEWER.say(lang);
        if now > 0 && small_button(ui, "−", fewer) {
            intent = Some(Intent::LookAtProposal(Some(now - 1)));
        }
        let more = text::MORE.say(lang);
        if now < last && small_button(ui, "+", more) {
            intent = Some(Intent::LookAtProposal(Some(now + 1)));
        }
        if let Some(point) = found.others.get(now) {
            let words = told(point, search.below());
            let small = egui::RichText::new(words.say(lang)).size(size::CAPTION);
            let label = egui::Label::new(small.color(Theme::of(ui.ctx()).faint)).truncate();
            ui.add(label).on_hover_text(words.say(lang));
        }
    });
    caption(ui, y_name.say(lang));
    let x_name = x_name.say(lang).to_owned();
    let theme = Theme::of(ui.ctx());
    let series = |places: &[PlotPoint]| -> PlotPoints<'static> {
        places.iter().map(|place| [place.x, place.y]).collect()
    };
    let marked: Vec<PlotPoint> = chosen
        .and_then(|point| places.get(point).copied())
        .into_iter()
        .collect();
    let across = AxisHints::new_x()
        .label(x_name)
        .formatter(|mark, _| whole(mark.value))
        .label_spacing(ACROSS);
    let up = AxisHints::new_y()
        .formatter(|mark, _| figures::count(mark.value.round() as i64))
        .label_spacing(UP);
    let plot = Plot::new("tradeoff")
        .width(width)
        .height((ui.available_height() - size::NEAR).max(80.0))
        .custom_x_axes(vec![across])
        .custom_y_axes(vec![up])
        .allow_zoom(false)
        .allow_drag(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .show_background(false)
        .invert_x(matches!(found.best.answered, Answered::Merge(_)));
    let shown = plot.show(ui, |plot| {
        plot.line(
            Line::new("", series(&places))
                .color(theme.faint)
                .allow_hover(false),
        );
        plot.points(
            Points::new(y_name.say(lang), series(&places))
                .radius(3.5)
                .color(theme.plan),
        );
        plot.points(
            Points::new("", series(&marked))
                .radius(6.0)
                .color(theme.selected)
                .allow_hover(false),
        );
    });
    let chart = shown.response;
    let near = |pointer: egui::Pos2| {
        let away = |place: &PlotPoint| shown.transform.position_from_point(place).distance(pointer);
        let nearest = (0..places.len())
            .map(|point| (away(&places[point]), point))
            .min_by(|a, b| a.0.total_cmp(&b.0));
        nearest
            .filter(|&(distance, _)| distance <= NEAR)
            .map(|(_, point)| point)
    };
    let hovered = chart.hover_pos().and_then(near);
    let tip = hovered
        .and_then(|point| found.others.get(point))
        .map_or_else(
            || text::CHART_TIP.say(lang).to_owned(),
            |point| {
                format!(
                    "{}\n{}",
                    told(point, search.below()).say(lang),
                    text::CHART_TIP.say(lang)
                )
            },
        );
    name_it(&chart, Role::Canvas, text::CHART.say(lang));
    if chart.clicked()
        && let Some(point) = chart.interact_pointer_pos().and_then(near)
    {
        intent = Some(Intent::LookAtProposal(Some(point)));
    }
    chart.on_hover_text_at_pointer(tip);
    intent
}

/// What a point comes to.
fn told(point: &Proposal, below: u32) -> Words {
    text::summary(point, below)
}

/// A mark of whole schools; nothing between two of them.
fn whole(value: f64) -> String {
    if (value - value.round()).abs() < 1e-6 {
        format!("{value:.0}")
    } else {
        String::new()
    }
}

/// What is along the chart and what is up; `None` where nothing trades against anything.
fn axes(answered: &Answered, below: u32) -> Option<(Words, Text)> {
    match answered {
        Answered::Merge(_) => Some((text::small_left(below), text::KM_ADDED)),
        Answered::Site(opened) => {
            let counted = match opened.unit {
                ValueUnit::PupilDecimetres => text::PUPIL_KM,
                ValueUnit::Pupils => text::COVERED,
            };
            Some((words_of(text::SITES), counted))
        }
        Answered::Layout(_) | Answered::Catchments(_) => None,
    }
}

/// Where a plan stands on these axes, with all pupils' ways before it in pupil-decimetres.
fn place(point: &Proposal) -> Option<PlotPoint> {
    let km = |decimetres: i64| PupilWays::from_decimetres(decimetres).km();
    let (schools, y) = match &point.answered {
        Answered::Merge(left) => (left.schools, km(point.pupil_decimetres - left.ways_before)),
        Answered::Site(opened) => {
            let y = match opened.unit {
                ValueUnit::PupilDecimetres => km(point.value),
                ValueUnit::Pupils => point.value as f64,
            };
            (opened.schools, y)
        }
        Answered::Layout(_) | Answered::Catchments(_) => return None,
    };
    Some(PlotPoint::new(schools as f64, y))
}
