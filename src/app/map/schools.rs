//! Schools: the shape says the kind, the fill the load, the size the pupils, marks what the plan does to them.

use egui::{Color32, Mesh, Pos2, Shape, Stroke, Vec2, vec2};
use geo::Coord;

use super::camera::Viewport;
use super::plane::MapPlane;
use super::stroke;
use super::symbol::{self, Paint};
use crate::app::look::lights::{self, Lamp};
use crate::app::look::theme::Theme;
use crate::evaluation::Evaluation;
use crate::model::{SchoolKind, Stage};
use crate::plan::{Site, Status};

/// Widths of the smallest and the largest symbol, in points.
const SIZES: (f32, f32) = (9.0, 22.0);

/// Smaller symbols have no room for dashes; their white fill says alone that the load is not known.
const DASHED_FROM: f32 = 13.0;

/// Pupils of a school with the largest symbol.
const LARGE: f32 = 1_600.0;

/// A school as it is drawn in one frame.
#[derive(Clone, Copy, Debug)]
pub(super) struct SchoolMark<'a> {
    /// Position in the layout.
    pub(super) index: usize,
    pub(super) site: &'a Site,
    pub(super) pos: Pos2,
    /// Width of the symbol in points; of schools of other stages that of a small mark.
    pub(super) size: f32,
    /// Pupils of the stage.
    pub(super) pupils: Option<u32>,
    /// The colour that tells; `None` where what it would tell is not known.
    pub(super) fill: Option<Color32>,
    /// Whether it is about the stage on screen.
    pub(super) is_of_stage: bool,
    /// How the closure gate sees it, where it is small.
    pub(super) lamp: Option<Lamp>,
}

/// Every school on screen, the large ones first so that small ones stay visible; those of other stages below all.
pub(super) fn drawn<'a>(
    shown: &'a Evaluation,
    stage: Stage,
    ground: &MapPlane,
    viewport: &Viewport,
    zoom: f32,
    fill: impl Fn(usize) -> Option<Color32>,
) -> Vec<SchoolMark<'a>> {
    let evaluated = shown.stages[stage].as_ref();
    let screen = viewport.rect.expand(30.0);
    let grown = size_factor(shown, stage, viewport, ground, zoom);
    let mut drawn: Vec<SchoolMark<'a>> = shown
        .layout
        .sites
        .iter()
        .enumerate()
        .filter_map(|(index, site)| {
            let pos = viewport.pos(ground.metres(site.at));
            let is_of_stage = site.stages[stage].is_some();
            let is_far_off = !screen.contains(pos) && !matches!(site.status, Status::Moved { .. });
            if is_far_off || (!is_of_stage && !super::shows_other_stages(zoom)) {
                return None;
            }
            let numbers = evaluated.and_then(|evaluated| evaluated.school(index));
            let pupils =
                numbers.map_or_else(|| site.recorded_pupils(stage), |numbers| numbers.pupils);
            Some(SchoolMark {
                index,
                site,
                pos,
                size: if is_of_stage {
                    size(pupils) * grown
                } else {
                    5.0
                },
                pupils,
                fill: fill(index).filter(|_| is_of_stage),
                is_of_stage,
                lamp: None,
            })
        })
        .collect();
    drawn.sort_by(|a, b| {
        a.is_of_stage
            .cmp(&b.is_of_stage)
            .then(a.site.is_open().cmp(&b.site.is_open()))
            .then(b.size.total_cmp(&a.size))
            .then(a.index.cmp(&b.index))
    });
    drawn
}

/// The width of a symbol by its pupils, in points.
fn size(pupils: Option<u32>) -> f32 {
    let part = (pupils.unwrap_or(200) as f32 / LARGE).sqrt().min(1.0);
    SIZES.0 + (SIZES.1 - SIZES.0) * part
}

/// Symbols shrink where schools crowd, and grow a little near by.
fn size_factor(
    shown: &Evaluation,
    stage: Stage,
    viewport: &Viewport,
    ground: &MapPlane,
    zoom: f32,
) -> f32 {
    let home = ground.home();
    let area = home.width() * home.height() * viewport.camera.scale * viewport.camera.scale;
    let schools = shown
        .layout
        .sites
        .iter()
        .filter(|site| site.runs(stage))
        .count()
        .max(1);
    let apart = (area / schools as f64).sqrt() as f32;
    (apart / 62.0).clamp(0.62, 1.0) * (1.0 + 0.07 * zoom).clamp(0.9, 1.3)
}

/// The symbol of one school with its marks.
pub(super) fn shapes(school: &SchoolMark<'_>, theme: &Theme) -> Vec<Shape> {
    let SchoolMark {
        site, pos, size, ..
    } = *school;
    if !school.is_of_stage {
        return other_stage(school, theme);
    }
    if !site.is_open() {
        return closed(school, theme);
    }
    let radius = size / 2.0;
    let fill = school.fill;
    let paint = Paint {
        fill: fill.unwrap_or(theme.load_unknown),
        edge: fill.map_or(theme.symbol_edge, |fill| darker(fill, theme)),
        halo: theme.halo,
        is_dashed: fill.is_none() && size >= DASHED_FROM,
    };
    let mut shapes = symbol::shapes(site.kind, pos, size, paint);
    let corner = pos + vec2(radius + 1.0, -radius - 1.0);
    let badge = if school.lamp.is_some() {
        pos + vec2(radius + 1.0, radius + 1.0)
    } else {
        corner
    };
    let left_corner = pos + vec2(-radius - 1.0, -radius - 1.0);
    match &site.status {
        Status::New => shapes.extend(symbol::dashed_ring(pos, radius + 5.0, theme.plan, 1.8)),
        Status::Kept => shapes.extend(symbol::lock(left_corner, theme.symbol_edge, theme.halo)),
        Status::Changed => shapes.extend(symbol::badge(badge, theme.plan, theme.halo)),
        Status::Existing | Status::Moved { .. } | Status::Closed { .. } => {}
    }
    if let Some(lamp) = school.lamp {
        shapes.extend(lit(corner, lamp, theme));
    }
    shapes
}

/// Half the width of a lamp on the map, in points.
const LAMP: f32 = 4.5;

/// A lamp with a halo, as it stands beside a symbol and in the legend.
pub(super) fn lit(at: Pos2, lamp: Lamp, theme: &Theme) -> Vec<Shape> {
    let mut shapes = vec![Shape::circle_filled(at, LAMP + 1.5, theme.halo)];
    shapes.extend(lights::shapes(at, LAMP, lamp, theme));
    shapes
}

/// Where a moved school came from: its ghost, and an arrow to where it stands now.
pub(super) fn trail(
    school: &SchoolMark<'_>,
    from: Coord<f64>,
    viewport: &Viewport,
    theme: &Theme,
) -> Vec<Shape> {
    let start = viewport.pos(from);
    let way = school.pos - start;
    let radius = school.size / 2.0;
    let ghost = Paint {
        fill: theme.paper.gamma_multiply(0.8),
        edge: theme.faint,
        halo: Color32::TRANSPARENT,
        is_dashed: true,
    };
    let mut shapes = symbol::shapes(plain(school.site.kind), start, school.size * 0.9, ghost);
    if way.length() > 2.0 * radius + 10.0 {
        let along = way.normalized();
        let (from, tip) = (
            start + along * (radius + 2.0),
            school.pos - along * (radius + 4.0),
        );
        let mut mesh = Mesh::default();
        stroke::line(
            &mut mesh,
            &[from, tip - along * 6.0],
            4.4,
            theme.halo.gamma_multiply(0.8),
        );
        stroke::line(&mut mesh, &[from, tip - along * 6.0], 2.2, theme.plan);
        stroke::arrow_head(&mut mesh, tip, along, 9.0, theme.plan);
        shapes.push(Shape::mesh(mesh));
    }
    shapes
}

/// The ring round the school under the pointer or selected.
pub(super) fn marked(school: &SchoolMark<'_>, width: f32, theme: &Theme) -> Vec<Shape> {
    let radius = school.size / 2.0 * 1.15 + 4.0;
    vec![
        Shape::circle_stroke(school.pos, radius, Stroke::new(width + 2.0, theme.halo)),
        Shape::circle_stroke(school.pos, radius, Stroke::new(width, theme.selected)),
    ]
}

fn other_stage(school: &SchoolMark<'_>, theme: &Theme) -> Vec<Shape> {
    let color = theme
        .faint
        .gamma_multiply(if school.site.is_open() { 0.5 } else { 0.2 });
    let paint = Paint {
        fill: color,
        edge: Color32::TRANSPARENT,
        halo: Color32::TRANSPARENT,
        is_dashed: false,
    };
    symbol::shapes(plain(school.site.kind), school.pos, school.size, paint)
}

fn closed(school: &SchoolMark<'_>, theme: &Theme) -> Vec<Shape> {
    let SchoolMark {
        site, pos, size, ..
    } = *school;
    let paint = Paint {
        fill: theme.faint.gamma_multiply(0.35),
        edge: theme.faint.gamma_multiply(0.8),
        halo: theme.halo.gamma_multiply(0.8),
        is_dashed: false,
    };
    let mut shapes = symbol::shapes(site.kind, pos, size * 0.9, paint);
    shapes.extend(symbol::closed_cross(
        pos,
        size * 0.42,
        theme.symbol_edge,
        theme.halo,
    ));
    shapes
}

/// Hollow symbols are too faint for ghosts and small marks.
fn plain(kind: SchoolKind) -> SchoolKind {
    if symbol::is_hollow(kind) {
        SchoolKind::Primary
    } else {
        kind
    }
}

fn darker(color: Color32, theme: &Theme) -> Color32 {
    let edge = if theme.is_dark {
        theme.halo
    } else {
        theme.symbol_edge
    };
    color.lerp_to_gamma(edge, 0.45)
}

/// What a symbol covers on screen.
pub(super) fn covers(school: &SchoolMark<'_>) -> egui::Rect {
    egui::Rect::from_center_size(school.pos, Vec2::splat(school.size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_grow_with_pupils_and_stay_within_their_sizes() {
        assert_eq!(size(Some(0)), SIZES.0);
        assert!(size(Some(100)) < size(Some(400)));
        assert_eq!(size(Some(9_000)), SIZES.1);
    }
}
