//! The desk: five workspaces in the order of the job, the pages of each, and how the panes round the map are arranged.
//!
//! All of it is remembered between runs ([`Panes`]).

use serde::{Deserialize, Serialize};

/// A part of the job, with its own panes round the one map.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Workspace {
    /// What was read, and what is doubtful about it.
    Data,
    /// How the county stands; nothing is changed here.
    Today,
    /// The chosen plan, and all that changes it.
    #[default]
    Plan,
    /// Two plans side by side.
    Compare,
    /// What is handed over.
    Deliver,
}

impl Workspace {
    /// All of them, in the order of the job.
    pub const ALL: [Self; 5] = [
        Self::Data,
        Self::Today,
        Self::Plan,
        Self::Compare,
        Self::Deliver,
    ];

    /// Whether the screen shows today's layout, whatever plan is chosen.
    pub const fn shows_today(self) -> bool {
        matches!(self, Self::Data | Self::Today)
    }

    /// Whether schools can be moved, merged and built here.
    pub const fn plans(self) -> bool {
        matches!(self, Self::Plan)
    }

    /// The tabs of its dock, never more than seven.
    pub const fn pages(self) -> &'static [Page] {
        match self {
            Self::Data => &[
                Page::Schools,
                Page::Settlements,
                Page::Places,
                Page::Roads,
                Page::Forecast,
                Page::Standards,
                Page::Report,
            ],
            Self::Today => &[
                Page::Problems,
                Page::Schools,
                Page::Settlements,
                Page::Places,
                Page::Charts,
                Page::Targets,
            ],
            Self::Plan => &[
                Page::Timeline,
                Page::Gate,
                Page::Proposals,
                Page::Targets,
                Page::Money,
                Page::Schools,
                Page::Problems,
            ],
            Self::Compare => &[
                Page::Compare,
                Page::Gains,
                Page::Moved,
                Page::Places,
                Page::Different,
            ],
            Self::Deliver => &[Page::Tables, Page::Package],
        }
    }
}

/// A page of the dock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Page {
    /// All schools in a table.
    #[default]
    Schools,
    /// Two plans side by side.
    Compare,
    /// Figures by township and district.
    Places,
    /// Measures by year.
    Timeline,
    /// Closures at the gate.
    Gate,
    /// Pupils, seats, sizes and trips as charts.
    Charts,
    /// Targets and seat balance by year.
    Targets,
    /// What the plan costs.
    Money,
    /// Rules with number and source.
    Standards,
    /// What the optimiser answered.
    Proposals,
    /// Where the layout breaks a standard.
    Problems,
    /// What was odd while reading.
    Report,
    /// The tables that are handed over.
    Tables,
    /// The files for other programs.
    Package,
    /// All settlements in a table: as they were read, else who goes how far to which school.
    Settlements,
    /// All roads in a table.
    Roads,
    /// Pupils of the years ahead, and how far they can be relied on.
    Forecast,
    /// Who gains and who loses, by township.
    Gains,
    /// Settlements whose pupils change school.
    Moved,
    /// Measures that the two plans do not share.
    Different,
}

impl Page {
    /// The first workspace that has it.
    pub fn home(self) -> Workspace {
        let has = |workspace: &Workspace| workspace.pages().contains(&self);
        // Every page stands somewhere (see the tests).
        Workspace::ALL.into_iter().find(has).unwrap_or_default()
    }

    /// The width below which it scrolls sideways, in points.
    pub(crate) const fn least_width(self) -> f32 {
        match self {
            Self::Proposals => 560.0,
            Self::Gate | Self::Timeline => 420.0,
            Self::Tables | Self::Package => 300.0,
            Self::Charts
            | Self::Report
            | Self::Gains
            | Self::Different
            | Self::Standards
            | Self::Targets
            | Self::Money
            | Self::Schools
            | Self::Compare
            | Self::Moved
            | Self::Places
            | Self::Settlements
            | Self::Roads
            | Self::Forecast
            | Self::Problems => 320.0,
        }
    }
}

/// A tab of the task pane of [`Workspace::Plan`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Task {
    /// Small schools.
    #[default]
    Small,
    /// New schools and roads.
    New,
    /// Questions to the optimiser.
    Ask,
    /// The measures of the plan.
    Steps,
}

impl Task {
    /// All of them, as they stand beside each other.
    pub const ALL: [Self; 4] = [Self::Small, Self::New, Self::Ask, Self::Steps];
}

/// Where the dock stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    /// Under the map.
    #[default]
    Below,
    /// At the right of the map.
    Beside,
}

/// The dock of one workspace.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dock {
    /// The page that is open, or was last.
    pub page: Page,
    /// Whether it is open.
    pub is_open: bool,
    /// Where it stands.
    pub side: Side,
    /// Its height under the map, in points, whatever the page.
    pub height: f32,
    /// Its width beside the map, in points.
    pub width: f32,
}

impl Default for Dock {
    fn default() -> Self {
        Self {
            page: Page::default(),
            is_open: false,
            side: Side::Below,
            height: Self::HEIGHT,
            width: Self::WIDTH,
        }
    }
}

impl Dock {
    /// The height it begins with, in points.
    pub const HEIGHT: f32 = 262.0;
    /// The width it begins with beside the map, in points.
    pub const WIDTH: f32 = 480.0;
}

/// A pane at the side of the map.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pane {
    /// Whether it is open, or folded to its rail.
    pub is_open: bool,
    /// The widths it was given by hand, in points, in the order of [`Workspace::ALL`]; `None` for what suits the window.
    widths: [Option<f32>; 5],
}

impl Pane {
    /// The width it was given by hand in a workspace, in points; `None` for what suits the window.
    pub const fn width(&self, workspace: Workspace) -> Option<f32> {
        self.widths[workspace as usize]
    }

    /// Gives it another width in one workspace.
    pub const fn set_width(&mut self, workspace: Workspace, width: Option<f32>) {
        self.widths[workspace as usize] = width;
    }
}

impl Default for Pane {
    fn default() -> Self {
        Self {
            is_open: true,
            widths: [None; 5],
        }
    }
}

/// How everything round the map is arranged; remembered between runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Panes {
    /// The workspace on screen.
    pub workspace: Workspace,
    /// The task pane.
    pub left: Pane,
    /// The inspector.
    pub inspector: Pane,
    /// Which of the two is open where there is room for one only: the inspector, else the task pane.
    pub prefers_inspector: bool,
    /// The open tab of the task pane of [`Workspace::Plan`].
    pub task: Task,
    /// Whether the inspector shows the pupils of a school year by year.
    pub shows_trend: bool,
    /// In the order of [`Workspace::ALL`]; `None` for one that was never touched.
    docks: [Option<Dock>; 5],
}

impl Panes {
    /// The dock of the workspace on screen.
    pub fn dock(&self) -> Dock {
        let workspace = self.workspace;
        let mut dock = self.docks[workspace as usize].unwrap_or_else(|| Dock {
            // To compare is to read its table.
            is_open: workspace == Workspace::Compare,
            ..Dock::default()
        });
        let pages = workspace.pages();
        if !pages.contains(&dock.page) {
            dock.page = pages[0];
        }
        dock
    }

    /// Changes the dock of the workspace on screen.
    pub fn with_dock(&mut self, change: impl FnOnce(&mut Dock)) {
        let mut dock = self.dock();
        change(&mut dock);
        self.docks[self.workspace as usize] = Some(dock);
    }
}

/// A wish about the desk itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrange {
    /// Go to a workspace.
    Go(Workspace),
    /// Open a tab of the task pane.
    Task(Task),
    /// Open the page at this place of the tabs, from 0, or shut it.
    Tab(usize),
    /// Open the task pane or fold it.
    Left,
    /// Open the inspector or fold it.
    Inspector,
    /// Open the dock or shut it.
    Dock,
    /// Let the dock fill the middle, or stand where it stood.
    DockLarge,
    /// Stand the dock beside the map, or under it.
    DockSide,
    /// Show the next figures of the strip.
    MoreFigures,
    /// Show the pupils of the selected school year by year, or no longer.
    Trend,
    /// Fill the whole screen, or stand in a window.
    FullScreen,
    /// Give the focus to the next part of the window.
    NextPart,
    /// Give it to the part before.
    FormerPart,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_workspace_has_at_most_seven_tabs_and_none_twice() {
        for workspace in Workspace::ALL {
            let pages = workspace.pages();
            assert!((1..=7).contains(&pages.len()), "{workspace:?}");
            for (place, page) in pages.iter().enumerate() {
                assert!(!pages[..place].contains(page), "{page:?} in {workspace:?}");
            }
        }
    }

    #[test]
    fn a_page_is_found_where_its_home_says() {
        for workspace in Workspace::ALL {
            for page in workspace.pages() {
                assert!(page.home().pages().contains(page), "{page:?}");
            }
        }
    }

    #[test]
    fn each_workspace_keeps_its_own_dock() {
        let mut panes = Panes::default();
        panes.with_dock(|dock| (dock.page, dock.is_open, dock.height) = (Page::Gate, true, 300.0));
        panes.workspace = Workspace::Today;
        panes.with_dock(|dock| dock.page = Page::Charts);
        assert!(!panes.dock().is_open);
        assert_eq!(panes.dock().height, Dock::HEIGHT);
        panes.workspace = Workspace::Plan;
        let dock = panes.dock();
        assert_eq!(
            (dock.page, dock.is_open, dock.height),
            (Page::Gate, true, 300.0)
        );
    }

    #[test]
    fn each_workspace_keeps_the_widths_of_its_own_side_panes() {
        let mut panes = Panes::default();
        panes.left.set_width(Workspace::Compare, Some(400.0));
        assert_eq!(panes.left.width(Workspace::Compare), Some(400.0));
        for workspace in Workspace::ALL {
            let is_touched = workspace == Workspace::Compare;
            assert_eq!(panes.left.width(workspace).is_some(), is_touched);
            assert_eq!(panes.inspector.width(workspace), None);
        }
    }

    #[test]
    fn a_page_that_a_workspace_has_no_more_is_not_shown_there() {
        let mut panes = Panes::default();
        panes.with_dock(|dock| dock.page = Page::Package);
        assert!(Workspace::Plan.pages().contains(&panes.dock().page));
    }
}
