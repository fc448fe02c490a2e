//! What a table remembers from frame to frame: its rows, how they are sorted and filtered, and which are marked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::edit::Editing;
use super::kept::{KeptGrid, KeptGrids, Sorting};
use crate::app::look::matching::{Fit, Sought, Spelled};
use crate::evaluation::{Evaluation, Evaluator};
use crate::model::Stage;
use crate::session::Block;
use crate::tables::{About, Kind, Sheet, Table};
use crate::units::DistanceForm;
use crate::words::Lang;

/// The tables of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GridId {
    /// Schools as read.
    SchoolFacts,
    /// Schools of a stage with their figures.
    Schools,
    /// Settlements as read.
    Settlements,
    /// Who goes how far to which school.
    Trips,
    /// Townships as read.
    Townships,
    /// Figures by township.
    ByTownship,
    /// Figures by district.
    ByDistrict,
    /// Roads as read.
    Roads,
    /// Pupils of the years ahead.
    Ahead,
    /// Births by year.
    Born,
    /// How many move up.
    Rates,
    /// The back-test by stage.
    Trials,
    /// The back-test by district.
    BackTests,
    /// Pupils who change school.
    Moves,
    /// Where a standard is broken.
    Problems,
    /// Figures of two plans or three.
    Sides,
    /// What is asked, and whether it is reached.
    Targets,
    /// Free seats by stage and district.
    SeatBalance,
    /// Figures by year.
    Outlook,
    /// Investment by year and fund.
    Capital,
    /// Budget lines by year.
    Budget,
    /// The standards in force.
    Limits,
    /// Who gains and who loses between two plans.
    Gains,
    /// The measures in which two plans differ.
    Different,
}

impl GridId {
    /// All of them.
    pub const ALL: [Self; 24] = [
        Self::SchoolFacts,
        Self::Schools,
        Self::Settlements,
        Self::Trips,
        Self::Townships,
        Self::ByTownship,
        Self::ByDistrict,
        Self::Roads,
        Self::Ahead,
        Self::Born,
        Self::Rates,
        Self::Trials,
        Self::BackTests,
        Self::Moves,
        Self::Problems,
        Self::Sides,
        Self::Targets,
        Self::SeatBalance,
        Self::Outlook,
        Self::Capital,
        Self::Budget,
        Self::Limits,
        Self::Gains,
        Self::Different,
    ];

    /// The name under which a table is remembered.
    pub const fn key(self) -> &'static str {
        match self {
            Self::SchoolFacts => "school-facts",
            Self::Schools => "schools",
            Self::Settlements => "settlements",
            Self::Trips => "trips",
            Self::Townships => "townships",
            Self::ByTownship => "by-township",
            Self::ByDistrict => "by-district",
            Self::Roads => "roads",
            Self::Ahead => "ahead",
            Self::Born => "born",
            Self::Rates => "rates",
            Self::Trials => "trials",
            Self::BackTests => "back-tests",
            Self::Moves => "moves",
            Self::Problems => "problems",
            Self::Sides => "sides",
            Self::Targets => "targets",
            Self::SeatBalance => "seat-balance",
            Self::Outlook => "outlook",
            Self::Capital => "capital",
            Self::Budget => "budget",
            Self::Limits => "limits",
            Self::Gains => "gains",
            Self::Different => "different",
        }
    }
}

/// The tables of the window, by what they show.
#[derive(Clone, Debug, Default)]
pub struct Grids(BTreeMap<GridId, Grid>);

impl Grids {
    /// The tables as an earlier window left them; those that there are no more are let go of.
    pub fn remembering(mut kept: KeptGrids) -> Self {
        let known = GridId::ALL.into_iter();
        let tables = known.filter_map(|id| {
            let kept = kept.remove(id.key())?;
            let grid = Grid {
                kept,
                ..Grid::default()
            };
            Some((id, grid))
        });
        Self(tables.collect())
    }

    /// How the tables are arranged, for the next window.
    pub fn kept(&self) -> KeptGrids {
        let arranged = self
            .0
            .iter()
            .filter(|(_, grid)| grid.kept != KeptGrid::default());
        arranged
            .map(|(id, grid)| (id.key().to_owned(), grid.kept.clone()))
            .collect()
    }

    /// Leaves what is typed or about to be pasted; whether there was anything.
    pub(crate) fn leave(&mut self) -> bool {
        let mut has_left = false;
        for grid in self.0.values_mut() {
            has_left |= grid.editing.take().is_some() | grid.pasted.take().is_some();
        }
        has_left
    }

    /// A table, to be changed while the rest of the view is read; [`Grids::put`] puts it back.
    pub(crate) fn take(&mut self, id: GridId) -> Grid {
        self.0.remove(&id).unwrap_or_default()
    }

    pub(crate) fn put(&mut self, id: GridId, grid: Grid) {
        self.0.insert(id, grid);
    }

    /// Takes the filter of a table away, so that nothing of it is hidden.
    pub(crate) fn show_all(&mut self, id: GridId) {
        if let Some(grid) = self.0.get_mut(&id) {
            grid.filter.clear();
        }
    }

    /// What the marked rows of a table are about, in the order they came in.
    pub(crate) fn marked(&self, id: GridId) -> Vec<About> {
        let marked = self.0.get(&id).map(|grid| {
            let rows = grid.marked.iter();
            let about = |&row: &usize| Some(grid.sheet.as_ref()?.rows.get(row)?.about.clone());
            rows.filter_map(about).collect()
        });
        marked.unwrap_or_default()
    }

    /// What a table shows, as a file holds it; `None` for one that was not shown yet.
    pub(crate) fn table(&self, id: GridId, lang: Lang) -> Option<Table> {
        self.0.get(&id)?.table(false, lang)
    }
}

/// What a table was made from; while it stays the same the table does.
#[derive(Clone, Debug)]
pub struct Basis {
    /// The county with its standards and its forecast.
    pub evaluator: Arc<Evaluator>,
    /// The figures on screen, and those they are set against.
    pub figures: Vec<Arc<Evaluation>>,
    /// Changes with every change of what is shown.
    pub revision: u64,
    /// The stage the rows are of.
    pub stage: Option<Stage>,
    /// The language of words that stand in one only.
    pub lang: Lang,
    /// Whatever else the table depends on.
    pub terms: u64,
}

impl Basis {
    fn is_same(&self, other: &Self) -> bool {
        let are_same_figures = self.figures.len() == other.figures.len()
            && self
                .figures
                .iter()
                .zip(&other.figures)
                .all(|(one, other)| Arc::ptr_eq(one, other));
        Arc::ptr_eq(&self.evaluator, &other.evaluator)
            && are_same_figures
            && (self.revision, self.stage, self.lang, self.terms)
                == (other.revision, other.stage, other.lang, other.terms)
    }
}

/// What an order of rows was made from.
#[derive(Clone, Debug, PartialEq)]
struct OrderOf {
    filter: String,
    sorting: Option<Sorting>,
    lang: Lang,
}

/// How a click or a key changes what is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// This row alone.
    Only,
    /// This row besides the others, or no longer.
    Toggle,
    /// Everything from the row that was marked first to this one.
    Through,
}

/// One table as it stands.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    sheet: Option<Arc<Sheet>>,
    basis: Option<Basis>,
    /// How its distances are written.
    form: DistanceForm,
    /// What the rows have to contain.
    pub(crate) filter: String,
    /// How it is arranged: what outlives the window.
    pub(super) kept: KeptGrid,
    /// By position in the sheet.
    marked: BTreeSet<usize>,
    /// Where marking began.
    anchor: Option<usize>,
    /// Where the keys stand.
    cursor: Option<usize>,
    /// The column that was chosen in that row, by key.
    pub(super) cell: Option<&'static str>,
    /// The cell that is typed in.
    pub(super) editing: Option<Editing>,
    /// What was pasted and is not taken yet.
    pub(crate) pasted: Option<Block>,
    /// Whether the keys come back to it.
    pub(super) takes_focus: bool,
    order: Option<(OrderOf, Arc<Vec<usize>>)>,
    /// What was selected on the map when that was last looked at.
    followed: Option<About>,
    /// The row to bring into sight.
    pub(super) scroll_to: Option<usize>,
    /// How many rows were copied last, until something else is done.
    pub(super) copied: Option<usize>,
}

impl Grid {
    /// Takes the sheet that `make` makes, unless the one it has was made from the same.
    pub(crate) fn hold(&mut self, basis: Basis, make: impl FnOnce() -> Sheet) -> Arc<Sheet> {
        let form = DistanceForm::chosen();
        let is_same = self
            .basis
            .as_ref()
            .is_some_and(|known| known.is_same(&basis) && self.form == form);
        if let Some(sheet) = self.sheet.as_ref().filter(|_| is_same) {
            return Arc::clone(sheet);
        }
        let sheet = Arc::new(make().with_distances(form));
        self.form = form;
        self.replace(Arc::clone(&sheet));
        self.basis = Some(basis);
        sheet
    }

    /// What is marked goes along with the things the rows are about.
    pub(super) fn replace(&mut self, sheet: Arc<Sheet>) {
        // What was about to be pasted was measured on other facts.
        self.pasted = None;
        if let Some(old) = self.sheet.take() {
            let again = |row: usize| sheet.row(&old.rows.get(row)?.about);
            self.marked = self.marked.iter().filter_map(|&row| again(row)).collect();
            self.anchor = self.anchor.and_then(again);
            self.cursor = self.cursor.and_then(again);
        }
        self.order = None;
        self.sheet = Some(sheet);
    }

    /// The rows in sight or to be scrolled to, in their order.
    pub(crate) fn order(&mut self, lang: Lang) -> Arc<Vec<usize>> {
        let Some(sheet) = &self.sheet else {
            return Arc::default();
        };
        let of = OrderOf {
            filter: self.filter.clone(),
            sorting: self.sorting(),
            lang,
        };
        if let Some((known, order)) = &self.order
            && *known == of
        {
            return Arc::clone(order);
        }
        let typed = of.filter.trim();
        let mut rows = if sheet.is_tree || typed.is_empty() {
            (0..sheet.rows.len()).collect()
        } else {
            let sought = Sought::of(typed);
            sheet.filtered(lang, |words| fits(&sought, typed, words))
        };
        if !sheet.is_tree
            && let Some(sorting) = &of.sorting
            && let Some(column) = sheet.column(&sorting.column)
        {
            sheet.sort(&mut rows, column, sorting.is_descending, lang);
        }
        let order = Arc::new(rows);
        self.order = Some((of, Arc::clone(&order)));
        order
    }

    /// The column by which whoever makes a tree is to sort it, and whether the largest stands first.
    pub(crate) fn tree_sorting(&self) -> Option<(&str, bool)> {
        let sorting = self.kept.sorting.as_ref()?;
        Some((&sorting.column, sorting.is_descending))
    }

    /// How the rows are sorted; `None` for the order they come in.
    pub(super) fn sorting(&self) -> Option<Sorting> {
        let sheet = self.sheet.as_ref();
        let is_there =
            |sorting: &&Sorting| sheet.is_none_or(|sheet| sheet.column(&sorting.column).is_some());
        let at_first = || {
            Some(Sorting {
                column: sheet?.sorted_by?.to_owned(),
                is_descending: false,
            })
        };
        let chosen = self.kept.sorting.as_ref().filter(is_there);
        chosen.cloned().or_else(at_first)
    }

    /// Sorts by a column: by the one that is sorted by already the other way round, by numbers the largest first.
    pub(super) fn sort_by(&mut self, column: &'static str, kind: Kind) {
        let is_descending = match self.sorting() {
            Some(sorting) if sorting.column == column => !sorting.is_descending,
            _ => kind != Kind::Text,
        };
        self.kept.sorting = Some(Sorting {
            column: column.to_owned(),
            is_descending,
        });
    }

    /// The columns in sight, by position.
    pub(super) fn columns(&self, sheet: &Sheet) -> Vec<usize> {
        self.kept.columns(sheet)
    }

    /// Whether a row is marked.
    pub(super) fn is_marked(&self, row: usize) -> bool {
        self.marked.contains(&row)
    }

    /// The marked rows that are in sight or to be scrolled to, in their order.
    pub(super) fn marked_in(&self, order: &[usize]) -> Vec<usize> {
        let marked = order.iter().filter(|row| self.marked.contains(row));
        marked.copied().collect()
    }

    /// Where the keys stand.
    pub(super) const fn cursor(&self) -> Option<usize> {
        self.cursor
    }

    /// Marks rows from a click on one, or a key that leads to it.
    pub(super) fn mark(&mut self, row: usize, reach: Reach, order: &[usize]) {
        self.copied = None;
        // What cannot be corrected is told until something else is done.
        self.editing.take_if(|editing| editing.is_refusal());
        match reach {
            Reach::Only => {
                self.marked = BTreeSet::from([row]);
                self.anchor = Some(row);
            }
            Reach::Toggle => {
                if !self.marked.remove(&row) {
                    self.marked.insert(row);
                }
                self.anchor = Some(row);
            }
            Reach::Through => {
                let place = |row: usize| order.iter().position(|&other| other == row);
                let from = self.anchor.and_then(place);
                if let (Some(from), Some(to)) = (from, place(row)) {
                    let (first, last) = (from.min(to), from.max(to));
                    self.marked = order[first..=last].iter().copied().collect();
                } else {
                    self.marked = BTreeSet::from([row]);
                    self.anchor = Some(row);
                }
            }
        }
        self.cursor = Some(row);
    }

    /// Marks every row of the order.
    pub(super) fn mark_all(&mut self, order: &[usize]) {
        self.marked = order.iter().copied().collect();
    }

    /// The row that so many rows further down are from where the keys stand; the first where they stand nowhere.
    pub(super) fn step(&self, by: isize, order: &[usize]) -> Option<usize> {
        let here = self
            .cursor
            .and_then(|row| order.iter().position(|&other| other == row));
        let last = order.len().checked_sub(1)?;
        let to = here.map_or(0, |here| here.saturating_add_signed(by).min(last));
        Some(order[to])
    }

    /// Follows the map: what was selected there since the last frame is marked and brought into sight.
    pub(super) fn follow(&mut self, selected: Option<&About>) {
        if self.followed.as_ref() == selected {
            return;
        }
        self.followed = selected.cloned();
        let Some(sheet) = &self.sheet else { return };
        let row = selected.and_then(|about| sheet.row(about));
        let is_marked_here = |row| self.cursor == Some(row) && self.marked.contains(&row);
        if let Some(row) = row.filter(|&row| !is_marked_here(row)) {
            self.marked = BTreeSet::from([row]);
            (self.anchor, self.cursor) = (Some(row), Some(row));
            self.scroll_to = Some(row);
        }
    }

    /// What is in sight or to be scrolled to as a table; only what is marked where that is asked for and anything is.
    pub(super) fn table(&self, only_marked: bool, lang: Lang) -> Option<Table> {
        let sheet = self.sheet.as_ref()?;
        let order = self.clone().order(lang);
        let marked = self.marked_in(&order);
        let rows = if only_marked && !marked.is_empty() {
            &marked
        } else {
            &*order
        };
        Some(sheet.part(&self.columns(sheet), rows))
    }

    /// The sheet it holds.
    pub(super) fn sheet(&self) -> Option<Arc<Sheet>> {
        self.sheet.clone()
    }
}

/// Whether a cell holds what was typed, or is spelled by it: mtz finds 马踏镇 as it does in the search.
fn fits(sought: &Sought, typed: &str, words: &str) -> bool {
    let is_spelled = || {
        let met = sought.meets(&Spelled::of(words));
        met.is_some_and(|met| met.fit < Fit::LeavesOut)
    };
    words.to_lowercase().contains(&typed.to_lowercase()) || typed.is_ascii() && is_spelled()
}

#[cfg(test)]
#[path = "state_tests.rs"]
mod tests;
