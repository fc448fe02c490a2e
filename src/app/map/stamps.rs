//! Shapes turned into pictures once and stamped from then on: a school on the map is two triangles.
//!
//! A stamp is painted as the graphics card would paint its triangles, with its middle on a corner of pixels, and stands
//! on whole pixels wherever it is stamped; so it looks as the shapes would.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;

use egui::epaint::Vertex;
use egui::{
    Color32, ColorImage, Context, Mesh, Pos2, Rect, TextureHandle, TextureOptions, Vec2, pos2, vec2,
};

/// Side of the first picture in pixels, and of the largest.
const SIDES: (usize, usize) = (512, 2_048);

/// A stamp in the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Stamp {
    /// In pixels of the picture.
    left: usize,
    top: usize,
    width: usize,
    height: usize,
    /// From the corner that stands for the middle to the upper left one, in pixels.
    offset: [i32; 2],
}

/// Stamps by look, in one picture on the graphics card.
#[derive(Clone)]
pub(super) struct Stamps<L> {
    picture: TextureHandle,
    /// Of the picture, in pixels.
    side: usize,
    known: HashMap<L, Stamp>,
    /// The largest picture, cleared, had no room for all that was on screen the last time.
    is_full: bool,
    #[cfg(test)]
    image: ColorImage,
    /// Where the next stamp goes: the row begun, how far it is filled, how high it is.
    top: usize,
    left: usize,
    height: usize,
    pixels_per_point: f32,
    largest: usize,
}

impl<L> fmt::Debug for Stamps<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stamps")
            .field("picture", &self.picture.id())
            .field("known", &self.known.len())
            .finish_non_exhaustive()
    }
}

impl<L: Eq + Hash> Stamps<L> {
    pub(super) fn new(ctx: &Context) -> Self {
        Self::within(ctx, SIDES)
    }

    fn within(ctx: &Context, (side, largest): (usize, usize)) -> Self {
        Self {
            picture: ctx.load_texture("stamps", blank(side), TextureOptions::NEAREST),
            side,
            known: HashMap::new(),
            is_full: false,
            #[cfg(test)]
            image: blank(side),
            top: 0,
            left: 1,
            height: 1,
            pixels_per_point: ctx.pixels_per_point(),
            largest,
        }
    }

    /// Whether the screen has as many pixels a point as when these were made.
    pub(super) fn suit(&self, ctx: &Context) -> bool {
        self.pixels_per_point == ctx.pixels_per_point()
    }

    /// One mesh of all that is to be stamped, the first at the bottom: each a look, where it goes, and what makes its
    /// triangles, in points about (0, 0), if it was never seen. Where even the largest picture is full, the triangles
    /// themselves are drawn.
    pub(super) fn mesh(
        &mut self,
        all: &(impl Iterator<Item = (L, Pos2)> + Clone),
        triangles: impl Fn(usize) -> Mesh,
    ) -> Mesh {
        loop {
            if let Some(mesh) = self.filled(all.clone(), &triangles) {
                return mesh;
            }
            self.side = (2 * self.side).min(self.largest);
            self.picture.set(blank(self.side), TextureOptions::NEAREST);
            #[cfg(test)]
            {
                self.image = blank(self.side);
            }
            self.known.clear();
            (self.top, self.left, self.height) = (0, 1, 1);
        }
    }

    /// `None` where the picture was full, and a larger one, or one without what is no more seen, is to be tried.
    fn filled(
        &mut self,
        all: impl Iterator<Item = (L, Pos2)>,
        triangles: &impl Fn(usize) -> Mesh,
    ) -> Option<Mesh> {
        let draws_rest = self.is_full || (self.known.is_empty() && self.side == self.largest);
        let mut is_full = false;
        let mut mesh = Mesh::with_texture(self.picture.id());
        for (number, (look, at)) in all.enumerate() {
            if let Some(&stamp) = self.known.get(&look) {
                self.stamp(&mut mesh, stamp, at);
                continue;
            }
            let drawn = triangles(number);
            if let Some(stamp) = self.added(&drawn) {
                self.known.insert(look, stamp);
                self.stamp(&mut mesh, stamp, at);
            } else if draws_rest {
                self.draw(&mut mesh, drawn, at);
                is_full = true;
            } else {
                return None;
            }
        }
        self.is_full = is_full;
        Some(mesh)
    }

    fn stamp(&self, mesh: &mut Mesh, stamp: Stamp, at: Pos2) {
        let scale = self.pixels_per_point;
        let side = self.side as f32;
        let [x, y] = stamp.offset.map(|offset| offset as f32);
        let corner = (at * scale).round() + vec2(x, y);
        let size = vec2(stamp.width as f32, stamp.height as f32);
        let place = Rect::from_min_size(pos2(corner.x / scale, corner.y / scale), size / scale);
        let uv_corner = pos2(stamp.left as f32, stamp.top as f32);
        let uv = Rect::from_min_size(uv_corner / side, size / side);
        mesh.add_rect_with_uv(place, uv, Color32::WHITE);
    }

    /// Triangles as they are, in the white of the picture's first pixel.
    fn draw(&self, mesh: &mut Mesh, mut drawn: Mesh, at: Pos2) {
        let white = Pos2::ZERO + Vec2::splat(0.5 / self.side as f32);
        for vertex in &mut drawn.vertices {
            vertex.pos += at.to_vec2();
            vertex.uv = white;
        }
        drawn.texture_id = self.picture.id();
        mesh.append(drawn);
    }

    /// Paints triangles into the picture; `None` where it has no room.
    fn added(&mut self, drawn: &Mesh) -> Option<Stamp> {
        let side = self.side;
        let (offset, image) = painted(drawn, self.pixels_per_point);
        let [width, height] = image.size;
        if self.left + width > side {
            (self.top, self.left, self.height) = (self.top + self.height, 0, 0);
        }
        if width > side || self.top + height > side {
            return None;
        }
        let stamp = Stamp {
            left: self.left,
            top: self.top,
            width,
            height,
            offset,
        };
        self.left += width;
        self.height = self.height.max(height);
        #[cfg(test)]
        for y in 0..height {
            let from = (stamp.top + y) * side + stamp.left;
            let row = &image.pixels[y * width..(y + 1) * width];
            self.image.pixels[from..from + width].copy_from_slice(row);
        }
        self.picture
            .set_partial([stamp.left, stamp.top], image, TextureOptions::NEAREST);
        Some(stamp)
    }
}

#[cfg(test)]
impl<L> Stamps<L> {
    /// Where the quad of this number lies, and its pixels.
    pub(super) fn seen(&self, mesh: &Mesh, number: usize) -> (Rect, Vec<Color32>) {
        let corners = &mesh.vertices[4 * number..4 * number + 4];
        let around = |of: fn(&Vertex) -> Pos2| {
            let points: Vec<Pos2> = corners.iter().map(of).collect();
            Rect::from_points(&points)
        };
        let uv = around(|corner| corner.uv);
        let side = self.side as f32;
        let at = |part: f32| (part * side).round() as usize;
        let columns = at(uv.left())..at(uv.right());
        let pixels = (at(uv.top())..at(uv.bottom()))
            .flat_map(|y| columns.clone().map(move |x| (x, y)))
            .map(|at| self.image[at]);
        (around(|corner| corner.pos), pixels.collect())
    }
}

/// Clear, but for one white pixel.
fn blank(side: usize) -> ColorImage {
    let mut image = ColorImage::filled([side, side], Color32::TRANSPARENT);
    image[(0, 0)] = Color32::WHITE;
    image
}

/// What a graphics card makes of triangles in points about (0, 0), which is a corner of four pixels: where the upper left
/// pixel begins, and the pixels. One pixel at least, clear where there are no triangles.
pub(super) fn painted(mesh: &Mesh, pixels_per_point: f32) -> ([i32; 2], ColorImage) {
    // As a graphics card has them: on a fine grid, so that a common side is the very same line for both its triangles.
    const FINE: f32 = 256.0;
    let on_grid = |vertex: &Vertex| {
        let pixels = vertex.pos * pixels_per_point;
        pos2(
            (pixels.x * FINE).round() / FINE,
            (pixels.y * FINE).round() / FINE,
        )
    };
    let scaled: Vec<Pos2> = mesh.vertices.iter().map(on_grid).collect();
    let extent = if scaled.is_empty() {
        Rect::from_min_size(Pos2::ZERO, Vec2::ZERO)
    } else {
        Rect::from_points(&scaled)
    };
    let (low, high) = (extent.min.floor(), extent.max.ceil());
    let size = [high.x - low.x, high.y - low.y].map(|side| (side as usize).max(1));
    let mut pixels = vec![[0.0_f32; 4]; size[0] * size[1]];
    for corners in mesh.indices.chunks_exact(3) {
        let corner = |at: usize| {
            let index = corners[at] as usize;
            (scaled[index] - low.to_vec2(), mesh.vertices[index])
        };
        paint(&mut pixels, size, [corner(0), corner(1), corner(2)]);
    }
    let color = |ink: [f32; 4]| {
        let [r, g, b, a] = ink.map(|part| part.round() as u8);
        Color32::from_rgba_premultiplied(r, g, b, a)
    };
    let pixels: Vec<Color32> = pixels.into_iter().map(color).collect();
    let offset = [low.x as i32, low.y as i32];
    (offset, ColorImage::new(size, pixels))
}

/// Paints a triangle over pixels: colours run evenly from corner to corner, and a pixel belongs to it when its middle
/// does. Of two triangles with a common side one gets the middles on it, as on every graphics card.
fn paint(pixels: &mut [[f32; 4]], [width, height]: [usize; 2], corners: [(Pos2, Vertex); 3]) {
    let [(a, _), (mut b, _), (mut c, _)] = corners;
    let mut inks = corners.map(|(_, vertex)| vertex.color.to_array().map(f32::from));
    let mut doubled = cross(b - a, c - a);
    if doubled < 0.0 {
        std::mem::swap(&mut b, &mut c);
        inks.swap(1, 2);
        doubled = -doubled;
    }
    if doubled <= 0.0 {
        return;
    }
    let sides = [(b, c), (c, a), (a, b)];
    let span = |low: f32, high: f32, most: usize| {
        let first = (low - 0.5).ceil().max(0.0) as usize;
        first..((high + 0.5).floor().max(0.0) as usize).min(most)
    };
    let (left, right) = (a.x.min(b.x).min(c.x), a.x.max(b.x).max(c.x));
    let (top, bottom) = (a.y.min(b.y).min(c.y), a.y.max(b.y).max(c.y));
    for y in span(top, bottom, height) {
        for x in span(left, right, width) {
            let middle = pos2(x as f32 + 0.5, y as f32 + 0.5);
            let weights = sides.map(|(from, to)| cross(to - from, middle - from));
            let holds = |(weight, (from, to)): (&f64, &(Pos2, Pos2))| {
                let way = *to - *from;
                // A side at the top, or on the left.
                let is_own = way.y < 0.0 || (way.y == 0.0 && way.x > 0.0);
                *weight > 0.0 || (*weight == 0.0 && is_own)
            };
            if !weights.iter().zip(&sides).all(holds) {
                continue;
            }
            let shares = weights.map(|weight| (weight / doubled) as f32);
            let part = |channel: usize| -> f32 {
                let inks = inks.iter().zip(shares);
                inks.map(|(ink, share)| share * ink[channel]).sum()
            };
            let over = 1.0 - part(3) / 255.0;
            let below = &mut pixels[y * width + x];
            for (channel, below) in below.iter_mut().enumerate() {
                *below = part(channel) + *below * over;
            }
        }
    }
}

/// Exact for corners on the grid of [`painted`].
fn cross(a: Vec2, b: Vec2) -> f64 {
    let [a, b] = [a, b].map(|way| (f64::from(way.x), f64::from(way.y)));
    a.0 * b.1 - a.1 * b.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::Shape;
    use egui::epaint::{TessellationOptions, Tessellator};

    fn triangles(shape: Shape) -> Mesh {
        let mut mesh = Mesh::default();
        Tessellator::new(1.0, TessellationOptions::default(), [1, 1], Vec::new())
            .tessellate_shape(shape, &mut mesh);
        mesh
    }

    fn square(half: f32, color: Color32) -> Mesh {
        let mut mesh = Mesh::default();
        let around = Rect::from_center_size(Pos2::ZERO, Vec2::splat(2.0 * half));
        mesh.add_colored_rect(around, color);
        mesh
    }

    #[test]
    fn two_triangles_of_a_square_paint_every_pixel_once() {
        let half = Color32::from_rgba_premultiplied(100, 0, 0, 100);
        for scale in [1.0, 1.5, 2.0] {
            let (offset, image) = painted(&square(4.0, half), scale);
            let side = (8.0 * scale) as usize;
            assert_eq!((offset, image.size), ([-(side as i32) / 2; 2], [side; 2]));
            assert!(image.pixels.iter().all(|&pixel| pixel == half), "{scale}");
        }
    }

    #[test]
    fn a_disc_has_its_area_and_what_lies_above_covers() {
        let mut mesh = triangles(Shape::circle_filled(Pos2::ZERO, 9.0, Color32::RED));
        mesh.append(square(2.0, Color32::BLUE));
        let (offset, image) = painted(&mesh, 1.0);
        let ink: f32 = image.pixels.iter().map(|p| f32::from(p.a()) / 255.0).sum();
        let area = std::f32::consts::PI * 81.0;
        assert!((ink - area).abs() < 0.03 * area, "{ink} for {area}");
        let middle = (-offset[0] as usize, -offset[1] as usize);
        assert_eq!(image[middle], Color32::BLUE);
        assert_eq!(image[(middle.0 + 6, middle.1)], Color32::RED);
    }

    #[test]
    fn nothing_is_one_clear_pixel() {
        let (_, image) = painted(&Mesh::default(), 1.0);
        assert_eq!(image.pixels, [Color32::TRANSPARENT]);
    }

    #[test]
    fn many_looks_are_each_stamped_as_painted_and_what_has_no_room_is_drawn() {
        let ctx = Context::default();
        let color =
            |look: u32| Color32::from_rgba_premultiplied(look as u8, (look / 256) as u8, 9, 255);
        let drawn = |looks: &[u32], stamps: &mut Stamps<u32>| {
            let places = looks.iter().map(|&look| (look, pos2(10.3, look as f32)));
            stamps.mesh(&places, |number| square(5.0, color(looks[number])))
        };
        let mut stamps = Stamps::within(&ctx, (64, 256));
        // First a few, then more than the first picture holds, then others: those no more seen make room.
        for range in [0..9, 0..500, 300..800] {
            let looks: Vec<u32> = range.collect();
            let mesh = drawn(&looks, &mut stamps);
            assert_eq!(mesh.vertices.len(), 4 * looks.len());
            for (number, &look) in looks.iter().enumerate() {
                assert_eq!(stamps.seen(&mesh, number).1, vec![color(look); 100]);
                let corner = mesh.vertices[4 * number].pos;
                assert_eq!(corner, pos2(5.0, look as f32 - 5.0), "on whole pixels");
            }
        }
        // More than the largest picture holds: what was stamped stays so from frame to frame.
        let looks: Vec<u32> = (0..900).collect();
        let first = drawn(&looks, &mut stamps);
        assert_eq!(first.vertices.len(), 4 * 900);
        assert_eq!(first.vertices[4 * 899].color, color(899));
        assert!(first.is_valid());
        let n_known = stamps.known.len();
        assert_eq!(drawn(&looks, &mut stamps), first);
        assert_eq!(stamps.known.len(), n_known);
        assert!((500..900).contains(&n_known), "{n_known}");
    }
}
