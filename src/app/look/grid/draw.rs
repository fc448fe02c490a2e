//! Draws a table: heads, the rows in sight, and the sums under them.

use std::sync::Arc;

use egui::text::{LayoutJob, TextWrapping};
use egui::{
    Color32, CursorIcon, FontId, Galley, Id, Painter, Pos2, Rect, Role, ScrollArea, Sense, Shape,
    Stroke, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2,
};

use super::cell::{Ink, decimal, read, shown};
use super::keys::{At, keys, reach};
use super::state::{Grid, Reach};
use crate::app::look::fonts;
use crate::app::look::text::tables as text;
use crate::app::look::theme::{Theme, size};
use crate::app::look::widgets::name_it;
use crate::rules::Severity;
use crate::tables::{About, Kind, Sheet, Sum};
use crate::words::Lang;

/// Room at both sides of the words of a cell.
const PADDING: f32 = 8.0;
/// How far each step of a tree stands in.
const INDENT: f32 = 16.0;
/// The narrowest and, until somebody pulls, the widest column.
const WIDTHS: (f32, f32) = (44.0, 260.0);
/// The widest column of a tree, which names everything.
const TREE: f32 = 340.0;
/// The room of the mark that tells how much a row weighs.
const MARK: f32 = 18.0;
/// So many rows are measured for the width of a column.
const MEASURED_ROWS: usize = 8;
/// The room for the arrow of a sorted column, in every head.
const ARROW: f32 = 14.0;

/// A column as it stands on screen.
struct Place {
    /// In the sheet.
    column: usize,
    /// From the left of the table.
    left: f32,
    width: f32,
    is_number: bool,
}

/// What everything is drawn with.
struct Pen<'a> {
    sheet: &'a Sheet,
    places: &'a [Place],
    theme: &'a Theme,
    lang: Lang,
    id: Id,
}

/// Draws the table in the room that is left. Answers with the row that was gone to, by its position in the sheet.
pub(crate) fn grid_ui(
    ui: &mut Ui,
    grid: &mut Grid,
    selected: Option<&About>,
    lang: Lang,
) -> Option<usize> {
    let sheet = grid.sheet()?;
    let order = grid.order(lang);
    grid.follow(selected);
    let room = ui.available_rect_before_wrap();
    ui.advance_cursor_after_rect(room);
    let theme = Theme::of(ui.ctx());
    let places = places(ui, grid, &sheet, lang);
    let id = ui.scope_id().with("grid");
    let pen = Pen {
        sheet: &sheet,
        places: &places,
        theme,
        lang,
        id,
    };
    let has_sums = places
        .iter()
        .any(|place| sheet.columns[place.column].is_summed);
    let foot_height = if has_sums { size::TABLE_ROW } else { 0.0 };
    let (head, rest) = room.split_top_bottom_at_y(room.top() + size::TABLE_ROW);
    let (body, foot) = rest.split_top_bottom_at_y((rest.bottom() - foot_height).max(rest.top()));

    let table = ui.interact(body, id, Sense::focusable_noninteractive());
    let name = sheet.name.say(lang).to_owned();
    table.widget_info(|| WidgetInfo::labeled(Role::Table, true, &name));
    let at = At {
        id,
        sheet: &sheet,
        order: &order,
        lang,
    };
    let mut gone_to = keys(ui, grid, at, body.height());
    let mut rows = ui.new_child(UiBuilder::new().id_salt("rows").max_rect(body));
    let height = order.len() as f32 * size::TABLE_ROW;
    let width = places.last().map_or(0.0, |place| place.left + place.width);
    let scrolled = ScrollArea::both()
        .id_salt(id)
        .auto_shrink(false)
        .show_viewport(&mut rows, |ui, viewport| {
            ui.set_min_size(vec2(width, height));
            let origin = ui.max_rect().min;
            if let Some(row) = grid.scroll_to.take()
                && let Some(place) = order.iter().position(|&other| other == row)
            {
                let top = origin.y + place as f32 * size::TABLE_ROW;
                let left = origin.x + viewport.left();
                let target = Rect::from_min_size(pos2(left, top), vec2(1.0, size::TABLE_ROW));
                ui.scroll_to_rect(target, None);
            }
            let first = (viewport.top() / size::TABLE_ROW).floor().max(0.0) as usize;
            let last = (viewport.bottom() / size::TABLE_ROW).ceil() as usize;
            for place in first..last.min(order.len()) {
                let top = origin.y + place as f32 * size::TABLE_ROW;
                let rect = Rect::from_x_y_ranges(
                    body.x_range(),
                    egui::Rangef::new(top, top + size::TABLE_ROW),
                );
                let is_striped = place % 2 == 1;
                if row_ui(ui, grid, &pen, (order[place], is_striped), rect, &order) {
                    gone_to = Some(order[place]);
                }
            }
        });
    let slid = scrolled.state.clamped_offset().x;
    if table.has_focus() {
        let ring = Stroke::new(1.0, theme.selected);
        ui.painter()
            .rect_stroke(body, 0.0, ring, egui::StrokeKind::Inside);
    }
    heads_ui(ui, grid, &pen, head, slid);
    if has_sums {
        foot_ui(ui, grid, &pen, foot, slid, &order);
    }
    gone_to
}

/// Where the columns in sight stand.
fn places(ui: &Ui, grid: &Grid, sheet: &Sheet, lang: Lang) -> Vec<Place> {
    let known = ui
        .scope_id()
        .with(("widths", lang as usize, sheet.columns.len()));
    let mut measured: Vec<f32> = ui.data(|data| data.get_temp(known)).unwrap_or_default();
    if measured.len() != sheet.columns.len() && !sheet.rows.is_empty() {
        measured = (0..sheet.columns.len())
            .map(|column| fitting(ui, sheet, column, lang))
            .collect();
        ui.data_mut(|data| data.insert_temp(known, measured.clone()));
    }
    let mut left = 0.0;
    let place = |column: usize| {
        let key = sheet.columns[column].key;
        let usual = measured.get(column).copied().unwrap_or(90.0);
        let width = grid.widths.get(key).copied().unwrap_or(usual).round();
        let place = Place {
            column,
            left,
            width,
            is_number: sheet.columns[column].kind != Kind::Text,
        };
        left += width;
        place
    };
    grid.columns(sheet).into_iter().map(place).collect()
}

/// The width at which the head and the first rows of a column are not cut.
fn fitting(ui: &Ui, sheet: &Sheet, column: usize, lang: Lang) -> f32 {
    let width = |words: String, font: FontId| {
        let galley = ui
            .painter()
            .layout_no_wrap(words, font, Color32::PLACEHOLDER);
        galley.size().x
    };
    let of = &sheet.columns[column];
    let unit = of
        .told_unit(lang)
        .map_or_else(String::new, |unit| format!(" {}", unit.say(lang)));
    let head = format!("{}{unit}", of.name.say(lang));
    let head = width(head, fonts::semibold(size::CAPTION)) + ARROW;
    let indent = |row: usize| {
        let of = &sheet.rows[row];
        let mark = if of.weight.is_some() { MARK } else { 0.0 };
        if column == 0 && sheet.is_tree {
            INDENT * (f32::from(of.depth) + 1.0) + mark
        } else {
            0.0
        }
    };
    // The longest by a rough measure: a Chinese character is as wide as two letters.
    let mut rows: Vec<(usize, usize)> = (0..sheet.rows.len())
        .map(|row| {
            let words = words_of(sheet, row, column, lang).0;
            let rough = words
                .chars()
                .map(|letter| if letter.is_ascii() { 1 } else { 2 });
            (rough.sum(), row)
        })
        .collect();
    rows.sort_unstable_by(|a, b| b.cmp(a));
    let longest = rows.into_iter().take(MEASURED_ROWS).map(|(_, row)| {
        let words = words_of(sheet, row, column, lang).0;
        indent(row) + width(words, FontId::proportional(size::BODY)) * 1.03
    });
    let (least, most) = match column {
        0 if sheet.is_tree => (120.0, TREE),
        0 => (120.0, WIDTHS.1),
        _ => WIDTHS,
    };
    let widest = longest.fold(head, f32::max);
    (widest + 2.0 * PADDING + 2.0).clamp(least, most)
}

impl Pen<'_> {
    /// What the columns behind the first are clipped to.
    fn beside_first(&self, row: Rect) -> Rect {
        let first = self.places.first().map_or(0.0, |place| place.width);
        row.with_min_x((row.left() + first).min(row.right()))
    }

    fn ink(&self, ink: Ink) -> Color32 {
        match ink {
            Ink::Plain => self.theme.text,
            Ink::Faint => self.theme.faint,
            Ink::Missing => self.theme.warning,
            Ink::Better => self.theme.better,
            Ink::Worse => self.theme.worse,
        }
    }
}

/// The room of a column in a row. The first stays where it is.
fn cell_in(place: &Place, row: Rect, origin: f32) -> Rect {
    let left = if place.left == 0.0 {
        row.left()
    } else {
        origin + place.left
    };
    Rect::from_min_size(pos2(left, row.top()), vec2(place.width, row.height()))
}

/// Words in a cell, cut with dots where they have no room.
fn put(
    painter: &Painter,
    cell: Rect,
    words: &str,
    font: FontId,
    color: Color32,
    is_number: bool,
) -> Arc<Galley> {
    let mut job = LayoutJob::simple_singleline(words.to_owned(), font, color);
    job.wrap = TextWrapping::truncate_at_width((cell.width() - 2.0 * PADDING).max(1.0));
    let galley = painter.layout_job(job);
    let x = if is_number {
        cell.right() - PADDING - galley.size().x
    } else {
        cell.left() + PADDING
    };
    let at = pos2(x, cell.center().y - galley.size().y / 2.0);
    painter.galley(at, Arc::clone(&galley), color);
    galley
}

/// Draws a row. Whether it is gone to: by a click that marks it alone.
fn row_ui(
    ui: &Ui,
    grid: &mut Grid,
    pen: &Pen<'_>,
    (row, is_striped): (usize, bool),
    rect: Rect,
    order: &[usize],
) -> bool {
    let sheet = pen.sheet;
    let response = ui.interact(rect, pen.id.with(("row", row)), Sense::CLICK);
    let is_marked = grid.is_marked(row);
    let of = &sheet.rows[row];
    let words: Vec<(String, Ink)> = pen
        .places
        .iter()
        .map(|place| words_of(sheet, row, place.column, pen.lang))
        .collect();
    response.widget_info(|| {
        let cells = words.iter().zip(pen.places).skip(1);
        let told: Vec<String> = cells
            .map(|((words, _), place)| {
                format!("{} {words}", sheet.columns[place.column].head(pen.lang))
            })
            .collect();
        let mut info = WidgetInfo::selected(Role::Row, true, is_marked, &words[0].0);
        info.current_text_value = Some(told.join(", "));
        info
    });
    let ground = if is_marked {
        pen.theme.chosen
    } else if response.hovered() {
        pen.theme.hover
    } else if is_striped {
        ui.visuals().faint_bg_color
    } else {
        pen.theme.pane
    };
    let painter = ui.painter().clone();
    painter.rect_filled(rect, 0.0, ground);
    let origin = ui.max_rect().left();
    let beside = painter.with_clip_rect(painter.clip_rect().intersect(pen.beside_first(rect)));
    let hand = ui.input(|input| input.pointer.hover_pos());
    let mut cut = None;
    for (number, (place, (words, ink))) in pen.places.iter().zip(&words).enumerate() {
        let mut cell = cell_in(place, rect, origin);
        let painter = if number == 0 { &painter } else { &beside };
        if number == 0 && sheet.is_tree {
            cell = folded(painter, cell, of.depth, of.is_open, pen.theme);
            if let Some(weight) = of.weight {
                let middle = pos2(cell.left() + PADDING + 5.0, cell.center().y);
                weighed(painter, middle, weight, pen.theme);
                cell = cell.with_min_x((cell.left() + MARK).min(cell.right()));
            }
        }
        if !painter.clip_rect().intersects(cell) {
            continue;
        }
        let color = if of.is_past {
            pen.theme.faint
        } else {
            pen.ink(*ink)
        };
        let is_head = sheet.is_tree && of.depth == 0 && number == 0;
        let font = if is_head {
            fonts::semibold(size::BODY)
        } else {
            FontId::proportional(size::BODY)
        };
        let galley = put(painter, cell, words, font, color, place.is_number);
        if of.is_past && number == 0 {
            let line = cell.left() + PADDING..=cell.left() + PADDING + galley.size().x;
            painter.hline(line, cell.center().y, Stroke::new(1.0, color));
        }
        if galley.elided && hand.is_some_and(|hand| cell.contains(hand)) {
            cut = Some(words.clone());
        }
    }
    let is_clicked = response.clicked();
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    let tip = of
        .tip
        .as_ref()
        .map(|tip| tip.say(pen.lang).to_owned())
        .or(cut);
    if let Some(tip) = tip {
        response.on_hover_text(tip);
    }
    if !is_clicked {
        return false;
    }
    ui.memory_mut(|memory| memory.request_focus(pen.id));
    let reach = reach(ui.input(|input| input.modifiers));
    grid.mark(row, reach, order);
    reach == Reach::Only
}

/// What a cell says.
fn words_of(sheet: &Sheet, row: usize, column: usize, lang: Lang) -> (String, Ink) {
    let cell = &sheet.rows[row].cells[column];
    if sheet.lists_facts && sheet.columns[column].kind != Kind::Text {
        read(cell, lang)
    } else {
        shown(cell, lang)
    }
}

/// Draws the mark of a row of a tree that has rows below it; the rest of the cell.
fn folded(painter: &Painter, cell: Rect, depth: u8, is_open: Option<bool>, theme: &Theme) -> Rect {
    let left = cell.left() + INDENT * f32::from(depth);
    if let Some(is_open) = is_open {
        let middle = pos2(left + PADDING + 3.0, cell.center().y);
        let corners = if is_open {
            [vec2(-4.0, -2.0), vec2(0.0, 2.5), vec2(4.0, -2.0)]
        } else {
            [vec2(-2.0, -4.0), vec2(2.5, 0.0), vec2(-2.0, 4.0)]
        };
        let line = corners.map(|corner| middle + corner).to_vec();
        painter.add(Shape::line(line, Stroke::new(1.5, theme.faint)));
    }
    cell.with_min_x((left + INDENT - 2.0).min(cell.right()))
}

/// Draws how much a row weighs: an octagon, a triangle or a ring, so that colour is not alone.
fn weighed(painter: &Painter, middle: Pos2, weight: Severity, theme: &Theme) {
    let polygon = |corners: usize, turn: f32, color: Color32| {
        let corner = |number: usize| {
            let angle = std::f32::consts::TAU * number as f32 / corners as f32 + turn;
            middle + Vec2::angled(angle) * 6.0
        };
        let points = (0..corners).map(corner).collect();
        painter.add(Shape::convex_polygon(points, color, Stroke::NONE));
    };
    match weight {
        Severity::Block => {
            polygon(8, std::f32::consts::PI / 8.0, theme.worse);
            let cross = Stroke::new(1.5, theme.pane);
            for way in [vec2(2.2, 2.2), vec2(2.2, -2.2)] {
                painter.line_segment([middle - way, middle + way], cross);
            }
        }
        Severity::Warn => polygon(3, -std::f32::consts::FRAC_PI_2, theme.warning),
        Severity::Info => {
            painter.circle_stroke(middle, 5.0, Stroke::new(1.5, theme.faint));
        }
    }
}

/// Draws the heads: a click sorts, the edge at the right resizes.
fn heads_ui(ui: &Ui, grid: &mut Grid, pen: &Pen<'_>, row: Rect, slid: f32) {
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
        let head = ui.interact(seen, id, Sense::click());
        name_it(&head, Role::ColumnHeader, column.name.say(pen.lang));
        if head.hovered() || head.has_focus() {
            painter.rect_filled(cell.with_max_y(cell.bottom() - 1.0), 0.0, pen.theme.hover);
        }
        let arrow = match sorting.filter(|sorting| sorting.column == column.key) {
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
            font,
            pen.theme.faint,
            place.is_number,
        );
        let tip = format!(
            "{}\n{}",
            column.head(pen.lang),
            text::HEAD_TIP.say(pen.lang)
        );
        if head.on_hover_text(tip).clicked() {
            grid.sort_by(column.key, column.kind);
        }
        edge_ui(ui, grid, pen, place, cell);
    }
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
        grid.widths.insert(key, width.clamp(WIDTHS.0, 900.0));
    }
    if edge.double_clicked() {
        grid.widths.remove(key);
    }
}

/// Draws the sums: of the marked rows where more than one is marked, else of all.
fn foot_ui(ui: &Ui, grid: &Grid, pen: &Pen<'_>, row: Rect, slid: f32, order: &[usize]) {
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
            put(&painter, cell, title, font, pen.theme.text, false);
            continue;
        }
        let Some(sum) = pen.sheet.sum(place.column, rows) else {
            continue;
        };
        let column = &pen.sheet.columns[place.column];
        let words = sum_words(&sum, column.kind);
        told.push(format!("{} {words}", column.head(pen.lang)));
        put(&beside, cell, &words, font, pen.theme.text, true);
        let is_under_hand = response.hover_pos().is_some_and(|hand| cell.contains(hand));
        if is_under_hand && sum.unknown > 0 {
            tip = Some(text::unknown_in_sum(sum.unknown));
        }
    }
    let told = told.join(", ");
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::Row, true, title);
        info.current_text_value = Some(told.clone());
        info
    });
    if let Some(tip) = tip {
        response.on_hover_text(tip.say(pen.lang));
    }
}

/// “1,234+” where some are not known, “—” where none is.
fn sum_words(sum: &Sum, kind: Kind) -> String {
    let Some(total) = sum.total else {
        return crate::app::look::text::UNKNOWN.to_owned();
    };
    let decimals = match kind {
        Kind::Decimal(decimals) => decimals,
        Kind::Text | Kind::Whole | Kind::Number => 0,
    };
    let about = if sum.is_estimated { "≈ " } else { "" };
    let more = if sum.unknown > 0 { "+" } else { "" };
    format!("{about}{}{more}", decimal(total, decimals))
}
