//! How the county stands in a few cards. A click colours the map by what a card is about and opens its page; nothing
//! here changes anything.

use egui::{
    Color32, FontId, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::{Desk, dock};
use crate::app::look::chart::{MapTheme, MapWish};
use crate::app::look::figures;
use crate::app::look::fonts;
use crate::app::look::intent::Intent;
use crate::app::look::text::{self, chart, desk};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::View;
use crate::app::look::widgets::{caption, heading};
use crate::evaluation::{Evaluation, StageEvaluation};
use crate::forecast::Demand;
use crate::indicators::{SchoolNumbers, sizes, trip_lengths};
use crate::rules::estimates;

/// A card: what it is about, the figure, a remark, and a few bars.
struct Card {
    theme: MapTheme,
    figure: String,
    remark: String,
    is_bad: bool,
    /// Heights and colours.
    bars: Vec<(f32, Color32)>,
}

impl Card {
    fn new(theme: MapTheme, figure: String, remark: impl Into<String>) -> Self {
        Self {
            theme,
            figure,
            remark: remark.into(),
            is_bad: false,
            bars: Vec::new(),
        }
    }
}

/// Draws the cards. The chosen one says what the map is coloured by.
pub(super) fn looks_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let lang = view.lang;
    heading(ui, desk::HOW_IT_STANDS.say(lang));
    let mut intent = None;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let cards = cards(ui, desk, view);
        if cards.is_empty() {
            caption(ui, text::NO_STAGE.say(lang));
        }
        for card in &cards {
            if card_ui(ui, card, view) {
                intent = Some(Intent::Map(MapWish::Colour(card.theme)));
            }
            ui.add_space(size::NEAR);
        }
        caption(ui, desk::NOTHING_CHANGES.say(lang));
        intent = super::work_on_plan_ui(ui, view).or(intent.take());
    });
    intent
}

fn cards(ui: &Ui, desk: Desk<'_>, view: &View) -> Vec<Card> {
    let shown = view.shown(desk.session);
    let Some(stage) = &shown.stages[view.stage] else {
        return Vec::new();
    };
    let theme = Theme::of(ui.ctx());
    vec![
        trips_card(shown, stage, view, theme),
        seats_card(stage, view, theme),
        small_card(desk, shown, view, theme),
        classes_card(desk, stage, view),
        pupils_card(desk, shown, view),
        Card::new(
            MapTheme::Targets,
            figures::count(dock::n_broken(desk, view) as i64),
            desk::KINDS_OF_STAGE.say(view.lang),
        ),
    ]
}

fn trips_card(shown: &Evaluation, stage: &StageEvaluation, view: &View, theme: &Theme) -> Card {
    let lang = view.lang;
    let numbers = &stage.numbers;
    let is_known = shown.demand.basis[view.stage].is_known();
    let over = is_known.then_some(numbers.over_limit);
    let remark = match numbers.trip_limit {
        None => desk::NO_LIMIT.say(lang).to_owned(),
        Some(limit) => desk::over_limit(&figures::known(over), &limit.to_string())
            .say(lang)
            .to_owned(),
    };
    let lengths = trip_lengths(stage.daily().iter().map(|flow| (flow.trip, flow.pupils)));
    let bar = |(bin, &pupils): (usize, &u32)| {
        let end = lengths.step.as_f64() * (bin + 1) as f64;
        let is_over = numbers.trip_limit.is_some_and(|limit| end > limit.as_f64());
        let color = if is_over {
            theme.over_limit
        } else {
            theme.ways[0]
        };
        (pupils as f32, color)
    };
    Card {
        is_bad: over.is_some_and(|over| over > 0),
        bars: lengths.pupils.iter().enumerate().map(bar).collect(),
        ..Card::new(
            MapTheme::Trips,
            figures::mean_trip(numbers.distances),
            remark,
        )
    }
}

fn seats_card(stage: &StageEvaluation, view: &View, theme: &Theme) -> Card {
    let free = || {
        stage
            .schools
            .iter()
            .filter_map(|school| school.free_seats())
    };
    let short = free().filter(|free| *free < 0).sum::<i64>().unsigned_abs();
    let left: i64 = free().filter(|free| *free > 0).sum();
    let unknown = stage.schools.len() - free().count();
    let remark = if unknown == stage.schools.len() {
        chart::lacking(unknown).say(view.lang).to_owned()
    } else {
        let schools_short = free().filter(|free| *free < 0).count();
        let words = chart::seats_left(
            &figures::count(short as i64),
            schools_short,
            &figures::count(left),
        );
        words.say(view.lang).to_owned()
    };
    let schools = || stage.schools.iter();
    let bars = theme.loads.map(|color| {
        let is_of = |school: &&SchoolNumbers| theme.load(school.utilisation()) == Some(color);
        (schools().filter(is_of).count() as f32, color)
    });
    let utilisation = stage.numbers.utilisation;
    Card {
        is_bad: short > 0,
        bars: bars.to_vec(),
        ..Card::new(
            MapTheme::Seats,
            utilisation.map_or_else(|| text::UNKNOWN.to_owned(), figures::percent),
            remark,
        )
    }
}

fn small_card(desk: Desk<'_>, shown: &Evaluation, view: &View, theme: &Theme) -> Card {
    let lang = view.lang;
    let below = view.below(desk.session);
    let is_known = shown.demand.basis[view.stage].is_known();
    let small = is_known.then(|| shown.small(view.stage, below) as u32);
    if below == 0 {
        let remark = text::small::KINDERGARTENS_APART.say(lang);
        return Card::new(MapTheme::Small, text::UNKNOWN.to_owned(), remark);
    }
    let half = shown.small(view.stage, below / 2);
    let mut remark = text::small::under(below, below).say(lang).to_owned();
    if is_known {
        let more = chart::below_half(below / 2, half);
        remark = format!("{remark}{}{}", text::COMMA.say(lang), more.say(lang));
    }
    let layout = &shown.layout;
    let open = layout.open(view.stage).into_iter();
    let spread = sizes(open.filter_map(|site| shown.size(site)), below);
    let colors = [theme.sizes[0], theme.sizes[1]];
    let color = |bin: usize| colors.get(bin).copied().unwrap_or(theme.sizes[2]);
    let bars = spread.schools.iter().enumerate();
    Card {
        bars: bars
            .map(|(bin, &schools)| (schools as f32, color(bin)))
            .collect(),
        ..Card::new(MapTheme::Small, figures::known(small), remark)
    }
}

fn classes_card(desk: Desk<'_>, stage: &StageEvaluation, view: &View) -> Card {
    let limits = desk.session.evaluator().limits();
    let Some(line) = limits.oversize_class(view.stage) else {
        let remark = chart::NO_CEILING.say(view.lang);
        return Card::new(MapTheme::Classes, text::UNKNOWN.to_owned(), remark);
    };
    let class = |school: &SchoolNumbers| estimates::class_in(limits, view.stage, school);
    let unknown = stage
        .schools
        .iter()
        .filter(|school| class(school).is_none())
        .count();
    if unknown == stage.schools.len() {
        let remark = chart::lacking(unknown);
        let remark = remark.say(view.lang);
        return Card::new(MapTheme::Classes, text::UNKNOWN.to_owned(), remark);
    }
    let classes = stage.schools.iter().filter_map(class);
    let oversize = classes.filter(|size| *size > line).count();
    let more = if unknown > 0 {
        chart::lacking(unknown).say(view.lang).to_owned()
    } else {
        chart::CLASSES_ESTIMATED.say(view.lang).to_owned()
    };
    let remark = format!(
        "{}{}{more}",
        chart::oversize(oversize, line).say(view.lang),
        text::COMMA.say(view.lang),
    );
    Card {
        is_bad: oversize > 0,
        ..Card::new(MapTheme::Classes, figures::count(oversize as i64), remark)
    }
}

fn pupils_card(desk: Desk<'_>, shown: &Evaluation, view: &View) -> Card {
    let stage = view.stage;
    let not_known = |why: &str| Card::new(MapTheme::Pupils, text::UNKNOWN.to_owned(), why);
    let later = desk.results.later();
    let is_known = |demand: &Demand| demand.basis[stage].is_known();
    let Some(later) = later.filter(|later| is_known(later) && is_known(&shown.demand)) else {
        return not_known(chart::PUPILS_NOT_KNOWN.say(view.lang));
    };
    let all = |demand: &Demand| {
        demand.pupils[stage]
            .iter()
            .copied()
            .map(i64::from)
            .sum::<i64>()
    };
    let (now, then) = (all(&shown.demand), all(later));
    if now == 0 {
        return not_known(chart::PUPILS_NOT_KNOWN.say(view.lang));
    }
    let percent = (100.0 * (then - now) as f64 / now as f64).round();
    let sign = if percent > 0.0 { "+" } else { "" };
    let change = format!("{sign}{percent:.0}").replace('-', "−");
    let remark = chart::change_to(later.year.0, &change, shown.demand.year.0);
    Card::new(
        MapTheme::Pupils,
        figures::count(then),
        remark.say(view.lang),
    )
}

/// Draws a card; says whether it was clicked.
fn card_ui(ui: &mut Ui, card: &Card, view: &View) -> bool {
    let theme = Theme::of(ui.ctx());
    let extent = vec2(ui.available_width() - 2.0, 72.0);
    let (rect, response) = ui.allocate_exact_size(extent, Sense::click());
    let title = chart::theme(card.theme).say(view.lang);
    let told = format!(
        "{title}{}{} {}",
        text::COLON.say(view.lang),
        card.figure,
        card.remark
    );
    let is_chosen = view.map_theme() == Some(card.theme);
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, is_chosen, &told));
    let line = if is_chosen {
        theme.selected
    } else {
        theme.line
    };
    let ground = if response.hovered() || response.has_focus() {
        theme.hover
    } else {
        Color32::TRANSPARENT
    };
    let painter = ui.painter();
    let width = if is_chosen { 2.0 } else { 1.0 };
    painter.rect(
        rect,
        4.0,
        ground,
        Stroke::new(width, line),
        StrokeKind::Inside,
    );
    bars(painter, card, rect);
    let font = if is_chosen {
        fonts::semibold(size::BODY)
    } else {
        FontId::proportional(size::BODY)
    };
    painter.text(
        pos2(rect.left() + 26.0, rect.top() + 4.0),
        egui::Align2::LEFT_TOP,
        title,
        font,
        theme.text,
    );
    let dot = pos2(rect.left() + 15.0, rect.top() + 13.0);
    painter.circle_stroke(
        dot,
        5.0,
        Stroke::new(1.2, if is_chosen { line } else { theme.faint }),
    );
    if is_chosen {
        painter.circle_filled(dot, 2.6, theme.selected);
        let words = chart::ON_MAP.say(view.lang);
        let at = pos2(rect.right() - 10.0, rect.top() + 5.0);
        let font = FontId::proportional(size::CAPTION);
        painter.text(at, egui::Align2::RIGHT_TOP, words, font, theme.faint);
    }
    let room = rect.width() - 20.0;
    let put = |words: &str, font: FontId, color: Color32, y: f32| {
        let mut job = egui::text::LayoutJob::simple_singleline(words.to_owned(), font, color);
        job.wrap = egui::text::TextWrapping::truncate_at_width(room);
        let galley = painter.layout_job(job);
        painter.galley(pos2(rect.left() + 10.0, rect.top() + y), galley, color);
    };
    let ink = if card.is_bad { theme.worse } else { theme.text };
    put(&card.figure, fonts::semibold(size::TITLE), ink, 22.0);
    put(
        &card.remark,
        FontId::proportional(size::CAPTION),
        theme.faint,
        48.0,
    );
    response.on_hover_text(told).clicked()
}

/// The bars of a card, low at its right.
fn bars(painter: &egui::Painter, card: &Card, rect: egui::Rect) {
    let most = card.bars.iter().map(|bar| bar.0).fold(0.0, f32::max);
    if most <= 0.0 {
        return;
    }
    let area = egui::Rect::from_min_max(
        pos2(rect.right() - 100.0, rect.top() + 22.0),
        pos2(rect.right() - 10.0, rect.top() + 46.0),
    );
    let width = area.width() / card.bars.len() as f32;
    for (place, &(height, color)) in card.bars.iter().enumerate() {
        let left = area.left() + place as f32 * width;
        let top = area.bottom() - area.height() * height / most;
        let right = left + (width - 1.0).max(1.0);
        let bar = egui::Rect::from_min_max(pos2(left, top), pos2(right, area.bottom()));
        painter.rect_filled(bar, 0.0, color);
    }
}
