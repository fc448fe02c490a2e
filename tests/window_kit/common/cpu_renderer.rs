//! Draws egui's triangles with the processor alone: the same bytes on every machine.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use egui::TextureId;
use egui::epaint::{ImageData, Mesh, Primitive, Vertex};

/// A texture as egui uploads it: premultiplied bytes, row by row.
struct Texture {
    width: usize,
    height: usize,
    pixels: Vec<[u8; 4]>,
}

/// The renderer of the tests.
pub(crate) struct CpuRenderer {
    textures: BTreeMap<TextureId, Texture>,
    /// Whether pixels are wanted; else a frame is only checked: pixels take a second and more.
    pub(crate) paints: Arc<AtomicBool>,
}

impl Default for CpuRenderer {
    fn default() -> Self {
        Self {
            textures: BTreeMap::new(),
            paints: Arc::new(AtomicBool::new(true)),
        }
    }
}

impl egui_kittest::TestRenderer for CpuRenderer {
    fn handle_delta(&mut self, delta: &mut egui::TexturesDelta) {
        let uploads: BTreeMap<_, _> = delta.set.drain().collect();
        for (id, images) in uploads {
            for image in images {
                let ImageData::Color(color) = &image.image;
                let [width, height] = color.size;
                let pixels = color
                    .pixels
                    .iter()
                    .map(|pixel| pixel.to_array())
                    .collect::<Vec<_>>();
                match (image.pos, self.textures.get_mut(&id)) {
                    (Some([left, top]), Some(texture)) => {
                        for row in 0..height {
                            let start = (top + row) * texture.width + left;
                            texture.pixels[start..start + width]
                                .copy_from_slice(&pixels[row * width..][..width]);
                        }
                    }
                    _ => {
                        self.textures.insert(
                            id,
                            Texture {
                                width,
                                height,
                                pixels,
                            },
                        );
                    }
                }
            }
        }
        self.textures.retain(|id, _| !delta.free.contains(id));
        delta.free.clear();
    }

    fn render(
        &mut self,
        ctx: &egui::Context,
        output: &egui::FullOutput,
    ) -> Result<image::RgbaImage, String> {
        let scale = ctx.pixels_per_point();
        let size = ctx.content_rect().size() * scale;
        let paints = self.paints.load(Ordering::Relaxed);
        let extent = if paints {
            size.round()
        } else {
            egui::Vec2::ZERO
        };
        let mut canvas = Canvas::new(extent.x as usize, extent.y as usize);
        for primitive in ctx.tessellate(output.shapes.clone(), scale) {
            let Primitive::Mesh(mesh) = primitive.primitive else {
                return Err("a paint callback cannot be drawn without a GPU".into());
            };
            let texture = self
                .textures
                .get(&mesh.texture_id)
                .ok_or("unknown texture")?;
            let edge =
                |point: f32, last: usize| (point * scale).round().clamp(0.0, last as f32) as usize;
            let clip = primitive.clip_rect;
            let clip = Clip {
                left: edge(clip.min.x, canvas.width),
                right: edge(clip.max.x, canvas.width),
                top: edge(clip.min.y, canvas.height),
                bottom: edge(clip.max.y, canvas.height),
            };
            if paints {
                canvas.mesh(&mesh, texture, &clip, scale);
            }
        }
        canvas.into_image()
    }
}

struct Clip {
    left: usize,
    right: usize,
    top: usize,
    bottom: usize,
}

/// Premultiplied colours in gamma space, as egui blends them.
struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<[f32; 4]>,
}

impl Canvas {
    fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            pixels: vec![[0.0; 4]; width * height],
        }
    }

    fn mesh(&mut self, mesh: &Mesh, texture: &Texture, clip: &Clip, scale: f32) {
        for corners in mesh.indices.chunks_exact(3) {
            let corner = |at: usize| &mesh.vertices[corners[at] as usize];
            self.triangle([corner(0), corner(1), corner(2)], texture, clip, scale);
        }
    }

    fn triangle(&mut self, mut corners: [&Vertex; 3], texture: &Texture, clip: &Clip, scale: f32) {
        let point = |vertex: &Vertex| {
            (
                f64::from(vertex.pos.x * scale),
                f64::from(vertex.pos.y * scale),
            )
        };
        let area = cross(point(corners[0]), point(corners[1]), point(corners[2]));
        if area == 0.0 {
            return;
        }
        if area < 0.0 {
            corners.swap(1, 2);
        }
        let [a, b, c] = corners.map(point);
        let area = area.abs();
        let is_plain = corners
            .iter()
            .all(|corner| corner.uv == corners[0].uv && corner.color == corners[0].color);
        let low = |values: [f64; 3], least: usize| {
            (values.into_iter().fold(f64::MAX, f64::min) - 0.5)
                .floor()
                .max(least as f64) as usize
        };
        let high = |values: [f64; 3], most: usize| {
            (values.into_iter().fold(f64::MIN, f64::max) + 0.5)
                .ceil()
                .clamp(0.0, most as f64) as usize
        };
        for y in low([a.1, b.1, c.1], clip.top)..high([a.1, b.1, c.1], clip.bottom) {
            for x in low([a.0, b.0, c.0], clip.left)..high([a.0, b.0, c.0], clip.right) {
                let middle = (x as f64 + 0.5, y as f64 + 0.5);
                let sides = [(b, c), (c, a), (a, b)];
                let weights = sides.map(|(from, to)| cross(from, to, middle));
                let is_inside = sides.iter().zip(weights).all(|(&(from, to), weight)| {
                    weight > 0.0 || weight == 0.0 && owns_its_edge(from, to)
                });
                if is_inside {
                    let weights = weights.map(|weight| (weight / area) as f32);
                    let color = if is_plain {
                        shade(corners[0], texture)
                    } else {
                        mix(corners, weights, texture)
                    };
                    self.blend(x, y, color);
                }
            }
        }
    }

    fn blend(&mut self, x: usize, y: usize, color: [f32; 4]) {
        let under = &mut self.pixels[y * self.width + x];
        for (under, over) in under.iter_mut().zip(color) {
            *under = over + *under * (1.0 - color[3]);
        }
    }

    fn into_image(self) -> Result<image::RgbaImage, String> {
        let byte = |value: f32| (value * 255.0 + 0.5) as u8;
        let bytes = self.pixels.iter().flat_map(|&[red, green, blue, alpha]| {
            let whole = alpha.max(1e-6);
            [
                byte(red / whole),
                byte(green / whole),
                byte(blue / whole),
                byte(alpha),
            ]
        });
        image::RgbaImage::from_raw(self.width as u32, self.height as u32, bytes.collect())
            .ok_or_else(|| "no room for the picture".into())
    }
}

fn cross(from: (f64, f64), to: (f64, f64), at: (f64, f64)) -> f64 {
    (to.0 - from.0) * (at.1 - from.1) - (to.1 - from.1) * (at.0 - from.0)
}

/// A pixel on the line between two triangles belongs to one of them: the one below or right of it.
fn owns_its_edge(from: (f64, f64), to: (f64, f64)) -> bool {
    from.1 == to.1 && to.0 > from.0 || to.1 < from.1
}

fn shade(corner: &Vertex, texture: &Texture) -> [f32; 4] {
    let texel = sample(texture, corner.uv.x, corner.uv.y);
    let color = corner.color.to_array();
    std::array::from_fn(|channel| f32::from(color[channel]) / 255.0 * texel[channel])
}

fn mix(corners: [&Vertex; 3], weights: [f32; 3], texture: &Texture) -> [f32; 4] {
    let sum = |value: &dyn Fn(&Vertex) -> f32| -> f32 {
        corners
            .iter()
            .zip(weights)
            .map(|(corner, weight)| value(corner) * weight)
            .sum()
    };
    let texel = sample(
        texture,
        sum(&|corner| corner.uv.x),
        sum(&|corner| corner.uv.y),
    );
    std::array::from_fn(|channel| {
        sum(&|corner| f32::from(corner.color.to_array()[channel])) / 255.0 * texel[channel]
    })
}

/// The texture between its four nearest pixels.
fn sample(texture: &Texture, u: f32, v: f32) -> [f32; 4] {
    let along = |share: f32, size: usize| (share * size as f32 - 0.5).clamp(0.0, size as f32 - 1.0);
    let (x, y) = (along(u, texture.width), along(v, texture.height));
    let (left, top) = (x as usize, y as usize);
    let (right, bottom) = (
        (left + 1).min(texture.width - 1),
        (top + 1).min(texture.height - 1),
    );
    let (dx, dy) = (x - left as f32, y - top as f32);
    let texel = |x: usize, y: usize, channel: usize| {
        f32::from(texture.pixels[y * texture.width + x][channel]) / 255.0
    };
    std::array::from_fn(|channel| {
        let above = texel(left, top, channel) * (1.0 - dx) + texel(right, top, channel) * dx;
        let below = texel(left, bottom, channel) * (1.0 - dx) + texel(right, bottom, channel) * dx;
        above * (1.0 - dy) + below * dy
    })
}
