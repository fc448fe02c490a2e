//! What keys and held keys do in a table.

use egui::{Event, EventFilter, Id, Key, Modifiers, Ui};

use super::state::{Grid, Reach};
use crate::app::look::theme::size;
use crate::tables::{Sheet, tsv};
use crate::words::Lang;

/// The table that has the keys.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) id: Id,
    pub(super) sheet: &'a Sheet,
    /// Its rows as they stand on screen.
    pub(super) order: &'a [usize],
    pub(super) lang: Lang,
}

/// What the keys held say of a click.
pub(super) const fn reach(held: Modifiers) -> Reach {
    match (held.shift, held.command) {
        (true, _) => Reach::Through,
        (false, true) => Reach::Toggle,
        (false, false) => Reach::Only,
    }
}

/// What keys do while the table has the focus: arrows move, Shift extends, Ctrl A marks all, Ctrl C copies.
pub(super) fn keys(ui: &Ui, grid: &mut Grid, at: At<'_>, height: f32) -> Option<usize> {
    if !ui.memory(|memory| memory.has_focus(at.id)) {
        return None;
    }
    let filter = EventFilter {
        vertical_arrows: true,
        horizontal_arrows: at.sheet.is_tree,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(at.id, filter));
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

/// Puts the marked rows, or all where none is marked, on the clipboard with their heads.
pub(super) fn copy(ui: &Ui, grid: &mut Grid, lang: Lang) {
    if let Some(table) = grid.table(true, lang) {
        grid.copied = Some(table.rows.len());
        ui.ctx().copy_text(tsv::text(&table, lang));
    }
}
