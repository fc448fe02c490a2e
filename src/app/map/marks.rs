//! The marks of the legend: each as what it stands for is drawn on the map.

use egui::{Align2, Color32, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, vec2};

use super::legend::Legend;
use super::symbol::{self, Paint};
use super::{schools, settlements, zones};
use crate::app::look::fonts;
use crate::app::look::lights::Lamp;
use crate::app::look::theme::{Theme, size};
use crate::model::SchoolKind;
use crate::plan::Status;
use crate::words::Lang;

#[derive(Clone, Debug)]
pub(super) enum Mark {
    School(SchoolKind),
    LoadUnknown,
    Hatch,
    Tint,
    Dot { pupils: u32, look: DotLook },
    Status(Status),
    Lamp(Lamp),
    Stream,
    Edge { is_dashed: bool },
    Zone,
    Road,
    Line,
    Picture,
    Letter,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DotLook {
    Plain,
    Over,
    NoSeat,
    Better,
    Worse,
    Mixed,
}

impl Legend<'_> {
    /// Draws a mark about a point.
    pub(super) fn mark(&self, painter: &Painter, at: Pos2, mark: &Mark, theme: &Theme) {
        match mark {
            Mark::School(kind) => {
                let paint = Paint {
                    fill: theme.symbol_edge,
                    edge: theme.symbol_edge,
                    halo: theme.halo,
                    is_dashed: false,
                };
                painter.extend(symbol::shapes(*kind, at, 11.0, paint));
            }
            Mark::LoadUnknown => {
                let paint = Paint {
                    fill: theme.load_unknown,
                    edge: theme.symbol_edge,
                    halo: theme.halo,
                    is_dashed: true,
                };
                painter.extend(symbol::shapes(SchoolKind::Primary, at, 13.0, paint));
            }
            Mark::Tint => {
                let rect = Rect::from_center_size(at, vec2(20.0, 11.0));
                let hue = theme.catchments[0];
                let fill = hue.gamma_multiply(0.25);
                let edge = Stroke::new(1.0, hue);
                painter.rect(rect, 2.0, fill, edge, StrokeKind::Inside);
            }
            Mark::Hatch => {
                let rect = Rect::from_center_size(at, vec2(20.0, 12.0));
                let clipped = painter.with_clip_rect(rect.intersect(painter.clip_rect()));
                let stroke = Stroke::new(1.0, theme.over_limit.gamma_multiply(0.5));
                for step in -1_i8..4 {
                    let foot = rect.left_bottom() + vec2(f32::from(step) * 7.0, 0.0);
                    clipped.line_segment([foot, foot + vec2(12.0, -12.0)], stroke);
                }
            }
            Mark::Dot { pupils, look } => self.dot(painter, at, *pupils, *look, theme),
            Mark::Line => {
                let ends = [at - vec2(10.0, 3.0), at + vec2(10.0, 3.0)];
                painter.line_segment(ends, Stroke::new(1.2, theme.symbol_edge));
            }
            Mark::Road => {
                let ends = [at - vec2(11.0, 0.0), at + vec2(11.0, 0.0)];
                painter.line_segment(ends, Stroke::new(4.0, theme.road_casing));
                painter.line_segment(ends, Stroke::new(2.4, theme.roads[0]));
            }
            Mark::Picture => {
                let rect = Rect::from_center_size(at, vec2(18.0, 12.0));
                let ink = Stroke::new(1.2, theme.symbol_edge);
                painter.rect_stroke(rect, 1.0, ink, StrokeKind::Inside);
                let hill = [
                    (-7.0, 4.0),
                    (-2.0, -2.0),
                    (1.0, 1.5),
                    (4.0, -1.0),
                    (7.0, 4.0),
                ];
                let hill = hill.map(|(x, y)| at + vec2(x, y)).to_vec();
                painter.add(Shape::line(hill, ink));
            }
            Mark::Letter => {
                let font = fonts::semibold(size::CAPTION);
                let sample = if self.lang == Lang::Zh { "名" } else { "Aa" };
                painter.text(
                    at,
                    Align2::CENTER_CENTER,
                    sample,
                    font,
                    theme.township_label,
                );
            }
            Mark::Lamp(lamp) => {
                painter.extend(schools::lit(at, *lamp, theme));
            }
            Mark::Status(status) => status_mark(painter, at, status, theme),
            Mark::Stream => {
                painter.arrow(
                    at - vec2(11.0, 0.0),
                    vec2(22.0, 0.0),
                    Stroke::new(2.5, theme.plan),
                );
            }
            Mark::Zone => {
                let ends = [at - vec2(12.0, 0.0), at + vec2(12.0, 0.0)];
                let stroke = Stroke::new(zones::WIDTH, zones::color(theme));
                let (dash, gap) = zones::DASHES;
                painter.extend(Shape::dashed_line(&ends, stroke, dash, gap));
            }
            Mark::Edge { is_dashed } => {
                let ends = [at - vec2(12.0, 0.0), at + vec2(12.0, 0.0)];
                let stroke = Stroke::new(2.0, theme.district_edge);
                if *is_dashed {
                    painter.extend(Shape::dashed_line(&ends, stroke, 7.0, 4.0));
                } else {
                    painter.line_segment(ends, stroke);
                }
            }
        }
    }

    fn dot(&self, painter: &Painter, at: Pos2, pupils: u32, look: DotLook, theme: &Theme) {
        let radius = self.dots.radius(pupils, self.zoom).clamp(2.0, 7.0);
        let diamond = |at: Pos2, color: Color32| {
            let arm = radius * 1.3;
            let corners = [(0.0, -arm), (arm, 0.0), (0.0, arm), (-arm, 0.0)];
            let corners = corners.map(|(x, y)| at + vec2(x, y)).to_vec();
            painter.add(Shape::convex_polygon(corners, color, Stroke::NONE));
        };
        let grey = theme.settlement.gamma_multiply(0.75);
        match look {
            DotLook::Plain => {
                painter.circle_filled(at, radius, grey);
            }
            DotLook::Over => {
                let (has_rings, has_dots) = self.signs;
                let apart = if has_rings && has_dots { 7.0 } else { 0.0 };
                if has_dots {
                    let at = at - vec2(apart, 0.0);
                    painter.circle_filled(at, radius.min(5.0), settlements::over_limit(theme));
                }
                if has_rings {
                    let (at, radius) = (at + vec2(apart, 0.0), radius.min(4.0));
                    for (radius, color) in settlements::ring(radius, theme) {
                        painter.circle_filled(at, radius, color);
                    }
                    painter.circle_filled(at, radius, grey);
                }
            }
            DotLook::NoSeat | DotLook::Worse => diamond(at, theme.over_limit),
            DotLook::Mixed => diamond(at, theme.loads[2]),
            DotLook::Better => {
                painter.circle_filled(at, radius, theme.loads[0]);
            }
        }
    }
}

fn status_mark(painter: &Painter, at: Pos2, status: &Status, theme: &Theme) {
    match status {
        Status::New => {
            painter.extend(symbol::dashed_ring(at, 7.0, theme.plan, 1.8));
        }
        Status::Closed { .. } => {
            painter.extend(symbol::closed_cross(at, 4.5, theme.symbol_edge, theme.pane));
        }
        Status::Moved { .. } => {
            painter.arrow(
                at - vec2(9.0, 0.0),
                vec2(18.0, 0.0),
                Stroke::new(1.8, theme.plan),
            );
        }
        Status::Kept => {
            painter.extend(symbol::lock(at, theme.symbol_edge, theme.pane));
        }
        Status::Changed => {
            painter.extend(symbol::badge(at, theme.plan, theme.pane));
        }
        Status::Existing => {}
    }
}
