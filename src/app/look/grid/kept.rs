//! How a table is arranged, as it is remembered between runs: columns by their keys, so that those an older or a newer
//! program knows and this one does not are passed over.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::tables::Sheet;

/// The narrowest and the widest column, in points.
pub(super) const WIDTHS: (f32, f32) = (44.0, 900.0);

/// By which column, and which way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Sorting {
    pub(super) column: String,
    pub(super) is_descending: bool,
}

/// How one table is arranged.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeptGrid {
    /// How its rows are sorted, once somebody chose.
    pub(super) sorting: Option<Sorting>,
    /// Columns put aside; `None` for those that stand aside at first.
    aside: Option<BTreeSet<String>>,
    /// In points, where somebody pulled.
    widths: BTreeMap<String, f32>,
    /// All columns in the order they were put in; empty until one was moved.
    order: Vec<String>,
}

/// How all tables are arranged, by their names.
pub type KeptGrids = BTreeMap<String, KeptGrid>;

impl KeptGrid {
    /// Whether a column is in sight. The first always is.
    pub(super) fn shows(&self, sheet: &Sheet, column: usize) -> bool {
        let of = &sheet.columns[column];
        let is_aside = self
            .aside
            .as_ref()
            .map_or(of.is_aside, |aside| aside.contains(of.key));
        column == 0 || !is_aside
    }

    /// The columns in sight, by position, in their order.
    pub(super) fn columns(&self, sheet: &Sheet) -> Vec<usize> {
        let mut all = self.all(sheet);
        all.retain(|&column| self.shows(sheet, column));
        all
    }

    /// All columns in their order: the first stays the first, and one that was not there when they were put in order
    /// stands behind the one before it.
    pub(super) fn all(&self, sheet: &Sheet) -> Vec<usize> {
        let mut all: Vec<usize> = Vec::with_capacity(sheet.columns.len());
        for column in self.order.iter().filter_map(|key| sheet.column(key)) {
            if column != 0 && !all.contains(&column) {
                all.push(column);
            }
        }
        all.insert(0, 0);
        for column in 1..sheet.columns.len() {
            if !all.contains(&column) {
                let before = all.iter().position(|&other| other == column - 1);
                all.insert(before.map_or(all.len(), |before| before + 1), column);
            }
        }
        all.truncate(sheet.columns.len());
        all
    }

    /// Shows a column or puts it aside.
    pub(super) fn show(&mut self, sheet: &Sheet, column: usize, is_shown: bool) {
        let at_first = || {
            let aside = sheet.columns.iter().filter(|column| column.is_aside);
            aside.map(|column| column.key.to_owned()).collect()
        };
        let aside = self.aside.get_or_insert_with(at_first);
        let key = sheet.columns[column].key;
        if is_shown {
            aside.remove(key);
        } else {
            aside.insert(key.to_owned());
        }
    }

    /// Puts a column where another stands, which makes room for it.
    pub(super) fn put(&mut self, sheet: &Sheet, column: usize, there: usize) {
        let mut all = self.all(sheet);
        let place = |all: &[usize], column| all.iter().position(|&other| other == column);
        let (Some(from), Some(to)) = (place(&all, column), place(&all, there)) else {
            return;
        };
        if from == 0 || to == 0 {
            return;
        }
        all.remove(from);
        all.insert(to, column);
        let keys = all.into_iter().map(|column| sheet.columns[column].key);
        self.order = keys.map(str::to_owned).collect();
    }

    /// Puts a column one place to the left or to the right among those in sight.
    pub(super) fn shift(&mut self, sheet: &Sheet, column: usize, to_the_right: bool) {
        let shown = self.columns(sheet);
        let Some(here) = shown.iter().position(|&other| other == column) else {
            return;
        };
        let there = if to_the_right {
            shown.get(here + 1)
        } else {
            here.checked_sub(1).and_then(|before| shown.get(before))
        };
        if let Some(&there) = there {
            self.put(sheet, column, there);
        }
    }

    /// The width that somebody gave a column, in points.
    pub(super) fn width(&self, key: &str) -> Option<f32> {
        let width = self.widths.get(key).copied();
        let width = width.filter(|width| width.is_finite());
        width.map(|width| width.clamp(WIDTHS.0, WIDTHS.1))
    }

    /// Gives a column a width; `None` for its usual one.
    pub(super) fn set_width(&mut self, key: &str, width: Option<f32>) {
        match width {
            Some(width) => self
                .widths
                .insert(key.to_owned(), width.clamp(WIDTHS.0, WIDTHS.1)),
            None => self.widths.remove(key),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use crate::tables::{Column, Kind};
    use crate::words::Words;

    fn sheet(keys: &[&'static str]) -> Sheet {
        let column = |&key: &&'static str| Column {
            key,
            name: Words::new(key, key),
            unit: None,
            kind: Kind::Text,
            is_summed: false,
            is_aside: key == "id",
            is_exact: false,
        };
        Sheet {
            name: Words::default(),
            columns: keys.iter().map(column).collect(),
            rows: Vec::new(),
            sorted_by: None,
            is_tree: false,
            lists_facts: false,
        }
    }

    fn shown(kept: &KeptGrid, sheet: &Sheet) -> Vec<&'static str> {
        let columns = kept.columns(sheet).into_iter();
        columns.map(|column| sheet.columns[column].key).collect()
    }

    #[test]
    fn columns_that_stand_aside_come_when_asked_for_and_the_first_always_stays() {
        let (mut kept, sheet) = (KeptGrid::default(), sheet(&["name", "pupils", "id"]));
        assert_eq!(shown(&kept, &sheet), ["name", "pupils"]);
        kept.show(&sheet, 2, true);
        kept.show(&sheet, 1, false);
        kept.show(&sheet, 0, false);
        assert_eq!(shown(&kept, &sheet), ["name", "id"]);
    }

    #[test]
    fn a_column_is_put_where_another_stands_and_the_first_never_moves() {
        let (mut kept, sheet) = (KeptGrid::default(), sheet(&["name", "a", "b", "c"]));
        kept.put(&sheet, 3, 1);
        assert_eq!(shown(&kept, &sheet), ["name", "c", "a", "b"]);
        kept.shift(&sheet, 3, true);
        assert_eq!(shown(&kept, &sheet), ["name", "a", "c", "b"]);
        kept.show(&sheet, 3, false);
        kept.shift(&sheet, 2, false);
        assert_eq!(shown(&kept, &sheet), ["name", "b", "a"]);
        kept.put(&sheet, 0, 2);
        kept.put(&sheet, 2, 0);
        assert_eq!(shown(&kept, &sheet), ["name", "b", "a"]);
        kept.shift(&sheet, 2, false);
        assert_eq!(shown(&kept, &sheet), ["name", "b", "a"]);
    }

    #[test]
    fn another_program_that_knows_other_columns_leaves_an_order_that_still_holds() {
        let mut kept = KeptGrid::default();
        let old = sheet(&["name", "gone", "b", "a"]);
        kept.put(&old, 3, 1);
        kept.set_width("gone", Some(80.0));
        kept.sorting = Some(Sorting {
            column: "gone".to_owned(),
            is_descending: true,
        });
        let new = sheet(&["name", "a", "new", "b"]);
        assert_eq!(shown(&kept, &new), ["name", "a", "new", "b"]);
    }

    #[test]
    fn whatever_is_done_every_column_stands_once_and_is_remembered() {
        let mut random = Random::seeded(5);
        let pool = ["name", "a", "b", "c", "d", "id"];
        for round in 0..200 {
            let mut kept = KeptGrid::default();
            for _ in 0..random.below(12) {
                // Every step on a table of another version.
                let n = 2 + random.below(pool.len() - 1);
                let sheet = sheet(&pool[..n]);
                let (one, other) = (random.below(n), random.below(n));
                match random.below(4) {
                    0 => kept.put(&sheet, one, other),
                    1 => kept.shift(&sheet, one, random.below(2) == 0),
                    2 => kept.show(&sheet, one, random.below(2) == 0),
                    _ => kept.set_width(sheet.columns[one].key, Some(other as f32 * 500.0)),
                }
            }
            let sheet = sheet(&pool);
            let mut all = kept.all(&sheet);
            assert_eq!(all[0], 0, "round {round}");
            all.sort_unstable();
            assert_eq!(all, [0, 1, 2, 3, 4, 5], "round {round}: {kept:?}");
            let text = serde_json::to_string(&kept).expect("it is written");
            let again: KeptGrid = serde_json::from_str(&text).expect("it is read");
            assert_eq!(again, kept, "round {round}");
        }
    }

    #[test]
    fn a_width_that_makes_no_sense_is_none() {
        let text = r#"{"widths": {"a": 1e9, "b": -5}, "unheard_of": 1}"#;
        let mut kept: KeptGrid = serde_json::from_str(text).expect("it is read");
        assert_eq!(kept.width("a"), Some(WIDTHS.1));
        assert_eq!(kept.width("b"), Some(WIDTHS.0));
        kept.widths.insert("c".to_owned(), f32::NAN);
        assert_eq!(kept.width("c"), None);
    }
}
