//! What a pasted block comes to, shown before it is taken: as one step, or not at all.

use egui::{Frame, Margin, RichText, Ui};

use super::Done;
use super::state::Grid;
use crate::app::look::text::{self, tables as words};
use crate::app::look::theme::{Theme, size};
use crate::app::look::widgets::{Look, look_button};
use crate::session::Block;
use crate::words::Lang;

/// So many cells that are not understood are told one by one.
const TOLD: usize = 3;

/// Draws what is about to be pasted, if anything is; what is taken of it.
pub(crate) fn pasted_ui(ui: &mut Ui, grid: &mut Grid, lang: Lang) -> Option<Done> {
    let block = grid.pasted.take()?;
    let theme = Theme::of(ui.ctx());
    let is_whole = block.refused.is_empty();
    let (ground, ink) = if is_whole {
        (theme.chosen, theme.text)
    } else {
        (theme.warning_ground, theme.warning)
    };
    let mut is_left = false;
    let mut is_taken = false;
    Frame::new()
        .fill(ground)
        .inner_margin(Margin::symmetric(8, 4))
        .show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            ui.horizontal_wrapped(|ui| {
                ui.label(RichText::new(words::pasted(&block).say(lang)).color(ink));
                if !block.facts.is_empty() {
                    let label = words::take(&block);
                    let label = label.say(lang);
                    let take = look_button(ui, Look::Forward, label, label);
                    is_taken = take.on_hover_text(words::TAKE_TIP.say(lang)).clicked();
                }
                let label = text::CANCEL.say(lang);
                is_left = look_button(ui, Look::Plain, label, label).clicked();
            });
            refused_ui(ui, &block, lang);
        });
    ui.add_space(size::NEAR);
    grid.takes_focus |= is_taken || is_left;
    if is_taken {
        return Some(Done::Correct(block.facts));
    }
    if !is_left {
        grid.pasted = Some(block);
    }
    None
}

/// The cells that cannot be taken, each with its row, its text and the reason.
fn refused_ui(ui: &mut Ui, block: &Block, lang: Lang) {
    let ink = Theme::of(ui.ctx()).warning;
    let line =
        |words: String| egui::Label::new(RichText::new(words).size(size::CAPTION).color(ink));
    for refusal in block.refused.iter().take(TOLD) {
        let words = words::refused(refusal);
        ui.add(line(words.say(lang).to_owned()).truncate());
    }
    if block.refused.len() > TOLD {
        let all: Vec<String> = block
            .refused
            .iter()
            .map(|refusal| words::refused(refusal).say(lang).to_owned())
            .collect();
        let more = words::and_more(block.refused.len() - TOLD);
        ui.add(line(more.say(lang).to_owned()))
            .on_hover_text(all.join("\n"));
    }
}
