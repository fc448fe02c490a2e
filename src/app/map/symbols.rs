//! The symbols of all schools as one mesh: each is turned into triangles once, and again only when it looks different.

use std::collections::HashMap;
use std::mem::Discriminant;

use egui::epaint::{TessellationOptions, Tessellator};
use egui::{Color32, Mesh, Pos2, Shape};

use super::schools::{self, SchoolMark};
use crate::app::look::lights::Lamp;
use crate::app::look::theme::Theme;
use crate::model::SchoolKind;
use crate::plan::Status;

/// Everything that a symbol's look depends on.
#[derive(Clone, Debug, PartialEq)]
struct Look {
    pos: Pos2,
    size: f32,
    kind: SchoolKind,
    fill: Option<Color32>,
    status: Discriminant<Status>,
    is_open: bool,
    is_of_stage: bool,
    lamp: Option<Lamp>,
    is_dark: bool,
    pixels_per_point: f32,
}

/// Symbols that were drawn, by position of the school in the layout.
#[derive(Clone, Debug, Default)]
pub(super) struct Symbols {
    known: HashMap<usize, (Look, Mesh)>,
}

impl Symbols {
    /// The symbols of these schools, the first at the bottom.
    pub(super) fn shape(
        &mut self,
        drawn: &[SchoolMark<'_>],
        theme: &Theme,
        pixels_per_point: f32,
    ) -> Shape {
        let mut all = Mesh::default();
        for school in drawn {
            let look = Look {
                pos: school.pos,
                size: school.size,
                kind: school.site.kind,
                fill: school.fill,
                status: std::mem::discriminant(&school.site.status),
                is_open: school.site.is_open(),
                is_of_stage: school.is_of_stage,
                lamp: school.lamp,
                is_dark: theme.is_dark,
                pixels_per_point,
            };
            let known = self.known.get(&school.index);
            if known.is_none_or(|(known, _)| *known != look) {
                let mesh = triangles(schools::shapes(school, theme), pixels_per_point);
                self.known.insert(school.index, (look, mesh));
            }
            if let Some((_, mesh)) = self.known.get(&school.index) {
                all.append_ref(mesh);
            }
        }
        Shape::mesh(all)
    }
}

/// What egui makes of shapes without text. Not with its ready discs: those move when its font texture grows.
fn triangles(shapes: Vec<Shape>, pixels_per_point: f32) -> Mesh {
    let options = TessellationOptions {
        prerasterized_discs: false,
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
        let theme = Theme::of(&egui::Context::default());
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
            let new = Symbols::default().shape(&drawn, theme, 1.0);
            assert_eq!(kept.shape(&drawn, theme, 1.0), new, "{stage:?} {scale}");
            assert!(matches!(new, Shape::Mesh(mesh) if mesh.vertices.len() > 100));
        }
    }
}
