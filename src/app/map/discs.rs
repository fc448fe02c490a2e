//! Discs by the thousand: one small picture holds a disc of every size, and a dot on the map is two triangles of it.

use std::fmt;

use egui::epaint::WHITE_UV;
use egui::{
    Color32, ColorImage, Context, Mesh, Pos2, Rect, TextureHandle, TextureOptions, Vec2, pos2,
};

/// Radii in the picture, in its pixels: from half a pixel, each √2 times the one before.
const SIZES: i32 = 13;

/// A disc is shrunk from one at least so much larger: just sharp, and never blurred by growing.
const SHRUNK: f32 = 1.19;

/// Where a disc stands in the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Ready {
    /// In pixels.
    radius: f32,
    /// Side of the square round it, in pixels.
    side: f32,
    /// The square, as a part of the picture.
    uv: Rect,
}

/// Discs of every size, on the graphics card.
#[derive(Clone)]
pub(super) struct Discs {
    picture: TextureHandle,
    ready: Vec<Ready>,
    pixels_per_point: f32,
}

impl fmt::Debug for Discs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Discs").field(&self.picture.id()).finish()
    }
}

impl Discs {
    pub(super) fn new(ctx: &Context) -> Self {
        let (picture, ready) = picture();
        Self {
            picture: ctx.load_texture("discs", picture, TextureOptions::LINEAR),
            ready,
            pixels_per_point: ctx.pixels_per_point(),
        }
    }

    /// Whether the screen has as many pixels a point as when these were made.
    pub(super) fn suit(&self, ctx: &Context) -> bool {
        self.pixels_per_point == ctx.pixels_per_point()
    }

    /// The same mesh, painted with the white middle of the largest disc where egui has its own white.
    ///
    /// egui joins neighbours of one texture into one mesh, which it copies again and again as it grows: too dear for
    /// meshes of many thousand triangles. Those that lie between meshes of the other texture stay by themselves.
    pub(super) fn apart(&self, mut mesh: Mesh) -> Mesh {
        mesh.texture_id = self.picture.id();
        let white = self
            .ready
            .last()
            .map_or(WHITE_UV, |largest| largest.uv.center());
        for vertex in &mut mesh.vertices {
            vertex.uv = white;
        }
        mesh
    }

    /// A mesh that discs can be drawn into, and nothing else.
    pub(super) fn mesh(&self) -> Mesh {
        Mesh::with_texture(self.picture.id())
    }

    /// Draws a disc.
    pub(super) fn add(&self, mesh: &mut Mesh, center: Pos2, radius: f32, color: Color32) {
        let wanted = radius * self.pixels_per_point * SHRUNK;
        let ready = self
            .ready
            .iter()
            .find(|ready| ready.radius >= wanted)
            .or(self.ready.last());
        if let Some(ready) = ready {
            let side = radius * ready.side / ready.radius;
            mesh.add_rect_with_uv(
                Rect::from_center_size(center, Vec2::splat(side)),
                ready.uv,
                color,
            );
        }
    }

    /// Draws a square on its corner; `radius` is that of a disc of about the same area.
    pub(super) fn add_diamond(&self, mesh: &mut Mesh, center: Pos2, radius: f32, color: Color32) {
        let white = self
            .ready
            .last()
            .map_or(WHITE_UV, |largest| largest.uv.center());
        let base = mesh.vertices.len() as u32;
        let arm = radius * 1.15;
        for (x, y) in [(0.0, -arm), (arm, 0.0), (0.0, arm), (-arm, 0.0)] {
            mesh.vertices.push(egui::epaint::Vertex {
                pos: center + egui::vec2(x, y),
                uv: white,
                color,
            });
        }
        mesh.add_triangle(base, base + 1, base + 2);
        mesh.add_triangle(base, base + 2, base + 3);
    }
}

/// White discs with soft edges side by side, and where each stands.
fn picture() -> (ColorImage, Vec<Ready>) {
    let radii: Vec<f32> = (0..SIZES)
        .map(|step| 2.0_f32.powf(0.5 * step as f32 - 1.0))
        .collect();
    // Half a pixel for the soft edge and a clear pixel behind it, which no neighbour shines through.
    let half = |radius: f32| (radius + 1.5).ceil() as usize;
    let sides: Vec<usize> = radii.iter().map(|&radius| 2 * half(radius) + 1).collect();
    let size = [sides.iter().sum(), sides.iter().copied().max().unwrap_or(1)];
    let mut image = ColorImage::filled(size, Color32::TRANSPARENT);
    let mut ready = Vec::new();
    let mut left = 0;
    for (&radius, &side) in radii.iter().zip(&sides) {
        let middle = half(radius) as f32;
        for y in 0..side {
            for x in 0..side {
                let away = (x as f32 - middle).hypot(y as f32 - middle);
                let coverage = (radius + 0.5 - away).clamp(0.0, 1.0);
                image[(left + x, y)] = Color32::WHITE.gamma_multiply(coverage);
            }
        }
        let part = |x: usize, y: usize| pos2(x as f32 / size[0] as f32, y as f32 / size[1] as f32);
        ready.push(Ready {
            radius,
            side: side as f32,
            uv: Rect::from_min_max(part(left, 0), part(left + side, side)),
        });
        left += side;
    }
    (image, ready)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disc_covers_the_area_of_its_radius() {
        let (image, ready) = picture();
        for one in ready {
            let [width, height] = image.size;
            let column = |part: f32| (part * width as f32).round() as usize;
            let columns = column(one.uv.left())..column(one.uv.right());
            let rows = 0..(one.uv.bottom() * height as f32).round() as usize;
            let ink: f32 = rows
                .flat_map(|y| columns.clone().map(move |x| (x, y)))
                .map(|at| f32::from(image[at].a()) / 255.0)
                .sum();
            let round = std::f32::consts::PI * one.radius * one.radius;
            assert!(
                (ink - round).abs() < 0.05 * round + 0.5,
                "{}: {ink} for {round}",
                one.radius
            );
        }
    }

    #[test]
    fn a_mesh_apart_is_painted_in_plain_white() {
        let discs = Discs::new(&Context::default());
        let mut mesh = Mesh::default();
        mesh.add_colored_rect(Rect::from_min_max(Pos2::ZERO, pos2(9.0, 9.0)), Color32::RED);
        let mesh = discs.apart(mesh);
        let (image, _) = picture();
        let pixel = |part: f32, of: usize| (part * of as f32) as usize;
        for vertex in &mesh.vertices {
            let at = (
                pixel(vertex.uv.x, image.size[0]),
                pixel(vertex.uv.y, image.size[1]),
            );
            for beside in [at, (at.0 - 2, at.1), (at.0, at.1 + 2)] {
                assert_eq!(image[beside], Color32::WHITE);
            }
        }
    }

    #[test]
    fn discs_of_any_size_are_drawn() {
        let ctx = Context::default();
        let discs = Discs::new(&ctx);
        let mut mesh = discs.mesh();
        for radius in [0.0, 0.4, 3.4, 20.0, 500.0] {
            discs.add(&mut mesh, pos2(5.0, 5.0), radius, Color32::RED);
        }
        assert_eq!(mesh.vertices.len(), 20);
        assert!(mesh.is_valid());
        assert!(mesh.vertices.iter().all(|vertex| vertex.pos.is_finite()));
    }
}
