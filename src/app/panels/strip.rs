//! The row of figures above the map: the chosen stage, and what has changed against today.

use egui::{RichText, Sense, Ui, UiBuilder, vec2};

use super::Desk;
use crate::app::look::figures;
use crate::app::look::fonts;
use crate::app::look::intent::Intent;
use crate::app::look::text;
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::View;
use crate::app::look::widgets::{caption, change};
use crate::indicators::Indicator;

/// Draws the figures of exactly what the map shows, a drag included.
pub(crate) fn strip_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let lang = view.lang;
    let shown = view.shown(desk.session);
    let Some(stage) = &shown.stages[view.stage] else {
        caption(ui, text::NO_STAGE.say(lang));
        return None;
    };
    let before = view.before(desk.session);
    let figures = figures::strip(
        shown,
        before,
        view.stage,
        view.typed_below.of(view.stage),
        lang,
    );
    let rect = ui.available_rect_before_wrap();
    let width = rect.width() / figures.len() as f32;
    for (index, figure) in figures.iter().enumerate() {
        let corner = rect.min + vec2(width * index as f32, 0.0);
        let cell = egui::Rect::from_min_size(corner, vec2(width - 8.0, rect.height()));
        let mut ui = ui.new_child(UiBuilder::new().max_rect(cell).sense(Sense::hover()));
        ui.set_clip_rect(cell.expand(2.0));
        ui.spacing_mut().item_spacing.y = 0.0;
        let theme = Theme::of(ui.ctx());
        let mark = match figure.indicator {
            Indicator::MeanTrip => figures::estimate_mark(stage.numbers.distances),
            _ => "",
        };
        ui.add(
            egui::Label::new(
                RichText::new(&figure.title)
                    .size(size::CAPTION)
                    .color(theme.faint),
            )
            .truncate(),
        );
        ui.add(
            egui::Label::new(
                RichText::new(format!("{mark}{}", figure.value))
                    .font(fonts::semibold(size::FIGURE))
                    .color(theme.text),
            )
            .extend(),
        );
        change(&mut ui, figure, lang);
        ui.response().on_hover_text(&figure.tooltip);
    }
    ui.advance_cursor_after_rect(rect);
    None
}
