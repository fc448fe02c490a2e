//! What was read: every layer with its file and its count, and what is doubtful about it.

use egui::{RichText, ScrollArea, Ui};

use super::Desk;
use crate::app::look::doctor::DoctorWish;
use crate::app::look::fonts;
use crate::app::look::intent::Intent;
use crate::app::look::keeping::Keep;
use crate::app::look::text::{self, desk, doctor};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Page, View};
use crate::app::look::widgets::{caption, heading, intent_button, row, small_button};
use crate::io::{STRAY, Warning};

/// Draws the pane.
pub(super) fn data_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let lang = view.lang;
    let report = desk.session.report();
    let mut intent = None;
    ui.horizontal(|ui| {
        ui.label(RichText::new(desk::LAYERS_READ.say(lang)).font(fonts::semibold(size::BODY)));
    });
    ui.horizontal_wrapped(|ui| {
        let update = Intent::Keep(Keep::UpdateFrom);
        for open in [Intent::Open, Intent::OpenFolder, update] {
            intent = intent_button(ui, Some(desk.session), view, open).or(intent.take());
        }
    });
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        for read in &report.layers {
            ui.add_space(size::NEAR);
            let words = read.layer.words();
            let count = crate::app::look::figures::count(read.features as i64);
            let is_shown = view.selection.is_none() && view.doctor.shows(read);
            let line = row(ui, is_shown, words.say(lang), &count);
            let line = line.on_hover_text(doctor::COLUMNS_TIP.say(lang));
            if line.clicked() {
                let look = DoctorWish::Look(read.file.clone(), read.layer);
                intent = Some(Intent::Doctor(look));
            }
            let faint = Theme::of(ui.ctx()).faint;
            let file = RichText::new(&read.file).size(size::CAPTION).color(faint);
            ui.add(egui::Label::new(file).truncate())
                .on_hover_text(&read.file);
        }
        intent = said_ui(ui, desk, view).or(intent.take());
        intent = super::basemap::basemap_ui(ui, desk, view).or(intent.take());
        heading(ui, desk::DOUBTS.say(lang));
        let lines = [
            (desk::TO_ANSWER, report.open_questions().count()),
            (desk::DOUBTS, report.warnings.len()),
        ];
        for (label, number) in lines {
            let number = crate::app::look::figures::count(number as i64);
            if row(ui, false, label.say(lang), &number).clicked() {
                intent = Some(Intent::Show(Some(Page::Report)));
            }
        }
        intent = super::doubts::doubts_ui(ui, desk, view).or(intent.take());
        for failed in &report.failed {
            let worse = Theme::of(ui.ctx()).worse;
            ui.label(RichText::new(failed.words().say(lang)).color(worse));
        }
        if report.warnings.is_empty() {
            caption(ui, text::NO_WARNINGS.say(lang));
        }
        intent = super::corrections::corrections_ui(ui, desk, view).or(intent.take());
    });
    intent
}

/// What was said of the files: how much is remembered, and the way into a file and back.
fn said_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let report = desk.session.report();
    let n_said = report.answers.iter().count();
    let is_stray = |told: &Warning| told.kind == Some(STRAY);
    let is_any =
        n_said > 0 || !report.answers.ignored.is_empty() || report.warnings.iter().any(is_stray);
    let mut wishes = vec![DoctorWish::Load];
    if n_said > 0 {
        caption(ui, doctor::remembered(n_said).say(view.lang));
    }
    if is_any {
        wishes.extend([DoctorWish::Save, DoctorWish::Forget]);
    }
    ui.horizontal_wrapped(|ui| {
        let mut shown = wishes.into_iter().filter_map(|wish| {
            let entry = wish.entry();
            let label = entry.label.say(view.lang);
            small_button(ui, label, label).then_some(Intent::Doctor(wish))
        });
        let first = shown.next();
        shown.last().or(first)
    })
    .inner
}
