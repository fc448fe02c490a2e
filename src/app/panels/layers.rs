//! What the map draws, in a menu on the map.

use egui::{Popup, Rect, Role, Sense, Stroke, StrokeKind, Ui, Vec2, vec2};

use crate::app::look::icons::{self, Icon};
use crate::app::look::text;
use crate::app::look::theme::Theme;
use crate::app::look::view::View;
use crate::app::look::widgets::name_it;

/// From the upper right corner of the map to the button, in points: under those that zoom.
const CORNER: Vec2 = vec2(42.0, 155.0);

/// Draws the button and, when it is open, a box for every layer.
pub(crate) fn layers_ui(ui: &Ui, map: Rect, view: &mut View) {
    let lang = view.lang;
    let theme = Theme::of(ui.ctx());
    let corner = map.right_top() + vec2(-CORNER.x, CORNER.y);
    let rect = Rect::from_min_size(corner, Vec2::splat(28.0));
    let response = ui.interact(rect, ui.scope_id().with("layers"), Sense::click());
    name_it(&response, Role::Button, text::LAYERS.say(lang));
    let ground = if response.hovered() || response.has_focus() {
        theme.outside
    } else {
        theme.pane
    };
    let painter = ui.painter();
    painter.rect(
        rect,
        4.0,
        ground,
        Stroke::new(1.0, theme.line),
        StrokeKind::Inside,
    );
    icons::draw(painter, rect.center(), Icon::Layers, theme.text);
    let response = response.on_hover_text(text::LAYERS.say(lang));
    let close = egui::PopupCloseBehavior::CloseOnClickOutside;
    Popup::menu(&response).close_behavior(close).show(|ui| {
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
        for (is_on, label) in boxes {
            ui.checkbox(is_on, label.say(lang));
        }
    });
}
