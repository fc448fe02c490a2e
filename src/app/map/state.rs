//! What the map keeps from frame to frame, and when each part of it is made anew.

use std::fmt;
use std::sync::Arc;

use egui::{Rect, Shape, pos2};
use geo::Coord;

use super::camera::{Camera, FLIGHT_SECONDS, Viewport};
use super::catchments::Areas;
use super::covered::Covered;
use super::discs::Discs;
use super::hit::Places;
use super::hues::Hues;
use super::menu::MenuAt;
use super::plane::MapPlane;
use super::roads::Roads;
use super::settlements::{DotScale, Settlements};
use super::sheets::Sheets;
use super::snaps::Snaps;
use super::townships::Townships;
use super::zones::Zones;
use crate::app::look::chart::Ruler;
use crate::app::look::spots::{self, Spot};
use crate::app::look::view::{FlyTo, View};
use crate::evaluation::{Around, Evaluation, Evaluator};
use crate::geometry::LonLat;
use crate::model::{County, PerStage, RoadWork, Stage};
use crate::plan::Layout;
use crate::session::Session;
use crate::units::Meters;

/// Settlements this far apart, in points, leave room for dots of full size.
const USUAL_APART: f64 = 20.0;

/// A flight to several places shows at least so many metres.
const LEAST_EXTENT: f64 = 1_500.0;

/// How much nearer than the whole county a flight to a place ends.
const NEAR_PLACE: f64 = 6.0;

/// An owner of something shared, equal only to owners of the very same thing.
pub(super) struct Same<T>(pub(super) Arc<T>);

impl<T> Clone for Same<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

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

/// Who of a stage lives within a ruler, in an evaluation.
#[derive(Clone, Debug)]
pub(super) struct Lived {
    pub(super) of: (Ruler, Stage, Same<Evaluation>),
    pub(super) around: Around,
}

/// Where the schools of the layout on screen are.
#[derive(Clone, Debug, Default)]
pub(super) struct SchoolIndex {
    key: Option<(Same<Layout>, Stage)>,
    pub(super) of_stage: Places,
    pub(super) others: Places,
}

impl SchoolIndex {
    /// The layout whose schools these are.
    pub(super) fn layout(&self) -> Option<&Layout> {
        self.key.as_ref().map(|(layout, _)| layout.0.as_ref())
    }
}

/// A camera on its way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flight {
    from: Camera,
    to: Camera,
    began: f64,
}

/// What one of several maps beside each other keeps for itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Pane {
    pub(super) school_index: SchoolIndex,
    pub(super) snaps: Snaps,
    /// By stage, so that going from one to another and back changes none.
    pub(super) hues: PerStage<Hues>,
    pub(super) reach: Option<ReachLines>,
    /// The roads within each reach that is drawn on demand.
    pub(super) rulers: Vec<ReachLines>,
    /// Who lives within each ruler.
    pub(super) around: Vec<Lived>,
    pub(super) sheets: Sheets,
    /// What the last frame showed.
    pub(super) viewport: Option<Viewport>,
}

impl Pane {
    /// What stays where the county is read again or a fact is set right: where it looks, and what its schools wear.
    fn of_next_county(&mut self) -> Self {
        Self {
            viewport: self.viewport,
            hues: std::mem::take(&mut self.hues),
            ..Self::default()
        }
    }
}

/// Everything the maps keep. Another county makes all of it anew, but for where they look.
#[derive(Clone, Debug)]
pub(crate) struct MapState {
    county: Option<Same<County>>,
    pub(super) ground: MapPlane,
    pub(super) townships: Townships,
    pub(super) zones: Zones,
    pub(super) roads: Roads,
    pub(super) settlements: Settlements,
    pub(super) dots: PerStage<DotScale>,
    pub(super) areas: Option<Arc<Areas>>,
    pub(super) discs: Option<Discs>,
    /// The map that is drawn or touched.
    pub(super) pane: Pane,
    /// The maps beside it.
    others: [Pane; 2],
    /// Where all maps look; `None` until one has seen its canvas.
    pub(super) camera: Option<Camera>,
    /// Whether it looks somewhere of the planner's choice; else the county fits, whatever becomes of the window.
    pub(super) is_by_hand: bool,
    pub(super) flight: Option<Flight>,
    /// See [`super::zoom_of`].
    pub(super) zoom: f32,
    /// How many maps stand beside each other.
    pub(super) n_panes: usize,
    /// How far the last of them lies from the first, in points; it has the legend.
    pub(super) legend_shift: f32,
    /// The place under the pointer, or where it last was.
    pub(super) pointed: Option<LonLat>,
    /// Whether the pointer is over a map.
    pub(super) is_pointed: bool,
    /// Where the pointer rested when the map was sent somewhere: what comes to lie under it was not pointed at.
    pub(super) rests_at: Option<egui::Pos2>,
    /// Whether the list of steps hangs over the map.
    pub(super) is_list_open: bool,
    /// What the menu of the map is about.
    pub(super) menu: Option<MenuAt>,
    /// What stands over the map, as it was last drawn.
    pub(super) covered: Covered,
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
            areas: None,
            discs: None,
            pane: Pane::default(),
            others: Default::default(),
            camera: None,
            is_by_hand: false,
            flight: None,
            zoom: 0.0,
            n_panes: 0,
            legend_shift: 0.0,
            pointed: None,
            is_pointed: false,
            rests_at: None,
            is_list_open: false,
            menu: None,
            covered: Covered::default(),
        }
    }
}

impl MapState {
    /// Lets the map of this number be the one that is drawn or touched, as long as `act` takes.
    pub(super) fn on_pane<R>(&mut self, number: usize, act: impl FnOnce(&mut Self) -> R) -> R {
        let Some(other) = number
            .checked_sub(1)
            .filter(|other| *other < self.others.len())
        else {
            return act(self);
        };
        std::mem::swap(&mut self.pane, &mut self.others[other]);
        let result = act(self);
        std::mem::swap(&mut self.pane, &mut self.others[other]);
        result
    }

    /// What each map showed in the last frame.
    pub(super) fn viewports(&self) -> Vec<Viewport> {
        let others = self.others.iter().take(self.n_panes.saturating_sub(1));
        let panes = std::iter::once(&self.pane).chain(others);
        panes.filter_map(|pane| pane.viewport).collect()
    }

    /// The maps beside the first are no more on screen.
    pub(super) fn forget_others(&mut self) {
        if self.others.iter().any(|other| other.viewport.is_some()) {
            self.others = Default::default();
        }
    }

    /// Makes anew what belongs to another county, layout or stage than the one shown.
    pub(super) fn follow(&mut self, session: &Session, view: &View) {
        self.follow_county(session);
        let layout = &view.on_map(session).layout;
        self.follow_layout(session.evaluator(), layout, view.stage);
    }

    /// Makes everything anew for another county.
    pub(super) fn follow_county(&mut self, session: &Session) {
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
                settlements,
                dots: PerStage::from_fn(|stage| DotScale::of(&base.pupils[stage])),
                ground,
                camera: self.camera,
                is_by_hand: self.is_by_hand,
                covered: self.covered,
                n_panes: self.n_panes,
                legend_shift: self.legend_shift,
                pane: self.pane.of_next_county(),
                others: self.others.each_mut().map(Pane::of_next_county),
                ..Self::default()
            };
        }
    }

    /// Makes anew what belongs to another layout or stage than the one this map shows.
    pub(super) fn follow_layout(
        &mut self,
        evaluator: &Evaluator,
        layout: &Arc<Layout>,
        stage: Stage,
    ) {
        let key = Some((Same(Arc::clone(layout)), stage));
        if self.pane.school_index.key != key {
            let places = |is_of_stage: bool| {
                let sites = layout.sites.iter().enumerate();
                let wanted =
                    sites.filter(move |(_, site)| site.stages[stage].is_some() == is_of_stage);
                Places::new(wanted.map(|(index, site)| (index, self.ground.metres(site.at))))
            };
            self.pane.snaps.follow(evaluator, layout);
            self.pane.school_index = SchoolIndex {
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
            self.pane.sheets.forget_discs();
            for other in &mut self.others {
                other.sheets.forget_discs();
            }
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

    /// Begins the flight that was asked for. What is flown to lies clear of all that stands over the map.
    pub(super) fn fly_to(&mut self, ctx: &egui::Context, from: Camera, to: FlyTo, rect: Rect) {
        let covered = self.covered.on_one(self.legend_shift);
        let free = covered.free(rect);
        let fit = self.fitting(rect);
        let target = match to {
            FlyTo::County => fit,
            FlyTo::Sight(low, high) => {
                let extent = geo::Rect::new(self.ground.metres(low), self.ground.metres(high));
                let viewport = Viewport { camera: from, rect };
                let over = self.list_over_map(ctx);
                let is_seen = |metres| {
                    let at = viewport.pos(metres);
                    covered.shows(rect, at) && !over.contains(at)
                };
                if is_seen(extent.min()) && is_seen(extent.max()) {
                    return;
                }
                let free = beside(free, over);
                let scale = from.scale.min(Camera::fitting(extent, rect, free).scale);
                Camera::with_at(extent.center(), scale, free.center() - rect.center())
            }
            FlyTo::Place(at) => {
                let scale = from.scale.max(fit.scale * NEAR_PLACE);
                Camera::with_at(self.ground.metres(at), scale, free.center() - rect.center())
            }
            FlyTo::Extent(low, high) => {
                let (low, high) = (self.ground.metres(low), self.ground.metres(high));
                let extent = around(geo::Rect::new(low, high), LEAST_EXTENT);
                let near = Camera::fitting(extent, rect, free);
                // Names can be read, and no nearer than a flight to a place.
                let scale = near.scale.min(fit.scale.max(from.scale) * NEAR_PLACE);
                Camera::with_at(extent.center(), scale, free.center() - rect.center())
            }
        };
        self.fly(ctx, from, target.clamped(self.ground.home(), rect.size()));
        self.is_by_hand = to != FlyTo::County;
    }

    /// The list of steps, while it hangs over the map.
    fn list_over_map(&self, ctx: &egui::Context) -> Rect {
        let hangs = self.is_list_open.then(|| spots::of(ctx, Spot::Steps));
        hangs.flatten().unwrap_or(Rect::NOTHING)
    }

    /// The view that shows the whole county, clear of all that stands over the map.
    pub(super) fn fitting(&self, rect: Rect) -> Camera {
        let covered = self.covered.on_one(self.legend_shift);
        let (home, free) = (self.ground.home(), covered.free(rect));
        let first = Camera::fitting(home, rect, free);
        let hides = |camera: Camera| {
            let viewport = Viewport { camera, rect };
            let layout = self.pane.school_index.layout();
            let mut sites = layout.into_iter().flat_map(|layout| &layout.sites);
            sites.any(|site| {
                let pos = viewport.pos(self.ground.metres(site.at));
                rect.contains(pos) && covered.lasting().any(|over| over.contains(pos))
            })
        };
        if hides(first) {
            Camera::fitting(home, rect, covered.free_below(rect))
        } else {
            first
        }
    }

    /// Where to look at a canvas: where the hand left it, else at the whole county.
    pub(super) fn looked_at(&self, rect: Rect) -> Camera {
        let is_kept = self.is_by_hand || self.flight.is_some();
        let kept = self.camera.filter(|_| is_kept);
        kept.unwrap_or_else(|| self.fitting(rect))
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

/// The largest part of a rectangle that is beside another.
fn beside(room: Rect, over: Rect) -> Rect {
    if !over.is_positive() || !over.intersects(room) {
        return room;
    }
    let parts = [
        Rect {
            max: pos2(over.left(), room.bottom()),
            ..room
        },
        Rect {
            max: pos2(room.right(), over.top()),
            ..room
        },
        Rect {
            min: pos2(over.right(), room.top()),
            ..room
        },
        Rect {
            min: pos2(room.left(), over.bottom()),
            ..room
        },
    ];
    let breadth = |part: &Rect| part.width().min(part.height());
    let largest = parts
        .into_iter()
        .max_by(|one, other| breadth(one).total_cmp(&breadth(other)));
    largest.filter(Rect::is_positive).unwrap_or(room)
}

/// A rectangle about the same middle, no side shorter than `least` metres.
fn around(rect: geo::Rect<f64>, least: f64) -> geo::Rect<f64> {
    let grow = |extent: f64| (least - extent).max(0.0) / 2.0;
    let by = Coord {
        x: grow(rect.width()),
        y: grow(rect.height()),
    };
    geo::Rect::new(rect.min() - by, rect.max() + by)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_brought_into_sight_lies_beside_an_open_list() {
        let rect =
            |x: f32, y: f32, w: f32, h: f32| Rect::from_min_size(pos2(x, y), egui::vec2(w, h));
        let room = rect(300.0, 100.0, 800.0, 500.0);
        for over in [
            rect(250.0, 40.0, 540.0, 420.0),
            rect(300.0, 40.0, 800.0, 300.0),
            rect(900.0, 90.0, 300.0, 600.0),
            rect(0.0, 0.0, 100.0, 100.0),
            Rect::NOTHING,
        ] {
            let part = beside(room, over);
            assert!(
                room.contains_rect(part) && part.is_positive(),
                "{over:?}: {part:?}"
            );
            assert!(!over.contains(part.center()), "{over:?}: {part:?}");
        }
        assert_eq!(beside(room, room), room, "nothing is left beside it");
    }

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
