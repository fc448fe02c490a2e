//! What only the planner can say about the data: every question with its choices as buttons.

use std::collections::BTreeSet;

use egui::{Button, Role, ScrollArea, Ui};

use crate::app::look::intent::Intent;
use crate::app::look::text;
use crate::app::look::view::View;
use crate::app::look::widgets::{caption, heading, intent_button, name_it};
use crate::io::{Choice, Question, Warning};
use crate::session::Session;
use crate::words::Lang;

/// Draws the questions, those that are open first; nothing where nothing was asked.
pub(super) fn asked_ui(ui: &mut Ui, session: &Session, view: &View) -> Option<Intent> {
    let (lang, report) = (view.lang, session.report());
    let asked = report.warnings.iter();
    let mut asked: Vec<(&Warning, &Question)> = asked
        .filter_map(|warning| Some((warning, warning.question.as_ref()?)))
        .collect();
    if asked.is_empty() {
        return None;
    }
    asked.sort_by_key(|(_, question)| (question.is_beside, question.answer.is_some()));
    let open = report.open_questions().count();
    let mut intent = None;
    heading(ui, format!("{} {open}", text::QUESTIONS.say(lang)))
        .on_hover_text(text::QUESTIONS_TIP.say(lang));
    ScrollArea::vertical()
        .id_salt("questions")
        .max_height(ui.available_height() * 0.6)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            let mut kinds = BTreeSet::new();
            for (warning, question) in asked {
                let is_first = kinds.insert(&question.kind);
                ui.label(sentence(warning, lang));
                ui.horizontal_wrapped(|ui| {
                    for choice in &question.choices {
                        let is_made = question.answer.as_ref() == Some(&choice.key);
                        let pressed = choice_ui(ui, (&question.key, choice, is_made), lang);
                        intent = pressed.or(intent.take());
                    }
                    if is_first && question.key != question.kind {
                        caption(ui, text::FOR_ALL.say(lang));
                        for choice in &question.choices {
                            let pressed = choice_ui(ui, (&question.kind, choice, false), lang);
                            intent = pressed.or(intent.take());
                        }
                    }
                    if question.answer.is_some() {
                        let again = Intent::Answer(question.key.clone(), None);
                        intent = intent_button(ui, Some(session), view, again).or(intent.take());
                    }
                });
                ui.separator();
            }
        });
    intent
}

/// A button for a choice, named after it and its question.
fn choice_ui(
    ui: &mut Ui,
    (question, choice, is_made): (&str, &Choice, bool),
    lang: Lang,
) -> Option<Intent> {
    let said = choice.words.say(lang);
    let button = ui.add(Button::new(said).selected(is_made));
    name_it(&button, Role::Button, &format!("{said} {question}"));
    let button = button.on_hover_text(text::ANSWER_TIP.say(lang));
    let answer = || Intent::Answer(question.to_owned(), Some(choice.key.clone()));
    button.clicked().then(answer)
}

fn sentence(warning: &Warning, lang: Lang) -> String {
    let feature = warning.feature;
    let place = feature.map_or_else(String::new, |feature| format!(" #{feature}"));
    format!("{}{place}  {}", warning.file, warning.what.say(lang))
}
