//! The rooms of the program: each uses only those that stand before it in `src/lib.rs`.

use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder).expect("a folder of the program");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The rooms in the order of `pub mod` lines.
fn order() -> Vec<String> {
    let lib = fs::read_to_string(root().join("lib.rs")).expect("the first page");
    let name = |line: &str| Some(line.strip_prefix("pub mod ")?.strip_suffix(';')?.to_owned());
    lib.lines().filter_map(name).collect()
}

/// The rooms that code names by `crate::room` or by `crate::{room, …}`, each with its line.
fn used(code: &str) -> Vec<(usize, String)> {
    let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    let lines: Vec<&str> = code.lines().collect();
    let mut used = Vec::new();
    for (index, text) in lines.iter().enumerate() {
        // Words may point anywhere.
        if text.trim_start().starts_with("//") {
            continue;
        }
        for after in text.split("crate::").skip(1) {
            let list = match after.strip_prefix('{') {
                // A list may go on over several lines.
                Some(first) => format!("{first} {}", lines[index + 1..].join(" ")),
                None => after.to_owned(),
            };
            let is_list = after.starts_with('{');
            let names: Vec<&str> = if is_list {
                let inside = list.split('}').next().unwrap_or_default();
                inside
                    .split(',')
                    .filter(|name| !name.trim().is_empty())
                    .collect()
            } else {
                vec![list.as_str()]
            };
            for name in names {
                let name = name.trim_start().chars();
                let room: String = name.take_while(|&letter| is_letter(letter)).collect();
                used.push((index + 1, room));
            }
        }
    }
    used
}

#[test]
fn rooms_are_found_in_lists_too() {
    let code =
        "use crate::a::b;\nuse crate::{c, d::e};\nuse crate::{\n    f,\n    g,\n};\n// crate::h\n";
    let found = used(code);
    let named: Vec<&str> = found.iter().map(|(_, room)| room.as_str()).collect();
    assert_eq!(named, ["a", "c", "d", "f", "g"]);
}

#[test]
fn no_room_uses_one_that_stands_after_it() {
    let order = order();
    assert!(
        order.len() > 15,
        "the first page lists the rooms: {order:?}"
    );
    let position = |room: &str| order.iter().position(|listed| listed == room);
    let mut forward = Vec::new();
    let mut seen = 0;
    for path in sources(&root()) {
        let inside = path.strip_prefix(root()).expect("inside");
        let first = inside.iter().next().expect("a name").to_string_lossy();
        let own = first.trim_end_matches(".rs");
        let Some(own) = position(own) else {
            assert!(
                matches!(own, "lib" | "main"),
                "{own} is not listed in lib.rs"
            );
            continue;
        };
        let code = fs::read_to_string(&path).expect("readable");
        for (line, room) in used(&code) {
            seen += 1;
            if position(&room).is_some_and(|theirs| theirs > own) {
                forward.push(format!("{}:{line} uses {room}", inside.display()));
            }
        }
    }
    assert!(seen > 500, "only {seen} uses found");
    assert!(forward.is_empty(), "{forward:#?}");
}

/// The rooms of the window, each with those it may use.
const WINDOW: [(&str, &[&str]); 5] = [
    ("look", &[]),
    ("work", &["look"]),
    ("map", &["look", "work"]),
    ("panels", &["look", "work"]),
    ("frame", &["look", "work", "map", "panels"]),
];

/// The rooms of the window that a line names, by `crate::app::room` or by `crate::app::{room, …}`.
fn window_rooms(line: &str) -> Vec<&'static str> {
    let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    let mut named = Vec::new();
    for after in line.split("crate::app::").skip(1) {
        let path = after.split(';').next().unwrap_or(after);
        let words: Vec<&str> = if path.starts_with('{') {
            path.split(|letter| !is_letter(letter)).collect()
        } else {
            path.split(|letter| !is_letter(letter)).take(1).collect()
        };
        let rooms = WINDOW.iter().map(|(room, _)| *room);
        named.extend(rooms.filter(|room| words.contains(room)));
    }
    named
}

#[test]
fn a_room_of_the_window_uses_only_those_it_may() {
    let mut forbidden = Vec::new();
    let mut seen = 0;
    for (own, allowed) in WINDOW {
        for path in sources(&root().join("app").join(own)) {
            let code = fs::read_to_string(&path).expect("readable");
            // From a room's first page the others are one step up.
            let is_first_page = path == root().join("app").join(own).join("mod.rs");
            for (line, text) in (1..).zip(code.lines()) {
                if text.trim_start().starts_with("//") {
                    continue;
                }
                let mut text = text.to_owned();
                if is_first_page {
                    text = text.replace("super::", "crate::app::");
                }
                for room in window_rooms(&text) {
                    seen += 1;
                    if room != own && !allowed.contains(&room) {
                        forbidden.push(format!("{}:{line} uses {room}", path.display()));
                    }
                }
            }
        }
    }
    assert!(seen > 100, "only {seen} uses found");
    assert!(forbidden.is_empty(), "{forbidden:#?}");
}

#[test]
fn a_room_is_a_file_or_a_folder_with_mod_rs() {
    let twice: Vec<PathBuf> = sources(&root())
        .into_iter()
        .filter(|path| path.with_extension("").is_dir())
        .collect();
    assert!(twice.is_empty(), "{twice:?}");
}
