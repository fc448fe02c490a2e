//! Draws a table: the rows in sight, with the cell that is chosen and what was corrected.

use std::sync::Arc;

use egui::text::{LayoutJob, TextWrapping};
use egui::{
    Color32, CursorIcon, FontId, Galley, Id, Painter, Pos2, Rect, Role, ScrollArea, Sense, Shape,
    Stroke, StrokeKind, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2,
};

use super::Done;
use super::cell::{Ink, read, shown};
use super::edit::{Spot, begin, edit_ui};
use super::heads::{foot_ui, heads_ui, sum_words};
use super::kept::WIDTHS;
use super::keys::{At, keys, reach};
use super::state::{Grid, Reach};
use super::typing::Typing;
use crate::app::look::fonts;
use crate::app::look::text::tables as text;
use crate::app::look::theme::{Theme, size};
use crate::app::look::widgets::tip_beside;
use crate::rules::Severity;
use crate::tables::{About, Kind, Sheet};
use crate::words::Lang;

/// Room at both sides of the words of a cell.
const PADDING: f32 = 8.0;
/// How far each step of a tree stands in.
const INDENT: f32 = 16.0;
/// Tables of at most so many rows are measured again when their rows are others.
const REMEASURED_ROWS: usize = 200;
/// Until somebody pulls, the widest column.
const WIDEST: f32 = 260.0;
/// The widest column of a tree, which names everything.
const TREE: f32 = 340.0;
/// The room of the mark that tells how much a row weighs.
const MARK: f32 = 18.0;
/// So many rows are measured for the width of a column.
const MEASURED_ROWS: usize = 8;
/// The room for the arrow of a sorted column, in every head.
const ARROW: f32 = 14.0;

/// A column as it stands on screen.
pub(super) struct Place {
    /// In the sheet.
    pub(super) column: usize,
    /// From the left of the table.
    pub(super) left: f32,
    pub(super) width: f32,
    pub(super) is_number: bool,
}

/// What everything is drawn with.
pub(super) struct Pen<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) places: &'a [Place],
    pub(super) theme: &'a Theme,
    pub(super) lang: Lang,
    pub(super) id: Id,
    /// What can be typed in the cells, where anything can.
    typing: Option<Typing<'a>>,
}

/// Draws the table in the room that is left. `typing` is what can be typed in its cells, where anything can.
pub(crate) fn grid_ui(
    ui: &mut Ui,
    grid: &mut Grid,
    selected: Option<&About>,
    typing: Option<Typing<'_>>,
    lang: Lang,
) -> Option<Done> {
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
        typing,
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
    if std::mem::take(&mut grid.takes_focus) {
        table.request_focus();
    }
    let at = At {
        id,
        sheet: &sheet,
        order: &order,
        typing,
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
            let spot = spot_of(grid, &pen, &order, body, ui.max_rect().min)?;
            edit_ui(ui, grid, &spot, &order, lang)
        });
    let taken = scrolled.inner;
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
    taken.or_else(|| gone_to.map(Done::GoTo))
}

/// Where the cell stands that is typed in; `None` where none is, or it is scrolled away.
fn spot_of<'a>(
    grid: &Grid,
    pen: &Pen<'a>,
    order: &[usize],
    body: Rect,
    origin: Pos2,
) -> Option<Spot<'a>> {
    let (row, key) = grid.editing.as_ref()?.place(pen.sheet)?;
    let number = order.iter().position(|&other| other == row)?;
    let place = pen.places.iter();
    let mut named = place.filter(|place| pen.sheet.columns[place.column].key == key);
    let place = named.next()?;
    let top = origin.y + number as f32 * size::TABLE_ROW;
    let rect = Rect::from_x_y_ranges(body.x_range(), top..=top + size::TABLE_ROW);
    let cell = cell_in(place, rect, origin.x);
    let seen = if place.column == 0 {
        rect
    } else {
        pen.beside_first(rect)
    };
    Some(Spot {
        cell: cell.intersect(seen).intersect(body),
        id: pen.id,
        sheet: pen.sheet,
        row,
        column: place.column,
        typing: pen.typing?,
    })
    .filter(|spot| spot.cell.width() > 8.0 && spot.cell.height() > 8.0)
}

/// Where the columns in sight stand.
fn places(ui: &Ui, grid: &Grid, sheet: &Sheet, lang: Lang) -> Vec<Place> {
    let known = ui
        .scope_id()
        .with(("widths", lang as usize, sheet.columns.len()));
    let (mut of, mut measured): (usize, Vec<f32>) =
        ui.data(|data| data.get_temp(known)).unwrap_or_default();
    // Other rows make a column wider, never narrower: nothing jumps. Long tables are measured once.
    let is_new = measured.len() != sheet.columns.len();
    let is_other = of != std::ptr::from_ref(sheet).addr() && sheet.rows.len() <= REMEASURED_ROWS;
    if (is_new || is_other) && !sheet.rows.is_empty() {
        measured.resize(sheet.columns.len(), 0.0);
        for (column, width) in measured.iter_mut().enumerate() {
            *width = width.max(fitting(ui, sheet, column, lang));
        }
        of = std::ptr::from_ref(sheet).addr();
        ui.data_mut(|data| data.insert_temp(known, (of, measured.clone())));
    }
    let mut left = 0.0;
    let place = |column: usize| {
        let key = sheet.columns[column].key;
        let usual = measured.get(column).copied().unwrap_or(90.0);
        let width = grid.kept.width(key).unwrap_or(usual).round();
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
    // What stands in place of a number is told on hover, and makes no column wide.
    let is_measured = |row: &usize| {
        let cell = &sheet.rows[*row].cells[column];
        of.kind == Kind::Text || cell.number().is_some()
    };
    // The longest by a rough measure: a Chinese character is as wide as two letters.
    let mut rows: Vec<(usize, usize)> = (0..sheet.rows.len())
        .filter(is_measured)
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
    // The sum of all rows is longer than each of them.
    let all: Vec<usize> = (0..sheet.rows.len()).collect();
    let sum = sheet.sum(column, &all).filter(|_| column > 0);
    let sum = sum.map_or(0.0, |sum| {
        width(sum_words(&sum, of.kind), fonts::semibold(size::BODY)) * 1.03
    });
    let (least, most) = match column {
        0 if sheet.is_tree => (120.0, TREE),
        0 => (120.0, WIDEST),
        _ => (WIDTHS.0, WIDEST),
    };
    let widest = longest.fold(head.max(sum), f32::max);
    (widest + 2.0 * PADDING + 2.0).clamp(least, most)
}

impl Pen<'_> {
    /// What the columns behind the first are clipped to.
    pub(super) fn beside_first(&self, row: Rect) -> Rect {
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
pub(super) fn cell_in(place: &Place, row: Rect, origin: f32) -> Rect {
    let left = if place.left == 0.0 {
        row.left()
    } else {
        origin + place.left
    };
    Rect::from_min_size(pos2(left, row.top()), vec2(place.width, row.height()))
}

/// Less room than this shows no letter whole, in points.
const LEAST_SEEN: f32 = 28.0;

/// Words in a cell, cut with dots where they have no room. Of a cell that is partly out of sight, what is in sight is
/// the room: no figure is read that has lost its end.
pub(super) fn put(
    painter: &Painter,
    cell: Rect,
    words: &str,
    font: &FontId,
    color: Color32,
    is_number: bool,
) -> Arc<Galley> {
    let seen = painter.clip_rect();
    let is_whole = seen.left() <= cell.left() + 0.5 && cell.right() <= seen.right() + 0.5;
    let cell = if is_whole || !seen.intersects(cell) {
        cell
    } else {
        cell.with_min_x(cell.left().max(seen.left()))
            .with_max_x(cell.right().min(seen.right()))
    };
    let laid = |words: &str| {
        let mut job = LayoutJob::simple_singleline(words.to_owned(), font.clone(), color);
        job.wrap = TextWrapping::truncate_at_width((cell.width() - 2.0 * PADDING).max(1.0));
        painter.layout_job(job)
    };
    let mut galley = laid(words);
    let room = cell.width() - 2.0 * PADDING;
    if !is_whole && (galley.elided || galley.size().x > room + 0.5) {
        // Half a figure is another figure, and half a letter is none.
        let is_figure = is_number || words.chars().take(3).any(|first| first.is_ascii_digit());
        if room < LEAST_SEEN {
            galley = laid("");
        } else if is_figure {
            galley = laid("…");
        }
    }
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
    let right: Vec<Option<String>> = pen
        .places
        .iter()
        .map(|place| {
            let key = sheet.columns[place.column].key;
            pen.typing?.corrected(&of.about, key, pen.lang)
        })
        .collect();
    response.widget_info(|| {
        let cells = words.iter().zip(pen.places).zip(&right).skip(1);
        let told: Vec<String> = cells
            .map(|(((words, _), place), right)| {
                let head = sheet.columns[place.column].head(pen.lang);
                let right = right.as_ref().map_or("", |_| text::CORRECTED.say(pen.lang));
                format!("{head} {words}{right}")
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
        let galley = put(painter, cell, words, &font, color, place.is_number);
        if of.is_past && number == 0 {
            let line = cell.left() + PADDING..=cell.left() + PADDING + galley.size().x;
            painter.hline(line, cell.center().y, Stroke::new(1.0, color));
        }
        let is_under_hand = hand.is_some_and(|hand| cell.contains(hand));
        if (galley.elided || galley.text() != words) && is_under_hand {
            cut = Some(words.clone());
        }
        if let Some(right) = &right[number] {
            painter.add(corner_of(cell, pen.theme));
            if is_under_hand {
                cut = Some(right.clone());
            }
        }
        let key = sheet.columns[place.column].key;
        if grid.cursor() == Some(row) && grid.cell == Some(key) {
            chosen_ui(ui, pen, painter, cell, (row, place.column));
        }
    }
    let is_clicked = response.clicked();
    let is_double = response.double_clicked();
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    // What is cut comes first, then what the row means.
    let tip = of.tip.as_ref().map(|tip| tip.say(pen.lang).to_owned());
    let tips: Vec<String> = cut.into_iter().chain(tip).collect();
    if !tips.is_empty() {
        tip_beside(response, tips.join("\n"));
    }
    if !is_clicked {
        return false;
    }
    ui.memory_mut(|memory| memory.request_focus(pen.id));
    let reach = reach(ui.input(|input| input.modifiers));
    grid.mark(row, reach, order);
    // The first column stands over those that are slid under it.
    let is_under_hand = |place: &&Place| {
        let is_in_sight = |hand| place.column == 0 || pen.beside_first(rect).contains(hand);
        let cell = cell_in(place, rect, origin);
        hand.is_some_and(|hand| cell.contains(hand) && is_in_sight(hand))
    };
    if let (Some(typing), Some(place)) = (pen.typing, pen.places.iter().find(is_under_hand)) {
        grid.cell = Some(sheet.columns[place.column].key);
        if is_double {
            begin(grid, (sheet, row), place.column, (typing, pen.lang), None);
        }
    }
    reach == Reach::Only
}

/// Marks the cell that the keys stand in, where they can do something there, and says which it is.
fn chosen_ui(ui: &Ui, pen: &Pen<'_>, painter: &Painter, cell: Rect, (row, column): (usize, usize)) {
    if pen.typing.is_none() || !ui.memory(|memory| memory.has_focus(pen.id)) {
        return;
    }
    let edge = Stroke::new(1.5, pen.theme.selected);
    painter.rect_stroke(cell.shrink(0.5), 0.0, edge, StrokeKind::Inside);
    let seen = cell.intersect(painter.clip_rect());
    let chosen = ui.interact(seen, pen.id.with("cell"), Sense::hover());
    let of_row = words_of(pen.sheet, row, 0, pen.lang).0;
    let head = pen.sheet.columns[column].head(pen.lang);
    let name = format!("{of_row} {head}{}", text::CHOSEN.say(pen.lang));
    let words = words_of(pen.sheet, row, column, pen.lang).0;
    chosen.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::Cell, true, &name);
        info.current_text_value = Some(words.clone());
        info
    });
}

/// The mark of a value that was corrected.
fn corner_of(cell: Rect, theme: &Theme) -> Shape {
    let corner = cell.right_top();
    let mark = vec![corner - vec2(7.0, 0.0), corner, corner + vec2(0.0, 7.0)];
    Shape::convex_polygon(mark, theme.selected, Stroke::NONE)
}

/// What a cell says.
fn words_of(sheet: &Sheet, row: usize, column: usize, lang: Lang) -> (String, Ink) {
    let cell = &sheet.rows[row].cells[column];
    let column = &sheet.columns[column];
    if sheet.lists_facts && (column.kind != Kind::Text || column.is_choice()) {
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
