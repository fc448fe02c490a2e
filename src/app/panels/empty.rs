//! What is shown where there is nothing yet: what to do first.

use egui::{RichText, Ui, vec2};

use crate::app::look::fonts;
use crate::app::look::icons::{self, Icon};
use crate::app::look::intent::Intent;
use crate::app::look::text::{self, aids};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::View;
use crate::app::look::widgets::{Look, caption, card_ui, look_button, named_intent_button};
use crate::session::Session;

/// No county is open: how to open one.
pub(crate) fn nothing_open_ui(ui: &mut Ui, view: &View, is_busy: bool) -> Option<Intent> {
    let lang = view.lang;
    let theme = Theme::of(ui.ctx());
    let mut intent = None;
    ui.vertical_centered(|ui| {
        ui.add_space(ui.available_height() * 0.3);
        if is_busy {
            ui.heading(text::WINDOW_TITLE.say(lang));
            ui.label(text::OPENING.say(lang));
            return;
        }
        let (rect, _) = ui.allocate_exact_size(vec2(40.0, 32.0), egui::Sense::hover());
        icons::draw_large(ui.painter(), rect.center(), Icon::Folder, theme.faint);
        ui.label(RichText::new(aids::NOTHING_OPEN.say(lang)).font(fonts::semibold(size::TITLE)));
        ui.scope(|ui| {
            ui.set_max_width(460.0);
            caption(ui, aids::NOTHING_OPEN_TIP.say(lang));
        });
        ui.add_space(size::APART);
        ui.horizontal(|ui| {
            let open = text::OPEN_FOLDER.say(lang);
            let sample = aids::SEE_SAMPLE.say(lang);
            let files = text::OPEN.say(lang);
            let width = [open, sample, files].map(|label| width_of(ui, label));
            let room = ui.available_width();
            let own = width.iter().sum::<f32>() + 2.0 * ui.spacing().item_spacing.x;
            ui.add_space(((room - own) / 2.0).max(0.0));
            if look_button(ui, Look::Forward, open, open).clicked() {
                intent = Some(Intent::OpenFolder);
            }
            if look_button(ui, Look::Plain, files, files).clicked() {
                intent = Some(Intent::Open);
            }
            if look_button(ui, Look::Plain, sample, sample).clicked() {
                intent = Some(Intent::OpenSample);
            }
        });
        for paths in view.aids.kept.recent.iter().take(3) {
            ui.add_space(size::NEAR);
            let wish = Intent::OpenPaths(paths.clone());
            let link = ui.link(super::top::name_of_paths(paths));
            if link
                .on_hover_text(super::top::told_of_paths(paths))
                .clicked()
            {
                intent = Some(wish);
            }
        }
    });
    intent
}

fn width_of(ui: &Ui, label: &str) -> f32 {
    let font = egui::FontId::proportional(size::BODY);
    let galley = ui
        .painter()
        .layout_no_wrap(label.to_owned(), font, egui::Color32::PLACEHOLDER);
    galley.size().x + 2.0 * ui.spacing().button_padding.x
}

/// No plan is chosen: how one begins. The list of small schools stands below it all the same.
pub(super) fn no_plan_ui(ui: &mut Ui, session: &Session, view: &View) -> Option<Intent> {
    if session.plan().is_some() {
        return None;
    }
    let lang = view.lang;
    let (title, says) = (aids::NO_PLAN.say(lang), aids::NO_PLAN_TIP.say(lang));
    card_ui(ui, title, says, |ui| {
        let begin = named_intent_button(
            ui,
            Some(session),
            view,
            Intent::NewPlan,
            aids::PLAN_FROM_TODAY.say(lang),
        );
        let open = named_intent_button(
            ui,
            Some(session),
            view,
            Intent::Open,
            aids::OPEN_PLAN.say(lang),
        );
        begin.or(open)
    })
}
