//! Catchments on the page of proposals: how settlements go to school, and the answer as a list of what would change.

use egui::{Role, ScrollArea, Sense, Ui, vec2};

use super::Desk;
use super::conditions::tick_ui;
use super::proposals::optional_ui;
use crate::app::look::asking::AskingCatchments;
use crate::app::look::fonts;
use crate::app::look::intent::{ExportKind, Intent};
use crate::app::look::text::proposals as text;
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Selection, View};
use crate::app::look::widgets::{caption, distance_field, intent_button, name_it, row};
use crate::assign::Villages;
use crate::proposal::{Catchments, StartingPoint};
use crate::words::{Lang, Words};

/// What is asked about catchments besides who may go where.
pub(super) fn catchments_ui(ui: &mut Ui, asking: &mut AskingCatchments, lang: Lang) {
    caption(ui, text::VILLAGES.say(lang));
    ui.horizontal_wrapped(|ui| {
        for villages in Villages::ALL {
            let words = villages.words();
            let choice = ui.radio_value(&mut asking.villages, villages, words.say(lang));
            if villages == Villages::Contiguous {
                choice.on_hover_text(text::CONTIGUOUS_WHOLE_TIP.say(lang));
            }
        }
    });
    let tip = Some(text::FARTHEST_TIP);
    let farthest = &mut asking.farthest;
    optional_ui(ui, text::FARTHEST, tip, farthest, distance_field, lang);
}

/// What can be done with an answer: look at it on the map, write it to a table.
pub(super) fn actions_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    view: &mut View,
    asked: &StartingPoint,
) -> Option<Intent> {
    let lang = view.lang;
    let export = Intent::Export(ExportKind::Catchments);
    let intent = intent_button(ui, Some(desk.session), view, export);
    let is_on_map = &mut view.asking.catchments.is_on_map;
    tick_ui(ui, is_on_map, text::ON_MAP, text::ON_MAP_TIP, lang);
    if !desk.results.search().is_of(desk.session) {
        caption(ui, text::IS_OUTDATED.say(lang));
    } else if asked.stage != view.stage {
        caption(ui, text::OTHER_STAGE.say(lang));
    }
    intent
}

/// One line of the answer.
enum Line<'a> {
    Heading(Words),
    /// About the settlement at this position.
    Told(usize, &'a Words),
}

/// What must give way, who finds no seat and what changes; a click leads to the settlement.
pub(super) fn answer_ui(ui: &mut Ui, catchments: &Catchments, view: &View) -> Option<Intent> {
    let lang = view.lang;
    caption(ui, text::WHAT_FOR.say(lang));
    let lines: Vec<Line<'_>> = catchments
        .told()
        .into_iter()
        .flat_map(|(heading, lines)| {
            let told = lines
                .into_iter()
                .map(|(home, words)| Line::Told(home, words));
            std::iter::once(Line::Heading(heading)).chain(told)
        })
        .collect();
    let mut intent = None;
    let scroll = ScrollArea::vertical().auto_shrink(false);
    scroll.show_rows(ui, size::ROW, lines.len(), |ui, shown| {
        for line in &lines[shown] {
            match line {
                Line::Heading(words) => heading_row(ui, words.say(lang)),
                Line::Told(home, words) => {
                    let words = words.say(lang);
                    let is_selected = view.selection == Some(Selection::Settlement(*home));
                    let line = row(ui, is_selected, words, "");
                    if line.on_hover_text(words).clicked() {
                        intent = Some(Intent::GoTo(Selection::Settlement(*home)));
                    }
                }
            }
        }
    });
    intent
}

/// A heading as high as the rows below it.
fn heading_row(ui: &mut Ui, words: &str) {
    let room = vec2(ui.available_width(), size::ROW);
    let (rect, response) = ui.allocate_exact_size(room, Sense::hover());
    name_it(&response, Role::Label, words);
    let ink = Theme::of(ui.ctx()).text;
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    let at = rect.left_bottom() + vec2(0.0, -size::NEAR);
    let font = fonts::semibold(size::BODY);
    painter.text(at, egui::Align2::LEFT_BOTTOM, words, font, ink);
}
