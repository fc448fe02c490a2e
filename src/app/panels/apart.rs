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
    let theme = Theme::of(ui.ctx());
    let frame = Frame::new()
        .fill(theme.warning_ground)
        .corner_radius(4.0)
        .inner_margin(egui::Margin::symmetric(8, 5));
    let mut intent = None;
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width().min(520.0));
        ui.label(RichText::new(words.say(lang)).color(theme.warning));
        if !sides.has_same_terms() {
            caption(ui, text::OTHER_TERMS.say(lang));
        }
        if let Some(year) = way {
            let label = text::go_to_year(year);
            let label = label.say(lang);
            if look_button(ui, Look::Plain, label, label).clicked() {
                intent = Some(Intent::SetYear(year));
            }
        }
    });
    ui.add_space(size::NEAR);
    intent
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
