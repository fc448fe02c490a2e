//! What the map draws, layer by layer, from the paper to the names.

use std::sync::Arc;

use egui::{Mesh, Shape, Ui};

use super::camera::Viewport;
use super::catchments::{Areas, Look, Owners};
use super::colours::{Colouring, Facts};
use super::plane::MapPlane;
use super::road_tool::Pen;
use super::schools::{self, SchoolMark};
use super::settlements::{self, DotScale};
use super::sheets::{Basis, NamesKey, Sheets};
use super::sight::Sight;
use super::state::{self, MapState, Same};
use super::trips::{self, Spider};
use super::{basemap, hues, measuring, moves, names, roads, snaps};
use crate::app::look::chart::MapTheme;
use crate::app::look::lights::Lamp;
use crate::app::look::theme::Theme;
use crate::app::look::view::{RoadTool, Selection, Tool, View};
use crate::app::work::basemap::Piece;
use crate::app::work::lights::Lamps;
use crate::evaluation::StageEvaluation;
use crate::forecast::Demand;
use crate::model::{County, SchoolId};
use crate::plan::Status;
use crate::session::Session;
use crate::units::Meters;

/// One map in one frame.
pub(super) struct Scene<'a> {
    pub(super) session: &'a Session,
    pub(super) view: &'a View,
    pub(super) sight: Sight<'a>,
    /// The pupils of the last year that the plan looks at.
    pub(super) later: Option<&'a Demand>,
    /// How the closure gate sees small schools.
    pub(super) lamps: &'a Lamps<'a>,
    /// What lies under everything.
    pub(super) pieces: &'a [Piece],
    pub(super) theme: &'a Theme,
    pub(super) viewport: Viewport,
    /// See [`super::zoom_of`].
    pub(super) zoom: f32,
}

impl Scene<'_> {
    pub(super) fn county(&self) -> &County {
        self.sight.evaluator.county()
    }

    pub(super) fn stage(&self) -> Option<&Arc<StageEvaluation>> {
        self.sight.shown.stages[self.view.stage].as_ref()
    }

    /// What colours are worked out from.
    pub(super) fn facts(&self) -> Facts<'_> {
        Facts {
            shown: self.sight.shown,
            stage: self.view.stage,
            limits: self.sight.evaluator.limits(),
            below: self.view.below(self.session),
            later: self.later,
            theme: self.theme,
        }
    }

    fn basis(&self) -> Basis {
        Basis {
            viewport: self.viewport,
            stage: self.stage().map(|stage| Same(Arc::clone(stage))),
            is_dark: self.theme.is_dark,
            style: self.view.chart.style,
            colours: self.sight.colouring.key(),
        }
    }

    pub(super) fn limit(&self) -> Option<Meters> {
        self.sight.evaluator.limits().trip[self.view.stage]
    }

    fn selected_site(&self) -> Option<usize> {
        match &self.view.selection {
            Some(Selection::School(id)) => self.sight.shown.layout.position(id),
            _ => None,
        }
    }

    pub(super) fn draw(&self, ui: &Ui, map: &mut MapState) {
        let painter = ui
            .painter()
            .with_clip_rect(self.viewport.rect.intersect(ui.clip_rect()));
        let layers = self.view.layers;
        let has_tints = layers.catchments && self.sight.colouring.has_tints();
        let has_hatching = layers.catchments && self.sight.colouring.has_hatching();
        let homes = self.sight.has_homes;
        let large = [
            Some(self.paper(map)),
            layers.basemap.then(|| self.basemap(map)),
            (has_tints && homes).then(|| self.tints(map)),
            Some(self.lines(map)),
            (has_hatching && homes).then(|| self.hatching(map)),
            Some(self.road_works(ui, map)),
            layers.reach.then(|| self.reach(map)),
            homes.then(|| self.trips(map)),
            (layers.settlements && homes).then(|| self.settlements(map)),
            (layers.moves && homes).then(|| self.streams(map)),
        ];
        painter.extend(large.into_iter().flatten().flatten());
        let schools = if layers.schools {
            self.schools(&map.ground)
        } else {
            Vec::new()
        };
        painter.extend(self.measures(ui, map));
        self.draw_schools(ui, &painter, map, &schools);
        if layers.labels {
            painter.extend(self.names(&painter, map, &schools));
        }
        self.draw_signs(&painter, map, &schools);
        self.draw_marks(&painter, map, &schools);
        measuring::part_labels(&painter, self, map);
    }

    /// The schools on screen, as they are coloured now.
    fn schools(&self, ground: &MapPlane) -> Vec<SchoolMark<'_>> {
        let facts = self.facts();
        let colouring = self.sight.colouring;
        let broken = match colouring {
            Colouring::Today(MapTheme::Targets) => facts.broken_schools(),
            _ => Default::default(),
        };
        let fill = |site: usize| facts.fill(colouring, &broken, site);
        let chart = &self.view.chart;
        schools::drawn(
            self.sight.shown,
            self.view.stage,
            ground,
            &self.viewport,
            self.zoom,
            fill,
        )
        .into_iter()
        .filter(|school| chart.shows(school.site.kind))
        .map(|school| SchoolMark {
            lamp: self.lamp(school),
            ..school
        })
        .collect()
    }

    fn lamp(&self, school: SchoolMark<'_>) -> Option<Lamp> {
        let has_one = school.is_of_stage && school.site.is_open() && !self.lamps.is_empty();
        has_one.then(|| self.lamps.get(&school.site.id).copied())?
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
        map.pane.sheets.paper.shapes(key, draw).to_vec()
    }

    fn basemap(&self, map: &MapState) -> Vec<Shape> {
        let strength = self.view.chart.style.basemap.share();
        basemap::shapes(self.pieces, &map.ground, &self.viewport, strength)
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
        let hues = &mut map.pane.hues[self.view.stage];
        let Sheets {
            tints, on_tints, ..
        } = &mut map.pane.sheets;
        let draw = || {
            let owners = areas.owners(&stage.assignment);
            self.begin_with_today(hues, &areas);
            let hues = self.hues(hues, &owners);
            let look = Look {
                owners: &owners,
                hues: &hues,
                selected,
                strength: self.view.chart.style.tints.factor(),
                theme: self.theme,
            };
            tints.paint(&areas, &self.viewport, discs, &look);
            vec![Shape::mesh(areas.edges(&self.viewport, &look))]
        };
        let above = on_tints.shapes(key, draw).to_vec();
        std::iter::once(tints.shape()).chain(above).collect()
    }

    /// Where trips break the limit.
    fn hatching(&self, map: &mut MapState) -> Vec<Shape> {
        let areas = map.areas(self.session.evaluator());
        let n_homes = map.settlements.places.len();
        let draw = || {
            let trips = self.facts().trips(n_homes);
            let is_over = |home: usize| trips[home].is_over(self.limit());
            let color = self.theme.over_limit.gamma_multiply(0.35);
            vec![Shape::mesh(areas.hatching(&self.viewport, is_over, color))]
        };
        let sheet = &mut map.pane.sheets.hatching;
        sheet.shapes(self.basis(), draw).to_vec()
    }

    /// Gives the schools the hues that they wear in today's layout, so that all plans begin with the same.
    fn begin_with_today(&self, hues: &mut hues::Hues, areas: &Areas) {
        let today = self.session.baseline();
        if let Some(stage) = today.stages[self.view.stage]
            .as_ref()
            .filter(|_| hues.is_empty())
        {
            let owners = areas.owners(&stage.assignment);
            let schools: Vec<&SchoolId> = today.layout.sites.iter().map(|site| &site.id).collect();
            hues.of(&schools, &owners.neighbours);
        }
    }

    fn hues(&self, hues: &mut hues::Hues, owners: &Owners) -> Vec<usize> {
        let schools: Vec<&SchoolId> = self
            .sight
            .shown
            .layout
            .sites
            .iter()
            .map(|site| &site.id)
            .collect();
        hues.of(&schools, &owners.neighbours)
    }

    /// Roads and borders.
    fn lines(&self, map: &mut MapState) -> Vec<Shape> {
        let (viewport, theme, layers) = (&self.viewport, self.theme, self.view.layers);
        let style = self.view.chart.style;
        let Some(discs) = &map.discs else {
            return Vec::new();
        };
        let (roads, townships) = (&mut map.roads, &mut map.townships);
        let zones = &mut map.zones;
        let draw = || {
            let mut mesh = discs.mesh();
            if layers.roads {
                let is_dark = style.are_roads_dark;
                roads.draw(&mut mesh, discs, viewport, self.zoom, is_dark, theme);
            }
            if layers.townships {
                townships.draw_edges(&mut mesh, discs, viewport, theme);
            }
            if layers.zones {
                mesh.append(discs.apart(zones.edges(viewport, theme)));
            }
            vec![Shape::mesh(mesh)]
        };
        map.pane
            .sheets
            .lines
            .shapes((*viewport, layers, style, theme.is_dark), draw)
            .to_vec()
    }

    /// What the plan has done to the roads by now, and the road that is being drawn.
    fn road_works(&self, ui: &Ui, map: &MapState) -> Vec<Shape> {
        let pen = Pen {
            ground: &map.ground,
            viewport: &self.viewport,
            theme: self.theme,
        };
        let mut shapes = vec![Shape::mesh(pen.works(&self.sight.shown.layout.roads))];
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
        let at = self.sight.shown.layout.sites[site].at;
        let roads = &self.sight.shown.layout.roads;
        if map
            .pane
            .reach
            .as_ref()
            .is_none_or(|reach| (reach.at, reach.limit, &reach.roads) != (at, limit, roads))
        {
            let travel = self.sight.evaluator.travel_in(&self.sight.shown.layout);
            let lines = travel.isochrone(&travel.place(at), limit);
            map.pane.reach = Some(state::ReachLines {
                at,
                limit,
                roads: Arc::clone(roads),
                lines,
            });
        }
        let (ground, reach) = (&map.ground, &map.pane.reach);
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
        map.pane.sheets.reach.shapes(key, draw).to_vec()
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
                layout: &self.sight.shown.layout,
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
                    let layout = &self.sight.shown.layout;
                    let travel = self.sight.evaluator.travel_in(layout);
                    for flow in stage.assignment.of_settlement(*settlement) {
                        let school = travel.place(layout.sites[flow.site].at);
                        let (line, _) = travel.path(*settlement, &school);
                        trips::way(&mut mesh, &line, ground, &self.viewport, self.theme);
                    }
                }
                None => {}
            }
            vec![Shape::mesh(mesh)]
        };
        map.pane.sheets.trips.shapes(key, draw).to_vec()
    }

    fn settlements(&self, map: &mut MapState) -> Vec<Shape> {
        let key = (self.basis(), self.view.stage);
        let dots = self.dot_scale(map);
        let Some(discs) = &map.discs else {
            return Vec::new();
        };
        let settlements = &map.settlements;
        let draw = || {
            let drawn = self
                .facts()
                .dots(self.sight.colouring, settlements.places.len());
            let dot = |settlement: usize| drawn[settlement];
            let (viewport, zoom) = (&self.viewport, self.zoom);
            let mesh = settlements.mesh(viewport, zoom, dots, dot, discs, self.theme);
            vec![Shape::mesh(mesh)]
        };
        map.pane.sheets.settlements.shapes(key, draw).to_vec()
    }

    /// How large dots are drawn here.
    pub(super) fn dot_scale(&self, map: &MapState) -> DotScale {
        let scale = map.dot_scale(self.view.stage, &self.viewport);
        scale.shrunk(self.view.chart.style.dots.factor())
    }

    /// Who changes schools against today, or by proposed catchments.
    fn streams(&self, map: &mut MapState) -> Vec<Shape> {
        let before = self.sight.before;
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
                self.sight.shown,
                self.view.stage,
                self.county().settlements.len(),
            );
            if streams.is_empty() {
                return Vec::new();
            }
            vec![Shape::mesh(moves::mesh(
                &streams,
                before,
                self.sight.shown,
                ground,
                &self.viewport,
                self.theme,
            ))]
        };
        map.pane.sheets.streams.shapes(key, draw).to_vec()
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
        let symbols = &mut map.pane.sheets.symbols;
        painter.add(symbols.shape(schools, self.theme, ui.ctx()));
    }

    /// A small sign beside what lies far from the roads or is cut off from them.
    fn draw_signs(&self, painter: &egui::Painter, map: &MapState, schools: &[SchoolMark<'_>]) {
        if self.view.layers.settlements && self.sight.has_homes {
            let places = &map.settlements.places;
            let odd = map
                .pane
                .snaps
                .settlements()
                .filter_map(|home| places.get(home));
            painter.extend(odd.map(|&place| snaps::sign(self.viewport.pos(place), self.theme)));
        }
        let odd = schools.iter().filter(|school| school.is_of_stage);
        let odd = odd.filter(|school| map.pane.snaps.of_school(&school.site.id).is_some());
        let pos = |school: &SchoolMark<'_>| self.viewport.pos(map.ground.metres(school.site.at));
        painter.extend(odd.map(|school| snaps::sign(pos(school), self.theme)));
    }

    /// Rings round what is looked at and what is under the pointer.
    fn draw_marks(&self, painter: &egui::Painter, map: &MapState, schools: &[SchoolMark<'_>]) {
        let several = &self.view.chart.several.schools;
        for school in schools
            .iter()
            .filter(|school| several.contains(&school.site.id))
        {
            painter.extend(schools::marked(school, 2.0, self.theme));
        }
        painter.extend(self.chosen_homes(map));
        for (thing, width) in [(&self.view.hovered, 2.0), (&self.view.selection, 3.0)] {
            match thing {
                Some(Selection::School(id)) => {
                    if let Some(school) = schools.iter().find(|school| school.site.id == *id) {
                        painter.extend(schools::marked(school, width, self.theme));
                    }
                }
                Some(Selection::Settlement(index)) => {
                    if let Some(&place) = map.settlements.places.get(*index) {
                        let pupils = self.sight.shown.demand.pupils[self.view.stage]
                            .get(*index)
                            .copied();
                        let radius = self
                            .dot_scale(map)
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
            evaluation: Same(Arc::clone(self.sight.standing)),
            colours: self.sight.colouring.key(),
            chart: (self.view.chart.style, self.view.chart.hidden.clone()),
            stage: self.view.stage,
            layers: self.view.layers,
            selection: self.view.selection.clone(),
            dragged: self.dragged().cloned(),
            covered: map.covered,
            is_dark: self.theme.is_dark,
        };
        let covered = map.covered;
        let dots = self.dot_scale(map);
        let (townships, settlements) = (&mut map.townships, &map.settlements);
        let draw = || {
            let mut names = names::Names {
                county: self.county(),
                view: self.view,
                pupils: &self.sight.shown.demand.pupils[self.view.stage],
                has_homes: self.sight.has_homes,
                viewport: &self.viewport,
                zoom: self.zoom,
                theme: self.theme,
                schools,
                townships,
                settlements,
                dots,
                dragged: self.dragged(),
            };
            names.shapes(painter, &covered)
        };
        let mut shapes = map.pane.sheets.names.shapes(key, draw).to_vec();
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
