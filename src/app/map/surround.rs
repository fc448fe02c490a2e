//! What frames the map: tools, legend, scale, badges, and what is said at the pointer.

use std::sync::Arc;

use egui::{Rect, Ui, pos2, vec2};

use super::furniture::{self, Glyph, INSET, TOOL};
use super::legend::{self, Legend};
use super::scene::Scene;
use super::state::MapState;
use super::{card, tools};
use crate::app::look::chart::MapWish;
use crate::app::look::intent::Intent;
use crate::app::look::text::Text;
use crate::app::look::text::roads as roads_text;
use crate::app::look::text::{chart as chart_text, keeping, map as text};
use crate::app::look::view::{RoadTool, Tool};
use crate::forecast::DemandBasis;
use crate::model::Homes;

impl Scene<'_> {
    /// Everything that frames the map; something may be wished there.
    pub(super) fn furniture(&self, ui: &mut Ui, map: &mut MapState) -> Option<Intent> {
        let (rect, lang, theme) = (self.viewport.rect, self.view.lang, self.theme);
        let painter = ui.painter().with_clip_rect(rect);
        let mut covered = map.covered;
        covered.foot = furniture::foot(&painter, &self.viewport, &self.badges(), lang, theme);
        let (tools, mut intent) = self.tools(ui, map);
        covered.tools = tools;
        let facts = self.facts();
        let legend = Legend {
            shown: self.sight.shown,
            stage: self.view.stage,
            view: self.view,
            lang,
            dots: self.dot_scale(map),
            zoom: self.zoom,
            colouring: self.sight.colouring,
            steps: facts
                .steps(self.sight.colouring, lang)
                .filter(|_| self.view.layers.schools),
            signs: map.settlements.signs(&self.viewport),
            has_districts: self.county().districts().len() > 1,
            has_zones: !map.zones.is_empty(),
            has_limit: self.limit().is_some(),
            has_streams: self.has_changed(),
        };
        let (legend, wish) = legend.show(ui, rect);
        intent = intent.or(wish.map(Intent::Map));
        (covered.legend, covered.is_legend_open) = (legend, self.view.chart.is_legend_open());
        let free = covered.free_below(rect);
        let (rulers, wish) = self.rulers_ui(ui, free);
        covered.rulers = rulers;
        intent = wish.or(intent);
        let (several, wish) = self.several_ui(ui, covered.free(rect), map.covered.several);
        covered.several = several;
        intent = wish.or(intent);
        covered.head = Rect::NOTHING;
        if self.view.hand.moved().is_some() {
            covered.head = furniture::hint(&painter, rect, text::DROP_TO_MOVE.say(lang), theme);
        } else if let Some(words) = self.measured() {
            covered.head = furniture::hint(&painter, rect, &words, theme);
        } else if let Some(words) = self.tool_words() {
            covered.head = furniture::hint(&painter, rect, words.say(lang), theme);
        } else if let (Some(thing), Some(pointer)) =
            (&self.view.hovered, ui.ctx().pointer_hover_pos())
        {
            let card = card::Card {
                county: self.county(),
                shown: self.sight.shown,
                stage: self.view.stage,
                limit: self.limit(),
                snaps: &map.pane.snaps,
                lang,
            };
            card.show(ui, thing, pointer, rect);
        }
        if map.covered != covered {
            // The county may have to be fitted anew.
            map.covered = covered;
            ui.ctx().request_repaint();
        }
        intent
    }

    /// What a click does with the tool in the hand.
    fn tool_words(&self) -> Option<Text> {
        match &self.view.tool {
            Tool::Select | Tool::Measure(_) => None,
            Tool::AddSchool => Some(text::CLICK_TO_PLACE),
            Tool::Relocate(_) => Some(keeping::RELOCATING),
            Tool::Road(RoadTool::Draw(_)) => Some(roads_text::DRAWING),
            Tool::Road(RoadTool::Pick) => Some(roads_text::PICKING),
        }
    }

    fn has_changed(&self) -> bool {
        let before = &self.sight.before.stages[self.view.stage];
        matches!((before, self.stage()), (Some(was), Some(is)) if !Arc::ptr_eq(was, is))
    }

    /// The tools in the upper left corner: where they stand, and which was clicked.
    fn tools(&self, ui: &Ui, map: &mut MapState) -> (Rect, Option<Intent>) {
        let lang = self.view.lang;
        let plans = self.view.workspace().plans();
        let mut intent = None;
        let corner = self.viewport.rect.min + vec2(INSET - 4.0, INSET - 4.0);
        let n_tools = if plans { 3 } else { 2 };
        let height = (n_tools + 3) as f32 * TOOL + 7.0 + 4.0;
        let rect = Rect::from_min_size(corner, vec2(TOOL + 4.0, height));
        legend::panel(ui.painter(), rect, self.theme);
        let mut top = corner.y + 2.0;
        let mut next = || {
            let at = Rect::from_min_size(pos2(corner.x + 2.0, top), vec2(TOOL, TOOL));
            top += TOOL;
            at
        };
        let choose = chart_text::CHOOSE.say(lang);
        let is_choosing = self.view.tool == Tool::Select;
        if furniture::button(ui, next(), Glyph::Arrow, choose, choose, is_choosing) {
            intent = Some(Intent::Escape).filter(|_| !is_choosing);
        }
        let measure = Intent::Map(MapWish::Measure);
        let name = measure.entry().label.say(lang);
        let tip = measure.tooltip(Some(self.session), lang, ui.ctx());
        let is_held = matches!(self.view.tool, Tool::Measure(_));
        if furniture::button(ui, next(), Glyph::Ruler, name, &tip, is_held) {
            intent = Some(measure);
        }
        if plans {
            let wish = Intent::StartAdd;
            let name = wish.entry().label.say(lang);
            let tip = wish.tooltip(Some(self.session), lang, ui.ctx());
            let is_held = matches!(self.view.tool, Tool::AddSchool | Tool::Relocate(_));
            if furniture::button(ui, next(), Glyph::Pin, name, &tip, is_held) {
                intent = Some(wish);
            }
        }
        let line = corner.y + 2.0 + n_tools as f32 * TOOL + 3.0;
        ui.painter().hline(
            rect.x_range().shrink(6.0),
            line,
            egui::Stroke::new(1.0, self.theme.line),
        );
        let below = |row: usize| {
            let y = line + 4.0 + row as f32 * TOOL;
            Rect::from_min_size(pos2(corner.x + 2.0, y), vec2(TOOL, TOOL))
        };
        let middle = map.covered.free(self.viewport.rect).center();
        let zooms = [
            (Glyph::Plus, text::ZOOM_IN, tools::ZOOM_STEP),
            (Glyph::Minus, text::ZOOM_OUT, 1.0 / tools::ZOOM_STEP),
        ];
        for (row, (glyph, name, factor)) in zooms.into_iter().enumerate() {
            let name = name.say(lang);
            if furniture::button(ui, below(row), glyph, name, name, false) {
                let to = self.viewport.zoomed(middle, factor);
                let to = to.clamped(map.ground.home(), self.viewport.rect.size());
                map.fly(ui.ctx(), self.viewport.camera, to);
            }
        }
        let fit = Intent::ZoomToFit;
        let name = fit.entry().label.say(lang);
        let tip = fit.tooltip(Some(self.session), lang, ui.ctx());
        if furniture::button(ui, below(2), Glyph::Whole, name, &tip, false) {
            intent = Some(fit);
        }
        (rect, intent)
    }

    fn badges(&self) -> Vec<Text> {
        let county = self.county();
        let demand = self.sight.shown.demand.basis[self.view.stage];
        let has_settlements = !county.settlements.is_empty();
        [
            (self.view.shows_trial(), text::TRIAL),
            (county.illustrative, text::ILLUSTRATIVE),
            (
                has_settlements && county.homes == Homes::Estimated,
                text::ESTIMATED_HOMES,
            ),
            (
                has_settlements && !self.sight.evaluator.travel().has_roads(),
                text::ESTIMATED_TRIPS,
            ),
            (demand == DemandBasis::Unknown, text::NO_PUPILS),
        ]
        .into_iter()
        .filter_map(|(applies, badge)| applies.then_some(badge))
        .collect()
    }
}
