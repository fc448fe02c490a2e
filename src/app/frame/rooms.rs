//! Where every part of the window lies: rectangles from the size of the window and how the desk is arranged.
//!
//! ```text
//! ┌ bar ──────────────────────────────────────┐
//! ├ strip ────────────────────────────────────┤
//! ├ left ┬ map ───────────────────┬ inspector ┤
//! │      ├ dock ──────────────────┤           │
//! │      ├ tabs ──────────────────┤           │
//! ├ status ───────────────────────────────────┤
//! ```
//!
//! The map never gets under [`LEAST_MAP`]: the side panes become narrow, then the dock shuts, then the inspector folds.

use egui::{Rect, Vec2, vec2};

use crate::app::look::desk::{Pane, Panes, Side};
use crate::app::look::theme::size;

/// The smallest map, in points.
pub const LEAST_MAP: Vec2 = vec2(360.0, 240.0);
/// The lowest dock under the map.
const LEAST_DOCK: f32 = 160.0;
/// The narrowest dock beside the map.
const LEAST_BESIDE: f32 = 320.0;
/// The narrowest and the widest task pane.
const LEFT: (f32, f32) = (240.0, 400.0);
/// The narrowest and the widest inspector.
const INSPECTOR: (f32, f32) = (296.0, 440.0);

/// How much room a window offers, by its width in points, thus by its width and the size of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Room {
    /// Under 1000: one side pane at a time.
    Tight,
    /// From 1000.
    Narrow,
    /// From 1200.
    Fair,
    /// From 1400.
    Full,
}

impl Room {
    /// The room of a width.
    pub fn of(width: f32) -> Self {
        match width {
            width if width < 1_000.0 => Self::Tight,
            width if width < 1_200.0 => Self::Narrow,
            width if width < 1_400.0 => Self::Fair,
            _ => Self::Full,
        }
    }

    /// How wide the side panes are until somebody pulls at them.
    const fn usual(self) -> (f32, f32) {
        match self {
            Self::Tight | Self::Narrow => (248.0, 300.0),
            Self::Fair => (272.0, 312.0),
            Self::Full => (288.0, 328.0),
        }
    }

    /// How many figures stand in the strip at once.
    pub(crate) const fn figures(self) -> usize {
        match self {
            Self::Tight => 4,
            Self::Narrow => 6,
            Self::Fair | Self::Full => 8,
        }
    }
}

/// A pane at the side, or the rail it is folded to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SidePane {
    /// Open.
    Open(Rect),
    /// Folded: a narrow rail with its counts.
    Rail(Rect),
}

impl SidePane {
    /// Where it lies.
    pub const fn rect(self) -> Rect {
        match self {
            Self::Open(rect) | Self::Rail(rect) => rect,
        }
    }
}

/// Where the parts of the window lie. They cover it, and none lies over another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rooms {
    /// How much room there is across.
    pub room: Room,
    /// Whether the strip stands on one line, as the window is low.
    pub is_low: bool,
    /// Workspaces, plan, year.
    pub bar: Rect,
    /// Stage and figures.
    pub strip: Rect,
    /// The task pane.
    pub left: SidePane,
    /// The inspector.
    pub inspector: SidePane,
    /// The map; `None` while a large dock lies over it.
    pub map: Option<Rect>,
    /// The open page; `None` while it is shut.
    pub dock: Option<Rect>,
    /// The tabs of the dock.
    pub tabs: Rect,
    /// The line at the very bottom.
    pub status: Rect,
    /// The lowest and the highest dock there is room for, or its widths beside the map; `None` where it cannot stand
    /// with the map.
    pub dock_range: Option<(f32, f32)>,
    /// Whether the dock stands beside the map.
    pub is_beside: bool,
}

impl Rooms {
    /// Lays the parts out. `is_large` lets the open dock fill the middle.
    pub fn of(window: Rect, panes: &Panes, is_large: bool) -> Self {
        let room = Room::of(window.width());
        let is_low = window.height() < 720.0;
        let (bar, rest) = window.split_top_bottom_at_y(window.top() + size::TOP_BAR);
        let strip_height = if is_low { size::LOW_STRIP } else { size::STRIP };
        let (strip, rest) = rest.split_top_bottom_at_y(rest.top() + strip_height);
        let (rest, status) = rest.split_top_bottom_at_y(rest.bottom() - size::STATUS);
        let (left, inspector) = sides(rest.width(), room, panes);
        let (left_rect, rest) = rest.split_left_right_at_x(rest.left() + left.width());
        let (middle, right_rect) = rest.split_left_right_at_x(rest.right() - inspector.width());
        let (middle, tabs) = middle.split_top_bottom_at_y(middle.bottom() - size::TABS);

        let dock = panes.dock();
        let beside = middle.width() - LEAST_MAP.x;
        let is_beside = dock.side == Side::Beside && beside >= LEAST_BESIDE;
        let dock_range = if is_beside {
            Some((LEAST_BESIDE, beside))
        } else {
            let share = if is_low { 0.45 } else { 0.7 };
            let below = (middle.height() * share).min(middle.height() - LEAST_MAP.y);
            (below >= LEAST_DOCK).then_some((LEAST_DOCK, below))
        };
        let (map, dock) = match dock_range {
            _ if !dock.is_open => (Some(middle), None),
            _ if is_large => (None, Some(middle)),
            None => (Some(middle), None),
            Some((least, most)) if is_beside => {
                let width = dock.width.clamp(least, most);
                let (map, dock) = middle.split_left_right_at_x(middle.right() - width);
                (Some(map), Some(dock))
            }
            Some((least, most)) => {
                let height = dock.height.clamp(least, most);
                let (map, dock) = middle.split_top_bottom_at_y(middle.bottom() - height);
                (Some(map), Some(dock))
            }
        };
        Self {
            room,
            is_low,
            bar,
            strip,
            left: left.at(left_rect),
            inspector: inspector.at(right_rect),
            map,
            dock,
            tabs,
            status,
            dock_range,
            is_beside,
        }
    }
}

/// A part of the window that the focus can be given to, in the order of the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// Files, workspaces, plan, year.
    Bar,
    /// Stage and figures.
    Strip,
    /// The task pane.
    Left,
    /// The map.
    Map,
    /// The open page.
    Dock,
    /// The tabs of the dock.
    Tabs,
    /// The inspector.
    Inspector,
    /// The line at the very bottom.
    Status,
}

impl Rooms {
    /// All parts in the order of the focus, and where they lie; `None` where one is not there.
    pub const fn parts(&self) -> [(Part, Option<Rect>); 8] {
        [
            (Part::Bar, Some(self.bar)),
            (Part::Strip, Some(self.strip)),
            (Part::Left, Some(self.left.rect())),
            (Part::Map, self.map),
            (Part::Dock, self.dock),
            (Part::Tabs, Some(self.tabs)),
            (Part::Inspector, Some(self.inspector.rect())),
            (Part::Status, Some(self.status)),
        ]
    }
}

/// The width of a pane, open or folded.
#[derive(Clone, Copy)]
enum Extent {
    Open(f32),
    Rail,
}

impl Extent {
    const fn width(self) -> f32 {
        match self {
            Self::Open(width) => width,
            Self::Rail => size::RAIL,
        }
    }

    const fn at(self, rect: Rect) -> SidePane {
        match self {
            Self::Open(_) => SidePane::Open(rect),
            Self::Rail => SidePane::Rail(rect),
        }
    }
}

/// How wide the task pane and the inspector are.
fn sides(across: f32, room: Room, panes: &Panes) -> (Extent, Extent) {
    let (left, inspector) = (panes.left, panes.inspector);
    let mut is_open = (left.is_open, inspector.is_open);
    if room == Room::Tight && is_open == (true, true) {
        is_open = (!panes.prefers_inspector, panes.prefers_inspector);
    }
    let usual = room.usual();
    let wished = |pane: Pane, usual: f32, (least, most): (f32, f32)| {
        pane.width(panes.workspace)
            .unwrap_or(usual)
            .clamp(least, most)
    };
    let mut widths = (
        wished(left, usual.0, LEFT),
        wished(inspector, usual.1, INSPECTOR),
    );
    let of = |is_open: bool, width: f32| if is_open { width } else { size::RAIL };
    let missing = |is_open: (bool, bool), widths: (f32, f32)| {
        of(is_open.0, widths.0) + of(is_open.1, widths.1) + LEAST_MAP.x - across
    };
    let over = missing(is_open, widths);
    if over > 0.0 {
        widths.1 = (widths.1 - over).max(INSPECTOR.0);
        let over = missing(is_open, widths).max(0.0);
        widths.0 = (widths.0 - over).max(LEFT.0);
    }
    if missing(is_open, widths) > 0.5 {
        is_open.1 = false;
    }
    let extent = |is_open: bool, width: f32| {
        if is_open {
            Extent::Open(width)
        } else {
            Extent::Rail
        }
    };
    (extent(is_open.0, widths.0), extent(is_open.1, widths.1))
}

/// The range in which somebody may pull the edge of a side pane.
pub(crate) const fn range_of_left() -> (f32, f32) {
    LEFT
}

/// The same for the inspector.
pub(crate) const fn range_of_inspector() -> (f32, f32) {
    INSPECTOR
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::look::desk::Workspace;
    use crate::random::Random;
    use egui::pos2;

    /// The sizes a window must bear: 1280 × 800 also with text at 150 %.
    const SIZES: [(f32, f32); 7] = [
        (1024.0, 700.0),
        (1280.0, 800.0),
        (1440.0, 900.0),
        (1920.0, 1080.0),
        (2560.0, 1440.0),
        (1280.0 / 1.5, 800.0 / 1.5),
        (800.0, 560.0),
    ];

    fn window((width, height): (f32, f32)) -> Rect {
        Rect::from_min_size(pos2(0.0, 0.0), vec2(width, height))
    }

    fn parts(rooms: &Rooms) -> Vec<Rect> {
        let sides = [rooms.left.rect(), rooms.inspector.rect()];
        [rooms.bar, rooms.strip, rooms.tabs, rooms.status]
            .into_iter()
            .chain(sides)
            .chain(rooms.map)
            .chain(rooms.dock)
            .collect()
    }

    fn check(rooms: &Rooms, window: Rect, case: &str) {
        let parts = parts(rooms);
        let area = |rect: &Rect| f64::from(rect.width()) * f64::from(rect.height());
        let covered: f64 = parts.iter().map(area).sum();
        assert!((covered - area(&window)).abs() < 40.0, "{case}: {rooms:?}");
        for (place, part) in parts.iter().enumerate() {
            assert!(
                part.is_positive() && window.expand(0.1).contains_rect(*part),
                "{case}: {rooms:?}"
            );
            for other in &parts[..place] {
                let common = part.intersect(*other);
                let is_apart = common.width() < 0.1 || common.height() < 0.1;
                assert!(is_apart, "{case}: {part:?} lies over {other:?}");
            }
        }
        if let Some(map) = rooms.map {
            let is_large = map.width() > LEAST_MAP.x - 0.1 && map.height() > LEAST_MAP.y - 0.1;
            assert!(is_large, "{case}: the map is {:?}", map.size());
        }
    }

    /// Some arrangement of the desk, absurd widths among them.
    fn some_panes(random: &mut Random) -> (Panes, bool) {
        let mut panes = Panes::default();
        let some = |random: &mut Random| random.below(3) > 0;
        let width = |random: &mut Random| some(random).then(|| random.below(900) as f32);
        panes.workspace = Workspace::ALL[random.below(5)];
        for pane in [&mut panes.left, &mut panes.inspector] {
            pane.is_open = some(random);
            pane.set_width(panes.workspace, width(random));
        }
        panes.prefers_inspector = some(random);
        let (is_open, beside) = (some(random), some(random));
        let (height, wide) = (random.below(2_000) as f32, random.below(2_000) as f32);
        panes.with_dock(|dock| {
            dock.is_open = is_open;
            dock.side = if beside { Side::Beside } else { Side::Below };
            (dock.height, dock.width) = (height, wide);
        });
        (panes, some(random))
    }

    #[test]
    fn the_parts_cover_every_window_and_none_lies_over_another() {
        let mut random = Random::seeded(7);
        for size in SIZES {
            check(
                &Rooms::of(window(size), &Panes::default(), false),
                window(size),
                &format!("{size:?}"),
            );
            for round in 0..400 {
                let (panes, is_large) = some_panes(&mut random);
                let rooms = Rooms::of(window(size), &panes, is_large);
                check(
                    &rooms,
                    window(size),
                    &format!("{size:?}, round {round}: {panes:?}"),
                );
            }
        }
    }

    #[test]
    fn the_tabs_stay_where_they_are_whatever_the_dock_does() {
        let mut random = Random::seeded(8);
        for size in SIZES {
            let still = Rooms::of(window(size), &Panes::default(), false).tabs;
            for _ in 0..100 {
                let (mut panes, is_large) = some_panes(&mut random);
                (panes.left, panes.inspector) = Default::default();
                panes.prefers_inspector = false;
                assert_eq!(
                    Rooms::of(window(size), &panes, is_large).tabs,
                    still,
                    "{panes:?}"
                );
            }
        }
    }

    #[test]
    fn a_narrow_window_shows_one_side_pane_at_a_time() {
        let tight = window((853.0, 533.0));
        let mut panes = Panes::default();
        let rooms = Rooms::of(tight, &panes, false);
        assert!(matches!(
            (rooms.left, rooms.inspector),
            (SidePane::Open(_), SidePane::Rail(_))
        ));
        panes.prefers_inspector = true;
        let rooms = Rooms::of(tight, &panes, false);
        assert!(matches!(
            (rooms.left, rooms.inspector),
            (SidePane::Rail(_), SidePane::Open(_))
        ));
    }

    #[test]
    fn a_dock_without_room_is_shut_or_fills_the_middle() {
        let low = window((853.0, 533.0));
        let mut panes = Panes::default();
        panes.with_dock(|dock| dock.is_open = true);
        assert_eq!(Rooms::of(low, &panes, false).dock, None);
        let large = Rooms::of(low, &panes, true);
        assert!(large.map.is_none() && large.dock.is_some());
        let roomy = Rooms::of(window((1440.0, 900.0)), &panes, false);
        assert!(roomy.map.is_some() && roomy.dock.is_some());
    }
}
