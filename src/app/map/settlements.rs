//! Settlements: dots whose area is their pupils. Over the limit is one sign: a ring where there is room for one, else
//! the dot itself is red; where seats are missing it is full red.

use egui::{Color32, Mesh, Pos2, Rect, Shape, Stroke};
use geo::Coord;

use super::camera::Viewport;
use super::discs::Discs;
use super::hit::Places;
use super::plane::MapPlane;
use crate::app::look::theme::Theme;
use crate::model::County;

/// Radius of a settlement with few, the usual and very many pupils, in points, when the county fits the screen.
const RADII: (f32, f32, f32) = (1.1, 3.4, 9.0);

/// A settlement so many points from the next has room for a ring.
const RING_FROM: f64 = 20.0;

/// Where the settlements lie and how large their dots are.
#[derive(Clone, Debug, Default)]
pub(super) struct Settlements {
    pub(super) places: Vec<Coord<f64>>,
    /// Metres from each to the next.
    apart: Vec<f64>,
    /// The least and the most of these.
    apart_range: (f64, f64),
    pub(super) index: Places,
}

/// How one dot is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Dot {
    /// What its area stands for.
    pub(super) amount: u32,
    pub(super) color: Color32,
    pub(super) shape: DotShape,
}

/// What a dot looks like beside its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DotShape {
    Disc,
    /// With a ring round it, where there is room; else it is red.
    Ringed,
    /// A square on its corner.
    Diamond,
}

/// Pupils to radii: the same for a whole stage, so that years and plans can be compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct DotScale {
    per_root: f32,
    large: u32,
}

impl Default for DotScale {
    fn default() -> Self {
        Self::of(&[])
    }
}

impl DotScale {
    /// A scale by which a large settlement (95 of 100 are smaller) gets a dot of the usual size.
    pub(super) fn of(pupils: &[u32]) -> Self {
        let mut peopled: Vec<u32> = pupils
            .iter()
            .copied()
            .filter(|&pupils| pupils > 0)
            .collect();
        peopled.sort_unstable();
        let large = peopled.get(peopled.len() * 19 / 20).copied().unwrap_or(1);
        Self {
            per_root: RADII.1 * 1.35 / (large as f32).sqrt(),
            large,
        }
    }

    /// The same with smaller dots.
    pub(super) fn shrunk(self, part: f32) -> Self {
        Self {
            per_root: self.per_root * part,
            ..self
        }
    }

    /// A round number of pupils that a large settlement has, for the legend.
    pub(super) fn usual(self) -> u32 {
        let power = 10_u32.pow(self.large.max(1).ilog10());
        [5, 2, 1]
            .into_iter()
            .map(|lead| lead * power)
            .find(|&round| round <= self.large)
            .unwrap_or(1)
    }

    /// The radius for some pupils.
    pub(super) fn radius(self, pupils: u32, zoom: f32) -> f32 {
        let grown = (1.0 + 0.22 * zoom).clamp(0.75, 2.2);
        (self.per_root * (pupils as f32).sqrt() * grown).clamp(RADII.0, RADII.2 * grown)
    }
}

impl Settlements {
    pub(super) fn of(county: &County, ground: &MapPlane) -> Self {
        let homes = county.settlements.iter();
        let places = homes.map(|home| ground.metres(home.at)).collect();
        Self::at(places)
    }

    fn at(places: Vec<Coord<f64>>) -> Self {
        let index = Places::new(places.iter().copied().enumerate());
        let apart: Vec<f64> = places.iter().map(|&place| index.to_second(place)).collect();
        let range = apart
            .iter()
            .fold((f64::INFINITY, 0.0), |(least, most), &apart| {
                (apart.min(least), apart.max(most))
            });
        Self {
            apart_range: range,
            apart,
            places,
            index,
        }
    }

    /// Whether a ring round this settlement would stand clear of the next.
    fn has_room_for_ring(&self, settlement: usize, viewport: &Viewport) -> bool {
        let apart = self.apart.get(settlement).copied().unwrap_or_default();
        apart * viewport.camera.scale >= RING_FROM
    }

    /// Whether somewhere there is room for a ring, and whether somewhere there is none and the dot is red.
    pub(super) fn signs(&self, viewport: &Viewport) -> (bool, bool) {
        let (least, most) = self.apart_range;
        let scale = viewport.camera.scale;
        (most * scale >= RING_FROM, least * scale < RING_FROM)
    }

    /// All dots on screen, rings below them. `dot` says how each is drawn.
    pub(super) fn mesh(
        &self,
        viewport: &Viewport,
        zoom: f32,
        scale: DotScale,
        dot: impl Fn(usize) -> Dot,
        discs: &Discs,
        theme: &Theme,
    ) -> Mesh {
        let screen = viewport.rect.expand(10.0);
        let (mut rings, mut dots) = (discs.mesh(), discs.mesh());
        for (settlement, &place) in self.places.iter().enumerate() {
            let pos = viewport.pos(place);
            if !screen.contains(pos) {
                continue;
            }
            let Dot {
                amount,
                color,
                shape,
            } = dot(settlement);
            let radius = scale.radius(amount, zoom);
            match shape {
                DotShape::Disc => discs.add(&mut dots, pos, radius, color),
                DotShape::Diamond => discs.add_diamond(&mut dots, pos, radius * 1.15, color),
                DotShape::Ringed if self.has_room_for_ring(settlement, viewport) => {
                    for (radius, color) in ring(radius, theme) {
                        discs.add(&mut rings, pos, radius, color);
                    }
                    discs.add(&mut dots, pos, radius, color);
                }
                DotShape::Ringed => discs.add(&mut dots, pos, radius, over_limit(theme)),
            }
        }
        rings.append(dots);
        rings
    }
}

/// The colour of a dot whose trips break the limit, where it has no ring.
pub(super) fn over_limit(theme: &Theme) -> Color32 {
    theme.over_limit.gamma_multiply(0.62)
}

/// The ring that says trips break the limit. Two discs, the outer first.
pub(super) fn ring(radius: f32, theme: &Theme) -> [(f32, Color32); 2] {
    let (gap, width, strength) = (1.2, 1.0, 0.75);
    [
        (
            radius + gap + width,
            theme.over_limit.gamma_multiply(strength),
        ),
        (radius + gap, theme.paper),
    ]
}

/// The mark of a settlement under the pointer or selected.
pub(super) fn marked(pos: Pos2, radius: f32, width: f32, theme: &Theme) -> Shape {
    Shape::circle_stroke(pos, radius + 3.5, Stroke::new(width, theme.selected))
}

/// What a settlement's dot covers.
pub(super) fn covers(pos: Pos2, radius: f32) -> Rect {
    Rect::from_center_size(pos, egui::Vec2::splat(2.0 * radius))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_times_the_pupils_is_twice_the_radius() {
        let scale = DotScale::of(&[40; 100]);
        let (small, large) = (scale.radius(20, 0.0), scale.radius(80, 0.0));
        assert!((large / small - 2.0).abs() < 0.01, "{small} {large}");
    }

    #[test]
    fn a_ring_is_only_drawn_where_the_next_settlement_is_far_enough_on_screen() {
        let place = |x: f64| Coord { x, y: 0.0 };
        let places = vec![place(0.0), place(100.0), place(1_000.0), place(1_000.0)];
        let settlements = Settlements::at(places);
        let at = |scale: f64| Viewport {
            camera: super::super::camera::Camera {
                x: 0.0,
                y: 0.0,
                scale,
            },
            rect: Rect::from_min_size(Pos2::ZERO, egui::vec2(800.0, 600.0)),
        };
        let ringed = |scale| -> Vec<bool> {
            (0..4)
                .map(|home| settlements.has_room_for_ring(home, &at(scale)))
                .collect()
        };
        assert_eq!(ringed(0.1), [false; 4], "100 m are 10 points");
        assert_eq!(ringed(0.2), [true, true, false, false]);
        assert_eq!(settlements.signs(&at(0.1)), (false, true));
        assert_eq!(settlements.signs(&at(0.2)), (true, true));
    }

    #[test]
    fn nobody_anywhere_is_no_reason_to_fail() {
        let scale = DotScale::of(&[]);
        assert!(scale.radius(0, 0.0) > 0.0 && scale.radius(u32::MAX, 9.0).is_finite());
        assert_eq!(scale.usual(), 1);
    }
}
