//! Carrying out what is wished about the map.

use std::path::PathBuf;

use super::window::App;
use crate::app::look::chart::{BasemapWish, MapTheme, MapWish};
use crate::app::look::desk::{Page, Workspace};
use crate::app::look::forms::PathQuestion;
use crate::app::look::view::{FlyTo, Selection, Tool};
use crate::app::work::basemap::Told;
use crate::geometry::LonLat;

impl App {
    /// Does what is wished about the map.
    pub(crate) fn chart(&mut self, ctx: &egui::Context, wish: MapWish) {
        let view = &mut self.view;
        match wish {
            MapWish::Legend => view.chart.legend = Some(!view.chart.is_legend_open()),
            MapWish::Turn(layer) => view.chart.turn(&mut view.layers, layer),
            MapWish::Restyle(style) => view.chart.style = style,
            MapWish::Colour(theme) => self.colour(theme),
            MapWish::FitSelection => self.fit_selection(),
            MapWish::Several(wish) => self.several(ctx, wish),
            MapWish::Lasso => self.switch_tool(Tool::Lasso),
            MapWish::Measure => self.switch_tool(Tool::Measure(Vec::new())),
            MapWish::MeasureFrom(at) => view.tool = Tool::Measure(vec![at]),
            MapWish::AddRuler(ruler) => view.chart.rulers.push(ruler),
            MapWish::SetRuler(place, ruler) => match ruler {
                Some(ruler) if place < view.chart.rulers.len() => view.chart.rulers[place] = ruler,
                None if place < view.chart.rulers.len() => {
                    view.chart.rulers.remove(place);
                }
                _ => {}
            },
            MapWish::Basemap(wish) => self.basemap(ctx, wish),
            MapWish::Compare(look) => view.chart.compare = look,
            MapWish::Propose(is_shown) => view.chart.hides_proposal = !is_shown,
            MapWish::CopyPlace(at) => ctx.copy_text(format!("{:.6}, {:.6}", at.lon, at.lat)),
        }
    }

    /// Colours today's map, and opens the page that tells the same in figures.
    fn colour(&mut self, theme: MapTheme) {
        self.view.chart.theme = theme;
        let page = match theme {
            MapTheme::Trips => Page::Settlements,
            MapTheme::Small | MapTheme::Pupils => Page::Charts,
            MapTheme::Seats | MapTheme::Classes => Page::Schools,
            MapTheme::Targets => Page::Targets,
        };
        if self.view.workspace() != Workspace::Today {
            self.go(Workspace::Today);
        }
        // Where map and dock have no room together the map is what was asked for.
        if self.view.has_room_for_dock {
            self.show(Some(page));
        }
    }

    pub(super) fn basemap(&mut self, ctx: &egui::Context, wish: BasemapWish) {
        let path = match wish {
            BasemapWish::Choose => {
                self.ask_path(ctx, PathQuestion::Picture);
                return;
            }
            BasemapWish::Datum(datum) => {
                if let Some(under) = self.results.basemap.under() {
                    self.view.aids.kept.set_datum(under.path(), datum);
                }
                return;
            }
            BasemapWish::Open(path) => Some(path),
            BasemapWish::TakeAway => None,
        };
        self.view.layers.basemap = true;
        self.results.basemap.forget();
        self.remember_basemap(path);
    }

    fn remember_basemap(&mut self, path: Option<PathBuf>) {
        let Some(session) = &self.session else { return };
        let kept = &mut self.view.aids.kept;
        kept.set_basemap(&session.county().name, path);
    }

    /// Tells what came of reading a basemap. One that cannot lie under the map is not asked for again.
    pub(crate) fn hear_basemap(&mut self) {
        match self.results.basemap.told() {
            None => {}
            Some(Told::Shown(words)) => self.say(words),
            Some(Told::Doubtful(words)) => self.complain(words),
            Some(Told::Failed(words)) => {
                self.remember_basemap(None);
                self.complain(words);
            }
        }
    }

    /// Brings what is selected into sight.
    fn fit_selection(&mut self) {
        let Some(session) = &self.session else { return };
        let layout = &self.view.on_map(session).layout;
        let home = |index: &usize| {
            let settlement = session.county().settlements.get(*index);
            settlement.map(|settlement| settlement.at)
        };
        let several = &self.view.chart.several;
        if !several.is_empty() {
            let schools = several.schools.iter().filter_map(|id| layout.site(id));
            let places = schools.map(|site| site.at);
            let homes = several.settlements.iter().filter_map(home);
            let places: Vec<LonLat> = places.chain(homes).collect();
            self.view.fly_to = Some(fly_to(&places));
            return;
        }
        let at = match &self.view.selection {
            Some(Selection::School(id)) => layout.site(id).map(|site| site.at),
            Some(Selection::Settlement(index)) => home(index),
            None => None,
        };
        self.view.fly_to = at.map_or(Some(FlyTo::County), |at| Some(fly_to(&[at])));
    }
}

/// The flight that brings all of some places into sight.
fn fly_to(places: &[LonLat]) -> FlyTo {
    match places {
        [] => FlyTo::County,
        [at] => FlyTo::Place(*at),
        many => {
            let of = |axis: fn(&LonLat) -> f64| {
                let axis = many.iter().map(axis);
                axis.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), at| {
                    (low.min(at), high.max(at))
                })
            };
            let (lon, lat) = (of(|at| at.lon), of(|at| at.lat));
            FlyTo::Extent(LonLat::new(lon.0, lat.0), LonLat::new(lon.1, lat.1))
        }
    }
}
