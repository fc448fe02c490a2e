//! The line above a table: what it shows, the filter, and copying, exporting and choosing columns.

use std::sync::Arc;

use egui::{Popup, PopupCloseBehavior, Role, TextEdit, Ui};

use super::keys::copy;
use super::state::{Grid, GridId};
use crate::app::look::figures;
use crate::app::look::fonts;
use crate::app::look::intent::{ExportKind, Intent};
use crate::app::look::text::{self, tables};
use crate::app::look::theme::size;
use crate::app::look::widgets::{caption, name_it};
use crate::tables::{About, Row, Sheet};
use crate::words::Lang;

/// A name with less room than this is left out, in points.
const LEAST_NAME: f32 = 60.0;

/// Draws the line; `more` stands behind the filter.
pub(crate) fn bar_ui(
    ui: &mut Ui,
    id: GridId,
    grid: &mut Grid,
    lang: Lang,
    more: impl FnOnce(&mut Ui),
) -> Option<Intent> {
    let sheet = grid.sheet()?;
    let mut intent = None;
    let known = ui.make_persistent_id("widths of the line");
    let Widths { before, buttons } = ui.data(|data| data.get_temp(known)).unwrap_or_default();
    let across = ui.available_width();
    // Where there is little room, the tab alone names the table, and the buttons have a line of their own.
    let space = ui.spacing().item_spacing.x;
    let is_one_line = before + buttons + 2.0 * space <= across;
    let room = across - before - buttons - 3.0 * space;
    let mut now = Widths { before, buttons };
    let buttons_ui = |ui: &mut Ui, grid: &mut Grid, intent: &mut Option<Intent>| {
        let layout = egui::Layout::right_to_left(egui::Align::Center);
        let shown = ui.with_layout(layout, |ui| {
            *intent = ends_ui(ui, id, grid, &sheet, lang);
            ui.min_rect().width()
        });
        shown.inner
    };
    ui.horizontal(|ui| {
        if is_one_line && room > LEAST_NAME && across > 520.0 {
            let name = egui::RichText::new(sheet.name.say(lang)).font(fonts::semibold(size::BODY));
            ui.scope(|ui| {
                ui.set_max_width(room);
                ui.add(egui::Label::new(name).truncate());
            });
        }
        let from = ui.cursor().left();
        if !sheet.is_tree {
            let (all, seen) = (sheet.rows.len(), grid.order(lang).len());
            let count = figures::count(seen as i64);
            let count = if seen == all {
                count
            } else {
                format!("{count} / {}", figures::count(all as i64))
            };
            let count = caption(ui, count);
            let is_part = |row: &Row| matches!(row.about, About::Part(..));
            let parts = sheet.rows.iter().filter(|row| is_part(row)).count();
            if parts > 0 {
                // Rows are more than settlements where one goes to several schools.
                let homes = sheet.rows.len() - parts;
                if across > 520.0 {
                    caption(ui, tables::of_settlements(homes).say(lang))
                        .on_hover_text(tables::SEVERAL_ROWS.say(lang));
                }
                let told = format!(
                    "{}{}{}",
                    tables::of_settlements(homes).say(lang),
                    text::COLON.say(lang),
                    tables::SEVERAL_ROWS.say(lang)
                );
                count.on_hover_text(told);
            }
            let has_filter = across > 300.0 || !grid.filter.is_empty();
            if has_filter {
                // By a name of its own: what stands before it comes and goes while it is typed into.
                filter_ui(ui, grid, known.with("filter"), across > 520.0, lang);
            }
        }
        ui.push_id("more", more);
        if let Some(copied) = grid.copied {
            caption(ui, tables::copied(copied).say(lang));
        }
        now.before = ui.cursor().left() - from;
        if is_one_line {
            now.buttons = buttons_ui(ui, grid, &mut intent);
        }
    });
    if !is_one_line {
        now.buttons = ui.horizontal(|ui| buttons_ui(ui, grid, &mut intent)).inner;
    }
    ui.data_mut(|data| data.insert_temp(known, now));
    intent
}

/// How much room the parts of the line take, in points.
#[derive(Clone, Copy, Debug)]
struct Widths {
    /// What stands between the name and the buttons.
    before: f32,
    /// The buttons.
    buttons: f32,
}

impl Default for Widths {
    fn default() -> Self {
        Self {
            before: 160.0,
            buttons: 180.0,
        }
    }
}

/// The buttons at the end of the line, from right to left.
fn ends_ui(
    ui: &mut Ui,
    id: GridId,
    grid: &mut Grid,
    sheet: &Arc<Sheet>,
    lang: Lang,
) -> Option<Intent> {
    let mut intent = None;
    let columns = ui.button(tables::COLUMNS.say(lang));
    name_it(&columns, Role::Button, tables::COLUMNS.say(lang));
    Popup::menu(&columns)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            for column in grid.kept.all(sheet).into_iter().skip(1) {
                column_ui(ui, grid, sheet, column, lang);
            }
        });
    columns.on_hover_text(tables::COLUMNS_TIP.say(lang));
    let export = ui.button(tables::EXPORT.say(lang));
    if export.on_hover_text(tables::EXPORT_TIP.say(lang)).clicked() {
        intent = Some(Intent::Export(ExportKind::Grid(id)));
    }
    let copied = ui.button(tables::COPY.say(lang));
    if copied.on_hover_text(tables::COPY_TIP.say(lang)).clicked() {
        copy(ui, grid, lang);
    }
    intent
}

/// What the rows have to contain.
fn filter_ui(ui: &mut Ui, grid: &mut Grid, id: egui::Id, has_room: bool, lang: Lang) {
    let filter = TextEdit::singleline(&mut grid.filter)
        .id(id)
        .desired_width(if has_room { 120.0 } else { 84.0 })
        .hint_text(tables::FILTER_HINT.say(lang));
    let filter = ui.add(filter);
    filter.widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(Role::TextInput, true, text::FILTER.say(lang));
        info.current_text_value = Some(grid.filter.clone());
        info
    });
}

/// A column in the list of columns: whether it is shown, and its way to the left and to the right.
fn column_ui(ui: &mut Ui, grid: &mut Grid, sheet: &Sheet, column: usize, lang: Lang) {
    let head = sheet.columns[column].head(lang);
    let mut is_shown = grid.kept.shows(sheet, column);
    ui.horizontal(|ui| {
        for (arrow, label, to_the_right) in [
            ("←", tables::LEFTWARDS, false),
            ("→", tables::RIGHTWARDS, true),
        ] {
            let label = format!("{} {head}", label.say(lang));
            let step = ui.add_enabled(is_shown, egui::Button::new(arrow).small());
            name_it(&step, Role::Button, &label);
            if step.on_hover_text(&label).clicked() {
                grid.kept.shift(sheet, column, to_the_right);
            }
        }
        if ui.checkbox(&mut is_shown, &head).changed() {
            grid.kept.show(sheet, column, is_shown);
        }
    });
}
