//! The legend: only what is on the map now.

use egui::{Align2, FontId, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Ui, pos2, vec2};

use super::furniture::INSET;
use super::settlements::{self, DotScale};
use super::symbol::{self, Paint};
use super::zones;
use crate::app::look::text::map as text;
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::Layers;
use crate::evaluation::Evaluation;
use crate::model::{SchoolKind, Stage};
use crate::plan::{Site, Status};
use crate::words::Lang;

/// A row: its mark is drawn in a box of this width, in points.
const MARK: f32 = 26.0;
const ROW: f32 = 19.0;
const PADDING: f32 = 10.0;
/// Width of one fill in the row of loads, in points.
const LOAD: f32 = 43.0;

/// What the legend tells.
pub(super) struct Legend<'a> {
    pub(super) shown: &'a Evaluation,
    pub(super) stage: Stage,
    pub(super) layers: Layers,
    pub(super) lang: Lang,
    pub(super) dots: DotScale,
    pub(super) zoom: f32,
    /// How many there are.
    pub(super) settlements: usize,
    pub(super) has_districts: bool,
    pub(super) has_zones: bool,
    pub(super) has_limit: bool,
    pub(super) has_streams: bool,
}

enum Mark {
    School(SchoolKind),
    Loads,
    LoadUnknown,
    Hatch,
    Dot {
        pupils: u32,
        is_ringed: bool,
        is_short: bool,
    },
    Status(Status),
    Stream,
    Edge {
        is_dashed: bool,
    },
    Zone,
}

type Row = (Mark, String);

/// How high a row is, in points.
fn height(mark: &Mark) -> f32 {
    if matches!(mark, Mark::Loads) {
        2.5 * ROW
    } else {
        ROW
    }
}

impl Legend<'_> {
    /// Draws the legend in the lower right corner of the map; a click on its title folds it.
    pub(super) fn show(&self, ui: &Ui, map: Rect) -> Rect {
        let theme = Theme::of(ui.ctx());
        let id = ui.scope_id().with("map legend folded");
        let mut is_folded = ui
            .data(|data| data.get_temp::<bool>(id))
            .unwrap_or(map.height() < 380.0);
        let rows = if is_folded { Vec::new() } else { self.rows() };
        let font = FontId::proportional(size::CAPTION);
        let galleys: Vec<_> = rows
            .iter()
            .map(|(_, words)| {
                ui.painter()
                    .layout_no_wrap(words.clone(), font.clone(), theme.text)
            })
            .collect();
        let title = ui.painter().layout_no_wrap(
            text::LEGEND.say(self.lang).to_owned(),
            font.clone(),
            theme.faint,
        );
        let widest = galleys
            .iter()
            .map(|galley| galley.size().x + MARK + 4.0)
            .fold(
                if is_folded {
                    title.size().x + 18.0
                } else {
                    4.0 * LOAD
                },
                f32::max,
            );
        let extent = vec2(
            widest + 2.0 * PADDING,
            title.size().y + rows.iter().map(|(mark, _)| height(mark)).sum::<f32>() + 1.6 * PADDING,
        );
        let rect = Rect::from_min_size(map.right_bottom() - extent - vec2(INSET, INSET), extent);
        let painter = ui.painter();
        painter.rect(
            rect,
            6.0,
            theme.pane.gamma_multiply(0.94),
            Stroke::new(1.0, theme.line),
            StrokeKind::Inside,
        );
        let mut at = rect.min + vec2(PADDING, 0.8 * PADDING);
        let title_height = title.size().y;
        painter.galley(at, title, theme.faint);
        fold_mark(
            painter,
            pos2(rect.right() - PADDING - 4.0, at.y + title_height / 2.0),
            is_folded,
            theme,
        );
        at.y += title_height + 3.0;
        for ((mark, _), galley) in rows.iter().zip(galleys) {
            self.mark(
                painter,
                pos2(at.x + MARK / 2.0, at.y + ROW / 2.0 - 1.0),
                mark,
                theme,
            );
            painter.galley(
                pos2(
                    at.x + MARK + 4.0,
                    at.y + (ROW - galley.size().y) / 2.0 - 1.0,
                ),
                galley,
                theme.text,
            );
            at.y += height(mark);
        }
        let head = Rect::from_min_size(rect.min, vec2(rect.width(), title_height + 1.6 * PADDING));
        let response = ui.interact(head, id, egui::Sense::click());
        let name = text::LEGEND.say(self.lang);
        response
            .widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, !is_folded, name));
        if response.clicked() {
            is_folded = !is_folded;
            ui.data_mut(|data| data.insert_temp(id, is_folded));
        }
        rect
    }

    fn rows(&self) -> Vec<Row> {
        let lang = self.lang;
        let mut rows: Vec<Row> = Vec::new();
        let schools: Vec<&Site> = self
            .shown
            .layout
            .sites
            .iter()
            .filter(|site| site.stages[self.stage].is_some())
            .collect();
        if self.layers.schools {
            for kind in SchoolKind::ALL {
                if schools.iter().any(|site| site.kind == kind) {
                    rows.push((Mark::School(kind), kind.words().say(lang).to_owned()));
                }
            }
            if !schools.is_empty() {
                rows.push((Mark::Loads, String::new()));
            }
            if schools
                .iter()
                .any(|site| site.is_open() && site.seats(self.stage).is_none())
            {
                rows.push((Mark::LoadUnknown, text::LOAD_UNKNOWN.say(lang).to_owned()));
            }
            let marks = [
                (Status::New, text::NEW),
                (Status::closed(Vec::new()), text::CLOSED),
                (
                    Status::Moved {
                        from: Default::default(),
                    },
                    text::MOVED,
                ),
                (Status::Kept, text::KEPT),
                (Status::Changed, text::CHANGED),
            ];
            for (status, words) in marks {
                let is_alike = |site: &&&Site| {
                    std::mem::discriminant(&site.status) == std::mem::discriminant(&status)
                };
                if schools.iter().find(is_alike).is_some() {
                    rows.push((Mark::Status(status), words.say(lang).to_owned()));
                }
            }
        }
        let has_pupils = self.shown.demand.pupils[self.stage]
            .iter()
            .any(|&pupils| pupils > 0);
        if self.layers.settlements && has_pupils {
            let dot = |pupils, is_ringed, is_short| Mark::Dot {
                pupils,
                is_ringed,
                is_short,
            };
            let pupils = self.dots.usual();
            let (before, after) = text::SETTLEMENT_OF;
            let words = format!("{}{pupils}{}", before.say(lang), after.say(lang));
            rows.push((dot(pupils, false, false), words));
            if self.has_limit {
                rows.push((
                    dot(pupils, true, false),
                    text::OVER_LIMIT.say(lang).to_owned(),
                ));
            }
            let has_unplaced = self.shown.stages[self.stage]
                .as_ref()
                .is_some_and(|stage| !stage.assignment.unplaced.is_empty());
            if has_unplaced {
                rows.push((dot(pupils, false, true), text::NO_SEAT.say(lang).to_owned()));
            }
        }
        if self.layers.catchments && self.has_limit && has_pupils {
            rows.push((Mark::Hatch, text::OVER_LIMIT_AREA.say(lang).to_owned()));
        }
        if self.has_streams {
            rows.push((Mark::Stream, text::STREAMS.say(lang).to_owned()));
        }
        if self.layers.townships && self.has_districts {
            rows.push((
                Mark::Edge { is_dashed: true },
                text::DISTRICT_EDGE.say(lang).to_owned(),
            ));
        }
        if self.layers.zones && self.has_zones {
            rows.push((Mark::Zone, text::ZONE_EDGE.say(lang).to_owned()));
        }
        rows
    }

    fn mark(&self, painter: &Painter, at: Pos2, mark: &Mark, theme: &Theme) {
        match mark {
            Mark::School(kind) => {
                let fill = theme.faint.gamma_multiply(0.75);
                let paint = Paint {
                    fill,
                    edge: theme.symbol_edge,
                    halo: theme.pane,
                    is_dashed: false,
                };
                painter.extend(symbol::shapes(*kind, at, 12.0, paint));
            }
            Mark::Loads => self.loads(painter, at - vec2(MARK / 2.0, ROW / 2.0 - 1.0), theme),
            Mark::LoadUnknown => {
                let rect = Rect::from_center_size(at, vec2(16.0, 10.0));
                painter.rect_filled(rect, 2.0, theme.load_unknown);
                let corners = [
                    rect.left_top(),
                    rect.right_top(),
                    rect.right_bottom(),
                    rect.left_bottom(),
                    rect.left_top(),
                ];
                painter.extend(Shape::dashed_line(
                    &corners,
                    Stroke::new(1.0, theme.symbol_edge),
                    3.0,
                    2.0,
                ));
            }
            Mark::Hatch => {
                let rect = Rect::from_center_size(at, vec2(20.0, 12.0));
                let hue = theme.catchments[1];
                painter.rect_filled(rect, 2.0, hue.gamma_multiply(0.2));
                let clipped = painter.with_clip_rect(rect);
                for step in -1_i8..4 {
                    let foot = rect.left_bottom() + vec2(f32::from(step) * 7.0, 0.0);
                    clipped.line_segment(
                        [foot, foot + vec2(12.0, -12.0)],
                        Stroke::new(1.0, hue.gamma_multiply(0.7)),
                    );
                }
            }
            Mark::Dot {
                pupils,
                is_ringed,
                is_short,
            } => {
                let radius = self.dots.radius(*pupils, self.zoom).min(8.0);
                let is_crowded = settlements::is_crowded(self.settlements, self.zoom);
                if *is_ringed && !is_crowded {
                    for (radius, color) in settlements::ring(radius, self.zoom, theme) {
                        painter.circle_filled(at, radius, color);
                    }
                }
                let color = match (*is_short, *is_ringed && is_crowded) {
                    (true, _) => theme.over_limit,
                    (false, true) => theme.over_limit.gamma_multiply(0.5),
                    (false, false) => theme.settlement.gamma_multiply(0.75),
                };
                painter.circle_filled(at, radius, color);
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

    /// The four fills of schools side by side, with their words below.
    fn loads(&self, painter: &Painter, left_top: Pos2, theme: &Theme) {
        let font = FontId::proportional(size::CAPTION);
        painter.text(
            left_top,
            Align2::LEFT_TOP,
            text::LOAD.say(self.lang),
            font.clone(),
            theme.text,
        );
        for (step, (color, words)) in theme.loads.into_iter().zip(text::LOADS).enumerate() {
            let swatch = Rect::from_min_size(
                left_top + vec2(step as f32 * LOAD, 19.0),
                vec2(LOAD - 2.0, 9.0),
            );
            painter.rect_filled(swatch, 1.5, color);
            painter.text(
                swatch.center_bottom() + vec2(0.0, 1.0),
                Align2::CENTER_TOP,
                words,
                font.clone(),
                theme.text,
            );
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

/// A small triangle that says whether there is more.
fn fold_mark(painter: &Painter, at: Pos2, is_folded: bool, theme: &Theme) {
    let turn = if is_folded { -1.0 } else { 1.0 };
    let corners = vec![
        at + vec2(-3.5, -2.0 * turn),
        at + vec2(3.5, -2.0 * turn),
        at + vec2(0.0, 2.5 * turn),
    ];
    painter.add(Shape::convex_polygon(corners, theme.faint, Stroke::NONE));
}
