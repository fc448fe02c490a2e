//! Lines from homes to schools: straight for many, along the roads for the one settlement that is looked at.

use egui::{Mesh, Pos2};

use super::camera::Viewport;
use super::plane::MapPlane;
use super::settlements::Settlements;
use super::stroke;
use crate::app::look::theme::Theme;
use crate::assign::Flow;
use crate::geometry::LonLat;
use crate::plan::Layout;
use crate::units::Meters;

/// Straight lines for some flows; those over the limit in its colour.
pub(super) struct Spider<'a> {
    pub(super) layout: &'a Layout,
    pub(super) settlements: &'a Settlements,
    pub(super) ground: &'a MapPlane,
    pub(super) viewport: &'a Viewport,
    pub(super) limit: Option<Meters>,
    pub(super) theme: &'a Theme,
}

impl Spider<'_> {
    /// A line for every flow.
    pub(super) fn mesh<'f>(&self, flows: impl Iterator<Item = &'f Flow>, strength: f32) -> Mesh {
        let mut mesh = Mesh::default();
        let screen = self.viewport.rect;
        for flow in flows {
            let home = self.viewport.pos(self.settlements.places[flow.settlement]);
            let school = self
                .viewport
                .pos(self.ground.metres(self.layout.sites[flow.site].at));
            if !egui::Rect::from_two_pos(home, school).intersects(screen) {
                continue;
            }
            let is_over = self.limit.is_some_and(|limit| flow.trip.distance() > limit);
            let color = if is_over {
                self.theme.over_limit
            } else {
                self.theme.symbol_edge
            };
            stroke::line(
                &mut mesh,
                &[home, school],
                1.0,
                color.gamma_multiply(strength),
            );
        }
        mesh
    }
}

/// Those of some flows that lead into one school.
pub(super) fn into(flows: &[Flow], site: usize) -> impl Iterator<Item = &Flow> {
    flows.iter().filter(move |flow| flow.site == site)
}

/// A way along the roads, with its casing.
pub(super) fn way(
    mesh: &mut Mesh,
    line: &[LonLat],
    ground: &MapPlane,
    viewport: &Viewport,
    theme: &Theme,
) {
    let points: Vec<Pos2> = line
        .iter()
        .map(|&at| viewport.pos(ground.metres(at)))
        .collect();
    stroke::line(mesh, &points, 6.0, theme.halo.gamma_multiply(0.85));
    stroke::line(mesh, &points, 3.0, theme.selected);
}
