//! The dock: the open page, and the tabs that lie under it like those of sheets.

use egui::{
    Color32, FontId, Popup, Rect, Role, ScrollArea, Sense, Stroke, Ui, UiBuilder, pos2, vec2,
};

use super::{
    Desk, beside, charts, compare, deliver, forecast, gate, money, places, problems, proposals,
    read, report, schools, standards, targets, timeline,
};
use crate::app::look::desk::{Arrange, Page};
use crate::app::look::figures;
use crate::app::look::fonts;
use crate::app::look::icons::{self, Icon};
use crate::app::look::intent::Intent;
use crate::app::look::text::desk as text;
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::View;
use crate::app::look::widgets::name_it;
use crate::rules::{self, Found, Wanted};

/// Room at both sides of the words of a tab.
const PADDING: f32 = 11.0;

/// Draws a page; where it is too wide it scrolls sideways.
pub(crate) fn page_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View, page: Page) -> Option<Intent> {
    let salt = format!("{page:?}");
    // What says that nothing is there yet is read whole.
    let is_empty = page == Page::Proposals && desk.results.search().answer().is_none();
    let least = if is_empty { 0.0 } else { page.least_width() };
    if ui.available_width() >= least {
        return ui
            .push_id(salt, |ui| content_ui(ui, desk, view, page))
            .inner;
    }
    let scrolled = ScrollArea::horizontal()
        .id_salt(salt)
        .auto_shrink(false)
        .show(ui, |ui| {
            let room = vec2(least, ui.available_height());
            let rect = Rect::from_min_size(ui.cursor().min, room);
            let whole = ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| {
                content_ui(ui, desk, view, page)
            });
            ui.advance_cursor_after_rect(rect);
            whole.inner
        });
    scrolled.inner
}

fn content_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View, page: Page) -> Option<Intent> {
    match page {
        Page::Schools => schools::schools_ui(ui, desk, view),
        Page::Compare => compare::compare_ui(ui, desk, view),
        Page::Places => places::places_ui(ui, desk, view),
        Page::Timeline => timeline::timeline_ui(ui, desk, view),
        Page::Gate => gate::gate_ui(ui, desk, view),
        Page::Charts => charts::charts_ui(ui, desk, view),
        Page::Targets => targets::targets_ui(ui, desk, view),
        Page::Money => money::money_ui(ui, desk, view),
        Page::Standards => standards::standards_ui(ui, desk, view),
        Page::Proposals => proposals::answers_ui(ui, desk, view),
        Page::Problems => problems::problems_ui(ui, desk, view),
        Page::Report => report::report_ui(ui, desk, view),
        Page::Tables => deliver::tables_ui(ui, desk, view),
        Page::Package => deliver::package_ui(ui, desk, view),
        Page::Settlements => read::settlements_ui(ui, desk, view),
        Page::Roads => read::roads_ui(ui, desk, view),
        Page::Forecast => forecast::forecast_ui(ui, desk, view),
        Page::Gains => beside::gains_ui(ui, desk, view),
        Page::Moved => compare::moved_ui(ui, desk, view),
        Page::Different => beside::different_ui(ui, desk, view),
    }
}

/// One tab as it is drawn.
struct Tab {
    page: Page,
    label: &'static str,
    /// How many things the page lists; `None` where that is not known or says nothing.
    count: Option<usize>,
    width: f32,
}

/// Draws the tabs. They never scroll: what has no room stands under “More”, but for the open one.
pub(crate) fn tabs_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let theme = Theme::of(ui.ctx());
    let room = ui.available_rect_before_wrap();
    ui.painter()
        .hline(room.x_range(), room.top(), Stroke::new(1.0, theme.line));
    let tabs = tabs(ui, desk, view);
    let (shown, hidden) = fitting(ui, &tabs, room.width() - 2.0 * size::ICON - 12.0, view);
    let mut intent = None;
    let mut left = room.left();
    for &place in &shown {
        let tab = &tabs[place];
        let rect = Rect::from_min_size(pos2(left, room.top()), vec2(tab.width, room.height()));
        left = rect.right();
        if tab_ui(ui, tab, rect, view) {
            intent = Some(Intent::Arrange(Arrange::Tab(place)));
        }
    }
    if !hidden.is_empty() {
        let width = more_width(ui, view);
        let rect = Rect::from_min_size(pos2(left, room.top()), vec2(width, room.height()));
        intent = more_ui(ui, &tabs, &hidden, rect, view).or(intent);
    }
    let right = Rect::from_min_max(
        pos2(room.right() - 2.0 * size::ICON - 8.0, room.top() + 3.0),
        room.max,
    );
    ui.scope_builder(UiBuilder::new().max_rect(right), |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let dock = view.panes.dock();
            let side = if dock.side == crate::app::look::desk::Side::Below {
                Icon::Beside
            } else {
                Icon::Below
            };
            for (icon, arrange) in [(side, Arrange::DockSide), (Icon::Large, Arrange::DockLarge)] {
                let wish = Intent::Arrange(arrange);
                let tip = wish.tooltip(Some(desk.session), view.lang, ui.ctx());
                let name = wish.entry().label.say(view.lang);
                if icons::button(ui, icon, name, &tip, true).clicked() {
                    intent = Some(wish);
                }
            }
        });
    });
    ui.advance_cursor_after_rect(room);
    intent
}

fn tabs(ui: &Ui, desk: Desk<'_>, view: &View) -> Vec<Tab> {
    let pages = view.workspace().pages().iter();
    let tab = |&page: &Page| {
        let label = text::page(page).say(view.lang);
        let count = match page {
            Page::Problems => Some(n_broken(desk, view)),
            Page::Report => Some(desk.session.report().warnings.len()),
            _ => None,
        };
        let words = words(ui, label, size::BODY, true);
        let badge = count.map_or(0.0, |count| words_of_count(ui, count) + 8.0);
        Tab {
            page,
            label,
            count,
            width: words + badge + 2.0 * PADDING,
        }
    };
    pages.map(tab).collect()
}

/// How many rules are broken somewhere in the stage.
pub(super) fn n_broken(desk: Desk<'_>, view: &View) -> usize {
    let shown = view.shown(desk.session);
    let found = Found {
        findings: &shown.findings,
        layout: &shown.layout,
    };
    let wanted = Wanted {
        stage: Some(view.stage),
        ..Wanted::default()
    };
    rules::broken_rules(desk.session.county(), found, &wanted)
}

/// How wide words are, in points; heavy where a tab may be open.
fn words(ui: &Ui, words: &str, size: f32, is_heavy: bool) -> f32 {
    let font = if is_heavy {
        fonts::semibold(size)
    } else {
        FontId::proportional(size)
    };
    let galley = ui
        .painter()
        .layout_no_wrap(words.to_owned(), font, Color32::PLACEHOLDER);
    galley.size().x.ceil()
}

/// A count as a tab writes it.
fn told(count: usize) -> String {
    figures::count(count as i64)
}

fn words_of_count(ui: &Ui, count: usize) -> f32 {
    words(ui, &told(count), size::CAPTION, false)
}

fn more_width(ui: &Ui, view: &View) -> f32 {
    words(ui, text::MORE_TABS.say(view.lang), size::BODY, false) + 2.0 * PADDING + 16.0
}

/// Which tabs have room, and which stand under “More”.
fn fitting(ui: &Ui, tabs: &[Tab], room: f32, view: &View) -> (Vec<usize>, Vec<usize>) {
    let all: f32 = tabs.iter().map(|tab| tab.width).sum();
    if all <= room {
        return ((0..tabs.len()).collect(), Vec::new());
    }
    let room = room - more_width(ui, view);
    let is_open = |tab: &Tab| tab.page == view.panes.dock().page;
    let open = tabs.iter().position(is_open);
    let mut left = room - open.map_or(0.0, |open| tabs[open].width);
    let mut is_full = false;
    let (mut shown, mut hidden) = (Vec::new(), Vec::new());
    for (place, tab) in tabs.iter().enumerate() {
        if Some(place) == open {
            shown.push(place);
            continue;
        }
        is_full |= tab.width > left;
        if is_full {
            hidden.push(place);
        } else {
            left -= tab.width;
            shown.push(place);
        }
    }
    (shown, hidden)
}

/// Draws a tab; says whether it was clicked.
fn tab_ui(ui: &Ui, tab: &Tab, rect: Rect, view: &View) -> bool {
    let theme = Theme::of(ui.ctx());
    let response = ui.interact(rect, ui.scope_id().with(("tab", tab.label)), Sense::click());
    let is_open = view.open_page() == Some(tab.page);
    response.widget_info(|| egui::WidgetInfo::selected(Role::Tab, true, is_open, tab.label));
    let painter = ui.painter();
    let ground = if is_open {
        theme.pane
    } else if response.hovered() || response.has_focus() {
        theme.hover
    } else {
        Color32::TRANSPARENT
    };
    painter.rect_filled(rect.with_min_y(rect.top() + 1.0), 0.0, ground);
    if is_open {
        let mark = Rect::from_min_size(rect.min, vec2(rect.width(), 2.0));
        painter.rect_filled(mark, 0.0, theme.selected);
    }
    painter.vline(rect.right(), rect.y_range(), Stroke::new(1.0, theme.line));
    let font = if is_open {
        fonts::semibold(size::BODY)
    } else {
        FontId::proportional(size::BODY)
    };
    let label = painter.layout_no_wrap(tab.label.to_owned(), font, theme.text);
    let at = pos2(
        rect.left() + PADDING,
        rect.center().y - label.size().y / 2.0,
    );
    painter.galley(at, label, theme.text);
    if let Some(count) = tab.count {
        let font = FontId::proportional(size::CAPTION);
        let count = painter.layout_no_wrap(told(count), font, theme.faint);
        let right = rect.right() - PADDING - count.size().x;
        let at = pos2(right, rect.center().y - count.size().y / 2.0);
        painter.galley(at, count, theme.faint);
    }
    response
        .on_hover_text(text::TAB_TIP.say(view.lang))
        .clicked()
}

/// The tabs without room, in a menu.
fn more_ui(ui: &Ui, tabs: &[Tab], hidden: &[usize], rect: Rect, view: &View) -> Option<Intent> {
    let theme = Theme::of(ui.ctx());
    let name = text::MORE_TABS.say(view.lang);
    let response = ui.interact(rect, ui.scope_id().with("more tabs"), Sense::click());
    name_it(&response, Role::Button, name);
    if response.hovered() || response.has_focus() {
        ui.painter()
            .rect_filled(rect.with_min_y(rect.top() + 1.0), 0.0, theme.hover);
    }
    let font = FontId::proportional(size::BODY);
    let label = ui
        .painter()
        .layout_no_wrap(name.to_owned(), font, theme.text);
    let at = pos2(
        rect.left() + PADDING,
        rect.center().y - label.size().y / 2.0,
    );
    ui.painter().galley(at, label, theme.text);
    icons::draw(
        ui.painter(),
        pos2(rect.right() - PADDING - 2.0, rect.center().y),
        Icon::Up,
        theme.faint,
    );
    let mut intent = None;
    Popup::menu(&response).show(|ui| {
        for &place in hidden {
            let tab = ui.selectable_label(false, tabs[place].label);
            if tab.clicked() {
                intent = Some(Intent::Arrange(Arrange::Tab(place)));
            }
        }
    });
    intent
}
