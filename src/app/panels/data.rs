//! What was read: every layer with its file and its count, and what is doubtful about it.

use egui::{RichText, ScrollArea, Ui};

use super::Desk;
use crate::app::look::fonts;
use crate::app::look::intent::Intent;
use crate::app::look::keeping::Keep;
use crate::app::look::text::{self, desk};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Page, View};
use crate::app::look::widgets::{caption, heading, intent_button, row};

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
            ui.horizontal(|ui| {
                ui.label(RichText::new(words.say(lang)).font(fonts::semibold(size::BODY)));
                ui.label(count);
            });
            let faint = Theme::of(ui.ctx()).faint;
            let file = RichText::new(&read.file).size(size::CAPTION).color(faint);
            ui.add(egui::Label::new(file).truncate())
                .on_hover_text(&read.file);
        }
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
