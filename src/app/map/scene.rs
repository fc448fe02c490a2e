//! What the map draws, layer by layer, from the paper to the names.

use std::sync::Arc;

use egui::{Mesh, Rect, Shape, Ui};

use super::camera::Viewport;
use super::catchments::{Look, Owners, Tints};
use super::road_tool::Pen;
use super::schools::{self, SchoolMark};
use super::state::{self, MapState, Same, Sheet};
use super::symbols::Symbols;
use super::trips::{self, Spider};
use super::{hues, moves, names, roads, settlements, snaps};
use crate::app::look::theme::Theme;
use crate::app::look::view::{Layers, RoadTool, Selection, Tool, View};
use crate::assign::Attended;
use crate::evaluation::{Evaluation, StageEvaluation};
use crate::geometry::LonLat;
use crate::model::{County, RoadWork, SchoolId, Stage};
use crate::plan::Status;
use crate::session::Session;
use crate::units::Meters;

/// One frame.
pub(super) struct Scene<'a> {
    pub(super) session: &'a Session,
    pub(super) view: &'a View,
    pub(super) shown: &'a Evaluation,
    pub(super) theme: &'a Theme,
    pub(super) viewport: Viewport,
    pub(super) zoom: f32,
}

impl Scene<'_> {
    pub(super) fn county(&self) -> &County {
        self.session.county()
    }

    pub(super) fn stage(&self) -> Option<&Arc<StageEvaluation>> {
        self.shown.stages[self.view.stage].as_ref()
    }

    fn basis(&self) -> Basis {
        Basis {
            viewport: self.viewport,
            stage: self.stage().map(|stage| Same(Arc::clone(stage))),
            is_dark: self.theme.is_dark,
        }
    }

    pub(super) fn limit(&self) -> Option<Meters> {
        self.session.evaluator().limits().trip[self.view.stage]
    }

    fn selected_site(&self) -> Option<usize> {
        match &self.view.selection {
            Some(Selection::School(id)) => self.shown.layout.position(id),
            _ => None,
        }
    }

    pub(super) fn draw(&self, ui: &Ui, map: &mut MapState) {
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
        let areas = map.areas(self.session.evaluator());
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
            let over_limit: Vec<bool> = self.over_limit(stage.attended());
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

    fn over_limit(&self, attended: Attended<'_>) -> Vec<bool> {
        settlements::fares(
            Some(attended),
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
        let zones = &mut map.zones;
        let draw = || {
            let mut mesh = Mesh::default();
            if layers.roads {
                mesh.append(roads.mesh(viewport, self.zoom, theme));
            }
            if layers.townships {
                mesh.append(townships.edges(viewport, theme));
            }
            if layers.zones {
                mesh.append(zones.edges(viewport, theme));
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
                mesh.append(spider.mesh(stage.daily().iter(), 0.28));
            }
            match &self.view.selection {
                Some(Selection::School(_)) => {
                    if let Some(site) = self.selected_site() {
                        mesh.append(spider.mesh(trips::into(stage.daily(), site), 0.5));
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
            let attended = self.stage().map(|stage| stage.attended());
            let fares = settlements::fares(attended, settlements.places.len(), self.limit());
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
        schools: &[SchoolMark<'_>],
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
    fn draw_signs(&self, painter: &egui::Painter, map: &MapState, schools: &[SchoolMark<'_>]) {
        if self.view.layers.settlements {
            let places = &map.settlements.places;
            let odd = map.snaps.settlements().filter_map(|home| places.get(home));
            painter.extend(odd.map(|&place| snaps::sign(self.viewport.pos(place), self.theme)));
        }
        let odd = schools.iter().filter(|school| school.is_of_stage);
        let odd = odd.filter(|school| map.snaps.of_school(&school.site.id).is_some());
        let pos = |school: &SchoolMark<'_>| self.viewport.pos(map.ground.metres(school.site.at));
        painter.extend(odd.map(|school| snaps::sign(pos(school), self.theme)));
    }

    /// Rings round what is looked at and what is under the pointer.
    fn draw_marks(&self, painter: &egui::Painter, map: &MapState, schools: &[SchoolMark<'_>]) {
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
        schools: &[SchoolMark<'_>],
    ) -> Vec<Shape> {
        let key = NamesKey {
            viewport: self.viewport,
            evaluation: Same(Arc::clone(self.view.standing(self.session))),
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
        self.view.hand.moved().map(|(school, _)| school)
    }
}

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

impl Sheets {
    /// Lets what is drawn with discs be drawn again.
    pub(super) fn forget_discs(&mut self) {
        self.tints = Tints::default();
        self.on_tints = Sheet::default();
        self.lines = Sheet::default();
        self.settlements = Sheet::default();
    }
}

/// What the roads within a limit depend on: view, place, limit, theme, works.
type ReachKey = (Viewport, LonLat, Meters, bool, Arc<[RoadWork]>);

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
