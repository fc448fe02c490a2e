//! Several things chosen at once: their rings, the frame that is drawn round them, and what can be done with all.

use egui::{Rect, Shape, Stroke, StrokeKind, Ui, UiBuilder, vec2};

use super::scene::Scene;
use super::state::MapState;
use super::{lasso, settlements};
use crate::app::look::chart::{MapWish, SeveralWish};
use crate::app::look::desk::{Arrange, Workspace};
use crate::app::look::figures;
use crate::app::look::hand::Hand;
use crate::app::look::intent::Intent;
use crate::app::look::text::{self as words, chart as text};
use crate::app::look::widgets::{Look, caption, look_button};
use crate::proposal::GateRule;

impl Scene<'_> {
    /// Rings round all settlements that are chosen, and the frame under way.
    pub(super) fn chosen_homes(&self, map: &MapState) -> Vec<Shape> {
        let mut shapes = Vec::new();
        let pupils = &self.sight.shown.demand.pupils[self.view.stage];
        let scale = self.dot_scale(map);
        for &home in &self.view.chart.several.settlements {
            let Some(&place) = map.settlements.places.get(home) else {
                continue;
            };
            let pos = self.viewport.pos(place);
            if self.viewport.rect.contains(pos) {
                let radius = scale.radius(pupils.get(home).copied().unwrap_or(0), self.zoom);
                shapes.push(settlements::marked(pos, radius, 1.4, self.theme));
            }
        }
        if let Hand::Framing { from, to } = &self.view.hand {
            let frame = Rect::from_two_pos(*from, *to);
            let fill = self.theme.selected.gamma_multiply(0.10);
            let line = Stroke::new(1.2, self.theme.selected);
            shapes.push(Shape::rect_filled(frame, 0.0, fill));
            shapes.push(Shape::rect_stroke(frame, 0.0, line, StrokeKind::Inside));
        }
        if let Hand::Lassoing(line) = &self.view.hand {
            shapes.extend(lasso::shapes(line, self.theme));
        }
        shapes
    }

    /// What is chosen and what can be done with all of it, in the middle of the top; where it stands.
    /// `last` is where it stood before: the map is not touched through it.
    pub(super) fn several_ui(&self, ui: &mut Ui, free: Rect, last: Rect) -> (Rect, Option<Intent>) {
        let several = &self.view.chart.several;
        if several.is_empty() {
            return (Rect::NOTHING, None);
        }
        let lang = self.view.lang;
        let plans = self.view.workspace().plans();
        let mut intent = None;
        let room = free.shrink2(vec2(8.0, 10.0));
        if last.is_positive() {
            ui.interact(
                last,
                ui.scope_id().with("several block"),
                egui::Sense::click_and_drag(),
            );
        }
        let builder = UiBuilder::new().id_salt("several").max_rect(room);
        let mut child = ui.new_child(builder);
        child.set_clip_rect(free);
        let frame = egui::Frame::new()
            .fill(self.theme.pane.gamma_multiply(0.97))
            .stroke(Stroke::new(1.0, self.theme.selected))
            .corner_radius(6.0)
            .inner_margin(egui::Margin::symmetric(8, 5));
        let shown = frame.show(&mut child, |ui| {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = vec2(6.0, 4.0);
                let pupils = &self.sight.shown.demand.pupils[self.view.stage];
                let is_known = self.sight.shown.demand.basis[self.view.stage].is_known();
                let of_homes = several
                    .settlements
                    .iter()
                    .filter_map(|&home| pupils.get(home));
                let living = is_known.then(|| of_homes.sum::<u32>());
                let summary = text::chosen(
                    several.schools.len(),
                    several.settlements.len(),
                    &figures::known(living),
                );
                caption(ui, summary.say(lang));
                let wish = |wish: SeveralWish| Some(Intent::Map(MapWish::Several(wish)));
                if plans && !several.schools.is_empty() {
                    let menu = ui.menu_button(text::MERGE_CHOSEN.say(lang), |ui| {
                        for rule in GateRule::ALL {
                            let (label, tip) = text::gate_rule(rule);
                            if ui
                                .button(label.say(lang))
                                .on_hover_text(tip.say(lang))
                                .clicked()
                            {
                                intent = wish(SeveralWish::Merge(rule));
                            }
                        }
                    });
                    menu.response
                        .on_hover_text(text::MERGE_CHOSEN_TIP.say(lang));
                    let buttons = [
                        (Look::Plain, text::KEEP_CHOSEN, SeveralWish::AskKeep),
                        (Look::Plain, text::YEAR_OF_CHOSEN, SeveralWish::AskYear),
                        (Look::Danger, text::CLOSE_CHOSEN, SeveralWish::Close),
                    ];
                    for (look, label, done) in buttons {
                        let label = label.say(lang);
                        if look_button(ui, look, label, label).clicked() {
                            intent = wish(done);
                        }
                    }
                } else if self.view.workspace() == Workspace::Today {
                    let label = words::desk::WORK_ON_PLAN.say(lang);
                    if look_button(ui, Look::Forward, label, label).clicked() {
                        intent = Some(Intent::Arrange(Arrange::Go(Workspace::Plan)));
                    }
                }
                let label = text::FIT_CHOSEN.say(lang);
                if look_button(ui, Look::Plain, label, label).clicked() {
                    intent = Some(Intent::Map(MapWish::FitSelection));
                }
                let label = text::CHOOSE_NONE.say(lang);
                if look_button(ui, Look::Plain, label, label).clicked() {
                    intent = wish(SeveralWish::Clear);
                }
            });
        });
        let rect = shown.response.rect;
        (rect, intent)
    }
}
