//! What stands above and below the rows of a table: heads that sort, move and resize, and the sums.

use egui::{CursorIcon, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::cell::decimal;
use super::draw::{Pen, Place, cell_in, put};
use super::state::Grid;
use crate::app::look::fonts;
use crate::app::look::text::{glossary, tables as text};
use crate::app::look::theme::size;
use crate::app::look::widgets::name_it;
use crate::tables::{Kind, Sum};

/// Draws the heads: a click sorts, a drag moves the column, the edge at the right resizes.
pub(super) fn heads_ui(ui: &Ui, grid: &mut Grid, pen: &Pen<'_>, row: Rect, slid: f32) {
    let painter = ui.painter_at(row);
    painter.rect_filled(row, 0.0, pen.theme.pane);
    let line = Stroke::new(1.0, pen.theme.control);
    painter.hline(row.x_range(), row.bottom() - 0.5, line);
    let beside = ui.painter_at(pen.beside_first(row));
    let sorting = grid.sorting();
    for (number, place) in pen.places.iter().enumerate() {
        let column = &pen.sheet.columns[place.column];
        let cell = cell_in(place, row, row.left() - slid);
        let painter = if number == 0 { &painter } else { &beside };
        let seen = cell.intersect(painter.clip_rect());
        if !seen.is_positive() {
            continue;
        }
        let id = pen.id.with(("head", column.key));
        let head = ui.interact(seen, id, Sense::click_and_drag());
        name_it(&head, Role::ColumnHeader, column.name.say(pen.lang));
        if head.hovered() || head.has_focus() {
            painter.rect_filled(cell.with_max_y(cell.bottom() - 1.0), 0.0, pen.theme.hover);
        }
        let arrow = match sorting
            .as_ref()
            .filter(|sorting| sorting.column == column.key)
        {
            None => "",
            Some(sorting) if sorting.is_descending => " ↓",
            Some(_) => " ↑",
        };
        let unit = column.told_unit(pen.lang);
        let unit = unit.map_or_else(String::new, |unit| format!(" {}", unit.say(pen.lang)));
        let words = format!("{}{unit}{arrow}", column.name.say(pen.lang));
        let font = fonts::semibold(size::CAPTION);
        put(
            painter,
            cell,
            &words,
            &font,
            pen.theme.faint,
            place.is_number,
        );
        let explained = glossary::of_head(column.key);
        let explained = explained.map(|term| term.says.say(pen.lang).to_owned());
        let tip: Vec<String> = std::iter::once(column.head(pen.lang))
            .chain(explained)
            .chain(std::iter::once(text::HEAD_TIP.say(pen.lang).to_owned()))
            .collect();
        let tip = tip.join("\n");
        moved_ui(ui, grid, pen, place, (row, slid), &head);
        if head.on_hover_text(tip).clicked() {
            grid.sort_by(column.key, column.kind);
        }
        edge_ui(ui, grid, pen, place, cell);
    }
}

/// A head that is dragged goes where it is let go of; a line shows where that is.
fn moved_ui(
    ui: &Ui,
    grid: &mut Grid,
    pen: &Pen<'_>,
    place: &Place,
    (row, slid): (Rect, f32),
    head: &Response,
) {
    if place.column == 0 || !(head.dragged() || head.drag_stopped()) {
        return;
    }
    let Some(hand) = head.interact_pointer_pos() else {
        return;
    };
    let seen = pen.beside_first(row);
    let x = hand.x.clamp(seen.left(), seen.right());
    let under = pen.places.iter().skip(1).find(|other| {
        let cell = cell_in(other, row, row.left() - slid);
        cell.x_range().contains(x)
    });
    let Some(there) = under.or(pen.places.last()) else {
        return;
    };
    if head.drag_stopped() {
        grid.kept.put(pen.sheet, place.column, there.column);
        return;
    }
    ui.set_cursor_icon(CursorIcon::Grabbing);
    let cell = cell_in(there, row, row.left() - slid);
    let edge = if there.left < place.left {
        cell.left()
    } else {
        cell.right()
    };
    let line = Stroke::new(2.0, pen.theme.selected);
    ui.painter().vline(edge, cell.y_range(), line);
}

/// The edge of a column, to be pulled; a double click gives it its usual width.
fn edge_ui(ui: &Ui, grid: &mut Grid, pen: &Pen<'_>, place: &Place, cell: Rect) {
    let key = pen.sheet.columns[place.column].key;
    let grip = Rect::from_center_size(
        pos2(cell.right(), cell.center().y),
        vec2(8.0, cell.height()),
    );
    let edge = ui.interact(grip, pen.id.with(("edge", key)), Sense::CLICK | Sense::DRAG);
    let edge = edge.on_hover_cursor(CursorIcon::ResizeColumn);
    if edge.hovered() || edge.dragged() {
        let line = Stroke::new(1.0, pen.theme.selected);
        ui.painter().vline(cell.right(), cell.y_range(), line);
    }
    if edge.dragged() {
        let width = place.width + edge.drag_delta().x;
        grid.kept.set_width(key, Some(width));
    }
    if edge.double_clicked() {
        grid.kept.set_width(key, None);
    }
}

/// Draws the sums: of the marked rows where more than one is marked, else of all.
pub(super) fn foot_ui(ui: &Ui, grid: &Grid, pen: &Pen<'_>, row: Rect, slid: f32, order: &[usize]) {
    let marked = grid.marked_in(order);
    let is_of_marked = marked.len() > 1;
    let rows = if is_of_marked { &marked } else { order };
    let painter = ui.painter_at(row);
    painter.rect_filled(row, 0.0, pen.theme.bar);
    painter.hline(
        row.x_range(),
        row.top() + 0.5,
        Stroke::new(1.0, pen.theme.line),
    );
    let title = text::sum_of(rows.len(), is_of_marked);
    let title = title.say(pen.lang);
    let mut told = Vec::new();
    let beside = ui.painter_at(pen.beside_first(row));
    let response = ui.interact(row, pen.id.with("sums"), Sense::hover());
    let mut tip = None;
    for (number, place) in pen.places.iter().enumerate() {
        let cell = cell_in(place, row, row.left() - slid);
        let font = fonts::semibold(size::BODY);
        if number == 0 {
            put(&painter, cell, title, &font, pen.theme.text, false);
            continue;
        }
        let Some(sum) = pen.sheet.sum(place.column, rows) else {
            continue;
        };
        let column = &pen.sheet.columns[place.column];
        let words = sum_words(&sum, column.kind);
        let of_known = (sum.unknown > 0).then(|| text::unknown_in_sum(sum.known, sum.unknown));
        let of_known = of_known.map(|words| words.say(pen.lang).to_owned());
        let head = column.head(pen.lang);
        told.push(match &of_known {
            None => format!("{head} {words}"),
            Some(of_known) => format!("{head} {words} ({of_known})"),
        });
        put(&beside, cell, &words, &font, pen.theme.text, true);
        let is_under_hand = response.hover_pos().is_some_and(|hand| cell.contains(hand));
        if is_under_hand && of_known.is_some() {
            tip = of_known;
        }
    }
    let told = told.join(", ");
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::Row, true, title);
        info.current_text_value = Some(told.clone());
        info
    });
    if let Some(tip) = tip {
        response.on_hover_text(tip);
    }
}

/// “1,234*” where some are not known and hover says how many, “—” where none is.
pub(super) fn sum_words(sum: &Sum, kind: Kind) -> String {
    let Some(total) = sum.total else {
        return crate::app::look::text::UNKNOWN.to_owned();
    };
    let decimals = match kind {
        Kind::Decimal(decimals) => decimals,
        Kind::Text | Kind::Whole | Kind::Number => 0,
    };
    let about = if sum.is_estimated { "≈ " } else { "" };
    let more = if sum.unknown > 0 { "*" } else { "" };
    format!("{about}{}{more}", decimal(total, decimals))
}
