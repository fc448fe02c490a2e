//! The strip under the bar: the stage, what the figures are of, and the figures. A click on a figure opens its rows.

use std::sync::Arc;

use egui::{
    Color32, FontId, Layout, Popup, Pos2, Rect, Role, Sense, Stroke, StrokeKind, Ui, UiBuilder,
};
use egui::{pos2, vec2};

use super::Desk;
use super::cells::{self, Cell};
use crate::app::look::desk::{Arrange, Workspace};
use crate::app::look::fonts;
use crate::app::look::icons::{self, Icon};
use crate::app::look::intent::Intent;
use crate::app::look::text::{self, desk};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::View;
use crate::app::look::widgets::{judgement_color, name_it};
use crate::model::Stage;
use crate::plan::{Command, Policy};
use crate::words::Lang;

/// How the strip gives way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fit {
    /// How many figures stand at once.
    pub(crate) figures: usize,
    /// Whether every stage is named, else only the chosen one.
    pub(crate) names_stages: bool,
    /// Whether all stands on a line of little height.
    pub(crate) is_low: bool,
    /// How wide the pane on the left is, in points; stage and figures meet above its edge where there is room.
    pub(crate) left: f32,
}

/// Draws the strip: of exactly what the map shows, a drag included.
pub(crate) fn strip_ui(ui: &mut Ui, desk: Desk<'_>, view: &View, fit: Fit) -> Option<Intent> {
    let theme = Theme::of(ui.ctx());
    let room = ui.available_rect_before_wrap();
    ui.advance_cursor_after_rect(room);
    let mut head = ui.new_child(
        UiBuilder::new()
            .id_salt("head")
            .max_rect(room.shrink2(vec2(12.0, 1.0))),
    );
    head.spacing_mut().item_spacing = vec2(0.0, if fit.is_low { 0.0 } else { 3.0 });
    head.spacing_mut().interact_size.y = 14.0;
    let mut intent = head_ui(&mut head, desk, view, fit);
    let edge = (head.min_rect().right() + 12.0).max(room.left() + fit.left);
    let cells = cells::of(desk, view);
    let figures = Rect::from_min_max(pos2(edge, room.top()), room.max);
    intent = cells_ui(ui, &cells, figures, view, fit).or(intent);
    ui.painter().hline(
        room.x_range(),
        room.bottom() - 0.5,
        Stroke::new(1.0, theme.line),
    );
    intent
}

/// The stage, or what the data and the results are of; and under it, what the figures stand for.
fn head_ui(ui: &mut Ui, desk: Desk<'_>, view: &View, fit: Fit) -> Option<Intent> {
    let lang = view.lang;
    let mut intent = None;
    if !fit.is_low {
        ui.add_space(7.0);
    }
    match view.workspace() {
        Workspace::Data | Workspace::Deliver => {
            let county = desk.session.county().name.as_str();
            let title = if county.is_empty() {
                text::COUNTY.say(lang)
            } else {
                county
            };
            let size = if fit.is_low { size::BODY } else { size::TITLE };
            ui.label(egui::RichText::new(title).font(fonts::semibold(size)));
        }
        Workspace::Today | Workspace::Plan | Workspace::Compare => {
            intent = stages_ui(ui, desk, view, fit);
        }
    }
    ui.horizontal(|ui| {
        let theme = Theme::of(ui.ctx());
        let of = if view.shows_today() {
            Workspace::Today
        } else {
            view.workspace()
        };
        let (session, year) = (desk.session, desk.session.year().0);
        let basis = if view.shows_trial() {
            desk::against_plan(year, view.name_of(session, session.chosen()))
        } else {
            desk::basis(of, session.plan().is_some(), year)
        };
        let basis = egui::RichText::new(basis.say(lang))
            .size(size::CAPTION)
            .color(theme.faint);
        ui.label(basis);
        intent = policy_ui(ui, desk.session.policy(), lang).or(intent.take());
    });
    intent
}

/// Who goes where, as words with a menu.
fn policy_ui(ui: &mut Ui, policy: Policy, lang: Lang) -> Option<Intent> {
    let theme = Theme::of(ui.ctx());
    let label = format!(" · {}", text::policy(policy).say(lang));
    let galley =
        ui.painter()
            .layout_no_wrap(label, FontId::proportional(size::CAPTION), theme.faint);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(16.0, 0.0), Sense::click());
    name_it(&response, Role::Button, desk::WHO_GOES_WHERE.say(lang));
    let ink = if response.hovered() || response.has_focus() {
        theme.selected
    } else {
        theme.faint
    };
    icons::draw(
        ui.painter(),
        pos2(rect.right() - 7.0, rect.center().y),
        Icon::Down,
        ink,
    );
    ui.painter()
        .galley_with_override_text_color(rect.min, galley, ink);
    let response = response.on_hover_text(policy.words().say(lang));
    let mut intent = None;
    Popup::menu(&response).show(|ui| {
        for other in Policy::ALL {
            let line = ui.selectable_label(policy == other, text::policy(other).say(lang));
            let tip = format!(
                "{}\n{}",
                other.words().say(lang),
                text::policy_tip(other).say(lang)
            );
            if line.on_hover_text(tip).clicked() {
                ui.close();
                intent = (policy != other).then_some(Intent::Command(Command::SetPolicy(other)));
            }
        }
    });
    intent
}

/// The stages in a row: each named, or the chosen one alone behind all of them. No choice moves a button.
fn stages_ui(ui: &mut Ui, desk: Desk<'_>, view: &View, fit: Fit) -> Option<Intent> {
    let mut intent = None;
    let shown = view.standing(desk.session);
    let runs = |stage: &Stage| shown.stages[*stage].is_some();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = -1.0;
        for stage in Stage::ALL.into_iter().filter(runs) {
            if stage_ui(ui, stage, view, fit) {
                intent = Some(Intent::SetStage(stage));
            }
        }
        if !fit.names_stages {
            let names = Stage::ALL.into_iter().filter(runs);
            let widest = names.map(|stage| named(ui, stage, view, true).size().x);
            let room = vec2(widest.fold(0.0, f32::max) + 8.0, height(fit));
            let name = named(ui, view.stage, view, true);
            let (rect, _) = ui.allocate_exact_size(room, Sense::hover());
            let at = pos2(rect.left() + 8.0, rect.center().y - name.size().y / 2.0);
            let color = Theme::of(ui.ctx()).text;
            ui.painter().galley(at, name, color);
        }
    });
    intent
}

/// The name of a stage as it is laid out.
fn named(ui: &Ui, stage: Stage, view: &View, is_chosen: bool) -> Arc<egui::Galley> {
    let font = if is_chosen {
        fonts::semibold(size::BODY)
    } else {
        FontId::proportional(size::BODY)
    };
    let name = stage.words().say(view.lang).to_owned();
    ui.painter()
        .layout_no_wrap(name, font, Theme::of(ui.ctx()).text)
}

const fn height(fit: Fit) -> f32 {
    if fit.is_low { 22.0 } else { size::ICON }
}

/// The shape that schools of the stage have on the map, and its name where there is room.
fn stage_ui(ui: &mut Ui, stage: Stage, view: &View, fit: Fit) -> bool {
    let theme = Theme::of(ui.ctx());
    let is_chosen = view.stage == stage;
    let words = stage.words();
    let name = words.say(view.lang);
    let room = if fit.names_stages {
        // As wide as when chosen, in heavy letters.
        let [light, heavy] = [false, true].map(|heavy| named(ui, stage, view, heavy).size().x);
        light.max(heavy) + 32.0
    } else {
        26.0
    };
    let (rect, response) = ui.allocate_exact_size(vec2(room, height(fit)), Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(Role::Button, true, is_chosen, name));
    let ground = if is_chosen {
        theme.chosen
    } else if response.hovered() || response.has_focus() {
        theme.hover
    } else {
        Color32::TRANSPARENT
    };
    let painter = ui.painter();
    painter.rect(
        rect,
        0.0,
        ground,
        Stroke::new(1.0, theme.control),
        StrokeKind::Inside,
    );
    painter.add(stage_shape(
        stage,
        pos2(rect.left() + 13.0, rect.center().y),
        5.0,
        theme.symbol_edge,
    ));
    if fit.names_stages {
        let galley = named(ui, stage, view, is_chosen);
        let at = pos2(rect.left() + 24.0, rect.center().y - galley.size().y / 2.0);
        painter.galley(at, galley, theme.text);
    }
    let tip = format!("{name}\n{}", text::STAGE_TIP.say(view.lang));
    response.on_hover_text(tip).clicked()
}

pub(super) fn stage_shape(stage: Stage, middle: Pos2, radius: f32, color: Color32) -> egui::Shape {
    let polygon = |corners: usize, turn: f32| {
        let corner = |corner: usize| {
            let angle = std::f32::consts::TAU * (corner as f32 / corners as f32) + turn
                - std::f32::consts::FRAC_PI_2;
            middle + radius * 1.15 * egui::Vec2::angled(angle)
        };
        egui::Shape::convex_polygon((0..corners).map(corner).collect(), color, Stroke::NONE)
    };
    let bar = |extent| egui::Shape::rect_filled(Rect::from_center_size(middle, extent), 0.0, color);
    match stage {
        Stage::Kindergarten => egui::Shape::circle_filled(middle, radius, color),
        Stage::Primary => bar(vec2(radius, radius) * 1.8),
        Stage::Junior => polygon(3, 0.0),
        Stage::Senior => polygon(5, 0.0),
        Stage::Vocational => polygon(6, 0.0),
        Stage::Special => egui::Shape::Vec(vec![
            bar(vec2(radius * 0.8, radius * 2.0)),
            bar(vec2(radius * 2.0, radius * 0.8)),
        ]),
    }
}

/// The way to figures without room, in points.
const MORE: f32 = 30.0;
/// Left and right of what stands in a cell, in points.
const CELL_MARGIN: f32 = 13.0;

/// How many figures stand at once so that no word of any is cut.
fn n_fitting(ui: &Ui, cells: &[Cell], room: f32, view: &View, fit: Fit) -> usize {
    let width = |words: &str, font: FontId| {
        let galley = ui
            .painter()
            .layout_no_wrap(words.to_owned(), font, Color32::PLACEHOLDER);
        galley.size().x
    };
    let small = || FontId::proportional(size::CAPTION);
    let needs = |cell: &Cell| {
        let change = if fit.is_low {
            String::new()
        } else {
            cell.change_words(view.lang)
        };
        let figure = width(&cell.value, fonts::semibold(size::CAPTION));
        width(&cell.title, small())
            .max(width(&change, small()))
            .max(figure)
            + CELL_MARGIN
    };
    let widest = cells.iter().map(needs).fold(0.0, f32::max);
    let most = fit.figures.min(cells.len());
    let fits = |&n: &usize| {
        let more = if n < cells.len() { MORE } else { 0.0 };
        (room - more) / n as f32 >= widest
    };
    (1..=most).rev().find(fits).unwrap_or(most.min(1))
}

/// As many figures as have room, and the way to the others.
fn cells_ui(ui: &mut Ui, cells: &[Cell], room: Rect, view: &View, fit: Fit) -> Option<Intent> {
    let theme = Theme::of(ui.ctx());
    let n_shown = n_fitting(ui, cells, room.width(), view, fit);
    let has_more = cells.len() > n_shown;
    let more = if has_more { MORE } else { 0.0 };
    let first = if has_more {
        let turns = cells.len().div_ceil(n_shown);
        (view.figures_on % turns * n_shown).min(cells.len() - n_shown)
    } else {
        0
    };
    let width = (room.width() - more) / n_shown.max(1) as f32;
    let mut intent = None;
    for (place, cell) in cells.iter().skip(first).take(n_shown).enumerate() {
        let corner = room.min + vec2(width * place as f32, 0.0);
        let rect = Rect::from_min_size(corner, vec2(width, room.height() - 1.0));
        intent = cell_ui(ui, cell, rect, view, fit.is_low).or(intent);
    }
    if has_more {
        let rect = Rect::from_min_max(pos2(room.right() - more, room.top()), room.max);
        let mut ui = ui.new_child(
            UiBuilder::new()
                .max_rect(rect)
                .layout(Layout::centered_and_justified(egui::Direction::LeftToRight)),
        );
        let name = desk::MORE_FIGURES.say(view.lang);
        if icons::button(&mut ui, Icon::Right, name, name, true).clicked() {
            intent = Some(Intent::Arrange(Arrange::MoreFigures));
        }
        ui.painter()
            .vline(rect.left(), rect.y_range(), Stroke::new(1.0, theme.line));
    }
    intent
}

fn cell_ui(ui: &Ui, cell: &Cell, rect: Rect, view: &View, is_low: bool) -> Option<Intent> {
    let theme = Theme::of(ui.ctx());
    let sense = if cell.wish.is_some() {
        Sense::click()
    } else {
        Sense::hover()
    };
    let response = ui.interact(rect, ui.scope_id().with(("figure", &cell.title)), sense);
    name_it(&response, Role::Button, &cell.told(view.lang));
    let painter = ui.painter().with_clip_rect(rect);
    if cell.wish.is_some() && (response.hovered() || response.has_focus()) {
        painter.rect_filled(rect, 0.0, theme.hover);
    }
    let edge = rect.left().round() + 0.5;
    painter.vline(edge, rect.y_range(), Stroke::new(1.0, theme.line));
    // A long figure stands smaller rather than cut.
    let put = |words: &str, is_heavy: bool, sizes: &[f32], color: Color32, y: f32| {
        let laid = |&size: &f32| {
            let font = if is_heavy {
                fonts::semibold(size)
            } else {
                FontId::proportional(size)
            };
            painter.layout_no_wrap(words.to_owned(), font, color)
        };
        let fits = |galley: &Arc<egui::Galley>| galley.size().x <= rect.width() - CELL_MARGIN;
        let galley = sizes.iter().map(laid).find(fits);
        let Some(galley) = galley.or_else(|| sizes.last().map(laid)) else {
            return;
        };
        let y = y + (sizes[0] - galley.job.sections[0].format.font_id.size) * 0.7;
        painter.galley(pos2(rect.left() + 10.0, y), galley, color);
    };
    let (small, top) = ([size::CAPTION], rect.top());
    let ink = cell.ink(theme);
    if is_low {
        put(&cell.title, false, &small, theme.faint, top + 1.0);
        put(
            &cell.value,
            true,
            &[size::LOW_FIGURE, size::CAPTION],
            ink,
            top + 16.0,
        );
    } else {
        put(&cell.title, false, &small, theme.faint, top + 4.0);
        put(
            &cell.value,
            true,
            &[size::FIGURE, 17.0, size::BODY, size::CAPTION],
            ink,
            top + 18.0,
        );
        let change = cell.change.as_ref();
        let color = change.map_or(theme.faint, |(_, judgement)| {
            judgement_color(theme, *judgement)
        });
        put(
            &cell.change_words(view.lang),
            false,
            &small,
            color,
            top + 46.0,
        );
    }
    let tip = format!("{}\n{}", cell.told(view.lang), cell.tip);
    let response = response.on_hover_text(tip.trim_end());
    response.clicked().then(|| cell.wish.clone()).flatten()
}
