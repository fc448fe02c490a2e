//! The lights of the closure gate as small symbols: they differ by shape, so that they can be told apart without colour.

use std::f32::consts::TAU;

use egui::{
    Color32, Painter, Pos2, Rect, Response, Role, Sense, Shape, Stroke, StrokeKind, Ui, Vec2, vec2,
};

use super::text::deciding as text;
use super::theme::Theme;
use super::widgets::name_it;
use crate::rules::gate::Light;
use crate::words::Lang;

/// How a school stands, as a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lamp {
    /// The gate's light.
    Lit(Light),
    /// It is kept, with a reason.
    Kept,
    /// Nobody can say.
    Unknown,
    /// It is being judged.
    Judging,
}

impl Lamp {
    /// What a screen reader says.
    pub(crate) fn say(self, lang: Lang) -> &'static str {
        match self {
            Self::Lit(Light::Green) => text::GREEN.say(lang),
            Self::Lit(Light::Amber) => text::AMBER.say(lang),
            Self::Lit(Light::Red) => text::RED.say(lang),
            Self::Kept => text::KEPT.say(lang),
            Self::Unknown => text::UNKNOWN_LIGHT.say(lang),
            Self::Judging => text::JUDGING.say(lang),
        }
    }

    /// Its colour.
    pub(crate) fn color(self, theme: &Theme) -> Color32 {
        match self {
            Self::Lit(Light::Green) => theme.better,
            Self::Lit(Light::Amber) => theme.warning,
            Self::Lit(Light::Red) => theme.worse,
            Self::Kept | Self::Unknown | Self::Judging => theme.faint,
        }
    }
}

/// Draws a lamp about a point, 14 points across.
pub(crate) fn draw(painter: &Painter, middle: Pos2, lamp: Lamp, theme: &Theme) {
    const REACH: f32 = 7.0;
    let (color, mark) = (lamp.color(theme), theme.pane);
    let at = |x: f32, y: f32| middle + vec2(x, y) * REACH;
    let line = |points: &[(f32, f32)], color: Color32| {
        let points = points.iter().map(|&(x, y)| at(x, y)).collect();
        painter.add(Shape::line(points, Stroke::new(1.6, color)));
    };
    match lamp {
        Lamp::Lit(Light::Green) => {
            painter.circle_filled(middle, REACH, color);
            line(&[(-0.45, 0.05), (-0.1, 0.4), (0.5, -0.35)], mark);
        }
        Lamp::Lit(Light::Amber) => {
            let corners = vec![at(0.0, -0.95), at(1.05, 0.85), at(-1.05, 0.85)];
            painter.add(Shape::convex_polygon(corners, color, Stroke::NONE));
            line(&[(0.0, -0.35), (0.0, 0.3)], mark);
            painter.circle_filled(at(0.0, 0.58), 1.0, mark);
        }
        Lamp::Lit(Light::Red) => {
            let corner = |place: usize| {
                middle + Vec2::angled(TAU * (place as f32 + 0.5) / 8.0) * (REACH + 0.5)
            };
            let corners = (0..8).map(corner).collect();
            painter.add(Shape::convex_polygon(corners, color, Stroke::NONE));
            line(&[(-0.35, -0.35), (0.35, 0.35)], mark);
            line(&[(-0.35, 0.35), (0.35, -0.35)], mark);
        }
        Lamp::Kept => {
            let body = Rect::from_center_size(at(0.0, 0.35), vec2(10.0, 7.5));
            painter.rect_stroke(body, 1.5, Stroke::new(1.5, color), StrokeKind::Middle);
            line(
                &[
                    (-0.45, -0.15),
                    (-0.45, -0.55),
                    (-0.2, -0.9),
                    (0.2, -0.9),
                    (0.45, -0.55),
                    (0.45, -0.15),
                ],
                color,
            );
        }
        Lamp::Unknown | Lamp::Judging => {
            for place in 0..8 {
                let turn = |share: f32| {
                    middle + Vec2::angled(TAU * (place as f32 + share) / 8.0) * (REACH - 1.0)
                };
                painter.line_segment([turn(0.0), turn(0.55)], Stroke::new(1.4, color));
            }
        }
    }
}

/// A lamp with a name, as a thing of its own.
pub(crate) fn lamp_ui(ui: &mut Ui, lamp: Lamp, lang: Lang) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(18.0, 18.0), Sense::hover());
    name_it(&response, Role::Image, lamp.say(lang));
    draw(ui.painter(), rect.center(), lamp, Theme::of(ui.ctx()));
    response.on_hover_text(lamp.say(lang))
}
