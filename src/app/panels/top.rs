//! The bar along the top: files, undo, plans, year, policy, language.

use egui::scroll_area::ScrollBarVisibility;
use egui::{Button, RichText, Role, Slider, Ui};

use crate::app::look::intent::{ExportKind, Intent};
use crate::app::look::text;
use crate::app::look::theme::Theme;
use crate::app::look::view::View;
use crate::app::look::widgets::{intent_button, name_it, named_intent_button};
use crate::app::work::turning;
use crate::plan::{Command, Policy};
use crate::session::{Chosen, Session};
use crate::units::Year;
use crate::words::Lang;

/// Draws the bar. Without a session only what opens one, and the language, are of use.
pub(crate) fn top_ui(ui: &mut Ui, session: Option<&Session>, view: &View) -> Option<Intent> {
    let mut intent = None;
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        intent = file_menu_ui(ui, session, view);
        for button in [Intent::Open, Intent::Save, Intent::Undo, Intent::Redo] {
            intent = intent_button(ui, session, view, button).or(intent.take());
        }
        ui.separator();
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let other = if view.lang == Lang::Zh {
                Lang::En
            } else {
                Lang::Zh
            };
            intent = intent_button(ui, session, view, Intent::SetLang(other)).or(intent.take());
            let theme_label = if Theme::of(ui.ctx()).is_dark {
                text::LIGHT
            } else {
                text::THEME
            };
            intent = named_intent_button(
                ui,
                session,
                view,
                Intent::SwitchTheme,
                theme_label.say(view.lang),
            )
            .or(intent.take());
            ui.separator();
            if let Some(session) = session {
                intent = policy_ui(ui, session, view.lang).or(intent.take());
                ui.separator();
                intent = year_ui(ui, session, view).or(intent.take());
                ui.separator();
                intent = plan_menu_ui(ui, session, view).or(intent.take());
                // What is left belongs to the tabs; many plans, or long names, scroll in it.
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    let scrolled = egui::ScrollArea::horizontal()
                        .scroll_bar_visibility(ScrollBarVisibility::AlwaysHidden)
                        .show(ui, |ui| tabs_ui(ui, session, view));
                    intent = scrolled.inner.or(intent.take());
                });
            }
        });
    });
    intent
}

fn file_menu_ui(ui: &mut Ui, session: Option<&Session>, view: &View) -> Option<Intent> {
    let mut intent = None;
    ui.menu_button(text::FILE.say(view.lang), |ui| {
        let groups: [&[Intent]; 4] = [
            &[Intent::Open, Intent::OpenFolder, Intent::OpenSample],
            &[Intent::Save, Intent::SaveAs],
            &[
                Intent::Export(ExportKind::Geojson),
                Intent::Export(ExportKind::Schools),
                Intent::Export(ExportKind::Assignment),
                Intent::Export(ExportKind::Comparison),
            ],
            &[Intent::Quit],
        ];
        for (index, group) in groups.into_iter().enumerate() {
            if index > 0 {
                ui.separator();
            }
            for item in group {
                if let Some(wish) = menu_item_ui(ui, session, view, item.clone()) {
                    intent = Some(wish);
                }
            }
        }
    });
    intent
}

fn menu_item_ui(
    ui: &mut Ui,
    session: Option<&Session>,
    view: &View,
    intent: Intent,
) -> Option<Intent> {
    let entry = intent.entry();
    let label = match &intent {
        Intent::Export(_) => format!(
            "{}{}{}",
            text::EXPORT.say(view.lang),
            text::COLON.say(view.lang),
            entry.label.say(view.lang)
        ),
        _ => entry.label.say(view.lang).to_owned(),
    };
    let button = Button::new(label).shortcut_text(intent.key_name(ui.ctx()).unwrap_or_default());
    let response = ui
        .add_enabled(intent.is_enabled(session, view), button)
        .on_hover_text(entry.tooltip.say(view.lang));
    response.clicked().then(|| {
        ui.close();
        intent
    })
}

fn tabs_ui(ui: &mut Ui, session: &Session, view: &View) -> Option<Intent> {
    let mut intent = None;
    let lang = view.lang;
    let today = ui.selectable_label(session.chosen() == Chosen::Today, text::TODAY.say(lang));
    if today.on_hover_text(text::TODAY_TIP.say(lang)).clicked() {
        intent = Some(Intent::Choose(Chosen::Today));
    }
    for (index, document) in session.documents().iter().enumerate() {
        let chosen = Chosen::Plan(index);
        let name = &document.plan().name;
        let mark = if document.is_unsaved() { " *" } else { "" };
        let tab = ui.selectable_label(session.chosen() == chosen, format!("{name}{mark}"));
        name_it(&tab, Role::Tab, name);
        let hint = if document.is_unsaved() {
            text::UNSAVED
        } else {
            text::SAVED
        };
        let file = document
            .path()
            .map_or_else(String::new, |path| format!("\n{}", path.display()));
        let tab = tab.on_hover_text(format!("{}{file}", hint.say(lang)));
        if tab.double_clicked() {
            intent = Some(Intent::RenamePlan);
        } else if tab.clicked() {
            intent = Some(Intent::Choose(chosen));
        }
    }
    intent
}

/// What can be done with plans; the row fills from the right.
fn plan_menu_ui(ui: &mut Ui, session: &Session, view: &View) -> Option<Intent> {
    let more = ui.menu_button(RichText::new("…"), |ui| {
        let mut wish = None;
        for item in [
            Intent::NewPlan,
            Intent::DuplicatePlan,
            Intent::RenamePlan,
            Intent::DeletePlan,
        ] {
            wish = menu_item_ui(ui, Some(session), view, item).or(wish.take());
        }
        wish
    });
    name_it(
        &more.response,
        Role::Button,
        text::PLAN_ACTIONS.say(view.lang),
    );
    let add = named_intent_button(ui, Some(session), view, Intent::NewPlan, "+");
    add.or(more.inner.flatten())
}

/// Slider and play button; the row fills from the right. A year that is still worked out already stands
/// at the slider.
fn year_ui(ui: &mut Ui, session: &Session, view: &View) -> Option<Intent> {
    let lang = view.lang;
    let first = session.evaluator().base_year();
    let last = turning::last_year(session);
    let shown = view.year_asked.unwrap_or(session.year());
    let mut year = shown.0;
    ui.spacing_mut().slider_width = 110.0;
    let slider = Slider::new(&mut year, first.0..=last.0).integer();
    let response = ui.add(slider);
    name_it(&response, Role::Slider, text::YEAR.say(lang));
    response.on_hover_text(text::YEAR_TIP.say(lang));
    let moved = (year != shown.0).then_some(Intent::SetYear(Year(year)));
    let tooltip = Intent::Play.tooltip(Some(session), lang, ui.ctx());
    let play = play_ui(ui, view);
    let play = play.on_hover_text(tooltip);
    play.clicked().then_some(Intent::Play).or(moved)
}

/// A triangle that plays, two bars while it does.
fn play_ui(ui: &mut Ui, view: &View) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(egui::Vec2::splat(24.0), egui::Sense::click());
    let name = if view.is_playing {
        text::time::PAUSE
    } else {
        text::time::PLAY
    };
    name_it(&response, Role::Button, name.say(view.lang));
    let visuals = ui.style().interact_selectable(&response, view.is_playing);
    ui.painter().rect_filled(rect, 3.0, visuals.weak_bg_fill);
    let icon = egui::Rect::from_center_size(rect.center(), egui::Vec2::splat(10.0));
    let color = visuals.text_color();
    if view.is_playing {
        for left in [icon.left(), icon.right() - 3.5] {
            let bar = egui::pos2(left, icon.top());
            let bar = egui::Rect::from_min_size(bar, egui::vec2(3.5, icon.height()));
            ui.painter().rect_filled(bar, 0.0, color);
        }
    } else {
        let corners = vec![icon.left_top(), icon.right_center(), icon.left_bottom()];
        let triangle = egui::Shape::convex_polygon(corners, color, egui::Stroke::NONE);
        ui.painter().add(triangle);
    }
    response
}

fn policy_ui(ui: &mut Ui, session: &Session, lang: Lang) -> Option<Intent> {
    let mut intent = None;
    // The row fills from the right.
    for policy in Policy::ALL.into_iter().rev() {
        let is_chosen = session.policy() == policy;
        let label = ui.selectable_label(is_chosen, text::policy(policy).say(lang));
        let tooltip = format!(
            "{}\n{}",
            policy.words().say(lang),
            text::policy_tip(policy).say(lang)
        );
        if label.on_hover_text(tooltip).clicked() && !is_chosen {
            intent = Some(Intent::Command(Command::SetPolicy(policy)));
        }
    }
    intent
}
