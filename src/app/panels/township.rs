//! A township that is looked at: its figures in the stage on screen, and which standards are broken there.

use egui::{RichText, Ui};

use super::Desk;
use super::places;
use crate::app::look::figures;
use crate::app::look::fonts;
use crate::app::look::intent::Intent;
use crate::app::look::text::{self, aids};
use crate::app::look::theme::size;
use crate::app::look::view::{Page, View};
use crate::app::look::widgets::{caption, fact, heading};
use crate::rules::{self, Found, Wanted};

/// Draws the township, by its position in the county.
pub(super) fn township_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    view: &View,
    index: usize,
) -> Option<Intent> {
    let lang = view.lang;
    let session = desk.session;
    let place = session.county().townships.get(index)?;
    ui.label(RichText::new(&place.name).font(fonts::semibold(size::TITLE)));
    let stage = view.stage.words();
    caption(
        ui,
        format!("{} · {}", text::TOWNSHIP.say(lang), stage.say(lang)),
    );
    let group = places::groups(session, view, false).and_then(|all| all.into_iter().nth(index));
    let Some(group) = group else {
        caption(ui, text::NO_STAGE.say(lang));
        return None;
    };
    let shown = view.shown(session);
    let is_known = shown.demand.basis[view.stage].is_known();
    let living = |number: Option<u32>| figures::known(number.filter(|_| is_known));
    fact(ui, text::PUPILS.say(lang), living(Some(group.pupils)));
    fact(
        ui,
        text::SCHOOLS.say(lang),
        figures::count(group.schools as i64),
    );
    fact(ui, text::SEATS.say(lang), figures::known(group.seats));
    fact(
        ui,
        text::MEAN_TRIP.say(lang),
        figures::mean_trip(group.distances),
    );
    fact(ui, text::OVER_LIMIT.say(lang), living(group.over_limit));
    fact(ui, text::UNPLACED.say(lang), living(Some(group.unplaced)));
    problems_ui(ui, desk, view, index)
}

/// Which standards are broken there, the heaviest first, and the way to their list.
fn problems_ui(ui: &mut Ui, desk: Desk<'_>, view: &View, index: usize) -> Option<Intent> {
    let lang = view.lang;
    let session = desk.session;
    let shown = view.shown(session);
    let now = Found {
        findings: &shown.findings,
        layout: &shown.layout,
    };
    let wanted = Wanted {
        stage: Some(view.stage),
        township: Some(index),
        ..Wanted::default()
    };
    let number = rules::broken_rules(session.county(), now, &wanted);
    heading(ui, text::desk::page(Page::Problems).say(lang));
    fact(
        ui,
        text::tables::RULES_BROKEN.say(lang),
        figures::count(number as i64),
    );
    if view.open_page() == Some(Page::Problems) && view.listing().township == Some(index) {
        return None;
    }
    ui.link(aids::PROBLEMS_THERE.say(lang))
        .clicked()
        .then_some(Intent::ListProblemsOf(index))
}
