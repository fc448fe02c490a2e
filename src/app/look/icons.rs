//! The symbols on buttons, drawn with lines: no font of every computer has them.

use egui::{
    Color32, Painter, Pos2, Rect, Response, Role, Sense, Shape, Stroke, StrokeKind, Ui, Vec2, vec2,
};

use super::theme::{Theme, size};
use super::widgets::name_it;

/// What a symbol shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    Menu,
    Undo,
    Redo,
    Left,
    Right,
    Up,
    Down,
    Play,
    Pause,
    Settings,
    /// A pane beside the map.
    Beside,
    /// A pane under the map.
    Below,
    /// A pane that fills the middle.
    Large,
    /// All went well.
    Fine,
    /// Something went wrong.
    Wrong,
    Layers,
    /// A clock.
    History,
    Search,
    Help,
    Folder,
}

/// Half the side of the square a symbol fills, in points.
const REACH: f32 = 6.0;

/// Draws a symbol about a point.
pub(crate) fn draw(painter: &Painter, middle: Pos2, icon: Icon, color: Color32) {
    draw_of(painter, middle, icon, color, REACH);
}

/// The same in the middle of an empty room.
pub(crate) fn draw_large(painter: &Painter, middle: Pos2, icon: Icon, color: Color32) {
    draw_of(painter, middle, icon, color, 2.0 * REACH);
}

fn draw_of(painter: &Painter, middle: Pos2, icon: Icon, color: Color32, reach: f32) {
    let stroke = Stroke::new(1.5, color);
    let at = |x: f32, y: f32| middle + vec2(x, y) * reach;
    let line = |points: &[(f32, f32)]| {
        let points = points.iter().map(|&(x, y)| at(x, y)).collect();
        painter.add(Shape::line(points, stroke));
    };
    let frame = Rect::from_center_size(middle, Vec2::splat(2.0 * reach));
    match icon {
        Icon::Menu => {
            for y in [-0.7, 0.0, 0.7] {
                line(&[(-0.9, y), (0.9, y)]);
            }
        }
        Icon::Left => line(&[(0.4, -0.8), (-0.4, 0.0), (0.4, 0.8)]),
        Icon::Right => line(&[(-0.4, -0.8), (0.4, 0.0), (-0.4, 0.8)]),
        Icon::Up => line(&[(-0.7, 0.35), (0.0, -0.35), (0.7, 0.35)]),
        Icon::Down => line(&[(-0.7, -0.35), (0.0, 0.35), (0.7, -0.35)]),
        Icon::Undo | Icon::Redo => {
            let side = if icon == Icon::Undo { 1.0 } else { -1.0 };
            line(&[
                (-0.35 * side, -1.0),
                (-0.9 * side, -0.45),
                (-0.35 * side, 0.1),
            ]);
            let bow = [
                (-0.9, -0.45),
                (0.3, -0.45),
                (0.75, -0.2),
                (0.9, 0.2),
                (0.75, 0.6),
                (0.3, 0.85),
                (-0.3, 0.85),
            ];
            line(&bow.map(|(x, y)| (x * side, y)));
        }
        Icon::Play => {
            let corners = vec![at(-0.6, -0.9), at(0.9, 0.0), at(-0.6, 0.9)];
            painter.add(Shape::convex_polygon(corners, color, Stroke::NONE));
        }
        Icon::Pause => {
            for x in [-0.5, 0.5] {
                let bar = Rect::from_center_size(at(x, 0.0), vec2(3.5, 1.7 * reach));
                painter.rect_filled(bar, 0.0, color);
            }
        }
        Icon::Settings => {
            painter.circle_stroke(middle, 0.45 * reach, stroke);
            for tooth in 0..8 {
                let way = Vec2::angled(std::f32::consts::TAU * tooth as f32 / 8.0) * reach;
                painter.line_segment([middle + way * 0.68, middle + way * 1.05], stroke);
            }
        }
        Icon::Beside | Icon::Below | Icon::Large => {
            painter.rect_stroke(frame, 1.0, stroke, StrokeKind::Middle);
            match icon {
                Icon::Beside => line(&[(0.15, -1.0), (0.15, 1.0)]),
                Icon::Below => line(&[(-1.0, 0.2), (1.0, 0.2)]),
                _ => line(&[(-1.0, -0.5), (1.0, -0.5)]),
            }
        }
        Icon::Fine => line(&[(-0.8, 0.0), (-0.2, 0.6), (0.9, -0.7)]),
        Icon::Search => {
            painter.circle_stroke(at(-0.2, -0.2), 0.6 * reach, stroke);
            line(&[(0.25, 0.25), (0.95, 0.95)]);
        }
        Icon::Help => {
            let bow = [
                (-0.55, -0.45),
                (-0.4, -0.85),
                (0.0, -1.0),
                (0.45, -0.8),
                (0.5, -0.4),
                (0.05, 0.0),
                (0.0, 0.35),
            ];
            line(&bow);
            painter.circle_filled(at(0.0, 0.85), 0.15 * reach, color);
        }
        Icon::Folder => line(&[
            (-1.0, 0.75),
            (-1.0, -0.7),
            (-0.3, -0.7),
            (-0.05, -0.4),
            (1.0, -0.4),
            (1.0, 0.75),
            (-1.0, 0.75),
        ]),
        Icon::Wrong => {
            line(&[(-0.7, -0.7), (0.7, 0.7)]);
            line(&[(-0.7, 0.7), (0.7, -0.7)]);
        }
        Icon::History => {
            painter.circle_stroke(middle, 0.95 * REACH, stroke);
            line(&[(0.0, -0.55), (0.0, 0.05), (0.45, 0.3)]);
        }
        Icon::Layers => {
            line(&[
                (0.0, -0.9),
                (1.0, -0.3),
                (0.0, 0.3),
                (-1.0, -0.3),
                (0.0, -0.9),
            ]);
            line(&[(-1.0, 0.3), (0.0, 0.9), (1.0, 0.3)]);
        }
    }
}

/// A button that shows a symbol; `name` is what a screen reader says, and `tip` stands on hover.
pub(crate) fn button(ui: &mut Ui, icon: Icon, name: &str, tip: &str, is_enabled: bool) -> Response {
    let sense = if is_enabled {
        Sense::click()
    } else {
        Sense::hover()
    };
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size::ICON), sense);
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Button, is_enabled, name));
    let theme = Theme::of(ui.ctx());
    if is_enabled && (response.hovered() || response.has_focus()) {
        ui.painter().rect_filled(rect, 4.0, theme.hover);
    }
    let color = if is_enabled {
        theme.text
    } else {
        theme.control
    };
    draw(ui.painter(), rect.center(), icon, color);
    response.on_hover_text(tip)
}

/// The dot of what is not saved.
pub(crate) fn unsaved_dot(painter: &Painter, middle: Pos2, theme: &Theme) {
    painter.circle_filled(middle, 3.5, theme.warning);
}

/// A row of choices of which one is chosen, as one control.
pub(crate) fn chip(ui: &mut Ui, label: &str, name: &str, role: Role, is_chosen: bool) -> Response {
    let theme = Theme::of(ui.ctx());
    let font = if is_chosen {
        super::fonts::semibold(size::BODY)
    } else {
        egui::FontId::proportional(size::BODY)
    };
    let galley = ui
        .painter()
        .layout_no_wrap(label.to_owned(), font, theme.text);
    let (rect, response) =
        ui.allocate_exact_size(vec2(galley.size().x + 16.0, size::ICON), Sense::click());
    name_it(&response, role, name);
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
        3.0,
        ground,
        Stroke::new(1.0, theme.control),
        StrokeKind::Inside,
    );
    let at = rect.center() - galley.size() / 2.0;
    painter.galley(at, galley, theme.text);
    response
}
