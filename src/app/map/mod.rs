//! The map in the middle of the window.

use serde::{Deserialize, Serialize};

use super::intent::Intent;
use super::view::View;
use crate::geometry::LonLat;
use crate::session::Session;

/// Where the map looks, and from how high.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Camera {
    /// Longitude and latitude in the middle of the canvas.
    pub centre: (f64, f64),
    /// Metres on the ground that one point on the screen covers.
    pub metres_per_point: f64,
}

/// Where the schools of the chosen stage stand on the screen, by id.
pub(crate) fn screen_positions(_session: &Session, _view: &View) -> Vec<serde_json::Value> {
    Vec::new()
}

/// The map fills what is left of the window.
pub fn map_ui(ui: &mut egui::Ui, _session: &Session, _view: &mut View) -> Option<Intent> {
    let _ = LonLat::default();
    ui.allocate_response(ui.available_size(), egui::Sense::click_and_drag());
    None
}
