//! The chosen plan at its fixed place in the bar, and all plans under it.

use egui::{Popup, Role, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

use super::top::menu_item_ui;
use crate::app::look::commands::PLAN_MENU;
use crate::app::look::fonts;
use crate::app::look::icons::{self, Icon};
use crate::app::look::intent::Intent;
use crate::app::look::text::desk as text;
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::View;
use crate::app::look::widgets::name_it;
use crate::session::{Chosen, Document, Session};
use crate::words::Lang;

/// What a plan is called; today's layout where none is chosen.
fn name_of(document: Option<&Document>, lang: Lang) -> &str {
    document.map_or(text::TODAY_LAYOUT.say(lang), |document| {
        &document.plan().name
    })
}

/// Draws the chosen plan in a given width. Whether it is saved always shows; a long name is cut with an ellipsis.
pub(super) fn chip_ui(
    ui: &mut Ui,
    session: &Session,
    view: &View,
    width: f32,
    has_words: bool,
) -> Option<Intent> {
    let theme = Theme::of(ui.ctx());
    let lang = view.lang;
    let document = session.document();
    let name = name_of(document, lang);
    let is_unsaved = document.is_some_and(Document::is_unsaved);
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::ICON), Sense::click());
    let told = if is_unsaved {
        format!("{name} · {}", text::UNSAVED.say(lang))
    } else {
        name.to_owned()
    };
    name_it(&response, Role::ComboBox, &told);
    let painter = ui.painter();
    let ground = if response.hovered() || response.has_focus() {
        theme.hover
    } else {
        theme.pane
    };
    painter.rect(
        rect,
        4.0,
        ground,
        Stroke::new(1.0, theme.control),
        StrokeKind::Inside,
    );
    icons::draw(
        painter,
        pos2(rect.right() - 14.0, rect.center().y),
        Icon::Down,
        theme.faint,
    );
    let mut right = rect.right() - 26.0;
    if is_unsaved {
        if has_words {
            let font = egui::FontId::proportional(size::CAPTION);
            let words =
                painter.layout_no_wrap(text::UNSAVED.say(lang).to_owned(), font, theme.warning);
            right -= words.size().x;
            painter.galley(
                pos2(right, rect.center().y - words.size().y / 2.0),
                words,
                theme.warning,
            );
            right -= 5.0;
        }
        right -= 7.0;
        icons::unsaved_dot(painter, pos2(right + 3.5, rect.center().y), theme);
        right -= 6.0;
    }
    let room = right - rect.left() - 10.0;
    let mut job = egui::text::LayoutJob::simple_singleline(
        name.to_owned(),
        fonts::semibold(size::BODY),
        theme.text,
    );
    job.wrap = egui::text::TextWrapping::truncate_at_width(room);
    let galley = painter.layout_job(job);
    let at = pos2(rect.left() + 10.0, rect.center().y - galley.size().y / 2.0);
    painter.galley(at, galley, theme.text);
    let path = document.and_then(|document| document.path());
    let file = path.map_or_else(String::new, |path| format!("\n{}", path.display()));
    let response = response.on_hover_text(format!("{told}{file}\n{}", text::PLANS_TIP.say(lang)));
    let mut intent = None;
    Popup::menu(&response).show(|ui| {
        intent = list_ui(ui, session, view);
    });
    intent
}

/// All plans, today's layout first, and what can be done with them.
fn list_ui(ui: &mut Ui, session: &Session, view: &View) -> Option<Intent> {
    let lang = view.lang;
    ui.set_min_width(260.0);
    let plans = session.documents().iter().enumerate();
    let plans = plans.map(|(index, document)| (Chosen::Plan(index), Some(&**document)));
    let mut intent = None;
    for (chosen, document) in std::iter::once((Chosen::Today, None)).chain(plans) {
        let is_unsaved = document.is_some_and(Document::is_unsaved);
        let name = name_of(document, lang);
        // What stands at the right end, also nothing, holds the name at the left.
        let mark = if is_unsaved {
            format!("● {}", text::UNSAVED.say(lang))
        } else {
            String::new()
        };
        let mark = egui::RichText::new(mark).color(Theme::of(ui.ctx()).warning);
        let line = egui::Button::selectable(session.chosen() == chosen, name).shortcut_text(mark);
        let line = ui.add_sized(vec2(ui.available_width(), size::ICON), line);
        name_it(&line, Role::MenuItem, name);
        if line.clicked() {
            ui.close();
            intent = Some(Intent::Choose(chosen));
        }
    }
    ui.separator();
    for item in PLAN_MENU {
        intent = menu_item_ui(ui, Some(session), view, item).or(intent);
    }
    intent
}
