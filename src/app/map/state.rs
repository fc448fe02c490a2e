//! What the map keeps from frame to frame, and when each part of it is made anew.

use std::fmt;
use std::sync::Arc;

use egui::{Rect, Shape, Vec2};
use geo::Coord;

use super::camera::{Camera, FLIGHT_SECONDS, Viewport};
use super::catchments::Areas;
use super::discs::Discs;
use super::hit::Places;
use super::hues::Hues;
use super::plane::MapPlane;
use super::roads::Roads;
use super::scene::Sheets;
use super::settlements::{DotScale, Settlements};
use super::snaps::Snaps;
use super::townships::Townships;
use super::zones::Zones;
use crate::app::look::view::{FlyTo, View};
use crate::evaluation::Evaluator;
use crate::geometry::LonLat;
use crate::model::{County, PerStage, RoadWork, Stage};
use crate::plan::Layout;
use crate::session::Session;
use crate::units::Meters;

/// Settlements this far apart, in points, leave room for dots of full size.
const USUAL_APART: f64 = 20.0;

/// How much nearer than the whole county a flight to a place ends.
const NEAR_PLACE: f64 = 6.0;

/// An owner of something shared, equal only to owners of the very same thing.
#[derive(Clone)]
pub(super) struct Same<T>(pub(super) Arc<T>);

impl<T> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> fmt::Debug for Same<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:p}", self.0)
    }
}

/// Shapes that are drawn again only when what they depend on has changed.
#[derive(Clone, Debug)]
pub(super) struct Sheet<K> {
    key: Option<K>,
    shapes: Vec<Shape>,
}

impl<K> Default for Sheet<K> {
    fn default() -> Self {
        Self {
            key: None,
            shapes: Vec::new(),
        }
    }
}

impl<K: PartialEq> Sheet<K> {
    /// The shapes for this key.
    pub(super) fn shapes(&mut self, key: K, draw: impl FnOnce() -> Vec<Shape>) -> &[Shape] {
        if self.key.as_ref() != Some(&key) {
            self.shapes = draw();
            self.key = Some(key);
        }
        &self.shapes
    }
}

/// The roads within the limit of a place.
#[derive(Clone, Debug)]
pub(super) struct ReachLines {
    pub(super) at: LonLat,
    pub(super) limit: Meters,
    pub(super) roads: Arc<[RoadWork]>,
    pub(super) lines: Vec<Vec<LonLat>>,
}

/// Where the schools of the layout on screen are.
#[derive(Clone, Debug, Default)]
pub(super) struct SchoolIndex {
    key: Option<(Same<Layout>, Stage)>,
    pub(super) of_stage: Places,
    pub(super) others: Places,
}

/// A camera on its way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flight {
    from: Camera,
    to: Camera,
    began: f64,
}

/// Everything the map keeps. Another county makes all of it anew, but for where it looks.
#[derive(Clone, Debug)]
pub(crate) struct MapState {
    county: Option<Same<County>>,
    pub(super) ground: MapPlane,
    pub(super) townships: Townships,
    pub(super) zones: Zones,
    pub(super) roads: Roads,
    pub(super) settlements: Settlements,
    pub(super) dots: PerStage<DotScale>,
    pub(super) settlement_index: Places,
    pub(super) school_index: SchoolIndex,
    pub(super) snaps: Snaps,
    pub(super) areas: Option<Arc<Areas>>,
    pub(super) hues: Hues,
    pub(super) discs: Option<Discs>,
    pub(super) reach: Option<ReachLines>,
    pub(super) sheets: Sheets,
    /// Where the map looks; `None` until it has seen its canvas.
    pub(super) camera: Option<Camera>,
    /// Whether it looks somewhere of the planner's choice; else the county fits, whatever becomes of the window.
    pub(super) is_by_hand: bool,
    pub(super) flight: Option<Flight>,
    /// See [`super::zoom_of`].
    pub(super) zoom: f32,
    /// What the last frame showed.
    pub(super) viewport: Option<Viewport>,
    /// The place under the pointer, or where it last was.
    pub(super) pointed: Option<LonLat>,
    /// Where the legend was drawn.
    pub(super) legend: Rect,
}

impl Default for MapState {
    fn default() -> Self {
        Self {
            county: None,
            ground: MapPlane::of(&County::default()),
            townships: Townships::default(),
            zones: Zones::default(),
            roads: Roads::default(),
            settlements: Settlements::default(),
            dots: PerStage::default(),
            settlement_index: Places::default(),
            school_index: SchoolIndex::default(),
            snaps: Snaps::default(),
            areas: None,
            hues: Hues::default(),
            discs: None,
            reach: None,
            sheets: Sheets::default(),
            camera: None,
            is_by_hand: false,
            flight: None,
            zoom: 0.0,
            viewport: None,
            pointed: None,
            legend: Rect::NOTHING,
        }
    }
}

impl MapState {
    /// Makes anew what belongs to another county, layout or stage than the one shown.
    pub(super) fn follow(&mut self, session: &Session, view: &View) {
        let stage = view.stage;
        let county = session.evaluator().county();
        if self
            .county
            .as_ref()
            .is_none_or(|known| !Arc::ptr_eq(&known.0, county))
        {
            let ground = MapPlane::of(county);
            let settlements = Settlements::of(county, &ground);
            let base = session
                .evaluator()
                .forecast()
                .demand(session.evaluator().base_year());
            *self = Self {
                county: Some(Same(Arc::clone(county))),
                townships: Townships::of(county, &ground),
                zones: Zones::of(county, &ground),
                roads: Roads::of(county, &ground),
                settlement_index: Places::new(settlements.places.iter().copied().enumerate()),
                settlements,
                dots: PerStage::from_fn(|stage| DotScale::of(&base.pupils[stage])),
                ground,
                camera: self.camera,
                is_by_hand: self.is_by_hand,
                viewport: self.viewport,
                ..Self::default()
            };
        }
        let layout = &view.standing(session).layout;
        let key = Some((Same(Arc::clone(layout)), stage));
        if self.school_index.key != key {
            let places = |is_of_stage: bool| {
                let sites = layout.sites.iter().enumerate();
                let wanted =
                    sites.filter(move |(_, site)| site.stages[stage].is_some() == is_of_stage);
                Places::new(wanted.map(|(index, site)| (index, self.ground.metres(site.at))))
            };
            self.snaps = Snaps::of(session, layout);
            self.school_index = SchoolIndex {
                of_stage: places(true),
                others: places(false),
                key,
            };
        }
    }

    /// Makes the discs when first needed, and anew when the screen becomes finer or coarser.
    pub(super) fn with_discs(&mut self, ctx: &egui::Context) {
        if self.discs.as_ref().is_none_or(|discs| !discs.suit(ctx)) {
            self.discs = Some(Discs::new(ctx));
            self.sheets.forget_discs();
        }
    }

    /// The cells of the county; made when first asked for.
    pub(super) fn areas(&mut self, evaluator: &Evaluator) -> Arc<Areas> {
        let ground = &self.ground;
        let areas = || Arc::new(Areas::of(evaluator.cells(), ground));
        Arc::clone(self.areas.get_or_insert_with(areas))
    }

    /// How large the dots of a stage's settlements are; smaller where they crowd.
    pub(super) fn dot_scale(&self, stage: Stage, viewport: &Viewport) -> DotScale {
        let home = self.ground.home();
        let count = self.settlements.places.len().max(1) as f64;
        let apart = (home.width() * home.height() / count).sqrt() * viewport.camera.scale;
        self.dots[stage].shrunk((apart / USUAL_APART).clamp(0.5, 1.0) as f32)
    }

    /// Begins a flight.
    pub(super) fn fly(&mut self, ctx: &egui::Context, from: Camera, to: Camera) {
        self.is_by_hand = true;
        self.flight = Some(Flight {
            from,
            to,
            began: ctx.input(|input| input.time),
        });
        ctx.request_repaint();
    }

    /// Begins the flight that was asked for.
    pub(super) fn fly_to(&mut self, ctx: &egui::Context, from: Camera, to: FlyTo, size: Vec2) {
        let fit = Camera::fitting(self.ground.home(), size);
        let target = match to {
            FlyTo::County => fit,
            FlyTo::Area(corners) => {
                let [one, other] = corners.map(|corner| self.ground.metres(corner));
                Camera::fitting(geo::Rect::new(one, other), size)
            }
            FlyTo::Place(at) => {
                let Coord { x, y } = self.ground.metres(at);
                Camera {
                    x,
                    y,
                    scale: from.scale.max(fit.scale * NEAR_PLACE),
                }
            }
        };
        self.fly(ctx, from, target.clamped(self.ground.home(), size));
        self.is_by_hand = to != FlyTo::County;
    }

    /// Where to look at a canvas of this size: where the hand left it, else at the whole county.
    pub(super) fn looked_at(&self, size: Vec2) -> Camera {
        let fit = || Camera::fitting(self.ground.home(), size);
        let is_kept = self.is_by_hand || self.flight.is_some();
        self.camera.filter(|_| is_kept).unwrap_or_else(fit)
    }

    /// Where a flight under way has the camera now.
    pub(super) fn flown(&mut self, ctx: &egui::Context, camera: Camera) -> Camera {
        let Some(flight) = self.flight else {
            return camera;
        };
        let part = (ctx.input(|input| input.time) - flight.began) / FLIGHT_SECONDS;
        if part >= 1.0 {
            self.flight = None;
        } else {
            ctx.request_repaint();
        }
        flight.from.towards(flight.to, part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_drawn_again_only_for_another_key() {
        let mut sheet = Sheet::default();
        let mut times = 0;
        for key in [1, 1, 2, 2, 1] {
            let drawn = sheet.shapes(key, || {
                times += 1;
                vec![Shape::Noop]
            });
            assert_eq!(drawn.len(), 1);
        }
        assert_eq!(times, 3);
    }
}
