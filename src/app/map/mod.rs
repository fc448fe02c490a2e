//! The map in the middle of the window: what it draws, in which order, and what the hand does on it.
//!
//! ```text
//! paper ▸ catchments ▸ roads ▸ borders ▸ trips ▸ settlements ▸ moves ▸ schools ▸ names ▸ furniture
//! ```
//!
//! Each layer is a file that turns what is shown into shapes. Layers that only depend on the camera and on an
//! evaluation are kept as [`state::Sheet`]s and drawn again when either has changed; a frame of a
//! drag draws anew what the drag changes and nothing else.

mod camera;
mod card;
mod catchments;
mod discs;
mod furniture;
mod ground;
mod hit;
mod hues;
mod labels;
mod legend;
mod lines;
mod moves;
mod names;
mod road_tool;
mod roads;
mod schools;
mod settlements;
mod snaps;
mod state;
mod stroke;
mod symbol;
mod symbols;
#[cfg(test)]
mod tests;
mod tools;
mod townships;
mod trips;

pub use camera::Camera;
pub(crate) use state::MapState;

use std::sync::Arc;

use egui::{Mesh, Rect, Sense, Shape, Ui, vec2};

use super::look::intent::Intent;
use super::look::text::Text;
use super::look::text::map as text;
use super::look::text::roads as roads_text;
use super::look::theme::Theme;
use super::look::view::{Layers, RoadTool, Selection, Tool, View};
use crate::evaluation::{Evaluation, StageEvaluation};
use crate::forecast::DemandBasis;
use crate::geometry::LonLat;
use crate::model::{County, Homes, RoadWork, SchoolId, Stage};
use crate::plan::Status;
use crate::session::Session;
use crate::units::Meters;
use crate::words::Lang;
use camera::Viewport;
use catchments::{Look, Owners, Tints};
use furniture::{Glyph, INSET};
use legend::Legend;
use road_tool::Pen;
use schools::Drawn;
use state::{Same, Sheet};
use symbols::Symbols;
use trips::Spider;

/// Layers that are kept while nothing they show changes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheets {
    paper: Sheet<(Viewport, bool, bool)>,
    tints: Tints,
    on_tints: Sheet<(Basis, Option<usize>)>,
    lines: Sheet<(Viewport, Layers, bool)>,
    reach: Sheet<ReachKey>,
    settlements: Sheet<(Basis, Stage)>,
    trips: Sheet<(Basis, Option<Selection>, bool)>,
    streams: Sheet<(Basis, Same<StageEvaluation>)>,
    symbols: Symbols,
    names: Sheet<NamesKey>,
}

/// What the roads within a limit depend on: view, place, limit, theme, works.
type ReachKey = (Viewport, LonLat, Meters, bool, Arc<[RoadWork]>);

impl Sheets {
    /// Lets what is drawn with discs be drawn again.
    fn forget_discs(&mut self) {
        self.tints = Tints::default();
        self.on_tints = Sheet::default();
        self.lines = Sheet::default();
        self.settlements = Sheet::default();
    }
}

/// What every layer of an evaluation depends on.
#[derive(Clone, Debug, PartialEq)]
struct Basis {
    viewport: Viewport,
    stage: Option<Same<StageEvaluation>>,
    is_dark: bool,
}

/// What the names on screen depend on; a school on its way is named apart.
#[derive(Clone, Debug, PartialEq)]
struct NamesKey {
    viewport: Viewport,
    evaluation: Same<Evaluation>,
    stage: Stage,
    layers: Layers,
    selection: Option<Selection>,
    dragged: Option<SchoolId>,
    legend: Rect,
    is_dark: bool,
}

/// How close the view is: 0 when the county fits, one more each time the scale doubles.
fn zoom_of(viewport: &Viewport, home: geo::Rect<f64>) -> f32 {
    let fit = Camera::fitting(home, viewport.rect.size());
    (viewport.camera.scale / fit.scale).log2() as f32
}

/// Whether schools of other stages are drawn, and can be pointed at.
fn shows_other_stages(zoom: f32) -> bool {
    zoom >= 1.6
}

/// The map fills what is left of the window. Draws what [`View::shown`] says; a drag of a school fills in
/// [`View::drag`] and, when it is dropped, answers with one [`crate::plan::Command::Move`].
pub fn map_ui(ui: &mut Ui, session: &Session, view: &mut View) -> Option<Intent> {
    let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::click_and_drag());
    let name = text::MAP_HINT.say(view.lang);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Canvas, true, name));
    if rect.width() < 20.0 || rect.height() < 20.0 {
        return None;
    }
    let mut map = std::mem::take(&mut view.map);
    map.follow(session, view.stage);
    map.with_discs(ui.ctx());
    let camera = view
        .camera
        .unwrap_or_else(|| Camera::fitting(map.ground.home(), rect.size()));
    if let Some(to) = view.fly_to.take() {
        map.fly_to(ui.ctx(), camera, to, rect.size());
    }
    let camera = map
        .flown(ui.ctx(), camera)
        .clamped(map.ground.home(), rect.size());
    let mut viewport = Viewport { camera, rect };
    map.zoom = zoom_of(&viewport, map.ground.home());
    let intent = tools::handle(ui, &response, session, view, &mut map, &mut viewport);
    map.zoom = zoom_of(&viewport, map.ground.home());
    view.camera = Some(viewport.camera);
    map.viewport = Some(viewport);

    let scene = Scene {
        session,
        view,
        shown: view.shown(session),
        theme: Theme::of(ui.ctx()),
        viewport,
        zoom: map.zoom,
    };
    scene.draw(ui, &mut map);
    let buttons = scene.furniture(ui, &mut map);
    view.map = map;
    intent.or(buttons)
}

/// Where the open schools of the chosen stage stand on the screen, in points, by id; for tests of the window.
pub(crate) fn screen_positions(session: &Session, view: &View) -> Vec<serde_json::Value> {
    let Some(viewport) = view.map.viewport else {
        return Vec::new();
    };
    let sites = view
        .shown(session)
        .layout
        .sites
        .iter()
        .filter(|site| site.runs(view.stage));
    sites
        .map(|site| {
            let pos = viewport.pos(view.map.ground.metres(site.at));
            serde_json::json!({ "id": site.id.as_str(), "x": pos.x, "y": pos.y })
        })
        .collect()
}

/// One frame.
struct Scene<'a> {
    session: &'a Session,
    view: &'a View,
    shown: &'a Evaluation,
    theme: &'a Theme,
    viewport: Viewport,
    zoom: f32,
}

impl Scene<'_> {
    fn county(&self) -> &County {
        self.session.county()
    }

    fn stage(&self) -> Option<&Arc<StageEvaluation>> {
        self.shown.stages[self.view.stage].as_ref()
    }

    fn basis(&self) -> Basis {
        Basis {
            viewport: self.viewport,
            stage: self.stage().map(|stage| Same(Arc::clone(stage))),
            is_dark: self.theme.is_dark,
        }
    }

    fn limit(&self) -> Option<Meters> {
        self.session.evaluator().limits().trip[self.view.stage]
    }

    fn selected_site(&self) -> Option<usize> {
        match &self.view.selection {
            Some(Selection::School(id)) => self.shown.layout.position(id),
            _ => None,
        }
    }

    fn draw(&self, ui: &Ui, map: &mut MapState) {
        let painter = ui
            .painter()
            .with_clip_rect(self.viewport.rect.intersect(ui.clip_rect()));
        let layers = self.view.layers;
        let large = [
            Some(self.paper(map)),
            layers.catchments.then(|| self.tints(map)),
            Some(self.lines(map)),
            Some(self.road_works(ui, map)),
            layers.reach.then(|| self.reach(map)),
            Some(self.trips(map)),
            layers.settlements.then(|| self.settlements(map)),
            layers.moves.then(|| self.streams(map)),
        ];
        painter.extend(large.into_iter().flatten().flatten());
        let schools = if layers.schools {
            schools::drawn(
                self.shown,
                self.view.stage,
                &map.ground,
                &self.viewport,
                self.zoom,
            )
        } else {
            Vec::new()
        };
        self.draw_schools(ui, &painter, map, &schools);
        if layers.labels {
            painter.extend(self.names(&painter, map, &schools));
        }
        self.draw_signs(&painter, map, &schools);
        self.draw_marks(&painter, map, &schools);
    }

    /// The ground inside and outside the county.
    fn paper(&self, map: &mut MapState) -> Vec<Shape> {
        let (viewport, theme) = (&self.viewport, self.theme);
        let has_ground = !map.townships.is_empty();
        let key = (*viewport, has_ground, theme.is_dark);
        let townships = &mut map.townships;
        let draw = || {
            let ground = if has_ground {
                theme.outside
            } else {
                theme.paper
            };
            vec![
                Shape::rect_filled(viewport.rect, 0.0, ground),
                Shape::mesh(townships.fill(viewport, theme.paper)),
            ]
        };
        map.sheets.paper.shapes(key, draw).to_vec()
    }

    fn tints(&self, map: &mut MapState) -> Vec<Shape> {
        let Some(stage) = self.stage() else {
            return Vec::new();
        };
        let areas = map.areas(self.county());
        let selected = self.selected_site();
        let key = (self.basis(), selected);
        let Some(discs) = &map.discs else {
            return Vec::new();
        };
        let hues = &mut map.hues;
        let Sheets {
            tints, on_tints, ..
        } = &mut map.sheets;
        let draw = || {
            let owners = areas.owners(&stage.assignment);
            let hues = self.hues(hues, &owners);
            let over_limit: Vec<bool> = self.over_limit(&stage.assignment);
            let look = Look {
                owners: &owners,
                hues: &hues,
                over_limit: &over_limit,
                selected,
                theme: self.theme,
            };
            tints.paint(&areas, &self.viewport, discs, &look);
            vec![
                Shape::mesh(areas.hatching(&self.viewport, &look)),
                Shape::mesh(areas.edges(&self.viewport, &look)),
            ]
        };
        let above = on_tints.shapes(key, draw).to_vec();
        std::iter::once(tints.shape()).chain(above).collect()
    }

    fn hues(&self, hues: &mut hues::Hues, owners: &Owners) -> Vec<usize> {
        let schools: Vec<&SchoolId> = self
            .shown
            .layout
            .sites
            .iter()
            .map(|site| &site.id)
            .collect();
        hues.of(&schools, &owners.neighbours)
    }

    fn over_limit(&self, assignment: &crate::assign::Assignment) -> Vec<bool> {
        settlements::fares(
            Some(assignment),
            self.county().settlements.len(),
            self.limit(),
        )
        .into_iter()
        .map(|fare| fare.is_over_limit)
        .collect()
    }

    /// Roads and borders.
    fn lines(&self, map: &mut MapState) -> Vec<Shape> {
        let (viewport, theme, layers) = (&self.viewport, self.theme, self.view.layers);
        let Some(discs) = &map.discs else {
            return Vec::new();
        };
        let (roads, townships) = (&mut map.roads, &mut map.townships);
        let draw = || {
            let mut mesh = Mesh::default();
            if layers.roads {
                mesh.append(roads.mesh(viewport, self.zoom, theme));
            }
            if layers.townships {
                mesh.append(townships.edges(viewport, theme));
            }
            vec![Shape::mesh(discs.apart(mesh))]
        };
        map.sheets
            .lines
            .shapes((*viewport, layers, theme.is_dark), draw)
            .to_vec()
    }

    /// What the plan has done to the roads by now, and the road that is being drawn.
    fn road_works(&self, ui: &Ui, map: &MapState) -> Vec<Shape> {
        let pen = Pen {
            ground: &map.ground,
            viewport: &self.viewport,
            theme: self.theme,
        };
        let mut shapes = vec![Shape::mesh(pen.works(&self.shown.layout.roads))];
        if let Tool::Road(RoadTool::Draw(line)) = &self.view.tool {
            let pointer = ui.ctx().pointer_hover_pos();
            shapes.push(Shape::mesh(pen.draft(line, pointer)));
        }
        shapes
    }

    /// The roads from which the way to the school that is looked at keeps the limit.
    fn reach(&self, map: &mut MapState) -> Vec<Shape> {
        let (Some(site), Some(limit)) = (self.selected_site(), self.limit()) else {
            return Vec::new();
        };
        let at = self.shown.layout.sites[site].at;
        let roads = &self.shown.layout.roads;
        if map
            .reach
            .as_ref()
            .is_none_or(|reach| (reach.at, reach.limit, &reach.roads) != (at, limit, roads))
        {
            let travel = self.session.evaluator().travel_in(&self.shown.layout);
            let lines = travel.isochrone(&travel.place(at), limit);
            map.reach = Some(state::ReachLines {
                at,
                limit,
                roads: Arc::clone(roads),
                lines,
            });
        }
        let (ground, reach) = (&map.ground, &map.reach);
        let draw = || {
            let mut mesh = Mesh::default();
            for line in reach.iter().flat_map(|reach| &reach.lines) {
                roads::within_limit(&mut mesh, line, ground, &self.viewport, self.theme);
            }
            vec![Shape::mesh(mesh)]
        };
        let key = (
            self.viewport,
            at,
            limit,
            self.theme.is_dark,
            Arc::clone(roads),
        );
        map.sheets.reach.shapes(key, draw).to_vec()
    }

    /// Lines from homes to schools: those of the school or settlement that is looked at, or all.
    fn trips(&self, map: &mut MapState) -> Vec<Shape> {
        let Some(stage) = self.stage() else {
            return Vec::new();
        };
        let is_all = self.view.layers.trip_lines;
        if self.view.selection.is_none() && !is_all {
            return Vec::new();
        }
        let key = (self.basis(), self.view.selection.clone(), is_all);
        let (ground, settlements) = (&map.ground, &map.settlements);
        let draw = || {
            let spider = Spider {
                layout: &self.shown.layout,
                settlements,
                ground,
                viewport: &self.viewport,
                limit: self.limit(),
                theme: self.theme,
            };
            let mut mesh = Mesh::default();
            if is_all {
                mesh.append(spider.mesh(stage.assignment.flows.iter(), 0.28));
            }
            match &self.view.selection {
                Some(Selection::School(_)) => {
                    if let Some(site) = self.selected_site() {
                        mesh.append(spider.mesh(trips::into(&stage.assignment, site), 0.5));
                    }
                }
                Some(Selection::Settlement(settlement)) => {
                    let travel = self.session.evaluator().travel_in(&self.shown.layout);
                    for flow in stage.assignment.of_settlement(*settlement) {
                        let school = travel.place(self.shown.layout.sites[flow.site].at);
                        let (line, _) = travel.path(*settlement, &school);
                        trips::way(&mut mesh, &line, ground, &self.viewport, self.theme);
                    }
                }
                None => {}
            }
            vec![Shape::mesh(mesh)]
        };
        map.sheets.trips.shapes(key, draw).to_vec()
    }

    fn settlements(&self, map: &mut MapState) -> Vec<Shape> {
        let key = (self.basis(), self.view.stage);
        let dots = map.dot_scale(self.view.stage, &self.viewport);
        let Some(discs) = &map.discs else {
            return Vec::new();
        };
        let settlements = &map.settlements;
        let draw = || {
            let pupils = &self.shown.demand.pupils[self.view.stage];
            let assignment = self.stage().map(|stage| &stage.assignment);
            let fares = settlements::fares(assignment, settlements.places.len(), self.limit());
            vec![Shape::mesh(settlements.mesh(
                &self.viewport,
                self.zoom,
                pupils,
                dots,
                &fares,
                discs,
                self.theme,
            ))]
        };
        map.sheets.settlements.shapes(key, draw).to_vec()
    }

    /// Who changes schools against today, or by proposed catchments.
    fn streams(&self, map: &mut MapState) -> Vec<Shape> {
        let before = self.view.before(self.session);
        let (Some(was), Some(is)) = (&before.stages[self.view.stage], self.stage()) else {
            return Vec::new();
        };
        if Arc::ptr_eq(was, is) {
            return Vec::new();
        }
        let key = (self.basis(), Same(Arc::clone(was)));
        let ground = &map.ground;
        let draw = || {
            let streams = moves::streams(
                before,
                self.shown,
                self.view.stage,
                self.county().settlements.len(),
            );
            if streams.is_empty() {
                return Vec::new();
            }
            vec![Shape::mesh(moves::mesh(
                &streams,
                before,
                self.shown,
                ground,
                &self.viewport,
                self.theme,
            ))]
        };
        map.sheets.streams.shapes(key, draw).to_vec()
    }

    fn draw_schools(
        &self,
        ui: &Ui,
        painter: &egui::Painter,
        map: &mut MapState,
        schools: &[Drawn<'_>],
    ) {
        for school in schools {
            if let Status::Moved { from } = school.site.status
                && school.is_of_stage
            {
                let from = map.ground.metres(from);
                painter.extend(schools::trail(school, from, &self.viewport, self.theme));
            }
        }
        let pixels_per_point = ui.ctx().pixels_per_point();
        painter.add(
            map.sheets
                .symbols
                .shape(schools, self.theme, pixels_per_point),
        );
    }

    /// A small sign beside what lies far from the roads or is cut off from them.
    fn draw_signs(&self, painter: &egui::Painter, map: &MapState, schools: &[Drawn<'_>]) {
        if self.view.layers.settlements {
            let places = &map.settlements.places;
            let odd = map.snaps.settlements().filter_map(|home| places.get(home));
            painter.extend(odd.map(|&place| snaps::sign(self.viewport.pos(place), self.theme)));
        }
        let odd = schools.iter().filter(|school| school.is_of_stage);
        let odd = odd.filter(|school| map.snaps.of_school(&school.site.id).is_some());
        let pos = |school: &Drawn<'_>| self.viewport.pos(map.ground.metres(school.site.at));
        painter.extend(odd.map(|school| snaps::sign(pos(school), self.theme)));
    }

    /// Rings round what is looked at and what is under the pointer.
    fn draw_marks(&self, painter: &egui::Painter, map: &MapState, schools: &[Drawn<'_>]) {
        for (thing, width) in [(&self.view.hovered, 2.0), (&self.view.selection, 3.0)] {
            match thing {
                Some(Selection::School(id)) => {
                    if let Some(school) = schools.iter().find(|school| school.site.id == *id) {
                        painter.extend(schools::marked(school, width, self.theme));
                    }
                }
                Some(Selection::Settlement(index)) => {
                    if let Some(&place) = map.settlements.places.get(*index) {
                        let pupils = self.shown.demand.pupils[self.view.stage]
                            .get(*index)
                            .copied();
                        let radius = map
                            .dot_scale(self.view.stage, &self.viewport)
                            .radius(pupils.unwrap_or_default(), self.zoom);
                        painter.add(settlements::marked(
                            self.viewport.pos(place),
                            radius,
                            width,
                            self.theme,
                        ));
                    }
                }
                None => {}
            }
        }
    }

    /// Names. While a school is dragged they stay as they were, but for its own.
    fn names(
        &self,
        painter: &egui::Painter,
        map: &mut MapState,
        schools: &[Drawn<'_>],
    ) -> Vec<Shape> {
        let key = NamesKey {
            viewport: self.viewport,
            evaluation: Same(Arc::clone(self.session.evaluation())),
            stage: self.view.stage,
            layers: self.view.layers,
            selection: self.view.selection.clone(),
            dragged: self.dragged().cloned(),
            legend: map.legend,
            is_dark: self.theme.is_dark,
        };
        let legend = map.legend;
        let (townships, settlements, dots) = (
            &map.townships,
            &map.settlements,
            map.dot_scale(self.view.stage, &self.viewport),
        );
        let draw = || {
            let names = names::Names {
                county: self.county(),
                view: self.view,
                pupils: &self.shown.demand.pupils[self.view.stage],
                viewport: &self.viewport,
                zoom: self.zoom,
                theme: self.theme,
                schools,
                townships,
                settlements,
                dots,
                dragged: self.dragged(),
            };
            names.shapes(painter, legend)
        };
        let mut shapes = map.sheets.names.shapes(key, draw).to_vec();
        if let Some(school) = schools
            .iter()
            .find(|school| Some(&school.site.id) == self.dragged())
        {
            shapes.extend(names::beside(painter, school, self.theme));
        }
        shapes
    }

    fn dragged(&self) -> Option<&SchoolId> {
        self.view.drag.as_ref().map(|drag| &drag.school)
    }

    /// Everything that frames the map; a button may be pressed.
    fn furniture(&self, ui: &Ui, map: &mut MapState) -> Option<Intent> {
        let (rect, lang, theme) = (self.viewport.rect, self.view.lang, self.theme);
        let painter = ui.painter().with_clip_rect(rect);
        furniture::scale_bar(&painter, &self.viewport, theme);
        furniture::badges(&painter, rect, &self.badges(), lang, theme);
        let right = rect.right() - INSET - 14.0;
        furniture::north(
            &painter,
            egui::pos2(right, rect.top() + INSET + 26.0),
            lang,
            theme,
        );
        let legend = Legend {
            shown: self.shown,
            stage: self.view.stage,
            layers: self.view.layers,
            lang,
            dots: map.dot_scale(self.view.stage, &self.viewport),
            zoom: self.zoom,
            settlements: map.settlements.places.len(),
            has_districts: self.county().districts().len() > 1,
            has_limit: self.limit().is_some(),
            has_streams: self.view.layers.moves && self.has_changed(),
        };
        map.legend = legend.show(ui, rect);
        let intent = self.buttons(ui, map, lang);
        if self.view.drag.is_some() {
            furniture::hint(&painter, rect, text::DROP_TO_MOVE.say(lang), theme);
        } else if let Tool::Road(tool) = &self.view.tool {
            let words = match tool {
                RoadTool::Draw(_) => roads_text::DRAWING,
                RoadTool::Pick => roads_text::PICKING,
            };
            furniture::hint(&painter, rect, words.say(lang), theme);
        } else if self.view.tool == Tool::AddSchool {
            furniture::hint(&painter, rect, text::CLICK_TO_PLACE.say(lang), theme);
        } else if let (Some(thing), Some(pointer)) =
            (&self.view.hovered, ui.ctx().pointer_hover_pos())
        {
            let card = card::Card {
                county: self.county(),
                shown: self.shown,
                stage: self.view.stage,
                limit: self.limit(),
                snaps: &map.snaps,
                lang,
            };
            card.show(ui, thing, pointer, rect);
        }
        intent
    }

    fn has_changed(&self) -> bool {
        let before = &self.view.before(self.session).stages[self.view.stage];
        matches!((before, self.stage()), (Some(was), Some(is)) if !Arc::ptr_eq(was, is))
    }

    fn buttons(&self, ui: &Ui, map: &mut MapState, lang: Lang) -> Option<Intent> {
        let side = 28.0;
        let top = self.viewport.rect.right_top() + vec2(-INSET - side, INSET + 48.0);
        let at =
            |row: f32| Rect::from_min_size(top + vec2(0.0, row * (side + 3.0)), vec2(side, side));
        let middle = self.viewport.rect.center();
        let zooms = [
            (Glyph::Plus, text::ZOOM_IN, tools::ZOOM_STEP),
            (Glyph::Minus, text::ZOOM_OUT, 1.0 / tools::ZOOM_STEP),
        ];
        for (row, (glyph, name, factor)) in zooms.into_iter().enumerate() {
            if furniture::button(ui, at(row as f32), glyph, name.say(lang)) {
                let to = self.viewport.zoomed(middle, factor);
                let to = to.clamped(map.ground.home(), self.viewport.rect.size());
                map.fly(ui.ctx(), self.viewport.camera, to);
            }
        }
        let fit = Intent::ZoomToFit.entry().label.say(lang);
        furniture::button(ui, at(2.0), Glyph::Whole, fit).then_some(Intent::ZoomToFit)
    }

    fn badges(&self) -> Vec<Text> {
        let county = self.county();
        let demand = self.shown.demand.basis[self.view.stage];
        let has_settlements = !county.settlements.is_empty();
        [
            (self.view.shows_trial(), text::TRIAL),
            (county.illustrative, text::ILLUSTRATIVE),
            (
                has_settlements && county.homes == Homes::Estimated,
                text::ESTIMATED_HOMES,
            ),
            (
                has_settlements && !self.session.evaluator().travel().has_roads(),
                text::ESTIMATED_TRIPS,
            ),
            (demand == DemandBasis::Unknown, text::NO_PUPILS),
        ]
        .into_iter()
        .filter_map(|(applies, badge)| applies.then_some(badge))
        .collect()
    }
}
