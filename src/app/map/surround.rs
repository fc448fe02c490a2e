//! What frames the map: scale, north, legend, buttons, badges, and what is said at the pointer.

use std::sync::Arc;

use egui::{Rect, Ui, vec2};

use super::furniture::{self, Glyph, INSET};
use super::legend::Legend;
use super::scene::Scene;
use super::state::MapState;
use super::{card, tools};
use crate::app::look::intent::Intent;
use crate::app::look::text::Text;
use crate::app::look::text::map as text;
use crate::app::look::text::roads as roads_text;
use crate::app::look::view::{RoadTool, Tool};
use crate::forecast::DemandBasis;
use crate::model::Homes;
use crate::words::Lang;

impl Scene<'_> {
    /// Everything that frames the map; a button may be pressed.
    pub(super) fn furniture(&self, ui: &Ui, map: &mut MapState) -> Option<Intent> {
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
            has_zones: !map.zones.is_empty(),
            has_limit: self.limit().is_some(),
            has_streams: self.view.layers.moves && self.has_changed(),
        };
        map.legend = legend.show(ui, rect);
        let intent = self.buttons(ui, map, lang);
        if self.view.hand.moved().is_some() {
            furniture::hint(&painter, rect, text::DROP_TO_MOVE.say(lang), theme);
        } else if let Some(words) = self.tool_words() {
            furniture::hint(&painter, rect, words.say(lang), theme);
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

    /// What a click does with the tool in the hand.
    fn tool_words(&self) -> Option<Text> {
        match &self.view.tool {
            Tool::Select => None,
            Tool::AddSchool => Some(text::CLICK_TO_PLACE),
            Tool::Relocate(_) => Some(crate::app::look::text::keeping::RELOCATING),
            Tool::Road(RoadTool::Draw(_)) => Some(roads_text::DRAWING),
            Tool::Road(RoadTool::Pick) => Some(roads_text::PICKING),
        }
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
