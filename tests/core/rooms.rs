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

/// The module that a file holds, from the root: `a/b.rs` and `a/b/mod.rs` are `a::b`, and `a/b_tests.rs` is
/// `a::b::tests`.
fn module_of(inside: &Path) -> Vec<String> {
    let path = inside.with_extension("");
    let mut module: Vec<String> = path
        .iter()
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    let last = module.pop().expect("a file has a name");
    match last.as_str() {
        "mod" | "lib" | "main" => {}
        name => match name.strip_suffix("_tests") {
            Some(tested) => module.extend([tested.to_owned(), "tests".to_owned()]),
            None => module.push(last),
        },
    }
    module
}

/// The words and signs of some code, each with its line. Comments, texts and letters in quotes are left out.
fn tokens(code: &str) -> Vec<(usize, String)> {
    let letters: Vec<char> = code.chars().collect();
    let at = |position: usize| letters.get(position).copied().unwrap_or('\n');
    let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    let (mut tokens, mut line, mut position) = (Vec::new(), 1, 0);
    while position < letters.len() {
        let start = position;
        position = match at(start) {
            '/' if at(start + 1) == '/' => {
                let rest = letters[start..].iter();
                start + rest.take_while(|&&letter| letter != '\n').count()
            }
            '"' => end_of_text(&letters, start),
            'r' if at(start + 1) == '"'
                || at(start + 1) == '#' && matches!(at(start + 2), '"' | '#') =>
            {
                end_of_raw_text(&letters, start)
            }
            '\'' if at(start + 1) == '\\' => {
                let rest = letters[start + 3..].iter();
                start + 4 + rest.take_while(|&&letter| letter != '\'').count()
            }
            '\'' if at(start + 2) == '\'' => start + 3,
            first if is_letter(first) => {
                let rest = letters[start..].iter();
                let end = start + rest.take_while(|&&letter| is_letter(letter)).count();
                tokens.push((line, letters[start..end].iter().collect()));
                end
            }
            ':' if at(start + 1) == ':' => {
                tokens.push((line, "::".to_owned()));
                start + 2
            }
            sign => {
                if !sign.is_whitespace() {
                    tokens.push((line, sign.to_string()));
                }
                start + 1
            }
        };
        position = position.min(letters.len());
        let passed = letters[start..position].iter();
        line += passed.filter(|&&letter| letter == '\n').count();
    }
    tokens
}

fn end_of_text(letters: &[char], start: usize) -> usize {
    let mut position = start + 1;
    while position < letters.len() && letters[position] != '"' {
        position += if letters[position] == '\\' { 2 } else { 1 };
    }
    position + 1
}

fn end_of_raw_text(letters: &[char], start: usize) -> usize {
    let after = &letters[start + 1..];
    let hashes = after.iter().take_while(|&&letter| letter == '#').count();
    let mut end = vec!['"'];
    end.resize(hashes + 1, '#');
    let body = start + 2 + hashes;
    let text = letters[body.min(letters.len())..].windows(end.len());
    let length = text.take_while(|window| *window != end.as_slice()).count();
    body + length + end.len()
}

/// The modules and things that a module's code names by `crate::…` or `super::…`, from the root, each with its line. A
/// list in braces names each of its members, also over several lines and with lists inside.
fn used(code: &str, module: &[String]) -> Vec<(usize, Vec<String>)> {
    let tokens = tokens(code);
    let word = |position: usize| tokens.get(position).map_or("", |(_, word)| word.as_str());
    let mut used = Vec::new();
    // The module that the code is in, with how many braces were open before each one that begins in this file.
    let (mut here, mut began, mut open) = (module.to_vec(), Vec::new(), 0);
    let mut position = 0;
    while position < tokens.len() {
        match word(position) {
            "mod" if word(position + 2) == "{" => {
                here.push(word(position + 1).to_owned());
                began.push(open);
                open += 1;
                position += 2;
            }
            "{" => open += 1,
            "}" => {
                open -= 1;
                if began.last() == Some(&open) {
                    began.pop();
                    here.pop();
                }
            }
            "crate" | "super" if position == 0 || word(position - 1) != "::" => {
                let mut from = here.clone();
                if word(position) == "crate" {
                    from.clear();
                } else {
                    from.pop();
                }
                position = take_path(&tokens, position + 1, from, &mut used);
                continue;
            }
            _ => {}
        }
        position += 1;
    }
    used
}

/// Follows a path whose first words lead to `from`; answers where it ends.
fn take_path(
    tokens: &[(usize, String)],
    mut position: usize,
    mut from: Vec<String>,
    used: &mut Vec<(usize, Vec<String>)>,
) -> usize {
    let word = |position: usize| tokens.get(position).map_or("", |(_, word)| word.as_str());
    while word(position) == "::" {
        position += 1;
        match word(position) {
            "super" => drop(from.pop()),
            "{" => {
                position += 1;
                while !matches!(word(position), "}" | "") {
                    if word(position) == "," {
                        position += 1;
                        continue;
                    }
                    let mut member = from.clone();
                    match word(position) {
                        "self" => {}
                        "super" => drop(member.pop()),
                        name => member.push(name.to_owned()),
                    }
                    position = take_path(tokens, position + 1, member, used);
                    // `as` another name.
                    while !matches!(word(position), "," | "}" | "") {
                        position += 1;
                    }
                }
                return position + 1;
            }
            name => from.push(name.to_owned()),
        }
        position += 1;
    }
    let (line, _) = tokens[position.min(tokens.len()) - 1];
    used.push((line, from));
    position
}

#[test]
fn what_code_names_is_found_in_lists_over_lines_and_from_inner_modules() {
    let code = r##"
use crate::a::b;
use crate::{c, d::{e, f as g}, h};
use crate::{
    i::{
        self, j,
    },
    k,
};
// crate::not
fn text() -> (&'static str, char) { ("crate::not {", '{') }
const RAW: &str = r#"crate::not "{"#;
use super::l;
pub(crate) use super::super::{m, super::n};
mod tests {
    use super::super::o;
    fn p() { crate::q::r(super::s) }
}
use super::t;
"##;
    let module = ["x", "y", "z"].map(str::to_owned);
    let found = used(code, &module);
    let named: Vec<String> = found.iter().map(|(_, path)| path.join("::")).collect();
    let expected = [
        "a::b",
        "c",
        "d::e",
        "d::f",
        "h",
        "i",
        "i::j",
        "k",
        "x::y::l",
        "",
        "x::m",
        "n",
        "x::y::o",
        "q::r",
        "x::y::z::s",
        "x::y::t",
    ];
    assert_eq!(named, expected);
    let lines: Vec<usize> = found.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines[5..8], [6, 6, 8]);
}

/// What a file names, as [`used`].
fn used_by(path: &Path) -> (Vec<String>, Vec<(usize, Vec<String>)>) {
    let module = module_of(path.strip_prefix(root()).expect("inside"));
    let code = fs::read_to_string(path).expect("readable");
    let used = used(&code, &module);
    (module, used)
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
        let (module, used) = used_by(&path);
        // The first pages stand before all rooms.
        let Some(own) = module.first() else { continue };
        let own = position(own).unwrap_or_else(|| panic!("{own} is not listed in lib.rs"));
        for (line, named) in used {
            let Some(room) = named.first() else { continue };
            seen += 1;
            if position(room).is_some_and(|theirs| theirs > own) {
                forward.push(format!("{}:{line} uses {room}", path.display()));
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

#[test]
fn a_room_of_the_window_uses_only_those_it_may() {
    let mut forbidden = Vec::new();
    let mut seen = 0;
    for (own, allowed) in WINDOW {
        for path in sources(&root().join("app").join(own)) {
            for (line, named) in used_by(&path).1 {
                let [app, room, ..] = named.as_slice() else {
                    continue;
                };
                let is_room = app == "app" && WINDOW.iter().any(|(listed, _)| listed == room);
                if !is_room || room == own {
                    continue;
                }
                seen += 1;
                if !allowed.contains(&room.as_str()) {
                    forbidden.push(format!("{}:{line} uses {room}", path.display()));
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
