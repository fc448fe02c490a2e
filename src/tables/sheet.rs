//! A table to work in: its rows know what they are about, and can be sorted, filtered, marked and summed.

use std::cmp::Ordering;

use super::{Cell, Column, Kind, Table, Unit};
use crate::model::SchoolId;
use crate::rules::Severity;
use crate::units::{DistanceForm, Year};
use crate::words::{Lang, NameOrder, Words};

/// What a row is about; one row each in a table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// A school of the county or of a plan.
    School(SchoolId),
    /// Position in [`crate::model::County::settlements`].
    Settlement(usize),
    /// Another row about a settlement that has one already, and the number of the row.
    Part(usize, usize),
    /// Position in [`crate::model::County::townships`].
    Township(usize),
    /// Position in [`crate::model::County::roads`].
    Road(usize),
    /// A school year.
    Year(Year),
    /// A branch of a tree, by its path.
    Branch(String),
    /// A rule of the standards, by its id.
    Rule(String),
    /// Nothing on the map: the number of the row in the table as it was made.
    Line(usize),
}

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What it is about.
    pub about: About,
    /// One cell for each column.
    pub cells: Vec<Cell>,
    /// Whether it stands for what is there no more.
    pub is_past: bool,
    /// How deep it stands in a tree, from 0.
    pub depth: u8,
    /// In a tree, whether the rows below it are shown; `None` where there are none.
    pub is_open: Option<bool>,
    /// What hover tells; `None` for nothing but what is cut.
    pub tip: Option<Words>,
    /// How much it weighs, where that is to be seen at a glance.
    pub weight: Option<Severity>,
}

/// A table whose rows can be worked with. The first column names the row.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// What it shows.
    pub name: Words,
    /// The columns, first to last.
    pub columns: Vec<Column>,
    /// The rows, in the order they come in until somebody sorts them.
    pub rows: Vec<Row>,
    /// The column by which they stand at first, by key; `None` where the order they come in says something.
    pub sorted_by: Option<&'static str>,
    /// Whether the rows are a tree, which whoever made it has sorted and filtered.
    pub is_tree: bool,
    /// Whether a number that is not there is missing in the files, and to be filled in.
    pub lists_facts: bool,
}

/// A sum of a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sum {
    /// Of the numbers that are known; `None` where none is.
    pub total: Option<f64>,
    /// How many are known.
    pub known: usize,
    /// How many are not known.
    pub unknown: usize,
    /// Whether a number in it is estimated.
    pub is_estimated: bool,
}

impl Row {
    /// A row about something that is there.
    pub fn of(about: About, cells: Vec<Cell>) -> Self {
        Self {
            about,
            cells,
            is_past: false,
            depth: 0,
            is_open: None,
            tip: None,
            weight: None,
        }
    }
}

/// What a cell stands by among others.
#[derive(PartialEq, PartialOrd)]
enum Key {
    Number(f64),
    Name(NameOrder),
}

impl Sheet {
    /// The same with its distances in the unit and with the decimals that people chose to read.
    pub fn with_distances(mut self, form: DistanceForm) -> Self {
        if form == DistanceForm::USUAL {
            return self;
        }
        let (times, decimals, unit) = form.in_columns();
        let unit = if unit == "m" {
            Unit::Metres
        } else {
            Unit::Kilometres
        };
        for (place, column) in self.columns.iter_mut().enumerate() {
            if column.unit != Some(Unit::Kilometres) {
                continue;
            }
            (column.unit, column.kind) = (Some(unit), Kind::Decimal(decimals));
            let scaled = |km: f64| km * 1_000.0 * times;
            for row in &mut self.rows {
                row.cells[place] = match row.cells[place].clone() {
                    Cell::Decimal(km, _) => Cell::Decimal(scaled(km), decimals),
                    Cell::Estimate(km, _) => Cell::Estimate(scaled(km), decimals),
                    Cell::Change(km, _, is_better) => Cell::Change(scaled(km), decimals, is_better),
                    other => other,
                };
            }
        }
        self
    }

    /// Where a column stands.
    pub fn column(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.key == key)
    }

    /// Where the row about something stands.
    pub fn row(&self, about: &About) -> Option<usize> {
        self.rows.iter().position(|row| row.about == *about)
    }

    /// The rows in which the words of some cell fit, by position.
    pub fn filtered(&self, lang: Lang, fits: impl Fn(&str) -> bool) -> Vec<usize> {
        let has = |cell: &Cell| match cell {
            Cell::Text(text) => fits(text),
            Cell::Words(words) => fits(words.say(lang)),
            _ => false,
        };
        let is_meant = |&row: &usize| self.rows[row].cells.iter().any(has);
        (0..self.rows.len()).filter(is_meant).collect()
    }

    /// Sorts some rows by a column: names by pinyin, numbers by size; what is not known stands last either way, and
    /// what is equal as it came.
    pub fn sort(&self, rows: &mut Vec<usize>, column: usize, is_descending: bool, lang: Lang) {
        let key = |row: usize| match self.rows[row].cells.get(column)? {
            Cell::Text(text) if text.is_empty() => None,
            Cell::Text(text) => Some(Key::Name(NameOrder::of(text))),
            Cell::Words(words) if words.say(lang).is_empty() => None,
            Cell::Words(words) => Some(Key::Name(NameOrder::of(words.say(lang)))),
            cell => cell.number().map(Key::Number),
        };
        let mut keyed: Vec<(Option<Key>, usize)> =
            rows.iter().map(|&row| (key(row), row)).collect();
        keyed.sort_by(|(a, _), (b, _)| match (a, b) {
            (Some(a), Some(b)) => {
                let order = a.partial_cmp(b).unwrap_or(Ordering::Equal);
                if is_descending {
                    order.reverse()
                } else {
                    order
                }
            }
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        });
        *rows = keyed.into_iter().map(|(_, row)| row).collect();
    }

    /// The sum of a column over some rows; `None` where it says nothing.
    pub fn sum(&self, column: usize, rows: &[usize]) -> Option<Sum> {
        self.columns.get(column).filter(|column| column.is_summed)?;
        let mut sum = Sum {
            total: None,
            known: 0,
            unknown: 0,
            is_estimated: false,
        };
        for &row in rows {
            let cell = &self.rows[row].cells[column];
            match cell.number() {
                None if *cell == Cell::Pointless => {}
                None => sum.unknown += 1,
                Some(number) => {
                    sum.known += 1;
                    sum.total = Some(sum.total.unwrap_or(0.0) + number);
                }
            }
            sum.is_estimated |= matches!(cell, Cell::Estimate(..) | Cell::Estimated(_));
        }
        Some(sum)
    }

    /// Some rows and columns as a table of its own. A row of a tree names those above it too, as it may stand alone.
    pub fn part(&self, columns: &[usize], rows: &[usize]) -> Table {
        let cell = |row: usize, column: usize| {
            if self.is_tree && column == 0 {
                return self.whole_name(row);
            }
            self.rows[row].cells[column].clone()
        };
        let cells = |&row: &usize| {
            let cells = columns.iter().map(|&column| cell(row, column));
            cells.collect::<Vec<Cell>>()
        };
        Table {
            name: self.name.clone(),
            columns: columns
                .iter()
                .map(|&column| self.columns[column].clone())
                .collect(),
            rows: rows.iter().map(cells).collect(),
        }
    }

    /// The names of a row of a tree and of all rows above it, outermost first.
    fn whole_name(&self, row: usize) -> Cell {
        let mut depth = self.rows[row].depth;
        let mut names = vec![self.rows[row].cells[0].clone()];
        for above in self.rows[..row].iter().rev() {
            if above.depth < depth {
                depth = above.depth;
                names.push(above.cells[0].clone());
            }
        }
        let say = |lang| {
            let name = |cell: &Cell| match cell {
                Cell::Text(name) => name.clone(),
                Cell::Words(words) => words.say(lang).to_owned(),
                _ => String::new(),
            };
            names.iter().rev().map(name).collect::<Vec<_>>().join(" / ")
        };
        Cell::Words(Words::new(say(Lang::En), say(Lang::Zh)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn sheet(rows: &[(&str, Option<i64>)]) -> Sheet {
        let row = |(number, (name, pupils)): (usize, &(&str, Option<i64>))| {
            let cells = vec![Cell::text(*name), Cell::maybe_whole(*pupils)];
            Row::of(About::Line(number), cells)
        };
        Sheet {
            name: Words::default(),
            columns: vec![
                Column::text("name", "Name", "名称"),
                Column::whole("pupils", "Pupils", "学生").summed(),
            ],
            rows: rows.iter().enumerate().map(row).collect(),
            sorted_by: None,
            is_tree: false,
            lists_facts: false,
        }
    }

    fn names(sheet: &Sheet, rows: &[usize]) -> Vec<String> {
        let name = |&row: &usize| match &sheet.rows[row].cells[0] {
            Cell::Text(name) => name.clone(),
            other => panic!("{other:?}"),
        };
        rows.iter().map(name).collect()
    }

    #[test]
    fn what_is_not_known_stands_last_whichever_way_a_column_is_sorted() {
        let sheet = sheet(&[
            ("马踏镇", None),
            ("宝五镇", Some(9)),
            ("东林镇", Some(100)),
            ("", Some(9)),
        ]);
        let mut rows = sheet.filtered(Lang::Zh, |_| true);
        sheet.sort(&mut rows, 1, false, Lang::Zh);
        assert_eq!(names(&sheet, &rows), ["宝五镇", "", "东林镇", "马踏镇"]);
        sheet.sort(&mut rows, 1, true, Lang::Zh);
        assert_eq!(names(&sheet, &rows), ["东林镇", "宝五镇", "", "马踏镇"]);
        sheet.sort(&mut rows, 0, true, Lang::Zh);
        assert_eq!(names(&sheet, &rows), ["马踏镇", "东林镇", "宝五镇", ""]);
    }

    #[test]
    fn a_sum_counts_what_is_not_known_instead_of_taking_it_for_nothing() {
        let sheet = sheet(&[("a", Some(1)), ("b", None), ("c", Some(2))]);
        let sum = sheet.sum(1, &[0, 1, 2]).expect("pupils are summed");
        assert_eq!((sum.total, sum.known, sum.unknown), (Some(3.0), 2, 1));
        let none = sheet.sum(1, &[1]).expect("pupils are summed");
        assert_eq!((none.total, none.unknown), (None, 1));
        assert_eq!(sheet.sum(0, &[0]), None, "names have no sum");
    }

    #[test]
    fn distances_stand_in_the_unit_that_was_chosen_and_nothing_else_is_touched() {
        let mut usual = sheet(&[("a", Some(1))]);
        usual
            .columns
            .push(Column::decimal("way", "Way", "路程", 1).in_unit(Unit::Kilometres));
        usual.rows[0].cells.push(Cell::Estimate(2.126, 1));
        assert_eq!(usual.clone().with_distances(DistanceForm::USUAL), usual);
        let metres = DistanceForm {
            unit: crate::units::DistanceUnit::Metres,
            decimals: 2,
        };
        let sheet = usual.clone().with_distances(metres);
        assert_eq!(sheet.columns[2].head(Lang::En), "Way, m");
        assert_eq!(sheet.rows[0].cells[2], Cell::Estimate(2_126.0, 0));
        assert_eq!(sheet.rows[0].cells[..2], usual.rows[0].cells[..2]);
    }

    #[test]
    fn what_nobody_could_know_is_not_missing_from_a_sum() {
        let mut sheet = sheet(&[("a", Some(1)), ("b", None)]);
        sheet.rows[1].cells[1] = Cell::Pointless;
        let sum = sheet.sum(1, &[0, 1]).expect("pupils are summed");
        assert_eq!((sum.total, sum.unknown), (Some(1.0), 0));
    }

    #[test]
    fn a_part_has_its_rows_and_columns_in_the_order_asked() {
        let sheet = sheet(&[("a", Some(1)), ("b", Some(2))]);
        let part = sheet.part(&[1], &[1, 0]);
        assert_eq!(part.rows, [[Cell::Whole(2)], [Cell::Whole(1)]]);
    }

    #[test]
    fn a_row_of_a_tree_is_copied_with_the_names_of_those_above_it() {
        let mut sheet = sheet(&[("a", None), ("b", None), ("c", None), ("d", None)]);
        sheet.is_tree = true;
        for (row, depth) in sheet.rows.iter_mut().zip([0, 1, 2, 1]) {
            row.depth = depth;
        }
        let part = sheet.part(&[0], &[2, 3, 0]);
        let name = |row: &Vec<Cell>| match &row[0] {
            Cell::Words(name) => name.zh.clone(),
            other => panic!("{other:?}"),
        };
        let names: Vec<String> = part.rows.iter().map(name).collect();
        assert_eq!(names, ["a / b / c", "a / d", "a"]);
    }

    #[test]
    fn sorting_loses_no_row_and_orders_every_two_neighbours() {
        let mut random = Random::seeded(7);
        for _ in 0..200 {
            let pool = ["马踏镇", "b10", "b9", "", "王村", "竹园", "B9"];
            let rows: Vec<(&str, Option<i64>)> = (0..random.below(30))
                .map(|_| {
                    let pupils = random.below(5) as i64;
                    (
                        pool[random.below(pool.len())],
                        (pupils > 0).then_some(pupils),
                    )
                })
                .collect();
            let sheet = sheet(&rows);
            for (column, is_descending) in [(0, false), (0, true), (1, false), (1, true)] {
                let mut order: Vec<usize> = (0..rows.len()).collect();
                sheet.sort(&mut order, column, is_descending, Lang::Zh);
                let mut all = order.clone();
                all.sort_unstable();
                assert_eq!(all, (0..rows.len()).collect::<Vec<_>>(), "{rows:?}");
                for pair in order.windows(2) {
                    let ((a, n), (b, m)) = (rows[pair[0]], rows[pair[1]]);
                    let order = match column {
                        0 if a.is_empty() || b.is_empty() => a.is_empty().cmp(&b.is_empty()),
                        0 if is_descending => NameOrder::of(b).cmp(&NameOrder::of(a)),
                        0 => NameOrder::of(a).cmp(&NameOrder::of(b)),
                        _ if n.is_none() || m.is_none() => n.is_none().cmp(&m.is_none()),
                        _ if is_descending => m.cmp(&n),
                        _ => n.cmp(&m),
                    };
                    let stays = order.then(pair[0].cmp(&pair[1]));
                    assert_ne!(stays, Ordering::Greater, "{rows:?} {order:?}");
                }
            }
        }
    }
}
