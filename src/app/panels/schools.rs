//! The table of schools of the chosen stage: sorted by any column, filtered by name, a click goes there.

use std::cmp::Ordering;

use egui::{RichText, Role, TextEdit, Ui};
use egui_extras::{Column, TableBuilder};

use super::{Desk, inspector};
use crate::app::look::figures;
use crate::app::look::intent::{ExportKind, Intent};
use crate::app::look::text::{self, Text};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Selection, View};
use crate::app::look::widgets::{caption, intent_button, name_it};
use crate::evaluation::Evaluation;
use crate::indicators::SchoolNumbers;
use crate::plan::Site;
use crate::units::Meters;
use crate::words::Lang;

struct Line<'a> {
    site: &'a Site,
    numbers: Option<&'a SchoolNumbers>,
    township: &'a str,
    status: String,
}

/// What a column sorts by.
#[derive(PartialEq, PartialOrd)]
enum Key<'a> {
    Words(&'a str),
    Number(f64),
}

struct ColumnRule {
    head: Text,
    width: f32,
    is_number: bool,
    cell: fn(&Line<'_>, Lang) -> String,
    key: for<'a> fn(&'a Line<'_>) -> Option<Key<'a>>,
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "the table of columns reads better"
)]
fn number(value: impl Into<f64>) -> Option<Key<'static>> {
    Some(Key::Number(value.into()))
}

fn mean(line: &Line<'_>) -> Option<f64> {
    line.numbers?.distances.map(|trips| trips.mean)
}

fn longest(line: &Line<'_>) -> Option<Meters> {
    line.numbers?.distances.map(|trips| trips.max)
}

fn metres(value: Option<Meters>) -> String {
    value.map_or_else(|| text::UNKNOWN.to_owned(), |value| value.to_string())
}

const COLUMNS: [ColumnRule; 10] = [
    ColumnRule {
        head: text::NAME,
        width: 190.0,
        is_number: false,
        cell: |l, _| l.site.name.clone(),
        key: |l| Some(Key::Words(&l.site.name)),
    },
    ColumnRule {
        head: text::KIND,
        width: 110.0,
        is_number: false,
        cell: |l, lang| l.site.kind.words().say(lang).to_owned(),
        key: |l| number(l.site.kind as u8),
    },
    ColumnRule {
        head: text::TOWNSHIP,
        width: 90.0,
        is_number: false,
        cell: |l, _| l.township.to_owned(),
        key: |l| Some(Key::Words(l.township)),
    },
    ColumnRule {
        head: text::PUPILS,
        width: 64.0,
        is_number: true,
        cell: |l, lang| {
            l.numbers
                .map_or_else(|| figures::known(None), |n| figures::attending(n, lang))
        },
        key: |l| number(l.numbers?.pupils?),
    },
    ColumnRule {
        head: text::SEATS,
        width: 64.0,
        is_number: true,
        cell: |l, _| figures::known(l.numbers.and_then(|n| n.seats)),
        key: |l| number(l.numbers?.seats?),
    },
    ColumnRule {
        head: text::UTILISATION,
        width: 76.0,
        is_number: true,
        cell: |l, _| {
            l.numbers
                .and_then(SchoolNumbers::utilisation)
                .map_or_else(|| text::UNKNOWN.to_owned(), figures::percent)
        },
        key: |l| number(l.numbers?.utilisation()?),
    },
    ColumnRule {
        head: text::MEAN_TRIP,
        width: 84.0,
        is_number: true,
        cell: |l, _| metres(mean(l).map(Meters::from_f64)),
        key: |l| number(mean(l)?),
    },
    ColumnRule {
        head: text::LONGEST_TRIP,
        width: 84.0,
        is_number: true,
        cell: |l, _| metres(longest(l)),
        key: |l| number(longest(l)?.as_f64()),
    },
    ColumnRule {
        head: text::OVER_LIMIT,
        width: 84.0,
        is_number: true,
        cell: |l, _| figures::known(l.numbers.map(|n| n.over_limit)),
        key: |l| number(l.numbers?.over_limit),
    },
    ColumnRule {
        head: text::MEASURES,
        width: 130.0,
        is_number: false,
        cell: |l, _| l.status.clone(),
        key: |l| Some(Key::Words(&l.status)),
    },
];

/// Draws the table.
pub(super) fn schools_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    let lang = view.lang;
    let mut intent = None;
    ui.horizontal(|ui| {
        let label = caption(ui, text::FILTER.say(lang));
        let edit = TextEdit::singleline(&mut view.filter)
            .desired_width(160.0)
            .hint_text(text::FILTER_HINT.say(lang));
        ui.add(edit).labelled_by(label.id);
        intent = intent_button(
            ui,
            Some(desk.session),
            view,
            Intent::Export(ExportKind::Schools),
        );
        caption(ui, text::CLICK_GOES.say(lang));
    });
    // The table reads what the map shows: a drag, or catchments that are proposed.
    let shown = view.shown(desk.session).clone();
    let mut lines = lines(desk, &shown, view);
    sort(&mut lines, view);
    let theme = Theme::of(ui.ctx());
    let mut sorting = view.sorting;
    let mut table = TableBuilder::new(ui)
        .striped(true)
        .sense(egui::Sense::click())
        .auto_shrink(false)
        .min_scrolled_height(0.0);
    for column in &COLUMNS {
        table = table.column(
            Column::initial(column.width)
                .at_least(40.0)
                .clip(true)
                .resizable(true),
        );
    }
    table
        .header(size::ROW, |mut header| {
            for (index, column) in COLUMNS.iter().enumerate() {
                header.col(|ui| {
                    let arrow = match (sorting.column == index, sorting.is_descending) {
                        (false, _) => "",
                        (true, false) => " ↑",
                        (true, true) => " ↓",
                    };
                    let head = format!("{}{arrow}", column.head.say(lang));
                    let button = ui.add(
                        egui::Button::new(RichText::new(head).size(size::CAPTION).strong())
                            .frame(false),
                    );
                    name_it(&button, Role::ColumnHeader, column.head.say(lang));
                    if button.on_hover_text(text::SORT_TIP.say(lang)).clicked() {
                        sorting.is_descending = if sorting.column == index {
                            !sorting.is_descending
                        } else {
                            column.is_number
                        };
                        sorting.column = index;
                    }
                });
            }
        })
        .body(|body| {
            body.rows(size::ROW, lines.len(), |mut row| {
                let line = &lines[row.index()];
                let selection = Selection::School(line.site.id.clone());
                row.set_selected(view.selection.as_ref() == Some(&selection));
                for column in &COLUMNS {
                    row.col(|ui| {
                        let words = RichText::new((column.cell)(line, lang));
                        let words = if line.site.is_open() {
                            words
                        } else {
                            words.color(theme.faint).strikethrough()
                        };
                        ui.add(egui::Label::new(words).truncate().selectable(false));
                    });
                }
                let response = row.response();
                name_it(&response, Role::Row, &line.site.name);
                if response.clicked() {
                    intent = Some(Intent::GoTo(selection));
                }
            });
        });
    view.sorting = sorting;
    intent
}

fn lines<'a>(desk: Desk<'a>, shown: &'a Evaluation, view: &View) -> Vec<Line<'a>> {
    let county = desk.session.county();
    let evaluated = shown.stages[view.stage].as_ref();
    let wanted = view.filter.trim().to_lowercase();
    let line = |(position, site): (usize, &'a Site)| {
        let township = site
            .township
            .and_then(|index| county.townships.get(index))
            .map_or("", |township| township.name.as_str());
        let matches = wanted.is_empty()
            || site.name.to_lowercase().contains(&wanted)
            || township.to_lowercase().contains(&wanted);
        (site.stages[view.stage].is_some() && matches).then(|| Line {
            site,
            numbers: evaluated.and_then(|stage| stage.school(position)),
            township,
            status: inspector::status_words(desk.session, site, view.lang).unwrap_or_default(),
        })
    };
    shown
        .layout
        .sites
        .iter()
        .enumerate()
        .filter_map(line)
        .collect()
}

/// Unknown figures stand last either way; equal ones by id.
fn sort(lines: &mut [Line<'_>], view: &View) {
    let Some(column) = COLUMNS.get(view.sorting.column) else {
        return;
    };
    lines.sort_by(|a, b| {
        let order = match ((column.key)(a), (column.key)(b)) {
            (Some(a), Some(b)) => {
                let order = a.partial_cmp(&b).unwrap_or(Ordering::Equal);
                if view.sorting.is_descending {
                    order.reverse()
                } else {
                    order
                }
            }
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        };
        order.then_with(|| a.site.id.cmp(&b.site.id))
    });
}
