//! The legend, which is also the list of layers: symbol, name, and an eye that draws it or not.

use egui::{
    Align2, FontId, Painter, Popup, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, UiBuilder,
    pos2, vec2,
};

use super::colours::{Colouring, Steps};
use super::furniture::{self, Glyph, INSET};
use super::marks::{DotLook, Mark};
use super::settlements::DotScale;
use crate::app::look::chart::{Amount, Layer, MapTheme, MapWish};
use crate::app::look::fonts;
use crate::app::look::icons::{self, Icon};
use crate::app::look::intent::Intent;
use crate::app::look::lights::Lamp;
use crate::app::look::text::{Text, basemap, chart as text, map as map_text};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Selection, View};
use crate::app::look::widgets::{name_it, strength_ui};
use crate::evaluation::Evaluation;
use crate::model::{SchoolKind, Stage};
use crate::plan::{Site, Status};
use crate::rules::gate::Light;
use crate::words::Lang;

/// A row: its mark is drawn in a box of this width, in points.
const MARK: f32 = 26.0;
const ROW: f32 = 21.0;
const HEAD: f32 = 28.0;
const PADDING: f32 = 8.0;
/// Width of the box of an eye.
const EYE: f32 = 24.0;
/// Width of the whole panel.
pub(super) const WIDTH: f32 = 196.0;

/// What the legend tells.
pub(super) struct Legend<'a> {
    pub(super) shown: &'a Evaluation,
    pub(super) stage: Stage,
    pub(super) view: &'a View,
    pub(super) lang: Lang,
    pub(super) dots: DotScale,
    pub(super) zoom: f32,
    pub(super) colouring: Colouring<'a>,
    pub(super) steps: Option<Steps>,
    /// Whether rings, red dots or both say on screen that trips break the limit.
    pub(super) signs: (bool, bool),
    pub(super) has_districts: bool,
    pub(super) has_zones: bool,
    pub(super) has_limit: bool,
    pub(super) has_streams: bool,
    pub(super) has_basemap: bool,
    /// The lamps of small schools on the map.
    pub(super) lamps: Vec<Lamp>,
}

/// A row of the legend: symbol, name, and the layer its eye draws or hides.
struct Row {
    mark: Mark,
    words: String,
    layer: Option<Layer>,
}

impl Legend<'_> {
    /// Draws the legend in the upper right corner of the map, or the chip it folds to; where that is, and what was
    /// wished in it.
    pub(super) fn show(&self, ui: &mut Ui, map: Rect) -> (Rect, Option<MapWish>) {
        let theme = Theme::of(ui.ctx());
        let corner = map.right_top() + vec2(-INSET + 4.0, INSET - 4.0);
        let font = FontId::proportional(size::CAPTION);
        if !self.view.chart.is_legend_open() {
            let label = text::LEGEND_SHORT.say(self.lang);
            let galley = ui
                .painter()
                .layout_no_wrap(label.to_owned(), font, theme.text);
            let extent = vec2(galley.size().x + 48.0, HEAD);
            let rect = Rect::from_min_size(corner - vec2(extent.x, 0.0), extent);
            panel(ui.painter(), rect, theme);
            return (rect, self.head_ui(ui, rect, galley, false));
        }
        let rows = self.rows();
        let steps = if self.steps.is_some() { 46.0 } else { 0.0 };
        let wanted = HEAD + steps + rows.len() as f32 * ROW + ROW + 2.0 * PADDING;
        let height = wanted.min(map.height() - 2.0 * INSET).max(HEAD);
        let width = WIDTH.min(map.width() - 2.0 * INSET);
        let extent = vec2(width, height);
        let rect = Rect::from_min_size(corner - vec2(width, 0.0), extent);
        panel(ui.painter(), rect, theme);
        // What lies under the panel is not touched through it.
        ui.interact(rect, ui.scope_id().with("legend"), Sense::click_and_drag());
        let galley = ui.painter().layout_no_wrap(
            text::LEGEND.say(self.lang).to_owned(),
            fonts::semibold(size::CAPTION),
            theme.text,
        );
        let head = Rect::from_min_size(rect.min, vec2(width, HEAD));
        let mut wish = self.head_ui(ui, head, galley, true);
        let body = Rect::from_min_max(head.left_bottom(), rect.max).shrink2(vec2(PADDING, 2.0));
        let mut body = ui.new_child(UiBuilder::new().id_salt("legend").max_rect(body));
        body.set_clip_rect(rect.intersect(ui.clip_rect()));
        body.spacing_mut().item_spacing = vec2(0.0, 0.0);
        ScrollArea::vertical()
            .id_salt("legend rows")
            .auto_shrink(false)
            .show(&mut body, |ui| {
                if let Some(steps) = &self.steps {
                    steps_ui(ui, steps, theme);
                }
                for row in &rows {
                    wish = self.row_ui(ui, row, theme).or(wish.take());
                }
                wish = self.style_ui(ui).or(wish.take());
            });
        (rect, wish)
    }

    fn head_ui(
        &self,
        ui: &Ui,
        head: Rect,
        title: std::sync::Arc<egui::Galley>,
        is_open: bool,
    ) -> Option<MapWish> {
        let theme = Theme::of(ui.ctx());
        let wish = Intent::Map(MapWish::Legend);
        let response = ui.interact(head, ui.scope_id().with("legend head"), Sense::click());
        let name = text::LEGEND.say(self.lang);
        response
            .widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_open, name));
        if response.hovered() || response.has_focus() {
            ui.painter().rect_filled(head.shrink(1.0), 5.0, theme.hover);
        }
        let at = pos2(head.left() + 26.0, head.center().y - title.size().y / 2.0);
        let icon = pos2(head.left() + 14.0, head.center().y);
        icons::draw(ui.painter(), icon, Icon::Layers, theme.text);
        ui.painter().galley(at, title, theme.text);
        let fold = if is_open { Icon::Up } else { Icon::Down };
        let fold_at = pos2(head.right() - 13.0, head.center().y);
        icons::draw(ui.painter(), fold_at, fold, theme.faint);
        let tip = wish.tooltip(None, self.lang, ui.ctx());
        response
            .on_hover_text(tip)
            .clicked()
            .then_some(MapWish::Legend)
    }

    fn row_ui(&self, ui: &mut Ui, row: &Row, theme: &Theme) -> Option<MapWish> {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
        let is_on = row
            .layer
            .is_none_or(|layer| self.view.chart.is_on(&self.view.layers, layer));
        let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
        let middle = pos2(rect.left() + MARK / 2.0, rect.center().y);
        self.mark(&painter, middle, &row.mark, theme);
        let ink = if is_on { theme.text } else { theme.faint };
        let room = rect.width() - MARK - 4.0 - if row.layer.is_some() { EYE } else { 0.0 };
        let mut job = egui::text::LayoutJob::simple_singleline(
            row.words.clone(),
            FontId::proportional(size::CAPTION),
            ink,
        );
        job.wrap = egui::text::TextWrapping::truncate_at_width(room);
        let galley = painter.layout_job(job);
        let at = pos2(
            rect.left() + MARK + 4.0,
            rect.center().y - galley.size().y / 2.0,
        );
        painter.galley(at, galley, ink);
        let layer = row.layer?;
        // The name turns the layer too: a larger aim than the eye.
        let response = ui.interact(
            rect,
            ui.scope_id().with(("eye", &row.words)),
            Sense::click(),
        );
        response.widget_info(|| {
            egui::WidgetInfo::selected(egui::Role::CheckBox, true, is_on, &row.words)
        });
        if response.hovered() || response.has_focus() {
            let ground = Rect::from_min_max(pos2(rect.right() - EYE, rect.top()), rect.max);
            painter.rect_filled(ground, 3.0, theme.hover);
        }
        let glyph = if is_on { Glyph::Eye } else { Glyph::EyeShut };
        let eye = pos2(rect.right() - EYE / 2.0, rect.center().y);
        furniture::draw_glyph(&painter, eye, glyph, theme.faint);
        let tip = format!("{}\n{}", row.words, text::TURN_TIP.say(self.lang));
        response
            .on_hover_text(tip)
            .clicked()
            .then_some(MapWish::Turn(layer))
    }

    /// The few things that can be drawn stronger, fainter, larger or smaller.
    fn style_ui(&self, ui: &mut Ui) -> Option<MapWish> {
        let lang = self.lang;
        let theme = Theme::of(ui.ctx());
        let style = self.view.chart.style;
        let mut wished = style;
        ui.add_space(2.0);
        let label = egui::RichText::new(text::STYLE.say(lang))
            .size(size::CAPTION)
            .color(theme.selected);
        let button = ui.add(egui::Button::new(label).frame(false));
        let button = button.on_hover_text(text::STYLE_TIP.say(lang));
        let close = egui::PopupCloseBehavior::CloseOnClickOutside;
        Popup::menu(&button).close_behavior(close).show(|ui| {
            let amounts = [
                (text::TINTS, &mut wished.tints),
                (text::DOTS, &mut wished.dots),
                (text::NAMES, &mut wished.names),
            ];
            for (label, amount) in amounts {
                ui.label(label.say(lang));
                ui.horizontal(|ui| {
                    for choice in Amount::ALL {
                        let words = text::amount(choice).say(lang);
                        let chip = ui.selectable_value(amount, choice, words);
                        let name = format!("{} {words}", label.say(lang));
                        name_it(&chip, egui::Role::RadioButton, &name);
                    }
                });
            }
            ui.checkbox(&mut wished.are_roads_dark, text::DARK_ROADS.say(lang));
            if self.has_basemap {
                ui.label(basemap::STRENGTH.say(lang));
                let changed = strength_ui(ui, wished, lang);
                wished = changed.unwrap_or(wished);
            }
        });
        (wished != style).then_some(MapWish::Restyle(wished))
    }

    fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        self.school_rows(&mut rows);
        self.home_rows(&mut rows);
        self.ground_rows(&mut rows);
        rows
    }

    fn school_rows(&self, rows: &mut Vec<Row>) {
        let lang = self.lang;
        let sites = self.shown.layout.sites.iter();
        let schools: Vec<&Site> = sites
            .filter(|site| site.stages[self.stage].is_some())
            .collect();
        for kind in SchoolKind::ALL {
            if schools.iter().any(|site| site.kind == kind) {
                rows.push(Row {
                    mark: Mark::School(kind),
                    words: kind.words().say(lang).to_owned(),
                    layer: Some(Layer::Schools(kind)),
                });
            }
        }
        let tells_load = matches!(
            self.colouring,
            Colouring::Plan | Colouring::Today(MapTheme::Seats) | Colouring::Difference { .. }
        );
        let lacks_seats = |site: &&Site| site.is_open() && site.seats(self.stage).is_none();
        let mut plain = |mark: Mark, words: Text| {
            let words = words.say(lang).to_owned();
            rows.push(Row {
                mark,
                words,
                layer: None,
            });
        };
        if tells_load && schools.iter().any(lacks_seats) {
            plain(Mark::LoadUnknown, map_text::LOAD_UNKNOWN);
        }
        let from = Default::default();
        let marks = [
            (Status::New, map_text::NEW),
            (Status::closed(Vec::new()), map_text::CLOSED),
            (Status::Moved { from }, map_text::MOVED),
            (Status::Kept, map_text::KEPT),
            (Status::Changed, map_text::CHANGED),
        ];
        for (status, words) in marks {
            let is_alike = |site: &&Site| {
                std::mem::discriminant(&site.status) == std::mem::discriminant(&status)
            };
            if schools.iter().any(is_alike) {
                plain(Mark::Status(status), words);
            }
        }
        let lit = [Light::Green, Light::Amber, Light::Red].map(Lamp::Lit);
        for lamp in lit.into_iter().chain([Lamp::Unknown, Lamp::Judging]) {
            if self.lamps.contains(&lamp) {
                plain(Mark::Lamp(lamp), map_text::lamp(lamp));
            }
        }
        if self.has_streams {
            rows.push(self.layer_row(Mark::Stream, Layer::Moves));
        }
    }

    fn home_rows(&self, rows: &mut Vec<Row>) {
        let lang = self.lang;
        let pupils = &self.shown.demand.pupils[self.stage];
        if !pupils.iter().any(|&pupils| pupils > 0) {
            return;
        }
        let pupils = self.dots.usual();
        let (before, after) = map_text::SETTLEMENT_OF;
        rows.push(Row {
            mark: Mark::Dot {
                pupils,
                look: DotLook::Plain,
            },
            words: format!("{}{pupils}{}", before.say(lang), after.say(lang)),
            layer: Some(Layer::Settlements),
        });
        let mut dot = |look: DotLook, words: Text| {
            rows.push(Row {
                mark: Mark::Dot { pupils, look },
                words: words.say(lang).to_owned(),
                layer: None,
            });
        };
        if self.view.layers.settlements {
            if let Colouring::Difference { is_beside, .. } = self.colouring {
                dot(DotLook::Better, text::BETTER);
                dot(DotLook::Worse, text::WORSE);
                dot(DotLook::Mixed, text::MIXED);
                if is_beside && self.has_limit {
                    dot(DotLook::Over, text::OVER_LIMIT_IN_A);
                }
            }
            if self.has_limit && matches!(self.colouring, Colouring::Plan) {
                dot(DotLook::Over, map_text::OVER_LIMIT);
            }
            let evaluated = self.shown.stages[self.stage].as_ref();
            let has_unplaced = evaluated.is_some_and(|stage| !stage.assignment.unplaced.is_empty());
            let tells_seats = matches!(
                self.colouring,
                Colouring::Plan | Colouring::Today(MapTheme::Trips)
            );
            if has_unplaced && tells_seats {
                dot(DotLook::NoSeat, map_text::NO_SEAT);
            }
        }
        if self.colouring.has_tints() {
            rows.push(self.layer_row(Mark::Tint, Layer::Catchments));
        }
        if self.colouring.has_hatching() && self.has_limit {
            rows.push(Row {
                mark: Mark::Hatch,
                words: map_text::OVER_LIMIT_AREA.say(lang).to_owned(),
                layer: Some(Layer::Catchments),
            });
        }
        rows.push(self.layer_row(Mark::Line, Layer::TripLines));
    }

    fn ground_rows(&self, rows: &mut Vec<Row>) {
        rows.push(self.layer_row(Mark::Road, Layer::Roads));
        if matches!(self.view.selection, Some(Selection::School(_))) && self.has_limit {
            rows.push(self.layer_row(Mark::Line, Layer::Reach));
        }
        rows.push(self.layer_row(Mark::Edge { is_dashed: false }, Layer::Townships));
        if self.has_districts {
            rows.push(Row {
                mark: Mark::Edge { is_dashed: true },
                words: map_text::DISTRICT_EDGE.say(self.lang).to_owned(),
                layer: None,
            });
        }
        if self.has_zones {
            rows.push(self.layer_row(Mark::Zone, Layer::Zones));
        }
        rows.push(self.layer_row(Mark::Letter, Layer::Labels));
        if self.has_basemap {
            rows.push(self.layer_row(Mark::Picture, Layer::Basemap));
        }
    }

    fn layer_row(&self, mark: Mark, layer: Layer) -> Row {
        Row {
            mark,
            words: text::layer(layer).say(self.lang).to_owned(),
            layer: Some(layer),
        }
    }
}

/// The ground of what stands over the map.
pub(super) fn panel(painter: &Painter, rect: Rect, theme: &Theme) {
    painter.rect(
        rect,
        6.0,
        theme.pane.gamma_multiply(0.96),
        Stroke::new(1.0, theme.line),
        StrokeKind::Inside,
    );
}

/// The colours side by side, with their words below.
fn steps_ui(ui: &mut Ui, steps: &Steps, theme: &Theme) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 46.0), Sense::hover());
    let painter = ui.painter();
    let font = FontId::proportional(size::CAPTION);
    let title = painter.layout_no_wrap(steps.title.clone(), font.clone(), theme.faint);
    painter.galley(rect.min, title, theme.faint);
    let width = rect.width() / steps.steps.len().max(1) as f32;
    for (step, (color, words)) in steps.steps.iter().enumerate() {
        let corner = rect.min + vec2(step as f32 * width, 18.0);
        let swatch = Rect::from_min_size(corner, vec2(width - 2.0, 8.0));
        painter.rect_filled(swatch, 1.5, *color);
        let at = swatch.center_bottom() + vec2(0.0, 1.0);
        painter.text(at, Align2::CENTER_TOP, words, font.clone(), theme.text);
    }
}
