//! The bar along the top: files, the five workspaces, the chosen plan, undo, the year, settings.

use egui::{Align, Button, Color32, FontId, Layout, Popup, Role, Sense, Slider, Ui, vec2};

use super::plans;
use crate::app::look::desk::{Arrange, Workspace};
use crate::app::look::icons::{self, Icon};
use crate::app::look::intent::{ExportKind, Intent};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::View;
use crate::app::look::widgets::{caption, name_it, named_intent_button};
use crate::app::look::{fonts, text};
use crate::app::work::turning;
use crate::session::Session;
use crate::units::Year;
use crate::words::Lang;

/// How the bar gives way in a narrow window.
struct Fit {
    /// How wide the chosen plan stands, in points.
    plan: f32,
    /// Whether “not saved” stands in words.
    has_words: bool,
    /// Whether the year has a slider.
    has_slider: bool,
}

impl Fit {
    const fn of(width: f32) -> Self {
        let plan = match width {
            width if width >= 1_400.0 => 300.0,
            width if width >= 1_200.0 => 214.0,
            width if width >= 1_000.0 => 150.0,
            _ => 118.0,
        };
        Self {
            plan,
            has_words: width >= 1_400.0,
            has_slider: width >= 1_200.0,
        }
    }
}

/// Draws the bar. Without a session only what opens one, and the settings, are of use.
pub(crate) fn top_ui(ui: &mut Ui, session: Option<&Session>, view: &View) -> Option<Intent> {
    let fit = Fit::of(ui.max_rect().width());
    let mut intent = None;
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        intent = file_menu_ui(ui, session, view);
        ui.add_space(4.0);
        for workspace in Workspace::ALL {
            intent = workspace_ui(ui, workspace, view).or(intent.take());
        }
        ui.add_space(8.0);
        if let Some(session) = session {
            intent = plans::chip_ui(ui, session, view, fit.plan, fit.has_words).or(intent.take());
        }
        ui.add_space(4.0);
        for (icon, wish) in [(Icon::Undo, Intent::Undo), (Icon::Redo, Intent::Redo)] {
            let tip = wish.tooltip(session, view.lang, ui.ctx());
            let name = wish.entry().label.say(view.lang);
            let is_enabled = wish.is_enabled(session, view);
            if icons::button(ui, icon, name, &tip, is_enabled).clicked() {
                intent = Some(wish);
            }
        }
        intent = super::history::button_ui(ui, session, view).or(intent.take());
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            intent = settings_ui(ui, session, view).or(intent.take());
            if let Some(session) = session {
                ui.add_space(6.0);
                intent = year_ui(ui, session, view, fit.has_slider).or(intent.take());
            }
        });
    });
    intent
}

fn workspace_ui(ui: &mut Ui, workspace: Workspace, view: &View) -> Option<Intent> {
    let theme = Theme::of(ui.ctx());
    let is_here = view.workspace() == workspace;
    let wish = Intent::Arrange(Arrange::Go(workspace));
    let label = wish.entry().label.say(view.lang);
    // As wide as it is when chosen, so that nothing jumps.
    let heavy = fonts::semibold(size::BODY);
    let width = ui
        .painter()
        .layout_no_wrap(label.to_owned(), heavy.clone(), theme.text)
        .size()
        .x;
    let (rect, response) = ui.allocate_exact_size(vec2(width + 20.0, size::ICON), Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(Role::Tab, true, is_here, label));
    let (ground, ink, font) = if is_here {
        (theme.place, theme.on_place, heavy)
    } else if response.hovered() || response.has_focus() {
        (theme.hover, theme.text, FontId::proportional(size::BODY))
    } else {
        (
            Color32::TRANSPARENT,
            theme.text,
            FontId::proportional(size::BODY),
        )
    };
    ui.painter().rect_filled(rect, 4.0, ground);
    let galley = ui.painter().layout_no_wrap(label.to_owned(), font, ink);
    ui.painter()
        .galley(rect.center() - galley.size() / 2.0, galley, ink);
    let tip = wish.tooltip(None, view.lang, ui.ctx());
    response.on_hover_text(tip).clicked().then_some(wish)
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

pub(super) fn menu_item_ui(
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
    let keys = intent.key_name(ui.ctx()).unwrap_or_default();
    let button = Button::new(label.as_str()).shortcut_text(keys);
    let response = ui.add_enabled(intent.is_enabled(session, view), button);
    // By its words alone, without the key beside them.
    name_it(&response, Role::Button, &label);
    let response = response.on_hover_text(entry.tooltip.say(view.lang));
    response.clicked().then(|| {
        ui.close();
        intent
    })
}

/// Language, light or dark, size of the text.
fn settings_ui(ui: &mut Ui, session: Option<&Session>, view: &View) -> Option<Intent> {
    const SIZES: [f32; 5] = [0.9, 1.0, 1.25, 1.5, 2.0];
    let lang = view.lang;
    let name = text::desk::SETTINGS.say(lang);
    let button = icons::button(ui, Icon::Settings, name, name, true);
    let mut intent = None;
    Popup::menu(&button).show(|ui| {
        ui.set_min_width(190.0);
        let other = if lang == Lang::Zh { Lang::En } else { Lang::Zh };
        intent = menu_item_ui(ui, session, view, Intent::SetLang(other));
        let theme = if Theme::of(ui.ctx()).is_dark {
            text::LIGHT
        } else {
            text::THEME
        };
        let light = named_intent_button(ui, session, view, Intent::SwitchTheme, theme.say(lang));
        intent = light.or(intent.take());
        intent =
            menu_item_ui(ui, session, view, Intent::Arrange(Arrange::FullScreen)).or(intent.take());
        ui.separator();
        caption(ui, text::desk::TEXT_SIZE.say(lang));
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let now = ui.ctx().zoom_factor();
            for factor in SIZES {
                let label = format!("{:.0} %", factor * 100.0);
                if ui
                    .selectable_label((now - factor).abs() < 0.01, label)
                    .clicked()
                {
                    // The size of the text is egui's to keep, and it remembers it.
                    ui.ctx().set_zoom_factor(factor);
                    ui.close();
                }
            }
        });
    });
    intent
}

/// Stepper, slider and play button; the row fills from the right. A year that is still worked out already stands there.
fn year_ui(ui: &mut Ui, session: &Session, view: &View, has_slider: bool) -> Option<Intent> {
    let lang = view.lang;
    let first = session.evaluator().base_year();
    let last = turning::last_year(session);
    let shown = view.year_asked.unwrap_or(session.year());
    let tooltip = Intent::Play.tooltip(Some(session), lang, ui.ctx());
    let (icon, name) = if view.is_playing {
        (Icon::Pause, text::time::PAUSE)
    } else {
        (Icon::Play, text::time::PLAY)
    };
    let play = icons::button(ui, icon, name.say(lang), &tooltip, true).clicked();
    let mut year = shown.0;
    if has_slider {
        ui.spacing_mut().slider_width = 96.0;
        let slider = Slider::new(&mut year, first.0..=last.0)
            .integer()
            .show_value(false);
        let response = ui.add(slider);
        name_it(&response, Role::Slider, text::YEAR.say(lang));
        response.on_hover_text(text::YEAR_TIP.say(lang));
    }
    ui.spacing_mut().item_spacing.x = 2.0;
    let on = text::desk::YEAR_ON.say(lang);
    if icons::button(ui, Icon::Right, on, on, shown < last).clicked() {
        year += 1;
    }
    let number = ui.label(egui::RichText::new(shown.to_string()).font(fonts::semibold(size::BODY)));
    number.on_hover_text(text::YEAR_TIP.say(lang));
    let back = text::desk::YEAR_BACK.say(lang);
    if icons::button(ui, Icon::Left, back, back, shown > first).clicked() {
        year -= 1;
    }
    let moved = (year != shown.0).then_some(Intent::SetYear(Year(year)));
    play.then_some(Intent::Play).or(moved)
}
