//! What frames the map: tools, legend, scale, badges, and what is said at the pointer.

use std::sync::Arc;

use egui::{Painter, Rect, Ui, UiBuilder, pos2, vec2};

use super::basemap;
use super::covered::Covered;
use super::furniture::{self, Glyph, INSET, TOOL};
use super::legend::{self, Legend};
use super::scene::Scene;
use super::state::MapState;
use super::{card, tools};
use crate::app::look::chart::MapWish;
use crate::app::look::fonts;
use crate::app::look::icons;
use crate::app::look::intent::Intent;
use crate::app::look::text::Text;
use crate::app::look::text::roads as roads_text;
use crate::app::look::text::{chart as chart_text, keeping, map as text};
use crate::app::look::theme::size;
use crate::app::look::view::{RoadTool, Tool};
use crate::app::look::widgets::name_it;
use crate::app::work::results::Results;
use crate::forecast::DemandBasis;
use crate::model::Homes;

/// Which part of the furniture a map has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Part {
    /// What is seen of the map.
    pub(super) seen: Rect,
    /// The room of all maps.
    pub(super) maps: Rect,
    /// It has tools and scale.
    pub(super) is_first: bool,
    /// It has the legend.
    pub(super) is_last: bool,
    /// The pointer is over it.
    pub(super) is_pointed: bool,
}

impl Scene<'_> {
    /// What frames this map; something may be wished there.
    pub(super) fn furniture(
        &self,
        ui: &mut Ui,
        map: &mut MapState,
        results: &Results,
        part: Part,
    ) -> Option<Intent> {
        let (seen, lang) = (part.seen, self.view.lang);
        let painter = ui.painter().with_clip_rect(seen);
        let mut covered = map.covered;
        let mut intent = if part.is_first {
            let badges = self.badges();
            covered.foot = furniture::foot(&painter, &self.viewport, &badges, lang, self.theme);
            let (tools, wish) = self.tools(ui, map);
            covered.tools = tools;
            wish
        } else {
            None
        };
        if part.is_last {
            intent = self.legend(ui, map, seen, &mut covered).or(intent);
            let under = results.basemap.under();
            let attribution = under.and_then(|under| under.attribution());
            if let Some(words) = attribution.filter(|_| self.view.layers.basemap) {
                let reach = covered.beside_foot(seen, part.is_first);
                basemap::attribution_ui(ui, seen, reach, words, self.theme);
            }
        }
        covered.head = if part.is_first {
            Rect::NOTHING
        } else {
            covered.head
        };
        let tag = self.tag(ui, part, &covered);
        if part.is_first {
            covered.tag = tag;
        }
        let mut free = covered.free(seen);
        if covered.several.is_positive() && part.is_last {
            free.min.y = free.min.y.max(covered.several.bottom());
        }
        if !part.is_pointed && map.n_panes > 1 {
            self.echo(&painter, map);
        }
        if part.is_first {
            let (head, wish) = self.proposal_ui(ui, results, free);
            intent = wish.or(intent);
            covered.head = self.say_at_head(&painter, free).unwrap_or(head);
        }
        if let (Some(thing), Some(pointer), true) = (
            self.view.hovered.as_ref().filter(|_| part.is_pointed),
            ui.ctx().pointer_hover_pos(),
            self.view.tool == Tool::Select
                && self.view.hand.moved().is_none()
                && map.rests_at.is_none(),
        ) {
            let card = card::Card {
                county: self.county(),
                shown: self.sight.shown,
                stage: self.view.stage,
                limit: self.limit(),
                snaps: &map.pane.snaps,
                lang,
            };
            card.show(ui, thing, pointer, part.maps);
        }
        if map.covered != covered {
            // The county may have to be fitted anew.
            map.covered = covered;
            ui.ctx().request_repaint();
        }
        intent
    }

    /// The legend, the list of rulers and what is chosen at once.
    fn legend(
        &self,
        ui: &mut Ui,
        map: &mut MapState,
        seen: Rect,
        covered: &mut Covered,
    ) -> Option<Intent> {
        let lang = self.view.lang;
        let steps = self.facts().steps(self.sight.colouring, lang);
        let legend = Legend {
            shown: self.sight.shown,
            stage: self.view.stage,
            view: self.view,
            lang,
            dots: self.dot_scale(map),
            zoom: self.zoom,
            colouring: self.sight.colouring,
            steps: steps.filter(|_| self.view.layers.schools),
            signs: map.settlements.signs(&self.viewport),
            has_districts: self.county().districts().len() > 1,
            has_zones: !map.zones.is_empty(),
            has_limit: self.limit().is_some(),
            has_streams: self.has_changed(),
            has_basemap: !self.pieces.is_empty(),
            lamps: self.lamps.values().copied().collect(),
        };
        let (rect, wish) = legend.show(ui, seen);
        (covered.legend, covered.is_legend_open) = (rect, self.view.chart.is_legend_open());
        let mut intent = wish.map(Intent::Map);
        let (rulers, wish) = self.rulers_ui(ui, map, covered.free_below(seen));
        covered.rulers = rulers;
        intent = wish.or(intent);
        let (several, wish) = self.several_ui(ui, covered.free(seen), map.covered.several);
        covered.several = several;
        wish.or(intent)
    }

    /// What is said in the middle of the top, while something is done that needs saying.
    fn say_at_head(&self, painter: &Painter, free: Rect) -> Option<Rect> {
        let lang = self.view.lang;
        let words = if self.view.aids.peeks {
            chart_text::PEEKING.say(lang).to_owned()
        } else if self.view.hand.moved().is_some() {
            text::DROP_TO_MOVE.say(lang).to_owned()
        } else if let Some(words) = self.measured() {
            words
        } else {
            self.tool_words()?.say(lang).to_owned()
        };
        Some(furniture::hint(painter, free, &words, self.theme))
    }

    /// Which plan this map is of, and what of it cannot be drawn; where that stands.
    fn tag(&self, ui: &Ui, part: Part, covered: &Covered) -> Rect {
        let Some((letter, name)) = self.sight.tag else {
            return Rect::NOTHING;
        };
        let theme = self.theme;
        let beside_tools = part.seen.contains(covered.tools.center());
        let left = if beside_tools {
            covered.tools.right() + 6.0
        } else {
            part.seen.left() + 10.0
        };
        let painter = ui.painter().with_clip_rect(part.seen);
        let font = fonts::semibold(size::BODY);
        let right = if part.is_last {
            covered.legend.left()
        } else {
            part.seen.right()
        };
        let right = right - 8.0;
        let mut job =
            egui::text::LayoutJob::simple_singleline(name.to_owned(), font.clone(), theme.text);
        job.wrap = egui::text::TextWrapping::truncate_at_width((right - left - 44.0).max(24.0));
        let galley = painter.layout_job(job);
        let extent = vec2(galley.size().x + 40.0, 28.0);
        let rect = Rect::from_min_size(pos2(left, part.seen.top() + INSET - 4.0), extent);
        legend::panel(&painter, rect, theme);
        let square = Rect::from_center_size(rect.left_center() + vec2(16.0, 0.0), vec2(18.0, 18.0));
        painter.rect_filled(square, 3.0, theme.place);
        let middle = egui::Align2::CENTER_CENTER;
        painter.text(
            square.center(),
            middle,
            letter,
            fonts::semibold(size::CAPTION),
            theme.on_place,
        );
        let at = pos2(rect.left() + 31.0, rect.center().y - galley.size().y / 2.0);
        painter.galley(at, galley, theme.text);
        let response = ui.interact(rect, ui.scope_id().with("tag"), egui::Sense::hover());
        let told = format!("{letter} {name}");
        name_it(&response, egui::Role::Label, &told);
        if !self.sight.has_homes {
            let words = chart_text::OTHER_HOMES_HERE.say(self.view.lang);
            let below = rect.left_bottom() + vec2(0.0, 4.0);
            let font = egui::FontId::proportional(size::CAPTION);
            let width = (part.seen.right() - left - 16.0).max(60.0);
            let galley = painter.layout(words.to_owned(), font, theme.warning, width);
            let ground = Rect::from_min_size(below, galley.size() + vec2(12.0, 6.0));
            painter.rect_filled(ground, 3.0, theme.warning_ground);
            painter.galley(ground.min + vec2(6.0, 3.0), galley, theme.warning);
        }
        rect
    }

    /// The place under the pointer of another map.
    fn echo(&self, painter: &Painter, map: &MapState) {
        let Some(at) = map.pointed.filter(|_| map.is_pointed) else {
            return;
        };
        let at = self.viewport.pos(map.ground.metres(at));
        for (color, width) in [(self.theme.halo, 3.2), (self.theme.place, 1.4)] {
            let stroke = egui::Stroke::new(width, color);
            painter.circle_stroke(at, 6.0, stroke);
            for arm in [vec2(5.0, 0.0), vec2(0.0, 5.0)] {
                painter.line_segment([at + arm * 0.8, at + arm * 2.0], stroke);
                painter.line_segment([at - arm * 0.8, at - arm * 2.0], stroke);
            }
        }
    }

    /// A proposal that is no draft yet: said, with the switch between it and the plan as it stands.
    fn proposal_ui(&self, ui: &mut Ui, results: &Results, free: Rect) -> (Rect, Option<Intent>) {
        let Some(proposal) = results.proposal(self.session, self.view) else {
            return (Rect::NOTHING, None);
        };
        let (lang, theme) = (self.view.lang, self.theme);
        let words = chart_text::not_written(proposal.layout.year.0);
        let room = free.shrink2(vec2(8.0, 10.0));
        let builder = UiBuilder::new().id_salt("proposal").max_rect(room);
        let mut child = ui.new_child(builder);
        child.set_clip_rect(free);
        let frame = egui::Frame::new()
            .fill(theme.warning_ground)
            .stroke(egui::Stroke::new(1.0, theme.warning))
            .corner_radius(6.0)
            .inner_margin(egui::Margin::symmetric(8, 4));
        let mut intent = None;
        let shown = frame.show(&mut child, |ui| {
            ui.horizontal_wrapped(|ui| {
                let words = egui::RichText::new(words.say(lang));
                ui.label(words.size(size::CAPTION).color(theme.warning));
                ui.add_space(size::NEAR);
                ui.spacing_mut().item_spacing.x = -1.0;
                let has_plan = self.session.plan().is_some();
                let standing = if has_plan {
                    chart_text::AS_IT_STANDS
                } else {
                    chart_text::TODAY
                };
                let is_shown = !self.view.chart.hides_proposal;
                for (label, wanted) in [(standing, false), (chart_text::PROPOSAL, true)] {
                    let label = label.say(lang);
                    let role = egui::Role::RadioButton;
                    let chip = icons::chip(ui, label, label, role, is_shown == wanted);
                    if chip
                        .on_hover_text(chart_text::PROPOSAL_TIP.say(lang))
                        .clicked()
                    {
                        intent = Some(Intent::Map(MapWish::Propose(wanted)));
                    }
                }
            });
        });
        (shown.response.rect, intent)
    }

    /// What a click does with the tool in the hand.
    fn tool_words(&self) -> Option<Text> {
        match &self.view.tool {
            Tool::Select | Tool::Measure(_) => None,
            Tool::Lasso => Some(chart_text::LASSO_HINT),
            Tool::AddSchool => Some(text::CLICK_TO_PLACE),
            Tool::Relocate(_) => Some(keeping::RELOCATING),
            Tool::Correct(_) => Some(keeping::PICKING_PLACE),
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
        let n_tools = if plans { 4 } else { 3 };
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
        let lasso = Intent::Map(MapWish::Lasso);
        let name = lasso.entry().label.say(lang);
        let tip = lasso.tooltip(Some(self.session), lang, ui.ctx());
        let is_held = self.view.tool == Tool::Lasso;
        if furniture::button(ui, next(), Glyph::Lasso, name, &tip, is_held) {
            intent = Some(lasso);
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

    /// Whether proposed catchments stand on the map: those of a proposal with measures are told by its banner.
    fn shows_catchments(&self) -> bool {
        let trial = self.view.trial.as_ref().filter(|_| self.view.shows_trial());
        trial.is_some_and(|trial| Arc::ptr_eq(&trial.layout, &self.session.evaluation().layout))
    }

    fn badges(&self) -> Vec<Text> {
        let county = self.county();
        let demand = self.sight.shown.demand.basis[self.view.stage];
        let has_settlements = !county.settlements.is_empty();
        [
            (self.shows_catchments(), text::TRIAL),
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
