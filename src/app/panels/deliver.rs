//! What is handed over: what is missing before, each point with the way there, and the files that can be written.

use egui::{Align, CollapsingHeader, Layout, RichText, Role, ScrollArea, Ui};
use egui_extras::{Column, TableBuilder};

use super::Desk;
use crate::app::look::desk::Task;
use crate::app::look::fonts;
use crate::app::look::forms::Form;
use crate::app::look::icons;
use crate::app::look::intent::{ExportKind, Intent};
use crate::app::look::lights::{Lamp, lamp_ui};
use crate::app::look::text::{deliver as text, desk};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Page, View};
use crate::app::look::widgets::{Look, caption, heading, intent_button, look_button, small_button};
use crate::horizon::{self, Point, Weight, Where};
use crate::plan::Plan;
use crate::rules::gate::Light;
use crate::words::Lang;

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
        if let Some(plan) = desk.session.plan() {
            intent = points_ui(ui, desk, view, plan);
        } else {
            heading(ui, desk::READY.say(lang));
            caption(ui, desk::PLAN_NEEDED.say(lang));
        }
        heading(ui, text::PACKAGE.say(lang));
        for kind in TABLES.into_iter().chain([ExportKind::Geojson]) {
            let export = Intent::Export(kind);
            intent = intent_button(ui, Some(desk.session), view, export).or(intent.take());
        }
    });
    intent
}

/// Every point about the plan, by weight, below the verdict.
fn points_ui(ui: &mut Ui, desk: Desk<'_>, view: &View, plan: &Plan) -> Option<Intent> {
    let lang = view.lang;
    let points = points(desk, view, plan);
    let is_ready = points.iter().all(|point| point.weight > Weight::Must);
    ui.horizontal(|ui| {
        let (words, light) = if is_ready {
            (text::READY, Light::Green)
        } else {
            (text::NOT_READY, Light::Red)
        };
        lamp_ui(ui, Lamp::Lit(light), lang);
        ui.label(RichText::new(words.say(lang)).font(fonts::semibold(size::TITLE)));
    });
    caption(ui, text::NOTHING_FORBIDS.say(lang));
    let mut intent = None;
    for weight in Weight::ALL {
        let own: Vec<&Point> = points
            .iter()
            .filter(|point| point.weight == weight)
            .collect();
        if own.is_empty() {
            continue;
        }
        let head = format!("{} {}", text::weight(weight).say(lang), own.len());
        CollapsingHeader::new(RichText::new(head).font(fonts::semibold(size::BODY)))
            .id_salt(text::weight(weight).say(Lang::En))
            .default_open(weight != Weight::Ready)
            .show_unindented(ui, |ui| {
                for point in own {
                    intent = point_ui(ui, desk, point, lang).or(intent.take());
                }
            });
    }
    intent
}

/// What the engine says of the plan.
fn points(desk: Desk<'_>, view: &View, plan: &Plan) -> Vec<Point> {
    let (session, ahead) = (desk.session, &desk.results.ahead);
    // Without a closure there is nothing to wait for.
    let open = plan.closures(session.county()).is_empty().then(|| {
        let gate = horizon::Gate::default();
        let verdict = horizon::verdict(session.evaluator(), plan, &gate, &session.lost());
        (gate, verdict)
    });
    let judged = match &open {
        Some((gate, verdict)) => Some((gate, verdict)),
        None => ahead
            .n_refused(session, view)
            .and_then(|_| ahead.gate().zip(ahead.verdict())),
    };
    let report = session.report();
    let known = horizon::Known {
        evaluation: view.standing(session),
        standards: session.evaluator().standards(),
        judged,
        is_saved: session
            .document()
            .is_some_and(|document| !document.is_unsaved()),
        open_questions: report.open_questions().count(),
        doubts: report.warnings.len(),
    };
    horizon::readiness(plan, &known)
}

/// A point with the way to where it is mended.
fn point_ui(ui: &mut Ui, desk: Desk<'_>, point: &Point, lang: Lang) -> Option<Intent> {
    let light = match point.weight {
        Weight::Must => Light::Red,
        Weight::Should => Light::Amber,
        Weight::Ready => Light::Green,
    };
    let words = point.words.say(lang);
    let mut intent = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::NEAR;
        lamp_ui(ui, Lamp::Lit(light), lang);
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            if point.weight != Weight::Ready {
                let label = text::way(point.place).say(lang);
                if small_button(ui, label, &format!("{label}: {words}")) {
                    intent = Some(way(desk, point.place));
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
                ui.add(egui::Label::new(words).wrap());
            });
        });
    });
    intent
}

fn way(desk: Desk<'_>, place: Where) -> Intent {
    let assumptions = || desk.session.plan().map(|plan| plan.assumptions.clone());
    match place {
        Where::Gate => Intent::Show(Some(Page::Gate)),
        Where::Steps => Intent::OpenTask(Task::Steps),
        Where::Save => Intent::Save,
        Where::Problems => Intent::Show(Some(Page::Problems)),
        Where::Standards => Intent::Show(Some(Page::Standards)),
        Where::Money => Intent::Show(Some(Page::Money)),
        Where::Assumptions => Intent::Ask(Form::Assume(assumptions().unwrap_or_default())),
        Where::Doubts => Intent::Show(Some(Page::Report)),
    }
}

/// Draws the tables that can be written: the chosen one as it would be.
pub(super) fn tables_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    let lang = view.lang;
    let mut intent = None;
    let lines = desk.results.preview(desk.session, view);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = -1.0;
        for kind in TABLES {
            let label = Intent::Export(kind)
                .entry()
                .label
                .say(lang)
                .trim_end_matches('…');
            let chip = icons::chip(ui, label, label, Role::Tab, view.previewed == kind);
            if chip.clicked() {
                view.previewed = kind;
            }
        }
        ui.spacing_mut().item_spacing.x = 8.0;
        ui.add_space(8.0);
        let label = text::EXPORT_THIS.say(lang);
        if look_button(ui, Look::Forward, label, label).clicked() {
            intent = Some(Intent::Export(view.previewed));
        }
        if let Some(lines) = lines {
            let count = text::rows(lines.len().saturating_sub(1));
            caption(
                ui,
                format!("{} · {}", text::PREVIEW.say(lang), count.say(lang)),
            );
        }
    });
    ui.add_space(size::NEAR);
    match lines {
        None => {
            caption(ui, text::PREVIEWING.say(lang));
        }
        Some([]) => {
            caption(ui, text::NO_ROWS.say(lang));
        }
        Some(lines) => preview_ui(ui, lines),
    }
    intent
}

/// The lines of a table as they are written; only those in sight are laid out.
fn preview_ui(ui: &mut Ui, lines: &[Vec<String>]) {
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0).max(1);
    let theme = Theme::of(ui.ctx());
    ScrollArea::horizontal()
        .id_salt("preview")
        .auto_shrink(false)
        .show(ui, |ui| {
            let mut table = TableBuilder::new(ui)
                .striped(true)
                .auto_shrink(false)
                .min_scrolled_height(0.0);
            for _ in 0..columns {
                table = table.column(
                    Column::initial(96.0)
                        .at_least(40.0)
                        .resizable(true)
                        .clip(true),
                );
            }
            table
                .header(size::ROW, |mut row| {
                    for head in &lines[0] {
                        row.col(|ui| {
                            let head = RichText::new(head).size(size::CAPTION).color(theme.faint);
                            ui.add(egui::Label::new(head).truncate());
                        });
                    }
                })
                .body(|body| {
                    body.rows(size::ROW, lines.len() - 1, |mut row| {
                        let line = &lines[row.index() + 1];
                        for cell in line {
                            row.col(|ui| cell_ui(ui, cell));
                        }
                    });
                });
        });
}

/// A cell: numbers at the right, words at the left.
fn cell_ui(ui: &mut Ui, cell: &str) {
    let is_number = cell.parse::<f64>().is_ok();
    let layout = if is_number {
        Layout::right_to_left(Align::Center)
    } else {
        Layout::left_to_right(Align::Center)
    };
    ui.with_layout(layout, |ui| {
        ui.add(egui::Label::new(cell).truncate());
    });
}

/// Draws the files for other programs.
pub(super) fn package_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let export = Intent::Export(ExportKind::Geojson);
    let tip = export.entry().tooltip.say(view.lang);
    let intent = intent_button(ui, Some(desk.session), view, export);
    caption(ui, tip);
    intent
}
