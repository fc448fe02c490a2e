//! Arranging the desk: workspaces, pages, panes opened, folded and made large.

use egui::ViewportCommand;

use super::rooms::{Room, SidePane};
use super::window::App;
use crate::app::look::desk::{Arrange, Page, Side, Task, Workspace};
use crate::app::look::view::Tool;

impl App {
    /// Does what is wished about the desk.
    pub(crate) fn arrange(&mut self, ctx: &egui::Context, wish: Arrange) {
        match wish {
            Arrange::Go(workspace) => self.go(workspace),
            Arrange::Task(task) => self.open_task(task),
            Arrange::Tab(place) => {
                let pages = self.view.workspace().pages();
                if let Some(&page) = pages.get(place) {
                    let is_open = self.view.open_page() == Some(page);
                    self.show((!is_open).then_some(page));
                }
            }
            Arrange::Left => self.turn_left(),
            Arrange::Inspector => self.turn_inspector(),
            Arrange::Dock => {
                let page = self.view.panes.dock().page;
                let is_open = self.view.open_page().is_some();
                self.show((!is_open).then_some(page));
            }
            Arrange::DockLarge => {
                let is_large = self.view.is_dock_large && self.view.open_page().is_some();
                self.view.panes.with_dock(|dock| dock.is_open = true);
                self.view.is_dock_large = !is_large;
            }
            Arrange::DockSide => {
                self.view.panes.with_dock(|dock| {
                    dock.side = match dock.side {
                        Side::Below => Side::Beside,
                        Side::Beside => Side::Below,
                    };
                    dock.is_open = true;
                });
                self.view.is_dock_large = false;
            }
            Arrange::NextPart => self.go_to_part(ctx, true),
            Arrange::FormerPart => self.go_to_part(ctx, false),
            Arrange::MoreFigures => self.view.figures_on += 1,
            Arrange::Trend => {
                let panes = &mut self.view.panes;
                panes.shows_trend = !panes.shows_trend;
            }
            Arrange::FullScreen => {
                let is_full = ctx.input(|input| input.viewport().fullscreen.unwrap_or(false));
                ctx.send_viewport_cmd(ViewportCommand::Fullscreen(!is_full));
            }
        }
    }

    /// Goes to a workspace: map, selection, stage and year stay.
    pub(crate) fn go(&mut self, workspace: Workspace) {
        if self.view.workspace() != workspace {
            self.seek_compared_year();
            let view = &mut self.view;
            view.panes.workspace = workspace;
            view.tool = Tool::Select;
            view.hand.give_up();
            view.is_dock_large = false;
            view.figures_on = 0;
        }
        if workspace == Workspace::Compare {
            self.compare_with_chosen();
        }
    }

    /// Opens a page where it has its place, or shuts the dock.
    pub(crate) fn show(&mut self, page: Option<Page>) {
        let Some(page) = page else {
            self.view.panes.with_dock(|dock| dock.is_open = false);
            self.view.is_dock_large = false;
            return;
        };
        // In the plan's dock trips stand behind the tab of the schools.
        let is_of_plan = self.view.workspace() == Workspace::Plan;
        let page = match page {
            Page::Settlements | Page::Schools if is_of_plan => {
                self.view.by_village = page == Page::Settlements;
                Page::Schools
            }
            page => page,
        };
        if !self.view.workspace().pages().contains(&page) {
            self.go(page.home());
        }
        let view = &mut self.view;
        view.panes
            .with_dock(|dock| (dock.page, dock.is_open) = (page, true));
        // Where map and dock have no room together, the page that is asked for has it.
        view.is_dock_large |= !view.has_room_for_dock;
    }

    fn open_task(&mut self, task: Task) {
        let panes = &mut self.view.panes;
        panes.task = task;
        panes.left.is_open = true;
        panes.prefers_inspector = false;
    }

    fn turn_left(&mut self) {
        let is_open = self.is_open(|rooms| rooms.left, self.view.panes.left.is_open);
        let is_tight = self.is_tight();
        let panes = &mut self.view.panes;
        panes.prefers_inspector = is_open && is_tight;
        panes.left.is_open = !is_open || is_tight && panes.inspector.is_open;
    }

    fn turn_inspector(&mut self) {
        let is_open = self.is_open(|rooms| rooms.inspector, self.view.panes.inspector.is_open);
        let is_tight = self.is_tight();
        let panes = &mut self.view.panes;
        panes.prefers_inspector = !is_open;
        panes.inspector.is_open = !is_open || is_tight && panes.left.is_open;
    }

    fn is_tight(&self) -> bool {
        self.rooms.is_some_and(|rooms| rooms.room == Room::Tight)
    }

    fn is_open(&self, of: impl FnOnce(&super::rooms::Rooms) -> SidePane, is_wished: bool) -> bool {
        let pane = self.rooms.as_ref().map(of);
        pane.map_or(is_wished, |pane| matches!(pane, SidePane::Open(_)))
    }
}
