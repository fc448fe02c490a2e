//! The one form or question that is open, in a window of its own over the rest.

use egui::{DragValue, Frame, Grid, Id, Key, Modal, RichText, Role, TextEdit, Ui};

use super::replaced::replaced_ui;
use super::{Desk, add, banner, file, kept, merging, road};
use crate::app::look::figures;
use crate::app::look::fonts;
use crate::app::look::forms::{ConfirmForm, Form, PathQuestion, ReasonForm, SeatsForm, Then};
use crate::app::look::intent::Intent;
use crate::app::look::several_form::What;
use crate::app::look::text::{self, Text};
use crate::app::look::theme::size;
use crate::app::look::view::View;
use crate::app::look::widgets::{
    Look, caption, fact, leave_number, look_button, name_it, number_typed,
};
use crate::model::{Assumptions, SchoolKind, Stage};
use crate::plan::{Command, Measure};
use crate::session::Session;
use crate::units::Year;
use crate::words::Lang;

/// What a form came to in this frame.
#[expect(clippy::large_enum_variant, reason = "one a frame, and never kept")]
pub(super) enum Answer {
    /// Still open.
    Open,
    /// Left as it was.
    Cancelled,
    /// To be carried out.
    Sent(Intent),
}

/// Draws the open form, if any; it closes itself once answered.
pub(crate) fn form_ui(ui: &Ui, desk: Option<Desk<'_>>, view: &mut View) -> Option<Intent> {
    let mut form = view.form.take()?;
    let frame = Frame::popup(ui.style()).inner_margin(size::FORM_MARGIN);
    let modal = Modal::new(Id::unique("form"))
        .frame(frame)
        .show(ui.ctx(), |ui| {
            ui.set_min_width(320.0);
            ui.set_max_width(match &form {
                Form::Roster(_) => 760.0,
                _ => 460.0,
            });
            one_ui(ui, desk, view, &mut form)
        });
    match modal.inner {
        Answer::Sent(intent) => Some(intent),
        Answer::Cancelled => None,
        Answer::Open => {
            view.form = Some(form);
            None
        }
    }
}

fn one_ui(ui: &mut Ui, desk: Option<Desk<'_>>, view: &View, form: &mut Form) -> Answer {
    let lang = view.lang;
    // Without a county there is nothing to plan, only paths to type.
    let Some(desk) = desk else {
        return match form {
            Form::Path(question, typed) => which_path_ui(ui, lang, *question, typed),
            Form::Offer(offers) => kept::offer_ui(ui, lang, offers),
            _ => Answer::Cancelled,
        };
    };
    let session = desk.session;
    match form {
        Form::NewSchool(new) => {
            title_ui(ui, text::ADD_SCHOOL.say(lang));
            add::new_school_ui(ui, session, view, new);
            let intent =
                (!new.name.trim().is_empty()).then(|| Intent::Command(new.command(session)));
            answer_ui(ui, lang, text::BUILD, intent)
        }
        Form::Seats(seats) => seats_ui(ui, desk, lang, seats),
        Form::Road(road) => {
            title_ui(ui, road.work().words().say(lang));
            road::road_ui(ui, session, lang, road);
            let intent = Intent::Command(road.command(session));
            answer_ui(ui, lang, text::roads::APPLY, Some(intent))
        }
        Form::Reason(reason) => reason_ui(ui, session, lang, reason),
        Form::Merge(form) => {
            let title = format!("{} · {}", form.action.measure.words().say(lang), form.name);
            title_ui(ui, &title);
            merging::merging_ui(ui, desk, view, form);
            replaced_ui(ui, session, &form.action.measure, lang);
            let intent = form.command().map(Intent::Command);
            answer_ui(ui, lang, text::deciding::MERGE_NOW, intent)
        }
        Form::Several(form) => {
            super::several::several_ui(ui, session, form, lang);
            let answer = match form.what {
                What::Keep => text::KEEP,
                What::Year => text::APPLY,
            };
            answer_ui(ui, lang, answer, form.command().map(Intent::Command))
        }
        Form::Roster(form) => super::roster::roster_ui(ui, form, lang),
        Form::File(form) => {
            let title = format!("{} · {}", text::time::FILE_TITLE.say(lang), form.name);
            title_ui(ui, &title);
            file::file_ui(ui, form, lang);
            answer_ui(ui, lang, text::APPLY, Some(Intent::Command(form.command())))
        }
        Form::Confirm(confirm) => {
            title_ui(ui, text::time::CONFIRM_TITLE.say(lang));
            caption(ui, text::time::CONFIRM_TIP.say(lang));
            confirm_ui(ui, session, confirm, lang);
            let intent =
                (!confirm.by.trim().is_empty()).then(|| Intent::Command(confirm.command()));
            answer_ui(ui, lang, text::time::CONFIRM_APPLY, intent)
        }
        Form::Rename(name) => rename_ui(ui, lang, name),
        Form::Assume(assumptions) => {
            title_ui(ui, text::ASSUME_TITLE.say(lang));
            caption(ui, text::ASSUME_TIP.say(lang));
            assume_ui(ui, session, assumptions, lang);
            answer_ui(
                ui,
                lang,
                text::APPLY,
                Some(Intent::Command(Command::Assume(assumptions.clone()))),
            )
        }
        Form::Offer(offers) => kept::offer_ui(ui, lang, offers),
        Form::Note(note) => kept::note_ui(ui, lang, note),
        Form::DeletePlan => delete_ui(ui, session, lang),
        Form::Unsaved(then) => unsaved_ui(ui, session, lang, *then),
        Form::WriteOver(question, path) => {
            title_ui(ui, text::WRITE_OVER_TITLE.say(lang));
            ui.label(text::WRITE_OVER_QUESTION.say(lang));
            caption(ui, path.display().to_string());
            let intent = Intent::WriteOver(*question, path.clone());
            answer_ui(ui, lang, text::WRITE_OVER, Some(intent))
        }
        Form::Path(question, typed) => which_path_ui(ui, lang, *question, typed),
    }
}

fn seats_ui(ui: &mut Ui, desk: Desk<'_>, lang: Lang, seats: &mut SeatsForm) -> Answer {
    let session = desk.session;
    let asked = text::CHANGE_SEATS.say(lang).trim_end_matches('…');
    let title = format!("{asked} · {}", seats.name);
    title_ui(ui, &title);
    Grid::new("seats")
        .num_columns(2)
        .spacing([12.0, 6.0])
        .show(ui, |ui| {
            for stage in Stage::ALL {
                let Some(number) = &mut seats.seats[stage] else {
                    continue;
                };
                let words = text::seats_of(stage);
                ui.label(words.say(lang));
                let field = ui.add(DragValue::new(number).range(0..=20_000).speed(5.0));
                name_it(&field, Role::SpinButton, words.say(lang));
                ui.end_row();
                ui.label("");
                let year = Year(seats.year);
                let pupils = desk
                    .results
                    .ahead
                    .pupils_in(session, year, &seats.school, stage);
                let is_forecast = year > session.evaluator().base_year();
                let told =
                    text::school::so_many_in(year, (pupils, is_forecast), seats.before(stage));
                caption(ui, told.say(lang));
                ui.end_row();
            }
            ui.label(text::YEAR.say(lang));
            let mut year = seats.year;
            add::year_ui(ui, session, &mut year, lang);
            if year != seats.year {
                seats.put_into(Year(year), session);
            }
            ui.end_row();
        });
    let command = seats.command();
    if let Some(Command::Add(action)) = &command {
        replaced_ui(ui, session, &action.measure, lang);
    }
    answer_ui(ui, lang, text::APPLY, command.map(Intent::Command))
}

fn reason_ui(ui: &mut Ui, session: &Session, lang: Lang, reason: &mut ReasonForm) -> Answer {
    let title = format!("{} · {}", reason.measure.words().say(lang), reason.name);
    title_ui(ui, &title);
    if matches!(reason.measure, Measure::Keep { .. }) {
        merging::chips_ui(ui, &mut reason.reason, lang);
    }
    let label = caption(ui, text::REASON.say(lang));
    let edit = TextEdit::multiline(&mut reason.reason)
        .desired_rows(3)
        .desired_width(400.0);
    let field = ui.add(edit.hint_text(text::REASON_HINT.say(lang)));
    focus_first(&field.labelled_by(label.id));
    ui.horizontal(|ui| {
        ui.label(text::YEAR.say(lang));
        add::year_ui(ui, session, &mut reason.year, lang);
    });
    replaced_ui(ui, session, &reason.measure, lang);
    let intent = (!reason.reason.trim().is_empty()).then(|| Intent::Command(reason.command()));
    let answer = if matches!(reason.measure, Measure::Keep { .. }) {
        text::KEEP
    } else {
        text::APPLY
    };
    answer_ui(ui, lang, answer, intent)
}

fn rename_ui(ui: &mut Ui, lang: Lang, name: &mut String) -> Answer {
    title_ui(ui, text::RENAME_TITLE.say(lang));
    let label = caption(ui, text::NAME.say(lang));
    let field = ui.add(TextEdit::singleline(name).desired_width(300.0));
    focus_first(&field.labelled_by(label.id));
    let name = name.trim();
    let intent = (!name.is_empty()).then(|| Intent::Command(Command::Rename(name.to_owned())));
    answer_ui(ui, lang, text::APPLY, intent)
}

fn delete_ui(ui: &mut Ui, session: &Session, lang: Lang) -> Answer {
    let name = session.plan().map_or("", |plan| plan.name.as_str());
    let title = format!(
        "{}{}{name}",
        text::DELETE_PLAN.say(lang),
        text::COLON.say(lang)
    );
    title_ui(ui, &title);
    ui.label(text::DELETE_QUESTION.say(lang));
    answer_ui(ui, lang, text::DELETE_PLAN, Some(Intent::DeletePlanNow))
}

fn which_path_ui(ui: &mut Ui, lang: Lang, question: PathQuestion, typed: &mut String) -> Answer {
    title_ui(ui, text::path_question(question).say(lang));
    path_ui(ui, typed, lang);
    let intent = question.answered(typed_paths(typed));
    answer_ui(ui, lang, text::OPEN_TYPED, intent)
}

/// Gives the focus to the first field of a form, and leaves it where somebody has moved it since.
fn focus_first(field: &egui::Response) {
    if field.ctx.memory(|memory| memory.focused()).is_none() {
        field.request_focus();
    }
}

pub(super) fn title_ui(ui: &mut Ui, title: &str) {
    ui.label(RichText::new(title).font(fonts::semibold(size::TITLE)));
    ui.add_space(size::NEAR);
}

/// Confirm and cancel; Escape cancels. Enter confirms, but in a number it ends the number and goes to what follows, for
/// the next field is still to be filled in; Ctrl+Enter confirms from there too. Without an intent the form is not
/// complete.
pub(super) fn answer_ui(ui: &mut Ui, lang: Lang, confirm: Text, intent: Option<Intent>) -> Answer {
    ui.add_space(size::APART);
    let mut answer = Answer::Open;
    ui.horizontal(|ui| {
        let confirm = confirm.say(lang);
        let is_confirmed = ui
            .add_enabled_ui(intent.is_some(), |ui| {
                look_button(ui, Look::Forward, confirm, confirm).clicked()
            })
            .inner;
        let is_entered = is_entered(ui);
        let cancel = ui.button(text::CANCEL.say(lang));
        // The end of a number may lead here, but a second Enter must not throw the form away.
        if cancel.gained_focus() && !ui.input(|input| input.key_pressed(Key::Tab)) {
            cancel.surrender_focus();
        }
        let is_cancelled = cancel.clicked() || ui.input(|input| input.key_pressed(Key::Escape));
        if is_cancelled {
            answer = Answer::Cancelled;
        } else if let (true, Some(intent)) = (is_confirmed || is_entered, intent) {
            answer = Answer::Sent(intent);
        }
    });
    answer
}

/// Whether Enter sends the form in this frame. In a number it leads to the next control of the form instead.
fn is_entered(ui: &Ui) -> bool {
    let (is_pressed, is_command) = ui.input(|input| {
        let is_pressed = input.key_pressed(Key::Enter) && !input.modifiers.shift;
        (is_pressed, input.modifiers.command)
    });
    match number_typed(ui.ctx()) {
        Some(number) if is_pressed && !is_command => {
            leave_number(ui.ctx(), number);
            false
        }
        _ => is_pressed,
    }
}

/// The rules with their numbers, and who stands behind them.
fn confirm_ui(ui: &mut Ui, session: &Session, confirm: &mut ConfirmForm, lang: Lang) {
    let standards = session.evaluator().standards();
    egui::ScrollArea::vertical()
        .max_height(240.0)
        .show(ui, |ui| {
            for (id, limit) in &confirm.limits {
                if let Some(rule) = standards.get(id) {
                    let unit = rule.measure.unit();
                    let value = format!("{limit} {}", unit.say(lang));
                    fact(ui, rule.words.say(lang), value).on_hover_text(rule.source.say(lang));
                }
            }
        });
    let label = caption(ui, text::time::CONFIRM_BY.say(lang));
    let field = ui.add(TextEdit::singleline(&mut confirm.by).desired_width(300.0));
    focus_first(&field.labelled_by(label.id));
}

fn path_ui(ui: &mut Ui, typed: &mut String, lang: Lang) {
    ui.label(text::NO_DIALOG.say(lang));
    let label = caption(ui, text::PATH.say(lang));
    let field = ui.add(TextEdit::singleline(typed).desired_width(420.0));
    focus_first(&field.labelled_by(label.id));
}

fn typed_paths(typed: &str) -> Vec<std::path::PathBuf> {
    let typed = typed.trim();
    if typed.is_empty() {
        Vec::new()
    } else {
        vec![typed.into()]
    }
}

fn unsaved_ui(ui: &mut Ui, session: &Session, lang: Lang, then: Then) -> Answer {
    title_ui(ui, text::UNSAVED_TITLE.say(lang));
    ui.label(text::UNSAVED_QUESTION.say(lang));
    for document in session
        .documents()
        .iter()
        .filter(|document| document.is_unsaved())
    {
        caption(ui, &document.plan().name);
    }
    ui.add_space(size::APART);
    let mut answer = Answer::Open;
    ui.horizontal(|ui| {
        if ui.button(text::SAVE.say(lang)).clicked() {
            answer = Answer::Sent(Intent::SaveAll);
        }
        if ui
            .button(text::DO_NOT_SAVE.say(lang))
            .on_hover_text(text::DO_NOT_SAVE_TIP.say(lang))
            .clicked()
        {
            answer = Answer::Sent(match then {
                Then::Quit => Intent::QuitUnsaved,
                Then::Replace => Intent::ReplaceUnsaved,
            });
        }
        if ui.button(text::CANCEL.say(lang)).clicked()
            || ui.input(|input| input.key_pressed(Key::Escape))
        {
            answer = Answer::Cancelled;
        }
    });
    answer
}

/// One row for every kind of school and stage of which some record is missing or already assumed.
fn assume_ui(ui: &mut Ui, session: &Session, assumptions: &mut Assumptions, lang: Lang) {
    let mut missing: std::collections::BTreeMap<(SchoolKind, Stage), usize> =
        assumptions.keys().map(|&key| (key, 0)).collect();
    for (key, count) in banner::missing_by_kind(session.county()) {
        *missing.entry(key).or_default() += count;
    }
    Grid::new("assume")
        .num_columns(4)
        .spacing([12.0, 6.0])
        .striped(true)
        .show(ui, |ui| {
            for head in [
                text::KIND,
                text::SCHOOLS,
                text::PUPILS_EACH,
                text::SEATS_EACH,
            ] {
                ui.label(RichText::new(head.say(lang)).size(size::CAPTION).strong());
            }
            ui.end_row();
            for ((kind, stage), count) in missing {
                let words = text::kind_and_stage(kind, stage);
                let values = assumptions.entry((kind, stage)).or_default();
                ui.label(words.say(lang));
                ui.label(figures::count(count as i64));
                optional_ui(
                    ui,
                    &mut values.pupils,
                    &format!("{} {}", words.say(lang), text::PUPILS_EACH.say(lang)),
                );
                optional_ui(
                    ui,
                    &mut values.seats,
                    &format!("{} {}", words.say(lang), text::SEATS_EACH.say(lang)),
                );
                ui.end_row();
            }
        });
    assumptions.retain(|_, values| values.pupils.is_some() || values.seats.is_some());
}

/// A number that may stay unknown: zero in the field means that nothing is assumed.
fn optional_ui(ui: &mut Ui, value: &mut Option<u32>, name: &str) {
    let mut number = value.unwrap_or(0);
    let format = |number: f64, _| {
        if number < 0.5 {
            text::UNKNOWN.to_owned()
        } else {
            format!("{number:.0}")
        }
    };
    let field = ui.add(
        DragValue::new(&mut number)
            .range(0..=20_000)
            .speed(2.0)
            .custom_formatter(format),
    );
    name_it(&field, Role::SpinButton, name);
    *value = (number > 0).then_some(number);
}
