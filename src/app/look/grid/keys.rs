//! What keys and held keys do in a table.

use egui::{Context, Event, EventFilter, Id, Key, Modifiers, Ui};

use super::edit::begin;
use super::state::{Grid, Reach};
use super::typing::Typing;
use crate::app::look::theme::size;
use crate::session::Onto;
use crate::tables::{Sheet, tsv};
use crate::words::Lang;

/// The table that has the keys.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) id: Id,
    pub(super) sheet: &'a Sheet,
    /// Its rows as they stand on screen.
    pub(super) order: &'a [usize],
    /// What can be typed in the cells, where anything can.
    pub(super) typing: Option<Typing<'a>>,
    pub(super) lang: Lang,
}

/// Whether the keys stand in a table whose cells can be typed in: F2 is the cell's then.
pub(crate) fn has_cell(ctx: &Context) -> bool {
    let noted: Option<Id> = ctx.data(|data| data.get_temp(noted()));
    noted.is_some() && ctx.memory(|memory| memory.focused()) == noted
}

fn noted() -> Id {
    Id::unique("table whose cells can be typed in")
}

/// What the keys held say of a click.
pub(super) const fn reach(held: Modifiers) -> Reach {
    match (held.shift, held.command) {
        (true, _) => Reach::Through,
        (false, true) => Reach::Toggle,
        (false, false) => Reach::Only,
    }
}

/// What keys do while the table has the focus: arrows move, Shift extends, Ctrl A marks all, Ctrl C copies; where cells
/// can be typed in, Enter, F2 or a digit begins to type in the chosen one, and Ctrl V looks at a block of facts from it
/// on.
pub(super) fn keys(ui: &Ui, grid: &mut Grid, at: At<'_>, height: f32) -> Option<usize> {
    if !ui.memory(|memory| memory.has_focus(at.id)) {
        return None;
    }
    let filter = EventFilter {
        vertical_arrows: true,
        horizontal_arrows: at.sheet.is_tree || at.typing.is_some(),
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(at.id, filter));
    if at.typing.is_some() {
        ui.data_mut(|data| data.insert_temp(noted(), at.id));
        cell_keys(ui, grid, at);
    }
    let page = ((height / size::TABLE_ROW) as isize - 1).max(1);
    let order = at.order;
    let all = order.len() as isize;
    let steps = [
        (Key::ArrowDown, 1),
        (Key::ArrowUp, -1),
        (Key::PageDown, page),
        (Key::PageUp, -page),
        (Key::End, all),
        (Key::Home, -all),
    ];
    let (mut moved, mut gone_to) = (None, None);
    let mut is_copied = false;
    ui.input_mut(|input| {
        for (key, by) in steps {
            if input.consume_key(Modifiers::SHIFT, key) {
                moved = Some((by, Reach::Through));
            } else if input.consume_key(Modifiers::NONE, key) {
                moved = Some((by, Reach::Only));
            }
        }
        let is_open = |row: usize| at.sheet.rows.get(row)?.is_open;
        if input.consume_key(Modifiers::NONE, Key::Enter) {
            gone_to = grid.cursor();
        }
        for (key, wanted) in [(Key::ArrowRight, false), (Key::ArrowLeft, true)] {
            if at.sheet.is_tree && input.consume_key(Modifiers::NONE, key) {
                gone_to = grid.cursor().filter(|&row| is_open(row) == Some(wanted));
            }
        }
        if input.consume_key(Modifiers::COMMAND, Key::A) {
            grid.mark_all(order);
        }
        is_copied = input
            .events
            .iter()
            .any(|event| matches!(event, Event::Copy));
        if is_copied {
            input.events.retain(|event| !matches!(event, Event::Copy));
        }
    });
    if let Some((by, reach)) = moved
        && let Some(row) = grid.step(by, order)
    {
        grid.mark(row, reach, order);
        grid.scroll_to = Some(row);
        let is_fold = at.sheet.rows[row].is_open.is_some();
        if reach == Reach::Only && !is_fold {
            gone_to = Some(row);
        }
    }
    if is_copied {
        copy(ui, grid, at.lang);
    }
    gone_to
}

/// What keys do with the chosen cell.
fn cell_keys(ui: &Ui, grid: &mut Grid, at: At<'_>) {
    let Some(typing) = at.typing else { return };
    let facts = typing.pastes();
    let columns = grid.columns(at.sheet);
    let chosen = grid.cell.and_then(|key| at.sheet.column(key));
    let place = chosen.and_then(|chosen| columns.iter().position(|&other| other == chosen));
    let (mut pasted, mut typed, mut begins) = (None, None, false);
    let mut aside = None;
    ui.input_mut(|input| {
        let has_cell = grid.cursor().is_some() && place.is_some();
        for (key, to_the_right) in [(Key::ArrowRight, true), (Key::ArrowLeft, false)] {
            if input.consume_key(Modifiers::NONE, key) {
                aside = Some(match place {
                    None => 0,
                    Some(place) if to_the_right => (place + 1).min(columns.len() - 1),
                    Some(place) => place.saturating_sub(1),
                });
            }
        }
        if has_cell {
            begins = input.consume_key(Modifiers::NONE, Key::F2)
                || input.consume_key(Modifiers::NONE, Key::Enter);
        }
        input.events.retain(|event| match event {
            Event::Paste(text) if facts.is_some() => {
                pasted = Some(text.clone());
                false
            }
            Event::Text(text)
                if has_cell && text.starts_with(|letter: char| letter.is_ascii_digit()) =>
            {
                typed = Some(text.clone());
                false
            }
            _ => true,
        });
    });
    if let Some(aside) = aside {
        grid.cell = Some(at.sheet.columns[columns[aside]].key);
        grid.editing.take_if(|editing| editing.is_refusal());
    }
    if let (Some(row), Some(column)) = (grid.cursor(), chosen.filter(|_| begins || typed.is_some()))
    {
        begin(grid, (at.sheet, row), column, (typing, at.lang), typed);
    }
    let first = grid.cursor().or(at.order.first().copied());
    let from = first.and_then(|row| at.order.iter().position(|&other| other == row));
    if let (Some(session), Some(text), Some(from)) = (facts, pasted, from) {
        let onto = Onto {
            sheet: at.sheet,
            rows: &at.order[from..],
            columns: &columns[place.unwrap_or_default()..],
        };
        grid.pasted = Some(session.block(&tsv::cells(&text), onto));
    }
}

/// Puts the marked rows, or all where none is marked, on the clipboard with their heads.
pub(super) fn copy(ui: &Ui, grid: &mut Grid, lang: Lang) {
    if let Some(table) = grid.table(true, lang) {
        grid.copied = Some(table.rows.len());
        ui.ctx().copy_text(tsv::text(&table, lang));
    }
}
