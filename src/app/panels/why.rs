//! What stands against a closure, line by line, each with what answers it.

use egui::{Align, Layout, RichText, Ui};

use super::{Desk, small};
use crate::app::look::fonts;
use crate::app::look::forms::{FileForm, Form, SeatsForm};
use crate::app::look::intent::Intent;
use crate::app::look::lights::{Lamp, lamp_ui};
use crate::app::look::text::deciding;
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Page, View};
use crate::app::look::widgets::{caption, small_button};
use crate::horizon::GatePage;
use crate::plan::{Action, Command};
use crate::rules::gate::{Light, Line, Place, Remedy};
use crate::units::Year;
use crate::words::Lang;

/// Draws the lines that are not green, the worst first; nothing where the gate has no page.
pub(super) fn why_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let lang = view.lang;
    let page = desk.results.page(desk.session, view)?;
    let mut intent = None;
    ui.add_space(size::APART - size::NEAR);
    ui.horizontal(|ui| {
        let head = if page.light == Light::Red {
            deciding::WHY_RED
        } else {
            deciding::WHY_AMBER
        };
        ui.label(RichText::new(head.say(lang)).font(fonts::semibold(size::BODY)));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let all = deciding::all_lines(page.lines.len());
            if ui.link(all.say(lang)).clicked() {
                intent = Some(Intent::Show(Some(Page::Gate)));
            }
        });
    });
    if page.action.is_none() {
        let into: Vec<&str> = page
            .receivers
            .iter()
            .map(|receiver| &*receiver.name)
            .collect();
        let planned = deciding::planned(page.year, &into);
        let bus = page
            .transport
            .as_deref()
            .map_or_else(String::new, |bus| format!(" · {bus}"));
        caption(
            ui,
            format!(
                "{} {}{bus}",
                deciding::NOT_PLANNED.say(lang),
                planned.say(lang)
            ),
        );
    }
    if let Some(lacks) = &page.lacks {
        caption(ui, lacks.say(lang));
    }
    let mut lines: Vec<&Line> = page
        .lines
        .iter()
        .filter(|line| line.light > Light::Green)
        .collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.light));
    let planned = small::planned(desk, page);
    // One button for each answer, at the worst line that it answers.
    let mut offered: Vec<Remedy> = Vec::new();
    for line in lines {
        let remedy = planned
            .and_then(|planned| remedy(desk, page, line, planned, lang))
            .filter(|(kind, _)| !offered.contains(kind));
        offered.extend(remedy.as_ref().map(|(kind, _)| *kind));
        intent = line_ui(ui, line, remedy, lang).or(intent);
    }
    intent
}

fn line_ui(
    ui: &mut Ui,
    line: &Line,
    remedy: Option<(Remedy, Intent)>,
    lang: Lang,
) -> Option<Intent> {
    let mut intent = None;
    ui.spacing_mut().item_spacing.y = 1.0;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::NEAR;
        lamp_ui(ui, Lamp::Lit(line.light), lang);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Some((kind, wish)) = remedy {
                let label = deciding::remedy(kind).say(lang);
                let name = format!("{label} {}", line.question.say(lang));
                if small_button(ui, label, &name) {
                    intent = Some(wish);
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let question = line.question.say(lang);
                ui.add(egui::Label::new(question).truncate())
                    .on_hover_text(question);
            });
        });
    });
    let theme = Theme::of(ui.ctx());
    let ink = if line.light == Light::Red {
        theme.worse
    } else {
        theme.faint
    };
    ui.horizontal(|ui| {
        ui.add_space(22.0);
        let answer = RichText::new(line.answer.say(lang))
            .size(size::CAPTION)
            .color(ink);
        ui.add(egui::Label::new(answer).wrap());
    });
    intent
}

/// What answers a line of a closure of the plan, as a step.
fn remedy(
    desk: Desk<'_>,
    page: &GatePage,
    line: &Line,
    (index, action): (usize, &Action),
    lang: Lang,
) -> Option<(Remedy, Intent)> {
    let kind = match line.key.remedy() {
        // A bus that is named already, or that would not help, is no answer.
        Remedy::Bus if !page.bus_helps => Remedy::Reason,
        kind => kind,
    };
    if kind == Remedy::Reason && line.light != Light::Red {
        return None;
    }
    let wish = match kind {
        Remedy::Bus => small::plan_bus(page, index, action, lang),
        Remedy::Seats => {
            let Some(Place::School(school)) = &line.place else {
                return None;
            };
            Intent::Ask(Form::Seats(SeatsForm::of(school, desk.session)?))
        }
        Remedy::Year => Intent::Command(Command::SetYear {
            index,
            year: Year(action.year.0 + 1),
        }),
        Remedy::Record => Intent::Show(Some(Page::Gate)),
        Remedy::Reason => {
            let form = FileForm::of(index, action, &page.name, desk.session);
            Intent::Ask(Form::File(Box::new(form)))
        }
    };
    Some((kind, wish))
}
