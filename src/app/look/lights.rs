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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

/// Half the width of a lamp in a list, in points.
const REACH: f32 = 7.0;

/// Draws a lamp about a point, 14 points across.
pub(crate) fn draw(painter: &Painter, middle: Pos2, lamp: Lamp, theme: &Theme) {
    painter.extend(shapes(middle, REACH, lamp, theme));
}

/// The shapes of a lamp about a point. `reach` is half its width, in points.
pub(crate) fn shapes(middle: Pos2, reach: f32, lamp: Lamp, theme: &Theme) -> Vec<Shape> {
    let (color, mark) = (lamp.color(theme), theme.pane);
    let scale = reach / REACH;
    let at = |x: f32, y: f32| middle + vec2(x, y) * reach;
    let line = |points: &[(f32, f32)], color: Color32| {
        let points = points.iter().map(|&(x, y)| at(x, y)).collect();
        Shape::line(points, Stroke::new((1.6 * scale).max(1.2), color))
    };
    match lamp {
        Lamp::Lit(Light::Green) => vec![
            Shape::circle_filled(middle, reach, color),
            line(&[(-0.45, 0.05), (-0.1, 0.4), (0.5, -0.35)], mark),
        ],
        Lamp::Lit(Light::Amber) => {
            let corners = vec![at(0.0, -0.95), at(1.05, 0.85), at(-1.05, 0.85)];
            vec![
                Shape::convex_polygon(corners, color, Stroke::NONE),
                line(&[(0.0, -0.35), (0.0, 0.3)], mark),
                Shape::circle_filled(at(0.0, 0.58), scale.max(0.7), mark),
            ]
        }
        Lamp::Lit(Light::Red) => {
            let corner = |place: usize| {
                middle + Vec2::angled(TAU * (place as f32 + 0.5) / 8.0) * (reach + 0.5 * scale)
            };
            vec![
                Shape::convex_polygon((0..8).map(corner).collect(), color, Stroke::NONE),
                line(&[(-0.35, -0.35), (0.35, 0.35)], mark),
                line(&[(-0.35, 0.35), (0.35, -0.35)], mark),
            ]
        }
        Lamp::Kept => {
            let body = Rect::from_center_size(at(0.0, 0.35), vec2(10.0, 7.5) * scale);
            let stroke = Stroke::new(1.5 * scale, color);
            let bow = [
                (-0.45, -0.15),
                (-0.45, -0.55),
                (-0.2, -0.9),
                (0.2, -0.9),
                (0.45, -0.55),
                (0.45, -0.15),
            ];
            vec![
                Shape::rect_stroke(body, 1.5 * scale, stroke, StrokeKind::Middle),
                line(&bow, color),
            ]
        }
        Lamp::Unknown | Lamp::Judging => {
            let dash = |place: u8| {
                let turn = |share: f32| {
                    let turn = TAU * (f32::from(place) + share) / 8.0;
                    middle + Vec2::angled(turn) * (reach - scale)
                };
                Shape::line_segment([turn(0.0), turn(0.55)], Stroke::new(1.4 * scale, color))
            };
            (0..8).map(dash).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lamps_differ_by_shape_whatever_their_colour() {
        let theme = Theme::of(&egui::Context::default());
        let lit = [Light::Green, Light::Amber, Light::Red].map(Lamp::Lit);
        let lamps = lit.into_iter().chain([Lamp::Kept, Lamp::Unknown]);
        let outline = |lamp: Lamp| {
            let kind = |shape: &Shape| match shape {
                Shape::Path(path) => format!("path of {}", path.points.len()),
                Shape::Circle(_) => "circle".to_owned(),
                Shape::Rect(_) => "rectangle".to_owned(),
                other => format!("{:?}", std::mem::discriminant(other)),
            };
            let shapes = shapes(Pos2::ZERO, 4.0, lamp, theme);
            shapes.iter().map(kind).collect::<Vec<_>>()
        };
        let mut outlines: Vec<_> = lamps.map(outline).collect();
        outlines.sort();
        outlines.dedup();
        assert_eq!(outlines.len(), 5);
    }
}
