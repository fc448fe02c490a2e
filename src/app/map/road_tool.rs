//! The hand on roads: draws a new one place by place, or picks one of the county.

use egui::{Mesh, Pos2};

use super::camera::Viewport;
use super::plane::MapPlane;
use super::stroke;
use crate::app::look::intent::Intent;
use crate::app::look::theme::Theme;
use crate::app::look::view::RoadTool;
use crate::geometry::LonLat;
use crate::model::RoadWork;
use crate::session::Session;

/// A click with the tool. Within `reach` metres of a road a drawn place lies on it, so that the new road joins it.
pub(super) fn click(
    tool: &mut RoadTool,
    session: &Session,
    at: LonLat,
    reach: f64,
    is_second: bool,
) -> Option<Intent> {
    let county = session.county();
    let is_there = |line: &[LonLat]| {
        let last = line.last();
        last.is_some_and(|last| last.metres_to(at) <= 2.0 * reach)
    };
    match tool {
        RoadTool::Pick => county
            .road_near(at, reach)
            .map(|(road, _)| Intent::RoadPicked(road)),
        // The first click of a double click has drawn the last place.
        RoadTool::Draw(line) if is_second && is_there(line) => ended(tool),
        RoadTool::Draw(line) => {
            let works = &session.evaluation().layout.roads;
            let near = if works.is_empty() {
                county.road_near(at, reach)
            } else {
                county.with_roads(works).road_near(at, reach)
            };
            line.push(near.map_or(at, |(_, joint)| joint));
            line.dedup();
            None
        }
    }
}

/// A road that has been drawn far enough to be one.
pub(super) fn ended(tool: &RoadTool) -> Option<Intent> {
    match tool {
        RoadTool::Draw(line) if line.len() >= 2 => Some(Intent::RoadDrawn(line.clone())),
        RoadTool::Draw(_) | RoadTool::Pick => None,
    }
}

/// What lines on the map are drawn with.
pub(super) struct Pen<'a> {
    pub(super) ground: &'a MapPlane,
    pub(super) viewport: &'a Viewport,
    pub(super) theme: &'a Theme,
}

impl Pen<'_> {
    fn points(&self, line: &[LonLat]) -> Vec<Pos2> {
        let pos = |&at: &LonLat| self.viewport.pos(self.ground.metres(at));
        line.iter().map(pos).collect()
    }

    /// The road that is being drawn, up to the pointer.
    pub(super) fn draft(&self, line: &[LonLat], pointer: Option<Pos2>) -> Mesh {
        let mut points = self.points(line);
        points.extend(pointer);
        let mut mesh = Mesh::default();
        stroke::line(&mut mesh, &points, 3.0, self.theme.plan);
        mesh
    }

    /// Works on roads: new ones as full lines, closed ones as red dashes, improved ones as a wide band.
    pub(super) fn works(&self, works: &[RoadWork]) -> Mesh {
        let mut mesh = Mesh::default();
        for work in works {
            let points = self.points(work.line());
            match work {
                RoadWork::Build(_) => {
                    stroke::line(&mut mesh, &points, 5.0, self.theme.halo);
                    stroke::line(&mut mesh, &points, 3.0, self.theme.plan);
                }
                RoadWork::Cut { .. } => {
                    stroke::line(&mut mesh, &points, 5.0, self.theme.halo);
                    stroke::dashed(&mut mesh, &points, 3.0, self.theme.worse, 5.0, 4.0);
                }
                RoadWork::Improve { .. } => {
                    let color = self.theme.plan.gamma_multiply(0.45);
                    stroke::line(&mut mesh, &points, 6.0, color);
                }
            }
        }
        mesh
    }
}
