//! The shell at every size a window must bear: no words are cut, and none lie over others. Measured as laid out, not as
//! pixels: the very texts of the frame, with the part of the screen each may be drawn in.

use egui::accesskit::Role;
use egui::epaint::{ClippedShape, Shape};
use egui::{Rect, Vec2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use xuequ::app::Intent;
use xuequ::app::frame::rooms::Rooms;
use xuequ::app::look::desk::{Arrange, Page, Panes, Workspace};
use xuequ::app::look::view::{Selection, Tool};
use xuequ::model::{SchoolId, Stage};
use xuequ::plan::{Action, Command, Measure};
use xuequ::session::Chosen;
use xuequ::units::Year;
use xuequ::words::Lang;

use crate::common::{Window, street_window, window};

/// In points; 1280 × 800 also with text at 150 %, and the smallest window.
const SIZES: [Vec2; 7] = [
    vec2(1024.0, 700.0),
    vec2(1280.0, 800.0),
    vec2(1440.0, 900.0),
    vec2(1920.0, 1080.0),
    vec2(2560.0, 1440.0),
    vec2(853.0, 533.0),
    vec2(800.0, 560.0),
];

/// A plan's name that no bar has room for.
const LONG: &str = "“十四五”期间义务教育学校布局调整与学位扩充规划（征求意见稿，第三次修改）";

/// Words as they were laid out.
#[derive(Debug)]
pub(crate) struct Laid {
    pub(crate) words: String,
    pub(crate) rect: Rect,
    pub(crate) clip: Rect,
    pub(crate) is_elided: bool,
    /// Its lines: those of a paragraph begin where the words before it end.
    pub(crate) lines: Vec<Rect>,
}

pub(crate) fn laid(window: &Window) -> Vec<Laid> {
    fn gather(shape: &Shape, clip: Rect, found: &mut Vec<Laid>) {
        match shape {
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| gather(shape, clip, found)),
            Shape::Text(text) if !text.galley.text().trim().is_empty() => found.push(Laid {
                words: text.galley.text().to_owned(),
                rect: text.galley.rect.translate(text.pos.to_vec2()),
                clip,
                is_elided: text.galley.elided,
                lines: lines(text),
            }),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for ClippedShape {
        clip_rect, shape, ..
    } in &window.harness.output().shapes
    {
        gather(shape, *clip_rect, &mut found);
    }
    found
}

/// The lines of a text, from the first letter of each to its last.
fn lines(text: &egui::epaint::TextShape) -> Vec<Rect> {
    let line = |row: &egui::epaint::text::PlacedRow| {
        let (first, last) = (row.glyphs.first()?, row.glyphs.last()?);
        let start = text.pos.x + row.pos.x;
        let x = start + first.pos.x..=start + last.max_x();
        Some(Rect::from_x_y_ranges(
            x,
            row.rect().translate(text.pos.to_vec2()).y_range(),
        ))
    };
    text.galley.rows.iter().filter_map(line).collect()
}

/// The parts of the shell that never scroll.
fn shell(rooms: &Rooms) -> [(&'static str, Rect); 5] {
    let left = rooms.left.rect();
    let head = Rect::from_min_size(left.min, vec2(left.width(), 40.0));
    [
        ("bar", rooms.bar),
        ("strip", rooms.strip),
        ("tabs of the task pane", head),
        ("tabs", rooms.tabs),
        ("status", rooms.status),
    ]
}

/// What is wrong with the shell as it stands.
fn faults(window: &Window, case: &str) -> Vec<String> {
    let rooms = window.app().rooms().expect("a county is open");
    let all = laid(window);
    let mut faults = Vec::new();
    let mut n_checked = 0;
    for (name, room) in shell(rooms) {
        // What a list has scrolled out of sight lies there unseen.
        let is_seen = |laid: &Laid| laid.clip.intersect(room).is_positive();
        let is_inside = |laid: &&Laid| room.contains(laid.rect.center()) && is_seen(laid);
        let inside: Vec<&Laid> = all.iter().filter(is_inside).collect();
        n_checked += inside.len();
        for (place, one) in inside.iter().enumerate() {
            let (words, rect) = (&one.words, one.rect);
            let seen = one.clip.intersect(room);
            if !seen.expand2(vec2(0.6, 2.5)).contains_rect(rect) {
                faults.push(format!(
                    "{case}: “{words}” is cut in the {name}: {rect:?} in {seen:?}"
                ));
            }
            // Only what may be of any length ends in an ellipsis: a plan's name, and the last message.
            let may_be_long = match name {
                "bar" => words.starts_with('“'),
                "status" => true,
                _ => false,
            };
            if one.is_elided && !may_be_long {
                faults.push(format!("{case}: “{words}” is shortened in the {name}"));
            }
            for other in &inside[..place] {
                let common = rect.intersect(other.rect);
                if common.width() >= 1.0 && common.height() >= 4.0 {
                    let other = &other.words;
                    faults.push(format!(
                        "{case}: “{words}” lies over “{other}” in the {name}"
                    ));
                }
            }
        }
    }
    assert!(n_checked > 15, "{case}: only {n_checked} texts were found");
    faults.extend(faults_of_controls(window, rooms, case));
    faults.extend(faults_of_panes(&all, rooms, case));
    faults
}

/// What stands in the panes at the sides: it may be scrolled out of sight, but no word is cut at the side, and none lies
/// over another.
fn faults_of_panes(all: &[Laid], rooms: &Rooms, case: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, room) in [
        ("task pane", rooms.left.rect()),
        ("inspector", rooms.inspector.rect()),
    ] {
        let is_inside = |laid: &&Laid| {
            let seen = laid.clip.intersect(room);
            seen.contains(laid.rect.center()) && laid.clip.width() <= room.width() + 1.0
        };
        let inside: Vec<&Laid> = all.iter().filter(is_inside).collect();
        for (place, one) in inside.iter().enumerate() {
            let (words, rect) = (&one.words, one.rect);
            let seen = one.clip.intersect(room).expand(0.6);
            if rect.left() < seen.left() || rect.right() > seen.right() {
                faults.push(format!(
                    "{case}: “{words}” is cut in the {name}: {rect:?} in {seen:?}"
                ));
            }
            for other in &inside[..place] {
                let common = rect.intersect(other.rect);
                if common.width() >= 1.0 && common.height() >= 4.0 {
                    let other = &other.words;
                    faults.push(format!(
                        "{case}: “{words}” lies over “{other}” in the {name}"
                    ));
                }
            }
        }
    }
    faults
}

/// What can be clicked lies whole in its part of the window, and nothing else lies there.
fn faults_of_controls(window: &Window, rooms: &Rooms, case: &str) -> Vec<String> {
    let all = [Role::Button, Role::Tab, Role::ComboBox, Role::Slider];
    // Lists that scroll pass under the tabs of the dock, unseen.
    let parts: [(&str, Rect, &[Role]); 3] = [
        ("bar", rooms.bar, &all),
        ("strip", rooms.strip, &all),
        ("tabs", rooms.tabs, &[Role::Tab]),
    ];
    let mut faults = Vec::new();
    for (name, room, roles) in parts {
        let nodes = roles
            .iter()
            .flat_map(|&role| window.harness.query_all_by_role(role));
        let inside: Vec<(String, Rect)> = nodes
            .map(|node| {
                (
                    node.accesskit_node().label().unwrap_or_default(),
                    node.rect(),
                )
            })
            .filter(|(_, rect)| room.contains(rect.center()))
            .collect();
        for (place, (label, rect)) in inside.iter().enumerate() {
            if !room.expand(1.0).contains_rect(*rect) {
                faults.push(format!(
                    "{case}: {label} leaves the {name}: {rect:?} in {room:?}"
                ));
            }
            for (other, at) in &inside[..place] {
                let common = rect.intersect(*at);
                if common.width() >= 1.5 && common.height() >= 1.5 {
                    faults.push(format!("{case}: {label} lies over {other} in the {name}"));
                }
            }
        }
    }
    faults
}

fn shell_holds_in(lang: Lang) {
    let mut window = window(lang, [1280.0, 800.0]);
    window.wish(Intent::Choose(Chosen::Plan(0)));
    window.wish(Intent::Command(Command::Rename(LONG.to_owned())));
    let mut found = Vec::new();
    for size in SIZES {
        window.harness.set_size(size);
        for workspace in Workspace::ALL {
            window.wish(Intent::Arrange(Arrange::Go(workspace)));
            found.extend(faults(
                &window,
                &format!("{lang:?}, {size:?}, {workspace:?}"),
            ));
        }
        // Every stage: its name and its figures are of another length.
        for workspace in [Workspace::Plan, Workspace::Compare] {
            window.wish(Intent::Arrange(Arrange::Go(workspace)));
            let buttons = stage_buttons(&window, lang);
            assert_eq!(buttons.len(), Stage::ALL.len(), "{buttons:?}");
            for stage in Stage::ALL {
                window.wish(Intent::SetStage(stage));
                let case = format!("{lang:?}, {size:?}, {workspace:?}, {stage:?}");
                found.extend(faults(&window, &case));
                if stage_buttons(&window, lang) != buttons {
                    found.push(format!("{case}: the buttons of the stages have moved"));
                }
            }
        }
        window.wish(Intent::SetStage(Stage::Primary));
        // The dock open: its last tab is never scrolled away.
        window.wish(Intent::Arrange(Arrange::Go(Workspace::Plan)));
        window.wish(Intent::Arrange(Arrange::Tab(6)));
        found.extend(faults(&window, &format!("{lang:?}, {size:?}, last tab")));
        window.wish(Intent::Show(None));
    }
    assert!(
        found.is_empty(),
        "{} faults:\n{}",
        found.len(),
        found.join("\n")
    );
}

/// Where the buttons of the stages stand.
fn stage_buttons(window: &Window, lang: Lang) -> Vec<Rect> {
    let strip = window.app().rooms().expect("a county is open").strip;
    let place = |stage: Stage| {
        let name = stage.words();
        let all = window.harness.query_all_by_label(name.say(lang));
        all.map(|node| node.rect())
            .find(|rect| strip.contains(rect.center()))
    };
    Stage::ALL.into_iter().filter_map(place).collect()
}

#[test]
fn the_gate_and_the_years_of_a_plan_are_not_cut_at_the_side() {
    for lang in [Lang::Zh, Lang::En] {
        let mut window = street_window(lang);
        let Year(base) = window.session().year();
        window.wish(Intent::NewPlan);
        for (school, years) in [("m", 1), ("w", 2)] {
            let school = SchoolId::new(school);
            let action = Action::new(Year(base + years), Measure::Close { school }, "");
            window.wish(Intent::Command(Command::Add(action)));
        }
        let school = Selection::School(SchoolId::new("m"));
        window.wish(Intent::Select(Some(school)));
        let (usual, small) = (vec2(1280.0, 800.0), vec2(1024.0, 700.0));
        for (size, pages) in [
            (usual, &[Page::Timeline, Page::Gate][..]),
            (small, &[Page::Gate]),
        ] {
            window.harness.set_size(size);
            for &page in pages {
                window.wish(Intent::Show(Some(page)));
                let dock = window.app().rooms().and_then(|rooms| rooms.dock);
                let dock = dock.expect("the dock is open");
                let all = laid(&window);
                let is_inside = |laid: &&Laid| {
                    dock.intersects(laid.rect) && laid.clip.intersect(dock).is_positive()
                };
                let inside: Vec<&Laid> = all.iter().filter(is_inside).collect();
                assert!(inside.len() > 3, "{page:?}: only {} texts", inside.len());
                for Laid { words, rect, .. } in inside {
                    assert!(
                        rect.right() <= dock.right() + 0.6,
                        "{lang:?}, {size:?}, {page:?}: “{words}” at {rect:?} leaves {dock:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn nothing_of_the_shell_is_cut_or_covered_at_any_size_in_chinese() {
    shell_holds_in(Lang::Zh);
}

#[test]
fn nothing_of_the_shell_is_cut_or_covered_at_any_size_in_english() {
    shell_holds_in(Lang::En);
}

#[test]
fn a_button_in_the_status_line_moves_nothing() {
    let mut window = window(Lang::En, [1280.0, 800.0]);
    let texts = |window: &Window| -> Vec<(String, Rect)> {
        let status = window.app().rooms().expect("a county is open").status;
        let all = laid(window).into_iter();
        all.filter(|laid| !status.contains(laid.rect.center()))
            .map(|laid| (laid.words, laid.rect))
            .collect()
    };
    let height = |window: &Window| {
        let status = window.app().rooms().expect("a county is open").status;
        let all = laid(window).into_iter();
        let scale = all
            .map(|laid| laid.rect)
            .find(|rect| status.contains(rect.center()));
        scale.map(|rect| rect.center().y)
    };
    let (before, line) = (texts(&window), height(&window));
    window.wish(Intent::StartAdd);
    assert_ne!(window.app().view().tool, Tool::Select);
    assert!(window.shows("Cancel"), "the line holds a button");
    let after = texts(&window);
    let moved = before.iter().filter(|text| !after.contains(text)).count();
    assert!(moved <= 2, "{moved} texts have moved");
    assert_eq!(height(&window), line, "nor does the line itself");
}

#[test]
fn a_tall_dock_draws_no_line_across_its_tabs() {
    let mut window = window(Lang::Zh, [1280.0, 800.0]);
    window.wish(Intent::Choose(Chosen::Plan(0)));
    for workspace in Workspace::ALL {
        window.wish(Intent::Arrange(Arrange::Go(workspace)));
        for (place, &page) in workspace.pages().iter().enumerate() {
            if window.app().view().open_page() != Some(page) {
                window.wish(Intent::Arrange(Arrange::Tab(place)));
            }
            // One height serves all pages of a workspace.
            if place == 0 {
                pull_dock_up(&mut window);
            }
            let tabs = window.app().rooms().expect("a county is open").tabs;
            let edges: Vec<f32> = window
                .harness
                .query_all_by_role(Role::Tab)
                .map(|node| node.rect().right())
                .collect();
            let is_edge = |x: f32| edges.iter().any(|edge| (edge - x).abs() < 2.0);
            for (x, across) in upright_lines(&window, tabs) {
                let is_side = (x - tabs.left()).abs() < 3.0 || (x - tabs.right()).abs() < 3.0;
                assert!(
                    is_edge(x) || is_side,
                    "{workspace:?}, {page:?}: a line at {x}, {across:?}"
                );
            }
        }
    }
}

/// Makes the dock as tall as it may be.
fn pull_dock_up(window: &mut Window) {
    let edge = match window.harness.query_by_label("表格边缘") {
        Some(edge) => edge.rect().left_center() + vec2(20.0, 0.0),
        None => return,
    };
    window.harness.hover_at(edge);
    window.harness.step();
    window.harness.drag_at(edge);
    window.harness.step();
    window.harness.hover_at(edge - vec2(0.0, 500.0));
    window.harness.step();
    window.harness.drop_at(edge - vec2(0.0, 500.0));
    window.settle();
}

/// Upright lines that are seen in more than half of a part of the window's height, and how far they reach.
fn upright_lines(window: &Window, room: Rect) -> Vec<(f32, Rect)> {
    fn gather(shape: &Shape, clip: Rect, found: &mut Vec<Rect>) {
        match shape {
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| gather(shape, clip, found)),
            Shape::LineSegment { points, .. } => {
                found.push(Rect::from_two_pos(points[0], points[1]).intersect(clip.expand(0.5)));
            }
            Shape::Rect(rect) if rect.rect.width() <= 3.0 => found.push(rect.rect.intersect(clip)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for ClippedShape {
        clip_rect, shape, ..
    } in &window.harness.output().shapes
    {
        gather(shape, *clip_rect, &mut found);
    }
    let is_upright =
        |line: &Rect| line.width() <= 3.0 && line.intersect(room).height() > room.height() / 2.0;
    let lies_here = |line: &Rect| room.x_range().contains(line.center().x);
    found
        .into_iter()
        .filter(|line| is_upright(line) && lies_here(line))
        .map(|line| (line.center().x, line))
        .collect()
}

#[test]
fn the_first_window_fits_on_a_small_screen_with_its_frame_and_the_systems_bar() {
    let [width, height] = xuequ::app::FIRST_SIZE;
    assert!(width <= 1280.0 - 16.0 && height <= 800.0 - 32.0 - 48.0);
    // And the strip stands on two lines all the same.
    let window = Rect::from_min_size(egui::Pos2::ZERO, vec2(width, height));
    assert!(!Rooms::of(window, &Panes::default(), false).is_low);
}

#[test]
fn the_check_itself_finds_words_that_are_cut() {
    let window = window(Lang::En, [1280.0, 800.0]);
    let found = laid(&window);
    let word = found
        .iter()
        .find(|laid| laid.words == "Deliver")
        .expect("it is drawn");
    assert!(word.clip.contains_rect(word.rect) && !word.is_elided);
    assert!(word.rect.width() > 20.0);
}
