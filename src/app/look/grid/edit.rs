//! A cell that is typed in: Enter takes the value as one correction, Escape leaves it, and what is wrong is said beside
//! it. Nothing is written before it is understood.

use egui::{
    Align, Area, Id, Key, Layout, Order, Popup, PopupKind, Rect, Response, RichText, Role,
    TextEdit, Ui, UiBuilder, WidgetInfo,
};

use super::Done;
use super::state::{Grid, Reach};
use super::typing::{Choice, Typing};
use crate::app::look::theme::{Theme, size};
use crate::app::look::widgets::name_it;
use crate::tables::{About, Sheet};
use crate::words::{Lang, Words};

/// What is typed in a cell.
#[derive(Clone, Debug)]
pub(super) struct Editing {
    row: About,
    key: &'static str,
    /// Whether the cell cannot be set right, which is only told.
    is_refusal: bool,
    typed: String,
    was: String,
    wrong: Option<Words>,
    /// Whether the field has still to be given the focus.
    is_new: bool,
}

impl Editing {
    /// The row and the column of the cell; `None` once the row is gone.
    pub(super) fn place(&self, sheet: &Sheet) -> Option<(usize, &'static str)> {
        Some((sheet.row(&self.row)?, self.key))
    }

    /// Whether it only says that the cell cannot be set right.
    pub(super) const fn is_refusal(&self) -> bool {
        self.is_refusal
    }
}

/// Where a cell stands that is typed in.
pub(super) struct Spot<'a> {
    pub(super) cell: Rect,
    /// Of the table.
    pub(super) id: Id,
    pub(super) sheet: &'a Sheet,
    pub(super) row: usize,
    pub(super) column: usize,
    pub(super) typing: Typing<'a>,
}

impl Spot<'_> {
    fn name(&self, lang: Lang) -> String {
        let name = super::cell::shown(&self.sheet.rows[self.row].cells[0], lang).0;
        format!("{name} {}", self.sheet.columns[self.column].head(lang))
    }
}

/// Begins to type in a cell, or says why that cannot be; `typed` takes the place of what stands there.
pub(super) fn begin(
    grid: &mut Grid,
    (sheet, row): (&Sheet, usize),
    column: usize,
    (typing, lang): (Typing<'_>, Lang),
    typed: Option<String>,
) {
    let (about, key) = (&sheet.rows[row].about, sheet.columns[column].key);
    let (was, wrong) = match typing.now(about, key, lang) {
        Ok(was) => (was, None),
        Err(why) => (String::new(), Some(why)),
    };
    grid.editing = Some(Editing {
        row: about.clone(),
        key,
        is_refusal: wrong.is_some(),
        typed: typed.unwrap_or_else(|| was.clone()),
        was,
        wrong,
        is_new: true,
    });
}

/// Draws the cell that is typed in; what was taken.
pub(super) fn edit_ui(
    ui: &mut Ui,
    grid: &mut Grid,
    spot: &Spot<'_>,
    order: &[usize],
    lang: Lang,
) -> Option<Done> {
    let mut editing = grid.editing.take()?;
    if editing.is_refusal {
        wrong_ui(ui, spot, editing.wrong.as_ref(), lang);
        grid.editing = Some(editing);
        return None;
    }
    let typing = spot.typing;
    let choices = typing.choices(&editing.row, editing.key);
    if !choices.is_empty() {
        return choose_ui(ui, grid, editing, spot, choices, lang);
    }
    let field = field_ui(ui, &mut editing, spot, lang);
    if !field.lost_focus() {
        wrong_ui(ui, spot, editing.wrong.as_ref(), lang);
        grid.editing = Some(editing);
        return None;
    }
    let (is_left, is_taken) = ui.input(|input| {
        (
            input.key_pressed(Key::Escape),
            input.key_pressed(Key::Enter),
        )
    });
    let stays = |grid: &mut Grid| {
        if is_left || is_taken {
            ui.memory_mut(|memory| memory.request_focus(spot.id));
        }
        if is_taken && let Some(below) = grid.step(1, order) {
            grid.mark(below, Reach::Only, order);
            grid.scroll_to = Some(below);
        }
    };
    if is_left || editing.typed.trim() == editing.was {
        stays(grid);
        return None;
    }
    match typing.taken(&editing.row, editing.key, &editing.typed) {
        Ok(done) => {
            stays(grid);
            done
        }
        Err(wrong) => {
            editing.wrong = Some(wrong);
            // Enter stays in the field; who went elsewhere may have meant to.
            editing.is_new = is_taken;
            wrong_ui(ui, spot, editing.wrong.as_ref(), lang);
            grid.editing = Some(editing);
            None
        }
    }
}

fn field_ui(ui: &mut Ui, editing: &mut Editing, spot: &Spot<'_>, lang: Lang) -> Response {
    let id = spot.id.with("typed");
    let is_number = spot.sheet.columns[spot.column].kind != crate::tables::Kind::Text;
    let align = if is_number { Align::Max } else { Align::Min };
    let edit = TextEdit::singleline(&mut editing.typed)
        .id(id)
        .margin(egui::Margin::symmetric(7, 3))
        .align(egui::Align2([align, Align::Center]))
        .desired_width(spot.cell.width());
    let room = UiBuilder::new().id_salt("typed").max_rect(spot.cell);
    let mut inside = ui.new_child(room.layout(Layout::top_down_justified(Align::Min)));
    inside.set_clip_rect(spot.cell.intersect(ui.clip_rect()));
    let field = inside.add(edit);
    let (name, was) = (spot.name(lang), editing.was.clone());
    let typed = editing.typed.clone();
    field.widget_info(|| {
        let mut info = WidgetInfo::text_edit(true, &was, &typed, "");
        info.label = Some(name.clone());
        info
    });
    if std::mem::take(&mut editing.is_new) {
        field.request_focus();
        select_all(ui, id, &editing.typed);
    }
    if field.changed() {
        editing.wrong = None;
    }
    field
}

fn select_all(ui: &Ui, id: Id, typed: &str) {
    use egui::text::{CCursor, CCursorRange};
    let mut state = egui::text_edit::TextEditState::load(ui.ctx(), id).unwrap_or_default();
    let end = CCursor::new(typed.chars().count());
    state
        .cursor
        .set_char_range(Some(CCursorRange::two(CCursor::new(0), end)));
    state.store(ui.ctx(), id);
}

/// What can be chosen for a cell, under it.
fn choose_ui(
    ui: &Ui,
    grid: &mut Grid,
    mut editing: Editing,
    spot: &Spot<'_>,
    choices: Vec<Choice>,
    lang: Lang,
) -> Option<Done> {
    let mut is_open = true;
    let mut chosen = None;
    let name = spot.name(lang);
    let is_new = std::mem::take(&mut editing.is_new);
    Popup::new(
        spot.id.with("choices"),
        ui.ctx().clone(),
        spot.cell,
        ui.layer_id(),
    )
    .kind(PopupKind::Menu)
    .open_bool(&mut is_open)
    .width(spot.cell.width().max(140.0))
    .layout(Layout::top_down_justified(Align::Min))
    .show(|ui| {
        for choice in choices {
            let words = choice.words.say(lang);
            let label = ui.selectable_label(choice.is_now, words);
            name_it(&label, Role::Button, &format!("{name} {words}"));
            if is_new && choice.is_now {
                label.request_focus();
            }
            if label.clicked() {
                chosen = Some(choice);
            }
        }
    });
    if chosen.is_none() && is_open {
        wrong_ui(ui, spot, editing.wrong.as_ref(), lang);
        grid.editing = Some(editing);
        return None;
    }
    ui.memory_mut(|memory| memory.request_focus(spot.id));
    let next = chosen.filter(|chosen| !chosen.is_now)?;
    Some(next.done)
}

/// Says beside the cell what is wrong.
fn wrong_ui(ui: &Ui, spot: &Spot<'_>, wrong: Option<&Words>, lang: Lang) {
    let Some(wrong) = wrong else { return };
    let theme = Theme::of(ui.ctx());
    Area::new(spot.id.with("wrong"))
        .order(Order::Foreground)
        .fixed_pos(spot.cell.left_bottom())
        .show(ui.ctx(), |ui| {
            let frame = egui::Frame::popup(ui.style()).stroke(egui::Stroke::new(1.0, theme.worse));
            frame.show(ui, |ui| {
                ui.set_max_width(320.0);
                let words = RichText::new(wrong.say(lang));
                ui.label(words.size(size::CAPTION).color(theme.worse));
            });
        });
}
