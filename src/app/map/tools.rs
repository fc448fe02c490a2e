//! What the hand does on the map: pan, zoom, point, click, drag a school, say where a new one stands.

use std::sync::Arc;

use egui::{Context, CursorIcon, EventFilter, Key, Modifiers, PointerButton, Pos2, Response, vec2};

use super::camera::{Camera, Viewport};
use super::menu::MenuAt;
use super::state::MapState;
use super::{lasso, road_tool};
use crate::app::look::chart::{MapWish, Several, SeveralWish};
use crate::app::look::hand::{DragFrame, Dragging, Hand};
use crate::app::look::intent::Intent;
use crate::app::look::keeping::Keep;
use crate::app::look::view::{Selection, Tool, View};
use crate::model::{Fact, SchoolId};
use crate::plan::Command;
use crate::session::Session;

/// A hand hits what is at most this far away, in points.
const REACH: f32 = 12.0;

/// How far an arrow key pans, in points.
const KEY_PAN: f32 = 80.0;

/// How much a key, a button or a double click zooms.
pub(super) const ZOOM_STEP: f64 = 1.6;

/// Takes in what the hand does. Changes the camera, what is hovered and [`View::hand`]; wishes come back as an intent.
/// `is_pointed` says whether what is hovered is this map's to tell.
pub(super) fn handle(
    response: &Response,
    session: &Session,
    view: &mut View,
    map: &mut MapState,
    viewport: Viewport,
    is_pointed: bool,
) -> Option<Intent> {
    let mut touch = Touch {
        ctx: &response.ctx,
        response,
        session,
        view,
        map,
        viewport,
    };
    touch.zoom();
    let intent = touch.keys();
    let intent = touch.press().or(intent);
    let intent = intent.or_else(|| touch.click());
    if is_pointed {
        touch.point();
    }
    intent
}

/// The hand on the canvas in one frame.
struct Touch<'a> {
    ctx: &'a Context,
    response: &'a Response,
    session: &'a Session,
    view: &'a mut View,
    map: &'a mut MapState,
    viewport: Viewport,
}

impl Touch<'_> {
    fn zoom(&mut self) {
        let Some(pointer) = self.response.hover_pos() else {
            return;
        };
        let (scrolled, pinched) = self
            .ctx
            .input(|input| (input.smooth_scroll_delta(), input.zoom_delta()));
        let factor = f64::from((scrolled.y / 220.0).exp() * pinched);
        if (factor - 1.0).abs() > 1e-6 {
            self.look(self.viewport.zoomed(pointer, factor));
        }
        if self.response.double_clicked()
            && self.under(pointer).is_none()
            && self.view.tool == Tool::Select
        {
            self.map.fly(
                self.ctx,
                self.viewport.camera,
                self.viewport.zoomed(pointer, ZOOM_STEP * ZOOM_STEP),
            );
        }
    }

    fn keys(&mut self) -> Option<Intent> {
        let ctx = self.ctx;
        let focused = ctx.memory(|memory| memory.focused());
        let is_ours = focused.is_none_or(|id| id == self.response.id) && !ctx.text_edit_focused();
        if self.response.has_focus() {
            let arrows = EventFilter {
                horizontal_arrows: true,
                vertical_arrows: true,
                ..EventFilter::default()
            };
            ctx.memory_mut(|memory| memory.set_focus_lock_filter(self.response.id, arrows));
        }
        if !is_ours {
            return None;
        }
        let pressed = |key| ctx.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let pans = [
            (Key::ArrowLeft, vec2(1.0, 0.0)),
            (Key::ArrowRight, vec2(-1.0, 0.0)),
            (Key::ArrowUp, vec2(0.0, 1.0)),
            (Key::ArrowDown, vec2(0.0, -1.0)),
        ];
        for (key, way) in pans {
            if pressed(key) {
                self.look(self.viewport.panned(way * KEY_PAN));
            }
        }
        let middle = self.viewport.rect.center();
        let zooms = [
            (Key::Plus, ZOOM_STEP),
            (Key::Equals, ZOOM_STEP),
            (Key::Minus, 1.0 / ZOOM_STEP),
        ];
        for (key, factor) in zooms {
            if pressed(key) {
                self.look(self.viewport.zoomed(middle, factor));
            }
        }
        match &self.view.tool {
            Tool::Road(tool) if pressed(Key::Enter) => road_tool::ended(tool),
            _ => None,
        }
    }

    /// Press, drag and let go.
    fn press(&mut self) -> Option<Intent> {
        // What was dropped is not yet the plan's: until then the hand takes nothing else.
        if self.response.drag_started() && !matches!(self.view.hand, Hand::Dropped { .. }) {
            self.map.flight = None;
            if let Some(frame) = self.framed() {
                self.view.hand = frame;
                return None;
            }
            let taken = self.taken().map(Box::new);
            self.view.hand = taken.map_or(Hand::Panning, Hand::Dragging);
        }
        if self.ctx.input(|input| input.key_pressed(Key::Escape)) {
            self.view.hand.give_up();
        }
        let intent = if self.response.dragged() {
            self.follow()
        } else {
            None
        };
        if self.response.drag_stopped() {
            return self.let_go();
        }
        intent
    }

    /// With Shift a drag frames what is to be chosen, with Alt or the lasso it draws a loop round it.
    fn framed(&self) -> Option<Hand> {
        let held = self.ctx.input(|input| input.modifiers);
        if !self.response.dragged_by(PointerButton::Primary) {
            return None;
        }
        let from = self.ctx.input(|input| input.pointer.press_origin())?;
        let to = self.response.interact_pointer_pos()?;
        match self.view.tool {
            Tool::Lasso => Some(Hand::Lassoing(vec![from])),
            Tool::Select if held.shift => Some(Hand::Framing { from, to }),
            Tool::Select if held.alt => Some(Hand::Lassoing(vec![from])),
            _ => None,
        }
    }

    /// The schools of the stage that are drawn inside a loop.
    fn encircled(&self, line: &[Pos2]) -> Several {
        let pane = &self.map.pane;
        let mut several = Several::default();
        let layout = pane.school_index.layout();
        if let Some(layout) = layout.filter(|_| self.view.layers.schools) {
            let at = |site: usize| Some(self.map.ground.metres(layout.sites.get(site)?.at));
            let sites = lasso::inside(line, &self.viewport, &pane.school_index.of_stage, at);
            let drawn = sites.into_iter().filter_map(|site| layout.sites.get(site));
            let drawn = drawn.filter(|site| self.view.chart.shows(site.kind));
            several.schools.extend(drawn.map(|site| site.id.clone()));
        }
        several
    }

    /// What lies in a frame: schools of the stage that are drawn, and settlements.
    fn inside(&self, from: Pos2, to: Pos2) -> Several {
        let frame = egui::Rect::from_two_pos(from, to);
        let (low, high) = (
            self.viewport.metres(frame.left_bottom()),
            self.viewport.metres(frame.right_top()),
        );
        let mut several = Several::default();
        let pane = &self.map.pane;
        if let Some(layout) = pane
            .school_index
            .layout()
            .filter(|_| self.view.layers.schools)
        {
            let sites = pane.school_index.of_stage.within(low, high).into_iter();
            let drawn = sites
                .filter_map(|site| layout.sites.get(site))
                .filter(|site| self.view.chart.shows(site.kind));
            several.schools.extend(drawn.map(|site| site.id.clone()));
        }
        if self.view.layers.settlements {
            several
                .settlements
                .extend(self.map.settlements.index.within(low, high));
        }
        several
    }

    /// The school that was pressed. A drag is only recognised after a few points of movement: what was pressed is
    /// where it began.
    fn taken(&self) -> Option<Dragging> {
        if !self.response.dragged_by(PointerButton::Primary) {
            return None;
        }
        let origin = self.ctx.input(|input| input.pointer.press_origin())?;
        let school = self.grabbed(origin)?;
        let site = self.session.evaluation().layout.site(&school)?;
        Some(Dragging {
            grip: self.viewport.pos(self.map.ground.metres(site.at)) - origin,
            solver: self.session.drag(&school)?,
            school,
            frame: None,
        })
    }

    /// Follows the pointer: the map, or a school with the numbers of this very place.
    fn follow(&mut self) -> Option<Intent> {
        if matches!(self.view.hand, Hand::Panning) {
            self.look(self.viewport.panned(self.response.drag_delta()));
        }
        if let (Hand::Framing { to, .. }, Some(pointer)) =
            (&mut self.view.hand, self.response.interact_pointer_pos())
        {
            *to = pointer;
        }
        if let (Hand::Lassoing(line), Some(pointer)) =
            (&mut self.view.hand, self.response.interact_pointer_pos())
        {
            lasso::grow(line, pointer);
        }
        let Hand::Dragging(dragging) = &mut self.view.hand else {
            return None;
        };
        let pointer = self.response.interact_pointer_pos()? + dragging.grip;
        let to = self.map.ground.lon_lat(self.viewport.metres(pointer));
        let before = dragging.frame.as_ref().map(|frame| frame.to);
        if before == Some(to) {
            return None;
        }
        if !Arc::ptr_eq(dragging.solver.before(), self.session.evaluation()) {
            // The plan was changed in the middle of the drag.
            let Some(solver) = self.session.drag(&dragging.school) else {
                self.view.hand.give_up();
                return None;
            };
            dragging.solver = solver;
        }
        let evaluation = Arc::new(dragging.solver.frame(to));
        dragging.frame = Some(DragFrame { to, evaluation });
        let selection = Some(Selection::School(dragging.school.clone()));
        let is_news = before.is_none() && self.view.selection != selection;
        is_news.then_some(Intent::Select(selection))
    }

    fn let_go(&mut self) -> Option<Intent> {
        match std::mem::take(&mut self.view.hand) {
            Hand::Dragging(dragging) => {
                let Dragging { school, frame, .. } = *dragging;
                let frame = frame?;
                let command = Command::Move {
                    school: school.clone(),
                    to: frame.to,
                    year: self.session.year(),
                };
                self.view.hand = Hand::Dropped { school, frame };
                Some(Intent::Command(command))
            }
            dropped @ Hand::Dropped { .. } => {
                self.view.hand = dropped;
                None
            }
            Hand::Framing { from, to } => {
                let inside = self.inside(from, to);
                Some(Intent::Map(MapWish::Several(SeveralWish::Add(inside))))
            }
            Hand::Lassoing(line) => {
                let inside = self.encircled(&line);
                if self.view.tool == Tool::Lasso {
                    self.view.tool = Tool::Select;
                }
                Some(Intent::Map(MapWish::Several(SeveralWish::Add(inside))))
            }
            Hand::Idle | Hand::Panning | Hand::GivenUp => None,
        }
    }

    /// The school a drag from here moves.
    fn grabbed(&self, origin: Pos2) -> Option<SchoolId> {
        if self.view.tool != Tool::Select || !self.view.workspace().plans() {
            return None;
        }
        match self.under(origin)? {
            Selection::School(id) => {
                let site = self.session.evaluation().layout.site(&id)?;
                site.is_open().then_some(id)
            }
            Selection::Settlement(_) => None,
        }
    }

    fn click(&mut self) -> Option<Intent> {
        if !self.response.clicked() {
            return None;
        }
        self.response.request_focus();
        let pointer = self.response.interact_pointer_pos()?;
        let at = self.map.ground.lon_lat(self.viewport.metres(pointer));
        let is_shifted = self.ctx.input(|input| input.modifiers.shift);
        match &mut self.view.tool {
            Tool::Select => {
                let under = self.under(pointer);
                if is_shifted {
                    let toggle = SeveralWish::Toggle(under?);
                    return Some(Intent::Map(MapWish::Several(toggle)));
                }
                let is_news = under != self.view.selection || !self.view.chart.several.is_empty();
                is_news.then_some(Intent::Select(under))
            }
            Tool::Measure(line) => {
                line.push(at);
                None
            }
            Tool::Lasso => None,
            Tool::AddSchool | Tool::Relocate(_) => Some(Intent::PlaceSchool(at)),
            Tool::Correct(subject) => {
                let facts = vec![(subject.clone(), Fact::Place(at))];
                self.view.tool = Tool::Select;
                Some(Intent::Keep(Keep::Correct(facts)))
            }
            Tool::Road(tool) => {
                let is_second = self.response.double_clicked();
                let reach = f64::from(REACH) / self.viewport.camera.scale;
                road_tool::click(tool, self.session, at, reach, is_second)
            }
        }
    }

    /// What the pointer shows: the thing under it, and a cursor that says what a press would do.
    fn point(&mut self) {
        let is_placing = self.view.tool != Tool::Select;
        let pointer = self.response.hover_pos();
        self.map.is_pointed = pointer.is_some();
        if let Some(pointer) = pointer {
            let at = self.map.ground.lon_lat(self.viewport.metres(pointer));
            self.map.pointed = Some(at);
        }
        if self.response.secondary_clicked()
            && let Some(pointer) = self.response.interact_pointer_pos()
        {
            let at = self.map.ground.lon_lat(self.viewport.metres(pointer));
            let thing = self.under(pointer);
            self.map.menu = Some(MenuAt { at, thing });
        }
        self.view.hovered = match (&self.view.hand, pointer) {
            (Hand::Idle, Some(pointer)) if !is_placing => self.under(pointer),
            _ => None,
        };
        let cursor = match &self.view.hand {
            Hand::Dragging(_) => Some(CursorIcon::Grabbing),
            Hand::Panning => Some(CursorIcon::AllScroll),
            Hand::Framing { .. } | Hand::Lassoing(_) => Some(CursorIcon::Crosshair),
            _ if pointer.is_none() => None,
            _ if is_placing => Some(CursorIcon::Crosshair),
            _ => match &self.view.hovered {
                Some(Selection::School(_)) if self.view.workspace().plans() => {
                    Some(CursorIcon::Grab)
                }
                Some(Selection::School(_) | Selection::Settlement(_)) => {
                    Some(CursorIcon::PointingHand)
                }
                None => Some(CursorIcon::Default),
            },
        };
        if let Some(cursor) = cursor {
            self.ctx.set_cursor_icon(cursor);
        }
    }

    /// Schools of the stage first, then schools of other stages where they are drawn, then settlements.
    fn under(&self, pointer: Pos2) -> Option<Selection> {
        let at = self.viewport.metres(pointer);
        let reach = f64::from(REACH) / self.viewport.camera.scale;
        let layers = self.view.layers;
        let pane = &self.map.pane;
        let chart = &self.view.chart;
        let school = |index: usize| {
            let site = pane.school_index.layout()?.sites.get(index)?;
            let is_drawn = layers.schools && chart.shows(site.kind);
            is_drawn.then(|| Selection::School(site.id.clone()))
        };
        let settlement = || {
            let nearest = self.map.settlements.index.nearest(at, reach);
            let is_drawn = layers.settlements;
            nearest.filter(|_| is_drawn).map(Selection::Settlement)
        };
        let other = || {
            let nearest = pane.school_index.others.nearest(at, reach * 0.6);
            nearest.filter(|_| super::shows_other_stages(self.map.zoom))
        };
        let of_stage = pane.school_index.of_stage.nearest(at, reach);
        of_stage
            .and_then(school)
            .or_else(|| other().and_then(school))
            .or_else(settlement)
    }

    /// Moves the camera at once; a flight under way ends.
    fn look(&mut self, camera: Camera) {
        self.map.flight = None;
        self.map.is_by_hand = true;
        let camera = camera.clamped(self.map.ground.home(), self.viewport.rect.size());
        self.viewport.camera = camera;
        self.map.camera = Some(camera);
    }
}
