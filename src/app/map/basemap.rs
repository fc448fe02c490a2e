//! What lies under everything: textures on the ground, drawn where the camera sees them.

use egui::text::{LayoutJob, TextWrapping};
use egui::{Align2, Color32, FontId, Mesh, Pos2, Rect, Role, Sense, Shape, Ui, pos2, vec2};

use super::camera::Viewport;
use super::furniture::INSET;
use super::halo;
use super::plane::MapPlane;
use crate::app::look::theme::{Theme, size};
use crate::app::look::widgets::name_it;
use crate::app::work::basemap::Piece;

/// The shapes of the pieces that are in sight. `strength` goes from 0 to 1; at 0 nothing is drawn.
pub(super) fn shapes(
    pieces: &[Piece],
    ground: &MapPlane,
    viewport: &Viewport,
    strength: f32,
) -> Vec<Shape> {
    let ink = Color32::from_white_alpha((strength.clamp(0.0, 1.0) * 255.0).round() as u8);
    if ink.a() == 0 {
        return Vec::new();
    }
    let meshes = pieces
        .iter()
        .filter_map(|piece| mesh(piece, ground, viewport, ink));
    meshes.map(Shape::mesh).collect()
}

/// The cells of a piece as triangles; `None` where none of it is in sight.
fn mesh(piece: &Piece, ground: &MapPlane, viewport: &Viewport, ink: Color32) -> Option<Mesh> {
    let places = piece.places().iter();
    let corners: Vec<Pos2> = places.map(|&at| viewport.pos(ground.metres(at))).collect();
    let is_sound = corners
        .iter()
        .all(|corner| corner.x.is_finite() && corner.y.is_finite());
    if !is_sound || !Rect::from_points(&corners).intersects(viewport.rect) {
        return None;
    }
    let (cells, row) = (piece.cells(), piece.cells() + 1);
    let mut mesh = Mesh::with_texture(piece.texture());
    let part = piece.part_of_texture();
    for (place, &pos) in corners.iter().enumerate() {
        let share = |cell: usize| cell as f32 / cells as f32;
        let uv = part.lerp_inside(vec2(share(place % row), share(place / row)));
        let color = ink;
        mesh.vertices.push(egui::epaint::Vertex { pos, uv, color });
    }
    for cell in 0..cells * cells {
        let first = cell / cells * row + cell % cells;
        let [a, b, c, d] = [first, first + 1, first + row, first + row + 1].map(|at| at as u32);
        mesh.add_triangle(a, b, c);
        mesh.add_triangle(b, d, c);
    }
    Some(mesh)
}

/// Whom the basemap names, in the lower right corner of a map, between what stands at the left and the right end.
pub(super) fn attribution_ui(
    ui: &Ui,
    seen: Rect,
    (left, right): (f32, f32),
    words: &str,
    theme: &Theme,
) {
    let font = FontId::proportional(size::CAPTION);
    let mut job = LayoutJob::simple_singleline(words.to_owned(), font, theme.school_label);
    job.wrap = TextWrapping::truncate_at_width((right - left).max(40.0));
    let painter = ui.painter().with_clip_rect(seen);
    let galley = painter.layout_job(job);
    let corner = pos2(right, seen.bottom() - INSET + 4.0);
    let rect = Align2::RIGHT_BOTTOM.anchor_size(corner, galley.size());
    let mut shapes = Vec::new();
    halo::text(
        &mut shapes,
        &galley,
        rect.min,
        theme.school_label,
        theme.halo,
    );
    painter.extend(shapes);
    let response = ui.interact(rect, ui.scope_id().with("attribution"), Sense::hover());
    name_it(&response, Role::Label, words);
    response.on_hover_text(words);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::map::camera::Camera;
    use crate::geometry::LonLat;
    use crate::model::{County, Settlement, SettlementId};
    use egui::TextureId;

    fn ground() -> MapPlane {
        let place = |number: u32| Settlement {
            id: SettlementId::new(&number.to_string()),
            name: String::new(),
            at: LonLat::new(
                104.0 + f64::from(number) * 0.2,
                29.5 + f64::from(number) * 0.2,
            ),
            township: None,
            population: None,
            pupils: Default::default(),
            births: std::collections::BTreeMap::new(),
            extra: serde_json::Map::new(),
        };
        MapPlane::of(&County {
            settlements: [0, 1].map(place).to_vec(),
            ..County::default()
        })
    }

    fn viewport(ground: &MapPlane) -> Viewport {
        let rect = Rect::from_min_size(pos2(200.0, 100.0), vec2(800.0, 600.0));
        let camera = Camera::fitting(ground.home(), rect, rect);
        Viewport { camera, rect }
    }

    /// A piece between a western and an eastern longitude.
    fn piece(west: f64, east: f64) -> Piece {
        let corner = LonLat::new;
        let corners = [
            corner(west, 29.7),
            corner(east, 29.7),
            corner(east, 29.5),
            corner(west, 29.5),
        ];
        Piece::quad(TextureId::User(7), corners)
    }

    #[test]
    fn a_piece_lies_where_its_corners_are_and_its_texture_the_right_way_up() {
        let ground = ground();
        let viewport = viewport(&ground);
        let drawn = shapes(&[piece(104.0, 104.2)], &ground, &viewport, 0.5);
        let [Shape::Mesh(mesh)] = &drawn[..] else {
            panic!("one mesh: {drawn:?}")
        };
        assert_eq!(mesh.texture_id, TextureId::User(7));
        for (uv, at) in [
            (pos2(0.0, 0.0), LonLat::new(104.0, 29.7)),
            (pos2(1.0, 0.0), LonLat::new(104.2, 29.7)),
            (pos2(1.0, 1.0), LonLat::new(104.2, 29.5)),
            (pos2(0.0, 1.0), LonLat::new(104.0, 29.5)),
        ] {
            let vertex = mesh.vertices.iter().find(|vertex| vertex.uv == uv);
            let vertex = vertex.expect("each corner of the texture");
            let wanted = viewport.pos(ground.metres(at));
            assert!(vertex.pos.distance(wanted) < 0.01, "{uv:?}: {vertex:?}");
            assert_eq!(vertex.color, Color32::from_white_alpha(128));
        }
        // Both triangles cover the quad once.
        let area = |triangle: &[u32]| {
            let [a, b, c] = [0, 1, 2].map(|at| mesh.vertices[triangle[at] as usize].pos);
            ((b - a).x * (c - a).y - (b - a).y * (c - a).x).abs() / 2.0
        };
        let covered: f32 = mesh.indices.chunks(3).map(area).sum();
        let whole = mesh.calc_bounds().area();
        assert!(
            (covered - whole).abs() < whole * 0.01,
            "{covered} of {whole}"
        );
    }

    #[test]
    fn nothing_is_drawn_out_of_sight_or_without_strength() {
        let ground = ground();
        let viewport = viewport(&ground);
        let (near, far) = (piece(104.0, 104.2), piece(109.0, 109.2));
        let drawn =
            |pieces: &[Piece], strength: f32| shapes(pieces, &ground, &viewport, strength).len();
        assert_eq!(drawn(&[near.clone(), far.clone()], 1.0), 1);
        assert_eq!(drawn(&[far], 1.0), 0);
        assert_eq!(drawn(&[near], 0.0), 0);
        let nowhere = Piece::quad(TextureId::User(1), [LonLat::new(f64::NAN, 0.0); 4]);
        assert_eq!(drawn(&[nowhere], 1.0), 0);
    }
}
