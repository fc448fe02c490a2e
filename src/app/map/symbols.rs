//! The symbols of all schools as one mesh: each look is turned into pixels once, and stamped wherever it stands.

use std::mem::Discriminant;

use egui::epaint::{TessellationOptions, Tessellator};
use egui::{Color32, Context, Mesh, Pos2, Shape};

use super::schools::{self, SchoolMark};
use super::stamps::Stamps;
use crate::app::look::lights::Lamp;
use crate::app::look::theme::Theme;
use crate::model::SchoolKind;
use crate::plan::Status;

/// Sizes are rounded to so many parts of a point: finer is not seen.
const PARTS: f32 = 4.0;

/// Everything that a symbol's look depends on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Look {
    /// Width in parts of a point.
    parts: u32,
    kind: SchoolKind,
    fill: Option<Color32>,
    status: Discriminant<Status>,
    is_open: bool,
    is_of_stage: bool,
    lamp: Option<Lamp>,
    is_dark: bool,
}

impl Look {
    fn of(school: &SchoolMark<'_>, theme: &Theme) -> Self {
        Self {
            parts: (school.size * PARTS).round().max(1.0) as u32,
            kind: school.site.kind,
            fill: school.fill,
            status: std::mem::discriminant(&school.site.status),
            is_open: school.site.is_open(),
            is_of_stage: school.is_of_stage,
            lamp: school.lamp,
            is_dark: theme.is_dark,
        }
    }

    fn size(&self) -> f32 {
        self.parts as f32 / PARTS
    }
}

/// Symbols that were drawn.
#[derive(Clone, Debug, Default)]
pub(super) struct Symbols {
    stamps: Option<Stamps<Look>>,
}

impl Symbols {
    /// The symbols of these schools, the first at the bottom.
    pub(super) fn shape(
        &mut self,
        drawn: &[SchoolMark<'_>],
        theme: &Theme,
        ctx: &Context,
    ) -> Shape {
        let kept = self.stamps.take().filter(|stamps| stamps.suit(ctx));
        let stamps = self.stamps.insert(kept.unwrap_or_else(|| Stamps::new(ctx)));
        let all = drawn
            .iter()
            .map(|school| (Look::of(school, theme), school.pos));
        let triangles_of = |number: usize| {
            let school = SchoolMark {
                pos: Pos2::ZERO,
                size: Look::of(&drawn[number], theme).size(),
                ..drawn[number]
            };
            triangles(schools::shapes(&school, theme), ctx.pixels_per_point())
        };
        Shape::mesh(stamps.mesh(&all, triangles_of))
    }
}

/// What egui makes of shapes without text. Not with its ready discs, which lie in its own picture; nothing is moved to
/// whole pixels, which the stamp is.
fn triangles(shapes: Vec<Shape>, pixels_per_point: f32) -> Mesh {
    let options = TessellationOptions {
        prerasterized_discs: false,
        round_line_segments_to_pixels: false,
        round_rects_to_pixels: false,
        ..TessellationOptions::default()
    };
    let mut tessellator = Tessellator::new(pixels_per_point, options, [1, 1], Vec::new());
    let mut mesh = Mesh::default();
    for shape in shapes {
        tessellator.tessellate_shape(shape, &mut mesh);
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::map::camera::{Camera, Viewport};
    use crate::app::map::plane::MapPlane;
    use crate::io::open_bytes;
    use crate::model::Stage;
    use crate::sample;
    use crate::session::Session;
    use egui::{Rect, vec2};

    #[test]
    fn kept_symbols_look_like_new_ones() {
        let opened = open_bytes(&sample::files()).expect("the sample opens");
        let session = Session::new(opened);
        let ground = MapPlane::of(session.county());
        let rect = Rect::from_min_size(Pos2::ZERO, vec2(800.0, 600.0));
        let ctx = Context::default();
        let theme = Theme::of(&ctx);
        let mut kept = Symbols::default();
        let fit = Camera::fitting(ground.home(), rect, rect);
        for (scale, stage) in [
            (1.0, Stage::Primary),
            (1.0, Stage::Kindergarten),
            (3.0, Stage::Primary),
            (1.0, Stage::Primary),
        ] {
            let camera = Camera {
                scale: fit.scale * scale,
                ..fit
            };
            let viewport = Viewport { camera, rect };
            let zoom = crate::app::map::zoom_of(&viewport);
            let drawn = schools::drawn(
                session.evaluation(),
                stage,
                &ground,
                &viewport,
                zoom,
                |site| (site % 3 > 0).then_some(theme.loads[site % 4]),
            );
            let mut new = Symbols::default();
            let (was, is) = (
                kept.shape(&drawn, theme, &ctx),
                new.shape(&drawn, theme, &ctx),
            );
            let (Shape::Mesh(was), Shape::Mesh(is)) = (was, is) else {
                panic!("symbols are one mesh");
            };
            assert_eq!(was.vertices.len(), 4 * drawn.len(), "{stage:?} {scale}");
            let (kept, new) = (kept.stamps.as_ref(), new.stamps.as_ref());
            for number in 0..drawn.len() {
                let look = |stamps: Option<&Stamps<Look>>, mesh: &Mesh| {
                    stamps.expect("they were drawn").seen(mesh, number)
                };
                assert_eq!(
                    look(kept, &was),
                    look(new, &is),
                    "{stage:?} {scale} {number}"
                );
            }
        }
    }

    /// Two triangles meet in the middle of a square, and many in that of a disc.
    #[test]
    fn no_symbol_has_a_hole() {
        use crate::app::map::symbol::{self, Paint};
        let paint = Paint {
            fill: Color32::RED,
            edge: Color32::BLACK,
            halo: Color32::WHITE,
            is_dashed: false,
        };
        for kind in [
            SchoolKind::Primary,
            SchoolKind::TeachingPoint,
            SchoolKind::Kindergarten,
        ] {
            for (parts, scale) in
                (36..116).flat_map(|parts| [1.0, 1.25, 1.5, 2.0].map(|scale| (parts, scale)))
            {
                let size = parts as f32 / PARTS;
                let mesh = triangles(symbol::shapes(kind, Pos2::ZERO, size, paint), scale);
                let (offset, image) = crate::app::map::stamps::painted(&mesh, scale);
                // Well inside even the smallest shape.
                let reach = (0.25 * size * scale) as i32;
                for y in -reach..reach {
                    for x in -reach..reach {
                        let at = ((x - offset[0]) as usize, (y - offset[1]) as usize);
                        assert_eq!(image[at].a(), 255, "{kind:?} {size} {scale} {x} {y}");
                        if kind == SchoolKind::TeachingPoint {
                            continue; // It is hollow.
                        }
                        let middle = image[(-offset[0] as usize, -offset[1] as usize)];
                        assert_eq!(image[at], middle, "{kind:?} {size} {scale} {x} {y}");
                    }
                }
            }
        }
    }
}
