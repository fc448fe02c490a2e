//! What is read: in no pane and on no page is a word cut at a side, none lies over another, and where a name has no room
//! whole, pointing at it says it. Measured as laid out, as in [`crate::sizes`].

use std::time::{Duration, Instant};

use egui::{Rect, Vec2, pos2, vec2};
use xuequ::app::Intent;
use xuequ::app::look::desk::{Arrange, Task, Workspace};
use xuequ::app::look::view::{Page, Selection};
use xuequ::model::SchoolId;
use xuequ::session::Chosen;
use xuequ::words::Lang;

use crate::common::{Window, window};
use crate::school_named;
use crate::sizes::{Laid, laid};

/// The parts of the window that are read, the map left out: its names thin out.
fn rooms(window: &Window) -> Vec<(&'static str, Rect)> {
    let rooms = window.app().rooms().expect("a county is open");
    let mut all = vec![
        ("bar", rooms.bar),
        ("strip", rooms.strip),
        ("task pane", rooms.left.rect()),
        ("inspector", rooms.inspector.rect()),
        ("tabs", rooms.tabs),
        ("status", rooms.status),
    ];
    all.extend(rooms.dock.map(|dock| ("dock", dock)));
    all
}

/// Whether words are a figure and nothing else.
fn is_figure(words: &str) -> bool {
    let marks = ['+', '−', '-', '≤', '≥', '≈', ' '];
    let words = words.trim_start_matches(marks);
    let is_number = words.starts_with(|first: char| first.is_ascii_digit());
    is_number && words.chars().count() <= 12
}

/// What is wrong with the words laid out in some parts of the window.
fn faults(all: &[Laid], rooms: &[(&str, Rect)], case: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for &(name, room) in rooms {
        let seen = |laid: &Laid| laid.clip.intersect(room).expand(0.6);
        for (place, one) in inside(all, room).iter().enumerate() {
            let (words, rect, clip) = (one.words.trim(), one.rect, seen(one));
            let is_cut = |line: &Rect| line.left() < clip.left() || line.right() > clip.right();
            // Years, and a file as it is written, are scrolled across.
            let scrolls = |page: Page| name == "dock" && case.ends_with(&format!("{page:?}"));
            let is_scrolled = [Page::Timeline, Page::Tables].into_iter().any(scrolls);
            if one.lines.iter().any(is_cut) && !is_scrolled {
                faults.push(format!(
                    "{case}: “{words}” is cut in the {name}: {rect:?} in {clip:?}"
                ));
            }
            if one.is_elided && is_figure(words) {
                faults.push(format!(
                    "{case}: the figure “{words}” is shortened in the {name}"
                ));
            }
            for other in &inside(all, room)[..place] {
                let both = clip.intersect(seen(other));
                let meets = |line: &Rect, other: &Rect| {
                    let common = line.intersect(*other).intersect(both);
                    common.width() >= 1.5 && common.height() >= 4.0
                };
                let mut lines = one.lines.iter();
                if lines.any(|line| other.lines.iter().any(|other| meets(line, other))) {
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

/// The words of a part of the window that are in sight. What is scrolled half out of it is not.
fn inside(all: &[Laid], room: Rect) -> Vec<&Laid> {
    let is_inside = |laid: &&Laid| {
        let seen = laid.rect.intersect(laid.clip).intersect(room);
        seen.is_positive() && seen.height() > laid.rect.height() * 0.5
    };
    all.iter().filter(is_inside).collect()
}

/// Points at every shortened name that was not met before; those that nothing says whole then.
fn unsaid(window: &mut Window, case: &str, met: &mut Vec<String>) -> Vec<String> {
    let rooms = rooms(window);
    let all = laid(window);
    let mut unsaid = Vec::new();
    for one in rooms.iter().flat_map(|&(_, room)| inside(&all, room)) {
        if !one.is_elided || met.contains(&one.words) {
            continue;
        }
        met.push(one.words.clone());
        let seen = one.rect.intersect(one.clip);
        window.harness.hover_at(seen.center());
        window.harness.run_steps(4);
        let letters = |words: &str| words.split_whitespace().collect::<String>();
        let whole = letters(&one.words);
        let says = |laid: &Laid| !laid.is_elided && letters(&laid.words).contains(&whole);
        if !laid(window).iter().any(says) {
            let words = &one.words;
            unsaid.push(format!(
                "{case}: “{words}” is shortened at {seen:?}, and nothing says it whole"
            ));
        }
        window.harness.hover_at(pos2(-10.0, -10.0));
        window.harness.run_steps(2);
    }
    unsaid
}

fn all_can_be_read(lang: Lang, sizes: [Vec2; 2]) {
    let mut window = window(lang, [1280.0, 800.0]);
    window.wish(Intent::Choose(Chosen::Plan(0)));
    let (mut found, mut met) = (Vec::new(), Vec::new());
    let mut look = |window: &mut Window, case: &str| {
        // What the gate says of planned closures comes when it comes, and sorts a list anew.
        window.settle();
        let end = Instant::now() + Duration::from_mins(4);
        while window.app().is_judging() {
            assert!(Instant::now() < end, "the gate does not answer");
            std::thread::sleep(Duration::from_millis(5));
            window.harness.step();
        }
        window.settle();
        found.extend(faults(&laid(window), &rooms(window), case));
        found.extend(unsaid(window, case, &mut met));
    };
    for (size, school) in sizes.into_iter().zip(["打鼓滩村教学点", "城北小学"]) {
        window.harness.set_size(size);
        let school = SchoolId::new(&school_named(&window, school));
        window.wish(Intent::Select(Some(Selection::School(school))));
        for workspace in Workspace::ALL {
            window.wish(Intent::Arrange(Arrange::Go(workspace)));
            for (place, &page) in workspace.pages().iter().enumerate() {
                if window.app().view().open_page() != Some(page) {
                    window.wish(Intent::Arrange(Arrange::Tab(place)));
                }
                let case = format!("{lang:?}, {size:?}, {workspace:?}, {page:?}");
                look(&mut window, &case);
            }
        }
        window.wish(Intent::Arrange(Arrange::Go(Workspace::Plan)));
        for task in Task::ALL {
            window.wish(Intent::Arrange(Arrange::Task(task)));
            look(&mut window, &format!("{lang:?}, {size:?}, {task:?}"));
        }
    }
    assert!(
        found.is_empty(),
        "{} faults:\n{}",
        found.len(),
        found.join("\n")
    );
}

#[test]
fn all_can_be_read_in_chinese_also_in_large_text() {
    // 1280 × 800, and with text at 150 %.
    all_can_be_read(Lang::Zh, [vec2(1280.0, 800.0), vec2(853.0, 533.0)]);
}

#[test]
fn all_can_be_read_in_english_also_in_a_small_window() {
    all_can_be_read(Lang::En, [vec2(1280.0, 800.0), vec2(1024.0, 700.0)]);
}

#[test]
fn the_check_itself_finds_what_cannot_be_read() {
    let room = Rect::from_min_size(pos2(0.0, 0.0), vec2(200.0, 100.0));
    let word = |words: &str, left: f32, top: f32| {
        let rect = Rect::from_min_size(pos2(left, top), vec2(60.0, 20.0));
        Laid {
            words: words.to_owned(),
            rect,
            clip: room,
            is_elided: false,
            lines: vec![rect],
        }
    };
    let of = |all: &[Laid]| faults(all, &[("pane", room)], "case").len();
    assert_eq!(
        of(&[word("whole", 10.0, 10.0), word("apart", 80.0, 10.0)]),
        0
    );
    assert_eq!(of(&[word("beyond", 160.0, 10.0)]), 1);
    assert_eq!(
        of(&[word("over", 10.0, 10.0), word("another", 40.0, 12.0)]),
        1
    );
    let mut figure = word("120.4 %", 10.0, 10.0);
    figure.is_elided = true;
    assert_eq!(of(&[figure]), 1);
    assert_eq!(
        of(&[word("beyond", 160.0, 10.0), word("below", 160.0, 40.0)]),
        2
    );
    assert_eq!(of(&[word("scrolled away", 10.0, -15.0)]), 0);
}

/// The pages of a table with the heads of what they are opened for, in Chinese and English.
const ANSWERS: [(Workspace, Page, [&[&str]; 2]); 8] = [
    (
        Workspace::Compare,
        Page::Compare,
        [
            &["指标", "差值", "单位"],
            &["Indicator", "Difference", "Unit"],
        ],
    ),
    (
        Workspace::Compare,
        Page::Gains,
        [&["乡镇", "平均变化"], &["Township", "Mean change"]],
    ),
    (
        Workspace::Compare,
        Page::Moved,
        [&["居民点", "路程变化"], &["Settlement", "Farther"]],
    ),
    (
        Workspace::Today,
        Page::Problems,
        [
            &["问题", "最重", "限值倍数"],
            &["Problem", "Worst", "Times the limit"],
        ],
    ),
    (
        Workspace::Plan,
        Page::Problems,
        [
            &["问题", "最重", "限值倍数"],
            &["Problem", "Worst", "Times the limit"],
        ],
    ),
    (
        Workspace::Today,
        Page::Settlements,
        [&["居民点", "路程"], &["Settlement", "Trip"]],
    ),
    (
        Workspace::Plan,
        Page::Schools,
        [&["名称", "学生"], &["Name", "Pupils"]],
    ),
    (
        Workspace::Compare,
        Page::Places,
        [&["学生", "超距"], &["Pupils", "Over the limit"]],
    ),
];

#[test]
fn the_columns_that_carry_the_answer_are_whole_in_sight_on_a_small_screen() {
    let mut missing = Vec::new();
    for (lang, of_lang) in [(Lang::Zh, 0), (Lang::En, 1)] {
        let mut window = window(lang, [1280.0, 800.0]);
        window.wish(Intent::Choose(Chosen::Plan(0)));
        for (workspace, page, heads) in ANSWERS {
            window.wish(Intent::Arrange(Arrange::Go(workspace)));
            let place = workspace.pages().iter().position(|&other| other == page);
            if window.app().view().open_page() != Some(page) {
                let place = place.expect("the page is there");
                window.wish(Intent::Arrange(Arrange::Tab(place)));
            }
            let dock = window.app().rooms().and_then(|rooms| rooms.dock);
            let dock = dock.expect("the dock is open");
            let all = laid(&window);
            for head in heads[of_lang] {
                let is_whole = |one: &&Laid| {
                    let seen = one.clip.intersect(dock).expand(0.6);
                    let words = one.words.trim_end_matches([' ', '↓', '↑']);
                    let unit = words.strip_prefix(head);
                    let is_head = unit.is_some_and(|unit| unit.is_empty() || unit.starts_with(' '));
                    is_head && !one.is_elided && seen.contains_rect(one.rect)
                };
                if !all.iter().any(|one| is_whole(&one)) {
                    missing.push(format!("{lang:?} {workspace:?} {page:?}: “{head}”"));
                }
            }
        }
    }
    assert!(missing.is_empty(), "not in sight:\n{}", missing.join("\n"));
}
