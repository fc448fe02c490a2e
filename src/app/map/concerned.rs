//! The places that one rule concerns, on a small map of the whole county.

use std::collections::BTreeSet;

use egui::{Rect, Role, Sense, Shape, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, vec2};

use super::camera::{Camera, Viewport};
use super::state::MapState;
use crate::app::look::intent::Intent;
use crate::app::look::text::tables as text;
use crate::app::look::theme::Theme;
use crate::app::look::view::{Selection, View};
use crate::geometry::LonLat;
use crate::rules::is_wanted;
use crate::session::Session;

/// How high it stands, in points.
const HEIGHT: f32 = 190.0;
/// How near to a place a click must be, in points.
const NEAR: f32 = 8.0;

/// A place that breaks the rule.
struct Place {
    at: LonLat,
    selection: Selection,
}

/// The settlements and schools where a rule is broken, each once, as far as the list of problems shows them.
fn places(session: &Session, view: &View, rule: &str) -> Vec<Place> {
    let shown = view.shown(session);
    let (county, layout) = (session.county(), &shown.layout);
    let wanted = view.listing().wanted(view.stage);
    let own = shown
        .findings
        .iter()
        .filter(|finding| finding.standard == rule && is_wanted(finding, county, layout, &wanted));
    let (mut homes, mut schools) = (BTreeSet::new(), BTreeSet::new());
    for finding in own {
        match (finding.settlement, &finding.school) {
            (Some(home), _) => drop(homes.insert(home)),
            (None, Some(school)) => drop(schools.insert(school)),
            (None, None) => {}
        }
    }
    let homes = homes.into_iter().filter_map(|home| {
        let at = county.settlements.get(home)?.at;
        let selection = Selection::Settlement(home);
        Some(Place { at, selection })
    });
    let schools = schools.into_iter().filter_map(|school| {
        let at = layout.site(school)?.at;
        let selection = Selection::School(school.clone());
        Some(Place { at, selection })
    });
    homes.chain(schools).collect()
}

/// Draws the county with these places: settlements as dots, schools as squares. A click goes to the nearest.
pub(crate) fn concerned_ui(
    ui: &mut Ui,
    session: &Session,
    view: &View,
    map: &mut MapState,
    rule: &str,
) -> Option<Intent> {
    let theme = Theme::of(ui.ctx());
    let extent = vec2(ui.available_width(), HEIGHT);
    let (rect, response) = ui.allocate_exact_size(extent, Sense::click());
    map.follow(session, view);
    let places = places(session, view, rule);
    let is_home = |place: &&Place| matches!(place.selection, Selection::Settlement(_));
    let homes = places.iter().filter(is_home).count();
    let words = text::where_broken(homes, places.len() - homes);
    let words = words.say(view.lang);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, words));
    let camera = Camera::fitting(map.ground.home(), rect, rect);
    let viewport = Viewport { camera, rect };
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    painter.rect_filled(rect, 3.0, theme.outside);
    painter.add(Shape::mesh(map.townships.fill(&viewport, theme.paper)));
    map.with_discs(ui.ctx());
    if let Some(discs) = &map.discs {
        let mut edges = discs.mesh();
        map.townships
            .draw_edges(&mut edges, discs, &viewport, theme);
        painter.add(Shape::mesh(edges));
    }
    for place in &places {
        let at = viewport.pos(map.ground.metres(place.at));
        match place.selection {
            Selection::Settlement(_) => {
                painter.circle_filled(at, 2.2, theme.over_limit);
            }
            Selection::School(_) => {
                let square = Rect::from_center_size(at, Vec2::splat(8.0));
                let edge = Stroke::new(1.0, theme.paper);
                painter.rect(square, 0.0, theme.worse, edge, StrokeKind::Outside);
            }
        }
    }
    let line = Stroke::new(1.0, theme.line);
    painter.rect_stroke(rect, 3.0, line, StrokeKind::Inside);
    let response = response
        .on_hover_text(words)
        .on_hover_cursor(egui::CursorIcon::PointingHand);
    let pointer = response
        .interact_pointer_pos()
        .filter(|_| response.clicked())?;
    let away = |place: &Place| viewport.pos(map.ground.metres(place.at)).distance(pointer);
    let nearest = places.iter().min_by(|a, b| away(a).total_cmp(&away(b)))?;
    (away(nearest) <= NEAR).then(|| Intent::GoTo(nearest.selection.clone()))
}
