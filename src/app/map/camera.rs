//! The camera: which metres of the map lie where on the screen. Pan, zoom about a point, fit, fly.

use egui::{Pos2, Rect, Vec2, pos2};
use geo::Coord;
use serde::{Deserialize, Serialize};

/// How long a flight to a search result takes, in seconds.
pub(super) const FLIGHT_SECONDS: f64 = 0.12;

/// Room left round a fitted county, as a share of the screen.
const FIT_MARGIN: f64 = 0.06;

/// The closest view, in points per metre: a playground fills the screen.
const CLOSEST: f64 = 4.0;

/// The farthest view, as a share of the fitted one.
const FARTHEST: f64 = 0.25;

/// Where the map is looked at from: the metres in the middle of the screen, and their scale.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Camera {
    /// Metres east of the county's middle, in the middle of the screen.
    pub x: f64,
    /// Metres north of the county's middle.
    pub y: f64,
    /// Points per metre.
    pub scale: f64,
}

impl Camera {
    /// The view that shows all of `home` in the free part of a map.
    pub(super) fn fitting(home: geo::Rect<f64>, map: Rect, free: Rect) -> Self {
        let room = 1.0 - 2.0 * FIT_MARGIN;
        let across = f64::from(free.width().max(1.0)) * room / home.width().max(1.0);
        let up = f64::from(free.height().max(1.0)) * room / home.height().max(1.0);
        Self::with_at(home.center(), across.min(up), free.center() - map.center())
    }

    /// The view of a scale that has some metres so many points off the middle of the map.
    pub(super) fn with_at(metres: geo::Coord<f64>, scale: f64, off: Vec2) -> Self {
        Self {
            x: metres.x - f64::from(off.x) / scale,
            y: metres.y + f64::from(off.y) / scale,
            scale,
        }
    }

    /// The nearest view that neither leaves the county nor comes absurdly close or far.
    pub(super) fn clamped(self, home: geo::Rect<f64>, size: Vec2) -> Self {
        let map = Rect::from_min_size(Pos2::ZERO, size);
        let fit = Self::fitting(home, map, map);
        let is_sound = self.x.is_finite() && self.y.is_finite() && self.scale.is_finite();
        if !is_sound {
            return fit;
        }
        Self {
            x: self.x.clamp(home.min().x, home.max().x),
            y: self.y.clamp(home.min().y, home.max().y),
            scale: self
                .scale
                .clamp(fit.scale * FARTHEST, CLOSEST.max(fit.scale)),
        }
    }

    /// The view `part` of the way (0 to 1) from this one to another, eased at both ends.
    pub(super) fn towards(self, to: Self, part: f64) -> Self {
        let part = part.clamp(0.0, 1.0);
        let eased = part * part * (3.0 - 2.0 * part);
        let between = |from: f64, to: f64| from + (to - from) * eased;
        Self {
            x: between(self.x, to.x),
            y: between(self.y, to.y),
            scale: between(self.scale.ln(), to.scale.ln()).exp(),
        }
    }
}

/// A camera and the part of the screen it fills.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Viewport {
    pub(crate) camera: Camera,
    pub(crate) rect: Rect,
}

impl Viewport {
    /// Where metres lie on the screen.
    pub(crate) fn pos(&self, metres: Coord<f64>) -> Pos2 {
        let middle = self.rect.center();
        pos2(
            middle.x + ((metres.x - self.camera.x) * self.camera.scale) as f32,
            middle.y - ((metres.y - self.camera.y) * self.camera.scale) as f32,
        )
    }

    /// The metres under a point of the screen.
    pub(crate) fn metres(&self, pos: Pos2) -> Coord<f64> {
        let off = pos - self.rect.center();
        Coord {
            x: self.camera.x + f64::from(off.x) / self.camera.scale,
            y: self.camera.y - f64::from(off.y) / self.camera.scale,
        }
    }

    /// The metres on screen, with a margin in points.
    pub(crate) fn visible(&self, margin: f32) -> geo::Rect<f64> {
        let rect = self.rect.expand(margin);
        geo::Rect::new(
            self.metres(rect.left_bottom()),
            self.metres(rect.right_top()),
        )
    }

    /// The camera after the content was dragged by some points.
    pub(crate) fn panned(&self, by: Vec2) -> Camera {
        Camera {
            x: self.camera.x - f64::from(by.x) / self.camera.scale,
            y: self.camera.y + f64::from(by.y) / self.camera.scale,
            ..self.camera
        }
    }

    /// The camera after zooming by a factor; what lies under `fixed` stays there.
    pub(crate) fn zoomed(&self, fixed: Pos2, factor: f64) -> Camera {
        let under = self.metres(fixed);
        let scale = self.camera.scale * factor;
        let off = fixed - self.rect.center();
        Camera {
            x: under.x - f64::from(off.x) / scale,
            y: under.y + f64::from(off.y) / scale,
            scale,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::vec2;

    const SIZE: Vec2 = Vec2::new(800.0, 600.0);

    fn home() -> geo::Rect<f64> {
        geo::Rect::new(
            Coord {
                x: -20_000.0,
                y: -15_000.0,
            },
            Coord {
                x: 20_000.0,
                y: 15_000.0,
            },
        )
    }

    fn fitting() -> Camera {
        let map = Rect::from_min_size(Pos2::ZERO, SIZE);
        Camera::fitting(home(), map, map)
    }

    fn viewport() -> Viewport {
        Viewport {
            camera: fitting(),
            rect: Rect::from_min_size(pos2(250.0, 92.0), SIZE),
        }
    }

    #[test]
    fn a_fitted_view_shows_every_corner_of_the_county() {
        let viewport = viewport();
        for corner in [home().min(), home().max()] {
            assert!(viewport.rect.contains(viewport.pos(corner)));
        }
    }

    #[test]
    fn a_county_fits_into_what_is_left_free() {
        let map = Rect::from_min_size(pos2(250.0, 92.0), SIZE);
        let free = Rect::from_min_max(map.min + vec2(48.0, 0.0), map.max - vec2(204.0, 40.0));
        let camera = Camera::fitting(home(), map, free);
        let viewport = Viewport { camera, rect: map };
        for corner in [home().min(), home().max()] {
            assert!(free.contains(viewport.pos(corner)));
        }
        assert!(viewport.pos(home().center()).distance(free.center()) < 0.01);
    }

    #[test]
    fn screen_and_metres_lead_back_to_each_other() {
        let viewport = viewport();
        let metres = Coord {
            x: 1_234.5,
            y: -987.6,
        };
        let back = viewport.metres(viewport.pos(metres));
        assert!((back.x - metres.x).abs() < 0.05 && (back.y - metres.y).abs() < 0.05);
    }

    #[test]
    fn zooming_keeps_what_lies_under_the_pointer() {
        let viewport = viewport();
        let pointer = pos2(400.0, 200.0);
        let under = viewport.metres(pointer);
        let zoomed = Viewport {
            camera: viewport.zoomed(pointer, 3.0),
            ..viewport
        };
        let now = zoomed.metres(pointer);
        assert!((now.x - under.x).abs() < 1e-6 && (now.y - under.y).abs() < 1e-6);
    }

    #[test]
    fn panning_moves_the_content_with_the_hand() {
        let viewport = viewport();
        let grabbed = viewport.metres(pos2(500.0, 300.0));
        let panned = Viewport {
            camera: viewport.panned(vec2(40.0, -25.0)),
            ..viewport
        };
        assert!(panned.pos(grabbed).distance(pos2(540.0, 275.0)) < 0.01);
    }

    #[test]
    fn the_camera_never_loses_the_county() {
        let lost = Camera {
            x: 9e9,
            y: f64::NAN,
            scale: 0.0,
        };
        assert_eq!(lost.clamped(home(), SIZE), fitting());
        let far = Camera {
            x: 9e9,
            y: 0.0,
            scale: 1e9,
        }
        .clamped(home(), SIZE);
        assert_eq!((far.x, far.scale), (20_000.0, CLOSEST));
    }

    #[test]
    fn a_flight_begins_here_and_ends_there() {
        let from = fitting();
        let to = Camera {
            x: 5_000.0,
            y: 0.0,
            scale: 0.2,
        };
        assert!((from.towards(to, 0.0).scale - from.scale).abs() < 1e-12);
        let end = from.towards(to, 1.0);
        assert!((end.scale - 0.2).abs() < 1e-12 && end.x == 5_000.0);
    }
}
