//! The shell: every part of the window in its room.

use egui::{Color32, Rect, Ui, UiBuilder, Vec2, vec2};

use super::rooms::{Part, Room, Rooms, SidePane};
use super::window::App;
use super::{edges, focus};
use crate::app::look::chart::CompareLook;
use crate::app::look::desk::{Arrange, Workspace};
use crate::app::look::icons::{self, Icon};
use crate::app::look::intent::Intent;
use crate::app::look::spots::{self, Spot};
use crate::app::look::text;
use crate::app::look::theme::Theme;
use crate::app::look::view::View;
use crate::app::look::widgets::caption;
use crate::app::map::{self, MapState};
use crate::app::panels::{self, Desk, Fit, Ground, Status};
use crate::app::work::results::slow;

impl App {
    /// Draws the window, and says what was wished in it.
    pub(super) fn draw(&mut self, ui: &mut Ui) -> Vec<Intent> {
        let theme = Theme::of(ui.ctx());
        let window = ui.max_rect();
        ui.painter().rect_filled(window, 0.0, theme.pane);
        let rooms = Rooms::of(window, &self.view.panes, self.view.is_dock_large);
        self.view.has_room_for_dock = rooms.dock_range.is_some();
        // Maps beside each other have no room for an open legend either.
        let has_several = self.view.workspace() == Workspace::Compare
            && self.view.chart.compare == CompareLook::Beside;
        self.view.chart.is_narrow = rooms.room < Room::Full || has_several;
        self.rooms = self.session.is_some().then_some(rooms);
        let mut wishes = Vec::new();
        let Self {
            session,
            view,
            map,
            results,
            turning,
            changing,
            ..
        } = self;
        let session = session.as_ref();
        focus::keep_ui(ui, Part::Bar, rooms.bar, view);
        let mut bar = room(ui, "bar", rooms.bar, theme.bar, vec2(10.0, 0.0));
        wishes.extend(panels::top_ui(&mut bar, session, view));
        if let Some(session) = session {
            wishes.extend(county_ui(ui, &rooms, Desk { session, results }, view, map));
        } else {
            let middle = Rect::from_min_max(rooms.bar.left_bottom(), rooms.status.right_top());
            let mut middle = room(ui, "empty", middle, theme.paper, Vec2::ZERO);
            wishes.extend(panels::nothing_open_ui(
                &mut middle,
                view,
                self.opening.is_some(),
            ));
        }
        // The work in sight, and whether a click stops that very work.
        let opening = self.opening.as_ref().map(|job| (job.progress(), true));
        let work = opening
            .or_else(|| Some((slow(self.writing.as_ref())?, false)))
            .or_else(|| Some((slow(changing.job())?, changing.can_cancel())))
            .or_else(|| Some((slow(turning.job())?, false)))
            .or_else(|| Some((slow(results.search().running())?, true)))
            .or_else(|| Some((results.slow_work()?, false)));
        let can_cancel = work.as_ref().is_some_and(|(_, can_cancel)| *can_cancel);
        let status = Status {
            work: work.map(|(work, _)| work),
            can_cancel,
            notice: self.notice.as_ref(),
            log: &self.log,
            ground: map::pointed(map).map(|pointed| Ground {
                at: pointed.at,
                metres_per_point: pointed.metres_per_point,
            }),
            is_narrow: rooms.room < Room::Fair,
        };
        focus::keep_ui(ui, Part::Status, rooms.status, view);
        let mut line = room(ui, "status", rooms.status, theme.bar, vec2(8.0, 1.0));
        wishes.extend(panels::status_ui(&mut line, session, view, &status));
        if let Some(session) = session.filter(|_| view.history) {
            wishes.extend(panels::history_ui(ui, session, view));
        }
        wishes.extend(panels::form_ui(
            ui,
            session.map(|session| Desk { session, results }),
            view,
        ));
        wishes.extend(panels::aids_ui(ui, session, view));
        focus::ring_ui(ui.ctx(), self.rooms.as_ref(), view);
        wishes
    }

    /// Keeps the name of the window that of the chosen plan.
    pub(super) fn name_window(&mut self, ctx: &egui::Context) {
        let title = self.title();
        if self.titled != title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.titled = title;
        }
    }

    /// What the window is called: the chosen plan with a mark while it is not saved, the county, the program.
    pub fn title(&self) -> String {
        let lang = self.view.lang;
        let program = text::WINDOW_TITLE.say(lang);
        let Some(session) = &self.session else {
            return program.to_owned();
        };
        let plan = match session.document() {
            None => text::desk::TODAY_LAYOUT.say(lang).to_owned(),
            Some(document) => {
                let mark = if document.is_unsaved() { "● " } else { "" };
                format!("{mark}{}", document.plan().name)
            }
        };
        let county = session.county().name.as_str();
        let parts = [plan.as_str(), county, program];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(" — ")
    }
}

/// A part of the window with its ground; what does not fit is cut at its edge.
fn room(ui: &mut Ui, name: &str, rect: Rect, ground: Color32, margin: Vec2) -> Ui {
    ui.painter().rect_filled(rect, 0.0, ground);
    let inside = UiBuilder::new()
        .id_salt(name)
        .max_rect(rect.shrink2(margin));
    let mut inside = ui.new_child(inside);
    inside.set_clip_rect(rect.intersect(ui.clip_rect()));
    inside
}

/// The panes round the map, and the map.
fn county_ui(
    ui: &mut Ui,
    rooms: &Rooms,
    desk: Desk<'_>,
    view: &mut View,
    map: &mut MapState,
) -> Vec<Intent> {
    let theme = Theme::of(ui.ctx());
    let mut wishes = Vec::new();
    mark_spots(ui.ctx(), rooms);
    focus::keep_ui(ui, Part::Strip, rooms.strip, view);
    let mut strip = room(ui, "strip", rooms.strip, theme.pane, Vec2::ZERO);
    let fit = Fit {
        figures: rooms.room.figures(),
        names_stages: rooms.room == Room::Full,
        is_low: rooms.is_low,
        left: rooms.left.rect().width(),
    };
    wishes.extend(panels::strip_ui(&mut strip, desk, view, fit));
    let margin = vec2(10.0, 8.0);
    focus::keep_ui(ui, Part::Left, rooms.left.rect(), view);
    match rooms.left {
        SidePane::Open(rect) => {
            let mut left = room(ui, "left", rect, theme.pane, margin);
            wishes.extend(panels::left_ui(&mut left, desk, view));
        }
        SidePane::Rail(rect) => {
            let mut rail = room(ui, "left rail", rect, theme.pane, vec2(7.0, 8.0));
            let counts = panels::counts(desk, view);
            wishes.extend(rail_ui(
                &mut rail,
                Icon::Right,
                Arrange::Left,
                &counts,
                view,
            ));
        }
    }
    focus::keep_ui(ui, Part::Inspector, rooms.inspector.rect(), view);
    match rooms.inspector {
        SidePane::Open(rect) => {
            let mut right = room(ui, "inspector", rect, theme.pane, margin);
            if let Some(rule) = view.rule_in_sight() {
                let concerned = map::concerned_ui(&mut right, desk.session, view, map, rule);
                wishes.extend(concerned);
            }
            wishes.extend(panels::inspector_ui(&mut right, desk, view));
        }
        SidePane::Rail(rect) => {
            let mut rail = room(ui, "inspector rail", rect, theme.pane, vec2(7.0, 8.0));
            wishes.extend(rail_ui(
                &mut rail,
                Icon::Left,
                Arrange::Inspector,
                &[],
                view,
            ));
        }
    }
    if let Some(rect) = rooms.map {
        focus::keep_ui(ui, Part::Map, rect, view);
        let mut middle = room(ui, "map", rect, theme.pane, Vec2::ZERO);
        middle.spacing_mut().item_spacing = Vec2::ZERO;
        wishes.extend(panels::banner_ui(&mut middle, desk, view));
        wishes.extend(map::map_ui(
            &mut middle,
            desk.session,
            desk.results,
            view,
            map,
        ));
    }
    if let Some(rect) = rooms.dock
        && let Some(page) = view.open_page()
    {
        focus::keep_ui(ui, Part::Dock, rect, view);
        let mut dock = room(ui, "dock", rect, theme.pane, margin);
        dock.push_id(view.workspace() as usize, |ui| {
            wishes.extend(panels::page_ui(ui, desk, view, page));
        });
    }
    focus::keep_ui(ui, Part::Tabs, rooms.tabs, view);
    let mut tabs = room(ui, "tabs", rooms.tabs, theme.bar, Vec2::ZERO);
    wishes.extend(panels::tabs_ui(&mut tabs, desk, view));
    wishes.extend(edges::edges_ui(ui, rooms, view));
    wishes
}

/// Says where the parts stand that words point at.
fn mark_spots(ctx: &egui::Context, rooms: &Rooms) {
    let parts = [
        (Spot::Strip, Some(rooms.strip)),
        (Spot::Left, Some(rooms.left.rect())),
        (Spot::Map, rooms.map),
        (Spot::Tabs, Some(rooms.tabs)),
    ];
    for (spot, rect) in parts {
        if let Some(rect) = rect {
            spots::mark(ctx, spot, rect);
        }
    }
}

/// A folded pane: the way to open it, and what it counts.
fn rail_ui(
    ui: &mut Ui,
    icon: Icon,
    arrange: Arrange,
    counts: &[usize],
    view: &View,
) -> Option<Intent> {
    let wish = Intent::Arrange(arrange);
    let tip = wish.tooltip(None, view.lang, ui.ctx());
    let name = wish.entry().label.say(view.lang);
    let open = icons::button(ui, icon, name, &tip, true).clicked();
    for count in counts {
        ui.add_space(6.0);
        caption(ui, count.to_string());
    }
    open.then_some(wish)
}
