//! Settlements: dots whose area is their pupils, a ring where trips break the limit, red where seats are missing.

use egui::{Color32, Mesh, Pos2, Rect, Shape, Stroke};
use geo::Coord;

use super::camera::Viewport;
use super::discs::Discs;
use super::plane::MapPlane;
use crate::app::look::theme::Theme;
use crate::assign::Attended;
use crate::model::County;
use crate::units::Meters;

/// Radius of a settlement with few, the usual and very many pupils, in points, when the county fits the screen.
const RADII: (f32, f32, f32) = (1.1, 3.4, 9.0);

/// How the pupils of one settlement fare.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fare {
    /// Some go farther than the limit every day.
    pub(super) is_over_limit: bool,
    /// Some have no seat.
    pub(super) is_short: bool,
}

/// How the pupils of every settlement fare in an assignment.
pub(super) fn fares(
    attended: Option<Attended<'_>>,
    settlements: usize,
    limit: Option<Meters>,
) -> Vec<Fare> {
    let mut fares = vec![Fare::default(); settlements];
    let Some(Attended { assignment, daily }) = attended else {
        return fares;
    };
    if let Some(limit) = limit {
        for flow in daily.iter().filter(|flow| flow.trip.distance() > limit) {
            fares[flow.settlement].is_over_limit = true;
        }
    }
    for unplaced in &assignment.unplaced {
        fares[unplaced.settlement].is_short = true;
    }
    fares
}

/// Where the settlements lie and how large their dots are.
#[derive(Clone, Debug, Default)]
pub(super) struct Settlements {
    pub(super) places: Vec<Coord<f64>>,
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
        Self {
            places: county
                .settlements
                .iter()
                .map(|settlement| ground.metres(settlement.at))
                .collect(),
        }
    }

    /// All dots on screen, rings below them.
    pub(super) fn mesh(
        &self,
        viewport: &Viewport,
        zoom: f32,
        pupils: &[u32],
        scale: DotScale,
        fares: &[Fare],
        discs: &Discs,
        theme: &Theme,
    ) -> Mesh {
        let is_crowded = is_crowded(self.places.len(), zoom);
        let screen = viewport.rect.expand(10.0);
        let seen = self
            .places
            .iter()
            .enumerate()
            .filter_map(|(settlement, &place)| {
                let pos = viewport.pos(place);
                screen.contains(pos).then_some((settlement, pos))
            });
        let (mut rings, mut dots) = (discs.mesh(), discs.mesh());
        for (settlement, pos) in seen {
            let pupils = pupils.get(settlement).copied().unwrap_or_default();
            let radius = scale.radius(pupils, zoom);
            let fare = fares.get(settlement).copied().unwrap_or_default();
            let is_over = fare.is_over_limit && pupils > 0;
            let color = match (fare.is_short, pupils) {
                (true, _) => theme.over_limit,
                (false, 0) => theme.settlement.gamma_multiply(0.35),
                (false, _) if is_over && is_crowded => theme.over_limit.gamma_multiply(0.5),
                (false, _) => theme.settlement.gamma_multiply(0.75),
            };
            if is_over && !is_crowded {
                for (radius, color) in ring(radius, zoom, theme) {
                    discs.add(&mut rings, pos, radius, color);
                }
            }
            discs.add(&mut dots, pos, radius, color);
        }
        rings.append(dots);
        rings
    }
}

/// Whether there are so many dots that a ring round each would hide the map: colour alone tells then.
pub(super) fn is_crowded(settlements: usize, zoom: f32) -> bool {
    settlements > 2_500 && zoom < 1.2
}

/// The ring that says trips break the limit: thinner where the whole county is seen.
/// Two discs, the outer first.
pub(super) fn ring(radius: f32, zoom: f32, theme: &Theme) -> [(f32, Color32); 2] {
    let (gap, width, strength) = if zoom < 0.8 {
        (0.8, 0.8, 0.6)
    } else {
        (1.2, 1.0, 0.75)
    };
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
    fn nobody_anywhere_is_no_reason_to_fail() {
        let scale = DotScale::of(&[]);
        assert!(scale.radius(0, 0.0) > 0.0 && scale.radius(u32::MAX, 9.0).is_finite());
        assert_eq!(scale.usual(), 1);
    }
}
