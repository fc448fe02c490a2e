//! The hand on the map: pan, zoom, point, click, drag a school, say where a new one stands.

use std::sync::Arc;

use egui::{
    CursorIcon, EventFilter, Key, Modifiers, PointerButton, Pos2, Response, Ui, Vec2, vec2,
};

use super::camera::Viewport;
use super::road_tool;
use super::state::MapState;
use crate::app::look::intent::Intent;
use crate::app::look::view::{Drag, Selection, Tool, View};
use crate::model::SchoolId;
use crate::plan::Command;
use crate::session::Session;

/// A hand hits what is at most this far away, in points.
const REACH: f32 = 12.0;

/// How far an arrow key pans, in points.
const KEY_PAN: f32 = 80.0;

/// How much a key, a button or a double click zooms.
pub(super) const ZOOM_STEP: f64 = 1.6;

/// What the pressed button is doing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Gesture {
    /// Nothing.
    #[default]
    Idle,
    /// Moving the map.
    Panning,
    /// Moving a school; `grip` is from the pointer to the school's place.
    Dragging {
        /// Which school.
        school: SchoolId,
        /// In points.
        grip: Vec2,
    },
    /// Put back by Escape; waits for the button to be let go.
    GivenUp,
    /// Let go in the last frame; the plan has taken it over by now.
    Dropped,
}

/// Takes in what the hand does. Changes the camera, what is hovered and the drag; wishes come back as an intent.
pub(super) fn handle(
    ui: &Ui,
    response: &Response,
    session: &Session,
    view: &mut View,
    map: &mut MapState,
    viewport: &mut Viewport,
) -> Option<Intent> {
    let mut hand = Hand {
        ui,
        response,
        session,
        view,
        map,
        viewport,
    };
    hand.finish_drop();
    hand.zoom();
    let intent = hand.keys();
    let intent = hand.press().or(intent);
    let intent = intent.or_else(|| hand.click());
    hand.point();
    intent
}

struct Hand<'a> {
    ui: &'a Ui,
    response: &'a Response,
    session: &'a Session,
    view: &'a mut View,
    map: &'a mut MapState,
    viewport: &'a mut Viewport,
}

impl Hand<'_> {
    fn finish_drop(&mut self) {
        if self.map.gesture == Gesture::Dropped && !self.view.is_changing {
            self.map.gesture = Gesture::Idle;
            self.view.drag = None;
        }
    }

    fn zoom(&mut self) {
        let Some(pointer) = self.response.hover_pos() else {
            return;
        };
        let (scrolled, pinched) = self
            .ui
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
                self.ui.ctx(),
                self.viewport.camera,
                self.viewport.zoomed(pointer, ZOOM_STEP * ZOOM_STEP),
            );
        }
    }

    fn keys(&mut self) -> Option<Intent> {
        let ctx = self.ui.ctx();
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
        let is_primary = self.response.dragged_by(PointerButton::Primary);
        if self.response.drag_started() && self.map.gesture != Gesture::Dropped {
            // A drag is only recognised after a few points of movement: what was pressed is where it began.
            let origin = self.ui.input(|input| input.pointer.press_origin());
            let grabbed = origin
                .filter(|_| is_primary)
                .and_then(|origin| Some((self.grabbed(origin)?, origin)));
            self.map.flight = None;
            self.map.gesture = match grabbed {
                Some((school, origin)) => {
                    let site = self.session.evaluation().layout.site(&school)?;
                    let grip = self.viewport.pos(self.map.ground.metres(site.at)) - origin;
                    self.map.dragged = self.session.drag(&school);
                    Gesture::Dragging { school, grip }
                }
                None => Gesture::Panning,
            };
        }
        if matches!(self.map.gesture, Gesture::Dragging { .. }) && self.is_given_up() {
            self.view.drag = None;
            self.map.dragged = None;
            self.map.gesture = Gesture::GivenUp;
        }
        let intent = match self.map.gesture.clone() {
            Gesture::Panning if self.response.dragged() => {
                self.look(self.viewport.panned(self.response.drag_delta()));
                None
            }
            Gesture::Dragging { school, grip } if self.response.dragged() => {
                self.drag_to(&school, grip)
            }
            _ => None,
        };
        if self.response.drag_stopped() {
            return self.let_go();
        }
        intent
    }

    /// Follows the pointer: the numbers of this very place, worked out only when the place is new.
    fn drag_to(&mut self, school: &SchoolId, grip: Vec2) -> Option<Intent> {
        let pointer = self.response.interact_pointer_pos()?;
        let to = self
            .map
            .ground
            .lon_lat(self.viewport.metres(pointer + grip));
        if self.view.drag.as_ref().is_some_and(|drag| drag.to == to) {
            return None;
        }
        let is_first = self.view.drag.is_none();
        let current = self.session.evaluation();
        let dragged = self.map.dragged.take();
        let mut dragged = dragged
            .filter(|dragged| Arc::ptr_eq(dragged.before(), current))
            .or_else(|| self.session.drag(school))?;
        let evaluation = Arc::new(dragged.frame(to));
        self.map.dragged = Some(dragged);
        self.view.drag = Some(Drag {
            school: school.clone(),
            to,
            evaluation,
        });
        // What was drawn before the map in this frame still shows the place before.
        self.ui.ctx().request_repaint();
        let selection = Some(Selection::School(school.clone()));
        (is_first && self.view.selection != selection).then_some(Intent::Select(selection))
    }

    fn let_go(&mut self) -> Option<Intent> {
        self.map.dragged = None;
        let gesture = std::mem::take(&mut self.map.gesture);
        let Gesture::Dragging { .. } = gesture else {
            return None;
        };
        let Drag { school, to, .. } = self.view.drag.clone()?;
        // The picture stays until the plan has taken the step over, so that nothing flickers.
        self.map.gesture = Gesture::Dropped;
        self.ui.ctx().request_repaint();
        Some(Intent::Command(Command::Move {
            school,
            to,
            year: self.session.year(),
        }))
    }

    /// Escape, here or through the window (which takes the drag away).
    fn is_given_up(&self) -> bool {
        let was_dragged = self.map.was_dragging && self.view.drag.is_none();
        was_dragged || self.ui.input(|input| input.key_pressed(Key::Escape))
    }

    /// The school a drag from here moves.
    fn grabbed(&self, origin: Pos2) -> Option<SchoolId> {
        if self.view.tool != Tool::Select {
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
        if let Tool::Road(tool) = &mut self.view.tool {
            let is_second = self.response.double_clicked();
            let at = self.map.ground.lon_lat(self.viewport.metres(pointer));
            let reach = f64::from(REACH) / self.viewport.camera.scale;
            return road_tool::click(tool, self.session, at, reach, is_second);
        }
        if self.view.tool == Tool::AddSchool {
            return Some(Intent::PlaceSchool(
                self.map.ground.lon_lat(self.viewport.metres(pointer)),
            ));
        }
        let under = self.under(pointer);
        (under != self.view.selection).then_some(Intent::Select(under))
    }

    /// What the pointer shows: the thing under it, and a cursor that says what a press would do.
    fn point(&mut self) {
        self.map.was_dragging = self.view.drag.is_some();
        let is_placing = self.view.tool != Tool::Select;
        let pointer = self.response.hover_pos();
        self.view.hovered = match (&self.map.gesture, pointer) {
            (Gesture::Idle, Some(pointer)) if !is_placing => self.under(pointer),
            _ => None,
        };
        let cursor = match &self.map.gesture {
            Gesture::Dragging { .. } => Some(CursorIcon::Grabbing),
            Gesture::Panning => Some(CursorIcon::AllScroll),
            _ if pointer.is_none() => None,
            _ if is_placing => Some(CursorIcon::Crosshair),
            _ => match &self.view.hovered {
                Some(Selection::School(_)) => Some(CursorIcon::Grab),
                Some(Selection::Settlement(_)) => Some(CursorIcon::PointingHand),
                None => Some(CursorIcon::Default),
            },
        };
        if let Some(cursor) = cursor {
            self.ui.ctx().set_cursor_icon(cursor);
        }
    }

    /// Schools of the stage first, then schools of other stages where they are drawn, then settlements.
    fn under(&self, pointer: Pos2) -> Option<Selection> {
        let at = self.viewport.metres(pointer);
        let reach = f64::from(REACH) / self.viewport.camera.scale;
        let layers = self.view.layers;
        let school = |index: usize| {
            let site = self.session.evaluation().layout.sites.get(index)?;
            Some(Selection::School(site.id.clone()))
        };
        let settlement = layers
            .settlements
            .then(|| self.map.settlement_index.nearest(at, reach))
            .flatten()
            .map(Selection::Settlement);
        if !layers.schools {
            return settlement;
        }
        let of_stage = self.map.school_index.of_stage.nearest(at, reach);
        of_stage
            .and_then(school)
            .or_else(|| {
                let others = &self.map.school_index.others;
                super::shows_other_stages(self.map.zoom)
                    .then(|| others.nearest(at, reach * 0.6))
                    .flatten()
                    .and_then(school)
            })
            .or(settlement)
    }

    /// Moves the camera at once; a flight under way ends.
    fn look(&mut self, camera: super::Camera) {
        self.map.flight = None;
        self.viewport.camera = camera.clamped(self.map.ground.home(), self.viewport.rect.size());
    }
}
