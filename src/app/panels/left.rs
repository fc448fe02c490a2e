//! The pane on the left: stage, layers, small schools, places for new ones, problems.

use egui::{Role, ScrollArea, Sense, Ui, pos2, vec2};

use super::{Desk, sites, small};
use crate::app::look::intent::Intent;
use crate::app::look::text;
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Page, View};
use crate::app::look::widgets::{caption, heading, intent_button, name_it};
use crate::model::Stage;
use crate::rules::{self, Severity};
use crate::words::Lang;

/// Draws the pane.
pub(crate) fn left_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    let mut intent = stages_ui(ui, desk, view);
    layers_ui(ui, view);
    intent = problems_ui(ui, desk, view).or(intent);
    ui.add_space(size::NEAR);
    ui.separator();
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        intent = small::small_ui(ui, desk, view).or(intent.take());
        ui.add_space(size::APART);
        intent = sites::sites_ui(ui, desk, view).or(intent.take());
    });
    intent
}

fn stages_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let mut intent = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(size::NEAR, size::NEAR);
        for stage in Stage::ALL {
            let is_there = desk.session.evaluation().stages[stage].is_some();
            if is_there && stage_chip_ui(ui, stage, view.stage == stage, view.lang) {
                intent = Some(Intent::SetStage(stage));
            }
        }
    });
    intent
}

/// The shape that schools of the stage have on the map, and its name.
fn stage_chip_ui(ui: &mut Ui, stage: Stage, is_chosen: bool, lang: Lang) -> bool {
    let theme = Theme::of(ui.ctx());
    let words = stage.words();
    let name = words.say(lang);
    let font = egui::FontId::proportional(size::BODY);
    let galley = ui
        .painter()
        .layout_no_wrap(name.to_owned(), font, theme.text);
    let (rect, response) =
        ui.allocate_exact_size(vec2(galley.size().x + 30.0, size::ROW), Sense::click());
    name_it(&response, Role::Button, name);
    let ground = if is_chosen {
        ui.visuals().selection.bg_fill
    } else if response.hovered() || response.has_focus() {
        ui.visuals().faint_bg_color
    } else {
        egui::Color32::TRANSPARENT
    };
    ui.painter().rect(
        rect,
        4.0,
        ground,
        egui::Stroke::new(1.0, theme.line),
        egui::StrokeKind::Inside,
    );
    let middle = pos2(rect.left() + 13.0, rect.center().y);
    ui.painter()
        .add(stage_shape(stage, middle, 5.0, theme.symbol_edge));
    let at = pos2(rect.left() + 23.0, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, theme.text);
    response.on_hover_text(text::STAGE_TIP.say(lang)).clicked()
}

fn stage_shape(stage: Stage, middle: egui::Pos2, radius: f32, color: egui::Color32) -> egui::Shape {
    let polygon = |corners: usize, turn: f32| {
        let corner = |corner: usize| {
            let angle = std::f32::consts::TAU * (corner as f32 / corners as f32) + turn
                - std::f32::consts::FRAC_PI_2;
            middle + radius * 1.15 * egui::Vec2::angled(angle)
        };
        egui::Shape::convex_polygon(
            (0..corners).map(corner).collect(),
            color,
            egui::Stroke::NONE,
        )
    };
    match stage {
        Stage::Kindergarten => egui::Shape::circle_filled(middle, radius, color),
        Stage::Primary => egui::Shape::rect_filled(
            egui::Rect::from_center_size(middle, vec2(radius, radius) * 1.8),
            0.0,
            color,
        ),
        Stage::Junior => polygon(3, 0.0),
        Stage::Senior => polygon(5, 0.0),
        Stage::Vocational => polygon(6, 0.0),
        Stage::Special => {
            let bar = |size| {
                egui::Shape::rect_filled(egui::Rect::from_center_size(middle, size), 0.0, color)
            };
            egui::Shape::Vec(vec![
                bar(vec2(radius * 0.8, radius * 2.0)),
                bar(vec2(radius * 2.0, radius * 0.8)),
            ])
        }
    }
}

fn layers_ui(ui: &mut Ui, view: &mut View) {
    let lang = view.lang;
    heading(ui, text::LAYERS.say(lang));
    let layers = &mut view.layers;
    let boxes = [
        (&mut layers.catchments, text::CATCHMENTS),
        (&mut layers.settlements, text::SETTLEMENTS),
        (&mut layers.schools, text::SCHOOLS),
        (&mut layers.roads, text::ROADS),
        (&mut layers.townships, text::TOWNSHIPS),
        (&mut layers.zones, text::ZONES),
        (&mut layers.labels, text::LABELS),
        (&mut layers.trip_lines, text::TRIP_LINES),
        (&mut layers.moves, text::MOVES),
        (&mut layers.reach, text::ROADS_WITHIN),
    ];
    let width = ui.available_width() / 2.0 - 4.0;
    egui::Grid::new("layers")
        .num_columns(2)
        .min_col_width(width)
        .spacing(vec2(4.0, 0.0))
        .show(ui, |ui| {
            for (index, (is_on, label)) in boxes.into_iter().enumerate() {
                ui.checkbox(is_on, label.say(lang));
                if index % 2 == 1 {
                    ui.end_row();
                }
            }
        });
}

fn problems_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let lang = view.lang;
    let findings = &view.shown(desk.session).findings;
    let blocking = findings
        .iter()
        .take_while(|finding| finding.severity == Severity::Block);
    let blocking = rules::breaches(blocking);
    let mut intent = None;
    ui.add_space(size::NEAR);
    ui.horizontal(|ui| {
        let label = format!(
            "{} {}",
            text::PROBLEMS.say(lang),
            rules::breaches(findings.iter())
        );
        if ui
            .button(label)
            .on_hover_text(text::PROBLEMS_TIP.say(lang))
            .clicked()
        {
            intent = Some(Intent::Show(Some(Page::Problems)));
        }
        if blocking > 0 {
            caption(
                ui,
                format!("{} {blocking}", Severity::Block.words().say(lang)),
            );
        }
    });
    intent
}

/// The buttons that begin a school, a road, or work on a road.
pub(super) fn add_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let begins = [Intent::StartAdd, Intent::StartRoad, Intent::PickRoad];
    let buttons = ui.horizontal_wrapped(|ui| {
        let session = Some(desk.session);
        begins.map(|begin| intent_button(ui, session, view, begin))
    });
    buttons.inner.into_iter().flatten().next()
}
