//! How the county stands in a few cards. A click opens the page a card is about; nothing here changes anything.

use egui::{Color32, FontId, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

use super::Desk;
use crate::app::look::figures;
use crate::app::look::fonts;
use crate::app::look::intent::Intent;
use crate::app::look::text::{self, desk};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Page, View};
use crate::app::look::widgets::{caption, heading, name_it};
use crate::rules;

/// A card: what it is about, the figure, a remark, and the page behind it.
struct Card {
    title: &'static str,
    figure: String,
    remark: String,
    is_bad: bool,
    page: Page,
}

/// Draws the cards.
pub(super) fn looks_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let lang = view.lang;
    heading(ui, desk::HOW_IT_STANDS.say(lang));
    let mut intent = None;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let cards = cards(desk, view);
        if cards.is_empty() {
            caption(ui, text::NO_STAGE.say(lang));
        }
        for card in &cards {
            if card_ui(ui, card, view) {
                intent = Some(Intent::Show(Some(card.page)));
            }
            ui.add_space(size::NEAR);
        }
        caption(ui, desk::NOTHING_CHANGES.say(lang));
        intent = super::work_on_plan_ui(ui, view).or(intent.take());
    });
    intent
}

fn cards(desk: Desk<'_>, view: &View) -> Vec<Card> {
    let lang = view.lang;
    let shown = view.shown(desk.session);
    let Some(stage) = &shown.stages[view.stage] else {
        return Vec::new();
    };
    let numbers = &stage.numbers;
    let is_known = shown.demand.basis[view.stage].is_known();
    let over = is_known.then_some(numbers.over_limit);
    let trips = match numbers.trip_limit {
        None => desk::NO_LIMIT.say(lang).to_owned(),
        Some(limit) => desk::over_limit(&figures::known(over), &limit.to_string())
            .say(lang)
            .to_owned(),
    };
    let below = view.below(desk.session);
    let small = is_known.then(|| shown.small(view.stage, below) as u32);
    let findings = &shown.findings;
    let seats = format!(
        "{} / {}",
        figures::known(is_known.then_some(numbers.pupils)),
        figures::seats(numbers)
    );
    vec![
        Card {
            title: desk::LOOK_TRIPS.say(lang),
            figure: figures::mean_trip(numbers.distances),
            remark: trips,
            is_bad: over.is_some_and(|over| over > 0),
            page: Page::Charts,
        },
        Card {
            title: desk::LOOK_SEATS.say(lang),
            figure: numbers
                .utilisation
                .map_or_else(|| text::UNKNOWN.to_owned(), figures::percent),
            remark: desk::pupils_and_seats(&seats).say(lang).to_owned(),
            is_bad: false,
            page: Page::Schools,
        },
        Card {
            title: desk::LOOK_SMALL.say(lang),
            figure: if below == 0 {
                text::UNKNOWN.to_owned()
            } else {
                figures::known(small)
            },
            remark: text::small::under(below, below).say(lang).to_owned(),
            is_bad: false,
            page: Page::Charts,
        },
        Card {
            title: desk::LOOK_PROBLEMS.say(lang),
            figure: figures::count(rules::breaches(findings.iter()) as i64),
            remark: desk::ALL_STAGES.say(lang).to_owned(),
            is_bad: false,
            page: Page::Problems,
        },
    ]
}

/// Draws a card; says whether it was clicked.
fn card_ui(ui: &mut Ui, card: &Card, view: &View) -> bool {
    let theme = Theme::of(ui.ctx());
    let extent = vec2(ui.available_width() - 2.0, 72.0);
    let (rect, response) = ui.allocate_exact_size(extent, Sense::click());
    let told = format!(
        "{}{}{} {}",
        card.title,
        text::COLON.say(view.lang),
        card.figure,
        card.remark
    );
    name_it(&response, Role::Button, &told);
    let is_open = view.open_page() == Some(card.page);
    let line = if is_open { theme.selected } else { theme.line };
    let ground = if response.hovered() || response.has_focus() {
        theme.hover
    } else {
        Color32::TRANSPARENT
    };
    let painter = ui.painter();
    painter.rect(
        rect,
        4.0,
        ground,
        Stroke::new(1.0, line),
        StrokeKind::Inside,
    );
    let room = rect.width() - 20.0;
    let put = |words: &str, font: FontId, color: Color32, y: f32| {
        let mut job = egui::text::LayoutJob::simple_singleline(words.to_owned(), font, color);
        job.wrap = egui::text::TextWrapping::truncate_at_width(room);
        let galley = painter.layout_job(job);
        painter.galley(pos2(rect.left() + 10.0, rect.top() + y), galley, color);
    };
    put(
        card.title,
        FontId::proportional(size::CAPTION),
        theme.faint,
        5.0,
    );
    let ink = if card.is_bad { theme.worse } else { theme.text };
    put(&card.figure, fonts::semibold(size::TITLE), ink, 22.0);
    put(
        &card.remark,
        FontId::proportional(size::CAPTION),
        theme.faint,
        48.0,
    );
    response.on_hover_text(told).clicked()
}
