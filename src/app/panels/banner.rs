//! A line above the map where figures stand on sand: unknown pupils or seats, with the way to assume them.

use std::collections::BTreeMap;

use egui::{Frame, Margin, RichText, Ui};

use super::Desk;
use crate::app::look::forms::Form;
use crate::app::look::intent::Intent;
use crate::app::look::text;
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::View;
use crate::model::{County, School, SchoolKind, Stage, StageRecord};
use crate::words::Words;

/// How many schools lack the pupils, and how many the seats, of a stage they run.
fn unknown(county: &County) -> (usize, usize) {
    let lacking = |is_lacking: fn(&StageRecord) -> bool| {
        let lacks = |school: &&School| {
            let mut records = school
                .stages
                .iter()
                .filter_map(|(_, record)| record.as_ref());
            records.any(is_lacking)
        };
        county.schools.iter().filter(lacks).count()
    };
    (
        lacking(|record| record.pupils.is_none()),
        lacking(|record| record.seats.is_none()),
    )
}

/// How many schools lack a record, by kind and stage.
pub(super) fn missing_by_kind(county: &County) -> BTreeMap<(SchoolKind, Stage), usize> {
    let mut missing = BTreeMap::new();
    for school in &county.schools {
        for (stage, record) in school.stages.iter() {
            if record
                .as_ref()
                .is_some_and(|record| record.pupils.is_none() || record.seats.is_none())
            {
                *missing.entry((school.kind, stage)).or_default() += 1;
            }
        }
    }
    missing
}

/// Draws the line, or nothing when everything is known.
pub(crate) fn banner_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    missing_letter_ui(ui, desk, view);
    let lang = view.lang;
    let county = desk.session.county();
    let (pupils, seats) = unknown(county);
    let has_assumed = desk
        .session
        .plan()
        .is_some_and(|plan| !plan.assumptions.is_empty());
    let words = match (pupils, seats) {
        (0, 0) if has_assumed => Words::new("Figures rest on assumptions", "部分数据为假定值"),
        (0, 0) => return None,
        _ => text::unknown_records(pupils, seats),
    };
    let mut intent = None;
    ground(ui, |ui, theme| {
        ui.label(
            RichText::new(words.say(lang))
                .size(size::CAPTION)
                .color(theme.warning),
        );
        let button = ui
            .button(text::ASSUME.say(lang))
            .on_hover_text(text::ASSUME_TIP.say(lang));
        if button.clicked() {
            let known = desk
                .session
                .plan()
                .map(|plan| plan.assumptions.clone())
                .unwrap_or_default();
            intent = Some(Intent::Ask(Form::Assume(known)));
        }
    });
    intent
}

/// Names with letters that no font on this computer can show.
fn missing_letter_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) {
    let Some(letter) = desk.results.missing_letter() else {
        return;
    };
    ground(ui, |ui, theme| {
        let words = format!("{} U+{:04X}", text::NO_FONT.say(view.lang), letter as u32);
        ui.label(
            RichText::new(words)
                .size(size::CAPTION)
                .color(theme.warning),
        );
    });
}

fn ground(ui: &mut Ui, content: impl FnOnce(&mut Ui, &Theme)) {
    let theme = Theme::of(ui.ctx());
    Frame::new()
        .fill(theme.warning_ground)
        .inner_margin(Margin::symmetric(8, 2))
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.set_min_width(ui.available_width());
                content(ui, theme);
            });
        });
}
