//! The drawer along the bottom: a row of pages, and the open one.

use egui::{Role, Ui};

use super::{
    Desk, charts, compare, gate, money, places, problems, proposals, schools, standards, targets,
    timeline,
};
use crate::app::look::intent::Intent;
use crate::app::look::text;
use crate::app::look::view::{Page, View};
use crate::app::look::widgets::name_it;
use crate::rules;

const PAGES: [Page; 12] = [
    Page::Schools,
    Page::Compare,
    Page::Places,
    Page::Proposals,
    Page::Timeline,
    Page::Gate,
    Page::Charts,
    Page::Targets,
    Page::Money,
    Page::Standards,
    Page::Problems,
    Page::Report,
];

/// Draws the tabs and the open page; with the drawer shut, the tabs alone.
pub(crate) fn drawer_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    // The drawer is as high as the person left it, whatever the page holds.
    ui.set_min_height(ui.available_height());
    let mut intent = tabs_ui(ui, desk, view);
    let Some(page) = view.drawer else {
        return intent;
    };
    ui.separator();
    ui.push_id(page_key(page), |ui| {
        let wish = match page {
            Page::Schools => schools::schools_ui(ui, desk, view),
            Page::Compare => compare::compare_ui(ui, desk, view),
            Page::Places => places::places_ui(ui, desk, view),
            Page::Timeline => timeline::timeline_ui(ui, desk, view),
            Page::Gate => gate::gate_ui(ui, desk, view),
            Page::Charts => charts::charts_ui(ui, desk, view),
            Page::Targets => targets::targets_ui(ui, desk, view),
            Page::Money => money::money_ui(ui, desk, view),
            Page::Standards => standards::standards_ui(ui, desk, view),
            Page::Proposals => proposals::proposals_ui(ui, desk, view),
            Page::Problems => problems::problems_ui(ui, desk, view),
            Page::Report => problems::report_ui(ui, desk, view),
        };
        intent = wish.or(intent.take());
    });
    intent
}

/// Draws the tabs; a click on the open page's tab shuts the drawer.
pub(crate) fn tabs_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let mut intent = None;
    ui.horizontal(|ui| {
        for page in PAGES {
            let label = text::page(page).say(view.lang);
            let count = match page {
                Page::Problems => Some(rules::breaches(view.shown(desk.session).findings.iter())),
                Page::Report => Some(desk.session.report().warnings.len()),
                _ => None,
            };
            let shown = count.map_or_else(|| label.to_owned(), |count| format!("{label} {count}"));
            let is_open = view.drawer == Some(page);
            let tab = ui.selectable_label(is_open, shown);
            name_it(&tab, Role::Tab, label);
            if tab.on_hover_text(text::TABLES_TIP.say(view.lang)).clicked() {
                intent = Some(Intent::Show((!is_open).then_some(page)));
            }
        }
    });
    intent
}

const fn page_key(page: Page) -> &'static str {
    match page {
        Page::Schools => "schools",
        Page::Compare => "compare",
        Page::Places => "places",
        Page::Timeline => "timeline",
        Page::Gate => "gate",
        Page::Charts => "charts",
        Page::Targets => "targets",
        Page::Money => "money",
        Page::Standards => "standards",
        Page::Proposals => "proposals",
        Page::Problems => "problems",
        Page::Report => "report",
    }
}
