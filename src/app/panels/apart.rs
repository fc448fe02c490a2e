//! Said where two compared plans do not differ in the year shown: when they do, and the way there.

use egui::{Frame, RichText, Ui};

use crate::app::look::intent::Intent;
use crate::app::look::text::compare as text;
use crate::app::look::theme::{Theme, size};
use crate::app::look::widgets::{Look, caption, look_button};
use crate::evaluation::{Apart, Compared};
use crate::units::Year;
use crate::words::{Lang, Words};

/// Draws the note; nothing where the plans differ in this year.
pub(super) fn note_ui(ui: &mut Ui, sides: &Compared, lang: Lang) -> Option<Intent> {
    let (words, way) = note(sides.apart(), sides.year())?;
    let mut intent = None;
    frame(ui).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.label(RichText::new(words.say(lang)).color(Theme::of(ui.ctx()).warning));
        if !sides.has_same_terms() {
            caption(ui, text::OTHER_TERMS.say(lang));
        }
        intent = way_ui(ui, way, lang);
    });
    ui.add_space(size::NEAR);
    intent
}

/// The same on one line, where there is room across.
pub(super) fn line_ui(ui: &mut Ui, sides: &Compared, lang: Lang) -> Option<Intent> {
    let (words, way) = note(sides.apart(), sides.year())?;
    let mut intent = None;
    frame(ui).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            let ink = Theme::of(ui.ctx()).warning;
            let label = ui.label(RichText::new(words.say(lang)).color(ink));
            if !sides.has_same_terms() {
                label.on_hover_text(text::OTHER_TERMS.say(lang));
            }
            intent = way_ui(ui, way, lang);
        });
    });
    intent
}

/// The same in small letters, beside figures that look alike.
pub(super) fn caption_ui(ui: &mut Ui, sides: &Compared, lang: Lang) {
    if let Some((words, _)) = note(sides.apart(), sides.year()) {
        let ink = Theme::of(ui.ctx()).warning;
        ui.label(
            RichText::new(words.say(lang))
                .size(size::CAPTION)
                .color(ink),
        );
    }
}

fn frame(ui: &Ui) -> Frame {
    Frame::new()
        .fill(Theme::of(ui.ctx()).warning_ground)
        .corner_radius(4.0)
        .inner_margin(egui::Margin::symmetric(8, 4))
}

fn way_ui(ui: &mut Ui, way: Option<Year>, lang: Lang) -> Option<Intent> {
    let year = way?;
    let label = text::go_to_year(year);
    let label = label.say(lang);
    let clicked = look_button(ui, Look::Plain, label, label).clicked();
    clicked.then_some(Intent::SetYear(year))
}

/// What is said of plans that do not differ in a year, and the year in which they do.
fn note(apart: Apart, shown: Year) -> Option<(Words, Option<Year>)> {
    match apart {
        Apart::Now => None,
        Apart::Later(first) => Some((text::not_yet(shown, first), Some(first))),
        Apart::Earlier(first, last) => Some((text::no_more(shown, first, last), Some(first))),
        Apart::Never => Some((crate::app::look::text::words_of(text::NEVER_APART), None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_without_a_difference_always_says_where_there_is_one() {
        let shown = Year(2021);
        assert_eq!(note(Apart::Now, shown), None);
        for (apart, year) in [
            (Apart::Later(Year(2023)), 2023),
            (Apart::Earlier(Year(2016), Year(2019)), 2016),
        ] {
            let (words, way) = note(apart, shown).expect("something is said");
            assert_eq!(way, Some(Year(year)));
            let year = year.to_string();
            assert!(
                words.en.contains(&year) && words.zh.contains(&year),
                "{words:?}"
            );
        }
        assert!(note(Apart::Never, shown).is_some_and(|(_, way)| way.is_none()));
    }
}
