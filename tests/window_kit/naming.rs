//! Names: every control has one that a screen reader can say, and what is built in is named with its licence.

use egui::accesskit::Role;
use egui_kittest::kittest::NodeT as _;
use xuequ::app::Intent;
use xuequ::app::look::aids::Aid;
use xuequ::app::look::desk::{Arrange, Task, Workspace};
use xuequ::app::look::view::{Page, Selection};
use xuequ::words::Lang;

use crate::common::{Window, sample_window};
use crate::finding::select;

#[test]
fn every_control_of_every_workspace_has_a_name() {
    for lang in [Lang::Zh, Lang::En] {
        let mut window = sample_window(lang);
        let mut nameless = Vec::new();
        let mut n_seen = 0;
        let mut look = |window: &Window, case: &str| {
            for node in window.harness.root().children_recursive() {
                let node = node.accesskit_node();
                let is_control = node.data().supports_action(egui::accesskit::Action::Click);
                let says =
                    |words: Option<String>| words.is_some_and(|words| !words.trim().is_empty());
                let has_words = says(node.label()) || says(node.value());
                // Words that can be marked, grounds that keep clicks to themselves, and egui's own bars.
                let is_no_control = matches!(
                    node.role(),
                    Role::Label
                        | Role::ScrollBar
                        | Role::GenericContainer
                        | Role::Unknown
                        | Role::Window
                );
                n_seen += usize::from(is_control && has_words);
                if is_control && !has_words && !is_no_control {
                    nameless.push(format!("{case}: {:?} {:?}", node.role(), node.raw_bounds()));
                }
            }
        };
        for workspace in Workspace::ALL {
            window.wish(Intent::Arrange(Arrange::Go(workspace)));
            for (place, page) in workspace.pages().iter().enumerate() {
                if window.app().view().open_page() != Some(*page) {
                    window.wish(Intent::Arrange(Arrange::Tab(place)));
                }
                look(&window, &format!("{lang:?}, {workspace:?}, {page:?}"));
            }
        }
        window.wish(Intent::Arrange(Arrange::Go(Workspace::Plan)));
        for task in Task::ALL {
            window.wish(Intent::Arrange(Arrange::Task(task)));
            look(&window, &format!("{lang:?}, {task:?}"));
        }
        window.wish(Intent::History);
        look(&window, "the list of steps");
        window.wish(Intent::History);
        window.wish(Intent::Show(Some(Page::Schools)));
        select(&mut window, "打鼓滩村教学点");
        look(&window, "a school");
        window.wish(Intent::Select(Some(Selection::Settlement(3))));
        look(&window, "a settlement");
        for aid in [
            Aid::Search,
            Aid::Settings,
            Aid::Keys,
            Aid::Words,
            Aid::About,
        ] {
            window.wish(Intent::Aid(aid));
            look(&window, &format!("{aid:?}"));
            window.wish(Intent::Aid(aid));
        }
        assert!(n_seen > 300, "only {n_seen} controls were found");
        assert!(nameless.is_empty(), "{}", nameless.join("\n"));
    }
}

#[test]
fn what_is_built_in_is_named_whole() {
    let lock = include_str!("../../Cargo.lock");
    let named = include_str!("../../assets/licences.tsv");
    // What the window, the core and its files rest on; other systems and tests have more.
    for package in [
        "egui",
        "eframe",
        "geo",
        "geojson",
        "rstar",
        "spade",
        "pinyin",
        "rayon",
        "serde",
        "winit",
        "calamine",
        "rusqlite",
        "proj4rs",
        "crs-definitions",
    ] {
        assert!(
            lock.contains(&format!("name = \"{package}\"\n")),
            "{package}"
        );
        assert!(
            named
                .lines()
                .any(|line| line.starts_with(&format!("{package}\t"))),
            "{package}"
        );
    }
    for line in named.lines() {
        assert_eq!(line.split('\t').count(), 3, "{line}");
    }
}
