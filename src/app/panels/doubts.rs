//! What is doubtful about the data: cards by kind, each with its place, its answers, and the way to let it rest.

use std::collections::BTreeMap;

use egui::{RichText, TextEdit, Ui, vec2};

use super::Desk;
use crate::app::look::doctor::{DoctorWish, about};
use crate::app::look::figures;
use crate::app::look::intent::Intent;
use crate::app::look::text::{self, doctor as words};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::View;
use crate::app::look::widgets::{caption, name_it, row, small_button};
use crate::io::{Choice, Ignored, Report, Warning};
use crate::words::Lang;

/// The height of a card that was never in sight.
const USUAL: f32 = 96.0;
/// The group of what rests; no file is called so.
const RESTING: &str = "/ignored";

/// Doubts of one kind; those without a kind are those of one file.
struct Group<'a> {
    key: String,
    title: String,
    doubts: Vec<&'a Warning>,
    n_open: usize,
}

/// Draws the groups, those with open questions first, then what rests.
pub(super) fn doubts_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let report = desk.session.report();
    let mut intent = None;
    for group in groups(report, view.lang) {
        intent = group_ui(ui, &group, report, view).or(intent);
    }
    let resting: Vec<&Warning> = report
        .warnings
        .iter()
        .filter(|told| report.why_ignored(told).is_some())
        .collect();
    if !resting.is_empty() {
        let group = Group {
            key: RESTING.to_owned(),
            title: words::IGNORED.say(view.lang).to_owned(),
            doubts: resting,
            n_open: 0,
        };
        intent = group_ui(ui, &group, report, view).or(intent);
    }
    intent
}

fn groups(report: &Report, lang: Lang) -> Vec<Group<'_>> {
    let mut by_key: BTreeMap<(bool, &str), Vec<&Warning>> = BTreeMap::new();
    for told in report.lines() {
        if report.why_ignored(told).is_none() {
            let key = told
                .kind
                .map_or((true, told.file.as_str()), |kind| (false, kind));
            by_key.entry(key).or_default().push(told);
        }
    }
    let mut groups: Vec<Group<'_>> = Vec::new();
    for ((is_file, key), doubts) in by_key {
        let words = doubts.first().and_then(|told| told.kind_words());
        groups.push(Group {
            key: format!("{is_file}/{key}"),
            title: words.map_or_else(|| key.to_owned(), |words| words.say(lang).to_owned()),
            n_open: doubts.iter().filter(|told| told.is_open_question()).count(),
            doubts,
        });
    }
    groups.sort_by_key(|group| group.n_open == 0);
    groups
}

fn group_ui(ui: &mut Ui, group: &Group<'_>, report: &Report, view: &View) -> Option<Intent> {
    let is_open = view.doctor.open.contains(&group.key);
    let count = figures::count(group.doubts.len() as i64);
    let turn = || Intent::Doctor(DoctorWish::Turn(group.key.clone()));
    let is_turned = row(ui, is_open, &group.title, &count).clicked();
    let mut intent = is_turned.then(turn);
    if !is_open {
        return intent;
    }
    ui.push_id(&group.key, |ui| {
        if group.key != RESTING && group.doubts.len() > 1 {
            intent = all_ui(ui, group, view).or(intent.take());
        }
        in_sight_ui(ui, group.doubts.len(), |ui, index| {
            intent = card_ui(ui, group.doubts[index], report, view).or(intent.take());
        });
    });
    intent
}

/// Lays out those cards of a list that are in sight; the others keep the room they had, or what is usual.
fn in_sight_ui(ui: &mut Ui, n: usize, mut draw: impl FnMut(&mut Ui, usize)) {
    let id = ui.scope_id().with("heights");
    let mut heights: Vec<f32> = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    heights.resize(n, USUAL);
    let clip = ui.clip_rect();
    for (index, height) in heights.iter_mut().enumerate() {
        let top = ui.cursor().top();
        if top + *height < clip.top() || top > clip.bottom() {
            ui.allocate_space(vec2(ui.available_width(), *height));
            continue;
        }
        let shown = ui.push_id(index, |ui| ui.vertical(|ui| draw(ui, index)));
        *height = shown.response.rect.height();
    }
    ui.data_mut(|data| data.insert_temp(id, heights));
}

/// What can be said of all of a kind at once.
fn all_ui(ui: &mut Ui, group: &Group<'_>, view: &View) -> Option<Intent> {
    let lang = view.lang;
    let asked: Vec<_> = group
        .doubts
        .iter()
        .filter_map(|told| told.question.as_ref())
        .collect();
    let first = asked.first().filter(|first| {
        let is_same = asked.iter().all(|question| question.kind == first.kind);
        is_same && first.key != first.kind
    });
    let restful: Vec<Ignored> = group
        .doubts
        .iter()
        .filter(|told| !told.is_open_question())
        .map(|told| about(told))
        .collect();
    let mut intent = None;
    ui.horizontal_wrapped(|ui| {
        let all = words::all_of(group.doubts.len());
        let all = all.say(lang);
        caption(ui, all);
        for choice in first.iter().flat_map(|first| &first.choices) {
            let kind = first.map_or("", |first| first.kind.as_str());
            let said = choice.words.say(lang);
            if small_button(ui, said, &format!("{said} {all} {}", group.title)) {
                intent = Some(Intent::Answer(kind.to_owned(), Some(choice.key.clone())));
            }
        }
        if restful.len() > 1 {
            let label = words::REST.say(lang);
            if small_button(ui, label, &format!("{label} {all} {}", group.title)) {
                intent = Some(Intent::Doctor(DoctorWish::BeginRest(restful.clone())));
            }
        }
    });
    let is_of_all = |(of, _): &&(Vec<Ignored>, String)| of.len() > 1 && *of == restful;
    if view
        .doctor
        .resting
        .as_ref()
        .is_some_and(|resting| is_of_all(&resting))
    {
        intent = reason_ui(ui, view).or(intent);
    }
    intent
}

fn card_ui(ui: &mut Ui, told: &Warning, report: &Report, view: &View) -> Option<Intent> {
    let lang = view.lang;
    let theme = Theme::of(ui.ctx());
    let feature = told.feature;
    let feature = feature.map_or_else(String::new, |feature| format!(" #{feature}"));
    let place = format!("{}{feature}", told.file);
    let (mark, ink) = match (told.is_open_question(), told.kind) {
        (true, _) => ("▲", theme.warning),
        (false, Some(_)) => ("●", theme.warning),
        (false, None) => ("●", theme.faint),
    };
    let mut intent = None;
    let frame = egui::Frame::new()
        .inner_margin(egui::Margin::symmetric(4, 3))
        .stroke(egui::Stroke::new(1.0, theme.line));
    frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(mark).size(size::CAPTION).color(ink));
            caption(ui, place.as_str());
        });
        ui.label(RichText::new(told.what.say(lang)).size(size::CAPTION));
        ui.horizontal_wrapped(|ui| {
            if let Some(question) = &told.question {
                for choice in &question.choices {
                    let is_made = question.answer.as_ref() == Some(&choice.key);
                    if choice_ui(ui, choice, is_made, &question.key, lang) {
                        let choice = Some(choice.key.clone());
                        intent = Some(Intent::Answer(question.key.clone(), choice));
                    }
                }
                let again = text::ASK_AGAIN.say(lang);
                let is_answered = question.answer.is_some();
                if is_answered && small_button(ui, again, &format!("{again} {place}")) {
                    intent = Some(Intent::Answer(question.key.clone(), None));
                }
            }
            if let Some(at) = told.at {
                let label = words::ON_THE_MAP.say(lang);
                if small_button(ui, label, &format!("{label} {place}")) {
                    intent = Some(Intent::FlyTo(at));
                }
            }
            if report.why_ignored(told).is_some() {
                let label = words::WAKE.say(lang);
                if small_button(ui, label, &format!("{label} {place}")) {
                    intent = Some(Intent::Doctor(DoctorWish::Wake(about(told))));
                }
            } else if !told.is_open_question() {
                let label = words::REST.say(lang);
                if small_button(ui, label, &format!("{label} {place}")) {
                    let rest = DoctorWish::BeginRest(vec![about(told)]);
                    intent = Some(Intent::Doctor(rest));
                }
            }
        });
        if let Some(one) = report.why_ignored(told) {
            let said = [&one.reason, &one.when, &one.by].map(String::as_str);
            let said: Vec<&str> = said.into_iter().filter(|part| !part.is_empty()).collect();
            caption(ui, said.join(" · "));
        }
        let resting = view.doctor.resting.as_ref();
        if resting.is_some_and(|(of, _)| *of == [about(told)]) {
            intent = reason_ui(ui, view).or(intent.take());
        }
    });
    intent
}

fn choice_ui(ui: &mut Ui, choice: &Choice, is_made: bool, question: &str, lang: Lang) -> bool {
    let said = choice.words.say(lang);
    let label = RichText::new(said).size(size::CAPTION);
    let button = ui.add(egui::Button::new(label).small().selected(is_made));
    name_it(&button, egui::Role::Button, &format!("{said} {question}"));
    button.on_hover_text(text::ANSWER_TIP.say(lang)).clicked()
}

/// Why doubts are let rest: nothing rests without a reason.
fn reason_ui(ui: &mut Ui, view: &View) -> Option<Intent> {
    let (lang, (_, why)) = (view.lang, view.doctor.resting.as_ref()?);
    let mut typed = why.clone();
    let mut wish = None;
    let label = words::REASON.say(lang);
    let field = ui.add(
        TextEdit::singleline(&mut typed)
            .hint_text(label)
            .desired_width(f32::INFINITY),
    );
    name_it(&field, egui::Role::TextInput, label);
    if field.changed() {
        wish = Some(DoctorWish::Why(Some(typed)));
    }
    ui.horizontal(|ui| {
        let can_rest = !why.trim().is_empty();
        ui.add_enabled_ui(can_rest, |ui| {
            let label = words::REST_NOW.say(lang);
            if small_button(ui, label, label) {
                wish = Some(DoctorWish::Rest);
            }
        });
        let label = words::CANCEL.say(lang);
        if small_button(ui, label, label) {
            wish = Some(DoctorWish::Why(None));
        }
    });
    wish.map(Intent::Doctor)
}
