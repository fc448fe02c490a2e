//! Discs and thin lines by the thousand: one small picture holds a disc of every size and the cross-section of a line
//! of every width, so that a dot on the map is two triangles of it, and so is every stretch of a line.

use std::fmt;

use egui::epaint::WHITE_UV;
use egui::{
    Color32, ColorImage, Context, Mesh, Pos2, Rect, TextureHandle, TextureOptions, Vec2, pos2,
};

use super::stroke;

/// Radii in the picture, in its pixels: from half a pixel, each √2 times the one before.
const SIZES: i32 = 13;

/// A disc is shrunk from one at least so much larger: just sharp, and never blurred by growing.
const SHRUNK: f32 = 1.19;

/// Widths of lines in the picture, in its pixels: from one pixel, each 2^¼ times the one before.
const WIDTHS: i32 = 14;

/// Wider lines are drawn by [`stroke::line`], whose bends stay true at any width; in points.
const THIN: f32 = 4.0;

/// Where the cross-section of a line stands in the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Profile {
    /// In pixels.
    width: f32,
    /// From one clear edge to the other, in pixels.
    span: f32,
    /// Both ends, as parts of the picture.
    uv: [Pos2; 2],
}

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
    profiles: Vec<Profile>,
    pixels_per_point: f32,
}

impl fmt::Debug for Discs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Discs").field(&self.picture.id()).finish()
    }
}

impl Discs {
    pub(super) fn new(ctx: &Context) -> Self {
        let Picture {
            image,
            ready,
            profiles,
        } = picture();
        Self {
            picture: ctx.load_texture("discs", image, TextureOptions::LINEAR),
            ready,
            profiles,
            pixels_per_point: ctx.pixels_per_point(),
        }
    }

    /// Whether the screen has as many pixels a point as when these were made.
    pub(super) fn suit(&self, ctx: &Context) -> bool {
        self.pixels_per_point == ctx.pixels_per_point()
    }

    /// Draws a line through the points: two triangles a stretch, with soft edges from the picture. Closed when the last
    /// point is the first.
    pub(super) fn line(&self, mesh: &mut Mesh, points: &[Pos2], width: f32, color: Color32) {
        let wanted = width * self.pixels_per_point;
        let profile = self.profiles.iter().find(|ready| ready.width >= wanted);
        let Some(profile) = profile.filter(|_| width <= THIN) else {
            self.painted(mesh, |mesh| stroke::line(mesh, points, width, color));
            return;
        };
        // A line thinner than a pixel keeps the pixel and loses strength.
        let shrunk = wanted.max(1.0) / profile.width;
        let color = if wanted < 1.0 {
            color.gamma_multiply(wanted)
        } else {
            color
        };
        let half = 0.5 * profile.span * shrunk / self.pixels_per_point;
        let across = [(half, profile.uv[0]), (-half, profile.uv[1])];
        stroke::ribbon(
            mesh,
            points,
            &across.map(|(offset, uv)| (offset, uv, color)),
        );
    }

    /// Lets `draw` add to a mesh with egui's own white, and paints what it adds with the white middle of the largest disc.
    ///
    /// egui joins neighbours of one texture into one mesh, which it copies again and again as it grows: too dear for
    /// meshes of many thousand triangles. Those that lie between meshes of the other texture stay by themselves.
    pub(super) fn painted(&self, mesh: &mut Mesh, draw: impl FnOnce(&mut Mesh)) {
        let before = mesh.vertices.len();
        draw(mesh);
        let white = self.white();
        for vertex in &mut mesh.vertices[before..] {
            vertex.uv = white;
        }
    }

    /// The same mesh in this picture; see [`Self::painted`].
    pub(super) fn apart(&self, mut mesh: Mesh) -> Mesh {
        mesh.texture_id = self.picture.id();
        let white = self.white();
        for vertex in &mut mesh.vertices {
            vertex.uv = white;
        }
        mesh
    }

    fn white(&self) -> Pos2 {
        let largest = self.ready.last();
        largest.map_or(WHITE_UV, |largest| largest.uv.center())
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
        let white = self.white();
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

/// The picture, and where everything stands in it.
struct Picture {
    image: ColorImage,
    ready: Vec<Ready>,
    profiles: Vec<Profile>,
}

/// Rows of the picture that hold the cross-section of a line: one to read, and one on either side.
const ROWS: usize = 3;

/// White discs with soft edges side by side; below them the cross-sections of lines.
fn picture() -> Picture {
    let radii: Vec<f32> = (0..SIZES)
        .map(|step| 2.0_f32.powf(0.5 * step as f32 - 1.0))
        .collect();
    let widths: Vec<f32> = (0..WIDTHS)
        .map(|step| 2.0_f32.powf(0.25 * step as f32))
        .collect();
    // Half a pixel for the soft edge and a clear pixel behind it, which no neighbour shines through.
    let half = |radius: f32| (radius + 1.5).ceil() as usize;
    let side = |radius: f32| 2 * half(radius) + 1;
    let discs_wide: usize = radii.iter().map(|&radius| side(radius)).sum();
    let lines_wide: usize = widths.iter().map(|&width| side(0.5 * width)).sum();
    let discs_high = radii.iter().map(|&radius| side(radius)).max().unwrap_or(1);
    let size = [discs_wide.max(lines_wide), discs_high + ROWS];
    let mut image = ColorImage::filled(size, Color32::TRANSPARENT);
    let part = |x: f32, y: f32| pos2(x / size[0] as f32, y / size[1] as f32);
    let ink = |radius: f32, away: f32| {
        Color32::WHITE.gamma_multiply((radius + 0.5 - away).clamp(0.0, 1.0))
    };
    let mut ready = Vec::new();
    let mut left = 0;
    for &radius in &radii {
        let (middle, side) = (half(radius) as f32, side(radius));
        for y in 0..side {
            for x in 0..side {
                let away = (x as f32 - middle).hypot(y as f32 - middle);
                image[(left + x, y)] = ink(radius, away);
            }
        }
        ready.push(Ready {
            radius,
            side: side as f32,
            uv: Rect::from_min_max(
                part(left as f32, 0.0),
                part((left + side) as f32, side as f32),
            ),
        });
        left += side;
    }
    let mut profiles = Vec::new();
    let mut left = 0;
    let row = discs_high as f32 + 0.5 * ROWS as f32;
    for &width in &widths {
        let (middle, side) = (half(0.5 * width) as f32, side(0.5 * width));
        for x in 0..side {
            let color = ink(0.5 * width, (x as f32 - middle).abs());
            for y in 0..ROWS {
                image[(left + x, discs_high + y)] = color;
            }
        }
        profiles.push(Profile {
            width,
            span: side as f32,
            uv: [part(left as f32, row), part((left + side) as f32, row)],
        });
        left += side;
    }
    Picture {
        image,
        ready,
        profiles,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disc_covers_the_area_of_its_radius() {
        let Picture { image, ready, .. } = picture();
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
        let Picture { image, .. } = picture();
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

    #[test]
    fn a_line_covers_its_width_at_any_width() {
        let Picture {
            image, profiles, ..
        } = picture();
        let [wide, high] = image.size;
        for one in &profiles {
            let column = |at: Pos2| (at.x * wide as f32).round() as usize;
            let row = (one.uv[0].y * high as f32) as usize;
            let ink: f32 = (column(one.uv[0])..column(one.uv[1]))
                .map(|x| f32::from(image[(x, row)].a()) / 255.0)
                .sum();
            assert!(
                (ink - one.width).abs() < 0.05 * one.width + 0.05,
                "{ink} for {}",
                one.width
            );
            let ends = [column(one.uv[0]), column(one.uv[1]) - 1];
            assert!(
                ends.iter()
                    .all(|&x| image[(x, row)] == Color32::TRANSPARENT)
            );
        }
        let discs = Discs::new(&Context::default());
        for width in [0.3, 1.0, 1.3, 2.6, 3.9, 4.1, 11.0] {
            let mut mesh = discs.mesh();
            let points = [pos2(0.0, 0.0), pos2(30.0, 0.0), pos2(30.0, 30.0)];
            discs.line(&mut mesh, &points, width, Color32::RED);
            assert!(mesh.is_valid());
            // Half the soft edges beyond the width, and the clear pixel behind them.
            let reach = mesh
                .vertices
                .iter()
                .map(|vertex| vertex.pos.y)
                .fold(f32::MAX, f32::min);
            assert!(
                -reach >= 0.5 * width && -reach <= 0.5 * width.max(1.0) + 2.6,
                "{width}: {reach}"
            );
            if width <= THIN {
                assert_eq!(mesh.indices.len() / 3, 4, "two triangles a stretch");
            }
        }
    }
}
