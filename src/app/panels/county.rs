//! Nothing selected: the county in a few lines, and its districts.

use egui::{Grid, RichText, Ui};

use super::{Desk, places};
use crate::app::look::figures;
use crate::app::look::fonts;
use crate::app::look::intent::Intent;
use crate::app::look::text;
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Page, View};
use crate::app::look::widgets::{caption, heading};
use crate::model::Stage;

/// Draws the county.
pub(super) fn county_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let lang = view.lang;
    let session = desk.session;
    let county = session.county();
    let name = if county.name.is_empty() {
        text::COUNTY.say(lang)
    } else {
        &county.name
    };
    ui.label(RichText::new(name).font(fonts::semibold(size::TITLE)));
    let summary = text::county_summary(county, session.evaluator().travel().has_roads());
    caption(ui, summary.say(lang));
    stages_ui(ui, desk, view);
    let intent = districts_ui(ui, desk, view);
    ui.add_space(size::APART);
    let hint = match (view.workspace().plans(), session.plan()) {
        (true, Some(_)) => text::HINT,
        (true, None) => text::TODAY_TIP,
        (false, _) => text::desk::LOOK_CLOSER,
    };
    caption(ui, hint.say(lang));
    intent
}

/// Pupils, seats and mean trip of every stage.
fn stages_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) {
    let lang = view.lang;
    let theme = Theme::of(ui.ctx());
    let shown = view.shown(desk.session);
    heading(ui, text::STAGES.say(lang));
    Grid::new("stages")
        .num_columns(4)
        .spacing([14.0, 2.0])
        .show(ui, |ui| {
            for head in [text::STAGE, text::PUPILS, text::SEATS, text::MEAN_TRIP] {
                ui.label(
                    RichText::new(head.say(lang))
                        .size(size::CAPTION)
                        .color(theme.faint),
                );
            }
            ui.end_row();
            for stage in Stage::ALL {
                let Some(evaluated) = &shown.stages[stage] else {
                    continue;
                };
                let numbers = &evaluated.numbers;
                ui.label(stage.words().say(lang));
                let is_known = shown.demand.basis[stage].is_known();
                ui.label(figures::known(is_known.then_some(numbers.pupils)));
                let seats = ui.label(figures::seats(numbers));
                if numbers.seats_unknown > 0 {
                    let lacks = text::seats_unknown(numbers.seats_unknown);
                    seats.on_hover_text(lacks.say(lang));
                }
                ui.label(figures::mean_trip(numbers.distances));
                ui.end_row();
            }
        });
}

/// The districts in the chosen stage; townships where no district is known.
fn districts_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let lang = view.lang;
    let theme = Theme::of(ui.ctx());
    let by_district = !desk.session.county().districts().is_empty();
    let groups = places::groups(desk.session, view, by_district)?;
    let is_known = view.shown(desk.session).demand.basis[view.stage].is_known();
    let head = if by_district {
        text::DISTRICTS
    } else {
        text::TOWNSHIPS
    };
    heading(
        ui,
        format!("{} · {}", head.say(lang), view.stage.words().say(lang)),
    );
    Grid::new("districts")
        .num_columns(4)
        .spacing([14.0, 2.0])
        .show(ui, |ui| {
            for head in [text::NAME, text::PUPILS, text::MEAN_TRIP, text::OVER_LIMIT] {
                ui.label(
                    RichText::new(head.say(lang))
                        .size(size::CAPTION)
                        .color(theme.faint),
                );
            }
            ui.end_row();
            for group in &groups {
                let name = if group.name.is_empty() {
                    text::ELSEWHERE.say(lang)
                } else {
                    &group.name
                };
                ui.add(egui::Label::new(name).extend());
                ui.label(figures::known(is_known.then_some(group.pupils)));
                ui.label(figures::mean_trip(group.distances));
                let over = group.over_limit.filter(|_| is_known);
                ui.label(figures::known(over));
                ui.end_row();
            }
        });
    ui.link(text::ALL_PLACES.say(lang))
        .clicked()
        .then_some(Intent::Show(Some(Page::Places)))
}
