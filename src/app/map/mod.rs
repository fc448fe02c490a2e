//! The map in the middle of the window: what it draws, in which order, and what the hand does on it.
//!
//! ```text
//! paper ▸ basemap ▸ catchments ▸ roads ▸ borders ▸ trips ▸ settlements ▸ moves ▸ schools ▸ names ▸ furniture
//! ```
//!
//! Each layer is a file that turns what is shown into shapes, and [`scene`] puts them together. Layers that only
//! depend on the camera and on an evaluation are kept as [`state::Sheet`]s and drawn again when either has changed; a
//! frame of a drag draws anew what the drag changes and nothing else.

mod basemap;
mod camera;
mod card;
mod catchments;
mod colours;
mod concerned;
mod covered;
mod discs;
mod furniture;
mod halo;
mod hit;
mod hues;
mod labels;
mod lasso;
mod legend;
mod lines;
mod marks;
mod measuring;
mod menu;
mod moves;
mod names;
mod plane;
mod road_tool;
mod roads;
mod scene;
mod schools;
mod settlements;
mod several;
mod sheets;
mod sight;
mod snaps;
mod stamps;
mod state;
mod stroke;
mod surround;
mod swipe;
mod symbol;
mod symbols;
#[cfg(test)]
mod tests;
mod tools;
mod townships;
mod trips;
mod zones;

pub(crate) use concerned::concerned_ui;
pub(crate) use state::MapState;

use std::sync::Arc;

use egui::{Id, Sense, Ui, UiBuilder};

use crate::app::look::chart::CompareLook;
use crate::app::look::desk::Workspace;
use crate::app::look::intent::Intent;
use crate::app::look::text::map as text;
use crate::app::look::theme::Theme;
use crate::app::look::view::View;
use crate::app::work::results::Results;
use crate::app::work::tiled::Look;
use crate::geometry::LonLat;
use crate::session::Session;
use camera::Viewport;
use scene::Scene;
use sight::Sight;
use surround::Part;

/// Metres a point where the zoom is 0: a county of the usual size fills a small screen.
const METRES_AT_ZERO: f64 = 80.0;

/// How close the view is: 0 at 80 m a point, one more each time the scale doubles. Whatever the size of county and
/// screen, the same zoom shows the same ground equally large.
fn zoom_of(viewport: &Viewport) -> f32 {
    (viewport.camera.scale * METRES_AT_ZERO).log2() as f32
}

/// Whether schools of other stages are drawn, and can be pointed at.
fn shows_other_stages(zoom: f32) -> bool {
    zoom >= 1.6
}

/// The canvas of a map has one name, so that the hand is known before it is drawn.
fn canvas(number: usize) -> Id {
    Id::unique(("map", number))
}

/// Takes in what the hand does on the map as the last frame showed it. Asked before anything is drawn, so that every
/// pane of the frame shows the same place of a dragged school: it fills in [`View::hand`] and, when the school is
/// dropped, answers with one [`crate::plan::Command::Move`].
pub(crate) fn hand(
    ctx: &egui::Context,
    session: &Session,
    view: &mut View,
    map: &mut MapState,
) -> Option<Intent> {
    map.follow_county(session);
    // Compared plans are not touched, and each map follows its own.
    if view.workspace() != Workspace::Compare {
        map.follow(session, view);
    }
    let responses: Vec<_> = (0..map.n_panes.max(1))
        .filter_map(|number| Some((number, ctx.read_response(canvas(number))?)))
        .collect();
    let pointed = responses.iter().find(|(_, map)| map.contains_pointer());
    let pointed = pointed.or(responses.first()).map(|(number, _)| *number);
    let mut intent = None;
    for (number, response) in &responses {
        let is_pointed = Some(*number) == pointed;
        let wish = map.on_pane(*number, |map| {
            let viewport = map.pane.viewport?;
            tools::handle(response, session, view, map, viewport, is_pointed)
        });
        intent = wish.or(intent);
    }
    intent
}

/// The map fills what is left of the window; two or three stand side by side where plans are compared. Draws what
/// [`View::shown`] says, or the compared plans.
pub(crate) fn map_ui(
    ui: &mut Ui,
    session: &Session,
    results: &Results,
    view: &mut View,
    map: &mut MapState,
) -> Option<Intent> {
    let whole = ui.available_rect_before_wrap();
    ui.advance_cursor_after_rect(whole);
    map.follow_county(session);
    map.with_discs(ui.ctx());
    let fly_to = view.fly_to.take();
    let sights = Sight::all(session, results, view);
    let first = &sights[0];
    map.follow_layout(first.evaluator, &first.standing.layout, view.stage);
    let swipe = (view.chart.compare == CompareLook::Swipe).then(|| view.chart.swipe.share());
    let places = sight::places(whole, sights.len(), swipe);
    if map.n_panes > sights.len() {
        map.forget_others();
    }
    map.n_panes = sights.len();
    let rect = places[0].rect;
    map.legend_shift = places
        .last()
        .map_or(0.0, |last| last.rect.left() - rect.left());
    if rect.width() < 20.0 || rect.height() < 20.0 {
        return None;
    }
    let home = map.ground.home();
    let camera = map.looked_at(rect);
    map.is_list_open = view.history;
    if let Some(to) = fly_to {
        map.fly_to(ui.ctx(), camera, to, rect);
        map.rests_at = ui.ctx().pointer_hover_pos();
    } else if map.rests_at != ui.ctx().pointer_hover_pos() {
        map.rests_at = None;
    }
    let camera = map.flown(ui.ctx(), camera).clamped(home, rect.size());
    map.camera = Some(camera);
    let lamps = results.lamps(view);
    let mut intent = None;
    let last = sights.len() - 1;
    for (number, (sight, place)) in sights.into_iter().zip(&places).enumerate() {
        let response = ui.interact(place.seen, canvas(number), Sense::click_and_drag());
        let name = text::MAP_HINT.say(view.lang);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Canvas, true, name));
        let viewport = Viewport {
            camera,
            rect: place.rect,
        };
        map.zoom = zoom_of(&viewport);
        let builder = UiBuilder::new()
            .id_salt(("map", number))
            .max_rect(place.seen);
        let mut own = ui.new_child(builder);
        own.set_clip_rect(place.seen.intersect(ui.clip_rect()));
        let part = Part {
            seen: place.seen,
            maps: whole,
            is_first: number == 0,
            is_last: number == last,
            is_pointed: response.contains_pointer(),
        };
        let scene = Scene {
            session,
            view,
            sight,
            later: results.later().map(Arc::as_ref),
            lamps: &lamps,
            pieces: results.basemap.pieces(),
            theme: Theme::of(ui.ctx()),
            viewport,
            zoom: map.zoom,
        };
        let wish = map.on_pane(number, |map| {
            map.follow_layout(sight.evaluator, &sight.standing.layout, view.stage);
            map.pane.viewport = Some(viewport);
            scene.draw(&own, map);
            let wish = scene.furniture(&mut own, map, results, part);
            let menu = map.menu.clone();
            wish.or_else(|| menu::menu_ui(&response, session, view, menu.as_ref()))
        });
        intent = wish.or(intent);
    }
    for place in &places[1..] {
        let line = egui::Stroke::new(1.0, Theme::of(ui.ctx()).place);
        ui.painter().vline(place.seen.left(), whole.y_range(), line);
    }
    if places.len() == 2 && swipe.is_some() {
        swipe::swipe_ui(ui, whole, view);
    }
    intent
}

/// What the maps show, for what lies under them; `None` until one was drawn.
pub(crate) fn look(map: &MapState) -> Option<Look> {
    /// A tile beyond the edge is there before it comes into sight.
    const MARGIN: f32 = 64.0;
    const STEPS: u32 = 8;
    let viewports = map.viewports();
    let metres_per_point = 1.0 / viewports.first()?.camera.scale;
    let steps = || (0..=STEPS).map(|step| f64::from(step) / f64::from(STEPS));
    let seen = viewports.iter().map(|viewport| viewport.visible(MARGIN));
    let points = seen.flat_map(|seen| {
        let (low, size) = (seen.min(), (seen.width(), seen.height()));
        steps().flat_map(move |up| {
            steps().map(move |across| geo::Coord {
                x: size.0.mul_add(across, low.x),
                y: size.1.mul_add(up, low.y),
            })
        })
    });
    Some(Look {
        places: points.map(|at| map.ground.lon_lat(at)).collect(),
        metres_per_point,
    })
}

/// Width and height of the map, in points; `None` until it was drawn.
pub(crate) fn size(map: &MapState) -> Option<[f32; 2]> {
    let size = map.pane.viewport?.rect.size();
    Some([size.x.round(), size.y.round()])
}

/// How many maps stand beside each other; for tests of the window.
pub(crate) fn n_maps(map: &MapState) -> usize {
    map.n_panes
}

/// What the status line says of the map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pointed {
    /// The place under the pointer, or where it last was.
    pub(crate) at: Option<LonLat>,
    /// How many metres a point of the screen is.
    pub(crate) metres_per_point: f64,
}

/// The place under the pointer and the scale; `None` until the map was drawn.
pub(crate) fn pointed(map: &MapState) -> Option<Pointed> {
    let metres_per_point = 1.0 / map.pane.viewport?.camera.scale;
    Some(Pointed {
        at: map.pointed,
        metres_per_point,
    })
}

/// Where the open schools of the chosen stage stand on the screen, in points, by id; for tests of the window.
pub(crate) fn screen_positions(
    session: &Session,
    view: &View,
    map: &MapState,
) -> Vec<serde_json::Value> {
    let Some(viewport) = map.pane.viewport else {
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
            let pos = viewport.pos(map.ground.metres(site.at));
            serde_json::json!({ "id": site.id.as_str(), "x": pos.x, "y": pos.y })
        })
        .collect()
}
