//! The shell at every size a window must bear: no words are cut, and none lie over others. Measured as laid out, not as
//! pixels: the very texts of the frame, with the part of the screen each may be drawn in.

use egui::accesskit::Role;
use egui::epaint::{ClippedShape, Shape};
use egui::{Rect, Vec2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use xuequ::app::Intent;
use xuequ::app::frame::rooms::Rooms;
use xuequ::app::look::desk::{Arrange, Workspace};
use xuequ::plan::Command;
use xuequ::session::Chosen;
use xuequ::words::Lang;

use crate::common::{Window, window};

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
struct Laid {
    words: String,
    rect: Rect,
    clip: Rect,
    is_elided: bool,
}

fn laid(window: &Window) -> Vec<Laid> {
    fn gather(shape: &Shape, clip: Rect, found: &mut Vec<Laid>) {
        match shape {
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| gather(shape, clip, found)),
            Shape::Text(text) if !text.galley.text().trim().is_empty() => found.push(Laid {
                words: text.galley.text().to_owned(),
                rect: text.galley.rect.translate(text.pos.to_vec2()),
                clip,
                is_elided: text.galley.elided,
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

#[test]
fn nothing_of_the_shell_is_cut_or_covered_at_any_size_in_chinese() {
    shell_holds_in(Lang::Zh);
}

#[test]
fn nothing_of_the_shell_is_cut_or_covered_at_any_size_in_english() {
    shell_holds_in(Lang::En);
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
