//! Old townships and the present ones that took their ground (乡镇新旧对照): code to code, name to name.
//!
//! Schools are called after townships that are no more, and tables keep their codes for years. The table that ships with
//! the program is `assets/township_aliases.toml`; a county's own has the same form and lies among its files.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::OpenError;
use crate::model::Township;
use crate::words::Words;

/// An old township and the present one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Alias {
    #[serde(default)]
    old_code: String,
    #[serde(default)]
    old_name: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    name: String,
    /// When it was changed.
    year: Option<i32>,
    /// Who says so.
    #[serde(default)]
    source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(default)]
    township: Vec<Alias>,
}

static SHIPPED: LazyLock<Vec<Alias>> = LazyLock::new(|| {
    let text = include_str!("../../assets/township_aliases.toml");
    let table: Table = toml::from_str(text).expect("the table in assets is valid");
    table.township
});

/// Whether a file is a county's own table: named for reading, any such file; in a folder, one that is called so.
pub(super) fn is_table(file: &str) -> bool {
    file.to_lowercase().ends_with(".toml")
}

/// Whether a file in a folder is called as such a table is.
pub(super) fn is_called_so(file: &str) -> bool {
    let name = file.to_lowercase();
    is_table(file) && (name.contains("township") || name.contains("乡镇"))
}

/// The entries of a county's own table.
pub(super) fn of_file(file: &str, bytes: &[u8]) -> Result<Vec<Alias>, OpenError> {
    let bad = |en: String, zh: String| OpenError::BadTable {
        file: file.to_owned(),
        why: Box::new(Words::new(en, zh)),
    };
    let text = std::str::from_utf8(bytes);
    let text = text.map_err(|error| {
        let at = error.valid_up_to() + 1;
        bad(
            format!("not UTF-8 at byte {at}"),
            format!("第{at}字节起不是 UTF-8 编码"),
        )
    })?;
    let table: Table = toml::from_str(text).map_err(|error| {
        let before = error.span().map_or(0, |span| span.start.min(text.len()));
        let line = text[..before].matches('\n').count() + 1;
        let cause = error.message();
        bad(
            format!("line {line}: not a table of old townships ({cause})"),
            format!("第{line}行：不是乡镇新旧对照表（{cause}）"),
        )
    })?;
    for (alias, number) in table.township.iter().zip(1..) {
        let lacks_old = alias.old_code.is_empty() && alias.old_name.is_empty();
        let lacks_present = alias.code.is_empty() && alias.name.is_empty();
        if lacks_old || lacks_present {
            return Err(bad(
                format!("entry {number}: it needs old_code or old_name, and code or name"),
                format!("第{number}条：须有 old_code 或 old_name，以及 code 或 name"),
            ));
        }
    }
    Ok(table.township)
}

/// What is said of a county's own table.
pub(super) fn told(entries: usize) -> Words {
    let all = Words::counted(entries, "old township", "个旧乡镇");
    Words::new(
        format!(
            "A table of old townships and their present ones: {}",
            all.en
        ),
        format!("乡镇新旧对照表：{}", all.zh),
    )
}

/// Old codes and names, each with the position of the present township.
#[derive(Debug, Default)]
pub(super) struct OldNames {
    /// `None` for what several present townships may be meant by.
    by_text: HashMap<String, Option<(usize, Option<i32>)>>,
}

impl OldNames {
    /// Those of these townships, a county's own table before the one that ships with the program. A township is the
    /// present one of an entry by its code; by its name only where it has no code, or the county itself says so.
    pub(super) fn of(townships: &[Township], own: &[Alias]) -> Self {
        let mut old = Self::default();
        for (alias, is_own) in own
            .iter()
            .map(|alias| (alias, true))
            .chain(SHIPPED.iter().map(|alias| (alias, false)))
        {
            let is_it = |township: &Township| {
                let has_code = !township.code.is_empty() && !alias.code.is_empty();
                if has_code {
                    township.code == alias.code
                } else {
                    township.name == alias.name && (is_own || township.code.is_empty())
                }
            };
            let mut found = townships
                .iter()
                .enumerate()
                .filter(|(_, township)| is_it(township));
            let (Some((present, _)), None) = (found.next(), found.next()) else {
                continue;
            };
            let names = [
                alias.old_code.as_str(),
                &alias.old_name,
                super::townships::without_rank(&alias.old_name),
            ];
            for (position, &name) in names.iter().enumerate() {
                if name.is_empty() || names[..position].contains(&name) {
                    continue;
                }
                old.by_text
                    .entry(name.to_owned())
                    .and_modify(|known| {
                        *known = known.filter(|&(other, _)| other == present);
                    })
                    .or_insert(Some((present, alias.year)));
            }
        }
        old
    }

    /// The present township of an old code or name, and since when it is that.
    pub(super) fn present(&self, text: &str) -> Option<(usize, Option<i32>)> {
        self.by_text.get(text.trim()).copied().flatten()
    }
}

/// What the ground of a township was called before, by the table that ships with the program.
pub(super) fn names_before(township: &Township) -> impl Iterator<Item = &str> {
    let of_it = SHIPPED
        .iter()
        .filter(|alias| !township.code.is_empty() && alias.code == township.code);
    of_it.flat_map(|alias| [alias.old_code.as_str(), &alias.old_name])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn township(code: &str, name: &str) -> Township {
        Township {
            code: code.to_owned(),
            name: name.to_owned(),
            district: None,
            population: None,
            outline: geo::MultiPolygon(Vec::new()),
            extra: serde_json::Map::new(),
        }
    }

    #[test]
    fn the_shipped_table_leads_from_every_old_code_to_one_present_township() {
        let mut present: Vec<&str> = SHIPPED.iter().map(|alias| alias.code.as_str()).collect();
        present.sort_unstable();
        present.dedup();
        let townships: Vec<Township> = present.iter().map(|code| township(code, "")).collect();
        let old = OldNames::of(&townships, &[]);
        assert_eq!(SHIPPED.len(), 19);
        for alias in SHIPPED.iter() {
            for text in [&alias.old_code, &alias.old_name] {
                let (index, year) = old.present(text).expect(text);
                assert_eq!(
                    (townships[index].code.as_str(), year),
                    (alias.code.as_str(), Some(2019))
                );
            }
            assert!(
                !present.contains(&alias.old_code.as_str()),
                "a code was given anew"
            );
            assert!(!alias.source.is_empty());
        }
    }

    #[test]
    fn an_old_name_of_another_county_means_nothing_here() {
        let elsewhere = [township("510100104", "周坡镇")];
        assert_eq!(OldNames::of(&elsewhere, &[]).present("大佛乡"), None);
        let without_codes = [township("", "周坡镇")];
        assert_eq!(
            OldNames::of(&without_codes, &[]).present("大佛乡"),
            Some((0, Some(2019)))
        );
    }

    #[test]
    fn a_county_has_its_own_table_and_a_broken_one_names_its_place() {
        let text = "[[township]]\nold_name = \"东乡\"\nname = \"西镇\"\nyear = 2020\n";
        let own = of_file("乡镇对照.toml", text.as_bytes()).unwrap();
        let townships = [township("330101001", "西镇")];
        assert_eq!(
            OldNames::of(&townships, &own).present("东乡"),
            Some((0, Some(2020)))
        );
        for (text, place) in [
            (
                "[[township]]\nold_name = \"东乡\"\nnmae = \"西镇\"\n",
                "line 3",
            ),
            ("[[township]]\nold_name = \"东乡\"\n", "entry 1"),
            ("\n\nnot a table", "line 3"),
        ] {
            let error = of_file("乡镇对照.toml", text.as_bytes())
                .unwrap_err()
                .words();
            assert!(
                error.en.contains(place) && error.en.contains("乡镇对照.toml"),
                "{error:?}"
            );
        }
    }
}
