//! What is handed over: what is missing before, and the files that can be written.

use egui::{ScrollArea, Ui};

use super::{Desk, cells};
use crate::app::look::intent::{ExportKind, Intent};
use crate::app::look::text::desk;
use crate::app::look::view::View;
use crate::app::look::widgets::{caption, heading, intent_button, row};

/// The tables that can be written.
const TABLES: [ExportKind; 3] = [
    ExportKind::Schools,
    ExportKind::Assignment,
    ExportKind::Comparison,
];

/// Draws the task pane: what is missing, each with the way there, then everything that can be written.
pub(super) fn ready_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let lang = view.lang;
    let mut intent = None;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        heading(ui, desk::READY.say(lang));
        let missing = cells::of(desk, view);
        if missing.is_empty() {
            caption(ui, desk::PLAN_NEEDED.say(lang));
        }
        for cell in missing {
            let line = row(ui, false, &cell.title, &cell.value).on_hover_text(&cell.tip);
            if line.clicked() {
                intent = cell.wish;
            }
        }
        heading(ui, desk::TAKE_ALONG.say(lang));
        intent = package_ui(ui, desk, view).or(intent.take());
        intent = tables_ui(ui, desk, view).or(intent.take());
    });
    intent
}

/// Draws the tables that can be written, each with what it holds.
pub(super) fn tables_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    exports_ui(ui, desk, view, &TABLES)
}

/// Draws the files for other programs.
pub(super) fn package_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    exports_ui(ui, desk, view, &[ExportKind::Geojson])
}

fn exports_ui(ui: &mut Ui, desk: Desk<'_>, view: &View, kinds: &[ExportKind]) -> Option<Intent> {
    let mut intent = None;
    for &kind in kinds {
        let export = Intent::Export(kind);
        let tip = export.entry().tooltip.say(view.lang);
        intent = intent_button(ui, Some(desk.session), view, export).or(intent);
        caption(ui, tip);
    }
    intent
}
