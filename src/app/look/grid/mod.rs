//! The one table of the window: a [`Sheet`](crate::tables::Sheet) whose rows are sorted, filtered, marked, copied and
//! gone to.
//!
//! Only rows in sight are laid out. The first column stays in sight when the others are scrolled sideways; the table of
//! `egui_extras` cannot do that, which is why rows are drawn here.

mod bar;
mod cell;
mod draw;
mod edit;
mod heads;
mod kept;
mod keys;
mod paste;
mod state;
mod typing;

pub(crate) use bar::bar_ui;
pub(crate) use draw::grid_ui;
pub use kept::{KeptGrid, KeptGrids};
pub(crate) use keys::has_cell;
pub(crate) use paste::pasted_ui;
pub use state::{Basis, Grid, GridId, Grids};
pub(crate) use typing::Typing;

use crate::app::look::aids::{Place, Visit};
use crate::app::look::intent::Intent;
use crate::app::look::view::Selection;
use crate::model::{County, Fact, Subject};
use crate::tables::About;

/// What was done in a table.
pub(crate) enum Done {
    /// A row was gone to, by its position in the sheet.
    GoTo(usize),
    /// Facts were typed, to be set right in one step.
    Correct(Vec<(Subject, Fact)>),
    /// Another number was typed for a rule.
    Limit(String, f64),
}

/// What the map shows as selected, as a row is about it.
pub(crate) fn about_selected(selection: Option<&Selection>) -> Option<About> {
    match selection? {
        Selection::School(id) => Some(About::School(id.clone())),
        Selection::Settlement(index) => Some(About::Settlement(*index)),
    }
}

/// Where a click on a row leads; `None` for a row that stands for nothing on the map.
pub(crate) fn way_to(county: &County, about: &About) -> Option<Intent> {
    match about {
        About::School(id) => Some(Intent::GoTo(Selection::School(id.clone()))),
        About::Settlement(index) | About::Part(index, _) => {
            Some(Intent::GoTo(Selection::Settlement(*index)))
        }
        About::Township(index) => {
            let place = Place::Township(*index);
            Some(Intent::Visit(place, Visit::OnMap))
        }
        About::Road(index) => {
            let line = &county.roads.get(*index)?.line;
            line.get(line.len() / 2).copied().map(Intent::FlyTo)
        }
        About::Year(_) | About::Branch(_) | About::Rule(_) | About::Line(_) => None,
    }
}
